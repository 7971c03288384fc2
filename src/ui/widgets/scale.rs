//! Axes in round numbers: labels at steps of 1, 2, 2.5 or 5 times a power of ten, always the same number of rows apart.

use crate::app::format;
use crate::session::round::in_series;

/// From so many rows on two labels are too few.
const ROOMY: u16 = 5;
/// The digits of steps that are round.
const DIGITS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
/// What rounding errors make of a whole number.
const HAIR: f64 = 1e-6;
/// The decimals of a label, at most.
const MOST_DECIMALS: usize = 6;

/// A vertical axis: what each of its rows stands for, and which of them are labelled.
///
/// A label stands on the row of exactly its value, and all labels are equally far apart; what rows are left over extends the
/// range a little.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What the first row stands for.
    top: f64,
    /// How much less each row stands for than the one above it.
    per_row: f64,
    rows: u16,
    range: (f64, f64),
    decimals: usize,
    labels: Vec<(u16, f64)>,
}

impl Axis {
    /// An axis of so many rows that holds the range from `low` to `high`.
    pub fn over(low: f64, high: f64, rows: u16) -> Self {
        let bare = Self::bare(low, high, rows);
        let range = high - low;
        if !(range.is_finite() && range > 0.0) || rows < 2 {
            return bare;
        }
        let wanted = if rows < ROOMY { 2 } else { 3 };
        let enough = |least: usize| {
            let fitting = bare.labelled().filter(|axis| axis.labels.len() >= least);
            fitting.reduce(|best, axis| {
                let finer = axis.per_row < best.per_row * (1.0 - HAIR);
                if finer { axis } else { best }
            })
        };
        enough(wanted).or_else(|| enough(2)).unwrap_or(bare)
    }

    /// The same without labels, from the top of the first row to the bottom of the last.
    pub fn bare(low: f64, high: f64, rows: u16) -> Self {
        let range = Some(high - low).filter(|range| range.is_finite() && *range > 0.0);
        let quarter = range.unwrap_or(1.0) / (f64::from(rows.max(1)) * 4.0 - 1.0);
        Self {
            top: high - quarter,
            per_row: quarter * 4.0,
            rows,
            range: (low, high),
            decimals: 0,
            labels: Vec::new(),
        }
    }

    /// How far a value is below the first row, in rows.
    pub fn row(&self, value: f64) -> f64 {
        (self.top - value) / self.per_row
    }

    /// Where a value lies: beyond the first row, on the axis, or beyond the last.
    pub fn place(&self, value: f64) -> Place {
        let row = self.row(value);
        let slack = (self.range.1 - self.range.0) * 1e-9;
        match () {
            () if value > self.range.1 + slack && row < -0.5 => Place::Above,
            () if value < self.range.0 - slack && row >= f64::from(self.rows) - 0.5 => Place::Below,
            () => Place::Within,
        }
    }

