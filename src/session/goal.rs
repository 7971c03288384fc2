//! How far a run is to go, and why it came to stand.

/// How far to go: until the first of the two is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Steps taken since the beginning.
    pub step: u64,
    /// Episodes ended since the beginning.
    pub episode: u64,
    /// Whether the last step is to be told about.
    pub probe: bool,
    /// Whether to stop at the first look that finds the run settled. Only with the truth at hand: without it no step is taken.
    pub settled: bool,
}

impl Goal {
    /// Go on until `step` steps were taken.
    pub fn step(step: u64) -> Self {
        Self {
            step,
            episode: u64::MAX,
            probe: false,
            settled: false,
        }
    }

    /// Go on until `episode` episodes have ended.
    pub fn episode(episode: u64) -> Self {
        Self {
            step: u64::MAX,
            episode,
            probe: false,
            settled: false,
        }
    }

    /// The same, but no farther than to where the run has settled.
    pub fn settled(self) -> Self {
        Self {
            settled: true,
            ..self
        }
    }

    /// The same, with the last step told about.
    pub fn probed(self) -> Self {
        Self {
            probe: true,
            ..self
        }
    }
}

/// Why an advance came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The steps were taken.
    Step,
    /// The episodes have ended.
    Episode,
    /// A state changed its mind, or the route from the start appeared or was lost.
    ChangeOfMind,
    /// It has settled.
    Settled,
    /// Nobody can tell whether it has settled: the truth for the present discount is not known.
    NoTruth,
}
