//! The header: world, algorithm, what the run is doing, counters.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::Ctx;
use crate::app::{format, words};
use crate::session::{Moment, Speed};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Hairline, line, print_line};

/// From this width on names stand in full.
const ROOMY: u16 = 100;
/// From this width on the state of the run is told in full.
const WORDY: u16 = 116;

/// Blanks between the state of the run and the counters.
const GAP: usize = 2;

/// Draw the header line.
pub(crate) fn header(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let left = names(ctx, area.width);
    let room = usize::from(area.width);
    // The state of the run stands in the middle where there is room, else right before the counters.
    let middle = if area.width >= ROOMY {
        44.max(left.width() + 3)
    } else {
        left.width() + 2
    };
    // The name of the speed takes no room from anything else.
    let named = counters(ctx, area.width, words::named_speed);
    let state_width = state(ctx, area.width, room).width();
    let right = if middle + state_width + GAP + named.width() < room {
        named
    } else {
        counters(ctx, area.width, words::speed)
    };
    let right_at = room.saturating_sub(right.width() + 1);
    let left = line::truncate(&left, right_at.saturating_sub(1));
    print_line(buf, area, (0, 0), &left);
    let room = right_at.saturating_sub(middle + GAP);
    let state = line::truncate(&state(ctx, area.width, room), room);
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
        ctx.span(layer(ctx), Slot::Text),
    ])
}

/// Where the belief has no title of its own, the layer stands in the header.
fn layer(ctx: &Ctx) -> String {
    let compact = ctx.app.places().is_some_and(|places| places.compact);
    if compact {
        format!(" · {}", ctx.app.layer_name(ctx.app.layer()))
    } else {
        String::new()
    }
}

/// What the run is doing, in full where `room` has it; a narrow header has the speed in the same place.
fn state<'a>(ctx: &Ctx<'a>, width: u16, room: usize) -> Line<'a> {
    let (sign, text, tone) = words::run_state(ctx.snapshot.run);
    let slot = match tone {
        words::Tone::Good => Slot::Reward,
        _ => Slot::Focus,
    };
    let mut told = short(ctx);
    if width >= ROOMY {
        told.insert(0, ctx.app.say(&text).to_owned());
    }
    let told = told.into_iter().map(|words| format!("{sign} {words}"));
    let told = told.chain([sign.to_owned()]);
    line::wording(told.map(|words| Line::styled(words, ctx.bold(slot))), room)
}

/// The state in short, the longest words first. In a narrow header a running run needs no words: the speed says it.
fn short(ctx: &Ctx) -> Vec<String> {
    use crate::session::{RunState, StopReason};
    let say = |speed: fn(Speed) -> Text| pace(ctx, speed);
    let speed = || say(words::speed);
    match ctx.snapshot.run {
        RunState::Running => vec![say(words::named_speed), speed()],
        RunState::Paused => {
            let paused = ctx.say("paused", "已暂停");
            let both = format!("{paused}{}{}", ctx.say(", ", "，"), speed());
            vec![both, paused]
        }
        RunState::Stopped(StopReason::UsualEnd) => vec![ctx.say("usual end", "常规结束")],
        RunState::Stopped(StopReason::GaveUp) => vec![ctx.say("no end", "没有结束")],
        RunState::Stopped(StopReason::Settled) => vec![ctx.say("settled", "已稳定")],
        RunState::Stopped(StopReason::NotSettled) => vec![ctx.say("not settled", "未稳定")],
    }
}

/// How fast it goes, as `speed` puts it; what is held at the beginning is not at that speed yet.
fn pace(ctx: &Ctx, speed: fn(Speed) -> Text) -> String {
    if ctx.snapshot.opening {
        return ctx.say("slow at first", "开头放慢");
    }
    ctx.app.say(&speed(ctx.snapshot.speed)).to_owned()
}

/// The counters, with the speed as `speed` puts it.
fn counters<'a>(ctx: &Ctx<'a>, width: u16, speed: fn(Speed) -> Text) -> Line<'a> {
    let episode = ctx.app.say(&ctx.app.world().scene.episode.one).to_owned();
    let count = format::count(ctx.snapshot.moment.episode);
    let mut spans = vec![
        ctx.span(format!("{episode} "), Slot::Quiet),
        ctx.span(count, Slot::Strong),
    ];
    if width >= ROOMY {
        let speed = pace(ctx, speed);
        spans.push(ctx.span(format!("    {speed}{}", to_go(ctx, width)), Slot::Text));
        if let Some(limit) = ctx.app.world().step_limit.filter(|&limit| limit > 1) {
            let ours = if ctx.app.world().limit_is_ours {
                ctx.say(" (ours)", "（自定）")
            } else {
                String::new()
            };
            let limit = format::count(limit);
            let words = format!("    {} {limit}{ours}", ctx.say("cut off at", "步数上限"));
            spans.push(ctx.span(words, Slot::Quiet));
        }
    }
    let gap = if width >= ROOMY { "    " } else { "   " };
    spans.push(ctx.span(
        format!("{gap}{} {}", ctx.say("seed", "种子"), ctx.snapshot.seed),
        Slot::Quiet,
    ));
    Line::from(spans)
}

/// How long the usual run still takes at this speed, by the length of its episodes so far.
fn to_go(ctx: &Ctx, width: u16) -> String {
    let Moment { step, episode } = ctx.snapshot.moment;
    let left = ctx.app.world().defaults.episodes.saturating_sub(episode);
    match ctx.snapshot.speed.per_second() {
        Some(rate) if width >= WORDY && episode > 0 && left > 0 => {
            let steps = step as f64 / episode as f64 * left as f64;
            let seconds = (steps / f64::from(rate)).min(1e6) as u64;
            let left = format::duration(seconds);
            let words = Text::pair(format!(", {left} to go"), format!("，还剩 {left}"));
            ctx.app.say(&words).to_owned()
        }
        _ => String::new(),
    }
}

/// Draw how far the usual run is.
pub(crate) fn hairline(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let usual = ctx.app.world().defaults.episodes.max(1);
    let share = ctx.snapshot.moment.episode as f64 / usual as f64;
    Hairline::new(ctx.theme, share).render(area, buf);
}
