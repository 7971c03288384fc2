//! A run: what it starts from, what was changed when, and everything that follows from that.
//!
//! A [`Session`] is a deterministic state machine. Its state is a function of the [`Scenario`] and the ledger of changes;
//! [`Session::advance`] may be cut into any pieces, and a [`Keyframe`] taken anywhere leads on to the same bytes.

mod driver;
mod event;
mod goal;
mod grid;
mod history;
mod ledger;
mod minds;
mod pyramid;
pub mod round;
mod route;
mod scale;
mod scenario;
mod snapshot;
mod survey;
mod watch;
mod window;

use std::sync::Arc;

pub use driver::{
    Aim, Control, Driver, Order, Place, Request, RunState, SPEEDS, Speed, StopReason, Task, Turn,
    Wanted,
};
pub use event::{Event, EventKind, QUIET};
pub use goal::{Goal, Stop};
pub use grid::{MOST_STATES, Sample};
pub use history::{Earned, History};
pub use ledger::{Change, Entry, Mark, Moment, Turned};
pub use pyramid::{Bin, Pyramid};
pub use route::{Route, has_routes, route};
pub use scale::{Scale, Scaled};
pub use scenario::{Course, Scenario};
pub use snapshot::{Expert, Figures, Row, Snapshot, Soft, Trace, TruthState, View};
pub use survey::{Measured, Ranked, Share, Survey};
pub use window::Window;

use crate::agent::{
    Agent, AlgorithmSpec, Budget, Digest, Episode, Hyper, ParamId, Schedules, Setting, Update,
    Walk, q_hash,
};
use crate::mdp::{Pay, RewardId, Rewards, World};
use crate::truth::{Policy, ReturnEvaluator, Truth};
use event::Events;
use grid::{Grid, Sight};
use watch::Watch;

/// The longest chunk: what ends in it is noted before the next.
const LONGEST_CHUNK: u64 = 4096;

/// Everything about a run that moves.
#[derive(Clone, Debug)]
struct State {
    /// The world as it pays now; the scenario has it as it was loaded.
    world: Arc<World>,
    rewards: Rewards,
    algorithm: &'static AlgorithmSpec,
    agent: Box<dyn Agent>,
    walk: Walk,
    hyper: Hyper,
    schedules: Schedules,
    /// How many entries of the ledger have been applied.
    applied: usize,
    history: History,
    events: Events,
    grid: Option<Grid>,
    watch: Option<Watch>,
    update: Option<Update>,
}

/// A run as it stood at one step, to go on from again. It shares the model.
#[derive(Clone, Debug)]
pub struct Keyframe(State);

impl Keyframe {
    /// The step that it was taken at.
    pub fn step(&self) -> u64 {
        self.0.walk.steps()
    }
}

/// A run.
#[derive(Debug)]
pub struct Session {
    scenario: Scenario,
    ledger: Vec<Entry>,
    state: State,
    /// Working memory, no state: the evaluator, and the states whose values the newest step moved.
    evaluator: ReturnEvaluator,
    moved: Vec<usize>,
    /// What the looks of the grid measure errors against; learning never sees it.
    truth: Option<Arc<Truth>>,
}

impl Session {
    /// Begin a run.
    pub fn new(scenario: Scenario) -> Self {
        let grid = Grid::new(&scenario.world);
        Self::with_grid(scenario, grid)
    }

    /// Begin a run that nobody looks at: no greedy figures and no events on the way. It leads to the same bytes.
    pub fn unwatched(scenario: Scenario) -> Self {
        Self::with_grid(scenario, None)
    }

    fn with_grid(scenario: Scenario, grid: Option<Grid>) -> Self {
        let world = World::paying(&scenario.world, &scenario.rewards);
        let state = State {
            algorithm: scenario.algorithm,
            agent: (scenario.algorithm.build)(&world.mdp, scenario.seed),
            walk: Walk::new(&world, scenario.seed),
            world,
            rewards: scenario.rewards.clone(),
            hyper: scenario.hyper,
            schedules: scenario.schedules,
            applied: 0,
            history: History::new(scenario.world.defaults.episodes),
            events: Events::default(),
            grid,
            watch: None,
            update: None,
        };
        let evaluator = ReturnEvaluator::new(scenario.world.step_limit);
        let mut session = Self {
            scenario,
            ledger: Vec::new(),
            state,
            evaluator,
            moved: Vec::new(),
            truth: None,
        };
        session.follow_schedules();
        session.look();
        session
    }

