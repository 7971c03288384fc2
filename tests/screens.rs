//! What is on the screen, with its styles, at three sizes and in no room at all.
//!
//! Every frame is a pure function of a run, the interface and a size, so that it can be kept and compared.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/stage.rs"]
mod stage;

#[path = "screens/lists.rs"]
mod lists;
#[path = "screens/mouse.rs"]
mod mouse;
#[path = "screens/rewards.rs"]
mod rewards;
#[path = "screens/speeds.rs"]
mod speeds;
#[path = "screens/truth.rs"]
mod truth;
#[path = "screens/wording.rs"]
mod wording;
#[path = "screens/worlds.rs"]
mod worlds;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyModifiers};
use qlens::agent::{ParamId, Schedules, Setting};
use qlens::app::{Layer, PANES, Pane};
use qlens::mdp::{MdpBuilder, Outcome, Scene, Unit, World};
use qlens::session::{Control, Request, Task};
use qlens::text::Lang;
use qlens::truth::Truth;
use qlens::ui::theme::{Background, ColorDepth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stage::{Stage, built_in, chain};

/// All colors.
const TRUE: Theme = theme(ColorDepth::True);
/// No color.
const PLAIN: Theme = theme(ColorDepth::None);

const fn theme(depth: ColorDepth) -> Theme {
    Theme::new(Background::Dark, depth)
}

#[test]
fn a_projector_shows_less_and_larger_at_both_sizes() {
    let stage = || {
        Stage::new(built_in("recommender"), Lang::En)
            .after(300)
            .keys("p")
    };
    keep_styled("recommender-80x24-projector", &stage().draw((80, 24), TRUE));
    keep_styled(
        "recommender-120x36-projector",
        &stage().draw((120, 36), TRUE),
    );
}

#[test]
fn a_second_p_brings_the_usual_screen_back() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En)
        .after(20)
        .keys("Down");
    let usual = stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("p");
    assert_ne!(stage.draw((120, 36), TRUE), usual);
    let mut stage = stage.keys("p");
    assert_eq!(stage.draw((120, 36), TRUE), usual);
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

/// The three sizes that the layouts are made for.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];

/// Keep a frame with every style in it.
fn keep_styled(name: &str, buffer: &Buffer) {
    insta::assert_snapshot!(name, format!("{buffer:?}"));
}

/// Keep what can be read of a frame.
fn keep(name: &str, buffer: &Buffer) {
    insta::assert_snapshot!(name, text(buffer));
}

#[test]
fn the_recommender_at_the_end_of_the_article() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(1000);
    for (width, height) in SIZES {
        let name = format!("recommender-{width}x{height}");
        keep_styled(&name, &stage.draw((width, height), TRUE));
    }
}

#[test]
fn the_recommender_before_its_first_step_and_after_four() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En);
    keep("recommender-80x24-before", &stage.draw((80, 24), TRUE));
    let mut stage = stage.after(4);
    keep("recommender-80x24-after-4", &stage.draw((80, 24), TRUE));
}

#[test]
fn the_recommender_beside_its_truth() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(600);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("t");
    keep("recommender-120x36-truth", &stage.draw((120, 36), TRUE));
    keep("recommender-200x60-truth", &stage.draw((200, 60), TRUE));
    let mut stage = stage.keys("V");
    keep_styled(
        "recommender-120x36-difference",
        &stage.draw((120, 36), TRUE),
    );
}

/// A ring of so many states that a job has to solve it; from each of them one may also end.
fn ring() -> World {
    let n = 6000;
    let mut builder = MdpBuilder::new(n + 1, 2);
    for state in 0..=n as u32 {
        let to = |next_state, terminated| Outcome {
            probability: 1.0,
            next_state,
            reward: f64::from(u8::from(terminated)),
            terminated,
        };
        builder.cell([to((state + 1) % (n as u32 + 1), false)]);
        builder.cell([to(n as u32, true)]);
    }
    builder.starts(vec![(0, 1.0)]);
    let recommender = built_in("recommender");
    World {
        mdp: Arc::new(builder.build().unwrap()),
        scene: Arc::new(Scene::plain("ring", 2)),
        ..recommender
    }
}

