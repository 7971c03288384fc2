//! The mouse on the screen that is drawn: what stands there is what a click takes.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, MouseButton, MouseEvent, MouseEventKind};
use qlens::app::Spot;
use qlens::app::detent::{Detents, column_of};
use qlens::session::EventKind;
use ratatui::layout::Position;

use super::*;

const LEFT: MouseButton = MouseButton::Left;

impl Stage {
    /// Let the mouse do something at a place, `later` than what was done before.
    fn mouse(&mut self, kind: MouseEventKind, at: Position, later: u64) -> bool {
        self.now += Duration::from_millis(later);
        let event = Event::Mouse(MouseEvent {
            kind,
            column: at.x,
            row: at.y,
            modifiers: KeyModifiers::NONE,
        });
        self.give(&event)
    }

    /// Whether what came of an event is to be seen.
    fn give(&mut self, event: &Event) -> bool {
        let response = self.handle(event);
        self.look();
        response.redraw
    }

    fn click(&mut self, at: Position) {
        self.mouse(MouseEventKind::Down(LEFT), at, 1000);
        self.mouse(MouseEventKind::Up(LEFT), at, 50);
    }

    fn drag(&mut self, at: Position, later: u64) -> bool {
        self.mouse(MouseEventKind::Drag(LEFT), at, later)
    }

    fn track(&self, param: ParamId) -> Rect {
        let mut sliders = self.app.sliders().into_iter();
        sliders
            .find(|slider| slider.knob == param.into())
            .unwrap()
            .track
    }

    fn steered(&self) -> usize {
        let events = self.driver.session().events(usize::MAX);
        let steered = |kind: &EventKind| matches!(kind, EventKind::Steered { .. });
        events.iter().filter(|event| steered(&event.kind)).count()
    }

    fn marks(&self) -> usize {
        self.driver.session().history().marks().count()
    }
}

/// Everything in `area` that a click takes for one thing, with the places where it does.
fn spots(stage: &Stage, area: Rect) -> Vec<(Spot, Vec<Position>)> {
    let mut spots: BTreeMap<String, (Spot, Vec<Position>)> = BTreeMap::new();
    for at in area.positions() {
        if let Some(spot) = stage.app.spot(at) {
            let entry = spots.entry(format!("{spot:?}"));
            entry.or_insert((spot, Vec::new())).1.push(at);
        }
    }
    spots.into_values().collect()
}

fn at(x: u16, y: u16) -> Position {
    Position::new(x, y)
}

#[test]
fn every_slider_goes_where_its_track_is_clicked() {
    for (width, height) in SIZES {
        for keys in ["Esc", "p", "Tab Tab Tab Tab f", "f"] {
            let mut stage = Stage::new(built_in("recommender"), Lang::En).after(20);
            stage.draw((width, height), TRUE);
            let mut stage = stage.keys(keys);
            stage.draw((width, height), TRUE);
            let sliders = stage.app.sliders();
            assert_eq!(sliders.len(), 3, "{width}×{height} {keys}");
            for slider in sliders {
                let stops = stage.app.stops(slider.knob);
                let pitch = f64::from(slider.track.width - 1) / (stops.len() - 1) as f64;
                for click in slider.track.positions() {
                    stage.click(click);
                    let buffer = stage.draw((width, height), TRUE);
                    let row = slider.track.positions();
                    let knob = row.filter(|&at| buffer[at].symbol() == "●");
                    let knob: Vec<u16> = knob.map(|at| at.x).collect();
                    let [knob] = knob[..] else {
                        panic!("{width}×{height} {keys}: {knob:?}")
                    };
                    let off = (f64::from(knob) - f64::from(click.x)).abs();
                    assert!(off <= pitch / 2.0 + 0.5, "{click} and the knob at {knob}");
                    let value = stage.app.value(slider.knob);
                    assert!(stops.contains(&value), "{value} is no stop");
                    let position = Detents::new(&stops).position(value);
                    let column = column_of(position, slider.track.width);
                    assert_eq!(slider.track.x + column, knob);
                    assert_eq!(stage.app.held(), Some(slider.knob));
                }
            }
        }
    }
}

