//! `jianbao check`: the rules over a corpus, and their flags in a fixed order. Each format has its file;
//! all of them write the same listing.

mod baseline;
pub(super) mod escape;
mod json;
mod listing;
mod markdown;
mod place;
mod rows;
mod sarif;
mod streamed;
mod summary;
mod summary_format;
mod text;
#[cfg(test)]
mod verdict_tests;
mod xlsx;

use std::io::{self, IsTerminal as _, Write};

use anyhow::bail;

use crate::cli::{CheckArgs, FailOn, FlagFormat, WritingArgs};
use crate::commands::check::baseline::{Baseline, State};
use crate::commands::check::summary::Summary;
use crate::commands::filter::{Chosen, Filter, Given};
use crate::commands::in_force::InForce;
use crate::commands::output::write_whole;
use crate::commands::provenance::Provenance;
use crate::commands::sheet::csv::BOM;
use crate::commands::verdicts::Verdicts;
use crate::commands::views::Put;
use crate::commands::{Outcome, checked, journals, open, read_outcome};
use crate::config;
use crate::model::flag::Severity;
use crate::model::printable::printable;
use crate::rules::{Fingerprint, FlagRef, Selection};

pub(super) use crate::commands::check::escape::{code, plain};
pub(super) use crate::commands::check::listing::{Entry, Listed, Listing, Wanted};
pub(super) use crate::commands::check::rows::quotes;
pub(super) use crate::commands::check::summary::name_of;

pub fn run(args: &CheckArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let format = format_of(&args.writing);
    refuse(args, format, io::stdout().is_terminal())?;
    let mut in_force = InForce::load(&args.rules, &args.paths)?;
    in_force.selection = in_force.selection.showing_persons(args.unmask);
    let baseline = args.baseline.baseline.as_deref().map(Baseline::read).transpose()?;
    let ledger = journals::beside(&args.paths, args.journals.review_dir.as_deref())?;
    let filter = Filter::of(&args.filter)?;
    let wanted = Wanted {
        chosen: None,
        verdicts: None,
        least: args.shown.severity,
        baseline: baseline.as_ref(),
        known_too: args.baseline.show_known,
        unevaluable: args.shown.show_unevaluable,
    };
    let fails_on = fail_on(args.fail_on, in_force.fail_on);
    if streamed::is_asked_for(args, format) {
        let verdicts = ledger.map(Verdicts::unseen);
        let wanted = Wanted { verdicts: verdicts.as_ref(), ..wanted };
        return streamed::run(args, &in_force.selection, &wanted, fails_on, out);
    }
    let corpus = open(&args.paths, args.manifest.as_deref())?;
    let checked = checked(&corpus, &in_force.selection);
    for (_, reason) in &checked.unreadable {
        writeln!(io::stderr(), "jianbao: {}", printable(reason))?;
    }
    let all_read = read_outcome(&corpus, false) == Outcome::Clean && checked.unreadable.is_empty();
    let verdicts = ledger.map(|ledger| Verdicts::of(ledger, &corpus, &checked));
    let verdicts = verdicts.map(|verdicts| verdicts.seen_by(filter.as_ref().and_then(Filter::share)));
    let none = Verdicts::default();
    let given = Given { corpus: &corpus, checked: &checked, verdicts: verdicts.as_ref().unwrap_or(&none) };
    let chosen = filter.as_ref().map(|filter| filter.listed(given));
    let wanted = Wanted { chosen: chosen.as_ref(), verdicts: verdicts.as_ref(), ..wanted };
    let listing = Listing::new(&corpus, &checked, &in_force.selection, wanted);
    let provenance = Provenance::of(&corpus, &in_force.selection).filtered(filter.as_ref());
    let writer = Writer { args, listing: &listing, provenance: &provenance, complete: all_read };
    match &args.writing.file.output {
        Some(path) => write_whole(path, |file| writer.write(format, file))?,
        None => writer.write(format, out)?,
    }
    if !all_read && !args.keep_going {
        return Ok(Outcome::Unreadable);
    }
    let is_chosen = |at: FlagRef| chosen.as_ref().is_none_or(|chosen| chosen.has(at));
    let mut flags = checked.briefs().iter().filter(|(at, _)| is_chosen(*at));
    let fails = flags.any(|(_, flag)| reaches((flag.severity(), flag.name()), baseline.as_ref(), fails_on));
    Ok(if fails { Outcome::Findings } else { Outcome::Clean })
}

