//! Environments as data: every world, ours or the user's, is one [`Mdp`] and what belongs around it.
//!
//! Nothing here learns, solves or draws. Sutton & Barto, 2nd edition, chapter 3.

mod mix;
mod model;
mod rewards;
mod row;
mod scene;
mod unit;
mod world;

pub use mix::{finalize, words};
pub use model::{Mdp, MdpBuilder, MdpError, Outcome, Size};
pub use rewards::{LARGEST_PAY, MOST_REWARDS, PaidFor, Pay, Reward, RewardId, Rewards};
pub use row::{become_greedy, soften};
pub use scene::{ActionLabel, Arrow, Fall, Labels, Layout, Noun, Scene};
pub use unit::{NotInUnit, Unit};
pub use world::{DEFAULT_STEP_LIMIT, Defaults, Ties, World};
