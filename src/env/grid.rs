//! What the worlds on maps have in common: moving about, what the moves are called, what a fall is.

use crate::mdp::{ActionLabel, Arrow, Fall, Layout, Mdp, Noun};
use crate::text::Text;

/// The size of a map; states are counted row by row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub rows: u32,
    pub columns: u32,
}

impl Size {
    /// How many states the map has.
    pub fn n_states(self) -> u32 {
        self.rows * self.columns
    }

    /// Where a move ends up; at the edge it stays.
    pub fn step(self, state: u32, arrow: Arrow) -> u32 {
        let (row, column) = (state / self.columns, state % self.columns);
        let (row, column) = match arrow {
            Arrow::Up => (row.saturating_sub(1), column),
            Arrow::Right => (row, (column + 1).min(self.columns - 1)),
            Arrow::Down => ((row + 1).min(self.rows - 1), column),
            Arrow::Left => (row, column.saturating_sub(1)),
        };
        row * self.columns + column
    }

    /// The layout of such a map.
    pub fn layout(self) -> Layout {
        Layout::Grid {
            rows: self.rows as usize,
            columns: self.columns as usize,
        }
    }
}

/// A move in both languages.
pub(super) fn label(arrow: Arrow) -> ActionLabel {
    let (name, short) = match arrow {
        Arrow::Up => (Text::new("up", "向上"), Text::new("up", "上")),
        Arrow::Right => (Text::new("right", "向右"), Text::new("right", "右")),
        Arrow::Down => (Text::new("down", "向下"), Text::new("down", "下")),
        Arrow::Left => (Text::new("left", "向左"), Text::new("left", "左")),
    };
    ActionLabel {
        name,
        short,
        arrow: Some(arrow),
    }
}

/// What an episode on a map is called.
pub(super) fn walk() -> Noun {
    Noun {
        one: Text::new("walk", "行走"),
        many: Text::new("walks", "行走"),
        measure: "次",
    }
}

/// The outcomes that enter one of `hazards` (in ascending order) from elsewhere.
pub(super) fn falls_into(mdp: &Mdp, hazards: &[u32]) -> Vec<Fall> {
    let is_hazard = |state: u32| hazards.binary_search(&state).is_ok();
    let mut falls = Vec::new();
    for state in (0..mdp.n_states() as u32).filter(|&state| !is_hazard(state)) {
        for action in 0..mdp.n_actions() as u32 {
            let outcomes = mdp.outcomes(state as usize, action as usize);
            for (outcome, end) in (0..).zip(outcomes) {
                if is_hazard(end.next_state) {
                    falls.push(Fall {
                        state,
                        action,
                        outcome,
                    });
                }
            }
        }
    }
    falls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_ends_up_next_door_or_stays_at_the_edge() {
        let size = Size {
            rows: 2,
            columns: 3,
        };
        let moves = [Arrow::Up, Arrow::Right, Arrow::Down, Arrow::Left];
        assert_eq!(moves.map(|arrow| size.step(0, arrow)), [0, 1, 3, 0]);
        assert_eq!(moves.map(|arrow| size.step(5, arrow)), [2, 5, 5, 4]);
        assert_eq!(moves.map(|arrow| size.step(4, arrow)), [1, 5, 4, 3]);
    }
}
