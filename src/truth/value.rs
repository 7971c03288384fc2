//! Exact values and figures, and why there may be none.

use std::ops::ControlFlow;

use crate::text::Text;

/// An expected sum of rewards: a number, or infinite by type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Finite(f64),
    /// It falls for ever: an end cannot be reached for sure and going on costs. Sums that never settle count here too.
    MinusInfinity,
    /// It grows for ever: going on pays.
    PlusInfinity,
}

impl Value {
    /// The number, if it is one.
    pub fn finite(self) -> Option<f64> {
        match self {
            Self::Finite(number) => Some(number),
            Self::MinusInfinity | Self::PlusInfinity => None,
        }
    }

    /// The number, or the infinity of floating point: for comparing, never for showing.
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Finite(number) => number,
            Self::MinusInfinity => f64::NEG_INFINITY,
            Self::PlusInfinity => f64::INFINITY,
        }
    }
}

impl From<f64> for Value {
    /// Take a number for itself and an infinity for its kind; NaN counts as a sum that never settles.
    fn from(number: f64) -> Self {
        if number.is_finite() {
            Self::Finite(number)
        } else if number > 0.0 {
            Self::PlusInfinity
        } else {
            Self::MinusInfinity
        }
    }
}

/// The undiscounted return of a policy from the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// What an episode brings on average.
    Return(f64),
    /// There is no step limit, and the policy may get to where it never reaches an end.
    NoRoute,
}

impl Figure {
    /// The number, if there is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Return(number) => Some(number),
            Self::NoRoute => None,
        }
    }

    /// Why there is no number; none if there is one.
    pub fn why(self) -> Option<Text> {
        match self {
            Self::Return(_) => None,
            Self::NoRoute => Some(Text::new(
                "no route: the policy may never reach an end, and there is no step limit",
                "没有通路：该策略可能永远到不了终点，且没有步数上限",
            )),
        }
    }
}

/// What going on for ever does to the sum of rewards at γ = 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endless {
    /// It grows without bound.
    Pays,
    /// It falls without bound, and no policy reaches an end for sure.
    Costs,
    /// Gains and losses cancel out for ever, so the sum never settles.
    Cancels,
}

/// Where and why the optimum is infinite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// A state where it shows; reachable from the start.
    pub state: usize,
    /// What happens there.
    pub endless: Endless,
}

impl Divergence {
    /// Say it in a sentence; `state` is what the state is called.
    pub fn text(self, state: &Text) -> Text {
        use crate::text::Lang::{En, Zh};
        let (en, zh) = match self.endless {
            Endless::Pays => (
                "the rewards can be collected for ever",
                "可以永远不断地获得奖赏",
            ),
            Endless::Costs => (
                "every policy may go on for ever and pays for it",
                "任何策略都可能永远走下去并不断付出代价",
            ),
            Endless::Cancels => (
                "gains and losses cancel out for ever",
                "得与失永远相互抵消，总和不收敛",
            ),
        };
        Text::pair(
            format!("diverges: in state {} {en}", state.get(En)),
            format!("发散：在状态 {} {zh}", state.get(Zh)),
        )
    }

    /// The same in a few words.
    pub const fn short_text(self) -> Text {
        match self.endless {
            Endless::Pays => Text::new("diverges: rewards without end", "发散：奖赏没有尽头"),
            Endless::Costs => Text::new("diverges: costs without end", "发散：代价没有尽头"),
            Endless::Cancels => Text::new("diverges: gains and losses cancel", "发散：得失相抵"),
        }
    }
}

/// Why there is no solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsolved {
    /// The optimum is infinite (γ = 1 only).
    #[error("{}", .0.text(&Text::plain(.0.state.to_string())).get(crate::text::Lang::En))]
    Diverges(Divergence),
    /// It would take too long to be worth the wait.
    #[error("too large")]
    TooLarge,
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
}

/// How far a solution has come.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// An estimate of the share of the work that is done, from 0 to 1; it never falls.
    ///
    /// Small models are done before there is anything to tell.
    pub share: f64,
}

/// What a solution tells now and then while it is worked out, and what says whether to go on with it.
pub type Watch<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// What a watch answers if it is to `stop`, or not.
pub fn stop_if(stop: bool) -> ControlFlow<()> {
    if stop {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}

/// Steps of a pass over a model between two questions whether to stop: well below a millisecond of them.
pub(super) const STRIDE: usize = 2048;

/// Ask whether to stop at every few steps of a pass, of which this is the one number `index`.
pub(super) fn pass(index: usize, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
    if index.is_multiple_of(STRIDE) {
        check(cancelled)
    } else {
        Ok(())
    }
}

/// What `work` comes to if nobody stops it.
pub(super) fn unstopped<T>(
    work: impl FnOnce(&mut dyn FnMut() -> bool) -> Result<T, Unsolved>,
) -> T {
    work(&mut || false).expect("nobody stops it")
}

/// Ask whether to stop, as an error to pass on.
pub(super) fn check(cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
    if cancelled() {
        Err(Unsolved::Cancelled)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn infinities_go_by_type_and_back() {
        for number in [1.5, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Value::from(number).as_f64(), number);
        }
        assert_eq!(Value::PlusInfinity.finite(), None);
        assert_eq!(Value::Finite(2.0).finite(), Some(2.0));
    }

    #[test]
    fn a_divergence_names_the_state_in_both_languages() {
        let divergence = Divergence {
            state: 1,
            endless: Endless::Pays,
        };
        let text = divergence.text(&Text::new("returning user", "老用户"));
        assert_eq!(
            text.get(Lang::En),
            "diverges: in state returning user the rewards can be collected for ever"
        );
        assert!(text.get(Lang::Zh).starts_with("发散：在状态 老用户"));
        let said = Unsolved::Diverges(divergence).to_string();
        assert!(said.starts_with("diverges: in state 1 "), "{said}");
    }

    #[test]
    fn only_a_missing_figure_has_a_reason() {
        assert_eq!(Figure::Return(1.0).why(), None);
        assert!(Figure::NoRoute.why().is_some());
        assert_eq!(Figure::NoRoute.number(), None);
    }
}
