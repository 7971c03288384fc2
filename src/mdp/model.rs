//! A finite Markov decision process as flat arrays, and the builder that checks one.

use std::ops::Range;

/// How far the probabilities of one state and action may sum from 1.
const PROBABILITY_TOLERANCE: f64 = 1e-9;
/// States of a search between two questions whether to stop: well below a millisecond.
const STRIDE: usize = 2048;
/// Rewards beyond this could overflow while values are summed up.
const LARGEST_REWARD: f64 = 1e100;

/// One thing that can happen after an action: p(s′, r | s, a), Sutton & Barto (3.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// How likely it is, in (0, 1].
    pub probability: f64,
    /// The state it leads to.
    pub next_state: u32,
    /// What it pays.
    pub reward: f64,
    /// Whether the episode ends here, so that nothing is expected afterwards.
    ///
    /// It belongs to the outcome, never to the state: a state may have rows of its own and yet end an episode.
    pub terminated: bool,
}

/// How large a model is, known before it is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// States.
    pub states: u64,
    /// States × actions, legal or not.
    pub cells: u64,
    /// Outcomes of all of them.
    pub outcomes: u64,
}

impl Size {
    /// Bytes that a model of this size takes at most, if it can be started in anywhere.
    pub fn bytes(self) -> u64 {
        let Self {
            states,
            cells,
            outcomes,
        } = self;
        let of = |count: u64, size: usize| count.saturating_mul(size as u64);
        of(outcomes, size_of::<Outcome>())
            .saturating_add(of(cells, size_of::<u32>()))
            .saturating_add(of(states, size_of::<(u32, f64)>() + size_of::<bool>()))
    }
}

/// A finite Markov decision process: outcomes per state and action, and where episodes start.
///
/// An action is *legal* in a state if it has outcomes there.
#[derive(Clone, Debug, PartialEq)]
pub struct Mdp {
    n_states: usize,
    n_actions: usize,
    /// Where the outcomes of cell `state * n_actions + action` begin; one more entry at the end.
    first: Vec<u32>,
    outcomes: Vec<Outcome>,
    starts: Vec<(u32, f64)>,
    terminal: Vec<bool>,
    whole: Whole,
}

/// What is true of the whole of a model, found once: it is asked for in every frame, and a large model takes a while to go through.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Whole {
    rewards: (f64, f64),
    all_legal: bool,
    certain: bool,
}

impl Whole {
    fn of(first: &[u32], outcomes: &[Outcome]) -> Self {
        let rewards = outcomes.iter().map(|outcome| outcome.reward);
        let counts = || first.windows(2).map(|pair| pair[1] - pair[0]);
        Self {
            rewards: rewards.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), reward| {
                (low.min(reward), high.max(reward))
            }),
            all_legal: counts().all(|count| count > 0),
            certain: counts().all(|count| count <= 1),
        }
    }
}

impl Mdp {
    /// How many states there are.
    pub fn n_states(&self) -> usize {
        self.n_states
    }

    /// How many actions the largest state has; the width of every table.
    pub fn n_actions(&self) -> usize {
        self.n_actions
    }

    /// How many outcomes all states and actions have together.
    pub fn n_outcomes(&self) -> usize {
        self.outcomes.len()
    }

    /// What can happen after `action` in `state`; empty where the action is not legal.
    ///
    /// # Panics
    /// If the state or the action is out of range.
    pub fn outcomes(&self, state: usize, action: usize) -> &[Outcome] {
        assert!(action < self.n_actions, "action out of range");
        &self.outcomes[self.range(state * self.n_actions + action)]
    }

    /// The outcomes of all states and actions, one after the other, in the order of states, then actions.
    pub fn all_outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The same with every outcome as `change` makes it, which leaves their chances and where they lead alone.
    pub(super) fn with_outcomes(mut self, change: impl Fn(&Outcome) -> Outcome) -> Self {
        for outcome in &mut self.outcomes {
            *outcome = change(outcome);
        }
        self.whole = Whole::of(&self.first, &self.outcomes);
        self
    }

    fn range(&self, cell: usize) -> Range<usize> {
        self.first[cell] as usize..self.first[cell + 1] as usize
    }

    /// Whether `action` may be taken in `state`.
    pub fn is_legal(&self, state: usize, action: usize) -> bool {
        !self.outcomes(state, action).is_empty()
    }

