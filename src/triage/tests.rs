use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::corpus::open;
use crate::model::cell::{Cell, How};
use crate::model::form::{Form, Table};
use crate::model::moment::Moment;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{Grid, GridStatus, Report, SectionKey, Span};
use crate::rules::draft::{Draft, complete};
use crate::rules::{Selection, check_corpus};

/// A whole report of a county that is on the map, with figures of its own.
fn report(id: &str, name: &str, received: i64) -> Report {
    use crate::model::form::Row;
    let draft = complete(Form::F2021).row(Row::NewReceived, [received, 2, 0, 0, 0, 0, received + 2]);
    let mut report = named(draft.row(Row::Granted, [received, 2, 0, 0, 0, 0, received + 2]), name).build();
    report.id = id.into();
    report.source.path = format!("{id}.html");
    report
}

fn named(draft: Draft, name: &str) -> Draft {
    draft.with(|report| {
        report.agency.name = Some(name.into());
        report.agency.province = Some("云南省".into());
        report.agency.city = Some("曲靖市".into());
        report.agency.county = Some("富源县".into());
    })
}

/// The entries of a corpus of these reports.
fn sorted(reports: &[Report]) -> Vec<Entry> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let lines: Vec<String> = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
    std::fs::write(&path, lines.concat()).unwrap();
    of_corpus(&path)
}

fn of_corpus(path: &Path) -> Vec<Entry> {
    let corpus = open(&[path.to_owned()], &|_| ());
    let checked = check_corpus(&corpus, &Selection::default(), &|_| ());
    sort(&corpus, checked.briefs(), &[path.to_owned()])
}

fn reasons(reports: &[Report]) -> Vec<Reason> {
    sorted(reports).iter().map(|entry| entry.reason).collect()
}

/// A report with something changed, its reason and what is told of it.
fn check(change: impl FnOnce(&mut Report), reason: Reason, told: &str) {
    let mut report = report("a", "富源县财政局", 3);
    change(&mut report);
    let entry = sorted(&[report]).remove(0);
    let words = entry.detail.as_ref().map(Detail::words_zh).unwrap_or_default();
    assert_eq!((entry.reason, words.as_str()), (reason, told));
}

fn grid(table: Table, status: GridStatus) -> Grid {
    let (at, caption, header) = (None, None, None);
    Grid { table: Some(table), form: None, at, status, caption, corner_note: None, header, rows: Vec::new() }
}

fn without(report: &mut Report, table: Table) {
    report.tables.cells.retain(|id, _| id.table() != table);
}

fn note(report: &mut Report, code: NoteCode, message: &str) {
    report.notes.push(Note::new(code, message, None));
}

#[test]
fn a_whole_report_is_usable_and_each_kind_of_page_has_its_reason() {
    check(|_| (), Reason::Usable, "");
    check(|report| note(report, NoteCode::RowMismatch, ""), Reason::Usable, "");
    let as_kind = |kind: Kind| move |report: &mut Report| report.kind = kind;
    check(as_kind(Kind::Empty), Reason::Empty, "");
    let title = "云河县青石镇2021年政府信息公开工作年度报告";
    check(as_kind(Kind::ErrorPage), Reason::ErrorPage, title);
    check(as_kind(Kind::List), Reason::NotAReport, title);
    check(as_kind(Kind::OtherDocument), Reason::NotAReport, title);
    check(as_kind(Kind::Picture), Reason::Pictures, "整页为图");
    let link = || vec![Link { text: "点击下载".into(), href: "a.pdf".into() }];
    let attached = |report: &mut Report| (report.kind, report.source.links) = (Kind::AttachmentPage, link());
    check(attached, Reason::Attachment, "“点击下载”");
    let damaged = |report: &mut Report| {
        report.kind = Kind::OtherDocument;
        note(report, NoteCode::NotExtracted, "无法取出文字:加密");
    };
    check(damaged, Reason::Unreadable, "无法取出文字:加密");
}

