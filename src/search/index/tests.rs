//! That the index answers what a plain scan answers, and that no bytes make it answer anything else.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::*;
use crate::corpus::kept::ReadAt;
use crate::model::report::{Block, Report, Section, SectionKey};
use crate::search::Hit;
use crate::search::scan::Sentences;
use crate::search::tests::{any_corpus, any_query};

/// Bytes that are read, as those of a file are.
#[derive(Debug)]
struct Read(Vec<u8>);

impl ReadAt for Read {
    fn read_at(&self, at: u64, into: &mut [u8]) -> std::io::Result<()> {
        self.0.read_at(at, into)
    }

    fn size(&self) -> u64 {
        self.0.size()
    }
}

/// The bytes of a segment of these reports.
fn written(reports: &[Report], chunk: usize) -> Vec<u8> {
    let read = |at: usize| reports.get(at);
    let (bytes, written) = write::in_chunks(Vec::new(), 0..reports.len(), &read, &|_| (), chunk).unwrap();
    assert_eq!(written, reports.len());
    bytes
}

/// An index of segments of so many reports, every other one in memory.
fn index(reports: &[Report], in_segment: usize, chunk: usize) -> Index {
    let mut index = Index::default();
    for (number, some) in reports.chunks(in_segment).enumerate() {
        let bytes = written(some, chunk);
        let bytes: Arc<dyn ReadAt> = if number % 2 == 0 { Arc::new(Read(bytes)) } else { Arc::new(bytes) };
        index.append(Segment::open(bytes, number * in_segment).unwrap());
    }
    index
}

fn scanned(reports: &[Report], query: &Query, admitted: &dyn Fn(usize) -> bool) -> Found {
    let mut sentences = Sentences::default();
    reports.iter().enumerate().for_each(|(number, report)| sentences.add(number, report));
    sentences.search(query, usize::MAX, admitted, &|| false).unwrap()
}

/// The best hit of each report alone.
fn folded(hits: &[Hit]) -> Vec<Hit> {
    let mut seen = std::collections::BTreeSet::new();
    hits.iter().filter(|hit| seen.insert(hit.report)).cloned().collect()
}

const ALL: Ask<'static> = Ask {
    limit: usize::MAX,
    by_report: false,
    admitted: &|_| true,
    cancelled: &|| false,
    budget: Duration::MAX,
    first: 0,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_index_answers_as_a_scan(
        reports in any_corpus(),
        text in any_query(),
        (in_segment, chunk) in (1..4_usize, 0..60_usize),
        (limit, first) in (prop_oneof![0..5_usize, Just(usize::MAX)], 0..4_usize),
        (mask, by_report) in (any::<u8>(), any::<bool>()),
    ) {
        let query = Query::parse(&text).unwrap();
        let admitted = |report: usize| mask >> (report % 8) & 1 == 0 || mask < 128;
        let mut expected = scanned(&reports, &query, &admitted);
        if by_report {
            expected.hits = folded(&expected.hits);
        }
        let all = expected.hits.clone();
        expected.hits.truncate(limit);
        let index = index(&reports, in_segment, chunk);
        prop_assert_eq!(index.len(), reports.len());
        let ask = Ask { limit, by_report, admitted: &admitted, first, budget: Duration::ZERO, ..ALL };
        let mut told = Vec::new();
        let found = index.search(&query, &ask, &mut |found| told.push(found)).unwrap().unwrap();
        prop_assert_eq!(found, expected);
        prop_assert!(told.len() <= 1);
        for early in told {
            prop_assert!(early.hits.len() <= first.min(limit) && early.estimated);
            prop_assert!(early.hits.iter().all(|hit| all.iter().any(|one| by_report && one.report == hit.report || one == hit)));
            if early.settled {
                prop_assert_eq!(&early.hits[..], &all[..early.hits.len()]);
            }
        }
    }

    #[test]
    fn damaged_bytes_are_found_out_or_change_nothing(
        reports in any_corpus(),
        text in any_query(),
        (at, bit) in (any::<proptest::sample::Index>(), 0..8_u8),
        way in 0..4_u8,
    ) {
        let query = Query::parse(&text).unwrap();
        let mut bytes = written(&reports, 20);
        let at = at.index(bytes.len());
        match way {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, bit),
            2 => { bytes.remove(at); }
            _ => bytes[at] ^= 1 << bit,
        }
        if let Ok(segment) = Segment::open(Arc::new(Read(bytes)), 0)
            && let Ok(found) = Index::new(vec![segment]).search(&query, &ALL, &mut |_| ())
        {
            prop_assert_eq!(found.unwrap(), scanned(&reports, &query, &|_| true));
        }
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..300), sound in any::<bool>()) {
        // With a sound head and tail the rest is read.
        let bytes = if sound {
            let head = format::head();
            let tail = format::tail(head.len() as u64, &bytes);
            [head, bytes, tail].concat()
        } else {
            bytes
        };
        if let Ok(segment) = Segment::open(Arc::new(bytes), 0) {
            prop_assert!(Index::new(vec![segment]).search(&Query::parse("公开").unwrap(), &ALL, &mut |_| ()).is_ok());
        }
    }
}

fn report(text: &str) -> Report {
    let blocks = vec![Block { text: text.to_owned(), ..Block::default() }];
    let section = Section { key: Some(SectionKey::Overview), blocks, ..Section::default() };
    Report { sections: vec![section], ..Report::default() }
}

