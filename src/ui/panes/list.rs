//! A large table: a line a state, the cursor's state first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::belief::{scale, value};
use super::{Ctx, greedy, tried};
use crate::app::{Board, Layer, format};
use crate::session::Row;
use crate::ui::theme::Slot;
use crate::ui::widgets::{line, print_line};

/// Columns of a state's name.
const NAME: usize = 20;
/// Columns of a value, a blank at each side.
const VALUE: usize = 9;
/// Columns of the number of visits.
const VISITS: usize = 8;

/// Draw heads, the cursor's state, and the states in sight.
pub(super) fn list(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    let columns = columns(ctx, board.area.width);
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
            print_line(buf, place, (0, 0), &state(ctx, known, &columns, false));
        }
    }
}

/// The actions that there is room for: all, or those around the best of the cursor's state.
fn columns(ctx: &Ctx, width: u16) -> Vec<usize> {
    let actions = ctx.mdp().n_actions();
    let room = (usize::from(width).saturating_sub(NAME + VISITS + 2) / VALUE).clamp(1, actions);
    let wanted = greedy(ctx.mdp(), &ctx.snapshot.cursor)
        .first()
        .copied()
        .unwrap_or(0);
    let first = if room == actions {
        0
    } else {
        wanted.saturating_sub(room / 2).min(actions - room)
    };
    (first..first + room).collect()
}

fn heads<'a>(ctx: &Ctx<'a>, columns: &[usize]) -> Line<'a> {
    let mut spans = vec![ctx.span(
        format::pad_right(&format!("  {}", ctx.say("state", "状态")), NAME),
        Slot::Quiet,
    )];
    for &action in columns {
        let name = ctx.app.say(&ctx.app.world().scene.actions[action].short);
        let name = format::truncate(name, VALUE - 1);
        spans.push(ctx.span(format::pad_left(&name, VALUE), Slot::Quiet));
    }
    spans.push(ctx.span(
        format::pad_left(&ctx.say("tried", "试过"), VISITS),
        Slot::Quiet,
    ));
    Line::from(spans)
}

fn state<'a>(ctx: &Ctx<'a>, row: &Row, columns: &[usize], first: bool) -> Line<'a> {
    let label = ctx.app.world().scene.state_label(row.state);
    let here = ctx.app.cursor() == row.state;
    let sign = match () {
        () if ctx.snapshot.state == row.state => "◉ ",
        () if here => "▸ ",
        () => "  ",
    };
    let name = format::truncate(ctx.app.say(&label), NAME - 3);
    let slot = if first || here {
        Slot::Strong
    } else {
        Slot::Text
    };
    let mut spans = vec![
        Span::styled(sign, ctx.bold(Slot::Focus)),
        ctx.span(format::pad_right(&name, NAME - 2), slot),
    ];
    let best = greedy(ctx.mdp(), row);
    spans.extend(
        columns
            .iter()
            .map(|&action| number(ctx, row, action, &best)),
    );
    spans.push(ctx.span(
        format::pad_left(&format::compact(tried(row)), VISITS),
        Slot::Quiet,
    ));
    let mut line = line::truncate(&Line::from(spans), usize::from(u16::MAX));
    if first {
        line.style = line.style.add_modifier(Modifier::BOLD);
    }
    line
}

/// A value on the ground of its color; the only best one with a star.
fn number<'a>(ctx: &Ctx<'a>, row: &Row, action: usize, best: &[usize]) -> Span<'a> {
    if !ctx.mdp().is_legal(row.state, action) {
        return ctx.span(format::pad_left("–", VALUE), Slot::Quiet);
    }
    let tried = row.visits[action] > 0 || ctx.app.layer() == Layer::Truth;
    let Some(value) = value(ctx, row, action).filter(|_| tried) else {
        return ctx.span(format::pad_left("?", VALUE), Slot::Quiet);
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
        Layer::Visits | Layer::Policy => ctx.span(text, Slot::Text),
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