#[test]
fn the_words_of_a_slider_take_it_and_leave_its_value() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(20);
    stage.draw((80, 24), TRUE);
    let gamma = stage.app.sliders()[2];
    let buffer = stage.draw((80, 24), TRUE);
    let drawn: String = gamma
        .words
        .positions()
        .map(|at| buffer[at].symbol())
        .collect();
    assert!(drawn.contains("γ 0.90"), "{drawn}");
    for click in gamma.words.positions() {
        stage.press(KeyCode::Esc);
        assert_eq!(stage.app.held(), None);
        stage.click(click);
        assert_eq!(stage.app.held(), Some(ParamId::Gamma.into()));
        assert_eq!(stage.app.value(ParamId::Gamma), 0.9);
    }
}

#[test]
fn a_click_on_a_state_moves_the_cursor_to_what_is_drawn_there() {
    for world in ["recommender", "cliff-walking", "frozen-lake-8x8"] {
        for (width, height) in SIZES {
            let mut stage = Stage::new(built_in(world), Lang::En).after(20);
            stage.draw((width, height), TRUE);
            let belief = stage.app.places().unwrap().belief;
            let spots = spots(&stage, belief);
            let states = stage.app.board().unwrap().states();
            for (spot, places) in spots {
                let Spot::State(state) = spot else { continue };
                for &click in [places.first(), places.last()].into_iter().flatten() {
                    stage.click(click);
                    assert_eq!(stage.app.cursor(), state);
                    let buffer = stage.draw((width, height), TRUE);
                    let signs = belief.positions().filter(|&at| buffer[at].symbol() == "▸");
                    let signs: Vec<Position> = signs.collect();
                    // The sign of the cursor is drawn on what was clicked: in its cell, or before its name.
                    assert!(
                        signs.iter().any(|sign| places.contains(sign)),
                        "{world} {width}×{height}: {click}, {signs:?}"
                    );
                }
            }
            let n_states = stage.driver.session().world().mdp.n_states();
            for state in states.states(n_states) {
                let there = |at| stage.app.spot(at) == Some(Spot::State(state));
                assert!(
                    belief.positions().any(there),
                    "{world} {width}×{height}: {state} cannot be clicked"
                );
            }
        }
    }
}

/// The name at the beginning of a line of the list.
fn name(buffer: &Buffer, y: u16) -> String {
    let letters = (2..12).map(|x| buffer[(x, y)].symbol());
    letters.collect::<String>().trim().to_owned()
}

#[test]
fn a_click_on_a_line_of_a_large_table_shows_that_state_first_and_nothing_jumps() {
    for (width, height) in SIZES {
        let mut stage = Stage::new(chain(100, 3, "way"), Lang::En).after(50);
        let buffer = stage.draw((width, height), TRUE);
        let board = *stage.app.board().unwrap();
        let lines = board.line(0).unwrap().y..board.area.bottom();
        assert_eq!(lines.len(), board.seen.0);
        for y in lines.clone().rev() {
            stage.click(at(30, y));
            let after = stage.draw((width, height), TRUE);
            assert_eq!(name(&after, board.area.top() + 1), name(&buffer, y));
            for line in lines.clone() {
                assert_eq!(name(&after, line), name(&buffer, line), "{y}: {line}");
            }
        }
    }
}

