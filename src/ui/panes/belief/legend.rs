//! Below what it believes: the scale, what is to be said of the truth, what the signs mean.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::super::prompt::key_spans;
use super::super::{Ctx, WRONG, hazard, map, wall, wrong};
use super::{earned_untitled, scale};
use crate::app::{Board, Layer, NAMES, Shape, format, words};
use crate::mdp::{Layout, Unit};
use crate::session::{Route, TruthState};
use crate::text::Text;
use crate::truth::Optimum;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Legend, line, print_line};

/// Columns of the bar of a scale: in a row of its own, in one that it shares, and at the end of one.
const LONG: u16 = 40;
const SHORT: u16 = 16;
const SMALL: u16 = 4;
/// Columns between a scale and what is beside it.
const APART: u16 = 3;
/// What the flags of values mean.
const BEYOND: (&str, &str) = ("▾▴ beyond it", "▾▴ 超出刻度");
/// What the sign beside a choice means.
const NOT_RIGHT: (&str, &str) = ("not right", "不对");

/// The scale of values, what the signs mean, and the state under the cursor: a row each, below a map; where there are fewer, the
/// scale is short and shares a row.
pub(super) fn legend(ctx: &Ctx, board: &Board, area: Rect, buf: &mut Buffer) {
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
            let end = wrong_sign(ctx, area, end, buf);
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
    let notes = match without_scale(ctx) {
        Some(_) => vec![Line::default()],
        None => urgent_notes(ctx).unwrap_or_else(|| usual_notes(ctx)),
    };
    // A map has a row for its signs.
    let signed = if is_map(ctx) {
        Vec::new()
    } else {
        with_sign(ctx, &notes)
    };
    line::wording(signed.into_iter().chain(notes), room)
}

/// What is to be said of a scale that nothing is wrong with, or nothing.
fn usual_notes<'a>(ctx: &Ctx<'a>) -> Vec<Line<'a>> {
    let fixed = ctx.say("scale fixed", "刻度固定");
    let beyond = ctx.say(BEYOND.0, BEYOND.1);
    let quiet = |note: String| Line::from(ctx.span(note, Slot::Quiet));
    let [long, short] = match earned_untitled(ctx).filter(|_| !is_map(ctx)) {
        Some(earned) => [format!("{earned}   {fixed}"), earned],
        None => [format!("{fixed}   {beyond}"), fixed],
    };
    vec![quiet(long), quiet(short), Line::default()]
}

/// The same notes after what the sign of a wrong choice means, where there is one.
fn with_sign<'a>(ctx: &Ctx<'a>, notes: &[Line<'a>]) -> Vec<Line<'a>> {
    if !has_wrong(ctx) {
        return Vec::new();
    }
    let words = format!("{WRONG} {}", ctx.say(NOT_RIGHT.0, NOT_RIGHT.1));
    let add = |note: &Line<'a>| {
        let gap = if note.width() > 0 { "   " } else { "" };
        let mut line = Line::from(ctx.span(format!("{words}{gap}"), Slot::Quiet));
        line.extend(note.spans.clone());
        line
    };
    notes.iter().map(add).collect()
}

/// What is more to be said than that the scale is fixed: what is wrong with the truth, and before that which key fits a scale that is
/// outgrown.
fn urgent_notes<'a>(ctx: &Ctx<'a>) -> Option<Vec<Line<'a>>> {
    let truth = if ctx.app.truth_shown() {
        layer_notes(ctx)
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
            let signed = with_sign(ctx, &notes).into_iter();
            let line = line::wording(signed.chain(notes), room);
            let line = line::truncate(&line, room);
            print_line(buf, area, (at, 0), &line);
        }
        None => signs(ctx, area, at, buf),
    }
}

fn is_map(ctx: &Ctx) -> bool {
    matches!(ctx.app.world().scene.layout, Layout::Grid { .. })
}

