use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::corpus::compressed::tests::gzip;
use crate::corpus::store::folder::beside;
use crate::corpus::{Corpus, Problem, Sources, Telling, open, open_kept};
use crate::model::report::Report;

fn line(id: &str, year: u16) -> String {
    let mut report =
        Report { id: id.into(), year: Some(year), title: Some(format!("{id}年报")), ..Report::default() };
    report.agency.name = Some(format!("青石县{}局", year % 3));
    report.to_json().unwrap() + "\n"
}

fn text(n: usize) -> String {
    format!("云河县{n}局{}年政府信息公开工作年度报告\n一、总体情况\n全年公开{n}件。\n", 2015 + n % 9)
}

/// Opens a path with an index beside it, which is made where it is not there.
fn kept(path: &Path, keep: Keep) -> Corpus {
    let paths = [path.to_owned()];
    let sources = Sources { paths: &paths, manifest: None };
    fs::create_dir_all(beside(&sources).unwrap()).unwrap();
    let corpus = open_kept(&sources, keep, Telling { progress: &|_| (), grown: &|_| () });
    corpus.keep().unwrap();
    corpus
}

/// All that a corpus says.
fn said(corpus: &Corpus) -> (Vec<String>, Vec<Problem>, usize) {
    let reports = (0..corpus.len()).map(|index| {
        let line = corpus.line(index).unwrap_or_else(|error| error.to_string());
        format!("{:?} {line}", corpus.header(index).unwrap())
    });
    (reports.collect(), corpus.problems().to_vec(), corpus.skipped())
}

/// The index is used, and says what reading says.
fn assert_used(path: &Path) {
    let corpus = kept(path, Keep::Use);
    assert!(corpus.store().is_some(), "{:?}", corpus.unusable());
    assert_eq!(said(&corpus), said(&open(&[path.to_owned()], &|_| ())));
}

fn assert_not_used(path: &Path, why: &Unusable) {
    let corpus = kept(path, Keep::Use);
    assert!(corpus.store().is_none());
    assert_eq!(corpus.unusable(), Some(why));
    assert_eq!(said(&corpus), said(&open(&[path.to_owned()], &|_| ())));
}

#[test]
fn a_corpus_that_has_not_changed_is_not_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    fs::write(&path, format!("{}{}{{\n{}", line("a", 2020), line("b", 2021), line("a", 2022))).unwrap();
    assert_not_used(&path, &Unusable::Missing);
    assert!(kept(&path, Keep::Make).store().is_none(), "so small a corpus is read as fast");
    assert!(kept(&path, Keep::Renew).store().is_some());
    assert_used(&path);
}

#[test]
fn lines_that_were_added_are_read_and_no_others() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let mut all = line("a", 2020) + "\n{\n" + &line("b", 2021);
    fs::write(&path, &all).unwrap();
    kept(&path, Keep::Renew);
    let append = |more: &str| {
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(more.as_bytes()).unwrap();
    };
    for more in [line("a", 2022), "{\n".to_owned(), "\n".to_owned() + &line("c", 2023) + &line("a", 2024)] {
        append(&more);
        all += &more;
        assert_used(&path);
        // What is known now has been written.
        assert_used(&path);
    }
    assert_eq!(open(std::slice::from_ref(&path), &|_| ()).problems().len(), 2);
    // A last line that goes on is not the line it was.
    append("{\"schema\"");
    assert_used(&path);
    append(":1}\n");
    assert_not_used(&path, &Unusable::Outdated);
}

#[test]
fn a_file_that_is_another_by_now_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    fs::write(&path, line("a", 2020) + &line("b", 2021)).unwrap();
    kept(&path, Keep::Renew);
    // The same inode and a greater length, but other bytes.
    fs::write(&path, line("x", 2020) + &line("y", 2021) + &line("z", 2021)).unwrap();
    assert_not_used(&path, &Unusable::Outdated);
    kept(&path, Keep::Renew);
    fs::write(&path, line("x", 2020)).unwrap();
    assert_not_used(&path, &Unusable::Outdated);
}

#[test]
fn bytes_that_changed_behind_size_and_time_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let change = |path: &Path, from: &str, to: &str| {
        let modified = fs::metadata(path).unwrap().modified().unwrap();
        let text = fs::read_to_string(path).unwrap().replace(from, to);
        fs::write(path, text).unwrap();
        fs::File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
    };
    fs::write(&path, line("a", 2020) + &line("b", 2021)).unwrap();
    let corpus = kept(&path, Keep::Renew);
    assert_eq!(corpus.verify(&|_| true), None);
    change(&path, "a年报", "x年报");
    assert_eq!(corpus.verify(&|_| true), Some(path.display().to_string()));
    // It was written just before it was read, so its time proves nothing.
    assert_not_used(&path, &Unusable::Outdated);
    let folder = dir.path().join("crawl");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.txt"), text(1)).unwrap();
    fs::write(folder.join("b.txt"), text(2)).unwrap();
    let corpus = kept(&folder, Keep::Renew);
    assert_eq!(corpus.verify(&|_| true), None);
    change(&folder.join("b.txt"), "全年公开2件", "全年公开7件");
    assert_eq!(corpus.verify(&|_| true), Some("b.txt".to_owned()));
    assert_eq!((0..2).find_map(|number| corpus.spot_check(number)), Some("b.txt".to_owned()));
}

