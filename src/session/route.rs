//! Whether the greedy policy leads from the start to the goal, whatever it draws.

use crate::mdp::{Mdp, Scene, World};
use crate::truth::Policy;

/// Where a route leads along: the states that it enters, and its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Steps of its longest branch.
    pub length: usize,
    /// The states that an action is taken in on the way, in ascending order.
    pub states: Vec<u32>,
}

/// Whether `world` has one start and an end worth going to, so that a route can be spoken of.
pub fn has_routes(world: &World) -> bool {
    let aim = |state: &usize| world.mdp.is_terminal(*state) && is_aim(&world.scene, *state);
    world.mdp.starts().len() == 1 && (0..world.mdp.n_states()).any(|state| aim(&state))
}

/// Whether ending in `state` is the aim: one of the goals, or anything but a hazard where no goals are named.
fn is_aim(scene: &Scene, state: usize) -> bool {
    if scene.goals.is_empty() {
        !scene.is_hazard(state)
    } else {
        scene.goals.binary_search(&(state as u32)).is_ok()
    }
}

/// The route of `policy`: every branch from the start, over tied actions and outcomes, reaches the goal without a circle.
pub fn route(world: &World, policy: &Policy) -> Option<Route> {
    let start = world.mdp.starts().first()?.0 as usize;
    let ways = vec![Way::Unknown; world.mdp.n_states()];
    let mut search = Search {
        mdp: &world.mdp,
        scene: &world.scene,
        policy,
        ways,
    };
    let length = search.from(start).ok()?;
    let on_the_way = |&state: &u32| matches!(search.ways[state as usize], Way::Known(_));
    let states = (0..world.mdp.n_states() as u32)
        .filter(on_the_way)
        .collect();
    Some(Route { length, states })
}

/// What is known of the way on from a state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Nobody came here yet.
    Unknown,
    /// It is being followed: whoever comes here again goes in a circle.
    Open,
    /// Its longest branch to the goal.
    Known(usize),
}

struct Search<'a> {
    mdp: &'a Mdp,
    scene: &'a Scene,
    policy: &'a Policy,
    ways: Vec<Way>,
}

/// A branch went wrong: a circle, or an end that is no goal.
struct Astray;

impl Search<'_> {
    /// The longest way from `start` to the goal, by a depth-first search with its own stack: maps may be long.
    fn from(&mut self, start: usize) -> Result<usize, Astray> {
        let mut path = vec![start];
        self.ways[start] = Way::Open;
        let mut length = 0;
        while let Some(&state) = path.last() {
            if let Some(next) = self.unknown_next(state)? {
                self.ways[next] = Way::Open;
                path.push(next);
            } else {
                length = self.longest(state);
                self.ways[state] = Way::Known(length);
                path.pop();
            }
        }
        Ok(length)
    }

    /// A next state that nobody came to yet, if there is one.
    fn unknown_next(&self, state: usize) -> Result<Option<usize>, Astray> {
        let mut unknown = None;
        for (next, terminated) in self.branches(state) {
            if terminated {
                if !is_aim(self.scene, next) {
                    return Err(Astray);
                }
                continue;
            }
            match self.ways[next] {
                Way::Open => return Err(Astray),
                Way::Unknown => unknown = Some(next),
                Way::Known(_) => {}
            }
        }
        Ok(unknown)
    }

    fn longest(&self, state: usize) -> usize {
        let on = |(next, terminated): (usize, bool)| match self.ways[next] {
            Way::Known(length) if !terminated => length + 1,
            _ => 1,
        };
        self.branches(state).map(on).max().unwrap_or(0)
    }

    /// Where `state` leads over tied actions and outcomes, and whether the episode ends there.
    fn branches(&self, state: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        let taken = self.policy.actions(state);
        taken
            .flat_map(move |(action, _)| self.mdp.outcomes(state, action))
            .map(|outcome| (outcome.next_state as usize, outcome.terminated))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::Ties;

    /// The route of the policy that prefers the actions given per state; all others are worth less.
    fn of(world: &str, preferred: impl Fn(usize) -> Vec<usize>) -> Option<Route> {
        let world = (crate::env::find(world).unwrap().build)();
        let values = |state: usize, row: &mut [f64]| {
            row.fill(0.0);
            for action in preferred(state) {
                row[action] = 1.0;
            }
        };
        route(&world, &Policy::greedy(&world.mdp, values, Ties::Uniform))
    }

    const UP: usize = 0;
    const RIGHT: usize = 1;
    const DOWN: usize = 2;

    fn along_the_edge(state: usize) -> Vec<usize> {
        match state {
            36 => vec![UP],
            35 => vec![DOWN],
            _ => vec![RIGHT],
        }
    }

    #[test]
    fn along_the_edge_it_is_thirteen_steps() {
        let route = of("cliff-walking", along_the_edge).unwrap();
        assert_eq!(route.length, 13);
        assert_eq!(route.states, (24..=36).collect::<Vec<_>>());
    }

    #[test]
    fn the_longest_of_tied_branches_counts() {
        let route = of("cliff-walking", |state| match state {
            30 => vec![UP, RIGHT],
            23 => vec![DOWN],
            _ => along_the_edge(state),
        });
        assert_eq!(route.unwrap().length, 15);
    }

    #[test]
    fn a_fall_and_a_circle_are_no_routes() {
        assert_eq!(of("cliff-walking", |_| vec![RIGHT]), None);
        assert_eq!(of("cliff-walking", |_| vec![UP]), None);
        let falls_perhaps = |state| {
            if state == 30 {
                vec![RIGHT, DOWN]
            } else {
                along_the_edge(state)
            }
        };
        assert_eq!(of("cliff-walking", falls_perhaps), None);
    }

    #[test]
    fn a_hole_is_no_goal() {
        // Left 0, down 1, right 2, up 3: right, then down into the hole at 5.
        assert_eq!(
            of("frozen-lake-sure", |state| vec![if state == 0 {
                2
            } else {
                1
            }]),
            None
        );
        let safe = |state: usize| vec![if matches!(state, 0 | 4 | 9) { 1 } else { 2 }];
        assert_eq!(
            of("frozen-lake-sure", safe).map(|route| route.length),
            Some(6)
        );
    }
}
