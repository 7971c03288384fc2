//! Where everything stands: the screen cut into places, by its size.
//!
//! ```text
//! class and desk                                   compact
//! ┌ header ──────────────────────────────────┐     ┌ header ──────────────┐
//! ├ hairline ────────────────────────────────┤     │ belief               │
//! │ belief                     │ steer       │     │                      │
//! │                            │ events      │     ├ update ──────────────┤
//! ├ update ────────────────────┴─────────────┤     ├ reward ──────────────┤
//! ├ reward ──────────────────────────────────┤     │ sliders              │
//! │ prompt                                   │     │ prompt        ? keys │
//! │ keys                                     │     └──────────────────────┘
//! └──────────────────────────────────────────┘
//! ```

use ratatui::layout::Rect;

use super::action::Pane;
use super::board::in_shape;
use crate::mdp::{Layout, World};

/// The smallest screen that anything is shown on.
pub const LEAST: (u16, u16) = (60, 16);
/// From here on the sliders and the events stand beside the belief.
const CLASS: (u16, u16) = (110, 30);
/// The width of what stands beside the belief.
const SIDE: u16 = 42;
/// The height of the error pane, where the events leave room for it.
const ERROR: u16 = 10;
/// The least width of a cell of a map that has the chart beside it, and that of the chart.
const BESIDE: (u16, u16) = (5, 36);

/// The parts of the screen; what there is no room for is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// World, state, counters.
    pub header: Rect,
    /// How far the usual run is.
    pub hairline: Option<Rect>,
    /// What it believes, the title line included where there is one.
    pub belief: Rect,
    /// The sliders with their words.
    pub steer: Option<Rect>,
    /// The sliders in one line.
    pub sliders: Option<Rect>,
    /// What happened.
    pub events: Option<Rect>,
    /// How far off it is, once the truth is uncovered.
    pub error: Option<Rect>,
    /// The last update.
    pub update: Option<Rect>,
    /// Reward per episode.
    pub reward: Option<Rect>,
    /// One line that asks or says something.
    pub prompt: Option<Rect>,
    /// The keys.
    pub keys: Option<Rect>,
    /// Whether everything is cut to the least.
    pub compact: bool,
}

impl Places {
    /// Where the figures of the expert are laid over what is there: what it believes is covered last.
    pub fn expert(&self) -> Rect {
        self.events.or(self.reward).unwrap_or(self.belief)
    }
}

/// What is looked at, as far as places hang on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The pane that is looked at.
    pub focus: Pane,
    /// Whether it has the whole screen.
    pub zoomed: bool,
    /// Whether the truth is uncovered.
    pub truth: bool,
    /// Whether it is drawn for a projector, which gets the parts of the small screen at every size: fewer and larger.
    pub projector: bool,
    /// How cells show where they are.
    pub cells: Cells,
}

impl Look {
    /// Whether there are lines between the cells of a map. Walls part them anyhow, and a line in a passage would look like one more.
    pub fn frames(self, world: &World) -> bool {
        let framed = self.projector || self.cells == Cells::Framed;
        framed && world.scene.walls.is_empty()
    }
}

/// How cells of values show where they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cells {
    /// By a ground of their own.
    #[default]
    Filled,
    /// By lines: where there are too few colors.
    Framed,
}

/// Cut `area` into places; none if it is too small for any. A zoomed pane gets the room of all.
pub fn places(area: Rect, world: &World, look: Look) -> Option<Places> {
    let Look {
        focus,
        zoomed,
        truth,
        projector,
        ..
    } = look;
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return None;
    }
    let wide = !projector && area.width >= CLASS.0 && area.height >= CLASS.1;
    let places = match (zoomed, wide) {
        (true, _) => zoom(area, focus, projector),
        (false, true) => class(area, truth),
        (false, false) => compact(area, world, focus),
    };
    Some(places)
}

/// Hands out rows from the top and from the bottom.
struct Rows(Rect);

impl Rows {
    fn top(&mut self, height: u16) -> Rect {
        let height = height.min(self.0.height);
        let taken = Rect { height, ..self.0 };
        self.0.y += height;
        self.0.height -= height;
        taken
    }

