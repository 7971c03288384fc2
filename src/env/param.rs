//! What can be said about a family of worlds: its parameters, what they may be, and what they were set to.

use std::fmt;

use crate::mdp::Unit;
use crate::text::{Text, whole_number};

/// A parameter of a family of worlds: flags, help and lists come from it.
#[derive(Debug)]
pub struct Param {
    /// Its name on the command line and in files: `states`.
    pub name: &'static str,
    /// The letter that stands for a value of it in help.
    pub letter: &'static str,
    /// What it is, in a few words.
    pub text: Text,
    /// What it may be.
    pub range: Range,
}

/// What a parameter may be, and what it is if nothing is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// A whole number.
    Whole {
        /// The least that it may be.
        least: u64,
        /// The greatest that it may be.
        most: u64,
        /// What it is if nothing is said.
        default: u64,
    },
    /// A number from 0 to 1.
    Share {
        /// What it is if nothing is said.
        default: Unit,
    },
}

/// What a parameter is set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// A whole number.
    Whole(u64),
    /// A number from 0 to 1.
    Share(Unit),
}

/// Why a parameter cannot be set to something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{param}: {problem}")]
pub struct SettingError {
    /// The name of the parameter.
    pub param: &'static str,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl Range {
    /// What the parameter is if nothing is said.
    pub fn default(self) -> Setting {
        match self {
            Self::Whole { default, .. } => Setting::Whole(default),
            Self::Share { default } => Setting::Share(default),
        }
    }

    /// The least and the greatest that it may be.
    pub fn ends(self) -> (Setting, Setting) {
        match self {
            Self::Whole { least, most, .. } => (Setting::Whole(least), Setting::Whole(most)),
            Self::Share { .. } => (Setting::Share(Unit::ZERO), Setting::Share(Unit::ONE)),
        }
    }

    fn parse(self, text: &str) -> Option<Setting> {
        match self {
            Self::Whole { least, most, .. } => whole_number(text)
                .filter(|number| (least..=most).contains(number))
                .map(Setting::Whole),
            Self::Share { .. } => {
                let share = Unit::new(text.parse().ok()?);
                share.ok().map(Setting::Share)
            }
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = self.ends();
        write!(f, "{least} to {most}")
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Share(share) => share.fmt(f),
        }
    }
}

/// What the parameters of a family were set to; those that nothing was said about have their defaults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(Vec<(&'static str, Setting)>);

impl Settings {
    /// Set `param` to what `text` says.
    ///
    /// # Errors
    /// If it may not be that.
    pub fn set(&mut self, param: &'static Param, text: &str) -> Result<(), SettingError> {
        let Param { name, range, .. } = param;
        let setting = range.parse(text).ok_or_else(|| SettingError {
            param: name,
            problem: match range {
                Range::Whole { .. } => format!("a whole number from {range} is wanted, not {text}"),
                Range::Share { .. } => format!("a number from {range} is wanted, not {text}"),
            },
        })?;
        self.0.retain(|known| known.0 != *name);
        self.0.push((name, setting));
        Ok(())
    }

    /// What `param` is.
    pub fn get(&self, param: &Param) -> Setting {
        let known = self.0.iter().find(|known| known.0 == param.name);
        known.map_or(param.range.default(), |known| known.1)
    }

    /// What `param`, a whole number, is.
    pub fn whole(&self, param: &Param) -> u64 {
        match self.get(param) {
            Setting::Whole(number) => number,
            Setting::Share(share) => share.get() as u64,
        }
    }

    /// What `param`, a share, is.
    pub fn share(&self, param: &Param) -> f64 {
        match self.get(param) {
            Setting::Whole(number) => number as f64,
            Setting::Share(share) => share.get(),
        }
    }

    /// The name of a world of the family `name`: what one types for it, such as `random --states 1000`.
    pub fn name(&self, family: &str, params: &[Param]) -> String {
        let mut name = family.to_owned();
        for param in params {
            let setting = self.get(param);
            if setting != param.range.default() {
                name = format!("{name} --{} {setting}", param.name);
            }
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static BOTH: [Param; 2] = [
        Param {
            name: "size",
            letter: "N",
            text: Text::new("size", "大小"),
            range: Range::Whole {
                least: 1,
                most: 1000,
                default: 7,
            },
        },
        Param {
            name: "share",
            letter: "T",
            text: Text::new("share", "比例"),
            range: Range::Share {
                default: Unit::literal(0.5),
            },
        },
    ];
    static SIZE: &Param = &BOTH[0];
    static SHARE: &Param = &BOTH[1];

    #[test]
    fn what_is_said_last_holds_and_what_is_not_said_has_its_default() {
        let mut settings = Settings::default();
        assert_eq!((settings.whole(SIZE), settings.share(SHARE)), (7, 0.5));
        settings.set(SIZE, "12").unwrap();
        settings.set(SIZE, "1e3").unwrap();
        settings.set(SHARE, "1").unwrap();
        assert_eq!((settings.whole(SIZE), settings.share(SHARE)), (1000, 1.0));
    }

    #[test]
    fn what_a_parameter_may_not_be_is_said_with_what_it_may_be() {
        let mut settings = Settings::default();
        for bad in ["0", "1001", "-1", "1.5", "x", ""] {
            let error = settings.set(SIZE, bad).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("size: a whole number from 1 to 1000 is wanted, not {bad}")
            );
        }
        for bad in ["1.5", "-0.1", "NaN", "inf", ""] {
            let error = settings.set(SHARE, bad).unwrap_err();
            assert_eq!(
                error.problem,
                format!("a number from 0 to 1 is wanted, not {bad}")
            );
        }
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn the_name_of_a_world_is_what_one_types_for_it() {
        let mut settings = Settings::default();
        let name = |settings: &Settings| settings.name("family", &BOTH);
        assert_eq!(name(&settings), "family");
        settings.set(SHARE, "0.25").unwrap();
        settings.set(SIZE, "7").unwrap();
        assert_eq!(name(&settings), "family --share 0.25");
        settings.set(SIZE, "8").unwrap();
        assert_eq!(name(&settings), "family --size 8 --share 0.25");
    }
}
