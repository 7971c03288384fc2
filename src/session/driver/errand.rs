//! Going somewhere: to an episode, to a step, through the past with another method.

use super::{Driver, RunState, StopReason};
use crate::agent::AlgorithmSpec;
use crate::session::{Change, Entry, Goal, Moment, Scenario, Session};

/// Running to the end of an episode gives up after so many steps.
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

/// Where a run is to go, and what then.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errand {
    to: Place,
    /// The step to give up at.
    give_up: u64,
    /// Whether it goes as fast as it can, and past the usual end.
    pub(super) hurried: bool,
    then: RunState,
}

impl Driver {
    /// Give the run somewhere to go.
    pub(super) fn send(&mut self, to: Place, hurried: bool, then: RunState) {
        self.errand = Some(Errand {
            to,
            give_up: self.session.step().saturating_add(GIVE_UP),
            hurried,
            then,
        });
        self.run = RunState::Running;
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

    /// A ledger is of hyperparameters here: the run is of one algorithm from the start.
    pub(super) fn replay(&mut self, algorithm: &'static AlgorithmSpec) {
        let (step, gamma) = (self.session.step(), self.session.hyper().gamma());
        let turned = |entry: &Entry| matches!(entry.change, Change::Set(_));
        let ledger = self.session.ledger().iter().copied().filter(turned);
        let ledger: Vec<Entry> = ledger.collect();
        self.session = Session::new(Scenario {
            algorithm,
            ..self.session.scenario().clone()
        });
        self.session.schedule(ledger);
        self.share_truth();
        self.follow_gamma(gamma);
        let then = match self.run {
            RunState::Running => self.errand.map_or(RunState::Running, |errand| errand.then),
            RunState::Paused | RunState::Stopped(_) => RunState::Paused,
        };
        self.send(Place::Step(step), true, then);
    }

    /// The goal, but no farther than where the run is to go, or to give up.
    pub(super) fn bounded(&self, goal: Goal) -> Goal {
        let Some(errand) = self.errand else {
            return goal;
        };
        let (step, episode) = match errand.to {
            Place::Step(step) => (step, u64::MAX),
            Place::Episode(episode) => (errand.give_up, episode),
        };
        Goal {
            step: goal.step.min(step),
            episode: goal.episode.min(episode),
            ..goal
        }
    }

    /// See whether the run has come where it was to go, with `before` episodes ended when this was last asked. An episode that
    /// does not end is given up.
    pub(super) fn run_errand(&mut self, before: u64) {
        let moment = self.session.moment();
        let Some(errand) = &mut self.errand else {
            return;
        };
        let run = match errand.to {
            to if to.is_reached(moment) => errand.then,
            Place::Episode(_) if moment.episode > before => {
                errand.give_up = moment.step.saturating_add(GIVE_UP);
                return;
            }
            Place::Episode(_) if moment.step >= errand.give_up => {
                RunState::Stopped(StopReason::GaveUp)
            }
            Place::Step(_) | Place::Episode(_) => return,
        };
        self.run = run;
        self.errand = None;
        self.pace = None;
    }
}
