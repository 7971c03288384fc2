//! Reward per episode: what was earned, what the greedy policy earns exactly, what is best possible.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, gauges, tone_slot};
use crate::app::{Pane, format, words};
use crate::session::round;
use crate::session::{Figures, Moment, Survey};
use crate::text::Text;
use crate::truth::{Figure, Value};
use crate::ui::theme::Slot;
use crate::ui::widgets::{Chart, Mark, Rule, Series, Sparkline, Stroke, line, print_line};

/// From this width on the figures of now stand at the right of the chart.
const ROOMY: u16 = 100;
/// Columns of the figures.
const FIGURES: u16 = 28;
/// What is so many times what was earned and what a step can pay is left out of the chart; its figure stays.
const FAR: f64 = 20.0;

/// Draw the pane.
pub(crate) fn reward(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let figures = area.width >= ROOMY;
    let curves = Curves::of(ctx);
    let sight = curves.sight(ctx);
    title(ctx, area, (figures, sight), buf);
    let mut inside = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    if figures {
        inside.width -= FIGURES + 2;
        let place = Rect {
            x: inside.right() + 2,
            width: FIGURES,
            ..inside
        };
        figures_now(ctx, place, sight, buf);
    }
    let bars = inside.height >= 7;
    let chart = Rect {
        height: inside.height - u16::from(bars),
        ..inside
    };
    let plot = curves.draw(ctx, chart, buf);
    if bars {
        let place = Rect {
            y: chart.bottom(),
            height: 1,
            ..area
        };
        sparkline(ctx, place, plot, curves.range, buf);
    }
}

fn title(ctx: &Ctx, area: Rect, (figures, sight): (bool, Sight), buf: &mut Buffer) {
    let title = ctx.say("REWARD PER EPISODE", "每回合奖赏");
    let rule = Rule::new(ctx.theme, &title).slot(ctx.title_slot(Pane::Reward));
    let room = rule.right_room(area.width);
    let items = if figures {
        legend(ctx, sight)
    } else {
        legend_with_figures(ctx, sight, true)
    };
    let mut right = line::fit_items(items, 3, room);
    if right.width() == 0 {
        // Signs and figures say enough where words have no room.
        right = line::fit_items(legend_with_figures(ctx, sight, false), 2, room);
    }
    rule.right(right).render(area, buf);
}

/// What is to be seen of the best possible return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// It is not told yet.
    Hidden,
    /// Its level is in the chart.
    Drawn,
    /// It is told, and lies beyond the chart.
    Beyond,
}

/// The curves that are drawn, and no others.
fn legend<'a>(ctx: &Ctx<'a>, sight: Sight) -> Vec<Line<'a>> {
    let mut items = Vec::new();
    // A table too large to be looked at whole has no such curve.
    if !ctx.snapshot.greedy.is_empty() {
        let words = ctx.say("greedy policy, exact", "贪心策略（精确）");
        items.push(entry(ctx, "━", Slot::Reward, &words));
    }
    items.push(entry(ctx, earned_sign(ctx), Slot::LEARNER, &mean_of(ctx)));
    if sight == Sight::Drawn {
        items.push(entry(
            ctx,
            "┄",
            Slot::Quiet,
            &ctx.say("best possible", "最优"),
        ));
    }
    items
}

/// Whether curves are drawn in whole cells: where they are to be seen from afar, and where there are no dots.
fn is_coarse(ctx: &Ctx) -> bool {
    ctx.theme.is_ascii() || ctx.app.places().is_some_and(|places| places.compact)
}

/// What the curve of what was earned is drawn with.
fn earned_sign(ctx: &Ctx) -> &'static str {
    // As thin as the line is drawn, so that it is told from what is exact without colors too.
    if is_coarse(ctx) { "●" } else { "─" }
}

fn mean_of(ctx: &Ctx) -> String {
    // Where a window began anew at a change it is shorter than usual.
    let over = ctx
        .snapshot
        .curve
        .last()
        .map_or(ctx.snapshot.window, |point| point.over);
    let over = compact_from(over, 10_000);
    let words = Text::pair(format!("mean of {over}"), format!("{over} 次平均"));
    ctx.app.say(&words).to_owned()
}

/// A count in full, or in short from `many` on.
fn compact_from(count: u64, many: u64) -> String {
    if count < many {
        format::count(count)
    } else {
        format::compact(count)
    }
}

