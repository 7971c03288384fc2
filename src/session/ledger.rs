//! What was changed while a run went on, and when.

use crate::agent::{AlgorithmSpec, ParamId, Setting};
use crate::mdp::{Pay, RewardId};

/// A change to what happens next. With the scenario, the changes of a run decide all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// A hyperparameter takes a new value.
    Set(Setting),
    /// Another algorithm goes on from what was learned: see [`Agent::adopt`](crate::agent::Agent::adopt).
    Algorithm(&'static AlgorithmSpec),
    /// The world pays otherwise: see [`Agent::pay`](crate::agent::Agent::pay).
    Reward(RewardId, Pay),
}

/// What a change turned, from what to what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turned {
    /// A hyperparameter.
    Param {
        /// Which one.
        param: ParamId,
        /// The value before.
        from: f64,
        /// The value after.
        to: f64,
    },
    /// The algorithm.
    Algorithm {
        /// The one before.
        from: &'static AlgorithmSpec,
        /// The one after.
        to: &'static AlgorithmSpec,
    },
    /// A reward of the world.
    Reward {
        /// Which one.
        reward: RewardId,
        /// What was paid before.
        from: f64,
        /// What is paid after.
        to: f64,
    },
}

impl Turned {
    /// This and a later turn of the same thing as one; none if that is of another thing.
    pub fn then(self, later: Self) -> Option<Self> {
        match (self, later) {
            (
                Self::Param { param, from, .. },
                Self::Param {
                    param: same, to, ..
                },
            ) => (param == same).then_some(Self::Param { param, from, to }),
            (Self::Algorithm { from, .. }, Self::Algorithm { to, .. }) => {
                Some(Self::Algorithm { from, to })
            }
            (
                Self::Reward { reward, from, .. },
                Self::Reward {
                    reward: same, to, ..
                },
            ) => (reward == same).then_some(Self::Reward { reward, from, to }),
            _ => None,
        }
    }

    /// Whether all is as it was: a slider that was put back where it stood was not moved.
    pub fn is_nothing(self) -> bool {
        match self {
            Self::Param { from, to, .. } | Self::Reward { from, to, .. } => from == to,
            Self::Algorithm { from, to } => from == to,
        }
    }
}

/// A change and when it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The steps that had been taken: it holds from the next one on.
    pub step: u64,
    /// The movement of a hand that it belongs to: a drag is many changes and one gesture.
    pub gesture: u64,
    /// What was changed.
    pub change: Change,
}

/// A moment of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Steps taken by then.
    pub step: u64,
    /// Episodes ended by then.
    pub episode: u64,
}

/// A gesture as it is seen on charts: from what, to what, when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// The gesture.
    pub gesture: u64,
    /// When its last change was made.
    pub at: Moment,
    /// What it turned.
    pub turned: Turned,
}
