//! Measures what a run has come to against the truth.

use std::collections::HashMap;
use std::sync::Arc;

use super::number::Reasons;
use super::rows::{Choices, Rows};
use super::run::{Run, Tables};
use crate::agent::{Hyper, Layer};
use crate::mdp::World;
use crate::session::{Scenario, Session};
use crate::text::{Lang, Text};
use crate::truth::{
    Figure, Policy, ReturnEvaluator, Truth, Unsolved, Value, start_value, value_of,
};

/// Tables with more cells are not remembered: two runs hardly ever end with the same policy there.
const LARGEST_REMEMBERED: usize = 4096;
/// Models with more outcomes are not solved in passing: that would take longer than most runs.
const LARGEST_SOLVED: usize = 1_000_000;
/// Policies that are remembered at most.
const MOST_REMEMBERED: usize = 4096;

/// Judges one run after the other. The truth is worked out once, and a policy that came up before is not evaluated again.
#[derive(Debug)]
pub struct Judge {
    world: Arc<World>,
    hyper: Hyper,
    truth: Result<Truth, String>,
    evaluator: ReturnEvaluator,
    known: HashMap<Vec<bool>, Exact>,
    values: Vec<f64>,
    visits: Vec<f64>,
}

/// What is exact about a greedy policy.
#[derive(Clone, Copy, Debug, Default)]
struct Exact {
    agreement: Option<f64>,
    /// None if it was given up, or never begun; the same for the return.
    value: Option<Value>,
    earned: Option<Figure>,
}

impl Judge {
    /// Work out the truth for runs of `scenario`; `cancelled` is asked now and then whether to give that up.
    pub fn new(scenario: &Scenario, cancelled: &mut dyn FnMut() -> bool) -> Self {
        let world = Arc::clone(&scenario.world);
        let actions = world.mdp.n_actions();
        let truth = match world.mdp.n_outcomes() {
            0..=LARGEST_SOLVED => Truth::of(&world, scenario.hyper.gamma(), cancelled)
                .map_err(|unsolved| why_unsolved(&world, unsolved)),
            _ => Err(too_large()),
        };
        Self {
            truth,
            evaluator: ReturnEvaluator::new(world.step_limit),
            world,
            hyper: scenario.hyper,
            known: HashMap::new(),
            values: vec![0.0; actions],
            visits: vec![0.0; actions],
        }
    }

