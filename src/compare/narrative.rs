//! The narrative of two reports: sections by their key, in them sentences that are the same or alike, and
//! in two alike sentences what differs, a number with its unit as a whole.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::compare::align::{self, Budget, Stretch, align, product};
use crate::compare::tokens::{Token, tokens, words};
use crate::compare::{Pair, Side};
use crate::model::report::{Report, Section, SectionKey};
use crate::model::sentence::sentences;

/// A section that either report has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionPair {
    pub key: Option<SectionKey>,
    /// The numbers of the sections.
    pub sections: Pair<Option<usize>>,
    /// Its sentences, in an order that is that of both.
    pub passages: Vec<Passage>,
}

/// A sentence of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub section: usize,
    pub block: usize,
    /// Bytes of the block's text.
    pub range: Range<usize>,
}

/// A sentence and its partner, as far as it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub sentences: Pair<Option<Sentence>>,
    /// What is the same in both and what is not, in order; together both sentences. None without a partner.
    pub pieces: Vec<Piece>,
}

/// A piece of two alike sentences, as bytes of their blocks' texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub ranges: Pair<Range<usize>>,
    pub same: bool,
}

impl Passage {
    pub fn is_same(&self) -> bool {
        self.sentences.left.is_some() && self.sentences.right.is_some() && self.pieces.iter().all(|piece| piece.same)
    }

    /// Whether only one side has it.
    fn is_lone(&self) -> bool {
        self.sentences.left.is_none() || self.sentences.right.is_none()
    }

    /// The sentence of a side, or of the other one where this side has none.
    pub fn sentence(&self, side: Side) -> Option<(Side, &Sentence)> {
        let on = |side: Side| Some((side, self.sentences.side(side).as_ref()?));
        on(side).or_else(|| on(side.other()))
    }

    fn mirrored(self) -> Self {
        let piece = |piece: Piece| Piece { ranges: piece.ranges.mirrored(), ..piece };
        Self { sentences: self.sentences.mirrored(), pieces: self.pieces.into_iter().map(piece).collect() }
    }
}

impl SectionPair {
    pub(super) fn mirrored(self) -> Self {
        let mut passages: Vec<Passage> = self.passages.into_iter().map(Passage::mirrored).collect();
        // What only the left report has stands before what only the right one has, whichever they are.
        for run in passages.chunk_by_mut(|one, other| one.is_lone() && other.is_lone()) {
            run.sort_by_key(|passage| passage.sentences.left.is_none());
        }
        Self { key: self.key, sections: self.sections.mirrored(), passages }
    }
}

/// The sections of two reports.
pub(super) fn compare(left: &Report, right: &Report, budget: &mut Budget) -> Vec<SectionPair> {
    let keys = |report: &Report| report.sections.iter().map(key_of).collect::<Vec<_>>();
    let pairs = align::partners(&keys(left), &keys(right)).into_iter();
    let section = |sections: Pair<Option<usize>>| {
        let said = Pair::new(Said::of_section(left, sections.left), Said::of_section(right, sections.right));
        let key = sections.left.and_then(|n| left.sections.get(n)?.key);
        let key = key.or_else(|| right.sections.get(sections.right?)?.key);
        SectionPair { key, sections, passages: passages(&said, budget) }
    };
    pairs.map(|(left, right)| Pair::new(left, right)).map(section).collect()
}

/// By what sections go together: their key, else their topic, else their heading.
fn key_of(section: &Section) -> (Option<SectionKey>, String) {
    let own = || section.topic.clone().unwrap_or_else(|| words(&section.heading));
    (section.key, if section.key.is_some() { String::new() } else { own() })
}

/// A sentence with what it says.
struct Said<'r> {
    at: Sentence,
    text: &'r str,
    words: String,
    /// The hashes of its pairs of characters, sorted, every number taken for the same.
    pairs: Vec<u64>,
}

