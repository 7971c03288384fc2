//! A row of values becomes a row of probabilities: the greedy policy and the exploring one, over the legal actions.

use super::{Mdp, Ties, Unit};

/// Turn the values of `state` into the probabilities of the greedy policy: equal means equal, every bit counts.
pub fn become_greedy(mdp: &Mdp, state: usize, row: &mut [f64], ties: Ties) {
    let (mut best, mut first, mut count) = (f64::NEG_INFINITY, 0, 0_u32);
    for action in mdp.legal(state) {
        let value = row[action];
        if count == 0 || value > best {
            (best, first, count) = (value, action, 1);
        } else if value == best {
            count += 1;
        }
    }
    if count <= 1 || ties == Ties::First {
        row.fill(0.0);
        if count > 0 {
            row[first] = 1.0;
        }
        return;
    }
    let share = 1.0 / f64::from(count);
    for (action, value) in row.iter_mut().enumerate() {
        let tied = *value == best && mdp.is_legal(state, action);
        *value = if tied { share } else { 0.0 };
    }
}

/// Let the probabilities of `state` explore: with probability `epsilon` any legal action, else as they are.
pub fn soften(mdp: &Mdp, state: usize, row: &mut [f64], epsilon: Unit) {
    let epsilon = epsilon.get();
    let share = epsilon / mdp.legal(state).count() as f64;
    for action in mdp.legal(state) {
        row[action] = (1.0 - epsilon) * row[action] + share;
    }
}
