//! The undiscounted return of a policy from the start, under the step limit.

use crate::mdp::{Mdp, Outcome, World};

use super::Policy;
use super::chain::Chain;
use super::value::{Figure, Unsolved, check, pass};

const NOWHERE: u32 = u32::MAX;
/// Steps times arrows up to which an episode is simply followed, step by step.
const SHORT: u64 = 1 << 16;
/// So many times the longest expected wait for the end, and it has come: by Markov's inequality, applied to one stretch of
/// e waits after the other, the probability that it has not is below e⁻⁴⁰.
const STEPS_TO_END: f64 = 110.0;
/// Chains of at most this many states are squared for long limits, larger ones followed until they settle.
const LARGEST_SQUARED: u64 = 200;
/// Steps before looking whether the flow repeats itself.
const PATIENCE: u64 = 256;
/// Steps times arrows after which a large chain that has not settled is taken to go on as in its last cycle.
const MOST_WORK: u64 = 1 << 28;
/// Of models of up to so many outcomes a return is quickly worked out,
const QUICK: u64 = 6_000;
/// if following an episode to its limit is to pass so many at most.
const QUICKLY_FOLLOWED: u64 = 1 << 21;
/// What is left of an episode that counts as nothing.
const NOTHING: f64 = 1e-18;
/// The mass on one arrow that counts as nothing: what chance spreads over a long corridor would become subnormal, then 0.
const TRACE: f64 = 1e-200;

/// Works out returns of one policy after the other in the same memory; only what the policy can reach is looked at.
#[derive(Debug, Default)]
pub struct ReturnEvaluator {
    step_limit: Option<u64>,
    chain: Chain,
    /// The number of a state of the model in the chain.
    number: Vec<u32>,
    /// The states of the chain, in order.
    states: Vec<u32>,
    start: Vec<f64>,
    values: Vec<f64>,
    flow: Flow,
}

impl ReturnEvaluator {
    /// Prepare for episodes that are cut off after `step_limit` steps, or never.
    pub fn new(step_limit: Option<u64>) -> Self {
        Self {
            step_limit,
            ..Self::default()
        }
    }

    /// Whether the return of any policy in `world` is worked out within a fraction of a frame.
    pub fn is_quick(world: &World) -> bool {
        let (states, outcomes) = (world.mdp.n_states() as u64, world.mdp.n_outcomes() as u64);
        let followed = world
            .step_limit
            .map_or(0, |limit| limit.saturating_mul(outcomes));
        outcomes <= QUICK && (states <= LARGEST_SQUARED || followed <= QUICKLY_FOLLOWED)
    }

    /// The mean undiscounted return of an episode under `policy`.
    ///
    /// There is always a number with a step limit; without one there is none if the policy may get stuck.
    pub fn of(&mut self, mdp: &Mdp, policy: &Policy) -> Figure {
        let found = self.watched(mdp, policy, &mut || false);
        debug_assert!(found.is_ok(), "nobody cancels");
        found.unwrap_or(Figure::NoRoute)
    }