fn entry<'a>(ctx: &Ctx<'a>, sign: &'static str, slot: Slot, words: &str) -> Line<'a> {
    Line::from(vec![
        Span::styled(sign, ctx.bold(slot)),
        ctx.span(format!(" {words}"), slot),
    ])
}

fn legend_with_figures<'a>(ctx: &Ctx<'a>, sight: Sight, in_words: bool) -> Vec<Line<'a>> {
    let with = |sign, slot, words: String, value: String| {
        let mut line = if in_words {
            entry(ctx, sign, slot, &words)
        } else {
            Line::styled(sign, ctx.bold(slot))
        };
        line.push_span(ctx.span(format!(" {value}"), Slot::Strong));
        line
    };
    let mut items = Vec::new();
    if let Some(figures) = ctx.snapshot.figures {
        items.push(with(
            "━",
            Slot::Reward,
            ctx.say("greedy, exact", "贪心（精确）"),
            figure(ctx, figures.greedy),
        ));
    }
    if let Some(last) = ctx.snapshot.curve.last() {
        items.push(with(
            earned_sign(ctx),
            Slot::LEARNER,
            ctx.say("earned", "实得"),
            number_of(last.mean),
        ));
    }
    if let (Sight::Drawn, Some(figures)) = (sight, ctx.snapshot.figures) {
        items.push(with(
            "┄",
            Slot::Quiet,
            ctx.say("best", "最优"),
            best(figures.best),
        ));
    }
    items
}

/// The best possible is told from the end of the usual run on, or with the truth.
fn shows_best(ctx: &Ctx) -> bool {
    ctx.app.truth_shown() || ctx.snapshot.moment.episode >= ctx.app.world().defaults.episodes
}

/// A return: whole numbers as such, small ones with two decimals, larger ones with one.
fn number_of(value: f64) -> String {
    let whole = (value - value.round()).abs() < 1e-9 && value.abs() >= 2.0;
    let decimals = if whole {
        0
    } else {
        usize::from(value.abs() < 10.0) + 1
    };
    format::value(value, decimals)
}

/// From here on a return is told in thousands, millions …
const MANY: f64 = 1e6;

fn best(best: Option<Value>) -> String {
    match best {
        None => "–".to_owned(),
        Some(Value::Finite(best)) if best.abs() >= MANY => format::short(best, 0, 6),
        Some(Value::Finite(best)) => number_of(best),
        Some(Value::PlusInfinity) => "∞".to_owned(),
        Some(Value::MinusInfinity) => "−∞".to_owned(),
    }
}

fn figure(ctx: &Ctx, figure: Option<Figure>) -> String {
    let Some(figure) = figure else {
        return "…".into();
    };
    match figure.number() {
        Some(number) => number_of(number),
        None => format!("✕ {}", ctx.say("no route", "无路线")),
    }
}

/// A figure of now: its words, its value, its color.
type Now = (String, String, Slot);

fn figures_now(ctx: &Ctx, area: Rect, sight: Sight, buf: &mut Buffer) {
    let lines = match (ctx.snapshot.figures, &ctx.snapshot.survey) {
        (Some(figures), _) => [returns_now(ctx, &figures, sight), lamps(ctx, &figures)].concat(),
        (None, Some(survey)) => surveyed(ctx, survey),
        (None, None) => Vec::new(),
    };
    for (row, (words, value, slot)) in lines.into_iter().enumerate() {
        let room = usize::from(area.width).saturating_sub(format::width(&value) + 2);
        let line = Line::from(vec![
            ctx.span(
                format::pad_right(&format::truncate(&words, room), room),
                slot,
            ),
            ctx.span(format!(" {value}"), Slot::Strong),
        ]);
        print_line(buf, area, (0, row as u16), &line);
    }
}

/// What an episode brought, as it went.
fn earned(ctx: &Ctx) -> Option<Now> {
    let last = ctx.snapshot.curve.last()?;
    let words = format!("{}{}", ctx.say("earned, ", "实得，"), mean_of(ctx));
    Some((words, number_of(last.mean), Slot::LEARNER))
}

