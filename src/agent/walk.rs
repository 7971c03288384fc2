//! The side of a run that is not the learner's: where it stands in the world, and the chances that it meets.

use std::hint::select_unpredictable;
use std::sync::Arc;

use rand::Rng;

use super::Digest;
use super::chance::{self, Stream};
use crate::mdp::{Mdp, World};

/// An episode that came to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Episode {
    /// What it earned, undiscounted.
    pub earned: f64,
    /// How many steps it took.
    pub steps: u64,
}

/// How far to go at most: until one of the two is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Steps.
    pub steps: u64,
    /// Ends of episodes; at least 1.
    pub episodes: u64,
}

/// What an action led to, before anybody learned from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transition {
    /// The state that was left.
    pub state: usize,
    /// What was done there.
    pub action: usize,
    /// What it paid.
    pub reward: f64,
    /// The state that was entered.
    pub next_state: usize,
    /// Whether the episode ended there, so that nothing is expected afterwards.
    pub terminated: bool,
    /// Whether it was cut off there by the step limit; what would have come still counts.
    pub truncated: bool,
}

/// A place in a world, the stream of chances, and the counters.
#[derive(Clone, Debug)]
pub struct Walk {
    mdp: Arc<Mdp>,
    step_limit: u64,
    starts: Starts,
    /// The stream of chances.
    pub(super) chance: Stream,
    /// The state that the next action is taken in.
    pub(super) state: usize,
    /// Steps of the present episode that are left before it is cut off.
    pub(super) left: u64,
    /// What the present episode has earned.
    pub(super) earned: f64,
    /// Steps taken in all.
    pub(super) steps: u64,
    /// Episodes that ended.
    pub(super) episodes: u64,
    /// The episodes that ended since they were last taken away.
    pub(super) ended: Vec<Episode>,
}

impl Walk {
    /// Stand at a start of `world`, with the chances of `seed`; the start takes a word of its own.
    pub fn new(world: &World, seed: u64) -> Self {
        let starts = Starts::of(&world.mdp);
        let mut chance = chance::chance(seed);
        let half = chance::high(chance.next_u64());
        let step_limit = world.step_limit.unwrap_or(u64::MAX);
        Self {
            state: starts.chosen(half),
            mdp: Arc::clone(&world.mdp),
            step_limit,
            starts,
            chance,
            left: step_limit,
            earned: 0.0,
            steps: 0,
            episodes: 0,
            ended: Vec::new(),
        }
    }

    /// The model that is walked in.
    pub fn mdp(&self) -> &Arc<Mdp> {
        &self.mdp
    }

    /// The state that the next action is taken in.
    pub fn state(&self) -> usize {
        self.state
    }

    /// Steps taken since the beginning.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Episodes that came to their end.
    pub fn episodes(&self) -> u64 {
        self.episodes
    }

    /// Steps taken in the present episode.
    pub fn age(&self) -> u64 {
        self.step_limit - self.left
    }

    /// What the present episode has earned so far.
    pub fn earned(&self) -> f64 {
        self.earned
    }

    /// The episodes that ended since [`Self::forget_ended`].
    pub fn ended(&self) -> &[Episode] {
        &self.ended
    }

    /// Forget the episodes that ended, once their returns are noted.
    pub fn forget_ended(&mut self) {
        self.ended.clear();
    }

    /// Draw the word of the next step.
    pub(super) fn word(&mut self) -> u64 {
        self.chance.next_u64()
    }

    /// The step limit; `u64::MAX` without one.
    pub(super) fn step_limit(&self) -> u64 {
        self.step_limit
    }

    /// Where episodes start.
    pub(super) fn starts(&self) -> &Starts {
        &self.starts
    }

    /// Go where an action led with the step of `word`; says whether that cut the episode off.
    pub(super) fn follow(
        &mut self,
        word: u64,
        reward: f64,
        next_state: usize,
        terminated: bool,
    ) -> bool {
        self.steps += 1;
        self.left -= 1;
        self.earned += reward;
        self.state = next_state;
        let over = terminated || self.left == 0;
        if over {
            self.ended.push(Episode {
                earned: self.earned,
                steps: self.age(),
            });
            self.episodes += 1;
            self.earned = 0.0;
            self.left = self.step_limit;
            self.state = self.starts.after(word);
        }
        over && !terminated
    }

    /// Add everything that the walk's future hangs on.
    pub fn digest(&self, digest: &mut Digest) {
        for count in [self.state as u64, self.left, self.steps, self.episodes] {
            digest.write(count);
        }
        digest.write_value(self.earned);
        // The generator keeps its state to itself; its next words tell it as well.
        let mut chance = self.chance.clone();
        (0..4).for_each(|_| digest.write(chance.next_u64()));
    }
}

/// Where episodes start, ready to be chosen from.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    /// The first start, and the second; one and the same where there is only one.
    pair: [Start; 2],
    /// All of them, where there are more than two.
    many: Option<Arc<[Start]>>,
}

#[derive(Clone, Copy, Debug)]
struct Start {
    state: u32,
    /// The halves below which this one, or one before it, is chosen.
    below: u64,
}

impl Starts {
    fn of(mdp: &Mdp) -> Self {
        let starts = mdp.starts();
        let thresholds = chance::thresholds(starts.iter().map(|start| start.1));
        let start = |(&(state, _), below)| Start { state, below };
        let all: Arc<[Start]> = starts.iter().zip(thresholds).map(start).collect();
        Self {
            pair: [all[0], all[1.min(all.len() - 1)]],
            many: (all.len() > 2).then_some(all),
        }
    }

    /// Where the episode after one that ended with the step of `word` starts.
    #[inline]
    pub(super) fn after(&self, word: u64) -> usize {
        self.chosen(chance::high(chance::finalize(word)))
    }

    /// The start that a half chooses: the first whose threshold is above it. Without a branch where there are two.
    #[inline]
    fn chosen(&self, half: u64) -> usize {
        let [first, second] = self.pair;
        match &self.many {
            None => select_unpredictable(half >= first.below, second.state, first.state) as usize,
            Some(starts) => {
                let index = starts.partition_point(|start| half >= start.below);
                starts[index].state as usize
            }
        }
    }
}
