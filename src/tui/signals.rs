//! What the system asks the program to do.

use std::io;
use std::process::ExitCode;
#[cfg(unix)]
use std::task::{Context, Waker};
#[cfg(unix)]
use std::time::Duration;

#[cfg(unix)]
use rustix::process;
#[cfg(unix)]
use tokio::signal::unix;
#[cfg(unix)]
use tokio::time::{Instant, sleep_until};

/// Who runs so long after a stop was not let stop: the system may have given the signal to another thread, so not at once.
#[cfg(unix)]
const MOMENT: Duration = Duration::from_millis(50);

/// What was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The program is to end.
    End(Signal),
    /// It is to give the terminal back and stop: SIGTSTP.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix suspends"))]
    Suspend,
    /// It goes on, with a terminal that others may have used meanwhile: SIGCONT, or a stop that came to nothing.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix suspends"))]
    Continue,
    /// The terminal has another size: SIGWINCH. Elsewhere that is an event among the others.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has a signal for it"))]
    Resize,
}

/// Who stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The program alone: so it was told.
    Program,
    /// All that was started together with it, as the terminal does for Ctrl-Z. A script that waits for the program has to
    /// stop too, or the shell would not go on; and no sooner, or it would write on a screen that is still taken.
    Group,
}

/// A signal that ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The terminal has gone: SIGHUP.
    Hangup,
    /// SIGINT from elsewhere; Ctrl-C on the keyboard is a key like any other.
    Interrupt,
    /// SIGQUIT from elsewhere; Ctrl-\ on the keyboard is a key like any other. It is for a core dump, which nobody wants who has the
    /// program on the screen: it ends as by the others.
    Quit,
    /// SIGTERM.
    Terminate,
}

impl Signal {
    /// The exit code of a program that it ended: 128 and its number.
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Quit => 131,
            Self::Terminate => 143,
        })
    }
}

/// Listens to the signals that end or suspend the program, or tell of a new size.
#[cfg(unix)]
#[derive(Debug)]
pub struct Signals {
    hangup: unix::Signal,
    interrupt: unix::Signal,
    quit: unix::Signal,
    terminate: unix::Signal,
    suspend: unix::Signal,
    go_on: unix::Signal,
    resize: unix::Signal,
    /// Since a stop: when it came to nothing.
    in_vain: Option<Instant>,
}

#[cfg(unix)]
impl Signals {
    /// Begin to listen; from here on they do not end or stop the program by themselves.
    ///
    /// # Errors
    /// The system does not let it.
    pub fn listen() -> io::Result<Self> {
        use unix::{SignalKind, signal};
        let numbered = |number: process::Signal| SignalKind::from_raw(number.as_raw());
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
            suspend: signal(numbered(process::Signal::TSTP))?,
            go_on: signal(numbered(process::Signal::CONT))?,
            resize: signal(SignalKind::window_change())?,
            in_vain: None,
        })
    }

    /// Wait for the next one.
    pub async fn next(&mut self) -> Heard {
        let in_vain = self.in_vain;
        let heard = tokio::select! {
            biased;
            Some(()) = self.hangup.recv() => Heard::End(Signal::Hangup),
            Some(()) = self.terminate.recv() => Heard::End(Signal::Terminate),
            Some(()) = self.interrupt.recv() => Heard::End(Signal::Interrupt),
            Some(()) = self.quit.recv() => Heard::End(Signal::Quit),
            Some(()) = self.go_on.recv() => Heard::Continue,
            Some(()) = self.suspend.recv() => Heard::Suspend,
            Some(()) = self.resize.recv() => Heard::Resize,
            () = when(in_vain) => Heard::Continue,
            else => std::future::pending().await,
        };
        if heard == Heard::Continue {
            self.in_vain = None;
            // As the system has it: going on calls off a stop that was still to come.
            let _called_off = is_there(&mut self.suspend);
        }
        heard
    }

    /// Stop here until somebody lets the program go on, unless somebody has already; says whether it stopped.
    ///
    /// The terminal must be given back by now. After a stop [`Heard::Continue`] follows, and also if nobody is there who could
    /// let the program go on (it has the terminal for itself, without a shell): the system does not let it stop then.
    ///
    /// # Errors
    /// The system does not let it.
    pub async fn stop(&mut self, who: Who) -> io::Result<bool> {
        // What came while the terminal was being given back is told only after a turn of the runtime.
        tokio::task::yield_now().await;
        if is_there(&mut self.go_on) {
            return Ok(false);
        }
        // Not SIGSTOP, which stops also who will never be let go on. SIGTSTP has been taken; this one does what it would do.
        let stop = process::Signal::TTOU;
        match who {
            Who::Program => process::kill_process(process::getpid(), stop)?,
            Who::Group => process::kill_current_process_group(stop)?,
        }
        self.in_vain = Some(Instant::now() + MOMENT);
        Ok(true)
    }
}

/// Wait until then; for ever if never.
#[cfg(unix)]
async fn when(then: Option<Instant>) {
    match then {
        Some(then) => sleep_until(then).await,
        None => std::future::pending().await,
    }
}

/// Whether the signal has come, without waiting for it.
#[cfg(unix)]
fn is_there(signal: &mut unix::Signal) -> bool {
    let mut nobody = Context::from_waker(Waker::noop());
    signal.poll_recv(&mut nobody).is_ready()
}

/// Listens to the signals that end the program.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Begin to listen.
    ///
    /// # Errors
    /// Never here.
    pub fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    /// Wait for the next one.
    pub async fn next(&mut self) -> Heard {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Heard::End(Signal::Interrupt),
            Err(_) => std::future::pending().await,
        }
    }
    /// There is nobody who would let the program go on.
    ///
    /// # Errors
    /// Never here.
    pub async fn stop(&mut self, _who: Who) -> io::Result<bool> {
        Ok(false)
    }
}
