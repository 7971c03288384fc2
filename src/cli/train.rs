//! `qlens train`: the same engine without a screen.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::args::{Format, TrainArgs};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::Output;
use super::world::{self, Wanted};
use crate::agent::Episode;
use crate::report::{
    CsvReport, JsonReport, Judge, Length, Plan, Progress, TextReport, TrainReport,
};
use crate::runtime::{Crew, Made, in_order};
use crate::session::{Goal, Scenario, Session, Stop};

/// Steps between two looks for a signal: a few milliseconds, also in the slowest world.
const PATIENCE: u64 = 1 << 16;

/// Cells of a table that is small enough to keep several of them per thread.
const SMALL_TABLE: usize = 1 << 14;

/// How many such runs per thread are begun before the first of them is written.
const AHEAD: usize = 4;

/// How long exact figures may still take after a signal.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// Train and write; gives the exit code, as an interrupted training is written too.
pub fn run(args: &TrainArgs) -> Result<ExitCode, Failure> {
    let format = format(args.format, args.output.as_deref())?;
    let plan = plan(args, tables(args, format))?;
    // Before a file is begun: a signal in between would leave it lying about.
    let interrupt = Interrupt::listen()?;
    let mut out = match &args.output {
        Some(path) => Output::file(path)?,
        None => Output::stdout(),
    };
    let seen = io::stderr().is_terminal() && !streams_to_the_terminal(args, format);
    let mut report: Box<dyn TrainReport + '_> = match format {
        Format::Text => Box::new(TextReport::new(&mut out, !args.no_tables)),
        Format::Json => Box::new(JsonReport::new(&mut out, !args.no_tables)),
        Format::Csv => Box::new(CsvReport::new(&mut out)),
    };
    let written = Training::new(&plan, &interrupt, seen).write(jobs(args), &mut *report);
    drop(report);
    written.map_err(|error| out.failure(&error))?;
    out.finish()?;
    Ok(interrupt.code().map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// How many tables are held at once: one for each thread, and one that is being written.
fn tables(args: &TrainArgs, format: Format) -> u64 {
    let is_written = format == Format::Json && !args.no_tables;
    jobs(args) as u64 + u64::from(is_written)
}

fn plan(args: &TrainArgs, tables: u64) -> Result<Plan, Failure> {
    let wanted = Wanted {
        name: &args.world,
        params: &args.params,
        tables,
    };
    let algorithm = world::algorithm(&args.learner)?;
    let found = world::find(wanted)?;
    let scenario = world::scenario(found, algorithm, &args.learner, args.seed)?;
    if args.seed.checked_add(args.seeds - 1).is_none() {
        return Err(Failure::Usage(format!(
            "there are no {} seeds from {} on: the last one is {}",
            args.seeds,
            args.seed,
            u64::MAX
        )));
    }
    let length = match (args.steps, args.episodes) {
        (Some(steps), _) => Length::Steps(steps),
        (None, Some(episodes)) => Length::Episodes(episodes),
        (None, None) => Length::Episodes(scenario.world.defaults.episodes),
    };
    Ok(Plan {
        scenario,
        seeds: args.seeds,
        length,
    })
}

/// How many threads: as many as asked for, but no more than there are seeds.
fn jobs(args: &TrainArgs) -> usize {
    usize::try_from(args.seeds)
        .map_or(args.jobs, |seeds| args.jobs.min(seeds))
        .max(1)
}

/// What was said, else what the file's name says, else text.
pub fn format(said: Option<Format>, output: Option<&Path>) -> Result<Format, Failure> {
    match (said, output) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::Text),
        (None, Some(path)) => format_of(path).ok_or_else(|| {
            let name = path.display();
            Failure::Usage(format!("what is to be written to {name}? End its name in .json, .csv or .txt, or say --format"))
        }),
    }
}

/// Whether results run over the terminal while they are made: a progress line would get in between.
fn streams_to_the_terminal(args: &TrainArgs, format: Format) -> bool {
    args.output.is_none() && format != Format::Text && io::stdout().is_terminal()
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_lowercase().as_str() {
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        "txt" => Some(Format::Text),
        _ => None,
    }
}

/// Takes some of a run's episodes; says whether more are wanted.
type Part<'a> = &'a mut dyn FnMut(Vec<Episode>) -> bool;

struct Training<'a> {
    plan: &'a Plan,
    interrupt: &'a Interrupt,
    progress: Progress,
}

impl<'a> Training<'a> {
    fn new(plan: &'a Plan, interrupt: &'a Interrupt, seen: bool) -> Self {
        let progress = Progress::new(plan.seeds, plan.length.count(), seen);
        Self {
            plan,
            interrupt,
            progress,
        }
    }

    fn interrupted(&self) -> bool {
        self.interrupt.code().is_some()
    }

    /// Make every run, on `jobs` threads, and write each in the order of its seed.
    fn write(&self, jobs: usize, report: &mut dyn TrainReport) -> io::Result<()> {
        report.begin(self.plan)?;
        let mut judge = None;
        if jobs == 1 {
            for index in 0..self.plan.seeds {
                if self.interrupted() {
                    break;
                }
                let session = self.train(index, report)?;
                self.hand_in(index, &session, &mut judge, report)?;
            }
        } else {
            self.write_in_order(jobs, &mut judge, report)?;
        }
        self.progress.clear();
        report.end(self.interrupted())
    }