#[test]
fn what_is_wrong_with_the_tables_is_told_with_what_it_calls_for() {
    let lost = |report: &mut Report, status| {
        without(report, Table::T3);
        report.grids.push(grid(Table::T3, status));
        report.kind = Kind::Partial;
        note(report, NoteCode::TableLost, "");
    };
    check(|report| lost(report, GridStatus::Image), Reason::Pictures, "表三为图");
    check(|report| lost(report, GridStatus::CaptionOnly), Reason::Partial, "缺表三");
    let linked = |report: &mut Report| {
        lost(report, GridStatus::Image);
        report.source.links = vec![Link { text: String::new(), href: "x/表三.docx".into() }];
    };
    check(linked, Reason::Attachment, "“表三.docx”");
    let cut = |report: &mut Report| {
        report.kind = Kind::Partial;
        note(report, NoteCode::CutOff, "网页在表格中间断开");
    };
    check(cut, Reason::Partial, "网页在表格中间断开");
    let ends = |keys: &[SectionKey]| {
        let keys = keys.to_vec();
        move |report: &mut Report| report.sections.retain(|section| !section.key.is_some_and(|key| keys.contains(&key)))
    };
    check(ends(&[SectionKey::Problems, SectionKey::Other]), Reason::Partial, "缺第五、六部分");
    check(ends(&[SectionKey::Other]), Reason::Usable, "");
    check(|report| note(report, NoteCode::TooLong, "文件过长"), Reason::Layout, "文件过长");
    let unplaced = |share: usize| {
        move |report: &mut Report| {
            let cells = report.tables.cells.iter_mut().filter(|(id, _)| id.table() == Table::T3);
            cells.take(share).for_each(|(_, cell)| *cell = Cell::null(How::Unplaced));
            note(report, NoteCode::RowMismatch, "");
        }
    };
    check(unplaced(87), Reason::Usable, "");
    check(unplaced(88), Reason::Layout, "表三 87/175 格");
    check(unplaced(175), Reason::Layout, "表三 0/175 格");
    let blank = |report: &mut Report| {
        report.tables.cells.values_mut().for_each(|cell| *cell = Cell::null(How::Blank));
        note(report, NoteCode::RowMismatch, "");
    };
    check(blank, Reason::Usable, "");
    // A foreign parser leaves no notes.
    check(|report| report.tables.cells.clear(), Reason::Layout, "表三 0/175 格");
}

#[test]
fn who_and_when_must_be_known() {
    check(|report| report.agency.name = None, Reason::RegionUnknown, "单位不明");
    let nowhere = |report: &mut Report| {
        let name = Some("云河县城关镇人民政府".into());
        report.agency = crate::model::agency::Agency { name, ..crate::model::agency::Agency::default() };
    };
    check(nowhere, Reason::RegionUnknown, "云河县城关镇人民政府(名录未见)");
    check(|report| report.year = None, Reason::YearUnknown, "");
}

#[test]
fn of_two_that_are_the_same_the_whole_one_stays() {
    let own = report("a", "富源县财政局", 3);
    let mut twin = Report { id: "b".into(), ..own.clone() };
    assert_eq!(reasons(&[own.clone(), twin.clone()]), [Reason::Usable, Reason::Duplicate]);
    // A part of a report that is held in whole need not be fetched, in whichever order they come.
    twin.kind = Kind::Partial;
    without(&mut twin, Table::T4);
    twin.notes.push(Note::new(NoteCode::TableLost, "", None));
    assert_eq!(reasons(&[twin.clone(), own.clone()]), [Reason::Duplicate, Reason::Usable]);
    let other = Report { id: "c".into(), ..report("c", "富源县教育局", 3) };
    assert_eq!(reasons(&[own.clone(), other]), [Reason::Usable, Reason::Usable]);
    let next = Report { year: Some(2022), id: "d".into(), ..own };
    assert_eq!(reasons(&[twin, next])[0], Reason::Partial);
}

#[test]
fn of_two_versions_the_later_is_to_be_compared() {
    let first = report("a", "富源县财政局", 3);
    let mut later = report("b", "富源县财政局", 5);
    later.published = crate::model::date::Date::new(2022, 3, 1);
    let entries = sorted(&[later.clone(), first.clone()]);
    assert_eq!((entries[0].reason, entries[1].reason), (Reason::Revised, Reason::Usable));
    let Some(Detail::Differs { from, differ, same, cells }) = &entries[0].detail else { panic!("{:?}", entries[0]) };
    assert_eq!((from.as_str(), *differ, *same, cells.len()), ("a", 4, 2, 4));
    // A third that is equal to either is neither a version nor new.
    let mut again = Report { id: "c".into(), ..first.clone() };
    again.published = crate::model::date::Date::new(2022, 4, 1);
    assert_eq!(reasons(&[first, later, again]), [Reason::Usable, Reason::Revised, Reason::Duplicate]);
}

