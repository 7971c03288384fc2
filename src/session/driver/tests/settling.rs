//! Running until every choice is right and nothing moves: where it stops, what it waits for, when it gives up.

use super::*;
use crate::agent::sarsa;

fn settled(driver: &Driver) -> bool {
    driver.run == RunState::Stopped(StopReason::Settled)
}

/// The step at which a run in `world` settles that is cut into pieces of `batch` steps.
fn settles_at(world: &str, batch: u64) -> u64 {
    let mut driver = driver(world);
    press(&mut driver, Control::Settle);
    while driver.run == RunState::Running {
        driver.batch = batch;
        driver.turn(ms(0));
    }
    assert!(settled(&driver), "{world}: {:?}", driver.run);
    step(&driver)
}

#[test]
fn it_stops_at_the_same_step_whatever_pieces_it_is_cut_into() {
    for world in ["recommender", "cliff-walking"] {
        let alone = settles_at(world, 1);
        for batch in [3, 1000, 1 << 20] {
            assert_eq!(settles_at(world, batch), alone, "{world} by {batch}");
        }
    }
}

#[test]
fn where_it_stops_every_choice_is_right_and_has_been_for_a_while() {
    let mut driver = driver("recommender");
    press(&mut driver, Control::Settle);
    assert_eq!(driver.snapshot(&view(0..2)).aim, Some(Aim::Settled));
    assert!(until_idle(&mut driver) < ms(5000), "as fast as it goes");
    assert!(settled(&driver));
    let snapshot = driver.snapshot(&view(0..2));
    let figures = snapshot.figures.unwrap();
    assert_eq!(figures.right, Some((2, 2)));
    assert!(figures.stable >= QUIET, "{}", figures.stable);
    assert_eq!(snapshot.aim, None);
    let (update, row) = snapshot.update.unwrap();
    let learned = update.learned.unwrap();
    assert_eq!(
        learned.new, row.values[learned.action],
        "the newest step is told about"
    );
    // A step before, one of the two was not so yet.
    let mut before = self::driver("recommender");
    before.advance(Goal::step(step(&driver) - 1));
    let spacing = before.session().grid_spacing().unwrap();
    assert!(!before.session().is_settled() || spacing > 1);
    // There already: not another step.
    let at = step(&driver);
    press(&mut driver, Control::Settle);
    assert!(settled(&driver));
    until_idle(&mut driver);
    assert_eq!(step(&driver), at);
    // And on from there.
    press(&mut driver, Control::Toggle);
    driver.turn(ms(0));
    driver.turn(ms(100));
    assert!(step(&driver) > at && driver.errand.is_none());
}

#[test]
fn it_goes_past_the_usual_end_and_tells_that_it_did() {
    let mut driver = driver("recommender");
    press(&mut driver, Control::Settle);
    until_idle(&mut driver);
    assert!(driver.session().episodes() > 1000);
    let told = |kind: &EventKind| matches!(kind, EventKind::UsualEnd { .. });
    assert!(kinds(&driver).iter().any(told));
}

#[test]
fn what_never_settles_is_given_up_and_said_so() {
    let mut driver = driver("recommender");
    set(&mut driver, ParamId::Epsilon, 0.0);
    driver.batch = 1 << 22;
    press(&mut driver, Control::Settle);
    until_idle(&mut driver);
    assert_eq!(driver.run, RunState::Stopped(StopReason::NotSettled));
    assert_eq!(step(&driver), GIVE_UP);
}

#[test]
fn without_a_truth_nothing_happens() {
    // It earns 1 a step, for ever.
    let world = alone(&[(1.0, 0, 1.0, false)]);
    let mut driver = Driver::new(scenario(world));
    assert!(matches!(driver.truth, TruthState::Diverges(_)));
    press(&mut driver, Control::Settle);
    assert_eq!(driver.run, RunState::Running);
    assert!(driver.errand.is_none());
}

/// A world that a job solves: three actions in each of so many states, of which the last pays and everything ends.
fn large() -> World {
    let n_states = 4000;
    let mut builder = MdpBuilder::new(n_states, 3);
    for _ in 0..n_states {
        for action in 0..3 {
            builder.cell([Outcome {
                probability: 1.0,
                next_state: 0,
                reward: f64::from(action),
                terminated: true,
            }]);
        }
    }
    builder.starts(vec![(0, 0.5), (1, 0.5)]);
    plain(builder.build().unwrap(), 1.0)
}

/// Whether there is nothing to do now, but perhaps to order a return.
fn stands(driver: &mut Driver, now: Duration) -> bool {
    let turns = [(); 2].map(|()| driver.turn(now));
    turns[1] == Turn::Idle
}

#[test]
fn it_waits_for_the_truth_and_stops_at_the_same_step_however_long_that_took() {
    let world = Arc::new(large());
    let scenario = Scenario::new(Arc::clone(&world), &sarsa::SPEC, 12);
    let solved = |driver: &mut Driver, gamma: Unit| {
        let truth = Truth::of(&world, gamma, &mut || false).map(Arc::new);
        driver.request(Request::Solved(Task::truth(gamma), truth));
    };
    let stops = [0, 1, 77].map(|turns| {
        let mut driver = Driver::new(scenario.clone());
        assert_eq!(driver.wanted(), Some(Wanted::Truth(Task::truth(Unit::ONE))));
        press(&mut driver, Control::Settle);
        for turn in 0..turns {
            assert!(stands(&mut driver, ms(turn)));
        }
        assert_eq!(step(&driver), 0, "it waits");
        solved(&mut driver, Unit::ONE);
        // Half way there another discount asks for another truth.
        driver.batch = 3;
        driver.turn(ms(100));
        let before = step(&driver);
        set(&mut driver, ParamId::Gamma, 0.5);
        for turn in 0..turns {
            assert!(stands(&mut driver, ms(turn)));
        }
        assert_eq!(step(&driver), before, "it waits again");
        solved(&mut driver, Unit::literal(0.5));
        until_idle(&mut driver);
        assert!(settled(&driver), "{:?}", driver.run);
        step(&driver)
    });
    assert!(stops.iter().all(|&stop| stop == stops[0]), "{stops:?}");
}

#[test]
fn a_truth_that_turns_out_not_to_be_ends_the_wait() {
    let world = Arc::new(large());
    let mut driver = Driver::new(Scenario::new(Arc::clone(&world), &sarsa::SPEC, 12));
    press(&mut driver, Control::Settle);
    driver.give_settling_up();
    assert!(driver.run == RunState::Paused && stands(&mut driver, ms(0)));
    // A pause while it waits calls it off too.
    press(&mut driver, Control::Settle);
    press(&mut driver, Control::Toggle);
    assert_eq!(driver.run, RunState::Paused);
    assert!(driver.errand.is_none());
}
