//! The table that recorded episodes lead to.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{Params, asked, ties_name};
use super::optimum::table;
use super::rows::{Choices, Rows};
use crate::agent::{Agent, AlgorithmSpec, Hyper, Layer, maximum};
use crate::env::trace::{Shape, Trace};
use crate::session::Course;

/// What was learned from recorded episodes, to be printed.
#[derive(Debug, Serialize)]
pub struct LearnedReport {
    algorithm: &'static str,
    #[serde(flatten)]
    params: Params,
    #[serde(skip)]
    settings: String,
    ties: &'static str,
    states: usize,
    actions: usize,
    q: Rows<f64>,
    visits: Rows<u64>,
    steps: usize,
    episodes: usize,
}

impl LearnedReport {
    /// Report what `agent` knows, which learned from `trace` by `algorithm` with `hyper`.
    pub fn new(
        algorithm: &AlgorithmSpec,
        hyper: &Hyper,
        trace: &Trace,
        shape: Shape,
        agent: &dyn Agent,
    ) -> Self {
        let Shape { states, actions } = shape;
        let (mut q, mut visits) = (Rows::new(actions, states), Rows::new(actions, states));
        let mut row = vec![0.0; actions];
        for state in 0..states {
            agent.values(state, &mut row);
            // −0 as 0.
            q.push(row.iter().map(|value| value + 0.0));
            agent.row(state, Layer::Visits, &mut row);
            visits.push(row.iter().map(|&count| count as u64));
        }
        let settings: Vec<String> = asked(algorithm)
            .map(|spec| format!("{} {}", spec.symbol, hyper.get(spec.id)))
            .collect();
        Self {
            algorithm: algorithm.name,
            params: Params::of(algorithm, |param| Course::Stays(hyper.get(param))),
            settings: settings.join(", "),
            ties: ties_name(hyper.ties),
            states,
            actions,
            q,
            visits,
            steps: trace.steps().len(),
            episodes: trace.n_episodes(),
        }
    }

    /// Write one JSON object in one line.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }

    /// Write a line per state and action, with the shortest digits that give the value back.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "state,action,q,visits")?;
        let cells = self.q.cells().iter().zip(self.visits.cells());
        for (cell, (value, visits)) in cells.enumerate() {
            let (state, action) = (cell / self.actions, cell % self.actions);
            writeln!(out, "{state},{action},{value},{visits}")?;
        }
        Ok(())
    }

    /// Write a table, the best actions marked by a star.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self {
            algorithm,
            settings,
            steps,
            episodes,
            ..
        } = self;
        writeln!(
            out,
            "{algorithm} · {steps} {} of {episodes} recorded {} at {settings}",
            plural(*steps, "step"),
            plural(*episodes, "episode"),
        )?;
        writeln!(out, "* the best actions of the states that were visited\n")?;
        let (q, best) = self.marked();
        let numbers = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
        table(&numbers(self.states), &numbers(self.actions), &q, &best).write(out)
    }

    /// The values, and which of them are the best of a state that was visited.
    fn marked(&self) -> (Rows<Option<f64>>, Choices) {
        let mut values = Rows::new(self.actions, self.states);
        let mut best = Rows::new(self.actions, self.states);
        for (q, visits) in self.q.iter().zip(self.visits.iter()) {
            let is_visited = visits.iter().any(|&count| count > 0);
            let top = maximum(q);
            values.push(q.iter().map(|&value| Some(value)));
            best.push(q.iter().map(|&value| is_visited && value == top));
        }
        (values, Choices(best))
    }
}

/// `noun` in the number of `count`.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> LearnedReport {
        let (mut q, mut visits) = (Rows::new(2, 2), Rows::new(2, 2));
        q.push([-0.2, 0.0]);
        q.push([0.0, 0.0]);
        visits.push([1, 0]);
        visits.push([0, 0]);
        LearnedReport {
            algorithm: "q-learning",
            params: Params(vec![
                ("alpha", Course::Stays(0.1)),
                ("gamma", Course::Stays(0.9)),
                ("epsilon", Course::Stays(0.1)),
            ]),
            settings: "α 0.1, γ 0.9, ε 0.1".to_owned(),
            ties: "uniform",
            states: 2,
            actions: 2,
            q,
            visits,
            steps: 1,
            episodes: 1,
        }
    }

    fn written(write: impl Fn(&LearnedReport, &mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&report(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_is_written_in_three_ways() {
        assert_eq!(
            written(LearnedReport::csv),
            "state,action,q,visits\n0,0,-0.2,1\n0,1,0,0\n1,0,0,0\n1,1,0,0\n"
        );
        assert_eq!(
            written(LearnedReport::json),
            "{\"algorithm\":\"q-learning\",\"alpha\":0.1,\"gamma\":0.9,\"epsilon\":0.1,\"ties\":\"uniform\",\"states\":2,\"actions\":2,\
             \"q\":[[-0.2,0.0],[0.0,0.0]],\"visits\":[[1,0],[0,0]],\"steps\":1,\"episodes\":1}\n"
        );
        assert_eq!(
            written(LearnedReport::text),
            "q-learning · 1 step of 1 recorded episode at α 0.1, γ 0.9, ε 0.1\n* the best actions of the states that were visited\n\n\
             state        0        1\n0      -0.2000   0.0000*\n1       0.0000   0.0000\n"
        );
    }
}
