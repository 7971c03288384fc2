//! When the next frame is to be drawn. No timer runs while nothing is owed.
//!
//! A slow link has buffers that take seconds of frames at once, and a key's answer would wait behind all of them. So every frame
//! ends with a question where the terminal answers it: what has not been seen yet is kept small.

use std::collections::VecDeque;
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

/// How many bytes may be on their way when a run streams by; any frame may be, if nothing else is.
const UNSEEN_STREAM: usize = 4_096;
/// The same after input: more, as a far terminal answers late however fast its link is.
const UNSEEN_INPUT: usize = 8_192;
/// An answer that has not come by then is lost.
const LOST: Duration = Duration::from_secs(3);

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
    /// The frames that the terminal has not told of yet: when each was drawn, and its bytes.
    unseen: VecDeque<(Instant, usize)>,
    /// How long the last one took to be told of.
    round: Duration,
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
        self.unseen.retain(|frame| now < frame.0 + LOST);
    }

    /// The terminal will tell when it has seen the frame that was just drawn.
    pub fn awaits(&mut self, now: Instant) {
        self.unseen.push_back((now, self.bytes));
    }

    /// It has seen the oldest one that it has not told of.
    pub fn seen(&mut self, now: Instant) {
        if let Some((drawn, _)) = self.unseen.pop_front() {
            self.round = now - drawn;
        }
    }

    /// Whether it will tell of a frame, unless that is lost; and how long this may take.
    pub fn awaited(&self, now: Instant) -> Option<Duration> {
        let drawn = self.unseen.back()?.0;
        (now < drawn + LOST).then_some(self.round * 2)
    }

    /// The terminal has taken the last frame within this time.
    pub fn written(&mut self, took: Duration) {
        self.took = took;
    }

    /// When the frame that is owed is due; none if none is owed. The first one is due at once.
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let cause = self.owed?;
        let due = self.drawn.map_or(now, |drawn| drawn + self.gap(cause));
        Some(self.clear(cause).map_or(due, |clear| clear.max(due)))
    }

    /// When so much is seen, or lost, that another frame can go on its way; none if it can now.
    fn clear(&self, cause: Cause) -> Option<Instant> {
        let most = match cause {
            Cause::Stream => UNSEEN_STREAM,
            Cause::Input => UNSEEN_INPUT,
        };
        let unseen: usize = self.unseen.iter().map(|frame| frame.1).sum();
        let newest = self.unseen.back()?.0;
        (unseen > most).then_some(newest + LOST)
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

    /// Frames of `bytes` each that a terminal has not told of yet, all drawn at `now`.
    fn unseen(now: Instant, frames: usize, bytes: usize) -> Pace {
        let mut pace = Pace::default();
        for _ in 0..frames {
            pace.drawn(now, bytes);
            pace.awaits(now);
        }
        pace
    }

    #[test]
    fn a_backlog_stops_what_streams_by_and_only_a_larger_one_what_answers_a_person() {
        let now = Instant::now();
        let due = |frames, cause| {
            let mut pace = unseen(now, frames, 1_500);
            pace.owe(cause);
            pace.due(now).expect("a frame is owed") - now
        };
        assert_eq!(due(2, Cause::Stream), STREAMING);
        assert_eq!(due(3, Cause::Stream), LOST);
        assert_eq!(due(3, Cause::Input), AFTER_INPUT);
        assert_eq!(due(6, Cause::Input), LOST);
        // A whole screen is on its way: nothing goes behind it.
        assert_eq!(unseen(now, 1, 30_000).due(now), None);
    }

    #[test]
    fn what_is_seen_makes_room_and_tells_how_long_it_takes() {
        let now = Instant::now();
        let mut pace = unseen(now, 3, 1_500);
        pace.owe(Cause::Stream);
        let later = now + Duration::from_millis(200);
        pace.seen(later);
        assert_eq!(pace.due(later), Some(now + STREAMING));
        assert_eq!(pace.awaited(later), Some(Duration::from_millis(400)));
        pace.seen(later);
        pace.seen(later);
        pace.seen(later);
        assert_eq!(pace.awaited(later), None);
    }

    #[test]
    fn answers_that_are_lost_hold_nothing_up_for_ever() {
        let now = Instant::now();
        let mut pace = unseen(now, 9, 1_500);
        assert!(pace.awaited(now).is_some());
        let later = now + LOST;
        assert_eq!(pace.awaited(later), None);
        pace.owe(Cause::Input);
        assert_eq!(pace.due(later), Some(later));
        pace.drawn(later, 100);
        pace.owe(Cause::Stream);
        assert_eq!(pace.due(later), Some(later + STREAMING));
    }
}
