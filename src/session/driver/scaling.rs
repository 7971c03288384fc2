//! The scale that values are drawn on: chosen when a world is loaded, and left alone.

use super::Driver;
use crate::session::Scale;
use crate::session::event::EventKind;
use crate::session::snapshot::row;
use crate::truth::Truth;

impl Driver {
    /// Draw on the scale of the truth as soon as it is known; once there was something to see, that is an event.
    pub(super) fn settle_scale(&mut self) {
        let before = self.scale;
        self.choose_scale();
        if self.session.step() > 0 && self.scale != before {
            self.scale_to(self.scale);
        }
    }

    /// The scale of a world as it is loaded: around V*, or around what can be earned at most while that is not known.
    pub(super) fn choose_scale(&mut self) {
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

    pub(super) fn rescale(&mut self) {
        let exact = self.comparable().into_iter().chain(self.comparable_soft());
        let exact = exact.flat_map(Truth::values);
        let scale = Scale::around(exact.chain(self.greatest_values()));
        self.scale_to(scale);
    }

    /// Take `scale` and say so, even if it is the one there is: somebody asked.
    pub(super) fn scale_to(&mut self, scale: Scale) {
        self.scale = scale;
        self.session.tell(EventKind::Rescaled {
            low: scale.low,
            high: scale.high,
        });
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
                self.scale_to(Scale::around(seen.into_iter().chain(ends)));
            }
        }
    }
}
