//! The course of a search: first the reports that may answer exactly, in the order of the corpus, then
//! the others; in waves on all cores, between which it may be given up or tell what it has.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

use rayon::prelude::*;

use crate::search::Found;
use crate::search::grade::Tier;
use crate::search::index::chunk::{Buffers, Candidate, Job, Scan, Tally, keep};
use crate::search::index::hits::resolve;
use crate::search::index::lists::Reports;
use crate::search::index::plan::Plan;
use crate::search::index::segment::Segment;
use crate::search::index::{Ask, Damaged};
use crate::search::matcher::Matcher;
use crate::search::query::Query;
use crate::search::writing::Writing;

/// Bytes of text in the first wave, and in the largest: a few milliseconds' worth.
const FIRST_WAVE: usize = 512 << 10;
const LARGEST_WAVE: usize = 16 << 20;
/// As long as nothing was told, waves stay so small that it can be told in time.
const LARGEST_BEFORE: usize = 1 << 20;
/// What the look at a single report costs besides its text, in bytes that could be searched instead.
const ONE_REPORT: usize = 8 << 10;
/// Hits that are made ready before cancelling is asked for again.
const RESOLVED: usize = 256;

pub(super) fn search(
    segments: &[Segment],
    query: &Query,
    ask: &Ask<'_>,
    tell: &mut dyn FnMut(Found),
) -> Result<Option<Found>, Damaged> {
    let mut run = Run::new(segments, query, ask);
    if !run.pass(false, tell)? {
        return Ok(None);
    }
    // A wrong character is forgiven only where nothing is there as it was asked for.
    if run.all.as_asked == 0 && Matcher::could_forgive(query) && !run.pass(true, tell)? {
        return Ok(None);
    }
    run.finish()
}

/// What there is to do for these sets of reports, in the order of the corpus.
fn jobs<'a>(segments: &'a [Segment], sets: &'a [&'a Reports], ask: &'a Ask<'_>) -> impl Iterator<Item = Job> + 'a {
    segments.iter().zip(sets).enumerate().flat_map(move |(number, (segment, set))| {
        let chunks = segment.open.directory.chunks.iter().enumerate();
        chunks.map(move |(at, chunk)| {
            let first = segment.first + chunk.first;
            let reports = set.between(chunk.first, chunk.first + chunk.reports);
            let mut reports: Vec<usize> = reports.map(|report| report - chunk.first).collect();
            let of = reports.len();
            reports.retain(|report| (ask.admitted)(first + report));
            Job { segment: number, chunk: at, first, reports, of }
        })
    })
}

/// The next jobs, of about so many bytes, and of how many reports they are. Those with nothing to look at
/// are passed over.
fn wave(jobs: &mut impl Iterator<Item = Job>, segments: &[Segment], size: usize) -> (Vec<Job>, usize) {
    let (mut wave, mut bytes, mut of) = (Vec::new(), 0, 0);
    while bytes < size
        && let Some(job) = jobs.next()
    {
        let chunk = segments.get(job.segment).and_then(|segment| segment.open.directory.chunks.get(job.chunk));
        of += job.of;
        if !job.reports.is_empty() {
            let text = chunk.map_or(0, |chunk| chunk.lens[0] * job.reports.len() / chunk.reports.max(1));
            bytes += text + job.reports.len().min(16) * ONE_REPORT;
            wave.push(job);
        }
    }
    (wave, of)
}

struct Run<'a> {
    segments: &'a [Segment],
    query: &'a Query,
    ask: &'a Ask<'a>,
    scans: Vec<Scan<'a>>,
    /// For the hits as they are printed.
    matcher: Matcher,
    begun: Instant,
    all: Tally,
    /// Reports passed, of so many.
    done: usize,
    /// The first report of the last chunk that was looked at.
    passed: usize,
    to_do: usize,
    told: bool,
    forgiving: bool,
}

impl<'a> Run<'a> {
    fn new(segments: &'a [Segment], query: &'a Query, ask: &'a Ask<'a>) -> Self {
        Self {
            segments,
            query,
            ask,
            scans: Vec::new(),
            matcher: Matcher::new(query),
            begun: Instant::now(),
            all: Tally::default(),
            done: 0,
            passed: 0,
            to_do: 0,
            // Where nothing is to be told nobody waits for it.
            told: ask.first == 0 || ask.limit == 0,
            forgiving: false,
        }
    }

    /// Looks at all reports that may answer; `false` where it was given up.
    fn pass(&mut self, forgiving: bool, tell: &mut dyn FnMut(Found)) -> Result<bool, Damaged> {
        self.forgiving = forgiving;
        self.matcher = Matcher::written(self.query, Writing::Utf8, forgiving);
        // Where it takes long to find out which reports may answer, the first rows come from the first segment.
        if !self.told && self.is_long_ahead()? {
            if !self.through(1, tell)? {
                return Ok(false);
            }
            if !self.told && !self.all.best.is_empty() {
                self.tell(self.is_settled(true), tell)?;
            }
        }
        self.through(self.segments.len(), tell)
    }

    /// Whether planning all segments takes much longer than anybody waits, by what the first one takes.
    fn is_long_ahead(&self) -> Result<bool, Damaged> {
        let [first, _, ..] = self.segments else { return Ok(false) };
        let begun = Instant::now();
        Plan::new(self.query, &first.open, self.forgiving)?;
        let all: usize = self.segments.iter().map(Segment::len).sum();
        let times = u32::try_from(all / first.len().max(1)).unwrap_or(u32::MAX);
        Ok(begun.elapsed().saturating_mul(times) > self.ask.budget.saturating_mul(4))
    }