#[test]
fn a_truth_that_is_being_solved_for_says_how_far_that_is_and_shows_the_old_one_dimmed() {
    let mut stage = Stage::new(ring(), Lang::En).after(3);
    stage.draw((120, 36), TRUE);
    let gamma = Unit::new(0.9).unwrap();
    stage
        .driver
        .request(Request::Solving(Task::truth(gamma), 43));
    let mut stage = stage.keys("t");
    keep("ring-120x36-solving", &stage.draw((120, 36), TRUE));
    let world = Arc::clone(stage.driver.session().world());
    let truth = Truth::of(&world, gamma, &mut || false).map(Arc::new);
    stage
        .driver
        .request(Request::Solved(Task::truth(gamma), truth));
    let other = Unit::new(0.5).unwrap();
    stage.driver.request(Request::Set(
        Setting::new(ParamId::Gamma, other.get()).unwrap(),
        1,
    ));
    stage
        .driver
        .request(Request::Solving(Task::truth(other), 7));
    keep_styled("ring-120x36-stale", &stage.draw((120, 36), TRUE));
}

#[test]
fn the_recommender_in_chinese() {
    let mut stage = Stage::new(built_in("recommender"), Lang::Zh).after(1000);
    for (width, height) in SIZES {
        let name = format!("recommender-{width}x{height}-zh");
        keep(&name, &stage.draw((width, height), TRUE));
    }
}

#[test]
fn the_recommender_with_few_colors_and_with_none() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(1000);
    keep_styled(
        "recommender-80x24-256",
        &stage.draw((80, 24), theme(ColorDepth::Ansi256)),
    );
    keep_styled(
        "recommender-80x24-16",
        &stage.draw((80, 24), theme(ColorDepth::Ansi16)),
    );
    keep_styled("recommender-80x24-none", &stage.draw((80, 24), PLAIN));
}

#[test]
fn the_cliff_once_it_has_a_route() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(300);
    for (width, height) in SIZES {
        let name = format!("cliff-{width}x{height}");
        keep_styled(&name, &stage.draw((width, height), TRUE));
    }
    keep("cliff-120x36-none", &stage.draw((120, 36), PLAIN));
    keep_styled(
        "cliff-80x24-16",
        &stage.draw((80, 24), theme(ColorDepth::Ansi16)),
    );
}

#[test]
fn the_large_lake_has_its_chart_beside_it() {
    let mut stage = Stage::new(built_in("frozen-lake-8x8"), Lang::En).after(2000);
    keep("lake-8x8-80x24", &stage.draw((80, 24), TRUE));
    keep("lake-8x8-120x36", &stage.draw((120, 36), TRUE));
}

#[test]
fn a_held_slider_and_an_open_field() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(10);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("2");
    keep("recommender-120x36-held", &stage.draw((120, 36), TRUE));
    let mut stage = stage.keys(". 7 x");
    keep("recommender-120x36-typing", &stage.draw((120, 36), TRUE));
    let mut stage = stage.keys("Enter");
    keep("recommender-120x36-typed", &stage.draw((120, 36), TRUE));
}

#[test]
fn once_the_run_has_stopped_what_it_says_comes_before_the_slider_that_is_held() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(990);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("1");
    let drawn = text(&stage.draw((120, 36), TRUE));
    assert!(drawn.contains("Esc let go"), "{drawn}");
    let mut stage = stage.keys("g 1 0 0 0 Enter");
    while stage.driver.turn(stage.now) != qlens::session::Turn::Idle {}
    for size in SIZES {
        let drawn = text(&stage.draw(size, TRUE));
        assert!(drawn.contains("1,000 visits earned"), "{drawn}");
    }
    let mut stage = stage.keys("[");
    let drawn = text(&stage.draw((120, 36), TRUE));
    assert!(drawn.contains("Esc let go"), "{drawn}");
}

#[test]
fn a_zoomed_pane_tells_the_way_back_at_every_size() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(50);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys("f");
    for size in SIZES {
        let drawn = text(&stage.draw(size, TRUE));
        assert!(drawn.contains("Esc back"), "{drawn}");
    }
}

