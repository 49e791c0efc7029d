//! The flags as SARIF 2.1.0, for viewers of findings: one run, its rules with their help, a result a flag.

mod address;
mod result;
mod rule;

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use crate::commands::check::listing::Listing;
use crate::commands::check::place::Marks;
use crate::commands::check::sarif::result::{Reports, SarifResult, open};
use crate::commands::check::sarif::rule::Descriptor;
use crate::commands::machine::write_json;
use crate::commands::provenance::Provenance;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What paths of reports are relative to.
const ROOT: &str = "REPORTS";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    language: &'static str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    command_line: &'a str,
    execution_successful: bool,
}

#[derive(Serialize)]
struct Base {
    description: Text<'static>,
}

/// A message object.
#[derive(Debug, Serialize)]
struct Text<'a> {
    text: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
struct Properties<'a> {
    corpus: &'a str,
    /// What offsets count where lines are not given.
    offsets: &'static str,
}

/// Writes the log; `complete` says whether every report could be read.
pub(super) fn write(
    listing: &Listing<'_>,
    marks: &[Marks],
    provenance: &Provenance,
    complete: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let reports = Reports::of(listing);
    let rules = listing.selection.rules();
    let index = |code: &str| rules.iter().position(|rule| rule.code == code);
    let mut results = Vec::new();
    for (entry, marks) in listing.entries.iter().zip(marks) {
        let flags = entry.flags.iter().zip(marks);
        results.extend(flags.map(|(listed, marks)| reports.result(entry, *listed, marks, index(listed.flag.rule))));
        results.extend(entry.unevaluable.iter().map(|one| open(entry, one, index(one.rule))));
    }
    let base = Text { text: "the folder or archive of the raw reports".into() };
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "jianbao",
                version: env!("CARGO_PKG_VERSION"),
                language: "zh-CN",
                rules: rules.iter().map(|rule| Descriptor::of(rule, listing.selection)).collect(),
            },
        },
        invocations: [Invocation { command_line: &provenance.command, execution_successful: complete }],
        original_uri_base_ids: BTreeMap::from([(ROOT, Base { description: base })]),
        column_kind: "unicodeCodePoints",
        results,
        properties: Properties {
            corpus: &provenance.corpus,
            offsets: "bytes of the report's text decoded to UTF-8, without a byte order mark",
        },
    };
    write_json(out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    Ok(out.write_all(b"\n")?)
}
