//! The best policy that explores as much as the agent, while somebody looks at it.

use super::knowledge::large;
use super::*;
use crate::agent::Schedules;
use crate::truth::Figure;

/// Look at a state or two, and at the best that explores.
fn looking() -> View {
    View {
        soft: true,
        ..view(0..2)
    }
}

fn soft(driver: &mut Driver) -> crate::session::Soft {
    driver.snapshot(&looking()).soft.unwrap()
}

/// How many steps its route has, and what it earns, exploring so much.
fn exploring(driver: &mut Driver, epsilon: f64) -> (Option<usize>, f64) {
    set(driver, ParamId::Epsilon, epsilon);
    let soft = soft(driver);
    let truth = soft.truth.ready().unwrap();
    assert_eq!(truth.optimum.epsilon().get(), epsilon);
    let Figure::Return(earned) = truth.start_return else {
        panic!("there is an end");
    };
    (soft.route.map(|route| route.length), earned)
}

fn task(gamma: f64, epsilon: f64) -> Task {
    Task {
        gamma: Unit::literal(gamma),
        epsilon: Unit::literal(epsilon),
    }
}

/// What a job comes to that does it.
fn solved(world: &World, task: Task) -> Request {
    let found = Truth::soft(world, task.gamma, task.epsilon, &mut || false);
    Request::Solved(task, found.map(Arc::new))
}

#[test]
fn on_the_cliff_it_leaves_the_edge_and_then_goes_along_the_top_as_it_explores_more() {
    let mut driver = driver("cliff-walking");
    let lengths = [0.0, 0.0076, 0.0077, 0.1, 0.157, 0.158]
        .map(|epsilon| exploring(&mut driver, epsilon).0.unwrap());
    assert_eq!(lengths, [13, 13, 15, 15, 15, 17]);
}

#[test]
fn it_earns_what_is_solved_for_and_without_exploration_it_is_the_truth() {
    let mut driver = driver("cliff-walking");
    let (_, earned) = exploring(&mut driver, 0.1);
    assert!((earned + 20.707_677_398_669).abs() < 1e-9, "{earned}");
    exploring(&mut driver, 0.0);
    let (soft, truth) = (soft(&mut driver), driver.truth.shared().unwrap());
    assert_eq!(soft.truth.ready(), Some(&**truth));
}

#[test]
fn it_follows_the_discount_and_the_rewards_too() {
    let mut driver = driver("cliff-walking");
    exploring(&mut driver, 0.2);
    set(&mut driver, ParamId::Gamma, 0.5);
    let optimum = |driver: &mut Driver| {
        let soft = soft(driver);
        soft.truth.ready().unwrap().optimum.clone()
    };
    assert_eq!(optimum(&mut driver).gamma(), Unit::literal(0.5));
    let before = optimum(&mut driver);
    pay(&mut driver, 0, -3.0, 9);
    assert_ne!(optimum(&mut driver), before);
}

#[test]
fn nothing_is_solved_for_it_while_nobody_looks_and_the_run_does_not_hang_on_it() {
    let run = |looked_at: bool| {
        let mut driver = driver("cliff-walking");
        for epsilon in [0.3, 0.05, 0.2] {
            set(&mut driver, ParamId::Epsilon, epsilon);
            let episode = driver.session().episodes() + 3;
            press(&mut driver, Control::GoTo(Place::Episode(episode)));
            until_idle(&mut driver);
            let snapshot = driver.snapshot(&View {
                soft: looked_at,
                ..view(0..48)
            });
            assert_eq!(
                (snapshot.soft.is_some(), driver.soft.is_some()),
                (looked_at, looked_at)
            );
        }
        let session = driver.session();
        (
            session.digest(),
            session.ledger().to_vec(),
            session.events(usize::MAX),
            driver.scale,
        )
    };
    assert_eq!(run(true), run(false));
    // Whoever has looked and looks away again leaves nothing behind.
    let mut driver = Driver::new(scenario(large()));
    driver.request(solved(&large(), Task::truth(Unit::literal(0.9))));
    driver.snapshot(&looking());
    assert_eq!(driver.wanted(), Some(Wanted::Truth(task(0.9, 0.5))));
    driver.snapshot(&view(0..2));
    assert_eq!(driver.wanted(), Some(Wanted::Best));
}

#[test]
fn a_slider_that_is_dragged_costs_one_solution_a_frame() {
    let mut driver = driver("cliff-walking");
    exploring(&mut driver, 0.1);
    for hundredth in 11..=60 {
        set(&mut driver, ParamId::Epsilon, f64::from(hundredth) / 100.0);
        let kept = driver.soft.as_ref().unwrap().told();
        assert_eq!(
            kept.truth.ready().unwrap().optimum.epsilon(),
            Unit::literal(0.1)
        );
    }
    let shown = soft(&mut driver);
    assert_eq!(
        shown.truth.ready().unwrap().optimum.epsilon(),
        Unit::literal(0.6)
    );
    // The next frame has the same, if nothing has moved.
    let again = soft(&mut driver);
    assert!(Arc::ptr_eq(
        shown.truth.shared().unwrap(),
        again.truth.shared().unwrap()
    ));
}

