//! The number field: it owns the keyboard until Enter or Esc; `q` closes it too, as it closes all that is open.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Knob, format};
use crate::agent::{ParamId, Setting};
use crate::mdp::{LARGEST_PAY, Pay};
use crate::session::Place;
use crate::text::{Text, whole_number};

/// The longest number that can be typed.
const MOST_CHARACTERS: usize = 12;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A value of a parameter or a reward.
    Value(Knob),
    /// A place to go to: `500` or `e500` for an episode, `s20000` for a step.
    Place,
}

impl Asked {
    /// What it may be made of, and how to say so.
    fn letters(self) -> (&'static str, Text) {
        match self {
            Self::Value(_) => (
                "+-.eE",
                Text::new("digits and a point, please", "请输入数字和小数点"),
            ),
            Self::Place => (
                "eEsS_",
                Text::new(
                    "digits, please; an e or an s before them",
                    "请输入数字；前面可加 e 或 s",
                ),
            ),
        }
    }
}

/// A number being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// What it is for.
    pub asked: Asked,
    /// What was typed so far.
    pub typed: String,
    /// Why it was refused.
    pub refused: Option<Text>,
    /// Whether what was typed was refused as a whole: a further character begins anew.
    stale: bool,
}

/// What came of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// The field stays open.
    Open,
    /// It was left without a value.
    Left,
    /// It holds a value.
    Value(Knob, f64),
    /// It holds a place to go to.
    Place(Place),
    /// The person wants to end the program.
    Quit,
}

impl Field {
    /// Open a field, with a first character perhaps.
    pub fn new(asked: Asked, first: Option<char>) -> Self {
        Self {
            asked,
            typed: first.into_iter().collect(),
            refused: None,
            stale: false,
        }
    }

    /// Take a key.
    pub fn key(&mut self, event: &KeyEvent) -> Typed {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        match event.code {
            KeyCode::Char('c') if control => return Typed::Quit,
            KeyCode::Esc | KeyCode::Char('q') => return Typed::Left,
            KeyCode::Enter => return self.enter(),
            KeyCode::Backspace => {
                (self.refused, self.stale) = (None, false);
                if self.typed.pop().is_none() {
                    return Typed::Left;
                }
            }
            KeyCode::Char(character) if !control => self.put(character),
            _ => {}
        }
        Typed::Open
    }

    fn put(&mut self, character: char) {
        self.refused = None;
        // A comma is what the decimal point looks like in half of the world.
        let character = if character == ',' { '.' } else { character };
        let (letters, please) = self.asked.letters();
        if !(character.is_ascii_digit() || letters.contains(character)) {
            self.refused = Some(please);
            return;
        }
        if std::mem::take(&mut self.stale) {
            self.typed.clear();
        }
        if self.typed.len() < MOST_CHARACTERS {
            self.typed.push(character);
        }
    }

    fn enter(&mut self) -> Typed {
        if self.typed.is_empty() {
            return Typed::Left;
        }
        match self.asked {
            Asked::Value(knob) => self.enter_value(knob),
            Asked::Place => match place(&self.typed) {
                Some(place) => Typed::Place(place),
                None => self.refuse(Text::new(
                    "a whole number: 500, e500 or s20000",
                    "请输入整数：500、e500 或 s20000",
                )),
            },
        }
    }

    /// Stay open and say why; what was typed stands there to be mended, until a further character takes its place.
    pub fn refuse(&mut self, why: Text) -> Typed {
        (self.refused, self.stale) = (Some(why), true);
        Typed::Open
    }

    fn enter_value(&mut self, knob: Knob) -> Typed {
        let Ok(value) = self.typed.parse::<f64>() else {
            return self.refuse(Text::new("not a number", "不是数字"));
        };
        match knob {
            Knob::Param(param) => match Setting::new(param, value) {
                Ok(setting) => Typed::Value(knob, setting.get()),
                Err(_) => self.refuse(range(param)),
            },
            Knob::Reward(_) => match Pay::new(value) {
                Some(pay) => Typed::Value(knob, pay.get()),
                None => self.refuse(largest()),
            },
        }
    }
}

/// What a parameter can be.
fn range(param: ParamId) -> Text {
    let spec = param.spec();
    let (low, high) = spec.range();
    let (en, zh) = if spec.whole {
        ("whole numbers, ", "整数 ")
    } else {
        ("", " ")
    };
    Text::pair(
        format!("only {en}{low} to {high}"),
        format!("只能是{zh}{low} 到 {high}"),
    )
}

/// What a reward can be.
fn largest() -> Text {
    let (low, high) = (format::reward(-LARGEST_PAY), format::reward(LARGEST_PAY));
    Text::pair(
        format!("only {low} to {high}"),
        format!("只能是 {low} 到 {high}"),
    )
}

