//! What is looked at from time to time: greedy figures, routes, changes of mind.
//!
//! The looks are at fixed steps, a *grid* that grows coarser with the run, so that what they find depends on the run alone
//! and never on the speed, the batches or the frames that it was cut into.

use super::event::{EventKind, Events};
use super::ledger::Moment;
use super::minds::{Minds, Moved, matters};
use super::route::{has_routes, route};
use crate::agent::Agent;
use crate::mdp::{Ties, World};
use crate::truth::{Figure, Policy, ReturnEvaluator, Truth};

/// How many looks are kept before every second one goes.
const MOST_SAMPLES: usize = 2048;
/// Up to so many cells, each look keeps all their values.
const MOST_TRACED: usize = 16;
/// Above it, figures over the whole table are left out.
pub const MOST_STATES: usize = 16_384;

/// What a look found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// When.
    pub at: Moment,
    /// The exact undiscounted return of the greedy policy; none where it takes longer to work out than a look may.
    pub greedy: Option<Figure>,
    /// The greatest |Q − Q*|; none while the truth was not known, where it is infinite, and without action values.
    pub error: Option<f64>,
}

/// What there is to look at.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The world.
    pub world: &'a World,
    /// The learner.
    pub agent: &'a dyn Agent,
    /// How its greedy choice breaks ties.
    pub ties: Ties,
    /// When.
    pub at: Moment,
    /// The exact solution, if it is known.
    pub truth: Option<&'a Truth>,
}

impl Sight<'_> {
    fn row(&self, state: usize, row: &mut [f64]) {
        self.agent.values(state, row);
    }
}

/// The looks so far.
#[derive(Clone, Debug)]
pub struct Grid {
    spacing: u64,
    samples: Vec<Sample>,
    /// All action values at each look, where they are few.
    tables: Vec<Box<[f64]>>,
    minds: Minds,
    matters: Vec<u32>,
    /// Whether the greedy policy is another one than that of the figures.
    differs: bool,
    /// The step from which the route may be looked for again.
    evaluate_at: u64,
    /// Whether its return is worked out at once.
    at_once: bool,
    greedy: Option<Figure>,
    /// When a mind was last found to have moved, or the route to have appeared or gone.
    moved: Moment,
    routes: bool,
    /// Whether there is a route now, and whether there ever was one.
    route: (bool, bool),
}

impl Grid {
    /// Lay a grid over runs in `world`; none if its table is too large to be looked at whole.
    pub fn new(world: &World) -> Option<Self> {
        let mdp = &world.mdp;
        if mdp.n_states() > MOST_STATES {
            return None;
        }
        let matters = (0u32..).zip(matters(mdp)).filter(|&(_, matters)| matters);
        Some(Self {
            spacing: first_spacing(mdp.n_states() * mdp.n_actions()),
            samples: Vec::new(),
            tables: Vec::new(),
            minds: Minds::new(mdp),
            matters: matters.map(|(state, _)| state).collect(),
            differs: true,
            evaluate_at: 0,
            at_once: ReturnEvaluator::is_quick(world),
            greedy: None,
            moved: Moment::default(),
            routes: has_routes(world),
            route: (false, false),
        })
    }

    /// Steps between two looks.
    pub fn spacing(&self) -> u64 {
        self.spacing
    }

    /// The step of the next look after `step`.
    pub fn next(&self, step: u64) -> u64 {
        (step / self.spacing + 1).saturating_mul(self.spacing)
    }

    /// Whether there is a look at `step`.
    pub fn is_due(&self, step: u64) -> bool {
        step.is_multiple_of(self.spacing)
    }

    /// The looks that are kept, oldest first.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// When a mind was last found to have moved, or the route to have appeared or gone.
    pub fn moved(&self) -> Moment {
        self.moved
    }

    /// Minds as they were found at the last look.
    pub fn minds(&self) -> &Minds {
        &self.minds
    }

