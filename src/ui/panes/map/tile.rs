//! A cell of a map with one value that stands for its state: arrow, digits, and a line as long as the value where no color tells
//! it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::Widget;

use super::super::belief::{scale, value};
use super::super::{Ctx, Marks, hazard, tried, wall};
use super::{Place, arrow_glyph, centered};
use crate::app::{BIG, Layer, format};
use crate::session::{Route, Row};
use crate::ui::colormap::{CellStyle, Level};
use crate::ui::theme::Slot;
use crate::ui::widgets::{BigNumber, CellEdge, print};

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

/// What is known of a state, as far as its cell tells it.
pub(super) struct Tile<'a> {
    pub(super) row: &'a Row,
    ground: Ground,
    pub(super) best: Vec<usize>,
    pub(super) entered: bool,
    on_route: bool,
    /// That its choice is not among the best.
    pub(super) wrong: &'static str,
}

impl<'a> Tile<'a> {
    pub(super) fn new(ctx: &Ctx, row: &'a Row) -> Self {
        let scene = &ctx.app.world().scene;
        let state = row.state as u32;
        let ground = match () {
            () if scene.goals.binary_search(&state).is_ok() => Ground::Goal,
            () if scene.walls.binary_search(&state).is_ok() => Ground::Wall,
            () if scene.is_hazard(row.state) => Ground::Hazard,
            () if ctx.mdp().is_terminal(row.state) => Ground::End,
            () => Ground::Open,
        };
        let on_route = |route: &Route| route.states.binary_search(&state).is_ok();
        let marks = Marks::new(ctx, row);
        Self {
            row,
            ground,
            entered: tried(row) > 0 || marks.optimal,
            wrong: marks.state_sign(),
            best: marks.actions,
            on_route: ctx.app.route().is_some_and(on_route),
        }
    }

    pub(super) fn draw(&self, ctx: &Ctx, place: &Place, buf: &mut Buffer) {
        if let Some(edge) = place.edge {
            edge.render(place.outside, buf);
        }
        let (area, middle) = (place.inside, place.inside.height / 2);
        match self.ground {
            Ground::Open if place.four && has_arrows(ctx) => self.draw_four(ctx, area, buf),
            Ground::Open => self.draw_one(ctx, place, buf),
            Ground::Goal => {
                fill(area, buf, (" ", ctx.style(Slot::Goal)));
                centered(area, middle, "G", ctx.bold(Slot::Goal), buf);
            }
            Ground::Hazard => fill(area, buf, hazard(ctx)),
            Ground::Wall => fill(area, buf, wall(ctx)),
            Ground::End => {
                let words = ctx.say("end", "终");
                centered(area, middle, &words, ctx.style(Slot::Quiet), buf);
            }
        }
        self.cursor(ctx, area, buf);
    }

    /// The cursor is seen once somebody moves it.
    fn cursor(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        if ctx.app.cursor_shown() && ctx.app.cursor() == self.row.state {
            let style = ctx.bold(Slot::Focus).patch(ground_of(buf, area));
            print(buf, area, (0, 0), "▸", style);
        }
    }

    /// The value that stands for the whole state in the layer.
    fn value(&self, ctx: &Ctx) -> Option<f64> {
        let values =
            || (0..ctx.mdp().n_actions()).filter_map(|action| value(ctx, self.row, action));
        match ctx.app.layer() {
            Layer::Visits => Some(tried(self.row) as f64),
            layer if layer.is_exact() => values().reduce(f64::max),
            // So that the worst on the map is the worst of all.
            Layer::Difference => {
                let truth = ctx.snapshot.truth.known()?;
                truth.worst_error(self.row.state, &self.row.values)
            }
            _ => self
                .entered
                .then(|| self.best.first().map(|&action| self.row.values[action]))?,
        }
    }

