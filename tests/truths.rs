//! The exact side against numbers that other solvers have worked out.

#[path = "statistics/book.rs"]
#[allow(dead_code, reason = "some of its worlds are only learned in")]
mod book;

use std::sync::Arc;

use book::{Row, build, cliff, forest, four_by_three, gambler, grid_with_jumps, step};
use qlens::mdp::{Mdp, MdpBuilder, Outcome, Ties, Unit};
use qlens::truth::{
    Divergence, Endless, Figure, Optimum, Policy, ReturnEvaluator, Unsolved, Value, best_possible,
    graph::Ending, solve, solve_soft, start_value, value_of,
};

fn at(gamma: f64, mdp: &Mdp) -> Optimum {
    solve(mdp, Unit::literal(gamma), &mut || false).expect("nothing diverges")
}

fn soft(gamma: f64, epsilon: f64, mdp: &Mdp) -> Optimum {
    let (gamma, epsilon) = (Unit::literal(gamma), Unit::literal(epsilon));
    solve_soft(mdp, gamma, epsilon, &mut || false).expect("nothing diverges")
}

fn best(optimum: &Optimum, state: usize) -> Vec<usize> {
    optimum.best(state).collect()
}

fn worth(mdp: &Mdp, policy: &Policy, gamma: f64) -> Vec<f64> {
    let values =
        value_of(mdp, policy, Unit::literal(gamma), &mut || false).expect("nobody cancels");
    values.into_iter().map(Value::as_f64).collect()
}

fn returns(mdp: &Mdp, policy: &Policy, limit: Option<u64>) -> Figure {
    ReturnEvaluator::new(limit).of(mdp, policy)
}

#[track_caller]
fn close(value: f64, expected: f64) {
    let error = (value - expected).abs();
    assert!(error <= 1e-9 * expected.abs(), "{value} is not {expected}");
}

fn recommender() -> Arc<Mdp> {
    let rewards = [[0.6, 0.8], [0.4, 0.9]];
    build(2, 2, vec![(0, 0.5), (1, 0.5)], |state, action| {
        vec![(1.0, 1, rewards[state][action], false)]
    })
}

const LAKE: &[u8; 16] = b"SFFFFHFHFFFHHFFG";

/// Left, down, right, up; a third of the time to each side of where one wants to go.
fn lake() -> Arc<Mdp> {
    build(16, 4, vec![(0, 1.0)], |state, action| {
        if matches!(LAKE[state], b'H' | b'G') {
            return vec![(1.0, state, 0.0, true)];
        }
        let slip = |turn: usize| {
            let next = step(4, 4, state, [3, 2, 1, 0][(action + turn) % 4]);
            let reward = f64::from(u8::from(LAKE[next] == b'G'));
            (1.0 / 3.0, next, reward, matches!(LAKE[next], b'H' | b'G'))
        };
        vec![slip(3), slip(0), slip(1)]
    })
}

/// Gymnasium's taxi without rain: south, north, east, west, pick up, drop off.
fn taxi() -> Arc<Mdp> {
    const STOPS: [usize; 4] = [0, 4, 20, 23];
    // Cells with a wall on their east side.
    const WALLS: [usize; 6] = [1, 6, 15, 17, 20, 22];
    let starts = (0..500).filter(|s| s / 4 % 5 < 4 && s / 4 % 5 != s % 4);
    let starts = starts.map(|state| (state, 1.0 / 300.0)).collect();
    build(500, 6, starts, |state, action| {
        let (cell, passenger, aim) = (state / 20, state / 4 % 5, state % 4);
        let to = |cell: usize, passenger: usize| (cell * 5 + passenger) * 4 + aim;
        let moved = |cell: usize| vec![(1.0, to(cell, passenger), -1.0, false)];
        let refused = vec![(1.0, state, -10.0, false)];
        match action {
            0 => moved(step(5, 5, cell, 2)),
            1 => moved(step(5, 5, cell, 0)),
            2 if WALLS.contains(&cell) => moved(cell),
            2 => moved(step(5, 5, cell, 1)),
            3 if cell % 5 > 0 && WALLS.contains(&(cell - 1)) => moved(cell),
            3 => moved(step(5, 5, cell, 3)),
            4 if passenger < 4 && cell == STOPS[passenger] => vec![(1.0, to(cell, 4), -1.0, false)],
            4 => refused,
            _ if passenger == 4 && cell == STOPS[aim] => vec![(1.0, to(cell, aim), 20.0, true)],
            _ if passenger == 4 && STOPS.contains(&cell) => {
                let stop = STOPS
                    .iter()
                    .position(|&stop| stop == cell)
                    .expect("it is one");
                vec![(1.0, to(cell, stop), -1.0, false)]
            }
            _ => refused,
        }
    })
}

