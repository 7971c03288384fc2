//! The random numbers of a run: two streams from one seed, and how a word of them becomes a choice.
//!
//! Everything here is fixed for good: every hash of every run hangs on it. Choices are integer thresholds on one half of a
//! word (inverse distribution function), so that a run draws one word a step whatever happens, luck stays coupled when a
//! probability moves, and the probabilities 0 and 1 are reachable.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

pub use crate::mdp::finalize;
use crate::mdp::{Outcome, Unit, words};

/// The generator of both streams.
pub type Stream = Xoshiro256PlusPlus;

/// One more than the largest half of a word.
pub const HALF: u64 = 1 << 32;

const CHANCE: u64 = 0x6368_616E_6365;
const LEARNER: u64 = 0x006C_6561_726E_6572;

/// Begin the stream that decides what happens: exactly one word a step, and one for the first start.
pub fn chance(seed: u64) -> Stream {
    stream(seed ^ CHANCE)
}

/// Begin the stream that belongs to the learner alone: coins, planning, replay.
pub fn learner(seed: u64) -> Stream {
    stream(seed ^ LEARNER)
}

/// Seed a generator with four words of `SplitMix64`.
fn stream(state: u64) -> Stream {
    let mut bytes = [0; 32];
    for (part, word) in bytes.chunks_exact_mut(8).zip(words(state)) {
        part.copy_from_slice(&word.to_le_bytes());
    }
    Stream::from_seed(bytes)
}

/// The half of a word that the world draws from: outcomes and starts.
#[inline]
pub fn high(word: u64) -> u64 {
    word >> 32
}

/// The half of a word that the policy draws from: whether to explore, which action, ties.
#[inline]
pub fn low(word: u64) -> u64 {
    word & (HALF - 1)
}

/// Turn probabilities into cumulative thresholds round(2³²·Σp); the last one is 2³² whatever they sum to.
pub fn thresholds(probabilities: impl ExactSizeIterator<Item = f64>) -> impl Iterator<Item = u64> {
    let last = probabilities.len().saturating_sub(1);
    let mut sum = 0.0;
    probabilities.enumerate().map(move |(index, probability)| {
        sum += probability;
        if index == last {
            HALF
        } else {
            ((sum * HALF as f64).round() as u64).min(HALF)
        }
    })
}

/// Choose by a half: the first entry whose threshold is above it.
pub fn pick(half: u64, mut thresholds: impl Iterator<Item = u64>) -> usize {
    thresholds
        .position(|threshold| half < threshold)
        .unwrap_or(0)
}

/// Choose what happens after an action.
pub fn pick_outcome(half: u64, outcomes: &[Outcome]) -> usize {
    pick(
        half,
        thresholds(outcomes.iter().map(|outcome| outcome.probability)),
    )
}

/// How ε and the tied best actions share the low half of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exploration {
    threshold: u64,
}

impl Exploration {
    /// Explore with probability ε = `epsilon`, to 2⁻³² exactly; 0 and 1 are exact.
    pub fn new(epsilon: Unit) -> Self {
        // Rounded half up, as `round` does, for which many processors have no instruction.
        let exact = epsilon.get() * HALF as f64;
        let below = exact as i64;
        let above = i64::from(exact - below as f64 >= 0.5);
        Self {
            threshold: (below + above) as u64,
        }
    }

    /// Halves below it explore.
    #[inline]
    pub fn threshold(self) -> u64 {
        self.threshold
    }

    /// Which of `n_legal` actions `half` explores; none if it does not explore.
    #[inline]
    pub fn explored(self, half: u64, n_legal: usize) -> Option<usize> {
        (half < self.threshold).then(|| (half * n_legal as u64 / self.threshold) as usize)
    }

    /// The least halves that explore action 1, 2, … of `n_legal`: comparing with them is [`Self::explored`] without a division.
    pub fn cuts(self, n_legal: usize) -> impl Iterator<Item = u64> {
        let n_legal = n_legal as u64;
        (1..n_legal).map(move |action| (action * self.threshold).div_ceil(n_legal))
    }

