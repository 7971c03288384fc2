//! A driver is steered by hand, with a clock that is a number: pace, controls, changes.

mod answers;
mod errands;
mod knowledge;
mod replay;
mod returns;
mod rewards;
mod settling;
mod soft;
mod surveys;
mod thinker;

use super::errand::GIVE_UP;
use super::*;
use crate::agent::{ParamId, q_learning};
use crate::mdp::{Defaults, Mdp, MdpBuilder, Outcome, Scene, Ties, World};
use crate::session::{QUIET, Stop};

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn built_in(name: &str) -> World {
    (crate::env::find(name).unwrap().build)()
}

fn scenario(world: World) -> Scenario {
    Scenario::new(Arc::new(world), &q_learning::SPEC, 12)
}

fn driver(name: &str) -> Driver {
    Driver::new(scenario(built_in(name)))
}

fn all_out(name: &str) -> Driver {
    driver(name).at_speed(Speed::ALL_OUT)
}

/// A recommender whose usual run never ends.
fn endless() -> Driver {
    let mut world = built_in("recommender");
    world.defaults.episodes = u64::MAX;
    Driver::new(scenario(world))
}

fn press(driver: &mut Driver, control: Control) {
    driver.request(Request::Control(control));
}

fn set(driver: &mut Driver, param: ParamId, value: f64) {
    let setting = Setting::new(param, value).unwrap();
    driver.request(Request::Set(setting, 1));
}

fn pay(driver: &mut Driver, place: usize, value: f64, gesture: u64) {
    let pay = Pay::new(value).unwrap();
    driver.request(Request::Pay(RewardId::at(place), pay, gesture));
}

fn step(driver: &Driver) -> u64 {
    driver.session().step()
}

/// Turns with nothing between them until there is nothing to do; gives the clock.
fn until_idle(driver: &mut Driver) -> Duration {
    let mut now = Duration::ZERO;
    loop {
        match driver.turn(now) {
            Turn::Idle => return now,
            Turn::At(at) => now = at,
            Turn::Again => now += ms(1),
        }
    }
}

fn view(states: std::ops::Range<usize>) -> View {
    View {
        states: states.into(),
        ranks: 0..0,
        shares: 0,
        cursor: 0,
        columns: 40,
        bars: 10,
        soft: false,
        events: 5,
        trace_points: 0,
        layer: None,
        expert: false,
    }
}

fn kinds(driver: &Driver) -> Vec<EventKind> {
    let events = driver.session().events(usize::MAX);
    events.iter().map(|event| event.kind).collect()
}

/// One state, a cell of one outcome for each action: probability, next state, reward, end.
fn alone(cells: &[(f64, u32, f64, bool)]) -> World {
    let mut builder = MdpBuilder::new(1, cells.len());
    for &(probability, next_state, reward, terminated) in cells {
        builder.cell([Outcome {
            probability,
            next_state,
            reward,
            terminated,
        }]);
    }
    builder.starts(vec![(0, 1.0)]);
    plain(builder.build().unwrap(), 1.0)
}

fn plain(mdp: Mdp, gamma: f64) -> World {
    World {
        name: "plain".into(),
        step_limit: None,
        limit_is_ours: false,
        scene: Arc::new(Scene::plain("plain", mdp.n_actions())),
        mdp: Arc::new(mdp),
        defaults: Defaults {
            alpha: Unit::literal(0.5),
            gamma: Unit::literal(gamma),
            epsilon: Unit::literal(0.5),
            ties: Ties::Uniform,
            episodes: 1_000_000,
        },
    }
}

#[test]
fn at_ten_a_second_n_steps_are_taken_by_n_tenths() {
    let mut driver = driver("recommender");
    for millis in 0..=5000 {
        driver.turn(ms(millis));
        assert_eq!(step(&driver), millis / 100, "at {millis} ms");
    }
}

#[test]
fn whoever_wakes_when_told_takes_one_step_each_time() {
    for rate in SPEEDS.into_iter().flatten() {
        let mut driver = endless();
        while driver.speed.per_second() != Some(rate) {
            let slow = driver.speed.per_second().is_some_and(|now| now < rate);
            press(
                &mut driver,
                if slow {
                    Control::Faster
                } else {
                    Control::Slower
                },
            );
        }
        let mut now = ms(777);
        for taken in 0..=2 * u64::from(rate).min(500) {
            let Turn::At(at) = driver.turn(now) else {
                unreachable!("it runs at a speed");
            };
            assert_eq!(step(&driver), taken, "{rate} a second");
            assert!(at > now, "{rate} a second");
            now = at;
        }
    }
}

