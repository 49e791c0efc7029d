//! Rows as CSV: UTF-8, RFC 4180, lines that end in CR LF.

use std::io::{self, Write};

use crate::commands::sheet::Value;
use crate::model::spreadsheet::{guarded, is_number};

/// Marks UTF-8 for programs that would take a file for something older.
pub(in crate::commands) const BOM: &str = "\u{FEFF}";

/// Writes a row.
///
/// # Errors
/// When the writer fails.
pub(in crate::commands) fn row(out: &mut dyn Write, values: &[Value]) -> io::Result<()> {
    for (nth, value) in values.iter().enumerate() {
        if nth > 0 {
            out.write_all(b",")?;
        }
        cell(out, value)?;
    }
    out.write_all(b"\r\n")
}

/// Writes the names of the columns.
///
/// # Errors
/// When the writer fails.
pub(in crate::commands) fn head(out: &mut dyn Write, names: &[&str]) -> io::Result<()> {
    let names: Vec<_> = names.iter().map(|name| Value::text(*name)).collect();
    row(out, &names)
}

fn cell(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    match value {
        Value::Empty => Ok(()),
        Value::Number(number) if is_number(number) => out.write_all(number.as_bytes()),
        Value::Number(text) | Value::Text(text) => {
            let text = guarded(text);
            if text.contains(['"', ',', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
                write!(out, "\"{}\"", text.replace('"', "\"\""))
            } else {
                out.write_all(text.as_bytes())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let check = |values: &[Value], expected: &str| {
            let mut out = Vec::new();
            row(&mut out, values).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), format!("{expected}\r\n"));
        };
        check(&[Value::text("云河县"), Value::number(2021), Value::Empty], "云河县,2021,");
        check(&[Value::text("a,b"), Value::text("\"82条\""), Value::text("a\nb")], "\"a,b\",\"\"\"82条\"\"\",a b");
        check(&[Value::of("-6"), Value::of("-6件"), Value::of("=1+1")], "-6,'-6件,'=1+1");
        check(&[Value::Number("=1".into()), Value::text(" x ")], "'=1,\" x \"");
        check(&[], "");
    }
}
