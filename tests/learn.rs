//! `qlens learn` and `qlens check` as scripts and people meet them: the real program on files right and wrong.
#![cfg(feature = "tui")]
#![expect(
    clippy::unwrap_used,
    reason = "what goes wrong in a test is to fail it"
)]

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const TOLERANCE: f64 = 1e-10;

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qlens"));
    command.args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = run(args);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), told.as_str()),
        (Some(0), ""),
        "{args:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn as_json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&[args, &["--format", "json"]].concat())).unwrap()
}

/// What a command says that fails with `code`: one line on standard error, and nothing else.
fn failure(code: i32, args: &[&str]) -> String {
    let output = run(args);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(output.stdout.is_empty(), "{args:?}");
    assert!(message.starts_with("error: "), "{args:?}: {message}");
    assert!(!message.contains("panicked"), "{args:?}: {message}");
    message
}

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.0.path().join(name), content).unwrap();
        self.path(name)
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// A recorded trace, as `qlens learn` reads it.
fn trace(text: &str) -> String {
    let step = |step: &str| {
        let fields: Vec<&str> = step.split_whitespace().collect();
        let (values, end) = (&fields[..5], fields[5]);
        format!("[{},{},{}]", values.join(","), end == "t", end == "c")
    };
    let episode = |line: &str| {
        let steps: Vec<String> = line.split("; ").map(step).collect();
        format!("[{}]", steps.join(","))
    };
    let episodes: Vec<String> = lines(text).map(episode).collect();
    format!(
        "{{\"env\":\"frozen lake\",\"alpha\":0.1,\"gamma\":0.95,\"q0\":0.0,\"episodes\":[{}],\"results\":{{\"x\":[1]}}}}",
        episodes.join(",")
    )
}

const CONTROL: &str = include_str!("golden/control_trace.txt");

fn agrees(found: &Value, table: &str) {
    let rows = found["q"].as_array().unwrap();
    assert_eq!(rows.len(), lines(table).count());
    for (row, line) in rows.iter().zip(lines(table)) {
        let expected: Vec<f64> = line
            .split_whitespace()
            .map(|value| value.parse().unwrap())
            .collect();
        let row = row.as_array().unwrap();
        assert_eq!(row.len(), expected.len());
        for (value, expected) in row.iter().zip(expected) {
            let value = value.as_f64().unwrap();
            assert!((value - expected).abs() <= TOLERANCE, "{value} {expected}");
        }
    }
}

// --- learn ---

#[test]
fn the_tables_of_independent_programs_come_out_of_their_traces() {
    let place = Place::new();
    let size = ["--states", "16", "--actions", "4"];
    for (trace_text, algorithm, table) in [
        (
            CONTROL,
            "q-learning",
            include_str!("golden/control_q_learning.txt"),
        ),
        (CONTROL, "sarsa", include_str!("golden/control_sarsa.txt")),
        (
            CONTROL,
            "expected-sarsa",
            include_str!("golden/control_expected_sarsa.txt"),
        ),
        (
            include_str!("golden/truncation_trace.txt"),
            "q-learning",
            include_str!("golden/truncation_q_learning.txt"),
        ),
    ] {
        let file = place.file("trace.json", trace(trace_text));
        let command = ["learn", &file, "--algorithm", algorithm, "--epsilon", "0.1"];
        agrees(&as_json(&[&command[..], &size[..]].concat()), table);
    }
}

#[test]
fn the_json_says_what_was_learned_from_what_with_what() {
    let place = Place::new();
    let file = place.file("trace.json", trace(CONTROL));
    let found = as_json(&["learn", &file]);
    assert_eq!(found["algorithm"], "q-learning");
    assert_eq!(
        (&found["alpha"], &found["gamma"]),
        (&json!(0.1), &json!(0.95))
    );
    assert_eq!(found["steps"], 799);
    assert_eq!(found["episodes"], 120);
    assert_eq!(
        (&found["states"], &found["actions"]),
        (&json!(14), &json!(4))
    );
    let rows = found["visits"].as_array().unwrap();
    let visits = rows.iter().flat_map(|row| row.as_array().unwrap());
    assert_eq!(
        visits.map(|count| count.as_u64().unwrap()).sum::<u64>(),
        799
    );
}

#[test]
fn an_option_wins_over_the_file_and_fills_in_what_it_leaves_out() {
    let place = Place::new();
    let one = |alpha: &str| {
        place.file(
            "one.json",
            format!("{{{alpha}\"episodes\": [[[0, 1, 2.0, 1, true, false]]]}}"),
        )
    };
    let value = |args: &[&str]| as_json(args)["q"][0][1].as_f64().unwrap();
    let file = one("\"alpha\": 0.5, ");
    assert_eq!(value(&["learn", &file]), 1.0);
    assert_eq!(value(&["learn", &file, "--alpha", "1"]), 2.0);
    let file = one("");
    assert_eq!(value(&["learn", &file]), 0.2);
    assert_eq!(value(&["learn", &file, "--alpha", "0.25"]), 0.5);
}

