//! How far values at γ = 1 can be from the optimum, proven by two functions that enclose it.
//!
//! *Below* stands the policy π that was chosen. It is sure to end, so if its backup lowers no value by more than δ, its value is at
//! least V − δ·τ, where τ are its expected steps to the end (Bertsekas and Tsitsiklis 1991: a weighted norm of the steps).
//!
//! *Above* stands any U that no action can raise, U ≥ r + P·U: a policy that is sure to end is worth at most that. It is sought as
//! U = V + δ·w; an action that is worse than the best by d asks for w(s) ≥ P·w + (rounding − d)/δ. τ fulfils that for the chosen
//! actions, and is raised where another one is nearly as good and takes longer. So only what is nearly as good counts, and
//! walking in circles at a cost does not.
//!
//! States between which one can move to and fro at no cost have the same optimum: they are taken for one, as interval iteration
//! does with end components (Haddad and Monmege 2018; Hartmanns and Kaminski 2020). Circles in which gains and losses cancel out
//! are not taken for one: where those are as good as anything else, nothing is proven.

use super::super::endless::{EndComponents, end_components};
use super::super::graph::{Cells, STOP, stays};
use super::super::value::Unsolved;
use super::Search;
use super::large::Guide;
use crate::mdp::Outcome;

/// Sweeps in which w is raised before the slowest ways are followed to the end instead, and how often that is done before nothing
/// is said to be proven.
const SWEEPS: usize = 10;
const ROUNDS: usize = 30;
/// Steps of iteration in which the slowest ways are followed, before they are taken to be too slow for a proof.
const PATIENCE: u32 = 2000;
/// What w is raised by beyond what is asked for, so that raising it ends.
const SPARE: f64 = 0.25;

/// A way on from a state, or from one that it is taken for one with.
#[derive(Clone, Copy)]
struct Way {
    state: usize,
    /// None: to stop.
    action: Option<usize>,
    /// By how much `w` has to fall along it.
    asked: f64,
}

/// No way on.
const STAY: Way = Way {
    state: 0,
    action: None,
    asked: 0.0,
};

/// States that are taken for one.
struct Merged {
    /// Per state the first of those that it is taken for one with.
    first: Vec<u32>,
    /// The cells that stay among them at no cost; none if nothing is merged.
    inside: Vec<bool>,
}

impl Merged {
    fn has(&self, cell: usize) -> bool {
        self.inside.get(cell).is_some_and(|&inside| inside)
    }

    /// Give all that are taken for one the greatest of their numbers.
    fn level(&self, values: &mut [f64]) {
        for (state, &first) in self.first.iter().enumerate() {
            values[first as usize] = values[first as usize].max(values[state]);
        }
        for (state, &first) in self.first.iter().enumerate() {
            values[state] = values[first as usize];
        }
    }
}

