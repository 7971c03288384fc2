//! What a person sees and does: state, actions, layout and words of the interface, without drawing.
//!
//! Input becomes an [`Action`] by one table, [`App::handle`] updates the state and perhaps asks the run for something.
//! A frame is a pure function of an [`App`].

mod action;
mod board;
mod choosing;
mod command;
mod cursor;
pub mod detent;
pub mod equation;
mod field;
pub mod format;
mod gesture;
mod hands;
pub mod keymap;
mod knob;
mod layers;
mod legend;
mod mouse;
mod opened;
mod overview;
pub mod picker;
mod places;
pub mod prompt;
mod ranking;
mod scroll;
mod seen;
mod steering;
pub mod words;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind};
use ratatui::layout::Rect;

pub use action::{Action, Direction, Layer, PANES, Pane};
pub use board::{BIG, Board, CLOSED, NAMES, Shape, VALUE, VISITS, WIDE_VALUE};
pub use command::{command, wrapped};
use cursor::Lead;
pub use field::{Asked, Field};
use gesture::Gestures;
pub use knob::Knob;
pub use layers::LAYER_GAP;
use mouse::Click;
pub use mouse::Spot;
use opened::Opened;
pub use overview::Overview;
use places::Look;
pub use places::{Cells, LEAST, Places, centered, within_frame};
pub use steering::{Course, SliderPlace};

use crate::agent::AlgorithmSpec;
use crate::mdp::{Layout, RewardId, World};
use crate::session::{Request, Snapshot, View, Window};
use crate::text::{Lang, Text};
use picker::Picker;

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
    /// Whether the terminal tells of the mouse.
    pub mouse: bool,
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
    /// What the signs mean: the second page of the help.
    Signs,
    /// The figures of the expert.
    Expert,
    /// The setup as a command line.
    Setup,
}

impl Overlay {
    /// Whether it is there to be read and gone, so that nothing else is to be done meanwhile.
    fn is_read(self) -> bool {
        self != Self::Expert
    }
}

/// The state of the interface.
#[derive(Debug)]
pub struct App {
    world: Arc<World>,
    opened: Opened,
    algorithm: &'static AlgorithmSpec,
    lang: Lang,
    snapshot: Option<Arc<Snapshot>>,
    layer: Option<Layer>,
    look: Look,
    held: Option<Knob>,
    /// The step at which a hand was last on a slider.
    touched: u64,
    /// The reward that has a slider: the one that was taken from the list last.
    reward: Option<RewardId>,
    field: Option<Field>,
    picker: Option<Picker>,
    overlay: Option<Overlay>,
    /// Something to be told once, until the next key or click.
    notice: Option<Text>,
    mouse: bool,
    click: Option<Click>,
    cursor: usize,
    lead: Lead,
    /// The state around which the states are laid out: the cursor, until the wheel moves on.
    sight: usize,
    /// How many of the newest events are out of sight, below.
    events_back: usize,
    /// Values that were asked for and have not come back yet.
    asked: Vec<(Knob, f64)>,
    gestures: Gestures,
    area: Rect,
    places: Option<Places>,
    board: Option<Board>,
}

impl App {
    /// Begin with nothing received yet.
    pub fn new(setup: Setup) -> Self {
        let start = first_start(&setup.world);
        Self {
            cursor: start,
            sight: start,
            world: Arc::clone(&setup.world),
            opened: Opened {
                world: setup.world,
                file: setup.file,
            },
            algorithm: setup.algorithm,
            lang: setup.lang,
            snapshot: None,
            layer: None,
            look: Look {
                focus: Pane::Belief,
                zoomed: false,
                truth: setup.truth,
                projector: setup.projector,
                cells: Cells::default(),
            },
            held: None,
            touched: 0,
            reward: None,
            field: None,
            picker: None,
            overlay: None,
            notice: None,
            mouse: setup.mouse,
            click: None,
            lead: Lead::Run,
            events_back: 0,
            asked: Vec::new(),
            gestures: Gestures::default(),
            area: Rect::ZERO,
            places: None,
            board: None,
        }
    }

    /// Lay maps out for cells that show in this way where they are.
    pub fn show_cells(&mut self, cells: Cells) {
        self.look.cells = cells;
    }

    /// Take the newest snapshot.
    pub fn receive(&mut self, snapshot: Arc<Snapshot>) {
        self.asked
            .retain(|&(knob, asked)| known(&snapshot, knob) != asked);
        let other_world = !self.world.is_same(&snapshot.world);
        if other_world {
            self.enter(&snapshot.world);
        }
        // The same world may pay otherwise.
        self.world = Arc::clone(&snapshot.world);
        self.algorithm = snapshot.algorithm;
        self.held = self.held.filter(|held| self.knobs().contains(held));
        let events = self.snapshot.replace(snapshot);
        self.keep_events(events.map_or(0, |before| before.n_events));
        if other_world {
            self.lay_out(self.area);
        }
        self.catch_up();
        self.follow();
    }

