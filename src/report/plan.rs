//! What is to be trained.

use crate::session::{Goal, Scenario};

/// How long a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many episodes.
    Episodes(u64),
    /// So many steps.
    Steps(u64),
}

impl Length {
    /// The end of a run, to advance to.
    pub fn goal(self) -> Goal {
        match self {
            Self::Episodes(episodes) => Goal::episode(episodes),
            Self::Steps(steps) => Goal::step(steps),
        }
    }

    /// The number, whatever it counts.
    pub fn count(self) -> u64 {
        match self {
            Self::Episodes(count) | Self::Steps(count) => count,
        }
    }
}

/// One scenario, under one seed or several.
#[derive(Clone, Debug)]
pub struct Plan {
    /// World, algorithm, hyperparameters, and the first seed.
    pub scenario: Scenario,
    /// How many seeds, each one more than the last.
    pub seeds: u64,
    /// How long each run is.
    pub length: Length,
}
