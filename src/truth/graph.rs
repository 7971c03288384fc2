//! What can be told from the arrows alone: who reaches an end, who must, who may never.
//!
//! An episode *ends* with a terminated outcome, or in a state without actions. Step limits do not count here.

mod components;

use crate::mdp::Mdp;

use super::Policy;
use super::value::{Unsolved, pass, unstopped};
pub(super) use components::Components;

/// Whether episodes of a model end without a step limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They end for sure, whatever is done: every policy is proper.
    Always,
    /// Some policy ends them for sure from every start, others do not.
    WithSomePolicy,
    /// An end can be reached from a start, but no policy reaches it for sure from all of them.
    Perhaps,
    /// No end can be reached from any start.
    Never,
}

impl Ending {
    /// Tell how episodes of `mdp` end, from its starts.
    pub fn of(mdp: &Mdp) -> Self {
        let every = |states: &[bool]| mdp.starts().iter().all(|start| states[start.0 as usize]);
        let some = |states: &[bool]| mdp.starts().iter().any(|start| states[start.0 as usize]);
        if !some(&can_end(mdp)) {
            Self::Never
        } else if !can_go_on_forever(mdp) {
            Self::Always
        } else if every(&can_end_surely(mdp)) {
            Self::WithSomePolicy
        } else {
            Self::Perhaps
        }
    }
}

/// From which states an end can be reached under some policy; states without actions are at an end.
pub fn can_end(mdp: &Mdp) -> Vec<bool> {
    unstopped(|never| Cells::of(mdp, never)?.reach(mdp, &ends(mdp), |_| true, never))
}

/// From which states an end is reached with some probability under `policy`.
pub fn ends_perhaps(mdp: &Mdp, policy: &Policy) -> Vec<bool> {
    let taken = |cell| taken(mdp, policy, cell);
    let ends: Vec<bool> = (0..mdp.n_states())
        .map(|state| has_no_way(mdp, state) || ends_at_once(mdp, state, taken))
        .collect();
    unstopped(|never| Cells::of(mdp, never)?.reach(mdp, &ends, taken, never))
}

/// From which states an end is reached with probability 1 under `policy`; from all others it may fail.
pub fn ends_surely(mdp: &Mdp, policy: &Policy) -> Vec<bool> {
    let lost: Vec<bool> = ends_perhaps(mdp, policy).iter().map(|ends| !ends).collect();
    // Whoever may get to where no end is reached does not reach one for sure.
    let taken = |cell| taken(mdp, policy, cell);
    let fails = unstopped(|never| Cells::of(mdp, never)?.reach(mdp, &lost, taken, never));
    fails.iter().map(|fails| !fails).collect()
}

/// From which states some policy reaches an end with probability 1.
pub fn can_end_surely(mdp: &Mdp) -> Vec<bool> {
    let all = vec![true; mdp.n_states()];
    let over: Vec<bool> = (0..mdp.n_states()).map(|s| has_no_way(mdp, s)).collect();
    unstopped(|never| sure(mdp, &Cells::of(mdp, never)?, all, &over, never)).0
}

/// Whether some policy may go on for ever from a start.
fn can_go_on_forever(mdp: &Mdp) -> bool {
    let reachable = mdp.reachable();
    let inside = unstopped(|never| {
        super::endless::end_components(mdp, &Cells::of(mdp, never)?, |_| true, never)
    });
    inside.states.iter().any(|&state| reachable[state as usize])
}

/// States that are at an end, or can take a step that may end.
fn ends(mdp: &Mdp) -> Vec<bool> {
    let one = |state| has_no_way(mdp, state) || ends_at_once(mdp, state, |_| true);
    (0..mdp.n_states()).map(one).collect()
}

/// Whether nothing can be done in `state`, so that an episode is over there.
pub(super) fn has_no_way(mdp: &Mdp, state: usize) -> bool {
    mdp.legal(state).next().is_none()
}

fn ends_at_once(mdp: &Mdp, state: usize, allowed: impl Fn(usize) -> bool) -> bool {
    mdp.legal(state)
        .filter(|&action| allowed(state * mdp.n_actions() + action))
        .any(|action| mdp.outcomes(state, action).iter().any(|o| o.terminated))
}

fn taken(mdp: &Mdp, policy: &Policy, cell: usize) -> bool {
    policy.row(cell / mdp.n_actions())[cell % mdp.n_actions()] > 0.0
}

/// Per state the cells (state × actions + action) that may lead there and go on: the model's arrows backward.
pub(super) struct Cells {
    first: Vec<u32>,
    cells: Vec<u32>,
}

