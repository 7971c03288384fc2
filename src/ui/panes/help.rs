//! The help: its keys and its signs; and what is shown where nothing else can be.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Widget};

use super::Ctx;
use super::signs::{SIGNS, Sign};
use crate::app::{App, LEAST, centered, format, keymap, within_frame};
use crate::text::Text;
use crate::ui::theme::{Slot, Theme};
use crate::ui::widgets::{clear, line, print_line};

/// A line of the help: what it is about with the slot of that, and what it says.
type Entry<'a> = (&'a str, Slot, &'a str);

/// Draw the keys over everything, from the one table of them.
pub(crate) fn help(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let entries = keys(ctx, room(area));
    let title = if entries.len() < keymap::HINTS.len() {
        ctx.say(
            "Keys, more in a higher window; ? the signs",
            "按键（窗口更高时更多）；? 符号",
        )
    } else {
        ctx.say("Keys; ? the signs", "按键；? 符号")
    };
    sheet(ctx, area, &title, &entries, buf);
}

/// Draw what the signs mean over everything.
pub(crate) fn signs(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let told = |sign: &'static Sign| {
        (
            ctx.app.say(&sign.shape),
            sign.slot,
            ctx.app.say(&sign.means),
        )
    };
    let entries: Vec<Entry> = SIGNS.iter().map(told).take(room(area)).collect();
    let title = ctx.say("Signs and words", "符号与用语");
    sheet(ctx, area, &title, &entries, buf);
}

/// Lines that there is room for in a frame.
fn room(area: Rect) -> usize {
    usize::from(area.height).saturating_sub(2)
}

/// Draw entries below each other in a frame in the middle.
fn sheet(ctx: &Ctx, area: Rect, title: &str, entries: &[Entry], buf: &mut Buffer) {
    let heads = entries.iter().map(|(head, ..)| format::width(head));
    let heads = heads.max().unwrap_or(0);
    let entry = |&(head, slot, does): &Entry| {
        Line::from(vec![
            Span::styled(format::pad_right(head, heads), ctx.bold(slot)),
            ctx.span(format!("  {does}"), Slot::Text),
        ])
    };
    let lines: Vec<Line> = entries.iter().map(entry).collect();
    let width = lines.iter().map(Line::width).max().unwrap_or(0) as u16 + 4;
    let place = centered(area, width, lines.len() as u16 + 2);
    clear(buf, place, ctx.screen);
    let inside = framed(ctx, title, place, buf);
    for (row, line) in lines.iter().enumerate() {
        let line = line::truncate(line, inside.width.into());
        print_line(buf, inside, (0, row as u16), &line);
    }
}

/// Keys and what they do, as many as there is room for; what the footer shows first is needed most.
fn keys<'a>(ctx: &Ctx<'a>, room: usize) -> Vec<Entry<'a>> {
    let hints = keymap::HINTS.iter();
    let told = |hint: &'static keymap::Hint| (hint.keys, Slot::Focus, ctx.app.say(&hint.help));
    let [mouse, does] = keymap::MOUSE.each_ref().map(|text| ctx.app.say(text));
    let mouse = ctx.app.has_mouse().then_some((mouse, Slot::Focus, does));
    if keymap::HINTS.len() <= room {
        return hints.map(told).chain(mouse).take(room).collect();
    }
    let mut needed: Vec<&keymap::Hint> = hints.collect();
    needed.sort_by_key(|hint| keymap::need(hint));
    let needed = &needed[..room];
    let kept = keymap::HINTS.iter();
    let kept = kept.filter(|hint| needed.iter().any(|needed| needed.action == hint.action));
    kept.map(told).collect()
}

/// Draw a frame with a title around `place`; gives what is inside it.
pub(super) fn framed(ctx: &Ctx, title: &str, place: Rect, buf: &mut Buffer) -> Rect {
    Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(ctx.style(Slot::Rule))
        .title(Span::styled(format!(" {title} "), ctx.bold(Slot::Focus)))
        .render(place, buf);
    within_frame(place)
}

/// Say in one centered line what is needed.
pub(crate) fn too_small(app: &App, theme: Theme, area: Rect, buf: &mut Buffer) {
    let (width, height) = LEAST;
    let text = Text::pair(
        format!(
            "qlens needs {width}×{height}; this is {}×{}",
            area.width, area.height
        ),
        format!(
            "qlens 需要 {width}×{height}；现在是 {}×{}",
            area.width, area.height
        ),
    );
    let text = format::truncate(app.say(&text), area.width.into());
    let column = (usize::from(area.width) - format::width(&text)) / 2;
    let line = Line::styled(text, theme.style(Slot::Text));
    print_line(buf, area, (column as u16, area.height / 2), &line);
}
