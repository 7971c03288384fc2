//! What it believes: the title with its layers, the states, the legend.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::prompt::key_spans;
use super::{Ctx, cells, gauges, greedy, hazard, inspector, list, map, shares, tried, wall};
use crate::agent;
use crate::app::{Board, LAYER_GAP, Layer, NAMES, Pane, Shape, format, words};
use crate::mdp::{Layout, Ties, Unit};
use crate::session::{Row, TruthState};
use crate::truth::Value;
use crate::ui::colormap::Map;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Legend, Rule, line, print_line};

/// Columns of the bar of a scale: in a row of its own, in one that it shares, and at the end of one.
const LONG: u16 = 40;
const SHORT: u16 = 16;
const SMALL: u16 = 4;
/// Columns between a scale and what is beside it.
const APART: u16 = 3;
/// What the flags of values mean.
const BEYOND: (&str, &str) = ("▾▴ beyond it", "▾▴ 超出刻度");

/// Draw the pane.
pub(crate) fn belief(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let compact = ctx.app.places().is_some_and(|places| places.compact);
    if !compact {
        title(ctx, area, buf);
    }
    let Some(board) = ctx.app.board() else { return };
    match board.shape {
        Shape::Cells => cells::cells(ctx, board, buf),
        Shape::List => {
            list::list(ctx, board, buf);
            inspector::inspector(ctx, &ctx.snapshot.cursor, board.overview.inspector, buf);
        }
        Shape::Ranking => ranking(ctx, board, buf),
        Shape::Map { .. } => map::map(ctx, board, buf),
    }
    if let Some(below) = ctx.app.legend() {
        legend(ctx, board, below, buf);
    }
}

/// The most visited states, and the whole of the table in figures.
fn ranking(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    list::list(ctx, board, buf);
    let parts = board.overview;
    inspector::inspector(ctx, &ctx.snapshot.cursor, parts.inspector, buf);
    let Some(survey) = &ctx.snapshot.survey else {
        return;
    };
    gauges::note(ctx, survey, parts.note, buf);
    gauges::gauges(ctx, survey, parts.gauges, buf);
    shares::shares(ctx, survey, parts.shares, buf);
    shares::legend(ctx, survey, parts.legend, buf);
}

fn title(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let gap = " ".repeat(usize::from(LAYER_GAP));
    let layers = ctx.app.layer_places().into_iter().flat_map(|(layer, _)| {
        let style = if layer == ctx.app.layer() {
            ctx.bold(Slot::Focus)
                .add_modifier(ratatui::style::Modifier::UNDERLINED)
        } else {
            ctx.style(Slot::Quiet)
        };
        let name = Span::styled(ctx.app.layer_name(layer), style);
        [name, Span::raw(gap.clone())]
    });
    let mut layers: Vec<Span> = layers.collect();
    layers.pop();
    let title = ctx.say("WHAT IT BELIEVES", "它相信什么");
    Rule::new(ctx.theme, &title)
        .slot(ctx.title_slot(Pane::Belief))
        .subtitles(meanings(ctx))
        .right(Line::from(layers))
        .render(
            Rect {
                width: area.width.saturating_sub(1),
                ..area
            },
            buf,
        );
}

/// What the values of the layer are, its unit; the longest wording first.
fn meanings(ctx: &Ctx) -> Vec<String> {
    let told = |layer: agent::Layer| {
        let text = layer.text();
        vec![format!("{}: {}", layer.symbol(), ctx.app.say(&text))]
    };
    let wordings: &[(&'static str, &'static str)] = match ctx.app.layer() {
        Layer::Q if ctx.app.chosen_over() != agent::Layer::Q => return told(ctx.app.chosen_over()),
        Layer::Other(layer) => return told(layer),
        // Where a state has room for one value only.
        Layer::Q if ctx.app.shows_best_only() => &[
            (
                "Q: the best of each state; all of one below",
                "Q：各状态最好的一个；光标处全部见下",
            ),
            ("Q: the best of each state", "Q：各状态最好的一个"),
            ("Q: the best only", "Q：最好的一个"),
        ],
        Layer::Q => &[
            (
                "Q: all reward expected from here on",
                "Q：从此往后期望的全部奖赏",
            ),
            ("Q: all reward from here on", "Q：从此往后的全部奖赏"),
            ("Q: all reward to come", "Q：往后的奖赏"),
        ],
        Layer::V => &[
            (
                "V: best reward expected from here",
                "V：从这里起期望的最好奖赏",
            ),
            ("V: best reward from here on", "V：从此往后的最好奖赏"),
            ("V: best reward to come", "V：往后最好奖赏"),
            ("V: best to come", "V：最好奖赏"),
        ],
        Layer::Policy => &[("π: what it would do", "π：它会怎么做")],
        Layer::Visits => &[("visits: how often it tried", "次数：试过多少次")],
        Layer::Truth => &[
            ("Q*: the exact solution", "Q*：精确解"),
            ("Q*: exact", "Q*：精确"),
        ],
        Layer::Difference => &[
            ("Q−Q*: believed minus exact", "Q−Q*：相信的减去精确的"),
            ("Q−Q*: its error", "Q−Q*：误差"),
        ],
    };
    wordings.iter().map(|&(en, zh)| ctx.say(en, zh)).collect()
}

