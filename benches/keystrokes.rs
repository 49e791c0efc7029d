//! What a keystroke of a search costs, for every beginning of some queries: until the first hits are told and until
//! all are counted; and how good the first ones are beside the whole answer. On invented reports, and on text in
//! which nothing repeats. Names are asked for in the same way. `JIANBAO_BENCH_REPORTS` says how many reports.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jianbao::model::report::{Block, Report, Section, SectionKey};
use jianbao::search::index::{Ask, Index, Segment, write};
use jianbao::search::query::Query;
use jianbao::search::{Found, Matcher};
use jianbao::synth::Plan;
use rayon::prelude::*;

/// What is typed: an unselective word, an AND, a long phrase, a scattered word, a typo, one that is not there,
/// letters of pinyin, numbers.
const TYPED: &[&str] = &[
    "行政复议",
    "依申请公开 收费",
    "未收到政府信息公开申请",
    "政信公报",
    "海关总署",
    "行政复义",
    "绝无此语",
    "xzfy",
    "xingzheng",
    "num:128",
    "num:100..200 公开",
];
/// Names as they are asked for.
const NAMES: &[&str] = &["云河县", "县人民政府", "财政局", "xrmzf", "czj", "renminzhengfu"];
/// As many hits are compared as a screen has rows; the inspector lists these others first, and in the end.
const ROWS: usize = 50;
const FIRST: usize = 200;
const HITS: usize = 5000;
/// After so long the inspector shows what there is.
const BUDGET: Duration = Duration::from_millis(8);

/// What keystrokes came to.
#[derive(Default)]
struct Tally {
    first: Vec<(Duration, String)>,
    whole: Vec<(Duration, String)>,
    /// Rows of the best screens, and those of them that were shown at first.
    best: usize,
    shown: usize,
    /// Screens said to be final that were not, and those that were and were not said to be.
    wrong: usize,
    late: usize,
}

impl Tally {
    fn key(&mut self, index: &Index, typed: &str) {
        let Ok(query) = Query::parse(typed) else { return };
        let mut told: Option<(Duration, Found)> = None;
        let start = Instant::now();
        let ask = Ask {
            limit: HITS,
            by_report: false,
            admitted: &|_| true,
            cancelled: &|| false,
            budget: BUDGET,
            first: FIRST,
        };
        let found = index.search(&query, &ask, &mut |found| told = Some((start.elapsed(), found)));
        let took = start.elapsed();
        let Ok(Some(found)) = found else { return };
        self.whole.push((took, typed.to_owned()));
        let Some((first, early)) = told else {
            self.first.push((took, typed.to_owned()));
            return;
        };
        self.first.push((first, typed.to_owned()));
        let best = found.hits.get(..ROWS.min(found.hits.len())).unwrap_or_default();
        let shown = early.hits.get(..ROWS.min(early.hits.len())).unwrap_or_default();
        self.best += best.len();
        self.shown += best.iter().filter(|hit| shown.contains(hit)).count();
        self.wrong += usize::from(early.settled && !found.hits.starts_with(&early.hits));
        self.late += usize::from(!early.settled && shown == best);
    }

    fn tell(mut self, of: &str) -> io::Result<()> {
        let mut out = io::stdout();
        writeln!(out, "{of}: {} keystrokes", self.whole.len())?;
        for (what, times) in [("first hits", &mut self.first), ("all counted", &mut self.whole)] {
            times.sort();
            let at = |part: usize| times.get((times.len() * part / 1000).min(times.len().saturating_sub(1)));
            let [median, p99, most] = [500, 990, 1000].map(|part| at(part).map_or(Duration::ZERO, |(time, _)| *time));
            let slowest = times.last().map_or("", |(_, typed)| typed.as_str());
            writeln!(out, "  {what}: median {median:.1?}, p99 {p99:.1?}, most {most:.1?} ({slowest})")?;
        }
        let Self { best, shown, wrong, late, .. } = self;
        writeln!(out, "  rows of the best screens shown at first: {shown} of {best}")?;
        writeln!(out, "  said to be final and were not: {wrong}; were final and were not said to be: {late}")
    }
}

/// Every beginning of what is typed, and these again as it is deleted.
fn keys(typed: &str) -> Vec<String> {
    let beginnings = typed.char_indices().map(|(at, c)| typed.get(..at + c.len_utf8()).unwrap_or_default().to_owned());
    let there: Vec<String> = beginnings.collect();
    let back = there.iter().rev().skip(1).cloned().collect::<Vec<_>>();
    [there, back].concat()
}

fn indexed(reports: &[Report]) -> io::Result<Index> {
    let (bytes, _) = write(Vec::new(), 0..reports.len(), &|at| reports.get(at), &|_| ())?;
    Ok(Index::new(vec![Segment::open(Arc::new(bytes), 0).map_err(io::Error::other)?]))
}

/// A report of words that hardly come twice, among which now and then what is typed stands, whole or scattered.
fn varied(number: u64) -> Report {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut below = move |most: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % most
    };
    let mut text = String::new();
    for _ in 0..60 {
        for _ in 0..6 + below(14) {
            // Some characters are far more frequent than others.
            for _ in 0..2 + below(2) {
                let rank = below(3000) * below(3000) / 3000;
                text.extend(char::from_u32(0x4E00 + u32::try_from(rank).unwrap_or(0) * 5));
            }
        }
        let typed = TYPED.get(usize::try_from(below(200)).unwrap_or(0)).filter(|typed| !typed.contains(':'));
        for c in typed.map_or("", |typed| typed).chars() {
            text.push(c);
            text.extend((below(4) == 0).then_some('之'));
        }
        text.push('。');
    }
    let section = Section {
        key: Some(SectionKey::Overview),
        blocks: vec![Block { text, ..Block::default() }],
        ..Section::default()
    };
    Report { sections: vec![section], ..Report::default() }
}

/// How long it takes to ask so many names, for each beginning of some.
fn names(reports: &[Report]) -> io::Result<()> {
    let all: Vec<&str> = reports.iter().filter_map(|report| report.agency.name.as_deref()).collect();
    let mut times = Vec::new();
    for typed in NAMES.iter().flat_map(|name| keys(name)) {
        let Ok(query) = Query::parse(&typed) else { continue };
        let start = Instant::now();
        let matcher = Matcher::new(&query);
        let found = all.iter().filter(|name| matcher.names(name)).count();
        times.push((start.elapsed(), typed, found));
    }
    times.sort();
    let (Some(median), Some(most)) = (times.get(times.len() / 2), times.last()) else { return Ok(()) };
    let (time, typed, found) = most;
    writeln!(io::stdout(), "{} names: median {:.1?}, most {time:.1?} ({typed}: {found})", all.len(), median.0)
}

fn main() -> io::Result<()> {
    let reports = std::env::var("JIANBAO_BENCH_REPORTS").ok().and_then(|number| number.parse().ok()).unwrap_or(20_000);
    let plan = Plan { seed: 20, flawed: 0 };
    let invented: Vec<Report> = (0..reports).into_par_iter().map(|number| plan.report(number).report).collect();
    names(&invented)?;
    let varied: Vec<Report> = (0..reports).into_par_iter().map(varied).collect();
    for (of, reports) in [("invented reports", invented), ("text in which nothing repeats", varied)] {
        let index = indexed(&reports)?;
        let mut tally = Tally::default();
        for typed in TYPED.iter().flat_map(|typed| keys(typed)) {
            tally.key(&index, &typed);
        }
        tally.tell(of)?;
    }
    Ok(())
}
