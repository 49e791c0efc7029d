//! The foot of a Parquet file: where the pages of its column of lines are. Other columns are not looked at.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use crate::corpus::parquet::compact::{Compact, Failed, Result, Type};
use crate::corpus::parquet::damaged;

/// The column that makes a table a corpus.
pub(super) const COLUMN: &str = "line";
/// A longer foot is not read: that of many thousand columns by groups is shorter.
const LONGEST_FOOT: u64 = 64 << 20;

/// More columns, or groups of rows, are no corpus.
const MOST: usize = 1 << 17;

const MAGIC: &[u8; 4] = b"PAR1";
const ENCRYPTED: &[u8; 4] = b"PARE";

/// What must be known to read the lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Foot {
    /// Whether a line may be null.
    pub may_be_null: bool,
    /// The pages of each group of rows.
    pub stretches: Vec<Stretch>,
}

/// The pages of some rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    pub at: u64,
    pub len: u64,
    pub codec: i64,
    pub rows: u64,
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
            return Err(damaged("a Parquet file with a damaged end"));
        }
        let from = len - 8 - size;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(size).read_to_end(&mut bytes)?;
        let mut raw = Raw::default();
        raw.read(&mut Compact::new(&bytes)).map_err(|_| damaged("a Parquet file with a damaged end"))?;
        raw.checked(from)
    }
}

/// The foot as it is written.
#[derive(Debug, Default)]
struct Raw {
    schema: Vec<Element>,
    /// `None` until it says how many; a file without rows says so.
    rows: Option<i64>,
    groups: Vec<Group>,
}

/// A column, or columns under one name.
#[derive(Debug, Default)]
struct Element {
    name: String,
    /// `None` of columns under one name.
    kind: Option<i64>,
    repetition: i64,
    children: i64,
}

#[derive(Debug, Default)]
struct Group {
    rows: i64,
    /// The chunk of lines.
    lines: Option<Chunk>,
}

#[derive(Debug, Default)]
struct Chunk {
    is_lines: bool,
    is_elsewhere: bool,
    codec: i64,
    values: i64,
    len: i64,
    data: i64,
    dictionary: Option<i64>,
}

impl Raw {
    fn read(&mut self, foot: &mut Compact<'_>) -> Result<()> {
        foot.fields(&mut |number, kind, foot| {
            match (number, kind) {
                (2, Type::List) => foot.list(&mut |_, foot| {
                    self.schema.push(element(foot)?);
                    if self.schema.len() > MOST { Err(Failed::Damaged) } else { Ok(()) }
                })?,
                (3, Type::Number) => self.rows = Some(foot.number()?),
                (4, Type::List) => foot.list(&mut |_, foot| {
                    self.groups.push(group(foot)?);
                    if self.groups.len() > MOST { Err(Failed::Damaged) } else { Ok(()) }
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    /// What is said of the lines, where it can be true of a file whose pages end at `end`.
    fn checked(self, end: u64) -> io::Result<Foot> {
        let lines = self.lines()?;
        let mut foot = Foot { may_be_null: lines.repetition == 1, stretches: Vec::new() };
        for group in &self.groups {
            let chunk = group.lines.as_ref().ok_or_else(|| damaged("a Parquet file with a damaged end"))?;
            if chunk.is_elsewhere {
                return Err(damaged("a Parquet file whose columns are in other files"));
            }
            let first = chunk.dictionary.filter(|at| *at > 0).map_or(chunk.data, |at| at.min(chunk.data));
            let stretch = || {
                let (at, len) = (u64::try_from(first).ok()?, u64::try_from(chunk.len).ok()?);
                let rows = u64::try_from(group.rows).ok().filter(|_| group.rows == chunk.values)?;
                at.checked_add(len).filter(|to| *to <= end)?;
                Some(Stretch { at, len, codec: chunk.codec, rows })
            };
            foot.stretches.push(stretch().ok_or_else(|| damaged("a Parquet file with a damaged end"))?);
        }
        let rows = foot.stretches.iter().try_fold(0_u64, |sum, stretch| sum.checked_add(stretch.rows));
        let is_all = rows.is_some() && rows == self.rows.and_then(|rows| u64::try_from(rows).ok());
        is_all.then_some(foot).ok_or_else(|| damaged("a Parquet file with a damaged end"))
    }

    /// The column of lines: at the top, a text a row.
    fn lines(&self) -> io::Result<&Element> {
        const BYTES: i64 = 6;
        let mut below: Vec<i64> = Vec::new();
        for element in self.schema.iter().skip(1) {
            while below.last() == Some(&0) {
                below.pop();
            }
            let is_top = below.is_empty();
            if let Some(left) = below.last_mut() {
                *left -= 1;
            }
            if is_top && element.name == COLUMN {
                let fits = element.kind == Some(BYTES) && (0..=1).contains(&element.repetition);
                return fits.then_some(element).ok_or_else(|| damaged("a table whose column \"line\" is no text"));
            }
            if element.kind.is_none() {
                below.push(element.children);
            }
        }
        Err(damaged("a table without a column \"line\", and no corpus"))
    }
}

fn element(foot: &mut Compact<'_>) -> Result<Element> {
    let mut found = Element::default();
    foot.fields(&mut |number, kind, foot| {
        match (number, kind) {
            (1, Type::Number) => found.kind = Some(foot.number()?),
            (3, Type::Number) => found.repetition = foot.number()?,
            (4, Type::Bytes) => foot.text()?.clone_into(&mut found.name),
            (5, Type::Number) => found.children = foot.number()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    // Columns under one name have no kind; some writers give a column that has one no children.
    if found.children < 0 { Err(Failed::Damaged) } else { Ok(found) }
}

fn group(foot: &mut Compact<'_>) -> Result<Group> {
    let mut found = Group::default();
    foot.fields(&mut |number, kind, foot| {
        match (number, kind) {
            (1, Type::List) => foot.list(&mut |_, foot| {
                let one = chunk(foot)?;
                if one.is_lines {
                    found.lines = Some(one);
                }
                Ok(())
            })?,
            (3, Type::Number) => found.rows = foot.number()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(found)
}

fn chunk(foot: &mut Compact<'_>) -> Result<Chunk> {
    let mut found = Chunk::default();
    foot.fields(&mut |number, kind, foot| {
        match (number, kind) {
            (1, Type::Bytes) => found.is_elsewhere = !foot.bytes()?.is_empty(),
            (3, Type::Struct) => about(foot, &mut found)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(found)
}

fn about(foot: &mut Compact<'_>, found: &mut Chunk) -> Result<()> {
    foot.fields(&mut |number, kind, foot| {
        match (number, kind) {
            (3, Type::List) => {
                let (mut parts, mut is_lines) = (0, true);
                foot.list(&mut |kind, foot| {
                    parts += 1;
                    is_lines &= kind == Type::Bytes && foot.bytes()? == COLUMN.as_bytes();
                    if kind == Type::Bytes { Ok(()) } else { Err(Failed::Damaged) }
                })?;
                found.is_lines = is_lines && parts == 1;
            }
            (4, Type::Number) => found.codec = foot.number()?,
            (5, Type::Number) => found.values = foot.number()?,
            (7, Type::Number) => found.len = foot.number()?,
            (9, Type::Number) => found.data = foot.number()?,
            (11, Type::Number) => found.dictionary = Some(foot.number()?),
            _ => return Ok(false),
        }
        Ok(true)
    })
}
