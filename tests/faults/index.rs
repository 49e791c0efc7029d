//! An index that is not as it was written: every byte of every file of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use jianbao::corpus::store::{Keep, make_beside};
use jianbao::corpus::{Corpus, Sources, Telling, columns, open_kept};
use jianbao::figures::Values;
use jianbao::model::form::{CellId, Form, TableSpec};
use jianbao::rules::{Selection, Sketches, check_kept};
use jianbao::search::query::Query;
use jianbao::search::{Ask, Contents, Damaged, Index};

use super::{Dice, copy, damages, tries_all};

/// What is said of words of a flag that cannot be read any more, and of a line that is not as it was.
const LOST: [&str; 2] = ["the words of this flag cannot be read any more", "the file has changed since it was opened"];

/// A report of a few sentences.
fn small(nth: usize) -> String {
    format!(
        "云河县{nth}局2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息{nth}条,未发生收费。\n\
         二、主动公开政府信息情况\n无。\n三、收到和处理政府信息公开申请情况\n依申请公开{nth}件。\n"
    )
}

/// A folder with a raw report, lines and packed lines: its index has a part of every kind.
struct Set {
    folder: tempfile::TempDir,
    /// The index as it was written.
    whole: PathBuf,
}

impl Set {
    /// Of some reports of the sample, from this one on.
    fn new(from: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("crawl");
        fs::create_dir_all(&corpus).unwrap();
        let sample = jianbao::corpus::sample();
        let line = |nth: usize| sample.line(nth).unwrap() + "\n";
        // Most of it is small, so that much can be tried.
        fs::write(corpus.join("a.txt"), small(from)).unwrap();
        let other = folder.path().join("b.txt");
        fs::write(&other, small(from + 1)).unwrap();
        let small = jianbao::corpus::open(&[other], &|_| ()).line(0).unwrap();
        fs::write(corpus.join("b.jsonl"), small + "\n").unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all((line(from + 2) + "{\n").as_bytes()).unwrap();
        fs::write(corpus.join("c.jsonl.gz"), packed.finish().unwrap()).unwrap();
        let hour_ago = SystemTime::now() - Duration::from_hours(1);
        for entry in fs::read_dir(&corpus).unwrap() {
            let file = fs::File::options().write(true).open(entry.unwrap().path()).unwrap();
            file.set_modified(hour_ago).unwrap();
        }
        let set = Self { whole: folder.path().join("whole"), folder };
        let paths = [set.corpus()];
        make_beside(&Sources { paths: &paths, manifest: None }).unwrap();
        let made = set.open(Keep::Renew);
        made.keep().unwrap();
        assert_eq!(check_kept(&made, &Selection::default(), &|_| ()).1.map(|error| error.to_string()), None);
        Index::default().extend(&made, &|_| (), &mut |_| ()).unwrap();
        columns::make(&made, &|_| ()).unwrap();
        copy(&set.index(), &set.whole);
        set
    }

    fn corpus(&self) -> PathBuf {
        self.folder.path().join("crawl")
    }

    fn index(&self) -> PathBuf {
        self.corpus().join(".jianbao-index")
    }

    fn open(&self, keep: Keep) -> Corpus {
        let paths = [self.corpus()];
        open_kept(&Sources { paths: &paths, manifest: None }, keep, Telling { progress: &|_| (), grown: &|_| () })
    }

    /// The files of the index as it was written, by their names.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(&self.whole).unwrap().map(|entry| entry.unwrap().path());
        let of = |path: PathBuf| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap());
        entries.map(of).collect()
    }

    fn restore(&self) {
        copy(&self.whole, &self.index());
    }
}

/// A few cells that the sample fills, and one that it does not.
fn cells() -> Vec<CellId> {
    let all = Form::ALL.iter().flat_map(|form| form.tables()).flat_map(TableSpec::cells);
    all.step_by(37).collect()
}

