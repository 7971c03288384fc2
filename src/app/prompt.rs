//! The one line that asks something that the program can check, or says what to press next.

use super::words::{self, card};
use super::{App, Asked, Field, Knob, Layer, Pane};
use super::{detent, format};
use crate::agent::{Experience, ParamId};
use crate::mdp::Layout;
use crate::session::{Aim, Place, QUIET, RunState, Snapshot, StopReason, TruthState};
use crate::text::{Lang, Text};

/// A prompt: what kind it is, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// "Predict", "Ask", …; may be empty.
    pub head: Text,
    /// What it says.
    pub text: Text,
    /// The same in fewer words, where it may be long.
    pub short: Option<Text>,
    /// What to press.
    pub keys: Text,
}

impl Prompt {
    const fn new(head: Text, text: Text, keys: Text) -> Self {
        Self {
            head,
            text,
            short: None,
            keys,
        }
    }

    fn or(self, short: Text) -> Self {
        Self {
            short: Some(short),
            ..self
        }
    }
}

const NOTHING: Text = Text::new("", "");
const PREDICT: Text = Text::new("Predict", "猜猜");
const ASK: Text = Text::new("Ask", "想想");

/// What to say now, and the way back from a pane that has the whole screen: first, as the last keys are dropped where room is scarce.
pub fn prompt(app: &App) -> Prompt {
    let now = now(app);
    if !app.zoomed() || app.in_hand().is_some() || app.field().is_some() {
        return now;
    }
    let keys = |lang, back: &str| format!("{back}   {}", now.keys.get(lang)).trim().to_owned();
    Prompt {
        keys: Text::pair(keys(Lang::En, "Esc back"), keys(Lang::Zh, "Esc 返回")),
        ..now
    }
}

fn now(app: &App) -> Prompt {
    if let Some(field) = app.field() {
        return typing(app, field);
    }
    if let Some(notice) = app.notice() {
        return Prompt::new(NOTHING, notice.clone(), NOTHING);
    }
    if let Some(knob) = app.in_hand() {
        let text = held(app, knob);
        return Prompt::new(
            NOTHING,
            text,
            Text::new(
                "← → notch   0 . type   Esc let go",
                "← → 移动   0 . 输入   Esc 放开",
            ),
        );
    }
    match app.snapshot() {
        Some(_) if looks_at_line_of_sliders(app) => Prompt::new(
            NOTHING,
            Text::new("the sliders, in short", "滑块（简略）"),
            Text::new(
                "Enter in full   1 takes the first   Esc back",
                "Enter 放大   1 选中第一个   Esc 返回",
            ),
        ),
        Some(snapshot) => of_run(app, snapshot),
        None => Prompt::new(NOTHING, NOTHING, NOTHING),
    }
}

/// Whether the pane of the sliders is looked at where it has no title that could show it.
fn looks_at_line_of_sliders(app: &App) -> bool {
    let line = app.places().is_some_and(|places| places.steer.is_none());
    line && app.focus() == Pane::Steer
}

/// What the slider that is held does.
fn held(app: &App, knob: Knob) -> Text {
    match knob {
        Knob::Param(param) => held_param(app, param),
        Knob::Reward(reward) => app.reward(reward).map_or(NOTHING, |reward| {
            let (name, pays) = (
                words::reward(&app.world().scene, reward),
                words::pays(reward),
            );
            let both = |lang, between| format!("{}{between}{}", name.get(lang), pays.get(lang));
            Text::pair(both(Lang::En, ": "), both(Lang::Zh, "："))
        }),
    }
}

fn held_param(app: &App, id: ParamId) -> Text {
    let spec = id.spec();
    if let Some(schedule) = app.schedule(id) {
        return Text::pair(
            format!(
                "{} goes by itself, {schedule}, until you move it",
                spec.symbol
            ),
            format!("{} 按计划 {schedule} 自动变化，移动后停止", spec.symbol),
        );
    }
    let off = if id == ParamId::Epsilon {
        off_its_choice(app)
    } else {
        Text::plain("")
    };
    // A narrow line has room for one of the two, and the definition is in the book.
    let narrow = app.places().is_some_and(|places| places.compact);
    if narrow && !off.get(Lang::En).is_empty() {
        let told = |lang| off.get(lang).trim_start_matches(['；', ';', ' ']);
        return Text::pair(
            format!("{} {}", spec.symbol, told(Lang::En)),
            format!("{} {}", spec.symbol, told(Lang::Zh)),
        );
    }
    Text::pair(
        format!(
            "{} {}{}",
            spec.symbol,
            spec.text.get(Lang::En),
            off.get(Lang::En)
        ),
        format!(
            "{} {}{}",
            spec.symbol,
            spec.text.get(Lang::Zh),
            off.get(Lang::Zh)
        ),
    )
}

