//! How long a keystroke of a search takes over 20,000 invented reports: until all is counted, and until a screen and then 5,000 hits are there; and how
//! long it takes to write their index and to open it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jianbao::model::report::Report;
use jianbao::search::index::{Ask, Index, Segment, write};
use jianbao::search::query::Query;
use jianbao::synth::Plan;
use rayon::prelude::*;

const REPORTS: u64 = 20_000;

/// The bytes of the index of these reports.
fn written(reports: &[Report]) -> Vec<u8> {
    write(Vec::new(), 0..reports.len(), &|at| reports.get(at), &|_| ()).map_or_else(|_| Vec::new(), |(bytes, _)| bytes)
}

/// Everything is let in and nothing is given up; with no budget a preliminary answer is told after the
/// first wave.
fn asking(limit: usize, first: usize) -> Ask<'static> {
    Ask { limit, by_report: false, admitted: &|_| true, cancelled: &|| false, budget: Duration::ZERO, first }
}

/// What a user types: an unselective word, an AND, a long phrase, a scattered word, a rare one, a typo,
/// one that is not there, letters of pinyin, numbers, and what is not to be there.
const QUERIES: &[&str] = &[
    "公",
    "公开",
    "行政复议",
    "依申请公开 收费",
    "'依申请公开",
    "未收到政府信息公开申请",
    "政信公报",
    "海关总署",
    "行政复仪",
    "xzfy",
    "128件",
    "num:128",
    "num:>250",
    "!公开",
    "^我局 件$",
    "收费|复议 section:五",
];

fn search(c: &mut Criterion) {
    let plan = Plan { seed: 20, flawed: 0 };
    let reports: Vec<Report> = (0..REPORTS).into_par_iter().map(|number| plan.report(number).report).collect();
    let bytes = Arc::new(written(&reports));
    let text: usize = reports.iter().flat_map(Report::blocks).map(|(_, block)| block.text.len()).sum();
    let mut group = c.benchmark_group("search");
    group.sample_size(20);
    group.bench_function(format!("write {} bytes for {text} bytes of text", bytes.len()), |b| {
        b.iter(|| written(black_box(&reports)));
    });
    group.bench_function("open", |b| b.iter(|| Segment::open(Arc::clone(&bytes) as _, 0)));
    let Ok(segment) = Segment::open(bytes, 0) else { return };
    let index = Index::new(vec![segment]);
    for text in QUERIES {
        let Ok(query) = Query::parse(text) else { continue };
        let search = |limit, first| {
            let mut told = None;
            let found = index.search(black_box(&query), &asking(limit, first), &mut |early| told = Some(early));
            (told, found.ok().flatten())
        };
        let total = search(0, 0).1.map_or(0, |found| found.total);
        group.bench_function(format!("{text}: count {total}"), |b| b.iter(|| search(0, 0)));
        group.bench_function(format!("{text}: 5000 hits"), |b| b.iter(|| search(5000, 100)));
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