/// How likely the dealer, who has `sum` (and an ace as 11 if `usable`), ends at 17 to 21; the rest goes bust.
fn dealer(sum: usize, usable: bool) -> [f64; 5] {
    if sum >= 17 {
        let mut ends = [0.0; 5];
        if sum <= 21 {
            ends[sum - 17] = 1.0;
        }
        return ends;
    }
    let mut ends = [0.0; 5];
    for (card, probability) in cards() {
        let (sum, usable) = draw(sum, usable, card);
        let further = dealer(sum, usable);
        ends.iter_mut()
            .zip(further)
            .for_each(|(end, p)| *end += probability * p);
    }
    ends
}

/// The cards of an infinite deck.
fn cards() -> impl Iterator<Item = (usize, f64)> {
    (1..=10).map(|card| (card, if card == 10 { 4.0 / 13.0 } else { 1.0 / 13.0 }))
}

fn draw(sum: usize, usable: bool, card: usize) -> (usize, bool) {
    match (sum + card, usable) {
        (sum, false) if card == 1 && sum + 10 <= 21 => (sum + 10, true),
        (sum, true) if sum > 21 => (sum - 10, false),
        drawn => drawn,
    }
}

/// Gymnasium's blackjack with `sab`: stick or hit; a natural beats any other 21. State 600 is the end.
///
/// The kind of a hand is 0, 1 with a usable ace, 2 for a natural.
fn blackjack() -> Arc<Mdp> {
    let number = |sum: usize, shown: usize, kind: usize| ((sum - 2) * 10 + shown - 1) * 3 + kind;
    let mut starts = vec![0.0; 600];
    for ((first, p), (second, q)) in cards().flat_map(|a| cards().map(move |b| (a, b))) {
        let (sum, usable) = draw(0, false, first);
        let (sum, usable) = draw(sum, usable, second);
        let kind = if sum == 21 { 2 } else { usize::from(usable) };
        for (shown, r) in cards() {
            starts[number(sum, shown, kind)] += p * q * r;
        }
    }
    let starts = starts.into_iter().enumerate().filter(|start| start.1 > 0.0);
    let starts = starts.map(|(state, p)| (state as u32, p)).collect();
    build(601, 2, starts, |state, action| {
        if state == 600 {
            return Vec::new();
        }
        let (sum, shown, kind) = (state / 30 + 2, state / 3 % 10 + 1, state % 3);
        if action == 0 {
            return stick(sum, shown, kind == 2);
        }
        let hit = |(card, p)| match draw(sum, kind > 0, card) {
            (sum, _) if sum > 21 => (p, 600, -1.0, true),
            (sum, usable) => (p, number(sum, shown, usize::from(usable)), 0.0, false),
        };
        cards().map(hit).collect()
    })
}

fn stick(sum: usize, shown: usize, natural: bool) -> Row {
    let (start, ace) = draw(0, false, shown);
    let ends = dealer(start, ace);
    let mut lost: f64 = (17..22).filter(|&d| d > sum).map(|d| ends[d - 17]).sum();
    let mut drawn = if sum < 17 { 0.0 } else { ends[sum - 17] };
    if natural {
        lost = 0.0;
        drawn = match shown {
            1 => 4.0 / 13.0,
            10 => 1.0 / 13.0,
            _ => 0.0,
        };
    }
    let all = [(1.0 - lost - drawn, 1.0), (drawn, 0.0), (lost, -1.0)];
    let all = all.into_iter().filter(|outcome| outcome.0 > 1e-15);
    all.map(|(p, reward)| (p, 600, reward, true)).collect()
}

#[test]
fn blackjack_loses_four_cents_a_hand_at_best() {
    let mdp = blackjack();
    close(
        at(1.0, &mdp).start_value(&mdp).as_f64(),
        -0.043_113_105_413_477,
    );
    close(
        at(0.9, &mdp).start_value(&mdp).as_f64(),
        -0.042_220_653_061_092_2,
    );
    assert_eq!(Ending::of(&mdp), Ending::Always);
}

