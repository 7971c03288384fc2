//! Styled lines that are made to fit by display width.

use ratatui::text::{Line, Span};

use crate::app::format;

/// Shorten a styled line to at most `columns`, with "…" in the style of what is cut.
pub fn truncate<'a>(line: &Line<'a>, columns: usize) -> Line<'a> {
    if line.width() <= columns {
        return line.clone();
    }
    let mut room = columns;
    let mut spans = Vec::new();
    for span in &line.spans {
        let width = span.width();
        // The last column is kept for "…" as long as something follows.
        if width < room {
            room -= width;
            spans.push(span.clone());
            continue;
        }
        // One letter more than fits makes sure that "…" stands at the cut.
        let short = format::truncate(&format!("{}  ", span.content), room);
        spans.push(Span::styled(short, span.style));
        break;
    }
    Line {
        spans,
        ..line.clone()
    }
}

/// Set items beside each other with `gap` blanks between; those that do not fit are left out from the end.
///
/// For footers and legends: a whole item less is better than half of one.
pub fn fit_items<'a>(
    items: impl IntoIterator<Item = Line<'a>>,
    gap: usize,
    columns: usize,
) -> Line<'a> {
    let mut spans: Vec<Span<'a>> = Vec::new();
    let mut used = 0;
    for item in items {
        let before = if spans.is_empty() { 0 } else { gap };
        if used + before + item.width() > columns {
            break;
        }
        used += before + item.width();
        if before > 0 {
            spans.push(Span::raw(" ".repeat(before)));
        }
        let style = item.style;
        spans.extend(item.spans.into_iter().map(|span| Span {
            style: style.patch(span.style),
            ..span
        }));
    }
    Line::from(spans)
}

/// The first of several wordings that fits whole, the longest first; where none does, the last.
pub fn wording<'a>(wordings: impl IntoIterator<Item = Line<'a>>, columns: usize) -> Line<'a> {
    let mut chosen = Line::default();
    for wording in wordings {
        chosen = wording;
        if chosen.width() <= columns {
            break;
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line<'static> {
        Line::from(vec![Span::raw("greedy, exact "), Span::raw("0.75")])
    }

    fn text(line: &Line<'_>) -> String {
        line.spans
            .iter()
            .map(|span| span.content.as_ref())
            .collect()
    }

    #[test]
    fn a_line_is_cut_across_its_spans() {
        assert_eq!(text(&truncate(&line(), 18)), "greedy, exact 0.75");
        assert_eq!(text(&truncate(&line(), 17)), "greedy, exact 0.…");
        assert_eq!(text(&truncate(&line(), 14)), "greedy, exact…");
        assert_eq!(text(&truncate(&line(), 7)), "greedy…");
        assert_eq!(text(&truncate(&line(), 1)), "…");
        assert_eq!(text(&truncate(&line(), 0)), "");
        assert_eq!(text(&truncate(&Line::from("推荐系统"), 5)), "推荐…");
    }

    #[test]
    fn the_longest_wording_that_fits_is_taken_and_none_is_cut_while_another_fits() {
        let chosen = |columns| text(&wording(["one, two", "one"].map(Line::from), columns));
        assert_eq!(
            [9, 8, 7, 3, 2].map(chosen),
            ["one, two", "one, two", "one", "one", "one"]
        );
        assert_eq!(text(&wording([], 9)), "");
    }

    #[test]
    fn a_cut_line_never_takes_more_than_its_columns() {
        for columns in 0..20 {
            assert!(truncate(&line(), columns).width() <= columns);
        }
    }

    #[test]
    fn items_are_left_out_whole_from_the_end() {
        let items = || [Line::from("one"), Line::from("two"), Line::from("three")];
        assert_eq!(text(&fit_items(items(), 3, 99)), "one   two   three");
        assert_eq!(text(&fit_items(items(), 3, 16)), "one   two");
        assert_eq!(text(&fit_items(items(), 3, 2)), "");
    }
}
