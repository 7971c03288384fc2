//! The whole of a large table is looked at from time to time, and what is said of it is exact at the step that it names.

use std::cmp::Reverse;

use super::*;
use crate::agent::Layer;
use crate::session::{Ranked, Share, Survey};
use crate::truth::Truth;

const STATES: usize = 20_000;

fn large() -> Driver {
    let spec = crate::env::find("random").unwrap();
    let family = spec.family.unwrap();
    let mut settings = crate::env::Settings::default();
    let states = family.params.iter().find(|param| param.name == "states");
    settings.set(states.unwrap(), &STATES.to_string()).unwrap();
    let mut world = (family.build)(&settings).unwrap();
    world.defaults.episodes = u64::MAX;
    Driver::new(scenario(world)).at_speed(Speed::ALL_OUT)
}

fn survey(driver: &mut Driver) -> Arc<Survey> {
    driver.snapshot(&view(0..0)).survey.unwrap()
}

/// Turns a millisecond apart; gives the clock.
fn turns(driver: &mut Driver, from: u64, count: u64) -> u64 {
    (from..from + count).for_each(|now| {
        driver.turn(ms(now));
    });
    from + count
}

/// What a survey would have to say of the present step, found state by state.
struct Counted {
    visited: Vec<bool>,
    right: Vec<bool>,
    ranking: Vec<Ranked>,
    error: f64,
}

fn count(driver: &Driver, truth: Option<&Truth>) -> Counted {
    let (session, mdp) = (driver.session(), &driver.session().world().mdp);
    let mut counted = Counted {
        visited: vec![false; STATES],
        right: vec![false; STATES],
        ranking: Vec::new(),
        error: 0.0,
    };
    let policy = driver.policy();
    for state in (0..STATES).filter(|&state| !mdp.is_terminal(state)) {
        let mut row = vec![0.0; mdp.n_actions()];
        session.agent().row(state, Layer::Visits, &mut row);
        let visits = row.iter().sum::<f64>() as u64;
        counted.visited[state] = visits > 0;
        if visits > 0 {
            let state = state as u32;
            counted.ranking.push(Ranked { state, visits });
        }
        session.agent().values(state, &mut row);
        for (action, value) in row.iter().enumerate() {
            let exact = truth.and_then(|truth| truth.q(state, action));
            counted.error = exact.map_or(counted.error, |exact| {
                counted.error.max((value - exact).abs())
            });
        }
        let right = |truth: &Truth| {
            policy
                .actions(state)
                .all(|(action, _)| truth.optimum.is_best(state, action))
        };
        counted.right[state] = visits > 0 && truth.is_some_and(right);
    }
    counted
        .ranking
        .sort_by_key(|ranked| (Reverse(ranked.visits), ranked.state));
    counted
}

fn total(states: &[bool]) -> usize {
    states.iter().filter(|&&is_in| is_in).count()
}

fn assert_exact(survey: &Survey, driver: &Driver, truth: Option<&Truth>) {
    let counted = count(driver, truth);
    assert_eq!(survey.at, driver.session().moment());
    assert_eq!(survey.visited, total(&counted.visited));
    assert_eq!(survey.states, 19_000, "all but the ends");
    let ranked = survey.ranking.len();
    assert_eq!(ranked, counted.ranking.len().min(256));
    assert_eq!(survey.ranking, counted.ranking[..ranked]);
    let right = survey
        .measured
        .as_ref()
        .map(|measured| (measured.right, measured.error));
    assert_eq!(
        right,
        truth.map(|_| (total(&counted.right), Some(counted.error)))
    );
    for cells in [1, 7, 640, 19_000, 30_000] {
        let mut shares = vec![Share::default(); cells.min(19_000)];
        for state in 0..19_000 {
            let share = &mut shares[state * cells.min(19_000) / 19_000];
            share.states += 1;
            share.visited += usize::from(counted.visited[state]);
            share.right += usize::from(counted.right[state]);
        }
        for (share, first) in [(0, 0), (1, 19_000_usize.div_ceil(cells.min(19_000)))] {
            let found = survey.first_of_share(share, cells);
            assert_eq!(
                found,
                (share < cells.min(19_000)).then_some(first),
                "{cells}"
            );
            assert!(found.is_none_or(|state| survey.share_of(state, cells) == Some(share)));
        }
        assert_eq!(survey.shares(cells), shares, "{cells}");
    }
}

#[test]
fn before_the_first_step_nothing_was_visited() {
    let mut driver = large();
    let survey = survey(&mut driver);
    assert_eq!((survey.visited, survey.ranking.len()), (0, 0));
    assert_exact(&survey, &driver, None);
    assert!(!survey.is_visited(3) && survey.rank(3).is_none());
}

#[test]
fn while_it_runs_each_survey_is_exact_where_it_was_taken_and_those_are_steps_of_a_grid() {
    let mut driver = large();
    let (mut steps, mut known) = (Vec::new(), 0);
    for now in 0..1500 {
        driver.turn(ms(now));
        let survey = survey(&mut driver);
        assert!(survey.at.step <= step(&driver));
        if survey.at.step != known {
            known = survey.at.step;
            steps.push(known);
            assert_exact(&survey, &driver, None);
        }
    }
    assert!(steps.len() > 8, "{steps:?}");
    assert!(
        steps
            .iter()
            .all(|step| step.trailing_zeros() + 4 >= u64::BITS - step.leading_zeros())
    );
}

