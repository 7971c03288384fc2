//! How the states of a world are laid out in the belief pane: big cells, a list that scrolls, the most visited of very many, or
//! a map.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

use super::format;
use super::overview::Overview;
use super::places::Look;
use crate::mdp::{Layout, World};
use crate::session::{MOST_STATES, Window};
use crate::text::{Lang, Text};

/// Columns of a value in a list, a blank before it.
pub const VALUE: usize = 9;
/// More of them where room is left, but at most so many, or the table would fall apart.
pub const WIDE_VALUE: usize = 18;
/// Columns of the number of visits in a list.
pub const VISITS: usize = 7;
/// Columns of a list that no state takes: the sign before its name and the blanks after it, and at the end a blank and a bar.
const MARGINS: usize = 6;
/// The columns that a name has at least.
const SHORTEST: usize = 4;
/// The lines of a table above its states: heads, the cursor's state, and a rule that parts it from them.
pub(super) const ABOVE: u16 = 3;
/// Room for the names of states beside big cells.
pub const NAMES: u16 = 14;
/// From this size on a cell of a table shows its value in big digits.
pub const BIG: (u16, u16) = (24, 6);
/// From this size on it also shows how its value went.
const TRACED: (u16, u16) = (30, 11);
/// The largest cell of a table beside other panes; only a pane that has the screen, or is read from afar, has use for more.
const LARGEST: (u16, u16) = (52, 13);
/// From this size on a cell of a map shows a value in each direction, the arrow above those in the middle.
const FOUR: (u16, u16) = (12, 4);
/// From this height on a cell of a map that is framed has a line below it.
pub const CLOSED: u16 = 3;
/// The smallest cell of a map: "0.63" and a blank.
const LEAST_MAP: u16 = 5;
/// The width of a cell of a map that has to scroll: the learner or a blank, the arrow, "≠", a blank, and "−12.6".
const SCROLLED_MAP: u16 = 9;
/// Up to this width a cell of a map may be much wider than high.
const WIDE_MAP: u16 = 14;

/// How the states are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A row of cells a state, a cell an action.
    Cells,
    /// A line a state.
    List,
    /// A line for each of the most visited states, and what is known of all of them.
    Ranking,
    /// A cell a state, at its place on the map.
    Map {
        /// Columns of the whole map.
        columns: usize,
    },
}

/// The layout of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Board {
    /// What kind it is.
    pub shape: Shape,
    /// Where the cells or lines are, names and heads included.
    pub area: Rect,
    /// What is left below, for legends.
    pub below: Rect,
    /// Width and height of a cell.
    pub cell: (u16, u16),
    /// Columns and rows between cells.
    pub gap: (u16, u16),
    /// Columns and rows before the first cell of a map.
    margin: (u16, u16),
    /// The first row and column that are seen: of states, or of the map.
    pub first: (usize, usize),
    /// How many rows and columns are seen.
    pub seen: (usize, usize),
    /// The parts of what is shown of a ranking.
    pub overview: Overview,
    /// All that there was room in.
    whole: Rect,
    n_states: usize,
}

impl Board {
    /// Lay the states of `world` out in `area`, with the cursor in sight.
    pub fn fit(world: &World, area: Rect, cursor: usize, look: Look) -> Self {
        match world.scene.layout {
            Layout::Grid { .. } => Self::map(world, area, cursor, look),
            Layout::Table if world.mdp.n_states() > MOST_STATES => Self::ranking(world, area),
            Layout::Table => {
                Self::cells(world, area, look).unwrap_or_else(|| Self::list(world, area, cursor))
            }
        }
    }

