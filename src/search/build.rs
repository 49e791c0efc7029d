//! The index over a corpus: what its store has of it, and how the rest comes there. A corpus without a store
//! is indexed in memory.

use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::corpus::kept::ReadAt;
use crate::corpus::store::Store;
use crate::corpus::{Corpus, Problem, ReadError};
use crate::model::report::Report;
use crate::search::index::{Index, Segment, write};

/// What segments are called among the parts of a store, and which shape of them this program writes.
const TEXT: (&str, &str) = ("text", "1");
/// Reports of the first segment, so that something can be searched soon.
const FIRST: usize = 4096;
/// A segment of fewer reports at the end of a corpus is written anew with those that were added.
const SMALL: usize = 8192;

impl Index {
    /// What the store of a corpus has of its index: whole segments from the first report on.
    pub fn of(corpus: &Corpus) -> Self {
        let Some(store) = corpus.store() else { return Self::default() };
        let mut segments = Vec::new();
        let mut next = 0;
        for part in store.parts(TEXT.0, TEXT.1) {
            let (first, reports) = (part.first, part.reports);
            let segment = Segment::open(Arc::new(part), first).ok().filter(|segment| segment.len() == reports);
            let Some(segment) = segment.filter(|_| first == next && first + reports <= corpus.len()) else { break };
            next += reports;
            segments.push(segment);
        }
        Self::new(segments)
    }

    /// Adds the reports of a corpus that are not in the index yet, and shows the index each time it has grown;
    /// `tell` hears how many reports were read. Answers which could not be decoded; the index of the corpus
    /// names them from now on.
    ///
    /// # Errors
    /// When a segment cannot be written; the index has what it had then.
    pub fn extend(
        &mut self,
        corpus: &Corpus,
        tell: &(dyn Fn(usize) + Sync),
        grown: &mut dyn FnMut(&Self),
    ) -> io::Result<Vec<Problem>> {
        self.drop_small(corpus);
        let unread = Mutex::new(Vec::new());
        let read = |index: usize| {
            let note = |error: ReadError| unread.lock().unwrap_or_else(PoisonError::into_inner).push((&error).into());
            corpus.narrative(index).map_err(note).ok()
        };
        while self.len() < corpus.len() {
            let first = self.len();
            let end = if first == 0 { FIRST.min(corpus.len()) } else { corpus.len() };
            let bytes: Arc<dyn ReadAt> = match corpus.store() {
                Some(store) => on_disk(store, first..end, &read, tell)?,
                None => Arc::new(write(Vec::new(), first..end, &read, tell)?.0),
            };
            self.take(bytes, first)?;
            grown(self);
        }
        let mut unread: Vec<Problem> = unread.into_inner().unwrap_or_else(PoisonError::into_inner);
        unread.sort_by(|one, other| one.path.cmp(&other.path));
        if let Some(store) = corpus.store().filter(|_| !unread.is_empty()) {
            store.name(&unread)?;
        }
        Ok(unread)
    }

    /// An index in memory of those reports of a corpus that are let in; the others are empty in it. `read` is
    /// asked for each of them.
    ///
    /// # Errors
    /// When the index has no room for them.
    pub fn over(reports: usize, read: &(impl Fn(usize) -> Option<Report> + Sync)) -> io::Result<Self> {
        let mut index = Self::default();
        while index.len() < reports {
            let first = index.len();
            let (bytes, _) = write(Vec::new(), first..reports, read, &|_| ())?;
            index.take(Arc::new(bytes), first)?;
        }
        Ok(index)
    }

    fn take(&mut self, bytes: Arc<dyn ReadAt>, first: usize) -> io::Result<()> {
        let segment = Segment::open(bytes, first).map_err(io::Error::other)?;
        if segment.is_empty() {
            return Err(io::Error::other("a segment of nothing"));
        }
        self.append(segment);
        Ok(())
    }

    /// Drops a small last segment of a corpus that has grown, so that small ones do not add up, and in its store those
    /// that could not be opened: they would stand in the way of the ones that take their place.
    fn drop_small(&mut self, corpus: &Corpus) {
        if self.len() >= corpus.len() {
            return;
        }
        if self.last_len().is_some_and(|len| len < SMALL) {
            self.pop();
        }
        if let Some(store) = corpus.store() {
            store.forget_from(TEXT.0, self.len());
        }
    }
}

