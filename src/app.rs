//! What a person sees and does: state, actions, layout and words of the interface, without drawing.
//!
//! Input becomes an [`Action`] by one table, [`App::handle`] updates the state and perhaps asks the run for something.
//! A frame is a pure function of an [`App`].

mod action;
mod board;
mod choosing;
mod command;
pub mod detent;
pub mod equation;
mod field;
pub mod format;
pub mod keymap;
pub mod picker;
mod places;
pub mod prompt;
mod seen;
pub mod words;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyEvent, KeyEventKind};
use ratatui::layout::Rect;

pub use action::{Action, Direction, Layer, PANES, Pane};
pub use board::{BIG, Board, Shape};
pub use command::{command, wrapped};
pub use field::{Asked, Field};
use places::Look;
pub use places::{LEAST, Places};

use crate::agent::{AlgorithmSpec, ParamId, Setting};
use crate::mdp::{Layout, World};
use crate::session::{Control, Request, Snapshot, View};
use crate::text::Lang;
use detent::Detents;
use field::Typed;
use picker::Picker;

/// Changes of one parameter within this time are one gesture.
const GESTURE: Duration = Duration::from_millis(300);

/// What an interface begins with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The world.
    pub world: Arc<World>,
    /// The file that it was read from; none of a built-in world.
    pub file: Option<String>,
    /// The algorithm.
    pub algorithm: &'static AlgorithmSpec,
    /// The language.
    pub lang: Lang,
    /// Whether the truth is uncovered from the beginning.
    pub truth: bool,
    /// Whether it is drawn for a projector from the beginning.
    pub projector: bool,
}

/// What came of an input.
#[derive(Debug, Default)]
pub struct Response {
    /// What the run is asked for.
    pub requests: Vec<Request>,
    /// Whether something on the screen changed.
    pub redraw: bool,
    /// Whether the program is to end.
    pub quit: bool,
    /// Whether the shell is to have the terminal for a while.
    pub suspend: bool,
}

/// What lies over the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys.
    Help,
    /// The figures of the expert.
    Expert,
    /// The setup as a command line.
    Setup,
}

/// The state of the interface.
#[derive(Debug)]
pub struct App {
    world: Arc<World>,
    file: Option<String>,
    algorithm: &'static AlgorithmSpec,
    lang: Lang,
    snapshot: Option<Arc<Snapshot>>,
    layer: Option<Layer>,
    look: Look,
    held: Option<ParamId>,
    field: Option<Field>,
    picker: Option<Picker>,
    overlay: Option<Overlay>,
    cursor: usize,
    /// Whether anybody has moved it yet.
    cursor_moved: bool,
    /// Values that were asked for and have not come back yet.
    asked: Vec<Setting>,
    gesture: u64,
    last_change: Option<(ParamId, Duration)>,
    area: Rect,
    places: Option<Places>,
    board: Option<Board>,
}

impl App {
    /// Begin with nothing received yet.
    pub fn new(setup: Setup) -> Self {
        Self {
            cursor: first_start(&setup.world),
            world: setup.world,
            file: setup.file,
            algorithm: setup.algorithm,
            lang: setup.lang,
            snapshot: None,
            layer: None,
            look: Look {
                focus: Pane::Belief,
                zoomed: false,
                truth: setup.truth,
                projector: setup.projector,
            },
            held: None,
            field: None,
            picker: None,
            overlay: None,
            cursor_moved: false,
            asked: Vec::new(),
            gesture: 0,
            last_change: None,
            area: Rect::ZERO,
            places: None,
            board: None,
        }
    }

    /// Take the newest snapshot.
    pub fn receive(&mut self, snapshot: Arc<Snapshot>) {
        self.asked
            .retain(|asked| snapshot.hyper.get(asked.param()) != asked.get());
        let other_world = !Arc::ptr_eq(&self.world, &snapshot.world);
        if other_world {
            self.enter(Arc::clone(&snapshot.world));
        }
        self.algorithm = snapshot.algorithm;
        self.held = self.held.filter(|param| self.params().contains(param));
        self.snapshot = Some(snapshot);
        if other_world {
            self.lay_out(self.area);
        }
    }

