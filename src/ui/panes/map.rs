//! A map: a cell a state at its place.

mod four;
mod low;
mod tile;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::belief::{Shown, scale, shown};
use super::{Ctx, Marks, tried};
use crate::app::{Board, Layer, format, words};
use crate::mdp::Arrow;
use crate::session::Row;
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{CellEdge, line, print, print_line};
use tile::Tile;

/// Draw all cells that are in sight.
pub(super) fn map(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    for row in &ctx.snapshot.rows {
        if let Some(place) = Place::of(ctx, board, row.state) {
            Tile::new(ctx, row).draw(ctx, &place, buf);
        }
    }
    bars(ctx, board, buf);
}

/// Where a state is drawn.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// What is its own.
    inside: Rect,
    /// The same with the lines that end it, where there are any.
    outside: Rect,
    /// Those lines.
    edge: Option<CellEdge>,
    /// Whether there is room for a value in each direction.
    four: bool,
}

impl Place {
    /// Where a state is drawn; none if it is out of sight. A cell that is not filled ends with lines: in the gap to the next one,
    /// or within the cell where there is none.
    fn of(ctx: &Ctx, board: &Board, state: usize) -> Option<Self> {
        let cell = board.rect(state, 0)?;
        let outside = Rect {
            width: cell.width + board.gap.0,
            height: cell.height + board.gap.1,
            ..cell
        };
        let four = board.shows_four();
        Some(if ctx.app.frames_map() {
            let edge = CellEdge::new(board.is_first(state), board.is_last(state));
            Self {
                inside: CellEdge::inside(outside),
                outside,
                edge: Some(edge.style(ctx.frame())),
                four,
            }
        } else {
            Self {
                inside: cell,
                outside: cell,
                edge: None,
                four,
            }
        })
    }

    /// The columns that a text may take so that it does not touch the neighbor's.
    fn room(&self) -> usize {
        usize::from(self.outside.width.saturating_sub(1))
    }
}

/// Where a map that scrolls is, that it goes on, and where on it the learner is.
fn bars(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    let Some((rows, columns)) = board.map_size() else {
        return;
    };
    let (down, across) = board.bars();
    let learner = ctx.snapshot.state;
    if let Some(place) = down {
        let bar = ctx.scroll_bar((board.first.0, board.seen.0, rows), learner / columns);
        bar.render(place, buf);
    }
    let Some(place) = across else { return };
    let last = (
        board.first.0 + board.seen.0 - 1,
        board.first.1 + board.seen.1 - 1,
    );
    let words = Text::pair(
        format!(
            " rows {}–{} of {rows}, columns {}–{} of {columns} ",
            board.first.0, last.0, board.first.1, last.1
        ),
        format!(
            " 第 {}–{} 行，共 {rows} 行；第 {}–{} 列，共 {columns} 列 ",
            board.first.0, last.0, board.first.1, last.1
        ),
    );
    let words = ctx.app.say(&words);
    let width = format::width(words) as u16;
    let words = if width + 20 < place.width { words } else { "" };
    let at = print(buf, place, (0, 0), words, ctx.style(Slot::Quiet));
    let place = Rect {
        x: place.x + at,
        width: place.width - at,
        ..place
    };
    let bar = ctx.scroll_bar((board.first.1, board.seen.1, columns), learner % columns);
    bar.render(place, buf);
}

fn arrow_glyph(arrow: Arrow, on_route: bool) -> &'static str {
    match (arrow, on_route) {
        (Arrow::Up, true) => "▲",
        (Arrow::Right, true) => "▶",
        (Arrow::Down, true) => "▼",
        (Arrow::Left, true) => "◀",
        (Arrow::Up, false) => "↑",
        (Arrow::Right, false) => "→",
        (Arrow::Down, false) => "↓",
        (Arrow::Left, false) => "←",
    }
}

fn centered(area: Rect, row: u16, text: &str, style: Style, buf: &mut Buffer) {
    let column = usize::from(area.width).saturating_sub(format::width(text)) / 2;
    print(buf, area, (column as u16, row), text, style);
}

/// The inspector tells all action values, also where the map or the table shows only what becomes of them.
pub(super) fn inspected(ctx: &Ctx, row: &Row, action: usize) -> Shown {
    match ctx.app.layer() {
        Layer::V | Layer::Policy if row.visits[action] == 0 => Shown::Untried,
        Layer::V | Layer::Policy => Shown::Value(row.values[action]),
        _ => shown(ctx, row, action),
    }
}

/// One line about the state under the cursor: all its values, and how often it was tried. Gives the column after it.
pub(super) fn inspector(ctx: &Ctx, area: Rect, buf: &mut Buffer) -> u16 {
    let row = &ctx.snapshot.cursor;
    let scene = &ctx.app.world().scene;
    let narrow = area.width < 60;
    let label = if narrow {
        scene.short_state_label(row.state)
    } else {
        scene.state_label(row.state)
    };
    let (_, low, high) = scale(ctx);
    let decimals = if narrow && high.max(-low) > 2.0 { 1 } else { 2 };
    let mut items = vec![Line::from(vec![
        Span::styled("▸ ", ctx.bold(Slot::Focus)),
        ctx.span(ctx.app.say(&label), Slot::Text),
    ])];
    let marks = Marks::new(ctx, row);
    let is_wall = scene.walls.binary_search(&(row.state as u32)).is_ok();
    let nothing_to_learn = match () {
        () if is_wall => Some(ctx.say("wall", "墙")),
        () if ctx.mdp().is_terminal(row.state) => {
            Some(ctx.say("an episode ends here", "回合在此结束"))
        }
        () => None,
    };
    let learns = nothing_to_learn.is_none();
    items.extend(nothing_to_learn.map(|words| Line::from(ctx.span(words, Slot::Quiet))));
    for action in ctx.mdp().legal(row.state).filter(|_| learns) {
        let name = match scene.actions[action].arrow {
            Some(arrow) => arrow_glyph(arrow, false).to_owned(),
            None => ctx.app.say(&scene.actions[action].short).to_owned(),
        };
        let text = match inspected(ctx, row, action) {
            Shown::Value(value) if ctx.app.layer() == Layer::Visits => {
                format::compact(value as u64)
            }
            Shown::Value(value) => format::short(value, decimals, 9),
            Shown::Untried | Shown::Nothing => "?".to_owned(),
        };
        let slot = if marks.has_star(action) {
            Slot::Strong
        } else {
            Slot::Text
        };
        items.push(Line::from(vec![
            ctx.span(format!("{name} "), Slot::Quiet),
            ctx.span(text, slot),
        ]));
    }
    if learns {
        let visits = ctx.app.say(&words::tried(tried(row))[0]).to_owned();
        items.push(Line::from(ctx.span(visits, Slot::Quiet)));
    }
    let line = line::fit_items(items, 2, usize::from(area.width).saturating_sub(1));
    print_line(buf, area, (0, 0), &line)
}