#[test]
fn an_hour_of_sleep_is_not_caught_up_on() {
    let mut driver = driver("recommender");
    for millis in 0..=1000 {
        driver.turn(ms(millis));
    }
    assert_eq!(step(&driver), 10);
    let woken = 3_601_000;
    for millis in woken..=woken + 1000 {
        driver.turn(ms(millis));
        // The step that was due long ago, and from then on one in a tenth of a second.
        let most = 11 + (millis - woken) / 100;
        assert!(step(&driver) <= most, "{} at {millis}", step(&driver));
    }
    assert!(step(&driver) >= 20);
}

#[test]
fn turns_that_come_late_are_caught_up_on() {
    let mut driver = driver("recommender");
    for now in (0..50).map(|turn| ms(turn * 130)) {
        while matches!(driver.turn(now), Turn::At(at) if at <= now) {}
        assert_eq!(u128::from(step(&driver)), now.as_millis() / 100);
    }
}

#[test]
fn another_speed_counts_from_where_it_was_taken() {
    let mut driver = driver("recommender");
    for millis in 0..=950 {
        driver.turn(ms(millis));
    }
    assert_eq!(step(&driver), 9);
    press(&mut driver, Control::Faster);
    driver.turn(ms(950));
    assert_eq!(step(&driver), 9, "no step for the time at another speed");
    for millis in 950..=1950 {
        driver.turn(ms(millis));
        assert_eq!(step(&driver), 9 + (millis - 950) * 30 / 1000);
    }
    press(&mut driver, Control::Toggle);
    assert_eq!(driver.turn(ms(2000)), Turn::Idle);
    press(&mut driver, Control::Toggle);
    driver.turn(ms(9000));
    assert_eq!(step(&driver), 39, "a pause is no time that passed");
}

#[test]
fn another_scale_of_values_delays_no_step() {
    let mut driver = driver("recommender");
    for millis in 0..=1000 {
        press(&mut driver, Control::Rescale(Scaled::Values));
        driver.turn(ms(millis));
    }
    assert_eq!(step(&driver), 10);
}

#[test]
fn all_out_a_turn_takes_as_many_steps_as_fit_into_a_millisecond() {
    let mut driver = endless().at_speed(Speed::ALL_OUT);
    let mut now = Duration::ZERO;
    driver.turn(now);
    assert_eq!(step(&driver), 256);
    // What the last of some turns took that come `micros` apart.
    let mut last_of = |count: usize, micros: u64| {
        let mut before = 0;
        for _ in 0..count {
            before = step(&driver);
            now += Duration::from_micros(micros);
            assert_eq!(driver.turn(now), Turn::Again);
        }
        step(&driver) - before
    };
    // A turn of 0.1 ms doubles what the next one takes: 256 × 2⁵.
    assert_eq!(last_of(5, 100), 8192);
    // Between half a millisecond and a whole one it is left alone.
    assert_eq!(last_of(9, 800), 8192);
    // A turn that takes too long halves it, down to a single step.
    assert_eq!(last_of(3, 1500), 1024);
    assert_eq!(last_of(40, 5000), 1);
}

#[test]
fn the_usual_run_ends_on_its_last_episode_and_can_go_on() {
    let mut driver = all_out("cliff-walking");
    until_idle(&mut driver);
    assert_eq!(driver.session().episodes(), 500);
    assert_eq!(driver.run, RunState::Stopped(StopReason::UsualEnd));
    assert_eq!(driver.session().update().unwrap().episode, 500);
    assert_eq!(driver.turn(ms(0)), Turn::Idle);
    assert!(matches!(
        kinds(&driver).last(),
        Some(EventKind::UsualEnd { right: Some((_, of)) }) if *of == 37
    ));
    press(&mut driver, Control::Toggle);
    let before = step(&driver);
    assert_eq!(driver.turn(ms(1)), Turn::Again);
    assert!(step(&driver) > before);
    for millis in 0..2000 {
        driver.turn(ms(2 + millis));
    }
    assert_eq!(driver.run, RunState::Running, "it ends once");
}

#[test]
fn a_single_step_can_be_the_usual_end() {
    let mut driver = driver("recommender");
    driver.advance(Goal::step(999));
    press(&mut driver, Control::Step);
    assert_eq!(driver.run, RunState::Stopped(StopReason::UsualEnd));
    press(&mut driver, Control::Step);
    assert_eq!((driver.run, step(&driver)), (RunState::Paused, 1001));
}

