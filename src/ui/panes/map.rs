//! A map: a cell a state at its place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::belief::{Shown, scale, shown, value};
use super::{Ctx, greedy, tried};
use crate::app::{Board, Layer, format, words};
use crate::mdp::Arrow;
use crate::session::Row;
use crate::text::Text;
use crate::ui::colormap::{CellStyle, Level};
use crate::ui::theme::Slot;
use crate::ui::widgets::{ScrollBar, line, print, print_line};

/// Draw all cells that are in sight.
pub(super) fn map(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    for row in &ctx.snapshot.rows {
        if let Some(area) = board.rect(row.state, 0) {
            Tile::new(ctx, row).draw(ctx, board, area, buf);
        }
    }
    bars(ctx, board, buf);
}

/// Where a map that scrolls is, and that it goes on.
fn bars(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    let Some((rows, columns)) = board.map_size() else {
        return;
    };
    let (down, across) = board.bars();
    let styles = (ctx.style(Slot::Text), ctx.style(Slot::Rule));
    let bar = |first, seen, all| ScrollBar::new(first, seen, all).style(styles.0, styles.1);
    if let Some(place) = down {
        bar(board.first.0, board.seen.0, rows).render(place, buf);
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
    bar(board.first.1, board.seen.1, columns).render(place, buf);
}

/// What kind of ground a state is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    Open,
    Goal,
    Hazard,
    Wall,
    /// An episode ends here, for better or worse.
    End,
}

struct Tile<'a> {
    row: &'a Row,
    ground: Ground,
    best: Vec<usize>,
    entered: bool,
    on_route: bool,
}

impl<'a> Tile<'a> {
    fn new(ctx: &Ctx, row: &'a Row) -> Self {
        let scene = &ctx.app.world().scene;
        let state = row.state as u32;
        let ground = match () {
            () if scene.goals.binary_search(&state).is_ok() => Ground::Goal,
            () if scene.walls.binary_search(&state).is_ok() => Ground::Wall,
            () if scene.is_hazard(row.state) => Ground::Hazard,
            () if ctx.mdp().is_terminal(row.state) => Ground::End,
            () => Ground::Open,
        };
        let (route, truth) = (&ctx.snapshot.route, ctx.snapshot.truth.known());
        let on_route = |states: &[u32]| states.binary_search(&state).is_ok();
        // The truth has choices of its own, and needs no visits.
        let truth = truth.filter(|_| ctx.app.layer() == Layer::Truth);
        Self {
            row,
            ground,
            best: truth.map_or_else(
                || greedy(ctx.mdp(), row),
                |truth| truth.optimum.best(row.state).collect(),
            ),
            entered: tried(row) > 0 || truth.is_some(),
            on_route: truth.is_none()
                && route.as_ref().is_some_and(|route| on_route(&route.states)),
        }
    }

    fn draw(&self, ctx: &Ctx, board: &Board, area: Rect, buf: &mut Buffer) {
        match self.ground {
            Ground::Open if board.shows_four() && Self::has_arrows(ctx) => {
                self.draw_four(ctx, area, buf);
            }
            Ground::Open => self.draw_one(ctx, area, buf),
            Ground::Goal => fill(area, buf, " ", ctx.style(Slot::Goal)),
            Ground::Hazard => fill(
                area,
                buf,
                if ctx.theme.fills() { " " } else { "░" },
                ctx.style(Slot::Hazard),
            ),
            Ground::Wall => fill(
                area,
                buf,
                if ctx.theme.fills() { "█" } else { "▒" },
                ctx.style(Slot::Rule),
            ),
            Ground::End => centered(
                area,
                area.height / 2,
                &ctx.say("end", "终"),
                ctx.style(Slot::Quiet),
                buf,
            ),
        }
        if self.ground == Ground::Goal {
            centered(area, area.height / 2, "G", ctx.bold(Slot::Goal), buf);
        }
        self.cursor(ctx, area, buf);
    }

    fn has_arrows(ctx: &Ctx) -> bool {
        ctx.app
            .world()
            .scene
            .actions
            .iter()
            .all(|action| action.arrow.is_some())
    }

