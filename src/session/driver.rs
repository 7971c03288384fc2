//! What drives a run: running, pausing, speed, stopping, and what the screen is told.
//!
//! Pure: time comes in as a number, and a [`Driver::turn`] does about a millisecond of work.

mod errand;
mod figures;
mod knowledge;
mod opening;
mod pace;
mod returns;
mod scaling;
mod soft;
mod surveying;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use errand::Errand;
pub use errand::{Aim, Place};
use figures::Cache;
use opening::Opening;
use pace::Pace;
pub use pace::{SPEEDS, Speed};
pub use returns::Order;
use returns::Returns;
use soft::Soft;
use surveying::Surveyor;

use super::event::EventKind;
use super::snapshot::{Expert, Snapshot, TruthState, View, errors, row, thinned, traces, update};
use super::{Change, Goal, Scale, Scaled, Scenario, Session};
use crate::agent::{AlgorithmSpec, Schedules, Setting};
use crate::mdp::{Pay, RewardId, Unit};
use crate::truth::{Figure, ReturnEvaluator, Truth, Unsolved, Value};

/// How much a turn may do.
const TURN: Duration = Duration::from_millis(1);
/// Models up to this size are solved at once, larger ones by a job.
const SOLVED_AT_ONCE: usize = 10_000;

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// It goes on by itself.
    Running,
    /// A person paused it.
    Paused,
    /// It came to something that it stops at.
    Stopped(StopReason),
}

/// Why a run stopped by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The usual run of the world is over.
    UsualEnd,
    /// What it was to run to did not come in reasonable time.
    GaveUp,
    /// Every choice is right, and has been for a while.
    Settled,
    /// It did not come to that in reasonable time.
    NotSettled,
}

/// What a person does with the run as a whole. Never written into the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Run if it stands, pause if it runs.
    Toggle,
    /// Pause, and take one step.
    Step,
    /// Run to the end of the episode, then pause.
    Episode,
    /// Run to a place as fast as it goes, past the usual end if need be, then pause.
    GoTo(Place),
    /// Run until every choice is right and has been for a while, as fast as it goes. Waits for the truth.
    Settle,
    /// Take the next faster speed.
    Faster,
    /// Take the next slower speed.
    Slower,
    /// Start again with this seed and the values as they stand.
    Restart(u64),
    /// Draw values, or errors, on a scale that fits what is known now.
    Rescale(Scaled),
}

/// What comes in from a face or a job.
#[derive(Debug)]
pub enum Request {
    /// Steer the run as a whole.
    Control(Control),
    /// Change a hyperparameter, as part of a gesture.
    Set(Setting, u64),
    /// Change a reward of the world, as part of a gesture.
    Pay(RewardId, Pay, u64),
    /// Let another algorithm go on from here, as a gesture.
    Switch(&'static AlgorithmSpec, u64),
    /// Let another algorithm do it from the start: the same luck, the same changes of hyperparameters, up to the present step.
    Replay(&'static AlgorithmSpec),
    /// Leave the run for another one.
    Begin(Box<Scenario>),
    /// An exact solution was found, or found not to be.
    Solved(Task, Result<Arc<Truth>, Unsolved>),
    /// So many percent of the work on an exact solution are done.
    Solving(Task, u8),
    /// The best possible return was found, or found not to be.
    Best(Result<Value, Unsolved>),
    /// The return that was ordered was found.
    Returned(Order, Figure),
}

/// Which exact solution is to be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// The discount.
    pub gamma: Unit,
    /// Among the policies that explore with this probability; 0: among all.
    pub epsilon: Unit,
}

impl Task {
    /// The truth for a discount: the best of all policies.
    pub const fn truth(gamma: Unit) -> Self {
        Self {
            gamma,
            epsilon: Unit::ZERO,
        }
    }
}

/// What a job should find out about the world as it pays now: whoever runs it stops it once the run is of another world.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// An exact solution.
    Truth(Task),
    /// The best possible return, which hangs on no discount.
    Best,
    /// The return of a policy.
    Return(Order),
}

/// When there is something to do again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// When something is asked for.
    Idle,
    /// At this time, or when something is asked for.
    At(Duration),
    /// At once.
    Again,
}

/// A run and how it is driven.
#[derive(Debug)]
pub struct Driver {
    session: Session,
    run: RunState,
    speed: Speed,
    pace: Option<Pace>,
    /// The first updates, while they are held to be followed one by one.
    opening: Option<Opening>,
    /// How many steps fit into a turn, as measured.
    batch: u64,
    last_turn: Option<(Duration, u64)>,
    errand: Option<Errand>,
    truth: TruthState,
    /// How much of the work on it is done, in percent.
    progress: u8,
    /// The best policy that explores as much, while somebody looks at it.
    soft: Option<Soft>,
    /// The best possible return, once it is known.
    best: Option<Value>,
    /// Whether nobody has looked for it yet.
    best_is_open: bool,
    scale: Scale,
    /// That of errors, once somebody has fitted it.
    error_scale: Option<Scale>,
    /// Whether nothing bounds the values, so that the scale has to follow them.
    unbounded: bool,
    evaluator: ReturnEvaluator,
    cache: Option<Cache>,
    /// What has the returns of a large model found; none where they are worked out at once.
    returns: Option<Returns>,
    /// What looks at the whole of a large table; none of a small one.
    surveyor: Option<Surveyor>,
    version: u64,
}

