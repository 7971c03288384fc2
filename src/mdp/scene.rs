//! What a world looks like and what its parts are called. Data, never drawing.

use crate::text::{Lang, Text};

/// How states are laid out for the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A row a state, a column an action; it scrolls if it is long.
    Table,
    /// A map: state = row × columns + column.
    Grid {
        /// Rows of the map.
        rows: usize,
        /// Columns of the map.
        columns: usize,
    },
}

/// Where an action points on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Arrow {
    Up,
    Right,
    Down,
    Left,
}

/// What an action is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionLabel {
    /// In full: "recommend popular".
    pub name: Text,
    /// In running text and narrow places: "popular".
    pub short: Text,
    /// Its direction on a map, if it has one.
    pub arrow: Option<Arrow>,
}

/// What states are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Labels {
    /// Each by a text of its own.
    Named(Vec<Text>),
    /// By their place on the map ("row 2, column 6").
    Places,
    /// By their number.
    Numbers,
}

/// What an episode is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// One of them: "visit".
    pub one: Text,
    /// Several: "visits".
    pub many: Text,
    /// The Chinese measure word that it is counted with: 次 or 个.
    pub measure: &'static str,
}

impl Noun {
    /// So many of them, where `count` is written as `number`: "500 visits", "500 次访问".
    pub fn counted(&self, count: u64, number: &str) -> Text {
        let noun = if count == 1 { &self.one } else { &self.many };
        Text::pair(
            format!("{number} {}", noun.get(Lang::En)),
            format!("{number} {}{}", self.measure, noun.get(Lang::Zh)),
        )
    }

    /// The one of that number: "visit 500", "第 500 次访问".
    pub fn numbered(&self, number: &str) -> Text {
        Text::pair(
            format!("{} {number}", self.one.get(Lang::En)),
            format!("第 {number} {}{}", self.measure, self.one.get(Lang::Zh)),
        )
    }
}

/// An outcome that counts as a fall: over the cliff, into a hole.
///
/// It is named by its place in the model, never by its reward, so that it stays a fall when a reward is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fall {
    /// The state that is left.
    pub state: u32,
    /// The action that was taken.
    pub action: u32,
    /// Which of the outcomes of that state and action.
    pub outcome: u32,
}

/// The looks and the words of a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The world's name in full: "E-commerce recommender".
    pub title: Text,
    /// The same for a narrow header: "Recommender".
    pub short_title: Text,
    /// What the world is about, in one sentence.
    pub summary: Text,
    /// How states are laid out.
    pub layout: Layout,
    /// What states are called; a `Named` list has one entry per state.
    pub states: Labels,
    /// What actions are called; one entry per action.
    pub actions: Vec<ActionLabel>,
    /// What an episode is called.
    pub episode: Noun,
    /// What an action in a state is told as, with `{state}` and `{action}`: "a {state} was shown “{action}”".
    pub deed: Text,
    /// States where reaching the end is the aim (drawn as G), in ascending order.
    pub goals: Vec<u32>,
    /// States that are better avoided: cliff, holes; in ascending order.
    pub hazards: Vec<u32>,
    /// What the hazards are, for the legend, with `{reward}` for what a fall pays: "cliff: {reward}, back to S".
    pub hazard_note: Option<Text>,
    /// The outcomes that are falls, in ascending order.
    pub falls: Vec<Fall>,
    /// States that cannot be entered: walls; in ascending order.
    pub walls: Vec<u32>,
}

impl Scene {
    /// The scene of a model that nothing is known about: a table of numbered states and actions.
    pub fn plain(title: &str, n_actions: usize) -> Self {
        let label = |action: usize| ActionLabel {
            name: Text::plain(action.to_string()),
            short: Text::plain(action.to_string()),
            arrow: None,
        };
        Self {
            title: Text::plain(title),
            short_title: Text::plain(title),
            summary: Text::plain(""),
            layout: Layout::Table,
            states: Labels::Numbers,
            actions: (0..n_actions).map(label).collect(),
            episode: Noun {
                one: Text::new("episode", "回合"),
                many: Text::new("episodes", "回合"),
                measure: "个",
            },
            deed: Text::new("{state}: it chose “{action}”", "{state}：选择了“{action}”"),
            goals: Vec::new(),
            hazards: Vec::new(),
            hazard_note: None,
            falls: Vec::new(),
            walls: Vec::new(),
        }
    }

    /// Row and column of `state` on a map; none in a table.
    pub fn place(&self, state: usize) -> Option<(usize, usize)> {
        match self.layout {
            Layout::Grid { columns, .. } => Some((state / columns, state % columns)),
            Layout::Table => None,
        }
    }

