//! The transition table as it is read: flat, in the order of the file.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::read::{Flag, Number, StateNumber};
use crate::env::json::quoted;
use crate::mdp::Outcome;

/// The same bounds as the model's builder has; checked here too because only here line and column are known.
const PROBABILITIES: std::ops::RangeInclusive<f64> = 0.0..=1.0 + 1e-9;
const LARGEST_REWARD: f64 = 1e100;

/// Outcomes of all cells one after the other, cells of all rows one after the other.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    pub cells: Vec<Cell>,
    pub outcomes: Vec<Outcome>,
    /// One more than the greatest action.
    pub width: usize,
    /// Where the reader is or, after an error, was.
    pub place: Option<Place>,
}

/// A state: where its cells end, and whether they are a list, in which nothing can be left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub state: u32,
    pub end: usize,
    pub is_list: bool,
}

/// An action of a state: where its outcomes end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub action: u32,
    pub end: usize,
}

/// A place in the table, as deep as the reader has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    state: u32,
    action: Option<u32>,
    outcome: Option<usize>,
    field: &'static str,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P[{}]", self.state)?;
        if let Some(action) = self.action {
            write!(f, "[{action}]")?;
        }
        if let Some(outcome) = self.outcome {
            write!(f, "[{outcome}]{}", self.field)?;
        }
        Ok(())
    }
}

impl Table {
    /// The cells of row number `row`, in the order of the file.
    pub fn cells_of(&self, row: usize) -> &[Cell] {
        &self.cells[self.cells_before(row)..self.rows[row].end]
    }

    /// The number of the first cell of row number `row`.
    pub fn cells_before(&self, row: usize) -> usize {
        row.checked_sub(1).map_or(0, |before| self.rows[before].end)
    }

    /// The outcomes of cell number `cell`.
    pub fn outcomes_of(&self, cell: usize) -> &[Outcome] {
        let start = cell
            .checked_sub(1)
            .map_or(0, |before| self.cells[before].end);
        &self.outcomes[start..self.cells[cell].end]
    }

    fn enter(&mut self, state: u32) {
        self.place = Some(Place {
            state,
            ..Place::default()
        });
    }

    fn enter_action(&mut self, action: Option<u32>) {
        if let Some(place) = &mut self.place {
            (place.action, place.outcome, place.field) = (action, None, "");
        }
    }

    fn enter_outcome(&mut self, outcome: usize) {
        if let Some(place) = &mut self.place {
            (place.outcome, place.field) = (Some(outcome), "");
        }
    }

    fn enter_field(&mut self, field: &'static str) {
        if let Some(place) = &mut self.place {
            place.field = field;
        }
    }
}

/// Read all states into the table, from a list or from an object.
pub(super) struct Rows<'a>(pub &'a mut Table);

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object of states")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut state = 0;
        while let Some(()) = seq.next_element_seed(Actions {
            table: self.0,
            state,
        })? {
            state += 1;
        }
        self.0.place = None;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(state) = map.next_key_seed(Index("a state's number"))? {
            map.next_value_seed(Actions {
                table: self.0,
                state,
            })?;
            self.0.place = None;
        }
        Ok(())
    }
}

/// Read one state into the table.
pub(super) struct Actions<'a> {
    pub table: &'a mut Table,
    pub state: u32,
}

impl Actions<'_> {
    fn finish(self, is_list: bool) {
        self.table.enter_action(None);
        self.table.rows.push(Row {
            state: self.state,
            end: self.table.cells.len(),
            is_list,
        });
    }
}

impl<'de> DeserializeSeed<'de> for Actions<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        within(self.state, "a state")?;
        self.table.enter(self.state);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Actions<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object of actions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut action = 0;
        while let Some(()) = seq.next_element_seed(Outcomes {
            table: self.table,
            action,
        })? {
            action += 1;
        }
        self.finish(true);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(action) = map.next_key_seed(Index("an action's number"))? {
            map.next_value_seed(Outcomes {
                table: self.table,
                action,
            })?;
        }
        self.finish(false);
        Ok(())
    }
}

/// Read the outcomes of one action into the table.
struct Outcomes<'a> {
    table: &'a mut Table,
    action: u32,
}

impl<'de> DeserializeSeed<'de> for Outcomes<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        within(self.action, "an action")?;
        self.table.enter_action(Some(self.action));
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Outcomes<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of outcomes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let table = self.table;
        let before = table.outcomes.len();
        loop {
            table.enter_outcome(table.outcomes.len() - before);
            if seq.next_element_seed(OneOutcome(table))?.is_none() {
                break;
            }
        }
        table.cells.push(Cell {
            action: self.action,
            end: table.outcomes.len(),
        });
        table.width = table.width.max(self.action as usize + 1);
        table.enter_action(Some(self.action));
        Ok(())
    }
}

/// Read one outcome into the table.
struct OneOutcome<'a>(&'a mut Table);

impl<'de> DeserializeSeed<'de> for OneOutcome<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for OneOutcome<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[probability, next_state, reward, terminated]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let wrong_length = || {
            A::Error::custom(
                "an outcome has four entries: [probability, next_state, reward, terminated]",
            )
        };
        self.0.enter_field(".probability");
        let Number(probability) = seq.next_element()?.ok_or_else(wrong_length)?;
        if !PROBABILITIES.contains(&probability) {
            return Err(A::Error::custom(format_args!(
                "{probability} is not a probability; write a number from 0 to 1"
            )));
        }
        self.0.enter_field(".next_state");
        let StateNumber(next_state) = seq.next_element()?.ok_or_else(wrong_length)?;
        self.0.enter_field(".reward");
        let Number(reward) = seq.next_element()?.ok_or_else(wrong_length)?;
        if reward.abs() > LARGEST_REWARD {
            return Err(A::Error::custom(format_args!(
                "{reward:?} is too large; write rewards from −1e100 to 1e100"
            )));
        }
        self.0.enter_field(".terminated");
        let Flag(terminated) = seq.next_element()?.ok_or_else(wrong_length)?;
        self.0.enter_field("");
        if seq.next_element::<serde::de::IgnoredAny>()?.is_some() {
            return Err(wrong_length());
        }
        self.0.outcomes.push(Outcome {
            probability,
            next_state,
            reward,
            terminated,
        });
        Ok(())
    }
}

/// Read a key that is the number of a state or an action; what it is the number of, for the message.
struct Index(&'static str);

impl<'de> DeserializeSeed<'de> for Index {
    type Value = u32;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Index {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<u32, E> {
        let number = index(key);
        number.ok_or_else(|| {
            E::custom(format_args!(
                "the key {} is not {}; they are numbered \"0\", \"1\", …",
                quoted(key),
                self.0
            ))
        })
    }
}

/// The number that a key of an object is, if it is one; [`BEYOND`] if it is larger than that of any state or action.
pub(super) fn index(key: &str) -> Option<u32> {
    let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| key.parse().unwrap_or(BEYOND))
}

/// No state and no action has this number: there would be none after it.
const BEYOND: u32 = u32::MAX;

/// Refuse a number that no state or action can have; `what` is its owner.
fn within<E: Error>(number: u32, what: &str) -> Result<(), E> {
    if number < BEYOND {
        return Ok(());
    }
    Err(E::custom(format_args!(
        "the key of {what} is too large a number; they are numbered \"0\", \"1\", … without gaps"
    )))
}
