//! Reading the JSON straight into a flat list of steps, without a tree in between.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::TraceError;
use super::{Step, Trace};
use crate::env::json::{self, Stranger};
use crate::mdp::Unit;

/// Rewards beyond this could overflow while values are summed up; models have the same bound.
const LARGEST: f64 = 1e100;

const STEP: &str = "[state, action, reward, next_state, next_action, terminated, truncated]";

/// Read `text` whole; gives also the keys that nobody knows.
pub(super) fn read(text: &str) -> Result<(Trace, Vec<Stranger>), TraceError> {
    let mut reader = Reader::default();
    let strangers = json::read(text, &mut reader)?;
    match (reader.has_episodes, reader.is_table) {
        (true, _) => Ok((reader.trace, strangers)),
        (false, true) => Err(TraceError::Table),
        (false, false) => Err(TraceError::NoEpisodes),
    }
}

/// Whether `text` is meant to hold recorded episodes: which key comes first, `episodes` or one that only tables have.
///
/// It looks no further than that key, so that a broken file is told by the parser that it is meant for.
pub fn is_one(text: &str) -> bool {
    let mut first = Look(None);
    json::look(text, &mut first);
    first.0 == Some(Kind::Episodes)
}

/// What was read so far, and where the reader is.
#[derive(Debug, Default)]
struct Reader {
    trace: Trace,
    has_episodes: bool,
    /// Whether a key was seen that only a transition table has.
    is_table: bool,
    /// Whether it is in the list of episodes.
    inside: bool,
    step: Option<usize>,
    field: &'static str,
}

impl Reader {
    fn read<'de, A: MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        match key {
            Key::Episodes => {
                self.has_episodes = true;
                map.next_value_seed(Episodes(self))?;
            }
            Key::Alpha => self.trace.alpha = unit(map.next_value()?)?,
            Key::Gamma => self.trace.gamma = unit(map.next_value()?)?,
            Key::Epsilon => self.trace.epsilon = unit(map.next_value()?)?,
            Key::Q0 => {
                let entry: Entry = map.next_value()?;
                self.trace.q0 = (entry != Entry::Null).then(|| entry.number()).transpose()?;
            }
            Key::Table => {
                self.is_table = true;
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

fn unit<E: Error>(entry: Entry) -> Result<Option<Unit>, E> {
    if entry == Entry::Null {
        return Ok(None);
    }
    Unit::new(entry.number()?)
        .map(Some)
        .map_err(|wrong| E::custom(wrong))
}

/// A key at the top of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Episodes,
    Alpha,
    Gamma,
    Epsilon,
    Q0,
    /// One that only a transition table has.
    Table,
}

impl json::Key for Key {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("episodes", Self::Episodes),
        ("alpha", Self::Alpha),
        ("gamma", Self::Gamma),
        ("epsilon", Self::Epsilon),
        ("q0", Self::Q0),
    ];

    fn other(name: &str) -> Option<Self> {
        is_of_a_table(name).then_some(Self::Table)
    }
}

/// Whether only a transition table has a key called `name`: its `P`, or the number of a state.
fn is_of_a_table(name: &str) -> bool {
    name == "P" || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()))
}

impl json::Reader for Reader {
    type Key = Key;
    const WANTED: &'static str = "an object with the key \"episodes\"";

    fn entry<'de, A: MapAccess<'de>>(&mut self, key: Key, map: &mut A) -> Result<(), A::Error> {
        self.read(key, map)
    }

    fn place(&self, name: Option<&'static str>) -> String {
        let Some(name) = name else {
            return String::new();
        };
        let episode = self.trace.ends.len();
        match (self.inside, self.step) {
            (true, Some(step)) => format!("{name}[{episode}][{step}]{}: ", self.field),
            (true, None) => format!("{name}[{episode}]: "),
            (false, _) => format!("{name}: "),
        }
    }
}

/// What the keys say that tell episodes from a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Episodes,
    Table,
}

impl json::Key for Kind {
    const NAMES: &'static [(&'static str, Self)] = &[("episodes", Self::Episodes)];

    fn other(name: &str) -> Option<Self> {
        is_of_a_table(name).then_some(Self::Table)
    }
}

/// Find the first such key.
struct Look(Option<Kind>);

impl json::Reader for Look {
    type Key = Kind;
    const WANTED: &'static str = "an object";

    fn entry<'de, A: MapAccess<'de>>(&mut self, kind: Kind, _: &mut A) -> Result<(), A::Error> {
        self.0 = Some(kind);
        Err(A::Error::custom("seen enough"))
    }

    fn place(&self, _: Option<&'static str>) -> String {
        String::new()
    }
}

/// Read all episodes.
struct Episodes<'a>(&'a mut Reader);

