//! The last update: a sentence, and the rule with its numbers put in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::inspector::inspector;
use super::{Ctx, greedy};
use crate::agent::{Learned, Update};
use crate::app::equation::{self, Equation, Tag};
use crate::app::{Pane, format, words};
use crate::session::Row;
use crate::text::{Lang, Text};
use crate::ui::theme::Slot;
use crate::ui::widgets::{Rule, Term, Terms, print_line};

/// The narrowest pane that has room for the names of state and action before the rule.
const ROOMY: u16 = 100;

/// The rows that the sentence and the rule take, with one left blank.
const ALONE: u16 = 4;
/// Columns of both names, and the fewest of the state's.
const NAMES: usize = 28;
const SHORTEST: usize = 10;

static OLD: Text = Text::new("old", "旧值");
static ALPHA: Text = Text::new("α", "α");
static GAMMA: Text = Text::new("γ", "γ");
static GAMMAS: Text = Text::new("γⁿ", "γⁿ");
static NEW: Text = Text::new("new", "新值");
static BASELINE: Text = Text::new("baseline", "基线");
static NOTHING: Text = Text::new("", "");

/// Draw the pane; with room for it, a state stands below: that which a hand has gone to, else that which was learned of.
pub(crate) fn update(ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let title = ctx.say("LAST UPDATE", "最近一次更新");
    let head = Rule::new(ctx.theme, &title).slot(ctx.title_slot(Pane::Update));
    let below = Rect {
        y: area.y + ALONE.min(area.height),
        height: area.height.saturating_sub(ALONE),
        ..area
    };
    let learned_of = ctx.snapshot.update.as_ref().map(|(_, row)| row);
    let pointed_at = ctx.app.cursor_shown().then_some(&ctx.snapshot.cursor);
    if let Some(row) = pointed_at.or(learned_of) {
        inspector(ctx, row, below, buf);
    }
    let Some((update, row)) = &ctx.snapshot.update else {
        let waiting = if ctx.snapshot.moment.step == 0 {
            ctx.say(
                "none yet: Space runs, s takes one step",
                "还没有：Space 运行，s 单步",
            )
        } else {
            ctx.say(
                "none by this method yet: Space runs, s takes one step",
                "此方法还没有更新：Space 运行，s 单步",
            )
        };
        head.subtitle(Line::raw(waiting)).render(area, buf);
        return;
    };
    let (paid, room) = (area.width >= ROOMY, head.subtitle_room(area.width));
    let deeds = words::deeds(ctx.app.world(), update, paid, room);
    head.subtitles(deeds.map(|deed| ctx.app.say(&deed).to_owned()))
        .render(area, buf);
    let inside = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1).min(2),
        ..area
    };
    if let Some(learned) = &update.learned {
        return rule(ctx, (update, learned, row), inside, buf);
    }
    let waiting = ctx.say(
        "nothing is learned at this step: it waits for what comes",
        "这一步没有学习：等待后续",
    );
    let waiting = Line::from(ctx.span(waiting, Slot::Quiet));
    print_line(buf, inside, (3, 0), &waiting);
}

/// What there is room for beside or below the rule; in this order it gives way.
#[derive(Clone, Copy)]
struct Room {
    /// The names below the numbers.
    named: bool,
    /// The word of the surprise before its sign.
    worded: bool,
    /// The surprise stands where the names would.
    below: bool,
}

impl Room {
    const fn new(named: bool, worded: bool, below: bool) -> Self {
        Self {
            named,
            worded,
            below,
        }
    }
}

/// The word gives way before the names, and these before the surprise.
static ROOMS: [Room; 5] = [
    Room::new(true, true, false),
    Room::new(true, false, false),
    Room::new(false, true, false),
    Room::new(false, false, false),
    Room::new(false, true, true),
];

/// Columns between the rule and the surprise, and one after it.
const APART: u16 = 4;

/// The rule with its numbers put in, and the error beside it.
fn rule(
    ctx: &Ctx,
    (update, learned, row): (&Update, &Learned, &Row),
    area: Rect,
    buf: &mut Buffer,
) {
    let printed = Equation::new(learned);
    let head_width = print_line(buf, area, (3, 0), &head(ctx, learned, area.width)).max(3);
    let terms = terms(ctx, &printed, update);
    let terms = Terms::new(&terms).gap(1);
    let place = Rect {
        x: area.x + head_width,
        width: area.width.saturating_sub(head_width),
        ..area
    };
    let fits = |room: &&Room| {
        let used =
            terms.width(room.named) + APART + surprise(ctx, &printed, room.worded).width() as u16;
        let rows = 1 + u16::from(room.named || room.below);
        rows <= place.height && (room.below || used <= place.width)
    };
    let room = ROOMS.iter().find(fits);
    let named = room.map_or(place.height > 1, |room| room.named);
    let height = place.height.min(1 + u16::from(named));
    (&terms).render(Rect { height, ..place }, buf);
    let Some(room) = room else { return };
    let words = surprise(ctx, &printed, room.worded);
    if room.below {
        print_line(buf, place, (0, 1), &words);
        return;
    }
    let remark = remark(ctx, learned, row);
    let wanted = words.width().max(format::width(&remark)) as u16;
    let used = terms.width(named);
    // Away from the rule, so that it never seems to be a part of it.
    let at = used + 3 + place.width.saturating_sub(used + wanted + APART).min(12);
    print_line(buf, place, (at, 0), &words);
    let remark = Line::from(ctx.span(remark, Slot::Quiet));
    if place.height > 1 && remark.width() < usize::from(place.width.saturating_sub(at)) {
        print_line(buf, place, (at, 1), &remark);
    }
}

