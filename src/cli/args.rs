//! Everything that can be said on the command line, and the help for it.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::hyper::ParamArgs;
use super::params::WorldParams;
use crate::agent::Hyper;
use crate::mdp::{Ties, Unit};
use crate::text::whole_number;

/// The seed of a run that names none: a constant, so that a class sees the same run as its teacher.
pub const SEED: u64 = 12;

const EXAMPLES: &str = "\
Examples:
  qlens                             open the recommender and watch it learn
  qlens cliff-walking --epsilon 0.2 open the cliff, exploring more than usual
  qlens frozen-lake --lang zh       open the frozen lake in Chinese
  qlens random --states 1000        open a random world of a thousand states
  qlens table.json                  open a Gymnasium transition table
  qlens solve cliff-walking         print the exact optimum
  qlens train recommender --seeds 100 --output runs.json
                                    train a hundred runs without a screen
  qlens learn homework.json         learn from recorded episodes: the answer key
  qlens check table.json            say what a file is and what is odd about it

A built-in world or a command wins over a file of the same name: ./list opens a file.
Exit codes: 0 fine, 1 it failed, 2 wrong usage, 130 and 143 interrupted.";

const SOLVE_EXAMPLES: &str = "\
Examples:
  qlens solve recommender
  qlens solve frozen-lake --gamma 0.95 --format json
  qlens solve cliff-walking --epsilon 0.1
                                    what SARSA comes to if it keeps exploring
  qlens solve table.json --format csv

With --epsilon it is the best that a policy can do that takes a random action with probability ε (Sutton & Barto 5.4): q, v and
policy (what it does when it does not explore), the value of the start and the return are those of this policy.

The keys of the JSON: world, gamma, epsilon (null without --epsilon), states, actions, q (null where an action is not legal), v,
policy (the best actions of every state, by index), start_value, start_return (null, and \"why\", if there is none),
bound (of large worlds: no value is off by more; left out where that could not be proven).
CSV has a line per legal action: state,action,q,v,best (1 or 0).";

const TRAIN_EXAMPLES: &str = "\
Examples:
  qlens train recommender
  qlens train cliff-walking --episodes 2000 --epsilon 0.05 --format json
  qlens train cliff-walking --algorithm sarsa --epsilon 0.5:0.01:400 --output curve.csv
  qlens train recommender --seeds 100 --output runs.json
  qlens train frozen-lake --steps 1e6 --output curve.csv
  qlens train random --states 1e6 --steps 1e7 --no-tables --output large.json

A schedule moves alpha or epsilon from episode to episode: 1:0.1:500 goes from 1 to 0.1 in 500 episodes, 1*0.99 keeps 99 % of it,
and 1:1/k:100 falls like 1/k, a half of 1 after 100 episodes, a third after 200: with such an alpha estimates settle.

The same scenario and seed give the same bytes on every machine. JSON has the scenario and, per seed, the table that was learned and
what it is worth; a figure that has no number is null, and \"why\" says why. With --no-tables it has neither \"table\" nor q, visits and
policy. CSV has a line per finished episode:
seed,episode,steps,return,epsilon,alpha. Ctrl-C stops and writes what there is.";

const LEARN_EXAMPLES: &str = "\
Examples:
  qlens learn homework.json
  qlens learn homework.json --algorithm q-learning --states 16 --actions 4
  qlens learn homework.json --alpha 0.5 --output key.csv

The file holds episodes that somebody recorded, step by step:
  {\"alpha\": 0.1, \"gamma\": 0.9, \"episodes\": [
    [[0, 1, -1.0, 2, 3, false, false], [2, 3, 5.0, 4, null, true, false]], …]}
A step is [state, action, reward, next_state, next_action, terminated, truncated];
next_action may be null or left out: within an episode the next step says it too.
alpha, gamma and epsilon of the file hold where no option says otherwise; where neither does, they
are 0.1, 0.99 and 0.1. All values are 0 at first. The episodes are learned from once, in order.

The keys of the JSON: algorithm, alpha, gamma, epsilon, ties, states, actions, q, visits, steps,
episodes. CSV has a line per state and action: state,action,q,visits.";

const CHECK_EXAMPLES: &str = "\
Examples:
  qlens check taxi.json
  qlens check homework.json --format json

It says what the file is (a Gymnasium table, or recorded episodes as for qlens learn), how large it
is, whether its episodes end, and what is odd about it: odd is not wrong. A file that cannot be used
gets one message with the place and the mend, and exit code 1.