#[test]
fn the_wheel_scrolls_a_large_table_to_its_ends_and_leaves_the_cursor() {
    let mut stage = Stage::new(chain(100, 3, "way"), Lang::En).after(50);
    stage.draw((80, 24), TRUE);
    let belief = at(40, 8);
    let first = |stage: &Stage| stage.app.board().unwrap().first.0;
    let seen = stage.app.board().unwrap().seen.0;
    assert!(
        !stage.mouse(MouseEventKind::ScrollUp, belief, 10),
        "at its top"
    );
    assert!(stage.mouse(MouseEventKind::ScrollDown, belief, 10));
    assert_eq!((first(&stage), stage.app.cursor()), (3, 0));
    while stage.mouse(MouseEventKind::ScrollDown, belief, 10) {}
    assert_eq!(first(&stage), 100 - seen);
    assert!(stage.mouse(MouseEventKind::ScrollUp, belief, 10));
    assert_eq!(first(&stage), 97 - seen);
    // A key goes on from the cursor, and shows it.
    let mut stage = stage.keys("Down");
    stage.draw((80, 24), TRUE);
    assert_eq!((first(&stage), stage.app.cursor()), (0, 1));
}

#[test]
fn the_wheel_scrolls_a_map_that_is_too_large_in_both_directions() {
    let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(5);
    stage.draw((60, 16), TRUE);
    let board = *stage.app.board().unwrap();
    let belief = at(board.area.x + 1, board.area.y + 1);
    let all = (4, 12);
    assert!(board.seen.0 == all.0 || board.seen.1 == all.1);
    let mut stage = Stage::new(built_in("frozen-lake-8x8"), Lang::En).after(5);
    stage.draw((60, 16), TRUE);
    for kind in [
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollRight,
        MouseEventKind::ScrollLeft,
    ] {
        while stage.mouse(kind, belief, 10) {}
        let board = *stage.app.board().unwrap();
        let last = (8 - board.seen.0, 8 - board.seen.1);
        match kind {
            MouseEventKind::ScrollDown => assert_eq!(board.first.0, last.0),
            MouseEventKind::ScrollUp => assert_eq!(board.first.0, 0),
            MouseEventKind::ScrollRight => assert_eq!(board.first.1, last.1),
            _ => assert_eq!(board.first.1, 0),
        }
    }
}

#[test]
fn a_drag_of_two_seconds_leaves_one_mark_and_one_event() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(100);
    stage.draw((120, 36), TRUE);
    let track = stage.track(ParamId::Epsilon);
    stage.mouse(MouseEventKind::Down(LEFT), at(track.left(), track.y), 1000);
    let mut changes = 0;
    for step in 1..=30 {
        // There and back and there, a stop at a time, with steps of the run in between, and the hand off the row now and then.
        let stop = if step <= 14 {
            step
        } else {
            (28_u16).abs_diff(step)
        };
        let column = (f64::from(stop) / 14.0 * f64::from(track.width - 1)).round();
        let place = at(track.left() + column as u16, track.y + step % 3);
        changes += usize::from(stage.drag(place, 66));
        stage.driver.request(Request::Control(Control::Step));
    }
    assert_eq!(changes, 30);
    stage.drag(at(track.right() + 30, 0), 50);
    stage.mouse(MouseEventKind::Up(LEFT), at(0, 0), 50);
    assert_eq!(stage.app.value(ParamId::Epsilon), 1.0, "beyond its end");
    assert_eq!((stage.marks(), stage.steered()), (1, 1));
    // Another press is another movement, however soon.
    stage.mouse(MouseEventKind::Down(LEFT), at(track.left(), track.y), 1);
    stage.mouse(MouseEventKind::Up(LEFT), at(track.left(), track.y), 1);
    assert_eq!((stage.marks(), stage.steered()), (2, 2));
}

#[test]
fn a_drag_is_one_mark_though_another_slider_is_turned_in_the_middle_of_it() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(100);
    stage.draw((80, 24), TRUE);
    let track = stage.track(ParamId::Epsilon);
    stage.mouse(MouseEventKind::Down(LEFT), at(track.left(), track.y), 1000);
    stage.driver.request(Request::Control(Control::Step));
    let mut stage = stage.keys("2 ]");
    stage.driver.request(Request::Control(Control::Step));
    stage.drag(at(track.right(), track.y), 10);
    stage.mouse(MouseEventKind::Up(LEFT), at(track.right(), track.y), 10);
    assert_eq!((stage.marks(), stage.steered()), (2, 2));
    let drawn = text(&stage.draw((120, 36), TRUE));
    assert!(drawn.contains("ε 0.20 → 1.00 +1 ▲"), "{drawn}");
}

