//! Action values and visits in a table: all of an agent that does not hang on how it learns.

use std::sync::Arc;

use super::behavior::Chosen;
use super::one_step::{Plan, RowRule, Table};
use super::policy::choose;
use super::{Digest, Hyper, Knowledge, Layer};
use crate::mdp::{self, Mdp};

/// A table of a model.
#[derive(Clone, Debug)]
pub struct Tabular<T> {
    pub mdp: Arc<Mdp>,
    pub table: T,
    /// What the figures that the table derives are ready for.
    plan: Option<Plan>,
}

impl<T: Table> Tabular<T> {
    /// Know what `table` holds of `mdp`.
    pub fn new(mdp: &Arc<Mdp>, table: T) -> Self {
        Self {
            mdp: Arc::clone(mdp),
            table,
            plan: None,
        }
    }

    /// Make the table ready for `hyper`.
    pub fn prepared<R: RowRule>(&mut self, hyper: &Hyper) -> Plan {
        let plan = Plan::from(hyper);
        let derives = plan.derives::<R>();
        if self.plan != Some(derives) {
            self.table.prepare::<R>(&plan);
            self.plan = Some(derives);
        }
        plan
    }

    /// The values of the legal actions of `state`, in order.
    pub fn values(&self, state: usize) -> Vec<f64> {
        let legal = self.mdp.legal(state);
        legal.map(|action| self.table.q(state, action)).collect()
    }

    /// Choose ε-greedily in `state` as the book writes it, and say why.
    pub fn choose(&self, state: usize, half: u64, plan: &Plan) -> Chosen {
        let (rank, choice) = choose(half, plan.exploration, plan.ties, &self.values(state));
        let action = self.mdp.legal(state).nth(rank).unwrap_or(0);
        Chosen { action, choice }
    }

    /// Take over the layers that both know; what has no counterpart stays.
    pub fn adopt(&mut self, other: &dyn Knowledge) {
        let n = self.mdp.n_actions();
        let (mut values, mut visits) = (vec![0.0; n], vec![0.0; n]);
        for state in 0..self.mdp.n_states() {
            let from = |layer| -> &dyn Knowledge {
                if other.layers().contains(&layer) {
                    other
                } else {
                    self
                }
            };
            from(Layer::Q).row(state, Layer::Q, &mut values);
            from(Layer::Visits).row(state, Layer::Visits, &mut visits);
            for action in self.mdp.legal(state) {
                self.table
                    .restore(state, action, values[action], visits[action] as u64);
            }
        }
        self.plan = None;
    }

    /// Take the rewards of `mdp`, else the model that it knows.
    pub fn pay(&mut self, mdp: &Arc<Mdp>) {
        self.mdp = Arc::clone(mdp);
        self.table.pay(mdp);
        self.plan = None;
    }

    /// Add all values and visits, states × actions in order.
    pub fn digest(&self, digest: &mut Digest) {
        for state in 0..self.mdp.n_states() {
            for action in 0..self.mdp.n_actions() {
                digest.write_value(self.table.q(state, action));
                digest.write(self.table.visits(state, action));
            }
        }
    }
}

impl<T: Table> Knowledge for Tabular<T> {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Q, Layer::Visits]
    }

    fn row(&self, state: usize, layer: Layer, out: &mut [f64]) {
        match layer {
            Layer::Q => self.table.values(state, out),
            Layer::Visits => {
                let visits = |action| self.table.visits(state, action) as f64;
                out.iter_mut()
                    .enumerate()
                    .for_each(|(action, out)| *out = visits(action));
            }
            _ => out.fill(0.0),
        }
    }

    fn policy(&self, state: usize, hyper: &Hyper, out: &mut [f64]) {
        self.row(state, Layer::Q, out);
        mdp::become_greedy(&self.mdp, state, out, hyper.ties);
        mdp::soften(&self.mdp, state, out, hyper.epsilon());
    }

    fn bytes(&self) -> usize {
        self.table.bytes()
    }
}
