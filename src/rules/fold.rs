//! One mistake, one entry: flags of one report that speak of the same cell or words, or of one table
//! under one rule, point to the flag that tells most.

use std::collections::BTreeMap;

use crate::model::flag::{Class, Evidence, Flag};
use crate::model::form::{CellId, Col, Table};
use crate::model::report::Span;
use crate::rules::registry;

/// What two flags must share to be one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Cell(CellId),
    Words(Span),
    Table(&'static str, Table),
}

/// Sets `root` of every flag that follows from another of `flags`, which have their fingerprints.
pub(crate) fn fold(flags: &mut [Flag]) {
    let mut group: Vec<usize> = (0..flags.len()).collect();
    let mut first: BTreeMap<(Class, Link), usize> = BTreeMap::new();
    for (index, flag) in flags.iter().enumerate() {
        for link in links(flag) {
            match first.get(&(flag.class, link)) {
                Some(other) => join(&mut group, index, *other),
                None => {
                    first.insert((flag.class, link), index);
                }
            }
        }
    }
    let mut roots: BTreeMap<usize, usize> = BTreeMap::new();
    for index in 0..flags.len() {
        let group = head(&group, index);
        let root = roots.entry(group).or_insert(index);
        if telling(&flags[index]) < telling(&flags[*root]) {
            *root = index;
        }
    }
    for index in 0..flags.len() {
        let root = roots.get(&head(&group, index)).copied().unwrap_or(index);
        flags[index].root = (root != index).then(|| flags[root].fingerprint.clone());
    }
}

fn links(flag: &Flag) -> impl Iterator<Item = Link> {
    let own = flag.evidence.iter().filter(|e| e.report.is_none());
    own.flat_map(|e: &Evidence| {
        let table = e.cell.map(|cell| Link::Table(flag.rule, cell.table()));
        // A heading may witness the lack of many things; only counted words make one mistake.
        let words = e.at.filter(|_| e.cell.is_none() && e.value.is_some()).map(Link::Words);
        [e.cell.map(Link::Cell), table, words]
    })
    .flatten()
}

/// The smaller, the more a flag tells: the graver, then the earlier in the catalogue (a row narrows a
/// mistake down further than a column), then the total column, which holds the sum of the others.
fn telling(flag: &Flag) -> (std::cmp::Reverse<crate::model::flag::Severity>, usize, bool) {
    let rank = registry::all().iter().position(|rule| rule.code == flag.rule).unwrap_or(usize::MAX);
    let of_total = flag.evidence.iter().filter_map(|e| e.cell).all(|cell| cell.col == Col::Total);
    (std::cmp::Reverse(flag.severity), rank, !of_total)
}

fn head(group: &[usize], mut index: usize) -> usize {
    while group[index] != index {
        index = group[index];
    }
    index
}

fn join(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (head(group, a), head(group, b));
    let (low, high) = (a.min(b), a.max(b));
    group[high] = low;
}
