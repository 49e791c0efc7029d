//! The flags of an earlier run, which a new run is compared with: by fingerprint, so that a flag stays
//! known when the report is read anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::corpus::read_whole;
use crate::rules::{Fingerprint, Selection};

/// Whether a flag was raised in the earlier run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum State {
    New,
    Known,
}

impl State {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
        }
    }

    pub(super) fn name_zh(self) -> &'static str {
        match self {
            Self::New => "新增",
            Self::Known => "存量",
        }
    }
}

/// Flags by their fingerprint, with their rule.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::commands) struct Baseline(BTreeMap<Fingerprint, String>);

/// What is read of a flag; a check that could not be made has no fingerprint.
#[derive(serde::Deserialize)]
struct Line {
    rule: String,
    fingerprint: Option<String>,
    evaluable: Option<bool>,
}

#[derive(serde::Deserialize)]
struct Document {
    flags: Vec<Line>,
}

impl Baseline {
    /// Reads what `check` wrote as `jsonl` or `json`.
    ///
    /// # Errors
    /// When the file cannot be read or is neither; with the line that is wrong.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let bytes = read_whole(path).with_context(|| format!("cannot read {}", path.display()))?;
        let text = String::from_utf8(bytes).context("not UTF-8");
        text.and_then(|text| Self::parse(&text)).with_context(|| format!("{} is no file of flags", path.display()))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        if let Ok(document) = serde_json::from_str::<Document>(text) {
            return Self::of(document.flags.into_iter().enumerate());
        }
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with("# "));
        let parsed = lines.map(|(nth, line)| {
            let line = serde_json::from_str::<Line>(line).with_context(|| format!("line {}", nth + 1))?;
            Ok((nth, line))
        });
        Self::of(parsed.collect::<anyhow::Result<Vec<_>>>()?.into_iter())
    }

    fn of(lines: impl Iterator<Item = (usize, Line)>) -> anyhow::Result<Self> {
        let mut flags = BTreeMap::new();
        for (nth, Line { rule, fingerprint, evaluable }) in lines {
            match fingerprint {
                Some(fingerprint) => drop(flags.insert(Fingerprint::of(&fingerprint), rule)),
                None if evaluable == Some(false) => {}
                None => bail!("number {}: a flag without its fingerprint", nth + 1),
            }
        }
        Ok(Self(flags))
    }

    pub(super) fn state(&self, name: Fingerprint) -> State {
        if self.0.contains_key(&name) { State::Known } else { State::New }
    }

    /// How many flags of rules that ran are not raised any more.
    pub(super) fn gone(&self, raised: impl Iterator<Item = Fingerprint>, selection: &Selection) -> usize {
        let raised: BTreeSet<Fingerprint> = raised.filter(|name| self.0.contains_key(name)).collect();
        self.0.iter().filter(|(name, rule)| !raised.contains(name) && selection.has(rule)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_documents_say_the_same() {
        let (a, b) = (r#"{"rule":"T3-BAL","fingerprint":"fa"}"#, r#"{"rule":"NS-SUM","fingerprint":"fb"}"#);
        let unevaluable = r#"{"rule":"NS-SUM","evaluable":false}"#;
        let lines = Baseline::parse(&format!("{a}\n\n{unevaluable}\n{b}\n")).unwrap();
        let document = Baseline::parse(&format!("{{\"summary\":{{}},\"flags\":[{a},{b}]}}")).unwrap();
        assert_eq!(lines, document);
        assert_eq!(lines.0.len(), 2);
        assert_eq!(Baseline::parse("").unwrap(), Baseline::default());
        assert_eq!(lines.gone(std::iter::empty(), &Selection::default()), 2);
        let only = Selection::parse(&["T3".to_owned()], &[]).unwrap();
        assert_eq!(lines.gone(std::iter::empty(), &only), 1);
    }

    #[test]
    fn what_is_no_list_of_flags_is_told_with_its_line() {
        let check = |text: &str, said: &str| {
            let error = format!("{:#}", Baseline::parse(text).unwrap_err());
            assert!(error.contains(said), "{error}");
        };
        check("{\"rule\":\"T3-BAL\",\"fingerprint\":\"fa\"}\nreport,path", "line 2");
        check("{\"rule\":\"T3-BAL\"}", "number 1");
        check("[]", "line 1");
    }
}
