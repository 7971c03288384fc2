//! Files as users have them: good ones, odd ones, broken ones.

mod mangled;
mod odd;
mod starts;

use super::*;
use crate::mdp::{Arrow, Labels, Layout, Outcome};
use crate::text::Lang;

fn file(text: &str) -> World {
    parse("test.json", text).unwrap()
}

fn message(text: &str) -> String {
    parse("test.json", text).unwrap_err().to_string()
}

/// A corridor of three cells with everything that a file may say, and something that nobody knows.
const CORRIDOR: &str = r#"{
    "name": "corridor", "n_states": 3, "n_actions": 2, "actions": ["West", "east"], "source": {"x": [1, {"y": null}]},
    "P": [[[[1.0, 0, -1, false]], [[0.9, 1, -1, false], [0.1, 0, -1, 0]]], [[[1.0, 0, -1, false]], [[1, 2, 5.5, true]]], [[], []]],
    "start": [[0, 0.75], [1, 0.25]], "terminal_states": [2], "legal": [[0, 1], [1, 0], []], "shape": [1, 3], "desc": ["SHG"],
    "state_labels": [[1, 2], null, "end"], "time_limit": 7
}"#;

#[test]
fn a_file_says_everything_about_its_world() {
    let World {
        name,
        mdp,
        step_limit,
        limit_is_ours,
        scene,
        defaults,
    } = file(CORRIDOR);
    assert_eq!(
        (name.as_str(), step_limit, limit_is_ours),
        ("test.json", Some(7), false)
    );
    assert_eq!(
        (mdp.n_states(), mdp.n_actions(), mdp.n_outcomes()),
        (3, 2, 5)
    );
    assert_eq!(mdp.starts(), [(0, 0.75), (1, 0.25)]);
    assert_eq!(
        (0..3)
            .map(|state| mdp.is_terminal(state))
            .collect::<Vec<_>>(),
        [false, false, true]
    );
    assert_eq!(scene.title.get(Lang::Zh), "corridor");
    assert_eq!(
        scene.layout,
        Layout::Grid {
            rows: 1,
            columns: 3
        }
    );
    let labels = [0, 1, 2].map(|state| scene.state_label(state).get(Lang::En).to_owned());
    assert_eq!(labels, ["1,2", "1", "end"]);
    let arrows: Vec<_> = scene.actions.iter().map(|action| action.arrow).collect();
    assert_eq!(arrows, [Some(Arrow::Left), Some(Arrow::Right)]);
    assert_eq!(
        (scene.goals.as_slice(), scene.hazards.as_slice()),
        (&[2][..], &[1][..])
    );
    assert!(scene.is_fall(0, 1, 0) && !scene.is_fall(0, 1, 1));
    assert_eq!(defaults.episodes, 1000);
    assert_eq!(
        [defaults.alpha, defaults.gamma, defaults.epsilon].map(Unit::get),
        [0.1, 0.99, 0.1]
    );
}

