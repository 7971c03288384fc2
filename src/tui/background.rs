//! Whether the terminal's ground is dark or light: asked for once, and its answer kept out of the keys.
//!
//! The answer comes as input, and the event stream takes it for keys: Alt-], then each of its characters. The [`Sieve`]
//! knows it by that, whenever it comes; nothing that was typed before or after it is lost.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use crate::ui::rgb::Rgb;
use crate::ui::theme::Background;

/// What a terminal is asked: OSC 11, the color of its ground.
pub const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// How long the first frame waits for the answer.
pub const PATIENCE: Duration = Duration::from_millis(12);

/// How every answer begins.
const HEAD: &str = "11;";
/// The longest answer: `11;rgba:` and four times four digits.
const LONGEST: usize = 40;

/// Parts the answer from the keys.
#[derive(Debug, Default)]
pub struct Sieve {
    /// Whether an answer may still come.
    expects: bool,
    /// What may turn out to be one: its events and, without the first, their characters.
    held: Vec<Event>,
    text: String,
}

/// What came through.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// What a person did.
    pub events: Vec<Event>,
    /// The ground, if that was the end of the answer.
    pub background: Option<Background>,
}

impl Sieve {
    /// Make one; without an answer to come everything passes.
    pub fn new(expects: bool) -> Self {
        Self {
            expects,
            ..Self::default()
        }
    }

    /// Whether an answer may still come.
    pub fn expects(&self) -> bool {
        self.expects
    }

    /// Let `event` pass, or hold it back as part of the answer.
    pub fn pass(&mut self, event: Event) -> Passed {
        if !self.expects {
            return Passed::event(event);
        }
        if self.held.is_empty() {
            return self.begin(event);
        }
        let Some(key) = event.as_key_press_event() else {
            // A resize can come in between; it is no part of the answer.
            return Passed::event(event);
        };
        match key.code {
            KeyCode::Char('\\') if key.modifiers.contains(KeyModifiers::ALT) => self.end(),
            KeyCode::Char('g') if key.modifiers == KeyModifiers::CONTROL => self.end(),
            KeyCode::Char(letter) if self.fits(letter, key.modifiers) => {
                self.text.push(letter);
                self.held.push(event);
                Passed::default()
            }
            _ => self.release(event),
        }
    }

    fn begin(&mut self, event: Event) -> Passed {
        let opens = KeyEvent::new(KeyCode::Char(']'), KeyModifiers::ALT);
        if event.as_key_press_event() != Some(opens) {
            return Passed::event(event);
        }
        self.held.push(event);
        Passed::default()
    }

    /// Whether the answer can go on with `letter`.
    fn fits(&self, letter: char, modifiers: KeyModifiers) -> bool {
        let head = HEAD.chars().nth(self.text.len());
        let fits = match head {
            Some(expected) => letter == expected,
            None => letter.is_ascii_hexdigit() || "rgba:/#".contains(letter),
        };
        fits && (modifiers - KeyModifiers::SHIFT).is_empty() && self.text.len() < LONGEST
    }

    /// The answer is complete, and no other will come.
    fn end(&mut self) -> Passed {
        self.expects = false;
        self.held.clear();
        let color = self.text.strip_prefix(HEAD).and_then(color);
        Passed {
            events: Vec::new(),
            background: color.map(Background::of),
        }
    }

    /// It was no answer: everything that was held back was typed.
    fn release(&mut self, event: Event) -> Passed {
        self.text.clear();
        let mut events = std::mem::take(&mut self.held);
        events.push(event);
        Passed {
            events,
            background: None,
        }
    }
}

impl Passed {
    fn event(event: Event) -> Self {
        Self {
            events: vec![event],
            background: None,
        }
    }
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

    fn key(letter: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(letter), modifiers))
    }

    /// `text` as the event stream reads it between the answer's brackets.
    fn answer(text: &str) -> Vec<Event> {
        let mut events = vec![key(']', KeyModifiers::ALT)];
        events.extend(text.chars().map(|letter| {
            let shift = letter.is_ascii_uppercase();
            key(
                letter,
                if shift {
                    KeyModifiers::SHIFT
                } else {
                    KeyModifiers::NONE
                },
            )
        }));
        events.push(key('\\', KeyModifiers::ALT));
        events
    }

    fn sieved(sieve: &mut Sieve, events: &[Event]) -> Passed {
        let mut all = Passed::default();
        for event in events {
            let passed = sieve.pass(event.clone());
            all.events.extend(passed.events);
            all.background = all.background.or(passed.background);
        }
        all
    }

    #[test]
    fn an_answer_tells_the_ground_and_no_key_of_it_passes() {
        for (text, background) in [
            ("11;rgb:1e1e/1e1e/2e2e", Background::Dark),
            ("11;rgb:FDFD/F6F6/E3E3", Background::Light),
            ("11;rgb:ff/ff/ff", Background::Light),
            ("11;rgba:0000/0000/0000/ffff", Background::Dark),
        ] {
            let passed = sieved(&mut Sieve::new(true), &answer(text));
            assert_eq!(passed.background, Some(background), "{text}");
            assert!(passed.events.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_bell_ends_an_answer_too() {
        let mut events = answer("11;rgb:0/0/0");
        events.pop();
        events.push(key('g', KeyModifiers::CONTROL));
        let passed = sieved(&mut Sieve::new(true), &events);
        assert_eq!(passed.background, Some(Background::Dark));
    }

    #[test]
    fn keys_before_and_after_the_answer_pass() {
        let (before, after) = (key('1', KeyModifiers::NONE), key('q', KeyModifiers::NONE));
        let mut events = vec![before.clone()];
        events.extend(answer("11;rgb:0/0/0"));
        events.push(after.clone());
        let passed = sieved(&mut Sieve::new(true), &events);
        assert_eq!(passed.events, [before, after]);
    }

    #[test]
    fn what_only_begins_like_an_answer_passes_in_order() {
        let mut events = answer("11;rg");
        events.pop();
        events.push(key('q', KeyModifiers::NONE));
        let mut sieve = Sieve::new(true);
        assert_eq!(sieved(&mut sieve, &events).events, events);
        let later = sieved(&mut sieve, &answer("11;rgb:0/0/0"));
        assert_eq!(later.background, Some(Background::Dark));
    }

    #[test]
    fn everything_passes_where_no_answer_is_expected() {
        let events = answer("11;rgb:0/0/0");
        let mut sieve = Sieve::new(true);
        sieved(&mut sieve, &events);
        assert_eq!(sieved(&mut sieve, &events).events, events);
        assert_eq!(sieved(&mut Sieve::new(false), &events).events, events);
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_swallowed() {
        let passed = sieved(
            &mut Sieve::new(true),
            &answer("11;rgb:zz".replace('z', "#").as_str()),
        );
        assert_eq!(passed, Passed::default());
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
