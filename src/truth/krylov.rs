//! Iterative solution of large systems x = b + A·x, where A is part of a transition matrix.
//!
//! `BiCGSTAB` (van der Vorst 1992) finds corrections, whose sum is refined against the true residual; if it stalls, plain
//! sweeps go on, which always converge because A is a part of a transition matrix that leaks. Large systems are solved through an
//! incomplete factorization of theirs, which takes a long corridor in a few steps.

use super::incomplete::Incomplete;
use super::value::{Unsolved, check};

/// Residual, relative to the largest solution or right-hand side, at which a system counts as solved.
const SOLVED: f64 = 4e-15;
/// The reduction of the residual at which a correction is added to the solution.
const REDUCTION: f64 = 1e-9;
/// A correction that leaves more of the residual than this has failed, unless the residual is mere rounding.
const PROGRESS: f64 = 0.5;
const ROUNDING: f64 = 1e-13;
/// Sweeps at most.
const SWEEPS: usize = 200_000;
/// Systems with more coefficients are worth an incomplete factorization.
const LARGE: usize = 10_000;
/// Coefficients passed in sweeps at most, in large systems.
const MOST_WORK: usize = 1 << 33;

/// How long it is tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    corrections: usize,
    /// Steps of one correction.
    steps: usize,
}

impl Patience {
    /// As much as a chain takes that forgets fast where it was.
    pub const LITTLE: Self = Self {
        corrections: 4,
        steps: 60,
    };
    /// As much as may help at all.
    pub const MUCH: Self = Self {
        corrections: 60,
        steps: 400,
    };
}

/// Where a coefficient stands and what it is: row by row, without the diagonal.
#[derive(Debug, Default)]
pub(super) struct Sparse {
    first: Vec<u32>,
    entries: Vec<(u32, f64)>,
    value: Vec<f64>,
    /// The steps that may still be taken, in all systems together; none for as many as are needed.
    pub left: Option<u32>,
}

impl Sparse {
    /// Begin a system without equations.
    pub fn reset(&mut self) {
        self.first.clear();
        self.first.push(0);
        self.entries.clear();
        self.value.clear();
    }

    /// Add to the coefficient of `column` in the equation that [`Sparse::close`] ends.
    pub fn add(&mut self, column: usize, weight: f64) {
        self.entries.push((column as u32, weight));
    }

    /// End an equation: `leaves` is 1 − its own coefficient, `value` its right-hand side.
    pub fn close(&mut self, leaves: f64, value: f64) {
        let begin = self.first.last().map_or(0, |&first| first as usize);
        for entry in &mut self.entries[begin..] {
            entry.1 /= leaves;
        }
        self.value.push(value / leaves);
        self.first.push(self.entries.len() as u32);
    }

    fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.first[row] as usize..self.first[row + 1] as usize]
    }

    fn passed(&self, row: usize, x: &[f64]) -> f64 {
        let products = self
            .row(row)
            .iter()
            .map(|&(column, p)| p * x[column as usize]);
        products.sum()
    }

    /// Put (I − A)·x into `out`.
    fn apply(&self, x: &[f64], out: &mut [f64]) {
        for (row, slot) in out.iter_mut().enumerate() {
            *slot = x[row] - self.passed(row, x);
        }
    }

    /// Begin a step: a correction, one of its steps, or a sweep.
    fn step(&mut self, cancelled: &mut dyn FnMut() -> bool) -> Result<(), Unsolved> {
        check(cancelled)?;
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(1).ok_or(Unsolved::TooLarge)?;
        }
        Ok(())
    }

    /// Solve it, beginning with the guess in `x`; whether it has converged.
    pub fn solve(
        &mut self,
        x: &mut [f64],
        patience: Patience,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<bool, Unsolved> {
        if x.iter().any(|x| !x.is_finite()) {
            x.copy_from_slice(&self.value);
        }
        let large = self.entries.len() > LARGE;
        let near = if large {
            Incomplete::of(x.len(), |row| self.row(row), cancelled)?
        } else {
            None
        };
        let mut residual = vec![0.0; x.len()];
        let mut last = f64::INFINITY;
        for _ in 0..patience.corrections {
            self.step(cancelled)?;
            let (size, scale) = self.residual(x, &mut residual);
            if size <= SOLVED * scale {
                return Ok(true);
            }
            if size > last * PROGRESS {
                // Rounding may be all that is left.
                return Ok(size <= ROUNDING * scale);
            }
            last = size;
            let correction =
                self.correction(&residual, near.as_ref(), patience.steps, cancelled)?;
            axpy(x, 1.0, &correction);
        }
        Ok(false)
    }

    /// The largest residual and the scale that it is to be compared with.
    fn residual(&self, x: &[f64], residual: &mut [f64]) -> (f64, f64) {
        self.apply(x, residual);
        let (mut size, mut scale) = (0.0_f64, f64::MIN_POSITIVE);
        for ((slot, &value), &x) in residual.iter_mut().zip(&self.value).zip(x) {
            *slot = value - *slot;
            size = if slot.is_nan() {
                f64::INFINITY
            } else {
                size.max(slot.abs())
            };
            scale = scale.max(value.abs()).max(x.abs());
        }
        (size, scale)
    }

    /// Solve (I − A)·c = `residual` roughly; through what is `near` to I − A, if there is such a thing.
    fn correction(
        &mut self,
        residual: &[f64],
        near: Option<&Incomplete>,
        steps: usize,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Vec<f64>, Unsolved> {
        let through = |x: &[f64], out: &mut [f64]| match near {
            Some(near) => near.solve(x, out),
            None => out.copy_from_slice(x),
        };
        let size = residual.len();
        let mut c = vec![0.0; size];
        let mut r = residual.to_vec();
        let (mut p, mut v) = (r.clone(), vec![0.0; size]);
        let (mut t, mut q) = (vec![0.0; size], vec![0.0; size]);
        let target = REDUCTION * REDUCTION * dot(&r, &r);
        let mut rho = dot(residual, &r);
        for _ in 0..steps {
            self.step(cancelled)?;
            through(&p, &mut q);
            check(cancelled)?;
            self.apply(&q, &mut v);
            let alpha = rho / dot(residual, &v);
            if near.is_some() && alpha.is_finite() {
                axpy(&mut c, alpha, &q);
            }
            axpy(&mut r, -alpha, &v);
            if near.is_some() && dot(&r, &r) <= target {
                break;
            }
            check(cancelled)?;
            through(&r, &mut q);
            check(cancelled)?;
            self.apply(&q, &mut t);
            let omega = dot(&t, &r) / dot(&t, &t);
            if !(alpha.is_finite() && omega.is_finite()) {
                break;
            }
            if near.is_none() {
                axpy(&mut c, alpha, &p);
            }
            axpy(&mut c, omega, &q);
            axpy(&mut r, -omega, &t);
            let next = dot(residual, &r);
            if dot(&r, &r) <= target || next == 0.0 {
                break;
            }
            let beta = next / rho * (alpha / omega);
            rho = next;
            for ((p, &r), &v) in p.iter_mut().zip(&r).zip(&v) {
                *p = r + beta * (*p - omega * v);
            }
        }
        Ok(c)
    }

    /// Gauss–Seidel until nothing changes any more.
    pub fn sweep(
        &mut self,
        x: &mut [f64],
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        if x.iter().any(|x| !x.is_finite()) {
            x.copy_from_slice(&self.value);
        }
        let sweeps = match self.entries.len() {
            entries if entries > LARGE => (MOST_WORK / entries).clamp(1, SWEEPS),
            _ => SWEEPS,
        };
        for _ in 0..sweeps {
            self.step(cancelled)?;
            let (mut change, mut scale) = (0.0_f64, f64::MIN_POSITIVE);
            for row in 0..x.len() {
                let new = self.value[row] + self.passed(row, x);
                change = change.max((new - x[row]).abs());
                scale = scale.max(new.abs());
                x[row] = new;
            }
            if change <= SOLVED * scale {
                break;
            }
        }
        Ok(())
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn axpy(y: &mut [f64], factor: f64, x: &[f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += factor * x);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fair walk on 1..=n that is paid at the right end: x(k) = k / (n + 1).
    fn walk(n: usize) -> Sparse {
        let mut sparse = Sparse::default();
        sparse.reset();
        for k in 0..n {
            if k > 0 {
                sparse.add(k - 1, 0.5);
            }
            if k + 1 < n {
                sparse.add(k + 1, 0.5);
            }
            sparse.close(1.0, if k + 1 == n { 0.5 } else { 0.0 });
        }
        sparse
    }

    #[test]
    fn a_walk_of_a_thousand_states_is_a_straight_line() {
        let mut solved = vec![0.0; 1000];
        assert_eq!(
            walk(1000).solve(&mut solved, Patience::MUCH, &mut || false),
            Ok(true)
        );
        for (k, value) in solved.iter().enumerate() {
            let expected = (k + 1) as f64 / 1001.0;
            assert!((value - expected).abs() < 1e-9, "{k}: {value} {expected}");
        }
    }

    #[test]
    fn more_steps_than_are_left_are_too_many() {
        let mut walk = walk(1000);
        let mut x = vec![0.0; 1000];
        walk.left = Some(3);
        assert_eq!(
            walk.solve(&mut x, Patience::MUCH, &mut || false),
            Err(Unsolved::TooLarge)
        );
        walk.left = Some(u32::MAX);
        assert_eq!(walk.solve(&mut x, Patience::MUCH, &mut || false), Ok(true));
    }

    #[test]
    fn sweeps_alone_get_there_too_and_can_be_cancelled() {
        let mut x = vec![0.0; 20];
        walk(20).sweep(&mut x, &mut || false).unwrap();
        assert!((x[9] - 10.0 / 21.0).abs() < 1e-12);
        let stopped = walk(20).solve(&mut x, Patience::LITTLE, &mut || true);
        assert_eq!(stopped, Err(Unsolved::Cancelled));
    }
}
