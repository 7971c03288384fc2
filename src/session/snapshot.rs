//! What the screen asks of a run, and what it is told.
//!
//! The cost of an answer follows the size of the screen, never the size of the table or the length of the run.

use std::ops::Range;
use std::sync::Arc;

use super::driver::{Aim, RunState, Speed};
use super::{
    Earned, Event, MOST_STATES, Mark, Moment, Route, Sample, Scale, Scaled, Session, Share, Survey,
    Window,
};
use crate::agent::{AlgorithmSpec, Hyper, Layer, Learned, Schedules, Update};
use crate::mdp::{Rewards, Scene, World};
use crate::text::Text;
use crate::truth::{Figure, Truth, Unsolved, Value};

/// What the screen looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The states whose values are seen.
    pub states: Window,
    /// The places in the ranking of the most visited whose states are seen too.
    pub ranks: Range<usize>,
    /// How many shares of a large table are told apart.
    pub shares: usize,
    /// The state under the cursor.
    pub cursor: usize,
    /// How many points of each curve can be told apart.
    pub columns: usize,
    /// How many of the newest returns are seen one by one.
    pub bars: usize,
    /// How many points of the history of each value are seen; 0 where there is no room for it.
    pub trace_points: usize,
    /// A layer of the agent's that is seen beside its values and visits.
    pub layer: Option<Layer>,
    /// Whether the best policy that explores as much as the agent does is seen.
    pub soft: bool,
    /// How many events are seen.
    pub events: usize,
    /// Whether the figures of the expert are seen.
    pub expert: bool,
}

/// What the agent knows of one state, an entry per action.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The state.
    pub state: usize,
    /// What its greedy choice is over, action values or preferences; 0 where the action is not legal.
    pub values: Vec<f64>,
    /// How often each action was taken.
    pub visits: Vec<u64>,
    /// The layer that is looked at beside; empty without one.
    pub layer: Vec<f64>,
}

/// The exact solution behind the estimate.
#[derive(Clone, Debug, Default)]
pub enum TruthState {
    /// It is known for the run as it is now.
    Ready(Arc<Truth>),
    /// It is being solved for, for the first time.
    #[default]
    Solving,
    /// It is being solved for anew; what was known before may still be shown, dimmed, with what it was for.
    Stale(Arc<Truth>),
    /// The optimum is infinite: where and why, and why in a few words.
    Diverges([Text; 2]),
}

impl TruthState {
    /// What came of the search for it in a world that looks like `scene`.
    pub(super) fn found(found: Result<Arc<Truth>, Unsolved>, scene: &Scene) -> Self {
        match found {
            Ok(truth) => Self::Ready(truth),
            Err(Unsolved::Cancelled | Unsolved::TooLarge) => Self::Solving,
            Err(Unsolved::Diverges(why)) => {
                let state = scene.state_label(why.state);
                Self::Diverges([why.text(&state), why.short_text()])
            }
        }
    }

    /// What is left of it while it is being solved for anew.
    pub(super) fn outdated(self) -> Self {
        match self {
            Self::Ready(truth) | Self::Stale(truth) => Self::Stale(truth),
            Self::Solving | Self::Diverges(_) => Self::Solving,
        }
    }

    /// Whether it is still to be found.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Solving | Self::Stale(_))
    }

    /// The newest solution that is known, if only for the run as it was.
    pub fn known(&self) -> Option<&Truth> {
        match self {
            Self::Ready(truth) | Self::Stale(truth) => Some(truth),
            Self::Solving | Self::Diverges(_) => None,
        }
    }

    /// The same, to be held on to.
    pub(super) fn shared(&self) -> Option<&Arc<Truth>> {
        match self {
            Self::Ready(truth) => Some(truth),
            _ => None,
        }
    }

    /// Whether what is known is for the run as it was.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Stale(_))
    }

    /// The solution for the run as it is now, if it is known.
    pub fn ready(&self) -> Option<&Truth> {
        match self {
            Self::Ready(truth) => Some(truth),
            _ => None,
        }
    }
}

/// The best of the policies that explore as much as the agent does now: the best ε-soft one, Sutton & Barto section 5.4.
#[derive(Clone, Debug, Default)]
pub struct Soft {
    /// What it is worth, and its choices.
    pub truth: TruthState,
    /// How much of the work on it is done while it is being solved for, in percent.
    pub solving: u8,
    /// The route of its choices from the start.
    pub route: Option<Route>,
}

/// Exact figures of the present policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// The undiscounted return of the greedy policy under the step limit, of a large model as it was found last; none while it
    /// is being worked out for the first time.
    pub greedy: Option<Figure>,
    /// That of the policy that it acts by, exploring; none where the model is too large for it to be worked out frame by frame.
    pub exploring: Option<Figure>,
    /// The best possible, by any policy; none where it never settles, or is not known yet.
    pub best: Option<Value>,
    /// For how many episodes no mind has moved, and no route appeared or gone.
    pub stable: u64,
    /// In how many states every greedy action is optimal, and of how many; none while the truth is not known.
    pub right: Option<(usize, usize)>,
    /// The greatest |Q − Q*|; none while the truth is not known, and without action values.
    pub max_error: Option<f64>,
}