#[test]
fn a_click_on_the_name_of_a_layer_shows_it() {
    for (width, height) in [(120, 36), (200, 60)] {
        for world in ["recommender", "cliff-walking"] {
            let mut stage = Stage::new(built_in(world), Lang::Zh).after(30);
            stage.draw((width, height), TRUE);
            let mut stage = stage.keys("t");
            let places = stage.app.layer_places();
            assert_eq!(places.len(), 7);
            for (layer, place) in places {
                let drawn = stage.draw((width, height), TRUE);
                let name = stage.app.layer_name(layer);
                let letters = place.positions().map(|at| drawn[at].symbol());
                let shown: String = letters.filter(|letter| *letter != " ").collect();
                assert_eq!(shown, name);
                stage.click(at(place.right() - 1, place.y));
                assert_eq!(stage.app.layer(), layer);
                let drawn = stage.draw((width, height), TRUE);
                let modifier = drawn[(place.x, place.y)].modifier;
                assert!(modifier.contains(ratatui::style::Modifier::UNDERLINED));
            }
        }
    }
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(30);
    stage.draw((80, 24), TRUE);
    assert_eq!(stage.app.layer_places(), [], "no title, no names");
}

#[test]
fn the_wheel_over_a_slider_goes_by_one_stop_and_quick_notches_are_one_gesture() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(100);
    stage.draw((80, 24), TRUE);
    let track = stage.track(ParamId::Alpha);
    let place = at(track.left() + 2, track.y);
    for value in [0.2, 0.3, 0.4] {
        stage.mouse(MouseEventKind::ScrollUp, place, 100);
        assert_eq!(stage.app.value(ParamId::Alpha), value);
        stage.driver.request(Request::Control(Control::Step));
    }
    assert_eq!((stage.marks(), stage.steered()), (1, 1));
    assert_eq!(stage.app.held(), None, "the arrows are still the cursor's");
    stage.mouse(MouseEventKind::ScrollDown, place, 400);
    assert_eq!(stage.app.value(ParamId::Alpha), 0.3);
    assert_eq!((stage.marks(), stage.steered()), (2, 2));
    for kind in [MouseEventKind::ScrollLeft, MouseEventKind::ScrollRight] {
        assert!(!stage.mouse(kind, place, 400));
    }
}

#[test]
fn what_ends_a_drag_ends_it() {
    type End = fn(&mut Stage);
    let ends: [(&str, End); 5] = [
        ("a release elsewhere", |stage| {
            stage.mouse(MouseEventKind::Up(LEFT), at(0, 0), 10);
        }),
        ("a new size", |stage| {
            stage.give(&Event::Resize(100, 30));
            stage.draw((100, 30), TRUE);
        }),
        ("a list that opens", |stage| {
            for code in [KeyCode::Char('m'), KeyCode::Esc] {
                stage.press(code);
            }
        }),
        ("the help", |stage| {
            for code in [KeyCode::Char('?'), KeyCode::Esc] {
                stage.press(code);
            }
        }),
        ("a screen too small", |stage| {
            stage.give(&Event::Resize(20, 5));
            stage.draw((20, 5), TRUE);
        }),
    ];
    for (what, end) in ends {
        let mut stage = Stage::new(built_in("recommender"), Lang::En).after(10);
        stage.draw((80, 24), TRUE);
        let track = stage.track(ParamId::Epsilon);
        stage.mouse(MouseEventKind::Down(LEFT), at(track.left(), track.y), 1000);
        assert_eq!(stage.app.value(ParamId::Epsilon), 0.0);
        end(&mut stage);
        assert!(!stage.drag(at(track.right(), track.y), 10), "{what}");
        assert_eq!(stage.app.value(ParamId::Epsilon), 0.0, "{what}");
    }
}

