//! What the catalogue costs: every rule over decoded reports, beside decoding their lines, which nobody
//! who checks a corpus can do without; and `check` over many reports, beside walking through them.
//!
//! `JIANBAO_BENCH_REPORTS=100000 cargo bench --bench rules` sets how many. `cargo bench --bench rules --
//! each` adds every rule by itself.

use std::hint::black_box;
use std::io::Write as _;
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jianbao::corpus::{self, Corpus};
use jianbao::model::report::Report;
use jianbao::rules::{self, Facts, Selection, check, check_corpus};
use rayon::prelude::*;

/// How many reports the corpus of the second part has, unless the environment says otherwise.
const REPORTS: usize = 10_000;
/// Sets how many.
const VARIABLE: &str = "JIANBAO_BENCH_REPORTS";

/// The reports of the sample as lines, and decoded.
fn sample() -> (Vec<String>, Vec<Report>) {
    let corpus = corpus::sample();
    let reports: Vec<Report> = (0..corpus.len()).filter_map(|n| Some((*corpus.report(n).ok()?).clone())).collect();
    let lines = reports.iter().filter_map(|report| report.to_json().ok()).collect();
    (lines, reports)
}

/// A corpus of so many reports in a file: those of the sample under names and ids of their own, every
/// agency with the years that the sample has of it.
fn many(count: usize) -> (tempfile::TempDir, Corpus) {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("corpus.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    let (_, reports) = sample();
    for number in 0..count {
        let Some(report) = reports.get(number % reports.len()) else { break };
        let round = number / reports.len();
        let mut report = Report { id: format!("{}{round}", report.id), ..report.clone() };
        report.agency.province = Some(format!("第{round}省"));
        let line = report.to_json().expect("a line");
        writeln!(file, "{line}").expect("room on the disk");
    }
    drop(file);
    let corpus = corpus::open(&[path], &|_| ());
    (folder, corpus)
}

fn reports(criterion: &mut Criterion) {
    let (lines, reports) = sample();
    let (elements, bytes) = (reports.len() as u64, lines.iter().map(String::len).sum::<usize>() as u64);
    let mut group = criterion.benchmark_group(format!("sample: {elements} reports of {} KB", bytes / elements / 1024));
    group.throughput(Throughput::Elements(elements));
    group.sample_size(30);
    let facts = Facts::default();
    for (name, selection) in [("default rules", Selection::default()), ("all rules", Selection::all())] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| reports.iter().for_each(|report| drop(black_box(check(report, &facts, &selection)))));
        });
    }
    group.bench_function("limit: decoding their lines", |bencher| {
        bencher.iter(|| lines.iter().for_each(|line| drop(black_box(Report::from_json(line)))));
    });
    if std::env::args().any(|arg| arg == "each") {
        for rule in rules::all() {
            let selection = Selection::parse(&[rule.code.to_owned()], &[]).expect("a code of the catalogue");
            group.bench_function(format!("each: {}", rule.code), |bencher| {
                bencher.iter(|| reports.iter().for_each(|report| drop(black_box(check(report, &facts, &selection)))));
            });
        }
    }
    group.finish();
}

fn corpus_of_many(criterion: &mut Criterion) {
    let count = std::env::var(VARIABLE).ok().and_then(|count| count.parse().ok()).unwrap_or(REPORTS);
    let (_folder, corpus) = many(count);
    let mut group = criterion.benchmark_group(format!("corpus of {count} reports, all cores"));
    group.throughput(Throughput::Elements(count as u64));
    group.sample_size(10);
    for (name, selection) in [("check, default rules", Selection::default()), ("check, all rules", Selection::all())] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(check_corpus(&corpus, &selection, &|_| ())));
        });
    }
    group.bench_function("limit: reading and decoding every report", |bencher| {
        bencher.iter(|| (0..corpus.len()).into_par_iter().for_each(|n| drop(black_box(corpus.report(n)))));
    });
    group.finish();
}

criterion_group!(benches, reports, corpus_of_many);
criterion_main!(benches);
