//! The built-in worlds against the tables of the Gymnasium package (1.4.0), and what comes back from a table in a file.

use std::sync::Arc;

use proptest::prelude::*;
use qlens::env::gymnasium::{parse, parse_noticing};
use qlens::env::{find, registry};
use qlens::mdp::{
    Layout, Mdp, MdpBuilder, Outcome, PaidFor, Pay, Reward, RewardId, Rewards, Ties, Unit, World,
};
use qlens::text::Lang;
use qlens::truth::Truth;

// Tables as Gymnasium prints them: states are parted by " / ", actions by blanks, outcomes by commas. An outcome is its next
// state, with "*" if it terminates, "+" if it pays 1, "!" if it pays -100, and else it pays what is usual there.

const CLIFF: &str = "\
0 1 12 0 / 1 2 13 0 / 2 3 14 1 / 3 4 15 2 / 4 5 16 3 / 5 6 17 4 / \
6 7 18 5 / 7 8 19 6 / 8 9 20 7 / 9 10 21 8 / 10 11 22 9 / 11 11 23 10 / \
0 13 24 12 / 1 14 25 12 / 2 15 26 13 / 3 16 27 14 / 4 17 28 15 / 5 18 29 16 / \
6 19 30 17 / 7 20 31 18 / 8 21 32 19 / 9 22 33 20 / 10 23 34 21 / 11 23 35 22 / \
12 25 36 24 / 13 26 36! 24 / 14 27 36! 25 / 15 28 36! 26 / 16 29 36! 27 / 17 30 36! 28 / \
18 31 36! 29 / 19 32 36! 30 / 20 33 36! 31 / 21 34 36! 32 / 22 35 36! 33 / 23 35 47* 34 / \
24 36! 36 36 / 25 36! 36! 36 / 26 36! 36! 36! / 27 36! 36! 36! / 28 36! 36! 36! / 29 36! 36! 36! / \
30 36! 36! 36! / 31 36! 36! 36! / 32 36! 36! 36! / 33 36! 36! 36! / 34 47* 36! 36! / 35 47* 47* 36!";

const ICY_4X4: &str = "\
0,0,4 0,4,1 4,1,0 1,0,0 / 1,0,5* 0,5*,2 5*,2,1 2,1,0 / \
2,1,6 1,6,3 6,3,2 3,2,1 / 3,2,7* 2,7*,3 7*,3,3 3,3,2 / \
0,4,8 4,8,5* 8,5*,0 5*,0,4 / 5* 5* 5* 5* / \
2,5*,10 5*,10,7* 10,7*,2 7*,2,5* / 7* 7* 7* 7* / \
4,8,12* 8,12*,9 12*,9,4 9,4,8 / 5*,8,13 8,13,10 13,10,5* 10,5*,8 / \
6,9,14 9,14,11* 14,11*,6 11*,6,9 / 11* 11* 11* 11* / \
12* 12* 12* 12* / 9,12*,13 12*,13,14 13,14,9 14,9,12* / \
10,13,14 13,14,15+* 14,15+*,10 15+*,10,13 / 15* 15* 15* 15*";

const SURE_4X4: &str = "\
0 4 1 0 / 0 5* 2 1 / 1 6 3 2 / 2 7* 3 3 / 4 8 5* 0 / 5* 5* 5* 5* / 5* 10 7* 2 / 7* 7* 7* 7* / \
8 12* 9 4 / 8 13 10 5* / 9 14 11* 6 / 11* 11* 11* 11* / 12* 12* 12* 12* / 12* 13 14 9 / 13 14 15+* 10 / 15* 15* 15* 15*";