    /// The same as [`ReturnEvaluator::of`], for whoever may not want to wait.
    ///
    /// # Errors
    /// If `cancelled` says so.
    pub fn watched(
        &mut self,
        mdp: &Mdp,
        policy: &Policy,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Figure, Unsolved> {
        self.build(mdp, policy, cancelled)?;
        match self.step_limit {
            Some(limit) => self.limited(limit, cancelled).map(Figure::Return),
            None => self.unlimited(cancelled),
        }
    }

    /// Lay out the chain of all states that `policy` can get to from a start.
    fn build(
        &mut self,
        mdp: &Mdp,
        policy: &Policy,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        for &state in &self.states {
            self.number[state as usize] = NOWHERE;
        }
        self.number.resize(mdp.n_states(), NOWHERE);
        self.states.clear();
        self.start.clear();
        for &(state, probability) in mdp.starts() {
            enter(&mut self.number, &mut self.states, state);
            self.start.push(probability);
        }
        self.chain.clear();
        while self.chain.len() < self.states.len() {
            pass(self.chain.len(), cancelled)?;
            let state = self.states[self.chain.len()] as usize;
            self.chain.begin();
            for (action, weight) in policy.actions(state) {
                for outcome in mdp.outcomes(state, action) {
                    self.add(weight, outcome);
                }
            }
        }
        self.start.resize(self.states.len(), 0.0);
        Ok(())
    }

    fn add(&mut self, weight: f64, outcome: &Outcome) {
        let to = if outcome.terminated {
            NOWHERE
        } else {
            enter(&mut self.number, &mut self.states, outcome.next_state)
        };
        self.chain.add(weight, outcome, to);
    }

    fn unlimited(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<Figure, Unsolved> {
        Ok(if self.solve_if_it_ends(cancelled)? {
            Figure::Return(dot(&self.start, &self.values))
        } else {
            Figure::NoRoute
        })
    }

    fn limited(
        &mut self,
        limit: u64,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<f64, Unsolved> {
        let (states, arrows) = (self.chain.len() as u64, self.chain.n_arrows() as u64 + 1);
        let following = limit.saturating_mul(arrows);
        let long = following > SHORT && limit > STEPS_TO_END as u64;
        let ends = long && self.solve_if_it_ends(cancelled)?;
        if ends && limit as f64 > STEPS_TO_END * self.longest_wait(cancelled)? {
            return Ok(dot(&self.start, &self.values));
        }
        let bits = u64::from(u64::BITS - limit.leading_zeros());
        if states <= LARGEST_SQUARED && states * states * states * bits < following {
            return Squared::of(&self.chain).total(&self.start, limit, cancelled);
        }
        self.flow.begin(&self.start);
        let rest = ends.then_some(self.values.as_slice());
        self.flow.follow(&self.chain, limit, rest, cancelled)
    }

    /// Work out the values without a limit, unless an episode may go on for ever.
    fn solve_if_it_ends(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<bool, Unsolved> {
        self.chain.find_components(cancelled)?;
        if self.chain.has_trap(cancelled)? {
            return Ok(false);
        }
        self.chain
            .solve_found(1.0, &mut self.values, cancelled)
            .map(|()| true)
    }

    /// The most steps that are expected from anywhere before the end.
    fn longest_wait(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<f64, Unsolved> {
        let mut steps = Vec::new();
        self.chain.solve_steps(&mut steps, cancelled)?;
        Ok(steps.into_iter().fold(0.0, f64::max))
    }
}

fn enter(number: &mut [u32], states: &mut Vec<u32>, state: u32) -> u32 {
    let slot = &mut number[state as usize];
    if *slot == NOWHERE {
        *slot = states.len() as u32;
        states.push(state);
    }
    *slot
}

/// Where an episode may be after some steps, and what it has earned so far on average.
#[derive(Debug, Default)]
struct Flow {
    /// Probability to be in each state now; 0 in the others.
    mass: Vec<f64>,
    /// The states where that may be more than 0.
    active: Vec<u32>,
    next_mass: Vec<f64>,
    next_active: Vec<u32>,
    total: f64,
}

impl Flow {
    fn begin(&mut self, start: &[f64]) {
        for list in [&mut self.mass, &mut self.next_mass] {
            list.clear();
            list.resize(start.len(), 0.0);
        }
        self.active.clear();
        self.next_active.clear();
        self.total = 0.0;
        for (state, &probability) in start.iter().enumerate() {
            if probability > 0.0 {
                self.mass[state] = probability;
                self.active.push(state as u32);
            }
        }
    }

    /// Go one step; whether anything is left afterwards.
    fn step(
        &mut self,
        chain: &Chain,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<bool, Unsolved> {
        self.next_active.clear();
        let mut left = 0.0;
        for (index, &state) in self.active.iter().enumerate() {
            pass(index, cancelled)?;
            let mass = std::mem::take(&mut self.mass[state as usize]);
            self.total += mass * chain.reward(state as usize);
            left += mass;
            for (to, probability) in chain.arrows(state as usize) {
                let passed = mass * probability;
                if passed < TRACE {
                    continue;
                }
                let slot = &mut self.next_mass[to];
                if *slot == 0.0 {
                    self.next_active.push(to as u32);
                }
                *slot += passed;
            }
        }
        std::mem::swap(&mut self.mass, &mut self.next_mass);
        std::mem::swap(&mut self.active, &mut self.next_active);
        Ok(left > NOTHING && !self.active.is_empty())
    }

    /// Follow for `limit` steps, but stop once the flow repeats itself: then each cycle earns the same.
    ///
    /// `rest` is what is still to come from each state without a limit, if an end is sure.
    fn follow(
        &mut self,
        chain: &Chain,
        limit: u64,
        rest: Option<&[f64]>,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<f64, Unsolved> {
        let most = (MOST_WORK / (chain.n_arrows() as u64 + 1)).max(1);
        let mut then = (Vec::new(), 0.0);
        let (mut age, mut patience) = (0, PATIENCE);
        for step in 1..=limit {
            check(cancelled)?;
            if !self.step(chain, cancelled)? {
                break;
            }
            age += 1;
            if let (Some(rest), true) = (rest, step >= most) {
                self.total += dot(&self.mass, rest);
                break;
            }
            if step > PATIENCE && (self.repeats(&then.0) || step >= most) {
                self.repeat(chain, limit - step, age, then.1, cancelled)?;
                break;
            }
            if age == patience {
                then = (self.mass.clone(), self.total);
                (age, patience) = (0, patience * 2);
            }
        }
        Ok(self.total)
    }

    /// Whether everything is where it was `then`.
    fn repeats(&self, then: &[f64]) -> bool {
        let probe = self.active.first().map(|&state| state as usize);
        probe.is_none_or(|state| close(self.mass[state], then[state]))
            && self.mass.iter().zip(then).all(|(a, b)| close(*a, *b))
    }

    /// Go on for `left` steps in cycles of `period` that each earn what was earned since `since`.
    fn repeat(
        &mut self,
        chain: &Chain,
        left: u64,
        period: u64,
        since: f64,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        let earned = self.total - since;
        self.total += (left / period) as f64 * earned;
        for _ in 0..left % period {
            self.step(chain, cancelled)?;
        }
        Ok(())
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-15 * a.abs().max(b.abs())
}

/// What 2ᵏ steps of a chain do, for doubling k: P₂ₙ = Pₙ·Pₙ and R₂ₙ = Rₙ + Pₙ·Rₙ.
struct Squared {
    size: usize,
    /// Where `n` steps lead, by rows.
    matrix: Vec<f64>,
    /// Probability to have ended within them.
    end: Vec<f64>,
    /// What they earn.
    reward: Vec<f64>,
}

impl Squared {
    /// Begin with single steps.
    fn of(chain: &Chain) -> Self {
        let size = chain.len();
        let mut matrix = vec![0.0; size * size];
        for state in 0..size {
            for (to, probability) in chain.arrows(state) {
                matrix[state * size + to] += probability;
            }
        }
        let mut squared = Self {
            size,
            matrix,
            end: (0..size).map(|state| chain.end(state)).collect(),
            reward: (0..size).map(|state| chain.reward(state)).collect(),
        };
        squared.normalize();
        squared
    }

    /// What `steps` steps earn from `start`.
    fn total(
        mut self,
        start: &[f64],
        steps: u64,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<f64, Unsolved> {
        let (mut mass, mut total) = (start.to_vec(), 0.0);
        for bit in 0..u64::BITS - steps.leading_zeros() {
            if bit > 0 {
                check(cancelled)?;
                self.double();
            }
            if steps >> bit & 1 == 1 {
                total += dot(&mass, &self.reward);
                mass = self.pass(&mass);
            }
        }
        Ok(total)
    }

    fn double(&mut self) {
        let later = |vector: &[f64], now: &[f64]| -> Vec<f64> {
            let rows = self.matrix.chunks_exact(self.size).zip(now);
            rows.map(|(row, now)| now + dot(row, vector)).collect()
        };
        let reward = later(&self.reward, &self.reward);
        self.end = later(&self.end, &self.end);
        self.reward = reward;
        self.matrix = self.square();
        self.normalize();
    }

    /// Keep every row and its end at a sum of 1: otherwise squaring doubles the rounding each time.
    fn normalize(&mut self) {
        let rows = self.matrix.chunks_exact_mut(self.size).zip(&mut self.end);
        for (row, end) in rows {
            let sum = row.iter().sum::<f64>() + *end;
            if sum > 0.0 {
                for weight in row.iter_mut() {
                    *weight /= sum;
                }
                *end /= sum;
            }
        }
    }

    fn square(&self) -> Vec<f64> {
        let mut product = vec![0.0; self.matrix.len()];
        let rows = self.matrix.chunks_exact(self.size);
        for (row, out) in rows.zip(product.chunks_exact_mut(self.size)) {
            for (&factor, other) in row.iter().zip(self.matrix.chunks_exact(self.size)) {
                if factor > 0.0 {
                    add(out, factor, other);
                }
            }
        }
        product
    }

    fn pass(&self, mass: &[f64]) -> Vec<f64> {
        let mut passed = vec![0.0; self.size];
        for (&mass, row) in mass.iter().zip(self.matrix.chunks_exact(self.size)) {
            add(&mut passed, mass, row);
        }
        passed
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(out: &mut [f64], factor: f64, row: &[f64]) {
    out.iter_mut()
        .zip(row)
        .for_each(|(out, x)| *out += factor * x);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{MdpBuilder, Ties};

    fn row(outcomes: &[(f64, u32, f64, bool)]) -> Vec<Outcome> {
        let outcome =
            |&(probability, next_state, reward, terminated): &(f64, u32, f64, bool)| Outcome {
                probability,
                next_state,
                reward,
                terminated,
            };
        outcomes.iter().map(outcome).collect()
    }

    /// A chain of `n` states that starts in state 0.
    fn chain(n: usize, mut rows: impl FnMut(u32) -> Vec<Outcome>) -> Mdp {
        let mut builder = MdpBuilder::new(n, 1);
        for state in 0..n as u32 {
            builder.cell(rows(state));
        }
        builder.starts(vec![(0, 1.0)]);
        builder.build().unwrap()
    }

    fn figure(mdp: &Mdp, limit: Option<u64>) -> Figure {
        ReturnEvaluator::new(limit).of(mdp, &Policy::uniform(mdp))
    }

    #[test]
    fn a_coin_that_ends_at_heads_is_thrown_twice_on_average() {
        let coin = chain(1, |_| row(&[(0.5, 0, -1.0, false), (0.5, 0, -1.0, true)]));
        assert_eq!(figure(&coin, None), Figure::Return(-2.0));
        assert_eq!(figure(&coin, Some(1)), Figure::Return(-1.0));
        assert_eq!(figure(&coin, Some(3)), Figure::Return(-1.75));
        assert_eq!(figure(&coin, Some(u64::MAX)), Figure::Return(-2.0));
    }

    #[test]
    fn a_loop_has_no_route_without_a_limit_and_a_number_with_any() {
        let round = chain(3, |s| {
            row(&[(1.0, (s + 1) % 3, if s == 2 { 3.0 } else { 0.0 }, false)])
        });
        assert_eq!(figure(&round, None), Figure::NoRoute);
        assert_eq!(figure(&round, Some(8)), Figure::Return(6.0));
        assert_eq!(
            figure(&round, Some(3_000_000_002)),
            Figure::Return(3_000_000_000.0)
        );
    }

    #[test]
    fn getting_stuck_with_some_probability_is_no_route_even_if_it_costs_nothing() {
        let rows = |s| match s {
            0 => row(&[(0.9, 2, 1.0, true), (0.1, 1, 0.0, false)]),
            1 => row(&[(1.0, 1, 0.0, false)]),
            _ => Vec::new(),
        };
        let trap = chain(3, rows);
        assert_eq!(figure(&trap, None), Figure::NoRoute);
        assert_eq!(figure(&trap, Some(100)), Figure::Return(0.9));
    }

    #[test]
    fn a_ring_too_large_to_square_is_followed_until_it_repeats_itself() {
        let ring = chain(1000, |s| row(&[(1.0, (s + 1) % 1000, 1.0, false)]));
        let Figure::Return(value) = figure(&ring, Some(1 << 50)) else {
            panic!("there is a limit")
        };
        assert_eq!(value, (1_u64 << 50) as f64);
    }

    #[test]
    fn squaring_does_not_let_rounding_grow() {
        // .1 + .9 and thirds do not sum to 1 in floating point; on average half the steps pay 1.
        let rows = |s: u32| {
            row(&[
                (0.1, s, 1.0 - f64::from(s), false),
                (0.9, 1 - s, 1.0 - f64::from(s), false),
            ])
        };
        let Figure::Return(value) = figure(&chain(2, rows), Some(1 << 60)) else {
            panic!("there is a limit")
        };
        let expected = (1_u64 << 59) as f64;
        assert!((value / expected - 1.0).abs() < 1e-12, "{value}");
    }

    #[test]
    fn traces_too_thin_for_a_number_neither_pile_up_nor_count() {
        // Each step pays 1, whoever moves on; that one does so for 300 states in a row has a probability of 10⁻³⁹⁰.
        let rows = |s: u32| row(&[(0.95, s, 1.0, false), (0.05, (s + 1) % 2000, 1.0, false)]);
        let Figure::Return(value) = figure(&chain(2000, rows), Some(3000)) else {
            panic!("there is a limit")
        };
        assert!((value / 3000.0 - 1.0).abs() < 1e-12, "{value}");
    }

    #[test]
    fn a_policy_evaluated_after_another_meets_no_leftovers() {
        let mut builder = MdpBuilder::new(3, 2);
        builder.cell(row(&[(1.0, 1, 1.0, false)]));
        builder.cell(row(&[(1.0, 2, 7.0, true)]));
        builder.cell(row(&[(1.0, 2, 1.0, true)])).cell([]);
        builder.cell([]).cell([]).starts(vec![(0, 1.0)]);
        let mdp = builder.build().unwrap();
        let first = Policy::uniform(&mdp);
        let second = Policy::greedy(&mdp, |_, row| row.copy_from_slice(&[0.0, 1.0]), Ties::First);
        for limit in [None, Some(5)] {
            let mut evaluator = ReturnEvaluator::new(limit);
            for _ in 0..2 {
                assert_eq!(evaluator.of(&mdp, &first), Figure::Return(4.5));
                assert_eq!(evaluator.of(&mdp, &second), Figure::Return(7.0));
            }
        }
    }
}
