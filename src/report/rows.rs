//! Tables of states × actions as nested lists.

use serde::{Serialize, Serializer};

/// A table in one piece of memory, written as a list of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<T> {
    width: usize,
    cells: Vec<T>,
}

impl<T> Rows<T> {
    /// Begin with no rows of `width` cells each.
    pub fn new(width: usize, rows: usize) -> Self {
        Self {
            width,
            cells: Vec::with_capacity(width * rows),
        }
    }

    /// Add a row; it must have the right width.
    pub fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.cells.extend(row);
        debug_assert!(
            self.cells.len().is_multiple_of(self.width),
            "a row of another width"
        );
    }

    /// All cells, row after row.
    pub fn cells(&self) -> &[T] {
        &self.cells
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.cells.chunks(self.width.max(1))
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Which actions are chosen in each state, written as lists of indexes.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices(pub Rows<bool>);

impl Choices {
    /// The chosen actions of every state.
    pub fn iter(&self) -> impl Iterator<Item = impl Iterator<Item = usize>> {
        self.0.iter().map(chosen)
    }
}

fn chosen(row: &[bool]) -> impl Iterator<Item = usize> {
    row.iter()
        .enumerate()
        .filter(|(_, chosen)| **chosen)
        .map(|(action, _)| action)
}

struct Chosen<'a>(&'a [bool]);

impl Serialize for Chosen<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(chosen(self.0))
    }
}

impl Serialize for Choices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Chosen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_lists_of_rows_and_choices_lists_of_indexes() {
        let mut rows = Rows::new(2, 2);
        rows.push([Some(0.1), None]);
        rows.push([Some(-1.0), Some(1e300)]);
        assert_eq!(
            serde_json::to_string(&rows).unwrap(),
            "[[0.1,null],[-1.0,1e+300]]"
        );
        let mut rows = Rows::new(3, 3);
        rows.push([true, false, true]);
        rows.push([false; 3]);
        assert_eq!(serde_json::to_string(&Choices(rows)).unwrap(), "[[0,2],[]]");
    }
}
