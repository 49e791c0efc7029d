//! Reports decoded when they are asked for, from wherever their bytes are.

use std::sync::PoisonError;

use crate::corpus::columns::Outline;
use crate::corpus::extent::Extent;
use crate::corpus::found::COPY;
use crate::corpus::heads::Location;
use crate::corpus::lines::LinesFile;
use crate::corpus::{Corpus, Held, Problem, ReadError, rename};
use crate::model::report::{Report, Section, SectionKey};
use crate::model::tables::Tables;
use crate::parse::Parsed;

/// What is decoded of a narrative.
#[derive(serde::Deserialize)]
struct Narrative {
    id: String,
    #[serde(default)]
    sections: Vec<Section>,
}

/// What is decoded of figures.
#[derive(serde::Deserialize)]
struct Figures {
    id: String,
    #[serde(default)]
    tables: Tables,
    #[serde(default)]
    sections: Vec<Keyed>,
}

/// A section of which nothing but its key is decoded.
#[derive(serde::Deserialize)]
struct Keyed {
    #[serde(default)]
    key: Option<SectionKey>,
}

impl Corpus {
    /// Decodes a report.
    ///
    /// # Errors
    /// When its file cannot be read any more or holds something else by now.
    pub fn report(&self, index: usize) -> Result<Held, ReadError> {
        self.held(index).inspect_err(|error| self.breaks(index, error))
    }

    fn breaks(&self, index: usize, error: &ReadError) {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.insert(index, error.into());
    }

    /// Why reports that were asked for could not be decoded so far, in their order: who only counts what reports say
    /// tells it in the end.
    pub fn broken(&self) -> Vec<Problem> {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.values().cloned().collect()
    }

    fn held(&self, index: usize) -> Result<Held, ReadError> {
        let report = match self.stored(index)? {
            Some(line) => Report::from_json(self.text(index, &line)?)
                .map_err(|source| ReadError::Line { path: self.path(index).to_owned(), source })?,
            None => self.read_raw(index)?.report,
        };
        Ok(Held::new(self.checked(index, report)?, &self.live))
    }

