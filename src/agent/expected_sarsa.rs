//! Expected SARSA: the target is the mean over what the policy would do next (Sutton & Barto 6.6; van Seijen et al. 2009).
//!
//! Q(S, A) ← Q(S, A) + α [R + γ Σ π(a | S′) Q(S′, a) − Q(S, A)]

use super::one_step::{Plan, RowRule, build};
use super::param::ONE_STEP;
use super::{AlgorithmSpec, Experience, Kind, Terms};
use crate::text::Text;

/// Its entry in the registry.
pub static SPEC: AlgorithmSpec = AlgorithmSpec {
    name: "expected-sarsa",
    title: Text::new("Expected SARSA", "期望 SARSA"),
    text: Text::new(
        "learns the value of what it does, exploring included, without the luck of the next action",
        "学习自身行为（含探索）的价值，不受下一动作运气影响",
    ),
    source: "Sutton & Barto, 2nd ed., 6.6",
    terms: Terms::one_step(Text::new("expected next", "下一步期望")),
    experience: Experience::Steps,
    kind: Kind::OnPolicy,
    params: &ONE_STEP,
    build: |mdp, _seed| build::<ExpectedSarsa>(mdp),
};

/// The target takes the mean of the next state's values under the ε-greedy policy.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedSarsa;

impl RowRule for ExpectedSarsa {
    const EXPLORES: bool = true;

    #[inline]
    fn worth(plan: &Plan, n: usize, sum: impl FnOnce() -> f64, max: f64) -> f64 {
        expectation(plan.epsilon, n, sum(), max)
    }
}

/// Σ π(a) Q(a) of the ε-greedy policy over `n` legal actions, of which `sum` and `max` are known; 0 where there are none.
///
/// Tied best actions share 1 − ε however they please: their values are the same.
#[inline]
pub fn expectation(epsilon: f64, n: usize, sum: f64, max: f64) -> f64 {
    if n == 0 {
        0.0
    } else {
        (epsilon / n as f64) * sum + (1.0 - epsilon) * max
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::StepSize;
    use crate::mdp::Unit;

    #[test]
    fn every_action_counts_by_its_probability() {
        // ε = 0.2 over four actions: 0.05 each, and 0.8 more for the best: 0.05 (1 + 2 + 3 + 4) + 0.8 · 4 = 3.7.
        assert!((expectation(0.2, 4, 10.0, 4.0) - 3.7).abs() < 1e-15);
        assert_eq!(expectation(0.0, 4, 10.0, 4.0), 4.0);
        assert_eq!(expectation(1.0, 4, 10.0, 4.0), 2.5);
        assert_eq!(expectation(0.3, 0, 0.0, 0.0), 0.0);
    }

    #[test]
    fn two_tied_actions_weigh_as_the_policy_does() {
        // Values 2, 2, 0 and ε = 0.3: 0.1 · 4 + 0.7 · 2 = 1.8.
        assert!((expectation(0.3, 3, 4.0, 2.0) - 1.8).abs() < 1e-15);
    }

    #[test]
    fn an_update_by_hand() {
        // 1 + 0.5 (2 + 0.9 · 3.7 − 1) = 3.165
        let step = StepSize::new(Unit::literal(0.5), Unit::literal(0.9));
        let (new, td_error) = step.update(1.0, 2.0, Some(expectation(0.2, 4, 10.0, 4.0)));
        assert!((new - 3.165).abs() < 1e-14 && (td_error - 4.33).abs() < 1e-14);
        // A termination expects nothing: 1 + 0.5 (2 − 1) = 1.5
        assert_eq!(step.update(1.0, 2.0, None).0, 1.5);
    }
}