/// "Q(new user, personalized) ← ".
fn head<'a>(ctx: &Ctx<'a>, learned: &Learned, width: u16) -> Line<'a> {
    if width < ROOMY {
        return Line::default();
    }
    let scene = &ctx.app.world().scene;
    let state = scene.short_state_label(learned.state);
    let action = ctx.app.say(&scene.actions[learned.action].short);
    // The action is kept, as far as it leaves the state some columns.
    let action = format::truncate(action, NAMES - SHORTEST);
    let state = format::truncate(ctx.app.say(&state), NAMES - format::width(&action));
    let name = format!("{state}, {action}");
    Line::from(vec![
        Span::styled(
            format!("{}({name})", ctx.app.chosen_over().symbol()),
            ctx.bold(Slot::Strong),
        ),
        ctx.span(" ← ", Slot::Quiet),
    ])
}

fn terms<'a>(ctx: &Ctx<'a>, printed: &'a Equation, update: &Update) -> Vec<Term<'a>> {
    let style = |tag: Tag| match tag {
        Tag::Alpha => ctx.bold(Slot::Alpha),
        Tag::Gamma => ctx.bold(Slot::Gamma),
        Tag::Reward => ctx.bold(Slot::Reward),
        Tag::New => ctx.bold(Slot::Strong),
        Tag::Old | Tag::Next | Tag::Weight | Tag::Baseline => ctx.style(Slot::Text),
        Tag::Symbol => ctx.style(Slot::Quiet),
    };
    let named = &ctx.app.algorithm().terms;
    let bootstrap = update.learned.and_then(|learned| learned.bootstrap);
    let one_ahead = bootstrap.is_some_and(|next| next.discount == update.hyper.gamma().get());
    let name = |tag: Tag| {
        let name = match tag {
            Tag::Old => &OLD,
            Tag::Alpha => &ALPHA,
            Tag::Weight => &named.weight,
            Tag::Reward => &named.reward,
            Tag::Gamma if one_ahead => &GAMMA,
            Tag::Gamma => &GAMMAS,
            Tag::Next => &named.bootstrap,
            Tag::Baseline => &BASELINE,
            Tag::New => &NEW,
            Tag::Symbol => &NOTHING,
        };
        ctx.app.say(name)
    };
    let term = |piece: &'a equation::Piece| Term {
        text: &piece.text,
        style: style(piece.tag),
        name: name(piece.tag),
        name_style: match piece.tag {
            Tag::Alpha | Tag::Gamma | Tag::Reward => style(piece.tag),
            _ => ctx.style(Slot::Quiet),
        },
    };
    printed.pieces.iter().map(term).collect()
}

/// The error: "surprise δ +0.61".
fn surprise<'a>(ctx: &Ctx<'a>, printed: &Equation, worded: bool) -> Line<'a> {
    let about = if printed.error_exact { "" } else { "≈ " };
    let word = worded.then(|| ctx.span(ctx.say("surprise ", "意外 "), Slot::Quiet));
    let error = format!("δ {about}{}", printed.error);
    let error = Span::styled(error, ctx.bold(Slot::Surprise));
    word.into_iter().chain([error]).collect()
}

/// What the update did to the choice in its state.
fn remark(ctx: &Ctx, learned: &Learned, row: &Row) -> String {
    let (state, action) = (learned.state, learned.action);
    if learned.error == 0.0 {
        return ctx.say("nothing to learn here", "没有可学的");
    }
    let mdp = ctx.mdp();
    let others = mdp.legal(state).filter(|&other| other != action);
    let Some(rival) = others.reduce(|a, b| if row.values[b] > row.values[a] { b } else { a })
    else {
        return String::new();
    };
    let best = greedy(mdp, row);
    let (en, zh) = if learned.old <= row.values[rival] && best == [action] {
        ("now beats", "现在胜过")
    } else if learned.old >= row.values[rival] && best == [rival] {
        ("now behind", "现在不如")
    } else {
        return String::new();
    };
    let name = words::action_named(&ctx.app.world().scene.actions[rival].short);
    let value = format::value(row.values[rival], 2);
    let words = Text::pair(
        format!("{en} {} {value}", name.get(Lang::En)),
        format!("{zh}“{}” {value}", name.get(Lang::Zh)),
    );
    ctx.app.say(&words).to_owned()
}
