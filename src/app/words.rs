//! Sentences: what happened, what was done, what state the run is in.

use super::{Knob, format};
use crate::agent::{AlgorithmSpec, Choice, Hyper, Taken, Transition, Update};
use crate::mdp::{Layout, MOST_REWARDS, PaidFor, Reward, Rewards, Scene, Ties, World};
use crate::session::{
    Event, EventKind, MOST_STATES, Moment, RunState, Scaled, Snapshot, Speed, StopReason,
    TruthState, Turned,
};
use crate::text::{Lang, Text};

/// How a line is to be felt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As any other.
    Plain,
    /// As something that is going on.
    Good,
    /// As something to look at.
    Stop,
    /// In the color of what was turned.
    Turned(Knob),
}

/// The state of the run: a sign and words.
pub fn run_state(run: RunState) -> (&'static str, Text, Tone) {
    match run {
        RunState::Running => ("▶", Text::new("running", "运行中"), Tone::Good),
        RunState::Paused => ("❚❚", Text::new("paused", "已暂停"), Tone::Stop),
        RunState::Stopped(StopReason::UsualEnd) => (
            "■",
            Text::new(
                "stopped: the usual run ends here",
                "已停止：常规训练到此结束",
            ),
            Tone::Stop,
        ),
        RunState::Stopped(StopReason::GaveUp) => (
            "■",
            Text::new(
                "stopped: no end in 10,000,000 steps",
                "已停止：一千万步内没有结束",
            ),
            Tone::Stop,
        ),
        RunState::Stopped(StopReason::Settled) => (
            "■",
            Text::new("stopped: it has settled", "已停止：已经稳定"),
            Tone::Stop,
        ),
        RunState::Stopped(StopReason::NotSettled) => (
            "■",
            Text::new(
                "stopped: not settled in 10,000,000 steps",
                "已停止：一千万步内没有稳定",
            ),
            Tone::Stop,
        ),
    }
}

/// What speeds are called, each from so many steps a second on: to read along, to follow, to watch, to race.
static SPEED_NAMES: [(u32, Text); 4] = [
    (1, Text::new("read", "细读")),
    (3, Text::new("follow", "跟随")),
    (10, Text::new("watch", "观看")),
    (100, Text::new("race", "飞奔")),
];

/// The speed with its name: "watch, 10/s", "all-out".
pub fn named_speed(now: Speed) -> Text {
    let plain = speed(now);
    let Some(rate) = now.per_second() else {
        return plain;
    };
    let mut names = SPEED_NAMES.iter().rev();
    let name = names.find(|name| name.0 <= rate);
    name.map_or(plain.clone(), |(_, name)| {
        let both = |lang, between| format!("{}{between}{}", name.get(lang), plain.get(lang));
        Text::pair(both(Lang::En, ", "), both(Lang::Zh, "，"))
    })
}

/// How often something was tried, the longest wording first: "never tried", else "tried 12×".
pub fn tried(times: u64) -> [Text; 2] {
    let count = format::compact(times);
    let counted = Text::pair(format!("tried {count}×"), format!("试过 {count} 次"));
    let told = match times {
        0 => Text::new("never tried", "从未试过"),
        _ => counted.clone(),
    };
    [told, counted]
}

/// The speed: "10/s", "all-out".
pub fn speed(speed: Speed) -> Text {
    match speed.per_second() {
        Some(rate) => Text::pair(
            format!("{}/s", format::compact(u64::from(rate))),
            format!("{} 步/秒", format::compact(u64::from(rate))),
        ),
        None => Text::new("all-out", "全速"),
    }
}

/// What was done and why, as one sentence: "a new user was shown “personalized” (explored, by chance) and paid 0.80"; with
/// what it paid only if `paid`, the longest wording first. All but the last say also of what has no name but its number what it is;
/// in the last one the name of the state is shortened if the sentence is longer than `room`.
pub fn deeds(world: &World, update: &Update, paid: bool, room: usize) -> [Text; 3] {
    let named = Wording {
        state: state_named,
        action: action_named,
        stayed: &STAYED_WHERE,
        cut_off: &CUT_OFF_BY_LIMIT,
        paid,
    };
    let short = Wording {
        stayed: &STAYED,
        cut_off: &CUT_OFF,
        ..named
    };
    let plain = Wording {
        state: Text::clone,
        action: Text::clone,
        ..short
    };
    [(named, usize::MAX), (short, usize::MAX), (plain, room)]
        .map(|(wording, room)| deed(world, update, room, wording))
}

