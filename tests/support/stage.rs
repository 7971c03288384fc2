//! A run and the interface that looks at it, without a terminal.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use qlens::agent::{Schedules, q_learning};
use qlens::app::{App, Response, Setup};
use qlens::mdp::World;
use qlens::session::{Control, Driver, Request, Scenario, Speed, Turn};
use qlens::text::Lang;
use qlens::ui;
use qlens::ui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A run and the interface that looks at it.
pub struct Stage {
    pub driver: Driver,
    pub app: App,
    /// The time, which passes only as the test wants it.
    pub now: Duration,
}

/// The built-in world of this name.
pub fn built_in(name: &str) -> World {
    (qlens::env::find(name).unwrap().build)()
}

/// A walk along so many states in a row, as a file would give it: some ways back, and some on; the last one pays.
pub fn chain(states: usize, actions: usize, label: &str) -> World {
    let to = |next: usize| {
        let end = next + 1 == states;
        let reward = if end { "1.0" } else { "-0.01" };
        format!("[[1.0, {next}, {reward}, {end}]]")
    };
    let row = |state: usize| {
        let ways = (0..actions).map(|action| {
            let on = state + action;
            to(on.saturating_sub(actions / 2).min(states - 1))
        });
        format!("[{}]", ways.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = (0..states).map(row).collect();
    let names: Vec<String> = (0..actions)
        .map(|way| format!("{label} {way}"))
        .map(|name| format!("\"{name}\""))
        .collect();
    let labels: Vec<String> = (0..states)
        .map(|state| format!("\"{label}, {state}\""))
        .collect();
    let text = format!(
        r#"{{"name": "a long corridor", "n_states": {states}, "n_actions": {actions}, "actions": [{}],
            "state_labels": [{}], "time_limit": 500, "start": [[0, 1.0]], "P": [{}]}}"#,
        names.join(", "),
        labels.join(", "),
        rows.join(", ")
    );
    qlens::env::gymnasium::parse("corridor", &text).unwrap()
}

/// The key of this name, or else of the first letter of it.
fn code(key: &str) -> KeyCode {
    let named = [
        ("Space", KeyCode::Char(' ')),
        ("Enter", KeyCode::Enter),
        ("Tab", KeyCode::Tab),
        ("Esc", KeyCode::Esc),
        ("Down", KeyCode::Down),
        ("Right", KeyCode::Right),
        ("End", KeyCode::End),
        ("Home", KeyCode::Home),
        ("PageDown", KeyCode::PageDown),
    ];
    let found = named.into_iter().find(|(name, _)| *name == key);
    let letter = || KeyCode::Char(key.chars().next().unwrap());
    found.map_or_else(letter, |(_, code)| code)
}

impl Stage {
    pub fn new(world: World, lang: Lang) -> Self {
        Self::scheduled(world, lang, Schedules::default())
    }

    pub fn scheduled(world: World, lang: Lang, schedules: Schedules) -> Self {
        let world = Arc::new(world);
        let scenario = Scenario {
            schedules,
            ..Scenario::new(Arc::clone(&world), &q_learning::SPEC, 12)
        };
        let setup = Setup {
            world,
            file: None,
            algorithm: &q_learning::SPEC,
            lang,
            truth: false,
            projector: false,
            mouse: true,
        };
        Self {
            driver: Driver::new(scenario).at_speed(Speed::ALL_OUT),
            app: App::new(setup),
            now: Duration::ZERO,
        }
    }

    /// Run until so many episodes have ended, then stand.
    pub fn after(mut self, episodes: u64) -> Self {
        while self.driver.session().episodes() < episodes {
            self.driver.request(Request::Control(Control::Episode));
            while self.driver.turn(self.now) != Turn::Idle {}
        }
        self
    }

    /// Hand an event to the interface, and what it asks for to the run.
    pub fn handle(&mut self, event: &Event) -> Response {
        let mut response = self.app.handle(event, self.now);
        for request in response.requests.drain(..) {
            self.driver.request(request);
        }
        response
    }

    /// Press a key, half a second after the last.
    pub fn press(&mut self, code: KeyCode) {
        self.now += Duration::from_millis(500);
        self.handle(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        self.look();
    }

    /// Press keys, by their names or letters, with blanks between.
    pub fn keys(mut self, keys: &str) -> Self {
        keys.split(' ').for_each(|key| self.press(code(key)));
        self
    }

    /// Press the keys of these letters.
    pub fn type_in(&mut self, letters: &str) {
        letters
            .chars()
            .for_each(|letter| self.press(KeyCode::Char(letter)));
    }

    /// Let the interface have what it looks at.
    pub fn look(&mut self) {
        let snapshot = self.driver.snapshot(&self.app.view());
        self.app.receive(Arc::new(snapshot));
    }

    /// Draw on the area of a buffer.
    pub fn draw_on(&mut self, buffer: &mut Buffer, area: Rect, theme: Theme) {
        self.app.show_cells(theme.cells());
        self.app.lay_out(area);
        self.look();
        self.app.lay_out(area);
        self.draw_again_on(buffer, area, theme);
    }

    /// Draw what the interface knows already.
    pub fn draw_again_on(&self, buffer: &mut Buffer, area: Rect, theme: Theme) {
        ui::draw_on(buffer, area, &self.app, theme);
    }

    /// Draw a frame of this size.
    pub fn draw(&mut self, (width, height): (u16, u16), theme: Theme) -> Buffer {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        self.draw_on(&mut buffer, area, theme);
        buffer
    }
}
