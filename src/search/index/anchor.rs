//! What is looked for first in coded text: something that every sentence that answers has.

use aho_corasick::packed;
use memchr::memmem::{Finder, FinderBuilder};

use crate::search::index::code::Frequencies;
use crate::search::writing::Writing;

/// One text, or one of several.
#[derive(Debug)]
pub(super) enum Anchor {
    One(Finder<'static>),
    Any(packed::Searcher),
}

impl Anchor {
    /// Looks for one of these; `None` where there are none, or too many to be looked for at once.
    pub(super) fn new(texts: &[&str], writing: &Writing) -> Option<Self> {
        match texts {
            [] => None,
            [one] => {
                let bytes = writing.write(one);
                let finder = FinderBuilder::new().build_forward_with_ranker(Frequencies, &bytes);
                Some(Self::One(finder.into_owned()))
            }
            several => packed::Searcher::new(several.iter().map(|text| writing.write(text))).map(Self::Any),
        }
    }

    /// Where one of them first begins.
    pub(super) fn find(&self, text: &[u8]) -> Option<usize> {
        match self {
            Self::One(finder) => finder.find(text),
            Self::Any(searcher) => searcher.find(text).map(|found| found.start()),
        }
    }
}
