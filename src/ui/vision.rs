//! What people see who lack a kind of cone, to prove that colors and shapes say enough.
//!
//! Matrices of Machado, Oliveira and Fernandes (2009) for the whole lack of one kind, on light without gamma.

use super::rgb::Rgb;

/// A kind of color blindness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// No cones for red.
    Protanopia,
    /// No cones for green.
    Deuteranopia,
}

impl Lack {
    /// The common kinds.
    pub const ALL: [Self; 2] = [Self::Protanopia, Self::Deuteranopia];

    const fn matrix(self) -> [[f64; 3]; 3] {
        match self {
            Self::Protanopia => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Self::Deuteranopia => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        }
    }

    /// How `color` looks, as light of each channel.
    fn light(self, color: Rgb) -> [f64; 3] {
        let light = color.light();
        let seen = |row: [f64; 3]| -> f64 { row.iter().zip(light).map(|(by, of)| by * of).sum() };
        self.matrix().map(|row| seen(row).clamp(0.0, 1.0))
    }

    /// How bright `color` looks, 0 to 1.
    pub fn luminance(self, color: Rgb) -> f64 {
        let [red, green, blue] = self.light(color);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How far two colors are apart for them, as [`difference`] has it.
    pub fn difference(self, one: Rgb, two: Rgb) -> f64 {
        apart(self.light(one), self.light(two))
    }
}

/// How far two colors are apart: under 2 hardly anybody sees it, from 10 on it is seen at a glance (CIE 1976).
pub fn difference(one: Rgb, two: Rgb) -> f64 {
    apart(one.light(), two.light())
}

fn apart(one: [f64; 3], two: [f64; 3]) -> f64 {
    let (one, two) = (lab(one), lab(two));
    let squares: f64 = one.iter().zip(two).map(|(a, b)| (a - b) * (a - b)).sum();
    squares.sqrt()
}

/// A color's place in the space in which equal ways look equally long.
fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let root = |share: f64| {
        if share > 0.008_856 {
            share.cbrt()
        } else {
            7.787 * share + 16.0 / 116.0
        }
    };
    let x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    let y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    let z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::colormap::{LEVELS, Level, Map, Reach};
    use crate::ui::theme::{Background, ColorDepth, Slot, Theme};

    /// From here on two colors are told apart without looking twice.
    const APART: f64 = 12.0;

    /// What looks alike to some, and the shape or word that tells it apart.
    const ALIKE: [(Slot, Slot, &str); 8] = [
        (
            Slot::Alpha,
            Slot::Gamma,
            "key 2 and 3, their letters, their places",
        ),
        (
            Slot::Epsilon,
            Slot::Focus,
            "the letter; the learner is a line or ◉",
        ),
        (
            Slot::Reward,
            Slot::Surprise,
            "\"paid\" and \"surprise δ\" with the number",
        ),
        (
            Slot::Reward,
            Slot::Hazard,
            "a line in a chart, a cell of a map",
        ),
        (Slot::Goal, Slot::Hazard, "G, and ▒ or nothing"),
        (
            Slot::Goal,
            Slot::Surprise,
            "a cell of a map, a word with a number",
        ),
        (
            Slot::Surprise,
            Slot::Hazard,
            "a word with a number, a cell of a map",
        ),
        (Slot::Quiet, Slot::Hazard, "text, a cell of a map"),
    ];

    fn colors(background: Background) -> Vec<(Slot, Rgb)> {
        let theme = Theme::new(background, ColorDepth::True);
        let data = [
            Slot::Quiet,
            Slot::Epsilon,
            Slot::Alpha,
            Slot::Gamma,
            Slot::Reward,
            Slot::Surprise,
            Slot::Focus,
            Slot::Hazard,
            Slot::Goal,
        ];
        data.map(|slot| (slot, theme.ink(slot))).to_vec()
    }

    fn is_alike((one, two): (Slot, Slot)) -> bool {
        ALIKE
            .iter()
            .any(|&(a, b, _)| (a, b) == (one, two) || (b, a) == (one, two))
    }

