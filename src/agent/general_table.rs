//! The table for every shape: any number of actions and outcomes, actions that are not legal everywhere, many states.

use super::chance;
use super::one_step::{Plan, RowRule, Table};
use super::policy::total;
use super::walk::{Budget, Walk};
use crate::mdp::{Mdp, Outcome, Ties};

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
    outcomes: Vec<Outcome>,
    /// Halves below which each outcome, or one before it, happens.
    thresholds: Vec<u64>,
}

impl GeneralTable {
    /// Lay `mdp` out.
    pub(super) fn of(mdp: &Mdp) -> Self {
        let mut table = Self {
            n_actions: mdp.n_actions(),
            first_cell: vec![0],
            action: Vec::new(),
            q: Vec::new(),
            visits: Vec::new(),
            best: vec![Best::default(); mdp.n_states()],
            first_outcome: vec![0],
            outcomes: Vec::with_capacity(mdp.n_outcomes()),
            thresholds: Vec::with_capacity(mdp.n_outcomes()),
        };
        for state in 0..mdp.n_states() {
            mdp.legal(state)
                .for_each(|action| table.add_cell(action, mdp.outcomes(state, action)));
            table.first_cell.push(table.action.len() as u32);
        }
        table.q = vec![0.0; table.action.len()];
        table.visits = vec![0; table.action.len()];
        (0..mdp.n_states()).for_each(|state| table.find_best(state));
        table
    }

    fn add_cell(&mut self, action: usize, outcomes: &[Outcome]) {
        self.action.push(action as u32);
        self.outcomes.extend_from_slice(outcomes);
        self.thresholds.extend(chance::thresholds(
            outcomes.iter().map(|outcome| outcome.probability),
        ));
        self.first_outcome.push(self.outcomes.len() as u32);
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
        self.outcomes[range.start + index]
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
    fn choose(&self, state: usize, half: u64, plan: &Plan) -> usize {
        self.action[self.chosen(state, half, plan)] as usize
    }

    fn draw(&self, state: usize, action: usize, half: u64) -> (Option<usize>, f64) {
        let Some(cell) = self.cell(state, action) else {
            return (None, 0.0);
        };
        let outcome = self.outcome(cell, half);
        let next = (!outcome.terminated).then_some(outcome.next_state as usize);
        (next, outcome.reward)
    }

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

    fn prepare<R: RowRule>(&mut self, _plan: &Plan) {
        (0..self.best.len()).for_each(|state| self.find_best(state));
    }

    fn learned<R: RowRule>(&mut self, _plan: &Plan, state: usize, action: usize, value: f64) {
        if let Some(cell) = self.cell(state, action) {
            self.visits[cell] += 1;
            self.put(state, cell, value);
        }
    }

    fn restore(&mut self, state: usize, action: usize, value: f64, visits: u64) {
        if let Some(cell) = self.cell(state, action) {
            self.q[cell] = value;
            self.visits[cell] = visits;
        }
    }

    fn q(&self, state: usize, action: usize) -> f64 {
        self.cell(state, action).map_or(0.0, |cell| self.q[cell])
    }

    fn visits(&self, state: usize, action: usize) -> u64 {
        self.cell(state, action).map_or(0, |cell| self.visits[cell])
    }

    fn bytes(&self) -> usize {
        size_of_val(&self.q[..]) * 2
            + size_of_val(&self.best[..])
            + size_of_val(&self.outcomes[..])
            + size_of_val(&self.thresholds[..])
            + (self.first_cell.len() + self.action.len() + self.first_outcome.len())
                * size_of::<u32>()
    }
}
