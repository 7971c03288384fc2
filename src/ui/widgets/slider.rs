//! A slider: where a setting stands, and where it stood.

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::put;
use crate::app::detent::column_of;
use crate::ui::theme::{Slot, Theme};

/// A slider one row high: `━━━━━━╂━━━●────`.
///
/// It shows positions from 0 to 1 on the track, such as `app::detent` gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    theme: Theme,
    slot: Slot,
    position: f64,
    before: Option<f64>,
}

impl Slider {
    /// Show `position`, 0 to 1, in the color of `slot`.
    pub const fn new(theme: Theme, slot: Slot, position: f64) -> Self {
        Self {
            theme,
            slot,
            position,
            before: None,
        }
    }

    /// Tick where it stood before, 0 to 1.
    #[must_use]
    pub const fn before(mut self, position: Option<f64>) -> Self {
        self.before = position;
        self
    }
}

impl Widget for Slider {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let knob = column_of(self.position, area.width);
        let tick = self.before.map(|before| column_of(before, area.width));
        let (color, rule) = (self.theme.style(self.slot), self.theme.style(Slot::Rule));
        for column in 0..area.width {
            let (glyph, style) = if column < knob {
                ("━", color)
            } else {
                ("─", rule)
            };
            put(buf, area, (column, 0), glyph, style);
        }
        if let Some(tick) = tick {
            let glyph = if tick < knob { "╂" } else { "┼" };
            put(buf, area, (tick, 0), glyph, self.theme.style(Slot::Text));
        }
        put(buf, area, (knob, 0), "●", color);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{DARK, draws_anywhere, rows},
        *,
    };
    use crate::agent::ParamId;
    use crate::app::detent::Detents;

    #[test]
    fn sliders_look_as_in_the_design() {
        let slider = |position| Slider::new(DARK, Slot::Alpha, position);
        assert_eq!(
            rows(slider(Detents::of(ParamId::Gamma).position(0.9)), 15, 1),
            ["━━━━━●─────────"]
        );
        assert_eq!(
            rows(slider(Detents::of(ParamId::Alpha).position(1.0)), 6, 1),
            ["━━━━━●"]
        );
        let moved = slider(Detents::of(ParamId::Alpha).position(0.5))
            .before(Some(Detents::of(ParamId::Alpha).position(0.1)));
        assert_eq!(rows(moved, 17, 1), ["━━━━━━━╂━━━●─────"]);
        let back = slider(Detents::of(ParamId::Epsilon).position(0.0))
            .before(Some(Detents::of(ParamId::Epsilon).position(0.1)));
        assert_eq!(rows(back, 15, 1), ["●───┼──────────"]);
    }

    #[test]
    fn the_knob_hides_a_tick_at_the_same_place() {
        assert_eq!(
            rows(Slider::new(DARK, Slot::Alpha, 0.5).before(Some(0.5)), 5, 1),
            ["━━●──"]
        );
    }

    #[test]
    fn it_draws_anywhere() {
        draws_anywhere(|| Slider::new(DARK, Slot::Alpha, f64::NAN).before(Some(2.0)));
    }
}