    /// Big cells, if all of them fit.
    fn cells(world: &World, area: Rect, look: Look) -> Option<Self> {
        let (states, actions) = (world.mdp.n_states() as u16, world.mdp.n_actions() as u16);
        if world.mdp.n_states() > 16 || world.mdp.n_actions() > 6 {
            return None;
        }
        let largest = if look.zoomed || look.projector {
            (area.width, area.height)
        } else {
            LARGEST
        };
        let width = (area.width.checked_sub(NAMES)? / actions)
            .checked_sub(1)?
            .min(largest.0);
        let rows = area.height.checked_sub(1)?;
        let gap = u16::from((rows + 1) / states > BIG.1 + 1);
        let height = ((rows + gap) / states).checked_sub(gap)?.min(largest.1);
        if width < 12 || height < 3 {
            return None;
        }
        let used = 1 + states * (height + gap) - gap;
        Some(Self {
            shape: Shape::Cells,
            area: Rect {
                height: used,
                ..area
            },
            below: below(area, used),
            cell: (width, height),
            gap: (1, gap),
            margin: (0, 0),
            first: (0, 0),
            seen: (states as usize, actions as usize),
            overview: Overview::default(),
            whole: area,
            n_states: world.mdp.n_states(),
        })
    }

    /// A line a state: as many as fit below the cursor's.
    fn list(world: &World, area: Rect, cursor: usize) -> Self {
        let n_states = world.mdp.n_states();
        let whole = area;
        let overview = Overview::beside(whole, columns(world, whole, cursor));
        let area = Rect {
            width: whole.width - overview.taken(),
            ..whole
        };
        let area_below = below(area, area.height.saturating_sub(1));
        let area = Rect {
            height: area.height.saturating_sub(area_below.height),
            ..area
        };
        let rows = (area.height.saturating_sub(ABOVE) as usize).clamp(1, n_states);
        let first = cursor.saturating_sub(rows / 2).min(n_states - rows);
        Self {
            shape: Shape::List,
            area,
            below: area_below,
            cell: (9, 1),
            gap: (0, 0),
            margin: (0, 0),
            first: (first, 0),
            seen: (rows, world.mdp.n_actions()),
            overview,
            whole,
            n_states,
        }
    }

    /// As many of the most visited as fit below the cursor's state, from the first on.
    fn ranking(world: &World, area: Rect) -> Self {
        let overview = Overview::cut(area);
        let table = overview.table;
        Self {
            shape: Shape::Ranking,
            area: table,
            below: overview.scale,
            cell: (9, 1),
            gap: (0, 0),
            margin: (0, 0),
            first: (0, 0),
            seen: (
                table.height.saturating_sub(ABOVE) as usize,
                world.mdp.n_actions(),
            ),
            overview,
            whole: area,
            n_states: world.mdp.n_states(),
        }
    }

    /// The same with a place of the ranking in sight, of so many that there are.
    #[must_use]
    pub fn with_rank(mut self, rank: usize, of: usize) -> Self {
        if self.shape == Shape::Ranking {
            let rows = self.seen.0;
            self.first.0 = rank.saturating_sub(rows / 2).min(of.saturating_sub(rows));
        }
        self
    }

    /// A cell a state, all of them or those around the cursor.
    fn map(world: &World, area: Rect, cursor: usize, look: Look) -> Self {
        let size = match world.scene.layout {
            Layout::Grid { rows, columns } => (rows, columns),
            Layout::Table => (1, world.mdp.n_states()),
        };
        let (rows, columns) = size;
        let framed = look.frames(world);
        let tall = if framed { unclosed(area, rows) } else { area };
        let pitch = (
            wide_pitch(area.width, columns, framed),
            (usize::from(tall.height) / rows) as u16,
        );
        let (cell, gap) = if pitch.0 < LEAST_MAP || pitch.1 < 1 {
            let cell = (pitch.0.clamp(SCROLLED_MAP, WIDE_MAP), pitch.1.clamp(1, 3));
            (cell, (0, 0))
        } else {
            // For a projector one value is enough, and may be the larger.
            map_cell(pitch, !look.projector)
        };
        let room = room_beside_bars(tall, size, cell);
        let (wide, high) = (usize::from(cell.0 + gap.0), usize::from(cell.1 + gap.1));
        let seen = (
            (room.height as usize / high).clamp(1, rows),
            (room.width as usize / wide).clamp(1, columns),
        );
        let in_sight =
            |at: usize, seen: usize, all: usize| at.saturating_sub(seen / 2).min(all - seen);
        let first = (
            in_sight(cursor / columns, seen.0, rows),
            in_sight(cursor % columns, seen.1, columns),
        );
        let bar = u16::from(seen.1 < columns);
        let taken = ((seen.1 * wide) as u16, (seen.0 * high) as u16);
        let margin = margin(room, taken, (cell.1 + gap.1, gap.0), framed);
        let used = (taken.1 + margin.1).min(room.height).min(area.height);
        Self {
            shape: Shape::Map { columns },
            area: Rect {
                width: (taken.0 + margin.0).min(room.width),
                height: used,
                ..room
            },
            below: below(area, used + bar),
            cell,
            gap,
            margin,
            first,
            seen,
            overview: Overview::default(),
            whole: area,
            n_states: world.mdp.n_states(),
        }
    }

