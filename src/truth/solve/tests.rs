//! The optimum by hand, with exploration and without it.

use super::*;
use crate::mdp::{MdpBuilder, Outcome};
use crate::truth::{Divergence, Endless};

/// The end, in the rows of these tests.
const END: u32 = u32::MAX;

/// One outcome per action: where to and what it pays; the last state is the end.
fn mdp(rows: &[&[(u32, f64)]]) -> Mdp {
    let n_actions = rows.iter().map(|row| row.len()).max().unwrap();
    let last = rows.len() as u32;
    let mut builder = MdpBuilder::new(rows.len() + 1, n_actions);
    for row in rows.iter().chain([&[].as_slice()]) {
        for action in 0..n_actions {
            builder.cell(row.get(action).map(|&(next_state, reward)| Outcome {
                probability: 1.0,
                next_state: next_state.min(last),
                reward,
                terminated: next_state == END,
            }));
        }
    }
    let over =
        (0..=last).filter(|&state| rows.get(state as usize).is_none_or(|row| row.is_empty()));
    builder.terminal(over).starts(vec![(0, 1.0)]);
    builder.build().unwrap()
}

fn at(gamma: f64, mdp: &Mdp) -> Result<Optimum, Unsolved> {
    solve(mdp, Unit::literal(gamma), &mut || false)
}

fn values(optimum: &Optimum, n: usize) -> Vec<Value> {
    (0..n).map(|state| optimum.v(state)).collect()
}

fn diverges(state: usize, endless: Endless) -> Unsolved {
    Unsolved::Diverges(Divergence { state, endless })
}

#[test]
fn illegal_actions_have_no_value_and_are_never_best() {
    let optimum = at(0.5, &mdp(&[&[(END, -1.0), (1, -1.0)], &[(END, -4.0)]])).unwrap();
    assert_eq!(optimum.q(0, 1), Some(Value::Finite(-3.0)));
    assert_eq!(optimum.q(1, 1), None);
    assert_eq!(optimum.best(1).collect::<Vec<_>>(), [0]);
    assert_eq!(optimum.best(2).count(), 0);
    assert_eq!(optimum.v(2), Value::Finite(0.0));
}

#[test]
fn tied_means_within_a_billionth() {
    let optimum = at(
        1.0,
        &mdp(&[&[(END, 1.0), (END, 1.0 + 5e-10), (END, 1.0 - 5e-9)]]),
    );
    let optimum = optimum.unwrap();
    assert_eq!(optimum.best(0).collect::<Vec<_>>(), [0, 1]);
    let mdp = mdp(&[&[(END, 1.0), (END, 1.0 + 5e-10), (END, 1.0 - 5e-9)]]);
    let uniform = optimum.greedy_policy(&mdp, Ties::Uniform);
    assert_eq!(uniform.row(0), [0.5, 0.5, 0.0]);
    let first = optimum.greedy_policy(&mdp, Ties::First);
    assert_eq!(first.row(0), [1.0, 0.0, 0.0]);
}

