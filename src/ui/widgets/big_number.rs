//! A number in digits three rows high or more, to be read from the back of a room.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::print;
use crate::app::format;

/// A number in digits three rows high, or [some times as high](BigNumber::scale).
///
/// The hollow variant has only outlines: a value that was never learned. With ASCII letters simple digits are made of lines,
/// and hollow ones are none. Where the area is too small, or the text has a letter that no big glyph exists for, the text is
/// printed plainly in the middle row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BigNumber<'a> {
    text: &'a str,
    style: Style,
    hollow: bool,
    scale: u16,
    ascii: bool,
}

impl<'a> BigNumber<'a> {
    /// The rows of a digit of simple size.
    pub const HEIGHT: u16 = 3;

    /// Show a number as `app::format` prints it.
    pub const fn new(text: &'a str) -> Self {
        Self {
            text,
            style: Style::new(),
            hollow: false,
            scale: 1,
            ascii: false,
        }
    }

    /// Set ink and ground.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Draw outlines instead of solid digits.
    #[must_use]
    pub const fn hollow(mut self, hollow: bool) -> Self {
        self.hollow = hollow;
        self
    }

    /// Draw with ASCII letters.
    #[must_use]
    pub const fn ascii(mut self, ascii: bool) -> Self {
        self.ascii = ascii;
        self
    }

    /// Draw digits of so many times the simple size, a power of two; 0 prints them plainly, in a row.
    #[must_use]
    pub const fn scale(mut self, times: u16) -> Self {
        self.scale = times;
        self
    }

    /// The columns that it takes.
    pub fn width(&self) -> u16 {
        let Some(glyphs) = self.glyphs() else {
            return format::width(self.text) as u16;
        };
        let widths: usize = glyphs.iter().map(|glyph| format::width(glyph[0]) + 1).sum();
        widths.saturating_sub(1) as u16 * self.scale
    }

    /// The rows that it takes.
    pub const fn height(&self) -> u16 {
        match self.scale {
            0 => 1,
            times => BigNumber::HEIGHT * times,
        }
    }

    /// The rows of a glyph at its size.
    fn rows(&self, glyph: [&str; 3]) -> Vec<String> {
        let half = |row: &str, lower: bool| {
            row.chars()
                .flat_map(|part| doubled(part)[usize::from(lower)])
                .collect()
        };
        let mut rows = glyph.map(str::to_owned).to_vec();
        for _ in 0..self.scale.checked_ilog2().unwrap_or(0) {
            let halves = |row: &String| [half(row, false), half(row, true)];
            rows = rows.iter().flat_map(halves).collect();
        }
        rows
    }

    /// The glyphs; none where it is printed plainly.
    fn glyphs(&self) -> Option<Vec<[&'static str; 3]>> {
        if self.scale == 0 {
            return None;
        }
        self.text
            .chars()
            // From twice the size on solid digits are whole blocks, which have an ASCII letter.
            .map(
                |letter| match (self.hollow, self.ascii && self.scale == 1) {
                    (true, true) => None,
                    (true, false) => outline(letter),
                    (false, true) => lines(letter),
                    (false, false) => solid(letter),
                },
            )
            .collect()
    }
}

impl Widget for &BigNumber<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let fits = area.height >= self.height() && area.width >= self.width();
        let Some(glyphs) = self.glyphs().filter(|_| fits) else {
            let short = format::truncate(self.text, area.width.into());
            print(
                buf,
                area,
                (0, area.height.min(self.height()) / 2),
                &short,
                self.style,
            );
            return;
        };
        let mut column = 0;
        for glyph in glyphs {
            for (row, part) in (0..).zip(self.rows(glyph)) {
                print(buf, area, (column, row), &part, self.style);
            }
            column += (format::width(glyph[0]) as u16 + 1) * self.scale;
        }
    }
}

impl Widget for BigNumber<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        (&self).render(area, buf);
    }
}

/// A part of a glyph at twice the size: two rows of two.
const fn doubled(part: char) -> [[char; 2]; 2] {
    match part {
        '█' | '░' => [[part; 2]; 2],
        '▀' => [['█'; 2], [' '; 2]],
        '▄' => [[' '; 2], ['█'; 2]],
        // A line goes on to the right and downwards.
        '═' => [['═'; 2], [' '; 2]],
        '║' => [['║', ' '], ['║', ' ']],
        '╔' | '╠' | '╦' | '╬' => [[part, '═'], ['║', ' ']],
        '╗' | '╣' => [[part, ' '], ['║', ' ']],
        '╚' | '╩' => [[part, '═'], [' '; 2]],
        _ => [[part, ' '], [' '; 2]],
    }
}

