//! The figures that a terminal decides.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::process::{self, Usage};
use super::terminal::Terminal;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];
/// Starts, and keys, of each kind.
const STARTS: usize = 15;
const KEYS: usize = 100;
/// How long it is watched doing one thing.
const WATCHED: Duration = Duration::from_secs(10);
/// How long a run may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// Measure and print all of them.
pub fn run() {
    first_frames();
    keys();
    idle();
    full_speed();
    long_runs();
}

fn first_frames() {
    for (columns, rows) in SIZES {
        let times = (0..STARTS).map(|_| {
            let begun = Instant::now();
            let mut terminal =
                Terminal::start_with(columns, rows, &[], &[("COLORTERM", "truecolor")]);
            terminal.wait_for("seed 12");
            begun.elapsed()
        });
        print_times(&format!("first frame, {columns}x{rows}"), times.collect());
    }
}

fn keys() {
    let mut terminal = started(120, 36);
    terminal.send(" ");
    terminal.wait_for("paused");
    print_times("key to screen, paused", key_times(&mut terminal));
    let mut terminal = all_out(120, 36, &[]);
    print_times("key to screen, all-out", key_times(&mut terminal));
    let mut terminal = all_out(200, 60, &["cliff-walking"]);
    print_times("same, cliff at 200x60", key_times(&mut terminal));
}

/// The pages of the help, by their titles.
const PAGES: [&str; 2] = ["╭ Keys", "╭ Signs"];

/// The help comes page by page and goes: each time from the key to the sight of it.
fn key_times(terminal: &mut Terminal) -> Vec<Duration> {
    let time = |index: usize| {
        let page = PAGES.get(index % (PAGES.len() + 1));
        let begun = Instant::now();
        terminal.send("?");
        terminal.wait_until("the help, or none", |terminal| {
            let text = terminal.text();
            let seen = PAGES.iter().find(|title| text.contains(**title));
            seen == page
        });
        begun.elapsed()
    };
    (0..KEYS).map(time).collect()
}

fn idle() {
    let mut terminal = started(120, 36);
    terminal.send(" ");
    terminal.wait_for("paused");
    terminal.listen(Duration::from_secs(1));
    let (used, bytes) = watched(&mut terminal);
    println!(
        "{:26} {:.2} % of a core, {} wake-ups, {bytes} bytes in {} s",
        "paused",
        percent(used.cpu),
        used.switches,
        WATCHED.as_secs()
    );
}

fn full_speed() {
    for (columns, rows) in SIZES {
        let mut terminal = all_out(columns, rows, &[]);
        let (used, bytes) = watched(&mut terminal);
        println!(
            "{:26} {:.1} kB/s, {:.0} % of a core with the training",
            format!("all-out, {columns}x{rows}"),
            bytes as f64 / WATCHED.as_secs_f64() / 1e3,
            percent(used.cpu)
        );
    }
}

/// Memory after so many steps, and what the last of them take longer with a screen than without.
fn long_runs() {
    let mut terminal = started(120, 36);
    let id = terminal.id();
    print_memory("memory, at the beginning", id);
    for (episodes, label) in [(1_000, "10³"), (100_000_000, "10⁸"), (1_000_000_000, "10⁹")] {
        let begun = Instant::now();
        terminal.send(&format!("g{episodes}\r"));
        let there = format!("visit {}", qlens::app::format::count(episodes));
        // On the way the prompt says where it goes, so that only a run that stands is there.
        terminal.wait_for_at_most(PATIENCE, &there, |terminal| {
            let text = terminal.text();
            text.contains(&there) && !text.contains("▶ running")
        });
        let watched = begun.elapsed();
        print_memory(&format!("memory, after {label} steps"), id);
        if episodes == 1_000_000_000 {
            let alone = alone(900_000_000);
            println!(
                "{:26} {:.2} s; without a screen {:.2} s: {:+.1} %",
                "the last 9·10⁸ of them",
                watched.as_secs_f64(),
                alone.as_secs_f64(),
                (watched.as_secs_f64() / alone.as_secs_f64() - 1.0) * 100.0
            );
        }
    }
}

/// The time that a run without a screen takes.
fn alone(steps: u64) -> Duration {
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_qlens"))
        .args([
            "train",
            "recommender",
            "--steps",
            &steps.to_string(),
            "--no-tables",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "a run without a screen"
    );
    begun.elapsed()
}

fn started(columns: u16, rows: u16) -> Terminal {
    let mut terminal = Terminal::start_with(columns, rows, &[], &[("COLORTERM", "truecolor")]);
    terminal.wait_for("running");
    terminal
}

/// The program at full speed, past the usual end of its run.
pub fn all_out(columns: u16, rows: u16, arguments: &[&str]) -> Terminal {
    let mut terminal =
        Terminal::start_with(columns, rows, arguments, &[("COLORTERM", "truecolor")]);
    terminal.wait_for("seed 12");
    terminal.send("++++++++");
    terminal.wait_until("the usual end", |terminal| terminal.text().contains('■'));
    terminal.send(" ");
    terminal.wait_until("it going on", |terminal| terminal.text().contains('▶'));
    terminal
}

/// What it uses and writes in a while.
fn watched(terminal: &mut Terminal) -> (Usage, usize) {
    let (used, bytes) = (Usage::of(terminal.id()), terminal.written());
    terminal.listen(WATCHED);
    let now = Usage::of(terminal.id());
    let used = Usage {
        cpu: now.cpu.saturating_sub(used.cpu),
        switches: now.switches - used.switches,
    };
    (used, terminal.written() - bytes)
}

fn percent(cpu: Duration) -> f64 {
    cpu.as_secs_f64() / WATCHED.as_secs_f64() * 100.0
}

fn print_memory(what: &str, id: u32) {
    let (now, most) = process::memory(id);
    println!("{what:26} {now} kB now, {most} kB at most");
}

fn print_times(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| {
        let index = ((times.len() - 1) as f64 * share).round() as usize;
        times[index].as_secs_f64() * 1e3
    };
    println!(
        "{what:26} median {:.1} ms, 95 % within {:.1} ms, worst {:.1} ms",
        at(0.5),
        at(0.95),
        at(1.0)
    );
}
