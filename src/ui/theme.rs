//! Colors by meaning: what a thing is decides how it looks, on dark and light grounds and in every color depth.
//!
//! Panes and widgets ask for a [`Slot`]; nothing else in the program names a color.

use ratatui::style::{Color, Modifier, Style};

use super::rgb::Rgb;
use crate::app::Cells;

/// A meaning that has a look of its own.
///
/// Meaning never hangs on the color alone: each of them also has a shape or a word where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Text that is to be read.
    Text,
    /// Text that stands back: labels, explanations. In projector style it is as strong as [`Slot::Text`].
    Quiet,
    /// Lines that only guide the eye; never data.
    Faint,
    /// The lines of pane titles and tracks.
    Rule,
    /// Titles and the numbers that matter most.
    Strong,
    /// The exploration rate ε.
    Epsilon,
    /// The step size α.
    Alpha,
    /// The discount γ.
    Gamma,
    /// Reward, and what is exact about it.
    Reward,
    /// Surprise: the TD error.
    Surprise,
    /// What the keyboard holds, keys, and the learner itself.
    Focus,
    /// A past or parallel run.
    Ghost,
    /// A cell that is a fall: text on its own ground.
    Hazard,
    /// A cell that is the goal: text on its own ground.
    Goal,
}

impl Slot {
    /// The learner's own curve and place: it looks as the focus does.
    pub const LEARNER: Self = Self::Focus;

    /// Every slot, for legends and tests.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::Quiet,
        Self::Faint,
        Self::Rule,
        Self::Strong,
        Self::Epsilon,
        Self::Alpha,
        Self::Gamma,
        Self::Reward,
        Self::Surprise,
        Self::Focus,
        Self::Ghost,
        Self::Hazard,
        Self::Goal,
    ];

    /// The color on a dark and on a light ground.
    const fn pair(self) -> (u32, u32) {
        match self {
            Self::Text => (0xd7_dae0, 0x2b_2f36),
            Self::Quiet | Self::Ghost => (0x8b_919d, 0x5c_6370),
            Self::Faint => (0x4a_505c, 0xb5_bac4),
            Self::Rule => (0x3a_3f4a, 0xc9_cdd4),
            Self::Strong => (0xff_ffff, 0x00_0000),
            Self::Epsilon => (0xff_9f43, 0xa3_5200),
            Self::Alpha => (0x4f_b3ff, 0x00_60b0),
            Self::Gamma => (0xc7_92ea, 0x7a_3fb0),
            Self::Reward | Self::Goal => (0x7b_d88f, 0x1f_7a3d),
            Self::Surprise => (0xff_6b81, 0xb3_203b),
            Self::Focus => (0xff_d866, 0x7a_5c00),
            Self::Hazard => (0xff_8e9f, 0x9c_1730),
        }
    }

    /// The ground that this slot brings along, on a dark and on a light terminal.
    ///
    /// The palette's nearest entries to the dark grounds are grays, so it has grounds of its own.
    const fn ground_pair(self, depth: ColorDepth) -> Option<(u32, u32)> {
        match (self, depth) {
            (Self::Hazard, ColorDepth::Ansi256) => Some((0x87_0000, 0xff_d7d7)),
            (Self::Goal, ColorDepth::Ansi256) => Some((0x00_5f00, 0xaf_d7af)),
            (Self::Hazard, _) => Some((0x5c_2a33, 0xf6_dce0)),
            (Self::Goal, _) => Some((0x12_3524, 0xc9_e9d3)),
            _ => None,
        }
    }

    /// The color among 16 on a dark and on a light ground; reset where none of them can be read for sure. Reds, blues and magenta are
    /// all that can be on white: what is often told beside each other is furthest apart in them.
    const fn ansi_pair(self) -> (Color, Color) {
        match self {
            Self::Text | Self::Strong => (Color::Reset, Color::Reset),
            Self::Quiet | Self::Ghost => (Color::Gray, Color::Reset),
            Self::Faint | Self::Rule => (Color::DarkGray, Color::DarkGray),
            Self::Epsilon => (Color::Yellow, Color::LightRed),
            Self::Alpha => (Color::LightCyan, Color::Blue),
            Self::Gamma => (Color::LightMagenta, Color::LightBlue),
            Self::Reward | Self::Goal => (Color::LightGreen, Color::Magenta),
            Self::Surprise | Self::Hazard => (Color::LightRed, Color::Red),
            Self::Focus => (Color::LightYellow, Color::Reset),
        }
    }

    /// Whether it only guides the eye, so that contrast rules for data do not bind it.
    pub const fn is_line(self) -> bool {
        matches!(self, Self::Faint | Self::Rule)
    }
}

