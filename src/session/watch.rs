//! Watching every step for a change of mind.

use super::minds::{Minds, Moved};
use super::route::{has_routes, route};
use crate::agent::{Agent, Layer, Update};
use crate::mdp::{Ties, World};
use crate::truth::Policy;

/// What was thought when the watch began, and since.
#[derive(Clone, Debug)]
pub struct Watch {
    minds: Minds,
    /// Whether there is a route; none where nobody speaks of routes.
    route: Option<bool>,
}

impl Watch {
    /// Begin to watch. Where two actions are tied now, the mind found at the last look of the grid holds.
    pub fn new(world: &World, agent: &dyn Agent, found: Option<&Minds>, ties: Ties) -> Self {
        let mut minds = found.cloned().unwrap_or_else(|| Minds::new(&world.mdp));
        for state in (0..world.mdp.n_states()).filter(|&state| !world.mdp.is_terminal(state)) {
            minds.look(&world.mdp, agent, state);
        }
        let route = has_routes(world).then(|| has_route(world, agent, ties));
        Self { minds, route }
    }

    /// Whether the step of `update` changed a mind, or the route from the start.
    pub fn changed(
        &mut self,
        world: &World,
        agent: &dyn Agent,
        update: &Update,
        ties: Ties,
    ) -> bool {
        let state = update.transition.state;
        let (differs, moved) = self.minds.look(&world.mdp, agent, state);
        let was = self.route;
        if differs && was.is_some() {
            self.route = Some(has_route(world, agent, ties));
        }
        matches!(moved, Some(Moved::Changed { .. })) || self.route != was
    }
}

fn has_route(world: &World, agent: &dyn Agent, ties: Ties) -> bool {
    let policy = Policy::greedy(
        &world.mdp,
        |state, row| agent.row(state, Layer::Q, row),
        ties,
    );
    route(world, &policy).is_some()
}
