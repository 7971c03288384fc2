//! Colors for terminals that have 16 of them: written as those, and not as the first entries of a palette of 256, which such a
//! terminal may not understand.

/// What begins a sequence, and a sequence with numbers.
const ESCAPE: u8 = 0x1b;
/// What ends the look of text.
const LOOK: u8 = b'm';

/// Write a frame's colors among the first 16 as `30`–`37`, `90`–`97`, `40`–`47` and `100`–`107` instead of `38;5;N` and `48;5;N`.
pub fn plain_colors(frame: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(frame.len());
    for (index, piece) in frame.split(|&byte| byte == ESCAPE).enumerate() {
        if index > 0 {
            plain.push(ESCAPE);
        }
        match looks(piece).filter(|_| index > 0) {
            Some((looks, rest)) => {
                plain.push(b'[');
                plain.extend(renamed(looks).join(";").bytes());
                plain.extend_from_slice(rest);
            }
            None => plain.extend_from_slice(piece),
        }
    }
    plain
}

/// The numbers of a sequence for the look of text, without the bracket before them, and what comes after them.
fn looks(piece: &[u8]) -> Option<(&str, &[u8])> {
    let numbers = piece.strip_prefix(b"[")?;
    let end = numbers
        .iter()
        .position(|byte| !byte.is_ascii_digit() && *byte != b';')?;
    let (numbers, rest) = numbers.split_at(end);
    let numbers = str::from_utf8(numbers).ok()?;
    (rest.first() == Some(&LOOK)).then_some((numbers, rest))
}

/// The numbers, with the names of their own for the 16 colors.
fn renamed(numbers: &str) -> Vec<String> {
    let mut numbers: &[&str] = &numbers.split(';').collect::<Vec<_>>();
    let mut renamed = Vec::new();
    while let Some((first, rest)) = numbers.split_first() {
        let plain = match rest {
            ["5", entry, ..] => plain(first, entry),
            _ => None,
        };
        numbers = if plain.is_some() { &rest[2..] } else { rest };
        renamed.push(plain.unwrap_or_else(|| (*first).to_owned()));
    }
    renamed
}

/// The color's own number, if it has one.
fn plain(layer: &str, entry: &str) -> Option<String> {
    let entry: u16 = entry.parse().ok()?;
    let (dark, bright) = match layer {
        "38" => (30, 90),
        "48" => (40, 100),
        _ => return None,
    };
    let number = match entry {
        0..8 => dark + entry,
        8..16 => bright + entry - 8,
        _ => return None,
    };
    Some(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(frame: &str) -> String {
        String::from_utf8(plain_colors(frame.as_bytes())).expect("it was text")
    }

    #[test]
    fn the_16_colors_are_written_by_their_own_numbers() {
        let cases = [
            ("\x1b[38;5;0m", "\x1b[30m"),
            ("\x1b[38;5;7m", "\x1b[37m"),
            ("\x1b[38;5;8m", "\x1b[90m"),
            ("\x1b[38;5;15m", "\x1b[97m"),
            ("\x1b[48;5;3m", "\x1b[43m"),
            ("\x1b[48;5;12m", "\x1b[104m"),
            ("\x1b[38;5;9;48;5;0m", "\x1b[91;40m"),
            ("\x1b[39;48;5;1mx", "\x1b[39;41mx"),
            ("\x1b[1;38;5;5;4m", "\x1b[1;35;4m"),
        ];
        for (written, plain) in cases {
            assert_eq!(of(written), plain);
        }
    }

    #[test]
    fn everything_else_stays() {
        let cases = [
            "\x1b[38;5;16m",
            "\x1b[58;5;3m",
            "\x1b[38;2;5;3;1m",
            "\x1b[39;49m",
            "\x1b[38;5H",
            "\x1b[0m",
            "\x1b[m",
            "[38;5;3m",
            "a [38;5;3m\x1b[2;3H★ 推荐\x1b[?2026l\x1b]11;?\x1b\\",
            "\x1b[38;5;3",
            "\x1b",
            "",
        ];
        for text in cases {
            assert_eq!(of(text), text);
        }
    }
}
