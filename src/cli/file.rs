//! Reading the files that people name, and saying where something is wrong with them.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::failure::Failure;
use super::{memory, pipe};
use crate::env::Stranger;
use crate::env::gymnasium::{self, Noticed, ParseError};
use crate::env::trace::{self, Shape, Trace};
use crate::mdp::World;

/// Files beyond this are not tables that anybody trains on: a million states of four actions take a tenth of it.
const LARGEST: u64 = 4 << 30;
/// What is no file of ours shows within so many bytes.
const HEAD: u64 = 1 << 16;

/// Bytes of memory per byte of a file, at most: the text, the table that it becomes, and a learner's.
const PER_BYTE: u64 = 3;

/// The text of the file at `path`, or what keeps it from being one; `wanted` is what should be in it.
pub fn read(path: &Path, wanted: &str) -> Result<String, Failure> {
    text(path, wanted)
        .map_err(|problem| Failure::Failed(format!("cannot read {}: {problem}", path.display())))
}

/// The world in `text`, which comes from the file `path`.
pub fn world(path: &Path, text: &str) -> Result<World, ParseError> {
    gymnasium::parse(&stem(path), text)
}

/// The same, and what was noticed on the way.
pub fn table(path: &Path, text: &str) -> Result<(World, Noticed), ParseError> {
    gymnasium::parse_noticing(&stem(path), text)
}

fn stem(path: &Path) -> Cow<'_, str> {
    path.file_stem()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
}

/// The recorded episodes in `text`, which comes from the file `path`, and the keys beside them that nobody knows.
pub fn trace(path: &Path, text: &str) -> Result<(Trace, Vec<Stranger>), Failure> {
    trace::parse_noticing(text).map_err(|error| wrong(path, error.position(), &error))
}

/// How large a table the recorded episodes in the file `path` need, see [`Trace::shape`].
pub fn shape(
    path: &Path,
    trace: &Trace,
    states: Option<usize>,
    actions: Option<usize>,
) -> Result<Shape, Failure> {
    let shape = trace.shape(states, actions);
    shape.map_err(|error| wrong(path, error.position(), &error))
}

/// What is wrong with the content of the file `path`.
pub fn wrong(path: &Path, position: Option<(usize, usize)>, error: &impl ToString) -> Failure {
    let name = path.display().to_string();
    Failure::Failed(located(&name, position, &error.to_string()))
}

/// What is wrong with the file `name`, with the place as compilers and editors write it: `file:line:column`.
fn located(name: &str, position: Option<(usize, usize)>, message: &str) -> String {
    match position {
        Some((line, column)) => {
            let prefix = format!("line {line}, column {column}: ");
            let rest = message.strip_prefix(&prefix).unwrap_or(message);
            format!("{name}:{line}:{column}: {rest}")
        }
        None => format!("{name}: {message}"),
    }
}

fn text(path: &Path, wanted: &str) -> Result<String, String> {
    let found = check(path, wanted)?;
    let mut file = pipe::open(path, &found, File::options().read(true), NO_WRITER)
        .map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let mut more = |limit: u64, bytes: &mut Vec<u8>| {
        let part = file.by_ref().take(limit);
        { part }
            .read_to_end(bytes)
            .map_err(|error| error.to_string())
    };
    more(HEAD, &mut bytes)?;
    refuse(&bytes, wanted)?;
    // A pipe does not say how long it is, and one that begins otherwise than all that is wanted may never end.
    if begins_as_an_object(&bytes) {
        more(LARGEST + 1 - HEAD, &mut bytes)?;
    }
    if bytes.len() as u64 > LARGEST {
        return Err(format!(
            "it is too large (at most {LARGEST} bytes are read)"
        ));
    }
    String::from_utf8(bytes).or_else(|error| {
        let at = error.utf8_error();
        match (at.error_len(), error.as_bytes().len() as u64) {
            // Only the reading broke off in the middle of a letter.
            (None, HEAD) => Ok(String::from_utf8_lossy(error.as_bytes()).into_owned()),
            _ => Err(not_text(error.as_bytes(), at.valid_up_to(), wanted)),
        }
    })
}

