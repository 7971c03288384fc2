//! A set of states, a bit each.

/// A set of states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// None of `len` states.
    pub fn none(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
            len,
        }
    }

    /// Those for which there is a true.
    pub fn of(states: &[bool]) -> Self {
        let mut bits = Self::none(states.len());
        let members = (0..states.len()).filter(|&state| states[state]);
        members.for_each(|state| bits.add(state));
        bits
    }

    /// Take `state` in.
    pub fn add(&mut self, state: usize) {
        self.words[state / 64] |= 1 << (state % 64);
    }

    /// Whether `state` is in it.
    pub fn has(&self, state: usize) -> bool {
        self.words[state / 64] >> (state % 64) & 1 == 1
    }

    /// How many states there are, in it or not.
    pub fn len(&self) -> usize {
        self.len
    }

    /// How many are in it.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// How many of those before `state` are in it.
    pub fn before(&self, state: usize) -> usize {
        let (index, bit) = (state / 64, state % 64);
        let whole: usize = self.words[..index]
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum();
        whole + (self.words[index] & ((1 << bit) - 1)).count_ones() as usize
    }

    /// The one that comes after `rank` others.
    pub fn nth(&self, mut rank: usize) -> Option<usize> {
        for (index, &word) in self.words.iter().enumerate() {
            let here = word.count_ones() as usize;
            if rank < here {
                let bit = (0..64).filter(|bit| word >> bit & 1 == 1).nth(rank);
                return bit.map(|bit| index * 64 + bit);
            }
            rank -= here;
        }
        None
    }

    /// How many words of 64 states it takes.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// Sixty-four states, the first in the lowest bit.
    pub(super) fn word(&self, index: usize) -> u64 {
        self.words[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_counted_also_across_words() {
        let mut bits = Bits::none(130);
        for state in [0, 63, 64, 129] {
            assert!(!bits.has(state));
            bits.add(state);
            assert!(bits.has(state));
        }
        assert_eq!((bits.count(), bits.len(), bits.words()), (4, 130, 3));
        assert_eq!(
            [0, 1, 63, 64, 65, 129].map(|state| bits.before(state)),
            [0, 1, 1, 2, 3, 3]
        );
        assert_eq!(
            [0, 1, 2, 3, 4].map(|rank| bits.nth(rank)),
            [Some(0), Some(63), Some(64), Some(129), None]
        );
    }

    #[test]
    fn truths_are_members() {
        let bits = Bits::of(&[true, false, true]);
        assert_eq!([0, 1, 2].map(|state| bits.has(state)), [true, false, true]);
    }
}
