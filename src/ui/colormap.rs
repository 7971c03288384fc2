//! Values as colors: a fixed scale, cut into a few levels so that a frame that drifts a little sends little.

use ratatui::style::{Modifier, Style};

use super::{
    rgb::Rgb,
    theme::{ColorDepth, Slot, Theme},
};

/// How many levels a sequential map has.
pub const LEVELS: u8 = 32;
/// The last level of a diverging map; its middle one means zero exactly.
const DIVERGING_LAST: u8 = 30;

/// Viridis in entries of the 256-color palette. The nearest ones would not all get lighter from level to level.
const VIRIDIS_256: [u8; LEVELS as usize] = [
    53, 53, 53, 54, 54, 54, 55, 55, 55, 24, 24, 24, 24, 30, 30, 30, 30, 36, 36, 36, 36, 36, 41, 41,
    77, 77, 113, 113, 149, 184, 184, 220,
];

/// A way from values to colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Map {
    /// Dark violet to yellow; even steps to the eye, also for most color-blind people.
    #[default]
    Viridis,
    /// Dark blue to yellow; made for color-blind people.
    Cividis,
    /// Red below zero, blue above: differences and surprise.
    Diverging,
}

/// Whether a value lies on the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On the scale.
    Within,
    /// Above its upper end.
    Above,
    /// Below its lower end.
    Below,
}

/// A value's place on a scale: the color's number, and whether the value lies beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// The number of the color, from 0.
    pub index: u8,
    /// Whether the value lies on the scale.
    pub reach: Reach,
}

impl Level {
    /// The sign that a value lies beyond the scale: ▴ or ▾.
    pub const fn flag(self) -> Option<&'static str> {
        match self.reach {
            Reach::Within => None,
            Reach::Above => Some("▴"),
            Reach::Below => Some("▾"),
        }
    }
}

/// How things look inside one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellStyle {
    /// Ground and ink of the cell, for what matters: digits, bar, frame, truth tick.
    pub ink: Style,
    /// Ground and a softer ink that still reads, for labels.
    pub quiet: Style,
}

impl CellStyle {
    /// The cell's ink in bold.
    pub const fn bold(&self) -> Style {
        self.ink.add_modifier(Modifier::BOLD)
    }
}

impl Map {
    /// The number of this map's last level.
    const fn last(self) -> u8 {
        match self {
            Self::Viridis | Self::Cividis => LEVELS - 1,
            Self::Diverging => DIVERGING_LAST,
        }
    }

    /// Place `value` on the scale from `low` to `high`.
    ///
    /// Infinite values lie beyond; a scale without extent puts everything at its lower end. A diverging
    /// map wants a scale that is symmetric about 0.
    pub fn level(self, value: f64, low: f64, high: f64) -> Level {
        let reach = if value > high {
            Reach::Above
        } else if value < low {
            Reach::Below
        } else {
            Reach::Within
        };
        let share = share(value, low, high);
        Level {
            index: (share * f64::from(self.last())).round() as u8,
            reach,
        }
    }

    /// The color of a level.
    pub fn color(self, level: Level) -> Rgb {
        let gradient = match self {
            Self::Viridis => colorous::VIRIDIS,
            Self::Cividis => colorous::CIVIDIS,
            Self::Diverging => colorous::RED_BLUE,
        };
        let color = gradient.eval_rational(
            usize::from(level.index.min(self.last())),
            usize::from(self.last()) + 1,
        );
        Rgb(color.r, color.g, color.b)
    }

    /// The color of a level as the theme shows it.
    pub fn shown(self, level: Level, theme: Theme) -> Rgb {
        match (self, theme.depth()) {
            (Self::Viridis, ColorDepth::Ansi256) => {
                Rgb::of_256(VIRIDIS_256[usize::from(level.index.min(LEVELS - 1))])
            }
            _ => theme.shown(self.color(level)),
        }
    }

    /// How a cell of this level looks; where the theme does not fill, it keeps the terminal's ground.
    pub fn cell(self, level: Level, theme: Theme) -> CellStyle {
        let fill = self.shown(level, theme);
        match theme.color(fill).filter(|_| theme.fills()) {
            Some(ground) => {
                let ground = Style::new().bg(ground);
                let paint = |ink: Rgb| theme.color(ink).map_or(ground, |color| ground.fg(color));
                CellStyle {
                    ink: paint(fill.ink()),
                    quiet: paint(quiet_ink(fill, theme)),
                }
            }
            None => CellStyle {
                ink: theme.style(Slot::Strong),
                quiet: theme.style(Slot::Text),
            },
        }
    }
}

/// The looks of all levels of a map, made once a frame for maps of many cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    map: Map,
    cells: Vec<CellStyle>,
}

impl Palette {
    /// Make the looks of all levels of `map`.
    pub fn new(map: Map, theme: Theme) -> Self {
        let level = |index| Level {
            index,
            reach: Reach::Within,
        };
        let cells = (0..=map.last())
            .map(|index| map.cell(level(index), theme))
            .collect();
        Self { map, cells }
    }

    /// Place `value` on the scale from `low` to `high`, and say how its cell looks.
    pub fn cell(&self, value: f64, low: f64, high: f64) -> (Level, CellStyle) {
        let level = self.map.level(value, low, high);
        (level, self.cells[usize::from(level.index)])
    }
}

