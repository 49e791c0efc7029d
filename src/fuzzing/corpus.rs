//! Files that are given as a corpus.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use crate::corpus::header::Header;
use crate::corpus::open;
use crate::model::report::Report;

/// Where files lie while they are tried: in memory where the system has such a folder.
static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).expect("a folder for files"));
static FILES: AtomicUsize = AtomicUsize::new(0);

/// A file by what it begins with.
fn ending(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x1F, 0x8B, ..] => "jsonl.gz",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "jsonl.zst",
        [b'P', b'K', ..] => "zip",
        [b'P', b'A', b'R', b'1', ..] => "parquet",
        _ => "jsonl",
    }
}

/// What a list shows of a report is what the report says, and a report that was read, written and read
/// again is the same.
pub(super) fn read(bytes: &[u8]) {
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    let path: PathBuf = FOLDER.path().join(format!("{number}.{}", ending(bytes)));
    fs::write(&path, bytes).expect("room for the file");
    let corpus = open(std::slice::from_ref(&path), &|_| ());
    for (index, header) in corpus.headers().enumerate() {
        // What the head of a line says can be wrong further on; then the report says so.
        let Ok(report) = corpus.report(index) else { continue };
        let of_report = Header::of(&report);
        assert_eq!(said(&header), said(&of_report));
        assert_eq!(corpus.narrative(index).expect("its narrative").sections.len(), report.sections.len());
        let line = report.to_json().expect("a line");
        assert_eq!(&Report::from_json(&line).expect("a report"), &*report);
    }
    fs::remove_file(&path).expect("the file");
}

/// What a header says besides its id, which may be that of an earlier report, and its notes, which a second
/// look adds to.
fn said<'a>(header: &'a Header<'_>) -> impl PartialEq + std::fmt::Debug + use<'a> {
    let Header { path, kind, agency, year, form, title, published, host, .. } = header;
    (*path, *kind, *agency, *year, *form, *title, *published, host.as_deref())
}
