//! The sliders: three numbers in plain words, each with one color and one key everywhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, param_slot};
use crate::agent::ParamId;
use crate::app::words::param;
use crate::app::{Pane, detent, detents, format};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, Slider, print_line};

const ORDER: [ParamId; 3] = [ParamId::Epsilon, ParamId::Alpha, ParamId::Gamma];

/// Draw the sliders one below the other, with what their values mean.
pub(crate) fn steer(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let title = ctx.say("STEER", "控制");
    Rule::new(ctx.theme, &title)
        .slot(ctx.title_slot(Pane::Steer))
        .render(area, buf);
    let pitch = if area.height >= 10 { 3 } else { 2 };
    for (index, id) in ORDER.into_iter().enumerate() {
        let top = 1 + index as u16 * pitch;
        print_line(buf, area, (1, top), &words(ctx, id, index + 1, area.width));
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
fn words<'a>(ctx: &Ctx<'a>, id: ParamId, key: usize, width: u16) -> Line<'a> {
    let (spec, slot) = (param(id), param_slot(id));
    let held = ctx.app.held() == Some(id);
    let value = ctx.app.value(id).get();
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
        Some(field) if field.param == id => format!("{}▏", field.typed),
        _ => format::shortest(ctx.app.value(id).get(), 2),
    }
}

/// What a value means, in full where there is room.
fn meaning(id: ParamId, value: f64, room: usize, ctx: &Ctx) -> Text {
    match id {
        ParamId::Epsilon => detent::explore_meaning(value),
        ParamId::Alpha => {
            let full = detent::step_meaning(value);
            if format::width(ctx.app.say(&full)) <= room {
                full
            } else {
                detent::step_meaning_short(value)
            }
        }
        ParamId::Gamma => detent::future_meaning(value),
    }
}

fn slider(ctx: &Ctx, id: ParamId) -> Slider {
    let detents = detents(id);
    let before = ctx
        .app
        .value_before(id)
        .map(|value| detents.position(value.get()));
    Slider::new(
        ctx.theme,
        param_slot(id),
        detents.position(ctx.app.value(id).get()),
    )
    .before(before)
}

/// Draw the sliders side by side in one line.
pub(crate) fn sliders(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let each = area.width / 3;
    for (index, id) in ORDER.into_iter().enumerate() {
        let place = Rect {
            x: area.x + index as u16 * each,
            width: each,
            ..area
        };
        let held = ctx.app.held() == Some(id);
        let line = Line::from(vec![
            Span::styled(if held { "▸" } else { " " }, ctx.bold(Slot::Focus)),
            Span::styled((index + 1).to_string(), ctx.bold(Slot::Focus)),
            Span::styled(format!(" {} ", param(id).symbol), ctx.bold(param_slot(id))),
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
