//! What SARSA and Expected SARSA settle at: the best that a policy can do that keeps exploring, on every world of which others
//! have worked that out.
//!
//! Exploration stays at ε = 0.1; the step size falls like 1/k, so that its sum is infinite and the sum of its squares is
//! not, Sutton & Barto (2.7). What is measured is the squared error of all cells, each weighted by how often the second half of the runs
//! came there (theory promises nothing after finite time about cells that are hardly seen), averaged over seeds. What it may be is
//! worked out from the model and these visits, see [`squared_errors`], and nothing is fitted to the errors that were found.

use std::sync::Arc;

use qlens::agent::{AlgorithmSpec, Hyper, Layer, ParamId, Schedule};
use qlens::env::gymnasium;
use qlens::mdp::{Mdp, Ties, Unit, World};
use qlens::session::{Goal, Scenario, Session};
use qlens::truth::{Optimum, Policy, solve_soft};

use super::book;

const EPSILON: Unit = Unit::literal(0.1);
const SEEDS: u64 = 4;
/// The step size begins with this.
const ALPHA: f64 = 0.5;
/// A mean of squares over the seeds may be so many times what the recursion gives.
///
/// Twice for chance: if all cells of a run erred together, the mean of the 4 squares would spread by √(2/4), but they are
/// dozens that do not. Twice for what the recursion leaves out: it takes the policy and the rate of visits for the same
/// all the time. In the root it is a factor of two.
const MARGIN: f64 = 4.0;

/// A world, and the values of its start under the best policy that explores with ε = 0.1, by discount.
struct Known {
    name: &'static str,
    mdp: fn() -> Arc<Mdp>,
    /// Some half a million steps, or more where a bound would say nothing.
    episodes: u64,
    /// By how much the step size falls: little where cells are seen seldom or values come from afar, more where chance is
    /// in the targets. Chosen by what makes the bound small.
    fall: u64,
    starts: &'static [(f64, f64)],
}

/// Every world of which we were given the optimum under exploration.
const WORLDS: [Known; 11] = [
    Known {
        name: "cliff",
        mdp: book::cliff,
        episodes: 30_000,
        fall: 30,
        starts: &[
            (0.9, -11.353_475_009_841),
            (0.95, -14.882_832_121_390_6),
            (0.99, -19.289_767_501_713_7),
            (1.0, -20.707_677_398_669_4),
        ],
    },
    Known {
        name: "four by three",
        mdp: book::four_by_three,
        episodes: 60_000,
        fall: 30,
        starts: &[
            (1.0, 0.661_749_359_205_539),
            (0.9, 0.244_343_192_107_219),
            (0.99, 0.603_644_735_665_956),
        ],
    },
    Known {
        name: "forest",
        mdp: book::forest,
        episodes: 6_000,
        fall: 60,
        starts: &[(0.9, 26.473_481_291_666_7)],
    },
    Known {
        name: "maze",
        mdp: book::dyna_maze,
        episodes: 30_000,
        fall: 8,
        starts: &[(0.95, 0.469_951_812_460_138), (0.99, 0.861_839_629_677_262)],
    },
    Known {
        name: "gambler",
        mdp: book::gambler,
        episodes: 80_000,
        fall: 8,
        starts: &[(1.0, 0.396_578_454_770_396)],
    },
    Known {
        name: "small grid",
        mdp: book::small_grid,
        episodes: 100_000,
        fall: 60,
        starts: &[(1.0, -2.237_675_932_661_77), (0.9, -2.051_823_699_176_13)],
    },
    Known {
        name: "grid with jumps",
        mdp: book::grid_with_jumps,
        episodes: 10_000,
        fall: 4,
        starts: &[(0.9, 15.392_885_656_336_6), (0.95, 32.992_485_346_469_7)],
    },
    Known {
        name: "grid with jumps, seen from afar",
        mdp: book::grid_with_jumps,
        episodes: 25_000,
        fall: 4,
        starts: &[(0.99, 174.512_495_358_586)],
    },
    Known {
        name: "19 cells",
        mdp: || book::random_walk(19, -1.0),
        episodes: 20_000,
        fall: 60,
        starts: &[(1.0, 0.0)],
    },
    Known {
        name: "5 cells",
        mdp: || book::random_walk(5, 0.0),
        episodes: 60_000,
        fall: 100,
        starts: &[(1.0, 0.5)],
    },
    Known {
        name: "windy",
        mdp: book::windy,
        episodes: 30_000,
        fall: 30,
        starts: &[
            (1.0, -17.048_322_806_379_4),
            (0.9, -8.296_680_497_825_99),
            (0.99, -15.723_826_925_833_4),
        ],
    },
];

/// What a world is measured against.
struct Limit {
    mdp: Arc<Mdp>,
    gamma: f64,
    optimum: Optimum,
    policy: Policy,
}

