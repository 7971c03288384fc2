//! How the room of a table too large for a list is shared out: the most visited states, gauges, a map of shares, the inspector.
//!
//! ```text
//! ┌ the most visited ──────────┬ inspector ─┐
//! │ the cursor's state first   │            │
//! ├ as of when ────────────────┤            │
//! │ gauges                     │            │
//! ├ map of shares ─────────────┤            │
//! │                            │            │
//! ├ its numbers ───────────────┤            │
//! └ scale of values ───────────┴────────────┘
//! ```

use ratatui::layout::{Position, Rect};

use super::board::ABOVE;

/// From this size on the state under the cursor has a part of its own.
const INSPECTED: (u16, u16) = (130, 22);
/// The columns of that part, and those before it.
const INSPECTOR: (u16, u16) = (52, 3);
/// The least that it can do with, where the table leaves no more.
const NARROW: u16 = 44;
/// From this height on there is a map of shares.
const MAPPED: u16 = 16;
/// From this height on parts stand apart.
const AIRY: u16 = 24;
/// The cursor's state, and five more.
const LEAST_TABLE: u16 = ABOVE + 5;

/// The parts; what there is no room for is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Heads, the cursor's state, and the most visited ones.
    pub table: Rect,
    /// As of when the ranking, the gauges and the map are.
    pub note: Rect,
    /// Three gauges.
    pub gauges: Rect,
    /// The map of shares.
    pub shares: Rect,
    /// What its shades mean.
    pub legend: Rect,
    /// The scale of values.
    pub scale: Rect,
    /// The state under the cursor.
    pub inspector: Rect,
}

impl Overview {
    /// Put the state under the cursor beside a table of so many columns, where there is room: in a wide area in any case, else if
    /// the table leaves it.
    pub fn beside(area: Rect, table: u16) -> Self {
        let left = area.width.saturating_sub(table.saturating_add(INSPECTOR.1));
        let width = if area.width < INSPECTED.0 {
            left.min(INSPECTOR.0)
        } else {
            INSPECTOR.0
        };
        if width < NARROW || area.height < INSPECTED.1 {
            return Self::default();
        }
        Self {
            inspector: Rect {
                x: area.right() - width,
                width,
                ..area
            },
            ..Self::default()
        }
    }

    /// The columns that the inspector takes, and those before it.
    pub fn taken(&self) -> u16 {
        if self.inspector.is_empty() {
            0
        } else {
            self.inspector.width + INSPECTOR.1
        }
    }

    /// Cut `area` up.
    pub fn cut(area: Rect) -> Self {
        // A ranking shares its area with figures that are wide.
        let mut parts = Self::beside(area, area.width);
        let mut rest = area;
        rest.width -= parts.taken();
        let blank = u16::from(area.height >= AIRY);
        let mut bottom = |height: u16, gap: u16| {
            // The table goes last.
            let height = height.min(rest.height.saturating_sub(ABOVE + 1 + gap));
            rest.height -= height + if height > 0 { gap } else { 0 };
            Rect {
                y: rest.bottom() + if height > 0 { gap } else { 0 },
                height,
                ..rest
            }
        };
        parts.scale = bottom(1, blank);
        if area.height >= MAPPED {
            parts.legend = bottom(1, 0);
            let taken = LEAST_TABLE + 6 + 3 * blank;
            let spare = area.height.saturating_sub(taken);
            parts.shares = indented(bottom((spare + blank * 5) / (1 + blank), blank));
        }
        parts.gauges = bottom(3, 0);
        parts.note = bottom(1, blank);
        parts.table = rest;
        parts
    }

    /// How many cells the map of shares has.
    pub fn cells(&self) -> usize {
        self.shares.area() as usize
    }

    /// Which of them stands at a place of the screen.
    pub fn share_at(&self, at: Position) -> Option<usize> {
        let (row, column) = (
            at.y.checked_sub(self.shares.y)?,
            at.x.checked_sub(self.shares.x)?,
        );
        let cell = usize::from(row) * usize::from(self.shares.width) + usize::from(column);
        self.shares.contains(at).then_some(cell)
    }

    /// The parts that there are, from top to bottom.
    pub fn parts(&self) -> impl Iterator<Item = Rect> {
        let all = [
            self.table,
            self.note,
            self.gauges,
            self.shares,
            self.legend,
            self.scale,
            self.inspector,
        ];
        all.into_iter().filter(|part| !part.is_empty())
    }
}

/// The area without a column at either side.
fn indented(area: Rect) -> Rect {
    let width = area.width.saturating_sub(2);
    Rect {
        x: area.x + area.width.min(1),
        width,
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heights(width: u16, height: u16) -> [u16; 7] {
        let parts = Overview::cut(Rect::new(0, 0, width, height));
        let all = [
            parts.table,
            parts.note,
            parts.gauges,
            parts.shares,
            parts.legend,
            parts.scale,
            parts.inspector,
        ];
        all.map(|part| part.height)
    }

    #[test]
    fn the_three_sizes_are_cut_as_drawn() {
        assert_eq!(heights(80, 13), [8, 1, 3, 0, 0, 1, 0]);
        assert_eq!(heights(78, 17), [8, 1, 3, 3, 1, 1, 0]);
        assert_eq!(heights(158, 32), [13, 1, 3, 10, 1, 1, 32]);
    }

    #[test]
    fn a_place_in_the_map_is_a_share() {
        let overview = Overview::cut(Rect::new(0, 2, 78, 17));
        let corner = Position::from(overview.shares);
        assert_eq!(overview.share_at(corner), Some(0));
        assert_eq!(
            overview.share_at(Position::new(4, corner.y + 1)),
            Some(76 + 3)
        );
        assert_eq!(overview.share_at(Position::new(78, corner.y)), None);
        assert_eq!(overview.share_at(Position::new(0, corner.y)), None);
        assert_eq!(overview.share_at(Position::new(1, corner.y - 1)), None);
    }

    #[test]
    fn parts_lie_within_the_area_and_apart_at_any_size() {
        for width in (0..240).step_by(11) {
            for height in 0..70 {
                let area = Rect::new(3, 5, width, height);
                let overview = Overview::cut(area);
                let parts: Vec<Rect> = overview.parts().collect();
                for (index, part) in parts.iter().enumerate() {
                    assert_eq!(part.intersection(area), *part, "{width}×{height}");
                    assert!(
                        parts[..index].iter().all(|other| !other.intersects(*part)),
                        "{width}×{height}"
                    );
                }
                assert!(
                    overview.table.height >= height.min(ABOVE + 1),
                    "{width}×{height}"
                );
            }
        }
    }
}