/// All that the questions of the program come to.
fn answers(corpus: &Corpus) -> String {
    let mut told = String::new();
    let mut say = |what: &str, text: String| writeln!(told, "{what}: {text}").unwrap();
    say("files", format!("{} {:?} {}", corpus.len(), corpus.problems(), corpus.skipped()));
    for nth in 0..corpus.len() {
        say("head", format!("{:?}", corpus.header(nth)));
        say("line", corpus.line(nth).unwrap_or_else(|error| error.to_string()));
        say("from", corpus.origin(nth).map_or_else(|error| error.to_string(), |origin| format!("{origin:?}")));
        say(
            "told",
            corpus.narrative(nth).map_or_else(|error| error.to_string(), |told| format!("{:?}", told.sections)),
        );
    }
    let rules = Selection::default();
    let (checked, _) = check_kept(corpus, &rules, &|_| ());
    say("tally", format!("{:?} {:?} {:?}", checked.tally(), checked.briefs().all(), checked.unreadable));
    for nth in 0..checked.len() {
        for flag in checked.flags(nth).iter() {
            say("flag", format!("{flag:?}"));
        }
    }
    // Who is near whom is nobody's business here; whatever lies there is read.
    let _ = Sketches::read(corpus, &rules, &|_| ());
    let values = Values::read(corpus, cells());
    let of = |nth: usize| cells().into_iter().map(|cell| values.of(nth, cell)).collect::<Vec<_>>();
    say("figures", format!("{:?}", (0..corpus.len()).map(of).collect::<Vec<_>>()));
    for query in ["新收:>0", "!section:五"] {
        let query = Query::parse(query).unwrap();
        let contents = Contents::of(&query, corpus);
        say("admits", format!("{:?}", (0..corpus.len()).map(|nth| contents.admits(nth).ok()).collect::<Vec<_>>()));
    }
    for query in ["公开 收费", "num:>10"] {
        say("found", found(corpus, &Query::parse(query).unwrap()));
    }
    told
}

/// What a search finds; an index that turns out to be damaged is made again, as the program does.
fn found(corpus: &Corpus, query: &Query) -> String {
    let mut index = Index::of(corpus);
    for _ in 0..2 {
        index.extend(corpus, &|_| (), &mut |_| ()).unwrap();
        if let Ok(found) = search(&index, query) {
            return found;
        }
        jianbao::search::forget(corpus);
        index = Index::default();
    }
    panic!("an index that was made anew is damaged")
}

fn search(index: &Index, query: &Query) -> Result<String, Damaged> {
    let ask = Ask {
        limit: 30,
        by_report: false,
        admitted: &|_| true,
        cancelled: &|| false,
        budget: Duration::from_mins(1),
        first: 0,
    };
    Ok(format!("{:?}", index.search(query, &ask, &mut |_| ())?.unwrap().hits))
}

/// What became of an index that was damaged.
#[derive(Debug, Default)]
struct Outcomes {
    tried: usize,
    /// The list of reports did not need what was damaged.
    used: usize,
    /// It was said that something cannot be read any more.
    lost: usize,
}

impl Outcomes {
    /// Asks everything of an index as it lies there now. The program goes on to write to it, and whoever comes next is
    /// answered right as well.
    fn hold(&mut self, set: &Set, expected: &str, what: &str) {
        let lost = self.lost;
        for turn in ["first", "second"] {
            if turn == "second" && !tries_all() && self.lost == lost && !self.tried.is_multiple_of(4) {
                break;
            }
            let corpus = set.open(Keep::Use);
            let said = answers(&corpus);
            let _ = corpus.keep();
            self.used += usize::from(turn == "first" && corpus.store().is_some());
            if said == expected {
                continue;
            }
            let lines = said.lines().zip(expected.lines());
            let other: Vec<_> = lines.filter(|(said, expected)| said != expected).collect();
            let is_told = other.iter().all(|(said, _)| LOST.iter().any(|lost| said.contains(lost)));
            assert!(is_told && said.lines().count() == expected.lines().count(), "{what}, {turn}: {other:#?}");
            assert_eq!(turn, "first", "{what}: words that are lost are found anew");
            self.lost += 1;
        }
        self.tried += 1;
    }
}