impl Search<'_> {
    /// Level the values where they must be equal; how far they can be from the optimum then, infinite if nothing is proven.
    pub(super) fn enclose(&mut self, guide: &mut Guide) -> Result<f64, Unsolved> {
        let Some(mut steps) = self.steps(guide)? else {
            return Ok(f64::INFINITY);
        };
        let slack = self.slack();
        let mut low = self.below(&steps, slack, guide)?;
        let merged = self.merged(guide)?;
        // States with an infinite optimum are none of this.
        let mut values = std::mem::take(&mut self.v);
        merged.level(&mut values);
        self.v = values;
        merged.level(&mut low);
        merged.level(&mut steps);
        let Some(above) = self.above(&mut steps, &merged, slack, guide)? else {
            return Ok(f64::INFINITY);
        };
        let below = (0..self.v.len()).filter(|&state| self.counts(state));
        let below = below.fold(0.0_f64, |most, s| most.max(self.v[s] - low[s]));
        Ok(below.max(above) * (1.0 + 1e-12))
    }

    fn counts(&self, state: usize) -> bool {
        self.v[state].is_finite() && self.outlook.as_ref().is_none_or(|o| o.finite[state])
    }

    /// The expected steps of the chosen policy to the end, at most twice as many as said; none if it is not known to end.
    fn steps(&mut self, guide: &mut Guide) -> Result<Option<Vec<f64>>, Unsolved> {
        let (mdp, soft, choice) = (self.mdp, self.soft, &self.choice);
        let actions = |state: usize| {
            let action = Some(choice[state]).filter(|&action| action != STOP);
            let actions = action.map(|action| soft.actions(mdp, state, action as usize));
            actions.into_iter().flatten()
        };
        let mut stop = || guide.stop();
        self.chain.build(mdp, actions, &mut stop)?;
        self.chain.find_components(&mut stop)?;
        if self.chain.has_trap(&mut stop)? {
            return Ok(None);
        }
        let mut steps = Vec::new();
        self.chain.solve_steps(&mut steps, &mut || guide.stop())?;
        for state in (0..steps.len()).filter(|&state| self.counts(state)) {
            guide.pass(state)?;
            let next = match self.choice[state] {
                STOP => 0.0,
                action => self.ahead(&steps, state, action as usize),
            };
            let falls = steps[state] >= 0.0 && steps[state] - next >= 0.5;
            if !falls {
                return Ok(None);
            }
        }
        Ok(Some(steps))
    }

    /// The expectation of `values` one step after choosing `action`; nothing after the end.
    fn ahead(&self, values: &[f64], state: usize, action: usize) -> f64 {
        let after = |action| {
            let outcomes = self.mdp.outcomes(state, action).iter();
            let going_on = outcomes.filter(|outcome| !outcome.terminated);
            let terms = going_on.map(|o| o.probability * values[o.next_state as usize]);
            terms.sum::<f64>()
        };
        let mean = self.soft.mean(self.mdp, state, after);
        self.soft.mix(after(action), mean)
    }

    /// What the chosen policy is worth at least.
    fn below(&self, steps: &[f64], slack: f64, guide: &mut Guide) -> Result<Vec<f64>, Unsolved> {
        let mut fall = 0.0_f64;
        for state in (0..self.v.len()).filter(|&state| self.counts(state)) {
            guide.pass(state)?;
            let value = self.chosen(state, self.mean(state));
            fall = fall.max(self.v[state] - value);
        }
        let low = self.v.iter().zip(steps);
        Ok(low.map(|(v, t)| v - 2.0 * (fall + slack) * t).collect())
    }

    /// The states that one can move between at no cost.
    fn merged(&self, guide: &mut Guide) -> Result<Merged, Unsolved> {
        let mut first: Vec<u32> = (0..self.v.len() as u32).collect();
        let Some(outlook) = self.outlook.as_ref().filter(|_| self.soft.is_plain()) else {
            return Ok(Merged {
                first,
                inside: Vec::new(),
            });
        };
        let (mdp, n_actions) = (self.mdp, self.mdp.n_actions());
        let free = |cell: usize| {
            let outcomes = mdp.outcomes(cell / n_actions, cell % n_actions);
            let mut rewards = outcomes.iter().map(|outcome| outcome.reward);
            outlook.finite[cell / n_actions]
                && rewards.all(|reward| reward == 0.0)
                && stays(mdp, &outlook.finite, cell)
        };
        let mut stop = || guide.stop();
        let cells = Cells::of(mdp, &mut stop)?;
        let found: EndComponents = end_components(mdp, &cells, free, &mut stop)?;
        for states in found.each() {
            let least = states.iter().copied().min();
            for &state in states {
                first[state as usize] = least.unwrap_or(state);
            }
        }
        Ok(Merged {
            first,
            inside: found.inside,
        })
    }

    /// How far the optimum can be above the values, `w` raised until that is proven; none if it is not.
    fn above(
        &mut self,
        w: &mut [f64],
        merged: &Merged,
        slack: f64,
        guide: &mut Guide,
    ) -> Result<Option<f64>, Unsolved> {
        let mut rise = slack;
        for state in 0..w.len() {
            guide.pass(state)?;
            self.each_way(state, merged, |worse, _| rise = rise.max(slack - worse));
        }
        let unit = 2.0 * rise;
        let asked = |worse: f64| (slack - worse) / unit;
        for _ in 0..ROUNDS {
            let mut slowest = vec![STAY; w.len()];
            for _ in 0..SWEEPS {
                if !self.lift(w, merged, asked, &mut slowest, guide)? {
                    let counted = (0..w.len()).filter(|&state| self.counts(state));
                    let most = counted.fold(0.0_f64, |most, state| most.max(w[state]));
                    return Ok(Some(unit * most));
                }
            }
            if !self.follow(w, merged, &slowest, guide)? {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Raise `w` where a way on asks for more, once, and note the slowest way; whether any did.
    fn lift(
        &self,
        w: &mut [f64],
        merged: &Merged,
        asked: impl Fn(f64) -> f64,
        slowest: &mut [Way],
        guide: &mut Guide,
    ) -> Result<bool, Unsolved> {
        let largest = w.iter().fold(1.0_f64, |largest, &w| largest.max(w));
        let mut raised = false;
        let mut most = vec![f64::NEG_INFINITY; w.len()];
        for state in (0..w.len()).rev() {
            guide.pass(state)?;
            let first = merged.first[state] as usize;
            self.each_way(state, merged, |worse, action| {
                let next = action.map_or(0.0, |action| self.ahead(w, state, action));
                if next + asked(worse) > most[first] {
                    most[first] = next + asked(worse);
                    slowest[first] = Way {
                        state,
                        action,
                        asked: asked(worse),
                    };
                }
            });
            // The numbers here are rounded too.
            if w[first] < most[first] + 1e-13 * largest {
                w[first] = most[first] + SPARE + 1e-12 * largest;
                raised = true;
            }
        }
        for state in 0..w.len() {
            w[state] = w[merged.first[state] as usize];
        }
        Ok(raised)
    }

    /// Make `w` what it comes to if the slowest ways are gone for good; whether they lead to the end in reasonable time.
    fn follow(
        &mut self,
        w: &mut [f64],
        merged: &Merged,
        slowest: &[Way],
        guide: &mut Guide,
    ) -> Result<bool, Unsolved> {
        let (mdp, soft) = (self.mdp, self.soft);
        self.chain.clear();
        for (index, way) in slowest.iter().enumerate() {
            guide.pass(index)?;
            self.chain.begin();
            let Some(action) = way.action else { continue };
            for (taken, weight) in soft.actions(mdp, way.state, action) {
                for outcome in mdp.outcomes(way.state, taken) {
                    let step = Outcome {
                        reward: way.asked + SPARE,
                        ..*outcome
                    };
                    let to = merged.first[outcome.next_state as usize];
                    self.chain.add(weight, &step, to);
                }
            }
        }
        self.chain.find_components(&mut || guide.stop())?;
        if self.chain.has_trap(&mut || guide.stop())? {
            return Ok(false);
        }
        let mut found = w.to_vec();
        let solved = self
            .chain
            .solve_within(PATIENCE, &mut found, &mut || guide.stop());
        match solved {
            Err(Unsolved::TooLarge) => return Ok(false),
            solved => solved?,
        }
        // Raised, never lowered: what was enough for the chosen policy stays so.
        for (w, found) in w.iter_mut().zip(found) {
            *w = w.max(found);
        }
        merged.level(w);
        Ok(true)
    }

    /// Call `visit` with every way to go on from `state`: by how much it is worse than the value, and the action unless it is to
    /// stop.
    fn each_way(&self, state: usize, merged: &Merged, mut visit: impl FnMut(f64, Option<usize>)) {
        if !self.counts(state) || self.is_held(state) {
            return;
        }
        let mean = self.mean(state);
        for action in self.mdp.legal(state) {
            let cell = state * self.mdp.n_actions() + action;
            if !merged.has(cell) && self.is_open(state, action) {
                let value = self.soft.mix(self.backup(state, action), mean);
                visit(self.v[state] - value, Some(action));
            }
        }
        if self.may_stop(state) {
            visit(self.v[state], None);
        }
    }
}
