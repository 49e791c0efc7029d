//! The foot of a Parquet file: where the pages of its column of lines are. What would make the crate take memory,
//! go as deep as its stack or through lists for hours is looked for before it reads the foot.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use parquet::basic::{Compression, Type as Physical};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader};
use parquet::schema::types::ColumnDescPtr;

use crate::corpus::parquet::compact::{Compact, Failed, Result, Type};
use crate::corpus::parquet::lines::damaged;
use crate::corpus::parquet::{LINE, SUMS, WRITER};

/// A longer foot is not read: that of ten million reports is shorter. What the crate makes of one is some tens of
/// times as long.
const LONGEST_FOOT: u64 = 8 << 20;
/// More columns that stand for several are refused: the crate calls itself as deep as they lie within each other.
const MOST_GROUPS: usize = 64;

const MAGIC: &[u8; 4] = b"PAR1";
const ENCRYPTED: &[u8; 4] = b"PARE";
const DAMAGED: &str = "a Parquet file with a damaged end";

/// What must be known to read the lines.
#[derive(Debug)]
pub(super) struct Foot {
    pub column: ColumnDescPtr,
    /// The pages of each group of rows, the last group first.
    pub stretches: Vec<Stretch>,
}

/// The pages of some rows.
#[derive(Debug)]
pub(super) struct Stretch {
    /// As the crate is told of it: pages that are not compressed, so that it leaves that to us.
    pub pages: ColumnChunkMetaData,
    pub codec: Compression,
    pub rows: u64,
    /// The CRC32 of the lines, where this program wrote them.
    pub sum: Option<u32>,
}

impl Foot {
    /// Reads the foot of a file.
    pub fn read(file: &mut File) -> io::Result<Self> {
        let len = file.seek(SeekFrom::End(0))?;
        let mut end = [0; 8];
        file.seek(SeekFrom::Start(len.checked_sub(12).ok_or_else(|| damaged("a Parquet file that is cut off"))? + 4))?;
        file.read_exact(&mut end)?;
        let [a, b, c, d, magic @ ..] = end;
        match &magic {
            MAGIC => (),
            ENCRYPTED => return Err(damaged("an encrypted Parquet file")),
            _ => return Err(damaged("a Parquet file without its end")),
        }
        let size = u64::from(u32::from_le_bytes([a, b, c, d]));
        if size > LONGEST_FOOT || size + 12 > len {
            return Err(damaged(DAMAGED));
        }
        file.seek(SeekFrom::Start(len - 8 - size))?;
        let mut bytes = Vec::new();
        file.take(size).read_to_end(&mut bytes)?;
        bounded(&bytes).map_err(|_| damaged(DAMAGED))?;
        let foot = ParquetMetaDataReader::decode_metadata(&bytes).map_err(|_| damaged(DAMAGED))?;
        Self::of(&foot)
    }

    /// What is said of the lines.
    fn of(foot: &ParquetMetaData) -> io::Result<Self> {
        let schema = foot.file_metadata().schema_descr();
        let nth =
            schema.columns().iter().position(|column| column.path().parts().first().is_some_and(|name| name == LINE));
        let nth = nth.ok_or_else(|| damaged("a table without a column \"line\", and no corpus"))?;
        let column = schema.column(nth);
        let is_flat = column.path().parts().len() == 1 && column.max_rep_level() == 0 && column.max_def_level() <= 1;
        if !is_flat || column.physical_type() != Physical::BYTE_ARRAY {
            return Err(damaged("a table whose column \"line\" is no text"));
        }
        let sums = sums(foot).ok_or_else(|| damaged(DAMAGED))?;
        let mut stretches = Vec::new();
        for (group, sum) in foot.row_groups().iter().zip(sums) {
            let chunk = group.columns().get(nth).ok_or_else(|| damaged(DAMAGED))?;
            if chunk.file_path().is_some_and(|path| !path.is_empty()) {
                return Err(damaged("a Parquet file whose columns are in other files"));
            }
            let stretch = Stretch::of(chunk, group.num_rows()).ok_or_else(|| damaged(DAMAGED))?;
            stretches.push(Stretch { sum, ..stretch });
        }
        stretches.reverse();
        Ok(Self { column, stretches })
    }
}

