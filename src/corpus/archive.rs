//! ZIP archives of raw reports: what is in them, and the bytes of one entry when asked for. Nothing is
//! unpacked to disk; the names inside are labels and lead nowhere.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::corpus::lines::read_some_at;
use crate::model::limits::Limit;

/// A larger entry that swells more than it may is a bomb: pages and texts shrink to a tenth.
const SMALL: u64 = 4 << 20;

/// An open archive, shared by the reports in it.
#[derive(Debug)]
pub(super) struct Archive {
    pub path: PathBuf,
    zip: ZipArchive<Slice>,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed {
    pub index: usize,
    /// Its path inside, `/` between the parts, without parts that would lead out.
    pub name: String,
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// When it is no archive, is damaged, or is made to swell.
    pub fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let len = file.metadata().map_err(|error| error.to_string())?.len();
        let mut zip = ZipArchive::new(Slice { file: Arc::new(file), at: 0, len }).map_err(|error| told(&error))?;
        if zip.len() > Limit::Entries.size() {
            return Err(format!("more entries than {}", Limit::Entries.told()));
        }
        if zip.decompressed_size().is_none_or(|size| size > Limit::Archive.now().into()) {
            return Err(format!("unpacks to more than {}", Limit::Archive.told()));
        }
        if zip.has_overlapping_files().map_err(|error| told(&error))? {
            return Err("its entries share their bytes".to_owned());
        }
        Ok(Self { path: path.to_owned(), zip })
    }

    /// How many entries are listed and not among the files: another has their name, or they are not counted.
    pub fn hidden(&self) -> usize {
        const HEADER: usize = 46;
        let mut slice = Slice { at: self.zip.central_directory_start(), ..self.zip.clone().into_inner() };
        let mut listed = 0;
        loop {
            let (at, mut header) = (slice.at, [0; HEADER]);
            if slice.read_exact(&mut header).is_err() || !header.starts_with(b"PK\x01\x02") {
                return usize::saturating_sub(listed, self.zip.len());
            }
            listed += 1;
            // The lengths of its name, of what is added to it, and of a remark.
            let lens = [28, 30, 32].map(|at| header.get(at..at + 2).and_then(|len| len.try_into().ok()));
            let rest: u64 = lens.into_iter().flatten().map(|len| u64::from(u16::from_le_bytes(len))).sum();
            slice.at = at + HEADER as u64 + rest;
        }
    }

    /// The files inside, in the order of their names.
    pub fn files(&self) -> Vec<Packed> {
        let files = (0..self.zip.len()).filter_map(|index| {
            let entry = self.zip.by_index_data(index).ok()?;
            let packed = Packed { index, name: label(entry.name_raw()) };
            (entry.is_file() && !packed.name.is_empty()).then_some(packed)
        });
        let mut files: Vec<_> = files.collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        files
    }

    /// The bytes of an entry that is no larger than a file may be.
    ///
    /// # Errors
    /// When it is larger, encrypted, packed in a way we do not know, or damaged.
    pub fn read(&self, index: usize) -> io::Result<Vec<u8>> {
        let mut zip = self.zip.clone();
        let entry = zip.by_index(index).map_err(|error| io::Error::other(told(&error)))?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        if size > Limit::File.now() {
            return Err(io::Error::other(format!("larger than {}", Limit::File.told())));
        }
        if size > SMALL && size / Limit::Ratio.now() > packed {
            return Err(io::Error::other(swells()));
        }
        // The size is what the archive says: memory is taken for what is there.
        let mut bytes = Vec::new();
        let len = entry.take(size + 1).read_to_end(&mut bytes)? as u64;
        if len != size {
            return Err(io::Error::other("its length is not the one the archive states"));
        }
        Ok(bytes)
    }
}

/// What is said of what unpacks to more than anything that people pack.
pub(super) fn swells() -> String {
    format!("a byte of it swells to more than {}", Limit::Ratio.told())
}

fn told(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => "the archive is cut off".to_owned(),
        error => error.to_string(),
    }
}

