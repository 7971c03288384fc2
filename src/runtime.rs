//! The only tokio and threads beside `tui`: the trainer's task and its jobs.
//!
//! The trainer owns the [`Driver`](crate::session::Driver) and loops around its `turn`. Requests come in by one bounded
//! queue that nobody waits on, what the screen looks at comes in and the newest snapshot goes out by `watch`, where the
//! latest wins: training never waits for drawing, nor drawing for training. What is drawn, and when, is not decided here.

#[cfg(feature = "fault-injection")]
pub mod fault;
mod handle;
mod job;
mod queue;
mod trainer;
mod wait;
mod waves;

pub use handle::TrainerHandle;
pub(crate) use wait::wait;
pub use waves::{Crew, Made, in_order};

/// Why the trainer ended although nobody asked it to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It panicked, with this message.
    #[error("the trainer panicked: {0}")]
    Trainer(String),
    /// A job of it panicked, with this message.
    #[error("solving for the exact values panicked: {0}")]
    Job(String),
}

impl Failure {
    /// Tell what ended the trainer's task.
    fn of_trainer(error: tokio::task::JoinError) -> Self {
        Self::Trainer(message(error))
    }

    /// Tell what ended a job.
    fn of_job(error: tokio::task::JoinError) -> Self {
        Self::Job(message(error))
    }
}

/// The message that a task panicked with.
fn message(error: tokio::task::JoinError) -> String {
    match error.try_into_panic() {
        Ok(payload) => panic_message(&*payload).to_owned(),
        Err(error) => error.to_string(),
    }
}

/// The message in the payload of a panic.
pub fn panic_message(payload: &(dyn std::any::Any + Send)) -> &str {
    let literal = payload.downcast_ref::<&str>().copied();
    literal
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
