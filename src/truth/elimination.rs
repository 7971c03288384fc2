//! Exact solution of large sparse systems x = b + A·x, where A is part of a transition matrix.
//!
//! States are taken out of the chain one by one as in [`Dense`](super::dense::Dense), with the same sums in place of
//! differences, but always the one with the fewest paths through it (Markowitz 1957), so that corridors and maps, where
//! chance wanders for very long, stay as sparse as they are. Where everything leads everywhere paths soon grow too many:
//! such chains mix fast, and iteration is the way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::chain::System;
use super::value::{Unsolved, check};

/// Paths that are drawn anew at most.
const MOST_WORK: usize = 1 << 24;
/// Nowhere in a row.
const NOWHERE: u32 = u32::MAX;

/// A system of equations, a list of coefficients per state, without the diagonal.
#[derive(Debug)]
pub(super) struct Elimination {
    rows: Vec<Vec<(u32, f64)>>,
    /// Whose rows have a coefficient of this state.
    from: Vec<Vec<u32>>,
    /// What leaves the system from each state; all that leaves the state once it is taken out.
    exit: Vec<f64>,
    /// The right-hand side; the solution afterwards.
    value: Vec<f64>,
    /// Where in the row at hand each state has its coefficient.
    place: Vec<u32>,
    /// States by how many paths lead through them, the fewest first; where that has changed since, there is a newer entry.
    queue: BinaryHeap<Reverse<(usize, u32)>>,
}

impl System for Elimination {
    fn add(&mut self, row: usize, column: usize, weight: f64) {
        if row == column {
            return;
        }
        let known = self.rows[row]
            .iter_mut()
            .find(|entry| entry.0 == column as u32);
        if let Some(entry) = known {
            entry.1 += weight;
        } else {
            self.rows[row].push((column as u32, weight));
            self.from[column].push(row as u32);
        }
    }

    fn set(&mut self, row: usize, exit: f64, value: f64) {
        (self.exit[row], self.value[row]) = (exit, value);
    }
}

impl Elimination {
    /// Begin a system of `size` equations, all coefficients 0.
    pub fn new(size: usize) -> Self {
        Self {
            rows: vec![Vec::new(); size],
            from: vec![Vec::new(); size],
            exit: vec![0.0; size],
            value: vec![0.0; size],
            place: vec![NOWHERE; size],
            queue: BinaryHeap::with_capacity(2 * size),
        }
    }