    /// Make the runs on `jobs` threads. Episodes are handed over as they end, so that a long run is never held whole.
    fn write_in_order(
        &self,
        jobs: usize,
        judge: &mut Option<Judge>,
        report: &mut dyn TrainReport,
    ) -> io::Result<()> {
        let wanted = report.wants_episodes();
        let make = |index, part: &mut dyn FnMut(Vec<Episode>) -> bool| {
            (!self.interrupted()).then(|| self.train_aside(index, wanted.then_some(part)))
        };
        let mut number = 0;
        in_order(
            self.crew(jobs),
            self.plan.seeds,
            make,
            |index, made| match made {
                Made::Part(episodes) => {
                    let seed = self.plan.scenario.seed + index;
                    for episode in episodes {
                        number += 1;
                        report.episode(seed, number, episode)?;
                    }
                    Ok(true)
                }
                Made::Whole(Some(session)) => {
                    number = 0;
                    self.hand_in(index, &session, judge, report).map(|()| true)
                }
                Made::Whole(None) => Ok(false),
            },
        )
    }

    /// As many runs at once as there are threads; where they are small some more, so that a thread need not wait for another.
    fn crew(&self, jobs: usize) -> Crew {
        let mdp = &self.plan.scenario.world.mdp;
        let is_small = mdp.n_states() * mdp.n_actions() <= SMALL_TABLE;
        let ahead = if is_small { jobs * AHEAD } else { jobs };
        Crew { jobs, ahead }
    }

    /// Sum a run up and write it, if that is wanted.
    fn hand_in(
        &self,
        index: u64,
        session: &Session,
        judge: &mut Option<Judge>,
        report: &mut dyn TrainReport,
    ) -> io::Result<()> {
        self.progress.set(index + 1, 0);
        if report.wants_episodes() {
            return Ok(());
        }
        // Only now, so that a signal while a large world is being solved finds a run to write.
        let judge = judge.get_or_insert_with(|| self.judge());
        report.run(&judge.run(session, report.wants_tables(), &mut self.out_of_patience()))
    }

    /// Make one run with nobody watching, and hand its episodes over in parts if they are wanted.
    fn train_aside(&self, index: u64, mut part: Option<Part>) -> Session {
        let mut session = Session::unwatched(self.scenario(index));
        let mut episodes = Vec::new();
        let is_wanted = part.is_some();
        let goal = self.plan.length.goal();
        loop {
            let next = Goal {
                step: goal.step.min(session.step() + PATIENCE),
                ..goal
            };
            let stop = session.advance_noting(next, &mut |ended| {
                if is_wanted {
                    episodes.extend_from_slice(ended);
                }
            });
            let taken = match &mut part {
                Some(part) if !episodes.is_empty() => part(std::mem::take(&mut episodes)),
                _ => true,
            };
            let done = stop == Stop::Episode || session.step() >= goal.step;
            if done || !taken || self.interrupted() {
                return session;
            }
        }
    }

    fn scenario(&self, index: u64) -> Scenario {
        Scenario {
            seed: self.plan.scenario.seed + index,
            ..self.plan.scenario.clone()
        }
    }

    fn judge(&self) -> Judge {
        Judge::new(&self.plan.scenario, &mut self.out_of_patience())
    }

    /// Whether exact figures are to be given up: some time after a signal, so that those of small worlds are still had.
    fn out_of_patience(&self) -> impl FnMut() -> bool {
        let mut noticed = None;
        move || {
            self.interrupted() && noticed.get_or_insert_with(Instant::now).elapsed() > LAST_WORDS
        }
    }

    /// Make one run, or as much of it as there is time for.
    fn train(&self, index: u64, report: &mut dyn TrainReport) -> io::Result<Session> {
        let scenario = self.scenario(index);
        let mut run = Noted {
            seed: scenario.seed,
            episodes: 0,
            wanted: report.wants_episodes(),
            written: Ok(()),
        };
        let mut session = Session::unwatched(scenario);
        let goal = self.plan.length.goal();
        loop {
            let part = Goal {
                step: goal.step.min(session.step() + PATIENCE),
                ..goal
            };
            let stop = session.advance_noting(part, &mut |ended| run.note(ended, report));
            std::mem::replace(&mut run.written, Ok(()))?;
            if stop == Stop::Episode || session.step() >= goal.step || self.interrupted() {
                return Ok(session);
            }
            self.progress.set(index, self.part(&session));
        }
    }

    /// How much of a run is done.
    fn part(&self, session: &Session) -> u64 {
        match self.plan.length {
            Length::Episodes(_) => session.episodes(),
            Length::Steps(_) => session.step(),
        }
    }
}

/// The episodes of one run on their way to the report.
struct Noted {
    seed: u64,
    episodes: u64,
    wanted: bool,
    written: io::Result<()>,
}

impl Noted {
    fn note(&mut self, ended: &[Episode], report: &mut dyn TrainReport) {
        if self.wanted && self.written.is_ok() {
            self.written = (self.episodes + 1..)
                .zip(ended)
                .try_for_each(|(number, &episode)| report.episode(self.seed, number, episode));
        }
        self.episodes += ended.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_says_its_format() {
        let of = |name: &str| format_of(Path::new(name));
        assert_eq!(of("a/b.json"), Some(Format::Json));
        assert_eq!(of("B.CSV"), Some(Format::Csv));
        assert_eq!(of("x.txt"), Some(Format::Text));
        assert_eq!((of("json"), of("x.md")), (None, None));
    }
}
