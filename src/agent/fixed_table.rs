//! The fast table: two or four actions, one or three outcomes each, all chosen by the same thresholds.
//!
//! All that a step needs of a state lies side by side in one record. What keeps a step waiting is the way from one state to
//! the next, so the outcomes of the greedy action are kept as one more lane: which lane to take is drawn from the step's word
//! alone, and the arg max comes in only where it changes, which a branch predictor soon knows to be rare.
//!
//! # Where the time goes
//! On one core of an Intel Xeon (Emerald Rapids), in one process with the loop that hard-codes its world, a step of Q-learning takes 1.4
//! times as long on the recommender and on the slippery lake, 1.45 times on the cliff (1.65 in its first 100,000 steps, while
//! values that are equal part); Expected SARSA takes 0.8 to 1.1 times of that, SARSA 0.8 to 1.15. About ninety instructions are the
//! limit, not what waits for what: a quarter draws the word and the lane, a quarter puts the value in its place.
//!
//! What did not pay: a row put together by masks and searched as a whole (compilers make branches of selected floats, or read
//! what they have just written in pieces: 1.4 times as long); words drawn sixty-four at a time in a loop of their own (the
//! lake 7 % faster, the recommender 12 % slower); room for the returns set aside beforehand, and ties decided without a call (nothing, or slower).
//!
//! SARSA takes 1.5 times as long as Q-learning where every step is cut off, as in the recommender: it draws two words a step
//! there, and chooses twice. Its plain loop took 1.9 times as long; words drawn ahead did not help; about 1.3 would be left if
//! nothing but the second word and choice were paid for.

use std::hint::select_unpredictable;
use std::sync::Arc;

use rand::Rng;

use super::chance::{self, HALF, Stream};
use super::leg::{Ends, Leg};
use super::one_step::{Plan, RowRule, Table};
use super::policy::{maximum, total};
use super::q_learning::QLearning;
use super::walk::{Budget, Walk};
use crate::mdp::{Mdp, Outcome, Ties};

/// Above it records would crowd each other out of the caches; the general table is leaner.
const MOST_STATES: usize = 1 << 14;

/// Where an outcome leads.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The record of the next state; the one behind the last if the episode terminates.
    next: u32,
    /// The action that it is an outcome of.
    action: u32,
    reward: f64,
    /// α·reward.
    scaled: f64,
}

/// A state: `A` actions, and `SLOTS` = (`A` + 1) × outcomes, the last lane a copy of the greedy action's.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Record<const A: usize, const SLOTS: usize> {
    q: [f64; A],
    visits: [u64; A],
    /// (α·γ)·max q: what an update that leads here adds.
    backup: f64,
    /// The actions of greatest value, a bit each; where none is drawn among them, only the first is sure.
    best: u32,
    /// Whether the greedy choice draws among several.
    tied: bool,
    slots: [Slot; SLOTS],
}

/// A table of such records, the last of them the end of every episode: its value stays 0.
#[derive(Clone, Debug)]
pub(super) struct FixedTable<const A: usize, const K: usize, const SLOTS: usize> {
    records: Vec<Record<A, SLOTS>>,
    /// Halves from which the second and the third outcome happen.
    outcome_cuts: [u64; 2],
}

impl<const A: usize, const K: usize, const SLOTS: usize> FixedTable<A, K, SLOTS> {
    /// Lay `mdp` out; none if it is of another shape.
    pub(super) fn of(mdp: &Mdp) -> Option<Self> {
        const { assert!(A.is_power_of_two() && SLOTS == (A + 1) * K && K <= 3) }
        let fits = mdp.n_actions() == A && mdp.n_states() <= MOST_STATES && mdp.all_legal();
        let outcome_cuts = fits.then(|| common_cuts::<K>(mdp)).flatten()?;
        let mut records = vec![Record::blank(); mdp.n_states() + 1];
        Self::lay_out(&mut records, mdp);
        Some(Self {
            records,
            outcome_cuts,
        })
    }

    /// Lay the outcomes of `mdp` into the lanes of all records but the last.
    fn lay_out(records: &mut [Record<A, SLOTS>], mdp: &Mdp) {
        for (state, record) in records.iter_mut().take(mdp.n_states()).enumerate() {
            for action in 0..A {
                record.lay_out::<K>(action, mdp.outcomes(state, action), mdp.n_states());
            }
        }
    }
}

