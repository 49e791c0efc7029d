//! What figures rest on, said with them: the program, the reports, the rules and the command.

use sha2::{Digest as _, Sha256};

use crate::commands::filter::Filter;
use crate::corpus::Corpus;
use crate::rules::Selection;

/// The program and its version.
pub(super) const PROGRAM: &str = concat!("jianbao ", env!("CARGO_PKG_VERSION"));

/// What the rules are called among what figures rest on.
const RULES: &str = "规则";

/// What a list of figures was made from and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provenance {
    /// A hash of the ids of all reports, whatever their order.
    pub corpus: String,
    /// Codes of the rules that ran.
    pub rules: Vec<&'static str>,
    /// The command line, as a shell would take it.
    pub command: String,
    /// What of it is listed, where not all is.
    pub filter: Option<String>,
}

impl Provenance {
    pub(super) fn of(corpus: &Corpus, selection: &Selection) -> Self {
        let command = command_line(std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()));
        let rules = selection.rules().iter().map(|rule| rule.code).collect();
        Self { corpus: fingerprint(corpus), rules, command, filter: None }
    }

    /// The same of a corpus whose fingerprint is known, by another command than the one that runs.
    pub(super) fn known(corpus: String, selection: &Selection, words: &[String]) -> Self {
        let rules = selection.rules().iter().map(|rule| rule.code).collect();
        Self { corpus, rules, command: command_line(words.iter().cloned()), filter: None }
    }

    /// What has to stand beside figures where they are cited: the program, the reports and the rules.
    pub(super) fn citation(&self, reports: usize) -> String {
        let rules = Sha256::digest(self.rules.join(" "));
        let rules = rules.iter().take(4).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        let filter = self.filter.as_ref().map(|filter| format!(",筛选 {filter}")).unwrap_or_default();
        format!("{PROGRAM},年报库 {}({reports} 份),规则集 {rules:08x}({} 条){filter}", self.corpus, self.rules.len())
    }

    /// The same by another command than the one that runs.
    pub(super) fn by_command(self, words: &[String]) -> Self {
        Self { command: command_line(words.iter().cloned()), ..self }
    }

    /// The same of what a filter lets in.
    pub(super) fn filtered(self, filter: Option<&Filter>) -> Self {
        Self { filter: filter.map(|filter| filter.text.clone()), ..self }
    }

    /// What is said above a list: names and what stands for them.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let Self { corpus, rules, command, filter } = self;
        let mut lines = vec![
            ("程序", PROGRAM.to_owned()),
            ("年报库", corpus.clone()),
            (RULES, format!("{} 条:{}", rules.len(), rules.join(" "))),
            ("命令", command.clone()),
        ];
        lines.extend(filter.as_ref().map(|filter| ("筛选", filter.clone())));
        lines
    }
}

impl Provenance {
    /// The same lines; of the rules only where the figures rest on any.
    pub(super) fn lines_of(&self, by_rules: bool) -> Vec<(&'static str, String)> {
        self.lines().into_iter().filter(|(name, _)| by_rules || *name != RULES).collect()
    }
}

/// Words as a shell would take them, behind the program's name.
fn command_line(words: impl Iterator<Item = String>) -> String {
    std::iter::once("jianbao".to_owned()).chain(words.map(|word| quoted(&word))).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,=:@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A hash of the ids of all reports, whatever their order.
pub(super) fn fingerprint(corpus: &Corpus) -> String {
    let mut ids: Vec<_> = corpus.headers().map(|header| header.id).collect();
    ids.sort_unstable();
    let digest = Sha256::digest(ids.join("\n"));
    let first = digest.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{first:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_given_to_a_shell_again() {
        let check = |word: &str, expected: &str| assert_eq!(quoted(word), expected);
        check("--select=T3,NS-SUM", "--select=T3,NS-SUM");
        check("云河县/2021", "云河县/2021");
        check("a b$(x)", "'a b$(x)'");
        check("it's", "'it'\\''s'");
        check("", "''");
    }
}
