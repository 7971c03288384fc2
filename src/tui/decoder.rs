//! What a terminal sends, byte by byte: what a person does, and answers to what was asked.
//!
//! crossterm can do the first, but keeps some answers to itself and takes others for keys; and over a slow link it takes the
//! first byte of an arrow for Esc.

#![cfg_attr(not(unix), expect(dead_code, reason = "elsewhere crossterm reads"))]

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use super::background;
use crate::ui::theme::Background;

mod mouse;

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A person did something.
    Did(Event),
    /// The cursor stands in this column, counted from 1.
    Column(u16),
    /// What the ground is.
    Ground(Background),
    /// The terminal is well, and has seen all that was written before it was asked.
    Well,
    /// What kind of terminal it is, which nobody needs: all that was asked before is answered, or never will be.
    Kind,
}

/// Takes bytes, and gives answers, keys and what the mouse does.
#[derive(Debug, Default)]
pub struct Decoder {
    /// A sequence that is not complete.
    begun: Vec<u8>,
    /// What is pasted, once that has begun.
    pasted: Option<Vec<u8>>,
}

/// What a sequence is so far.
enum Read {
    /// It goes on.
    Open,
    /// It ends here, and means this.
    Means(Option<Told>),
    /// It was broken off by another one, which begins with so many of its last bytes.
    Broken(usize),
}

impl Decoder {
    /// How long to wait for the rest of what has begun; none if nothing has.
    ///
    /// An escape may be a key by itself, which is not to be kept waiting; what a terminal sends in one piece arrives in one,
    /// or nearly so.
    pub fn patience(&self) -> Option<Duration> {
        match self.begun[..] {
            [] if self.pasted.is_none() => None,
            [ESC] => Some(Duration::from_millis(15)),
            _ => Some(Duration::from_millis(400)),
        }
    }

    /// Take `bytes`.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Told> {
        let mut told = Vec::new();
        for &byte in bytes {
            self.take(byte, &mut told);
        }
        told
    }

    /// Nothing more comes of what has begun: an escape was a key, with a letter after it one with Alt; a pasted text is all there.
    pub fn finish(&mut self) -> Option<Told> {
        let begun = std::mem::take(&mut self.begun);
        match (self.pasted.take(), &begun[..]) {
            (Some(text), _) => Some(paste(&text)),
            (None, [ESC]) => Some(plain(KeyCode::Esc)),
            (None, [ESC, letter]) if letter.is_ascii() => {
                Some(key(KeyCode::Char(char::from(*letter)), KeyModifiers::ALT))
            }
            (None, _) => None,
        }
    }

    fn take(&mut self, byte: u8, told: &mut Vec<Told>) {
        if let Some(pasted) = &mut self.pasted {
            pasted.push(byte);
            if let Some(text) = pasted.strip_suffix(END_OF_PASTE) {
                told.push(paste(text));
                self.pasted = None;
            }
            return;
        }
        self.begun.push(byte);
        match read(&self.begun) {
            Read::Open if self.begun.len() < LONGEST => {}
            Read::Open => self.begun.clear(),
            Read::Means(meant) => {
                told.extend(meant);
                self.pasted = (self.begun == BEGIN_OF_PASTE).then(Vec::new);
                self.begun.clear();
            }
            Read::Broken(rest) => {
                let mut begun = std::mem::take(&mut self.begun);
                let rest = begun.split_off(begun.len() - rest);
                if begun == [ESC] {
                    told.push(plain(KeyCode::Esc));
                }
                for byte in rest {
                    self.take(byte, told);
                }
            }
        }
    }
}

const ESC: u8 = 0x1b;
const BEGIN_OF_PASTE: &[u8] = b"\x1b[200~";
const END_OF_PASTE: &[u8] = b"\x1b[201~";
/// No sequence that means anything is as long.
const LONGEST: usize = 256;

fn read(bytes: &[u8]) -> Read {
    match bytes {
        [ESC] | [ESC, b'[' | b'O'] => Read::Open,
        [ESC, ESC] | [ESC, b'[', .., ESC] => Read::Broken(1),
        // The mouse of old, and the function keys of the Linux console.
        [ESC, b'[', b'M', code, column, row] => {
            Read::Means(mouse::old([*code, *column, *row]).map(Told::Did))
        }
        [ESC, b'[', b'M', ..] | [ESC, b'[', b'['] => Read::Open,
        [ESC, b'[', b'[', ..] => Read::Means(None),
        [ESC, b'[', text @ .., last] => match last {
            0x40..=0x7e => Read::Means(
                std::str::from_utf8(text)
                    .ok()
                    .and_then(|text| sequence(text, *last)),
            ),
            _ => Read::Open,
        },
        [ESC, b'O', last] => Read::Means(named(*last).map(plain)),
        [ESC, b']' | b'P' | b'_' | b'^' | b'X', text @ ..] => match text {
            [.., 0x07] | [.., ESC, b'\\'] => Read::Means(string(bytes)),
            [.., ESC, _] => Read::Broken(2),
            _ => Read::Open,
        },
        [ESC, letter @ ..] => spelled(letter, KeyModifiers::ALT),
        letter => spelled(letter, KeyModifiers::NONE),
    }
}

