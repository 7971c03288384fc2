//! The header: world, algorithm, what the run is doing, counters.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::Ctx;
use crate::app::{format, words};
use crate::session::{Moment, Speed};
use crate::text::{Lang, Text};
use crate::ui::theme::Slot;
use crate::ui::widgets::{Hairline, line, print_line};

/// From this width on names stand in full.
const ROOMY: u16 = 100;
/// From this width on the state of the run is told in full.
const WORDY: u16 = 116;

/// Blanks at least before the state of the run, and between it and the counters.
const GAP: usize = 2;
/// Where the state of the run stands in a roomy header, if the names leave it there.
const MIDDLE: usize = 44;

/// A run that takes longer is told to take so long.
const MOST_SECONDS: f64 = 1e9;

/// What the counters tell beside the episode, the speed and the seed.
#[derive(Clone, Copy)]
struct Told {
    /// What the speed is called.
    named: bool,
    /// How long the usual run still takes.
    to_go: bool,
    /// The step limit.
    limit: bool,
}

/// The name of the speed takes no room from anything else; then the time to go and the limit give way to the state of the run.
static TOLD: [Told; 4] = [
    Told::new(true, true, true),
    Told::new(false, true, true),
    Told::new(false, false, true),
    Told::new(false, false, false),
];

impl Told {
    const fn new(named: bool, to_go: bool, limit: bool) -> Self {
        Self {
            named,
            to_go,
            limit,
        }
    }
}

/// Draw the header line.
pub(crate) fn header(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let width = usize::from(area.width);
    let names = names(ctx, area.width);
    let states = states(ctx, area.width);
    let longest = states.first().map_or(0, Line::width);
    // Of the wordings the last one is the sign alone.
    let shortest = states.iter().rev().nth(1).map_or(0, Line::width);
    let apart = if area.width >= ROOMY { GAP + 1 } else { GAP };
    let state_at = names.width() + apart;
    let fits = |told: &&Told| {
        let state = if told.named { longest } else { shortest };
        state_at + state + GAP + counters(ctx, area.width, **told).width() < width
    };
    let told = TOLD.iter().find(fits).unwrap_or(&TOLD[TOLD.len() - 1]);
    let right = counters(ctx, area.width, *told);
    let right_at = width.saturating_sub(right.width() + 1);
    // The state is told in words, whatever else is not.
    let most = right_at.saturating_sub(GAP + shortest + apart);
    let names = line::truncate(&names, most);
    let least = names.width() + apart;
    // It stands in the middle where there is room, else right before the counters.
    let wanted = if area.width >= ROOMY { MIDDLE } else { 0 };
    let latest = right_at.saturating_sub(GAP + shortest);
    let middle = wanted.min(latest).max(least);
    let state = line::wording(states, right_at.saturating_sub(middle + GAP));
    print_line(buf, area, (0, 0), &names);
    print_line(buf, area, (middle as u16, 0), &state);
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

/// What the run is doing, the longest wording first, and at last its sign alone; a narrow header has the speed in the same place.
fn states<'a>(ctx: &Ctx<'a>, width: u16) -> Vec<Line<'a>> {
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
    told.map(|words| Line::styled(words, ctx.bold(slot)))
        .collect()
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

/// The counters, with what else is told.
fn counters<'a>(ctx: &Ctx<'a>, width: u16, told: Told) -> Line<'a> {
    let episode = ctx.app.say(&ctx.app.world().scene.episode.one).to_owned();
    let count = format::count(ctx.snapshot.moment.episode);
    let mut spans = vec![
        ctx.span(format!("{episode} "), Slot::Quiet),
        ctx.span(count, Slot::Strong),
    ];
    if width >= ROOMY {
        let named = if told.named {
            words::named_speed
        } else {
            words::speed
        };
        let to_go = to_go(ctx, width).filter(|_| told.to_go);
        let speed = format!("    {}{}", pace(ctx, named), to_go.unwrap_or_default());
        spans.push(ctx.span(speed, Slot::Text));
        let limit = limit(ctx).filter(|_| told.limit);
        spans.extend(limit.map(|limit| ctx.span(limit, Slot::Quiet)));
    }
    let gap = if width >= ROOMY { "    " } else { "   " };
    spans.push(ctx.span(
        format!("{gap}{} {}", ctx.say("seed", "种子"), ctx.snapshot.seed),
        Slot::Quiet,
    ));
    Line::from(spans)
}

/// After how many steps an episode is cut off.
fn limit(ctx: &Ctx) -> Option<String> {
    let world = ctx.app.world();
    let limit = world.step_limit.filter(|&limit| limit > 1)?;
    let ours = if world.limit_is_ours {
        ctx.say(" (ours)", "（自定）")
    } else {
        String::new()
    };
    let limit = format::count(limit);
    Some(format!(
        "    {} {limit}{ours}",
        ctx.say("cut off at", "步数上限")
    ))
}

/// How long the usual run still takes at this speed, by the length of its episodes so far.
fn to_go(ctx: &Ctx, width: u16) -> Option<String> {
    let Moment { step, episode } = ctx.snapshot.moment;
    let left = ctx.app.world().defaults.episodes.saturating_sub(episode);
    let rate = ctx.snapshot.speed.per_second()?;
    (width >= WORDY && episode > 0 && left > 0).then(|| {
        let steps = step as f64 / episode as f64 * left as f64;
        let seconds = (steps / f64::from(rate)).min(MOST_SECONDS) as u64;
        let left = duration(seconds);
        let words = Text::pair(
            format!(", {} to go", left.get(Lang::En)),
            format!("，还剩 {}", left.get(Lang::Zh)),
        );
        ctx.app.say(&words).to_owned()
    })
}

/// A time as one would say it: "2:33" up to an hour, then "2 h 39 min", "43 h", "5 days".
fn duration(seconds: u64) -> Text {
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    match hours {
        0 => Text::plain(format!("{minutes}:{:02}", seconds % 60)),
        1..10 => Text::pair(
            format!("{hours} h {} min", minutes % 60),
            format!("{hours} 小时 {} 分", minutes % 60),
        ),
        10..100 => Text::pair(format!("{hours} h"), format!("{hours} 小时")),
        _ => {
            let days = format::count(hours / 24);
            Text::pair(format!("{days} days"), format!("{days} 天"))
        }
    }
}

/// Draw how far the usual run is.
pub(crate) fn hairline(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let usual = ctx.app.world().defaults.episodes.max(1);
    let share = ctx.snapshot.moment.episode as f64 / usual as f64;
    Hairline::new(ctx.theme, share).render(area, buf);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_a_time_the_less_exactly_it_is_told() {
        let told = [58, 153, 3_599, 3_600, 9_540, 156_666, 432_000, 86_400_000]
            .map(|seconds| duration(seconds).get(Lang::En).to_owned());
        assert_eq!(
            told,
            [
                "0:58",
                "2:33",
                "59:59",
                "1 h 0 min",
                "2 h 39 min",
                "43 h",
                "5 days",
                "1,000 days"
            ]
        );
    }
}
