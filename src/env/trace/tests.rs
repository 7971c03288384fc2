//! Recorded episodes: what is read, what is refused and where.

use proptest::prelude::*;

use super::*;

fn episodes(list: &str) -> Result<Trace, TraceError> {
    parse(&format!("{{\"episodes\": {list}}}"))
}

fn message(list: &str) -> String {
    episodes(list).unwrap_err().to_string()
}

#[test]
fn steps_are_read_with_everything_that_they_say() {
    let trace = parse(
        r#"{"env": {"x": [1]}, "alpha": 0.5, "gamma": 1, "q0": 0, "epsilon": null,
            "episodes": [[[0, 1, -0.5, 2, 3, false, false], [2, 3, 1, 4, null, 1, 0]], [], [[7, 0, 0, 7, 1, false, true]]]}"#,
    )
    .unwrap();
    assert_eq!(trace.alpha, Some(Unit::literal(0.5)));
    assert_eq!(
        (trace.gamma, trace.epsilon, trace.q0),
        (Some(Unit::ONE), None, Some(0.0))
    );
    let first = Step {
        state: 0,
        action: 1,
        reward: -0.5,
        next_state: 2,
        next_action: Some(3),
        terminated: false,
        truncated: false,
    };
    assert_eq!(trace.steps()[0], first);
    assert!(trace.steps()[1].terminated && trace.steps()[1].next_action.is_none());
    assert!(trace.steps()[2].truncated);
    assert_eq!(trace.n_episodes(), 2);
    let lengths: Vec<usize> = trace.episodes().map(<[Step]>::len).collect();
    assert_eq!(lengths, [2, 0, 1]);
}

#[test]
fn a_next_action_that_is_left_out_is_the_one_of_the_next_step() {
    let trace =
        episodes("[[[0, 1, 0, 2, false, false], [2, 3, 0, 2, null, false, false], [2, 0, 0, 1, true, false]]]")
            .unwrap();
    let next: Vec<Option<u32>> = trace.steps().iter().map(|step| step.next_action).collect();
    assert_eq!(next, [Some(3), Some(0), None]);
}

#[test]
fn the_size_is_the_largest_number_or_what_is_asked_for() {
    let trace = episodes("[[[0, 1, 0, 5, 3, false, true]]]").unwrap();
    let size = |states, actions| trace.shape(states, actions);
    let shape = |states, actions| Ok(Shape { states, actions });
    assert_eq!(size(None, None), shape(6, 4));
    assert_eq!(size(Some(9), None), shape(9, 4));
    assert_eq!(size(Some(16), Some(5)), shape(16, 5));
    let told = |states, actions| size(states, actions).unwrap_err().to_string();
    assert_eq!(
        told(Some(5), None),
        "episodes[0][0].next_state: there is no state 5; the 5 states that were asked for are 0 to 4"
    );
    assert!(told(None, Some(3)).starts_with("episodes[0][0].next_action: there is no action 3"));
}

#[test]
fn a_size_far_beyond_the_experience_is_never_made() {
    let far = episodes("[[[0, 0, 0, 1000000000, 0, false, true]]]").unwrap();
    let told = far.shape(None, None).unwrap_err().to_string();
    assert!(told.starts_with("1000000001 states × 1 actions"), "{told}");
    let near = episodes("[[[0, 0, 0, 1, 0, false, true]]]").unwrap();
    assert!(near.shape(Some(usize::MAX), Some(usize::MAX)).is_err());
    assert!(near.shape(Some(2_000_000), None).is_err());
    assert!(near.shape(Some(2_000_000), Some(4)).is_ok());
}

#[test]
fn every_mistake_names_its_place_and_the_mend() {
    let good = "[0, 0, 0, 1, 0, false, false]";
    for (list, part) in [
        (
            "[[[0, 0]]]",
            "line 1, column 21: episodes[0][0]: a step has seven entries",
        ),
        (
            "[[[0, -1, 0, 1, 0, false, false]]]",
            "episodes[0][0].action: -1 is not a whole number from 0",
        ),
        (
            "[[], [[0, 0, \"x\", 1, 0, false, false]]]",
            "episodes[1][0].reward: it is \"x\"; write a number",
        ),
        (
            "[[[0, 0, 1e101, 1, 0, false, false]]]",
            "episodes[0][0].reward: ",
        ),
        (
            "[[[0, 0, 0, 1, 0, 2, false]]]",
            "episodes[0][0].terminated: 2 is neither true nor false",
        ),
        (
            "[[[4294967295, 0, 0, 1, 0, false, false]]]",
            "episodes[0][0].state: 4294967295 is not",
        ),
        ("[[[0, 0, NaN, 1, 0, false, false]]]", "this is not JSON"),
        (
            "[[[0, 0, 0, 1, 0, false, false, 1]]]",
            "episodes[0][0]: a step has seven entries",
        ),
        ("[7]", "episodes[0]: it is 7; write an episode"),
        ("{}", "episodes: it is an object; write a list of episodes"),
        ("[]", "not one step"),
        ("[[], []]", "not one step"),
    ] {
        let told = message(list);
        assert!(told.contains(part), "{list}: {told}");
    }
    assert_eq!(
        message(&format!("[[{good}, [2, 0, 0, 1, 0, true, false]]]")),
        "episodes[0][1].state: it is 2, but the step before led to 1; correct one of them, or begin a new episode here"
    );
    assert!(
        message(&format!("[[{good}, [1, 3, 0, 1, 0, true, false]]]"))
            .starts_with("episodes[0][0].next_action: it is 0, but the next step takes 3;")
    );
    assert_eq!(
        message("[[[0, 0, 0, 0, 0, true, false], [0, 0, 0, 0, 0, true, false]]]"),
        "episodes[0][1]: the step before ended the episode; begin a new episode here"
    );
}

