//! Where a cell of a map ends that is not filled.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::put;
use crate::app::CLOSED;

/// A line at the right of a cell, and one below it where it is high enough for that; before the first cells there are lines too,
/// where there is room. Cells beside each other make a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellEdge {
    /// Whether it is the first cell of its row with room before it, and whether its row is the first with room above.
    first: (bool, bool),
    /// Whether it is the last cell of its row, and whether its row is the last.
    last: (bool, bool),
    style: Style,
}

/// A line of the grid: where it is, and whether the grid goes on before and after it.
type Ruled = (u16, (bool, bool));

impl CellEdge {
    /// End a cell that is the `first` of its row, or in the first row, or the `last`.
    pub const fn new(first: (bool, bool), last: (bool, bool)) -> Self {
        Self {
            first,
            last,
            style: Style::new(),
        }
    }

    /// Set the style of the lines.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// What the lines leave of `area`.
    pub fn inside(area: Rect) -> Rect {
        Rect {
            width: area.width.saturating_sub(1),
            height: area.height - u16::from(Self::is_closed(area)),
            ..area
        }
    }

    /// The line below, its end left out; empty where there is none.
    pub fn below(area: Rect) -> Rect {
        let inside = Self::inside(area);
        Rect {
            y: inside.bottom(),
            height: area.height - inside.height,
            ..inside
        }
    }

    const fn is_closed(area: Rect) -> bool {
        area.height >= CLOSED
    }

    /// The area with the lines that come before it.
    fn with_first(self, area: Rect) -> Rect {
        let before = |first: bool, at: u16| u16::from(first && at > 0);
        let (left, top) = (before(self.first.0, area.x), before(self.first.1, area.y));
        Rect {
            x: area.x - left,
            y: area.y - top,
            width: area.width + left,
            height: area.height + top,
        }
    }

    /// The lines across an area and those down, where `whole` is the area with what comes before it.
    fn lines(self, area: Rect, whole: Rect) -> (Vec<Ruled>, Vec<Ruled>) {
        let top = (whole.y < area.y).then_some((0, (false, true)));
        let below = (whole.height - 1, (true, !self.last.1));
        let left = (whole.x < area.x).then_some((0, (false, true)));
        let right = (whole.width - 1, (true, !self.last.0));
        let below = Some(below).filter(|_| Self::is_closed(area));
        (
            top.into_iter().chain(below).collect(),
            left.into_iter().chain([right]).collect(),
        )
    }
}

/// Where lines meet that come from above, from below, from the left and from the right.
fn joint((up, down): (bool, bool), (left, right): (bool, bool)) -> &'static str {
    const JOINTS: [&str; 16] = [
        " ", "╵", "╷", "│", "╴", "┘", "┐", "┤", "╶", "└", "┌", "├", "─", "┴", "┬", "┼",
    ];
    let ways = [up, down, left, right].into_iter().enumerate();
    JOINTS[ways.fold(0, |sum, (bit, way)| sum + (usize::from(way) << bit))]
}

impl Widget for CellEdge {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let whole = self.with_first(area);
        let (across, down) = self.lines(area, whole);
        for &(row, _) in &across {
            (0..whole.width).for_each(|column| put(buf, whole, (column, row), "─", self.style));
        }
        for &(column, sides) in &down {
            (0..whole.height).for_each(|row| put(buf, whole, (column, row), "│", self.style));
            for &(row, ends) in &across {
                put(buf, whole, (column, row), joint(ends, sides), self.style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{draws_anywhere, rows, texts},
        *,
    };

    #[test]
    fn a_high_cell_is_closed_below_and_a_low_one_is_not() {
        let edge = CellEdge::new((false, false), (false, false));
        assert_eq!(rows(edge, 4, 3), ["   │", "   │", "───┼"]);
        assert_eq!(rows(edge, 4, 2), ["   │", "   │"]);
        assert_eq!(
            rows(CellEdge::new((false, false), (true, false)), 3, 3),
            ["  │", "  │", "──┤"]
        );
        assert_eq!(
            rows(CellEdge::new((false, false), (true, true)), 3, 3),
            ["  │", "  │", "──┘"]
        );
    }

    #[test]
    fn before_the_first_cells_there_are_lines_too() {
        let drawn = |first, last| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 4, 4));
            CellEdge::new(first, last).render(Rect::new(1, 1, 3, 3), &mut buf);
            texts(&buf)
        };
        assert_eq!(
            drawn((true, true), (false, false)),
            ["┌──┬", "│  │", "│  │", "├──┼"]
        );
        assert_eq!(
            drawn((true, true), (true, true)),
            ["┌──┐", "│  │", "│  │", "└──┘"]
        );
        assert_eq!(
            drawn((false, true), (true, false)),
            [" ──┐", "   │", "   │", " ──┤"]
        );
        // At the edge of the screen there is no room for them.
        assert_eq!(
            rows(CellEdge::new((true, true), (false, false)), 3, 3),
            ["  │", "  │", "──┼"]
        );
    }

    #[test]
    fn what_is_inside_and_the_line_below_are_apart() {
        let area = Rect::new(7, 2, 6, 3);
        assert_eq!(CellEdge::inside(area), Rect::new(7, 2, 5, 2));
        assert_eq!(CellEdge::below(area), Rect::new(7, 4, 5, 1));
        let low = Rect { height: 2, ..area };
        assert_eq!(CellEdge::inside(low), Rect::new(7, 2, 5, 2));
        assert!(CellEdge::below(low).is_empty());
    }

    #[test]
    fn it_draws_anywhere() {
        draws_anywhere(|| CellEdge::new((true, true), (false, true)));
    }
}
