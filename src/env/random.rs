//! Random worlds of any size, to measure and to try methods on, in the manner of Archibald, `McKinnon` & Thomas (1995).
//!
//! # Recipe
//! Fixed for good: the same parameters give the same world on every machine. `N` states, `A` actions, `B` outcomes of each, a share
//! `T` of ends, a seed.
//! - The last `k` states are ends, without actions: `k` is `T·N` rounded, but at least 1 and at most `N` − 1; 0 if `T` is 0.
//! - Episodes start in any other state, all alike.
//! - The other states in order, their actions in order, their `B` outcomes in order take one word each of `SplitMix64`, started at
//!   the seed ⊕ `0x776F726C64`. Of a word, the upper 32 bits say where the outcome leads, the next 16 what it pays, the last 16
//!   how likely it is.
//! - *Where*: half h leads to the ⌊h·n/2³²⌋-th of n states. The first outcome leads *on*, to one of the states with a
//!   greater number; the others lead anywhere. Without ends all of them lead anywhere. Two outcomes may lead to the same state.
//! - *What*: ⌊r·201/2¹⁶⌋ − 100 hundredths: −1 to 1 in steps of 0.01.
//! - *How likely*: weight ⌊p·8/2¹⁶⌋ + 1, over the sum of the weights of its action.
//!
//! # Proper
//! With ends every state, under *every* policy, reaches one with probability 1: whatever is done leads on with probability
//! at least 1/(8·`B`), and going on cannot last longer than the states do. Every state but an end can be started in, so all
//! of them are reachable. Without ends (`T` = 0) nothing ends an episode, and it is cut off as in every such world.

use std::sync::Arc;

use super::{EnvSpec, Family, Group, Param, Range, SettingError, Settings};
use crate::mdp::{
    ActionLabel, DEFAULT_STEP_LIMIT, Defaults, Mdp, MdpBuilder, Outcome, Scene, Size, Ties, Unit,
    World, words,
};
use crate::text::{self, Text};

/// "world", in letters.
const STREAM: u64 = 0x0077_6F72_6C64;
/// Rewards are whole hundredths from −`MOST` to `MOST`.
const MOST: i32 = 100;
/// The greatest weight of an outcome.
const WEIGHTS: u64 = 8;

static PARAMS: [Param; 5] = [
    Param {
        name: "states",
        letter: "N",
        text: Text::new("number of states", "状态数"),
        range: Range::Whole {
            least: 1,
            most: 10_000_000,
            default: 100,
        },
    },
    Param {
        name: "actions",
        letter: "A",
        text: Text::new("number of actions", "动作数"),
        range: Range::Whole {
            least: 1,
            most: 100,
            default: 4,
        },
    },
    Param {
        name: "branching",
        letter: "B",
        text: Text::new("outcomes of every action", "每个动作的可能结果数"),
        range: Range::Whole {
            least: 1,
            most: 100,
            default: 2,
        },
    },
    Param {
        name: "terminal-share",
        letter: "T",
        text: Text::new("share of states that end an episode", "终止状态的比例"),
        range: Range::Share {
            default: Unit::literal(0.05),
        },
    },
    Param {
        name: "world-seed",
        letter: "S",
        text: Text::new("seed that the world is drawn from", "生成世界的随机种子"),
        range: Range::Whole {
            least: 0,
            most: u64::MAX,
            default: 0,
        },
    },
];

pub(super) const SPEC: EnvSpec = EnvSpec {
    name: "random",
    text: Text::new(
        "A random world of any size, for measuring and for trying methods on",
        "任意大小的随机世界，用于测量和试验方法",
    ),
    group: Group::Random,
    build: || build(&Settings::default()).expect("the defaults are within their ranges"),
    family: Some(&Family {
        params: &PARAMS,
        size,
        build,
    }),
};

/// How the parameters were set, in numbers.
#[derive(Clone, Copy, Debug)]
struct Shape {
    states: u32,
    /// The last of them, which end an episode.
    ends: u32,
    actions: usize,
    branching: usize,
    seed: u64,
}

impl Shape {
    fn of(settings: &Settings) -> Result<Self, SettingError> {
        let [states, actions, branching, share, seed] = &PARAMS;
        let wrong = |problem: String| SettingError {
            param: states.name,
            problem,
        };
        let share = settings.share(share);
        let shape = Self {
            states: settings.whole(states) as u32,
            ends: ends(settings.whole(states) as u32, share),
            actions: settings.whole(actions) as usize,
            branching: settings.whole(branching) as usize,
            seed: settings.whole(seed),
        };
        if share > 0.0 && shape.ends == 0 {
            return Err(wrong(
                "a single state cannot both begin and end an episode; take 2, or a terminal share of 0".to_owned(),
            ));
        }
        if shape.size().outcomes >= u64::from(u32::MAX) {
            return Err(wrong(format!(
                "{} outcomes are more than the {} that a model can have; take fewer states, actions or branches",
                shape.size().outcomes,
                u32::MAX - 1
            )));
        }
        Ok(shape)
    }

