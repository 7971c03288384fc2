//! Stand-ins for glyphs that some East Asian terminals make two columns wide.
//!
//! Everything is drawn with the full set of glyphs; on such a terminal the finished frame goes through [`narrow`] once,
//! so that no pane or widget has to know.

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

/// Replace each glyph of ambiguous width in the frame by one that is a single column everywhere.
///
/// Chinese text is left as it is: its width is not in doubt.
pub fn narrow(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let symbol = cell.symbol();
        let ambiguous = symbol.width_cjk() != symbol.width();
        if let Some(plain) = stand_in(symbol).or(ambiguous.then_some("?")) {
            cell.set_symbol(plain);
        }
    }
}

/// Glyphs of the interface, and the commonest letters of names, that may be wide, with their stand-in.
const STAND_INS: [(&str, &str); 28] = [
    ("─┄╌╴╶▁▂−–—", "-"),
    ("━═", "="),
    ("│┃┊╎╵╷▏▎▍├┤║╠╣", "|"),
    ("┌┐└┘┏┓┗┛┼╂┬┴╔╗╚╝╦╩╬±", "+"),
    ("█▉▊▋▌▅▆▇■□▢❚", "#"),
    ("▀“”", "\""),
    ("▄▃", "_"),
    ("░▒▓", ":"),
    ("★☆◆", "*"),
    ("●◉○°óòôö", "o"),
    ("▶▸→≥", ">"),
    ("◀◂←≤", "<"),
    ("▲▴↑", "^"),
    ("▼▾↓", "v"),
    ("✕×", "x"),
    ("·…", "."),
    ("‘’", "'"),
    ("εéèêë", "e"),
    ("αàáâä", "a"),
    ("γ", "g"),
    ("λ", "l"),
    ("κ", "k"),
    ("θ", "t"),
    ("δ", "d"),
    ("π", "p"),
    ("∞", "8"),
    ("≈", "~"),
    ("üúùû", "u"),
];

/// The stand-in for a glyph.
fn stand_in(glyph: &str) -> Option<&'static str> {
    let known = !glyph.is_ascii();
    STAND_INS
        .iter()
        .find(|(glyphs, _)| known && glyphs.contains(glyph))
        .map(|(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::{
        super::{print, testing::texts},
        *,
    };

    fn narrowed(text: &str) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, text.width() as u16, 1));
        let area = buf.area;
        print(&mut buf, area, (0, 0), text, Style::new());
        narrow(&mut buf);
        texts(&buf).remove(0)
    }

    #[test]
    fn no_glyph_of_the_interface_is_left_wide_or_lost() {
        let used = "─━┄┊│┃┤├┌┐└┘┏┓┗┛╂┼═║╔╗╚╝╠╣╦╩╬█▉▊▋▌▍▎▏▀▄▁▂▃▅▆▇░▒★●◉◀▶▲▼▴▾▸→←↑↓✕×·…“”−∞≈εαγλδπ▢■";
        let plain = narrowed(used);
        assert!(plain.is_ascii(), "{plain}");
        assert!(!plain.contains('?'), "{plain}");
    }

    #[test]
    fn chinese_and_ascii_stay() {
        assert_eq!(narrowed("★ 推荐 0.87 → 1"), "* 推荐 0.87 > 1");
    }

    #[test]
    fn big_digits_stay_readable() {
        assert_eq!(
            ["█▀█", "▀▀█", "▀▀▀"].map(narrowed),
            ["#\"#", "\"\"#", "\"\"\""]
        );
    }
}