impl<'r> Said<'r> {
    /// The sentences of a section, none where the report has no such section.
    fn of_section(report: &'r Report, number: Option<usize>) -> Vec<Self> {
        let Some((number, section)) = number.and_then(|n| Some((n, report.sections.get(n)?))) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for (block, content) in section.blocks.iter().enumerate() {
            for range in whole_sentences(&content.text) {
                let text = content.text.get(range.clone()).unwrap_or_default();
                all.push(Self::new(Sentence { section: number, block, range }, text));
            }
        }
        all
    }

    fn new(at: Sentence, text: &'r str) -> Self {
        let words = words(text);
        let mut pairs = Vec::new();
        let mut before = None;
        for c in words.chars() {
            let c = if c.is_ascii_digit() { '0' } else { c };
            if before == Some('0') && c == '0' {
                continue;
            }
            pairs.extend(before.map(|before| (u64::from(u32::from(before)) << 32) | u64::from(u32::from(c))));
            before = Some(c);
        }
        pairs.sort_unstable();
        Self { at, text, words, pairs }
    }

    /// How alike two sentences are, in thousandths: twice what they share of what they have (Dice).
    fn likeness(&self, other: &Self) -> usize {
        let (one, two) = (&self.pairs, &other.pairs);
        let both = one.len() + two.len();
        // Less than half could be shared.
        if both == 0 || 4 * one.len().min(two.len()) < both {
            return 0;
        }
        let (mut shared, mut at, mut to) = (0, 0, 0);
        while let (Some(a), Some(b)) = (one.get(at), two.get(to)) {
            shared += usize::from(a == b);
            at += usize::from(a <= b);
            to += usize::from(b <= a);
        }
        2000 * shared / both
    }
}

/// Sentences that together are the text; what has no letter or digit belongs to the one before.
fn whole_sentences(text: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for range in sentences(text) {
        let says = text.get(range.clone()).is_some_and(|piece| piece.chars().any(char::is_alphanumeric));
        match all.last_mut() {
            Some(last) if !says => last.end = range.end,
            _ => all.push(range),
        }
    }
    all
}

/// Numbers for equal words.
#[derive(Default)]
struct Names<'w>(BTreeMap<&'w str, u32>);

impl<'w> Names<'w> {
    fn of(&mut self, words: &'w str) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(words).or_insert(next)
    }
}

fn passages(said: &Pair<Vec<Said<'_>>>, budget: &mut Budget) -> Vec<Passage> {
    let mut names = Names::default();
    let left: Vec<u32> = said.left.iter().map(|sentence| names.of(&sentence.words)).collect();
    let right: Vec<u32> = said.right.iter().map(|sentence| names.of(&sentence.words)).collect();
    let mut passages = Vec::new();
    for stretch in align(&left, &right, budget) {
        match stretch {
            Stretch::Same { left, right, len } => {
                let pairs = (left..left + len).zip(right..right + len);
                passages.extend(pairs.filter_map(|(l, r)| Some(equal(said.left.get(l)?, said.right.get(r)?))));
            }
            Stretch::Apart { left, right } => {
                let left = said.left.get(left).unwrap_or_default();
                let right = said.right.get(right).unwrap_or_default();
                apart(left, right, &mut passages, budget);
            }
        }
    }
    passages
}

fn equal(left: &Said<'_>, right: &Said<'_>) -> Passage {
    let piece = Piece { ranges: Pair::new(left.at.range.clone(), right.at.range.clone()), same: true };
    Passage { sentences: Pair::new(Some(left.at.clone()), Some(right.at.clone())), pieces: vec![piece] }
}

