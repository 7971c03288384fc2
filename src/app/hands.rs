//! What hands do: a key becomes an action, an action changes what is looked at or asks the run for something.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use super::detent::Detents;
use super::field::Typed;
use super::gesture::Gestures;
use super::{
    Action, App, Asked, Direction, Field, Knob, Overlay, PANES, Pane, Response, keymap, words,
};
use crate::session::{Control, Request};
use crate::text::Text;

/// The most characters that are taken of a pasted text.
const LONGEST_PASTE: usize = 32;

impl App {
    pub(super) fn key(&mut self, key: &KeyEvent, now: Duration) -> Response {
        let action = keymap::action(key, self.held.is_some());
        if action == Some(Action::Suspend) {
            return Response {
                suspend: true,
                ..Response::default()
            };
        }
        if self.field.is_some() {
            return self.type_key(key, now);
        }
        if self.picker.is_some() {
            return self.pick_key(key);
        }
        if self.overlay == Some(Overlay::Setup) {
            return self.leave_setup(key);
        }
        let told = self.notice.take().is_some();
        match action {
            Some(action) if self.reads_help() => self.act_in_help(action),
            Some(action) => self.act(action, now),
            None => Response {
                redraw: told,
                ..Response::default()
            },
        }
    }

    /// A pasted text is typed into an open field or list; elsewhere it would be a storm of commands.
    pub(super) fn paste(&mut self, text: &str, now: Duration) -> Response {
        let mut response = Response::default();
        let printed = text.chars().filter(|character| !character.is_control());
        for character in printed.take(LONGEST_PASTE) {
            if self.field.is_some() {
                let key = KeyEvent::from(KeyCode::Char(character));
                response = self.type_key(&key, now);
            } else if let Some(picker) = &mut self.picker {
                picker.type_in(character);
                response.redraw = true;
            }
        }
        response
    }

    fn type_key(&mut self, key: &KeyEvent, now: Duration) -> Response {
        let mut response = Response {
            redraw: true,
            ..Response::default()
        };
        if self.leaves_field(key) {
            self.field = None;
            return self.key(key, now);
        }
        let Some(field) = &mut self.field else {
            return response;
        };
        match field.key(key) {
            Typed::Open => return response,
            Typed::Left => {}
            Typed::Value(knob, value) => {
                let request = self.set(knob, value, |gestures| gestures.of(knob, now));
                response.requests.extend(request);
            }
            Typed::Place(place) if self.is_past(place) => {
                self.refuse_past();
                return response;
            }
            Typed::Place(place) => {
                let there = Request::Control(Control::GoTo(place));
                response.requests.push(there);
            }
            Typed::Quit => response.quit = true,
        }
        self.field = None;
        response
    }

    /// Whether a key goes to the slider behind the field: an arrow, as long as nothing was typed.
    fn leaves_field(&self, key: &KeyEvent) -> bool {
        let arrow = matches!(key.code, KeyCode::Left | KeyCode::Right);
        let empty = |field: &Field| field.typed.is_empty() && field.asked != Asked::Place;
        arrow && self.field.as_ref().is_some_and(empty)
    }

