//! Step sizes and exploration rates that change with the episodes.

use std::fmt;
use std::str::FromStr;

use super::Hyper;
use super::param::{COUNT, PARAMS, ParamId, Setting};
use crate::mdp::Unit;
use crate::text::whole_number;

/// How a parameter in [0, 1] goes from episode to episode, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// Always the same: `0.1`.
    Constant(Unit),
    /// In equal steps from one value to another over so many episodes, then there: `1:0.1:500`.
    Linear {
        /// The value of the first episode.
        from: Unit,
        /// The value from episode `over` on.
        to: Unit,
        /// How many episodes it takes; at least 1.
        over: u64,
    },
    /// The same share of the value before, every episode: `1*0.99`.
    Exponential {
        /// The value of the first episode.
        from: Unit,
        /// What it is multiplied by.
        factor: Unit,
    },
    /// As one over the number of episodes, never reaching 0: `1:1/k:100` is a half after 100 of them, a third after 200.
    ///
    /// As a step size it has an infinite sum and a finite sum of squares, with which estimates converge for sure,
    /// Sutton & Barto (2.7).
    Harmonic {
        /// The value of the first episode.
        from: Unit,
        /// After how many episodes half of it is left; at least 1.
        half: u64,
    },
}

/// What stands for the last value of a schedule that never comes to one.
const HARMONIC: &str = "1/k";

impl Schedule {
    /// The value of episode `episode`.
    pub fn at(&self, episode: u64) -> Unit {
        match *self {
            Self::Constant(value) => value,
            Self::Linear { from, to, over } => {
                if episode >= over {
                    return to;
                }
                let share = episode as f64 / over as f64;
                Unit::nearest(from.get() + (to.get() - from.get()) * share)
            }
            Self::Exponential { from, factor } => {
                Unit::nearest(from.get() * libm::pow(factor.get(), episode as f64))
            }
            Self::Harmonic { from, half } => {
                Unit::nearest(from.get() / (1.0 + episode as f64 / half as f64))
            }
        }
    }

    /// The first episode after `episode`, in which the value is `now`, that may have another one; none if there is none.
    pub fn moves_after(&self, episode: u64, now: f64) -> Option<u64> {
        let moves = match *self {
            Self::Constant(_) => false,
            Self::Linear { from, to, over } => episode < over && from != to,
            Self::Exponential { factor, .. } => factor != Unit::ONE && now != 0.0,
            Self::Harmonic { from, .. } => from != Unit::ZERO,
        };
        moves.then(|| episode.saturating_add(1))
    }

    /// Whether it ever changes.
    pub fn is_constant(&self) -> bool {
        matches!(self, Self::Constant(_))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => value.fmt(f),
            Self::Linear { from, to, over } => write!(f, "{from}:{to}:{over}"),
            Self::Exponential { from, factor } => write!(f, "{from}*{factor}"),
            Self::Harmonic { from, half } => write!(f, "{from}:{HARMONIC}:{half}"),
        }
    }
}

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSchedule {
    /// A part that should be a number is none.
    #[error("{0:?} is not a number between 0 and 1; {FORMS}")]
    Number(String),
    /// A number is too small or too large, or NaN.
    #[error("{0} is not between 0 and 1")]
    Value(String),
    /// The number of episodes is none.
    #[error("{0:?} is not a number of episodes, at least 1")]
    Episodes(String),
    /// It has another number of parts.
    #[error("{FORMS}")]
    Form,
}

/// How schedules are written.
const FORMS: &str = "write a number (0.1), FROM:TO:EPISODES (1:0.1:500), FROM*FACTOR (1*0.99) or FROM:1/k:EPISODES (1:1/k:100)";

impl FromStr for Schedule {
    type Err = NoSchedule;

    fn from_str(text: &str) -> Result<Self, NoSchedule> {
        if let Some((from, factor)) = text.split_once('*') {
            return Ok(Self::Exponential {
                from: value(from)?,
                factor: value(factor)?,
            });
        }
        match text.split(':').collect::<Vec<_>>()[..] {
            [constant] => Ok(Self::Constant(value(constant)?)),
            [from, end, half] if end.trim() == HARMONIC => Ok(Self::Harmonic {
                from: value(from)?,
                half: episodes(half)?,
            }),
            [from, to, over] => Ok(Self::Linear {
                from: value(from)?,
                to: value(to)?,
                over: episodes(over)?,
            }),
            _ => Err(NoSchedule::Form),
        }
    }
}

