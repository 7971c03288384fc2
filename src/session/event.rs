//! What happened in a run, for people: bursts collapse, memory is bounded.

use std::collections::VecDeque;

use super::ledger::{Moment, Turned};
use super::scale::Scaled;

/// How many events are kept.
const MOST_EVENTS: usize = 256;
/// After so many episodes without a change of mind a run is quiet. Changes that follow each other sooner are one burst, or
/// within this part of the run so far.
pub const QUIET: u64 = 50;
const QUIET_PART: u64 = 10;

/// Something worth telling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// When it began.
    pub first: Moment,
    /// When it was last seen; the same for a single event.
    pub last: Moment,
    /// How far apart the looks at the table were: over 1, it happened *by* its step.
    pub spacing: u64,
    /// What it was.
    pub kind: EventKind,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventKind {
    /// A state has a unique greedy action for the first time.
    Formed {
        /// The state.
        state: usize,
        /// Its greedy action.
        action: usize,
    },
    /// Many states got theirs in a short while.
    FormedMany {
        /// How many.
        states: u64,
    },
    /// A state's unique greedy action is another one than before.
    Changed {
        /// The state.
        state: usize,
        /// Its greedy action now.
        action: usize,
    },
    /// The greedy policy has a route from the start to the goal.
    RouteFound {
        /// Steps of its longest branch.
        length: usize,
        /// Whether it is the first one.
        first: bool,
    },
    /// It has none any more.
    RouteLost,
    /// Many changes of mind in a short while.
    Dithered {
        /// How many.
        changes: u64,
    },
    /// A person turned something.
    Steered {
        /// The movement that it belongs to.
        gesture: u64,
        /// What it was, from what to what.
        turned: Turned,
    },
    /// The usual run of the world came to its end.
    UsualEnd {
        /// In how many states every greedy action is optimal, and of how many; none while the truth is not known.
        right: Option<(usize, usize)>,
    },
    /// A scale was asked for, or made wider or narrower.
    Rescaled {
        /// Of what it is.
        of: Scaled,
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
}

/// Events that collapse into one when they come thick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Burst {
    Forming,
    Dithering,
}

impl EventKind {
    /// The burst that it can be part of, and how many single events it stands for.
    fn burst(&self) -> Option<(Burst, u64)> {
        match *self {
            Self::Formed { .. } => Some((Burst::Forming, 1)),
            Self::FormedMany { states } => Some((Burst::Forming, states)),
            Self::Changed { .. } | Self::RouteLost | Self::RouteFound { first: false, .. } => {
                Some((Burst::Dithering, 1))
            }
            Self::Dithered { changes } => Some((Burst::Dithering, changes)),
            _ => None,
        }
    }
}

impl Burst {
    fn of(self, count: u64) -> EventKind {
        match self {
            Self::Forming => EventKind::FormedMany { states: count },
            Self::Dithering => EventKind::Dithered { changes: count },
        }
    }
}

/// The newest events, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Events(VecDeque<Event>);

impl Events {
    /// Add an event; three of a burst become one.
    pub fn push(&mut self, at: Moment, spacing: u64, kind: EventKind) {
        let mut event = Event {
            first: at,
            last: at,
            spacing,
            kind,
        };
        if let Some((burst, _)) = kind.burst() {
            self.collapse(&mut event, burst);
        }
        self.replace_scale(kind);
        // A slider that was put back where it stood was not moved.
        if !self.join_gesture(&mut event) {
            return;
        }
        if self.0.len() == MOST_EVENTS {
            self.0.pop_front();
        }
        self.0.push_back(event);
    }

    /// Take the recent events of `burst` into `event` if there are enough of them.
    ///
    /// A burst does not reach back over a person's change: what came before it and what came of it are told apart.
    fn collapse(&mut self, event: &mut Event, burst: Burst) {
        let now = event.last.episode;
        let steered = |event: &Event| matches!(event.kind, EventKind::Steered { .. });
        let since = self.0.iter().rposition(steered).map_or(0, |last| last + 1);
        let recent = |other: &Event| {
            let same = other.kind.burst().filter(|&(kind, _)| kind == burst);
            same.filter(|_| now.saturating_sub(other.last.episode) <= QUIET.max(now / QUIET_PART))
                .map(|(_, count)| count)
        };
        let mut newer = self.0.split_off(since);
        let count: u64 = newer.iter().filter_map(recent).sum();
        if count >= 2 {
            if let Some(oldest) = newer.iter().find(|other| recent(other).is_some()) {
                event.first = oldest.first;
            }
            newer.retain(|other| recent(other).is_none());
            event.kind = burst.of(count + 1);
        }
        self.0.append(&mut newer);
    }

    /// A scale that is told again takes the place of its last telling, if it is the same: asking for it once more changed nothing.
    fn replace_scale(&mut self, kind: EventKind) {
        let EventKind::Rescaled { of: told, .. } = kind else {
            return;
        };
        let same =
            |event: &Event| matches!(event.kind, EventKind::Rescaled { of, .. } if of == told);
        let last = self.0.iter().rposition(same);
        if let Some(at) = last.filter(|&at| self.0[at].kind == kind) {
            self.0.remove(at);
        }
    }

