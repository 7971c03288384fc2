//! What the readers of JSON files have in common: objects key by key, and what is wrong with its place.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;

use crate::text::nearest;

/// No more keys that nobody knows are remembered than this.
const MOST_STRANGERS: usize = 100;

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

/// A key that is none of those that are understood. It is ignored, unless somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// What it is called, in quotes and short enough for a message.
    pub name: String,
    /// Line and column, both from 1; none where it is written with escapes.
    pub position: Option<(usize, usize)>,
    /// The key that was probably meant: one that is not there.
    pub meant: Option<&'static str>,
}

/// A key of an object that is understood.
pub(super) trait Key: Copy + PartialEq + 'static {
    /// The keys that have a name, by name.
    const NAMES: &'static [(&'static str, Self)];

    /// The key that a name is which is none of these, if it is understood all the same.
    fn other(name: &str) -> Option<Self>;

    /// The key called `name`.
    fn of(name: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(known, _)| *known == name);
        known.map_or_else(|| Self::other(name), |(_, key)| Some(*key))
    }

    /// What it is called, if it is one of those with a name.
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

    /// Where it was, under the key called `name` if it has a name, when something went wrong: the beginning of a message.
    fn place(&self, name: Option<&'static str>) -> String;
}

/// Read `text` whole, with or without a byte order mark; gives the keys that `reader` does not know.
pub(super) fn read<R: Reader>(text: &str, reader: &mut R) -> Result<Vec<Stranger>, JsonError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut json = serde_json::Deserializer::from_str(text);
    let mut object = Object {
        reader,
        text,
        here: None,
        seen: Vec::new(),
        strangers: Vec::new(),
    };
    let read = object.deserialize(&mut json);
    read.map_err(|error| located(&error, object.reader.place(object.here), text))?;
    json.end()
        .map_err(|error| located(&error, String::new(), text))?;
    Ok(object.strangers())
}

/// Read the beginning of `text`, as far as `reader` likes; what is wrong with it is for others to say.
pub(super) fn look<R: Reader>(text: &str, reader: &mut R) {
    // That reading breaks off says nothing: the reader does it itself when it has seen enough.
    let _ = read(text, reader);
}

/// The beginning of `text` in quotes, short enough for a message.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}

/// An object while it is read.
struct Object<'a, R> {
    reader: &'a mut R,
    text: &'a str,
    /// The name of the key whose value is being read.
    here: Option<&'static str>,
    /// The names that there were.
    seen: Vec<&'static str>,
    /// Names that nobody knows, and where they begin in the text.
    strangers: Vec<(String, Option<usize>)>,
}

impl<R: Reader> Object<'_, R> {
    /// Remember that there was `key`; one that has a name may stand there once. Whoever knows others counts them himself.
    fn enter<E: Error>(&mut self, key: R::Key) -> Result<(), E> {
        let Some(name) = key.name() else {
            return Ok(());
        };
        if self.seen.contains(&name) {
            return Err(E::custom(format_args!(
                "the key {name:?} stands twice; keep one of them"
            )));
        }
        self.here = Some(name);
        self.seen.push(name);
        Ok(())
    }

    fn meet(&mut self, name: String, at: Option<usize>) {
        if self.strangers.len() < MOST_STRANGERS {
            self.strangers.push((name, at));
        }
    }

    fn strangers(&self) -> Vec<Stranger> {
        let names = R::Key::NAMES.iter().map(|(name, _)| *name);
        let missing: Vec<_> = names.filter(|name| !self.seen.contains(name)).collect();
        let strangers = self.strangers.iter();
        let known = strangers.map(|(name, at)| Stranger {
            name: quoted(name),
            position: at.map(|at| position(self.text, at)),
            meant: nearest(name, missing.iter().copied()),
        });
        known.collect()
    }
}

/// Line and column of what begins at the byte `at`.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at];
    let lines = || before.split(|&byte| byte == b'\n');
    let column = lines().next_back().map_or(0, <[u8]>::len) + 1;
    (lines().count(), column)
}

impl<'de, R: Reader> DeserializeSeed<'de> for &mut Object<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: Reader> Visitor<'de> for &mut Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(R::WANTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(NameSeed(self.text, PhantomData))? {
            match name {
                Name::Known(key) => {
                    self.enter(key)?;
                    self.reader.entry(key, &mut map)?;
                }
                Name::Stranger(name, at) => {
                    self.meet(name, at);
                    map.next_value::<IgnoredAny>()?;
                }
            }
            self.here = None;
        }
        Ok(())
    }
}

/// The name of a key: one that is understood, or not and then where it begins.
enum Name<K> {
    Known(K),
    Stranger(String, Option<usize>),
}

impl<K: Key> Name<K> {
    fn of(name: &str, at: Option<usize>) -> Self {
        let stranger = || Self::Stranger(name.to_owned(), at);
        K::of(name).map_or_else(stranger, Self::Known)
    }
}

/// Read the name of a key in the text.
struct NameSeed<'a, K>(&'a str, PhantomData<K>);

impl<'de, K: Key> DeserializeSeed<'de> for NameSeed<'_, K> {
    type Value = Name<K>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name<K>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, K: Key> Visitor<'de> for NameSeed<'_, K> {
    type Value = Name<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<K>, E> {
        // It is a piece of the text, so that its place in memory is its place there; the quote stands before it.
        let begin = name.as_ptr().addr().checked_sub(self.0.as_ptr().addr() + 1);
        Ok(Name::of(name, begin))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name<K>, E> {
        Ok(Name::of(name, None))
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