fn value(text: &str) -> Result<Unit, NoSchedule> {
    let number: f64 = text
        .trim()
        .parse()
        .map_err(|_| NoSchedule::Number(text.to_owned()))?;
    Unit::new(number).map_err(|_| NoSchedule::Value(text.to_owned()))
}

fn episodes(text: &str) -> Result<u64, NoSchedule> {
    let number = whole_number(text.trim()).filter(|&number| number > 0);
    number.ok_or_else(|| NoSchedule::Episodes(text.to_owned()))
}

/// The schedules of a run, by parameter: what is not scheduled stays as it is set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Schedules([Option<Schedule>; COUNT]);

impl Schedules {
    /// How `param` moves, if it does.
    pub fn get(&self, param: ParamId) -> Option<Schedule> {
        self.0[param as usize]
    }

    /// The same with `param` on another schedule, or on none; a parameter that may not move stays as it is set.
    #[must_use]
    pub fn with(mut self, param: ParamId, schedule: Option<Schedule>) -> Self {
        self.0[param as usize] = schedule.filter(|_| param.spec().scheduled);
        self
    }

    /// `hyper` with the values of episode `episode`, counted from 0.
    pub fn over(&self, hyper: Hyper, episode: u64) -> Hyper {
        let due = PARAMS.iter().zip(&self.0).filter_map(|(spec, schedule)| {
            let value = schedule.as_ref()?.at(episode).get();
            Setting::new(spec.id, value).ok()
        });
        due.fold(hyper, Hyper::with)
    }

    /// The first episode after `episode`, in which `hyper` holds, that may have other values; none if all stays as it is.
    pub fn moves_after(&self, episode: u64, hyper: &Hyper) -> Option<u64> {
        let each = PARAMS.iter().zip(&self.0);
        let moves = each.filter_map(|(spec, schedule)| {
            schedule.as_ref()?.moves_after(episode, hyper.get(spec.id))
        });
        moves.min()
    }

    /// Whether anything changes by itself.
    pub fn is_active(&self) -> bool {
        self.0
            .iter()
            .flatten()
            .any(|schedule| !schedule.is_constant())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str, episodes: &[u64]) -> Vec<f64> {
        let schedule: Schedule = text.parse().unwrap();
        episodes
            .iter()
            .map(|&episode| schedule.at(episode).get())
            .collect()
    }

    #[test]
    fn a_line_goes_from_one_end_to_the_other_and_stays_there() {
        assert_eq!(
            at("1:0.5:4", &[0, 1, 2, 3, 4, 99]),
            [1.0, 0.875, 0.75, 0.625, 0.5, 0.5]
        );
        assert_eq!(at("0:1:2", &[0, 1, 2]), [0.0, 0.5, 1.0]);
        assert_eq!(at("1:0.5:1e3", &[500]), [0.75]);
    }

    #[test]
    fn a_share_of_the_value_before_is_left_every_episode() {
        assert_eq!(at("0.8*0.5", &[0, 1, 2, 3]), [0.8, 0.4, 0.2, 0.1]);
        assert_eq!(at("1*0.99", &[1]), [0.99]);
        assert_eq!(at("1*0", &[0, 1]), [1.0, 0.0]);
    }

    #[test]
    fn one_over_the_number_of_episodes_halves_and_thirds() {
        assert_eq!(
            at("0.6:1/k:4", &[0, 4, 8, 12, 20]),
            [0.6, 0.3, 0.6 / 3.0, 0.15, 0.6 / 6.0]
        );
        assert!(at("1:1/k:1", &[u64::MAX])[0] > 0.0);
    }

    #[test]
    fn a_number_is_a_schedule_that_stays() {
        assert_eq!(at("0.25", &[0, 1_000_000]), [0.25, 0.25]);
    }

