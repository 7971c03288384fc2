//! One bar an episode, the newest at the right.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::put;
use crate::ui::colormap::share;

/// The heights of a bar; the lowest is never nothing.
const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// A row of bars, one a value, the newest at the right; what does not fit falls off at the left.
///
/// The range is given, so that bars do not change their height when others arrive. NaN leaves a gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sparkline<'a> {
    values: &'a [f64],
    range: (f64, f64),
    style: Style,
}

impl<'a> Sparkline<'a> {
    /// Show `values`, the newest last, on the range from `low` to `high`.
    pub const fn new(values: &'a [f64], low: f64, high: f64) -> Self {
        Self {
            values,
            range: (low, high),
            style: Style::new(),
        }
    }

    /// Set the style of the bars.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

impl Widget for Sparkline<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        for (column, value) in (0..area.width).rev().zip(self.values.iter().rev()) {
            let height = (share(*value, self.range.0, self.range.1) * 7.0).round() as usize;
            let glyph = if value.is_nan() {
                " "
            } else {
                HEIGHTS[height.min(7)]
            };
            put(buf, area, (column, 0), glyph, self.style);
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
    fn the_newest_is_at_the_right_and_the_oldest_falls_off() {
        let values = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        assert_eq!(
            rows(Sparkline::new(&values, 0.0, 7.0), 10, 1),
            ["  ▁▂▃▄▅▆▇█"]
        );
        assert_eq!(rows(Sparkline::new(&values, 0.0, 7.0), 3, 1), ["▆▇█"]);
    }

    #[test]
    fn gaps_ends_and_an_empty_range_are_no_error() {
        let values = [f64::NAN, f64::NEG_INFINITY, f64::INFINITY];
        assert_eq!(rows(Sparkline::new(&values, 0.0, 1.0), 3, 1), [" ▁█"]);
        assert_eq!(rows(Sparkline::new(&[3.0], 3.0, 3.0), 1, 1), ["▁"]);
        draws_anywhere(|| Sparkline::new(&[1.0, 2.0, 3.0], 0.0, 3.0));
    }
}
