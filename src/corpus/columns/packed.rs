//! The bytes of a part: how many columns it has, length and checksum of each, then the columns, each
//! deflated by itself. What is read is believed only as far as it fits: every column says one thing of
//! each report, and nothing more.

use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::corpus::columns::{Bare, CELLS, Entry, Outline};
use crate::corpus::kept::ReadAt;
use crate::model::cell::{How, Number};

/// Below this a byte is the number itself, read from the source.
const SMALL: u8 = 200;
/// A cell without a number, and why.
const NULL: u8 = 200;
/// A number that follows, and where it comes from.
const LONG: u8 = 220;
/// Nothing is said of the cell.
const NOTHING: u8 = 255;
/// Bytes of the longest entry: its mark, the scale, and 64 bits by sevens.
const LONGEST: usize = 12;

/// Adds what a report says in a cell to its column.
pub(super) fn write(entry: Entry, column: &mut Vec<u8>) {
    let Some(Bare { value, how }) = entry else { return column.push(NOTHING) };
    let code = how.and_then(|how| How::ALL.iter().position(|other| *other == how));
    let code = code.map_or(0, |nth| u8::try_from(nth + 1).unwrap_or(0));
    let Some(value) = value else { return column.push(NULL + code) };
    match u8::try_from(value.digits()) {
        Ok(small) if small < SMALL && value.scale() == 0 && how == Some(How::Read) => column.push(small),
        _ => {
            column.extend([LONG + code, value.scale()]);
            let digits = value.digits();
            let mut rest = (digits.cast_unsigned() << 1) ^ (digits >> 63).cast_unsigned();
            while rest >= 0x80 {
                column.push(rest.to_le_bytes()[0] | 0x80);
                rest >>= 7;
            }
            column.push(rest.to_le_bytes()[0]);
        }
    }
}

/// Adds which sections a report has to their column.
pub(super) fn write_outline(outline: Outline, column: &mut Vec<u8>) {
    column.extend(outline.0.to_le_bytes());
}

/// The bytes of a column in the part.
pub(super) fn deflated(column: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(column)?;
    encoder.finish()
}

/// Writes the columns, deflated.
pub(super) fn write_all(columns: &[Vec<u8>], out: &mut dyn io::Write) -> io::Result<()> {
    let size = |len: usize| u32::try_from(len).map(u32::to_le_bytes).map_err(io::Error::other);
    out.write_all(&size(columns.len())?)?;
    for column in columns {
        out.write_all(&size(column.len())?)?;
        out.write_all(&crc32fast::hash(column).to_le_bytes())?;
    }
    columns.iter().try_for_each(|column| out.write_all(column))
}

/// A part, of which columns are read when they are asked for.
#[derive(Debug)]
pub(super) struct Chunk<F> {
    file: F,
    reports: usize,
    /// Place, length and checksum of each column.
    columns: Vec<(u64, usize, u32)>,
}

impl<F: ReadAt> Chunk<F> {
    /// A part of so many reports.
    pub fn open(file: F, reports: usize) -> io::Result<Self> {
        let mut count = [0; 4];
        file.read_at(0, &mut count)?;
        if u32::from_le_bytes(count) as usize != CELLS.len() + 1 {
            return Err(damaged());
        }
        let mut sizes = vec![0; 8 * (CELLS.len() + 1)];
        file.read_at(4, &mut sizes)?;
        let mut at = 4 + sizes.len() as u64;
        let mut columns = Vec::new();
        for size in sizes.chunks_exact(8) {
            let mut numbers = size.chunks_exact(4).filter_map(|four| Some(u32::from_le_bytes(four.try_into().ok()?)));
            let (Some(len), Some(sum)) = (numbers.next(), numbers.next()) else { return Err(damaged()) };
            columns.push((at, len as usize, sum));
            at += u64::from(len);
        }
        if at == file.size() { Ok(Self { file, reports, columns }) } else { Err(damaged()) }
    }

    /// The bytes of a column: at most so many for each report.
    fn column(&self, number: usize, each: usize) -> io::Result<Vec<u8>> {
        let (at, len, sum) = *self.columns.get(number).ok_or_else(damaged)?;
        let mut bytes = vec![0; len];
        self.file.read_at(at, &mut bytes)?;
        if crc32fast::hash(&bytes) != sum {
            return Err(damaged());
        }
        let most = self.reports * each;
        let mut column = Vec::with_capacity(self.reports * 2);
        DeflateDecoder::new(bytes.as_slice()).take(most as u64 + 1).read_to_end(&mut column)?;
        if column.len() <= most { Ok(column) } else { Err(damaged()) }
    }

    /// What each report says in the cell of a column.
    pub fn cells(&self, number: usize) -> io::Result<Vec<Entry>> {
        let column = self.column(number, LONGEST)?;
        let mut bytes = column.iter().copied();
        let mut entries = Vec::with_capacity(self.reports);
        while let Some(mark) = bytes.next() {
            entries.push(entry(mark, &mut bytes).ok_or_else(damaged)?);
        }
        if entries.len() == self.reports { Ok(entries) } else { Err(damaged()) }
    }

    /// Which sections each report has.
    pub fn outlines(&self) -> io::Result<Vec<Outline>> {
        let column = self.column(0, 2)?;
        let outlines: Vec<Outline> =
            column.chunks_exact(2).filter_map(|two| Some(Outline(u16::from_le_bytes(two.try_into().ok()?)))).collect();
        if column.len() == 2 * self.reports { Ok(outlines) } else { Err(damaged()) }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the cells in the index are damaged")
}

/// The entry that begins with a mark; `None` where there is none like it.
fn entry(mark: u8, bytes: &mut impl Iterator<Item = u8>) -> Option<Entry> {
    let how = |code: u8| match code {
        0 => Some(None),
        nth => How::ALL.get(usize::from(nth) - 1).map(|how| Some(*how)),
    };
    Some(match mark {
        NOTHING => None,
        small if small < SMALL => Some(Bare { value: Some(i64::from(small).into()), how: Some(How::Read) }),
        null if null < LONG => Some(Bare { value: None, how: how(null - NULL)? }),
        long => {
            let how = how(long - LONG)?;
            let scale = bytes.next()?;
            let mut number = 0_u64;
            for shift in (0..64).step_by(7) {
                let byte = bytes.next()?;
                number |= u64::from(byte & 0x7f).checked_shl(shift)?;
                if byte < 0x80 {
                    break;
                }
            }
            let digits = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
            Some(Bare { value: Some(Number::new(digits, scale)), how })
        }
    })
}
