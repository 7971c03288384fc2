//! Frozen lakes: over the ice to the goal, around the holes (Gymnasium's maps and tables).

use std::sync::Arc;

use super::{EnvSpec, Group, grid};
use crate::mdp::{Arrow, Defaults, Labels, Mdp, MdpBuilder, Outcome, Scene, Ties, Unit, World};
use crate::text::Text;

/// The actions in Gymnasium's order; on ice a move slips to one of its neighbors in this circle.
const MOVES: [Arrow; 4] = [Arrow::Left, Arrow::Down, Arrow::Right, Arrow::Up];
/// How likely a move on ice goes where it was meant to.
const SUCCESS: f64 = 1.0 / 3.0;
/// How likely it slips to each side. Not the same number as `SUCCESS`: Gymnasium computes it in this way.
const SLIP: f64 = (1.0 - SUCCESS) / 2.0;

/// A lake as a map: S start, F frozen, H hole, G goal.
struct Lake {
    rows: &'static [&'static str],
    icy: bool,
}

const MAP_4X4: &[&str] = &["SFFF", "FHFH", "FFFH", "HFFG"];
const MAP_8X8: &[&str] = &[
    "SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG",
];

pub(super) const ICY_4X4: EnvSpec = EnvSpec {
    name: "frozen-lake",
    text: Text::new(
        "Frozen lake: slippery ice with holes, 4×4, at most 100 steps",
        "冰湖：有洞的滑冰面，4×4，最多 100 步",
    ),
    group: Group::Grids,
    build: || build(&ICY_4X4, MAP_4X4, true, 100),
    family: None,
};

pub(super) const SURE_4X4: EnvSpec = EnvSpec {
    name: "frozen-lake-sure",
    text: Text::new(
        "Frozen lake that is not slippery, 4×4, at most 100 steps",
        "不滑的冰湖，4×4，最多 100 步",
    ),
    group: Group::Grids,
    build: || build(&SURE_4X4, MAP_4X4, false, 100),
    family: None,
};

pub(super) const ICY_8X8: EnvSpec = EnvSpec {
    name: "frozen-lake-8x8",
    text: Text::new(
        "Frozen lake: slippery ice with holes, 8×8, at most 200 steps",
        "冰湖：有洞的滑冰面，8×8，最多 200 步",
    ),
    group: Group::Grids,
    build: || build(&ICY_8X8, MAP_8X8, true, 200),
    family: None,
};

pub(super) const SURE_8X8: EnvSpec = EnvSpec {
    name: "frozen-lake-8x8-sure",
    text: Text::new(
        "Frozen lake that is not slippery, 8×8, at most 200 steps",
        "不滑的冰湖，8×8，最多 200 步",
    ),
    group: Group::Grids,
    build: || build(&SURE_8X8, MAP_8X8, false, 200),
    family: None,
};

fn build(spec: &EnvSpec, rows: &'static [&'static str], icy: bool, limit: u64) -> World {
    let lake = Lake { rows, icy };
    let mdp = lake.model();
    let scene = lake.scene(&mdp);
    World {
        name: spec.name.to_owned(),
        mdp: Arc::new(mdp),
        step_limit: Some(limit),
        limit_is_ours: false,
        scene: Arc::new(scene),
        defaults: Defaults {
            alpha: Unit::literal(0.1),
            gamma: Unit::literal(0.99),
            epsilon: Unit::literal(0.1),
            ties: Ties::Uniform,
            episodes: 10_000,
        },
    }
}

impl Lake {
    fn size(&self) -> grid::Size {
        grid::Size {
            rows: self.rows.len() as u32,
            columns: self.rows[0].len() as u32,
        }
    }

    /// The states that bear `letter` on the map, in order.
    fn all(&self, letter: u8) -> Vec<u32> {
        (0..self.size().n_states())
            .filter(|&state| self.letter(state) == letter)
            .collect()
    }

    fn letter(&self, state: u32) -> u8 {
        let columns = self.size().columns;
        self.rows[(state / columns) as usize].as_bytes()[(state % columns) as usize]
    }

    fn model(&self) -> Mdp {
        let size = self.size();
        let mut builder = MdpBuilder::new(size.n_states() as usize, MOVES.len());
        for state in 0..size.n_states() {
            for action in 0..MOVES.len() {
                builder.cell(self.outcomes(state, action));
            }
        }
        let starts = self.all(b'S');
        let share = 1.0 / starts.len() as f64;
        builder.starts(starts.into_iter().map(|state| (state, share)).collect());
        builder.build().expect("a map with a start is a model")
    }

    /// Slip to the move before, go where it was meant to, slip to the move after.
    fn outcomes(&self, state: u32, action: usize) -> Vec<Outcome> {
        if matches!(self.letter(state), b'G' | b'H') {
            return vec![Outcome {
                probability: 1.0,
                next_state: state,
                reward: 0.0,
                terminated: true,
            }];
        }
        if !self.icy {
            return vec![self.outcome(state, MOVES[action], 1.0)];
        }
        [(3, SLIP), (0, SUCCESS), (1, SLIP)]
            .map(|(turn, probability)| {
                self.outcome(state, MOVES[(action + turn) % MOVES.len()], probability)
            })
            .to_vec()
    }

