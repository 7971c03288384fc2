//! The scales that values and errors are drawn on: chosen when a world is loaded, and left alone.

use super::Driver;
use crate::session::event::EventKind;
use crate::session::snapshot::row;
use crate::session::{Scale, Scaled};
use crate::truth::Truth;

/// An error that no printed number shows is not to be seen in colors: what has settled looks settled.
const LEAST_ERROR: f64 = 0.01;

impl Driver {
    /// Draw on the scale of the truth as soon as it is known; once there was something to see, that is an event.
    pub(super) fn settle_scale(&mut self) {
        let before = self.scale;
        self.choose_scale();
        if self.session.step() > 0 && self.scale != before {
            self.scale_to(Scaled::Values, self.scale);
        }
    }

    /// The scale of a world as it is loaded: around V*, or around what can be earned at most while that is not known.
    pub(super) fn choose_scale(&mut self) {
        self.error_scale = None;
        let world = self.session.world();
        if let Some(truth) = self.comparable() {
            self.scale = Scale::around(truth.values());
            self.unbounded = false;
            return;
        }
        let horizon = 1.0 / (1.0 - self.session.hyper().gamma().get());
        let most = world
            .step_limit
            .map_or(horizon, |limit| horizon.min(limit as f64));
        self.unbounded = most.is_infinite() || !self.session.agent().has_action_values();
        if !self.unbounded {
            let (low, high) = world.mdp.reward_range();
            self.scale = Scale::around([low * most, high * most]);
        }
    }

    /// Fit a scale to what is known now, and say so even if it stays: somebody asked.
    pub(super) fn rescale(&mut self, of: Scaled) {
        let scale = match of {
            Scaled::Values => {
                let exact = self.comparable().into_iter().chain(self.comparable_soft());
                let exact = exact.flat_map(Truth::values);
                Scale::around(exact.chain(self.greatest_values()))
            }
            Scaled::Errors => {
                let most = self.worst_error();
                let fitted = most.map(|most| Scale::around([most.max(LEAST_ERROR)]).high);
                fitted.map_or(self.error_scale(), Scale::about_zero)
            }
        };
        self.scale_to(of, scale);
    }

    fn scale_to(&mut self, of: Scaled, scale: Scale) {
        match of {
            Scaled::Values => self.scale = scale,
            Scaled::Errors => self.error_scale = Some(scale),
        }
        self.session.tell(EventKind::Rescaled {
            of,
            low: scale.low,
            high: scale.high,
        });
    }

    /// As long as nobody has fitted it, what was learned and what is true both lie on the scale of values, perhaps at opposite ends.
    pub(super) fn error_scale(&self) -> Scale {
        let most = self.scale.high - self.scale.low;
        self.error_scale.unwrap_or(Scale::about_zero(most))
    }

    /// What the agent believes each state to be worth, as far as it has been there; of a large table the ends of that, as they
    /// were found last.
    pub(super) fn greatest_values(&self) -> Vec<f64> {
        if let Some(worth) = self.worth() {
            return worth;
        }
        let mdp = &self.session.world().mdp;
        let states = (0..mdp.n_states()).filter(|&state| !mdp.is_terminal(state));
        let value = |state| {
            let row = row(&self.session, state, None);
            let tried = mdp.legal(state).filter(|&action| row.visits[action] > 0);
            tried.map(|action| row.values[action]).reduce(f64::max)
        };
        states.filter_map(value).collect()
    }

    /// Where nothing bounds the values, widen the scale to those seen.
    pub(super) fn follow_values(&mut self) {
        if self.unbounded && self.comparable().is_none() {
            let seen = self.greatest_values();
            let ends = [self.scale.low, self.scale.high];
            if seen.iter().any(|&value| !self.scale.holds(value)) {
                self.scale_to(Scaled::Values, Scale::around(seen.into_iter().chain(ends)));
            }
        }
    }
}
