//! What a slider turns: a parameter of the algorithm, or a reward of the world.

use std::borrow::Cow;

use super::App;
use super::detent::Detents;
use crate::agent::{ParamId, Setting};
use crate::mdp::{Pay, Reward, RewardId, Rewards};
use crate::session::Request;
use crate::session::round::round_up;
use crate::text::Text;

/// The key of the list of rewards, which is the number of the slider of the one that was taken there.
const LIST: usize = 4;
/// A reward's slider has so many stops at either side of 0.
const STOPS: i32 = 20;

/// Something that can be turned while a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// A parameter of the algorithm.
    Param(ParamId),
    /// A reward of the world.
    Reward(RewardId),
}

impl From<ParamId> for Knob {
    fn from(param: ParamId) -> Self {
        Self::Param(param)
    }
}

impl From<RewardId> for Knob {
    fn from(reward: RewardId) -> Self {
        Self::Reward(reward)
    }
}

impl Knob {
    /// The letter that it is known by.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Param(param) => param.spec().symbol,
            Self::Reward(_) => "r",
        }
    }

    /// Its name in a word.
    pub fn word(self) -> Text {
        match self {
            Self::Param(param) => param.spec().word.clone(),
            Self::Reward(_) => Text::new("reward", "奖赏"),
        }
    }

    /// Ask for a value, as part of a gesture that is known only if it can be had.
    pub(super) fn request(self, value: f64, gesture: impl FnOnce() -> u64) -> Option<Request> {
        match self {
            Self::Param(param) => {
                let setting = Setting::new(param, value).ok()?;
                Some(Request::Set(setting, gesture()))
            }
            Self::Reward(reward) => Some(Request::Pay(reward, Pay::new(value)?, gesture())),
        }
    }
}

impl App {
    /// What has a slider, in order: all parameters, then the reward that was taken from the list last.
    pub fn knobs(&self) -> Vec<Knob> {
        let params = self.params().iter().copied().map(Knob::Param);
        params.chain(self.reward.map(Knob::Reward)).collect()
    }

    /// The key that takes the slider of the knob at a place among all, counted from 1.
    pub(super) fn number(knob: Knob, place: usize) -> usize {
        match knob {
            Knob::Param(_) => place + 1,
            Knob::Reward(_) => LIST,
        }
    }

    /// One of the world's rewards, as the run last told of it.
    pub fn reward(&self, id: RewardId) -> Option<&Reward> {
        self.snapshot()?.rewards.get(id)
    }

    /// The stops of a slider, in rising order.
    pub fn stops(&self, knob: Knob) -> Cow<'static, [f64]> {
        match knob {
            Knob::Param(param) => Cow::Borrowed(Detents::of(param).stops()),
            Knob::Reward(reward) => Cow::Owned(self.reward_stops(reward)),
        }
    }

    /// Twenty stops at either side of 0, up to twice the size of the reward as it was loaded, rounded up in the 1-2-5 series: tenths
    /// of that. A reward of 0 goes by the largest of the world. What was loaded is always a stop, so that there is a way back.
    fn reward_stops(&self, id: RewardId) -> Vec<f64> {
        let loaded = self.reward(id).map_or(0.0, |reward| reward.loaded);
        let rewards = self.snapshot().map(|snapshot| &snapshot.rewards);
        let sizes = rewards.into_iter().flat_map(Rewards::iter);
        let largest = sizes.fold(0.0, |most: f64, (_, reward)| most.max(reward.loaded.abs()));
        let size = if loaded == 0.0 { largest } else { loaded.abs() };
        stops(round_up(size), loaded)
    }
}

/// Tenths of `unit` up to twice of it at either side of 0, and `own`.
fn stops(unit: f64, own: f64) -> Vec<f64> {
    // Divided, so that a tenth is the number that is written so.
    let stop = |tenth: i32| f64::from(tenth) * unit / 10.0;
    let mut stops: Vec<f64> = (-STOPS..=STOPS).map(stop).collect();
    if !stops.contains(&own) {
        let behind = stops.partition_point(|&stop| stop < own);
        stops.insert(behind, own);
    }
    stops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reward_stops_at_tenths_and_where_it_was_loaded() {
        let tenths = stops(1.0, 0.6);
        assert_eq!(tenths.len(), 41);
        assert_eq!((tenths[0], tenths[26], tenths[40]), (-2.0, 0.6, 2.0));
        let cliff = stops(100.0, -100.0);
        assert_eq!((cliff[0], cliff[10], cliff[11]), (-200.0, -100.0, -90.0));
        let odd = stops(1.0, 0.635);
        assert_eq!(odd.len(), 42);
        assert!(odd.contains(&0.635) && odd.is_sorted());
    }
}
