//! Whether a sentence answers a query, how well, and where. A sentence is graded by what is cheap
//! to know (exact or not, how tight); the finer score is worked out only for those that may be shown.

use std::ops::Range;

use crate::model::cell::Number;
use crate::search::fold::{Folded, folded};
use crate::search::numbers::numbers;
use crate::search::pattern::{Pattern, occurrences, tightest};
use crate::search::query::{Compare, Field, Part, Query};
use crate::search::sentence;
use crate::search::writing::Writing;

/// The words and numbers of a query, ready to be looked for. Fields on reports and sections are not
/// looked at: a text does not know them.
#[derive(Debug)]
pub struct Matcher {
    tests: Vec<Test>,
    /// How the sentences are written that it grades.
    writing: Writing,
}

#[derive(Debug)]
struct Test {
    negated: bool,
    what: What,
}

#[derive(Debug)]
enum What {
    Words(Vec<Pattern>),
    Numbers(Vec<Compare<Number>>),
}

/// How well a sentence answers: exact before fuzzy, tight before loose.
#[derive(Debug, Default)]
pub(super) struct Grade {
    /// Characters that stand between matched ones: inside the words, and between the words where
    /// they stand nearest to each other.
    slack: usize,
    /// The words that are there only loosely: test, alternative and bytes of the folded sentence.
    loose: Vec<(usize, usize, Range<usize>)>,
}

/// Above every score of a sentence that has some word only loosely.
const EXACT: i64 = 10_000_000_000;
const MOST_SLACK: usize = 999_999;
/// Above every finer score.
const ONE_SLACK: i64 = 10_000;

impl Grade {
    /// The least score that a sentence of this grade has.
    pub(super) fn least(&self) -> i64 {
        let tight = i64::try_from(MOST_SLACK - self.slack.min(MOST_SLACK)).unwrap_or(0);
        tight * ONE_SLACK + if self.loose.is_empty() { EXACT } else { 0 }
    }

    /// The greatest.
    pub(super) fn most(&self) -> i64 {
        self.least() + if self.loose.is_empty() { 0 } else { ONE_SLACK - 1 }
    }
}

impl Matcher {
    pub fn new(query: &Query) -> Self {
        Self::written(query, Writing::Utf8)
    }

    /// A matcher that grades sentences written in this way.
    pub(super) fn written(query: &Query, writing: Writing) -> Self {
        let tests = query.clauses().iter().filter_map(|clause| {
            let what = match &clause.part {
                Part::Words(terms) => What::Words(terms.iter().map(|term| Pattern::new(term, &writing)).collect()),
                Part::Field(Field::Number(values)) => What::Numbers(values.clone()),
                Part::Field(_) => return None,
            };
            Some(Test { negated: clause.negated, what })
        });
        Self { tests: tests.collect(), writing }
    }

    /// Whether the query asks for nothing in a text.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    /// Whether it asks for something not to be there.
    pub fn negates(&self) -> bool {
        self.tests.iter().any(|test| test.negated)
    }

    /// The matched bytes of a text, each sentence by itself as in a search of a corpus; `None` where
    /// no sentence answers.
    pub fn find(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let mut found = None;
        for range in sentence::split(text) {
            let sentence = text.get(range.clone()).unwrap_or("");
            if self.is_in(sentence) {
                let matched = self.matched(sentence);
                let all = found.get_or_insert_with(Vec::new);
                all.extend(matched.into_iter().map(|one| range.start + one.start..range.start + one.end));
            }
        }
        found
    }