/// The thresholds that every cell of `K` outcomes shares; cells of one outcome fit any.
fn common_cuts<const K: usize>(mdp: &Mdp) -> Option<[u64; 2]> {
    let mut common = None;
    for cell in 0..mdp.n_states() * mdp.n_actions() {
        let outcomes = mdp.outcomes(cell / mdp.n_actions(), cell % mdp.n_actions());
        if outcomes.len() == 1 {
            continue;
        }
        if outcomes.len() != K {
            return None;
        }
        let probabilities = outcomes.iter().map(|outcome| outcome.probability);
        let mut cuts = [HALF; 2];
        cuts.iter_mut()
            .zip(chance::thresholds(probabilities))
            .for_each(|(cut, at)| *cut = at);
        if *common.get_or_insert(cuts) != cuts {
            return None;
        }
    }
    // A model of single outcomes belongs to the table of one outcome.
    (common.is_some() || K == 1).then(|| common.unwrap_or([HALF; 2]))
}

impl<const A: usize, const SLOTS: usize> Record<A, SLOTS> {
    fn blank() -> Self {
        Self {
            q: [0.0; A],
            visits: [0; A],
            backup: 0.0,
            best: 0,
            tied: false,
            slots: [Slot::default(); SLOTS],
        }
    }

    fn lay_out<const K: usize>(&mut self, action: usize, outcomes: &[Outcome], end: usize) {
        for k in 0..K {
            let outcome = outcomes[k.min(outcomes.len() - 1)];
            self.slots[action * K + k] = Slot {
                next: if outcome.terminated {
                    end as u32
                } else {
                    outcome.next_state
                },
                action: action as u32,
                reward: outcome.reward,
                scaled: 0.0,
            };
        }
    }

    /// Put `value` at `action` and bring the derived figures up to date.
    ///
    /// The other lanes are told by exclusive or, one by one: a row that was written as one number and is then read as a
    /// whole waits for the write to leave the store buffer.
    #[inline]
    fn put<R: RowRule, const K: usize>(&mut self, action: usize, value: f64, plan: &Plan) {
        let old = std::mem::replace(&mut self.q[action], value);
        let rest = (2..A).fold(self.q[action ^ 1], |most, other| {
            larger(most, self.q[action ^ other])
        });
        let max = larger(rest, value);
        self.backup = plan.step.discount * R::worth(plan, A, || self.sum_around(action), max);
        if A == 2 {
            self.turn_if_new::<K>(
                lane_if(value >= rest, action) | lane_if(value <= rest, action ^ 1),
                plan.ties,
            );
            return;
        }
        // Most steps leave the first of the greedy actions as it is. Where nothing is drawn among the tied, that is enough.
        let first = self.slots[A * K].action as usize;
        let stays = select_unpredictable(first == action, value > rest, value < rest);
        let changed = value.to_bits() ^ old.to_bits();
        if select_unpredictable(stays && !self.tied, 0, changed) != 0 {
            let best = (0..A)
                .map(|other| action ^ other)
                .fold(0, |lanes, at| lanes | lane_if(self.q[at] == max, at));
            self.turn_if_new::<K>(best, plan.ties);
        }
    }

    /// Move the value of `action` towards what `slot` paid and `bootstrap`, what is expected after it.
    #[inline]
    fn learn_from<const K: usize>(
        &mut self,
        action: usize,
        slot: &Slot,
        bootstrap: f64,
        plan: &Plan,
    ) {
        let value =
            (plan.step.keep * self.q[action] + slot.scaled) + plan.step.discount * bootstrap;
        self.visits[action] += 1;
        self.put::<QLearning, K>(action, value, plan);
    }

    /// [`total`] of the row, the value of `action` last: only two additions wait for it.
    #[inline]
    fn sum_around(&self, action: usize) -> f64 {
        let pair = |at: usize| self.q[at] + self.q[at ^ (A / 2)];
        if A == 2 {
            pair(action)
        } else {
            pair(action) + pair(action ^ 1)
        }
    }

    #[inline]
    fn turn_if_new<const K: usize>(&mut self, best: u32, ties: Ties) {
        if best != self.best {
            self.turn_to::<K>(best, ties);
        }
    }

