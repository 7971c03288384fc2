//! Numbers and texts as they are printed: minus signs, separators, decimals, widths.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use crate::text::count;
use crate::text::grouped;

/// The minus sign, U+2212: as wide as a plus, unlike the hyphen.
pub const MINUS: char = '−';

/// What large numbers are counted in.
const UNITS: [(u64, char); 4] = [
    (1_000_000_000_000, 'T'),
    (1_000_000_000, 'G'),
    (1_000_000, 'M'),
    (1_000, 'k'),
];

/// The most decimals of a number that needs more.
const MOST_DECIMALS: usize = 6;
/// What sums of numbers about 1 leave of nothing.
const NOISE: f64 = 1e-15;
/// What is smaller, and needs more, goes by its power of ten.
const SMALL: f64 = 1e-4;

/// Print with exactly `decimals` decimals: "−13.00", "1,095.50"; never "−0.00"; infinite values as "∞".
pub fn fixed(value: f64, decimals: usize) -> String {
    if value.is_nan() {
        return "?".to_owned();
    }
    let digits = if value.is_infinite() {
        "∞".to_owned()
    } else {
        grouped(&format!("{:.decimals$}", value.abs()))
    };
    let negative = value < 0.0 && digits.contains(|digit| matches!(digit, '1'..='9' | '∞'));
    if negative {
        format!("{MINUS}{digits}")
    } else {
        digits
    }
}

/// Print a value with the decimals that its place has room for, and none from 100 on: "8.58", "−12.6", "−113".
pub fn value(value: f64, decimals: usize) -> String {
    // Whatever rounds to 100 with these decimals has none either, so that the width does not jump back and forth.
    let printed = fixed(value, decimals);
    let whole = printed
        .trim_start_matches(MINUS)
        .split('.')
        .next()
        .unwrap_or_default();
    if whole.len() >= 3 {
        fixed(value, 0)
    } else {
        printed
    }
}

/// Print a value within `columns`: with fewer decimals where it is too long, then in thousands, millions … ("38.1M"), then by its
/// power of ten ("2e88"). What has no room even so is "…": digits that are cut would be another number.
pub fn short(number: f64, decimals: usize, columns: usize) -> String {
    let fits = |text: &String| width(text) <= columns;
    let plain = (0..=decimals).rev().map(|decimals| value(number, decimals));
    let unit = UNITS.iter().find(|unit| number.abs() >= unit.0 as f64);
    let scaled = unit.into_iter().flat_map(|&(size, unit)| {
        let number = number / size as f64;
        [1, 0].map(|decimals| format!("{}{unit}", value(number, decimals)))
    });
    let power = format!("{number:.0e}").replace('-', "−");
    let last = truncate("…", columns);
    let mut texts = plain.chain(scaled).chain([power]);
    texts.find(fits).unwrap_or(last)
}

/// Print a difference with its sign: "+0.18", "−0.31"; what rounds to zero has none.
pub fn signed(difference: f64, decimals: usize) -> String {
    let printed = value(difference, decimals);
    let positive = difference > 0.0 && printed.contains(|digit| matches!(digit, '1'..='9' | '∞'));
    if positive {
        format!("+{printed}")
    } else {
        printed
    }
}

/// Print with the fewest decimals that give the value exactly but for what binary arithmetic adds, at least `at_least` and at
/// most 6: "0.50", "0.125". What is too small for that goes by its power of ten: "1e−9".
pub fn shortest(value: f64, at_least: usize) -> String {
    let value = meant(value);
    let printed = (at_least..=MOST_DECIMALS)
        .map(|decimals| (format!("{value:.decimals$}"), decimals))
        .find(|(printed, _)| printed.parse() == Ok(value));
    match printed {
        Some((_, decimals)) => fixed(value, decimals),
        None if value.abs() < SMALL => power(value),
        None => fixed(value, MOST_DECIMALS),
    }
}

