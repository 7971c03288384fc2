//! The real program in a real terminal: it shows its screen, follows the terminal, and gives it back however it ends.
#![cfg(all(unix, feature = "tui"))]

#[path = "pty/answers.rs"]
mod answers;
#[path = "support/chance.rs"]
mod chance;
#[path = "pty/fuzz.rs"]
mod fuzz;
#[path = "pty/links.rs"]
mod links;
#[path = "pty/mouse.rs"]
mod mouse;
#[expect(dead_code, reason = "the bench of terminals uses the rest")]
#[path = "pty/terminal.rs"]
mod terminal;

use std::process::Command;
use std::time::{Duration, Instant};

use terminal::{Job, Terminal};

/// What the default world is called on its screen.
const TITLE: &str = "recommender";

fn started() -> Terminal {
    let mut terminal = Terminal::start(120, 36, &[]);
    terminal.wait_for("running");
    terminal
}

#[test]
fn it_shows_its_screen_and_quits_with_q() {
    let mut terminal = started();
    terminal.wait_for(TITLE);
    terminal.assert_taken_over();
    terminal.assert_mouse(true);
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
    assert_eq!(terminal.text().trim(), "", "nothing is left behind");
}

#[test]
fn a_file_that_is_no_world_is_told_and_the_terminal_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("broken.json");
    std::fs::write(&file, "{\"P\": 5}").unwrap();
    let mut terminal = Terminal::start(300, 36, &[file.to_str().unwrap()]);
    terminal.wait_for("broken.json:1:7: P: it is 5; write a list or an object of states");
    assert_eq!(terminal.exit_code(), 1);
    terminal.assert_restored();
}