    fn bottom(&mut self, height: u16) -> Rect {
        let height = height.min(self.0.height);
        self.0.height -= height;
        Rect {
            y: self.0.bottom(),
            height,
            ..self.0
        }
    }
}

fn class(area: Rect, truth: bool) -> Places {
    let mut rows = Rows(area);
    let (header, hairline) = (rows.top(1), rows.top(1));
    let (keys, prompt) = (rows.bottom(1), rows.bottom(1));
    let desk = area.height >= 50;
    let reward = rows.bottom((rows.0.height * 35 / 100).clamp(9, 19));
    let update = rows.bottom(if desk { 4 } else { 3 });
    let top = rows.0;
    let belief = Rect {
        width: top.width - SIDE,
        ..top
    };
    let side = Rect {
        x: belief.right(),
        width: SIDE,
        ..top
    };
    let mut side = Rows(side);
    let steer = side.top(10);
    let error = (truth && side.0.height >= 2 * ERROR).then(|| side.bottom(ERROR));
    Places {
        header,
        hairline: Some(hairline),
        belief,
        steer: Some(steer),
        events: Some(side.0),
        error,
        update: Some(update),
        reward: Some(reward),
        prompt: Some(prompt),
        keys: Some(keys),
        ..Places::default()
    }
}

fn compact(area: Rect, world: &World, focus: Pane) -> Places {
    let mut rows = Rows(area);
    let header = rows.top(1);
    let prompt = (area.height >= 20).then(|| rows.bottom(1));
    let sliders = rows.bottom(1);
    let update = if area.height >= 22 { 3 } else { 2 };
    let room = Rect {
        height: rows.0.height.saturating_sub(update),
        ..rows.0
    };
    let beside = map_beside_chart(room, world);
    let chart = match area.height {
        _ if beside.is_some() => 0,
        0..=17 => 0,
        height => 5 + height.saturating_sub(24) / 3,
    };
    let lower = (chart > 0).then(|| rows.bottom(chart));
    let update = rows.bottom(update);
    let (mut belief, mut lower) = (rows.0, lower);
    if let Some(width) = beside {
        lower = Some(Rect {
            x: belief.x + width,
            width: belief.width - width,
            ..belief
        });
        belief.width = width;
    }
    let shows_events = focus == Pane::Events;
    Places {
        header,
        belief,
        sliders: Some(sliders),
        events: lower.filter(|_| shows_events),
        reward: lower.filter(|_| !shows_events),
        update: Some(update),
        prompt,
        compact: true,
        ..Places::default()
    }
}

/// A map that is high leaves no row for the chart, but columns beside it: the width of such a map, and of a blank after it.
fn map_beside_chart(area: Rect, world: &World) -> Option<u16> {
    let Layout::Grid { rows, columns } = world.scene.layout else {
        return None;
    };
    let room = area.width.checked_sub(BESIDE.1 + 1)?;
    let pitch = |room: u16, of: usize| (usize::from(room) / of) as u16;
    let (cell, _) = in_shape((pitch(room, columns), pitch(area.height, rows)));
    (rows > 6 && cell >= BESIDE.0).then(|| columns as u16 * cell + 1)
}

/// One pane on the whole screen; the sliders stay at hand, whatever is looked at.
fn zoom(area: Rect, focus: Pane, projector: bool) -> Places {
    let mut rows = Rows(area);
    let header = rows.top(1);
    let prompt = rows.bottom(1);
    let sliders = (focus != Pane::Steer).then(|| rows.bottom(1));
    let update = (focus == Pane::Belief).then(|| rows.bottom(3));
    let rest = rows.0;
    let mut places = Places {
        header,
        sliders,
        update,
        prompt: Some(prompt),
        compact: projector || area.width < CLASS.0,
        ..Places::default()
    };
    match focus {
        Pane::Belief => places.belief = rest,
        Pane::Update => places.update = Some(rest),
        Pane::Reward => places.reward = Some(rest),
        Pane::Events => places.events = Some(rest),
        Pane::Steer => places.steer = Some(rest),
    }
    places
}

