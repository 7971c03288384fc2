//! Thousands of things are done to the real program in a terminal, and it hears the next key and gives the terminal back.

use std::time::Duration;

use super::chance::{Chance, events};
use super::terminal::Terminal;

/// Whole keys and sequences, but none that ends or suspends the program.
const KEYS: [&str; 34] = [
    " ", "s", "e", "+", "-", "1", "2", "3", "4", ".", "0", "\r", "\x1b", "\x1b[A", "\x1b[B",
    "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\t", "\x1b[Z", "t", "v", "V", "z", "x", "o", "m", "k",
    "g", "y", "p", "?", "\x7f",
];

/// Sequences that nobody has asked for: function keys, focus, answers, half a sequence and what completes it.
const STRANGE: [&str; 10] = [
    "\x1bOP",
    "\x1b[15~",
    "\x1b[I",
    "\x1b[O",
    "\x1b[1;3R",
    "\x1b[?62;22c",
    "\x1b[0n",
    "\x1b[1;5",
    "A",
    "é中",
];

/// Longer than an escape waits for the rest of a sequence.
const MOMENT: Duration = Duration::from_millis(20);

fn event(chance: &mut Chance) -> String {
    match chance.below(20) {
        0..12 => chance.one_of(&KEYS).to_owned(),
        12..16 => {
            let (column, row) = chance.size();
            let button = chance.one_of(&[0, 2, 32, 35, 64, 65]);
            let end = chance.one_of(&['M', 'm']);
            format!("\x1b[<{button};{column};{row}{end}")
        }
        16..18 => {
            let text = chance.text().replace('\x1b', "");
            format!("\x1b[200~{text}\x1b[201~")
        }
        _ => chance.one_of(&STRANGE).to_owned(),
    }
}

#[test]
fn whatever_is_done_to_it_it_hears_the_next_key_and_gives_the_terminal_back() {
    let mut chance = Chance::new(5);
    let mut terminal = Terminal::start(120, 36, &[]);
    terminal.wait_for("running");
    let mut left = events(600);
    while left > 0 {
        let count = (1 + chance.below(12)).min(left);
        let batch: String = (0..count).map(|_| event(&mut chance)).collect();
        terminal.send(&batch);
        if chance.below(3) == 0 {
            let (columns, rows) = chance.size();
            terminal.resize(columns, rows);
        }
        terminal.take_in(MOMENT);
        left -= count;
    }
    terminal.resize(120, 36);
    // What was half typed or pasted comes to an end, and what is open is closed.
    terminal.send("A\x1b[201~");
    for _ in 0..8 {
        terminal.send("\x1b");
        // Sooner, the next one would be read as the rest of this one.
        terminal.take_in(3 * MOMENT);
    }
    terminal.send("?");
    terminal.wait_for("Ctrl-Z");
    terminal.send("q");
    terminal.send("\x03");
    assert_eq!(terminal.exit_code(), 0);
    terminal.assert_restored();
    assert_eq!(terminal.text().trim(), "", "nothing is left behind");
}
