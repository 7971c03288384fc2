//! The numbers that a person turns while an agent learns.

use super::param::{COUNT, PARAMS, ParamId, Setting};
use crate::mdp::{Defaults, Ties, Unit};

/// A value for every parameter there is, valid by type. A method reads those that it asks for; the others lie by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hyper {
    values: [f64; COUNT],
    /// How the greedy choice decides between equal values.
    pub ties: Ties,
}

impl Hyper {
    /// The three of one-step methods; what others ask for is as usual.
    pub fn new(alpha: Unit, gamma: Unit, epsilon: Unit, ties: Ties) -> Self {
        let mut values = [0.0; COUNT];
        for (value, spec) in values.iter_mut().zip(&PARAMS) {
            *value = spec.default;
        }
        let three = [
            (ParamId::Alpha, alpha),
            (ParamId::Gamma, gamma),
            (ParamId::Epsilon, epsilon),
        ];
        for (param, value) in three {
            values[param as usize] = value.get();
        }
        Self { values, ties }
    }

    /// The value of a parameter.
    pub fn get(&self, param: ParamId) -> f64 {
        self.values[param as usize]
    }

    /// The value of a parameter in [0, 1].
    pub fn unit(&self, param: ParamId) -> Unit {
        Unit::nearest(self.get(param))
    }

    /// Step size α: how far a value moves towards its target.
    pub fn alpha(&self) -> Unit {
        self.unit(ParamId::Alpha)
    }

    /// Discount γ: how much the future counts.
    pub fn gamma(&self) -> Unit {
        self.unit(ParamId::Gamma)
    }

    /// Exploration rate ε: how often an ε-greedy policy takes any action.
    pub fn epsilon(&self) -> Unit {
        self.unit(ParamId::Epsilon)
    }

    /// The same with one parameter at another value.
    #[must_use]
    pub fn with(mut self, setting: Setting) -> Self {
        self.values[setting.param() as usize] = setting.get();
        self
    }
}

impl From<&Defaults> for Hyper {
    fn from(defaults: &Defaults) -> Self {
        Self::new(
            defaults.alpha,
            defaults.gamma,
            defaults.epsilon,
            defaults.ties,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_set_and_the_others_stay() {
        let (half, fifth) = (Unit::literal(0.5), Unit::literal(0.2));
        let hyper = Hyper::new(half, Unit::ONE, fifth, Ties::First);
        let turned = hyper.with(Setting::new(ParamId::Gamma, 0.25).unwrap());
        assert_eq!((turned.alpha(), turned.epsilon()), (half, fifth));
        assert_eq!(
            (turned.get(ParamId::Gamma), turned.ties),
            (0.25, Ties::First)
        );
    }
}