/// The value of the layer for `action` in the state of `row`; none where there is none to show.
pub(super) fn value(ctx: &Ctx, row: &Row, action: usize) -> Option<f64> {
    let exact = || {
        ctx.snapshot
            .truth
            .known()
            .and_then(|truth| truth.q(row.state, action))
    };
    let share = || share(ctx, row, action);
    match ctx.app.layer() {
        Layer::Q => Some(row.values[action]),
        Layer::V => share()
            .filter(|&share| share > 0.0 && tried(row) > 0)
            .map(|_| row.values[action]),
        Layer::Policy => share(),
        Layer::Visits => Some(row.visits[action] as f64),
        Layer::Other(_) => row.layer.get(action).copied(),
        // An infinite one is told as such.
        Layer::Truth => {
            let truth = ctx.snapshot.truth.known()?;
            truth.optimum.q(row.state, action).map(Value::as_f64)
        }
        Layer::Difference if row.visits[action] == 0 => None,
        Layer::Difference => exact().map(|exact| row.values[action] - exact),
    }
}

/// What is to be seen of one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shown {
    /// This number.
    Value(f64),
    /// Nothing was learned of it yet.
    Untried,
    /// It has no place in the layer.
    Nothing,
}

/// What is to be seen of `action` in the state of `row`, in the layer.
pub(super) fn shown(ctx: &Ctx, row: &Row, action: usize) -> Shown {
    let learned = matches!(ctx.app.layer(), Layer::Q | Layer::V | Layer::Difference);
    if learned && row.visits[action] == 0 {
        return Shown::Untried;
    }
    value(ctx, row, action).map_or(Shown::Nothing, Shown::Value)
}

/// How likely the greedy policy takes `action` in the state of `row`; none where it is not legal.
fn share(ctx: &Ctx, row: &Row, action: usize) -> Option<f64> {
    let best = greedy(ctx.mdp(), row);
    let rank = best.iter().position(|&other| other == action);
    let share = match (rank, ctx.snapshot.hyper.ties) {
        (None, _) => 0.0,
        (Some(rank), Ties::First) => f64::from(u8::from(rank == 0)),
        (Some(_), Ties::Uniform) => 1.0 / best.len() as f64,
    };
    ctx.mdp().is_legal(row.state, action).then_some(share)
}

/// The map from values to colors, and the scale, of the layer.
pub(super) fn scale(ctx: &Ctx) -> (Map, f64, f64) {
    let scale = ctx.snapshot.scale;
    match ctx.app.layer() {
        Layer::Difference => {
            // What was learned and what is true lie both within it, perhaps at opposite ends.
            let most = scale.high - scale.low;
            (Map::Diverging, -most, most)
        }
        _ => (Map::Viridis, scale.low, scale.high),
    }
}

/// The scale of values, what the signs mean, and the state under the cursor: a row each, below a map; where there are fewer, the
/// scale is short and shares a row.
fn legend(ctx: &Ctx, board: &Board, area: Rect, buf: &mut Buffer) {
    let on_map = matches!(board.shape, Shape::Map { .. });
    let blank = u16::from(on_map && area.height >= 4);
    let row = |index: u16| {
        Rect {
            y: area.y + blank + index,
            height: 1,
            ..area
        }
        .intersection(area)
    };
    match area.height {
        0 => {}
        _ if !on_map => scale_line(ctx, board.shape, row(0), buf),
        1 => {
            let end = map::inspector(ctx, area, buf);
            small_scale(ctx, area, end, buf);
        }
        2 => {
            let end = scale_bar(ctx, row(0), 1, SHORT, buf);
            scale_signs(ctx, row(0), end + APART, buf);
            map::inspector(ctx, row(1), buf);
        }
        _ => {
            scale_line(ctx, board.shape, row(0), buf);
            signs(ctx, row(1), 1, buf);
            map::inspector(ctx, row(2), buf);
        }
    }
}

