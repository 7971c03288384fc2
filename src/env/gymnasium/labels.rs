//! Labels as files have them: texts, numbers, lists of these, or nothing.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What a file calls a state or an action.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Label {
    /// It has no name.
    None,
    Text(String),
    List(Vec<Label>),
}

impl Label {
    /// The label on one line, entries of a list joined by commas; none if nothing would be seen.
    pub fn line(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Text(text) => clean(text),
            Self::List(entries) => {
                let entries: Vec<_> = entries.iter().filter_map(Self::line).collect();
                (!entries.is_empty()).then(|| entries.join(","))
            }
        }
    }

    /// The label on one line, or the number of what has none.
    pub fn or_number(&self, number: usize) -> String {
        self.line().unwrap_or_else(|| number.to_string())
    }

    /// The label as a map: a character per cell, or none if it is no list of `rows` texts of `columns` characters.
    pub fn map(&self, rows: usize, columns: usize) -> Option<Vec<char>> {
        let lines = self.lines()?;
        let fits = lines.len() == rows && lines.iter().all(|line| line.len() == columns);
        fits.then(|| lines.concat())
    }

    /// The characters of each of a list of texts.
    pub fn lines(&self) -> Option<Vec<Vec<char>>> {
        match self {
            Self::List(lines) => Some(lines.iter().filter_map(Self::characters).collect()),
            _ => None,
        }
    }

    /// The characters of a text, or of a list of single ones as `desc.tolist()` gives it.
    fn characters(&self) -> Option<Vec<char>> {
        match self {
            Self::None => None,
            Self::Text(text) => Some(text.chars().collect()),
            Self::List(cells) => {
                let cells = cells.iter().map(|cell| match cell {
                    Self::Text(text) => text.chars().next(),
                    _ => None,
                });
                cells.collect()
            }
        }
    }
}

/// A file's text for a terminal: no control characters, which could do anything there, and no blanks around it.
pub(super) fn clean(text: &str) -> Option<String> {
    let visible: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let visible = visible.trim();
    (!visible.is_empty()).then(|| visible.to_owned())
}

/// Marks that turn or join what stands beside them: nothing to be seen, and much to be misread.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LabelVisitor)
    }
}

struct LabelVisitor;

impl<'de> Visitor<'de> for LabelVisitor {
    type Value = Label;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a label: a text, a number, a list of these or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Label, E> {
        Ok(Label::None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Label, E> {
        Ok(Label::Text(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Label, E> {
        Ok(Label::Text(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Label, E> {
        Ok(Label::Text(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Label, E> {
        Ok(Label::Text(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Label, E> {
        Ok(Label::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Label, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = seq.next_element()? {
            entries.push(entry);
        }
        Ok(Label::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Label, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Label::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: &str) -> Option<String> {
        serde_json::from_str::<Label>(json).unwrap().line()
    }

    #[test]
    fn lists_are_joined_by_commas_and_null_is_nothing() {
        assert_eq!(line("[4,1,0,0]").as_deref(), Some("4,1,0,0"));
        assert_eq!(line("[[1,2],\"x\"]").as_deref(), Some("1,2,x"));
        assert_eq!(line("2.5").as_deref(), Some("2.5"));
        assert_eq!(line("null"), None);
        assert_eq!(line("\"  \""), None);
        assert_eq!(line("{\"a\": [1]}"), None);
    }

    #[test]
    fn nothing_in_a_label_can_command_a_terminal() {
        assert_eq!(line(r#""a\u001b[2Jb\n""#).as_deref(), Some("a [2Jb"));
    }

    #[test]
    fn a_map_is_one_only_if_it_fits() {
        let map: Label = serde_json::from_str(r##"["S.", "#G"]"##).unwrap();
        assert_eq!(map.map(2, 2), Some(vec!['S', '.', '#', 'G']));
        assert_eq!(map.map(1, 4), None);
        let map: Label = serde_json::from_str(r##"[["S","."],["#","G"]]"##).unwrap();
        assert_eq!(map.map(2, 2), Some(vec!['S', '.', '#', 'G']));
    }
}
