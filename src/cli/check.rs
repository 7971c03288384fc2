//! `qlens check`: what a file is and what is odd about it.

use std::path::Path;
use std::process::ExitCode;

use super::args::{CheckArgs, TextOrJson};
use super::failure::Failure;
use super::output::Output;
use super::{file, world};
use crate::env::trace;
use crate::report::{TableCheck, TraceCheck};

/// Look at the file and print what was found; a file that cannot be used is a failure.
pub fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let text = file::read(
        &args.file,
        "a Gymnasium table or recorded episodes, in JSON,",
    )?;
    if trace::is_one(&text) {
        let check = recorded(&args.file, &text)?;
        print(args.format, |format, out| match format {
            TextOrJson::Text => check.text(out),
            TextOrJson::Json => check.json(out),
        })
    } else {
        let (world, noticed) = world::table(&args.file, &text)?;
        let check = TableCheck::new(&args.file.display().to_string(), &world, noticed);
        print(args.format, |format, out| match format {
            TextOrJson::Text => check.text(out),
            TextOrJson::Json => check.json(out),
        })
    }
}

fn recorded(path: &Path, text: &str) -> Result<TraceCheck, Failure> {
    let trace = file::trace(path, text)?;
    let shape = trace
        .shape(None, None)
        .map_err(|error| file::wrong_trace(path, &error))?;
    Ok(TraceCheck::new(&path.display().to_string(), &trace, shape))
}

fn print(
    format: TextOrJson,
    write: impl FnOnce(TextOrJson, &mut Output) -> std::io::Result<()>,
) -> Result<ExitCode, Failure> {
    let mut out = Output::stdout();
    write(format, &mut out).map_err(|error| out.failure(&error))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
