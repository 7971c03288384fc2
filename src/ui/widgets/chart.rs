//! Curves over episodes, drawn in braille dots, or in whole cells where there are few points.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::{print, put, scale};
use crate::{
    app::format,
    ui::{
        colormap::share,
        theme::{Slot, Theme},
    },
};

mod canvas;

use canvas::Canvas;

/// The columns left of the plot, at least: a label of four, and blanks.
const GUTTER: usize = 7;

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

/// A curve. A point of NaN leaves a gap; one of −∞ has no value at all, and gets a ✕ on a row of its own.
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
        if self.bare {
            return area;
        }
        let below = u16::from(self.x_labels.is_some()) + u16::from(self.has_no_route());
        let rows = area
            .height
            .saturating_sub(below)
            .max(u16::from(area.height > 0));
        let labels = self
            .ticks(rows)
            .iter()
            .map(|(_, label)| format::width(label))
            .max()
            .unwrap_or(0);
        let gutter = ((labels + 3).max(GUTTER) as u16).min(area.width);
        Rect {
            x: area.x.saturating_add(gutter),
            width: area.width - gutter,
            height: rows,
            ..area
        }
    }

    fn has_no_route(&self) -> bool {
        self.series
            .iter()
            .flat_map(|series| series.points)
            .any(|point| point.1 == f64::NEG_INFINITY)
    }

    /// The rows to label and their labels.
    fn ticks(&self, rows: u16) -> Vec<(u16, String)> {
        let most = if rows < 4 {
            usize::from(rows)
        } else {
            usize::from(rows).div_ceil(2)
        };
        let (values, decimals) = scale::ticks(self.y.0, self.y.1, most);
        let label = |value: f64| {
            (
                self.dot_row(value, rows) as u16 / 4,
                scale::label(value, decimals),
            )
        };
        values.into_iter().map(label).collect()
    }

    /// The row of dots of a value, from the top; values beyond the range stay at its ends.
    fn dot_row(&self, value: f64, rows: u16) -> i32 {
        let from_top = 1.0 - share(value, self.y.0, self.y.1);
        if self.coarse {
            // The nearest whole row: four rows are too few to round towards one end.
            return libm::round(from_top * f64::from(rows.saturating_sub(1))) as i32 * 4;
        }
        libm::round(from_top * (f64::from(rows) * 4.0 - 1.0)) as i32
    }

    /// The column of dots of a place on the x axis, of `columns` cells.
    fn dot_column(&self, x: f64, columns: u16) -> i32 {
        libm::round(share(x, self.x.0, self.x.1) * (f64::from(columns) * 2.0 - 1.0)) as i32
    }

    /// The cell of a place on the x axis.
    fn column(&self, x: f64, columns: u16) -> u16 {
        if self.coarse {
            libm::round(share(x, self.x.0, self.x.1) * f64::from(columns.saturating_sub(1))) as u16
        } else {
            (self.dot_column(x, columns) / 2) as u16
        }
    }

    /// Whether a point can be seen at its own place.
    fn shows(&self, x: f64) -> bool {
        x >= self.x.0 && x <= self.x.1
    }

    /// Whether a value has a place in the range; one below it gets a ▾ at the edge.
    fn holds(&self, value: f64) -> bool {
        value.is_finite() && value >= self.y.0 - (self.y.1 - self.y.0) * 1e-9
    }

    /// Pairs of neighboring points that have values and of which the line between crosses the range.
    fn segments(&self, series: &Series<'a>) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
        let (low, high) = self.x;
        series
            .points
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .filter(|(from, to)| self.holds(from.1) && self.holds(to.1))
            .filter(move |(from, to)| to.0 >= low && from.0 <= high)
    }

    fn visible(&self, series: &Series<'a>) -> impl Iterator<Item = (f64, f64)> {
        series
            .points
            .iter()
            .copied()
            .filter(|point| self.holds(point.1) && self.shows(point.0))
    }
}

/// So many marks have a line over the height of the plot.
const MARK_LINES: usize = 12;