/// Of a table too large to be looked at for every frame: what was found when it last was, unless gauges say it.
fn surveyed(ctx: &Ctx, survey: &Survey) -> Vec<Now> {
    let mut lines: Vec<Now> = earned(ctx).into_iter().collect();
    let gauges = ctx.app.board().map(|board| board.overview.gauges);
    if gauges.is_some_and(|gauges| !gauges.is_empty()) {
        return lines;
    }
    let share = gauges::percent(survey.visited, survey.states);
    lines.push((ctx.say("visited", "访问过"), share, Slot::Text));
    if let Some(measured) = gauges::measured(ctx, survey) {
        let right = gauges::percent(measured.right, survey.visited);
        lines.push((
            ctx.say("right among visited", "其中正确"),
            right,
            Slot::Text,
        ));
        let error = measured
            .error
            .map_or("–".to_owned(), |error| format::value(error, 2));
        lines.push((ctx.say("worst error", "最大误差"), error, Slot::Surprise));
    }
    let step = format::count(survey.at.step);
    lines.push((ctx.say("as of step", "截至步数"), step, Slot::Quiet));
    lines
}

/// What an episode brings: greedily, as it went, at best, and what exploring takes from it.
fn returns_now(ctx: &Ctx, figures: &Figures, sight: Sight) -> Vec<Now> {
    let mut lines = vec![(
        ctx.say("greedy, exact", "贪心（精确）"),
        figure(ctx, figures.greedy),
        Slot::Reward,
    )];
    lines.extend(earned(ctx));
    if sight != Sight::Hidden {
        lines.push((best_words(ctx, sight), best(figures.best), Slot::Quiet));
    }
    lines.push(exploring(ctx, figures));
    lines
}

/// What the best return is called. Far above all that a few steps can bring it is made of very many: of episodes that go on and on.
fn best_words(ctx: &Ctx, sight: Sight) -> String {
    let gains = best_figure(ctx).is_some_and(|best| best > 0.0);
    match sight {
        Sight::Beyond if gains => ctx.say("best: avoids the end", "最优（拖着不结束）"),
        _ => ctx.say("best possible", "最优"),
    }
}

/// What exploring takes from a greedy episode; where it does better than a greedy policy that is no good yet, what it brings.
fn exploring(ctx: &Ctx, figures: &Figures) -> Now {
    let costs = ctx.say("exploring costs", "探索代价");
    let (words, number) = match (
        figures.greedy.and_then(Figure::number),
        figures.exploring.map(Figure::number),
    ) {
        (_, None) => (costs, "–".to_owned()),
        (Some(greedy), Some(Some(exploring))) if exploring > greedy => {
            let gains = ctx.say("exploring gains", "探索收益");
            (gains, cost(exploring - greedy))
        }
        (Some(greedy), Some(Some(exploring))) => (costs, cost(greedy - exploring)),
        _ => (costs, "✕".to_owned()),
    };
    (words, number, Slot::Epsilon)
}

/// Stable is not right: for how long no mind has moved, and, with the truth, how much of it is right and how far off.
fn lamps(ctx: &Ctx, figures: &Figures) -> Vec<Now> {
    let number = compact_from(figures.stable, 100_000);
    let episode = &ctx.app.world().scene.episode;
    let stable = episode.counted(figures.stable, &number);
    let stable = ctx.app.say(&stable).to_owned();
    let mut lines = vec![(ctx.say("stable for", "已稳定"), stable, Slot::Text)];
    if !ctx.app.truth_shown() {
        return lines;
    }
    if let Some((right, of)) = figures.right {
        lines.push((
            ctx.say("right in", "正确"),
            format!(
                "{}/{}",
                format::count(right as u64),
                format::count(of as u64)
            ),
            Slot::Text,
        ));
    }
    if let Some(error) = figures.max_error {
        lines.push((
            ctx.say("worst error", "最大误差"),
            format::value(error, 2),
            Slot::Surprise,
        ));
    }
    lines
}

/// Signed: with every choice wrong, exploring gains something.
fn cost(cost: f64) -> String {
    let decimals = if cost.abs() < 0.1 && cost != 0.0 {
        3
    } else {
        2
    };
    format::value(cost, decimals)
}

/// What the chart shows: episodes and returns.
struct Curves {
    greedy: Vec<(f64, f64)>,
    earned: Vec<(f64, f64)>,
    best: Vec<(f64, f64)>,
    /// What the y axis spans.
    range: (f64, f64),
}