const SURE_8X8: &str = "\
0 8 1 0 / 0 9 2 1 / 1 10 3 2 / 2 11 4 3 / 3 12 5 4 / 4 13 6 5 / 5 14 7 6 / 6 15 7 7 / \
8 16 9 0 / 8 17 10 1 / 9 18 11 2 / 10 19* 12 3 / 11 20 13 4 / 12 21 14 5 / 13 22 15 6 / 14 23 15 7 / \
16 24 17 8 / 16 25 18 9 / 17 26 19* 10 / 19* 19* 19* 19* / 19* 28 21 12 / 20 29* 22 13 / 21 30 23 14 / 22 31 23 15 / \
24 32 25 16 / 24 33 26 17 / 25 34 27 18 / 26 35* 28 19* / 27 36 29* 20 / 29* 29* 29* 29* / 29* 38 31 22 / 30 39 31 23 / \
32 40 33 24 / 32 41* 34 25 / 33 42* 35* 26 / 35* 35* 35* 35* / 35* 44 37 28 / 36 45 38 29* / 37 46* 39 30 / 38 47 39 31 / \
40 48 41* 32 / 41* 41* 41* 41* / 42* 42* 42* 42* / 42* 51 44 35* / 43 52* 45 36 / 44 53 46* 37 / 46* 46* 46* 46* / 46* 55 47 39 / \
48 56 49* 40 / 49* 49* 49* 49* / 49* 58 51 42* / 50 59* 52* 43 / 52* 52* 52* 52* / 52* 61 54* 45 / 54* 54* 54* 54* / 54* 63+* 55 47 / \
56 56 57 48 / 56 57 58 49* / 57 58 59* 50 / 59* 59* 59* 59* / 59* 60 61 52* / 60 61 62 53 / 61 62 63+* 54* / 63* 63* 63* 63*";

const ICY_8X8: &str = "\
0,0,8 0,8,1 8,1,0 1,0,0 / 1,0,9 0,9,2 9,2,1 2,1,0 / \
2,1,10 1,10,3 10,3,2 3,2,1 / 3,2,11 2,11,4 11,4,3 4,3,2 / \
4,3,12 3,12,5 12,5,4 5,4,3 / 5,4,13 4,13,6 13,6,5 6,5,4 / \
6,5,14 5,14,7 14,7,6 7,6,5 / 7,6,15 6,15,7 15,7,7 7,7,6 / \
0,8,16 8,16,9 16,9,0 9,0,8 / 1,8,17 8,17,10 17,10,1 10,1,8 / \
2,9,18 9,18,11 18,11,2 11,2,9 / 3,10,19* 10,19*,12 19*,12,3 12,3,10 / \
4,11,20 11,20,13 20,13,4 13,4,11 / 5,12,21 12,21,14 21,14,5 14,5,12 / \
6,13,22 13,22,15 22,15,6 15,6,13 / 7,14,23 14,23,15 23,15,7 15,7,14 / \
8,16,24 16,24,17 24,17,8 17,8,16 / 9,16,25 16,25,18 25,18,9 18,9,16 / \
10,17,26 17,26,19* 26,19*,10 19*,10,17 / 19* 19* 19* 19* / \
12,19*,28 19*,28,21 28,21,12 21,12,19* / 13,20,29* 20,29*,22 29*,22,13 22,13,20 / \
14,21,30 21,30,23 30,23,14 23,14,21 / 15,22,31 22,31,23 31,23,15 23,15,22 / \
16,24,32 24,32,25 32,25,16 25,16,24 / 17,24,33 24,33,26 33,26,17 26,17,24 / \
18,25,34 25,34,27 34,27,18 27,18,25 / 19*,26,35* 26,35*,28 35*,28,19* 28,19*,26 / \
20,27,36 27,36,29* 36,29*,20 29*,20,27 / 29* 29* 29* 29* / \
22,29*,38 29*,38,31 38,31,22 31,22,29* / 23,30,39 30,39,31 39,31,23 31,23,30 / \
24,32,40 32,40,33 40,33,24 33,24,32 / 25,32,41* 32,41*,34 41*,34,25 34,25,32 / \
26,33,42* 33,42*,35* 42*,35*,26 35*,26,33 / 35* 35* 35* 35* / \
28,35*,44 35*,44,37 44,37,28 37,28,35* / 29*,36,45 36,45,38 45,38,29* 38,29*,36 / \
30,37,46* 37,46*,39 46*,39,30 39,30,37 / 31,38,47 38,47,39 47,39,31 39,31,38 / \
32,40,48 40,48,41* 48,41*,32 41*,32,40 / 41* 41* 41* 41* / \
42* 42* 42* 42* / 35*,42*,51 42*,51,44 51,44,35* 44,35*,42* / \
36,43,52* 43,52*,45 52*,45,36 45,36,43 / 37,44,53 44,53,46* 53,46*,37 46*,37,44 / \
46* 46* 46* 46* / 39,46*,55 46*,55,47 55,47,39 47,39,46* / \
40,48,56 48,56,49* 56,49*,40 49*,40,48 / 49* 49* 49* 49* / \
42*,49*,58 49*,58,51 58,51,42* 51,42*,49* / 43,50,59* 50,59*,52* 59*,52*,43 52*,43,50 / \
52* 52* 52* 52* / 45,52*,61 52*,61,54* 61,54*,45 54*,45,52* / \
54* 54* 54* 54* / 47,54*,63+* 54*,63+*,55 63+*,55,47 55,47,54* / \
48,56,56 56,56,57 56,57,48 57,48,56 / 49*,56,57 56,57,58 57,58,49* 58,49*,56 / \
50,57,58 57,58,59* 58,59*,50 59*,50,57 / 59* 59* 59* 59* / \
52*,59*,60 59*,60,61 60,61,52* 61,52*,59* / 53,60,61 60,61,62 61,62,53 62,53,60 / \
54*,61,62 61,62,63+* 62,63+*,54* 63+*,54*,61 / 63* 63* 63* 63*";

