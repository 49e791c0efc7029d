//! The pages of some rows between the file and the crate: decompressed here, as the crate does so without bounds,
//! and without counts for which it would take memory, or lists in their heads through which it would go for hours.

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

/// A page that is larger when plain is not read: writers close theirs at 1 to 100 MB.
const LARGEST: usize = 128 << 20;
/// Lines in a page; the length of each may take memory beside its bytes.
const MOST: u32 = 1 << 22;

/// A longer head is not read; it may hold the least and the greatest value.
const LONGEST_HEAD: u64 = 16 << 20;
/// So much is read in the hope that it is all of a head.
const HEAD: u64 = 1 << 12;

fn failed() -> ParquetError {
    ParquetError::General(DAMAGED.to_owned())
}

/// A file whose heads of pages are looked at before the crate reads them.
#[derive(Debug)]
pub(super) struct Whole(pub File);

impl Length for Whole {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Whole {
    type T = BufReader<File>;

    /// Only heads of pages are read so.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut most = HEAD;
        loop {
            let mut bytes = Vec::new();
            self.0.get_read(start)?.take(most).read_to_end(&mut bytes)?;
            match head(&mut Compact::new(&bytes)) {
                Ok(()) => return self.0.get_read(start),
                Err(Failed::Short) if bytes.len() as u64 == most && most < LONGEST_HEAD => most *= 16,
                Err(_) => return Err(failed()),
            }
        }
    }

    fn get_bytes(&self, start: u64, len: usize) -> Result<Bytes> {
        self.0.get_bytes(start, len)
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
}

impl Pages {
    pub fn of(file: &Arc<Whole>, stretch: &Stretch, may_be_null: bool) -> std::io::Result<Self> {
        let packed = SerializedPageReader::new(Arc::clone(file), &stretch.pages, 0, None);
        Ok(Self { packed: packed.map_err(|_| damaged(DAMAGED))?, codec: stretch.codec, may_be_null })
    }

    /// Makes a page plain, where it does not claim more than it has.
    fn plain(&self, mut page: Page) -> Result<Page> {
        match &mut page {
            Page::DictionaryPage { buf, num_values, .. } => {
                *buf = unpacked(buf, self.codec)?;
                // Each stands behind its length.
                is_true(*num_values as usize <= buf.len() / 4)?;
            }
            Page::DataPage { buf, num_values, encoding, .. } => {
                *buf = unpacked(buf, self.codec)?;
                let start = if self.may_be_null { behind_levels(buf).ok_or_else(failed)? } else { 0 };
                is_true(is_counted(buf, start, *num_values, *encoding))?;
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
                    *buf = [levels, &unpacked(&buf.slice(start..), self.codec)?].concat().into();
                }
                is_true(is_counted(buf, start, *num_values, *encoding))?;
            }
        }
        Ok(page)
    }
}

fn is_true(claim: bool) -> Result<()> {
    if claim { Ok(()) } else { Err(failed()) }
}

/// Whether the values that begin at a place are no more than the page has.
fn is_counted(page: &[u8], start: usize, count: u32, encoding: Encoding) -> bool {
    match encoding {
        Encoding::DELTA_LENGTH_BYTE_ARRAY => delta::are_lengths(page, start, count.min(MOST), false),
        Encoding::DELTA_BYTE_ARRAY => delta::are_lengths(page, start, count.min(MOST), true),
        _ => true,
    }
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
            is_true(len <= LARGEST)?;
            snap::raw::Decoder::new().decompress_vec(bytes).map(Bytes::from).map_err(|_| failed())
        }
        Compression::GZIP(_) => stream(Codec::Gzip),
        Compression::ZSTD(_) => stream(Codec::Zstandard),
        _ => Err(failed()),
    }
}

/// Where the values of a page of the first version begin, before which it is told where there are any.
fn behind_levels(bytes: &[u8]) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*bytes.first_chunk()?)).ok()?.checked_add(4)
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        while let Some(page) = self.packed.get_next_page()? {
            // The crate takes a page without rows for the end.
            if page.is_dictionary_page() || page.num_values() > 0 {
                return self.plain(page).map(Some);
            }
        }
        Ok(None)
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
