//! Round numbers: 1, 2 or 5 times a power of ten, for scales, axes and windows.

/// The step of the 1-2-5 series nearest to `target`; 1 where there is none.
pub fn nice_step(target: f64) -> f64 {
    if !(target.is_finite() && target > 0.0) {
        return 1.0;
    }
    let exponent = libm::floor(libm::log10(target));
    (0..4)
        .map(|place| in_series(exponent, place))
        .min_by(|one, two| (one - target).abs().total_cmp(&(two - target).abs()))
        .unwrap_or(1.0)
}

/// The least of 1, 2 or 5 times a power of ten that is not below `value`; 1 where there is none.
pub fn round_up(value: f64) -> f64 {
    if !(value.is_finite() && value > 0.0) {
        return 1.0;
    }
    let exponent = libm::floor(libm::log10(value));
    let steps = (0..4).map(|place| in_series(exponent, place));
    // A hair of slack: 99.99999999999999 is 100 that was worked out.
    steps
        .into_iter()
        .find(|step| *step >= value * (1.0 - 1e-12))
        .unwrap_or(value)
}

/// The greatest of 1, 2 or 5 times a power of ten that is not above `value`; 1 where it is below 1.
pub fn round_down(value: f64) -> f64 {
    if !(value.is_finite() && value >= 1.0) {
        return 1.0;
    }
    let exponent = libm::floor(libm::log10(value));
    let steps = (0..4).map(|place| in_series(exponent, place));
    steps
        .take_while(|step| *step <= value * (1.0 + 1e-12))
        .last()
        .unwrap_or(1.0)
}

/// Round the range outward to the 1-2-5 step nearest to a fifth of it: 0…9 gives 0…10, −13…0 gives −14…0.
///
/// A range without extent gets a step at either side.
pub fn nice_range(min: f64, max: f64) -> (f64, f64) {
    if !(min.is_finite() && max.is_finite()) {
        return (0.0, 1.0);
    }
    let (min, max) = (min.min(max), max.max(min));
    // Less than rounding errors make of an exact number is no extent.
    if max - min <= 1e-9 * min.abs().max(max.abs()) {
        let step = if min == 0.0 {
            1.0
        } else {
            nice_step(min.abs() / 10.0)
        };
        return (
            outward(min - step, step, libm::floor),
            outward(max + step, step, libm::ceil),
        );
    }
    let step = nice_step((max - min) / 5.0);
    (
        outward(min, step, libm::floor),
        outward(max, step, libm::ceil),
    )
}

/// Member `place` of 1, 2, 5, 10, 20, 50 …, times ten to the power of `exponent`.
pub fn in_series(exponent: f64, place: i32) -> f64 {
    let digit = [1.0, 2.0, 5.0][(place % 3) as usize];
    let exponent = exponent + f64::from(place / 3);
    // Dividing by a whole power gives the nearest double to 0.2; multiplying by 0.1 does not.
    if exponent < 0.0 {
        digit / libm::pow(10.0, -exponent)
    } else {
        digit * libm::pow(10.0, exponent)
    }
}

/// Round to a multiple of `step`; a value that is one already, but for rounding errors, stays.
fn outward(value: f64, step: f64, round: fn(f64) -> f64) -> f64 {
    let count = value / step;
    let nearest = libm::round(count);
    let count = if (count - nearest).abs() < 1e-9 {
        nearest
    } else {
        round(count)
    };
    if step < 1.0 {
        count / libm::round(1.0 / step)
    } else {
        count * step
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_rounded_outward_as_the_design_says() {
        assert_eq!(nice_range(0.0, 9.0), (0.0, 10.0));
        assert_eq!(nice_range(-13.0, 0.0), (-14.0, 0.0));
        assert_eq!(nice_range(0.0, 1.0), (0.0, 1.0));
        assert_eq!(nice_range(-100.0, -13.0), (-100.0, 0.0));
        assert_eq!(nice_range(0.5, 0.85), (0.5, 0.85));
    }

    #[test]
    fn a_range_without_extent_is_widened() {
        assert_eq!(nice_range(-13.0, -13.0), (-14.0, -12.0));
        assert_eq!(nice_range(0.0, 0.0), (-1.0, 1.0));
        assert_eq!(nice_range(f64::NEG_INFINITY, 3.0), (0.0, 1.0));
    }

    #[test]
    fn rounding_errors_are_no_extent() {
        let (low, high) = nice_range(0.3 - 1e-16, 0.3);
        assert!(low < 0.3 && high > 0.3, "{low} {high}");
    }

    #[test]
    fn up_and_down_go_to_the_next_of_the_series() {
        assert_eq!(
            [0.3, 1.0, 83.0, 100.0, 1001.0].map(round_up),
            [0.5, 1.0, 100.0, 100.0, 2000.0]
        );
        assert_eq!(
            [0.0, 1.0, 25.0, 50.0, 500.0, 1999.0].map(round_down),
            [1.0, 1.0, 20.0, 50.0, 500.0, 1000.0]
        );
    }

    proptest! {
        #[test]
        fn a_rounded_range_holds_the_range(low in -1e6..1e6f64, extent in 1e-6..1e6f64) {
            let (min, max) = nice_range(low, low + extent);
            prop_assert!(min <= low + extent * 1e-8 && max >= low + extent * (1.0 - 1e-8));
            prop_assert!(max - min <= extent * 2.5);
        }
    }
}
