//! What comes of the lists, of the place that was typed, and of the setup that is shown.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::picker::{self, Choice, Picked, Picker};
use super::{Action, App, Response, keymap, words};
use crate::session::{Place, Request, Scenario};

impl App {
    pub(super) fn is_past(&self, place: Place) -> bool {
        let snapshot = self.snapshot.as_ref();
        snapshot.is_some_and(|snapshot| place.is_reached(snapshot.moment))
    }

    /// Say why the place that was typed is not gone to.
    pub(super) fn refuse_past(&mut self) {
        let snapshot = self.snapshot.as_deref();
        let moment = snapshot.map_or_else(Default::default, |snapshot| snapshot.moment);
        let why = words::is_past(&self.world, moment);
        if let Some(field) = &mut self.field {
            field.refuse(why);
        }
    }

    pub(super) fn pick_key(&mut self, key: &KeyEvent) -> Response {
        match self.picker.as_mut().map(|picker| picker.key(key)) {
            Some(picked) => self.take_pick(picked),
            None => Response::default(),
        }
    }

    /// Do what came of a key or a click in the list.
    pub(super) fn take_pick(&mut self, picked: Picked) -> Response {
        let mut response = Response {
            redraw: true,
            ..Response::default()
        };
        match picked {
            Picked::Open => return response,
            Picked::Left => {}
            Picked::Chosen(choice) => response.requests.push(self.chosen(choice)),
            Picked::Quit => response.quit = true,
        }
        self.picker = None;
        response
    }

    /// What the run is asked for once something of a list was chosen.
    pub(super) fn chosen(&mut self, choice: Choice) -> Request {
        self.asked.clear();
        match choice {
            Choice::World(spec) => {
                let world = Arc::new((spec.build)());
                let scenario = Scenario::new(world, self.algorithm, self.seed());
                Request::Begin(Box::new(scenario))
            }
            Choice::Method(spec) => Request::Replay(spec),
            Choice::MethodFromHere(spec) => Request::Switch(spec, self.gestures.single()),
        }
    }

    /// Any key closes the command line.
    pub(super) fn leave_setup(&mut self, key: &KeyEvent) -> Response {
        self.overlay = None;
        Response {
            redraw: true,
            quit: keymap::action(key, false) == Some(Action::QuitAtOnce),
            ..Response::default()
        }
    }

    pub(super) fn list_worlds(&mut self) {
        // A file is none of these, whatever the world in it is called.
        let named = self.file.is_none().then_some(self.world.name.as_str());
        let family = named.and_then(|name| name.split(' ').next());
        self.picker = Some(Picker::new(picker::Kind::Worlds, family.unwrap_or("")));
    }

    pub(super) fn list_methods(&mut self) {
        let present = self.algorithm.name;
        self.picker = Some(Picker::new(picker::Kind::Methods, present));
    }
}
