//! What runs come to on the average, held against figures of programs that share nothing with this one.
//!
//! Seeds are fixed, so every test gives the same verdict for ever. Bounds are four standard errors: those of our seeds and
//! those of the figure itself, √(a² + b²), and half a unit of the last digit where a figure was rounded. A right program
//! fails one such check in 16,000; with about fifty checks, a first try fails in 1 case of 300.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "statistics/book.rs"]
mod book;
#[path = "statistics/settled.rs"]
mod settled;

use std::sync::Arc;

use qlens::agent::{Episode, Layer, ParamId, Setting, q_learning};
use qlens::mdp::{Unit, World};
use qlens::session::{Change, Goal, Scenario, Session, route};
use qlens::truth::{Policy, Truth};

fn world(name: &str) -> Arc<World> {
    Arc::new((qlens::env::find(name).unwrap().build)())
}

/// A run of Q-learning with what the world suggests, and nobody looking.
fn session(world: &Arc<World>, seed: u64) -> Session {
    Session::unwatched(Scenario::new(Arc::clone(world), &q_learning::SPEC, seed))
}

fn set(session: &mut Session, param: ParamId, value: f64) {
    session.change(Change::Set(Setting::new(param, value).unwrap()), 1);
}

/// The row of action values of `state`.
fn values<const A: usize>(session: &Session, state: usize) -> [f64; A] {
    let mut row = [0.0; A];
    session.agent().row(state, Layer::Q, &mut row);
    row
}

/// A figure from elsewhere: what it is, its standard error, and how far off rounding may have put it.
#[derive(Clone, Copy)]
struct Known {
    value: f64,
    error: f64,
    rounding: f64,
}

impl Known {
    fn new(value: f64, error: f64) -> Self {
        Self {
            value,
            error,
            rounding: 0.0,
        }
    }

    /// A percentage of `n` runs, given to half a unit of its last digit.
    fn percent(value: f64, n: f64, rounding: f64) -> Self {
        let share = value / 100.0;
        Self {
            value: share,
            error: (share * (1.0 - share) / n).sqrt(),
            rounding: rounding / 100.0,
        }
    }

    /// Hold what was found, with its own standard error, against it.
    fn holds(self, what: &str, found: f64, error: f64) {
        let bound = 4.0 * self.error.hypot(error) + self.rounding;
        let off = (found - self.value).abs();
        assert!(
            off <= bound,
            "{what}: {found} is {off} off {}, more than {bound}",
            self.value
        );
    }

    /// The same for a share of `n` of our runs.
    ///
    /// The error is that of the *known* share: one that no run shows would otherwise claim to have none.
    fn holds_for(self, what: &str, hits: usize, n: usize) {
        let error = (self.value * (1.0 - self.value) / n as f64).sqrt();
        self.holds(what, hits as f64 / n as f64, error);
    }
}

/// Mean and spread of a sample, with the standard error of each.
struct Moments {
    mean: f64,
    mean_error: f64,
    spread: f64,
    spread_error: f64,
}

impl Moments {
    fn of(sample: &[f64]) -> Self {
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let central = |power: i32| {
            let powers = sample
                .iter()
                .map(|value| (0..power).map(|_| value - mean).product::<f64>());
            powers.sum::<f64>() / n
        };
        let (square, fourth) = (central(2), central(4));
        let spread = (square * n / (n - 1.0)).sqrt();
        Self {
            mean,
            mean_error: spread / n.sqrt(),
            spread,
            // Whatever the shape: the variance has variance (m₄ − m₂²) / n, and d√v = dv / (2√v).
            spread_error: ((fourth - square * square) / n).sqrt() / (2.0 * spread),
        }
    }
}

const SEEDS: u64 = 20_000;

/// Whether the recommender's greedy action is the right one ("personalized"), ties going to the first.
fn is_right(session: &Session, state: usize) -> bool {
    let [popular, personalized] = values(session, state);
    personalized > popular
}

fn both_right(session: &Session) -> bool {
    is_right(session, 0) && is_right(session, 1)
}

/// What a thousand runs of the recommender came to, run by run.
#[derive(Default)]
struct Recommender {
    /// New user: popular, personalized; returning user: popular, personalized.
    values: [Vec<f64>; 4],
    mean_reward: Vec<f64>,
    right_returning: usize,
    right_after_1000: usize,
    right_after_1500: usize,
    right_after_2000: usize,
    right_after_2500: usize,
    right_with_half_alpha: usize,
    right_without_exploring: usize,
}

