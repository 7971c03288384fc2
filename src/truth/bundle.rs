//! Everything exact about one world at one discount.

use crate::mdp::{Mdp, Ties, Unit, World};

use super::value::{Figure, Unsolved, Value};
use super::{Optimum, Policy, ReturnEvaluator, best_possible, solve};

/// The truth about a world: what can be had, and what to measure a learner against.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Q*, V* and the best actions.
    pub optimum: Optimum,
    /// V* of the start: the discounted value of the γ-optimal policy.
    pub start_value: Value,
    /// Undiscounted return, under the step limit, of the γ-optimal policy with uniform ties.
    pub start_return: Figure,
    /// The best undiscounted return under the step limit; none if it never settles.
    pub best_possible: Option<Value>,
    /// The states that figures over "all states" mean: reachable and non-terminal ones.
    pub matters: Vec<bool>,
}

impl Truth {
    /// Work it all out for `world` at discount `gamma`.
    ///
    /// # Errors
    /// If the optimum of a start is infinite, or `cancelled` says so.
    pub fn of(
        world: &World,
        gamma: Unit,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Self, Unsolved> {
        let mdp = &world.mdp;
        let optimum = solve(mdp, gamma, cancelled)?;
        let policy = optimum.greedy_policy(mdp, Ties::Uniform);
        let best_possible = match best_possible(mdp, world.step_limit, cancelled) {
            Ok(value) => Some(value),
            Err(Unsolved::Diverges(_)) => None,
            Err(Unsolved::Cancelled) => return Err(Unsolved::Cancelled),
        };
        Ok(Self {
            start_value: optimum.start_value(mdp),
            start_return: ReturnEvaluator::new(world.step_limit).of(mdp, &policy),
            best_possible,
            matters: matters(mdp),
            optimum,
        })
    }

    /// The largest |Q − Q*| over the states that matter and their legal actions; `row` fills in the values of a state.
    ///
    /// Infinite if a value that matters has an infinite optimum.
    pub fn max_error(&self, mut row: impl FnMut(usize, &mut [f64])) -> f64 {
        let mut values = Vec::new();
        let mut largest = 0.0_f64;
        for state in self.states() {
            let optimal = self.optimum.row(state);
            values.resize(optimal.len(), 0.0);
            row(state, &mut values);
            let legal = values.iter().zip(optimal).filter(|pair| !pair.1.is_nan());
            for (value, optimal) in legal {
                largest = largest.max((value - optimal).abs());
            }
        }
        largest
    }

    /// In how many of the states that matter every action that `policy` can take is optimal, and of how many.
    pub fn right(&self, policy: &Policy) -> (usize, usize) {
        let agrees = |&state: &usize| {
            let mut actions = policy.actions(state);
            actions.all(|(action, _)| self.optimum.is_best(state, action))
        };
        (self.states().filter(agrees).count(), self.states().count())
    }

    /// The share of the states that matter where every action that `policy` can take is optimal.
    pub fn policy_agreement(&self, policy: &Policy) -> f64 {
        let (right, of) = self.right(policy);
        right as f64 / of as f64
    }

    /// Q*(s, a), where the action is legal and the number finite.
    pub fn q(&self, state: usize, action: usize) -> Option<f64> {
        self.optimum.q(state, action).and_then(Value::finite)
    }

    /// V* of the states that matter, as far as it is finite.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.states()
            .filter_map(|state| self.optimum.v(state).finite())
    }

    fn states(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.matters.len()).filter(|&state| self.matters[state])
    }
}

/// Which states of `mdp` are reachable and not terminal.
fn matters(mdp: &Mdp) -> Vec<bool> {
    let mut states = mdp.reachable();
    for (state, matters) in states.iter_mut().enumerate() {
        *matters &= !mdp.is_terminal(state);
    }
    states
}