#[test]
fn after_a_change_of_the_method_it_is_the_method_that_has_no_update_yet() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(20);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys("m Down k");
    let drawn = text(&stage.draw((80, 24), TRUE));
    assert!(drawn.contains("none by this method yet"), "{drawn}");
}

#[test]
fn the_help_has_a_second_page_that_tells_what_the_signs_mean() {
    for (size, lang, name) in [
        ((80, 24), Lang::En, "signs-80x24"),
        ((120, 36), Lang::Zh, "signs-120x36-zh"),
    ] {
        let mut stage = Stage::new(built_in("recommender"), lang).after(300);
        stage.draw(size, TRUE);
        let mut stage = stage.keys("? ?");
        keep(name, &stage.draw(size, TRUE));
        let stage = stage.keys("?");
        assert_eq!(stage.app.overlay(), None);
        let stage = stage.keys("? ? Esc");
        assert_eq!(stage.app.overlay(), None);
    }
}

#[test]
fn nothing_lies_over_a_pane_that_has_the_whole_screen() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(300);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys("x");
    assert!(text(&stage.draw((80, 24), TRUE)).contains("EXPERT"));
    let mut stage = stage.keys("f");
    assert!(!text(&stage.draw((80, 24), TRUE)).contains("EXPERT"));
    let mut stage = stage.keys("x");
    let drawn = text(&stage.draw((80, 24), TRUE));
    assert!(drawn.contains("EXPERT") && !stage.app.zoomed(), "{drawn}");
}

#[test]
fn the_last_update_in_full_tells_of_the_state_that_a_hand_has_gone_to() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(20);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("Home Right Down Tab f");
    let drawn = text(&stage.draw((120, 36), TRUE));
    assert!(
        drawn.contains("LAST UPDATE") && drawn.contains("STATE row 1, column 1"),
        "{drawn}"
    );
}

#[test]
fn a_schedule_is_seen_until_somebody_moves_its_slider() {
    let schedules = Schedules::default()
        .with(ParamId::Epsilon, Some("1:0.1:500".parse().unwrap()))
        .with(ParamId::Alpha, Some("0.5*0.998".parse().unwrap()));
    let recommender = built_in("recommender");
    let mut stage = Stage::scheduled(recommender, Lang::En, schedules).after(250);
    for (width, height) in [(120, 36), (200, 60)] {
        let name = format!("scheduled-{width}x{height}");
        keep(&name, &stage.draw((width, height), TRUE));
    }
    let drawn = text(&stage.draw((80, 24), TRUE));
    let arrow = drawn.contains("ε 0.550↓") && drawn.contains("γ 0.90 ");
    assert!(arrow, "{drawn}");
    let mut stage = stage.keys("1");
    keep("scheduled-80x24-held", &stage.draw((80, 24), TRUE));
    let mut stage = stage.keys("[");
    let drawn = text(&stage.draw((120, 36), TRUE));
    assert!(!drawn.contains("1:0.1:500") && drawn.contains("0.5*0.998"));
    assert!(drawn.contains("ε explore 0.50 "), "{drawn}");
    let mut stage = stage.keys("2 0 Enter");
    let schedules = *stage.driver.session().schedules();
    assert_eq!(schedules, Schedules::default());
    let drawn = text(&stage.draw((120, 36), TRUE));
    assert!(!drawn.contains("0.5*0.998"), "{drawn}");
}

#[test]
fn a_value_that_a_schedule_has_just_come_to_is_news_when_a_person_sets_it() {
    let schedule = Schedules::default().with(ParamId::Epsilon, Some("1:0.5:4".parse().unwrap()));
    let recommender = built_in("recommender");
    let mut stage = Stage::scheduled(recommender, Lang::En, schedule).after(4);
    stage.draw((120, 36), TRUE);
    assert_eq!(stage.app.value(ParamId::Epsilon), 0.5);
    let stage = stage.keys("1 . 5 Enter");
    let session = stage.driver.session();
    assert_eq!(*session.schedules(), Schedules::default());
    assert_eq!(session.history().marks().count(), 0, "nothing was turned");
}