    /// The states that are seen, but for those of a ranking.
    pub fn states(&self) -> Window {
        let (first, last) = (self.first.0, self.first.0 + self.seen.0);
        match self.shape {
            Shape::Cells | Shape::List => (first..last.min(self.n_states)).into(),
            Shape::Ranking => Window::default(),
            Shape::Map { columns } => {
                let corner = first * columns + self.first.1;
                Window {
                    row: corner..corner + self.seen.1,
                    rows: self.seen.0,
                    pitch: columns,
                }
            }
        }
    }

    /// The places of the ranking that are seen.
    pub fn ranks(&self) -> Range<usize> {
        match self.shape {
            Shape::Ranking => self.first.0..self.first.0 + self.seen.0,
            _ => 0..0,
        }
    }

    /// Whether all states are in sight.
    pub fn shows_all(&self) -> bool {
        match self.shape {
            Shape::Map { .. } => self.map_size() == Some(self.seen),
            Shape::Cells | Shape::List | Shape::Ranking => self.seen.0 >= self.n_states,
        }
    }

    /// Where the bar is that says which lines of a list are seen, beside a table of so many columns; none where all are.
    pub fn list_bar(&self, table: u16) -> Option<Rect> {
        let lines = self.line(0)?;
        let bar = Rect {
            x: lines.x.saturating_add(table + 1).min(lines.right() - 1),
            width: 1,
            height: self.area.bottom() - lines.y,
            ..lines
        };
        Some(bar).filter(|_| self.shape == Shape::List && !self.shows_all())
    }

    /// Where the bars are that say which rows and which columns of a map are seen; none where all are.
    pub fn bars(&self) -> (Option<Rect>, Option<Rect>) {
        let (rows, columns) = self.map_size().unwrap_or_default();
        let down = Rect {
            x: self.area.right() + 1,
            width: 1,
            ..self.area
        };
        let across = Rect {
            y: self.area.bottom(),
            height: 1,
            ..self.area
        };
        let room = |bar: Rect| bar.intersection(self.whole) == bar && !bar.is_empty();
        (
            Some(down).filter(|bar| self.seen.0 < rows && room(*bar)),
            Some(across).filter(|bar| self.seen.1 < columns && room(*bar)),
        )
    }

    /// How many rows and columns the whole map has.
    pub fn map_size(&self) -> Option<(usize, usize)> {
        match self.shape {
            Shape::Map { columns } => Some((self.n_states / columns, columns)),
            _ => None,
        }
    }

    /// The line of the table that stands so far below the first of its states; none out of sight.
    pub fn line(&self, index: usize) -> Option<Rect> {
        let line = Rect {
            y: self
                .area
                .y
                .saturating_add(ABOVE)
                .saturating_add(u16::try_from(index).ok()?),
            height: 1,
            ..self.area
        };
        Some(line.intersection(self.area)).filter(|line| !line.is_empty())
    }

