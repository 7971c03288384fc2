//! Watch a tabular reinforcement-learning agent learn, question it and steer it while it learns.

pub mod env;
pub mod mdp;
pub mod text;
pub mod truth;