    /// The state under the cursor is underlined once somebody moves it.
    fn cursor(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        if ctx.app.cursor_shown() && ctx.app.cursor() == self.row.state {
            print(
                buf,
                area,
                (0, 0),
                "▸",
                ctx.bold(Slot::Focus).patch(ground_of(buf, area)),
            );
        }
    }

    /// The value that stands for the whole state in the layer.
    fn value(&self, ctx: &Ctx) -> Option<f64> {
        let values =
            || (0..ctx.mdp().n_actions()).filter_map(|action| value(ctx, self.row, action));
        match ctx.app.layer() {
            Layer::Visits => Some(tried(self.row) as f64),
            Layer::Truth => values().reduce(f64::max),
            // Of what is shown beside it: the value of its choice and the best that there is.
            Layer::Difference => {
                let truth = ctx
                    .snapshot
                    .truth
                    .known()?
                    .optimum
                    .v(self.row.state)
                    .finite()?;
                let learned = self.best.first().filter(|_| self.entered);
                learned.map(|&action| self.row.values[action] - truth)
            }
            _ => self
                .entered
                .then(|| self.best.first().map(|&action| self.row.values[action]))?,
        }
    }

    fn style(ctx: &Ctx, value: Option<f64>) -> (CellStyle, Option<Level>) {
        let colored = value.filter(|_| ctx.app.layer().is_on_scale());
        let (map, low, high) = scale(ctx);
        let plain = CellStyle {
            ink: ctx.style(Slot::Text),
            quiet: ctx.style(Slot::Quiet),
        };
        match colored {
            Some(value) => {
                let level = map.level(value, low, high);
                (map.cell(level, ctx.theme), Some(level))
            }
            None => (plain, None),
        }
    }

    fn draw_one(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let value = self.value(ctx);
        let (style, level) = Self::style(ctx, value);
        buf.set_style(area.intersection(buf.area), style.ink);
        let room = usize::from(area.width).saturating_sub(1);
        let arrows = self.arrows(ctx, room.saturating_sub(1));
        // In a single row the arrow goes before decimals.
        let beside = if area.height == 1 {
            room.saturating_sub(format::width(&arrows))
        } else {
            room
        };
        let text = Self::text(ctx, value, level, if beside >= 2 { beside } else { room });
        let strong = if self.on_route {
            style.bold()
        } else {
            style.ink
        };
        let top = u16::from(area.height >= 4);
        if area.height == 1 {
            let both = format!("{arrows}{text}");
            let fits = format::width(&both) <= room && !text.contains('…');
            let alone = || Self::text(ctx, value, level, room);
            right(area, 0, &if fits { both } else { alone() }, strong, buf);
            return;
        }
        let start = if self.is_start(ctx) { "S " } else { "" };
        centered(area, top, &format!("{start}{arrows}"), strong, buf);
        right(area, top + 1, &text, strong, buf);
        self.learner(ctx, area, top, style.ink, buf);
        if !ctx.theme.fills() && area.height >= top + 3 {
            let below = Rect {
                x: area.x + 1,
                y: area.y + top + 2,
                width: area.width.saturating_sub(2),
                height: 1,
            };
            Self::bar(ctx, value, style, below, buf);
        }
    }

    /// Where no color tells the value, the length of a line does. A difference goes both ways, which a line from one end cannot
    /// tell.
    fn bar(ctx: &Ctx, value: Option<f64>, style: CellStyle, area: Rect, buf: &mut Buffer) {
        let layer = ctx.app.layer();
        let told = value.filter(|_| layer.is_on_scale() && layer != Layer::Difference);
        if let Some(value) = told {
            let (_, low, high) = scale(ctx);
            let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
            let length = (share * f64::from(area.width)).round() as usize;
            print(buf, area, (0, 0), &"━".repeat(length), style.quiet);
        }
    }

    /// The learner stands beside the arrow of the state that it acts in next.
    fn learner(&self, ctx: &Ctx, area: Rect, row: u16, ink: Style, buf: &mut Buffer) {
        if ctx.snapshot.state == self.row.state {
            let style = ctx
                .theme
                .bold(Slot::LEARNER)
                .patch(Style { fg: None, ..ink });
            let contrast = if ink.bg.is_some() {
                ink.add_modifier(Modifier::BOLD)
            } else {
                style
            };
            print(buf, area, (0, row), "◉", contrast);
        }
    }

