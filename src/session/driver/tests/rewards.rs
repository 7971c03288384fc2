//! A world that is made to pay otherwise: what is exact about it follows, the scale stays.

use super::knowledge::large;
use super::*;
use crate::session::Turned;
use crate::session::event::EventKind;

#[test]
fn what_is_exact_follows_at_once_and_the_scale_stays() {
    let mut driver = driver("recommender");
    driver.turn(ms(0));
    driver.turn(ms(3000));
    driver.snapshot(&view(0..2));
    let scale = driver.scale;
    pay(&mut driver, 0, 2.0, 1);
    let snapshot = driver.snapshot(&view(0..2));
    let truth = snapshot.truth.ready().unwrap();
    // A returning user is shown "personalized" for ever, .9/(1 − .9); a new one "popular" once before that.
    for (state, action, value) in [
        (1, 1, 9.0),
        (0, 0, 2.0 + 0.9 * 9.0),
        (0, 1, 0.8 + 0.9 * 9.0),
    ] {
        assert!((truth.q(state, action).unwrap() - value).abs() < 1e-9);
    }
    let solved = crate::truth::solve(&snapshot.world.mdp, Unit::literal(0.9), &mut || false);
    assert_eq!(truth.optimum, solved.unwrap());
    // One visit to a user of either kind: (2 + .9)/2.
    let figures = snapshot.figures.unwrap();
    assert!((figures.best.unwrap().as_f64() - 1.45).abs() < 1e-9);
    assert_eq!((driver.scale, snapshot.scale), (scale, scale));
    assert_eq!(snapshot.rewards.get(RewardId::at(0)).unwrap().now, 2.0);
    assert!(snapshot.world.is_same(&driver.session().scenario().world));
}

#[test]
fn what_the_present_policy_earns_is_worked_out_anew() {
    let mut driver = all_out("recommender");
    driver.advance(Goal::step(900));
    let earned = |driver: &mut Driver| match driver.snapshot(&view(0..2)).figures.unwrap().greedy {
        Some(Figure::Return(earned)) => earned,
        _ => unreachable!("every visit is cut off"),
    };
    let before = earned(&mut driver);
    // All pay one more, so every policy does.
    for (place, value) in [1.6, 1.8, 1.4, 1.9].into_iter().enumerate() {
        pay(&mut driver, place, value, 1);
    }
    assert!((earned(&mut driver) - before - 1.0).abs() < 1e-9);
}

#[test]
fn a_large_model_is_solved_anew_and_put_back_is_another_problem_too() {
    let mut driver = Driver::new(scenario(large()));
    let solved = |driver: &Driver| {
        let gamma = driver.session().hyper().gamma();
        let found = Truth::of(driver.session().world(), gamma, &mut || false);
        Request::Solved(Task::truth(gamma), found.map(Arc::new))
    };
    driver.request(solved(&driver));
    driver.request(Request::Best(Ok(Value::Finite(1.0))));
    assert_eq!(driver.wanted(), None);
    // The second of its rewards is the 1 that the way out pays.
    pay(&mut driver, 1, 3.0, 1);
    assert!(driver.truth.is_stale() && driver.best.is_none());
    assert_eq!(
        driver.wanted(),
        Some(Wanted::Truth(Task::truth(Unit::literal(0.9))))
    );
    driver.request(solved(&driver));
    let start = driver.truth.ready().unwrap().start_value;
    assert_eq!(start, Value::Finite(3.0));
    assert_eq!(driver.wanted(), Some(Wanted::Best));
    pay(&mut driver, 1, 1.0, 1);
    assert!(driver.truth.is_stale());
}

#[test]
fn what_pays_already_so_or_is_not_there_leaves_nothing() {
    let mut driver = driver("recommender");
    pay(&mut driver, 0, 0.6, 1);
    pay(&mut driver, 6, 0.6, 2);
    assert!(driver.session().ledger().is_empty());
}

#[test]
fn a_restart_keeps_what_is_paid_and_a_replay_pays_it_when_it_was_set() {
    let mut driver = all_out("cliff-walking");
    driver.advance(Goal::step(500));
    pay(&mut driver, 1, -10.0, 1);
    driver.advance(Goal::step(1500));
    press(&mut driver, Control::Toggle);
    driver.request(Request::Replay(&crate::agent::sarsa::SPEC));
    let falls = |driver: &Driver| driver.session().world().mdp.reward_range().0;
    assert_eq!(falls(&driver), -100.0, "not set yet");
    assert_eq!(
        driver.truth.ready().unwrap().start_value,
        Value::Finite(-13.0)
    );
    until_idle(&mut driver);
    assert_eq!((step(&driver), falls(&driver)), (1500, -10.0));
    let turned = kinds(&driver).into_iter().find_map(|kind| match kind {
        EventKind::Steered { turned, .. } => Some(turned),
        _ => None,
    });
    let reward = RewardId::at(1);
    let (from, to) = (-100.0, -10.0);
    assert_eq!(turned, Some(Turned::Reward { reward, from, to }));
    press(&mut driver, Control::Restart(4));
    assert_eq!((step(&driver), falls(&driver)), (0, -10.0));
    assert!(driver.session().ledger().is_empty());
}