    /// The narrative of a report, decoded without the tables: nothing but its sections is there.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn narrative(&self, index: usize) -> Result<Report, ReadError> {
        self.told(index).inspect_err(|error| self.breaks(index, error))
    }

    fn told(&self, index: usize) -> Result<Report, ReadError> {
        let Some(line) = self.stored(index)? else {
            return Ok(Report { sections: self.report(index)?.sections.clone(), ..Report::default() });
        };
        let Narrative { id, sections } = self.part(index, &line)?;
        self.is_it(index, &id)?;
        Ok(Report { id, sections, ..Report::default() })
    }

    /// The tables of a report, and which sections it has, decoded without the narrative.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub(super) fn figures(&self, index: usize) -> Result<(Outline, Tables), ReadError> {
        let Some(line) = self.stored(index)? else {
            let report = self.report(index)?;
            return Ok((report.sections.iter().collect(), report.tables.clone()));
        };
        let Figures { id, tables, sections } = self.part(index, &line)?;
        self.is_it(index, &id)?;
        Ok((Outline::of(sections.iter().map(|section| &section.key)), tables))
    }

    /// Some of what a line says.
    fn part<T: serde::de::DeserializeOwned>(&self, index: usize, line: &[u8]) -> Result<T, ReadError> {
        serde_json::from_str(self.text(index, line)?)
            .map_err(|source| ReadError::Line { path: self.path(index).to_owned(), source: source.into() })
    }

    /// Whether an id is the one that was listed.
    fn is_it(&self, index: usize, id: &str) -> Result<(), ReadError> {
        let is_it = self.header(index).is_some_and(|header| header.is_of(id));
        is_it.then_some(()).ok_or_else(|| ReadError::Changed { path: self.path(index).to_owned() })
    }

    /// Reads a raw report again, source text and all; `None` where the report is a line of a corpus.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn raw(&self, index: usize) -> Result<Option<Parsed>, ReadError> {
        if let Location::Line { .. } = self.location(index)? {
            return Ok(None);
        }
        let parsed = self.read_raw(index)?;
        Ok(Some(Parsed { report: self.checked(index, parsed.report)?, text: parsed.text }))
    }

    /// The line of a report: as it stands in its corpus, byte for byte, or as `parse` writes it.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn line(&self, index: usize) -> Result<String, ReadError> {
        if let (Location::Line { .. }, Some(line)) = (self.location(index)?, self.stored(index)?) {
            return Ok(self.text(index, &line)?.to_owned());
        }
        let json = self.report(index)?.to_json();
        json.map_err(|source| ReadError::Line { path: self.path(index).to_owned(), source: source.into() })
    }

    /// Length and checksum of the line of a report, which tell whether it is the one it was; `None` where it has
    /// no line.
    pub fn line_sum(&self, index: usize) -> Option<(u32, u32)> {
        match self.heads.location(index)? {
            Location::Record { at, .. } | Location::Line { at, .. } => Some((at.len, at.sum)),
            Location::Raw(_) => None,
        }
    }

    pub(super) fn location(&self, index: usize) -> Result<Location, ReadError> {
        self.heads.location(index).ok_or(ReadError::NoSuchReport(index))
    }

    /// The name a report goes by.
    pub(super) fn path(&self, index: usize) -> &str {
        self.header(index).map_or("", |header| header.path)
    }

    /// The bytes of a report in its corpus or among the records of the index; `None` of a raw report without
    /// a record.
    fn stored(&self, index: usize) -> Result<Option<Vec<u8>>, ReadError> {
        let location = self.location(index)?;
        let Some((file, extent)) = self.extent(index, location)? else { return Ok(None) };
        let io = |source| ReadError::Io { path: file.path.display().to_string(), source };
        let bytes = extent
            .read(file)
            .map_err(io)
            .and_then(|bytes| bytes.ok_or_else(|| ReadError::Changed { path: self.path(index).to_owned() }));
        match (bytes, location) {
            // The raw report is there all the same.
            (Err(_), Location::Record { .. }) => {
                self.give_up();
                Ok(None)
            }
            (Err(error), Location::Line { file, .. }) => {
                // A copy in the index: the packed file may be as it was.
                if self.store.as_ref().is_some_and(|store| store.has_of(COPY, file as usize)) {
                    self.give_up();
                }
                Err(error)
            }
            (bytes, _) => bytes.map(Some),
        }
    }

    /// Gives up an index that turned out to be damaged. Where it cannot be removed that is found out again.
    fn give_up(&self) {
        if self.is_known() {
            let _ = self.disown();
        }
    }

    /// The first bytes of the line of a report, or all of it where it is short; `None` of a raw report without a
    /// record, and where they are not those that were listed.
    pub(super) fn beginning(&self, index: usize) -> Option<Vec<u8>> {
        let (file, extent) = self.extent(index, self.location(index).ok()?).ok()??;
        extent.read_beginning(file).ok()?
    }

    /// The line of a report and the file that has it; `None` of a raw report without a record.
    fn extent(&self, index: usize, location: Location) -> Result<Option<(&LinesFile, Extent)>, ReadError> {
        let (file, extent) = match location {
            Location::Raw(_) => return Ok(None),
            Location::Line { file, at } => (self.files.get(file as usize).map(AsRef::as_ref), at),
            Location::Record { at, .. } => (self.records.as_deref(), at),
        };
        Ok(Some((file.ok_or(ReadError::NoSuchReport(index))?, extent)))
    }

    fn text<'b>(&self, index: usize, bytes: &'b [u8]) -> Result<&'b str, ReadError> {
        simdutf8::basic::from_utf8(bytes).map_err(|_| ReadError::Changed { path: self.path(index).to_owned() })
    }

    fn read_raw(&self, index: usize) -> Result<Parsed, ReadError> {
        let number = match self.location(index)? {
            Location::Raw(raw) | Location::Record { raw, .. } => Some(raw as usize),
            Location::Line { .. } => None,
        };
        let raw = number.and_then(|number| self.raws.get(number)).ok_or(ReadError::NoSuchReport(index))?;
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