    /// What `state` is called, by itself: "new user", "row 2, column 6" or its number.
    pub fn state_label(&self, state: usize) -> Text {
        match (&self.states, self.place(state)) {
            (Labels::Named(names), _) if state < names.len() => names[state].clone(),
            (Labels::Places, Some((row, column))) => Text::pair(
                format!("row {row}, column {column}"),
                format!("第 {row} 行第 {column} 列"),
            ),
            _ => Text::plain(state.to_string()),
        }
    }

    /// The same where there is little room: "2,6" on a map.
    pub fn short_state_label(&self, state: usize) -> Text {
        match (&self.states, self.place(state)) {
            (Labels::Places, Some((row, column))) => Text::plain(format!("{row},{column}")),
            _ => self.state_label(state),
        }
    }

    /// Whether `state` is to be avoided.
    pub fn is_hazard(&self, state: usize) -> bool {
        self.hazards.binary_search(&(state as u32)).is_ok()
    }

    /// Whether the outcome of that number of `action` in `state` is a fall.
    pub fn is_fall(&self, state: usize, action: usize, outcome: usize) -> bool {
        let fall = Fall {
            state: state as u32,
            action: action as u32,
            outcome: outcome as u32,
        };
        self.falls.binary_search(&fall).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(scene: &Scene, state: usize) -> [String; 2] {
        let label = scene.state_label(state);
        [Lang::En, Lang::Zh].map(|lang| label.get(lang).to_owned())
    }

    fn map() -> Scene {
        Scene {
            layout: Layout::Grid {
                rows: 4,
                columns: 12,
            },
            states: Labels::Places,
            hazards: vec![37, 46],
            falls: [(25, 2, 0), (36, 1, 0), (36, 1, 2)]
                .map(|(state, action, outcome)| Fall {
                    state,
                    action,
                    outcome,
                })
                .to_vec(),
            ..Scene::plain("map", 4)
        }
    }

    #[test]
    fn episodes_are_counted_in_both_languages() {
        let both = |text: Text| [Lang::En, Lang::Zh].map(|lang| text.get(lang).to_owned());
        let episode = Scene::plain("file", 1).episode;
        assert_eq!(both(episode.counted(1, "1")), ["1 episode", "1 个回合"]);
        assert_eq!(
            both(episode.counted(1500, "1,500")),
            ["1,500 episodes", "1,500 个回合"]
        );
        assert_eq!(both(episode.numbered("50")), ["episode 50", "第 50 个回合"]);
    }

    #[test]
    fn states_without_names_are_called_by_their_numbers() {
        let scene = Scene::plain("file", 3);
        assert_eq!(label(&scene, 17), ["17", "17"]);
        assert_eq!(scene.place(17), None);
        assert_eq!(scene.actions[2].name.get(Lang::En), "2");
    }

    #[test]
    fn states_on_a_map_are_called_by_their_places() {
        // 30 = 2 × 12 + 6
        assert_eq!(map().place(30), Some((2, 6)));
        assert_eq!(label(&map(), 30), ["row 2, column 6", "第 2 行第 6 列"]);
        assert_eq!(map().place(47), Some((3, 11)));
    }

    #[test]
    fn places_need_a_map() {
        let scene = Scene {
            layout: Layout::Table,
            ..map()
        };
        assert_eq!(label(&scene, 30), ["30", "30"]);
    }

    #[test]
    fn a_name_of_its_own_wins_and_a_state_behind_the_last_name_has_its_number() {
        let scene = Scene {
            states: Labels::Named(vec![Text::new("new user", "新用户")]),
            ..map()
        };
        assert_eq!(label(&scene, 0), ["new user", "新用户"]);
        assert_eq!(label(&scene, 1), ["1", "1"]);
    }

    #[test]
    fn a_fall_is_one_outcome_and_not_its_neighbors() {
        let scene = map();
        assert!(scene.is_fall(25, 2, 0) && scene.is_fall(36, 1, 0) && scene.is_fall(36, 1, 2));
        for (state, action, outcome) in [(25, 2, 1), (25, 1, 0), (36, 1, 1), (37, 1, 0), (2, 25, 0)]
        {
            assert!(!scene.is_fall(state, action, outcome));
        }
    }

    #[test]
    fn hazards_are_those_that_are_listed() {
        let hazards: Vec<usize> = (0..48).filter(|&state| map().is_hazard(state)).collect();
        assert_eq!(hazards, [37, 46]);
    }
}
