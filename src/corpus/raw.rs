//! Raw reports: where their bytes are, and what is read of them.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::corpus::archive::Archive;
use crate::corpus::manifest::Manifest;
use crate::corpus::sample::Embedded;
use crate::corpus::{ReadError, pdf};
use crate::model::limits::Limit;
use crate::parse::{self, Input, Parsed};

/// Where the bytes of a raw report are.
#[derive(Debug, Clone)]
pub(super) enum Place {
    File(PathBuf),
    /// An entry of an archive, by its number.
    Packed(Arc<Archive>, usize),
    /// Inside the program.
    Embedded(&'static Embedded),
}

impl Place {
    /// The place of a file that goes by this name below a folder, also inside an archive there. A name comes from a
    /// corpus, whoever wrote it: it leads nowhere else.
    pub fn find(folder: &Path, relative: &str) -> Self {
        let is_below = |part: Component<'_>| matches!(part, Component::Normal(_));
        if !Path::new(relative).components().all(is_below) {
            // No file has an empty name, so none is found.
            return Self::File(PathBuf::new());
        }
        let path = folder.join(relative);
        let packed = || {
            let mut ends = relative.match_indices('/').map(|(at, _)| at);
            ends.find_map(|end| {
                let (archive, inside) = (relative.get(..end)?, relative.get(end + 1..)?);
                let archive = folder.join(archive);
                let archive = Archive::open(&archive).ok().filter(|_| archive.is_file())?;
                let file = archive.files().into_iter().find(|file| file.name == inside)?;
                Some(Self::Packed(Arc::new(archive), file.index))
            })
        };
        if path.exists() { Self::File(path) } else { packed().unwrap_or(Self::File(path)) }
    }

    /// The file its bytes are in; none of what is inside the program.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Packed(archive, _) => Some(&archive.path),
            Self::Embedded(_) => None,
        }
    }

    pub fn bytes(&self) -> io::Result<std::borrow::Cow<'static, [u8]>> {
        match self {
            Self::File(path) => {
                let meta = std::fs::metadata(path)?;
                if !meta.is_file() {
                    return Err(io::Error::other("not a regular file"));
                }
                read_whole(path).map(Into::into)
            }
            Self::Packed(archive, index) => archive.read(*index).map(Into::into),
            Self::Embedded(file) => Ok(file.bytes.into()),
        }
    }

    /// What to call the place of the report that goes by the name `relative`.
    fn name(&self, relative: &str) -> String {
        match self {
            Self::File(path) if path.as_os_str().is_empty() => relative.to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Packed(..) | Self::Embedded(_) => relative.to_owned(),
        }
    }
}

/// The bytes of a file or pipe that is no larger than files may be, also where it grows while it is read.
///
/// # Errors
/// When it is larger, or cannot be read.
pub(crate) fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let (most, len) = (Limit::File.now(), file.metadata()?.len());
    let mut bytes = Vec::with_capacity(usize::try_from(len.min(most)).unwrap_or(0));
    if len > most || file.take(most + 1).read_to_end(&mut bytes)? as u64 > most {
        return Err(io::Error::other(format!("larger than {}", Limit::File.told())));
    }
    Ok(bytes)
}

/// A raw report: its bytes, and what a crawler wrote down about it.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub place: Place,
    pub manifest: Option<Arc<Manifest>>,
}

impl Raw {
    /// Reads and parses; `relative` is the name the report goes by in the corpus.
    pub fn read(&self, relative: &str) -> Result<Parsed, ReadError> {
        let mut parsed = self.read_text(relative)?;
        if let Some(manifest) = &self.manifest {
            manifest.fill(&mut parsed.report);
        }
        Ok(parsed)
    }

    fn read_text(&self, relative: &str) -> Result<Parsed, ReadError> {
        let io = |source| ReadError::Io { path: self.place.name(relative), source };
        let bytes = self.place.bytes().map_err(io)?;
        let input = Input { path: relative, bytes: &bytes };
        if pdf::is_pdf(&bytes) {
            return Ok(parse::parse_extracted(input, pdf::extract(&bytes).map_err(io)?));
        }
        Ok(parse::parse(input))
    }
}
