//! What the readers of JSON files have in common: objects key by key, and what is wrong with its place.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::error::Category;

/// A text that is not the JSON that was wanted: what, where, and the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum JsonError {
    #[error("line {line}, column {column}: {place}this is not JSON: {problem}; {mend}")]
    Syntax {
        line: usize,
        column: usize,
        /// Such as `P[3][1][0].probability: `, or nothing at the top.
        place: String,
        problem: String,
        mend: &'static str,
    },
    #[error("line {line}, column {column}: {place}{problem}")]
    Content {
        line: usize,
        column: usize,
        /// The same.
        place: String,
        /// With its mend.
        problem: String,
    },
}

impl JsonError {
    /// Line and column, both from 1.
    pub fn position(&self) -> (usize, usize) {
        match *self {
            Self::Syntax { line, column, .. } | Self::Content { line, column, .. } => {
                (line, column)
            }
        }
    }
}

/// A key of an object, known or not.
pub(super) trait Key: Copy + PartialEq + 'static {
    /// The keys that are understood, by name.
    const NAMES: &'static [(&'static str, Self)];

    /// The key that a name is which is none of these.
    fn other(name: &str) -> Self;

    /// The key called `name`.
    fn of(name: &str) -> Self {
        let known = Self::NAMES.iter().find(|(known, _)| *known == name);
        known.map_or_else(|| Self::other(name), |(_, key)| *key)
    }

    /// What it is called, if it is one that is understood.
    fn name(self) -> Option<&'static str> {
        let known = Self::NAMES.iter().find(|(_, key)| *key == self);
        known.map(|(name, _)| *name)
    }
}

/// What reads an object, key by key.
pub(super) trait Reader {
    type Key: Key;
    /// What the object is, for the message if there is something else.
    const WANTED: &'static str;

    /// Read what stands under `key`.
    fn entry<'de, A: MapAccess<'de>>(
        &mut self,
        key: Self::Key,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// Where it is or, after an error, was: the beginning of a message.
    fn place(&self) -> String;
}

/// Read `text` whole, with or without a byte order mark.
pub(super) fn read<R: Reader>(text: &str, reader: &mut R) -> Result<(), JsonError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut json = serde_json::Deserializer::from_str(text);
    let object = Object(&mut *reader).deserialize(&mut json);
    object.map_err(|error| located(&error, reader.place(), text))?;
    json.end()
        .map_err(|error| located(&error, String::new(), text))
}

/// Read the beginning of `text`, as far as `reader` likes; what is wrong with it is for others to say.
pub(super) fn look<R: Reader>(text: &str, reader: &mut R) {
    // That reading breaks off says nothing: the reader does it itself when it has seen enough.
    let _ = read(text, reader);
}

/// A key that stands in the same object for the second time.
pub(super) fn twice<E: Error>(name: &str) -> E {
    E::custom(format_args!(
        "the key {name:?} stands twice; keep one of them"
    ))
}

/// The beginning of `text` in quotes, short enough for a message.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}

struct Object<'a, R>(&'a mut R);

impl<'de, R: Reader> DeserializeSeed<'de> for Object<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: Reader> Visitor<'de> for Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(R::WANTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(KeySeed(PhantomData))? {
            self.0.entry(key, &mut map)?;
        }
        Ok(())
    }
}

struct KeySeed<K>(PhantomData<K>);

impl<'de, K: Key> DeserializeSeed<'de> for KeySeed<K> {
    type Value = K;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<K: Key> Visitor<'_> for KeySeed<K> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<K, E> {
        Ok(K::of(name))
    }
}

/// Say where in `text` the `error` is, and at which `place` of what it means.
fn located(error: &serde_json::Error, place: String, text: &str) -> JsonError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let suffix = format!(" at line {line} column {column}");
    let problem = message.strip_suffix(&suffix).unwrap_or(&message);
    // Before the first letter of a line it says 0; editors count from 1.
    let column = column.max(1);
    match error.classify() {
        Category::Data | Category::Io => JsonError::Content {
            line,
            column,
            place,
            problem: mismatch(problem).unwrap_or_else(|| problem.to_owned()),
        },
        Category::Eof | Category::Syntax => {
            let problem = match problem {
                _ if text.trim().is_empty() => "there is nothing in it",
                "expected ident" => "expected true, false or null",
                problem => problem,
            };
            JsonError::Syntax {
                line,
                column,
                place,
                problem: problem.to_owned(),
                mend: mend(problem),
            }
        }
    }
}

/// What to do about broken syntax, by the beginning of what the parser says.
const MENDS: [(&str, &str); 6] = [
    ("EOF", "it stops too early: was it written to the end?"),
    ("there is nothing", "was it written to the end?"),
    (
        "recursion limit",
        "nothing that is wanted is nested so deeply",
    ),
    (
        "number out of range",
        "no number here needs to be so large; Infinity is not allowed",
    ),
    ("trailing comma", "take the comma out"),
    (
        "trailing characters",
        "there is more behind the end; take it out",
    ),
];

fn mend(problem: &str) -> &'static str {
    let known = MENDS.iter().find(|(begin, _)| problem.starts_with(begin));
    known.map_or(
        "write it with json.dumps; NaN and Infinity are not allowed",
        |(_, mend)| mend,
    )
}

/// Say in plain words what serde calls a wrong type or value.
fn mismatch(problem: &str) -> Option<String> {
    let found = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|begin| problem.strip_prefix(begin))?;
    // What was found may be any text; what was wanted is one of ours.
    let (found, wanted) = found.rsplit_once(", expected ")?;
    Some(format!("it is {}; write {}", given(found), plain(wanted)))
}

fn given(found: &str) -> String {
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    match kind {
        "string" => {
            let text = value.trim_matches('"');
            // It is in quotes and escaped already.
            let short: String = text.chars().take(40).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            format!("\"{short}{more}\"")
        }
        "sequence" => "a list".to_owned(),
        "map" => "an object".to_owned(),
        _ => match found.split('`').nth(1) {
            Some(number) => number.to_owned(),
            None => found.to_owned(),
        },
    }
}

fn plain(wanted: &str) -> &str {
    match wanted {
        "a sequence" => "a list",
        "u64" => "a whole number from 0",
        "a nonzero u64" => "a whole number from 1",
        wanted => wanted,
    }
}
