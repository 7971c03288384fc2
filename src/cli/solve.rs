//! `qlens solve`: the exact optimum of a world.

use std::process::ExitCode;

use super::args::{SolveArgs, TextOrJson};
use super::failure::Failure;
use super::output::Output;
use super::world;
use crate::report::{OptimumReport, why_unsolved};
use crate::truth::Truth;

/// Solve and print.
pub fn run(args: &SolveArgs) -> Result<ExitCode, Failure> {
    let world = world::find(&args.world)?;
    let gamma = args.gamma.unwrap_or(world.defaults.gamma);
    // Nothing is written before it is solved, so Ctrl-C may end the program as it ends any other.
    let truth = Truth::of(&world, gamma, &mut || false).map_err(|unsolved| {
        let why = why_unsolved(&world, unsolved);
        Failure::Failed(format!(
            "{} at γ {gamma} {why}; a discount below 1 keeps it finite: --gamma 0.99",
            world.name
        ))
    })?;
    let report = OptimumReport::new(&world, &truth);
    let mut out = Output::stdout();
    let written = match args.format {
        TextOrJson::Text => report.text(&mut out),
        TextOrJson::Json => report.json(&mut out),
    };
    written.map_err(|error| out.failure(&error))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
