//! What a file's world looks like and what its parts are called.

use super::labels::{Label, clean};
use super::read::File;
use crate::env::grid;
use crate::mdp::{ActionLabel, Arrow, Labels, Layout, Mdp, Noun, Scene};
use crate::text::Text;

/// The map in a file's `desc`, if it fits the states.
pub(super) struct Map(Vec<char>);

impl Map {
    /// Take `desc` only if it has the rows and columns of a `shape` that holds every state: a map whose cells are not
    /// the states, such as one with walls left out of the count, would mark the wrong ones.
    pub fn of(file: &File, n_states: usize) -> Option<Self> {
        let (rows, columns) = shape(file, n_states)?;
        file.desc.as_ref()?.map(rows, columns).map(Self)
    }

    /// The states that bear `letter`, in order.
    pub fn all(&self, letter: char) -> Vec<u32> {
        let cells = (0..).zip(&self.0);
        cells
            .filter(|(_, cell)| **cell == letter)
            .map(|(state, _)| state)
            .collect()
    }
}

/// Rows and columns, if every state has its own place on them.
pub(super) fn shape(file: &File, n_states: usize) -> Option<(usize, usize)> {
    let [rows, columns] = file.shape.as_deref()? else {
        return None;
    };
    let (rows, columns) = (
        usize::try_from(*rows).ok()?,
        usize::try_from(*columns).ok()?,
    );
    (rows.checked_mul(columns)? == n_states).then_some((rows, columns))
}

/// Make the scene of the world that `file` holds.
pub(super) fn scene(name: &str, file: &File, mdp: &Mdp) -> Scene {
    let layout = layout(file, mdp.n_states());
    let on_map = layout != Layout::Table;
    let map = Map::of(file, mdp.n_states());
    let all = |letter| map.as_ref().map_or_else(Vec::new, |map| map.all(letter));
    let title = file.name.as_ref().and_then(Label::line);
    let title = Text::plain(title.or_else(|| clean(name)).unwrap_or_default());
    let hazards = all('H');
    Scene {
        short_title: title.clone(),
        title,
        summary: summary(mdp),
        layout,
        states: state_labels(file, on_map),
        actions: action_labels(file, mdp.n_actions(), on_map),
        episode: Noun {
            one: Text::new("episode", "回合"),
            many: Text::new("episodes", "回合"),
            measure: "个",
        },
        goals: all('G'),
        hazard_note: (!hazards.is_empty()).then(|| Text::new("hole", "洞")),
        deed: Text::new("{state}: it chose “{action}”", "{state}：选择了“{action}”"),
        falls: grid::falls_into(mdp, &hazards),
        hazards,
        walls: all('#'),
    }
}

fn layout(file: &File, n_states: usize) -> Layout {
    shape(file, n_states).map_or(Layout::Table, |(rows, columns)| Layout::Grid {
        rows,
        columns,
    })
}

fn summary(mdp: &Mdp) -> Text {
    let (states, actions) = (mdp.n_states(), mdp.n_actions());
    let outcomes = mdp.n_outcomes();
    Text::pair(
        format!(
            "A transition table: {}, {}, {}.",
            count(states, "state"),
            count(actions, "action"),
            count(outcomes, "outcome")
        ),
        format!("转移表：{states} 个状态，{actions} 个动作，{outcomes} 个结果。"),
    )
}

fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn state_labels(file: &File, on_map: bool) -> Labels {
    match &file.state_labels {
        Some(labels) => Labels::Named(labels.iter().enumerate().map(text_or_number).collect()),
        None if on_map => Labels::Places,
        None => Labels::Numbers,
    }
}

fn text_or_number((number, label): (usize, &Label)) -> Text {
    Text::plain(label.or_number(number))
}

fn action_labels(file: &File, n_actions: usize, on_map: bool) -> Vec<ActionLabel> {
    let none = Label::None;
    let labels = file.actions.as_deref().unwrap_or_default();
    let label = |action| text_or_number((action, labels.get(action).unwrap_or(&none)));
    (0..n_actions)
        .map(|action| action_label(label(action), on_map))
        .collect()
}

/// An action that is called by a direction points there, but only on a map.
fn action_label(name: Text, on_map: bool) -> ActionLabel {
    let arrow = direction(name.get(crate::text::Lang::En)).filter(|_| on_map);
    ActionLabel {
        short: name.clone(),
        name,
        arrow,
    }
}

fn direction(name: &str) -> Option<Arrow> {
    match name.to_ascii_lowercase().as_str() {
        "up" | "north" => Some(Arrow::Up),
        "right" | "east" => Some(Arrow::Right),
        "down" | "south" => Some(Arrow::Down),
        "left" | "west" => Some(Arrow::Left),
        _ => None,
    }
}
