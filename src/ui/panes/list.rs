//! A large table: a line a state, the cursor's state first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::belief::{Shown, scale, shown};
use super::{Ctx, Marks, tried};
use crate::app::{Board, Layer, Shape, VALUE, VISITS, WIDE_VALUE, format};
use crate::session::Row;
use crate::ui::theme::Slot;
use crate::ui::widgets::{ValueBar, print, print_line};

/// Columns of a state's name, sign included, at most while something else needs the room.
const NAME: usize = 20;
/// Columns of the digits of a value, and of what may stand before them: "★▾−12.34".
const DIGITS: usize = 8;
/// Columns of a bar beside them, at least.
const LEAST_BAR: usize = 3;
/// Columns of the best action, where some actions have no room.
const BEST: usize = 12;

/// Draw heads, the cursor's state, a rule below it, and the states in sight.
pub(super) fn list(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    // Two columns are left: a blank, and the bar that says which lines are seen.
    let columns = Columns::fit(ctx, board.area.width.saturating_sub(2));
    let row = |index: u16| {
        Rect {
            y: board.area.y + index,
            height: 1,
            ..board.area
        }
        .intersection(board.area)
    };
    print_line(buf, row(0), (0, 0), &heads(ctx, &columns));
    draw_state(ctx, &ctx.snapshot.cursor, &columns, None, row(1), buf);
    // It is no line of the table: it stands there wherever that is scrolled to.
    let rule = "─".repeat(columns.width());
    print(buf, row(2), (0, 0), &rule, ctx.style(Slot::Rule));
    columns.rules(ctx, "┼", row(2), buf);
    for (index, known) in ctx.snapshot.rows.iter().enumerate() {
        let place = match board.shape {
            Shape::Ranking => board.line(index),
            _ => board.rect(known.state, 0),
        };
        if let Some(place) = place {
            let count = visits(ctx, board, index, known);
            draw_state(ctx, known, &columns, Some(count), place, buf);
        }
    }
    if let Some(place) = board.list_bar(columns.width() as u16) {
        let part = (board.first.0, board.seen.0, ctx.mdp().n_states());
        ctx.scroll_bar(part, ctx.snapshot.state).render(place, buf);
    }
}

/// A line of the table: a state, tried so often; without a count it is the cursor's.
fn draw_state(
    ctx: &Ctx,
    row: &Row,
    columns: &Columns,
    count: Option<u64>,
    place: Rect,
    buf: &mut Buffer,
) {
    if count.is_some() && ctx.mdp().is_terminal(row.state) {
        print_line(buf, place, (0, 0), &end(ctx, row, columns));
        return;
    }
    print_line(buf, place, (0, 0), &state(ctx, row, columns, count));
    columns.rules(ctx, "│", place, buf);
    for (index, &action) in columns.actions.iter().enumerate() {
        let place = columns.bar(index, place);
        bar(ctx, row, action, place.intersection(buf.area), buf);
    }
}

/// Where no color tells a value, its length does.
fn bar(ctx: &Ctx, row: &Row, action: usize, place: Rect, buf: &mut Buffer) {
    let told = ctx.app.layer().has_length() && ctx.mdp().is_legal(row.state, action);
    let Shown::Value(value) = shown(ctx, row, action) else {
        return;
    };
    if told && !ctx.theme.fills() {
        let (_, low, high) = scale(ctx);
        ValueBar::new(value, low, high)
            .stacked()
            .style(ctx.style(Slot::Text), ctx.style(Slot::Quiet))
            .render(place, buf);
    }
}

/// How often a state was tried, in a ranking as of when that was made: else it would not be in order.
fn visits(ctx: &Ctx, board: &Board, index: usize, row: &Row) -> u64 {
    let survey = ctx
        .snapshot
        .survey
        .as_ref()
        .filter(|_| board.shape == Shape::Ranking);
    let ranked = survey.and_then(|survey| survey.ranking.get(board.first.0 + index));
    let ranked = ranked.filter(|ranked| ranked.state as usize == row.state);
    ranked.map_or(tried(row), |ranked| ranked.visits)
}

