//! The panes: each draws one part of the screen from what the interface knows.

mod belief;
mod cells;
mod error;
mod events;
mod expert;
mod gauges;
mod header;
mod help;
mod inspector;
mod list;
mod map;
mod picker;
mod prompt;
mod reward;
mod shares;
mod signs;
mod steer;
mod update;

pub(super) use error::error;
pub(super) use events::events;
pub(super) use expert::expert;
pub(super) use header::{hairline, header};
pub(super) use help::{help, signs, too_small};
pub(super) use picker::{picker, setup};
pub(super) use prompt::{keys, prompt};
pub(super) use reward::reward;
pub(super) use steer::{sliders, steer};
pub(super) use update::update;

pub(super) use belief::belief;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::theme::{Slot, Theme};
use super::widgets::ScrollBar;
use crate::agent::ParamId;
use crate::app::words::Tone;
use crate::app::{App, Knob, Pane};
use crate::mdp::{Mdp, Ties};
use crate::session::{Row, Snapshot};
use crate::text::Text;

/// What every pane draws from.
#[derive(Clone, Copy)]
pub(super) struct Ctx<'a> {
    pub app: &'a App,
    pub theme: Theme,
    pub snapshot: &'a Snapshot,
    /// All that is drawn on.
    pub screen: Rect,
}

impl<'a> Ctx<'a> {
    fn style(&self, slot: Slot) -> Style {
        self.theme.style(slot)
    }

    fn bold(&self, slot: Slot) -> Style {
        self.theme.bold(slot)
    }

    fn say(&self, en: &'static str, zh: &'static str) -> String {
        self.app.say(&Text::new(en, zh)).to_owned()
    }

    fn span(&self, text: impl Into<String>, slot: Slot) -> Span<'a> {
        Span::styled(text.into(), self.style(slot))
    }

    /// The color of a pane's title: that of the focus where the pane is looked at on purpose.
    fn title_slot(&self, pane: Pane) -> Slot {
        let focused = self.app.focus() == pane && (pane != Pane::Belief || self.app.zoomed());
        if focused { Slot::Focus } else { Slot::Strong }
    }

    /// A bar that says which part of so many is seen, and where among them the learner is.
    fn scroll_bar(&self, (first, seen, all): (usize, usize, usize), learner: usize) -> ScrollBar {
        ScrollBar::new(first, seen, all)
            .style(self.style(Slot::Text), self.style(Slot::Rule))
            .mark(learner, self.bold(Slot::LEARNER))
    }

    /// The lines around cells that are not filled; from the back of a room faint ones could not be seen.
    fn frame(&self) -> Style {
        self.style(if self.theme.is_projector() {
            Slot::Quiet
        } else {
            Slot::Rule
        })
    }

    fn mdp(&self) -> &'a Mdp {
        &self.app.world().mdp
    }
}

/// The parameters that have a color of their own.
static COLORS: [(ParamId, Slot); 3] = [
    (ParamId::Epsilon, Slot::Epsilon),
    (ParamId::Alpha, Slot::Alpha),
    (ParamId::Gamma, Slot::Gamma),
];

/// The slot of what can be turned: one color wherever it appears.
fn knob_slot(knob: Knob) -> Slot {
    match knob {
        Knob::Param(param) => {
            let own = COLORS.iter().find(|color| color.0 == param);
            own.map_or(Slot::Strong, |color| color.1)
        }
        Knob::Reward(_) => Slot::Reward,
    }
}

/// The slot of a sentence by how it is to be felt.
fn tone_slot(tone: Tone) -> Slot {
    match tone {
        Tone::Plain => Slot::Text,
        Tone::Good => Slot::Reward,
        Tone::Stop => Slot::Focus,
        Tone::Turned(knob) => knob_slot(knob),
    }
}

/// The legal actions of greatest value in `row`.
fn greedy(mdp: &Mdp, row: &Row) -> Vec<usize> {
    let legal = || {
        mdp.legal(row.state)
            .map(|action| (action, row.values[action]))
    };
    let max = legal()
        .map(|(_, value)| value)
        .fold(f64::NEG_INFINITY, f64::max);
    legal()
        .filter(|&(_, value)| value == max)
        .map(|(action, _)| action)
        .collect()
}

/// Those of them that the greedy policy takes: where it settles ties by the order, the first.
fn choices(ctx: &Ctx, row: &Row) -> Vec<usize> {
    let mut best = greedy(ctx.mdp(), row);
    if ctx.snapshot.hyper.ties == Ties::First {
        best.truncate(1);
    }
    best
}

/// Beside a choice that is not among the best.
const WRONG: &str = "≠";

/// Which of its choices in the state of `row` are not among the best, where the figure of how much is right counts that: of a
/// large table only in what was visited.
fn wrong(ctx: &Ctx, row: &Row) -> Vec<usize> {
    let uncovered = ctx.app.truth_shown();
    let truth = ctx.snapshot.truth.ready().filter(|_| uncovered);
    let counted = ctx.snapshot.survey.is_none() || tried(row) > 0;
    let wrong = truth.filter(|_| counted).map(|truth| {
        let choices = choices(ctx, row).into_iter();
        truth.wrong(row.state, choices).collect()
    });
    wrong.unwrap_or_default()
}

/// What a cell that is a fall is filled with.
fn hazard(ctx: &Ctx) -> (&'static str, Style) {
    let glyph = if ctx.theme.fills() { " " } else { "░" };
    (glyph, ctx.style(Slot::Hazard))
}

/// What a cell is filled with that nobody can enter.
fn wall(ctx: &Ctx) -> (&'static str, Style) {
    let glyph = if ctx.theme.fills() { "█" } else { "▒" };
    (glyph, ctx.style(Slot::Rule))
}

/// The actions that the layer marks in a state.
struct Marks {
    actions: Vec<usize>,
    /// Those which the agent may choose and should not, once the truth is uncovered.
    wrong: Vec<usize>,
    /// Whether they are what is true; else they are the agent's greedy choice.
    optimal: bool,
}

impl Marks {
    /// The truth has choices of its own, which need no visits; while it is not known it has none.
    fn new(ctx: &Ctx, row: &Row) -> Self {
        let optimal = ctx.app.layer().is_exact();
        let actions = match ctx.app.exact() {
            Some(truth) => truth.optimum.best(row.state).collect(),
            None if optimal => Vec::new(),
            None => greedy(ctx.mdp(), row),
        };
        let wrong = if optimal { Vec::new() } else { wrong(ctx, row) };
        Self {
            actions,
            wrong,
            optimal,
        }
    }

    /// What is put beside an action that is marked, or could be: its star, and that it is the wrong one.
    fn sign(&self, action: usize) -> String {
        let star = if self.has_star(action) { "★" } else { "" };
        let wrong = if self.wrong.contains(&action) {
            WRONG
        } else {
            ""
        };
        format!("{star}{wrong}")
    }

    /// What is put beside the choice of the whole state, where it counts as wrong.
    fn state_sign(&self) -> &'static str {
        if self.wrong.is_empty() { "" } else { WRONG }
    }

    /// Whether an action has the star: each that is optimal, but of the agent's choices the only one.
    fn has_star(&self, action: usize) -> bool {
        self.actions.contains(&action) && (self.optimal || self.actions.len() == 1)
    }

    /// Whether the agent would draw between an action and others.
    fn is_tied(&self, action: usize) -> bool {
        self.actions.contains(&action) && !self.has_star(action)
    }
}

/// How often any action was taken in the state of `row`.
fn tried(row: &Row) -> u64 {
    row.visits.iter().sum()
}
