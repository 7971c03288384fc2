//! What is exact about the model as it is now: found at once where it is small, else by a job.

use std::sync::Arc;

use super::{Driver, SOLVED_AT_ONCE, Soft, Task, TruthState, Wanted};
use crate::mdp::{Rewards, Unit};
use crate::session::MOST_STATES;
use crate::truth::{Truth, Unsolved, Value, best_possible};

/// What exact values hang on, beside the world as it was loaded.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    gamma: Unit,
    rewards: Rewards,
}

impl Driver {
    /// What the run is about now.
    pub(super) fn problem(&self) -> Problem {
        Problem {
            gamma: self.session.hyper().gamma(),
            rewards: self.session.rewards().clone(),
        }
    }

    /// Find anew what is exact about the run, as far as it is not about the problem `before` any more.
    pub(super) fn follow_problem(&mut self, before: &Problem) {
        let now = self.problem();
        if now.rewards != before.rewards {
            // The policy may be the same, but not what it earns.
            self.cache = None;
            self.forget_return();
            self.look_for_best();
        }
        if now != *before {
            self.solve();
        }
    }

    /// Look for the best possible return, at once where the model is small. In larger models than are looked at whole no figure is
    /// shown that it would stand beside.
    pub(super) fn look_for_best(&mut self) {
        let world = Arc::clone(self.session.world());
        self.best = None;
        self.best_is_open = world.mdp.n_states() <= MOST_STATES;
        if world.mdp.n_outcomes() <= SOLVED_AT_ONCE {
            let best = best_possible(&world.mdp, world.step_limit, &mut || false);
            self.learn_best(best);
        }
    }

    /// What a job should find out next; none if all is known or found out at once.
    pub fn wanted(&self) -> Option<Wanted> {
        match self.truth {
            // The first return is soon found, and somebody looks at its place.
            _ if self
                .returns
                .as_ref()
                .is_some_and(|returns| returns.last().is_none())
                && self.ordered().is_some() =>
            {
                self.ordered()
            }
            TruthState::Solving | TruthState::Stale(_) => Some(Wanted::Truth(self.truth_task())),
            TruthState::Ready(_) | TruthState::Diverges(_) => {
                let soft = self.soft.as_ref().and_then(Soft::wanted);
                let best = self.best_is_open.then_some(Wanted::Best);
                soft.or(best).or_else(|| self.ordered())
            }
        }
    }

    /// The return that was ordered.
    fn ordered(&self) -> Option<Wanted> {
        let order = self.returns.as_ref()?.open()?;
        Some(Wanted::Return(order.clone()))
    }

    pub(super) fn learn_best(&mut self, found: Result<Value, Unsolved>) {
        self.best_is_open = found == Err(Unsolved::Cancelled);
        self.best = found.ok();
    }

    /// Find the truth for the present discount, at once where the model is small.
    pub(super) fn solve(&mut self) {
        let world = Arc::clone(self.session.world());
        let gamma = self.session.hyper().gamma();
        if world.mdp.n_outcomes() <= SOLVED_AT_ONCE {
            let found = Truth::of(&world, gamma, &mut || false);
            self.learn_truth(found.map(Arc::new));
            return;
        }
        self.progress = 0;
        self.truth = std::mem::take(&mut self.truth).outdated();
        self.share_truth();
    }

    /// Let the looks of the run measure errors against the truth, as long as it is that of the present discount.
    pub(super) fn share_truth(&mut self) {
        let ready = self.truth.shared();
        if let Some(surveyor) = &mut self.surveyor {
            surveyor.follow_truth(ready);
        }
        self.session.measure_against(ready.cloned());
    }

    /// Which solution is the truth now.
    pub(super) fn truth_task(&self) -> Task {
        Task::truth(self.session.hyper().gamma())
    }

    /// Take in what was found, as far as it is still asked for.
    pub(super) fn solved(&mut self, task: Task, found: Result<Arc<Truth>, Unsolved>) {
        if let Some(soft) = &mut self.soft {
            soft.learn(task, &found, self.session.world());
        }
        if task == self.truth_task() {
            self.learn_truth(found);
        }
    }

    /// Take in how far it has come.
    pub(super) fn solving(&mut self, task: Task, percent: u8) {
        if let Some(soft) = &mut self.soft {
            soft.follow(task, percent);
        }
        if task == self.truth_task() {
            self.progress = percent;
        }
    }

    fn learn_truth(&mut self, found: Result<Arc<Truth>, Unsolved>) {
        let first = matches!(self.truth, TruthState::Solving);
        self.truth = TruthState::found(found, &self.session.world().scene);
        if matches!(self.truth, TruthState::Diverges(_)) {
            self.give_settling_up();
        }
        self.share_truth();
        if first {
            self.settle_scale();
        }
    }
}
