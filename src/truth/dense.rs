//! Exact solution of small systems x = b + A·x, where A is part of a transition matrix.
//!
//! States are eliminated one by one, as one would take them out of a Markov chain: what used to pass through a state
//! goes straight to where the state leads. The diagonal is never a difference but the sum of what leaves the state
//! (Grassmann, Taksar and Heyman), so that nothing cancels even if the end is very far away.

use super::chain::System;
use super::value::{Unsolved, check};

/// Eliminations between two questions whether to stop.
const STRIDE: usize = 16;

/// A system of equations and its memory, for reuse.
#[derive(Debug, Default)]
pub(super) struct Dense {
    size: usize,
    /// `size` × `size`, by rows.
    matrix: Vec<f64>,
    /// What leaves the system from each state: 1 − the sum of its row.
    exit: Vec<f64>,
    /// The right-hand side; the solution afterwards.
    value: Vec<f64>,
}

impl System for Dense {
    fn add(&mut self, row: usize, column: usize, weight: f64) {
        self.matrix[row * self.size + column] += weight;
    }

    fn set(&mut self, row: usize, exit: f64, value: f64) {
        self.exit[row] = exit;
        self.value[row] = value;
    }
}

impl Dense {
    /// Begin a system of `size` equations, all coefficients 0.
    pub fn reset(&mut self, size: usize) {
        self.size = size;
        self.matrix.clear();
        self.matrix.resize(size * size, 0.0);
        self.exit.clear();
        self.exit.resize(size, 0.0);
        self.value.clear();
        self.value.resize(size, 0.0);
    }

    /// Solve it. Some state must leave the system, and every one must lead there.
    pub fn solve(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<&[f64], Unsolved> {
        for pivot in 0..self.size {
            // Small systems are done before there is anything to ask, and there may be many of them.
            if pivot % STRIDE == STRIDE - 1 {
                check(cancelled)?;
            }
            self.eliminate(pivot);
        }
        for row in (0..self.size).rev() {
            let coefficients = &self.matrix[row * self.size..][..self.size];
            let later = row + 1..self.size;
            let sum: f64 = later.map(|j| coefficients[j] * self.value[j]).sum();
            // The elimination left the sum of all that leaves the state on the diagonal.
            self.value[row] = (self.value[row] + sum) / coefficients[row];
        }
        Ok(&self.value)
    }

    fn eliminate(&mut self, pivot: usize) {
        let size = self.size;
        let (upper, lower) = self.matrix.split_at_mut((pivot + 1) * size);
        let row = &mut upper[pivot * size..];
        let leaves = self.exit[pivot] + row[pivot + 1..].iter().sum::<f64>();
        row[pivot] = leaves;
        for (index, other) in lower.chunks_exact_mut(size).enumerate() {
            let passes = other[pivot];
            if passes == 0.0 {
                continue;
            }
            let factor = passes / leaves;
            for (target, weight) in other[pivot + 1..].iter_mut().zip(&row[pivot + 1..]) {
                *target += factor * weight;
            }
            let other = pivot + 1 + index;
            self.exit[other] += factor * self.exit[pivot];
            self.value[other] += factor * self.value[pivot];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_equations_come_out_as_by_hand() {
        // x = 1 + y/2, y = 2 + x/4 + y/4, so that x = 2.8, y = 3.6.
        let mut dense = Dense::default();
        dense.reset(2);
        dense.add(0, 1, 0.5);
        dense.add(1, 0, 0.25);
        dense.add(1, 1, 0.25);
        dense.set(0, 0.5, 1.0);
        dense.set(1, 0.5, 2.0);
        let solved = dense.solve(&mut || false).unwrap();
        assert!((solved[0] - 2.8).abs() < 1e-15 && (solved[1] - 3.6).abs() < 1e-15);
    }

    #[test]
    fn an_exit_of_one_in_ten_to_the_eighteen_loses_no_digits() {
        // Two states swap; one leaves with 1e-18 a step: 1 is paid per step, 2e18 steps are expected.
        let mut dense = Dense::default();
        dense.reset(2);
        dense.add(0, 1, 1.0);
        dense.add(1, 0, 1.0);
        dense.set(0, 0.0, 1.0);
        dense.set(1, 1e-18, 1.0);
        let solved = dense.solve(&mut || false).unwrap()[1];
        assert!((solved / 2e18 - 1.0).abs() < 1e-15, "{solved}");
    }
}
