//! `--what problems`: 问题清单, what reviewers found to be wrong in published reports, by agency. Only what they agree
//! on and what is there still as they saw it; of the rest it is told how much there is.

mod markdown;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::commands::check::{Listing, quotes};
use crate::commands::verdicts::{Opinion, Verdicts};
use crate::corpus::header::Header;
use crate::model::flag::{Class, Evidence, Flag};
use crate::model::report::{Report, Section, Span};
use crate::model::verdict::Verdict;
use crate::rules::{Fingerprint, FlagRef, masked};

pub(super) use crate::commands::export::problems::markdown::write as write_md;
pub(super) use crate::commands::export::problems::rows::{write_csv, write_xlsx};

/// The list.
#[derive(Debug, Default)]
pub(super) struct List {
    /// By agency, year and place.
    pub problems: Vec<Problem>,
    pub left_out: LeftOut,
    /// Where each problem stands in the list, by its fingerprint.
    places: HashMap<String, usize>,
}

/// What is 属实 by the last word on it and not in the list.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Others decided otherwise.
    pub disputed: usize,
    /// The evidence has changed since.
    pub changed: usize,
    /// It is not there any more.
    pub gone: usize,
}

/// One problem.
#[derive(Debug)]
pub(super) struct Problem {
    /// From 1.
    pub number: usize,
    /// The number of the problem it follows from.
    pub follows: Option<usize>,
    pub agency: String,
    pub region: String,
    pub year: Option<u16>,
    pub report: String,
    pub path: String,
    pub url: Option<String>,
    pub place: String,
    pub message: String,
    pub quotation: String,
    pub basis: Option<&'static str>,
    pub rule: &'static str,
    pub fingerprint: String,
    pub reviewer: String,
    pub day: String,
    /// In how many more files of the same report it was found: copies, conversions.
    pub copies: usize,
    root: Option<String>,
}

impl List {
    /// Gathers the problems. Only reports with a verdict are read.
    ///
    /// # Errors
    /// When a report or its flags cannot be read any more.
    pub(super) fn of(listing: &Listing<'_>, verdicts: &Verdicts) -> anyhow::Result<Self> {
        let real = |flag: &Fingerprint| verdicts.ledger.verdict(*flag) == Some(Verdict::Real);
        let all: HashSet<Fingerprint> = verdicts.ledger.verdicts().map(|(flag, _)| flag).filter(real).collect();
        let found = |name: Fingerprint| verdicts.board.found_again.get(&name).is_some_and(real);
        let mut reports: HashSet<usize> = HashSet::new();
        for (at, brief) in listing.checked.briefs().iter() {
            if all.contains(&brief.name()) || found(brief.name()) {
                reports.insert(at.report);
            }
        }
        let is_listed = |report: Option<usize>| match listing.chosen() {
            Some(chosen) => report.is_some_and(|report| chosen.has_report(report)),
            None => true,
        };
        let gone = verdicts.board.gone.iter().filter(|gone| all.contains(&gone.flag) && is_listed(gone.report)).count();
        let mut list = Self { left_out: LeftOut { gone, ..LeftOut::default() }, ..Self::default() };
        for (index, header) in listing.reports().filter(|(index, _)| reports.contains(index)) {
            let report = listing.corpus.report(index)?;
            for (nth, flag) in listing.checked.read(index)?.flags.iter().enumerate() {
                if listing.chosen().is_none_or(|chosen| chosen.has(FlagRef { report: index, nth })) {
                    list.take(flag, verdicts, (&header, &report));
                }
            }
        }
        list.number();
        Ok(list)
    }

