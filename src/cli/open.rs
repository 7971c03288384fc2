//! `qlens [WORLD]`: the interface.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use super::args::{ColorArg, InterfaceArgs, LangArg, ThemeArg};
use super::failure::Failure;
use super::params::WorldParams;
use super::terminal::{is_ascii, is_console, language, variable};
use super::world::{self, Wanted};
use crate::env;
use crate::text::Lang;
use crate::tui::{self, Signs};
use crate::ui::theme::{Background, ColorDepth};

/// Open the interface on `name` and stay until it is left; gives the exit code.
pub fn run(name: &str, params: &WorldParams, args: &InterfaceArgs) -> Result<ExitCode, Failure> {
    let wanted = Wanted {
        name,
        params,
        tables: 1,
    };
    let algorithm = world::algorithm(&args.learner)?;
    let found = world::find(wanted)?;
    // Before the world is made, which may take seconds.
    need_terminal(&format!("{name}{params}"))?;
    let scenario = world::scenario(found, algorithm, &args.learner, args.seed)?;
    let options = tui::Options {
        scenario,
        file: env::find(name).is_none().then(|| name.to_owned()),
        lang: lang(args),
        color: color(args),
        theme: args.theme.map(background),
        signs: signs(args),
        projector: args.projector,
        truth: args.truth,
        mouse: !args.no_mouse,
    };
    tui::run(options).map_err(Failure::Broken)
}

/// Refuse before anything is made and before anything touches the terminal: keys come from standard input, frames go to standard output.
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
        // Where letters beyond ASCII cannot be shown, Chinese cannot either.
        None if is_ascii(variable) => Lang::En,
        None => language(variable),
    }
}

fn signs(args: &InterfaceArgs) -> Signs {
    if is_console(variable) {
        Signs::Console
    } else if args.ascii || is_ascii(variable) {
        Signs::Ascii
    } else {
        Signs::Asked
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use clap::Parser;

    use super::*;
    use crate::agent::{ParamId, Setting, sarsa};
    use crate::app::{App, Setup, command};
    use crate::cli::args::Args;
    use crate::session::{Driver, Request, Scenario, View};

    /// The words of a command line as a shell takes them, single quotes and the backslash between them.
    fn words(line: &str) -> Vec<String> {
        let (mut words, mut quoted, mut escaped) = (vec![String::new()], false, false);
        for character in line.chars() {
            match (character, quoted) {
                (character, _) if std::mem::take(&mut escaped) => push(&mut words, character),
                ('\\', false) => escaped = true,
                ('\'', _) => quoted = !quoted,
                (' ', false) => words.push(String::new()),
                (character, _) => push(&mut words, character),
            }
        }
        words
    }

    fn push(words: &mut [String], character: char) {
        words.last_mut().unwrap().push(character);
    }

    /// The scenario of a command line, as the interface would open it, and the file that its world is from.
    fn opened(line: &[String]) -> (Scenario, Option<String>) {
        let args = Args::try_parse_from(line).unwrap();
        let wanted = Wanted {
            name: &args.world,
            params: &args.params,
            tables: 1,
        };
        let InterfaceArgs { learner, seed, .. } = &args.interface;
        let algorithm = world::algorithm(learner).ok().unwrap();
        let found = world::find(wanted).ok().unwrap();
        let scenario = world::scenario(found, algorithm, learner, *seed);
        let file = env::find(&args.world).is_none();
        (scenario.ok().unwrap(), file.then(|| args.world.clone()))
    }

    /// The command line of a run that `line` opens and `change` changes, and the run.
    fn shown(line: &str, change: impl Fn(&mut Driver)) -> (String, Driver) {
        let (scenario, file) = opened(&words(line));
        let app = App::new(Setup {
            world: Arc::clone(&scenario.world),
            file,
            algorithm: scenario.algorithm,
            lang: Lang::En,
            truth: false,
            projector: false,
            mouse: true,
        });
        let mut driver = Driver::new(scenario);
        change(&mut driver);
        let snapshot = driver.snapshot(&View::default());
        (command(&app, &snapshot).join(" "), driver)
    }

    fn assert_reproduced(line: &str, change: impl Fn(&mut Driver)) -> String {
        let (shown, driver) = shown(line, change);
        let again = opened(&words(&shown)).0;
        let session = driver.session();
        assert_eq!(again.world.name, session.world().name, "{shown}");
        assert_eq!(again.world.mdp.n_states(), session.world().mdp.n_states());
        assert_eq!(again.algorithm, session.algorithm(), "{shown}");
        assert_eq!(again.hyper, *session.hyper(), "{shown}");
        assert_eq!(again.schedules, *session.schedules(), "{shown}");
        assert_eq!(again.seed, session.scenario().seed, "{shown}");
        shown
    }

    #[test]
    fn the_command_that_is_shown_opens_what_is_there() {
        let shown = assert_reproduced("qlens", |_| ());
        assert_eq!(
            shown,
            "qlens recommender --algorithm q-learning --epsilon 0.2 --alpha 0.1 --gamma 0.9 --seed 12"
        );
        assert_reproduced(
            "qlens cliff-walking --algorithm sarsa --alpha 0.3 --ties first --seed 7",
            |_| (),
        );
        let schedules =
            "qlens random --states 50 --actions 3 --epsilon 1:0.1:500 --alpha '0.5*0.99'";
        let shown = assert_reproduced(schedules, |_| ());
        assert!(shown.contains("--alpha '0.5*0.99'"), "{shown}");
    }

    #[test]
    fn what_was_changed_live_is_in_it() {
        let change = |driver: &mut Driver| {
            driver.request(Request::Switch(&sarsa::SPEC, 1));
            let setting = Setting::new(ParamId::Epsilon, 0.123_456_789).unwrap();
            driver.request(Request::Set(setting, 2));
        };
        let shown = assert_reproduced("qlens cliff-walking --epsilon 1:0.1:500", change);
        assert!(
            shown.contains("--algorithm sarsa --epsilon 0.123456789"),
            "{shown}"
        );
    }

    #[test]
    fn a_world_from_a_file_is_named_by_its_path() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("two of 'em.json");
        let table = r#"{"n_states": 2, "n_actions": 1, "start": [[0, 1.0]],
            "P": [[[[1.0, 1, 1.0, true]]], [[[1.0, 1, 0.0, true]]]]}"#;
        std::fs::write(&path, table).unwrap();
        let quoted = path.display().to_string().replace('\'', r"'\''");
        assert_reproduced(&format!("qlens '{quoted}'"), |_| ());
    }
}
