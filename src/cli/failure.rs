//! Why a command could not do what it was asked for, and the exit code of it.

use std::io;

use color_eyre::eyre::Report;

/// It was asked for properly and went wrong.
pub const FAILED: u8 = 1;
/// It was asked for wrongly.
pub const USAGE: u8 = 2;

/// What ends a command early.
#[derive(Debug)]
pub enum Failure {
    /// The arguments make no sense; says what would.
    Usage(String),
    /// Something went wrong; says what, where and the mend.
    Failed(String),
    /// A part of the interface broke; the report says which.
    Broken(Report),
    /// Whoever read the output has seen enough (`qlens list | head -1`): nothing to say, nothing wrong.
    Unread,
}

impl Failure {
    /// Tell the end of a reader from a real failure to write to `place`.
    pub fn writing(place: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Failed(format!("cannot write to {place}: {error}")),
        }
    }

    /// What to say about it.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Usage(message) | Self::Failed(message) => Some(one_line(message)),
            Self::Broken(report) => Some(format!("{report:?}")),
            Self::Unread => None,
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => USAGE,
            Self::Failed(_) | Self::Broken(_) => FAILED,
            Self::Unread => 0,
        }
    }
}

/// A message names files and what is in them, and neither may command the terminal or look like another message.
fn one_line(message: &str) -> String {
    let mut line = String::with_capacity(message.len());
    for c in message.chars() {
        if c.is_control() {
            line.extend(c.escape_debug());
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let failure = Failure::Failed("a\n\u{1b}[2J.json: odd".to_owned());
        assert_eq!(failure.message().unwrap(), "a\\n\\u{1b}[2J.json: odd");
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let gone = Failure::writing(
            "standard output",
            &io::Error::from(io::ErrorKind::BrokenPipe),
        );
        assert_eq!((gone.message(), gone.code()), (None, 0));
        let full = Failure::writing("x", &io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.code(), FAILED);
        assert!(full.message().unwrap().starts_with("cannot write to x: "));
    }
}
