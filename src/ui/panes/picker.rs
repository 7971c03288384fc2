//! The lists of worlds, of methods and of rewards, and the setup as a command line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::Ctx;
use super::help::framed;
use super::prompt::key_spans;
use crate::app::picker::plan::{self, Plan};
use crate::app::picker::{NOTHING, Picker};
use crate::app::{command, format, words, wrapped};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, clear, line, print_line};

/// Draw the list that is open over everything.
pub(crate) fn picker(ctx: &Ctx, picker: &Picker, plan: &Plan, buf: &mut Buffer) {
    let inside = plan.inside;
    clear(buf, plan.place, ctx.screen);
    framed(ctx, ctx.app.say(&picker.kind.title()), plan.place, buf);
    let typed = Line::from(vec![
        ctx.span(format!("{} ", ctx.say("find:", "查找：")), Slot::Quiet),
        Span::styled(format!("{}▏", picker.typed), ctx.bold(Slot::Strong)),
    ]);
    print_line(buf, inside, (0, 0), &typed);
    for (place, entry) in plan.seen() {
        let drawn = match entry {
            plan::Line::Heading(index) => quiet(ctx, &plan.items[index].group),
            plan::Line::Entry(index) => row(ctx, picker, plan, index),
            plan::Line::Nothing => quiet(ctx, &NOTHING),
        };
        print_line(
            buf,
            place,
            (0, 0),
            &line::truncate(&drawn, place.width.into()),
        );
    }
    let keys = Line::from(key_spans(ctx, ctx.app.say(&picker.kind.keys())));
    let keys = line::truncate(&keys, inside.width.into());
    print_line(buf, inside, (0, inside.height.saturating_sub(1)), &keys);
}

fn quiet<'a>(ctx: &Ctx<'a>, text: &Text) -> Line<'a> {
    Line::from(ctx.span(ctx.app.say(text), Slot::Quiet))
}

/// A line: ▸ before the one that Enter takes, ● before the present one.
fn row<'a>(ctx: &Ctx<'a>, picker: &Picker, plan: &Plan, index: usize) -> Line<'a> {
    let item = &plan.items[index];
    let (taken, present) = (index == picker.at(), item.name == picker.present);
    let name = format::pad_right(ctx.app.say(&item.title), plan.names);
    let name = if taken {
        Span::styled(name, ctx.bold(Slot::Focus))
    } else {
        ctx.span(name, Slot::Strong)
    };
    Line::from(vec![
        Span::styled(if taken { "▸" } else { " " }, ctx.bold(Slot::Focus)),
        ctx.span(if present { "● " } else { "  " }, Slot::Reward),
        name,
        Span::raw(" ".repeat(plan::GAP)),
        ctx.span(ctx.app.say(&item.text), Slot::Text),
    ])
}

/// Draw the setup as a command line: from edge to edge, so that a terminal's own selection takes it and nothing beside it.
pub(crate) fn setup(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let lines = wrapped(&command(ctx.app, ctx.snapshot), area.width.into());
    let left_out = words::left_out(ctx.snapshot);
    let rows = lines.len() as u16 + 4 + 2 * u16::from(left_out.is_some());
    let height = rows.min(area.height);
    let place = Rect {
        y: area.y + (area.height - height) / 2,
        height,
        ..area
    };
    clear(buf, place, ctx.screen);
    let title = ctx.say("THIS SETUP AS A COMMAND", "当前设置的命令");
    let note = if ctx.app.has_mouse() {
        ctx.say(
            "any key closes; Shift-drag selects with the mouse",
            "按任意键关闭；按住 Shift 拖动可选中文字",
        )
    } else {
        ctx.say("any key closes", "按任意键关闭")
    };
    Rule::new(ctx.theme, &title)
        .slot(Slot::Focus)
        .render(Rect { height: 1, ..place }, buf);
    for (row, text) in lines.iter().enumerate() {
        let text = Line::from(Span::styled(text.clone(), ctx.bold(Slot::Strong)));
        print_line(buf, place, (0, 2 + row as u16), &text);
    }
    if let Some(text) = &left_out {
        print_line(buf, place, (0, 3 + lines.len() as u16), &quiet(ctx, text));
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
