//! The exact side: what the best values are, what a policy is worth, and who ever gets to an end.
//!
//! The model is known, so all of this can be worked out instead of learned: optimal values by policy iteration with
//! exact evaluation ([`solve()`]), those of the best policy that explores ([`solve_soft`]), the value and the return of a given policy ([`value_of`], [`ReturnEvaluator`]), the best
//! return under a step limit ([`best_possible`]), and for one world all of it together ([`Truth`]). Nothing here feeds
//! learning, reads a clock, prints or draws. Sutton & Barto, 2nd edition, chapters 3 and 4.

mod bundle;
mod chain;
mod dense;
mod elimination;
mod endless;
mod evaluate;
pub mod graph;
mod horizon;
mod incomplete;
mod krylov;
mod policy;
mod returns;
mod soft;
mod solve;
#[cfg(test)]
mod stopping;
mod value;

pub use bundle::Truth;
pub use evaluate::{start_value, value_of};
pub use horizon::best_possible;
pub use policy::Policy;
pub use returns::ReturnEvaluator;
pub use solve::{Optimum, solve, solve_soft, solve_watched};
pub use value::{Divergence, Endless, Figure, Progress, Unsolved, Value, Watch, stop_if};

/// Actions within this of the best, relative to it, count as equally good.
pub const TIED: f64 = 1e-9;
