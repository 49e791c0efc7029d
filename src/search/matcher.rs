//! Whether a sentence answers a query, how well, and where. A sentence is graded by what is cheap
//! to know (exact or not, how tight); the finer score is worked out only for those that may be shown.

use std::ops::Range;

use crate::model::cell::Number;
use crate::search::fold::{Folded, folded};
use crate::search::grade::{Grade, Stands, Tier, stands, tier};
use crate::search::numbers::numbers;
use crate::search::pattern::{Pattern, occurrences, tightest};
use crate::search::query::{Compare, Field, Part, Query};
use crate::search::sentence;
use crate::search::spoken::Spoken;
use crate::search::typo;
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

impl Matcher {
    pub fn new(query: &Query) -> Self {
        Self::written(query, Writing::Utf8, false)
    }

    /// A matcher that grades sentences written in this way, and may forgive a wrong character.
    pub(super) fn written(query: &Query, writing: Writing, forgiving: bool) -> Self {
        let tests = query.clauses().iter().filter_map(|clause| {
            let what = match &clause.part {
                Part::Words(terms) => {
                    What::Words(terms.iter().map(|term| Pattern::new(term, &writing, forgiving)).collect())
                }
                Part::Field(Field::Number(values)) => What::Numbers(values.clone()),
                Part::Field(_) => return None,
            };
            Some(Test { negated: clause.negated, what })
        });
        Self { tests: tests.collect(), writing }
    }

    /// Whether the query has a word that would be forgiven a wrong character.
    pub(super) fn could_forgive(query: &Query) -> bool {
        query.clauses().iter().filter(|clause| !clause.negated).any(|clause| match &clause.part {
            Part::Words(terms) => terms.iter().any(|term| !term.exact && typo::parts(&term.folded).is_some()),
            Part::Field(_) => false,
        })
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
            if self.answers(folded(sentence).as_bytes(), &self.values(sentence)).is_some() {
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
        let values = self.values(text);
        let folded = folded(text);
        let folded = folded.as_bytes();
        // Of a text as a whole nothing is heard: letters would answer to nearly everything.
        self.tests.iter().all(|test| match &test.what {
            What::Numbers(of) => any_fits(&values, of) != test.negated,
            What::Words(patterns) => {
                let loosely = || !test.negated && patterns.iter().any(|pattern| pattern.is_loosely_in(folded));
                (patterns.iter().any(|pattern| pattern.is_in(folded)) || loosely()) != test.negated
            }
        })
    }

    /// The numbers of a text, where they matter.
    fn values(&self, text: &str) -> Vec<Number> {
        let numbers = if self.asks_for_numbers() { numbers(text) } else { Vec::new() };
        numbers.into_iter().map(|number| number.value).collect()
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
                    if any_fits(numbers, values) == test.negated {
                        return None;
                    }
                }
                What::Words(patterns) if test.negated => {
                    if patterns.iter().any(|pattern| pattern.is_in(sentence)) {
                        return None;
                    }
                }
                What::Words(patterns) => {
                    grade.add(index, stands(patterns, sentence)?);
                    words += 1;
                }
            }
        }
        if words > 1 {
            grade.slack += self.apart(sentence, &grade.places);
        }
        Some(grade)
    }

    /// Whether a folded sentence answers, and how. Cheaper than its grade.
    pub(super) fn answers(&self, sentence: &[u8], numbers: &[Number]) -> Option<Tier> {
        let mut least = Tier::Exact;
        for test in &self.tests {
            let tier = match &test.what {
                What::Numbers(values) => any_fits(numbers, values).then_some(Tier::Exact),
                What::Words(patterns) if test.negated => {
                    patterns.iter().any(|pattern| pattern.is_in(sentence)).then_some(Tier::Exact)
                }
                What::Words(patterns) => tier(patterns, sentence),
            };
            match tier {
                Some(tier) if !test.negated => least = least.min(tier),
                None if test.negated => {}
                _ => return None,
            }
        }
        Some(least)
    }

    /// Whether all that answer exactly have one score: no two words can stand apart.
    pub(super) fn is_one_word(&self) -> bool {
        self.tests.iter().filter(|test| !test.negated && matches!(test.what, What::Words(_))).count() <= 1
    }

    /// Of what each sentence that answers has one part side by side: parts of words, as rare as can be;
    /// nothing where there is no such choice.
    pub(super) fn anchors(&self, rarity: &dyn Fn(&str) -> usize) -> Vec<&str> {
        let positive = self.tests.iter().filter(|test| !test.negated);
        let choices = positive.filter_map(|test| match &test.what {
            What::Words(patterns) => {
                let each = patterns.iter().map(|pattern| pattern.anchors(rarity)).collect::<Option<Vec<_>>>()?;
                Some(each.into_iter().flatten().collect::<Vec<&str>>())
            }
            What::Numbers(_) => None,
        });
        // The most frequent part of a choice is what it costs.
        let cost = |choice: &Vec<&str>| choice.iter().map(|part| rarity(part)).min();
        let mut parts = choices.max_by_key(cost).unwrap_or_default();
        // Wherever a part is that holds another one, that one is too.
        let all = parts.clone();
        parts.retain(|part| !all.iter().any(|other| other != part && part.contains(other)));
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// A word of letters that every sentence that answers has by its sound, or all letters of which it has.
    pub(super) fn spoken(&self) -> Option<(&Spoken, &str)> {
        self.tests.iter().filter(|test| !test.negated).find_map(|test| match &test.what {
            What::Words(patterns) => match patterns.as_slice() {
                [one] => one.spoken(),
                _ => None,
            },
            What::Numbers(_) => None,
        })
    }

    /// Whether it asks for nothing but one word, or one of some.
    pub(super) fn is_one_test(&self) -> bool {
        matches!(self.tests.as_slice(), [Test { negated: false, what: What::Words(_) }])
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
                    let places = match stands(patterns, bytes) {
                        Some(Stands::Exact) => occurrences(patterns, bytes),
                        Some(Stands::Heard(places)) => places,
                        Some(Stands::Mistyped(place)) => vec![place],
                        Some(Stands::Loose(alternative, stretch, _)) => {
                            let fuzzy = patterns.get(alternative).and_then(Pattern::fuzzy);
                            fuzzy.map_or_else(Vec::new, |fuzzy| fuzzy.places(bytes, &stretch))
                        }
                        None => Vec::new(),
                    };
                    matched.extend(places.iter().map(|place| folded.original(place)));
                }
            }
        }
        merged(matched)
    }

    /// How many characters lie between the words of a sentence that has them all, where they stand
    /// nearest: from the end of the first to end to the beginning of the last to begin.
    fn apart(&self, sentence: &[u8], other: &[(usize, Vec<Range<usize>>)]) -> usize {
        let mut places = Vec::new();
        let mut tests = 0;
        for (index, test) in self.tests.iter().enumerate().filter(|(_, test)| !test.negated) {
            let What::Words(patterns) = &test.what else { continue };
            let other = other.iter().find(|(of, _)| *of == index).map(|(_, places)| places.clone());
            let all = other.unwrap_or_else(|| occurrences(patterns, sentence));
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

fn any_fits(numbers: &[Number], values: &[Compare<Number>]) -> bool {
    numbers.iter().any(|number| values.iter().any(|compare| compare.admits(number)))
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
