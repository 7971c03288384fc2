//! A small table: a row of big cells a state, a cell an action.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::belief::{Shown, scale, shown, truth, value};
use super::{Ctx, Marks, tried};
use crate::app::{BIG, Board, Layer, format, words};
use crate::session::{Row, Trace};
use crate::text::Text;
use crate::ui::colormap::CellStyle;
use crate::ui::theme::Slot;
use crate::ui::widgets::{
    BigNumber, CellFrame, Chart, Series, Stroke, ValueBar, print, print_line,
};

/// From these sizes on the digits are of so many times the size, with "truth −8.70" beside them: where it is drawn for a projector,
/// and where it is not.
const SCALES: [&[((u16, u16), u16)]; 2] = [&[((90, 16), 4), ((48, 9), 2)], &[((70, 20), 2)]];
/// The rows that a cell needs beside its digits to show how its value went.
const BESIDE: u16 = 8;

/// Draw heads, names and cells.
pub(super) fn cells(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    heads(ctx, board, buf);
    for row in &ctx.snapshot.rows {
        name(ctx, board, row, buf);
        let marks = Marks::new(ctx, row);
        if ctx.mdp().is_terminal(row.state) {
            end(ctx, board, row, buf);
            continue;
        }
        for action in 0..ctx.mdp().n_actions() {
            if let Some(area) = board.rect(row.state, action) {
                Cell::new(ctx, row, action, &marks).draw(ctx, area, buf);
            }
        }
    }
}

fn heads(ctx: &Ctx, board: &Board, buf: &mut Buffer) {
    for (action, label) in ctx.app.world().scene.actions.iter().enumerate() {
        if let Some(cell) = board.rect(0, action) {
            let place = Rect {
                y: board.area.y,
                height: 1,
                ..cell
            };
            let (name, short) = (ctx.app.say(&label.name), ctx.app.say(&label.short));
            let fits = format::width(name) <= usize::from(place.width);
            let text = format::truncate(if fits { name } else { short }, place.width.into());
            let column = (usize::from(place.width) - format::width(&text)) / 2;
            print(buf, place, (column as u16, 0), &text, ctx.style(Slot::Text));
        }
    }
}

/// The state's name, a word a line; the state that acts next stands out.
fn name(ctx: &Ctx, board: &Board, row: &Row, buf: &mut Buffer) {
    let Some(place) = board.name_rect(row.state) else {
        return;
    };
    let label = ctx.app.world().scene.state_label(row.state);
    let lines = wrap(
        ctx.app.say(&label),
        usize::from(place.width).saturating_sub(2),
        usize::from(place.height),
    );
    let present = ctx.snapshot.state == row.state;
    let style = if present {
        ctx.style(Slot::Strong)
    } else {
        ctx.style(Slot::Text)
    };
    let top = (usize::from(place.height).saturating_sub(lines.len()) / 2) as u16;
    for (index, text) in lines.iter().enumerate() {
        print(buf, place, (1, top + index as u16), text, style);
    }
    if ctx.app.cursor_shown() && ctx.app.cursor() == row.state {
        print(buf, place, (0, top), "▸", ctx.bold(Slot::Focus));
    }
}

/// A state that ends episodes has nothing to learn.
fn end(ctx: &Ctx, board: &Board, row: &Row, buf: &mut Buffer) {
    if let Some(area) = board.rect(row.state, 0) {
        let words = ctx.say("an episode ends here", "回合在此结束");
        print(
            buf,
            area,
            (2, area.height / 2),
            &words,
            ctx.style(Slot::Quiet),
        );
    }
}

/// Break a name at its blanks, and a longer word where it has to be, into at most so many lines; what is cut ends with "…".
fn wrap(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if format::width(line) + 1 + format::width(word) <= width.min(9) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(pieces(word, width)),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
            *last = format::truncate(last, width);
        }
    }
    lines
}

/// Cut a word into pieces of at most `width` columns.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let full = pieces.last().is_some_and(|piece| {
            let mut longer = piece.clone();
            longer.push(letter);
            !piece.is_empty() && format::width(&longer) > width
        });
        if full {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

/// Everything about one cell.
struct Cell<'a> {
    row: &'a Row,
    action: usize,
    chosen: bool,
    tied: bool,
    /// The star, and that it is the wrong choice.
    sign: String,
    shown: Shown,
    value: Option<f64>,
    style: CellStyle,
    scale: (f64, f64),
}