/// The ground that the terminal paints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground.
    Light,
}

impl Background {
    /// The ground that contrast is reckoned against.
    pub const fn reference(self) -> Rgb {
        match self {
            Self::Dark => Rgb::hex(0x18_1818),
            Self::Light => Rgb::hex(0xff_ffff),
        }
    }

    /// The one of the usual grounds that is hardest to read on: what is to be read from afar is reckoned against it.
    const fn hardest(self) -> Rgb {
        match self {
            Self::Dark => Rgb::hex(0x28_2a36),
            Self::Light => Rgb::hex(0xfb_f1c7),
        }
    }

    /// Tell dark from light by the color that the terminal reports.
    pub fn of(color: Rgb) -> Self {
        if color.ink() == Rgb::WHITE {
            Self::Dark
        } else {
            Self::Light
        }
    }
}

/// How many colors the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorDepth {
    /// No color at all: bold, dim and underline keep the order of importance.
    None,
    /// The 16 colors that the terminal's user has chosen; cells are framed, not filled.
    Ansi16,
    /// The 256-color palette.
    #[default]
    Ansi256,
    /// 24 bits.
    True,
}

impl ColorDepth {
    /// Decide by the values of `NO_COLOR`, `COLORTERM` and `TERM`.
    pub fn detect(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>) -> Self {
        if no_color.is_some_and(|value| !value.is_empty()) || term == Some("dumb") {
            return Self::None;
        }
        if matches!(colorterm, Some("truecolor" | "24bit")) {
            return Self::True;
        }
        match term {
            Some("linux" | "ansi" | "cygwin") => Self::Ansi16,
            Some(name) if name.ends_with("-16color") => Self::Ansi16,
            Some("vt52" | "vt100" | "vt102" | "vt220" | "vt320" | "vt420") => Self::None,
            _ => Self::Ansi256,
        }
    }
}

/// Everything that decides how a [`Slot`] looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    background: Background,
    depth: ColorDepth,
    projector: bool,
    ascii: bool,
}

impl Theme {
    /// Make the theme for a ground and a color depth.
    pub const fn new(background: Background, depth: ColorDepth) -> Self {
        Self {
            background,
            depth,
            projector: false,
            ascii: false,
        }
    }

    /// Turn projector style on or off: contrast of at least 7, nothing quiet, cells framed instead of filled.
    #[must_use]
    pub const fn projector(mut self, on: bool) -> Self {
        self.projector = on;
        self
    }

    /// Draw with ASCII letters only, or with all signs.
    #[must_use]
    pub const fn ascii(mut self, on: bool) -> Self {
        self.ascii = on;
        self
    }

    /// Whether only ASCII letters are drawn.
    pub const fn is_ascii(self) -> bool {
        self.ascii
    }

    /// The same on another ground.
    #[must_use]
    pub const fn on(mut self, background: Background) -> Self {
        self.background = background;
        self
    }

    /// Whether projector style is on.
    pub const fn is_projector(self) -> bool {
        self.projector
    }

    /// The color depth.
    pub const fn depth(self) -> ColorDepth {
        self.depth
    }

    /// The ground.
    pub const fn background(self) -> Background {
        self.background
    }

    /// Whether value cells are filled with their color; otherwise they are framed.
    pub const fn fills(self) -> bool {
        !self.projector && matches!(self.depth, ColorDepth::Ansi256 | ColorDepth::True)
    }

    /// How cells show where they are.
    pub const fn cells(self) -> Cells {
        if self.fills() {
            Cells::Filled
        } else {
            Cells::Framed
        }
    }

