//! What can be wrong with recorded episodes.

use crate::env::json::JsonError;

/// What is wrong with recorded episodes: what, where, and the mend.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum TraceError {
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error(
        "there are no recorded episodes: the key \"episodes\" is missing; write {{\"episodes\": [[[state, action, reward, next_state, next_action, terminated, truncated], …], …]}}"
    )]
    NoEpisodes,
    #[error(
        "this is a transition table, not recorded episodes; train on it, or record episodes: {{\"episodes\": [[[state, action, reward, next_state, next_action, terminated, truncated], …], …]}}"
    )]
    Table,
    #[error("episodes: there is not one step in them; record some")]
    NoSteps,
    #[error(
        "episodes[{episode}][{step}]: the step before ended the episode; begin a new episode here"
    )]
    AfterEnd { episode: usize, step: usize },
    #[error(
        "episodes[{episode}][{step}].state: it is {given}, but the step before led to {expected}; correct one of them, or begin a new episode here"
    )]
    Jump {
        episode: usize,
        step: usize,
        given: u32,
        expected: u32,
    },
    #[error(
        "episodes[{episode}][{step}].next_action: it is {given}, but the next step takes {taken}; correct one of them, or write null"
    )]
    OtherAction {
        episode: usize,
        step: usize,
        given: u32,
        taken: u32,
    },
    #[error(
        "episodes[{episode}][{step}]{field}: there is no {kind} {given}; the {count} {kind}s that were asked for are 0 to {}", count.saturating_sub(1)
    )]
    Range {
        episode: usize,
        step: usize,
        field: &'static str,
        kind: &'static str,
        given: u32,
        count: usize,
    },
    #[error(
        "{states} states × {actions} actions are far more than {steps} recorded steps can fill (at most {most} cells are made); number states and actions from 0 without gaps"
    )]
    TooSparse {
        states: usize,
        actions: usize,
        steps: usize,
        most: usize,
    },
}

impl TraceError {
    /// Line and column, both from 1, where they are known.
    pub fn position(&self) -> Option<(usize, usize)> {
        match self {
            Self::Json(error) => Some(error.position()),
            _ => None,
        }
    }
}
