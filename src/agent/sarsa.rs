//! SARSA: on-policy TD control (Sutton & Barto 6.4; Rummery & Niranjan 1994).
//!
//! Q(S, A) ← Q(S, A) + α [R + γ Q(S′, A′) − Q(S, A)], with A′ chosen before the update and then taken.
//!
//! Where an episode is only cut off, A′ is drawn from the learner's own stream and never taken: the next episode's first
//! action uses the next word of chance, as with every other method.

use std::sync::Arc;

use rand::Rng;

use super::chance::{self, Stream};
use super::fixed_table::FixedTable;
use super::general_table::GeneralTable;
use super::hyper::ONE_STEP;
use super::one_step::{
    Plan, Table, adopt_table, digest_table, drawn, in_fastest_layout, plain_choice, table_row,
};
use super::q_learning::QLearning;
use super::{Agent, AlgorithmSpec, Budget, Choice, Digest, Hyper, Layer, Transition, Update, Walk};
use crate::mdp::Mdp;
use crate::text::Text;

/// Its entry in the registry.
pub static SPEC: AlgorithmSpec = AlgorithmSpec {
    name: "sarsa",
    title: Text::new("SARSA", "SARSA"),
    text: Text::new(
        "learns the value of what it does, exploring included",
        "学习自身行为（含探索）的价值",
    ),
    source: "Sutton & Barto, 2nd ed., 6.4",
    bootstrap: Text::new("next taken", "下一步所选"),
    asks_next_action: true,
    params: &ONE_STEP,
    build,
};

fn build(mdp: &Arc<Mdp>, seed: u64) -> Box<dyn Agent> {
    in_fastest_layout!(mdp, |table| Box::new(Sarsa {
        mdp: Arc::clone(mdp),
        table,
        learner: chance::learner(seed),
        pending: None,
        plan: None,
    }))
}

/// The action that was chosen for the next step, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pending {
    action: usize,
    choice: Choice,
}

/// SARSA over a table.
#[derive(Clone, Debug)]
struct Sarsa<T> {
    mdp: Arc<Mdp>,
    table: T,
    learner: Stream,
    pending: Option<Pending>,
    plan: Option<Plan>,
}

impl<T: Table> Sarsa<T> {
    fn prepared(&mut self, hyper: &Hyper) -> Plan {
        let plan = Plan::from(hyper);
        if self.plan != Some(plan) {
            self.table.prepare::<QLearning>(&plan);
            self.plan = Some(plan);
        }
        plan
    }

    /// The word that A′ is drawn from, if there is an A′: none where the episode terminated.
    fn next_word(&mut self, walk: &mut Walk, terminated: bool) -> Option<u64> {
        match (terminated, walk.is_last_step()) {
            (true, _) => None,
            (false, true) => Some(self.learner.next_u64()),
            (false, false) => Some(walk.peek()),
        }
    }

    /// Learn from one transition; gives the value before, the bootstrap, the value after and the TD error.
    fn apply(&mut self, plan: &Plan, transition: &Transition) -> (f64, Option<f64>, f64, f64) {
        let Transition {
            state,
            action,
            reward,
            next_state,
            terminated,
            next_action,
            ..
        } = *transition;
        let old = self.table.q(state, action);
        let taken = next_action.filter(|_| !terminated);
        let bootstrap = taken.map(|next_action| self.table.q(next_state, next_action));
        let (new, td_error) = plan.step.update(old, reward, bootstrap);
        self.table.learned::<QLearning>(plan, state, action, new);
        (old, bootstrap, new, td_error)
    }
}

impl<T: Table> Agent for Sarsa<T> {
    fn run(&mut self, walk: &mut Walk, hyper: &Hyper, budget: Budget) {
        if budget.steps == 0 {
            return;
        }
        let plan = self.prepared(hyper);
        let until = walk.episodes.saturating_add(budget.episodes);
        // The last step is told about to itself: why the action after it was chosen has to be kept.
        if budget.steps > 1 {
            let bare = Budget {
                steps: budget.steps - 1,
                ..budget
            };
            let chosen = self.pending.take().map(|pending| pending.action);
            let (table, learner) = (&mut self.table, &mut self.learner);
            let chosen = table.run_on_policy(walk, &plan, learner, chosen, bare);
            self.pending = chosen.map(|action| Pending {
                action,
                choice: Choice::Greedy,
            });
            if walk.episodes == until {
                return;
            }
        }
        self.probe(walk, hyper);
    }

    fn probe(&mut self, walk: &mut Walk, hyper: &Hyper) -> Update {
        let plan = self.prepared(hyper);
        let (step, episode, state) = (walk.steps + 1, walk.episodes + 1, walk.state);
        let word = walk.word();
        let now = self.pending.take().unwrap_or_else(|| {
            let (action, choice) =
                plain_choice(&self.mdp, &self.table, state, chance::low(word), &plan);
            Pending { action, choice }
        });
        let mut transition = drawn(&self.mdp, state, now.action, word);
        let next = self.next_word(walk, transition.terminated).map(|word| {
            let next = transition.next_state;
            let (action, choice) =
                plain_choice(&self.mdp, &self.table, next, chance::low(word), &plan);
            Pending { action, choice }
        });
        transition.next_action = next.map(|next| next.action);
        let (old, bootstrap, new, td_error) = self.apply(&plan, &transition);
        self.pending = next.filter(|_| walk.peeked.is_some());
        transition.truncated = walk.follow(
            word,
            transition.reward,
            transition.next_state,
            transition.terminated,
        );
        let choice = now.choice;
        Update {
            step,
            episode,
            transition,
            choice,
            hyper: *hyper,
            old,
            bootstrap,
            new,
            td_error,
        }
    }

