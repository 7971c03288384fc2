//! The rewards of a world that a person can change: the distinct values that it pays.
//!
//! Each is known by the value that it had when the world was loaded, so that two that are made equal stay two. A changed reward
//! makes another model of the same shape: same states, same chances, same looks.

use std::sync::Arc;

use super::{Mdp, Outcome, World};

/// A world that pays more distinct values than this offers none of them: a list of them would say nothing.
pub const MOST_REWARDS: usize = 8;
/// The largest reward, by size, that can be set.
pub const LARGEST_PAY: f64 = 1e6;

/// Which of a world's rewards: its place among the distinct values that the world paid as it was loaded, in the order of
/// states, then actions, in which they are first met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RewardId(u8);

impl RewardId {
    /// The one at so many places behind the first.
    pub fn at(place: usize) -> Self {
        Self(u8::try_from(place).unwrap_or(u8::MAX))
    }

    /// How many come before it.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }
}

/// A reward that can be set: finite, and no larger than [`LARGEST_PAY`].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Pay(f64);

impl Pay {
    /// Take `value` if it can be set.
    pub fn new(value: f64) -> Option<Self> {
        // −0 becomes 0, as in every model.
        (value.abs() <= LARGEST_PAY).then_some(Self(value + 0.0))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// What a reward is paid for, as far as there is a word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidFor {
    /// Every fall and nothing else.
    Falls,
    /// Nothing but reaching a goal.
    Goals,
    /// One action in one state.
    Action {
        /// The state.
        state: usize,
        /// The action.
        action: usize,
    },
    /// This and that.
    Several,
}

/// One of a world's rewards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reward {
    /// What it was when the world was loaded.
    pub loaded: f64,
    /// What it is now.
    pub now: f64,
    /// What it is paid for.
    pub paid_for: PaidFor,
}

/// All of a world's rewards that can be changed; none where they are too many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rewards(Vec<Reward>);

impl Rewards {
    /// Those of `world` as it is loaded.
    pub fn of(world: &World) -> Self {
        let mut values: Vec<f64> = Vec::new();
        for outcome in world.mdp.all_outcomes() {
            if !values.contains(&outcome.reward) {
                values.push(outcome.reward);
            }
            if values.len() > MOST_REWARDS {
                return Self::default();
            }
        }
        let reward = |&value: &f64| Reward {
            loaded: value,
            now: value,
            paid_for: paid_for(world, value),
        };
        Self(values.iter().map(reward).collect())
    }

    /// Each with its place.
    pub fn iter(&self) -> impl Iterator<Item = (RewardId, &Reward)> {
        let place = |(place, reward)| (RewardId::at(place), reward);
        self.0.iter().enumerate().map(place)
    }

    /// Whether there are none that can be changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of them; none if the world has no such.
    pub fn get(&self, id: RewardId) -> Option<&Reward> {
        self.0.get(id.place())
    }

    /// Whether any is another than when the world was loaded.
    pub fn are_changed(&self) -> bool {
        self.0.iter().any(|reward| reward.now != reward.loaded)
    }

    /// Set one of them; gives what it was, or none if there is no such.
    pub fn set(&mut self, id: RewardId, to: Pay) -> Option<f64> {
        let reward = self.0.get_mut(id.place())?;
        Some(std::mem::replace(&mut reward.now, to.get()))
    }

    /// What is paid now where `loaded` was paid when the world was loaded.
    fn now(&self, loaded: f64) -> f64 {
        let found = self.0.iter().find(|reward| reward.loaded == loaded);
        found.map_or(loaded, |reward| reward.now)
    }
}

/// What `value` is paid for in `world`.
fn paid_for(world: &World, value: f64) -> PaidFor {
    let (mdp, scene) = (&world.mdp, &world.scene);
    let (mut first, mut several) = (None, false);
    let (mut falls, mut goals) = (true, true);
    for state in 0..mdp.n_states() {
        for action in 0..mdp.n_actions() {
            let outcomes = mdp.outcomes(state, action).iter().enumerate();
            for (index, outcome) in outcomes.filter(|(_, outcome)| outcome.reward == value) {
                falls &= scene.is_fall(state, action, index);
                goals &= scene.goals.binary_search(&outcome.next_state).is_ok();
                several |= *first.get_or_insert((state, action)) != (state, action);
            }
        }
    }
    match first {
        Some(_) if falls => PaidFor::Falls,
        Some(_) if goals => PaidFor::Goals,
        Some((state, action)) if !several => PaidFor::Action { state, action },
        _ => PaidFor::Several,
    }
}

impl World {
    /// `world` as it was loaded, paying `rewards`: itself, as long as none of them is changed.
    pub fn paying(world: &Arc<Self>, rewards: &Rewards) -> Arc<Self> {
        if !rewards.are_changed() {
            return Arc::clone(world);
        }
        let paying = |outcome: &Outcome| Outcome {
            reward: rewards.now(outcome.reward),
            ..*outcome
        };
        Arc::new(Self {
            mdp: Arc::new(Mdp::clone(&world.mdp).with_outcomes(paying)),
            ..(**world).clone()
        })
    }

    /// Whether both are one world as it was loaded, whatever they pay now: a changed reward leaves the scene alone.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.scene, &other.scene)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_of_a_usable_size_cannot_be_set() {
        for value in [f64::NAN, f64::INFINITY, -1_000_001.0, 1e100] {
            assert_eq!(Pay::new(value), None);
        }
        assert_eq!(Pay::new(-1e6).map(Pay::get), Some(-1e6));
        assert!(Pay::new(-0.0).unwrap().get().is_sign_positive());
    }
}