/// What only an expert asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expert {
    /// The hash of the table that the greedy choice is over and the digest of the whole run; none where the table is too large
    /// to be read whole for every frame.
    pub hashes: Option<(String, u64)>,
    /// Memory of the agent's tables, in bytes.
    pub bytes: usize,
    /// Steps between two looks at the whole table; none where it is never looked at whole.
    pub spacing: Option<u64>,
    /// Entries of the ledger.
    pub changes: usize,
    /// The step that the last of them holds from.
    pub last_change: Option<u64>,
}

/// A run as the screen sees it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Counts the snapshots in which something differs.
    pub version: u64,
    /// The world, as it pays at the next step.
    pub world: Arc<World>,
    /// The algorithm of the next step.
    pub algorithm: &'static AlgorithmSpec,
    /// Steps and episodes.
    pub moment: Moment,
    /// The state that the next action is taken in.
    pub state: usize,
    /// What the present episode has earned, and in how many steps.
    pub episode_so_far: (f64, u64),
    /// Running, paused or stopped.
    pub run: RunState,
    /// Where it runs to, if it does not just go on.
    pub aim: Option<Aim>,
    /// How fast it runs.
    pub speed: Speed,
    /// Whether its first updates are still held to be followed one by one, slower than that.
    pub opening: bool,
    /// The hyperparameters of the next step.
    pub hyper: Hyper,
    /// What moves by itself.
    pub schedules: Schedules,
    /// The rewards of the world that can be changed, as they are at the next step.
    pub rewards: Rewards,
    /// The seed.
    pub seed: u64,
    /// The states that are looked at, those of the ranking last.
    pub rows: Vec<Row>,
    /// The whole of a large table, as it stood when it was last looked at; none of a small one, which is looked at now.
    pub survey: Option<Arc<Survey>>,
    /// The shares that it was cut into.
    pub shares: Arc<[Share]>,
    /// The state under the cursor.
    pub cursor: Row,
    /// What the agent can tell; the first is what its greedy choice is over.
    pub layers: &'static [Layer],
    /// The newest step that was told about, and what is known now of the state that it learned about.
    pub update: Option<(Update, Row)>,
    /// The newest events, oldest first.
    pub events: Vec<Event>,
    /// How many events are kept in all.
    pub n_events: usize,
    /// What was earned: means over a window.
    pub curve: Vec<Earned>,
    /// The width of that window, in episodes.
    pub window: u64,
    /// The mean return over all episodes so far.
    pub mean_return: Option<f64>,
    /// The exact return of the greedy policy, as it was at the looks.
    pub greedy: Vec<(Moment, Figure)>,
    /// The greatest |Q − Q*|, as it was at the looks.
    pub errors: Vec<(Moment, f64)>,
    /// Changes that were made.
    pub marks: Vec<Mark>,
    /// The newest returns, oldest first.
    pub bars: Vec<f64>,
    /// How each value went, for the states that are looked at, actions in order; empty in all but the smallest tables.
    pub traces: Vec<Trace>,
    /// Exact figures; none where the table is too large.
    pub figures: Option<Figures>,
    /// The greedy policy's route from the start.
    pub route: Option<Route>,
    /// The truth.
    pub truth: TruthState,
    /// How much of the work on it is done while it is being solved for, in percent.
    pub solving: u8,
    /// The best policy that explores as much, if it is looked at.
    pub soft: Option<Soft>,
    /// The scale of values.
    pub scale: Scale,
    /// The scale of Q − Q*.
    pub error_scale: Scale,
    /// What only an expert asks for, if asked for.
    pub expert: Option<Expert>,
}

impl Snapshot {
    /// The scale of one or the other.
    pub fn scale_of(&self, of: Scaled) -> Scale {
        match of {
            Scaled::Values => self.scale,
            Scaled::Errors => self.error_scale,
        }
    }
}

/// How one value went.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The state.
    pub state: usize,
    /// The action.
    pub action: usize,
    /// Steps taken, and the value then.
    pub points: Vec<(u64, f64)>,
}

/// How the values of `states` went, in about `points` points each, always with the newest look.
pub fn traces(session: &Session, states: impl Iterator<Item = usize>, points: usize) -> Vec<Trace> {
    if points == 0 {
        return Vec::new();
    }
    let actions = 0..session.world().mdp.n_actions();
    let cells = states.flat_map(|state| actions.clone().map(move |action| (state, action)));
    let trace = |(state, action)| {
        let all = session.trace(state, action);
        let every = all.len().div_ceil(points).max(1);
        let mut kept: Vec<(u64, f64)> = all
            .iter()
            .rev()
            .step_by(every)
            .map(|(at, value)| (at.step, *value))
            .collect();
        kept.reverse();
        Trace {
            state,
            action,
            points: kept,
        }
    };
    cells
        .map(trace)
        .filter(|trace| !trace.points.is_empty())
        .collect()
}