impl Curves {
    fn of(ctx: &Ctx) -> Self {
        let snapshot = ctx.snapshot;
        let greedy: Vec<(f64, f64)> = snapshot.greedy.iter().map(point).collect();
        let earned: Vec<(f64, f64)> = snapshot
            .curve
            .iter()
            .map(|point| (point.episode as f64, point.mean))
            .collect();
        let range = range(ctx, &greedy, &earned);
        let ends = [0.0, episodes_so_far(ctx)];
        let level =
            best_figure(ctx).filter(|best| shows_best(ctx) && (range.0..=range.1).contains(best));
        Self {
            range,
            best: level
                .into_iter()
                .flat_map(|best| ends.map(|at| (at, best)))
                .collect(),
            greedy,
            earned,
        }
    }

    /// What is to be seen of the best possible return.
    fn sight(&self, ctx: &Ctx) -> Sight {
        match (shows_best(ctx), self.best.is_empty()) {
            (false, _) => Sight::Hidden,
            (true, false) => Sight::Drawn,
            (true, true) => Sight::Beyond,
        }
    }

    /// Draw them; gives the place of the plot.
    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Rect {
        let line = |points, stroke, slot| Series {
            points,
            stroke,
            style: ctx.style(slot),
        };
        let series = [
            line(&self.best, Stroke::Dashed, Slot::Quiet),
            line(&self.earned, Stroke::Line, Slot::LEARNER),
            // What is exact is seen as a whole; what was earned goes up and down around it.
            line(&self.greedy, Stroke::Stair, Slot::Reward),
        ];
        let labels: Vec<(f64, String, Style)> = marks(ctx);
        let marks: Vec<Mark> = labels
            .iter()
            .map(|(at, label, style)| Mark {
                at: *at,
                label,
                style: *style,
            })
            .collect();
        let coarse = is_coarse(ctx);
        let last = format::count(ctx.snapshot.moment.episode);
        let mut chart = Chart::new(ctx.theme, (0.0, episodes_so_far(ctx)), self.range, &series)
            .marks(&marks)
            .axis(coarse)
            .coarse(coarse);
        if area.height >= 5 {
            chart = chart.x_labels("0", &last);
        }
        let plot = chart.plot(area);
        chart.render(area, buf);
        plot
    }
}

fn episodes_so_far(ctx: &Ctx) -> f64 {
    ctx.snapshot.moment.episode.max(1) as f64
}

fn point(&(at, figure): &(Moment, Figure)) -> (f64, f64) {
    (
        at.episode as f64,
        figure.number().unwrap_or(f64::NEG_INFINITY),
    )
}

fn marks(ctx: &Ctx) -> Vec<(f64, String, Style)> {
    let mark = |mark: &crate::session::Mark| {
        let (text, tone) = words::turned(mark.turned);
        (
            mark.at.episode as f64,
            ctx.app.say(&text).to_owned(),
            ctx.style(tone_slot(tone)),
        )
    };
    ctx.snapshot.marks.iter().map(mark).collect()
}

/// What the y axis spans: all that a one-step world can pay, else from nothing on, and what was seen in the newer part of the run.
///
/// What came before lies beyond the axis where it was much worse, and the chart says so: a disaster of the first episodes does not
/// make a level line of all that follows.
fn range(ctx: &Ctx, greedy: &[(f64, f64)], earned: &[(f64, f64)]) -> (f64, f64) {
    let world = ctx.app.world();
    let rewards = world.mdp.reward_range();
    let since = newer_part(ctx.snapshot.moment.episode) as f64;
    let newer = |points| {
        let values = in_force(points, since).iter().map(|point| point.1);
        values.filter(|value| value.is_finite())
    };
    let exact = newer(greedy);
    if world.step_limit == Some(1) {
        let (low, high) = exact.chain(newer(earned)).fold(rewards, hull);
        return round::nice_range(low, high);
    }
    // Before anything was earned: what a step can pay.
    let nothing = if earned.is_empty() {
        hull(hull((0.0, 0.0), rewards.0), rewards.1)
    } else {
        (0.0, 0.0)
    };
    let lived = newer(earned).fold(nothing, hull);
    // What a policy that stumbles about would earn can be a thousand times as bad as all that ever is.
    let exact = exact.filter(|&value| is_in_sight(value, lived, rewards));
    let seen = exact.fold(lived, hull);
    let best = best_figure(ctx).filter(|&best| is_in_sight(best, seen, rewards));
    let (low, high) = best.into_iter().fold(seen, hull);
    let (low, high) = round::nice_range(low, high);
    // The lower end goes in large steps, so that the first episodes do not make the axis jump.
    (
        if low < 0.0 {
            -round::round_up(-low)
        } else {
            low
        },
        high,
    )
}

