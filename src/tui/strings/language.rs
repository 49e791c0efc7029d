//! The language of the interface, and words in both. What a report says, the forms' own words and the
//! messages of rules stay as they are printed: Chinese.

use std::cell::Cell;
use std::fmt;
use std::ops::Deref;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

thread_local! {
    /// One thread draws and updates, so the language is said once, where that thread begins.
    static SPOKEN: Cell<Language> = const { Cell::new(Language::Chinese) };
}

/// Makes this thread speak a language.
pub fn speak(language: Language) {
    SPOKEN.set(language);
}

/// The language this thread speaks.
pub fn spoken() -> Language {
    SPOKEN.get()
}

impl Language {
    /// The language of a locale (`zh_CN.UTF-8`, `en_US`); Chinese where it names none, as `C` does.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '.', '@']).next().unwrap_or_default();
        if matches!(language, "" | "C" | "POSIX" | "zh" | "yue" | "wuu") { Self::Chinese } else { Self::English }
    }
}

/// The same in both languages; reads as the one that is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub zh: &'static str,
    pub en: &'static str,
}

/// Words in both languages.
pub const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

impl Words {
    /// The words in the language that is spoken.
    pub fn said(self) -> &'static str {
        match spoken() {
            Language::Chinese => self.zh,
            Language::English => self.en,
        }
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        self.said()
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.said())
    }
}

impl From<Words> for String {
    fn from(words: Words) -> Self {
        words.said().to_owned()
    }
}

/// `format!` in the language that is spoken: first the Chinese, then the English, then what both take.
macro_rules! say {
    ($zh:literal, $en:literal $(, $value:expr)* $(,)?) => {
        match $crate::tui::strings::spoken() {
            $crate::tui::strings::Language::Chinese => format!($zh $(, $value)*),
            $crate::tui::strings::Language::English => format!($en $(, $value)*),
        }
    };
}
pub(in crate::tui::strings) use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_locale() {
        let check = |locale: &str, language| assert_eq!(Language::of_locale(locale), language, "{locale}");
        for chinese in ["", "C", "C.UTF-8", "POSIX", "zh_CN.UTF-8", "zh_TW", "zh"] {
            check(chinese, Language::Chinese);
        }
        for other in ["en_US.UTF-8", "en", "de_DE@euro"] {
            check(other, Language::English);
        }
    }

    #[test]
    fn words_are_said_in_the_language_spoken() {
        let (all, n) = (words("全部", "all"), 3);
        assert_eq!((all.to_string(), say!("{n} 份", "{n} reports")), ("全部".to_owned(), "3 份".to_owned()));
        speak(Language::English);
        assert_eq!((&*all, say!("{} 份", "{} reports", n)), ("all", "3 reports".to_owned()));
        speak(Language::Chinese);
    }
}
