//! With ASCII letters every screen is drawn with them alone, and nothing is lost.

use crossterm::event::KeyCode;
use qlens::mdp::World;
use qlens::text::Lang;
use qlens::ui::theme::{Background, ColorDepth, Theme};
use qlens::ui::widgets::narrow::narrow;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::stage::{Stage, built_in, chain};

const FULL: Theme = Theme::new(Background::Dark, ColorDepth::True);
const ASCII: Theme = FULL.ascii(true);
const SIZES: [(u16, u16); 5] = [(40, 10), (80, 24), (100, 30), (120, 36), (200, 60)];

fn worlds() -> Vec<World> {
    let names = ["recommender", "cliff-walking", "frozen-lake-8x8", "random"];
    let mut worlds = names.map(built_in).to_vec();
    worlds.push(chain(40, 6, "Größe ½ ≈ 位置"));
    worlds
}

/// Everything that lies over the panes or changes them, as the keys that open and close it.
fn keys() -> Vec<(Vec<KeyCode>, Vec<KeyCode>)> {
    let letters = |text: &str| text.chars().map(KeyCode::Char).collect::<Vec<_>>();
    let escape = |times| vec![KeyCode::Esc; times];
    vec![
        (letters(""), letters("")),
        (letters("?"), letters("?")),
        (letters("x"), letters("x")),
        (letters("o"), escape(2)),
        (letters("mzz"), escape(2)),
        (letters("y"), letters("y")),
        (letters("ge9"), escape(1)),
        (letters("2.7z"), escape(2)),
        (letters("1"), escape(1)),
        (letters("p"), letters("p")),
        (vec![KeyCode::Down], vec![KeyCode::Up]),
        (vec![KeyCode::Tab, KeyCode::Enter], escape(2)),
    ]
}

/// Show every layer under everything that can lie over it, at every size.
fn every_screen(lang: Lang, mut see: impl FnMut(&mut Stage, (u16, u16))) {
    for world in worlds() {
        let mut stage = Stage::new(world, lang).after(60);
        stage.draw((120, 36), FULL);
        stage.type_in("2[");
        stage.press(KeyCode::Esc);
        stage.type_in("t");
        for _ in 0..stage.app.layers().len() {
            for (open, close) in keys() {
                for key in open {
                    stage.press(key);
                }
                for size in SIZES {
                    see(&mut stage, size);
                }
                for key in close {
                    stage.press(key);
                }
            }
            stage.type_in("v");
        }
    }
}

/// The symbols of a frame, without what a wide one hides.
fn symbols(buffer: &Buffer) -> impl Iterator<Item = &str> {
    buffer.content.iter().map(ratatui::buffer::Cell::symbol)
}

#[test]
fn english_is_drawn_with_ascii_letters_alone() {
    every_screen(Lang::En, |stage, size| {
        let frame = stage.draw(size, ASCII);
        // The names in a file are in whatever letters they are.
        let of_the_world = |symbol: &str| symbol.width() == 2 && "位置".contains(symbol);
        let strange = symbols(&frame).find(|symbol| !symbol.is_ascii() && !of_the_world(symbol));
        assert_eq!(strange, None, "{frame:?}");
    });
}

#[test]
fn chinese_is_drawn_with_ascii_letters_and_its_own() {
    every_screen(Lang::Zh, |stage, size| {
        let frame = stage.draw(size, ASCII);
        let doubtful = |symbol: &&str| !symbol.is_ascii() && symbol.width() != 2;
        assert_eq!(symbols(&frame).find(doubtful), None, "{frame:?}");
    });
}

#[test]
fn no_sign_of_the_interface_becomes_a_question_mark() {
    every_screen(Lang::En, |stage, size| {
        let full = stage.draw(size, FULL);
        let mut plain = full.clone();
        narrow(&mut plain, full.area);
        let lost = symbols(&full).zip(symbols(&plain));
        let lost = lost.filter(|(full, plain)| *plain == "?" && *full != "?" && *full != "½");
        assert_eq!(lost.collect::<Vec<_>>(), []);
    });
}
