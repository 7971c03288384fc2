//! The e-commerce recommender: two kinds of customers, two things to show them.

use std::sync::Arc;

use super::{EnvSpec, Group};
use crate::mdp::{
    ActionLabel, Defaults, Labels, Layout, Mdp, MdpBuilder, Noun, Outcome, Scene, Ties, Unit, World,
};
use crate::text::Text;

/// What is paid to each user (rows: new, returning) for each recommendation (columns: popular, personalized).
const REWARDS: [[f64; 2]; 2] = [[0.6, 0.8], [0.4, 0.9]];
/// Whoever was shown something is a returning user from then on.
const RETURNING: u32 = 1;

pub(super) const SPEC: EnvSpec = EnvSpec {
    name: "recommender",
    text: Text::new(
        "E-commerce: show a customer popular or personalized products",
        "电商推荐：向用户展示热门或个性化商品",
    ),
    group: Group::Article,
    build,
    family: None,
};

/// One visit is one step and is cut off, not ended: what follows still counts.
fn build() -> World {
    World {
        name: SPEC.name.to_owned(),
        mdp: Arc::new(model()),
        step_limit: Some(1),
        limit_is_ours: false,
        scene: Arc::new(scene()),
        defaults: Defaults {
            alpha: Unit::literal(0.1),
            gamma: Unit::literal(0.9),
            epsilon: Unit::literal(0.2),
            ties: Ties::First,
            episodes: 1000,
        },
    }
}

fn model() -> Mdp {
    let mut builder = MdpBuilder::new(2, 2);
    for reward in REWARDS.into_iter().flatten() {
        builder.cell([Outcome {
            probability: 1.0,
            next_state: RETURNING,
            reward,
            terminated: false,
        }]);
    }
    builder.build().expect("the table above is a model")
}

fn scene() -> Scene {
    Scene {
        title: Text::new("E-commerce recommender", "电商推荐"),
        short_title: Text::new("Recommender", "推荐"),
        summary: Text::new(
            "A shop shows each visitor popular or personalized products and learns which of them pays better.",
            "商店向每位访客推荐热门或个性化商品，并学习哪一种奖赏更高。",
        ),
        layout: Layout::Table,
        states: Labels::Named(vec![
            Text::new("new user", "新用户"),
            Text::new("returning user", "老用户"),
        ]),
        actions: vec![
            ActionLabel {
                name: Text::new("recommend popular", "推荐热门"),
                short: Text::new("popular", "热门"),
                arrow: None,
            },
            ActionLabel {
                name: Text::new("recommend personalized", "推荐个性化"),
                short: Text::new("personalized", "个性化"),
                arrow: None,
            },
        ],
        episode: Noun {
            one: Text::new("visit", "访问"),
            many: Text::new("visits", "访问"),
            measure: "次",
        },
        goals: Vec::new(),
        hazards: Vec::new(),
        hazard_note: None,
        deed: Text::new(
            "a {state} was shown “{action}”",
            "向{state}展示了“{action}”",
        ),
        falls: Vec::new(),
        walls: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recommendation_makes_a_returning_user_and_none_ends() {
        let mdp = model();
        for (state, rewards) in REWARDS.iter().enumerate() {
            for (action, &reward) in rewards.iter().enumerate() {
                let expected = Outcome {
                    probability: 1.0,
                    next_state: 1,
                    reward,
                    terminated: false,
                };
                assert_eq!(mdp.outcomes(state, action), [expected]);
            }
        }
        assert_eq!(mdp.starts(), [(0, 0.5), (1, 0.5)]);
    }
}