/// What a sequence means that has this text between `ESC [` and its last letter.
fn sequence(text: &str, last: u8) -> Option<Told> {
    let mut numbers = text.split(';').map(|number| number.parse::<u16>().ok());
    let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
    let event = |event: Option<Event>| event.map(Told::Did);
    match last {
        b'M' | b'm' if text.starts_with('<') => event(mouse::modern(text, last == b'M')),
        b'M' => event(mouse::numbered(text)),
        b'R' => second.map(Told::Column),
        b'n' if text == "0" => Some(Told::Well),
        b'c' if text.starts_with('?') => Some(Told::Kind),
        b'I' if text.is_empty() => event(Some(Event::FocusGained)),
        b'O' if text.is_empty() => event(Some(Event::FocusLost)),
        b'Z' => Some(key(KeyCode::BackTab, KeyModifiers::SHIFT)),
        b'~' => first.and_then(numbered).map(|code| key(code, held(second))),
        _ if text.is_empty() || first.is_some() => named(last).map(|code| key(code, held(second))),
        _ => None,
    }
}

/// The modifiers that a number stands for: one more than their bits.
fn held(number: Option<u16>) -> KeyModifiers {
    let bits = number.unwrap_or(1).saturating_sub(1);
    let mut held = KeyModifiers::NONE;
    held.set(KeyModifiers::SHIFT, bits & 1 != 0);
    held.set(KeyModifiers::ALT, bits & 2 != 0);
    held.set(KeyModifiers::CONTROL, bits & 4 != 0);
    held
}

fn paste(text: &[u8]) -> Told {
    Told::Did(Event::Paste(String::from_utf8_lossy(text).into_owned()))
}

/// The key that a letter at the end of a sequence stands for.
fn named(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        _ => return None,
    })
}

/// The key that a number before `~` stands for.
fn numbered(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        4 | 8 => KeyCode::End,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        _ => return None,
    })
}

/// An answer in a control string, which ends with BEL or `ESC \`.
fn string(bytes: &[u8]) -> Option<Told> {
    let text = bytes.strip_prefix(b"\x1b]")?;
    let text = text
        .strip_suffix(b"\x07")
        .or_else(|| text.strip_suffix(b"\x1b\\"))?;
    background::answer(std::str::from_utf8(text).ok()?).map(Told::Ground)
}

/// A letter, once it has all its bytes.
fn spelled(bytes: &[u8], modifiers: KeyModifiers) -> Read {
    let control = |letter: u8| {
        key(
            KeyCode::Char(char::from(letter)),
            modifiers | KeyModifiers::CONTROL,
        )
    };
    let told = match bytes {
        [b'\r'] => key(KeyCode::Enter, modifiers),
        [b'\t'] => key(KeyCode::Tab, modifiers),
        [0x7f] => key(KeyCode::Backspace, modifiers),
        [0] => control(b' '),
        [byte @ 0x01..=0x1a] => control(byte - 1 + b'a'),
        [byte @ 0x1c..=0x1f] => control(byte - 0x1c + b'4'),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => match text.chars().next() {
                Some(letter) if letter.is_uppercase() => {
                    key(KeyCode::Char(letter), modifiers | KeyModifiers::SHIFT)
                }
                Some(letter) => key(KeyCode::Char(letter), modifiers),
                None => return Read::Open,
            },
            Err(wrong) if wrong.error_len().is_none() => return Read::Open,
            Err(_) => return Read::Means(None),
        },
    };
    Read::Means(Some(told))
}