#[test]
fn namesakes_are_held_twice_only_where_their_text_is_the_same() {
    let mut one = report("a", "城关镇人民政府", 3);
    one.agency = crate::model::agency::Agency { name: one.agency.name, ..crate::model::agency::Agency::default() };
    one.sections[0].blocks[0].text = "本镇推进政务公开。".repeat(30);
    let other = Report { id: "b".into(), ..one.clone() };
    assert_eq!(reasons(&[one.clone(), other.clone()]), [Reason::RegionUnknown, Reason::Duplicate]);
    let mut other = other;
    other.sections[0].blocks[0].text = "本镇另有安排。".repeat(30);
    assert_eq!(reasons(&[one, other]), [Reason::RegionUnknown, Reason::RegionUnknown]);
}

#[test]
fn what_cannot_be_read_is_an_entry_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    std::fs::write(&path, format!("{}\n{{\"schema\":\n", report("a", "富源县财政局", 3).to_json().unwrap())).unwrap();
    let entries = of_corpus(&path);
    assert_eq!((entries[0].reason, entries[1].reason), (Reason::Usable, Reason::Unreadable));
    assert_eq!((entries[1].path.as_str(), entries[1].report, entries[1].id.len()), ("a.jsonl:2", None, 12));
    assert_eq!(entries[1].id, of_corpus(&path)[1].id);
    let roots = [dir.path().to_owned()];
    assert_eq!(below(dir.path().join("b/c.pdf").to_str().unwrap(), &roots), "b/c.pdf");
    assert_eq!(below("elsewhere/c.pdf", &roots), "elsewhere/c.pdf");
}

/// The state and the day of first sight of every entry, by path.
fn states(record: &Record, entries: &[Entry]) -> BTreeMap<String, String> {
    let arrivals = Arrivals::of(entries.to_vec(), record, &HashMap::new());
    let told = |(entry, standing): (&Entry, &Standing)| match &standing.state {
        State::Changed { was, .. } => (entry.path.clone(), format!("{} {was}", standing.state.id())),
        state => (entry.path.clone(), state.id().to_owned()),
    };
    arrivals.all().into_iter().map(told).collect()
}

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// The record that a run leaves.
fn renewed(record: &Record, entries: &[Entry], now: &str) -> Record {
    let arrivals = Arrivals::of(entries.to_vec(), record, &HashMap::new());
    Record::parse(&record.renewed(&arrivals.all(), at(now)).unwrap()).unwrap()
}

#[test]
fn a_record_tells_what_is_new_and_what_has_changed() {
    let page = |id: &str, path: &str, url: Option<&str>| {
        let mut report = report(id, &format!("富源县{path}局"), 3);
        report.source.path = path.into();
        report.source.url = url.map(str::to_owned);
        report.source.sha256 = Some(format!("hash of {id}"));
        report
    };
    let url = Some("http://fy.gov.cn/1.html");
    let first = sorted(&[page("a1", "甲", None), page("b1", "乙", url)]);
    assert!(states(&Record::default(), &first).values().all(|state| state == "new"));
    let record = renewed(&Record::default(), &first, "2026-11-20T20:00:00Z");
    assert!(states(&record, &first).values().all(|state| state == "known"));
    let moved = Some("https://fy.gov.cn/1.html#top");
    let second = sorted(&[page("a2", "甲", None), page("b2", "丙", moved), page("c1", "丁", None)]);
    let told = states(&record, &second);
    assert_eq!(
        told,
        BTreeMap::from(
            [("甲", "changed a1"), ("丙", "changed b1"), ("丁", "new")]
                .map(|(path, state)| (path.to_owned(), state.to_owned()))
        )
    );
    // What changed keeps the day it was first seen, and came as it is on the day it changed.
    let record = renewed(&record, &second, "2026-11-22T01:00:00Z");
    assert_eq!(record.seen.len(), 3);
    let arrivals = Arrivals::of(second, &record, &HashMap::new());
    let of = |since| arrivals.since(since).len();
    let day = |text| Some(Since::Day(crate::model::date::Date::parse(text).unwrap()));
    assert_eq!((of(None), of(Some(Since::Last)), of(day("2026-11-22")), of(day("2026-11-23"))), (3, 0, 3, 0));
    let firsts: Vec<Option<Moment>> = arrivals.all().iter().map(|(_, standing)| standing.first).collect();
    assert_eq!(
        firsts,
        ["2026-11-20T20:00:00Z", "2026-11-20T20:00:00Z", "2026-11-22T01:00:00Z"].map(|text| Some(at(text)))
    );
    // A file that is away for a run is no new one when it is back.
    let without = renewed(&record, &first[..0], "2026-11-23T01:00:00Z");
    assert_eq!(without.seen.len(), 3);
}

