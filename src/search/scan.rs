//! The scan, which tests hold the index against: every sentence of the admitted reports is graded, on all cores,
//! and the best are kept. What it answers is exact; an index may only answer the same faster.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use rayon::prelude::*;

use crate::model::report::Report;
use crate::search::grade::Tier;
use crate::search::matcher::Matcher;
use crate::search::query::Query;
use crate::search::store::{Piece, Sentence};
use crate::search::writing::Writing;
use crate::search::{Found, Hit};

/// Sentences that are searched before cancelling is asked for again: some milliseconds' worth.
const WAVE: usize = 65_536;

/// The order of hits: the score, then the order of the reports and of their text.
type Rank = (Reverse<i64>, usize, (usize, usize, usize));

/// A hit that may be among the best: its rank, its piece and its number there. Less is better.
type Candidate = (Rank, usize, usize);

/// What the sentences of a piece come to.
#[derive(Default)]
struct Tally {
    best: BinaryHeap<Candidate>,
    total: usize,
    paragraphs: usize,
    /// The sentences that answer exactly or by their sound.
    as_asked: usize,
    /// The reports that have a hit, in the order of the piece, and how many hits they have.
    reports: Vec<(usize, usize)>,
}

/// The sentences of a corpus, held for searching.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    pieces: Vec<Piece>,
}

impl Sentences {
    /// Adds the sentences of a report. Reports may come in any order, each once.
    pub(super) fn add(&mut self, index: usize, report: &Report) {
        if self.pieces.last().is_none_or(Piece::is_full) {
            self.pieces.push(Piece::default());
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.add(index, report);
        }
    }

    /// Adds sentences gathered elsewhere.
    pub(super) fn append(&mut self, mut other: Self) {
        self.pieces.append(&mut other.pieces);
    }

    /// How many sentences there are.
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(Piece::len).sum()
    }

    /// The best `limit` hits among the reports that `admitted` lets in. Stops early and answers
    /// `None` once `cancelled` says so. A query without words finds every sentence of its sections,
    /// in the order of the corpus.
    pub(super) fn search(
        &self,
        query: &Query,
        limit: usize,
        admitted: &dyn Fn(usize) -> bool,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Found> {
        search(&self.pieces, query, limit, admitted, cancelled)
    }
}

fn search(
    pieces: &[Piece],
    query: &Query,
    limit: usize,
    admitted: &dyn Fn(usize) -> bool,
    cancelled: &dyn Fn() -> bool,
) -> Option<Found> {
    let scan = |forgiving| Scan { matcher: Matcher::written(query, Writing::Utf8, forgiving), query, limit };
    let found = pass(pieces, &scan(false), admitted, cancelled)?;
    // A wrong character is forgiven only where nothing is there as it was asked for.
    if found.forgiving && Matcher::could_forgive(query) {
        return pass(pieces, &scan(true), admitted, cancelled);
    }
    Some(Found { forgiving: false, ..found })
}

/// The whole answer; whether it is `forgiving` says that no sentence has all words as asked.
fn pass(
    pieces: &[Piece],
    scan: &Scan<'_>,
    admitted: &dyn Fn(usize) -> bool,
    cancelled: &dyn Fn() -> bool,
) -> Option<Found> {
    let mut all = Tally::default();
    let mut next = 0;
    while next < pieces.len() {
        if cancelled() {
            return None;
        }
        let jobs = wave(pieces, &mut next, admitted);
        for tally in jobs.par_iter().map(|job| scan.piece(job)).collect::<Vec<_>>() {
            all.total += tally.total;
            all.paragraphs += tally.paragraphs;
            all.as_asked += tally.as_asked;
            all.reports.extend(tally.reports);
            for candidate in tally.best {
                keep(&mut all.best, candidate, scan.limit);
            }
        }
    }
    all.reports.sort_unstable();
    let best = all.best.into_sorted_vec();
    let hits = best.iter().filter_map(|(rank, piece, at)| Some(scan.hit(rank, pieces.get(*piece)?.sentence(*at))));
    Some(Found {
        hits: hits.collect(),
        total: all.total,
        reports: all.reports.len(),
        paragraphs: all.paragraphs,
        estimated: false,
        among: 0,
        settled: true,
        forgiving: all.as_asked == 0,
        per_report: all.reports,
    })
}

/// The pieces that are searched together; `next` moves past them.
fn wave<'a>(pieces: &'a [Piece], next: &mut usize, admitted: &dyn Fn(usize) -> bool) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    let mut sentences = 0;
    while let Some(piece) = pieces.get(*next).filter(|_| sentences < WAVE) {
        sentences += piece.len();
        let reports = piece.reports().filter(|(report, _)| admitted(*report)).collect();
        jobs.push(Job { number: *next, piece, reports });
        *next += 1;
    }
    jobs
}

/// A piece and which of its reports are searched.
struct Job<'a> {
    number: usize,
    piece: &'a Piece,
    reports: Vec<(usize, Range<usize>)>,
}

struct Scan<'a> {
    matcher: Matcher,
    query: &'a Query,
    limit: usize,
}

impl Scan<'_> {
    fn piece(&self, job: &Job<'_>) -> Tally {
        let mut tally = Tally::default();
        for (report, range) in &job.reports {
            let before = tally.total;
            let mut last_block = None;
            for at in range.clone() {
                let sentence = job.piece.sentence(at);
                let found = tally.total;
                self.sentence(*report, sentence, (job.number, at), &mut tally);
                let (section, block, _) = sentence.place();
                if tally.total > found && last_block != Some((section, block)) {
                    tally.paragraphs += 1;
                    last_block = Some((section, block));
                }
            }
            if tally.total > before {
                tally.reports.push((*report, tally.total - before));
            }
        }
        tally
    }

    fn sentence(&self, report: usize, sentence: Sentence<'_>, number: (usize, usize), tally: &mut Tally) {
        if !self.query.admits_section(sentence.key()) {
            return;
        }
        let Some(grade) = self.matcher.grade(sentence.folded().as_bytes(), sentence.numbers()) else { return };
        tally.total += 1;
        tally.as_asked += usize::from(grade.tier >= Tier::Heard);
        // The finer score is not worked out for what cannot come in.
        if tally.best.len() >= self.limit && tally.best.peek().is_none_or(|(worst, ..)| grade.most() < worst.0.0) {
            return;
        }
        let score = self.matcher.score(sentence.folded().as_bytes(), &grade);
        keep(&mut tally.best, ((Reverse(score), report, sentence.place()), number.0, number.1), self.limit);
    }

    fn hit(&self, (score, report, (section, block, start)): &Rank, sentence: Sentence<'_>) -> Hit {
        let text = sentence.text();
        Hit {
            report: *report,
            section: sentence.key(),
            block: (*section, *block),
            range: *start..start + text.len(),
            text: text.to_owned(),
            matched: self.matcher.matched(text),
            score: score.0,
        }
    }
}

/// Puts a candidate among the best `limit`.
fn keep(best: &mut BinaryHeap<Candidate>, candidate: Candidate, limit: usize) {
    if best.len() < limit {
        best.push(candidate);
    } else if let Some(mut worst) = best.peek_mut()
        && candidate < *worst
    {
        *worst = candidate;
    }
}
