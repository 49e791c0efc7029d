//! One mistake, one entry, inside a report: flags that speak of the same cell or words, of one table
//! under one rule, or of slips in the text, point to the flag that tells most.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::flag::{Class, Evidence, Flag, Severity};
use crate::model::form::{CellId, Col, Table};
use crate::model::report::Span;
use crate::rules::ruleset::position;
use crate::rules::unions::Unions;

/// Slips that are true but trivial: one entry a report, 文字问题 n 处.
const WORDING: [&str; 6] = ["X-NUMBERING", "X-DUPWORD", "X-GENERIC", "X-OBSOLETE", "X-PUNCT", "X-TYPO"];

/// Whether a rule is about slips in the text, all of which make one entry.
pub(crate) fn is_wording(rule: &str) -> bool {
    WORDING.contains(&rule)
}

/// What two flags must share to be one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Cell(CellId),
    Words(Span),
    Table(&'static str, Table),
    Wording,
}

/// Sets `root` of every flag that follows from another of `flags`, which have their fingerprints.
pub(crate) fn fold(flags: &mut [Flag]) {
    let mut sets = Unions::new(flags.len());
    let mut first: BTreeMap<(Class, Link), usize> = BTreeMap::new();
    for (index, flag) in flags.iter().enumerate() {
        for link in links(flag) {
            let other = *first.entry((flag.class, link)).or_insert(index);
            sets.join(index, other);
        }
    }
    for set in sets.several() {
        let Some(root) = set.iter().copied().min_by_key(|index| telling(&flags[*index])) else { continue };
        flags[root].root = None;
        let name = flags[root].fingerprint.clone();
        for index in set.into_iter().filter(|index| *index != root) {
            flags[index].root = Some(name.clone());
        }
    }
}

fn links(flag: &Flag) -> impl Iterator<Item = Link> {
    let own = flag.evidence.iter().filter(|e| e.report.is_none());
    let wording = is_wording(flag.rule).then_some(Link::Wording);
    own.flat_map(|e: &Evidence| {
        let table = e.cell.map(|cell| Link::Table(flag.rule, cell.table()));
        // A heading may witness the lack of many things; only counted words make one mistake.
        let words = e.at.filter(|_| e.cell.is_none() && e.value.is_some()).map(Link::Words);
        [e.cell.map(Link::Cell), table, words]
    })
    .flatten()
    .chain(wording)
}

/// The smaller, the more a flag tells: the graver, then the earlier in the catalogue (a row narrows a
/// mistake down further than a column), then the total column, which holds the sum of the others.
fn telling(flag: &Flag) -> (Reverse<Severity>, usize, bool) {
    let rank = position(flag.rule).unwrap_or(usize::MAX);
    let of_total = flag.evidence.iter().filter_map(|e| e.cell).all(|cell| cell.col == Col::Total);
    (Reverse(flag.severity), rank, !of_total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::cell::How;
    use crate::model::form::Row;
    use crate::rules::draft::flag;

    /// A flag on cells of table 三 and at most one counted word.
    fn any_flag() -> impl Strategy<Value = Flag> {
        let rules = ["T3-ROW", "T3-BAL", "S-CELL-BLANK", "NS-SUM", "X-TYPO", "X-PUNCT", "X-DUPWORD"];
        let cell = (prop::sample::select(&[Row::Granted, Row::Partial, Row::Review][..]), prop::bool::ANY);
        let cells = prop::collection::vec(cell, 0..3);
        let words = prop::option::of(0..4_usize);
        let parts = (prop::sample::select(rules.to_vec()), prop::sample::select(Severity::ALL), cells, words);
        (parts, prop::sample::select(Class::ALL)).prop_map(|((rule, severity, cells, words), class)| {
            let cell = |(row, total)| {
                let col = if total { Col::Total } else { Col::NaturalPerson };
                Evidence { cell: Some(CellId::new(row, col)), how: Some(How::Read), ..Evidence::default() }
            };
            let quote = |n| Evidence { at: Some(Span::new(n, n + 3)), value: Some(1.into()), ..Evidence::default() };
            let evidence = cells.into_iter().map(cell).chain(words.map(quote)).collect();
            Flag { class, evidence, ..flag(rule, "", severity) }
        })
    }

    fn named(mut flags: Vec<Flag>) -> Vec<Flag> {
        flags.iter_mut().enumerate().for_each(|(n, flag)| flag.fingerprint = n.to_string());
        fold(&mut flags);
        flags
    }

    /// The groups of flags, by the names of their members.
    fn groups(flags: &[Flag]) -> std::collections::BTreeSet<std::collections::BTreeSet<&str>> {
        let root = |flag: &Flag| flag.root.clone().unwrap_or_else(|| flag.fingerprint.clone());
        let of = |name: &str| flags.iter().filter(|f| root(f) == name).map(|f| f.fingerprint.as_str()).collect();
        flags.iter().filter(|flag| flag.root.is_none()).map(|flag| of(&flag.fingerprint)).collect()
    }

    #[test]
    fn slips_in_the_text_are_one_entry() {
        let wording = |rule, severity| flag(rule, "", severity);
        let flags = named(vec![
            wording("X-PUNCT", Severity::Info),
            wording("X-PLACEHOLDER", Severity::Error),
            wording("X-NUMBERING", Severity::Warning),
            wording("X-DUPWORD", Severity::Warning),
        ]);
        let roots: Vec<_> = flags.iter().map(|flag| flag.root.as_deref()).collect();
        // The first of the gravest in the catalogue.
        assert_eq!(roots, [Some("3"), None, Some("3"), None]);
    }

    proptest! {
        #[test]
        fn every_flag_is_under_one_root_as_grave_and_of_its_class(flags in prop::collection::vec(any_flag(), 0..12)) {
            let flags = named(flags);
            for flag in flags.iter().filter(|flag| flag.root.is_some()) {
                let root = flags.iter().find(|other| Some(&other.fingerprint) == flag.root.as_ref()).unwrap();
                prop_assert_eq!(&root.root, &None);
                prop_assert!(root.severity >= flag.severity && root.class == flag.class);
            }
            prop_assert_eq!(groups(&flags).iter().map(std::collections::BTreeSet::len).sum::<usize>(), flags.len());
        }

        #[test]
        fn the_order_of_the_flags_does_not_matter(flags in prop::collection::vec(any_flag(), 0..12)) {
            let forth = named(flags);
            let mut back: Vec<Flag> = forth.iter().rev().cloned().map(|flag| Flag { root: None, ..flag }).collect();
            fold(&mut back);
            prop_assert_eq!(groups(&forth), groups(&back));
        }
    }
}
