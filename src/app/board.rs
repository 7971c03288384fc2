//! How the states of a world are laid out in the belief pane: big cells, a list that scrolls, or a map.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

use crate::mdp::{Layout, World};

/// Room for the names of states beside big cells.
const NAMES: u16 = 14;
/// From this size on a cell of a table shows its value in big digits.
pub const BIG: (u16, u16) = (24, 6);
/// From this size on it also shows how its value went.
const TRACED: (u16, u16) = (30, 11);
/// The largest cell of a table; more room makes nothing clearer.
const LARGEST: (u16, u16) = (52, 13);
/// From this size on a cell of a map shows a value in each direction.
pub const FOUR: (u16, u16) = (12, 6);
/// The smallest cell of a map: "−12.6" and a blank.
const LEAST_MAP: u16 = 5;

/// How the states are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A row of cells a state, a cell an action.
    Cells,
    /// A line a state.
    List,
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
    /// The first row and column that are seen: of states, or of the map.
    pub first: (usize, usize),
    /// How many rows and columns are seen.
    pub seen: (usize, usize),
    n_states: usize,
}

impl Board {
    /// Lay the states of `world` out in `area`, with the cursor in sight.
    pub fn fit(world: &World, area: Rect, cursor: usize) -> Self {
        match world.scene.layout {
            Layout::Grid { rows, columns } => Self::map(world, area, (rows, columns), cursor),
            Layout::Table => {
                Self::cells(world, area).unwrap_or_else(|| Self::list(world, area, cursor))
            }
        }
    }

    /// Big cells, if all of them fit.
    fn cells(world: &World, area: Rect) -> Option<Self> {
        let (states, actions) = (world.mdp.n_states() as u16, world.mdp.n_actions() as u16);
        if world.mdp.n_states() > 16 || world.mdp.n_actions() > 6 {
            return None;
        }
        let width = (area.width.checked_sub(NAMES)? / actions)
            .checked_sub(1)?
            .min(LARGEST.0);
        let rows = area.height.checked_sub(1)?;
        let gap = u16::from((rows + 1) / states > BIG.1 + 1);
        let height = ((rows + gap) / states).checked_sub(gap)?.min(LARGEST.1);
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
            first: (0, 0),
            seen: (states as usize, actions as usize),
            n_states: world.mdp.n_states(),
        })
    }

    /// A line a state: heads, the cursor's state, a rule's worth of room, and as many states as fit.
    fn list(world: &World, area: Rect, cursor: usize) -> Self {
        let n_states = world.mdp.n_states();
        let area_below = below(area, area.height.saturating_sub(1));
        let area = Rect {
            height: area.height.saturating_sub(area_below.height),
            ..area
        };
        let rows = (area.height.saturating_sub(2) as usize).clamp(1, n_states);
        let first = cursor.saturating_sub(rows / 2).min(n_states - rows);
        Self {
            shape: Shape::List,
            area,
            below: area_below,
            cell: (9, 1),
            gap: (0, 0),
            first: (first, 0),
            seen: (rows, world.mdp.n_actions()),
            n_states,
        }
    }

    fn map(world: &World, area: Rect, (rows, columns): (usize, usize), cursor: usize) -> Self {
        let pitch = (area.width as usize / columns, area.height as usize / rows);
        let roomy = pitch.0 > FOUR.0 as usize && pitch.1 > FOUR.1 as usize;
        let (cell, gap) = if roomy {
            (FOUR, (1, 1))
        } else {
            let width = pitch.0.clamp(LEAST_MAP as usize, 14) as u16;
            let height = pitch.1.clamp(1, 3) as u16;
            ((width, height), (0, 0))
        };
        let (wide, high) = (usize::from(cell.0 + gap.0), usize::from(cell.1 + gap.1));
        let seen = (
            (area.height as usize / high).clamp(1, rows),
            (area.width as usize / wide).clamp(1, columns),
        );
        let in_sight =
            |at: usize, seen: usize, all: usize| at.saturating_sub(seen / 2).min(all - seen);
        let first = (
            in_sight(cursor / columns, seen.0, rows),
            in_sight(cursor % columns, seen.1, columns),
        );
        let used = (seen.0 * high) as u16;
        Self {
            shape: Shape::Map { columns },
            area: Rect {
                height: used.min(area.height),
                ..area
            },
            below: below(area, used),
            cell,
            gap,
            first,
            seen,
            n_states: world.mdp.n_states(),
        }
    }

    /// The states that are seen; on a scrolled map also some that lie between them.
    pub fn states(&self) -> Range<usize> {
        let (first, last) = (self.first.0, self.first.0 + self.seen.0);
        match self.shape {
            Shape::Cells | Shape::List => first..last.min(self.n_states),
            Shape::Map { columns } => first * columns..(last * columns).min(self.n_states),
        }
    }

    /// Where the cell of `state`, and in a table of `action`, is; none if it is out of sight.
    pub fn rect(&self, state: usize, action: usize) -> Option<Rect> {
        let (row, column, left, top) = match self.shape {
            Shape::Cells => (state, action, NAMES, 1),
            Shape::List => (state, 0, 0, 2),
            Shape::Map { columns } => (state / columns, state % columns, 0, 0),
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
        };
        let is_there = |state: usize| {
            let name = (self.shape == Shape::Cells).then(|| self.name_rect(state));
            let mut rects = (0..actions).filter_map(|action| self.rect(state, action));
            rects.any(|rect| rect.contains(at))
                || name.flatten().is_some_and(|rect| rect.contains(at))
        };
        self.area
            .contains(at)
            .then(|| self.states().find(|&state| is_there(state)))?
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
        self.cell.0 >= FOUR.0 && self.cell.1 >= FOUR.1
    }
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

    fn board(world: &str, width: u16, height: u16) -> Board {
        let world = (crate::env::find(world).unwrap().build)();
        Board::fit(&world, Rect::new(0, 0, width, height), 0)
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
    fn a_map_too_large_scrolls_with_the_cursor() {
        let world = (crate::env::find("frozen-lake-8x8").unwrap().build)();
        let board = Board::fit(&world, Rect::new(0, 0, 20, 4), 63);
        assert_eq!((board.seen, board.first), ((4, 4), (4, 4)));
        assert!(board.rect(63, 0).is_some());
        assert_eq!(board.rect(0, 0), None);
        assert_eq!(board.states(), 32..64);
    }

    #[test]
    fn nothing_panics_in_no_room() {
        for world in ["recommender", "cliff-walking", "frozen-lake-8x8"] {
            for (width, height) in [(0, 0), (1, 1), (13, 1), (1, 30), (200, 1)] {
                let board = board(world, width, height);
                board.states().for_each(|state| {
                    board.rect(state, 0);
                });
            }
        }
    }
}