static NOTHING: Text = Text::new("", "");
static THE_END: Text = Text::new("; the end", "；结束");
static CUT_OFF_BY_LIMIT: Text = Text::new("; cut off by the step limit", "；步数用完");
static CUT_OFF: Text = Text::new("; cut off", "；步数用完");
static STAYED_WHERE: Text = Text::new(" and stayed where it was", "，原地不动");
static STAYED: Text = Text::new(" and stayed", "，没动");

/// How at length a step is told.
#[derive(Clone, Copy)]
struct Wording {
    /// What a state is called, by its label, and an action.
    state: fn(&Text) -> Text,
    action: fn(&Text) -> Text,
    /// What is said of a move on a map that led nowhere.
    stayed: &'static Text,
    /// What is said of an episode that the step limit ended.
    cut_off: &'static Text,
    /// Whether it is said what it paid.
    paid: bool,
}

fn deed(world: &World, update: &Update, room: usize, wording: Wording) -> Text {
    let state = update.taken.as_ref().map(|taken| taken.transition.state);
    let index = state.unwrap_or(update.state);
    let state = world.scene.state_label(index);
    let told = |state: &Text| match &update.taken {
        Some(taken) => done(world, update, taken, &(wording.state)(state), wording),
        None => thought(&state_named(state)),
    };
    let whole = told(&state);
    let fits = |text: &Text| [Lang::En, Lang::Zh].map(|lang| format::width(text.get(lang)) <= room);
    // A place has a short name, which is better than a part of the long one.
    let (state, whole) = if fits(&whole) == [true; 2] {
        (state, whole)
    } else {
        let short = world.scene.short_state_label(index);
        let whole = told(&short);
        (short, whole)
    };
    let fitted = |lang| {
        let surplus = format::width(whole.get(lang)).saturating_sub(room);
        let label = state.get(lang);
        let left = format::width(label).saturating_sub(surplus);
        format::truncate(label, left.max(SHORTEST_LABEL))
    };
    told(&Text::pair(fitted(Lang::En), fitted(Lang::Zh)))
}

/// The columns that are left of a state's name however little room there is.
const SHORTEST_LABEL: usize = 6;

fn done(world: &World, update: &Update, taken: &Taken, state: &Text, wording: Wording) -> Text {
    let transition = &taken.transition;
    let action = (wording.action)(&world.scene.actions[transition.action].short);
    let why = why(taken.choice, &update.hyper);
    let reward = format::reward(transition.reward);
    let (paid_en, paid_zh) = if wording.paid {
        (format!(" and paid {reward}"), format!("，奖赏 {reward}"))
    } else {
        (String::new(), String::new())
    };
    let stayed = if stays(world, transition) {
        wording.stayed
    } else {
        &NOTHING
    };
    let told = |lang: Lang| {
        let deed = world.scene.deed.get(lang);
        let deed = deed.replace("{state}", state.get(lang));
        let deed = deed.replace("{action}", action.get(lang));
        deed + stayed.get(lang)
    };
    let end = match (transition.terminated, transition.truncated) {
        (true, _) => &THE_END,
        (_, true) if world.step_limit != Some(1) => wording.cut_off,
        _ => &NOTHING,
    };
    let (end_en, end_zh) = (end.get(Lang::En), end.get(Lang::Zh));
    Text::pair(
        format!(
            "{} ({}){paid_en}{end_en}",
            told(Lang::En),
            why.get(Lang::En)
        ),
        format!(
            "{}（{}）{paid_zh}{end_zh}",
            told(Lang::Zh),
            why.get(Lang::Zh)
        ),
    )
}

/// Whether a move on a map left the learner where it was: it ran into the border or a wall. Who may have fallen and been put back
/// there is not said to have stayed.
fn stays(world: &World, transition: &Transition) -> bool {
    let (state, action) = (transition.state, transition.action);
    let outcomes = world.mdp.outcomes(state, action).iter().enumerate();
    let mut back = outcomes.filter(|(_, outcome)| outcome.next_state as usize == state);
    matches!(world.scene.layout, Layout::Grid { .. })
        && transition.next_state == state
        && !back.any(|(index, _)| world.scene.is_fall(state, action, index))
}

/// What is told of a step in which nothing was done: "worked out start from the model".
fn thought(state: &Text) -> Text {
    Text::pair(
        format!("worked out {} from the model", state.get(Lang::En)),
        format!("用模型推算{}", state.get(Lang::Zh)),
    )
}