const fn solid(letter: char) -> Option<[&'static str; 3]> {
    Some(match letter {
        '0' => ["█▀█", "█ █", "▀▀▀"],
        '1' => ["▀█ ", " █ ", "▀▀▀"],
        '2' => ["▀▀█", "█▀▀", "▀▀▀"],
        '3' => ["▀▀█", " ▀█", "▀▀▀"],
        '4' => ["█ █", "▀▀█", "  ▀"],
        '5' => ["█▀▀", "▀▀█", "▀▀▀"],
        '6' => ["█▀▀", "█▀█", "▀▀▀"],
        '7' => ["▀▀█", "  █", "  ▀"],
        '8' => ["█▀█", "█▀█", "▀▀▀"],
        '9' => ["█▀█", "▀▀█", "▀▀▀"],
        '.' => [" ", " ", "▀"],
        ',' => [" ", " ", "█"],
        format::MINUS => ["  ", "▀▀", "  "],
        '+' => [" ▄ ", "▀█▀", "   "],
        '∞' => ["▄▄▄▄▄", "█▄█▄█", "     "],
        '?' => ["▀▀█", " ▀▀", " ▀ "],
        '▢' => ["░░░", "░░░", "░░░"],
        _ => return None,
    })
}

const fn lines(letter: char) -> Option<[&'static str; 3]> {
    Some(match letter {
        '0' => [" _ ", "| |", "|_|"],
        '1' => ["   ", "  |", "  |"],
        '2' => [" _ ", " _|", "|_ "],
        '3' => [" _ ", " _|", " _|"],
        '4' => ["   ", "|_|", "  |"],
        '5' => [" _ ", "|_ ", " _|"],
        '6' => [" _ ", "|_ ", "|_|"],
        '7' => [" _ ", "  |", "  |"],
        '8' => [" _ ", "|_|", "|_|"],
        '9' => [" _ ", "|_|", " _|"],
        '.' => [" ", " ", "."],
        ',' => [" ", " ", ","],
        format::MINUS => ["  ", "--", "  "],
        '+' => ["   ", "-+-", "   "],
        '∞' => [" _ _ ", "(_X_)", "     "],
        '?' => [" _ ", " _|", " . "],
        '▢' => ["+-+", "| |", "+-+"],
        _ => return None,
    })
}

