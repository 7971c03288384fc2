//! What a run starts from.

use std::sync::Arc;

use crate::agent::{AlgorithmSpec, Hyper, ParamId, Schedule, Schedules};
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
    /// What changes by itself from episode to episode, until somebody sets it.
    pub schedules: Schedules,
    /// The seed of both streams of random numbers.
    pub seed: u64,
}

impl Scenario {
    /// The hyperparameters of episode `episode`, counted from 0, if nobody changes them.
    pub fn hyper_at(&self, episode: u64) -> Hyper {
        self.schedules.over(self.hyper, episode)
    }

    /// How a step size or an exploration rate goes, also where it stays.
    pub fn schedule(&self, param: ParamId) -> Schedule {
        let scheduled = match param {
            ParamId::Alpha => self.schedules.alpha,
            ParamId::Epsilon => self.schedules.epsilon,
            ParamId::Gamma => None,
        };
        scheduled.unwrap_or(Schedule::Constant(self.hyper.get(param)))
    }

    /// The settings that `world` suggests.
    pub fn new(world: Arc<World>, algorithm: &'static AlgorithmSpec, seed: u64) -> Self {
        let hyper = Hyper::from(&world.defaults);
        Self {
            world,
            algorithm,
            hyper,
            schedules: Schedules::default(),
            seed,
        }
    }
}
