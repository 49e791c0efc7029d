//! Opening: paths to headers, in parallel over the cores. Whatever cannot be read is a problem with
//! its path and line, and never stops the rest. What has been read so far is shown while it grows.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use crate::corpus::found::Kept;
use crate::corpus::opening::Opening;
use crate::corpus::raw::{Place, Raw};
use crate::corpus::store::{Keep, Store};
use crate::corpus::tasks::{Task, Tasks};
use crate::corpus::{Corpus, Embedded, Sources};

/// How far reading has come: files done and files in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
    /// What could not be read so far.
    pub failed: usize,
}

/// Who hears how opening goes on.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// Told after each file.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Shown what there is of the corpus while it is read: each time the beginning of what it will be, but
    /// for versions, which are known at the end.
    pub grown: &'a (dyn Fn(Corpus) + Sync),
}

/// Opens every path (`-` is a corpus on standard input), telling `progress` after each file. Neither uses an
/// index nor leaves one.
pub fn open(paths: &[PathBuf], progress: &(dyn Fn(Progress) + Sync)) -> Corpus {
    open_with(&Sources { paths, manifest: None }, progress)
}

/// Opens the sources as [`open`] does.
pub fn open_with(sources: &Sources<'_>, progress: &(dyn Fn(Progress) + Sync)) -> Corpus {
    open_kept(sources, Keep::Nothing, Telling { progress, grown: &|_| () })
}

/// Opens the sources by their index where there is one to use. With a new one what takes long to find out
/// is on disk when this returns; [`Corpus::keep`] makes it whole.
pub fn open_kept(sources: &Sources<'_>, keep: Keep, telling: Telling<'_>) -> Corpus {
    open_tasks(sources, Tasks::of(sources), keep, telling)
}

/// Opens the sources anew by their index as they are now, those files left out that are still being written. Nobody
/// hears how it goes on.
pub fn reopen(sources: &Sources<'_>, keep: Keep, unsettled: &BTreeSet<PathBuf>) -> Corpus {
    let mut tasks = Tasks::of(sources);
    tasks.leave_out(unsettled);
    open_tasks(sources, tasks, keep, Telling { progress: &|_| (), grown: &|_| () })
}

fn open_tasks(sources: &Sources<'_>, tasks: Tasks, keep: Keep, telling: Telling<'_>) -> Corpus {
    let total = tasks.all.len();
    let opening = match Kept::find(sources, &tasks, keep, telling) {
        Kept::Whole(corpus) => return corpus,
        Kept::Grown(grown) => Opening::on(*grown, total, telling),
        Kept::Nothing(fresh) => {
            let mut opening = Opening::anew(fresh, &tasks, telling);
            opening.tasks(&tasks.all);
            opening.corpus.problems.extend(tasks.problems);
            opening
        }
    };
    opening.end()
}

impl Corpus {
    /// A corpus of raw files inside the program.
    pub(super) fn of_embedded(files: &'static [Embedded]) -> Self {
        let raw = |file| Task::Raw(Raw { place: Place::Embedded(file), manifest: None }, file.path.to_owned());
        let tasks: Vec<Task> = files.iter().map(raw).collect();
        let mut opening = Opening::new(tasks.len(), Telling { progress: &|_| (), grown: &|_| () });
        opening.tasks(&tasks);
        opening.end()
    }

