//! Where worlds come from: the built-in ones by name, and tables that somebody else wrote.
//!
//! Everything here takes text and numbers and gives a [`World`]; reading files is for the caller. A new world is one file
//! beside these and one line in the registry.

mod cliff;
mod frozen_lake;
mod grid;
pub mod gymnasium;
mod json;
mod recommender;
pub mod trace;

pub use json::JsonError;

use crate::mdp::World;
use crate::text::Text;

/// A built-in world: what to call it, what to say about it, and how to make it.
#[derive(Debug)]
pub struct EnvSpec {
    /// The name to call it by on the command line.
    pub name: &'static str,
    /// What it is about, in one line.
    pub text: Text,
    /// Make the world; it is the same every time.
    pub build: fn() -> World,
}

static REGISTRY: [EnvSpec; 6] = [
    recommender::SPEC,
    cliff::SPEC,
    frozen_lake::ICY_4X4,
    frozen_lake::SURE_4X4,
    frozen_lake::ICY_8X8,
    frozen_lake::SURE_8X8,
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
            texts.extend([&scene.episode.one, &scene.episode.many]);
            texts.extend(&scene.hazard_note);
            texts.extend(
                scene
                    .actions
                    .iter()
                    .flat_map(|action| [&action.name, &action.short]),
            );
            for text in texts {
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
        let expected = [Some(1), None, Some(100), Some(100), Some(200), Some(200)];
        assert!(limits.eq(expected.map(|limit| (limit, false))));
    }
}
