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
    /// Looks and words.
    pub scene: Arc<Scene>,
    /// Suggested settings.
    pub defaults: Defaults,
}
