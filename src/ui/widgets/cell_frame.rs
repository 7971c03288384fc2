//! The frame of a value cell.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    widgets::{Block, BorderType, Widget},
};

/// The frame of a value cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellFrame {
    /// None.
    #[default]
    None,
    /// Thin lines: a cell where cells are not filled.
    Light(Style),
    /// Thick lines: the greedy choice.
    Heavy(Style),
}

impl Widget for CellFrame {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let (kind, style) = match self {
            Self::None => return,
            Self::Light(style) => (BorderType::Plain, style),
            Self::Heavy(style) => (BorderType::Thick, style),
        };
        // A frame that the edge of the buffer would cut is drawn along that edge.
        Block::bordered()
            .border_type(kind)
            .border_style(style)
            .render(area.intersection(buf.area), buf);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{draws_anywhere, rows},
        *,
    };

    #[test]
    fn the_choice_is_framed_heavily() {
        assert_eq!(
            rows(CellFrame::Heavy(Style::new()), 4, 3),
            ["┏━━┓", "┃  ┃", "┗━━┛"]
        );
        assert_eq!(
            rows(CellFrame::Light(Style::new()), 4, 3),
            ["┌──┐", "│  │", "└──┘"]
        );
        assert_eq!(rows(CellFrame::None, 4, 1), ["    "]);
    }

    #[test]
    fn it_draws_anywhere() {
        draws_anywhere(|| CellFrame::Heavy(Style::new()));
    }
}
