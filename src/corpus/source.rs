//! The source text of a report, which its places are bytes of: kept in the corpus, or read again from
//! where the report came from. A text that is another by now is never passed off as the one it was.

use std::io;
use std::path::Path;

use crate::corpus::heads::Location;
use crate::corpus::raw::{Place, Raw};
use crate::corpus::{Corpus, ReadError};
use crate::model::report::Source;

/// The source text of a report, or the reason why its places cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceText {
    /// The text that the places of the report refer to.
    Exact(String),
    /// A text whose hash differs from the one the report was read from: shown without marks, or not.
    Differs(String),
    /// Nothing to show.
    Unavailable(NoSource),
}

/// Why there is no source text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSource {
    #[error("{path}: no such file; --source-root says where it is looked for")]
    Gone { path: String },
    #[error("{archive}: no file {member:?} in it")]
    NotInArchive { archive: String, member: String },
    #[error("{path}: the file has changed since it was read")]
    Changed { path: String },
    /// The file is there and cannot be read.
    #[error("{path}: {reason}")]
    Unreadable { path: String, reason: String },
}

impl Corpus {
    /// The source text of a report, looked for below `root` (by default where the corpus was found).
    pub fn source_text(&self, index: usize, root: Option<&Path>) -> SourceText {
        self.find_source(index, root).unwrap_or_else(SourceText::Unavailable)
    }

    fn find_source(&self, index: usize, root: Option<&Path>) -> Result<SourceText, NoSource> {
        let path = self.path(index);
        let unread = |error| NoSource::of(error, path);
        let (file, report) = match self.location(index).map_err(unread)? {
            Location::Raw(_) | Location::Record { .. } => {
                let parsed = self.raw(index).map_err(unread)?;
                return Ok(SourceText::Exact(parsed.map(|parsed| parsed.text).unwrap_or_default()));
            }
            Location::Line { file, .. } => (file as usize, self.report(index).map_err(unread)?),
        };
        if let Some(text) = &report.source.text {
            return Ok(SourceText::Exact(text.clone()));
        }
        let beside = self.files.get(file).and_then(|file| file.path.parent()).unwrap_or(Path::new(""));
        let folder = root.unwrap_or(beside);
        let raw = Raw { place: Place::find(folder, path), manifest: None };
        let parsed = raw.read(path).map_err(|error| missing_member(folder, path).unwrap_or_else(|| unread(error)))?;
        let same = is_same_text(&parsed.report.source, &report.source);
        Ok(if same { SourceText::Exact(parsed.text) } else { SourceText::Differs(parsed.text) })
    }
}

impl NoSource {
    fn of(error: ReadError, path: &str) -> Self {
        match error {
            ReadError::Io { path, source } if source.kind() == io::ErrorKind::NotFound => Self::Gone { path },
            ReadError::Io { path, source } => Self::Unreadable { path, reason: source.to_string() },
            ReadError::Changed { path } => Self::Changed { path },
            other => Self::Unreadable { path: path.to_owned(), reason: other.to_string() },
        }
    }
}

/// The archive that the name of a report leads into, where it does not hold the rest of the name.
fn missing_member(folder: &Path, path: &str) -> Option<NoSource> {
    let (archive, member) = path.match_indices('/').find_map(|(end, _)| {
        let (archive, member) = (path.get(..end)?, path.get(end + 1..)?);
        folder.join(archive).is_file().then_some((archive, member))
    })?;
    Some(NoSource::NotInArchive { archive: folder.join(archive).display().to_string(), member: member.to_owned() })
}

/// Whether the text that was read now is the one a report was read from: where an extractor wrote it,
/// another version may write it otherwise from the same file.
fn is_same_text(now: &Source, then: &Source) -> bool {
    if then.text_sha256.is_some() { now.text_sha256 == then.text_sha256 } else { now.sha256 == then.sha256 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::archive::tests::packed;

    const TEXT: &str = "云河县2021年政府信息公开工作年度报告\n一、总体情况\n全年公开12件。\n";

    /// A corpus of one report, written beside the raw file that goes by this name.
    fn written(dir: &Path, name: &str) -> Corpus {
        let line = crate::corpus::open(&[dir.join(name)], &|_| ()).line(0).unwrap();
        let line = line.replace("\"path\":\"2021/a.txt\"", &format!("\"path\":\"{name}/2021/a.txt\""));
        std::fs::write(dir.join("c.jsonl"), line).unwrap();
        crate::corpus::open(&[dir.join("c.jsonl")], &|_| ())
    }

    #[test]
    fn what_is_gone_or_another_by_now_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let raw = dir.path().join("a.txt");
        std::fs::write(&raw, TEXT).unwrap();
        let corpus = written(dir.path(), "a.txt");
        let text = || corpus.source_text(0, None);
        assert_eq!(text(), SourceText::Exact(TEXT.to_owned()));
        std::fs::write(&raw, "别的").unwrap();
        assert_eq!(text(), SourceText::Differs("别的".to_owned()));
        std::fs::remove_file(&raw).unwrap();
        assert_eq!(text(), SourceText::Unavailable(NoSource::Gone { path: raw.display().to_string() }));
        std::fs::create_dir(&raw).unwrap();
        assert!(matches!(text(), SourceText::Unavailable(NoSource::Unreadable { .. })));
        let elsewhere = tempfile::tempdir().unwrap();
        std::fs::write(elsewhere.path().join("a.txt"), TEXT).unwrap();
        assert_eq!(corpus.source_text(0, Some(elsewhere.path())), SourceText::Exact(TEXT.to_owned()));
    }

    #[test]
    fn a_name_in_a_corpus_leads_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let (inner, secret) = (dir.path().join("inner"), dir.path().join("secret.txt"));
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(&secret, TEXT).unwrap();
        for path in ["../secret.txt", secret.to_str().unwrap(), "a/../../secret.txt", ""] {
            let line = serde_json::json!({"schema": "jianbao/1", "id": "a", "source": {"path": path}});
            std::fs::write(inner.join("c.jsonl"), line.to_string()).unwrap();
            let corpus = crate::corpus::open(&[inner.join("c.jsonl")], &|_| ());
            let found = corpus.source_text(0, None);
            assert!(matches!(found, SourceText::Unavailable(_)), "{path}: {found:?}");
            assert!(corpus.editable(0, None, 0).is_err(), "{path}");
        }
    }

    #[test]
    fn a_raw_report_that_changed_under_us_is_not_shown() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), TEXT).unwrap();
        let corpus = crate::corpus::open(&[dir.path().to_owned()], &|_| ());
        assert_eq!(corpus.source_text(0, None), SourceText::Exact(TEXT.to_owned()));
        std::fs::write(dir.path().join("a.txt"), "别的").unwrap();
        assert!(matches!(corpus.source_text(0, None), SourceText::Unavailable(NoSource::Changed { .. })));
    }

    #[test]
    fn an_archive_that_lost_a_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let archive = dir.path().join("crawl.zip");
        std::fs::write(&archive, packed(&[("2021/a.txt", TEXT.as_bytes())])).unwrap();
        let corpus = written(dir.path(), "crawl.zip");
        assert_eq!(corpus.source_text(0, None), SourceText::Exact(TEXT.to_owned()));
        std::fs::write(&archive, packed(&[("2021/b.txt", TEXT.as_bytes())])).unwrap();
        let lost = NoSource::NotInArchive { archive: archive.display().to_string(), member: "2021/a.txt".to_owned() };
        assert_eq!(corpus.source_text(0, None), SourceText::Unavailable(lost));
    }
}