    /// Where the cell of `state`, and in a table of `action`, is; none if it is out of sight.
    pub fn rect(&self, state: usize, action: usize) -> Option<Rect> {
        let (row, column, left, top) = match self.shape {
            Shape::Cells => (state, action, NAMES, 1),
            Shape::List => (state, 0, 0, ABOVE),
            // Where a state stands in a ranking is no matter of layout.
            Shape::Ranking => return None,
            Shape::Map { columns } => {
                let (left, top) = self.margin;
                (state / columns, state % columns, left, top)
            }
        };
        let row = row
            .checked_sub(self.first.0)
            .filter(|&row| row < self.seen.0)?;
        let column = column
            .checked_sub(self.first.1)
            .filter(|&column| column < self.seen.1.max(1))?;
        let width = if self.shape == Shape::List {
            self.area.width
        } else {
            self.cell.0
        };
        let rect = Rect {
            x: self.area.x + left + column as u16 * (self.cell.0 + self.gap.0),
            y: self.area.y + top + row as u16 * (self.cell.1 + self.gap.1),
            width,
            height: self.cell.1,
        };
        Some(rect.intersection(self.area)).filter(|rect| !rect.is_empty())
    }

    /// Where the name of `state` stands beside its big cells.
    pub fn name_rect(&self, state: usize) -> Option<Rect> {
        let cell = self.rect(state, 0)?;
        Some(Rect {
            x: self.area.x,
            width: NAMES - 1,
            ..cell
        })
    }

    /// The state that stands at a place of the screen: by its cell, by its line, or by its name beside big cells.
    pub fn state_at(&self, at: Position) -> Option<usize> {
        let actions = match self.shape {
            Shape::Cells => self.seen.1,
            Shape::List | Shape::Map { .. } => 1,
            // What stands on a line of a ranking is no matter of layout.
            Shape::Ranking => return None,
        };
        let is_there = |state: usize| {
            let name = (self.shape == Shape::Cells).then(|| self.name_rect(state));
            let mut rects = (0..actions).filter_map(|action| self.rect(state, action));
            rects.any(|rect| rect.contains(at))
                || name.flatten().is_some_and(|rect| rect.contains(at))
        };
        self.area.contains(at).then(|| {
            self.states()
                .states(self.n_states)
                .find(|&state| is_there(state))
        })?
    }

    /// How many points of a value's own history a cell has room for; 0 where it has none.
    pub fn trace_points(&self) -> usize {
        let room = self.shape == Shape::Cells && self.cell.0 >= TRACED.0 && self.cell.1 >= TRACED.1;
        if room {
            usize::from(self.cell.0) * 2
        } else {
            0
        }
    }

    /// Whether a cell of the map has room for a value in each direction.
    pub fn shows_four(&self) -> bool {
        matches!(self.shape, Shape::Map { .. }) && self.gap != (0, 0)
    }

    /// Whether a state has the first place in its row that is seen, with room before it, and whether that row is the first one,
    /// with room above.
    pub fn is_first(&self, state: usize) -> (bool, bool) {
        let columns = self.map_size().map_or(1, |size| size.1);
        (
            self.margin.0 > 0 && state % columns == self.first.1,
            self.margin.1 > 0 && state / columns == self.first.0,
        )
    }

    /// Whether a state has the last place in its row that is seen, and whether that row is the last one.
    pub fn is_last(&self, state: usize) -> (bool, bool) {
        let columns = self.map_size().map_or(1, |size| size.1);
        (
            state % columns + 1 == self.first.1 + self.seen.1,
            state / columns + 1 == self.first.0 + self.seen.0,
        )
    }
}

/// The cell of a map where each has so much room, and the gap to the next one: cells with four values have their parts on grounds
/// of their own, and would run into each other.
fn map_cell(pitch: (u16, u16), four: bool) -> ((u16, u16), (u16, u16)) {
    let apart = (pitch.0.saturating_sub(1), pitch.1.saturating_sub(1));
    if four && apart.0 >= FOUR.0 && apart.1 >= FOUR.1 {
        (in_shape(apart), (1, 1))
    } else {
        (in_shape(pitch), (0, 0))
    }
}

/// The area as if it had a row more, where that makes room for a line below each row of cells: the last can do without it.
fn unclosed(area: Rect, rows: usize) -> Rect {
    let lines = rows * usize::from(CLOSED);
    let height = area.height + u16::from(usize::from(area.height) + 1 == lines);
    Rect { height, ..area }
}

