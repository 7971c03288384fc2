//! The present setup as one command line to paste.

use super::App;
use crate::mdp::Ties;
use crate::session::{Course, Snapshot};

/// The command line that begins a run with the setup as it stands, in parts that belong together: the program with its world,
/// then each option with its value.
pub fn command(app: &App, snapshot: &Snapshot) -> Vec<String> {
    let world = match app.file() {
        Some(path) => quoted(&as_path(path)),
        // The name of a world is what one types for it.
        None => snapshot.world.name.clone(),
    };
    let mut parts = vec![format!("qlens {world}")];
    parts.push(format!("--algorithm {}", snapshot.algorithm.name));
    for &param in snapshot.algorithm.params {
        let course = snapshot.schedules.get(param).map(Course::Moves);
        let course = course.unwrap_or(Course::Stays(snapshot.hyper.get(param)));
        let value = quoted(&course.to_string());
        parts.push(format!("--{} {value}", param.spec().name));
    }
    if snapshot.hyper.ties != snapshot.world.defaults.ties {
        parts.push(format!("--ties {}", ties(snapshot.hyper.ties)));
    }
    parts.push(format!("--seed {}", snapshot.seed));
    parts
}

fn ties(ties: Ties) -> &'static str {
    match ties {
        Ties::First => "first",
        Ties::Uniform => "uniform",
    }
}

/// A file whose name begins like an option is named by its path.
fn as_path(path: &str) -> String {
    if path.starts_with('-') {
        format!("./{path}")
    } else {
        path.to_owned()
    }
}

/// The same, so that a shell takes it for one word and reads nothing into it.
fn quoted(word: &str) -> String {
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "-_./:,=+%@".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The parts in lines of at most `width` columns, each but the last ending as a shell wants it to go on; a part that is too
/// long has a line of its own.
pub fn wrapped(parts: &[String], width: usize) -> Vec<String> {
    let room = width.saturating_sub(2);
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if super::format::width(line) + 1 + super::format::width(part) <= room => {
                *line = format!("{line} {part}");
            }
            Some(line) => {
                line.push_str(" \\");
                lines.push(part.clone());
            }
            None => lines.push(part.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_something_into_is_quoted() {
        assert_eq!(quoted("0.1"), "0.1");
        assert_eq!(quoted("1:0.1:500"), "1:0.1:500");
        assert_eq!(quoted("1*0.99"), "'1*0.99'");
        assert_eq!(quoted("my file's.json"), r"'my file'\''s.json'");
        assert_eq!(quoted(""), "''");
        assert_eq!(as_path("-t.json"), "./-t.json");
    }

    #[test]
    fn lines_go_on_with_a_backslash_and_keep_what_belongs_together() {
        let parts = ["qlens cliff-walking", "--alpha 0.5", "--seed 12"].map(str::to_owned);
        assert_eq!(
            wrapped(&parts, 80),
            ["qlens cliff-walking --alpha 0.5 --seed 12"]
        );
        let lines = ["qlens cliff-walking \\", "--alpha 0.5 --seed 12"];
        assert_eq!(wrapped(&parts, 30), lines);
        assert_eq!(wrapped(&parts, 0).len(), 3);
    }
}
