//! The trainer: the loop around a driver that runs on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, watch};

use super::Failure;
use super::job::{Job, News};
use super::wait::wait;
use crate::session::{Driver, Request, Snapshot, Turn, View, Wanted};

/// The least time between two snapshots that nobody asked for: about 30 a second.
const INTERVAL: Duration = Duration::from_millis(33);

/// The trainer's ends of what joins it with the interface.
#[derive(Debug)]
pub struct Ports {
    /// What is asked for. Closed: the interface has gone.
    pub requests: mpsc::Receiver<Request>,
    /// What the screen looks at; none until it has been laid out for the first time.
    pub view: watch::Receiver<Option<View>>,
    /// The newest snapshot.
    pub snapshots: watch::Sender<Option<Arc<Snapshot>>>,
    /// Whether the interface has taken the newest snapshot.
    pub taken: Arc<AtomicBool>,
}

/// Whether the interface is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interface {
    Present,
    Gone,
}

/// What ended a wait.
enum Heard {
    Request(Option<Request>),
    View,
    Job(Result<News, Failure>),
}

/// A driver, and what joins it with the interface.
#[derive(Debug)]
pub struct Trainer {
    driver: Driver,
    ports: Ports,
    runtime: Handle,
    job: Option<Job>,
    /// A job that was told to stop and has not yet.
    ending: Option<Job>,
    began: Instant,
    /// When the last snapshot was made, and the driver's version then.
    published: Option<(Instant, u64)>,
    /// Whether somebody waits for a snapshot: after a request, or because the screen looks at something else.
    asked: bool,
}

impl Trainer {
    /// Make one whose jobs run on `runtime`.
    pub fn new(driver: Driver, ports: Ports, runtime: Handle) -> Self {
        Self {
            driver,
            ports,
            runtime,
            job: None,
            ending: None,
            began: Instant::now(),
            published: None,
            asked: true,
        }
    }

    /// Train until the interface has gone.
    ///
    /// # Errors
    /// A job panicked.
    pub fn run(mut self) -> Result<(), Failure> {
        while self.listen() == Interface::Present {
            self.tend_job()?;
            let turn = self.driver.turn(self.began.elapsed());
            let now = Instant::now();
            if self.is_due(turn, now) {
                self.publish(now);
            }
            let patience = self.patience(turn);
            if patience.is_none_or(|limit| !limit.is_zero()) {
                self.rest(patience)?;
            }
        }
        Ok(())
    }

    /// Take in everything that has been asked for.
    fn listen(&mut self) -> Interface {
        loop {
            match self.ports.requests.try_recv() {
                Ok(request) => self.request(request),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Interface::Gone,
            }
        }
        self.asked |= self.ports.view.has_changed().unwrap_or(false);
        Interface::Present
    }

    fn request(&mut self, request: Request) {
        self.driver.request(request);
        self.asked = true;
    }

    /// Do nothing until something is asked for, a job is done or `limit` has passed.
    fn rest(&mut self, limit: Option<Duration>) -> Result<(), Failure> {
        let (requests, view) = (&mut self.ports.requests, &mut self.ports.view);
        let job = &mut self.job;
        let heard = wait(
            async {
                tokio::select! {
                    biased;
                    request = requests.recv() => Heard::Request(request),
                    Ok(()) = view.changed() => Heard::View,
                    Some(news) = news_of(job) => Heard::Job(news),
                }
            },
            limit,
        );
        match heard {
            Some(Heard::Request(Some(request))) => self.request(request),
            Some(Heard::View) => self.asked = true,
            Some(Heard::Job(news)) => self.hear(news?),
            // The loop sees for itself that the interface has gone, or that time has passed.
            Some(Heard::Request(None)) | None => {}
        }
        Ok(())
    }

    /// Hear of the job under way, and keep the one that is wanted.
    fn tend_job(&mut self) -> Result<(), Failure> {
        if self.job.as_ref().is_some_and(Job::is_finished)
            && let Some(news) = wait(news_of(&mut self.job), None).flatten()
        {
            self.hear(news?);
        }
        if let Some(percent) = self.job.as_mut().and_then(Job::progress) {
            self.hear(News::Progress(percent));
        }
        self.keep_job();
        Ok(())
    }