fn why(choice: Choice, hyper: &Hyper) -> Text {
    match (choice, hyper.ties) {
        (Choice::Explored, _) => Text::new("explored, by chance", "随机探索"),
        (Choice::Drawn, _) => Text::new("drawn by its policy", "按策略抽取"),
        (Choice::Greedy, _) => Text::new("its best known", "目前所知最好"),
        (Choice::Tied, Ties::First) => Text::new("a tie: the first", "并列：取第一个"),
        (Choice::Tied, Ties::Uniform) => Text::new("a tie, drawn", "并列：抽签"),
    }
}

/// The widest that [`when`] gets.
const WHEN: usize = 11;

/// When an event was: "605"; "401…500" for a stretch.
pub fn when(event: &Event) -> String {
    let (first, last) = (event.first.episode, event.last.episode);
    if first == last {
        return format::count(last);
    }
    let exact = format!("{}…{}", format::count(first), format::count(last));
    if format::width(&exact) <= WHEN {
        return exact;
    }
    format!("{}…{}", format::compact(first), format::compact(last))
}

/// What an event says, where the world pays `rewards`.
pub fn event(world: &World, rewards: &Rewards, event: &Event) -> (Text, Tone) {
    match event.kind {
        EventKind::Formed { state, action } => (mind(world, event, state, action), Tone::Plain),
        EventKind::Changed { state, action } => (mind(world, event, state, action), Tone::Good),
        EventKind::FormedMany { states } => (
            Text::pair(
                format!("first choices: {states} states"),
                format!("首次形成选择：{states} 个状态"),
            ),
            Tone::Plain,
        ),
        EventKind::Dithered { changes } => {
            let changes = format::count(changes);
            (
                Text::pair(
                    format!("dithered: {changes} changes"),
                    format!("反复：改变 {changes} 次"),
                ),
                Tone::Plain,
            )
        }
        EventKind::RouteFound { length, first } => (route_found(event, length, first), Tone::Good),
        EventKind::RouteLost => (
            with(&Text::new("lost its route", "失去路线"), &by(event)),
            Tone::Plain,
        ),
        EventKind::Steered { turned, .. } => steered(&world.scene, rewards, turned),
        EventKind::UsualEnd { right } => (usual_end(right), Tone::Stop),
        EventKind::Rescaled { of, low, high } => (rescaled(of, low, high), Tone::Plain),
    }
}

/// Where looks are far apart, something happened *by* the step of the look that found it.
fn by(event: &Event) -> Text {
    if event.spacing <= 1 {
        return Text::plain("");
    }
    let step = format::count(event.last.step);
    Text::pair(format!(", by step {step}"), format!("，第 {step} 步前"))
}

fn with(text: &Text, more: &Text) -> Text {
    let join = |lang| format!("{}{}", text.get(lang), more.get(lang));
    Text::pair(join(Lang::En), join(Lang::Zh))
}

fn mind(world: &World, event: &Event, state: usize, action: usize) -> Text {
    let scene = &world.scene;
    let (state, action) = (scene.short_state_label(state), &scene.actions[action].short);
    let (state, action) = (state_named(&state), action_named(action));
    let arrow = |lang| format!("{} → {}", state.get(lang), action.get(lang));
    with(&Text::pair(arrow(Lang::En), arrow(Lang::Zh)), &by(event))
}

fn state_named(label: &Text) -> Text {
    named(label, &Text::new("state ", "状态 "))
}

/// An action's label, with the word for what it is where that is only a number.
pub fn action_named(label: &Text) -> Text {
    named(label, &Text::new("action ", "动作 "))
}

/// A label; what is called by its number alone with the word for what it is before it.
fn named(label: &Text, what: &Text) -> Text {
    let mut letters = label.get(Lang::En).bytes();
    if letters.all(|letter| letter.is_ascii_digit()) {
        with(what, label)
    } else {
        label.clone()
    }
}

fn route_found(event: &Event, length: usize, first: bool) -> Text {
    if first && event.spacing > 1 {
        return with(&Text::new("first route", "首条路线"), &by(event));
    }
    let steps = if length == 1 { "step" } else { "steps" };
    let text = if first {
        Text::pair(
            format!("first safe route: {length} {steps}"),
            format!("首条安全路线：{length} 步"),
        )
    } else {
        Text::pair(
            format!("a route again: {length} {steps}"),
            format!("又有路线：{length} 步"),
        )
    };
    with(&text, &by(event))
}

