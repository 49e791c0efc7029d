//! Entries for programs, one a line: JSON for the crawler to read back, CSV for spreadsheets.

use std::io::Write;

use crate::commands::machine::write_json;
use crate::commands::sheet::{Value, csv};
use crate::model::moment::Moment;
use crate::model::report::Kind;
use crate::triage::{Action, Detail, Entry, Handled, Reason, Standing, State};

/// Entries as they are listed.
pub(super) type Entries<'a> = &'a [(&'a Entry, &'a Standing)];

/// An entry as JSON. Keys are only ever added.
#[derive(serde::Serialize)]
struct Line<'a> {
    path: &'a str,
    url: Option<&'a str>,
    site: Option<&'a str>,
    kind: Option<&'static str>,
    reason: Reason,
    action: Action,
    /// What `--handled` takes.
    id: &'a str,
    /// The id of the report; null for what could not be read at all.
    report: Option<&'a str>,
    /// The agency, else the title, else the path.
    name: &'a str,
    year: Option<u16>,
    state: &'static str,
    /// The id it had before it changed.
    was: Option<&'a str>,
    /// The reason it had then.
    was_reason: Option<Reason>,
    first_seen: Option<Moment>,
    crawled: Option<&'a str>,
    bytes: Option<u64>,
    sha256: Option<&'a str>,
    handled: Option<&'a Handled>,
    detail: Option<&'a Detail>,
}

impl<'a> Line<'a> {
    fn of(entry: &'a Entry, standing: &'a Standing) -> Self {
        Self {
            path: &entry.path,
            url: entry.origin.url.as_deref(),
            site: entry.site(),
            kind: entry.kind.map(Kind::id),
            reason: entry.reason,
            action: entry.action(),
            id: &entry.id,
            report: entry.report.map(|_| entry.id.as_str()),
            name: &entry.name,
            year: entry.year,
            state: standing.state.id(),
            was: was(standing).map(|(id, _)| id),
            was_reason: was(standing).map(|(_, reason)| reason),
            first_seen: standing.first,
            crawled: entry.origin.crawled.as_deref(),
            bytes: entry.origin.bytes,
            sha256: entry.origin.sha256.as_deref(),
            handled: standing.handled.as_ref(),
            detail: entry.detail.as_ref(),
        }
    }
}

/// Id and reason of an entry before it changed.
fn was(standing: &Standing) -> Option<(&str, Reason)> {
    match &standing.state {
        State::Changed { was, reason } => Some((was, *reason)),
        State::New | State::Known => None,
    }
}

/// Writes an object a line.
pub(super) fn write_lines(entries: Entries<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    for (entry, standing) in entries {
        write_json(out, &Line::of(entry, standing))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes a row an entry.
pub(super) fn write_csv(entries: Entries<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    const HEAD: [&str; 16] = [
        "path",
        "url",
        "site",
        "kind",
        "reason",
        "action",
        "id",
        "name",
        "year",
        "state",
        "was",
        "first_seen",
        "handled",
        "事由",
        "处理",
        "detail",
    ];
    csv::head(out, &HEAD)?;
    for (entry, standing) in entries {
        let handled = standing.handled.as_ref();
        let handled = handled.map(|mark| mark.note.clone().unwrap_or_else(|| mark.at.to_string()));
        csv::row(
            out,
            &[
                Value::text(&*entry.path),
                Value::optional(entry.origin.url.as_deref()),
                Value::optional(entry.site()),
                Value::optional(entry.kind.map(Kind::id)),
                Value::text(entry.reason.id()),
                Value::text(entry.action().id()),
                Value::text(&*entry.id),
                Value::text(&*entry.name),
                entry.year.map_or(Value::Empty, |year| Value::number(usize::from(year))),
                Value::text(standing.state.id()),
                Value::optional(was(standing).map(|(id, _)| id)),
                Value::text(standing.first.map(|first| first.to_string()).unwrap_or_default()),
                Value::optional(handled.as_deref()),
                Value::text(entry.reason.name_zh()),
                Value::text(entry.action().name_zh()),
                Value::text(entry.detail.as_ref().map(Detail::words_zh).unwrap_or_default()),
            ],
        )?;
    }
    Ok(())
}