impl Cells {
    /// Turn the arrows of `mdp` around.
    pub fn of(mdp: &Mdp, cancelled: &mut dyn FnMut() -> bool) -> Result<Self, Unsolved> {
        let mut first = vec![0_u32; mdp.n_states() + 1];
        each_arrow(mdp, cancelled, |_, next| first[next + 1] += 1)?;
        for state in 0..mdp.n_states() {
            first[state + 1] += first[state];
        }
        let mut free = first.clone();
        let mut cells = vec![0; first[mdp.n_states()] as usize];
        each_arrow(mdp, cancelled, |cell, next| {
            cells[free[next] as usize] = cell as u32;
            free[next] += 1;
        })?;
        Ok(Self { first, cells })
    }

    /// The cells that may lead to `state` and go on.
    pub fn into(&self, state: usize) -> &[u32] {
        &self.cells[self.first[state] as usize..self.first[state + 1] as usize]
    }

    /// From which states one of `targets` can be reached through allowed cells; the targets are among them.
    pub fn reach(
        &self,
        mdp: &Mdp,
        targets: &[bool],
        allowed: impl Fn(usize) -> bool,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Vec<bool>, Unsolved> {
        let mut seen = targets.to_vec();
        self.flood(mdp, &mut seen, allowed, cancelled, |_, _| {})?;
        Ok(seen)
    }

    /// Spread `seen` backward, breadth first, and call `entered` with the first cell that leads a new state on, and where to.
    fn flood(
        &self,
        mdp: &Mdp,
        seen: &mut [bool],
        allowed: impl Fn(usize) -> bool,
        cancelled: &mut dyn FnMut() -> bool,
        mut entered: impl FnMut(usize, usize),
    ) -> Result<(), Unsolved> {
        let sources = (0..seen.len() as u32).filter(|&state| seen[state as usize]);
        let mut queue: Vec<u32> = sources.collect();
        let mut at = 0;
        while at < queue.len() {
            pass(at, cancelled)?;
            let state = queue[at] as usize;
            at += 1;
            for &cell in self.into(state) {
                let from = cell as usize / mdp.n_actions();
                if !seen[from] && allowed(cell as usize) {
                    seen[from] = true;
                    entered(cell as usize, state);
                    queue.push(from as u32);
                }
            }
        }
        Ok(())
    }
}

fn each_arrow(
    mdp: &Mdp,
    cancelled: &mut dyn FnMut() -> bool,
    mut visit: impl FnMut(usize, usize),
) -> Result<(), Unsolved> {
    for state in 0..mdp.n_states() {
        pass(state, cancelled)?;
        for action in 0..mdp.n_actions() {
            let going_on = mdp.outcomes(state, action).iter().filter(|o| !o.terminated);
            for outcome in going_on {
                visit(
                    state * mdp.n_actions() + action,
                    outcome.next_state as usize,
                );
            }
        }
    }
    Ok(())
}

/// No action: an episode is over or may be taken as over.
pub(super) const STOP: u32 = u32::MAX;

/// The states within `candidates` from which some policy gets to one of `targets` or a terminated outcome with
/// probability 1 without leaving the candidates, and what it does there ([`STOP`] in a target that ends nothing).
pub(super) fn sure(
    mdp: &Mdp,
    cells: &Cells,
    candidates: Vec<bool>,
    targets: &[bool],
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<(Vec<bool>, Vec<u32>), Unsolved> {
    let mut within = candidates;
    loop {
        let (next, choice) = sure_once(mdp, cells, &within, targets, cancelled)?;
        if next == within {
            return Ok((next, choice));
        }
        within = next;
    }
}

fn sure_once(
    mdp: &Mdp,
    cells: &Cells,
    within: &[bool],
    targets: &[bool],
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<(Vec<bool>, Vec<u32>), Unsolved> {
    let n_actions = mdp.n_actions();
    let stays = |cell: usize| within[cell / n_actions] && stays(mdp, within, cell);
    let mut choice = vec![STOP; mdp.n_states()];
    let mut seen = vec![false; mdp.n_states()];
    // How many steps away the targets and ends are, at least.
    let mut away = vec![0_u32; mdp.n_states()];
    for state in (0..mdp.n_states()).filter(|&state| within[state]) {
        pass(state, cancelled)?;
        let ending = mdp.legal(state).find(|&action| {
            let mut outcomes = mdp.outcomes(state, action).iter();
            outcomes.any(|o| o.terminated) && stays(state * n_actions + action)
        });
        choice[state] = ending.map_or(STOP, |action| action as u32);
        seen[state] = targets[state] || ending.is_some();
    }
    cells.flood(mdp, &mut seen, stays, cancelled, |cell, next| {
        away[cell / n_actions] = away[next] + 1;
    })?;
    for state in (0..mdp.n_states()).filter(|&state| away[state] > 0) {
        pass(state, cancelled)?;
        choice[state] = nearer(mdp, &away, within, state);
    }
    Ok((seen, choice))
}

/// The action of `state` within `within` that most probably leads nearer, and least probably farther away.
fn nearer(mdp: &Mdp, away: &[u32], within: &[bool], state: usize) -> u32 {
    let mut best = (STOP, f64::NEG_INFINITY);
    for action in mdp.legal(state) {
        if !stays(mdp, within, state * mdp.n_actions() + action) {
            continue;
        }
        let (mut nearer, mut farther) = (0.0, 0.0);
        for outcome in mdp.outcomes(state, action) {
            let next = outcome.next_state as usize;
            if outcome.terminated || away[next] < away[state] {
                nearer += outcome.probability;
            } else if away[next] > away[state] {
                farther += outcome.probability;
            }
        }
        if nearer > 0.0 && nearer - farther > best.1 {
            best = (action as u32, nearer - farther);
        }
    }
    best.0
}

/// From which states one of `targets` or a terminated outcome is reached with probability 1 if every legal action is taken now and
/// then, as exploration does.
pub(super) fn surely(
    mdp: &Mdp,
    cells: &Cells,
    targets: &[bool],
    cancelled: &mut dyn FnMut() -> bool,
) -> Result<Vec<bool>, Unsolved> {
    let at_once = |state: usize| targets[state] || ends_at_once(mdp, state, |_| true);
    let near: Vec<bool> = (0..mdp.n_states()).map(at_once).collect();
    let perhaps = cells.reach(mdp, &near, |_| true, cancelled)?;
    let lost: Vec<bool> = perhaps.iter().map(|perhaps| !perhaps).collect();
    let fails = cells.reach(mdp, &lost, |_| true, cancelled)?;
    Ok(fails.iter().map(|fails| !fails).collect())
}

/// Whether every outcome of `cell` ends or goes on within `within`.
pub(super) fn stays(mdp: &Mdp, within: &[bool], cell: usize) -> bool {
    let outcomes = mdp.outcomes(cell / mdp.n_actions(), cell % mdp.n_actions());
    let mut outcomes = outcomes.iter();
    outcomes.all(|o| o.terminated || within[o.next_state as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::{MdpBuilder, Outcome, Ties};

    fn to(probability: f64, next_state: u32, terminated: bool) -> Outcome {
        Outcome {
            probability,
            next_state,
            reward: 0.0,
            terminated,
        }
    }

    /// 0: safe step to 1, or gamble between the end and the trap 2. 1: end or back to 0. 2: stay. 3: the end.
    fn mdp() -> Mdp {
        let mut builder = MdpBuilder::new(4, 2);
        builder.cell([to(1.0, 1, false)]);
        builder.cell([to(0.5, 3, true), to(0.5, 2, false)]);
        builder.cell([to(1.0, 3, true)]).cell([to(1.0, 0, false)]);
        builder.cell([to(1.0, 2, false)]).cell([]);
        builder.cell([]).cell([]).starts(vec![(0, 1.0)]);
        builder.build().unwrap()
    }

    #[test]
    fn a_trap_is_the_only_place_that_never_ends() {
        assert_eq!(can_end(&mdp()), [true, true, false, true]);
        assert_eq!(can_end_surely(&mdp()), [true, true, false, true]);
        assert_eq!(Ending::of(&mdp()), Ending::WithSomePolicy);
    }

    #[test]
    fn a_policy_that_may_fall_into_the_trap_ends_perhaps_but_not_surely() {
        let uniform = Policy::uniform(&mdp());
        assert_eq!(ends_perhaps(&mdp(), &uniform), [true, true, false, true]);
        assert_eq!(ends_surely(&mdp(), &uniform), [false, false, false, true]);
        let first = Policy::greedy(&mdp(), |_, row| row.fill(0.0), Ties::First);
        assert_eq!(ends_surely(&mdp(), &first), [true, true, false, true]);
    }

    #[test]
    fn a_policy_that_goes_in_circles_never_ends() {
        let circle = |state: usize, row: &mut [f64]| {
            row.copy_from_slice(if state == 0 { &[1.0, 0.0] } else { &[0.0, 1.0] });
        };
        let policy = Policy::greedy(&mdp(), circle, Ties::First);
        assert_eq!(ends_perhaps(&mdp(), &policy), [false, false, false, true]);
    }

    #[test]
    fn how_episodes_end_is_told_apart() {
        let one = |outcomes: &[Outcome]| {
            let mut builder = MdpBuilder::new(3, 1);
            builder.cell(outcomes.iter().copied());
            builder.cell([to(1.0, 1, false)]).cell([]);
            builder.terminal([2]).starts(vec![(0, 1.0)]);
            Ending::of(&builder.build().unwrap())
        };
        assert_eq!(one(&[to(0.1, 2, true), to(0.9, 0, false)]), Ending::Always);
        assert_eq!(one(&[to(0.5, 2, true), to(0.5, 1, false)]), Ending::Perhaps);
        assert_eq!(one(&[to(1.0, 1, false)]), Ending::Never);
    }
}
