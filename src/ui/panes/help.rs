//! The keys, and what is shown where nothing else can be.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Widget};

use super::Ctx;
use crate::app::{App, LEAST, centered, format, keymap, within_frame};
use crate::text::Text;
use crate::ui::theme::{Slot, Theme};
use crate::ui::widgets::{clear, line, print_line};

/// Draw the help over everything, from the one table of keys.
pub(crate) fn help(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.height).saturating_sub(2);
    let entries = entries(ctx, room);
    let keys_width = entries.iter().map(|(keys, _)| format::width(keys)).max();
    let entry = |&(keys, does): &(&str, &str)| {
        let keys = format::pad_right(keys, keys_width.unwrap_or(0));
        Line::from(vec![
            Span::styled(keys, ctx.bold(Slot::Focus)),
            ctx.span(format!("  {does}"), Slot::Text),
        ])
    };
    let lines: Vec<Line> = entries.iter().map(entry).collect();
    let width = lines.iter().map(Line::width).max().unwrap_or(0) as u16 + 4;
    let place = centered(area, width, lines.len() as u16 + 2);
    clear(buf, place, ctx.screen);
    let title = if lines.len() < keymap::HINTS.len() {
        ctx.say("Keys, more in a higher window", "按键（窗口更高时更多）")
    } else {
        ctx.say("Keys", "按键")
    };
    let inside = framed(ctx, &title, place, buf);
    for (row, line) in lines.iter().enumerate() {
        let line = line::truncate(line, inside.width.into());
        print_line(buf, inside, (0, row as u16), &line);
    }
}

/// Keys and what they do, as many as there is room for; what the footer shows first is needed most.
fn entries<'a>(ctx: &Ctx<'a>, room: usize) -> Vec<(&'a str, &'a str)> {
    let hints = keymap::HINTS.iter();
    let told = |hint: &'static keymap::Hint| (hint.keys, ctx.app.say(&hint.help));
    let [mouse, does] = keymap::MOUSE.each_ref().map(|text| ctx.app.say(text));
    let mouse = ctx.app.has_mouse().then_some((mouse, does));
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