fn world(name: &str) -> World {
    (find(name).expect("a built-in world").build)()
}

/// Probabilities of one outcome or three, in Gymnasium's own digits.
fn probabilities(n: usize) -> &'static [f64] {
    match n {
        1 => &[1.0],
        _ => &[
            0.333_333_333_333_333_37,
            0.333_333_333_333_333_3,
            0.333_333_333_333_333_37,
        ],
    }
}

fn outcomes(cell: &str, usual_reward: f64) -> Vec<Outcome> {
    let parts: Vec<&str> = cell.split(',').collect();
    let pairs = parts.iter().zip(probabilities(parts.len()));
    let outcome = |(part, &probability): (&&str, &f64)| Outcome {
        probability,
        next_state: part
            .trim_end_matches(['*', '+', '!'])
            .parse()
            .expect("a state"),
        reward: match part {
            part if part.contains('+') => 1.0,
            part if part.contains('!') => -100.0,
            _ => usual_reward,
        },
        terminated: part.ends_with('*'),
    };
    pairs.map(outcome).collect()
}

fn assert_table(name: &str, table: &str, usual_reward: f64, start: u32) {
    let mdp = world(name).mdp;
    let rows: Vec<&str> = table.split(" / ").collect();
    assert_eq!((mdp.n_states(), mdp.n_actions()), (rows.len(), 4));
    for (state, row) in rows.iter().enumerate() {
        assert_eq!(row.split(' ').count(), 4);
        for (action, cell) in row.split(' ').enumerate() {
            assert_eq!(
                mdp.outcomes(state, action),
                outcomes(cell, usual_reward),
                "{name} {state} {action}"
            );
        }
    }
    assert_eq!(mdp.starts(), [(start, 1.0)]);
}

fn terminal(mdp: &Mdp) -> Vec<usize> {
    (0..mdp.n_states())
        .filter(|&state| mdp.is_terminal(state))
        .collect()
}

#[test]
fn the_cliff_is_gymnasiums() {
    assert_table("cliff-walking", CLIFF, -1.0, 36);
    let world = world("cliff-walking");
    assert_eq!(terminal(&world.mdp), [47]);
    assert_eq!(world.step_limit, None);
    let reachable = world.mdp.reachable();
    assert!((0..48).all(|state| reachable[state] != (37..=46).contains(&state)));
}

#[test]
fn the_lakes_are_gymnasiums() {
    assert_table("frozen-lake", ICY_4X4, 0.0, 0);
    assert_table("frozen-lake-sure", SURE_4X4, 0.0, 0);
    assert_table("frozen-lake-8x8", ICY_8X8, 0.0, 0);
    assert_table("frozen-lake-8x8-sure", SURE_8X8, 0.0, 0);
    for name in ["frozen-lake", "frozen-lake-sure"] {
        assert_eq!(terminal(&world(name).mdp), [5, 7, 11, 12, 15]);
    }
    for name in ["frozen-lake-8x8", "frozen-lake-8x8-sure"] {
        let ends = [19, 29, 35, 41, 42, 46, 49, 52, 54, 59, 63];
        assert_eq!(terminal(&world(name).mdp), ends);
    }
}

