//! One-step methods in one function with nothing around them: flat tables, selects instead of branches, a ring of returns.

use std::hint::{black_box, select_unpredictable};

use qlens::agent::chance::{self, HALF, Stream};
use qlens::mdp::{Outcome, World};
use rand::Rng;

use crate::timed;

/// A loop: the world, α, γ and ε, how many steps, and the seed; gives nanoseconds a step.
pub type Loop = fn(&World, [f64; 3], u64, u64) -> f64;

pub const Q_LEARNING: u8 = 0;
pub const SARSA: u8 = 1;
pub const EXPECTED_SARSA: u8 = 2;

const RING: usize = 4096;

/// Time a loop for `A` actions of `K` outcomes, all alike if `EVEN`.
pub fn by_hand<const A: usize, const K: usize, const EVEN: bool, const METHOD: u8>(
    world: &World,
    settings: [f64; 3],
    steps: u64,
    seed: u64,
) -> f64 {
    let mut plain = Plain::<A, K>::new(world, settings, seed);
    let time = timed(steps, || plain.run::<EVEN, METHOD>(world, steps));
    black_box((&plain.q, &plain.visits, &plain.ring));
    time
}

struct Plain<const A: usize, const K: usize> {
    outcomes: Vec<Outcome>,
    /// Halves below which each outcome of a cell, or one before it, happens.
    cuts: Vec<[u64; K]>,
    starts: Vec<usize>,
    q: Vec<[f64; A]>,
    visits: Vec<[u64; A]>,
    ring: Vec<f64>,
    stream: Stream,
    learner: Stream,
    settings: [f64; 3],
}

impl<const A: usize, const K: usize> Plain<A, K> {
    fn new(world: &World, settings: [f64; 3], seed: u64) -> Self {
        let mdp = &world.mdp;
        let states = mdp.n_states();
        let mut outcomes = Vec::with_capacity(states * A * K);
        let mut cuts = Vec::with_capacity(states * A);
        for cell in 0..states * A {
            let row = mdp.outcomes(cell / A, cell % A);
            let nothing = [Outcome {
                probability: 1.0,
                next_state: 0,
                reward: 0.0,
                terminated: true,
            }];
            let row = if row.is_empty() { &nothing } else { row };
            outcomes.extend((0..K).map(|k| row[k.min(row.len() - 1)]));
            let thresholds = chance::thresholds(row.iter().map(|outcome| outcome.probability));
            let mut of_cell = [HALF; K];
            (of_cell.iter_mut().zip(thresholds)).for_each(|(cut, at)| *cut = at);
            cuts.push(of_cell);
        }
        Self {
            outcomes,
            cuts,
            starts: mdp.starts().iter().map(|start| start.0 as usize).collect(),
            q: vec![[0.0; A]; states],
            visits: vec![[0; A]; states],
            ring: vec![0.0; RING],
            stream: chance::chance(seed),
            learner: chance::learner(seed),
            settings,
        }
    }

    /// The ε-greedy choice of a half; `scale` is `A` / ε in units of 2⁻⁵⁶ halves.
    #[inline]
    fn chosen(row: &[f64; A], low: u64, explore: u64, scale: u64) -> usize {
        let greedy = (1..A).fold(0, |best, action| {
            select_unpredictable(row[action] > row[best], action, best)
        });
        let explored = ((low * scale) >> 56) as usize;
        select_unpredictable(low < explore, explored, greedy) & (A - 1)
    }

    fn run<const EVEN: bool, const METHOD: u8>(&mut self, world: &World, steps: u64) {
        let limit = world.step_limit.unwrap_or(u64::MAX);
        let [alpha, gamma, epsilon] = self.settings;
        let explore = (epsilon * HALF as f64).round() as u64;
        let scale = (A as f64 / epsilon * 16_777_216.0) as u64;
        let (mut state, mut left, mut earned, mut head) = (self.starts[0], limit, 0.0, 0);
        let mut word = self.stream.next_u64();
        let mut action = Self::chosen(&self.q[state], chance::low(word), explore, scale);
        for _ in 0..steps {
            let cell = state * A + action;
            let high = chance::high(word);
            let k = if EVEN {
                ((high * K as u64) >> 32) as usize
            } else {
                let cuts = &self.cuts[cell][..K - 1];
                cuts.iter().map(|&cut| usize::from(high >= cut)).sum()
            };
            let outcome = self.outcomes[cell * K + k];
            let next = outcome.next_state as usize;
            left -= 1;
            let over = outcome.terminated || left == 0;
            let next_word = self.stream.next_u64();
            let row = &self.q[next];
            let max = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut taken = 0;
            let future = match METHOD {
                SARSA => {
                    let coin = if over {
                        self.learner.next_u64()
                    } else {
                        next_word
                    };
                    taken = Self::chosen(row, chance::low(coin), explore, scale);
                    row[taken]
                }
                EXPECTED_SARSA => {
                    epsilon / A as f64 * row.iter().sum::<f64>() + (1.0 - epsilon) * max
                }
                _ => max,
            };
            let future = if outcome.terminated { 0.0 } else { future };
            let q = &mut self.q[state][action];
            *q = (*q * (1.0 - alpha) + alpha * outcome.reward) + alpha * gamma * future;
            self.visits[state][action] += 1;
            earned += outcome.reward;
            state = next;
            if over {
                self.ring[head % RING] = earned;
                head += 1;
                (earned, left) = (0.0, limit);
                let start = (chance::finalize(word) >> 32) as usize * self.starts.len();
                state = self.starts[start >> 32];
            }
            word = next_word;
            action = if METHOD == SARSA && !over {
                taken
            } else {
                Self::chosen(&self.q[state], chance::low(word), explore, scale)
            };
        }
    }
}
