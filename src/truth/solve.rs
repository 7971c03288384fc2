//! The optimum: policy iteration with exact evaluation, Sutton & Barto section 4.3.
//!
//! It is one search with and without exploration: with it, every choice is worth what it comes to if chance takes its share
//! (section 5.4), and the policies that are evaluated explore.
//!
//! At γ < 1 a few sweeps of value iteration find a policy to begin with. At γ = 1 the arrows of the model tell first where the
//! optimum is finite; there a policy that ends for sure begins, and as an action is only replaced by a strictly better one, all
//! later ones end for sure too. Where staying for ever costs nothing, stopping is one more thing to do: so the values are
//! the least fixed point if no reward is negative.
//!
//! Large models go another way to the same place, and say how far they may still be from it: see `large`.

mod enclose;
mod large;

use crate::mdp::{Mdp, Ties, Unit};

use super::chain::Chain;
use super::endless::{Outlook, outlook};
use super::graph::{STOP, stays};
use super::soft::{Soft, average};
use super::value::{Progress, Unsolved, Value, Watch, check, pass, stop_if};
use super::{Policy, TIED};
use large::is_large;

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
    /// The greatest error that can remain in a finite value.
    bound: f64,
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

    /// The greatest |V − V*| and |Q − Q*| that can remain in a finite value, proven after the fact: 0 where everything was solved
    /// exactly but for rounding, as in all small models; infinite where nothing could be proven.
    pub fn bound(&self) -> f64 {
        self.bound
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
    solve_watched(mdp, gamma, epsilon, &mut |_| stop_if(cancelled()))
}

/// The same as [`solve_soft`]; `watch` is told how far it has come, and says whether to go on.
///
/// # Errors
/// As [`solve_soft`].
pub fn solve_watched(
    mdp: &Mdp,
    gamma: Unit,
    epsilon: Unit,
    watch: &mut Watch,
) -> Result<Optimum, Unsolved> {
    if is_large(mdp) {
        return solve_large(mdp, gamma, epsilon, watch);
    }
    let mut cancelled = || watch(Progress::default()).is_break();
    let mut search = Search::begin(mdp, gamma, epsilon, &mut cancelled)?;
    if search.outlook.is_none() {
        search.sweep(&mut cancelled)?;
    }
    search.iterate(&mut cancelled)?;
    search.optimum(gamma, epsilon, 0.0, &mut cancelled)
}

fn solve_large(
    mdp: &Mdp,
    gamma: Unit,
    epsilon: Unit,
    watch: &mut Watch,
) -> Result<Optimum, Unsolved> {
    let mut cancelled = || watch(Progress::default()).is_break();
    let mut search = Search::begin(mdp, gamma, epsilon, &mut cancelled)?;
    let bound = search.approach(watch)?;
    let mut cancelled = || watch(Progress { share: 1.0 }).is_break();
    search.optimum(gamma, epsilon, bound, &mut cancelled)
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
    /// Begin with what is finite, if that is a question.
    fn begin(
        mdp: &'a Mdp,
        gamma: Unit,
        epsilon: Unit,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Self, Unsolved> {
        check(cancelled)?;
        let soft = Soft::new(epsilon);
        let outlook = (gamma == Unit::ONE).then(|| outlook(mdp, soft, cancelled));
        Ok(Self::new(mdp, gamma.get(), soft, outlook.transpose()?))
    }

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
        let actions = |state: usize| {
            let action = Some(choice[state]).filter(|&action| action != STOP);
            let actions = action.map(|action| soft.actions(mdp, state, action as usize));
            actions.into_iter().flatten()
        };
        self.chain.build(mdp, actions, cancelled)?;
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

    fn optimum(
        self,
        gamma: Unit,
        epsilon: Unit,
        bound: f64,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Optimum, Unsolved> {
        let (mdp, n_actions) = (self.mdp, self.mdp.n_actions());
        let mut q = Vec::with_capacity(mdp.n_states() * n_actions);
        for state in 0..mdp.n_states() {
            pass(state, cancelled)?;
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
        let rounding = if cancels { 4e-15 * scale(&best) } else { 0.0 };
        // Two values that are equal may be off to either side; but little is taken for equal, however little is proven.
        let unsure = (2.0 * bound).min(TIED * scale(&best));
        Ok(Optimum {
            gamma,
            epsilon,
            n_actions,
            rounding: rounding + unsure,
            bound,
            q,
            best,
        })
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
mod tests;
