//! Numbers as people write them.

/// A whole number, also as people write large ones: `1000000`, `1_000_000`, `1e6`, `2.5e6`.
pub fn whole_number(text: &str) -> Option<u64> {
    let text = text.replace('_', "");
    let (mantissa, zeros) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // A digit behind the point takes the place of a zero.
    let part = part.trim_end_matches('0');
    let zeros = zeros.parse::<u32>().ok()?.checked_sub(part.len() as u32)?;
    let digits: u64 = format!("{whole}{part}").parse().ok()?;
    digits.checked_mul(10u64.checked_pow(zeros)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("0", 0),
            ("1e6", 1_000_000),
            ("1E+3", 1000),
            ("1_000", 1000),
            ("2.5e6", 2_500_000),
            ("1.50e1", 15),
            ("3.0", 3),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(whole_number(text), Some(number), "{text}");
        }
        for bad in [
            "",
            "-1",
            "1.5",
            "2.55e1",
            "1e-1",
            "1e30",
            "e3",
            "1e",
            ".",
            "1.e",
            "1.-5e2",
            "1.2.3e9",
            "NaN",
            "inf",
            "99999999999999999999",
        ] {
            assert_eq!(whole_number(bad), None, "{bad}");
        }
    }
}
