//! Reports decoded when they are asked for, from wherever their bytes are.

use std::sync::Arc;

use crate::corpus::heads::Location;
use crate::corpus::lines::LinesFile;
use crate::corpus::{Corpus, Held, ReadError, rename};
use crate::model::report::Report;
use crate::parse::Parsed;

impl Corpus {
    /// Decodes a report.
    ///
    /// # Errors
    /// When its file cannot be read any more or holds something else by now.
    pub fn report(&self, index: usize) -> Result<Held, ReadError> {
        let decode = |line: String| {
            let path = || self.path(index).to_owned();
            Report::from_json(&line).map_err(|source| ReadError::Line { path: path(), source })
        };
        let report = match self.location(index)? {
            Location::Raw(number) => self.read_raw(index, number)?.report,
            Location::Line { file, offset, len } => {
                decode(self.text(index, self.files.get(file as usize), (offset, len))?)?
            }
            Location::Record { offset, len, sum, .. } => {
                let line = self.text(index, self.records.as_ref(), (offset, len))?;
                if crc32fast::hash(line.as_bytes()) != sum {
                    return Err(ReadError::Changed { path: self.path(index).to_owned() });
                }
                decode(line)?
            }
        };
        Ok(Held::new(self.checked(index, report)?, &self.live))
    }

    /// Reads a raw report again, source text and all; `None` where the report is a line of a corpus.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn raw(&self, index: usize) -> Result<Option<Parsed>, ReadError> {
        let (Location::Raw(raw) | Location::Record { raw, .. }) = self.location(index)? else { return Ok(None) };
        let parsed = self.read_raw(index, raw)?;
        Ok(Some(Parsed { report: self.checked(index, parsed.report)?, text: parsed.text }))
    }

    /// The line of a report: as it stands in its corpus, byte for byte, or as `parse` writes it.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn line(&self, index: usize) -> Result<String, ReadError> {
        if let Location::Line { file, offset, len } = self.location(index)? {
            return self.text(index, self.files.get(file as usize), (offset, len));
        }
        let json = self.report(index)?.to_json();
        json.map_err(|source| ReadError::Line { path: self.path(index).to_owned(), source: source.into() })
    }

    pub(super) fn location(&self, index: usize) -> Result<Location, ReadError> {
        self.heads.location(index).ok_or(ReadError::NoSuchReport(index))
    }

    /// The name a report goes by.
    pub(super) fn path(&self, index: usize) -> &str {
        self.header(index).map_or("", |header| header.path)
    }

    /// The bytes of a file where a report stands.
    fn text(&self, index: usize, file: Option<&Arc<LinesFile>>, (at, len): (u64, u32)) -> Result<String, ReadError> {
        let file = file.ok_or(ReadError::NoSuchReport(index))?;
        let io = |source| ReadError::Io { path: file.path.display().to_string(), source };
        let bytes = file.read(at, len as usize).map_err(io)?;
        String::from_utf8(bytes).map_err(|_| ReadError::Changed { path: self.path(index).to_owned() })
    }

    fn read_raw(&self, index: usize, number: u32) -> Result<Parsed, ReadError> {
        let raw = self.raws.get(number as usize).ok_or(ReadError::NoSuchReport(index))?;
        raw.read(self.path(index))
    }

    /// The report read from the place of this one, if it is still the one that was listed. A report whose
    /// id was taken goes by the id of its header, with a note.
    fn checked(&self, index: usize, mut report: Report) -> Result<Report, ReadError> {
        let header = self.header(index).filter(|header| header.is_of(&report.id));
        let header = header.ok_or_else(|| ReadError::Changed { path: self.path(index).to_owned() })?;
        if report.id != header.id {
            rename(&mut report, header.id);
        }
        let earlier = self.supersedes.get(&index).and_then(|earlier| self.header(*earlier));
        if let Some(earlier) = earlier {
            report.supersedes = Some(earlier.id.to_owned());
        }
        Ok(report)
    }
}
