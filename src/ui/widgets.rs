//! Generic drawing: widgets that know only numbers, texts and styles.
//!
//! All of them can be drawn anywhere, at any size: they keep to the part of their area that the buffer has. Glyphs of
//! ambiguous width are drawn as they are; [`narrow`] replaces them on terminals that make them two columns wide or have none.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    text::{Line, Span},
};

pub mod big_number;
pub mod cell_edge;
pub mod cell_frame;
pub mod chart;
pub mod hairline;
pub mod legend;
pub mod line;
pub mod narrow;
pub mod rule;
pub mod scale;
pub mod scroll_bar;
pub mod slider;
pub mod sparkline;
pub mod terms;
pub mod value_bar;

pub use big_number::BigNumber;
pub use cell_edge::CellEdge;
pub use cell_frame::CellFrame;
pub use chart::{Band, Chart, Mark, Series, Stroke};
pub use hairline::Hairline;
pub use legend::Legend;
pub use rule::Rule;
pub use scroll_bar::ScrollBar;
pub use slider::Slider;
pub use sparkline::Sparkline;
pub use terms::{Term, Terms};
pub use value_bar::ValueBar;

/// Print `text` at `column` and `row` inside `area`, cut at its edges; return the column after it.
pub fn print(
    buf: &mut Buffer,
    area: Rect,
    (column, row): (u16, u16),
    text: &str,
    style: Style,
) -> u16 {
    print_line(
        buf,
        area,
        (column, row),
        &Line::from(Span::styled(text, style)),
    )
}

/// Print `line` at `column` and `row` inside `area`, cut at its edges; return the column after it.
///
/// The ground stays; bold, dim and the like of what stood there before go.
pub fn print_line(buf: &mut Buffer, area: Rect, (column, row): (u16, u16), line: &Line<'_>) -> u16 {
    let visible = area.intersection(buf.area);
    let (Some(x), Some(y)) = (area.x.checked_add(column), area.y.checked_add(row)) else {
        return column;
    };
    if !visible.contains((x, y).into()) {
        return column;
    }
    let room = visible.right() - x;
    for column in x..x + room.min(line.width() as u16) {
        buf[(column, y)].modifier = Modifier::empty();
    }
    let (end, _) = buf.set_line(x, y, line, room);
    end - area.x
}

/// Empty a place that something is drawn over, and a column at either side of it. A word or number that this tears goes as a whole:
/// what is left of it would say something else. Beyond `screen` nothing is touched.
pub fn clear(buf: &mut Buffer, area: Rect, screen: Rect) {
    let place = Rect {
        x: area.x.saturating_sub(1),
        width: area.width + 1 + 1.min(area.x),
        ..area
    };
    let screen = screen.intersection(buf.area);
    let place = place.intersection(screen);
    for y in place.top()..place.bottom() {
        let (left, right) = (place.left(), place.right());
        clear_half(buf, y, (screen.left()..left).next_back());
        clear_word(buf, y, left, (screen.left()..left).rev());
        clear_word(buf, y, right - 1, right..screen.right());
    }
    ratatui::widgets::Widget::render(ratatui::widgets::Clear, place, buf);
}

/// Clear a letter that reaches into the next column.
fn clear_half(buf: &mut Buffer, y: u16, before: Option<u16>) {
    if let Some(x) = before.filter(|&x| crate::app::format::width(buf[(x, y)].symbol()) > 1) {
        buf[(x, y)].set_symbol(" ");
    }
}

/// Clear what goes on, in some columns, of the word that stands at `edge`.
fn clear_word(buf: &mut Buffer, y: u16, edge: u16, columns: impl Iterator<Item = u16>) {
    if !is_of_word(buf[(edge, y)].symbol()) {
        return;
    }
    for x in columns {
        let cell = &mut buf[(x, y)];
        if !is_of_word(cell.symbol()) {
            return;
        }
        cell.set_symbol(" ").modifier = Modifier::empty();
    }
}

/// Whether a symbol is a part of a word or a number; lines, blocks and curves go on behind what covers a part of them.
fn is_of_word(symbol: &str) -> bool {
    let drawn = |letter| matches!(letter, '\u{2500}'..='\u{259f}' | '\u{2800}'..='\u{28ff}');
    !symbol.trim().is_empty() && !symbol.contains(drawn)
}