#[test]
fn the_recommender_has_the_values_of_the_article_at_nine_tenths_and_a_half() {
    let mdp = recommender();
    for (gamma, expected) in [
        (0.9, [[8.7, 8.9], [8.5, 9.0]]),
        (0.5, [[1.5, 1.7], [1.3, 1.8]]),
    ] {
        let optimum = at(gamma, &mdp);
        for (state, row) in expected.iter().enumerate() {
            for (action, &value) in row.iter().enumerate() {
                close(optimum.q(state, action).unwrap().as_f64(), value);
            }
            assert_eq!(optimum.best(state).collect::<Vec<_>>(), [1]);
        }
    }
    assert_eq!(returns(&mdp, &Policy::uniform(&mdp), None), Figure::NoRoute);
    let one = best_possible(&mdp, Some(1), &mut || false).unwrap();
    close(one.as_f64(), 0.85);
}

#[test]
fn the_recommender_diverges_at_one_because_returning_users_pay_for_ever() {
    let divergence = Divergence {
        state: 1,
        endless: Endless::Pays,
    };
    let solved = solve(&recommender(), Unit::ONE, &mut || false);
    assert_eq!(solved, Err(Unsolved::Diverges(divergence)));
    assert_eq!(Ending::of(&recommender()), Ending::Never);
}

#[test]
fn the_cliff_takes_thirteen_steps_and_its_goal_is_solved_as_it_stands() {
    let mdp = cliff();
    for (gamma, start) in [
        (1.0, -13.0),
        (0.99, -12.247_897_700_103_2),
        (0.95, -9.733_158_334_409_89),
        (0.9, -7.458_134_171_671),
    ] {
        let optimum = at(gamma, &mdp);
        close(optimum.start_value(&mdp).as_f64(), start);
        close(optimum.v(47).as_f64(), -1.0);
        let policy = optimum.greedy_policy(&mdp, Ties::Uniform);
        let Figure::Return(found) = returns(&mdp, &policy, None) else {
            panic!("it ends")
        };
        close(found, -13.0);
    }
    assert_eq!(Ending::of(&mdp), Ending::WithSomePolicy);
}

#[test]
fn a_random_walk_on_the_cliff_is_worth_what_other_solvers_say() {
    let mdp = cliff();
    let uniform = Policy::uniform(&mdp);
    for (gamma, start, corner, goal) in [
        (
            1.0,
            -65_375.130_398_753_8,
            -65_104.837_599_230_9,
            -24_199.249_610_514_3,
        ),
        (
            0.99,
            -1_072.236_026_682_94,
            -929.137_751_331_308,
            -410.380_592_358_997,
        ),
        (
            0.9,
            -150.896_102_243_721,
            -53.265_121_625_224_6,
            -70.530_302_735_813_4,
        ),
    ] {
        let values = worth(&mdp, &uniform, gamma);
        close(values[36], start);
        close(values[0], corner);
        close(values[47], goal);
    }
    let Figure::Return(start) = returns(&mdp, &uniform, None) else {
        panic!("it ends")
    };
    close(start, -65_375.130_398_753_8);
}

#[test]
fn the_best_soft_policy_on_the_cliff_is_worth_sarsas_limit() {
    // It keeps one row between itself and the edge until the last column but one.
    let mdp = cliff();
    let route = |state: usize, row: &mut [f64]| {
        let best = match (state / 12, state % 12) {
            (_, 11) => 2,
            (3 | 2, 0..=9) => 0,
            _ => 1,
        };
        row.fill(0.0);
        row[best] = 1.0;
    };
    let soft = Policy::greedy(&mdp, route, Ties::First).softened(&mdp, Unit::literal(0.1));
    let values = worth(&mdp, &soft, 1.0);
    close(values[36], -20.707_677_398_669_4);
    close(values[0], -15.569_012_117_462_2);
    let Figure::Return(found) = returns(&mdp, &soft, None) else {
        panic!("it ends")
    };
    close(found, values[36]);
}