#[test]
fn of_a_large_model_every_frame_comes_at_once_and_a_job_looks_for_the_newest() {
    let world = large();
    let mut driver = Driver::new(scenario(world.clone()));
    driver.snapshot(&looking());
    let first = Some(Wanted::Truth(Task::truth(Unit::literal(0.9))));
    assert_eq!(driver.wanted(), first, "the truth comes first");
    driver.request(solved(&world, Task::truth(Unit::literal(0.9))));
    assert!(matches!(soft(&mut driver).truth, TruthState::Solving));
    assert_eq!(driver.wanted(), Some(Wanted::Truth(task(0.9, 0.5))));
    driver.request(Request::Solving(task(0.9, 0.5), 43));
    assert_eq!((soft(&mut driver).solving, driver.progress), (43, 0));
    driver.request(solved(&world, task(0.9, 0.5)));
    assert!(soft(&mut driver).truth.ready().is_some());
    for epsilon in [0.25, 0.125] {
        set(&mut driver, ParamId::Epsilon, epsilon);
        let shown = soft(&mut driver);
        let known = shown.truth.known().unwrap();
        assert_eq!((shown.truth.is_stale(), shown.solving), (true, 0));
        assert_eq!(known.optimum.epsilon(), Unit::literal(0.5));
        assert_eq!(driver.wanted(), Some(Wanted::Truth(task(0.9, epsilon))));
    }
    driver.request(solved(&world, task(0.9, 0.25)));
    assert!(soft(&mut driver).truth.is_stale(), "it comes too late");
    set(&mut driver, ParamId::Epsilon, 0.0);
    assert!(
        soft(&mut driver).truth.ready().is_some(),
        "it is the truth, which is known"
    );
    assert_eq!(driver.wanted(), Some(Wanted::Best));
}

#[test]
fn while_epsilon_moves_by_itself_what_is_solved_for_is_waited_for() {
    let world = large();
    let schedules = Schedules::default().with(ParamId::Epsilon, Some("1:0.1:500".parse().unwrap()));
    let mut driver = Driver::new(Scenario {
        schedules,
        ..scenario(world.clone())
    });
    driver.request(solved(&world, Task::truth(Unit::literal(0.9))));
    driver.snapshot(&looking());
    let wanted = |driver: &Driver| driver.soft.as_ref().unwrap().wanted();
    let first = Some(Wanted::Truth(task(0.9, 1.0)));
    assert_eq!(wanted(&driver), first);
    press(&mut driver, Control::GoTo(Place::Episode(20)));
    until_idle(&mut driver);
    driver.snapshot(&looking());
    assert!(driver.session().hyper().epsilon().get() < 1.0);
    assert_eq!(wanted(&driver), first, "else it would never be there");
    driver.request(solved(&world, task(0.9, 1.0)));
    let shown = soft(&mut driver);
    assert!(shown.truth.is_stale() && wanted(&driver) != first);
}

/// To end at once, or to fall into where every step costs and none leads out.
fn trap() -> World {
    let to = |next_state, terminated| Outcome {
        probability: 1.0,
        next_state,
        reward: -1.0,
        terminated,
    };
    let mut builder = MdpBuilder::new(3, 2);
    builder.cell([to(2, true)]).cell([to(1, false)]);
    builder.cell([to(1, false)]).cell([to(1, false)]);
    builder.cell([]).cell([]);
    builder.starts(vec![(0, 1.0)]);
    plain(builder.build().unwrap(), 1.0)
}

#[test]
fn where_it_is_infinite_it_says_so_also_where_the_truth_is_not() {
    let mut driver = Driver::new(scenario(trap()));
    let shown = soft(&mut driver).truth;
    assert!(matches!(shown, TruthState::Diverges(_)), "{shown:?}");
    assert!(driver.truth.ready().is_some());
    assert_eq!(driver.wanted(), None, "there is nothing more to find");
    set(&mut driver, ParamId::Gamma, 0.5);
    assert!(soft(&mut driver).truth.ready().is_some());
}

#[test]
fn a_scale_that_is_asked_for_fits_it_while_it_is_looked_at() {
    let mut driver = driver("cliff-walking");
    exploring(&mut driver, 0.1);
    let low = |driver: &mut Driver, view: &View| {
        driver.snapshot(view);
        press(driver, Control::Rescale(Scaled::Values));
        driver.scale.low
    };
    assert!(low(&mut driver, &looking()) <= -20.0);
    assert!(low(&mut driver, &view(0..2)) > -20.0);
}
