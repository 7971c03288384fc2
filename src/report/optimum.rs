//! The exact optimum of a world.

use std::io::{self, Write};

use serde::Serialize;

use super::columns::{Columns, figure};
use super::number::Reasons;
use super::rows::{Choices, Rows};
use crate::mdp::World;
use crate::text::Lang;
use crate::truth::{Truth, Value};

/// Q*, V* and the best policy, to be printed.
#[derive(Debug, Serialize)]
pub struct OptimumReport {
    world: String,
    gamma: f64,
    /// The exploration rate that the values allow for; none if it was not asked for, and then they allow for none.
    epsilon: Option<f64>,
    states: Vec<String>,
    actions: Vec<String>,
    q: Rows<Option<f64>>,
    v: Vec<Option<f64>>,
    policy: Choices,
    start_value: Option<f64>,
    start_return: Option<f64>,
    /// How far values can be off; none if they are exact but for rounding.
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl OptimumReport {
    /// Report the truth about `world`; `explores` says that it is to be told as that of policies that explore.
    pub fn new(world: &World, truth: &Truth, explores: bool) -> Self {
        let (mdp, optimum) = (&world.mdp, &truth.optimum);
        let (states, actions) = (mdp.n_states(), mdp.n_actions());
        let (mut q, mut best) = (Rows::new(actions, states), Rows::new(actions, states));
        for state in 0..states {
            q.push((0..actions).map(|action| optimum.q(state, action).and_then(tidy)));
            best.push((0..actions).map(|action| optimum.is_best(state, action)));
        }
        let mut reasons = Reasons::default();
        let start_return = truth.start_return.number().ok_or_else(|| {
            let why = truth.start_return.why();
            why.as_ref()
                .map_or(String::new(), |why| why.get(Lang::En).to_owned())
        });
        if let Some(state) = (0..states).find(|&state| optimum.v(state).finite().is_none()) {
            reasons.number("q, v", Ok(optimum.v(state).as_f64()));
        }
        let bound = Some(optimum.bound()).filter(|&bound| bound > 0.0);
        let bound = bound.and_then(|bound| {
            let proven = bound.is_finite().then_some(bound);
            reasons.number("bound", proven.ok_or_else(not_proven))
        });
        let label = |state| world.scene.state_label(state).get(Lang::En).to_owned();
        Self {
            world: world.name.clone(),
            gamma: optimum.gamma().get(),
            epsilon: explores.then(|| optimum.epsilon().get()),
            states: (0..states).map(label).collect(),
            actions: action_names(world),
            q,
            v: (0..states).map(|state| tidy(optimum.v(state))).collect(),
            policy: Choices(best),
            start_value: reasons.number("start_value", Ok(truth.start_value.as_f64() + 0.0)),
            start_return: reasons.number("start_return", start_return.map(|number| number + 0.0)),
            bound,
            why: reasons.line(),
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

    /// Write a table, the best actions marked by a star, and what the start is worth.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{} · the optimum at γ {}", self.world, self.gamma)?;
        if let Some(epsilon) = self.epsilon {
            write!(out, " of policies that explore at ε {epsilon}")?;
        }
        writeln!(out, ", * the best actions\n")?;
        let mut columns = table(&self.states, &self.actions, &self.q, &self.policy);
        let head = if self.epsilon.is_some() { "V" } else { "V*" };
        columns.insert(head, &self.v);
        columns.write(out)?;
        writeln!(
            out,
            "\nvalue of the start, discounted   {}",
            figure(self.start_value)
        )?;
        writeln!(
            out,
            "return from the start            {}",
            figure(self.start_return)
        )?;
        if let Some(bound) = self.bound {
            writeln!(out, "no value is off by more than     {bound:.1e}")?;
        }
        match &self.why {
            Some(why) => writeln!(out, "{why}"),
            None => Ok(()),
        }
    }
}

fn not_proven() -> String {
    "how near the values are could not be proven".to_owned()
}

/// The number, with −0 as 0.
fn tidy(value: Value) -> Option<f64> {
    value.finite().map(|number| number + 0.0)
}

/// What the actions of `world` are called.
pub fn action_names(world: &World) -> Vec<String> {
    let names = world.scene.actions.iter();
    names
        .map(|label| label.name.get(Lang::En).to_owned())
        .collect()
}

/// Action values in columns under the names of the actions, those in `best` marked by a star.
pub fn table(
    states: &[String],
    actions: &[String],
    q: &Rows<Option<f64>>,
    best: &Choices,
) -> Columns {
    let mut columns = Columns::default();
    let heads = actions.iter().map(|action| format!("{action} "));
    columns.row(["state".to_owned()].into_iter().chain(heads));
    for ((state, row), best) in states.iter().zip(q.iter()).zip(best.0.iter()) {
        let cell = |(value, best): (&Option<f64>, &bool)| {
            format!("{}{}", figure(*value), if *best { '*' } else { ' ' })
        };
        let cells = row.iter().zip(best).map(cell);
        columns.row([state.clone()].into_iter().chain(cells));
    }
    columns
}
