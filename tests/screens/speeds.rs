//! How fast it goes, by name where there is room for that.

use qlens::app::words;
use qlens::session::{Driver, Speed};

use super::*;

/// The frame of a run that goes at the world's watching speed, changed by `keys`.
fn header(world: &str, lang: Lang, keys: &str, width: u16) -> String {
    let mut stage = Stage::new(built_in(world), lang);
    stage.driver = Driver::new(stage.driver.session().scenario().clone());
    stage.draw((width, 36), PLAIN);
    let mut stage = stage.keys(keys);
    let screen = text(&stage.draw((width, 36), PLAIN));
    screen.lines().next().unwrap().to_owned()
}

#[test]
fn the_header_has_the_name_of_the_speed_where_there_is_room_for_it() {
    let cases = [
        ("recommender", Lang::En, 120, "   watch, 10/s"),
        ("recommender", Lang::En, 80, "▶ watch, 10/s"),
        ("recommender", Lang::Zh, 120, "   观看，10 步/秒"),
        ("recommender", Lang::Zh, 80, "▶ 观看，10 步/秒"),
        ("cliff-walking", Lang::En, 200, "   watch, 30/s"),
        ("cliff-walking", Lang::En, 60, "▶ 30/s"),
    ];
    for (world, lang, width, shown) in cases {
        let header = header(world, lang, "Esc", width);
        assert!(header.contains(shown), "{header}");
    }
    // What the run is doing comes first.
    let paused = header("recommender", Lang::En, "Space", 80);
    assert!(paused.contains("❚❚ paused, 10/s"), "{paused}");
}

#[test]
fn every_speed_but_the_last_has_a_name_and_slower_ones_have_others() {
    let mut speed = Speed::ALL_OUT;
    let mut names = vec![words::named_speed(speed).get(Lang::En).to_owned()];
    while speed.slower() != speed {
        speed = speed.slower();
        names.push(words::named_speed(speed).get(Lang::En).to_owned());
    }
    let wanted = [
        "all-out",
        "race, 10.0k/s",
        "race, 1,000/s",
        "race, 100/s",
        "watch, 30/s",
        "watch, 10/s",
        "follow, 3/s",
        "read, 1/s",
    ];
    assert_eq!(names, wanted);
}