/// The scale, or what is told instead of it, and what is to be said of it.
fn scale_line(ctx: &Ctx, shape: Shape, area: Rect, buf: &mut Buffer) {
    let indent = match shape {
        // It begins where the cells do, but for the lower end.
        Shape::Cells if without_scale(ctx).is_some() => NAMES,
        Shape::Cells => {
            let low = format::shortest(scale(ctx).1, 0);
            NAMES.saturating_sub(format::width(&low) as u16 + 1).max(1)
        }
        _ if without_scale(ctx).is_some() => 1,
        // It is not the only scale there.
        Shape::Ranking => {
            let name = ctx.app.layer_name(ctx.app.layer());
            print_line(buf, area, (1, 0), &ctx.span(name, Slot::Quiet).into()) + 2
        }
        _ => 1,
    };
    let end = scale_bar(ctx, area, indent, LONG, buf) + APART;
    let room = usize::from(area.width).saturating_sub(usize::from(end) + 1);
    let line = scale_note(ctx, room);
    print_line(buf, area, (end, 0), &line::truncate(&line, room));
}

/// The scale with a bar of so many columns, or what is told instead of it; gives the column after it.
fn scale_bar(ctx: &Ctx, area: Rect, indent: u16, bar: u16, buf: &mut Buffer) -> u16 {
    if let Some(words) = without_scale(ctx) {
        let words = Line::from(ctx.span(words, Slot::Quiet));
        return print_line(buf, area, (indent, 0), &words);
    }
    let legend = scale_legend(ctx, bar);
    let width = legend.width();
    let place = Rect {
        x: area.x + indent,
        width: width.min(area.width.saturating_sub(indent)),
        ..area
    };
    legend.render(place, buf);
    indent + width
}

/// A small scale at the right end of a row that is taken up to a column, if it has room there.
fn small_scale(ctx: &Ctx, area: Rect, taken: u16, buf: &mut Buffer) {
    let width = scale_legend(ctx, SMALL).width();
    let at = area.width.saturating_sub(width + APART);
    if without_scale(ctx).is_none() && at >= taken + APART {
        scale_bar(ctx, area, at, SMALL, buf);
    }
}

fn scale_legend(ctx: &Ctx, bar: u16) -> Legend {
    let (map, low, high) = scale(ctx);
    let [low, high] = [low, high].map(|end| format::shortest(end, 0));
    Legend::new(ctx.theme, map, low, high).bar(bar)
}

/// What is to be said of the scale: what is wrong with the truth, and before all else the key that fits it where it is outgrown.
fn scale_note<'a>(ctx: &Ctx<'a>, room: usize) -> Line<'a> {
    if without_scale(ctx).is_some() {
        return Line::default();
    }
    let quiet = |note: String| Line::from(ctx.span(note, Slot::Quiet));
    if let Some(notes) = urgent_notes(ctx) {
        return line::wording(notes, room);
    }
    let fixed = ctx.say("scale fixed", "刻度固定");
    let beyond = ctx.say(BEYOND.0, BEYOND.1);
    let notes = [format!("{fixed}   {beyond}"), fixed];
    line::wording(notes.map(quiet), room)
}

/// What is more to be said than that the scale is fixed: what is wrong with the truth, and before that which key fits a scale that is
/// outgrown.
fn urgent_notes<'a>(ctx: &Ctx<'a>) -> Option<Vec<Line<'a>>> {
    let truth = if ctx.app.truth_shown() {
        truth_notes(ctx)
    } else {
        Vec::new()
    };
    if !ctx.app.outgrows_scale() {
        let quiet = |note| Line::from(ctx.span(note, Slot::Quiet));
        let notes = truth.into_iter().map(quiet);
        return (notes.len() > 0).then(|| notes.collect());
    }
    let beyond = ctx.say(BEYOND.0, BEYOND.1);
    let fixed = ctx.say("scale fixed", "刻度固定");
    let colon = ctx.say(": ", "：");
    let signs = "▾▴".to_owned();
    let mut heads: Vec<String> = truth.iter().map(|why| format!("{why}   {signs}")).collect();
    if heads.is_empty() {
        heads.extend([format!("{fixed}   {beyond}"), beyond]);
    }
    heads.push(signs);
    let notes = heads.into_iter().map(|head| {
        let mut line = Line::from(ctx.span(format!("{head}{colon}"), Slot::Quiet));
        line.extend(key_spans(ctx, &ctx.say("z fits it", "z 调整")));
        line
    });
    Some(notes.collect())
}

/// In a row with the scale: what is urgent about that, else what the signs mean.
fn scale_signs(ctx: &Ctx, area: Rect, at: u16, buf: &mut Buffer) {
    let room = usize::from(area.width).saturating_sub(usize::from(at) + 1);
    match urgent_notes(ctx).filter(|_| without_scale(ctx).is_none()) {
        Some(notes) => {
            let line = line::truncate(&line::wording(notes, room), room);
            print_line(buf, area, (at, 0), &line);
        }
        None => signs(ctx, area, at, buf),
    }
}

