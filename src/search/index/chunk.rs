//! The search of one chunk: the sentences of the reports to look at, found by the rarest part of the
//! query that each must have, or one after another.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use memchr::{memchr, memrchr};

use crate::model::cell::Number;
use crate::search::grade::Tier;
use crate::search::index::anchor::Anchor;
use crate::search::index::code::{BLOCK, Code, SENTENCE};
use crate::search::index::heard::Heard;
use crate::search::index::laid::{key_of, read_numbers};
use crate::search::index::segment::{Opened, Part};
use crate::search::index::{Ask, Damaged};
use crate::search::matcher::Matcher;
use crate::search::query::Part as Asked;
use crate::search::query::{Field, Query};
use crate::search::writing::Writing;

/// A hit that may be among the best, less is better: its score, its report and where in its text the
/// sentence begins.
pub(super) type Candidate = (Reverse<i64>, usize, usize);

/// What a chunk comes to.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub best: BinaryHeap<Candidate>,
    pub total: usize,
    pub paragraphs: usize,
    /// The sentences that answer exactly or by their sound.
    pub as_asked: usize,
    /// The reports with hits and how many each has.
    pub per_report: Vec<(usize, usize)>,
}

/// Some reports of a chunk that are to be looked at.
#[derive(Debug)]
pub(super) struct Job {
    pub segment: usize,
    pub chunk: usize,
    /// The number in the corpus of the first report of the chunk.
    pub first: usize,
    /// The numbers in the chunk of the reports to look at.
    pub reports: Vec<usize>,
    /// How many there would be if all were let in.
    pub of: usize,
}

/// A query, ready for the chunks of one segment.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    query: &'a Query,
    matcher: Matcher,
    /// Stands in every sentence that answers.
    anchor: Option<Anchor>,
    /// Where there is none: finds every sentence that answers in a text that cannot have the letters themselves.
    heard: Option<Heard>,
    /// How the sentences answer that these find, where nothing else is asked for.
    found_as: Option<Tier>,
    asks_section: bool,
    limit: usize,
    by_report: bool,
}

/// Memory that is used again from chunk to chunk.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    text: Vec<u8>,
    numbers: Vec<u8>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(query: &'a Query, segment: &Opened, ask: &Ask<'_>, forgiving: bool) -> Self {
        let writing = Writing::Code(std::sync::Arc::clone(&segment.code));
        let matcher = Matcher::written(query, writing.clone(), forgiving);
        let anchors = matcher.anchors(&|part| rarity(part, &segment.code));
        let anchors = if matcher.asks_for_numbers() { Vec::new() } else { anchors };
        let is_all = matches!(anchors.as_slice(), [one] if matcher.asks_only_for(one));
        let anchor = Anchor::new(&anchors, &writing);
        let spoken = if anchor.is_none() && !matcher.asks_for_numbers() { matcher.spoken() } else { None };
        let heard = spoken.map(|(spoken, letters)| Heard::new(spoken, letters, &segment.code));
        let found_as = match &heard {
            None => Some(Tier::Exact).filter(|_| is_all),
            Some(_) => Some(Tier::Heard).filter(|_| matcher.is_one_test()),
        };
        let asks_section = query.clauses().iter().any(|clause| matches!(clause.part, Asked::Field(Field::Section(_))));
        Self { query, matcher, anchor, heard, found_as, asks_section, limit: ask.limit, by_report: ask.by_report }
    }

    /// Searches the reports of a job. Hits no better than `worst` need not be kept.
    pub(super) fn run(
        &self,
        segment: &Opened,
        job: &Job,
        worst: Option<&Candidate>,
        buffers: &mut Buffers,
    ) -> Result<Tally, Damaged> {
        let mut tally = Tally::default();
        let chunk = segment.chunk(job.chunk)?;
        let whole = job.reports.len() * 4 >= chunk.reports;
        let loaded = if whole { Some(segment.text(job.chunk, &mut buffers.text)?) } else { None };
        let asks_numbers = self.matcher.asks_for_numbers();
        let all_numbers =
            if whole && asks_numbers { segment.whole(job.chunk, Part::Numbers, &mut buffers.numbers)? } else { &[] };
        let (mut piece, mut own) = (Vec::new(), Vec::new());
        for number in &job.reports {
            let text = match loaded {
                Some((ends, text)) => ends.of(*number, Part::Text).and_then(|range| text.get(range)),
                None => Some(segment.piece(job.chunk, *number, Part::Text, &mut piece)?),
            };
            let numbers = match loaded {
                _ if !asks_numbers => Some(&[][..]),
                Some((ends, _)) => ends.of(*number, Part::Numbers).and_then(|range| all_numbers.get(range)),
                None => Some(segment.piece(job.chunk, *number, Part::Numbers, &mut own)?),
            };
            let numbers = read_numbers(numbers.ok_or(Damaged::Checksum)?);
            let mut report = InReport {
                scan: self,
                text: text.ok_or(Damaged::Checksum)?,
                number: job.first + number,
                worst,
                hits: 0,
                after_last: 0,
                best: None,
                tally: &mut tally,
            };
            report.search(&numbers);
        }
        Ok(tally)
    }
}

/// How rare a part of a query is, roughly.
fn rarity(must: &str, code: &Code) -> usize {
    let of = |c: char| if c.is_ascii_digit() { 40 } else { code.rank(c).unwrap_or(usize::MAX) };
    must.chars().map(of).max().unwrap_or(0)
}

