//! A driven run is its ledger and nothing else.

use proptest::prelude::*;

use super::*;
use crate::agent::registry;
use crate::session::{Event, Mark, Moment, Sample};

/// What is done to a driver, and how much later.
#[derive(Clone, Debug)]
enum Deed {
    Turn,
    Control(Control),
    Set(ParamId, u8),
    Pay(usize, i8),
    Switch(usize),
    Replay(usize),
    Look,
}

fn deeds() -> impl Strategy<Value = Vec<(Deed, u64)>> {
    let param = prop_oneof![
        Just(ParamId::Epsilon),
        Just(ParamId::Alpha),
        Just(ParamId::Gamma)
    ];
    let control = prop_oneof![
        3 => Just(Control::Toggle),
        3 => Just(Control::Step),
        3 => Just(Control::Episode),
        6 => Just(Control::Faster),
        3 => Just(Control::Slower),
        1 => (0u64..9).prop_map(Control::Restart),
        1 => Just(Control::Rescale(Scaled::Values)),
        1 => Just(Control::Rescale(Scaled::Errors)),
        1 => (0u64..3000).prop_map(|step| Control::GoTo(Place::Step(step))),
        1 => (0u64..300).prop_map(|episode| Control::GoTo(Place::Episode(episode))),
    ];
    let deed = prop_oneof![
        6 => Just(Deed::Turn),
        3 => control.prop_map(Deed::Control),
        2 => (param, 0u8..=64).prop_map(|(param, value)| Deed::Set(param, value)),
        1 => (0usize..4, -8i8..8).prop_map(|(place, quarters)| Deed::Pay(place, quarters)),
        1 => (0..registry().len()).prop_map(Deed::Switch),
        1 => (0..registry().len()).prop_map(Deed::Replay),
        1 => Just(Deed::Look),
    ];
    // At least 0.6 ms, so that batches never double: a case has to come to its end.
    prop::collection::vec((deed, 600u64..60_000), 1..80)
}

/// Everything of a run that must not hang on how it was driven.
#[derive(Debug, PartialEq)]
struct Trail {
    digest: u64,
    /// Without the errors: they take a truth, which a replay is not told.
    looks: Vec<(Moment, Option<Figure>)>,
    marks: Vec<Mark>,
    /// Without those that are told by the driver and not by the run.
    events: Vec<Event>,
}

fn trail(session: &Session) -> Trail {
    let look = |sample: &Sample| (sample.at, sample.greedy);
    let told_by_the_driver = |event: &Event| {
        matches!(
            event.kind,
            EventKind::UsualEnd { .. } | EventKind::Rescaled { .. }
        )
    };
    let mut events = session.events(usize::MAX);
    events.retain(|event| !told_by_the_driver(event));
    Trail {
        digest: session.digest(),
        looks: session.samples().iter().map(look).collect(),
        marks: session.history().marks().copied().collect(),
        events,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn however_a_run_is_driven_its_ledger_tells_it_all(
        deeds in deeds(),
        name in prop_oneof![Just("recommender"), Just("cliff-walking"), Just("frozen-lake")],
        fast in any::<bool>(),
    ) {
        let mut driver = driver(name);
        if fast {
            driver = driver.at_speed(Speed::ALL_OUT);
        }
        let mut now = Duration::ZERO;
        for (gesture, (deed, micros)) in (0..).zip(deeds) {
            now += Duration::from_micros(micros);
            match deed {
                Deed::Turn => {
                    driver.turn(now);
                }
                Deed::Control(control) => driver.request(Request::Control(control)),
                Deed::Set(param, value) => {
                    let setting = Setting::new(param, f64::from(value) / 64.0).unwrap();
                    driver.request(Request::Set(setting, gesture));
                }
                Deed::Pay(place, quarters) => pay(&mut driver, place, f64::from(quarters) / 4.0, gesture),
                Deed::Switch(index) => driver.request(Request::Switch(registry()[index], gesture)),
                Deed::Replay(index) => driver.request(Request::Replay(registry()[index])),
                Deed::Look => drop(driver.snapshot(&view(0..4))),
            }
        }
        let driven = driver.session();
        let mut replayed = Session::new(driven.scenario().clone());
        replayed.schedule(driven.ledger().iter().copied());
        replayed.advance(Goal::step(driven.step()));
        prop_assert_eq!(trail(&replayed), trail(driven));
        prop_assert_eq!(replayed.hyper(), driven.hyper());
        prop_assert_eq!(replayed.algorithm(), driven.algorithm());
        prop_assert_eq!(replayed.episodes(), driven.episodes());
    }
}
