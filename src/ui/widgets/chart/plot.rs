//! What stands where in a chart, and the steps of drawing it.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{Chart, Mark, Series, Stroke, canvas::Canvas};
use crate::{
    app::format,
    ui::{
        colormap::share,
        theme::Slot,
        widgets::{
            print, put,
            scale::{Axis, Place},
        },
    },
};

/// The columns left of the plot, at least: a label of four, and blanks.
const GUTTER: usize = 7;
/// A staircase in whole cells.
const STAIR: &str = "━";
/// So many marks have a line over the height of the plot.
pub(super) const MARK_LINES: usize = 12;
/// The dot of a cell, from the top, that stands for the value of its row: with the one below it, it is the middle.
const MIDDLE: f64 = 1.0;

/// A chart in its place.
pub(super) struct Plot<'c, 'a> {
    chart: &'c Chart<'a>,
    area: Rect,
    /// Where the curves are.
    pub(super) place: Rect,
    axis: Axis,
}

/// What stands where.
impl<'c, 'a> Plot<'c, 'a> {
    pub(super) fn of(chart: &'c Chart<'a>, area: Rect) -> Self {
        let rows = rows(chart, area.height);
        let axis = if chart.bare { Axis::bare } else { Axis::over };
        let axis = axis(chart.y.0, chart.y.1, rows);
        let gutter = if chart.bare { 0 } else { gutter(&axis) }.min(area.width);
        let place = Rect {
            x: area.x.saturating_add(gutter),
            width: area.width - gutter,
            height: rows,
            ..area
        };
        Self {
            chart,
            area,
            place,
            axis,
        }
    }

    /// The row of dots of a value, from the top; values beyond the axis stay at its ends.
    fn dot_row(&self, value: f64) -> i32 {
        let last = f64::from(self.place.height) * 4.0 - 1.0;
        let dot = libm::round(self.axis.row(value) * 4.0 + MIDDLE);
        dot.clamp(0.0, last.max(0.0)) as i32
    }

    /// The row of a value, from the top.
    fn row(&self, value: f64) -> u16 {
        let last = f64::from(self.place.height.saturating_sub(1));
        libm::round(self.axis.row(value)).clamp(0.0, last) as u16
    }

    fn share(&self, x: f64) -> f64 {
        share(x, self.chart.x.0, self.chart.x.1)
    }

    /// The column of dots of a place on the x axis.
    fn dot_column(&self, x: f64) -> i32 {
        libm::round(self.share(x) * (f64::from(self.place.width) * 2.0 - 1.0)) as i32
    }

    /// The cell of a place on the x axis.
    fn column(&self, x: f64) -> u16 {
        if self.chart.coarse {
            libm::round(self.share(x) * f64::from(self.place.width.saturating_sub(1))) as u16
        } else {
            (self.dot_column(x) / 2) as u16
        }
    }

    /// Whether a value has a place on the axis.
    fn holds(&self, value: f64) -> bool {
        value.is_finite() && self.axis.place(value) == Place::Within
    }

    /// Pairs of neighboring points that have places and of which the line between crosses the range.
    fn segments(&self, series: &Series<'a>) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
        let (low, high) = self.chart.x;
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
            .filter(|point| self.holds(point.1) && self.chart.shows(point.0))
    }

    fn of_stroke(&self, wanted: Stroke) -> impl Iterator<Item = &'a Series<'a>> {
        let series = self.chart.series.iter();
        series.filter(move |series| series.stroke == wanted)
    }
}

/// The rows that are left for the curves.
fn rows(chart: &Chart<'_>, height: u16) -> u16 {
    let below = u16::from(chart.x_labels.is_some()) + u16::from(chart.has_no_route());
    if chart.bare {
        height
    } else {
        height.saturating_sub(below).max(u16::from(height > 0))
    }
}

/// The columns that the labels take.
fn gutter(axis: &Axis) -> u16 {
    let widths = axis.labels().map(|(_, label)| format::width(&label));
    (widths.max().unwrap_or(0) + 3).max(GUTTER) as u16
}

