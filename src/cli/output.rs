//! Where results go: standard output, or a file that is written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::Failure;
use super::pipe;

const CAPACITY: usize = 1 << 16;
/// What is said to a pipe that would be waited for in vain.
const NO_READER: &str = "it is a pipe that nobody reads; start what reads it, or name a file";

/// A place to write to.
#[derive(Debug)]
pub struct Output {
    to: To,
    /// What it is called in messages.
    name: String,
}

#[derive(Debug)]
enum To {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A pipe or a device, which nothing can take the place of.
    Direct(BufWriter<File>),
    /// A file beside the one that is wanted, to take its place in the end.
    Beside(BufWriter<NamedTempFile>, PathBuf),
}

impl Output {
    /// Write to standard output.
    pub fn stdout() -> Self {
        Self {
            to: To::Stdout(BufWriter::with_capacity(CAPACITY, io::stdout().lock())),
            name: "standard output".to_owned(),
        }
    }

    /// Write to the file `path`; nothing is to be seen of it before [`Output::finish`].
    ///
    /// # Errors
    /// If it cannot be written: better now than after an hour of training.
    pub fn file(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let refused =
            |error: io::Error| Failure::Failed(format!("cannot write to {name}: {error}"));
        let to = match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                return Err(Failure::Failed(format!(
                    "cannot write to {name}: it is a directory; name a file in it"
                )));
            }
            Ok(found) if !found.is_file() => To::Direct(buffered(
                pipe::open(path, &found, File::options().write(true), NO_READER)
                    .map_err(refused)?,
            )),
            Ok(_) => {
                // Only a file that may be written may be replaced; a link stays one.
                File::options().append(true).open(path).map_err(refused)?;
                beside(fs::canonicalize(path).map_err(refused)?).map_err(refused)?
            }
            Err(_) => beside(path.to_owned()).map_err(refused)?,
        };
        Ok(Self { to, name })
    }

    /// What was written is complete: let it be seen.
    ///
    /// # Errors
    /// If the last of it cannot be written.
    pub fn finish(mut self) -> Result<(), Failure> {
        let kept = self.flush().and_then(|()| match self.to {
            To::Stdout(_) | To::Direct(_) => Ok(()),
            To::Beside(file, path) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(path)
                    .map(drop)
                    .map_err(|refused| refused.error)
            }
        });
        kept.map_err(|error| Failure::writing(&self.name, &error))
    }

    /// What to say if writing went wrong.
    pub fn failure(&self, error: &io::Error) -> Failure {
        Failure::writing(&self.name, error)
    }
}

fn buffered<W: Write>(writer: W) -> BufWriter<W> {
    BufWriter::with_capacity(CAPACITY, writer)
}

fn beside(path: PathBuf) -> io::Result<To> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // The system says it best itself what is wrong with a directory that is not there.
    fs::metadata(directory)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".qlens-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The mode of the file that is replaced, or that of any new file: the system takes the umask off.
        let mode = fs::metadata(&path).map_or(0o666, |found| found.permissions().mode() & 0o777);
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    // The name of the file beside is made up: nobody asked for it.
    let nameless = |error: io::Error| io::Error::from(error.kind());
    let file = builder.tempfile_in(directory).map_err(nameless)?;
    Ok(To::Beside(buffered(file), path))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Stdout(to) => to.write(bytes),
            To::Direct(to) => to.write(bytes),
            To::Beside(to, _) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Stdout(to) => to.flush(),
            To::Direct(to) => to.flush(),
            To::Beside(to, _) => to.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_seen_of_a_file_before_it_is_finished() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.json");
        let mut output = Output::file(&path).unwrap();
        output.write_all(b"all of it").unwrap();
        assert!(!path.exists());
        output.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "all of it");
    }

    #[test]
    fn a_file_that_is_given_up_leaves_the_old_one_and_no_other() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.json");
        fs::write(&path, "old").unwrap();
        let mut output = Output::file(&path).unwrap();
        output.write_all(b"half of").unwrap();
        drop(output);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn places_that_cannot_be_written_are_refused_at_once() {
        let place = tempfile::tempdir().unwrap();
        let missing = place.path().join("no/such/x.json");
        let messages = [place.path(), missing.as_path()]
            .map(|path| Output::file(path).unwrap_err().message().unwrap());
        assert!(
            messages[0].ends_with("it is a directory; name a file in it"),
            "{}",
            messages[0]
        );
        assert!(messages[1].contains("No such file"), "{}", messages[1]);
        assert!(!messages[1].contains(".qlens-"), "{}", messages[1]);
    }
}
