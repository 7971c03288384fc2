//! What a file is, how large, and what is odd about it. Odd is not wrong: what is wrong is the parser's to say.

mod table;
mod trace;

use std::io::{self, Write};

use serde::Serialize;

use super::learned::plural;
use crate::env::Stranger;

pub use table::TableCheck;
pub use trace::TraceCheck;

/// How many of many things are named.
const NAMED: usize = 5;

/// Some states: how many, and the first few of them.
#[derive(Debug, Serialize)]
struct States {
    count: usize,
    first: Vec<usize>,
}

impl States {
    fn of(states: impl Iterator<Item = usize>) -> Self {
        let (mut count, mut first) = (0, Vec::new());
        for state in states {
            count += 1;
            if first.len() < NAMED {
                first.push(state);
            }
        }
        Self { count, first }
    }

    /// Such as `3 states (4, 5, 9)`, or `12 states (0, 1, 2, 3, 4, …)`.
    fn text(&self) -> String {
        let mut named: Vec<String> = self.first.iter().map(usize::to_string).collect();
        if self.count > named.len() {
            named.push("…".to_owned());
        }
        format!("{} ({})", count(self.count, "state"), named.join(", "))
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {}", plural(number, noun))
}

/// Rewards from the least to the greatest.
fn rewards((low, high): (f64, f64)) -> String {
    if low == high {
        format!("{low} always")
    } else {
        format!("{low} to {high}")
    }
}

/// A line: what, and how it is with this file.
fn line(out: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
    writeln!(out, "{head:<16}{text}")
}

/// What is to be said of keys that nobody knows: a line for each that was probably meant otherwise, one for the others.
fn unknown_keys(strangers: &[Stranger]) -> Vec<String> {
    let (mistyped, others): (Vec<_>, Vec<_>) = strangers
        .iter()
        .partition(|stranger| stranger.meant.is_some());
    let mut lines: Vec<String> = mistyped.into_iter().filter_map(mistyped_key).collect();
    let names = others.iter().map(|stranger| placed(stranger));
    let mut named: Vec<String> = names.take(NAMED).collect();
    if others.len() > named.len() {
        named.push("…".to_owned());
    }
    if !named.is_empty() {
        lines.push(format!("unknown keys are ignored: {}", named.join(", ")));
    }
    lines
}

fn mistyped_key(stranger: &Stranger) -> Option<String> {
    let meant = stranger.meant?;
    Some(format!(
        "the key {} is unknown and ignored; did you mean {meant:?}?",
        placed(stranger)
    ))
}

/// A key and where it stands, as in messages about errors.
fn placed(stranger: &Stranger) -> String {
    let Stranger { name, position, .. } = stranger;
    match position {
        Some((line, column)) => format!("{name} (line {line}, column {column})"),
        None => name.clone(),
    }
}

/// What is odd, a line each.
fn odd_lines(out: &mut dyn Write, odd: &[String]) -> io::Result<()> {
    match odd.split_first() {
        None => line(out, "odd", "nothing"),
        Some((first, rest)) => {
            line(out, "odd", first)?;
            rest.iter().try_for_each(|text| line(out, "", text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_states_are_counted_and_a_few_are_named() {
        assert_eq!(States::of(4..5).text(), "1 state (4)");
        assert_eq!(States::of(0..5).text(), "5 states (0, 1, 2, 3, 4)");
        assert_eq!(States::of(0..96).text(), "96 states (0, 1, 2, 3, 4, …)");
    }
}
