//! What it believes: the title with its layers, the states, the legend.

mod legend;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Ctx, cells, choices, gauges, inspector, list, map, shares, tried};
use crate::agent;
use crate::app::{Board, LAYER_GAP, Layer, Pane, Shape, detent, format};
use crate::session::{Row, Scaled};
use crate::text::{Lang, Text};
use crate::truth::Value;
use crate::ui::colormap::Map;
use crate::ui::theme::Slot;
use crate::ui::widgets::Rule;

use legend::legend;
pub(super) use legend::truth_notes;

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
        Layer::Visits => &[
            ("visits: how often it tried", "次数：试过多少次"),
            ("visits: how often", "次数：试过几次"),
        ],
        Layer::Truth => &[
            ("Q*: the exact solution", "Q*：精确解"),
            ("Q*: exact solution", "Q*：精确解"),
            ("Q*: exact", "Q*：精确"),
        ],
        Layer::Soft => return soft_meanings(ctx),
        Layer::Difference if ctx.app.shows_best_only() => &[
            (
                "Q−Q*: the worst error of each state",
                "Q−Q*：各状态最大的误差",
            ),
            ("Q−Q*: the worst of each", "Q−Q*：各状态最大"),
            ("Q−Q*: worst error", "Q−Q*：最大误差"),
        ],
        Layer::Difference => &[
            ("Q−Q*: believed minus exact", "Q−Q*：相信的减去精确的"),
            ("Q−Q*: its error", "Q−Q*：误差"),
        ],
    };
    wordings.iter().map(|&(en, zh)| ctx.say(en, zh)).collect()
}

/// What the best policy is that explores as much, and what it earns from the start; the longest wording first.
fn soft_meanings(ctx: &Ctx) -> Vec<String> {
    let soft = ctx.app.exact();
    let epsilon = soft.map_or(ctx.snapshot.hyper.epsilon(), |soft| soft.optimum.epsilon());
    let random = detent::explore_meaning(epsilon.get());
    let best = Text::pair(
        format!("Q*ε: the best while {}", random.get(Lang::En)),
        format!("Q*ε：{}时的最优", random.get(Lang::Zh)),
    );
    let best = [
        ctx.app.say(&best).to_owned(),
        ctx.say("Q*ε: best exploring", "Q*ε：探索时的最优"),
    ];
    let Some(earned) = earned_exploring(ctx) else {
        return best.into();
    };
    let told = best.map(|best| format!("{best}{}{earned}", ctx.say(", ", "，")));
    let shortest = format!("Q*ε{}{earned}", ctx.say(": ", "："));
    told.into_iter().chain([shortest]).collect()
}

/// What the best policy that explores as much earns from the start, while it is looked at.
fn earned_exploring(ctx: &Ctx) -> Option<String> {
    let soft = ctx.app.exact().filter(|_| ctx.app.layer() == Layer::Soft)?;
    let earned = format::value(soft.start_return.number()?, 2);
    Some(format!("{} {earned}", ctx.say("earns", "收益")))
}

/// The same, where no title tells it.
fn earned_untitled(ctx: &Ctx) -> Option<String> {
    let untitled = ctx.app.places().is_some_and(|places| places.compact);
    earned_exploring(ctx).filter(|_| untitled)
}

/// The value of the layer for `action` in the state of `row`; none where there is none to show.
pub(super) fn value(ctx: &Ctx, row: &Row, action: usize) -> Option<f64> {
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
        Layer::Truth | Layer::Soft => {
            let optimum = &ctx.app.exact()?.optimum;
            optimum.q(row.state, action).map(Value::as_f64)
        }
        // Also what was never tried is off by something; but nothing can be learned of a state that is out of reach.
        Layer::Difference => {
            let truth = ctx.snapshot.truth.known()?;
            truth.error(row.state, action, row.values[action])
        }
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
    let untried = match ctx.app.layer() {
        Layer::Q => row.visits[action] == 0,
        // The value of a state is learned of in all of its actions.
        Layer::V => tried(row) == 0,
        _ => false,
    };
    if untried {
        return Shown::Untried;
    }
    value(ctx, row, action).map_or(Shown::Nothing, Shown::Value)
}

/// The exact value to hold against what the layer shows of `action`, where the truth is uncovered; none where it shows something
/// of another kind.
pub(super) fn truth(ctx: &Ctx, row: &Row, action: usize) -> Option<f64> {
    let comparable = ctx.app.truth_shown() && ctx.app.chosen_over() == agent::Layer::Q;
    let truth = ctx.snapshot.truth.known().filter(|_| comparable)?;
    match ctx.app.layer() {
        Layer::Q => truth.q(row.state, action),
        Layer::V if shown(ctx, row, action) != Shown::Nothing => {
            truth.optimum.v(row.state).finite()
        }
        _ => None,
    }
}

/// How likely the greedy policy takes `action` in the state of `row`; none where it is not legal.
fn share(ctx: &Ctx, row: &Row, action: usize) -> Option<f64> {
    let choices = choices(ctx, row);
    let share = if choices.contains(&action) {
        1.0 / choices.len() as f64
    } else {
        0.0
    };
    ctx.mdp().is_legal(row.state, action).then_some(share)
}

/// The map from values to colors, and the scale, of the layer.
pub(super) fn scale(ctx: &Ctx) -> (Map, f64, f64) {
    let scaled = ctx.app.layer().scaled();
    let map = match scaled {
        Scaled::Values => Map::Viridis,
        Scaled::Errors => Map::Diverging,
    };
    let scale = ctx.snapshot.scale_of(scaled);
    (map, scale.low, scale.high)
}