/// The steps of drawing, from back to front.
impl Chart<'_> {
    fn draw_axis(&self, plot: Rect, area: Rect, buf: &mut Buffer) {
        if self.bare {
            return;
        }
        let edge = plot.x - area.x;
        let quiet = self.theme.style(Slot::Quiet);
        if self.axis && edge > 0 {
            for row in 0..plot.height {
                put(buf, area, (edge - 1, row), "│", quiet);
            }
        }
        for (row, label) in self.ticks(plot.height) {
            let room = usize::from(edge.saturating_sub(1 + u16::from(self.axis)));
            print(buf, area, (0, row), &format::pad_left(&label, room), quiet);
            if self.axis && edge > 0 {
                put(buf, area, (edge - 1, row), "┤", quiet);
            }
        }
    }

    fn draw_band(&self, plot: Rect, buf: &mut Buffer) {
        let Some(band) = self.band else { return };
        for pair in band.points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if to.0 < self.x.0 || from.0 > self.x.1 {
                continue;
            }
            let (top, bottom) = (
                self.dot_row(from.2, plot.height) / 4,
                self.dot_row(from.1, plot.height) / 4,
            );
            for column in self.column(from.0, plot.width)..=self.column(to.0, plot.width) {
                for row in top..=bottom {
                    put(buf, plot, (column, row as u16), "░", band.style);
                }
            }
        }
    }

    fn draw_dashed(&self, plot: Rect, buf: &mut Buffer) {
        let dashed = |series: &&Series| series.stroke == Stroke::Dashed;
        for series in self.series.iter().filter(dashed) {
            for (from, to) in self.segments(series) {
                let row = (self.dot_row(from.1, plot.height) / 4) as u16;
                let columns = self.column(from.0, plot.width)..=self.column(to.0, plot.width);
                for column in columns.filter(|column| column.is_multiple_of(2)) {
                    put(buf, plot, (column, row), "┄", series.style);
                }
            }
        }
    }

    /// Say of each column with a value below the range that there is one.
    fn draw_below(&self, plot: Rect, buf: &mut Buffer) {
        let row = plot.height.saturating_sub(1);
        for series in self.series {
            let below = |point: &&(f64, f64)| {
                point.1.is_finite() && !self.holds(point.1) && self.shows(point.0)
            };
            for point in series.points.iter().filter(below) {
                put(
                    buf,
                    plot,
                    (self.column(point.0, plot.width), row),
                    "▾",
                    series.style,
                );
            }
        }
    }

    fn draw_mark_lines(&self, plot: Rect, buf: &mut Buffer) {
        let shown = self.marks.iter().filter(|mark| self.shows(mark.at));
        // Of very many only the newest have lines: a curtain of them would hide the curves.
        let newest: Vec<&Mark<'_>> = shown.rev().take(MARK_LINES).collect();
        for mark in newest.into_iter().rev() {
            for row in 0..plot.height {
                put(
                    buf,
                    plot,
                    (self.column(mark.at, plot.width), row),
                    "┊",
                    mark.style,
                );
            }
        }
    }

    fn draw_curves(&self, plot: Rect, buf: &mut Buffer) {
        let mut canvas = Canvas::new(plot.width, plot.height);
        let at = |(x, y)| (self.dot_column(x, plot.width), self.dot_row(y, plot.height));
        for series in self.series {
            match series.stroke {
                Stroke::Line => {
                    self.visible(series)
                        .for_each(|point| canvas.dot(at(point), series.style));
                    self.segments(series)
                        .for_each(|(from, to)| canvas.line(at(from), at(to), series.style));
                }
                Stroke::Stair => {
                    self.visible(series)
                        .for_each(|point| canvas.thick_dot(at(point), series.style));
                    self.segments(series)
                        .for_each(|(from, to)| canvas.stair(at(from), at(to), series.style));
                }
                Stroke::Dashed => self.dash(series, plot, &mut canvas),
                Stroke::Dots => {}
            }
        }
        canvas.draw(buf, plot);
        for series in self
            .series
            .iter()
            .filter(|series| series.stroke == Stroke::Dots)
        {
            self.draw_dots(series, plot, buf);
        }
    }

    /// A dashed level at its exact height: two dots, and two left out.
    fn dash(&self, series: &Series<'_>, plot: Rect, canvas: &mut Canvas) {
        for (from, to) in self.segments(series) {
            let row = self.dot_row(from.1, plot.height);
            let columns = self.dot_column(from.0, plot.width)..=self.dot_column(to.0, plot.width);
            for column in columns.filter(|column| column % 4 < 2) {
                canvas.dot((column, row), series.style);
            }
        }
    }

    fn draw_coarse(&self, plot: Rect, buf: &mut Buffer) {
        for series in self.series {
            match series.stroke {
                Stroke::Stair => self.draw_bars(series, plot, buf),
                Stroke::Line | Stroke::Dots => self.draw_dots(series, plot, buf),
                Stroke::Dashed => {}
            }
        }
    }

    fn draw_dots(&self, series: &Series<'_>, plot: Rect, buf: &mut Buffer) {
        for (x, y) in self.visible(series) {
            let row = (self.dot_row(y, plot.height) / 4) as u16;
            put(
                buf,
                plot,
                (self.column(x, plot.width), row),
                "●",
                series.style,
            );
        }
    }

    fn draw_bars(&self, series: &Series<'_>, plot: Rect, buf: &mut Buffer) {
        let ends = self.visible(series).map(|point| (point, point.0));
        let steps = self.segments(series).map(|(from, to)| (from, to.0));
        for ((x, y), until) in steps.chain(ends) {
            let row = (self.dot_row(y, plot.height) / 4) as u16;
            let (first, last) = (self.column(x, plot.width), self.column(until, plot.width));
            // A step ends before the column of the next point.
            for column in first..last.max(first + 1) {
                put(buf, plot, (column, row), "━", series.style);
            }
        }
    }

    fn draw_no_route(&self, plot: Rect, area: Rect, buf: &mut Buffer) {
        for series in self.series {
            let lost = series
                .points
                .iter()
                .filter(|point| point.1 == f64::NEG_INFINITY && self.shows(point.0));
            for (x, _) in lost {
                let column = plot.x - area.x + self.column(*x, plot.width);
                put(buf, area, (column, plot.height), "✕", series.style);
            }
        }
    }

    /// The row below: the newest mark's label has precedence, then older ones, then the ends of the axis.
    fn draw_labels(&self, (first, last): (&str, &str), plot: Rect, area: Rect, buf: &mut Buffer) {
        let row = plot.height + u16::from(self.has_no_route());
        let line = Rect {
            y: area.y.saturating_add(row),
            height: u16::from(row < area.height),
            ..plot
        };
        let mut free = vec![true; usize::from(plot.width)];
        let visible: Vec<&Mark<'_>> = self
            .marks
            .iter()
            .rev()
            .filter(|mark| self.shows(mark.at))
            .collect();
        for mark in &visible {
            claim(&mut free, self.column(mark.at, plot.width), 1);
        }
        let mut newer = None;
        for mark in visible {
            let column = self.column(mark.at, plot.width);
            // Where several fall into one column, the newest is seen, as in the label.
            if newer.replace(column) == Some(column) {
                continue;
            }
            put(buf, line, (column, 0), "▲", mark.style);
            let size = format::width(mark.label) as u16 + 1;
            let left = column.checked_sub(size);
            if let Some(left) = left.filter(|left| claim(&mut free, *left, size)) {
                print(buf, line, (left, 0), mark.label, mark.style);
            } else if claim(&mut free, column + 1, size) {
                print(buf, line, (column + 2, 0), mark.label, mark.style);
            }
        }
        let quiet = self.theme.style(Slot::Quiet);
        for (start, text) in [
            (0, first),
            (plot.width.saturating_sub(format::width(last) as u16), last),
        ] {
            if claim(&mut free, start, format::width(text) as u16) {
                print(buf, line, (start, 0), text, quiet);
            }
        }
    }
}

