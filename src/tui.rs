//! The terminal: in and out, signals, the writer, the one loop.
//!
//! ```text
//!   signals ──┐                       ┌─► App::handle ─► requests ─► trainer
//!   keys ─────┤                       │
//!   trainer ──┼─► Interface (select!) ┼─► App::receive ◄─ newest snapshot
//!   writer ───┤                       │
//!   frame due ┘                       └─► ui::draw ─► bytes ─► writer's thread ─► stdout
//! ```
//!
//! The terminal is given back however the program ends, and while it is suspended. While the screen is up a panic is only noted down, on whatever
//! thread it happens; it is reported as an error, with exit code 1, when the screen has been left. What is shown, and what
//! a key means, is not decided here.

mod background;
mod decoder;
mod input;
mod interface;
mod pace;
mod panics;
mod questions;
mod screen;
mod signals;
mod sixteen;
mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use color_eyre::eyre::{Report, Result, WrapErr, eyre};
use color_eyre::{Section, SectionExt};

use crate::app::{App, Setup};
use crate::runtime::panic_message;
use crate::session::Scenario;
use crate::text::Lang;
use crate::ui::theme::{Background, ColorDepth};
use interface::Interface;
use panics::{PanicWatch, Seen};
use questions::Questions;
use screen::Screen;
use signals::Signals;

/// What the interface is opened with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The run.
    pub scenario: Scenario,
    /// The file that its world was read from; none of a built-in world.
    pub file: Option<String>,
    /// The language.
    pub lang: Lang,
    /// How many colors to use; none to tell by the environment.
    pub color: Option<ColorDepth>,
    /// The terminal's ground; none to ask the terminal.
    pub theme: Option<Background>,
    /// What it can draw with.
    pub signs: Signs,
    /// Whether projector style is on.
    pub projector: bool,
    /// Whether the truth is uncovered from the beginning.
    pub truth: bool,
    /// Whether the terminal is to tell of the mouse.
    pub mouse: bool,
}

/// What a terminal can draw with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signs {
    /// It is asked whether it shows all signs as they should be.
    #[default]
    Asked,
    /// ASCII letters only.
    Ascii,
    /// ASCII letters only, and it prints what it is asked for its ground.
    Console,
}

impl Options {
    /// What is not known yet and the terminal can tell.
    fn questions(&self) -> Questions {
        Questions {
            width: cfg!(unix) && self.signs == Signs::Asked,
            ground: cfg!(unix) && self.signs != Signs::Console && self.theme.is_none(),
        }
    }
}

/// Open the interface on the terminal and stay until the person leaves or the program is told to end.
///
/// Gives the exit code: 0 after a key, 129, 130 and 143 after SIGHUP, SIGINT and SIGTERM.
///
/// # Errors
/// The terminal cannot be used, or a part of the program panicked. The terminal has been given back by then.
pub fn run(options: Options) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .wrap_err("cannot start the runtime")?;
    let signals = {
        let _inside = runtime.enter();
        Signals::listen().wrap_err("cannot listen to signals")?
    };
    let panics = PanicWatch::install();
    let questions = options.questions().bytes();
    let outcome = Screen::enter(&questions, options.mouse).map(|mut screen| {
        let interface = || {
            let interact = async { Interface::open(options, signals, &mut screen)?.run().await };
            runtime.block_on(interact)
        };
        catch_unwind(AssertUnwindSafe(interface))
    });
    // The screen has been left here: it lives no longer than the interface.
    runtime.shutdown_background();
    let seen = panics.finish();
    match outcome.wrap_err("cannot use the terminal")? {
        Ok(Ok(ending)) => Ok(ending.exit_code()),
        Ok(Err(report)) => Err(with_panic(report, seen)),
        Err(payload) => {
            let message = panic_message(&*payload);
            Err(with_panic(eyre!("the interface panicked: {message}"), seen))
        }
    }
}

/// Add to `report` where the panic behind it was, if there was one.
fn with_panic(report: Report, seen: Option<Seen>) -> Report {
    let Some(seen) = seen else { return report };
    let report = report
        .note(format!("it happened at {}", seen.place))
        .note("this is a mistake in qlens, not in what you did; please report it");
    match seen.backtrace() {
        Some(backtrace) => report.section(backtrace.header("Backtrace:")),
        None => report,
    }
}
