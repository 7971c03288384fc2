//! What is exact about the model as it is now: found at once where it is small, else by a job.

use std::sync::Arc;

use super::{Driver, SOLVED_AT_ONCE, TruthState, Wanted};
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
            TruthState::Solving | TruthState::Stale(..) => {
                Some(Wanted::Truth(self.session.hyper().gamma()))
            }
            TruthState::Ready(_) | TruthState::Diverges(_) => {
                let best = self.best_is_open.then_some(Wanted::Best);
                best.or_else(|| self.ordered())
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
            self.solved(found.map(Arc::new));
            return;
        }
        self.progress = 0;
        self.truth = match std::mem::take(&mut self.truth) {
            TruthState::Ready(truth) => {
                let gamma = truth.optimum.gamma();
                TruthState::Stale(truth, gamma)
            }
            TruthState::Stale(truth, gamma) => TruthState::Stale(truth, gamma),
            TruthState::Solving | TruthState::Diverges(_) => TruthState::Solving,
        };
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

    pub(super) fn solved(&mut self, found: Result<Arc<Truth>, Unsolved>) {
        let first = matches!(self.truth, TruthState::Solving);
        self.truth = match found {
            Ok(truth) => TruthState::Ready(truth),
            Err(Unsolved::Cancelled | Unsolved::TooLarge) => TruthState::Solving,
            Err(Unsolved::Diverges(why)) => {
                self.give_settling_up();
                let state = self.session.world().scene.state_label(why.state);
                TruthState::Diverges([why.text(&state), why.short_text()])
            }
        };
        self.share_truth();
        if first {
            self.settle_scale();
        }
    }
}