impl<'de> DeserializeSeed<'de> for Episodes<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Episodes<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of episodes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.inside = true;
        while seq.next_element_seed(Steps(self.0))?.is_some() {}
        self.0.inside = false;
        Ok(())
    }
}

/// Read one episode.
struct Steps<'a>(&'a mut Reader);

impl<'de> DeserializeSeed<'de> for Steps<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Steps<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an episode, a list of steps")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let reader = self.0;
        let before = reader.trace.steps.len();
        loop {
            reader.step = Some(reader.trace.steps.len() - before);
            reader.field = "";
            if seq.next_element_seed(OneStep(reader))?.is_none() {
                break;
            }
        }
        reader.trace.ends.push(reader.trace.steps.len());
        reader.step = None;
        Ok(())
    }
}

/// Read one step.
struct OneStep<'a>(&'a mut Reader);

impl<'de> DeserializeSeed<'de> for OneStep<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for OneStep<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a step, {STEP}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let mut fields = Fields {
            field: &mut self.0.field,
            seq,
        };
        let step = fields.step()?;
        self.0.trace.steps.push(step);
        Ok(())
    }
}

/// The entries of a step, one after the other.
struct Fields<'a, A> {
    field: &'a mut &'static str,
    seq: A,
}

impl<'de, A: SeqAccess<'de>> Fields<'_, A> {
    fn step(&mut self) -> Result<Step, A::Error> {
        let state = self.next(".state")?.index()?;
        let action = self.next(".action")?.index()?;
        let reward = self.next(".reward")?.number()?;
        let next_state = self.next(".next_state")?.index()?;
        let (next_action, terminated) = match self.next(".next_action")? {
            // It was left out, and this is the entry behind it already.
            Entry::Flag(terminated) => (None, terminated),
            Entry::Null => (None, self.next(".terminated")?.flag()?),
            entry => (Some(entry.index()?), self.next(".terminated")?.flag()?),
        };
        let truncated = self.next(".truncated")?.flag()?;
        *self.field = "";
        if self.seq.next_element::<IgnoredAny>()?.is_some() {
            return Err(wrong_length());
        }
        Ok(Step {
            state,
            action,
            reward,
            next_state,
            next_action,
            terminated,
            truncated,
        })
    }

    fn next(&mut self, field: &'static str) -> Result<Entry, A::Error> {
        *self.field = field;
        self.seq.next_element()?.ok_or_else(|| {
            *self.field = "";
            wrong_length()
        })
    }
}

fn wrong_length<E: Error>() -> E {
    E::custom(format_args!(
        "a step has seven entries, or six without next_action: {STEP}"
    ))
}

/// An entry of a step, before it is known what it must be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Entry {
    Null,
    Flag(bool),
    Whole(u64),
    Number(f64),
}

impl Entry {
    /// The number of a state or an action.
    fn index<E: Error>(self) -> Result<u32, E> {
        let whole = match self {
            Self::Whole(whole) => u32::try_from(whole).ok(),
            _ => None,
        };
        // The last number would have no number after it.
        whole
            .filter(|&whole| whole < u32::MAX)
            .ok_or_else(|| E::custom(format_args!("{self} is not a whole number from 0")))
    }

    /// A number of a usable size.
    fn number<E: Error>(self) -> Result<f64, E> {
        let number = match self {
            Self::Whole(whole) => whole as f64,
            Self::Number(number) => number,
            Self::Null | Self::Flag(_) => {
                return Err(E::custom(format_args!("{self} is not a number")));
            }
        };
        if number.abs() <= LARGEST {
            Ok(number)
        } else {
            Err(E::custom(format_args!(
                "{number:?} is too large; write numbers from −1e100 to 1e100"
            )))
        }
    }

    /// true or false, or 1 or 0 as some tools write it.
    fn flag<E: Error>(self) -> Result<bool, E> {
        match self {
            Self::Flag(flag) => Ok(flag),
            Self::Whole(0) => Ok(false),
            Self::Whole(1) => Ok(true),
            _ => Err(E::custom(format_args!("{self} is neither true nor false"))),
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Flag(flag) => flag.fmt(f),
            Self::Whole(whole) => whole.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntryVisitor;
        impl Visitor<'_> for EntryVisitor {
            type Value = Entry;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, true, false or null")
            }
            fn visit_unit<E: Error>(self) -> Result<Entry, E> {
                Ok(Entry::Null)
            }
            fn visit_bool<E: Error>(self, flag: bool) -> Result<Entry, E> {
                Ok(Entry::Flag(flag))
            }
            fn visit_u64<E: Error>(self, whole: u64) -> Result<Entry, E> {
                Ok(Entry::Whole(whole))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Entry, E> {
                Ok(Entry::Number(number as f64))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Entry, E> {
                Ok(Entry::Number(number))
            }
        }
        deserializer.deserialize_any(EntryVisitor)
    }
}
