//! Where worlds come from: the built-in ones by name, and tables that somebody else wrote.
//!
//! Everything here takes text and numbers and gives a [`World`]; reading files is for the caller. A new world is one file
//! beside these and one line in the registry; one with parameters brings a [`Family`], and its flags come from that.

mod cliff;
mod frozen_lake;
mod grid;
pub mod gymnasium;
mod json;
mod param;
mod random;
mod recommender;
pub mod trace;

pub use json::{JsonError, Stranger};
pub use param::{Param, Range, Setting, SettingError, Settings};

use crate::mdp::{Size, World};
use crate::text::Text;

/// A built-in world, or a family of them: what to call it, what to say about it, and how to make it.
#[derive(Debug)]
pub struct EnvSpec {
    /// The name to call it by on the command line.
    pub name: &'static str,
    /// What it is about, in one line.
    pub text: Text,
    /// What it belongs to, by which pickers put worlds together.
    pub group: Group,
    /// Make the world; it is the same every time. Of a family, the one with every parameter at its default.
    pub build: fn() -> World,
    /// What makes it a family; none if there is only one such world.
    pub family: Option<&'static Family>,
}

/// What worlds belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What the article is about.
    Article,
    /// Walks on a map.
    Grids,
    /// Drawn by chance.
    Random,
}

/// The groups of worlds, in the order of pickers.
pub const GROUPS: [Group; 3] = [Group::Article, Group::Grids, Group::Random];

impl Group {
    /// What it is called.
    pub fn text(self) -> Text {
        match self {
            Self::Article => Text::new("the article", "文章"),
            Self::Grids => Text::new("grids", "网格"),
            Self::Random => Text::new("random", "随机"),
        }
    }
}

/// Worlds that differ in their parameters.
#[derive(Debug)]
pub struct Family {
    /// What can be said about them. Families that share the name of a parameter mean the same by it.
    pub params: &'static [Param],
    /// How large a world will be, before it is built.
    pub size: fn(&Settings) -> Result<Size, SettingError>,
    /// Make a world; it is the same every time.
    pub build: fn(&Settings) -> Result<World, SettingError>,
}

impl EnvSpec {
    /// The parameters of the family; none of a world that is always the same.
    pub fn params(&self) -> &'static [Param] {
        self.family.map_or(&[], |family| family.params)
    }
}

static REGISTRY: [EnvSpec; 7] = [
    recommender::SPEC,
    cliff::SPEC,
    frozen_lake::ICY_4X4,
    frozen_lake::SURE_4X4,
    frozen_lake::ICY_8X8,
    frozen_lake::SURE_8X8,
    random::SPEC,
];

/// All built-in worlds, in the order in which lists and pickers show them; the first is the default.
pub fn registry() -> &'static [EnvSpec] {
    &REGISTRY
}

/// The built-in world that is called `name`, exactly.
pub fn find(name: &str) -> Option<&'static EnvSpec> {
    registry().iter().find(|spec| spec.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::Labels;
    use crate::text::Lang;

    #[test]
    fn every_world_is_found_by_its_name_and_bears_it() {
        for spec in registry() {
            let found = find(spec.name).unwrap();
            assert_eq!((found.build)().name, spec.name);
        }
        assert!(find("atlantis").is_none());
    }

    #[test]
    fn every_scene_fits_its_model() {
        for spec in registry() {
            let World { mdp, scene, .. } = (spec.build)();
            assert_eq!(scene.actions.len(), mdp.n_actions(), "{}", spec.name);
            if let Labels::Named(names) = &scene.states {
                assert_eq!(names.len(), mdp.n_states(), "{}", spec.name);
            }
            let marked = [&scene.goals, &scene.hazards, &scene.walls];
            let last = marked.into_iter().flatten().max().copied().unwrap_or(0);
            assert!((last as usize) < mdp.n_states(), "{}", spec.name);
            assert!(scene.falls.is_sorted(), "{}", spec.name);
            assert_eq!(scene.hazard_note.is_some(), !scene.hazards.is_empty());
        }
    }

    #[test]
    fn every_world_speaks_both_languages() {
        for spec in registry() {
            let scene = (spec.build)().scene;
            let mut texts = vec![&spec.text, &scene.title, &scene.short_title, &scene.summary];
            texts.extend(spec.params().iter().map(|param| &param.text));
            texts.extend([&scene.episode.one, &scene.episode.many]);
            texts.extend(&scene.hazard_note);
            texts.extend(
                scene
                    .actions
                    .iter()
                    .flat_map(|action| [&action.name, &action.short]),
            );
            let words = |text: &&Text| text.get(Lang::En).parse::<u32>().is_err();
            for text in texts.into_iter().filter(words) {
                assert_ne!(text.get(Lang::En), text.get(Lang::Zh), "{}", spec.name);
            }
        }
    }

    #[test]
    fn no_built_in_world_has_a_step_limit_of_ours() {
        let limits = registry().iter().map(|spec| {
            let world = (spec.build)().limited_if_endless();
            (world.step_limit, world.limit_is_ours)
        });
        let limits_of_lakes = [100, 100, 200, 200].map(Some);
        let expected = [[Some(1), None].as_slice(), &limits_of_lakes, &[None]].concat();
        assert!(limits.eq(expected.into_iter().map(|limit| (limit, false))));
    }
}