impl Driver {
    /// Begin a run, already running, at a speed that can be followed.
    pub fn new(scenario: Scenario) -> Self {
        let world = Arc::clone(&scenario.world);
        let mut driver = Self {
            session: Session::new(scenario),
            run: RunState::Running,
            speed: Speed::watching(&world),
            pace: None,
            opening: None,
            batch: 256,
            last_turn: None,
            errand: None,
            truth: TruthState::Solving,
            progress: 0,
            soft: None,
            best: None,
            best_is_open: false,
            scale: Scale {
                low: 0.0,
                high: 1.0,
            },
            error_scale: None,
            unbounded: false,
            evaluator: ReturnEvaluator::new(world.step_limit),
            cache: None,
            returns: Returns::of(&world),
            surveyor: Surveyor::of(&world.mdp),
            version: 0,
        };
        driver.look_for_best();
        driver.solve();
        driver.choose_scale();
        driver
    }

    /// The run.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Counts what happened to the run: while it stands, a snapshot would tell nothing new.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Do what is asked for.
    pub fn request(&mut self, request: Request) {
        self.version += 1;
        match request {
            Request::Control(control) => self.control(control),
            Request::Set(setting, gesture) => self.set(setting, gesture),
            Request::Pay(reward, to, gesture) => self.pay(reward, to, gesture),
            Request::Switch(algorithm, gesture) => self.switch(algorithm, gesture),
            Request::Replay(algorithm) => self.replay(algorithm),
            Request::Begin(scenario) => {
                let version = self.version;
                *self = Self::new(*scenario);
                self.version = version;
            }
            Request::Solved(task, found) => self.solved(task, found),
            Request::Solving(task, percent) => self.solving(task, percent),
            Request::Best(found) => self.learn_best(found),
            Request::Returned(order, figure) => self.learn_return(&order, figure),
        }
    }

    fn control(&mut self, control: Control) {
        if !matches!(control, Control::Rescale(_)) {
            self.pace = None;
            self.opening = self.opening.and(Opening::after(control));
        }
        if matches!(
            control,
            Control::Toggle | Control::Step | Control::Restart(_)
        ) {
            self.errand = None;
        }
        match control {
            Control::Toggle => {
                self.run = match self.run {
                    RunState::Running => RunState::Paused,
                    RunState::Paused | RunState::Stopped(_) => RunState::Running,
                }
            }
            Control::Step => {
                self.run = RunState::Paused;
                self.advance(Goal::step(self.session.step() + 1).probed());
            }
            Control::Episode => {
                let episode = Place::Episode(self.session.episodes() + 1);
                self.send(Aim::Place(episode), false, RunState::Paused);
            }
            Control::GoTo(place) => self.send(Aim::Place(place), true, RunState::Paused),
            Control::Settle => self.settle(),
            Control::Faster => self.speed = self.speed.faster(),
            Control::Slower => self.speed = self.speed.slower(),
            Control::Restart(seed) => self.restart(seed),
            Control::Rescale(of) => self.rescale(of),
        }
    }

    fn set(&mut self, setting: Setting, gesture: u64) {
        let scheduled = self.session.schedules().get(setting.param()).is_some();
        if self.session.hyper().get(setting.param()) == setting.get() && !scheduled {
            return;
        }
        self.change(Change::Set(setting), gesture);
    }

    fn pay(&mut self, reward: RewardId, to: Pay, gesture: u64) {
        let now = self.session.rewards().get(reward).map(|reward| reward.now);
        if now.is_some_and(|now| now != to.get()) {
            self.change(Change::Reward(reward, to), gesture);
        }
    }

    fn change(&mut self, change: Change, gesture: u64) {
        let before = self.problem();
        self.session.change(change, gesture);
        self.follow_problem(&before);
    }

    fn restart(&mut self, seed: u64) {
        let scenario = Scenario {
            seed,
            algorithm: self.session.algorithm(),
            hyper: *self.session.hyper(),
            rewards: self.session.rewards().clone(),
            // A schedule comes back only with a fresh start from a picker.
            schedules: Schedules::default(),
            ..self.session.scenario().clone()
        };
        self.take_up(Session::new(scenario));
        self.run = RunState::Running;
    }

