//! Where the lines of an open list stand, for drawing and for the mouse.

use ratatui::layout::{Position, Rect};

use super::{Item, Picker};
use crate::app::format;
use crate::app::places::{centered, within_frame};
use crate::text::{Lang, Text};

/// Rows of a list that are no lines of it: what was typed, and the keys.
const AROUND: u16 = 2;
/// Columns before a name: the sign of the one that Enter takes, the sign of the present one.
const SIGNS: usize = 3;
/// Columns between a name and what it is.
pub const GAP: usize = 2;
/// The least width of a list, frame included.
const NARROWEST: u16 = 56;

/// A line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The heading of the group that this entry is the first of.
    Heading(usize),
    /// An entry.
    Entry(usize),
    /// That there is none.
    Nothing,
}

/// Where everything of an open list stands.
#[derive(Clone, Debug)]
pub struct Plan {
    /// All of it, with its frame.
    pub place: Rect,
    /// What is inside the frame: what was typed, the lines, the keys.
    pub inside: Rect,
    /// The entries that fit what was typed.
    pub items: Vec<Item>,
    /// Columns of the longest name.
    pub names: usize,
    /// The first line in sight.
    pub first: usize,
    lines: Vec<Line>,
}

impl Plan {
    /// Lay `picker` out in the middle of `area`, in the language `lang`.
    pub fn new(picker: &Picker, area: Rect, lang: Lang) -> Self {
        let items = picker.items();
        let width = |text: &Text| format::width(text.get(lang));
        let names = items.iter().map(|item| width(&item.title));
        let names = names.max().unwrap_or(0);
        let lines = lines(&items);
        let widths = lines.iter().map(|line| match *line {
            Line::Heading(index) => width(&items[index].group),
            Line::Entry(index) => SIGNS + names + GAP + width(&items[index].text),
            Line::Nothing => width(&super::NOTHING),
        });
        let widest = widths.fold(width(&picker.kind.keys()), usize::max);
        let wanted = (widest as u16 + 4).max(area.width.min(NARROWEST));
        let place = centered(area, wanted, lines.len() as u16 + AROUND + 2);
        let inside = within_frame(place);
        let mut at = lines.iter();
        let chosen = at.position(|&line| line == Line::Entry(picker.at()));
        let room = usize::from(inside.height.saturating_sub(AROUND));
        let first = first_in_sight(picker.first, room, chosen.unwrap_or(0), lines.len());
        Self {
            place,
            inside,
            items,
            names,
            first,
            lines,
        }
    }

    /// The lines that are in sight, each with its place.
    pub fn seen(&self) -> impl Iterator<Item = (Rect, Line)> + '_ {
        let room = usize::from(self.inside.height.saturating_sub(AROUND));
        let seen = self.lines.iter().skip(self.first).take(room).copied();
        let row = |(row, line)| {
            let place = Rect {
                y: self.inside.y + row,
                height: 1,
                ..self.inside
            };
            (place, line)
        };
        (1..).zip(seen).map(row)
    }

    /// The entry that stands at a place of the screen.
    pub fn entry_at(&self, at: Position) -> Option<usize> {
        self.seen().find_map(|(place, line)| match line {
            Line::Entry(index) if place.contains(at) => Some(index),
            _ => None,
        })
    }
}

/// The first line in sight: `before` as far as the chosen one, with the heading above it, stays in sight.
fn first_in_sight(before: usize, room: usize, chosen: usize, count: usize) -> usize {
    let least = (chosen + 1).saturating_sub(room);
    let most = chosen.saturating_sub(1).max(least);
    before.clamp(least, most).min(count.saturating_sub(room))
}

/// The lines of a list: a heading before each group.
fn lines(items: &[Item]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &items[before].group);
        if before != Some(&item.group) {
            lines.push(Line::Heading(index));
        }
        lines.push(Line::Entry(index));
    }
    if lines.is_empty() {
        lines.push(Line::Nothing);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::picker::Kind;

    #[test]
    fn every_line_in_sight_is_inside_the_frame_and_the_chosen_one_is_in_sight() {
        let picker = Picker::new(Kind::Worlds, "random");
        for (width, height) in [(80, 24), (60, 16), (9, 7), (3, 3), (0, 0)] {
            let plan = Plan::new(&picker, Rect::new(0, 0, width, height), Lang::En);
            for (place, _) in plan.seen() {
                assert_eq!(place.intersection(plan.inside), place, "{width}×{height}");
            }
            let chosen = plan
                .seen()
                .any(|(_, line)| line == Line::Entry(picker.at()));
            assert_eq!(chosen, plan.inside.height > AROUND, "{width}×{height}");
        }
    }

    #[test]
    fn lines_move_no_farther_than_the_chosen_one_needs() {
        let first = |before, chosen| first_in_sight(before, 5, chosen, 20);
        assert_eq!(first(0, 3), 0);
        assert_eq!(first(0, 12), 8, "down to the last row");
        assert_eq!(first(8, 9), 8, "where it was");
        assert_eq!(first(8, 4), 3, "up, with the line above");
        assert_eq!(first(8, 0), 0);
        assert_eq!(first_in_sight(8, 30, 19, 20), 0, "all of them");
        assert_eq!(first_in_sight(0, 0, 3, 20), 4, "no room");
        assert_eq!(first_in_sight(9, 5, 0, 1), 0);
    }

    #[test]
    fn in_little_room_two_clicks_at_one_place_are_two_on_one_entry() {
        let area = Rect::new(0, 0, 60, 8);
        let mut picker = Picker::new(Kind::Worlds, "recommender");
        let bottom = picker.items().len() - 1;
        picker.click(bottom);
        let plan = Plan::new(&picker, area, Lang::En);
        picker.stay(plan.first);
        assert!(plan.first > 0, "not all of them fit");
        let entries = plan
            .seen()
            .filter(|(_, line)| matches!(line, Line::Entry(_)));
        let places: Vec<Position> = entries.map(|(place, _)| place.as_position()).collect();
        // All but the first, which may want the line above it too.
        for &at in places.iter().skip(1).rev() {
            let entry = Plan::new(&picker, area, Lang::En).entry_at(at).unwrap();
            picker.click(entry);
            let plan = Plan::new(&picker, area, Lang::En);
            picker.stay(plan.first);
            assert_eq!(plan.entry_at(at), Some(entry), "{at}");
        }
    }

    #[test]
    fn a_place_is_an_entry_only_where_one_is_drawn() {
        let picker = Picker::new(Kind::Methods, "sarsa");
        let plan = Plan::new(&picker, Rect::new(0, 0, 120, 36), Lang::En);
        for (place, line) in plan.seen() {
            let at = Position::new(place.x + 1, place.y);
            let entry = match line {
                Line::Entry(index) => Some(index),
                _ => None,
            };
            assert_eq!(plan.entry_at(at), entry);
        }
        assert_eq!(
            plan.entry_at(plan.inside.as_position()),
            None,
            "what was typed"
        );
        assert_eq!(plan.entry_at(Position::new(0, 0)), None);
    }
}