    /// The legal actions of `state`, in order.
    pub fn legal(&self, state: usize) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
        (0..self.n_actions).filter(move |&action| self.is_legal(state, action))
    }

    /// How many actions of all states are legal.
    pub fn n_legal(&self) -> usize {
        self.first
            .windows(2)
            .filter(|pair| pair[0] < pair[1])
            .count()
    }

    /// Whether every action is legal in every state.
    pub fn all_legal(&self) -> bool {
        self.whole.all_legal
    }

    /// Whether every action has a single outcome, so that nothing is random.
    pub fn is_certain(&self) -> bool {
        self.whole.certain
    }

    /// Where an episode may start, and how likely; probabilities sum to 1, no state twice.
    pub fn starts(&self) -> &[(u32, f64)] {
        &self.starts
    }

    /// Whether `state` ends episodes: the target of a terminated outcome, or listed as such by its maker.
    pub fn is_terminal(&self, state: usize) -> bool {
        self.terminal[state]
    }

    /// Which states can be entered from a start by some choice of actions; terminated outcomes enter theirs.
    pub fn reachable(&self) -> Vec<bool> {
        self.reachable_unless(|| false).unwrap_or_default()
    }

    /// The same, unless `stop`, which is asked at every few thousand states, says so.
    pub fn reachable_unless(&self, mut stop: impl FnMut() -> bool) -> Option<Vec<bool>> {
        let mut entered = 0_usize;
        let mut seen = vec![false; self.n_states];
        // An episode never goes on from a state that only terminated outcomes enter.
        let mut goes_on = vec![false; self.n_states];
        let mut open: Vec<u32> = Vec::new();
        for &(start, _) in &self.starts {
            goes_on[start as usize] = true;
            open.push(start);
        }
        while let Some(state) = open.pop() {
            if entered.is_multiple_of(STRIDE) && stop() {
                return None;
            }
            entered += 1;
            let state = state as usize;
            seen[state] = true;
            // The cells of a state lie side by side, and so do their outcomes.
            let cells = state * self.n_actions..(state + 1) * self.n_actions;
            let outcomes = self.first[cells.start] as usize..self.first[cells.end] as usize;
            for outcome in &self.outcomes[outcomes] {
                let next = outcome.next_state as usize;
                seen[next] = true;
                if !outcome.terminated && !std::mem::replace(&mut goes_on[next], true) {
                    open.push(outcome.next_state);
                }
            }
        }
        Some(seen)
    }

    /// The least and the greatest reward that any outcome pays.
    pub fn reward_range(&self) -> (f64, f64) {
        self.whole.rewards
    }
}

/// What is wrong with a model, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum MdpError {
    #[error("there are no states")]
    NoStates,
    #[error("there are no actions")]
    NoActions,
    #[error("there are {given} rows of outcomes, {expected} are needed (states × actions)")]
    WrongSize { given: usize, expected: usize },
    #[error("there are more than {limit} outcomes")]
    TooLarge { limit: usize },
    #[error("P[{state}][{action}][{index}]: probability {value:?} is not in (0, 1]")]
    Probability {
        state: usize,
        action: usize,
        index: usize,
        value: f64,
    },
    #[error("P[{state}][{action}]: the probabilities sum to {sum:?}, not to 1")]
    Sum {
        state: usize,
        action: usize,
        sum: f64,
    },
    #[error(
        "P[{state}][{action}][{index}]: reward {value:?} is not a finite number of a usable size"
    )]
    Reward {
        state: usize,
        action: usize,
        index: usize,
        value: f64,
    },
    #[error(
        "P[{state}][{action}][{index}]: next state {next} does not exist; the states are 0 to {last}"
    )]
    NextState {
        state: usize,
        action: usize,
        index: usize,
        next: u32,
        last: usize,
    },
    #[error("P[{state}][{action}][{index}] goes on in state {next}, which has no actions")]
    DeadEnd {
        state: usize,
        action: usize,
        index: usize,
        next: u32,
    },
    #[error("state {state} has no actions, and no outcome ends there")]
    NoWayOut { state: usize },
    #[error("no state can be started in")]
    NoStart,
    #[error("start state {state}: {problem}")]
    Start { state: u32, problem: &'static str },
    #[error("the probabilities of the start states sum to {0:?}, not to 1")]
    StartSum(f64),
    #[error("terminal state {state} does not exist")]
    Terminal { state: u32 },
}

/// Builds an [`Mdp`] cell by cell, in the order of states, then actions, and checks it as a whole.
#[derive(Debug)]
pub struct MdpBuilder {
    n_states: usize,
    n_actions: usize,
    first: Vec<u32>,
    outcomes: Vec<Outcome>,
    starts: Option<Vec<(u32, f64)>>,
    terminal: Vec<u32>,
}

