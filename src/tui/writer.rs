//! A thread that owns the terminal's output, with one frame in flight.
//!
//! A terminal that does not take what it is sent holds up this thread, and neither the interface nor the training.

use std::io::{self, ErrorKind, Write};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::runtime::wait;

/// How long to wait for a terminal that takes nothing at the moment and does not let us wait for it.
const RETRY: Duration = Duration::from_millis(2);

/// What became of a frame.
#[derive(Debug)]
pub struct Written {
    /// The frame's memory, empty, to be used again.
    pub buffer: Vec<u8>,
    /// How long the terminal took.
    pub took: Duration,
}

/// Hands frames to the thread that writes them.
#[derive(Debug)]
pub struct Writer {
    frames: Sender<Vec<u8>>,
    done: Receiver<io::Result<Written>>,
    is_free: bool,
}

impl Writer {
    /// Start the thread. It ends when the writer is dropped and `sink` takes what is on its way.
    ///
    /// # Errors
    /// The system has no more threads.
    pub fn start(sink: impl Write + Send + 'static) -> io::Result<Self> {
        let (frames, waiting) = channel(1);
        let (written, done) = channel(1);
        let name = "qlens-writer".to_owned();
        thread::Builder::new()
            .name(name)
            .spawn(move || serve(sink, waiting, &written))?;
        Ok(Self {
            frames,
            done,
            is_free: true,
        })
    }

    /// Whether the last frame has been taken.
    pub fn is_free(&self) -> bool {
        self.is_free
    }

    /// Write `frame`; only while the writer is free.
    pub fn write(&mut self, frame: Vec<u8>) {
        debug_assert!(self.is_free, "one frame in flight");
        self.is_free = false;
        // Should the thread have ended, `freed` tells so.
        let _ended = self.frames.try_send(frame);
    }

    /// Wait until the frame in flight has been taken; for ever if there is none.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub async fn freed(&mut self) -> io::Result<Written> {
        if self.is_free {
            return std::future::pending().await;
        }
        let written = self.done.recv().await;
        self.is_free = true;
        written.unwrap_or_else(|| Err(ErrorKind::BrokenPipe.into()))
    }

    /// Write `last` after the frame in flight, and block until it has been taken or `limit` has passed.
    ///
    /// # Errors
    /// The terminal cannot be written to, or takes nothing.
    pub fn finish(mut self, last: Vec<u8>, limit: Duration) -> io::Result<()> {
        let end = async {
            if !self.is_free {
                self.freed().await?;
            }
            self.write(last);
            self.freed().await
        };
        match wait(end, Some(limit)) {
            Some(end) => end.map(drop),
            None => Err(ErrorKind::TimedOut.into()),
        }
    }
}

/// Write every frame that comes, until no more can come or be told about.
fn serve(
    mut sink: impl Write,
    mut frames: Receiver<Vec<u8>>,
    written: &Sender<io::Result<Written>>,
) {
    while let Some(mut buffer) = frames.blocking_recv() {
        let began = Instant::now();
        let result = write_whole(&mut sink, &buffer);
        buffer.clear();
        let took = began.elapsed();
        if written
            .blocking_send(result.map(|()| Written { buffer, took }))
            .is_err()
        {
            return;
        }
    }
}

/// Write all of `bytes`, also to a terminal that somebody has set not to block.
fn write_whole(sink: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match sink.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(RETRY),
            Err(error) => return Err(error),
        }
    }
    loop {
        match sink.flush() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(RETRY),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            flushed => return flushed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex, mpsc};

    const LONG: Duration = Duration::from_secs(10);
    const SHORT: Duration = Duration::from_millis(20);

    /// Takes three bytes at a time, and refuses every other time.
    #[derive(Clone, Default)]
    struct Reluctant(Arc<Mutex<(Vec<u8>, bool)>>);

    impl Write for Reluctant {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut inner = self.0.lock().expect("nobody panics");
            inner.1 = !inner.1;
            if inner.1 {
                return Err(ErrorKind::WouldBlock.into());
            }
            let count = bytes.len().min(3);
            inner.0.extend(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Takes nothing before it is told to.
    struct Stuck(mpsc::Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().map_err(|_| ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn frames_arrive_whole_and_in_order_at_a_reluctant_terminal() {
        let terminal = Reluctant::default();
        let mut writer = Writer::start(terminal.clone()).expect("a thread");
        writer.write(b"first frame,".to_vec());
        writer
            .finish(b" the end".to_vec(), LONG)
            .expect("it takes all");
        assert_eq!(
            terminal.0.lock().expect("nobody panics").0,
            b"first frame, the end"
        );
    }

    #[test]
    fn a_stuck_terminal_keeps_the_writer_busy_and_the_end_waits_no_longer_than_its_limit() {
        let (_never, told) = mpsc::channel();
        let mut writer = Writer::start(Stuck(told)).expect("a thread");
        writer.write(b"frame".to_vec());
        assert!(wait(writer.freed(), Some(SHORT)).is_none());
        assert!(!writer.is_free());
        let end = writer.finish(b"end".to_vec(), SHORT);
        assert_eq!(end.expect_err("it is stuck").kind(), ErrorKind::TimedOut);
    }

    #[test]
    fn a_terminal_that_has_gone_is_told_as_an_error() {
        let (gone, told) = mpsc::channel();
        drop(gone);
        let mut writer = Writer::start(Stuck(told)).expect("a thread");
        writer.write(b"frame".to_vec());
        let error = wait(writer.freed(), Some(LONG)).expect("it answers");
        assert_eq!(
            error.expect_err("it has gone").kind(),
            ErrorKind::BrokenPipe
        );
    }
}
