//! The optimum: policy iteration with exact evaluation, Sutton & Barto section 4.3.
//!
//! It is one search with and without exploration: with it, every choice is worth what it comes to if chance takes its share
//! (section 5.4), and the policies that are evaluated explore.
//!
//! At γ < 1 a few sweeps of value iteration find a policy to begin with. At γ = 1 the arrows of the model tell first where the
//! optimum is finite; there a policy that ends for sure begins, and as an action is only replaced by a strictly better one, all
//! later ones end for sure too. Where staying for ever costs nothing, stopping is one more thing to do: so the values are
//! the least fixed point if no reward is negative.

use crate::mdp::{Mdp, Ties, Unit};

use super::chain::Chain;
use super::endless::{Outlook, outlook};
use super::graph::{STOP, stays};
use super::soft::{Soft, average};
use super::value::{Unsolved, Value, check};
use super::{Policy, TIED};

/// Sweeps of value iteration before policy iteration begins, at most.
const SWEEPS: usize = 50;
/// What an action must be better by, relative to its value, to replace another.
const BETTER: f64 = 2e-14;
/// The same where rounding keeps policy iteration from settling: then it grows up to this.
const BETTER_AT_MOST: f64 = 1e-9;
/// Rounds of policy iteration after which rounding is suspected.
const PATIENCE: usize = 2000;

/// The optimal values of a model: Q*, V* and which actions are best; of all policies, or of all that are ε-soft.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    gamma: Unit,
    epsilon: Unit,
    n_actions: usize,
    /// States × actions; NaN where illegal, infinities where the optimum is infinite.
    q: Vec<f64>,
    /// The largest of each row of `q`; 0 where nothing is legal.
    best: Vec<f64>,
    /// Differences up to this are rounding.
    rounding: f64,
}

impl Optimum {
    /// The discount that this is the optimum for.
    pub fn gamma(&self) -> Unit {
        self.gamma
    }

    /// How much is left to chance: 0 unless it is the optimum among ε-soft policies.
    pub fn epsilon(&self) -> Unit {
        self.epsilon
    }

    /// Q*(s, a), what follows `action` if the best policy goes on after it; none if the action is illegal.
    pub fn q(&self, state: usize, action: usize) -> Option<Value> {
        let value = self.row(state)[action];
        (!value.is_nan()).then(|| Value::from(value))
    }

    /// The row of Q* as floating point: NaN where illegal, an infinity where the optimum is infinite.
    pub fn row(&self, state: usize) -> &[f64] {
        &self.q[state * self.n_actions..][..self.n_actions]
    }

    /// V*(s): 0 in a state without actions. With exploration it is less than the best of Q*(s, ·), whose average takes its share.
    pub fn v(&self, state: usize) -> Value {
        let soft = Soft::new(self.epsilon);
        let mean = if soft.is_plain() {
            0.0
        } else {
            average(self.row(state).iter().copied().filter(|q| !q.is_nan()))
        };
        Value::from(paid(soft.mix(self.best[state], paid(mean))))
    }

    /// Whether `action` is as good as any in `state`, within 1e-9 relative; never an illegal one.
    pub fn is_best(&self, state: usize, action: usize) -> bool {
        let (best, value) = (self.best[state], self.row(state)[action]);
        value == best || best - value <= TIED * best.abs() + self.rounding && best.is_finite()
    }

    /// The best actions of `state`, in order.
    pub fn best(&self, state: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.n_actions).filter(move |&action| self.is_best(state, action))
    }

    /// The policy that has these values, exploring as much as is left to chance; equally good actions by `ties`.
    pub fn policy(&self, mdp: &Mdp, ties: Ties) -> Policy {
        let mut policy = self.greedy_policy(mdp, ties);
        policy.soften(mdp, self.epsilon);
        policy
    }

    /// The policy that takes the first of the best actions, or each of them with the same probability, and never explores.
    pub fn greedy_policy(&self, mdp: &Mdp, ties: Ties) -> Policy {
        Policy::among(mdp, |state, action| match ties {
            Ties::First => self.best(state).next() == Some(action),
            Ties::Uniform => self.is_best(state, action),
        })
    }
}