impl MdpBuilder {
    /// Begin a model of `n_states` states and at most `n_actions` actions in each.
    pub fn new(n_states: usize, n_actions: usize) -> Self {
        Self {
            n_states,
            n_actions,
            first: vec![0],
            outcomes: Vec::new(),
            starts: None,
            terminal: Vec::new(),
        }
    }

    /// Make room for all that a model of `size` has, so that none of it is moved while it grows.
    #[must_use]
    pub fn with_room_for(mut self, size: Size) -> Self {
        self.first.reserve_exact(size.cells as usize);
        self.outcomes.reserve_exact(size.outcomes as usize);
        self
    }

    /// Add the outcomes of the next state and action; none if the action is not legal there.
    pub fn cell(&mut self, outcomes: impl IntoIterator<Item = Outcome>) -> &mut Self {
        // −0 becomes 0, so that no sum hangs on the sign of nothing.
        let outcomes = outcomes.into_iter().map(|outcome| Outcome {
            reward: outcome.reward + 0.0,
            ..outcome
        });
        self.outcomes.extend(outcomes);
        let end = u32::try_from(self.outcomes.len()).unwrap_or(u32::MAX);
        self.first.push(end);
        self
    }

    /// Say where episodes start; without it uniformly over the states that are not terminal.
    pub fn starts(&mut self, starts: Vec<(u32, f64)>) -> &mut Self {
        self.starts = Some(starts);
        self
    }

    /// Name states that end episodes beside the targets of terminated outcomes.
    pub fn terminal(&mut self, states: impl IntoIterator<Item = u32>) -> &mut Self {
        self.terminal.extend(states);
        self
    }

    /// Check everything and hand over the model.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn build(self) -> Result<Mdp, MdpError> {
        self.check_size()?;
        let mut mdp = Mdp {
            whole: Whole::of(&self.first, &self.outcomes),
            terminal: vec![false; self.n_states],
            n_states: self.n_states,
            n_actions: self.n_actions,
            first: self.first,
            outcomes: self.outcomes,
            starts: Vec::new(),
        };
        check_outcomes(&mdp)?;
        mark_terminal(&mut mdp, &self.terminal)?;
        check_dead_ends(&mdp)?;
        check_ways_out(&mdp)?;
        mdp.starts = match self.starts {
            Some(starts) => checked_starts(&mdp, starts)?,
            None => uniform_starts(&mdp)?,
        };
        Ok(mdp)
    }

    fn check_size(&self) -> Result<(), MdpError> {
        let (given, expected) = (
            self.first.len() - 1,
            self.n_states.saturating_mul(self.n_actions),
        );
        if self.n_states == 0 {
            Err(MdpError::NoStates)
        } else if self.n_actions == 0 {
            Err(MdpError::NoActions)
        } else if self.outcomes.len() >= u32::MAX as usize || self.n_states >= u32::MAX as usize {
            Err(MdpError::TooLarge {
                limit: u32::MAX as usize,
            })
        } else if given == expected {
            Ok(())
        } else {
            Err(MdpError::WrongSize { given, expected })
        }
    }
}

fn check_outcomes(mdp: &Mdp) -> Result<(), MdpError> {
    for state in 0..mdp.n_states {
        for action in 0..mdp.n_actions {
            check_cell(mdp, state, action)?;
        }
    }
    Ok(())
}

fn check_cell(mdp: &Mdp, state: usize, action: usize) -> Result<(), MdpError> {
    let outcomes = mdp.outcomes(state, action);
    for (index, outcome) in outcomes.iter().enumerate() {
        let Outcome {
            probability,
            reward,
            next_state,
            ..
        } = *outcome;
        if !(probability > 0.0 && probability <= 1.0 + PROBABILITY_TOLERANCE) {
            return Err(MdpError::Probability {
                state,
                action,
                index,
                value: probability,
            });
        }
        if reward.is_nan() || reward.abs() > LARGEST_REWARD {
            return Err(MdpError::Reward {
                state,
                action,
                index,
                value: reward,
            });
        }
        if next_state as usize >= mdp.n_states {
            let last = mdp.n_states - 1;
            return Err(MdpError::NextState {
                state,
                action,
                index,
                next: next_state,
                last,
            });
        }
    }
    let sum: f64 = outcomes.iter().map(|outcome| outcome.probability).sum();
    if outcomes.is_empty() || (sum - 1.0).abs() <= PROBABILITY_TOLERANCE {
        Ok(())
    } else {
        Err(MdpError::Sum { state, action, sum })
    }
}

