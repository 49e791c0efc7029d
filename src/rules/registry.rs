//! The catalogue: what a rule is, the macro that keeps everything about one in one place, and the
//! explicit list of all of them.

use std::sync::LazyLock;

use crate::model::flag::{Class, Destination, Severity};
use crate::model::form::Form;
use crate::rules::sink::Sink;
use crate::rules::subject::Subject;
use crate::rules::{
    across, cells, contacts, contents, copies, dates, disputes, forms, indicators, labels, lists, names, narrative,
    numbers, old_tables, particulars, phrases, powers, privacy, sections, subjects, sums, table_four, table_three,
    table_two, tables, texts, wording, years,
};

/// What a rule looks at beside the report it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Scope {
    /// Nothing else.
    #[default]
    Report,
    /// Other reports of the same agency.
    Agency,
    /// Reports of other agencies.
    Corpus,
}

/// One rule of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// Never reused: `T3-BAL`.
    pub code: &'static str,
    /// At most seven characters.
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub class: Class,
    /// Where its flags go unless the user says otherwise.
    pub default: Destination,
    pub severity: Severity,
    pub scope: Scope,
    /// The forms the rule speaks about; empty for all.
    pub forms: &'static [Form],
    /// What it rests on in the law or the form; `None` for our own reasoning.
    pub basis: Option<&'static str>,
    /// What it checks / Why it matters / Example / When it is wrong, as Markdown.
    pub docs: &'static str,
    /// Reports what holds, what fails and what cannot be evaluated in one report.
    pub check: fn(&Subject<'_>, &mut Sink<'_>),
    /// Reports the rule fails on and reports it holds on; every rule has them, and a test runs them.
    #[cfg(test)]
    pub examples: fn() -> crate::rules::draft::Corpora,
}

/// A rule is its code.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Rule {
    /// The part of the code before its first hyphen: `T3`, `NS`, `S`.
    pub fn family(&self) -> &'static str {
        self.code.split_once('-').map_or(self.code, |(family, _)| family)
    }
}

/// A code of the catalogue that is no rule of its own, with the reason.
#[derive(Debug)]
pub struct LeftOut {
    pub code: &'static str,
    pub name_zh: &'static str,
    pub why_zh: &'static str,
    pub why_en: &'static str,
}

/// What is in the catalogue and not among the rules, and why.
pub static LEFT_OUT: &[LeftOut] = &[
    LeftOut {
        code: "T2-21-NORM-LT",
        name_zh: "现行有效为零",
        why_zh: "T2-21-STOCK 的一种情形",
        why_en: "a case of T2-21-STOCK",
    },
    LeftOut {
        code: "T2-TEXT-AMEND",
        name_zh: "修改不计制发",
        why_zh: "读文件数时的规则,不是疑点",
        why_en: "how counts of documents are read, not a flag",
    },
    LeftOut {
        code: "T3-CARRY-GT",
        name_zh: "结转大于收件",
        why_zh: "T3-BAL 的一种情形,由其文字说明",
        why_en: "a case of T3-BAL, told by its message",
    },
    LeftOut {
        code: "T3-PARTIAL-DENY",
        name_zh: "收件无办理结果",
        why_zh: "T3-BAL 的一种情形,由其文字说明",
        why_en: "a case of T3-BAL, told by its message",
    },
    LeftOut {
        code: "T3-DIAG",
        name_zh: "可能原因",
        why_zh: "疑点内的提示,不是规则",
        why_en: "a hint inside a flag, not a rule",
    },
    LeftOut {
        code: "NS-APPROX",
        name_zh: "约数范围",
        why_zh: "读余、多、近、约、超等数时的规则,不是疑点",
        why_en: "how approximate counts are read, not a flag",
    },
];

/// Every rule, in the order of the catalogue.
pub fn all() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let families = [
            sections::RULES,
            contents::RULES,
            labels::RULES,
            forms::RULES,
            tables::RULES,
            cells::RULES,
            numbers::RULES,
            table_two::RULES,
            across::stock::RULES,
            powers::RULES,
            table_three::RULES,
            table_four::RULES,
            across::carry::RULES,
            indicators::RULES,
            disputes::RULES,
            across::suits::RULES,
            old_tables::RULES,
            sums::RULES,
            narrative::RULES,
            dates::RULES,
            years::RULES,
            particulars::RULES,
            phrases::RULES,
            names::RULES,
            subjects::RULES,
            contacts::RULES,
            wording::RULES,
            lists::RULES,
            texts::RULES,
            copies::RULES,
            privacy::RULES,
            across::alike::RULES,
            across::peers::RULES,
            across::below::RULES,
            across::versions::RULES,
            across::figures::RULES,
            across::growth::RULES,
        ];
        families.concat()
    });
    &ALL
}

