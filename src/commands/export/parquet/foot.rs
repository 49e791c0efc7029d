//! The foot of a Parquet file: its columns, where the pages of each are, and words about the whole.

use crate::cli::Compression;
use crate::commands::export::parquet::chunk::{PRECISION, Pages, SCALE};
use crate::commands::export::parquet::compact::{Compact, Type};
use crate::commands::export::parquet::page::{Encoding, LEVELS};
use crate::commands::export::table::{Column, Kind};

/// Who wrote the file, in the words that readers look for.
const WRITER: &str = concat!("jianbao version ", env!("CARGO_PKG_VERSION"));

/// What the foot says.
pub(super) struct Foot {
    pub columns: Vec<Column>,
    pub groups: Vec<Group>,
    pub compression: Compression,
    pub words: Vec<(&'static str, String)>,
}

/// Some rows.
pub(super) struct Group {
    pub stretches: Vec<Stretch>,
    pub rows: usize,
}

/// Where the pages of a column are.
pub(super) struct Stretch {
    pub known: Pages,
    pub dictionary_at: Option<u64>,
    pub at: u64,
    /// With all heads, and the same if nothing were compressed.
    pub len: u64,
    pub plain: u64,
}

/// The numbers by which the format knows what stands in pages, and what it means.
struct Physical {
    kind: i64,
    len: Option<i64>,
    /// What older readers know of the meaning.
    converted: Option<i64>,
}

fn physical(kind: Kind) -> Physical {
    let of = |kind, converted| Physical { kind, len: None, converted };
    match kind {
        Kind::Text => of(6, Some(0)),
        Kind::Json => of(6, Some(19)),
        Kind::Whole => of(2, Some(18)),
        Kind::Decimal => Physical { len: Some(16), ..of(7, Some(5)) },
        Kind::Day => of(1, Some(6)),
        Kind::Bool => of(0, None),
    }
}

impl Foot {
    pub fn bytes(&self) -> Vec<u8> {
        let rows: usize = self.groups.iter().map(|group| group.rows).sum();
        Compact::of(|foot| {
            foot.number(1, Type::I32, 1);
            let root = Head { len: self.columns.len(), column: None };
            let columns = self.columns.iter().map(|column| Head { len: 0, column: Some(*column) });
            let heads: Vec<_> = std::iter::once(root).chain(columns).collect();
            foot.list(2, Type::Struct, &heads, |list, head| list.element(|element| head.write(element)));
            foot.number(3, Type::I64, long(rows));
            foot.list(4, Type::Struct, &self.groups, |list, group| list.element(|one| self.group(one, group)));
            foot.list(5, Type::Struct, &self.words, |list, (key, value)| {
                list.element(|word| {
                    word.bytes(1, key.as_bytes());
                    word.bytes(2, value.as_bytes());
                });
            });
            foot.bytes(6, WRITER.as_bytes());
            // Bounds are in the order of what the columns mean.
            foot.list(7, Type::Struct, &self.columns, |list, _| list.element(|order| order.inner(1, |_| ())));
        })
    }

    fn group(&self, out: &mut Compact, group: &Group) {
        let pairs: Vec<_> = self.columns.iter().zip(&group.stretches).collect();
        out.list(1, Type::Struct, &pairs, |list, (column, stretch)| {
            list.element(|chunk| {
                chunk.number(2, Type::I64, 0);
                chunk.inner(3, |about| self.stretch(about, **column, stretch));
            });
        });
        out.number(2, Type::I64, long(group.stretches.iter().map(|stretch| stretch.plain).sum::<u64>()));
        out.number(3, Type::I64, long(group.rows));
    }

    fn stretch(&self, out: &mut Compact, column: Column, stretch: &Stretch) {
        let encoding = if stretch.dictionary_at.is_some() { Encoding::Dictionary } else { Encoding::Plain };
        out.number(1, Type::I32, physical(column.kind).kind);
        out.list(2, Type::I32, &[Encoding::Plain as i64, LEVELS, encoding as i64], |list, one| list.zigzag(*one));
        out.list(3, Type::Bytes, &[column.name], |list, name| list.plain(name.as_bytes()));
        let codec = match self.compression {
            Compression::None => 0,
            Compression::Snappy => 1,
            Compression::Zstd => 6,
        };
        out.number(4, Type::I32, codec);
        out.number(5, Type::I64, long(stretch.known.rows));
        out.number(6, Type::I64, long(stretch.plain));
        out.number(7, Type::I64, long(stretch.len));
        out.number(9, Type::I64, long(stretch.at));
        if let Some(at) = stretch.dictionary_at {
            out.number(11, Type::I64, long(at));
        }
        out.inner(12, |known| {
            known.number(3, Type::I64, long(stretch.known.nulls));
            if let Some((least, most)) = &stretch.known.bounds {
                known.bytes(5, most);
                known.bytes(6, least);
            }
        });
    }
}

/// A column, or the table itself with so many of them.
struct Head {
    len: usize,
    column: Option<Column>,
}

impl Head {
    fn write(&self, out: &mut Compact) {
        if let Some(column) = self.column {
            return column_head(out, column);
        }
        out.bytes(4, b"jianbao");
        out.number(5, Type::I32, long(self.len));
    }
}

/// What the foot says of a column.
fn column_head(out: &mut Compact, column: Column) {
    let Physical { kind, len, converted } = physical(column.kind);
    out.number(1, Type::I32, kind);
    if let Some(len) = len {
        out.number(2, Type::I32, len);
    }
    // It may hold nulls.
    out.number(3, Type::I32, 1);
    out.bytes(4, column.name.as_bytes());
    if let Some(converted) = converted {
        out.number(6, Type::I32, converted);
    }
    if column.kind == Kind::Decimal {
        out.number(7, Type::I32, SCALE.into());
        out.number(8, Type::I32, PRECISION.into());
    }
    match column.kind {
        Kind::Text => out.inner(10, |means| means.inner(1, |_| ())),
        Kind::Json => out.inner(10, |means| means.inner(12, |_| ())),
        Kind::Day => out.inner(10, |means| means.inner(6, |_| ())),
        Kind::Whole => out.inner(10, |means| {
            means.inner(10, |number| {
                number.number(1, Type::I8, 64);
                number.bool(2, true);
            });
        }),
        Kind::Decimal => out.inner(10, |means| {
            means.inner(5, |decimal| {
                decimal.number(1, Type::I32, SCALE.into());
                decimal.number(2, Type::I32, PRECISION.into());
            });
        }),
        Kind::Bool => (),
    }
}

fn long(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