A table is {\"P\": […], \"start\": 0, …}, where P[state][action] lists what can happen:
  [[probability, next_state, reward, terminated], …], or [] if the action is not legal there.
Beside P, if wanted: start (a state, a list of states, or a list of [state, probability]), actions,
state_labels, time_limit, shape ([rows, columns] of a map), desc (its letters: S, G, H, #),
terminal_states, name. Only P is needed; P alone, as Gymnasium has it, is a table too.";

/// Watch a tabular reinforcement-learning agent learn in the terminal, and steer it while it learns.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to open: the name of a built-in world (see: qlens list) or a file.
    #[arg(default_value = "recommender")]
    pub world: String,
    #[command(flatten)]
    pub params: WorldParams,
    #[command(flatten)]
    pub interface: InterfaceArgs,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the worlds and the algorithms, a line each.
    List(ListArgs),
    /// Work out the exact optimum of a world: Q*, V* and the best policy, also under exploration.
    #[command(after_help = SOLVE_EXAMPLES)]
    Solve(SolveArgs),
    /// Train without a screen, for scripts: the same engine, one run or many.
    #[command(after_help = TRAIN_EXAMPLES)]
    Train(TrainArgs),
    /// Learn from recorded episodes: the table that has to come out, an answer key.
    #[command(after_help = LEARN_EXAMPLES)]
    Learn(LearnArgs),
    /// Look at a file: what it is, how large, whether it ends, what is odd.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
}

/// How the interface opens.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct InterfaceArgs {
    #[command(flatten)]
    pub learner: LearnerArgs,
    /// Seed of the run.
    #[arg(long, value_name = "S", value_parser = seed, allow_negative_numbers = true, default_value_t = SEED)]
    pub seed: u64,
    /// Open with the truth uncovered.
    #[arg(long)]
    pub truth: bool,
    /// Leave the mouse to the terminal: marking text then needs no Shift.
    #[arg(long)]
    pub no_mouse: bool,
    /// Language [default: by the locale].
    #[arg(long)]
    pub lang: Option<LangArg>,
    /// Colors [default: what the terminal promises].
    #[arg(long, conflicts_with = "no_color")]
    pub color: Option<ColorArg>,
    /// The same as --color none.
    #[arg(long)]
    pub no_color: bool,
    /// Ground of the terminal [default: ask the terminal].
    #[arg(long)]
    pub theme: Option<ThemeArg>,
    /// Draw with ASCII letters only [default: if the locale or the terminal cannot do better].
    #[arg(long)]
    pub ascii: bool,
    /// Draw for a projector: strong contrast, framed cells, fewer parts.
    #[arg(long)]
    pub projector: bool,
}

/// What learns, and how; what is not said is as the world suggests.
#[derive(Debug, clap::Args)]
pub struct LearnerArgs {
    /// Algorithm (see: qlens list).
    #[arg(long, value_name = "A", default_value = "q-learning")]
    pub algorithm: String,
    #[command(flatten)]
    pub params: ParamArgs,
    /// Which of equally good actions is taken.
    #[arg(long)]
    pub ties: Option<TiesArg>,
}

impl LearnerArgs {
    /// Put what was said in place of what `suggested` has.
    pub fn over(&self, suggested: Hyper) -> Hyper {
        let mut hyper = self.params.over(suggested);
        hyper.ties = self.ties.map_or(hyper.ties, Ties::from);
        hyper
    }
}

#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// How to print it.
    #[arg(long, default_value = "text")]
    pub format: TextOrJson,
}

#[derive(Debug, clap::Args)]
pub struct SolveArgs {
    /// The name of a built-in world (see: qlens list) or a file.
    pub world: String,
    #[command(flatten)]
    pub params: WorldParams,
    /// Discount, 0 to 1 [default: the world's].
    #[arg(long, value_name = "γ", value_parser = unit, allow_negative_numbers = true)]
    pub gamma: Option<Unit>,
    /// Exploration rate, 0 to 1: the best among policies that explore this much [default: the plain optimum].
    #[arg(long, value_name = "ε", value_parser = unit, allow_negative_numbers = true)]
    pub epsilon: Option<Unit>,
    /// How to print it.
    #[arg(long, default_value = "text")]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
pub struct TrainArgs {
    /// The name of a built-in world (see: qlens list) or a file.
    pub world: String,
    #[command(flatten)]
    pub params: WorldParams,
    #[command(flatten)]
    pub learner: LearnerArgs,
    /// Episodes per run [default: the world's].
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, conflicts_with = "steps")]
    pub episodes: Option<u64>,
    /// Steps per run, instead of episodes.
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub steps: Option<u64>,
    /// Seed of the first run.
    #[arg(long, value_name = "S", value_parser = seed, allow_negative_numbers = true, default_value_t = SEED)]
    pub seed: u64,
    /// Number of runs, with the seeds S, S+1, …
    #[arg(long, value_name = "K", value_parser = at_least_one, allow_negative_numbers = true, default_value = "1")]
    pub seeds: u64,
    /// Threads that share the seeds; the results are the same for every number of them.
    #[arg(long, value_name = "J", default_value_t = 1, value_parser = threads, allow_negative_numbers = true)]
    pub jobs: usize,
    /// Write to this file, whole or not at all, instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to print it [default: by the file's extension, else text].
    #[arg(long)]
    pub format: Option<Format>,
    /// Leave the tables out, of text what was learned, of JSON the world's too: for worlds of many states.
    #[arg(long)]
    pub no_tables: bool,
}

