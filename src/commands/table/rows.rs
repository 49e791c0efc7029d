//! Figures as rows for other programs: a row a line and measure, or, wide, a row a line with columns for each measure.

use std::io::Write;

use crate::commands::export::table::{Column, Datum, Kind, column};
use crate::commands::export::text::{csv_row, json_row};
use crate::commands::machine::write_json;
use crate::commands::provenance::PROGRAM;
use crate::commands::sheet::Value;
use crate::commands::sheet::csv::{self, BOM};
use crate::commands::sheet::xlsx::Book;
use crate::commands::table::Table;
use crate::figures::{Line, Measure, Tally};
use crate::model::agency::Level;
use crate::model::cell::Number;
use crate::model::printable::printable;

/// What every row says of its line.
const LINE: [Column; 8] = [
    column("level", Kind::Text),
    column("kind", Kind::Text),
    column("province", Kind::Text),
    column("city", Kind::Text),
    column("county", Kind::Text),
    column("agency", Kind::Text),
    column("year", Kind::Whole),
    column("report", Kind::Text),
];

/// And of a measure: its number; of a share its part and whole, with the middle of those of the reports; and of how
/// many reports, with the reasons why the others have none.
const FIGURE: [Column; 15] = [
    column("measure", Kind::Text),
    column("measure_name", Kind::Text),
    column("value", Kind::Decimal),
    column("part", Kind::Decimal),
    column("whole", Kind::Decimal),
    column("median", Kind::Decimal),
    column("n", Kind::Whole),
    column("valued", Kind::Whole),
    column("inferred", Kind::Whole),
    column("inferred_left_out", Kind::Whole),
    column("blank", Kind::Whole),
    column("absent", Kind::Whole),
    column("unplaced", Kind::Whole),
    column("of_nothing", Kind::Whole),
    column("without_cell", Kind::Whole),
];

fn columns() -> Vec<Column> {
    LINE.into_iter().chain(FIGURE).collect()
}

fn of_line<'t>(table: &'t Table<'_>, line: &'t Line) -> Vec<Datum<'t>> {
    let region = |nth: usize| Datum::text(line.regions.get(nth).map(String::as_str));
    let population = line.population;
    let report = line.report.and_then(|report| table.corpus.header(report)).map(|header| header.id);
    vec![
        Datum::text(population.map(|one| Level::id(one.level))),
        Datum::text(population.map(|one| one.body.id())),
        region(0),
        region(1),
        region(2),
        Datum::text(line.agency.as_deref()),
        Datum::whole(line.year),
        Datum::text(report),
    ]
}

fn of_figure(measure: Measure, tally: &Tally) -> Vec<Datum<'static>> {
    let number = |number: Option<Number>| number.map_or(Datum::Null, Datum::Decimal);
    let mut row = vec![
        Datum::Made(measure.id()),
        Datum::Made(measure.name_zh()),
        number(tally.value()),
        number(tally.part()),
        number(tally.whole()),
        number(tally.median()),
    ];
    row.extend(counts(tally).map(|(_, count)| Datum::whole(count)));
    row
}

fn counts(tally: &Tally) -> [(&'static str, usize); 9] {
    [
        ("n", tally.n),
        ("valued", tally.valued),
        ("inferred", tally.inferred),
        ("inferred_left_out", tally.left_out),
        ("blank", tally.blank),
        ("absent", tally.absent),
        ("unplaced", tally.unplaced),
        ("of_nothing", tally.of_nothing),
        ("without_cell", tally.nothing),
    ]
}

/// Takes every row in order.
fn each(table: &Table<'_>, put: &mut dyn FnMut(&[Datum<'_>]) -> anyhow::Result<()>) -> anyhow::Result<()> {
    for line in &table.grid.lines {
        for (measure, tally) in table.grid.measures.iter().zip(&line.figures) {
            let mut row = of_line(table, line);
            row.extend(of_figure(*measure, tally));
            put(&row)?;
        }
    }
    Ok(())
}

pub(super) fn csv(table: &Table<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    if table.args.file.bom {
        write!(out, "{BOM}")?;
    }
    if table.args.file.header {
        for (name, text) in table.rests_on() {
            write!(out, "# {name} {}\r\n", printable(&text))?;
        }
        for line in table.counted() {
            write!(out, "# {line}\r\n")?;
        }
    }
    if table.args.wide {
        let (head, rows) = wide(table);
        csv::head(out, &head.iter().map(String::as_str).collect::<Vec<_>>())?;
        return rows.iter().try_for_each(|row| Ok(csv::row(out, row)?));
    }
    let names: Vec<&str> = columns().iter().map(|column| column.name).collect();
    csv::head(out, &names)?;
    each(table, &mut |row| csv_row(out, row))
}

