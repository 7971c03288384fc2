//! How long a step takes, beside a loop written by hand for one world: `cargo bench --bench step`.
//!
//! Rounds are interleaved and the median of the ratios is printed, since no two machines and no two minutes are alike.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::{black_box, select_unpredictable};
use std::sync::Arc;
use std::time::Instant;

use qlens::agent::{Hyper, chance, q_learning};
use qlens::env;
use qlens::mdp::{Ties, Unit, World};
use qlens::session::{Goal, Scenario, Session};
use rand::Rng;

const STEPS: u64 = 4_000_000;
const ROUNDS: usize = 11;
const ALPHA: f64 = 0.1;
const EPSILON: f64 = 0.2;
const RING: usize = 4096;

/// A world of the bench, with the discount and the settings of all of them.
struct Case {
    name: &'static str,
    gamma: f64,
    by_hand: fn(&World, f64, u64) -> f64,
}

const CASES: [Case; 3] = [
    Case {
        name: "recommender",
        gamma: 0.9,
        by_hand: by_hand::<2, 1>,
    },
    Case {
        name: "cliff-walking",
        gamma: 0.99,
        by_hand: by_hand::<4, 1>,
    },
    Case {
        name: "frozen-lake-8x8",
        gamma: 0.99,
        by_hand: by_hand::<4, 3>,
    },
];

fn main() {
    println!(
        "{:16} {:>12} {:>12} {:>12} {:>9} {:>9}",
        "world", "by hand", "run", "watched", "run/hand", "watched"
    );
    for case in &CASES {
        let world = Arc::new((env::find(case.name).expect("a built-in world").build)());
        let mut times = [vec![], vec![], vec![]];
        for round in 0..ROUNDS as u64 {
            let runs: [&dyn Fn() -> f64; 3] = [
                &|| (case.by_hand)(&world, case.gamma, round),
                &|| run(Session::unwatched(scenario(&world, case.gamma, round))),
                &|| run(Session::new(scenario(&world, case.gamma, round))),
            ];
            for (times, run) in times.iter_mut().zip(runs) {
                let start = Instant::now();
                black_box(run());
                times.push(start.elapsed().as_secs_f64() * 1e9 / STEPS as f64);
            }
        }
        let ratio = |index: usize| {
            median(
                times[index]
                    .iter()
                    .zip(&times[0])
                    .map(|(one, hand)| one / hand)
                    .collect(),
            )
        };
        println!(
            "{:16} {:>9.2} ns {:>9.2} ns {:>9.2} ns {:>8.2}x {:>8.2}x",
            case.name,
            median(times[0].clone()),
            median(times[1].clone()),
            median(times[2].clone()),
            ratio(1),
            ratio(2)
        );
    }
}

fn scenario(world: &Arc<World>, gamma: f64, seed: u64) -> Scenario {
    let mut scenario = Scenario::new(Arc::clone(world), &q_learning::SPEC, seed);
    let [alpha, gamma, epsilon] = [ALPHA, gamma, EPSILON].map(Unit::literal);
    scenario.hyper = Hyper::new(alpha, gamma, epsilon, Ties::First);
    scenario
}

fn run(mut session: Session) -> f64 {
    session.advance(Goal::step(STEPS));
    session.digest() as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Q-learning in one function with nothing around it: flat tables, selects instead of branches, a ring of returns.
fn by_hand<const A: usize, const K: usize>(world: &World, gamma: f64, seed: u64) -> f64 {
    let mdp = &world.mdp;
    let (states, limit) = (mdp.n_states(), world.step_limit.unwrap_or(u64::MAX));
    let mut outcomes = Vec::with_capacity(states * A * K);
    for cell in 0..states * A {
        let row = mdp.outcomes(cell / A, cell % A);
        outcomes.extend((0..K).map(|k| row[k.min(row.len() - 1)]));
    }
    let starts: Vec<usize> = mdp.starts().iter().map(|start| start.0 as usize).collect();
    let (mut q, mut visits) = (vec![[0.0; A]; states], vec![[0u64; A]; states]);
    let (mut ring, mut head) = (vec![0.0; RING], 0);
    let mut stream = chance::chance(seed);
    let explore = (EPSILON * chance::HALF as f64).round() as u64;
    let scale = (A as f64 / EPSILON * 16_777_216.0) as u64;
    let (mut state, mut left, mut earned) = (starts[0], limit, 0.0);
    for _ in 0..STEPS {
        let word = stream.next_u64();
        let low = chance::low(word);
        let row = &q[state];
        let greedy = (1..A).fold(0, |best, action| {
            if row[action] > row[best] {
                action
            } else {
                best
            }
        });
        let explored = ((low * scale) >> 56) as usize;
        let action = select_unpredictable(low < explore, explored, greedy) & (A - 1);
        let k = ((chance::high(word) * K as u64) >> 32) as usize;
        let outcome = outcomes[(state * A + action) * K + k];
        let next = outcome.next_state as usize;
        let max = q[next].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let future = if outcome.terminated { 0.0 } else { max };
        q[state][action] =
            (q[state][action] * (1.0 - ALPHA) + ALPHA * outcome.reward) + ALPHA * gamma * future;
        visits[state][action] += 1;
        earned += outcome.reward;
        left -= 1;
        state = next;
        if outcome.terminated || left == 0 {
            ring[head % RING] = earned;
            head += 1;
            (earned, left) = (0.0, limit);
            state = starts[((chance::finalize(word) >> 32) as usize * starts.len()) >> 32];
        }
    }
    q.iter().flatten().sum::<f64>()
        + ring.iter().sum::<f64>()
        + visits.iter().flatten().sum::<u64>() as f64
}
