//! What came in, by keys, with marks on disk.

use std::fmt::Write as _;
use std::path::Path;

use crate::corpus;
use crate::model::form::Table;
use crate::model::note::{Note, NoteCode};
use crate::model::report::{Grid, GridStatus, Kind, Link, Report, Span};
use crate::review::Folder;
use crate::triage::{Kept, Reason};
use crate::tui::action::View;
use crate::tui::desk::Review;
use crate::tui::fixture::{SIZES, assert_lines_are_as_wide, has_line, press, report, shown, works};
use crate::tui::headless::Headless;
use crate::tui::layout::Pane;
use crate::tui::reviewing::Reviewer;
use crate::tui::strings::{self, Language};

fn page(id: &str, site: &str, kind: Kind) -> Report {
    let mut page = report(id, Some("云河县统计局"), ["云南省", "曲靖市", "富源县"], Some(2021));
    page.kind = kind;
    page.source.url = Some(format!("https://{site}/{id}.html"));
    page.source.path = format!("{site}/{id}.html");
    page.source.sha256 = Some(format!("{id:0>64}"));
    page
}

/// A crawl of some of each sort.
fn pages() -> Vec<Report> {
    let attachment = |id: &str, site: &str| {
        let mut page = page(id, site, Kind::AttachmentPage);
        page.source.links = vec![Link { text: "附件:年报.pdf".into(), href: "a.pdf".into() }];
        page
    };
    let mut pictures = page("pic", "two.example.gov.cn", Kind::Report);
    pictures.notes.push(Note::new(NoteCode::TableLost, "表三", Some(Span::new(9000, 9010))));
    let (at, caption, header) = (None, None, None);
    pictures.grids.push(Grid {
        table: Some(Table::T3),
        form: None,
        at,
        status: GridStatus::Image,
        caption,
        corner_note: None,
        header,
        rows: Vec::new(),
    });
    vec![
        attachment("att1", "one.example.gov.cn"),
        attachment("att2", "one.example.gov.cn"),
        attachment("att3", "two.example.gov.cn"),
        page("err", "one.example.gov.cn", Kind::ErrorPage),
        page("list", "one.example.gov.cn", Kind::List),
        pictures,
        page("good", "two.example.gov.cn", Kind::Report),
    ]
}

/// The inspector on what came in, with marks kept in a folder.
fn triaging(crawl: &Path, marks: &Path, size: (u16, u16)) -> Headless {
    let path = crawl.join("crawl.jsonl");
    let mut lines = pages().iter().fold(String::new(), |mut text, page| {
        writeln!(text, "{}", page.to_json().unwrap()).unwrap();
        text
    });
    lines.push_str("{\"broken\n");
    std::fs::write(&path, lines).unwrap();
    let folder = Some(Folder { path: marks.to_owned(), also: None, fell_back: false });
    let reviewer = Reviewer { by: "li".into(), ..Reviewer::default() };
    let works = works().with_review(Review { reviewer, folder, cannot: None }).with_roots(vec![crawl.to_owned()]);
    Headless::open(corpus::open(&[path], &|_| ()), works, size, View::Triage, None)
}

fn with(size: (u16, u16), act: impl FnOnce(&mut Headless, &Path)) {
    let dir = tempfile::tempdir().unwrap();
    let marks = dir.path().join("marks");
    let mut inspector = triaging(dir.path(), &marks, size);
    act(&mut inspector, &marks);
}

/// The ids that are listed, and the one under the cursor.
fn listed(inspector: &Headless) -> (Vec<String>, Option<String>) {
    let triage = &inspector.state.triage;
    let id = |row: usize| triage.listed_entry(row).map(|(entry, _)| entry.id.clone());
    ((0..triage.listed.len()).filter_map(id).collect(), triage.entry().map(|(entry, _)| entry.id.clone()))
}

/// Puts the cursor on a reason and lists its entries.
fn list(inspector: &mut Headless, reason: Reason) {
    press(inspector, "gg");
    while inspector.state.triage.reason() != Some(reason) {
        let before = inspector.state.triage.row;
        press(inspector, "j");
        assert_ne!(inspector.state.triage.row, before, "no {reason:?}:\n{}", shown(inspector));
    }
    press(inspector, "enter");
}

fn marks(folder: &Path) -> Vec<String> {
    let mut ids: Vec<String> =
        Kept::read(&[folder]).unwrap().marks.into_values().filter(|mark| mark.handled).map(|mark| mark.id).collect();
    ids.sort();
    ids
}

#[test]
fn the_overview_has_a_line_a_reason_and_its_list_is_one_key_away() {
    for size in [(80, 24), (160, 45)] {
        with(size, |inspector, _| {
            let (width, _) = size;
            insta::assert_snapshot!(format!("triage_{width}"), shown(inspector));
            list(inspector, Reason::Attachment);
            insta::assert_snapshot!(format!("triage_list_{width}"), shown(inspector));
        });
    }
    with((80, 24), |inspector, _| {
        assert!(has_line(&shown(inspector), &["附件页", "补抓附件", "3", "2 站", "~ 2"]), "{}", shown(inspector));
        assert!(has_line(&shown(inspector), &["表格为图", "转录", "1"]), "{}", shown(inspector));
    });
}

