//! What is known of the whole of a large table: how much was visited, how much of that is right, how far off it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::Ctx;
use super::belief::truth_notes;
use crate::app::format;
use crate::session::{Measured, Survey};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{ValueBar, line, print, print_line};

/// The columns of a bar, at most.
const BAR: usize = 40;
/// The columns of a figure in words: "100.0 %  950,000 of 950,000".
const FIGURE: usize = 31;

/// As of when the ranking above and the figures below are.
pub(super) fn note(ctx: &Ctx, survey: &Survey, area: Rect, buf: &mut Buffer) {
    let step = format::count(survey.at.step);
    let of = format::count(survey.states as u64);
    let words = Text::pair(
        format!("above the most visited, below all {of} states, as of step {step}"),
        format!("上为访问最多的状态，下为全部 {of} 个状态，截至第 {step} 步"),
    );
    let words = Line::from(ctx.span(ctx.app.say(&words), Slot::Quiet));
    let words = line::truncate(&words, usize::from(area.width).saturating_sub(2));
    print_line(buf, area, (1, 0), &words);
}

/// One gauge.
struct Gauge {
    words: String,
    /// From 0 to `full`; none where it is not known.
    value: Option<f64>,
    full: f64,
    /// What is beside the bar, or instead of it; the longest wording first.
    figure: Vec<String>,
    slot: Slot,
}

/// Draw the three of them.
pub(super) fn gauges(ctx: &Ctx, survey: &Survey, area: Rect, buf: &mut Buffer) {
    let gauges = [visited(ctx, survey), right(ctx, survey), error(ctx, survey)];
    let widest = gauges.iter().map(|gauge| format::width(&gauge.words)).max();
    let words = widest.unwrap_or(0) + 2;
    let room = usize::from(area.width).saturating_sub(1 + words + FIGURE + 2);
    for (row, gauge) in (0..area.height).zip(&gauges) {
        print(buf, area, (1, row), &gauge.words, ctx.style(Slot::Text));
        let at = 1 + words as u16;
        let Some(value) = gauge.value else {
            let room = usize::from(area.width).saturating_sub(usize::from(at) + 1);
            let line = quiet_in(ctx, gauge.figure.clone(), room);
            print_line(buf, area, (at, row), &line);
            continue;
        };
        let bar = Rect {
            x: area.x + at,
            y: area.y + row,
            width: room.min(BAR) as u16,
            height: 1,
        };
        let style = (ctx.style(gauge.slot), ctx.style(Slot::Quiet));
        let full = if gauge.full > 0.0 { gauge.full } else { 1.0 };
        ValueBar::new(value, 0.0, full)
            .stacked()
            .style(style.0, style.1)
            .render(bar.intersection(area), buf);
        let figure = Line::from(ctx.span(gauge.figure.concat(), Slot::Strong));
        print_line(buf, area, (at + bar.width + 2, row), &figure);
    }
}

fn visited(ctx: &Ctx, survey: &Survey) -> Gauge {
    Gauge {
        words: ctx.say("visited", "访问过"),
        value: Some(survey.visited as f64),
        full: survey.states as f64,
        figure: vec![part(ctx, survey.visited, survey.states)],
        slot: Slot::LEARNER,
    }
}

fn right(ctx: &Ctx, survey: &Survey) -> Gauge {
    let measured = measured(ctx, survey).filter(|_| survey.visited > 0);
    let right = measured.map(|measured| measured.right);
    let none = ctx.say("none visited yet", "尚未访问任何状态");
    Gauge {
        words: ctx.say("right among visited", "其中正确"),
        value: right.map(|right| right as f64),
        full: survey.visited as f64,
        figure: match right {
            Some(right) => vec![part(ctx, right, survey.visited)],
            None if survey.measured.is_some() && ctx.app.truth_shown() => vec![none],
            None => why_not(ctx),
        },
        slot: Slot::Reward,
    }
}

fn error(ctx: &Ctx, survey: &Survey) -> Gauge {
    let measured = measured(ctx, survey);
    let error = measured.and_then(|measured| measured.error);
    Gauge {
        words: ctx.say("worst error", "最大误差"),
        value: error,
        full: ctx.snapshot.error_scale.high,
        figure: match (error, measured) {
            (Some(error), _) => vec![format!("{}  max |Q−Q*|", format::short(error, 2, 12))],
            (None, Some(_)) => vec!["–".to_owned()],
            (None, None) => why_not(ctx),
        },
        slot: Slot::Surprise,
    }
}

/// What came of holding the table against the truth, where that is uncovered.
pub(super) fn measured<'a>(ctx: &Ctx, survey: &'a Survey) -> Option<&'a Measured> {
    let shown = ctx.app.truth_shown();
    survey.measured.as_ref().filter(|_| shown)
}

/// Why there is nothing to be said of right and wrong, the longest wording first.
fn why_not(ctx: &Ctx) -> Vec<String> {
    if !ctx.app.truth_shown() {
        return vec![ctx.say("covered: t uncovers the truth", "已遮住：按 t 揭示真值")];
    }
    match ctx.snapshot.truth.ready() {
        Some(_) => vec![ctx.say("being looked at", "正在查看")],
        None => truth_notes(ctx),
    }
}

/// The same in the words that fit.
pub(super) fn why_not_in(ctx: &Ctx, room: usize) -> Line<'static> {
    quiet_in(ctx, why_not(ctx), room)
}

fn quiet_in(ctx: &Ctx, words: Vec<String>, room: usize) -> Line<'static> {
    let words = words.into_iter();
    let words = words.map(|words| Line::styled(words, ctx.style(Slot::Quiet)));
    line::truncate(&line::wording(words, room), room)
}

/// "52.3 %  496,850 of 950,000".
fn part(ctx: &Ctx, part: usize, of: usize) -> String {
    let (count, all) = (format::count(part as u64), format::count(of as u64));
    let words = Text::pair(format!("{count} of {all}"), format!("{count}/{all}"));
    format!("{}  {}", percent(part, of), ctx.app.say(&words))
}

/// A share in percent, cut and not rounded: all but one are not yet 100 %, and what there is is not 0 %.
pub(super) fn percent(part: usize, of: usize) -> String {
    let tenths = (part as u128 * 1000).checked_div(of as u128).unwrap_or(0);
    match tenths {
        0 if part > 0 => "<0.1 %".to_owned(),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn all_but_one_are_not_all_and_one_is_not_none() {
        let of = |part| percent(part, 1_000_000);
        assert_eq!(
            [0, 1, 999, 1000].map(of),
            ["0.0 %", "<0.1 %", "<0.1 %", "0.1 %"]
        );
        assert_eq!(
            [523_999, 999_999, 1_000_000].map(of),
            ["52.3 %", "99.9 %", "100.0 %"]
        );
        assert_eq!(percent(0, 0), "0.0 %");
    }
}
