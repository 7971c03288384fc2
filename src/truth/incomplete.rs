//! An incomplete factorization I − A ≈ L·U that keeps the places where the matrix has entries: ILU(0), Saad 2003, section 10.3.
//!
//! For a part of a transition matrix that leaks it always exists (Meijerink and van der Vorst 1977: it is an M-matrix). Along a
//! corridor, where every state leads to its neighbors, it is the exact factorization, if the states stand in that order.

use super::value::{Unsolved, pass};

const NOWHERE: u32 = u32::MAX;

/// The two triangles in the places of the matrix, row by row, columns rising, and the diagonal of the upper one apart.
#[derive(Debug)]
pub(super) struct Incomplete {
    first: Vec<u32>,
    /// Where the entries to the right of the diagonal begin.
    upper: Vec<u32>,
    entries: Vec<(u32, f64)>,
    pivots: Vec<f64>,
}

impl Incomplete {
    /// Factorize the matrix with a diagonal of 1 and the negative of `row(i)` beside it; none if rounding does not allow it.
    pub fn of<'a>(
        size: usize,
        row: impl Fn(usize) -> &'a [(u32, f64)],
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Self>, Unsolved> {
        let mut made = Self {
            first: vec![0],
            upper: Vec::with_capacity(size),
            entries: Vec::new(),
            pivots: Vec::with_capacity(size),
        };
        let mut place = vec![NOWHERE; size];
        for index in 0..size {
            pass(index, cancelled)?;
            made.lay(index, row(index));
            let begin = made.first[index] as usize;
            for (offset, entry) in made.entries[begin..].iter().enumerate() {
                place[entry.0 as usize] = (begin + offset) as u32;
            }
            let pivot = made.eliminate(index, &place);
            if pivot.is_nan() || pivot <= 0.0 {
                return Ok(None);
            }
            made.pivots.push(pivot);
            for entry in &made.entries[begin..] {
                place[entry.0 as usize] = NOWHERE;
            }
        }
        Ok(Some(made))
    }

    /// Copy a row, in order, entries of one column taken together.
    fn lay(&mut self, index: usize, row: &[(u32, f64)]) {
        let begin = self.entries.len();
        self.entries
            .extend(row.iter().map(|&(column, weight)| (column, -weight)));
        self.entries[begin..].sort_unstable_by_key(|entry| entry.0);
        let mut last = begin;
        for at in begin + 1..self.entries.len() {
            if self.entries[at].0 == self.entries[last].0 {
                self.entries[last].1 += self.entries[at].1;
            } else {
                last += 1;
                self.entries[last] = self.entries[at];
            }
        }
        self.entries.truncate(self.entries.len().min(last + 1));
        let left = self.entries[begin..].partition_point(|entry| (entry.0 as usize) < index);
        self.upper.push((begin + left) as u32);
        self.first.push(self.entries.len() as u32);
    }

    /// Take the rows above out of the row laid last; its pivot.
    fn eliminate(&mut self, index: usize, place: &[u32]) -> f64 {
        let mut pivot = 1.0;
        for at in self.first[index] as usize..self.upper[index] as usize {
            let above = self.entries[at].0 as usize;
            let factor = self.entries[at].1 / self.pivots[above];
            self.entries[at].1 = factor;
            for from in self.upper[above] as usize..self.first[above + 1] as usize {
                let (column, value) = self.entries[from];
                if column as usize == index {
                    pivot -= factor * value;
                } else if place[column as usize] != NOWHERE {
                    self.entries[place[column as usize] as usize].1 -= factor * value;
                }
            }
        }
        pivot
    }

    /// Put the solution of L·U·`out` = `x` into `out`.
    pub fn solve(&self, x: &[f64], out: &mut [f64]) {
        for row in 0..x.len() {
            let lower = &self.entries[self.first[row] as usize..self.upper[row] as usize];
            let taken = lower.iter().map(|&(column, l)| l * out[column as usize]);
            out[row] = x[row] - taken.sum::<f64>();
        }
        for row in (0..x.len()).rev() {
            let upper = &self.entries[self.upper[row] as usize..self.first[row + 1] as usize];
            let taken = upper.iter().map(|&(column, u)| u * out[column as usize]);
            out[row] = (out[row] - taken.sum::<f64>()) / self.pivots[row];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn along_a_corridor_it_is_exact() {
        // x0 = ½x1 + 1, x1 = ½x0 + ½x2, x2 = ½x1: 1.5, 1, .5. The entry of row 1 comes in two parts and out of order.
        let rows: [&[(u32, f64)]; 3] =
            [&[(1, 0.5)], &[(2, 0.25), (0, 0.5), (2, 0.25)], &[(1, 0.5)]];
        let made = Incomplete::of(3, |row| rows[row], &mut || false);
        let made = made.unwrap().unwrap();
        // Pivots 1, 1 − ¼, 1 − ¼ / ¾.
        assert_eq!(made.pivots[..2], [1.0, 0.75]);
        let mut out = [0.0; 3];
        made.solve(&[1.0, 0.0, 0.0], &mut out);
        for (value, expected) in out.iter().zip([1.5, 1.0, 0.5]) {
            assert!((value - expected).abs() < 1e-15, "{out:?}");
        }
    }

    #[test]
    fn what_never_leaks_has_none() {
        let rows: [&[(u32, f64)]; 2] = [&[(1, 1.0)], &[(0, 1.0)]];
        let made = Incomplete::of(2, |row| rows[row], &mut || false);
        assert!(made.unwrap().is_none());
    }
}
