//! The way of large models on models that are small enough to know better.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::mdp::{MdpBuilder, Outcome, Unit};
use crate::truth::{Optimum, solve_soft, stop_if};

/// Solve `mdp` as if it were large.
fn approach(mdp: &Mdp, gamma: f64, epsilon: f64) -> Result<Optimum, Unsolved> {
    let (gamma, epsilon) = (Unit::literal(gamma), Unit::literal(epsilon));
    super::super::solve_large(mdp, gamma, epsilon, &mut |_| ControlFlow::Continue(()))
}

fn exact(mdp: &Mdp, gamma: f64, epsilon: f64) -> Result<Optimum, Unsolved> {
    let (gamma, epsilon) = (Unit::literal(gamma), Unit::literal(epsilon));
    solve_soft(mdp, gamma, epsilon, &mut || false)
}

/// A sequence of numbers that a seed stands for.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }
}

/// What a random model is made of.
#[derive(Clone, Copy, Debug)]
struct Kind {
    /// Rewards are whole numbers from the first to the second.
    rewards: (i64, i64),
    /// One step of so many ends the episode; 0: none.
    ends: u64,
}

/// A model of `n` states and up to three actions with one to three outcomes each, from state 0.
fn random(seed: u64, n: u64, kind: Kind) -> Mdp {
    let mut numbers = Numbers(seed);
    let mut builder = MdpBuilder::new(n as usize, 3);
    for cell in 0..n * 3 {
        if cell % 3 != 0 && numbers.below(5) == 0 {
            builder.cell([]);
            continue;
        }
        let count = 1 + numbers.below(3);
        let outcomes: Vec<Outcome> = (0..count)
            .map(|_| {
                let span = (kind.rewards.1 - kind.rewards.0) as u64 + 1;
                Outcome {
                    probability: 1.0 / count as f64,
                    next_state: numbers.below(n) as u32,
                    reward: (kind.rewards.0 + numbers.below(span) as i64) as f64,
                    terminated: kind.ends > 0 && numbers.below(kind.ends) == 0,
                }
            })
            .collect();
        builder.cell(outcomes);
    }
    builder.starts(vec![(0, 1.0)]);
    builder.build().unwrap()
}

/// Both ways come to the same within the bound, and the bound is small.
#[track_caller]
fn agree(mdp: &Mdp, gamma: f64, epsilon: f64) {
    let (exact, large) = (exact(mdp, gamma, epsilon), approach(mdp, gamma, epsilon));
    let (exact, large) = match (exact, large) {
        (Ok(exact), Ok(large)) => (exact, large),
        (exact, large) => {
            assert_eq!(exact.err(), large.err());
            return;
        }
    };
    let size = (0..mdp.n_states()).map(|s| exact.v(s).finite().unwrap_or(0.0).abs());
    let size = size.fold(1.0, f64::max);
    // Where gains and losses cancel out in circles, or nearly so, little or nothing can be proven.
    let (low, high) = mdp.reward_range();
    let sharp = gamma < 1.0 || low >= 0.0 || high <= 0.0;
    let bound = large.bound();
    assert!(!sharp || bound <= 1e-9 * size, "{bound} of {size}");
    // The exact one is rounded too.
    let allowed = bound.min(1e-9 * size) + 1e-9 * size;
    for state in 0..mdp.n_states() {
        let (a, b) = (exact.v(state), large.v(state));
        match (a.finite(), b.finite()) {
            (Some(a), Some(b)) => assert!((a - b).abs() <= allowed, "{state}: {a} {b} {allowed}"),
            _ => assert_eq!(a, b),
        }
        for action in exact.best(state) {
            assert!(large.is_best(state, action), "{state} {action}");
        }
    }
}

const ANY: Kind = Kind {
    rewards: (-2, 2),
    ends: 8,
};
const COSTS: Kind = Kind {
    rewards: (-3, -1),
    ends: 6,
};
/// As on the lakes: nothing but what is found at the end, so that circles are free.
const FREE: Kind = Kind {
    rewards: (0, 0),
    ends: 6,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn with_a_discount_it_agrees_within_its_bound(
        seed in any::<u64>(), n in 1_u64..40, ends in prop_oneof![Just(0), Just(3), Just(30)],
        gamma in prop_oneof![Just(0.0), Just(0.5), Just(0.9), Just(0.999)],
        epsilon in prop_oneof![Just(0.0), Just(0.1), Just(1.0)],
    ) {
        agree(&random(seed, n, Kind { ends, ..ANY }), gamma, epsilon);
    }

    #[test]
    fn without_one_it_agrees_too_and_diverges_where_it_must(
        seed in any::<u64>(), n in 1_u64..40, kind in prop_oneof![Just(ANY), Just(COSTS)],
        epsilon in prop_oneof![Just(0.0), Just(0.1), Just(1.0)],
    ) {
        agree(&random(seed, n, kind), 1.0, epsilon);
    }

    #[test]
    fn circles_that_cost_nothing_are_no_obstacle(seed in any::<u64>(), n in 2_u64..40) {
        // Every ending pays what the state that it leads to is numbered.
        let plain = random(seed, n, FREE);
        let mut builder = MdpBuilder::new(plain.n_states(), 3);
        for cell in 0..plain.n_states() * 3 {
            let outcomes = plain.outcomes(cell / 3, cell % 3).iter();
            builder.cell(outcomes.map(|o| Outcome {
                reward: if o.terminated { f64::from(o.next_state) } else { 0.0 },
                ..*o
            }));
        }
        builder.starts(vec![(0, 1.0)]);
        agree(&builder.build().unwrap(), 1.0, 0.0);
    }
}

