//! *The* test of this project: a run is a function of its scenario and its ledger, however it is cut up.
//!
//! Any changes at any steps × cut into batches of 1, 7, 1024 and a million × restored from any keyframe × bare or probed:
//! one digest, one curve, one list of events, one step to stop at.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use proptest::prelude::*;
use qlens::agent::{
    self, Agent, AlgorithmSpec, Budget, Digest, Hyper, Layer, PARAMS, ParamId, Schedules, Setting,
    Walk,
};
use qlens::env::Settings;
use qlens::mdp::{Defaults, MdpBuilder, Outcome, Pay, RewardId, Rewards, Scene, Ties, Unit, World};
use qlens::session::{Change, Earned, Entry, Event, Goal, Sample, Scenario, Session, Stop};

const BATCHES: [u64; 4] = [1, 7, 1024, 1_000_000];

/// The outcomes of one cell before they are made to fit their world: weight, next state, reward, whether it ends.
type RawCell = Vec<(u8, u8, i8, bool)>;

/// A world of any shape: of the four that have loops of their own, and of all others; now and then one of the random family.
fn worlds() -> impl Strategy<Value = World> {
    prop_oneof![9 => shaped(), 1 => drawn()]
}

/// A world of 30 states, with ends or without any, so that it is cut off.
fn drawn() -> impl Strategy<Value = World> {
    (prop_oneof![Just("0.1"), Just("0")], any::<u64>()).prop_map(|(share, seed)| {
        let spec = qlens::env::find("random").unwrap();
        let mut settings = Settings::default();
        let values = ["30", "3", "2", share, &seed.to_string()];
        for (param, value) in spec.params().iter().zip(values) {
            settings.set(param, value).unwrap();
        }
        (spec.family.unwrap().build)(&settings).unwrap()
    })
}

fn shaped() -> impl Strategy<Value = World> {
    let shape = (
        1usize..6,
        prop_oneof![Just(2usize), Just(4), 1usize..6],
        1usize..4,
        any::<bool>(),
    );
    shape.prop_flat_map(|(states, actions, outcomes, even)| {
        let outcome = (1u8..5, any::<u8>(), -2i8..3, prop::bool::weighted(0.15));
        let cell = prop::collection::vec(outcome, outcomes);
        let cells = prop::collection::vec(cell, states * actions);
        let legal = prop::collection::vec(prop::bool::weighted(0.8), states * actions);
        let limit = prop_oneof![Just(Some(1u64)), (1u64..12).prop_map(Some), Just(None)];
        (
            Just((states, actions, even)),
            cells,
            legal,
            limit,
            any::<bool>(),
        )
            .prop_map(|((states, actions, even), cells, legal, limit, first)| {
                let legal = legal.iter().map(|&legal| legal || even).collect::<Vec<_>>();
                world(states, actions, even, &cells, &legal, limit, first)
            })
    })
}

fn world(
    states: usize,
    actions: usize,
    even: bool,
    cells: &[RawCell],
    legal: &[bool],
    step_limit: Option<u64>,
    first: bool,
) -> World {
    let mut builder = MdpBuilder::new(states, actions);
    for (index, cell) in cells.iter().enumerate() {
        // The first action is legal everywhere, so that there is always a way on.
        let legal = legal[index] || index % actions == 0;
        builder.cell(if legal {
            outcomes(cell, states, even)
        } else {
            Vec::new()
        });
    }
    let start = 1.0 / states as f64;
    if first {
        builder.starts(vec![(0, 1.0)]);
    } else {
        builder.starts((0..states as u32).map(|state| (state, start)).collect());
    }
    World {
        name: "random".into(),
        mdp: Arc::new(builder.build().unwrap()),
        step_limit,
        scene: Arc::new(scene(states, actions)),
        defaults: defaults(if first { Ties::First } else { Ties::Uniform }),
        ..template()
    }
}

