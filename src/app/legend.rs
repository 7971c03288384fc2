//! What stands below the states: room for the scale of values, and whether that holds what is shown.

use ratatui::layout::Rect;

use super::{App, Layer, Shape};
use crate::session::Row;
use crate::truth::Value;

/// One in so many states beyond the scale is many.
const ONE_IN: usize = 4;
/// The rows below a map from which on the scale has one of them; before, the state under the cursor has it.
const ROOMY: u16 = 2;

impl App {
    /// Where the legend stands: all that is left below the states.
    pub fn legend(&self) -> Option<Rect> {
        let (places, board) = self.places.as_ref().zip(self.board.as_ref())?;
        Some(match board.shape {
            Shape::Ranking => board.below,
            _ => Rect {
                height: places.belief.bottom().saturating_sub(board.below.y),
                ..board.below
            },
        })
    }

    /// Whether it has a row for the scale of values.
    pub fn shows_scale(&self) -> bool {
        let map = self
            .board
            .as_ref()
            .is_some_and(|board| board.map_size().is_some());
        let least = if map { ROOMY } else { 1 };
        self.legend().is_some_and(|legend| legend.height >= least)
    }

    /// Whether many of the states in sight are worth more or less than the scale has room for.
    pub fn outgrows_scale(&self) -> bool {
        let Some(snapshot) = &self.snapshot else {
            return false;
        };
        let worth = snapshot.rows.iter().filter_map(|row| self.worth(row));
        let scale = snapshot.scale_of(self.layer().scaled());
        let held = worth.map(|worth| scale.holds(worth));
        let (all, beyond) = held.fold((0, 0), |(all, beyond), held| {
            (all + 1, beyond + usize::from(!held))
        });
        beyond > 0 && beyond * ONE_IN >= all
    }

    /// What a state is worth in the layer that is shown; none where that is on no scale, or another one.
    fn worth(&self, row: &Row) -> Option<f64> {
        let tried = row.values.iter().zip(&row.visits);
        match self.layer() {
            Layer::Q | Layer::V => {
                let values = tried.filter(|(_, visits)| **visits > 0);
                values.map(|(value, _)| *value).reduce(f64::max)
            }
            Layer::Truth | Layer::Soft => {
                let truth = self.exact()?;
                let states = !self.world.mdp.is_terminal(row.state);
                states
                    .then(|| truth.optimum.v(row.state))
                    .and_then(Value::finite)
            }
            Layer::Difference => {
                let truth = self.snapshot.as_ref()?.truth.known()?;
                truth.worst_error(row.state, &row.values)
            }
            _ => None,
        }
    }
}