    /// Which of `tied` equally good actions a half that does not explore takes.
    #[inline]
    pub fn tied(self, half: u64, tied: usize) -> usize {
        ((half - self.threshold) * tied as u64 / (HALF - self.threshold)) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::Rng;

    use super::*;

    #[test]
    fn the_words_of_both_streams_are_fixed_for_good() {
        // Worked out by an independent program from the published SplitMix64 and xoshiro256++.
        let words = |mut stream: Stream| [stream.next_u64(), stream.next_u64(), stream.next_u64()];
        assert_eq!(words(chance(12)), CHANCE_12);
        assert_eq!(words(learner(12)), LEARNER_12);
        assert_ne!(words(chance(12)), words(chance(13)));
    }

    const CHANCE_12: [u64; 3] = [
        0x1DC0_4380_9351_F27C,
        0xAB71_E2DE_9DCB_C6F4,
        0x27E1_40AC_E21D_7EE4,
    ];
    const LEARNER_12: [u64; 3] = [
        0x0930_DAE2_F011_D961,
        0xDE96_DF01_9C2C_E864,
        0x5AF4_8BA9_F45C_6AA5,
    ];

    #[test]
    fn thirds_split_the_halves_at_the_rounded_sums() {
        let thirds = [
            0.333_333_333_333_333_37,
            0.333_333_333_333_333_3,
            0.333_333_333_333_333_37,
        ];
        let found: Vec<u64> = thresholds(thirds.into_iter()).collect();
        assert_eq!(found, [1_431_655_765, 2_863_311_531, HALF]);
        let choose = |half| pick(half, thresholds(thirds.into_iter()));
        assert_eq!(choose(0), 0);
        assert_eq!(choose(1_431_655_764), 0);
        assert_eq!(choose(1_431_655_765), 1);
        assert_eq!(choose(2_863_311_531), 2);
        assert_eq!(choose(HALF - 1), 2);
    }

    #[test]
    fn zero_never_explores_and_one_always_does() {
        let never = Exploration::new(Unit::ZERO);
        assert_eq!(never.explored(0, 4), None);
        assert_eq!(never.tied(0, 2), 0);
        assert_eq!(never.tied(HALF - 1, 2), 1);
        let always = Exploration::new(Unit::ONE);
        assert_eq!(always.explored(0, 4), Some(0));
        assert_eq!(always.explored(HALF - 1, 4), Some(3));
    }

    #[test]
    fn a_threshold_is_rounded_as_ever() {
        let nearly = 0.5_f64.next_down();
        for exact in [
            0.0,
            nearly,
            0.5,
            1.0 - f64::EPSILON,
            1.5,
            2.0 + nearly,
            2.5,
            4_294_967_295.5,
        ] {
            let epsilon = Unit::new(exact / HALF as f64).unwrap();
            assert_eq!(Exploration::new(epsilon).threshold() as f64, exact.round());
        }
    }

    #[test]
    fn a_fifth_of_the_halves_explores_both_actions_alike() {
        // ε = 0.2: T = 858993459; the second action from ⌈T/2⌉ = 429496730 on.
        let fifth = Exploration::new(Unit::literal(0.2));
        assert_eq!(fifth.threshold(), 858_993_459);
        assert_eq!(fifth.explored(429_496_729, 2), Some(0));
        assert_eq!(fifth.explored(429_496_730, 2), Some(1));
        assert_eq!(fifth.explored(858_993_458, 2), Some(1));
        assert_eq!(fifth.explored(858_993_459, 2), None);
    }

    proptest! {
        #[test]
        fn cuts_choose_as_the_division_does(epsilon in 0.0..=1.0f64, n in 1usize..9, half in 0..HALF) {
            let exploration = Exploration::new(Unit::new(epsilon).unwrap());
            if let Some(explored) = exploration.explored(half, n) {
                prop_assert!(explored < n);
                prop_assert_eq!(exploration.cuts(n).filter(|&cut| half >= cut).count(), explored);
            } else {
                for tied in 1..5 {
                    prop_assert!(exploration.tied(half, tied) < tied);
                }
            }
        }
    }
}