#[test]
fn the_icy_lake_is_crossed_fourteen_times_in_seventeen() {
    let mdp = lake();
    let optimum = at(1.0, &mdp);
    close(optimum.start_value(&mdp).as_f64(), 14.0 / 17.0);
    close(optimum.v(6).as_f64(), 9.0 / 17.0);
    close(optimum.v(10).as_f64(), 13.0 / 17.0);
    close(optimum.v(14).as_f64(), 16.0 / 17.0);
    assert_eq!(optimum.best(0).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(optimum.best(6).collect::<Vec<_>>(), [0, 2]);
    for (gamma, start) in [
        (0.99, 0.542_025_932_000_474),
        (0.95, 0.180_471_578_397_202),
        (0.9, 0.068_890_904_889_003_5),
    ] {
        close(at(gamma, &mdp).start_value(&mdp).as_f64(), start);
    }
}

#[test]
fn under_a_hundred_steps_the_icy_lake_is_crossed_less_often() {
    let mdp = lake();
    let best = |limit| best_possible(&mdp, limit, &mut || false).unwrap().as_f64();
    assert!((best(Some(100)) - 0.744_190).abs() < 5e-7);
    close(best(None), 14.0 / 17.0);
    close(best(Some(1_000_000_000)), 14.0 / 17.0);
    let policy = at(0.99, &mdp).greedy_policy(&mdp, Ties::Uniform);
    let Figure::Return(greedy) = returns(&mdp, &policy, Some(100)) else {
        panic!("there is a limit")
    };
    assert!(greedy < best(Some(100)) && greedy > 0.74, "{greedy}");
}

#[test]
fn the_gambler_plays_boldly_and_stakes_nothing_illegal() {
    let mdp = gambler();
    let optimum = at(1.0, &mdp);
    close(optimum.start_value(&mdp).as_f64(), 0.399_063_595_021_878);
    for (capital, value) in [
        (1, 0.002_065_624_776_544_32),
        (25, 0.16),
        (50, 0.4),
        (75, 0.64),
        (99, 0.964_332_967_227_129),
    ] {
        close(optimum.v(capital).as_f64(), value);
    }
    let stakes = |capital| optimum.best(capital).map(|a| a + 1).collect::<Vec<_>>();
    assert_eq!(stakes(50), [50]);
    assert_eq!(stakes(51), [1, 49]);
    assert_eq!(stakes(15), [10, 15]);
    assert_eq!(optimum.q(99, 1), None);
    assert_eq!(Ending::of(&mdp), Ending::Always);
}

#[test]
fn a_world_without_an_end_has_discounted_values_and_diverges_at_one() {
    let mdp = grid_with_jumps();
    let optimum = at(0.9, &mdp);
    let top = [
        21.977_485_287_294_6,
        24.419_428_096_994,
        21.977_485_287_294_6,
    ];
    for (state, value) in top.into_iter().enumerate() {
        close(optimum.v(state).as_f64(), value);
    }
    let uniform = worth(&mdp, &Policy::uniform(&mdp), 0.9);
    close(uniform[0], 3.308_996_335_634_64);
    close(uniform[1], 8.789_291_862_596_12);
    let mean = start_value(&mdp, |state| uniform[state].into());
    close(mean.as_f64(), 0.904_547_159_524_944);
    let solved = solve(&mdp, Unit::ONE, &mut || false);
    assert!(matches!(
        solved,
        Err(Unsolved::Diverges(Divergence {
            endless: Endless::Pays,
            ..
        }))
    ));
}

#[test]
fn russell_and_norvigs_world_has_their_utilities() {
    let mdp = four_by_three();
    let optimum = at(1.0, &mdp);
    let utilities = [
        0.811_558_219_178_082,
        0.867_808_219_178_082,
        0.917_808_219_178_082,
        1.0,
        0.761_558_219_178_082,
        0.660_273_972_602_74,
        -1.0,
        0.705_308_219_178_082,
        0.655_308_219_178_082,
        0.611_415_525_114_155,
        0.387_924_911_212_583,
    ];
    for (state, value) in utilities.into_iter().enumerate() {
        close(optimum.v(state).as_f64(), value);
    }
    assert_eq!(optimum.v(11), Value::Finite(0.0));
    close(at(0.9, &mdp).v(7).as_f64(), 0.296_466_541_094_378);
}

#[test]
fn the_taxi_earns_7_93_from_the_start() {
    let mdp = taxi();
    close(at(1.0, &mdp).start_value(&mdp).as_f64(), 7.93);
    close(
        at(0.99, &mdp).start_value(&mdp).as_f64(),
        6.327_464_314_919_37,
    );
    close(
        at(0.9, &mdp).start_value(&mdp).as_f64(),
        -1.263_323_099_039_66,
    );
    let best = best_possible(&mdp, Some(200), &mut || false).unwrap();
    close(best.as_f64(), 7.93);
}

#[test]
fn the_forest_is_left_to_grow() {
    let mdp = forest();
    let optimum = at(0.9, &mdp);
    for (state, value) in [26.244, 29.484, 33.484].into_iter().enumerate() {
        close(optimum.v(state).as_f64(), value);
        assert_eq!(optimum.best(state).collect::<Vec<_>>(), [0]);
    }
    let uniform = worth(&mdp, &Policy::uniform(&mdp), 0.9);
    close(uniform[0], 6.125_625);
    let greedy = optimum.greedy_policy(&mdp, Ties::Uniform);
    let soft = worth(&mdp, &greedy.softened(&mdp, Unit::literal(0.1)), 0.9);
    close(soft[2], 30.044_339_625);
}

#[test]
fn the_recommender_under_exploration_comes_out_as_by_hand() {
    // Returning users pay .9 or .4: .65 on average at ε = 1, .85 at .2, ten times that for ever at γ = .9.
    let mdp = recommender();
    for (epsilon, q, v) in [
        (1.0, [[6.45, 6.65], [6.25, 6.75]], [6.55, 6.5]),
        (0.2, [[8.25, 8.45], [8.05, 8.55]], [8.43, 8.5]),
    ] {
        let optimum = soft(0.9, epsilon, &mdp);
        for state in 0..2 {
            close(optimum.v(state).as_f64(), v[state]);
            assert_eq!(best(&optimum, state), [1]);
            for (value, expected) in optimum.row(state).iter().zip(q[state]) {
                close(*value, expected);
            }
        }
        close(optimum.start_value(&mdp).as_f64(), 0.5 * (v[0] + v[1]));
    }
    let endless = solve_soft(&mdp, Unit::ONE, Unit::literal(0.2), &mut || false);
    let divergence = Divergence {
        state: 1,
        endless: Endless::Pays,
    };
    assert_eq!(endless, Err(Unsolved::Diverges(divergence)));
}

#[test]
fn exploring_on_the_cliff_has_the_values_that_sarsa_comes_to() {
    let mdp = cliff();
    let optimum = soft(1.0, 0.1, &mdp);
    close(optimum.start_value(&mdp).as_f64(), -20.707_677_398_669_4);
    close(optimum.v(0).as_f64(), -15.569_012_117_462_2);
    let start = [
        -17.950_920_641_912_6,
        -120.707_677_398_669,
        -21.707_677_398_669_4,
        -21.707_677_398_669_4,
    ];
    let beside_the_goal = [
        -4.561_588_019_924_93,
        -2.225_778_893_001_13,
        -120.707_677_398_669,
        -9.828_020_467_423_7,
    ];
    for (state, row) in [(36, start), (34, beside_the_goal)] {
        for (value, expected) in optimum.row(state).iter().zip(row) {
            close(*value, expected);
        }
    }
    assert_eq!(best(&optimum, 36), [0]);
    assert_eq!(best(&optimum, 34), [1]);
    assert_eq!(best(&optimum, 47), [1, 2]);
    let Figure::Return(found) = returns(&mdp, &optimum.policy(&mdp, Ties::Uniform), None) else {
        panic!("it ends")
    };
    close(found, -20.707_677_398_669_4);
    let sighted = soft(0.9, 0.1, &mdp);
    close(sighted.v(36).as_f64(), -11.353_475_009_841);
    close(sighted.v(24).as_f64(), -8.543_081_617_629_76);
    close(sighted.v(47).as_f64(), -3.757_162_638_935_22);
}

#[test]
fn the_more_one_explores_the_farther_from_the_cliff_one_walks() {
    let mdp = cliff();
    let steps = |epsilon| {
        let optimum = soft(1.0, epsilon, &mdp);
        let (mut state, mut steps) = (36, 0);
        loop {
            let action = best(&optimum, state)[0];
            let outcome = mdp.outcomes(state, action)[0];
            (state, steps) = (outcome.next_state as usize, steps + 1);
            if outcome.terminated || steps == 100 {
                return steps;
            }
        }
    };
    for (epsilon, expected) in [
        (0.0, 13),
        (0.0076, 13),
        (0.007_65, 15),
        (0.0077, 15),
        (0.1, 15),
        (0.157, 15),
        (0.158, 17),
    ] {
        assert_eq!(steps(epsilon), expected, "{epsilon}");
    }
}

#[test]
fn exploring_costs_the_gambler_little_and_russell_and_norvig_more() {
    let mdp = gambler();
    let optimum = soft(1.0, 0.1, &mdp);
    close(optimum.start_value(&mdp).as_f64(), 0.396_578_454_770_396);
    for (capital, value, stake) in [
        (1, 0.002_016_429_374_419_02, 1),
        (25, 0.156_104_716_504_15, 25),
        (50, 0.394_976_805_588_516, 50),
        (75, 0.634_115_156_061_39, 25),
        (99, 0.963_831_263_771_47, 1),
    ] {
        close(optimum.v(capital).as_f64(), value);
        assert_eq!(best(&optimum, capital), [stake - 1]);
    }
    let optimum = soft(1.0, 0.1, &four_by_three());
    for (state, value, action) in [
        (0, 0.779_795_308_753_837, 1),
        (5, 0.596_264_865_724_02, 0),
        (7, 0.661_749_359_205_539, 0),
        (10, 0.297_072_523_136_71, 3),
    ] {
        close(optimum.v(state).as_f64(), value);
        assert_eq!(best(&optimum, state), [action]);
    }
}

#[test]
fn exploring_for_ever_has_discounted_values_too() {
    let mdp = grid_with_jumps();
    let optimum = soft(0.9, 0.1, &mdp);
    close(optimum.start_value(&mdp).as_f64(), 15.392_885_656_336_6);
    close(optimum.v(0).as_f64(), 19.964_084_753_422_7);
    close(optimum.v(24).as_f64(), 9.963_982_417_961_86);
    assert_eq!(best(&optimum, 1), [0, 1, 2, 3]);
    assert_eq!(best(&optimum, 3), [0, 1, 2, 3]);
    // Everything at random is the uniform policy, whatever the choice.
    let random = soft(0.9, 1.0, &mdp);
    let uniform = worth(&mdp, &Policy::uniform(&mdp), 0.9);
    for (state, value) in uniform.into_iter().enumerate() {
        close(random.v(state).as_f64(), value);
    }
}

/// The world that takes a random legal action itself with probability `epsilon`, whatever is chosen.
fn restless(mdp: &Mdp, epsilon: f64) -> Mdp {
    let mut builder = MdpBuilder::new(mdp.n_states(), mdp.n_actions());
    for state in 0..mdp.n_states() {
        let share = epsilon / mdp.legal(state).count() as f64;
        for chosen in 0..mdp.n_actions() {
            let legal = mdp.legal(state).filter(|_| mdp.is_legal(state, chosen));
            builder.cell(legal.flat_map(|action| {
                let weight = share + if action == chosen { 1.0 - epsilon } else { 0.0 };
                let outcomes = mdp.outcomes(state, action).iter();
                outcomes.map(move |&outcome| Outcome {
                    probability: weight * outcome.probability,
                    ..outcome
                })
            }));
        }
    }
    let over = (0..mdp.n_states()).filter(|&state| mdp.legal(state).next().is_none());
    builder.terminal(over.map(|state| state as u32));
    builder.starts(mdp.starts().to_vec());
    builder.build().expect("the same world, but restless")
}

#[test]
fn exploring_is_worth_what_a_world_is_that_does_it_itself() {
    for mdp in [cliff(), lake(), gambler(), taxi(), blackjack()] {
        for (gamma, epsilon) in [(0.9, 0.3), (0.99, 0.05), (1.0, 0.1)] {
            let optimum = soft(gamma, epsilon, &mdp);
            let plain = at(gamma, &restless(&mdp, epsilon));
            for state in 0..mdp.n_states() {
                let (value, expected) = (optimum.v(state).as_f64(), plain.v(state).as_f64());
                let error = (value - expected).abs();
                let bound = 1e-9 * expected.abs().max(1.0);
                assert!(value == expected || error <= bound, "{value} {expected}");
            }
        }
    }
}
