//! The flags as machines read them: one object a line, or one document.

use std::io::Write;

use serde::Serialize;

use crate::commands::check::baseline::State;
use crate::commands::check::listing::{Entry, Listed, Listing};
use crate::commands::check::summary::Summary;
use crate::commands::machine::{FlagLine, UnevaluableLine, write_json};
use crate::commands::provenance::{PROGRAM, Provenance};

/// What there is of one report, one object a line.
pub(super) fn lines(entry: &Entry<'_>) -> anyhow::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for listed in &entry.flags {
        write_json(&mut lines, &flag_line(entry, *listed))?;
        lines.push(b'\n');
    }
    for unevaluable in entry.unevaluable {
        write_json(&mut lines, &UnevaluableLine::new(&entry.header, unevaluable))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn flag_line<'a>(entry: &Entry<'a>, Listed { flag, state }: Listed<'a>) -> FlagLine<'a> {
    FlagLine::new(&entry.header, flag, state.map(State::id))
}

/// What `check --format json` writes.
#[derive(Serialize)]
struct Document<'a> {
    program: &'static str,
    corpus: &'a str,
    rules: &'a [&'static str],
    command: &'a str,
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<Vec<FlagLine<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unevaluable: Option<Vec<UnevaluableLine<'a>>>,
}

/// Writes one document; `only_summary` leaves the flags out.
pub(super) fn write_document(
    listing: &Listing<'_>,
    provenance: &Provenance,
    only_summary: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let flags = || listing.told().flat_map(|entry| entry.flags.iter().map(|listed| flag_line(entry, *listed)));
    let unevaluable = || {
        listing.told().flat_map(|entry| entry.unevaluable.iter().map(|one| UnevaluableLine::new(&entry.header, one)))
    };
    let document = Document {
        program: PROGRAM,
        corpus: &provenance.corpus,
        rules: &provenance.rules,
        command: &provenance.command,
        summary: &Summary::of(listing),
        flags: (!only_summary).then(|| flags().collect()),
        unevaluable: (listing.shows_unevaluable && !only_summary).then(|| unevaluable().collect()),
    };
    write_json(out, &document)?;
    Ok(out.write_all(b"\n")?)
}