    fn reads_help(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Help | Overlay::Signs))
    }

    /// The help is read with nothing else going on but the run.
    fn act_in_help(&mut self, action: Action) -> Response {
        let quit = action == Action::QuitAtOnce;
        self.overlay = match action {
            Action::Help => self.overlay.and_then(next_page),
            Action::Quit | Action::Escape | Action::OpenField(None) | Action::Zoom => None,
            _ => self.overlay,
        };
        Response {
            redraw: true,
            quit,
            ..Response::default()
        }
    }

    fn act(&mut self, action: Action, now: Duration) -> Response {
        let request = self.request(action, now);
        let quit = action == Action::QuitAtOnce || (action == Action::Quit && !self.close());
        if request.is_none() {
            self.look(action);
        }
        self.lay_out(self.area);
        Response {
            requests: request.into_iter().collect(),
            redraw: true,
            quit,
            ..Response::default()
        }
    }

    /// What `action` asks the run for.
    fn request(&mut self, action: Action, now: Duration) -> Option<Request> {
        let seed = self.seed();
        let control = match action {
            Action::Toggle => Control::Toggle,
            Action::Step => Control::Step,
            Action::Episode => Control::Episode,
            Action::Faster => Control::Faster,
            Action::Slower => Control::Slower,
            Action::Restart => Control::Restart(seed),
            Action::RestartOther => Control::Restart(seed.wrapping_add(1)),
            Action::Rescale => Control::Rescale(self.layer().scaled()),
            Action::Settle if self.never_settles().is_none() => Control::Settle,
            Action::Nudge(_) | Action::ToEnd(_) => return self.slide(action, now),
            _ => return None,
        };
        Some(Request::Control(control))
    }

    pub(super) fn seed(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.seed)
    }

    /// What `action` changes in what is looked at.
    fn look(&mut self, action: Action) {
        match action {
            Action::Truth => self.toggle_truth(),
            Action::Projector => self.look.projector = !self.look.projector,
            Action::NextLayer => self.turn_layer(true),
            Action::PreviousLayer => self.turn_layer(false),
            Action::Expert => self.toggle_expert(),
            Action::Help => self.overlay = Some(Overlay::Help),
            Action::Setup => self.overlay = Some(Overlay::Setup),
            Action::Worlds => self.list_worlds(),
            Action::Methods => self.list_methods(),
            Action::Rewards => self.list_rewards(),
            Action::Settle => self.notice = self.never_settles(),
            Action::GoTo => self.field = Some(Field::new(Asked::Place, None)),
            Action::Take(place) => self.take(place),
            Action::OpenField(first) => {
                let field = |knob| Field::new(Asked::Value(knob), first);
                self.field = self.held.map(field);
            }
            Action::Move(direction) => self.go(direction, 1),
            Action::Page(direction) => self.page(direction),
            Action::MoveToEnd(last) => self.go_to_end(last),
            Action::Focus(next) => self.turn_focus(next),
            Action::Zoom => self.zoom(),
            Action::Escape if !self.close() => self.let_cursor_go(),
            _ => {}
        }
    }

    /// Close what is open or let go of what is held; says whether there was anything.
    fn close(&mut self) -> bool {
        if self.held.take().is_some() {
            return true;
        }
        if self.overlay.take().is_some() || std::mem::replace(&mut self.look.zoomed, false) {
            return true;
        }
        std::mem::replace(&mut self.look.focus, Pane::Belief) != Pane::Belief
    }

    fn slide(&mut self, action: Action, now: Duration) -> Option<Request> {
        let knob = self.held?;
        let (stops, value) = (self.stops(knob), self.value(knob));
        let detents = Detents::new(&stops);
        let value = match action {
            Action::Nudge(true) => detents.next(value),
            Action::Nudge(false) => detents.previous(value),
            Action::ToEnd(true) => detents.last(),
            _ => detents.first(),
        };
        self.set(knob, value, |gestures| gestures.of(knob, now))
    }

    /// Take a slider, or let the one go that is held.
    pub(super) fn hold(&mut self, knob: Option<Knob>) {
        self.held = knob;
        self.touched = self.step();
    }

    /// Ask for a value, as part of a gesture; none if that is how it stands. What a person sets stays, so that a value that a
    /// schedule has just come to is news.
    pub(super) fn set(
        &mut self,
        knob: Knob,
        value: f64,
        gesture: impl FnOnce(&mut Gestures) -> u64,
    ) -> Option<Request> {
        if self.value(knob) == value && self.schedule(knob).is_none() {
            return None;
        }
        self.touched = self.step();
        let request = knob.request(value, || gesture(&mut self.gestures))?;
        self.asked.retain(|other| other.0 != knob);
        self.asked.push((knob, value));
        Some(request)
    }

    /// Why nobody could tell whether the run has settled.
    fn never_settles(&self) -> Option<Text> {
        let truth = &self.snapshot()?.truth;
        words::never_settles(&self.world, truth)
    }

    fn take(&mut self, place: usize) {
        match self.params().get(place) {
            Some(&param) => self.hold(Some(param.into())),
            None => self.notice = Some(words::no_slider(self.algorithm, place)),
        }
    }

    /// Give the pane that is looked at the whole screen, or take that from it; nothing lies over one that has it.
    pub(super) fn zoom(&mut self) {
        self.look.zoomed ^= true;
        self.overlay = None;
    }

    /// Show or hide the figures of the expert, which stand beside the panes.
    fn toggle_expert(&mut self) {
        self.overlay = self.overlay.xor(Some(Overlay::Expert));
        self.look.zoomed = false;
    }

    fn toggle_truth(&mut self) {
        self.look.truth = !self.look.truth;
    }

    fn turn_layer(&mut self, next: bool) {
        self.layer = Some(neighbor(&self.layers(), &self.layer(), next));
    }

    fn turn_focus(&mut self, next: bool) {
        self.look.focus = neighbor(&PANES, &self.look.focus, next);
    }

    /// Go so many rows or columns: over the states, or in the events while these are looked at.
    fn go(&mut self, direction: Direction, by: usize) {
        if self.look.focus == Pane::Events {
            self.scroll_events(direction, by);
        } else {
            let to = self.neighbor_of_cursor(direction, by);
            self.put_cursor(to);
        }
    }

    fn page(&mut self, direction: Direction) {
        if self.look.focus == Pane::Events {
            return self.page_events(direction);
        }
        let rows = self.board.as_ref().map_or(1, |board| board.seen.0);
        self.go(direction, rows.saturating_sub(1).max(1));
    }

    fn go_to_end(&mut self, last: bool) {
        let direction = if last { Direction::Down } else { Direction::Up };
        match self.look.focus {
            Pane::Events => {
                self.scroll_events(direction, usize::MAX);
            }
            _ if last => self.put_cursor(self.world.mdp.n_states() - 1),
            _ => self.put_cursor(0),
        }
    }
}

/// The page of the help behind this one; the last is followed by none.
fn next_page(page: Overlay) -> Option<Overlay> {
    (page == Overlay::Help).then_some(Overlay::Signs)
}

/// The entry after or before `item`, round and round.
fn neighbor<T: Copy + PartialEq>(all: &[T], item: &T, next: bool) -> T {
    let at = all.iter().position(|other| other == item).unwrap_or(0);
    let by = if next { 1 } else { all.len() - 1 };
    all[(at + by) % all.len()]
}
