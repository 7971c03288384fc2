//! What scripts read: JSON, CSV, text tables, progress.
//!
//! Everything is written as it comes up, so that memory does not follow the number of runs. Nothing here trains, opens a file or
//! knows a terminal, except for the progress line.

mod cells;
mod checked;
mod columns;
mod csv;
mod json;
mod judge;
mod learned;
mod listing;
mod number;
mod optimum;
mod plan;
mod progress;
mod rows;
mod run;

mod text;
mod world_table;

pub use cells::write_cells;
pub use checked::{TableCheck, TraceCheck};
pub use csv::CsvReport;
pub use json::JsonReport;
pub use judge::{Judge, why_unsolved};
pub use learned::LearnedReport;
pub use listing::Listing;
pub use optimum::OptimumReport;
pub use plan::{Length, Plan};
pub use progress::Progress;
pub use run::{Run, Tables};
pub use text::TextReport;

use std::io;

use crate::agent::Episode;

/// What becomes of runs as they are made.
pub trait TrainReport {
    /// Whether it wants every episode, or only what a run has come to.
    fn wants_episodes(&self) -> bool;

    /// Whether it wants the tables of a run, or only its figures.
    fn wants_tables(&self) -> bool;

    /// Before the first run.
    ///
    /// # Errors
    /// If it cannot be written; the same for the others.
    fn begin(&mut self, plan: &Plan) -> io::Result<()>;

    /// An episode of the run with `seed` has ended; `number` counts from 1.
    ///
    /// # Errors
    /// If it cannot be written.
    fn episode(&mut self, seed: u64, number: u64, episode: Episode) -> io::Result<()>;

    /// A run has come to its end.
    ///
    /// # Errors
    /// If it cannot be written.
    fn run(&mut self, run: &Run) -> io::Result<()>;

    /// After the last run; `interrupted` if that came early.
    ///
    /// # Errors
    /// If it cannot be written.
    fn end(&mut self, interrupted: bool) -> io::Result<()>;
}
