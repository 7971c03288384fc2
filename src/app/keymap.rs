//! The one table of keys: what they do, what the help and the footer say of them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Direction};
use crate::text::Text;

/// When a binding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Always,
    /// While a slider is held.
    Holding,
    /// While none is.
    Free,
    /// While a list is open: nothing else holds then, as letters are for finding.
    Picking,
}

/// A line of the table.
#[derive(Debug)]
struct Binding {
    when: When,
    /// Together with the control key.
    control: bool,
    code: KeyCode,
    action: Action,
}

const fn on(code: KeyCode, action: Action) -> Binding {
    Binding {
        when: When::Always,
        control: false,
        code,
        action,
    }
}

const fn holding(code: KeyCode, action: Action) -> Binding {
    Binding {
        when: When::Holding,
        control: false,
        code,
        action,
    }
}

const fn free(code: KeyCode, action: Action) -> Binding {
    Binding {
        when: When::Free,
        control: false,
        code,
        action,
    }
}

const fn control(character: char, action: Action) -> Binding {
    Binding {
        when: When::Always,
        control: true,
        code: key(character),
        action,
    }
}

const fn in_list(code: KeyCode, action: Action) -> Binding {
    Binding {
        when: When::Picking,
        ..on(code, action)
    }
}

const fn key(character: char) -> KeyCode {
    KeyCode::Char(character)
}

static BINDINGS: &[Binding] = &[
    on(key(' '), Action::Toggle),
    on(key('s'), Action::Step),
    on(key('e'), Action::Episode),
    on(key('+'), Action::Faster),
    on(key('='), Action::Faster),
    on(key('-'), Action::Slower),
    on(key('1'), Action::Take(0)),
    on(key('2'), Action::Take(1)),
    on(key('3'), Action::Take(2)),
    on(key('4'), Action::Rewards),
    on(key('o'), Action::Worlds),
    on(key('m'), Action::Methods),
    on(key('g'), Action::GoTo),
    on(key('c'), Action::Settle),
    on(key('y'), Action::Setup),
    on(key('t'), Action::Truth),
    on(key('v'), Action::NextLayer),
    on(key('V'), Action::PreviousLayer),
    on(key('z'), Action::Rescale),
    on(key('x'), Action::Expert),
    on(key('p'), Action::Projector),
    on(key('r'), Action::Restart),
    on(key('R'), Action::RestartOther),
    on(key('?'), Action::Help),
    on(key('q'), Action::Quit),
    control('c', Action::QuitAtOnce),
    #[cfg(unix)]
    control('z', Action::Suspend),
    on(key('f'), Action::Zoom),
    on(KeyCode::Esc, Action::Escape),
    on(KeyCode::Tab, Action::Focus(true)),
    on(KeyCode::BackTab, Action::Focus(false)),
    on(KeyCode::PageUp, Action::Page(Direction::Up)),
    on(KeyCode::PageDown, Action::Page(Direction::Down)),
    holding(key('0'), Action::OpenField(Some('0'))),
    holding(key('.'), Action::OpenField(Some('.'))),
    holding(KeyCode::Enter, Action::OpenField(None)),
    holding(key('['), Action::Nudge(false)),
    holding(key(']'), Action::Nudge(true)),
    holding(KeyCode::Left, Action::Nudge(false)),
    holding(KeyCode::Right, Action::Nudge(true)),
    holding(KeyCode::Down, Action::Nudge(false)),
    holding(KeyCode::Up, Action::Nudge(true)),
    holding(KeyCode::Home, Action::ToEnd(false)),
    holding(KeyCode::End, Action::ToEnd(true)),
    free(KeyCode::Enter, Action::Zoom),
    free(KeyCode::Left, Action::Move(Direction::Left)),
    free(KeyCode::Right, Action::Move(Direction::Right)),
    free(KeyCode::Down, Action::Move(Direction::Down)),
    free(KeyCode::Up, Action::Move(Direction::Up)),
    free(KeyCode::Home, Action::MoveToEnd(false)),
    free(KeyCode::End, Action::MoveToEnd(true)),
    in_list(KeyCode::Enter, Action::Choose),
    in_list(key('k'), Action::ChooseFromHere),
    in_list(KeyCode::Esc, Action::Escape),
    in_list(KeyCode::Up, Action::Move(Direction::Up)),
    in_list(KeyCode::Down, Action::Move(Direction::Down)),
    in_list(KeyCode::PageUp, Action::Page(Direction::Up)),
    in_list(KeyCode::PageDown, Action::Page(Direction::Down)),
    in_list(KeyCode::Home, Action::MoveToEnd(false)),
    in_list(KeyCode::End, Action::MoveToEnd(true)),
];

