//! The numbers that a person turns while an agent learns.

use crate::mdp::{Defaults, Ties, Unit};
use crate::text::Text;

/// The hyperparameters of a one-step method, valid by type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hyper {
    /// Step size α: how far a value moves towards its target.
    pub alpha: Unit,
    /// Discount γ: how much the future counts.
    pub gamma: Unit,
    /// Exploration rate ε: how often the policy takes any action.
    pub epsilon: Unit,
    /// How the greedy choice decides between equal values.
    pub ties: Ties,
}

impl Hyper {
    /// The value of the parameter `id`.
    pub fn get(&self, id: ParamId) -> Unit {
        match id {
            ParamId::Epsilon => self.epsilon,
            ParamId::Alpha => self.alpha,
            ParamId::Gamma => self.gamma,
        }
    }

    /// The same with the parameter `id` at `value`.
    pub fn with(mut self, id: ParamId, value: Unit) -> Self {
        match id {
            ParamId::Epsilon => self.epsilon = value,
            ParamId::Alpha => self.alpha = value,
            ParamId::Gamma => self.gamma = value,
        }
        self
    }
}

impl From<&Defaults> for Hyper {
    fn from(defaults: &Defaults) -> Self {
        Self {
            alpha: defaults.alpha,
            gamma: defaults.gamma,
            epsilon: defaults.epsilon,
            ties: defaults.ties,
        }
    }
}

/// Which hyperparameter, in the order of the sliders on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ParamId {
    Epsilon,
    Alpha,
    Gamma,
}

/// When a new value of a parameter takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// On the next step; nothing learned is lost.
    Live,
    /// With a fresh start.
    Restart,
}

/// What is known about a parameter: pickers, sliders, flags and help come from it.
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
    /// What it is, in a few words.
    pub text: Text,
    /// When a new value takes effect.
    pub effect: Effect,
}

/// The parameters of every one-step method with an ε-greedy policy, all in [0, 1].
pub static ONE_STEP: [ParamSpec; 3] = [
    ParamSpec {
        id: ParamId::Epsilon,
        name: "epsilon",
        symbol: "ε",
        word: Text::new("explore", "探索"),
        text: Text::new(
            "exploration rate: how often it tries any action",
            "探索率：多久随便试一个动作",
        ),
        effect: Effect::Live,
    },
    ParamSpec {
        id: ParamId::Alpha,
        name: "alpha",
        symbol: "α",
        word: Text::new("step", "学习率"),
        text: Text::new(
            "step size: how far a value moves at one update",
            "学习率：每次更新走多远",
        ),
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
        effect: Effect::Live,
    },
];