/// Find the optimum of `mdp` at discount `gamma`. `cancelled` is asked now and then whether to stop.
///
/// At γ = 1 a policy that goes on for ever where gains and losses cancel out is not counted: its sum never settles.
///
/// # Errors
/// If the optimum of a start is infinite (γ = 1 only; unreachable and avoidable infinities are values), or if cancelled.
pub fn solve(
    mdp: &Mdp,
    gamma: Unit,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<Optimum, Unsolved> {
    solve_soft(mdp, gamma, Unit::ZERO, cancelled)
}

/// Find the optimum among the ε-soft policies of `mdp`, Sutton & Barto section 5.4: what SARSA and Expected SARSA come to if they
/// explore at a constant `epsilon` and their steps grow ever smaller. At `epsilon` 0 it is the plain optimum, at 1 nothing is left
/// to choose.
///
/// V is what the best ε-soft policy is worth, Q what it is worth after a first action; its greedy actions are the best of Q.
///
/// # Errors
/// As [`solve`]. At γ = 1 an ε-soft policy gets everywhere that any legal action leads, so traps that others avoid count.
pub fn solve_soft(
    mdp: &Mdp,
    gamma: Unit,
    epsilon: Unit,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<Optimum, Unsolved> {
    check(cancelled)?;
    let soft = Soft::new(epsilon);
    let outlook = if gamma == Unit::ONE {
        Some(outlook(mdp, soft, cancelled)?)
    } else {
        None
    };
    let mut search = Search::new(mdp, gamma.get(), soft, outlook);
    if search.outlook.is_none() {
        search.sweep(cancelled)?;
    }
    search.iterate(cancelled)?;
    Ok(search.optimum(gamma, epsilon))
}

/// A policy on its way to the best one.
struct Search<'a> {
    mdp: &'a Mdp,
    gamma: f64,
    soft: Soft,
    /// What is finite; all is at γ < 1.
    outlook: Option<Outlook>,
    chain: Chain,
    choice: Vec<u32>,
    v: Vec<f64>,
}

impl<'a> Search<'a> {
    fn new(mdp: &'a Mdp, gamma: f64, soft: Soft, mut outlook: Option<Outlook>) -> Self {
        let first = |state| mdp.legal(state).next().map_or(STOP, |action| action as u32);
        let choice = match &mut outlook {
            Some(outlook) => std::mem::take(&mut outlook.choice),
            None => (0..mdp.n_states()).map(first).collect(),
        };
        Self {
            mdp,
            gamma,
            soft,
            outlook,
            chain: Chain::default(),
            choice,
            v: vec![0.0; mdp.n_states()],
        }
    }

    /// What `action` pays in `state` if `v` is what follows.
    fn backup(&self, state: usize, action: usize) -> f64 {
        let mut sum = 0.0;
        for outcome in self.mdp.outcomes(state, action) {
            let next = if outcome.terminated {
                0.0
            } else {
                self.gamma * self.v[outcome.next_state as usize]
            };
            sum += outcome.probability * (outcome.reward + next);
        }
        sum
    }

    /// What chance makes of `state`: the average over its legal actions.
    fn mean(&self, state: usize) -> f64 {
        self.soft
            .mean(self.mdp, state, |action| self.backup(state, action))
    }

    /// Whether `action` keeps the values finite.
    fn is_open(&self, state: usize, action: usize) -> bool {
        let within = self.outlook.as_ref().map(|outlook| &outlook.finite);
        within.is_none_or(|within| stays(self.mdp, within, state * self.mdp.n_actions() + action))
    }

    /// Value iteration, forth and back, until the greedy policy hardly changes.
    fn sweep(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
        let n = self.mdp.n_states();
        for sweep in 0..SWEEPS {
            check(cancelled)?;
            let mut changed = 0;
            for index in 0..n {
                let state = if sweep % 2 == 0 { n - 1 - index } else { index };
                changed += usize::from(self.take_best(state));
            }
            if changed * 1000 <= n && sweep > 0 {
                break;
            }
        }
        Ok(())
    }

    /// Back up one state; whether its choice has changed.
    fn take_best(&mut self, state: usize) -> bool {
        let mut best = (STOP, f64::NEG_INFINITY);
        let mean = self.mean(state);
        for action in self.mdp.legal(state) {
            let value = self.soft.mix(self.backup(state, action), mean);
            if value > best.1 {
                best = (action as u32, value);
            }
        }
        if best.0 == STOP {
            return false;
        }
        self.v[state] = best.1;
        std::mem::replace(&mut self.choice[state], best.0) != best.0
    }

    fn iterate(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
        self.evaluate(cancelled)?;
        let mut margin = BETTER;
        for round in 1.. {
            check(cancelled)?;
            let before = self.choice.clone();
            if !self.improve(margin) {
                break;
            }
            let values = self.v.clone();
            self.evaluate(cancelled)?;
            let worse = self.is_worse_than(&values);
            if worse {
                // Only rounding can make it worse: then the step was none.
                (self.choice, self.v) = (before, values);
            }
            if worse || round % PATIENCE == 0 {
                margin *= 10.0;
            }
            if margin > BETTER_AT_MOST {
                break;
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
        let (mdp, soft, choice) = (self.mdp, self.soft, &self.choice);
        self.chain.build(mdp, |state| {
            let action = Some(choice[state]).filter(|&action| action != STOP);
            let actions = action.map(|action| soft.actions(mdp, state, action as usize));
            actions.into_iter().flatten()
        });
        self.chain.solve(self.gamma, &mut self.v, cancelled)?;
        if let Some(outlook) = &self.outlook {
            for (state, value) in self.v.iter_mut().enumerate() {
                if outlook.pays[state] {
                    *value = f64::INFINITY;
                } else if !outlook.finite[state] {
                    *value = f64::NEG_INFINITY;
                }
            }
        }
        Ok(())
    }

    /// Replace choices by better ones; whether there were any.
    fn improve(&mut self, margin: f64) -> bool {
        let mut improved = false;
        let floor = margin * 1e-2 * scale(&self.v);
        for state in 0..self.mdp.n_states() {
            if !self.v[state].is_finite() || self.is_held(state) {
                continue;
            }
            let mean = self.mean(state);
            let mut best = match self.choice[state] {
                STOP => 0.0,
                action => self.soft.mix(self.backup(state, action as usize), mean),
            };
            for action in self.mdp.legal(state) {
                let value = self.soft.mix(self.backup(state, action), mean);
                if value > best + margin * best.abs() + floor && self.is_open(state, action) {
                    best = value;
                    self.choice[state] = action as u32;
                    improved = true;
                }
            }
            if best < -floor && self.may_stop(state) {
                self.choice[state] = STOP;
                improved = true;
            }
        }
        improved
    }

    /// Whether going on for ever at no cost is one of the things to do.
    fn may_stop(&self, state: usize) -> bool {
        self.outlook
            .as_ref()
            .is_some_and(|outlook| outlook.stop[state])
    }

    /// Whether exploration keeps an episode in `state` for ever at no cost: nothing better can be had there then.
    fn is_held(&self, state: usize) -> bool {
        !self.soft.is_plain() && self.choice[state] == STOP
    }

    fn is_worse_than(&self, values: &[f64]) -> bool {
        let allowed = 1e-10 * scale(values);
        let mut pairs = self.v.iter().zip(values);
        pairs.any(|(new, &old)| old.is_finite() && !(*new >= old - allowed && new.is_finite()))
    }

    fn optimum(self, gamma: Unit, epsilon: Unit) -> Optimum {
        let (mdp, n_actions) = (self.mdp, self.mdp.n_actions());
        let mut q = Vec::with_capacity(mdp.n_states() * n_actions);
        for state in 0..mdp.n_states() {
            for action in 0..n_actions {
                q.push(match self.backup(state, action) {
                    _ if !mdp.is_legal(state, action) => f64::NAN,
                    value => paid(value),
                });
            }
        }
        let best = |row: &[f64]| row.iter().copied().reduce(f64::max);
        let rows = q.chunks_exact(n_actions).map(best);
        // Only illegal actions: nothing follows.
        let best: Vec<f64> = rows
            .map(|best| best.filter(|best| !best.is_nan()).unwrap_or(0.0))
            .collect();
        let (low, high) = mdp.reward_range();
        let cancels = low < 0.0 && high > 0.0;
        Optimum {
            gamma,
            epsilon,
            n_actions,
            rounding: if cancels { 4e-15 * scale(&best) } else { 0.0 },
            q,
            best,
        }
    }
}

/// The value, or +∞ where both infinities may follow: there, going on for ever pays can be reached.
fn paid(value: f64) -> f64 {
    if value.is_nan() { f64::INFINITY } else { value }
}

/// The largest finite value, without its sign.
fn scale(values: &[f64]) -> f64 {
    let finite = values.iter().filter(|value| value.is_finite());
    finite.fold(0.0, |scale, value| value.abs().max(scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{MdpBuilder, Outcome};
    use crate::truth::{Divergence, Endless};

    /// The end, in the rows of these tests.
    const END: u32 = u32::MAX;

    /// One outcome per action: where to and what it pays; the last state is the end.
    fn mdp(rows: &[&[(u32, f64)]]) -> Mdp {
        let n_actions = rows.iter().map(|row| row.len()).max().unwrap();
        let last = rows.len() as u32;
        let mut builder = MdpBuilder::new(rows.len() + 1, n_actions);
        for row in rows.iter().chain([&[].as_slice()]) {
            for action in 0..n_actions {
                builder.cell(row.get(action).map(|&(next_state, reward)| Outcome {
                    probability: 1.0,
                    next_state: next_state.min(last),
                    reward,
                    terminated: next_state == END,
                }));
            }
        }
        let over =
            (0..=last).filter(|&state| rows.get(state as usize).is_none_or(|row| row.is_empty()));
        builder.terminal(over).starts(vec![(0, 1.0)]);
        builder.build().unwrap()
    }

    fn at(gamma: f64, mdp: &Mdp) -> Result<Optimum, Unsolved> {
        solve(mdp, Unit::literal(gamma), &mut || false)
    }

    fn values(optimum: &Optimum, n: usize) -> Vec<Value> {
        (0..n).map(|state| optimum.v(state)).collect()
    }

    fn diverges(state: usize, endless: Endless) -> Unsolved {
        Unsolved::Diverges(Divergence { state, endless })
    }

    #[test]
    fn illegal_actions_have_no_value_and_are_never_best() {
        let optimum = at(0.5, &mdp(&[&[(END, -1.0), (1, -1.0)], &[(END, -4.0)]])).unwrap();
        assert_eq!(optimum.q(0, 1), Some(Value::Finite(-3.0)));
        assert_eq!(optimum.q(1, 1), None);
        assert_eq!(optimum.best(1).collect::<Vec<_>>(), [0]);
        assert_eq!(optimum.best(2).count(), 0);
        assert_eq!(optimum.v(2), Value::Finite(0.0));
    }

    #[test]
    fn tied_means_within_a_billionth() {
        let optimum = at(
            1.0,
            &mdp(&[&[(END, 1.0), (END, 1.0 + 5e-10), (END, 1.0 - 5e-9)]]),
        );
        let optimum = optimum.unwrap();
        assert_eq!(optimum.best(0).collect::<Vec<_>>(), [0, 1]);
        let mdp = mdp(&[&[(END, 1.0), (END, 1.0 + 5e-10), (END, 1.0 - 5e-9)]]);
        let uniform = optimum.greedy_policy(&mdp, Ties::Uniform);
        assert_eq!(uniform.row(0), [0.5, 0.5, 0.0]);
        let first = optimum.greedy_policy(&mdp, Ties::First);
        assert_eq!(first.row(0), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn tiny_values_far_from_the_reward_still_tell_actions_apart() {
        // A corridor of 60 at γ = .5: the reward is worth 2⁻⁵⁹ at its start, and staying there half of that.
        let rows: Vec<Vec<(u32, f64)>> = (0..60)
            .map(|s| vec![(s, 0.0), if s == 59 { (END, 1.0) } else { (s + 1, 0.0) }])
            .collect();
        let rows: Vec<&[(u32, f64)]> = rows.iter().map(Vec::as_slice).collect();
        let optimum = at(0.5, &mdp(&rows)).unwrap();
        assert_eq!(optimum.v(0), Value::Finite(libm::exp2(-59.0)));
        assert_eq!(optimum.best(0).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_loop_that_pays_diverges_and_is_named() {
        let paying = mdp(&[&[(1, 0.0), (END, 5.0)], &[(1, 1.0)]]);
        assert_eq!(at(1.0, &paying), Err(diverges(1, Endless::Pays)));
        assert!(at(0.99, &paying).is_ok());
    }

    #[test]
    fn losing_at_first_and_winning_more_on_the_way_round_diverges_too() {
        let round = |back: f64| mdp(&[&[(1, -1.0), (END, 0.0)], &[(0, back)]]);
        assert_eq!(at(1.0, &round(1.5)), Err(diverges(0, Endless::Pays)));
        let optimum = at(1.0, &round(0.5)).unwrap();
        assert_eq!(
            values(&optimum, 2),
            [Value::Finite(0.0), Value::Finite(0.5)]
        );
    }

    #[test]
    fn a_trap_that_costs_is_minus_infinity_by_type_if_it_can_be_avoided() {
        let optimum = at(1.0, &mdp(&[&[(1, 0.0), (END, -5.0)], &[(1, -1.0)]])).unwrap();
        assert_eq!(
            values(&optimum, 2),
            [Value::Finite(-5.0), Value::MinusInfinity]
        );
        assert_eq!(optimum.q(0, 0), Some(Value::MinusInfinity));
        assert_eq!(optimum.best(0).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn no_way_out_of_costs_diverges_from_the_start() {
        assert_eq!(
            at(1.0, &mdp(&[&[(1, 0.0)], &[(0, -1.0)]])),
            Err(diverges(0, Endless::Costs))
        );
    }

    #[test]
    fn infinities_that_no_start_leads_to_are_values() {
        let optimum = at(1.0, &mdp(&[&[(END, 2.0)], &[(1, 1.0)], &[(2, -1.0)]])).unwrap();
        let expected = [
            Value::Finite(2.0),
            Value::PlusInfinity,
            Value::MinusInfinity,
        ];
        assert_eq!(values(&optimum, 3), expected);
    }

    #[test]
    fn staying_at_no_cost_beats_an_end_that_costs() {
        let optimum = at(1.0, &mdp(&[&[(0, 0.0), (END, -1.0)]])).unwrap();
        assert_eq!(optimum.v(0), Value::Finite(0.0));
        assert_eq!(optimum.best(0).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn without_negative_rewards_it_is_the_least_fixed_point() {
        // Going to and fro pays nothing and never ends; any constant would be a fixed point there.
        let optimum = at(
            1.0,
            &mdp(&[&[(1, 0.0), (2, 0.0)], &[(0, 0.0)], &[(2, 0.0)]]),
        )
        .unwrap();
        assert_eq!(values(&optimum, 3), [Value::Finite(0.0); 3]);
    }

    #[test]
    fn rewards_that_cancel_on_every_round_do_not_hide_the_way_out() {
        // +1 there, −1 back, and 3 at the end, which is only beside state 0.
        let optimum = at(1.0, &mdp(&[&[(1, 1.0), (END, 3.0)], &[(0, -1.0)]])).unwrap();
        assert_eq!(
            values(&optimum, 2),
            [Value::Finite(3.0), Value::Finite(2.0)]
        );
    }

    #[test]
    fn a_discount_of_zero_sees_one_reward_only() {
        let optimum = at(0.0, &mdp(&[&[(1, 1.0), (END, 2.0)], &[(END, 100.0)]])).unwrap();
        assert_eq!(optimum.v(0), Value::Finite(2.0));
    }

    #[test]
    fn it_stops_when_asked_to() {
        let model = mdp(&[&[(END, 1.0)]]);
        for gamma in [0.9, 1.0] {
            for patience in 0..3 {
                let mut asked = 0;
                let solved = solve(&model, Unit::literal(gamma), &mut || {
                    asked += 1;
                    asked > patience
                });
                assert_eq!(solved, Err(Unsolved::Cancelled));
            }
        }
    }

    fn soft(gamma: f64, epsilon: f64, mdp: &Mdp) -> Result<Optimum, Unsolved> {
        let (gamma, epsilon) = (Unit::literal(gamma), Unit::literal(epsilon));
        solve_soft(mdp, gamma, epsilon, &mut || false)
    }

    #[test]
    fn exploration_lowers_what_a_state_is_worth_but_not_its_best_action() {
        // Ending for 4, or for nothing half of a fifth of the time: .9·4 = 3.6; state 0 gets there for 1 or ends for 2.
        let model = mdp(&[&[(1, 1.0), (END, 2.0)], &[(END, 4.0), (END, 0.0)]]);
        let optimum = soft(1.0, 0.2, &model).unwrap();
        assert_eq!(optimum.row(1), [4.0, 0.0]);
        assert_eq!(optimum.v(1), Value::Finite(3.6));
        assert_eq!(optimum.row(0), [4.6, 2.0]);
        assert!((optimum.v(0).as_f64() - (0.9 * 4.6 + 0.1 * 2.0)).abs() < 1e-15);
        assert_eq!(optimum.best(0).collect::<Vec<_>>(), [0]);
        assert_eq!(optimum.policy(&model, Ties::First).row(1), [0.9, 0.1]);
        assert_eq!(optimum.epsilon().get(), 0.2);
    }

    #[test]
    fn enough_exploration_makes_the_risky_way_the_worse_one() {
        // The short way leads by a state where one of two actions costs 10; the long one costs 2 and is safe.
        let model = mdp(&[&[(1, 0.0), (END, -2.0)], &[(END, 0.0), (END, -10.0)]]);
        let best = |epsilon| -> Vec<usize> {
            let optimum = soft(1.0, epsilon, &model).unwrap();
            optimum.best(0).collect()
        };
        assert_eq!(best(0.0), [0]);
        assert_eq!(best(0.39), [0]);
        assert_eq!(best(0.41), [1]);
        assert_eq!(best(1.0), [1]);
        // 10·.4/2 is 2, whatever rounding makes of it.
        assert_eq!(best(0.4), [0, 1]);
    }

    #[test]
    fn exploration_falls_into_traps_that_others_avoid() {
        let trap = |reward| mdp(&[&[(1, 0.0), (END, 5.0)], &[(1, reward)]]);
        for epsilon in [1e-300, 0.1, 1.0] {
            assert_eq!(
                soft(1.0, epsilon, &trap(-1.0)),
                Err(diverges(0, Endless::Costs))
            );
            assert_eq!(
                soft(1.0, epsilon, &trap(1.0)),
                Err(diverges(1, Endless::Pays))
            );
            let free = soft(1.0, epsilon, &trap(0.0)).unwrap();
            assert_eq!(free.row(0), [0.0, 5.0]);
            assert_eq!(free.v(1), Value::Finite(0.0));
        }
        assert!(soft(0.99, 0.1, &trap(-1.0)).is_ok());
        // Beside the trap there is an end.
        let beside = mdp(&[&[(END, 0.0), (1, 0.0)], &[(1, -1.0)]]);
        assert_eq!(at(1.0, &beside).unwrap().v(0), Value::Finite(0.0));
        assert_eq!(soft(1.0, 0.1, &beside), Err(diverges(0, Endless::Costs)));
    }

    #[test]
    fn a_loop_that_exploration_leaves_is_no_trap_even_if_it_pays() {
        // Staying pays 1; half of the time the coin of exploration ends it: 2 more rounds at ε = 1, 9 more at ε = .2.
        let model = mdp(&[&[(0, 1.0), (END, 0.0)]]);
        assert_eq!(at(1.0, &model), Err(diverges(0, Endless::Pays)));
        let v = |epsilon| soft(1.0, epsilon, &model).unwrap().v(0).as_f64();
        assert!((v(1.0) - 1.0).abs() < 1e-12, "{}", v(1.0));
        assert!((v(0.2) - 9.0).abs() < 1e-12, "{}", v(0.2));
    }

    #[test]
    fn where_nothing_leads_out_the_average_of_what_chance_takes_decides() {
        // Both states for ever: +1 or −1 a step by choice. Chance alone makes nothing of it, any choice gains.
        let model = mdp(&[&[(1, 1.0), (1, -1.0)], &[(0, 1.0), (0, -1.0)]]);
        let fair = soft(1.0, 1.0, &model).unwrap();
        assert_eq!(values(&fair, 2), [Value::Finite(0.0); 2]);
        assert_eq!(soft(1.0, 0.9, &model), Err(diverges(0, Endless::Pays)));
        // Waiting is free, but exploration pays 1 for the other action now and then.
        let wait = mdp(&[&[(0, 0.0), (0, -1.0)]]);
        assert_eq!(values(&at(1.0, &wait).unwrap(), 1), [Value::Finite(0.0)]);
        assert_eq!(soft(1.0, 0.1, &wait), Err(diverges(0, Endless::Costs)));
        // +1 there and −1 back, whatever is chosen.
        let round = mdp(&[&[(1, 1.0)], &[(0, -1.0)]]);
        assert_eq!(soft(1.0, 0.1, &round), Err(diverges(0, Endless::Cancels)));
    }

    #[test]
    fn infinities_that_exploration_does_not_lead_to_from_a_start_are_values() {
        let model = mdp(&[&[(END, 2.0)], &[(1, 1.0)], &[(2, -1.0), (1, 0.0)]]);
        let optimum = soft(1.0, 0.5, &model).unwrap();
        let expected = [Value::Finite(2.0), Value::PlusInfinity, Value::PlusInfinity];
        assert_eq!(values(&optimum, 3), expected);
        let model = mdp(&[&[(END, 2.0)], &[(1, -1.0)], &[(END, 3.0), (1, 0.0)]]);
        let optimum = soft(1.0, 0.5, &model).unwrap();
        assert_eq!(optimum.v(2), Value::MinusInfinity);
        assert_eq!(optimum.q(2, 0), Some(Value::Finite(3.0)));
        assert_eq!(optimum.best(2).collect::<Vec<_>>(), [0]);
    }
}
