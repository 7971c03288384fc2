//! Whether the greedy policy leads from the start to the goal, whatever it draws.

use crate::mdp::{Mdp, Scene, World};
use crate::truth::Policy;

/// Where a route leads along: the states that it enters, and its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Steps of its longest branch.
    pub length: usize,
    /// The states that an action is taken in on the way.
    pub states: Vec<u32>,
}

/// Whether `world` has one start and a goal, so that a route can be spoken of.
pub fn has_routes(world: &World) -> bool {
    world.mdp.starts().len() == 1 && !world.scene.goals.is_empty()
}

/// The route of `policy`: every branch from the start, over tied actions and outcomes, reaches the goal without a circle.
pub fn route(world: &World, policy: &Policy) -> Option<Route> {
    let start = world.mdp.starts().first()?.0 as usize;
    let mut search = Search {
        mdp: &world.mdp,
        scene: &world.scene,
        policy,
        length: vec![None; world.mdp.n_states()],
    };
    let length = search.from(start)?;
    let on_the_way = |&state: &u32| matches!(search.length[state as usize], Some(Some(_)));
    let states = (0..world.mdp.n_states() as u32)
        .filter(on_the_way)
        .collect();
    Some(Route { length, states })
}

struct Search<'a> {
    mdp: &'a Mdp,
    scene: &'a Scene,
    policy: &'a Policy,
    /// For each state that was come to: its longest way to the goal once it is known.
    length: Vec<Option<Option<usize>>>,
}

impl Search<'_> {
    /// The longest way from `start` to the goal, by a depth-first search with its own stack: maps may be long.
    fn from(&mut self, start: usize) -> Option<usize> {
        let mut path = vec![start];
        self.length[start] = Some(None);
        while let Some(&state) = path.last() {
            match self.unknown_next(state)? {
                Some(next) => {
                    self.length[next] = Some(None);
                    path.push(next);
                }
                None => {
                    self.length[state] = Some(Some(self.longest(state)));
                    path.pop();
                }
            }
        }
        self.length[start].flatten()
    }

    /// A next state whose way is not known yet; none at all if a branch goes wrong: a circle, or an end that is no goal.
    fn unknown_next(&self, state: usize) -> Option<Option<usize>> {
        let mut unknown = None;
        for (next, terminated) in self.branches(state) {
            match self.length[next] {
                _ if terminated && !self.scene.goals.contains(&(next as u32)) => return None,
                _ if terminated => {}
                Some(None) => return None,
                None => unknown = Some(next),
                Some(Some(_)) => {}
            }
        }
        Some(unknown)
    }

    fn longest(&self, state: usize) -> usize {
        let ways = self
            .branches(state)
            .map(|(next, terminated)| match self.length[next] {
                Some(Some(length)) if !terminated => length + 1,
                _ => 1,
            });
        ways.max().unwrap_or(0)
    }

    fn branches(&self, state: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        let taken = self.policy.actions(state);
        taken
            .flat_map(move |(action, _)| self.mdp.outcomes(state, action))
            .map(|outcome| (outcome.next_state as usize, outcome.terminated))
    }
}
