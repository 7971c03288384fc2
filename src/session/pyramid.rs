//! A whole series in bounded memory: bins whose width doubles whenever there are too many.

/// How many bins there may be.
const MOST_BINS: usize = 2048;

/// What a stretch of the series came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// How many values.
    pub count: u64,
    /// Their sum: every fourth value added in order, then the four sums in pairs.
    pub sum: f64,
    /// The least of them.
    pub min: f64,
    /// The greatest of them.
    pub max: f64,
}

impl Bin {
    fn join(self, later: Self) -> Self {
        Self {
            count: self.count + later.count,
            sum: self.sum + later.sum,
            min: self.min.min(later.min),
            max: self.max.max(later.max),
        }
    }
}

/// How many sums a bin being filled keeps: adding waits for the addition before, so several go on side by side.
const LANES: usize = 4;

/// A bin being filled; which lane a value goes to depends on its place in the bin alone.
#[derive(Clone, Copy, Debug)]
struct Open {
    count: u64,
    sums: [f64; LANES],
    least: [f64; LANES],
    greatest: [f64; LANES],
}

impl Open {
    const EMPTY: Self = Self {
        count: 0,
        sums: [0.0; LANES],
        least: [f64::INFINITY; LANES],
        greatest: [f64::NEG_INFINITY; LANES],
    };

    #[inline]
    fn add(&mut self, lane: usize, value: f64) {
        self.sums[lane] += value;
        let (least, greatest) = (&mut self.least[lane], &mut self.greatest[lane]);
        *least = if value < *least { value } else { *least };
        *greatest = if value > *greatest { value } else { *greatest };
    }

    /// Add values one by one, from the lane on that is next.
    fn add_few<T>(&mut self, items: &[T], value: impl Fn(&T) -> f64) {
        for item in items {
            self.add(self.count as usize % LANES, value(item));
            self.count += 1;
        }
    }

    /// Add values, as many as there are lanes at a time.
    fn add_all<T>(&mut self, items: &[T], value: impl Fn(&T) -> f64) {
        let before = (LANES - self.count as usize % LANES) % LANES;
        let (head, body) = items.split_at(before.min(items.len()));
        self.add_few(head, &value);
        let rounds = body.chunks_exact(LANES);
        let tail = rounds.remainder();
        self.count += (body.len() - tail.len()) as u64;
        for round in rounds {
            (0..LANES).for_each(|lane| self.add(lane, value(&round[lane])));
        }
        self.add_few(tail, &value);
    }

    fn closed(&self) -> Bin {
        let [a, b, c, d] = self.sums;
        Bin {
            count: self.count,
            sum: (a + b) + (c + d),
            min: self.least.iter().copied().fold(f64::INFINITY, f64::min),
            max: self
                .greatest
                .iter()
                .copied()
                .fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// The series. What it holds depends on the values alone, not on how they were handed over.
#[derive(Clone, Debug)]
pub struct Pyramid {
    stride: u64,
    bins: Vec<Bin>,
    open: Open,
}

impl Default for Pyramid {
    fn default() -> Self {
        Self {
            stride: 1,
            bins: Vec::new(),
            open: Open::EMPTY,
        }
    }
}

impl Pyramid {
    /// Add the next value.
    pub fn push(&mut self, value: f64) {
        self.extend(&[value], |&value| value);
    }

    /// Add the next values, those of `items`; a bin's worth at a time.
    pub fn extend<T>(&mut self, mut items: &[T], value: impl Fn(&T) -> f64) {
        while !items.is_empty() {
            let room = (self.stride - self.open.count) as usize;
            let (now, later) = items.split_at(room.min(items.len()));
            self.open.add_all(now, &value);
            items = later;
            if self.open.count == self.stride {
                self.bins.push(self.open.closed());
                self.open = Open::EMPTY;
                if self.bins.len() == MOST_BINS {
                    self.halve();
                }
            }
        }
    }

    fn halve(&mut self) {
        self.bins = self
            .bins
            .chunks_exact(2)
            .map(|pair| pair[0].join(pair[1]))
            .collect();
        self.stride *= 2;
    }

    /// How many values a full bin holds: a power of two.
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// The full bins, oldest first.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// All bins, the last one perhaps not full.
    pub fn all_bins(&self) -> impl Iterator<Item = Bin> + '_ {
        let open = (self.open.count > 0).then(|| self.open.closed());
        self.bins.iter().copied().chain(open)
    }

    /// Everything together; none before the first value.
    pub fn total(&self) -> Option<Bin> {
        self.all_bins().reduce(Bin::join)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_kept_one_by_one() {
        let mut pyramid = Pyramid::default();
        pyramid.push(3.0);
        pyramid.push(-1.0);
        assert_eq!(pyramid.stride(), 1);
        assert_eq!(pyramid.bins().len(), 2);
        let total = pyramid.total().unwrap();
        assert_eq!(
            (total.count, total.sum, total.min, total.max),
            (2, 2.0, -1.0, 3.0)
        );
    }

    #[test]
    fn memory_is_bounded_and_nothing_is_left_out() {
        let mut pyramid = Pyramid::default();
        let n = 1_000_003u64;
        (0..n).for_each(|value| pyramid.push(value as f64));
        assert!(pyramid.bins().len() < MOST_BINS && pyramid.stride() == 512);
        let total = pyramid.total().unwrap();
        assert_eq!(total.count, n);
        assert_eq!(total.sum, (n * (n - 1) / 2) as f64);
        assert_eq!((total.min, total.max), (0.0, (n - 1) as f64));
        assert_eq!(pyramid.bins()[1].min, 512.0);
    }

    #[test]
    fn an_empty_series_has_no_total() {
        assert_eq!(Pyramid::default().total(), None);
    }
}
