//! Learning: what an agent is, its rules, and the chances it meets.
//!
//! An [`Agent`] works chunk by chunk: [`Agent::run`] takes many steps with nothing watched, [`Agent::probe`] takes one and
//! tells everything about it. Both lead to the same bytes. Nobody outside gets at a table: what an agent knows is asked for
//! row by row, so that a network could answer too.

pub mod chance;
mod digest;
pub mod expected_sarsa;
mod fixed_table;
mod general_table;
mod hyper;
mod one_step;
mod policy;
pub mod q_learning;
pub mod sarsa;
mod schedule;
mod walk;

use std::fmt;
use std::sync::Arc;

pub use digest::Digest;
pub use hyper::{Effect, Hyper, ONE_STEP, ParamId, ParamSpec};
pub use one_step::StepSize;
pub use policy::{Choice, choose, maximum, total};
pub use schedule::{NoSchedule, Schedule, Schedules};
pub use walk::{Budget, Episode, Transition, Walk};

use crate::mdp::{Mdp, Size};
use crate::text::Text;
use general_table::GeneralTable;

/// What an agent can tell of each state and action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The action value Q(s, a).
    Q,
    /// How often the action was taken there.
    Visits,
}

/// One learning step, with everything that led to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Update {
    /// The number of the step, counted from 1.
    pub step: u64,
    /// The number of its episode, counted from 1.
    pub episode: u64,
    /// What happened.
    pub transition: Transition,
    /// Why the action was taken.
    pub choice: Choice,
    /// The hyperparameters that it was taken and learned with.
    pub hyper: Hyper,
    /// The value before.
    pub old: f64,
    /// The value of the next state that the target holds; none where the episode terminated.
    pub bootstrap: Option<f64>,
    /// The value after.
    pub new: f64,
    /// The TD error δ: target minus the value before.
    pub td_error: f64,
}

/// A learner.
pub trait Agent: Send + fmt::Debug {
    /// Take steps until `budget` is used up, with nothing watched.
    fn run(&mut self, walk: &mut Walk, hyper: &Hyper, budget: Budget);

    /// Take one step and tell everything about it; it leaves what [`Self::run`] would leave.
    fn probe(&mut self, walk: &mut Walk, hyper: &Hyper) -> Update;

    /// Learn from recorded experience; gives the TD error.
    fn learn(&mut self, transition: &Transition, hyper: &Hyper) -> f64;

    /// Write what it knows of `state` into `out`, an entry per action; 0 where the action is not legal.
    fn row(&self, state: usize, layer: Layer, out: &mut [f64]);

    /// What it can tell.
    fn layers(&self) -> &'static [Layer];

    /// Take over what another agent of the same world learned.
    fn adopt(&mut self, other: &dyn Agent);

    /// How much memory its tables take, in bytes.
    fn bytes(&self) -> usize;

    /// Add everything that its future hangs on.
    fn digest(&self, digest: &mut Digest);

    /// A copy, for a keyframe.
    fn boxed(&self) -> Box<dyn Agent>;
}

impl Clone for Box<dyn Agent> {
    fn clone(&self) -> Self {
        self.boxed()
    }
}

/// The FNV-1a hash of a whole table of action values, states × actions in order, illegal cells 0, as 16 hex digits.
pub fn q_hash(agent: &dyn Agent, mdp: &Mdp) -> String {
    let mut digest = Digest::default();
    let mut row = vec![0.0; mdp.n_actions()];
    for state in 0..mdp.n_states() {
        agent.row(state, Layer::Q, &mut row);
        for &value in &row {
            digest.write_value(value);
        }
    }
    format!("{:016x}", digest.get())
}

/// Bytes that a learner with a table takes at most in a large world of this size, its walk included.
pub fn largest_table(size: Size) -> u64 {
    GeneralTable::bytes_of(size).saturating_add(Walk::bytes_of(size))
}

/// What is known about an algorithm: pickers, help and lists come from it.
#[derive(Debug)]
pub struct AlgorithmSpec {
    /// Its name on the command line and in files.
    pub name: &'static str,
    /// Its name for the eye.
    pub title: Text,
    /// What it is, in a few words.
    pub text: Text,
    /// Where it is from.
    pub source: &'static str,
    /// What the value is called that its target takes from the next state.
    pub bootstrap: Text,
    /// Whether it learns from the action that is taken next, which recorded experience then has to tell.
    pub asks_next_action: bool,
    /// What can be turned.
    pub params: &'static [ParamSpec],
    /// Make one that knows nothing yet, with a stream of its own from a seed.
    pub build: fn(&Arc<Mdp>, u64) -> Box<dyn Agent>,
}

static REGISTRY: [&AlgorithmSpec; 3] = [&q_learning::SPEC, &sarsa::SPEC, &expected_sarsa::SPEC];

/// Every algorithm, in the order of lists.
pub fn registry() -> &'static [&'static AlgorithmSpec] {
    &REGISTRY
}

/// The algorithm called `name`.
pub fn find(name: &str) -> Option<&'static AlgorithmSpec> {
    registry().iter().copied().find(|spec| spec.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{MdpBuilder, Outcome, Ties, Unit};

    #[test]
    fn a_table_hashes_to_what_an_independent_program_says() {
        let end = |reward| Outcome {
            probability: 1.0,
            next_state: 1,
            reward,
            terminated: true,
        };
        let mut builder = MdpBuilder::new(2, 2);
        // State 1 has only its second action.
        builder.cell([end(1.0)]).cell([end(0.0)]);
        builder.cell([]).cell([end(-0.5)]);
        builder.starts(vec![(0, 1.0)]);
        let mdp = Arc::new(builder.build().unwrap());
        let mut agent = (q_learning::SPEC.build)(&mdp, 0);
        // FNV-1a of the little-endian bytes of 0, 0, 0, 0 …
        assert_eq!(q_hash(&*agent, &mdp), "0c8210784d8af5a5");
        let hyper = Hyper {
            alpha: Unit::literal(0.5),
            gamma: Unit::ONE,
            epsilon: Unit::ZERO,
            ties: Ties::First,
        };
        for (state, action, reward) in [(0, 0, 1.0), (1, 1, -0.5)] {
            let transition = Transition {
                state,
                action,
                reward,
                next_state: 1,
                terminated: true,
                truncated: false,
                next_action: None,
            };
            agent.learn(&transition, &hyper);
        }
        // … and of 0.5, 0, 0, −0.25.
        assert_eq!(q_hash(&*agent, &mdp), "5dae51d1affe9c15");
    }

    #[test]
    fn every_algorithm_is_found_by_its_name() {
        for spec in registry() {
            assert!(std::ptr::eq(find(spec.name).unwrap(), *spec));
        }
        assert!(find("alchemy").is_none());
    }
}