    fn size(self) -> Size {
        let (states, actions) = (u64::from(self.states), self.actions as u64);
        Size {
            states,
            cells: states * actions,
            outcomes: u64::from(self.states - self.ends) * actions * self.branching as u64,
        }
    }

    fn model(self) -> Mdp {
        let mut builder = MdpBuilder::new(self.states as usize, self.actions);
        builder = builder.with_room_for(self.size());
        let mut words = words(self.seed ^ STREAM);
        let mut cell = Vec::with_capacity(self.branching);
        for state in 0..self.states - self.ends {
            for _ in 0..self.actions {
                cell.clear();
                cell.extend(words.by_ref().take(self.branching));
                builder.cell(self.outcomes(state, &cell));
            }
        }
        for _ in 0..self.ends as usize * self.actions {
            builder.cell([]);
        }
        builder.terminal(self.states - self.ends..self.states);
        builder.build().expect("the recipe gives a model")
    }

    /// The outcomes that `words` say for an action of `state`.
    fn outcomes(self, state: u32, words: &[u64]) -> impl Iterator<Item = Outcome> {
        let weight = |word: u64| (((word & 0xFFFF) * WEIGHTS) >> 16) + 1;
        let total: u64 = words.iter().map(|&word| weight(word)).sum();
        words
            .iter()
            .enumerate()
            .map(move |(index, &word)| {
                let on = index == 0 && self.ends > 0;
                let first = if on { state + 1 } else { 0 };
                Outcome {
                    probability: weight(word) as f64 / total as f64,
                    next_state: first
                        + (((word >> 32) * u64::from(self.states - first)) >> 32) as u32,
                    reward: reward(word >> 16 & 0xFFFF),
                    terminated: false,
                }
            })
            .map(move |outcome| Outcome {
                terminated: outcome.next_state >= self.states - self.ends,
                ..outcome
            })
    }
}

fn reward(part: u64) -> f64 {
    let hundredths = ((part * (2 * MOST as u64 + 1)) >> 16) as i32 - MOST;
    f64::from(hundredths) / f64::from(MOST)
}

/// How many of `states` are ends.
fn ends(states: u32, share: f64) -> u32 {
    if share == 0.0 {
        return 0;
    }
    let wanted = (share * f64::from(states)).round() as u32;
    wanted.max(1).min(states - 1)
}

fn size(settings: &Settings) -> Result<Size, SettingError> {
    Shape::of(settings).map(Shape::size)
}

fn build(settings: &Settings) -> Result<World, SettingError> {
    let shape = Shape::of(settings)?;
    let endless = shape.ends == 0;
    Ok(World {
        name: settings.name(SPEC.name, &PARAMS),
        mdp: Arc::new(shape.model()),
        step_limit: endless.then_some(DEFAULT_STEP_LIMIT),
        limit_is_ours: endless,
        scene: Arc::new(scene(shape)),
        defaults: Defaults {
            alpha: Unit::literal(0.1),
            gamma: Unit::literal(0.99),
            epsilon: Unit::literal(0.1),
            ties: Ties::Uniform,
            episodes: 10_000,
        },
    })
}

