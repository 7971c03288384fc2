//! The Markov chain that a policy makes of a model, and its exact solution component by component.

use std::cmp::Ordering;

use crate::mdp::{Mdp, Outcome};

use super::dense::Dense;
use super::elimination::Elimination;
use super::endless::sign_of_gain;
use super::graph::Components;
use super::krylov::{Patience, Sparse};
use super::value::{Unsolved, pass};

/// Components of at most this many states are eliminated exactly, larger ones iterated.
const LARGEST_DENSE: usize = 300;
/// Up to this many states elimination is the last resort where iteration stalls; beyond, plain sweeps are.
const LARGEST_FALLBACK: usize = 2000;

/// A system of equations x = b + A·x that is being laid out.
pub(super) trait System {
    /// Add to the coefficient of `column` in the equation of `row`.
    fn add(&mut self, row: usize, column: usize, weight: f64);
    /// Set what leaves the system from `row`, 1 − the sum of its coefficients, and its right-hand side.
    fn set(&mut self, row: usize, exit: f64, value: f64);
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    to: u32,
    probability: f64,
}

/// A Markov chain with rewards: per state what a step pays, whether it ends and where it goes on. Memory is kept.
#[derive(Debug, Default)]
pub(super) struct Chain {
    first: Vec<u32>,
    edges: Vec<Edge>,
    reward: Vec<f64>,
    /// Probability that the next step is the last.
    end: Vec<f64>,
    components: Components,
    dense: Dense,
    sparse: Sparse,
    /// Where a state stands within the component that is being solved.
    place: Vec<u32>,
}

/// What a component's equations are made of.
#[derive(Clone, Copy, Debug)]
struct Sums {
    /// Mass that leaves the component, by ending, by leading elsewhere or by discounting.
    exit: f64,
    /// Reward, and the values of where the exits lead.
    value: f64,
}

impl Chain {
    /// Begin a chain without states.
    pub fn clear(&mut self) {
        self.first.clear();
        self.first.push(0);
        self.edges.clear();
        self.reward.clear();
        self.end.clear();
    }

    /// How many states have been added.
    pub fn len(&self) -> usize {
        self.reward.len()
    }

    /// Begin the next state, which has no outcome yet.
    pub fn begin(&mut self) {
        self.reward.push(0.0);
        self.end.push(0.0);
        self.first.push(self.edges.len() as u32);
    }

    /// Add an outcome to the state begun last; `to` is the number in this chain of where it leads.
    pub fn add(&mut self, weight: f64, outcome: &Outcome, to: u32) {
        let last = self.reward.len() - 1;
        let probability = weight * outcome.probability;
        self.reward[last] += probability * outcome.reward;
        if outcome.terminated {
            self.end[last] += probability;
        } else {
            self.edges.push(Edge { to, probability });
            self.first[last + 1] = self.edges.len() as u32;
        }
    }

    /// Make it the chain of `mdp` if every state takes the actions that `actions` lists.
    pub fn build<I: Iterator<Item = (usize, f64)>>(
        &mut self,
        mdp: &Mdp,
        mut actions: impl FnMut(usize) -> I,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        self.clear();
        for state in 0..mdp.n_states() {
            pass(state, cancelled)?;
            self.begin();
            for (action, weight) in actions(state) {
                for outcome in mdp.outcomes(state, action) {
                    self.add(weight, outcome, outcome.next_state);
                }
            }
        }
        Ok(())
    }

    fn edges(&self, state: usize) -> &[Edge] {
        &self.edges[self.first[state] as usize..self.first[state + 1] as usize]
    }

    /// Where `state` goes on to, and how likely.
    pub fn arrows(&self, state: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let edges = self.edges(state).iter();
        edges.map(|edge| (edge.to as usize, edge.probability))
    }

    /// What a step from `state` pays on average.
    pub fn reward(&self, state: usize) -> f64 {
        self.reward[state]
    }

    /// How likely a step from `state` is the last.
    pub fn end(&self, state: usize) -> f64 {
        self.end[state]
    }

    /// How many arrows there are.
    pub fn n_arrows(&self) -> usize {
        self.edges.len()
    }