#[test]
fn spot_checks_see_every_place_in_time() {
    let dir = tempfile::tempdir().unwrap();
    let reports = 40;
    for n in 0..reports {
        fs::write(dir.path().join(format!("{n:02}.txt")), text(n)).unwrap();
    }
    let corpus = kept(dir.path(), Keep::Renew);
    assert!(corpus.is_known());
    assert_eq!((0..9).find_map(|number| corpus.spot_check(number)), None);
    for n in 0..reports {
        let name = format!("{n:02}.txt");
        let before = fs::read_to_string(dir.path().join(&name)).unwrap();
        fs::write(dir.path().join(&name), before.replace("公开", "公閞")).unwrap();
        let times = (0..9).filter(|number| corpus.spot_check(*number) == Some(name.clone())).count();
        assert!((1..=9).contains(&times), "{name}");
        fs::write(dir.path().join(&name), before).unwrap();
    }
    corpus.disown().unwrap();
    assert!(!corpus.is_known());
    assert_not_used(dir.path(), &Unusable::Missing);
}

#[test]
fn raw_reports_are_parsed_once() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("crawl");
    fs::create_dir_all(folder.join("b")).unwrap();
    for n in 0..70 {
        fs::write(folder.join(if n % 2 == 0 { format!("{n}.txt") } else { format!("b/{n}.txt") }), text(n)).unwrap();
    }
    fs::write(folder.join("b/7.txt"), text(9)).unwrap();
    fs::write(folder.join("x.png"), "").unwrap();
    fs::write(folder.join("torn.zip"), "PK").unwrap();
    fs::write(folder.join("c.jsonl"), line("a", 2020)).unwrap();
    kept(&folder, Keep::Renew);
    assert_used(&folder);
    let corpus = kept(&folder, Keep::Use);
    let raw = corpus.raw(3).unwrap().unwrap();
    assert_eq!(raw.report.id, corpus.header(3).unwrap().id);
    assert!(raw.text.contains("全年公开"));
    fs::write(folder.join("b/9.txt"), text(11)).unwrap();
    assert_not_used(&folder, &Unusable::Outdated);
}

#[test]
fn a_compressed_corpus_is_unpacked_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl.gz");
    fs::write(&path, gzip((line("a", 2020) + &line("b", 2021)).as_bytes())).unwrap();
    let made = kept(&path, Keep::Renew);
    assert_eq!(said(&made), said(&open(std::slice::from_ref(&path), &|_| ())));
    assert_used(&path);
}

#[test]
fn an_index_is_removed_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    fs::write(&path, line("a", 2020)).unwrap();
    kept(&path, Keep::Renew);
    let paths = [path];
    let sources = Sources { paths: &paths, manifest: None };
    let folder = dir.path().join("a.jsonl.index");
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    assert!(remove(&sources).is_err(), "the folder is not empty");
    assert_eq!(files(&folder).len(), 1);
    fs::remove_file(folder.join("notes.txt")).unwrap();
    assert_eq!(remove(&sources).unwrap().as_deref(), Some(folder.as_path()));
    assert!(!folder.exists());
}

#[test]
fn parts_of_others_are_kept_with_what_they_fit_to() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    fs::write(&path, line("a", 2020)).unwrap();
    let corpus = kept(&path, Keep::Renew);
    let store = corpus.store().unwrap();
    store.write(("text", "1"), 0, &mut |out| out.write_all(b"abc").map(|()| 1)).unwrap();
    let again = kept(&path, Keep::Use);
    let read = |of: &str| {
        let parts = again.store().unwrap().parts("text", of);
        let part = parts.first()?;
        let mut bytes = vec![0; usize::try_from(part.len()).unwrap()];
        part.read_at(0, &mut bytes).unwrap();
        assert!(part.read_at(1, &mut bytes.clone()).is_err());
        Some(bytes)
    };
    assert_eq!((read("1").as_deref(), read("2")), (Some(&b"abc"[..]), None));
    again.store().unwrap().forget("text");
    assert!(again.store().unwrap().parts("text", "1").is_empty());
    assert!(store.write(("text", "1"), 0, &mut |_| Err(io::ErrorKind::StorageFull.into())).is_err());
    assert_eq!(store.parts("text", "1").len(), 1, "what was there before");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_damaged_index_is_never_believed(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>())),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        fs::write(&path, (0..20).map(|n| line(&format!("r{n}"), 2010 + n)).collect::<String>()).unwrap();
        kept(&path, Keep::Renew);
        let files = files(&dir.path().join("a.jsonl.index"));
        prop_assert_eq!(files.len(), 2);
        for (file, at, byte) in damage {
            let file = file.get(&files);
            let mut bytes = fs::read(file).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            fs::write(file, bytes).unwrap();
        }
        if let Some((file, len)) = cut {
            let file = file.get(&files);
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..len.index(bytes.len())]).unwrap();
        }
        let corpus = kept(&path, Keep::Use);
        prop_assert_eq!(said(&corpus), said(&open(&[path], &|_| ())));
    }
}