#[test]
fn ctrl_c_is_a_key_that_quits() {
    let mut terminal = started();
    terminal.send("\x03");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn space_pauses_and_goes_on() {
    let mut terminal = started();
    terminal.send(" ");
    terminal.wait_for("paused");
    terminal.send(" ");
    terminal.wait_for("running");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn another_method_goes_through_the_same_run_from_its_start_or_on_from_here() {
    let mut terminal = started();
    terminal.send("g300\r");
    terminal.wait_for("visit 300");
    terminal.wait_for("paused");
    terminal.send("m");
    terminal.wait_for("from the start to here, same luck");
    terminal.send("esarsa\r");
    terminal.wait_for("· Expected SARSA");
    terminal.wait_for("visit 300");
    terminal.wait_for("paused");
    terminal.send("m");
    terminal.wait_for("find:");
    terminal.send("ql");
    terminal.wait_for("ql▏");
    terminal.send("k");
    terminal.wait_for("you: → Q-learning");
    terminal.wait_for("visit 300");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_reward_is_taken_from_the_list_and_typed() {
    let mut terminal = started();
    terminal.send("4");
    terminal.wait_for("What the world pays");
    terminal.send("\r");
    terminal.wait_for("r = ▏");
    terminal.send("-5\r");
    terminal.wait_for("you: r 0.60 → −5");
    terminal.wait_for("pays −5");
    terminal.send("\x1b");
    terminal.wait_until_gone("let go");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn it_runs_until_it_has_settled_and_says_so() {
    let mut terminal = started();
    terminal.send("c");
    terminal.wait_for("stopped: it has settled");
    terminal.wait_for("All right, quiet for 50 visits");
    // The same run, the same step, in every terminal.
    terminal.wait_for("visit 1,523");
    terminal.send("f");
    terminal.wait_until_gone("WHAT HAPPENED");
    terminal.send("f");
    terminal.wait_for("WHAT HAPPENED");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_large_world_tells_of_all_its_states_and_answers_keys_meanwhile() {
    let mut terminal = Terminal::start(120, 36, &["random", "--states", "100000"]);
    terminal.wait_for("above the most visited, below all 95,000 states");
    terminal.send("t");
    terminal.wait_for("truth: being solved for");
    terminal.send("+++++++");
    terminal.wait_for("all-out");
    terminal.send("gs200000\r");
    terminal.wait_for("as of step 200,000");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn another_world_is_opened_from_within() {
    let mut terminal = started();
    terminal.send("o");
    terminal.wait_for("find:");
    terminal.send("clw\r");
    terminal.wait_for("S");
    terminal.wait_for("walk ");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn signals_give_the_terminal_back_and_tell_themselves_in_the_exit_code() {
    for (name, code) in [("HUP", 129), ("INT", 130), ("QUIT", 131), ("TERM", 143)] {
        let mut terminal = started();
        terminal.signal(name);
        assert_eq!(terminal.exit_code(), code, "SIG{name}");
        terminal.assert_restored();
    }
}

#[test]
fn a_signal_ends_a_paused_run_too() {
    let mut terminal = started();
    terminal.send(" ");
    terminal.wait_for("paused");
    terminal.signal("TERM");
    assert_eq!(terminal.exit_code(), 143);
    terminal.assert_restored();
}

/// The program, started by a shell.
fn started_by_a_shell() -> (Terminal, Job) {
    let mut terminal = Terminal::start_shell(120, 36);
    let job = terminal.start_from_shell();
    terminal.wait_for("running");
    (terminal, job)
}

/// Check that the shell has its terminal back, and that the program takes it again when the shell brings it to the front.
fn comes_back(terminal: &mut Terminal) {
    terminal.wait_for_shell();
    terminal.assert_screen_restored();
    terminal.wait_until_drawn_anew(|terminal| terminal.send("fg\r"));
    terminal.assert_taken_over();
    terminal.assert_mouse(true);
}

/// Check with what code the shell saw the program end.
fn assert_ended(terminal: &mut Terminal, code: u32) {
    terminal.wait_for_shell();
    terminal.assert_screen_restored();
    terminal.send("echo \"code $?\"\r");
    terminal.wait_for(&format!("\ncode {code}\n"));
}

#[test]
fn ctrl_z_gives_the_terminal_back_until_the_program_is_let_go_on() {
    let (mut terminal, _) = started_by_a_shell();
    // Whatever is open, the number field too, which has the keyboard for itself.
    for (open, close) in [("", ""), (" ", ""), ("?", "??"), ("1.5", "\r")] {
        terminal.send(open);
        terminal.send("\x1a");
        comes_back(&mut terminal);
        terminal.send(close);
    }
    terminal.wait_for("paused");
    terminal.send(" ");
    terminal.wait_for("running");
    terminal.send("\x03");
    assert_ended(&mut terminal, 0);
}

#[test]
fn ctrl_z_where_no_shell_could_let_it_go_on_takes_the_screen_again_at_once() {
    let mut terminal = started();
    for _ in 0..2 {
        terminal.wait_until_drawn_anew(|terminal| terminal.send("\x1a"));
        terminal.wait_until_drawn_anew(|terminal| terminal.signal("TSTP"));
    }
    terminal.assert_taken_over();
    terminal.assert_mouse(true);
    terminal.send(" ");
    terminal.wait_for("paused");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_stop_by_somebody_else_gives_the_terminal_back_too_and_a_new_size_is_followed() {
    let (mut terminal, job) = started_by_a_shell();
    job.signal("TSTP");
    terminal.wait_for_shell();
    terminal.resize(80, 24);
    comes_back(&mut terminal);
    terminal.wait_for("seed 12");
    terminal.send("q");
    assert_ended(&mut terminal, 0);
}

#[test]
fn what_was_done_on_the_screen_of_a_program_that_could_not_leave_it_is_drawn_over() {
    let mut terminal = started();
    terminal.signal("STOP");
    terminal.wait_until_stopped();
    terminal.wait_until_drawn_anew(|terminal| terminal.signal("CONT"));
    terminal.assert_taken_over();
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_stopped_program_that_is_told_to_end_leaves_the_terminal_alone() {
    let (mut terminal, job) = started_by_a_shell();
    terminal.send("\x1a");
    terminal.wait_for_shell();
    job.signal("TERM");
    terminal.send("fg\r");
    terminal.wait_for("ready> fg");
    assert_ended(&mut terminal, 143);
}

#[test]
fn going_on_at_once_calls_the_stop_off() {
    let mut terminal = started();
    for _ in 0..5 {
        terminal.signal("TSTP");
        terminal.signal("CONT");
    }
    terminal.send(" ");
    // A word that comes in the very moment between looking for it and stopping is lost, as with every program.
    terminal.wait_until("it pausing", |terminal| {
        terminal.signal("CONT");
        terminal.text().contains("paused")
    });
    terminal.assert_taken_over();
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_new_size_is_followed_while_it_runs_and_while_it_is_paused() {
    let mut terminal = started();
    terminal.resize_and_wait(80, 24);
    terminal.send(" ");
    terminal.wait_for("paused");
    for (columns, rows) in [(200, 60), (20, 5), (1, 1), (100, 30)] {
        terminal.resize_and_wait(columns, rows);
    }
    terminal.wait_for("paused");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_terminal_that_hangs_does_not_keep_the_program_from_ending() {
    let mut terminal = started();
    for _ in 0..10 {
        terminal.send("+");
    }
    terminal.stall();
    // Growing and shrinking makes it draw whole screens, more than the line holds.
    for width in [200, 120, 199, 121, 198] {
        terminal.resize(width, 60);
        std::thread::sleep(Duration::from_millis(40));
    }
    let told = Instant::now();
    terminal.signal("TERM");
    assert_eq!(terminal.exit_code(), 143);
    assert!(
        told.elapsed() < Duration::from_secs(3),
        "{:?}",
        told.elapsed()
    );
    terminal.assert_line_restored();
}

#[test]
fn what_is_no_terminal_is_refused_with_the_way_that_needs_none() {
    let refused = Command::new(env!("CARGO_BIN_EXE_qlens")).output();
    let refused = refused.expect("the program starts");
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    let message = String::from_utf8_lossy(&refused.stderr);
    assert!(message.contains("qlens train"), "{message}");
}

#[test]
fn a_terminal_that_cannot_place_text_is_refused_with_the_mend() {
    let mut terminal = Terminal::start_with(120, 36, &["cliff-walking"], &[("TERM", "dumb")]);
    assert_eq!(terminal.exit_code(), 2);
    terminal.assert_restored();
    let message = terminal.text().replace('\n', "");
    assert!(
        message.contains("TERM=xterm-256color qlens cliff-walking"),
        "{message}"
    );
    assert!(message.contains("qlens train cliff-walking"), "{message}");
    // What needs no screen works there as anywhere.
    let mut terminal = Terminal::start_with(120, 36, &["list"], &[("TERM", "dumb")]);
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.text().contains("cliff-walking"));
}

#[test]
fn a_terminal_of_sixteen_colors_is_told_them_by_their_own_numbers() {
    let of_palette: [&[u8]; 2] = [b"38;5;", b"48;5;"];
    let asked: [(&[&str], _); 2] = [(&["--color", "16"], "xterm-256color"), (&[], "linux")];
    for (arguments, term) in asked {
        let mut terminal = Terminal::start_with(120, 36, arguments, &[("TERM", term)]);
        terminal.wait_for("running");
        terminal.send("q");
        assert_eq!(terminal.exit_code(), 0);
        // Light yellow, of what the keyboard holds.
        assert!(terminal.wrote("\x1b[93;49m"), "{term}");
        for part in of_palette {
            let found = terminal
                .raw()
                .windows(part.len())
                .any(|window| window == part);
            assert!(!found, "{term}");
        }
    }
}

#[cfg(feature = "fault-injection")]
mod faults {
    use super::Terminal;

    /// Let `part` fail, and give the report that is left on the screen.
    fn report_of(part: &str) -> String {
        let mut terminal = Terminal::start_with(120, 36, &[], &[("QLENS_FAULT", part)]);
        assert_eq!(terminal.exit_code(), 1);
        terminal.assert_restored();
        terminal.text()
    }

    #[test]
    fn a_panic_in_the_interface_is_reported_on_the_shells_screen() {
        let report = report_of("ui");
        assert!(
            report.contains("the interface panicked: a fault on purpose in ui"),
            "{report}"
        );
        assert!(report.contains("fault.rs:"), "{report}");
    }

    #[test]
    fn a_panic_in_the_trainer_is_reported_on_the_shells_screen() {
        let report = report_of("trainer");
        assert!(
            report.contains("the trainer panicked: a fault on purpose in trainer"),
            "{report}"
        );
        assert!(report.contains("fault.rs:"), "{report}");
    }

    #[test]
    fn a_panic_in_a_job_is_reported_on_the_shells_screen() {
        let report = report_of("job");
        assert!(
            report.contains("panicked: a fault on purpose in job"),
            "{report}"
        );
        assert!(report.contains("fault.rs:"), "{report}");
    }

    #[test]
    fn an_error_is_reported_on_the_shells_screen() {
        let report = report_of("error");
        assert!(
            report.contains("an error on purpose in the interface"),
            "{report}"
        );
        assert!(!report.contains("mistake in qlens"), "{report}");
    }
}
