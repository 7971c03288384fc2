//! Names that were mistyped: which one was probably meant.

/// How alike two names must be (Jaro–Winkler, 0 to 1) to be offered for each other.
const ALIKE: f64 = 0.7;

/// The one of `names` that is nearest to `name`, if any is near.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase().replace(['_', ' '], "-");
    let likeness = |known: &str| {
        // A piece of a name is meant more often than something that only looks alike: "cliff", "lake".
        let piece = wanted.len() >= 3 && known.contains(wanted.as_str());
        strsim::jaro_winkler(&wanted, known) + if piece { 1.0 } else { 0.0 }
    };
    let best = names
        .into_iter()
        .map(|known| (likeness(known), known))
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.filter(|&(alike, _)| alike >= ALIKE)
        .map(|(_, known)| known)
}

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
    fn the_nearest_name_is_offered_and_nothing_far_off() {
        let near = |name| nearest(name, WORLDS);
        assert_eq!(near("recomender"), Some("recommender"));
        assert_eq!(near("Cliff_Walking"), Some("cliff-walking"));
        assert_eq!(near("lake-8"), Some("frozen-lake-8x8"));
        assert_eq!(near("frozenlake"), Some("frozen-lake"));
        assert_eq!(near("xyzzy"), None);
        assert_eq!(near(""), None);
    }

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
