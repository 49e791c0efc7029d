//! How long a keystroke of a search takes over 20,000 invented reports, and how long it takes to gather
//! their sentences.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jianbao::model::report::Report;
use jianbao::search::Sentences;
use jianbao::search::query::Query;
use jianbao::synth::Plan;
use rayon::prelude::*;

const REPORTS: u64 = 20_000;

fn gathered(reports: &[Report]) -> Sentences {
    let mut sentences = Sentences::default();
    for (index, report) in reports.iter().enumerate() {
        sentences.add(index, report);
    }
    sentences
}

fn search(c: &mut Criterion) {
    let plan = Plan { seed: 20, flawed: 0 };
    let reports: Vec<Report> = (0..REPORTS).into_par_iter().map(|number| plan.report(number).report).collect();
    let sentences = gathered(&reports);
    let mut group = c.benchmark_group("search");
    group.sample_size(20);
    group.bench_function(format!("gather {} sentences, {} bytes", sentences.len(), sentences.bytes()), |b| {
        b.iter(|| gathered(black_box(&reports)));
    });
    // An unselective word, an AND, a long phrase, a scattered word, one that is not there, numbers.
    for text in [
        "公",
        "公开",
        "行政复议",
        "依申请公开 收费",
        "'依申请公开",
        "未收到政府信息公开申请",
        "政信公报",
        "海关总署",
        "128件",
        "num:128",
        "!公开",
        "^我局 件$",
        "收费|复议 section:五",
    ] {
        let Ok(query) = Query::parse(text) else { continue };
        let found = sentences.search(&query, 100, &|_| true, &|| false).unwrap_or_default();
        group.bench_function(format!("{text} ({} hits)", found.total), |b| {
            b.iter(|| sentences.search(black_box(&query), 100, &|_| true, &|| false));
        });
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