impl<'a> Cell<'a> {
    fn new(ctx: &Ctx, row: &'a Row, action: usize, marks: &Marks) -> Self {
        let (map, low, high) = scale(ctx);
        let (shown, value) = (shown(ctx, row, action), value(ctx, row, action));
        let layer = ctx.app.layer();
        // How often something was tried says nothing about its worth, and gets none of its color.
        let colored = value.filter(|_| layer.is_on_scale());
        let plain = CellStyle {
            ink: ctx.style(Slot::Strong),
            quiet: ctx.style(Slot::Text),
        };
        let style = colored.map_or(plain, |value| {
            map.cell(map.level(value, low, high), ctx.theme)
        });
        Self {
            row,
            action,
            chosen: marks.has_star(action),
            sign: marks.sign(action),
            tied: marks.is_tied(action) && tried(row) > 0,
            shown,
            value,
            style,
            scale: (low, high),
        }
    }

    /// Whether what the layer tells was to be learned, and nothing was.
    fn unlearned(&self) -> bool {
        self.shown == Shown::Untried
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let filled = self.style.ink.bg.is_some();
        buf.set_style(area.intersection(buf.area), self.style.ink);
        let frame = match (self.chosen, filled) {
            (true, _) => CellFrame::Heavy(self.style.ink),
            (false, true) => CellFrame::None,
            (false, false) => CellFrame::Light(ctx.frame()),
        };
        if area.height >= 4 {
            frame.render(area, buf);
        }
        if !ctx.mdp().is_legal(self.row.state, self.action) {
            print(
                buf,
                area,
                (area.width / 2, area.height / 2),
                "–",
                self.style.quiet,
            );
        } else if area.width >= BIG.0 && area.height >= BIG.1 {
            self.draw_big(ctx, area, buf);
        } else {
            self.draw_plain(ctx, area, buf);
        }
    }

    /// What is printed of the value within `room` columns.
    fn text(&self, ctx: &Ctx, room: usize) -> String {
        match (ctx.app.layer(), self.value) {
            _ if self.shown == Shown::Nothing => String::new(),
            (_, None) => "?".to_owned(),
            (Layer::Visits, Some(value)) if value < 1e6 => format::count(value as u64),
            (Layer::Visits, Some(value)) => format::compact(value as u64),
            (_, Some(value)) => format::short(value, 2, room),
        }
    }

    fn draw_big(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let times = times(ctx, area);
        // The notes beside it need about half of the room.
        let text = self.text(ctx, usize::from(area.width) / 2);
        let number = BigNumber::new(&text)
            .style(self.style.ink)
            .hollow(self.unlearned())
            .ascii(ctx.theme.is_ascii())
            .scale(times);
        let high = number.height();
        let trace = self.trace(ctx).filter(|_| area.height >= high + BESIDE);
        let spare = if trace.is_some() {
            0
        } else {
            // The frame, the digits, and two rows below them.
            area.height.saturating_sub(high + 4)
        };
        let top = area.y + 1 + spare / 2;
        let inside = Rect {
            x: area.x + 3,
            width: area.width.saturating_sub(5),
            ..area
        };
        let digits = Rect {
            y: top,
            height: high,
            width: number
                .width()
                .max(format::width(&text) as u16)
                .min(inside.width),
            ..inside
        };
        (&number).render(digits, buf);
        // The word of the choice has room beside the longest usual number.
        let gap = if digits.width > 14 { 2 } else { 3 };
        let beside = digits.right() + gap;
        let notes = Rect {
            x: beside,
            y: top,
            width: inside.right().saturating_sub(beside),
            height: 3,
        };
        self.notes(ctx, notes, buf);
        let lower = Rect {
            y: top + high,
            height: area.bottom().saturating_sub(top + high + 1),
            ..inside
        };
        self.lower(ctx, lower, buf);
        if let Some(trace) = trace {
            let place = Rect {
                y: top + high + 2,
                height: area.bottom().saturating_sub(top + high + 3),
                ..inside
            };
            self.draw_trace(ctx, trace, place, buf);
        }
    }

