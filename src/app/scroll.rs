//! What can be scrolled: the events, and the states where not all of them fit.

use super::cursor::Lead;
use super::{App, Board, Direction, Shape};
use crate::mdp::Layout;

/// How far a notch of the wheel goes.
pub(super) const NOTCH: usize = 3;

impl App {
    /// How many events the pane has room for.
    fn events_room(&self) -> usize {
        let pane = self.places().and_then(|places| places.events);
        pane.map_or(0, |pane| usize::from(pane.height.saturating_sub(1)))
    }

    /// How many events the run keeps.
    fn n_events(&self) -> usize {
        self.snapshot().map_or(0, |snapshot| snapshot.n_events)
    }

    /// How many events stand above the ones in sight, and how many newer ones below them.
    pub fn events_hidden(&self) -> (usize, usize) {
        let hidden = self.n_events().saturating_sub(self.events_room());
        let below = self.events_back.min(hidden);
        (hidden - below, below)
    }

    /// How many of the newest events have to be known, for those in sight to be among them.
    pub(super) fn events_asked(&self) -> usize {
        match self.events_room() {
            0 => 0,
            // A notch more: then the next turn of the wheel finds them already there.
            room => room + self.events_back + NOTCH,
        }
    }

    /// Scroll the events by so many lines; says whether there were any.
    pub(super) fn scroll_events(&mut self, direction: Direction, by: usize) -> bool {
        let before = self.events_hidden();
        let (above, below) = before;
        self.events_back = match direction {
            Direction::Up | Direction::Left => below + by.min(above),
            Direction::Down | Direction::Right => below.saturating_sub(by),
        };
        self.events_hidden() != before
    }

    /// Scroll the events by a screenful.
    pub(super) fn page_events(&mut self, direction: Direction) {
        let page = self.events_room().saturating_sub(1).max(1);
        self.scroll_events(direction, page);
    }

    /// Let who reads old events go on reading them while new ones come; there were `before`.
    pub(super) fn keep_events(&mut self, before: usize) {
        if self.events_back > 0 {
            self.events_back += self.n_events().saturating_sub(before);
        }
        self.events_back = self.events_hidden().1;
    }

    /// Scroll the states by so many rows or columns, the cursor staying where it is; says whether that moved anything.
    pub(super) fn scroll_states(&mut self, direction: Direction, by: usize) -> bool {
        let Some(board) = self.board else {
            return false;
        };
        let (rows, columns) = self.rows_and_columns(&board);
        let (mut top, mut left) = board.first;
        match direction {
            Direction::Up => top = top.saturating_sub(by),
            Direction::Down => top = (top + by).min(rows.saturating_sub(board.seen.0)),
            Direction::Left => left = left.saturating_sub(by),
            Direction::Right => left = (left + by).min(columns.saturating_sub(board.seen.1)),
        }
        // The board is laid out around a state: the one in the middle of what is to be seen.
        self.sight = match board.shape {
            Shape::Cells => return false,
            Shape::List => top + board.seen.0 / 2,
            Shape::Ranking => match self.ranking().get(top + board.seen.0 / 2) {
                Some(ranked) => ranked.state as usize,
                None => return false,
            },
            Shape::Map { columns } => (top + board.seen.0 / 2) * columns + left + board.seen.1 / 2,
        };
        if self.lead == Lead::Run {
            self.lead = Lead::Wheel;
        }
        self.lay_out(self.area);
        self.board != Some(board)
    }

    fn rows_and_columns(&self, board: &Board) -> (usize, usize) {
        match (board.shape, self.world().scene.layout) {
            (Shape::Map { .. }, Layout::Grid { rows, columns }) => (rows, columns),
            (Shape::Ranking, _) => (self.ranking().len(), 1),
            _ => (self.world().mdp.n_states(), 1),
        }
    }
}