fn outcomes(cell: &RawCell, states: usize, even: bool) -> Vec<Outcome> {
    let total: f64 = cell.iter().map(|&(weight, ..)| f64::from(weight)).sum();
    let probability = |weight: u8| {
        if even {
            1.0 / cell.len() as f64
        } else {
            f64::from(weight) / total
        }
    };
    let outcome = |&(weight, next, reward, terminated): &(u8, u8, i8, bool)| Outcome {
        probability: probability(weight),
        next_state: u32::from(next) % states as u32,
        reward: f64::from(reward) / 2.0,
        terminated,
    };
    cell.iter().map(outcome).collect()
}

fn scene(states: usize, actions: usize) -> Scene {
    Scene {
        goals: vec![states as u32 - 1],
        ..Scene::plain("random", actions)
    }
}

fn defaults(ties: Ties) -> Defaults {
    Defaults {
        alpha: Unit::literal(0.25),
        gamma: Unit::literal(0.75),
        epsilon: Unit::literal(0.2),
        ties,
        episodes: 100,
    }
}

fn template() -> World {
    (qlens::env::find("recommender").unwrap().build)()
}

/// Where and what is changed: step, a parameter and its place in its range in 64ths, the algorithm or a reward, gesture.
fn changes(until: u64) -> impl Strategy<Value = Vec<Entry>> {
    let set = (0..PARAMS.len(), 0u32..=64)
        .prop_map(|(param, place)| Change::Set(setting(PARAMS[param].id, place)));
    let switch =
        (0..agent::registry().len()).prop_map(|index| Change::Algorithm(agent::registry()[index]));
    // Of a world that has no such reward it changes nothing.
    let pay = (0usize..4, -8i8..8).prop_map(|(place, quarters)| {
        Change::Reward(RewardId::at(place), pay(f64::from(quarters) / 4.0))
    });
    let change = prop_oneof![3 => set, 1 => switch, 2 => pay];
    let entry = (0..until, 0u64..4, change).prop_map(|(step, gesture, change)| Entry {
        step,
        gesture,
        change,
    });
    prop::collection::vec(entry, 0..5).prop_map(|mut entries| {
        entries.sort_by_key(|entry| entry.step);
        entries
    })
}

fn pay(value: f64) -> Pay {
    Pay::new(value).unwrap()
}

/// The value of `param` so many 64ths up its range.
fn setting(param: ParamId, place: u32) -> Setting {
    let (low, high) = param.spec().range();
    let value = low + (high - low) * f64::from(place) / 64.0;
    let whole = param.spec().whole;
    Setting::new(param, if whole { value.round() } else { value }).unwrap()
}

/// Which of the algorithms, so that every property holds for each.
fn algorithm(seed: u64) -> &'static AlgorithmSpec {
    let all = agent::registry();
    all[(seed % all.len() as u64) as usize]
}

/// Every second run has a step size or an exploration rate that moves by itself.
fn schedules(seed: u64) -> Schedules {
    let scheduled = |bit: u64, text: &str| (seed >> bit & 1 == 1).then(|| text.parse().unwrap());
    match seed >> 8 & 1 {
        0 => Schedules::default(),
        _ => Schedules::default()
            .with(ParamId::Alpha, scheduled(9, "0.75*0.9375"))
            .with(ParamId::Epsilon, scheduled(10, "1:0.125:20")),
    }
}

fn session(world: &World, entries: &[Entry], seed: u64) -> Session {
    let mut scenario = Scenario::new(Arc::new(world.clone()), algorithm(seed), seed);
    scenario.schedules = schedules(seed);
    let mut session = Session::new(scenario);
    session.schedule(entries.iter().copied());
    session
}

/// Everything that must come out the same.
#[derive(Debug, PartialEq)]
struct Trail {
    digest: u64,
    q_hash: String,
    step: u64,
    episodes: u64,
    curve: Vec<Earned>,
    samples: Vec<Sample>,
    events: Vec<Event>,
}

