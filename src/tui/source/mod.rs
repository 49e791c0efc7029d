//! The source of the report on the screen: its text as rows, what was read of it, and why it cannot
//! be shown. One source is held at a time.

mod breaks;
pub mod read;
pub mod rows;

use crate::corpus::{NoSource, SourceText};
use crate::tui::source::rows::Rows;

/// The source of one report.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    asked: Option<usize>,
    held: Option<(usize, Result<Rows, NoSource>)>,
}

/// The rows of a source. A text that is not the one the report was read from is no source: its places
/// would mark other words.
pub fn rows_of(path: &str, text: SourceText) -> Result<Rows, NoSource> {
    match text {
        SourceText::Exact(text) => Ok(Rows::new(text)),
        SourceText::Differs(_) => Err(NoSource::Changed { path: path.to_owned() }),
        SourceText::Unavailable(reason) => Err(reason),
    }
}

impl Sources {
    /// The source of a report, when it is here.
    pub fn rows(&self, report: usize) -> Option<&Rows> {
        self.held.as_ref().filter(|(held, _)| *held == report)?.1.as_ref().ok()
    }

    /// Why the source of a report cannot be shown.
    pub fn failure(&self, report: usize) -> Option<&NoSource> {
        self.held.as_ref().filter(|(held, _)| *held == report)?.1.as_ref().err()
    }

    /// Makes this the report whose source is wanted; answers it when it has to be loaded.
    pub fn want(&mut self, report: Option<usize>) -> Option<usize> {
        let is_here = |report: usize| self.held.as_ref().is_some_and(|(held, _)| *held == report);
        let missing = report.filter(|report| !is_here(*report));
        let ask = missing.filter(|report| self.asked != Some(*report));
        self.asked = missing;
        ask
    }

    /// Takes a source, unless another one is wanted by now.
    pub fn put(&mut self, report: usize, rows: Result<Rows, NoSource>) {
        if self.asked == Some(report) {
            self.asked = None;
            self.held = Some((report, rows));
        }
    }

    /// Forgets everything, for a new corpus.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_is_held_and_late_ones_are_dropped() {
        let mut sources = Sources::default();
        assert_eq!((sources.want(Some(1)), sources.want(Some(1))), (Some(1), None), "asked once");
        assert_eq!(sources.want(Some(2)), Some(2));
        sources.put(1, Ok(Rows::new("late".into())));
        assert!(sources.rows(1).is_none());
        sources.put(2, rows_of("a.txt", SourceText::Exact("here".into())));
        assert!(sources.rows(2).is_some() && sources.want(Some(2)).is_none());
        assert_eq!(sources.want(None), None);
        assert!(sources.rows(2).is_some(), "kept until another one comes");
        sources.want(Some(3));
        sources.put(3, rows_of("a.txt", SourceText::Differs("另一份".into())));
        assert_eq!(sources.failure(3), Some(&NoSource::Changed { path: "a.txt".into() }));
        assert!(sources.rows(2).is_none() && sources.rows(3).is_none());
    }
}
