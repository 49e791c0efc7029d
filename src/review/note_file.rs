//! A note while it is written in an editor: a file of its own, gone afterwards. Under the note, below a line, stands
//! what helps to write it.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use crate::model::printable::printable;

/// What an editor leaves is read no further.
const LONGEST: u64 = 1 << 20;

/// The file of a note.
#[derive(Debug)]
pub struct NoteFile {
    path: tempfile::TempPath,
    /// What ends the note.
    line: String,
}

impl NoteFile {
    /// A file with a note, and lines about it below `line`.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn of(note: &str, line: &str, about: &str) -> io::Result<Self> {
        let mut made = tempfile::Builder::new().prefix("jianbao-").suffix(".txt").tempfile()?;
        let about: String = about.lines().fold(String::new(), |all, line| format!("{all}# {}\n", printable(line)));
        write!(made, "{note}\n\n{line}\n{about}")?;
        // An editor may put another file in its place: it is found by its name.
        Ok(Self { path: made.into_temp_path(), line: line.to_owned() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The note as it stands there now.
    ///
    /// # Errors
    /// When the file is gone, or no text any more.
    pub fn note(&self) -> io::Result<String> {
        let mut left = String::new();
        File::open(&self.path)?.take(LONGEST).read_to_string(&mut left)?;
        let above: Vec<&str> = left.lines().take_while(|line| line.trim() != self.line).collect();
        Ok(above.join("\n").trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_stands_above_the_line_is_the_note() {
        let file = NoteFile::of("已查", "# ----", "甲\u{1b}[31m\n乙").unwrap();
        assert_eq!(file.note().unwrap(), "已查");
        let text = fs::read_to_string(file.path()).unwrap();
        assert!(text.contains("# 乙") && !text.contains('\u{1b}'), "{text}");
        fs::write(file.path(), text.replace("已查", "一\n# 二")).unwrap();
        assert_eq!(file.note().unwrap(), "一\n# 二");
        fs::write(file.path(), "没有那一行\n").unwrap();
        assert_eq!(file.note().unwrap(), "没有那一行");
        fs::write(file.path(), [0xFF, 0xFE]).unwrap();
        assert!(file.note().is_err());
        let path = file.path().to_owned();
        fs::remove_file(&path).unwrap();
        assert!(file.note().is_err());
        drop(file);
        assert!(!path.exists());
    }
}
