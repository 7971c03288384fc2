//! Text in aligned columns.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Rows of cells; the first column is set left, the others right.
#[derive(Debug, Default)]
pub struct Columns(Vec<Vec<String>>);

impl Columns {
    /// Add a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.push(cells.into_iter().collect());
    }

    /// Put a column of figures with its head behind the first one.
    pub fn insert(&mut self, head: &str, figures: &[Option<f64>]) {
        let cells = figures.iter().map(|&value| figure(value));
        for (row, cell) in self
            .0
            .iter_mut()
            .zip([head.to_owned()].into_iter().chain(cells))
        {
            row.insert(1, cell);
        }
    }

    /// The rows as lines, two blanks between columns and none at the end.
    pub fn lines(&self) -> Vec<String> {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let cells = |column: usize| self.0.iter().filter_map(move |row| row.get(column));
        let widest = |column| cells(column).map(|cell| cell.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        self.0.iter().map(|row| line(row, &widths)).collect()
    }

    /// Write all of them.
    ///
    /// # Errors
    /// If `out` does not take them.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.lines()
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"))
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (column, (cell, &width)) in row.iter().zip(widths).enumerate() {
        let blanks = " ".repeat(width - cell.width());
        match column {
            0 => line.extend([cell.as_str(), &blanks]),
            _ => line.extend(["  ", &blanks, cell]),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// A figure with four decimals, a dash where there is none.
pub fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{:.4}", value + 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_also_in_chinese() {
        let mut columns = Columns::default();
        columns.row(["状态".to_owned(), "Q".to_owned()]);
        columns.row(["a".to_owned(), figure(Some(-1.5))]);
        columns.row(["b".to_owned(), figure(None), "x".to_owned()]);
        let mut out = Vec::new();
        columns.write(&mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "状态        Q\na     -1.5000\nb           -  x\n"
        );
    }
}
