//! Learning curves for spreadsheets and plots: a line per finished episode.

use std::io::{self, Write};

use super::{Plan, Run, TrainReport};
use crate::agent::{Episode, ParamId};
use crate::session::Scenario;

/// Writes `seed,episode,steps,return` and what may move from episode to episode, `epsilon,alpha`; the return is undiscounted, the steps are the episode's own.
#[derive(Debug)]
pub struct CsvReport<W> {
    out: W,
    scenario: Option<Scenario>,
}

impl<W: Write> CsvReport<W> {
    /// Write to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            scenario: None,
        }
    }
}

impl<W: Write> TrainReport for CsvReport<W> {
    fn wants_episodes(&self) -> bool {
        true
    }

    fn wants_tables(&self) -> bool {
        false
    }

    fn begin(&mut self, plan: &Plan) -> io::Result<()> {
        self.scenario = Some(plan.scenario.clone());
        write!(self.out, "seed,episode,steps,return")?;
        for param in scheduled(&plan.scenario) {
            write!(self.out, ",{}", param.spec().name)?;
        }
        writeln!(self.out)
    }

    fn episode(&mut self, seed: u64, number: u64, episode: Episode) -> io::Result<()> {
        let Episode { earned, steps } = episode;
        write!(self.out, "{seed},{number},{steps},{earned}")?;
        if let Some(scenario) = &self.scenario {
            let hyper = scenario.hyper_at(number - 1);
            for param in scheduled(scenario) {
                write!(self.out, ",{}", hyper.get(param))?;
            }
        }
        writeln!(self.out)
    }

    fn run(&mut self, _: &Run) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: bool) -> io::Result<()> {
        self.out.flush()
    }
}

/// What may move from episode to episode.
fn scheduled(scenario: &Scenario) -> impl Iterator<Item = ParamId> {
    let params = scenario.algorithm.params.iter().copied();
    params.filter(|param| param.spec().scheduled)
}
