//! A large table: a line a state, the cursor's state first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::belief::{Shown, scale, shown};
use super::{Ctx, greedy, tried};
use crate::app::{Board, Layer, format};
use crate::session::Row;
use crate::ui::theme::Slot;
use crate::ui::widgets::print_line;

/// Columns of a state's name, sign included, at most.
const NAME: usize = 20;
/// Columns of a value, a blank at each side.
const VALUE: usize = 9;
/// Columns of the number of visits.
const VISITS: usize = 8;
/// Columns of the best action, where some actions have no room.
const BEST: usize = 12;

/// Draw heads, the cursor's state, and the states in sight.
pub(super) fn list(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    let columns = Columns::fit(ctx, board.area.width);
    let row = |index: u16| {
        Rect {
            y: board.area.y + index,
            height: 1,
            ..board.area
        }
        .intersection(board.area)
    };
    print_line(buf, row(0), (0, 0), &heads(ctx, &columns));
    print_line(
        buf,
        row(1),
        (0, 0),
        &state(ctx, &ctx.snapshot.cursor, &columns, true),
    );
    for known in &ctx.snapshot.rows {
        if let Some(place) = board.rect(known.state, 0) {
            let line = if ctx.mdp().is_terminal(known.state) {
                end(ctx, known, &columns)
            } else {
                state(ctx, known, &columns, false)
            };
            print_line(buf, place, (0, 0), &line);
        }
    }
}

/// What there is room for.
struct Columns {
    /// Columns of a state's name, its sign included.
    name: usize,
    /// The actions: all, or those around the best of the cursor's state.
    actions: Vec<usize>,
    /// Whether some are left out; then the best one has a column of its own.
    hidden: bool,
}

impl Columns {
    fn fit(ctx: &Ctx, width: u16) -> Self {
        let scene = &ctx.app.world().scene;
        let seen = ctx
            .snapshot
            .rows
            .iter()
            .map(|row| row.state)
            .chain([ctx.snapshot.cursor.state]);
        let widest = seen
            .map(|state| format::width(ctx.app.say(&scene.state_label(state))))
            .max();
        let name = (widest.unwrap_or(0) + 4).clamp(8, NAME);
        let all = ctx.mdp().n_actions();
        let room = |taken: usize| usize::from(width).saturating_sub(taken) / VALUE;
        let hidden = room(name + VISITS) < all;
        let count = if hidden {
            room(name + VISITS + BEST).clamp(1, all)
        } else {
            all
        };
        let wanted = greedy(ctx.mdp(), &ctx.snapshot.cursor)
            .first()
            .copied()
            .unwrap_or(0);
        let first = wanted.saturating_sub(count / 2).min(all - count);
        Self {
            name,
            actions: (first..first + count).collect(),
            hidden,
        }
    }
}

fn heads<'a>(ctx: &Ctx<'a>, columns: &Columns) -> Line<'a> {
    let mut spans = vec![ctx.span(
        format::pad_right(&format!("  {}", ctx.say("state", "状态")), columns.name),
        Slot::Quiet,
    )];
    for &action in &columns.actions {
        let name = ctx.app.say(&ctx.app.world().scene.actions[action].short);
        let name = format::truncate(name, VALUE - 1);
        spans.push(ctx.span(format::pad_left(&name, VALUE), Slot::Quiet));
    }
    let tried = format::pad_left(&ctx.say("tried", "试过"), VISITS);
    spans.push(ctx.span(tried, Slot::Quiet));
    if columns.hidden {
        let left_out = ctx.mdp().n_actions() - columns.actions.len();
        let words = format!("best (+{left_out})");
        spans.push(ctx.span(format::pad_left(&words, BEST), Slot::Quiet));
    }
    Line::from(spans)
}

fn state<'a>(ctx: &Ctx<'a>, row: &Row, columns: &Columns, first: bool) -> Line<'a> {
    let label = ctx.app.world().scene.state_label(row.state);
    let here = ctx.app.cursor() == row.state;
    let sign = match () {
        () if ctx.snapshot.state == row.state => "◉ ",
        () if first => "▸ ",
        () => "  ",
    };
    let name = format::truncate(ctx.app.say(&label), columns.name - 3);
    let slot = if first || here {
        Slot::Strong
    } else {
        Slot::Text
    };
    let mut spans = vec![
        Span::styled(sign, ctx.bold(Slot::Focus)),
        ctx.span(format::pad_right(&name, columns.name - 2), slot),
    ];
    let best = greedy(ctx.mdp(), row);
    spans.extend(
        columns
            .actions
            .iter()
            .map(|&action| number(ctx, row, action, &best)),
    );
    spans.push(ctx.span(
        format::pad_left(&format::compact(tried(row)), VISITS),
        Slot::Quiet,
    ));
    if columns.hidden {
        spans.push(ctx.span(
            format::pad_left(&best_name(ctx, row, &best), BEST),
            Slot::Text,
        ));
    }
    let mut line = Line::from(spans);
    if first {
        line.style = line.style.add_modifier(Modifier::BOLD);
    }
    line
}

/// The best action by name, where its column may be out of sight.
fn best_name(ctx: &Ctx, row: &Row, best: &[usize]) -> String {
    match best {
        _ if tried(row) == 0 => "?".to_owned(),
        [only] => format::truncate(
            ctx.app.say(&ctx.app.world().scene.actions[*only].short),
            BEST - 3,
        ),
        _ => ctx.say("tie", "并列"),
    }
}

/// A state that ends episodes has nothing to learn.
fn end<'a>(ctx: &Ctx<'a>, row: &Row, columns: &Columns) -> Line<'a> {
    let label = ctx.app.world().scene.state_label(row.state);
    let name = format::truncate(ctx.app.say(&label), columns.name - 3);
    let name = format!("  {}", format::pad_right(&name, columns.name - 2));
    Line::from(vec![
        ctx.span(name, Slot::Quiet),
        ctx.span(
            ctx.say("   an episode ends here", "   回合在此结束"),
            Slot::Quiet,
        ),
    ])
}

/// A value on the ground of its color; the only best one with a star.
fn number<'a>(ctx: &Ctx<'a>, row: &Row, action: usize, best: &[usize]) -> Span<'a> {
    if !ctx.mdp().is_legal(row.state, action) {
        return ctx.span(format::pad_left("–", VALUE), Slot::Quiet);
    }
    let value = match shown(ctx, row, action) {
        Shown::Value(value) => value,
        Shown::Untried => return ctx.span(format::pad_left("?", VALUE), Slot::Quiet),
        Shown::Nothing => return ctx.span(" ".repeat(VALUE), Slot::Quiet),
    };
    let star = if best == [action] { "★" } else { "" };
    let (map, low, high) = scale(ctx);
    let level = map.level(value, low, high);
    let text = match ctx.app.layer() {
        Layer::Visits => format::compact(value as u64),
        _ => format!("{}{}", level.flag().unwrap_or(""), format::value(value, 2)),
    };
    let text = format::pad_left(&format!("{star}{text}"), VALUE);
    match ctx.app.layer() {
        layer if !layer.is_on_scale() => ctx.span(text, Slot::Text),
        _ => {
            let style = map.cell(level, ctx.theme);
            Span::styled(
                text,
                if best == [action] {
                    style.bold()
                } else {
                    style.ink
                },
            )
        }
    }
}