#[test]
fn what_is_handled_is_on_the_disk_before_it_goes_from_the_list() {
    with((100, 24), |inspector, folder| {
        list(inspector, Reason::Attachment);
        assert_eq!(listed(inspector), (vec!["att1".into(), "att2".into(), "att3".into()], Some("att1".into())));
        press(inspector, "j r");
        assert_eq!(marks(folder), ["att2"]);
        assert_eq!(listed(inspector), (vec!["att1".into(), "att3".into()], Some("att3".into())), "the next comes up");
        assert!(has_line(&shown(inspector), &["待处理", "已处理 1"]), "{}", shown(inspector));
        press(inspector, "u");
        assert!(marks(folder).is_empty());
        assert_eq!(listed(inspector).0.len(), 3);
        press(inspector, "u");
        assert!(inspector.state.notice.is_some(), "nothing more to take back");
        press(inspector, "gg space space r");
        assert_eq!(marks(folder), ["att1", "att2"]);
        assert_eq!(listed(inspector).0, ["att3"]);
        press(inspector, "H gg");
        assert_eq!(listed(inspector), (vec!["att1".into(), "att2".into(), "att3".into()], Some("att1".into())));
        press(inspector, "r");
        assert_eq!(marks(folder), ["att2"], "again: open again");
        press(inspector, "u H G V k r");
        assert_eq!((marks(folder), listed(inspector).0.len()), (vec!["att1".into(), "att2".into(), "att3".into()], 0));
    });
}

#[test]
fn a_mark_that_cannot_be_written_is_none() {
    with((100, 24), |inspector, folder| {
        std::fs::write(folder, "a file where a folder should be").unwrap();
        list(inspector, Reason::Attachment);
        let before = listed(inspector);
        press(inspector, "r");
        assert_eq!(listed(inspector), before);
        assert!(shown(inspector).contains("标记未写入"), "{}", shown(inspector));
        std::fs::remove_file(folder).unwrap();
        press(inspector, "r");
        assert_eq!(marks(folder), ["att1"], "it can be tried again");
        std::fs::remove_dir_all(folder).unwrap();
        std::fs::write(folder, "").unwrap();
        press(inspector, "u");
        assert_eq!(listed(inspector).0.len(), 2);
        std::fs::remove_file(folder).unwrap();
        press(inspector, "u");
        assert_eq!(listed(inspector).0.len(), 3);
    });
}

#[test]
fn what_could_not_be_read_is_listed_and_says_why() {
    with((100, 24), |inspector, _| {
        list(inspector, Reason::Unreadable);
        assert!(has_line(&shown(inspector), &["crawl.jsonl:8"]), "{}", shown(inspector));
        press(inspector, "enter");
        assert_eq!(inspector.state.view, View::Triage);
        assert!(inspector.state.notice.is_some());
        press(inspector, "r");
        assert_eq!(inspector.state.triage.sorted().overview.handled, 1);
    });
}

#[test]
fn a_report_opens_where_reading_stopped_and_back_leads_to_its_entry() {
    with((120, 30), |inspector, _| {
        list(inspector, Reason::Pictures);
        press(inspector, "v");
        assert_eq!((inspector.state.view, inspector.state.focus()), (View::Report, Pane::Source));
        press(inspector, "backspace");
        assert_eq!((inspector.state.view, inspector.state.focus()), (View::Triage, Pane::Entries));
        press(inspector, "q");
        assert_eq!((inspector.state.view, inspector.state.focus()), (View::Triage, Pane::Reasons));
    });
}

#[test]
fn words_and_sites_narrow_the_list() {
    with((100, 24), |inspector, _| {
        list(inspector, Reason::Attachment);
        press(inspector, "& \"two\"");
        assert_eq!(listed(inspector).0, ["att3"]);
        press(inspector, "esc");
        assert_eq!(listed(inspector).0.len(), 3);
        press(inspector, "gg @");
        assert_eq!(listed(inspector).0, ["att1", "att2"]);
        press(inspector, "& \"无此\" enter");
        assert!(listed(inspector).0.is_empty());
        press(inspector, "c-x");
        assert_eq!(listed(inspector).0.len(), 3);
    });
}

#[test]
fn every_size_and_language_fills_the_screen() {
    for language in [Language::Chinese, Language::English] {
        strings::speak(language);
        for size in SIZES {
            with(size, |inspector, _| {
                for keys in ["", "enter", "space", "H", "*", "&"] {
                    press(inspector, keys);
                    assert_lines_are_as_wide(&shown(inspector), size, keys);
                }
            });
        }
    }
    strings::speak(Language::Chinese);
}
