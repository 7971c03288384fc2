//! Watch a tabular reinforcement-learning agent learn, question it and steer it while it learns.

pub mod agent;
pub mod env;
pub mod mdp;
pub mod session;
pub mod text;
pub mod truth;

#[cfg(feature = "tui")]
pub mod app;
#[cfg(feature = "tui")]
pub mod cli;
#[cfg(feature = "tui")]
pub mod report;
#[cfg(feature = "tui")]
pub mod runtime;
#[cfg(feature = "tui")]
pub mod tui;
#[cfg(feature = "tui")]
pub mod ui;
