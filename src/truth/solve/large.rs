//! Models that are too large to be solved between two frames: told how far it is, stopped at any time, and with a bound.
//!
//! It is policy iteration all the same, modified in two ways (Puterman 1994, section 6.5): between two evaluations the states are
//! backed up in place, back and forth in the order in which an episode meets them, until hardly any choice changes, so that news
//! crosses a long corridor in one sweep instead of one evaluation per state; and it ends when the values are as near to the
//! optimum as rounding allows, instead of when no choice changes.
//!
//! At γ < 1 one more backup of all states at once bounds the error (Puterman 1994, section 6.6.3, after `MacQueen` 1966): where no
//! value changes by less than l or more than h, V + l/(1 − γ) ≤ V* ≤ V + h/(1 − γ). At γ = 1 see `enclose`.

use crate::mdp::Mdp;

use super::super::graph::STOP;
use super::super::value::{Progress, Unsolved, Watch, pass};
use super::{BETTER, Search, scale};

/// Models with more outcomes are large.
const LARGE: usize = 10_000;
/// Pairs of sweeps before every evaluation, at most.
const SWEEPS: usize = 5;
/// Changes of values, relative to the largest value, below which nothing is to be gained by going on.
const SETTLED: f64 = 2e-15;
/// Evaluations that hardly bring it nearer before it ends, if changes are that small relative to the largest value.
const PATIENCE: u32 = 2;
const NEAR: f64 = 1e-9;
/// Evaluations at most.
const ROUNDS: u32 = 2000;
/// The share of all work that the first sweeps are taken to be.
const BEGINNING: f64 = 0.3;
/// The share that is done when only the bound is missing.
const PROOF: f64 = 0.95;

/// Whether `mdp` is solved the way of this file.
pub(super) fn is_large(mdp: &Mdp) -> bool {
    mdp.n_outcomes() > LARGE
}

/// Tells how far it is, and hears whether to stop.
pub(super) struct Guide<'a, 'w> {
    watch: &'a mut Watch<'w>,
    share: f64,
}

impl Guide<'_, '_> {
    /// Whether to stop.
    pub fn stop(&mut self) -> bool {
        (self.watch)(Progress { share: self.share }).is_break()
    }

    /// Ask whether to stop at every few states.
    pub fn pass(&mut self, index: usize) -> Result<(), Unsolved> {
        pass(index, &mut || self.stop())
    }

    /// It has come so far, at least.
    fn reach(&mut self, share: f64) {
        self.share = self.share.max(share.min(1.0));
    }
}

/// By how much a backup of all states at once changes their values.
#[derive(Clone, Copy)]
struct Gap {
    low: f64,
    high: f64,
}

impl Gap {
    fn size(self) -> f64 {
        self.high.max(-self.low)
    }
}

