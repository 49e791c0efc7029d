//! Pages of the column of lines: heads, checksums, decompression and the values in them. Lengths that a page
//! claims are held against the bytes that are there before memory is taken for them.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;

use crate::corpus::compressed::Codec;
use crate::corpus::parquet::compact::{Compact, Failed, Result, Type};
use crate::corpus::parquet::delta::Delta;
use crate::corpus::parquet::foot::Stretch;
use crate::corpus::parquet::hybrid::Hybrid;
use crate::corpus::parquet::{DAMAGED, damaged};

/// A larger page is not read: writers close theirs at 1 to 100 MB.
const LARGEST: usize = 256 << 20;
/// A longer head is not read; it may hold the least and the greatest value.
const LONGEST_HEAD: u64 = 16 << 20;
/// So much is read in the hope that it is all of a head.
const HEAD: u64 = 1 << 12;
/// No byte of Snappy stands for more.
const SNAPPY: usize = 64;

/// What a page says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Head {
    kind: i64,
    plain: i64,
    len: i64,
    sum: Option<i64>,
    values: i64,
    encoding: i64,
    /// Of a page of the second version, how long it is told where there are values.
    levels: Option<i64>,
    repeated: i64,
    is_plain: bool,
}

/// A page, decompressed.
#[derive(Debug)]
pub(super) enum Page {
    Dictionary(Dictionary),
    Data(Box<Data>),
}

/// The distinct lines of some rows.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    bytes: Vec<u8>,
    /// Where the length of each stands.
    starts: Vec<u32>,
}

/// The lines of some rows.
#[derive(Debug)]
pub(super) struct Data {
    bytes: Vec<u8>,
    /// Rows that were not taken yet.
    pub rows: u64,
    /// Where there are lines, unless all are.
    present: Option<Hybrid>,
    values: Values,
}

#[derive(Debug)]
enum Values {
    /// From this place on.
    Plain(usize),
    Named(Hybrid),
    /// Lengths, and from this place on the texts.
    Lengths(Delta, usize),
    /// The same of what a line does not share with the one before it, with how much it shares.
    Shared {
        shared: Delta,
        lengths: Delta,
        at: usize,
        line: Vec<u8>,
    },
}

impl Page {
    /// Reads the next page of a stretch, which is then behind it; `None` of one that tells nothing of lines.
    pub fn next(file: &mut File, stretch: &mut Stretch, may_be_null: bool) -> io::Result<Option<Self>> {
        let (head, len) = head(file, stretch)?;
        let size = u64::try_from(head.len).ok().filter(|size| *size <= stretch.len - len);
        let plain = usize::try_from(head.plain).ok().filter(|plain| *plain <= LARGEST);
        let (Some(size), Some(plain)) = (size, plain) else { return Err(damaged(DAMAGED)) };
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(stretch.at + len))?;
        file.take(size).read_to_end(&mut bytes)?;
        (stretch.at, stretch.len) = (stretch.at + len + size, stretch.len - len - size);
        let sum = i64::from(crc32fast::hash(&bytes).cast_signed());
        if bytes.len() as u64 != size || head.sum.is_some_and(|said| said != sum) {
            return Err(damaged(DAMAGED));
        }
        match head.kind {
            0 => {
                let bytes = unpacked(&bytes, plain, stretch.codec)?;
                Ok(Some(Self::Data(Box::new(Data::first(bytes, &head, may_be_null)?))))
            }
            2 => Ok(Some(Self::Dictionary(Dictionary::of(unpacked(&bytes, plain, stretch.codec)?, &head)?))),
            3 => {
                let data = Data::second(&bytes, &head, (plain, stretch.codec), may_be_null)?;
                Ok(Some(Self::Data(Box::new(data))))
            }
            _ => Ok(None),
        }
    }
}

/// The head of the page at the start of a stretch, and its length.
fn head(file: &mut File, stretch: &Stretch) -> io::Result<(Head, u64)> {
    let mut most = HEAD;
    loop {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(stretch.at))?;
        file.take(most.min(stretch.len)).read_to_end(&mut bytes)?;
        let mut compact = Compact::new(&bytes);
        match Head::read(&mut compact) {
            Ok(head) => return Ok((head, (bytes.len() - compact.left()) as u64)),
            Err(Failed::Short) if most < stretch.len.min(LONGEST_HEAD) => most *= 16,
            Err(_) => return Err(damaged(DAMAGED)),
        }
    }
}