    /// The rows that are labelled, from the top, with their labels.
    pub fn labels(&self) -> impl Iterator<Item = (u16, String)> + '_ {
        let labels = self.labels.iter();
        labels.map(|&(row, value)| (row, self.print(value)))
    }

    /// Print a value that lies beyond the axis: as the labels are, but with as many decimals as it takes to be beyond in print too.
    pub fn print_beyond(&self, value: f64) -> String {
        let (low, high) = self.range;
        let beyond = |decimals: &usize| {
            let unit = libm::pow(10.0, *decimals as f64);
            let printed = libm::round(value * unit) / unit;
            printed < low || printed > high
        };
        let decimals = (self.decimals..=MOST_DECIMALS).find(beyond);
        format::fixed(value, decimals.unwrap_or(MOST_DECIMALS))
    }

    fn print(&self, value: f64) -> String {
        format::fixed(value, self.decimals)
    }

    /// For each distance between labels the axis with the finest step that holds the range.
    fn labelled(&self) -> impl Iterator<Item = Self> + '_ {
        let closest = if self.rows < 4 { 1 } else { 2 };
        (closest..self.rows).filter_map(|apart| {
            let (low, high) = self.range;
            let least = (high - low) / f64::from(self.rows - 1) * f64::from(apart);
            let mut steps = round_steps(least);
            steps.find_map(|step| self.stepped(step, apart))
        })
    }

    /// The axis with labels that are `step` and so many rows apart; none if it does not hold the range.
    fn stepped(&self, step: f64, apart: u16) -> Option<Self> {
        let per_row = step / f64::from(apart);
        let extent = per_row * f64::from(self.rows - 1);
        let (top, first) = self.ends(step, apart);
        let (low, high) = self.range;
        let holds = top >= high - per_row * HAIR && top - extent <= low + per_row * HAIR;
        let labels = (first..self.rows).step_by(usize::from(apart));
        let value = |row: u16| top - per_row * f64::from(row);
        let labels: Vec<(u16, f64)> = labels.map(|row| (row, value(row))).collect();
        holds.then(|| Self {
            top,
            per_row,
            decimals: decimals(&labels, step),
            labels,
            ..*self
        })
    }

    /// What the first row of that axis stands for, and which row its first label is on.
    ///
    /// A range that begins at 0 has 0 on its last row: what cannot be negative needs no room below.
    fn ends(&self, step: f64, apart: u16) -> (f64, u16) {
        let (low, high) = self.range;
        let per_row = step / f64::from(apart);
        if low == 0.0 {
            let last = self.rows - 1;
            return (per_row * f64::from(last), last % apart);
        }
        // Labels at both ends where they are whole steps apart, else at the multiples of the step; with 0 inside, and room for more
        // than two of them, always at these.
        let has_zero = low >= 0.0 || high <= 0.0 || is_whole(high / step) || self.rows < ROOMY;
        if has_zero && is_whole((high - low) / step) {
            return (high, 0);
        }
        let rows = whole_up(high / per_row);
        let first = (rows as i64).rem_euclid(i64::from(apart));
        (rows * per_row, first as u16)
    }
}

/// Where a value lies on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Above all of it.
    Above,
    /// On it.
    Within,
    /// Below all of it.
    Below,
}

/// The round steps from `least` on.
fn round_steps(least: f64) -> impl Iterator<Item = f64> {
    let exponent = libm::floor(libm::log10(least) + 1e-9);
    let digits = (0..3).flat_map(|tens| DIGITS.map(|digit| (tens, digit)));
    let steps = digits.map(move |(tens, digit)| digit * in_series(exponent, 3 * tens));
    steps.filter(move |step| *step >= least * (1.0 - HAIR))
}

fn is_whole(number: f64) -> bool {
    (number - libm::round(number)).abs() < HAIR
}

/// The next whole number up; one that is whole but for rounding errors is that.
fn whole_up(number: f64) -> f64 {
    libm::ceil(number - HAIR)
}

