//! The sketches of all reports of a corpus: from its index, where the rules left them, else made anew.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::model::report::SectionKey;
use crate::rules::beyond::{Digest, Digests, Known};
use crate::rules::kept;
use crate::rules::run::is_checked;
use crate::rules::selection::Selection;
use crate::rules::shingles::{SECTIONS, Sketch, Texts};

/// What is kept of the texts of a corpus to find those that are alike.
#[derive(Debug, Clone)]
pub struct Sketches(Known);

impl Sketches {
    /// Those of a corpus: of its index, where it has any that were made with these rules, else each report is decoded;
    /// `progress` hears how many have been. A report that cannot be read any more has none.
    pub fn read(corpus: &Corpus, selection: &Selection, progress: &(dyn Fn(usize) + Sync)) -> Self {
        if let Some(known) = kept::digests(corpus, selection) {
            return Self(known);
        }
        let (digests, done) = (Digests::new(corpus.len()), AtomicUsize::new(0));
        (0..corpus.len()).into_par_iter().for_each(|report| {
            if let Some(header) = corpus.header(report).filter(|header| is_checked(header.kind))
                && let Ok(told) = corpus.narrative(report)
            {
                digests.put(report, &Digest::told(&Texts::told(&told, header.agency)));
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        });
        Self(digests.into_known())
    }

    /// The sketch of a section of a report; `None` where it has no such section, or one of few letters.
    pub(crate) fn of(&self, report: usize, section: SectionKey) -> Option<&Sketch> {
        self.0.sketch(report, SECTIONS.iter().position(|key| *key == section)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::store::{Keep, make_beside};
    use crate::corpus::{Sources, Telling, open, open_kept};
    use crate::rules::check_kept;

    #[test]
    fn those_of_the_index_are_those_that_are_made() {
        let dir = tempfile::tempdir().unwrap();
        let (path, sample) = (dir.path().join("a.jsonl"), crate::corpus::sample());
        let lines: String = (0..sample.len()).map(|index| sample.line(index).unwrap() + "\n").collect();
        std::fs::write(&path, lines).unwrap();
        let paths = [path.clone()];
        let sources = Sources { paths: &paths, manifest: None };
        make_beside(&sources).unwrap();
        let corpus = open_kept(&sources, Keep::Renew, Telling { progress: &|_| (), grown: &|_| () });
        corpus.keep().unwrap();
        let rules = Selection::default();
        assert!(kept::digests(&corpus, &rules).is_none());
        check_kept(&corpus, &rules, &|_| ());
        assert!(kept::digests(&corpus, &rules).is_some());
        assert!(kept::digests(&corpus, &Selection::parse(&["T3".into()], &[]).unwrap()).is_none());
        let (of_index, made) = (Sketches::read(&corpus, &rules, &|_| ()), {
            let plain = open(&paths, &|_| ());
            Sketches::read(&plain, &rules, &|_| ())
        });
        let mut there = 0;
        for report in 0..corpus.len() {
            for section in SECTIONS {
                assert_eq!(of_index.of(report, section), made.of(report, section), "{report} {section}");
                there += usize::from(made.of(report, section).is_some());
            }
            assert_eq!(made.of(report, SectionKey::Requests), None);
        }
        assert!(there > 20, "{there}");
    }
}