    fn take(&mut self, flag: &Flag, verdicts: &Verdicts, (header, report): (&Header<'_>, &Report)) {
        let Some(opinion) = verdicts.said(flag).opinion else { return };
        if flag.class != Class::Report || opinion.verdict != Verdict::Real {
            return;
        }
        if opinion.disputed {
            self.left_out.disputed += 1;
        } else if let Some(problem) = self.places.get(&flag.fingerprint).and_then(|place| self.problems.get_mut(*place))
        {
            problem.copies += 1;
        } else if opinion.is_firm() {
            self.places.insert(flag.fingerprint.clone(), self.problems.len());
            self.problems.push(Problem::of(flag, &opinion, (header, report)));
        } else {
            self.left_out.changed += 1;
        }
    }

    /// Numbers the problems, and tells which follow from which.
    fn number(&mut self) {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for (number, problem) in (1..).zip(&mut self.problems) {
            problem.number = number;
            numbers.entry(problem.fingerprint.clone()).or_insert(number);
        }
        for problem in &mut self.problems {
            let root = problem.root.as_ref().and_then(|root| numbers.get(root)).copied();
            problem.follows = root.filter(|root| *root != problem.number);
        }
    }

    /// The problems with those that follow from each. What follows from one that follows itself stands alone.
    pub(super) fn groups(&self) -> Vec<(&Problem, Vec<&Problem>)> {
        let leads: HashSet<usize> =
            self.problems.iter().filter(|problem| problem.follows.is_none()).map(|problem| problem.number).collect();
        let mut following: BTreeMap<usize, Vec<&Problem>> = BTreeMap::new();
        let mut alone: Vec<&Problem> = Vec::new();
        for problem in &self.problems {
            match problem.follows.filter(|lead| leads.contains(lead)) {
                Some(lead) => following.entry(lead).or_default().push(problem),
                None => alone.push(problem),
            }
        }
        alone.into_iter().map(|lead| (lead, following.remove(&lead.number).unwrap_or_default())).collect()
    }
}

impl Problem {
    fn of(flag: &Flag, opinion: &Opinion, (header, report): (&Header<'_>, &Report)) -> Self {
        Self {
            number: 0,
            follows: None,
            agency: header.name().to_owned(),
            region: header.agency.regions().collect::<Vec<_>>().join(" "),
            year: header.year,
            report: header.id.to_owned(),
            path: header.path.to_owned(),
            url: report.source.url.clone(),
            place: masked(place(flag, report)),
            message: flag.message.clone(),
            quotation: quotation(flag),
            basis: flag.basis,
            rule: flag.rule,
            fingerprint: flag.fingerprint.clone(),
            reviewer: opinion.by.clone(),
            day: opinion.day(),
            copies: 0,
            root: flag.root.clone(),
        }
    }
}

/// Where a problem stands: the table and its rows, or the part of the report.
fn place(flag: &Flag, report: &Report) -> String {
    let own = || flag.evidence.iter().filter(|piece| piece.report.is_none());
    let mut places: Vec<String> = Vec::new();
    for piece in own() {
        let of_cell = piece.cell.map(|cell| format!("{}·{}", cell.table().short_zh(), cell.row.short_zh()));
        let of_words = || piece.at.filter(|_| piece.quote.is_some()).and_then(|at| part(report, at));
        places.extend(of_cell.or_else(of_words).filter(|place| !places.contains(place)));
    }
    places.join("、")
}

/// The part of a report that holds a place.
fn part(report: &Report, at: Span) -> Option<String> {
    let holds = |span: Option<Span>| span.is_some_and(|span| span.start <= at.start && at.end <= span.end);
    let section = report
        .sections
        .iter()
        .find(|section| holds(section.at) || section.blocks.iter().any(|block| holds(block.at)))?;
    let Section { number, heading, .. } = section;
    let number = number.as_ref().map_or_else(String::new, |number| format!("{number}、"));
    Some(if heading.is_empty() { "前言".to_owned() } else { format!("{number}{heading}") })
}

/// The words of the report; where a problem has none, its cells as they are printed.
fn quotation(flag: &Flag) -> String {
    let quotes = quotes(flag);
    if !quotes.is_empty() {
        return quotes;
    }
    let told = |piece: &Evidence| {
        let (cell, value) = (piece.cell?, piece.value?);
        let inferred = if piece.how == Some(crate::model::cell::How::Inferred) { "~" } else { "" };
        Some(format!("{}·{} {inferred}{value}", cell.row.short_zh(), cell.col.name_zh()))
    };
    let own = flag.evidence.iter().filter(|piece| piece.report.is_none());
    own.filter_map(told).collect::<Vec<_>>().join("; ")
}
