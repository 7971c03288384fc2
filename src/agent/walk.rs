//! The side of a run that is not the learner's: where it stands in the world, and the chances that it meets.

use std::hint::select_unpredictable;
use std::sync::Arc;

use rand::Rng;

use super::Digest;
use super::chance::{self, Stream};
use crate::mdp::{Mdp, Size, World};

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
    /// What was chosen to be done next, before anybody learned from this; none where a method does not ask, or at the end.
    pub next_action: Option<usize>,
}

/// A place in a world, the stream of chances, and the counters.
#[derive(Clone, Debug)]
pub struct Walk {
    mdp: Arc<Mdp>,
    step_limit: u64,
    starts: Starts,
    /// The stream of chances.
    pub(super) chance: Stream,
    /// The word of the next step, where a method has looked ahead.
    pub(super) peeked: Option<u64>,
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
            peeked: None,
            left: step_limit,
            earned: 0.0,
            steps: 0,
            episodes: 0,
            ended: Vec::new(),
        }
    }

    /// Bytes that a walk takes at most in a world of `size`: an entry for every start, and up to two parts of the guide.
    pub(super) fn bytes_of(size: Size) -> u64 {
        let start = size_of::<Start>() + 2 * size_of::<u32>();
        size.states.saturating_mul(start as u64)
    }

    /// The model that is walked in.
    pub fn mdp(&self) -> &Arc<Mdp> {
        &self.mdp
    }

    /// Go on in `mdp`, which is the model that is walked in but for its rewards.
    pub fn pay(&mut self, mdp: &Arc<Mdp>) {
        self.mdp = Arc::clone(mdp);
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

    /// Draw the word of the next step, or take the one that was looked at.
    pub(super) fn word(&mut self) -> u64 {
        self.peeked.take().unwrap_or_else(|| self.chance.next_u64())
    }

    /// Look at the word of the next step: a method that chooses ahead of time meets the same chances as one that does not.
    pub(super) fn peek(&mut self) -> u64 {
        let word = self.word();
        *self.peeked.insert(word)
    }

    /// The word that the action after the step being taken is drawn from: none where that step terminates the episode, one of
    /// the `learner`'s own where it cuts it off, since that action is never taken.
    pub(super) fn word_ahead(&mut self, learner: &mut Stream, terminated: bool) -> Option<u64> {
        match (terminated, self.left == 1) {
            (true, _) => None,
            (false, true) => Some(learner.next_u64()),
            (false, false) => Some(self.peek()),
        }
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

    /// Count a step in which nothing was done in the world, as a planner takes them: steps are the clock of everything. Where
    /// it ends a round of thought, a sweep, that counts as an episode; it earned nothing, so nobody is told what it earned.
    pub fn think(&mut self, round_over: bool) {
        self.steps += 1;
        self.episodes += u64::from(round_over);
    }

    /// Add everything that the walk's future hangs on.
    pub fn digest(&self, digest: &mut Digest) {
        for count in [self.state as u64, self.left, self.steps, self.episodes] {
            digest.write(count);
        }
        digest.write_value(self.earned);
        digest.write(self.peeked.unwrap_or(0));
        digest.write(u64::from(self.peeked.is_some()));
        digest.write_stream(&self.chance);
    }
}

/// Where episodes start, ready to be chosen from.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    /// The first start, and the second; one and the same where there is only one.
    pair: [Start; 2],
    /// All of them, where there are more than two.
    many: Option<Arc<Many>>,
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
        let all: Vec<Start> = starts.iter().zip(thresholds).map(start).collect();
        Self {
            pair: [all[0], all[1.min(all.len() - 1)]],
            many: (all.len() > 2).then(|| Arc::new(Many::of(all))),
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
            Some(many) => many.chosen(half) as usize,
        }
    }
}

/// Many starts, and a guide to them (Chen & Asau 1974): choosing takes as long among a million as among three.
#[derive(Clone, Debug)]
struct Many {
    starts: Vec<Start>,
    /// The start that the least half of each of as many parts of all halves chooses.
    guide: Vec<u32>,
    /// By how many bits a half is above its part.
    shift: u32,
}

