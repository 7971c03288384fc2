//! Recorded episodes, written down as JSON: experience that somebody else had.
//!
//! An object whose `episodes` are lists of steps, each
//! `[state, action, reward, next_state, next_action, terminated, truncated]`. `next_action`, what is done in the next
//! state, may be null or left out: within an episode the next step says it too. Beside it `alpha`, `gamma`, `epsilon` and
//! `q0` may say what the experience is to be learned with; unknown keys are ignored.
//!
//! States and actions are numbered from 0. How many there are is inferred from the largest number, unless somebody knows.

mod error;
mod read;
#[cfg(test)]
mod tests;

pub use error::TraceError;
pub use read::is_one;

use super::json::Stranger;
use crate::mdp::{Defaults, Ties, Unit};

/// What recorded episodes are learned with where nobody says it.
pub const DEFAULTS: Defaults = Defaults {
    alpha: Unit::literal(0.1),
    gamma: Unit::literal(0.99),
    epsilon: Unit::literal(0.1),
    ties: Ties::Uniform,
    episodes: 1000,
};

/// An inferred table may have this many times as many cells as there are steps, and this many more.
const SPARSE_FACTOR: usize = 16;
const SPARSE_MARGIN: usize = 1 << 20;
/// No table has more cells than this: it takes about a gigabyte and a half until it is written.
const MOST_CELLS: usize = 1 << 24;

/// A step of an episode: (S, A, R, S′, A′) and whether it was the last one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The state that was left.
    pub state: u32,
    /// What was done there.
    pub action: u32,
    /// What it paid.
    pub reward: f64,
    /// The state that was entered.
    pub next_state: u32,
    /// What was done there, if anybody says it.
    pub next_action: Option<u32>,
    /// Whether the episode ended there, so that nothing is expected afterwards.
    pub terminated: bool,
    /// Whether it was cut off there; what would have come still counts.
    pub truncated: bool,
}

/// How many states and actions a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Shape {
    pub states: usize,
    pub actions: usize,
}

/// Recorded episodes, and what they say about how to learn from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// Step size.
    pub alpha: Option<Unit>,
    /// Discount.
    pub gamma: Option<Unit>,
    /// Exploration rate, for methods whose target depends on it.
    pub epsilon: Option<Unit>,
    /// The value that everything has before the first step.
    pub q0: Option<f64>,
    steps: Vec<Step>,
    /// Where each episode of the file ends in the steps.
    ends: Vec<usize>,
}

impl Trace {
    /// All steps of all episodes, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The episodes in order, those without steps too.
    pub fn episodes(&self) -> impl Iterator<Item = &[Step]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends);
        ranges.map(|(start, &end)| &self.steps[start..end])
    }

    /// How many episodes have steps.
    pub fn n_episodes(&self) -> usize {
        self.episodes().filter(|steps| !steps.is_empty()).count()
    }

    /// How large a table is needed: as large as `states` and `actions` say, else by the largest numbers.
    ///
    /// # Errors
    /// If a step is outside of it, or if it would take far more memory than there is experience to fill it.
    pub fn shape(
        &self,
        states: Option<usize>,
        actions: Option<usize>,
    ) -> Result<Shape, TraceError> {
        let of_states = |step: &Step| step.state.max(step.next_state) as usize + 1;
        let of_actions = |step: &Step| step.action.max(step.next_action.unwrap_or(0)) as usize + 1;
        let largest = |count: &dyn Fn(&Step) -> usize| self.steps.iter().map(count).max();
        let shape = Shape {
            states: states.or(largest(&of_states)).unwrap_or(1),
            actions: actions.or(largest(&of_actions)).unwrap_or(1),
        };
        self.check_range(shape)?;
        let sparse = self.steps.len().saturating_mul(SPARSE_FACTOR) + SPARSE_MARGIN;
        let most = match (states, actions) {
            (Some(_), Some(_)) => MOST_CELLS,
            _ => sparse.min(MOST_CELLS),
        };
        if shape.states.saturating_mul(shape.actions) > most {
            return Err(TraceError::TooSparse {
                states: shape.states,
                actions: shape.actions,
                steps: self.steps.len(),
                most,
            });
        }
        Ok(shape)
    }

    /// Every step must fit into `shape`.
    fn check_range(&self, shape: Shape) -> Result<(), TraceError> {
        for (episode, steps) in self.episodes().enumerate() {
            for (step, found) in steps.iter().enumerate() {
                let places = [
                    (".state", "state", Some(found.state), shape.states),
                    (".action", "action", Some(found.action), shape.actions),
                    (".next_state", "state", Some(found.next_state), shape.states),
                    (".next_action", "action", found.next_action, shape.actions),
                ];
                let wrong = places.into_iter().find_map(|(field, kind, given, count)| {
                    let given = given.filter(|&given| given as usize >= count)?;
                    Some((field, kind, given, count))
                });
                if let Some((field, kind, given, count)) = wrong {
                    return Err(TraceError::Range {
                        episode,
                        step,
                        field,
                        kind,
                        given,
                        count,
                    });
                }
            }
        }
        Ok(())
    }

    /// Hold every step against the one before, and take from it what that one left unsaid.
    fn link(&mut self) -> Result<(), TraceError> {
        let mut start = 0;
        for (episode, &end) in self.ends.iter().enumerate() {
            for step in 1..end - start {
                let [before, next] = &mut self.steps[start + step - 1..=start + step] else {
                    continue;
                };
                link_two(before, next, episode, step)?;
            }
            start = end;
        }
        Ok(())
    }
}

fn link_two(before: &mut Step, next: &Step, episode: usize, step: usize) -> Result<(), TraceError> {
    if before.terminated || before.truncated {
        return Err(TraceError::AfterEnd { episode, step });
    }
    if before.next_state != next.state {
        return Err(TraceError::Jump {
            episode,
            step,
            given: next.state,
            expected: before.next_state,
        });
    }
    match before.next_action.replace(next.action) {
        Some(given) if given != next.action => Err(TraceError::OtherAction {
            episode,
            step: step - 1,
            given,
            taken: next.action,
        }),
        _ => Ok(()),
    }
}

/// Read the episodes that `text` holds.
///
/// # Errors
/// The first thing that is wrong: what, where, and how to mend it.
pub fn parse(text: &str) -> Result<Trace, TraceError> {
    parse_noticing(text).map(|(trace, _)| trace)
}

/// [`parse`], and tell which keys nobody knows.
///
/// # Errors
/// The same.
pub fn parse_noticing(text: &str) -> Result<(Trace, Vec<Stranger>), TraceError> {
    let (mut trace, strangers) = read::read(text)?;
    if trace.steps.is_empty() {
        return Err(TraceError::NoSteps);
    }
    trace.link()?;
    Ok((trace, strangers))
}
