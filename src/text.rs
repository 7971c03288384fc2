//! The two-language string: every text that a person reads stands in English and Chinese side by side. And what people
//! write: numbers, and names that they mistype.

mod nearest;
mod number;

use std::borrow::Cow;

pub use nearest::nearest;
pub use number::whole_number;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese (simplified).
    Zh,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    en: Cow<'static, str>,
    zh: Cow<'static, str>,
}

impl Text {
    /// Put the English and the Chinese wording side by side.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self {
            en: Cow::Borrowed(en),
            zh: Cow::Borrowed(zh),
        }
    }

    /// Put two wordings that are made at run time side by side.
    pub fn pair(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self {
            en: Cow::Owned(en.into()),
            zh: Cow::Owned(zh.into()),
        }
    }

    /// Take a text that reads the same in both languages: a file's own label, a name, a number.
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            en: Cow::Owned(text.clone()),
            zh: Cow::Owned(text),
        }
    }

    /// The wording in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// Print a count with separators, as it reads in both languages: "1,095".
pub fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// Put a comma between each three digits of the whole part of an unsigned number.
pub fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::with_capacity(number.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators_in_their_whole_part() {
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(grouped("1234.5678"), "1,234.5678");
    }

    #[test]
    fn each_language_gets_its_own_wording() {
        const BOTH: Text = Text::new("state", "状态");
        assert_eq!(BOTH.get(Lang::En), "state");
        assert_eq!(BOTH.get(Lang::Zh), "状态");
    }

    #[test]
    fn a_plain_text_reads_the_same_in_both() {
        let label = Text::plain("Köln");
        assert_eq!(label.get(Lang::En), label.get(Lang::Zh));
    }
}
