//! Strongly connected components, by Tarjan's algorithm without recursion.

use crate::truth::value::{Unsolved, pass};

const UNSEEN: u32 = u32::MAX;

/// The strongly connected components of a graph: first those that lead nowhere else. Memory is kept for reuse.
#[derive(Debug, Default)]
pub(in crate::truth) struct Components {
    /// The states, one component after the other.
    states: Vec<u32>,
    /// Where components begin in `states`; one more entry at the end.
    first: Vec<u32>,
    /// Which component each state is in.
    of: Vec<u32>,
    index: Vec<u32>,
    low: Vec<u32>,
    stack: Vec<u32>,
    calls: Vec<(u32, u32)>,
    next: u32,
    /// Arrows and states that were looked at.
    looked: usize,
}

impl Components {
    /// Find them in a graph of `n` states, where `edge(s, i)` is the `i`-th state that `s` leads to.
    pub fn find(
        &mut self,
        n: usize,
        edge: impl Fn(usize, usize) -> Option<u32>,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        self.states.clear();
        self.first.clear();
        self.first.push(0);
        for list in [&mut self.of, &mut self.index, &mut self.low] {
            list.clear();
            list.resize(n, UNSEEN);
        }
        // What a search that was stopped has left behind.
        self.stack.clear();
        self.calls.clear();
        (self.next, self.looked) = (0, 0);
        for root in 0..n {
            if self.index[root] == UNSEEN {
                self.visit(root, &edge, cancelled)?;
            }
        }
        Ok(())
    }

    fn visit(
        &mut self,
        root: usize,
        edge: &impl Fn(usize, usize) -> Option<u32>,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<(), Unsolved> {
        self.enter(root);
        while let Some(&(state, tried)) = self.calls.last() {
            pass(self.looked, cancelled)?;
            self.looked += 1;
            let state = state as usize;
            if let Some(next) = edge(state, tried as usize) {
                let top = self.calls.len() - 1;
                self.calls[top].1 += 1;
                let next = next as usize;
                if self.index[next] == UNSEEN {
                    self.enter(next);
                } else if self.of[next] == UNSEEN {
                    self.low[state] = self.low[state].min(self.index[next]);
                }
            } else {
                self.calls.pop();
                self.leave(state);
            }
        }
        Ok(())
    }

    fn enter(&mut self, state: usize) {
        self.index[state] = self.next;
        self.low[state] = self.next;
        self.next += 1;
        self.stack.push(state as u32);
        self.calls.push((state as u32, 0));
    }

    fn leave(&mut self, state: usize) {
        if let Some(&(parent, _)) = self.calls.last() {
            let parent = parent as usize;
            self.low[parent] = self.low[parent].min(self.low[state]);
        }
        if self.low[state] != self.index[state] {
            return;
        }
        let component = self.len() as u32;
        while let Some(member) = self.stack.pop() {
            self.of[member as usize] = component;
            self.states.push(member);
            if member as usize == state {
                break;
            }
        }
        self.first.push(self.states.len() as u32);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.first.len() - 1
    }

    /// The states of one.
    pub fn states(&self, component: usize) -> &[u32] {
        &self.states[self.first[component] as usize..self.first[component + 1] as usize]
    }

    /// Which one `state` is in.
    pub fn of(&self, state: usize) -> u32 {
        self.of[state]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(edges: &[&[u32]]) -> Vec<Vec<u32>> {
        let mut components = Components::default();
        let edge = |s: usize, i: usize| edges[s].get(i).copied();
        components.find(edges.len(), edge, &mut || false).unwrap();
        let sorted = |c| {
            let mut states = components.states(c).to_vec();
            states.sort_unstable();
            states
        };
        (0..components.len()).map(sorted).collect()
    }

    #[test]
    fn components_come_with_the_last_ones_first() {
        let found = find(&[&[1], &[2], &[1, 3], &[4], &[3]]);
        assert_eq!(found, [vec![3, 4], vec![1, 2], vec![0]]);
    }

    #[test]
    fn a_long_corridor_does_not_exhaust_the_stack() {
        let n = 200_000_u32;
        let mut components = Components::default();
        let edge = |s: usize, i: usize| (i == 0 && (s as u32) < n - 1).then(|| s as u32 + 1);
        let stopped = components.find(n as usize, edge, &mut || true);
        assert_eq!(stopped, Err(Unsolved::Cancelled));
        components.find(n as usize, edge, &mut || false).unwrap();
        assert_eq!(components.len(), n as usize);
        assert_eq!(components.states(0), [n - 1]);
    }

    #[test]
    fn a_cross_edge_to_a_finished_component_joins_nothing() {
        assert_eq!(find(&[&[1, 2], &[], &[1]]), [vec![1], vec![2], vec![0]]);
    }
}