/// What a layer shows that is on no scale.
fn without_scale(ctx: &Ctx) -> Option<String> {
    let on_map = is_map(ctx);
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
pub(in crate::ui::panes) fn truth_notes(ctx: &Ctx) -> Vec<String> {
    let name = ctx.say("truth", "真值");
    exact_notes(ctx, &name, (&ctx.snapshot.truth, ctx.snapshot.solving))
}

/// The same of the solution that the layer is of, which is the truth unless it explores.
fn layer_notes(ctx: &Ctx) -> Vec<String> {
    if ctx.app.layer() != Layer::Soft {
        return truth_notes(ctx);
    }
    let soft = ctx.snapshot.soft.clone().unwrap_or_default();
    let name = ctx.app.layer_name(Layer::Soft);
    exact_notes(ctx, name, (&soft.truth, soft.solving))
}

/// Why the solution of this name is not there, or how far it is in percent.
fn exact_notes(ctx: &Ctx, name: &str, (truth, percent): (&TruthState, u8)) -> Vec<String> {
    let head = format!("{name}{}", ctx.say(": ", "："));
    match truth {
        TruthState::Ready(truth) => bound_notes(ctx, &head, truth.optimum.bound()),
        TruthState::Solving => solving(ctx, name, percent),
        TruthState::Stale(truth) => stale(ctx, &head, &truth.optimum, percent),
        TruthState::Diverges(why) => {
            let said = why.iter().map(|why| ctx.app.say(why).to_owned());
            said.chain([ctx.say("diverges", "发散")]).collect()
        }
    }
}

/// That it is being solved for, and how far that is.
fn solving(ctx: &Ctx, name: &str, percent: u8) -> Vec<String> {
    let colon = ctx.say(": ", "：");
    let wordings = [("being solved for", "求解中"), ("solving", "求解中")];
    let told = wordings.map(|(en, zh)| format!("{name}{colon}{}", ctx.say(en, zh)));
    let told = told.into_iter().chain([name.to_owned()]);
    let with_percent = |words| match percent {
        0 => words,
        percent => format!("{words}, {percent} %"),
    };
    told.map(with_percent).collect()
}

/// That what is shown is of another time, and how far the new one is.
fn stale(ctx: &Ctx, head: &str, shown: &Optimum, percent: u8) -> Vec<String> {
    let hyper = &ctx.snapshot.hyper;
    let new = ctx.say("new one", "新的");
    let (gamma, epsilon) = (shown.gamma(), shown.epsilon());
    let explores = epsilon != Unit::ZERO || ctx.app.layer() == Layer::Soft;
    let of = if gamma != hyper.gamma() {
        format!("{} γ {gamma}", ctx.say("of", "现为"))
    } else if explores && epsilon != hyper.epsilon() {
        format!("{} ε {epsilon}", ctx.say("of", "现为"))
    } else {
        ctx.say("of other rewards", "属于改前的奖赏")
    };
    vec![
        format!("{head}{of}; {new} {percent} %"),
        format!("{head}{new} {percent} %"),
    ]
}

/// How far it may be off, where that shows in two decimals.
fn bound_notes(ctx: &Ctx, head: &str, bound: f64) -> Vec<String> {
    if bound.is_infinite() {
        let words = ctx.say("≈, how near is not proven", "≈，误差未经证明");
        return vec![format!("{head}{words}"), format!("{head}≈")];
    }
    if bound < 0.005 {
        return Vec::new();
    }
    let words = ctx.say("to within ±", "误差不超过 ±");
    let off = format::value(bound, 2);
    vec![format!("{head}{words}{off}"), format!("{head}±{off}")]
}

/// What is said of the route that is shown: of that of the best that explores its length, which moves with ε.
fn route_words(ctx: &Ctx, route: &Route) -> String {
    let steps = Text::pair(
        format!("its route, {} steps", route.length),
        format!("它的路线，{} 步", route.length),
    );
    match ctx.app.layer() {
        Layer::Soft => ctx.app.say(&steps).to_owned(),
        _ => ctx.say("its route, exact", "它的路线（精确）"),
    }
}

/// Whether any choice in sight has the sign that it is not right.
fn has_wrong(ctx: &Ctx) -> bool {
    let mut rows = ctx.snapshot.rows.iter();
    !ctx.app.layer().is_exact() && rows.any(|row| !wrong(ctx, row).is_empty())
}

/// What the sign of a wrong choice means, in a row that is taken up to a column, if it has room there; gives the column after it.
fn wrong_sign(ctx: &Ctx, area: Rect, taken: u16, buf: &mut Buffer) -> u16 {
    let room = area.width.saturating_sub(taken + APART);
    let told = with_sign(ctx, &[Line::default()]).pop();
    match told.filter(|line| line.width() < usize::from(room)) {
        Some(line) => print_line(buf, area, (taken + APART, 0), &line),
        None => taken,
    }
}

/// What the signs of a map mean, from a column on: what is wrong first, what the ground is before what the arrows are.
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
        has_wrong(ctx).then(|| item(WRONG.to_owned(), text, &ctx.say(NOT_RIGHT.0, NOT_RIGHT.1))),
        ctx.app
            .route()
            .map(|found| item(route.to_owned(), text, &route_words(ctx, found))),
        earned_untitled(ctx).map(|earned| Line::from(ctx.span(earned, Slot::Quiet))),
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
