//! Watching every step for a change of mind.

use super::minds::{Minds, Moved, matters};
use super::route::{has_routes, route};
use crate::agent::Agent;
use crate::mdp::{Ties, World};
use crate::truth::Policy;

/// What was thought when the watch began, and since.
#[derive(Clone, Debug)]
pub struct Watch {
    minds: Minds,
    matters: Vec<bool>,
    /// Whether there is a route; none where nobody speaks of routes.
    route: Option<bool>,
}

impl Watch {
    /// Begin to watch. Where two actions are tied now, the mind found at the last look of the grid holds.
    pub fn new(world: &World, agent: &dyn Agent, found: Option<&Minds>, ties: Ties) -> Self {
        let mut minds = found.cloned().unwrap_or_else(|| Minds::new(&world.mdp));
        let matters = matters(&world.mdp);
        for state in (0..matters.len()).filter(|&state| matters[state]) {
            minds.look(agent, state);
        }
        let route = has_routes(world).then(|| has_route(world, agent, ties));
        Self {
            minds,
            matters,
            route,
        }
    }

    /// Whether a step that moved values in the states `moved` changed a mind, or the route from the start.
    pub fn changed(
        &mut self,
        world: &World,
        agent: &dyn Agent,
        moved: &[usize],
        ties: Ties,
    ) -> bool {
        let (mut differs, mut changed) = (false, false);
        for &state in moved.iter().filter(|&&state| self.matters[state]) {
            let (differs_here, mind) = self.minds.look(agent, state);
            differs |= differs_here;
            changed |= matches!(mind, Some(Moved::Changed { .. }));
        }
        let was = self.route;
        if differs && was.is_some() {
            self.route = Some(has_route(world, agent, ties));
        }
        changed || self.route != was
    }
}

fn has_route(world: &World, agent: &dyn Agent, ties: Ties) -> bool {
    let policy = Policy::greedy(&world.mdp, |state, row| agent.values(state, row), ties);
    route(world, &policy).is_some()
}
