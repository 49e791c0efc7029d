//! Which reports are held twice: the same agency and year again, with the same figures or with others, and files
//! that are equal byte for byte.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::corpus::agencies::{Agencies, Home};
use crate::corpus::{Corpus, Held};
use crate::model::cell::Number;
use crate::model::form::CellId;
use crate::model::report::{Kind, Report};
use crate::triage::detail::MOST_CELLS;

/// A text shorter than this, in bytes, may be that of any report.
const SHORTEST_TEXT: usize = 300;

/// What a report is beside another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Copy {
    /// The same as the report with this number.
    Same(usize),
    /// A later version of the report with this number.
    Later { of: usize, differ: usize, same: usize, cells: Vec<CellId> },
}

/// The reports of a corpus that are held twice. Of those that are the same one stays out of the list: a whole one
/// if there is one, else the one published first.
pub(super) fn copies(corpus: &Corpus, agencies: &Agencies) -> BTreeMap<usize, Copy> {
    let groups = groups(corpus, agencies);
    let found: Vec<Vec<(usize, Copy)>> =
        groups.into_par_iter().map(|(members, proved)| of_group(corpus, &members, proved)).collect();
    found.into_iter().flatten().collect()
}

/// Adds the reports whose bytes are those of an earlier one. `hashes` are those of reports, in the order of the
/// corpus.
pub(super) fn add_equal_bytes<'a>(found: &mut BTreeMap<usize, Copy>, hashes: impl Iterator<Item = (usize, &'a str)>) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (index, hash) in hashes {
        let earlier = *first.entry(hash).or_insert(index);
        let same_as_this = found.get(&earlier) == Some(&Copy::Same(index));
        if earlier != index && !same_as_this {
            found.entry(index).or_insert(Copy::Same(earlier));
        }
    }
}

/// The reports of one agency and year where there are several, and whether it is proved that the agency is one: by
/// a name alone it is not.
fn groups(corpus: &Corpus, agencies: &Agencies) -> Vec<(Vec<usize>, bool)> {
    let mut groups = Vec::new();
    for agency in agencies.all.iter().filter(|agency| agency.reports.len() > 1) {
        let mut years: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for report in &agency.reports {
            let header = corpus.header(*report).filter(|header| is_report(header.kind));
            if let Some(year) = header.and_then(|header| header.year) {
                years.entry(year).or_default().push(*report);
            }
        }
        let proved = agency.home != Home::Unknown(None);
        groups.extend(years.into_values().filter(|members| members.len() > 1).map(|members| (members, proved)));
    }
    groups
}

pub(super) fn is_report(kind: Kind) -> bool {
    matches!(kind, Kind::Report | Kind::Partial)
}

/// What the reports of one agency and year are beside each other.
fn of_group(corpus: &Corpus, members: &[usize], proved: bool) -> Vec<(usize, Copy)> {
    let mut held: Vec<(usize, Held)> =
        members.iter().filter_map(|index| Some((*index, corpus.report(*index).ok()?))).collect();
    held.sort_by_key(|(index, report)| {
        (report.kind == Kind::Partial, report.published.is_none(), report.published, *index)
    });
    let mut found: Vec<(usize, Copy)> = Vec::new();
    let mut kept: Vec<&(usize, Held)> = Vec::new();
    for member in &held {
        let beside = kept.iter().rev().map(|(of, other)| (*of, compare(&member.1, other, proved)));
        let beside: Vec<(usize, Compared)> = beside.collect();
        let same = beside.iter().find(|(_, compared)| *compared == Compared::Same);
        let copy = same.map(|(of, _)| Copy::Same(*of)).or_else(|| {
            beside.into_iter().find_map(|(of, compared)| match compared {
                Compared::Other { differ, same, cells } => Some(Copy::Later { of, differ, same, cells }),
                _ => None,
            })
        });
        if !matches!(copy, Some(Copy::Same(_))) {
            kept.push(member);
        }
        found.extend(copy.map(|copy| (member.0, copy)));
    }
    found
}

/// How two reports of one agency and year compare.
#[derive(Debug, PartialEq, Eq)]
enum Compared {
    Same,
    Other {
        differ: usize,
        same: usize,
        cells: Vec<CellId>,
    },
    /// Neither can be said.
    Unsure,
}

/// Compares the figures that both print, and the texts where no figure tells. Agencies of which nothing but the
/// name is known are the same only where the text is.
fn compare(own: &Report, other: &Report, proved: bool) -> Compared {
    let equal_bytes = own.source.sha256.is_some() && own.source.sha256 == other.source.sha256;
    let words = text(own);
    let telling = words.len() >= SHORTEST_TEXT && words == text(other);
    if equal_bytes || telling && figures_agree(own, other) {
        return Compared::Same;
    }
    if !proved {
        return Compared::Unsure;
    }
    let both =
        own.tables.cells.iter().filter_map(|(id, cell)| Some((*id, cell.value?, other.tables.cell(*id)?.value?)));
    let (equal, cells): (Vec<_>, Vec<_>) = both.partition(|(_, own, theirs)| own == theirs);
    let old = old_figures(own, other);
    let differ = cells.len() + old.iter().filter(|(own, theirs)| own != theirs).count();
    let telling = equal.iter().filter(|(_, own, _)| !own.is_zero()).count();
    let same = telling + old.iter().filter(|(own, theirs)| own == theirs && !own.is_zero()).count();
    if differ == 0 && same > 0 {
        return Compared::Same;
    }
    let cells = cells.into_iter().map(|(id, ..)| id).take(MOST_CELLS).collect();
    let dates = own.published.zip(other.published).is_some_and(|(own, other)| own != other);
    if differ > 0 || dates { Compared::Other { differ, same, cells } } else { Compared::Unsure }
}

/// Whether no figure that both print differs.
fn figures_agree(own: &Report, other: &Report) -> bool {
    let theirs = |id: &CellId| other.tables.cell(*id).and_then(|cell| cell.value);
    own.tables.cells.iter().all(|(id, cell)| cell.value.zip(theirs(id)).is_none_or(|(own, theirs)| own == theirs))
        && old_figures(own, other).iter().all(|(own, theirs)| own == theirs)
}

/// The figures of statistics tables before 2019 that both print, under the same labels once each.
fn old_figures(own: &Report, other: &Report) -> Vec<(Number, Number)> {
    let figures = |report: &Report| {
        let mut figures: BTreeMap<Vec<String>, Option<Number>> = BTreeMap::new();
        for row in &report.tables.old {
            let twice = figures.contains_key(&row.path);
            figures.insert(row.path.clone(), row.cell.value.filter(|_| !twice));
        }
        figures
    };
    let theirs = figures(other);
    figures(own).into_iter().filter_map(|(path, own)| own.zip(*theirs.get(&path)?)).collect()
}

/// All that a report says in its sections, without white space.
fn text(report: &Report) -> String {
    let words = report.blocks().flat_map(|(_, block)| block.text.chars());
    words.filter(|c| !c.is_whitespace()).collect()
}
