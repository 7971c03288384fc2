//! A cell of a map in one row: the learner or the start, the arrows, and the value.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::super::Ctx;
use super::super::belief::scale;
use super::Place;
use super::tile::{Tile, right};
use crate::app::format;
use crate::ui::colormap::Level;
use crate::ui::widgets::print;

impl Tile<'_> {
    /// Draw it, in the `strong` style where it is on the route.
    pub(super) fn draw_low(
        &self,
        ctx: &Ctx,
        place: &Place,
        value: Option<f64>,
        strong: Style,
        buf: &mut Buffer,
    ) {
        let area = place.inside;
        let (style, level) = Self::style(ctx, value);
        let learner = ctx.snapshot.state == self.row.state;
        let marked = learner || self.is_start(ctx);
        let width = usize::from(area.width);
        // A mark may touch the neighbor.
        let room = place.room().min(width.saturating_sub(marked.into()));
        let text = self.low_text(ctx, value, level, room);
        if marked && format::width(&text) >= room {
            print(buf, area, ((width - room) as u16, 0), &text, strong);
        } else {
            right(area, 0, &text, strong, buf);
        }
        if learner {
            self.learner(ctx, area, (0, 0), style.ink, buf);
        } else if marked {
            print(buf, area, (0, 0), "S", strong);
        }
    }

    /// The arrows and the value with as many decimals as can be; where there is no room for both, the value.
    fn low_text(&self, ctx: &Ctx, value: Option<f64>, level: Option<Level>, room: usize) -> String {
        let alone = Self::text(ctx, value, level, room);
        let beside = |head: String| {
            let room = room.checked_sub(format::width(&head))?;
            let text = Self::text(ctx, value, level, room);
            let fits = format::width(&text) <= room && !text.contains('…');
            fits.then(|| head + &in_column(ctx, text, room))
        };
        let heads = self.heads(ctx, room);
        let texts: Vec<String> = heads.into_iter().filter_map(beside).collect();
        let whole = |text: &&String| text.contains('.') || !alone.contains('.');
        // Of a value without its decimals little may be left: then it is worth more than an arrow.
        let large = value.is_some_and(|value| value.abs() >= 1.0);
        let rounded = texts.first().filter(|_| large);
        let best = texts.iter().find(whole).or(rounded);
        best.map_or(alone.as_str(), |text| text.trim_end())
            .to_owned()
    }

    /// The arrows before a value, with a blank between them: one arrow can do without, several have a short form instead. That they
    /// are not right is told even where they are not.
    fn heads(&self, ctx: &Ctx, room: usize) -> Vec<String> {
        let arrows = self.arrows(ctx, room.saturating_sub(1));
        let apart = format!("{arrows} ");
        let mut heads = match self.best.len() {
            _ if arrows.is_empty() => return Vec::new(),
            0 | 1 => vec![apart, arrows],
            _ => {
                let tie = self.arrows(ctx, 0);
                vec![apart, format!("{tie} "), tie]
            }
        };
        if !self.wrong.is_empty() {
            heads.extend([format!("{} ", self.wrong), self.wrong.to_owned()]);
        }
        heads
    }
}

/// A number without a sign, where others have one, leaves its place free, so that arrows stand below each other.
fn in_column(ctx: &Ctx, text: String, room: usize) -> String {
    let bare = text.starts_with(|first: char| first.is_ascii_digit());
    let signed = ctx.app.layer().is_on_scale() && scale(ctx).1 < 0.0;
    if bare && signed && format::width(&text) < room {
        format!(" {text}")
    } else {
        text
    }
}
