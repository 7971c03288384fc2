//! Where a cell of a map ends that is not filled.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::put;

/// A line at the right of a cell, and one below it where it is high enough for that. Cells beside each other make a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellEdge {
    /// Whether it is the last cell of its row, and whether its row is the last.
    last: (bool, bool),
    style: Style,
}

impl CellEdge {
    /// From this height on there is a line below too.
    const CLOSED: u16 = 3;

    /// End a cell that is the `last` of its row, or in the last row.
    pub const fn new(last: (bool, bool)) -> Self {
        Self {
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
        area.height >= Self::CLOSED
    }

    /// Where the two lines meet those of the neighbors.
    const fn corner(self) -> &'static str {
        match self.last {
            (false, false) => "┼",
            (true, false) => "┤",
            (false, true) => "┴",
            (true, true) => "┘",
        }
    }
}

impl Widget for CellEdge {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let Some(right) = area.width.checked_sub(1) else {
            return;
        };
        for row in 0..area.height {
            put(buf, area, (right, row), "│", self.style);
        }
        if Self::is_closed(area) {
            let below = area.height - 1;
            for column in 0..right {
                put(buf, area, (column, below), "─", self.style);
            }
            put(buf, area, (right, below), self.corner(), self.style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{draws_anywhere, rows},
        *,
    };

    #[test]
    fn a_high_cell_is_closed_below_and_a_low_one_is_not() {
        let edge = CellEdge::new((false, false));
        assert_eq!(rows(edge, 4, 3), ["   │", "   │", "───┼"]);
        assert_eq!(rows(edge, 4, 2), ["   │", "   │"]);
        assert_eq!(
            rows(CellEdge::new((true, false)), 3, 3),
            ["  │", "  │", "──┤"]
        );
        assert_eq!(
            rows(CellEdge::new((true, true)), 3, 3),
            ["  │", "  │", "──┘"]
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
        draws_anywhere(|| CellEdge::new((false, true)));
    }
}