    /// Work for about a millisecond.
    pub fn turn(&mut self, now: Duration) -> Turn {
        if self.survey(now) {
            self.last_turn = None;
            return Turn::Again;
        }
        let turn = self.go_on(now);
        // What is ordered is for a job, which is begun before the next turn.
        let ordered = self.order_return();
        match turn {
            // What has come to stand is looked at at once.
            Turn::Idle | Turn::At(_) if ordered || self.survey_is_due(now) => Turn::Again,
            turn => turn,
        }
    }

    fn go_on(&mut self, now: Duration) -> Turn {
        if self.run != RunState::Running || self.waits_for_truth() {
            self.last_turn = None;
            return Turn::Idle;
        }
        match self.present_speed().per_second() {
            Some(rate) => match self.turn_opening(now, rate) {
                Some(turn) => turn,
                None => self.turn_at(now, rate),
            },
            None => self.turn_all_out(now),
        }
    }

    /// How fast it goes just now: where it hurries to, as fast as it can.
    fn present_speed(&self) -> Speed {
        let hurried = self.errand.is_some_and(|errand| errand.hurried);
        if hurried { Speed::ALL_OUT } else { self.speed }
    }

    fn turn_all_out(&mut self, now: Duration) -> Turn {
        if let Some((began, steps)) = self.last_turn
            && steps == self.batch
        {
            let took = now.saturating_sub(began);
            if took < TURN / 2 {
                self.batch = self.batch.saturating_mul(2).min(1 << 24);
            } else if took > TURN {
                self.batch = (self.batch / 2).max(1);
            }
        }
        let step = self.session.step();
        self.advance(Goal::step(step + self.batch).probed());
        self.last_turn = Some((now, self.session.step() - step));
        if self.run == RunState::Running {
            Turn::Again
        } else {
            Turn::Idle
        }
    }

    fn advance(&mut self, goal: Goal) {
        let usual = self.session.world().defaults.episodes;
        let (before, problem) = (self.session.episodes(), self.problem());
        let own = if before < usual { usual } else { u64::MAX };
        let goal = self.bounded(Goal {
            step: goal.step.min(self.next_survey()),
            episode: own,
            ..goal
        });
        let stop = self.session.advance(goal);
        self.version += 1;
        self.follow_problem(&problem);
        let hurried = self.errand.is_some_and(|errand| errand.hurried);
        self.run_errand(before, stop);
        if before < usual && self.session.episodes() >= usual {
            let right = self.right();
            self.session.tell(EventKind::UsualEnd { right });
            if !(hurried && self.errand.is_some()) {
                self.errand = None;
                self.run = RunState::Stopped(StopReason::UsualEnd);
            }
        }
    }

    /// Answer what the screen asks.
    pub fn snapshot(&mut self, view: &View) -> Snapshot {
        self.follow_values();
        self.look_at_soft(view.soft);
        let figures = self.figures();
        let (survey, shares) = self.surveyed(view.shares);
        let session = &self.session;
        let n_states = session.world().mdp.n_states();
        let states = view.states.states(n_states);
        let samples = thinned(session.samples(), view.columns);
        let ranking = survey.as_ref().map_or(&[][..], |survey| &survey.ranking);
        let ranked = ranking.iter().take(view.ranks.end).skip(view.ranks.start);
        let state = session.state.walk.state();
        Snapshot {
            version: self.version,
            world: Arc::clone(session.world()),
            algorithm: session.algorithm(),
            moment: session.moment(),
            state,
            episode_so_far: (session.state.walk.earned(), session.state.walk.age()),
            run: self.run,
            aim: self.errand.map(|errand| errand.to),
            speed: self.present_speed(),
            opening: self.opening.is_some() && self.errand.is_none(),
            hyper: *session.hyper(),
            schedules: *session.schedules(),
            rewards: session.rewards().clone(),
            seed: session.scenario().seed,
            rows: states
                .clone()
                .chain(ranked.map(|ranked| ranked.state as usize))
                .map(|state| row(session, state, view.layer))
                .collect(),
            cursor: row(session, view.cursor.min(n_states - 1), view.layer),
            layers: session.agent().layers(),
            update: update(session),
            events: session.events(view.events),
            n_events: session.n_events(),
            curve: session.history().curve(view.columns),
            window: session.history().window(),
            mean_return: session
                .history()
                .total()
                .map(|total| total.sum / total.count as f64),
            errors: errors(&samples).chain(self.errors()).collect(),
            greedy: self.greedy_curve(&samples),
            marks: session.history().marks().copied().collect(),
            bars: session.history().recent(view.bars),
            traces: traces(session, states, view.trace_points),
            figures,
            survey,
            shares,
            route: self.route(),
            truth: self.truth.clone(),
            solving: self.progress,
            soft: self.soft.as_ref().map(Soft::told),
            scale: self.scale,
            error_scale: self.error_scale(),
            expert: view.expert.then(|| Expert::of(session)),
        }
    }
}
