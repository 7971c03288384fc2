//! Recorded episodes and the tables that they must lead to, worked out by programs that share nothing with this one.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use qlens::agent::{self, Agent, Hyper, Layer, Transition};
use qlens::mdp::{Mdp, MdpBuilder, Outcome, Ties, Unit};

const STATES: usize = 16;
const ACTIONS: usize = 4;
const TOLERANCE: f64 = 1e-10;

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

fn transition(text: &str) -> Transition {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [state, action, reward, next_state, next_action, end] = fields[..] else {
        panic!("six fields: {text}");
    };
    Transition {
        state: state.parse().unwrap(),
        action: action.parse().unwrap(),
        reward: reward.parse().unwrap(),
        next_state: next_state.parse().unwrap(),
        terminated: end == "t",
        truncated: end == "c",
        next_action: next_action.parse().ok(),
    }
}

fn trace(text: &str) -> Vec<Transition> {
    lines(text)
        .flat_map(|line| line.split("; "))
        .map(transition)
        .collect()
}

fn table(text: &str) -> Vec<Vec<f64>> {
    let row = |line: &str| {
        line.split_whitespace()
            .map(|value| value.parse().unwrap())
            .collect()
    };
    lines(text).map(row).collect()
}

/// A model of the right shape; recorded experience never asks it for an outcome. `skewed` rows take the general table.
fn shape(skewed: bool) -> Arc<Mdp> {
    let to = |probability, next_state| Outcome {
        probability,
        next_state,
        reward: 0.0,
        terminated: false,
    };
    let mut builder = MdpBuilder::new(STATES, ACTIONS);
    for cell in 0..STATES * ACTIONS {
        if skewed && cell % 3 == 0 {
            builder.cell([to(0.25, 0), to(0.75, 1)]);
        } else {
            builder.cell([to(1.0, 0)]);
        }
    }
    Arc::new(builder.build().unwrap())
}

fn check(algorithm: &str, trace_text: &str, table_text: &str) {
    let [alpha, gamma, epsilon] = [0.1, 0.95, 0.1].map(Unit::literal);
    let hyper = Hyper::new(alpha, gamma, epsilon, Ties::First);
    for skewed in [false, true] {
        let mut agent = (agent::find(algorithm).unwrap().build)(&shape(skewed), 0);
        let trace = trace(trace_text);
        for transition in &trace {
            agent.learn(transition, &hyper, &mut Vec::new());
        }
        agree(&*agent, &table(table_text));
        assert_eq!(visits(&*agent), trace.len() as f64);
    }
}

fn agree(agent: &dyn Agent, expected: &[Vec<f64>]) {
    let mut row = [0.0; ACTIONS];
    assert_eq!(expected.len(), STATES);
    for (state, expected) in expected.iter().enumerate() {
        agent.row(state, Layer::Q, &mut row);
        for (found, expected) in row.iter().zip(expected) {
            assert!(
                (found - expected).abs() <= TOLERANCE,
                "state {state}: {found} is not {expected}"
            );
        }
    }
}

fn visits(agent: &dyn Agent) -> f64 {
    let mut row = [0.0; ACTIONS];
    let of = |state| {
        agent.row(state, Layer::Visits, &mut row);
        row.iter().sum::<f64>()
    };
    (0..STATES).map(of).sum()
}

#[test]
fn q_learning_comes_to_the_given_table() {
    check(
        "q-learning",
        include_str!("golden/control_trace.txt"),
        include_str!("golden/control_q_learning.txt"),
    );
}

#[test]
fn q_learning_bootstraps_where_an_episode_is_cut_off() {
    check(
        "q-learning",
        include_str!("golden/truncation_trace.txt"),
        include_str!("golden/truncation_q_learning.txt"),
    );
}

#[test]
fn sarsa_comes_to_the_given_table() {
    check(
        "sarsa",
        include_str!("golden/control_trace.txt"),
        include_str!("golden/control_sarsa.txt"),
    );
}

#[test]
fn expected_sarsa_comes_to_the_given_table() {
    check(
        "expected-sarsa",
        include_str!("golden/control_trace.txt"),
        include_str!("golden/control_expected_sarsa.txt"),
    );
}