#[test]
fn a_shape_that_does_not_hold_every_state_makes_no_map() {
    let world = file(&CORRIDOR.replace("[1, 3]", "[5, 5]"));
    assert_eq!(world.scene.layout, Layout::Table);
    assert!(world.scene.goals.is_empty() && world.scene.hazards.is_empty());
    assert!(
        world
            .scene
            .actions
            .iter()
            .all(|action| action.arrow.is_none())
    );
    let world = file(&CORRIDOR.replace(r#""shape": [1, 3], "#, ""));
    assert_eq!(world.scene.layout, Layout::Table);
    assert!(world.scene.goals.is_empty());
}

#[test]
fn a_map_that_does_not_fit_its_shape_marks_nothing() {
    let world = file(&CORRIDOR.replace(r#"["SHG"]"#, r#"["SHGF"]"#));
    assert_eq!(
        world.scene.layout,
        Layout::Grid {
            rows: 1,
            columns: 3
        }
    );
    assert!(world.scene.goals.is_empty());
}

#[test]
fn without_a_start_the_map_says_it_and_without_a_map_every_state_that_goes_on() {
    let world = file(&CORRIDOR.replace(r#""start": [[0, 0.75], [1, 0.25]], "#, ""));
    assert_eq!(world.mdp.starts(), [(0, 1.0)]);
    let world = file(r#"{"P": [[[[1, 1, 0, false]]], [[[1, 2, 0, true]]], [[]]]}"#);
    assert_eq!(world.mdp.starts(), [(0, 0.5), (1, 0.5)]);
    assert_eq!(world.scene.states, Labels::Numbers);
    assert_eq!(world.scene.title.get(Lang::En), "test.json");
}

#[test]
fn a_world_that_never_ends_gets_a_limit_of_ours() {
    let endless = r#"{"0": {"0": [[1.0, 0, 1, false]]}}"#;
    let world = file(endless);
    assert_eq!((world.step_limit, world.limit_is_ours), (Some(100), true));
    let world = file(r#"{"P": [[[[1, 0, 1, false]]]], "time_limit": 5}"#);
    assert_eq!((world.step_limit, world.limit_is_ours), (Some(5), false));
    // An end that nobody can come to is none.
    let behind = r#"{"P": [[[[1, 0, 1, false]]], [[[1, 1, 0, true]]]], "start": [[0, 1]]}"#;
    assert!(file(behind).limit_is_ours);
    let world = file(
        r#"{"0": {"0": [[0.1, 2, 1, true], [0.9, 1, 1, false]]}, "1": {"0": [[1, 1, 0, false]]}, "2": {}}"#,
    );
    assert_eq!((world.step_limit, world.limit_is_ours), (None, false));
}

#[test]
fn outcomes_of_probability_zero_are_dropped() {
    // A lake with success_rate = 1 has them.
    let world = file(
        r#"{"0": {"0": [[0.0, 0, 0, false], [1.0, 1, 1, true], [0.0, 1, 0, true]]}, "1": {"0": [[1.0, 1, 0, true]]}}"#,
    );
    assert_eq!(
        world.mdp.outcomes(0, 0),
        [Outcome {
            probability: 1.0,
            next_state: 1,
            reward: 1.0,
            terminated: true
        }]
    );
}

#[test]
fn an_action_that_a_state_leaves_out_is_not_legal_there() {
    let world = file(r#"{"0": {"1": [[1.0, 1, 0, true]]}, "1": {"0": []}}"#);
    assert_eq!(world.mdp.legal(0).collect::<Vec<_>>(), [1]);
    assert_eq!(world.mdp.legal(1).count(), 0);
}

#[test]
fn broken_json_is_told_by_line_and_column() {
    assert_eq!(
        message("{\"0\": {\"0\": [[1.0, 0,\n NaN, false]]}}"),
        "line 2, column 2: P[0][0][0].reward: this is not JSON: expected value; write it with json.dumps; NaN and Infinity are not allowed"
    );
    let early = parse("x", "{\"0\": {\"0\": [[1.0").unwrap_err();
    assert_eq!(early.position(), Some((1, 17)));
    assert!(
        early
            .to_string()
            .ends_with("it stops too early: was it written to the end?")
    );
    assert!(message("{\"0\": {\"0\": [[1, 0, 0, true]]}} x").contains("trailing characters"));
    assert!(message(&"[".repeat(100_000)).contains("line 1, column"));
    let deep = format!("{{\"name\": {}", "[".repeat(100_000));
    assert!(message(&deep).contains("recursion limit exceeded"));
    assert!(message(&format!("{{\"other\": {}", "[".repeat(100_000))).contains("line 1"));
}

#[test]
fn a_wrong_entry_is_told_by_its_place_in_the_table() {
    let start = |text: &str, expected: &str| {
        let message = message(text);
        assert!(message.contains(expected), "{message}");
    };
    start(
        r#"{"0": {"0": [[1.0, 0, 0, true], ["x", 0, 0, true]]}}"#,
        "column 36: P[0][0][1].probability: it is \"x\"; write a number",
    );
    start(
        r#"{"0": {"0": [[1.5, 0, 0, true]]}}"#,
        "P[0][0][0].probability: 1.5 is not a probability; write a number from 0 to 1",
    );
    start(
        r#"{"P": [[[[-0.5, 0, 0, true]]]]}"#,
        "P[0][0][0].probability: -0.5 is not a probability",
    );
    start(
        r#"{"0": {"0": [[1.0, -1, 0, true]]}}"#,
        "P[0][0][0].next_state: it is -1; write a whole number from 0",
    );
    start(
        r#"{"0": {"0": [[1.0, 0.5, 0, true]]}}"#,
        "P[0][0][0].next_state: it is 0.5; write",
    );
    start(
        r#"{"0": {"0": [[1.0, 0, 1e200, true]]}}"#,
        "P[0][0][0].reward: 1e200 is too large",
    );
    start(
        r#"{"0": {"0": [[1.0, 0, 0, 2]]}}"#,
        "P[0][0][0].terminated: it is 2; write true or false",
    );
    start(
        r#"{"0": {"0": [[1.0, 0, 0]]}}"#,
        "an outcome has four entries",
    );
    start(
        r#"{"0": {"0": [[1.0, 0, 0, true, 1]]}}"#,
        "P[0][0][0]: an outcome has four entries",
    );
    start(
        r#"{"0": {"a": []}}"#,
        "P[0]: the key \"a\" is not an action's number",
    );
    start(
        r#"{"P": {"-1": []}}"#,
        "P: the key \"-1\" is not a state's number",
    );
    start(
        r#"{"n_states": "many"}"#,
        "n_states: it is \"many\"; write a whole number from 0",
    );
    start(
        r#"{"time_limit": 0}"#,
        "time_limit: it is 0; write a whole number from 1",
    );
    start(r#"{"P": [], "P": []}"#, "the key \"P\" stands twice");
    start(
        "[1]",
        "line 1, column 1: it is a list; write an object that holds a transition table",
    );
}

#[test]
fn what_a_parser_calls_a_type_is_told_in_plain_words() {
    let long = format!("{{\"P\": [[[[\"{}\", 0, 0, true]]]]}}", "é".repeat(1000));
    let short = format!("it is \"{}…\"; write a number", "é".repeat(40));
    for (text, expected) in [
        (long.as_str(), short.as_str()),
        (
            "{\"start\": true}",
            "start: it is true; write a state (its number, or its label in quotes), a list of states, or a list of [state, probability]",
        ),
        (
            "{\"start\": [0, 1.0]}",
            "start: it is 1.0; write a state (its number, or its label in quotes), or [state, probability] as in [[0, 1.0]]",
        ),
        (
            "{\"start\": [[\"a\", \"b\"]]}",
            "start: it is \"b\"; write a number",
        ),
        (
            "{\"start\": -1}",
            "start: it is -1; write a state (its number",
        ),
        (
            "{\"terminal_states\": [[1, 1.0]]}",
            "terminal_states: it is a list; write a state: its number, or its label in quotes",
        ),
        (
            "{\"terminal_states\": 1.5}",
            "terminal_states: it is 1.5; write a state (its number, or its label in quotes), or a list of states",
        ),
        (
            "{\"start\": [[0]]}",
            "start: a start has two entries: [state, probability]",
        ),
        ("{\"start\": [[0, 1, 2]]}", "start: a start has two entries"),
        ("{\"legal\": {}}", "legal: it is an object; write a list"),
        (
            "{\"shape\": [1.5]}",
            "shape: it is 1.5; write a whole number from 0",
        ),
        (
            "{\"P\": null}",
            "P: it is null; write a list or an object of states",
        ),
        (
            "{\"0\": {\"0\": [[true, 0, 0, true]]}}",
            "P[0][0][0].probability: it is true; write a number",
        ),
        (
            "{\"0\": {\"0\": [[1, 10000000000, 0, true]]}}",
            "P[0][0][0].next_state: it is 10000000000; write a whole number from 0",
        ),
    ] {
        let told = message(text);
        assert!(told.contains(expected), "{told}");
    }
    // Whatever the text is that stands there, only what is wanted is taken for it.
    let told = message("{\"n_states\": \"a, expected b\"}");
    assert!(
        told.ends_with("n_states: it is \"a, expected b\"; write a whole number from 0"),
        "{told}"
    );
}

#[test]
fn broken_syntax_has_its_place_in_the_table_and_its_own_mend() {
    for (text, expected) in [
        (
            "{\"0\": {\"0\": [[1e999, 0, 0, true]]}}",
            "P[0][0][0].probability: this is not JSON: number out of range; no number here needs to be so large",
        ),
        (
            "{\"0\": {\"0\": [[1, 0, -Infinity, true]]}}",
            "P[0][0][0].reward: this is not JSON: invalid number",
        ),
        (
            "{\"0\": {\"0\": [[1, 0, 0, True]]}}",
            "P[0][0][0].terminated: this is not JSON: expected value",
        ),
        (
            "{\"0\": {\"0\": [[1, 0, 0, tru]]}}",
            "P[0][0][0].terminated: this is not JSON: expected true, false or null",
        ),
        (
            "{\"0\": {\"0\": [[01, 0, 0, true]]}}",
            "P[0][0][0].probability: this is not JSON: invalid number",
        ),
        (
            "{\"0\": {\"0\": [[1, 0, 0, true],]}}",
            "P[0][0][1]: this is not JSON: trailing comma; take the comma out",
        ),
        (
            "{\"P\": []}{}",
            "column 10: this is not JSON: trailing characters; there is more behind the end",
        ),
        (
            " \n ",
            "this is not JSON: there is nothing in it; was it written to the end?",
        ),
        (
            "{\"name\": [[[",
            "name: this is not JSON: EOF while parsing a list; it stops too early",
        ),
    ] {
        let told = message(text);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn an_outcome_that_leads_nowhere_is_counted_as_in_the_file() {
    let dead = r#"{"P": [[[[0.0, 0, 0, true], [0.5, 0, 0, false], [0.5, 1, 0, false]]], [[]]], "terminal_states": [1]}"#;
    assert_eq!(
        message(dead),
        "P[0][0][2] goes on in state 1, which has no actions; if the episode ends there, make its last entry true"
    );
    let sum = message(r#"{"P": [[[[4e-324, 0, 0, true]]]]}"#);
    assert_eq!(
        sum,
        "P[0][0]: the probabilities sum to 5e-324, not to 1; correct them: 1e-9 is the most that rounding may do"
    );
}

/// Of [`CORRIDOR`], what is replaced, by what, and what is said to it.
const DISAGREEMENTS: [(&str, &str, &str); 24] = [
    (
        "\"n_states\": 3",
        "\"n_states\": 1000000000",
        "P has 3 entries, but 1000000000 are needed (n_states)",
    ),
    (
        "\"n_actions\": 2",
        "\"n_actions\": 3",
        "actions has 2 entries, but 3 are needed (n_actions)",
    ),
    ("[[], []]", "[[]]", "P[2] has 1 entries, but 2 are needed"),
    (
        "[[], []]",
        "[[], [], []]",
        "P[2][2]: there are only 2 actions, 0 to 1",
    ),
    (
        "[0.9, 1, -1, false]",
        "[0.9, 9, -1, false]",
        "P[0][1][0].next_state: state 9 does not exist; the states are 0 to 2",
    ),
    (
        "[0.9, 1, -1, false]",
        "[0.8, 1, -1, false]",
        "P[0][1]: the probabilities sum to 0.9",
    ),
    (
        "[[1.0, 0, -1, false]]",
        "[[0.0, 0, -1, false]]",
        "P[0][0]: all probabilities are 0",
    ),
    (
        "5.5, true",
        "5.5, false",
        "P[1][1][0] goes on in state 2, which has no actions",
    ),
    (
        "[0, 0.75]",
        "[0, 0.5]",
        "the probabilities of the start states sum to 0.75, not to 1; correct \"start\"",
    ),
    ("[0, 0.75]", "[2, 0.75]", "start state 2: it has no actions"),
    (
        "[[0, 0.75], [1, 0.25]]",
        "[0, [1, 0.25]]",
        "start[0]: it has no probability, and others have; write [state, probability] for each of them, or states alone",
    ),
    (
        "[[0, 0.75], [1, 0.25]]",
        "9",
        "start: there is no state 9; the states are 0 to 2",
    ),
    (
        "[1, 0.25]",
        "[9, 0.25]",
        "start[1]: there is no state 9; the states are 0 to 2",
    ),
    (
        "[[0, 0.75], [1, 0.25]]",
        "\"ende\"",
        "start: no state is called \"ende\"; did you mean \"end\"?",
    ),
    (
        "[1, 0.25]",
        "[\"xyz\", 0.25]",
        "start[1]: no state is called \"xyz\"; take one of \"state_labels\", or its number",
    ),
    (
        "[[0, 0.75], [1, 0.25]]",
        "[0, 0]",
        "start state 0: it is listed twice; correct \"start\"",
    ),
    (
        "\"terminal_states\": [2]",
        "\"terminal_states\": \"End\"",
        "terminal_states: no state is called \"End\"; did you mean \"end\"?",
    ),
    (
        "\"terminal_states\": [2]",
        "\"terminal_states\": [3]",
        "terminal_states[0]: there is no state 3; the states are 0 to 2",
    ),
    (
        "[1, 0], []",
        "[1], []",
        "legal[1] leaves out what has outcomes in P, action 0",
    ),
    (
        "[1, 0], []",
        "[1, 0], [1]",
        "legal[2] lists what has no outcomes in P, action 1",
    ),
    (
        "[1, 0], []",
        "[1, 0, 0], []",
        "legal[1] lists twice the action 0",
    ),
    (
        "[1, 0], []",
        "[1, 7], []",
        "legal[1] lists the unknown action 7",
    ),
    (
        "[1, 0], []]",
        "[1, 0]]",
        "legal has 2 entries, but 3 are needed",
    ),
    (
        "null, \"end\"",
        "\"end\"",
        "state_labels has 2 entries, but 3 are needed",
    ),
];

#[test]
fn what_does_not_agree_is_told_with_its_mend() {
    for (from, to, expected) in DISAGREEMENTS {
        let text = CORRIDOR.replace(from, to);
        assert_ne!(text, CORRIDOR, "{from}");
        let message = message(&text);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn states_and_actions_are_numbered_without_gaps_or_repetition() {
    assert_eq!(
        message(r#"{"0": {"0": [[1, 0, 0, true]]}, "1000000000": {}}"#),
        "P[1000000000] is there and P[1] is not; states are numbered from 0 without gaps, so that the last of 2 would be P[1]"
    );
    assert_eq!(
        message(r#"{"P": {"1000000000": {"0": [[1, 0, 0, true]]}}}"#),
        "P[1000000000] is there and P[0] is not; states are numbered from 0 without gaps, so that the last of 1 would be P[0]"
    );
    for text in [
        r#"{"P": {"4294967295": {}}}"#,
        r#"{"0": {}, "99999999999999999999": {}}"#,
    ] {
        let told = message(text);
        assert!(
            told.contains("the key of a state is too large a number"),
            "{told}"
        );
    }
    let told = message(r#"{"0": {"4294967296": []}}"#);
    assert!(
        told.contains("P[0]: the key of an action is too large a number; they are numbered"),
        "{told}"
    );
    assert_eq!(
        message(r#"{"0": {}, "0": {}}"#),
        "P[0] stands twice; keep one of them"
    );
    assert_eq!(
        message(r#"{"0": {"3": [], "3": []}}"#),
        "P[0][3] stands twice; keep one of them"
    );
    let sparse = r#"{"0": {"4000000000": [[1, 0, 0, true]]}}"#;
    assert!(matches!(
        parse("x", sparse),
        Err(ParseError::TooSparse { .. })
    ));
    let sparse = r#"{"P": {"0": {"0": [[1, 0, 0, true]]}}, "n_actions": 4000000000}"#;
    assert!(matches!(
        parse("x", sparse),
        Err(ParseError::TooSparse { .. })
    ));
    assert_eq!(parse("x", "{}"), Err(ParseError::NoTable));
    assert_eq!(
        parse("x", r#"{"P": [], "0": {}}"#),
        Err(ParseError::TwoTables)
    );
    assert!(message(r#"{"P": []}"#).starts_with("there are no states"));
    assert!(message(r#"{"P": [[]]}"#).starts_with("there are no actions"));
}

#[test]
fn a_label_cannot_command_the_terminal() {
    let world = file(&CORRIDOR.replace("\"end\"", r#""\u001b[31mend""#));
    assert_eq!(world.scene.state_label(2).get(Lang::En), "[31mend");
}