impl Many {
    fn of(starts: Vec<Start>) -> Self {
        let shift = 32 - starts.len().next_power_of_two().ilog2().min(32);
        let mut guide = Vec::new();
        let mut index = 0;
        for part in 0..chance::HALF >> shift {
            while part << shift >= starts[index].below {
                index += 1;
            }
            guide.push(index as u32);
        }
        Self {
            starts,
            guide,
            shift,
        }
    }

    #[inline]
    fn chosen(&self, half: u64) -> u32 {
        let mut index = self.guide[(half >> self.shift) as usize] as usize;
        while half >= self.starts[index].below {
            index += 1;
        }
        self.starts[index].state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{Defaults, MdpBuilder, Outcome, Scene, Ties, Unit};

    /// A world of three states that can be started in with these probabilities.
    fn world(starts: &[f64], step_limit: Option<u64>) -> World {
        let mut builder = MdpBuilder::new(3, 1);
        for _ in 0..3 {
            builder.cell([Outcome {
                probability: 1.0,
                next_state: 1,
                reward: 0.0,
                terminated: false,
            }]);
        }
        builder.starts((0..).zip(starts.iter().copied()).collect());
        World {
            name: "three".into(),
            mdp: Arc::new(builder.build().unwrap()),
            step_limit,
            limit_is_ours: false,
            scene: Arc::new(Scene::plain("three", 1)),
            defaults: Defaults {
                alpha: Unit::ONE,
                gamma: Unit::ONE,
                epsilon: Unit::ONE,
                ties: Ties::First,
                episodes: 1,
            },
        }
    }

    const QUARTERS: [f64; 3] = [0.25, 0.5, 0.25];

    #[test]
    fn the_first_start_takes_a_word_of_its_own() {
        // The high halves of the first words of seeds 0 to 5 and 12, by an independent program: 9280…, 69e5…, 52bf…,
        // c81b…, 176c…, 9d3d…, 1dc0…; the thresholds are 4000 0000 and c000 0000.
        let first = |seed| Walk::new(&world(&QUARTERS, None), seed).state();
        assert_eq!([0, 1, 2, 3, 4, 5, 12].map(first), [1, 1, 1, 2, 0, 1, 0]);
        let mut walk = Walk::new(&world(&QUARTERS, None), 12);
        assert_eq!(
            walk.word(),
            0xAB71_E2DE_9DCB_C6F4,
            "the second word of the stream"
        );
        let mut sure = Walk::new(&world(&[1.0], None), 12);
        assert_eq!(
            sure.word(),
            0xAB71_E2DE_9DCB_C6F4,
            "even where there is no choice"
        );
    }

    #[test]
    fn later_starts_take_the_mixed_word_of_the_step() {
        // finalize(0, 1, 2, 3, 7) has the high halves 0, 5692 161d, dbd2 3897, 1e53 5eed and 12ae 3023.
        let after = |starts: &[f64]| {
            let starts = Starts::of(&world(starts, None).mdp);
            [0, 1, 2, 3, 7].map(|word| starts.after(word))
        };
        assert_eq!(after(&QUARTERS), [0, 1, 2, 0, 0]);
        assert_eq!(after(&[0.25, 0.75]), [0, 1, 1, 0, 0]);
        assert_eq!(after(&[0.75, 0.25]), [0, 0, 1, 0, 0]);
        assert_eq!(after(&[1.0]), [0; 5]);
    }

    #[test]
    fn starts_split_the_halves_at_their_thresholds() {
        let at = |starts: &[f64], half| Starts::of(&world(starts, None).mdp).chosen(half);
        let halves = [
            0,
            (1 << 30) - 1,
            1 << 30,
            (3 << 30) - 1,
            3 << 30,
            chance::HALF - 1,
        ];
        assert_eq!(halves.map(|half| at(&QUARTERS, half)), [0, 0, 1, 1, 2, 2]);
        assert_eq!(
            halves.map(|half| at(&[0.25, 0.75], half)),
            [0, 0, 1, 1, 1, 1]
        );
    }

    #[test]
    fn a_guide_leads_to_the_first_start_above_a_half() {
        let starts = Starts::of(&world(&QUARTERS, None).mdp);
        let many = Many::of(
            [3, 3, 9, 9, 1 << 20, chance::HALF - 1, chance::HALF]
                .into_iter()
                .zip(0..)
                .map(|(below, state)| Start { state, below })
                .collect(),
        );
        let chosen = [0, 2, 3, 8, 9, (1 << 20) - 1, 1 << 20, chance::HALF - 1];
        assert_eq!(
            chosen.map(|half| many.chosen(half)),
            [0, 0, 2, 2, 4, 4, 5, 6]
        );
        let all = &starts.many.as_ref().unwrap().starts;
        for half in (0..chance::HALF).step_by(99_991) {
            let searched = all.partition_point(|start| half >= start.below);
            assert_eq!(starts.chosen(half), all[searched].state as usize);
        }
    }

    #[test]
    fn each_start_comes_as_often_as_it_is_likely() {
        let starts = Starts::of(&world(&QUARTERS, None).mdp);
        let n = 100_000u32;
        let mut counts = [0.0; 3];
        (0..u64::from(n)).for_each(|word| counts[starts.after(word)] += 1.0);
        for (count, share) in counts.iter().zip(QUARTERS) {
            // Four standard errors: 4 × √(.25 / 100 000) = 0.0063 at most.
            assert!((count / f64::from(n) - share).abs() < 0.0064, "{counts:?}");
        }
    }

    #[test]
    fn a_step_goes_where_the_action_led() {
        let mut walk = Walk::new(&world(&QUARTERS, None), 12);
        assert!(!walk.follow(1, -1.5, 2, false));
        assert!(!walk.follow(1, 0.5, 1, false));
        assert_eq!((walk.state(), walk.age(), walk.steps()), (1, 2, 2));
        assert_eq!(
            (walk.earned(), walk.episodes(), walk.ended().len()),
            (-1.0, 0, 0)
        );
    }

    #[test]
    fn the_step_limit_cuts_an_episode_off() {
        let mut walk = Walk::new(&world(&QUARTERS, Some(2)), 12);
        assert!(!walk.follow(7, 1.0, 1, false));
        assert!(walk.follow(2, 0.5, 1, false), "truncated");
        let ended = Episode {
            earned: 1.5,
            steps: 2,
        };
        assert_eq!(walk.ended(), [ended]);
        // The word 2 starts the next one in state 2.
        assert_eq!((walk.state(), walk.age(), walk.earned()), (2, 0, 0.0));
        assert_eq!((walk.steps(), walk.episodes()), (2, 1));
        walk.forget_ended();
        assert!(walk.ended().is_empty());
        assert_eq!(walk.episodes(), 1, "only the list is forgotten");
    }

    #[test]
    fn an_episode_that_terminates_on_its_last_step_is_not_cut_off() {
        let mut walk = Walk::new(&world(&QUARTERS, Some(2)), 12);
        walk.follow(7, 1.0, 1, false);
        assert!(!walk.follow(1, 1.0, 0, true));
        assert_eq!((walk.episodes(), walk.state()), (1, 1));
        // And one that terminates early leaves the whole limit to the next.
        assert!(!walk.follow(1, 1.0, 0, true));
        assert_eq!((walk.episodes(), walk.age()), (2, 0));
    }

    #[test]
    fn a_step_of_thought_moves_the_clock_and_nothing_else() {
        let mut walk = Walk::new(&world(&QUARTERS, Some(2)), 12);
        walk.follow(7, 1.0, 1, false);
        walk.think(false);
        walk.think(true);
        assert_eq!((walk.steps(), walk.episodes()), (3, 1));
        assert_eq!((walk.state(), walk.age(), walk.earned()), (1, 1, 1.0));
        assert!(walk.ended().is_empty(), "nothing was earned");
    }

    #[test]
    fn a_digest_tells_place_stream_and_counters_apart() {
        let digest = |walk: &Walk| {
            let mut digest = Digest::default();
            walk.digest(&mut digest);
            digest.get()
        };
        let walk = Walk::new(&world(&QUARTERS, Some(9)), 12);
        let mut drawn = walk.clone();
        drawn.word();
        let mut moved = walk.clone();
        moved.follow(7, 0.0, 0, false);
        let mut paid = walk.clone();
        paid.follow(7, 1.0, 0, false);
        let all = [&walk, &drawn, &moved, &paid].map(digest);
        for (index, one) in all.iter().enumerate() {
            assert!(!all[..index].contains(one));
        }
        assert_eq!(digest(&walk), digest(&walk.clone()));
    }
}