#[test]
fn a_run_that_has_settled_says_why_it_stopped_and_whether_it_will_stay_so() {
    let built_in = |name| (qlens::env::find(name).unwrap().build)();
    for (world, words) in [
        (built_in("cliff-walking"), "All right, quiet for 50 walks."),
        (built_in("recommender"), "All right, quiet for 50 visits."),
        (lottery(), "a constant α may stir it yet"),
    ] {
        let mut stage = Stage::new(world, Lang::En).after(3);
        stage.draw((120, 36), TRUE);
        let mut stage = stage.keys("c");
        let drawn = text(&stage.draw((120, 36), TRUE));
        assert!(
            drawn.contains("runs until every choice is right"),
            "{drawn}"
        );
        while stage.driver.turn(stage.now) != qlens::session::Turn::Idle {}
        for (width, height) in SIZES {
            let drawn = text(&stage.draw((width, height), TRUE));
            assert!(drawn.contains(words), "{drawn}");
            assert!(drawn.contains("■ "), "{drawn}");
            assert!(drawn.contains("settled"), "{drawn}");
        }
        let drawn = text(&stage.draw((200, 60), TRUE));
        assert!(drawn.contains("stopped: it has settled"), "{drawn}");
    }
}

#[test]
fn every_pane_that_is_looked_at_says_so_on_the_smallest_screen_too() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(3);
    let mut seen = vec![stage.draw((80, 24), PLAIN)];
    for _ in 1..PANES.len() {
        stage = stage.keys("Tab");
        seen.push(stage.draw((80, 24), PLAIN));
    }
    assert!(text(&seen[1]).contains("▸LAST UPDATE"));
    assert!(text(&seen[4]).contains("the sliders, in short"));
    for (index, frame) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(frame), "{index}");
    }
}

#[test]
fn the_last_update_with_the_whole_screen_tells_of_its_state_too() {
    let world = built_in("cliff-walking");
    for (lang, state) in [(Lang::En, "─ STATE "), (Lang::Zh, "─ 状态 ")] {
        for (width, height) in SIZES {
            let mut stage = Stage::new(world.clone(), lang).after(3);
            stage.draw((width, height), TRUE);
            let mut stage = stage.keys("Tab");
            assert!(!text(&stage.draw((width, height), TRUE)).contains(state));
            let mut stage = stage.keys("f");
            let frame = stage.draw((width, height), TRUE);
            let zoomed = text(&frame);
            assert!(zoomed.contains(state) && zoomed.contains("δ"), "{zoomed}");
            if (width, lang) == (80, Lang::En) {
                keep("cliff-walking-80x24-update", &frame);
            }
        }
    }
}

#[test]
fn escape_closes_one_thing_at_a_time_the_innermost_first() {
    for (key, expert, zoomed) in [("x", true, false), ("f", false, true)] {
        let mut stage = Stage::new(built_in("recommender"), Lang::En).after(3);
        stage.draw((120, 36), TRUE);
        let mut stage = stage.keys(&format!("Tab {key} 1 . 5"));
        let mut open = Vec::new();
        for _ in 0..5 {
            let app = &stage.app;
            open.push((
                app.field().is_some(),
                app.held().is_some(),
                app.overlay().is_some(),
                app.zoomed(),
                app.focus() != Pane::Belief,
            ));
            stage = stage.keys("Esc");
        }
        assert_eq!(
            open,
            [
                (true, true, expert, zoomed, true),
                (false, true, expert, zoomed, true),
                (false, false, expert, zoomed, true),
                (false, false, false, false, true),
                (false, false, false, false, false),
            ],
            "{key}"
        );
    }
}

