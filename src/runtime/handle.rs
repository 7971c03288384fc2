//! The interface's end of the trainer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::Failure;
use super::queue::Queue;
use super::trainer::{Ports, Trainer};
use crate::session::{Driver, Request, Snapshot, View};

/// How many requests may be on their way; more wait on the interface's side, merged.
const CAPACITY: usize = 64;

/// Steers a trainer and takes what it shows. Nothing here ever waits for the trainer but what is `async`.
#[derive(Debug)]
pub struct TrainerHandle {
    queue: Queue,
    requests: mpsc::Sender<Request>,
    view: watch::Sender<Option<View>>,
    snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
    taken: Arc<AtomicBool>,
    task: JoinHandle<Result<(), Failure>>,
}

impl TrainerHandle {
    /// Start a trainer on a thread that may block. `make` is called there: opening a large world keeps nobody waiting.
    ///
    /// It trains at once, but makes no snapshot before [`TrainerHandle::look`] has told it what is looked at.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start(make: impl FnOnce() -> Driver + Send + 'static) -> Self {
        let (requests, requested) = mpsc::channel(CAPACITY);
        let (view, viewed) = watch::channel(None);
        let (shown, snapshots) = watch::channel(None);
        let taken = Arc::new(AtomicBool::new(false));
        let ports = Ports {
            requests: requested,
            view: viewed,
            snapshots: shown,
            taken: Arc::clone(&taken),
        };
        let runtime = Handle::current();
        let jobs = runtime.clone();
        let task = runtime.spawn_blocking(move || Trainer::new(make(), ports, jobs).run());
        Self {
            queue: Queue::default(),
            requests,
            view,
            snapshots,
            taken,
            task,
        }
    }

    /// Ask for something. It is on its way after the next [`TrainerHandle::flush`]; until then a drag is merged.
    pub fn send(&mut self, request: Request) {
        self.queue.push(request);
    }

    /// Hand over what was asked for, as far as there is room; the rest goes with the next call.
    pub fn flush(&mut self) {
        self.queue.flush(&self.requests);
    }

    /// Tell what the screen looks at. Returns whether that is something else than before.
    pub fn look(&self, view: View) -> bool {
        self.view.send_if_modified(|seen| {
            let differs = seen.as_ref() != Some(&view);
            *seen = Some(view);
            differs
        })
    }

    /// Wait for a snapshot that was not taken yet, if `snapshots` are wanted, or for the trainer's end.
    ///
    /// # Errors
    /// The trainer has ended although nobody asked it to; why. It is not to be asked again after that.
    pub async fn news(&mut self, snapshots: bool) -> Result<(), Failure> {
        tokio::select! {
            biased;
            end = &mut self.task => Err(match end {
                Ok(Ok(())) => Failure::Trainer("it ended by itself".to_owned()),
                Ok(Err(failure)) => failure,
                Err(error) => Failure::of_trainer(error),
            }),
            Ok(()) = self.snapshots.changed(), if snapshots => {
                // Seen is only what was taken.
                self.snapshots.mark_changed();
                Ok(())
            }
        }
    }

    /// Take the newest snapshot, if it was not taken before. Only then does a trainer that runs all out make another.
    pub fn take(&mut self) -> Option<Arc<Snapshot>> {
        if !self.snapshots.has_changed().unwrap_or(false) {
            return None;
        }
        let newest = self.snapshots.borrow_and_update().clone();
        self.taken.store(true, Ordering::Release);
        newest
    }

    /// Let the trainer end, waiting no longer than `limit` for it.
    pub async fn stop(self, limit: Duration) {
        let Self {
            requests,
            view,
            task,
            ..
        } = self;
        drop((requests, view));
        // A trainer that does not come to its end in time goes down with the process.
        let _late_or_failed = tokio::time::timeout(limit, task).await;
    }
}
