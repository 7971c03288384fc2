//! A look at the whole of a large table: who was visited, who most, and how much of it is right.
//!
//! It costs what the table is large, so it is taken in pieces, from time to time, while the run stands at one step; what it
//! finds is of that step. The answers that a screen needs of it are counted from a bit a state.

mod bits;
mod ranking;

use std::sync::Arc;

pub use bits::Bits;
pub use ranking::Ranked;
use ranking::Ranking;

use super::{Moment, Session};
use crate::agent::{Agent, Layer};
use crate::mdp::Mdp;
use crate::truth::Truth;

/// Of so many states it is known which of them were visited most, and how often.
const MOST_RANKED: usize = 256;

/// A whole table as it stood at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// When.
    pub at: Moment,
    /// How many states matter: they can be reached, and something is done in them.
    pub states: usize,
    /// In how many of them anything was ever done.
    pub visited: usize,
    /// The most visited of them, most visits first, of equally visited ones the first; never one that was not visited.
    pub ranking: Vec<Ranked>,
    /// The least and the greatest that one of the visited is believed to be worth.
    pub worth: Option<(f64, f64)>,
    /// What comes of holding it against the truth; none while that was not known.
    pub measured: Option<Measured>,
    matters: Arc<Bits>,
    seen: Bits,
}

/// What comes of holding a table against the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// In how many of the visited states every greedy action is optimal.
    pub right: usize,
    /// The greatest |Q − Q*| over all states that matter, visited or not; none where it is infinite, or without action values.
    pub error: Option<f64>,
    correct: Bits,
}

/// One of the equal shares that the states that matter were cut into, in their order: how much of it was visited, and how much
/// of it was visited and is right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// States in it.
    pub states: usize,
    /// The visited among them.
    pub visited: usize,
    /// The right among those; 0 while the truth is not known.
    pub right: usize,
}

impl Survey {
    /// Before the first step nothing was visited.
    pub fn blank(matters: Arc<Bits>) -> Self {
        Self {
            at: Moment::default(),
            states: matters.count(),
            visited: 0,
            ranking: Vec::new(),
            worth: None,
            measured: None,
            seen: Bits::none(matters.len()),
            matters,
        }
    }

    /// Whether `state` had been visited.
    pub fn is_visited(&self, state: usize) -> bool {
        self.seen.has(state)
    }

    /// Where `state` stands in the ranking.
    pub fn rank(&self, state: usize) -> Option<usize> {
        let is_it = |ranked: &Ranked| ranked.state as usize == state;
        self.ranking.iter().position(is_it)
    }

    /// Cut the states that matter into `count` equal shares, in their order; as many as there are states where they are fewer.
    pub fn shares(&self, count: usize) -> Vec<Share> {
        let count = count.min(self.states);
        let mut shares = vec![Share::default(); count];
        if count == 0 {
            return shares;
        }
        let correct = self.measured.as_ref().map(|measured| &measured.correct);
        let mut rank = 0;
        for index in 0..self.matters.words() {
            let (matters, seen) = (self.matters.word(index), self.seen.word(index));
            let right = correct.map_or(0, |correct| correct.word(index));
            let of = |rank: usize| rank * count / self.states;
            let last = rank + matters.count_ones() as usize;
            // Nearly all words lie in one share as a whole.
            if last > rank && of(rank) == of(last - 1) {
                shares[of(rank)].add(matters, seen, right);
            } else {
                let each = (0..64).map(|bit| 1 << bit).filter(|bit| matters & bit != 0);
                for (rank, bit) in (rank..).zip(each) {
                    shares[of(rank)].add(bit, seen & bit, right & bit);
                }
            }
            rank = last;
        }
        shares
    }

    /// Which of `count` shares `state` lies in; none if it does not matter.
    pub fn share_of(&self, state: usize, count: usize) -> Option<usize> {
        let count = count.min(self.states);
        let rank = self.matters.before(state);
        (self.matters.has(state)).then(|| rank * count / self.states)
    }

    /// The first state of one of `count` shares.
    pub fn first_of_share(&self, share: usize, count: usize) -> Option<usize> {
        let count = count.min(self.states);
        let first = (share * self.states).div_ceil(count.max(1));
        (share < count).then(|| self.matters.nth(first))?
    }

    /// Forget what it was held against: that is not the truth any more.
    pub fn forget_truth(&mut self) {
        self.measured = None;
    }
}