#[test]
fn tiny_values_far_from_the_reward_still_tell_actions_apart() {
    // A corridor of 60 at γ = .5: the reward is worth 2⁻⁵⁹ at its start, and staying there half of that.
    let rows: Vec<Vec<(u32, f64)>> = (0..60)
        .map(|s| vec![(s, 0.0), if s == 59 { (END, 1.0) } else { (s + 1, 0.0) }])
        .collect();
    let rows: Vec<&[(u32, f64)]> = rows.iter().map(Vec::as_slice).collect();
    let optimum = at(0.5, &mdp(&rows)).unwrap();
    assert_eq!(optimum.v(0), Value::Finite(libm::exp2(-59.0)));
    assert_eq!(optimum.best(0).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_loop_that_pays_diverges_and_is_named() {
    let paying = mdp(&[&[(1, 0.0), (END, 5.0)], &[(1, 1.0)]]);
    assert_eq!(at(1.0, &paying), Err(diverges(1, Endless::Pays)));
    assert!(at(0.99, &paying).is_ok());
}

#[test]
fn losing_at_first_and_winning_more_on_the_way_round_diverges_too() {
    let round = |back: f64| mdp(&[&[(1, -1.0), (END, 0.0)], &[(0, back)]]);
    assert_eq!(at(1.0, &round(1.5)), Err(diverges(0, Endless::Pays)));
    let optimum = at(1.0, &round(0.5)).unwrap();
    assert_eq!(
        values(&optimum, 2),
        [Value::Finite(0.0), Value::Finite(0.5)]
    );
}

#[test]
fn a_trap_that_costs_is_minus_infinity_by_type_if_it_can_be_avoided() {
    let optimum = at(1.0, &mdp(&[&[(1, 0.0), (END, -5.0)], &[(1, -1.0)]])).unwrap();
    assert_eq!(
        values(&optimum, 2),
        [Value::Finite(-5.0), Value::MinusInfinity]
    );
    assert_eq!(optimum.q(0, 0), Some(Value::MinusInfinity));
    assert_eq!(optimum.best(0).collect::<Vec<_>>(), [1]);
}

#[test]
fn no_way_out_of_costs_diverges_from_the_start() {
    assert_eq!(
        at(1.0, &mdp(&[&[(1, 0.0)], &[(0, -1.0)]])),
        Err(diverges(0, Endless::Costs))
    );
}

#[test]
fn infinities_that_no_start_leads_to_are_values() {
    let optimum = at(1.0, &mdp(&[&[(END, 2.0)], &[(1, 1.0)], &[(2, -1.0)]])).unwrap();
    let expected = [
        Value::Finite(2.0),
        Value::PlusInfinity,
        Value::MinusInfinity,
    ];
    assert_eq!(values(&optimum, 3), expected);
}

#[test]
fn staying_at_no_cost_beats_an_end_that_costs() {
    let optimum = at(1.0, &mdp(&[&[(0, 0.0), (END, -1.0)]])).unwrap();
    assert_eq!(optimum.v(0), Value::Finite(0.0));
    assert_eq!(optimum.best(0).collect::<Vec<_>>(), [0]);
}

#[test]
fn without_negative_rewards_it_is_the_least_fixed_point() {
    // Going to and fro pays nothing and never ends; any constant would be a fixed point there.
    let optimum = at(
        1.0,
        &mdp(&[&[(1, 0.0), (2, 0.0)], &[(0, 0.0)], &[(2, 0.0)]]),
    )
    .unwrap();
    assert_eq!(values(&optimum, 3), [Value::Finite(0.0); 3]);
}

#[test]
fn rewards_that_cancel_on_every_round_do_not_hide_the_way_out() {
    // +1 there, −1 back, and 3 at the end, which is only beside state 0.
    let optimum = at(1.0, &mdp(&[&[(1, 1.0), (END, 3.0)], &[(0, -1.0)]])).unwrap();
    assert_eq!(
        values(&optimum, 2),
        [Value::Finite(3.0), Value::Finite(2.0)]
    );
}

#[test]
fn a_discount_of_zero_sees_one_reward_only() {
    let optimum = at(0.0, &mdp(&[&[(1, 1.0), (END, 2.0)], &[(END, 100.0)]])).unwrap();
    assert_eq!(optimum.v(0), Value::Finite(2.0));
}

#[test]
fn it_stops_when_asked_to() {
    let model = mdp(&[&[(END, 1.0)]]);
    for gamma in [0.9, 1.0] {
        for patience in 0..3 {
            let mut asked = 0;
            let solved = solve(&model, Unit::literal(gamma), &mut || {
                asked += 1;
                asked > patience
            });
            assert_eq!(solved, Err(Unsolved::Cancelled));
        }
    }
}

fn soft(gamma: f64, epsilon: f64, mdp: &Mdp) -> Result<Optimum, Unsolved> {
    let (gamma, epsilon) = (Unit::literal(gamma), Unit::literal(epsilon));
    solve_soft(mdp, gamma, epsilon, &mut || false)
}

#[test]
fn exploration_lowers_what_a_state_is_worth_but_not_its_best_action() {
    // Ending for 4, or for nothing half of a fifth of the time: .9·4 = 3.6; state 0 gets there for 1 or ends for 2.
    let model = mdp(&[&[(1, 1.0), (END, 2.0)], &[(END, 4.0), (END, 0.0)]]);
    let optimum = soft(1.0, 0.2, &model).unwrap();
    assert_eq!(optimum.row(1), [4.0, 0.0]);
    assert_eq!(optimum.v(1), Value::Finite(3.6));
    assert_eq!(optimum.row(0), [4.6, 2.0]);
    assert!((optimum.v(0).as_f64() - (0.9 * 4.6 + 0.1 * 2.0)).abs() < 1e-15);
    assert_eq!(optimum.best(0).collect::<Vec<_>>(), [0]);
    assert_eq!(optimum.policy(&model, Ties::First).row(1), [0.9, 0.1]);
    assert_eq!(optimum.epsilon().get(), 0.2);
}

#[test]
fn enough_exploration_makes_the_risky_way_the_worse_one() {
    // The short way leads by a state where one of two actions costs 10; the long one costs 2 and is safe.
    let model = mdp(&[&[(1, 0.0), (END, -2.0)], &[(END, 0.0), (END, -10.0)]]);
    let best = |epsilon| -> Vec<usize> {
        let optimum = soft(1.0, epsilon, &model).unwrap();
        optimum.best(0).collect()
    };
    assert_eq!(best(0.0), [0]);
    assert_eq!(best(0.39), [0]);
    assert_eq!(best(0.41), [1]);
    assert_eq!(best(1.0), [1]);
    // 10·.4/2 is 2, whatever rounding makes of it.
    assert_eq!(best(0.4), [0, 1]);
}

#[test]
fn exploration_falls_into_traps_that_others_avoid() {
    let trap = |reward| mdp(&[&[(1, 0.0), (END, 5.0)], &[(1, reward)]]);
    for epsilon in [1e-300, 0.1, 1.0] {
        assert_eq!(
            soft(1.0, epsilon, &trap(-1.0)),
            Err(diverges(0, Endless::Costs))
        );
        assert_eq!(
            soft(1.0, epsilon, &trap(1.0)),
            Err(diverges(1, Endless::Pays))
        );
        let free = soft(1.0, epsilon, &trap(0.0)).unwrap();
        assert_eq!(free.row(0), [0.0, 5.0]);
        assert_eq!(free.v(1), Value::Finite(0.0));
    }
    assert!(soft(0.99, 0.1, &trap(-1.0)).is_ok());
    // Beside the trap there is an end.
    let beside = mdp(&[&[(END, 0.0), (1, 0.0)], &[(1, -1.0)]]);
    assert_eq!(at(1.0, &beside).unwrap().v(0), Value::Finite(0.0));
    assert_eq!(soft(1.0, 0.1, &beside), Err(diverges(0, Endless::Costs)));
}

#[test]
fn a_loop_that_exploration_leaves_is_no_trap_even_if_it_pays() {
    // Staying pays 1; half of the time the coin of exploration ends it: 2 more rounds at ε = 1, 9 more at ε = .2.
    let model = mdp(&[&[(0, 1.0), (END, 0.0)]]);
    assert_eq!(at(1.0, &model), Err(diverges(0, Endless::Pays)));
    let v = |epsilon| soft(1.0, epsilon, &model).unwrap().v(0).as_f64();
    assert!((v(1.0) - 1.0).abs() < 1e-12, "{}", v(1.0));
    assert!((v(0.2) - 9.0).abs() < 1e-12, "{}", v(0.2));
}

#[test]
fn where_nothing_leads_out_the_average_of_what_chance_takes_decides() {
    // Both states for ever: +1 or −1 a step by choice. Chance alone makes nothing of it, any choice gains.
    let model = mdp(&[&[(1, 1.0), (1, -1.0)], &[(0, 1.0), (0, -1.0)]]);
    let fair = soft(1.0, 1.0, &model).unwrap();
    assert_eq!(values(&fair, 2), [Value::Finite(0.0); 2]);
    assert_eq!(soft(1.0, 0.9, &model), Err(diverges(0, Endless::Pays)));
    // Waiting is free, but exploration pays 1 for the other action now and then.
    let wait = mdp(&[&[(0, 0.0), (0, -1.0)]]);
    assert_eq!(values(&at(1.0, &wait).unwrap(), 1), [Value::Finite(0.0)]);
    assert_eq!(soft(1.0, 0.1, &wait), Err(diverges(0, Endless::Costs)));
    // +1 there and −1 back, whatever is chosen.
    let round = mdp(&[&[(1, 1.0)], &[(0, -1.0)]]);
    assert_eq!(soft(1.0, 0.1, &round), Err(diverges(0, Endless::Cancels)));
}

#[test]
fn infinities_that_exploration_does_not_lead_to_from_a_start_are_values() {
    let model = mdp(&[&[(END, 2.0)], &[(1, 1.0)], &[(2, -1.0), (1, 0.0)]]);
    let optimum = soft(1.0, 0.5, &model).unwrap();
    let expected = [Value::Finite(2.0), Value::PlusInfinity, Value::PlusInfinity];
    assert_eq!(values(&optimum, 3), expected);
    let model = mdp(&[&[(END, 2.0)], &[(1, -1.0)], &[(END, 3.0), (1, 0.0)]]);
    let optimum = soft(1.0, 0.5, &model).unwrap();
    assert_eq!(optimum.v(2), Value::MinusInfinity);
    assert_eq!(optimum.q(2, 0), Some(Value::Finite(3.0)));
    assert_eq!(optimum.best(2).collect::<Vec<_>>(), [0]);
}
