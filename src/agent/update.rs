//! What a step is told to have been: what was done, and what was learned from it.

use super::policy::Choice;
use super::walk::{Transition, Walk};
use super::{Hyper, StepSize};

/// A step that was told about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Update {
    /// The number of the step, counted from 1.
    pub step: u64,
    /// The number of its episode, counted from 1.
    pub episode: u64,
    /// The state that it is about.
    pub state: usize,
    /// The hyperparameters that it was taken and learned with.
    pub hyper: Hyper,
    /// What was done in the world; none where the method only thought.
    pub taken: Option<Taken>,
    /// What was learned; none where the method is still waiting for what comes.
    pub learned: Option<Learned>,
}

/// An action and what it led to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// What happened.
    pub transition: Transition,
    /// Why the action was taken.
    pub choice: Choice,
}

/// One value that moved: old + step · weight · (reward + discount · next − baseline) = new.
///
/// This form fits whatever moves a value by an error. Where a step moves many values, it is the one told about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned {
    /// The state whose value moved.
    pub state: usize,
    /// The action whose value moved.
    pub action: usize,
    /// The value before.
    pub old: f64,
    /// The step size α; 1 where the target takes the place of the value.
    pub step: f64,
    /// What the error is weighed by beside, if by anything.
    pub weight: Option<f64>,
    /// The rewards in the target: one, several with their discounts, or all up to the end.
    pub reward: f64,
    /// What the target takes from the state it looks ahead to; none where it takes nothing, as after a termination.
    pub bootstrap: Option<Bootstrap>,
    /// What the target is compared with, if with another number than the value before.
    pub baseline: Option<f64>,
    /// The value after.
    pub new: f64,
    /// The error δ: target minus what it is compared with.
    pub error: f64,
}

/// The part of a target that is itself an estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// What it is discounted by: γ, or γⁿ.
    pub discount: f64,
    /// The value that is taken.
    pub value: f64,
}

impl Update {
    /// Begin to tell about the step that `walk` takes next.
    pub fn begin(walk: &Walk, hyper: &Hyper) -> Self {
        Self {
            step: walk.steps() + 1,
            episode: walk.episodes() + 1,
            state: walk.state(),
            hyper: *hyper,
            taken: None,
            learned: None,
        }
    }

    /// Tell what was done in the world and what was learned from it.
    #[must_use]
    pub fn told(self, taken: Taken, learned: Option<Learned>) -> Self {
        Self {
            taken: Some(taken),
            learned,
            ..self
        }
    }
}

impl Learned {
    /// A value that moves α of the way from `old` to `transition`'s reward + γ·`bootstrap`.
    pub fn one_step(
        step: &StepSize,
        transition: &Transition,
        old: f64,
        bootstrap: Option<f64>,
    ) -> Self {
        let (new, error) = step.update(old, transition.reward, bootstrap);
        Self {
            state: transition.state,
            action: transition.action,
            old,
            step: step.alpha,
            weight: None,
            reward: transition.reward,
            bootstrap: bootstrap.map(|value| Bootstrap {
                discount: step.gamma,
                value,
            }),
            baseline: None,
            new,
            error,
        }
    }
}
