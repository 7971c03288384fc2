//! What a frame reads of the interface.

use super::cursor::Lead;
use super::picker::Picker;
use super::picker::plan::Plan;
use super::{App, Board, Field, Knob, Layer, Overlay, Pane, Places, known};
use crate::agent::{self, AlgorithmSpec, ParamId, Schedule};
use crate::mdp::{Layout, World};
use crate::session::{Mark, RunState, Snapshot, Turned};
use crate::text::Text;

impl App {
    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The algorithm.
    pub fn algorithm(&self) -> &'static AlgorithmSpec {
        self.algorithm
    }

    /// The wording of `text` in the language of the interface.
    pub fn say<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.lang)
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_deref()
    }

    /// What can be turned, in the order of the sliders.
    pub fn params(&self) -> &'static [ParamId] {
        self.algorithm.params
    }

    /// The value of a parameter or a reward as it was asked for, even if the run has not answered yet.
    pub fn value(&self, knob: impl Into<Knob>) -> f64 {
        let knob = knob.into();
        let asked = self.asked.iter().find(|asked| asked.0 == knob);
        let known = || match (&self.snapshot, knob) {
            (Some(snapshot), _) => known(snapshot, knob),
            (None, Knob::Param(param)) => param.spec().default,
            (None, Knob::Reward(_)) => 0.0,
        };
        asked.map_or_else(known, |asked| asked.1)
    }

    /// Where a parameter or a reward stood before it was last moved.
    pub fn value_before(&self, knob: Knob) -> Option<f64> {
        let marks = &self.snapshot.as_ref()?.marks;
        let before = |mark: &Mark| match mark.turned {
            Turned::Param { param, from, .. } => (knob == param.into()).then_some(from),
            Turned::Reward { reward, from, .. } => (knob == reward.into()).then_some(from),
            Turned::Algorithm { .. } => None,
        };
        marks.iter().rev().find_map(before)
    }

    /// How a parameter moves by itself; not any more once a person has asked for another value.
    pub fn schedule(&self, knob: impl Into<Knob>) -> Option<Schedule> {
        let knob = knob.into();
        let Knob::Param(param) = knob else {
            return None;
        };
        let asked = self.asked.iter().any(|asked| asked.0 == knob);
        let schedules = self.snapshot.as_ref()?.schedules;
        let schedule = schedules.get(param).filter(|_| !asked);
        schedule.filter(|schedule| !schedule.is_constant())
    }

    /// Where everything of the open list stands.
    pub fn picker_plan(&self) -> Option<Plan> {
        let picker = self.picker.as_ref()?;
        Some(Plan::new(picker, self.area, self.lang))
    }

    /// Something that is to be told once.
    pub fn notice(&self) -> Option<&Text> {
        self.notice.as_ref()
    }

    /// Whether the terminal tells of the mouse.
    pub fn has_mouse(&self) -> bool {
        self.mouse
    }

    /// The layer that is shown: on a map without room for four values V comes first. One that was chosen and cannot be shown
    /// any more gives way.
    pub fn layer(&self) -> Layer {
        let usual = if self.shows_best_only() {
            Layer::V
        } else {
            Layer::Q
        };
        let layers = self.layers();
        let wanted = [self.layer, Some(usual)].into_iter().flatten();
        let shown = wanted.into_iter().find(|layer| layers.contains(layer));
        shown.unwrap_or(Layer::Q)
    }

    /// What the agent can tell; the first is what its greedy choice is over.
    pub fn known(&self) -> &'static [agent::Layer] {
        let snapshot = self.snapshot.as_ref();
        snapshot.map_or(&[agent::Layer::Q], |snapshot| snapshot.layers)
    }

    /// The layers that can be shown now.
    pub fn layers(&self) -> Vec<Layer> {
        Layer::of(self.known(), self.look.truth)
    }

    /// Whether the truth is uncovered.
    pub fn truth_shown(&self) -> bool {
        self.look.truth
    }

    /// The pane that is looked at.
    pub fn focus(&self) -> Pane {
        self.look.focus
    }

    /// Whether that pane has the whole screen.
    pub fn zoomed(&self) -> bool {
        self.look.zoomed
    }

    /// Whether a state has room for one value only: on a map of small cells.
    pub fn shows_best_only(&self) -> bool {
        let map = matches!(self.world.scene.layout, Layout::Grid { .. });
        map && !self.board.as_ref().is_some_and(Board::shows_four)
    }

    /// Whether there are lines between the cells of a map.
    pub fn frames_map(&self) -> bool {
        self.look.frames(&self.world)
    }

    /// Whether it is drawn for a projector.
    pub fn is_projector(&self) -> bool {
        self.look.projector
    }

    /// The slider that is held.
    pub fn held(&self) -> Option<Knob> {
        self.held
    }

    /// The slider that is held, while it is what a hand is busy with: once the run has gone on from there and stopped, what the
    /// run has to say comes first.
    pub fn in_hand(&self) -> Option<Knob> {
        let went_on = |snapshot: &Snapshot| {
            snapshot.run != RunState::Running && snapshot.moment.step != self.touched
        };
        self.held.filter(|_| !self.snapshot().is_some_and(went_on))
    }

    /// The step of the run.
    pub(super) fn step(&self) -> u64 {
        let snapshot = self.snapshot.as_ref();
        snapshot.map_or(0, |snapshot| snapshot.moment.step)
    }

    /// The number field, if it is open.
    pub fn field(&self) -> Option<&Field> {
        self.field.as_ref()
    }

    /// The list that is open.
    pub fn picker(&self) -> Option<&Picker> {
        self.picker.as_ref()
    }

    /// The file that the world was read from; none of a built-in world.
    pub fn file(&self) -> Option<&str> {
        self.opened.file_of(&self.world)
    }

    /// What lies over the panes.
    pub fn overlay(&self) -> Option<Overlay> {
        self.overlay
    }

    /// The state under the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Whether the cursor is to be seen: not before anybody has moved it.
    pub fn cursor_shown(&self) -> bool {
        self.lead == Lead::Hand
    }

    /// Where everything stands; none if the screen is too small.
    pub fn places(&self) -> Option<&Places> {
        self.places.as_ref()
    }

    /// How the states are laid out.
    pub fn board(&self) -> Option<&Board> {
        self.board.as_ref()
    }
}
