//! A world: the model, its step limit, its scene and the settings that it suggests.

use std::sync::Arc;

use super::{Mdp, Scene, Unit};

/// The step limit of a world that neither ends nor brings one of its own.
pub const DEFAULT_STEP_LIMIT: u64 = 100;

/// How the greedy choice decides between actions of equal value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// The first of them.
    First,
    /// Each with the same probability.
    #[default]
    Uniform,
}

/// The settings that a world suggests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Step size α.
    pub alpha: Unit,
    /// Discount factor γ.
    pub gamma: Unit,
    /// Exploration rate ε.
    pub epsilon: Unit,
    /// How ties are broken.
    pub ties: Ties,
    /// Episodes of a usual run.
    pub episodes: u64,
}

/// Everything that is known about an environment.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The name to call it by on the command line, or a file's name.
    pub name: String,
    /// The model.
    pub mdp: Arc<Mdp>,
    /// After how many steps an episode is cut off (truncated); at least 1.
    pub step_limit: Option<u64>,
    /// Whether that limit is [`DEFAULT_STEP_LIMIT`], put there because nothing else would end an episode.
    ///
    /// Whoever shows the world says so: the limit is no part of the problem that its maker stated.
    pub limit_is_ours: bool,
    /// Looks and words.
    pub scene: Arc<Scene>,
    /// Suggested settings.
    pub defaults: Defaults,
}

impl World {
    /// Cut episodes off after [`DEFAULT_STEP_LIMIT`] steps if there is no limit and no outcome that can be met ends one.
    pub fn limited_if_endless(mut self) -> Self {
        if self.step_limit.is_none() && !can_end(&self.mdp) {
            self.step_limit = Some(DEFAULT_STEP_LIMIT);
            self.limit_is_ours = true;
        }
        self
    }
}

/// Whether some choice of actions can meet a terminated outcome.
fn can_end(mdp: &Mdp) -> bool {
    let reachable = mdp.reachable();
    // A state that only terminated outcomes enter is listed too; but then such an outcome is there anyway.
    let mut states = (0..mdp.n_states()).filter(|&state| reachable[state]);
    states.any(|state| {
        let mut outcomes = (0..mdp.n_actions()).flat_map(|action| mdp.outcomes(state, action));
        outcomes.any(|outcome| outcome.terminated)
    })
}
