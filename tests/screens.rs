//! What is on the screen, with its styles, at three sizes and in no room at all.
//!
//! Every frame is a pure function of a run, the interface and a size, so that it can be kept and compared.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use qlens::agent::q_learning;
use qlens::app::{App, Setup};
use qlens::session::{Control, Driver, Request, Scenario, Speed};
use qlens::text::Lang;
use qlens::ui;
use qlens::ui::theme::{Background, ColorDepth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A run and the interface that looks at it, without a terminal.
struct Stage {
    driver: Driver,
    app: App,
    now: Duration,
}

impl Stage {
    fn new(world: &str, lang: Lang) -> Self {
        let world = Arc::new((qlens::env::find(world).unwrap().build)());
        let scenario = Scenario::new(Arc::clone(&world), &q_learning::SPEC, 12);
        let setup = Setup {
            world,
            algorithm: &q_learning::SPEC,
            lang,
            truth: false,
        };
        Self {
            driver: Driver::new(scenario).at_speed(Speed::ALL_OUT),
            app: App::new(setup),
            now: Duration::ZERO,
        }
    }

    /// Run until so many episodes have ended, then stand.
    fn after(mut self, episodes: u64) -> Self {
        while self.driver.session().episodes() < episodes {
            self.driver.request(Request::Control(Control::Episode));
            while self.driver.turn(self.now) != qlens::session::Turn::Idle {}
        }
        self
    }

    /// Press keys, each in a moment of its own.
    fn press(mut self, keys: &str) -> Self {
        for key in keys.split(' ') {
            let code = match key {
                "Space" => KeyCode::Char(' '),
                "Enter" => KeyCode::Enter,
                "Tab" => KeyCode::Tab,
                "Down" => KeyCode::Down,
                "Home" => KeyCode::Home,
                _ => KeyCode::Char(key.chars().next().unwrap()),
            };
            self.now += Duration::from_secs(1);
            let event = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
            let response = self.app.handle(&event, self.now);
            response
                .requests
                .into_iter()
                .for_each(|request| self.driver.request(request));
            self.look();
        }
        self
    }

    fn look(&mut self) {
        let view = self.app.view();
        self.app.receive(Arc::new(self.driver.snapshot(&view)));
    }

    fn draw(&mut self, width: u16, height: u16, depth: ColorDepth) -> Buffer {
        let area = Rect::new(0, 0, width, height);
        self.app.lay_out(area);
        self.look();
        self.app.lay_out(area);
        let mut buffer = Buffer::empty(area);
        ui::draw_on(
            &mut buffer,
            area,
            &self.app,
            Theme::new(Background::Dark, depth),
        );
        buffer
    }
}

fn text(buffer: &Buffer) -> String {
    let mut rows = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut x = buffer.area.left();
        let mut row = String::new();
        while x < buffer.area.right() {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += unicode_width::UnicodeWidthStr::width(symbol).max(1) as u16;
        }
        rows.push_str(row.trim_end());
        rows.push('\n');
    }
    rows
}

#[test]
fn show() {
    let (w, h): (u16, u16) = match std::env::var("SIZE") {
        Ok(size) => {
            let (w, h) = size.split_once('x').unwrap();
            (w.parse().unwrap(), h.parse().unwrap())
        }
        Err(_) => return,
    };
    let world = std::env::var("WORLD").unwrap_or("recommender".into());
    let lang = if std::env::var("ZH").is_ok() {
        Lang::Zh
    } else {
        Lang::En
    };
    let after = std::env::var("AFTER").map_or(0, |after| after.parse().unwrap());
    let mut stage = Stage::new(&world, lang);
    stage.draw(w, h, ColorDepth::True);
    stage = stage.after(after);
    if let Ok(keys) = std::env::var("KEYS") {
        stage = stage.press(&keys);
    }
    print!("{}", text(&stage.draw(w, h, ColorDepth::True)));
}
