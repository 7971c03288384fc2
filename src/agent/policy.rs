//! The ε-greedy choice (Sutton & Barto 2.2), as a function of one half of a word.

use super::chance::Exploration;
use crate::mdp::Ties;

/// Why an action was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// By chance, whatever its value.
    Explored,
    /// It was the best known.
    Greedy,
    /// It was one of several equally good ones.
    Tied,
    /// By chance, as likely as a policy has it that is learned itself.
    Drawn,
}

/// Choose among `values`, those of the legal actions in order: an index into them, and why.
pub fn choose(half: u64, exploration: Exploration, ties: Ties, values: &[f64]) -> (usize, Choice) {
    if let Some(explored) = exploration.explored(half, values.len()) {
        return (explored, Choice::Explored);
    }
    let best = maximum(values);
    let tied = values.iter().filter(|&&value| value == best).count();
    let rank = match ties {
        Ties::First => 0,
        Ties::Uniform => exploration.tied(half, tied),
    };
    let mut best_ones = values
        .iter()
        .enumerate()
        .filter(|&(_, &value)| value == best);
    let index = best_ones.nth(rank).map_or(0, |(index, _)| index);
    (
        index,
        if tied > 1 {
            Choice::Tied
        } else {
            Choice::Greedy
        },
    )
}

/// The greatest of `values`; 0 for none, as nothing is expected where nothing can be done.
pub fn maximum(values: &[f64]) -> f64 {
    values
        .iter()
        .copied()
        .reduce(|a, b| if b > a { b } else { a })
        .unwrap_or(0.0)
}

/// The sum of `values`, added in pairs: each half of the row, padded to a power of two, is added to the other half until one
/// number is left. It is the order that waits least for the number that comes last, and fixed for good.
#[inline]
pub fn total<I>(values: I) -> f64
where
    I: IntoIterator<Item = f64>,
    I::IntoIter: ExactSizeIterator + Clone,
{
    let values = values.into_iter();
    every(&values, 0, 1)
}

/// The sum of every `stride`th of `values` from `first` on.
fn every<I: ExactSizeIterator<Item = f64> + Clone>(values: &I, first: usize, stride: usize) -> f64 {
    if first + stride >= values.len() {
        return values.clone().nth(first).unwrap_or(0.0);
    }
    every(values, first, 2 * stride) + every(values, first + stride, 2 * stride)
}

#[cfg(test)]
mod tests {
    use super::super::chance::HALF;
    use super::*;
    use crate::mdp::Unit;

    fn with(epsilon: f64) -> Exploration {
        Exploration::new(Unit::new(epsilon).unwrap())
    }

    #[test]
    fn the_best_known_action_is_taken_above_the_threshold() {
        let choice = choose(HALF - 1, with(0.5), Ties::First, &[0.1, 0.3, 0.2]);
        assert_eq!(choice, (1, Choice::Greedy));
    }

    #[test]
    fn below_it_every_action_has_its_share_the_greedy_one_too() {
        let at = |half| choose(half, with(0.5), Ties::First, &[0.1, 0.3]);
        assert_eq!(at(0), (0, Choice::Explored));
        assert_eq!(at(HALF / 4), (1, Choice::Explored));
        assert_eq!(at(HALF / 2), (1, Choice::Greedy));
    }

    #[test]
    fn ties_go_to_the_first_or_to_each_alike() {
        let values = [0.2, 0.5, 0.1, 0.5];
        let at = |half, ties| choose(half, with(0.5), ties, &values);
        assert_eq!(at(HALF - 1, Ties::First), (1, Choice::Tied));
        assert_eq!(at(HALF / 2, Ties::Uniform), (1, Choice::Tied));
        assert_eq!(at(HALF * 3 / 4 - 1, Ties::Uniform), (1, Choice::Tied));
        assert_eq!(at(HALF * 3 / 4, Ties::Uniform), (3, Choice::Tied));
    }

    #[test]
    fn rows_are_added_half_to_half() {
        // 1e16 + 1 is 1e16 again: the order shows.
        assert_eq!(total([1e16, 1.0, -1e16, 1.0]), 2.0);
        assert_eq!(total([1e16, -1e16, 1.0, 1.0]), 0.0);
        assert_eq!(total([1.0, 1e16, 1.0]), 1e16 + 2.0);
        assert_eq!(total([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), 28.0);
        assert_eq!([total([]), total([0.5])], [0.0, 0.5]);
    }

    #[test]
    fn nothing_is_expected_where_nothing_can_be_done() {
        assert_eq!(maximum(&[]), 0.0);
        assert_eq!(maximum(&[-3.0, -1.0, -2.0]), -1.0);
    }
}