#[derive(Debug, clap::Args)]
pub struct LearnArgs {
    /// A file with recorded episodes.
    #[arg(value_name = "TRACE")]
    pub trace: PathBuf,
    #[command(flatten)]
    pub learner: LearnerArgs,
    /// Number of states [default: the largest in the file, and one].
    #[arg(long, value_name = "N", value_parser = size, allow_negative_numbers = true)]
    pub states: Option<usize>,
    /// Number of actions [default: the largest in the file, and one].
    #[arg(long, value_name = "N", value_parser = size, allow_negative_numbers = true)]
    pub actions: Option<usize>,
    /// Write to this file, whole or not at all, instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to print it [default: by the file's extension, else text].
    #[arg(long)]
    pub format: Option<Format>,
}

#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// A file with a Gymnasium table or recorded episodes.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How to print it.
    #[arg(long, default_value = "text")]
    pub format: TextOrJson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TiesArg {
    /// The first of them, in the order of the actions.
    First,
    /// Each of them with the same probability.
    Uniform,
}

impl From<TiesArg> for Ties {
    fn from(ties: TiesArg) -> Self {
        match ties {
            TiesArg::First => Self::First,
            TiesArg::Uniform => Self::Uniform,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// English.
    En,
    /// Chinese (中文).
    Zh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// 24 bits.
    True,
    /// The palette of 256.
    #[value(name = "256")]
    Palette,
    /// The 16 that the terminal's user has chosen.
    #[value(name = "16")]
    Ansi,
    /// No color at all.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    Dark,
    Light,
}

fn unit(text: &str) -> Result<Unit, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| "a number from 0 to 1 is wanted".to_owned())?;
    Unit::new(number).map_err(|wrong| wrong.to_string())
}

fn seed(text: &str) -> Result<u64, String> {
    whole_number(text).ok_or_else(|| format!("a whole number from 0 to {} is wanted", u64::MAX))
}

/// A number of threads: at least 1, and no more than any machine of today can use.
fn threads(text: &str) -> Result<usize, String> {
    let number = whole_number(text).filter(|number| (1..=1024).contains(number));
    let number = number.and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| "a number from 1 to 1024 is wanted".to_owned())
}

fn count(text: &str) -> Result<u64, String> {
    whole_number(text).ok_or_else(|| "a whole number is wanted, such as 5000 or 1e6".to_owned())
}

fn size(text: &str) -> Result<usize, String> {
    let number = count(text)?;
    match usize::try_from(number) {
        Ok(0) => Err("at least 1 is wanted".to_owned()),
        Ok(size) => Ok(size),
        Err(_) => Err("it is too large".to_owned()),
    }
}

fn at_least_one(text: &str) -> Result<u64, String> {
    match count(text)? {
        0 => Err("at least one run is wanted".to_owned()),
        runs => Ok(runs),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_definition_holds_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_command_wins_over_a_world_and_a_path_does_not_name_one() {
        assert!(matches!(
            parse("qlens list").unwrap().command,
            Some(Command::List(_))
        ));
        let args = parse("qlens ./list").unwrap();
        assert!(args.command.is_none());
        assert_eq!(args.world, "./list");
        assert_eq!(parse("qlens").unwrap().world, "recommender");
    }

    #[test]
    fn numbers_outside_the_unit_interval_never_get_in() {
        for bad in ["1.2", "-0.1", "NaN", "inf", "1e400", "x", ""] {
            assert!(unit(bad).is_err(), "{bad}");
        }
        assert_eq!(unit("1"), Ok(Unit::ONE));
        assert_eq!(unit("-0"), Ok(Unit::ZERO));
        let message = parse("qlens train recommender --epsilon -0.1")
            .unwrap_err()
            .to_string();
        assert!(message.contains("-0.1 is not between 0 and 1"), "{message}");
    }

    #[test]
    fn sizes_and_runs_are_at_least_one() {
        assert_eq!(count("1e6"), Ok(1_000_000));
        assert_eq!(count("0"), Ok(0));
        assert_eq!((seed("1e3"), threads("1e1")), (Ok(1000), Ok(10)));
        assert!(seed("-1").is_err() && seed("2e19").is_err() && threads("0").is_err());
        assert!(count("1.5").is_err());
        assert!(at_least_one("0").is_err());
        assert!(size("0").is_err());
        assert_eq!(size("16"), Ok(16));
    }

    #[test]
    fn what_is_said_goes_over_what_the_world_suggests() {
        let Some(Command::Train(train)) = parse("qlens train x --alpha 0 --ties first")
            .unwrap()
            .command
        else {
            panic!("train")
        };
        let suggested = Hyper::new(Unit::ONE, Unit::ONE, Unit::ONE, Ties::Uniform);
        let hyper = train.learner.over(suggested);
        assert_eq!(
            (hyper.alpha(), hyper.gamma(), hyper.ties),
            (Unit::ZERO, Unit::ONE, Ties::First)
        );
    }
}