    /// Looks at the reports of the first segments, so many, that may answer; `false` where it was given up.
    fn through(&mut self, count: usize, tell: &mut dyn FnMut(Found)) -> Result<bool, Damaged> {
        let Self { query, ask, forgiving, .. } = *self;
        let segments = self.segments.get(..count).unwrap_or(self.segments);
        let scan = |segment: &Segment| Scan::new(query, &segment.open, ask, forgiving);
        self.scans = segments.par_iter().map(scan).collect();
        let plans = segments.par_iter().map(|segment| Plan::new(query, &segment.open, forgiving));
        let plans = plans.collect::<Result<Vec<Plan>, Damaged>>()?;
        (self.all, self.done, self.passed) = (Tally::default(), 0, 0);
        let reports = |segments: &[Segment]| segments.iter().map(Segment::len).sum::<usize>();
        let here: usize = plans.iter().map(|plan| plan.exact.len() + plan.loose.len()).sum();
        self.to_do = here.saturating_mul(reports(self.segments)) / reports(segments).max(1);
        let is_all = count == self.segments.len();
        for exactly in [true, false] {
            let sets: Vec<&Reports> =
                plans.iter().map(|plan| if exactly { &plan.exact } else { &plan.loose }).collect();
            let mut jobs = jobs(segments, &sets, ask);
            let mut size = FIRST_WAVE;
            loop {
                if (ask.cancelled)() {
                    return Ok(false);
                }
                let (wave, of) = wave(&mut jobs, segments, size);
                if wave.is_empty() {
                    break;
                }
                self.wave(&wave)?;
                self.done += of;
                self.passed = wave.last().map_or(0, |job| job.first);
                // Exact hits may still come from the other segments.
                self.tell_once(exactly || !is_all, tell)?;
                size = (size * 2).min(if self.told { LARGEST_WAVE } else { LARGEST_BEFORE });
            }
        }
        Ok(true)
    }

    fn wave(&mut self, jobs: &[Job]) -> Result<(), Damaged> {
        let Self { segments, ask, scans, all, .. } = self;
        let worst = if all.best.len() >= ask.limit { all.best.peek().copied() } else { None };
        let one = |buffers: &mut Buffers, job: &Job| {
            let (Some(segment), Some(scan)) = (segments.get(job.segment), scans.get(job.segment)) else {
                return Ok(Tally::default());
            };
            // What is given up in the middle is not used: the run asks again before it goes on.
            if (ask.cancelled)() {
                return Ok(Tally::default());
            }
            scan.run(&segment.open, job, worst.as_ref(), buffers)
        };
        let tallies: Result<Vec<Tally>, Damaged> = jobs.par_iter().map_init(Buffers::default, one).collect();
        for tally in tallies? {
            all.total += tally.total;
            all.paragraphs += tally.paragraphs;
            all.as_asked += tally.as_asked;
            all.per_report.extend(tally.per_report);
            for candidate in tally.best {
                keep(&mut all.best, candidate, ask.limit);
            }
        }
        Ok(())
    }

    /// Tells a preliminary answer when it is time.
    fn tell_once(&mut self, exactly: bool, tell: &mut dyn FnMut(Found)) -> Result<(), Damaged> {
        if self.told {
            return Ok(());
        }
        let settled = self.is_settled(exactly);
        if settled || self.begun.elapsed() >= self.ask.budget { self.tell(settled, tell) } else { Ok(()) }
    }

    fn is_settled(&self, exactly: bool) -> bool {
        self.matcher.is_one_word() && self.has_first(exactly)
    }

    fn tell(&mut self, settled: bool, tell: &mut dyn FnMut(Found)) -> Result<(), Damaged> {
        self.told = true;
        let mut best = best(&self.all.best);
        best.truncate(self.ask.first);
        let hits = resolve(self.segments, &self.matcher, &best)?;
        let whole = |part: usize| part.saturating_mul(self.to_do.max(self.done)) / self.done.max(1);
        tell(Found {
            hits,
            total: whole(self.all.total),
            reports: whole(self.all.per_report.len()),
            among: 0,
            paragraphs: whole(self.all.paragraphs),
            estimated: true,
            settled,
            forgiving: self.forgiving,
            per_report: self.all.per_report.clone(),
        });
        Ok(())
    }

    /// Whether there are as many hits as a preliminary answer lists that nothing can come before: exact
    /// ones come in the order of the corpus, and when these are through, so do those that are heard.
    fn has_first(&self, exactly: bool) -> bool {
        let (exact, heard) = (Tier::Exact.greatest(), Tier::Heard.greatest());
        let is_first = |(Reverse(score), report, _): &&Candidate| {
            *score == exact || !exactly && *score == heard && *report < self.passed
        };
        self.all.best.iter().filter(is_first).count() >= self.ask.first.min(self.ask.limit)
    }

    fn finish(mut self) -> Result<Option<Found>, Damaged> {
        let best = best(&self.all.best);
        let mut hits = Vec::with_capacity(best.len());
        for some in best.chunks(RESOLVED) {
            if (self.ask.cancelled)() {
                return Ok(None);
            }
            hits.extend(resolve(self.segments, &self.matcher, some)?);
        }
        self.all.per_report.sort_unstable();
        Ok(Some(Found {
            hits,
            total: self.all.total,
            reports: self.all.per_report.len(),
            among: 0,
            paragraphs: self.all.paragraphs,
            estimated: false,
            settled: true,
            forgiving: self.forgiving,
            per_report: self.all.per_report,
        }))
    }
}

/// The best candidates, best first.
fn best(heap: &BinaryHeap<Candidate>) -> Vec<Candidate> {
    let mut best: Vec<_> = heap.iter().copied().collect();
    best.sort_unstable();
    best
}
