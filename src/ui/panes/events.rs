//! What happened.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, tone_slot};
use crate::app::{Pane, format, words};
use crate::session::Event;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, line, print_line};

/// The columns of when an event was, where no more are needed: up to 99,999 nothing moves as a run goes on.
const NARROWEST: usize = 6;

/// Draw the newest events, the oldest of them at the top.
pub(crate) fn events(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let (above, below) = ctx.app.events_hidden();
    let title = ctx.say("WHAT HAPPENED", "发生了什么");
    Rule::new(ctx.theme, &title)
        .slot(ctx.title_slot(Pane::Events))
        .right(hidden(ctx, above, below))
        .render(area, buf);
    let room = usize::from(area.height.saturating_sub(1));
    let events = &ctx.snapshot.events;
    let events = &events[..events.len().saturating_sub(below)];
    let newest = &events[events.len().saturating_sub(room)..];
    let when: Vec<String> = newest.iter().map(words::when).collect();
    let widest = when.iter().map(|when| format::width(when)).max();
    let gutter = widest.unwrap_or(0).max(NARROWEST);
    for (row, (event, when)) in newest.iter().zip(&when).enumerate() {
        let last = below == 0 && row + 1 == newest.len();
        let line = line::truncate(
            &event_line(ctx, event, (when, gutter), last),
            usize::from(area.width).saturating_sub(1),
        );
        print_line(buf, area, (0, 1 + row as u16), &line);
    }
    if newest.is_empty() {
        let nothing = ctx.say("nothing yet", "还没有");
        print_line(
            buf,
            area,
            (NARROWEST as u16 + 2, 1),
            &Line::from(ctx.span(nothing, Slot::Quiet)),
        );
    }
}

/// How many events are out of sight: "12 above, 3 below".
fn hidden(ctx: &Ctx, above: usize, below: usize) -> String {
    let told = |count: usize, en: &'static str, zh: &'static str| {
        (count > 0).then(|| format!("{count} {}", ctx.say(en, zh)))
    };
    let parts = [
        told(above, "above", "条在上"),
        told(below, "below", "条在下"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(&ctx.say(", ", "，"))
}

fn event_line<'a>(
    ctx: &Ctx<'a>,
    event: &Event,
    (when, gutter): (&str, usize),
    last: bool,
) -> Line<'a> {
    let (text, tone) = words::event(ctx.app.world(), &ctx.snapshot.rewards, event);
    let slot = tone_slot(tone);
    let style = if last {
        ctx.bold(slot)
    } else {
        ctx.style(slot)
    };
    Line::from(vec![
        ctx.span(format::pad_left(when, gutter), Slot::Quiet),
        Span::raw("  "),
        Span::styled(ctx.app.say(&text).to_owned(), style),
    ])
}
