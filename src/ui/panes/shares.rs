//! A map of shares: each character is an equal share of a large table's states, in their order; its shade says how much of it was
//! visited, or, with the truth, is right. The scale of shades begins at nothing and ends at a round share that none exceeds.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::Ctx;
use super::gauges::{measured, percent};
use crate::app::format;
use crate::session::{Share, Survey};
use crate::text::Text;
use crate::ui::colormap::{Map, Palette};
use crate::ui::theme::Slot;
use crate::ui::widgets::{Legend, line, print, print_line};

/// The columns of the scale in the legend.
const SCALE: u16 = 16;
/// Where a scale may end, in percent: so few that it seldom changes.
const ENDS: [usize; 7] = [1, 2, 5, 10, 20, 50, 100];

/// Draw the map.
pub(super) fn shares(ctx: &Ctx, survey: &Survey, area: Rect, buf: &mut Buffer) {
    let palette = Palette::new(Map::Viridis, ctx.theme);
    let cursor = survey.share_of(ctx.app.cursor(), area.area() as usize);
    let cursor = cursor.filter(|_| ctx.app.cursor_shown());
    let end = end(ctx, survey);
    for (index, share) in ctx.snapshot.shares.iter().enumerate() {
        let width = usize::from(area.width).max(1);
        let place = ((index % width) as u16, (index / width) as u16);
        if place.1 >= area.height {
            break;
        }
        let full = (share.states * end) as f64 / 100.0;
        let part = counted(ctx, survey, share);
        let (glyph, style) = cell(ctx, &palette, part, full);
        let glyph = if cursor == Some(index) { "▸" } else { glyph };
        print(buf, area, place, glyph, style);
    }
}

/// What the shade tells of a share.
fn counted(ctx: &Ctx, survey: &Survey, share: &Share) -> usize {
    match measured(ctx, survey) {
        Some(_) => share.right,
        None => share.visited,
    }
}

/// The percentage that the scale ends with.
fn end(ctx: &Ctx, survey: &Survey) -> usize {
    let shares = ctx.snapshot.shares.iter();
    let exceeds = |end: usize| {
        let over = |share: &Share| counted(ctx, survey, share) * 100 > share.states * end;
        shares.clone().any(over)
    };
    ENDS.into_iter().find(|&end| !exceeds(end)).unwrap_or(100)
}

/// The shade of `part` on a scale that ends at `full`; where cells are not filled, the tenths as a digit, and a dot for nothing at
/// all.
fn cell(ctx: &Ctx, palette: &Palette, part: usize, full: f64) -> (&'static str, Style) {
    const TENTHS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let (_, style) = palette.cell(part as f64, 0.0, full);
    let tenths = (part as f64 * 10.0 / full).min(9.0) as usize;
    match part {
        _ if ctx.theme.fills() => (" ", style.ink),
        0 => ("·", ctx.style(Slot::Quiet)),
        _ => (TENTHS[tenths], ctx.style(Slot::Text)),
    }
}

/// What is counted.
fn name(ctx: &Ctx, survey: &Survey) -> String {
    match measured(ctx, survey) {
        Some(_) => ctx.say("right", "正确"),
        None => ctx.say("visited", "访问过"),
    }
}

/// Say what the shades mean, and how far apart the shares are.
pub(super) fn legend(ctx: &Ctx, survey: &Survey, area: Rect, buf: &mut Buffer) {
    let name = name(ctx, survey);
    let mut from = print(buf, area, (1, 0), &name, ctx.style(Slot::Quiet)) + 2;
    if ctx.theme.fills() {
        let high = format!("{} %", end(ctx, survey));
        let legend = Legend::new(ctx.theme, Map::Viridis, "0 %", high).bar(SCALE);
        let place = Rect {
            x: area.x + from,
            width: legend.width().min(area.width.saturating_sub(from)),
            ..area
        };
        from += legend.width() + 2;
        legend.render(place, buf);
    }
    let items = words(ctx, survey)
        .into_iter()
        .map(|words| Line::from(ctx.span(words, Slot::Quiet)));
    let room = usize::from(area.width).saturating_sub(usize::from(from) + 1);
    print_line(buf, area, (from, 0), &line::fit_items(items, 2, room));
}

fn words(ctx: &Ctx, survey: &Survey) -> Vec<String> {
    let shares = &ctx.snapshot.shares;
    let mut words = Vec::new();
    if !ctx.theme.fills() {
        let end = end(ctx, survey);
        let tenths = Text::pair(
            format!("0–9: tenths of {end} %"),
            format!("0–9：{end} % 的十分之几"),
        );
        words.push(ctx.app.say(&tenths).to_owned());
    }
    let order = |one: &&Share, other: &&Share| {
        let across =
            |part: &Share, of: &Share| counted(ctx, survey, part) as u64 * of.states as u64;
        across(one, other).cmp(&across(other, one))
    };
    let told = |share: &Share| percent(counted(ctx, survey, share), share.states);
    if let (Some(least), Some(most)) = (shares.iter().min_by(order), shares.iter().max_by(order)) {
        words.push(format!("{}–{}", told(least), told(most)));
    }
    let most = shares.iter().map(|share| share.states).max().unwrap_or(0);
    let states = format::count(most as u64);
    let cell = Text::pair(
        format!("a cell: {states} states"),
        format!("每格 {states} 个状态"),
    );
    words.push(ctx.app.say(&cell).to_owned());
    words
}
