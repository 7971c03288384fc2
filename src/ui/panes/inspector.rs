//! Everything about a state: what it believes of each action, and where each of them leads.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::belief::{Shown, scale};
use super::map::inspected;
use super::{Ctx, Marks, tried};
use crate::agent;
use crate::app::{Layer, format, words};
use crate::mdp::Outcome;
use crate::session::Row;
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, ValueBar, line, print_line};

/// Columns of an action's name.
const NAME: usize = 10;
/// Columns of a value's bar, and of the name of where an action leads; where there are fewer than for all, they yield.
const BAR: u16 = 12;
const LABEL: u16 = 9;
const ALL: u16 = 52;
/// Columns of a value.
const VALUE: usize = 9;

/// Draw it for the state of `row`.
pub(super) fn inspector(ctx: &Ctx, row: &Row, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    title(ctx, row, area, buf);
    let rest = below(area, 2);
    if ctx.mdp().is_terminal(row.state) {
        let words = ctx.say("an episode ends here", "回合在此结束");
        print_line(buf, rest, (1, 0), &Line::from(ctx.span(words, Slot::Quiet)));
        return;
    }
    let marks = Marks::new(ctx, row);
    let legal: Vec<usize> = ctx.mdp().legal(row.state).collect();
    let actions = in_sight(&legal, &marks, usize::from(rest.height).saturating_sub(4));
    let rest = values(ctx, row, (actions, &marks), rest, buf);
    let words = ctx.say("where each action leads", "每个动作的去向");
    print_line(buf, rest, (1, 0), &Line::from(ctx.span(words, Slot::Quiet)));
    outcomes(ctx, row.state, actions, below(rest, 1), buf);
}

fn title(ctx: &Ctx, row: &Row, area: Rect, buf: &mut Buffer) {
    let label = ctx.app.world().scene.state_label(row.state);
    let title = Text::pair(
        format!("STATE {}", ctx.app.say(&label)),
        format!("状态 {}", ctx.app.say(&label)),
    );
    let room = usize::from(area.width).saturating_sub(20);
    let title = format::truncate(ctx.app.say(&title), room);
    Rule::new(ctx.theme, &title)
        .right(Line::from(ctx.span(told(ctx, row), Slot::Quiet)))
        .render(area, buf);
}

/// All actions, or as many as there is room for about the first that is marked.
fn in_sight<'a>(legal: &'a [usize], marks: &Marks, most: usize) -> &'a [usize] {
    let most = most.min(legal.len());
    let wanted = marks
        .actions
        .first()
        .and_then(|best| legal.iter().position(|action| action == best));
    let first = wanted
        .unwrap_or(0)
        .saturating_sub(most / 2)
        .min(legal.len() - most);
    &legal[first..first + most]
}

/// What it believes of these actions, a row each; gives what is left below a blank row.
fn values(
    ctx: &Ctx,
    row: &Row,
    (actions, marks): (&[usize], &Marks),
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let mut rest = area;
    for &action in actions {
        value(ctx, row, action, marks, rest, buf);
        rest = below(rest, 1);
    }
    below(rest, 1)
}

/// Where these actions lead, a row for each outcome.
fn outcomes(ctx: &Ctx, state: usize, actions: &[usize], area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width).saturating_sub(2);
    let outcomes = actions.iter().flat_map(|&action| {
        let outcomes = ctx.mdp().outcomes(state, action).iter().enumerate();
        outcomes.map(move |(index, outcome)| (action, index, outcome))
    });
    let mut rest = area;
    for (action, index, outcome) in outcomes {
        let name = if index == 0 {
            name(ctx, action)
        } else {
            String::new()
        };
        let label = usize::from(yielding(LABEL, area));
        let line = line::truncate(&leads(ctx, &name, label, outcome), room);
        print_line(buf, rest, (1, 0), &line);
        rest = below(rest, 1);
    }
}

fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// How often it was tried, and where that puts it.
fn told(ctx: &Ctx, row: &Row) -> String {
    let visits = ctx.app.say(&words::tried(tried(row))[0]).to_owned();
    let survey = ctx.snapshot.survey.as_ref();
    match survey.and_then(|survey| survey.rank(row.state)) {
        Some(rank) => format!("{visits}, #{}", rank + 1),
        None => visits,
    }
}

/// So many columns, or what is left of them in a narrow area.
fn yielding(columns: u16, area: Rect) -> u16 {
    columns.saturating_sub(ALL.saturating_sub(area.width))
}

