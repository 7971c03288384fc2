//! Reading the JSON straight into flat arrays, without a tree in between.

use std::fmt;
use std::num::NonZeroU64;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, de};

use super::error::ParseError;
use super::labels::Label;
use super::states::{Starts, States};
use super::table::{Actions, Rows, Table, index};
use crate::env::json::{self, Reader, Stranger};

/// What a file says, before anything is compared with anything else.
#[derive(Debug, Default)]
pub(super) struct File {
    pub table: Table,
    pub name: Option<Label>,
    pub n_states: Option<u64>,
    pub n_actions: Option<u64>,
    pub actions: Option<Vec<Label>>,
    pub start: Option<Starts>,
    pub terminal_states: Option<States>,
    pub legal: Option<Vec<Vec<StateNumber>>>,
    pub shape: Option<Vec<u64>>,
    pub desc: Option<Label>,
    pub state_labels: Option<Vec<Label>>,
    pub time_limit: Option<NonZeroU64>,
    /// Whether the table stands under a key of its own.
    pub is_keyed: bool,
    /// Whether there are states beside the other keys.
    is_bare: bool,
    /// The keys that nobody knows.
    pub strangers: Vec<Stranger>,
}

/// Read `text` whole.
pub(super) fn read(text: &str) -> Result<File, ParseError> {
    let mut file = File::default();
    file.strangers = json::read(text, &mut file)?;
    match (file.is_keyed, file.is_bare) {
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

    fn other(name: &str) -> Option<Self> {
        index(name).map(Self::State)
    }
}

impl Reader for File {
    type Key = Key;
    const WANTED: &'static str = "an object that holds a transition table";

    fn entry<'de, A: MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        self.read(key, map)?;
        self.table.place = None;
        Ok(())
    }

    fn place(&self, name: Option<&'static str>) -> String {
        match (self.table.place, name) {
            (Some(place), _) => format!("{place}: "),
            (None, Some(name)) => format!("{name}: "),
            (None, None) => String::new(),
        }
    }
}

impl File {
    fn read<'de, A: MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        match key {
            Key::P => {
                self.is_keyed = true;
                map.next_value_seed(Rows(&mut self.table))?;
            }
            Key::State(state) => {
                self.is_bare = true;
                let table = &mut self.table;
                map.next_value_seed(Actions { table, state })?;
            }
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

/// Read the number of a state.
pub(super) struct StateNumberVisitor;
struct NumberVisitor;
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
