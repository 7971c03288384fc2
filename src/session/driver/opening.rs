//! How time passes for a run that is not all-out: its first updates held to be followed one by one, then so many a second.

use std::time::Duration;

use super::pace::{Pace, Speed};
use super::{Control, Driver, RunState, TURN, Turn};
use crate::session::Goal;

/// How long nothing has been learned.
const BLANK: Duration = Duration::from_millis(800);
/// How long each of the first updates is to be seen.
const HELD: Duration = Duration::from_millis(1200);
/// How many of them; from then on each is held by a seventh or so shorter.
const FIRST: u64 = 4;
/// After so many updates there is no run that is still held.
const ALL: u64 = 64;

/// The opening of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Opening {
    /// When the next update comes; not told while the run stands.
    next: Option<Duration>,
}

impl Opening {
    /// What is left of it after a key: who asks for a speed or a place has seen enough.
    pub(super) fn after(control: Control) -> Option<Self> {
        let stays = matches!(control, Control::Toggle | Control::Step);
        stays.then(Self::default)
    }
}

/// How long what stands after `step` updates is to be seen.
fn hold(step: u64) -> Duration {
    match step {
        0 => BLANK,
        ALL.. => Duration::ZERO,
        _ => (FIRST..step).fold(HELD, |hold, _| hold * 17 / 20),
    }
}

impl Driver {
    /// Begin slowly: a class sees the table before anything is learned, then a few updates one by one, then more and more.
    pub fn opening(mut self) -> Self {
        self.opening = Some(Opening::default());
        self
    }

    /// Begin at another speed.
    pub fn at_speed(mut self, speed: Speed) -> Self {
        self.speed = speed;
        self
    }

    /// A turn of the opening; none once it is over.
    pub(super) fn turn_opening(&mut self, now: Duration, rate: u32) -> Option<Turn> {
        let opening = self.opening?;
        let step = self.session.step();
        if hold(step) * rate <= Duration::from_secs(1) {
            self.opening = None;
            return None;
        }
        let mut next = opening.next.unwrap_or(now + hold(step));
        if now >= next {
            self.advance(Goal::step(step + 1).probed());
            next = now + hold(step + 1);
        }
        self.opening = Some(Opening { next: Some(next) });
        let runs = self.run == RunState::Running;
        Some(if runs { Turn::At(next) } else { Turn::Idle })
    }

    pub(super) fn turn_at(&mut self, now: Duration, rate: u32) -> Turn {
        let step = self.session.step();
        let pace = *self.pace.get_or_insert(Pace::new(now, step));
        let backlog = pace.due(now, rate).saturating_sub(step);
        // What is due is taken, however late; of what is due after a long time, no more than one turn's worth.
        let pace = pace.kept_up(now, step, rate);
        self.pace = Some(pace);
        if backlog > 0 {
            let most = u64::from(rate) * TURN.as_micros() as u64 / 1_000_000;
            self.advance(Goal::step(step + backlog.min(most.max(1))).probed());
        }
        if self.run != RunState::Running {
            return Turn::Idle;
        }
        Turn::At(pace.at(self.session.step() + 1, rate))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::agent::q_learning;
    use crate::env;
    use crate::session::{Request, Scenario};

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn opened() -> Driver {
        let world = Arc::new((env::find("recommender").unwrap().build)());
        Driver::new(Scenario::new(world, &q_learning::SPEC, 12)).opening()
    }

    /// The moments of the first `count` updates.
    fn moments(driver: &mut Driver, count: usize) -> Vec<u64> {
        let (mut now, mut moments) = (Duration::ZERO, Vec::new());
        while moments.len() < count {
            let before = driver.session.step();
            let Turn::At(next) = driver.turn(now) else {
                panic!("it does not go on");
            };
            if driver.session.step() > before {
                assert_eq!(driver.session.step(), before + 1);
                moments.push(now.as_millis() as u64);
            }
            now = next;
        }
        moments
    }

    #[test]
    fn a_run_opens_slowly_and_comes_to_the_watching_speed() {
        let moments = moments(&mut opened(), 40);
        assert_eq!(moments[..6], [800, 2000, 3200, 4400, 5600, 6620]);
        // By hand: 1200 × .85² = 867.
        assert_eq!(moments[6], 6620 + 867);
        assert_eq!(moments[39] - moments[38], 100);
    }

    #[test]
    fn what_is_told_of_its_speed_is_true() {
        let told = |driver: &mut Driver| driver.snapshot(&crate::session::View::default()).opening;
        let mut driver = opened();
        assert!(told(&mut driver));
        moments(&mut driver, 40);
        assert!(!told(&mut driver), "ten a second by now");
        let mut driver = opened();
        driver.request(Request::Control(Control::Faster));
        assert!(!told(&mut driver));
    }

    #[test]
    fn a_pause_holds_it_and_a_speed_ends_it() {
        let mut driver = opened();
        assert_eq!(driver.turn(ms(0)), Turn::At(ms(800)));
        driver.request(Request::Control(Control::Toggle));
        assert_eq!(driver.turn(ms(700)), Turn::Idle);
        driver.request(Request::Control(Control::Toggle));
        assert_eq!(driver.turn(ms(5000)), Turn::At(ms(5800)));
        driver.request(Request::Control(Control::Slower));
        driver.turn(ms(6000));
        driver.turn(ms(6334));
        assert_eq!(driver.session.step(), 1);
    }
}