#[test]
fn keys_go_on_while_a_slider_is_dragged() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(10);
    stage.draw((80, 24), TRUE);
    let track = stage.track(ParamId::Epsilon);
    stage.mouse(MouseEventKind::Down(LEFT), at(track.left(), track.y), 1000);
    let mut stage = stage.keys("Space");
    stage.drag(at(track.right(), track.y), 10);
    assert_eq!(stage.app.value(ParamId::Epsilon), 1.0);
    assert_eq!((stage.marks(), stage.steered()), (1, 1));
}

#[test]
fn other_buttons_and_places_where_nothing_stands_do_nothing() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(10);
    stage.draw((80, 24), TRUE);
    let track = stage.track(ParamId::Epsilon);
    let mid = at(track.left() + 3, track.y);
    let before = (stage.app.value(ParamId::Epsilon), stage.app.cursor());
    for kind in [
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::Down(MouseButton::Middle),
        MouseEventKind::Drag(MouseButton::Right),
        MouseEventKind::Drag(LEFT),
        MouseEventKind::Up(LEFT),
        MouseEventKind::Moved,
    ] {
        assert!(!stage.mouse(kind, mid, 10), "{kind:?}");
    }
    let buttons = [
        MouseEventKind::Down(LEFT),
        MouseEventKind::Drag(LEFT),
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
    ];
    for (kind, place) in buttons.into_iter().flat_map(|kind| {
        [at(0, 0), at(79, 15), at(80, 24), at(u16::MAX, u16::MAX)].map(|place| (kind, place))
    }) {
        stage.mouse(kind, place, 10);
    }
    let after = (stage.app.value(ParamId::Epsilon), stage.app.cursor());
    assert_eq!((after, stage.app.held(), stage.marks()), (before, None, 0));
    // On a screen that is too small, and before there is anything to see.
    stage.draw((20, 5), TRUE);
    for place in Rect::new(0, 0, 20, 5).positions() {
        assert_eq!(stage.app.spot(place), None);
        stage.mouse(MouseEventKind::Down(LEFT), place, 10);
    }
    let fresh = Stage::new(built_in("recommender"), Lang::En);
    assert_eq!(fresh.app.spot(at(5, 5)), None);
}

#[test]
fn a_click_looks_into_a_pane_and_a_double_click_gives_it_the_screen() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(100);
    stage.draw((120, 36), TRUE);
    for pane in [Pane::Update, Pane::Reward, Pane::Events, Pane::Belief] {
        let places = stage.app.places().unwrap().clone();
        let place = match pane {
            Pane::Update => places.update.unwrap(),
            Pane::Reward => places.reward.unwrap(),
            Pane::Events => places.events.unwrap(),
            _ => places.belief,
        };
        let title = at(place.x + 3, place.y);
        stage.click(title);
        assert_eq!((stage.app.focus(), stage.app.zoomed()), (pane, false));
        stage.mouse(MouseEventKind::Down(LEFT), title, 100);
        assert_eq!((stage.app.focus(), stage.app.zoomed()), (pane, true));
        stage.mouse(MouseEventKind::Down(LEFT), title, 100);
        assert!(stage.app.zoomed(), "a third click is a single one");
        stage = stage.keys("Esc");
        stage.draw((120, 36), TRUE);
    }
}

#[test]
fn a_click_beside_lets_a_slider_go_and_a_field_too() {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(100);
    stage.draw((120, 36), TRUE);
    let mut stage = stage.keys("2 . 7");
    assert!(stage.app.field().is_some());
    let board = *stage.app.board().unwrap();
    stage.click(board.rect(1, 1).unwrap().as_position());
    assert!(stage.app.field().is_none());
    assert_eq!((stage.app.held(), stage.app.cursor()), (None, 1));
    assert_eq!(stage.app.value(ParamId::Alpha), 0.1, "as Esc leaves it");
}

