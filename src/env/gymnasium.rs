//! A transition table as Gymnasium keeps it, written down as JSON.
//!
//! Two forms are read, told apart by their keys:
//!
//! - the bare `env.unwrapped.P`, an object of states, each an object of actions, each a list of
//!   `[probability, next_state, reward, terminated]`:
//!   `json.dumps(env.unwrapped.P, default=lambda x: x.item())`;
//! - an object that holds such a table, or one of nested lists, under `P`, and around it what is known of the world:
//!   `name, n_states, n_actions, actions, start, terminal_states, legal, shape, desc, state_labels, time_limit`.
//!   Only `P` is needed. Unknown keys are ignored, and noticed. `start` is a state, a list of states as likely as each
//!   other, or a list of `[state, probability]`; here and in `terminal_states` a state is a number or a label.
//!
//! An action without outcomes is not legal there. Outcomes of probability 0 are dropped: Gymnasium writes them, for
//! example for the slips of a lake whose success rate is 1.

mod assemble;
mod error;
mod labels;
mod look;
mod odd;
mod read;
mod states;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use error::ParseError;

use super::json::Stranger;
use crate::mdp::{Defaults, Ties, Unit, World};

/// What a file's world is learned with; files do not say it.
const DEFAULTS: Defaults = Defaults {
    alpha: Unit::literal(0.1),
    gamma: Unit::literal(0.99),
    epsilon: Unit::literal(0.1),
    ties: Ties::Uniform,
    episodes: 1000,
};

/// Read the world that `text` holds and call it `name`.
///
/// A world that neither ends nor has a limit gets one of ours, see [`World::limit_is_ours`].
///
/// # Errors
/// The first thing that is wrong: what, where, and how to mend it.
pub fn parse(name: &str, text: &str) -> Result<World, ParseError> {
    let file = read::read(text)?;
    world(name, &file)
}

fn world(name: &str, file: &read::File) -> Result<World, ParseError> {
    let mdp = assemble::model(file).map_err(|error| error.beside(&file.strangers))?;
    let scene = look::scene(name, file, &mdp);
    let world = World {
        name: name.to_owned(),
        mdp: Arc::new(mdp),
        step_limit: file.time_limit.map(std::num::NonZeroU64::get),
        limit_is_ours: false,
        scene: Arc::new(scene),
        defaults: DEFAULTS,
    };
    Ok(world.limited_if_endless())
}

/// What a world does not show of the file that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticed {
    /// Whether the table stands under `P`, with or without other keys beside it.
    pub keyed: bool,
    /// How many outcomes of probability 0 were dropped.
    pub dropped: usize,
    /// The keys that nobody knows.
    pub strangers: Vec<Stranger>,
    /// What does not hold of what stands beside the table, a sentence each, with its place and the mend.
    pub odd: Vec<String>,
}

/// [`parse`], and tell what was noticed on the way.
///
/// # Errors
/// The same.
pub fn parse_noticing(name: &str, text: &str) -> Result<(World, Noticed), ParseError> {
    let file = read::read(text)?;
    let world = world(name, &file)?;
    let never = file.table.outcomes.iter().filter(|o| o.probability == 0.0);
    let noticed = Noticed {
        keyed: file.is_keyed,
        dropped: never.count(),
        odd: odd::all(&file, &world.mdp)?,
        strangers: file.strangers,
    };
    Ok((world, noticed))
}
