//! `--what flags`: a row a flag, what `check --format jsonl` says of it as columns, with the region of the
//! agency. The evidence is one column of JSON: its pieces have other keys from rule to rule, and DuckDB makes
//! lists of it (`from_json`) as Spark and ClickHouse do.

use crate::commands::check::{Entry, Listed};
use crate::commands::export::table::{Column, Datum, Kind, Put, WHOSE, column, whose};
use crate::commands::machine::write_json;
use crate::commands::verdicts::Opinion;
use crate::rules::destination;

const HEAD: [Column<'static>; 2] = [column("report", Kind::Text), column("path", Kind::Text)];

const FLAG: [Column<'static>; 13] = [
    column("rule", Kind::Text),
    column("severity", Kind::Text),
    column("class", Kind::Text),
    column("destination", Kind::Text),
    column("basis", Kind::Text),
    column("message", Kind::Text),
    column("message_en", Kind::Text),
    column("expected", Kind::Text),
    column("found", Kind::Text),
    column("evidence", Kind::Json),
    column("root", Kind::Text),
    column("fingerprint", Kind::Text),
    column("inferred", Kind::Bool),
];

/// What reviewers say; all empty where nobody decided.
const SAID: [Column<'static>; 5] = [
    column("verdict", Kind::Text),
    column("reviewer", Kind::Text),
    column("decided_at", Kind::Text),
    column("note", Kind::Text),
    column("changed", Kind::Bool),
];

pub(super) fn columns() -> Vec<Column<'static>> {
    [&HEAD[..], &WHOSE, &FLAG, &SAID].concat()
}

/// The rows of a report.
pub(super) fn rows(entry: &Entry<'_>, put: Put<'_>) -> anyhow::Result<()> {
    let header = &entry.header;
    for Listed { flag, said, .. } in entry.flags() {
        let mut evidence = Vec::new();
        write_json(&mut evidence, &flag.evidence)?;
        let mut row = vec![Datum::Text(header.id), Datum::Text(header.path)];
        row.extend(whose(header.agency, header.year, header.form));
        row.extend([
            Datum::Text(flag.rule),
            Datum::Text(flag.severity.id()),
            Datum::Text(flag.class.id()),
            Datum::Text(destination(flag).id()),
            Datum::text(flag.basis),
            Datum::Text(&flag.message),
            Datum::Text(&flag.message_en),
            Datum::Text(&flag.expected),
            Datum::Text(&flag.found),
            Datum::Made(String::from_utf8(evidence)?),
            Datum::text(flag.root.as_deref()),
            Datum::Text(&flag.fingerprint),
            Datum::Bool(flag.inferred),
        ]);
        row.extend(said_of(said.and_then(|said| said.opinion.as_ref())));
        put(&row)?;
    }
    Ok(())
}

/// The values of [`SAID`].
fn said_of(opinion: Option<&Opinion>) -> [Datum<'_>; SAID.len()] {
    let Some(opinion) = opinion else { return [const { Datum::Null }; SAID.len()] };
    [
        Datum::Text(opinion.verdict.id()),
        Datum::Text(&opinion.by),
        Datum::Text(&opinion.at),
        Datum::text(opinion.note.as_deref()),
        Datum::Bool(!opinion.changes.is_empty()),
    ]
}
