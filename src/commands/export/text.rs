//! Tables as CSV and as JSON Lines.

use std::io::Write;

use crate::commands::export::table::{Column, Datum, Kind};
use crate::commands::machine::write_json;
use crate::commands::sheet::{Value, csv};

/// A row as a spreadsheet holds it; a null is an empty cell.
pub(in crate::commands) fn spread(row: &[Datum<'_>]) -> Vec<Value> {
    let value = |datum: &Datum<'_>| match datum {
        Datum::Null => Value::Empty,
        Datum::Text(text) => Value::text(*text),
        Datum::Made(text) => Value::text(text.as_str()),
        Datum::Whole(number) => Value::Number(number.to_string()),
        Datum::Decimal(number) => Value::Number(number.to_string()),
        Datum::Day(day) => Value::text(day.to_string()),
        Datum::Bool(is) => Value::text(is.to_string()),
    };
    row.iter().map(value).collect()
}

/// Writes a row of CSV. What a spreadsheet would run as a formula passes its gate.
pub(in crate::commands) fn csv_row(out: &mut dyn Write, row: &[Datum<'_>]) -> anyhow::Result<()> {
    Ok(csv::row(out, &spread(row))?)
}

/// Writes a row as one object with all its keys.
pub(in crate::commands) fn json_row(
    out: &mut dyn Write,
    columns: &[Column<'_>],
    row: &[Datum<'_>],
) -> anyhow::Result<()> {
    for (nth, (column, datum)) in columns.iter().zip(row).enumerate() {
        write!(out, "{}\"{}\":", if nth == 0 { '{' } else { ',' }, column.name)?;
        match datum {
            Datum::Null => write!(out, "null")?,
            Datum::Text(text) => write_json(out, text)?,
            // It was written so that no terminal acts on it.
            Datum::Made(json) if column.kind == Kind::Json => write!(out, "{json}")?,
            Datum::Made(text) => write_json(out, text)?,
            Datum::Whole(number) => write!(out, "{number}")?,
            // A text: most readers make binary fractions of numbers, DuckDB even where a decimal is asked for.
            Datum::Decimal(number) => write!(out, "\"{number}\"")?,
            Datum::Day(day) => write!(out, "\"{day}\"")?,
            Datum::Bool(is) => write!(out, "{is}")?,
        }
    }
    Ok(out.write_all(b"}\n")?)
}
