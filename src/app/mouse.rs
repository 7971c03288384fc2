//! The mouse: what stands where, and what a hand wants with it. It takes what is drawn, as both come from the same places.

use std::time::Duration;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::gesture::Gestures;
use super::scroll::NOTCH;
use super::steering::SliderPlace;
use super::{App, Direction, Knob, Layer, Overlay, Pane, Response, changed, detent::Detents};
use crate::session::Request;

/// Two clicks at one place within this time are a double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// What stands at a place of the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spot {
    /// The track of a slider, there where it means this value.
    Track(Knob, f64),
    /// The words of a slider.
    Words(Knob),
    /// A state, by its cell, its line or its name.
    State(usize),
    /// The name of a layer.
    Layer(Layer),
    /// Anywhere else in a pane.
    Pane(Pane),
}

/// A click that may become a double one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Click {
    at: Position,
    when: Duration,
}

impl App {
    /// What stands at a place of the screen; none where nothing can be taken.
    pub fn spot(&self, at: Position) -> Option<Spot> {
        // Before the first snapshot nothing is drawn.
        self.snapshot()?;
        if let Some(place) = self.slider_at(at) {
            let knob = place.knob;
            return Some(if place.is_on_track(at) {
                Spot::Track(knob, self.stop_at(&place, at.x))
            } else {
                Spot::Words(knob)
            });
        }
        match self.pane_at(at)? {
            Pane::Belief => {
                let layer = self.layer_at(at).map(Spot::Layer);
                let state = || self.state_at(at).map(Spot::State);
                layer.or_else(state).or(Some(Spot::Pane(Pane::Belief)))
            }
            pane => Some(Spot::Pane(pane)),
        }
    }

    fn slider_at(&self, at: Position) -> Option<SliderPlace> {
        self.sliders().into_iter().find(|place| place.contains(at))
    }

    fn layer_at(&self, at: Position) -> Option<Layer> {
        let mut layers = self.layer_places().into_iter();
        layers.find_map(|(layer, place)| place.contains(at).then_some(layer))
    }

    fn pane_at(&self, at: Position) -> Option<Pane> {
        let places = self.places()?;
        let panes = [
            (Some(places.belief), Pane::Belief),
            (places.update, Pane::Update),
            (places.reward, Pane::Reward),
            (places.events, Pane::Events),
            (places.steer, Pane::Steer),
        ];
        let mut panes = panes.into_iter();
        panes.find_map(|(place, pane)| place?.contains(at).then_some(pane))
    }

