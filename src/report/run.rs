//! What a run has come to.

use serde::Serialize;

use super::rows::{Choices, Rows};

/// Everything that a run has learned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tables {
    /// Q(s, a); none where the action is not legal.
    pub q: Rows<Option<f64>>,
    /// How often each action was taken in each state.
    pub visits: Rows<u64>,
    /// The actions of greatest value in each state, all of them where they are tied.
    pub policy: Choices,
}

/// One run: what was learned, and what it is worth. A figure that has no number is none, and `why` has the reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Its seed.
    pub seed: u64,
    /// Steps taken.
    pub steps: u64,
    /// Episodes ended.
    pub episodes: u64,
    /// What was learned, if it is wanted.
    #[serde(flatten)]
    pub tables: Option<Tables>,
    /// The largest |Q − Q*| over reachable, non-terminal states.
    pub max_error: Option<f64>,
    /// The share of those states where every action that the greedy policy can take is optimal.
    pub policy_agreement: Option<f64>,
    /// Discounted value of the greedy policy from the start.
    pub greedy_value: Option<f64>,
    /// Discounted value of the best policy from the start.
    pub optimal_value: Option<f64>,
    /// Undiscounted return of the greedy policy under the step limit.
    pub greedy_return: Option<f64>,
    /// Mean undiscounted return of the episodes that ended.
    pub mean_return: Option<f64>,
    /// Hash of the whole table.
    pub q_hash: String,
    /// Why figures are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