    fn text(ctx: &Ctx, value: Option<f64>, level: Option<Level>, room: usize) -> String {
        let Some(value) = value else {
            return "?".to_owned();
        };
        match ctx.app.layer() {
            Layer::Visits => format::compact(value as u64),
            Layer::Policy => String::new(),
            _ => {
                let flag = level.and_then(Level::flag).unwrap_or("");
                fitted(ctx, value, flag, room)
            }
        }
    }

    fn is_start(&self, ctx: &Ctx) -> bool {
        let starts = ctx.mdp().starts();
        starts.len() == 1 && starts[0].0 as usize == self.row.state
    }

    /// The greedy directions: full on its route (with ASCII letters, which are all thin, twice), thin elsewhere, all of them
    /// where they are tied.
    fn arrows(&self, ctx: &Ctx, room: usize) -> String {
        if !self.entered {
            return String::new();
        }
        let actions = &ctx.app.world().scene.actions;
        let times = 1 + usize::from(self.on_route && ctx.theme.is_ascii());
        let glyph = |&action: &usize| match actions[action].arrow {
            Some(arrow) => arrow_glyph(arrow, self.on_route).repeat(times),
            None => ctx
                .app
                .say(&actions[action].short)
                .chars()
                .take(1)
                .collect(),
        };
        let arrows: String = self.best.iter().map(glyph).collect();
        if format::width(&arrows) <= room {
            arrows
        } else {
            ctx.say("tie", "平")
        }
    }

    /// A value in each direction, on a ground of its own.
    fn draw_four(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let actions = &ctx.app.world().scene.actions;
        let half = area.width / 2;
        let third = area.height / 3;
        for (action, label) in actions.iter().enumerate() {
            let Some(arrow) = label.arrow else { continue };
            let part = match arrow {
                Arrow::Up => Rect {
                    height: third,
                    ..area
                },
                Arrow::Down => Rect {
                    y: area.bottom() - third,
                    height: third,
                    ..area
                },
                Arrow::Left => Rect {
                    y: area.y + third,
                    height: area.height - 2 * third,
                    width: half,
                    ..area
                },
                Arrow::Right => Rect {
                    x: area.x + half,
                    y: area.y + third,
                    width: area.width - half,
                    height: area.height - 2 * third,
                },
            };
            self.draw_quarter(ctx, action, arrow, part, buf);
        }
        let middle = Rect {
            y: area.y + third,
            height: 1,
            ..area
        };
        let arrows = self.arrows(ctx, usize::from(half));
        let start = if self.is_start(ctx) { "S" } else { "" };
        let present = if ctx.snapshot.state == self.row.state {
            "◉"
        } else {
            ""
        };
        let marks = format!("{start}{present}{arrows}");
        over(middle, &marks, buf);
    }

    fn draw_quarter(&self, ctx: &Ctx, action: usize, arrow: Arrow, part: Rect, buf: &mut Buffer) {
        let shown = shown(ctx, self.row, action);
        let value = match shown {
            Shown::Value(value) => Some(value),
            Shown::Untried | Shown::Nothing => None,
        };
        let (style, level) = Self::style(ctx, value);
        buf.set_style(part.intersection(buf.area), style.ink);
        let text = match (ctx.app.layer(), shown) {
            (Layer::Policy, _) | (_, Shown::Nothing) => String::new(),
            // One blank is left between neighbors.
            _ => Self::text(
                ctx,
                value,
                level,
                usize::from(part.width.saturating_sub(1).min(6)),
            ),
        };
        let ink = if self.best.contains(&action) && self.entered {
            style.bold()
        } else {
            style.quiet
        };
        let row = if arrow == Arrow::Up {
            0
        } else {
            part.height.saturating_sub(1)
        };
        centered(part, row, &text, ink, buf);
    }
}

