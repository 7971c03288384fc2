//! `qlens list`: what there is.

use std::process::ExitCode;

use super::args::{ListArgs, TextOrJson};
use super::failure::Failure;
use super::output::Output;
use crate::report::Listing;
use crate::{agent, env};

/// Print the worlds and the algorithms.
pub fn run(args: &ListArgs) -> Result<ExitCode, Failure> {
    let listing = Listing::new(env::registry(), agent::registry());
    let mut out = Output::stdout();
    let written = match args.format {
        TextOrJson::Text => listing.text(&mut out),
        TextOrJson::Json => listing.json(&mut out),
    };
    written.map_err(|error| out.failure(&error))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