fn plain(code: KeyCode) -> Told {
    key(code, KeyModifiers::NONE)
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Told {
    Told::Did(Event::Key(KeyEvent::new(code, modifiers)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Vec<Told> {
        let mut decoder = Decoder::default();
        let mut all = decoder.feed(bytes);
        all.extend(decoder.finish());
        all
    }

    fn letters(text: &str) -> Vec<Told> {
        text.chars()
            .map(|letter| plain(KeyCode::Char(letter)))
            .collect()
    }

    #[test]
    fn answers_are_parted_from_keys_wherever_they_are_cut() {
        let bytes = "g3\x1b[1;6R\u{3b5}\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[A\x1b]11;rgb:00/00/00\x07 \x1b[0n\x1b[?62;4cq\x1b".as_bytes();
        let mut wanted = letters("g3");
        wanted.push(Told::Column(6));
        wanted.extend(letters("ε"));
        wanted.push(Told::Ground(Background::Light));
        wanted.push(plain(KeyCode::Up));
        wanted.push(Told::Ground(Background::Dark));
        wanted.extend(letters(" "));
        wanted.push(Told::Well);
        wanted.push(Told::Kind);
        wanted.extend(letters("q"));
        wanted.push(plain(KeyCode::Esc));
        for cut in 0..bytes.len() {
            let mut decoder = Decoder::default();
            let mut all = decoder.feed(&bytes[..cut]);
            all.extend(decoder.feed(&bytes[cut..]));
            all.extend(decoder.finish());
            assert_eq!(all, wanted, "cut at {cut}");
        }
    }

    #[test]
    fn keys_are_the_event_streams() {
        let shift = |letter| key(KeyCode::Char(letter), KeyModifiers::SHIFT);
        let control = |letter| key(KeyCode::Char(letter), KeyModifiers::CONTROL);
        let table: [(&[u8], Told); 16] = [
            (b"\r", plain(KeyCode::Enter)),
            (b"\t", plain(KeyCode::Tab)),
            (b"\x7f", plain(KeyCode::Backspace)),
            (b"\x03", control('c')),
            (b"\x1a", control('z')),
            (b"\x1c", control('4')),
            (b"R", shift('R')),
            (b"\x1b[Z", key(KeyCode::BackTab, KeyModifiers::SHIFT)),
            (b"\x1b[C", plain(KeyCode::Right)),
            (b"\x1bOD", plain(KeyCode::Left)),
            (b"\x1b[1;5B", key(KeyCode::Down, KeyModifiers::CONTROL)),
            (b"\x1b[3;2~", key(KeyCode::Delete, KeyModifiers::SHIFT)),
            (b"\x1b[H", plain(KeyCode::Home)),
            (b"\x1b[4~", plain(KeyCode::End)),
            (b"\x1b[6~", plain(KeyCode::PageDown)),
            (b"\x1bx", key(KeyCode::Char('x'), KeyModifiers::ALT)),
        ];
        for (bytes, wanted) in table {
            assert_eq!(told(bytes), [wanted], "{}", bytes.escape_ascii());
        }
        assert_eq!(
            told(b"\x1b\x1b"),
            [plain(KeyCode::Esc), plain(KeyCode::Esc)]
        );
    }

    #[test]
    fn a_pasted_text_is_one_event_and_what_nobody_knows_is_none() {
        assert_eq!(
            told(b"\x1b[200~q\x1b[1;6R\x1b[201~"),
            [Told::Did(Event::Paste("q\x1b[1;6R".to_owned()))]
        );
        assert_eq!(
            told(b"\x1b[200~half"),
            [Told::Did(Event::Paste("half".to_owned()))]
        );
        for unknown in [
            &b"\x1b[3n"[..],
            b"\x1b]10;rgb:0/0/0\x07",
            b"\x1bP1$r0m\x1b\\",
            b"\x1b[[B",
            b"\x1bOP",
            b"\xff",
            b"\x1b[12",
        ] {
            assert_eq!(told(unknown), [], "{}", unknown.escape_ascii());
        }
    }

    #[test]
    fn the_mouse_and_the_focus_are_told_in_every_way() {
        let down = |bytes: &[u8]| {
            let told = told(bytes);
            assert!(
                matches!(
                    told[..],
                    [Told::Did(Event::Mouse(_)), Told::Did(Event::Key(_))]
                ),
                "{told:?}"
            );
        };
        down(b"\x1b[<0;10;10Mx");
        down(b"\x1b[32;10;10Mx");
        down(b"\x1b[M ++x");
        assert_eq!(
            told(b"\x1b[I\x1b[O"),
            [Told::Did(Event::FocusGained), Told::Did(Event::FocusLost)]
        );
    }

    #[test]
    fn what_is_broken_off_does_not_take_what_follows_with_it() {
        let up = || plain(KeyCode::Up);
        assert_eq!(told(b"\x1b]11;rgb\x1b[A"), [up()]);
        assert_eq!(told(b"\x1b[12;\x1b[A"), [up()]);
        assert_eq!(told(b"\x1b\x1b[A"), [plain(KeyCode::Esc), up()]);
        assert_eq!(told(b"\x1b]"), [key(KeyCode::Char(']'), KeyModifiers::ALT)]);
        let mut endless = b"\x1b]".to_vec();
        endless.extend([b'x'; LONGEST]);
        endless.extend(b"\x1b[A");
        assert_eq!(told(&endless).last(), Some(&up()));
    }

    #[test]
    fn an_escape_is_waited_for_less_than_the_rest_of_a_sequence_and_nothing_is_not() {
        let mut decoder = Decoder::default();
        let mut after = |bytes: &[u8]| {
            decoder.feed(bytes);
            decoder.patience().map(|patience| patience.as_millis())
        };
        assert_eq!(after(b"a"), None);
        assert_eq!(after(b"\x1b"), Some(15));
        assert_eq!(after(b"[1;"), Some(400));
        assert_eq!(after(b"3R"), None);
        assert_eq!(after(b"\x1b[200~pas"), Some(400));
        assert_eq!(after(b"te\x1b[201~"), None);
    }
}
