//! What a person changes: parameters while schedules run, and what the world pays.

use super::*;
use crate::agent::{Learned, ParamId, Schedule, Setting, Transition, q_learning, sarsa};
use crate::env;
use crate::mdp::RewardId;

/// The recommender, an episode a step, with this schedule.
fn scheduled(param: ParamId, schedule: &str) -> Session {
    let world = Arc::new((env::find("recommender").unwrap().build)());
    let mut scenario = Scenario::new(world, &q_learning::SPEC, 1);
    let schedule: Schedule = schedule.parse().unwrap();
    scenario.schedules = Schedules::default().with(param, Some(schedule));
    Session::new(scenario)
}

/// The values of `param` in the next `count` episodes.
fn values(session: &mut Session, param: ParamId, count: u64) -> Vec<f64> {
    (0..count)
        .map(|_| {
            // What an episode was played with is what its update was told with.
            session.advance(Goal::step(session.step() + 1).probed());
            session.update().unwrap().hyper.get(param)
        })
        .collect()
}

#[test]
fn what_a_person_sets_stays_and_the_schedule_is_over() {
    // From 1 to 0.5 in four episodes is an eighth less in each; half and half again; 1, 1/2, 1/3 …
    let cases = [
        (ParamId::Epsilon, "1:0.5:4", [1.0, 0.875]),
        (ParamId::Alpha, "1*0.5", [1.0, 0.5]),
        (ParamId::Alpha, "1:1/k:1", [1.0, 0.5]),
    ];
    for (param, schedule, first) in cases {
        let mut session = scheduled(param, schedule);
        assert_eq!(values(&mut session, param, 2), first, "{schedule}");
        let setting = Setting::new(param, 0.3).unwrap();
        session.change(Change::Set(setting), 1);
        assert_eq!(values(&mut session, param, 4), [0.3; 4], "{schedule}");
    }
}

#[test]
fn what_a_person_sets_leaves_the_other_schedule_alone() {
    let mut session = scheduled(ParamId::Epsilon, "1:0.5:4");
    let setting = Setting::new(ParamId::Alpha, 0.3).unwrap();
    session.change(Change::Set(setting), 1);
    let epsilons = values(&mut session, ParamId::Epsilon, 6);
    assert_eq!(epsilons, [1.0, 0.875, 0.75, 0.625, 0.5, 0.5]);
}

fn pay(place: usize, value: f64) -> Change {
    Change::Reward(RewardId::at(place), Pay::new(value).unwrap())
}

fn recommender(algorithm: &'static AlgorithmSpec) -> Session {
    let world = Arc::new((env::find("recommender").unwrap().build)());
    Session::new(Scenario::new(world, algorithm, 1))
}

/// Take one step, and give what was learned from it.
fn step(session: &mut Session) -> (Transition, Learned) {
    session.advance(Goal::step(session.step() + 1).probed());
    let update = session.update().unwrap();
    (update.taken.unwrap().transition, update.learned.unwrap())
}

fn steered(session: &Session) -> Vec<Turned> {
    let turned = |event: &Event| match event.kind {
        EventKind::Steered { turned, .. } => Some(turned),
        _ => None,
    };
    session
        .events(usize::MAX)
        .iter()
        .filter_map(turned)
        .collect()
}

#[test]
fn the_next_update_is_paid_what_was_set_and_nothing_learned_is_lost() {
    let mut session = recommender(&q_learning::SPEC);
    let (first, learned) = step(&mut session);
    let paid = [0.6, 0.8, 0.4, 0.9][first.state * 2 + first.action];
    assert_eq!(first.reward, paid);
    let before = (session.q_hash(), session.digest());
    for place in 0..4 {
        session.change(pay(place, f64::from(place as u32 + 1)), 1);
    }
    assert_eq!((session.q_hash(), session.digest()), before);
    // Every action pays its number now: Q = .9 Q + .1 (number + .9 max Q').
    let mut table = [0.0; 4];
    table[first.state * 2 + first.action] = learned.new;
    for _ in 0..200 {
        let (transition, learned) = step(&mut session);
        let cell = transition.state * 2 + transition.action;
        assert_eq!(transition.reward, (cell + 1) as f64);
        let best = table[2].max(table[3]);
        table[cell] = 0.9 * table[cell] + 0.1 * (transition.reward + 0.9 * best);
        assert!((learned.new - table[cell]).abs() < 1e-12, "{learned:?}");
    }
}

#[test]
fn a_reward_that_is_dragged_leaves_one_mark_and_one_event_and_one_put_back_leaves_none() {
    let mut session = recommender(&q_learning::SPEC);
    session.advance(Goal::step(30));
    for value in [0.7, 1.0, 2.0] {
        session.change(pay(0, value), 1);
    }
    let turned = Turned::Reward {
        reward: RewardId::at(0),
        from: 0.6,
        to: 2.0,
    };
    let marks: Vec<Mark> = session.history().marks().copied().collect();
    let at = session.moment();
    assert_eq!(marks.len(), 1);
    assert_eq!((marks[0].at, marks[0].turned), (at, turned));
    assert_eq!(steered(&session), [turned]);
    assert_eq!(session.ledger().len(), 3);
    // There and back, and a reward that this world does not have.
    for (place, value) in [(1, 3.0), (1, 0.8), (7, 1.0)] {
        session.change(pay(place, value), 2);
    }
    assert_eq!(session.history().marks().count(), 1);
    assert_eq!(steered(&session), [turned]);
}

#[test]
fn two_rewards_in_one_gesture_are_two_marks() {
    let mut session = recommender(&q_learning::SPEC);
    session.change(pay(0, 1.0), 1);
    session.change(pay(1, 1.0), 1);
    assert_eq!(session.history().marks().count(), 2);
}

#[test]
fn a_keyframe_pays_what_was_paid_then() {
    let mut session = recommender(&q_learning::SPEC);
    session.advance(Goal::step(10));
    session.change(pay(3, 5.0), 1);
    session.advance(Goal::step(20));
    let frame = session.keyframe();
    session.change(pay(3, -5.0), 2);
    session.advance(Goal::step(60));
    session.restore(&frame);
    let paid = session.world().mdp.outcomes(1, 1)[0].reward;
    assert_eq!(
        (paid, session.rewards().get(RewardId::at(3)).unwrap().now),
        (5.0, 5.0)
    );
    let loaded = &session.scenario().world;
    assert_eq!(loaded.mdp.outcomes(1, 1)[0].reward, 0.9, "as it was loaded");
    assert!(session.world().is_same(loaded));
}

#[test]
fn another_method_goes_on_in_the_world_as_it_pays_now() {
    let mut session = recommender(&q_learning::SPEC);
    session.change(pay(0, 7.0), 1);
    session.change(Change::Algorithm(&sarsa::SPEC), 2);
    let seven = (0..200).map(|_| step(&mut session).0);
    let seven = seven.filter(|it| (it.state, it.action) == (0, 0));
    assert!(seven.inspect(|it| assert_eq!(it.reward, 7.0)).count() > 10);
}

#[test]
fn a_world_of_many_states_or_of_many_rewards_has_none_to_change() {
    let random = env::find("random").unwrap();
    assert!(Scenario::rewards_of(&(random.build)()).is_empty());
    let mut settings = env::Settings::default();
    settings.set(&random.params()[0], "20000").unwrap();
    let large = (random.family.unwrap().build)(&settings).unwrap();
    assert!(Scenario::rewards_of(&large).is_empty());
}
