//! Links that are slow, or take nothing for a while.

use std::time::{Duration, Instant};

use super::terminal::Terminal;

#[test]
fn a_link_that_stalls_holds_up_nobody_and_shows_what_is_so_afterwards() {
    let mut terminal = Terminal::start(120, 36, &["cliff-walking"]);
    terminal.wait_for("running");
    terminal.send("++++++++");
    terminal.wait_for("all-out");
    terminal.stall();
    // Keys reach the run although nothing can be drawn; it goes on, and none of it is kept to be sent later.
    terminal.send("g1200\r");
    terminal.resize(100, 30);
    std::thread::sleep(Duration::from_secs(1));
    terminal.go_on();
    let began = Instant::now();
    terminal.wait_for("walk 1,200");
    terminal.wait_for("paused");
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
    assert_eq!(terminal.text().trim(), "", "nothing is left behind");
}

#[test]
fn a_program_that_is_quit_while_the_link_stalls_ends_at_once() {
    let mut terminal = Terminal::start(120, 36, &["cliff-walking"]);
    terminal.wait_for("running");
    terminal.send("++++++++");
    terminal.wait_for("all-out");
    terminal.stall();
    for width in [200, 120, 199, 121] {
        terminal.resize(width, 60);
        std::thread::sleep(Duration::from_millis(40));
    }
    let told = Instant::now();
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(
        told.elapsed() < Duration::from_secs(3),
        "{:?}",
        told.elapsed()
    );
    terminal.assert_line_restored();
}

#[test]
fn frames_wait_until_the_terminal_has_seen_those_before_and_keys_are_taken_meanwhile() {
    let mut terminal = Terminal::start(120, 36, &["cliff-walking"]);
    terminal.wait_for("running");
    terminal.send("++++++++");
    terminal.wait_for("all-out");
    // A link that has room for everything, and delivers nothing for now.
    terminal.withhold(true);
    let before = terminal.raw().len();
    terminal.take_in(Duration::from_millis(150));
    let on_their_way = terminal.raw().len() - before;
    assert!(on_their_way < 20_000, "{on_their_way} bytes");
    terminal.send("g1300\r");
    let asked = terminal.raw().len();
    terminal.take_in(Duration::from_millis(150));
    assert!(terminal.raw().len() - asked < 20_000);
    terminal.withhold(false);
    terminal.wait_for("walk 1,300");
    terminal.wait_for("paused");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
    assert_eq!(terminal.text().trim(), "", "nothing is left behind");
}
