//! Recorded episodes, looked at.

use std::io::{self, Write};

use serde::Serialize;

use super::{count, line, odd_lines, rewards, unknown_keys};
use crate::env::Stranger;
use crate::env::trace::{Shape, Step, Trace};
use crate::mdp::Unit;

/// What recorded episodes are.
#[derive(Debug, Serialize)]
pub struct TraceCheck {
    file: String,
    kind: &'static str,
    states: usize,
    actions: usize,
    /// States and actions that were tried at least once.
    tried: usize,
    steps: usize,
    episodes: usize,
    terminated: usize,
    truncated: usize,
    /// Episodes whose last step says neither.
    unfinished: usize,
    rewards: (f64, f64),
    alpha: Option<f64>,
    gamma: Option<f64>,
    epsilon: Option<f64>,
    q0: Option<f64>,
    odd: Vec<String>,
}

impl TraceCheck {
    /// Look at `trace`, which `file` holds beside keys that are `strangers`, and whose table has `shape`.
    pub fn new(file: &str, trace: &Trace, shape: Shape, strangers: &[Stranger]) -> Self {
        let last = |test: fn(&Step) -> bool| {
            let ends = trace.episodes().filter_map(<[Step]>::last);
            ends.filter(|step| test(step)).count()
        };
        let number = |unit: Option<Unit>| unit.map(Unit::get);
        let mut check = Self {
            file: file.to_owned(),
            kind: "recorded-episodes",
            states: shape.states,
            actions: shape.actions,
            tried: tried(trace, shape),
            steps: trace.steps().len(),
            episodes: trace.n_episodes(),
            terminated: last(|step| step.terminated),
            truncated: last(|step| step.truncated && !step.terminated),
            unfinished: last(|step| !step.truncated && !step.terminated),
            rewards: reward_range(trace.steps()),
            alpha: number(trace.alpha),
            gamma: number(trace.gamma),
            epsilon: number(trace.epsilon),
            q0: trace.q0,
            odd: Vec::new(),
        };
        check.odd = unknown_keys(strangers);
        check.odd.extend(check.odd(trace));
        check
    }

    fn odd(&self, trace: &Trace) -> Vec<String> {
        let mut odd = Vec::new();
        let empty = trace.episodes().filter(|steps| steps.is_empty()).count();
        if empty > 0 {
            odd.push(format!("{} without a step", count(empty, "episode")));
        }
        if self.unfinished > 0 {
            odd.push(format!(
                "{} neither terminated nor truncated: recorded to the end?",
                count(self.unfinished, "episode")
            ));
        }
        let goes_on = |step: &&Step| !step.terminated && step.next_action.is_none();
        let unknown = trace.steps().iter().filter(goes_on).count();
        if unknown > 0 {
            odd.push(format!(
                "{} without a next_action where the value of one would count (Sarsa needs it)",
                count(unknown, "step")
            ));
        }
        if self.q0.is_some_and(|q0| q0 != 0.0) {
            odd.push("q0 is not 0: qlens learn begins with zeros only".to_owned());
        }
        if self.rewards.0 == self.rewards.1 {
            odd.push(format!("every reward is {}", self.rewards.0));
        }
        odd
    }

    /// Write one JSON object in one line.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }

    /// Write a line for everything there is to know.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}: recorded episodes, for qlens learn\n", self.file)?;
        line(out, "episodes", &self.episodes.to_string())?;
        line(out, "steps", &self.steps.to_string())?;
        line(
            out,
            "states",
            &format!("{}, by the largest number", self.states),
        )?;
        line(
            out,
            "actions",
            &format!("{}, by the largest number", self.actions),
        )?;
        let cells = self.states * self.actions;
        line(out, "tried", &format!("{} of {cells} cells", self.tried))?;
        line(out, "rewards", &rewards(self.rewards))?;
        let ends = format!(
            "{} terminated, {} truncated, {} neither",
            self.terminated, self.truncated, self.unfinished
        );
        line(out, "episodes end", &ends)?;
        line(out, "stated", &self.stated())?;
        odd_lines(out, &self.odd)
    }

    fn stated(&self) -> String {
        let named = [
            ("alpha", self.alpha),
            ("gamma", self.gamma),
            ("epsilon", self.epsilon),
            ("q0", self.q0),
        ];
        let stated = named
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| format!("{name} {value}")));
        let stated: Vec<String> = stated.collect();
        if stated.is_empty() {
            "no alpha, no gamma".to_owned()
        } else {
            stated.join(", ")
        }
    }
}

fn tried(trace: &Trace, shape: Shape) -> usize {
    let mut seen = vec![false; shape.states * shape.actions];
    for step in trace.steps() {
        seen[step.state as usize * shape.actions + step.action as usize] = true;
    }
    seen.into_iter().filter(|&seen| seen).count()
}

fn reward_range(steps: &[Step]) -> (f64, f64) {
    let rewards = steps.iter().map(|step| step.reward);
    rewards.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), reward| {
        (low.min(reward), high.max(reward))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::trace;

    #[test]
    fn ends_are_counted_and_what_is_missing_is_named() {
        let (trace, strangers) = trace::parse_noticing(
            r#"{"gamma": 0.9, "alhpa": 0.5, "q0": 1, "episodes": [[[0, 1, 0, 1, false, false], [1, 0, 5, 2, true, true]], [], [[0, 1, 0, 1, false, true]],
                [[0, 0, 0, 0, 1, false, false]]]}"#,
        )
        .unwrap();
        let found = TraceCheck::new(
            "t.json",
            &trace,
            trace.shape(None, None).unwrap(),
            &strangers,
        );
        assert_eq!((found.states, found.actions, found.tried), (3, 2, 3));
        assert_eq!(
            (found.terminated, found.truncated, found.unfinished),
            (1, 1, 1)
        );
        assert_eq!(
            (found.rewards, found.stated().as_str()),
            ((0.0, 5.0), "gamma 0.9, q0 1")
        );
        assert_eq!(
            found.odd,
            [
                "the key \"alhpa\" (line 1, column 16) is unknown and ignored; did you mean \"alpha\"?",
                "1 episode without a step",
                "1 episode neither terminated nor truncated: recorded to the end?",
                "1 step without a next_action where the value of one would count (Sarsa needs it)",
                "q0 is not 0: qlens learn begins with zeros only",
            ]
        );
    }
}
