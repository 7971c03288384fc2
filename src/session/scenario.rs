//! What a run starts from.

use std::sync::Arc;

use crate::agent::{AlgorithmSpec, Hyper};
use crate::mdp::World;

/// World, agent and seed: with the ledger, all that a run follows from.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The world.
    pub world: Arc<World>,
    /// The algorithm.
    pub algorithm: &'static AlgorithmSpec,
    /// The hyperparameters at the first step.
    pub hyper: Hyper,
    /// The seed of both streams of random numbers.
    pub seed: u64,
}

impl Scenario {
    /// The settings that `world` suggests.
    pub fn new(world: Arc<World>, algorithm: &'static AlgorithmSpec, seed: u64) -> Self {
        let hyper = Hyper::from(&world.defaults);
        Self {
            world,
            algorithm,
            hyper,
            seed,
        }
    }
}