/// What there is room for.
struct Columns {
    /// Columns of a state's name, its sign included.
    name: usize,
    /// Columns of a value.
    value: usize,
    /// The actions: all, or those around the best of the cursor's state.
    actions: Vec<usize>,
    /// Whether some are left out; then the best one has a column of its own.
    hidden: bool,
    /// Whether a line ends each value: where no ground does.
    ruled: bool,
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
        let wished = (widest.unwrap_or(0) + 4).max(8);
        let name = wished.min(NAME);
        let all = ctx.mdp().n_actions();
        let room = |taken: usize| usize::from(width).saturating_sub(taken) / VALUE;
        let hidden = room(name + VISITS) < all;
        let count = if hidden {
            room(name + VISITS + BEST).clamp(1, all)
        } else {
            all
        };
        let wanted = Marks::new(ctx, &ctx.snapshot.cursor)
            .actions
            .first()
            .copied()
            .unwrap_or(0);
        let first = wanted.saturating_sub(count / 2).min(all - count);
        let actions: Vec<usize> = (first..first + count).collect();
        // What is left goes to the names of actions, then to those of states.
        let taken = VISITS + if hidden { BEST } else { 0 };
        let rest = usize::from(width).saturating_sub(name + taken) / count;
        let label = |&action: &usize| format::width(ctx.app.say(&scene.actions[action].short));
        let widest = actions.iter().map(label).max().unwrap_or(0);
        let value = (widest + 2).clamp(VALUE, WIDE_VALUE).min(rest.max(VALUE));
        let room = usize::from(width).saturating_sub(taken);
        let name = wished.min(room.saturating_sub(value * count).max(name));
        Self {
            name,
            // And then to the values.
            value: (room.saturating_sub(name) / count).clamp(value, WIDE_VALUE),
            actions,
            hidden,
            ruled: !ctx.theme.fills(),
        }
    }

    /// The columns of a value that its digits and what comes before them may take.
    fn room(&self) -> usize {
        self.value - usize::from(self.ruled) - usize::from(self.value > VALUE)
    }

    /// A text at the right of a value's columns, as far as those are its own.
    fn cell(&self, text: &str) -> String {
        let text = format::pad_left(text, self.room());
        format::pad_right(&text, self.value)
    }

    /// The columns between the left end of a line of the table and a value.
    fn before(&self, index: usize) -> u16 {
        (self.name + index * self.value) as u16
    }

    /// Where on a line of the table the bar of a value has room: beside its digits, if at all.
    fn bar(&self, index: usize, line: Rect) -> Rect {
        let room = self.room().saturating_sub(DIGITS + 1);
        let room = Some(room).filter(|&room| room >= LEAST_BAR);
        Rect {
            x: line.x + self.before(index),
            width: room.unwrap_or(0) as u16,
            ..line
        }
    }

    /// Draw the lines between values on a line of the table.
    fn rules(&self, ctx: &Ctx, glyph: &str, line: Rect, buf: &mut Buffer) {
        let ends = (0..=self.actions.len()).map(|index| self.before(index) - 1);
        for at in ends.filter(|_| self.ruled) {
            print(buf, line, (at, 0), glyph, ctx.frame());
        }
    }

    /// All of them together.
    fn width(&self) -> usize {
        let best = if self.hidden { BEST } else { 0 };
        self.name + self.value * self.actions.len() + VISITS + best
    }
}

fn heads<'a>(ctx: &Ctx<'a>, columns: &Columns) -> Line<'a> {
    let mut spans = vec![ctx.span(
        format::pad_right(&format!("  {}", ctx.say("state", "状态")), columns.name),
        Slot::Quiet,
    )];
    for &action in &columns.actions {
        let name = ctx.app.say(&ctx.app.world().scene.actions[action].short);
        let name = format::truncate(name, columns.room().min(columns.value - 1));
        spans.push(ctx.span(columns.cell(&name), Slot::Quiet));
    }
    let tried = format::pad_left(&ctx.say("tried", "试过"), VISITS);
    spans.push(ctx.span(tried, Slot::Quiet));
    if columns.hidden {
        let left_out = ctx.mdp().n_actions() - columns.actions.len();
        let words = format!("{} (+{left_out})", ctx.say("best", "最优"));
        spans.push(ctx.span(format::pad_left(&words, BEST), Slot::Quiet));
    }
    Line::from(spans)
}

/// A state, tried so often; without a count it is the cursor's state, which stands first.
fn state<'a>(ctx: &Ctx<'a>, row: &Row, columns: &Columns, count: Option<u64>) -> Line<'a> {
    let first = count.is_none();
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
    let marks = Marks::new(ctx, row);
    spans.extend(
        columns
            .actions
            .iter()
            .map(|&action| number(ctx, row, action, &marks, columns)),
    );
    spans.push(ctx.span(
        format::pad_left(&format::compact(count.unwrap_or(tried(row))), VISITS),
        Slot::Quiet,
    ));
    if columns.hidden {
        spans.push(ctx.span(
            format::pad_left(&best_name(ctx, row, &marks), BEST),
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
fn best_name(ctx: &Ctx, row: &Row, marks: &Marks) -> String {
    match marks.actions[..] {
        [] => "?".to_owned(),
        _ if tried(row) == 0 && !marks.optimal => "?".to_owned(),
        [only] => {
            let name = ctx.app.say(&ctx.app.world().scene.actions[only].short);
            let sign = marks.state_sign();
            let name = format::truncate(name, BEST - 3 - format::width(sign));
            format!("{sign}{name}")
        }
        _ => format!("{}{}", marks.state_sign(), ctx.say("tie", "并列")),
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

/// A value on the ground of its color, with the signs of the layer's marks.
fn number<'a>(
    ctx: &Ctx<'a>,
    row: &Row,
    action: usize,
    marks: &Marks,
    columns: &Columns,
) -> Span<'a> {
    if !ctx.mdp().is_legal(row.state, action) {
        return ctx.span(columns.cell("–"), Slot::Quiet);
    }
    let sign = marks.sign(action);
    let value = match shown(ctx, row, action) {
        Shown::Value(value) => value,
        Shown::Untried => return ctx.span(columns.cell(&format!("{sign}?")), Slot::Quiet),
        Shown::Nothing => return ctx.span(columns.cell(&sign), Slot::Quiet),
    };
    let marked = marks.has_star(action);
    let (map, low, high) = scale(ctx);
    let level = map.level(value, low, high);
    let flag = level
        .flag()
        .filter(|_| ctx.app.layer() != Layer::Visits)
        .unwrap_or("");
    let taken = format::width(&sign) + format::width(flag);
    let room = columns.room().min(columns.value - 1).saturating_sub(taken);
    let text = match ctx.app.layer() {
        Layer::Visits => format::compact(value as u64),
        _ => format!("{flag}{}", format::short(value, 2, room)),
    };
    let text = columns.cell(&format!("{sign}{text}"));
    match ctx.app.layer() {
        layer if !layer.is_on_scale() => ctx.span(text, Slot::Text),
        _ => {
            let style = map.cell(level, ctx.theme);
            Span::styled(text, if marked { style.bold() } else { style.ink })
        }
    }
}
