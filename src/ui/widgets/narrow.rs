//! ASCII letters in place of all signs: for terminals that make some of them two columns wide, or have none of them.
//!
//! Everything is drawn with the full set of signs; where the terminal wants it the finished frame goes through [`narrow`]
//! once, so that hardly a pane or widget has to know.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthChar;

/// Replace every sign in a part of the frame by an ASCII letter.
///
/// Chinese text is left as it is: its width is not in doubt, and nothing else says the same.
pub fn narrow(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            let arrow = arrow(buf[(x, y)].symbol());
            if let Some(arrow) = arrow.filter(|arrow| arrow.has_room(buf, area, (x, y))) {
                arrow.draw(buf, (x, y));
            }
            let cell = &mut buf[(x, y)];
            if !cell.symbol().is_ascii()
                && let Some(plain) = plain(cell.symbol())
            {
                cell.set_char(plain);
            }
        }
    }
}

/// An arrow of two letters: alone, `<` before a number would say that it is less.
#[derive(Clone, Copy)]
struct Arrow {
    letters: [char; 2],
    /// So many blanks have to stand before it; the last of them gives way.
    blanks: u16,
}

/// Those that point to the left take the only blank before them; those to the right stand between words, which keep one.
fn arrow(symbol: &str) -> Option<Arrow> {
    let (letters, blanks) = match symbol {
        "←" | "◀" => (['<', '-'], 1),
        "→" => (['-', '>'], 2),
        _ => return None,
    };
    Some(Arrow { letters, blanks })
}

impl Arrow {
    /// Whether the blanks are there, on the same ground as the arrow.
    fn has_room(self, buf: &Buffer, area: Rect, (x, y): (u16, u16)) -> bool {
        let first = x
            .checked_sub(self.blanks)
            .filter(|&first| first >= area.left());
        let ground = buf[(x, y)].bg;
        first.is_some_and(|first| {
            let before = (first..x).map(|x| &buf[(x, y)]);
            before
                .into_iter()
                .all(|cell| cell.symbol() == " " && cell.bg == ground)
        })
    }

    fn draw(self, buf: &mut Buffer, (x, y): (u16, u16)) {
        let style = buf[(x, y)].style();
        for (x, letter) in (x - 1..).zip(self.letters) {
            buf[(x, y)].set_char(letter).set_style(style);
        }
    }
}

/// What is shown for a symbol that is not ASCII; none if it stays.
fn plain(symbol: &str) -> Option<char> {
    let glyph = symbol.chars().next()?;
    match stand_in(glyph) {
        // A letter with an accent of its own.
        _ if glyph.is_ascii() => Some(glyph),
        None if glyph.width() == Some(2) => None,
        stand_in => Some(stand_in.unwrap_or('?')),
    }
}

/// The stand-in for a sign of the interface or one of the commonest letters of names.
fn stand_in(glyph: char) -> Option<char> {
    Some(match glyph {
        '─' | '┄' | '╌' | '╴' | '╶' | '▃' | '▎' | '−' | '–' | '—' => '-',
        '━' | '═' | '▄' | '▌' | '▍' | '▋' => '=',
        '│' | '┃' | '╵' | '╷' | '├' | '┤' | '║' | '╠' | '╣' => '|',
        '┊' | '╎' | '░' | '▒' | '▓' => ':',
        '┌' | '┐' | '└' | '┘' | '╭' | '╮' | '╰' | '╯' | '┏' | '┓' | '┗' | '┛' | '╔' | '╗' | '╚'
        | '╝' | '┼' | '╂' | '┬' | '┴' | '╦' | '╩' | '╬' | '±' | '▅' => '+',
        '█' | '▉' | '▊' | '▇' | '■' | '□' | '▢' | '❚' => '#',
        '▀' | '“' | '”' => '"',
        '▁' | '▏' => '_',
        '★' | '☆' | '◆' | '▆' => '*',
        '◉' => '@',
        '●' | '○' | '°' => 'o',
        '▶' | '▸' | '→' | '≥' => '>',
        '◀' | '◂' | '←' | '≤' => '<',
        '▲' | '▴' | '↑' => '^',
        '▼' | '▾' | '↓' => 'v',
        '✕' | '×' => 'x',
        '≠' => '!',
        '·' | '▂' => '.',
        '‘' | '’' => '\'',
        // A number that goes on, or a text that is cut: no point, which would make decimals of a stretch.
        '≈' | '…' => '~',
        '∞' => '&',
        '\u{2800}'..='\u{28ff}' => dots(glyph),
        _ => return letter(glyph),
    })
}

