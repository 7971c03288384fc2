//! What the signs and words of the screen mean: the second page of the help.

use crate::text::Text;
use crate::ui::theme::Slot;

/// A sign, or a word that is used for something of its own, and what it means.
pub(super) struct Sign {
    pub(super) shape: Text,
    pub(super) slot: Slot,
    pub(super) means: Text,
}

const fn sign(sign: &'static str, slot: Slot, en: &'static str, zh: &'static str) -> Sign {
    word(Text::new(sign, sign), slot, en, zh)
}

const fn word(shape: Text, slot: Slot, en: &'static str, zh: &'static str) -> Sign {
    Sign {
        shape,
        slot,
        means: Text::new(en, zh),
    }
}

/// From what it believes to what happened: what is met first stands first.
pub(super) static SIGNS: &[Sign] = &[
    sign(
        "★",
        Slot::Strong,
        "its choice: the action that it believes to be best",
        "它的选择：它认为最好的动作",
    ),
    sign(
        "≠",
        Slot::Strong,
        "after t: its choice is not among the best",
        "按 t 后：它的选择不是最优的",
    ),
    sign(
        "?",
        Slot::Strong,
        "never tried; of a whole state: never entered",
        "从未试过；对状态：从未进入",
    ),
    sign(
        "◀ +0.06",
        Slot::Strong,
        "just updated, and by how much",
        "刚刚更新，以及变化多少",
    ),
    sign(
        "▴ ▾",
        Slot::Strong,
        "beyond the scale (z fits it), or beyond the axis",
        "超出刻度（z 调整），或超出坐标轴",
    ),
    sign(
        "▶ → →↓",
        Slot::Strong,
        "on a map: its route from the start, its choice, a tie",
        "地图上：从起点的路线、选择、平局",
    ),
    sign(
        "◉ ▸",
        Slot::Focus,
        "the learner; what you look at, or your cursor",
        "学习者；正在看的窗格，或光标",
    ),
    sign(
        "┃",
        Slot::Strong,
        "on a bar, after t: the truth",
        "条上（按 t 后）：真值",
    ),
    sign(
        "┼",
        Slot::Strong,
        "on a slider: where it stood before you moved it",
        "滑块上：移动之前的位置",
    ),
    sign(
        "δ",
        Slot::Surprise,
        "surprise: what came, less what it had expected",
        "意外：实际的减去预期的",
    ),
    sign(
        "━",
        Slot::Reward,
        "what its choices earn if it never explores, computed exactly",
        "从不探索时其选择的收益，精确计算",
    ),
    sign(
        "● ─",
        Slot::LEARNER,
        "what it earned, a mean that never spans a change of yours",
        "实际所得的均值，不跨越你的改动",
    ),
    sign(
        "┄",
        Slot::Quiet,
        "the best that any policy earns",
        "任何策略的最好收益",
    ),
    sign(
        "✕",
        Slot::Reward,
        "its choices lead round in circles: no route to an end",
        "它的选择原地打转：没有到终点的路",
    ),
    sign(
        "┊ ▲",
        Slot::Epsilon,
        "here you changed something",
        "你在这里改动过",
    ),
    word(
        Text::new("stable for", "稳定"),
        Slot::Strong,
        "since it last changed its mind; stable is not yet right",
        "距上次改变主意；稳定不等于正确",
    ),
    word(
        Text::new("dithered", "反复"),
        Slot::Strong,
        "it changed its mind again and again, told as one",
        "反复改变主意，合为一条",
    ),
    word(
        Text::new("usual end", "常规结束"),
        Slot::Focus,
        "as many episodes as are usual in this world; Space goes on",
        "此世界通常的回合数；Space 继续",
    ),
];
