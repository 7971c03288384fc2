//! Which changes belong to one movement of a hand: they make one mark, one event, one what-if.

use std::time::Duration;

use super::Knob;

/// Changes of one parameter or reward within this time are one gesture.
const TOGETHER: Duration = Duration::from_millis(300);

/// A slider under a button that is held down.
#[derive(Clone, Copy, Debug)]
struct Grip {
    knob: Knob,
    /// None until it has moved.
    gesture: Option<u64>,
}

/// The gestures so far, counted from 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gestures {
    count: u64,
    last: Option<(Knob, Duration)>,
    grip: Option<Grip>,
}

impl Gestures {
    /// The gesture of something that is never part of another one.
    pub(super) fn single(&mut self) -> u64 {
        self.last = None;
        self.count += 1;
        self.count
    }

    /// The gesture of a change of `knob` at `now`, by a key or the wheel.
    pub(super) fn of(&mut self, knob: impl Into<Knob>, now: Duration) -> u64 {
        let knob = knob.into();
        let together =
            |(last, at): (Knob, Duration)| last == knob && now.saturating_sub(at) < TOGETHER;
        if !self.last.is_some_and(together) {
            self.count += 1;
        }
        self.last = Some((knob, now));
        self.count
    }

    /// Take hold of the slider of `knob`: what follows until it is let go is one gesture, however long it takes.
    pub(super) fn grip(&mut self, knob: impl Into<Knob>) {
        self.grip = Some(Grip {
            knob: knob.into(),
            gesture: None,
        });
    }

    /// The slider that a button holds.
    pub(super) fn gripped(&self) -> Option<Knob> {
        self.grip.map(|grip| grip.knob)
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
        assert_eq!(gestures.gripped(), Some(Alpha.into()));
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