/// Tries every so many-th damage of each file, from this one on: others try the rest.
#[expect(clippy::print_stdout, reason = "a run that tries all takes long and says how far it is")]
fn damage_of_each_file(from: usize, step: usize) -> Outcomes {
    let set = Set::new(2);
    let expected = answers(&set.open(Keep::Nothing));
    let mut all = Outcomes::default();
    let mut dice = Dice(11);
    set.restore();
    all.hold(&set, &expected, "nothing is damaged");
    assert_eq!((all.used, all.lost), (1, 0));
    assert!(expected.contains("\nflag: ") && expected.contains("section: "), "{expected}");
    for (name, bytes) in set.files() {
        let (begun, start) = ((all.tried, all.used, all.lost), Instant::now());
        for damage in damages(bytes.len(), 2, &mut dice).into_iter().skip(from).step_by(step) {
            // Bytes of zero may be there already.
            let damaged = damage.done_to(&bytes);
            if damaged == bytes {
                continue;
            }
            set.restore();
            fs::write(set.index().join(&name), damaged).unwrap();
            all.hold(&set, &expected, &format!("{name}: {damage:?}"));
        }
        if tries_all() {
            println!(
                "{name}: {} bytes, {} tried, {} by the index, {} told as lost, {:.0?}",
                bytes.len(),
                all.tried - begun.0,
                all.used - begun.1,
                all.lost - begun.2,
                start.elapsed()
            );
        }
    }
    all
}

