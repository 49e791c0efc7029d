//! Tables as Parquet, a row group at a time, by the crate `parquet`: flat columns that may hold nulls, and pages of
//! the first version, which every reader knows. What is read of such files is the business of `corpus`.

#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod tests;
mod values;

use std::io::Write;
use std::sync::Arc;

use anyhow::Context as _;
use parquet::basic::{Compression as Codec, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};

use crate::cli::Compression;
use crate::commands::export::parquet::values::Values;
use crate::commands::export::table::{Column, Datum, Kind};
use crate::corpus::parquet::{LINE, SUMS, WRITER};

/// Rows of a group, as DuckDB makes them: it reads groups side by side.
const ROWS: usize = 122_880;
/// A group is closed when its values take so much memory.
const BYTES: usize = 64 << 20;
/// Digits behind the point of a decimal, and all of them. Numbers of a form have at most 18.
const SCALE: u8 = 18;
const PRECISION: u8 = 38;

/// A file while it is written.
pub(in crate::commands) struct Writer<'w> {
    out: &'w mut dyn Write,
    /// Writes into memory, from where each group of rows goes out: it could be given to another thread, as `out`
    /// cannot.
    file: SerializedFileWriter<Vec<u8>>,
    columns: Vec<Values>,
    rows: usize,
    /// Which column has lines, and the checksum of those of each group.
    line: Option<usize>,
    sums: Vec<String>,
}

impl<'w> Writer<'w> {
    /// Begins a file, whose foot will say these words of it.
    pub fn begin(
        out: &'w mut dyn Write,
        columns: &[Column<'_>],
        compression: Compression,
        words: Vec<(&'static str, String)>,
    ) -> anyhow::Result<Self> {
        let fields = columns.iter().map(|column| Ok(Arc::new(field(*column)?))).collect::<anyhow::Result<_>>()?;
        let schema = Type::group_type_builder("jianbao").with_fields(fields).build()?;
        let properties = Arc::new(properties(columns, compression, words));
        let file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties)?;
        let line = columns.iter().position(|column| column.name == LINE);
        let columns = columns.iter().map(|column| Values::new(column.kind)).collect();
        Ok(Self { out, file, columns, rows: 0, line, sums: Vec::new() })
    }

    pub fn row(&mut self, row: &[Datum<'_>]) -> anyhow::Result<()> {
        self.columns.iter_mut().zip(row).for_each(|(values, datum)| values.push(datum));
        self.rows += 1;
        if self.rows >= ROWS || self.columns.iter().map(Values::size).sum::<usize>() >= BYTES {
            self.group()?;
        }
        Ok(())
    }

    /// Writes the rows that wait.
    fn group(&mut self) -> anyhow::Result<()> {
        self.rows = 0;
        let sum = self.line.and_then(|line| self.columns.get(line)).and_then(Values::sum);
        self.sums.extend(sum.map(|sum| format!("{sum:08x}")));
        let mut group = self.file.next_row_group()?;
        for values in &mut self.columns {
            let mut column = group.next_column()?.context("a table with too few columns")?;
            values.take().write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        self.file.flush()?;
        let written = self.file.inner_mut();
        self.out.write_all(written)?;
        written.clear();
        Ok(())
    }

    /// Writes what is left, and the foot.
    pub fn end(mut self) -> anyhow::Result<()> {
        if self.rows > 0 {
            self.group()?;
        }
        if !self.sums.is_empty() {
            self.file.append_key_value_metadata(KeyValue::new(SUMS.to_owned(), self.sums.join(" ")));
        }
        Ok(self.out.write_all(&self.file.into_inner()?)?)
    }
}

/// A column as the schema of a file has it.
fn field(column: Column<'_>) -> anyhow::Result<Type> {
    let (physical, means) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
        Kind::Whole => (Physical::INT64, Some(LogicalType::integer(64, true))),
        Kind::Decimal => (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(SCALE.into(), PRECISION.into()))),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Bool => (Physical::BOOLEAN, None),
    };
    let builder = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(means);
    let builder = match column.kind {
        Kind::Decimal => builder.with_length(16).with_scale(SCALE.into()).with_precision(PRECISION.into()),
        _ => builder,
    };
    Ok(builder.build()?)
}

fn properties(
    columns: &[Column<'_>],
    compression: Compression,
    words: Vec<(&'static str, String)>,
) -> WriterProperties {
    let codec = match compression {
        Compression::Snappy => Codec::SNAPPY,
        Compression::Zstd => Codec::ZSTD(ZstdLevel::default()),
        Compression::None => Codec::UNCOMPRESSED,
    };
    let words = words.into_iter().map(|(key, value)| KeyValue::new(key.to_owned(), value)).collect();
    let mut all = WriterProperties::builder()
        .set_created_by(format!("{WRITER}{}", env!("CARGO_PKG_VERSION")))
        .set_compression(codec)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_key_value_metadata(Some(words));
    for column in columns {
        let path = || ColumnPath::from(column.name);
        if column.name == LINE {
            // Lines are never alike.
            all = all.set_column_dictionary_enabled(path(), false);
        }
        if column.name == LINE || column.kind == Kind::Json {
            // No reader passes over rows by the least of such texts.
            all = all.set_column_statistics_enabled(path(), EnabledStatistics::None);
        }
    }
    all.build()
}
