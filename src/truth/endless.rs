//! Going on for ever at γ = 1: where it can be done, and what it does to the sum of rewards.
//!
//! An *end component* is a set of states and actions in which one can stay for ever and get from everywhere to everywhere.
//! Whatever is done, an episode either ends or stays in one at last (de Alfaro 1997). So where end components pay, the
//! optimum is +∞; where they pay nothing, one may stay at no cost; and where they cost, one has to leave or pays −∞.

use std::cmp::Ordering;

use crate::mdp::Mdp;

use super::graph::{Cells, Components, has_no_way, sure, surely};
use super::soft::Soft;
use super::value::{Divergence, Endless, Unsolved, check, pass};

/// Gains within this of 0, relative to the largest reward, count as 0.
const NO_GAIN: f64 = 1e-9;
/// Sweeps after which a gain that has not shown its sign counts as 0.
const SWEEPS: u32 = 200_000;

/// The largest end components within some cells.
pub(super) struct EndComponents {
    /// Their states, one component after the other.
    pub states: Vec<u32>,
    /// Where each begins in `states`; one more entry at the end.
    first: Vec<u32>,
    /// Per cell whether it never leaves its component.
    pub inside: Vec<bool>,
}

/// Find the largest end components of `mdp` with the cells (state × actions + action) that `allowed` names.
pub(super) fn end_components(
    mdp: &Mdp,
    cells: &Cells,
    allowed: impl Fn(usize) -> bool,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<EndComponents, Unsolved> {
    let n_cells = mdp.n_states() * mdp.n_actions();
    let usable = |cell: usize| {
        let outcomes = mdp.outcomes(cell / mdp.n_actions(), cell % mdp.n_actions());
        !outcomes.is_empty() && outcomes.iter().all(|o| !o.terminated) && allowed(cell)
    };
    let mut inside = vec![false; n_cells];
    for (cell, inside) in inside.iter_mut().enumerate() {
        pass(cell, cancelled)?;
        *inside = usable(cell);
    }
    let mut components = Components::default();
    loop {
        drop_dead_ends(mdp, cells, &mut inside, cancelled)?;
        find_within(mdp, &inside, &mut components, cancelled)?;
        if !drop_leaving(mdp, &mut inside, &components, cancelled)? {
            break;
        }
    }
    Ok(collect(mdp, inside, &components))
}

/// Find the components of the graph that the cells `inside` make.
fn find_within(
    mdp: &Mdp,
    inside: &[bool],
    components: &mut Components,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<(), Unsolved> {
    let (mut first, mut to) = (vec![0_u32], Vec::new());
    for state in 0..mdp.n_states() {
        pass(state, cancelled)?;
        for action in mdp.legal(state) {
            if inside[state * mdp.n_actions() + action] {
                to.extend(mdp.outcomes(state, action).iter().map(|o| o.next_state));
            }
        }
        first.push(to.len() as u32);
    }
    let edge = |state: usize, index: usize| {
        let at = first[state] as usize + index;
        (at < first[state + 1] as usize).then(|| to[at])
    };
    components.find(mdp.n_states(), edge, cancelled)
}

/// Drop the cells that may lead to where no cell is left, in one pass however long such corridors are.
fn drop_dead_ends(
    mdp: &Mdp,
    cells: &Cells,
    inside: &mut [bool],
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<(), Unsolved> {
    let rows = inside.chunks_exact(mdp.n_actions());
    let mut left: Vec<u32> = rows
        .map(|row| row.iter().filter(|&&cell| cell).count() as u32)
        .collect();
    let mut dead: Vec<usize> = (0..left.len()).filter(|&state| left[state] == 0).collect();
    let mut dropped = 0;
    while let Some(state) = dead.pop() {
        pass(dropped, cancelled)?;
        dropped += 1;
        for &cell in cells.into(state) {
            if std::mem::replace(&mut inside[cell as usize], false) {
                let from = cell as usize / mdp.n_actions();
                left[from] -= 1;
                if left[from] == 0 {
                    dead.push(from);
                }
            }
        }
    }
    Ok(())
}

/// Drop the cells that may leave their component; whether there were any.
fn drop_leaving(
    mdp: &Mdp,
    inside: &mut [bool],
    components: &Components,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<bool, Unsolved> {
    let mut dropped = false;
    for (cell, inside) in inside.iter_mut().enumerate().filter(|(_, inside)| **inside) {
        pass(cell, cancelled)?;
        let (state, action) = (cell / mdp.n_actions(), cell % mdp.n_actions());
        let mut outcomes = mdp.outcomes(state, action).iter();
        if outcomes.any(|o| components.of(o.next_state as usize) != components.of(state)) {
            *inside = false;
            dropped = true;
        }
    }
    Ok(dropped)
}

fn collect(mdp: &Mdp, inside: Vec<bool>, components: &Components) -> EndComponents {
    let (mut states, mut first) = (Vec::new(), vec![0]);
    for component in 0..components.len() {
        let members = components.states(component);
        let cells = &inside[members[0] as usize * mdp.n_actions()..][..mdp.n_actions()];
        if cells.contains(&true) {
            states.extend_from_slice(members);
            first.push(states.len() as u32);
        }
    }
    EndComponents {
        states,
        first,
        inside,
    }
}

impl EndComponents {
    /// The states of one after the other.
    pub fn each(&self) -> impl Iterator<Item = &[u32]> {
        let bounds = self.first.windows(2);
        bounds.map(|bound| &self.states[bound[0] as usize..bound[1] as usize])
    }

    /// Whether nothing that is legal in `states`, one of the components, leads out of it: then whoever explores stays too.
    fn holds(&self, mdp: &Mdp, states: &[u32]) -> bool {
        states.iter().all(|&state| {
            let cell = state as usize * mdp.n_actions();
            mdp.legal(state as usize)
                .all(|action| self.inside[cell + action])
        })
    }
}

/// What is earned by choosing an action where chance takes its share of the choices.
#[derive(Clone, Copy)]
struct Choosing<'a> {
    mdp: &'a Mdp,
    soft: Soft,
}

impl Choosing<'_> {
    /// What a step with `action` chosen in `state` pays on average; sums that only rounding keeps from 0 are 0.
    fn pays(self, state: usize, action: usize) -> f64 {
        let (mut sum, mut size) = (0.0_f64, 0.0_f64);
        for (action, weight) in self.soft.actions(self.mdp, state, action) {
            for outcome in self.mdp.outcomes(state, action) {
                sum += weight * outcome.probability * outcome.reward;
                size += weight * outcome.probability * outcome.reward.abs();
            }
        }
        if sum.abs() <= 1e-14 * size { 0.0 } else { sum }
    }

    /// The same plus what follows it by `next`.
    fn backup(self, state: usize, action: usize, next: impl Fn(u32) -> f64) -> f64 {
        let actions = self.soft.actions(self.mdp, state, action);
        let value = |(action, weight): (usize, f64)| {
            let outcomes = self.mdp.outcomes(state, action).iter();
            let sum = outcomes.map(|o| o.probability * (o.reward + next(o.next_state)));
            weight * sum.sum::<f64>()
        };
        actions.map(value).sum()
    }

    /// Whether one of the things to do in `state` pays nothing.
    fn can_be_free(self, state: usize) -> bool {
        let mut legal = self.mdp.legal(state);
        legal.any(|action| self.pays(state, action) == 0.0)
    }
}

/// The states of a model at γ = 1 by what their optimum can be.
pub(super) struct Outlook {
    /// +∞: where going on for ever pays can be reached, whatever else may happen on the way.
    pub pays: Vec<bool>,
    /// Finite; all that are neither are −∞.
    pub finite: Vec<bool>,
    /// Where an episode may be taken as over: nothing can be done, or one may stay for ever at no cost.
    pub stop: Vec<bool>,
    /// What a policy with finite values does in each finite state.
    pub choice: Vec<u32>,
}

/// Sort the states of `mdp` by whether their undiscounted optimum is finite, if what is done is left to chance as `soft` says.
///
/// Exploration takes every legal action now and then. So it stays only where nothing leads out, and gets wherever anything leads.
///
/// # Errors
/// If the optimum of a start is infinite, or the caller asks to stop.
pub(super) fn outlook(
    mdp: &Mdp,
    soft: Soft,
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<Outlook, Unsolved> {
    let cells = Cells::of(mdp, cancelled)?;
    let kinds = Kinds::of(mdp, soft, &cells, cancelled)?;
    let pays = cells.reach(mdp, &kinds.pays, |_| true, cancelled)?;
    reject(mdp, &pays, &kinds.pays, Endless::Pays)?;
    let mut rest: Vec<bool> = pays.iter().map(|pays| !pays).collect();
    if !soft.is_plain() {
        let surely = surely(mdp, &cells, &kinds.stop, cancelled)?;
        for (rest, surely) in rest.iter_mut().zip(surely) {
            *rest &= surely;
        }
    }
    let (finite, choice) = sure(mdp, &cells, rest, &kinds.stop, cancelled)?;
    let costs: Vec<bool> = (0..mdp.n_states())
        .map(|state| !finite[state] && !pays[state])
        .collect();
    let cancels = (0..mdp.n_states()).any(|state| costs[state] && kinds.cancels[state]);
    let kind = if cancels {
        Endless::Cancels
    } else {
        Endless::Costs
    };
    let shown = if cancels { &kinds.cancels } else { &costs };
    reject(mdp, &costs, shown, kind)?;
    Ok(Outlook {
        pays,
        finite,
        stop: kinds.stop,
        choice,
    })
}

/// Fail if a start is `infinite`, naming the first reachable state that is `shown`.
fn reject(mdp: &Mdp, infinite: &[bool], shown: &[bool], endless: Endless) -> Result<(), Unsolved> {
    let starts = mdp.starts().iter().map(|start| start.0 as usize);
    let Some(start) = starts.into_iter().find(|&start| infinite[start]) else {
        return Ok(());
    };
    let reachable = mdp.reachable();
    let state = (0..mdp.n_states()).find(|&state| shown[state] && reachable[state]);
    let state = state.unwrap_or(start);
    Err(Unsolved::Diverges(Divergence { state, endless }))
}

/// What staying for ever brings where it can be done.
struct Kinds {
    pays: Vec<bool>,
    /// Nothing; also states where an episode is over.
    stop: Vec<bool>,
    /// Gains and losses that cancel out.
    cancels: Vec<bool>,
}

impl Kinds {
    fn of(
        mdp: &Mdp,
        soft: Soft,
        cells: &Cells,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Self, Unsolved> {
        let n = mdp.n_states();
        let mut kinds = Self {
            pays: vec![false; n],
            stop: (0..n).map(|state| has_no_way(mdp, state)).collect(),
            cancels: vec![false; n],
        };
        let choosing = Choosing { mdp, soft };
        let all = end_components(mdp, cells, |_| true, cancelled)?;
        if soft.is_plain() {
            let free = |cell| choosing.pays(cell / mdp.n_actions(), cell % mdp.n_actions()) == 0.0;
            let free = end_components(mdp, cells, free, cancelled)?;
            mark(&mut kinds.stop, &free.states);
        }
        let mut place = vec![0; n];
        let stays = |states: &&[u32]| soft.is_plain() || all.holds(mdp, states);
        for states in all.each().filter(stays) {
            let free = |&state: &u32| choosing.can_be_free(state as usize);
            if !soft.is_plain() && states.iter().all(free) {
                mark(&mut kinds.stop, states);
            }
            match gain(choosing, &all, states, &mut place, cancelled)? {
                Some(Ordering::Greater) => mark(&mut kinds.pays, states),
                Some(Ordering::Equal) => mark(&mut kinds.cancels, states),
                _ => {}
            }
        }
        Ok(kinds)
    }
}

fn mark(marks: &mut [bool], states: &[u32]) {
    for &state in states {
        marks[state as usize] = true;
    }
}

/// The sign of the best average reward in an end component; none if nothing is ever gained there.
fn gain(
    choosing: Choosing,
    all: &EndComponents,
    states: &[u32],
    place: &mut [u32],
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<Option<Ordering>, Unsolved> {
    let mdp = choosing.mdp;
    let inside = |state: usize| {
        let cell = state * mdp.n_actions();
        mdp.legal(state)
            .filter(move |action| all.inside[cell + action])
    };
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for (index, &state) in states.iter().enumerate() {
        // Not at the first of them: there may be as many components as states.
        pass(index + 1, cancelled)?;
        place[state as usize] = index as u32;
        for action in inside(state as usize) {
            let reward = choosing.pays(state as usize, action);
            (low, high) = (low.min(reward), high.max(reward));
        }
    }
    if high <= 0.0 {
        return Ok(None);
    }
    let place = &*place;
    let sign = sign_of_gain(states.len(), low, high, cancelled, |index, h| {
        let state = states[index] as usize;
        let next = |to: u32| h[place[to as usize] as usize];
        let values = inside(state).map(|action| choosing.backup(state, action, next));
        values.fold(f64::NEG_INFINITY, f64::max)
    })?;
    Ok(Some(sign))
}

/// The sign of the average reward per step where everywhere is reached from everywhere.
///
/// Rewards lie in `low..=high`; `backup(i, h)` is what a step from the `i`-th of `n` states pays plus `h` where it leads. The
/// gain lies between the least and the greatest change of one backup (Sutton & Barto 10.3; Puterman 8.5), whatever `h` is; `h`
/// moves half a step at a time, so that it settles in cycles too.
pub(super) fn sign_of_gain(
    n: usize,
    low: f64,
    high: f64,
    cancelled: &mut dyn FnMut() -> bool,
    backup: impl Fn(usize, &[f64]) -> f64,
) -> Result<Ordering, Unsolved> {
    if low >= 0.0 || high <= 0.0 {
        return Ok(if high > 0.0 {
            Ordering::Greater
        } else {
            Ordering::Less
        });
    }
    let tolerance = NO_GAIN * high.max(-low);
    let (mut h, mut change) = (vec![0.0; n], vec![0.0; n]);
    for _ in 0..SWEEPS {
        check(cancelled)?;
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for (index, slot) in change.iter_mut().enumerate() {
            pass(index + 1, cancelled)?;
            *slot = backup(index, &h) - h[index];
            (least, most) = (least.min(*slot), most.max(*slot));
        }
        if least > tolerance {
            return Ok(Ordering::Greater);
        }
        if most < -tolerance {
            return Ok(Ordering::Less);
        }
        if most - least <= tolerance {
            break;
        }
        for (h, change) in h.iter_mut().zip(&change) {
            *h += 0.5 * (change - most);
        }
    }
    Ok(Ordering::Equal)
}
