//! The flags of the families of worlds, straight from the registry: a family's parameter is a flag wherever a world is named.

use std::fmt;

use clap::{Arg, ArgMatches, Command};

use super::failure::Failure;
use crate::env::{self, EnvSpec, Param, SettingError, Settings};
use crate::text::Lang;

/// What was said of a world's parameters, as it was typed: only its family knows what each may be.
#[derive(Clone, Debug, Default)]
pub struct WorldParams(Vec<(&'static str, String)>);

/// Every parameter of every family, each name once.
fn all() -> impl Iterator<Item = &'static Param> {
    let params = || env::registry().iter().flat_map(EnvSpec::params);
    let is_first = move |&(index, param): &(usize, &Param)| {
        params().position(|other| other.name == param.name) == Some(index)
    };
    params().enumerate().filter(is_first).map(|found| found.1)
}

/// What the help says of `param`: what it is, what it may be, and which worlds have it.
fn help(param: &'static Param) -> String {
    let has = |spec: &&EnvSpec| spec.params().iter().any(|other| other.name == param.name);
    let worlds: Vec<&str> = env::registry()
        .iter()
        .filter(has)
        .map(|spec| spec.name)
        .collect();
    format!(
        "Of {}: {}, {} [default: {}].",
        worlds.join(", "),
        param.text.get(Lang::En),
        param.range,
        param.range.default()
    )
}

impl clap::Args for WorldParams {
    fn augment_args(command: Command) -> Command {
        let flag = |param: &'static Param| {
            Arg::new(param.name)
                .long(param.name)
                .value_name(param.letter)
                .help(help(param))
                .help_heading("Parameters of worlds")
                .allow_negative_numbers(true)
        };
        command.args(all().map(flag))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for WorldParams {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let said = |param: &'static Param| {
            let text = matches.get_one::<String>(param.name)?;
            Some((param.name, text.clone()))
        };
        Ok(Self(all().filter_map(said).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What was typed, with a space before each: ` --states 1000`.
impl fmt::Display for WorldParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut each = self.0.iter();
        each.try_for_each(|(name, text)| write!(f, " --{name} {text}"))
    }
}

impl WorldParams {
    /// What was said, as settings of the family `spec`, which has no other parameters.
    pub fn settings(&self, spec: &EnvSpec) -> Result<Settings, Failure> {
        let mut settings = Settings::default();
        for (name, text) in &self.0 {
            let known = spec.params().iter().find(|param| param.name == *name);
            let param = known.ok_or_else(|| stranger(name, spec.name, spec.params()))?;
            settings.set(param, text).map_err(|error| refused(&error))?;
        }
        Ok(settings)
    }

    /// A file has no parameters; `name` is what it is called.
    pub fn refuse_for_a_file(&self, name: &str) -> Result<(), Failure> {
        match self.0.first() {
            Some((param, _)) => Err(stranger(param, name, &[])),
            None => Ok(()),
        }
    }
}

/// What a family says against a setting, as it was typed.
pub fn refused(error: &SettingError) -> Failure {
    Failure::Usage(format!("--{}: {}", error.param, error.problem))
}

/// Say that `world` has no such parameter, and which it has.
fn stranger(name: &str, world: &str, params: &[Param]) -> Failure {
    let flags: Vec<String> = params
        .iter()
        .map(|param| format!("--{}", param.name))
        .collect();
    let has = match flags.as_slice() {
        [] => "it has no parameters".to_owned(),
        flags => format!("its parameters are {}", flags.join(", ")),
    };
    Failure::Usage(format!("--{name} is no parameter of {world}; {has}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(params: &[(&'static str, &str)]) -> WorldParams {
        WorldParams(
            params
                .iter()
                .map(|&(name, text)| (name, text.to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_family_takes_its_own_parameters_and_no_others() {
        let random = env::find("random").unwrap();
        let settings = said(&[("states", "1e3")]).settings(random).unwrap();
        assert_eq!(settings.whole(&random.params()[0]), 1000);
        let message = |params: &[_], world| {
            let spec = env::find(world).unwrap();
            said(params).settings(spec).unwrap_err().message().unwrap()
        };
        assert_eq!(
            message(&[("states", "3")], "recommender"),
            "--states is no parameter of recommender; it has no parameters"
        );
        assert_eq!(
            message(&[("width", "3")], "random"),
            "--width is no parameter of random; its parameters are --states, --actions, --branching, --terminal-share, --world-seed"
        );
        assert_eq!(
            message(&[("branching", "0")], "random"),
            "--branching: a whole number from 1 to 100 is wanted, not 0"
        );
    }

    #[test]
    fn every_parameter_is_a_flag_once() {
        let mut names: Vec<&str> = all().map(|param| param.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(names.contains(&"world-seed"));
    }
}
