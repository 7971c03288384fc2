//! How far the estimate is from the truth, over the run.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::Ctx;
use super::gauges::why_not_in;
use crate::app::format;
use crate::session::{Moment, round};
use crate::ui::theme::Slot;
use crate::ui::widgets::{Chart, Rule, Series, Stroke, print_line};

/// Draw the greatest |Q − Q*| as it was found look by look.
pub(crate) fn error(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let title = ctx.say("WORST ERROR", "最大误差");
    let surveyed = ctx
        .snapshot
        .survey
        .as_ref()
        .and_then(|survey| survey.measured.as_ref()?.error);
    let now = ctx
        .snapshot
        .figures
        .map_or(surveyed, |figures| figures.max_error);
    let now = now.map_or("–".to_owned(), |error| format::value(error, 2));
    Rule::new(ctx.theme, &title)
        .subtitle(Line::raw("max |Q−Q*|"))
        .right(Line::from(Span::styled(now, ctx.bold(Slot::Surprise))))
        .render(area, buf);
    let inside = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    let point = |&(at, error): &(Moment, f64)| (at.episode as f64, error);
    let points: Vec<(f64, f64)> = ctx.snapshot.errors.iter().map(point).collect();
    if points.is_empty() {
        let room = usize::from(inside.width).saturating_sub(1);
        print_line(buf, inside, (1, 1), &why_not_in(ctx, room));
        return;
    }
    let most = points.iter().map(|point| point.1).fold(0.0, f64::max);
    let episodes = ctx.snapshot.moment.episode.max(1);
    let series = [Series {
        points: &points,
        stroke: Stroke::Line,
        style: ctx.style(Slot::Surprise),
    }];
    let last = format::count(episodes);
    Chart::new(
        ctx.theme,
        (0.0, episodes as f64),
        round::nice_range(0.0, most),
        &series,
    )
    .x_labels("0", &last)
    .render(inside, buf);
}