/// Forgets the index of a corpus that turned out to be damaged.
pub fn forget(corpus: &Corpus) {
    if let Some(store) = corpus.store() {
        store.forget(TEXT.0);
        // Where it cannot be written it is found damaged once more.
        let _ = store.name(&[]);
    }
}

/// Writes a segment into the store.
fn on_disk(
    store: &Store,
    reports: Range<usize>,
    read: &(impl Fn(usize) -> Option<Report> + Sync),
    tell: &(dyn Fn(usize) + Sync),
) -> io::Result<Arc<dyn ReadAt>> {
    let first = reports.start;
    store.write(TEXT, first, &mut |out| write(out, reports.clone(), read, tell).map(|(_, written)| written))?;
    let part = store.parts(TEXT.0, TEXT.1).into_iter().find(|part| part.first == first);
    part.map(|part| Arc::new(part) as Arc<dyn ReadAt>).ok_or_else(|| io::ErrorKind::NotFound.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::corpus::store::{Keep, make_beside};
    use crate::corpus::{Sources, Telling, open_kept};
    use crate::search::index::Ask;
    use crate::search::query::Query;

    fn texts(index: &Index, query: &str) -> Vec<(usize, String)> {
        let ask = Ask {
            limit: 1000,
            by_report: false,
            admitted: &|_| true,
            cancelled: &|| false,
            budget: Duration::from_secs(9),
            first: 0,
        };
        let found = index.search(&Query::parse(query).unwrap(), &ask, &mut |_| ()).unwrap().unwrap();
        found.hits.into_iter().map(|hit| (hit.report, hit.text)).collect()
    }

    #[test]
    fn a_report_that_cannot_be_decoded_is_named_by_the_index() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let sample = crate::corpus::sample();
        let broken = sample.line(1).unwrap().replacen("\"tables\":", "\"tables\":}", 1);
        std::fs::write(&path, format!("{}\n{broken}\n", sample.line(0).unwrap())).unwrap();
        let paths = [path];
        let sources = Sources { paths: &paths, manifest: None };
        make_beside(&sources).unwrap();
        let open = || open_kept(&sources, Keep::Always, Telling { progress: &|_| (), grown: &|_| () });
        let corpus = open();
        corpus.keep().unwrap();
        assert_eq!((corpus.len(), corpus.problems().len()), (2, 0), "its head is whole");
        let unread = Index::default().extend(&corpus, &|_| (), &mut |_| ()).unwrap();
        assert!(unread.len() == 1 && unread[0].reason.contains("not a report"), "{unread:?}");
        assert_eq!(open().problems(), unread);
    }

    #[test]
    fn what_is_on_disk_finds_what_memory_finds_and_grows_with_its_corpus() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let sample = crate::corpus::sample();
        let lines = |to: usize| -> String { (0..to).map(|index| sample.line(index).unwrap() + "\n").collect() };
        std::fs::write(&path, lines(20)).unwrap();
        let paths = [path.clone()];
        let sources = Sources { paths: &paths, manifest: None };
        make_beside(&sources).unwrap();
        for (reports, known) in [(20, 0), (20, 20), (30, 20)] {
            std::fs::write(&path, lines(reports)).unwrap();
            let corpus = open_kept(&sources, Keep::Always, Telling { progress: &|_| (), grown: &|_| () });
            corpus.keep().unwrap();
            let mut index = Index::of(&corpus);
            assert_eq!(index.len(), known);
            index.extend(&corpus, &|_| (), &mut |_| ()).unwrap();
            let memory = Index::over(corpus.len(), &|index| Some(Report::clone(&*corpus.report(index).ok()?))).unwrap();
            for query in ["公开", "依申请公开 收费", "num:>10", "xzfy"] {
                let found = texts(&index, query);
                assert_eq!(found, texts(&memory, query), "{query}");
                assert!(query != "公开" || found.len() > 20);
            }
            assert_eq!(Index::of(&corpus).len(), reports, "all of it is on disk");
            forget(&corpus);
            assert_eq!(Index::of(&corpus).len(), 0);
            index = Index::default();
            index.extend(&corpus, &|_| (), &mut |_| ()).unwrap();
        }
    }
}