    /// Whether a name in a list answers: as a text, or by its sound (`njgaj`).
    pub fn names(&self, name: &str) -> bool {
        let heard = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.sounds_in(name));
        if !self.tests.iter().any(|test| matches!(&test.what, What::Words(patterns) if heard(patterns))) {
            return self.is_in(name);
        }
        // Every test by itself, each in the way that suits it.
        let folded = folded(name);
        let folded = folded.as_bytes();
        self.tests.iter().all(|test| match &test.what {
            What::Words(patterns) => {
                let written = patterns.iter().any(|pattern| pattern.is_in(folded));
                let loosely = || !test.negated && tightest(patterns, folded).is_some();
                test.negated != (written || loosely() || heard(patterns))
            }
            What::Numbers(values) => {
                let mut numbers = numbers(name).into_iter();
                test.negated != numbers.any(|number| values.iter().any(|compare| compare.admits(&number.value)))
            }
        })
    }

    /// Whether a text answers as a whole.
    pub fn is_in(&self, text: &str) -> bool {
        let values: Vec<_> = if self.asks_for_numbers() {
            numbers(text).into_iter().map(|number| number.value).collect()
        } else {
            Vec::new()
        };
        self.grade(folded(text).as_bytes(), &values).is_some()
    }

    pub(super) fn asks_for_numbers(&self) -> bool {
        self.tests.iter().any(|test| matches!(test.what, What::Numbers(_)))
    }

    /// The grade of a folded sentence with these numbers, `None` where it does not answer.
    pub(super) fn grade(&self, sentence: &[u8], numbers: &[Number]) -> Option<Grade> {
        let mut grade = Grade::default();
        let mut words = 0;
        for (index, test) in self.tests.iter().enumerate() {
            match &test.what {
                What::Numbers(values) => {
                    let any = numbers.iter().any(|number| values.iter().any(|compare| compare.admits(number)));
                    if any == test.negated {
                        return None;
                    }
                }
                What::Words(patterns) if patterns.iter().any(|pattern| pattern.is_in(sentence)) => {
                    if test.negated {
                        return None;
                    }
                    words += 1;
                }
                What::Words(_) if test.negated => {}
                What::Words(patterns) => {
                    let (alternative, stretch, slack) = tightest(patterns, sentence)?;
                    grade.slack += slack;
                    grade.loose.push((index, alternative, stretch));
                    words += 1;
                }
            }
        }
        if words > 1 {
            grade.slack += self.apart(sentence, &grade.loose);
        }
        Some(grade)
    }

    /// Whether a folded sentence answers, and if so whether exactly. Cheaper than its grade.
    pub(super) fn answers(&self, sentence: &[u8], numbers: &[Number]) -> Option<bool> {
        let mut exact = true;
        for test in &self.tests {
            let holds = match &test.what {
                What::Numbers(values) => {
                    numbers.iter().any(|number| values.iter().any(|compare| compare.admits(number)))
                }
                What::Words(patterns) => {
                    let written = patterns.iter().any(|pattern| pattern.is_in(sentence));
                    let loosely = !written && !test.negated && patterns.iter().any(|one| one.is_loosely_in(sentence));
                    exact &= !loosely;
                    written || loosely
                }
            };
            if holds == test.negated {
                return None;
            }
        }
        Some(exact)
    }

    /// The greatest score there is, of sentences that answer exactly or of others.
    pub(super) fn greatest(exact: bool) -> i64 {
        let grade = Grade { slack: 0, loose: if exact { Vec::new() } else { vec![(0, 0, 0..0)] } };
        grade.most()
    }

    /// Whether all that answer exactly have one score: no two words can stand apart.
    pub(super) fn is_one_word(&self) -> bool {
        self.tests.iter().filter(|test| !test.negated && matches!(test.what, What::Words(_))).count() <= 1
    }

    /// What stands side by side in every sentence that answers: words, or the parts of words.
    pub(super) fn musts(&self) -> impl Iterator<Item = &str> {
        let single = self.tests.iter().filter(|test| !test.negated).filter_map(|test| match &test.what {
            What::Words(patterns) => match patterns.as_slice() {
                [one] => Some(one),
                _ => None,
            },
            What::Numbers(_) => None,
        });
        single.flat_map(Pattern::musts)
    }

    /// Whether every sentence that has this answers.
    pub(super) fn asks_only_for(&self, text: &str) -> bool {
        match self.tests.as_slice() {
            [Test { negated: false, what: What::Words(patterns) }] => {
                matches!(patterns.as_slice(), [one] if one.is_plainly(text))
            }
            _ => false,
        }
    }

    /// The score of a graded sentence: its grade, then how well the loose words fit.
    pub(super) fn score(&self, sentence: &[u8], grade: &Grade) -> i64 {
        let fine: i64 = grade
            .loose
            .iter()
            .map(|(test, alternative, stretch)| {
                let fuzzy = self.pattern(*test, *alternative).and_then(Pattern::fuzzy);
                let stretch = self.writing.read(sentence.get(stretch.clone()).unwrap_or_default());
                fuzzy.map_or(0, |fuzzy| fuzzy.score(&stretch))
            })
            .sum();
        grade.least() + fine.clamp(0, grade.most() - grade.least())
    }

    fn pattern(&self, test: usize, alternative: usize) -> Option<&Pattern> {
        match &self.tests.get(test)?.what {
            What::Words(patterns) => patterns.get(alternative),
            What::Numbers(_) => None,
        }
    }

    /// The matched bytes of a sentence that answers, in order, not overlapping. For a matcher of UTF-8.
    pub(super) fn matched(&self, sentence: &str) -> Vec<Range<usize>> {
        let folded = Folded::new(sentence);
        let bytes = folded.text().as_bytes();
        let mut matched = Vec::new();
        for test in self.tests.iter().filter(|test| !test.negated) {
            match &test.what {
                What::Numbers(values) => {
                    let fits = numbers(sentence).into_iter().filter(|n| values.iter().any(|c| c.admits(&n.value)));
                    matched.extend(fits.map(|number| number.range));
                }
                What::Words(patterns) => {
                    let mut places = occurrences(patterns, bytes);
                    if places.is_empty()
                        && let Some((alternative, stretch, _)) = tightest(patterns, bytes)
                        && let Some(fuzzy) = patterns.get(alternative).and_then(Pattern::fuzzy)
                    {
                        places = fuzzy.places(bytes, &stretch);
                    }
                    matched.extend(places.iter().map(|place| folded.original(place)));
                }
            }
        }
        merged(matched)
    }

    /// How many characters lie between the words of a sentence that has them all, where they stand
    /// nearest: from the end of the first to end to the beginning of the last to begin.
    fn apart(&self, sentence: &[u8], loose: &[(usize, usize, Range<usize>)]) -> usize {
        let mut places = Vec::new();
        let mut tests = 0;
        for (index, test) in self.tests.iter().enumerate().filter(|(_, test)| !test.negated) {
            let What::Words(patterns) = &test.what else { continue };
            let stretch = loose.iter().find(|(of, ..)| *of == index).map(|(_, _, stretch)| vec![stretch.clone()]);
            let all = stretch.unwrap_or_else(|| occurrences(patterns, sentence));
            places.extend(all.into_iter().map(|place| (place, tests)));
            tests += 1;
        }
        let mut places = self.in_characters(sentence, places);
        places.sort_unstable_by_key(|(place, _)| place.start);
        // Of the places that begin no later than the last one, the nearest are those that end last.
        let mut ends: Vec<Option<usize>> = vec![None; tests];
        let mut nearest = usize::MAX;
        for (place, test) in places {
            if let Some(end) = ends.get_mut(test) {
                *end = (*end).max(Some(place.end));
            }
            if let Some(first) = ends.iter().copied().collect::<Option<Vec<_>>>().and_then(|e| e.into_iter().min()) {
                nearest = nearest.min(place.start.saturating_sub(first));
            }
        }
        nearest
    }

    /// Places in bytes as places in characters.
    fn in_characters(&self, sentence: &[u8], places: Vec<(Range<usize>, usize)>) -> Vec<(Range<usize>, usize)> {
        let marks = self.writing.marks();
        let begin = sentence.iter().enumerate().filter(|(_, byte)| marks.begins(**byte));
        let starts: Vec<usize> = begin.map(|(at, _)| at).collect();
        let count = |byte: usize| starts.partition_point(|start| *start < byte);
        places.into_iter().map(|(place, test)| (count(place.start)..count(place.end), test)).collect()
    }
}

/// Ranges in order, those that overlap made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
