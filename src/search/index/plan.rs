//! Which reports of a segment need to be looked at for a query, as its lists say: those that may have
//! every word side by side, and those that may have it loosely.

use crate::search::index::Damaged;
use crate::search::index::lists::Reports;
use crate::search::index::segment::Opened;
use crate::search::index::slots::Gram;
use crate::search::query::{Compare, Field, Part, Query, Term};
use crate::search::spoken::Spoken;
use crate::search::typo;

/// Pairs of a word that are looked up at most: as many let in few enough reports.
const MOST: usize = 64;

/// The reports to look at.
#[derive(Debug)]
pub(super) struct Plan {
    /// Those that may answer exactly.
    pub exact: Reports,
    /// The others that may answer.
    pub loose: Reports,
}

impl Plan {
    pub(super) fn new(query: &Query, segment: &Opened, forgiving: bool) -> Result<Self, Damaged> {
        let all = Reports::all(segment.directory.reports);
        let (mut exact, mut loose) = (all.clone(), all);
        for clause in query.clauses().iter().filter(|clause| !clause.negated) {
            match &clause.part {
                Part::Words(terms) => {
                    exact.and(&any(terms, segment, |term| side_by_side(&term.folded))?);
                    let ways: Vec<Vec<Gram>> = terms.iter().flat_map(|term| loosely(term, forgiving)).collect();
                    loose.and(&any(&ways, segment, Clone::clone)?);
                }
                Part::Field(Field::Number(values)) => {
                    let wanted: Option<Vec<Vec<Gram>>> = values.iter().map(equal).collect();
                    if let Some(wanted) = wanted {
                        let admitted = any(&wanted, segment, Clone::clone)?;
                        exact.and(&admitted);
                        loose.and(&admitted);
                    }
                }
                Part::Field(_) => {}
            }
        }
        loose.without(&exact);
        Ok(Self { exact, loose })
    }
}

fn equal(value: &Compare<crate::model::cell::Number>) -> Option<Vec<Gram>> {
    match value {
        Compare::Is(number) => Some(vec![Gram::Number(*number)]),
        _ => None,
    }
}

/// The reports that have everything of one of the alternatives.
fn any<T>(alternatives: &[T], segment: &Opened, grams: impl Fn(&T) -> Vec<Gram>) -> Result<Reports, Damaged> {
    let reports = segment.directory.reports;
    let mut any = Reports::none(reports);
    for alternative in alternatives {
        let mut all = Reports::all(reports);
        for gram in grams(alternative) {
            all.and(&segment.list(gram)?);
            if all.len() == 0 {
                break;
            }
        }
        any.or(&all);
    }
    Ok(any)
}

/// What reports have that may answer to a term in some way: everything of one of these.
fn loosely(term: &Term, forgiving: bool) -> Vec<Vec<Gram>> {
    if term.exact {
        return vec![side_by_side(&term.folded)];
    }
    if Spoken::fits(&term.folded) {
        return vec![Vec::new()];
    }
    let mistyped = if forgiving { typo::parts(&term.folded) } else { None };
    let parts = mistyped.into_iter().flatten().map(|part| side_by_side(&part));
    std::iter::once(anywhere(&term.folded)).chain(parts).collect()
}

fn side_by_side(folded: &str) -> Vec<Gram> {
    let chars = folded.chars();
    let pairs: Vec<_> = chars.clone().zip(chars.skip(1)).map(|(a, b)| Gram::Two(a, b)).take(MOST).collect();
    if pairs.is_empty() { anywhere(folded) } else { pairs }
}

fn anywhere(folded: &str) -> Vec<Gram> {
    folded.chars().map(Gram::One).take(MOST).collect()
}