#[test]
fn the_settings_are_the_articles_the_books_and_the_usual_ones() {
    let settings = |name: &str| {
        let defaults = world(name).defaults;
        let numbers = [defaults.alpha, defaults.gamma, defaults.epsilon].map(Unit::get);
        (numbers, defaults.ties, defaults.episodes)
    };
    assert_eq!(
        settings("recommender"),
        ([0.1, 0.9, 0.2], Ties::First, 1000)
    );
    assert_eq!(
        settings("cliff-walking"),
        ([0.5, 1.0, 0.1], Ties::Uniform, 500)
    );
    for lake in [
        "frozen-lake",
        "frozen-lake-sure",
        "frozen-lake-8x8",
        "frozen-lake-8x8-sure",
    ] {
        assert_eq!(settings(lake), ([0.1, 0.99, 0.1], Ties::Uniform, 10_000));
    }
}

/// The table of `mdp` as `json.dumps(env.unwrapped.P)` writes it, states in the order of `order`.
fn bare(mdp: &Mdp, order: &[usize]) -> String {
    let cell = |state, action| {
        let outcomes = mdp.outcomes(state, action).iter();
        let outcomes = outcomes.map(|o| {
            format!(
                "[{:?}, {}, {:?}, {}]",
                o.probability, o.next_state, o.reward, o.terminated
            )
        });
        format!(
            "\"{action}\": [{}]",
            outcomes.collect::<Vec<_>>().join(", ")
        )
    };
    let row = |&state: &usize| {
        let cells = (0..mdp.n_actions()).rev().map(|action| cell(state, action));
        format!("\"{state}\": {{{}}}", cells.collect::<Vec<_>>().join(", "))
    };
    format!(
        "{{{}}}",
        order.iter().map(row).collect::<Vec<_>>().join(", ")
    )
}

#[test]
fn a_bare_table_comes_back_as_it_is_and_starts_anywhere_but_at_the_end() {
    for spec in registry() {
        let mdp = (spec.build)().mdp;
        let order: Vec<usize> = (0..mdp.n_states()).rev().collect();
        let world = parse("test.json", &bare(&mdp, &order)).unwrap();
        for state in 0..mdp.n_states() {
            for action in 0..mdp.n_actions() {
                assert_eq!(
                    world.mdp.outcomes(state, action),
                    mdp.outcomes(state, action)
                );
            }
        }
        assert_eq!(terminal(&world.mdp), terminal(&mdp));
        assert_eq!(
            world.mdp.starts().len(),
            mdp.n_states() - terminal(&mdp).len()
        );
        assert_eq!(world.scene.layout, Layout::Table);
    }
}

/// Models of up to 5 states and 3 actions whose probabilities are eighths; some actions are not legal.
fn models() -> impl Strategy<Value = Mdp> {
    let sizes = (1_usize..=5, 1_usize..=3);
    sizes.prop_flat_map(|(n_states, n_actions)| {
        let outcome = (0..n_states as u32, -50_i32..50, any::<bool>());
        let cell = (1_u32..8, prop::collection::vec(outcome, 0..=2));
        let cells = prop::collection::vec(cell, n_states * n_actions);
        cells.prop_filter_map("no model", move |cells| model(n_states, n_actions, &cells))
    })
}

/// Eighths for the first of two outcomes, and the outcomes of a cell: next state, reward in quarters, terminated.
type EighthsAndOutcomes = (u32, Vec<(u32, i32, bool)>);

fn model(n_states: usize, n_actions: usize, cells: &[EighthsAndOutcomes]) -> Option<Mdp> {
    let mut builder = MdpBuilder::new(n_states, n_actions);
    for (eighths, outcomes) in cells {
        let first = if outcomes.len() == 1 { 8 } else { *eighths };
        let shares = [first, 8 - first];
        builder.cell(outcomes.iter().zip(shares).map(
            |(&(next_state, reward, terminated), share)| Outcome {
                probability: f64::from(share) / 8.0,
                next_state,
                reward: f64::from(reward) / 4.0,
                terminated,
            },
        ));
    }
    let mdp = builder.build().ok()?;
    let stuck = |outcome: &Outcome| {
        !outcome.terminated && mdp.legal(outcome.next_state as usize).next().is_none()
    };
    let mut all =
        (0..n_states * n_actions).flat_map(|cell| mdp.outcomes(cell / n_actions, cell % n_actions));
    if all.any(stuck) { None } else { Some(mdp) }
}

