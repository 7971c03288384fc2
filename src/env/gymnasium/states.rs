//! Which states a file means: by their numbers, or by what it calls them.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use super::error::ParseError;
use super::labels::{Label, clean};
use super::read::{Number, StateNumberVisitor};
use crate::env::json::quoted;
use crate::text::nearest;

/// A state as a file names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum StateName {
    Number(u32),
    Label(String),
}

/// A state to start in, and how likely if that is said.
#[derive(Debug)]
pub(super) struct Start(StateName, Option<f64>);

/// What stands alone or in a list.
#[derive(Debug)]
pub(super) struct OneOrMany<T> {
    entries: Vec<T>,
    is_list: bool,
}

/// Where episodes start: in a state, in one of several, or in each with its probability.
pub(super) type Starts = OneOrMany<Start>;
/// A state or several.
pub(super) type States = OneOrMany<StateName>;

impl<T> OneOrMany<T> {
    fn one(name: StateName) -> Self
    where
        T: From<StateName>,
    {
        Self {
            entries: vec![name.into()],
            is_list: false,
        }
    }

    /// The entries with their places under `key`.
    fn placed<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (Place<'a>, &'a T)> {
        let is_list = self.is_list;
        let place = move |index| Place(key, is_list.then_some(index));
        let entries = self.entries.iter().enumerate();
        entries.map(move |(index, entry)| (place(index), entry))
    }
}

/// A key and, in a list, which entry: `start`, `start[2]`.
#[derive(Clone, Copy)]
struct Place<'a>(&'a str, Option<usize>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(key, Some(index)) => write!(f, "{key}[{index}]"),
            Self(key, None) => f.write_str(key),
        }
    }
}

/// The states of a file: how many there are, and what it calls them.
pub(super) struct Known<'a> {
    n_states: usize,
    labels: Option<&'a [Label]>,
    /// The states that are called so; made when the first is asked for.
    by_label: Option<BTreeMap<String, Vec<usize>>>,
}

impl<'a> Known<'a> {
    pub fn new(n_states: usize, labels: Option<&'a [Label]>) -> Self {
        Self {
            n_states,
            labels,
            by_label: None,
        }
    }

    /// The states of `list`, which stands under `key`.
    pub fn states(&mut self, key: &str, list: &States) -> Result<Vec<u32>, ParseError> {
        let placed = list.placed(key);
        placed.map(|(place, name)| self.find(place, name)).collect()
    }

    /// Where episodes start, and how likely each is: as likely as the others, if none of them says it.
    pub fn starts(&mut self, key: &str, starts: &Starts) -> Result<Vec<(u32, f64)>, ParseError> {
        let share = 1.0 / starts.entries.len() as f64;
        let is_said = starts.entries.iter().any(|start| start.1.is_some());
        let placed = starts.placed(key);
        placed
            .map(|(place, Start(name, probability))| match probability {
                None if is_said => Err(ParseError::NoProbability {
                    place: place.to_string(),
                }),
                _ => Ok((self.find(place, name)?, probability.unwrap_or(share))),
            })
            .collect()
    }

    fn find(&mut self, place: Place, name: &StateName) -> Result<u32, ParseError> {
        match name {
            &StateName::Number(state) if (state as usize) < self.n_states => Ok(state),
            &StateName::Number(state) => Err(ParseError::NoState {
                place: place.to_string(),
                state,
                last: self.n_states - 1,
            }),
            StateName::Label(label) => self.called(place, label),
        }
    }

    fn called(&mut self, place: Place, label: &str) -> Result<u32, ParseError> {
        let (n_states, labels) = (self.n_states, self.labels.unwrap_or_default());
        let by_label = self
            .by_label
            .get_or_insert_with(|| by_label(n_states, labels));
        let wanted = clean(label).unwrap_or_default();
        match by_label.get(&wanted).map(Vec::as_slice) {
            Some(&[state]) => Ok(state as u32),
            Some(several) => Err(ParseError::SeveralCalled {
                place: place.to_string(),
                label: quoted(label),
                count: several.len(),
                first: several[0],
                second: several[1],
            }),
            None => Err(ParseError::NoneCalled {
                place: place.to_string(),
                label: quoted(label),
                mend: self.offer(&wanted),
            }),
        }
    }

    /// What to write instead of a label that no state has.
    fn offer(&self, label: &str) -> String {
        let names = self.by_label.iter().flatten();
        let near = nearest(label, names.map(|(name, _)| name.as_str()));
        match (near.filter(|_| self.labels.is_some()), self.labels) {
            (Some(near), _) => format!("did you mean {}?", quoted(near)),
            (None, Some(_)) => "take one of \"state_labels\", or its number".to_owned(),
            (None, None) => "write its number, or \"state_labels\" beside P".to_owned(),
        }
    }
}

fn by_label(n_states: usize, labels: &[Label]) -> BTreeMap<String, Vec<usize>> {
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for state in 0..n_states {
        let label = labels.get(state).unwrap_or(&Label::None);
        found.entry(label.or_number(state)).or_default().push(state);
    }
    found
}

/// What can be an entry of a list of states.
pub(super) trait Entry: From<StateName> {
    /// What may stand alone, or in a list.
    const WANTED: &'static str;
}

impl Entry for StateName {
    const WANTED: &'static str =
        "a state (its number, or its label in quotes), or a list of states";
}

impl Entry for Start {
    const WANTED: &'static str = "a state (its number, or its label in quotes), a list of states, or a list of [state, probability]";
}

impl From<StateName> for Start {
    fn from(name: StateName) -> Self {
        Self(name, None)
    }
}

struct NameVisitor;
struct StartVisitor;
struct ManyVisitor<T>(PhantomData<T>);

impl<'de> Deserialize<'de> for StateName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameVisitor)
    }
}

impl Visitor<'_> for NameVisitor {
    type Value = StateName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a state: its number, or its label in quotes")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<StateName, E> {
        StateNumberVisitor
            .visit_u64(number)
            .map(|state| StateName::Number(state.0))
    }

    fn visit_str<E: Error>(self, label: &str) -> Result<StateName, E> {
        Ok(StateName::Label(label.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StartVisitor)
    }
}

impl<'de> Visitor<'de> for StartVisitor {
    type Value = Start;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a state (its number, or its label in quotes), or [state, probability] as in [[0, 1.0]]")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Start, E> {
        NameVisitor.visit_u64(number).map(Start::from)
    }

    fn visit_str<E: Error>(self, label: &str) -> Result<Start, E> {
        NameVisitor.visit_str(label).map(Start::from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Start, A::Error> {
        let wrong_length = || A::Error::custom("a start has two entries: [state, probability]");
        let name = seq.next_element()?.ok_or_else(wrong_length)?;
        let Number(probability) = seq.next_element()?.ok_or_else(wrong_length)?;
        match seq.next_element::<IgnoredAny>()? {
            Some(_) => Err(wrong_length()),
            None => Ok(Start(name, Some(probability))),
        }
    }
}

impl<'de, T: Entry + Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ManyVisitor(PhantomData))
    }
}

impl<'de, T: Entry + Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WANTED)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<OneOrMany<T>, E> {
        NameVisitor.visit_u64(number).map(OneOrMany::one)
    }

    fn visit_str<E: Error>(self, label: &str) -> Result<OneOrMany<T>, E> {
        NameVisitor.visit_str(label).map(OneOrMany::one)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMany<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = seq.next_element()? {
            entries.push(entry);
        }
        Ok(OneOrMany {
            entries,
            is_list: true,
        })
    }
}
