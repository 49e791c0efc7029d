//! The other reports that the flag at hand speaks of, and what differs between their text and this one.
//! Found once for each flag, and again when the other report has come.

use std::collections::BTreeMap;

use crate::model::report::Report;
use crate::rules::FlagRef;
use crate::tui::panes::alike::{self, Alike};
use crate::tui::panes::shape::{self, Shape};
use crate::tui::shelf::Shelf;
use crate::tui::state::Holdings;

/// As many other reports are decoded for a flag.
const MOST_DECODED: usize = 2;

/// What stands beside the report of a flag.
#[derive(Debug, Clone)]
pub struct Beside {
    pub of: FlagRef,
    /// The other reports by their ids and numbers, in the order of the evidence.
    others: Vec<(String, usize)>,
    /// What differs between the text and that of the first other report, once it was compared.
    pub alike: Option<Alike>,
    /// It was compared with the report and not with a quotation.
    decoded: bool,
}

impl Beside {
    /// The reports that a flag speaks of.
    pub fn find(at: FlagRef, holdings: &Holdings) -> Self {
        let flag = holdings.flag(at);
        let named = flag.iter().flat_map(|flag| &flag.evidence).filter_map(|piece| piece.report.as_deref());
        let mut ranks: BTreeMap<&str, usize> = BTreeMap::new();
        for (rank, id) in named.enumerate() {
            ranks.entry(id).or_insert(rank);
        }
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        if !ranks.is_empty() {
            let headers = holdings.corpus.headers().enumerate();
            found.extend(headers.filter_map(|(n, header)| Some((*ranks.get(header.id)?, n, header.id))));
            found.sort_unstable();
        }
        let others = found.into_iter().map(|(_, index, id)| (id.to_owned(), index)).collect();
        Self { of: at, others, alike: None, decoded: false }
    }

    /// The number of one of the reports.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.others.iter().find(|(other, _)| other == id).map(|(_, index)| *index)
    }

    /// The reports that should be decoded.
    pub fn wanted(&self) -> impl Iterator<Item = usize> {
        self.others.iter().take(MOST_DECODED).map(|(_, index)| *index)
    }

    /// Compares the texts of a flag about alike texts, as soon as there is more to compare than there was.
    pub fn think(&mut self, holdings: &Holdings, shelf: &Shelf) {
        let Some((flag, report)) = holdings.flag(self.of).zip(shelf.report(self.of.report)) else { return };
        let Some(piece) = flag.evidence.iter().find(|piece| piece.report.is_some()) else { return };
        let other: Option<&Report> = piece.report.as_deref().and_then(|id| shelf.report(self.index(id)?));
        let settled = self.alike.is_some() && (self.decoded || other.is_none());
        if settled || shape::of(&flag) != Shape::Alike {
            return;
        }
        self.alike = Some(alike::compare(&flag, report, other, piece));
        self.decoded = other.is_some();
    }
}
