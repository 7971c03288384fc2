//! What is left to chance: ε-soft policies, Sutton & Barto section 5.4.
//!
//! An ε-soft policy takes every legal action with at least the probability ε / |A(s)|. The best of them chooses as one would in a
//! world that takes a random legal action instead with probability ε. ε = 0 leaves everything to the policy: the plain case.

use crate::mdp::{Mdp, Unit};

/// The share ε of all actions that is left to chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Soft(f64);

impl Soft {
    /// Leave `epsilon` to chance.
    pub fn new(epsilon: Unit) -> Self {
        Self(epsilon.get())
    }

    /// Whether nothing is left to chance.
    pub fn is_plain(self) -> bool {
        self.0 == 0.0
    }

    /// What choosing an action comes to that is worth `chosen` where all legal ones are worth `mean` on average.
    pub fn mix(self, chosen: f64, mean: f64) -> f64 {
        // One of them may be infinite, and nothing of infinity is not a number.
        match self.0 {
            0.0 => chosen,
            1.0 => mean,
            epsilon => (1.0 - epsilon) * chosen + epsilon * mean,
        }
    }

    /// The average of what the legal actions of a state are worth; nothing is asked where it does not count.
    pub fn mean(self, mdp: &Mdp, state: usize, worth: impl Fn(usize) -> f64) -> f64 {
        if self.is_plain() {
            return 0.0;
        }
        average(mdp.legal(state).map(worth))
    }

    /// The actions that are taken in `state` if `choice` is the one that is chosen there, and how likely each is.
    pub fn actions(
        self,
        mdp: &Mdp,
        state: usize,
        choice: usize,
    ) -> impl Iterator<Item = (usize, f64)> + '_ {
        // Without exploration nobody looks at the other actions: it is the case of most callers, and of large models.
        let sure = self.is_plain().then_some((choice, 1.0));
        let legal = (!self.is_plain()).then(|| mdp.legal(state));
        let count = legal.clone().map_or(0, Iterator::count);
        let (share, chosen) = (self.0 / count as f64, 1.0 - self.0);
        let weight = move |action| share + if action == choice { chosen } else { 0.0 };
        let taken = legal.into_iter().flatten();
        let taken = taken.map(move |action| (action, weight(action)));
        let taken = taken.filter(|&(_, weight)| weight > 0.0);
        sure.into_iter().chain(taken)
    }
}

/// The average of some numbers; 0 of none.
pub(super) fn average(numbers: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_u32);
    for number in numbers {
        sum += number;
        count += 1;
    }
    sum / f64::from(count.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{MdpBuilder, Outcome};

    /// One state of three actions, of which the second is illegal, and the end.
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
        builder.build().expect("a model")
    }

    fn soft(epsilon: f64) -> Soft {
        Soft::new(Unit::literal(epsilon))
    }

    #[test]
    fn chance_takes_legal_actions_only_and_the_chosen_one_too() {
        let of = |epsilon| soft(epsilon).actions(&mdp(), 0, 2).collect::<Vec<_>>();
        assert_eq!(of(0.5), [(0, 0.25), (2, 0.75)]);
        assert_eq!(of(0.0), [(2, 1.0)]);
        assert_eq!(of(1.0), [(0, 0.5), (2, 0.5)]);
    }

    #[test]
    fn a_choice_is_worth_a_mixture_and_infinities_do_not_spoil_it() {
        assert_eq!(soft(0.25).mix(8.0, 4.0), 7.0);
        assert_eq!(soft(0.0).mix(8.0, f64::NAN), 8.0);
        assert_eq!(soft(1.0).mix(f64::INFINITY, 4.0), 4.0);
        let worth = |action| [1.0, f64::NAN, 5.0][action];
        assert_eq!(soft(0.5).mean(&mdp(), 0, worth), 3.0);
        assert_eq!(soft(0.5).mean(&mdp(), 1, worth), 0.0);
    }
}