#[test]
fn the_table_is_written_as_text_and_csv_and_into_a_file() {
    let place = Place::new();
    let file = place.file(
        "one.json",
        r#"{"alpha": 0.5, "gamma": 0, "episodes": [[[0, 1, 2.0, 1, null, true, false]]]}"#,
    );
    let csv = "state,action,q,visits\n0,0,0,0\n0,1,1,1\n1,0,0,0\n1,1,0,0\n";
    assert_eq!(stdout(&["learn", &file, "--format", "csv"]), csv);
    let output = place.path("key.csv");
    assert_eq!(stdout(&["learn", &file, "--output", &output]), "");
    assert_eq!(fs::read_to_string(&output).unwrap(), csv);
    assert_eq!(
        stdout(&["learn", &file]),
        "q-learning · 1 step of 1 recorded episode at α 0.5, γ 0, ε 0.1\n\
         * the best actions of the states that were visited\n\n\
         state       0        1\n0      0.0000   1.0000*\n1      0.0000   0.0000\n"
    );
}

#[test]
fn a_wrong_trace_is_one_message_with_its_place_and_leaves_no_file() {
    let place = Place::new();
    let full = trace(CONTROL);
    let output = place.path("key.json");
    for (content, part) in [
        ("", ":1:1: this is not JSON"),
        (&full[..full.len() / 2], "this is not JSON"),
        (
            "{\n\"episodes\": [[\n[0, 0, 0, -1, 0, true, false]]]}",
            ":3:14: episodes[0][0].next_state: -1",
        ),
        (
            "{\"P\": [[[[1.0, 0, 0, true]]]]}",
            "this is a transition table",
        ),
        ("{\"walks\": [[1, 2]]}", "the key \"episodes\" is missing"),
        (
            "{\"q0\": 0.5, \"episodes\": [[[0, 0, 0, 0, 0, true, false]]]}",
            "q0: it is 0.5",
        ),
        (
            "{\"episodes\": [[[1000000000, 0, 0, 0, 0, true, false]]]}",
            "1000000001 states × 1 actions are far more",
        ),
        (
            "{\"episodes\": [[[0, 0, 0, 3, 0, false, false], [2, 0, 0, 0, 0, true, false]]]}",
            "episodes[0][1].state: it is 2, but the step before led to 3",
        ),
    ] {
        let file = place.file("wrong.json", content);
        let message = failure(1, &["learn", &file, "--output", &output]);
        assert!(
            message.contains(&file) && message.contains(part),
            "{message}"
        );
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    assert!(fs::metadata(&output).is_err());
    let left: Vec<_> = fs::read_dir(place.0.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "only what the test wrote itself: {left:?}");
}

#[test]
fn what_is_asked_for_wrongly_is_told_from_what_is_wrong_in_the_file() {
    let place = Place::new();
    let file = place.file("trace.json", trace(CONTROL));
    for wrong in [
        ["--states", "0"],
        ["--actions", "-1"],
        ["--alpha", "2"],
        ["--algorithm", "q-lerning"],
        ["--output", "key.xyz"],
    ] {
        failure(2, &["learn", &file, wrong[0], wrong[1]]);
    }
    failure(2, &["learn"]);
    let message = failure(1, &["learn", &file, "--states", "10"]);
    assert!(message.contains("there is no state 1"), "{message}");
    assert!(
        message.contains("the 10 states that were asked for are 0 to 9"),
        "{message}"
    );
    let message = failure(1, &["learn", &file, "--states", "1e9", "--actions", "4"]);
    assert!(
        message.contains("1000000000 states × 4 actions are far more"),
        "{message}"
    );
}

// --- check ---

#[test]
fn a_table_is_told_by_its_form_size_and_end() {
    let place = Place::new();
    let bare = place.file(
        "bare.json",
        r#"{"0": {"0": [[1.0, 0, 0.0, false]], "1": [[1.0, 1, 1.0, true], [0.0, 0, 0.0, false]]}, "1": {"0": [[1.0, 1, 0, true]], "1": [[1.0, 1, 0, true]]}}"#,
    );
    let found = as_json(&["check", &bare]);
    for (key, expected) in [
        ("kind", json!("gymnasium-table")),
        ("form", json!("bare")),
        ("states", json!(2)),
        ("actions", json!(2)),
        ("outcomes", json!(4)),
        ("rewards", json!([0.0, 1.0])),
        ("start", json!({"count": 1, "first": [0]})),
        ("ending", json!("with-some-policy")),
        ("step_limit", json!(null)),
        ("step_limit_is_ours", json!(false)),
        ("dropped_outcomes", json!(1)),
        ("odd", json!(["1 outcome of probability 0 is dropped"])),
    ] {
        assert_eq!(found[key], expected, "{key}");
    }
    let text = stdout(&["check", &bare]);
    for part in [
        "a Gymnasium table, bare",
        "states          2\n",
        "for sure with some policies",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let keyed = place.file(
        "keyed.json",
        r#"{"P": [[[[1.0, 1, 0.0, false]]], [[[1.0, 0, 0.0, false]]], [[[1.0, 2, 1.0, true]]]], "start": [[0, 1.0]]}"#,
    );
    let found = as_json(&["check", &keyed]);
    assert_eq!(
        (&found["form"], &found["ending"]),
        (&json!("keyed"), &json!("never"))
    );
    assert_eq!(
        (&found["step_limit"], &found["step_limit_is_ours"]),
        (&json!(100), &json!(true))
    );
    assert_eq!(found["unreachable"], json!({"count": 1, "first": [2]}));
    assert_eq!(found["endless"], json!({"count": 2, "first": [0, 1]}));
}

#[test]
fn what_train_writes_down_of_a_lake_is_a_table_with_keys() {
    let place = Place::new();
    let run: Value = serde_json::from_str(&stdout(&[
        "train",
        "frozen-lake",
        "--episodes",
        "1",
        "--format",
        "json",
    ]))
    .unwrap();
    let file = place.file("lake.json", run["scenario"]["table"].to_string());
    let found = as_json(&["check", &file]);
    assert_eq!(
        (&found["form"], &found["states"], &found["step_limit"]),
        (&json!("keyed"), &json!(16), &json!(100))
    );
    assert_eq!(found["terminal"]["count"], 5);
}

#[test]
fn recorded_episodes_are_told_by_their_size_and_ends() {
    let place = Place::new();
    let file = place.file("trace.json", trace(CONTROL));
    let found = as_json(&["check", &file]);
    for (key, expected) in [
        ("kind", json!("recorded-episodes")),
        ("states", json!(14)),
        ("actions", json!(4)),
        ("steps", json!(799)),
        ("episodes", json!(120)),
        ("unfinished", json!(0)),
        ("alpha", json!(0.1)),
        ("epsilon", json!(null)),
        ("q0", json!(0.0)),
    ] {
        assert_eq!(found[key], expected, "{key}");
    }
    assert!(stdout(&["check", &file]).contains("recorded episodes, for qlens learn"));
}

#[test]
fn a_file_that_cannot_be_used_is_one_message_and_exit_code_one() {
    let place = Place::new();
    let deep = "[".repeat(200_000);
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend("{\"P\": []}".encode_utf16().flat_map(u16::to_le_bytes));
    let mut far = "{\"episodes\": [[[4294967294, 0, 0, 0, 0, true, false]]".to_owned();
    write!(far, "]}}").unwrap();
    for (content, part) in [
        (&b""[..], "this is not JSON"),
        (
            b"{\"P\": [[[[0.5, 0, 1.0, true]]]]}",
            "P[0][0]: the probabilities sum to 0.5",
        ),
        (
            b"{\"P\": [[[[NaN, 0, 1.0, true]]]]}",
            ":1:11: P[0][0][0].probability: this is not JSON",
        ),
        (b"{\"P\": [[[[1.0, 0, 1.0, tr", "this is not JSON"),
        (b"{\"episodes\": [[[0, 1, ", "was it written to the end?"),
        (b"{\"a\": 1}", "it is neither a Gymnasium table"),
        (deep.as_bytes(), ":1:"),
        (&utf16, "it is UTF-16; save it as UTF-8"),
        (&[0x1f, 0x8b, 8, 0], "it is compressed; unpack it first"),
        (
            &[0x7f, b'E', b'L', b'F', 0xff],
            "byte 4, in line 1, is not UTF-8",
        ),
        (far.as_bytes(), "4294967295 states × 1 actions"),
    ] {
        let file = place.file("wrong.json", content);
        let message = failure(1, &["check", &file]);
        assert!(
            message.contains(&file) && message.contains(part),
            "{part}: {message}"
        );
        assert_eq!(message.lines().count(), 1, "{message}");
        failure(1, &["check", &file, "--format", "json"]);
    }
}

#[test]
fn what_is_no_file_says_so() {
    let place = Place::new();
    for command in ["check", "learn"] {
        let message = failure(1, &[command, &place.path("")]);
        assert!(message.contains("it is a directory"), "{message}");
        let message = failure(1, &[command, &place.path("missing.json")]);
        assert!(message.contains("there is no such file"), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn devices_are_refused_and_pipes_are_read() {
    for command in ["check", "learn", "solve"] {
        for device in ["/dev/zero", "/dev/null"] {
            let message = failure(1, &[command, device]);
            assert!(message.contains("it is a device; name a file"), "{message}");
        }
    }
    let mut child = program(&["check", "/dev/stdin", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), trace(CONTROL).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["steps"], 799);
}

#[test]
fn help_teaches_with_examples() {
    for (command, parts) in [
        (
            "learn",
            [
                "Examples:",
                "next_action may be null",
                "state,action,q,visits",
            ],
        ),
        ("check", ["Examples:", "exit code 1", "odd is not wrong"]),
    ] {
        let help = stdout(&[command, "--help"]);
        // Lines are broken by the width of the terminal.
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(help.contains(part), "{part} in\n{help}");
        }
    }
}