#[test]
fn files_that_hold_something_else_are_told_apart() {
    let told = |text: &str| parse(text).unwrap_err();
    assert_eq!(told("{}"), TraceError::NoEpisodes);
    assert_eq!(told("{\"P\": [[[]]]}"), TraceError::Table);
    assert_eq!(told("{\"0\": {\"0\": []}}"), TraceError::Table);
    assert!(told("").to_string().contains("written to the end?"));
    assert!(told("[1]").to_string().contains("the key \"episodes\""));
    let outside = told("{\"alpha\": 1.5, \"episodes\": []}").to_string();
    assert!(
        outside.contains("alpha: 1.5 is not between 0 and 1"),
        "{outside}"
    );
    let behind = told("{\"episodes\": [[]], \"gamma\": true}").to_string();
    assert!(behind.contains(": gamma: true is not a number"), "{behind}");
    let twice = told("{\"episodes\": [], \"episodes\": []}").to_string();
    assert!(twice.contains("stands twice"), "{twice}");
    let cut = told("{\"episodes\": [[[0, 1,").to_string();
    assert!(cut.contains("written to the end?"), "{cut}");
    let deep = format!("{{\"x\": {}", "[".repeat(100_000));
    assert!(parse(&deep).is_err());
    assert!(episodes(&"[".repeat(100_000)).is_err());
}

#[test]
fn what_a_file_is_meant_to_be_shows_by_its_first_telling_key() {
    assert!(is_one("{\"env\": {\"P\": 1}, \"episodes\": [[["));
    assert!(is_one("\u{feff}{\"episodes\": x"));
    for other in [
        "",
        "[",
        "{\"P\": [], \"episodes\": []}",
        "{\"0\": {}}",
        "{\"walks\": []}",
        "{\"x\": ",
    ] {
        assert!(!is_one(other), "{other}");
    }
}

/// A file that is nearly right: some of its pieces are taken from a bag of wrong ones.
fn nearly_right() -> impl Strategy<Value = String> {
    let index = prop_oneof![
        8 => (0u32..4).prop_map(|n| n.to_string()),
        1 => any::<i64>().prop_map(|n| n.to_string()),
        1 => prop::sample::select(vec!["null", "true", "1e400", "\"\"", "[]", "{}", "0.5", "-0", "1e9"])
            .prop_map(str::to_owned),
    ];
    let flag = prop_oneof![
        6 => any::<bool>().prop_map(|flag| flag.to_string()),
        1 => prop::sample::select(vec!["0", "1", "2", "null", "NaN"]).prop_map(str::to_owned),
    ];
    let step = (
        prop::collection::vec(index, 3..6),
        prop::collection::vec(flag, 1..4),
    )
        .prop_map(|(indexes, flags)| format!("[{}]", [indexes, flags].concat().join(",")));
    let episode =
        prop::collection::vec(step, 0..4).prop_map(|steps| format!("[{}]", steps.join(",")));
    prop::collection::vec(episode, 0..4)
        .prop_map(|episodes| format!("{{\"alpha\":0.1,\"episodes\":[{}]}}", episodes.join(",")))
}

fn survives(text: &str) {
    let _ = is_one(text);
    let trace = match parse(text) {
        Ok(trace) => trace,
        Err(error) => return is_told(&error),
    };
    for (states, actions) in [(None, None), (Some(3), Some(usize::MAX))] {
        if let Err(error) = trace.shape(states, actions) {
            is_told(&error);
        }
    }
    assert!(trace.n_episodes() > 0);
}

/// Every error is one short line with a place in the text or in what it holds.
fn is_told(error: &TraceError) {
    let told = error.to_string();
    assert!(
        told.len() < 500 && !told.contains(char::is_control),
        "{told}"
    );
    let is_placed = error.position().is_some()
        || ["episodes", "states"]
            .iter()
            .any(|place| told.contains(place));
    assert!(is_placed, "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        survives(&text);
    }

    #[test]
    fn any_mix_of_what_json_is_made_of_is_read_or_refused(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"episodes\"", "\"alpha\"", "\"q0\"", "\"P\"", "0", "1", "-1", "1e999",
                "4294967296", "true", "null", "\"", "\\", " ", "\u{feff}", "[[[0,0,0,0,0,true,false]]]",
            ]),
            0..40,
        ),
    ) {
        survives(&pieces.concat());
    }

    #[test]
    fn a_file_that_is_nearly_right_is_read_or_refused(
        text in nearly_right(),
        cut in any::<prop::sample::Index>(),
        odd in any::<(prop::sample::Index, char)>(),
    ) {
        survives(&text);
        survives(&text[..cut.index(text.len())]);
        let (at, odd) = (odd.0.index(text.len()), odd.1);
        survives(&format!("{}{odd}{}", &text[..at], &text[at + 1..]));
    }
}
