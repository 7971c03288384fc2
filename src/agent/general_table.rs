//! The table for every shape: any number of actions and outcomes, actions that are not legal everywhere, many states.

use std::ops::Range;
use std::sync::Arc;

use super::chance::{self, Stream};
use super::one_step::{Plan, RowRule, StepSize, Table};
use super::policy::total;
use super::walk::{Budget, Walk};
use crate::mdp::{Mdp, Outcome, Size, Ties};

/// The best of a state's actions.
#[derive(Clone, Copy, Debug, Default)]
struct Best {
    /// The greatest value; 0 where no action is legal.
    max: f64,
    /// The first cell that has it.
    first: u32,
    /// How many cells have it.
    tied: u32,
}

/// What is known of one action in one state: what a step writes lies side by side.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    q: f64,
    visits: u64,
}

/// Where the entries of each of several owners lie in a flat list.
#[derive(Clone, Debug)]
enum Split {
    /// So many for each.
    Even(usize),
    /// Where those of each begin; one more entry at the end.
    Uneven(Vec<u32>),
}

impl Split {
    /// Split by these counts, one for each owner.
    fn of(counts: impl Iterator<Item = usize> + Clone) -> Self {
        let first = counts.clone().next().unwrap_or(0);
        if counts.clone().all(|count| count == first) {
            return Self::Even(first);
        }
        let mut end = 0;
        let ends = counts.map(|count| {
            end += count as u32;
            end
        });
        Self::Uneven(std::iter::once(0).chain(ends).collect())
    }

    #[inline]
    fn range(&self, owner: usize) -> Range<usize> {
        match self {
            Self::Even(count) => owner * count..(owner + 1) * count,
            Self::Uneven(begins) => begins[owner] as usize..begins[owner + 1] as usize,
        }
    }
}

/// Flat arrays, one entry per legal cell, states in order.
///
/// Where a table is large, what a step waits for is memory: it reads a state's best, then the outcome of its action, and
/// all else lies where it can be fetched meanwhile.
#[derive(Clone, Debug)]
pub(super) struct GeneralTable {
    /// The cells of each state.
    of_state: Split,
    /// The action of each cell, unless all are legal everywhere.
    action: Option<Vec<u32>>,
    cells: Vec<Cell>,
    best: Vec<Best>,
    /// The outcomes of each cell.
    of_cell: Split,
    /// Its outcomes are those of the cells, in the same order: cells without any are not legal.
    mdp: Arc<Mdp>,
    /// Halves below which each outcome, or one before it, happens.
    thresholds: Vec<u64>,
}

impl GeneralTable {
    /// Lay `mdp` out.
    pub(super) fn of(mdp: &Arc<Mdp>) -> Self {
        let states = 0..mdp.n_states();
        let legal = || {
            states
                .clone()
                .flat_map(|state| mdp.legal(state).map(move |action| (state, action)))
        };
        let outcomes = || legal().map(|(state, action)| mdp.outcomes(state, action));
        let mut thresholds = Vec::with_capacity(mdp.n_outcomes());
        outcomes().for_each(|row| {
            thresholds.extend(chance::thresholds(
                row.iter().map(|outcome| outcome.probability),
            ));
        });
        let actions = || legal().map(|(_, action)| action as u32).collect();
        let mut table = Self {
            of_state: Split::of(states.clone().map(|state| mdp.legal(state).count())),
            action: (!mdp.all_legal()).then(actions),
            cells: vec![Cell::default(); mdp.n_legal()],
            best: vec![Best::default(); mdp.n_states()],
            of_cell: Split::of(outcomes().map(<[Outcome]>::len)),
            mdp: Arc::clone(mdp),
            thresholds,
        };
        states.for_each(|state| table.find_best(state));
        table
    }

    /// Bytes that the table of a model of `size` takes, beside the model.
    pub(super) fn bytes_of(size: Size) -> u64 {
        let of = |count: u64, bytes: usize| count.saturating_mul(bytes as u64);
        let cell = size_of::<Cell>() + 2 * size_of::<u32>();
        of(size.cells, cell)
            .saturating_add(of(size.states, size_of::<Best>() + size_of::<u32>()))
            .saturating_add(of(size.outcomes, size_of::<u64>()))
    }

    #[inline]
    fn cells(&self, state: usize) -> Range<usize> {
        self.of_state.range(state)
    }

    fn cell(&self, state: usize, action: usize) -> Option<usize> {
        let cells = self.cells(state);
        let rank = match &self.action {
            None => Some(action),
            Some(actions) => actions[cells.clone()].binary_search(&(action as u32)).ok(),
        };
        rank.map(|rank| cells.start + rank)
    }

    #[inline]
    fn action(&self, state: usize, cell: usize) -> usize {
        match &self.action {
            None => cell - self.cells(state).start,
            Some(actions) => actions[cell] as usize,
        }
    }

    fn find_best(&mut self, state: usize) {
        let cells = self.cells(state);
        let mut best = Best::default();
        for cell in cells {
            let value = self.cells[cell].q;
            if best.tied == 0 || value > best.max {
                best = Best {
                    max: value,
                    first: cell as u32,
                    tied: 1,
                };
            } else if value == best.max {
                best.tied += 1;
            }
        }
        self.best[state] = best;
    }

    /// Put `value` in its cell; only a fall of a best value, or a tie, makes the row be searched again.
    #[inline]
    fn put(&mut self, state: usize, cell: usize, value: f64) {
        let old = std::mem::replace(&mut self.cells[cell].q, value);
        let best = &mut self.best[state];
        if value > best.max {
            *best = Best {
                max: value,
                first: cell as u32,
                tied: 1,
            };
        } else if old == best.max || value == best.max {
            self.find_best(state);
        }
    }