fn scene(shape: Shape) -> Scene {
    let Shape {
        states, actions, ..
    } = shape;
    let label = |action: usize| ActionLabel {
        name: Text::pair(format!("action {action}"), format!("动作 {action}")),
        short: Text::plain(action.to_string()),
        arrow: None,
    };
    let states = text::count(states.into());
    Scene {
        title: Text::pair(
            format!("Random world, {states} × {actions}"),
            format!("随机世界，{states} × {actions}"),
        ),
        short_title: Text::new("Random", "随机世界"),
        summary: Text::new(
            "States, actions and what comes of them are drawn at random; rewards lie between −1 and 1.",
            "状态、动作及其结果均为随机生成；奖赏介于 −1 和 1 之间。",
        ),
        actions: (0..actions).map(label).collect(),
        ..Scene::plain("", actions)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn settings(values: [&str; 5]) -> Settings {
        let mut settings = Settings::default();
        for (param, value) in PARAMS.iter().zip(values) {
            settings.set(param, value).unwrap();
        }
        settings
    }

    fn world(values: [&str; 5]) -> World {
        build(&settings(values)).unwrap()
    }

    /// FNV-1a over everything that is drawn, in order.
    fn hash(mdp: &Mdp) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut write = |word: u64| {
            for byte in word.to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        for outcome in mdp.all_outcomes() {
            write(outcome.probability.to_bits());
            write(u64::from(outcome.next_state));
            write(outcome.reward.to_bits());
            write(u64::from(outcome.terminated));
        }
        hash
    }

    #[test]
    fn the_recipe_is_fixed_for_good() {
        let mdp = world(["5", "2", "2", "0.4", "12"]).mdp;
        let found: Vec<_> = mdp.all_outcomes()[..4]
            .iter()
            .map(|o| (o.probability, o.next_state, o.reward, o.terminated))
            .collect();
        assert_eq!(found, FIRST);
        assert_eq!(mdp.n_outcomes(), 12);
        assert_eq!(hash(&mdp), HASH_5);
        assert_eq!(hash(&world(["30", "3", "3", "0.1", "1"]).mdp), HASH_30);
        assert_ne!(hash(&world(["30", "3", "3", "0.1", "2"]).mdp), HASH_30);
    }

    // Worked out by an independent program from the recipe above.
    const FIRST: [(f64, u32, f64, bool); 4] = [
        (4.0 / 7.0, 3, 0.82, true),
        (3.0 / 7.0, 4, 0.82, true),
        (7.0 / 15.0, 1, 0.12, false),
        (8.0 / 15.0, 3, -0.35, true),
    ];
    const HASH_5: u64 = 0xC64E_4B22_38F2_089C;
    const HASH_30: u64 = 0xB5F7_28A5_2963_51AC;

    #[test]
    fn ends_are_the_last_states_and_never_all_of_them() {
        assert_eq!([1, 2, 100].map(|states| ends(states, 0.0)), [0, 0, 0]);
        assert_eq!([1, 2, 10, 30, 100].map(|n| ends(n, 0.05)), [0, 1, 1, 2, 5]);
        assert_eq!([2, 100].map(|states| ends(states, 1.0)), [1, 99]);
        let mdp = world(["10", "1", "1", "0.3", "0"]).mdp;
        let last: Vec<usize> = (0..10).filter(|&state| mdp.is_terminal(state)).collect();
        assert_eq!(last, [7, 8, 9]);
        assert_eq!(mdp.starts().len(), 7);
    }

    #[test]
    fn a_single_state_is_endless_or_an_error() {
        let error = build(&settings(["1", "2", "2", "0.05", "0"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "states: a single state cannot both begin and end an episode; take 2, or a terminal share of 0"
        );
        let world = world(["1", "2", "2", "0", "0"]);
        assert_eq!(world.step_limit, Some(DEFAULT_STEP_LIMIT));
        assert!(world.limit_is_ours);
        assert_eq!(
            world.name,
            "random --states 1 --actions 2 --terminal-share 0"
        );
    }

    #[test]
    fn what_no_model_can_hold_is_refused_before_it_is_built() {
        let error = size(&settings(["10000000", "100", "5", "0", "0"])).unwrap_err();
        assert!(error.problem.starts_with("5000000000 outcomes"), "{error}");
        let size = size(&settings(["1000", "4", "3", "0.1", "0"])).unwrap();
        let expected = Size {
            states: 1000,
            cells: 4000,
            outcomes: 900 * 4 * 3,
        };
        assert_eq!(size, expected);
    }

    /// For every state, whether it can avoid an end for ever by some policy: the complement of being proper everywhere.
    fn can_avoid_the_end(mdp: &Mdp) -> Vec<bool> {
        let mut avoids: Vec<bool> = (0..mdp.n_states()).map(|s| !mdp.is_terminal(s)).collect();
        loop {
            let stays = |state: usize| {
                let safe = |action: usize| {
                    let mut outcomes = mdp.outcomes(state, action).iter();
                    outcomes.all(|o| !o.terminated && avoids[o.next_state as usize])
                };
                avoids[state] && mdp.legal(state).any(safe)
            };
            let next: Vec<bool> = (0..mdp.n_states()).map(stays).collect();
            if next == avoids {
                return avoids;
            }
            avoids = next;
        }
    }

    proptest! {
        #[test]
        fn every_policy_ends_from_every_state_and_every_state_is_reachable(
            states in 2u32..60, actions in 1usize..5, branching in 1usize..5, share in 0.001..=1.0, seed: u64,
        ) {
            let shape = Shape { states, ends: ends(states, share), actions, branching, seed };
            let mdp = shape.model();
            prop_assert!(!can_avoid_the_end(&mdp).contains(&true));
            prop_assert_eq!(mdp.n_outcomes() as u64, shape.size().outcomes);
            let reachable = mdp.reachable();
            for (state, &reachable) in reachable.iter().enumerate() {
                prop_assert!(reachable || mdp.is_terminal(state));
                prop_assert_eq!(mdp.legal(state).count(), if mdp.is_terminal(state) { 0 } else { actions });
            }
            for outcome in mdp.all_outcomes() {
                prop_assert!((-1.0..=1.0).contains(&outcome.reward));
                prop_assert!(outcome.probability * 8.0 * branching as f64 >= 1.0);
                prop_assert_eq!(outcome.terminated, mdp.is_terminal(outcome.next_state as usize));
            }
        }

        #[test]
        fn without_ends_nothing_ends(states in 1u32..40, actions in 1usize..5, branching in 1usize..5, seed: u64) {
            let mdp = Shape { states, ends: 0, actions, branching, seed }.model();
            prop_assert!(mdp.all_outcomes().iter().all(|outcome| !outcome.terminated));
            prop_assert!(mdp.all_legal());
            prop_assert_eq!(mdp.starts().len(), states as usize);
        }
    }
}
