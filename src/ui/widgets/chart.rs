//! Curves over episodes, drawn in braille dots, or in whole cells where there are few points.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use crate::ui::theme::Theme;

mod canvas;
mod plot;

use plot::Plot;

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Thick steps: each value holds until the next point. For what is exact.
    Stair,
    /// A thin line from point to point. For what was earned.
    Line,
    /// A dashed level `┄ ┄`. For what would be best.
    Dashed,
    /// One `●` a point.
    Dots,
}

/// A curve. A point of NaN leaves a gap; one of −∞ has no value at all, and gets a ✕ on a row of its own. One beyond the axis
/// is told by a ▴ or ▾ at its edge, and the most extreme of these in figures.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The points, in rising order of x; at most a few a column.
    pub points: &'a [(f64, f64)],
    /// How it is drawn.
    pub stroke: Stroke,
    /// Its style.
    pub style: Style,
}

/// A moment at which something was changed: `┊` through the plot and `▲` with a label below.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// Where on the x axis.
    pub at: f64,
    /// What changed: "α 0.10 → 0.50".
    pub label: &'a str,
    /// Its style.
    pub style: Style,
}

/// An area between two curves, behind everything else: x, low, high.
#[derive(Clone, Copy, Debug)]
pub struct Band<'a> {
    /// The points, in rising order of x.
    pub points: &'a [(f64, f64, f64)],
    /// Its style.
    pub style: Style,
}

/// A chart with labels at the left and, if wanted, below.
///
/// Ranges are given, so that nothing jumps when points arrive. Where two series share a cell, the later one gives it
/// its color. In *coarse* style ([`Chart::coarse`]) a staircase is `━` and a line is `●` in whole cells: for the first
/// episodes, and to be seen from afar.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    theme: Theme,
    x: (f64, f64),
    y: (f64, f64),
    series: &'a [Series<'a>],
    marks: &'a [Mark<'a>],
    band: Option<Band<'a>>,
    x_labels: Option<(&'a str, &'a str)>,
    axis: bool,
    coarse: bool,
    bare: bool,
}

impl<'a> Chart<'a> {
    /// Draw `series` over the ranges `x` and `y`.
    pub const fn new(theme: Theme, x: (f64, f64), y: (f64, f64), series: &'a [Series<'a>]) -> Self {
        Self {
            theme,
            x,
            y,
            series,
            marks: &[],
            band: None,
            x_labels: None,
            axis: false,
            coarse: false,
            bare: false,
        }
    }

    /// Set the marks of changes, the oldest first; their labels stand on the row of the x labels.
    #[must_use]
    pub const fn marks(mut self, marks: &'a [Mark<'a>]) -> Self {
        self.marks = marks;
        self
    }

    /// Set a band behind the curves.
    #[must_use]
    pub const fn band(mut self, band: Option<Band<'a>>) -> Self {
        self.band = band;
        self
    }

    /// Label both ends of the x axis, on a row of its own.
    #[must_use]
    pub const fn x_labels(mut self, first: &'a str, last: &'a str) -> Self {
        self.x_labels = Some((first, last));
        self
    }

    /// Draw the y axis as a line with ticks.
    #[must_use]
    pub const fn axis(mut self, axis: bool) -> Self {
        self.axis = axis;
        self
    }

    /// Draw in whole cells; best when there are fewer points than columns.
    #[must_use]
    pub const fn coarse(mut self, coarse: bool) -> Self {
        self.coarse = coarse;
        self
    }

    /// Leave everything out but the curves.
    #[must_use]
    pub const fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// The part of `area` where the curves are; its width is the number of columns to ask points for.
    pub fn plot(&self, area: Rect) -> Rect {
        Plot::of(self, area).place
    }

    fn has_no_route(&self) -> bool {
        self.series
            .iter()
            .flat_map(|series| series.points)
            .any(|point| point.1 == f64::NEG_INFINITY)
    }

    /// Whether a point can be seen at its own place.
    fn shows(&self, x: f64) -> bool {
        x >= self.x.0 && x <= self.x.1
    }
}

impl Widget for &Chart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        Plot::of(self, area).draw(buf);
    }
}

