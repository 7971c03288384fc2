//! Where the sliders stand, for drawing and for the mouse. Where there is no room for all, those around the one that is held
//! are there.

use std::cmp::Ordering;
use std::ops::Range;

use ratatui::layout::{Position, Rect};

use super::detent::{self, Detents};
use super::{App, Asked, Knob, format, words};
use crate::agent::Schedule;

/// The least width of a slider in a line.
const NARROWEST: u16 = 18;
/// The longest track: on a longer one a hand has only farther to go.
const LONGEST: u16 = 60;

/// Where one slider stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SliderPlace {
    /// What it turns.
    pub knob: Knob,
    /// The key that takes it, counted from 1.
    pub number: usize,
    /// Its words.
    pub words: Rect,
    /// Its track.
    pub track: Rect,
    /// Room for the curve of a schedule, below the track; none where there is no row for it.
    pub curve: Option<Rect>,
}

/// How a parameter that moves by itself goes over the usual run of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// What moves it.
    pub schedule: Schedule,
    /// Its values, column by column.
    pub values: Vec<f64>,
    /// The column of the present episode; the last one after the usual run.
    pub now: usize,
}

impl SliderPlace {
    /// Whether `at` is on the slider or its words.
    pub(super) fn contains(&self, at: Position) -> bool {
        self.words.contains(at) || self.track.contains(at) || self.is_on_track(at)
    }

    /// Whether `at` is on the track, or a hair beside one of its ends, where a hand that wants the end may come down.
    pub(super) fn is_on_track(&self, at: Position) -> bool {
        let track = self.track;
        let columns = track.x.saturating_sub(1)..=track.right();
        !track.is_empty() && track.y == at.y && columns.contains(&at.x)
    }

    /// The place on its track, from 0 to 1, that a column of the screen means, on the track or beyond it.
    fn position_at(&self, column: u16) -> f64 {
        let column = column.saturating_sub(self.track.x);
        detent::position_at(column, self.track.width)
    }
}

impl App {
    /// The stop of a slider that is nearest to a column of the screen.
    pub(super) fn stop_at(&self, place: &SliderPlace, column: u16) -> f64 {
        Detents::new(&self.stops(place.knob)).at(place.position_at(column))
    }

    /// The sliders that are on the screen.
    pub fn sliders(&self) -> Vec<SliderPlace> {
        let Some(places) = self.places() else {
            return Vec::new();
        };
        match (places.steer, places.sliders) {
            (Some(area), _) => self.below_each_other(area),
            (None, Some(area)) => self.side_by_side(area),
            (None, None) => Vec::new(),
        }
    }

    /// A line of words, the track below it, and below that one or two free lines where there is room.
    fn below_each_other(&self, area: Rect) -> Vec<SliderPlace> {
        let count = self.knobs().len().max(1) as u16;
        let pitch = (area.height.saturating_sub(1) / count).clamp(2, 4);
        let line = |y: u16, x: u16, width: u16| {
            Rect {
                x: area.x + x,
                y: area.y + y,
                width,
                height: 1,
            }
            .intersection(area)
        };
        let place = |(row, (place, knob)): (u16, (usize, Knob))| {
            let top = 1 + row * pitch;
            let width = area.width.saturating_sub(10).min(LONGEST);
            SliderPlace {
                knob,
                number: Self::number(knob, place),
                words: line(top, 1, area.width.saturating_sub(1)),
                track: line(top + 1, 6, width),
                curve: (pitch > 2).then(|| line(top + 2, 6, width)),
            }
        };
        let room = area.height.saturating_sub(1) / pitch;
        (0..).zip(self.fitting(room)).map(place).collect()
    }

    /// Words and track of each in one line.
    fn side_by_side(&self, area: Rect) -> Vec<SliderPlace> {
        let fitting = self.fitting((area.width / NARROWEST).max(1));
        let each = area.width / (fitting.len() as u16).max(1);
        let place = |(column, (place, knob)): (u16, (usize, Knob))| {
            let x = area.x + column * each;
            let words = self.words_width(knob, Self::number(knob, place)).min(each);
            SliderPlace {
                knob,
                number: Self::number(knob, place),
                words: Rect {
                    x,
                    width: words,
                    ..area
                },
                track: Rect {
                    x: x + (words + 1).min(each),
                    width: each.saturating_sub(words + 2),
                    ..area
                },
                curve: None,
            }
        };
        (0..).zip(fitting).map(place).collect()
    }