/// The range, made wide enough for `value`.
fn hull((low, high): (f64, f64), value: f64) -> (f64, f64) {
    (low.min(value), high.max(value))
}

/// The episode that the newer part of a run begins at: the newer half, from a round number on, four of which lie in a doubling.
///
/// While it stands the axis can only get wider, so that it does not go back and forth with every dip.
fn newer_part(episodes: u64) -> u64 {
    let half = episodes / 2;
    let round = half
        .checked_ilog2()
        .map_or(1, |power| 1 << power.saturating_sub(2));
    half / round * round
}

/// The points from `since` on, and the one before, whose value still held then.
fn in_force(points: &[(f64, f64)], since: f64) -> &[(f64, f64)] {
    let first = points.partition_point(|point| point.0 < since);
    let holds = points.get(first).is_none_or(|point| point.0 > since);
    &points[first.saturating_sub(usize::from(holds))..]
}

fn best_figure(ctx: &Ctx) -> Option<f64> {
    ctx.snapshot
        .figures
        .and_then(|figures| figures.best?.finite())
}

/// Whether a return leaves anything to be seen of what was earned: where going in circles pays, the best possible can be a million
/// times as much.
fn is_in_sight(exact: f64, (low, high): (f64, f64), rewards: (f64, f64)) -> bool {
    let largest = [low, high, rewards.0, rewards.1]
        .into_iter()
        .fold(0.0, |most: f64, value| most.max(value.abs()));
    exact.abs() <= FAR * largest
}

/// One bar an episode, on the range of the chart, so that a bar never changes its height because of another.
fn sparkline(ctx: &Ctx, area: Rect, plot: Rect, (low, high): (f64, f64), buf: &mut Buffer) {
    let label = format::pad_left(&ctx.say("last", "最近"), 6);
    print_line(buf, area, (0, 0), &Line::from(ctx.span(label, Slot::Quiet)));
    let bars = &ctx.snapshot.bars;
    let newest = &bars[bars.len().saturating_sub(usize::from(plot.width))..];
    let place = Rect {
        x: plot.x,
        width: plot.width,
        ..area
    };
    Sparkline::new(newest, low, high)
        .style(ctx.style(Slot::Ghost))
        .render(place, buf);
    if area.width >= ROOMY {
        let note = ctx.say("one bar, one episode", "每条一个回合");
        print_line(
            buf,
            area,
            (plot.right() + 2 - area.x, 0),
            &Line::from(ctx.span(note, Slot::Quiet)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{in_force, is_in_sight, newer_part};

    #[test]
    fn the_newer_part_is_the_newer_half_and_begins_at_the_same_place_for_long() {
        let begins = [0, 1, 2, 9, 500, 800, 1023, 1024, 1279, 1280].map(newer_part);
        assert_eq!(begins, [0, 0, 1, 4, 224, 384, 448, 512, 512, 640]);
        let all: std::collections::BTreeSet<u64> = (1024..2048).map(newer_part).collect();
        assert_eq!(all.len(), 4, "four times while the run doubles");
    }

    #[test]
    fn a_value_that_still_held_when_the_newer_part_began_belongs_to_it() {
        let points = [(0.0, 1.0), (3.0, 2.0), (8.0, 3.0)];
        assert_eq!(in_force(&points, 5.0), &points[1..]);
        assert_eq!(in_force(&points, 3.0), &points[1..]);
        assert_eq!(in_force(&points, 9.0), &points[2..]);
        assert_eq!(in_force(&points, 0.0), &points);
        assert_eq!(in_force(&[], 4.0), &[]);
    }

    #[test]
    fn a_return_far_beyond_all_that_was_earned_is_left_out_of_the_chart() {
        // The cliff before anything was learned, where a policy of ties stumbles about.
        assert!(!is_in_sight(-64_972.0, (-100.0, 0.0), (-100.0, -1.0)));
        // The icy lake before anything was earned, the cliff, and a random world in which circles pay.
        assert!(is_in_sight(0.91, (0.0, 0.0), (0.0, 1.0)));
        assert!(is_in_sight(-13.0, (-500.0, 0.0), (-100.0, -1.0)));
        assert!(is_in_sight(160.0, (0.0, 8.0), (-1.0, 1.0)));
        assert!(!is_in_sight(161.0, (0.0, 8.0), (-1.0, 1.0)));
    }
}