const fn outline(letter: char) -> Option<[&'static str; 3]> {
    Some(match letter {
        '0' => ["╔═╗", "║ ║", "╚═╝"],
        '1' => ["═╗ ", " ║ ", "═╩═"],
        '2' => ["══╗", "╔═╝", "╚══"],
        '3' => ["══╗", " ═╣", "══╝"],
        '4' => ["║ ║", "╚═╣", "  ║"],
        '5' => ["╔══", "╚═╗", "══╝"],
        '6' => ["╔══", "╠═╗", "╚═╝"],
        '7' => ["══╗", "  ║", "  ║"],
        '8' => ["╔═╗", "╠═╣", "╚═╝"],
        '9' => ["╔═╗", "╚═╣", "══╝"],
        '.' => [" ", " ", "·"],
        ',' => [" ", " ", ","],
        format::MINUS => ["  ", "══", "  "],
        '+' => [" ║ ", "═╬═", " ║ "],
        '∞' => ["╔═╦═╗", "╚═╩═╝", "     "],
        '?' => ["══╗", " ╔╝", " · "],
        '▢' => ["░░░", "░░░", "░░░"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{draws_anywhere, rows},
        *,
    };

    const LETTERS: &str = "0123456789.,−+∞?▢";

    #[test]
    fn digits_look_as_in_the_design() {
        assert_eq!(
            rows(BigNumber::new("8.59"), 14, 3),
            ["█▀█   █▀▀ █▀█ ", "█▀█   ▀▀█ ▀▀█ ", "▀▀▀ ▀ ▀▀▀ ▀▀▀ "]
        );
        assert_eq!(
            rows(BigNumber::new("−7.41"), 16, 3),
            ["   ▀▀█   █ █ ▀█ ", "▀▀   █   ▀▀█  █ ", "     ▀ ▀   ▀ ▀▀▀"]
        );
        assert_eq!(BigNumber::new("8.59").width(), 13);
        assert_eq!(BigNumber::new("−7.41").width(), 16);
    }

    #[test]
    fn what_was_never_tried_is_an_outline() {
        assert_eq!(
            rows(BigNumber::new("0.00").hollow(true), 13, 3),
            ["╔═╗   ╔═╗ ╔═╗", "║ ║   ║ ║ ║ ║", "╚═╝ · ╚═╝ ╚═╝"]
        );
    }

    #[test]
    fn every_glyph_is_of_one_width_and_all_variants_agree() {
        for letter in LETTERS.chars() {
            let width = format::width(solid(letter).unwrap()[0]);
            for variant in [solid, outline, lines] {
                for row in variant(letter).unwrap() {
                    assert_eq!(format::width(row), width, "{letter}");
                }
            }
        }
    }

    #[test]
    fn no_two_glyphs_look_alike() {
        for variant in [solid, outline, lines] {
            let glyphs: Vec<_> = LETTERS
                .chars()
                .map(|letter| variant(letter).unwrap())
                .collect();
            for (place, glyph) in glyphs.iter().enumerate() {
                assert!(!glyphs[place + 1..].contains(glyph), "{glyph:?}");
            }
        }
    }

    #[test]
    fn with_ascii_letters_it_is_lines_and_what_was_never_tried_is_plain() {
        assert_eq!(
            rows(BigNumber::new("8.59").ascii(true), 13, 3),
            [" _     _   _ ", "|_|   |_  |_|", "|_| .  _|  _|"]
        );
        let hollow = BigNumber::new("0.00").ascii(true).hollow(true);
        assert_eq!(rows(hollow, 6, 3), ["      ", "0.00  ", "      "]);
    }

    #[test]
    fn at_twice_the_size_digits_keep_their_form() {
        let big = BigNumber::new("2.4").scale(2);
        assert_eq!((big.width(), big.height()), (18, 6));
        assert_eq!(
            rows(&big, 18, 6),
            [
                "██████      ██  ██",
                "    ██      ██  ██",
                "██████      ██████",
                "██              ██",
                "██████  ██      ██",
                "                  ",
            ]
        );
        let hollow = BigNumber::new("0").hollow(true).scale(2);
        assert_eq!(
            rows(&hollow, 6, 6),
            ["╔═══╗ ", "║   ║ ", "║   ║ ", "║   ║ ", "╚═══╝ ", "      "]
        );
        assert_eq!(rows(&big, 17, 6)[3].trim_end(), "2.4");
    }

    #[test]
    fn every_doubling_is_of_the_one_before() {
        let at = |times| {
            let number = BigNumber::new("−7.41").scale(times);
            rows(&number, number.width(), number.height())
        };
        for (once, twice) in [(at(1), at(2)), (at(2), at(4))] {
            assert_eq!(twice.len(), 2 * once.len());
            for (row, wide) in once.iter().zip(twice.chunks(2)) {
                assert_eq!(format::width(&wide[0]), 2 * format::width(row));
                let filled = |row: &str| row.chars().filter(|part| *part == '█').count();
                let halves = row.chars().filter(|part| "▀▄".contains(*part)).count();
                let whole = 4 * filled(row) + 2 * halves;
                assert_eq!(filled(&wide[0]) + filled(&wide[1]), whole);
            }
        }
        let plain = BigNumber::new("−7.41").scale(0);
        assert_eq!((plain.width(), plain.height()), (5, 1));
        assert_eq!(rows(&plain, 5, 1), ["−7.41"]);
    }

    #[test]
    fn without_room_or_glyphs_the_text_is_plain() {
        assert_eq!(
            rows(BigNumber::new("8.59"), 12, 3),
            ["            ", "8.59        ", "            "]
        );
        assert_eq!(rows(BigNumber::new("8.59"), 3, 1), ["8.…"]);
        assert_eq!(rows(BigNumber::new("4.1M"), 20, 3)[1].trim_end(), "4.1M");
        draws_anywhere(|| BigNumber::new("−8.59"));
    }
}
