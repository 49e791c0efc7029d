//! How well a sentence answers: the tiers, where words stand in each, and the score of a grade.

use std::ops::Range;

use crate::search::pattern::{Pattern, tightest};

/// How a sentence answers, the best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// Some word is there with a wrong character.
    Mistyped,
    /// Some word is there only loosely.
    Loose,
    /// Some word is there only by its sound.
    Heard,
    Exact,
}

/// Where the words of a clause stand.
pub(super) enum Stands {
    Exact,
    Heard(Vec<Range<usize>>),
    /// The alternative that is there, where, and how many characters stand between those of the word.
    Loose(usize, Range<usize>, usize),
    Mistyped(Range<usize>),
}

/// How well a sentence answers: by its tier, then tight before loose.
#[derive(Debug)]
pub(super) struct Grade {
    pub tier: Tier,
    /// Characters that stand between matched ones: inside the words, and between the words where
    /// they stand nearest to each other.
    pub slack: usize,
    /// The words that are there only loosely: test, alternative and bytes of the folded sentence.
    pub loose: Vec<(usize, usize, Range<usize>)>,
    /// Where the words stand that are not there exactly.
    pub places: Vec<(usize, Vec<Range<usize>>)>,
}

/// Above every score of a lower tier.
const TIER: i64 = 10_000_000_000;
const MOST_SLACK: usize = 999_999;
/// Above every finer score.
const ONE_SLACK: i64 = 10_000;

impl Default for Grade {
    fn default() -> Self {
        Self { tier: Tier::Exact, slack: 0, loose: Vec::new(), places: Vec::new() }
    }
}

impl Grade {
    /// The least score that a sentence of this grade has.
    pub(super) fn least(&self) -> i64 {
        least(self.tier, self.slack)
    }

    /// The greatest.
    pub(super) fn most(&self) -> i64 {
        self.least() + if self.loose.is_empty() { 0 } else { ONE_SLACK - 1 }
    }
}

impl Tier {
    /// The greatest score there is of it.
    pub(super) fn greatest(self) -> i64 {
        least(self, 0) + if self >= Self::Heard { 0 } else { ONE_SLACK - 1 }
    }
}

fn least(tier: Tier, slack: usize) -> i64 {
    let tight = i64::try_from(MOST_SLACK - slack.min(MOST_SLACK)).unwrap_or(0);
    tight * ONE_SLACK + tier as i64 * TIER
}

impl Grade {
    pub(super) fn add(&mut self, test: usize, stands: Stands) {
        let (tier, slack, places) = match stands {
            Stands::Exact => return,
            Stands::Heard(places) => (Tier::Heard, 0, places),
            Stands::Loose(alternative, stretch, slack) => {
                self.loose.push((test, alternative, stretch.clone()));
                (Tier::Loose, slack, vec![stretch])
            }
            Stands::Mistyped(place) => (Tier::Mistyped, 1, vec![place]),
        };
        self.tier = self.tier.min(tier);
        self.slack += slack;
        self.places.push((test, places));
    }
}

/// Where one of the patterns stands, in the best way there is.
pub(super) fn stands(patterns: &[Pattern], sentence: &[u8]) -> Option<Stands> {
    if patterns.iter().any(|pattern| pattern.is_in(sentence)) {
        return Some(Stands::Exact);
    }
    let heard: Vec<_> = patterns.iter().flat_map(|pattern| pattern.heard(sentence)).collect();
    if !heard.is_empty() {
        return Some(Stands::Heard(heard));
    }
    if let Some((alternative, stretch, slack)) = tightest(patterns, sentence) {
        return Some(Stands::Loose(alternative, stretch, slack));
    }
    patterns.iter().find_map(|pattern| pattern.mistyped(sentence)).map(Stands::Mistyped)
}

/// The best way in which one of the patterns stands there.
pub(super) fn tier(patterns: &[Pattern], sentence: &[u8]) -> Option<Tier> {
    if patterns.iter().any(|pattern| pattern.is_in(sentence)) {
        Some(Tier::Exact)
    } else if patterns.iter().any(|pattern| pattern.is_heard_in(sentence)) {
        Some(Tier::Heard)
    } else if patterns.iter().any(|pattern| pattern.is_loosely_in(sentence)) {
        Some(Tier::Loose)
    } else {
        patterns.iter().any(|pattern| pattern.mistyped(sentence).is_some()).then_some(Tier::Mistyped)
    }
}
