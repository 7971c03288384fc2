//! The return of a large model's greedy policy is ordered, and found while the run goes on.

use super::knowledge::large;
use super::*;

fn ordered(driver: &Driver) -> Order {
    match driver.wanted() {
        Some(Wanted::Return(order)) => order,
        other => panic!("not ordered, but {other:?}"),
    }
}

fn greedy(driver: &mut Driver) -> Option<f64> {
    let figures = driver.snapshot(&view(0..2)).figures.unwrap();
    figures.greedy.and_then(Figure::number)
}

fn answer(driver: &mut Driver, order: Order, earned: f64) {
    driver.request(Request::Returned(order, Figure::Return(earned)));
}

/// A run all of whose other questions are answered.
fn asking_only_for_returns() -> Driver {
    let world = large();
    let mut driver = Driver::new(scenario(world.clone())).at_speed(Speed::ALL_OUT);
    let gamma = Unit::literal(0.9);
    let truth = Truth::of(&world, gamma, &mut || false).map(Arc::new);
    driver.request(Request::Solved(Task::truth(gamma), truth));
    driver.request(Request::Best(Ok(Value::Finite(1.0))));
    driver
}

fn turn_until_ordered(driver: &mut Driver) -> Order {
    for millis in 0..10_000 {
        driver.turn(ms(millis));
        if driver.wanted().is_some() {
            return ordered(driver);
        }
    }
    panic!("its policy changes all the time")
}

#[test]
fn the_first_is_wanted_before_all_else_and_shown_when_it_is_there() {
    let mut driver = Driver::new(scenario(large()));
    assert_eq!(driver.turn(ms(0)), Turn::Again, "there is a job to begin");
    let first = ordered(&driver);
    assert_eq!(first.at.step, 0);
    assert_eq!(greedy(&mut driver), None);
    answer(&mut driver, first, 0.25);
    assert_eq!(greedy(&mut driver), Some(0.25));
    let next = Some(Wanted::Truth(Task::truth(Unit::literal(0.9))));
    assert_eq!(driver.wanted(), next);
}

#[test]
fn another_policy_is_another_order_and_the_curve_holds_all_answers() {
    let mut driver = asking_only_for_returns();
    let first = turn_until_ordered(&mut driver);
    assert_eq!(driver.wanted(), Some(Wanted::Return(first.clone())));
    answer(&mut driver, first.clone(), 0.25);
    let second = turn_until_ordered(&mut driver);
    assert!(second.at.step > first.at.step && second.policy != first.policy);
    answer(&mut driver, second, 0.5);
    answer(&mut driver, first, 7.0);
    assert_eq!(greedy(&mut driver), Some(0.5), "no order is answered twice");
    let curve = driver.snapshot(&view(0..2)).greedy;
    let looks = driver.session().samples();
    assert!(looks.iter().all(|look| look.greedy.is_none()));
    assert_eq!(curve.first().unwrap().1, Figure::Return(0.25));
    assert_eq!(curve.last().unwrap().1, Figure::Return(0.5));
}

#[test]
fn another_run_and_another_reward_take_no_old_answer() {
    let mut driver = asking_only_for_returns();
    let old = turn_until_ordered(&mut driver);
    press(&mut driver, Control::Restart(13));
    answer(&mut driver, old, 7.0);
    assert_eq!(greedy(&mut driver), None);
    let mut driver = asking_only_for_returns();
    let old = turn_until_ordered(&mut driver);
    answer(&mut driver, old, 0.25);
    let old = turn_until_ordered(&mut driver);
    pay(&mut driver, 0, 3.0, 1);
    answer(&mut driver, old, 7.0);
    assert_eq!(greedy(&mut driver), Some(0.25), "as it was found last");
}
