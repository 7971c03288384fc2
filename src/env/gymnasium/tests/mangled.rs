//! Files that nobody wrote: cut, mixed up, or no files at all.

use proptest::prelude::*;

use super::super::parse;
use super::CORRIDOR;

/// Some of a table as Gymnasium writes it.
const BARE: &str = r#"{"0": {"0": [[0.5, 0, 0, false], [0.5, 2, 1, true]], "1": [[1.0, 1, -1, false]]},
    "1": {"0": [[1.0, 0, 0, false]], "1": [[1.0, 2, 1, true]]}, "2": {"0": [[1.0, 2, 0, true]], "1": [[1.0, 2, 0, true]]}}"#;

/// Text to put into a file where it does not belong.
fn junk() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[\\[\\]{},:0-9\"a-z.eE+-]{1,4}",
        prop::sample::select(vec![
            "null",
            "true",
            "1e999",
            "-1",
            "4294967295",
            "18446744073709551616",
            "\"0\":",
            "[[[[",
            "{\"P\":",
            "\\u0000",
            "é"
        ])
        .prop_map(str::to_owned),
    ]
}

/// A world, or an error of one short line with a place in the text or in the table.
fn survives(text: &str) {
    let Err(error) = parse("x", text) else { return };
    let told = error.to_string();
    assert!(
        told.len() < 500 && !told.contains(char::is_control),
        "{told}"
    );
    let places = [
        "P[",
        "P has",
        "start",
        "legal",
        "terminal",
        "state",
        "actions",
        "transition table",
    ];
    let is_placed = error.position().is_some() || places.iter().any(|place| told.contains(place));
    assert!(is_placed, "{told}");
}

proptest! {
    #[test]
    fn a_cut_or_mangled_file_is_an_error_or_a_world_but_never_a_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, junk()), 1..4),
        is_bare in any::<bool>(),
    ) {
        let mut text = if is_bare { BARE } else { CORRIDOR }.to_owned();
        for (at, length, junk) in edits {
            let at = at.index(text.len());
            let at = (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap();
            let end = (at + length..=text.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len());
            text.replace_range(at..end, &junk);
        }
        survives(&text);
    }

    #[test]
    fn any_mix_of_what_tables_are_made_of_is_an_error_or_a_world(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"P\"", "\"0\"", "\"1\"", "\"start\"", "\"legal\"", "\"shape\"", "\"n_states\"",
                "0", "1", "-1", "0.5", "1e999", "4294967296", "true", "null", "\"", "\\", " ", "\u{feff}",
                "[1.0, 0, 0, true]", "{\"0\": {\"0\": [[1, 0, 0, true]]}}",
            ]),
            0..40,
        ),
    ) {
        survives(&pieces.concat());
    }

    #[test]
    fn every_cut_is_refused(cut in any::<prop::sample::Index>()) {
        let at = cut.index(CORRIDOR.len() - 1);
        prop_assert!(parse("x", &CORRIDOR[..at]).is_err());
    }

    #[test]
    fn any_text_at_all_is_an_error_or_a_world(text in ".{0,80}") {
        survives(&text);
    }
}
