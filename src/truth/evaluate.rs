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
    chain.build(mdp, |state| policy.actions(state), cancelled)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{MdpBuilder, Outcome};

    #[test]
    fn a_coin_between_an_end_and_a_costly_trap_is_minus_infinity_only_undiscounted() {
        let to = |probability, next_state, terminated| Outcome {
            probability,
            next_state,
            reward: -1.0,
            terminated,
        };
        let mut builder = MdpBuilder::new(3, 1);
        builder.cell([to(0.5, 2, true), to(0.5, 1, false)]);
        builder.cell([to(1.0, 1, false)]).cell([]);
        builder.starts(vec![(0, 1.0)]);
        let mdp = builder.build().unwrap();
        let at = |gamma| {
            let policy = Policy::uniform(&mdp);
            value_of(&mdp, &policy, Unit::literal(gamma), &mut || false).unwrap()
        };
        // At γ = .5 the trap is worth −2, the coin −1 − .5·.5·2.
        let expected = [-1.5, -2.0, 0.0].map(Value::Finite);
        assert_eq!(at(0.5), expected);
        let infinite = Value::MinusInfinity;
        assert_eq!(at(1.0), [infinite, infinite, Value::Finite(0.0)]);
    }

    #[test]
    fn the_start_is_an_average_in_which_minus_infinity_wins() {
        let mut builder = MdpBuilder::new(3, 1);
        for state in 0..3 {
            builder.cell([Outcome {
                probability: 1.0,
                next_state: state,
                reward: 0.0,
                terminated: true,
            }]);
        }
        builder.starts(vec![(0, 0.25), (1, 0.25), (2, 0.5)]);
        let mdp = builder.build().unwrap();
        let of = |values: [Value; 3]| start_value(&mdp, |state| values[state]);
        let one = Value::Finite(1.0);
        assert_eq!(
            of([one, Value::Finite(3.0), Value::Finite(2.0)]),
            Value::Finite(2.0)
        );
        assert_eq!(of([one, Value::PlusInfinity, one]), Value::PlusInfinity);
        let both = [
            Value::PlusInfinity,
            Value::MinusInfinity,
            Value::PlusInfinity,
        ];
        assert_eq!(of(both), Value::MinusInfinity);
    }
}
