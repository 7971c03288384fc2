//! Finding out what is exact about a large model, beside the training.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Failure;
use crate::mdp::World;
use crate::session::{Order, Request, Task, Wanted};
use crate::truth::{ReturnEvaluator, Truth, Unsolved, best_possible, stop_if};

/// What there is to hear of a job.
#[derive(Debug)]
pub enum News {
    /// It has ended, and this is to be told; nothing if it was stopped before.
    Ended(Option<Request>),
    /// It has come farther: so many percent.
    Progress(u8),
}

/// One piece of work under way. It is told to stop when it is dropped, and looks whether it was told every few thousand states.
#[derive(Debug)]
pub struct Job {
    world: Arc<World>,
    wanted: Wanted,
    stale: Arc<AtomicBool>,
    percent: watch::Receiver<u8>,
    task: JoinHandle<Option<Request>>,
}

impl Job {
    /// Begin to find out what is `wanted` of `world`, on a thread of `runtime`.
    pub fn start(runtime: &Handle, world: Arc<World>, wanted: Wanted) -> Self {
        let stale = Arc::new(AtomicBool::new(false));
        let (told, percent) = watch::channel(0);
        let work = Work {
            world: Arc::clone(&world),
            stale: Arc::clone(&stale),
            told,
        };
        let asked = wanted.clone();
        let task = runtime.spawn_blocking(move || {
            #[cfg(feature = "fault-injection")]
            super::fault::strike(super::fault::Part::Job);
            match asked {
                Wanted::Truth(task) => work.truth(task),
                Wanted::Best => work.best(),
                Wanted::Return(order) => work.returned(order),
            }
        });
        Self {
            world,
            wanted,
            stale,
            percent,
            task,
        }
    }

    /// What it finds out.
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Whether it is about `world` as it pays now: a changed reward makes it another.
    pub fn is_of(&self, world: &Arc<World>) -> bool {
        Arc::ptr_eq(&self.world, world)
    }

    /// Tell it to stop: its answer is not wanted any more.
    pub fn cancel(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    /// Whether it has ended, so that [`Job::news`] are of its end and ready at once.
    pub fn is_finished(&self) -> bool {
        self.task.is_finished()
    }

    /// How many percent are done, if that has changed since it was last asked or told.
    pub fn progress(&mut self) -> Option<u8> {
        let changed = self.percent.has_changed().unwrap_or(false);
        changed.then(|| *self.percent.borrow_and_update())
    }

    /// Wait for the next news; not to be asked again once it has ended.
    ///
    /// # Errors
    /// It panicked.
    pub async fn news(&mut self) -> Result<News, Failure> {
        tokio::select! {
            biased;
            end = &mut self.task => end.map(News::Ended).map_err(Failure::of_job),
            Ok(()) = self.percent.changed() => Ok(News::Progress(*self.percent.borrow_and_update())),
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// What a job works with.
struct Work {
    world: Arc<World>,
    stale: Arc<AtomicBool>,
    told: watch::Sender<u8>,
}

impl Work {
    fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }

    fn truth(&self, task: Task) -> Option<Request> {
        let found = Truth::watched(&self.world, task.gamma, task.epsilon, &mut |progress| {
            let percent = (progress.share * 100.0) as u8;
            self.told.send_if_modified(|told| {
                let more = percent > *told;
                *told = percent.max(*told);
                more
            });
            stop_if(self.is_stale())
        });
        if found == Err(Unsolved::Cancelled) {
            return None;
        }
        Some(Request::Solved(task, found.map(Arc::new)))
    }

    fn best(&self) -> Option<Request> {
        let (mdp, limit) = (&self.world.mdp, self.world.step_limit);
        let found = best_possible(mdp, limit, &mut || self.is_stale());
        (found != Err(Unsolved::Cancelled)).then_some(Request::Best(found))
    }

    fn returned(&self, order: Order) -> Option<Request> {
        let mut evaluator = ReturnEvaluator::new(self.world.step_limit);
        let found = evaluator.watched(&self.world.mdp, &order.policy, &mut || self.is_stale());
        // Nothing but being told to stop keeps it from being found.
        Some(Request::Returned(order, found.ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::Unit;

    fn start(wanted: Wanted) -> Job {
        let spec = crate::env::find("recommender").expect("a built-in world");
        Job::start(&Handle::current(), Arc::new((spec.build)()), wanted)
    }

    async fn end(mut job: Job) -> Option<Request> {
        loop {
            if let News::Ended(found) = job.news().await.expect("no panic") {
                return found;
            }
        }
    }

    #[tokio::test]
    async fn a_job_finds_the_solution_that_is_asked_for_or_the_best_possible_return() {
        let task = Task {
            gamma: Unit::literal(0.9),
            epsilon: Unit::literal(0.2),
        };
        let Some(Request::Solved(of, Ok(truth))) = end(start(Wanted::Truth(task))).await else {
            panic!("it is found");
        };
        let optimum = &truth.optimum;
        assert_eq!(
            (of, optimum.gamma(), optimum.epsilon()),
            (task, task.gamma, task.epsilon)
        );
        // One visit to a user of either kind, "personalized" to both: (.8 + .9) / 2.
        let Some(Request::Best(Ok(best))) = end(start(Wanted::Best)).await else {
            panic!("it is found");
        };
        assert!((best.as_f64() - 0.85).abs() < 1e-9);
    }

    #[tokio::test]
    async fn a_job_that_is_dropped_is_told_to_stop() {
        let job = start(Wanted::Best);
        let stale = Arc::clone(&job.stale);
        assert!(!stale.load(Ordering::Relaxed));
        drop(job);
        assert!(stale.load(Ordering::Relaxed));
    }
}
