use proptest::prelude::*;

use super::*;
use crate::corpus::store::{Keep, Store, make_beside};
use crate::corpus::{Sources, Telling, open_kept};
use crate::model::report::Report;

/// A report with numbers of every sort, and reasons for there being none, in cells that the seed chooses.
fn report(seed: usize) -> Report {
    let mut report = Report { id: format!("r{seed}"), ..Report::default() };
    for (nth, id) in CELLS.iter().enumerate().filter(|(nth, _)| !(nth * 7 + seed).is_multiple_of(3)) {
        let mix = nth * 31 + seed * 17;
        let digits = [0, 7, 199, 200, -1, 1_000_000_007, i64::MAX, i64::MIN + 1][mix % 8];
        let value = (!mix.is_multiple_of(5)).then(|| Number::new(digits, [0, 0, 0, 2, 6][mix % 5]));
        let how = match value {
            Some(_) => [How::Read, How::Inferred][usize::from(mix.is_multiple_of(11))],
            None => [How::Blank, How::Marker, How::Unplaced][mix % 3],
        };
        report.tables.cells.insert(*id, Cell { value, how: Some(how), ..Cell::default() });
    }
    report.tables.cells.retain(|_, cell| cell.value.is_none_or(|value| value.digits().unsigned_abs() < 10_u64.pow(18)));
    let absent = CELLS[seed % CELLS.len()].row;
    report.tables.cells.retain(|id, _| id.row != absent);
    report.tables.absent.insert(absent);
    let keys = SectionKey::ALL.iter().copied().map(Some).chain([None]);
    let some = keys.enumerate().filter(|(nth, _)| (seed >> nth) & 1 == 1);
    report.sections = some.map(|(_, key)| Section { key, ..Section::default() }).collect();
    report
}

fn kept(path: &std::path::Path) -> Corpus {
    let paths = [path.to_owned()];
    let sources = Sources { paths: &paths, manifest: None };
    make_beside(&sources).unwrap();
    let corpus = open_kept(&sources, Keep::Always, Telling { progress: &|_| (), grown: &|_| () });
    corpus.keep().unwrap();
    corpus
}

fn assert_told(corpus: &Corpus) {
    let columns = Columns::of(corpus).unwrap();
    let reports: Vec<_> = (0..corpus.len()).map(|index| corpus.report(index).unwrap()).collect();
    for id in CELLS.iter() {
        let told: Vec<Entry> = reports.iter().map(|report| report.tables.cell(*id).map(Bare::of)).collect();
        assert_eq!(columns.read(*id).unwrap(), told, "{id}");
    }
    for (outline, report) in columns.outlines().unwrap().into_iter().zip(&reports) {
        assert!(outline.is_known());
        for key in SectionKey::ALL.iter().copied().map(Some).chain([None]) {
            assert_eq!(outline.has(key), report.sections.iter().any(|section| section.key == key));
        }
    }
}

#[test]
fn columns_say_what_the_reports_say_and_grow_with_their_corpus() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    for reports in [5, 300, 700] {
        let lines: String = (0..reports).map(|seed| report(seed).to_json().unwrap() + "\n").collect();
        std::fs::write(&path, lines).unwrap();
        let corpus = kept(&path);
        assert!(Columns::of(&corpus).is_none());
        make(&corpus, &|_| ()).unwrap();
        assert_told(&corpus);
        assert_told(&kept(&path));
    }
}

#[test]
fn a_report_that_cannot_be_decoded_says_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let line = report(1).to_json().unwrap();
    let broken = line.replacen("\"tables\":", "\"tables\":}", 1);
    std::fs::write(&path, format!("{}\n{broken}\n", report(2).to_json().unwrap())).unwrap();
    let corpus = kept(&path);
    make(&corpus, &|_| ()).unwrap();
    let columns = Columns::of(&corpus).unwrap();
    let known: Vec<bool> = columns.outlines().unwrap().into_iter().map(Outline::is_known).collect();
    assert_eq!(known, [true, false]);
    assert!(CELLS.iter().all(|id| columns.read(*id).unwrap()[1].is_none()));
}

/// The bytes of a part of these reports.
fn written(seeds: &[usize]) -> Vec<u8> {
    let mut columns = vec![Vec::new(); CELLS.len() + 1];
    for seed in seeds {
        let report = report(*seed);
        packed::write_outline(report.sections.iter().collect(), &mut columns[0]);
        for (id, column) in CELLS.iter().zip(&mut columns[1..]) {
            packed::write(report.tables.cell(*id).map(Bare::of), column);
        }
    }
    let columns: Vec<Vec<u8>> = columns.iter().map(|column| packed::deflated(column).unwrap()).collect();
    let mut bytes = Vec::new();
    packed::write_all(&columns, &mut bytes).unwrap();
    bytes
}

proptest! {
    #[test]
    fn damaged_bytes_are_an_error_or_what_was_written(
        seeds in prop::collection::vec(0_usize..999, 1..20),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        len in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let bytes = written(&seeds);
        let whole = packed::Chunk::open(bytes.clone(), seeds.len()).unwrap();
        let mut damaged = bytes;
        for (at, byte) in damage {
            let at = at.index(damaged.len());
            damaged[at] = byte;
        }
        if cut {
            damaged.truncate(len.index(damaged.len()));
        }
        if let Ok(chunk) = packed::Chunk::open(damaged, seeds.len()) {
            for column in 1..=CELLS.len() {
                if let Ok(entries) = chunk.cells(column) {
                    prop_assert_eq!(entries, whole.cells(column).unwrap());
                }
            }
        }
        prop_assert!(packed::Chunk::open(written(&seeds), seeds.len() + 1).unwrap().cells(1).is_err());
    }
}

#[test]
fn without_an_index_there_are_none() {
    let corpus = crate::corpus::sample();
    assert!(corpus.store().map(Store::folder).is_none());
    make(&corpus, &|_| ()).unwrap();
    assert!(Columns::of(&corpus).is_none());
}
