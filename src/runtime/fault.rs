//! Faults on purpose, so that tests can prove that the terminal is given back.
//!
//! `QLENS_FAULT` names the part that is to fail: `ui`, `trainer`, `job` or `error`. Only in builds with `fault-injection`.

use std::sync::atomic::{AtomicU32, Ordering};

/// The environment variable that names the part.
pub const VARIABLE: &str = "QLENS_FAULT";

/// How often the interface or the trainer comes by before it fails: the screen stands by then.
const LATER: u32 = 3;

/// A part that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The interface, in the middle of drawing a frame: it panics.
    Ui,
    /// The trainer, before it makes a snapshot: it panics.
    Trainer,
    /// A job that solves: it panics.
    Job,
    /// The interface: it comes upon an error.
    Error,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Ui => "ui",
            Self::Trainer => "trainer",
            Self::Job => "job",
            Self::Error => "error",
        }
    }
}

/// Whether `part` is to fail.
pub fn is_planned(part: Part) -> bool {
    std::env::var(VARIABLE).is_ok_and(|name| name == part.name())
}

/// Whether it is time for `part` to fail: it is to, and the screen stands.
pub fn is_due(part: Part) -> bool {
    static PASSED: AtomicU32 = AtomicU32::new(0);
    is_planned(part) && PASSED.fetch_add(1, Ordering::Relaxed) + 1 >= LATER
}

/// Panic if `part` is to fail now; a job fails at once, for it is started only once.
pub fn strike(part: Part) {
    if (part == Part::Job && is_planned(part)) || is_due(part) {
        fail(part);
    }
}

#[expect(clippy::panic, reason = "the fault that the tests ask for")]
fn fail(part: Part) {
    panic!("a fault on purpose in {}", part.name());
}
