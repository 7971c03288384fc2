//! Opening what may be a pipe: it has another end, and without it the system waits, for ever if nobody comes.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long the other end is waited for: whoever starts both together needs no order.
const PATIENCE: Duration = Duration::from_secs(2);

/// Open `path`, which was found to be `found`, as `options` say; `missing` is what to say if it is a pipe without another end.
///
/// # Errors
/// If the system refuses, or nobody came.
pub fn open(
    path: &Path,
    found: &Metadata,
    options: &OpenOptions,
    missing: &str,
) -> io::Result<File> {
    if !is_pipe(found) {
        return options.open(path);
    }
    let (sender, opened) = mpsc::channel();
    let (wanted, options) = (path.to_owned(), options.clone());
    // Nothing ends this thread before the other end comes; the end of the program does.
    thread::Builder::new()
        .name("pipe".to_owned())
        .spawn(move || sender.send(options.open(wanted)))?;
    let nobody = || io::Error::new(io::ErrorKind::TimedOut, missing);
    opened
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(nobody()))
}

#[cfg(unix)]
fn is_pipe(found: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    found.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}