impl Stretch {
    fn of(chunk: &ColumnChunkMetaData, rows: i64) -> Option<Self> {
        let data = chunk.data_page_offset();
        // Some writers say 0 where there is no dictionary.
        let at = chunk.dictionary_page_offset().filter(|at| *at > 0).map_or(data, |at| at.min(data));
        let codec = chunk.compression();
        let pages = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED);
        let pages = pages.set_dictionary_page_offset(None).set_data_page_offset(at).build().ok()?;
        Some(Self { pages, codec, rows: u64::try_from(rows).ok()?, sum: None })
    }
}

/// The CRC32 of the lines of each group of rows, where this program wrote them: whatever makes another table of one
/// may keep what is said of the first. `None` where there is not one for each.
fn sums(foot: &ParquetMetaData) -> Option<Vec<Option<u32>>> {
    let about = foot.file_metadata();
    let is_ours = about.created_by().is_some_and(|by| by.starts_with(WRITER));
    let said = about.key_value_metadata().into_iter().flatten().find(|word| is_ours && word.key == SUMS);
    let groups = foot.num_row_groups();
    let Some(said) = said.and_then(|word| word.value.as_deref()) else { return Some(vec![None; groups]) };
    let sums: Vec<_> = said.split(' ').map(|sum| u32::from_str_radix(sum, 16).ok()).collect();
    (sums.len() == groups && sums.iter().all(Option::is_some)).then_some(sums)
}

/// Whether a foot is whole, no list in it is longer than the foot, and its columns stand for no more than it could
/// have, nor many of them for several: the crate takes memory for as many as are claimed, and calls itself for each.
fn bounded(foot: &[u8]) -> Result<()> {
    let mut groups = 0;
    Compact::new(foot).fields(&mut |number, kind, foot| {
        if (number, kind) != (2, Type::List) {
            return Ok(false);
        }
        foot.list(&mut |_, foot| {
            let children = children(foot)?;
            groups += usize::from(children > 0);
            let is_true = usize::try_from(children).is_ok_and(|children| children <= foot.left());
            if is_true && groups <= MOST_GROUPS { Ok(()) } else { Err(Failed::Damaged) }
        })?;
        Ok(true)
    })
}

/// How many columns stand under the name of one.
fn children(foot: &mut Compact<'_>) -> Result<i64> {
    let mut children = 0;
    foot.fields(&mut |number, kind, foot| {
        if (number, kind) == (5, Type::Number) {
            children = foot.number()?;
            return Ok(true);
        }
        Ok(false)
    })?;
    Ok(children)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A foot with nothing but columns that have so many others below them.
    fn foot(children: &[u8]) -> Vec<u8> {
        let mut foot = vec![0x29, 0xFC];
        foot.extend([u8::try_from(children.len() & 127).unwrap() | 128, u8::try_from(children.len() >> 7).unwrap()]);
        foot.extend(children.iter().flat_map(|children| [0x55, *children, 0]));
        foot.push(0);
        foot
    }

    #[test]
    fn columns_that_are_claimed_are_not_believed() {
        assert_eq!(bounded(&foot(&[4, 0, 0])), Ok(()));
        assert_eq!(bounded(&foot(&[100, 0, 0])), Err(Failed::Damaged));
        assert_eq!(bounded(&foot(&[2; 60])), Ok(()));
        assert_eq!(bounded(&foot(&[2; 10_000])), Err(Failed::Damaged));
        let cut = foot(&[4, 0, 0]);
        assert_eq!(bounded(&cut[..cut.len() - 1]), Err(Failed::Short));
    }
}
