//! What a run starts from.

use std::fmt;
use std::sync::Arc;

use super::MOST_STATES;
use crate::agent::{AlgorithmSpec, Hyper, ParamId, Schedule, Schedules};
use crate::mdp::{Rewards, World};

/// How a parameter goes through a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Course {
    /// It stays at this value.
    Stays(f64),
    /// It moves by itself.
    Moves(Schedule),
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stays(value) => value.fmt(f),
            Self::Moves(schedule) => schedule.fmt(f),
        }
    }
}

/// World, agent and seed: with the ledger, all that a run follows from.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The world.
    pub world: Arc<World>,
    /// The algorithm.
    pub algorithm: &'static AlgorithmSpec,
    /// The hyperparameters at the first step.
    pub hyper: Hyper,
    /// What the world pays at the first step; empty where that cannot be changed.
    pub rewards: Rewards,
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

    /// How a parameter moves from episode to episode, or else the value that it stays at.
    pub fn course(&self, param: ParamId) -> Course {
        let moving = self.schedules.get(param).map(Course::Moves);
        moving.unwrap_or(Course::Stays(self.hyper.get(param)))
    }

    /// The rewards of `world` that can be changed: none where its table is not looked at whole, since they would not be told apart.
    pub fn rewards_of(world: &World) -> Rewards {
        if world.mdp.n_states() > MOST_STATES {
            return Rewards::default();
        }
        Rewards::of(world)
    }

    /// The settings that `world` suggests.
    pub fn new(world: Arc<World>, algorithm: &'static AlgorithmSpec, seed: u64) -> Self {
        let hyper = Hyper::from(&world.defaults);
        Self {
            rewards: Self::rewards_of(&world),
            world,
            algorithm,
            hyper,
            schedules: Schedules::default(),
            seed,
        }
    }
}
