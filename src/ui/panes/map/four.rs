//! A cell of a map with a value in each direction, on a ground of its own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;

use super::super::Ctx;
use super::super::belief::{Shown, shown};
use super::tile::Tile;
use crate::app::{Layer, format};
use crate::mdp::Arrow;
use crate::ui::widgets::BigNumber;

/// From this size on the four values are in big digits: two of them beside each other, three below each other, and an arrow above
/// those in the middle.
const BIG_FOUR: (u16, u16) = (36, 10);
/// The columns of a value in plain digits.
const PLAIN: u16 = 6;

impl Tile<'_> {
    /// Draw the four values, and above those in the middle, over both of their grounds, who is there and where to.
    pub(super) fn draw_four(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let big = area.width >= BIG_FOUR.0 && area.height >= BIG_FOUR.1;
        let rows = if big { BigNumber::HEIGHT } else { 1 };
        for (action, label) in ctx.app.world().scene.actions.iter().enumerate() {
            if let Some(arrow) = label.arrow {
                let part = quarter(area, arrow);
                self.draw_value(ctx, action, (part, digits(part, arrow, rows)), buf);
            }
        }
        let middle = quarter(area, Arrow::Left);
        let marks = Rect {
            y: digits(middle, Arrow::Left, rows).y.saturating_sub(1),
            height: 1,
            ..area
        };
        over(marks, &self.marks(ctx, usize::from(area.width / 2)), buf);
    }

    fn marks(&self, ctx: &Ctx, room: usize) -> String {
        let start = if self.is_start(ctx) { "S" } else { "" };
        let present = if ctx.snapshot.state == self.row.state {
            "◉"
        } else {
            ""
        };
        format!("{start}{present}{}", self.arrows(ctx, room))
    }

    /// Draw a value on its part of the cell, the digits within some rows of that.
    fn draw_value(&self, ctx: &Ctx, action: usize, (part, digits): (Rect, Rect), buf: &mut Buffer) {
        let shown = shown(ctx, self.row, action);
        let value = match shown {
            Shown::Value(value) => Some(value),
            Shown::Untried | Shown::Nothing => None,
        };
        let (style, level) = Self::style(ctx, value);
        buf.set_style(part.intersection(buf.area), style.ink);
        let text = match (ctx.app.layer(), shown) {
            (Layer::Policy, _) | (_, Shown::Nothing) => return,
            // One blank is left between neighbors.
            _ => Self::text(
                ctx,
                value,
                level,
                part.width.saturating_sub(1).min(PLAIN).into(),
            ),
        };
        let ink = if self.best.contains(&action) && self.entered {
            style.bold()
        } else {
            style.quiet
        };
        let number = BigNumber::new(&text)
            .style(ink)
            .ascii(ctx.theme.is_ascii())
            .scale(u16::from(digits.height > 1));
        let width = number.width().min(digits.width);
        let place = Rect {
            x: digits.x + (digits.width - width) / 2,
            width,
            ..digits
        };
        number.render(place, buf);
    }
}

/// The part of a cell that belongs to a direction.
fn quarter(area: Rect, arrow: Arrow) -> Rect {
    let (half, third) = (area.width / 2, area.height / 3);
    let middle = Rect {
        y: area.y + third,
        height: area.height - 2 * third,
        ..area
    };
    match arrow {
        Arrow::Up => Rect {
            height: third,
            ..area
        },
        Arrow::Down => Rect {
            y: area.bottom() - third,
            height: third,
            ..area
        },
        Arrow::Left => Rect {
            width: half,
            ..middle
        },
        Arrow::Right => Rect {
            x: area.x + half,
            width: area.width - half,
            ..middle
        },
    }
}

/// So many rows in the middle of a part, below the row of the arrow where there is one; what cannot be parted evenly is left over
/// towards the middle of the cell.
fn digits(part: Rect, arrow: Arrow, rows: u16) -> Rect {
    let above = match arrow {
        Arrow::Left | Arrow::Right => 1,
        Arrow::Up | Arrow::Down => 0,
    };
    let spare = part.height.saturating_sub(rows + above);
    let before = match arrow {
        Arrow::Down => spare.div_ceil(2),
        _ => spare / 2,
    };
    Rect {
        y: part.y + above.min(part.height) + before,
        height: rows.min(part.height.saturating_sub(above)),
        ..part
    }
}

/// Text over what is there, in the ink that is right for each ground.
fn over(area: Rect, text: &str, buf: &mut Buffer) {
    let column = usize::from(area.width).saturating_sub(format::width(text)) / 2;
    for (index, glyph) in text.chars().enumerate() {
        let x = area.x + (column + index) as u16;
        if area.intersection(buf.area).contains((x, area.y).into()) {
            let cell = &mut buf[(x, area.y)];
            cell.set_char(glyph);
            cell.modifier |= Modifier::BOLD;
        }
    }
}
