//! What a given policy is worth, Sutton & Barto section 4.1.

use crate::mdp::{Mdp, Unit};

use super::chain::Chain;
use super::value::{Unsolved, Value};
use super::{Optimum, Policy};

/// The expected discounted sum of rewards from every state under `policy`, without a step limit.
///
/// At γ = 1 a state from which the policy may stay for ever where rewards add up is infinite by the sign of their average;
/// if several infinities are possible, −∞ counts.
///
/// # Errors
/// If `cancelled` says so.
pub fn value_of(
    mdp: &Mdp,
    policy: &Policy,
    gamma: Unit,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<Vec<Value>, Unsolved> {
    let mut chain = Chain::default();
    chain.build(mdp, |state| policy.actions(state));
    let mut values = Vec::new();
    chain.solve(gamma.get(), &mut values, cancelled)?;
    Ok(values.into_iter().map(Value::from).collect())
}

/// The value of the start: `values` weighted by where episodes start.
pub fn start_value(mdp: &Mdp, values: impl Fn(usize) -> Value) -> Value {
    let mut sum = 0.0;
    let mut endless = None;
    for &(state, probability) in mdp.starts() {
        match (values(state as usize), endless) {
            (Value::Finite(value), _) => sum += probability * value,
            (Value::PlusInfinity, Some(Value::MinusInfinity)) => {}
            (infinite, _) => endless = Some(infinite),
        }
    }
    endless.unwrap_or(Value::Finite(sum))
}

impl Optimum {
    /// V* of the start.
    pub fn start_value(&self, mdp: &Mdp) -> Value {
        start_value(mdp, |state| self.v(state))
    }
}
