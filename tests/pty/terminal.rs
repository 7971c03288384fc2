//! A terminal for the real program: a PTY, an emulator behind it, and deadlines instead of sleeping and hoping.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, PtyPair, PtySize, native_pty_system};

/// How long to wait for what must come.
const DEADLINE: Duration = Duration::from_secs(20);
/// How often to look for the program's end.
const LOOK: Duration = Duration::from_millis(5);

/// The program that is tested.
const PROGRAM: &str = env!("CARGO_BIN_EXE_qlens");
/// What the shell asks with for the next command.
const SHELL_READY: &str = "ready> ";

/// A process that a shell started.
pub struct Job(u32);

impl Job {
    /// Send it the signal called `name`.
    pub fn signal(&self, name: &str) {
        let id = self.0.to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.expect("kill is there").success());
    }
}

/// What a terminal answers to what it is asked.
pub type Answers = &'static [(&'static [u8], &'static [u8])];

/// A terminal that answers what every terminal does, and shows each sign in one column.
pub const POLITE: Answers = &[
    (CURSOR, b"\x1b[1;4R"),
    (WELL, b"\x1b[0n"),
    (KIND, b"\x1b[?62;22c"),
];

/// The program in its terminal.
pub struct Terminal {
    pty: PtyPair,
    child: Box<dyn Child + Send + Sync>,
    input: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    stalled: Arc<AtomicBool>,
    answers: Answers,
    /// Whether it keeps its answers to itself for a while.
    withholds: bool,
    /// How much of the output has been looked through for questions.
    heard: usize,
    parser: vt100::Parser,
    raw: Vec<u8>,
    line_before: String,
}

impl Terminal {
    /// Start the program with `arguments` in a terminal of `columns` × `rows`.
    pub fn start(columns: u16, rows: u16, arguments: &[&str]) -> Self {
        Self::start_with(columns, rows, arguments, &[])
    }

    /// The same with variables in its environment.
    pub fn start_with(columns: u16, rows: u16, arguments: &[&str], env: &[(&str, &str)]) -> Self {
        Self::start_answering(POLITE, (columns, rows), arguments, env)
    }

    /// The same in a terminal that gives these answers.
    pub fn start_answering(
        answers: Answers,
        (columns, rows): (u16, u16),
        arguments: &[&str],
        env: &[(&str, &str)],
    ) -> Self {
        let mut command = command(PROGRAM);
        command.args(arguments);
        for (name, value) in env {
            command.env(name, value);
        }
        Self::run(answers, (columns, rows), command)
    }

    /// Start a shell in a terminal of `columns` × `rows`, and wait until it is ready.
    pub fn start_shell(columns: u16, rows: u16) -> Self {
        let mut command = command("sh");
        command.arg("-i");
        command.env("PS1", SHELL_READY);
        command.env_remove("ENV");
        let mut terminal = Self::run(POLITE, (columns, rows), command);
        terminal.wait_for_shell();
        terminal
    }

    /// Wait until the shell asks for the next command.
    pub fn wait_for_shell(&mut self) {
        self.wait_until("the shell", |terminal| {
            terminal.text().trim_end().ends_with(SHELL_READY.trim_end())
        });
    }

    /// Let the shell start the program.
    pub fn start_from_shell(&mut self) -> Job {
        // The shell that tells its number becomes the program: once that was read, as the program takes the screen.
        self.send(&format!("sh -c 'echo job $$; read go; exec {PROGRAM}'\r"));
        let mut job = None;
        self.wait_until("the number of the job", |terminal| {
            job = job_of(&terminal.text());
            job.is_some()
        });
        self.send("\r");
        job.expect("it was waited for")
    }

    /// Run `command` in a new terminal.
    fn run(answers: Answers, (columns, rows): (u16, u16), command: CommandBuilder) -> Self {
        let pty = native_pty_system()
            .openpty(size(columns, rows))
            .expect("a PTY");
        let line_before = line(&pty);
        let child = pty
            .slave
            .spawn_command(command)
            .expect("the program starts");
        let input = pty.master.take_writer().expect("the first writer");
        let stalled = Arc::new(AtomicBool::new(false));
        let mut terminal = Self {
            output: read(&pty, &stalled),
            pty,
            child,
            input,
            stalled,
            answers,
            withholds: false,
            heard: 0,
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            raw: Vec::new(),
            line_before,
        };
        terminal.take(Duration::ZERO);
        terminal
    }

    /// Type `keys`.
    pub fn send(&mut self, keys: &str) {
        self.input
            .write_all(keys.as_bytes())
            .expect("the PTY takes input");
        self.input.flush().expect("the PTY takes input");
    }

