//! Reading the files that people name, and saying where something is wrong with them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::failure::Failure;
use super::memory;
use crate::env::gymnasium::{self, Noticed, ParseError};
use crate::env::trace::{self, Shape, Trace};
use crate::mdp::World;

/// Files beyond this are not tables that anybody trains on: a million states of four actions take a tenth of it.
const LARGEST: u64 = 4 << 30;

/// Bytes of memory per byte of a file, at most: the text, the table that it becomes, and a learner's.
const PER_BYTE: u64 = 3;

/// The text of the file at `path`, or what keeps it from being one; `wanted` is what should be in it.
pub fn read(path: &Path, wanted: &str) -> Result<String, Failure> {
    text(path, wanted)
        .map_err(|problem| Failure::Failed(format!("cannot read {}: {problem}", path.display())))
}

/// The world in `text`, which comes from the file `path`, and what was noticed on the way.
pub fn table(path: &Path, text: &str) -> Result<(World, Noticed), ParseError> {
    let stem = path.file_stem().unwrap_or(path.as_os_str());
    gymnasium::parse_noticing(&stem.to_string_lossy(), text)
}

/// The recorded episodes in `text`, which comes from the file `path`.
pub fn trace(path: &Path, text: &str) -> Result<Trace, Failure> {
    trace::parse(text).map_err(|error| wrong(path, error.position(), &error))
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
            // The end of a file after its last line has column 0; editors count from 1.
            format!("{name}:{line}:{}: {rest}", column.max(1))
        }
        None => format!("{name}: {message}"),
    }
}

fn text(path: &Path, wanted: &str) -> Result<String, String> {
    check(path)?;
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    // A pipe does not say how long it is.
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!(
            "it is too large (at most {LARGEST} bytes are read)"
        ));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(format!(
            "it is UTF-16; save it as UTF-8 ({wanted} is wanted)"
        ));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err("it is compressed; unpack it first (gunzip)".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("it is not text (byte {at} is not UTF-8); {wanted} is wanted")
    })
}

/// Refuse what cannot be a file with an end, before anything is read.
fn check(path: &Path) -> Result<(), String> {
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            "there is no such file; the built-in worlds are shown by: qlens list".to_owned()
        }
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
    memory::lack(found.len().saturating_mul(PER_BYTE)).map_or(Ok(()), Err)
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
    use super::*;

    #[test]
    fn a_place_is_written_as_editors_read_it() {
        let at = |position, message| located("a.json", position, message);
        assert_eq!(at(Some((2, 0)), "line 2, column 0: cut"), "a.json:2:1: cut");
        assert_eq!(at(None, "odd"), "a.json: odd");
    }
}
