//! `qlens check`: what a file is and what is odd about it.

use std::path::Path;
use std::process::ExitCode;

use super::args::{CheckArgs, TextOrJson};
use super::failure::Failure;
use super::file;
use super::output::Output;
use crate::env::gymnasium::ParseError;
use crate::env::trace;
use crate::report::{TableCheck, TraceCheck};

/// Look at the file and print what was found; a file that cannot be used is a failure.
pub fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let text = file::read(
        &args.file,
        "a Gymnasium table or recorded episodes, in JSON",
    )?;
    if trace::is_one(&text) {
        let check = recorded(&args.file, &text)?;
        print(args.format, |format, out| match format {
            TextOrJson::Text => check.text(out),
            TextOrJson::Json => check.json(out),
        })
    } else {
        let check = table(&args.file, &text)?;
        print(args.format, |format, out| match format {
            TextOrJson::Text => check.text(out),
            TextOrJson::Json => check.json(out),
        })
    }
}

fn table(path: &Path, text: &str) -> Result<TableCheck, Failure> {
    let name = path.display().to_string();
    match file::table(path, text) {
        Ok((world, noticed)) => Ok(TableCheck::new(&name, &world, &noticed)),
        Err(ParseError::NoTable) => Err(Failure::Failed(format!(
            "{name}: it is neither a Gymnasium table (a key \"P\", or states \"0\", \"1\", …) nor recorded episodes (a key \"episodes\"); see: qlens check --help"
        ))),
        Err(error) => Err(file::wrong(path, error.position(), &error)),
    }
}

fn recorded(path: &Path, text: &str) -> Result<TraceCheck, Failure> {
    let (trace, strangers) = file::trace(path, text)?;
    let shape = file::shape(path, &trace, None, None)?;
    let name = path.display().to_string();
    Ok(TraceCheck::new(&name, &trace, shape, &strangers))
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
