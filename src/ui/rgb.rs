//! Colors as numbers: contrast, mixing, and the nearest entry of the 256-color palette.

use std::sync::LazyLock;

/// A color in sRGB, eight bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The six steps of each channel in the 6×6×6 cube of the 256-color palette.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];
/// Where the 24 grays start in the palette.
const GRAY_START: u8 = 232;
/// Where the cube starts in the palette.
const CUBE_START: u8 = 16;

impl Rgb {
    /// Pure black.
    pub const BLACK: Self = Self(0, 0, 0);
    /// Pure white.
    pub const WHITE: Self = Self(255, 255, 255);

    /// Read a color from its six hex digits as a number: `0xff9f43`.
    pub const fn hex(digits: u32) -> Self {
        Self((digits >> 16) as u8, (digits >> 8) as u8, digits as u8)
    }

    /// The light of each channel, 0 to 1, without the sRGB gamma.
    pub fn light(self) -> [f64; 3] {
        [linear(self.0), linear(self.1), linear(self.2)]
    }

    /// The relative luminance, 0 (black) to 1 (white), as WCAG 2 defines it.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.light();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast ratio with `other`, 1 (none) to 21 (black on white), as WCAG 2 defines it.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// Go the share `way` (0 to 1) of the way from this color to `other`.
    pub fn mix(self, other: Self, way: f64) -> Self {
        let channel = |from: u8, to: u8| {
            (f64::from(from) + (f64::from(to) - f64::from(from)) * way).round() as u8
        };
        Self(
            channel(self.0, other.0),
            channel(self.1, other.1),
            channel(self.2, other.2),
        )
    }

    /// Black or white, whichever reads better on this color; the ratio is never under 4.58.
    pub fn ink(self) -> Self {
        if self.contrast(Self::BLACK) >= self.contrast(Self::WHITE) {
            Self::BLACK
        } else {
            Self::WHITE
        }
    }

    /// The entry of the 256-color palette nearest to this color, among the cube and the grays.
    ///
    /// The first 16 entries are left out: every terminal paints them in its own way.
    pub fn nearest_256(self) -> u8 {
        let [r, g, b] = [self.0, self.1, self.2].map(nearest_cube_step);
        let cube = CUBE_START + 36 * r + 6 * g + b;
        let mean = (u16::from(self.0) + u16::from(self.1) + u16::from(self.2)) / 3;
        let first = (mean.saturating_sub(8) / 10).min(23) as u8;
        let gray = [first, (first + 1).min(23)]
            .map(|step| GRAY_START + step)
            .into_iter()
            .min_by_key(|&index| self.distance(Self::of_256(index)))
            .unwrap_or(GRAY_START);
        if self.distance(Self::of_256(gray)) < self.distance(Self::of_256(cube)) {
            gray
        } else {
            cube
        }
    }

    /// The color of an entry of the 256-color palette, from 16 on; the first 16 give black.
    pub fn of_256(index: u8) -> Self {
        if index >= GRAY_START {
            let level = 8 + 10 * (index - GRAY_START);
            return Self(level, level, level);
        }
        let Some(place) = index.checked_sub(CUBE_START) else {
            return Self::BLACK;
        };
        let step = |part: u8| CUBE[usize::from(part % 6)];
        Self(step(place / 36), step(place / 6), step(place))
    }

    /// The squared distance to `other`.
    fn distance(self, other: Self) -> i32 {
        [(self.0, other.0), (self.1, other.1), (self.2, other.2)]
            .map(|(one, two)| (i32::from(one) - i32::from(two)) * (i32::from(one) - i32::from(two)))
            .iter()
            .sum()
    }
}

/// Every channel's light: a frame asks for thousands, and half of its time went into the powers.
static LIGHT: LazyLock<[f64; 256]> =
    LazyLock::new(|| std::array::from_fn(|channel| light(channel as u8)));

/// A channel's light, 0 to 1, without the sRGB gamma.
fn linear(channel: u8) -> f64 {
    LIGHT[usize::from(channel)]
}

/// The same, worked out.
fn light(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 {
        share / 12.92
    } else {
        libm::pow((share + 0.055) / 1.055, 2.4)
    }
}

/// The number of the cube's step nearest to `channel`.
fn nearest_cube_step(channel: u8) -> u8 {
    (0..6)
        .min_by_key(|&step| CUBE[usize::from(step)].abs_diff(channel))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_runs_from_one_to_twenty_one() {
        assert!((Rgb::BLACK.contrast(Rgb::WHITE) - 21.0).abs() < 1e-9);
        assert!((Rgb::WHITE.contrast(Rgb::WHITE) - 1.0).abs() < 1e-9);
        // The published example: #777777 on white is 4.48.
        assert!((Rgb::hex(0x77_7777).contrast(Rgb::WHITE) - 4.48).abs() < 0.005);
    }

    #[test]
    fn the_palette_has_its_published_colors() {
        assert_eq!(Rgb::of_256(16), Rgb(0, 0, 0));
        assert_eq!(Rgb::of_256(208), Rgb(255, 135, 0));
        assert_eq!(Rgb::of_256(231), Rgb(255, 255, 255));
        assert_eq!(Rgb::of_256(232), Rgb(8, 8, 8));
        assert_eq!(Rgb::of_256(255), Rgb(238, 238, 238));
    }

    proptest! {
        #[test]
        fn the_nearest_entry_is_as_near_as_any(r: u8, g: u8, b: u8) {
            let color = Rgb(r, g, b);
            let best = (16..=255).map(|index| color.distance(Rgb::of_256(index))).min().unwrap();
            prop_assert_eq!(color.distance(Rgb::of_256(color.nearest_256())), best);
        }

        #[test]
        fn ink_is_readable_on_every_color(r: u8, g: u8, b: u8) {
            prop_assert!(Rgb(r, g, b).ink().contrast(Rgb(r, g, b)) >= 4.5);
        }
    }
}
