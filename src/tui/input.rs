//! What comes in from the terminal.
//!
//! On Unix a thread of our own reads. It waits for bytes as long as there are none, so that a key at the moment of a new size
//! is heard, which crossterm leaves unread until the next one; and it knows answers, which crossterm does not hand out.

pub use source::Input;

#[cfg(unix)]
mod source {
    use std::io::{self, PipeReader, PipeWriter, Stdin, pipe, stdin};
    use std::task::{Context, Poll};
    use std::thread;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::{Errno, read};
    use tokio::sync::mpsc::{Receiver, Sender, channel};

    use crate::tui::decoder::{Decoder, Told};

    /// How much may be told and not be taken in yet.
    const WAITING: usize = 1024;

    /// Everything that comes from the terminal, in its order.
    #[derive(Debug)]
    pub struct Input {
        told: Receiver<Told>,
        /// The thread ends when this is dropped, and takes nothing any more that is meant for the shell.
        _stop: PipeWriter,
    }

    impl Input {
        /// Begin to read. The terminal must not translate what it sends by now.
        ///
        /// # Errors
        /// The system has no more threads or files.
        pub fn open() -> io::Result<Self> {
            let (sender, told) = channel(WAITING);
            let (stopped, stop) = pipe()?;
            let name = "qlens-input".to_owned();
            thread::Builder::new().name(name).spawn(move || {
                // That it ends is told by the closed channel.
                let _gone = hear(&sender, &stopped);
            })?;
            Ok(Self { told, _stop: stop })
        }

        /// What has come; none if the terminal has gone.
        pub fn poll(&mut self, context: &mut Context) -> Poll<Option<io::Result<Told>>> {
            self.told.poll_recv(context).map(|told| told.map(Ok))
        }
    }

    fn hear(told: &Sender<Told>, stopped: &PipeReader) -> Result<(), Errno> {
        let (mut decoder, mut bytes) = (Decoder::default(), [0; 4096]);
        let tell = |what: Told| told.blocking_send(what).map_err(|_| Errno::PIPE);
        loop {
            let limit = decoder.patience().and_then(|limit| limit.try_into().ok());
            if !is_readable(&stdin(), stopped, limit)? {
                decoder.finish().map_or(Ok(()), tell)?;
                continue;
            }
            match read(stdin(), &mut bytes) {
                Ok(0) => return Ok(()),
                Ok(count) => decoder
                    .feed(&bytes[..count])
                    .into_iter()
                    .try_for_each(tell)?,
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Wait until there is something to read; not if nothing has come within the limit.
    fn is_readable(
        stdin: &Stdin,
        stopped: &PipeReader,
        limit: Option<Timespec>,
    ) -> Result<bool, Errno> {
        let mut fds = [
            PollFd::new(stdin, PollFlags::IN),
            PollFd::new(stopped, PollFlags::IN),
        ];
        match poll(&mut fds, limit.as_ref()) {
            Ok(_) if !fds[1].revents().is_empty() => Err(Errno::PIPE),
            Ok(0) => Ok(false),
            // Also when the terminal has gone: reading tells.
            Ok(_) => Ok(true),
            Err(Errno::INTR) => is_readable(stdin, stopped, limit),
            Err(error) => Err(error),
        }
    }
}

#[cfg(not(unix))]
mod source {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use crossterm::event::EventStream;
    use tokio_stream::Stream;

    use crate::tui::decoder::Told;

    /// Everything that comes from the terminal, in its order.
    #[derive(Debug)]
    pub struct Input(EventStream);

    impl Input {
        /// Begin to read.
        ///
        /// # Errors
        /// Never here.
        pub fn open() -> io::Result<Self> {
            Ok(Self(EventStream::new()))
        }

        /// What has come; none if the terminal has gone.
        pub fn poll(&mut self, context: &mut Context) -> Poll<Option<io::Result<Told>>> {
            let event = Pin::new(&mut self.0).poll_next(context);
            event.map(|event| event.map(|event| event.map(Told::Did)))
        }
    }
}
