//! The titled line that heads a pane.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Line, widgets::Widget};

use super::{line, print, print_line};
use crate::{
    app::format,
    ui::theme::{Slot, Theme},
};

/// The columns that a shortened subtitle or right side must have to be worth showing.
const WORTH_SHOWING: usize = 5;

/// The titled line that heads a pane: `─ TITLE   subtitle ───── right side ─`.
///
/// Where it is narrow the subtitle gets shorter words or is cut first, then the right side is; the title is what stays.
#[derive(Clone, Debug)]
pub struct Rule<'a> {
    theme: Theme,
    title: &'a str,
    slot: Slot,
    /// What may be said beside the title, the longest wording first.
    subtitles: Vec<Line<'a>>,
    right: Line<'a>,
}

impl<'a> Rule<'a> {
    /// Head a pane with `title`.
    pub fn new(theme: Theme, title: &'a str) -> Self {
        Self {
            theme,
            title,
            slot: Slot::Strong,
            subtitles: Vec::new(),
            right: Line::default(),
        }
    }

    /// Set the slot of the title: the focused pane's is [`Slot::Focus`], and has a sign too.
    #[must_use]
    pub const fn slot(mut self, slot: Slot) -> Self {
        self.slot = slot;
        self
    }

    /// Say more beside the title; what has no style of its own is quiet.
    #[must_use]
    pub fn subtitle(self, subtitle: impl Into<Line<'a>>) -> Self {
        self.subtitles([subtitle])
    }

    /// The same in several wordings, the longest first: the first one that has room is shown.
    #[must_use]
    pub fn subtitles<L: Into<Line<'a>>>(mut self, wordings: impl IntoIterator<Item = L>) -> Self {
        self.subtitles = wordings.into_iter().map(Into::into).collect();
        self
    }

    /// Set what stands at the right end; what has no style of its own is quiet.
    #[must_use]
    pub fn right(mut self, right: impl Into<Line<'a>>) -> Self {
        self.right = right.into();
        self
    }

    /// The columns that the right side may take when no subtitle is shown, so that a legend can be chosen to fit.
    pub fn right_room(&self, width: u16) -> usize {
        usize::from(width).saturating_sub(self.head_width() + 4)
    }

    /// The columns that the subtitle may take when nothing stands at the right, so that a sentence can be made to fit.
    pub fn subtitle_room(&self, width: u16) -> usize {
        usize::from(width).saturating_sub(self.head_width() + 4)
    }

    /// The columns of `─ TITLE `.
    fn head_width(&self) -> usize {
        format::width(self.title) + 3
    }

    /// Quiet where the line says nothing else, and shortened to `room`; empty when that is not worth it.
    fn fitted(&self, text: &Line<'a>, room: usize) -> Line<'a> {
        if text.width() > room && room < WORTH_SHOWING {
            return Line::default();
        }
        let mut fitted = line::truncate(text, room);
        // A style of its own is not mixed with the quiet one: without color that would make bold text dim.
        if fitted.style == Style::new() {
            let plain = fitted
                .spans
                .iter_mut()
                .filter(|span| span.style == Style::new());
            plain.for_each(|span| span.style = self.theme.style(Slot::Quiet));
        }
        fitted
    }
}

impl Widget for &Rule<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let width = usize::from(area.width);
        let right = self.fitted(&self.right, self.right_room(area.width));
        let right_width = if right.width() == 0 {
            1
        } else {
            right.width() + 4
        };
        let room = width.saturating_sub(self.head_width() + 3 + right_width);
        let subtitle = line::wording(self.subtitles.iter().cloned(), room);
        let subtitle = self.fitted(&subtitle, room);

        let line = "─".repeat(width);
        print(buf, area, (0, 0), &line, self.theme.style(Slot::Rule));
        let title = format::truncate(self.title, width.saturating_sub(3));
        if title.is_empty() {
            return;
        }
        // Without colors the sign alone says which pane is looked at.
        let lead = if self.slot == Slot::Focus { "▸" } else { " " };
        let end = print(
            buf,
            area,
            (1, 0),
            &format!("{lead}{title} "),
            self.theme.bold(self.slot),
        );
        if subtitle.width() > 0 {
            let start = print(buf, area, (end, 0), "  ", self.theme.style(Slot::Quiet));
            let end = print_line(buf, area, (start, 0), &subtitle);
            print(buf, area, (end, 0), " ", self.theme.style(Slot::Quiet));
        }
        if right.width() > 0 {
            let start = (width - right.width() - 3) as u16;
            print(buf, area, (start, 0), " ", self.theme.style(Slot::Quiet));
            let end = print_line(buf, area, (start + 1, 0), &right);
            print(buf, area, (end, 0), " ", self.theme.style(Slot::Quiet));
        }
    }
}