impl Search<'_> {
    /// Find values that are as near to the optimum as rounding allows, and how far from it they can be.
    pub(super) fn approach(&mut self, watch: &mut Watch) -> Result<f64, Unsolved> {
        let mut guide = Guide { watch, share: 0.0 };
        let order = met(self.mdp, &mut guide)?;
        if self.outlook.is_some() {
            self.evaluate(&mut || guide.stop())?;
        }
        self.settle(&order, &mut guide)?;
        guide.reach(BEGINNING);
        self.refine(&order, &mut guide)?;
        guide.reach(PROOF);
        if self.outlook.is_some() {
            self.enclose(&mut guide)
        } else {
            self.center(&mut guide)
        }
    }

    /// Evaluate and improve until it comes no nearer.
    fn refine(&mut self, order: &[u32], guide: &mut Guide) -> Result<(), Unsolved> {
        let (mut first, mut least, mut stalled) = (None, f64::INFINITY, 0);
        for _ in 0..ROUNDS {
            let safe = (self.choice.clone(), self.v.clone());
            self.evaluate(&mut || guide.stop())?;
            if self.is_broken(&safe.1) {
                (self.choice, self.v) = safe;
                return Ok(());
            }
            let size = self.gap(guide)?.size();
            let target = SETTLED * scale(&self.v);
            if size <= target {
                return Ok(());
            }
            let first = *first.get_or_insert(size);
            let nearer = libm::log(first / size) / libm::log(first / target);
            guide.reach(BEGINNING + (PROOF - BEGINNING) * nearer.min(1.0));
            // A better policy need not be a nearer one, so only what may be rounding counts as coming no nearer.
            let stalls = size > 0.5 * least && size <= NEAR * scale(&self.v);
            stalled = if stalls { stalled + 1 } else { 0 };
            if stalled == PATIENCE {
                return Ok(());
            }
            least = least.min(size);
            self.settle(order, guide)?;
        }
        Ok(())
    }

    /// Whether rounding has led to a policy that never ends, though `values` are finite.
    fn is_broken(&self, values: &[f64]) -> bool {
        let mut pairs = self.v.iter().zip(values);
        pairs.any(|(new, old)| old.is_finite() && !new.is_finite())
    }

    /// Back up the states in place, from the last ones met to the first and back, until hardly any choice changes.
    fn settle(&mut self, order: &[u32], guide: &mut Guide) -> Result<(), Unsolved> {
        for sweep in 1..=SWEEPS {
            let floor = self.margin() * 1e-2 * scale(&self.v);
            let mut changed = 0;
            let round = order.iter().rev().chain(order);
            for (index, &state) in round.enumerate() {
                guide.pass(index)?;
                changed += usize::from(self.raise(state as usize, floor));
            }
            guide.reach(BEGINNING * sweep as f64 / SWEEPS as f64);
            if changed * 1000 <= order.len() && sweep > 1 {
                break;
            }
        }
        Ok(())
    }

    /// What an action must be better by. At γ = 1 only a strictly better one may replace one that is sure to end.
    fn margin(&self) -> f64 {
        if self.outlook.is_some() { BETTER } else { 0.0 }
    }

    /// Back up one state, and choose anew; whether the choice has changed.
    fn raise(&mut self, state: usize, floor: f64) -> bool {
        if !self.v[state].is_finite() || self.is_held(state) {
            return false;
        }
        let before = self.choice[state];
        let (mean, margin) = (self.mean(state), self.margin());
        let mut best = self.chosen(state, mean);
        for action in self.mdp.legal(state) {
            let value = self.soft.mix(self.backup(state, action), mean);
            if value > best + margin * best.abs() + floor && self.is_open(state, action) {
                best = value;
                self.choice[state] = action as u32;
            }
        }
        if best < -floor && self.may_stop(state) {
            best = 0.0;
            self.choice[state] = STOP;
        }
        self.v[state] = best;
        self.choice[state] != before
    }

    /// What the present choice comes to.
    pub(super) fn chosen(&self, state: usize, mean: f64) -> f64 {
        match self.choice[state] {
            STOP => 0.0,
            action => self.soft.mix(self.backup(state, action as usize), mean),
        }
    }

    /// What the best of all choices comes to.
    fn best_choice(&self, state: usize) -> f64 {
        let mean = self.mean(state);
        let mut best = self.chosen(state, mean);
        for action in self.mdp.legal(state) {
            let value = self.soft.mix(self.backup(state, action), mean);
            if value > best && self.is_open(state, action) {
                best = value;
            }
        }
        if self.may_stop(state) {
            best.max(0.0)
        } else {
            best
        }
    }

    fn gap(&self, guide: &mut Guide) -> Result<Gap, Unsolved> {
        // An episode that is over is worth nothing and stays so.
        let over = |state| self.mdp.legal(state).next().is_none();
        let mut ends = false;
        for state in 0..self.mdp.n_states() {
            guide.pass(state)?;
            ends = over(state) || may_end(self.mdp, state);
            if ends {
                break;
            }
        }
        let (mut low, mut high) = if ends {
            (0.0, 0.0)
        } else {
            (f64::INFINITY, f64::NEG_INFINITY)
        };
        for state in 0..self.mdp.n_states() {
            guide.pass(state)?;
            if self.v[state].is_finite() && !self.is_held(state) && !over(state) {
                let change = self.best_choice(state) - self.v[state];
                low = change.min(low);
                high = change.max(high);
            }
        }
        Ok(Gap { low, high })
    }

    /// Put the values into the middle of where the optimum can be at γ < 1; how far it can be from there.
    fn center(&mut self, guide: &mut Guide) -> Result<f64, Unsolved> {
        let gap = self.gap(guide)?;
        let slack = self.slack();
        let left = 1.0 - self.gamma;
        let shift = 0.5 * (gap.low + gap.high) / left;
        let bound = (0.5 * (gap.high - gap.low) + slack) / left;
        for state in 0..self.mdp.n_states() {
            if self.mdp.legal(state).next().is_some() {
                self.v[state] += shift;
            }
        }
        // All of it is rounded a few times more.
        Ok(bound * (1.0 + 1e-12) + 4.0 * f64::EPSILON * (scale(&self.v) + shift.abs()))
    }

    /// How much a backup can be off by rounding: half an ulp of the largest number for every term, and some to spare.
    pub(super) fn slack(&self) -> f64 {
        let mdp = self.mdp;
        let cells = (0..mdp.n_states()).flat_map(|s| (0..mdp.n_actions()).map(move |a| (s, a)));
        let most = cells.map(|(s, a)| mdp.outcomes(s, a).len()).max();
        let averaged = if self.soft.is_plain() {
            0
        } else {
            mdp.n_actions()
        };
        let (low, high) = mdp.reward_range();
        let size = scale(&self.v) + low.abs().max(high.abs());
        (most.unwrap_or(0) + averaged + 4) as f64 * f64::EPSILON * size
    }
}

/// Whether a step from `state` may be the last.
fn may_end(mdp: &Mdp, state: usize) -> bool {
    let mut legal = mdp.legal(state);
    legal.any(|action| mdp.outcomes(state, action).iter().any(|o| o.terminated))
}

/// All states in the order in which episodes meet them first, breadth first; then those that none does.
fn met(mdp: &Mdp, guide: &mut Guide) -> Result<Vec<u32>, Unsolved> {
    let n = mdp.n_states();
    let mut seen = vec![false; n];
    let mut order = Vec::with_capacity(n);
    let starts = mdp.starts().iter().map(|start| start.0);
    for root in starts.chain(0..n as u32) {
        if std::mem::replace(&mut seen[root as usize], true) {
            continue;
        }
        let mut at = order.len();
        order.push(root);
        while at < order.len() {
            guide.pass(at)?;
            let state = order[at] as usize;
            at += 1;
            for outcome in mdp.legal(state).flat_map(|a| mdp.outcomes(state, a)) {
                if !std::mem::replace(&mut seen[outcome.next_state as usize], true) {
                    order.push(outcome.next_state);
                }
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests;