    /// Send the signal called `name` to the program.
    pub fn signal(&self, name: &str) {
        Job(self.id()).signal(name);
    }

    /// Wait until the program has stopped, and take what it wrote before.
    pub fn wait_until_stopped(&mut self) {
        use rustix::process::{Pid, WaitOptions, waitpid};
        let id = self.child.process_id().and_then(|id| id.try_into().ok());
        let id = Pid::from_raw(id.expect("it runs"));
        let options = WaitOptions::UNTRACED | WaitOptions::NOHANG;
        self.wait_until("the program to stop", |_| {
            let told = waitpid(id, options).expect("a child of ours");
            told.is_some_and(|(_, status)| status.stopped())
        });
        while self.take(Duration::from_millis(50)) {}
    }

    /// Wait until the program draws the whole screen anew.
    pub fn wait_until_drawn_anew(&mut self, cause: impl FnOnce(&mut Self)) {
        while self.take(Duration::ZERO) {}
        let before = self.raw.len();
        cause(self);
        self.wait_until("a whole frame", |terminal| {
            let bytes = &terminal.raw[before..];
            let cleared = find(bytes, CLEAR);
            cleared.is_some_and(|start| find(&bytes[start..], END_OF_FRAME).is_some())
        });
    }

    /// Change the size of the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.pty
            .master
            .resize(size(columns, rows))
            .expect("a new size");
        self.parser
            .screen_mut()
            .set_size(cells(rows), cells(columns));
    }

    /// Change the size and wait for a whole frame on the cleared screen.
    pub fn resize_and_wait(&mut self, columns: u16, rows: u16) {
        self.wait_until_drawn_anew(|terminal| terminal.resize(columns, rows));
    }

    /// Take no more output: a terminal that hangs.
    pub fn stall(&self) {
        self.stalled.store(true, Ordering::SeqCst);
    }

    /// Take output again.
    pub fn go_on(&self) {
        self.stalled.store(false, Ordering::SeqCst);
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Wait until the screen shows `text`.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |terminal| terminal.text().contains(text));
    }

    /// Wait until the screen does not show `text` any more.
    pub fn wait_until_gone(&mut self, text: &str) {
        self.wait_until(text, |terminal| !terminal.text().contains(text));
    }

    /// Wait until `is_so`.
    pub fn wait_until(&mut self, what: &str, is_so: impl FnMut(&Self) -> bool) {
        self.wait_for_at_most(DEADLINE, what, is_so);
    }

    /// The same with a deadline of its own.
    pub fn wait_for_at_most(
        &mut self,
        limit: Duration,
        what: &str,
        mut is_so: impl FnMut(&Self) -> bool,
    ) {
        let end = Instant::now() + limit;
        while !is_so(self) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited in vain for {what:?}; the screen:\n{}",
                self.text()
            );
            self.take(left.min(Duration::from_millis(100)));
        }
    }

    /// Take in whatever comes for so long.
    pub fn listen(&mut self, time: Duration) {
        let end = Instant::now() + time;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.take(left);
        }
    }

    /// How many bytes the program has written so far.
    pub fn written(&self) -> usize {
        self.raw.len()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Wait for the program's end and take the rest of its output. Gives its exit code.
    pub fn exit_code(&mut self) -> u32 {
        let end = Instant::now() + DEADLINE;
        let status: ExitStatus = loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                break status;
            }
            assert!(
                Instant::now() < end,
                "it does not end; the screen:\n{}",
                self.text()
            );
            self.take(LOOK);
        };
        // Everything was written before the end, and comes through the reader within moments.
        while self.take(Duration::from_millis(200)) {}
        status.exit_code()
    }

    /// Check that the terminal is as it was before the program started.
    pub fn assert_restored(&self) {
        self.assert_screen_restored();
        self.assert_line_restored();
    }

    /// The same but for the modes of the line, which a shell has changed for itself.
    pub fn assert_screen_restored(&self) {
        let screen = self.parser.screen();
        assert!(
            !screen.alternate_screen(),
            "the alternate screen was not left"
        );
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is on");
        self.assert_mouse(false);
    }

    /// Check that the modes of the line (echo, whole lines, signals) are as they were before.
    pub fn assert_line_restored(&self) {
        assert_eq!(line(&self.pty), self.line_before);
    }

    /// Check whether the program has asked to be told of the mouse: of presses and drags, never of mere movements.
    pub fn assert_mouse(&self, told: bool) {
        use vt100::{MouseProtocolEncoding as Encoding, MouseProtocolMode as Mode};
        let screen = self.parser.screen();
        let (mode, encoding) = if told {
            (Mode::ButtonMotion, Encoding::Sgr)
        } else {
            (Mode::None, Encoding::Default)
        };
        assert_eq!(screen.mouse_protocol_mode(), mode);
        assert_eq!(screen.mouse_protocol_encoding(), encoding);
    }

    /// Whether the program has ever written `text`.
    pub fn wrote(&self, text: &str) -> bool {
        find(&self.raw, text.as_bytes()).is_some()
    }

    /// Where `text` begins on the screen: column and row, counted from 1 as the mouse counts.
    pub fn place_of(&self, text: &str) -> (usize, usize) {
        let text_of = self.text();
        let mut rows = text_of.lines().enumerate();
        let found = rows.find_map(|(row, line)| {
            let before = line.split_once(text)?.0;
            Some((before.chars().count() + 1, row + 1))
        });
        found.expect("it is on the screen")
    }

    /// Check that the program has the screen for itself.
    pub fn assert_taken_over(&self) {
        let screen = self.parser.screen();
        assert!(screen.alternate_screen() && screen.hide_cursor());
        assert_ne!(line(&self.pty), self.line_before);
    }

    /// Take in output for at most `limit`; whether any came.
    fn take(&mut self, limit: Duration) -> bool {
        match self.output.recv_timeout(limit) {
            Ok(bytes) => {
                self.parser.process(&bytes);
                self.raw.extend(bytes);
                self.answer();
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }

    /// Take in what has been written, until nothing more comes for so long, or it never ends.
    pub fn take_in(&mut self, silence: Duration) {
        let end = Instant::now() + 5 * silence;
        while Instant::now() < end && self.take(silence) {}
    }

    /// What the program has written so far.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Wait until the program has written these bytes.
    pub fn wait_until_written(&mut self, part: &[u8]) {
        let what = part.escape_ascii().to_string();
        self.wait_until(&what, |terminal| find(&terminal.raw, part).is_some());
    }

    /// Keep answers back, as a long link does, or give those that are due.
    pub fn withhold(&mut self, withholds: bool) {
        self.withholds = withholds;
        self.answer();
    }

    /// Answer what has been asked since the last time, in its order.
    fn answer(&mut self) {
        if self.withholds {
            return;
        }
        while let Some((at, question, answer)) = self.next_question() {
            self.heard = at + question.len();
            // A program that has ended hears nothing.
            let _gone = self.input.write_all(answer);
        }
    }

    fn next_question(&self) -> Option<(usize, &'static [u8], &'static [u8])> {
        let asked = self.answers.iter().filter_map(|&(question, answer)| {
            let at = find(&self.raw[self.heard..], question)?;
            Some((self.heard + at, question, answer))
        });
        asked.min_by_key(|asked| asked.0)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}

/// What clears the screen.
const CLEAR: &[u8] = b"\x1b[2J";
/// The end of a synchronized update.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";
/// OSC 11: the question for the color of the ground.
pub const GROUND: &[u8] = b"\x1b]11;?\x1b\\";
/// DSR 6: the question where the cursor stands.
pub const CURSOR: &[u8] = b"\x1b[6n";
/// DSR 5: the question whether the terminal is well.
pub const WELL: &[u8] = b"\x1b[5n";
/// DA1: the question what kind of terminal it is.
pub const KIND: &[u8] = b"\x1b[c";

/// What could change the look of the screen.
const NOT_INHERITED: [&str; 7] = [
    "NO_COLOR",
    "COLORTERM",
    "COLORFGBG",
    "RUST_BACKTRACE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
];

/// The command called `name`, in the environment of every test.
fn command(name: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(name);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    for name in NOT_INHERITED {
        command.env_remove(name);
    }
    command
}

/// The process whose number is on the screen.
fn job_of(screen: &str) -> Option<Job> {
    let mut lines = screen.lines();
    lines.find_map(|line| line.strip_prefix("job ")?.trim().parse().ok().map(Job))
}

/// Where `part` begins in `bytes`.
fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has cells")
}

/// Every mode of the line.
fn line(pty: &PtyPair) -> String {
    format!("{:?}", pty.master.get_termios().expect("a PTY has modes"))
}

/// Read what the program writes on a thread of its own, unless the terminal hangs.
fn read(pty: &PtyPair, stalled: &Arc<AtomicBool>) -> Receiver<Vec<u8>> {
    let mut reader = pty.master.try_clone_reader().expect("a reader");
    let (sender, output) = channel();
    let stalled = Arc::clone(stalled);
    thread::spawn(move || {
        let mut buffer = vec![0; 65536];
        loop {
            while stalled.load(Ordering::SeqCst) {
                thread::sleep(LOOK);
            }
            match reader.read(&mut buffer) {
                Ok(count) if count > 0 && sender.send(buffer[..count].to_vec()).is_ok() => {}
                _ => return,
            }
        }
    });
    output
}
