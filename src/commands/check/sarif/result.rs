//! A flag as a result of SARIF: where it stands, what else witnesses it, and by what it is known again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::commands::check::baseline::State;
use crate::commands::check::listing::{Entry, Listed, Listing};
use crate::commands::check::place::{Mark, Position};
use crate::commands::check::sarif::address::{message, uri};
use crate::commands::check::sarif::rule::level;
use crate::commands::check::sarif::{ROOT, Text};
use crate::commands::machine::ReviewLine;
use crate::commands::verdicts::Said;
use crate::model::flag::{Class, Destination, Evidence, Flag};
use crate::model::verdict::Verdict;
use crate::rules::{Unevaluable, destination};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_fingerprints: Option<Fingerprints<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    /// Where there are journals on every result of the run, as SARIF wants it (3.27.23).
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression>>,
    properties: Properties<'a>,
}

#[derive(Debug, Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "jianbao/v1")]
    fingerprint: &'a str,
}

#[derive(Debug, Serialize)]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation", skip_serializing_if = "Option::is_none")]
    physical: Option<Physical<'a>>,
    #[serde(rename = "logicalLocations")]
    logical: [Logical<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

/// Lines and characters where the source is at hand, bytes of its text where not.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    #[serde(flatten)]
    lines: Option<LineRegion>,
    #[serde(flatten)]
    bytes: Option<ByteRegion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LineRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    char_offset: usize,
    char_length: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ByteRegion {
    byte_offset: usize,
    byte_length: usize,
}

/// The report, or a cell of it, by the words other commands take.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    name: Cow<'a, str>,
    fully_qualified_name: String,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    report: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Class>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<Destination>,
    message_en: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    expected: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    found: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    inferred: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<ReviewLine<'a>>,
}

/// Why a result is not to be acted on.
#[derive(Debug, Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
}

impl Suppression {
    /// A flag is suppressed where it is a false alarm (排除) or taken as known (存量). Where the verdict is disputed, or
    /// the evidence has changed since, that is still under review.
    fn all(Said { opinion, accepted }: &Said) -> Vec<Self> {
        let excluded = opinion.as_ref().filter(|opinion| opinion.verdict == Verdict::FalseAlarm).map(|opinion| Self {
            kind: "external",
            status: if opinion.is_firm() { "accepted" } else { "underReview" },
            justification: opinion.note.clone(),
        });
        let justification = accepted.clone();
        let known = accepted.is_some().then_some(Self { kind: "external", status: "accepted", justification });
        excluded.into_iter().chain(known).collect()
    }
}

/// Where the reports are that evidence may stand in.
pub(super) struct Reports<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Reports<'a> {
    pub(super) fn of(listing: &Listing<'a>) -> Self {
        Self(listing.reports().map(|(_, header)| (header.id, header.path)).collect())
    }

    /// A flag.
    pub(super) fn result(
        &self,
        entry: &Entry<'a>,
        Listed { flag, state, said }: Listed<'a>,
        marks: &[Option<Mark>],
        rule_index: Option<usize>,
    ) -> SarifResult<'a> {
        let evidence = || flag.evidence.iter().zip(marks);
        let first = evidence().position(|(e, mark)| e.report.is_none() && mark.is_some());
        let stands = first.and_then(|first| evidence().nth(first)).map(|(e, mark)| self.location(entry, e, *mark));
        let others = evidence().enumerate().filter(|(nth, _)| Some(*nth) != first);
        let related = others.map(|(_, (e, mark))| self.location(entry, e, *mark)).zip(0..);
        SarifResult {
            rule_id: flag.rule,
            rule_index,
            kind: "fail",
            level: level(flag.severity),
            message: Text { text: message(&flag.message) },
            locations: [stands.unwrap_or_else(|| whole(entry))],
            related_locations: related.map(|(location, id)| Location { id: Some(id), ..location }).collect(),
            partial_fingerprints: Some(Fingerprints { fingerprint: &flag.fingerprint }),
            baseline_state: state.map(|state| match state {
                State::New => "new",
                State::Known => "unchanged",
            }),
            suppressions: said.map(Suppression::all),
            properties: Properties { review: said.and_then(ReviewLine::of), ..of_flag(entry, flag) },
        }
    }

    fn location(&self, entry: &Entry<'a>, evidence: &'a Evidence, mark: Option<Mark>) -> Location<'a> {
        let (id, path) = match evidence.report.as_deref() {
            Some(id) => (id, self.0.get(id).copied().unwrap_or_default()),
            None => (entry.header.id, entry.header.path),
        };
        // A quotation may be a part of the place, and a snippet is all of it.
        let is_all = |quote: &&str| evidence.at.is_some_and(|at| at.end.saturating_sub(at.start) == quote.len());
        let snippet = evidence.quote.as_deref().filter(is_all).map(|quote| Text { text: quote.into() });
        let name = evidence.cell.map(|cell| cell.to_string());
        Location {
            id: None,
            physical: physical(path, mark.map(|mark| Region { snippet, ..region(mark) })),
            logical: [logical(id, name)],
        }
    }
}

