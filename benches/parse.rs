//! How many text reports a second are read on one core, from raw bytes in memory to the report with
//! its places, beside what any reader has to do with the same bytes: check that they are UTF-8, look at
//! every line end, hash them. Writing the JSON line is measured on its own. Reads the sample, and the
//! labelled reports beside the package where there are any.

use std::ffi::OsStr;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jianbao::model::report::Report;
use jianbao::parse::{Input, parse};
use sha2::{Digest, Sha256};

/// A raw report in memory.
struct Raw {
    path: String,
    bytes: Vec<u8>,
}

impl Raw {
    fn parse(&self) -> Report {
        parse(Input { path: &self.path, bytes: &self.bytes }).report
    }
}

/// The text and Markdown files of a folder and the folders in it, by path.
fn texts(folder: &Path) -> Vec<Raw> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let is_text = path.extension().and_then(OsStr::to_str).is_some_and(|end| ["txt", "md"].contains(&end));
        if path.is_dir() {
            all.extend(texts(&path));
        } else if is_text
            && !path.ends_with("README.md")
            && let Ok(bytes) = fs::read(&path)
        {
            all.push(Raw { path: path.to_string_lossy().into_owned(), bytes });
        }
    }
    all
}

/// The least work on the bytes of a report that is written down with its hash and the places of its
/// lines.
fn physical_limit(bytes: &[u8]) -> usize {
    let valid = std::str::from_utf8(bytes).map_or(0, str::len);
    let lines = memchr::memchr_iter(b'\n', bytes).count();
    valid + lines + usize::from(Sha256::digest(bytes)[0])
}

fn group(criterion: &mut Criterion, name: &str, folder: &str) {
    let raws = texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let reports: Vec<_> = raws.iter().map(Raw::parse).collect();
    if raws.is_empty() {
        return;
    }
    assert!(reports.iter().all(|report| report.title.is_some() || !report.sections.is_empty()), "{folder}");
    let bytes: usize = raws.iter().map(|raw| raw.bytes.len()).sum();
    let (elements, bytes) = (raws.len() as u64, bytes as u64);
    let mut group = criterion.benchmark_group(format!("{name}: {elements} reports of {} KB", bytes / elements / 1024));
    group.throughput(Throughput::ElementsAndBytes { elements, bytes });
    group.sample_size(20);
    group.bench_function("parse: bytes to report", |bencher| {
        bencher.iter(|| raws.iter().for_each(|raw| drop(black_box(black_box(raw).parse()))));
    });
    group.bench_function("write: report to JSON line", |bencher| {
        bencher.iter(|| reports.iter().for_each(|report| drop(black_box(black_box(report).to_json()))));
    });
    group.bench_function("limit: UTF-8, line ends and SHA-256 of the bytes", |bencher| {
        bencher.iter(|| raws.iter().map(|raw| physical_limit(black_box(&raw.bytes))).sum::<usize>());
    });
    group.finish();
}

fn text_reports(criterion: &mut Criterion) {
    group(criterion, "sample", "sample-data");
    group(criterion, "seeds", "../shared/seeds");
    group(criterion, "labelled", "../shared/reports");
}

criterion_group!(benches, text_reports);
criterion_main!(benches);
