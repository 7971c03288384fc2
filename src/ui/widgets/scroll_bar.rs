//! Which part of something larger is seen.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::put;

/// A bar one column wide or one row high: `◂──━━━──◉─▸`, with an arrow at an end where it goes on, and a mark where somebody is.
///
/// It lies down where it is wider than it is high.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScrollBar {
    first: usize,
    seen: usize,
    all: usize,
    thumb: Style,
    track: Style,
    mark: Option<(usize, Style)>,
}

impl ScrollBar {
    /// Show that of `all`, so many are `seen` from `first` on.
    pub const fn new(first: usize, seen: usize, all: usize) -> Self {
        Self {
            first,
            seen,
            all,
            thumb: Style::new(),
            track: Style::new(),
            mark: None,
        }
    }

    /// Mark one of them.
    #[must_use]
    pub const fn mark(mut self, which: usize, style: Style) -> Self {
        self.mark = Some((which, style));
        self
    }

    /// Set the style of what is seen and of the arrows, and that of the rest.
    #[must_use]
    pub const fn style(mut self, thumb: Style, track: Style) -> Self {
        self.thumb = thumb;
        self.track = track;
        self
    }

    /// Where the part that is seen begins and ends on `length` places between the arrows; never less than one of them.
    fn part(&self, length: usize) -> (usize, usize) {
        let all = self.all.max(1);
        let from = (self.first * length / all).min(length.saturating_sub(1));
        let to = ((self.first + self.seen) * length).div_ceil(all);
        (from, to.clamp(from + 1, length.max(from + 1)))
    }
}

impl Widget for &ScrollBar {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let across = area.width > area.height;
        let length = if across { area.width } else { area.height };
        // A track beside letters is a frame; below them it is a line.
        let [back, on, thumb, track] = if across {
            ["◂", "▸", "━", "─"]
        } else {
            ["▴", "▾", "┃", " "]
        };
        let place = |at: u16| if across { (at, 0) } else { (0, at) };
        let (from, to) = self.part(usize::from(length.saturating_sub(2)));
        for at in 1..length.saturating_sub(1) {
            let inside = (from..to).contains(&(usize::from(at) - 1));
            let (glyph, style) = if inside {
                (thumb, self.thumb)
            } else {
                (track, self.track)
            };
            put(buf, area, place(at), glyph, style);
        }
        if let Some((which, style)) = self.mark.filter(|_| length > 2) {
            let at = which.min(self.all.saturating_sub(1)) * usize::from(length - 2);
            let at = (at / self.all.max(1)) as u16;
            put(buf, area, place(1 + at), "◉", style);
        }
        if self.first > 0 {
            put(buf, area, place(0), back, self.thumb);
        }
        if self.first + self.seen < self.all && length > 0 {
            put(buf, area, place(length - 1), on, self.thumb);
        }
    }
}

impl Widget for ScrollBar {
    fn render(self, area: Rect, buf: &mut Buffer) {
        (&self).render(area, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{draws_anywhere, rows},
        *,
    };

    fn bar(first: usize) -> ScrollBar {
        ScrollBar::new(first, 20, 100)
    }

    #[test]
    fn the_part_moves_along_and_arrows_show_where_it_goes_on() {
        assert_eq!(rows(bar(0), 12, 1), [" ━━────────▸"]);
        assert_eq!(rows(bar(40), 12, 1), ["◂────━━────▸"]);
        assert_eq!(rows(bar(80), 12, 1), ["◂────────━━ "]);
    }

    #[test]
    fn it_stands_where_it_is_higher_than_wide() {
        assert_eq!(rows(bar(0), 1, 5), [" ", "┃", " ", " ", "▾"]);
        assert_eq!(rows(bar(80), 1, 5), ["▴", " ", " ", "┃", " "]);
    }

    #[test]
    fn who_is_marked_is_seen_wherever_that_is() {
        let marked = |which| rows(bar(40).mark(which, Style::new()), 12, 1).remove(0);
        assert_eq!(marked(0), "◂◉───━━────▸");
        assert_eq!(marked(45), "◂────◉━────▸");
        assert_eq!(marked(99), "◂────━━───◉▸");
        draws_anywhere(|| bar(3).mark(1000, Style::new()));
    }

    #[test]
    fn a_small_part_of_very_much_is_still_seen() {
        assert_eq!(
            rows(ScrollBar::new(999_990, 3, 1_000_000), 6, 1),
            ["◂───━▸"]
        );
        assert_eq!(rows(ScrollBar::new(0, 0, 0), 5, 1), [" ━── "]);
        draws_anywhere(|| bar(3));
    }
}