#[test]
fn to_the_end_of_an_episode_is_to_its_end_and_no_further() {
    let mut driver = all_out("cliff-walking");
    for episode in 1..=20 {
        press(&mut driver, Control::Episode);
        until_idle(&mut driver);
        assert_eq!(driver.session().episodes(), episode);
        assert_eq!(driver.run, RunState::Paused);
        assert_eq!(driver.session.state.walk.age(), 0);
    }
}

#[test]
fn the_end_of_an_episode_still_stops_a_run_whose_speed_is_changed() {
    let mut driver = driver("cliff-walking");
    press(&mut driver, Control::Episode);
    for control in [
        Control::Faster,
        Control::Rescale(Scaled::Values),
        Control::Slower,
    ] {
        driver.turn(ms(0));
        press(&mut driver, control);
    }
    (0..5).for_each(|_| press(&mut driver, Control::Faster));
    until_idle(&mut driver);
    assert_eq!(driver.session().episodes(), 1);
    assert_eq!(driver.run, RunState::Paused);
}

#[test]
fn a_pause_forgets_where_a_run_was_to_stop() {
    let mut driver = all_out("cliff-walking");
    press(&mut driver, Control::Episode);
    press(&mut driver, Control::Toggle);
    assert_eq!(driver.run, RunState::Paused);
    press(&mut driver, Control::Toggle);
    until_idle(&mut driver);
    assert_eq!(driver.session().episodes(), 500);
}

#[test]
fn an_episode_without_an_end_is_given_up() {
    let world = World {
        step_limit: None,
        ..alone(&[(1.0, 0, 0.0, false), (1.0, 0, 0.0, false)])
    };
    let mut driver = Driver::new(scenario(world)).at_speed(Speed::ALL_OUT);
    press(&mut driver, Control::Episode);
    driver.batch = 1 << 22;
    until_idle(&mut driver);
    assert_eq!(driver.run, RunState::Stopped(StopReason::GaveUp));
    assert_eq!(step(&driver), GIVE_UP);
}

#[test]
fn a_step_pauses_a_run() {
    let mut driver = driver("recommender");
    driver.turn(ms(0));
    press(&mut driver, Control::Step);
    assert_eq!((driver.run, step(&driver)), (RunState::Paused, 1));
    assert_eq!(driver.turn(ms(5000)), Turn::Idle);
    assert_eq!(driver.session().update().unwrap().step, 1);
}

#[test]
fn what_is_set_holds_from_the_next_step_on() {
    let mut driver = driver("recommender");
    press(&mut driver, Control::Step);
    set(&mut driver, ParamId::Alpha, 0.5);
    let told = |driver: &Driver| *driver.session().update().unwrap();
    assert_eq!(told(&driver).hyper.alpha(), Unit::literal(0.1));
    press(&mut driver, Control::Step);
    let update = told(&driver);
    assert_eq!(update.hyper.alpha(), Unit::literal(0.5));
    // α .5 of the way from the old value to r + .9 max Q(returning).
    let learned = update.learned.unwrap();
    let target = learned.reward + 0.9 * learned.bootstrap.unwrap().value;
    assert!((learned.new - f64::midpoint(learned.old, target)).abs() < 1e-12);
    let entry = driver.session().ledger()[0];
    assert_eq!((entry.step, driver.session().ledger().len()), (1, 1));
    set(&mut driver, ParamId::Alpha, 0.5);
    assert_eq!(
        driver.session().ledger().len(),
        1,
        "the same value is no change"
    );
}

#[test]
fn a_fresh_start_keeps_values_and_seed_and_nothing_else() {
    let mut driver = driver("recommender");
    let seed = driver.session().scenario().seed;
    set(&mut driver, ParamId::Epsilon, 0.5);
    driver.advance(Goal::step(100));
    set(&mut driver, ParamId::Gamma, 0.25);
    driver.advance(Goal::step(200));
    press(&mut driver, Control::Toggle);
    press(&mut driver, Control::Restart(seed));
    let session = driver.session();
    assert_eq!((session.step(), session.episodes()), (0, 0));
    assert_eq!(session.scenario().seed, seed);
    assert_eq!(session.hyper().epsilon(), Unit::literal(0.5));
    assert_eq!(session.hyper().gamma(), Unit::literal(0.25));
    assert!(session.ledger().is_empty());
    assert_eq!(session.history().marks().count(), 0);
    assert_eq!(driver.run, RunState::Running);
    assert_eq!(
        driver.truth.ready().unwrap().optimum.gamma(),
        Unit::literal(0.25)
    );
}
