//! The source of a report as a file that an editor can open: its own where that is the text its places
//! are bytes of, else a copy of that text.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::corpus::heads::Location;
use crate::corpus::raw::Place;
use crate::corpus::{Corpus, NoSource, SourceText};

/// A file to open in an editor.
#[derive(Debug)]
pub struct Editable {
    pub path: PathBuf,
    /// The line of the place asked for, from 1.
    pub line: usize,
    /// The file is a copy of the text, which is gone with this: what the report was read from is packed,
    /// is no text, or is not in UTF-8.
    pub copy: Option<TempPath>,
}

impl Corpus {
    /// The source of a report, looked for below `root` as in `source_text`, with the line of a byte of it.
    ///
    /// # Errors
    /// When there is no source, it is another text by now, or no copy can be written.
    pub fn editable(&self, index: usize, root: Option<&Path>, at: usize) -> Result<Editable, NoSource> {
        let name = self.path(index);
        let text = match self.source_text(index, root) {
            SourceText::Exact(text) => text,
            SourceText::Differs(_) => return Err(NoSource::Changed { path: name.to_owned() }),
            SourceText::Unavailable(reason) => return Err(reason),
        };
        let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        if let Some(path) = self.own_file(index, root).filter(|path| holds(path, &text)) {
            return Ok(Editable { path, line, copy: None });
        }
        let written = copy(name, &text);
        let copy =
            written.map_err(|error| NoSource::Unreadable { path: name.to_owned(), reason: error.to_string() })?;
        Ok(Editable { path: copy.to_path_buf(), line, copy: Some(copy) })
    }

    /// The file a report was read from, if it is one by itself.
    fn own_file(&self, index: usize, root: Option<&Path>) -> Option<PathBuf> {
        let place = match self.location(index).ok()? {
            Location::Raw(number) | Location::Record { raw: number, .. } => {
                self.raws.get(number as usize)?.place.clone()
            }
            Location::Line { file, .. } => {
                let beside = self.files.get(file as usize)?.path.parent()?;
                Place::find(root.unwrap_or(beside), self.path(index))
            }
        };
        match place {
            Place::File(path) => Some(path),
            Place::Packed(..) | Place::Embedded(_) => None,
        }
    }
}

/// Whether a file holds this very text, with a byte order mark or without.
fn holds(path: &Path, text: &str) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes) == text.as_bytes())
}

/// Writes a text to a file that nobody may write to, named after where it is from.
fn copy(name: &str, text: &str) -> io::Result<TempPath> {
    let file = Path::new(name);
    let stem: String = file.file_stem().unwrap_or_default().to_string_lossy().chars().take(40).collect();
    let html = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm"));
    let suffix = if html { ".html" } else { ".txt" };
    let mut copy = tempfile::Builder::new().prefix(&format!("jianbao-{stem}-")).suffix(suffix).tempfile()?;
    copy.write_all(text.as_bytes())?;
    copy.flush()?;
    let mut permissions = copy.as_file().metadata()?.permissions();
    permissions.set_readonly(true);
    copy.as_file().set_permissions(permissions)?;
    Ok(copy.into_temp_path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::archive::tests::packed;

    const TEXT: &str = "云河县2021年政府信息公开工作年度报告\n一、总体情况\n全年公开12件。\n";

    fn edited(name: &str, bytes: &[u8], word: &str) -> (tempfile::TempDir, Editable) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(name), bytes).unwrap();
        let corpus = crate::corpus::open(&[dir.path().to_owned()], &|_| ());
        let editable = corpus.editable(0, None, TEXT.find(word).unwrap()).unwrap();
        (dir, editable)
    }

    #[test]
    fn a_text_is_opened_where_it_is() {
        for bytes in [TEXT.as_bytes().to_vec(), [b"\xef\xbb\xbf", TEXT.as_bytes()].concat()] {
            let (dir, editable) = edited("a.txt", &bytes, "全年");
            assert_eq!((editable.path, editable.line), (dir.path().join("a.txt"), 3));
            assert!(editable.copy.is_none());
        }
    }

    #[test]
    fn what_is_packed_or_in_another_encoding_is_opened_as_a_copy() {
        let archive = packed(&[("2021/a.txt", TEXT.as_bytes())]);
        let (gbk, _, _) = encoding_rs::GBK.encode(TEXT);
        for (name, bytes) in [("a.zip", &archive[..]), ("甲.txt", &gbk[..])] {
            let (_dir, editable) = edited(name, bytes, "一、");
            assert_eq!((std::fs::read_to_string(&editable.path).unwrap(), editable.line), (TEXT.to_owned(), 2));
            assert!(std::fs::metadata(&editable.path).unwrap().permissions().readonly());
            let path = editable.path.clone();
            drop(editable);
            assert!(!path.exists(), "{name}");
        }
    }

    #[test]
    fn a_source_that_is_another_by_now_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), TEXT).unwrap();
        let corpus = crate::corpus::open(&[dir.path().to_owned()], &|_| ());
        std::fs::write(dir.path().join("a.txt"), "别的").unwrap();
        assert!(matches!(corpus.editable(0, None, 0), Err(NoSource::Changed { .. })));
    }
}
