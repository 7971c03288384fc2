//! One step in the world as the book writes it: choose, act, and choose ahead where a method learns from what it does next.

use super::Digest;
use super::chance::{self, Stream};
use super::policy::Choice;
use super::update::Taken;
use super::walk::{Transition, Walk};
use crate::mdp::Mdp;

/// An action, and why it was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    pub action: usize,
    pub choice: Choice,
}

/// What a method keeps that chooses its next action before it learns: A′, and the stream for an A′ that is never taken.
#[derive(Clone, Debug)]
pub struct Ahead {
    pub learner: Stream,
    /// The action of the next step.
    pub pending: Option<Chosen>,
}

impl Ahead {
    /// Begin with nothing chosen.
    pub fn new(seed: u64) -> Self {
        Self {
            learner: chance::learner(seed),
            pending: None,
        }
    }

    /// Add what is pending, and the stream.
    pub fn digest(&self, digest: &mut Digest) {
        digest.write(self.pending.map_or(u64::MAX, |next| next.action as u64));
        digest.write_stream(&self.learner);
    }
}

/// Take one step. `choose` is given a state and a half of a word; with `ahead` the next action is chosen before anything is
/// learned from this one.
pub fn act(
    walk: &mut Walk,
    ahead: Option<&mut Ahead>,
    choose: impl Fn(usize, u64) -> Chosen,
) -> Taken {
    let (word, state) = (walk.word(), walk.state);
    let mut ahead = ahead;
    let pending = ahead.as_mut().and_then(|ahead| ahead.pending.take());
    let now = pending.unwrap_or_else(|| choose(state, chance::low(word)));
    let mut transition = drawn(walk.mdp(), state, now.action, word);
    if let Some(ahead) = ahead {
        let drawn_from = walk.word_ahead(&mut ahead.learner, transition.terminated);
        let next = drawn_from.map(|word| choose(transition.next_state, chance::low(word)));
        transition.next_action = next.map(|next| next.action);
        ahead.pending = next.filter(|_| walk.peeked.is_some());
    }
    let Transition {
        reward,
        next_state,
        terminated,
        ..
    } = transition;
    transition.truncated = walk.follow(word, reward, next_state, terminated);
    Taken {
        transition,
        choice: now.choice,
    }
}

/// What the word of a step makes of an action; whether that cuts the episode off is not known yet.
fn drawn(mdp: &Mdp, state: usize, action: usize, word: u64) -> Transition {
    let outcomes = mdp.outcomes(state, action);
    let outcome = outcomes[chance::pick_outcome(chance::high(word), outcomes)];
    Transition {
        state,
        action,
        reward: outcome.reward,
        next_state: outcome.next_state as usize,
        terminated: outcome.terminated,
        truncated: false,
        next_action: None,
    }
}