    /// Look at another world with fresh eyes: its truth is covered, its slider free.
    fn enter(&mut self, world: Arc<World>) {
        self.cursor = first_start(&world);
        self.world = world;
        self.file = None;
        self.cursor_moved = false;
        self.layer = None;
        (self.held, self.field) = (None, None);
        self.look = Look {
            focus: Pane::Belief,
            zoomed: false,
            truth: false,
            ..self.look
        };
        self.asked.clear();
    }

    /// Cut the screen up; before a frame is drawn, and whenever its size or what is looked at changes.
    pub fn lay_out(&mut self, area: Rect) {
        self.area = area;
        self.places = places::places(area, &self.world, self.look);
        self.board = self.places.as_ref().map(|places| {
            let head = u16::from(!places.compact && places.belief.height > 0);
            let belief = places.belief;
            let inside = Rect {
                y: belief.y + head,
                height: belief.height - head,
                ..belief
            };
            Board::fit(&self.world, board_area(&self.world, inside), self.cursor)
        });
    }

    /// What the screen looks at.
    pub fn view(&self) -> View {
        let width = |place: Option<Rect>| place.map_or(0, |place| place.width as usize);
        let height = |place: Option<Rect>| place.map_or(0, |place| place.height as usize);
        let places = self.places.as_ref();
        let reward = places.and_then(|places| places.reward);
        View {
            states: self.board.as_ref().map_or(0..0, Board::states),
            cursor: self.cursor,
            columns: width(reward) * 2,
            bars: width(reward),
            layer: match self.layer() {
                Layer::Other(layer) => Some(layer),
                _ => None,
            },
            events: height(places.and_then(|places| places.events)),
            trace_points: self.board.as_ref().map_or(0, Board::trace_points),
            expert: self.overlay == Some(Overlay::Expert),
        }
    }