impl Limit {
    fn of(world: &World, gamma: Unit, start: f64) -> Self {
        let mdp = Arc::clone(&world.mdp);
        let optimum = solve_soft(&mdp, gamma, EPSILON, &mut || false).unwrap();
        let found = optimum.start_value(&mdp).as_f64();
        let off = (found - start).abs();
        assert!(off <= 1e-9 * start.abs().max(1.0), "{found}");
        Self {
            gamma: gamma.get(),
            policy: optimum.policy(&mdp, Ties::Uniform),
            optimum,
            mdp,
        }
    }

    /// The cells that have a value, as state and action.
    fn cells(&self) -> Vec<(usize, usize)> {
        let states = 0..self.mdp.n_states();
        states
            .flat_map(|state| self.mdp.legal(state).map(move |action| (state, action)))
            .collect()
    }

    /// A figure of every cell.
    fn table(&self, of_cell: impl Fn(usize, usize) -> f64) -> Vec<f64> {
        let mut table = vec![0.0; self.mdp.n_states() * self.mdp.n_actions()];
        for (state, action) in self.cells() {
            table[state * self.mdp.n_actions() + action] = of_cell(state, action);
        }
        table
    }

    /// How far `row` is off in every cell, squared.
    fn squares<'a>(&self, row: impl Fn(usize) -> &'a [f64]) -> Vec<f64> {
        self.table(|state, action| square(row(state)[action] - self.optimum.row(state)[action]))
    }

    /// What `values` averages to over what the policy does in `state`.
    fn expected(&self, state: usize, values: impl Fn(usize) -> f64) -> f64 {
        let actions = self.policy.actions(state);
        actions.map(|(action, share)| share * values(action)).sum()
    }

    /// How far a target spreads if all values are right: its variance; with the draw of the next action or without.
    fn variance(&self, state: usize, action: usize, draws_next: bool) -> f64 {
        let moments = self
            .mdp
            .outcomes(state, action)
            .iter()
            .fold((0.0, 0.0), |sums, outcome| {
                let (next, over) = (outcome.next_state as usize, outcome.terminated);
                let future = if over { 0.0 } else { self.gamma };
                let target = |value: f64| outcome.reward + future * value;
                let row = self.optimum.row(next);
                let mean = target(if over {
                    0.0
                } else {
                    self.expected(next, |a| row[a])
                });
                let raw = if draws_next && !over {
                    self.expected(next, |a| square(target(row[a])))
                } else {
                    square(mean)
                };
                let p = outcome.probability;
                (sums.0 + p * mean, sums.1 + p * raw)
            });
        (moments.1 - square(moments.0)).max(0.0)
    }
}

fn square(value: f64) -> f64 {
    value * value
}

/// The mean of `figures`, each as often as its cell was visited.
fn weighed(figures: &[f64], visits: &[f64]) -> f64 {
    let sum: f64 = figures.iter().zip(visits).map(|(a, b)| a * b).sum();
    sum / visits.iter().sum::<f64>()
}

/// The mean square of each cell's error after `episodes`, from above.
///
/// Let m be those of all cells. An update makes of a cell's error e the error (1 − α)e + αγe′ + αξ: e′ is that of what it
/// bootstraps from, and ξ is what chance adds to the target, of mean 0 whatever happened before and of variance v. Whatever
/// hangs on what, the root of the mean square of a sum is at most the sum of the roots (Minkowski), so that afterwards
///
/// m ← ((1 − α)√m + αγ Σ p(s′, a′)√m′)² + α²v.
///
/// It is run for each cell as often as the run came there at that time, from the squares of the right values: all begin at 0. Where
/// it stops falling m is about α times the sum of the v from there to the end.
fn squared_errors(limit: &Limit, plan: &Plan, stages: &[Stage]) -> Vec<f64> {
    let (mdp, width) = (&limit.mdp, limit.mdp.n_actions());
    let zeros = vec![0.0; width];
    let mut errors = limit.squares(|_| &zeros);
    let noise = limit.table(|state, action| limit.variance(state, action, plan.draws_next));
    let cells = limit.cells();
    let mut episode = 0;
    for stage in stages {
        let most = stage.visits.iter().copied().fold(0.0, f64::max);
        while episode < stage.until {
            let step = plan.alpha.at(episode).get();
            // As many episodes at once as change nothing by more than a quarter, and α by no more than a percent.
            let many = (0.25 / (most * step)).min(episode as f64 / 100.0).max(1.0);
            let many = many.min((stage.until - episode) as f64);
            let roots: Vec<f64> = (0..mdp.n_states())
                .map(|state| limit.expected(state, |action| errors[state * width + action].sqrt()))
                .collect();
            for &(state, action) in &cells {
                let cell = state * width + action;
                let goes_on = mdp.outcomes(state, action).iter().filter(|o| !o.terminated);
                let ahead: f64 = goes_on
                    .map(|o| o.probability * roots[o.next_state as usize])
                    .sum();
                let root = (1.0 - step) * errors[cell].sqrt() + step * limit.gamma * ahead;
                let after = square(root) + step * step * noise[cell];
                let share = (many.floor() * stage.visits[cell]).min(1.0);
                errors[cell] += share * (after - errors[cell]);
            }
            episode += many as u64;
        }
    }
    errors
}