/// The number that was meant by one that is off by the rounding of a few sums or products: 0.4 by 0.1 + 0.3.
fn meant(value: f64) -> f64 {
    if value.abs() < NOISE {
        return 0.0;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// Print with three digits at most, and the power of ten: "1.25e−9".
fn power(value: f64) -> String {
    let value = format!("{value:.2e}").parse().unwrap_or(value);
    format!("{value:e}").replace('-', "−")
}

/// Print a reward: whole ones bare ("−1"), others with at least two decimals ("0.80", "0.035").
pub fn reward(reward: f64) -> String {
    if meant(reward) == meant(reward).trunc() {
        fixed(reward, 0)
    } else {
        shortest(reward, 2)
    }
}

/// Print a count in at most five columns or so: "9,999", "12.3k", "4.1M", "2.0G", "3.5T".
pub fn compact(number: u64) -> String {
    if number < 10_000 {
        return count(number);
    }
    let (whole, tenth, unit) = in_units(number);
    if whole >= 100 {
        format!("{}{unit}", count(whole))
    } else {
        format!("{whole}.{tenth}{unit}")
    }
}

/// The same within `columns`: "9.9k" where "9,999" has no room, and "12k" for "12.3k".
pub fn compact_in(number: u64, columns: usize) -> String {
    let (whole, tenth, unit) = in_units(number);
    let mut texts = [
        compact(number),
        format!("{whole}.{tenth}{unit}"),
        format!("{whole}{unit}"),
    ]
    .into_iter();
    let last = truncate("…", columns);
    texts.find(|text| width(text) <= columns).unwrap_or(last)
}

/// Thousands, millions … and tenths of them: cut, not rounded, as 999,999 is not yet a million.
fn in_units(number: u64) -> (u64, u64, char) {
    let unit = UNITS.into_iter().find(|(size, _)| number >= *size);
    let (size, unit) = unit.unwrap_or((1, ' '));
    let tenths = u128::from(number) * 10 / u128::from(size);
    ((tenths / 10) as u64, (tenths % 10) as u64, unit)
}

/// The columns that `text` takes in a terminal; Chinese takes two a character.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Shorten to at most `columns`, with "…" for what is cut.
pub fn truncate(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else {
        return String::new();
    };
    let mut used = 0;
    let mut short: String = text
        .chars()
        .take_while(|letter| {
            used += letter.width().unwrap_or(0);
            used <= room
        })
        .collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Fill with blanks at the right up to `columns`, or shorten to them.
pub fn pad_right(text: &str, columns: usize) -> String {
    let text = truncate(text, columns);
    let blanks = columns - width(&text);
    text + &" ".repeat(blanks)
}

/// Fill with blanks at the left up to `columns`, or shorten to them.
pub fn pad_left(text: &str, columns: usize) -> String {
    let text = truncate(text, columns);
    " ".repeat(columns - width(&text)) + &text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_have_a_true_minus_and_no_decimals_from_a_hundred_on() {
        assert_eq!(value(8.579, 2), "8.58");
        assert_eq!(value(-12.64, 1), "−12.6");
        assert_eq!(value(-113.4, 1), "−113");
        assert_eq!(value(99.96, 1), "100");
        assert_eq!(value(-1_234_567.8, 2), "−1,234,568");
    }

    #[test]
    fn a_value_gives_up_decimals_then_digits_but_never_its_size() {
        let in_columns =
            |number, columns: [usize; 4]| columns.map(|columns| short(number, 2, columns));
        assert_eq!(in_columns(8.579, [4, 3, 1, 0]), ["8.58", "8.6", "9", ""]);
        assert_eq!(
            in_columns(-38_104_600.0, [11, 10, 6, 4]),
            ["−38,104,600", "−38.1M", "−38.1M", "−38M"]
        );
        assert_eq!(
            in_columns(1_234.0, [5, 4, 2, 1]),
            ["1,234", "1.2k", "1k", "…"]
        );
        assert_eq!(in_columns(2e88, [8, 4, 3, 2]), ["2e88", "2e88", "…", "…"]);
        assert_eq!(
            in_columns(f64::NEG_INFINITY, [8, 2, 1, 0]),
            ["−∞", "−∞", "…", ""]
        );
    }

    #[test]
    fn there_is_no_negative_zero() {
        assert_eq!(value(-0.0, 2), "0.00");
        assert_eq!(value(-0.004, 2), "0.00");
        assert_eq!(signed(-0.004, 2), "0.00");
        assert_eq!(signed(0.004, 2), "0.00");
    }

    #[test]
    fn infinite_values_have_their_sign() {
        assert_eq!(value(f64::INFINITY, 2), "∞");
        assert_eq!(value(f64::NEG_INFINITY, 2), "−∞");
        assert_eq!(signed(f64::INFINITY, 2), "+∞");
        assert_eq!(value(f64::NAN, 2), "?");
    }

    #[test]
    fn differences_carry_their_sign() {
        assert_eq!(signed(0.182, 2), "+0.18");
        assert_eq!(signed(-0.31, 2), "−0.31");
    }

    #[test]
    fn rewards_are_bare_when_whole() {
        assert_eq!(reward(-1.0), "−1");
        assert_eq!(reward(-100.0), "−100");
        assert_eq!(reward(0.8), "0.80");
        assert_eq!(reward(0.035), "0.035");
        assert_eq!(reward(-0.0), "0");
    }

    #[test]
    fn the_shortest_exact_decimals_are_found() {
        assert_eq!(shortest(0.5, 2), "0.50");
        assert_eq!(shortest(0.125, 2), "0.125");
        assert_eq!(shortest(1.0 / 3.0, 2), "0.333333");
        assert_eq!(shortest(0.999, 2), "0.999");
    }

    #[test]
    fn what_was_reckoned_in_binary_is_printed_as_it_was_meant() {
        let cases = [
            (0.1 + 0.2, "0.30"),
            (0.7 + 0.1, "0.80"),
            (0.1 * 3.0 + 0.1, "0.40"),
            (0.8 * 0.8, "0.64"),
            (0.1 + 0.7 + 0.2, "1"),
            (0.2 - 0.3, "−0.10"),
            (0.125_001, "0.125001"),
            (0.000_001, "0.000001"),
            (1e-9, "1e−9"),
            (-1e-9, "−1e−9"),
            (0.1 + 0.2 - 0.3, "0"),
            (0.000_012_345_67, "1.23e−5"),
            (0.000_123_456_7, "0.000123"),
            (0.001_234_567, "0.001235"),
            (2.0 / 3.0, "0.666667"),
            (f64::INFINITY, "∞"),
        ];
        for (number, printed) in cases {
            assert_eq!(reward(number), printed, "{number:e}");
        }
    }

    #[test]
    fn counts_have_separators_and_a_compact_form() {
        assert_eq!(count(1_095), "1,095");
        assert_eq!(count(999), "999");
        assert_eq!(compact(9_999), "9,999");
        assert_eq!(compact(12_345), "12.3k");
        assert_eq!(compact(999_999), "999k");
        assert_eq!(compact(4_100_000), "4.1M");
        assert_eq!(compact(u64::MAX), "18,446,744T");
        let within =
            |number, columns: [usize; 4]| columns.map(|columns| compact_in(number, columns));
        assert_eq!(within(17_893, [5, 4, 3, 2]), ["17.8k", "17k", "17k", "…"]);
        assert_eq!(within(9_999, [5, 4, 2, 1]), ["9,999", "9.9k", "9k", "…"]);
        assert_eq!(within(42, [5, 2, 1, 0]), ["42", "42", "…", ""]);
    }

    #[test]
    fn chinese_is_cut_and_padded_by_columns() {
        assert_eq!(width("探索 ε"), 6);
        assert_eq!(truncate("推荐系统", 8), "推荐系统");
        assert_eq!(truncate("推荐系统", 7), "推荐系…");
        assert_eq!(truncate("推荐系统", 6), "推荐…");
        assert_eq!(truncate("推荐", 0), "");
        assert_eq!(pad_right("推荐", 6), "推荐  ");
        assert_eq!(pad_left("推荐系统", 6), " 推荐…");
        assert_eq!(truncate("last update", 6), "last…");
    }

    proptest! {
        #[test]
        fn a_short_value_never_takes_more_than_its_columns(number in -1e20..1e20f64, columns in 0usize..16) {
            prop_assert!(width(&short(number, 2, columns)) <= columns);
        }

        #[test]
        fn padding_gives_just_the_columns(text in "[a-z推荐é ]{0,12}", columns in 0usize..16) {
            prop_assert_eq!(width(&pad_right(&text, columns)), columns);
            prop_assert_eq!(width(&pad_left(&text, columns)), columns);
        }
    }
}