/// What a layer shows that is on no scale.
fn without_scale(ctx: &Ctx) -> Option<String> {
    let on_map = matches!(ctx.app.world().scene.layout, Layout::Grid { .. });
    match ctx.app.layer() {
        Layer::Visits if on_map => Some(ctx.say(
            "how often it has acted in each state",
            "它在每个状态行动过多少次",
        )),
        Layer::Policy if on_map => Some(ctx.say(
            "the arrows of its greedy policy; several where it is undecided",
            "贪心策略的箭头；未定之处有多个",
        )),
        Layer::Visits => Some(ctx.say(
            "bars: the share of all tries in the state",
            "条：该状态所有尝试中的比例",
        )),
        Layer::Policy => Some(ctx.say(
            "how likely its greedy policy takes each action",
            "贪心策略选择每个动作的概率",
        )),
        Layer::Other(layer) => Some(ctx.app.say(&layer.text()).to_owned()),
        _ => None,
    }
}

/// Why the truth is not there, if it is not; the longest wording first.
pub(super) fn truth_notes(ctx: &Ctx) -> Vec<String> {
    match &ctx.snapshot.truth {
        TruthState::Ready(truth) => bound_notes(ctx, truth.optimum.bound()),
        TruthState::Solving => solving(ctx),
        TruthState::Stale(_, gamma) => stale(ctx, *gamma),
        TruthState::Diverges(why) => {
            let said = why.iter().map(|why| ctx.app.say(why).to_owned());
            said.collect()
        }
    }
}

/// That the truth is being solved for, and how far that is.
fn solving(ctx: &Ctx) -> Vec<String> {
    let wordings = [
        ("truth: being solved for", "真值：求解中"),
        ("truth: solving", "真值：求解中"),
        ("truth", "真值"),
    ];
    let told = |(en, zh)| {
        let words = ctx.say(en, zh);
        match ctx.snapshot.solving {
            0 => words,
            percent => format!("{words}, {percent} %"),
        }
    };
    wordings.map(told).into()
}

/// That the truth which is shown is that of another time, and how far the new one is.
fn stale(ctx: &Ctx, gamma: Unit) -> Vec<String> {
    let percent = ctx.snapshot.solving;
    let new = ctx.say("new one", "新的");
    let of = if gamma == ctx.snapshot.hyper.gamma() {
        ctx.say("truth: of other rewards", "真值：属于改前的奖赏")
    } else {
        format!("{} γ {gamma}", ctx.say("truth: of", "真值：现为"))
    };
    let short = ctx.say("truth: new one", "真值：新的");
    vec![
        format!("{of}; {new} {percent} %"),
        format!("{short} {percent} %"),
    ]
}

/// How far the truth may be off, where that shows in two decimals.
fn bound_notes(ctx: &Ctx, bound: f64) -> Vec<String> {
    let short = ctx.say("truth: ", "真值：");
    if bound.is_infinite() {
        let words = ctx.say("truth: ≈, how near is not proven", "真值：≈，误差未经证明");
        return vec![words, format!("{short}≈")];
    }
    if bound < 0.005 {
        return Vec::new();
    }
    let words = ctx.say("truth: to within ±", "真值：误差不超过 ±");
    let off = format::value(bound, 2);
    vec![format!("{words}{off}"), format!("{short}±{off}")]
}

/// What the signs of a map mean, from a column on: what the ground is before what the arrows are.
fn signs(ctx: &Ctx, area: Rect, at: u16, buf: &mut Buffer) {
    let item = |sign: String, style: Style, words: &str| {
        Line::from(vec![
            Span::styled(sign, style),
            ctx.span(format!(" {words}"), Slot::Quiet),
        ])
    };
    let text = ctx.bold(Slot::Text);
    let ground = |(glyph, style): (&str, Style), words: &str| item(glyph.repeat(2), style, words);
    let route = if ctx.theme.is_ascii() {
        "▶▶"
    } else {
        "▶"
    };
    let hazard_note = words::hazard_note(ctx.app.world());
    let items = [
        ctx.snapshot.route.as_ref().map(|_| {
            let words = ctx.say("its route, exact", "它的路线（精确）");
            item(route.to_owned(), text, &words)
        }),
        hazard_note.map(|note| ground(hazard(ctx), ctx.app.say(&note))),
        (!ctx.app.world().scene.walls.is_empty())
            .then(|| ground(wall(ctx), &ctx.say("wall", "墙"))),
        Some(item("→".to_owned(), text, &ctx.say("choice", "选择"))),
        Some(item(
            "?".to_owned(),
            text,
            &ctx.say("never entered", "从未进入"),
        )),
    ];
    let room = usize::from(area.width).saturating_sub(usize::from(at));
    let line = line::fit_items(items.into_iter().flatten(), 3, room);
    print_line(buf, area, (at, 0), &line);
}
