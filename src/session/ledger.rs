//! What was changed while a run went on, and when.

use crate::agent::{ParamId, Setting};

/// A change to what happens next. With the scenario, the changes of a run decide all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// A hyperparameter takes a new value.
    Set(Setting),
}

/// A change and when it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The steps that had been taken: it holds from the next one on.
    pub step: u64,
    /// The movement of a hand that it belongs to: a drag is many changes and one gesture.
    pub gesture: u64,
    /// What was changed.
    pub change: Change,
}

/// A moment of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Steps taken by then.
    pub step: u64,
    /// Episodes ended by then.
    pub episode: u64,
}

/// A gesture as it is seen on charts: from what, to what, when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// The gesture.
    pub gesture: u64,
    /// When its last change was made.
    pub at: Moment,
    /// Which parameter it moved.
    pub param: ParamId,
    /// The value before it.
    pub from: f64,
    /// The value after it.
    pub to: f64,
}