/// Random is not wrong: a random action may be the best one. ε(1 − 1/n) of the steps are off its choice.
fn off_its_choice(app: &App) -> Text {
    let mdp = &app.world().mdp;
    if !mdp.all_legal() {
        return Text::plain("");
    }
    let actions = mdp.n_actions() as f64;
    let off = app.value(ParamId::Epsilon) * (1.0 - 1.0 / actions);
    if off == 0.0 {
        return Text::plain("");
    }
    let one_in = detent::about(1.0 / off);
    Text::pair(
        format!("; off its choice 1 in {one_in}"),
        format!("；每 {one_in} 步偏离一次"),
    )
}

/// Whether the values can come to rest: where nothing is random they can at any step size, else only noise is left.
fn rest(app: &App) -> Text {
    if app.algorithm().experience == Experience::None {
        return Text::new(
            "It works with exact means: it can settle exactly.",
            "它用精确的平均值计算：可以精确收敛。",
        );
    }
    if app.world().mdp.is_certain() {
        Text::new(
            "Nothing is random here: it can settle exactly.",
            "这里没有随机性：可以精确收敛。",
        )
    } else {
        Text::new(
            "Random outcomes: a constant α leaves some noise.",
            "结果随机：α 不变时总有噪声。",
        )
    }
}

fn typing(app: &App, field: &Field) -> Prompt {
    let typed = &field.typed;
    let (head, help, keys) = match field.asked {
        Asked::Value(knob) => (
            Text::plain(format!("{} = {typed}▏", knob.symbol())),
            match knob {
                Knob::Param(_) => NOTHING,
                Knob::Reward(_) => held(app, knob),
            },
            Text::new("Enter sets it   Esc leaves it", "Enter 确认   Esc 取消"),
        ),
        Asked::Place => (
            Text::pair(format!("go to {typed}▏"), format!("跳到 {typed}▏")),
            places(app),
            Text::new("Enter goes   Esc stays", "Enter 前往   Esc 取消"),
        ),
    };
    match &field.refused {
        Some(reason) => Prompt::new(head, reason.clone(), NOTHING),
        None => Prompt::new(head, help, keys),
    }
}

/// How a place is written.
fn places(app: &App) -> Text {
    let episode = app.world().scene.episode.numbered("500");
    Text::pair(
        format!("500 or e500: {}, s20000: step", episode.get(Lang::En)),
        format!("500 或 e500：{}；s20000：步", episode.get(Lang::Zh)),
    )
}

fn of_run(app: &App, snapshot: &Snapshot) -> Prompt {
    match snapshot.run {
        RunState::Stopped(StopReason::UsualEnd) => usual_end(app, snapshot),
        RunState::Stopped(StopReason::GaveUp) => Prompt::new(
            NOTHING,
            Text::new(
                "The episode does not end: it may go round in circles.",
                "回合没有结束：可能在绕圈。",
            ),
            Text::new("Space goes on   r again", "Space 继续   r 重来"),
        ),
        RunState::Stopped(StopReason::Settled) => settled(app),
        RunState::Stopped(StopReason::NotSettled) => not_settled(app, snapshot),
        RunState::Running if is_far(snapshot) => Prompt::new(
            NOTHING,
            under_way(app, snapshot),
            Text::new("Space stops", "Space 停止"),
        ),
        _ if app.outgrows_scale() && !app.shows_scale() => Prompt::new(
            NOTHING,
            Text::new(
                "▾▴: many values lie beyond the scale.",
                "▾▴：许多值超出刻度。",
            ),
            Text::new("z fits it to them", "z 调整刻度"),
        ),
        _ if app.truth_shown() => with_truth(app, snapshot),
        RunState::Paused if snapshot.moment.step == 0 => Prompt::new(
            PREDICT,
            prediction(app),
            Text::new("Space runs   s one step", "Space 运行   s 单步"),
        ),
        RunState::Paused => Prompt::new(
            ASK,
            Text::new("is every choice right by now?", "现在每个选择都正确了吗？"),
            Text::new("t shows the truth   Space runs", "t 显示真值   Space 运行"),
        ),
        RunState::Running if snapshot.moment.episode >= app.world().defaults.episodes => {
            Prompt::new(
                ASK,
                Text::new("does it still learn anything?", "它还在学到新东西吗？"),
                Text::new(
                    "t shows the truth   Space pauses",
                    "t 显示真值   Space 暂停",
                ),
            )
        }
        RunState::Running => Prompt::new(
            PREDICT,
            prediction(app),
            Text::new("Space pauses", "Space 暂停"),
        ),
    }
}