impl Widget for Rule<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        (&self).render(area, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{DARK, PLAIN, draws_anywhere, rows},
        *,
    };

    fn belief() -> Rule<'static> {
        Rule::new(DARK, "WHAT IT BELIEVES")
            .subtitle("Q: all reward expected from here on")
            .right("Q  V  π  visits")
    }

    fn at(rule: &Rule<'_>, width: u16) -> String {
        rows(rule, width, 1).remove(0)
    }

    #[test]
    fn the_focused_pane_has_a_sign_too() {
        let rule = Rule::new(PLAIN, "STEER");
        assert_eq!(rows(&rule, 12, 1), ["─ STEER ────"]);
        let focused = rule.slot(Slot::Focus);
        assert_eq!(rows(&focused, 12, 1), ["─▸STEER ────"]);
    }

    #[test]
    fn it_looks_as_in_the_design() {
        assert_eq!(
            at(&belief(), 77),
            "─ WHAT IT BELIEVES   Q: all reward expected from here on ── Q  V  π  visits ─"
        );
        assert_eq!(
            at(&Rule::new(DARK, "STEER").right("u what if not"), 41),
            "─ STEER ───────────────── u what if not ─"
        );
        assert_eq!(
            at(&Rule::new(DARK, "WHAT HAPPENED"), 20),
            "─ WHAT HAPPENED ────"
        );
    }

    #[test]
    fn when_narrow_the_subtitle_goes_first_then_the_right_side_then_the_title() {
        assert_eq!(
            at(&belief(), 60),
            "─ WHAT IT BELIEVES   Q: all reward expe… ─ Q  V  π  visits ─"
        );
        assert_eq!(
            at(&belief(), 40),
            "─ WHAT IT BELIEVES ─── Q  V  π  visits ─"
        );
        assert_eq!(at(&belief(), 32), "─ WHAT IT BELIEVES ── Q  V  π… ─");
        assert_eq!(at(&belief(), 24), "─ WHAT IT BELIEVES ─────");
        assert_eq!(at(&belief(), 12), "─ WHAT IT… ─");
        assert_eq!(at(&belief(), 2), "──");
    }

    #[test]
    fn a_subtitle_has_shorter_words_before_it_is_cut() {
        let rule = belief().subtitles(["Q: all reward expected from here on", "Q: all reward"]);
        assert_eq!(
            at(&rule, 60),
            "─ WHAT IT BELIEVES   Q: all reward ─────── Q  V  π  visits ─"
        );
        assert_eq!(
            at(&rule, 50),
            "─ WHAT IT BELIEVES   Q: all r… ─ Q  V  π  visits ─"
        );
    }

    #[test]
    fn chinese_keeps_the_line_straight() {
        let rule = Rule::new(DARK, "它相信什么")
            .subtitle("今后全部奖赏的期望")
            .right("u 如果没有");
        assert_eq!(
            at(&rule, 49),
            "─ 它相信什么   今后全部奖赏的期望 ── u 如果没有 ─"
        );
        assert_eq!(at(&rule, 40), "─ 它相信什么   今后全部… ── u 如果没有 ─");
    }

    #[test]
    fn the_title_is_strong_and_the_rest_quiet() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 78, 1));
        belief().render(buf.area, &mut buf);
        assert_eq!(Some(buf[(2, 0)].fg), DARK.style(Slot::Strong).fg);
        assert_eq!(Some(buf[(21, 0)].fg), DARK.style(Slot::Quiet).fg);
        assert_eq!(Some(buf[(0, 0)].fg), DARK.style(Slot::Rule).fg);
        draws_anywhere(belief);
    }
}
