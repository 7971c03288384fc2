//! A line of progress, one row high.

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::put;
use crate::ui::theme::{Slot, Theme};

/// A line of progress under the header: the focus color up to a share, then the color of rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hairline {
    theme: Theme,
    share: f64,
}

impl Hairline {
    /// Show the share done, 0 to 1.
    pub const fn new(theme: Theme, share: f64) -> Self {
        Self { theme, share }
    }
}

impl Widget for Hairline {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let done = (self.share.clamp(0.0, 1.0) * f64::from(area.width)).round() as u16;
        for column in 0..area.width {
            // Without color only the thickness tells done from not done.
            let (glyph, slot) = if column < done {
                ("━", Slot::Focus)
            } else {
                ("─", Slot::Rule)
            };
            put(buf, area, (column, 0), glyph, self.theme.style(slot));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{DARK, draws_anywhere, rows},
        *,
    };

    #[test]
    fn what_is_done_is_thick() {
        assert_eq!(rows(Hairline::new(DARK, 0.5), 6, 1), ["━━━───"]);
        assert_eq!(rows(Hairline::new(DARK, 7.0), 3, 1), ["━━━"]);
        assert_eq!(rows(Hairline::new(DARK, f64::NAN), 3, 1), ["───"]);
    }

    #[test]
    fn it_draws_anywhere() {
        draws_anywhere(|| Hairline::new(DARK, 0.3));
    }
}
