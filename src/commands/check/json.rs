//! The flags as machines read them: one object a line, or one document.

use std::io::Write;

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use crate::commands::check::baseline::State;
use crate::commands::check::listing::{Entry, Listed, Listing};
use crate::commands::check::summary::Summary;
use crate::commands::machine::{FlagLine, ReviewLine, UnevaluableLine, write_json};
use crate::commands::provenance::{PROGRAM, Provenance};

/// What there is of one report, one object a line.
pub(super) fn lines(entry: &Entry<'_>) -> anyhow::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for listed in entry.flags() {
        write_json(&mut lines, &flag_line(entry, listed))?;
        lines.push(b'\n');
    }
    for unevaluable in entry.unevaluable() {
        write_json(&mut lines, &UnevaluableLine::new(&entry.header, unevaluable))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn flag_line<'a>(entry: &'a Entry<'_>, Listed { flag, state, said }: Listed<'a>) -> FlagLine<'a> {
    FlagLine::new(&entry.header, flag, state.map(State::id)).reviewed(said.and_then(ReviewLine::of))
}

/// What `check --format json` writes.
#[derive(Serialize)]
struct Document<'a> {
    program: &'static str,
    corpus: &'a str,
    rules: &'a [&'static str],
    command: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a str>,
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<Flags<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unevaluable: Option<Unevaluable<'a>>,
}

/// The flags, read while they are written.
struct Flags<'a>(&'a Listing<'a>);

/// The checks that could not be made, read while they are written.
struct Unevaluable<'a>(&'a Listing<'a>);

impl Serialize for Flags<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(None)?;
        for entry in self.0.entries() {
            let entry = entry.map_err(S::Error::custom)?;
            entry.flags().try_for_each(|listed| all.serialize_element(&flag_line(&entry, listed)))?;
        }
        all.end()
    }
}

impl Serialize for Unevaluable<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(None)?;
        for entry in self.0.entries() {
            let entry = entry.map_err(S::Error::custom)?;
            let mut unevaluable = entry.unevaluable().iter();
            unevaluable.try_for_each(|one| all.serialize_element(&UnevaluableLine::new(&entry.header, one)))?;
        }
        all.end()
    }
}

/// Writes everything, one object a line.
pub(super) fn write_lines(listing: &Listing<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    listing.made(|entry| lines(&entry)).try_for_each(|lines| Ok(out.write_all(&lines?)?))
}

/// Writes one document; `only_summary` leaves the flags out.
pub(super) fn write_document(
    listing: &Listing<'_>,
    provenance: &Provenance,
    only_summary: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let document = Document {
        program: PROGRAM,
        corpus: &provenance.corpus,
        rules: &provenance.rules,
        command: &provenance.command,
        filter: provenance.filter.as_deref(),
        summary: &Summary::of(listing),
        flags: (!only_summary).then_some(Flags(listing)),
        unevaluable: (listing.shows_unevaluable && !only_summary).then_some(Unevaluable(listing)),
    };
    write_json(out, &document)?;
    Ok(out.write_all(b"\n")?)
}
