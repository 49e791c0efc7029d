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
use crate::search::sound::readings;

/// A hit as the reference knows it: whether exact, the slack, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    pub report: usize,
    pub block: (usize, usize),
    pub range: Range<usize>,
    /// 3 exactly, 2 by its sound, 1 loosely, 0 with a wrong character.
    pub tier: usize,
    pub slack: usize,
}

/// Every hit, in the order of tier, slack and place.
pub fn search(reports: &[Report], query: &Query) -> Vec<Plain> {
    let hits = all(reports, query, false);
    if hits.iter().any(|hit| hit.tier > 1) { hits } else { all(reports, query, true) }
}

fn all(reports: &[Report], query: &Query, forgiving: bool) -> Vec<Plain> {
    let mut hits = Vec::new();
    for (number, report) in reports.iter().enumerate() {
        for (s, section) in report.sections.iter().enumerate().filter(|(_, s)| query.admits_section(s.key)) {
            for (b, block) in section.blocks.iter().enumerate() {
                for range in sentence::split(&block.text) {
                    if let Some((tier, slack)) = grade(block.text.get(range.clone()).unwrap(), query, forgiving) {
                        hits.push(Plain { report: number, block: (s, b), range, tier, slack });
                    }
                }
            }
        }
    }
    hits.sort_by_key(|hit| (Reverse(hit.tier), hit.slack, hit.report, hit.block, hit.range.start));
    hits
}

/// How a clause stands there, where it may be said to stand, and what lies inside it.
type Stands = (usize, Vec<Range<usize>>, usize);

fn grade(text: &str, query: &Query, forgiving: bool) -> Option<(usize, usize)> {
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
            Part::Words(terms) => match (words(&sentence, terms, forgiving), *negated) {
                (Some((3, ..)), true) => return None,
                (found, false) => stands.push(found?),
                _ => {}
            },
        }
    }
    let tier = stands.iter().map(|(tier, ..)| *tier).min().unwrap_or(3);
    let inner: usize = stands.iter().map(|(.., slack)| slack).sum();
    let places: Vec<Vec<Range<usize>>> = stands.into_iter().map(|(_, places, _)| places).collect();
    Some((tier, inner + if places.len() > 1 { nearest(&places, usize::MAX, 0) } else { 0 }))
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

fn words(sentence: &[char], terms: &[Term], forgiving: bool) -> Option<Stands> {
    let exact: Vec<_> = terms.iter().flat_map(|term| side_by_side(sentence, term)).collect();
    if !exact.is_empty() {
        return Some((3, exact, 0));
    }
    let free = || terms.iter().filter(|term| !term.exact).map(|term| term.folded.chars().collect::<Vec<char>>());
    let heard: Vec<_> = free().flat_map(|word| by_sound(sentence, &word)).collect();
    if !heard.is_empty() {
        return Some((2, heard, 0));
    }
    let loose = free().filter_map(|word| {
        if !(2..=64).contains(&word.len()) || word.iter().all(char::is_ascii_digit) {
            return None;
        }
        let all = subsequences(sentence, &word).into_iter();
        let spans = all.map(|places| places[0]..places[places.len() - 1] + 1).filter(|s| s.len() <= 3 * word.len());
        spans.min_by_key(|span| (span.len(), span.start)).map(|span| (span.clone(), span.len() - word.len()))
    });
    let loose = loose.min_by_key(|(_, slack)| *slack).map(|(span, slack)| (1, vec![span], slack));
    let mut mistyped = free().filter(|_| forgiving).filter_map(|word| with_a_typo(sentence, &word));
    loose.or_else(|| mistyped.next().map(|place| (0, vec![place], 1)))
}

/// Where the letters are heard: the first end, the nearest start to it, and on from there.
fn by_sound(sentence: &[char], letters: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    if letters.len() < 2 || letters.len() > 64 || !letters.iter().all(char::is_ascii_lowercase) {
        return found;
    }
    let word: String = letters.iter().collect();
    for end in 1..=sentence.len() {
        if let Some(start) = (from..end).rev().find(|start| sounds(&sentence[*start..end], &word)) {
            found.push(start..end);
            from = end;
        }
    }
    found
}

fn sounds(chars: &[char], letters: &str) -> bool {
    let Some((first, rest)) = chars.split_first() else { return false };
    readings(*first).iter().any(|reading| {
        let is_last = rest.is_empty() && !letters.is_empty() && reading.starts_with(letters);
        let go_on = |len: usize| {
            let part = reading.get(..len).and_then(|part| letters.strip_prefix(part));
            part.is_some_and(|left| sounds(rest, left))
        };
        is_last || go_on(1) || go_on(reading.len())
    })
}

/// The first place of the word with one character another, left out, or exchanged with the next.
fn with_a_typo(sentence: &[char], word: &[char]) -> Option<Range<usize>> {
    if !(4..=64).contains(&word.len()) || word.iter().any(char::is_ascii_digit) {
        return None;
    }
    (0..sentence.len()).find_map(|start| {
        let is_so = |len: usize| {
            let Some(there) = sentence.get(start..start + len) else { return false };
            (0..word.len()).any(|at| {
                let mut other = word.to_vec();
                if len < word.len() {
                    other.remove(at);
                    return other == there;
                }
                other[at] = there[at];
                let mut exchanged = word.to_vec();
                exchanged.swap(at, (at + 1).min(word.len() - 1));
                other == there || exchanged == there
            })
        };
        [word.len(), word.len() - 1].into_iter().find(|len| is_so(*len)).map(|len| start..start + len)
    })
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
