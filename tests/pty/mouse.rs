//! The mouse as a terminal tells of it: SGR sequences, counted from 1.

use super::terminal::Terminal;
use super::{TITLE, started};

/// A press of the left button.
const PRESS: u8 = 0;
/// A movement with it down.
const DRAG: u8 = 32;
/// A notch of the wheel, upwards.
const WHEEL_UP: u8 = 64;

impl Terminal {
    fn mouse(&mut self, what: u8, (column, row): (usize, usize)) {
        self.send(&format!("\x1b[<{what};{column};{row}M"));
    }

    fn release(&mut self, (column, row): (usize, usize)) {
        self.send(&format!("\x1b[<0;{column};{row}m"));
    }
}

#[test]
fn a_slider_is_dragged_and_the_drag_is_one_event() {
    let mut terminal = started();
    terminal.send(" ");
    terminal.wait_for("paused");
    // The track begins below the name.
    let (column, row) = terminal.place_of("ε explore");
    let left = (column, row + 1);
    terminal.mouse(PRESS, left);
    terminal.wait_for("never random");
    for step in 1..=20 {
        terminal.mouse(DRAG, (left.0 + step, left.1));
    }
    terminal.mouse(DRAG, (119, 30));
    terminal.wait_for("always random");
    terminal.release((119, 30));
    terminal.wait_for("you: ε 0.20 → 1.00");
    assert_eq!(terminal.text().matches("you:").count(), 1);
    terminal.mouse(WHEEL_UP, terminal.place_of("α step"));
    terminal.wait_for("you: α 0.10 → 0.20");
    terminal.send("q");
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn a_click_moves_the_cursor_and_a_list_is_left_by_a_click_beside_it() {
    let mut terminal = started();
    terminal.wait_for("returning");
    let place = terminal.place_of("returning");
    terminal.mouse(PRESS, place);
    terminal.release(place);
    terminal.wait_for("▸");
    terminal.send("m");
    terminal.wait_for("find:");
    terminal.mouse(PRESS, (1, 36));
    terminal.wait_for(TITLE);
    terminal.send("\x03");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
}

#[test]
fn without_the_mouse_the_terminal_keeps_it() {
    let mut terminal = Terminal::start(120, 36, &["--no-mouse"]);
    terminal.wait_for("running");
    terminal.assert_taken_over();
    terminal.assert_mouse(false);
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
    assert!(!terminal.wrote("\x1b[?1000"), "not even a word of it");
}

#[test]
fn nothing_asks_for_every_movement() {
    let mut terminal = started();
    terminal.send("q");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.wrote("\x1b[?1002h") && !terminal.wrote("\x1b[?1003h"));
}
