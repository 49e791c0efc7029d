//! A table of figures, written: as text for people, and in the formats other programs read, with what was counted and
//! what it rests on.

use std::io::{self, Write};

use anyhow::bail;

use crate::cli::{FileArgs, TableFormat};
use crate::commands::columns::table;
use crate::commands::export::table::{Column as Kept, Datum, Kind};
use crate::commands::export::text::{csv_row, json_row, spread};
use crate::commands::machine::write_json;
use crate::commands::provenance::{PROGRAM, Provenance};
use crate::commands::sheet::Value;
use crate::commands::sheet::csv::{self, BOM};
use crate::commands::sheet::xlsx::Book;
use crate::corpus::parquet::NO_PARQUET;
use crate::figures::{Field, For, Holds, Row, Sheet};
use crate::model::cell::Number;
use crate::model::printable::printable;

/// The format asked for, else that of the ending of the file's name.
pub(in crate::commands) fn format_of(asked: Option<TableFormat>, file: &FileArgs) -> TableFormat {
    let ending = file.ending();
    let named = match ending.as_deref() {
        Some("csv") => TableFormat::Csv,
        Some("json") => TableFormat::Json,
        Some("jsonl" | "ndjson") => TableFormat::Jsonl,
        Some("xlsx") => TableFormat::Xlsx,
        Some("parquet") => TableFormat::Parquet,
        _ => TableFormat::Text,
    };
    asked.unwrap_or(named)
}

/// Refuses what cannot be written, before any work is done.
pub(in crate::commands) fn refuse(format: TableFormat, file: &FileArgs, is_terminal: bool) -> anyhow::Result<()> {
    use TableFormat::{Csv, Parquet, Xlsx};
    if format == Parquet && !cfg!(feature = "parquet") {
        bail!(NO_PARQUET);
    }
    if matches!(format, Xlsx | Parquet) && file.output.is_none() && is_terminal {
        bail!("this format is not for a terminal: -o FILE, or a pipe");
    }
    if (file.bom || file.header) && format != Csv {
        bail!("--bom and --header are for csv");
    }
    Ok(())
}

/// What was counted, in lines: the population and its n, what is not in it, and what else is to be known.
pub(in crate::commands) fn counted(sheet: &Sheet) -> Vec<String> {
    let mut lines = Vec::new();
    let of = sheet.population.map(|population| format!("人群 {}", population.name_zh()));
    let n = sheet.n.map(|count| format!("{} {}", count.term.zh, count.n));
    let both: Vec<String> = of.into_iter().chain(n).collect();
    if !both.is_empty() {
        lines.push(both.join("  "));
    }
    let not: Vec<String> = sheet.left_out.iter().map(|count| format!("{} {}", count.term.zh, count.n)).collect();
    if !not.is_empty() {
        lines.push(format!("未计 {}", not.join(",")));
    }
    lines.extend(sheet.notes.iter().map(|note| printable(&note.zh).into_owned()));
    lines
}

/// Takes a row with its columns.
type Put<'p> = &'p mut dyn FnMut(&[Kept<'_>], &[Datum<'_>]) -> anyhow::Result<()>;

/// A table that answers a question, and what it rests on.
#[derive(Debug)]
pub(in crate::commands) struct Answered<'a> {
    pub sheet: &'a Sheet,
    pub provenance: &'a Provenance,
    /// Reports of the corpus.
    pub reports: usize,
    /// Whether it rests on rules.
    pub by_rules: bool,
    pub file: &'a FileArgs,
}

