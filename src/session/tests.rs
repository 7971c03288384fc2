//! What a person changes while schedules run.

use super::*;
use crate::agent::{ParamId, Schedule, Setting, q_learning};
use crate::env;

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
