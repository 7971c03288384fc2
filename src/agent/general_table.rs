//! The table for every shape: any number of actions and outcomes, actions that are not legal everywhere, many states.

use std::sync::Arc;

use super::chance::{self, Stream};
use super::one_step::{Plan, RowRule, Table};
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

/// Flat arrays, one entry per legal cell, states in order.
#[derive(Clone, Debug)]
pub(super) struct GeneralTable {
    n_actions: usize,
    /// Where the cells of a state begin; one more entry at the end.
    first_cell: Vec<u32>,
    /// The action of each cell.
    action: Vec<u32>,
    q: Vec<f64>,
    visits: Vec<u64>,
    best: Vec<Best>,
    /// Where the outcomes of a cell begin; one more entry at the end.
    first_outcome: Vec<u32>,
    /// Its outcomes are those of the cells, in the same order: cells without any are not legal.
    mdp: Arc<Mdp>,
    /// Halves below which each outcome, or one before it, happens.
    thresholds: Vec<u64>,
}

impl GeneralTable {
    /// Lay `mdp` out.
    pub(super) fn of(mdp: &Arc<Mdp>) -> Self {
        let cells = mdp.n_legal();
        let mut table = Self {
            n_actions: mdp.n_actions(),
            first_cell: Vec::with_capacity(mdp.n_states() + 1),
            action: Vec::with_capacity(cells),
            q: vec![0.0; cells],
            visits: vec![0; cells],
            best: vec![Best::default(); mdp.n_states()],
            first_outcome: Vec::with_capacity(cells + 1),
            mdp: Arc::clone(mdp),
            thresholds: Vec::with_capacity(mdp.n_outcomes()),
        };
        table.first_cell.push(0);
        table.first_outcome.push(0);
        for state in 0..mdp.n_states() {
            mdp.legal(state)
                .for_each(|action| table.add_cell(action, mdp.outcomes(state, action)));
            table.first_cell.push(table.action.len() as u32);
        }
        (0..mdp.n_states()).for_each(|state| table.find_best(state));
        table
    }

    /// Bytes that the table of a model of `size` takes, beside the model.
    pub(super) fn bytes_of(size: Size) -> u64 {
        let of = |count: u64, bytes: usize| count.saturating_mul(bytes as u64);
        let cell = size_of::<f64>() + size_of::<u64>() + 2 * size_of::<u32>();
        of(size.cells, cell)
            .saturating_add(of(size.states, size_of::<Best>() + size_of::<u32>()))
            .saturating_add(of(size.outcomes, size_of::<u64>()))
    }

    fn add_cell(&mut self, action: usize, outcomes: &[Outcome]) {
        self.action.push(action as u32);
        self.thresholds.extend(chance::thresholds(
            outcomes.iter().map(|outcome| outcome.probability),
        ));
        self.first_outcome.push(self.thresholds.len() as u32);
    }

    fn cells(&self, state: usize) -> std::ops::Range<usize> {
        self.first_cell[state] as usize..self.first_cell[state + 1] as usize
    }

    fn cell(&self, state: usize, action: usize) -> Option<usize> {
        let cells = self.cells(state);
        if cells.len() == self.n_actions {
            return Some(cells.start + action);
        }
        let found = self.action[cells.clone()].binary_search(&(action as u32));
        found.ok().map(|rank| cells.start + rank)
    }

    fn find_best(&mut self, state: usize) {
        let cells = self.cells(state);
        let mut best = Best::default();
        for cell in cells {
            let value = self.q[cell];
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
        let old = std::mem::replace(&mut self.q[cell], value);
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
    fn drawn(
        &self,
        mut cells: std::ops::Range<usize>,
        best: Best,
        half: u64,
        plan: &Plan,
    ) -> usize {
        let mut rank = plan.exploration.tied(half, best.tied as usize);
        cells
            .find(|&cell| {
                let here = self.q[cell] == best.max && rank == 0;
                rank -= usize::from(self.q[cell] == best.max && !here);
                here
            })
            .unwrap_or(best.first as usize)
    }

    #[inline]
    fn outcome(&self, cell: usize, half: u64) -> Outcome {
        let range = self.first_outcome[cell] as usize..self.first_outcome[cell + 1] as usize;
        let thresholds = &self.thresholds[range.clone()];
        let index = chance::pick(half, thresholds.iter().copied());
        self.mdp.all_outcomes()[range.start + index]
    }
}

impl GeneralTable {
    /// What the row of `state` is worth to the step that leads there.
    #[inline]
    fn worth<R: RowRule>(&self, state: usize, plan: &Plan) -> f64 {
        let values = &self.q[self.cells(state)];
        R::worth(plan, values.len(), total(values), self.best[state].max)
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
            let value = plan.step.blend(self.q[cell], outcome.reward, bootstrap);
            self.visits[cell] += 1;
            self.put(state, cell, value);
            walk.follow(word, outcome.reward, next, outcome.terminated);
        }
    }

    fn run_on_policy(
        &mut self,
        walk: &mut Walk,
        plan: &Plan,
        learner: &mut Stream,
        mut chosen: Option<usize>,
        budget: Budget,
    ) -> Option<usize> {
        let until = walk.episodes.saturating_add(budget.episodes);
        for _ in 0..budget.steps {
            let word = walk.word();
            let state = walk.state;
            let cell = chosen
                .and_then(|action| self.cell(state, action))
                .unwrap_or_else(|| self.chosen(state, chance::low(word), plan));
            let outcome = self.outcome(cell, chance::high(word));
            let next = outcome.next_state as usize;
            let coin = walk.word_ahead(learner, outcome.terminated);
            let taken = coin.map(|coin| self.chosen(next, chance::low(coin), plan));
            let bootstrap = taken.map_or(0.0, |taken| self.q[taken]);
            let value = plan.step.blend(self.q[cell], outcome.reward, bootstrap);
            self.visits[cell] += 1;
            self.put(state, cell, value);
            walk.follow(word, outcome.reward, next, outcome.terminated);
            chosen = taken
                .filter(|_| walk.peeked.is_some())
                .map(|taken| self.action[taken] as usize);
            if walk.episodes == until {
                break;
            }
        }
        chosen
    }

    fn prepare<R: RowRule>(&mut self, _plan: &Plan) {
        // The best of a row hangs on its values alone, and is found again wherever one of them is written.
    }

    fn learned<R: RowRule>(&mut self, _plan: &Plan, state: usize, action: usize, value: f64) {
        if let Some(cell) = self.cell(state, action) {
            self.visits[cell] += 1;
            self.put(state, cell, value);
        }
    }

    fn restore(&mut self, state: usize, action: usize, value: f64, visits: u64) {
        if let Some(cell) = self.cell(state, action) {
            self.visits[cell] = visits;
            self.put(state, cell, value);
        }
    }

    fn q(&self, state: usize, action: usize) -> f64 {
        self.cell(state, action).map_or(0.0, |cell| self.q[cell])
    }

    fn visits(&self, state: usize, action: usize) -> u64 {
        self.cell(state, action).map_or(0, |cell| self.visits[cell])
    }

    fn bytes(&self) -> usize {
        let size = Size {
            states: self.best.len() as u64,
            cells: self.q.len() as u64,
            outcomes: self.thresholds.len() as u64,
        };
        Self::bytes_of(size) as usize
    }
}
