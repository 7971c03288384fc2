//! Learning: what an agent is, its rules, and the chances it meets.
//!
//! An [`Agent`] works chunk by chunk: [`Agent::run`] takes many steps with nothing watched, [`Agent::probe`] takes one and
//! tells everything about it. Both lead to the same bytes. Nobody outside gets at a table: what an agent knows, its
//! [`Knowledge`], is asked for row by row, so that a network could answer too.

mod behavior;
pub mod chance;
mod digest;
pub mod expected_sarsa;
mod fixed_table;
mod general_table;
mod hyper;
mod leg;
mod one_step;
mod param;
mod policy;
pub mod q_learning;
pub mod sarsa;
mod schedule;
mod tabular;
mod update;
mod walk;

use std::fmt;
use std::sync::Arc;

pub use digest::Digest;
pub use hyper::Hyper;
pub use one_step::StepSize;
pub use param::{Effect, ONE_STEP, OutOfRange, PARAMS, ParamId, ParamSpec, Setting};
pub use policy::{Choice, choose, maximum, total};
pub use schedule::{NoSchedule, Schedule, Schedules};
pub use update::{Bootstrap, Learned, Taken, Update};
pub use walk::{Budget, Episode, Transition, Walk};

use crate::mdp::{Mdp, Size};
use crate::text::Text;
use general_table::GeneralTable;

/// What an agent can tell of each state and action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The action value Q(s, a).
    Q,
    /// The preference H(s, a) of a policy that is learned itself.
    Preference,
    /// The eligibility trace z(s, a).
    Trace,
    /// How often the action was taken there, or backed up.
    Visits,
}

impl Layer {
    /// The book's letter, or a word.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Q => "Q",
            Self::Preference => "H",
            Self::Trace => "z",
            Self::Visits => "N",
        }
    }

    /// What its numbers are.
    pub fn text(self) -> Text {
        match self {
            Self::Q => Text::new("all reward expected from here on", "从此往后期望的全部奖赏"),
            Self::Preference => {
                Text::new("how much it is drawn to each action", "对每个动作的偏好")
            }
            Self::Trace => Text::new(
                "how much of the next surprise reaches it",
                "下一次意外有多少传到这里",
            ),
            Self::Visits => Text::new("how often it tried", "试过多少次"),
        }
    }
}

/// What an agent knows.
pub trait Knowledge: fmt::Debug {
    /// What it can tell; the first is what its greedy choice is over.
    fn layers(&self) -> &'static [Layer];

    /// Write what it knows of `state` into `out`, an entry per action; 0 where the action is not legal, and for a layer that
    /// it does not have.
    fn row(&self, state: usize, layer: Layer, out: &mut [f64]);

    /// Write how likely its behavior policy takes each action in `state` into `out`; 0 where the action is not legal.
    fn policy(&self, state: usize, hyper: &Hyper, out: &mut [f64]);

    /// How much memory it takes, in bytes.
    fn bytes(&self) -> usize;
}

/// A learner.
pub trait Agent: Send + fmt::Debug {
    /// Take steps until `budget` is used up, with nothing watched. A method that wants to be fast does it another way.
    fn run(&mut self, walk: &mut Walk, hyper: &Hyper, budget: Budget) {
        let (step, episode) = (walk.steps(), walk.episodes());
        let mut moved = Vec::new();
        while walk.steps() - step < budget.steps && walk.episodes() - episode < budget.episodes {
            self.probe(walk, hyper, &mut moved);
            moved.clear();
        }
    }

    /// Take one step and tell everything about it; it leaves what [`Self::run`] would leave. The states in which a value that
    /// the greedy choice is over may have moved are added to `moved`.
    fn probe(&mut self, walk: &mut Walk, hyper: &Hyper, moved: &mut Vec<usize>) -> Update;

    /// Learn from experience, recorded or one's own; tells what was learned, if anything was, and adds to `moved` as
    /// [`Self::probe`] does. Every episode comes to an end: its last transition terminates it or cuts it off.
    fn learn(
        &mut self,
        transition: &Transition,
        hyper: &Hyper,
        moved: &mut Vec<usize>,
    ) -> Option<Learned>;

    /// What it knows.
    fn knows(&self) -> &dyn Knowledge;

