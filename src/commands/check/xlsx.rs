//! The flags as a workbook: 疑点, 汇总, and 无法核对 with the checks that could not be made.

use std::io::Write;
use std::path::Path;

use crate::commands::check::listing::Listing;
use crate::commands::check::place::marks;
use crate::commands::check::rows::{Words, columns, head, row};
use crate::commands::check::summary::{By, Summary, name_of};
use crate::commands::check::summary_format::{percent, values};
use crate::commands::provenance::Provenance;
use crate::commands::sheet::Value;
use crate::commands::sheet::xlsx::Book;
use crate::rules::Unevaluable;

/// The head of the sheet of checks that could not be made, behind what is said of the report.
const UNEVALUABLE: [&str; 9] = ["年报编号", "文件", "单位", "地区", "年度", "规则", "规则名称", "位置", "原因"];
/// The head of a group of the summary, behind its name.
const COUNTS: [&str; 8] = ["疑点年报", "可评年报", "出现率", "疑点", "错误", "警告", "提示", "无法核对年报"];

/// Writes the workbook. The sheet of checks that could not be made has all of them.
pub(super) fn write(
    listing: &Listing<'_>,
    root: Option<&Path>,
    provenance: &Provenance,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut book = Book::new()?;
    let flags = listing.made(|entry| {
        let marks = marks(listing.corpus, root, &entry);
        Ok(entry.flags().zip(&marks).map(|(listed, marks)| row(&entry, listed, marks, &Words)).collect())
    });
    let mut failed = Ok(());
    let names: Vec<_> = columns(listing.shows_verdicts()).into_iter().map(|(_, name)| name).collect();
    book.table("疑点", &names, all_of(flags, &mut failed))?;
    failed?;
    let (rows, heads) = summary_rows(listing, provenance);
    book.page("汇总", &rows, |nth| heads.contains(&nth))?;
    let whole = listing.with_unevaluable();
    let unevaluable = whole.made(|entry| {
        let row = |one: &Unevaluable| {
            let rest = [one.rule, name_of(one.rule), &one.place, &one.reason];
            head(&entry).into_iter().chain(rest.map(Value::text)).collect()
        };
        Ok(entry.outcome.unevaluable.iter().map(row).collect())
    });
    let mut failed = Ok(());
    book.table("无法核对", &UNEVALUABLE, all_of(unevaluable, &mut failed))?;
    failed?;
    Ok(out.write_all(&book.bytes()?)?)
}

/// The rows of all reports, up to the first that cannot be read any more.
fn all_of(
    made: impl Iterator<Item = anyhow::Result<Vec<Vec<Value>>>>,
    failed: &mut anyhow::Result<()>,
) -> impl Iterator<Item = Vec<Value>> {
    made.map_while(|rows| rows.map_err(|error| *failed = Err(error)).ok()).flatten()
}

/// The rows of the summary, and which of them are heads.
fn summary_rows(listing: &Listing<'_>, provenance: &Provenance) -> (Vec<Vec<Value>>, Vec<usize>) {
    let summary = Summary::of(listing);
    let mut rows: Vec<Vec<Value>> =
        provenance.lines().into_iter().map(|(name, text)| vec![Value::text(name), Value::text(text)]).collect();
    rows.extend(summary.lines().map(|line| vec![Value::text("合计"), Value::text(line)]));
    let mut heads = Vec::new();
    for by in By::ALL {
        rows.push(Vec::new());
        heads.push(rows.len());
        rows.push([&[by.name_zh()], &COUNTS[..]].concat().into_iter().map(Value::text).collect());
        for group in summary.groups(by) {
            let [name, failing, evaluable, rest @ ..] = values(by, group);
            let name = match by {
                By::Rule => Value::text(format!("{} {}", group.key, group.name)),
                _ => name,
            };
            rows.push([vec![name, failing, evaluable, Value::text(percent(group))], rest.to_vec()].concat());
        }
    }
    (rows, heads)
}