/// The name of an entry as a relative path. Windows in Chinese writes names in GB18030 and does not
/// say so.
fn label(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.into(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0,
    };
    let parts: Vec<_> = name.split(['/', '\\']).filter(|part| !matches!(part.trim(), "" | "." | "..")).collect();
    parts.join("/")
}

/// The bytes of a file, read from any place by any number of readers.
#[derive(Debug, Clone)]
struct Slice {
    file: Arc<File>,
    at: u64,
    len: u64,
}

impl Read for Slice {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = read_some_at(&self.file, buffer, self.at)?;
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for Slice {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of these files.
    pub fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn opened(bytes: &[u8]) -> (tempfile::NamedTempFile, Result<Archive, String>) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let archive = Archive::open(file.path());
        (file, archive)
    }

    #[test]
    fn entries_are_read_by_name_in_order() {
        let (_file, archive) = opened(&packed(&[("b/2.txt", b"two"), ("a.txt", b"one"), ("b/", b"")]));
        let archive = archive.unwrap();
        let files = archive.files();
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a.txt", "b/2.txt"]);
        assert_eq!(archive.read(files[1].index).unwrap(), b"two");
        assert!(archive.read(9).is_err());
    }

    #[test]
    fn entries_that_stand_behind_others_are_counted() {
        let whole = packed(&[("a.txt", b"one"), ("b.txt", b"two"), ("c.txt", b"three")]);
        assert_eq!(opened(&whole).1.unwrap().hidden(), 0);
        // Two of one name.
        let mut twice = whole.clone();
        for at in memchr::memmem::find_iter(&whole, b"b.txt") {
            twice[at] = b'a';
        }
        let archive = opened(&twice).1.unwrap();
        assert_eq!((archive.files().len(), archive.hidden()), (2, 1));
        // Fewer than there are, by what stands at the end.
        let mut fewer = whole;
        let end = memchr::memmem::rfind(&fewer, b"PK\x05\x06").unwrap();
        (fewer[end + 8], fewer[end + 10]) = (1, 1);
        if let (_file, Ok(archive)) = opened(&fewer) {
            assert_eq!((archive.files().len(), archive.hidden()), (1, 2));
        }
    }

    #[test]
    fn names_lead_nowhere() {
        for (raw, name) in [
            (&b"../../etc/passwd.txt"[..], "etc/passwd.txt"),
            (b"/abs/./a.txt", "abs/a.txt"),
            (b"C:\\2020\\..\\a.txt", "C:/2020/a.txt"),
            (b"..", ""),
            (b"a\nb.txt", "a\nb.txt"),
        ] {
            assert_eq!(label(raw), name);
        }
        assert_eq!(label(&GB18030.encode("年报/云河县.txt").0), "年报/云河县.txt");
    }

    #[test]
    fn bombs_are_refused() {
        let spaces = vec![b' '; 6 << 20];
        let (_file, archive) = opened(&packed(&[("a.txt", &spaces)]));
        let error = archive.unwrap().read(0).unwrap_err().to_string();
        assert!(error.contains("swells"), "{error}");
    }

    #[test]
    fn an_entry_is_as_long_as_stated_or_not_read() {
        let mut bytes = packed(&[("a.txt", &b"text of a report ".repeat(20))]);
        // The size in the central directory, 24 bytes behind its signature.
        let at = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap() + 24;
        bytes[at] -= 10;
        let (_file, archive) = opened(&bytes);
        assert!(archive.unwrap().read(0).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
        #[test]
        fn damaged_archives_never_panic(at in any::<prop::sample::Index>(), byte: u8, cut: bool) {
            let mut bytes = packed(&[("a.txt", &b"text of a report ".repeat(9)), ("b.txt", b"")]);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if cut {
                bytes.truncate(at);
            }
            if let (_file, Ok(archive)) = opened(&bytes) {
                for file in archive.files() {
                    let _ = archive.read(file.index);
                }
            }
        }
    }
}