    /// How the value of one cell went: the looks and what they found; empty where there are too many cells to keep them.
    pub fn trace(&self, cell: usize) -> impl Iterator<Item = (Moment, f64)> + '_ {
        self.samples
            .iter()
            .zip(&self.tables)
            .map(move |(sample, table)| (sample.at, table[cell]))
    }

    /// Work the figures out anew at the next look: the world pays otherwise.
    pub fn look_anew(&mut self) {
        self.differs = true;
    }

    /// Look at the whole table.
    pub fn look(&mut self, sight: Sight, (events, evaluator): (&mut Events, &mut ReturnEvaluator)) {
        self.differs |= self.look_at_minds(sight, events);
        if self.differs && sight.at.step >= self.evaluate_at {
            self.differs = false;
            self.evaluate_at = self.next_evaluation(sight.at.step);
            let policy = Policy::greedy(
                &sight.world.mdp,
                |state, row| sight.row(state, row),
                sight.ties,
            );
            let at_once = self.at_once.then_some(&sight.world.mdp);
            self.greedy = at_once.map(|mdp| evaluator.of(mdp, &policy));
            self.look_for_route(sight.world, &policy, sight.at, events);
        }
        let comparable = sight.truth.filter(|_| sight.agent.has_action_values());
        let error = comparable.map(|truth| truth.max_error(|state, row| sight.row(state, row)));
        let error = error.filter(|error| error.is_finite());
        self.samples.push(Sample {
            at: sight.at,
            greedy: self.greedy,
            error,
        });
        self.keep_table(sight);
        if self.samples.len() == MOST_SAMPLES {
            self.thin();
        }
    }

    /// Look for changes of mind; says whether any greedy action is another one than before.
    fn look_at_minds(&mut self, sight: Sight, events: &mut Events) -> bool {
        let mut differs = false;
        for index in 0..self.matters.len() {
            let state = self.matters[index] as usize;
            let (differs_here, moved) = self.minds.look(sight.agent, state);
            differs |= differs_here;
            // Where only one action is legal, there is a mind before the first step.
            if let Some(moved) = moved.filter(|_| sight.at.step > 0) {
                self.moved = sight.at;
                events.push(sight.at, self.spacing, moved.into());
            }
        }
        differs
    }

    /// A small model's policy is looked at again at every look where it differs, a larger one's an eighth of the run later.
    fn next_evaluation(&self, step: u64) -> u64 {
        if self.at_once { 0 } else { step + step / 8 }
    }

    fn keep_table(&mut self, sight: Sight) {
        let (states, actions) = (sight.world.mdp.n_states(), sight.world.mdp.n_actions());
        if states * actions > MOST_TRACED {
            return;
        }
        let mut table = vec![0.0; states * actions].into_boxed_slice();
        for (state, row) in table.chunks_exact_mut(actions).enumerate() {
            sight.row(state, row);
        }
        self.tables.push(table);
    }

    /// Let every second look go.
    fn thin(&mut self) {
        self.spacing *= 2;
        let stays: Vec<bool> = self
            .samples
            .iter()
            .map(|sample| self.is_due(sample.at.step))
            .collect();
        let mut kept = stays.iter();
        self.samples.retain(|_| kept.next() == Some(&true));
        let mut kept = stays.iter();
        self.tables.retain(|_| kept.next() == Some(&true));
    }

    fn look_for_route(&mut self, world: &World, policy: &Policy, at: Moment, events: &mut Events) {
        if !self.routes {
            return;
        }
        let (was, ever) = self.route;
        let found = route(world, policy);
        self.route = (found.is_some(), ever || found.is_some());
        if found.is_some() != was {
            self.moved = at;
        }
        match found {
            Some(route) if !was => {
                let kind = EventKind::RouteFound {
                    length: route.length,
                    first: !ever,
                };
                events.push(at, self.spacing, kind);
            }
            None if was => events.push(at, self.spacing, EventKind::RouteLost),
            _ => {}
        }
    }
}

impl From<Moved> for EventKind {
    fn from(moved: Moved) -> Self {
        match moved {
            Moved::Formed { state, action } => Self::Formed { state, action },
            Moved::Changed { state, action } => Self::Changed { state, action },
        }
    }
}

/// States × actions / 16, rounded down to a power of two, at least 1.
fn first_spacing(cells: usize) -> u64 {
    let sixteenth = (cells / 16).max(1) as u64;
    1 << sixteenth.ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_follows_the_size_of_the_table() {
        let of = |states: usize, actions: usize| first_spacing(states * actions);
        assert_eq!(
            [of(2, 2), of(16, 4), of(48, 4), of(64, 4), of(500, 6)],
            [1, 4, 8, 16, 128]
        );
    }
}
