//! Where the cursor stands, and what of very many states is in sight.
//!
//! Until a hand takes it the run leads it: along with the learner, as far as eyes can follow that, or with the first of a ranking.

use super::{App, Direction, Shape};
use crate::mdp::Layout;
use crate::session::{RunState, Snapshot};

/// Who leads the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Lead {
    /// The run.
    #[default]
    Run,
    /// Nobody: the wheel has moved on, and what is in sight is to stay.
    Wheel,
    /// A hand.
    Hand,
}

/// Up to so many steps a second the learner can be followed: from place to place on a map, from one end of a table to the other.
const FOLLOWED: (u32, u32) = (30, 3);

impl App {
    /// Go with the run, unless a hand has the cursor. What is in sight stays as long as the cursor is in it.
    pub(super) fn follow(&mut self) {
        let leader = self.leader().filter(|_| self.lead == Lead::Run);
        let Some(state) = leader else { return };
        self.cursor = state;
        let board = self.board_in_sight();
        if board.is_none_or(|board| board.rect(state, 0).is_none()) {
            self.sight = state;
        }
    }

    /// The state that the run leads to; none where all are in sight, or nobody could follow.
    fn leader(&self) -> Option<usize> {
        let (board, snapshot) = (self.board?, self.snapshot.as_ref()?);
        match board.shape {
            Shape::Ranking => Some(self.ranking().first()?.state as usize),
            _ if board.shows_all() || !self.can_be_followed(snapshot) => None,
            _ => Some(snapshot.state),
        }
    }

    fn can_be_followed(&self, snapshot: &Snapshot) -> bool {
        let most = match self.world.scene.layout {
            Layout::Grid { .. } => FOLLOWED.0,
            Layout::Table => FOLLOWED.1,
        };
        let rate = snapshot.speed.per_second();
        snapshot.run != RunState::Running || rate.is_some_and(|rate| rate <= most)
    }

    /// Show what is to be in sight once it is known.
    pub(super) fn catch_up(&mut self) {
        let (Some(board), Some(snapshot)) = (self.board_in_sight(), &self.snapshot) else {
            return;
        };
        let first = board.states().states(self.world.mdp.n_states()).next();
        if first.is_some() && first == snapshot.rows.first().map(|row| row.state) {
            self.board = Some(board);
        }
    }

    /// Leave the cursor to the run again.
    pub(super) fn let_cursor_go(&mut self) {
        self.lead = Lead::Run;
        self.follow();
    }

    /// The state so many rows or columns away from the cursor, or the last one on the way there.
    pub(super) fn neighbor_of_cursor(&self, direction: Direction, by: usize) -> usize {
        if let Some(state) = self.neighbor_in_ranking(direction, by) {
            return state;
        }
        let (states, at) = (self.world.mdp.n_states(), self.cursor);
        let columns = match self.world.scene.layout {
            Layout::Grid { columns, .. } => columns,
            Layout::Table => 1,
        };
        let (row, column) = (at / columns, at % columns);
        let (last_row, last_column) = ((states - 1 - column) / columns, columns - 1);
        let (row, column) = match direction {
            Direction::Up => (row.saturating_sub(by), column),
            Direction::Down => (row.saturating_add(by).min(last_row), column),
            Direction::Left => (row, column.saturating_sub(by)),
            Direction::Right => (row, (column + by).min(last_column)),
        };
        row * columns + column
    }

    /// Put the cursor on a state, and bring that in sight.
    pub(super) fn put_cursor(&mut self, state: usize) {
        self.point_at(state);
        self.sight = state;
    }

    /// Put the cursor on a state that is in sight.
    pub(super) fn point_at(&mut self, state: usize) {
        self.cursor = state;
        self.lead = Lead::Hand;
    }
}