    /// Sum up what `session` has come to, with everything that it learned if its `tables` are wanted; a value that takes longer
    /// than `cancelled` allows is left out.
    pub fn run(
        &mut self,
        session: &Session,
        tables: bool,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Run {
        let mdp = &self.world.mdp;
        let remembered = mdp.n_states() * mdp.n_actions() <= LARGEST_REMEMBERED;
        let is_too_large = mdp.n_outcomes() > LARGEST_SOLVED;
        let known = (tables || remembered).then(|| self.tables(session));
        let exact = match &known {
            _ if is_too_large => Exact::default(),
            Some(known) if remembered => self.exact(session, known.policy.0.cells(), cancelled),
            _ => self.evaluate(session, cancelled),
        };
        let unknown = if is_too_large { too_large } else { given_up };
        let mut reasons = Reasons::default();
        let missing = || self.truth.as_ref().map(drop).map_err(Clone::clone);
        let comparable = session.agent().has_action_values();
        let comparable = comparable.then_some(()).ok_or_else(no_action_values);
        let max_error = missing().and(comparable).map(|()| self.max_error(session));
        let agreement = missing().and_then(|()| exact.agreement.ok_or_else(nothing_to_compare));
        let optimal = self.truth.as_ref().map(|truth| truth.start_value.as_f64());
        let mean = session
            .history()
            .total()
            .map(|total| total.sum / total.count as f64);
        Run {
            seed: session.scenario().seed,
            steps: session.step(),
            episodes: session.episodes(),
            tables: known.filter(|_| tables),
            max_error: reasons.number("max_error", max_error),
            policy_agreement: reasons.number("policy_agreement", agreement),
            greedy_value: reasons.number(
                "greedy_value",
                exact.value.map(Value::as_f64).ok_or_else(unknown),
            ),
            optimal_value: reasons.number("optimal_value", optimal.map_err(Clone::clone)),
            greedy_return: reasons.number(
                "greedy_return",
                exact.earned.ok_or_else(unknown).and_then(number),
            ),
            mean_return: reasons.number("mean_return", mean.ok_or_else(|| nothing_earned(session))),
            q_hash: session.q_hash(),
            why: reasons.line(),
        }
    }

    /// Everything that was learned, and which actions are the best known, exactly as the learner compares them.
    fn tables(&mut self, session: &Session) -> Tables {
        let mdp = &self.world.mdp;
        let (states, actions) = (mdp.n_states(), mdp.n_actions());
        let (mut q, mut visits) = (Rows::new(actions, states), Rows::new(actions, states));
        let mut best = Rows::new(actions, states);
        for state in 0..states {
            session.agent().values(state, &mut self.values);
            session.agent().row(state, Layer::Visits, &mut self.visits);
            let legal = |action: usize| mdp.is_legal(state, action);
            let values = &self.values;
            let max = mdp
                .legal(state)
                .map(|action| values[action])
                .fold(f64::NEG_INFINITY, f64::max);
            q.push(
                values
                    .iter()
                    .enumerate()
                    .map(|(action, &value)| legal(action).then_some(value + 0.0)),
            );
            best.push(
                values
                    .iter()
                    .enumerate()
                    .map(|(action, &value)| value == max && legal(action)),
            );
            visits.push(self.visits.iter().map(|&count| count as u64));
        }
        Tables {
            q,
            visits,
            policy: Choices(best),
        }
    }

    fn max_error(&self, session: &Session) -> f64 {
        let row = |state: usize, out: &mut [f64]| session.agent().values(state, out);
        self.truth
            .as_ref()
            .map_or(f64::NAN, |truth| truth.max_error(row))
    }

    /// What is exact about the greedy policy whose best known actions are `best`.
    fn exact(
        &mut self,
        session: &Session,
        best: &[bool],
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Exact {
        if let Some(&known) = self.known.get(best) {
            return known;
        }
        let exact = self.evaluate(session, cancelled);
        if exact.value.is_some() {
            if self.known.len() == MOST_REMEMBERED {
                self.known.clear();
            }
            self.known.insert(best.to_vec(), exact);
        }
        exact
    }

    fn evaluate(&mut self, session: &Session, cancelled: &mut dyn FnMut() -> bool) -> Exact {
        let mdp = &self.world.mdp;
        let row = |state: usize, out: &mut [f64]| session.agent().values(state, out);
        let policy = Policy::greedy(mdp, row, self.hyper.ties);
        let values = value_of(mdp, &policy, self.hyper.gamma(), cancelled);
        let value = values
            .ok()
            .map(|values| start_value(mdp, |state| values[state]));
        let agreement = self
            .truth
            .as_ref()
            .ok()
            .map(|truth| truth.policy_agreement(&policy));
        Exact {
            agreement: agreement.filter(|share| share.is_finite()),
            value,
            earned: value.and_then(|_| self.evaluator.watched(mdp, &policy, cancelled).ok()),
        }
    }
}

fn given_up() -> String {
    "interrupted before it was worked out".to_owned()
}

fn nothing_earned(session: &Session) -> String {
    match session.episodes() {
        0 => "no episode has ended".to_owned(),
        _ => "it worked the model out and did nothing in the world".to_owned(),
    }
}

fn no_action_values() -> String {
    "it learns a policy and no action values".to_owned()
}

fn too_large() -> String {
    format!("not worked out for more than {LARGEST_SOLVED} outcomes; the optimum: qlens solve")
}

fn nothing_to_compare() -> String {
    "there is no reachable state that is not terminal".to_owned()
}

fn number(figure: Figure) -> Result<f64, String> {
    figure
        .number()
        .ok_or_else(|| figure.why().as_ref().map_or(String::new(), english))
}

/// Why there is no truth, in words that name the state as the world does.
pub fn why_unsolved(world: &World, unsolved: Unsolved) -> String {
    match unsolved {
        Unsolved::Diverges(divergence) => {
            english(&divergence.text(&world.scene.state_label(divergence.state)))
        }
        Unsolved::TooLarge => unsolved.to_string(),
        Unsolved::Cancelled => "interrupted before the optimum was found".to_owned(),
    }
}

fn english(text: &Text) -> String {
    text.get(Lang::En).to_owned()
}