    /// Solve it; none if it is not sparse enough. Some state must leave the system, and every one must lead there.
    pub fn solve(
        mut self,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Vec<f64>>, Unsolved> {
        let Some(order) = self.take_all_out(cancelled)? else {
            return Ok(None);
        };
        for &state in order.iter().rev() {
            let state = state as usize;
            let later = self.rows[state].iter();
            let sum: f64 = later
                .map(|&(to, weight)| weight * self.value[to as usize])
                .sum();
            self.value[state] = (self.value[state] + sum) / self.exit[state];
        }
        Ok(Some(self.value))
    }

    /// Take every state out; gives their order, or none where that would be too much work.
    fn take_all_out(
        &mut self,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Vec<u32>>, Unsolved> {
        let size = self.rows.len();
        (0..size).for_each(|state| self.enqueue(state));
        let (mut order, mut gone) = (Vec::with_capacity(size), vec![false; size]);
        let mut work = 0;
        while let Some(Reverse((paths, state))) = self.queue.pop() {
            let index = state as usize;
            if gone[index] || paths != self.paths(index) {
                continue;
            }
            check(cancelled)?;
            work += paths;
            if work > MOST_WORK {
                return Ok(None);
            }
            self.take_out(index);
            gone[index] = true;
            order.push(state);
        }
        Ok(Some(order))
    }

    /// How many paths lead through `state`.
    fn paths(&self, state: usize) -> usize {
        self.rows[state].len() * self.from[state].len()
    }

    fn enqueue(&mut self, state: usize) {
        self.queue.push(Reverse((self.paths(state), state as u32)));
    }

    /// Lead every path through `state` straight on; its row stays for when the others are solved.
    fn take_out(&mut self, state: usize) {
        let row = std::mem::take(&mut self.rows[state]);
        let leaves = self.exit[state] + row.iter().map(|&(_, weight)| weight).sum::<f64>();
        let from = std::mem::take(&mut self.from[state]);
        for &other in &from {
            self.lead_on(other as usize, state, &row, leaves);
        }
        for &(to, _) in &row {
            self.from[to as usize].retain(|&other| other as usize != state);
        }
        for touched in from.into_iter().chain(row.iter().map(|&(to, _)| to)) {
            self.enqueue(touched as usize);
        }
        self.rows[state] = row;
        self.exit[state] = leaves;
    }

    /// Lead what goes from `other` to `state` straight to where `row`, the row of `state`, leads.
    fn lead_on(&mut self, other: usize, state: usize, row: &[(u32, f64)], leaves: f64) {
        let target = &mut self.rows[other];
        let passes = target.iter().position(|entry| entry.0 as usize == state);
        let passes = passes.map_or(0.0, |at| target.swap_remove(at).1);
        let factor = passes / leaves;
        for (at, &(to, _)) in (0..).zip(target.iter()) {
            self.place[to as usize] = at;
        }
        for &(to, weight) in row.iter().filter(|&&(to, _)| to as usize != other) {
            match self.place[to as usize] {
                NOWHERE => {
                    target.push((to, factor * weight));
                    self.from[to as usize].push(other as u32);
                }
                at => target[at as usize].1 += factor * weight,
            }
        }
        for &(to, _) in target.iter() {
            self.place[to as usize] = NOWHERE;
        }
        self.exit[other] += factor * self.exit[state];
        self.value[other] += factor * self.value[state];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth::dense::Dense;

    fn solve(system: Elimination) -> Option<Vec<f64>> {
        system.solve(&mut || false).unwrap()
    }

    #[test]
    fn a_fair_walk_of_a_hundred_thousand_states_is_a_straight_line() {
        // Paid at the right end: x(k) = k / (n + 1).
        const N: usize = 100_000;
        let mut system = Elimination::new(N);
        for k in 0..N {
            let edge = f64::from(u8::from(k == 0) + u8::from(k + 1 == N)) / 2.0;
            system.set(k, edge, if k + 1 == N { 0.5 } else { 0.0 });
            for to in [k.wrapping_sub(1), k + 1].into_iter().filter(|&to| to < N) {
                system.add(k, to, 0.5);
            }
        }
        for (k, value) in solve(system).unwrap().iter().enumerate() {
            let expected = (k + 1) as f64 / (N + 1) as f64;
            assert!(
                (value / expected - 1.0).abs() < 1e-12,
                "{k}: {value} {expected}"
            );
        }
    }

    #[test]
    fn it_agrees_with_the_dense_elimination_on_a_tangle_with_loops_and_repeated_arrows() {
        const N: usize = 60;
        let (mut sparse, mut dense) = (Elimination::new(N), Dense::default());
        dense.reset(N);
        let both: [&mut dyn System; 2] = [&mut sparse, &mut dense];
        for system in both {
            for row in 0..N {
                let exit = if row % 7 == 0 { 0.01 } else { 0.0 };
                system.set(row, exit, (row % 5) as f64 - 1.0);
                for (step, share) in [(1, 0.5), (17, 0.25), (29, 0.125), (17, 0.0625), (0, 0.0625)]
                {
                    system.add(row, (row + step) % N, share * (1.0 - exit));
                }
            }
        }
        let expected = dense.solve(&mut || false).unwrap().to_vec();
        for (found, expected) in solve(sparse).unwrap().iter().zip(expected) {
            assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn what_leads_everywhere_is_refused_and_it_can_be_cancelled() {
        const N: usize = 400;
        let tangle = || {
            let mut system = Elimination::new(N);
            for row in 0..N {
                system.set(row, 0.5, 1.0);
                for column in 0..N {
                    system.add(row, column, 0.5 / N as f64);
                }
            }
            system
        };
        assert_eq!(solve(tangle()), None);
        assert_eq!(tangle().solve(&mut || true), Err(Unsolved::Cancelled));
    }
}
