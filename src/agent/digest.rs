//! One number for a whole state: FNV-1a, 64 bits (Fowler, Noll & Vo).

use rand::Rng;

use super::chance::Stream;

/// A running hash of everything written to it, in order, as little-endian bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Add a whole number.
    pub fn write(&mut self, value: u64) {
        for byte in value.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Add a value by its bits; −0 counts as 0.
    pub fn write_value(&mut self, value: f64) {
        self.write((value + 0.0).to_bits());
    }

    /// Add a stream: it keeps its state to itself, but its next words tell it as well.
    pub fn write_stream(&mut self, stream: &Stream) {
        let mut stream = stream.clone();
        (0..4).for_each(|_| self.write(stream.next_u64()));
    }

    /// The hash so far.
    pub fn get(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_hash_as_published_fnv_does() {
        let mut digest = Digest::default();
        digest.write(u64::from_le_bytes(*b"chongo w"));
        // Byte by byte by hand: the definition, not this code.
        let expected = b"chongo w"
            .iter()
            .fold(0xcbf2_9ce4_8422_2325u64, |hash, &byte| {
                (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211)
            });
        assert_eq!(digest.get(), expected);
        assert_eq!(Digest::default().get(), 14_695_981_039_346_656_037);
    }

    #[test]
    fn negative_zero_counts_as_zero() {
        let of = |value| {
            let mut digest = Digest::default();
            digest.write_value(value);
            digest
        };
        assert_eq!(of(-0.0), of(0.0));
        assert_ne!(of(1.0), of(-1.0));
    }
}
