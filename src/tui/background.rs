//! Whether the terminal's ground is dark or light: the question, its answer, and what a variable says.

use crate::ui::rgb::Rgb;
use crate::ui::theme::Background;

/// What a terminal is asked: OSC 11, the color of its ground.
pub const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// How every answer begins.
const HEAD: &str = "11;";

/// The ground in `11;rgb:RRRR/GGGG/BBBB`.
#[cfg_attr(not(unix), expect(dead_code, reason = "elsewhere it is not asked for"))]
pub fn answer(text: &str) -> Option<Background> {
    text.strip_prefix(HEAD).and_then(color).map(Background::of)
}

/// The color in `rgb:RRRR/GGGG/BBBB`, with one to four digits each, or the same with alpha.
fn color(text: &str) -> Option<Rgb> {
    let parts = text
        .strip_prefix("rgb:")
        .or_else(|| text.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(channel);
    let mut next = || parts.next().flatten();
    Some(Rgb(next()?, next()?, next()?))
}

/// A channel with one to four digits, brought to eight bits.
fn channel(digits: &str) -> Option<u8> {
    let value = u32::from_str_radix(digits, 16).ok()?;
    let most = 16u32.checked_pow(u32::try_from(digits.len()).ok()?)? - 1;
    u8::try_from((value * 255 + most / 2) / most).ok()
}

/// The ground by the variable `COLORFGBG`, as some terminals set it: the last number is the palette's entry.
pub fn of_variable(value: &str) -> Option<Background> {
    match value.rsplit(';').next()?.parse().ok()? {
        7u8 | 9..=15 => Some(Background::Light),
        0..=6 | 8 => Some(Background::Dark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_tells_the_ground_in_every_notation() {
        for (text, ground) in [
            ("11;rgb:ffff/ffff/ffff", Some(Background::Light)),
            ("11;rgb:00/00/00", Some(Background::Dark)),
            ("11;rgba:1e1e/1e1e/2e2e/ffff", Some(Background::Dark)),
            ("11;rgb:f/f/f", Some(Background::Light)),
            ("11;rgb:ff/ff", None),
            ("11;#ffffff", None),
            ("10;rgb:ff/ff/ff", None),
        ] {
            assert_eq!(answer(text), ground, "{text}");
        }
    }

    #[test]
    fn channels_are_scaled_by_their_number_of_digits() {
        assert_eq!(channel("f"), Some(255));
        assert_eq!(channel("80"), Some(128));
        assert_eq!(channel("8080"), Some(128));
        assert_eq!(channel(""), None);
        assert_eq!(channel("x"), None);
    }

    #[test]
    fn the_variable_names_the_palettes_entry_last() {
        assert_eq!(of_variable("15;0"), Some(Background::Dark));
        assert_eq!(of_variable("0;default;15"), Some(Background::Light));
        assert_eq!(of_variable("0;7"), Some(Background::Light));
        assert_eq!(of_variable("default"), None);
    }
}
