//! A leg of a walk in a loop of its own: what changes with every step, in a place that a compiler keeps in registers.

use super::chance::Stream;
use super::walk::{Budget, Episode, Starts, Walk};

/// Where a walk stands and how far it may still go.
///
/// Nothing in it is ever lent out, or all of it would have to lie in memory: what is lent is in [`Ends`].
pub(super) struct Leg {
    /// The stream of chances.
    pub(super) chance: Stream,
    /// The state that the next action is taken in.
    pub(super) state: usize,
    /// Steps of the present episode that are left before it is cut off.
    pub(super) left: u64,
    /// What the present episode has earned.
    pub(super) earned: f64,
    /// Steps that are left of the budget.
    pub(super) ahead: u64,
    /// Ends of episodes that are left of it.
    pub(super) open: u64,
    limit: u64,
}

impl Leg {
    /// Set out from where `walk` stands.
    pub(super) fn of(walk: &Walk, budget: Budget) -> Self {
        Self {
            chance: walk.chance.clone(),
            state: walk.state,
            left: walk.left,
            earned: walk.earned,
            ahead: budget.steps,
            open: budget.episodes,
            limit: walk.step_limit(),
        }
    }

    /// End the episode with the step of `word`, and stand where the next one starts.
    #[inline]
    pub(super) fn end_episode(&mut self, ends: &mut Ends, word: u64) {
        self.state = ends.next(self.earned, self.limit - self.left, word);
        (self.earned, self.left) = (0.0, self.limit);
        self.open -= 1;
    }

    /// Hand all of it back to `walk`, of which `budget` was taken.
    pub(super) fn arrive(self, walk: &mut Walk, ends: Ends, budget: Budget) {
        walk.chance = self.chance;
        walk.ended = ends.ended;
        (walk.state, walk.left, walk.earned) = (self.state, self.left, self.earned);
        walk.steps += budget.steps - self.ahead;
        walk.episodes += budget.episodes - self.open;
    }
}

/// The episodes that ended, and where others begin.
pub(super) struct Ends {
    starts: Starts,
    ended: Vec<Episode>,
}

impl Ends {
    /// Those of `walk`, which gets them back by [`Leg::arrive`].
    pub(super) fn of(walk: &mut Walk) -> Self {
        Self {
            starts: walk.starts().clone(),
            ended: std::mem::take(&mut walk.ended),
        }
    }

    /// Note an episode, and give the state where the next one starts.
    ///
    /// It takes numbers and not the leg: where that is lent to a call it lies in memory at every step, which made those of the
    /// recommender, each an episode, 1.5 times as long.
    #[inline]
    fn next(&mut self, earned: f64, steps: u64, word: u64) -> usize {
        self.ended.push(Episode { earned, steps });
        self.starts.after(word)
    }
}
