//! Which rules run, how grave their flags are and where they go: what the user says of the rules.

use std::collections::BTreeMap;

use crate::model::flag::{Destination, Flag, Severity};
use crate::rules::presets;
use crate::rules::registry::{Rule, all, find};

/// What the user says of the rules, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Names of sets of rules: `勾稽`.
    pub preset: Vec<String>,
    /// The rules to run, besides those of the sets; the default where both are empty. A word is a code,
    /// the beginning of one up to a hyphen (`T3`, `S-CELL`), a set or `ALL`, in any case.
    pub select: Vec<String>,
    /// The rules not to run, in the same words.
    pub ignore: Vec<String>,
    /// By code, how grave every flag of the rule is.
    pub severity: BTreeMap<String, Severity>,
    /// By code, where the flags of the rule go; a rule sent to `off` does not run unless it is selected.
    pub default: BTreeMap<String, Destination>,
}

/// Which rules run. The default is every rule that is not off, whatever becomes of its flags: `check`
/// prints them all (`--severity` and `--ignore` choose among them), and the screens sort them with
/// [`crate::rules::destination`] into the queue, which they open on, the report view and the triage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// In the order of the catalogue.
    rules: Vec<&'static Rule>,
    /// What the user changed of rules, by code.
    severity: BTreeMap<&'static str, Severity>,
    default: BTreeMap<&'static str, Destination>,
    /// What belongs to persons is shown as it is.
    shows_persons: bool,
}

impl Default for Selection {
    fn default() -> Self {
        Self::of(all().iter().copied().filter(|rule| rule.default != Destination::Off).collect())
    }
}

/// A word that names no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRule {
    #[error(
        "no such rule: {word:?} (a code as T3-BAL, its beginning as T3, a preset ({presets}) or ALL; `jianbao rules` lists them)"
    )]
    Words { word: String, presets: String },
    #[error("no such preset: {word:?} (there are {presets})")]
    Preset { word: String, presets: String },
    #[error("no such rule: {word:?} (a code as T3-BAL; `jianbao rules --all` lists them)")]
    Code { word: String },
}

impl Selection {
    /// The rules that `select` names (the default where it is empty) without those that `ignore` names.
    ///
    /// # Errors
    /// When a word names no rule.
    pub fn parse(select: &[String], ignore: &[String]) -> Result<Self, UnknownRule> {
        Self::wished(&Wishes { select: select.to_vec(), ignore: ignore.to_vec(), ..Wishes::default() })
    }

    /// The rules as the user wants them.
    ///
    /// # Errors
    /// When a word names no rule.
    pub fn wished(wishes: &Wishes) -> Result<Self, UnknownRule> {
        let (preset, select, ignore) = (words(&wishes.preset), words(&wishes.select), words(&wishes.ignore));
        preset.iter().try_for_each(|word| known_preset(word))?;
        select.iter().chain(&ignore).try_for_each(|word| known_words(word))?;
        let severity = by_code(&wishes.severity)?;
        let default = by_code(&wishes.default)?;
        let sent = |rule: &Rule| default.get(rule.code).copied().unwrap_or(rule.default);
        let chosen = |rule: &&Rule| match (preset.as_slice(), select.as_slice()) {
            ([], []) => sent(rule) != Destination::Off,
            (sets, words) => {
                sets.iter().any(|set| presets::has(set, rule)) || words.iter().any(|word| names(word, rule))
            }
        };
        let kept = |rule: &&Rule| !ignore.iter().any(|word| names(word, rule));
        let rules = all().iter().copied().filter(chosen).filter(kept).collect();
        Ok(Self { rules, severity, default, shows_persons: false })
    }

    /// Every rule, those that are off by default too.
    pub fn all() -> Self {
        Self::of(all().to_vec())
    }

    fn of(rules: Vec<&'static Rule>) -> Self {
        Self { rules, severity: BTreeMap::new(), default: BTreeMap::new(), shows_persons: false }
    }

    /// The same, showing what belongs to persons as it is. Such flags are kept in no index.
    pub fn showing_persons(self, shows_persons: bool) -> Self {
        Self { shows_persons, ..self }
    }

    /// Whether what belongs to persons is shown as it is.
    pub fn shows_persons(&self) -> bool {
        self.shows_persons
    }

    /// The chosen rules, in the order of the catalogue.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// Whether a rule is among the chosen ones.
    pub fn has(&self, code: &str) -> bool {
        self.rules.iter().any(|rule| rule.code == code)
    }

    /// How grave the flags of a rule are.
    pub fn severity(&self, rule: &Rule) -> Severity {
        self.severity.get(rule.code).copied().unwrap_or(rule.severity)
    }

    /// Where the flags of a rule go.
    pub fn destination(&self, rule: &Rule) -> Destination {
        self.default.get(rule.code).copied().unwrap_or(rule.default)
    }

    /// Makes a flag as grave as the user wants it, and sends it where they want it. To be called before
    /// flags are folded, since the graver one is the root.
    pub(crate) fn amend(&self, flag: &mut Flag) {
        flag.severity = self.severity.get(flag.rule).copied().unwrap_or(flag.severity);
        flag.sent = self.default.get(flag.rule).copied();
    }
}

