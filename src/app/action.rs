//! What a person can do.

use crate::agent;
use crate::session::Scaled;

/// What the belief pane shows of each state and action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// What the greedy choice is over: action values, or preferences.
    Q,
    /// The value of the greedy action.
    V,
    /// The greedy actions.
    Policy,
    /// How often each action was taken.
    Visits,
    /// Another layer that the agent can tell.
    Other(agent::Layer),
    /// The exact action values.
    Truth,
    /// Those of the best policy that explores as much as it does now.
    Soft,
    /// Believed minus exact.
    Difference,
}

impl Layer {
    /// The layers of an agent that can tell `known`, in the order of `v`, with or without the truth.
    pub fn of(known: &[agent::Layer], truth: bool) -> Vec<Self> {
        let comparable = known.first() == Some(&agent::Layer::Q);
        let others = known.iter().skip(1).copied();
        let others = others.filter(|&layer| layer != agent::Layer::Visits);
        let mut layers = vec![Self::Q];
        layers.extend(comparable.then_some(Self::V));
        layers.extend([Self::Policy, Self::Visits]);
        layers.extend(others.map(Self::Other));
        layers.extend([Self::Truth, Self::Soft].into_iter().filter(|_| truth));
        layers.extend((truth && comparable).then_some(Self::Difference));
        layers
    }

    /// Whether it shows what can be known of the world alone: of that nothing is learned, and nothing is missing.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Truth | Self::Soft)
    }

    /// Whether its numbers lie on the scale of values.
    pub fn is_on_scale(self) -> bool {
        !matches!(self, Self::Policy | Self::Visits | Self::Other(_))
    }

    /// Whose scale it is.
    pub fn scaled(self) -> Scaled {
        match self {
            Self::Difference => Scaled::Errors,
            _ => Scaled::Values,
        }
    }

    /// Whether a number on that scale shows as a length from its lower end; a difference goes both ways.
    pub fn has_length(self) -> bool {
        self.is_on_scale() && self != Self::Difference
    }
}

/// A part of the screen that can be looked at by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// What it believes.
    Belief,
    /// The last update.
    Update,
    /// Reward per episode.
    Reward,
    /// What happened.
    Events,
    /// The sliders.
    Steer,
}

/// The order of `Tab`.
pub const PANES: [Pane; 5] = [
    Pane::Belief,
    Pane::Update,
    Pane::Reward,
    Pane::Events,
    Pane::Steer,
];

/// A direction on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
}

/// Something that a person asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Run or pause.
    Toggle,
    /// Take one step.
    Step,
    /// Run to the end of the episode.
    Episode,
    /// Run faster.
    Faster,
    /// Run slower.
    Slower,
    /// Start again with the same seed.
    Restart,
    /// Start again with the next seed.
    RestartOther,
    /// Open the list of worlds.
    Worlds,
    /// Open the list of methods.
    Methods,
    /// Open the list of what else can be turned: the rewards of the world.
    Rewards,
    /// Take what a list stands at, from the start.
    Choose,
    /// Take the method that a list stands at, going on from here.
    ChooseFromHere,
    /// Run until it settles.
    Settle,
    /// Ask where to go.
    GoTo,
    /// Show the setup as a command line.
    Setup,
    /// Uncover or cover the truth.
    Truth,
    /// Show the next layer.
    NextLayer,
    /// Show the layer before.
    PreviousLayer,
    /// Draw the layer on a scale that fits what is known now.
    Rescale,
    /// Show or hide the figures of the expert.
    Expert,
    /// Draw for a projector, or as usual again.
    Projector,
    /// Take one of the sliders, counted from 0.
    Take(usize),
    /// Move the slider by one detent up or down.
    Nudge(bool),
    /// Move the slider to its upper or lower end.
    ToEnd(bool),
    /// Open the number field, with this as its first character.
    OpenField(Option<char>),
    /// Move the cursor.
    Move(Direction),
    /// Move the cursor to the first or the last state.
    MoveToEnd(bool),
    /// Go a screenful up or down.
    Page(Direction),
    /// Look at the next or the previous pane.
    Focus(bool),
    /// Give the pane the whole screen, or take that from it.
    Zoom,
    /// Close what is open, let go of what is held.
    Escape,
    /// Show or hide the keys.
    Help,
    /// Close what is open, or end the program.
    Quit,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// End the program.
    QuitAtOnce,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Layer as Known;

    #[test]
    fn the_layers_are_those_that_the_agent_can_tell() {
        use Layer::{Difference, Other, Policy, Q, Soft, Truth, V, Visits};
        let values = [Known::Q, Known::Visits];
        assert_eq!(Layer::of(&values, false), [Q, V, Policy, Visits]);
        let all = [Q, V, Policy, Visits, Truth, Soft, Difference];
        assert_eq!(Layer::of(&values, true), all);
        let traces = [Known::Q, Known::Trace, Known::Visits];
        let with_trace = [Q, V, Policy, Visits, Other(Known::Trace)];
        assert_eq!(Layer::of(&traces, false), with_trace);
        // Preferences are no values: nothing to be held against the exact ones.
        let preferences = [Known::Preference, Known::Visits];
        let exact = [Q, Policy, Visits, Truth, Soft];
        assert_eq!(Layer::of(&preferences, true), exact);
    }
}