    /// How the value went, where the cell has room for it.
    fn trace<'t>(&self, ctx: &Ctx<'t>) -> Option<&'t Trace> {
        let mut traces = ctx.snapshot.traces.iter();
        let trace =
            traces.find(|trace| (trace.state, trace.action) == (self.row.state, self.action));
        trace.filter(|_| ctx.app.layer() == Layer::Q)
    }

    /// The value over the whole run on the scale of its color, in the cell's own ink; below it, where there is room, since when.
    fn draw_trace(&self, ctx: &Ctx, trace: &Trace, area: Rect, buf: &mut Buffer) {
        let label = ctx.say("since the first step", "从第一步起");
        let said = u16::from(area.height > 3 && !self.unlearned());
        let curve = Rect {
            height: area.height - said,
            ..area
        };
        if said > 0 {
            print(buf, area, (0, curve.height), &label, self.style.quiet);
        }
        let points: Vec<(f64, f64)> = trace
            .points
            .iter()
            .map(|&(step, value)| (step as f64, value))
            .collect();
        let last = points.last().map_or(1.0, |point| point.0).max(1.0);
        let series = [Series {
            points: &points,
            stroke: Stroke::Line,
            style: self.style.ink,
        }];
        Chart::new(ctx.theme, (0.0, last), self.scale, &series)
            .coarse(ctx.theme.is_ascii())
            .bare()
            .render(curve, buf);
    }

    /// Beside the digits: choice, truth, what just happened.
    fn notes(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let bold = self.style.bold();
        let fits = |text: &str| format::width(text) <= usize::from(area.width);
        let put = |buf: &mut Buffer, row: u16, text: String, style: Style| {
            if fits(&text) {
                print(buf, area, (0, row), &text, style);
            }
        };
        let choice = format!("{} {}", self.sign, self.choice(ctx));
        let choice = choice.trim();
        let choice = if fits(choice) { choice } else { &self.sign };
        put(buf, 0, choice.to_owned(), bold);
        if let Some((truth, style)) = self.told_truth(ctx) {
            put(buf, 1, truth, style);
        }
        if let Some(moved) = self.just_now(ctx) {
            put(buf, 2, moved, bold);
        }
    }

    /// What the star stands for, or that there is none.
    fn choice(&self, ctx: &Ctx) -> String {
        match (self.chosen, ctx.app.layer()) {
            (true, layer) if layer.is_exact() => ctx.say("optimal", "最优"),
            (true, _) => ctx.say("choice", "选择"),
            (false, _) if self.tied => ctx.say("tie", "并列"),
            (false, _) => String::new(),
        }
    }

    /// What is true of what the digits say.
    fn truth(&self, ctx: &Ctx) -> Option<f64> {
        truth(ctx, self.row, self.action)
    }

    /// The truth in words; one that is being solved for anew is dimmed.
    fn told_truth(&self, ctx: &Ctx) -> Option<(String, Style)> {
        let truth = format::value(self.truth(ctx)?, 2);
        let style = if ctx.snapshot.truth.is_stale() {
            self.style.quiet
        } else {
            self.style.ink
        };
        Some((format!("{} {truth}", ctx.say("truth", "真值")), style))
    }

    /// That the newest step learned of this very action, and by how much that moved the number that is shown; what is true does not
    /// move.
    fn just_now(&self, ctx: &Ctx) -> Option<String> {
        let layer = ctx.app.layer();
        let (update, _) = ctx.snapshot.update.as_ref()?;
        let learned = update.learned.filter(|_| !layer.is_exact())?;
        let here = (learned.state, learned.action) == (self.row.state, self.action);
        let moves = layer.is_on_scale() && self.shown != Shown::Nothing;
        let by = moves.then(|| format!(" {}", format::signed(learned.new - learned.old, 2)));
        here.then(|| format!("◀{}", by.unwrap_or_default()))
    }

    /// Below the digits: the bar, and what it pays and how often it was tried; where only one has room, the bar yields
    /// unless it has something to add.
    fn lower(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let bar_first = area.height > 1 || ctx.app.truth_shown() || !ctx.theme.fills();
        let bar = Rect {
            height: 1.min(area.height),
            ..area
        };
        let words = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1).min(1),
            ..area
        };
        if bar_first {
            self.draw_bar(ctx, bar, buf);
            self.words(ctx, words, buf);
            if words.height == 0 && self.unlearned() && self.truth(ctx).is_none() {
                self.never(ctx, bar, buf);
            }
        } else {
            self.words(ctx, bar, buf);
        }
    }

    /// That it was never tried, at the end of a bar that has nothing to tell.
    fn never(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let [never, _] = words::tried(0);
        let never = format!(" {}", ctx.app.say(&never));
        let at = usize::from(area.width).saturating_sub(format::width(&never));
        if at > 1 {
            print(buf, area, (at as u16, 0), &never, self.style.quiet);
        }
    }

    /// A difference goes both ways, which a bar from one end cannot tell.
    fn draw_bar(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        if ctx.app.layer() != Layer::Difference && self.shown != Shown::Nothing {
            self.bar(ctx).render(area, buf);
        }
    }

    fn bar(&self, ctx: &Ctx) -> ValueBar {
        let (low, high) = match ctx.app.layer() {
            Layer::Visits => (0.0, tried(self.row).max(1) as f64),
            Layer::Policy => (0.0, 1.0),
            _ => self.scale,
        };
        let bar = match self.value {
            Some(value) if !self.unlearned() => ValueBar::new(value, low, high),
            _ => ValueBar::unknown(low, high),
        };
        let truth = self.truth(ctx).filter(|_| !ctx.app.layer().is_exact());
        bar.truth(truth).style(self.style.ink, self.style.quiet)
    }

    fn words(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let pays = pays(ctx, self.row.state, self.action);
        // A number that is cut would be another one.
        let pays = if format::width(&pays) > usize::from(area.width) {
            String::new()
        } else {
            pays
        };
        print(buf, area, (0, 0), &pays, self.style.quiet);
        let visits = words::tried(self.row.visits[self.action]);
        let place = |visits: &Text| {
            let visits = ctx.app.say(visits).to_owned();
            let at = usize::from(area.width).saturating_sub(format::width(&visits));
            (at > format::width(&pays)).then_some((at as u16, visits))
        };
        if let Some((at, visits)) = visits.iter().find_map(place) {
            print(buf, area, (at, 0), &visits, self.style.quiet);
        }
    }

    fn draw_plain(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let inset = u16::from(area.height >= 4);
        let inside = Rect {
            x: area.x + 1 + inset,
            y: area.y + inset,
            width: area.width.saturating_sub(2 + 2 * inset),
            height: area.height.saturating_sub(2 * inset),
        };
        let sign = match &self.sign[..] {
            "" => String::new(),
            sign => format!("{sign} "),
        };
        let text = if self.unlearned() {
            "?".to_owned()
        } else {
            self.text(
                ctx,
                usize::from(inside.width).saturating_sub(format::width(&sign)),
            )
        };
        let line = Line::styled(format!("{sign}{text}"), self.style.bold());
        let end = print_line(buf, inside, (0, 0), &line);
        if let Some((truth, style)) = self.told_truth(ctx) {
            let at = inside.width.saturating_sub(format::width(&truth) as u16);
            if at > end + 1 {
                print(buf, inside, (at, 0), &truth, style);
            }
        }
        if inside.height > 1 {
            self.draw_bar(
                ctx,
                Rect {
                    y: inside.y + 1,
                    height: 1,
                    ..inside
                },
                buf,
            );
        }
        if inside.height > 2 {
            self.words(
                ctx,
                Rect {
                    y: inside.y + 2,
                    height: 1,
                    ..inside
                },
                buf,
            );
        }
    }
}

