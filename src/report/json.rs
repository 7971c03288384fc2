//! Runs as JSON: the scenario that repeats them, then one line a run.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::world_table::WorldTable;
use super::{Length, Plan, Run, TrainReport};
use crate::agent::{AlgorithmSpec, Episode, PARAMS, ParamId, ParamSpec};
use crate::mdp::Ties;
use crate::session::Course;

/// Which engine made the bytes: another version may make others.
const ENGINE: &str = concat!("qlens ", env!("CARGO_PKG_VERSION"));

/// The parameters that `algorithm` asks for, in the order of reports.
pub fn asked(algorithm: &AlgorithmSpec) -> impl Iterator<Item = &'static ParamSpec> {
    let all = PARAMS.iter();
    all.filter(|spec| algorithm.params.contains(&spec.id))
}

/// Parameters by their names: numbers, or schedules as the command line takes them.
#[derive(Debug)]
pub struct Params(pub Vec<(&'static str, Course)>);

impl Params {
    /// What `algorithm` asks for, each as `course` has it.
    pub fn of(algorithm: &AlgorithmSpec, course: impl Fn(ParamId) -> Course) -> Self {
        let asked = asked(algorithm);
        Self(asked.map(|spec| (spec.name, course(spec.id))).collect())
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, course) in &self.0 {
            match course {
                Course::Stays(value) => map.serialize_entry(name, value)?,
                Course::Moves(schedule) => map.serialize_entry(name, &schedule.to_string())?,
            }
        }
        map.end()
    }
}

/// All that it takes to make the same runs again; without the table it takes the world of that name.
#[derive(Debug, serde::Serialize)]
struct ScenarioRecord<'a> {
    engine: &'static str,
    world: &'a str,
    algorithm: &'static str,
    #[serde(flatten)]
    params: Params,
    ties: &'static str,
    seed: u64,
    seeds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    episodes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<u64>,
    /// The world brings no end and no limit, so one was put there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    time_limit_is_ours: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<WorldTable<'a>>,
}

impl<'a> ScenarioRecord<'a> {
    fn new(plan: &'a Plan, tables: bool) -> Self {
        let scenario = &plan.scenario;
        let (episodes, steps) = match plan.length {
            Length::Episodes(count) => (Some(count), None),
            Length::Steps(count) => (None, Some(count)),
        };
        Self {
            engine: ENGINE,
            world: &scenario.world.name,
            algorithm: scenario.algorithm.name,
            params: Params::of(scenario.algorithm, |param| scenario.course(param)),
            ties: ties_name(scenario.hyper.ties),
            seed: scenario.seed,
            seeds: plan.seeds,
            episodes,
            steps,
            time_limit_is_ours: scenario.world.limit_is_ours,
            table: tables.then(|| WorldTable::new(&scenario.world)),
        }
    }
}

/// What a tie rule is called on the command line and in files.
pub fn ties_name(ties: Ties) -> &'static str {
    match ties {
        Ties::First => "first",
        Ties::Uniform => "uniform",
    }
}

/// Writes one object with `scenario` and `runs`; `interrupted` is there, and true, if not all of them were made.
#[derive(Debug)]
pub struct JsonReport<W> {
    out: W,
    runs: u64,
    tables: bool,
}

impl<W: Write> JsonReport<W> {
    /// Write to `out`, with the world's table and those that were learned or without any.
    pub fn new(out: W, tables: bool) -> Self {
        Self {
            out,
            runs: 0,
            tables,
        }
    }
}

impl<W: Write> TrainReport for JsonReport<W> {
    fn wants_episodes(&self) -> bool {
        false
    }

    fn wants_tables(&self) -> bool {
        self.tables
    }

    fn begin(&mut self, plan: &Plan) -> io::Result<()> {
        self.out.write_all(b"{\"scenario\":")?;
        serde_json::to_writer(&mut self.out, &ScenarioRecord::new(plan, self.tables))?;
        self.out.write_all(b",\n\"runs\":[")
    }

    fn episode(&mut self, _: u64, _: u64, _: Episode) -> io::Result<()> {
        Ok(())
    }

    fn run(&mut self, run: &Run) -> io::Result<()> {
        self.out
            .write_all(if self.runs == 0 { b"\n" } else { b",\n" })?;
        self.runs += 1;
        Ok(serde_json::to_writer(&mut self.out, run)?)
    }

    fn end(&mut self, interrupted: bool) -> io::Result<()> {
        let end: &[u8] = if interrupted {
            b"\n],\n\"interrupted\":true}\n"
        } else {
            b"\n]}\n"
        };
        self.out.write_all(end)?;
        self.out.flush()
    }
}
