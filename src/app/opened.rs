//! The world that the program was opened with: it can be come back to, also where no list of built-in worlds has it.

use std::sync::Arc;

use super::picker::Item;
use crate::env;
use crate::mdp::World;

/// A world as it was opened.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    /// The world, as it was loaded.
    pub world: Arc<World>,
    /// The file that it was read from; none of a built-in world.
    pub file: Option<String>,
}

impl Opened {
    /// The file that `world` was read from, if it is this one.
    pub fn file_of(&self, world: &World) -> Option<&str> {
        let file = self.file.as_deref();
        file.filter(|_| self.world.is_same(world))
    }

    /// What a list shows of it: nothing of a built-in world without parameters of its own, which is in the list anyway.
    pub fn item(&self) -> Option<Item> {
        let (world, file) = (&self.world, self.file.as_deref());
        let listed = file.is_none() && env::find(&world.name).is_some();
        (!listed).then(|| Item::opened(file.unwrap_or(&world.name), &world.scene.title))
    }

    /// What `world` is called in a list.
    pub fn name_of<'a>(&'a self, world: &'a World) -> &'a str {
        if self.world.is_same(world) {
            return self.file.as_deref().unwrap_or(&self.world.name);
        }
        &world.name
    }
}