    /// Take an input that came at `now`.
    pub fn handle(&mut self, event: &Event, now: Duration) -> Response {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key, now),
            Event::Paste(text) => self.paste(text, now),
            Event::Mouse(mouse) if self.picker.is_some() => self.turn_wheel(mouse.kind),
            Event::Resize(..) | Event::FocusGained => Response {
                redraw: true,
                ..Response::default()
            },
            _ => Response::default(),
        }
    }

    fn key(&mut self, key: &KeyEvent, now: Duration) -> Response {
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
        match action {
            Some(action) if self.overlay == Some(Overlay::Help) => self.act_in_help(action),
            Some(action) => self.act(action, now),
            None => Response::default(),
        }
    }

    /// A pasted text is typed into an open field; elsewhere it would be a storm of commands.
    fn paste(&mut self, text: &str, now: Duration) -> Response {
        let mut response = Response::default();
        for character in text
            .chars()
            .filter(|character| !character.is_control())
            .take(32)
        {
            if self.field.is_some() {
                let key = KeyEvent::from(crossterm::event::KeyCode::Char(character));
                response = self.type_key(&key, now);
            }
        }
        response
    }

    fn type_key(&mut self, key: &KeyEvent, now: Duration) -> Response {
        let mut response = Response {
            redraw: true,
            ..Response::default()
        };
        let Some(field) = &mut self.field else {
            return response;
        };
        match field.key(key) {
            Typed::Open => return response,
            Typed::Left => {}
            Typed::Value(setting) => response.requests.extend(self.set(setting, now)),
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

    /// The help is read with nothing else going on but the run.
    fn act_in_help(&mut self, action: Action) -> Response {
        let quit = action == Action::QuitAtOnce;
        if matches!(
            action,
            Action::Help | Action::Quit | Action::Escape | Action::OpenField(None) | Action::Zoom
        ) {
            self.overlay = None;
        }
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
            Action::Rescale => Control::Rescale,
            Action::Nudge(_) | Action::ToEnd(_) => return self.slide(action, now),
            _ => return None,
        };
        Some(Request::Control(control))
    }

    fn seed(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.seed)
    }

    /// What `action` changes in what is looked at.
    fn look(&mut self, action: Action) {
        match action {
            Action::Truth => self.toggle_truth(),
            Action::Projector => self.look.projector = !self.look.projector,
            Action::NextLayer => self.turn_layer(true),
            Action::PreviousLayer => self.turn_layer(false),
            Action::Expert => self.overlay = self.overlay.xor(Some(Overlay::Expert)),
            Action::Help => self.overlay = Some(Overlay::Help),
            Action::Setup => self.overlay = Some(Overlay::Setup),
            Action::Worlds => self.list_worlds(),
            Action::Methods => self.list_methods(),
            Action::GoTo => self.field = Some(Field::new(Asked::Place, None)),
            Action::Take(place) => self.held = self.params().get(place).copied().or(self.held),
            Action::OpenField(first) => {
                let field = |param| Field::new(Asked::Value(param), first);
                self.field = self.held.map(field);
            }
            Action::Move(direction) => self.move_cursor(direction),
            Action::MoveToEnd(last) => self.put_cursor(if last {
                self.world.mdp.n_states() - 1
            } else {
                0
            }),
            Action::Focus(next) => self.turn_focus(next),
            Action::Zoom => self.look.zoomed = true,
            Action::Escape => {
                self.close();
            }
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
        let param = self.held?;
        let (detents, value) = (Detents::of(param), self.value(param));
        let value = match action {
            Action::Nudge(true) => detents.next(value),
            Action::Nudge(false) => detents.previous(value),
            Action::ToEnd(true) => detents.last(),
            _ => detents.first(),
        };
        self.set(Setting::new(param, value).ok()?, now)
    }

    fn set(&mut self, setting: Setting, now: Duration) -> Option<Request> {
        let param = setting.param();
        if self.value(param) == setting.get() {
            return None;
        }
        let same = self
            .last_change
            .is_some_and(|(last, at)| last == param && now.saturating_sub(at) < GESTURE);
        self.gesture += u64::from(!same);
        self.last_change = Some((param, now));
        self.asked.retain(|other| other.param() != param);
        self.asked.push(setting);
        Some(Request::Set(setting, self.gesture))
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

    fn move_cursor(&mut self, direction: Direction) {
        let (last, at) = (self.world.mdp.n_states() - 1, self.cursor);
        let (row_step, columns) = match self.world.scene.layout {
            Layout::Grid { columns, .. } => (columns, columns),
            Layout::Table => (1, 1),
        };
        let to = match direction {
            Direction::Up => at.checked_sub(row_step),
            Direction::Down => Some(at + row_step).filter(|&to| to <= last),
            Direction::Left => (at % columns > 0).then(|| at - 1),
            Direction::Right => (at % columns + 1 < columns).then_some(at + 1),
        };
        self.put_cursor(to.unwrap_or(at));
    }

    fn put_cursor(&mut self, state: usize) {
        self.cursor = state;
        self.cursor_moved = true;
    }
}

/// Where the cursor stands in a world that is new.
fn first_start(world: &World) -> usize {
    let first = world.mdp.starts().first();
    first.map_or(0, |start| start.0 as usize)
}

/// A map leaves room for its legends below, as far as its cells do not become too low for it.
fn board_area(world: &World, inside: Rect) -> Rect {
    let Layout::Grid { rows, .. } = world.scene.layout else {
        return inside;
    };
    let spare = (inside.height as usize).saturating_sub(rows * 2);
    let legends = match spare {
        0 => usize::from(inside.height > 4),
        spare => spare.min(3),
    };
    Rect {
        height: inside.height - legends as u16,
        ..inside
    }
}

/// The entry after or before `item`, round and round.
fn neighbor<T: Copy + PartialEq>(all: &[T], item: &T, next: bool) -> T {
    let at = all.iter().position(|other| other == item).unwrap_or(0);
    let by = if next { 1 } else { all.len() - 1 };
    all[(at + by) % all.len()]
}