#[test]
fn an_index_that_is_damaged_is_found_out_or_does_no_harm() {
    let workers = if tries_all() { std::thread::available_parallelism().unwrap().get() } else { 1 };
    let tried: usize = std::thread::scope(|scope| {
        let started: Vec<_> =
            (0..workers).map(|from| scope.spawn(move || damage_of_each_file(from, workers).tried)).collect();
        started.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert!(tried > 60, "{tried}");
}

#[test]
fn files_of_an_index_that_changed_their_places_are_found_out() {
    let (set, other) = (Set::new(2), Set::new(20));
    let expected = answers(&set.open(Keep::Nothing));
    let mut all = Outcomes::default();
    let files: Vec<(String, Vec<u8>)> = set.files().into_iter().collect();
    let kind = |name: &str| name.split('-').next().unwrap_or_default().to_owned();
    for (nth, (name, bytes)) in files.iter().enumerate() {
        // One file in the place of its neighbour, and the other way round.
        let (next, of_next) = &files[(nth + 1) % files.len()];
        set.restore();
        fs::write(set.index().join(name), of_next).unwrap();
        fs::write(set.index().join(next), bytes).unwrap();
        all.hold(&set, &expected, &format!("{name} and {next}"));
        // The same file of another corpus: as it is, and as long as ours is.
        let theirs = other.files().into_iter().find(|(theirs, _)| kind(theirs) == kind(name)).unwrap().1;
        for len in [theirs.len(), bytes.len()] {
            let mut theirs = theirs.clone();
            theirs.resize(len, 0);
            set.restore();
            fs::write(set.index().join(name), &theirs).unwrap();
            all.hold(&set, &expected, &format!("{name} of another corpus, {len} bytes"));
        }
        set.restore();
        fs::remove_file(set.index().join(name)).unwrap();
        all.hold(&set, &expected, &format!("{name} is gone"));
    }
    copy(&other.whole, &set.index());
    all.hold(&set, &expected, "the index of another corpus");
    assert!(all.tried > 30, "{all:?}");
}

/// Puts something in a place.
#[cfg(unix)]
type Put<'a> = &'a dyn Fn(&Path);

#[cfg(unix)]
#[test]
fn what_lies_in_the_place_of_a_part_may_be_no_file() {
    use std::os::unix::fs::symlink;
    let set = Set::new(2);
    let expected = answers(&set.open(Keep::Nothing));
    let mut all = Outcomes::default();
    let elsewhere = set.folder.path().join("elsewhere");
    for (name, bytes) in set.files() {
        fs::write(&elsewhere, bytes).unwrap();
        let put: [(&str, Put<'_>); 5] = [
            ("a folder", &|path| fs::create_dir(path).unwrap()),
            ("a pipe", &|path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success())),
            ("a link to itself", &|path| symlink(path, path).unwrap()),
            ("a link to the terminal of nobody", &|path| symlink("/dev/zero", path).unwrap()),
            ("a link to the file", &|path| symlink(&elsewhere, path).unwrap()),
        ];
        for (what, put) in put {
            set.restore();
            let path = set.index().join(&name);
            fs::remove_file(&path).unwrap();
            put(&path);
            all.hold(&set, &expected, &format!("{name} is {what}"));
            let _ = fs::remove_dir(&path);
        }
    }
    assert!(all.tried > 40, "{all:?}");
}

/// An index whose reports are others by now, whatever their size and time say; and one of a time that is still to come.
#[test]
fn an_index_of_another_time_does_not_answer() {
    let set = Set::new(2);
    let other = jianbao::corpus::sample();
    let day = Duration::from_hours(24);
    let before = SystemTime::UNIX_EPOCH;
    for (what, time) in [
        ("to come", SystemTime::now() + day * 400),
        ("before 1970", before - day),
        ("long before 1970", before - day * 9000),
        ("at its start", before),
    ] {
        let path = set.corpus().join("b.jsonl");
        fs::write(&path, other.line(9).unwrap() + "\n").unwrap();
        let stamp = |time: SystemTime| fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        stamp(time);
        let made = set.open(Keep::Renew);
        made.keep().unwrap();
        assert_eq!(answers(&set.open(Keep::Use)), answers(&set.open(Keep::Nothing)), "{what}");
        // As long as it was, and of a time that differs by a second.
        let text = fs::read_to_string(&path).unwrap().replace("公开", "公閞");
        fs::write(&path, text).unwrap();
        stamp(time - Duration::from_secs(1));
        let (now, expected) = (set.open(Keep::Use), answers(&set.open(Keep::Nothing)));
        assert!(now.store().is_none(), "{what}");
        assert_eq!(answers(&now), expected, "{what}");
    }
}

/// Parts that are larger than what is looked at of each when it is opened.
#[test]
fn commands_answer_as_ever_where_the_midst_of_a_large_part_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = dir.path().join("c.jsonl");
    let run = |words: &[&str]| {
        let output = crate::support::jianbao().args(words).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        ((output.status.code(), text(output.stdout)), text(output.stderr))
    };
    let path = corpus.to_str().unwrap();
    assert_eq!(run(&["export", "--what", "corpus", "-o", path]).0.0, Some(0));
    let questions: [&[&str]; 4] = [
        &["check", path, "--format", "jsonl"],
        &["search", path, "政府信息"],
        &["search", path, "政府信息 公开", "--count"],
        &["table", path, "份数", "--having", "'政府信息'"],
    ];
    let expected: Vec<_> = questions.iter().map(|words| run(words).0).collect();
    assert!(expected.iter().all(|(_, said)| !said.is_empty()));
    assert_eq!(run(&["index", path, "--beside"]).0.0, Some(0));
    let (index, whole) = (dir.path().join("c.jsonl.index"), dir.path().join("whole"));
    for words in questions {
        drop(run(words));
    }
    copy(&index, &whole);
    let mut large = 0;
    for entry in fs::read_dir(&whole).unwrap() {
        let name = entry.unwrap().file_name();
        let mut bytes = fs::read(whole.join(&name)).unwrap();
        large += usize::from(bytes.len() > 3 * 4096);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
        for (words, expected) in questions.iter().zip(&expected) {
            copy(&whole, &index);
            fs::write(index.join(&name), &bytes).unwrap();
            for turn in 0..2 {
                let (answer, told) = run(words);
                assert_eq!(answer, *expected, "{} {words:?} {turn}: {told}", name.display());
            }
        }
    }
    assert!(large > 1, "{large} parts are large enough");
}