    /// Make `best` the greedy actions.
    fn turn_to<const K: usize>(&mut self, best: u32, ties: Ties) {
        self.best = best;
        self.tied = ties == Ties::Uniform && !best.is_power_of_two();
        // No lane is the greatest where arithmetic has overflown to no number at all.
        let first = (best.trailing_zeros() as usize).min(A - 1) * K;
        self.slots.copy_within(first..first + K, A * K);
    }

    /// The action that a half chooses here.
    #[inline]
    fn action_of<const K: usize>(&self, lanes: Lanes<A>, half: u64, plan: &Plan) -> usize {
        let lane = lanes.draw(half);
        let lane = if self.tied {
            self.drawn(half, plan).unwrap_or(lane)
        } else {
            lane
        };
        self.slots[lane * K].action as usize & (A - 1)
    }

    /// The lane of the action that a half draws among the tied ones, if it does not explore.
    #[cold]
    #[inline(never)]
    fn drawn(&self, half: u64, plan: &Plan) -> Option<usize> {
        if half < plan.exploration.threshold() {
            return None;
        }
        let rank = plan.exploration.tied(half, self.best.count_ones() as usize);
        (0..A).filter(|lane| self.best >> lane & 1 == 1).nth(rank)
    }
}

/// How a half chooses a lane: one of the actions to explore, or the greedy one behind them.
#[derive(Clone, Copy)]
struct Lanes<const A: usize> {
    /// Halves below it explore.
    below: u64,
    /// `A` / `below` in units of 2⁻⁶⁴, rounded up: exact for every half below, since half · `below` is under 2⁶⁴.
    share: u128,
}

impl<const A: usize> Lanes<A> {
    fn new(plan: &Plan) -> Self {
        let below = plan.exploration.threshold();
        let share = ((A as u128) << 64).div_ceil(u128::from(below.max(1)));
        Self { below, share }
    }

    #[inline]
    fn draw(&self, half: u64) -> usize {
        let explored = if A == 2 {
            usize::from(2 * half >= self.below)
        } else {
            ((u128::from(half) * self.share) >> 64) as usize
        };
        select_unpredictable(half < self.below, explored, A)
    }
}

/// Which of `K` outcomes a half draws.
#[inline]
fn drawn_outcome<const K: usize>([second, third]: [u64; 2], half: u64) -> usize {
    if K == 1 {
        0
    } else {
        usize::from(half >= second) + usize::from(half >= third)
    }
}

#[inline]
fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// The bit of `lane`, if it is to be set.
#[inline]
fn lane_if(set: bool, lane: usize) -> u32 {
    u32::from(set) << lane
}

impl<const A: usize, const K: usize, const SLOTS: usize> Table for FixedTable<A, K, SLOTS> {
    fn run<R: RowRule>(&mut self, walk: &mut Walk, plan: &Plan, budget: Budget) {
        let end = self.records.len() - 1;
        let records = &mut self.records[..];
        let lanes = Lanes::<A>::new(plan);
        let outcomes = self.outcome_cuts;
        let (plan, keep) = (&plan.clone(), plan.step.keep);
        let (mut ends, mut leg) = (Ends::of(walk), Leg::of(walk, budget));
        while leg.ahead > 0 {
            leg.ahead -= 1;
            let word = leg.chance.next_u64();
            let (high, low) = (chance::high(word), chance::low(word));
            let mut lane = lanes.draw(low);
            let record = &records[leg.state];
            if record.tied {
                lane = record.drawn(low, plan).unwrap_or(lane);
            }
            let slot = record.slots[lane * K + drawn_outcome::<K>(outcomes, high)];
            let next = slot.next as usize;
            let backup = records[next].backup;
            let record = &mut records[leg.state];
            let action = slot.action as usize & (A - 1);
            let value = (keep * record.q[action] + slot.scaled) + backup;
            record.visits[action] += 1;
            record.put::<R, K>(action, value, plan);
            leg.earned += slot.reward;
            leg.left -= 1;
            leg.state = next;
            if next == end || leg.left == 0 {
                leg.end_episode(&mut ends, word);
                if leg.open == 0 {
                    break;
                }
            }
        }
        leg.arrive(walk, ends, budget);
    }