/// The rule with this code, in any case.
pub fn find(code: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

/// Declares a rule: its doc comment is what `explain` prints.
macro_rules! rule {
    (@scope) => { $crate::rules::registry::Scope::Report };
    (@scope $scope:ident) => { $crate::rules::registry::Scope::$scope };
    (
        $(#[doc = $doc:literal])+
        $name:ident = $code:literal {
            zh: $zh:literal, en: $en:literal,
            class: $class:ident, default: $default:ident, severity: $severity:ident,
            forms: $forms:expr, basis: $basis:expr,
            $(scope: $scope:ident,)?
            check: $check:path, examples: $examples:path,
        }
    ) => {
        $(#[doc = $doc])+
        pub static $name: $crate::rules::registry::Rule = $crate::rules::registry::Rule {
            code: $code,
            name_zh: $zh,
            name_en: $en,
            class: $crate::model::flag::Class::$class,
            default: $crate::model::flag::Destination::$default,
            severity: $crate::model::flag::Severity::$severity,
            scope: $crate::rules::registry::rule!(@scope $($scope)?),
            forms: $forms,
            basis: $basis,
            docs: {
                const RAW: &str = concat!($($doc, "\n"),+);
                const TEXT: [u8; $crate::rules::registry::unindented_len(RAW)] =
                    $crate::rules::registry::unindented(RAW);
                match std::str::from_utf8(&TEXT) {
                    Ok(text) => text,
                    Err(_) => RAW,
                }
            },
            check: $check,
            #[cfg(test)]
            examples: || $examples().into(),
        };
    };
}
pub(crate) use rule;

/// How long a doc comment is without the blank after each `///`.
pub(crate) const fn unindented_len(raw: &str) -> usize {
    let bytes = raw.as_bytes();
    let (mut len, mut at, mut line_start) = (0, 0, true);
    while at < bytes.len() {
        if !(line_start && bytes[at] == b' ') {
            len += 1;
        }
        line_start = bytes[at] == b'\n';
        at += 1;
    }
    len
}

/// A doc comment without the blank after each `///`.
pub(crate) const fn unindented<const LEN: usize>(raw: &str) -> [u8; LEN] {
    let bytes = raw.as_bytes();
    let mut text = [b' '; LEN];
    let (mut len, mut at, mut line_start) = (0, 0, true);
    while at < bytes.len() {
        if !(line_start && bytes[at] == b' ') {
            text[len] = bytes[at];
            len += 1;
        }
        line_start = bytes[at] == b'\n';
        at += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::rules::corpus::check_reports;
    use crate::rules::selection::Selection;

    #[test]
    fn every_rule_is_named_and_explained() {
        let mut codes = BTreeSet::new();
        for rule in all() {
            assert!(codes.insert(rule.code), "{} twice", rule.code);
            assert!((1..=7).contains(&rule.name_zh.chars().count()), "{}", rule.code);
            let heads: Vec<_> = rule.docs.lines().filter(|line| line.starts_with('#')).collect();
            let expected = ["## What it checks", "## Why it matters", "## Example", "## When it is wrong"];
            assert_eq!(heads, expected, "{}", rule.code);
            assert_eq!(find(&rule.code.to_lowercase()).unwrap().code, rule.code);
        }
        assert!(LEFT_OUT.iter().all(|left_out| find(left_out.code).is_none()));
    }

    #[test]
    fn every_rule_fails_and_holds_on_its_examples() {
        for rule in all() {
            let selection = Selection::parse(&[rule.code.to_owned()], &[]).unwrap();
            let examples = (rule.examples)();
            let fails = check_reports(&examples.fails, &selection);
            let flags: Vec<_> = fails.iter().flat_map(|outcome| &outcome.flags).collect();
            assert!(!flags.is_empty(), "{} is silent on its failing example: {fails:?}", rule.code);
            for flag in flags {
                assert!(flag.message.width() <= 60 && !flag.message.contains(rule.code), "{}", flag.message);
                assert!(!flag.expected.is_empty() && !flag.found.is_empty() && !flag.message_en.is_empty());
            }
            let holds = check_reports(&examples.holds, &selection);
            assert!(holds.iter().all(|outcome| outcome.flags.is_empty()), "{}: {holds:?}", rule.code);
            assert!(
                holds.iter().any(|outcome| outcome.held_by.has(rule.code)),
                "{} does not hold: {holds:?}",
                rule.code
            );
        }
    }
}
