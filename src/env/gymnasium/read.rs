//! Reading the JSON straight into flat arrays, without a tree in between.

use std::fmt;
use std::num::NonZeroU64;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

use super::error::ParseError;
use super::labels::Label;
use super::table::{Actions, States, Table, index};
use crate::env::json::{self, Key as _, Reader};

/// What a file says, before anything is compared with anything else.
#[derive(Debug, Default)]
pub(super) struct File {
    pub table: Table,
    pub name: Option<Label>,
    pub n_states: Option<u64>,
    pub n_actions: Option<u64>,
    pub actions: Option<Vec<Label>>,
    pub start: Option<Vec<Start>>,
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
    json::read(text, &mut file)?;
    let named = file.seen.contains(&Key::P);
    let bare = file.seen.contains(&Key::State(0));
    match (named, bare) {
        (true, true) => Err(ParseError::TwoTables),
        (false, false) => Err(ParseError::NoTable),
        _ => Ok(file),
    }
}

/// A key at the top of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
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

impl json::Key for Key {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("name", Self::Name),
        ("n_states", Self::NStates),
        ("n_actions", Self::NActions),
        ("actions", Self::Actions),
        ("P", Self::P),
        ("start", Self::Start),
        ("terminal_states", Self::TerminalStates),
        ("legal", Self::Legal),
        ("shape", Self::Shape),
        ("desc", Self::Desc),
        ("state_labels", Self::StateLabels),
        ("time_limit", Self::TimeLimit),
    ];

    fn other(name: &str) -> Self {
        index(name).map_or(Self::Unknown, Self::State)
    }
}

impl Reader for File {
    type Key = Key;
    const WANTED: &'static str = "an object that holds a transition table";

    fn entry<'de, A: MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        self.note(key)?;
        self.read(key, map)?;
        self.table.place = None;
        Ok(())
    }

    fn place(&self) -> String {
        let key = self.seen.last().and_then(|key| key.name());
        match (self.table.place, key) {
            (Some(place), _) => format!("{place}: "),
            (None, Some(key)) => format!("{key}: "),
            (None, None) => String::new(),
        }
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
            return Err(json::twice(name));
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

/// Where an episode may start, and how likely.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start(pub u32, pub f64);

/// true or false, or 1 or 0 as some tools write it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flag(pub bool);

struct NumberVisitor;
struct StateNumberVisitor;
struct StartVisitor;
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

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(StartVisitor)
    }
}

impl<'de> Visitor<'de> for StartVisitor {
    type Value = Start;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[state, probability]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Start, A::Error> {
        let wrong_length = || A::Error::custom("a start has two entries: [state, probability]");
        let StateNumber(state) = seq.next_element()?.ok_or_else(wrong_length)?;
        let Number(probability) = seq.next_element()?.ok_or_else(wrong_length)?;
        match seq.next_element::<IgnoredAny>()? {
            Some(_) => Err(wrong_length()),
            None => Ok(Start(state, probability)),
        }
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