/// How many times the simple size the digits of a cell have.
fn times(ctx: &Ctx, area: Rect) -> u16 {
    let [afar, near] = SCALES;
    let scales = if ctx.theme.is_projector() { afar } else { near };
    let mut fits = scales
        .iter()
        .filter(|((width, height), _)| area.width >= *width && area.height >= *height);
    fits.next().map_or(1, |scale| scale.1)
}

/// What an action pays on average: "pays 0.60".
fn pays(ctx: &Ctx, state: usize, action: usize) -> String {
    let outcomes = ctx.mdp().outcomes(state, action);
    let mean: f64 = outcomes
        .iter()
        .map(|outcome| outcome.probability * outcome.reward)
        .sum();
    format!("{} {}", ctx.say("pays", "奖赏"), format::reward(mean))
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn a_name_is_broken_at_blanks_and_within_words_only_where_it_has_to_be() {
        assert_eq!(wrap("returning user", 11, 6), ["returning", "user"]);
        assert_eq!(wrap("a new user", 11, 6), ["a new", "user"]);
        assert_eq!(
            wrap("第十二个状态的顾客", 11, 6),
            ["第十二个状", "态的顾客"]
        );
        assert_eq!(wrap("", 11, 6), Vec::<String>::new());
    }

    #[test]
    fn what_has_no_line_left_ends_with_dots() {
        assert_eq!(wrap("one two three four five", 8, 2), ["one two", "three…"]);
        assert_eq!(wrap("第十二个状态的顾客", 8, 1), ["第十二…"]);
        assert_eq!(wrap("x y", 8, 0), Vec::<String>::new());
    }
}
