//! The pages of some rows between the file and the crate: their bytes are read and decompressed within bounds, and
//! what they claim and the crate believes is looked at first.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use crate::corpus::compressed::Codec;
use crate::corpus::parquet::compact::{Compact, Failed, Type};
use crate::corpus::parquet::delta;
use crate::corpus::parquet::foot::Stretch;
use crate::corpus::parquet::lines::{DAMAGED, damaged};

/// A larger page is not read, packed or plain: writers close theirs at 1 to 100 MB.
const LARGEST: usize = 128 << 20;
/// No byte of Snappy stands for more.
const SNAPPY: usize = 64;
/// Lines in a page; each takes some memory beside its bytes.
const MOST: u32 = 1 << 22;

/// A longer head is not read; it may hold the least and the greatest value.
const LONGEST_HEAD: u64 = 16 << 20;
/// So much is read in the hope that it is all of a head.
const HEAD: u64 = 1 << 12;

fn failed() -> ParquetError {
    ParquetError::General(DAMAGED.to_owned())
}

/// A file, no more of which is read at a time than a page may have.
#[derive(Debug)]
pub(super) struct Whole {
    file: File,
    len: u64,
}

impl Whole {
    pub fn of(file: File) -> std::io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file, len })
    }
}

impl Length for Whole {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Whole {
    type T = BufReader<File>;

    /// Only heads of pages are read so.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut most = HEAD;
        loop {
            let mut bytes = Vec::new();
            self.file.get_read(start)?.take(most).read_to_end(&mut bytes)?;
            match head(&mut Compact::new(&bytes)) {
                Ok(()) => return self.file.get_read(start),
                Err(Failed::Short) if bytes.len() as u64 == most && most < LONGEST_HEAD => most *= 16,
                Err(_) => return Err(failed()),
            }
        }
    }

    fn get_bytes(&self, start: u64, len: usize) -> Result<Bytes> {
        let is_there = start.checked_add(len as u64).is_some_and(|end| end <= self.len);
        if is_there && len <= LARGEST { self.file.get_bytes(start, len) } else { Err(failed()) }
    }
}

/// Passes over the head of a page. It holds no lists: the crate passes over as many values of a list as it claims to
/// have, even where they take no bytes.
fn head(bytes: &mut Compact<'_>) -> std::result::Result<(), Failed> {
    bytes.fields(&mut |_, kind, bytes| match kind {
        Type::List => Err(Failed::Damaged),
        Type::Struct => head(bytes).map(|()| true),
        _ => Ok(false),
    })
}

/// The pages.
pub(super) struct Pages {
    /// Gives them as they stand in the file.
    packed: SerializedPageReader<Whole>,
    codec: Compression,
    may_be_null: bool,
    has_dictionary: bool,
    /// Rows of pages that have not come yet.
    rows: u64,
}

impl Pages {
    pub fn of(file: &Arc<Whole>, stretch: &Stretch, may_be_null: bool) -> std::io::Result<Self> {
        let packed = SerializedPageReader::new(Arc::clone(file), &stretch.pages, 0, None);
        let packed = packed.map_err(|_| damaged(DAMAGED))?;
        Ok(Self { packed, codec: stretch.codec, may_be_null, has_dictionary: false, rows: stretch.rows })
    }

    /// Takes a page whose values begin at a place, where they are what they claim to be.
    fn check(&mut self, bytes: &mut Bytes, start: usize, count: u32, encoding: &mut Encoding) -> Result<()> {
        if bytes.len() == start {
            // Nothing but nulls; the crate would look for a dictionary or for lengths.
            *encoding = Encoding::PLAIN;
        }
        let is_true = match encoding {
            Encoding::PLAIN => true,
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => self.has_dictionary,
            Encoding::DELTA_LENGTH_BYTE_ARRAY => delta::are_lengths(bytes, start, count, false),
            Encoding::DELTA_BYTE_ARRAY => delta::are_lengths(bytes, start, count, true),
            _ => false,
        };
        if *encoding == Encoding::PLAIN {
            *bytes = ended(bytes);
        }
        self.rows = self.rows.checked_sub(count.into()).filter(|_| is_true && count <= MOST).ok_or_else(failed)?;
        Ok(())
    }

    fn checked(&mut self, mut page: Page) -> Result<Page> {
        match &mut page {
            Page::DictionaryPage { buf, num_values, .. } => {
                *buf = ended(&self.unpacked(buf)?);
                self.has_dictionary = true;
                // Each stands behind its length.
                if *num_values as usize > buf.len() / 4 {
                    return Err(failed());
                }
            }
            Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
                *buf = self.unpacked(buf)?;
                let start = if self.may_be_null { behind_levels(buf) } else { Some(0) };
                let start = start.filter(|_| *def_level_encoding == Encoding::RLE || !self.may_be_null);
                self.check(buf, start.ok_or_else(failed)?, *num_values, encoding)?;
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                ..
            } => {
                let start = def_levels_byte_len.checked_add(*rep_levels_byte_len).ok_or_else(failed)? as usize;
                let (levels, values) = buf.split_at_checked(start).ok_or_else(failed)?;
                if *is_compressed && !values.is_empty() {
                    *buf = [levels, &self.unpacked(&buf.slice(start..))?].concat().into();
                }
                self.check(buf, start, *num_values, encoding)?;
            }
        }
        Ok(page)
    }

    fn unpacked(&self, bytes: &Bytes) -> Result<Bytes> {
        unpacked(bytes, self.codec)
    }
}

/// Texts behind their lengths, and a length that no text has: the crate asserts that there is one more length where
/// it wants one more text, and answers an error where the text is not there.
fn ended(texts: &Bytes) -> Bytes {
    [&**texts, &u32::MAX.to_le_bytes()].concat().into()
}

/// The plain bytes of a page.
fn unpacked(bytes: &Bytes, codec: Compression) -> Result<Bytes> {
    let stream = |codec: Codec| {
        let mut all = Vec::new();
        codec.plain(&**bytes).take(LARGEST as u64 + 1).read_to_end(&mut all)?;
        if all.len() > LARGEST { Err(failed()) } else { Ok(all.into()) }
    };
    match codec {
        Compression::UNCOMPRESSED => Ok(bytes.clone()),
        Compression::SNAPPY => {
            let len = snap::raw::decompress_len(bytes).map_err(|_| failed())?;
            if len > LARGEST.min(bytes.len().saturating_mul(SNAPPY)) {
                return Err(failed());
            }
            snap::raw::Decoder::new().decompress_vec(bytes).map(Bytes::from).map_err(|_| failed())
        }
        Compression::GZIP(_) => stream(Codec::Gzip),
        Compression::ZSTD(_) => stream(Codec::Zstandard),
        _ => Err(failed()),
    }
}

/// Where the values of a page of the first version begin, before which it is told where there are any.
fn behind_levels(bytes: &[u8]) -> Option<usize> {
    let len = usize::try_from(u32::from_le_bytes(*bytes.first_chunk()?)).ok()?;
    len.checked_add(4).filter(|end| *end <= bytes.len())
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        while let Some(page) = self.packed.get_next_page()? {
            let page = self.checked(page)?;
            // The crate takes a page without rows for the end.
            if page.is_dictionary_page() || page.num_values() > 0 {
                return Ok(Some(page));
            }
        }
        if self.rows == 0 { Ok(None) } else { Err(failed()) }
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.packed.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.packed.skip_next_page()
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