/// The letter that a Greek one stands for here, or a Latin one without its accent.
fn letter(glyph: char) -> Option<char> {
    Some(match glyph {
        'α' | 'à'..='å' => 'a',
        'ç' => 'c',
        'δ' => 'd',
        'ε' | 'è'..='ë' => 'e',
        'γ' => 'g',
        'ì'..='ï' => 'i',
        'κ' => 'k',
        'λ' => 'l',
        'ñ' | 'ⁿ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'π' => 'p',
        'ß' => 's',
        'θ' => 't',
        'ù'..='ü' => 'u',
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ñ' => 'N',
        'Ò'..='Ö' | 'Ø' => 'O',
        'Ù'..='Ü' => 'U',
        _ => return None,
    })
}

/// A piece of a curve in braille dots: steep, thick, or level at some height.
fn dots(glyph: char) -> char {
    let bits = glyph as u32 - 0x2800;
    let has = |row: &&u32| bits & **row != 0;
    let rows = [0x09, 0x12, 0x24, 0xc0];
    let (first, last) = (
        rows.iter().position(|row| has(&row)),
        rows.iter().rposition(|row| has(&row)),
    );
    match (first, last) {
        (Some(first), Some(last)) if last - first > 1 => '|',
        (Some(first), Some(last)) if last > first => '=',
        (Some(0), _) => '\'',
        (Some(3), _) => '_',
        (Some(_), _) => '-',
        (None, _) => ' ',
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;
    use unicode_width::UnicodeWidthStr;

    use super::{
        super::{print, testing::texts},
        *,
    };

    fn narrowed(text: &str) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, text.width() as u16, 1));
        let area = buf.area;
        print(&mut buf, area, (0, 0), text, Style::new());
        narrow(&mut buf, area);
        texts(&buf).remove(0)
    }

    #[test]
    fn no_sign_of_the_interface_is_left_wide_or_lost() {
        let used = "─━┄┊│┃┤├┌┐└┘╭╮╰╯┏┓┗┛╂┼═║╔╗╚╝╠╣╦╩╬█▉▊▋▌▍▎▏▀▄▁▂▃▅▆▇░▒★●◉◀▶▲▼▴▾▸→←↑↓✕×·…“”−–∞≈±εαγλδπⁿ▢■❚";
        let plain = narrowed(used);
        assert!(plain.is_ascii(), "{plain}");
        assert!(!plain.contains('?'), "{plain}");
    }

    #[test]
    fn chinese_and_ascii_stay_and_letters_lose_their_accents() {
        assert_eq!(narrowed("★ 推荐 0.87 → 1"), "* 推荐 0.87 > 1");
        assert_eq!(narrowed("Café, cafe\u{301}, Ж"), "Cafe, cafe, ?");
    }

    #[test]
    fn an_arrow_to_the_left_is_no_less_than() {
        assert_eq!(narrowed("Q(1, 0) ← 3"), "Q(1, 0)<- 3");
        assert_eq!(narrowed("  → −113  ← −14"), " -> -113 <- -14");
        assert_eq!(narrowed("◀ +0.18"), "< +0.18");
        assert_eq!(narrowed(" ◀ +0.18"), "<- +0.18");
        assert_eq!(narrowed("0.10 → 0.50"), "0.10 > 0.50");
        assert_eq!(narrowed("  ←↓  →↓"), " <-v ->v");
    }

    #[test]
    fn an_arrow_takes_no_blank_of_another_ground() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 1));
        let area = buf.area;
        print(&mut buf, area, (1, 0), "←", Style::new().on_red());
        narrow(&mut buf, area);
        assert_eq!(texts(&buf), [" < "]);
    }

    #[test]
    fn bars_and_curves_keep_their_order() {
        assert_eq!(narrowed("█▊▌▎▏·"), "##=-_.");
        assert_eq!(narrowed("▁▂▃▄▅▆▇"), "_.-=+*#");
        assert_eq!(narrowed("⠉⠒⠤⣀⠛⣿⢸⠀"), "'--_=|| ");
    }

    #[test]
    fn what_lies_outside_the_part_stays() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 1));
        let area = buf.area;
        print(&mut buf, area, (0, 0), "★★★", Style::new());
        narrow(&mut buf, Rect::new(1, 0, 9, 9));
        assert_eq!(texts(&buf), ["★**"]);
    }
}