#[test]
fn the_same_path_in_two_folders_or_versions_is_no_change() {
    let mut one = report("a1", "富源县财政局", 3);
    let mut other = report("b1", "富源县教育局", 4);
    (one.source.path, other.source.path) = ("2021.html".into(), "2021.html".into());
    let both = sorted(&[one.clone(), other.clone()]);
    let record = renewed(&Record::default(), &both, "2026-11-20T20:00:00Z");
    assert_eq!(record.seen.len(), 2);
    let changed = sorted(&[one, Report { id: "b2".into(), ..other }]);
    let arrivals = Arrivals::of(changed, &record, &HashMap::new());
    let told: Vec<State> = arrivals.all().into_iter().map(|(_, standing)| standing.state.clone()).collect();
    assert_eq!(told, [State::Known, State::Changed { was: "b1".into(), reason: Reason::Usable }]);
}

#[test]
fn a_damaged_record_loses_only_its_damaged_lines_and_a_later_one_is_refused() {
    let entries = sorted(&[report("a", "富源县财政局", 3)]);
    let text = Record::default().renewed(&[(&entries[0], &Standing::default())], at("2026-11-20T20:00:00Z")).unwrap();
    let torn = format!("{text}{{\"path\":\"x\n\u{FFFD}\n");
    let record = Record::parse(&torn).unwrap();
    assert_eq!((record.seen.len(), record.aside), (1, 2));
    // As an earlier version wrote it, and a later one may.
    let head = "{\"schema\":\"jianbao-triage/1\",\"at\":\"2026-11-20T20:00:00Z\"}";
    let bare = Record::parse(head).unwrap();
    assert_eq!((bare.at, bare.aside), (record.at, 0));
    assert!(Record::parse(&crate::model::sealed::seal(&head.replace("triage/1", "triage/2"))).is_err());
    // Lines that are gone are told as well.
    assert_eq!(Record::parse(text.lines().next().unwrap()).unwrap().aside, 1);
    assert_eq!(Record::parse("").unwrap().at, None);
}

#[test]
fn marks_hold_until_the_file_changes_or_they_are_taken_away() {
    let dir = tempfile::tempdir().unwrap();
    let entries = sorted(&[report("a", "富源县财政局", 3)]);
    let handled = |handled: bool| Handled {
        id: "a".into(),
        path: "a.html".into(),
        sha256: Some("00".into()),
        reason: Reason::Usable,
        handled,
        note: Some("已告知网站".into()),
        by: None,
        at: at("2026-11-20T20:00:00Z"),
    };
    let is_handled = |sha256: &str| {
        let kept = Kept::read(&[dir.path()]).unwrap();
        let mut entry = entries[0].clone();
        entry.origin.sha256 = Some(sha256.into());
        Arrivals::of(vec![entry], &kept.record, &kept.marks).all()[0].1.handled.is_some()
    };
    assert!(!is_handled("00"));
    mark(dir.path(), &[handled(true)]).unwrap();
    assert!(is_handled("00") && !is_handled("01"));
    mark(dir.path(), &[handled(false)]).unwrap();
    assert!(!is_handled("00"));
    // A torn line hides none of those around it.
    let path = dir.path().join("triage/handled.jsonl");
    let text = std::fs::read_to_string(&path).unwrap() + "{\"id\":\"a";
    std::fs::write(&path, text).unwrap();
    mark(dir.path(), &[handled(true)]).unwrap();
    assert!(is_handled("00"));
    assert_eq!(Kept::read(&[dir.path()]).unwrap().aside, 1);
}

#[test]
fn a_run_that_reads_writes_nothing_and_one_that_records_leaves_it_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, away) = (dir.path().join("x/review"), dir.path().join("nowhere"));
    let kept = Kept::read(&[&away, &folder]).unwrap();
    assert_eq!((kept.record.at, std::fs::read_dir(dir.path()).unwrap().count()), (None, 0));
    let arrivals = Arrivals::of(sorted(&[report("a", "富源县财政局", 3)]), &kept.record, &kept.marks);
    kept.write(&folder, &arrivals.all(), at("2026-11-20T20:00:00Z")).unwrap();
    let names = std::fs::read_dir(folder.join("triage")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), ["seen.jsonl"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o666;
        std::fs::write(dir.path().join("as others"), "").unwrap();
        assert_eq!(mode(&folder.join("triage/seen.jsonl")), mode(&dir.path().join("as others")));
    }
    assert_eq!(Kept::read(&[&away, &folder]).unwrap().record.at, Some(at("2026-11-20T20:00:00Z")));
}