    /// Take what the mouse does.
    pub(super) fn mouse(&mut self, event: MouseEvent, now: Duration) -> Response {
        let at = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.press(at, now),
            MouseEventKind::Drag(MouseButton::Left) => self.drag(at),
            MouseEventKind::Up(_) => {
                self.gestures.let_go();
                Response::default()
            }
            MouseEventKind::ScrollUp => self.wheel(at, Direction::Up, now),
            MouseEventKind::ScrollDown => self.wheel(at, Direction::Down, now),
            MouseEventKind::ScrollLeft => self.wheel(at, Direction::Left, now),
            MouseEventKind::ScrollRight => self.wheel(at, Direction::Right, now),
            _ => Response::default(),
        }
    }

    fn press(&mut self, at: Position, now: Duration) -> Response {
        if self.picker.is_some() {
            return self.press_in_list(at);
        }
        match self.overlay {
            // Its text is there to be marked with the terminal's own mouse.
            Some(Overlay::Setup) => return Response::default(),
            Some(Overlay::Help | Overlay::Signs) => self.overlay = None,
            Some(Overlay::Expert) | None => {
                (self.field, self.notice) = (None, None);
                let double = self.is_double(at, now);
                let spot = self.spot(at);
                let request = spot.and_then(|spot| self.take_hold(spot, double));
                self.lay_out(self.area);
                return Response {
                    requests: request.into_iter().collect(),
                    ..changed()
                };
            }
        }
        changed()
    }

    /// Take what was pressed; whatever is not a slider lets that go that was held.
    fn take_hold(&mut self, spot: Spot, double: bool) -> Option<Request> {
        self.hold(match spot {
            Spot::Track(knob, _) | Spot::Words(knob) => Some(knob),
            Spot::State(_) | Spot::Layer(_) | Spot::Pane(_) => None,
        });
        match spot {
            Spot::Track(knob, value) => {
                self.gestures.grip(knob);
                return self.set(knob, value, Gestures::of_grip);
            }
            Spot::Words(_) => {}
            Spot::State(state) => {
                self.point_at(state);
                self.look_into(Pane::Belief, double);
            }
            Spot::Layer(layer) => self.layer = Some(layer),
            Spot::Pane(pane) => self.look_into(pane, double),
        }
        None
    }

    /// Look into a pane; a double click gives it the screen, or takes that from it.
    fn look_into(&mut self, pane: Pane, double: bool) {
        self.look.focus = pane;
        if double {
            self.zoom();
        }
    }

    fn is_double(&mut self, at: Position, now: Duration) -> bool {
        let soon = |click: Click| click.at == at && now.saturating_sub(click.when) < DOUBLE;
        let double = self.click.is_some_and(soon);
        let click = Click { at, when: now };
        // A third click is the first of another pair.
        self.click = Some(click).filter(|_| !double);
        double
    }

    /// Follow a hand that holds a slider, wherever it goes.
    fn drag(&mut self, at: Position) -> Response {
        let gripped = self.gestures.gripped();
        let mut places = self.sliders().into_iter();
        let Some(place) = places.find(|place| gripped == Some(place.knob)) else {
            return Response::default();
        };
        let value = self.stop_at(&place, at.x);
        let request = self.set(place.knob, value, Gestures::of_grip);
        Response {
            redraw: request.is_some(),
            requests: request.into_iter().collect(),
            ..Response::default()
        }
    }

    fn press_in_list(&mut self, at: Position) -> Response {
        let (Some(plan), Some(picker)) = (self.picker_plan(), &mut self.picker) else {
            return Response::default();
        };
        let Some(entry) = plan.entry_at(at) else {
            if !plan.place.contains(at) {
                self.picker = None;
            }
            return changed();
        };
        let picked = picker.click(entry);
        self.take_pick(picked)
    }

    fn wheel(&mut self, at: Position, direction: Direction, now: Duration) -> Response {
        if let Some(picker) = &mut self.picker {
            picker.step(direction);
            return changed();
        }
        let covered = self.overlay.is_some_and(Overlay::is_read);
        if covered || self.field.is_some() {
            return Response::default();
        }
        let (request, moved) = match self.spot(at) {
            Some(Spot::Track(knob, _) | Spot::Words(knob)) => {
                (self.notch(knob, direction, now), false)
            }
            Some(Spot::State(_) | Spot::Layer(_) | Spot::Pane(Pane::Belief)) => {
                (None, self.scroll_states(direction, NOTCH))
            }
            Some(Spot::Pane(Pane::Events)) => (None, self.scroll_events(direction, NOTCH)),
            Some(Spot::Pane(Pane::Update | Pane::Reward | Pane::Steer)) | None => (None, false),
        };
        Response {
            redraw: moved || request.is_some(),
            requests: request.into_iter().collect(),
            ..Response::default()
        }
    }

    /// Move a slider by one stop: up is more.
    fn notch(&mut self, knob: Knob, direction: Direction, now: Duration) -> Option<Request> {
        let (stops, value) = (self.stops(knob), self.value(knob));
        let detents = Detents::new(&stops);
        let value = match direction {
            Direction::Up => detents.next(value),
            Direction::Down => detents.previous(value),
            Direction::Left | Direction::Right => return None,
        };
        self.set(knob, value, |gestures| gestures.of(knob, now))
    }
}