    /// Find the components; [`Chain::has_trap`] and [`Chain::solve_found`] need them.
    pub fn find_components(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
        let (first, edges) = (&self.first, &self.edges);
        let edge = |state: usize, index: usize| {
            let at = first[state] as usize + index;
            (at < first[state + 1] as usize).then(|| edges[at].to)
        };
        self.components.find(self.reward.len(), edge, cancelled)
    }

    /// Whether there is a component that goes on for ever.
    pub fn has_trap(&self, cancelled: &mut dyn FnMut() -> bool) -> Result<bool, Unsolved> {
        let mut looked = 0;
        for component in 0..self.components.len() {
            let mut leaves = false;
            for &state in self.components.states(component) {
                pass(looked, cancelled)?;
                looked += 1;
                leaves = !self.stays(state as usize, component);
                if leaves {
                    break;
                }
            }
            if !leaves {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a step from `state` is sure to go on within `component`.
    fn stays(&self, state: usize, component: usize) -> bool {
        let mut edges = self.edges(state).iter();
        self.first[state] < self.first[state + 1]
            && self.end[state] == 0.0
            && edges.all(|edge| self.components.of(edge.to as usize) == component as u32)
    }

    /// The expected discounted sum of rewards from every state; infinite values by sign, and −∞ wins.
    ///
    /// What `values` hold before is a guess to begin with: it changes the time that it takes, not what comes out.
    pub fn solve(
        &mut self,
        gamma: f64,
        values: &mut Vec<f64>,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        self.find_components(cancelled)?;
        self.solve_found(gamma, values, cancelled)
    }

    /// The same if the components are found already.
    pub fn solve_found(
        &mut self,
        gamma: f64,
        values: &mut Vec<f64>,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        // What is there already is where large components begin their search.
        values.resize(self.len(), 0.0);
        // Only a component that is being solved looks at the places of its states.
        self.place.resize(self.len(), 0);
        let components = std::mem::take(&mut self.components);
        let solved = (0..components.len()).try_for_each(|index| {
            let part = Part {
                components: &components,
                index,
                gamma,
            };
            pass(index, cancelled)?;
            match *part.states() {
                [state] if !self.loops(state) => {
                    values[state as usize] = self.sums(state, part, values).value;
                    Ok(())
                }
                _ => self.solve_part(part, values, cancelled),
            }
        });
        self.components = components;
        solved
    }

    /// The undiscounted sum of rewards if it takes no more than `most` steps of iteration; else it is too large.
    pub fn solve_within(
        &mut self,
        most: u32,
        values: &mut Vec<f64>,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        self.sparse.left = Some(most);
        let solved = self.solve_found(1.0, values, cancelled);
        self.sparse.left = None;
        solved
    }

    /// The steps that are expected before the end; the components must be found, and none be a trap.
    pub fn solve_steps(
        &mut self,
        steps: &mut Vec<f64>,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        let ones = vec![1.0; self.len()];
        let reward = std::mem::replace(&mut self.reward, ones);
        let solved = self.solve_found(1.0, steps, cancelled);
        self.reward = reward;
        solved
    }

    fn loops(&self, state: u32) -> bool {
        let mut edges = self.edges(state as usize).iter();
        edges.any(|edge| edge.to == state)
    }

    /// Add up what `state` exchanges with the world outside its component.
    fn sums(&self, state: u32, part: Part, values: &[f64]) -> Sums {
        let state = state as usize;
        let (mut exit, mut value) = (self.end[state], self.reward[state]);
        let mut endless = 0.0;
        for &Edge { to, probability } in self.edges(state) {
            if part.holds(to) {
                exit += (1.0 - part.gamma) * probability;
                continue;
            }
            exit += probability;
            let next = values[to as usize];
            if next.is_finite() {
                value += part.gamma * probability * next;
            } else {
                endless = worse(endless, next);
            }
        }
        let value = if endless == 0.0 { value } else { endless };
        Sums { exit, value }
    }

    fn solve_part(
        &mut self,
        part: Part,
        values: &mut [f64],
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        let states = part.states();
        let (mut leak, mut endless) = (0.0, 0.0);
        for (place, &state) in states.iter().enumerate() {
            // Not at the first of them: there may be nearly as many components as states.
            pass(place + 1, cancelled)?;
            self.place[state as usize] = place as u32;
            let Sums { exit, value } = self.sums(state, part, values);
            leak += exit;
            if value.is_infinite() {
                endless = worse(endless, value);
            }
        }
        if leak == 0.0 {
            endless = self.endless(states, cancelled)?;
        }
        if leak == 0.0 || endless != 0.0 {
            // One state with an infinite future is enough: all others in the component may get there.
            for &state in states {
                values[state as usize] = endless;
            }
            Ok(())
        } else if states.len() <= LARGEST_DENSE {
            self.eliminate(part, values, cancelled)
        } else {
            self.iterate(part, values, cancelled)
        }
    }

    fn eliminate(
        &mut self,
        part: Part,
        values: &mut [f64],
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        let mut dense = std::mem::take(&mut self.dense);
        dense.reset(part.states().len());
        self.lay_out(part, values, &mut dense);
        part.put(dense.solve(cancelled)?, values);
        self.dense = dense;
        Ok(())
    }

    /// Lay out the equations of a component.
    fn lay_out(&self, part: Part, values: &[f64], system: &mut impl System) {
        for (row, &state) in part.states().iter().enumerate() {
            let Sums { exit, value } = self.sums(state, part, values);
            system.set(row, exit, value);
            for edge in self.edges(state as usize) {
                if part.holds(edge.to) {
                    let column = self.place[edge.to as usize] as usize;
                    system.add(row, column, part.gamma * edge.probability);
                }
            }
        }
    }

    fn iterate(
        &mut self,
        part: Part,
        values: &mut [f64],
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        let mut sparse = std::mem::take(&mut self.sparse);
        sparse.reset();
        for (row, &state) in part.states().iter().enumerate() {
            pass(row, cancelled)?;
            let Sums { exit, value } = self.sums(state, part, values);
            let mut leaves = exit;
            for edge in self.edges(state as usize) {
                if part.holds(edge.to) && edge.to != state {
                    let weight = part.gamma * edge.probability;
                    leaves += weight;
                    sparse.add(self.place[edge.to as usize] as usize, weight);
                }
            }
            sparse.close(leaves, value);
        }
        let found = self.find(part, values, &mut sparse, cancelled)?;
        part.put(&found, values);
        self.sparse = sparse;
        Ok(())
    }

    /// Solve a large component, laid out in `sparse`: most are soon solved by iteration. Where chance wanders for long in
    /// corridors it is not, and what is sparse can be eliminated. What is neither takes patience.
    fn find(
        &mut self,
        part: Part,
        values: &mut [f64],
        sparse: &mut Sparse,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Vec<f64>, Unsolved> {
        let mut found: Vec<f64> = part.states().iter().map(|&s| values[s as usize]).collect();
        if sparse.solve(&mut found, Patience::LITTLE, cancelled)? {
            return Ok(found);
        }
        let mut elimination = Elimination::new(found.len());
        self.lay_out(part, values, &mut elimination);
        if let Some(exact) = elimination.solve(cancelled)? {
            return Ok(exact);
        }
        if sparse.solve(&mut found, Patience::MUCH, cancelled)? {
            return Ok(found);
        }
        if found.len() <= LARGEST_FALLBACK {
            self.eliminate(part, values, cancelled)?;
            return Ok(part.states().iter().map(|&s| values[s as usize]).collect());
        }
        sparse.sweep(&mut found, cancelled)?;
        Ok(found)
    }

    /// What the sum of rewards in a component that is never left comes to: 0 or an infinity.
    fn endless(
        &self,
        states: &[u32],
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<f64, Unsolved> {
        let rewards = states.iter().map(|&state| self.reward[state as usize]);
        let (low, high) = rewards.fold((0.0_f64, 0.0_f64), |(low, high), reward| {
            (low.min(reward), high.max(reward))
        });
        if low == 0.0 && high == 0.0 {
            return Ok(0.0);
        }
        let gain = sign_of_gain(states.len(), low, high, cancelled, |place, h| {
            let state = states[place] as usize;
            let edges = self.edges(state).iter();
            let next = edges.map(|e| e.probability * h[self.place[e.to as usize] as usize]);
            self.reward[state] + next.sum::<f64>()
        })?;
        // Gains and losses that cancel out never settle, which counts as −∞.
        Ok(if gain == Ordering::Greater {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        })
    }
}

/// One component, and the discount to solve it with.
#[derive(Clone, Copy)]
struct Part<'a> {
    components: &'a Components,
    index: usize,
    gamma: f64,
}

impl<'a> Part<'a> {
    fn states(self) -> &'a [u32] {
        self.components.states(self.index)
    }

    /// Put what was `found`, state by state, where it belongs.
    fn put(self, found: &[f64], values: &mut [f64]) {
        for (&state, &value) in self.states().iter().zip(found) {
            values[state as usize] = value;
        }
    }

    fn holds(self, state: u32) -> bool {
        self.components.of(state as usize) == self.index as u32
    }
}

/// The one of two infinities (0: none) that decides: −∞.
fn worse(a: f64, b: f64) -> f64 {
    if a == 0.0 { b } else { a.min(b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(probability: f64, next_state: u32, reward: f64) -> Outcome {
        Outcome {
            probability,
            next_state,
            reward,
            terminated: next_state == u32::MAX,
        }
    }

    const END: u32 = u32::MAX;

    fn solve(gamma: f64, rows: &[&[(f64, u32, f64)]]) -> Vec<f64> {
        let mut chain = Chain::default();
        chain.clear();
        for row in rows {
            chain.begin();
            for &(probability, to, reward) in *row {
                chain.add(1.0, &outcome(probability, to, reward), to);
            }
        }
        let mut values = Vec::new();
        chain.solve(gamma, &mut values, &mut || false).unwrap();
        values
    }

    #[test]
    fn a_corridor_and_a_loop_come_out_as_by_hand() {
        // 1 a step for ever from state 1 at γ = .9 is 10; state 0 pays 2 before: 2 + 9.
        let values = solve(0.9, &[&[(1.0, 1, 2.0)], &[(1.0, 1, 1.0)]]);
        assert!((values[1] - 10.0).abs() < 1e-14 && (values[0] - 11.0).abs() < 1e-14);
        // Half a chance to end, −1 a step: 2 steps.
        assert_eq!(solve(1.0, &[&[(0.5, 0, -1.0), (0.5, END, -1.0)]]), [-2.0]);
    }

    #[test]
    fn traps_are_infinite_by_their_sign_or_worth_nothing() {
        let trap = |reward| solve(1.0, &[&[(1.0, 1, 0.0)], &[(1.0, 1, reward)]]);
        assert_eq!(trap(-1.0), [f64::NEG_INFINITY; 2]);
        assert_eq!(trap(1.0), [f64::INFINITY; 2]);
        assert_eq!(trap(0.0), [0.0; 2]);
        let two = |a, b| solve(1.0, &[&[(1.0, 1, a)], &[(1.0, 0, b)]])[0];
        assert_eq!(two(3.0, -1.0), f64::INFINITY);
        assert_eq!(two(1.0, -3.0), f64::NEG_INFINITY);
        assert_eq!(two(1.0, -1.0), f64::NEG_INFINITY);
    }

    #[test]
    fn a_large_component_is_iterated_to_the_same_values_as_a_straight_line() {
        let n = 700_u32;
        let rows: Vec<Vec<(f64, u32, f64)>> = (0..n)
            .map(|k| {
                let left = if k == 0 { END } else { k - 1 };
                let right = if k + 1 == n { END } else { k + 1 };
                vec![
                    (0.5, left, 0.0),
                    (0.5, right, f64::from(u8::from(k + 1 == n))),
                ]
            })
            .collect();
        let rows: Vec<&[(f64, u32, f64)]> = rows.iter().map(Vec::as_slice).collect();
        let values = solve(1.0, &rows);
        for (k, value) in values.iter().enumerate() {
            assert!(
                (value - (k + 1) as f64 / 701.0).abs() < 1e-9,
                "{k}: {value}"
            );
        }
    }
}
