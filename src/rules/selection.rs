//! Which rules run: what `--select` and `--ignore` mean.

use crate::rules::registry::{Destination, Rule, all};

/// Sets of rule families with a name of their own.
pub const PRESETS: &[(&str, &[&str])] =
    &[("勾稽", &["T2", "T3", "T4"]), ("文表", &["NT", "NS"]), ("时效", &["D"]), ("采集", &["S"]), ("文字", &["X"])];

/// Which rules run. The default is every rule that is not off, whatever becomes of its flags: `check`
/// prints them all (`--fail-on` and `--ignore` choose among them), and the screens sort them with
/// [`crate::rules::destination`] into the queue, which they open on, the report view and the triage.
#[derive(Debug, Clone)]
pub struct Selection {
    /// In the order of the catalogue.
    rules: Vec<&'static Rule>,
}

impl Default for Selection {
    fn default() -> Self {
        Self { rules: all().iter().copied().filter(|rule| rule.default != Destination::Off).collect() }
    }
}

/// A word of `--select` or `--ignore` that names no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such rule: {word:?} (a code as T3-BAL, its beginning as T3, a preset ({presets}) or ALL; `jianbao rules` lists them)"
)]
pub struct UnknownRule {
    pub word: String,
    presets: String,
}

impl Selection {
    /// The rules that `select` names (the default where it is empty) without those that `ignore`
    /// names. A word is a code, the beginning of one up to a hyphen (`T3`, `S-CELL`), a preset (`勾稽`)
    /// or `ALL`, in any case.
    ///
    /// # Errors
    /// When a word names no rule.
    pub fn parse(select: &[String], ignore: &[String]) -> Result<Self, UnknownRule> {
        let words = |list: &[String]| -> Vec<String> {
            let parts = list.iter().flat_map(|item| item.split([',', '，', ' ']));
            parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let (select, ignore) = (words(select), words(ignore));
        let is_known = |word: &&String| all().iter().any(|rule| names(word, rule));
        if let Some(word) = select.iter().chain(&ignore).find(|word| !is_known(word)) {
            return Err(unknown(word));
        }
        let chosen = |rule: &&Rule| match select.as_slice() {
            [] => rule.default != Destination::Off,
            words => words.iter().any(|word| names(word, rule)),
        };
        let kept = |rule: &&Rule| !ignore.iter().any(|word| names(word, rule));
        Ok(Self { rules: all().iter().copied().filter(chosen).filter(kept).collect() })
    }

    /// Every rule, those that are off by default too.
    pub fn all() -> Self {
        Self { rules: all().to_vec() }
    }

    /// The chosen rules, in the order of the catalogue.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }
}

fn names(word: &str, rule: &Rule) -> bool {
    let preset = PRESETS.iter().find(|(name, _)| *name == word);
    word.eq_ignore_ascii_case("ALL")
        || word.eq_ignore_ascii_case(rule.code)
        || begins(word, rule.code)
        || preset.is_some_and(|(_, families)| families.contains(&rule.family()))
}

/// Whether a word is the beginning of a code up to one of its hyphens: `T3`, `S-CELL`.
fn begins(word: &str, code: &str) -> bool {
    let rest = code.get(word.len()..).filter(|rest| rest.starts_with('-'));
    rest.is_some() && code.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

fn unknown(word: &str) -> UnknownRule {
    UnknownRule { word: word.to_owned(), presets: PRESETS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ") }
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
        check(&["T3-ROW,N-NEG"], &["T3"], &["N-NEG"]);
        check(&["OLD,D-LATE"], &[], &["OLD-SUM", "OLD-CUM", "D-LATE"]);
        check(&["勾稽"], &["t2", "t3"], &["T4-SUM", "T4-CORRECT-RATE", "T4-GT-REQ", "T4-AFTER-GT", "T4-DIRECT-2024"]);
        check(&["s-cell"], &["s-cell-nonnum"], &["S-CELL-BLANK", "S-CELL-SHIFT"]);
        assert_eq!(codes(&["ALL"], &[]).unwrap().len(), all().len());
        let off = all().iter().filter(|rule| rule.default == Destination::Off).count();
        assert_eq!(codes(&[], &[]).unwrap().len(), all().len() - off);
        assert_eq!(Selection::default().rules().len(), all().len() - off);
    }

    #[test]
    fn a_word_that_names_nothing_is_named() {
        let error = codes(&["T3", "T9-NONE"], &[]).unwrap_err();
        assert_eq!(error.word, "T9-NONE");
        assert!(error.to_string().contains("T9-NONE") && error.to_string().contains("勾稽"));
        for word in ["y", "T", "S-C", "-", "T3-", "勾"] {
            assert!(codes(&[], &[word]).is_err(), "{word}");
        }
    }

    #[test]
    fn every_preset_has_rules() {
        for (name, _) in PRESETS {
            assert!(!codes(&[name], &[]).unwrap().is_empty(), "{name}");
        }
    }
}
