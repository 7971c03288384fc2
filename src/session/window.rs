//! A part of the states that is seen: a stretch of a list, or a rectangle of a map.

use std::ops::Range;

/// States in rows: so many columns of each, which lie so far apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The states of the first row.
    pub row: Range<usize>,
    /// How many rows there are.
    pub rows: usize,
    /// From a state to the one below it.
    pub pitch: usize,
}

impl Window {
    /// Its states below `n_states`, row by row.
    pub fn states(&self, n_states: usize) -> impl Iterator<Item = usize> + Clone + use<> {
        let (row, pitch) = (self.row.clone(), self.pitch);
        (0..self.rows)
            .flat_map(move |index| row.clone().map(move |state| state + index * pitch))
            .take_while(move |&state| state < n_states)
    }
}

impl From<Range<usize>> for Window {
    fn from(row: Range<usize>) -> Self {
        Self {
            row,
            rows: 1,
            pitch: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(window: &Window) -> Vec<usize> {
        window.states(100).collect()
    }

    #[test]
    fn a_stretch_is_one_row_and_ends_with_the_states() {
        assert_eq!(states(&(97..104).into()), [97, 98, 99]);
        assert!(states(&(7..7).into()).is_empty());
        assert!(states(&Window::default()).is_empty());
    }

    #[test]
    fn a_rectangle_leaves_out_what_lies_beside_it() {
        let window = Window {
            row: 12..14,
            rows: 3,
            pitch: 10,
        };
        assert_eq!(states(&window), [12, 13, 22, 23, 32, 33]);
    }
}