/// The search of one report.
struct InReport<'a> {
    scan: &'a Scan<'a>,
    text: &'a [u8],
    number: usize,
    worst: Option<&'a Candidate>,
    hits: usize,
    /// Where the last sentence that answered ends.
    after_last: usize,
    best: Option<Candidate>,
    tally: &'a mut Tally,
}

impl InReport<'_> {
    fn search(&mut self, numbers: &[(usize, Number)]) {
        let Scan { anchor, heard, matcher, .. } = self.scan;
        match (anchor, heard, matcher.spoken()) {
            (Some(anchor), ..) => self.by(|text, at| Some(at + anchor.find(text.get(at..)?)?)),
            (None, Some(heard), Some((spoken, _))) if !heard.may_be_printed(self.text) => {
                self.by(|text, at| heard.find(spoken, text, at));
            }
            _ => self.one_by_one(numbers),
        }
        if self.hits > 0 {
            self.tally.per_report.push((self.number, self.hits));
            self.tally.total += self.hits;
        }
        if let Some(best) = self.best.take() {
            keep(&mut self.tally.best, best, self.scan.limit);
        }
    }

    /// Looks at the sentences in which something is found, of a text from a place on.
    fn by(&mut self, find: impl Fn(&[u8], usize) -> Option<usize>) {
        let mut at = 0;
        while let Some(found) = find(self.text, at) {
            let end = self.end_of(found);
            // Where nothing more is asked for and the hit is not listed, it is only counted.
            if let Some(tier) = self.scan.found_as.filter(|tier| !self.may_enter(tier.greatest(), 0))
                && !self.scan.asks_section
            {
                self.count(tier, found..end);
                at = end + 1;
                continue;
            }
            let before = self.text.get(at..found).unwrap_or_default();
            let start = memrchr(SENTENCE, before).map_or(at, |end| at + end + 1);
            self.sentence(self.past_block(start)..end, &[], self.scan.found_as);
            at = end + 1;
        }
    }

    fn one_by_one(&mut self, numbers: &[(usize, Number)]) {
        let (mut at, mut ordinal, mut from) = (0, 0, 0);
        let mut own = Vec::new();
        while at < self.text.len() {
            let end = self.end_of(at);
            own.clear();
            while let Some((_, number)) = numbers.get(from).filter(|(sentence, _)| *sentence <= ordinal) {
                own.push(*number);
                from += 1;
            }
            self.sentence(self.past_block(at)..end, &own, None);
            at = end + 1;
            ordinal += 1;
        }
    }

    fn end_of(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        memchr(SENTENCE, rest).map_or(self.text.len(), |end| at + end)
    }

    /// Where a sentence begins whose block may begin with it.
    fn past_block(&self, start: usize) -> usize {
        if self.text.get(start) == Some(&BLOCK) { (start + 2).min(self.text.len()) } else { start }
    }

    /// Looks at a sentence, which is known to answer in a way or not.
    fn sentence(&mut self, range: Range<usize>, numbers: &[Number], known: Option<Tier>) {
        let Some(sentence) = self.text.get(range.clone()) else { return };
        let tier = known.or_else(|| self.scan.matcher.answers(sentence, numbers));
        let Some(tier) = tier else { return };
        if self.scan.asks_section && !self.is_in_section(range.start) {
            return;
        }
        self.count(tier, range.clone());
        if self.may_enter(tier.greatest(), range.start)
            && let Some(grade) = self.scan.matcher.grade(sentence, numbers)
            && self.may_enter(grade.most(), range.start)
        {
            let score = self.scan.matcher.score(sentence, &grade);
            self.keep((Reverse(score), self.number, range.start));
        }
    }

    /// Counts a sentence that answers, or the part of it from some place on.
    fn count(&mut self, tier: Tier, range: Range<usize>) {
        self.hits += 1;
        self.tally.as_asked += usize::from(tier >= Tier::Heard);
        let between = self.text.get(self.after_last..range.start).unwrap_or_default();
        if memrchr(BLOCK, between).is_some() {
            self.tally.paragraphs += 1;
        }
        self.after_last = range.end;
    }

    fn is_in_section(&self, start: usize) -> bool {
        let before = self.text.get(..start).unwrap_or_default();
        let byte = memrchr(BLOCK, before).and_then(|at| self.text.get(at + 1));
        self.scan.query.admits_section(byte.and_then(|byte| key_of(*byte)))
    }

    /// Whether a hit with such a score can be among the best.
    fn may_enter(&self, score: i64, start: usize) -> bool {
        let candidate = (Reverse(score), self.number, start);
        let full = self.tally.best.len() >= self.scan.limit;
        let least = if full { self.tally.best.peek() } else { None };
        self.scan.limit > 0 && [self.worst, least, self.best.as_ref()].into_iter().flatten().all(|one| candidate < *one)
    }

    fn keep(&mut self, candidate: Candidate) {
        if self.scan.by_report {
            self.best = Some(self.best.map_or(candidate, |best| best.min(candidate)));
        } else {
            keep(&mut self.tally.best, candidate, self.scan.limit);
        }
    }
}

/// Puts a candidate among the best `limit`.
pub(super) fn keep(best: &mut BinaryHeap<Candidate>, candidate: Candidate, limit: usize) {
    if best.len() < limit {
        best.push(candidate);
    } else if let Some(mut worst) = best.peek_mut()
        && candidate < *worst
    {
        *worst = candidate;
    }
}