/// What a key asks for; `held` says whether a slider is held.
pub fn action(event: &KeyEvent, held: bool) -> Option<Action> {
    found(event, |binding| match binding.when {
        When::Always => true,
        When::Holding => held,
        When::Free => !held,
        When::Picking => false,
    })
}

/// What a key asks for while a list is open; none of one that is a letter to find something by.
pub fn picking(event: &KeyEvent) -> Option<Action> {
    found(event, |binding| {
        binding.when == When::Picking || binding.control
    })
}

fn found(event: &KeyEvent, holds: impl Fn(&Binding) -> bool) -> Option<Action> {
    if event
        .modifiers
        .intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META)
    {
        return None;
    }
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    BINDINGS
        .iter()
        .find(|binding| binding.code == event.code && binding.control == control && holds(binding))
        .map(|binding| binding.action)
}

/// What help and footer say of some keys that belong together.
#[derive(Debug)]
pub struct Hint {
    /// The keys as they are written.
    pub keys: &'static str,
    /// What they do, for the help.
    pub help: Text,
    /// What they do in a word or two; none of what the footer never shows.
    pub footer: Option<Text>,
    /// One of the actions, by which a test finds the keys in the table.
    pub action: Action,
}

/// What the footer shows, the most important first: as many as it has room for.
static FOOTER: &[Action] = &[
    Action::Toggle,
    Action::Step,
    Action::Episode,
    Action::Faster,
    Action::Take(0),
    Action::Rewards,
    Action::Truth,
    Action::NextLayer,
    Action::Restart,
    Action::Help,
    Action::Worlds,
    Action::Focus(true),
    Action::Quit,
    Action::GoTo,
    Action::Rescale,
    Action::Expert,
];

/// Keys and what they do in a word or two, in the order of the footer.
pub fn footer() -> impl Iterator<Item = (&'static str, &'static Text)> {
    FOOTER.iter().filter_map(|action| {
        let hint = HINTS.iter().find(|hint| hint.action == *action)?;
        Some((hint.keys, hint.footer.as_ref()?))
    })
}

/// The rank of a hint among those that are needed most: what the footer never shows is needed least.
pub fn need(hint: &Hint) -> usize {
    let rank = FOOTER.iter().position(|action| *action == hint.action);
    rank.unwrap_or(usize::MAX)
}