/// The columns of a cell of a map and the gap to the next one, where there are so many in a row. A frame has a line before the
/// first, unless narrow cells would pay for that.
fn wide_pitch(width: u16, columns: usize, framed: bool) -> u16 {
    let pitch = |before: u16| (usize::from(width.saturating_sub(before)) / columns) as u16;
    let roomy = |&narrower: &u16| narrower >= SCROLLED_MAP.min(pitch(0));
    let with_line = Some(pitch(1)).filter(|_| framed).filter(roomy);
    with_line.unwrap_or_else(|| pitch(0))
}

/// The columns and rows before the first cell of a map that takes so many: a column, if there is room for it, and a row for the
/// line above cells that have one below.
fn margin(room: Rect, taken: (u16, u16), (cell, gap): (u16, u16), framed: bool) -> (u16, u16) {
    // What is filled wants a blank at its right too; a frame ends with a line.
    let wide = taken.0 + if framed { 1 } else { 2 - gap.min(1) };
    let top = framed && cell >= CLOSED && taken.1 < room.height;
    (u16::from(wide <= room.width), u16::from(top))
}

/// As much of the room as looks like a place: to the eye not higher than wide, nor very much wider than high.
pub(super) fn in_shape((width, height): (u16, u16)) -> (u16, u16) {
    let height = height.min(width.div_ceil(2)).max(1);
    (width.min((5 * height - 1).max(WIDE_MAP)), height)
}

/// What is left of `area` beside the bars that say where a map that scrolls is, and a blank before the one at the right.
fn room_beside_bars(area: Rect, (rows, columns): (usize, usize), cell: (u16, u16)) -> Rect {
    let fits = |all: usize, cell: u16, room: u16| all * usize::from(cell) <= usize::from(room);
    let (down, across) = (
        !fits(rows, cell.1, area.height),
        !fits(columns, cell.0, area.width),
    );
    Rect {
        width: area.width.saturating_sub(2 * u16::from(down)),
        height: area.height.saturating_sub(u16::from(across)),
        ..area
    }
}

/// The columns of a list in which no name is cut and no action is left out, by the states about the cursor.
fn columns(world: &World, area: Rect, cursor: usize) -> u16 {
    let (scene, n_states) = (&world.scene, world.mdp.n_states());
    let width = |text: &Text| {
        let widths = [Lang::En, Lang::Zh].map(|lang| format::width(text.get(lang)));
        widths.into_iter().max().unwrap_or(0)
    };
    let about = usize::from(area.height);
    let states = cursor.saturating_sub(about)..(cursor + about).min(n_states);
    let name = states.map(|state| width(&scene.state_label(state))).max();
    let action = scene.actions.iter().map(|action| width(&action.short));
    let value = (action.max().unwrap_or(0) + 2).max(VALUE);
    let taken = name.unwrap_or(0).max(SHORTEST) + MARGINS + value * scene.actions.len() + VISITS;
    u16::try_from(taken).unwrap_or(u16::MAX)
}

