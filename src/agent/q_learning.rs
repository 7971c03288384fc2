//! Q-learning: off-policy TD control (Sutton & Barto 6.5; Watkins 1989).
//!
//! Q(S, A) ← Q(S, A) + α [R + γ max Q(S′, ·) − Q(S, A)]

use super::one_step::{Plan, RowRule, build};
use super::param::ONE_STEP;
use super::{AlgorithmSpec, Experience, Kind, StepSize, Terms};
use crate::text::Text;

/// Its entry in the registry.
pub static SPEC: AlgorithmSpec = AlgorithmSpec {
    name: "q-learning",
    title: Text::new("Q-learning", "Q 学习"),
    text: Text::new(
        "learns the value of the best policy while it explores",
        "一边探索，一边学习最优策略的价值",
    ),
    source: "Sutton & Barto, 2nd ed., 6.5",
    terms: Terms::one_step(Text::new("best next", "下一步最好")),
    experience: Experience::Steps,
    kind: Kind::OffPolicy,
    params: &ONE_STEP,
    build: |mdp, _seed| build::<QLearning>(mdp),
};

/// The target takes the greatest value of the next state.
#[derive(Clone, Copy, Debug)]
pub struct QLearning;

impl RowRule for QLearning {
    const EXPLORES: bool = false;

    #[inline]
    fn worth(_plan: &Plan, _n: usize, _sum: impl FnOnce() -> f64, max: f64) -> f64 {
        max
    }
}

/// Move `q` towards `reward` + γ·`best_next`; gives the new value and the TD error.
///
/// `best_next` is max Q(S′, ·), absent where the episode terminated; where it was only cut off it counts.
pub fn update(step: &StepSize, q: f64, reward: f64, best_next: Option<f64>) -> (f64, f64) {
    step.update(q, reward, best_next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::Unit;

    fn step(alpha: f64, gamma: f64) -> StepSize {
        StepSize::new(Unit::new(alpha).unwrap(), Unit::new(gamma).unwrap())
    }

    fn close(found: (f64, f64), new: f64, td_error: f64) {
        assert!(
            (found.0 - new).abs() < 1e-14 && (found.1 - td_error).abs() < 1e-14,
            "{found:?}"
        );
    }

    #[test]
    fn the_first_visit_moves_a_tenth_of_the_way_to_the_reward() {
        // 0 + 0.1 (0.6 + 0.9·0 − 0) = 0.06
        close(update(&step(0.1, 0.9), 0.0, 0.6, Some(0.0)), 0.06, 0.6);
    }

    #[test]
    fn a_truncated_step_bootstraps() {
        // 8.431 + 0.5 (0.8 + 0.9·8.884 − 8.431) = 8.6133
        close(
            update(&step(0.5, 0.9), 8.431, 0.8, Some(8.884)),
            8.6133,
            0.3646,
        );
    }

    #[test]
    fn a_terminated_step_does_not() {
        // −2 + 0.5 (−1 + 2) = −1.5
        close(update(&step(0.5, 1.0), -2.0, -1.0, None), -1.5, 1.0);
    }

    #[test]
    fn a_step_size_of_zero_keeps_and_of_one_replaces() {
        assert_eq!(update(&step(0.0, 0.9), 3.0, 1.0, Some(9.0)).0, 3.0);
        assert_eq!(update(&step(1.0, 0.5), 3.0, 1.0, Some(9.0)).0, 5.5);
    }
}