impl Head {
    fn read(compact: &mut Compact<'_>) -> Result<Self> {
        let mut head = Self::default();
        compact.fields(&mut |number, kind, compact| {
            match (number, kind) {
                (1, Type::Number) => head.kind = compact.number()?,
                (2, Type::Number) => head.plain = compact.number()?,
                (3, Type::Number) => head.len = compact.number()?,
                (4, Type::Number) => head.sum = Some(compact.number()?),
                (5 | 7 | 8, Type::Struct) => head.about(number == 8, compact)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(head)
    }

    /// What is said of a page of data or of a dictionary.
    fn about(&mut self, is_second: bool, compact: &mut Compact<'_>) -> Result<()> {
        compact.fields(&mut |number, kind, compact| {
            match (number, kind, is_second) {
                (1, Type::Number, _) => self.values = compact.number()?,
                (2, Type::Number, false) | (4, Type::Number, true) => self.encoding = compact.number()?,
                (5, Type::Number, true) => self.levels = Some(compact.number()?),
                (6, Type::Number, true) => self.repeated = compact.number()?,
                (7, Type::False, true) => self.is_plain = true,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    fn rows(&self) -> io::Result<u64> {
        u64::try_from(self.values).map_err(|_| damaged(DAMAGED))
    }
}

/// The plain bytes of a page.
fn unpacked(bytes: &[u8], plain: usize, codec: i64) -> io::Result<Vec<u8>> {
    let stream = |codec: Codec| {
        let mut all = Vec::new();
        codec.plain(bytes).take(plain as u64 + 1).read_to_end(&mut all).map(|_| all)
    };
    let all = match codec {
        0 => bytes.to_vec(),
        1 => {
            let said = snap::raw::decompress_len(bytes).map_err(io::Error::other)?;
            if said != plain || said > bytes.len().saturating_mul(SNAPPY) {
                return Err(damaged(DAMAGED));
            }
            snap::raw::Decoder::new().decompress_vec(bytes).map_err(io::Error::other)?
        }
        2 => stream(Codec::Gzip)?,
        6 => stream(Codec::Zstandard)?,
        _ => return Err(damaged("Parquet compressed neither by snappy nor zstd nor gzip")),
    };
    if all.len() == plain { Ok(all) } else { Err(damaged(DAMAGED)) }
}

/// The place of a text that stands behind its length.
fn text_at(bytes: &[u8], at: usize) -> Result<Range<usize>> {
    let len = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Failed::Short)?;
    let start = at + len.len();
    let end = start.checked_add(u32::from_le_bytes(*len) as usize).filter(|end| *end <= bytes.len());
    Ok(start..end.ok_or(Failed::Short)?)
}

/// The next text of those that stand behind all their lengths.
fn text_of<'b>(bytes: &'b [u8], lengths: &mut Delta, at: &mut usize) -> Result<&'b [u8]> {
    let end = at.checked_add(lengths.length(bytes)?).ok_or(Failed::Damaged)?;
    let text = bytes.get(*at..end).ok_or(Failed::Short)?;
    *at = end;
    Ok(text)
}

impl Values {
    /// Texts behind their lengths, which begin at a place.
    fn behind(bytes: &[u8], start: usize, is_shared: bool) -> Result<Self> {
        let first = Delta::begin(bytes, start)?;
        let end = first.clone().end(bytes)?;
        if !is_shared {
            return Ok(Self::Lengths(first, end));
        }
        let lengths = Delta::begin(bytes, end)?;
        let at = lengths.clone().end(bytes)?;
        Ok(Self::Shared { shared: first, lengths, at, line: Vec::new() })
    }
}

impl Dictionary {
    fn of(bytes: Vec<u8>, head: &Head) -> io::Result<Self> {
        let (mut starts, mut at) = (Vec::new(), 0);
        for _ in 0..head.rows()? {
            starts.push(u32::try_from(at).map_err(|_| damaged(DAMAGED))?);
            at = text_at(&bytes, at).map_err(|_| damaged(DAMAGED))?.end;
        }
        Ok(Self { bytes, starts })
    }

    fn get(&self, number: u32) -> Result<&[u8]> {
        let start = self.starts.get(number as usize).ok_or(Failed::Damaged)?;
        let range = text_at(&self.bytes, *start as usize)?;
        self.bytes.get(range).ok_or(Failed::Damaged)
    }
}

impl Data {
    /// A page of the first version: where there are lines stands before them, behind its length.
    fn first(bytes: Vec<u8>, head: &Head, may_be_null: bool) -> io::Result<Self> {
        let levels = if may_be_null { text_at(&bytes, 0).map_err(|_| damaged(DAMAGED))? } else { 0..0 };
        Self::of(bytes, levels, head, may_be_null)
    }

    /// A page of the second version: where there are lines stands before them, never compressed.
    fn second(bytes: &[u8], head: &Head, (plain, codec): (usize, i64), may_be_null: bool) -> io::Result<Self> {
        let len = |said: i64| usize::try_from(said).ok().filter(|len| *len <= bytes.len().min(plain));
        let (levels, repeated) = (len(head.levels.unwrap_or(0)), len(head.repeated));
        let (Some(levels), Some(repeated)) = (levels, repeated) else { return Err(damaged(DAMAGED)) };
        let before = levels + repeated;
        let packed = bytes.get(before..).filter(|_| before <= plain).ok_or_else(|| damaged(DAMAGED))?;
        let is_plain = head.is_plain || packed.is_empty();
        let values = unpacked(packed, plain - before, if is_plain { 0 } else { codec })?;
        let levels_and_values = [bytes.get(repeated..before).unwrap_or_default(), &values].concat();
        Self::of(levels_and_values, 0..levels, head, may_be_null)
    }

    /// A page whose values stand behind what tells where there are any.
    fn of(bytes: Vec<u8>, levels: Range<usize>, head: &Head, may_be_null: bool) -> io::Result<Self> {
        let failed = |_| damaged(DAMAGED);
        let start = levels.end;
        let present = may_be_null.then(|| Hybrid::new(levels, 1)).transpose().map_err(failed)?;
        let values = match head.encoding {
            0 => Values::Plain(start),
            2 | 8 => match bytes.get(start) {
                Some(width) => Values::Named(Hybrid::new(start + 1..bytes.len(), *width).map_err(failed)?),
                // A page of nothing but nulls.
                None => Values::Plain(start),
            },
            // A page of nothing but nulls may have no lengths either.
            6 | 7 if start == bytes.len() => Values::Plain(start),
            6 | 7 => Values::behind(&bytes, start, head.encoding == 7).map_err(failed)?,
            _ => return Err(damaged("Parquet whose column \"line\" is written in a way not known here")),
        };
        Ok(Self { rows: head.rows()?, bytes, present, values })
    }

    /// The line of the next row, where it has one. There must be a next row.
    pub fn next<'d>(&'d mut self, dictionary: &'d Dictionary) -> Result<Option<&'d [u8]>> {
        self.rows = self.rows.checked_sub(1).ok_or(Failed::Damaged)?;
        let present = self.present.as_mut().map_or(Ok(1), |present| present.next(&self.bytes))?;
        if present == 0 {
            return Ok(None);
        }
        match &mut self.values {
            Values::Plain(at) => {
                let text = text_at(&self.bytes, *at)?;
                *at = text.end;
                self.bytes.get(text).map(Some).ok_or(Failed::Damaged)
            }
            Values::Named(numbers) => dictionary.get(numbers.next(&self.bytes)?).map(Some),
            Values::Lengths(lengths, at) => text_of(&self.bytes, lengths, at).map(Some),
            Values::Shared { shared, lengths, at, line } => {
                let len = shared.length(&self.bytes)?;
                if len > line.len() {
                    return Err(Failed::Damaged);
                }
                line.truncate(len);
                line.extend_from_slice(text_of(&self.bytes, lengths, at)?);
                Ok(Some(line))
            }
        }
    }
}
