//! `qlens solve`: the exact optimum of a world, without exploration or with it.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::process::ExitCode;

use super::args::{Format, SolveArgs};
use super::failure::Failure;
use super::interrupt;
use super::output::Output;
use super::world::{self, Wanted};
use crate::mdp::{Unit, World};
use crate::report::{OptimumReport, Progress, why_unsolved, write_cells};
use crate::truth::{Truth, Unsolved};

/// Solve and print.
pub fn run(args: &SolveArgs) -> Result<ExitCode, Failure> {
    // Nothing is half done at any time, so Ctrl-C may end the program wherever it is.
    interrupt::end_at_once()?;
    let world = world::find(Wanted {
        name: &args.world,
        params: &args.params,
        tables: 0,
    })?
    .make()?;
    let gamma = args.gamma.unwrap_or(world.defaults.gamma);
    let epsilon = args.epsilon.unwrap_or(Unit::ZERO);
    let truth = solve(&world, gamma, epsilon).map_err(|unsolved| {
        let why = why_unsolved(&world, unsolved);
        Failure::Failed(format!(
            "{} at γ {gamma}{} {why}; a discount below 1 keeps it finite: --gamma 0.99",
            world.name,
            args.epsilon
                .map_or(String::new(), |epsilon| format!(" and ε {epsilon}"))
        ))
    })?;
    let report = || OptimumReport::new(&world, &truth, args.epsilon.is_some());
    let mut out = Output::stdout();
    let written = match args.format {
        Format::Text => report().text(&mut out),
        Format::Json => report().json(&mut out),
        Format::Csv => write_cells(&world, &truth.optimum, &mut out),
    };
    written.map_err(|error| out.failure(&error))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Solve, and tell whoever looks how far it is.
fn solve(world: &World, gamma: Unit, epsilon: Unit) -> Result<Truth, Unsolved> {
    let progress = Progress::solving(io::stderr().is_terminal());
    let found = Truth::watched(world, gamma, epsilon, &mut |now| {
        progress.set_share(now.share);
        ControlFlow::Continue(())
    });
    progress.clear();
    found
}
