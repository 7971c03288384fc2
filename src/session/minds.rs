//! What each state would do: its greedy actions, and its *mind*, the last unique one.

use std::sync::Arc;

use crate::agent::Agent;
use crate::mdp::Mdp;

const NONE: u32 = u32::MAX;

/// Whether each state matters: it can be reached, and something is done in it.
pub fn matters(mdp: &Mdp) -> Vec<bool> {
    let mut matters = mdp.reachable();
    for (state, matters) in matters.iter_mut().enumerate() {
        *matters &= !mdp.is_terminal(state);
    }
    matters
}

/// Whether each action is legal, state by state.
fn legal(mdp: &Mdp) -> impl Iterator<Item = bool> {
    let actions = 0..mdp.n_actions();
    (0..mdp.n_states()).flat_map(move |state| {
        actions
            .clone()
            .map(move |action| mdp.is_legal(state, action))
    })
}

/// A state's mind, as it was found to have moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It has a unique greedy action for the first time.
    Formed {
        /// The state.
        state: usize,
        /// The action.
        action: usize,
    },
    /// Its unique greedy action is another one.
    Changed {
        /// The state.
        state: usize,
        /// The action.
        action: usize,
    },
}

/// The greedy actions and the minds of all states that matter.
#[derive(Clone, Debug)]
pub struct Minds {
    n_actions: usize,
    /// Whether each action is legal, state by state: asking the model at every look would be half of its cost.
    legal: Arc<[bool]>,
    /// Whether each action is legal and of greatest value.
    best: Vec<bool>,
    mind: Vec<u32>,
    row: Vec<f64>,
}

impl Minds {
    /// Begin with no greedy action known anywhere.
    pub fn new(mdp: &Mdp) -> Self {
        Self {
            n_actions: mdp.n_actions(),
            legal: legal(mdp).collect(),
            best: vec![false; mdp.n_states() * mdp.n_actions()],
            mind: vec![NONE; mdp.n_states()],
            row: vec![0.0; mdp.n_actions()],
        }
    }

    /// Look at `state` again. Says whether its greedy actions are others than before, and whether its mind moved.
    pub fn look(&mut self, agent: &dyn Agent, state: usize) -> (bool, Option<Moved>) {
        agent.values(state, &mut self.row);
        let cells = state * self.n_actions..(state + 1) * self.n_actions;
        let values = self.row.iter().zip(&self.legal[cells.clone()]);
        let max = values
            .clone()
            .fold(f64::NEG_INFINITY, |max, (&value, &legal)| {
                if legal && value > max { value } else { max }
            });
        let (mut differs, mut count, mut last) = (false, 0, 0);
        for (action, (cell, (&value, &legal))) in
            self.best[cells].iter_mut().zip(values).enumerate()
        {
            let best = legal && value == max;
            differs |= std::mem::replace(cell, best) != best;
            if best {
                (count, last) = (count + 1, action);
            }
        }
        let moved = (differs && count == 1)
            .then(|| self.decide(state, last))
            .flatten();
        (differs, moved)
    }

    fn decide(&mut self, state: usize, action: usize) -> Option<Moved> {
        match std::mem::replace(&mut self.mind[state], action as u32) {
            NONE => Some(Moved::Formed { state, action }),
            before if before as usize == action => None,
            _ => Some(Moved::Changed { state, action }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::agent::{Hyper, Transition, q_learning};
    use crate::mdp::{MdpBuilder, Outcome, Ties, Unit};

    #[test]
    fn a_tie_leaves_a_mind_and_the_first_one_is_no_change() {
        let stay = Outcome {
            probability: 1.0,
            next_state: 0,
            reward: 0.0,
            terminated: false,
        };
        let mut builder = MdpBuilder::new(1, 2);
        builder.cell([stay]).cell([stay]);
        let mdp = Arc::new(builder.build().unwrap());
        let mut agent = (q_learning::SPEC.build)(&mdp, 0);
        let mut minds = Minds::new(&mdp);
        assert_eq!(minds.look(&*agent, 0), (true, None), "a tie of both");
        let hyper = Hyper::new(Unit::ONE, Unit::ZERO, Unit::ZERO, Ties::First);
        let mut learn = |action, reward| {
            let transition = Transition {
                state: 0,
                action,
                reward,
                next_state: 0,
                terminated: false,
                truncated: false,
                next_action: None,
            };
            agent.learn(&transition, &hyper, &mut Vec::new());
            minds.look(&*agent, 0).1
        };
        assert_eq!(
            learn(1, 1.0),
            Some(Moved::Formed {
                state: 0,
                action: 1
            })
        );
        assert_eq!(learn(0, 1.0), None, "tied again");
        assert_eq!(learn(1, 2.0), None, "still the same mind");
        assert_eq!(
            learn(0, 3.0),
            Some(Moved::Changed {
                state: 0,
                action: 0
            })
        );
    }
}
