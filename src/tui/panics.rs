//! Panics while the screen is up: noted down, to be told when it has been left.
//!
//! Any hook that prints or leaves the screen by itself would do so on whatever thread panics, while the interface goes on
//! drawing; frames would land on the person's shell.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};
use std::sync::{Arc, Mutex, PoisonError};

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Where a panic was.
#[derive(Debug)]
pub struct Seen {
    /// File, line and column, and the thread.
    pub place: String,
    trace: Backtrace,
}

impl Seen {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        let place = match info.location() {
            Some(location) => location.to_string(),
            None => "an unknown place".to_owned(),
        };
        Self {
            place,
            // Only the addresses are taken here; finding their names takes long, and is left for the report.
            trace: Backtrace::capture(),
        }
    }

    /// The calls that led there, if the environment asks for them.
    pub fn backtrace(&self) -> Option<String> {
        (self.trace.status() == BacktraceStatus::Captured).then(|| self.trace.to_string())
    }
}

/// Notes down panics instead of printing them, from its making to its end.
pub struct PanicWatch {
    first: Arc<Mutex<Option<Seen>>>,
    before: Hook,
}

impl PanicWatch {
    /// Take the place of the present hook.
    pub fn install() -> Self {
        let first = Arc::new(Mutex::new(None));
        let before = panic::take_hook();
        let noted = Arc::clone(&first);
        panic::set_hook(Box::new(move |info| {
            let seen = Seen::of(info);
            let mut first = noted.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(seen);
        }));
        Self { first, before }
    }

    /// Put the hook back that was there before, and tell the first panic: later ones mostly follow from it.
    pub fn finish(self) -> Option<Seen> {
        panic::set_hook(self.before);
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        first.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_on_another_thread_is_noted_with_its_place() {
        let watch = PanicWatch::install();
        let other = std::thread::spawn(|| panic!("on purpose"));
        assert!(other.join().is_err());
        let seen = watch.finish().expect("there was a panic");
        assert!(seen.place.contains("panics.rs:"), "{}", seen.place);
    }
}