/// Read a place: a step after an `s`, else an episode.
fn place(typed: &str) -> Option<Place> {
    if let Some(step) = typed.strip_prefix(['s', 'S']) {
        return whole_number(step).map(Place::Step);
    }
    let episode = typed.strip_prefix(['e', 'E']).unwrap_or(typed);
    whole_number(episode).map(Place::Episode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mdp::RewardId;

    fn type_in(first: Option<char>, keys: &str) -> (Field, Typed) {
        fill(Field::new(Asked::Value(ParamId::Alpha.into()), first), keys)
    }

    fn fill(mut field: Field, keys: &str) -> (Field, Typed) {
        let mut last = Typed::Open;
        for character in keys.chars() {
            let code = match character {
                '\n' => KeyCode::Enter,
                '\u{8}' => KeyCode::Backspace,
                other => KeyCode::Char(other),
            };
            last = field.key(&KeyEvent::new(code, KeyModifiers::NONE));
        }
        (field, last)
    }

    #[test]
    fn typing_is_exact() {
        let value = |typed: &str| match type_in(None, typed).1 {
            Typed::Value(_, value) => value,
            other => panic!("{other:?}"),
        };
        assert_eq!(value("0.123456\n"), 0.123_456);
        assert_eq!(value("1\n"), 1.0);
        assert_eq!(value("0,5\n"), 0.5);
        assert_eq!(value("1e-3\n"), 0.001);
        assert_eq!(
            type_in(Some('.'), "5\n").1,
            Typed::Value(ParamId::Alpha.into(), 0.5)
        );
    }

    #[test]
    fn what_is_not_allowed_is_refused_in_place() {
        for typed in ["1.2\n", "-0.1\n", "1e9\n", ".\n", "1-1\n"] {
            let (field, last) = type_in(None, typed);
            assert_eq!(last, Typed::Open, "{typed}");
            assert!(field.refused.is_some(), "{typed}");
        }
        let (field, _) = type_in(None, "0x5");
        assert_eq!(
            (field.typed.as_str(), field.refused),
            ("05", None),
            "letters are not taken"
        );
    }

    #[test]
    fn after_a_refusal_a_character_begins_anew_and_backspace_mends() {
        let value = Typed::Value(ParamId::Alpha.into(), 0.3);
        assert_eq!(type_in(None, "3\n.3\n").1, value);
        assert_eq!(type_in(None, "1.2\n\u{8}\u{8}\u{8}.3\n").1, value);
        let (field, _) = type_in(None, "1.2\nx");
        assert_eq!(
            field.typed, "1.2",
            "a letter that cannot be is no beginning"
        );
    }

    #[test]
    fn what_closes_all_else_closes_it_too() {
        for key in [KeyCode::Esc, KeyCode::Char('q')] {
            let mut field = Field::new(Asked::Place, Some('5'));
            assert_eq!(field.key(&KeyEvent::from(key)), Typed::Left);
        }
    }

    #[test]
    fn a_reward_is_any_number_of_a_usable_size() {
        let reward = Knob::Reward(RewardId::at(1));
        let typed = |keys: &str| fill(Field::new(Asked::Value(reward), None), keys);
        assert_eq!(typed("-2,5\n").1, Typed::Value(reward, -2.5));
        assert_eq!(typed("1e6\n").1, Typed::Value(reward, 1e6));
        for keys in ["1e7\n", "-1000001\n", "1e999\n", "--1\n"] {
            let (field, last) = typed(keys);
            assert_eq!(last, Typed::Open, "{keys}");
            assert!(field.refused.is_some(), "{keys}");
        }
    }

    #[test]
    fn a_place_is_an_episode_or_after_an_s_a_step() {
        let place = |typed: &str| fill(Field::new(Asked::Place, None), typed);
        let read = |typed: &str| match place(typed).1 {
            Typed::Place(place) => place,
            other => panic!("{other:?}"),
        };
        assert_eq!(read("500\n"), Place::Episode(500));
        assert_eq!(read("e500\n"), Place::Episode(500));
        assert_eq!(read("s20000\n"), Place::Step(20_000));
        assert_eq!(read("S2e4\n"), Place::Step(20_000));
        assert_eq!(read("1e3\n"), Place::Episode(1000));
        for typed in ["e\n", "se5\n", "5s\n", "99999999999e9\n"] {
            let (field, last) = place(typed);
            assert_eq!(last, Typed::Open, "{typed}");
            assert!(field.refused.is_some(), "{typed}");
        }
        assert_eq!(
            place("-3").0.typed,
            "3",
            "there is nothing before the start"
        );
    }

    #[test]
    fn an_empty_field_is_left_as_it_was_found() {
        assert_eq!(type_in(None, "\n").1, Typed::Left);
        assert_eq!(type_in(Some('0'), "\u{8}\u{8}").1, Typed::Left);
    }
}