/// Writes what a view of the inspector lists, in its order; what reviewers say is told where there are journals.
///
/// # Errors
/// When it cannot be written.
pub(super) fn view(
    args: &CheckArgs,
    (given, has_journals): (Given<'_>, bool),
    chosen: &Chosen,
    (selection, provenance): (&Selection, &Provenance),
    out: &mut dyn Write,
) -> anyhow::Result<Put> {
    let Given { corpus, checked, verdicts } = given;
    let wanted = Wanted { chosen: Some(chosen), verdicts: has_journals.then_some(verdicts), ..Wanted::default() };
    let listing = Listing::new(corpus, checked, selection, wanted);
    let complete = corpus.problems().is_empty() && checked.unreadable.is_empty();
    Writer { args, listing: &listing, provenance, complete }.write(format_of(&args.writing), out)?;
    Ok(Put { rows: chosen.len(), unread: checked.unreadable.len() })
}

/// The format asked for, else that of the ending of the file's name.
fn format_of(args: &WritingArgs) -> FlagFormat {
    let ending = args.file.ending();
    let named = match ending.as_deref() {
        Some("json") => FlagFormat::Json,
        Some("jsonl") => FlagFormat::Jsonl,
        Some("csv") => FlagFormat::Csv,
        Some("md") => FlagFormat::Md,
        Some("sarif") => FlagFormat::Sarif,
        Some("xlsx") => FlagFormat::Xlsx,
        _ => FlagFormat::Text,
    };
    args.format.unwrap_or(named)
}

/// Refuses what cannot be written, before any work is done.
fn refuse(args: &CheckArgs, format: FlagFormat, is_terminal: bool) -> anyhow::Result<()> {
    use FlagFormat::{Csv, Json, Md, Text, Xlsx};
    if format == Xlsx && args.writing.file.output.is_none() && is_terminal {
        bail!("a workbook is not for a terminal: -o FILE, or a pipe");
    }
    if args.shown.summary && !matches!(format, Text | Json | Csv | Md) {
        bail!("--summary is written as text, json, csv or md");
    }
    if args.shown.explain && !matches!(format, Text | Md) {
        bail!("--explain is written as text or md");
    }
    if (args.writing.file.bom || args.writing.file.header) && format != Csv {
        bail!("--bom and --header are for csv");
    }
    Ok(())
}

/// What a run fails on: what the command line says, else the configuration, else errors.
fn fail_on(asked: Option<FailOn>, configured: Option<config::FailOn>) -> config::FailOn {
    use config::FailOn::{At, Never};
    let asked = asked.map(|asked| match asked {
        FailOn::Never => Never,
        FailOn::Info => At(Severity::Info),
        FailOn::Warning => At(Severity::Warning),
        FailOn::Error => At(Severity::Error),
    });
    asked.or(configured).unwrap_or(At(Severity::Error))
}

/// Whether a flag was not known before and is at least as grave as what the run is to fail on.
fn reaches((severity, name): (Severity, Fingerprint), baseline: Option<&Baseline>, fail_on: config::FailOn) -> bool {
    let config::FailOn::At(least) = fail_on else { return false };
    severity >= least && baseline.is_none_or(|baseline| baseline.state(name) == State::New)
}

/// Writes a listing as it is asked for.
struct Writer<'a> {
    args: &'a CheckArgs,
    listing: &'a Listing<'a>,
    provenance: &'a Provenance,
    /// Whether every report could be read.
    complete: bool,
}

