//! Going somewhere: to an episode, to a step, to where nothing changes any more, through the past with another method.

use super::{Driver, RunState, StopReason, TruthState};
use crate::agent::AlgorithmSpec;
use crate::session::{Change, Entry, Goal, MOST_STATES, Moment, Scenario, Session, Stop};

/// Running to the end of an episode, or until it settles, gives up after so many steps.
pub(super) const GIVE_UP: u64 = 10_000_000;

/// A place in a run: reached when so many have been taken, or have ended, since the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Steps.
    Step(u64),
    /// Episodes.
    Episode(u64),
}

impl Place {
    /// Whether a run that stands at `moment` has come to it.
    pub fn is_reached(self, moment: Moment) -> bool {
        match self {
            Self::Step(step) => moment.step >= step,
            Self::Episode(episode) => moment.episode >= episode,
        }
    }
}

/// Where a run is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To a place.
    Place(Place),
    /// To where every choice is right, and has been for a while.
    Settled,
}

/// Where a run is to go, and what then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errand {
    pub(super) to: Aim,
    /// The step to give up at.
    give_up: u64,
    /// Whether it goes as fast as it can, and past the usual end.
    pub(super) hurried: bool,
    then: RunState,
}

impl Driver {
    /// Give the run somewhere to go.
    pub(super) fn send(&mut self, to: Aim, hurried: bool, then: RunState) {
        self.errand = Some(Errand {
            to,
            give_up: self.session.step().saturating_add(GIVE_UP),
            hurried,
            then,
        });
        self.run = RunState::Running;
    }

    /// Run until it settles; where nobody could ever tell, nothing happens.
    pub(super) fn settle(&mut self) {
        let diverges = matches!(self.truth, TruthState::Diverges(_));
        if diverges || self.session.world().mdp.n_states() > MOST_STATES {
            return;
        }
        if self.session.is_settled() {
            self.errand = None;
            self.run = RunState::Stopped(StopReason::Settled);
            return;
        }
        self.send(Aim::Settled, true, RunState::Stopped(StopReason::Settled));
    }

    /// Whether the run cannot go on before the truth is known: where it stops must not hang on how long that takes.
    pub(super) fn waits_for_truth(&self) -> bool {
        let settles = self.errand.is_some_and(|errand| errand.to == Aim::Settled);
        settles && self.truth.ready().is_none()
    }

    /// Stand still if the run was to settle: there turned out to be no truth.
    pub(super) fn give_settling_up(&mut self) {
        if self.errand.is_some_and(|errand| errand.to == Aim::Settled) {
            self.errand = None;
            self.run = RunState::Paused;
        }
    }

    pub(super) fn switch(&mut self, algorithm: &'static AlgorithmSpec, gesture: u64) {
        if algorithm == self.session.algorithm() {
            return;
        }
        let had_values = self.session.agent().has_action_values();
        let change = Change::Algorithm(algorithm);
        self.session.change(change, gesture);
        if self.session.agent().has_action_values() != had_values {
            self.settle_scale();
        }
    }

    /// A ledger is of hyperparameters and rewards here: the run is of one algorithm from the start.
    pub(super) fn replay(&mut self, algorithm: &'static AlgorithmSpec) {
        let (step, before) = (self.session.step(), self.problem());
        let turned = |entry: &Entry| !matches!(entry.change, Change::Algorithm(_));
        let ledger = self.session.ledger().iter().copied().filter(turned);
        let ledger: Vec<Entry> = ledger.collect();
        self.take_up(Session::new(Scenario {
            algorithm,
            ..self.session.scenario().clone()
        }));
        self.session.schedule(ledger);
        self.follow_problem(&before);
        let then = match self.run {
            RunState::Running => self.errand.map_or(RunState::Running, |errand| errand.then),
            RunState::Paused | RunState::Stopped(_) => RunState::Paused,
        };
        self.send(Aim::Place(Place::Step(step)), true, then);
    }

    /// The goal, but no farther than where the run is to go, or to give up.
    pub(super) fn bounded(&self, goal: Goal) -> Goal {
        let Some(errand) = self.errand else {
            return goal;
        };
        let (step, episode) = match errand.to {
            Aim::Place(Place::Step(step)) => (step, u64::MAX),
            Aim::Place(Place::Episode(episode)) => (errand.give_up, episode),
            Aim::Settled => (errand.give_up, u64::MAX),
        };
        Goal {
            step: goal.step.min(step),
            episode: goal.episode.min(episode),
            settled: errand.to == Aim::Settled,
            ..goal
        }
    }

    /// See whether the run has come where it was to go, with `before` episodes ended when this was last asked. An episode that
    /// does not end is given up, and so is a run that does not settle.
    pub(super) fn run_errand(&mut self, before: u64, stop: Stop) {
        let moment = self.session.moment();
        let Some(errand) = &mut self.errand else {
            return;
        };
        let given_up = moment.step >= errand.give_up;
        let run = match errand.to {
            Aim::Settled if stop == Stop::Settled => errand.then,
            Aim::Settled if given_up => RunState::Stopped(StopReason::NotSettled),
            Aim::Place(place) if place.is_reached(moment) => errand.then,
            Aim::Place(Place::Episode(_)) if moment.episode > before => {
                errand.give_up = moment.step.saturating_add(GIVE_UP);
                return;
            }
            Aim::Place(Place::Episode(_)) if given_up => RunState::Stopped(StopReason::GaveUp),
            Aim::Place(_) | Aim::Settled => return,
        };
        self.run = run;
        self.errand = None;
        self.pace = None;
    }
}