/// The steps of drawing, from back to front.
impl Plot<'_, '_> {
    pub(super) fn draw(&self, buf: &mut Buffer) {
        let chart = self.chart;
        self.draw_axis(buf);
        if self.place.is_empty() {
            return;
        }
        self.draw_band(buf);
        if chart.coarse {
            self.draw_dashed(buf);
        }
        self.draw_mark_lines(buf);
        if chart.coarse {
            self.draw_coarse(buf);
        } else {
            self.draw_curves(buf);
        }
        self.draw_beyond(Place::Above, "▴", 0, buf);
        self.draw_beyond(Place::Below, "▾", self.place.height - 1, buf);
        self.draw_no_route(buf);
        if let Some(labels) = chart.x_labels {
            self.draw_labels(labels, buf);
        }
    }

    fn draw_axis(&self, buf: &mut Buffer) {
        let edge = self.place.x - self.area.x;
        let line = self.chart.axis && edge > 0;
        let quiet = self.chart.theme.style(Slot::Quiet);
        if line {
            for row in 0..self.place.height {
                put(buf, self.area, (edge - 1, row), "│", quiet);
            }
        }
        let room = usize::from(edge.saturating_sub(1 + u16::from(line)));
        for (row, label) in self.axis.labels() {
            let label = format::pad_left(&label, room);
            print(buf, self.area, (0, row), &label, quiet);
            if line {
                put(buf, self.area, (edge - 1, row), "┤", quiet);
            }
        }
    }