/// In the order of the help.
pub static HINTS: &[Hint] = &[
    Hint {
        keys: "Space",
        help: Text::new("run, pause", "运行、暂停"),
        footer: Some(Text::new("run/pause", "运行/暂停")),
        action: Action::Toggle,
    },
    Hint {
        keys: "s",
        help: Text::new(
            "one step: one action, one update",
            "一步：一个动作，一次更新",
        ),
        footer: Some(Text::new("step", "单步")),
        action: Action::Step,
    },
    Hint {
        keys: "e",
        help: Text::new("to the end of the episode", "运行到回合结束"),
        footer: Some(Text::new("episode", "回合")),
        action: Action::Episode,
    },
    Hint {
        keys: "+ −",
        help: Text::new(
            "faster, slower (from 1 a second to all-out)",
            "加快、减慢（从每秒 1 步到全速）",
        ),
        footer: Some(Text::new("speed", "速度")),
        action: Action::Faster,
    },
    Hint {
        keys: "1 2 3",
        help: Text::new("take the slider of that number", "选中该编号的滑块"),
        footer: Some(Text::new("slider", "滑块")),
        action: Action::Take(0),
    },
    Hint {
        keys: "4",
        help: Text::new(
            "what the world pays: take one of its rewards and turn it",
            "世界给的奖赏：选一个来调节",
        ),
        footer: Some(Text::new("rewards", "奖赏")),
        action: Action::Rewards,
    },
    Hint {
        keys: "[ ] ← →",
        help: Text::new(
            "move the slider by one notch; Home, End: to its ends",
            "移动滑块一格；Home、End：到两端",
        ),
        footer: None,
        action: Action::Nudge(true),
    },
    Hint {
        keys: "0 . Enter",
        help: Text::new(
            "type a value for the slider; Enter sets it, Esc lets go",
            "输入数值；Enter 确认，Esc 取消",
        ),
        footer: None,
        action: Action::OpenField(None),
    },
    Hint {
        keys: "t",
        help: Text::new(
            "uncover or cover the truth: the exact solution",
            "显示或遮住真值：精确解",
        ),
        footer: Some(Text::new("truth", "真值")),
        action: Action::Truth,
    },
    Hint {
        keys: "v V",
        help: Text::new(
            "next, previous layer: Q, V, π, visits; after t Q*, Q*ε, Q−Q*",
            "下一层、上一层：Q、V、π、次数；按 t 后还有 Q*、Q*ε、Q−Q*",
        ),
        footer: Some(Text::new("layer", "图层")),
        action: Action::NextLayer,
    },
    Hint {
        keys: "o m",
        help: Text::new(
            "another world, another method; there k: go on from here",
            "换世界、换方法；列表中 k：从此处继续",
        ),
        footer: Some(Text::new("world, method", "世界、方法")),
        action: Action::Worlds,
    },
    Hint {
        keys: "g c",
        help: Text::new(
            "to an episode or a step; c: until all is right and quiet",
            "运行到某回合或某步；c：到全部正确且稳定为止",
        ),
        footer: Some(Text::new("go to, settle", "跳到、稳定")),
        action: Action::GoTo,
    },
    Hint {
        keys: "y",
        help: Text::new(
            "this setup as a command line to paste",
            "把当前设置显示为可粘贴的命令",
        ),
        footer: None,
        action: Action::Setup,
    },
    Hint {
        keys: "r R",
        help: Text::new(
            "again with this seed, with the next one; sliders stay",
            "用同一种子、下一个种子重新开始；滑块不变",
        ),
        footer: Some(Text::new("again", "重来")),
        action: Action::Restart,
    },
    Hint {
        keys: "z",
        help: Text::new(
            "fit the scale of values to what is known now",
            "让数值刻度适合目前所知",
        ),
        footer: Some(Text::new("fit scale", "调刻度")),
        action: Action::Rescale,
    },
    Hint {
        keys: "↑ ↓ ← →",
        help: Text::new(
            "move the cursor, scroll events; also Home, End, PageUp, PageDown",
            "移动光标、滚动事件；还有 Home、End、PageUp、PageDown",
        ),
        footer: None,
        action: Action::Move(Direction::Up),
    },
    Hint {
        keys: "Tab",
        help: Text::new(
            "look at the next pane; Enter or f gives it the screen, Esc back",
            "下一个窗格；Enter 或 f 放大，Esc 返回",
        ),
        footer: Some(Text::new("pane", "窗格")),
        action: Action::Focus(true),
    },
    Hint {
        keys: "x p",
        help: Text::new(
            "figures for the expert; p: strong and large, for a projector",
            "专家数据；p：投影模式，大而醒目",
        ),
        footer: Some(Text::new("expert, projector", "专家、投影")),
        action: Action::Expert,
    },
    Hint {
        keys: "?",
        help: Text::new(
            "these keys; again: what the signs mean",
            "本帮助；再按：符号的含义",
        ),
        footer: Some(Text::new("help", "帮助")),
        action: Action::Help,
    },
    Hint {
        keys: "q",
        help: Text::new(
            "close what is open, or quit; Ctrl-C quits at once",
            "关闭打开的内容或退出；Ctrl-C 立即退出",
        ),
        footer: Some(Text::new("quit", "退出")),
        action: Action::Quit,
    },
    #[cfg(unix)]
    Hint {
        keys: "Ctrl-Z",
        help: Text::new(
            "back to the shell for a while; fg there brings it back",
            "暂时回到 shell；在那里用 fg 返回",
        ),
        footer: None,
        action: Action::Suspend,
    },
];

