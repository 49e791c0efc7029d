//! Pages: what stands between the heads, compressed, each with a checksum.

use crate::cli::Compression;
use crate::commands::export::parquet::compact::{Compact, Type};
use crate::commands::export::parquet::hybrid::pack;

/// How the values of a page are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain = 0,
    Dictionary = 8,
}

/// How it is told where there are values.
pub(super) const LEVELS: i64 = 3;

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    rows: usize,
    body: Vec<u8>,
    /// `None` for a dictionary.
    encoding: Option<Encoding>,
}

/// A page as it is written.
#[derive(Debug)]
pub(super) struct Packed {
    pub bytes: Vec<u8>,
    /// Its length if nothing were compressed.
    pub plain: usize,
}

impl Page {
    /// A page of values, with where there are any.
    pub fn data(present: &[u32], values: &[u8], encoding: Encoding) -> Self {
        let mut levels = Vec::new();
        pack(&mut levels, present, 1);
        let len = u32::try_from(levels.len()).unwrap_or(u32::MAX);
        let body = [&len.to_le_bytes()[..], &levels, values].concat();
        Self { rows: present.len(), body, encoding: Some(encoding) }
    }

    pub fn dictionary(values: usize, body: Vec<u8>) -> Self {
        Self { rows: values, body, encoding: None }
    }

    /// The page with its head.
    pub fn pack(&self, compression: Compression) -> anyhow::Result<Packed> {
        let body = match compression {
            Compression::None => self.body.clone(),
            Compression::Snappy => snap::raw::Encoder::new().compress_vec(&self.body)?,
            Compression::Zstd => {
                ruzstd::encoding::compress_to_vec(&*self.body, ruzstd::encoding::CompressionLevel::Fastest)
            }
        };
        // Lengths are numbers of 32 bits with a sign.
        let (whole, len) = (i32::try_from(self.body.len())?, i32::try_from(body.len())?);
        let rows = i32::try_from(self.rows)?;
        let sum = crc32fast::hash(&body).cast_signed();
        let mut bytes = Compact::of(|head| {
            head.number(1, Type::I32, if self.encoding.is_some() { 0 } else { 2 });
            head.number(2, Type::I32, whole.into());
            head.number(3, Type::I32, len.into());
            head.number(4, Type::I32, sum.into());
            match self.encoding {
                Some(encoding) => head.inner(5, |data| {
                    data.number(1, Type::I32, rows.into());
                    data.number(2, Type::I32, encoding as i64);
                    data.number(3, Type::I32, LEVELS);
                    data.number(4, Type::I32, LEVELS);
                }),
                None => head.inner(7, |dictionary| {
                    dictionary.number(1, Type::I32, rows.into());
                    dictionary.number(2, Type::I32, Encoding::Plain as i64);
                }),
            }
        });
        let plain = bytes.len() + self.body.len();
        bytes.extend_from_slice(&body);
        Ok(Packed { bytes, plain })
    }
}