#[test]
fn all_surveys_together_take_a_small_part_of_the_turns() {
    let mut driver = large();
    let mut standing = 0;
    for now in 0..3000 {
        let before = step(&driver);
        driver.turn(ms(now));
        standing += usize::from(step(&driver) == before);
    }
    assert!((1..=130).contains(&standing), "{standing}");
}

#[test]
fn what_stands_is_looked_at_where_it_stands() {
    let mut driver = large();
    turns(&mut driver, 0, 40);
    press(&mut driver, Control::Toggle);
    let stale = survey(&mut driver);
    assert!(stale.at.step < step(&driver));
    until_idle(&mut driver);
    assert_exact(&survey(&mut driver), &driver, None);
    // A step in the midst of a look: it begins again.
    press(&mut driver, Control::Step);
    assert_eq!(driver.turn(ms(0)), Turn::Again);
    press(&mut driver, Control::Step);
    until_idle(&mut driver);
    assert_exact(&survey(&mut driver), &driver, None);
    press(&mut driver, Control::Restart(3));
    assert_eq!(survey(&mut driver).visited, 0, "another run");
}

#[test]
fn a_run_that_comes_to_its_end_is_looked_at_there_and_a_slow_one_between_its_steps() {
    let mut driver = large();
    press(&mut driver, Control::GoTo(Place::Step(1001)));
    until_idle(&mut driver);
    assert_eq!(survey(&mut driver).at.step, 1001);
    press(&mut driver, Control::Toggle);
    (0..6).for_each(|_| press(&mut driver, Control::Slower));
    // 3 a second: the next step of the grid is 1024.
    let mut now = ms(0);
    while step(&driver) < 1024 {
        match driver.turn(now) {
            Turn::At(at) => now = at,
            _ => now += ms(1),
        }
    }
    while driver.turn(now) == Turn::Again {
        now += ms(1);
    }
    assert_eq!((step(&driver), survey(&mut driver).at.step), (1024, 1024));
}

#[test]
fn right_and_wrong_are_known_once_the_truth_is_and_only_as_long_as_it_holds() {
    let mut driver = large();
    turns(&mut driver, 0, 200);
    press(&mut driver, Control::Toggle);
    until_idle(&mut driver);
    assert!(survey(&mut driver).measured.is_none());
    let gamma = driver.session().hyper().gamma();
    let world = Arc::clone(driver.session().world());
    let truth = Arc::new(Truth::of(&world, gamma, &mut || false).unwrap());
    driver.request(Request::Solved(Task::truth(gamma), Ok(Arc::clone(&truth))));
    assert!(survey(&mut driver).measured.is_none(), "nobody has looked");
    until_idle(&mut driver);
    assert_exact(&survey(&mut driver), &driver, Some(&truth));
    press(&mut driver, Control::Toggle);
    turns(&mut driver, 1_000_000, 400);
    press(&mut driver, Control::Toggle);
    until_idle(&mut driver);
    assert_exact(&survey(&mut driver), &driver, Some(&truth));
    let errors = driver.snapshot(&view(0..0)).errors;
    assert!(
        errors.len() > 1 && errors.is_sorted_by(|a, b| a.0.step < b.0.step),
        "{errors:?}"
    );
    assert_eq!(errors.last().unwrap().0, driver.session().moment());
    set(&mut driver, ParamId::Gamma, 0.5);
    let survey = survey(&mut driver);
    assert!(survey.measured.is_none() && survey.visited > 0);
}

#[test]
fn the_run_is_the_same_as_if_nobody_had_looked() {
    let mut driver = large();
    turns(&mut driver, 0, 300);
    let step = step(&driver);
    let mut unwatched = Session::unwatched(driver.session().scenario().clone());
    unwatched.advance(Goal::step(step));
    assert_eq!(driver.session().digest(), unwatched.digest());
}

#[test]
fn a_small_table_is_not_surveyed() {
    let mut driver = driver("cliff-walking");
    turns(&mut driver, 0, 10);
    let snapshot = driver.snapshot(&View {
        shares: 10,
        ranks: 0..5,
        ..view(0..0)
    });
    assert!(snapshot.survey.is_none() && snapshot.shares.is_empty() && snapshot.rows.is_empty());
}

#[test]
fn the_ranks_and_shares_that_are_asked_for_are_answered() {
    let mut driver = large();
    turns(&mut driver, 0, 100);
    let snapshot = driver.snapshot(&View {
        shares: 33,
        ranks: 2..6,
        ..view(0..2)
    });
    let survey = snapshot.survey.unwrap();
    let ranked = survey.ranking[2..6]
        .iter()
        .map(|ranked| ranked.state as usize);
    let states: Vec<usize> = snapshot.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [0, 1].into_iter().chain(ranked).collect::<Vec<_>>());
    assert_eq!(*snapshot.shares, survey.shares(33));
    let beyond = View {
        ranks: 250..400,
        ..view(0..0)
    };
    assert_eq!(driver.snapshot(&beyond).rows.len(), 6);
}
