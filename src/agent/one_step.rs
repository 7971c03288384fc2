//! One-step methods over a table: the loop's joint, and the plain way of taking a step that the fast ones are held against.

use std::fmt;
use std::sync::Arc;

use super::chance::{self, Exploration};
use super::fixed_table::FixedTable;
use super::general_table::GeneralTable;
use super::{
    Agent, Budget, Digest, Hyper, Layer, Transition, Update, Walk, choose, maximum, q_learning,
};
use crate::mdp::{Mdp, Ties, Unit};

/// α and γ, with the products that every update needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepSize {
    /// Step size α.
    pub alpha: f64,
    /// Discount γ.
    pub gamma: f64,
    /// 1 − α.
    pub keep: f64,
    /// α·γ.
    pub discount: f64,
}

impl StepSize {
    /// Work the products out.
    pub fn new(alpha: Unit, gamma: Unit) -> Self {
        let (alpha, gamma) = (alpha.get(), gamma.get());
        Self {
            alpha,
            gamma,
            keep: 1.0 - alpha,
            discount: alpha * gamma,
        }
    }

    /// ((1 − α)·q + α·r) + (α·γ)·m: the arithmetic of every one-step method, in this order, fixed for good.
    #[inline]
    pub fn blend(&self, q: f64, reward: f64, bootstrap: f64) -> f64 {
        (self.keep * q + self.alpha * reward) + self.discount * bootstrap
    }
}

/// Hyperparameters made ready for a loop: constants inside a chunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub step: StepSize,
    pub exploration: Exploration,
    pub ties: Ties,
}

impl From<&Hyper> for Plan {
    fn from(hyper: &Hyper) -> Self {
        Self {
            step: StepSize::new(hyper.alpha, hyper.gamma),
            exploration: Exploration::new(hyper.epsilon),
            ties: hyper.ties,
        }
    }
}

/// A table of action values in a layout of its own, and the loop that is fast over it.
///
/// A table may keep figures derived from its values and the plan; [`Self::prepare`] and [`Self::learned`] keep them right.
pub trait Table: Clone + fmt::Debug + Send + 'static {
    /// Take steps until `budget` is used up.
    fn run(&mut self, walk: &mut Walk, plan: &Plan, budget: Budget);
    /// Make derived figures ready for `plan`.
    fn prepare(&mut self, plan: &Plan);
    /// Put a learned value in its place and count the visit.
    fn learned(&mut self, plan: &Plan, state: usize, action: usize, value: f64);
    /// Put a value and a count of visits in their places.
    fn restore(&mut self, state: usize, action: usize, value: f64, visits: u64);
    fn q(&self, state: usize, action: usize) -> f64;
    fn visits(&self, state: usize, action: usize) -> u64;
    fn bytes(&self) -> usize;
}

/// Q-learning over a table.
#[derive(Clone, Debug)]
pub struct OneStep<T> {
    mdp: Arc<Mdp>,
    table: T,
    /// What the table is prepared for.
    plan: Option<Plan>,
}

impl OneStep<()> {
    /// Make an agent for `mdp` with all values 0, in the layout that is fastest there.
    pub fn build(mdp: &Arc<Mdp>) -> Box<dyn Agent> {
        FixedTable::<2, 1, 3>::of(mdp)
            .map(|table| OneStep::over(mdp, table))
            .or_else(|| FixedTable::<4, 1, 5>::of(mdp).map(|table| OneStep::over(mdp, table)))
            .or_else(|| FixedTable::<2, 3, 9>::of(mdp).map(|table| OneStep::over(mdp, table)))
            .or_else(|| FixedTable::<4, 3, 15>::of(mdp).map(|table| OneStep::over(mdp, table)))
            .unwrap_or_else(|| OneStep::over(mdp, GeneralTable::of(mdp)))
    }

    fn over<T: Table>(mdp: &Arc<Mdp>, table: T) -> Box<dyn Agent> {
        Box::new(OneStep {
            mdp: Arc::clone(mdp),
            table,
            plan: None,
        })
    }
}

impl<T: Table> OneStep<T> {
    fn prepared(&mut self, hyper: &Hyper) -> Plan {
        let plan = Plan::from(hyper);
        if self.plan != Some(plan) {
            self.table.prepare(&plan);
            self.plan = Some(plan);
        }
        plan
    }

    fn legal_values(&self, state: usize) -> Vec<f64> {
        self.mdp
            .legal(state)
            .map(|action| self.table.q(state, action))
            .collect()
    }

    /// Learn from one transition by the rule as the book writes it.
    fn apply(&mut self, plan: &Plan, transition: &Transition) -> (f64, Option<f64>, f64, f64) {
        let Transition {
            state,
            action,
            reward,
            next_state,
            terminated,
            ..
        } = *transition;
        let old = self.table.q(state, action);
        let bootstrap = (!terminated).then(|| maximum(&self.legal_values(next_state)));
        let (new, td_error) = q_learning::update(&plan.step, old, reward, bootstrap);
        self.table.learned(plan, state, action, new);
        (old, bootstrap, new, td_error)
    }
}

impl<T: Table> Agent for OneStep<T> {
    fn run(&mut self, walk: &mut Walk, hyper: &Hyper, budget: Budget) {
        let plan = self.prepared(hyper);
        self.table.run(walk, &plan, budget);
    }

    fn probe(&mut self, walk: &mut Walk, hyper: &Hyper) -> Update {
        let plan = self.prepared(hyper);
        let (step, episode) = (walk.steps + 1, walk.episodes + 1);
        let word = walk.word();
        let state = walk.state;
        let values = self.legal_values(state);
        let (rank, choice) = choose(chance::low(word), plan.exploration, plan.ties, &values);
        let action = self.mdp.legal(state).nth(rank).unwrap_or(0);
        let outcomes = self.mdp.outcomes(state, action);
        let outcome = outcomes[chance::pick_outcome(chance::high(word), outcomes)];
        let mut transition = Transition {
            state,
            action,
            reward: outcome.reward,
            next_state: outcome.next_state as usize,
            terminated: outcome.terminated,
            truncated: false,
        };
        let (old, bootstrap, new, td_error) = self.apply(&plan, &transition);
        transition.truncated = walk.follow(
            word,
            outcome.reward,
            transition.next_state,
            outcome.terminated,
        );
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
        for (action, slot) in out.iter_mut().enumerate() {
            *slot = match layer {
                Layer::Q => self.table.q(state, action),
                Layer::Visits => self.table.visits(state, action) as f64,
            };
        }
    }

    fn layers(&self) -> &'static [Layer] {
        &[Layer::Q, Layer::Visits]
    }

    fn adopt(&mut self, other: &dyn Agent) {
        let n_actions = self.mdp.n_actions();
        let (mut values, mut visits) = (vec![0.0; n_actions], vec![0.0; n_actions]);
        for state in 0..self.mdp.n_states() {
            other.row(state, Layer::Q, &mut values);
            other.row(state, Layer::Visits, &mut visits);
            for action in self.mdp.legal(state) {
                self.table
                    .restore(state, action, values[action], visits[action] as u64);
            }
        }
        self.plan = None;
    }

    fn bytes(&self) -> usize {
        self.table.bytes()
    }

    fn digest(&self, digest: &mut Digest) {
        for state in 0..self.mdp.n_states() {
            for action in 0..self.mdp.n_actions() {
                digest.write_value(self.table.q(state, action));
                digest.write(self.table.visits(state, action));
            }
        }
    }

    fn boxed(&self) -> Box<dyn Agent> {
        Box::new(self.clone())
    }
}