    fn learn(&mut self, transition: &Transition, hyper: &Hyper) -> f64 {
        let plan = self.prepared(hyper);
        self.apply(&plan, transition).3
    }

    fn row(&self, state: usize, layer: Layer, out: &mut [f64]) {
        table_row(&self.table, state, layer, out);
    }

    fn layers(&self) -> &'static [Layer] {
        &[Layer::Q, Layer::Visits]
    }

    fn adopt(&mut self, other: &dyn Agent) {
        adopt_table(&self.mdp, &mut self.table, other);
        // What was chosen was chosen by other values.
        self.pending = None;
        self.plan = None;
    }

    fn bytes(&self) -> usize {
        self.table.bytes()
    }

    fn digest(&self, digest: &mut Digest) {
        digest_table(&self.mdp, &self.table, digest);
        digest.write(
            self.pending
                .map_or(u64::MAX, |pending| pending.action as u64),
        );
        let mut learner = self.learner.clone();
        (0..4).for_each(|_| digest.write(learner.next_u64()));
    }

    fn boxed(&self) -> Box<dyn Agent> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{Defaults, MdpBuilder, Outcome, Scene, Ties, Unit, World};

    fn hyper(alpha: f64, gamma: f64) -> Hyper {
        Hyper {
            alpha: Unit::literal(alpha),
            gamma: Unit::literal(gamma),
            epsilon: Unit::literal(0.2),
            ties: Ties::First,
        }
    }

    /// Two states, two actions, always on to the second state; episodes of one step are cut off.
    fn recommender() -> World {
        let mut builder = MdpBuilder::new(2, 2);
        for reward in [0.6, 0.8, 0.4, 0.9] {
            builder.cell([Outcome {
                probability: 1.0,
                next_state: 1,
                reward,
                terminated: false,
            }]);
        }
        World {
            name: "recommender".into(),
            mdp: Arc::new(builder.build().unwrap()),
            step_limit: Some(1),
            limit_is_ours: false,
            scene: Arc::new(Scene::plain("recommender", 2)),
            defaults: Defaults {
                alpha: Unit::literal(0.1),
                gamma: Unit::literal(0.9),
                epsilon: Unit::literal(0.2),
                ties: Ties::First,
                episodes: 1000,
            },
        }
    }

    fn value(agent: &dyn Agent, state: usize, action: usize) -> f64 {
        let mut row = [0.0; 2];
        agent.row(state, Layer::Q, &mut row);
        row[action]
    }

    fn taken(next_action: Option<usize>, terminated: bool, truncated: bool) -> Transition {
        Transition {
            state: 0,
            action: 0,
            reward: 0.6,
            next_state: 1,
            terminated,
            truncated,
            next_action,
        }
    }

    #[test]
    fn the_action_taken_next_counts_and_not_the_best() {
        let mut agent = (SPEC.build)(&recommender().mdp, 1);
        let first = Transition {
            state: 1,
            action: 1,
            reward: 1.0,
            next_state: 1,
            ..taken(None, true, false)
        };
        agent.learn(&first, &hyper(1.0, 0.9));
        assert_eq!(value(&*agent, 1, 1), 1.0);
        // Taken next: action 0, worth 0. 0 + 0.5 (0.6 + 0.9·0 − 0) = 0.3
        agent.learn(&taken(Some(0), false, false), &hyper(0.5, 0.9));
        assert_eq!(value(&*agent, 0, 0), 0.3);
        // Taken next: action 1, worth 1. 0.3 + 0.5 (0.6 + 0.9·1 − 0.3) = 0.9
        agent.learn(&taken(Some(1), false, false), &hyper(0.5, 0.9));
        assert!((value(&*agent, 0, 0) - 0.9).abs() < 1e-15);
    }

    #[test]
    fn a_truncation_bootstraps_and_a_termination_does_not() {
        let mut agent = (SPEC.build)(&recommender().mdp, 1);
        let first = Transition {
            state: 1,
            action: 1,
            reward: 2.0,
            next_state: 1,
            ..taken(None, true, false)
        };
        agent.learn(&first, &hyper(1.0, 0.5));
        // 0 + 0.5 (0.6 + 0.5·2 − 0) = 0.8
        agent.learn(&taken(Some(1), false, true), &hyper(0.5, 0.5));
        assert!((value(&*agent, 0, 0) - 0.8).abs() < 1e-15);
        // 0.8 + 0.5 (0.6 − 0.8) = 0.7, whatever would have been taken.
        agent.learn(&taken(Some(1), true, false), &hyper(0.5, 0.5));
        assert!((value(&*agent, 0, 0) - 0.7).abs() < 1e-15);
    }

    #[test]
    fn a_truncated_step_draws_from_the_learner_and_takes_the_next_word_of_chance_afterwards() {
        let world = recommender();
        let mut walk = Walk::new(&world, 5);
        let mut other = Walk::new(&world, 5);
        let mut agent = (SPEC.build)(&world.mdp, 5);
        let mut q_learning = (crate::agent::q_learning::SPEC.build)(&world.mdp, 5);
        for _ in 0..50 {
            let (one, two) = (
                agent.probe(&mut walk, &hyper(0.1, 0.9)),
                q_learning.probe(&mut other, &hyper(0.1, 0.9)),
            );
            assert!(one.transition.truncated && one.bootstrap.is_some());
            assert_eq!(one.transition.state, two.transition.state, "the same luck");
            assert_eq!(walk.peeked, None);
        }
    }
}