#[test]
fn sites_that_fail_more_often_than_before_are_named() {
    let entries = |failures: [usize; 3]| -> Vec<Entry> {
        let of_site = |(site, failures): (usize, usize)| {
            (0..10).map(move |n| {
                let mut entry = broken(&Problem { path: format!("s{site}/{n}"), line: None, reason: "x".into() }, &[]);
                entry.reason = if n < failures { Reason::ErrorPage } else { Reason::Usable };
                entry
            })
        };
        failures.into_iter().enumerate().flat_map(of_site).collect()
    };
    let record = renewed(&Record::default(), &entries([1, 3, 0]), "2026-11-20T20:00:00Z");
    let arrivals = Arrivals::of(entries([4, 3, 1]), &record, &HashMap::new());
    let overview = Overview::of(&arrivals.all(), &record);
    let rise = Rise { site: "s0".into(), now: (4, 10), before: (1, 10) };
    assert_eq!(overview.rises, [rise], "one failure alone is no news");
    assert_eq!((overview.before, overview.failures), (Some((4, 30)), 8));
    let row = &overview.rows[0];
    assert_eq!((row.count, row.sites, row.worst.clone()), (8, 3, Some(("s0".into(), 4))));
}

/// Any report, whole or spoilt.
fn any_report() -> impl Strategy<Value = Report> {
    let kinds = proptest::sample::select(Kind::ALL);
    let codes = proptest::collection::vec(proptest::sample::select(NoteCode::ALL), 0..3);
    let names = proptest::sample::select(&["富源县财政局", "城关镇人民政府", "云河县教育局"][..]);
    let parts = (0_i64..3, 0_usize..200, proptest::option::of(2018_u16..2023), any::<[bool; 6]>());
    (kinds, codes, names, parts).prop_map(|(kind, codes, name, (received, unplaced, year, marks))| {
        let [named, placed, linked, pictured, formed, hashed] = marks;
        let mut report = report("x", name, received);
        (report.kind, report.year) = (kind, year);
        report.notes = codes.into_iter().map(|code| Note::new(code, "说明", Some(Span::new(0, 1)))).collect();
        if !placed {
            report.agency = crate::model::agency::Agency { name: report.agency.name, ..Default::default() };
        }
        report.agency.name = report.agency.name.filter(|_| named);
        report.form = report.form.filter(|_| formed);
        report.source.sha256 = hashed.then(|| format!("{received}"));
        report.source.links.extend(linked.then(|| Link { text: String::new(), href: "a.pdf".into() }));
        report.grids.extend(pictured.then(|| grid(Table::T3, GridStatus::Image)));
        report.tables.cells.values_mut().take(unplaced).for_each(|cell| *cell = Cell::null(How::Unplaced));
        report
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_entry_has_one_reason_and_counts_add_up(
        reports in proptest::collection::vec(any_report(), 0..6), marked in 0_usize..3,
    ) {
        let reports: Vec<Report> =
            reports.into_iter().enumerate().map(|(n, report)| Report { id: format!("id{n}"), ..report }).collect();
        let entries = sorted(&reports);
        prop_assert_eq!(entries.len(), reports.len());
        // Something stays of whatever is dropped.
        for entry in &entries {
            if let Some(Detail::SameAs { id, .. }) = &entry.detail {
                let kept = entries.iter().find(|other| other.id == *id).unwrap();
                prop_assert!(kept.reason != Reason::Duplicate, "{} is dropped for {id}, which is dropped", entry.id);
            }
        }
        let marks = entries.iter().take(marked).map(|entry| (entry.id.clone(), Handled {
            id: entry.id.clone(), path: entry.path.clone(), sha256: None, reason: entry.reason, handled: true,
            note: None, by: None, at: at("2026-11-20T20:00:00Z"),
        }));
        let marks: HashMap<String, Handled> = marks.collect();
        let arrivals = Arrivals::of(entries, &Record::default(), &marks);
        let all = arrivals.all();
        let overview = Overview::of(&all, &Record::default());
        let parts = overview.waiting + overview.handled + overview.ignored + overview.usable;
        prop_assert_eq!(parts, reports.len());
        let rows: usize = overview.rows.iter().map(|row| row.count + row.handled).sum();
        prop_assert_eq!(rows + overview.usable, reports.len());
        prop_assert_eq!(overview.new + overview.changed, reports.len());
    }
}