impl Writer<'_> {
    fn write(&self, format: FlagFormat, out: &mut dyn Write) -> anyhow::Result<()> {
        let listing = self.listing;
        let provenance = self.provenance;
        if self.args.shown.summary {
            return self.write_summary(format, provenance, out);
        }
        let root = self.args.source_root.as_deref();
        match format {
            FlagFormat::Text => text::write(listing, self.args.shown.explain, out),
            FlagFormat::Json => json::write_document(listing, provenance, false, out),
            FlagFormat::Jsonl => json::write_lines(listing, out),
            FlagFormat::Csv => {
                self.begin_csv(provenance, out)?;
                rows::write_csv(listing, root, out)
            }
            FlagFormat::Md => markdown::write(listing, root, provenance, self.args.shown.explain, out),
            FlagFormat::Sarif => sarif::write(listing, root, provenance, self.complete, out),
            FlagFormat::Xlsx => xlsx::write(listing, root, provenance, out),
        }
    }

    fn write_summary(&self, format: FlagFormat, provenance: &Provenance, out: &mut dyn Write) -> anyhow::Result<()> {
        match format {
            FlagFormat::Json => return json::write_document(self.listing, provenance, true, out),
            FlagFormat::Csv => {
                self.begin_csv(provenance, out)?;
                summary_format::write_csv(&Summary::of(self.listing), out)?;
            }
            FlagFormat::Md => markdown::write_summary(&Summary::of(self.listing), provenance, out)?,
            _ => summary_format::write_text(&Summary::of(self.listing), out)?,
        }
        Ok(())
    }

    fn begin_csv(&self, provenance: &Provenance, out: &mut dyn Write) -> io::Result<()> {
        if self.args.writing.file.bom {
            write!(out, "{BOM}")?;
        }
        if self.args.writing.file.header {
            for (name, text) in provenance.lines() {
                write!(out, "# {name} {}\r\n", printable(&text))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};
    use crate::commands::check::text::WIDEST;
    use crate::commands::columns::width;
    use crate::model::cell::Cell;
    use crate::model::form::{CellId, Col, Form, Row};
    use crate::model::report::{Block, Report, Section, SectionKey, Span};

    /// A report whose table 四 does not add up.
    fn report(id: &str, agency: Option<&str>, year: Option<u16>) -> Report {
        let mut report = Report { id: id.into(), year, form: Some(Form::F2021), ..Report::default() };
        report.source.path = format!("{id}\u{1b}.txt");
        report.agency.name = agency.map(str::to_owned);
        for (col, value) in
            [(Col::Upheld, 10), (Col::Corrected, 1), (Col::OtherResult, 0), (Col::Pending, 0), (Col::Total, 0)]
        {
            report.tables.cells.insert(CellId::new(Row::Review, col), Cell::read(value.into(), Span::new(1, 3)));
        }
        let text = "公开信息135条,其中动态153条。".to_owned();
        let block = Block { at: Some(Span::new(20, 20 + text.len())), text, ..Block::default() };
        report.sections = SectionKey::SIX.map(|key| Section { key: Some(key), ..Section::default() }).to_vec();
        report.sections[0].blocks.push(block);
        report
    }

    /// What `check` does with these reports, asked in words.
    fn asked(reports: &[Report], words: &[&str]) -> anyhow::Result<(Outcome, Vec<u8>)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let lines: Vec<_> = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
        std::fs::write(&path, lines.concat()).unwrap();
        let words = ["jianbao", "check"].iter().chain(words).map(OsString::from).chain([path.into_os_string()]);
        let Some(Command::Check(args)) = Cli::try_parse_from(words).unwrap().command else { panic!("no check") };
        let mut out = Vec::new();
        Ok((run(&args, &mut out)?, out))
    }

    fn checked(reports: &[Report], words: &[&str]) -> (Outcome, String) {
        let (outcome, out) = asked(reports, &[&["--select", "T4-SUM,NS"], words].concat()).unwrap();
        (outcome, String::from_utf8(out).unwrap())
    }

    #[test]
    fn lines_have_the_keys_of_the_contract_and_a_fixed_order() {
        let reports = [
            report("ccc", None, Some(2020)),
            report("bbb", Some("云河县"), None),
            report("aaa", Some("云河县"), Some(2021)),
        ];
        let (outcome, text) = checked(&reports, &["--format", "jsonl"]);
        assert_eq!(outcome, Outcome::Findings);
        let flags: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let order: Vec<_> =
            flags.iter().map(|f| (f["report"].as_str().unwrap(), f["rule"].as_str().unwrap())).collect();
        let of = |id| [(id, "T4-SUM"), (id, "NS-PARTS-GT")];
        assert_eq!(order, [of("aaa"), of("bbb"), of("ccc")].concat());
        let keys = [
            "report",
            "path",
            "agency",
            "year",
            "rule",
            "severity",
            "class",
            "basis",
            "message",
            "message_en",
            "expected",
            "found",
            "evidence",
            "root",
            "fingerprint",
            "inferred",
        ];
        let places: Vec<_> = keys.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
        assert!(places.is_sorted());
        assert_eq!(flags[0].as_object().unwrap().len(), keys.len());
        assert_eq!((&flags[0]["expected"], &flags[0]["found"]), (&"11".into(), &"0".into()));
        assert_eq!(flags[0]["evidence"][0]["cell"], "t4.review.total");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn one_document_has_a_summary() {
        let words = ["--format", "json", "--show-unevaluable", "--fail-on", "never"];
        let (outcome, text) = checked(&[report("aaa", Some("云河县"), Some(2021))], &words);
        assert_eq!(outcome, Outcome::Clean);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["summary"]["flags"], 2);
        assert_eq!(document["summary"]["by_rule"]["T4-SUM"], 1);
        let rules = document["rules"].as_array().unwrap();
        assert_eq!(rules[..3], ["T4-SUM", "NS-SUM", "NS-PARTS-GT"]);
        assert!(rules[1..].iter().all(|rule| rule.as_str().unwrap().starts_with("NS-")));
        assert_eq!(document["flags"].as_array().unwrap().len(), 2);
        // The two other groups of table 四.
        assert_eq!(document["unevaluable"].as_array().unwrap().len(), 2);
        assert_eq!(document["unevaluable"][0]["evaluable"], false);
    }

    /// Lines wait until all reports are checked, a document is made of what is kept of them.
    #[test]
    fn lines_and_the_document_tell_the_same() {
        let of = |id, year| report(id, Some("云河县"), Some(year));
        let reports = [of("bbb", 2020), report("ccc", Some("青石县"), None), of("aaa", 2021), of("ddd", 2023)];
        let (_, lines) = checked(&reports, &["--format", "jsonl", "--show-unevaluable"]);
        let (_, document) = checked(&reports, &["--format", "json", "--show-unevaluable"]);
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (flags, open): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.get("evaluable").is_none());
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["flags"].as_array(), Some(&flags));
        assert_eq!(document["unevaluable"].as_array(), Some(&open));
        assert!(flags.iter().any(|flag| !flag["root"].is_null()));
    }

    #[test]
    fn text_is_grouped_and_never_wider_than_a_hundred_columns() {
        let mut long = report("aaa", Some(&"云河县".repeat(40)), None);
        long.sections[0].blocks[0].text = "公开信息135条,其中动态153条,规划10条。".into();
        let (_, text) = checked(&[long], &["--show-unevaluable"]);
        let lines: Vec<_> = text.lines().collect();
        assert!(lines.iter().all(|line| width(line) <= WIDEST), "{text}");
        assert!(lines[0].ends_with('…'));
        assert_eq!(lines[1], "  错 T4-SUM         复议诉讼不符   表四·行政复议:10+1=11,总计0,差11");
        assert_eq!(lines[2], "      可能原因(仅供参考):表四·行政复议·总计若为11(现0),则1处相符");
        assert_eq!(lines[3], "  错 NS-SUM         分项与总数不符 \"公开信息135条\",分项153+10=163,多28");
        assert!(lines[4].starts_with("    错 NS-PARTS-GT"));
        assert!(lines[5].contains("无法核对 T4-SUM"));
        let last = lines.last().unwrap();
        assert_eq!(*last, "1 份年报  疑点 3 (错误 3 警告 0 提示 0)  核查 3 (2组) 显示 0 分拣 0  无法核对 2 处");
    }

    #[test]
    fn unknown_rules_are_named() {
        let error = asked(&[], &["--select", "T9"]).unwrap_err();
        assert!(error.to_string().contains("\"T9\""));
    }
}