    /// Make a change now: it holds from the next step on. Changes that were to come later are forgotten.
    pub fn change(&mut self, change: Change, gesture: u64) {
        self.ledger.truncate(self.state.applied);
        self.ledger.push(Entry {
            step: self.step(),
            gesture,
            change,
        });
        self.apply_due();
    }

    /// Take over a ledger, to be applied as the run comes to its steps; those before the present one are applied at once.
    pub fn schedule(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.ledger.truncate(self.state.applied);
        self.ledger.extend(entries);
        self.apply_due();
    }

    /// Go on until `goal` is reached; stops at a change of mind if one is watched for.
    pub fn advance(&mut self, goal: Goal) -> Stop {
        self.advance_noting(goal, &mut |_| ())
    }

    /// The same, telling `note` the episodes that ended, many at once: one by one they would cost a fifth of a short world's time.
    pub fn advance_noting(&mut self, goal: Goal, note: &mut dyn FnMut(&[Episode])) -> Stop {
        loop {
            self.follow_schedules();
            self.apply_due();
            if self.episodes() >= goal.episode {
                return Stop::Episode;
            }
            if self.step() >= goal.step {
                return Stop::Step;
            }
            if goal.settled && self.truth.is_none() {
                return Stop::NoTruth;
            }
            self.take_chunk(goal);
            self.note_ended(note);
            if self.is_look(self.step()) {
                self.look();
                // Only at a look: looks are at the same steps whatever pieces the run is cut into.
                if goal.settled && self.is_settled() {
                    return Stop::Settled;
                }
            }
            if self.changed_its_mind() {
                return Stop::ChangeOfMind;
            }
        }
    }

    /// Whether every choice is right, and no mind has moved for a while.
    pub fn is_settled(&self) -> bool {
        let (Some(truth), Some(moved)) = (&self.truth, self.moved()) else {
            return false;
        };
        if self.episodes() - moved.episode < QUIET {
            return false;
        }
        let (agent, ties) = (self.agent(), self.state.hyper.ties);
        let policy = Policy::greedy(
            &self.world().mdp,
            |state, row| agent.values(state, row),
            ties,
        );
        let (right, of) = truth.right(&policy);
        right == of
    }

    /// Watch every step for a change of mind from here on; the watch ends with the first.
    pub fn watch_minds(&mut self) {
        let minds = self.state.grid.as_ref().map(Grid::minds);
        let watch = Watch::new(
            &self.state.world,
            &*self.state.agent,
            minds,
            self.state.hyper.ties,
        );
        self.state.watch = Some(watch);
    }

    /// Keep the run as it stands.
    pub fn keyframe(&self) -> Keyframe {
        Keyframe(self.state.clone())
    }

    /// Go on from a keyframe of this run; the ledger stays, and what it holds for later steps is applied again.
    pub fn restore(&mut self, keyframe: &Keyframe) {
        self.state = keyframe.0.clone();
    }

    /// What it started from.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The world, as it pays from the next step on.
    pub fn world(&self) -> &Arc<World> {
        &self.state.world
    }

    /// Every change, oldest first.
    pub fn ledger(&self) -> &[Entry] {
        &self.ledger
    }

    /// The hyperparameters of the next step.
    pub fn hyper(&self) -> &Hyper {
        &self.state.hyper
    }

    /// The rewards of the world that can be changed, as they are from the next step on.
    pub fn rewards(&self) -> &Rewards {
        &self.state.rewards
    }

    /// What moves by itself from here on.
    pub fn schedules(&self) -> &Schedules {
        &self.state.schedules
    }