impl Recommender {
    fn add(&mut self, world: &Arc<World>, seed: u64) {
        let mut run = session(world, seed);
        run.advance(Goal::episode(1000));
        for (cell, sample) in self.values.iter_mut().enumerate() {
            sample.push(values::<2>(&run, cell / 2)[cell % 2]);
        }
        let total = run.history().total().unwrap();
        self.mean_reward.push(total.sum / total.count as f64);
        self.right_returning += usize::from(is_right(&run, 1));
        self.right_after_1000 += usize::from(both_right(&run));
        let thousand = run.keyframe();
        let mut go_on = |until: u64, right: &mut usize| {
            run.advance(Goal::episode(until));
            *right += usize::from(both_right(&run));
        };
        go_on(1500, &mut self.right_after_1500);
        go_on(2000, &mut self.right_after_2000);
        go_on(2500, &mut self.right_after_2500);
        run.restore(&thousand);
        set(&mut run, ParamId::Alpha, 0.5);
        run.advance(Goal::episode(1200));
        self.right_with_half_alpha += usize::from(both_right(&run));
        run.restore(&thousand);
        set(&mut run, ParamId::Epsilon, 0.0);
        run.advance(Goal::episode(4000));
        self.right_without_exploring += usize::from(both_right(&run));
    }
}

#[test]
fn the_recommender_learns_what_it_is_known_to_learn() {
    let world = world("recommender");
    let mut runs = Recommender::default();
    (0..SEEDS).for_each(|seed| runs.add(&world, seed));
    check_values(&runs);
    check_rewards_and_shares(&runs);
}

/// After 1000 episodes, 2,000,000 runs elsewhere: mean and spread of each value, in the order of the table.
const MEANS: [f64; 4] = [
    7.738_591_391_527_705,
    7.446_143_385_421_686,
    6.865_040_642_046_864,
    8.267_467_945_929_486,
];
const SPREADS: [f64; 4] = [
    0.898_388_186_256_378_7,
    1.036_591_208_011_968_8,
    1.035_779_038_783_949_4,
    0.619_422_478_380_655_6,
];

fn check_values(runs: &Recommender) {
    // Bounds for 20,000 seeds: a mean to 4 × 0.9 / √20000 ≈ 0.025, a spread of a normal shape to 4 × 0.9 / √40000 ≈ 0.018.
    for (cell, sample) in runs.values.iter().enumerate() {
        let found = Moments::of(sample);
        let theirs = |own: f64| own * (SEEDS as f64 / 2e6).sqrt();
        let mean = Known::new(MEANS[cell], theirs(found.mean_error));
        mean.holds(
            &format!("mean of cell {cell}"),
            found.mean,
            found.mean_error,
        );
        let spread = Known::new(SPREADS[cell], theirs(found.spread_error));
        spread.holds(
            &format!("spread of cell {cell}"),
            found.spread,
            found.spread_error,
        );
    }
}

fn check_rewards_and_shares(runs: &Recommender) {
    let reward = Moments::of(&runs.mean_reward);
    Known::new(0.66789, 0.000_15).holds("mean reward", reward.mean, reward.mean_error);
    // Their spread is over 200,000 seeds, printed to four digits: 0.0679 ± 0.00005.
    let spread = Known {
        rounding: 0.000_05,
        ..Known::new(0.0679, reward.spread_error * (SEEDS as f64 / 2e5).sqrt())
    };
    spread.holds("spread of rewards", reward.spread, reward.spread_error);
    // 27.975 % of 5,000,000 runs; a share of 20,000 seeds is good to 4 × √(.28 × .72 / 20000) = 1.27 points.
    let n = SEEDS as usize;
    let right = Known::percent(27.975, 5e6, 0.0);
    right.holds_for("right after 1000", runs.right_after_1000, n);
    let returning = Known::percent(99.9714, 2e6, 0.0);
    returning.holds_for("returning users", runs.right_returning, n);
    // Two and three digits are given, so half a point and half a tenth are lost to rounding.
    let later = Known::percent(67.0, 2e5, 0.5);
    later.holds_for("right after 1500", runs.right_after_1500, n);
    let latest = Known::percent(99.9, 2e5, 0.05);
    latest.holds_for("right after 2000", runs.right_after_2000, n);
    assert_eq!(runs.right_after_2500, n, "right after 2500");
    let steered = Known::percent(99.08, 2e5, 0.005);
    steered.holds_for("α .5 after 1000", runs.right_with_half_alpha, n);
    let stuck = Known::percent(27.97, 2e5, 0.005);
    stuck.holds_for("ε 0 after 1000", runs.right_without_exploring, n);
}