/// Sentences no two of which are the same: those alike go together, in order.
fn apart(left: &[Said<'_>], right: &[Said<'_>], passages: &mut Vec<Passage>, budget: &mut Budget) {
    let mut at = (0, 0);
    for (l, r) in alike(left, right, budget).into_iter().chain([(left.len(), right.len())]) {
        let alone = |said: &Said<'_>| Some(said.at.clone());
        let before = left.get(at.0..l).unwrap_or_default().iter();
        passages.extend(before.map(|said| Passage { sentences: Pair::new(alone(said), None), pieces: Vec::new() }));
        let before = right.get(at.1..r).unwrap_or_default().iter();
        passages.extend(before.map(|said| Passage { sentences: Pair::new(None, alone(said)), pieces: Vec::new() }));
        if let (Some(one), Some(other)) = (left.get(l), right.get(r)) {
            let sentences = Pair::new(Some(one.at.clone()), Some(other.at.clone()));
            passages.push(Passage { sentences, pieces: pieces(one, other, budget) });
        }
        at = (l + 1, r + 1);
    }
}

/// Two sentences are alike from this on, in thousandths.
const ALIKE: usize = 500;

/// The pairs of alike sentences, in order, that have most in common together.
fn alike(left: &[Said<'_>], right: &[Said<'_>], budget: &mut Budget) -> Vec<(usize, usize)> {
    let weight = |all: &[Said<'_>]| all.iter().map(|said| said.pairs.len() + 1).sum::<usize>();
    let work = product(left.len(), weight(right)).saturating_add(product(right.len(), weight(left)));
    if left.is_empty() || right.is_empty() || !budget.take(work) {
        return Vec::new();
    }
    let width = right.len() + 1;
    // `best[l][r]`: the most that the sentences from `l` and `r` on have in common.
    let mut best = vec![0_usize; (left.len() + 1) * width];
    let mut likeness = vec![0_usize; left.len() * width];
    for (l, one) in left.iter().enumerate().rev() {
        for (r, other) in right.iter().enumerate().rev() {
            let like = one.likeness(other);
            let like = if like >= ALIKE { like } else { 0 };
            let here = l * width + r;
            likeness[here] = like;
            let together = if like > 0 { like + best[here + width + 1] } else { 0 };
            best[here] = together.max(best[here + width]).max(best[here + 1]);
        }
    }
    let (mut l, mut r) = (0, 0);
    let mut pairs = Vec::new();
    while l < left.len() && r < right.len() {
        let here = l * width + r;
        if likeness[here] > 0 && best[here] == likeness[here] + best[here + width + 1] {
            pairs.push((l, r));
            (l, r) = (l + 1, r + 1);
        } else if best[here] == best[here + width] {
            l += 1;
        } else {
            r += 1;
        }
    }
    pairs
}

/// What is the same in two sentences and what is not.
fn pieces(left: &Said<'_>, right: &Said<'_>, budget: &mut Budget) -> Vec<Piece> {
    let tokens = Pair::new(tokens(left.text), tokens(right.text));
    let mut names = Names::default();
    let left_ids: Vec<u32> = tokens.left.iter().map(|token| names.of(&token.words)).collect();
    let right_ids: Vec<u32> = tokens.right.iter().map(|token| names.of(&token.words)).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let stretches = align(&left_ids, &right_ids, budget);
    for (n, stretch) in stretches.iter().enumerate() {
        let (l, r, same) = match stretch {
            Stretch::Same { left, right, len } => (*left..left + len, *right..right + len, true),
            Stretch::Apart { left, right } => (left.clone(), right.clone(), false),
        };
        let lone =
            same && n > 0 && n + 1 < stretches.len() && is_chance(tokens.left.get(l.clone()).unwrap_or_default());
        let start = |tokens: &[Token], said: &Said<'_>, n: usize| {
            said.at.range.start + tokens.get(n).map_or(said.text.len(), |token| token.range.start)
        };
        let range = |tokens: &[Token], said: &Said<'_>, range: &Range<usize>| {
            start(tokens, said, range.start)..start(tokens, said, range.end)
        };
        let ranges = Pair::new(range(&tokens.left, left, &l), range(&tokens.right, right, &r));
        let same = same && !lone;
        match pieces.last_mut() {
            Some(last) if last.same == same => {
                last.ranges.left.end = ranges.left.end;
                last.ranges.right.end = ranges.right.end;
            }
            _ => pieces.push(Piece { ranges, same }),
        }
    }
    pieces
}

