//! Minutes at full speed with sliders that move and a terminal that changes its size: memory stays, and so do the bytes of the run.

use std::time::{Duration, Instant};

use qlens::agent::{ParamId, Setting, q_learning};
use qlens::env;
use qlens::session::{Change, Entry, Goal, Scenario, Session};

use super::figures::all_out;
use super::process;
use super::terminal::Terminal;

const WORLD: &str = "recommender";
const SEED: u64 = 12;
/// The size at which the figures are read.
const READ_AT: (u16, u16) = (120, 36);
const SIZES: [(u16, u16); 7] = [
    (200, 60),
    (80, 24),
    (500, 200),
    (61, 17),
    (20, 5),
    (100, 30),
    (1, 1),
];
/// What is turned to and fro: its key, the words before its value, how it goes.
const TURNS: [(&str, &str, ParamId, [&str; 2]); 3] = [
    ("1", "ε explore", ParamId::Epsilon, ["]", "["]),
    ("2", "α step", ParamId::Alpha, ["]", "["]),
    ("3", "γ future", ParamId::Gamma, ["]", "["]),
];
/// How long it runs between two turns.
const BETWEEN: Duration = Duration::from_millis(1500);
/// By how much memory may differ between the two halves.
const GROWTH: u64 = 1024;

/// Keys that come in pairs, the second undoing the first; behind the keys the help has a page of signs.
const LOOKS: [[&str; 2]; 5] = [
    ["t", "t"],
    ["v", "V"],
    ["\t", "\x1b[Z"],
    ["p", "p"],
    ["?", "??"],
];

/// Run for so many minutes, and then train the same without a screen.
pub fn run(minutes: f64) {
    let end = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    let mut soak = Soak {
        terminal: all_out(READ_AT.0, READ_AT.1, &[WORLD]),
        ledger: Vec::new(),
        memory: Vec::new(),
    };
    while Instant::now() < end {
        soak.round();
    }
    let (step, digest) = soak.end();
    judge_memory(&soak.memory);
    println!(
        "the same {} changes without a screen, {step} steps",
        soak.ledger.len()
    );
    let alone = digest_alone(soak.ledger, step);
    println!("digests {digest} and {alone}");
    assert_eq!(digest, alone, "the run with a screen took another way");
}

struct Soak {
    terminal: Terminal,
    ledger: Vec<Entry>,
    memory: Vec<u64>,
}

impl Soak {
    /// A turn of a slider, a look at something else, and a while at another size.
    fn round(&mut self) {
        let round = self.memory.len();
        self.turn(round);
        let [there, back] = LOOKS[round % LOOKS.len()];
        self.terminal.send(there);
        let (columns, rows) = SIZES[round % SIZES.len()];
        self.terminal.resize_and_wait(columns, rows);
        self.terminal.listen(BETWEEN);
        self.terminal.resize_and_wait(READ_AT.0, READ_AT.1);
        self.terminal.send(back);
        self.memory.push(process::memory(self.terminal.id()).0);
        if round.is_multiple_of(20) {
            println!("round {round}: {} kB", self.memory[round]);
        }
    }

    /// Move a slider while it runs, and read from the screen when that came about.
    fn turn(&mut self, round: usize) {
        let (key, words, param, ways) = TURNS[round % TURNS.len()];
        let way = ways[round / TURNS.len() % ways.len()];
        self.terminal.send(&format!("x{key}{way}"));
        let count = format!("{},", self.ledger.len() + 1);
        // A frame may be there in parts; the step is the last of what is read here. It goes on from the step before: one that is
        // cut off at the edge does not.
        self.terminal.wait_until("the change", |terminal| {
            word_after(terminal, "changes made").as_deref() == Some(&count)
                && number_after(terminal, ", last").is_some()
        });
        let value = word_after(&self.terminal, words).and_then(|word| word.parse().ok());
        let setting = value.and_then(|value| Setting::new(param, value).ok());
        self.ledger.push(Entry {
            step: self.next_step(),
            gesture: round as u64,
            change: Change::Set(setting.expect("a value in range")),
        });
        // An escape with a letter right behind it would be Alt and that letter.
        self.terminal.send("\x1b");
        self.terminal.listen(Duration::from_millis(100));
        self.terminal.send("x");
    }

    /// The step of the newest change.
    fn next_step(&self) -> u64 {
        let step = number_after(&self.terminal, ", last").expect("it was there");
        let before = self.ledger.last().map_or(0, |entry| entry.step);
        assert!(step > before, "{step} after {before}: not the whole number");
        step
    }

    /// Pause it, read where it stands, and leave it.
    fn end(&mut self) -> (u64, String) {
        self.terminal.send(" x");
        self.terminal.wait_for("paused");
        self.terminal.wait_for("run digest");
        self.terminal.listen(Duration::from_secs(1));
        let step = number_after(&self.terminal, "step           ").expect("a step");
        let digest = word_after(&self.terminal, "run digest").expect("a digest");
        self.terminal.send("\x03");
        assert_eq!(self.terminal.exit_code(), 0);
        self.terminal.assert_restored();
        (step, digest)
    }
}

/// The word that stands behind `words` on the screen.
fn word_after(terminal: &Terminal, words: &str) -> Option<String> {
    let text = terminal.text();
    let (_, rest) = text.split_once(words)?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// The whole number that stands behind `words`, with a blank after it: one that is cut off is none.
fn number_after(terminal: &Terminal, words: &str) -> Option<u64> {
    let text = terminal.text();
    let (_, rest) = text.split_once(words)?;
    let (word, _) = rest.trim_start_matches(' ').split_once([' ', '\n'])?;
    word.replace(',', "").parse().ok()
}

fn judge_memory(memory: &[u64]) {
    let (early, late) = memory.split_at(memory.len() / 2);
    let most = |part: &[u64]| part.iter().copied().max().unwrap_or_default();
    let (early, late) = (most(early), most(late));
    println!("memory: {early} kB at most in the first half, {late} kB in the second");
    assert!(late <= early + GROWTH, "memory grows");
}

fn digest_alone(ledger: Vec<Entry>, step: u64) -> String {
    let world = (env::find(WORLD).expect("a built-in world").build)();
    let mut session = Session::unwatched(Scenario::new(world.into(), &q_learning::SPEC, SEED));
    session.schedule(ledger);
    session.advance(Goal::step(step));
    format!("{:016x}", session.digest())
}