/// Where `value` lies between `low` and `high`, 0 to 1; NaN and a scale without extent give 0.
pub fn share(value: f64, low: f64, high: f64) -> f64 {
    let share = (value.clamp(low.min(high), high.max(low)) - low) / (high - low);
    if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// The softest ink on `fill` that still reads at 4.5 to 1.
fn quiet_ink(fill: Rgb, theme: Theme) -> Rgb {
    [0.3, 0.2, 0.1]
        .into_iter()
        .map(|way| fill.ink().mix(fill, way))
        .find(|ink| theme.shown(*ink).contrast(fill) >= 4.5)
        .unwrap_or(fill.ink())
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;
    use crate::ui::theme::Background;

    const WITHIN: Reach = Reach::Within;

    fn rgb(color: Option<Color>) -> Rgb {
        match color {
            Some(Color::Rgb(r, g, b)) => Rgb(r, g, b),
            Some(Color::Indexed(index)) => Rgb::of_256(index),
            other => panic!("not a color of a cell: {other:?}"),
        }
    }

    #[test]
    fn ink_and_quiet_ink_read_on_every_level_of_every_map_and_depth() {
        for map in [Map::Viridis, Map::Cividis, Map::Diverging] {
            for depth in [ColorDepth::True, ColorDepth::Ansi256] {
                let theme = Theme::new(Background::Dark, depth);
                for index in 0..=map.last() {
                    let cell = map.cell(
                        Level {
                            index,
                            reach: WITHIN,
                        },
                        theme,
                    );
                    for style in [cell.ink, cell.quiet] {
                        assert!(
                            rgb(style.fg).contrast(rgb(style.bg)) >= 4.5,
                            "{map:?} {index} {depth:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn viridis_gets_lighter_from_level_to_level_at_both_depths() {
        for depth in [ColorDepth::True, ColorDepth::Ansi256] {
            let theme = Theme::new(Background::Dark, depth);
            let light = |index| {
                Map::Viridis
                    .shown(
                        Level {
                            index,
                            reach: WITHIN,
                        },
                        theme,
                    )
                    .luminance()
            };
            assert!(
                (1..LEVELS).all(|index| light(index) >= light(index - 1)),
                "{depth:?}"
            );
        }
    }

    #[test]
    fn a_palette_holds_the_looks_of_its_map() {
        for map in [Map::Viridis, Map::Diverging] {
            let palette = Palette::new(map, Theme::default());
            for value in [-9.0, -2.0, 0.3, 2.0, f64::INFINITY, f64::NAN] {
                let level = map.level(value, -2.0, 2.0);
                assert_eq!(
                    palette.cell(value, -2.0, 2.0),
                    (level, map.cell(level, Theme::default()))
                );
            }
        }
    }

    #[test]
    fn the_ends_of_viridis_are_the_published_ones() {
        let at = |value| Map::Viridis.color(Map::Viridis.level(value, 0.0, 10.0));
        assert_eq!(at(0.0), Rgb(68, 1, 84));
        assert_eq!(at(10.0), Rgb(253, 231, 37));
    }

    #[test]
    fn values_beyond_the_scale_keep_its_ends_and_say_so() {
        let level = |value| Map::Viridis.level(value, -14.0, 0.0);
        assert_eq!(
            level(-113.0),
            Level {
                index: 0,
                reach: Reach::Below
            }
        );
        assert_eq!(level(-113.0).flag(), Some("▾"));
        assert_eq!(
            level(3.0),
            Level {
                index: 31,
                reach: Reach::Above
            }
        );
        assert_eq!(
            level(f64::NEG_INFINITY),
            Level {
                index: 0,
                reach: Reach::Below
            }
        );
        assert_eq!(
            level(f64::INFINITY),
            Level {
                index: 31,
                reach: Reach::Above
            }
        );
        assert_eq!(level(-7.0).flag(), None);
        assert_eq!(level(f64::NAN).index, 0);
    }

    #[test]
    fn a_scale_without_extent_is_no_error() {
        assert_eq!(
            Map::Viridis.level(2.0, 2.0, 2.0),
            Level {
                index: 0,
                reach: WITHIN
            }
        );
    }

    #[test]
    fn zero_is_the_neutral_middle_of_the_diverging_map_and_below_is_red() {
        let at = |value| Map::Diverging.color(Map::Diverging.level(value, -2.0, 2.0));
        let Rgb(r, g, b) = at(0.0);
        assert!(r.abs_diff(g) < 12 && g.abs_diff(b) < 12, "{r} {g} {b}");
        assert!(at(-2.0).0 > at(-2.0).2, "below zero is red");
        assert!(at(2.0).2 > at(2.0).0, "above zero is blue");
    }

    #[test]
    fn a_theme_that_does_not_fill_keeps_the_ground() {
        for theme in [
            Theme::new(Background::Dark, ColorDepth::None),
            Theme::default().projector(true),
        ] {
            let cell = Map::Viridis.cell(
                Level {
                    index: 9,
                    reach: WITHIN,
                },
                theme,
            );
            assert_eq!((cell.ink.bg, cell.quiet.bg), (None, None));
        }
    }
}
