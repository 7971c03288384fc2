//! What is told of a file and not refused.

use super::super::parse_noticing;
use super::{CORRIDOR, message};
use crate::env::Stranger;

/// What is odd about [`CORRIDOR`] where `from` is replaced by `to`, beside its table.
fn odd(from: &str, to: &str) -> Vec<String> {
    let text = CORRIDOR.replace(from, to);
    assert!(from == to || text != CORRIDOR, "{from}");
    parse_noticing("x", &text).unwrap().1.odd
}

#[test]
fn a_shape_or_a_map_that_fits_nothing_is_told_and_not_refused() {
    assert!(odd("", "").is_empty());
    for (from, to, expected) in [
        (
            "[1, 3]",
            "[5, 5]",
            "shape: 5 × 5 places are not the 3 states, so that no map is made of it; by \"desc\" it is [1, 3]",
        ),
        (
            "\"shape\": [1, 3], \"desc\": [\"SHG\"]",
            "\"shape\": [5, 5]",
            "shape: 5 × 5 places are not the 3 states, so that no map is made of it; make rows × columns the number of states, or leave it out",
        ),
        (
            "[1, 3]",
            "[3]",
            "shape: it has 1 entries and no map is made of it; write [rows, columns], or leave it out",
        ),
        (
            "\"shape\": [1, 3], ",
            "",
            "desc: without \"shape\" it marks nothing; if its places are the states, write \"shape\": [1, 3]",
        ),
        (
            "[\"SHG\"]",
            "[\"SHGF\"]",
            "desc: it marks nothing; 1 lines of 3 letters each are wanted, by \"shape\"",
        ),
        (
            "\"shape\": [1, 3], \"desc\": [\"SHG\"]",
            "\"desc\": \"SHG\"",
            "desc: it marks nothing; a map has a letter for each of the 3 states, and a \"shape\"",
        ),
        (
            "\"shape\": [1, 3], \"desc\": [\"SHG\"]",
            "\"desc\": null",
            "",
        ),
    ] {
        let expected: &[&str] = if expected.is_empty() {
            &[]
        } else {
            &[expected]
        };
        assert_eq!(odd(from, to), expected, "{to}");
    }
}

#[test]
fn terminal_states_that_the_table_denies_are_told() {
    assert_eq!(
        odd("[2], \"legal\"", "[2, 1], \"legal\""),
        [
            "terminal_states: state 1 is listed, and yet an episode goes on there after P[0][1]; only an outcome whose last entry is true ends one"
        ]
    );
    assert_eq!(
        odd("[2], \"legal\"", "[], \"legal\""),
        [
            "terminal_states: it leaves out state 2, where P[1][1] ends the episode; list it, or leave the list out: P says it too"
        ]
    );
    // What cannot happen does not count.
    let behind = r#"{"P": [[[[1, 1, 0, true]]], [[]], [[[1, 1, 0, false]]]], "start": 0, "terminal_states": [1]}"#;
    assert!(message(behind).contains("goes on in state 1"));
    let behind = behind.replace("[[]]", "[[[1, 1, 0, true]]]");
    assert!(parse_noticing("x", &behind).unwrap().1.odd.is_empty());
    // An end that loops, however it is written, is none that goes on.
    let looped = CORRIDOR
        .replace("[[], []]", "[[[1, 2, 0, false]], [[1, 2, 0, true]]]")
        .replace("[1, 0], []", "[1, 0], [0, 1]");
    assert!(parse_noticing("x", &looped).unwrap().1.odd.is_empty());
}

#[test]
fn a_key_that_nobody_knows_is_noticed_with_its_place_and_what_was_meant() {
    let text = "{\n \"P\": [[[[1, 1, 0, true]]], [[]]],\n  \"stats\": 0,\n \"start\": 0, \"Time_Limit\": {\"a\": [1]}, \"st\\u0061rt_\": 1}";
    let strangers = parse_noticing("x", text).unwrap().1.strangers;
    let told = |index: usize| {
        let Stranger {
            name,
            position,
            meant,
        } = &strangers[index];
        (name.as_str(), *position, *meant)
    };
    // There is a start already; what is meant is a key that is missing.
    assert_eq!(told(0), ("\"stats\"", Some((3, 3)), Some("n_states")));
    assert_eq!(
        told(1),
        ("\"Time_Limit\"", Some((4, 14)), Some("time_limit"))
    );
    assert_eq!(told(2), ("\"start_\"", None, Some("state_labels")));
    assert_eq!(strangers.len(), 3);
    let known = parse_noticing("x", CORRIDOR).unwrap().1.strangers;
    assert_eq!(
        known[0],
        Stranger {
            name: "\"source\"".to_owned(),
            position: Some((2, 85)),
            meant: None
        }
    );
    let far = parse_noticing("x", &text.replace("\"start\": 0, ", "")).unwrap();
    assert_eq!(far.1.strangers[0].meant, Some("start"));
}

#[test]
fn what_is_wrong_under_an_unknown_key_has_no_place_in_what_is_known() {
    let told = message(r#"{"name": "x", "odd": [tru], "P": []}"#);
    assert!(
        told.starts_with("line 1, column 26: this is not JSON"),
        "{told}"
    );
}
