//! The list of problems as rows for spreadsheets.

use std::io::Write;

use crate::commands::export::problems::markdown::told;
use crate::commands::export::problems::{List, Problem};
use crate::commands::provenance::Provenance;
use crate::commands::sheet::xlsx::Book;
use crate::commands::sheet::{Value, csv};

/// A column, in CSV and in the workbook.
const COLUMNS: [(&str, &str); 18] = [
    ("number", "序号"),
    ("agency", "单位"),
    ("region", "地区"),
    ("year", "年度"),
    ("place", "位置"),
    ("problem", "问题"),
    ("quotation", "原文"),
    ("basis", "法规依据"),
    ("url", "原网页"),
    ("reviewer", "核查人"),
    ("date", "核查日期"),
    ("follows", "根源序号"),
    ("rule", "规则"),
    ("report", "年报编号"),
    ("path", "文件"),
    ("fingerprint", "疑点编号"),
    ("verdict", "核查结论"),
    ("copies", "另见文件数"),
];

/// Writes a row a problem.
pub(in crate::commands::export) fn write_csv(list: &List, out: &mut dyn Write) -> anyhow::Result<()> {
    csv::head(out, &COLUMNS.map(|(key, _)| key))?;
    list.problems.iter().try_for_each(|problem| Ok(csv::row(out, &row(problem, "real"))?))
}

/// Writes a workbook: the list, and what it rests on.
pub(in crate::commands::export) fn write_xlsx(
    list: &List,
    provenance: &Provenance,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut book = Book::new()?;
    let rows = list.problems.iter().map(|problem| row(problem, "属实").to_vec());
    book.table("问题清单", &COLUMNS.map(|(_, name)| name), rows)?;
    let said = provenance.lines().into_iter().map(|(name, text)| vec![Value::text(name), Value::text(text)]);
    let rows: Vec<_> = said.chain([vec![Value::text("合计"), Value::text(told(list))]]).collect();
    book.page("说明", &rows, |_| false)?;
    Ok(out.write_all(&book.bytes()?)?)
}

/// The values of a problem, in the order of [`COLUMNS`].
fn row(problem: &Problem, verdict: &str) -> [Value; COLUMNS.len()] {
    [
        Value::number(problem.number),
        Value::text(&problem.agency),
        Value::text(&problem.region),
        problem.year.map_or(Value::Empty, |year| Value::number(year.into())),
        Value::text(&problem.place),
        Value::text(&problem.message),
        Value::text(&problem.quotation),
        Value::optional(problem.basis),
        Value::optional(problem.url.as_deref()),
        Value::text(&problem.reviewer),
        Value::text(&problem.day),
        problem.follows.map_or(Value::Empty, Value::number),
        Value::text(problem.rule),
        Value::text(&problem.report),
        Value::text(&problem.path),
        Value::text(&problem.fingerprint),
        Value::text(verdict),
        Value::number(problem.copies),
    ]
}
