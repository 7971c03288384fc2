//! Flags for every parameter there is, from their one table.

use clap::{Arg, ArgMatches, Command};

use super::failure::Failure;
use crate::agent::{
    AlgorithmSpec, Hyper, PARAMS, ParamId, ParamSpec, Schedule, Schedules, Setting,
};
use crate::session::Course;
use crate::text::Lang;

/// The parameters that were given on the command line.
#[derive(Debug, Default)]
pub struct ParamArgs(Vec<(ParamId, Course)>);

impl ParamArgs {
    /// Put what was given in place of what `suggested` has; of what moves, the value of the first episode.
    pub fn over(&self, suggested: Hyper) -> Hyper {
        let setting = |&(param, course): &(ParamId, Course)| {
            let value = match course {
                Course::Stays(value) => value,
                Course::Moves(schedule) => schedule.at(0).get(),
            };
            Setting::new(param, value).ok()
        };
        self.0
            .iter()
            .filter_map(setting)
            .fold(suggested, Hyper::with)
    }

    /// What is to change by itself from episode to episode.
    pub fn schedules(&self) -> Schedules {
        let moving = self.0.iter().filter_map(|&(param, course)| match course {
            Course::Moves(schedule) => Some((param, schedule)),
            Course::Stays(_) => None,
        });
        moving.fold(Schedules::default(), |all, (param, schedule)| {
            all.with(param, Some(schedule))
        })
    }

    /// Refuse what `algorithm` has no use for.
    pub fn check(&self, algorithm: &AlgorithmSpec) -> Result<(), Failure> {
        let asked = |&&(param, _): &&(ParamId, Course)| algorithm.params.contains(&param);
        match self.0.iter().find(|given| !asked(given)) {
            Some((param, _)) => Err(Failure::Usage(format!(
                "{} has no parameter {}",
                algorithm.name,
                param.spec().name
            ))),
            None => Ok(()),
        }
    }
}

impl clap::FromArgMatches for ParamArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |spec: &ParamSpec| {
            let course = matches.get_one::<Course>(spec.name)?;
            Some((spec.id, *course))
        };
        Ok(Self(PARAMS.iter().filter_map(given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for ParamArgs {
    fn augment_args(command: Command) -> Command {
        PARAMS.iter().map(flag).fold(command, Command::arg)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn flag(spec: &'static ParamSpec) -> Arg {
    Arg::new(spec.name)
        .long(spec.name)
        .value_name(spec.symbol)
        .allow_negative_numbers(true)
        .value_parser(move |text: &str| course(spec, text))
        .help(help(spec))
}

/// "Step size, 0 to 1: how far a value moves at one update; or a schedule over episodes, 1:0.1:500, 1*0.99 or 1:1/k:100".
fn help(spec: &ParamSpec) -> String {
    let text = spec.text.get(Lang::En);
    let (name, meaning) = text.split_once(':').unwrap_or((text, ""));
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    let (low, high) = spec.range();
    let schedule = if spec.scheduled {
        "; or a schedule over episodes, 1:0.1:500, 1*0.99 or 1:1/k:100"
    } else {
        ""
    };
    format!(
        "{}{rest}, {low} to {high}:{meaning}{schedule}",
        first.to_uppercase()
    )
}

/// Read a value, or a schedule where there may be one.
fn course(spec: &ParamSpec, text: &str) -> Result<Course, String> {
    if spec.scheduled {
        let schedule: Schedule = text.parse().map_err(|error| format!("{error}"))?;
        return Ok(match schedule {
            Schedule::Constant(value) => Course::Stays(value.get()),
            moving => Course::Moves(moving),
        });
    }
    let (low, high) = spec.range();
    let number = text.parse::<f64>();
    let number = number.map_err(|_| format!("a number from {low} to {high} is wanted"))?;
    let setting = Setting::new(spec.id, number).map_err(|error| error.to_string())?;
    Ok(Course::Stays(setting.get()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Experience, Kind, Terms, q_learning};
    use crate::text::Text;

    #[test]
    fn a_flag_tells_what_its_parameter_is() {
        assert_eq!(
            help(ParamId::Alpha.spec()),
            "Step size, 0 to 1: how far a value moves at one update; or a schedule over episodes, 1:0.1:500, 1*0.99 or 1:1/k:100"
        );
        assert_eq!(
            help(ParamId::Gamma.spec()),
            "Discount factor, 0 to 1: how much the future counts"
        );
    }

    #[test]
    fn what_an_algorithm_has_no_use_for_is_refused() {
        let given = ParamArgs(vec![(ParamId::Gamma, Course::Stays(0.5))]);
        assert!(given.check(&q_learning::SPEC).is_ok());
        let refused = given.check(&BARE).unwrap_err();
        assert!(format!("{refused:?}").contains("bare has no parameter gamma"));
    }

    /// A method that asks for nothing but a step size.
    static BARE: AlgorithmSpec = AlgorithmSpec {
        name: "bare",
        title: Text::new("", ""),
        text: Text::new("", ""),
        source: "",
        terms: Terms::one_step(Text::new("", "")),
        experience: Experience::Steps,
        kind: Kind::OffPolicy,
        params: &[ParamId::Alpha],
        build: |mdp, seed| (q_learning::SPEC.build)(mdp, seed),
    };
}
