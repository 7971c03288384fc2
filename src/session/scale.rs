//! The fixed scales that values and errors are drawn on.

use super::round::nice_range;

/// What has a scale of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaled {
    /// Values, believed or exact.
    Values,
    /// Q − Q*.
    Errors,
}

/// A range with round ends that values are colored and drawn by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Drawn darkest, or as an empty bar.
    pub low: f64,
    /// Drawn brightest, or as a full bar.
    pub high: f64,
}

impl Scale {
    /// The hull of 0 and `values`, rounded outward to multiples of the 1-2-5 step nearest to a fifth of its width.
    ///
    /// Values that are not finite are left out; nothing but zeros gives 0 to 1.
    pub fn around(values: impl IntoIterator<Item = f64>) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((0.0, 0.0), |(low, high), value| {
            (
                if value < low { value } else { low },
                if value > high { value } else { high },
            )
        });
        if low == high {
            return Self {
                low: 0.0,
                high: 1.0,
            };
        }
        let (low, high) = nice_range(low, high);
        Self { low, high }
    }

    /// So far to either side of 0.
    pub const fn about_zero(most: f64) -> Self {
        Self {
            low: -most,
            high: most,
        }
    }

    /// Whether `value` can be drawn on it.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Where `value` lies between the ends, from 0 to 1; clamped.
    pub fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_round_and_zero_is_inside() {
        let of = |values: &[f64]| {
            let scale = Scale::around(values.iter().copied());
            (scale.low, scale.high)
        };
        assert_eq!(of(&[8.9, 9.0]), (0.0, 10.0));
        assert_eq!(of(&[-13.0, -1.0]), (-14.0, 0.0));
        assert_eq!(of(&[1.0, 0.3]), (0.0, 1.0));
        assert_eq!(of(&[0.3]), (0.0, 0.3));
        assert_eq!(of(&[0.0]), (0.0, 1.0));
        assert_eq!(of(&[f64::INFINITY, f64::NAN, 3.0]), (0.0, 3.0));
        assert_eq!(of(&[-13.000_000_000_000_002]), (-14.0, 0.0));
    }

    #[test]
    fn shares_are_clamped() {
        let scale = Scale {
            low: -14.0,
            high: 0.0,
        };
        assert_eq!(
            [-113.0, -7.0, 0.0, 5.0].map(|value| scale.share(value)),
            [0.0, 0.5, 1.0, 1.0]
        );
        assert!(scale.holds(-14.0) && !scale.holds(-14.5));
        assert!(Scale::about_zero(3.0).holds(-3.0) && !Scale::about_zero(3.0).holds(3.1));
    }
}
