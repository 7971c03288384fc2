//! From a name or a path to a world, and to the scenario of a run in it.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::args::LearnerArgs;
use super::failure::Failure;
use super::names;
use crate::agent::Hyper;
use crate::env::gymnasium::ParseError;
use crate::mdp::World;
use crate::session::Scenario;
use crate::{agent, env};

/// Files beyond this are not tables that anybody trains on: a million states of four actions take a tenth of it.
const LARGEST_FILE: u64 = 4 << 30;
/// What the command line takes for a command instead of a world.
const COMMANDS: [&str; 4] = ["list", "solve", "train", "help"];

/// The built-in world called `name`, or the one in the file there.
pub fn find(name: &str) -> Result<Arc<World>, Failure> {
    if let Some(spec) = env::find(name) {
        return Ok(Arc::new((spec.build)()));
    }
    let path = Path::new(name);
    if path.exists() || looks_like_a_path(name) {
        return load(path);
    }
    let worlds = env::registry().iter().map(|spec| spec.name);
    let near = names::nearest(name, worlds.clone().chain(COMMANDS));
    match near.filter(|near| COMMANDS.contains(near)) {
        Some(command) => Err(Failure::Usage(format!(
            "there is no world {name:?}; did you mean the command: qlens {command}?"
        ))),
        None => Err(Failure::Usage(names::unknown("world", name, worlds))),
    }
}

fn looks_like_a_path(name: &str) -> bool {
    name.contains(['/', '\\'])
        || Path::new(name)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// The scenario that `learner` asks for in the world `name`.
pub fn scenario(name: &str, learner: &LearnerArgs, seed: u64) -> Result<Scenario, Failure> {
    let algorithm = agent::find(&learner.algorithm).ok_or_else(|| {
        let known = agent::registry().iter().map(|spec| spec.name);
        Failure::Usage(names::unknown("algorithm", &learner.algorithm, known))
    })?;
    let world = find(name)?;
    let hyper = learner.over(Hyper::from(&world.defaults));
    Ok(Scenario {
        world,
        algorithm,
        hyper,
        schedules: learner.schedules(),
        seed,
    })
}

fn load(path: &Path) -> Result<Arc<World>, Failure> {
    let name = path.display();
    let text =
        read(path).map_err(|problem| Failure::Failed(format!("cannot read {name}: {problem}")))?;
    let stem = path.file_stem().map_or_else(
        || name.to_string(),
        |stem| stem.to_string_lossy().into_owned(),
    );
    env::gymnasium::parse(&stem, &text)
        .map(Arc::new)
        .map_err(|error| Failure::Failed(located(&name.to_string(), &error)))
}

/// What is wrong with the file `name`, with the place as compilers and editors write it: `file:line:column`.
fn located(name: &str, error: &ParseError) -> String {
    let message = error.to_string();
    match error.position() {
        Some((line, column)) => {
            let prefix = format!("line {line}, column {column}: ");
            let rest = message.strip_prefix(&prefix).unwrap_or(&message);
            // The end of a file after its last line has column 0; editors count from 1.
            format!("{name}:{line}:{}: {rest}", column.max(1))
        }
        None => format!("{name}: {message}"),
    }
}

/// The text of a file, or what keeps it from being one, with the mend.
fn read(path: &Path) -> Result<String, String> {
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            "there is no such file; the built-in worlds are shown by: qlens list".to_owned()
        }
        _ => error.to_string(),
    })?;
    if found.is_dir() {
        return Err("it is a directory; name a file in it".to_owned());
    }
    if found.len() > LARGEST_FILE {
        return Err(format!(
            "it is too large ({} bytes, at most {LARGEST_FILE} are read)",
            found.len()
        ));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("it is not text (byte {at} is not UTF-8); a Gymnasium table in JSON is wanted")
    })
}
