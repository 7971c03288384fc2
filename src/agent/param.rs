//! What can be turned: one table of all parameters, from which values, flags, sliders, texts and reports come.

use crate::text::Text;

/// A parameter: its place in [`PARAMS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table says it")]
pub enum ParamId {
    Alpha,
    Gamma,
    Epsilon,
}

/// When a new value of a parameter takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// On the next step; nothing learned is lost.
    Live,
    /// With a fresh start.
    Restart,
}

/// What is known about a parameter.
#[derive(Debug)]
pub struct ParamSpec {
    /// Which one.
    pub id: ParamId,
    /// Its name on the command line and in files.
    pub name: &'static str,
    /// The book's letter.
    pub symbol: &'static str,
    /// One plain word for the screen.
    pub word: Text,
    /// What it is: its full name, a colon, and what that means.
    pub text: Text,
    /// Its range and scale: the values at which a slider stops, in rising order, evenly spaced on the track. Whatever lies
    /// between the first and the last is allowed.
    pub stops: &'static [f64],
    /// Whether only whole numbers are allowed.
    pub whole: bool,
    /// Its value where a world suggests none.
    pub default: f64,
    /// Whether it may move by itself from episode to episode; one in [0, 1], then.
    pub scheduled: bool,
    /// When a new value takes effect.
    pub effect: Effect,
}

impl ParamSpec {
    /// The least and the greatest value; without any stop, 0.
    pub fn range(&self) -> (f64, f64) {
        let end = |stop: Option<&f64>| stop.copied().unwrap_or(0.0);
        (end(self.stops.first()), end(self.stops.last()))
    }

    /// Whether it can have this value; NaN never.
    pub fn allows(&self, value: f64) -> bool {
        let (low, high) = self.range();
        (low..=high).contains(&value) && !(self.whole && value != libm::floor(value))
    }
}

impl ParamId {
    /// What is known about it.
    pub fn spec(self) -> &'static ParamSpec {
        &PARAMS[self as usize]
    }
}

/// A value that its parameter can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    param: ParamId,
    value: f64,
}

/// Why a number is no value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{value} is not {}between {} and {}", if .spec.whole { "a whole number " } else { "" }, .spec.range().0, .spec.range().1)]
pub struct OutOfRange {
    value: f64,
    spec: &'static ParamSpec,
}

impl PartialEq for ParamSpec {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Setting {
    /// Take `value` if `param` can have it; −0 becomes 0.
    ///
    /// # Errors
    /// For what is outside its range, or not whole where it has to be, and for NaN.
    pub fn new(param: ParamId, value: f64) -> Result<Self, OutOfRange> {
        let spec = param.spec();
        if spec.allows(value) {
            let value = value + 0.0;
            Ok(Self { param, value })
        } else {
            Err(OutOfRange { value, spec })
        }
    }

    /// The parameter.
    pub fn param(self) -> ParamId {
        self.param
    }

    /// The value.
    pub fn get(self) -> f64 {
        self.value
    }
}

/// How many parameters there are.
pub(super) const COUNT: usize = 3;

/// Every parameter. A new one is a name in [`ParamId`] and an entry here, in the same place.
pub static PARAMS: [ParamSpec; COUNT] = [
    ParamSpec {
        id: ParamId::Alpha,
        name: "alpha",
        symbol: "α",
        word: Text::new("step", "学习率"),
        text: Text::new(
            "step size: how far a value moves at one update",
            "学习率：每次更新走多远",
        ),
        stops: &[
            0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8,
            0.9, 1.0,
        ],
        whole: false,
        default: 0.1,
        scheduled: true,
        effect: Effect::Live,
    },
    ParamSpec {
        id: ParamId::Gamma,
        name: "gamma",
        symbol: "γ",
        word: Text::new("future", "折扣"),
        text: Text::new(
            "discount factor: how much the future counts",
            "折扣因子：未来有多重要",
        ),
        // They crowd towards 1, where the horizon 1/(1 − γ) grows.
        stops: &[0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0],
        whole: false,
        default: 0.99,
        // The truth is that of one discount.
        scheduled: false,
        effect: Effect::Live,
    },
    ParamSpec {
        id: ParamId::Epsilon,
        name: "epsilon",
        symbol: "ε",
        word: Text::new("explore", "探索"),
        text: Text::new(
            "exploration rate: how often it tries any action",
            "探索率：以多大概率随机选动作",
        ),
        stops: &[
            0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0,
        ],
        whole: false,
        default: 0.1,
        scheduled: true,
        effect: Effect::Live,
    },
];

/// The parameters of every one-step method with an ε-greedy policy, in the order of its sliders.
pub static ONE_STEP: [ParamId; 3] = [ParamId::Epsilon, ParamId::Alpha, ParamId::Gamma];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_in_its_place_and_has_its_default() {
        for (place, spec) in PARAMS.iter().enumerate() {
            assert_eq!(spec.id as usize, place, "{}", spec.name);
            assert!(spec.allows(spec.default), "{}", spec.name);
            assert!(spec.stops.is_sorted() && spec.stops.iter().all(|&stop| spec.allows(stop)));
            assert!(!spec.scheduled || spec.range() == (0.0, 1.0));
        }
    }

    #[test]
    fn nothing_out_of_range_gets_in() {
        let gamma = |value| Setting::new(ParamId::Gamma, value);
        assert_eq!(gamma(-0.0).unwrap().get().to_bits(), 0);
        assert_eq!(gamma(1.0).unwrap().get(), 1.0);
        for bad in [f64::NAN, f64::INFINITY, -1e-300, 1.0 + f64::EPSILON] {
            assert!(gamma(bad).is_err(), "{bad}");
        }
        let refused = gamma(1.5).unwrap_err().to_string();
        assert_eq!(refused, "1.5 is not between 0 and 1");
    }

    #[test]
    fn a_whole_parameter_takes_whole_numbers() {
        let whole = ParamSpec {
            stops: &[1.0, 2.0, 4.0, 64.0],
            whole: true,
            word: Text::new("", ""),
            text: Text::new("", ""),
            ..PARAMS[0]
        };
        let allowed = [0.0, 1.0, 3.0, 3.5, 64.0, 65.0, f64::NAN].map(|value| whole.allows(value));
        assert_eq!(allowed, [false, true, true, false, true, false, false]);
    }
}
