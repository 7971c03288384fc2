//! Reading the JSON straight into flat arrays, without a tree in between.

use std::fmt;
use std::num::NonZeroU64;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::error::Category;

use super::error::ParseError;
use super::labels::Label;
use super::table::{Actions, States, Table, index};

/// What a file says, before anything is compared with anything else.
#[derive(Debug, Default)]
pub(super) struct File {
    pub table: Table,
    pub name: Option<Label>,
    pub n_states: Option<u64>,
    pub n_actions: Option<u64>,
    pub actions: Option<Vec<Label>>,
    pub start: Option<Vec<(StateNumber, Number)>>,
    pub terminal_states: Option<Vec<StateNumber>>,
    pub legal: Option<Vec<Vec<StateNumber>>>,
    pub shape: Option<Vec<u64>>,
    pub desc: Option<Label>,
    pub state_labels: Option<Vec<Label>>,
    pub time_limit: Option<NonZeroU64>,
    seen: Vec<Key>,
}

/// Read `text` whole.
pub(super) fn read(text: &str) -> Result<File, ParseError> {
    let mut file = File::default();
    let mut reader = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let result = FileSeed(&mut file).deserialize(&mut reader);
    let result = result.and_then(|()| reader.end());
    result.map_err(|error| located(&error, &file))?;
    let named = file.seen.contains(&Key::P);
    let bare = file.seen.contains(&Key::State(0));
    match (named, bare) {
        (true, true) => Err(ParseError::TwoTables),
        (false, false) => Err(ParseError::NoTable),
        _ => Ok(file),
    }
}

/// Say where `error` is, in lines and columns and in the table.
fn located(error: &serde_json::Error, file: &File) -> ParseError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let suffix = format!(" at line {line} column {column}");
    let problem = message.strip_suffix(&suffix).unwrap_or(&message).to_owned();
    let mend = match error.classify() {
        Category::Data | Category::Io => {
            return ParseError::Content {
                line,
                column,
                place: place(file),
                problem,
            };
        }
        Category::Eof => "it stops too early: was it written to the end?",
        Category::Syntax => "write it with json.dumps; NaN and Infinity are not allowed",
    };
    ParseError::Syntax {
        line,
        column,
        problem,
        mend,
    }
}

/// Where the reader stopped, as the beginning of a message.
fn place(file: &File) -> String {
    let key = file.seen.last().and_then(|key| key.name());
    match (file.table.place, key) {
        (Some(place), _) => format!("{place}: "),
        (None, Some(key)) => format!("{key}: "),
        (None, None) => String::new(),
    }
}

/// A key at the top of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Name,
    NStates,
    NActions,
    Actions,
    P,
    Start,
    TerminalStates,
    Legal,
    Shape,
    Desc,
    StateLabels,
    TimeLimit,
    State(u32),
    Unknown,
}

/// The keys that are understood, by name.
const KEYS: [(&str, Key); 12] = [
    ("name", Key::Name),
    ("n_states", Key::NStates),
    ("n_actions", Key::NActions),
    ("actions", Key::Actions),
    ("P", Key::P),
    ("start", Key::Start),
    ("terminal_states", Key::TerminalStates),
    ("legal", Key::Legal),
    ("shape", Key::Shape),
    ("desc", Key::Desc),
    ("state_labels", Key::StateLabels),
    ("time_limit", Key::TimeLimit),
];

impl Key {
    fn of(name: &str) -> Self {
        let known = KEYS.iter().find(|(known, _)| *known == name);
        let state = || index(name).map_or(Self::Unknown, Self::State);
        known.map_or_else(state, |(_, key)| *key)
    }

    fn name(self) -> Option<&'static str> {
        KEYS.iter()
            .find(|(_, key)| *key == self)
            .map(|(name, _)| *name)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
                Ok(Key::of(name))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct FileSeed<'a>(&'a mut File);

impl<'de> DeserializeSeed<'de> for FileSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FileSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object that holds a transition table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Key>()? {
            self.0.note(key)?;
            self.0.read(key, &mut map)?;
            self.0.table.place = None;
        }
        Ok(())
    }
}

impl File {
    /// Whether the table stands under a key of its own.
    pub fn is_keyed(&self) -> bool {
        self.seen.contains(&Key::P)
    }

    /// Remember which keys there were. States are checked for repetition later: there may be a million of them.
    fn note<E: Error>(&mut self, key: Key) -> Result<(), E> {
        let remembered = match key {
            Key::State(_) => Key::State(0),
            key => key,
        };
        let is_again = self.seen.contains(&remembered);
        if let (true, Some(name)) = (is_again, key.name()) {
            return Err(E::custom(format_args!(
                "the key {name:?} stands twice; keep one of them"
            )));
        }
        self.seen.retain(|&seen| seen != remembered);
        self.seen.push(remembered);
        Ok(())
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        match key {
            Key::P => map.next_value_seed(States(&mut self.table))?,
            Key::State(state) => map.next_value_seed(Actions {
                table: &mut self.table,
                state,
            })?,
            Key::Name => self.name = map.next_value()?,
            Key::NStates => self.n_states = map.next_value()?,
            Key::NActions => self.n_actions = map.next_value()?,
            Key::Actions => self.actions = map.next_value()?,
            Key::Start => self.start = map.next_value()?,
            Key::TerminalStates => self.terminal_states = map.next_value()?,
            Key::Legal => self.legal = map.next_value()?,
            Key::Shape => self.shape = map.next_value()?,
            Key::Desc => self.desc = map.next_value()?,
            Key::StateLabels => self.state_labels = map.next_value()?,
            Key::TimeLimit => self.time_limit = map.next_value()?,
            Key::Unknown => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A number, whole or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number(pub f64);

/// The number of a state (or of an action, in `legal`).
#[derive(Clone, Copy, Debug)]
pub(super) struct StateNumber(pub u32);

/// true or false, or 1 or 0 as some tools write it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flag(pub bool);

struct NumberVisitor;
struct StateNumberVisitor;
struct FlagVisitor;

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(NumberVisitor)
    }
}

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        Ok(Number(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }
}

impl<'de> Deserialize<'de> for StateNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u32(StateNumberVisitor)
    }
}

impl Visitor<'_> for StateNumberVisitor {
    type Value = StateNumber;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<StateNumber, E> {
        let wrong = |_| E::invalid_value(de::Unexpected::Unsigned(value), &self);
        u32::try_from(value).map(StateNumber).map_err(wrong)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FlagVisitor)
    }
}

impl Visitor<'_> for FlagVisitor {
    type Value = Flag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Flag, E> {
        Ok(Flag(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Flag, E> {
        match value {
            0 => Ok(Flag(false)),
            1 => Ok(Flag(true)),
            _ => Err(E::invalid_value(de::Unexpected::Unsigned(value), &self)),
        }
    }
}
