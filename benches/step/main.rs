//! How long a step takes, beside loops written by hand for one shape of world: `cargo bench --bench step`.
//!
//! Rounds are interleaved and the medians of the ratios are printed, since no two machines and no two minutes are alike.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod by_hand;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use by_hand::{EXPECTED_SARSA, Loop, Q_LEARNING, SARSA, by_hand};
use qlens::agent::{self, AlgorithmSpec, Hyper};
use qlens::env;
use qlens::mdp::{Ties, Unit, World};
use qlens::session::{Goal, Scenario, Session};

const ROUNDS: u64 = 11;
const ALPHA: f64 = 0.1;
const EPSILON: f64 = 0.2;

/// A world of the bench.
struct Case {
    name: &'static str,
    /// How many states, where that can be chosen.
    states: Option<&'static str>,
    gamma: f64,
    steps: u64,
    /// The loop by hand of each of [`METHODS`].
    by_hand: [Loop; 3],
}

/// In the order of [`Case::by_hand`]; the first is what the others are held against.
const METHODS: [&str; 3] = ["q-learning", "sarsa", "expected-sarsa"];

const fn loops<const A: usize, const K: usize, const EVEN: bool>() -> [Loop; 3] {
    [
        by_hand::<A, K, EVEN, Q_LEARNING>,
        by_hand::<A, K, EVEN, SARSA>,
        by_hand::<A, K, EVEN, EXPECTED_SARSA>,
    ]
}

const CASES: [Case; 5] = [
    Case {
        name: "recommender",
        states: None,
        gamma: 0.9,
        steps: 4_000_000,
        by_hand: loops::<2, 1, true>(),
    },
    Case {
        name: "cliff-walking",
        states: None,
        gamma: 0.99,
        steps: 4_000_000,
        by_hand: loops::<4, 1, true>(),
    },
    Case {
        name: "frozen-lake-8x8",
        states: None,
        gamma: 0.99,
        steps: 4_000_000,
        by_hand: loops::<4, 3, true>(),
    },
    Case {
        name: "random",
        states: Some("10000"),
        gamma: 0.99,
        steps: 1_000_000,
        by_hand: loops::<4, 2, false>(),
    },
    Case {
        name: "random",
        states: Some("1000000"),
        gamma: 0.99,
        steps: 400_000,
        by_hand: loops::<4, 2, false>(),
    },
];

/// What is timed of each method: the loop by hand, a run with nothing watched, and one that is looked at.
const VARIANTS: usize = 3;

fn main() {
    println!(
        "{:16} {:>8} {:15} {:>10} {:>10} {:>10} {:>9} {:>9} {:>9}",
        "world",
        "states",
        "method",
        "by hand",
        "run",
        "watched",
        "run/hand",
        "watched",
        "/q-learn."
    );
    for case in &CASES {
        let world = Arc::new(world(case));
        let times = measure(case, &world);
        for (method, name) in METHODS.iter().enumerate() {
            let [hand, run, watched] = [0, 1, 2].map(|variant| &times[method * VARIANTS + variant]);
            println!(
                "{:16} {:>8} {:15} {:>7.2} ns {:>7.2} ns {:>7.2} ns {:>8.2}x {:>8.2}x {:>8.2}x",
                case.name,
                world.mdp.n_states(),
                name,
                median(hand.iter().copied()),
                median(run.iter().copied()),
                median(watched.iter().copied()),
                ratio(run, hand),
                ratio(watched, run),
                ratio(run, &times[1]),
            );
        }
    }
}

/// The times of all rounds in nanoseconds a step, method by method, variant by variant.
fn measure(case: &Case, world: &Arc<World>) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::new(); METHODS.len() * VARIANTS];
    for seed in 0..ROUNDS {
        for (method, name) in METHODS.iter().enumerate() {
            let spec = agent::find(name).expect("a method of the registry");
            let scenario = || scenario(case, world, spec, seed);
            let variants = [
                (case.by_hand[method])(world, [ALPHA, case.gamma, EPSILON], case.steps, seed),
                run(Session::unwatched(scenario()), case.steps),
                run(Session::new(scenario()), case.steps),
            ];
            for (variant, time) in variants.into_iter().enumerate() {
                times[method * VARIANTS + variant].push(time);
            }
        }
    }
    times
}

fn world(case: &Case) -> World {
    let spec = env::find(case.name).expect("a built-in world");
    let Some(states) = case.states else {
        return (spec.build)();
    };
    let family = spec.family.expect("a family");
    let mut settings = env::Settings::default();
    let param = family.params.iter().find(|param| param.name == "states");
    let param = param.expect("a number of states");
    settings.set(param, states).expect("a number in range");
    (family.build)(&settings).expect("a random world")
}

fn scenario(case: &Case, world: &Arc<World>, spec: &'static AlgorithmSpec, seed: u64) -> Scenario {
    let mut scenario = Scenario::new(Arc::clone(world), spec, seed);
    let gamma = Unit::new(case.gamma).expect("a discount");
    let [alpha, epsilon] = [ALPHA, EPSILON].map(Unit::literal);
    scenario.hyper = Hyper::new(alpha, gamma, epsilon, Ties::First);
    scenario
}

fn run(mut session: Session, steps: u64) -> f64 {
    let time = timed(steps, || session.advance(Goal::step(steps)));
    black_box(session.digest());
    time
}

/// Nanoseconds a step.
fn timed<T>(steps: u64, run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_secs_f64() * 1e9 / steps as f64
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn ratio(one: &[f64], other: &[f64]) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| one / other))
}