/// Whether the run is on the way to more than the end of its episode.
fn is_far(snapshot: &Snapshot) -> bool {
    match snapshot.aim {
        Some(Aim::Place(Place::Episode(episode))) => episode > snapshot.moment.episode + 1,
        Some(Aim::Place(Place::Step(_)) | Aim::Settled) => true,
        None => false,
    }
}

/// What it is on the way to.
fn under_way(app: &App, snapshot: &Snapshot) -> Text {
    let noun = &app.world().scene.episode;
    match snapshot.aim {
        Some(Aim::Place(Place::Episode(episode))) => {
            let episode = noun.numbered(&format::count(episode));
            Text::pair(
                format!("runs to {}", episode.get(Lang::En)),
                format!("运行到{}", episode.get(Lang::Zh)),
            )
        }
        Some(Aim::Place(Place::Step(step))) => {
            let step = format::count(step);
            Text::pair(
                format!("runs to step {step}"),
                format!("运行到第 {step} 步"),
            )
        }
        _ if snapshot.truth.ready().is_none() => Text::new(
            "waits for the truth: only that says when all is right",
            "等待真值：有了真值才知道是否全部正确",
        ),
        _ => {
            let quiet = quiet(app);
            Text::pair(
                format!(
                    "runs until every choice is right, and quiet for {}",
                    quiet.get(Lang::En)
                ),
                format!("运行到全部选择正确，并稳定 {}为止", quiet.get(Lang::Zh)),
            )
        }
    }
}

/// How long no mind may move before a run counts as settled.
fn quiet(app: &App) -> Text {
    let episode = &app.world().scene.episode;
    episode.counted(QUIET, &QUIET.to_string())
}

/// Why it stopped where it has settled, and whether it will stay so.
fn settled(app: &App) -> Prompt {
    let quiet = quiet(app);
    let stays = if leaves_noise(app) {
        Text::new("; a constant α may stir it yet", "；α 不变时还可能变动")
    } else {
        Text::new(".", "。")
    };
    let text = Text::pair(
        format!(
            "All right, quiet for {}{}",
            quiet.get(Lang::En),
            stays.get(Lang::En)
        ),
        format!(
            "全部正确，已稳定 {}{}",
            quiet.get(Lang::Zh),
            stays.get(Lang::Zh)
        ),
    );
    Prompt::new(NOTHING, text, Text::new("Space goes on", "Space 继续"))
}

/// Why it may never settle, as far as that can be told.
fn not_settled(app: &App, snapshot: &Snapshot) -> Prompt {
    let figures = snapshot.figures.and_then(|figures| figures.right);
    let (right, of) = figures.unwrap_or_default();
    let explores = app.params().contains(&ParamId::Epsilon) && app.value(ParamId::Epsilon) > 0.0;
    let text = match () {
        () if right == of && leaves_noise(app) => Text::new(
            "All right now, but never for long: a constant α leaves noise.",
            "现在全部正确，但不长久：α 不变时总有噪声。",
        ),
        () if right == of => Text::new(
            "All right now, but never for long.",
            "现在全部正确，但不长久。",
        ),
        () if explores => Text::pair(
            format!("Not there yet: {right} of {of} right now."),
            format!("还没到：现在 {of} 个中 {right} 个正确。"),
        ),
        () => Text::pair(
            format!("{right} of {of} right now: without exploring it may stay so."),
            format!("现在 {of} 个中 {right} 个正确：不探索可能就一直这样。"),
        ),
    };
    Prompt::new(NOTHING, text, Text::new("Space goes on", "Space 继续"))
}

/// Whether values never come to rest: outcomes are random, and every one of them counts as much as the last.
fn leaves_noise(app: &App) -> bool {
    let learns = app.algorithm().experience != Experience::None;
    learns && !app.world().mdp.is_certain() && app.schedule(ParamId::Alpha).is_none()
}

