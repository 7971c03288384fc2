//! The sliders: numbers in plain words, each with one color and one key everywhere. Where there is no room for all, those
//! around the one that is held are there.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, param_slot};
use crate::agent::ParamId;
use crate::app::detent::{self, Detents};
use crate::app::{Asked, Pane, format, words};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, Slider, print_line};

/// The least width of a slider in a line.
const NARROWEST: u16 = 18;

/// The sliders that there is room for, with their places among all.
fn fitting(ctx: &Ctx, room: u16) -> Vec<(usize, ParamId)> {
    let all = ctx.app.params();
    let held = all.iter().position(|&id| ctx.app.held() == Some(id));
    let window = window(all.len(), usize::from(room), held.unwrap_or(0));
    window.map(|place| (place, all[place])).collect()
}

/// The first `room` of `count` places, or the first window of them that reaches to `held`.
fn window(count: usize, room: usize, held: usize) -> Range<usize> {
    let room = room.min(count);
    let first = (held + 1).saturating_sub(room).min(count - room);
    first..first + room
}

/// Draw the sliders one below the other, with what their values mean.
pub(crate) fn steer(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let title = ctx.say("STEER", "控制");
    Rule::new(ctx.theme, &title)
        .slot(ctx.title_slot(Pane::Steer))
        .render(area, buf);
    let roomy = usize::from(area.height) > 3 * ctx.app.params().len();
    let pitch = if roomy { 3 } else { 2 };
    let fitting = fitting(ctx, area.height.saturating_sub(1) / pitch);
    for (row, (place, id)) in (0..).zip(fitting) {
        let top = 1 + row * pitch;
        print_line(
            buf,
            area,
            (1, top),
            &sentence(ctx, id, place + 1, area.width),
        );
        let track = Rect {
            x: area.x + 6,
            y: area.y + top + 1,
            width: area.width.saturating_sub(10).min(60),
            height: 1,
        };
        slider(ctx, id).render(track.intersection(area), buf);
    }
}

/// "▸ 2 α step    0.50  moves half way".
fn sentence<'a>(ctx: &Ctx<'a>, id: ParamId, key: usize, width: u16) -> Line<'a> {
    let (spec, slot) = (id.spec(), param_slot(id));
    let held = ctx.app.held() == Some(id);
    let value = ctx.app.value(id);
    let word = format::pad_right(ctx.app.say(&spec.word), 7);
    Line::from(vec![
        Span::styled(if held { " ▸ " } else { "   " }, ctx.bold(Slot::Focus)),
        Span::styled(key.to_string(), ctx.bold(Slot::Focus)),
        Span::styled(format!(" {} ", spec.symbol), ctx.bold(slot)),
        ctx.span(word, Slot::Text),
        Span::styled(format!(" {} ", shown(ctx, id)), ctx.style(Slot::Strong)),
        ctx.span(
            format!(
                " {}",
                ctx.app.say(&meaning(
                    id,
                    value,
                    usize::from(width).saturating_sub(23),
                    ctx
                ))
            ),
            Slot::Quiet,
        ),
    ])
}

/// The value, or what is being typed in its place.
fn shown(ctx: &Ctx, id: ParamId) -> String {
    match ctx.app.field() {
        Some(field) if field.asked == Asked::Value(id) => format!("{}▏", field.typed),
        _ => words::setting(id, ctx.app.value(id)),
    }
}

/// What a value means, in full where there is room; what the parameter is where there are no words for its values.
fn meaning(id: ParamId, value: f64, room: usize, ctx: &Ctx) -> Text {
    let Some([full, short]) = detent::meanings(id, value) else {
        return id.spec().text.clone();
    };
    if format::width(ctx.app.say(&full)) <= room {
        full
    } else {
        short
    }
}

fn slider(ctx: &Ctx, id: ParamId) -> Slider {
    let detents = Detents::of(id);
    let before = ctx
        .app
        .value_before(id)
        .map(|value| detents.position(value));
    Slider::new(
        ctx.theme,
        param_slot(id),
        detents.position(ctx.app.value(id)),
    )
    .before(before)
}

/// Draw the sliders side by side in one line.
pub(crate) fn sliders(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let fitting = fitting(ctx, (area.width / NARROWEST).max(1));
    let each = area.width / (fitting.len() as u16).max(1);
    for (column, (number, id)) in (0..).zip(fitting) {
        let place = Rect {
            x: area.x + column * each,
            width: each,
            ..area
        };
        let held = ctx.app.held() == Some(id);
        let line = Line::from(vec![
            Span::styled(if held { "▸" } else { " " }, ctx.bold(Slot::Focus)),
            Span::styled((number + 1).to_string(), ctx.bold(Slot::Focus)),
            Span::styled(format!(" {} ", id.spec().symbol), ctx.bold(param_slot(id))),
            Span::styled(shown(ctx, id), ctx.style(Slot::Strong)),
        ]);
        let end = print_line(buf, place, (0, 0), &line);
        let from = end.max(9) + 1;
        let track = Rect {
            x: place.x + from,
            width: place.width.saturating_sub(from + 1),
            ..place
        };
        slider(ctx, id).render(track.intersection(area), buf);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_not_all_fit_the_one_that_is_held_is_there() {
        assert_eq!(window(3, 4, 0), 0..3, "all of them");
        assert_eq!(window(5, 4, 3), 0..4);
        assert_eq!(window(5, 4, 4), 1..5);
        assert_eq!(window(5, 1, 2), 2..3);
        assert_eq!(window(5, 0, 2), 3..3, "no room");
        assert_eq!(window(0, 4, 0), 0..0, "nothing to turn");
    }
}
