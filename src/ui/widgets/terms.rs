//! The numbers of a formula with their names below.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::print;
use crate::app::format;

/// A number or sign of a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term<'a> {
    /// How it is printed.
    pub text: &'a str,
    /// Its style.
    pub style: Style,
    /// What it is called; empty for a sign.
    pub name: &'a str,
    /// The name's style.
    pub name_style: Style,
}

/// A formula in one row, and in a second one, where the area has it, the name of each number below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms<'a> {
    terms: &'a [Term<'a>],
    gap: u16,
}

impl<'a> Terms<'a> {
    /// Show `terms` from left to right.
    pub const fn new(terms: &'a [Term<'a>]) -> Self {
        Self { terms, gap: 1 }
    }

    /// Set the blanks between the terms.
    #[must_use]
    pub const fn gap(mut self, gap: u16) -> Self {
        self.gap = gap;
        self
    }

    /// The columns that it takes, with names or without.
    pub fn width(&self, named: bool) -> u16 {
        let columns: u16 = self
            .terms
            .iter()
            .map(|term| term_width(term, named) + self.gap)
            .sum();
        columns.saturating_sub(self.gap)
    }
}

fn term_width(term: &Term<'_>, named: bool) -> u16 {
    let name = if named { format::width(term.name) } else { 0 };
    format::width(term.text).max(name) as u16
}

impl Widget for &Terms<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let named = area.height > 1;
        let mut column = 0;
        for term in self.terms {
            print(buf, area, (column, 0), term.text, term.style);
            if named {
                let inset = format::width(term.text).saturating_sub(format::width(term.name)) / 2;
                print(
                    buf,
                    area,
                    (column + inset as u16, 1),
                    term.name,
                    term.name_style,
                );
            }
            column += term_width(term, named) + self.gap;
        }
    }
}

impl Widget for Terms<'_> {
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

    const fn term(text: &'static str, name: &'static str) -> Term<'static> {
        Term {
            text,
            style: Style::new(),
            name,
            name_style: Style::new(),
        }
    }

    const TERMS: [Term<'static>; 5] = [
        term("6.273", "old"),
        term("+", ""),
        term("0.10", "α"),
        term("×", ""),
        term("8.095", "best next"),
    ];

    #[test]
    fn each_number_has_its_name_below() {
        let terms = Terms::new(&TERMS);
        assert_eq!(terms.width(true), 24);
        assert_eq!(
            rows(&terms, 24, 2),
            ["6.273 + 0.10 × 8.095    ", " old     α     best next"]
        );
    }

    #[test]
    fn without_names_it_takes_less_room() {
        let terms = Terms::new(&TERMS);
        assert_eq!(terms.width(false), 20);
        assert_eq!(rows(&terms, 20, 1), ["6.273 + 0.10 × 8.095"]);
        assert_eq!(Terms::new(&TERMS).gap(2).width(false), 24);
        assert_eq!(Terms::new(&[]).width(true), 0);
        draws_anywhere(|| Terms::new(&TERMS));
    }

    #[test]
    fn chinese_names_take_two_columns_a_letter() {
        let terms = [
            term("6.27", "原值"),
            term("+", ""),
            term("8.09", "下一步最好"),
        ];
        assert_eq!(
            rows(Terms::new(&terms), 18, 2),
            ["6.27 + 8.09       ", "原值   下一步最好 "]
        );
    }
}