/// The card of the usual end, and where to go from it.
fn usual_end(app: &App, snapshot: &Snapshot) -> Prompt {
    let narrow = app.places().is_some_and(|places| places.compact);
    let keys = match (app.truth_shown(), narrow) {
        (true, false) => Text::new("Space goes on   V layer Q−Q*", "Space 继续   V 图层 Q−Q*"),
        (true, true) => Text::new("Space on   V Q−Q*", "Space 继续   V Q−Q*"),
        (false, false) => Text::new("Space goes on   t truth", "Space 继续   t 真值"),
        (false, true) => Text::new("Space on   t truth", "Space 继续   t 真值"),
    };
    Prompt::new(NOTHING, card(app.world(), snapshot, narrow), keys)
}

/// What a class can be asked to predict of the world while it is new.
fn prediction(app: &App) -> Text {
    let world = app.world();
    let map = matches!(world.scene.layout, Layout::Grid { .. });
    match (map && world.mdp.starts().len() == 1, world.mdp.n_actions()) {
        (true, _) => Text::new(
            "which way will it learn to go from S?",
            "它会学会从 S 怎么走？",
        ),
        (false, 1) => Text::new(
            "what is each state worth in the end?",
            "每个状态最终价值多少？",
        ),
        (false, _) => Text::new(
            "which choice will each row end with?",
            "每一行最终会选哪个？",
        ),
    }
}

/// How much is right: in how many states, of how many, and what those are called.
fn judged(snapshot: &Snapshot) -> Option<(usize, usize, Text)> {
    let (states, visited) = (
        Text::new("states", "个状态"),
        Text::new("visited states", "个访问过的状态"),
    );
    if let Some((right, of)) = snapshot.figures.and_then(|figures| figures.right) {
        return Some((right, of, states));
    }
    let survey = snapshot
        .survey
        .as_ref()
        .filter(|survey| survey.visited > 0)?;
    let measured = survey.measured.as_ref()?;
    Some((measured.right, survey.visited, visited))
}

/// What the best policy earns that explores as much, while it is looked at.
fn best_exploring(app: &App) -> Option<Text> {
    let soft = app.exact().filter(|_| app.layer() == Layer::Soft)?;
    let earned = format::value(soft.start_return.number()?, 2);
    let random = detent::explore_meaning(soft.optimum.epsilon().get());
    Some(Text::pair(
        format!(
            "The best while {} earns {earned} from the start.",
            random.get(Lang::En)
        ),
        format!("{}时的最优策略从起点收益 {earned}。", random.get(Lang::Zh)),
    ))
}

fn with_truth(app: &App, snapshot: &Snapshot) -> Prompt {
    let keys = Text::new(
        "v V layers: Q*, Q*ε, Q−Q*   t covers it",
        "v V 图层：Q*、Q*ε、Q−Q*   t 遮住",
    );
    if let Some(best) = best_exploring(app) {
        return Prompt::new(NOTHING, best, keys);
    }
    if let TruthState::Diverges([why, short]) = &snapshot.truth {
        let head = Text::new("The truth", "真值");
        return Prompt::new(head, why.clone(), NOTHING).or(short.clone());
    }
    if snapshot.moment.step == 0 && snapshot.truth.ready().is_some() {
        let words = Text::new(
            "Nothing is learned yet: this is what it may come to.",
            "还什么都没学：真值是它可能学到的。",
        );
        return Prompt::new(NOTHING, words, keys);
    }
    let Some((right, of, states)) = judged(snapshot) else {
        let words = match snapshot.truth.ready() {
            Some(_) => Text::new(
                "What it believes is being held against the truth.",
                "正在与真值对照。",
            ),
            None => Text::new("The truth is being solved for.", "正在求解真值。"),
        };
        return Prompt::new(NOTHING, words, NOTHING);
    };
    let (en, zh) = (states.get(Lang::En), states.get(Lang::Zh));
    let (part, all) = (format::count(right as u64), format::count(of as u64));
    if right == 0 {
        let words = Text::pair(
            format!("right in none of {all} {en}: what does it not know?"),
            format!("{all} {zh}都不正确：它还不知道什么？"),
        );
        return Prompt::new(ASK, words, keys);
    }
    if right < of {
        let words = Text::pair(
            format!("right in {part} of {all} {en}: why not in the others?"),
            format!("{all} {zh}中 {part} 个正确：其余为什么不对？"),
        );
        return Prompt::new(ASK, words, keys);
    }
    let rest = rest(app);
    let words = Text::pair(
        format!("Right in all {all} {en}. {}", rest.get(Lang::En)),
        format!("{all} {zh}全部正确。{}", rest.get(Lang::Zh)),
    );
    Prompt::new(NOTHING, words, keys)
}