    /// Writes what the index says of the corpus, where there is a new one. Without it what was written so
    /// far is none.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self) -> io::Result<()> {
        self.store.as_ref().map_or(Ok(()), |store| store.commit(&self.heads))
    }

    /// Whether all of it came from an index that was there.
    pub fn is_known(&self) -> bool {
        self.store.as_ref().is_some_and(Store::is_saved)
    }

    /// Says nothing more of itself on disk, as another corpus has taken its place.
    pub fn retire(&self) {
        self.store.iter().for_each(Store::retire);
    }

    /// Gives up the index, which is not of this corpus as it is now: it is made again when the corpus is next
    /// opened.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn disown(&self) -> io::Result<()> {
        self.store.as_ref().map_or(Ok(()), Store::discard)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::io::Write as _;
    use std::path::Path;

    use super::*;
    use crate::corpus::SourceText;
    use crate::corpus::archive::tests::packed;
    use crate::corpus::compressed::tests::{gzip, zstandard};
    use crate::model::report::Report;

    fn line(id: &str) -> String {
        Report { id: id.into(), year: Some(2020), ..Report::default() }.to_json().unwrap()
    }

    fn open_one(path: &Path) -> Corpus {
        open(&[path.to_owned()], &|_| ())
    }

    #[test]
    fn a_broken_line_is_named_and_the_others_load() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        write!(file, "{}\n\n{{\"schema\":\"jianbao/1\",\n{}\n\"text\"\n{}", line("aaa"), line("bbb"), line("ccc"))
            .unwrap();
        let corpus = open_one(file.path());
        let ids: Vec<_> = corpus.headers().map(|header| header.id).collect();
        assert_eq!(ids, ["aaa", "bbb", "ccc"]);
        let lines: Vec<_> = corpus.problems().iter().map(|p| p.line).collect();
        assert_eq!(lines, [Some(3), Some(5)]);
        for (index, id) in ids.iter().enumerate() {
            assert_eq!(corpus.report(index).unwrap().id, *id);
            assert_eq!(corpus.line(index).unwrap(), line(id));
        }
        assert_eq!(corpus.live(), 0);
    }

    #[test]
    fn equal_ids_get_a_number_and_are_still_found() {
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        write!(file, "{}\n{}\n", line("aaa"), line("aaa")).unwrap();
        let corpus = open_one(file.path());
        assert_eq!(corpus.header(1).unwrap().id, "aaa-2");
        assert_eq!(corpus.report(1).unwrap().id, "aaa-2");
        assert_eq!(corpus.line(1).unwrap(), line("aaa"));
    }

    #[test]
    fn a_file_replaced_under_us_is_never_shown_as_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        std::fs::write(&path, line("aaa") + "\n").unwrap();
        let corpus = open_one(&path);
        std::fs::write(&path, line("bbb") + "\n").unwrap();
        assert!(matches!(corpus.report(0), Err(super::super::ReadError::Changed { .. })));
        std::fs::write(&path, "").unwrap();
        assert!(corpus.report(0).is_err());
    }

    #[test]
    fn an_unreadable_corpus_and_invalid_bytes_are_problems() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        std::fs::write(&path, b"\xff\xfe{}\n\xEF\xBB\xBF").unwrap();
        let corpus = open_one(&path);
        assert!(corpus.is_empty());
        assert_eq!(corpus.problems().len(), 2);
        assert!(corpus.problems()[0].to_string().contains("a.jsonl:1: not UTF-8"));
    }

    #[test]
    fn compressed_corpora_are_read_like_plain_ones() {
        let dir = tempfile::tempdir().unwrap();
        let text = format!("{}\n{}\n", line("aaa"), line("bbb"));
        let cut = gzip(text.repeat(40).as_bytes());
        for (name, bytes, reports) in [
            ("a.jsonl.gz", gzip(text.as_bytes()), 2),
            ("b.jsonl.zst", zstandard(text.as_bytes()), 2),
            // What a server unpacked on the way keeps its name.
            ("c.jsonl.gz", text.clone().into_bytes(), 2),
            ("d.jsonl.zst", Vec::new(), 0),
        ] {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let corpus = open_one(&path);
            assert_eq!((corpus.len(), corpus.problems()), (reports, &[][..]), "{name}");
            for index in 0..reports {
                assert_eq!(corpus.line(index).unwrap(), line(["aaa", "bbb"][index]));
            }
        }
        let path = dir.path().join("e.jsonl.gz");
        std::fs::write(&path, &cut[..cut.len() - 9]).unwrap();
        let corpus = open_one(&path);
        assert!(corpus.len() > 1 && corpus.problems().last().unwrap().reason.contains("not read to its end"));
    }

    #[test]
    fn an_archive_is_a_folder_of_raw_reports() {
        let dir = tempfile::tempdir().unwrap();
        let text = "云河县审计局2021年政府信息公开工作年度报告\n一、总体情况\n本年度公开3件。\n".as_bytes();
        let packed = packed(&[
            ("2021/../b.txt", text),
            ("a.md", text),
            ("README.md", text),
            ("__MACOSX/._a.md", text),
            ("picture.png", text),
        ]);
        std::fs::write(dir.path().join("crawl.zip"), &packed).unwrap();
        std::fs::write(dir.path().join("cut.zip"), &packed[..packed.len() - 30]).unwrap();
        std::fs::write(dir.path().join("empty.zip"), super::super::archive::tests::packed(&[])).unwrap();
        let corpus = open_one(dir.path());
        let paths: Vec<_> = corpus.headers().map(|header| header.path).collect();
        assert_eq!(paths, ["crawl.zip/2021/b.txt", "crawl.zip/a.md"]);
        assert_eq!(corpus.header(0).unwrap().year, Some(2021));
        assert_eq!((corpus.problems().len(), corpus.skipped()), (2, 2));
        assert_eq!(corpus.raw(1).unwrap().unwrap().text.as_bytes(), text);
        // The corpus that is written beside the archive finds its sources in it.
        let written = dir.path().join("z.jsonl");
        std::fs::write(&written, corpus.line(0).unwrap()).unwrap();
        let corpus = open_one(&written);
        assert_eq!(corpus.source_text(0, None), SourceText::Exact(String::from_utf8_lossy(text).into_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_with_the_name_of_a_report_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.jsonl.gz", "c.zip"] {
            let made = std::process::Command::new("mkfifo").arg(dir.path().join(name)).status();
            assert!(made.unwrap().success());
        }
        let corpus = open_one(dir.path());
        assert_eq!((corpus.len(), corpus.skipped(), corpus.problems().len()), (0, 0, 3));
        assert_eq!(open_one(&dir.path().join("b.jsonl.gz")).problems().len(), 1);
    }

    #[test]
    fn a_manifest_is_found_in_its_folder_or_given() {
        let dir = tempfile::tempdir().unwrap();
        let text = "政府信息公开工作年度报告\n一、总体情况\n本年度公开3件。\n";
        std::fs::create_dir(dir.path().join("b")).unwrap();
        for name in ["a.txt", "b/a.txt", "b/c.txt"] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        std::fs::write(dir.path().join("manifest.csv"), "path,url,year\na.txt,http://a.gov.cn/1,2021\nb/c.txt,,2019\n")
            .unwrap();
        let corpus = open_one(dir.path());
        let known: Vec<_> = corpus.headers().map(|header| (header.host.map(Cow::into_owned), header.year)).collect();
        assert_eq!(known, [(Some("a.gov.cn".to_owned()), Some(2021)), (None, None), (None, Some(2019))]);
        assert_eq!((corpus.skipped(), corpus.problems().len()), (0, 0));
        assert_eq!(corpus.report(2).unwrap().source.manifest.as_ref().unwrap()["year"], "2019");
        let given = dir.path().join("given.jsonl");
        std::fs::write(&given, "{\"file\":\"c.txt\",\"year\":2020}\n{").unwrap();
        let corpus = open_with(&Sources { paths: &[dir.path().join("b")], manifest: Some(&given) }, &|_| ());
        assert_eq!(corpus.headers().map(|header| header.year).collect::<Vec<_>>(), [None, Some(2020)]);
        assert_eq!(corpus.problems()[0].line, Some(2));
    }

    #[test]
    fn a_pdf_is_read_by_its_text_or_named_with_what_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        let name = "-odd name\n;$(x).pdf";
        std::fs::write(dir.path().join(name), TINY_PDF).unwrap();
        std::fs::write(dir.path().join("torn.pdf"), &TINY_PDF[..60]).unwrap();
        let corpus = open_one(dir.path());
        if let Some(problem) = corpus.problems().first() {
            assert!(problem.reason.contains("poppler-utils"), "{problem}");
            assert!(std::env::var_os("JIANBAO_CI").is_none(), "{problem}");
            return println!("skipped: {problem}");
        }
        let parsed = corpus.raw(0).unwrap().unwrap();
        assert_eq!((parsed.text.trim(), parsed.report.source.path.as_str()), ("Report 2021", name));
        assert!(parsed.report.source.extractor.unwrap().starts_with("pdftotext "));
        assert_eq!(corpus.source_text(0, None), SourceText::Exact(parsed.text));
        assert_eq!(corpus.report(1).unwrap().notes[0].code, crate::model::note::NoteCode::NotExtracted);
    }

    /// One page with one line; readers find its parts without the table at the end.
    const TINY_PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
        4 0 obj<</Length 41>>stream\nBT /F 12 Tf 50 200 Td (Report 2021) Tj ET  \nendstream endobj\n\
        5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
}
