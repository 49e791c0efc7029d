//! A second search, slow and plain, that the fast one must agree with: it tries everything, by
//! characters, and shares only folding, splitting, numbers and the parsed query with it.

use std::cmp::Reverse;
use std::ops::Range;

use fuzzy_reference::subsequences;

use crate::model::report::Report;
use crate::search::fold::fold;
use crate::search::numbers::numbers;
use crate::search::query::{Clause, Field, Part, Query, Term};
use crate::search::sentence;

/// A hit as the reference knows it: whether exact, the slack, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    pub report: usize,
    pub block: (usize, usize),
    pub range: Range<usize>,
    pub exact: bool,
    pub slack: usize,
}

/// Every hit, in the order of exactness, slack and place.
pub fn search(reports: &[Report], query: &Query) -> Vec<Plain> {
    let mut hits = Vec::new();
    for (number, report) in reports.iter().enumerate() {
        for (s, section) in report.sections.iter().enumerate().filter(|(_, s)| query.admits_section(s.key)) {
            for (b, block) in section.blocks.iter().enumerate() {
                for range in sentence::split(&block.text) {
                    if let Some((exact, slack)) = grade(block.text.get(range.clone()).unwrap(), query) {
                        hits.push(Plain { report: number, block: (s, b), range, exact, slack });
                    }
                }
            }
        }
    }
    hits.sort_by_key(|hit| (Reverse(hit.exact), hit.slack, hit.report, hit.block, hit.range.start));
    hits
}

/// Where a clause may be said to stand: exactly at these places, or loosely at this one.
enum Stands {
    Exact(Vec<Range<usize>>),
    Loose(Range<usize>, usize),
}

fn grade(text: &str, query: &Query) -> Option<(bool, usize)> {
    let sentence: Vec<char> = text.chars().filter_map(fold).collect();
    let mut stands = Vec::new();
    for Clause { negated, part } in query.clauses() {
        match part {
            Part::Field(Field::Number(values)) => {
                let any = numbers(text).iter().any(|n| values.iter().any(|v| v.admits(&n.value)));
                if any == *negated {
                    return None;
                }
            }
            Part::Field(_) => {}
            Part::Words(terms) => match (words(&sentence, terms), *negated) {
                (Some(Stands::Exact(_)), true) => return None,
                (found, false) => stands.push(found?),
                _ => {}
            },
        }
    }
    let exact = stands.iter().all(|one| matches!(one, Stands::Exact(_)));
    let inner: usize = stands.iter().map(|one| if let Stands::Loose(_, slack) = one { *slack } else { 0 }).sum();
    let places: Vec<Vec<Range<usize>>> = stands
        .into_iter()
        .map(|one| match one {
            Stands::Exact(places) => places,
            Stands::Loose(place, _) => vec![place],
        })
        .collect();
    Some((exact, inner + if places.len() > 1 { nearest(&places, usize::MAX, 0) } else { 0 }))
}

/// The least distance from the end of the first to end to the start of the last to start, over
/// every choice of one place each.
fn nearest(places: &[Vec<Range<usize>>], end: usize, start: usize) -> usize {
    match places.split_first() {
        None => start.saturating_sub(end),
        Some((first, rest)) => {
            first.iter().map(|place| nearest(rest, end.min(place.end), start.max(place.start))).min().unwrap()
        }
    }
}

fn words(sentence: &[char], terms: &[Term]) -> Option<Stands> {
    let exact: Vec<_> = terms.iter().flat_map(|term| side_by_side(sentence, term)).collect();
    if !exact.is_empty() {
        return Some(Stands::Exact(exact));
    }
    let loose = terms.iter().filter(|term| !term.exact).filter_map(|term| {
        let word: Vec<char> = term.folded.chars().collect();
        if !(2..=64).contains(&word.len()) || word.iter().all(char::is_ascii_digit) {
            return None;
        }
        let all = subsequences(sentence, &word).into_iter();
        let spans = all.map(|places| places[0]..places[places.len() - 1] + 1).filter(|s| s.len() <= 3 * word.len());
        spans.min_by_key(|span| (span.len(), span.start)).map(|span| (span.clone(), span.len() - word.len()))
    });
    loose.min_by_key(|(_, slack)| *slack).map(|(span, slack)| Stands::Loose(span, slack))
}

fn side_by_side(sentence: &[char], term: &Term) -> Vec<Range<usize>> {
    let word: Vec<char> = term.folded.chars().collect();
    let first = sentence.iter().position(|c| c.is_alphanumeric()).unwrap_or(sentence.len());
    let last = sentence.iter().rposition(|c| c.is_alphanumeric()).map_or(sentence.len(), |at| at + 1);
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in 0..=sentence.len().saturating_sub(word.len()) {
        let place = start..start + word.len();
        let tied = (!term.start || place.start <= first) && (!term.end || place.end >= last);
        let overlaps = !term.start && !term.end && found.last().is_some_and(|last| last.end > place.start);
        if sentence.get(place.clone()) == Some(&word) && tied && !overlaps {
            found.push(place);
        }
    }
    found
}

mod fuzzy_reference {
    /// Every way to find the word in the sentence, its digits that follow one another side by side
    /// and with no digit beside them.
    pub fn subsequences(sentence: &[char], word: &[char]) -> Vec<Vec<usize>> {
        let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
        for (index, c) in word.iter().enumerate() {
            let beside = index > 0 && c.is_ascii_digit() && word[index - 1].is_ascii_digit();
            let mut next = Vec::new();
            for way in ways {
                let from = way.last().map_or(0, |last| last + 1);
                for at in (from..sentence.len()).filter(|at| sentence[*at] == *c) {
                    let cut = |i: Option<usize>| i.and_then(|i| sentence.get(i)).is_some_and(char::is_ascii_digit);
                    let opens = c.is_ascii_digit() && !beside;
                    let closes = c.is_ascii_digit() && !word.get(index + 1).is_some_and(char::is_ascii_digit);
                    if opens && cut(at.checked_sub(1)) || closes && cut(Some(at + 1)) {
                        continue;
                    }
                    if !beside || at == from {
                        next.push(way.iter().copied().chain([at]).collect());
                    }
                }
            }
            ways = next;
        }
        ways
    }
}