    #[test]
    fn what_is_no_schedule_is_told() {
        let error = |text: &str| text.parse::<Schedule>().unwrap_err();
        assert_eq!(error("1.2"), NoSchedule::Value("1.2".into()));
        assert_eq!(error("1:2:3"), NoSchedule::Value("2".into()));
        assert_eq!(error("1:0:0"), NoSchedule::Episodes("0".into()));
        assert_eq!(error("1:0"), NoSchedule::Form);
        assert_eq!(error("nan"), NoSchedule::Value("nan".into()));
        assert_eq!(error("1*"), NoSchedule::Number(String::new()));
        assert_eq!(error("1/100"), NoSchedule::Number("1/100".into()));
        assert_eq!(error("1:1/k:0"), NoSchedule::Episodes("0".into()));
        assert_eq!(error("2:1/k:9"), NoSchedule::Value("2".into()));
        assert_eq!(error("1/k:1:9"), NoSchedule::Number("1/k".into()));
        assert_eq!(
            error("1/3").to_string(),
            "\"1/3\" is not a number between 0 and 1; write a number (0.1), FROM:TO:EPISODES (1:0.1:500), FROM*FACTOR (1*0.99) or FROM:1/k:EPISODES (1:1/k:100)"
        );
    }

    #[test]
    fn what_is_scheduled_moves_and_the_rest_stays() {
        let line = "1:0.5:4".parse().ok();
        let schedules = Schedules::default()
            .with(ParamId::Alpha, line)
            .with(ParamId::Gamma, line);
        let (half, ties) = (Unit::literal(0.5), crate::mdp::Ties::First);
        let hyper = schedules.over(Hyper::new(half, half, half, ties), 2);
        let now = [hyper.alpha(), hyper.gamma(), hyper.epsilon()].map(Unit::get);
        assert_eq!(now, [0.75, 0.5, 0.5], "no schedule moves the discount");
        assert!(schedules.is_active() && schedules.get(ParamId::Gamma).is_none());
    }

    proptest! {
        #[test]
        fn a_value_stays_until_it_is_said_to_move(
            from in prop::sample::select(vec![0.0, 0.1, 1.0]), to in prop::sample::select(vec![0.0, 0.1, 0.5, 1.0]), over in 1u64..9,
            episode in prop_oneof![0u64..20, 700u64..1100, any::<u64>()], later in 1u64..1000,
        ) {
            for text in [format!("{from}"), format!("{from}:{to}:{over}"), format!("{from}*{to}"), format!("{from}:1/k:{over}")] {
                let schedule: Schedule = text.parse().unwrap();
                let moves = schedule.moves_after(episode, schedule.at(episode).get());
                prop_assert!(moves.is_none_or(|moves| moves > episode || episode == u64::MAX));
                let before = moves.unwrap_or(u64::MAX).min(episode.saturating_add(later));
                let last = before.saturating_sub(1).max(episode);
                prop_assert_eq!(schedule.at(last), schedule.at(episode), "{} {} {}", schedule, episode, last);
            }
        }

        #[test]
        fn every_schedule_stays_in_range_and_reads_back(from in 0.0..=1.0f64, to in 0.0..=1.0f64, over in 1u64..1000, episode in any::<u64>()) {
            for text in [format!("{from}"), format!("{from}:{to}:{over}"), format!("{from}*{to}"), format!("{from}:1/k:{over}")] {
                let schedule: Schedule = text.parse().unwrap();
                prop_assert_eq!(schedule.to_string().parse::<Schedule>().unwrap(), schedule);
                prop_assert!((0.0..=1.0).contains(&schedule.at(episode).get()));
            }
        }

        #[test]
        fn any_text_is_a_schedule_or_told_why_not(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(vec![":", "*", "1/k", "0", "1", "0.1", "-0", "1e400", "nan", "inf", " ", "18446744073709551616", "+", "_"])
                        .prop_map(str::to_owned),
                    "\\PC{0,3}",
                ],
                0..8,
            ),
            episode in any::<u64>(),
        ) {
            match pieces.concat().parse::<Schedule>() {
                Ok(schedule) => prop_assert!((0.0..=1.0).contains(&schedule.at(episode).get())),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}
