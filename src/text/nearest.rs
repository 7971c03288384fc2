//! Names that were mistyped: which one was probably meant.

/// How alike two names must be (Jaro–Winkler, 0 to 1) to be offered for each other.
const ALIKE: f64 = 0.8;

/// The one of `names` that is nearest to `name`, if any is near.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    let likeness = |known: &str| {
        let known = plain(known);
        // A piece of a name is meant more often than something that only looks alike: "cliff", "lake".
        let piece = wanted.len() >= 3 && known.contains(&wanted);
        strsim::jaro_winkler(&wanted, &known) + if piece { 1.0 } else { 0.0 }
    };
    let best = names
        .into_iter()
        .map(|known| (likeness(known), known))
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.filter(|&(alike, _)| alike >= ALIKE)
        .map(|(_, known)| known)
}

/// A name without what people do not remember of it: capitals, and what joins its words.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', ' '], "-")
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
    fn a_key_is_offered_for_a_slip_and_not_for_a_key_of_another_kind() {
        let near = |name| nearest(name, ["n_states", "start", "terminal_states", "time_limit"]);
        assert_eq!(near("stats"), Some("start"));
        assert_eq!(near("TimeLimit"), Some("time_limit"));
        assert_eq!(near("terminal states"), Some("terminal_states"));
        assert_eq!((near("note"), near("source")), (None, None));
    }
}