impl Answered<'_> {
    pub(in crate::commands) fn write(&self, format: TableFormat, out: &mut dyn Write) -> anyhow::Result<()> {
        match format {
            TableFormat::Text => self.text(out),
            TableFormat::Csv => self.csv(out),
            TableFormat::Json => self.json(out),
            TableFormat::Jsonl => self.each(&mut |columns, row| json_row(out, columns, row)),
            TableFormat::Xlsx => self.xlsx(out),
            TableFormat::Parquet => self.parquet(out),
        }
    }

    fn text(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        text(self.sheet, out)?;
        Ok(writeln!(out, "\n{}", printable(&self.provenance.citation(self.reports)))?)
    }

    /// Takes every row for programs, with the columns.
    fn each(&self, put: Put<'_>) -> anyhow::Result<()> {
        let named = columns(self.sheet);
        let columns = kept(&named);
        self.sheet.rows.iter().try_for_each(|row| put(&columns, &values(self.sheet, row)))
    }

    fn csv(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        if self.file.bom {
            write!(out, "{BOM}")?;
        }
        if self.file.header {
            for (name, text) in self.provenance.lines_of(self.by_rules) {
                write!(out, "# {name} {}\r\n", printable(&text))?;
            }
            for line in counted(self.sheet) {
                write!(out, "# {line}\r\n")?;
            }
            write!(out, "# 引用 {}\r\n", printable(&self.provenance.citation(self.reports)))?;
        }
        csv::head(out, &columns(self.sheet).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>())?;
        self.each(&mut |_, row| csv_row(out, row))
    }

    /// One document: what the figures rest on, then the rows.
    fn json(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let Self { sheet, provenance, .. } = self;
        write!(out, "{{\"program\":\"{PROGRAM}\",\"corpus\":\"{}\",\"command\":", provenance.corpus)?;
        write_json(out, &provenance.command)?;
        write!(out, ",\"citation\":")?;
        write_json(out, &provenance.citation(self.reports))?;
        let population =
            sheet.population.map(|one| format!("{{\"level\":\"{}\",\"kind\":\"{}\"}}", one.level, one.body));
        write!(out, ",\"population\":{}", population.as_deref().unwrap_or("null"))?;
        if let Some(count) = sheet.n {
            write!(out, ",\"{}\":{}", count.term.id, count.n)?;
        }
        let left_out: Vec<String> =
            sheet.left_out.iter().map(|count| format!("\"{}\":{}", count.term.id, count.n)).collect();
        write!(out, ",\"left_out\":{{{}}},\"notes\":[", left_out.join(","))?;
        for (nth, note) in sheet.notes.iter().enumerate() {
            write!(out, "{}", if nth > 0 { "," } else { "" })?;
            write_json(out, &note.zh)?;
        }
        write!(out, "],\"rows\":[")?;
        let mut first = true;
        self.each(&mut |columns, row| {
            write!(out, "{}", if std::mem::take(&mut first) { "" } else { "," })?;
            json_row(out, columns, row)
        })?;
        Ok(writeln!(out, "]}}")?)
    }

    fn xlsx(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let columns = columns(self.sheet);
        let head: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let rows = self.sheet.rows.iter().map(|row| spread(&values(self.sheet, row)));
        let mut book = Book::new()?;
        book.table("表", &head, rows)?;
        let said = self.provenance.lines_of(self.by_rules).into_iter();
        let counted = counted(self.sheet).into_iter().map(|line| ("口径", line));
        let counted = counted.chain([("引用", self.provenance.citation(self.reports))]);
        let words: Vec<Vec<Value>> =
            said.chain(counted).map(|(name, text)| vec![Value::text(name), Value::text(text)]).collect();
        book.page("说明", &words, |_| false)?;
        Ok(out.write_all(&book.bytes()?)?)
    }

    #[cfg(feature = "parquet")]
    fn parquet(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        use crate::commands::export::parquet::Writer;

        let words = self.provenance.lines_of(self.by_rules).into_iter().collect();
        let named = columns(self.sheet);
        let mut writer = Writer::begin(out, &kept(&named), crate::cli::Compression::Zstd, words)?;
        self.each(&mut |_, row| writer.row(row))?;
        writer.end()
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(&self, _: &mut dyn Write) -> anyhow::Result<()> {
        bail!(NO_PARQUET)
    }
}

/// The columns for programs: of a share three, the share itself, its part and its whole.
fn columns(sheet: &Sheet) -> Vec<(String, Kind)> {
    let mut all = Vec::new();
    for (_, column) in sheet.columns_for(For::Programs).filter(|(_, column)| column.holds != Holds::Line) {
        let kind = match column.holds {
            Holds::Text | Holds::Line => Kind::Text,
            Holds::Whole => Kind::Whole,
            Holds::Number | Holds::Share => Kind::Decimal,
            Holds::Day => Kind::Day,
        };
        all.push((column.id.to_string(), kind));
        if column.holds == Holds::Share {
            let of = |what: &str| (format!("{}_{what}", column.id), kind);
            all.extend([of("part"), of("whole")]);
        }
    }
    all
}

fn kept(named: &[(String, Kind)]) -> Vec<Kept<'_>> {
    named.iter().map(|(name, kind)| Kept { name, kind: *kind }).collect()
}

/// The values of a row in these columns.
fn values<'s>(sheet: &Sheet, row: &'s Row) -> Vec<Datum<'s>> {
    let mut all = Vec::new();
    for (nth, column) in sheet.columns_for(For::Programs).filter(|(_, column)| column.holds != Holds::Line) {
        let field = row.fields.get(nth).unwrap_or(&Field::Nothing);
        if column.holds == Holds::Share {
            match field {
                Field::Share { part, whole, millionths } => {
                    let value = i64::try_from(*millionths).map(|digits| Datum::Decimal(Number::new(digits, 6)));
                    all.extend([value.unwrap_or(Datum::Null), Datum::Decimal(*part), Datum::Decimal(*whole)]);
                }
                _ => all.extend([Datum::Null, Datum::Null, Datum::Null]),
            }
            continue;
        }
        all.push(match field {
            Field::Text(text) => Datum::Text(text),
            Field::Term(term) => Datum::Text(term.id),
            Field::Whole(count) => Datum::whole(*count),
            Field::Number(number) | Field::Inferred(number) => Datum::Decimal(*number),
            Field::Rate(millionths) | Field::Growth(millionths, _) => {
                i64::try_from(*millionths).map_or(Datum::Null, |digits| Datum::Decimal(Number::new(digits, 6)))
            }
            Field::Day(day) => Datum::Day(*day),
            Field::Nothing | Field::Reason(_) | Field::Share { .. } | Field::Line(_) => Datum::Null,
        });
    }
    all
}

fn text(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    for line in counted(sheet) {
        writeln!(out, "{line}")?;
    }
    writeln!(out)?;
    let columns: Vec<usize> = sheet.columns_for(For::People).map(|(nth, _)| nth).collect();
    let head = sheet.columns_for(For::People).map(|(_, column)| column.zh.to_string()).collect();
    let mut rows: Vec<Vec<String>> = vec![head];
    for row in &sheet.rows {
        rows.push(columns.iter().map(|nth| row.fields.get(*nth).map(Field::shown).unwrap_or_default()).collect());
    }
    for line in table(&rows) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