    /// Let a change take the place of those before it in the same gesture; says whether there is still one to tell.
    fn join_gesture(&mut self, event: &mut Event) -> bool {
        let EventKind::Steered { gesture, turned } = &mut event.kind else {
            return true;
        };
        let with = |other: &Event| match other.kind {
            EventKind::Steered {
                gesture: of,
                turned: before,
            } if of == *gesture => before.then(*turned),
            _ => None,
        };
        let mut newest_first = self.0.iter().enumerate().rev();
        let found = newest_first.find_map(|(at, other)| Some((at, with(other)?)));
        if let Some((at, joined)) = found {
            self.0.remove(at);
            *turned = joined;
        }
        !turned.is_nothing()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The newest `count`, oldest first.
    pub fn newest(&self, count: usize) -> Vec<Event> {
        let skipped = self.0.len().saturating_sub(count);
        self.0.iter().skip(skipped).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::ParamId;

    fn at(episode: u64) -> Moment {
        Moment {
            step: episode,
            episode,
        }
    }

    fn changed(state: usize) -> EventKind {
        EventKind::Changed { state, action: 0 }
    }

    #[test]
    fn two_changes_stay_and_the_third_collapses_them() {
        let mut events = Events::default();
        events.push(at(10), 1, changed(0));
        events.push(at(20), 1, changed(1));
        assert_eq!(events.newest(9).len(), 2);
        events.push(at(30), 1, changed(0));
        let all = events.newest(9);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].first, all[0].last), (at(10), at(30)));
        assert_eq!(all[0].kind, EventKind::Dithered { changes: 3 });
        events.push(at(80), 1, changed(0));
        assert_eq!(events.newest(9)[0].kind, EventKind::Dithered { changes: 4 });
        events.push(at(131), 1, changed(0));
        assert_eq!(
            events.newest(9).len(),
            2,
            "a burst ends after fifty quiet episodes"
        );
    }

    #[test]
    fn other_events_stand_between_and_stay() {
        let mut events = Events::default();
        let route = EventKind::RouteFound {
            length: 13,
            first: true,
        };
        for (episode, kind) in [
            (1, changed(0)),
            (2, route),
            (3, changed(1)),
            (4, changed(2)),
        ] {
            events.push(at(episode), 1, kind);
        }
        let kinds: Vec<_> = events.newest(9).iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [route, EventKind::Dithered { changes: 3 }]);
    }

    fn steered(gesture: u64, from: f64, to: f64) -> EventKind {
        EventKind::Steered {
            gesture,
            turned: Turned::Param {
                param: ParamId::Alpha,
                from,
                to,
            },
        }
    }

    #[test]
    fn a_burst_ends_where_a_person_changes_something() {
        let mut events = Events::default();
        let formed = |state| EventKind::Formed { state, action: 0 };
        let turn = steered(1, 0.1, 0.5);
        for burst in [[10, 11, 12], [20, 21, 22]] {
            for episode in burst {
                events.push(at(episode), 1, changed(0));
                events.push(at(episode), 1, formed(0));
            }
            events.push(at(15), 1, turn);
        }
        let of = |changes| EventKind::Dithered { changes };
        let first = |states| EventKind::FormedMany { states };
        let all = events.newest(9);
        let told: Vec<_> = all
            .iter()
            .map(|event| (event.kind, event.first.episode, event.last.episode))
            .collect();
        assert_eq!(
            told,
            [
                (of(3), 10, 12),
                (first(3), 10, 12),
                (of(3), 20, 22),
                (first(3), 20, 22),
                (steered(1, 0.1, 0.5), 15, 15),
            ]
        );
    }

    #[test]
    fn a_drag_is_one_event() {
        let mut events = Events::default();
        events.push(at(5), 1, steered(1, 0.1, 0.2));
        events.push(at(6), 1, changed(3));
        events.push(at(6), 1, steered(1, 0.2, 0.5));
        events.push(at(7), 1, steered(2, 0.5, 0.6));
        events.push(at(8), 1, steered(3, 0.6, 0.7));
        events.push(at(8), 1, steered(3, 0.7, 0.6));
        let kinds: Vec<_> = events.newest(9).iter().map(|event| event.kind).collect();
        assert_eq!(
            kinds,
            [changed(3), steered(1, 0.1, 0.5), steered(2, 0.5, 0.6)]
        );
    }

    #[test]
    fn memory_is_bounded() {
        let mut events = Events::default();
        for gesture in 0..10_000 {
            let kind = EventKind::Steered {
                gesture,
                turned: Turned::Param {
                    param: ParamId::Gamma,
                    from: 0.0,
                    to: 1.0,
                },
            };
            events.push(at(gesture), 1, kind);
        }
        assert_eq!(events.newest(usize::MAX).len(), MOST_EVENTS);
    }
}