    fn outcome(&self, state: u32, arrow: Arrow, probability: f64) -> Outcome {
        let next_state = self.size().step(state, arrow);
        let letter = self.letter(next_state);
        Outcome {
            probability,
            next_state,
            reward: f64::from(u8::from(letter == b'G')),
            terminated: matches!(letter, b'G' | b'H'),
        }
    }

    fn scene(&self, mdp: &Mdp) -> Scene {
        let hazards = self.all(b'H');
        Scene {
            title: self.title(),
            short_title: Text::new("Frozen lake", "冰湖"),
            summary: self.summary(),
            layout: self.size().layout(),
            states: Labels::Places,
            actions: MOVES.map(grid::label).to_vec(),
            episode: grid::walk(),
            goals: self.all(b'G'),
            deed: Text::new("{state}: it went {action}", "{state}：向{action}走"),
            falls: grid::falls_into(mdp, &hazards),
            hazards,
            hazard_note: Some(Text::new("hole: the walk ends", "冰洞：行走结束")),
            walls: Vec::new(),
        }
    }

    fn title(&self) -> Text {
        let side = self.rows.len();
        if self.icy {
            Text::pair(
                format!("Frozen lake {side}×{side}"),
                format!("冰湖 {side}×{side}"),
            )
        } else {
            Text::pair(
                format!("Frozen lake {side}×{side}, not slippery"),
                format!("冰湖 {side}×{side}（不滑）"),
            )
        }
    }

    fn summary(&self) -> Text {
        if self.icy {
            Text::new(
                "Cross the ice from S to G, which pays 1; a move goes where it was meant to only one time in three, and a hole ends the walk.",
                "从 S 越过冰面走到 G，奖赏 1；每次移动只有三分之一的概率走向所选方向，掉进冰洞行走就结束。",
            )
        } else {
            Text::new(
                "Cross the ice from S to G, which pays 1; every move goes where it was meant to, and a hole ends the walk.",
                "从 S 越过冰面走到 G，奖赏 1；每次移动都走向所选方向，掉进冰洞行走就结束。",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ICE: Lake = Lake {
        rows: MAP_8X8,
        icy: true,
    };

    #[test]
    fn a_slip_is_a_little_likelier_than_a_success_as_in_gymnasium() {
        assert_eq!(SLIP.to_bits(), 0.333_333_333_333_333_37_f64.to_bits());
        assert_eq!(SUCCESS.to_bits(), 0.333_333_333_333_333_3_f64.to_bits());
    }

    #[test]
    fn a_move_on_ice_slips_to_either_side_but_never_back() {
        let mdp = ICE.model();
        // From row 1, column 1: left, down, right, up lead to 8, 17, 10, 1.
        let targets = |action| -> Vec<u32> {
            mdp.outcomes(9, action)
                .iter()
                .map(|outcome| outcome.next_state)
                .collect()
        };
        assert_eq!(targets(0), [1, 8, 17]);
        assert_eq!(targets(1), [8, 17, 10]);
        assert_eq!(targets(2), [17, 10, 1]);
        assert_eq!(targets(3), [10, 1, 8]);
    }

    #[test]
    fn on_the_icy_8x8_all_states_but_holes_and_goal_have_three_outcomes() {
        let mdp = ICE.model();
        for state in 0..64 {
            let ends = matches!(ICE.letter(state), b'G' | b'H');
            let expected = if ends { 1 } else { 3 };
            for action in 0..4 {
                assert_eq!(mdp.outcomes(state as usize, action).len(), expected);
            }
            assert_eq!(mdp.is_terminal(state as usize), ends);
        }
    }

    #[test]
    fn on_the_icy_8x8_only_the_two_cells_beside_the_goal_are_paid() {
        let mdp = ICE.model();
        let mut paid = Vec::new();
        for state in 0..64 {
            for action in 0..4 {
                for outcome in mdp.outcomes(state, action) {
                    if outcome.reward != 0.0 {
                        assert_eq!((outcome.next_state, outcome.terminated), (63, true));
                        paid.push((state, action));
                    }
                }
            }
        }
        // Above the goal all moves but up may slip down; left of it all but left may slip right.
        assert_eq!(paid, [(55, 0), (55, 1), (55, 2), (62, 1), (62, 2), (62, 3)]);
    }

    #[test]
    fn falls_are_the_outcomes_that_enter_a_hole_from_outside() {
        let mdp = ICE.model();
        let scene = ICE.scene(&mdp);
        assert_eq!(scene.hazards, [19, 29, 35, 41, 42, 46, 49, 52, 54, 59]);
        // Row 1, column 3 lies above the hole 19: going right slips there first.
        assert!(scene.is_fall(11, 2, 0) && !scene.is_fall(11, 2, 1));
        assert!(!scene.is_fall(19, 0, 0));
    }
}
