//! The number field: it owns the keyboard until Enter or Esc.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::agent::{ParamId, Setting};
use crate::text::Text;

/// The longest number that can be typed.
const MOST_CHARACTERS: usize = 12;

/// A value being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// What it is for.
    pub param: ParamId,
    /// What was typed so far.
    pub typed: String,
    /// Why it was refused.
    pub refused: Option<Text>,
}

/// What came of a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// The field stays open.
    Open,
    /// It was left without a value.
    Left,
    /// It holds a value.
    Value(Setting),
    /// The person wants to end the program.
    Quit,
}

impl Field {
    /// Open a field, with a first character perhaps.
    pub fn new(param: ParamId, first: Option<char>) -> Self {
        Self {
            param,
            typed: first.into_iter().collect(),
            refused: None,
        }
    }

    /// Take a key.
    pub fn key(&mut self, event: &KeyEvent) -> Typed {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        match event.code {
            KeyCode::Char('c') if control => return Typed::Quit,
            KeyCode::Esc => return Typed::Left,
            KeyCode::Enter => return self.enter(),
            KeyCode::Backspace => {
                self.refused = None;
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
        let fits = character.is_ascii_digit() || "+-.eE".contains(character);
        if !fits {
            self.refused = Some(Text::new(
                "digits and a point, please",
                "请输入数字和小数点",
            ));
        } else if self.typed.len() < MOST_CHARACTERS {
            self.typed.push(character);
        }
    }

    fn enter(&mut self) -> Typed {
        if self.typed.is_empty() {
            return Typed::Left;
        }
        let Ok(value) = self.typed.parse::<f64>() else {
            self.refused = Some(Text::new("not a number", "不是数字"));
            return Typed::Open;
        };
        if let Ok(setting) = Setting::new(self.param, value) {
            return Typed::Value(setting);
        }
        let spec = self.param.spec();
        let (low, high) = spec.range();
        let (en, zh) = if spec.whole {
            ("whole numbers, ", "整数 ")
        } else {
            ("", " ")
        };
        self.refused = Some(Text::pair(
            format!("only {en}{low} to {high}"),
            format!("只能是{zh}{low} 到 {high}"),
        ));
        Typed::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(first: Option<char>, keys: &str) -> (Field, Typed) {
        let mut field = Field::new(ParamId::Alpha, first);
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
            Typed::Value(value) => value.get(),
            other => panic!("{other:?}"),
        };
        assert_eq!(value("0.123456\n"), 0.123_456);
        assert_eq!(value("1\n"), 1.0);
        assert_eq!(value("0,5\n"), 0.5);
        assert_eq!(value("1e-3\n"), 0.001);
        assert_eq!(
            type_in(Some('.'), "5\n").1,
            Typed::Value(Setting::new(ParamId::Alpha, 0.5).unwrap())
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
    fn an_empty_field_is_left_as_it_was_found() {
        assert_eq!(type_in(None, "\n").1, Typed::Left);
        assert_eq!(type_in(Some('0'), "\u{8}\u{8}").1, Typed::Left);
    }
}
