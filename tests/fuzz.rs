//! Whatever is done to the interface, in whatever order and at whatever size: it does not panic, draws nowhere but where it
//! should, and hears the next key.
//!
//! `QLENS_FUZZ_EVENTS=1000000 cargo test --release --test fuzz` does a million things.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/chance.rs"]
mod chance;
#[path = "support/stage.rs"]
mod stage;

use std::time::Duration;

use chance::Chance;
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use qlens::app::Overlay;
use qlens::mdp::World;
use qlens::text::Lang;
use qlens::ui::theme::{Background, ColorDepth, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use stage::{Stage, built_in, chain};

/// Keys that are not letters.
const KEYS: [KeyCode; 18] = [
    KeyCode::Enter,
    KeyCode::Enter,
    KeyCode::Esc,
    KeyCode::Tab,
    KeyCode::BackTab,
    KeyCode::Backspace,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Delete,
    KeyCode::F(1),
    KeyCode::Char('中'),
    KeyCode::Null,
];

/// Letters, those that do most several times.
const LETTERS: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCEFGHIJKLMNOPRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~é   +++==-123..tvvomkgx?py";

const MODIFIERS: [KeyModifiers; 6] = [
    KeyModifiers::NONE,
    KeyModifiers::NONE,
    KeyModifiers::NONE,
    KeyModifiers::SHIFT,
    KeyModifiers::CONTROL,
    KeyModifiers::ALT,
];

const KINDS: [KeyEventKind; 4] = [
    KeyEventKind::Press,
    KeyEventKind::Press,
    KeyEventKind::Repeat,
    KeyEventKind::Release,
];

const BUTTONS: [MouseButton; 3] = [MouseButton::Left, MouseButton::Right, MouseButton::Middle];

fn key(chance: &mut Chance) -> Event {
    let letters: Vec<char> = LETTERS.chars().collect();
    let (code, modifiers) = match chance.below(4) {
        0 => (chance.one_of(&KEYS), KeyModifiers::NONE),
        1 => (chance.one_of(&KEYS), chance.one_of(&MODIFIERS)),
        2 => (
            KeyCode::Char(chance.one_of(&letters)),
            chance.one_of(&MODIFIERS),
        ),
        _ => (KeyCode::Char(chance.one_of(&letters)), KeyModifiers::NONE),
    };
    Event::Key(KeyEvent::new_with_kind(
        code,
        modifiers,
        chance.one_of(&KINDS),
    ))
}

fn mouse(chance: &mut Chance, area: Rect) -> Event {
    let button = chance.one_of(&BUTTONS);
    let kind = chance.one_of(&[
        MouseEventKind::Down(button),
        MouseEventKind::Up(button),
        MouseEventKind::Drag(button),
        MouseEventKind::Moved,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollLeft,
        MouseEventKind::ScrollRight,
    ]);
    // Now and then beside the screen.
    Event::Mouse(MouseEvent {
        kind,
        column: chance.below(usize::from(area.right()) + 9) as u16,
        row: chance.below(usize::from(area.bottom()) + 9) as u16,
        modifiers: chance.one_of(&MODIFIERS),
    })
}

fn theme(chance: &mut Chance) -> Theme {
    let depths = [
        ColorDepth::None,
        ColorDepth::Ansi16,
        ColorDepth::Ansi256,
        ColorDepth::True,
    ];
    let ground = chance.one_of(&[Background::Dark, Background::Light]);
    Theme::new(ground, chance.one_of(&depths)).ascii(chance.below(2) == 0)
}

/// What stands where nothing may be drawn.
fn stranger() -> Cell {
    Cell::new("\u{1}")
}

/// An empty area inside a buffer that has a margin of strangers.
fn with_margin(area: Rect) -> Buffer {
    let whole = Rect::new(0, 0, area.right() + 3, area.bottom() + 2);
    let mut buffer = Buffer::filled(whole, stranger());
    for position in area.positions() {
        buffer[position] = Cell::EMPTY;
    }
    buffer
}

/// Draw on an area inside a buffer, and see that nothing is drawn beside it, and the same a second time.
fn assert_draws_inside(stage: &mut Stage, area: Rect, theme: Theme, twice: bool) {
    let mut buffer = with_margin(area);
    stage.draw_on(&mut buffer, area, theme);
    for position in buffer.area.positions() {
        let inside = area.contains(position);
        assert!(
            inside || buffer[position] == stranger(),
            "drawn at {position} outside of {area}"
        );
    }
    if twice {
        let mut again = with_margin(area);
        stage.draw_again_on(&mut again, area, theme);
        assert!(buffer == again, "a frame follows from what is known");
    }
}

fn assert_sane(stage: &Stage) {
    let app = &stage.app;
    assert!(app.cursor() < app.world().mdp.n_states());
    assert!(app.layers().contains(&app.layer()));
    for &param in app.params() {
        let value = app.value(param);
        assert!((0.0..=1.0).contains(&value), "{param:?} is {value}");
    }
}

/// From wherever it is, some Escs lead back to where `?` shows the keys.
fn assert_answers(stage: &mut Stage) {
    for _ in 0..8 {
        stage.press(KeyCode::Esc);
    }
    stage.press(KeyCode::Char('?'));
    assert_eq!(stage.app.overlay(), Some(Overlay::Help));
    stage.press(KeyCode::Esc);
    assert_eq!(stage.app.overlay(), None);
}

fn fuzz(world: World, lang: Lang, seed: u64, events: usize) {
    let mut chance = Chance::new(seed);
    let mut stage = Stage::new(world, lang);
    let mut area = Rect::new(1, 2, 120, 36);
    assert_draws_inside(&mut stage, area, Theme::default(), true);
    for done in 0..events {
        let event = match chance.below(100) {
            0..6 => {
                let (width, height) = chance.size();
                area = Rect {
                    width,
                    height,
                    ..area
                };
                Event::Resize(width, height)
            }
            6..70 => key(&mut chance),
            70..94 => mouse(&mut chance, area),
            94..98 => Event::Paste(chance.text()),
            98 => Event::FocusGained,
            _ => Event::FocusLost,
        };
        stage.now += Duration::from_millis(chance.below(400) as u64);
        let asked = stage.app.handle(&event, stage.now).requests;
        assert!(asked.len() <= 4, "{event:?} asks for {}", asked.len());
        for request in asked {
            stage.driver.request(request);
        }
        if chance.below(6) == 0 {
            for _ in 0..chance.below(4) {
                stage.now += Duration::from_millis(1);
                stage.driver.turn(stage.now);
            }
            let theme = theme(&mut chance);
            assert_draws_inside(&mut stage, area, theme, chance.below(40) == 0);
            assert_sane(&stage);
        }
        if done % 500 == 499 {
            assert_answers(&mut stage);
        }
    }
}

#[test]
fn a_table_of_four_values_bears_anything() {
    fuzz(
        built_in("recommender"),
        Lang::En,
        1,
        chance::events(20_000) / 4,
    );
}

#[test]
fn a_cliff_bears_anything() {
    fuzz(
        built_in("cliff-walking"),
        Lang::Zh,
        2,
        chance::events(20_000) / 4,
    );
}

#[test]
fn a_frozen_lake_bears_anything() {
    fuzz(
        built_in("frozen-lake-8x8"),
        Lang::En,
        3,
        chance::events(20_000) / 4,
    );
}

#[test]
fn a_table_of_three_thousand_values_with_long_names_bears_anything() {
    let label = "出租车 with a passenger who waits at the station";
    fuzz(
        chain(500, 6, label),
        Lang::Zh,
        4,
        chance::events(20_000) / 4,
    );
}
