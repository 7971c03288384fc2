//! Ctrl-C and SIGTERM: the work in hand is finished and written before the program ends.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use super::failure::Failure;

/// The exit code after Ctrl-C: 128 + SIGINT, as shells have it.
const INTERRUPTED: u8 = 130;
/// The exit code after SIGTERM.
#[cfg(unix)]
const TERMINATED: u8 = 143;

/// Whether the program was asked to end.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicU8>);

impl Interrupt {
    /// Listen from now on. The first signal is noted; the second ends the program at once, as its output may be stuck.
    ///
    /// # Errors
    /// If the system does not let the signals be caught.
    pub fn listen() -> Result<Self, Failure> {
        let interrupt = Self::default();
        let noted = interrupt.clone();
        on_signals([
            Box::new(move |code| noted.0.store(code, Ordering::Relaxed)),
            Box::new(end),
        ])?;
        Ok(interrupt)
    }

    /// The exit code of the signal that has come, if one has.
    pub fn code(&self) -> Option<u8> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            code => Some(code),
        }
    }
}

/// End the program with the code of the first signal, wherever it is: for work that leaves nothing behind.
///
/// # Errors
/// If the system does not let the signals be caught.
pub fn end_at_once() -> Result<(), Failure> {
    on_signals([Box::new(end)])
}

fn end(code: u8) {
    process::exit(i32::from(code));
}

/// Do one thing after the other, each when a signal comes, with its exit code.
fn on_signals<const N: usize>(todo: [Box<dyn FnOnce(u8) + Send>; N]) -> Result<(), Failure> {
    let refused = |error| Failure::Failed(format!("cannot listen for Ctrl-C: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .map_err(refused)?;
    let mut signals = {
        let _context = runtime.enter();
        Signals::new().map_err(refused)?
    };
    // The work is one long calculation, so the signals are waited for beside it.
    let wait = move || {
        runtime.block_on(async {
            for act in todo {
                act(signals.next().await);
            }
        });
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(wait)
        .map_err(refused)?;
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The exit code of the next signal.
    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.interrupt.recv() => INTERRUPTED,
            _ = self.terminate.recv() => TERMINATED,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the signals of Unix can be refused"
    )]
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> u8 {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        INTERRUPTED
    }
}