/// What the help says of the mouse, after the keys.
pub static MOUSE: [Text; 2] = [
    Text::new("mouse", "鼠标"),
    Text::new(
        "drag/wheel a slider, click state, layer, pane; Shift-drag selects",
        "拖动或滚动滑块，点击状态、图层或窗格；Shift-拖动选中文字",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, held: bool) -> Option<Action> {
        action(&KeyEvent::new(code, KeyModifiers::NONE), held)
    }

    #[test]
    fn arrows_move_the_slider_while_one_is_held_and_the_cursor_otherwise() {
        assert_eq!(press(KeyCode::Left, true), Some(Action::Nudge(false)));
        assert_eq!(
            press(KeyCode::Left, false),
            Some(Action::Move(Direction::Left))
        );
    }

    #[test]
    fn a_number_can_only_be_typed_for_a_slider() {
        assert_eq!(press(key('0'), false), None);
        assert_eq!(press(key('.'), true), Some(Action::OpenField(Some('.'))));
        assert_eq!(press(key('2'), true), Some(Action::Take(1)));
    }

    #[test]
    fn no_key_means_two_things_at_once() {
        for (index, one) in BINDINGS.iter().enumerate() {
            for other in &BINDINGS[index + 1..] {
                let whens = [one.when, other.when];
                let in_list = whens.contains(&When::Picking);
                let clash = one.when == other.when || (whens.contains(&When::Always) && !in_list);
                let same = one.code == other.code && one.control == other.control;
                assert!(!(same && clash), "{:?}", one.code);
            }
        }
    }

    #[test]
    fn every_hint_names_a_key_that_exists_and_every_key_has_a_hint() {
        let written = |binding: &Binding| match binding.code {
            KeyCode::Char(character) if binding.control => {
                format!("Ctrl-{}", character.to_ascii_uppercase())
            }
            KeyCode::Char(' ') => "Space".to_string(),
            KeyCode::Char('-') => "−".to_string(),
            KeyCode::Char(character) => character.to_string(),
            KeyCode::Left => "←".into(),
            KeyCode::Right => "→".into(),
            KeyCode::Up => "↑".into(),
            KeyCode::Down => "↓".into(),
            other => format!("{other:?}"),
        };
        for hint in HINTS {
            for name in hint.keys.split(' ') {
                let found = BINDINGS.iter().any(|binding| written(binding) == name);
                assert!(found, "{name} is in the help and not in the table");
            }
            assert!(BINDINGS.iter().any(|binding| binding.action == hint.action));
        }
        let told: String = HINTS
            .iter()
            .flat_map(|hint| [hint.keys, " ", hint.help.get(crate::text::Lang::En), " "])
            .collect();
        for binding in BINDINGS
            .iter()
            .filter(|binding| matches!(binding.code, KeyCode::Char(_)))
        {
            let name = written(binding);
            assert!(
                told.contains(&name) || name == "=",
                "{name} is not in the help"
            );
        }
    }

    #[test]
    fn the_footer_shows_every_hint_that_has_a_word_for_it_once() {
        let shown: Vec<&str> = footer().map(|(keys, _)| keys).collect();
        let worded = HINTS.iter().filter(|hint| hint.footer.is_some());
        let mut worded: Vec<&str> = worded.map(|hint| hint.keys).collect();
        assert_eq!(shown.len(), FOOTER.len());
        let mut sorted = shown;
        sorted.sort_unstable();
        worded.sort_unstable();
        assert_eq!(sorted, worded);
    }

    #[test]
    fn control_c_quits_control_z_suspends_and_other_control_keys_do_nothing() {
        let with = |character| action(&KeyEvent::new(key(character), KeyModifiers::CONTROL), false);
        assert_eq!(with('c'), Some(Action::QuitAtOnce));
        assert_eq!(with('z'), cfg!(unix).then_some(Action::Suspend));
        assert_eq!(with('s'), None);
        assert_eq!(
            action(&KeyEvent::new(key('s'), KeyModifiers::ALT), false),
            None
        );
    }
}
