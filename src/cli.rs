//! The command line: what was asked for, and who does it.
//!
//! One file per subcommand. Nothing here learns, solves or lays out what is printed; that is `report`'s.

mod args;
mod check;
mod failure;
mod file;
mod hyper;
mod interrupt;
mod learn;
mod list;
mod memory;
mod names;
mod open;
mod output;
mod params;
mod pipe;
mod solve;
mod terminal;
mod train;
mod world;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use failure::Failure;

/// Read the arguments of the process, do what they ask for, and say how it went: 0 fine, 1 it failed, 2 wrong usage,
/// 130 and 143 interrupted.
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(answer) => {
            return second_world(&answer)
                .map_or_else(|| answered(&answer), |failure| failed(&failure));
        }
    };
    let done = match args.command {
        None => open::run(&args.world, &args.params, &args.interface),
        Some(Command::List(list)) => list::run(&list),
        Some(Command::Solve(solve)) => solve::run(&solve),
        Some(Command::Train(train)) => train::run(&train),
        Some(Command::Learn(learn)) => learn::run(&learn),
        Some(Command::Check(check)) => check::run(&check),
    };
    done.unwrap_or_else(|failure| failed(&failure))
}

/// Print help, version or what is wrong with the arguments. That nobody may be there to read it is no failure.
fn answered(answer: &clap::Error) -> ExitCode {
    let _ = answer.print();
    ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(failure::USAGE))
}

/// What to say to somebody who names a second world, or a command behind a world: to clap both are commands in the wrong place.
fn second_world(answer: &clap::Error) -> Option<Failure> {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    if answer.kind() != ErrorKind::ArgumentConflict {
        return None;
    }
    let Some(ContextValue::String(name)) = answer.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    Some(Failure::Usage(
        if world::COMMANDS.contains(&name.as_str()) {
            format!(
                "{name} is a command and comes first: qlens {name} …; its options: qlens {name} --help"
            )
        } else {
            format!(
                "one world at a time is opened, and {name:?} is another; all of them: qlens list"
            )
        },
    ))
}

fn failed(failure: &Failure) -> ExitCode {
    if let Some(message) = failure.message() {
        // If standard error is gone too, the exit code still tells.
        let _ = writeln!(std::io::stderr(), "error: {message}");
    }
    ExitCode::from(failure.code())
}