    /// Look at another world with fresh eyes: its truth is covered, its slider free.
    fn enter(&mut self, world: &World) {
        self.cursor = first_start(world);
        self.sight = self.cursor;
        self.events_back = 0;
        self.gestures.let_go();
        self.lead = Lead::Run;
        self.layer = None;
        (self.held, self.reward, self.field) = (None, None, None);
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
        self.board = self.board_in_sight();
    }

    /// The states as they are to be laid out.
    fn board_in_sight(&self) -> Option<Board> {
        let places = self.places.as_ref()?;
        let belief = places.belief;
        let head = u16::from(!places.compact && belief.height > 0);
        let inside = Rect {
            y: belief.y + head,
            height: belief.height - head,
            ..belief
        };
        let area = board_area(&self.world, inside, self.look);
        let board = Board::fit(&self.world, area, self.sight, self.look);
        let rank = self.rank_of(self.sight).unwrap_or(0);
        Some(board.with_rank(rank, self.ranking().len()))
    }

    /// What the screen looks at.
    pub fn view(&self) -> View {
        let width = |place: Option<Rect>| place.map_or(0, |place| place.width as usize);
        let places = self.places.as_ref();
        let reward = places.and_then(|places| places.reward);
        // What is asked for is shown once it is known.
        let board = self.board_in_sight();
        let board = board.as_ref();
        View {
            states: board.map_or(Window::default(), Board::states),
            ranks: board.map_or(0..0, Board::ranks),
            shares: board.map_or(0, |board| board.overview.cells()),
            cursor: self.cursor,
            columns: width(reward) * 2,
            bars: width(reward),
            layer: match self.layer() {
                Layer::Other(layer) => Some(layer),
                _ => None,
            },
            soft: self.layer() == Layer::Soft,
            events: self.events_asked(),
            trace_points: board.map_or(0, Board::trace_points),
            expert: self.overlay == Some(Overlay::Expert),
        }
    }

    /// Take an input that came at `now`.
    pub fn handle(&mut self, event: &Event, now: Duration) -> Response {
        let response = match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key, now),
            Event::Paste(text) => self.paste(text, now),
            Event::Mouse(mouse) => self.mouse(*mouse, now),
            Event::Resize(..) => {
                // The slider is not under the hand any more.
                self.gestures.let_go();
                changed()
            }
            Event::FocusGained => changed(),
            _ => Response::default(),
        };
        if self.is_covered() {
            self.gestures.let_go();
        }
        let first = self.picker_plan().map(|plan| plan.first);
        if let Some((picker, first)) = self.picker.as_mut().zip(first) {
            picker.stay(first);
        }
        response
    }

    /// Whether something lies over the sliders, or has the keyboard for itself.
    fn is_covered(&self) -> bool {
        let read = self.overlay.is_some_and(Overlay::is_read);
        read || self.picker.is_some() || self.field.is_some()
    }
}

/// The value that something has in the run.
fn known(snapshot: &Snapshot, knob: Knob) -> f64 {
    match knob {
        Knob::Param(param) => snapshot.hyper.get(param),
        Knob::Reward(reward) => snapshot
            .rewards
            .get(reward)
            .map_or(0.0, |reward| reward.now),
    }
}

/// Something may look different.
fn changed() -> Response {
    Response {
        redraw: true,
        ..Response::default()
    }
}

/// Where the cursor stands in a world that is new.
fn first_start(world: &World) -> usize {
    let first = world.mdp.starts().first();
    first.map_or(0, |start| start.0 as usize)
}

/// A map leaves room for its legends below, as far as its cells do not become too low for it: lines between them are worth a row of
/// those.
fn board_area(world: &World, inside: Rect, look: Look) -> Rect {
    let Layout::Grid { rows, .. } = world.scene.layout else {
        return inside;
    };
    let height = usize::from(inside.height);
    // The last of them may go.
    let closed = rows * usize::from(CLOSED) - 1;
    let low = if look.frames(world) && height >= closed + 2 {
        closed
    } else {
        rows * 2
    };
    let legends = match height.saturating_sub(low) {
        // It scrolls anyhow.
        _ if rows > height && height >= 16 => 3,
        0 => usize::from(inside.height > 4),
        spare => spare.min(3),
    };
    Rect {
        height: inside.height - legends as u16,
        ..inside
    }
}
