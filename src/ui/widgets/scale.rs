//! Round numbers for axes: steps of 1, 2 or 5 times a power of ten.

use crate::app::format;
use crate::session::round::in_series;

/// The values to label between `low` and `high`, at most `most`, and the decimals to print them with.
pub fn ticks(low: f64, high: f64, most: usize) -> (Vec<f64>, usize) {
    let range = high - low;
    if !(range.is_finite() && range > 0.0) || most == 0 {
        return (Vec::new(), 0);
    }
    // Both ends and round steps between, if there are such; else the round numbers in the range, if two or more; else the
    // ends, since one label alone is no scale.
    let even = (1..most)
        .rev()
        .map(|gaps| (range / gaps as f64, gaps))
        .find(|(step, _)| is_round(*step));
    let (values, step) = match even {
        Some((step, gaps)) => (
            (0..=gaps).map(|gap| low + step * gap as f64).collect(),
            step,
        ),
        None => multiples(low, high, most),
    };
    let values: Vec<f64> = if values.len() < 2 && most > 1 {
        vec![low, high]
    } else {
        values
    };
    let decimals = decimals(&values, step);
    (values, decimals)
}

/// The multiples of the finest 1-2-5 step of which at most `most` lie in the range.
fn multiples(low: f64, high: f64, most: usize) -> (Vec<f64>, f64) {
    let exponent = libm::floor(libm::log10((high - low) / most as f64));
    (0..8)
        .map(|place| in_series(exponent, place))
        .map(|step| {
            let first = libm::ceil(low / step - 1e-9) as i64;
            let last = libm::floor(high / step + 1e-9) as i64;
            (
                (first..=last)
                    .map(|count| count as f64 * step)
                    .collect::<Vec<_>>(),
                step,
            )
        })
        .find(|(values, _)| values.len() <= most)
        .unwrap_or_default()
}

/// The decimals that tell the labels exactly: none for whole ones, else at least two.
fn decimals(values: &[f64], step: f64) -> usize {
    let exact = |decimals: i32| {
        let unit = libm::pow(10.0, f64::from(decimals));
        values
            .iter()
            .chain([&step])
            .all(|value| (value * unit - libm::round(value * unit)).abs() < 1e-6)
    };
    match (0..6).find(|decimals| exact(*decimals)) {
        Some(0) => 0,
        found => found.unwrap_or(6).max(2) as usize,
    }
}

/// Print a label of an axis.
pub fn label(value: f64, decimals: usize) -> String {
    format::fixed(value, decimals)
}

/// Whether the step is 1, 2, 2.5 or 5 times a power of ten.
fn is_round(step: f64) -> bool {
    let power = libm::pow(10.0, libm::floor(libm::log10(step) + 1e-9));
    [1.0, 2.0, 2.5, 5.0]
        .iter()
        .any(|digit| (step / power - digit).abs() < 1e-6)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_few_and_round() {
        let near = |(values, decimals): (Vec<f64>, usize)| {
            (values
                .iter()
                .map(|value| label(*value, decimals))
                .collect::<Vec<_>>())
            .join(" ")
        };
        assert_eq!(near(ticks(0.5, 0.9, 4)), "0.50 0.70 0.90");
        assert_eq!(near(ticks(0.4, 0.9, 3)), "0.40 0.65 0.90");
        assert_eq!(near(ticks(-100.0, 0.0, 4)), "−100 −50 0");
        assert_eq!(near(ticks(-14.0, 0.0, 4)), "−10 −5 0");
        assert_eq!(near(ticks(0.5, 0.85, 4)), "0.50 0.60 0.70 0.80");
        assert_eq!(near(ticks(0.0, 1.0, 2)), "0 1");
        assert_eq!(near(ticks(0.0, 4.0, 2)), "0 4");
        assert_eq!(near(ticks(3.0, 3.0, 4)), "");
    }

    proptest! {
        #[test]
        fn there_are_never_too_many_ticks(low in -1e6..1e6f64, extent in 1e-3..1e6f64, most in 1usize..9) {
            let (values, _) = ticks(low, low + extent, most);
            prop_assert!(values.len() <= most);
        }
    }
}