/// A place in the middle of `area`, of this size or as much of it as there is room for.
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// What is inside a frame around `place`, with a blank at either side.
pub fn within_frame(place: Rect) -> Rect {
    Rect {
        x: place.x + 2.min(place.width),
        y: place.y + 1.min(place.height),
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(width: u16, height: u16) -> Option<Places> {
        seen(width, height, false)
    }

    fn seen(width: u16, height: u16, projector: bool) -> Option<Places> {
        of("recommender", width, height, projector)
    }

    fn of(world: &str, width: u16, height: u16, projector: bool) -> Option<Places> {
        let world = (crate::env::find(world).unwrap().build)();
        let look = Look {
            focus: Pane::Belief,
            zoomed: false,
            truth: true,
            projector,
            cells: Cells::Filled,
        };
        places(Rect::new(0, 0, width, height), &world, look)
    }

    #[test]
    fn a_screen_too_small_has_no_places() {
        assert_eq!(at(0, 0), None);
        assert_eq!(at(59, 24), None);
        assert_eq!(at(80, 15), None);
        assert!(at(60, 16).is_some());
    }

    #[test]
    fn the_class_screen_is_cut_as_drawn() {
        let places = at(120, 36).unwrap();
        assert_eq!(places.belief, Rect::new(0, 2, 78, 18));
        assert_eq!(places.steer, Some(Rect::new(78, 2, 42, 10)));
        assert_eq!(places.update, Some(Rect::new(0, 20, 120, 3)));
        assert_eq!(places.reward, Some(Rect::new(0, 23, 120, 11)));
        assert_eq!(places.prompt, Some(Rect::new(0, 34, 120, 1)));
    }

    #[test]
    fn the_smallest_usual_screen_keeps_belief_update_chart_and_sliders() {
        let places = at(80, 24).unwrap();
        assert_eq!(places.belief, Rect::new(0, 1, 80, 13));
        assert_eq!(places.update, Some(Rect::new(0, 14, 80, 3)));
        assert_eq!(places.reward, Some(Rect::new(0, 17, 80, 5)));
        assert_eq!(places.sliders, Some(Rect::new(0, 22, 80, 1)));
        assert_eq!(places.prompt, Some(Rect::new(0, 23, 80, 1)));
    }

    #[test]
    fn a_projector_gets_the_parts_of_the_small_screen_at_every_size() {
        assert_eq!(seen(80, 24, true), at(80, 24));
        let places = seen(120, 36, true).unwrap();
        assert_eq!(places.belief, Rect::new(0, 1, 120, 21));
        assert_eq!(places.sliders, Some(Rect::new(0, 34, 120, 1)));
        assert_eq!((places.steer, places.events), (None, None));
    }

    #[test]
    fn a_high_map_leaves_the_chart_beside_it_what_its_cells_have_no_use_for() {
        for (width, height, map) in [(80, 24, 41), (120, 36, 81), (200, 60, 161), (200, 24, 113)] {
            let places = of("frozen-lake-8x8", width, height, true).unwrap();
            let chart = places.reward.unwrap();
            assert_eq!(places.belief.width, map, "{width}×{height}");
            assert_eq!((chart.x, chart.width), (map, width - map));
            assert_eq!(chart.height, places.belief.height);
        }
    }

    #[test]
    fn no_place_reaches_beyond_the_screen_at_any_size() {
        for width in (60..260).step_by(7) {
            for height in 16..80 {
                let places = at(width, height).unwrap();
                let area = Rect::new(0, 0, width, height);
                let optional = [
                    places.hairline,
                    places.steer,
                    places.sliders,
                    places.events,
                    places.error,
                    places.update,
                    places.reward,
                    places.prompt,
                    places.keys,
                ];
                let all = optional
                    .into_iter()
                    .flatten()
                    .chain([places.header, places.belief]);
                let total: u32 = all
                    .map(|place| {
                        assert_eq!(place.intersection(area), place, "{width}×{height}");
                        place.area()
                    })
                    .sum();
                assert_eq!(
                    total,
                    area.area(),
                    "{width}×{height}: nothing twice, nothing left"
                );
            }
        }
    }
}
