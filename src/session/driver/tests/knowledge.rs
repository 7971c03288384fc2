//! The truth that a driver knows, and the scale that it draws values on.

use super::*;

#[test]
fn another_discount_has_another_truth() {
    let mut driver = driver("recommender");
    let returning = |driver: &Driver| {
        let truth = driver.truth.ready().unwrap();
        truth.optimum.v(1).finite().unwrap()
    };
    assert!((returning(&driver) - 9.0).abs() < 1e-9);
    set(&mut driver, ParamId::Gamma, 0.5);
    // V(returning) = .9 / (1 − .5)
    assert!((returning(&driver) - 1.8).abs() < 1e-9);
    assert_eq!(driver.wanted(), None, "a small model is solved at once");
}

#[test]
fn where_the_future_counts_in_full_the_recommender_diverges_on_the_same_scale() {
    let mut driver = driver("recommender");
    let scale = driver.scale;
    assert_eq!((scale.low, scale.high), (0.0, 10.0));
    set(&mut driver, ParamId::Gamma, 1.0);
    assert!(matches!(driver.truth, TruthState::Diverges(_)));
    (0..300).for_each(|_| press(&mut driver, Control::Step));
    let snapshot = driver.snapshot(&view(0..2));
    assert_eq!(snapshot.scale, scale);
    let figures = snapshot.figures.unwrap();
    assert_eq!((figures.right, figures.max_error), (None, None));
    // One visit to a user of either kind, "personalized" to both: (.8 + .9) / 2.
    assert_eq!(
        figures
            .best
            .and_then(Value::finite)
            .map(|best| (best * 1e9).round() / 1e9),
        Some(0.85)
    );
    set(&mut driver, ParamId::Gamma, 0.9);
    assert!(driver.truth.ready().is_some());
    assert_eq!(driver.scale, scale);
}

#[test]
fn a_scale_that_is_asked_for_is_told_even_if_it_stays_but_only_once() {
    let mut driver = driver("recommender");
    press(&mut driver, Control::Rescale(Scaled::Values));
    // Asking again gets the same answer, which stands at the newest time and not once more.
    press(&mut driver, Control::Step);
    press(&mut driver, Control::Rescale(Scaled::Values));
    let told = driver.session().events(9);
    let told = told
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Rescaled { .. }));
    assert_eq!(told.map(|event| event.last.step).collect::<Vec<_>>(), [1]);
    let same = EventKind::Rescaled {
        of: Scaled::Values,
        low: 0.0,
        high: 10.0,
    };
    assert_eq!(kinds(&driver).last(), Some(&same));
    set(&mut driver, ParamId::Gamma, 0.5);
    press(&mut driver, Control::Rescale(Scaled::Values));
    // V* = 1.8, a fifth of it .36; .5 is the nearest step, and 4 × .5 the next end outward.
    let rescaled = EventKind::Rescaled {
        of: Scaled::Values,
        low: 0.0,
        high: 2.0,
    };
    assert_eq!(kinds(&driver).last(), Some(&rescaled));
    assert_eq!(
        driver.scale,
        Scale {
            low: 0.0,
            high: 2.0
        }
    );
}

#[test]
fn the_scale_of_errors_is_fitted_by_itself() {
    let mut driver = driver("recommender");
    let scales = |driver: &mut Driver| {
        let snapshot = driver.snapshot(&view(0..2));
        (snapshot.scale, snapshot.error_scale)
    };
    let values = Scale {
        low: 0.0,
        high: 10.0,
    };
    // What is believed and what is true may lie at opposite ends of the scale of values.
    assert_eq!(scales(&mut driver), (values, Scale::about_zero(10.0)));
    (0..500).for_each(|_| press(&mut driver, Control::Step));
    press(&mut driver, Control::Rescale(Scaled::Errors));
    let (kept, fitted) = scales(&mut driver);
    let worst = driver.figures().and_then(|figures| figures.max_error);
    let worst = worst.unwrap();
    assert_eq!(kept, values);
    assert!(fitted.holds(worst) && fitted.holds(-worst), "{worst}");
    assert!(
        fitted.high < 1.5 * worst && fitted.high < 10.0,
        "{fitted:?}"
    );
    let told = EventKind::Rescaled {
        of: Scaled::Errors,
        low: fitted.low,
        high: fitted.high,
    };
    assert_eq!(kinds(&driver).last(), Some(&told));
    // Once all is learned but for the last digits of the floats, these are not blown up.
    (0..20_000).for_each(|_| press(&mut driver, Control::Step));
    press(&mut driver, Control::Rescale(Scaled::Errors));
    let fitted = scales(&mut driver).1;
    assert_eq!(fitted, Scale::about_zero(0.01));
    // Where there is no truth, nothing can be fitted to it, and the scale stays.
    set(&mut driver, ParamId::Gamma, 1.0);
    press(&mut driver, Control::Rescale(Scaled::Errors));
    assert_eq!(scales(&mut driver).1, fitted);
}

