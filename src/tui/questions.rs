//! What the terminal is asked when it is taken over.
//!
//! The questions go out together: where the cursor stands after a few signs of doubtful width, what color the ground has,
//! whether it is well, and, because every terminal answers that one and answers come in order, what kind of terminal it is.

use super::background;

/// Signs that some East Asian terminals make two columns wide. In a terminal that does not speak UTF-8 they are more letters
/// than three, and none of their bytes opens a control string there.
const PROBE: &str = "─▶ε";
/// Where the cursor stands after them, if each takes a column.
const NARROW: u16 = 4;
/// A terminal of fewer columns could not hold them.
const ROOM: u16 = 10;

/// The question whether the terminal is well; its answer tells that it has seen all that was written before.
pub const WELL: &[u8] = b"\x1b[5n";

/// What is to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// How wide doubtful signs are.
    pub width: bool,
    /// What color the ground has.
    pub ground: bool,
}

impl Questions {
    /// Whether there is anything to ask.
    pub fn any(self) -> bool {
        self.width || self.ground
    }

    /// The questions as they are written: on the first line, which is empty again afterwards.
    pub fn bytes(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.width {
            bytes.extend_from_slice(format!("\x1b[H{PROBE}\x1b[6n\r\x1b[K").as_bytes());
        }
        if self.ground {
            bytes.extend_from_slice(background::QUESTION);
        }
        if self.any() {
            bytes.extend_from_slice(WELL);
            bytes.extend_from_slice(b"\x1b[c");
        }
        bytes
    }
}

/// Whether signs of doubtful width are drawn wrongly by a terminal that reported this column and has so many.
pub fn is_wide(column: u16, columns: u16) -> bool {
    columns >= ROOM && column != NARROW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_leave_the_line_empty_and_end_with_one_that_every_terminal_answers() {
        let both = Questions {
            width: true,
            ground: true,
        };
        let text = String::from_utf8(both.bytes()).expect("UTF-8");
        assert_eq!(text, "\x1b[H─▶ε\x1b[6n\r\x1b[K\x1b]11;?\x1b\\\x1b[5n\x1b[c");
        assert!(Questions::default().bytes().is_empty());
    }

    #[test]
    fn other_columns_than_one_a_sign_are_wrong_where_there_is_room() {
        assert!(!is_wide(4, 80));
        assert!(is_wide(5, 80), "one of them is wide");
        assert!(is_wide(7, 80), "all of them are");
        assert!(is_wide(9, 80), "they are bytes");
        assert!(!is_wide(1, 1));
    }
}
