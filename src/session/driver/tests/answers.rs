//! What a driver answers the screen.

use super::*;

#[test]
fn a_snapshot_before_the_first_step_has_nothing_to_tell() {
    let mut driver = driver("cliff-walking");
    let snapshot = driver.snapshot(&view(0..48));
    assert_eq!(snapshot.rows.len(), 48);
    assert!(snapshot.curve.is_empty() && snapshot.bars.is_empty());
    assert!(snapshot.events.is_empty() && snapshot.marks.is_empty());
    assert_eq!(snapshot.mean_return, None);
    assert!(snapshot.update.is_none() && snapshot.route.is_none() && snapshot.expert.is_none());
    assert_eq!((snapshot.state, snapshot.episode_so_far), (36, (0.0, 0)));
    assert_eq!(snapshot.greedy.len(), 1, "the look at the table of zeros");
    let figures = snapshot.figures.unwrap();
    assert_eq!(
        (figures.best, figures.right),
        (Some(Value::Finite(-13.0)), Some((0, 37)))
    );
    // |0 − Q*| is greatest for a fall beside the start: −100 − 13.
    assert_eq!(figures.max_error, Some(113.0));
}

#[test]
fn a_snapshot_answers_what_the_view_asks_and_no_more() {
    let mut driver = all_out("cliff-walking");
    until_idle(&mut driver);
    for (columns, bars, events) in [(0, 0, 0), (1, 1, 1), (7, 3, 2), (150, 600, 300)] {
        let asked = View {
            states: (12..24).into(),
            ranks: 0..0,
            shares: 0,
            cursor: 36,
            columns,
            bars,
            events,
            trace_points: columns,
            layer: None,
            expert: columns == 7,
            soft: columns == 7,
        };
        let snapshot = driver.snapshot(&asked);
        let states: Vec<usize> = snapshot.rows.iter().map(|row| row.state).collect();
        assert_eq!(states, (12..24).collect::<Vec<_>>());
        assert_eq!(snapshot.cursor.state, 36);
        assert!(snapshot.curve.len() <= columns.max(1));
        assert!(snapshot.greedy.len() <= columns.max(1) + 1);
        assert_eq!(snapshot.bars.len(), bars.min(500));
        assert!(snapshot.events.len() <= events);
        assert_eq!(snapshot.expert.is_some(), columns == 7);
        assert_eq!(snapshot.soft.is_some(), columns == 7);
        assert_eq!(snapshot.curve.last().unwrap().episode, 500);
        let last = driver.session().samples().last().unwrap();
        assert_eq!(
            snapshot.greedy.last(),
            Some(&(last.at, last.greedy.unwrap()))
        );
        assert_eq!(snapshot.route.map(|route| route.length), Some(13));
    }
    // What does not exist is left out.
    let beyond = View {
        states: (40..400).into(),
        cursor: 400,
        ..view(0..0)
    };
    let snapshot = driver.snapshot(&beyond);
    assert_eq!((snapshot.rows.len(), snapshot.cursor.state), (8, 47));
    let backwards = View {
        states: std::ops::Range { start: 30, end: 10 }.into(),
        ..view(0..0)
    };
    assert!(driver.snapshot(&backwards).rows.is_empty());
}

#[test]
fn how_each_value_of_a_small_table_went_ends_with_what_it_is_now() {
    let mut driver = all_out("recommender");
    until_idle(&mut driver);
    let asked = View {
        trace_points: 7,
        ..view(1..2)
    };
    let snapshot = driver.snapshot(&asked);
    let cells: Vec<_> = snapshot
        .traces
        .iter()
        .map(|t| (t.state, t.action))
        .collect();
    assert_eq!(cells, [(1, 0), (1, 1)]);
    for trace in &snapshot.traces {
        assert!((2..=7).contains(&trace.points.len()));
        assert!(trace.points.is_sorted_by(|a, b| a.0 < b.0));
        let now = (1000, snapshot.rows[0].values[trace.action]);
        assert_eq!(trace.points.last(), Some(&now));
    }
    assert!(
        driver.snapshot(&view(0..2)).traces.is_empty(),
        "not asked for"
    );
    let mut map = all_out("cliff-walking");
    until_idle(&mut map);
    assert!(
        map.snapshot(&asked).traces.is_empty(),
        "too many values to keep"
    );
}

#[test]
fn a_snapshot_changes_nothing_about_the_run() {
    let run = |looks: bool| {
        let mut driver = driver("frozen-lake").at_speed(Speed::ALL_OUT);
        for turn in 0..40 {
            driver.turn(ms(turn));
            if looks {
                driver.snapshot(&view(0..16));
            }
        }
        (driver.session().digest(), kinds(&driver))
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn every_request_and_every_step_makes_another_version() {
    let mut driver = driver("recommender");
    let mut last = driver.version();
    let mut moved = |driver: &Driver| {
        let before = std::mem::replace(&mut last, driver.version());
        before != driver.version()
    };
    driver.turn(ms(0));
    assert!(!moved(&driver), "nothing was due");
    driver.turn(ms(100));
    assert!(moved(&driver));
    set(&mut driver, ParamId::Alpha, 0.3);
    assert!(moved(&driver));
    driver.snapshot(&view(0..2));
    assert!(!moved(&driver));
}

#[test]
fn a_table_that_is_too_large_to_be_read_for_every_frame_has_no_hashes() {
    let expert = |states: &str| {
        let spec = crate::env::find("random").unwrap();
        let mut settings = crate::env::Settings::default();
        settings.set(&spec.params()[0], states).unwrap();
        let world = (spec.family.unwrap().build)(&settings).unwrap();
        let asked = View {
            expert: true,
            ..view(0..3)
        };
        let mut driver = Driver::new(scenario(world));
        driver.snapshot(&asked).expert.unwrap()
    };
    assert!(expert("100").hashes.is_some());
    let large = expert("16385");
    assert_eq!((large.hashes, large.spacing), (None, None));
    assert!(large.bytes > 16_385 * 4 * 24);
}
