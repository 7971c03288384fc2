//! Whoever does not want an answer any more is heard soon, wherever the work is.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::chain::Chain;
use super::endless::end_components;
use super::graph::{Cells, sure, surely};
use super::value::{STRIDE, Unsolved};
use super::{Policy, ReturnEvaluator, Truth, best_possible, value_of};
use crate::mdp::{Defaults, Mdp, MdpBuilder, Outcome, Scene, Ties, Unit, World};

const N: usize = 10 * STRIDE;

/// A ring of `N` states, from each of which one action leads on or back to its beginning and the other stays or ends it all.
fn ring() -> Mdp {
    let to = |probability, state: usize, terminated| Outcome {
        probability,
        next_state: (state % N) as u32,
        reward: -1.0,
        terminated,
    };
    let mut builder = MdpBuilder::new(N, 2);
    for state in 0..N {
        builder.cell([to(0.75, state + 1, false), to(0.25, 0, false)]);
        builder.cell([to(0.5, state, false), to(0.5, state, true)]);
    }
    builder.starts(vec![(0, 1.0)]);
    builder.build().unwrap()
}

fn world(step_limit: Option<u64>) -> World {
    World {
        name: String::new(),
        mdp: Arc::new(ring()),
        step_limit,
        limit_is_ours: false,
        scene: Arc::new(Scene::plain("", 2)),
        defaults: Defaults {
            alpha: Unit::ONE,
            gamma: Unit::ONE,
            epsilon: Unit::ZERO,
            ties: Ties::Uniform,
            episodes: 1,
        },
    }
}

/// How often `work` asks whether to stop.
fn questions<T>(work: impl FnOnce(&mut dyn FnMut() -> bool) -> Result<T, Unsolved>) -> usize {
    let mut asked = 0;
    let done = work(&mut || {
        asked += 1;
        false
    });
    assert!(done.is_ok());
    asked
}

#[test]
fn every_pass_over_a_large_model_asks_at_every_few_thousand_states() {
    let mdp = &ring();
    let cells = &Cells::of(mdp, &mut || false).unwrap();
    let (all, none) = (vec![true; N], vec![false; N]);
    let policy = &Policy::uniform(mdp);
    let reachable =
        |stop: &mut dyn FnMut() -> bool| mdp.reachable_unless(stop).ok_or(Unsolved::Cancelled);
    let chained = |stop: &mut dyn FnMut() -> bool| {
        let mut chain = Chain::default();
        chain.build(mdp, |state| policy.actions(state), &mut || false)?;
        chain.find_components(stop)?;
        chain.has_trap(stop)
    };
    let each = [
        ("reachable", questions(reachable)),
        ("arrows", questions(|stop| Cells::of(mdp, stop))),
        (
            "reach",
            questions(|stop| cells.reach(mdp, &all, |_| true, stop)),
        ),
        (
            "circles",
            questions(|stop| end_components(mdp, cells, |_| true, stop)),
        ),
        (
            "sure",
            questions(|stop| sure(mdp, cells, all.clone(), &none, stop)),
        ),
        ("surely", questions(|stop| surely(mdp, cells, &none, stop))),
        ("components", questions(chained)),
        (
            "value",
            questions(|stop| value_of(mdp, policy, Unit::literal(0.9), stop)),
        ),
        ("best", questions(|stop| best_possible(mdp, Some(3), stop))),
        (
            "return",
            questions(|stop| ReturnEvaluator::new(Some(3)).watched(mdp, policy, stop)),
        ),
    ];
    for (what, asked) in each {
        assert!(asked >= N / STRIDE, "{what}: {asked}");
    }
}

#[test]
fn a_truth_stops_at_whatever_question_it_is_told_to() {
    for (gamma, step_limit) in [(0.9, None), (1.0, None), (0.9, Some(50))] {
        let world = world(step_limit);
        let solve = |most: usize| {
            let mut asked = 0;
            let found = Truth::watched(&world, Unit::literal(gamma), Unit::ZERO, &mut |_| {
                asked += 1;
                if asked > most {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            });
            (found, asked)
        };
        let (found, all) = solve(usize::MAX);
        assert_eq!(
            found
                .unwrap()
                .optimum
                .policy(&world.mdp, Ties::First)
                .row(0)
                .len(),
            2
        );
        for most in (0..16).map(|part| all * part / 16).chain([all - 1]) {
            let (found, asked) = solve(most);
            assert_eq!((found, asked), (Err(Unsolved::Cancelled), most + 1));
        }
    }
}
