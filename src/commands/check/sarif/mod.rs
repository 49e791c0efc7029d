//! The flags as SARIF 2.1.0, for viewers of findings: one run, its rules with their help, a result a flag.

mod address;
mod result;
mod rule;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use crate::commands::check::listing::Listing;
use crate::commands::check::place::marks;
use crate::commands::check::sarif::result::{Reports, open};
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
    results: Results<'a>,
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
    /// What is listed, where not all is.
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a str>,
    /// What offsets count where lines are not given.
    offsets: &'static str,
}

/// The results, made while they are written.
struct Results<'a> {
    listing: &'a Listing<'a>,
    root: Option<&'a Path>,
    reports: Reports<'a>,
    /// The place of a rule among those of the log.
    index: &'a dyn Fn(&str) -> Option<usize>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (corpus, root) = (self.listing.corpus, self.root);
        let mut all = serializer.serialize_seq(None)?;
        for made in self.listing.made(|entry| Ok((marks(corpus, root, &entry), entry))) {
            let (marks, entry) = made.map_err(S::Error::custom)?;
            for (listed, marks) in entry.flags().zip(&marks) {
                all.serialize_element(&self.reports.result(&entry, listed, marks, (self.index)(listed.flag.rule)))?;
            }
            for one in entry.unevaluable() {
                all.serialize_element(&open(&entry, one, (self.index)(one.rule)))?;
            }
        }
        all.end()
    }
}

/// Writes the log; `complete` says whether every report could be read.
pub(super) fn write(
    listing: &Listing<'_>,
    root: Option<&Path>,
    provenance: &Provenance,
    complete: bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let reports = Reports::of(listing);
    let rules = listing.selection.rules();
    let index = |code: &str| rules.iter().position(|rule| rule.code == code);
    let results = Results { listing, root, reports, index: &index };
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
            filter: provenance.filter.as_deref(),
            offsets: "bytes of the report's text decoded to UTF-8, without a byte order mark",
        },
    };
    write_json(out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    Ok(out.write_all(b"\n")?)
}
