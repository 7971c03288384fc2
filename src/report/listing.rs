//! What there is: worlds and algorithms.

use std::io::{self, Write};

use serde::Serialize;

use super::columns::Columns;
use super::json::ties_name;
use crate::agent::AlgorithmSpec;
use crate::env::EnvSpec;
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
        writeln!(out, "\nAlgorithms (--algorithm NAME):")?;
        for algorithm in &self.algorithms {
            writeln!(
                out,
                "  {}  {} ({})",
                algorithm.name, algorithm.summary, algorithm.source
            )?;
        }
        Ok(())
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