#[test]
fn a_long_way_is_told_and_the_end_of_an_episode_is_none() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(3);
    stage.draw((80, 24), TRUE);
    for (keys, words) in [
        ("g 9 9 9 9 Enter", "runs to walk 9,999"),
        ("g s 1 e 8 Enter", "runs to step 100,000,000"),
    ] {
        stage = stage.keys(keys);
        let drawn = text(&stage.draw((80, 24), TRUE));
        assert!(drawn.contains(words), "{drawn}");
        assert!(drawn.contains("▶ all-out"), "{drawn}");
        stage = stage.keys("Space e");
        let drawn = text(&stage.draw((80, 24), TRUE));
        assert!(!drawn.contains("runs to"), "{drawn}");
    }
}

#[test]
fn what_cannot_be_done_is_said_until_the_next_key() {
    let mut stage = Stage::new(endless(), Lang::En);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys("c");
    let drawn = text(&stage.draw((80, 24), TRUE));
    assert!(drawn.contains("nothing exact to settle on"), "{drawn}");
    let mut stage = Stage::new(built_in("random"), Lang::En);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys("4");
    let drawn = text(&stage.draw((80, 24), TRUE));
    assert!(
        drawn.contains("it pays more than 8 different rewards"),
        "{drawn}"
    );
    let mut stage = stage.keys("j");
    let drawn = text(&stage.draw((80, 24), TRUE));
    assert!(!drawn.contains("more than 8"), "{drawn}");
}

/// It pays every second time, or never.
fn lottery() -> World {
    let text = r#"{"name": "lottery", "n_states": 2, "n_actions": 2, "start": [[0, 1.0]],
        "P": [[[[0.5, 1, 1.0, true], [0.5, 1, 0.0, true]], [[1.0, 1, 0.0, true]]],
            [[[1.0, 1, 0.0, true]], [[1.0, 1, 0.0, true]]]]}"#;
    qlens::env::gymnasium::parse("lottery", text).unwrap()
}

/// It pays 1 a step, for ever.
fn endless() -> World {
    let text = r#"{"name": "endless", "n_states": 1, "n_actions": 2, "gamma": 1.0, "start": [[0, 1.0]],
        "P": [[[[1.0, 0, 1.0, false]], [[1.0, 0, 0.5, false]]]]}"#;
    let mut world = qlens::env::gymnasium::parse("endless", text).unwrap();
    world.defaults.gamma = Unit::ONE;
    world
}

#[test]
fn help_and_expert_lie_over_the_panes() {
    for lang in [Lang::En, Lang::Zh] {
        let mut stage = Stage::new(built_in("recommender"), lang).after(10);
        stage.draw((80, 24), TRUE);
        let mut stage = stage.keys("?");
        keep(&format!("help-80x24-{lang:?}"), &stage.draw((80, 24), TRUE));
    }
    // Where there is no room for all, what is needed most is there, whole.
    let mut stage = Stage::new(built_in("recommender"), Lang::En).keys("?");
    let low = text(&stage.draw((60, 20), PLAIN));
    for needed in [
        "Space",
        "Keys, more in a higher window",
        "or quit",
        "these keys",
    ] {
        assert!(low.contains(needed), "{needed}: {low}");
    }
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(30);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("x");
    keep("expert-120x36", &stage.draw((120, 36), TRUE));
    keep("expert-80x24", &stage.draw((80, 24), TRUE));
}

#[test]
fn the_lists_of_worlds_and_methods_lie_over_the_panes() {
    for (key, name) in [("o", "worlds"), ("m", "methods")] {
        for (width, height) in [(80, 24), (120, 36)] {
            let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(30);
            stage.draw((width, height), TRUE);
            let mut stage = stage.keys(key);
            let name = format!("{name}-{width}x{height}");
            keep(&name, &stage.draw((width, height), TRUE));
        }
        let mut stage = Stage::new(built_in("cliff-walking"), Lang::Zh).after(30);
        stage.draw((80, 24), TRUE);
        let name = format!("{name}-80x24-zh");
        keep(&name, &stage.keys(key).draw((80, 24), TRUE));
    }
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(30);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys("o s u r e Down");
    keep_styled("worlds-80x24-found", &stage.draw((80, 24), TRUE));
    for (width, height) in [(60, 16), (61, 17)] {
        stage.draw((width, height), PLAIN);
    }
}