/// Take `size` columns from `start` on if all of them are free.
fn claim(free: &mut [bool], start: u16, size: u16) -> bool {
    let start = usize::from(start);
    let Some(wanted) = free.get_mut(start..start + usize::from(size)) else {
        return false;
    };
    let all = wanted.iter().all(|free| *free);
    if all {
        wanted.fill(false);
    }
    all
}

impl Widget for &Chart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let plot = self.plot(area);
        self.draw_axis(plot, area, buf);
        if plot.is_empty() {
            return;
        }
        self.draw_band(plot, buf);
        if self.coarse {
            self.draw_dashed(plot, buf);
        }
        self.draw_mark_lines(plot, buf);
        if self.coarse {
            self.draw_coarse(plot, buf);
        } else {
            self.draw_curves(plot, buf);
        }
        self.draw_below(plot, buf);
        self.draw_no_route(plot, area, buf);
        if let Some(labels) = self.x_labels {
            self.draw_labels(labels, plot, area, buf);
        }
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
        assert_eq!(rows(&chart, 11, 2), ["    10   ⡟⠛", "     0 ⣤⣤⡇ "]);
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
        let all = [series(&[(0.0, 0.0), (7.0, 7.0)], Stroke::Line)];
        let chart = Chart::new(DARK, (0.0, 7.0), (0.0, 7.0), &all);
        assert_eq!(rows(&chart, 11, 2), ["     5   ⡠⠊", "     0 ⡠⠊  "]);
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
    fn the_later_series_gives_a_shared_cell_its_color() {
        let (red, blue) = (Style::new().red(), Style::new().blue());
        let level = [(0.0, 0.0), (3.0, 0.0)];
        let high = [(0.0, 1.0), (3.0, 1.0)];
        let all = [
            Series {
                points: &level,
                stroke: Stroke::Line,
                style: red,
            },
            Series {
                points: &high,
                stroke: Stroke::Line,
                style: blue,
            },
        ];
        let mut buf = Buffer::empty(Rect::new(0, 0, 9, 1));
        Chart::new(DARK, (0.0, 3.0), (0.0, 1.0), &all).render(buf.area, &mut buf);
        assert_eq!(buf[(7, 0)].symbol(), "⣉");
        assert_eq!(Some(buf[(7, 0)].fg), blue.fg);
    }

    #[test]
    fn a_band_lies_behind_the_curves() {
        let all = [series(&[(0.0, 2.0), (3.0, 2.0)], Stroke::Line)];
        let band = Band {
            points: &[(0.0, 1.0, 3.0), (3.0, 1.0, 3.0)],
            style: Style::new(),
        };
        let chart = Chart::new(DARK, (0.0, 3.0), (0.0, 4.0), &all)
            .band(Some(band))
            .coarse(true);
        assert_eq!(
            rows(&chart, 11, 4),
            ["     4     ", "       ░░░░", "       ●░░●", "     0     "]
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
