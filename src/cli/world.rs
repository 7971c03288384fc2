//! From a name or a path to a world, and to the scenario of a run in it.

use std::path::Path;
use std::sync::Arc;

use super::args::LearnerArgs;
use super::failure::Failure;
use super::params::{WorldParams, refused};
use super::{file, memory, names};
use crate::agent::{AlgorithmSpec, Hyper};
use crate::env::EnvSpec;
use crate::env::gymnasium::ParseError;
use crate::env::trace;
use crate::mdp::World;
use crate::session::Scenario;
use crate::text::nearest;
use crate::{agent, env};

/// What the command line takes for a command instead of a world.
const COMMANDS: [&str; 6] = ["list", "solve", "train", "learn", "check", "help"];

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

/// The built-in world of that name, or the one in the file there.
pub fn find(wanted: Wanted) -> Result<Arc<World>, Failure> {
    let Wanted { name, params, .. } = wanted;
    if let Some(spec) = env::find(name) {
        return built_in(spec, wanted).map(Arc::new);
    }
    let path = Path::new(name);
    if path.exists() || looks_like_a_path(name) {
        params.refuse_for_a_file(name)?;
        return load(path);
    }
    let worlds = env::registry().iter().map(|spec| spec.name);
    let near = nearest(name, worlds.clone().chain(COMMANDS));
    match near.filter(|near| COMMANDS.contains(near)) {
        Some(command) => Err(Failure::Usage(format!(
            "there is no world {name:?}; did you mean the command: qlens {command}?"
        ))),
        None => Err(Failure::Usage(names::unknown("world", name, worlds))),
    }
}

/// Make the world of `spec`; one with parameters only if there is room for it.
fn built_in(spec: &EnvSpec, wanted: Wanted) -> Result<World, Failure> {
    let settings = wanted.params.settings(spec)?;
    let Some(family) = spec.family else {
        return Ok((spec.build)());
    };
    let size = (family.size)(&settings).map_err(|error| refused(&error))?;
    memory::check(
        &settings.name(spec.name, family.params),
        size,
        wanted.tables,
    )?;
    (family.build)(&settings).map_err(|error| refused(&error))
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

/// The scenario that `learner` asks for in the world that is wanted.
pub fn scenario(wanted: Wanted, learner: &LearnerArgs, seed: u64) -> Result<Scenario, Failure> {
    let algorithm = algorithm(learner)?;
    let world = find(wanted)?;
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