#[test]
fn another_world_and_another_method_take_the_screen_over() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(30);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("t 1 Esc o c l w Enter s s s m Down k s");
    keep("switched-120x36", &stage.draw((120, 36), TRUE));
}

#[test]
fn the_last_update_says_what_the_method_looks_ahead_to() {
    for (keys, words) in [
        ("m Esc s", "best next"),
        ("m Down k s", "next taken"),
        ("m End k s", "expected next"),
        ("m Esc s", "下一步最好"),
        ("m Down k s", "下一步所选"),
        ("m End k s", "下一步期望"),
    ] {
        let lang = if words.is_ascii() { Lang::En } else { Lang::Zh };
        let mut stage = Stage::new(built_in("recommender"), lang).after(300);
        stage.draw((120, 36), TRUE);
        let drawn = text(&stage.keys(keys).draw((120, 36), TRUE));
        assert!(drawn.contains(words), "{words}:\n{drawn}");
    }
}

#[test]
fn a_place_is_asked_for_and_one_in_the_past_is_refused() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(30);
    for (width, height) in [(80, 24), (120, 36)] {
        stage.draw((width, height), TRUE);
        stage = stage.keys("g");
        keep(
            &format!("go-to-{width}x{height}"),
            &stage.draw((width, height), TRUE),
        );
        stage = stage.keys("e 2 9 Enter");
        keep(
            &format!("go-to-{width}x{height}-past"),
            &stage.draw((width, height), TRUE),
        );
        stage = stage.keys("Esc");
    }
}

#[test]
fn the_setup_is_shown_as_a_command() {
    let mut turned = Stage::new(built_in("recommender"), Lang::En)
        .after(30)
        .keys("1 ] y");
    let note = "its run is another one";
    let shown = text(&turned.draw((120, 36), TRUE));
    assert!(shown.contains(note), "{shown}");
    for (width, height) in [(80, 24), (120, 36)] {
        let mut stage = Stage::new(built_in("recommender"), Lang::En).after(30);
        stage.draw((width, height), TRUE);
        let mut stage = stage.keys("y");
        keep(
            &format!("setup-{width}x{height}"),
            &stage.draw((width, height), TRUE),
        );
        let closed = text(&stage.keys("x").draw((width, height), TRUE));
        assert!(
            !closed.contains("--seed"),
            "any key closes it, and does nothing else"
        );
    }
}

#[test]
fn a_large_table_scrolls_with_the_cursors_state_first() {
    let mut stage = Stage::new(chain(40, 3, "way"), Lang::En).after(200);
    stage.draw((80, 24), TRUE);
    let mut stage = stage.keys(&["Down"; 25].join(" "));
    keep("table-80x24", &stage.draw((80, 24), TRUE));
    keep("table-120x36-none", &stage.draw((120, 36), PLAIN));
}

#[test]
fn in_no_room_it_says_what_it_needs_and_never_panics() {
    for world in ["recommender", "cliff-walking", "frozen-lake-8x8"] {
        let mut stage = Stage::new(built_in(world), Lang::En).after(20);
        for (width, height) in [
            (0, 0),
            (1, 1),
            (1, 60),
            (200, 1),
            (60, 16),
            (61, 17),
            (110, 30),
            (300, 100),
        ] {
            for depth in [ColorDepth::True, ColorDepth::None] {
                stage.draw((width, height), theme(depth));
            }
        }
        for width in (0..260).step_by(13) {
            for height in (0..70).step_by(3) {
                stage.draw((width, height), TRUE);
            }
        }
    }
    let mut stage = Stage::new(built_in("recommender"), Lang::Zh);
    keep("too-small", &stage.draw((50, 3), TRUE));
}

#[test]
fn what_it_believes_looks_the_same_for_every_exploration_rate() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(700);
    let before = text(&stage.draw((120, 36), TRUE));
    let mut stage = stage.keys("1 End");
    let after = text(&stage.draw((120, 36), TRUE));
    let belief = |text: &str| -> Vec<String> {
        text.lines()
            .skip(3)
            .take(16)
            .map(|line| {
                line.chars()
                    .take(78)
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(belief(&before), belief(&after));
    assert_ne!(before, after);
}
