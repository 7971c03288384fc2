//! The exact return of the greedy policy where it takes longer to work out than a frame: a job finds it, as of a step.
//!
//! While the run goes on, there is an order for it an eighth of the run after the last one, if the policy is another by then;
//! where it stands, at once. Nothing of the run hangs on when the answer comes.

use std::sync::Arc;

use super::{Driver, RunState};
use crate::mdp::World;
use crate::session::{MOST_STATES, Moment, Sample};
use crate::truth::{Figure, Policy, ReturnEvaluator};

/// After an order, the run so far over this is let pass before there is another.
const RARER: u64 = 8;

/// A policy whose return is to be found, and when the run had it.
#[derive(Clone, Debug)]
pub struct Order {
    /// When.
    pub at: Moment,
    /// What is done in every state.
    pub policy: Arc<Policy>,
}

/// An order is the same only where it was given once.
impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && Arc::ptr_eq(&self.policy, &other.policy)
    }
}

/// What was ordered, and what was found.
#[derive(Debug, Default)]
pub(super) struct Returns {
    found: Vec<(Moment, Figure)>,
    /// The policy that was ordered last, or found to be the same since.
    policy: Option<Arc<Policy>>,
    open: Option<Order>,
    /// The step at which the policy was looked at last.
    looked_at: Option<u64>,
}

impl Returns {
    /// Prepare for runs in `world`; none where returns are worked out at once, or not at all.
    pub(super) fn of(world: &World) -> Option<Self> {
        let ordered = world.mdp.n_states() <= MOST_STATES && !ReturnEvaluator::is_quick(world);
        ordered.then(Self::default)
    }

    /// What is to be found now.
    pub(super) fn open(&self) -> Option<&Order> {
        self.open.as_ref()
    }

    /// What was found last.
    pub(super) fn last(&self) -> Option<Figure> {
        self.found.last().map(|&(_, figure)| figure)
    }

    /// Whether the policy is to be looked at again.
    fn is_due(&self, step: u64, run: RunState) -> bool {
        let Some(before) = self.looked_at else {
            return true;
        };
        let rested = run != RunState::Running || step >= before + before / RARER;
        self.open.is_none() && step != before && rested
    }

    /// Order the return of `policy`, if that is not known; says whether there is an order.
    fn look(&mut self, at: Moment, policy: Policy) -> bool {
        self.looked_at = Some(at.step);
        if self.policy.as_deref() == Some(&policy) {
            return false;
        }
        let policy = Arc::new(policy);
        self.policy = Some(Arc::clone(&policy));
        self.open = Some(Order { at, policy });
        true
    }

    /// Take in what was found, unless it was ordered for another run or another world.
    fn learn(&mut self, order: &Order, figure: Figure) {
        if self.open.take_if(|open| open == order).is_some() {
            self.found.push((order.at, figure));
        }
    }

    /// The world pays otherwise: what the policy earns is not known any more.
    fn forget_policy(&mut self) {
        (self.policy, self.open, self.looked_at) = (None, None, None);
    }
}

impl Driver {
    /// Order the return of the greedy policy where that is due; says whether there is a new order.
    pub(super) fn order_return(&mut self) -> bool {
        let (at, run) = (self.session.moment(), self.run);
        if !self
            .returns
            .as_ref()
            .is_some_and(|returns| returns.is_due(at.step, run))
        {
            return false;
        }
        let policy = self.policy();
        self.returns
            .as_mut()
            .is_some_and(|returns| returns.look(at, policy))
    }

    pub(super) fn learn_return(&mut self, order: &Order, figure: Figure) {
        if let Some(returns) = &mut self.returns {
            returns.learn(order, figure);
        }
    }

    /// The world pays otherwise.
    pub(super) fn forget_return(&mut self) {
        if let Some(returns) = &mut self.returns {
            returns.forget_policy();
        }
    }

    /// What the greedy policy was found to earn exactly, at the moments of `samples`.
    pub(super) fn greedy_curve(&self, samples: &[Sample]) -> Vec<(Moment, Figure)> {
        let found = self
            .returns
            .as_ref()
            .map_or(&[][..], |returns| &returns.found);
        let found_by = |at: Moment| {
            let until = found.partition_point(|&(then, _)| then.step <= at.step);
            found[..until].last().map(|&(_, figure)| figure)
        };
        let figure = |sample: &Sample| sample.greedy.or_else(|| found_by(sample.at));
        let looks = samples
            .iter()
            .filter_map(|sample| Some((sample.at, figure(sample)?)));
        let last = samples.last().map(|sample| sample.at.step);
        let since = found.iter().filter(|(at, _)| Some(at.step) > last);
        looks.chain(since.copied()).collect()
    }
}
