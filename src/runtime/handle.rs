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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{ParamId, Setting};
    use crate::mdp::{Labels, MdpBuilder, Outcome, Pay, RewardId, Scene, World};
    use crate::session::{Control, RunState, Scenario, Speed, TruthState};
    use std::time::Instant;

    const DEADLINE: Duration = Duration::from_secs(20);

    /// The recommender without a usual end: all out, it would come to that within a turn.
    fn scenario() -> Scenario {
        let spec = crate::env::find("recommender").expect("a built-in world");
        let mut world = (spec.build)();
        world.defaults.episodes = u64::MAX;
        let algorithm = crate::agent::registry()[0];
        Scenario::new(Arc::new(world), algorithm, 1)
    }

    fn looking() -> View {
        View {
            states: (0..2).into(),
            columns: 40,
            bars: 10,
            events: 5,
            ..View::default()
        }
    }

    /// A trainer that was told what is looked at.
    fn start(speed: Speed) -> TrainerHandle {
        let trainer = TrainerHandle::start(move || Driver::new(scenario()).at_speed(speed));
        assert!(trainer.look(looking()));
        trainer
    }

    /// Take snapshots until one is as it should be.
    async fn until(
        trainer: &mut TrainerHandle,
        is_so: impl Fn(&Snapshot) -> bool,
    ) -> Arc<Snapshot> {
        let search = async {
            loop {
                trainer.flush();
                trainer.news(true).await.expect("the trainer goes on");
                match trainer.take() {
                    Some(snapshot) if is_so(&snapshot) => return snapshot,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(DEADLINE, search)
            .await
            .expect("it comes in time")
    }

    #[tokio::test]
    async fn nothing_is_shown_before_it_is_known_what_is_looked_at() {
        let mut trainer = TrainerHandle::start(|| Driver::new(scenario()));
        let news = tokio::time::timeout(Duration::from_millis(50), trainer.news(true)).await;
        assert!(news.is_err());
        trainer.look(looking());
        let snapshot = until(&mut trainer, |_| true).await;
        assert_eq!(snapshot.rows.len(), 2);
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn a_run_all_out_goes_on_by_itself_and_shows_how_far_it_is() {
        let mut trainer = start(Speed::ALL_OUT);
        let first = until(&mut trainer, |_| true).await;
        let later = until(&mut trainer, |snapshot| snapshot.moment.step > 500).await;
        assert!(later.version > first.version);
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn a_snapshot_that_nobody_takes_keeps_a_run_all_out_from_making_another() {
        let mut trainer = start(Speed::ALL_OUT);
        until(&mut trainer, |snapshot| snapshot.moment.step > 0).await;
        trainer.news(true).await.expect("the trainer goes on");
        let untaken = trainer.snapshots.borrow().as_ref().map(|it| it.version);
        tokio::time::sleep(Duration::from_millis(150)).await;
        let still = trainer.snapshots.borrow().as_ref().map(|it| it.version);
        assert_eq!(untaken, still);
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn what_is_asked_for_is_answered_while_it_is_paused() {
        let mut trainer = start(Speed::ALL_OUT.slower());
        trainer.send(Request::Control(Control::Toggle));
        let paused = until(&mut trainer, |snapshot| snapshot.run == RunState::Paused).await;
        let setting = Setting::new(ParamId::Epsilon, 0.5).expect("within 0 and 1");
        trainer.send(Request::Set(setting, 1));
        let is_set = |snapshot: &Snapshot| snapshot.hyper.get(ParamId::Epsilon) == 0.5;
        let set = until(&mut trainer, is_set).await;
        assert_eq!(set.moment, paused.moment);
        trainer.send(Request::Control(Control::Step));
        let stepped = until(&mut trainer, |snapshot| snapshot.moment != paused.moment).await;
        assert_eq!(stepped.moment.step, paused.moment.step + 1);
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn another_view_is_answered_while_it_is_paused() {
        let mut trainer = start(Speed::ALL_OUT);
        trainer.send(Request::Control(Control::Toggle));
        until(&mut trainer, |snapshot| snapshot.run == RunState::Paused).await;
        assert!(!trainer.look(looking()), "nothing else than before");
        let other = View {
            cursor: 1,
            ..looking()
        };
        assert!(trainer.look(other));
        let snapshot = until(&mut trainer, |_| true).await;
        assert_eq!(snapshot.cursor.state, 1);
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn a_paused_trainer_ends_at_once_when_the_interface_goes() {
        let mut trainer = start(Speed::ALL_OUT);
        trainer.send(Request::Control(Control::Toggle));
        until(&mut trainer, |snapshot| snapshot.run == RunState::Paused).await;
        let began = Instant::now();
        trainer.stop(DEADLINE).await;
        assert!(began.elapsed() < DEADLINE / 2);
    }

    /// A walk from state 0 to the end, too long to be solved at once.
    fn long_walk() -> Scenario {
        let states = 6_000;
        let mut builder = MdpBuilder::new(states, 2);
        for state in 0..states as u32 {
            let last = state as usize + 2 >= states;
            let ahead = Outcome {
                probability: 1.0,
                next_state: (state + 1).min(states as u32 - 1),
                reward: -1.0,
                terminated: last,
            };
            builder.cell([ahead]).cell([ahead]);
        }
        builder.starts(vec![(0, 1.0)]);
        let small = scenario();
        let scene = Scene {
            states: Labels::Numbers,
            ..(*small.world.scene).clone()
        };
        let world = World {
            mdp: Arc::new(builder.build().expect("a model")),
            step_limit: None,
            scene: Arc::new(scene),
            ..(*small.world).clone()
        };
        Scenario::new(Arc::new(world), small.algorithm, 1)
    }

    #[tokio::test]
    async fn the_truth_of_a_large_model_comes_from_a_job_for_every_discount_that_is_set() {
        let mut trainer = TrainerHandle::start(|| Driver::new(long_walk()));
        trainer.send(Request::Control(Control::Toggle));
        trainer.look(looking());
        let is_ready = |snapshot: &Snapshot| matches!(snapshot.truth, TruthState::Ready(_));
        let first = until(&mut trainer, is_ready).await;
        for (gesture, gamma) in [(1, 0.5), (2, 0.25)] {
            let setting = Setting::new(ParamId::Gamma, gamma).expect("within 0 and 1");
            trainer.send(Request::Set(setting, gesture));
        }
        let second = until(&mut trainer, |snapshot| {
            is_ready(snapshot) && snapshot.hyper.get(ParamId::Gamma) == 0.25
        })
        .await;
        let (TruthState::Ready(first), TruthState::Ready(second)) = (&first.truth, &second.truth)
        else {
            unreachable!("both were waited for");
        };
        assert!(!Arc::ptr_eq(first, second));
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn the_best_that_explores_comes_from_a_job_while_it_is_looked_at_and_the_run_stands() {
        let mut trainer = TrainerHandle::start(|| Driver::new(long_walk()));
        trainer.send(Request::Control(Control::Toggle));
        trainer.look(looking());
        let is_ready = |snapshot: &Snapshot| snapshot.truth.ready().is_some();
        let before = until(&mut trainer, is_ready).await;
        assert!(before.soft.is_none());
        let explored = |snapshot: &Snapshot| {
            let soft = snapshot.soft.as_ref()?;
            Some(soft.truth.ready()?.optimum.epsilon().get())
        };
        trainer.look(View {
            soft: true,
            ..looking()
        });
        let first = until(&mut trainer, |snapshot| explored(snapshot).is_some()).await;
        assert_eq!(explored(&first), Some(first.hyper.get(ParamId::Epsilon)));
        for (gesture, epsilon) in [(1, 0.5), (2, 0.25)] {
            let setting = Setting::new(ParamId::Epsilon, epsilon).expect("within 0 and 1");
            trainer.send(Request::Set(setting, gesture));
        }
        until(&mut trainer, |snapshot| explored(snapshot) == Some(0.25)).await;
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn the_truth_of_a_large_model_comes_from_a_job_for_every_reward_that_is_set() {
        let mut trainer = TrainerHandle::start(|| Driver::new(long_walk()));
        trainer.send(Request::Control(Control::Toggle));
        trainer.look(looking());
        let of = |snapshot: &Snapshot| match &snapshot.truth {
            TruthState::Ready(truth) => Some(truth.start_value.as_f64()),
            _ => None,
        };
        let first = until(&mut trainer, |snapshot| of(snapshot).is_some()).await;
        // Two at once: the job of the first is of another world when it ends, if it still does.
        for (gesture, value) in [(1, -5.0), (2, -2.0)] {
            let value = Pay::new(value).expect("a usable number");
            trainer.send(Request::Pay(RewardId::at(0), value, gesture));
        }
        let paid = |snapshot: &Snapshot| snapshot.world.mdp.reward_range().0;
        let is_second = |snapshot: &Snapshot| paid(snapshot) == -2.0 && of(snapshot).is_some();
        let second = until(&mut trainer, is_second).await;
        let (first, second) = (of(&first), of(&second));
        let doubled = first.map(|first| 2.0 * first);
        assert!(
            doubled
                .zip(second)
                .is_some_and(|(one, two)| (one - two).abs() < 1e-9)
        );
        trainer.stop(DEADLINE).await;
    }

    #[tokio::test]
    async fn a_panic_in_the_trainer_is_told_with_its_message() {
        let mut trainer = TrainerHandle::start(|| panic!("on {}", "purpose"));
        let end = trainer.news(true).await;
        assert_eq!(end, Err(Failure::Trainer("on purpose".to_owned())));
    }
}
