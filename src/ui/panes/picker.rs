//! The lists of worlds and of methods, and the setup as a command line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::Ctx;
use super::help::{centered, framed};
use super::prompt::key_spans;
use crate::app::picker::{Item, Kind, Picker};
use crate::app::{command, format, wrapped};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, clear, line, print_line};

/// Rows of a list that are no entries: what was typed, and the keys.
const AROUND: u16 = 2;

/// Draw the list that is open over everything.
pub(crate) fn picker(ctx: &Ctx, picker: &Picker, area: Rect, buf: &mut Buffer) {
    let items = picker.items();
    let names = items
        .iter()
        .map(|item| format::width(ctx.app.say(&item.title)));
    let names = names.max().unwrap_or(0);
    let (lines, chosen) = rows(ctx, picker, &items, names);
    let keys = Line::from(key_spans(ctx, ctx.app.say(&keys(picker.kind))));
    let widest = lines.iter().chain([&keys]).map(Line::width).max();
    let width = (widest.unwrap_or(0) as u16 + 4).max(area.width.min(56));
    let place = centered(area, width, lines.len() as u16 + AROUND + 2);
    clear(buf, place);
    let inside = framed(ctx, &title(ctx, picker.kind), place, buf);
    let typed = Line::from(vec![
        ctx.span(format!("{} ", ctx.say("find:", "查找：")), Slot::Quiet),
        Span::styled(format!("{}▏", picker.typed), ctx.bold(Slot::Strong)),
    ]);
    print_line(buf, inside, (0, 0), &typed);
    let room = usize::from(inside.height.saturating_sub(AROUND));
    // In little room the chosen line stays in sight, with the lines above it.
    let first = (chosen + 1).saturating_sub(room);
    for (row, entry) in lines.iter().skip(first).take(room).enumerate() {
        let entry = line::truncate(entry, inside.width.into());
        print_line(buf, inside, (0, 1 + row as u16), &entry);
    }
    let last = inside.height.saturating_sub(1);
    print_line(
        buf,
        inside,
        (0, last),
        &line::truncate(&keys, inside.width.into()),
    );
}

fn title(ctx: &Ctx, kind: Kind) -> String {
    match kind {
        Kind::Worlds => ctx.say("Another world", "换世界"),
        Kind::Methods => ctx.say("Another method", "换方法"),
    }
}

fn keys(kind: Kind) -> Text {
    match kind {
        Kind::Worlds => Text::new(
            "Enter a new run in it   Esc stays",
            "Enter 在其中重新开始   Esc 取消",
        ),
        Kind::Methods => Text::new(
            "Enter from the start, same luck   k from here, keeping Q   Esc stays",
            "Enter 从头开始，同样的运气   k 从此处继续，保留 Q   Esc 取消",
        ),
    }
}

/// The lines of the list, with a heading before each group, and which of them is chosen.
fn rows<'a>(
    ctx: &Ctx<'a>,
    picker: &Picker,
    items: &[Item],
    names: usize,
) -> (Vec<Line<'a>>, usize) {
    let (mut lines, mut chosen) = (Vec::new(), 0);
    let mut group = None;
    for (index, item) in items.iter().enumerate() {
        if group != Some(&item.group) {
            group = Some(&item.group);
            lines.push(Line::from(ctx.span(ctx.app.say(&item.group), Slot::Quiet)));
        }
        let taken = index == picker.at();
        if taken {
            chosen = lines.len();
        }
        lines.push(row(ctx, picker, item, (taken, names)));
    }
    if lines.is_empty() {
        let nothing = ctx.say("nothing is called so", "没有匹配项");
        lines.push(Line::from(ctx.span(nothing, Slot::Quiet)));
    }
    (lines, chosen)
}

/// A line: ▸ before the one that Enter takes, ● before the present one.
fn row<'a>(ctx: &Ctx<'a>, picker: &Picker, item: &Item, (taken, names): (bool, usize)) -> Line<'a> {
    let present = item.name == picker.present;
    let name = format::pad_right(ctx.app.say(&item.title), names);
    let name = if taken {
        Span::styled(name, ctx.bold(Slot::Focus))
    } else {
        ctx.span(name, Slot::Strong)
    };
    Line::from(vec![
        Span::styled(if taken { "▸" } else { " " }, ctx.bold(Slot::Focus)),
        ctx.span(if present { "● " } else { "  " }, Slot::Reward),
        name,
        ctx.span(format!("  {}", ctx.app.say(&item.text)), Slot::Text),
    ])
}

/// Draw the setup as a command line: from edge to edge, so that a terminal's own selection takes it and nothing beside it.
pub(crate) fn setup(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let lines = wrapped(&command(ctx.app, ctx.snapshot), area.width.into());
    let height = (lines.len() as u16 + 4).min(area.height);
    let place = Rect {
        y: area.y + (area.height - height) / 2,
        height,
        ..area
    };
    clear(buf, place);
    let title = ctx.say("THIS SETUP AS A COMMAND", "当前设置的命令");
    let note = ctx.say("any key closes", "按任意键关闭");
    Rule::new(ctx.theme, &title)
        .slot(Slot::Focus)
        .render(Rect { height: 1, ..place }, buf);
    for (row, text) in lines.iter().enumerate() {
        let text = Line::from(Span::styled(text.clone(), ctx.bold(Slot::Strong)));
        print_line(buf, place, (0, 2 + row as u16), &text);
    }
    let last = Rect {
        y: place.bottom().saturating_sub(1),
        height: 1,
        ..place
    };
    Rule::new(ctx.theme, &note)
        .slot(Slot::Quiet)
        .render(last, buf);
}
