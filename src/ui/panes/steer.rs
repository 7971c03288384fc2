//! The sliders: numbers in plain words, each with one color and one key everywhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, knob_slot};
use crate::app::detent::{self, Detents};
use crate::app::{Knob, Pane, SliderPlace, format, words};
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
        slider(ctx, place.knob).render(place.track, buf);
        course(ctx, &place, buf);
    }
}

/// Draw how a parameter that moves by itself goes over the usual run, with a mark at now, and how that is written.
fn course(ctx: &Ctx, place: &SliderPlace, buf: &mut Buffer) {
    let (Some(area), Some(schedule)) = (place.curve, ctx.app.schedule(place.knob)) else {
        return;
    };
    let written = schedule.to_string();
    let columns = area
        .width
        .saturating_sub(format::width(&written) as u16 + 2);
    let Some(course) = ctx.app.course(place.knob, columns) else {
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
    bars(past, 0, knob_slot(place.knob));
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
    let (knob, key) = (place.knob, place.number);
    let slot = knob_slot(knob);
    let held = ctx.app.held() == Some(knob);
    let word = format::pad_right(ctx.app.say(&knob.word()), 7);
    let room = usize::from(place.words.width).saturating_sub(22);
    let meaning = meaning(knob, room, ctx);
    Line::from(vec![
        Span::styled(if held { " ▸ " } else { "   " }, ctx.bold(Slot::Focus)),
        Span::styled(key.to_string(), ctx.bold(Slot::Focus)),
        Span::styled(format!(" {} ", knob.symbol()), ctx.bold(slot)),
        ctx.span(word, Slot::Text),
        Span::styled(
            format!(" {} ", ctx.app.shown(knob)),
            ctx.style(Slot::Strong),
        ),
        ctx.span(format!(" {}", ctx.app.say(&meaning)), Slot::Quiet),
    ])
}

/// What a value means, in full where there is room; what the parameter is where there are no words for its values, and what a
/// reward is paid for.
fn meaning(knob: Knob, room: usize, ctx: &Ctx) -> Text {
    let id = match knob {
        Knob::Param(param) => param,
        Knob::Reward(reward) => {
            let reward = ctx.app.reward(reward);
            let told = |reward| words::reward(&ctx.app.world().scene, reward);
            let told = reward.map_or(Text::new("", ""), told);
            return Text::plain(format::truncate(ctx.app.say(&told), room));
        }
    };
    let Some([full, short]) = detent::meanings(id, ctx.app.value(id)) else {
        return id.spec().text.clone();
    };
    if format::width(ctx.app.say(&full)) <= room {
        full
    } else {
        short
    }
}

fn slider(ctx: &Ctx, knob: Knob) -> Slider {
    let stops = ctx.app.stops(knob);
    let detents = Detents::new(&stops);
    let before = ctx
        .app
        .value_before(knob)
        .map(|value| detents.position(value));
    Slider::new(
        ctx.theme,
        knob_slot(knob),
        detents.position(ctx.app.value(knob)),
    )
    .before(before)
}

/// Draw the sliders side by side in one line.
pub(crate) fn sliders(ctx: &Ctx, _: Rect, buf: &mut Buffer) {
    for SliderPlace {
        knob,
        number,
        words,
        track,
        ..
    } in ctx.app.sliders()
    {
        let held = ctx.app.held() == Some(knob);
        let symbol = format!(" {} ", knob.symbol());
        let line = Line::from(vec![
            Span::styled(if held { "▸" } else { " " }, ctx.bold(Slot::Focus)),
            Span::styled(number.to_string(), ctx.bold(Slot::Focus)),
            Span::styled(symbol, ctx.bold(knob_slot(knob))),
            Span::styled(ctx.app.shown(knob), ctx.style(Slot::Strong)),
            Span::styled(ctx.app.drift(knob), ctx.bold(knob_slot(knob))),
        ]);
        print_line(buf, words, (0, 0), &line);
        slider(ctx, knob).render(track, buf);
    }
}