impl Widget for Chart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        (&self).render(area, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{DARK, draws_anywhere, rows},
        plot::MARK_LINES,
        *,
    };

    const fn series(points: &'static [(f64, f64)], stroke: Stroke) -> Series<'static> {
        Series {
            points,
            stroke,
            style: Style::new(),
        }
    }

    #[test]
    fn the_first_episodes_look_as_in_the_design() {
        let greedy = series(
            &[(1.0, 0.65), (2.0, 0.65), (3.0, 0.65), (4.0, 0.65)],
            Stroke::Stair,
        );
        let paid = series(
            &[(1.0, 0.4), (2.0, 0.65), (3.0, 0.4), (4.0, 0.65)],
            Stroke::Line,
        );
        let all = [greedy, paid];
        let chart = Chart::new(DARK, (1.0, 6.0), (0.4, 0.9), &all)
            .axis(true)
            .coarse(true);
        assert_eq!(
            rows(&chart, 13, 3),
            [" 0.90 ┤      ", " 0.65 ┤━●━●  ", " 0.40 ┤● ●   "]
        );
    }

    #[test]
    fn a_staircase_is_thick_and_steps_straight_up() {
        let all = [series(
            &[(0.0, 0.0), (4.0, 10.0), (7.0, 10.0)],
            Stroke::Stair,
        )];
        let chart = Chart::new(DARK, (0.0, 7.0), (0.0, 10.0), &all);
        assert_eq!(rows(&chart, 11, 2), ["    10   ⡶⠶", "     0 ⠶⠶⠇ "]);
    }

    #[test]
    fn a_thick_line_and_a_thin_one_of_the_same_value_are_in_the_same_place() {
        const LEVEL: [(f64, f64); 2] = [(0.0, 3.0), (7.0, 3.0)];
        for range in (0..9).map(|more| (-f64::from(more), 10.0)) {
            let dots = |stroke| {
                let all = [series(&LEVEL, stroke)];
                let mut buf = Buffer::empty(Rect::new(0, 0, 11, 5));
                Chart::new(DARK, (0.0, 7.0), range, &all).render(buf.area, &mut buf);
                let letter = |y| buf[(10, y)].symbol().chars().next().unwrap_or(' ');
                let bits = |y| (letter(y) as u32).saturating_sub(0x2800);
                (0..5)
                    .flat_map(|y| [0x01, 0x02, 0x04, 0x40].map(|bit| bits(y) & bit != 0))
                    .collect::<Vec<_>>()
            };
            let (thin, thick) = (dots(Stroke::Line), dots(Stroke::Stair));
            let at = thin.iter().position(|dot| *dot);
            assert_eq!(thick.iter().position(|dot| *dot), at, "{range:?}");
            assert_eq!(thick.iter().filter(|dot| **dot).count(), 2, "{range:?}");
        }
    }

    #[test]
    fn points_on_a_staircase_leave_every_second_cell_to_it() {
        const POINTS: [(f64, f64); 6] = [
            (0.0, 5.0),
            (1.0, 5.0),
            (2.0, 5.0),
            (3.0, 5.0),
            (4.0, 0.0),
            (5.0, 5.0),
        ];
        let exact = series(&[(0.0, 5.0), (5.0, 5.0)], Stroke::Stair);
        let all = [exact, series(&POINTS, Stroke::Line)];
        let chart = Chart::new(DARK, (0.0, 5.0), (0.0, 10.0), &all).coarse(true);
        assert_eq!(
            rows(&chart, 13, 3),
            ["    10       ", "     5 ●━●━━●", "     0     ● "]
        );
    }

    #[test]
    fn what_lies_beyond_the_axis_is_marked_and_the_worst_of_it_told() {
        const POINTS: [(f64, f64); 6] = [
            (0.0, -1234.4),
            (1.0, -300.0),
            (8.0, -50.0),
            (9.0, -50.0),
            (14.0, 700.0),
            (15.0, 0.0),
        ];
        let all = [series(&POINTS, Stroke::Line)];
        let chart = |coarse| Chart::new(DARK, (0.0, 15.0), (-100.0, 0.0), &all).coarse(coarse);
        assert_eq!(
            rows(chart(true), 23, 3),
            [
                "     0           700 ▴●",
                "   −50         ●●      ",
                "  −100 ▾▾ −1,234       "
            ]
        );
    }

    #[test]
    fn of_very_many_marks_only_the_newest_have_lines() {
        let mark = |at: u16| Mark {
            at: at.into(),
            label: "",
            style: Style::new(),
        };
        let marks: Vec<Mark> = (0..30).map(mark).collect();
        let chart = Chart::new(DARK, (0.0, 29.0), (0.0, 1.0), &[])
            .marks(&marks)
            .x_labels("0", "29");
        let drawn = rows(&chart, 36, 6).join("\n");
        let lines = drawn.matches('┊').count();
        assert_eq!(lines % MARK_LINES, 0, "{drawn}");
        assert!(lines > 0 && drawn.matches('▲').count() > 20, "{drawn}");
    }

    #[test]
    fn a_line_that_rises_is_a_diagonal_of_dots() {
        let all = [series(&[(0.0, 0.0), (7.0, 10.0)], Stroke::Line)];
        let chart = Chart::new(DARK, (0.0, 7.0), (0.0, 10.0), &all);
        assert_eq!(rows(&chart, 11, 2), ["    10  ⢀⡠⠔", "     0 ⠊⠁  "]);
    }

    #[test]
    fn a_gap_is_left_open_and_no_route_has_a_row_of_its_own() {
        const POINTS: [(f64, f64); 6] = [
            (0.0, 5.0),
            (1.0, 5.0),
            (2.0, f64::NAN),
            (3.0, 5.0),
            (4.0, f64::NEG_INFINITY),
            (5.0, f64::NEG_INFINITY),
        ];
        let all = [Series {
            points: &POINTS,
            stroke: Stroke::Stair,
            style: Style::new(),
        }];
        let chart = Chart::new(DARK, (0.0, 5.0), (0.0, 10.0), &all).coarse(true);
        assert_eq!(
            rows(&chart, 13, 4),
            [
                "    10       ",
                "     5 ━━ ━  ",
                "     0       ",
                "           ✕✕"
            ]
        );
    }

    #[test]
    fn a_change_is_a_line_behind_the_curves_with_its_label_below() {
        let best = series(&[(0.0, 10.0), (15.0, 10.0)], Stroke::Dashed);
        let earned = series(&[(0.0, 0.0), (15.0, 0.0)], Stroke::Line);
        let marks = [Mark {
            at: 13.0,
            label: "ε → 0",
            style: Style::new(),
        }];
        let all = [best, earned];
        let chart = Chart::new(DARK, (0.0, 15.0), (0.0, 10.0), &all)
            .marks(&marks)
            .x_labels("0", "15")
            .coarse(true);
        assert_eq!(
            rows(&chart, 23, 4),
            [
                "    10 ┄ ┄ ┄ ┄ ┄ ┄ ┄┊┄ ",
                "     5              ┊  ",
                "     0 ●            ┊ ●",
                "       0      ε → 0 ▲15",
            ]
        );
    }

    #[test]
    fn a_label_without_room_goes_to_the_other_side_or_away() {
        let marks = [
            Mark {
                at: 2.0,
                label: "old one",
                style: Style::new(),
            },
            Mark {
                at: 3.0,
                label: "new",
                style: Style::new(),
            },
        ];
        let chart = Chart::new(DARK, (0.0, 9.0), (0.0, 1.0), &[])
            .marks(&marks)
            .x_labels("0", "9")
            .coarse(true);
        assert_eq!(rows(&chart, 17, 2)[1], "       0 ▲▲ new 9");
    }

    #[test]
    fn of_marks_without_a_blank_between_the_newest_is_told_and_how_many_more_there_are() {
        let mark = |at, label| Mark {
            at,
            label,
            style: Style::new(),
        };
        let marks = [
            mark(0.0, ""),
            mark(180.0, "ε"),
            mark(181.0, "γ"),
            mark(182.0, "ε → 0"),
        ];
        let chart = Chart::new(DARK, (0.0, 300.0), (0.0, 1.0), &[])
            .marks(&marks)
            .x_labels("0", "300")
            .coarse(true);
        assert_eq!(rows(&chart, 28, 2)[1], "       ▲  ε → 0 +2 ▲     300");
    }

    #[test]
    fn series_take_turns_in_cells_that_they_share_in_one_color_too() {
        let all = [
            series(&[(0.0, 0.0), (7.0, 0.0)], Stroke::Line),
            series(&[(0.0, 1.0), (7.0, 1.0)], Stroke::Line),
        ];
        let chart = Chart::new(DARK, (0.0, 7.0), (0.0, 1.0), &all);
        assert_eq!(rows(&chart, 11, 1), ["       ⠉⣀⠉⣀"]);
    }

    #[test]
    fn a_band_lies_behind_the_curves() {
        let all = [series(&[(0.0, 2.0), (3.0, 2.0)], Stroke::Line)];
        let band = Band {
            points: &[(0.0, 1.0, 3.0), (3.0, 1.0, 3.0)],
            style: Style::new(),
        };
        let chart = Chart::new(DARK, (0.0, 3.0), (0.0, 5.0), &all)
            .band(Some(band))
            .coarse(true);
        assert_eq!(
            rows(&chart, 11, 4),
            ["     5     ", "       ░░░░", "       ●░░●", "     0     "]
        );
    }

    #[test]
    fn it_draws_anywhere() {
        let lost = [
            (0.0, 1.0),
            (2.0, f64::NEG_INFINITY),
            (9.0, 4.0),
            (3.0, f64::INFINITY),
        ];
        let marks = [Mark {
            at: 1.0,
            label: "学习率 0.1 → 0.5",
            style: Style::new(),
        }];
        for stroke in [Stroke::Stair, Stroke::Line, Stroke::Dashed, Stroke::Dots] {
            for coarse in [false, true] {
                let all = [Series {
                    points: &lost,
                    stroke,
                    style: Style::new(),
                }];
                draws_anywhere(|| {
                    Chart::new(DARK, (0.0, 5.0), (0.0, 3.0), &all)
                        .marks(&marks)
                        .x_labels("0", "5")
                        .coarse(coarse)
                });
                draws_anywhere(|| {
                    Chart::new(DARK, (5.0, 5.0), (f64::NAN, 3.0), &all).coarse(coarse)
                });
            }
        }
    }
}