    fn run_on_policy(
        &mut self,
        walk: &mut Walk,
        plan: &Plan,
        learner: &mut Stream,
        chosen: Option<usize>,
        budget: Budget,
    ) -> Option<usize> {
        let end = self.records.len() - 1;
        let records = &mut self.records[..];
        let lanes = Lanes::<A>::new(plan);
        let outcomes = self.outcome_cuts;
        let plan = &plan.clone();
        let mut word = walk.word();
        let (mut ends, mut leg) = (Ends::of(walk), Leg::of(walk, budget));
        let first = || records[leg.state].action_of::<K>(lanes, chance::low(word), plan);
        let mut action = chosen.unwrap_or_else(first);
        let ahead_of = loop {
            let outcome = drawn_outcome::<K>(outcomes, chance::high(word));
            let slot = records[leg.state].slots[action * K + outcome];
            let next = slot.next as usize;
            leg.left -= 1;
            let (terminated, truncated) = (next == end, leg.left == 0);
            // The end of all episodes has the value 0 whatever is chosen there; a word is drawn where there is a choice.
            let coin = match (terminated, truncated) {
                (true, _) => 0,
                (false, true) => learner.next_u64(),
                (false, false) => leg.chance.next_u64(),
            };
            let taken = records[next].action_of::<K>(lanes, chance::low(coin), plan);
            let bootstrap = records[next].q[taken];
            records[leg.state].learn_from::<K>(action, &slot, bootstrap, plan);
            leg.earned += slot.reward;
            leg.ahead -= 1;
            if terminated || truncated {
                leg.end_episode(&mut ends, word);
                if leg.open == 0 || leg.ahead == 0 {
                    break None;
                }
                word = leg.chance.next_u64();
                action = records[leg.state].action_of::<K>(lanes, chance::low(word), plan);
            } else {
                (leg.state, action, word) = (next, taken, coin);
                if leg.ahead == 0 {
                    break Some(action);
                }
            }
        };
        walk.peeked = ahead_of.map(|_| word);
        leg.arrive(walk, ends, budget);
        ahead_of
    }

    fn prepare<R: RowRule>(&mut self, plan: &Plan) {
        let end = self.records.len() - 1;
        for record in &mut self.records[..end] {
            let max = maximum(&record.q);
            let best = (0..A).fold(0, |lanes, at| lanes | lane_if(record.q[at] == max, at));
            record.backup =
                plan.step.discount * R::worth(plan, A, || total(A, |at| record.q[at]), max);
            for slot in &mut record.slots {
                slot.scaled = plan.step.alpha * slot.reward;
            }
            record.turn_to::<K>(best, plan.ties);
        }
    }

    fn learned<R: RowRule>(&mut self, plan: &Plan, state: usize, action: usize, value: f64) {
        let record = &mut self.records[state];
        record.visits[action] += 1;
        record.put::<R, K>(action, value, plan);
    }

    fn restore(&mut self, state: usize, action: usize, value: f64, visits: u64) {
        let record = &mut self.records[state];
        record.q[action] = value;
        record.visits[action] = visits;
    }

    fn pay(&mut self, mdp: &Arc<Mdp>) {
        Self::lay_out(&mut self.records, mdp);
    }

    fn q(&self, state: usize, action: usize) -> f64 {
        self.records[state].q[action]
    }

    fn visits(&self, state: usize, action: usize) -> u64 {
        self.records[state].visits[action]
    }

