//! What there is: worlds and algorithms.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;

use super::columns::Columns;
use super::json::ties_name;
use crate::agent::AlgorithmSpec;
use crate::env::{EnvSpec, Param, Setting};
use crate::text::Lang;

/// The worlds and algorithms, to be listed.
#[derive(Debug, Serialize)]
pub struct Listing {
    worlds: Vec<WorldEntry>,
    algorithms: Vec<AlgorithmEntry>,
}

#[derive(Debug, Serialize)]
struct WorldEntry {
    name: String,
    title: String,
    summary: &'static str,
    states: usize,
    actions: usize,
    step_limit: Option<u64>,
    alpha: f64,
    gamma: f64,
    epsilon: f64,
    ties: &'static str,
    episodes: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<ParamEntry>,
}

/// A parameter of a family of worlds; `states` and all the rest are those of its defaults.
#[derive(Debug, Serialize)]
struct ParamEntry {
    name: &'static str,
    summary: &'static str,
    least: Number,
    most: Number,
    default: Number,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Number {
    Whole(u64),
    Share(f64),
}

impl From<Setting> for Number {
    fn from(setting: Setting) -> Self {
        match setting {
            Setting::Whole(number) => Self::Whole(number),
            Setting::Share(share) => Self::Share(share.get()),
        }
    }
}

#[derive(Debug, Serialize)]
struct AlgorithmEntry {
    name: &'static str,
    title: &'static str,
    summary: &'static str,
    source: &'static str,
    parameters: Vec<&'static str>,
}

impl Listing {
    /// List `worlds` and `algorithms` in this order.
    pub fn new(
        worlds: impl IntoIterator<Item = &'static EnvSpec>,
        algorithms: &[&'static AlgorithmSpec],
    ) -> Self {
        Self {
            worlds: worlds.into_iter().map(world_entry).collect(),
            algorithms: algorithms
                .iter()
                .map(|spec| algorithm_entry(spec))
                .collect(),
        }
    }

    /// Write one JSON object.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    /// Write a line each.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "Worlds (qlens NAME opens one, or a file):")?;
        let name = |name: &str| format!("  {name}");
        let mut columns = Columns::default();
        for world in &self.worlds {
            let size = [
                format!("{} states", world.states),
                format!("{} actions", world.actions),
            ];
            columns.row([name(&world.name)].into_iter().chain(size));
        }
        let sizes = columns.lines();
        for (line, world) in sizes.iter().zip(&self.worlds) {
            writeln!(out, "{line}  {}", world.summary)?;
        }
        for world in &self.worlds {
            world.parameter_lines(out)?;
        }
        writeln!(out, "\nAlgorithms (--algorithm NAME):")?;
        let names = self.algorithms.iter().map(|algorithm| algorithm.name.len());
        let width = names.max().unwrap_or(0);
        for algorithm in &self.algorithms {
            let AlgorithmEntry {
                name,
                summary,
                source,
                ..
            } = algorithm;
            writeln!(out, "  {name:width$}  {summary} ({source})")?;
        }
        Ok(())
    }
}

impl WorldEntry {
    fn parameter_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.parameters.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nParameters of {}:", self.name)?;
        let mut columns = Columns::default();
        for param in &self.parameters {
            columns.row([
                format!("  --{}", param.name),
                format!("{} to {}", param.least, param.most),
                format!("default {}", param.default),
            ]);
        }
        for (line, param) in columns.lines().iter().zip(&self.parameters) {
            writeln!(out, "{line}  {}", param.summary)?;
        }
        Ok(())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Share(share) => share.fmt(f),
        }
    }
}

fn param_entry(param: &'static Param) -> ParamEntry {
    let (least, most) = param.range.ends();
    ParamEntry {
        name: param.name,
        summary: param.text.get(Lang::En),
        least: least.into(),
        most: most.into(),
        default: param.range.default().into(),
    }
}

fn world_entry(spec: &'static EnvSpec) -> WorldEntry {
    let world = (spec.build)();
    let defaults = &world.defaults;
    WorldEntry {
        name: world.name.clone(),
        title: world.scene.title.get(Lang::En).to_owned(),
        summary: spec.text.get(Lang::En),
        states: world.mdp.n_states(),
        actions: world.mdp.n_actions(),
        step_limit: world.step_limit,
        alpha: defaults.alpha.get(),
        gamma: defaults.gamma.get(),
        epsilon: defaults.epsilon.get(),
        ties: ties_name(defaults.ties),
        episodes: defaults.episodes,
        parameters: spec.params().iter().map(param_entry).collect(),
    }
}

fn algorithm_entry(spec: &'static AlgorithmSpec) -> AlgorithmEntry {
    AlgorithmEntry {
        name: spec.name,
        title: spec.title.get(Lang::En),
        summary: spec.text.get(Lang::En),
        source: spec.source,
        parameters: spec.params.iter().map(|param| param.spec().name).collect(),
    }
}
