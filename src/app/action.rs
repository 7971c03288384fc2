//! What a person can do.

use crate::agent::ParamId;

/// What the belief pane shows of each state and action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Action values.
    Q,
    /// The value of the greedy action.
    V,
    /// The greedy actions.
    Policy,
    /// How often each action was taken.
    Visits,
    /// The exact action values.
    Truth,
    /// Believed minus exact.
    Difference,
}

/// Layers without and with the truth, in the order of `v`.
pub const LAYERS: [Layer; 6] = [
    Layer::Q,
    Layer::V,
    Layer::Policy,
    Layer::Visits,
    Layer::Truth,
    Layer::Difference,
];

impl Layer {
    /// Its letter for the title line.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Q => "Q",
            Self::V => "V",
            Self::Policy => "π",
            Self::Visits => "visits",
            Self::Truth => "Q*",
            Self::Difference => "Q−Q*",
        }
    }

    /// Whether it needs the truth to be uncovered.
    pub fn needs_truth(self) -> bool {
        matches!(self, Self::Truth | Self::Difference)
    }
}

/// A part of the screen that can be looked at by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// What it believes.
    Belief,
    /// Reward per episode.
    Reward,
    /// What happened.
    Events,
    /// The sliders.
    Steer,
}

/// The order of `Tab`.
pub const PANES: [Pane; 4] = [Pane::Belief, Pane::Reward, Pane::Events, Pane::Steer];

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
    /// Uncover or cover the truth.
    Truth,
    /// Show the next layer.
    NextLayer,
    /// Show the layer before.
    PreviousLayer,
    /// Draw on a scale that fits what is known now.
    Rescale,
    /// Show or hide the figures of the expert.
    Expert,
    /// Take a slider.
    Take(ParamId),
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
    /// Look at the next or the previous pane.
    Focus(bool),
    /// Give the pane the whole screen.
    Zoom,
    /// Close what is open, let go of what is held.
    Escape,
    /// Show or hide the keys.
    Help,
    /// Close what is open, or end the program.
    Quit,
    /// End the program.
    QuitAtOnce,
}