/// The value with as many decimals as the scale deserves and the room allows; where values may be negative, the others have as many.
fn fitted(ctx: &Ctx, value: f64, flag: &str, room: usize) -> String {
    let scale = ctx.snapshot.scale;
    let wished = if scale.high - scale.low <= 2.0 { 2 } else { 1 };
    let room = room.saturating_sub(format::width(flag));
    let fits = |&decimals: &usize| {
        let text = format::value(value, decimals);
        let sign = scale.low < 0.0 && !text.starts_with(format::MINUS);
        format::width(&text) + usize::from(sign) <= room
    };
    let decimals = (0..=wished).rev().find(fits).unwrap_or(0);
    format!("{flag}{}", format::short(value, decimals, room))
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

fn fill(area: Rect, buf: &mut Buffer, glyph: &str, style: Style) {
    let row = glyph.repeat(usize::from(area.width));
    for y in 0..area.height {
        print(buf, area, (0, y), &row, style);
    }
}

fn centered(area: Rect, row: u16, text: &str, style: Style, buf: &mut Buffer) {
    let column = usize::from(area.width).saturating_sub(format::width(text)) / 2;
    print(buf, area, (column as u16, row), text, style);
}

/// At the right, so that digits of one weight stand below each other, with a blank before the neighbor.
fn right(area: Rect, row: u16, text: &str, style: Style, buf: &mut Buffer) {
    let width = format::width(text);
    let spare = usize::from(area.width).saturating_sub(width);
    // In a wide cell the text stands in the middle, in a narrow one at the right.
    let column = if usize::from(area.width) > 7 {
        spare.div_ceil(2)
    } else {
        spare.min(usize::from(area.width))
    };
    print(buf, area, (column as u16, row), text, style);
}

/// Text over what is there, in the ink that is right for each ground.
fn over(area: Rect, text: &str, buf: &mut Buffer) {
    let column = usize::from(area.width).saturating_sub(format::width(text)) / 2;
    for (index, glyph) in text.chars().enumerate() {
        let x = area.x + (column + index) as u16;
        if area.intersection(buf.area).contains((x, area.y).into()) {
            let cell = &mut buf[(x, area.y)];
            cell.set_char(glyph);
            cell.modifier |= Modifier::BOLD;
        }
    }
}

fn ground_of(buf: &Buffer, area: Rect) -> Style {
    let cell = buf.cell((area.x, area.y));
    let ground = cell.map(ratatui::buffer::Cell::style).unwrap_or_default();
    match ground.bg {
        // On a filled cell the cursor takes the cell's own ink.
        Some(ratatui::style::Color::Reset) | None => Style::new(),
        _ => ground,
    }
}

/// The inspector tells all action values, also where the map shows only what becomes of them.
fn inspected(ctx: &Ctx, row: &Row, action: usize) -> Shown {
    match ctx.app.layer() {
        Layer::V | Layer::Policy if row.visits[action] == 0 => Shown::Untried,
        Layer::V | Layer::Policy => Shown::Value(row.values[action]),
        _ => shown(ctx, row, action),
    }
}

/// One line about the state under the cursor: all its values, and how often it was tried.
pub(super) fn inspector(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let row = &ctx.snapshot.cursor;
    let scene = &ctx.app.world().scene;
    let narrow = area.width < 60;
    let label = if narrow {
        scene.short_state_label(row.state)
    } else {
        scene.state_label(row.state)
    };
    let scale = ctx.snapshot.scale;
    let decimals = if narrow && scale.high - scale.low > 2.0 {
        1
    } else {
        2
    };
    let mut items = vec![Line::from(vec![
        Span::styled("▸ ", ctx.bold(Slot::Focus)),
        ctx.span(ctx.app.say(&label), Slot::Text),
    ])];
    let best = greedy(ctx.mdp(), row);
    for action in ctx.mdp().legal(row.state) {
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
        let slot = if best == [action] {
            Slot::Strong
        } else {
            Slot::Text
        };
        items.push(Line::from(vec![
            ctx.span(format!("{name} "), Slot::Quiet),
            ctx.span(text, slot),
        ]));
    }
    let visits = ctx.app.say(&words::tried(tried(row))).to_owned();
    items.push(Line::from(ctx.span(visits, Slot::Quiet)));
    let line = line::fit_items(items, 2, usize::from(area.width).saturating_sub(1));
    print_line(buf, area, (0, 0), &line);
}