proptest! {
    #[test]
    fn any_model_comes_back_from_its_bare_table_in_any_order(mdp in models(), seed in any::<prop::sample::Index>()) {
        let mut order: Vec<usize> = (0..mdp.n_states()).collect();
        order.rotate_left(seed.index(mdp.n_states()));
        let world = parse("x", &bare(&mdp, &order)).unwrap();
        prop_assert_eq!(&*world.mdp, &mdp);
    }
}

fn built_in(name: &str) -> Arc<World> {
    Arc::new((find(name).expect("a built-in world").build)())
}

fn loaded(rewards: &Rewards) -> Vec<(f64, PaidFor)> {
    let of = |(_, reward): (RewardId, &Reward)| (reward.loaded, reward.paid_for);
    rewards.iter().map(of).collect()
}

#[test]
fn rewards_are_told_apart_by_what_they_are_paid_for() {
    let action = |state, action| PaidFor::Action { state, action };
    assert_eq!(
        loaded(&Rewards::of(&built_in("recommender"))),
        [
            (0.6, action(0, 0)),
            (0.8, action(0, 1)),
            (0.4, action(1, 0)),
            (0.9, action(1, 1))
        ]
    );
    assert_eq!(
        loaded(&Rewards::of(&built_in("cliff-walking"))),
        [(-1.0, PaidFor::Several), (-100.0, PaidFor::Falls)]
    );
    assert_eq!(
        loaded(&Rewards::of(&built_in("frozen-lake"))),
        [(0.0, PaidFor::Several), (1.0, PaidFor::Goals)]
    );
    // Drawn at random, they are all different.
    assert!(Rewards::of(&built_in("random")).is_empty());
}

#[test]
fn only_the_rewards_of_the_changed_kind_are_others_and_going_back_is_the_same_world() {
    let loaded = built_in("cliff-walking");
    let mut rewards = Rewards::of(&loaded);
    let falls = RewardId::at(1);
    assert_eq!(rewards.set(falls, Pay::new(-1.0).unwrap()), Some(-100.0));
    let mild = World::paying(&loaded, &rewards);
    assert!(mild.is_same(&loaded) && !mild.is_same(&built_in("cliff-walking")));
    for (now, before) in mild
        .mdp
        .all_outcomes()
        .iter()
        .zip(loaded.mdp.all_outcomes())
    {
        let reward = -1.0;
        assert_eq!(*now, Outcome { reward, ..*before });
    }
    // Both pay −1 now, and are still two.
    assert_eq!(rewards.set(falls, Pay::new(-7.0).unwrap()), Some(-1.0));
    let pays = World::paying(&loaded, &rewards).mdp.reward_range();
    assert_eq!(pays, (-7.0, -1.0));
    rewards.set(falls, Pay::new(-100.0).unwrap());
    assert!(Arc::ptr_eq(&World::paying(&loaded, &rewards), &loaded));
    assert_eq!(rewards.set(RewardId::at(2), Pay::new(0.0).unwrap()), None);
}

#[test]
fn the_world_in_the_readme_is_what_it_says_there() {
    let (_, begin) = include_str!("../README.md")
        .split_once("```json\n")
        .unwrap();
    let (text, _) = begin.split_once("```").unwrap();
    let (world, noticed) = parse_noticing("doors", text).unwrap();
    assert_eq!((noticed.strangers.len(), noticed.odd.len()), (0, 0));
    let mdp = &world.mdp;
    assert_eq!(mdp.starts(), [(0, 1.0)]);
    assert_eq!(world.scene.state_label(2).get(Lang::En), "garden");
    assert_eq!(world.scene.actions[1].name.get(Lang::En), "right door");
    let garden = mdp.outcomes(0, 1)[0];
    assert_eq!(
        (garden.probability, garden.next_state, garden.reward),
        (0.8, 2, 10.0)
    );
    assert!(garden.terminated && mdp.legal(2).next().is_none());
    assert!(world.step_limit.is_none());
    // Its right door is the way.
    let truth = Truth::of(&world, world.defaults.gamma, &mut || false).unwrap();
    let [left, right] = [0, 1].map(|action| truth.q(0, action).unwrap());
    assert!(left < right, "{left} {right}");
}
