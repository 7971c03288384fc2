//! Exact figures of what the agent does now, worked out again only when it does otherwise.

use std::sync::Arc;

use super::Driver;
use crate::session::snapshot::Figures;
use crate::session::{MOST_STATES, Route, has_routes, route};
use crate::truth::{Figure, Policy, ReturnEvaluator, Truth};

/// Exact figures, and the policies that they are of.
#[derive(Debug)]
pub(super) struct Cache {
    policy: Policy,
    /// What the agent acts by; none where the model is too large for its return to be worked out.
    behavior: Option<Policy>,
    figures: (Option<Figure>, Option<Figure>),
    route: Option<Route>,
}

impl Driver {
    /// The truth, if it is known and is of the kind that the agent's values are of.
    pub(super) fn comparable(&self) -> Option<&Truth> {
        let truth = self.truth.ready();
        truth.filter(|_| self.session.agent().has_action_values())
    }

    pub(super) fn policy(&self) -> Policy {
        let agent = self.session.agent();
        let ties = self.session.hyper().ties;
        let mdp = &self.session.world().mdp;
        Policy::greedy(mdp, |state, row| agent.values(state, row), ties)
    }

    /// The policy that the agent acts by, where its return can be worked out at once.
    fn behavior(&self) -> Option<Policy> {
        let (mdp, hyper) = (&self.session.world().mdp, self.session.hyper());
        let knows = self.session.agent().knows();
        let row = |state: usize, row: &mut [f64]| knows.policy(state, hyper, row);
        ReturnEvaluator::is_quick(self.session.world()).then(|| Policy::of(mdp, row))
    }

    /// In how many states every greedy action is optimal, and of how many.
    pub(super) fn right(&self) -> Option<(usize, usize)> {
        let truth = self.truth.ready()?;
        let small = self.session.world().mdp.n_states() <= MOST_STATES;
        small.then(|| truth.right(&self.policy()))
    }

    /// Exact figures of the present policy, worked out only when it is another one than before.
    pub(super) fn figures(&mut self) -> Option<Figures> {
        let world = Arc::clone(self.session.world());
        if world.mdp.n_states() > MOST_STATES {
            return None;
        }
        let policy = self.policy();
        let behavior = self.behavior();
        let known = self
            .cache
            .as_ref()
            .is_some_and(|cache| cache.policy == policy && cache.behavior == behavior);
        if !known {
            let figures = self.returns(&policy, behavior.as_ref());
            let route = has_routes(&world).then(|| route(&world, &policy)).flatten();
            self.cache = Some(Cache {
                policy,
                behavior,
                figures,
                route,
            });
        }
        let cache = self.cache.as_ref()?;
        let truth = self.truth.ready();
        Some(Figures {
            greedy: cache.figures.0.or_else(|| self.returns.as_ref()?.last()),
            exploring: cache.figures.1,
            best: self.best,
            stable: self.session.episodes() - self.session.moved()?.episode,
            right: truth.map(|truth| truth.right(&cache.policy)),
            max_error: self.max_error(),
        })
    }

    /// The greatest |Q − Q*|, where the truth is known and finite.
    pub(super) fn max_error(&self) -> Option<f64> {
        let (truth, agent) = (self.comparable()?, self.session.agent());
        let error = truth.max_error(|state, row| agent.values(state, row));
        Some(error).filter(|error| error.is_finite())
    }

    /// The greedy route from the start, if the figures found one.
    pub(super) fn route(&self) -> Option<Route> {
        self.cache.as_ref().and_then(|cache| cache.route.clone())
    }

    /// The exact returns of the greedy policy and of the one that the agent acts by, where they are worked out at once.
    fn returns(
        &mut self,
        policy: &Policy,
        behavior: Option<&Policy>,
    ) -> (Option<Figure>, Option<Figure>) {
        let mdp = &self.session.world().mdp;
        let exploring = behavior.map(|behavior| self.evaluator.of(mdp, behavior));
        let greedy = behavior.map(|_| self.evaluator.of(mdp, policy));
        (greedy, exploring)
    }
}
