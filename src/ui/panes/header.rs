//! The header: world, algorithm, what the run is doing, counters.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::Ctx;
use crate::app::{format, words};
use crate::ui::theme::Slot;
use crate::ui::widgets::{Hairline, line, print_line};

/// From this width on names stand in full.
const ROOMY: u16 = 100;

/// Draw the header line.
pub(crate) fn header(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let right = counters(ctx, area.width);
    let left = names(ctx, area.width);
    let state = state(ctx, area.width);
    let room = usize::from(area.width);
    let right_at = room.saturating_sub(right.width() + 1);
    // The state of the run stands in the middle where there is room, else right before the counters.
    let middle = if area.width >= ROOMY {
        44.max(left.width() + 3)
    } else {
        left.width() + 2
    };
    let left = line::truncate(&left, right_at.saturating_sub(1));
    print_line(buf, area, (0, 0), &left);
    let state = line::truncate(&state, right_at.saturating_sub(middle + 1));
    if middle < right_at {
        print_line(buf, area, (middle as u16, 0), &state);
    }
    print_line(buf, area, (right_at as u16, 0), &right);
}

fn names<'a>(ctx: &Ctx<'a>, width: u16) -> Line<'a> {
    let scene = &ctx.app.world().scene;
    let title = if width >= ROOMY {
        &scene.title
    } else {
        &scene.short_title
    };
    let gap = if width >= ROOMY { "   " } else { "  " };
    Line::from(vec![
        Span::styled(" qlens", ctx.bold(Slot::Focus)),
        Span::raw(gap),
        Span::styled(ctx.app.say(title), ctx.style(Slot::Strong)),
        ctx.span(" · ", Slot::Quiet),
        ctx.span(ctx.app.say(&ctx.app.algorithm().title), Slot::Text),
    ])
}

fn state<'a>(ctx: &Ctx<'a>, width: u16) -> Line<'a> {
    let (sign, text, tone) = words::run_state(ctx.snapshot.run);
    let slot = match tone {
        words::Tone::Good => Slot::Reward,
        _ => Slot::Focus,
    };
    let words = if (70..ROOMY).contains(&width) {
        short(ctx)
    } else {
        ctx.app.say(&text).to_owned()
    };
    Line::styled(format!("{sign} {words}"), ctx.bold(slot))
}

/// In a narrow header a running run needs no words: the speed says it.
fn short(ctx: &Ctx) -> String {
    use crate::session::{RunState, StopReason};
    match ctx.snapshot.run {
        RunState::Running => ctx.app.say(&words::speed(ctx.snapshot.speed)).to_owned(),
        RunState::Paused => ctx.say("paused", "已暂停"),
        RunState::Stopped(StopReason::UsualEnd) => ctx.say("usual end", "常规结束"),
        RunState::Stopped(StopReason::GaveUp) => ctx.say("no end", "没有结束"),
    }
}

fn counters<'a>(ctx: &Ctx<'a>, width: u16) -> Line<'a> {
    let episode = ctx.app.say(&ctx.app.world().scene.episode.one).to_owned();
    let count = format::count(ctx.snapshot.moment.episode);
    let mut spans = vec![
        ctx.span(format!("{episode} "), Slot::Quiet),
        ctx.span(count, Slot::Strong),
    ];
    if width >= ROOMY {
        spans.push(ctx.span(
            format!("    {}", ctx.app.say(&words::speed(ctx.snapshot.speed))),
            Slot::Text,
        ));
        if let (true, Some(limit)) = (ctx.app.world().limit_is_ours, ctx.app.world().step_limit) {
            spans.push(ctx.span(
                format!("    {} {limit}", ctx.say("cut off at", "步数上限")),
                Slot::Quiet,
            ));
        }
    }
    let gap = if width >= ROOMY { "    " } else { "   " };
    spans.push(ctx.span(
        format!("{gap}{} {}", ctx.say("seed", "种子"), ctx.snapshot.seed),
        Slot::Quiet,
    ));
    Line::from(spans)
}

/// Draw how far the usual run is.
pub(crate) fn hairline(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let usual = ctx.app.world().defaults.episodes.max(1);
    let share = ctx.snapshot.moment.episode as f64 / usual as f64;
    Hairline::new(ctx.theme, share).render(area, buf);
}