#[test]
fn the_list_is_shown_while_it_is_read_from_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let paths = [path.clone()];
    let sources = Sources { paths: &paths, manifest: None };
    let age = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
    fs::write(&path, (0..4000).map(|n| line(&format!("r{n}"), 2020)).collect::<String>()).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(age).unwrap();
    kept(&path, Keep::Renew);
    let plain = said(&open(&paths, &|_| ()));
    let shown = |keep| {
        let shown = Mutex::new(Vec::new());
        let grown = |corpus: Corpus| {
            let is_beginning = (0..corpus.len()).all(|nth| corpus.header(nth).unwrap().id == format!("r{nth}"));
            assert!(is_beginning && corpus.line(0).is_ok());
            lock(&shown).push(corpus.len());
        };
        let corpus = open_kept(&sources, keep, Telling { progress: &|_| (), grown: &grown });
        assert_eq!(said(&corpus), plain);
        let shown = shown.into_inner().unwrap();
        assert!(!shown.is_empty() && shown.is_sorted() && shown.last() <= Some(&4000), "{shown:?}");
        (corpus.is_known(), shown)
    };
    assert!(shown(Keep::Use).0);
    // Damage in the last heads is found after the first have been shown.
    let mut heads: Vec<_> =
        fs::read_dir(beside(&sources).unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
    heads.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("heads"));
    let last = heads.iter().max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap();
    let mut bytes = fs::read(last).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(last, bytes).unwrap();
    assert!(!shown(Keep::Use).0);
}

/// What is done to a folder between two openings.
#[derive(Debug, Clone)]
enum Change {
    Write(usize, usize),
    Remove(usize),
    Append(usize),
    Rename(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (0..12_usize, 0..40_usize).prop_map(|(file, n)| Change::Write(file, n)),
        1 => (0..12_usize).prop_map(Change::Remove),
        1 => (0..5_usize).prop_map(Change::Append),
        1 => (0..12_usize, 0..12_usize).prop_map(|(from, to)| Change::Rename(from, to)),
    ]
}

fn apply(folder: &Path, change: &Change) {
    let file = |n: usize| folder.join(format!("s{}", n % 3)).join(format!("{n}.txt"));
    for site in 0..3 {
        fs::create_dir_all(folder.join(format!("s{site}"))).unwrap();
    }
    match change {
        Change::Write(n, text_of) => fs::write(file(*n), text(*text_of)).unwrap(),
        Change::Remove(n) => drop(fs::remove_file(file(*n))),
        Change::Append(n) => {
            let mut lines = fs::OpenOptions::new().create(true).append(true).open(folder.join("c.jsonl")).unwrap();
            lines.write_all(line(&format!("l{n}"), 2020).as_bytes()).unwrap();
        }
        Change::Rename(from, to) => drop(fs::rename(file(*from), file(*to))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn reopening_after_any_changes_equals_opening_afresh(
        steps in prop::collection::vec(prop::collection::vec(change(), 1..6), 1..5),
        with_index in any::<bool>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("crawl");
        apply(&folder, &Change::Write(0, 0));
        let paths = [folder.clone()];
        let sources = Sources { paths: &paths, manifest: None };
        if with_index {
            fs::create_dir_all(beside(&sources).unwrap()).unwrap();
        }
        let keep = if with_index { Keep::Always } else { Keep::Nothing };
        let mut before = crate::corpus::reopen(&sources, keep, &std::collections::BTreeSet::new());
        before.keep().unwrap();
        for changes in &steps {
            for change in changes {
                apply(&folder, change);
            }
            before.retire();
            let now = crate::corpus::reopen(&sources, keep, &std::collections::BTreeSet::new());
            now.keep().unwrap();
            prop_assert_eq!(said(&now), said(&open(&paths, &|_| ())), "{:?}", changes);
            before = now;
        }
    }
}
