//! Files that are wrong in every way that anybody could think of: one line each, with the place and the mend.

use std::fs;
use std::process::Stdio;

use super::{Place, failure, program, stdout, text};

/// A table that is right, and recorded episodes that are.
pub const TABLE: &str = r#"{"0": {"0": [[1.0, 0, 0.0, false]], "1": [[1.0, 1, 1.0, true]]}, "1": {"0": [[1.0, 1, 0, true]]}}"#;
const TRACE: &str =
    r#"{"episodes": [[[0, 1, -1.0, 2, 3, false, false], [2, 3, 5.0, 4, null, true, false]]]}"#;

/// What is said of a file called `name` with `content` by everything that takes tables, or episodes.
fn told(place: &Place, name: &str, content: &[u8], commands: &[&str]) -> String {
    let file = place.file(name, content);
    let mut all: Vec<String> = commands
        .iter()
        .map(|command| {
            let message = failure(1, &[*command, &file]);
            assert_eq!(message.lines().count(), 1, "{name}: {message}");
            assert!(message.len() < 500 + file.len(), "{name}: {message}");
            let line = message.trim_end();
            assert!(!line.contains(char::is_control), "{name}: {message}");
            assert!(line.contains(name), "{name}: {message}");
            // Only what is wanted instead differs.
            let wanted = [" (wanted", "; write an object"]
                .iter()
                .filter_map(|part| line.find(part))
                .min();
            line[..wanted.unwrap_or(line.len())].to_owned()
        })
        .collect();
    all.dedup();
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

const TABLES: [&str; 3] = ["solve", "train", "check"];
const TRACES: [&str; 2] = ["learn", "check"];

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    let bytes = units.flat_map(|unit| {
        if little {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    });
    bytes.collect()
}

#[test]
fn what_is_no_text_is_told_for_tables_and_for_episodes() {
    let place = Place::new();
    for (good, commands) in [(TABLE, &TABLES[..]), (TRACE, &TRACES[..])] {
        let mark = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
        let cut_letter = [&good.as_bytes()[..20], b"\n\xe4\xb8"].concat();
        for (name, content, part) in [
            (
                "le.json",
                mark(b"\xff\xfe", utf16(good, true)),
                "it is UTF-16; save it as UTF-8",
            ),
            (
                "be.json",
                mark(b"\xfe\xff", utf16(good, false)),
                "it is UTF-16; save it as UTF-8",
            ),
            (
                "le-bare.json",
                utf16(good, true),
                "it is UTF-16 or binary data; save it as UTF-8",
            ),
            (
                "be-bare.json",
                utf16(good, false),
                "it is UTF-16 or binary data; save it as UTF-8",
            ),
            (
                "utf32.json",
                mark(b"\xff\xfe\0\0", vec![b'{', 0, 0, 0]),
                "it is UTF-32; save it as UTF-8",
            ),
            (
                "t.json.gz",
                mark(b"\x1f\x8b\x08\0", vec![0; 30]),
                "it is compressed; unpack it first",
            ),
            (
                "t.npz",
                b"PK\x03\x04\xff".to_vec(),
                "it is an archive; unpack it first",
            ),
            (
                "t.pkl",
                b"\x80\x04\x95".to_vec(),
                "it is a pickle or other binary data; write JSON",
            ),
            (
                "t.png",
                b"\x89PNG\r\n\x1a\n".to_vec(),
                "byte 0, in line 1, is not UTF-8",
            ),
            ("zeros.json", vec![0; 100_000], "byte 0, in line 1, is 0"),
            (
                "latin-1.json",
                mark(good.as_bytes(), vec![0xe9]),
                "is not UTF-8); save it as UTF-8",
            ),
            (
                "cut-letter.json",
                cut_letter,
                "byte 21, in line 2, is not UTF-8",
            ),
        ] {
            let message = told(&place, name, &content, commands);
            assert!(message.contains(part), "{message}");
        }
    }
}

#[test]
fn what_is_no_json_is_told_with_line_and_column_for_tables_and_for_episodes() {
    let place = Place::new();
    for (good, commands) in [(TABLE, &TABLES[..]), (TRACE, &TRACES[..])] {
        let lines = good.replace(", ", ",\r\n");
        for (name, content, part) in [
            (
                "empty.json",
                String::new(),
                ":1:1: this is not JSON: there is nothing in it; was it written to the end?",
            ),
            (
                "blank.json",
                " \n\n".to_owned(),
                ":3:1: this is not JSON: there is nothing in it",
            ),
            (
                "half.json",
                good[..good.len() / 2].to_owned(),
                "it stops too early: was it written to the end?",
            ),
            (
                "two.json",
                good.repeat(2),
                "trailing characters; there is more behind the end",
            ),
            (
                "zero.json",
                format!("{good}\0"),
                "in line 1, is 0); save it as UTF-8",
            ),
            (
                "comma.json",
                format!("{},}}", good.trim_end_matches('}')),
                "this is not JSON: ",
            ),
            (
                "python.json",
                good.replace('"', "'"),
                ":1:2: this is not JSON: key must be a string; write it with json.dumps",
            ),
            (
                "True.json",
                lines.replace("true", "True"),
                "]: this is not JSON: expected value; write it with json.dumps",
            ),
            (
                "comment.json",
                format!("// so\n{good}"),
                ":1:1: this is not JSON: expected value",
            ),
            (
                "t.csv",
                "state,action\n0,0\n".to_owned(),
                ":1:1: this is not JSON: expected value",
            ),
            ("list.json", "[".repeat(1_000_000), ":1:1: it is a list"),
            ("number.json", "5".to_owned(), ":1:1: it is 5"),
            ("null.json", "null".to_owned(), "it is null"),
        ] {
            let part = if name == "True.json" {
                part.trim_start_matches("]: ")
            } else {
                part
            };
            let message = told(&place, name, content.as_bytes(), commands);
            assert!(message.contains(part), "{message}");
        }
    }
    for (good, commands) in [(TABLE, &TABLES[..]), (TRACE, &TRACES[..])] {
        for (name, content) in [
            ("mark.json", format!("\u{feff}{good}")),
            ("crlf.json", good.replace(", ", ",\r\n")),
        ] {
            let file = place.file(name, content);
            for command in commands {
                assert!(!stdout(&[command, &file]).is_empty());
            }
        }
    }
}

/// A table of one cell with `outcomes`.
fn cell(outcomes: &str) -> String {
    format!("{{\"P\": [[[{outcomes}]]], \"start\": [[0, 1]]}}")
}

/// Hold what is said of each table against what must be said.
fn hold_tables(tables: &[(String, &str)]) {
    let place = Place::new();
    for (content, part) in tables {
        let message = told(&place, "t.json", content.as_bytes(), &TABLES);
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn numbers_that_are_none_are_told_with_their_place_in_the_table() {
    let first = |probability: &str| cell(&format!("[{probability}, 0, 0, true]"));
    hold_tables(&[
        (
            first("1e999"),
            "P[0][0][0].probability: this is not JSON: number out of range",
        ),
        (
            first("NaN"),
            "P[0][0][0].probability: this is not JSON: expected value; write it with json.dumps; NaN and Infinity are not allowed",
        ),
        (
            first("-Infinity"),
            "P[0][0][0].probability: this is not JSON",
        ),
        (
            first("\"NaN\""),
            "P[0][0][0].probability: it is \"NaN\"; write a number",
        ),
        (
            first("null"),
            "P[0][0][0].probability: it is null; write a number",
        ),
        (
            first("1.0000001"),
            "P[0][0][0].probability: 1.0000001 is not a probability; write a number from 0 to 1",
        ),
        (
            first("-1"),
            "P[0][0][0].probability: -1 is not a probability",
        ),
        (
            first("-0"),
            "P[0][0]: all probabilities are 0; write [] if the action is not legal",
        ),
        (
            first("4e-324"),
            "P[0][0]: the probabilities sum to 5e-324, not to 1",
        ),
        (
            first(&format!("\"\\u001b[31m{}\"", "x".repeat(100_000))),
            "it is \"\\u{1b}[31mxxx",
        ),
        (
            cell(&vec!["[1e-320, 0, 0, true]"; 3000].join(",")),
            "P[0][0]: the probabilities sum to",
        ),
        (
            cell("[1, 0, 1e999, true]"),
            "P[0][0][0].reward: this is not JSON: number out of range",
        ),
        (
            cell("[1, 0, 1e101, true]"),
            "P[0][0][0].reward: 1e101 is too large; write rewards from",
        ),
        (
            cell("[1, 1000000000, 0, true]"),
            "P[0][0][0].next_state: state 1000000000 does not exist; the states are 0 to 0",
        ),
        (
            cell("[1, -1, 0, true]"),
            "P[0][0][0].next_state: it is -1; write a whole number from 0",
        ),
        (
            cell("[1, 1e9, 0, true]"),
            "P[0][0][0].next_state: it is 1000000000.0; write a whole number from 0",
        ),
        (cell("[1, 0, 0]"), "P[0][0][0]"),
    ]);
}

#[test]
fn states_that_do_not_fit_together_are_told_with_their_place() {
    hold_tables(&[
        (
            r#"{"0": {"0": [[1, 0, 0, true]]}, "1000000000": {}}"#.into(),
            "P[1000000000] is there and P[1] is not; states are numbered from 0 without gaps",
        ),
        (
            r#"{"n_states": 1000000000, "P": [[[[1, 0, 0, true]]]]}"#.into(),
            "P has 1 entries, but 1000000000 are needed",
        ),
        (
            r#"{"0": {"1000000000": [[1, 0, 0, true]]}}"#.into(),
            "number the actions from 0",
        ),
        (
            r#"{"0": {"0": []}, "0": {"0": []}}"#.into(),
            "P[0] stands twice; keep one of them",
        ),
        (
            r#"{"0": {"0": [[1, 0, 0, true]]}, "00": {}}"#.into(),
            "P[0] stands twice",
        ),
        (
            r#"{"P": {"": []}}"#.into(),
            "P: the key \"\" is not a state's number; they are numbered",
        ),
        (
            r#"{"P": {"(0, 0)": []}}"#.into(),
            "the key \"(0, 0)\" is not a state's number",
        ),
        (
            r#"{"P": null}"#.into(),
            "P: it is null; write a list or an object of states",
        ),
        (
            r#"{"P": []}"#.into(),
            "there are no states; write json.dumps(env.unwrapped.P",
        ),
        (
            r#"{"0": {"0": [[1, 1, 0, false]]}, "1": {}}"#.into(),
            "P[0][0][0] goes on in state 1, which has no actions; if the episode ends there, make its last entry true",
        ),
        (
            r#"{"0": {"0": [[1, 0, 0, true]]}, "1": {}}"#.into(),
            "state 1 has no actions, and no outcome ends there; give it actions",
        ),
        (
            format!("{{\"name\": {}", "[".repeat(1_000_000)),
            "name: this is not JSON: recursion limit exceeded; nothing that is wanted is nested so deeply",
        ),
        (
            format!("{{\"P\": {}", "[".repeat(1_000_000)),
            "P[0][0][0].probability: it is a list; write a number",
        ),
        (
            format!("{{\"x\": {}", "{\"a\":".repeat(1_000_000)),
            "it stops too early",
        ),
    ]);
}

#[test]
fn starts_that_are_none_are_told() {
    let start = |start: &str| format!("{{\"P\": [[[[1, 0, 0, true]]]], \"start\": {start}}}");
    hold_tables(&[
        (
            start("[]"),
            "no state can be started in; at least one state",
        ),
        (
            start("[[7, 1]]"),
            "start[0]: there is no state 7; the states are 0 to 0",
        ),
        (
            start("[[0, 0.5]]"),
            "the start states sum to 0.5, not to 1; correct \"start\"",
        ),
        (
            start("[[0, 0.5], [0, 0.5]]"),
            "start state 0: it is listed twice",
        ),
        (
            start("[0, 1.0]"),
            "start: it is 1.0; write a state (its number, or its label in quotes), or [state, probability]",
        ),
        (
            start("[0, 1]"),
            "start[1]: there is no state 1; the states are 0 to 0",
        ),
        (start("\"\u{1b}[31mdoor\""), "this is not JSON"),
        (
            start("\"\\u001b[31mdoor\""),
            "start: no state is called \"\\u{1b}[31mdoor\"; write its number",
        ),
        (
            start("[[0, 1, 2]]"),
            "start: a start has two entries: [state, probability]",
        ),
        (
            r#"{"P": [[[[1, 0, 0, true]]]], "time_limit": 0}"#.into(),
            "time_limit: it is 0; write a whole number from 1",
        ),
    ]);
}

/// What `qlens check` finds odd about a file with `content`.
fn odd(content: &str) -> String {
    let place = Place::new();
    let printed = stdout(&["check", &place.file("w.json", content)]);
    let (_, odd) = printed.split_once("\nodd ").unwrap();
    odd.to_owned()
}

#[test]
fn what_does_not_hold_beside_the_table_is_told_by_check_and_refused_by_nobody() {
    let content = r#"{"P": [[[[1, 1, 1, false]]], [[[1, 2, 0, true]]], [[]]],
  "stats": 0, "shape": [3, 3], "terminal_states": [1], "note": "by hand"}"#;
    let found = odd(content);
    for part in [
        "the key \"stats\" (line 2, column 3) is unknown and ignored; did you mean \"start\"?",
        "unknown keys are ignored: \"note\" (line 2, column 56)",
        "shape: 3 × 3 places are not the 3 states, so that no map is made of it; make rows",
        "terminal_states: state 1 is listed, and yet an episode goes on there after P[0][0]",
        "terminal_states: it leaves out state 2, where P[1][0] ends the episode",
    ] {
        assert!(found.contains(part), "{found}");
    }
    let place = Place::new();
    let file = place.file("w.json", content);
    assert!(!stdout(&["train", &file, "--episodes", "1"]).is_empty());
    let key = odd(&TRACE.replace("{\"epis", "{\"epsilom\": 0.1, \"epis"));
    assert!(
        key.contains(
            "\"epsilom\" (line 1, column 2) is unknown and ignored; did you mean \"epsilon\"?"
        ),
        "{key}"
    );
}

#[test]
fn a_mistyped_key_that_may_be_the_cause_is_told_with_what_is_wrong() {
    hold_tables(&[(
        r#"{"P": [[[[1, 0, 0, true]]]], "stats": [[0, 1.0]]}"#.into(),
        "no state can be started in; at least one state must not be terminal, or \"start\" must name a state; and the key \"stats\" is unknown: did you mean \"start\"?",
    )]);
}

#[test]
fn a_world_written_by_hand_starts_where_it_says() {
    let place = Place::new();
    let started = |start: &str| {
        let content = format!(
            r#"{{"P": [[[[1, 1, 1, false]]], [[[1, 2, 0, true]]], [[]]], "state_labels": ["in", "hall", "out"], "start": {start}}}"#
        );
        let printed = stdout(&["check", &place.file("w.json", content), "--format", "json"]);
        let check: serde_json::Value = serde_json::from_str(&printed).unwrap();
        check["start"]["first"].clone()
    };
    for (start, expected) in [
        ("0", &[0][..]),
        ("\"hall\"", &[1]),
        ("[\"in\", 1]", &[0, 1]),
        ("[[1, 1.0]]", &[1]),
        ("null", &[0, 1]),
    ] {
        assert_eq!(started(start), serde_json::json!(expected), "{start}");
    }
}

#[test]
fn experience_is_no_world_and_many_small_chances_are_one() {
    let place = Place::new();
    let trace = place.file("e.json", TRACE);
    for command in ["solve", "train"] {
        let message = failure(1, &[command, &trace]);
        assert!(
            message.contains(&format!("learn from them: qlens learn {trace}")),
            "{message}"
        );
    }
    let many = vec!["[1e-4, 0, 0, true]"; 10_000].join(",");
    assert!(!stdout(&["solve", &place.file("many.json", cell(&many))]).is_empty());
}

#[test]
fn what_is_no_experience_is_told_with_its_place_in_the_episodes() {
    let place = Place::new();
    let one = |step: &str| format!("{{\"episodes\": [[{step}]]}}");
    for (content, part) in [
        (
            one("[0, 0, NaN, 0, 0, true, false]"),
            "episodes[0][0].reward: this is not JSON: expected value",
        ),
        (
            one("[0, 0, 1e999, 0, 0, true, false]"),
            "episodes[0][0].reward: this is not JSON: number out of range",
        ),
        (
            one("[0, 0, 1e101, 0, 0, true, false]"),
            "episodes[0][0].reward: 1e101 is too large",
        ),
        (
            one("[-1, 0, 0, 0, 0, true, false]"),
            "episodes[0][0].state: -1 is not a whole number from 0",
        ),
        (
            one("[1000000000, 0, 0, 0, 0, true, false]"),
            "number states and actions from 0 without gaps",
        ),
        (
            one("[\"a\", 0, 0, 0, 0, true, false]"),
            "episodes[0][0].state: it is \"a\"; write a number",
        ),
        (one("[0, 0]"), "episodes[0][0]: a step has seven entries"),
        (
            one("[0, 0, 0, 1, 0, false, false], [2, 0, 0, 1, 0, true, false]"),
            "episodes[0][1].state: it is 2, but the step before led to 1; correct",
        ),
        (
            one("0"),
            "episodes[0][0]: it is 0; write a step, [state, action",
        ),
        (one(""), "there is not one step in them"),
        (
            format!("{{\"episodes\": {}", "[".repeat(1_000_000)),
            "episodes[0][0].state: it is a list; write a number",
        ),
        (
            r#"{"episodes": {"0": 1}}"#.into(),
            "episodes: it is an object; write a list of episodes",
        ),
        (
            r#"{"alpha": 2, "episodes": []}"#.into(),
            "alpha: 2 is not between 0 and 1",
        ),
        (
            r#"{"alpha": 1, "alpha": 1, "episodes": []}"#.into(),
            "the key \"alpha\" stands twice; keep one of them",
        ),
    ] {
        let message = told(&place, "e.json", content.as_bytes(), &TRACES);
        assert!(message.contains(part), "{message}");
    }
    let message = told(&place, "t.json", TABLE.as_bytes(), &["learn"]);
    assert!(
        message.contains("this is a transition table, not recorded episodes"),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_file_with_an_end_is_told_at_once() {
    let place = Place::new();
    let directory = place.path("d.json");
    fs::create_dir(&directory).unwrap();
    for command in ["solve", "train", "check", "learn"] {
        for (path, part) in [
            (directory.as_str(), "it is a directory; name a file in it"),
            ("/dev/null", "it is a device; name a file"),
            ("/dev/zero", "it is a device; name a file"),
            (&place.path("missing.json"), "there is no such file"),
        ] {
            let message = failure(1, &[command, path]);
            assert!(
                message.contains(part) && message.contains(path),
                "{message}"
            );
        }
    }
    let odd = place.file("a\n\u{1b}[31m.json", "{");
    let message = failure(1, &["solve", &odd]);
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.contains("a\\n\\u{1b}[31m.json:1:1: "), "{message}");
}

#[cfg(unix)]
#[test]
fn nothing_is_said_when_nobody_reads_on() {
    for args in [
        &["list"][..],
        &["solve", "frozen-lake-8x8", "--format", "csv"],
        &["--help"],
    ] {
        let mut child = program(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), text(&output.stderr)),
            (Some(0), ""),
            "{args:?}"
        );
    }
}
