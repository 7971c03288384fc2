//! Words that look random: `SplitMix64` (Steele, Lea & Flood 2014), for whoever needs a few of them or many.

/// What the state of `SplitMix64` grows by from word to word: 2⁶⁴ over the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mix a word without a state of its own: the finalizer of `SplitMix64`.
#[inline]
pub fn finalize(word: u64) -> u64 {
    let z = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The words of `SplitMix64` from `state` on, without an end.
pub fn words(mut state: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_with(move || {
        state = state.wrapping_add(GOLDEN);
        finalize(state)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_splitmix64() {
        // The first outputs from state 0, as published with the generator.
        let found: Vec<u64> = words(0).take(3).collect();
        let published = [
            0xE220_A839_7B1D_CDAF,
            0x6E78_9E6A_A1B9_65F4,
            0x06C4_5D18_8009_454F,
        ];
        assert_eq!(found, published);
    }
}
