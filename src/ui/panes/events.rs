//! What happened, and the figures of the expert.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, tone_slot};
use crate::app::words::{self, WHEN};
use crate::app::{Pane, format};
use crate::session::{Event, Expert};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, clear, line, print_line};

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
    for (row, event) in newest.iter().enumerate() {
        let last = below == 0 && row + 1 == newest.len();
        let line = line::truncate(
            &event_line(ctx, event, last),
            usize::from(area.width).saturating_sub(1),
        );
        print_line(buf, area, (0, 1 + row as u16), &line);
    }
    if newest.is_empty() {
        let nothing = ctx.say("nothing yet", "还没有");
        print_line(
            buf,
            area,
            (WHEN as u16 + 2, 1),
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

fn event_line<'a>(ctx: &Ctx<'a>, event: &Event, last: bool) -> Line<'a> {
    let (text, tone) = words::event(ctx.app.world(), event);
    let slot = tone_slot(tone);
    let style = if last {
        ctx.bold(slot)
    } else {
        ctx.style(slot)
    };
    Line::from(vec![
        ctx.span(format::pad_left(&words::when(event), WHEN), Slot::Quiet),
        Span::raw("  "),
        Span::styled(ctx.app.say(&text).to_owned(), style),
    ])
}

/// Draw the figures of the expert over whatever is there.
pub(crate) fn expert(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let Some(expert) = &ctx.snapshot.expert else {
        return;
    };
    let snapshot = ctx.snapshot;
    let error = snapshot.figures.and_then(|figures| figures.max_error);
    let (q_hash, digest) = match &expert.hashes {
        Some((q_hash, digest)) => (q_hash.clone(), format!("{digest:016x}")),
        None => ("–".into(), "–".into()),
    };
    let lines = [
        (ctx.say("step", "步"), format::count(snapshot.moment.step)),
        (ctx.say("this episode", "本回合"), this_episode(ctx)),
        (
            ctx.say("max |Q−Q*|", "最大误差"),
            error.map_or("–".into(), |error| format!("{error:.3e}")),
        ),
        (
            ctx.say("a look every", "采样间隔"),
            expert.spacing.map_or("–".into(), format::count),
        ),
        (ctx.say("changes made", "改动次数"), changes(ctx, expert)),
        (
            ctx.say("table", "表内存"),
            format!("{} B", format::count(expert.bytes as u64)),
        ),
        (ctx.say("Q hash", "Q 哈希"), q_hash),
        (ctx.say("run digest", "运行摘要"), digest),
    ];
    let width = 42.min(area.width);
    // What it needs beyond the height of `area` it takes from what is above.
    let height = (lines.len() as u16 + 1).min(area.bottom());
    let place = Rect {
        x: area.right() - width,
        y: area.bottom() - height,
        width,
        height,
    };
    clear(buf, place);
    let title = ctx.say("EXPERT", "专家");
    Rule::new(ctx.theme, &title)
        .slot(Slot::Focus)
        .render(place, buf);
    for (row, (name, value)) in lines.iter().enumerate() {
        let line = Line::from(vec![
            ctx.span(format!(" {} ", format::pad_right(name, 14)), Slot::Quiet),
            ctx.span(value.clone(), Slot::Strong),
        ]);
        print_line(buf, place, (0, row as u16 + 1), &line);
    }
}

/// How many changes were made, and the step that the last holds from.
fn changes(ctx: &Ctx, expert: &Expert) -> String {
    match expert.last_change {
        None => expert.changes.to_string(),
        Some(step) => {
            let (changes, step) = (expert.changes, format::count(step));
            let words = Text::pair(
                format!("{changes}, last {step}"),
                format!("{changes}，末次在第 {step} 步"),
            );
            ctx.app.say(&words).to_owned()
        }
    }
}

fn this_episode(ctx: &Ctx) -> String {
    let (earned, steps) = ctx.snapshot.episode_so_far;
    format!(
        "{} {}{}",
        format::count(steps),
        ctx.say("steps, ", "步，"),
        format::value(earned, 2)
    )
}