    /// Keep the one job that is wanted, and none for what has changed or is not looked at any more. One that was told to stop may
    /// still be on its way out meanwhile, never two.
    fn keep_job(&mut self) {
        self.ending = self.ending.take().filter(|job| !job.is_finished());
        let wanted = self.wanted();
        if self.job_of_this_world().map(Job::wanted) == wanted.as_ref() {
            return;
        }
        if let Some(job) = &self.job {
            job.cancel();
        }
        if self.ending.is_none() {
            self.ending = self.job.take();
        }
        if self.job.is_none() {
            let world = self.driver.session().world();
            self.job = wanted.map(|wanted| Job::start(&self.runtime, Arc::clone(world), wanted));
        }
    }

    /// The job under way, if the run has not gone to another world since it was begun.
    fn job_of_this_world(&self) -> Option<&Job> {
        let world = self.driver.session().world();
        self.job.as_ref().filter(|job| job.is_of(world))
    }

    #[cfg(not(feature = "fault-injection"))]
    fn wanted(&self) -> Option<Wanted> {
        self.driver.wanted()
    }

    /// What is to be found out; a job that is to fail is wanted even by a model that needs none.
    #[cfg(feature = "fault-injection")]
    fn wanted(&self) -> Option<Wanted> {
        let fails = super::fault::is_planned(super::fault::Part::Job) && self.published.is_some();
        let gamma = fails.then(|| self.driver.session().hyper().gamma());
        let truth = gamma.map(|gamma| Wanted::Truth(crate::session::Task::truth(gamma)));
        self.driver.wanted().or(truth)
    }

    /// Hand the news of a job to the driver.
    fn hear(&mut self, news: News) {
        match (news, self.job_of_this_world().map(Job::wanted).cloned()) {
            (News::Progress(percent), Some(Wanted::Truth(task))) => {
                // Nobody waits for that: it is seen in the next snapshot that is due.
                self.driver.request(Request::Solving(task, percent));
            }
            (News::Progress(_), _) => {}
            (News::Ended(found), about) => {
                self.job = None;
                if let Some(found) = found.filter(|_| about.is_some()) {
                    self.request(found);
                }
            }
        }
    }

    /// Whether to make a snapshot after `turn`.
    fn is_due(&self, turn: Turn, now: Instant) -> bool {
        let Some((at, version)) = self.published else {
            return true;
        };
        if self.asked {
            return true;
        }
        if version == self.driver.version() {
            return false;
        }
        // All out, a snapshot costs steps: none is made before the last one was taken. Else the run sleeps anyhow.
        let wanted = turn != Turn::Again || self.ports.taken.load(Ordering::Acquire);
        turn == Turn::Idle || (wanted && now.duration_since(at) >= INTERVAL)
    }

    /// Answer what the screen asks; nothing before it has asked for the first time.
    fn publish(&mut self, now: Instant) {
        let Some(view) = self.ports.view.borrow_and_update().clone() else {
            return;
        };
        #[cfg(feature = "fault-injection")]
        super::fault::strike(super::fault::Part::Trainer);
        let snapshot = Arc::new(self.driver.snapshot(&view));
        self.published = Some((now, self.driver.version()));
        self.asked = false;
        self.ports.taken.store(false, Ordering::Release);
        self.ports.snapshots.send_replace(Some(snapshot));
        // What is looked at may be for a job to find out.
        self.keep_job();
    }

    /// How long nothing needs to be done after `turn`, if nothing is asked for; none for ever.
    fn patience(&self, turn: Turn) -> Option<Duration> {
        let at = match turn {
            Turn::Again => return Some(Duration::ZERO),
            Turn::Idle => return None,
            Turn::At(at) => at.saturating_sub(self.began.elapsed()),
        };
        match self.published {
            Some((published, version)) if version != self.driver.version() => {
                Some(at.min(INTERVAL.saturating_sub(published.elapsed())))
            }
            _ => Some(at),
        }
    }
}

/// The next news of the job under way; none at once if there is no job.
async fn news_of(job: &mut Option<Job>) -> Option<Result<News, Failure>> {
    match job {
        Some(job) => Some(job.news().await),
        None => None,
    }
}
