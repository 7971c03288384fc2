//! From a name or a path to a world, and to the scenario of a run in it.

use std::path::Path;
use std::sync::Arc;

use super::args::LearnerArgs;
use super::failure::Failure;
use super::params::{WorldParams, refused};
use super::{file, memory, names};
use crate::agent::{AlgorithmSpec, Hyper};
use crate::env::gymnasium::ParseError;
use crate::env::trace;
use crate::env::{EnvSpec, Settings};
use crate::mdp::World;
use crate::session::Scenario;
use crate::text::nearest;
use crate::{agent, env};

/// What the command line takes for a command instead of a world.
pub const COMMANDS: [&str; 6] = ["list", "solve", "train", "learn", "check", "help"];

/// A world as it was asked for: its name or its file, its parameters, and how many learners' tables there will be at once.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The name of a built-in world, or a file.
    pub name: &'a str,
    /// What was said of its parameters.
    pub params: &'a WorldParams,
    /// How many tables of its size are held at the same time.
    pub tables: u64,
}

/// A world that there is, or a file that may hold one: making it may take a while, finding it takes none.
#[derive(Debug)]
pub enum Found<'a> {
    /// A built-in world with its settings, for which there is room.
    BuiltIn(&'static EnvSpec, Settings),
    /// A file that nobody has looked into yet.
    File(&'a Path),
}

/// The built-in world of that name, or the file there.
pub fn find(wanted: Wanted<'_>) -> Result<Found<'_>, Failure> {
    let Wanted { name, params, .. } = wanted;
    if let Some(spec) = env::find(name) {
        return built_in(spec, wanted);
    }
    let path = Path::new(name);
    if path.exists() || looks_like_a_path(name) {
        params.refuse_for_a_file(name)?;
        return Ok(Found::File(path));
    }
    let worlds = env::registry().iter().map(|spec| spec.name);
    let near = nearest(name, worlds.clone().chain(COMMANDS));
    let file = format!("{name}.json");
    match near.filter(|near| COMMANDS.contains(near)) {
        Some(command) => Err(Failure::Usage(format!(
            "there is no world {name:?}; did you mean the command: qlens {command}?"
        ))),
        None if near.is_none() && Path::new(&file).is_file() => Err(Failure::Usage(format!(
            "there is no world {name:?}; did you mean the file {file}?"
        ))),
        None => Err(Failure::Usage(names::unknown("world", name, worlds))),
    }
}

/// The world of `spec`; one with parameters only if there is room for it.
fn built_in<'a>(spec: &'static EnvSpec, wanted: Wanted) -> Result<Found<'a>, Failure> {
    let settings = wanted.params.settings(spec)?;
    if let Some(family) = spec.family {
        let size = (family.size)(&settings).map_err(|error| refused(&error))?;
        let name = settings.name(spec.name, family.params);
        memory::check(&name, size, wanted.tables)?;
    }
    Ok(Found::BuiltIn(spec, settings))
}

impl Found<'_> {
    /// Make the world, or read it.
    pub fn make(self) -> Result<Arc<World>, Failure> {
        match self {
            Self::File(path) => load(path),
            Self::BuiltIn(spec, settings) => {
                let world = match spec.family {
                    Some(family) => (family.build)(&settings).map_err(|error| refused(&error))?,
                    None => (spec.build)(),
                };
                Ok(Arc::new(world))
            }
        }
    }
}

fn looks_like_a_path(name: &str) -> bool {
    name.contains(['/', '\\'])
        || Path::new(name)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// The algorithm that `learner` asks for, with no parameter that it has no use for.
pub fn algorithm(learner: &LearnerArgs) -> Result<&'static AlgorithmSpec, Failure> {
    let name = &learner.algorithm;
    let algorithm = agent::find(name).ok_or_else(|| {
        let known = agent::registry().iter().map(|spec| spec.name);
        Failure::Usage(names::unknown("algorithm", name, known))
    })?;
    learner.params.check(algorithm)?;
    Ok(algorithm)
}

/// The scenario of `algorithm` as `learner` asks for it in the world that was found.
pub fn scenario(
    found: Found,
    algorithm: &'static AlgorithmSpec,
    learner: &LearnerArgs,
    seed: u64,
) -> Result<Scenario, Failure> {
    let world = found.make()?;
    let hyper = learner.over(Hyper::from(&world.defaults));
    Ok(Scenario {
        hyper,
        schedules: learner.params.schedules(),
        ..Scenario::new(world, algorithm, seed)
    })
}

fn load(path: &Path) -> Result<Arc<World>, Failure> {
    let text = file::read(path, "a Gymnasium table in JSON")?;
    match file::world(path, &text) {
        Ok(world) => Ok(Arc::new(world)),
        Err(ParseError::NoTable) if trace::is_one(&text) => {
            let name = path.display();
            Err(Failure::Failed(format!(
                "{name}: these are recorded episodes, not a world; learn from them: qlens learn {name}"
            )))
        }
        Err(error) => Err(file::wrong(path, error.position(), &error)),
    }
}
