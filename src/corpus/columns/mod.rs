//! The cells of all reports, a column a cell, and which sections they have, as a part of the index: what
//! asks one thing of every report reads a column rather than decode every report.

mod make;
mod packed;

use std::collections::BTreeSet;
use std::io;
use std::sync::LazyLock;

use crate::corpus::Corpus;
use crate::corpus::store::PartFile;
use crate::model::cell::{Cell, How, Number};
use crate::model::form::{CellId, Form, TableSpec};
use crate::model::report::{Section, SectionKey};

pub use crate::corpus::columns::make::make;

/// What columns are called among the parts of a store.
const KIND: &str = "cells";
/// Reports of a part, at most.
const CHUNK: usize = 1 << 14;

/// Which shape of them this program writes: the cells it knows are part of it.
static SHAPE: LazyLock<String> = LazyLock::new(|| {
    let names: String = CELLS.iter().map(ToString::to_string).collect();
    format!("1-{:08x}", crc32fast::hash(names.as_bytes()))
});

/// The cells that have a column: those of every form.
static CELLS: LazyLock<Vec<CellId>> = LazyLock::new(|| {
    let all = Form::ALL.iter().flat_map(|form| form.tables()).flat_map(TableSpec::cells);
    all.collect::<BTreeSet<CellId>>().into_iter().collect()
});

/// What a report says in a cell, without its place and wording; `None` where it says nothing of it.
pub type Entry = Option<Bare>;

/// The number of a cell, or why there is none, and nothing else of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bare {
    pub value: Option<Number>,
    pub how: Option<How>,
}

impl Bare {
    pub fn of(cell: &Cell) -> Self {
        Self { value: cell.value, how: cell.how }
    }
}

/// Which sections a report has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outline(u16);

impl Outline {
    /// Stands for a report that could be decoded.
    const DECODED: u16 = 1 << 15;

    pub(super) fn of<'s>(sections: impl Iterator<Item = &'s Option<SectionKey>>) -> Self {
        Self(sections.fold(Self::DECODED, |all, key| all | Self::bit(*key)))
    }

    fn bit(key: Option<SectionKey>) -> u16 {
        let nth = key.and_then(|key| SectionKey::ALL.iter().position(|other| *other == key));
        1 << nth.map_or(0, |nth| nth + 1)
    }

    /// Whether there is a section of this key.
    pub fn has(self, key: Option<SectionKey>) -> bool {
        self.0 & Self::bit(key) != 0
    }

    /// Whether the report could be decoded; of one that could not be nothing is known.
    pub fn is_known(self) -> bool {
        self.0 & Self::DECODED != 0
    }
}

impl<'s> FromIterator<&'s Section> for Outline {
    fn from_iter<T: IntoIterator<Item = &'s Section>>(sections: T) -> Self {
        Self::of(sections.into_iter().map(|section| &section.key))
    }
}

/// The columns of a corpus.
#[derive(Debug)]
pub struct Columns {
    chunks: Vec<packed::Chunk<PartFile>>,
    len: usize,
}

impl Columns {
    /// The columns that the index of a corpus has of all its reports; `None` where it has not.
    pub fn of(corpus: &Corpus) -> Option<Self> {
        Some(Self::known(corpus)).filter(|columns| columns.len > 0 && columns.len == corpus.len())
    }

    /// Those of the first reports, as far as they are there.
    fn known(corpus: &Corpus) -> Self {
        let mut known = Self { chunks: Vec::new(), len: 0 };
        for part in corpus.store().map(|store| store.parts(KIND, &SHAPE)).unwrap_or_default() {
            let (first, reports) = (part.first, part.reports);
            if first != known.len || reports == 0 || first + reports > corpus.len() {
                break;
            }
            let Ok(chunk) = packed::Chunk::open(part, reports) else { break };
            known.chunks.push(chunk);
            known.len += reports;
        }
        known
    }

    /// Whether a cell has a column. One that is in no form has none, though a foreign corpus may fill it.
    pub fn has(cell: CellId) -> bool {
        CELLS.binary_search(&cell).is_ok()
    }

    /// What every report says in a cell.
    ///
    /// # Errors
    /// When there is no such column, it cannot be read, or is not as it was written.
    pub fn read(&self, cell: CellId) -> io::Result<Vec<Entry>> {
        let column = CELLS.binary_search(&cell).map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
        let mut all = Vec::with_capacity(self.len);
        for chunk in &self.chunks {
            all.extend(chunk.cells(column + 1)?);
        }
        Ok(all)
    }

    /// Which sections every report has.
    ///
    /// # Errors
    /// As for [`Columns::read`].
    pub fn outlines(&self) -> io::Result<Vec<Outline>> {
        let mut all = Vec::with_capacity(self.len);
        for chunk in &self.chunks {
            all.extend(chunk.outlines()?);
        }
        Ok(all)
    }
}

/// Forgets columns that turned out to be damaged: they are made again when the corpus is next opened.
pub fn forget(corpus: &Corpus) {
    if let Some(store) = corpus.store() {
        store.forget(KIND);
    }
}

#[cfg(test)]
mod tests;
