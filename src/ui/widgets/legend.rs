//! The scale of values as a bar of its colors.

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::{print, put};
use crate::{
    app::format,
    ui::{
        colormap::Map,
        theme::{Slot, Theme},
    },
};

/// The scale of values: `0 ████████ 10`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legend {
    theme: Theme,
    map: Map,
    low: String,
    high: String,
    bar: u16,
}

impl Legend {
    /// Show a map between two ends, as they are printed.
    pub fn new(theme: Theme, map: Map, low: impl Into<String>, high: impl Into<String>) -> Self {
        Self {
            theme,
            map,
            low: low.into(),
            high: high.into(),
            bar: 40,
        }
    }

    /// Set the columns of the bar, at most; it shrinks where the area is narrow.
    #[must_use]
    pub const fn bar(mut self, columns: u16) -> Self {
        self.bar = columns;
        self
    }

    /// The columns that it takes where there is room.
    pub fn width(&self) -> u16 {
        self.bar + self.labels()
    }

    fn labels(&self) -> u16 {
        (format::width(&self.low) + format::width(&self.high) + 2) as u16
    }
}

impl Widget for &Legend {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let bar = self.bar.min(area.width.saturating_sub(self.labels()));
        let quiet = self.theme.style(Slot::Quiet);
        let start = print(buf, area, (0, 0), &self.low, quiet) + 1;
        for column in 0..bar {
            let level = self.map.level(f64::from(column), 0.0, f64::from(bar - 1));
            let color = self
                .theme
                .color(self.map.shown(level, self.theme))
                .filter(|_| self.theme.fills());
            let (glyph, style) = match color {
                Some(color) => ("█", quiet.fg(color)),
                None if column == 0 => ("├", quiet),
                None if column == bar - 1 => ("┤", quiet),
                None => ("─", quiet),
            };
            put(buf, area, (start + column, 0), glyph, style);
        }
        print(buf, area, (start + bar + 1, 0), &self.high, quiet);
    }
}

impl Widget for Legend {
    fn render(self, area: Rect, buf: &mut Buffer) {
        (&self).render(area, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{DARK, PLAIN, draws_anywhere, rows},
        *,
    };

    #[test]
    fn it_shows_the_ends_beside_the_bar_and_shrinks() {
        let legend = Legend::new(DARK, Map::Viridis, "−14", "0").bar(6);
        assert_eq!(legend.width(), 12);
        assert_eq!(rows(&legend, 12, 1), ["−14 ██████ 0"]);
        assert_eq!(rows(&legend, 9, 1), ["−14 ███ 0"]);
    }

    #[test]
    fn its_ends_have_the_colors_of_the_scale() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        Legend::new(DARK, Map::Viridis, "−14", "0")
            .bar(6)
            .render(buf.area, &mut buf);
        let color = |value| DARK.color(Map::Viridis.color(Map::Viridis.level(value, -14.0, 0.0)));
        assert_eq!(
            (Some(buf[(4, 0)].fg), Some(buf[(9, 0)].fg)),
            (color(-14.0), color(0.0))
        );
    }

    #[test]
    fn without_color_it_is_a_ruler() {
        assert_eq!(
            rows(Legend::new(PLAIN, Map::Viridis, "0", "10").bar(5), 9, 1),
            ["0 ├──┤ 10"]
        );
        draws_anywhere(|| Legend::new(PLAIN, Map::Viridis, "0", "10"));
    }
}
