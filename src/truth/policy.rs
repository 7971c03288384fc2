//! A policy: how likely each action is in each state.

use crate::mdp::{self, Mdp, Ties, Unit};

/// Action probabilities per state, π(a | s), Sutton & Barto section 3.5.
///
/// Illegal actions have probability 0; a state without legal actions has a row of zeros.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    n_actions: usize,
    /// States × actions, flat.
    probabilities: Vec<f64>,
}

impl Policy {
    /// Take in every state the legal action of greatest value; `row` fills in the values of a state.
    ///
    /// Equal means equal: every bit counts, as it does for the learner.
    pub fn greedy(mdp: &Mdp, row: impl FnMut(usize, &mut [f64]), ties: Ties) -> Self {
        let mut policy = Self::zeros(mdp);
        policy.become_greedy(mdp, row, ties);
        policy
    }

    /// The same as [`Policy::greedy`] in the memory of this policy, for whoever rebuilds it often.
    pub fn become_greedy(&mut self, mdp: &Mdp, mut row: impl FnMut(usize, &mut [f64]), ties: Ties) {
        self.n_actions = mdp.n_actions();
        self.probabilities
            .resize(mdp.n_states() * mdp.n_actions(), 0.0);
        let rows = self.probabilities.chunks_exact_mut(mdp.n_actions());
        for (state, values) in rows.enumerate() {
            row(state, values);
            mdp::become_greedy(mdp, state, values, ties);
        }
    }

    /// Take each action as likely as `row` says, which fills in the probabilities of a state.
    pub fn of(mdp: &Mdp, mut row: impl FnMut(usize, &mut [f64])) -> Self {
        let mut policy = Self::zeros(mdp);
        let rows = policy.probabilities.chunks_exact_mut(mdp.n_actions());
        rows.enumerate().for_each(|(state, out)| row(state, out));
        policy
    }

    /// Take every legal action with the same probability.
    pub fn uniform(mdp: &Mdp) -> Self {
        Self::greedy(mdp, |_, row| row.fill(0.0), Ties::Uniform)
    }

    /// Take each of the `chosen` legal actions of a state with the same probability.
    pub(super) fn among(mdp: &Mdp, mut chosen: impl FnMut(usize, usize) -> bool) -> Self {
        let mut policy = Self::zeros(mdp);
        let rows = policy.probabilities.chunks_exact_mut(mdp.n_actions());
        for (state, row) in rows.enumerate() {
            let mut count = 0.0;
            for action in mdp.legal(state).filter(|&a| chosen(state, a)) {
                (row[action], count) = (1.0, count + 1.0);
            }
            row.iter_mut()
                .filter(|share| **share > 0.0)
                .for_each(|share| *share /= count);
        }
        policy
    }

    /// Explore with probability `epsilon` over all legal actions, else follow this policy: ε-greedy if this one is greedy.
    pub fn softened(&self, mdp: &Mdp, epsilon: Unit) -> Self {
        let mut soft = self.clone();
        soft.soften(mdp, epsilon);
        soft
    }

    /// The same as [`Policy::softened`] in place.
    pub fn soften(&mut self, mdp: &Mdp, epsilon: Unit) {
        let rows = self.probabilities.chunks_exact_mut(self.n_actions);
        for (state, row) in rows.enumerate() {
            mdp::soften(mdp, state, row, epsilon);
        }
    }

    fn zeros(mdp: &Mdp) -> Self {
        Self {
            n_actions: mdp.n_actions(),
            probabilities: vec![0.0; mdp.n_states() * mdp.n_actions()],
        }
    }

    /// How likely each action is in `state`.
    pub fn row(&self, state: usize) -> &[f64] {
        &self.probabilities[state * self.n_actions..][..self.n_actions]
    }

    /// The actions that can be taken in `state`, with their probabilities.
    pub fn actions(&self, state: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let row = self.row(state).iter().copied().enumerate();
        row.filter(|&(_, probability)| probability > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{MdpBuilder, Outcome};

    /// Two states of three actions; the second action of state 0 is illegal, state 1 has none.
    fn mdp() -> Mdp {
        let end = Outcome {
            probability: 1.0,
            next_state: 1,
            reward: 0.0,
            terminated: true,
        };
        let mut builder = MdpBuilder::new(2, 3);
        builder.cell([end]).cell([]).cell([end]);
        builder.cell([]).cell([]).cell([]);
        builder.build().unwrap()
    }

    fn of(values: [f64; 3], ties: Ties) -> Policy {
        Policy::greedy(&mdp(), |_, row| row.copy_from_slice(&values), ties)
    }

    #[test]
    fn greedy_takes_the_best_legal_action_and_never_an_illegal_one() {
        assert_eq!(of([1.0, 9.0, 2.0], Ties::First).row(0), [0.0, 0.0, 1.0]);
        assert_eq!(of([-5.0, 0.0, -7.0], Ties::Uniform).row(0), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn ties_go_to_the_first_or_are_shared_and_only_equal_values_tie() {
        assert_eq!(of([2.0, 2.0, 2.0], Ties::First).row(0), [1.0, 0.0, 0.0]);
        assert_eq!(of([2.0, 2.0, 2.0], Ties::Uniform).row(0), [0.5, 0.0, 0.5]);
        let above = 2.0 + f64::EPSILON * 2.0;
        assert_eq!(of([2.0, 2.0, above], Ties::Uniform).row(0), [0.0, 0.0, 1.0]);
    }

    #[test]
    fn a_state_without_legal_actions_has_a_row_of_zeros() {
        assert_eq!(of([1.0, 1.0, 1.0], Ties::Uniform).row(1), [0.0; 3]);
        let soft = of([1.0, 1.0, 1.0], Ties::First).softened(&mdp(), Unit::ONE);
        assert_eq!(soft.row(1), [0.0; 3]);
    }

    #[test]
    fn softening_explores_over_all_legal_actions_with_the_greedy_one_included() {
        let soft = of([1.0, 0.0, 3.0], Ties::First).softened(&mdp(), Unit::literal(0.5));
        assert_eq!(soft.row(0), [0.25, 0.0, 0.75]);
        assert_eq!(Policy::uniform(&mdp()).row(0), [0.5, 0.0, 0.5]);
    }

    #[test]
    fn rebuilding_in_place_is_the_same_as_building() {
        let mut policy = Policy::uniform(&mdp());
        policy.become_greedy(
            &mdp(),
            |_, row| row.copy_from_slice(&[1.0, 0.0, 3.0]),
            Ties::First,
        );
        assert_eq!(policy, of([1.0, 0.0, 3.0], Ties::First));
        assert_eq!(policy.actions(0).collect::<Vec<_>>(), [(2, 1.0)]);
    }
}
