//! Going to a place, and going on or from the start with another method.

use super::*;
use crate::agent::{expected_sarsa, sarsa};
use crate::session::Turned;

fn go_to(driver: &mut Driver, place: Place) {
    press(driver, Control::GoTo(place));
}

#[test]
fn a_place_is_gone_to_at_full_speed_past_the_usual_end_and_no_farther() {
    // At its own 10 steps a second the recommender would take two minutes.
    let mut driver = driver("recommender");
    go_to(&mut driver, Place::Episode(1300));
    assert_eq!(driver.snapshot(&view(0..2)).speed, Speed::ALL_OUT);
    assert!(until_idle(&mut driver) < ms(1000));
    assert_eq!(
        (driver.session().episodes(), driver.run),
        (1300, RunState::Paused)
    );
    assert!(
        kinds(&driver)
            .iter()
            .any(|kind| matches!(kind, EventKind::UsualEnd { .. }))
    );
    go_to(&mut driver, Place::Step(1310));
    until_idle(&mut driver);
    assert_eq!(step(&driver), 1310);
    // From there it goes on at its own speed again.
    assert_eq!(driver.snapshot(&view(0..2)).speed.per_second(), Some(10));
    press(&mut driver, Control::Toggle);
    assert!(matches!(driver.turn(ms(0)), Turn::At(at) if at == ms(100)));
}

#[test]
fn a_place_that_is_the_usual_end_ends_the_usual_run() {
    let mut driver = driver("cliff-walking");
    go_to(&mut driver, Place::Episode(500));
    until_idle(&mut driver);
    assert_eq!(driver.session().episodes(), 500);
    assert_eq!(driver.run, RunState::Stopped(StopReason::UsualEnd));
}

#[test]
fn a_place_that_a_run_has_left_behind_meanwhile_pauses_it_where_it_stands() {
    let mut driver = driver("recommender");
    driver.advance(Goal::step(20));
    go_to(&mut driver, Place::Step(10));
    until_idle(&mut driver);
    assert_eq!((step(&driver), driver.run), (20, RunState::Paused));
}

#[test]
fn a_pause_on_the_way_stays() {
    let mut driver = all_out("cliff-walking");
    go_to(&mut driver, Place::Step(1 << 40));
    driver.turn(ms(0));
    press(&mut driver, Control::Toggle);
    assert_eq!(driver.turn(ms(1)), Turn::Idle);
    assert!(driver.errand.is_none());
}

#[test]
fn only_an_episode_that_does_not_end_is_given_up() {
    // Every episode is a step short of what is given up: many of them are not.
    let world = World {
        step_limit: Some(GIVE_UP - 1),
        ..alone(&[(1.0, 0, 0.0, false), (1.0, 0, 0.0, false)])
    };
    let mut driver = Driver::new(scenario(world));
    driver.batch = 1 << 22;
    go_to(&mut driver, Place::Episode(2));
    until_idle(&mut driver);
    assert_eq!(
        (driver.run, step(&driver)),
        (RunState::Paused, 2 * (GIVE_UP - 1))
    );
}

#[test]
fn another_method_from_here_keeps_what_was_learned_and_is_told() {
    let mut driver = driver("cliff-walking");
    driver.advance(Goal::step(500).probed());
    let (hash, step) = (driver.session().q_hash(), step(&driver));
    driver.request(Request::Switch(&sarsa::SPEC, 7));
    assert_eq!(driver.session().q_hash(), hash);
    assert_eq!(driver.session().algorithm(), &sarsa::SPEC);
    assert_eq!(driver.session().step(), step);
    assert!(
        driver.session().update().is_none(),
        "the last one was the other's"
    );
    let turned = Turned::Algorithm {
        from: &q_learning::SPEC,
        to: &sarsa::SPEC,
    };
    assert_eq!(
        kinds(&driver).last(),
        Some(&EventKind::Steered { gesture: 7, turned })
    );
    assert_eq!(
        driver.session().history().marks().last().unwrap().turned,
        turned
    );
    assert_eq!(driver.snapshot(&view(0..4)).algorithm, &sarsa::SPEC);
    driver.request(Request::Switch(&sarsa::SPEC, 8));
    assert_eq!(driver.session().ledger().len(), 1, "the same is no change");
    press(&mut driver, Control::Restart(12));
    assert_eq!(
        driver.session().algorithm(),
        &sarsa::SPEC,
        "again is with what there is"
    );
}

#[test]
fn another_method_from_the_start_meets_the_same_luck_and_changes_up_to_this_step() {
    let mut driver = driver("cliff-walking");
    driver.advance(Goal::step(300));
    set(&mut driver, ParamId::Epsilon, 0.5);
    set(&mut driver, ParamId::Gamma, 0.5);
    driver.advance(Goal::step(1000));
    driver.request(Request::Switch(&expected_sarsa::SPEC, 9));
    driver.advance(Goal::step(2000));
    driver.request(Request::Replay(&sarsa::SPEC));
    assert_eq!(step(&driver), 0);
    assert_eq!(driver.truth.ready().unwrap().optimum.gamma(), Unit::ONE);
    while step(&driver) < 2000 {
        assert_eq!(driver.turn(ms(0)), Turn::Again);
    }
    let mut alone = Session::new(Scenario {
        algorithm: &sarsa::SPEC,
        ..scenario(built_in("cliff-walking"))
    });
    alone.advance(Goal::step(300));
    for (param, value) in [(ParamId::Epsilon, 0.5), (ParamId::Gamma, 0.5)] {
        alone.change(Change::Set(Setting::new(param, value).unwrap()), 1);
    }
    alone.advance(Goal::step(2000));
    assert_eq!(driver.session().digest(), alone.digest());
    assert_eq!(driver.session().ledger(), alone.ledger());
    assert_eq!(
        driver.truth.ready().unwrap().optimum.gamma(),
        Unit::literal(0.5)
    );
    assert_eq!(driver.run, RunState::Running, "as it was");
    assert!(
        matches!(driver.turn(ms(1)), Turn::At(_)),
        "at its own speed"
    );
}

#[test]
fn a_run_that_stood_stands_again_at_the_same_step() {
    let mut driver = all_out("cliff-walking");
    until_idle(&mut driver);
    let before = step(&driver);
    driver.request(Request::Replay(&sarsa::SPEC));
    until_idle(&mut driver);
    // The usual end is another step of this run: what its card says would not be true.
    assert_eq!((driver.run, step(&driver)), (RunState::Paused, before));
}

#[test]
fn another_world_is_a_new_run_and_news() {
    let mut driver = driver("recommender");
    driver.advance(Goal::step(100));
    let version = driver.version();
    let cliff = scenario(built_in("cliff-walking"));
    driver.request(Request::Begin(Box::new(cliff)));
    assert!(driver.version() > version);
    let snapshot = driver.snapshot(&view(0..48));
    assert_eq!(snapshot.world.name, "cliff-walking");
    assert_eq!((snapshot.moment.step, snapshot.rows.len()), (0, 48));
    assert_eq!(snapshot.hyper.alpha(), Unit::literal(0.5));
    assert_eq!(snapshot.truth.ready().unwrap().optimum.gamma(), Unit::ONE);
}
