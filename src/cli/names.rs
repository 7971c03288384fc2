//! What is said to a name that nobody has.

use crate::text::nearest;

/// Say that there is no such `kind`, which one was probably meant, and how to see all of them.
pub fn unknown<'a>(kind: &str, name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let offer =
        nearest(name, names).map_or(String::new(), |near| format!("; did you mean {near}?"));
    let offer = if offer.is_empty() {
        ".".to_owned()
    } else {
        offer
    };
    format!("there is no {kind} {name:?}{offer} All of them: qlens list")
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORLDS: [&str; 4] = [
        "recommender",
        "cliff-walking",
        "frozen-lake",
        "frozen-lake-8x8",
    ];

    #[test]
    fn the_message_is_one_sentence_either_way() {
        assert_eq!(
            unknown("world", "clif", WORLDS),
            "there is no world \"clif\"; did you mean cliff-walking? All of them: qlens list"
        );
        assert_eq!(
            unknown("world", "xyzzy", WORLDS),
            "there is no world \"xyzzy\". All of them: qlens list"
        );
    }
}
