//! What the terminal is asked at the start, and what becomes of its answers: at once, late, never.

use std::time::{Duration, Instant};

use super::terminal::{Answers, CURSOR, GROUND, KIND, POLITE, Terminal};

/// A terminal that answers nothing.
const MUTE: Answers = &[];
/// One that makes doubtful signs two columns wide, and does not know about grounds.
const WIDE: Answers = &[(CURSOR, b"\x1b[1;7R"), (KIND, b"\x1b[?1;2c")];
/// One with a light ground.
const LIGHT: Answers = &[
    (CURSOR, b"\x1b[1;4R"),
    (GROUND, b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"),
    (KIND, b"\x1b[?62;22c"),
];

/// A sign that is on every screen.
const SIGN: &str = "━";
/// The text color on a light and on a dark ground, among 256.
const DARK_TEXT: &[u8] = b"38;5;236;";
const LIGHT_TEXT: &[u8] = b"38;5;253;";

fn started(answers: Answers, arguments: &[&str], env: &[(&str, &str)]) -> Terminal {
    let mut terminal = Terminal::start_answering(answers, (120, 36), arguments, env);
    terminal.wait_for("STEER");
    terminal
}

fn wrote(terminal: &Terminal, part: &[u8]) -> bool {
    terminal
        .raw()
        .windows(part.len())
        .any(|window| window == part)
}

fn quit(terminal: &mut Terminal) {
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
    assert_eq!(terminal.text().trim(), "", "nothing is left behind");
}

/// Pause and see that it answers: nothing has been taken for keys, and none is lost.
fn assert_unmoved(terminal: &mut Terminal) {
    terminal.send(" ");
    terminal.wait_for("paused");
    // A frame comes in pieces.
    for shown in ["explore 0.20", "step    0.10", "future  0.90", "seed 12"] {
        terminal.wait_for(shown);
    }
}

#[test]
fn signs_that_are_two_columns_wide_are_replaced_by_ascii_letters() {
    let mut terminal = started(WIDE, &[], &[]);
    terminal.wait_for("====");
    assert!(terminal.text().is_ascii(), "{}", terminal.text());
    assert_unmoved(&mut terminal);
    quit(&mut terminal);
}

#[test]
fn signs_of_one_column_stay() {
    let mut terminal = started(POLITE, &[], &[]);
    assert!(terminal.text().contains(SIGN));
    assert_unmoved(&mut terminal);
    quit(&mut terminal);
}

#[test]
fn ascii_letters_can_be_asked_for_and_are_what_some_environments_have() {
    for (arguments, variable) in [
        (&["--ascii"][..], ("LANG", "C.UTF-8")),
        (&[], ("LANG", "C")),
        (&[], ("LC_ALL", "POSIX")),
        (&[], ("TERM", "linux")),
    ] {
        let mut terminal = started(POLITE, arguments, &[variable]);
        assert!(
            terminal.text().is_ascii(),
            "{variable:?} {}",
            terminal.text()
        );
        assert!(!wrote(&terminal, CURSOR), "there is nothing to be asked");
        quit(&mut terminal);
    }
}

#[test]
fn the_linux_console_is_asked_nothing() {
    let mut terminal = started(MUTE, &[], &[("TERM", "linux")]);
    for question in [CURSOR, GROUND, KIND] {
        assert!(!wrote(&terminal, question));
    }
    quit(&mut terminal);
}

#[test]
fn the_ground_that_is_told_decides_on_the_colors() {
    let mut terminal = started(LIGHT, &[], &[]);
    // On a busy machine the answer may be taken in after the first frame.
    terminal.wait_until("text for a light ground", |terminal| {
        wrote(terminal, DARK_TEXT)
    });
    assert_unmoved(&mut terminal);
    quit(&mut terminal);
}

#[test]
fn a_mute_terminal_gets_its_screen_and_loses_no_key() {
    let began = Instant::now();
    let mut terminal = Terminal::start_answering(MUTE, (120, 36), &[], &[]);
    // Typed before anything is drawn.
    terminal.send("g30");
    terminal.wait_for("STEER");
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    terminal.send("0\r");
    terminal.wait_for("visit 300");
    terminal.wait_for("paused");
    terminal.send("2\x1b[C");
    terminal.wait_for("step    0.20");
    terminal.send("?");
    terminal.wait_for("Ctrl-Z");
    terminal.send("\x03");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn late_answers_are_heard_and_never_taken_for_keys() {
    for ascii in [false, true] {
        let mut terminal = started(MUTE, &[], &[]);
        terminal.wait_until_written(KIND);
        assert!(wrote(&terminal, LIGHT_TEXT));
        let column = if ascii { 7 } else { 4 };
        // Their digits would turn sliders, and the last letter of the first would start again with another seed.
        let answers = format!("\x1b[1;{column}R\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22c");
        terminal.send(&answers);
        terminal.wait_until_written(DARK_TEXT);
        if ascii {
            terminal.wait_for("====");
        }
        assert_eq!(terminal.text().is_ascii(), ascii, "{}", terminal.text());
        assert_unmoved(&mut terminal);
        quit(&mut terminal);
    }
}

#[test]
fn answers_that_come_after_all_patience_are_swallowed() {
    let mut terminal = started(MUTE, &[], &[]);
    // Nothing on the screen tells when the program has given up; only time does.
    std::thread::sleep(Duration::from_millis(1700));
    terminal.send("\x1b[1;3R\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22c");
    assert_unmoved(&mut terminal);
    quit(&mut terminal);
}

#[test]
fn what_was_asked_is_not_answered_to_the_shell() {
    let mut terminal = Terminal::start_answering(MUTE, (120, 36), &[], &[]);
    terminal.wait_until_written(KIND);
    terminal.send("q");
    // The answers are on their way while the program ends; the shell's terminal would echo them.
    std::thread::sleep(Duration::from_millis(40));
    terminal.send("\x1b[1;4R\x1b[?62;22c");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
    assert_eq!(terminal.text().trim(), "");
}