const WALKS: u64 = 2000;

/// What many runs over the cliff came to, run by run.
#[derive(Default)]
struct Cliff {
    first_route: Vec<u64>,
    first_return: Vec<f64>,
    return_1_100: Vec<f64>,
    return_401_500: Vec<f64>,
    falls_401_500: Vec<f64>,
    routes_of_13: usize,
    calm_901_1000: Vec<f64>,
    wild_901_1000: Vec<f64>,
}

/// Go on to the end of `until`, and give what every episode was.
fn episodes(run: &mut Session, until: u64) -> Vec<Episode> {
    let mut ended = Vec::new();
    run.advance_noting(Goal::episode(until), &mut |new| {
        ended.extend_from_slice(new);
    });
    ended
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

fn mean_return(episodes: &[Episode]) -> f64 {
    mean(episodes.iter().map(|episode| episode.earned))
}

fn route_length(run: &Session) -> Option<usize> {
    let greedy = Policy::greedy(
        &run.world().mdp,
        |state, row| run.agent().row(state, Layer::Q, row),
        run.hyper().ties,
    );
    route(run.world(), &greedy).map(|route| route.length)
}

impl Cliff {
    fn add(&mut self, world: &Arc<World>, seed: u64) {
        let mut run = session(world, seed);
        let mut ended = Vec::new();
        while route_length(&run).is_none() {
            ended.extend(episodes(&mut run, ended.len() as u64 + 1));
        }
        self.first_route.push(ended.len() as u64);
        ended.extend(episodes(&mut run, 500));
        self.first_return.push(ended[0].earned);
        self.return_1_100.push(mean_return(&ended[..100]));
        self.return_401_500.push(mean_return(&ended[400..]));
        // A step costs 1, a fall 100: what a return is below −steps comes from falls, 99 apiece.
        let falls = |episode: &Episode| (-episode.earned - episode.steps as f64) / 99.0;
        self.falls_401_500
            .push(mean(ended[400..].iter().map(falls)));
        self.routes_of_13 += usize::from(route_length(&run) == Some(13));
        let frame = run.keyframe();
        set(&mut run, ParamId::Epsilon, 0.0);
        let calm = episodes(&mut run, 1000);
        self.calm_901_1000.push(mean_return(&calm[400..]));
        run.restore(&frame);
        set(&mut run, ParamId::Epsilon, 0.2);
        let wild = episodes(&mut run, 1000);
        self.wild_901_1000.push(mean_return(&wild[400..]));
    }
}

#[test]
fn the_cliff_is_walked_as_it_is_known_to_be() {
    let world = world("cliff-walking");
    let mut runs = Cliff::default();
    (0..WALKS).for_each(|seed| runs.add(&world, seed));
    // A run's mean over 401–500 spreads by 7.1, so 2000 of them are good to 4 × 7.1 / √2000 = 0.63.
    let hold = |known: Known, what: &str, sample: &[f64]| {
        let found = Moments::of(sample);
        known.holds(what, found.mean, found.mean_error);
    };
    hold(
        Known::new(-50.011, 0.112),
        "return 401–500",
        &runs.return_401_500,
    );
    // The same and the beginning by another program, 20,000 runs.
    hold(
        Known::new(-50.1414, 0.0502),
        "return 401–500",
        &runs.return_401_500,
    );
    hold(
        Known::new(-1711.9276, 2.7399),
        "first return",
        &runs.first_return,
    );
    hold(
        Known::new(-80.5364, 0.0495),
        "return 1–100",
        &runs.return_1_100,
    );
    hold(
        Known::new(0.3341, 0.0011),
        "falls 401–500",
        &runs.falls_401_500,
    );
    hold(
        Known::new(-107.65, 0.21),
        "ε .2: return 901–1000",
        &runs.wild_901_1000,
    );
    assert_eq!(
        runs.routes_of_13, WALKS as usize,
        "along the edge in all runs"
    );
    assert!(
        runs.calm_901_1000.iter().all(|&earned| earned == -13.0),
        "without exploring every run walks the edge"
    );
    for (share, quantile) in [(0.05, 21), (0.5, 35), (0.95, 46)] {
        check_quantile(&runs.first_route, share, quantile);
    }
}

/// Hold a quantile of whole numbers, found by 4000 runs elsewhere, against ours: less than `share` lies below it, and at least
/// `share` up to it, give or take four standard errors of a share, √(p(1 − p)(1/4000 + 1/n)).
fn check_quantile(sample: &[u64], share: f64, quantile: u64) {
    let n = sample.len() as f64;
    let bound = 4.0 * (share * (1.0 - share) * (1.0 / 4000.0 + 1.0 / n)).sqrt();
    let up_to = |value: u64| sample.iter().filter(|&&found| found <= value).count() as f64 / n;
    let (below, at) = (up_to(quantile - 1), up_to(quantile));
    assert!(
        below - bound < share && share <= at + bound,
        "quantile {share}: {below} below {quantile}, {at} up to it"
    );
}

/// Explore all the time and see how near Q comes to Q*. Where nothing is left to chance no step size is too large.
fn error_after(name: &str, gamma: f64, steps: u64) -> f64 {
    let world = world(name);
    let mut run = session(&world, 1);
    set(&mut run, ParamId::Epsilon, 1.0);
    set(&mut run, ParamId::Gamma, gamma);
    set(&mut run, ParamId::Alpha, 0.25);
    run.advance(Goal::step(steps));
    let truth = Truth::of(&world, Unit::literal(gamma), &mut || false).unwrap();
    truth.max_error(|state, row| run.agent().row(state, Layer::Q, row))
}

#[test]
fn where_nothing_is_left_to_chance_values_come_to_the_optimal_ones() {
    assert!(error_after("frozen-lake-sure", 0.99, 1_000_000) < 1e-6);
    assert!(error_after("cliff-walking", 1.0, 4_000_000) < 1e-6);
    assert!(error_after("recommender", 0.9, 10_000) < 1e-6);
}

/// What one method comes to on the cliff, over so many runs: its curve's means, and how often each route stands at the end.
fn hold_cliff_curve(algorithm: &str, curve: [Known; 2], routes: &[(Option<usize>, f64)]) {
    const RUNS: usize = 1000;
    let world = world("cliff-walking");
    let spec = qlens::agent::find(algorithm).unwrap();
    let (mut all, mut late, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 0..RUNS as u64 {
        let mut run = Session::unwatched(Scenario::new(Arc::clone(&world), spec, seed));
        let ended = episodes(&mut run, 500);
        all.push(mean_return(&ended));
        late.push(mean_return(&ended[400..]));
        lengths.push(route_length(&run));
    }
    for (known, sample) in curve.into_iter().zip([all, late]) {
        let found = Moments::of(&sample);
        known.holds(algorithm, found.mean, found.mean_error);
    }
    for &(length, percent) in routes {
        let hits = lengths.iter().filter(|&&found| found == length).count();
        // Given over 2000 runs, to a hundredth of a percent.
        Known::percent(percent, 2000.0, 0.005).holds_for(algorithm, hits, RUNS);
    }
}

#[test]
fn the_three_curves_of_the_cliff_are_those_of_the_book() {
    // Example 6.6, simulated by another program over 20,000 runs: means of episodes 1–500 and 401–500.
    let curve = |all, late| {
        let [(a, a_error), (b, b_error)]: [(f64, f64); 2] = [all, late];
        [Known::new(a, a_error), Known::new(b, b_error)]
    };
    hold_cliff_curve(
        "q-learning",
        curve((-55.9591, 0.0225), (-50.1414, 0.0502)),
        &[(Some(13), 100.0)],
    );
    hold_cliff_curve(
        "sarsa",
        curve((-36.4288, 0.0229), (-26.8717, 0.0466)),
        &[(Some(17), 74.55), (Some(19), 6.55), (None, 18.3)],
    );
    hold_cliff_curve(
        "expected-sarsa",
        curve((-28.0498, 0.0073), (-20.795, 0.0141)),
        &[(Some(15), 100.0)],
    );
}