/// "you: α 0.10 → 0.50"; of a reward also what it is paid for: "you: r −100 → −20: a fall".
fn steered(scene: &Scene, rewards: &Rewards, turned: Turned) -> (Text, Tone) {
    let (what, tone) = self::turned(turned);
    let paid_for = match turned {
        Turned::Reward { reward, .. } => rewards.get(reward),
        Turned::Param { .. } | Turned::Algorithm { .. } => None,
    };
    let name = paid_for.map(|paid_for| reward(scene, paid_for));
    let told = |lang, you: &str, colon: &str| {
        let name = name.as_ref().map(|name| name.get(lang));
        let name = name.map_or(String::new(), |name| format!("{colon}{name}"));
        format!("{you}{}{name}", what.get(lang))
    };
    let text = Text::pair(told(Lang::En, "you: ", ": "), told(Lang::Zh, "你：", "："));
    (text, tone)
}

/// What was turned: "α 0.10 → 0.50", "r 0.60 → 0.80", "→ SARSA".
pub fn turned(turned: Turned) -> (Text, Tone) {
    let moved = |knob: Knob, from, to| {
        let (from, to) = (setting(knob, from), setting(knob, to));
        let text = format!("{} {from} → {to}", knob.symbol());
        (Text::pair(text.clone(), text), Tone::Turned(knob))
    };
    match turned {
        Turned::Param { param, from, to } => moved(param.into(), from, to),
        Turned::Reward { reward, from, to } => moved(reward.into(), from, to),
        Turned::Algorithm { to, .. } => {
            let arrow = |lang| format!("→ {}", to.title.get(lang));
            (Text::pair(arrow(Lang::En), arrow(Lang::Zh)), Tone::Stop)
        }
    }
}

/// A value of what can be turned: "0.10"; whole where it has to be, and rewards as they are told everywhere.
pub fn setting(knob: impl Into<Knob>, value: f64) -> String {
    match knob.into() {
        Knob::Param(param) => format::shortest(value, if param.spec().whole { 0 } else { 2 }),
        Knob::Reward(_) => format::reward(value),
    }
}

fn rescaled(of: Scaled, low: f64, high: f64) -> Text {
    let (low, high) = (format::shortest(low, 0), format::shortest(high, 0));
    let (of_en, of_zh) = match of {
        Scaled::Values => ("", ""),
        Scaled::Errors => ("Q−Q* ", "Q−Q* "),
    };
    Text::pair(
        format!("{of_en}scale now {low} to {high}"),
        format!("{of_zh}刻度改为 {low} 到 {high}"),
    )
}

fn usual_end(right: Option<(usize, usize)>) -> Text {
    match right {
        Some((right, of)) => Text::pair(
            format!("usual end: {right} of {of} right"),
            format!("训练结束：{right}/{of} 正确"),
        ),
        None => Text::new("usual end", "常规训练到此结束"),
    }
}

/// Why nobody could tell whether a run has settled.
pub fn never_settles(world: &World, truth: &TruthState) -> Option<Text> {
    if world.mdp.n_states() > MOST_STATES {
        return Some(Text::new(
            "too many states to see whether all of it has settled",
            "状态太多，无法判断是否全部稳定",
        ));
    }
    match truth {
        TruthState::Diverges([why, _]) => {
            let told = |lang: Lang, no: &str| format!("{no}{}", why.get(lang));
            Some(Text::pair(
                told(Lang::En, "there is nothing exact to settle on: "),
                told(Lang::Zh, "没有可以稳定到的精确解："),
            ))
        }
        TruthState::Ready(_) | TruthState::Stale(_) | TruthState::Solving => None,
    }
}

/// Why a digit takes no slider.
pub fn no_slider(algorithm: &AlgorithmSpec, place: usize) -> Text {
    let (count, number) = (algorithm.params.len(), place + 1);
    let title = |lang| algorithm.title.get(lang);
    Text::pair(
        format!(
            "no slider {number}: {} has {count}; 4 lists what the world pays",
            title(Lang::En)
        ),
        format!(
            "没有第 {number} 个滑块：{}只有 {count} 个；4 列出世界给的奖赏",
            title(Lang::Zh)
        ),
    )
}

/// What a reward is paid for: "new user, popular", "a fall", "where it pays −1".
pub fn reward(scene: &Scene, reward: &Reward) -> Text {
    match reward.paid_for {
        PaidFor::Falls => Text::new("a fall", "掉落"),
        PaidFor::Goals => Text::new("reaching the goal", "到达目标"),
        PaidFor::Action { state, action } => {
            let (state, action) = (scene.state_label(state), &scene.actions[action].short);
            let both = |lang, between| format!("{}{between}{}", state.get(lang), action.get(lang));
            Text::pair(both(Lang::En, ", "), both(Lang::Zh, "，"))
        }
        PaidFor::Several => {
            let loaded = format::reward(reward.loaded);
            let (en, zh) = if reward.now == reward.loaded {
                ("pays", "现")
            } else {
                ("paid", "原")
            };
            Text::pair(
                format!("where it {en} {loaded}"),
                format!("{zh}奖赏 {loaded} 的地方"),
            )
        }
    }
}

