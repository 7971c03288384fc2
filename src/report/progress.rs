//! The progress line on standard error, for people who wait. Scripts do not see it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Parts that one thing to be worked out is divided into.
const PARTS: u64 = 1000;

/// How far the work has come, and how long it will still take.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    runs: u64,
    each: u64,
}

impl Progress {
    /// Begin with nothing done of `runs` runs of `each` episodes or steps; `seen` if somebody looks at standard error.
    pub fn new(runs: u64, each: u64, seen: bool) -> Self {
        let target = if seen {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(runs.saturating_mul(each)), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {percent}% {eta} left") {
            bar.set_style(style.progress_chars("━╸─"));
        }
        if seen {
            bar.set_message("training");
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, runs, each }
    }

    /// Begin to work out one thing; `seen` if somebody looks at standard error.
    pub fn solving(seen: bool) -> Self {
        let progress = Self::new(1, PARTS, seen);
        progress.bar.set_message("solving");
        progress
    }

    /// Say what share of that one thing is done.
    pub fn set_share(&self, share: f64) {
        let done = (share * PARTS as f64) as u64;
        if !self.bar.is_hidden() && done != self.bar.position() {
            self.bar.set_position(done);
        }
    }

    /// Say how many runs are done, and how much of the next one.
    pub fn set(&self, runs: u64, part: u64) {
        if !self.bar.is_hidden() {
            let present = (runs + 1).min(self.runs);
            self.bar
                .set_message(format!("run {present} of {}", self.runs));
            self.bar.set_position(
                runs.saturating_mul(self.each)
                    .saturating_add(part.min(self.each)),
            );
        }
    }

    /// Take the line away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