    /// Take over from another agent of the same world the layers that both have, and drop what was meant to come of one's
    /// own: traces, open episodes, an action that is chosen and not taken.
    fn adopt(&mut self, other: &dyn Knowledge);

    /// Be paid otherwise from the next step on: `mdp` is the model that it knows but for its rewards. What was learned stays, and
    /// so do its streams and an action that is chosen and not taken.
    fn pay(&mut self, mdp: &Arc<Mdp>);

    /// Add everything that its future hangs on.
    fn digest(&self, digest: &mut Digest);

    /// A copy, for a keyframe.
    fn boxed(&self) -> Box<dyn Agent>;
}

impl dyn Agent + '_ {
    /// What it can tell; the first is what its greedy choice is over.
    pub fn layers(&self) -> &'static [Layer] {
        self.knows().layers()
    }

    /// Write what it knows of `state`; see [`Knowledge::row`].
    pub fn row(&self, state: usize, layer: Layer, out: &mut [f64]) {
        self.knows().row(state, layer, out);
    }

    /// Write the values of `state` that its greedy choice is over: action values, or preferences.
    pub fn values(&self, state: usize, out: &mut [f64]) {
        let layer = self.layers().first().copied();
        self.row(state, layer.unwrap_or(Layer::Q), out);
    }

    /// Whether its greedy choice is over action values, which can be held against the exact ones.
    pub fn has_action_values(&self) -> bool {
        self.layers().first() == Some(&Layer::Q)
    }
}

impl Clone for Box<dyn Agent> {
    fn clone(&self) -> Self {
        self.boxed()
    }
}

/// The FNV-1a hash of the whole table that the greedy choice is over, states × actions in order, illegal cells 0, as 16 hex
/// digits.
pub fn q_hash(agent: &dyn Agent, mdp: &Mdp) -> String {
    let mut digest = Digest::default();
    let mut row = vec![0.0; mdp.n_actions()];
    for state in 0..mdp.n_states() {
        agent.values(state, &mut row);
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
    /// What the numbers of its updates are called.
    pub terms: Terms,
    /// What it learns from, which recorded experience then has to tell.
    pub experience: Experience,
    /// Whose values it learns, by which pickers put methods together.
    pub kind: Kind,
    /// What can be turned, in the order of the sliders.
    pub params: &'static [ParamId],
    /// Make one that knows nothing yet, with a stream of its own from a seed.
    pub build: fn(&Arc<Mdp>, u64) -> Box<dyn Agent>,
}

/// An algorithm is its entry in the registry: there are no two of one name.
impl PartialEq for AlgorithmSpec {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Whose values a method learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Those of another policy than the one that it acts by: the best one.
    OffPolicy,
    /// Those of what it does itself, exploring included.
    OnPolicy,
}

/// The kinds of methods, in the order of pickers.
pub const KINDS: [Kind; 2] = [Kind::OffPolicy, Kind::OnPolicy];

impl Kind {
    /// What it is called, and what that means.
    pub fn text(self) -> Text {
        match self {
            Self::OffPolicy => Text::new(
                "off-policy: learns the best policy, whatever it does",
                "离策略：学习最优策略，与自身行为无关",
            ),
            Self::OnPolicy => Text::new(
                "on-policy: learns the policy that it acts by",
                "同策略：学习自身所用的策略",
            ),
        }
    }
}

/// What a method learns from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experience {
    /// From the model alone: a planner learns nothing from what happens.
    None,
    /// From what was done and what came of it.
    Steps,
    /// From that and the action that is taken next.
    NextActions,
}

/// What the numbers of a method's updates are called, as far as methods differ in them; see [`Learned`].
#[derive(Debug)]
pub struct Terms {
    /// The rewards in the target.
    pub reward: Text,
    /// The value that the target takes from the state it looks ahead to.
    pub bootstrap: Text,
    /// What the error is weighed by beside the step size.
    pub weight: Text,
}

impl Terms {
    /// Those of a method whose target is one reward and a value called `bootstrap`.
    pub const fn one_step(bootstrap: Text) -> Self {
        Self {
            reward: Text::new("paid", "奖赏"),
            bootstrap,
            weight: Text::new("", ""),
        }
    }
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
        let hyper = Hyper::new(Unit::literal(0.5), Unit::ONE, Unit::ZERO, Ties::First);
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
            agent.learn(&transition, &hyper, &mut Vec::new());
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