/// Whether what two sentences share between two changes is no more than chance: one character.
fn is_chance(shared: &[Token]) -> bool {
    matches!(shared, [only] if !only.is_number && only.words.chars().count() == 1 && only.words.chars().all(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Block;

    fn report(paragraphs: &[&str]) -> Report {
        let block = |text: &&str| Block { text: (*text).to_owned(), ..Block::default() };
        let section = Section {
            key: Some(SectionKey::Overview),
            blocks: paragraphs.iter().map(block).collect(),
            ..Section::default()
        };
        Report { sections: vec![section], ..Report::default() }
    }

    /// The passages in one line each: what is the same in both, `[left|right]` what is not.
    fn told(left: &[&str], right: &[&str]) -> Vec<String> {
        let (left, right) = (report(left), report(right));
        let text = |report: &Report, sentence: &Sentence, range: &Range<usize>| {
            report.sections[sentence.section].blocks[sentence.block].text.get(range.clone()).unwrap().to_owned()
        };
        let line = |passage: &Passage| match (&passage.sentences.left, &passage.sentences.right) {
            (Some(l), Some(r)) => {
                let piece = |piece: &Piece| {
                    let (l, r) = (text(&left, l, &piece.ranges.left), text(&right, r, &piece.ranges.right));
                    if piece.same { l } else { format!("[{l}|{r}]") }
                };
                let same = if passage.is_same() { "= " } else { "~ " };
                format!("{same}{}", passage.pieces.iter().map(piece).collect::<String>())
            }
            (Some(l), None) => format!("- {}", text(&left, l, &l.range)),
            (None, Some(r)) => format!("+ {}", text(&right, r, &r.range)),
            (None, None) => String::new(),
        };
        let sections = compare(&left, &right, &mut Budget::default());
        sections.iter().flat_map(|section| section.passages.iter().map(line).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn numbers_change_as_a_whole() {
        assert_eq!(
            told(&["全年共收到申请128件,办结120件。"], &["全年共收到申请131件,办结120件。"]),
            ["~ 全年共收到申请[128件|131件],办结120件。"]
        );
        assert_eq!(
            told(&["2021年,本局收到申请3万余件。"], &["2022年，本局收到申请4万件。"]),
            ["~ [2021年|2022年],本局收到申请[3万余件|4万件]。"]
        );
    }

    #[test]
    fn sentences_find_their_partners_in_order() {
        let left = ["工作平稳有序。全年收到申请12件。举办培训3次。", "无其他事项。"];
        let right = ["全年收到申请15件。", "开展检查两轮,成效明显。举办培训3次。", "无其他事项。"];
        assert_eq!(
            told(&left, &right),
            [
                "- 工作平稳有序。",
                "~ 全年收到申请[12件|15件]。",
                "+ 开展检查两轮,成效明显。",
                "= 举办培训3次。",
                "= 无其他事项。"
            ]
        );
    }

    #[test]
    fn how_a_sentence_is_written_is_no_difference() {
        assert_eq!(told(&["收到 申请１２件，办结。"], &["收到申请12件,办结。 \n"]), ["= 收到 申请１２件，办结。"]);
        assert_eq!(told(&[""], &["。。"]).len(), 1);
        assert_eq!(told(&[], &[]), [""; 0]);
    }

    #[test]
    fn one_character_between_two_changes_is_chance() {
        let told = told(&["加强队伍的建设,完善工作机制。"], &["提升人员的素质,完善工作机制。"]);
        assert_eq!(told, ["~ [加强队伍的建设|提升人员的素质],完善工作机制。"]);
    }
}
