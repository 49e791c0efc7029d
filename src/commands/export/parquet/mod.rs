//! Tables as Parquet, a row group at a time: flat columns that may hold nulls, pages of the first version, and
//! nothing that a reader of the format could lack. What is read of such files is the business of `corpus`.

mod chunk;
mod compact;
mod foot;
mod hybrid;
mod page;
#[cfg(test)]
mod tests;

use std::io::Write;

use rayon::prelude::*;

use crate::cli::Compression;
use crate::commands::export::parquet::chunk::{Chunk, Pages};
use crate::commands::export::parquet::foot::{Foot, Group, Stretch};
use crate::commands::export::parquet::page::Packed;
use crate::commands::export::table::{Column, Datum};

/// Rows of a group, as DuckDB makes them: it reads groups side by side.
const ROWS: usize = 122_880;
/// A group is closed when its values take so much memory.
const BYTES: usize = 64 << 20;

const MAGIC: &[u8] = b"PAR1";

/// A file while it is written.
pub(super) struct Writer<'w> {
    out: &'w mut dyn Write,
    /// Bytes written.
    at: u64,
    chunks: Vec<Chunk>,
    rows: usize,
    foot: Foot,
}

impl<'w> Writer<'w> {
    /// Begins a file, whose foot will say these words of it.
    pub fn begin(
        out: &'w mut dyn Write,
        columns: &[Column],
        compression: Compression,
        words: Vec<(&'static str, String)>,
    ) -> anyhow::Result<Self> {
        out.write_all(MAGIC)?;
        let foot = Foot { columns: columns.to_vec(), groups: Vec::new(), compression, words };
        Ok(Self { out, at: MAGIC.len() as u64, chunks: chunks(columns), rows: 0, foot })
    }

    pub fn row(&mut self, row: &[Datum<'_>]) -> anyhow::Result<()> {
        self.chunks.iter_mut().zip(row).for_each(|(chunk, datum)| chunk.push(datum));
        self.rows += 1;
        if self.rows >= ROWS || self.chunks.iter().map(Chunk::size).sum::<usize>() >= BYTES {
            self.group()?;
        }
        Ok(())
    }

    /// Writes the rows that wait.
    fn group(&mut self) -> anyhow::Result<()> {
        let chunks = std::mem::replace(&mut self.chunks, chunks(&self.foot.columns));
        let compression = self.foot.compression;
        let packed: Vec<_> =
            chunks.into_par_iter().map(|chunk| ColumnPages::of(chunk, compression)).collect::<anyhow::Result<_>>()?;
        let mut stretches = Vec::new();
        for column in packed {
            stretches.push(self.column(column)?);
        }
        self.foot.groups.push(Group { stretches, rows: std::mem::take(&mut self.rows) });
        Ok(())
    }

    fn column(&mut self, column: ColumnPages) -> anyhow::Result<Stretch> {
        let mut stretch = Stretch { known: column.pages, dictionary_at: None, at: self.at, len: 0, plain: 0 };
        for (nth, page) in column.packed.iter().enumerate() {
            if nth == 0 && stretch.known.dictionary.is_some() {
                stretch.dictionary_at = Some(self.at);
                stretch.at = self.at + page.bytes.len() as u64;
            }
            self.out.write_all(&page.bytes)?;
            self.at += page.bytes.len() as u64;
            stretch.len += page.bytes.len() as u64;
            stretch.plain += page.plain as u64;
        }
        Ok(stretch)
    }

    /// Writes what is left, and the foot.
    pub fn end(mut self) -> anyhow::Result<()> {
        if self.rows > 0 {
            self.group()?;
        }
        let foot = self.foot.bytes();
        self.out.write_all(&foot)?;
        self.out.write_all(&u32::try_from(foot.len())?.to_le_bytes())?;
        Ok(self.out.write_all(MAGIC)?)
    }
}

fn chunks(columns: &[Column]) -> Vec<Chunk> {
    columns.iter().map(|column| Chunk::new(column.kind, column.name == "line")).collect()
}

/// A column with its pages as they are written.
struct ColumnPages {
    pages: Pages,
    packed: Vec<Packed>,
}

impl ColumnPages {
    fn of(chunk: Chunk, compression: Compression) -> anyhow::Result<Self> {
        let mut pages = chunk.finish();
        let all = pages.dictionary.par_iter().chain(&pages.data);
        let packed = all.map(|page| page.pack(compression)).collect::<anyhow::Result<_>>()?;
        pages.data.clear();
        Ok(Self { pages, packed })
    }
}