/// What a reward is, and what it was: "pays 0.80; 0.60 as it was loaded".
pub fn pays(reward: &Reward) -> Text {
    let (now, loaded) = (format::reward(reward.now), format::reward(reward.loaded));
    if reward.now == reward.loaded {
        return Text::pair(format!("pays {now}"), format!("奖赏 {now}"));
    }
    Text::pair(
        format!("pays {now}; {loaded} as it was loaded"),
        format!("奖赏 {now}；载入时 {loaded}"),
    )
}

/// Why no reward can be turned.
pub fn no_rewards(world: &World) -> Text {
    if world.mdp.n_states() > MOST_STATES {
        return Text::new(
            "so large a world keeps its rewards: none of them can be turned",
            "世界太大，奖赏不能调",
        );
    }
    Text::pair(
        format!(
            "it pays more than {MOST_REWARDS} different rewards: too many to be turned one by one"
        ),
        format!("奖赏的数值超过 {MOST_REWARDS} 种，无法逐一调节"),
    )
}

/// What the hazards are, with what a fall pays now.
pub fn hazard_note(world: &World) -> Option<Text> {
    let note = world.scene.hazard_note.as_ref()?;
    let fall = world.scene.falls.first().map(|fall| {
        let outcomes = world
            .mdp
            .outcomes(fall.state as usize, fall.action as usize);
        format::reward(outcomes[fall.outcome as usize].reward)
    });
    let told = |lang| {
        note.get(lang)
            .replace("{reward}", fall.as_deref().unwrap_or(""))
    };
    Some(Text::pair(told(Lang::En), told(Lang::Zh)))
}

/// What a command line leaves out of the setup, if anything.
pub fn left_out(snapshot: &Snapshot) -> Option<Text> {
    let note = Text::new(
        "Changed rewards are not part of it: it begins with those of the world.",
        "不含改过的奖赏：从世界原来的奖赏开始。",
    );
    if snapshot.rewards.are_changed() {
        return Some(note);
    }
    let on_the_way = Text::new(
        "What was changed on the way it has from the start: its run is another one.",
        "途中改动的值会从一开始就生效：那将是另一次运行。",
    );
    (!snapshot.marks.is_empty()).then_some(on_the_way)
}

/// Why a place is not gone to that a run at `moment` has left behind.
pub fn is_past(world: &World, moment: Moment) -> Text {
    let (episode, step) = (format::count(moment.episode), format::count(moment.step));
    let now = world.scene.episode.numbered(&episode);
    Text::pair(
        format!(
            "that is past ({}, step {step}): it only goes forward",
            now.get(Lang::En)
        ),
        format!(
            "已经过去：现在是{}、第 {step} 步，只能向前",
            now.get(Lang::Zh)
        ),
    )
}

/// The card at the end of the usual run: what it earned over all of it, and how much is right.
pub fn card(world: &World, snapshot: &Snapshot, narrow: bool) -> Text {
    let episodes = snapshot.moment.episode;
    let episodes = world
        .scene
        .episode
        .counted(episodes, &format::count(episodes));
    let (mean_en, mean_zh) = match snapshot.mean_return {
        Some(mean) => {
            let mean = format::value(mean, 2);
            (
                format!(" earned {mean} each."),
                format!("平均得到 {mean}。"),
            )
        }
        // A method that only thinks earns nothing.
        None => (".".to_owned(), "。".to_owned()),
    };
    let (right_en, right_zh) = match snapshot.figures.and_then(|figures| figures.right) {
        Some((right, of)) if narrow => (
            format!(" Right: {right} of {of}."),
            format!("{of} 个中 {right} 个正确。"),
        ),
        Some((right, of)) => (
            format!(" It chooses right in {right} of {of} states."),
            format!("{of} 个状态中有 {right} 个选择正确。"),
        ),
        None => (String::new(), String::new()),
    };
    Text::pair(
        format!("{}{mean_en}{right_en}", episodes.get(Lang::En)),
        format!("{}{mean_zh}{right_zh}", episodes.get(Lang::Zh)),
    )
}
