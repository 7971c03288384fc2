//! Which changes belong to one movement of a hand: they make one mark, one event, one what-if.

use std::time::Duration;

use crate::agent::ParamId;

/// Changes of one parameter within this time are one gesture.
const TOGETHER: Duration = Duration::from_millis(300);

/// A slider under a button that is held down.
#[derive(Clone, Copy, Debug)]
struct Grip {
    param: ParamId,
    /// None until it has moved.
    gesture: Option<u64>,
}

/// The gestures so far, counted from 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gestures {
    count: u64,
    last: Option<(ParamId, Duration)>,
    grip: Option<Grip>,
}

impl Gestures {
    /// The gesture of something that is never part of another one.
    pub(super) fn single(&mut self) -> u64 {
        self.last = None;
        self.count += 1;
        self.count
    }

    /// The gesture of a change of `param` at `now`, by a key or the wheel.
    pub(super) fn of(&mut self, param: ParamId, now: Duration) -> u64 {
        let together =
            |(last, at): (ParamId, Duration)| last == param && now.saturating_sub(at) < TOGETHER;
        if !self.last.is_some_and(together) {
            self.count += 1;
        }
        self.last = Some((param, now));
        self.count
    }

    /// Take hold of the slider of `param`: what follows until it is let go is one gesture, however long it takes.
    pub(super) fn grip(&mut self, param: ParamId) {
        let gesture = None;
        self.grip = Some(Grip { param, gesture });
    }

    /// The slider that a button holds.
    pub(super) fn gripped(&self) -> Option<ParamId> {
        self.grip.map(|grip| grip.param)
    }

    /// The gesture of a change by the slider that a button holds.
    pub(super) fn of_grip(&mut self) -> u64 {
        let known = self.grip.and_then(|grip| grip.gesture);
        let gesture = known.unwrap_or_else(|| self.single());
        if let Some(grip) = &mut self.grip {
            grip.gesture = Some(gesture);
        }
        gesture
    }

    /// Let go of it.
    pub(super) fn let_go(&mut self) {
        self.grip = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::ParamId::{Alpha, Epsilon};

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn quick_changes_of_one_parameter_are_one_gesture() {
        let mut gestures = Gestures::default();
        let first = gestures.of(Alpha, ms(0));
        assert_eq!(gestures.of(Alpha, ms(299)), first);
        assert_eq!(gestures.of(Alpha, ms(598)), first, "from change to change");
        let second = gestures.of(Alpha, ms(898));
        assert_ne!(second, first);
        assert_ne!(gestures.of(Epsilon, ms(899)), second);
    }

    #[test]
    fn a_grip_is_one_gesture_however_long_and_whatever_comes_between() {
        let mut gestures = Gestures::default();
        let key = gestures.of(Alpha, ms(0));
        gestures.grip(Alpha);
        assert_eq!(gestures.gripped(), Some(Alpha));
        let drag = gestures.of_grip();
        assert_ne!(drag, key, "a movement of its own");
        let between = gestures.of(Epsilon, ms(5_000));
        assert_ne!(between, drag);
        assert_eq!(gestures.of_grip(), drag);
        gestures.let_go();
        gestures.grip(Alpha);
        let gestures_so_far = [key, drag, between];
        assert!(!gestures_so_far.contains(&gestures.of_grip()));
    }

    #[test]
    fn what_is_single_joins_nothing() {
        let mut gestures = Gestures::default();
        let key = gestures.of(Alpha, ms(0));
        let single = gestures.single();
        let after = gestures.of(Alpha, ms(1));
        assert!(key < single && single < after);
    }
}
