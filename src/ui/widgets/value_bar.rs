//! A bar that carries a value by its length, with the truth as a tick.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    widgets::Widget,
};

use super::put;
use crate::ui::colormap::share;

/// The part of a cell that a bar fills, in eighths.
const EIGHTHS: [&str; 8] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar one row high: `█████▌┃··`.
///
/// Dots show the rest of the scale, ▴ and ▾ a value beyond it, `?` a value that nothing is known of.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueBar {
    value: Option<f64>,
    scale: (f64, f64),
    truth: Option<f64>,
    stacked: bool,
    ink: Style,
    quiet: Style,
}

impl ValueBar {
    /// Show `value` on the scale from `low` to `high`.
    pub const fn new(value: f64, low: f64, high: f64) -> Self {
        Self {
            value: Some(value),
            scale: (low, high),
            truth: None,
            stacked: false,
            ink: Style::new(),
            quiet: Style::new(),
        }
    }

    /// Show that nothing is known of the value yet.
    pub const fn unknown(low: f64, high: f64) -> Self {
        Self {
            value: None,
            ..Self::new(low, low, high)
        }
    }

    /// Set the tick of the true value.
    #[must_use]
    pub const fn truth(mut self, truth: Option<f64>) -> Self {
        self.truth = truth;
        self
    }

    /// Leave a gap above: for bars that stand on successive rows and would make one block. There is no part of a column then.
    #[must_use]
    pub const fn stacked(mut self) -> Self {
        self.stacked = true;
        self
    }

    /// Set the style of the bar and the tick, and that of the dots.
    #[must_use]
    pub const fn style(mut self, ink: Style, quiet: Style) -> Self {
        self.ink = ink;
        self.quiet = quiet;
        self
    }

    fn share(&self, value: f64) -> f64 {
        share(value, self.scale.0, self.scale.1)
    }

    /// The length of the bar in eighths of a column.
    fn eighths(&self, width: u16) -> u32 {
        let length = self.value.map_or(0.0, |value| self.share(value)) * f64::from(width);
        if self.stacked {
            length.round() as u32 * 8
        } else {
            (length * 8.0).round() as u32
        }
    }

    /// The tick's column.
    fn tick(&self, width: u16) -> Option<u16> {
        let truth = self.truth?;
        Some(((self.share(truth) * f64::from(width)) as u16).min(width.saturating_sub(1)))
    }
}

/// The glyph of a column, and whether it belongs to the bar.
fn glyph(column: u16, eighths: u32, full: &'static str) -> (&'static str, bool) {
    match eighths.saturating_sub(u32::from(column) * 8) {
        0 => ("·", false),
        part @ 1..8 => (EIGHTHS[part as usize], true),
        _ => (full, true),
    }
}

impl Widget for &ValueBar {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let width = area.width;
        let eighths = self.eighths(width);
        let full = if self.stacked { "▇" } else { "█" };
        for column in 0..width {
            let (glyph, bar) = glyph(column, eighths, full);
            put(
                buf,
                area,
                (column, 0),
                glyph,
                if bar { self.ink } else { self.quiet },
            );
        }
        match self.value {
            None => put(buf, area, (0, 0), "?", self.ink),
            Some(value) if value < self.scale.0 => put(buf, area, (0, 0), "▾", self.ink),
            Some(value) if value > self.scale.1 && width > 0 => {
                put(
                    buf,
                    area,
                    (width - 1, 0),
                    "▴",
                    self.ink.add_modifier(Modifier::REVERSED),
                );
            }
            Some(_) => {}
        }
        if let Some(tick) = self.tick(width) {
            // In the midst of the bar the tick is cut out of it.
            let inside = eighths >= (u32::from(tick) + 1) * 8;
            let style = if inside {
                self.ink.add_modifier(Modifier::REVERSED)
            } else {
                self.ink
            };
            put(buf, area, (tick, 0), "┃", style);
        }
    }
}

impl Widget for ValueBar {
    fn render(self, area: Rect, buf: &mut Buffer) {
        (&self).render(area, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{draws_anywhere, rows},
        *,
    };

    fn bar(value: f64, truth: f64) -> String {
        rows(ValueBar::new(value, 0.0, 10.0).truth(Some(truth)), 25, 1).remove(0)
    }

    #[test]
    fn bars_look_as_in_the_design() {
        assert_eq!(bar(8.58, 8.70), "█████████████████████┃···");
        assert_eq!(bar(8.61, 8.90), "█████████████████████▌┃··");
        assert_eq!(bar(7.67, 8.50), "███████████████████▏·┃···");
    }

    #[test]
    fn the_ends_of_the_scale_are_empty_and_full() {
        assert_eq!(rows(ValueBar::new(-14.0, -14.0, 0.0), 4, 1), ["····"]);
        assert_eq!(rows(ValueBar::new(0.0, -14.0, 0.0), 4, 1), ["████"]);
        assert_eq!(bar(0.0, 10.0), "························┃");
    }

    #[test]
    fn values_beyond_and_unknown_ones_are_marked() {
        assert_eq!(rows(ValueBar::new(-113.0, -14.0, 0.0), 4, 1), ["▾···"]);
        assert_eq!(rows(ValueBar::new(5.0, -14.0, 0.0), 4, 1), ["███▴"]);
        assert_eq!(
            rows(ValueBar::unknown(0.0, 10.0).truth(Some(5.0)), 4, 1),
            ["?·┃·"]
        );
    }

    #[test]
    fn bars_below_each_other_stay_apart() {
        let stacked = |value| rows(ValueBar::new(value, 0.0, 10.0).stacked(), 5, 1).remove(0);
        assert_eq!(
            [0.0, 0.9, 1.1, 6.2, 10.0].map(stacked),
            ["·····", "·····", "▇····", "▇▇▇··", "▇▇▇▇▇"]
        );
    }

    #[test]
    fn a_tick_inside_the_bar_is_cut_out_of_it() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 10, 1));
        ValueBar::new(9.0, 0.0, 10.0)
            .truth(Some(5.0))
            .render(buf.area, &mut buf);
        assert!(buf[(5, 0)].modifier.contains(Modifier::REVERSED));
        assert!(!buf[(4, 0)].modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn it_draws_anywhere() {
        draws_anywhere(|| ValueBar::new(f64::INFINITY, 0.0, 0.0).truth(Some(f64::NEG_INFINITY)));
    }
}
