//! Files that are changed, cut, replaced or removed while a corpus is open: a report is the one that was listed or an
//! error, never another, and nothing ends the program.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jianbao::corpus::store::{Keep, make_beside};
use jianbao::corpus::{Corpus, Sources, Telling, open_kept};

type Change = &'static dyn Fn(&Path);

/// What becomes of a file.
const CHANGES: [(&str, Change); 8] = [
    ("cut in half", &|path| {
        let len = fs::metadata(path).unwrap().len();
        fs::File::options().write(true).open(path).unwrap().set_len(len / 2).unwrap();
    }),
    ("emptied", &|path| drop(fs::File::create(path).unwrap())),
    ("removed", &|path| fs::remove_file(path).unwrap()),
    ("replaced by another", &|path| {
        let other = path.with_extension("other");
        fs::write(&other, [b'x'; 20_000]).unwrap();
        fs::rename(other, path).unwrap();
    }),
    ("moved by a byte", &|path| {
        let bytes = [b" ", &fs::read(path).unwrap()[..]].concat();
        fs::write(path, bytes).unwrap();
    }),
    ("written over with the same length", &|path| {
        let bytes: Vec<u8> =
            fs::read(path).unwrap().iter().map(|byte| if *byte == b'1' { b'7' } else { *byte }).collect();
        fs::write(path, bytes).unwrap();
    }),
    ("longer", &|path| fs::File::options().append(true).open(path).unwrap().write_all(b"{\"schema\":1}\n").unwrap()),
    ("a folder", &|path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    }),
];

/// Lays a corpus of one kind in a folder: its path, and the file that will change.
fn laid(kind: &str, dir: &Path) -> (PathBuf, PathBuf) {
    let text = |nth: usize| format!("云河县{nth}局2021年政府信息公开工作年度报告\n一、总体情况\n公开1{nth}件。\n");
    let (crawl, raws) = (dir.join("crawl"), dir.join("raws"));
    fs::create_dir_all(&crawl).unwrap();
    fs::create_dir_all(&raws).unwrap();
    (0..3).for_each(|nth| fs::write(raws.join(format!("{nth}.txt")), text(nth)).unwrap());
    let raws = jianbao::corpus::open(&[raws], &|_| ());
    let lines: String = (0..3).map(|nth| raws.line(nth).unwrap() + "\n").collect();
    let file = match kind {
        "lines" => {
            fs::write(crawl.join("c.jsonl"), lines).unwrap();
            crawl.join("c.jsonl")
        }
        "packed lines" => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(lines.as_bytes()).unwrap();
            fs::write(crawl.join("c.jsonl.gz"), packed.finish().unwrap()).unwrap();
            crawl.join("c.jsonl.gz")
        }
        _ => {
            (0..3).for_each(|nth| fs::write(crawl.join(format!("{nth}.txt")), text(nth)).unwrap());
            crawl.join("1.txt")
        }
    };
    (crawl, file)
}

/// The id of each report, its line and where it came from.
fn said(corpus: &Corpus) -> Vec<(String, [Result<String, String>; 2])> {
    let of = |nth: usize| {
        let line = corpus.line(nth).map_err(|error| error.to_string());
        if let Ok(report) = corpus.report(nth) {
            assert_eq!(report.id, corpus.header(nth).unwrap().id);
        }
        let _ = (corpus.narrative(nth), corpus.raw(nth), corpus.source_text(nth, None));
        let origin = corpus.origin(nth).map(|origin| format!("{origin:?}")).map_err(|error| error.to_string());
        (corpus.header(nth).unwrap().id.to_owned(), [line, origin])
    };
    (0..corpus.len()).map(of).collect()
}

#[test]
fn a_report_is_the_one_that_was_listed_or_an_error() {
    let mut errors = 0;
    for kind in ["lines", "packed lines", "raw reports"] {
        for keep in [Keep::Nothing, Keep::Renew] {
            for (what, change) in CHANGES {
                let dir = tempfile::tempdir().unwrap();
                let (path, file) = laid(kind, dir.path());
                let paths = [path];
                let sources = Sources { paths: &paths, manifest: None };
                make_beside(&sources).unwrap();
                let corpus = open_kept(&sources, keep, Telling { progress: &|_| (), grown: &|_| () });
                corpus.keep().unwrap();
                let before = said(&corpus);
                assert!(before.len() == 3 && before.iter().flat_map(|(_, said)| said).all(Result::is_ok));
                change(&file);
                for ((id, now), (known, then)) in said(&corpus).into_iter().zip(&before) {
                    assert_eq!(id, *known, "{kind} {keep:?} {what}");
                    for (now, then) in now.iter().zip(then) {
                        errors += usize::from(now.is_err());
                        assert!(now.is_err() || now == then, "{kind} {keep:?} {what}: {id} {now:?}");
                    }
                }
                // And whoever opens it now sees what there is now.
                let fresh = said(&jianbao::corpus::open(&paths, &|_| ()));
                let anew = open_kept(&sources, Keep::Use, Telling { progress: &|_| (), grown: &|_| () });
                assert_eq!(said(&anew), fresh, "{kind} {keep:?} {what}");
            }
        }
    }
    assert!(errors > 20, "{errors}");
}

#[test]
fn an_index_that_is_removed_under_a_corpus_takes_nothing_with_it() {
    for remove_all in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let (path, _) = laid("raw reports", dir.path());
        let paths = [path.clone()];
        let sources = Sources { paths: &paths, manifest: None };
        make_beside(&sources).unwrap();
        let corpus = open_kept(&sources, Keep::Renew, Telling { progress: &|_| (), grown: &|_| () });
        corpus.keep().unwrap();
        let before = said(&corpus);
        let index = path.join(".jianbao-index");
        for entry in fs::read_dir(&index).unwrap() {
            // Cut first: what is open stays so after it is removed.
            let part = entry.unwrap().path();
            fs::File::create(&part).unwrap();
            if remove_all {
                fs::remove_file(part).unwrap();
            }
        }
        if remove_all {
            fs::remove_dir(&index).unwrap();
        }
        assert_eq!(said(&corpus), before);
        let selection = jianbao::rules::Selection::default();
        let (checked, failed) = jianbao::rules::check_kept(&corpus, &selection, &|_| ());
        assert_eq!(checked.len(), 3);
        assert!(failed.is_some() || !remove_all, "that it is not kept is told");
    }
}

/// A corpus file that is cut while the inspector has it.
#[cfg(target_os = "linux")]
#[test]
fn the_inspector_says_what_it_cannot_read_any_more() {
    use crate::pty::{Pty, Setting};
    let dir = tempfile::tempdir().unwrap();
    let (path, file) = laid("lines", dir.path());
    let words = [path.to_str().unwrap(), "--lang", "zh", "--select", "NS-SUM", "--no-watch", "--no-index"];
    let setting = Setting { size: (100, 24), ..Setting::default() }.arguments(&words);
    let state = dir.path().join("state");
    let mut pty = Pty::run(&setting.with("JIANBAO_STATE", state.to_str().unwrap()));
    pty.wait_for("3 份");
    pty.wait_for("疑点组");
    drop(fs::File::create(&file).unwrap());
    pty.send(b"G\r");
    pty.wait_for("c.jsonl");
    pty.wait_for("unexpected end of file");
    fs::remove_dir_all(&path).unwrap();
    pty.send(b"q");
    pty.wait_for("单位与年度");
    pty.send(b"Q");
    assert!(pty.ended().0.success());
}
