//! SARSA: on-policy TD control (Sutton & Barto 6.4; Rummery & Niranjan 1994).
//!
//! Q(S, A) ← Q(S, A) + α [R + γ Q(S′, A′) − Q(S, A)], with A′ chosen before the update and then taken.
//!
//! Where an episode is only cut off, A′ is drawn from the learner's own stream and never taken: the next episode's first
//! action uses the next word of chance, as with every other method.

use std::sync::Arc;

use super::behavior::{Ahead, Chosen, act};
use super::fixed_table::FixedTable;
use super::general_table::GeneralTable;
use super::one_step::{Plan, Table, in_fastest_layout};
use super::param::ONE_STEP;
use super::q_learning::QLearning;
use super::tabular::Tabular;
use super::{
    Agent, AlgorithmSpec, Budget, Choice, Digest, Experience, Hyper, Kind, Knowledge, Learned,
    Terms, Transition, Update, Walk,
};
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
    terms: Terms::one_step(Text::new("next taken", "下一步所选")),
    experience: Experience::NextActions,
    kind: Kind::OnPolicy,
    params: &ONE_STEP,
    build,
};

fn build(mdp: &Arc<Mdp>, seed: u64) -> Box<dyn Agent> {
    in_fastest_layout!(mdp, |table| Box::new(Sarsa {
        known: Tabular::new(mdp, table),
        ahead: Ahead::new(seed),
    }))
}

/// SARSA over a table.
#[derive(Clone, Debug)]
struct Sarsa<T> {
    known: Tabular<T>,
    ahead: Ahead,
}

impl<T: Table> Agent for Sarsa<T> {
    fn run(&mut self, walk: &mut Walk, hyper: &Hyper, budget: Budget) {
        if budget.steps == 0 {
            return;
        }
        let plan = self.known.prepared::<QLearning>(hyper);
        let until = walk.episodes.saturating_add(budget.episodes);
        // The last step is told about to itself: why the action after it was chosen has to be kept.
        if budget.steps > 1 {
            let bare = Budget {
                steps: budget.steps - 1,
                ..budget
            };
            let chosen = self.ahead.pending.take().map(|pending| pending.action);
            let (table, learner) = (&mut self.known.table, &mut self.ahead.learner);
            let chosen = table.run_on_policy(walk, &plan, learner, chosen, bare);
            self.ahead.pending = chosen.map(|action| Chosen {
                action,
                choice: Choice::Greedy,
            });
            if walk.episodes == until {
                return;
            }
        }
        self.probe(walk, hyper, &mut Vec::new());
    }

    fn probe(&mut self, walk: &mut Walk, hyper: &Hyper, moved: &mut Vec<usize>) -> Update {
        let plan = Plan::from(hyper);
        let update = Update::begin(walk, hyper);
        let taken = act(walk, Some(&mut self.ahead), |state, half| {
            self.known.choose(state, half, &plan)
        });
        update.told(taken, self.learn(&taken.transition, hyper, moved))
    }

    fn learn(
        &mut self,
        transition: &Transition,
        hyper: &Hyper,
        moved: &mut Vec<usize>,
    ) -> Option<Learned> {
        let plan = self.known.prepared::<QLearning>(hyper);
        let old = self.known.table.q(transition.state, transition.action);
        let taken = transition.next_action.filter(|_| !transition.terminated);
        let bootstrap = taken.map(|next| self.known.table.q(transition.next_state, next));
        let learned = Learned::one_step(&plan.step, transition, old, bootstrap);
        let Learned { state, action, .. } = learned;
        self.known
            .table
            .learned::<QLearning>(&plan, state, action, learned.new);
        moved.push(state);
        Some(learned)
    }

    fn knows(&self) -> &dyn Knowledge {
        &self.known
    }

    fn adopt(&mut self, other: &dyn Knowledge) {
        self.known.adopt(other);
        // What was chosen was chosen by other values.
        self.ahead.pending = None;
    }

    fn pay(&mut self, mdp: &Arc<Mdp>) {
        self.known.pay(mdp);
    }

    fn digest(&self, digest: &mut Digest) {
        self.known.digest(digest);
        self.ahead.digest(digest);
    }

    fn boxed(&self) -> Box<dyn Agent> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Layer;
    use crate::mdp::{Defaults, MdpBuilder, Outcome, Scene, Ties, Unit, World};

    fn hyper(alpha: f64, gamma: f64) -> Hyper {
        let [alpha, gamma, epsilon] = [alpha, gamma, 0.2].map(Unit::literal);
        Hyper::new(alpha, gamma, epsilon, Ties::First)
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
        agent.learn(&first, &hyper(1.0, 0.9), &mut Vec::new());
        assert_eq!(value(&*agent, 1, 1), 1.0);
        // Taken next: action 0, worth 0. 0 + 0.5 (0.6 + 0.9·0 − 0) = 0.3
        agent.learn(
            &taken(Some(0), false, false),
            &hyper(0.5, 0.9),
            &mut Vec::new(),
        );
        assert_eq!(value(&*agent, 0, 0), 0.3);
        // Taken next: action 1, worth 1. 0.3 + 0.5 (0.6 + 0.9·1 − 0.3) = 0.9
        agent.learn(
            &taken(Some(1), false, false),
            &hyper(0.5, 0.9),
            &mut Vec::new(),
        );
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
        agent.learn(&first, &hyper(1.0, 0.5), &mut Vec::new());
        // 0 + 0.5 (0.6 + 0.5·2 − 0) = 0.8
        agent.learn(
            &taken(Some(1), false, true),
            &hyper(0.5, 0.5),
            &mut Vec::new(),
        );
        assert!((value(&*agent, 0, 0) - 0.8).abs() < 1e-15);
        // 0.8 + 0.5 (0.6 − 0.8) = 0.7, whatever would have been taken.
        agent.learn(
            &taken(Some(1), true, false),
            &hyper(0.5, 0.5),
            &mut Vec::new(),
        );
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
                agent.probe(&mut walk, &hyper(0.1, 0.9), &mut Vec::new()),
                q_learning.probe(&mut other, &hyper(0.1, 0.9), &mut Vec::new()),
            );
            assert!(one.taken.unwrap().transition.truncated);
            assert!(one.learned.unwrap().bootstrap.is_some());
            assert_eq!(one.state, two.state, "the same luck");
            assert_eq!(walk.peeked, None);
        }
    }
}
