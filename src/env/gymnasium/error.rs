//! What can be wrong with a file.

use crate::env::json::{JsonError, Stranger};
use crate::mdp::MdpError;

/// What is wrong with a transition table: what, where, and the mend.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum ParseError {
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error(
        "there is no transition table: neither a key \"P\" nor states \"0\", \"1\", …; write json.dumps(env.unwrapped.P, default=lambda x: x.item())"
    )]
    NoTable,
    #[error(
        "there are two transition tables: a key \"P\", and states \"0\", \"1\", … beside it; keep one of them"
    )]
    TwoTables,
    #[error(
        "P[{stray}] is there and P[{missing}] is not; states are numbered from 0 without gaps, so that the last of {given} would be P[{}]", given - 1
    )]
    StateGap {
        stray: u32,
        missing: usize,
        given: usize,
    },
    #[error("P[{state}] stands twice; keep one of them")]
    StateTwice { state: u32 },
    #[error("P[{state}][{action}] stands twice; keep one of them")]
    ActionTwice { state: u32, action: u32 },
    #[error("P[{state}][{action}]: there are only {n_actions} actions, 0 to {}; correct {said_by} or leave the action out", n_actions.saturating_sub(1))]
    ActionRange {
        state: u32,
        action: u32,
        n_actions: usize,
        said_by: &'static str,
    },
    #[error(
        "{what} has {given} entries, but {expected} are needed ({needed_by}); make the two agree"
    )]
    Length {
        what: String,
        given: usize,
        expected: u64,
        needed_by: &'static str,
    },
    #[error(
        "{n_states} states × {n_actions} actions are far more than the {given} that have outcomes; number the actions from 0 without gaps"
    )]
    TooSparse {
        n_states: usize,
        n_actions: usize,
        given: usize,
    },
    #[error(
        "P[{state}][{action}][{outcome}].next_state: state {next} does not exist; the states are 0 to {last}"
    )]
    NextState {
        state: u32,
        action: u32,
        outcome: usize,
        next: u32,
        last: usize,
    },
    #[error(
        "P[{state}][{action}][{outcome}] goes on in state {next}, which has no actions; if the episode ends there, make its last entry true"
    )]
    DeadEnd {
        state: usize,
        action: usize,
        outcome: usize,
        next: u32,
    },
    #[error("{place}: there is no state {state}; the states are 0 to {last}")]
    NoState {
        place: String,
        state: u32,
        last: usize,
    },
    #[error("{place}: no state is called {label}; {mend}")]
    NoneCalled {
        place: String,
        label: String,
        mend: String,
    },
    #[error(
        "{place}: {count} states are called {label}, the first are {first} and {second}; write the number of the one that is meant"
    )]
    SeveralCalled {
        place: String,
        label: String,
        count: usize,
        first: usize,
        second: usize,
    },
    #[error(
        "{place}: it has no probability, and others have; write [state, probability] for each of them, or states alone"
    )]
    NoProbability { place: String },
    #[error("P[{state}][{action}]: all probabilities are 0; write [] if the action is not legal")]
    NeverHappens { state: u32, action: u32 },
    #[error(
        "legal[{state}] {problem} action {action}; correct it, or leave \"legal\" out: P says it too"
    )]
    Legal {
        state: usize,
        action: u32,
        problem: &'static str,
    },
    #[error("{problem}; {mend}")]
    Model {
        problem: MdpError,
        mend: &'static str,
    },
    /// It may come from a key that was mistyped, and that says nothing therefore.
    #[error("{problem}; and the key {key} is unknown: did you mean {meant:?}?")]
    Mistyped {
        problem: Box<Self>,
        key: String,
        meant: &'static str,
    },
}

impl ParseError {
    /// Line and column, both from 1, where they are known.
    pub fn position(&self) -> Option<(usize, usize)> {
        match self {
            Self::Json(error) => Some(error.position()),
            _ => None,
        }
    }

    /// The same in a file where the keys `strangers` are unknown.
    pub(super) fn beside(self, strangers: &[Stranger]) -> Self {
        let mut mistyped = strangers
            .iter()
            .filter_map(|stranger| Some((stranger.name.clone(), stranger.meant?)));
        match mistyped.next() {
            Some((key, meant)) => Self::Mistyped {
                problem: Box::new(self),
                key,
                meant,
            },
            None => self,
        }
    }
}

impl From<MdpError> for ParseError {
    fn from(problem: MdpError) -> Self {
        let mend = match problem {
            MdpError::NoWayOut { .. } => {
                "give it actions, list it in \"terminal_states\", or make the outcomes that end there say true"
            }
            MdpError::NoStart => {
                "at least one state must not be terminal, or \"start\" must name a state"
            }
            MdpError::Start { .. } | MdpError::StartSum(_) => {
                "correct \"start\": a state, a list of states, or a list of [state, probability]"
            }
            MdpError::Terminal { .. } => "correct \"terminal_states\"",
            MdpError::Sum { .. } => "correct them: 1e-9 is the most that rounding may do",
            MdpError::NoStates | MdpError::NoActions => {
                "write json.dumps(env.unwrapped.P, default=lambda x: x.item())"
            }
            _ => "correct the table",
        };
        Self::Model { problem, mend }
    }
}