impl Share {
    fn add(&mut self, states: u64, visited: u64, right: u64) {
        let count = |bits: u64| bits.count_ones() as usize;
        self.states += count(states);
        self.visited += count(visited);
        self.right += count(right);
    }
}

/// A survey under way.
#[derive(Debug)]
pub struct Sweep {
    at: Moment,
    truth: Option<Arc<Truth>>,
    /// The first state that was not looked at yet.
    next: usize,
    matters: Arc<Bits>,
    seen: Bits,
    correct: Bits,
    ranking: Ranking,
    worth: Option<(f64, f64)>,
    error: f64,
    visits: Vec<f64>,
    values: Vec<f64>,
}

impl Sweep {
    /// Begin one of `session` as it stands, held against `truth` if that is known.
    pub fn begin(session: &Session, matters: Arc<Bits>, truth: Option<Arc<Truth>>) -> Self {
        let (states, actions) = {
            let mdp = &session.world().mdp;
            (mdp.n_states(), mdp.n_actions())
        };
        Self {
            at: session.moment(),
            truth,
            next: 0,
            matters,
            seen: Bits::none(states),
            correct: Bits::none(states),
            ranking: Ranking::of_most(MOST_RANKED),
            worth: None,
            error: 0.0,
            visits: vec![0.0; actions],
            values: vec![0.0; actions],
        }
    }

    /// When it was begun.
    pub fn at(&self) -> Moment {
        self.at
    }

    /// What it is held against.
    pub fn truth(&self) -> Option<&Arc<Truth>> {
        self.truth.as_ref()
    }

    /// Look at so many further states; says whether that was all. `session` must stand where it was begun.
    pub fn look(&mut self, session: &Session, count: usize) -> bool {
        let (mdp, agent) = (&session.world().mdp, session.agent());
        let end = self.matters.len().min(self.next + count);
        let (matters, truth) = (Arc::clone(&self.matters), self.truth.clone());
        for state in (self.next..end).filter(|&state| matters.has(state)) {
            self.look_at(mdp, agent, truth.as_deref(), state);
        }
        self.next = end;
        end == self.matters.len()
    }

    fn look_at(&mut self, mdp: &Mdp, agent: &dyn Agent, truth: Option<&Truth>, state: usize) {
        agent.row(state, Layer::Visits, &mut self.visits);
        let visits = self.visits.iter().sum::<f64>() as u64;
        if visits == 0 && truth.is_none() {
            return;
        }
        agent.values(state, &mut self.values);
        if visits > 0 {
            self.seen.add(state);
            self.ranking.offer(state as u32, visits);
            let best = greatest(mdp, state, &self.values);
            let (low, high) = self.worth.unwrap_or((best, best));
            self.worth = Some((low.min(best), high.max(best)));
            if truth.is_some_and(|truth| is_right(mdp, truth, state, (&self.values, best))) {
                self.correct.add(state);
            }
        }
        for (value, exact) in self
            .values
            .iter()
            .zip(truth.map_or(&[][..], |truth| truth.optimum.row(state)))
        {
            if !exact.is_nan() {
                self.error = self.error.max((value - exact).abs());
            }
        }
    }

    /// What was found, once everything was looked at.
    pub fn end(self, session: &Session) -> Survey {
        let comparable = session.agent().has_action_values() && self.error.is_finite();
        Survey {
            at: self.at,
            states: self.matters.count(),
            visited: self.seen.count(),
            ranking: self.ranking.in_order(),
            worth: self.worth,
            measured: self.truth.map(|_| Measured {
                right: self.correct.count(),
                error: comparable.then_some(self.error),
                correct: self.correct,
            }),
            matters: self.matters,
            seen: self.seen,
        }
    }
}

/// The greatest value of a legal action.
fn greatest(mdp: &Mdp, state: usize, values: &[f64]) -> f64 {
    let legal = mdp.legal(state).map(|action| values[action]);
    legal.fold(f64::NEG_INFINITY, f64::max)
}

/// Whether every action of greatest value is optimal.
fn is_right(mdp: &Mdp, truth: &Truth, state: usize, (values, best): (&[f64], f64)) -> bool {
    mdp.legal(state)
        .filter(|&action| values[action] == best)
        .all(|action| truth.optimum.is_best(state, action))
}
