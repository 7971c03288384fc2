//! How fast a run goes, and when its next step is due.

use std::time::Duration;

use crate::mdp::{Layout, World};

/// The longest that a run catches up on after it was held up.
const CATCH_UP: Duration = Duration::from_millis(250);

/// Steps a second; the last entry is as fast as it goes.
pub const SPEEDS: [Option<u32>; 8] = [
    Some(1),
    Some(3),
    Some(10),
    Some(30),
    Some(100),
    Some(1_000),
    Some(10_000),
    None,
];

/// One of [`SPEEDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(usize);

impl Speed {
    /// As fast as it goes.
    pub const ALL_OUT: Self = Self(SPEEDS.len() - 1);

    /// A speed that a class can follow in `world`: an update at a time in a table, a walk at a time on a map.
    pub fn watching(world: &World) -> Self {
        match world.scene.layout {
            Layout::Table => Self(2),
            Layout::Grid { .. } => Self(3),
        }
    }

    /// Steps a second; none for as fast as it goes.
    pub fn per_second(self) -> Option<u32> {
        SPEEDS[self.0]
    }

    /// The next faster one, or itself.
    pub fn faster(self) -> Self {
        Self((self.0 + 1).min(SPEEDS.len() - 1))
    }

    /// The next slower one, or itself.
    pub fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

/// Where a run is held to a speed from: when, and which step it had taken by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    since: Duration,
    step: u64,
}

impl Pace {
    /// Begin to count from `now`, with `step` steps taken.
    pub(super) fn new(now: Duration, step: u64) -> Self {
        Self { since: now, step }
    }

    /// The steps that are to have been taken by `now` at `rate` a second; never fewer than when it began.
    ///
    /// In whole nanoseconds, so that it agrees with [`Self::at`] to the last of them.
    pub(super) fn due(self, now: Duration, rate: u32) -> u64 {
        let passed = now.saturating_sub(self.since).as_nanos();
        self.step + (passed * u128::from(rate) / NANOS) as u64
    }

    /// The first moment at which `step` is due.
    pub(super) fn at(self, step: u64, rate: u32) -> Duration {
        let steps = u128::from(step.saturating_sub(self.step));
        let nanos = (steps * NANOS).div_ceil(u128::from(rate));
        self.since + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// The same if `step` is not far behind; else a pace that starts afresh, as after a machine was suspended.
    pub(super) fn kept_up(self, now: Duration, step: u64, rate: u32) -> Self {
        let most = u128::from(rate) * CATCH_UP.as_nanos() / NANOS;
        let behind = self.due(now, rate).saturating_sub(step);
        if u128::from(behind) > most.max(1) {
            Self::new(now, step)
        } else {
            self
        }
    }
}

/// Nanoseconds of a second.
const NANOS: u128 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_due_from_the_moment_that_is_told_and_not_before() {
        let pace = Pace::new(Duration::from_nanos(17), 5);
        for rate in SPEEDS.into_iter().flatten() {
            for step in [6, 7, 8, 905, 1_000_003] {
                let at = pace.at(step, rate);
                assert_eq!(pace.due(at, rate), step, "{rate} a second");
                let before = at.saturating_sub(Duration::from_nanos(1));
                assert_eq!(pace.due(before, rate), step - 1);
            }
        }
    }

    #[test]
    fn a_quarter_of_a_second_is_caught_up_on_and_no_more() {
        let pace = Pace::new(Duration::ZERO, 0);
        let kept = |millis, rate| pace.kept_up(Duration::from_millis(millis), 0, rate) == pace;
        // 250 steps behind at 1000 a second, then 251.
        assert!(kept(250, 1000) && !kept(251, 1000));
        // One step behind is never too many: at 1 a second, 1.9 s late.
        assert!(kept(1900, 1) && !kept(2000, 1));
    }

    #[test]
    fn a_clock_that_goes_back_makes_nothing_due() {
        let pace = Pace::new(Duration::from_secs(9), 4);
        assert_eq!(pace.due(Duration::from_secs(1), 100), 4);
    }

    #[test]
    fn speeds_end_at_both_ends() {
        let all: Vec<Speed> = (0..SPEEDS.len()).map(Speed).collect();
        for pair in all.windows(2) {
            assert_eq!((pair[0].faster(), pair[1].slower()), (pair[1], pair[0]));
        }
        assert_eq!(all[0].slower(), all[0]);
        assert_eq!(Speed::ALL_OUT.faster(), Speed::ALL_OUT);
        assert_eq!(Speed::ALL_OUT.per_second(), None);
    }

    #[test]
    fn a_table_is_watched_update_by_update_and_a_map_walk_by_walk() {
        let watching = |name| {
            let world = (crate::env::find(name).unwrap().build)();
            Speed::watching(&world).per_second()
        };
        assert_eq!(watching("recommender"), Some(10));
        assert_eq!(watching("cliff-walking"), Some(30));
    }
}