#[test]
fn a_list_is_used_with_the_mouse_alone() {
    for (width, height) in [(80, 24), (60, 16), (120, 36)] {
        let mut stage = Stage::new(built_in("cliff-walking"), Lang::En).after(30);
        stage.draw((width, height), TRUE);
        let mut stage = stage.keys("m");
        let buffer = stage.draw((width, height), TRUE);
        let drawn = |words: &str, buffer: &Buffer| {
            let rows = text(buffer);
            let row = rows.lines().position(|row| row.contains(words));
            row.map(|y| at(30, y as u16))
        };
        let sarsa = drawn("  Expected SARSA", &buffer).unwrap();
        stage.click(sarsa);
        assert!(stage.app.picker().is_some(), "a click goes there");
        let buffer = stage.draw((width, height), TRUE);
        let sarsa = drawn("Expected SARSA", &buffer).unwrap();
        stage.click(sarsa);
        assert!(stage.app.picker().is_none(), "another one takes it");
        assert_eq!(stage.driver.session().algorithm().name, "expected-sarsa");
        let mut stage = stage.keys("m");
        stage.draw((width, height), TRUE);
        let before = stage.app.picker().unwrap().at();
        stage.mouse(MouseEventKind::ScrollUp, at(1, 1), 10);
        assert_eq!(stage.app.picker().unwrap().at(), before - 1);
        stage.click(at(0, 0));
        assert!(stage.app.picker().is_none(), "a click beside it leaves it");
    }
}

/// So many events that they do not fit.
fn eventful() -> Stage {
    let mut stage = Stage::new(built_in("recommender"), Lang::En).after(40);
    for (gesture, value) in (1..=25).zip([0.2, 0.1].into_iter().cycle()) {
        let setting = Setting::new(ParamId::Alpha, value).unwrap();
        stage.driver.request(Request::Set(setting, gesture));
        stage.driver.request(Request::Control(Control::Step));
    }
    stage
}

#[test]
fn events_scroll_by_wheel_and_keys_and_say_what_is_out_of_sight() {
    let mut stage = eventful();
    stage.draw((120, 36), TRUE);
    let all = stage.driver.session().n_events();
    let events = stage.app.places().unwrap().events.unwrap();
    let room = usize::from(events.height) - 1;
    let hidden = all - room;
    let title = |stage: &mut Stage| {
        let buffer = stage.draw((120, 36), TRUE);
        let row = (events.left()..events.right()).map(|x| buffer[(x, events.y)].symbol());
        row.collect::<String>()
    };
    assert!(title(&mut stage).contains(&format!("{hidden} above")));
    let place = at(events.x + 5, events.y + 2);
    assert!(!stage.mouse(MouseEventKind::ScrollDown, place, 10));
    assert!(stage.mouse(MouseEventKind::ScrollUp, place, 10));
    assert!(title(&mut stage).contains(&format!("{} above, 3 below", hidden - 3)));
    keep("events-120x36-scrolled", &stage.draw((120, 36), TRUE));
    // Who reads old events goes on reading them.
    let first = |stage: &mut Stage| {
        let buffer = stage.draw((120, 36), TRUE);
        let row = (events.left()..events.right()).map(|x| buffer[(x, events.y + 1)].symbol());
        row.collect::<String>()
    };
    let before = first(&mut stage);
    let setting = Setting::new(ParamId::Alpha, 0.9).unwrap();
    stage.driver.request(Request::Set(setting, 99));
    stage.look();
    assert_eq!(first(&mut stage), before);
    assert!(title(&mut stage).contains("4 below"));
    // With the keys, once the pane is looked at.
    stage.click(place);
    let mut stage = stage.keys("Home");
    assert!(!title(&mut stage).contains("above"));
    assert_eq!(stage.app.cursor(), 0);
    let mut stage = stage.keys("Down PageDown");
    assert!(title(&mut stage).contains("above"));
    let mut stage = stage.keys("End");
    assert!(!title(&mut stage).contains("below"));
}