    /// How a value looks; and its place on the scale, where it has one.
    pub(super) fn style(ctx: &Ctx, value: Option<f64>) -> (CellStyle, Option<Level>) {
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

    fn draw_one(&self, ctx: &Ctx, place: &Place, buf: &mut Buffer) {
        let (area, value) = (place.inside, self.value(ctx));
        let (style, level) = Self::style(ctx, value);
        buf.set_style(area.intersection(buf.area), style.ink);
        let strong = if self.on_route {
            style.bold()
        } else {
            style.ink
        };
        if area.height == 1 {
            return self.draw_low(ctx, place, value, strong, buf);
        }
        let text = Self::text(ctx, value, level, place.room());
        let number = BigNumber::new(&text)
            .style(strong)
            .ascii(ctx.theme.is_ascii())
            .scale(digits(ctx, place));
        let high = number.height().min(area.height - 1);
        let top = (area.height - 1 - high) / 2;
        let head = self.head(ctx, place);
        // What is beside the arrow does not move it.
        let width = format::width(&head) - format::width(self.wrong);
        let column = usize::from(area.width).saturating_sub(width) / 2;
        // The first column is the learner's, as long as nothing else needs it.
        let last = usize::from(area.width).saturating_sub(format::width(&head));
        let column = column.max(1).min(last) as u16;
        print(buf, area, (column, top), &head, strong);
        self.learner(ctx, area, (column.saturating_sub(2), top), style.ink, buf);
        if high > 1 {
            let below = Rect {
                x: area.x + area.width.saturating_sub(number.width()) / 2,
                y: area.y + top + 1,
                width: number.width(),
                height: high,
            };
            number.render(below.intersection(area), buf);
        } else {
            right(area, top + 1, &text, strong, buf);
        }
        bar(ctx, value, style, CellEdge::below(place.outside), buf);
    }

    /// The start and the arrows, as far as they have room beside the learner.
    fn head(&self, ctx: &Ctx, place: &Place) -> String {
        let width = usize::from(place.inside.width);
        let room = width.saturating_sub(1);
        let arrows = self.arrows(ctx, room);
        let learner = usize::from(ctx.snapshot.state == self.row.state);
        if !self.is_start(ctx) {
            let fits = format::width(&arrows) + learner <= width;
            return if fits { arrows } else { self.wrong.to_owned() };
        }
        let wordings = [format!("S {arrows}"), format!("S{arrows}")];
        let fits = |words: &String| format::width(words) <= room;
        let fitting = wordings.into_iter().find(fits);
        fitting.unwrap_or_else(|| format!("S{}", self.wrong))
    }

    /// The learner stands beside the arrow of the state that it acts in next.
    pub(super) fn learner(
        &self,
        ctx: &Ctx,
        area: Rect,
        at: (u16, u16),
        ink: Style,
        buf: &mut Buffer,
    ) {
        if ctx.snapshot.state != self.row.state {
            return;
        }
        let style = if ink.bg.is_some() {
            ink.add_modifier(Modifier::BOLD)
        } else {
            ctx.theme.bold(Slot::LEARNER)
        };
        print(buf, area, at, "◉", style);
    }

    /// What is printed of a value.
    pub(super) fn text(ctx: &Ctx, value: Option<f64>, level: Option<Level>, room: usize) -> String {
        let Some(value) = value else {
            return "?".to_owned();
        };
        match ctx.app.layer() {
            Layer::Visits => format::compact_in(value as u64, room),
            Layer::Policy => String::new(),
            _ => {
                let flag = level.and_then(Level::flag).unwrap_or("");
                fitted(ctx, value, flag, room)
            }
        }
    }

    pub(super) fn is_start(&self, ctx: &Ctx) -> bool {
        let starts = ctx.mdp().starts();
        starts.len() == 1 && starts[0].0 as usize == self.row.state
    }

    /// The greedy directions with the sign that they are not right, where that is so: full on its route (with ASCII letters, which
    /// are all thin, twice), thin elsewhere, all of them where they are tied.
    pub(super) fn arrows(&self, ctx: &Ctx, room: usize) -> String {
        let room = room.saturating_sub(format::width(self.wrong));
        format!("{}{}", self.directions(ctx, room), self.wrong)
    }

    fn directions(&self, ctx: &Ctx, room: usize) -> String {
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
}

fn has_arrows(ctx: &Ctx) -> bool {
    let mut actions = ctx.app.world().scene.actions.iter();
    actions.all(|action| action.arrow.is_some())
}

/// How many rows of three digits have, so that all numbers of the scale have room: none where they are plain, for a projector as
/// many as there can be.
fn digits(ctx: &Ctx, place: &Place) -> u16 {
    let (outside, inside) = (place.outside, place.inside);
    let big = outside.width >= BIG.0 && outside.height >= BIG.1;
    let sizes: &[u16] = match () {
        () if ctx.theme.is_projector() => &[4, 2, 1],
        () if big => &[1],
        () => &[],
    };
    let (_, low, high) = scale(ctx);
    let ends = [low, high].map(|end| fitted(ctx, end, "", place.room()));
    let widest = ends.iter().map(|end| BigNumber::new(end).width()).max();
    let fits = |&times: &u16| {
        let wide = widest.unwrap_or(0) * times + 2;
        wide <= inside.width && BigNumber::HEIGHT * times < inside.height
    };
    sizes.iter().copied().find(fits).unwrap_or(0)
}

/// Where no color tells the value, the length of a line does, along the end of the cell. A difference goes both ways, which a line
/// from one end cannot tell.
fn bar(ctx: &Ctx, value: Option<f64>, style: CellStyle, area: Rect, buf: &mut Buffer) {
    let told = value.filter(|_| ctx.app.layer().has_length());
    if let Some(value) = told.filter(|_| !ctx.theme.fills()) {
        let (_, low, high) = scale(ctx);
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        let length = (share * f64::from(area.width)).round() as usize;
        print(buf, area, (0, 0), &"━".repeat(length), style.quiet);
    }
}

/// The value with as many decimals as the scale deserves and the room allows; where values may be negative, the others have as many.
fn fitted(ctx: &Ctx, value: f64, flag: &str, room: usize) -> String {
    let (_, low, high) = scale(ctx);
    let wished = if high.max(-low) <= 2.0 { 2 } else { 1 };
    let room = room.saturating_sub(format::width(flag));
    let fits = |&decimals: &usize| {
        let text = format::value(value, decimals);
        // A flag stands where the sign would.
        let sign = low < 0.0 && flag.is_empty() && !text.starts_with(format::MINUS);
        format::width(&text) + usize::from(sign) <= room
    };
    let decimals = (0..=wished).rev().find(fits).unwrap_or(0);
    format!("{flag}{}", format::short(value, decimals, room))
}

fn fill(area: Rect, buf: &mut Buffer, (glyph, style): (&str, Style)) {
    let row = glyph.repeat(usize::from(area.width));
    for y in 0..area.height {
        print(buf, area, (0, y), &row, style);
    }
}

/// At the right, so that digits of one weight stand below each other, with a blank before the neighbor: so the middle of the
/// number is below the arrow, which stands in the middle of the cell.
pub(super) fn right(area: Rect, row: u16, text: &str, style: Style, buf: &mut Buffer) {
    let width = format::width(text);
    let spare = usize::from(area.width).saturating_sub(width);
    // In a wide cell the text stands in the middle, in a narrow one at the right.
    let column = if usize::from(area.width) > 7 {
        spare.div_ceil(2)
    } else {
        spare.saturating_sub(1)
    };
    print(buf, area, (column as u16, row), text, style);
}

fn ground_of(buf: &Buffer, area: Rect) -> Style {
    let cell = buf.cell((area.x, area.y));
    let ground = cell.map(ratatui::buffer::Cell::style).unwrap_or_default();
    match ground.bg {
        // On a filled cell the cursor takes the cell's own ink.
        Some(Color::Reset) | None => Style::new(),
        _ => ground,
    }
}