/// The decimals that tell the labels exactly: none for whole ones, else at least two.
fn decimals(labels: &[(u16, f64)], step: f64) -> usize {
    let exact = |decimals: i32| {
        let unit = libm::pow(10.0, f64::from(decimals));
        let mut values = labels.iter().map(|label| label.1).chain([step]);
        values.all(|value| is_whole(value * unit))
    };
    let most = MOST_DECIMALS as i32;
    match (0..most).find(|decimals| exact(*decimals)) {
        Some(0) => 0,
        found => found.unwrap_or(most).max(2) as usize,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The labels and the rows that they stand on.
    fn told(low: f64, high: f64, rows: u16) -> String {
        let axis = Axis::over(low, high, rows);
        let labels = axis.labels().map(|(row, label)| format!("{row}: {label}"));
        labels.collect::<Vec<_>>().join("  ")
    }

    #[test]
    fn labels_are_few_round_and_evenly_spaced() {
        assert_eq!(told(0.4, 0.9, 3), "0: 0.90  1: 0.65  2: 0.40");
        assert_eq!(told(0.4, 0.9, 4), "0: 0.90  3: 0.40");
        assert_eq!(told(0.4, 0.9, 8), "0: 0.90  3: 0.65  6: 0.40");
        assert_eq!(told(-100.0, 0.0, 3), "0: 0  1: −50  2: −100");
        assert_eq!(told(-100.0, 0.0, 8), "0: 0  3: −50  6: −100");
        assert_eq!(told(-20_000.0, 0.0, 12), "0: 0  5: −10,000  10: −20,000");
        assert_eq!(told(-14.0, 0.0, 7), "0: 0  2: −5  4: −10  6: −15");
        assert_eq!(told(0.0, 1.0, 2), "0: 1  1: 0");
    }

    #[test]
    fn a_range_across_zero_has_a_label_at_zero() {
        assert_eq!(told(-100.0, 10.0, 8), "1: 0  4: −50  7: −100");
        assert_eq!(told(-1.0, 1.0, 3), "0: 1  1: 0  2: −1");
        assert_eq!(told(-0.25, 0.35, 8), "0: 0.40  2: 0.20  4: 0.00  6: −0.20");
    }

    #[test]
    fn a_range_that_begins_at_zero_ends_there() {
        assert_eq!(told(0.0, 120.0, 8), "1: 150  3: 100  5: 50  7: 0");
        assert_eq!(told(0.0, 1.0, 8), "1: 1.00  4: 0.50  7: 0.00");
    }

    #[test]
    fn what_is_told_beyond_the_axis_is_beyond_it_in_print() {
        let axis = Axis::over(0.0, 4.0, 9);
        assert_eq!(axis.place(-0.4), Place::Below);
        let printed = [-0.4, -0.04, -3.0, 4.3, 1e9].map(|value| axis.print_beyond(value));
        assert_eq!(printed, ["−0.4", "−0.04", "−3", "4.3", "1,000,000,000"]);
    }

    #[test]
    fn without_extent_or_rows_nothing_is_labelled() {
        for (low, high, rows) in [
            (3.0, 3.0, 9),
            (f64::NAN, 1.0, 9),
            (0.0, 1.0, 1),
            (0.0, 1.0, 0),
        ] {
            assert_eq!(told(low, high, rows), "");
        }
    }

    #[test]
    fn without_labels_the_range_fills_all_rows() {
        let axis = Axis::bare(0.0, 7.0, 2);
        assert_eq!((axis.row(7.0), axis.row(0.0)), (-0.25, 1.5));
    }

    #[test]
    fn what_no_row_stands_for_lies_beyond() {
        let axis = Axis::over(-100.0, 0.0, 8);
        let places = [30.0, 0.0, -100.0, -124.0, -126.0].map(|value| axis.place(value));
        let on_it = Place::Within;
        assert_eq!(places, [Place::Above, on_it, on_it, on_it, Place::Below]);
    }

    proptest! {
        #[test]
        fn every_label_stands_on_the_row_of_its_value_and_the_range_is_held(
            low in -1e6..1e6f64, extent in 1e-3..1e6f64, rows in 2u16..40
        ) {
            let high = low + extent;
            let axis = Axis::over(low, high, rows);
            prop_assert!(axis.labels.len() <= usize::from(rows));
            for &(row, value) in &axis.labels {
                prop_assert!((axis.row(value) - f64::from(row)).abs() < 1e-6);
            }
            let gaps: Vec<u16> = axis.labels.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
            prop_assert!(gaps.windows(2).all(|pair| pair[0] == pair[1]));
            prop_assert!(axis.row(high) > -0.5 && axis.row(low) <= f64::from(rows) - 0.5 + 1e-6);
        }

        #[test]
        fn an_axis_with_room_has_labels(
            low in -1e6..1e6f64, extent in 1e-3..1e6f64, rows in 4u16..40
        ) {
            prop_assert!(Axis::over(low, low + extent, rows).labels.len() >= 2);
        }
    }
}