fn mark_terminal(mdp: &mut Mdp, listed: &[u32]) -> Result<(), MdpError> {
    for &state in listed {
        let slot = mdp.terminal.get_mut(state as usize);
        *slot.ok_or(MdpError::Terminal { state })? = true;
    }
    for outcome in mdp.outcomes.iter().filter(|outcome| outcome.terminated) {
        mdp.terminal[outcome.next_state as usize] = true;
    }
    Ok(())
}

/// An episode that goes on must go on somewhere with actions.
fn check_dead_ends(mdp: &Mdp) -> Result<(), MdpError> {
    let is_dead = |state: usize| mdp.legal(state).next().is_none();
    let dead: Vec<bool> = (0..mdp.n_states).map(is_dead).collect();
    for cell in 0..mdp.n_states * mdp.n_actions {
        let outcomes = &mdp.outcomes[mdp.range(cell)];
        let stuck = outcomes
            .iter()
            .position(|outcome| !outcome.terminated && dead[outcome.next_state as usize]);
        if let Some(index) = stuck {
            return Err(MdpError::DeadEnd {
                state: cell / mdp.n_actions,
                action: cell % mdp.n_actions,
                index,
                next: outcomes[index].next_state,
            });
        }
    }
    Ok(())
}

fn check_ways_out(mdp: &Mdp) -> Result<(), MdpError> {
    let stuck =
        (0..mdp.n_states).find(|&state| !mdp.terminal[state] && mdp.legal(state).next().is_none());
    stuck.map_or(Ok(()), |state| Err(MdpError::NoWayOut { state }))
}

fn checked_starts(mdp: &Mdp, starts: Vec<(u32, f64)>) -> Result<Vec<(u32, f64)>, MdpError> {
    let mut seen = vec![false; mdp.n_states];
    for &(state, probability) in &starts {
        let wrong = |problem| Err(MdpError::Start { state, problem });
        if state as usize >= mdp.n_states {
            return wrong("it does not exist");
        }
        if std::mem::replace(&mut seen[state as usize], true) {
            return wrong("it is listed twice");
        }
        if !(probability > 0.0 && probability <= 1.0 + PROBABILITY_TOLERANCE) {
            return wrong("its probability is not in (0, 1]");
        }
        if mdp.legal(state as usize).next().is_none() {
            return wrong("it has no actions");
        }
    }
    let sum: f64 = starts.iter().map(|start| start.1).sum();
    if starts.is_empty() {
        Err(MdpError::NoStart)
    } else if (sum - 1.0).abs() <= PROBABILITY_TOLERANCE {
        Ok(starts)
    } else {
        Err(MdpError::StartSum(sum))
    }
}

