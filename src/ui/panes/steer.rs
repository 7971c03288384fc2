//! The sliders: numbers in plain words, each with one color and one key everywhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, param_slot};
use crate::agent::ParamId;
use crate::app::detent::{self, Detents};
use crate::app::{Pane, SliderPlace, format};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, Slider, Sparkline, print, print_line};

/// Draw the sliders one below the other, with what their values mean.
pub(crate) fn steer(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let title = ctx.say("STEER", "控制");
    Rule::new(ctx.theme, &title)
        .slot(ctx.title_slot(Pane::Steer))
        .render(area, buf);
    for place in ctx.app.sliders() {
        let line = sentence(ctx, &place);
        print_line(buf, place.words, (0, 0), &line);
        slider(ctx, place.param).render(place.track, buf);
        course(ctx, &place, buf);
    }
}

/// Draw how a parameter that moves by itself goes over the usual run, with a mark at now, and how that is written.
fn course(ctx: &Ctx, place: &SliderPlace, buf: &mut Buffer) {
    let (Some(area), Some(schedule)) = (place.curve, ctx.app.schedule(place.param)) else {
        return;
    };
    let written = schedule.to_string();
    let columns = area
        .width
        .saturating_sub(format::width(&written) as u16 + 2);
    let Some(course) = ctx.app.course(place.param, columns) else {
        return;
    };
    let most = course.values.iter().copied().fold(0.0, f64::max);
    let (past, coming) = course.values.split_at(course.now.min(course.values.len()));
    let mut bars = |values: &[f64], from: u16, slot: Slot| {
        let place = Rect {
            x: area.x + from,
            width: values.len() as u16,
            ..area
        };
        Sparkline::new(values, 0.0, most)
            .style(ctx.style(slot))
            .render(place, buf);
    };
    bars(past, 0, param_slot(place.param));
    bars(coming, past.len() as u16, Slot::Quiet);
    let now = past.len() as u16;
    if now < columns {
        print(buf, area, (now, 0), "┃", ctx.bold(Slot::Strong));
    }
    print(
        buf,
        area,
        (columns + 2, 0),
        &written,
        ctx.style(Slot::Quiet),
    );
}

/// "▸ 2 α step    0.50  moves half way".
fn sentence<'a>(ctx: &Ctx<'a>, place: &SliderPlace) -> Line<'a> {
    let (param, key) = (place.param, place.number);
    let (spec, slot) = (param.spec(), param_slot(param));
    let held = ctx.app.held() == Some(param);
    let word = format::pad_right(ctx.app.say(&spec.word), 7);
    let room = usize::from(place.words.width).saturating_sub(22);
    let meaning = meaning(param, ctx.app.value(param), room, ctx);
    Line::from(vec![
        Span::styled(if held { " ▸ " } else { "   " }, ctx.bold(Slot::Focus)),
        Span::styled(key.to_string(), ctx.bold(Slot::Focus)),
        Span::styled(format!(" {} ", spec.symbol), ctx.bold(slot)),
        ctx.span(word, Slot::Text),
        Span::styled(
            format!(" {} ", ctx.app.shown(param)),
            ctx.style(Slot::Strong),
        ),
        ctx.span(format!(" {}", ctx.app.say(&meaning)), Slot::Quiet),
    ])
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
pub(crate) fn sliders(ctx: &Ctx, _: Rect, buf: &mut Buffer) {
    for SliderPlace {
        param,
        number,
        words,
        track,
        ..
    } in ctx.app.sliders()
    {
        let held = ctx.app.held() == Some(param);
        let symbol = format!(" {} ", param.spec().symbol);
        let line = Line::from(vec![
            Span::styled(if held { "▸" } else { " " }, ctx.bold(Slot::Focus)),
            Span::styled(number.to_string(), ctx.bold(Slot::Focus)),
            Span::styled(symbol, ctx.bold(param_slot(param))),
            Span::styled(ctx.app.shown(param), ctx.style(Slot::Strong)),
            Span::styled(ctx.app.drift(param), ctx.bold(param_slot(param))),
        ]);
        print_line(buf, words, (0, 0), &line);
        slider(ctx, param).render(track, buf);
    }
}
