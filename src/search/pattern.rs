//! One term against one folded sentence: where it stands side by side, or else where its characters
//! stand nearest.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::search::fuzzy::Fuzzy;
use crate::search::query::Term;
use crate::search::sound::Sound;

/// A term ready to be looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    word: Finder<'static>,
    start: bool,
    end: bool,
    /// `None` where the characters must stand side by side.
    fuzzy: Option<Fuzzy>,
    /// How a name would sound that is meant by it.
    sound: Option<Sound>,
}

impl Pattern {
    pub(super) fn new(term: &Term) -> Self {
        let fuzzy = if term.exact { None } else { Fuzzy::new(&term.folded) };
        let sound = if term.start || term.end { None } else { Sound::new(&term.folded) };
        Self { word: Finder::new(&term.folded).into_owned(), start: term.start, end: term.end, fuzzy, sound }
    }

    /// How the word is looked for where it is not there side by side.
    pub(super) fn fuzzy(&self) -> Option<&Fuzzy> {
        self.fuzzy.as_ref()
    }

    /// Whether the word is there side by side.
    pub(super) fn is_in(&self, sentence: &str) -> bool {
        if self.start || self.end {
            return self.tied(sentence).next().is_some();
        }
        self.word.find(sentence.as_bytes()).is_some()
    }

    /// Whether a name sounds like it.
    pub(super) fn sounds_in(&self, name: &str) -> bool {
        self.sound.as_ref().is_some_and(|sound| sound.is_in(name))
    }

    /// Where it stands: side by side, not overlapping, from the left.
    fn occurrences(&self, sentence: &str) -> Vec<Range<usize>> {
        if self.start || self.end {
            return self.tied(sentence).collect();
        }
        self.word.find_iter(sentence.as_bytes()).map(|at| at..at + self.word.needle().len()).collect()
    }

    /// Where it stands at the start or the end, as far as it is tied to them.
    fn tied<'a>(&'a self, sentence: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let (core, len) = (core(sentence), self.word.needle().len());
        // Between these a place can be, and any place there is tied as asked.
        let mut at = if self.end { core.end.saturating_sub(len) } else { 0 };
        let to = if self.start { (core.start + len).min(sentence.len()) } else { sentence.len() };
        std::iter::from_fn(move || {
            let start = at + self.word.find(sentence.as_bytes().get(at..to)?)?;
            at = start + 1;
            Some(start..start + len)
        })
    }
}

/// A folded sentence without the marks around it, `“…。”`, `（…）`.
fn core(sentence: &str) -> Range<usize> {
    // The common ones are told first: looking a character up in the tables of Unicode takes long.
    let is_mark = |c: char| match c {
        '\u{4E00}'..='\u{9FFF}' => false,
        '。' | '，' | '；' | '、' | '：' => true,
        c => !c.is_alphanumeric(),
    };
    let start = sentence.len() - sentence.trim_start_matches(is_mark).len();
    start..sentence.trim_end_matches(is_mark).len().max(start)
}

/// Where any of the patterns stands side by side.
pub(super) fn occurrences(patterns: &[Pattern], sentence: &str) -> Vec<Range<usize>> {
    patterns.iter().flat_map(|pattern| pattern.occurrences(sentence)).collect()
}

/// The alternative that fits tightest, the first of equals: its number, its bytes, its slack.
pub(super) fn tightest(patterns: &[Pattern], sentence: &str) -> Option<(usize, Range<usize>, usize)> {
    let fits = patterns.iter().enumerate().filter_map(|(index, pattern)| {
        let (stretch, slack) = pattern.fuzzy.as_ref()?.tightest(sentence)?;
        Some((index, stretch, slack))
    });
    fits.min_by_key(|(_, _, slack)| *slack)
}
