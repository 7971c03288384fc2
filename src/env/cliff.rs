//! Cliff walking: the short way home goes along an edge (Sutton & Barto, example 6.6; Gymnasium's table).

use std::sync::Arc;

use super::{EnvSpec, Group, grid};
use crate::mdp::{
    Arrow, Defaults, Fall, Labels, Mdp, MdpBuilder, Outcome, Scene, Ties, Unit, World,
};
use crate::text::Text;

const SIZE: grid::Size = grid::Size {
    rows: 4,
    columns: 12,
};
const START: u32 = 36;
const GOAL: u32 = 47;
/// The actions in Gymnasium's order.
const MOVES: [Arrow; 4] = [Arrow::Up, Arrow::Right, Arrow::Down, Arrow::Left];

pub(super) const SPEC: EnvSpec = EnvSpec {
    name: "cliff-walking",
    text: Text::new(
        "Cliff walking: the shortest way leads along an edge (4×12, Sutton & Barto example 6.6)",
        "悬崖行走：最短的路紧贴悬崖边（4×12，Sutton & Barto 例 6.6）",
    ),
    group: Group::Grids,
    build,
    family: None,
};

fn build() -> World {
    World {
        name: SPEC.name.to_owned(),
        mdp: Arc::new(model()),
        step_limit: None,
        limit_is_ours: false,
        scene: Arc::new(scene()),
        defaults: Defaults {
            alpha: Unit::literal(0.5),
            gamma: Unit::ONE,
            epsilon: Unit::literal(0.1),
            ties: Ties::Uniform,
            episodes: 500,
        },
    }
}

fn is_cliff(state: u32) -> bool {
    (START + 1..GOAL).contains(&state)
}

/// Every state has rows, the cliff and the goal too: Gymnasium's table has them, though nobody ever stands there.
fn model() -> Mdp {
    let mut builder = MdpBuilder::new(SIZE.n_states() as usize, MOVES.len());
    for state in 0..SIZE.n_states() {
        for arrow in MOVES {
            builder.cell([outcome(SIZE.step(state, arrow))]);
        }
    }
    builder.starts(vec![(START, 1.0)]);
    builder.build().expect("a map with a start is a model")
}

/// What comes of a move to `target`: a fall costs 100 and goes on from the start.
fn outcome(target: u32) -> Outcome {
    let fell = is_cliff(target);
    Outcome {
        probability: 1.0,
        next_state: if fell { START } else { target },
        reward: if fell { -100.0 } else { -1.0 },
        terminated: target == GOAL,
    }
}

/// A fall leads to the start, so only the rule knows it, not the model.
fn falls() -> Vec<Fall> {
    let mut falls = Vec::new();
    for state in 0..SIZE.n_states() {
        for (action, arrow) in (0..).zip(MOVES) {
            if is_cliff(SIZE.step(state, arrow)) {
                falls.push(Fall {
                    state,
                    action,
                    outcome: 0,
                });
            }
        }
    }
    falls
}

fn scene() -> Scene {
    Scene {
        title: Text::new("Cliff walking", "悬崖行走"),
        short_title: Text::new("Cliff", "悬崖"),
        summary: Text::new(
            "Walk from S to G: every step costs 1, and a step over the cliff costs 100 and leads back to S.",
            "从 S 走到 G：每走一步奖赏 −1，掉下悬崖奖赏 −100 并回到 S。",
        ),
        layout: SIZE.layout(),
        states: Labels::Places,
        actions: MOVES.map(grid::label).to_vec(),
        episode: grid::walk(),
        goals: vec![GOAL],
        hazards: (0..SIZE.n_states())
            .filter(|&state| is_cliff(state))
            .collect(),
        hazard_note: Some(Text::new(
            "cliff: {reward}, back to S",
            "悬崖：{reward}，回到 S",
        )),
        deed: Text::new("{state}: it went {action}", "{state}：向{action}走"),
        falls: falls(),
        walls: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edge_row_falls_down_and_the_start_falls_right() {
        let scene = scene();
        let lived: Vec<_> = scene
            .falls
            .iter()
            .filter(|fall| !is_cliff(fall.state) && fall.state != GOAL)
            .map(|fall| (fall.state, fall.action))
            .collect();
        let mut expected: Vec<_> = (25..35).map(|state| (state, 2)).collect();
        expected.push((START, 1));
        assert_eq!(lived, expected);
        assert!(scene.is_fall(36, 1, 0) && !scene.is_fall(36, 0, 0));
    }

    #[test]
    fn a_fall_pays_minus_100_and_nothing_else_does() {
        let (mdp, scene) = (model(), scene());
        for state in 0..mdp.n_states() {
            for action in 0..mdp.n_actions() {
                let paid = mdp.outcomes(state, action)[0].reward;
                assert_eq!(scene.is_fall(state, action, 0), paid == -100.0);
            }
        }
    }

    #[test]
    fn the_hazards_are_37_to_46() {
        assert_eq!(scene().hazards, (37..=46).collect::<Vec<_>>());
    }
}