    /// The algorithm of the next step.
    pub fn algorithm(&self) -> &'static AlgorithmSpec {
        self.state.algorithm
    }

    /// The learner.
    pub fn agent(&self) -> &dyn Agent {
        &*self.state.agent
    }

    /// Steps taken.
    pub fn step(&self) -> u64 {
        self.state.walk.steps()
    }

    /// Episodes ended.
    pub fn episodes(&self) -> u64 {
        self.state.walk.episodes()
    }

    /// Both counters.
    pub fn moment(&self) -> Moment {
        Moment {
            step: self.step(),
            episode: self.episodes(),
        }
    }

    /// What the episodes earned.
    pub fn history(&self) -> &History {
        &self.state.history
    }

    /// The newest events, oldest first.
    pub fn events(&self, count: usize) -> Vec<Event> {
        self.state.events.newest(count)
    }

    /// How many events are kept.
    pub fn n_events(&self) -> usize {
        self.state.events.len()
    }

    /// The looks of the grid, oldest first.
    pub fn samples(&self) -> &[Sample] {
        self.state.grid.as_ref().map_or(&[], Grid::samples)
    }

    /// Say what the errors of later looks are measured against; nothing else hangs on it.
    pub fn measure_against(&mut self, truth: Option<Arc<Truth>>) {
        self.truth = truth;
    }

    /// How the value of `action` in `state` went, look by look; empty in all but the smallest tables.
    pub fn trace(&self, state: usize, action: usize) -> Vec<(Moment, f64)> {
        let cell = state * self.world().mdp.n_actions() + action;
        self.state
            .grid
            .iter()
            .flat_map(|grid| grid.trace(cell))
            .collect()
    }

    /// When a mind was last found to have moved, or the route from the start to have appeared or gone.
    pub fn moved(&self) -> Option<Moment> {
        self.state.grid.as_ref().map(Grid::moved)
    }

    /// Steps between two looks at the whole table; none where it is never looked at whole.
    pub fn grid_spacing(&self) -> Option<u64> {
        self.state.grid.as_ref().map(Grid::spacing)
    }

    /// The newest step that was told about.
    pub fn update(&self) -> Option<&Update> {
        self.state.update.as_ref()
    }

    /// The hash of the table that the greedy choice is over.
    pub fn q_hash(&self) -> String {
        q_hash(self.agent(), &self.world().mdp)
    }

    /// One number for everything that the run's future hangs on: tables, visits, streams, counters, where it stands.
    pub fn digest(&self) -> u64 {
        let mut digest = Digest::default();
        self.state.agent.digest(&mut digest);
        self.state.walk.digest(&mut digest);
        digest.get()
    }

    /// Add an event that is not found by looking at the table.
    pub(crate) fn tell(&mut self, kind: EventKind) {
        let moment = self.moment();
        self.state.events.push(moment, 1, kind);
    }

    /// Give scheduled parameters the values of the present episode.
    fn follow_schedules(&mut self) {
        let episode = self.episodes();
        self.state.hyper = self.state.schedules.over(self.state.hyper, episode);
    }

    fn apply_due(&mut self) {
        while let Some(&entry) = self.ledger.get(self.state.applied) {
            if entry.step > self.step() {
                break;
            }
            self.state.applied += 1;
            self.apply(entry);
        }
    }

    fn apply(
        &mut self,
        Entry {
            gesture, change, ..
        }: Entry,
    ) {
        let at = self.moment();
        let turned = match change {
            Change::Set(setting) => self.set(setting),
            Change::Algorithm(to) => self.switch(to),
            Change::Reward(reward, to) => self.pay(reward, to),
        };
        self.state.history.mark(Mark {
            gesture,
            at,
            turned,
        });
        self.tell(EventKind::Steered { gesture, turned });
    }

    fn set(&mut self, setting: Setting) -> Turned {
        let (param, to) = (setting.param(), setting.get());
        let from = self.state.hyper.get(param);
        self.state.hyper = self.state.hyper.with(setting);
        if param == ParamId::Gamma && from != to {
            // It was that of another discount.
            self.truth = None;
        }
        // What a person sets stays.
        self.state.schedules = self.state.schedules.with(param, None);
        Turned::Param { param, from, to }
    }

    /// Let another algorithm go on from what was learned. An action that was chosen ahead is chosen again, from the same word
    /// of chance; luck of the learner's own begins anew.
    fn switch(&mut self, to: &'static AlgorithmSpec) -> Turned {
        let mut agent = (to.build)(&self.state.world.mdp, self.scenario.seed);
        agent.adopt(self.state.agent.knows());
        self.state.agent = agent;
        // The other one's words do not fit it.
        self.state.update = None;
        let from = std::mem::replace(&mut self.state.algorithm, to);
        Turned::Algorithm { from, to }
    }

    /// Let the world pay otherwise; nothing that was learned is lost. A reward that the world does not have changes nothing.
    fn pay(&mut self, reward: RewardId, to: Pay) -> Turned {
        let state = &mut self.state;
        let from = state.rewards.set(reward, to);
        let (from, to) = (from.unwrap_or(to.get()), to.get());
        if from != to {
            state.world = World::paying(&self.scenario.world, &state.rewards);
            state.agent.pay(&state.world.mdp);
            state.walk.pay(&state.world.mdp);
            if let Some(grid) = &mut state.grid {
                grid.look_anew();
            }
            // It was that of another model.
            self.truth = None;
        }
        Turned::Reward { reward, from, to }
    }

    /// Take as many steps as there are to the next edge, the last of them told about where that is asked for.
    fn take_chunk(&mut self, goal: Goal) {
        let (step, edge) = (self.step(), self.next_edge(goal.step));
        let budget = Budget {
            steps: edge - step,
            episodes: goal.episode - self.episodes(),
        };
        let one_by_one = self.state.watch.is_some() || (goal.probe && budget.episodes == 1);
        // A run that is to settle stands at a look, perhaps at the next one.
        let may_stand = edge == goal.step || (goal.settled && self.is_look(edge));
        let last = goal.probe && may_stand;
        let bare = match () {
            () if one_by_one => 0,
            () if last => budget.steps - 1,
            () => budget.steps,
        };
        // With the last step told about, the last episode is taken step by step: it may end anywhere.
        let episodes = budget.episodes - u64::from(goal.probe);
        self.run(bare, episodes);
        if one_by_one || (last && self.step() + 1 == edge) {
            self.moved.clear();
            let State {
                agent, walk, hyper, ..
            } = &mut self.state;
            self.state.update = Some(agent.probe(walk, hyper, &mut self.moved));
        }
    }

    /// Take so many steps, or so many ends of episodes, with nothing watched. Hyperparameters are constants while an agent runs, so
    /// that it runs no farther than to where a schedule moves them.
    fn run(&mut self, steps: u64, episodes: u64) {
        let (end, last) = (
            self.step() + steps,
            self.episodes().saturating_add(episodes),
        );
        while self.step() < end && self.episodes() < last {
            let episode = self.episodes();
            let moves = self.state.schedules.moves_after(episode, &self.state.hyper);
            let budget = Budget {
                steps: end - self.step(),
                episodes: moves.unwrap_or(last).min(last) - episode,
            };
            let State {
                agent, walk, hyper, ..
            } = &mut self.state;
            agent.run(walk, hyper, budget);
            if moves.is_some_and(|moves| moves <= self.episodes()) {
                self.follow_schedules();
            }
        }
    }

    /// Whether the table is looked at after so many steps.
    fn is_look(&self, step: u64) -> bool {
        let grid = self.state.grid.as_ref();
        grid.is_some_and(|grid| grid.is_due(step))
    }

    /// The next step at which something else has to be done than learning.
    fn next_edge(&self, goal: u64) -> u64 {
        let step = self.step();
        let grid = self
            .state
            .grid
            .as_ref()
            .map_or(u64::MAX, |grid| grid.next(step));
        let change = self
            .ledger
            .get(self.state.applied)
            .map_or(u64::MAX, |entry| entry.step);
        [grid, change, goal]
            .into_iter()
            .fold(step + LONGEST_CHUNK, u64::min)
    }

    fn note_ended(&mut self, note: &mut dyn FnMut(&[Episode])) {
        let State { walk, history, .. } = &mut self.state;
        history.extend(walk.ended());
        note(walk.ended());
        walk.forget_ended();
    }

    fn look(&mut self) {
        let at = self.moment();
        let State {
            world,
            agent,
            grid,
            events,
            hyper,
            ..
        } = &mut self.state;
        let sight = Sight {
            world,
            agent: &**agent,
            ties: hyper.ties,
            at,
            truth: self.truth.as_deref(),
        };
        if let Some(grid) = grid {
            grid.look(sight, (events, &mut self.evaluator));
        }
    }

    fn changed_its_mind(&mut self) -> bool {
        let State {
            world,
            watch,
            agent,
            hyper,
            ..
        } = &mut self.state;
        let Some(watching) = watch.as_mut() else {
            return false;
        };
        let changed = watching.changed(world, &**agent, &self.moved, hyper.ties);
        if changed {
            *watch = None;
        }
        changed
    }
}

#[cfg(test)]
mod tests;