fn name(ctx: &Ctx, action: usize) -> String {
    let label = &ctx.app.world().scene.actions[action];
    format::truncate(ctx.app.say(&label.short), NAME - 1)
}

/// An action: its value as a bar and a number, how often it was tried, and what is true.
fn value(ctx: &Ctx, row: &Row, action: usize, marks: &Marks, area: Rect, buf: &mut Buffer) {
    let chosen = marks.has_star(action);
    let sign = format!("{} ", format::pad_left(&marks.sign(action), 2));
    let name = format::pad_right(&name(ctx, action), NAME);
    let slot = if chosen { Slot::Strong } else { Slot::Text };
    let head = Line::from(vec![
        Span::styled(sign, ctx.bold(Slot::Focus)),
        ctx.span(name, slot),
    ]);
    let at = print_line(buf, area, (0, 0), &head);
    let shown = inspected(ctx, row, action);
    let bar_width = yielding(BAR, area);
    let place = Rect {
        x: area.x + at,
        width: bar_width,
        height: 1,
        ..area
    };
    bar(ctx, row, (action, shown), place.intersection(area), buf);
    let figures = figures(ctx, row, (action, shown), slot);
    let room = usize::from(area.width).saturating_sub(usize::from(at + bar_width));
    print_line(
        buf,
        area,
        (at + bar_width, 0),
        &line::truncate(&figures, room),
    );
}

/// The value by its length, in layers on the scale.
fn bar(ctx: &Ctx, row: &Row, (action, shown): (usize, Shown), place: Rect, buf: &mut Buffer) {
    let layer = ctx.app.layer();
    if !layer.has_length() {
        return;
    }
    let (_, low, high) = scale(ctx);
    let truth = exact(ctx, row, action);
    let bar = match shown {
        Shown::Value(value) => ValueBar::new(value, low, high),
        Shown::Untried | Shown::Nothing => ValueBar::unknown(low, high),
    };
    bar.truth(truth)
        .stacked()
        .style(ctx.style(Slot::Text), ctx.style(Slot::Quiet))
        .render(place, buf);
}

/// The value in figures, how often it was tried, and what is true.
fn figures<'a>(ctx: &Ctx<'a>, row: &Row, (action, shown): (usize, Shown), slot: Slot) -> Line<'a> {
    let text = match (ctx.app.layer(), shown) {
        (_, Shown::Nothing) => String::new(),
        (_, Shown::Untried) => "?".to_owned(),
        (Layer::Visits, Shown::Value(value)) => format::compact(value as u64),
        (_, Shown::Value(value)) => format::short(value, 2, VALUE - 1),
    };
    let visits = format!("{}×", format::compact(row.visits[action]));
    let mut spans = vec![
        ctx.span(format::pad_left(&text, VALUE), slot),
        ctx.span(format::pad_left(&visits, 7), Slot::Quiet),
    ];
    if let Some(exact) = exact(ctx, row, action) {
        spans.push(ctx.span(format!("  Q* {}", format::short(exact, 2, 7)), Slot::Text));
    }
    Line::from(spans)
}

/// What is true of it, where that is uncovered and the action's value stands beside it.
fn exact(ctx: &Ctx, row: &Row, action: usize) -> Option<f64> {
    let values = matches!(ctx.app.layer(), Layer::Q | Layer::V | Layer::Policy);
    let beside = values && ctx.app.truth_shown() && ctx.app.chosen_over() == agent::Layer::Q;
    let truth = ctx.snapshot.truth.ready().filter(|_| beside)?;
    truth.q(row.state, action)
}

/// "up  0.63 → 931   pays 0.80".
fn leads<'a>(ctx: &Ctx<'a>, name: &str, width: usize, outcome: &Outcome) -> Line<'a> {
    let label = ctx
        .app
        .world()
        .scene
        .short_state_label(outcome.next_state as usize);
    let end = if outcome.terminated {
        ctx.say("; the end", "；结束")
    } else {
        String::new()
    };
    let pays = format!(
        "{} {}{end}",
        ctx.say("pays", "奖赏"),
        format::reward(outcome.reward)
    );
    Line::from(vec![
        ctx.span(
            format::pad_right(&format!("  {name}"), NAME + 2),
            Slot::Text,
        ),
        ctx.span(
            format!("{} → ", format::fixed(outcome.probability, 2)),
            Slot::Quiet,
        ),
        ctx.span(format::pad_right(ctx.app.say(&label), width), Slot::Text),
        ctx.span(format!(" {pays}"), Slot::Quiet),
    ])
}