pub(super) fn jsonl(table: &Table<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    each(table, &mut |row| json_row(out, &columns(), row))
}

/// One document: what the figures rest on, then the rows.
pub(super) fn json(table: &Table<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let (grid, provenance) = (table.grid, table.provenance);
    write!(out, "{{\"program\":\"{PROGRAM}\",\"corpus\":\"{}\",\"command\":", provenance.corpus)?;
    write_json(out, &provenance.command)?;
    let population = grid.population.map(|one| format!("{{\"level\":\"{}\",\"kind\":\"{}\"}}", one.level, one.body));
    write!(out, ",\"population\":{},\"n\":{}", population.as_deref().unwrap_or("null"), grid.n)?;
    let left_out = [
        ("other_versions", grid.others),
        ("no_report_or_year", grid.left_out),
        ("other_population", grid.outside + table.left_out.others),
        ("flagged", table.left_out.flagged),
        ("not_asked_for", table.left_out.unasked),
        ("lines_too_few", grid.too_few),
        ("lines_beyond", grid.beyond),
    ];
    let left_out: Vec<String> = left_out.iter().map(|(name, count)| format!("\"{name}\":{count}")).collect();
    write!(out, ",\"left_out\":{{{}}},\"rows\":[", left_out.join(","))?;
    let mut first = true;
    each(table, &mut |row| {
        write!(out, "{}", if std::mem::take(&mut first) { "" } else { "," })?;
        json_row(out, &columns(), row)
    })?;
    Ok(writeln!(out, "]}}")?)
}

pub(super) fn xlsx(table: &Table<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let (head, rows) = wide(table);
    let mut book = Book::new()?;
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    book.table("指标", &head, rows.into_iter())?;
    let said = table.rests_on().into_iter();
    let counted = table.counted().into_iter().map(|line| ("口径", line));
    let words: Vec<Vec<Value>> =
        said.chain(counted).map(|(name, text)| vec![Value::text(name), Value::text(text)]).collect();
    book.page("说明", &words, |_| false)?;
    Ok(out.write_all(&book.bytes()?)?)
}

#[cfg(feature = "parquet")]
pub(super) fn parquet(table: &Table<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let words = table.rests_on().into_iter().collect();
    let mut writer =
        crate::commands::export::parquet::Writer::begin(out, &columns(), crate::cli::Compression::Zstd, words)?;
    each(table, &mut |row| writer.row(row))?;
    writer.end()
}

#[cfg(not(feature = "parquet"))]
pub(super) fn parquet(_: &Table<'_>, _: &mut dyn Write) -> anyhow::Result<()> {
    anyhow::bail!(crate::corpus::parquet::NO_PARQUET)
}

/// A row a line, with the number of each measure, its n and its reports with a number.
fn wide(table: &Table<'_>) -> (Vec<String>, Vec<Vec<Value>>) {
    let mut head: Vec<String> = LINE.iter().map(|column| column.name.to_owned()).collect();
    head.push("n".to_owned());
    for measure in &table.grid.measures {
        let id = measure.id();
        let of = |what: &str| format!("{id} {what}");
        head.push(id.clone());
        if measure.is_share() {
            head.extend([of("part"), of("whole")]);
        }
        head.extend(["valued", "inferred", "inferred_left_out", "blank", "absent", "unplaced"].map(of));
    }
    let value = |datum: &Datum<'_>| match datum {
        Datum::Text(text) => Value::text(*text),
        Datum::Whole(number) => Value::Number(number.to_string()),
        _ => Value::Empty,
    };
    let number = |number: Option<Number>| number.map_or(Value::Empty, |number| Value::Number(number.to_string()));
    let row = |line: &Line| {
        let mut row: Vec<Value> = of_line(table, line).iter().map(value).collect();
        row.push(Value::number(line.figures.first().map_or(0, |tally| tally.n)));
        for (measure, tally) in table.grid.measures.iter().zip(&line.figures) {
            row.push(number(tally.value()));
            if measure.is_share() {
                row.extend([number(tally.part()), number(tally.whole())]);
            }
            row.extend(counts(tally).into_iter().skip(1).take(6).map(|(_, count)| Value::number(count)));
        }
        row
    };
    (head, table.grid.lines.iter().map(row).collect())
}
