//! Questions of figures, each a command without its paths: what a screen shows is what the command prints. Who answers
//! is given by `commands`.

use std::fmt;
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::corpus::agencies::Agencies;
use crate::figures::Sheet;
use crate::review::Ledger;
use crate::rules::Checked;

/// A question: a command of figures with its options, and what it measures where it measures anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asking {
    /// `table`, `coverage`, `similar`.
    pub command: String,
    /// The last word of `table`.
    pub cells: Option<String>,
    pub options: Vec<String>,
}

impl Asking {
    /// A question of words, the first of them the command.
    pub fn of(words: &[String]) -> Self {
        let mut words = words.iter().cloned();
        let command = words.next().unwrap_or_default();
        let mut rest: Vec<String> = words.collect();
        let has_cells = rest.first().is_some_and(|word| !word.starts_with('-'));
        let cells = has_cells.then(|| rest.remove(0));
        Self { command, cells, options: rest }
    }

    /// The words behind the command, as they are typed: what is measured comes first.
    pub fn line(&self) -> String {
        let words = self.cells.iter().chain(&self.options).map(String::as_str);
        words.map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// The same command with other words; `None` where a quotation mark is left open.
    pub fn with_line(&self, line: &str) -> Option<Self> {
        let words = shlex::split(line)?;
        Some(Self::of(&[vec![self.command.clone()], words].concat()).once())
    }

    /// Of options that are given twice the last; those that are meant to be given several times stay.
    fn once(self) -> Self {
        let mut options: Vec<String> = Vec::new();
        let mut rest = self.options.into_iter().peekable();
        while let Some(word) = rest.next() {
            let value = rest.next_if(|value| !value.starts_with("--"));
            let before = options.iter().position(|other| *other == word).filter(|_| word != "--having");
            match (before, value) {
                (Some(at), Some(value)) if options.get(at + 1).is_some_and(|other| !other.starts_with("--")) => {
                    if let Some(place) = options.get_mut(at + 1) {
                        *place = value;
                    }
                }
                (Some(_), None) => {}
                (_, value) => options.extend(std::iter::once(word).chain(value)),
            }
        }
        Self { options, ..self }
    }

    /// What an option is.
    pub fn option(&self, name: &str) -> Option<&str> {
        let at = self.options.iter().position(|word| word == name)?;
        self.options.get(at + 1).map(String::as_str)
    }

    /// Whether a word without a value is among the options.
    pub fn has(&self, name: &str) -> bool {
        self.options.iter().any(|word| word == name)
    }

    /// The same with an option that is this, or that is not given.
    pub fn with(&self, name: &str, value: Option<&str>) -> Self {
        let mut options = self.options.clone();
        let at = options.iter().position(|word| word == name);
        match (at, value) {
            (Some(at), None) => _ = options.drain(at..(at + 2).min(options.len())),
            (Some(at), Some(value)) => {
                if let Some(place) = options.get_mut(at + 1) {
                    value.clone_into(place);
                }
            }
            (None, Some(value)) => options.extend([name.to_owned(), value.to_owned()]),
            (None, None) => {}
        }
        Self { options, ..self.clone() }
    }

    /// The same with a word that has no value, or without it.
    pub fn turned(&self, name: &str) -> Self {
        let mut options = self.options.clone();
        match options.iter().position(|word| word == name) {
            Some(at) => _ = options.remove(at),
            None => options.push(name.to_owned()),
        }
        Self { options, ..self.clone() }
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,=:@%+·、".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The reports a question is about, with what is known of them.
#[derive(Debug, Clone)]
pub struct Shown {
    pub corpus: Arc<Corpus>,
    pub agencies: Arc<Agencies>,
    pub checked: Arc<Checked>,
    pub ledger: Arc<Ledger>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub sheet: Sheet,
    /// The command that prints the same, with its paths, as a shell takes it.
    pub command: String,
    /// What has to stand beside the figures where they are cited: program, corpus, rules, population.
    pub citation: String,
}

/// Answers questions of figures.
pub trait Figurer: Send + Sync + fmt::Debug {
    /// The answer to a question.
    ///
    /// # Errors
    /// When it cannot be understood or counted, in words for people.
    fn answer(&self, asking: &Asking, shown: &Shown) -> Result<Told, String>;
}

/// Whoever answers for the inspector.
#[derive(Debug, Clone)]
pub struct Answerer(Arc<dyn Figurer>);

impl Answerer {
    pub fn of(figurer: impl Figurer + 'static) -> Self {
        Self(Arc::new(figurer))
    }

    pub(super) fn answer(&self, asking: &Asking, shown: &Shown) -> Result<Told, String> {
        self.0.answer(asking, shown)
    }
}

impl PartialEq for Answerer {
    /// Two are the same where they are one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Arc::as_ptr(&self.0), Arc::as_ptr(&other.0))
    }
}

impl Eq for Answerer {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(words: &[&str]) -> Asking {
        Asking::of(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_changed_in_place() {
        let table = of(&["table", "新收", "--by", "province", "--pivot"]);
        assert_eq!((table.cells.as_deref(), table.option("--by")), (Some("新收"), Some("province")));
        assert_eq!(table.with("--by", Some("city")).line(), "新收 --by city --pivot");
        assert_eq!(table.with("--by", None).line(), "新收 --pivot");
        assert_eq!(table.turned("--pivot").turned("--panel").line(), "新收 --by province --panel");
        assert_eq!(
            table.with("--where", Some("region:甲 新收:>100")).line(),
            "新收 --by province --pivot --where 'region:甲 新收:>100'"
        );
        assert_eq!(of(&["coverage", "--year", "2021"]).cells, None);
        let typed =
            table.with_line("新收 --years 2023 --panel --having a --years 2019..2025 --panel --having b").unwrap();
        assert_eq!(typed.line(), "新收 --years 2019..2025 --panel --having a --having b");
    }

    proptest! {
        #[test]
        fn what_is_typed_is_what_was_asked(words in prop::collection::vec("[a-z一-三' \"\\-]{1,5}", 0..5)) {
            let asking = Asking::of(&[vec!["table".to_owned()], words].concat());
            prop_assert_eq!(asking.with_line(&asking.line()), Some(asking.once()));
        }
    }
}
