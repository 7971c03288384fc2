//! Who may use whom: the layers of the crate page, read off the sources themselves.
//!
//! `text <- mdp <- {env, agent, truth} <- session <- {runtime, report, app} <- ui <- tui <- cli <- main`
#![expect(
    clippy::unwrap_used,
    reason = "what goes wrong in a test is to fail it"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every module with its layer; a module may use itself and what lies in a lower layer.
const LAYERS: [(&str, usize); 13] = [
    ("text", 0),
    ("mdp", 1),
    ("env", 2),
    ("agent", 2),
    ("truth", 2),
    ("session", 3),
    ("runtime", 4),
    ("report", 4),
    ("app", 4),
    ("ui", 5),
    ("tui", 6),
    ("cli", 7),
    ("main", 8),
];

/// The last layer of the core, which knows no clock, file, thread, terminal or output.
const CORE: usize = 3;

/// What the core must not name, not even through a dependency.
const OUTSIDE: [&str; 18] = [
    "tokio",
    "ratatui",
    "crossterm",
    "color_eyre",
    "clap",
    "indicatif",
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "std::time::{",
    "println!",
    "print!",
    "dbg!",
];

/// A source file: the module that it belongs to, its path for messages, and its code without comments.
struct Source {
    module: String,
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(source(&root, &path));
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn source(root: &Path, path: &Path) -> Source {
    let relative: PathBuf = path.strip_prefix(root).unwrap().into();
    let first = relative.iter().next().unwrap().to_str().unwrap();
    Source {
        module: first.trim_end_matches(".rs").to_owned(),
        path: relative.display().to_string(),
        code: without_comments(&fs::read_to_string(path).unwrap()),
    }
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned() + "\n";
    text.lines().map(code).collect()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|&(_, layer)| layer)
}

/// The modules that `code` names as `crate::module` or in `crate::{module, …}`; `main` names them as `qlens::module`.
fn used(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for prefix in ["crate::", "qlens::"] {
        for (start, _) in code.match_indices(prefix) {
            let rest = &code[start + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => modules.extend(heads(group)),
                None => modules.push(word(rest)),
            }
        }
    }
    modules
}

/// The first word of every entry of a `use` group that was opened just before `group`.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut entry, mut found) = (0, String::new(), Vec::new());
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => found.push(std::mem::take(&mut entry)),
            _ if depth == 0 => entry.push(letter),
            _ => {}
        }
    }
    found.push(entry);
    found.iter().map(|entry| word(entry.trim())).collect()
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect()
}

/// Whether `code` names `path`, and not something whose name only ends or begins alike.
fn names(code: &str, path: &str) -> bool {
    let inside = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(path).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + path.len()..].chars().next();
        let closed = path.ends_with(|letter| !inside(letter)) || !after.is_some_and(inside);
        closed && !before.is_some_and(inside)
    })
}

#[test]
fn every_module_has_a_layer() {
    let unknown: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.module != "lib" && layer_of(&source.module).is_none())
        .map(|source| source.path)
        .collect();
    assert!(unknown.is_empty(), "give these a layer: {unknown:?}");
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(layer) = layer_of(&source.module) else {
            continue;
        };
        for module in used(&source.code) {
            let Some(other) = layer_of(&module) else {
                continue;
            };
            if module != source.module && other >= layer {
                wrong.push(format!("{} uses {module}", source.path));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "against the layers:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_core_knows_no_clock_file_thread_or_terminal() {
    let mut wrong = Vec::new();
    for source in sources() {
        if layer_of(&source.module).is_some_and(|layer| layer <= CORE) {
            let found = OUTSIDE.iter().filter(|path| names(&source.code, path));
            wrong.extend(found.map(|path| format!("{} names {path}", source.path)));
        }
    }
    assert!(wrong.is_empty(), "not for the core:\n{}", wrong.join("\n"));
}

#[test]
fn modules_lie_in_files_of_their_own_name() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.ends_with("mod.rs"))
        .collect();
    assert!(
        wrong.is_empty(),
        "foo.rs beside foo/, not foo/mod.rs: {wrong:?}"
    );
}

#[test]
fn no_file_is_longer_than_six_hundred_lines_without_its_tests() {
    let mut long = BTreeMap::new();
    for source in sources() {
        let lines = source
            .code
            .lines()
            .take_while(|line| *line != "#[cfg(test)]")
            .count();
        if lines > 600 {
            long.insert(source.path, lines);
        }
    }
    assert!(long.is_empty(), "cut these by ideas: {long:?}");
}

#[test]
fn the_reader_of_sources_sees_paths_and_groups() {
    let code = "use crate::mdp::{Mdp, Unit};\nuse crate::{env, truth::{self, Policy}, session::Goal};\ncrate::text::Text";
    assert_eq!(used(code), ["mdp", "env", "truth", "session", "text"]);
    assert!(names("use std::fs::File;", "std::fs") && !names("use std::fsx;", "std::fs"));
    assert!(names("println!(\"\")", "println!") && !names("eprintln!(\"\")", "println!"));
    assert!(!names("my_tokio", "tokio") && names("tokio::spawn", "tokio"));
}