/// What `session` knows of `state`, with one more layer if it is looked at.
pub fn row(session: &Session, state: usize, layer: Option<Layer>) -> Row {
    let (agent, n_actions) = (session.agent(), session.world().mdp.n_actions());
    let of = |layer| {
        let mut buffer = vec![0.0; n_actions];
        agent.row(state, layer, &mut buffer);
        buffer
    };
    let mut values = vec![0.0; n_actions];
    agent.values(state, &mut values);
    let visits = of(Layer::Visits).into_iter().map(|count| count as u64);
    Row {
        state,
        values,
        visits: visits.collect(),
        layer: layer.map_or(Vec::new(), of),
    }
}

/// The newest step that `session` was told about, with the state that it learned about.
pub fn update(session: &Session) -> Option<(Update, Row)> {
    let update = *session.update()?;
    let about = |learned: Learned| learned.state;
    let state = update.learned.map_or(update.state, about);
    Some((update, row(session, state, None)))
}

/// The looks of `session` that can be told apart in `columns`, always with the newest.
pub fn thinned(samples: &[Sample], columns: usize) -> Vec<Sample> {
    let Some(last) = samples.last() else {
        return Vec::new();
    };
    let width = last.at.episode.div_ceil(columns.max(1) as u64).max(1);
    let mut kept: Vec<Sample> = Vec::with_capacity(columns.min(samples.len()) + 1);
    for &sample in samples {
        match kept.last_mut() {
            Some(before) if before.at.episode / width == sample.at.episode / width => {
                *before = sample;
            }
            _ => kept.push(sample),
        }
    }
    kept
}

/// The greatest errors that `samples` found.
pub fn errors(samples: &[Sample]) -> impl Iterator<Item = (Moment, f64)> + '_ {
    samples
        .iter()
        .filter_map(|sample| Some((sample.at, sample.error?)))
}

impl Expert {
    /// Look everything up.
    pub fn of(session: &Session) -> Self {
        let small = session.world().mdp.n_states() <= MOST_STATES;
        Self {
            hashes: small.then(|| (session.q_hash(), session.digest())),
            bytes: session.agent().knows().bytes(),
            spacing: session.grid_spacing(),
            changes: session.ledger().len(),
            last_change: session.ledger().last().map(|entry| entry.step),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A look after each of the `episodes`, every one two steps long.
    fn looks(episodes: impl IntoIterator<Item = u64>) -> Vec<Sample> {
        let look = |episode| Sample {
            at: Moment {
                step: 2 * episode,
                episode,
            },
            greedy: Some(Figure::Return(episode as f64)),
            error: None,
        };
        episodes.into_iter().map(look).collect()
    }

    fn kept(episodes: impl IntoIterator<Item = u64>, columns: usize) -> Vec<u64> {
        let samples = looks(episodes);
        let kept = thinned(&samples, columns);
        assert!(kept.iter().all(|sample| samples.contains(sample)));
        kept.iter().map(|sample| sample.at.episode).collect()
    }

    #[test]
    fn of_no_looks_none_are_kept() {
        assert!(kept([], 100).is_empty());
    }

    #[test]
    fn few_looks_are_kept_all() {
        assert_eq!(kept(0..=5, 5), [0, 1, 2, 3, 4, 5]);
        assert_eq!(kept([0], 1), [0]);
    }

    #[test]
    fn each_column_keeps_its_last_look() {
        // Ten episodes in three columns of four: 0–3, 4–7, 8–11.
        assert_eq!(kept(0..=10, 3), [3, 7, 10]);
        assert_eq!(kept([0, 1, 9, 10], 3), [1, 10]);
    }

    #[test]
    fn the_newest_look_is_always_there_and_never_more_than_one_over_the_columns() {
        for last in [1, 7, 100, 2047] {
            for columns in [0, 1, 2, 99, 100, 101, 5000] {
                let kept = kept(0..=last, columns);
                assert_eq!(kept.last(), Some(&last));
                assert!(kept.len() <= columns.max(1) + 1, "{last} in {columns}");
                assert!(kept.is_sorted_by(|a, b| a < b));
            }
        }
    }

    #[test]
    fn looks_within_one_long_episode_come_to_the_last_of_them() {
        assert_eq!(kept([0, 0, 0], 10), [0]);
        let mut samples = looks([0, 0, 0]);
        samples[2].at.step = 96;
        assert_eq!(thinned(&samples, 10), [samples[2]]);
    }
}