    /// Columns of "▸2 α 0.10", or "▸2 α 0.100↓": enough for every stop, so that the track stays where it is while a hand moves along it.
    fn words_width(&self, knob: Knob, number: usize) -> u16 {
        let stops = self.stops(knob);
        let stops = stops.iter().map(|&stop| {
            let printed = words::setting(knob, stop);
            format::width(&printed)
        });
        let shown = format::width(&self.shown(knob)) + format::width(self.drift(knob));
        let symbol = format::width(knob.symbol());
        (3 + number.to_string().len() + symbol + stops.fold(shown, usize::max)) as u16
    }

    /// The sliders that there is room for, with their places among all.
    fn fitting(&self, room: u16) -> Vec<(usize, Knob)> {
        let all = self.knobs();
        let held = all.iter().position(|&knob| self.held() == Some(knob));
        let window = window(all.len(), usize::from(room), held.unwrap_or(0));
        window.map(|place| (place, all[place])).collect()
    }

    /// A value as it stands there, or what is being typed in its place.
    pub fn shown(&self, knob: Knob) -> String {
        let value = self.value(knob);
        match self.field() {
            Some(field) if field.asked == Asked::Value(knob) => format!("{}▏", field.typed),
            // What moves by itself has values with no end of digits.
            _ if self.schedule(knob).is_some() => format::fixed(value, 3),
            _ => words::setting(knob, value),
        }
    }

    /// Where a parameter goes by itself from here, as an arrow; nothing where it stays, as rewards do.
    pub fn drift(&self, knob: Knob) -> &'static str {
        let (Some(schedule), Some(snapshot)) = (self.schedule(knob), self.snapshot()) else {
            return "";
        };
        let episode = snapshot.moment.episode;
        let (now, next) = (schedule.at(episode), schedule.at(episode.saturating_add(1)));
        match next.get().total_cmp(&now.get()) {
            Ordering::Less => "↓",
            Ordering::Equal => "",
            Ordering::Greater => "↑",
        }
    }

    /// How a parameter that moves by itself goes over the usual run, in so many columns.
    pub fn course(&self, knob: Knob, columns: u16) -> Option<Course> {
        let schedule = self.schedule(knob)?;
        let episode = self.snapshot()?.moment.episode;
        let (usual, columns) = (self.world().defaults.episodes.max(1), u64::from(columns));
        // A column stands for so many episodes, and shows the first of them.
        let first =
            |column: u64| (u128::from(column) * u128::from(usual) / u128::from(columns)) as u64;
        let column = u128::from(episode.min(usual)) * u128::from(columns) / u128::from(usual);
        Some(Course {
            schedule,
            values: (0..columns)
                .map(|column| schedule.at(first(column)).get())
                .collect(),
            now: (column as usize).min((columns as usize).saturating_sub(1)),
        })
    }
}

/// The first `room` of `count` places, or the first window of them that reaches to `held`.
fn window(count: usize, room: usize, held: usize) -> Range<usize> {
    let room = room.min(count);
    let first = (held + 1).saturating_sub(room).min(count - room);
    first..first + room
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::ParamId;

    #[test]
    fn where_not_all_fit_the_one_that_is_held_is_there() {
        assert_eq!(window(3, 4, 0), 0..3, "all of them");
        assert_eq!(window(5, 4, 3), 0..4);
        assert_eq!(window(5, 4, 4), 1..5);
        assert_eq!(window(5, 1, 2), 2..3);
        assert_eq!(window(5, 0, 2), 3..3, "no room");
        assert_eq!(window(0, 4, 0), 0..0, "nothing to turn");
    }

    #[test]
    fn a_hand_that_comes_down_beside_an_end_means_the_end() {
        let place = SliderPlace {
            knob: ParamId::Gamma.into(),
            number: 3,
            words: Rect::new(0, 4, 9, 1),
            track: Rect::new(10, 4, 10, 1),
            curve: None,
        };
        let stop_at = |column| Detents::of(ParamId::Gamma).at(place.position_at(column));
        for (column, stop) in [(9, 0.0), (10, 0.0), (11, 0.5), (18, 0.999), (19, 1.0)] {
            assert!(place.is_on_track(Position::new(column, 4)));
            assert_eq!(stop_at(column), stop, "{column}");
        }
        assert_eq!(stop_at(20), 1.0);
        for at in [(8, 4), (21, 4), (12, 3), (12, 5)] {
            assert!(!place.is_on_track(at.into()), "{at:?}");
        }
        assert_eq!((stop_at(0), stop_at(900)), (0.0, 1.0));
    }
}
