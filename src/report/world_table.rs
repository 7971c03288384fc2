//! A world as the table that files hold, so that what was trained on can be trained on again.

use serde::Serialize;
use serde::ser::{SerializeTuple, Serializer};

use crate::mdp::{Labels, Layout, Mdp, Outcome, World};
use crate::text::Lang;

/// The content of a world in the format of a Gymnasium transition table, written without a copy of it in memory.
#[derive(Debug, Serialize)]
pub struct WorldTable<'a> {
    name: &'a str,
    n_states: usize,
    n_actions: usize,
    actions: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_labels: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<[usize; 2]>,
    time_limit: Option<u64>,
    start: &'a [(u32, f64)],
    terminal_states: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    legal: Option<LegalActions<'a>>,
    #[serde(rename = "P")]
    outcomes: Outcomes<'a>,
}

impl<'a> WorldTable<'a> {
    /// Describe `world`.
    pub fn new(world: &'a World) -> Self {
        let (mdp, scene) = (&*world.mdp, &*world.scene);
        let state_labels = match &scene.states {
            Labels::Named(names) => Some(names.iter().map(|name| name.get(Lang::En)).collect()),
            Labels::Places | Labels::Numbers => None,
        };
        let shape = match scene.layout {
            Layout::Grid { rows, columns } => Some([rows, columns]),
            Layout::Table => None,
        };
        Self {
            name: &world.name,
            n_states: mdp.n_states(),
            n_actions: mdp.n_actions(),
            actions: scene
                .actions
                .iter()
                .map(|label| label.name.get(Lang::En))
                .collect(),
            state_labels,
            shape,
            time_limit: world.step_limit,
            start: mdp.starts(),
            terminal_states: (0..mdp.n_states())
                .filter(|&state| mdp.is_terminal(state))
                .collect(),
            legal: (!mdp.all_legal()).then_some(LegalActions(mdp)),
            outcomes: Outcomes(mdp),
        }
    }
}

/// The legal actions of every state.
#[derive(Debug)]
struct LegalActions<'a>(&'a Mdp);

impl Serialize for LegalActions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let states = 0..self.0.n_states();
        serializer.collect_seq(states.map(|state| self.0.legal(state).collect::<Vec<_>>()))
    }
}

/// `P[state][action]`, a list of outcomes each.
#[derive(Debug)]
struct Outcomes<'a>(&'a Mdp);

impl Serialize for Outcomes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mdp = self.0;
        let cell = |state, action| {
            mdp.outcomes(state, action)
                .iter()
                .map(Row)
                .collect::<Vec<_>>()
        };
        let state = |state| {
            (0..mdp.n_actions())
                .map(move |action| cell(state, action))
                .collect::<Vec<_>>()
        };
        serializer.collect_seq((0..mdp.n_states()).map(state))
    }
}

/// `[probability, next state, reward, terminated]`.
struct Row<'a>(&'a Outcome);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_tuple(4)?;
        row.serialize_element(&self.0.probability)?;
        row.serialize_element(&self.0.next_state)?;
        row.serialize_element(&self.0.reward)?;
        row.serialize_element(&self.0.terminated)?;
        row.end()
    }
}