fn trail(session: &Session) -> Trail {
    Trail {
        digest: session.digest(),
        q_hash: session.q_hash(),
        step: session.step(),
        episodes: session.episodes(),
        curve: session.history().curve(64),
        samples: session.samples().to_vec(),
        events: session.events(usize::MAX),
    }
}

fn go(session: &mut Session, goal: Goal, batch: u64, probe: bool) -> Stop {
    loop {
        let step = goal.step.min(session.step() + batch);
        match session.advance(Goal {
            step,
            probe,
            ..goal
        }) {
            Stop::Step if step < goal.step => {}
            stop => return stop,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2500, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn however_a_run_is_cut_the_same_comes_out(
        (world, length, entries, keyframe, seed) in (worlds(), 1u64..600).prop_flat_map(|(world, length)| {
            (Just(world), Just(length), changes(length), 0..length, any::<u64>())
        }),
    ) {
        let mut straight = session(&world, &entries, seed);
        straight.advance(Goal::step(length));
        let expected = trail(&straight);
        for batch in BATCHES {
            for probe in [false, true] {
                let mut cut = session(&world, &entries, seed);
                go(&mut cut, Goal::step(length), batch, probe);
                prop_assert_eq!(&trail(&cut), &expected, "batch {} probe {}", batch, probe);
            }
        }
        let mut kept = session(&world, &entries, seed);
        kept.advance(Goal::step(keyframe));
        let frame = kept.keyframe();
        kept.advance(Goal::step(length + 50));
        kept.restore(&frame);
        go(&mut kept, Goal::step(length), 7, false);
        prop_assert_eq!(&trail(&kept), &expected, "restored at {}", keyframe);
        let mut unwatched = Session::unwatched(straight.scenario().clone());
        unwatched.schedule(entries.iter().copied());
        unwatched.advance(Goal::step(length));
        prop_assert_eq!(unwatched.digest(), expected.digest);
    }

    #[test]
    fn a_change_made_by_hand_is_the_same_as_one_in_the_ledger(
        (world, entries, seed) in (worlds(), changes(200), any::<u64>()),
    ) {
        let mut scheduled = session(&world, &entries, seed);
        scheduled.advance(Goal::step(250));
        let mut by_hand = session(&world, &[], seed);
        for entry in &entries {
            by_hand.advance(Goal::step(entry.step));
            by_hand.change(entry.change, entry.gesture);
        }
        by_hand.advance(Goal::step(250));
        prop_assert_eq!(trail(&by_hand), trail(&scheduled));
        prop_assert_eq!(by_hand.ledger(), scheduled.ledger());
    }

    #[test]
    fn episodes_and_changes_of_mind_stop_a_run_at_one_step(
        (world, entries, seed, from, episodes) in (worlds(), changes(300), any::<u64>(), 0u64..200, 1u64..40),
    ) {
        let stops = |mind: bool, batch: u64, probe: bool, keyframe: bool| {
            let mut session = session(&world, &entries, seed);
            session.advance(Goal::step(from));
            let goal = if mind {
                session.watch_minds();
                Goal::step(from + 300)
            } else { Goal { step: from + 300, ..Goal::episode(session.episodes() + episodes) } };
            if keyframe {
                let frame = session.keyframe();
                session.advance(Goal::step(from + 20));
                session.restore(&frame);
            }
            let stop = go(&mut session, goal, batch, probe);
            (stop, trail(&session))
        };
        for mind in [false, true] {
            let expected = stops(mind, 1_000_000, false, false);
            for batch in BATCHES {
                for probe in [false, true] {
                    prop_assert_eq!(&stops(mind, batch, probe, batch == 7), &expected, "batch {}", batch);
                }
            }
        }
    }
}

/// What a run of `steps` steps leaves, with the digest of the agent and of the walk, cut in pieces of `batch`.
fn walked(
    agent: &mut Box<dyn Agent>,
    walk: &mut Walk,
    hyper: &Hyper,
    (steps, batch): (u64, u64),
) -> u64 {
    let until = walk.steps() + steps;
    while walk.steps() < until {
        let budget = Budget {
            steps: batch.min(until - walk.steps()),
            episodes: u64::MAX,
        };
        agent.run(walk, hyper, budget);
    }
    digest(&**agent, walk)
}

/// Take the steps of `budget` one by one.
fn probed(agent: &mut Box<dyn Agent>, walk: &mut Walk, hyper: &Hyper, budget: Budget) {
    let until = walk.episodes().saturating_add(budget.episodes);
    for _ in 0..budget.steps {
        agent.probe(walk, hyper, &mut Vec::new());
        if walk.episodes() == until {
            return;
        }
    }
}

fn digest(agent: &dyn Agent, walk: &Walk) -> u64 {
    let mut digest = Digest::default();
    agent.digest(&mut digest);
    walk.digest(&mut digest);
    digest.get()
}

fn rows(agent: &dyn Agent, world: &World, layer: Layer) -> Vec<f64> {
    let n = world.mdp.n_actions();
    let mut all = vec![0.0; world.mdp.n_states() * n];
    for (state, row) in all.chunks_exact_mut(n).enumerate() {
        agent.row(state, layer, row);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// From any method to any other in the middle of a run: what both know is taken over, and from there on every cut leads
    /// to the same bytes.
    #[test]
    fn another_method_goes_on_from_what_one_has_learned((world, seed, before) in (worlds(), 0..u64::MAX - 1, 0u64..200)) {
        let hyper = Hyper::from(&world.defaults);
        for one in agent::registry() {
            let (mut old, mut stood) = ((one.build)(&world.mdp, seed), Walk::new(&world, seed));
            walked(&mut old, &mut stood, &hyper, (before, 64));
            for other in agent::registry() {
                let mut new = (other.build)(&world.mdp, seed);
                // It may have been under way itself.
                walked(&mut new, &mut Walk::new(&world, seed + 1), &hyper, (before / 2, 64));
                new.adopt(old.knows());
                for &layer in new.layers().iter().filter(|&&layer| layer != Layer::Trace && old.layers().contains(&layer)) {
                    prop_assert_eq!(rows(&*new, &world, layer), rows(&*old, &world, layer), "{} to {}", one.name, other.name);
                }
                let digests = [200, 1, 7].map(|batch| walked(&mut new.clone(), &mut stood.clone(), &hyper, (200, batch)));
                prop_assert!(digests.iter().all(|&digest| digest == digests[0]), "{} to {}", one.name, other.name);
            }
        }
    }

    /// Being paid otherwise in the middle of a run loses nothing, not even an action that is chosen ahead, and from there on every
    /// cut leads to the same bytes.
    #[test]
    fn who_is_paid_otherwise_keeps_all_that_was_learned((world, seed, before, value) in (worlds(), any::<u64>(), 0u64..200, -8i8..8)) {
        let world = Arc::new(world);
        let mut rewards = Rewards::of(&world);
        rewards.set(RewardId::at(0), pay(f64::from(value)));
        let other = World::paying(&world, &rewards);
        let hyper = Hyper::from(&world.defaults);
        for spec in agent::registry() {
            let (mut agent, mut walk) = ((spec.build)(&world.mdp, seed), Walk::new(&world, seed));
            let learned = walked(&mut agent, &mut walk, &hyper, (before, 64));
            agent.pay(&other.mdp);
            walk.pay(&other.mdp);
            prop_assert_eq!(digest(&*agent, &walk), learned, "{}", spec.name);
            let digests = [200, 1, 7].map(|batch| walked(&mut agent.clone(), &mut walk.clone(), &hyper, (200, batch)));
            prop_assert!(digests.iter().all(|&digest| digest == digests[0]), "{}", spec.name);
        }
    }

    /// A budget is so many steps as the book writes them, up to its last step or its last end of an episode, whichever comes
    /// first; after another method, too, which may have looked ahead.
    #[test]
    fn a_budget_is_so_many_single_steps(
        (world, limit) in (shaped(), prop_oneof![Just(None), (1u64..4).prop_map(Some)]),
        (seed, before) in (0..u64::MAX - 1, 0u64..30),
        budgets in prop::collection::vec((prop_oneof![1u64..5, 1u64..60], prop_oneof![1u64..4, Just(u64::MAX)]), 1..12),
    ) {
        let world = World { step_limit: limit, ..world };
        let hyper = Hyper::from(&world.defaults);
        for one in agent::registry() {
            let (mut old, mut walk) = ((one.build)(&world.mdp, seed), Walk::new(&world, seed));
            walked(&mut old, &mut walk, &hyper, (before, 64));
            for other in agent::registry() {
                let mut whole = (other.build)(&world.mdp, seed);
                whole.adopt(old.knows());
                let (mut single, mut at_once, mut by_one) = (whole.clone(), walk.clone(), walk.clone());
                for &(steps, episodes) in &budgets {
                    whole.run(&mut at_once, &hyper, Budget { steps, episodes });
                    probed(&mut single, &mut by_one, &hyper, Budget { steps, episodes });
                    let digests = [digest(&*whole, &at_once), digest(&*single, &by_one)];
                    prop_assert_eq!(digests[0], digests[1], "{} to {}, {} steps, {} episodes", one.name, other.name, steps, episodes);
                    prop_assert_eq!(at_once.ended(), by_one.ended());
                }
            }
        }
    }

    /// Its policy is a distribution over legal actions, whatever it has learned; nothing where none is legal.
    #[test]
    fn every_policy_sums_to_one((world, seed) in (worlds(), 0..u64::MAX - 1)) {
        let hyper = Hyper::from(&world.defaults);
        for spec in agent::registry() {
            let mut agent = (spec.build)(&world.mdp, seed);
            walked(&mut agent, &mut Walk::new(&world, seed), &hyper, (100, 100));
            let mut row = vec![0.0; world.mdp.n_actions()];
            for state in 0..world.mdp.n_states() {
                agent.knows().policy(state, &hyper, &mut row);
                let whole = f64::from(u8::from(world.mdp.legal(state).next().is_some()));
                prop_assert!((row.iter().sum::<f64>() - whole).abs() < 1e-12, "{}", spec.name);
                let fits = |(action, &share): (usize, &f64)| share == 0.0 || (share > 0.0 && world.mdp.is_legal(state, action));
                prop_assert!(row.iter().enumerate().all(fits), "{}", spec.name);
            }
        }
    }
}

#[test]
fn the_update_that_is_told_about_is_the_last_step() {
    let world = template();
    let mut session = session(&world, &[], 12);
    session.advance(Goal::step(500).probed());
    assert_eq!(session.update().unwrap().step, 500);
    session.advance(Goal {
        probe: true,
        ..Goal::episode(1000)
    });
    assert_eq!(
        (session.update().unwrap().episode, session.episodes()),
        (1000, 1000)
    );
}

#[test]
fn a_change_in_the_past_cuts_the_future_off() {
    let entry = |step, value| Entry {
        step,
        gesture: step,
        change: Change::Set(Setting::new(ParamId::Alpha, value).unwrap()),
    };
    let mut session = session(&template(), &[entry(10, 0.5), entry(90, 0.7)], 3);
    session.advance(Goal::step(20));
    let frame = session.keyframe();
    session.advance(Goal::step(100));
    session.restore(&frame);
    session.change(Change::Set(setting(ParamId::Alpha, 64)), 1);
    session.advance(Goal::step(100));
    assert_eq!(session.ledger().len(), 2);
    assert_eq!(session.hyper().alpha(), Unit::ONE);
}