/// A search at `gamma` that has come to the values `v`.
fn search<'a>(mdp: &'a Mdp, gamma: f64, v: &[f64]) -> Search<'a> {
    let gamma = Unit::literal(gamma);
    let mut search = Search::begin(mdp, gamma, Unit::ZERO, &mut || false).unwrap();
    search.v.copy_from_slice(v);
    search
}

/// One action a state: what it pays, where it leads, whether that is the end.
fn line(rows: &[(f64, u32, bool)]) -> Mdp {
    let mut builder = MdpBuilder::new(rows.len(), 1);
    for &(reward, next_state, terminated) in rows {
        builder.cell([Outcome {
            probability: 1.0,
            next_state,
            reward,
            terminated,
        }]);
    }
    builder.starts(vec![(0, 1.0)]);
    builder.build().unwrap()
}

#[track_caller]
fn is_about(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn with_a_discount_the_changes_of_one_backup_bound_the_error() {
    let mut watch = |_: Progress| ControlFlow::Continue(());
    let mut guide = Guide {
        watch: &mut watch,
        share: 0.0,
    };
    // 1 and 2 in turn at γ = .5: from 0 the backup adds 1 and 2, so V* is within 1 / .5 and 2 / .5. It is 8/3 and 10/3.
    let mdp = line(&[(1.0, 1, false), (2.0, 0, false)]);
    let mut at = search(&mdp, 0.5, &[0.0, 0.0]);
    is_about(at.center(&mut guide).unwrap(), 1.0);
    is_about(at.v[0], 3.0);
    is_about(at.v[1], 3.0);
    // Where an episode may end, nothing may follow: V* is within 0 and 2 / .5. It is 2 and 2.
    let mdp = line(&[(1.0, 1, false), (2.0, 1, true)]);
    let mut at = search(&mdp, 0.5, &[0.0, 0.0]);
    is_about(at.center(&mut guide).unwrap(), 2.0);
    is_about(at.v[0], 2.0);
}

#[test]
fn without_one_the_expected_steps_to_the_end_do() {
    let mut watch = |_: Progress| ControlFlow::Continue(());
    let mut guide = Guide {
        watch: &mut watch,
        share: 0.0,
    };
    // Two steps at −1 each: V* is −2, −1. Half a reward too low at the start, times two steps, times two to spare.
    let mdp = line(&[(-1.0, 1, false), (-1.0, 1, true)]);
    let bound = search(&mdp, 1.0, &[-2.5, -1.0])
        .enclose(&mut guide)
        .unwrap();
    is_about(bound, 2.0);
    // And too high.
    let bound = search(&mdp, 1.0, &[-1.5, -1.0])
        .enclose(&mut guide)
        .unwrap();
    is_about(bound, 2.0);
    // Exact but for rounding.
    let bound = search(&mdp, 1.0, &[-2.0, -1.0])
        .enclose(&mut guide)
        .unwrap();
    assert!(bound > 0.0 && bound < 1e-13, "{bound}");
}

#[test]
fn it_stops_when_told_to_and_tells_how_far_it_is() {
    let mdp = random(5, 300, ANY);
    let solve = |most: usize| {
        let mut told = Vec::new();
        let found = super::super::solve_large(&mdp, Unit::literal(0.9), Unit::ZERO, &mut |now| {
            told.push(now.share);
            stop_if(told.len() > most)
        });
        (found, told)
    };
    let (found, told) = solve(usize::MAX);
    assert!(
        found.is_ok() && told.is_sorted() && told.len() > 5,
        "{told:?}"
    );
    assert!(told[0] == 0.0 && told.last().is_some_and(|&share| share > BEGINNING));
    for most in [0, 1, told.len() / 2, told.len() - 1] {
        let (found, told) = solve(most);
        assert_eq!((found, told.len()), (Err(Unsolved::Cancelled), most + 1));
    }
}
