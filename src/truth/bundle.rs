//! Everything exact about one world at one discount.

use crate::mdp::{Mdp, Ties, Unit, World};

use super::value::{Figure, Progress, Unsolved, Value, Watch, stop_if};
use super::{Optimum, Policy, ReturnEvaluator, solve_watched};

/// The truth about a world: what can be had, and what to measure a learner against.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Q*, V* and the best actions.
    pub optimum: Optimum,
    /// V* of the start: the discounted value of the γ-optimal policy, which explores if the optimum is one of those that do.
    pub start_value: Value,
    /// Undiscounted return, under the step limit, of that policy with uniform ties.
    pub start_return: Figure,
    /// The states that figures over "all states" mean: reachable and non-terminal ones.
    pub matters: Vec<bool>,
    /// The least and the greatest finite V* among them.
    extremes: Option<[f64; 2]>,
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
        Self::soft(world, gamma, Unit::ZERO, cancelled)
    }

    /// The same among the policies that explore with probability `epsilon`: the values, and the return of the best of them.
    ///
    /// # Errors
    /// As [`Truth::of`].
    pub fn soft(
        world: &World,
        gamma: Unit,
        epsilon: Unit,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Self, Unsolved> {
        Self::watched(world, gamma, epsilon, &mut |_| stop_if(cancelled()))
    }

    /// The same as [`Truth::soft`]; `watch` is told how far it has come, and says whether to go on.
    ///
    /// # Errors
    /// As [`Truth::of`].
    pub fn watched(
        world: &World,
        gamma: Unit,
        epsilon: Unit,
        watch: &mut Watch,
    ) -> Result<Self, Unsolved> {
        let mdp = &world.mdp;
        let optimum = solve_watched(mdp, gamma, epsilon, watch)?;
        let policy = optimum.policy(mdp, Ties::Uniform);
        let mut cancelled = || watch(Progress { share: 1.0 }).is_break();
        let start_return =
            ReturnEvaluator::new(world.step_limit).watched(mdp, &policy, &mut cancelled)?;
        let matters = matters(mdp, cancelled)?;
        Ok(Self {
            start_value: optimum.start_value(mdp),
            start_return,
            extremes: extremes(&optimum, &matters),
            matters,
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

    /// Q − Q* of one legal action of a state that matters, where Q* is finite; `value` is what is believed of it.
    pub fn error(&self, state: usize, action: usize, value: f64) -> Option<f64> {
        let exact = self.q(state, action).filter(|_| self.matters[state]);
        exact.map(|exact| value - exact)
    }

    /// The one of them that is farthest from 0, where `values` are what is believed of all actions.
    pub fn worst_error(&self, state: usize, values: &[f64]) -> Option<f64> {
        let errors =
            (0..values.len()).filter_map(|action| self.error(state, action, values[action]));
        errors.max_by(|a, b| a.abs().total_cmp(&b.abs()))
    }

    /// In how many of the states that matter every action that `policy` can take is optimal, and of how many.
    pub fn right(&self, policy: &Policy) -> (usize, usize) {
        let agrees = |&state: &usize| {
            let actions = policy.actions(state).map(|(action, _)| action);
            self.wrong(state, actions).next().is_none()
        };
        (self.states().filter(agrees).count(), self.states().count())
    }

    /// Which of `actions` are not optimal in a state that matters.
    pub fn wrong(
        &self,
        state: usize,
        actions: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = usize> {
        actions.filter(move |&action| self.matters[state] && !self.optimum.is_best(state, action))
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

    /// V* of the states that matter, as far as it is finite: the least and the greatest of them.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.extremes.iter().flatten().copied()
    }

    fn states(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.matters.len()).filter(|&state| self.matters[state])
    }
}

/// Which states of `mdp` are reachable and not terminal.
fn matters(mdp: &Mdp, stop: impl FnMut() -> bool) -> Result<Vec<bool>, Unsolved> {
    let mut states = mdp.reachable_unless(stop).ok_or(Unsolved::Cancelled)?;
    for (state, matters) in states.iter_mut().enumerate() {
        *matters &= !mdp.is_terminal(state);
    }
    Ok(states)
}

/// The least and the greatest finite value of the states that matter.
fn extremes(optimum: &Optimum, matters: &[bool]) -> Option<[f64; 2]> {
    let states = (0..matters.len()).filter(|&state| matters[state]);
    let finite = states.filter_map(|state| optimum.v(state).finite());
    finite.fold(None, |known, value| {
        let [low, high] = known.unwrap_or([value; 2]);
        Some([value.min(low), value.max(high)])
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    use crate::mdp::{Defaults, MdpBuilder, Outcome, Scene};
    use crate::truth::best_possible;

    /// State 0: end for 1, or go to state 1 for nothing, where the end pays 3. State 3 is never reached.
    fn world(step_limit: Option<u64>) -> World {
        let to = |next_state, reward, terminated| Outcome {
            probability: 1.0,
            next_state,
            reward,
            terminated,
        };
        let mut builder = MdpBuilder::new(4, 2);
        builder.cell([to(2, 1.0, true)]).cell([to(1, 0.0, false)]);
        builder.cell([to(2, 3.0, true)]).cell([to(1, 0.0, false)]);
        builder.cell([]).cell([]);
        builder.cell([to(3, 9.0, false)]).cell([to(3, 9.0, false)]);
        builder.starts(vec![(0, 1.0)]);
        World {
            name: String::new(),
            mdp: Arc::new(builder.build().unwrap()),
            step_limit,
            limit_is_ours: false,
            scene: Arc::new(Scene::plain("", 2)),
            defaults: Defaults {
                alpha: Unit::ONE,
                gamma: Unit::ONE,
                epsilon: Unit::ZERO,
                ties: Ties::Uniform,
                episodes: 1,
            },
        }
    }

    fn truth(gamma: f64, step_limit: Option<u64>) -> Truth {
        Truth::of(&world(step_limit), Unit::literal(gamma), &mut || false).unwrap()
    }

    /// What could be had at best, whatever the discount.
    fn best(step_limit: Option<u64>) -> Value {
        best_possible(&world(step_limit).mdp, step_limit, &mut || false).unwrap()
    }

    #[test]
    fn value_return_and_best_possible_are_three_different_things() {
        let sighted = truth(0.5, None);
        assert_eq!(sighted.start_value, Value::Finite(1.5));
        assert_eq!(sighted.start_return, Figure::Return(3.0));
        assert_eq!(best(None), Value::Finite(3.0));
        // So short-sighted that it ends at once.
        let myopic = truth(0.25, None);
        assert_eq!(myopic.start_value, Value::Finite(1.0));
        assert_eq!(myopic.start_return, Figure::Return(1.0));
        // One step is not enough for more than 1, and the γ-optimal policy does not know.
        let hurried = truth(0.5, Some(1));
        assert_eq!(hurried.start_return, Figure::Return(0.0));
        assert_eq!(best(Some(1)), Value::Finite(1.0));
    }

    #[test]
    fn exploration_costs_value_and_return() {
        // State 1 pays 3 and ends, or is stayed in a quarter of the time: 9/4 + v/8 = 18/7 at γ = .5, and 3 without discount.
        let world = world(None);
        let soft = Truth::soft(&world, Unit::literal(0.5), Unit::literal(0.5), &mut || {
            false
        });
        let soft = soft.unwrap();
        let v = 18.0 / 7.0;
        assert!((soft.optimum.v(1).as_f64() - v).abs() < 1e-14);
        assert!((soft.start_value.as_f64() - (0.75 * (0.5 * v) + 0.25)).abs() < 1e-14);
        assert_eq!(soft.start_return, Figure::Return(0.75 * 3.0 + 0.25));
    }

    #[test]
    fn only_reachable_states_that_go_on_matter() {
        let truth = truth(0.5, None);
        assert_eq!(truth.matters, [true, true, false, false]);
        assert_eq!(truth.values().collect::<Vec<_>>(), [1.5, 3.0]);
        let error = truth.max_error(|state, row| {
            row.copy_from_slice(truth.optimum.row(state));
            row[0] += if state < 2 { 0.25 } else { 100.0 };
        });
        assert_eq!(error, 0.25);
    }

    #[test]
    fn agreement_counts_states_where_nothing_wrong_can_be_done() {
        let mdp = world(None).mdp;
        let truth = truth(0.5, None);
        let best = truth.optimum.greedy_policy(&mdp, Ties::First);
        assert_eq!(truth.policy_agreement(&best), 1.0);
        let first = Policy::greedy(&mdp, |_, row| row.copy_from_slice(&[1.0, 0.0]), Ties::First);
        assert_eq!(truth.policy_agreement(&first), 0.5);
        assert_eq!(truth.policy_agreement(&Policy::uniform(&mdp)), 0.0);
    }

    #[test]
    fn an_unreachable_infinity_does_not_make_the_world_diverge() {
        let truth = truth(1.0, None);
        assert_eq!(truth.optimum.v(3), Value::PlusInfinity);
        assert_eq!(truth.start_value, Value::Finite(3.0));
    }
}
