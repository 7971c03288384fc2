//! What the terminal and its user are like: language and letters, as far as the environment tells.

use crate::text::Lang;

/// The language that `locale` asks for: Chinese for every `zh…`, else English.
///
/// It is the first of the variables `LC_ALL`, `LC_MESSAGES` and `LANG` that is set to something, as POSIX has it.
pub fn language(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.to_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// Whether only ASCII letters can be shown: on the Linux console, and in a locale that names another encoding than UTF-8.
///
/// The encoding is told by the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set to something. Where none is, as in many
/// containers, that says nothing about the terminal outside: it is asked how it shows signs, and tells by that too.
pub fn is_ascii(variable: impl Fn(&str) -> Option<String>) -> bool {
    let mut locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(&variable);
    let locale = locale.find(|value| !value.is_empty());
    let other = locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        !["utf-8", "utf8"].iter().any(|name| locale.contains(name))
    });
    other || is_console(variable)
}

/// Whether the terminal is the Linux console: it has few signs, and prints a question for its ground.
pub fn is_console(variable: impl Fn(&str) -> Option<String>) -> bool {
    variable("TERM").as_deref() == Some("linux")
}

/// A variable of the process's environment.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(variables: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    fn with(variables: &[(&str, &str)]) -> Lang {
        language(set(variables))
    }

    #[test]
    fn a_locale_without_utf_8_and_the_console_have_ascii_letters_only() {
        for (variables, ascii) in [
            (&[][..], false),
            (&[("LANG", "C")], true),
            (&[("LANG", "POSIX")], true),
            (&[("LANG", "C.UTF-8")], false),
            (&[("LANG", "de_DE.utf8")], false),
            (&[("LANG", "zh_CN.GB18030")], true),
            (&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], true),
            (&[("LC_CTYPE", "UTF-8"), ("LANG", "C")], false),
            (
                &[("LC_ALL", ""), ("LC_CTYPE", "C"), ("LANG", "C.UTF-8")],
                true,
            ),
            (&[("LC_ALL", "C.UTF-8"), ("LC_CTYPE", "C")], false),
            (&[("TERM", "linux"), ("LANG", "C.UTF-8")], true),
            (&[("TERM", "xterm-256color")], false),
        ] {
            assert_eq!(is_ascii(set(variables)), ascii, "{variables:?}");
        }
        assert!(is_console(set(&[("TERM", "linux")])));
    }

    #[test]
    fn the_first_variable_that_says_something_decides() {
        assert_eq!(with(&[]), Lang::En);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(
            with(&[("LC_ALL", "en_US.UTF-8"), ("LANG", "zh_CN.UTF-8")]),
            Lang::En
        );
        assert_eq!(
            with(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW"), ("LANG", "C")]),
            Lang::Zh
        );
        assert_eq!(with(&[("LANG", "de_DE.UTF-8")]), Lang::En);
    }
}
