//! What it believes: the title with its layers, the states, the legend.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::prompt::key_spans;
use super::{Ctx, cells, gauges, greedy, hazard, inspector, list, map, shares, tried};
use crate::agent;
use crate::app::{Board, LAYER_GAP, Layer, Pane, Shape, format, words};
use crate::mdp::{Layout, Ties};
use crate::session::{Row, TruthState};
use crate::truth::Value;
use crate::ui::colormap::Map;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Legend, Rule, line, print_line};

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

/// The scale of values, what the signs mean, and the state under the cursor.
fn legend(ctx: &Ctx, board: &Board, area: Rect, buf: &mut Buffer) {
    let on_map = matches!(board.shape, Shape::Map { .. });
    let rows = area.height;
    if rows == 0 {
        return;
    }
    let blank = u16::from(on_map && rows >= 4);
    let row = |index: u16| {
        Rect {
            y: area.y + blank + index,
            height: 1,
            ..area
        }
        .intersection(area)
    };
    if !ctx.app.shows_scale() {
        map::inspector(ctx, row(0), buf);
        return;
    }
    scale_line(ctx, board.shape, row(0), buf);
    if on_map {
        signs(ctx, row(1), buf);
        map::inspector(ctx, row(2), buf);
    }
}

fn scale_line(ctx: &Ctx, shape: Shape, area: Rect, buf: &mut Buffer) {
    let indent = if shape == Shape::Cells { 14 } else { 1 };
    if let Some(words) = without_scale(ctx) {
        let words = Line::from(ctx.span(words, Slot::Quiet));
        print_line(buf, area, (indent, 0), &words);
        return;
    }
    let (map, low, high) = scale(ctx);
    let (low, high) = (format::shortest(low, 0), format::shortest(high, 0));
    let indent = match shape {
        // It is not the only scale there.
        Shape::Ranking => {
            let name = ctx.app.layer_name(ctx.app.layer());
            print_line(buf, area, (1, 0), &ctx.span(name, Slot::Quiet).into()) + 2
        }
        _ => indent.saturating_sub(format::width(&low) as u16 + 1).max(1),
    };
    let legend = Legend::new(ctx.theme, map, low, high);
    let width = legend.width();
    let place = Rect {
        x: area.x + indent,
        width: width.min(area.width.saturating_sub(indent)),
        ..area
    };
    legend.render(place, buf);
    let room = usize::from(area.width).saturating_sub(usize::from(indent + width) + 4);
    let line = scale_note(ctx, room);
    print_line(
        buf,
        area,
        (indent + width + 3, 0),
        &line::truncate(&line, room),
    );
}

/// What is to be said of the scale: what is wrong with the truth, and before all else the key that fits it where it is outgrown.
fn scale_note<'a>(ctx: &Ctx<'a>, room: usize) -> Line<'a> {
    let truth = if ctx.app.truth_shown() {
        truth_notes(ctx)
    } else {
        Vec::new()
    };
    let quiet = |words: String| Line::from(ctx.span(words, Slot::Quiet));
    if !truth.is_empty() && !ctx.app.outgrows_scale() {
        return line::wording(truth.into_iter().map(quiet), room);
    }
    let fixed = ctx.say("scale fixed", "刻度固定");
    let both = |more: String| format!("{fixed}   {more}");
    let beyond = ctx.say("▾▴ beyond it", "▾▴ 超出刻度");
    if !ctx.app.outgrows_scale() {
        let notes = [both(beyond), fixed];
        return line::wording(notes.map(quiet), room);
    }
    let colon = ctx.say(": ", "：");
    let signs = "▾▴".to_owned();
    let mut heads: Vec<String> = truth.iter().map(|why| format!("{why}   {signs}")).collect();
    if heads.is_empty() {
        heads.extend([both(beyond.clone()), beyond]);
    }
    heads.push(signs);
    let notes = heads.into_iter().map(|head| {
        let mut line = Line::from(ctx.span(format!("{head}{colon}"), Slot::Quiet));
        line.extend(key_spans(ctx, &ctx.say("z fits it", "z 调整")));
        line
    });
    line::wording(notes, room)
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

/// Why the truth is not there, if it is not: the longest wording first.
pub(super) fn truth_notes(ctx: &Ctx) -> Vec<String> {
    match &ctx.snapshot.truth {
        TruthState::Ready(truth) => bound_notes(ctx, truth.optimum.bound()),
        TruthState::Solving => solving(ctx).into(),
        TruthState::Stale(_, gamma) => {
            let percent = ctx.snapshot.solving;
            let (of, new) = (
                ctx.say("truth: of", "真值：现为"),
                ctx.say("new one", "新的"),
            );
            if *gamma == ctx.snapshot.hyper.gamma() {
                let of = ctx.say("truth: of other rewards", "真值：属于改前的奖赏");
                return vec![format!("{of}; {new} {percent} %"), of];
            }
            vec![
                format!("{of} γ {gamma}; {new} {percent} %"),
                format!("{of} γ {gamma}"),
            ]
        }
        TruthState::Diverges(why) => {
            let said = why.iter().map(|why| ctx.app.say(why).to_owned());
            said.collect()
        }
    }
}

/// That the truth is being solved for, and how far that is.
fn solving(ctx: &Ctx) -> [String; 2] {
    let done = match ctx.snapshot.solving {
        0 => String::new(),
        percent => format!(", {percent} %"),
    };
    let words = [
        ctx.say("truth: being solved for", "真值：求解中"),
        ctx.say("truth: solving", "真值：求解中"),
    ];
    words.map(|words| format!("{words}{done}"))
}

/// How far the truth may be off, where that shows in two decimals.
fn bound_notes(ctx: &Ctx, bound: f64) -> Vec<String> {
    if bound.is_infinite() {
        let words = ctx.say("truth: ≈, how near is not proven", "真值：≈，误差未经证明");
        return vec![words, ctx.say("truth: ≈", "真值：≈")];
    }
    let words = ctx.say("truth: to within ±", "真值：误差不超过 ±");
    let note = (bound >= 0.005).then(|| format!("{words}{}", format::value(bound, 2)));
    note.into_iter().collect()
}

fn signs(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let mut items = Vec::new();
    let item = |sign: &'static str, slot: Slot, words: String| {
        Line::from(vec![
            Span::styled(sign, ctx.bold(slot)),
            ctx.span(format!(" {words}"), Slot::Quiet),
        ])
    };
    if ctx.snapshot.route.is_some() {
        items.push(item(
            if ctx.theme.is_ascii() {
                "▶▶"
            } else {
                "▶"
            },
            Slot::Text,
            ctx.say("its route, exact", "它的路线（精确）"),
        ));
    }
    items.push(item("→", Slot::Text, ctx.say("choice", "选择")));
    items.push(item("?", Slot::Text, ctx.say("never entered", "从未进入")));
    if let Some(note) = words::hazard_note(ctx.app.world()) {
        let (glyph, style) = hazard(ctx);
        items.push(Line::from(vec![
            Span::styled(glyph.repeat(2), style),
            ctx.span(format!(" {}", ctx.app.say(&note)), Slot::Quiet),
        ]));
    }
    let line = line::fit_items(items, 3, usize::from(area.width).saturating_sub(1));
    print_line(buf, area, (1, 0), &line);
}
