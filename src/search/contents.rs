//! Which reports a query lets in by what stands in them: cells and, in a query without words, sections. By
//! the columns of the index where there are some, else report by report.

use std::io;

use crate::corpus::columns::{self, Columns, Entry, Outline};
use crate::corpus::{Corpus, ReadError};
use crate::model::cell::{How, Number};
use crate::model::form::CellId;
use crate::search::query::Query;

/// What a query asks of the contents of the reports of a corpus.
#[derive(Debug)]
pub struct Contents<'a> {
    query: &'a Query,
    corpus: &'a Corpus,
    read: Option<Read>,
}

/// What was read of all reports at once.
#[derive(Debug)]
struct Read {
    outlines: Vec<Outline>,
    cells: Vec<(CellId, Vec<Entry>)>,
}

impl<'a> Contents<'a> {
    /// Reads the columns that the query asks for, if it asks for any.
    pub fn of(query: &'a Query, corpus: &'a Corpus) -> Self {
        let read = query.needs_report().then(|| Read::of(query, corpus)).flatten();
        Self { query, corpus, read }
    }

    /// Whether a report is let in.
    ///
    /// # Errors
    /// When it had to be decoded and could not be.
    pub fn admits(&self, report: usize) -> Result<bool, ReadError> {
        if !self.query.needs_report() {
            return Ok(true);
        }
        match self.read.as_ref().and_then(|read| read.admits(self.query, report)) {
            Some(admits) => Ok(admits),
            None => self.corpus.report(report).map(|report| self.query.admits_report(&report)),
        }
    }
}

impl Read {
    fn of(query: &Query, corpus: &Corpus) -> Option<Self> {
        let cells: Vec<CellId> = query.cells().collect();
        if !cells.iter().all(|cell| Columns::has(*cell)) {
            return None;
        }
        let columns = Columns::of(corpus)?;
        let read = || -> io::Result<Self> {
            let cells: io::Result<_> = cells.iter().map(|cell| Ok((*cell, columns.read(*cell)?))).collect();
            Ok(Self { outlines: columns.outlines()?, cells: cells? })
        };
        // Reports tell the same, only later.
        read().inspect_err(|_| columns::forget(corpus)).ok()
    }

    /// `None` of a report that could not be decoded: whoever decodes it says why.
    fn admits(&self, query: &Query, report: usize) -> Option<bool> {
        let outline = self.outlines.get(report).filter(|outline| outline.is_known())?;
        let value = |id: CellId| -> Option<Number> {
            let (_, entries) = self.cells.iter().find(|(cell, _)| *cell == id)?;
            let held = (*entries.get(report)?)?;
            held.value.filter(|_| held.how != Some(How::Inferred))
        };
        Some(query.admits_contents(&value, &|key| outline.has(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::store::{Keep, make_beside};
    use crate::corpus::{Sources, Telling, open_kept};

    #[test]
    fn columns_let_in_what_the_reports_let_in() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let sample = crate::corpus::sample();
        let lines: String = (0..sample.len()).map(|index| sample.line(index).unwrap() + "\n").collect();
        std::fs::write(&path, lines).unwrap();
        let paths = [path];
        let sources = Sources { paths: &paths, manifest: None };
        make_beside(&sources).unwrap();
        let corpus = open_kept(&sources, Keep::Always, Telling { progress: &|_| (), grown: &|_| () });
        corpus.keep().unwrap();
        columns::make(&corpus, &|_| ()).unwrap();
        for query in [
            "新收:>0",
            "新收:0 !t3.carried_out.total:0",
            "!新收:>=0",
            "t2.normative_documents.made_new:0",
            "section:五",
            "!section:三",
            "新收:>0 公开",
            "section:五 公开",
            "公开",
        ] {
            let query = Query::parse(query).unwrap();
            let contents = Contents::of(&query, &corpus);
            assert_eq!(contents.read.is_some(), query.needs_report(), "{query:?}");
            let plain: Vec<bool> =
                (0..sample.len()).map(|index| query.admits_report(&sample.report(index).unwrap())).collect();
            let told: Vec<bool> = (0..sample.len()).map(|index| contents.admits(index).unwrap()).collect();
            assert_eq!(told, plain, "{query:?}");
        }
    }
}