    fn draw_band(&self, buf: &mut Buffer) {
        let Some(band) = self.chart.band else { return };
        for pair in band.points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if to.0 < self.chart.x.0 || from.0 > self.chart.x.1 {
                continue;
            }
            let (top, bottom) = (self.row(from.2), self.row(from.1));
            for column in self.column(from.0)..=self.column(to.0) {
                for row in top..=bottom {
                    put(buf, self.place, (column, row), "░", band.style);
                }
            }
        }
    }

    fn draw_dashed(&self, buf: &mut Buffer) {
        for series in self.of_stroke(Stroke::Dashed) {
            for (from, to) in self.segments(series) {
                let columns = self.column(from.0)..=self.column(to.0);
                for column in columns.filter(|column| column.is_multiple_of(2)) {
                    put(
                        buf,
                        self.place,
                        (column, self.row(from.1)),
                        "┄",
                        series.style,
                    );
                }
            }
        }
    }

    /// Say of each column with a value beyond the axis that there is one, and what the most extreme of them is.
    fn draw_beyond(&self, beyond: Place, sign: &str, row: u16, buf: &mut Buffer) {
        let lies_there = |point: &&(f64, f64)| {
            point.1.is_finite() && self.axis.place(point.1) == beyond && self.chart.shows(point.0)
        };
        let series = self.chart.series.iter();
        let points = series.flat_map(|series| {
            let there = series.points.iter().filter(lies_there);
            there.map(move |point| (self.column(point.0), point.1, series.style))
        });
        let points: Vec<(u16, f64, Style)> = points.collect();
        for &(column, _, style) in &points {
            put(buf, self.place, (column, row), sign, style);
        }
        let far = |point: &(u16, f64, Style)| self.axis.row(point.1).abs();
        let most = points
            .into_iter()
            .max_by(|one, two| far(one).total_cmp(&far(two)));
        if let Some(most) = most {
            self.tell_beside(most, sign, row, buf);
        }
    }

    /// Print a value that lies beyond the axis beside the signs that stand together with its own; where nothing else is.
    fn tell_beside(
        &self,
        (column, value, style): (u16, f64, Style),
        sign: &str,
        row: u16,
        buf: &mut Buffer,
    ) {
        let text = self.axis.print_beyond(value);
        let width = format::width(&text) as u16;
        let other_than = |column: u16, glyph: &str| {
            let cell = buf.cell((self.place.x + column, self.place.y + row));
            cell.is_none_or(|cell| cell.symbol() != glyph)
        };
        // A blank at either side, or the edge.
        let is_free = |start: u16| {
            let around = start.saturating_sub(1)..(start + width + 1).min(self.place.width);
            start + width <= self.place.width && !around.into_iter().any(|at| other_than(at, " "))
        };
        let right = (column..self.place.width).find(|&at| other_than(at, sign));
        let right = right
            .map(|end| end..end + self.place.width / 3)
            .into_iter()
            .flatten();
        let left = (0..column).rev().find(|&at| other_than(at, sign));
        let left = left.and_then(|end| end.checked_sub(width));
        if let Some(start) = right.chain(left).find(|&start| is_free(start)) {
            print(buf, self.place, (start, row), &text, style);
        }
    }

    fn draw_mark_lines(&self, buf: &mut Buffer) {
        let marks = self.chart.marks.iter();
        let shown = marks.filter(|mark| self.chart.shows(mark.at));
        // Of very many only the newest have lines: a curtain of them would hide the curves.
        let newest: Vec<&Mark<'_>> = shown.rev().take(MARK_LINES).collect();
        for mark in newest.into_iter().rev() {
            for row in 0..self.place.height {
                put(
                    buf,
                    self.place,
                    (self.column(mark.at), row),
                    "┊",
                    mark.style,
                );
            }
        }
    }

    fn draw_curves(&self, buf: &mut Buffer) {
        let mut canvas = Canvas::new(self.place.width, self.place.height);
        for series in self.chart.series {
            self.draw_curve(series, &mut canvas);
        }
        canvas.draw(buf, self.place);
        for series in self.of_stroke(Stroke::Dots) {
            self.draw_dots(series, buf);
        }
    }

    fn draw_curve(&self, series: &Series<'_>, canvas: &mut Canvas) {
        let at = |(x, y)| (self.dot_column(x), self.dot_row(y));
        canvas.begin(series.style);
        match series.stroke {
            Stroke::Line => {
                self.visible(series).for_each(|point| canvas.dot(at(point)));
                self.segments(series)
                    .for_each(|(from, to)| canvas.line(at(from), at(to)));
            }
            Stroke::Stair => {
                self.visible(series)
                    .for_each(|point| canvas.thick_dot(at(point)));
                self.segments(series)
                    .for_each(|(from, to)| canvas.stair(at(from), at(to)));
            }
            Stroke::Dashed => self.dash(series, canvas),
            Stroke::Dots => {}
        }
    }

    /// A dashed level at its exact height: two dots, and two left out.
    fn dash(&self, series: &Series<'_>, canvas: &mut Canvas) {
        for (from, to) in self.segments(series) {
            let row = self.dot_row(from.1);
            let columns = self.dot_column(from.0)..=self.dot_column(to.0);
            for column in columns.filter(|column| column % 4 < 2) {
                canvas.dot((column, row));
            }
        }
    }

    fn draw_coarse(&self, buf: &mut Buffer) {
        for series in self.of_stroke(Stroke::Stair) {
            self.draw_bars(series, buf);
        }
        for series in self.chart.series {
            if matches!(series.stroke, Stroke::Line | Stroke::Dots) {
                self.draw_dots(series, buf);
            }
        }
    }

    /// A `●` a point. Where many lie on a staircase they leave every second cell to it, so that both are seen.
    fn draw_dots(&self, series: &Series<'_>, buf: &mut Buffer) {
        let mut covering = None;
        for (x, y) in self.visible(series) {
            let at = (self.column(x), self.row(y));
            let cell = buf.cell((self.place.x + at.0, self.place.y + at.1));
            let on_stair = cell.is_some_and(|cell| cell.symbol() == STAIR);
            let beside = at.0.checked_sub(1).map(|column| (column, at.1));
            if on_stair && beside.is_some() && covering == beside {
                continue;
            }
            covering = Some(at).filter(|_| on_stair || covering == Some(at));
            put(buf, self.place, at, "●", series.style);
        }
    }

    fn draw_bars(&self, series: &Series<'_>, buf: &mut Buffer) {
        let ends = self.visible(series).map(|point| (point, point.0));
        let steps = self.segments(series).map(|(from, to)| (from, to.0));
        for ((x, y), until) in steps.chain(ends) {
            let (first, last) = (self.column(x), self.column(until));
            // A step ends before the column of the next point.
            for column in first..last.max(first + 1) {
                put(buf, self.place, (column, self.row(y)), STAIR, series.style);
            }
        }
    }

    fn draw_no_route(&self, buf: &mut Buffer) {
        for series in self.chart.series {
            let lost = series
                .points
                .iter()
                .filter(|point| point.1 == f64::NEG_INFINITY && self.chart.shows(point.0));
            for (x, _) in lost {
                let column = self.place.x - self.area.x + self.column(*x);
                put(
                    buf,
                    self.area,
                    (column, self.place.height),
                    "✕",
                    series.style,
                );
            }
        }
    }

    /// The row below: the newest mark's label has precedence, then older ones, then the ends of the axis.
    fn draw_labels(&self, (first, last): (&str, &str), buf: &mut Buffer) {
        let row = self.place.height + u16::from(self.chart.has_no_route());
        let line = Rect {
            y: self.area.y.saturating_add(row),
            height: u16::from(row < self.area.height),
            ..self.place
        };
        let mut free = vec![true; usize::from(self.place.width)];
        self.draw_mark_labels(line, &mut free, buf);
        let quiet = self.chart.theme.style(Slot::Quiet);
        let right = line.width.saturating_sub(format::width(last) as u16);
        for (start, text) in [(0, first), (right, last)] {
            if claim(&mut free, start, format::width(text) as u16) {
                print(buf, line, (start, 0), text, quiet);
            }
        }
    }

    fn draw_mark_labels(&self, line: Rect, free: &mut [bool], buf: &mut Buffer) {
        let groups = self.marks_side_by_side();
        for group in &groups {
            claim(free, group.first, group.last - group.first + 1);
        }
        let shown = self.chart.marks.iter();
        for mark in shown.filter(|mark| self.chart.shows(mark.at)) {
            put(buf, line, (self.column(mark.at), 0), "▲", mark.style);
        }
        for group in groups {
            let style = group.newest.style;
            if let Some((start, label)) = group.place_label(free) {
                print(buf, line, (start, 0), &label, style);
            }
        }
    }

    /// The marks in groups between which there is a blank; the newest group first.
    fn marks_side_by_side(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let marks = self.chart.marks.iter().rev();
        for newest in marks.filter(|mark| self.chart.shows(mark.at)) {
            let column = self.column(newest.at);
            let beside = groups.last_mut().filter(|group| column + 1 >= group.first);
            if let Some(group) = beside {
                group.first = column;
                group.others += 1;
                continue;
            }
            groups.push(Group {
                first: column,
                last: column,
                newest,
                others: 0,
            });
        }
        groups
    }
}

/// Marks in one column, or in columns beside each other: there is room for one label.
struct Group<'m> {
    first: u16,
    last: u16,
    newest: &'m Mark<'m>,
    others: usize,
}

impl Group<'_> {
    /// What is told of it, and from which column on: left of it, or else right of it, and without the count where that has no room.
    fn place_label(&self, free: &mut [bool]) -> Option<(u16, String)> {
        let name = self.newest.label;
        let counted = (self.others > 0).then(|| format!("{name} +{}", self.others));
        let mut labels = counted.into_iter().chain([name.to_owned()]);
        labels.find_map(|label| {
            let size = format::width(&label) as u16 + 1;
            let left = self.first.checked_sub(size);
            let left = left.filter(|&left| claim(free, left, size));
            let right = || claim(free, self.last + 1, size).then_some(self.last + 2);
            Some((left.or_else(right)?, label))
        })
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
