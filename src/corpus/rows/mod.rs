//! Lists that people and crawlers keep beside reports, as CSV or JSON Lines: rows of words under heads.

mod csv;

use std::path::Path;

use serde_json::{Map, Value};

use crate::corpus::Problem;
use crate::corpus::read_whole;
use crate::parse::decode;

/// A row, by the heads of its columns.
pub type Row = Map<String, Value>;

/// Rows, or why one is none, with the lines they start on, counted from 1.
pub type Rows = Vec<(usize, Result<Row, String>)>;

/// Reads a list.
///
/// # Errors
/// When the file cannot be read, or is none.
pub fn open(path: &Path) -> Result<Rows, Problem> {
    let bytes = match std::fs::metadata(path) {
        Ok(meta) if !meta.is_file() => Err("not a regular file".to_owned()),
        Ok(_) => read_whole(path).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let problem = |reason| Problem { path: path.display().to_string(), line: None, reason };
    Ok(read(&decode::decode(&bytes.map_err(problem)?).text))
}

/// The rows of a text.
pub fn read(text: &str) -> Rows {
    if text.trim_start().starts_with('{') { json_rows(text) } else { csv_rows(text) }
}

/// What stands in a row under one of these names, whichever has something.
pub fn word(row: &Row, names: &[&str]) -> Option<String> {
    let found = row.iter().filter(|(key, _)| names.contains(&key.trim().to_lowercase().as_str()));
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    found.map(|(_, value)| value).find_map(text)
}

fn json_rows(text: &str) -> Rows {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| (number, serde_json::from_str(line).map_err(|error| error.to_string()))).collect()
}

fn csv_rows(text: &str) -> Rows {
    let mut records = csv::records(text).into_iter();
    let Some((_, head)) = records.next() else { return Vec::new() };
    let row = |fields: Vec<String>| head.iter().cloned().zip(fields.into_iter().map(Value::String)).collect();
    records.map(|(line, fields)| (line, Ok(row(fields)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_under_any_of_their_names() {
        let rows = read("名称, URL\n甲, \n,u\n");
        let words: Vec<_> =
            rows.iter().map(|(line, row)| (*line, word(row.as_ref().unwrap(), &["名称", "url"]))).collect();
        assert_eq!(words, [(2, Some("甲".to_owned())), (3, Some("u".to_owned()))]);
        let rows = read("{\"code\":640121,\"name\":null}\nno\n");
        assert_eq!(word(rows[0].1.as_ref().unwrap(), &["code"]).as_deref(), Some("640121"));
        assert_eq!(word(rows[0].1.as_ref().unwrap(), &["name"]), None);
        assert!(rows[1].0 == 2 && rows[1].1.is_err());
        assert!(open(Path::new("/no/such.csv")).is_err());
    }
}
