//! Where a file's episodes start, and by which names it may say so.

use super::{CORRIDOR, file, message};

/// [`CORRIDOR`] with a way back from its end and with `start` instead of its own.
fn started(start: &str) -> Vec<(u32, f64)> {
    let text = CORRIDOR
        .replace("[[], []]", "[[[1, 0, 0, false]], [[1, 2, 0, true]]]")
        .replace("[1, 0], []", "[1, 0], [0, 1]")
        .replace("[[0, 0.75], [1, 0.25]]", start);
    file(&text).mdp.starts().to_vec()
}

#[test]
fn a_start_is_a_state_or_several_or_each_with_its_probability() {
    assert_eq!(started("1"), [(1, 1.0)]);
    assert_eq!(started("[2]"), [(2, 1.0)]);
    assert_eq!(started("[2, 0]"), [(2, 0.5), (0, 0.5)]);
    assert_eq!(started("[[2, 0.25], [0, 0.75]]"), [(2, 0.25), (0, 0.75)]);
    assert_eq!(started("[[2, 1], [0, 0]]"), [(2, 1.0)]);
    // Without one, it is the S of the map.
    assert_eq!(started("null"), [(0, 1.0)]);
}

#[test]
fn a_state_may_be_called_by_its_label_wherever_states_are_listed() {
    assert_eq!(started("\"end\""), [(2, 1.0)]);
    assert_eq!(started("\" end\""), [(2, 1.0)]);
    // A list is called by its entries, and a state without a name by its number.
    assert_eq!(
        started("[\"1,2\", 1, \"end\"]"),
        [0, 1, 2].map(|state| (state, 1.0 / 3.0))
    );
    assert_eq!(started("[[\"1\", 0.5], [0, 0.5]]"), [(1, 0.5), (0, 0.5)]);
    let ends = |listed: &str| {
        let text = CORRIDOR.replace("\"terminal_states\": [2]", listed);
        file(&text).mdp.is_terminal(1)
    };
    assert!(ends("\"terminal_states\": [\"end\", \"1\"]"));
    assert!(ends("\"terminal_states\": 1"));
    assert!(!ends("\"terminal_states\": \"end\""));
}

#[test]
fn a_label_that_several_states_have_names_none_of_them() {
    let told = message(
        &CORRIDOR
            .replace("[1, 2], null, \"end\"", "\"hall\", \"hall\", \"end\"")
            .replace("[[0, 0.75], [1, 0.25]]", "\"hall\""),
    );
    assert_eq!(
        told,
        "start: 2 states are called \"hall\", the first are 0 and 1; write the number of the one that is meant"
    );
    let told = message(r#"{"P": [[[[1, 0, 0, true]]]], "start": "door"}"#);
    assert_eq!(
        told,
        "start: no state is called \"door\"; write its number, or \"state_labels\" beside P"
    );
}