    /// The style of a slot.
    pub fn style(self, slot: Slot) -> Style {
        match self.depth {
            ColorDepth::None => Style::new().add_modifier(self.modifier(slot)),
            ColorDepth::Ansi16 => self.style_16(slot),
            ColorDepth::Ansi256 | ColorDepth::True => self.style_rgb(slot),
        }
    }

    /// The style of a slot in bold.
    pub fn bold(self, slot: Slot) -> Style {
        self.style(slot).add_modifier(Modifier::BOLD)
    }

    /// What stands for `color` at this depth: the one place where colors are converted. `None` without RGB colors.
    pub fn color(self, color: Rgb) -> Option<Color> {
        match self.depth {
            ColorDepth::True => Some(Color::Rgb(color.0, color.1, color.2)),
            ColorDepth::Ansi256 => Some(Color::Indexed(color.nearest_256())),
            ColorDepth::Ansi16 | ColorDepth::None => None,
        }
    }

    /// The color that is really shown for `color`.
    pub fn shown(self, color: Rgb) -> Rgb {
        match self.depth {
            ColorDepth::Ansi256 => Rgb::of_256(color.nearest_256()),
            _ => color,
        }
    }

    fn style_rgb(self, slot: Slot) -> Style {
        let mut style = Style::new();
        if let Some(color) = self.color(self.slot_color(slot)) {
            style = style.fg(color);
        }
        if let Some(color) = self.slot_ground(slot).and_then(|ground| self.color(ground)) {
            style = style.bg(color);
        }
        if slot == Slot::Strong {
            style.add_modifier(Modifier::BOLD)
        } else {
            style
        }
    }

    /// The ground that a slot brings along where cells are filled.
    fn slot_ground(self, slot: Slot) -> Option<Rgb> {
        slot.ground_pair(self.depth)
            .filter(|_| self.fills())
            .map(|pair| self.pick(pair))
    }

    /// The color that a slot is really shown in, where colors are numbers.
    #[cfg(test)]
    pub(super) fn ink(self, slot: Slot) -> Rgb {
        self.shown(self.slot_color(slot))
    }

    /// The ground that a slot is really shown on, where it brings its own.
    #[cfg(test)]
    pub(super) fn own_ground(self, slot: Slot) -> Option<Rgb> {
        self.slot_ground(slot).map(|ground| self.shown(ground))
    }

    /// The color of a slot, moved where the palette or projector style wants more contrast.
    fn slot_color(self, slot: Slot) -> Rgb {
        let slot = if self.projector && slot == Slot::Quiet {
            Slot::Text
        } else {
            slot
        };
        let color = self.pick(slot.pair());
        if slot.is_line() {
            return color;
        }
        let (ground, ratio) = match self.slot_ground(slot) {
            Some(own) => (self.shown(own), 4.5),
            None if self.projector => (self.background.hardest(), 7.0),
            None => (self.shown(self.background.reference()), 4.5),
        };
        self.readable(color, ground, ratio)
    }

    /// Move `color` towards white or black until what is shown reads on `ground` at `ratio`.
    fn readable(self, color: Rgb, ground: Rgb, ratio: f64) -> Rgb {
        let goal = ground.ink();
        (0..=20)
            .map(|step| color.mix(goal, f64::from(step) / 20.0))
            .find(|color| self.shown(*color).contrast(ground) >= ratio)
            .unwrap_or(goal)
    }

    const fn pick(self, (dark, light): (u32, u32)) -> Rgb {
        match self.background {
            Background::Dark => Rgb::hex(dark),
            Background::Light => Rgb::hex(light),
        }
    }

    fn modifier(self, slot: Slot) -> Modifier {
        match slot {
            Slot::Text => Modifier::empty(),
            Slot::Quiet | Slot::Ghost if self.projector => Modifier::empty(),
            Slot::Quiet | Slot::Ghost | Slot::Faint | Slot::Rule | Slot::Hazard => Modifier::DIM,
            _ => Modifier::BOLD,
        }
    }