    /// The cell that a half chooses in `state`.
    #[inline]
    fn chosen(&self, state: usize, half: u64, plan: &Plan) -> usize {
        let cells = self.cells(state);
        if let Some(rank) = plan.exploration.explored(half, cells.len()) {
            return cells.start + rank;
        }
        let best = self.best[state];
        if best.tied > 1 && plan.ties == Ties::Uniform {
            return self.drawn(cells, best, half, plan);
        }
        best.first as usize
    }

    #[cold]
    #[inline(never)]
    fn drawn(&self, mut cells: Range<usize>, best: Best, half: u64, plan: &Plan) -> usize {
        let mut rank = plan.exploration.tied(half, best.tied as usize);
        cells
            .find(|&cell| {
                let here = self.cells[cell].q == best.max && rank == 0;
                rank -= usize::from(self.cells[cell].q == best.max && !here);
                here
            })
            .unwrap_or(best.first as usize)
    }

    #[inline]
    fn outcome(&self, cell: usize, half: u64) -> Outcome {
        let range = self.of_cell.range(cell);
        let thresholds = &self.thresholds[range.clone()];
        let index = chance::pick(half, thresholds.iter().copied());
        self.mdp.all_outcomes()[range.start + index]
    }
}

impl GeneralTable {
    /// What the row of `state` is worth to the step that leads there.
    #[inline]
    fn worth<R: RowRule>(&self, state: usize, plan: &Plan) -> f64 {
        let cells = &self.cells[self.cells(state)];
        let sum = || total(cells.len(), |at| cells[at].q);
        R::worth(plan, cells.len(), sum, self.best[state].max)
    }
}

impl GeneralTable {
    /// Move the value of a cell towards what a step came to, and count the visit.
    #[inline]
    fn learn(&mut self, state: usize, cell: usize, step: StepSize, reward: f64, bootstrap: f64) {
        let Cell { q, visits } = &mut self.cells[cell];
        *visits += 1;
        let value = step.blend(*q, reward, bootstrap);
        self.put(state, cell, value);
    }
}

impl Table for GeneralTable {
    fn run<R: RowRule>(&mut self, walk: &mut Walk, plan: &Plan, budget: Budget) {
        let (mut taken, until) = (0, walk.episodes.saturating_add(budget.episodes));
        while taken < budget.steps && walk.episodes < until {
            taken += 1;
            let word = walk.word();
            let state = walk.state;
            let cell = self.chosen(state, chance::low(word), plan);
            let outcome = self.outcome(cell, chance::high(word));
            let next = outcome.next_state as usize;
            let bootstrap = if outcome.terminated {
                0.0
            } else {
                self.worth::<R>(next, plan)
            };
            self.learn(state, cell, plan.step, outcome.reward, bootstrap);
            walk.follow(word, outcome.reward, next, outcome.terminated);
        }
    }

    fn run_on_policy(
        &mut self,
        walk: &mut Walk,
        plan: &Plan,
        learner: &mut Stream,
        chosen: Option<usize>,
        budget: Budget,
    ) -> Option<usize> {
        let until = walk.episodes.saturating_add(budget.episodes);
        let mut ahead = chosen.and_then(|action| self.cell(walk.state, action));
        for _ in 0..budget.steps {
            let word = walk.word();
            let state = walk.state;
            let cell = ahead.unwrap_or_else(|| self.chosen(state, chance::low(word), plan));
            let outcome = self.outcome(cell, chance::high(word));
            let next = outcome.next_state as usize;
            let coin = walk.word_ahead(learner, outcome.terminated);
            let taken = coin.map(|coin| self.chosen(next, chance::low(coin), plan));
            let bootstrap = taken.map_or(0.0, |taken| self.cells[taken].q);
            self.learn(state, cell, plan.step, outcome.reward, bootstrap);
            walk.follow(word, outcome.reward, next, outcome.terminated);
            ahead = taken.filter(|_| walk.peeked.is_some());
            if walk.episodes == until {
                break;
            }
        }
        ahead.map(|cell| self.action(walk.state, cell))
    }

    fn prepare<R: RowRule>(&mut self, _plan: &Plan) {
        // The best of a row hangs on its values alone, and is found again wherever one of them is written.
    }

    fn learned<R: RowRule>(&mut self, _plan: &Plan, state: usize, action: usize, value: f64) {
        if let Some(cell) = self.cell(state, action) {
            self.cells[cell].visits += 1;
            self.put(state, cell, value);
        }
    }

    fn restore(&mut self, state: usize, action: usize, value: f64, visits: u64) {
        if let Some(cell) = self.cell(state, action) {
            self.cells[cell].visits = visits;
            self.put(state, cell, value);
        }
    }

    fn pay(&mut self, mdp: &Arc<Mdp>) {
        self.mdp = Arc::clone(mdp);
    }

    fn q(&self, state: usize, action: usize) -> f64 {
        self.cell(state, action)
            .map_or(0.0, |cell| self.cells[cell].q)
    }

    fn values(&self, state: usize, out: &mut [f64]) {
        let cells = self.cells(state);
        let Some(actions) = &self.action else {
            let cells = &self.cells[cells];
            out.iter_mut()
                .zip(cells)
                .for_each(|(out, cell)| *out = cell.q);
            return;
        };
        out.fill(0.0);
        for cell in cells {
            out[actions[cell] as usize] = self.cells[cell].q;
        }
    }

    fn visits(&self, state: usize, action: usize) -> u64 {
        self.cell(state, action)
            .map_or(0, |cell| self.cells[cell].visits)
    }

    fn bytes(&self) -> usize {
        let size = Size {
            states: self.best.len() as u64,
            cells: self.cells.len() as u64,
            outcomes: self.thresholds.len() as u64,
        };
        Self::bytes_of(size) as usize
    }
}
