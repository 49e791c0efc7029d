//! One term against one folded sentence: where it stands side by side, or else where its characters
//! stand nearest.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::search::fuzzy::Fuzzy;
use crate::search::query::Term;
use crate::search::sound::Sound;
use crate::search::spoken::Spoken;
use crate::search::typo::Typo;
use crate::search::writing::Writing;

/// A term ready to be looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    word: Finder<'static>,
    start: bool,
    end: bool,
    /// `None` where the characters must stand side by side.
    fuzzy: Option<Fuzzy>,
    /// How it would sound where it stands for characters of a text.
    spoken: Option<Spoken>,
    /// How it is found with a wrong character, where that is forgiven.
    typo: Option<Typo>,
    /// How a name would sound that is meant by it.
    sound: Option<Sound>,
    writing: Writing,
}

impl Pattern {
    pub(super) fn new(term: &Term, writing: &Writing, forgiving: bool) -> Self {
        let fuzzy = if term.exact { None } else { Fuzzy::new(&term.folded, writing) };
        let spoken = if term.exact { None } else { Spoken::new(&term.folded, writing) };
        let typo = if forgiving && !term.exact { Typo::new(&term.folded, writing) } else { None };
        let sound = if term.start || term.end { None } else { Sound::new(&term.folded) };
        let word = Finder::new(&writing.write(&term.folded)).into_owned();
        Self {
            text: term.folded.clone(),
            word,
            start: term.start,
            end: term.end,
            fuzzy,
            spoken,
            typo,
            sound,
            writing: writing.clone(),
        }
    }

    /// How the word is looked for where it is not there side by side.
    pub(super) fn fuzzy(&self) -> Option<&Fuzzy> {
        self.fuzzy.as_ref()
    }

    /// Whether the word is there side by side.
    pub(super) fn is_in(&self, sentence: &[u8]) -> bool {
        if self.start || self.end {
            return self.tied(sentence).next().is_some();
        }
        self.word.find(sentence).is_some()
    }

    /// Whether the word is there loosely.
    pub(super) fn is_loosely_in(&self, sentence: &[u8]) -> bool {
        self.fuzzy.as_ref().is_some_and(|fuzzy| fuzzy.is_in(sentence))
    }

    /// Whether the sentence sounds like it.
    pub(super) fn is_heard_in(&self, sentence: &[u8]) -> bool {
        self.spoken.as_ref().is_some_and(|spoken| spoken.is_in(sentence, &self.writing))
    }

    /// Where the sentence sounds like it.
    pub(super) fn heard(&self, sentence: &[u8]) -> Vec<Range<usize>> {
        self.spoken.as_ref().map_or_else(Vec::new, |spoken| spoken.places(sentence, &self.writing))
    }

    /// Where it stands with a wrong character.
    pub(super) fn mistyped(&self, sentence: &[u8]) -> Option<Range<usize>> {
        self.typo.as_ref()?.find(sentence)
    }

    /// Parts one of which stands side by side wherever it is; `None` where there are none.
    pub(super) fn anchors(&self, rarity: &dyn Fn(&str) -> usize) -> Option<Vec<&str>> {
        if self.spoken.is_some() {
            return None;
        }
        let mut anchors = match &self.fuzzy {
            Some(fuzzy) => vec![fuzzy.atoms().max_by_key(|atom| rarity(atom))?],
            None => vec![self.text.as_str()],
        };
        anchors.extend(self.typo.iter().flat_map(Typo::parts));
        Some(anchors)
    }

    /// What it sounds like and its letters, where it is found only by its sound or where all of these are.
    pub(super) fn spoken(&self) -> Option<(&Spoken, &str)> {
        let spoken = self.spoken.as_ref().filter(|_| self.typo.is_none());
        spoken.map(|spoken| (spoken, self.text.as_str()))
    }

    /// Whether it is found wherever this text is.
    pub(super) fn is_plainly(&self, text: &str) -> bool {
        self.text == text && !self.start && !self.end
    }

    /// Whether a name sounds like it.
    pub(super) fn sounds_in(&self, name: &str) -> bool {
        self.sound.as_ref().is_some_and(|sound| sound.is_in(name))
    }

    /// Where it stands: side by side, not overlapping, from the left.
    fn occurrences(&self, sentence: &[u8]) -> Vec<Range<usize>> {
        if self.start || self.end {
            return self.tied(sentence).collect();
        }
        self.word.find_iter(sentence).map(|at| at..at + self.word.needle().len()).collect()
    }

    /// Where it stands at the start or the end, as far as it is tied to them.
    fn tied<'a>(&'a self, sentence: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let len = self.word.needle().len();
        // Most sentences have it nowhere.
        let core = if self.word.find(sentence).is_some() { self.writing.core(sentence) } else { 0..0 };
        // Between these a place can be, and any place there is tied as asked.
        let mut at = if self.end { core.end.saturating_sub(len) } else { 0 };
        let to = if self.start { (core.start + len).min(sentence.len()) } else { sentence.len() };
        std::iter::from_fn(move || {
            let start = at + self.word.find(sentence.get(at..to)?)?;
            at = start + 1;
            Some(start..start + len)
        })
    }
}

/// Where any of the patterns stands side by side.
pub(super) fn occurrences(patterns: &[Pattern], sentence: &[u8]) -> Vec<Range<usize>> {
    patterns.iter().flat_map(|pattern| pattern.occurrences(sentence)).collect()
}

/// The alternative that fits tightest, the first of equals: its number, its bytes, its slack.
pub(super) fn tightest(patterns: &[Pattern], sentence: &[u8]) -> Option<(usize, Range<usize>, usize)> {
    let fits = patterns.iter().enumerate().filter_map(|(index, pattern)| {
        let (stretch, slack) = pattern.fuzzy.as_ref()?.tightest(sentence)?;
        Some((index, stretch, slack))
    });
    fits.min_by_key(|(_, _, slack)| *slack)
}