    fn style_16(self, slot: Slot) -> Style {
        let slot = if self.projector && matches!(slot, Slot::Quiet | Slot::Ghost) {
            Slot::Text
        } else {
            slot
        };
        let (dark, light) = slot.ansi_pair();
        let color = if self.background == Background::Dark {
            dark
        } else {
            light
        };
        let unmarked = color == Color::Reset && self.modifier(slot) == Modifier::BOLD;
        let style = Style::new().fg(color);
        if unmarked {
            style.add_modifier(Modifier::BOLD)
        } else {
            style
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUNDS: [Background; 2] = [Background::Dark, Background::Light];

    #[test]
    fn data_reads_at_four_and_a_half_to_one_at_both_depths() {
        for background in GROUNDS {
            for depth in [ColorDepth::True, ColorDepth::Ansi256] {
                let theme = Theme::new(background, depth);
                for slot in Slot::ALL.into_iter().filter(|slot| !slot.is_line()) {
                    let ground = theme
                        .slot_ground(slot)
                        .map_or(background.reference(), |ground| theme.shown(ground));
                    let ratio = theme.ink(slot).contrast(ground);
                    assert!(
                        ratio >= 4.5,
                        "{slot:?} on {background:?} at {depth:?}: {ratio:.2}"
                    );
                }
            }
        }
    }

    #[test]
    fn projector_style_reads_at_seven_to_one_on_the_usual_grounds_and_nothing_is_quiet() {
        let usual = [
            [0x00_0000, 0x18_1818, 0x1e_1e2e, 0x28_2828, 0x00_2b36],
            [0xff_ffff, 0xfa_fafa, 0xf5_f5f5, 0xfd_f6e3, 0xfb_f1c7],
        ];
        for (background, usual) in GROUNDS.into_iter().zip(usual) {
            for depth in [ColorDepth::True, ColorDepth::Ansi256] {
                let theme = Theme::new(background, depth).projector(true);
                for slot in Slot::ALL.into_iter().filter(|slot| !slot.is_line()) {
                    for ground in usual {
                        let ratio = theme.ink(slot).contrast(Rgb::hex(ground));
                        assert!(ratio >= 7.0, "{slot:?} on {ground:06x}: {ratio:.2}");
                    }
                }
            }
            let theme = Theme::new(background, ColorDepth::True).projector(true);
            assert_eq!(theme.style(Slot::Quiet), theme.style(Slot::Text));
            assert!(!theme.fills());
        }
    }

    #[test]
    fn without_color_only_modifiers_are_left_and_the_order_stays() {
        let theme = Theme::new(Background::Dark, ColorDepth::None);
        for slot in Slot::ALL {
            let style = theme.style(slot);
            assert_eq!((style.fg, style.bg), (None, None), "{slot:?}");
        }
        assert!(
            theme
                .style(Slot::Strong)
                .add_modifier
                .contains(Modifier::BOLD)
        );
        assert!(
            theme
                .style(Slot::Quiet)
                .add_modifier
                .contains(Modifier::DIM)
        );
        assert!(theme.style(Slot::Text).add_modifier.is_empty());
        assert!(!theme.fills());
    }

    #[test]
    fn colors_come_as_written_in_truecolor_and_as_an_entry_in_256() {
        let epsilon = |depth| Theme::new(Background::Dark, depth).style(Slot::Epsilon).fg;
        assert_eq!(
            epsilon(ColorDepth::True),
            Some(Color::Rgb(0xff, 0x9f, 0x43))
        );
        assert_eq!(epsilon(ColorDepth::Ansi256), Some(Color::Indexed(215)));
        assert_eq!(epsilon(ColorDepth::Ansi16), Some(Color::Yellow));
    }

    #[test]
    fn the_environment_decides_the_depth() {
        let detect = ColorDepth::detect;
        assert_eq!(
            detect(Some("1"), Some("truecolor"), Some("xterm-256color")),
            ColorDepth::None
        );
        assert_eq!(detect(Some(""), Some("truecolor"), None), ColorDepth::True);
        assert_eq!(detect(None, Some("24bit"), Some("xterm")), ColorDepth::True);
        assert_eq!(
            detect(None, None, Some("xterm-256color")),
            ColorDepth::Ansi256
        );
        assert_eq!(
            detect(None, Some("yes"), Some("xterm")),
            ColorDepth::Ansi256
        );
        assert_eq!(
            detect(None, None, Some("xterm-16color")),
            ColorDepth::Ansi16
        );
        assert_eq!(detect(None, None, Some("linux")), ColorDepth::Ansi16);
        assert_eq!(detect(None, None, Some("vt100")), ColorDepth::None);
        assert_eq!(
            detect(None, Some("truecolor"), Some("dumb")),
            ColorDepth::None
        );
        assert_eq!(detect(None, None, None), ColorDepth::Ansi256);
    }

    /// What xterm and a PC's console show for the colors that have a number in the theme, on their grounds.
    const PALETTES: [fn(Color) -> Option<u32>; 2] = [
        |color| match color {
            Color::Red => Some(0xcd_0000),
            Color::Yellow => Some(0xcd_cd00),
            Color::Blue => Some(0x00_00ee),
            Color::Magenta => Some(0xcd_00cd),
            Color::Gray => Some(0xe5_e5e5),
            Color::LightRed => Some(0xff_0000),
            Color::LightGreen => Some(0x00_ff00),
            Color::LightYellow => Some(0xff_ff00),
            Color::LightBlue => Some(0x5c_5cff),
            Color::LightMagenta => Some(0xff_00ff),
            Color::LightCyan => Some(0x00_ffff),
            _ => None,
        },
        |color| match color {
            Color::Red => Some(0xaa_0000),
            Color::Yellow => Some(0xaa_5500),
            Color::Blue => Some(0x00_00aa),
            Color::Magenta => Some(0xaa_00aa),
            Color::Gray => Some(0xaa_aaaa),
            Color::LightRed => Some(0xff_5555),
            Color::LightGreen => Some(0x55_ff55),
            Color::LightYellow => Some(0xff_ff55),
            Color::LightBlue => Some(0x55_55ff),
            Color::LightMagenta => Some(0xff_55ff),
            Color::LightCyan => Some(0x55_ffff),
            _ => None,
        },
    ];

    #[test]
    fn sixteen_colors_read_in_the_usual_palettes_on_both_grounds() {
        for (background, ground) in GROUNDS.into_iter().zip([0x00_0000, 0xff_ffff]) {
            let theme = Theme::new(background, ColorDepth::Ansi16);
            for slot in Slot::ALL.into_iter().filter(|slot| !slot.is_line()) {
                let style = theme.style(slot);
                assert_eq!(style.bg, None, "{slot:?}: cells are framed");
                let color = style.fg.expect("a color, or the terminal's own");
                for palette in PALETTES.iter().filter(|_| color != Color::Reset) {
                    let shown = palette(color).expect("a color that reads somewhere");
                    let ratio = Rgb::hex(shown).contrast(Rgb::hex(ground));
                    // A console's brown is as dark as that, and its light red as light; ε has its letter and number beside it.
                    let least = match color {
                        Color::Yellow => 3.5,
                        Color::LightRed if background == Background::Light => 3.0,
                        _ => 4.5,
                    };
                    assert!(ratio >= least, "{slot:?} on {background:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn no_two_of_sixteen_colors_that_mean_something_else_look_alike() {
        use super::super::vision::difference;
        let meanings = [
            Slot::Epsilon,
            Slot::Alpha,
            Slot::Gamma,
            Slot::Reward,
            Slot::Surprise,
            Slot::Focus,
            Slot::Ghost,
        ];
        for background in GROUNDS {
            let look = |slot| Theme::new(background, ColorDepth::Ansi16).style(slot);
            for (at, &one) in meanings.iter().enumerate() {
                for &two in &meanings[at + 1..] {
                    let (a, b) = (look(one), look(two));
                    assert_ne!(a, b, "{one:?} {two:?} on {background:?}");
                    for palette in PALETTES {
                        // The terminal's own color has no number; it differs from itself by its weight.
                        let shown = |look: Style| look.fg.and_then(palette).map(Rgb::hex);
                        let apart = shown(a).zip(shown(b)).map(|(a, b)| difference(a, b));
                        assert!(
                            apart.is_none_or(|apart| apart >= 15.0),
                            "{one:?} {two:?} on {background:?}: {apart:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_ground_is_told_by_the_reported_color() {
        assert_eq!(Background::of(Rgb::hex(0x1e_1e2e)), Background::Dark);
        assert_eq!(Background::of(Rgb::hex(0xfd_f6e3)), Background::Light);
    }
}
