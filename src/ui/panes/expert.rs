//! The figures of the expert, over other panes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::Ctx;
use crate::app::format;
use crate::session::Expert;
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, clear, print_line};

/// The columns of a figure with its name.
const WIDTH: u16 = 42;
/// The least of that.
const LEAST: u16 = 40;

/// Draw the figures at the right end of `area`: below each other where it has the height, else in two columns.
pub(crate) fn expert(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let Some(expert) = &ctx.snapshot.expert else {
        return;
    };
    let figures = figures(ctx, expert);
    let low = usize::from(area.height) <= figures.len();
    let columns = 1 + u16::from(low && area.width >= 2 * LEAST);
    let rows = figures.len().div_ceil(usize::from(columns));
    let width = (WIDTH * columns).min(area.width);
    // What it needs beyond the height of `area` it takes from what is above.
    let height = (rows as u16 + 1).min(area.bottom());
    let place = Rect {
        x: area.right() - width,
        y: area.bottom() - height,
        width,
        height,
    };
    clear(buf, place, ctx.screen);
    let title = ctx.say("EXPERT", "专家");
    Rule::new(ctx.theme, &title)
        .slot(Slot::Strong)
        .render(place, buf);
    for (index, (name, value)) in figures.iter().enumerate() {
        let line = Line::from(vec![
            ctx.span(format!(" {} ", format::pad_right(name, 14)), Slot::Quiet),
            ctx.span(value.clone(), Slot::Strong),
        ]);
        let at = (
            (index / rows) as u16 * (width / columns),
            (index % rows) as u16 + 1,
        );
        print_line(buf, place, at, &line);
    }
}

/// What they are called, and what they are.
fn figures(ctx: &Ctx, expert: &Expert) -> [(String, String); 8] {
    let snapshot = ctx.snapshot;
    // The truth is covered until somebody uncovers it, for experts too.
    let figures = snapshot.figures.filter(|_| ctx.app.truth_shown());
    let error = figures.and_then(|figures| figures.max_error);
    let (q_hash, digest) = match &expert.hashes {
        Some((q_hash, digest)) => (q_hash.clone(), format!("{digest:016x}")),
        None => ("–".into(), "–".into()),
    };
    [
        (ctx.say("step", "步"), format::count(snapshot.moment.step)),
        (ctx.say("this episode", "本回合"), this_episode(ctx)),
        (
            ctx.say("max |Q−Q*|", "最大误差"),
            error.map_or("–".into(), |error| format::value(error, 4)),
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
    ]
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
