//! Random numbers that are the same on every machine: `SplitMix64`.

/// A stream of random numbers.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// One of several.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A size of a terminal: mostly a usual one, at times a tiny one, at times anything up to 500 × 200.
    pub fn size(&mut self) -> (u16, u16) {
        let (columns, rows) = match self.below(4) {
            0 => (1 + self.below(70), 1 + self.below(20)),
            1 => (1 + self.below(500), 1 + self.below(200)),
            _ => (60 + self.below(150), 16 + self.below(50)),
        };
        (columns as u16, rows as u16)
    }

    /// A text that somebody might paste.
    pub fn text(&mut self) -> String {
        const LETTERS: [char; 16] = [
            '0', '.', '5', 'e', '-', 'q', ' ', '\n', '\t', '中', 'é', '★', '1', ',', '\u{1b}',
            '\u{0}',
        ];
        (0..self.below(40)).map(|_| self.one_of(&LETTERS)).collect()
    }
}

/// How many events are tried: as many as the variable of this name says, else so many.
pub fn events(usual: usize) -> usize {
    let wanted = std::env::var("QLENS_FUZZ_EVENTS");
    wanted
        .ok()
        .and_then(|wanted| wanted.parse().ok())
        .unwrap_or(usual)
}
