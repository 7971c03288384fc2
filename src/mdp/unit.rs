//! A number between 0 and 1, both reachable.

use std::fmt;

/// A finite number in [0, 1]: a step size, a discount, an exploration rate, a probability.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Unit(f64);

/// Why a number is no [`Unit`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} is not between 0 and 1")]
pub struct NotInUnit(pub f64);

impl Unit {
    /// Zero.
    pub const ZERO: Self = Self(0.0);
    /// One.
    pub const ONE: Self = Self(1.0);

    /// Take `value` if it is in [0, 1]; −0 becomes 0.
    ///
    /// # Errors
    /// For NaN, infinities and everything outside [0, 1].
    pub fn new(value: f64) -> Result<Self, NotInUnit> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value + 0.0))
        } else {
            Err(NotInUnit(value))
        }
    }

    /// The number of [0, 1] that is nearest to `value`; 0 for NaN.
    pub const fn nearest(value: f64) -> Self {
        if value >= 1.0 {
            Self::ONE
        } else if value > 0.0 {
            Self(value)
        } else {
            Self::ZERO
        }
    }

    /// Take a value that the program itself writes down.
    ///
    /// # Panics
    /// Outside [0, 1]; in a constant that is a compile-time error.
    pub const fn literal(value: f64) -> Self {
        assert!(value >= 0.0 && value <= 1.0, "a literal outside [0, 1]");
        Self(value)
    }

    /// The number itself.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_reachable() {
        assert_eq!(Unit::new(0.0), Ok(Unit::ZERO));
        assert_eq!(Unit::new(1.0), Ok(Unit::ONE));
    }

    #[test]
    fn nothing_else_gets_in() {
        for bad in [
            f64::NAN,
            f64::INFINITY,
            -f64::INFINITY,
            -1e-300,
            1.0 + f64::EPSILON,
            1.2,
        ] {
            assert!(Unit::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_nearest_is_the_number_itself_or_an_end() {
        let nearest = [-1.0, -0.0, 0.3, 1.0, 2.0, f64::NAN].map(|value| Unit::nearest(value).get());
        assert_eq!(nearest, [0.0, 0.0, 0.3, 1.0, 1.0, 0.0]);
        assert_eq!(Unit::nearest(-0.0).get().to_bits(), 0);
    }

    #[test]
    fn negative_zero_becomes_zero() {
        assert_eq!(Unit::new(-0.0).unwrap().get().to_bits(), 0);
    }
}