fn below(area: Rect, used: u16) -> Rect {
    let used = used.min(area.height);
    Rect {
        y: area.y + used,
        height: area.height - used,
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Cells, Pane};

    const USUAL: Look = Look {
        focus: Pane::Belief,
        zoomed: false,
        truth: false,
        projector: false,
        cells: Cells::Filled,
    };

    fn board(world: &str, width: u16, height: u16) -> Board {
        seen(world, width, height, USUAL)
    }

    fn seen(world: &str, width: u16, height: u16, look: Look) -> Board {
        let world = (crate::env::find(world).unwrap().build)();
        Board::fit(&world, Rect::new(0, 0, width, height), 0, look)
    }

    #[test]
    fn cells_have_the_sizes_that_were_drawn() {
        assert_eq!(board("recommender", 80, 13).cell, (32, 6));
        assert_eq!(board("recommender", 78, 16).cell, (31, 7));
        assert_eq!(board("recommender", 158, 32).cell, (52, 13));
        assert_eq!(board("cliff-walking", 80, 12).cell, (6, 3));
        assert_eq!(board("cliff-walking", 78, 17).cell, (6, 3));
        assert_eq!(board("cliff-walking", 158, 30).cell, (12, 6));
        assert_eq!(board("frozen-lake-8x8", 78, 17).cell, (9, 2));
    }

    #[test]
    fn what_has_the_screen_or_is_read_from_afar_uses_the_room_that_there_is() {
        let zoomed = Look {
            zoomed: true,
            ..USUAL
        };
        let afar = Look {
            projector: true,
            ..USUAL
        };
        for look in [zoomed, afar] {
            assert_eq!(seen("recommender", 200, 54, look).cell, (92, 26));
        }
        assert_eq!(seen("frozen-lake", 200, 51, zoomed).cell, (49, 11));
        assert_eq!(seen("frozen-lake-8x8", 200, 51, zoomed).cell, (24, 5));
        assert_eq!(seen("cliff-walking", 200, 51, zoomed).cell, (15, 8));
        // One value instead of four, without gaps.
        assert_eq!(seen("frozen-lake", 200, 34, afar).cell, (39, 8));
        assert_eq!(seen("cliff-walking", 120, 18, afar).cell, (9, 4));
        assert!(!seen("cliff-walking", 200, 34, afar).shows_four());
    }

    #[test]
    fn a_frame_has_lines_before_and_between_its_cells_where_there_is_room() {
        let framed = Look {
            cells: Cells::Framed,
            ..USUAL
        };
        let cliff = |width, height| seen("cliff-walking", width, height, framed);
        // The row below the last cells is missing, and a row above them or a column before them would be too.
        let board = cliff(72, 11);
        assert_eq!((board.cell, board.margin), ((6, 3), (0, 0)));
        assert_eq!(board.rect(36, 0).unwrap(), Rect::new(0, 9, 6, 2));
        assert_eq!(cliff(72, 10).cell, (6, 2));
        let board = cliff(73, 13);
        assert_eq!((board.cell, board.margin), ((6, 3), (1, 1)));
        assert_eq!(board.rect(0, 0).unwrap(), Rect::new(1, 1, 6, 3));
        assert_eq!(
            (board.is_first(0), board.is_first(12), board.is_first(1)),
            ((true, true), (true, false), (false, true))
        );
        // Wide cells can spare a column for it.
        assert_eq!((cliff(120, 13).cell, cliff(120, 13).margin.0), ((9, 3), 1));
        assert_eq!(board.area, Rect::new(0, 0, 73, 13));
    }

    #[test]
    fn cells_of_a_map_have_a_shape_at_every_size_and_fit() {
        for world in ["frozen-lake", "frozen-lake-8x8", "cliff-walking"] {
            for (width, height) in (40..300).flat_map(|w| (8..90).map(move |h| (w, h))) {
                let board = board(world, width, height);
                let (wide, high) = board.cell;
                assert!(wide >= LEAST_MAP && high >= 1, "{world} {width}×{height}");
                if let Some((rows, columns)) = board.map_size().filter(|size| *size == board.seen) {
                    let room = |cells: usize, cell: u16, gap: u16| cells * usize::from(cell + gap);
                    assert!(room(columns, wide, board.gap.0) <= width.into());
                    assert!(room(rows, high, board.gap.1) <= height.into());
                    assert!(high <= wide.div_ceil(2) && wide <= (5 * high).max(WIDE_MAP));
                }
            }
        }
    }

    #[test]
    fn a_map_too_large_scrolls_with_the_cursor() {
        let world = (crate::env::find("frozen-lake-8x8").unwrap().build)();
        let board = Board::fit(&world, Rect::new(0, 0, 29, 5), 63, USUAL);
        assert_eq!((board.seen, board.first), ((4, 3), (4, 5)));
        assert!(board.rect(63, 0).is_some());
        assert_eq!(board.rect(0, 0), None);
        let states: Vec<usize> = board.states().states(64).collect();
        assert_eq!(states, [37, 38, 39, 45, 46, 47, 53, 54, 55, 61, 62, 63]);
    }

    #[test]
    fn nothing_panics_in_no_room() {
        for world in ["recommender", "cliff-walking", "frozen-lake-8x8"] {
            for (width, height) in [(0, 0), (1, 1), (13, 1), (1, 30), (200, 1)] {
                let board = board(world, width, height);
                board.states().states(64).for_each(|state| {
                    board.rect(state, 0);
                });
            }
        }
    }
}