fn uniform_starts(mdp: &Mdp) -> Result<Vec<(u32, f64)>, MdpError> {
    let states: Vec<u32> = (0..mdp.n_states as u32)
        .filter(|&state| !mdp.terminal[state as usize])
        .collect();
    let share = 1.0 / states.len() as f64;
    if states.is_empty() {
        return Err(MdpError::NoStart);
    }
    Ok(states.into_iter().map(|state| (state, share)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(next_state: u32, probability: f64, terminated: bool) -> Outcome {
        Outcome {
            probability,
            next_state,
            reward: 1.0,
            terminated,
        }
    }

    /// State 0: stay, or half stay and half end in 1. State 1 has no rows.
    fn small() -> MdpBuilder {
        let mut builder = MdpBuilder::new(2, 2);
        builder
            .cell([to(0, 1.0, false)])
            .cell([to(0, 0.5, false), to(1, 0.5, true)])
            .cell([])
            .cell([]);
        builder
    }

    #[test]
    fn rows_come_back_as_given() {
        let mdp = small().build().unwrap();
        assert_eq!(mdp.outcomes(0, 1), [to(0, 0.5, false), to(1, 0.5, true)]);
        assert_eq!(mdp.legal(0).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(mdp.legal(1).count(), 0);
        assert!(!mdp.all_legal());
    }

    #[test]
    fn targets_of_terminated_outcomes_are_terminal_and_never_started_in() {
        let mdp = small().build().unwrap();
        assert!(mdp.is_terminal(1) && !mdp.is_terminal(0));
        assert_eq!(mdp.starts(), [(0, 1.0)]);
    }

    #[test]
    fn thirds_that_do_not_sum_to_one_exactly_are_accepted() {
        let mut builder = MdpBuilder::new(1, 1);
        let (a, b) = (0.333_333_333_333_333_37, 0.333_333_333_333_333_3);
        builder.cell([to(0, a, false), to(0, b, false), to(0, a, false)]);
        assert!(builder.build().is_ok());
    }

    #[test]
    fn every_mistake_names_its_place() {
        let with = |outcome: Outcome| {
            let mut builder = MdpBuilder::new(1, 1);
            builder.cell([outcome]);
            builder.build().unwrap_err().to_string()
        };
        assert_eq!(
            with(to(0, 0.5, false)),
            "P[0][0]: the probabilities sum to 0.5, not to 1"
        );
        assert_eq!(
            with(to(0, f64::NAN, false)),
            "P[0][0][0]: probability NaN is not in (0, 1]"
        );
        assert_eq!(
            with(to(7, 1.0, false)),
            "P[0][0][0]: next state 7 does not exist; the states are 0 to 0"
        );
        let endless = Outcome {
            reward: f64::INFINITY,
            ..to(0, 1.0, false)
        };
        assert!(with(endless).starts_with("P[0][0][0]: reward inf"));
    }

    #[test]
    fn legal_actions_are_counted_and_one_choice_among_outcomes_is_chance() {
        let certain = |second: &[Outcome]| {
            let mut builder = MdpBuilder::new(2, 2);
            builder.cell([to(1, 1.0, true)]).cell([]);
            builder.cell(second.iter().copied()).cell([]);
            let mdp = builder.build().unwrap();
            assert_eq!(mdp.all_outcomes().len(), 1 + second.len());
            (mdp.n_legal(), mdp.is_certain())
        };
        assert_eq!(certain(&[]), (1, true));
        assert_eq!(certain(&[to(0, 1.0, false)]), (2, true));
        assert_eq!(certain(&[to(0, 0.5, false), to(1, 0.5, true)]), (2, false));
    }

    #[test]
    fn a_state_without_actions_must_be_an_end() {
        let mut builder = MdpBuilder::new(2, 1);
        builder.cell([to(0, 1.0, false)]).cell([]);
        assert_eq!(builder.build(), Err(MdpError::NoWayOut { state: 1 }));
    }

    #[test]
    fn an_episode_that_goes_on_goes_on_where_there_are_actions() {
        let rows = |end: bool| {
            let mut builder = MdpBuilder::new(3, 2);
            builder.cell([to(1, 1.0, false)]).cell([]);
            builder
                .cell([])
                .cell([to(0, 0.25, false), to(2, 0.75, end)]);
            builder.cell([]).cell([]).terminal([2]);
            builder.build()
        };
        let stuck = MdpError::DeadEnd {
            state: 1,
            action: 1,
            index: 1,
            next: 2,
        };
        assert_eq!(
            stuck.to_string(),
            "P[1][1][1] goes on in state 2, which has no actions"
        );
        assert_eq!(rows(false), Err(stuck));
        assert!(rows(true).is_ok());
    }

    #[test]
    fn a_state_behind_an_end_is_not_reachable_until_something_else_leads_there() {
        let rows = |end: bool| {
            let mut builder = MdpBuilder::new(3, 1);
            builder.cell([to(1, 1.0, true)]);
            builder.cell([to(2, 1.0, end)]).cell([to(0, 1.0, false)]);
            builder.starts(vec![(0, 1.0)]);
            builder.build().unwrap().reachable()
        };
        assert_eq!(rows(false), [true, true, false]);
        let mut builder = MdpBuilder::new(3, 2);
        builder.cell([to(1, 1.0, true)]).cell([to(1, 1.0, false)]);
        builder.cell([to(2, 1.0, false)]).cell([]);
        builder.cell([to(2, 1.0, false)]).cell([]);
        builder.starts(vec![(0, 1.0)]);
        assert_eq!(builder.build().unwrap().reachable(), [true, true, true]);
    }

    #[test]
    fn wrong_sizes_and_starts_are_refused() {
        assert_eq!(MdpBuilder::new(0, 1).build(), Err(MdpError::NoStates));
        assert_eq!(MdpBuilder::new(1, 0).build(), Err(MdpError::NoActions));
        assert_eq!(
            MdpBuilder::new(1, 1).build(),
            Err(MdpError::WrongSize {
                given: 0,
                expected: 1
            })
        );
        for starts in [
            vec![(9, 1.0)],
            vec![(0, 0.5)],
            vec![(0, 0.5), (0, 0.5)],
            vec![(1, 1.0)],
            vec![],
        ] {
            let mut builder = small();
            builder.starts(starts.clone());
            assert!(builder.build().is_err(), "{starts:?}");
        }
    }
}