/// Whether the first thing in it is an opening brace, behind blanks and a byte order mark.
fn begins_as_an_object(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    first == Some(&b'{')
}

/// What is no text at all shows by its beginning, by the first of these that fits.
const NO_TEXTS: [(&[u8], &str); 6] = [
    (&[0xff, 0xfe, 0, 0], "UTF-32; save it as UTF-8"),
    (&[0xff, 0xfe], "UTF-16; save it as UTF-8"),
    (&[0xfe, 0xff], "UTF-16; save it as UTF-8"),
    (&[0x1f, 0x8b], "compressed; unpack it first (gunzip)"),
    (b"PK\x03\x04", "an archive; unpack it first (unzip)"),
    (&[0x80], "a pickle or other binary data; write JSON"),
];

fn refuse(head: &[u8], wanted: &str) -> Result<(), String> {
    if let Some((_, what)) = NO_TEXTS.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Err(format!("it is {what} (wanted: {wanted})"));
    }
    match head.iter().position(|&byte| byte == 0) {
        // Every other byte of a Latin letter in UTF-16 is 0.
        Some(0 | 1) if head.iter().any(|&byte| byte != 0) => Err(format!(
            "it is UTF-16 or binary data; save it as UTF-8 (wanted: {wanted})"
        )),
        Some(at) => Err(not_text(head, at, wanted)),
        None => Ok(()),
    }
}

/// What is wrong with the byte number `at`.
fn not_text(bytes: &[u8], at: usize, wanted: &str) -> String {
    let line = bytes[..at].split(|&byte| byte == b'\n').count();
    let problem = match bytes[at] {
        0 => "is 0",
        _ => "is not UTF-8",
    };
    format!(
        "it is not text (byte {at}, in line {line}, {problem}); save it as UTF-8 (wanted: {wanted})"
    )
}

/// What is said to a pipe that would be waited for in vain.
const NO_WRITER: &str =
    "it is a pipe that nobody writes to; start what writes to it, or name a file";

/// Refuse what cannot be a file with an end, before anything is read.
fn check(path: &Path, wanted: &str) -> Result<fs::Metadata, String> {
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("there is no such file (wanted: {wanted})"),
        _ => error.to_string(),
    })?;
    if found.is_dir() {
        return Err("it is a directory; name a file in it".to_owned());
    }
    if is_device(&found) {
        return Err("it is a device; name a file".to_owned());
    }
    if found.len() > LARGEST {
        return Err(format!(
            "it is too large ({} bytes, at most {LARGEST} are read)",
            found.len()
        ));
    }
    let lack = memory::lack(found.len().saturating_mul(PER_BYTE));
    lack.map_or(Ok(found), Err)
}

#[cfg(unix)]
fn is_device(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    found.file_type().is_char_device() || found.file_type().is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_a_text_or_told_why_not(
            begin in prop::sample::select(vec![
                &b""[..], b"{", b"\xef\xbb\xbf{", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\x80", b"\0\0", b"{\0", b"{\n\0\n",
            ]),
            bytes in prop::collection::vec(any::<u8>(), 0..60),
            // More than is looked at first, with a letter of three bytes across the edge.
            is_long in any::<bool>(),
        ) {
            let filling = if is_long { "。".repeat(HEAD as usize / 3) } else { String::new() };
            let all = [begin, filling.as_bytes(), &bytes].concat();
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(file.path(), &all).unwrap();
            match text(file.path(), "a table") {
                // What is there, or its beginning, which a cut letter may end.
                Ok(text) => {
                    let is_there = all.starts_with(text.trim_end_matches('\u{fffd}').as_bytes());
                    prop_assert!(is_there);
                }
                Err(problem) => prop_assert!(problem.contains("wanted: a table"), "{}", problem),
            }
        }
    }

    #[test]
    fn a_place_is_written_as_editors_read_it() {
        let at = |position, message| located("a.json", position, message);
        assert_eq!(at(Some((2, 1)), "line 2, column 1: cut"), "a.json:2:1: cut");
        assert_eq!(at(None, "odd"), "a.json: odd");
    }
}
