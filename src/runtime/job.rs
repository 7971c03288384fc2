//! Solving for the exact values of a large model, beside the training.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::Failure;
use crate::mdp::{Unit, World};
use crate::truth::{Truth, Unsolved};

/// What a job found.
pub type Found = Result<Arc<Truth>, Unsolved>;

/// One solution under way. It is told to stop when it is dropped, and looks whether it was told once a sweep.
#[derive(Debug)]
pub struct Job {
    gamma: Unit,
    stale: Arc<AtomicBool>,
    task: JoinHandle<Found>,
}

impl Job {
    /// Begin to solve `world` for the discount `gamma` on a thread of `runtime`.
    pub fn start(runtime: &Handle, world: Arc<World>, gamma: Unit) -> Self {
        let stale = Arc::new(AtomicBool::new(false));
        let cancelled = Arc::clone(&stale);
        let task = runtime.spawn_blocking(move || {
            #[cfg(feature = "fault-injection")]
            super::fault::strike(super::fault::Part::Job);
            let found = Truth::of(&world, gamma, &mut || cancelled.load(Ordering::Relaxed));
            found.map(Arc::new)
        });
        Self { gamma, stale, task }
    }

    /// The discount that it solves for.
    pub fn gamma(&self) -> Unit {
        self.gamma
    }

    /// Tell it to stop: its answer is not wanted any more.
    pub fn cancel(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// Whether it has ended, so that [`Job::end`] is ready at once.
    pub fn is_finished(&self) -> bool {
        self.task.is_finished()
    }

    /// Wait for what it finds; not to be asked again once it has answered.
    ///
    /// # Errors
    /// It panicked.
    pub async fn end(&mut self) -> Result<Found, Failure> {
        (&mut self.task).await.map_err(Failure::of_job)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_finds_the_truth_for_its_discount() {
        let spec = crate::env::find("recommender").expect("a built-in world");
        let gamma = Unit::new(0.9).expect("within 0 and 1");
        let mut job = Job::start(&Handle::current(), Arc::new((spec.build)()), gamma);
        let found = job.end().await.expect("no panic");
        assert!(found.is_ok());
        assert_eq!(job.gamma(), gamma);
    }

    #[tokio::test]
    async fn a_job_that_is_dropped_is_told_to_stop() {
        let spec = crate::env::find("recommender").expect("a built-in world");
        let gamma = Unit::new(0.9).expect("within 0 and 1");
        let job = Job::start(&Handle::current(), Arc::new((spec.build)()), gamma);
        let stale = Arc::clone(&job.stale);
        assert!(!stale.load(Ordering::Relaxed));
        drop(job);
        assert!(stale.load(Ordering::Relaxed));
    }
}
