//! Runs for the eye: one with its table, or many with their means.

use std::io::{self, Write};

use super::columns::{Columns, figure};
use super::json::asked;
use super::json::ties_name;
use super::optimum::{action_names, table};
use super::{Length, Plan, Run, Tables, TrainReport};
use crate::agent::{Episode, ParamSpec};
use crate::text::Lang;

/// Runs that get a line of their own.
const MOST_LINES: u64 = 20;
/// Tables of more states are not printed whole.
const MOST_STATES: usize = 100;

/// The figures of a run that have a column, and their heads.
const HEADS: [&str; 6] = [
    "max error",
    "agreement",
    "greedy value",
    "optimal value",
    "greedy return",
    "mean return",
];

fn figures(run: &Run) -> [Option<f64>; HEADS.len()] {
    [
        run.max_error,
        run.policy_agreement,
        run.greedy_value,
        run.optimal_value,
        run.greedy_return,
        run.mean_return,
    ]
}

/// Writes a short table.
#[derive(Debug)]
pub struct TextReport<W> {
    out: W,
    /// Whether what a single run has learned is written.
    tables: bool,
    plan: Option<Plan>,
    lines: Columns,
    runs: u64,
    means: [Mean; HEADS.len()],
    optimal: Mean,
    why: Option<String>,
}

impl<W: Write> TextReport<W> {
    /// Write to `out`, what a single run has learned only with `tables`.
    pub fn new(out: W, tables: bool) -> Self {
        let mut lines = Columns::default();
        lines.row(
            ["seed", "steps", "episodes"]
                .into_iter()
                .chain(HEADS)
                .map(str::to_owned),
        );
        Self {
            out,
            tables,
            plan: None,
            lines,
            runs: 0,
            means: Default::default(),
            optimal: Mean::default(),
            why: None,
        }
    }

    /// The table that a single run has learned.
    fn write_table(&mut self, run: &Run) -> io::Result<()> {
        let Some(world) = self.plan.as_ref().map(|plan| &plan.scenario.world) else {
            return Ok(());
        };
        let states = world.mdp.n_states();
        let Some(Tables { q, policy, .. }) = &run.tables else {
            return writeln!(
                self.out,
                "Q of {states} states: --format json has all of it\n"
            );
        };
        let label = |state| world.scene.state_label(state).get(Lang::En).to_owned();
        let states: Vec<String> = (0..states).map(label).collect();
        table(&states, &action_names(world), q, policy).write(&mut self.out)?;
        writeln!(
            self.out,
            "Q after {} steps, * the best known actions\n",
            run.steps
        )
    }

    /// How many runs a mean is of, where others have no such figure: what failed must not vanish in a mean of the rest.
    fn over(&self, mean: &Mean) -> String {
        let without = self.runs as f64 - mean.count;
        if without > 0.0 {
            format!("  ({} runs; {without} have none)", mean.count)
        } else {
            String::new()
        }
    }

    fn write_means(&mut self) -> io::Result<()> {
        if self.runs > MOST_LINES {
            writeln!(self.out, "… and {} more", self.runs - MOST_LINES)?;
        }
        writeln!(
            self.out,
            "\nmean of {} runs, with its standard error",
            self.runs
        )?;
        for (head, average) in HEADS.iter().zip(&self.means) {
            if let Some((mean, error)) = average.get() {
                let over = self.over(average);
                writeln!(self.out, "{head:<15} {mean:>10.4} ± {error:.4}{over}")?;
            }
        }
        match self.optimal.get() {
            Some((share, error)) => writeln!(
                self.out,
                "greedy policy optimal in every state: {:.2} % ± {:.2} of the runs",
                100.0 * share,
                100.0 * error
            ),
            None => Ok(()),
        }
    }
}

impl<W: Write> TrainReport for TextReport<W> {
    fn wants_episodes(&self) -> bool {
        false
    }

    fn wants_tables(&self) -> bool {
        let is_shown =
            |plan: &Plan| plan.seeds == 1 && plan.scenario.world.mdp.n_states() <= MOST_STATES;
        self.tables && self.plan.as_ref().is_some_and(is_shown)
    }

    fn begin(&mut self, plan: &Plan) -> io::Result<()> {
        self.plan = Some(plan.clone());
        let scenario = &plan.scenario;
        let param = |spec: &ParamSpec| format!("{} {}", spec.symbol, scenario.course(spec.id));
        let params: Vec<String> = asked(scenario.algorithm).map(param).collect();
        let length = match plan.length {
            Length::Episodes(count) => format!("{count} episodes"),
            Length::Steps(count) => format!("{count} steps"),
        };
        writeln!(
            self.out,
            "{} · {} · {} · ties {} · {length} · seed {}\n",
            scenario.world.name,
            scenario.algorithm.name,
            params.join(" · "),
            ties_name(scenario.hyper.ties),
            seeds(plan),
        )?;
        match scenario.world.step_limit {
            Some(limit) if scenario.world.limit_is_ours => writeln!(
                self.out,
                "nothing ends an episode in this world, so it is cut off after {limit} steps\n"
            ),
            _ => Ok(()),
        }
    }

    fn episode(&mut self, _: u64, _: u64, _: Episode) -> io::Result<()> {
        Ok(())
    }

    fn run(&mut self, run: &Run) -> io::Result<()> {
        if self.tables && self.plan.as_ref().is_some_and(|plan| plan.seeds == 1) {
            self.write_table(run)?;
        }
        self.runs += 1;
        let figures = figures(run);
        if self.runs <= MOST_LINES {
            let counts = [run.seed, run.steps, run.episodes].map(|count| count.to_string());
            self.lines
                .row(counts.into_iter().chain(figures.map(figure)));
        }
        for (mean, value) in self.means.iter_mut().zip(figures) {
            if let Some(value) = value {
                mean.add(value);
            }
        }
        if let Some(share) = run.policy_agreement {
            self.optimal.add(f64::from(share == 1.0));
        }
        if self.why.is_none() {
            self.why.clone_from(&run.why);
        }
        Ok(())
    }

    fn end(&mut self, interrupted: bool) -> io::Result<()> {
        self.lines.write(&mut self.out)?;
        if self.runs > 1 {
            self.write_means()?;
        }
        if let Some(why) = &self.why {
            writeln!(self.out, "- {why}")?;
        }
        if interrupted {
            writeln!(self.out, "interrupted: this is what there was")?;
        }
        self.out.flush()
    }
}

fn seeds(plan: &Plan) -> String {
    let first = plan.scenario.seed;
    match plan.seeds {
        1 => first.to_string(),
        seeds => format!("{first} to {}", first + (seeds - 1)),
    }
}

/// A running mean and its spread (Welford's method: no sum of squares that could cancel out).
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    count: f64,
    center: f64,
    squares: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let before = value - self.center;
        self.center += before / self.count;
        self.squares += before * (value - self.center);
    }

    /// The mean and its standard error; none of nothing.
    fn get(&self) -> Option<(f64, f64)> {
        let spread = (self.squares / (self.count - 1.0).max(1.0) / self.count).sqrt();
        (self.count > 0.0).then_some((self.center, spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_comes_with_its_standard_error() {
        let mut mean = Mean::default();
        assert_eq!(mean.get(), None);
        for value in [1.0, 2.0, 3.0, 4.0] {
            mean.add(value);
        }
        // Variance 5/3, of the mean 5/12.
        let (value, error) = mean.get().unwrap();
        assert_eq!(value, 2.5);
        assert!((error - (5.0_f64 / 12.0).sqrt()).abs() < 1e-15);
    }
}