    /// All pairs of slots that look alike to somebody.
    fn found() -> Vec<(Slot, Slot)> {
        let mut found = Vec::new();
        for background in [Background::Dark, Background::Light] {
            let colors = colors(background);
            for (at, &(one, color)) in colors.iter().enumerate() {
                for &(two, other) in &colors[at + 1..] {
                    let apart = |lack: &Lack| lack.difference(color, other) >= APART;
                    if !Lack::ALL.iter().all(apart) && (one, two) != (Slot::Reward, Slot::Goal) {
                        found.push((one, two));
                    }
                }
            }
        }
        found
    }

    #[test]
    fn what_looks_alike_to_some_has_a_shape_or_a_word_that_tells_it_apart() {
        let found = found();
        for pair in &found {
            assert!(is_alike(*pair), "{pair:?}");
        }
        for (one, two, shape) in ALIKE {
            let stale = !found.contains(&(one, two)) && !found.contains(&(two, one));
            assert!(!stale && !shape.is_empty(), "{one:?} and {two:?} are apart");
        }
    }

    #[test]
    fn the_curves_of_the_chart_and_the_sliders_beside_each_other_are_told_apart_by_everybody() {
        for background in [Background::Dark, Background::Light] {
            let theme = Theme::new(background, ColorDepth::True);
            for (one, two) in [
                (Slot::Reward, Slot::LEARNER),
                (Slot::Reward, Slot::Ghost),
                (Slot::LEARNER, Slot::Ghost),
                (Slot::Epsilon, Slot::Alpha),
                (Slot::Epsilon, Slot::Gamma),
            ] {
                for lack in Lack::ALL {
                    let difference = lack.difference(theme.ink(one), theme.ink(two));
                    assert!(
                        difference >= APART,
                        "{one:?} {two:?} {lack:?}: {difference:.1}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_grounds_of_falls_and_goals_stand_out_from_the_terminals_for_everybody() {
        for background in [Background::Dark, Background::Light] {
            for depth in [ColorDepth::True, ColorDepth::Ansi256] {
                let theme = Theme::new(background, depth);
                for slot in [Slot::Hazard, Slot::Goal] {
                    let ground = theme.own_ground(slot).unwrap();
                    for lack in Lack::ALL {
                        let seen = lack.luminance(ground);
                        let around = lack.luminance(background.reference());
                        let contrast = (seen.max(around) + 0.05) / (seen.min(around) + 0.05);
                        assert!(
                            contrast > 1.25,
                            "{slot:?} {depth:?} {lack:?}: {contrast:.2}"
                        );
                    }
                }
            }
        }
    }

    fn level(index: u8) -> Level {
        Level {
            index,
            reach: Reach::Within,
        }
    }

    #[test]
    fn viridis_and_cividis_get_lighter_for_everybody() {
        for (map, depth) in [
            (Map::Viridis, ColorDepth::True),
            (Map::Viridis, ColorDepth::Ansi256),
            (Map::Cividis, ColorDepth::True),
        ] {
            let theme = Theme::new(Background::Dark, depth);
            for lack in Lack::ALL {
                let light = |index| lack.luminance(map.shown(level(index), theme));
                let rises = |index| light(index) >= light(index - 1) - 1e-3;
                assert!((1..LEVELS).all(rises), "{map:?} {depth:?} {lack:?}");
                assert!(light(LEVELS - 1) > light(0) + 0.4, "{map:?} {lack:?}");
            }
        }
    }

    #[test]
    fn both_ends_of_differences_are_told_apart_by_everybody() {
        for lack in Lack::ALL {
            let at = |index| Map::Diverging.color(level(index));
            assert!(lack.difference(at(0), at(30)) > 30.0, "{lack:?}");
            assert!(lack.difference(at(0), at(15)) > 60.0, "{lack:?}");
            assert!(lack.difference(at(15), at(30)) > 60.0, "{lack:?}");
        }
    }

    #[test]
    fn grays_stay_gray() {
        for lack in Lack::ALL {
            let [red, green, blue] = lack.light(Rgb::hex(0x80_8080));
            assert!((red - green).abs() < 1e-3 && (green - blue).abs() < 1e-3);
        }
        // Red and green of one brightness, which the one kind takes for each other.
        let (red, green) = (Rgb::hex(0xa0_3020), Rgb::hex(0x60_5a20));
        assert!(Lack::Deuteranopia.difference(red, green) < 15.0);
    }
}