#[test]
fn reports_that_cannot_be_decoded_keep_their_numbers() {
    let report = report("收费。");
    let read = |at: usize| Some(&report).filter(|_| at % 2 == 1);
    let (bytes, reports) = write(Vec::new(), 0..4, &read, &|_| ()).unwrap();
    assert_eq!(reports, 4);
    let index = Index::new(vec![Segment::open(Arc::new(bytes), 0).unwrap()]);
    let found = index.search(&Query::parse("收费").unwrap(), &ALL, &mut |_| ()).unwrap().unwrap();
    assert_eq!((index.len(), index.sentences(), found.per_report), (4, 2, vec![(1, 1), (3, 1)]));
}

#[test]
fn other_versions_and_other_files_are_told_apart() {
    let mut bytes = written(&[report("收费。")], 100);
    let open = |bytes: &[u8]| Segment::open(Arc::new(bytes.to_vec()), 0).map(|segment| segment.len());
    assert!(matches!(open(&bytes), Ok(1)));
    bytes[8] += 1;
    assert!(matches!(open(&bytes), Err(Damaged::Version { found: 3 })));
    assert!(matches!(open(b"{\"schema\":\"jianbao/1\"}"), Err(Damaged::NoIndex)));
    assert!(matches!(open(b""), Err(Damaged::NoIndex)));
    bytes[8] -= 1;
    bytes.push(0);
    assert!(matches!(open(&bytes), Err(Damaged::Cut)));
}

#[test]
fn what_is_written_is_what_this_version_means() {
    let text = "一是“收到”申请１２８ 件，办结1.5万件；Ａ股　无！\n　　（二）未收费。";
    let bytes = written(&[report(text), report("云河县青石镇。"), Report::default()], 30);
    // Where this fails, segments written before would be misread: the version must go up with it.
    assert_eq!((format::VERSION, crc32fast::hash(&bytes)), (2, 1_581_724_126));
}

#[test]
fn the_first_hits_are_told_before_all_are_counted() {
    let reports: Vec<Report> = (0..400).map(|n| report(&format!("第{n}号：收费。").repeat(300))).collect();
    let index = index(&reports, 300, 4000);
    let query = Query::parse("收费").unwrap();
    let mut told = Vec::new();
    let ask = Ask { limit: 1000, first: 100, ..ALL };
    let found = index.search(&query, &ask, &mut |found| told.push(found)).unwrap().unwrap();
    let [early] = told.as_slice() else { panic!("told once") };
    assert!(early.settled && early.estimated && early.per_report.len() < 400);
    assert_eq!((early.total, early.reports, early.hits.len()), (120_000, 400, 100));
    assert_eq!((found.total, found.reports, found.paragraphs), (120_000, 400, 400));
    assert_eq!(early.hits[..], found.hits[..100]);
}

#[test]
fn hits_by_sound_are_told_once_no_exact_one_can_come() {
    let text = |n: usize| if n == 350 { "fuyi。行政复议。" } else { "行政复议。行政诉讼。" };
    let reports: Vec<Report> = (0..400).map(|n| report(&text(n).repeat(300))).collect();
    let index = index(&reports, 300, 4000);
    let query = Query::parse("fuyi").unwrap();
    let mut told = Vec::new();
    let ask = Ask { limit: 1000, first: 350, ..ALL };
    let found = index.search(&query, &ask, &mut |found| told.push(found)).unwrap().unwrap();
    let [early] = told.as_slice() else { panic!("told once") };
    assert!(early.settled && !early.forgiving && early.per_report.len() < 400);
    assert_eq!(early.hits[..], found.hits[..350]);
    assert_eq!((found.total, found.hits[299].report, found.hits[300].report), (120_300, 350, 0));
}

#[test]
fn a_wrong_character_is_forgiven_where_nothing_else_is_there() {
    let texts = ["未发生行政复议。", "行政机关复议仪式。", "行政复义。"];
    let reports: Vec<Report> = texts.iter().map(|text| report(text)).collect();
    let index = index(&reports, 2, 40);
    let check = |query: &str, forgiving: bool, expected: &[usize]| {
        let found = index.search(&Query::parse(query).unwrap(), &ALL, &mut |_| ()).unwrap().unwrap();
        let reports: Vec<_> = found.hits.iter().map(|hit| hit.report).collect();
        assert_eq!((found.forgiving, &reports[..]), (forgiving, expected), "{query}");
    };
    check("行政复仪", true, &[1, 0, 2]);
    check("行政复议", false, &[0, 1]);
    check("'行政复仪", false, &[]);
    check("xzfy", false, &[0, 2]);
}

#[test]
fn a_search_that_is_given_up_answers_nothing() {
    let reports: Vec<Report> = (0..200).map(|_| report(&"不收费。".repeat(2000))).collect();
    let index = index(&reports, 100, 4000);
    for asks in [0, 1, 7, 50] {
        let asked = AtomicUsize::new(0);
        let cancelled = || asked.fetch_add(1, Ordering::Relaxed) >= asks;
        let ask = Ask { limit: 10, cancelled: &cancelled, ..ALL };
        let query = Query::parse("收费").unwrap();
        assert!(index.search(&query, &ask, &mut |_| ()).unwrap().is_none());
        assert!(asked.load(Ordering::Relaxed) < asks + 80);
    }
}
