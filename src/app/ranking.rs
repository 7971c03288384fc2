//! The most visited states of a table too large for a list: the cursor among them, and what stands where.

use ratatui::layout::Position;

use super::{App, Direction, Shape};
use crate::session::{Ranked, Survey};

impl App {
    /// Where so many steps of the cursor lead: up and down along the ranking, into it from elsewhere, and sideways through all
    /// states in their order. None where no ranking is shown.
    pub(super) fn neighbor_in_ranking(&self, direction: Direction, by: usize) -> Option<usize> {
        if !self.shows_ranking() {
            return None;
        }
        let last = self.world.mdp.n_states() - 1;
        let (rank, ranking) = (self.rank_of(self.cursor), self.ranking());
        let to = match (direction, rank) {
            (Direction::Left, _) => return Some(self.cursor.saturating_sub(by)),
            (Direction::Right, _) => return Some(self.cursor.saturating_add(by).min(last)),
            (_, None) => 0,
            (Direction::Up, Some(rank)) => rank.saturating_sub(by),
            (Direction::Down, Some(rank)) => rank.saturating_add(by).min(ranking.len() - 1),
        };
        let state = ranking.get(to).map(|ranked| ranked.state as usize);
        Some(state.unwrap_or(self.cursor))
    }

    fn shows_ranking(&self) -> bool {
        self.board
            .is_some_and(|board| board.shape == Shape::Ranking)
    }

    /// The most visited states, where they are what is shown.
    pub(super) fn ranking(&self) -> &[Ranked] {
        let survey = self.survey().filter(|_| self.shows_ranking());
        survey.map_or(&[], |survey| &survey.ranking)
    }

    /// Where a state stands among them.
    pub(super) fn rank_of(&self, state: usize) -> Option<usize> {
        let is_it = |ranked: &Ranked| ranked.state as usize == state;
        self.ranking().iter().position(is_it)
    }

    /// The state that stands at a place of the screen: in its cell or on its line, or the first of the share there.
    pub(super) fn state_at(&self, at: Position) -> Option<usize> {
        let board = self.board?;
        if board.shape != Shape::Ranking {
            return board.state_at(at);
        }
        let line = (0..board.seen.0)
            .find(|&index| board.line(index).is_some_and(|line| line.contains(at)));
        if let Some(line) = line {
            let ranked = self.ranking().get(board.first.0 + line);
            return ranked.map(|ranked| ranked.state as usize);
        }
        let share = board.overview.share_at(at)?;
        self.survey()?.first_of_share(share, board.overview.cells())
    }

    fn survey(&self) -> Option<&Survey> {
        self.snapshot.as_ref()?.survey.as_deref()
    }
}