/// How it is learned.
struct Plan {
    spec: &'static AlgorithmSpec,
    /// Whether its target draws the next action, so that chance is in it.
    draws_next: bool,
    alpha: Schedule,
    episodes: u64,
}

/// A part of a run.
struct Stage {
    /// The episode that it ends with.
    until: u64,
    /// How often an episode came to each cell in it.
    visits: Vec<f64>,
}

/// How many stages a run has, each as long as all before it.
const STAGES: u32 = 8;

/// A whole layer, states × actions.
fn table(run: &Session, layer: Layer) -> Vec<f64> {
    let mdp = &run.world().mdp;
    let mut table = vec![0.0; mdp.n_states() * mdp.n_actions()];
    for (state, row) in table.chunks_mut(mdp.n_actions()).enumerate() {
        run.agent().row(state, layer, row);
    }
    table
}

/// The square of a run's error, what the recursion makes of it, and the square of the right values, each weighed as the last
/// stage was spent.
fn learned(limit: &Limit, world: &Arc<World>, plan: &Plan, seed: u64) -> [f64; 3] {
    let mut scenario = Scenario::new(Arc::clone(world), plan.spec, seed);
    let (gamma, ties) = (Unit::literal(limit.gamma), scenario.hyper.ties);
    scenario.hyper = Hyper::new(scenario.hyper.alpha(), gamma, EPSILON, ties);
    scenario.schedules = scenario.schedules.with(ParamId::Alpha, Some(plan.alpha));
    let mut run = Session::unwatched(scenario);
    let (mut before, mut from) = (table(&run, Layer::Visits), 0);
    let stages: Vec<Stage> = (0..STAGES)
        .map(|stage| {
            let until = plan.episodes >> (STAGES - 1 - stage);
            run.advance(Goal::episode(until));
            let seen = table(&run, Layer::Visits);
            let rates = seen.iter().zip(&before);
            let visits = rates.map(|(now, then)| (now - then) / (until - from) as f64);
            let visits = visits.collect();
            (before, from) = (seen, until);
            Stage { until, visits }
        })
        .collect();
    let (values, width) = (table(&run, Layer::Q), world.mdp.n_actions());
    let squares = limit.squares(|state| &values[state * width..][..width]);
    let bounds = squared_errors(limit, plan, &stages);
    let last = &stages[stages.len() - 1].visits;
    let zeros = vec![0.0; width];
    [squares, bounds, limit.squares(|_| &zeros)].map(|figures| weighed(&figures, last))
}

/// The model as a world of its own, by way of a file: what does not end is cut off after 100 steps.
fn world(name: &str, mdp: &Mdp) -> Arc<World> {
    let cell = |state, action| {
        let outcomes = mdp.outcomes(state, action).iter();
        let rows = outcomes
            .map(|o| serde_json::json!([o.probability, o.next_state, o.reward, o.terminated]));
        rows.collect::<Vec<_>>()
    };
    let row = |state| {
        (0..mdp.n_actions())
            .map(|action| cell(state, action))
            .collect::<Vec<_>>()
    };
    let table: Vec<_> = (0..mdp.n_states()).map(row).collect();
    let file = serde_json::json!({"P": table, "start": mdp.starts()});
    Arc::new(gymnasium::parse(name, &file.to_string()).unwrap())
}

fn settle(known: &Known, gamma: f64, start: f64, algorithm: &str) {
    let world = world(known.name, &(known.mdp)());
    let limit = Limit::of(&world, Unit::literal(gamma), start);
    let plan = Plan {
        spec: qlens::agent::find(algorithm).unwrap(),
        draws_next: algorithm == "sarsa",
        alpha: Schedule::Harmonic {
            from: Unit::literal(ALPHA),
            half: known.episodes / (known.fall - 1),
        },
        episodes: known.episodes,
    };
    let (mut found, mut bound, mut scale) = (0.0, 0.0, 0.0);
    for seed in 0..SEEDS {
        let [square, most, value] = learned(&limit, &world, &plan, seed);
        scale += value / SEEDS as f64;
        found += square / SEEDS as f64;
        bound += MARGIN * most / SEEDS as f64;
    }
    let what = format!("{} at γ {gamma}, {algorithm}", known.name);
    assert!(found <= bound, "{what}: {found} is more than {bound}");
    // And the bound says something: half of what the values themselves are, in the root, or less.
    assert!(
        bound <= scale / 4.0,
        "{what}: {bound} allows anything, of {scale}"
    );
}

fn settle_all(algorithm: &str) {
    for known in &WORLDS {
        for &(gamma, start) in known.starts {
            settle(known, gamma, start, algorithm);
        }
    }
}

#[test]
fn sarsa_settles_at_the_best_that_keeps_exploring() {
    settle_all("sarsa");
}

#[test]
fn expected_sarsa_settles_at_the_best_that_keeps_exploring() {
    settle_all("expected-sarsa");
}
