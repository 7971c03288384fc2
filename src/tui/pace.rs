//! When the next frame is to be drawn. No timer runs while nothing is owed.

use std::time::Duration;

use tokio::time::Instant;

/// The least time between two frames after input: about 60 a second.
const AFTER_INPUT: Duration = Duration::from_millis(16);
/// The least time between two frames of a run that streams by: about 30 a second.
const STREAMING: Duration = Duration::from_millis(33);
/// The most time between two of them, however slow the terminal is.
const SLOWEST: Duration = Duration::from_millis(500);
/// How many bytes a second a run that streams by may send to the terminal.
const BYTES_PER_SECOND: f64 = 150_000.0;

/// Why a frame is owed. The later one is the more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The run went on.
    Stream,
    /// A person did something.
    Input,
}

/// What the last frame cost, and whether another is owed.
#[derive(Debug, Default)]
pub struct Pace {
    drawn: Option<Instant>,
    bytes: usize,
    took: Duration,
    owed: Option<Cause>,
}

impl Pace {
    /// Something on the screen is to change.
    pub fn owe(&mut self, cause: Cause) {
        self.owed = self.owed.max(Some(cause));
    }

    /// A frame of `bytes` was drawn.
    pub fn drawn(&mut self, now: Instant, bytes: usize) {
        self.drawn = Some(now);
        self.bytes = bytes;
        self.owed = None;
    }

    /// The terminal has taken the last frame within this time.
    pub fn written(&mut self, took: Duration) {
        self.took = took;
    }

    /// When the frame that is owed is due; none if none is owed. The first one is due at once.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let cause = self.owed?;
        Some(self.drawn.map_or(now, |drawn| drawn + self.gap(cause)))
    }

    /// The time between the last frame and the next. What streams by leaves half of a slow link to what answers a person.
    fn gap(&self, cause: Cause) -> Duration {
        match cause {
            Cause::Input => AFTER_INPUT,
            Cause::Stream => {
                let within_budget = Duration::from_secs_f64(self.bytes as f64 / BYTES_PER_SECOND);
                let on_this_link = self.took.saturating_mul(2);
                STREAMING.max(within_budget).max(on_this_link).min(SLOWEST)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap_after(bytes: usize, took: Duration, cause: Cause) -> Duration {
        let now = Instant::now();
        let mut pace = Pace::default();
        pace.drawn(now, bytes);
        pace.written(took);
        pace.owe(cause);
        pace.due(now).expect("a frame is owed") - now
    }

    #[test]
    fn nothing_is_due_while_nothing_is_owed() {
        let now = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.due(now), None);
        pace.owe(Cause::Stream);
        assert_eq!(pace.due(now), Some(now));
        pace.drawn(now, 100);
        assert_eq!(pace.due(now), None);
    }

    #[test]
    fn input_is_answered_sooner_and_is_not_forgotten_for_a_stream() {
        let now = Instant::now();
        let mut pace = Pace::default();
        pace.drawn(now, 100);
        pace.owe(Cause::Stream);
        assert_eq!(pace.due(now), Some(now + STREAMING));
        pace.owe(Cause::Input);
        pace.owe(Cause::Stream);
        assert_eq!(pace.due(now), Some(now + AFTER_INPUT));
    }

    #[test]
    fn large_frames_come_less_often_so_that_the_bytes_stay_within_their_budget() {
        let gap = gap_after(15_000, Duration::ZERO, Cause::Stream);
        assert_eq!(gap, Duration::from_millis(100));
        let gap = gap_after(15_000, Duration::ZERO, Cause::Input);
        assert_eq!(gap, AFTER_INPUT);
    }

    #[test]
    fn a_slow_link_is_left_alone_half_of_the_time_but_never_forgotten() {
        let gap = |took| gap_after(100, Duration::from_millis(took), Cause::Stream);
        assert_eq!(gap(1), STREAMING);
        assert_eq!(gap(80), Duration::from_millis(160));
        assert_eq!(gap(3_000), SLOWEST);
    }
}
