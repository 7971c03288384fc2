//! Drawing: theme, colors, panes and widgets.
//!
//! A frame is a pure function of the interface's state, the theme and the area. Panes know the interface; widgets know only
//! numbers and styles, can be drawn on any buffer, at any size, and never fail.

pub mod colormap;
mod panes;
pub mod rgb;
pub mod theme;
#[cfg(test)]
mod vision;
pub mod widgets;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Overlay};
use panes::Ctx;
use theme::Theme;

/// Draw a frame. The interface must have been laid out for its area; it says whether projector style is on.
pub fn draw(frame: &mut Frame, app: &App, theme: Theme) {
    let area = frame.area();
    draw_on(frame.buffer_mut(), area, app, theme);
}

/// How a pane is drawn.
type Draw = fn(&Ctx, Rect, &mut Buffer);

/// Draw on a part of any buffer.
pub fn draw_on(buf: &mut Buffer, area: Rect, app: &App, theme: Theme) {
    let theme = theme.projector(app.is_projector());
    draw_all(buf, area, app, theme);
    if theme.is_ascii() {
        widgets::narrow::narrow(buf, area);
    }
}

fn draw_all(buf: &mut Buffer, area: Rect, app: &App, theme: Theme) {
    let Some(places) = app.places() else {
        return panes::too_small(app, theme, area, buf);
    };
    let Some(snapshot) = app.snapshot() else {
        return;
    };
    let ctx = Ctx {
        app,
        theme,
        snapshot,
        screen: area,
    };
    let all: [(Option<Rect>, Draw); 11] = [
        (Some(places.header), panes::header),
        (places.hairline, panes::hairline),
        (
            Some(places.belief).filter(|place| !place.is_empty()),
            panes::belief,
        ),
        (places.steer, panes::steer),
        (places.events, panes::events),
        (places.error, panes::error),
        (places.update, panes::update),
        (places.reward, panes::reward),
        (places.sliders, panes::sliders),
        (places.prompt, panes::prompt),
        (places.keys, panes::keys),
    ];
    for (place, draw) in all {
        if let Some(place) = place.map(|place| place.intersection(buf.area)) {
            draw(&ctx, place, buf);
        }
    }
    match app.overlay() {
        Some(Overlay::Help) => panes::help(&ctx, area, buf),
        Some(Overlay::Signs) => panes::signs(&ctx, area, buf),
        Some(Overlay::Expert) => panes::expert(&ctx, places.expert(), buf),
        Some(Overlay::Setup) => panes::setup(&ctx, area, buf),
        None => {}
    }
    if let Some((picker, plan)) = app.picker().zip(app.picker_plan()) {
        panes::picker(&ctx, picker, &plan, buf);
    }
}