fn words(list: &[String]) -> Vec<String> {
    let parts = list.iter().flat_map(|item| item.split([',', '，', ' ']));
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// # Errors
/// When no set has the name.
pub fn known_preset(word: &str) -> Result<(), UnknownRule> {
    let unknown = || UnknownRule::Preset { word: word.to_owned(), presets: presets::names().join(" ") };
    presets::names().contains(&word).then_some(()).ok_or_else(unknown)
}

/// # Errors
/// When no rule goes by the word.
pub fn known_words(word: &str) -> Result<(), UnknownRule> {
    let unknown = || UnknownRule::Words { word: word.to_owned(), presets: presets::names().join(" ") };
    all().iter().any(|rule| names(word, rule)).then_some(()).ok_or_else(unknown)
}

/// The code of the catalogue, which is written in any case.
///
/// # Errors
/// When no rule has it.
pub fn known_code(word: &str) -> Result<&'static str, UnknownRule> {
    find(word).map(|rule| rule.code).ok_or_else(|| UnknownRule::Code { word: word.to_owned() })
}

fn by_code<T: Copy>(map: &BTreeMap<String, T>) -> Result<BTreeMap<&'static str, T>, UnknownRule> {
    map.iter().map(|(word, value)| Ok((known_code(word)?, *value))).collect()
}

fn names(word: &str, rule: &Rule) -> bool {
    word.eq_ignore_ascii_case("ALL")
        || word.eq_ignore_ascii_case(rule.code)
        || begins(word, rule.code)
        || presets::has(word, rule)
}

/// Whether a word is the beginning of a code up to one of its hyphens: `T3`, `S-CELL`.
fn begins(word: &str, code: &str) -> bool {
    let rest = code.get(word.len()..).filter(|rest| rest.starts_with('-'));
    rest.is_some() && code.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(select: &[&str], ignore: &[&str]) -> Result<Vec<&'static str>, UnknownRule> {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let selection = Selection::parse(&owned(select), &owned(ignore))?;
        Ok(selection.rules().iter().map(|rule| rule.code).collect())
    }

    #[test]
    fn words_name_rules_families_presets_or_all() {
        let check = |select: &[&str], ignore: &[&str], expected: &[&str]| {
            assert_eq!(codes(select, ignore).unwrap(), expected, "{select:?} {ignore:?}");
        };
        check(&["t3-bal"], &[], &["T3-BAL"]);
        let family = |name: &str| -> Vec<_> {
            all().iter().filter(|rule| rule.family() == name).map(|rule| rule.code).collect()
        };
        check(&["T3-ROW,N-NEG"], &["T3"], &["N-NEG"]);
        check(&["OLD,D-LATE"], &[], &["OLD-SUM", "OLD-CUM", "D-LATE"]);
        check(&["勾稽"], &["t2", "t3"], &family("T4"));
        check(&["s-cell"], &["s-cell-nonnum"], &["S-CELL-BLANK", "S-CELL-SHIFT"]);
        assert_eq!(codes(&["ALL"], &[]).unwrap().len(), all().len());
        let off = all().iter().filter(|rule| rule.default == Destination::Off).count();
        assert_eq!(codes(&[], &[]).unwrap().len(), all().len() - off);
        assert_eq!(Selection::default().rules().len(), all().len() - off);
    }

    #[test]
    fn a_word_that_names_nothing_is_named() {
        let error = codes(&["T3", "T9-NONE"], &[]).unwrap_err();
        assert!(matches!(&error, UnknownRule::Words { word, .. } if word == "T9-NONE"));
        assert!(error.to_string().contains("T9-NONE") && error.to_string().contains("勾稽"));
        for word in ["y", "T", "S-C", "-", "T3-", "勾"] {
            assert!(codes(&[], &[word]).is_err(), "{word}");
        }
    }

    fn wished(change: impl FnOnce(&mut Wishes)) -> Result<Selection, UnknownRule> {
        let mut wishes = Wishes::default();
        change(&mut wishes);
        Selection::wished(&wishes)
    }

    #[test]
    fn sets_and_rules_add_up() {
        let both = wished(|wishes| {
            wishes.preset = vec!["文字".into()];
            wishes.select = vec!["t3-bal".into()];
            wishes.ignore = vec!["X-DUPWORD".into()];
        });
        let both = both.unwrap();
        assert!(both.has("T3-BAL") && both.has("X-NUMBERING") && !both.has("X-DUPWORD") && !both.has("T3-ROW"));
        // A preset is one by its whole name, and a code is none.
        for word in ["T3", "ALL", "勾", "采集的"] {
            let error = wished(|wishes| wishes.preset = vec![word.into()]).unwrap_err();
            assert!(error.to_string().contains(word) && error.to_string().contains("勾稽"), "{error}");
        }
    }

    #[test]
    fn rules_are_as_grave_and_go_where_the_user_says() {
        let off = all().iter().find(|rule| rule.default == Destination::Off);
        let changed = wished(|wishes| {
            wishes.severity.insert("ns-sum".into(), Severity::Info);
            wishes.default.insert("D-LATE".into(), Destination::Off);
            wishes.default.extend(off.map(|rule| (rule.code.to_owned(), Destination::Shown)));
        });
        let changed = changed.unwrap();
        assert_eq!(changed.severity(find("NS-SUM").unwrap()), Severity::Info);
        assert_eq!(changed.severity(find("T3-BAL").unwrap()), Severity::Error);
        assert!(!changed.has("D-LATE") && off.is_none_or(|rule| changed.has(rule.code)));
        // What is selected runs, wherever its flags are sent.
        let selected = wished(|wishes| {
            wishes.select = vec!["D-LATE".into()];
            wishes.default.insert("D-LATE".into(), Destination::Off);
        });
        assert!(selected.unwrap().has("D-LATE"));
        for word in ["T9-X", "T3", "ALL"] {
            let sent = BTreeMap::from([(word.to_owned(), Destination::Queue)]);
            let error = wished(|wishes| wishes.default = sent).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
    }
}
