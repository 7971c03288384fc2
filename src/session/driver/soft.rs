//! The best policy that explores as much as the agent does now, found only while somebody looks at it.
//!
//! It follows ε, γ and the rewards from one snapshot to the next, so that a slider that is dragged costs one solution a frame,
//! however many values it passes. Nothing of the run hangs on it.

use std::sync::Arc;

use super::knowledge::Problem;
use super::{Driver, Task, Wanted};
use crate::agent::ParamId;
use crate::mdp::{Ties, World};
use crate::session::{MOST_STATES, Route, has_routes, route, snapshot};
use crate::truth::{Truth, Unsolved};

/// Models up to this size are solved at once: in a few tenths of a millisecond. It takes longer than without exploration, which
/// leads from everywhere to everywhere.
const SOLVED_AT_ONCE: usize = 1000;

/// The best policy that explores, and what it is the best for.
#[derive(Debug)]
pub(super) struct Soft {
    problem: Problem,
    task: Task,
    told: snapshot::Soft,
}

impl Soft {
    /// What the screen is told.
    pub(super) fn told(&self) -> snapshot::Soft {
        self.told.clone()
    }

    /// What a job should find out.
    pub(super) fn wanted(&self) -> Option<Wanted> {
        let open = self.told.truth.is_open();
        open.then_some(Wanted::Truth(self.task))
    }

    /// Take in what was found, if it was asked for.
    pub(super) fn learn(
        &mut self,
        task: Task,
        found: &Result<Arc<Truth>, Unsolved>,
        world: &World,
    ) {
        if task != self.task {
            return;
        }
        let truth = snapshot::TruthState::found(found.clone(), &world.scene);
        self.told = snapshot::Soft {
            route: truth.ready().and_then(|truth| route_of(truth, world)),
            truth,
            solving: 0,
        };
    }

    /// Take in how far it has come.
    pub(super) fn follow(&mut self, task: Task, percent: u8) {
        if task == self.task {
            self.told.solving = percent;
        }
    }
}

/// The route of the best choices, all of them where several are equally good.
fn route_of(truth: &Truth, world: &World) -> Option<Route> {
    let told = world.mdp.n_states() <= MOST_STATES && has_routes(world);
    let policy = || truth.optimum.greedy_policy(&world.mdp, Ties::Uniform);
    told.then(|| route(world, &policy())).flatten()
}

impl Driver {
    /// Keep the best policy that explores as much as the agent, if it is `seen`.
    pub(super) fn look_at_soft(&mut self, seen: bool) {
        if !seen {
            self.soft = None;
        } else if !self.soft_is_fresh() {
            self.solve_soft();
        }
    }

    /// It, if it is looked at and known, and is of the kind that the agent's values are of: a scale that is asked for fits it too.
    pub(super) fn comparable_soft(&self) -> Option<&Truth> {
        let soft = self.soft.as_ref()?.told.truth.ready();
        soft.filter(|_| self.session.agent().has_action_values())
    }

    fn soft_task(&self) -> Task {
        let hyper = self.session.hyper();
        Task {
            gamma: hyper.gamma(),
            epsilon: hyper.epsilon(),
        }
    }

    /// Whether it is for the run as it is now. Where ε moves by itself, what is being solved for is waited for: begun again at every
    /// step of it, it would never be there.
    fn soft_is_fresh(&self) -> bool {
        let moves = self.session.schedules().get(ParamId::Epsilon).is_some();
        let fresh = |soft: &Soft| {
            let waits = moves && soft.told.truth.is_open();
            soft.problem == self.problem() && (soft.task == self.soft_task() || waits)
        };
        self.soft.as_ref().is_some_and(fresh)
    }

    /// Solve for it, at once where the model is small; without exploration it is the truth.
    fn solve_soft(&mut self) {
        let (world, task) = (Arc::clone(self.session.world()), self.soft_task());
        let before = self.soft.take().map(|soft| soft.told);
        let before = before.unwrap_or_default();
        let mut soft = Soft {
            problem: self.problem(),
            task,
            told: snapshot::Soft {
                truth: before.truth.outdated(),
                solving: 0,
                route: before.route,
            },
        };
        let truth = self.truth.shared().filter(|_| task == self.truth_task());
        if let Some(truth) = truth {
            soft.learn(task, &Ok(Arc::clone(truth)), &world);
        } else if world.mdp.n_outcomes() <= SOLVED_AT_ONCE {
            let found = Truth::soft(&world, task.gamma, task.epsilon, &mut || false);
            soft.learn(task, &found.map(Arc::new), &world);
        }
        self.soft = Some(soft);
    }
}
