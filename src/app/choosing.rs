//! What comes of the lists, of the place that was typed, and of the setup that is shown.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::picker::{self, Choice, Item, Picked, Picker};
use super::{Action, App, Asked, Field, Knob, Response, keymap, words};
use crate::mdp::{Reward, RewardId, World};
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
            Picked::Chosen(choice) => response.requests.extend(self.chosen(choice)),
            Picked::Quit => response.quit = true,
        }
        self.picker = None;
        response
    }

    /// What the run is asked for once something of a list was chosen.
    pub(super) fn chosen(&mut self, choice: Choice) -> Option<Request> {
        let request = match choice {
            Choice::Reward(reward) => {
                self.take_reward(reward);
                return None;
            }
            Choice::World(spec) => self.begin(Arc::new((spec.build)())),
            Choice::Opened => self.begin(Arc::clone(&self.opened.world)),
            Choice::Method(spec) => Request::Replay(spec),
            Choice::MethodFromHere(spec) => Request::Switch(spec, self.gestures.single()),
        };
        self.asked.clear();
        Some(request)
    }

    /// A new run in `world`.
    fn begin(&self, world: Arc<World>) -> Request {
        let scenario = Scenario::new(world, self.algorithm, self.seed());
        Request::Begin(Box::new(scenario))
    }

    /// Give a reward its slider, and a field to type into.
    fn take_reward(&mut self, reward: RewardId) {
        let knob = Knob::Reward(reward);
        self.reward = Some(reward);
        self.hold(Some(knob));
        self.field = Some(Field::new(Asked::Value(knob), None));
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
        let own = self.opened.item().into_iter().collect();
        let present = self.opened.name_of(&self.world);
        self.picker = Some(Picker::with(picker::Kind::Worlds, present, own));
    }

    pub(super) fn list_methods(&mut self) {
        let present = self.algorithm.name;
        self.picker = Some(Picker::new(picker::Kind::Methods, present));
    }

    pub(super) fn list_rewards(&mut self) {
        let Some(snapshot) = self.snapshot.as_deref() else {
            return;
        };
        if snapshot.rewards.is_empty() {
            self.notice = Some(words::no_rewards(&self.world));
            return;
        }
        let scene = &self.world.scene;
        let item = |(id, reward): (RewardId, &Reward)| {
            Item::reward(id, words::reward(scene, reward), words::pays(reward))
        };
        let items: Vec<Item> = snapshot.rewards.iter().map(item).collect();
        let taken = self.reward.and_then(|reward| items.get(reward.place()));
        let present = taken.map_or(String::new(), |item| item.name.to_string());
        self.picker = Some(Picker::with(picker::Kind::Rewards, &present, items));
    }
}
