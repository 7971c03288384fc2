//! `qlens [WORLD]`: the interface.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use super::args::{ColorArg, InterfaceArgs, LangArg, ThemeArg};
use super::failure::Failure;
use super::params::WorldParams;
use super::terminal::{language, variable};
use super::world::{self, Wanted};
use crate::text::Lang;
use crate::tui;
use crate::ui::theme::{Background, ColorDepth};

/// Open the interface on `name` and stay until it is left; gives the exit code.
pub fn run(name: &str, params: &WorldParams, args: &InterfaceArgs) -> Result<ExitCode, Failure> {
    let wanted = Wanted {
        name,
        params,
        tables: 1,
    };
    let scenario = world::scenario(wanted, &args.learner, args.seed)?;
    need_terminal(&format!("{name}{params}"))?;
    let options = tui::Options {
        scenario,
        lang: lang(args),
        color: color(args),
        theme: args.theme.map(background),
        projector: false,
        truth: args.truth,
    };
    tui::run(options).map_err(Failure::Broken)
}

/// Refuse before anything touches the terminal: keys come from standard input, frames go to standard output.
fn need_terminal(world: &str) -> Result<(), Failure> {
    if variable("TERM").as_deref() == Some("dumb") {
        return Err(Failure::Usage(format!(
            "the interface needs a terminal that can place text, and TERM=dumb says that this one cannot; if it can, \
             name it: TERM=xterm-256color qlens {world}. To train without a screen: qlens train {world}"
        )));
    }
    let missing = match (io::stdout().is_terminal(), io::stdin().is_terminal()) {
        (true, true) => return Ok(()),
        (false, _) => "standard output",
        (true, false) => "standard input",
    };
    Err(Failure::Usage(format!(
        "the interface needs a terminal, and {missing} is none. To train without a screen: qlens train {world}"
    )))
}

fn lang(args: &InterfaceArgs) -> Lang {
    match args.lang {
        Some(LangArg::En) => Lang::En,
        Some(LangArg::Zh) => Lang::Zh,
        None => language(variable),
    }
}

/// The colors that were asked for; none to tell by the environment.
fn color(args: &InterfaceArgs) -> Option<ColorDepth> {
    if args.no_color {
        return Some(ColorDepth::None);
    }
    args.color.map(|color| match color {
        ColorArg::True => ColorDepth::True,
        ColorArg::Palette => ColorDepth::Ansi256,
        ColorArg::Ansi => ColorDepth::Ansi16,
        ColorArg::None => ColorDepth::None,
    })
}

fn background(theme: ThemeArg) -> Background {
    match theme {
        ThemeArg::Dark => Background::Dark,
        ThemeArg::Light => Background::Light,
    }
}
