//! The most visited states, in bounded memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A state, and how often anything was done in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// The state.
    pub state: u32,
    /// How often.
    pub visits: u64,
}

/// The most visited of the states that were offered; of equally visited ones the first.
#[derive(Debug)]
pub struct Ranking {
    most: usize,
    /// The least visited of them on top.
    heap: BinaryHeap<Reverse<(u64, Reverse<u32>)>>,
}

impl Ranking {
    /// Keep `most` of them.
    pub fn of_most(most: usize) -> Self {
        Self {
            most,
            heap: BinaryHeap::with_capacity(most + 1),
        }
    }

    /// Take `state` in if it is among the most visited so far. States have to come in their order.
    pub fn offer(&mut self, state: u32, visits: u64) {
        if self.heap.len() == self.most {
            let least = self.heap.peek().map_or(0, |least| least.0.0);
            // A later state gives way to an earlier one that was visited as often.
            if visits <= least {
                return;
            }
            self.heap.pop();
        }
        self.heap.push(Reverse((visits, Reverse(state))));
    }

    /// Them, the most visited first.
    pub fn in_order(self) -> Vec<Ranked> {
        let sorted = self.heap.into_sorted_vec().into_iter();
        let ranked = sorted.map(|Reverse((visits, Reverse(state)))| Ranked { state, visits });
        ranked.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_head_of_everything_sorted(visits in proptest::collection::vec(0u64..9, 0..60), most in 1usize..12) {
            let mut ranking = Ranking::of_most(most);
            let mut all: Vec<Ranked> = Vec::new();
            for (state, &visits) in (0u32..).zip(&visits) {
                ranking.offer(state, visits);
                all.push(Ranked { state, visits });
            }
            all.sort_by_key(|ranked| (Reverse(ranked.visits), ranked.state));
            all.truncate(most);
            prop_assert_eq!(ranking.in_order(), all);
        }
    }
}
