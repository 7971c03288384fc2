//! The line that asks or says something, and the line of keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Ctx;
use crate::app::{keymap, prompt::prompt as words};
use crate::text::Text;
use crate::ui::theme::Slot;
use crate::ui::widgets::{line, print_line};

/// Draw the prompt; in compact layouts it ends with the key of the help.
pub(crate) fn prompt(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let compact = ctx.app.places().is_some_and(|places| places.keys.is_none());
    let help = Line::from(vec![
        Span::styled("?", ctx.bold(Slot::Focus)),
        ctx.span(format!(" {}", ctx.say("keys", "按键")), Slot::Quiet),
    ]);
    let tail = if compact { help.width() + 2 } else { 0 };
    let room = usize::from(area.width).saturating_sub(tail + 1);
    let words = words(ctx.app);
    let texts = [Some(&words.text), words.short.as_ref()];
    let said = texts.into_iter().flatten();
    let said = said.map(|text| said_in(ctx, &words.head, text));
    let mut said = line::wording(said, room);
    let left = room.saturating_sub(said.width() + GAP);
    let keys = fitting_keys(ctx, ctx.app.say(&words.keys), left);
    if !keys.spans.is_empty() {
        said.push_span(Span::raw(" ".repeat(GAP)));
        said.extend(keys);
    }
    print_line(buf, area, (1, 0), &line::truncate(&said, room));
    if compact {
        let at = usize::from(area.width).saturating_sub(help.width() + 1);
        print_line(buf, area, (at as u16, 0), &help);
    }
}

/// "Ask: which way will it go?"
fn said_in<'a>(ctx: &Ctx<'a>, head: &Text, text: &Text) -> Line<'a> {
    let head = ctx.app.say(head).to_owned();
    let mut said = Line::default();
    if !head.is_empty() {
        said.push_span(Span::styled(head, ctx.bold(Slot::Focus)));
        let between = match ctx.app.field() {
            Some(_) => "   ".to_owned(),
            None => ctx.say(": ", "："),
        };
        said.push_span(ctx.span(between, Slot::Quiet));
    }
    said.push_span(ctx.span(ctx.app.say(text).to_owned(), Slot::Text));
    said
}

/// Blanks between what is said and the keys, and between keys.
const GAP: usize = 3;

/// As many of the keys as there is room for.
fn fitting_keys<'a>(ctx: &Ctx<'a>, text: &str, room: usize) -> Line<'a> {
    let items = text.split("   ").filter(|item| !item.is_empty());
    line::fit_items(items.map(|item| key_spans(ctx, item).into()), GAP, room)
}

/// "Space runs   t truth": of each item the first word is a key.
pub(super) fn key_spans<'a>(ctx: &Ctx<'a>, text: &str) -> Vec<Span<'a>> {
    let mut spans = Vec::new();
    for item in text.split("   ").filter(|item| !item.is_empty()) {
        if !spans.is_empty() {
            spans.push(Span::raw("   "));
        }
        let keys: usize = item
            .split(' ')
            .take_while(|word| is_key(word))
            .map(|word| word.len() + 1)
            .sum();
        let (keys, does) = item.split_at(keys.min(item.len()));
        spans.push(Span::styled(keys.to_owned(), ctx.bold(Slot::Focus)));
        spans.push(ctx.span(does.to_owned(), Slot::Quiet));
    }
    spans
}

fn is_key(word: &str) -> bool {
    matches!(word, "Space" | "Enter" | "Esc" | "Tab") || word.chars().count() == 1
}

/// Draw as many keys as there is room for, from the one table.
pub(crate) fn keys(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let items = keymap::footer().map(|(keys, does)| {
        Line::from(vec![
            Span::styled(keys, ctx.bold(Slot::Focus)),
            ctx.span(format!(" {}", ctx.app.say(does)), Slot::Quiet),
        ])
    });
    let line = line::fit_items(items, 3, usize::from(area.width).saturating_sub(2));
    print_line(buf, area, (1, 0), &line);
}