/// A check that could not be made.
pub(super) fn open<'a>(entry: &Entry<'a>, one: &'a Unevaluable, rule_index: Option<usize>) -> SarifResult<'a> {
    let Unevaluable { rule, place, reason, reason_en } = one;
    let text = format!("{place}: {reason}");
    SarifResult {
        rule_id: rule,
        rule_index,
        kind: "open",
        level: "none",
        message: Text { text: message(&text).into_owned().into() },
        locations: [whole(entry)],
        related_locations: Vec::new(),
        partial_fingerprints: None,
        baseline_state: None,
        suppressions: entry.shows_verdicts.then(Vec::new),
        properties: Properties { message_en: reason_en, ..of_report(entry) },
    }
}

/// The report itself, where a flag has no place in it.
fn whole<'a>(entry: &Entry<'a>) -> Location<'a> {
    let header = &entry.header;
    Location { id: None, physical: physical(header.path, None), logical: [logical(header.id, None)] }
}

fn physical<'a>(path: &str, region: Option<Region<'a>>) -> Option<Physical<'a>> {
    let artifact_location = Artifact { uri: uri(path), uri_base_id: ROOT };
    (!path.is_empty()).then_some(Physical { artifact_location, region })
}

fn logical(id: &str, cell: Option<String>) -> Logical<'_> {
    let fully_qualified_name = cell.as_ref().map_or_else(|| id.to_owned(), |cell| format!("{id} {cell}"));
    Logical { name: cell.map_or(Cow::Borrowed(id), Cow::Owned), fully_qualified_name }
}

fn region<'a>(Mark { at, lines }: Mark) -> Region<'a> {
    let of_lines = |(from, to): (Position, Position)| LineRegion {
        start_line: from.line,
        start_column: from.column,
        end_line: to.line,
        end_column: to.column,
        char_offset: from.character,
        char_length: to.character.saturating_sub(from.character),
    };
    let of_bytes = || ByteRegion { byte_offset: at.start, byte_length: at.end.saturating_sub(at.start) };
    Region { lines: lines.map(of_lines), bytes: lines.is_none().then(of_bytes), snippet: None }
}

fn of_report<'a>(entry: &Entry<'a>) -> Properties<'a> {
    let header = &entry.header;
    Properties { report: header.id, agency: header.agency.name.as_deref(), year: header.year, ..Properties::default() }
}

fn of_flag<'a>(entry: &Entry<'a>, flag: &'a Flag) -> Properties<'a> {
    Properties {
        class: Some(flag.class),
        destination: Some(destination(flag)),
        message_en: &flag.message_en,
        expected: &flag.expected,
        found: &flag.found,
        root: flag.root.as_deref(),
        inferred: flag.inferred,
        ..of_report(entry)
    }
}