#[test]
fn where_nothing_bounds_the_values_the_scale_follows_those_seen() {
    let mut driver = Driver::new(scenario(alone(&[
        (1.0, 0, 1.0, false),
        (1.0, 0, 1.0, false),
    ])));
    assert!(matches!(driver.truth, TruthState::Diverges(_)) && driver.unbounded);
    let mut last = driver.scale;
    for _ in 0..20 {
        (0..10).for_each(|_| press(&mut driver, Control::Step));
        let snapshot = driver.snapshot(&view(0..1));
        assert!(
            snapshot.rows[0]
                .values
                .iter()
                .all(|&value| snapshot.scale.holds(value))
        );
        assert!(snapshot.scale.high >= last.high && snapshot.scale.low <= last.low);
        last = snapshot.scale;
    }
    assert!(
        kinds(&driver)
            .iter()
            .any(|kind| matches!(kind, EventKind::Rescaled { .. }))
    );
    // With a truth to be had, the scale stands still again, whatever is seen.
    set(&mut driver, ParamId::Gamma, 0.995);
    assert!(driver.truth.ready().is_some());
    (0..200).for_each(|_| press(&mut driver, Control::Step));
    let snapshot = driver.snapshot(&view(0..1));
    assert!(snapshot.rows[0].values[0] > last.high);
    assert_eq!(snapshot.scale, last);
}

/// A ring of so many states that a job has to solve it.
pub(super) fn large() -> World {
    let n = 6000;
    let mut builder = MdpBuilder::new(n + 1, 2);
    for state in 0..=n as u32 {
        let to = |next_state, reward, terminated| Outcome {
            probability: 1.0,
            next_state,
            reward,
            terminated,
        };
        builder.cell([to(if state < n as u32 { state + 1 } else { 0 }, 0.0, false)]);
        builder.cell([to(n as u32, 1.0, true)]);
    }
    builder.starts(vec![(0, 1.0)]);
    plain(builder.build().unwrap(), 0.9)
}

#[test]
fn a_large_model_is_solved_by_a_job_and_only_for_the_present_discount() {
    let world = large();
    let solved = |gamma: f64| {
        let gamma = Unit::literal(gamma);
        let found = Truth::of(&world, gamma, &mut || false).map(Arc::new);
        Request::Solved(Task::truth(gamma), found)
    };
    let mut driver = Driver::new(scenario(world.clone()));
    assert_eq!(
        driver.wanted(),
        Some(Wanted::Truth(Task::truth(Unit::literal(0.9))))
    );
    driver.request(solved(0.5));
    assert!(
        matches!(driver.truth, TruthState::Solving),
        "for another discount"
    );
    driver.request(solved(0.9));
    assert!(driver.truth.ready().is_some());
    assert_eq!(
        driver.wanted(),
        Some(Wanted::Best),
        "once for all discounts"
    );
    driver.request(Request::Best(Ok(Value::Finite(1.0))));
    assert_eq!(driver.wanted(), None);
    assert_eq!(
        driver.scale,
        Scale {
            low: 0.0,
            high: 1.0
        }
    );
    set(&mut driver, ParamId::Gamma, 0.5);
    assert!(
        matches!(driver.truth, TruthState::Stale(ref truth) if truth.optimum.gamma() == Unit::literal(0.9))
    );
    assert!(driver.truth.ready().is_none());
    assert_eq!(
        driver.wanted(),
        Some(Wanted::Truth(Task::truth(Unit::literal(0.5))))
    );
    driver.request(solved(0.9));
    assert!(driver.truth.ready().is_none(), "it comes too late");
    driver.request(solved(0.5));
    assert!(driver.truth.ready().is_some());
    assert_eq!(driver.wanted(), None);
}

#[test]
fn how_far_the_solution_is_is_told_for_the_present_discount_only() {
    let mut driver = Driver::new(scenario(large()));
    let seen = |driver: &mut Driver| driver.snapshot(&view(0..1)).solving;
    driver.request(Request::Solving(Task::truth(Unit::literal(0.9)), 43));
    assert_eq!(seen(&mut driver), 43);
    set(&mut driver, ParamId::Gamma, 0.5);
    assert_eq!(seen(&mut driver), 0, "it begins anew");
    driver.request(Request::Solving(Task::truth(Unit::literal(0.9)), 44));
    assert_eq!(seen(&mut driver), 0);
}