/// Put one glyph of width 1 at `column` and `row` inside `area`, if it is visible.
fn put(buf: &mut Buffer, area: Rect, (column, row): (u16, u16), glyph: &str, style: Style) {
    let (Some(x), Some(y)) = (area.x.checked_add(column), area.y.checked_add(row)) else {
        return;
    };
    if area.contains((x, y).into())
        && let Some(cell) = buf.cell_mut((x, y))
    {
        cell.modifier = Modifier::empty();
        cell.set_symbol(glyph).set_style(style);
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! What the tests of all widgets share.

    use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

    use crate::ui::theme::{Background, ColorDepth, Theme};

    pub(crate) const DARK: Theme = Theme::new(Background::Dark, ColorDepth::True);
    pub(crate) const PLAIN: Theme = Theme::new(Background::Dark, ColorDepth::None);

    /// Draw a widget on a buffer of its own and return the rows as texts.
    pub(crate) fn rows(widget: impl Widget, width: u16, height: u16) -> Vec<String> {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        widget.render(buf.area, &mut buf);
        texts(&buf)
    }

    /// The rows of a buffer as texts; what a wide glyph hides is left out.
    pub(crate) fn texts(buf: &Buffer) -> Vec<String> {
        (buf.area.top()..buf.area.bottom())
            .map(|y| {
                let mut row = String::new();
                let mut x = buf.area.left();
                while x < buf.area.right() {
                    let symbol = buf[(x, y)].symbol();
                    row.push_str(symbol);
                    x += crate::app::format::width(symbol).max(1) as u16;
                }
                row
            })
            .collect()
    }

    /// Draw a widget at sizes and places that leave it no room, or only a part of it.
    pub(crate) fn draws_anywhere<W: Widget>(make: impl Fn() -> W) {
        for width in [0, 1, 2, 3, 5, 8, 13, 40] {
            for height in [0, 1, 2, 3, 4, 9] {
                rows(make(), width, height);
                for (x, y) in [(0, 0), (7, 2), (9, 4), (10, 5), (60_000, 60_000)] {
                    let mut buf = Buffer::empty(Rect::new(3, 1, 7, 4));
                    make().render(Rect::new(x, y, width, height), &mut buf);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::format;

    #[test]
    fn text_is_cut_at_the_area_and_a_wide_letter_is_never_halved() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
        let end = print(
            &mut buf,
            Rect::new(1, 0, 3, 1),
            (0, 0),
            "推荐",
            Style::new(),
        );
        assert_eq!((end, testing::texts(&buf)), (2, vec![" 推   ".to_owned()]));
    }

    #[test]
    fn text_over_a_dim_line_is_not_dim_and_keeps_the_ground() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 1));
        let area = buf.area;
        print(&mut buf, area, (0, 0), "───", Style::new().dim().on_red());
        print(&mut buf, area, (1, 0), "x", Style::new().bold());
        assert_eq!(buf[(1, 0)].modifier, Modifier::BOLD);
        assert_eq!(buf[(0, 0)].modifier, Modifier::DIM);
        assert_eq!(buf[(1, 0)].bg, Style::new().on_red().bg.unwrap());
    }

    #[test]
    fn what_covers_a_part_tears_no_word_and_has_a_blank_at_either_side() {
        let covered = |text: &str, x: u16, width: u16| {
            let mut buf = Buffer::empty(Rect::new(0, 0, format::width(text) as u16, 1));
            let area = buf.area;
            print(&mut buf, area, (0, 0), text, Style::new());
            clear(&mut buf, Rect::new(x, 0, width, 1), area);
            print(
                &mut buf,
                area,
                (x, 0),
                &"#".repeat(width.into()),
                Style::new(),
            );
            testing::texts(&buf).remove(0)
        };
        assert_eq!(
            covered("choices: 37 states −12.6 end", 5, 16),
            "     ################    end"
        );
        assert_eq!(covered("one two three", 4, 3), "one ### three");
        assert_eq!(covered("───────████⣿⣿⣿", 5, 3), "──── ### ██⣿⣿⣿");
        assert_eq!(covered("推荐顾客商店", 5, 2), "推荐 ## 商店");
        assert_eq!(covered("推荐顾客商店", 4, 2), "推  ##  商店");
        assert_eq!(covered("abcdef", 0, 2), "##    ");
        assert_eq!(covered("abcdef", 4, 2), "    ##");
    }

    #[test]
    fn nothing_is_cleared_beyond_the_screen() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 8, 1));
        let area = buf.area;
        print(&mut buf, area, (0, 0), "abcdefgh", Style::new());
        clear(&mut buf, Rect::new(3, 0, 2, 1), Rect::new(2, 0, 5, 1));
        assert_eq!(testing::texts(&buf), ["ab     h"]);
    }

    #[test]
    fn what_lies_outside_is_not_drawn() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 1));
        print(&mut buf, Rect::new(2, 0, 9, 9), (5, 0), "x", Style::new());
        print(&mut buf, Rect::new(2, 0, 9, 9), (0, 5), "x", Style::new());
        print(
            &mut buf,
            Rect::new(u16::MAX, 0, 0, 9),
            (1, 5),
            "x",
            Style::new(),
        );
        assert_eq!(testing::texts(&buf), ["   "]);
    }
}
