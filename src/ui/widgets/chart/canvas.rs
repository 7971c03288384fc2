//! A drawing of dots, eight to a cell, as braille letters show them.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::ui::widgets::put;

/// The bit of each dot of a braille letter, by row and column.
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// Dots of a plot: two columns and four rows a cell.
///
/// A cell has one color. Where two curves share cells they take turns from column to column, so that both can be followed, without
/// colors too: dots of both in one letter would make the one look as if it moved with the other.
pub(super) struct Canvas {
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
    pen: Pen,
}

/// What draws a curve.
#[derive(Clone, Copy, Default)]
struct Pen {
    /// The number of the curve.
    curve: usize,
    style: Style,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    dots: u8,
    pen: Pen,
    /// Those of the curve that was drawn before.
    behind: Option<(u8, Style)>,
}

impl Cell {
    fn add(&mut self, dot: u8, pen: Pen) {
        if self.dots != 0 && self.pen.curve != pen.curve {
            self.behind = Some((self.dots, self.pen.style));
            self.dots = 0;
        }
        (self.dots, self.pen) = (self.dots | dot, pen);
    }

    /// What is seen of it in a column.
    fn shown(&self, column: usize) -> (u8, Style) {
        let turn = column % 2 == 1;
        let behind = self.behind.filter(|_| turn);
        behind.unwrap_or((self.dots, self.pen.style))
    }
}

impl Canvas {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        Self {
            columns,
            rows,
            cells: vec![Cell::default(); columns * rows],
            pen: Pen::default(),
        }
    }

    /// Begin another curve.
    pub(super) fn begin(&mut self, style: Style) {
        self.pen = Pen {
            curve: self.pen.curve + 1,
            style,
        };
    }

    pub(super) fn dot(&mut self, (x, y): (i32, i32)) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x / 2 >= self.columns || y / 4 >= self.rows {
            return;
        }
        self.cells[y / 4 * self.columns + x / 2].add(BITS[y % 4][x % 2], self.pen);
    }

    /// A dot and the one below it: the upper edge of what is thick is where its value is.
    pub(super) fn thick_dot(&mut self, (x, y): (i32, i32)) {
        self.dot((x, y));
        self.dot((x, y + 1));
    }

    /// A straight line from dot to dot, ends included.
    pub(super) fn line(&mut self, from: (i32, i32), to: (i32, i32)) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = dx.abs().max(dy.abs()).max(1);
        for step in 0..=steps {
            let along = |start: i32, way: i32| {
                start + libm::round(f64::from(way * step) / f64::from(steps)) as i32
            };
            self.dot((along(from.0, dx), along(from.1, dy)));
        }
    }

    /// A step of a staircase: at the height of `from` as far as `to`, then up or down.
    pub(super) fn stair(&mut self, from: (i32, i32), to: (i32, i32)) {
        for x in from.0..=to.0 {
            self.thick_dot((x, from.1));
        }
        self.line((to.0, from.1), to);
        self.thick_dot(to);
    }

    /// Write the letters that have a dot.
    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect) {
        for (place, cell) in self
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.dots != 0)
        {
            let (column, row) = (place % self.columns, place / self.columns);
            let (dots, style) = cell.shown(column);
            let letter = char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' ');
            put(
                buf,
                area,
                (column as u16, row as u16),
                letter.encode_utf8(&mut [0; 4]),
                style,
            );
        }
    }
}