    fn bytes(&self) -> usize {
        size_of_val(&self.records[..])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Hyper;
    use super::super::expected_sarsa::ExpectedSarsa;
    use super::super::policy::choose;
    use super::*;
    use crate::mdp::{MdpBuilder, Unit};

    /// A plan by which just the halves below `threshold` explore.
    fn plan(threshold: u64, ties: Ties) -> Plan {
        let epsilon = Unit::new(threshold as f64 / HALF as f64).unwrap();
        let (alpha, gamma) = (Unit::literal(0.5), Unit::literal(0.75));
        let plan = Plan::from(&Hyper::new(alpha, gamma, epsilon, ties));
        assert_eq!(plan.exploration.threshold(), threshold);
        plan
    }

    /// From never to always, often next to where something changes.
    fn thresholds() -> impl Strategy<Value = u64> {
        let power = (0u32..=32, 0u64..3).prop_map(|(bit, off)| ((1u64 << bit) + off - 1).min(HALF));
        prop_oneof![0..=HALF, power, HALF - 9..=HALF]
    }

    /// Few values, so that most are tied with others.
    const VALUES: [f64; 6] = [-1.5, -1.0, -0.0, 0.0, 1.0, 1.5];

    /// What happens to a state: a value is learned, or the plan changes.
    #[derive(Clone, Copy, Debug)]
    enum Event {
        Learned(usize, f64),
        Plan(u64, Ties),
    }

    /// A plan first, as everywhere.
    fn events() -> impl Strategy<Value = Vec<Event>> {
        let learned = (0..4usize, prop::sample::select(VALUES.to_vec()))
            .prop_map(|(action, value)| Event::Learned(action, value));
        let plan = || {
            let ties = prop::sample::select(vec![Ties::First, Ties::Uniform]);
            (thresholds(), ties).prop_map(|(threshold, ties)| Event::Plan(threshold, ties))
        };
        let later = prop::collection::vec(prop_oneof![9 => learned, 1 => plan()], 1..60);
        (plan(), later).prop_map(|(first, later)| [vec![first], later].concat())
    }

    /// Hold a table of one state of `A` actions against the choice and the worth as they are written down elsewhere.
    fn follow<R: RowRule, const A: usize, const SLOTS: usize>(events: &[Event], halves: &[u64]) {
        let mut builder = MdpBuilder::new(1, A);
        for action in 0..A {
            builder.cell([Outcome {
                probability: 1.0,
                next_state: 0,
                reward: action as f64,
                terminated: false,
            }]);
        }
        let mut table = FixedTable::<A, 1, SLOTS>::of(&builder.build().unwrap()).unwrap();
        let (mut now, mut values) = (plan(0, Ties::First), [0.0; A]);
        for &event in events {
            match event {
                Event::Plan(threshold, ties) => {
                    now = plan(threshold, ties);
                    table.prepare::<R>(&now);
                }
                Event::Learned(action, value) => {
                    values[action % A] = value;
                    table.learned::<R>(&now, 0, action % A, value);
                }
            }
            let record = &table.records[0];
            let worth = R::worth(&now, A, || total(A, |at| values[at]), maximum(&values));
            assert_eq!(record.backup, now.step.discount * worth);
            assert_eq!(record.slots[A].reward, f64::from(record.slots[A].action));
            let lanes = Lanes::<A>::new(&now);
            for &half in halves {
                let (expected, _) = choose(half, now.exploration, now.ties, &values);
                assert_eq!(record.action_of::<1>(lanes, half, &now), expected);
            }
        }
    }

    /// Every lane is held against the division: at both ends of each, and at `half`.
    fn every_lane<const A: usize>(plan: &Plan, half: u64) {
        let lanes = Lanes::<A>::new(plan);
        let cuts: Vec<u64> = plan.exploration.cuts(A).collect();
        let ends = cuts.iter().flat_map(|&cut| [cut.saturating_sub(1), cut]);
        let threshold = plan.exploration.threshold();
        for half in ends.chain([0, half, threshold.saturating_sub(1), threshold, HALF - 1]) {
            let half = half.min(HALF - 1);
            let expected = plan.exploration.explored(half, A).unwrap_or(A);
            assert_eq!(lanes.draw(half), expected, "{threshold} {half}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn a_lane_is_what_the_division_explores(threshold in thresholds(), half in 0..HALF) {
            let plan = plan(threshold, Ties::First);
            every_lane::<2>(&plan, half);
            every_lane::<4>(&plan, half);
        }
    }

    proptest! {
        #[test]
        fn a_row_chooses_and_is_worth_what_its_values_say(
            events in events(), halves in prop::collection::vec(0..HALF, 4),
        ) {
            follow::<QLearning, 2, 3>(&events, &halves);
            follow::<QLearning, 4, 5>(&events, &halves);
            follow::<ExpectedSarsa, 2, 3>(&events, &halves);
            follow::<ExpectedSarsa, 4, 5>(&events, &halves);
        }
    }
}
