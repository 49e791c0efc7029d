//! `jianbao check`: the rules over a corpus, and their flags in a fixed order.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use unicode_width::UnicodeWidthChar as _;

use crate::cli::{CheckArgs, FailOn, Format};
use crate::commands::columns::{left, width};
use crate::commands::machine::{FlagLine, UnevaluableLine, write_json};
use crate::commands::{Outcome, open, read_outcome};
use crate::corpus::Corpus;
use crate::corpus::header::Header;
use crate::model::flag::{Flag, Severity};
use crate::model::printable::printable;
use crate::rules::{self, Checked, Destination, Selection, Unevaluable, destination};

/// Columns of the text format.
const WIDEST: usize = 100;

pub fn run(args: &CheckArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let selection = Selection::parse(&args.select, &args.ignore)?;
    let corpus = open(&args.paths, args.manifest.as_deref())?;
    let checked = rules::check_corpus(&corpus, &selection, &|_| ());
    for (_, reason) in &checked.unreadable {
        writeln!(io::stderr(), "jianbao: {}", printable(reason))?;
    }
    let listing = Listing { corpus: &corpus, checked: &checked, selection: &selection, all: args.show_unevaluable };
    match args.format.unwrap_or(Format::Text) {
        Format::Text => listing.write_text(out)?,
        Format::Json => listing.write_json(out)?,
        Format::Jsonl => listing.write_lines(out)?,
    }
    let unread = read_outcome(&corpus, args.keep_going);
    if unread == Outcome::Unreadable || (!checked.unreadable.is_empty() && !args.keep_going) {
        return Ok(Outcome::Unreadable);
    }
    Ok(if reaches(&checked, args.fail_on) { Outcome::Findings } else { Outcome::Clean })
}

/// Whether any flag is at least as grave as what the run is to fail on.
fn reaches(checked: &Checked, fail_on: FailOn) -> bool {
    let least = match fail_on {
        FailOn::Never => return false,
        FailOn::Info => Severity::Info,
        FailOn::Warning => Severity::Warning,
        FailOn::Error => Severity::Error,
    };
    checked.outcomes.iter().flat_map(|outcome| &outcome.flags).any(|flag| flag.severity >= least)
}

/// What was found, to be written in one of the formats.
struct Listing<'a> {
    corpus: &'a Corpus,
    checked: &'a Checked,
    selection: &'a Selection,
    /// Whether checks that could not be made are written too.
    all: bool,
}

/// One report with the answers of the rules.
type Entry<'a> = (&'a Header, &'a [Flag], &'a [Unevaluable]);

impl<'a> Listing<'a> {
    /// By agency, year, path and id; what has no agency or year comes last.
    fn entries(&self) -> Vec<Entry<'a>> {
        let outcomes = self.corpus.headers().zip(&self.checked.outcomes);
        let mut entries: Vec<Entry<'a>> =
            outcomes.map(|(header, outcome)| (header, &*outcome.flags, &*outcome.unevaluable)).collect();
        entries.sort_by_key(|(header, ..)| {
            let agency = header.agency.name.as_deref();
            (agency.is_none(), agency, header.year.is_none(), header.year, header.path.as_str(), header.id.as_str())
        });
        entries
    }

    fn write_lines(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        for (header, flags, unevaluable) in self.entries() {
            for flag in flags {
                write_json(out, &FlagLine::new(header, flag))?;
                out.write_all(b"\n")?;
            }
            for unevaluable in unevaluable.iter().filter(|_| self.all) {
                write_json(out, &UnevaluableLine::new(header, unevaluable))?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    fn write_json(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let entries = self.entries();
        let flags = entries.iter().flat_map(|(header, flags, _)| flags.iter().map(|flag| FlagLine::new(header, flag)));
        let unevaluable = entries
            .iter()
            .flat_map(|(header, _, list)| list.iter().map(|unevaluable| UnevaluableLine::new(header, unevaluable)));
        let document = Document {
            program: concat!("jianbao ", env!("CARGO_PKG_VERSION")),
            corpus: corpus_fingerprint(self.corpus),
            rules: self.selection.rules().iter().map(|rule| rule.code).collect(),
            summary: Summary::of(self.checked),
            flags: flags.collect(),
            unevaluable: self.all.then(|| unevaluable.collect()),
        };
        write_json(out, &document)?;
        Ok(out.write_all(b"\n")?)
    }

    fn write_text(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        for (header, flags, unevaluable) in self.entries() {
            let shown = unevaluable.iter().filter(|_| self.all);
            if flags.is_empty() && shown.clone().next().is_none() {
                continue;
            }
            let year = header.year.map_or("年度不明".to_owned(), |year| year.to_string());
            line(out, &format!("{} {year}  {}  {}", header.name(), header.id, header.path))?;
            for flag in flags.iter().filter(|flag| flag.root.is_none()) {
                line(out, &flag_line("  ", flag))?;
                for follows in flags.iter().filter(|other| other.root.as_deref() == Some(&flag.fingerprint)) {
                    line(out, &flag_line("    ", follows))?;
                }
            }
            for unevaluable in shown {
                let Unevaluable { rule, place, reason, .. } = unevaluable;
                line(out, &format!("  无法核对 {rule:<14} {place}: {reason}"))?;
            }
            writeln!(out)?;
        }
        line(out, &Summary::of(self.checked).words())
    }
}

fn flag_line(indent: &str, flag: &Flag) -> String {
    let name = rules::find(flag.rule).map_or("", |rule| rule.name_zh);
    let triage = if destination(flag) == Destination::Triage { "·分拣" } else { "" };
    let name = left(&format!("{name}{triage}"), 14);
    format!("{indent}{} {:<14} {name} {}", flag.severity.mark_zh(), flag.rule, flag.message)
}

/// Writes a line of at most [`WIDEST`] columns.
fn line(out: &mut dyn Write, text: &str) -> anyhow::Result<()> {
    let text = printable(text);
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.width().unwrap_or(0);
        taken < WIDEST
    };
    if width(&text) <= WIDEST {
        writeln!(out, "{text}")?;
    } else {
        writeln!(out, "{}…", text.chars().take_while(fits).collect::<String>())?;
    }
    Ok(())
}

/// What `check --format json` writes.
#[derive(Serialize)]
struct Document<'a> {
    program: &'static str,
    corpus: String,
    rules: Vec<&'static str>,
    summary: Summary,
    flags: Vec<FlagLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unevaluable: Option<Vec<UnevaluableLine<'a>>>,
}

/// Counts over all reports.
#[derive(Debug, Default, Serialize)]
struct Summary {
    reports: usize,
    flags: usize,
    error: usize,
    warning: usize,
    info: usize,
    queue: usize,
    shown: usize,
    triage: usize,
    held: usize,
    unevaluable: usize,
    by_rule: BTreeMap<&'static str, usize>,
}

impl Summary {
    fn of(checked: &Checked) -> Self {
        let mut summary = Self { reports: checked.outcomes.len(), ..Self::default() };
        for outcome in &checked.outcomes {
            summary.held += outcome.held;
            summary.unevaluable += outcome.unevaluable.len();
            for flag in &outcome.flags {
                summary.count(flag);
            }
        }
        summary
    }

    fn count(&mut self, flag: &Flag) {
        self.flags += 1;
        *self.by_rule.entry(flag.rule).or_default() += 1;
        *match flag.severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
        } += 1;
        match destination(flag) {
            Destination::Queue => self.queue += 1,
            Destination::Shown => self.shown += 1,
            Destination::Triage => self.triage += 1,
            Destination::Off => {}
        }
    }

    fn words(&self) -> String {
        let Self { reports, flags, error, warning, info, queue, shown, triage, unevaluable, .. } = self;
        format!(
            "{reports} 份年报  疑点 {flags} (错误 {error} 警告 {warning} 提示 {info})  \
             核查 {queue} 显示 {shown} 分拣 {triage}  无法核对 {unevaluable} 处"
        )
    }
}

/// A hash of the ids of all reports, whatever their order.
fn corpus_fingerprint(corpus: &Corpus) -> String {
    let mut ids: Vec<_> = corpus.headers().map(|header| header.id.as_str()).collect();
    ids.sort_unstable();
    let digest = Sha256::digest(ids.join("\n"));
    let first = digest.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{first:016x}")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
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

    fn checked(reports: &[Report], args: &CheckArgs) -> (Outcome, String) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let lines: Vec<_> = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
        std::fs::write(&path, lines.concat()).unwrap();
        let mut out = Vec::new();
        let args = CheckArgs {
            paths: vec![path],
            manifest: None,
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            format: args.format,
            ..*args
        };
        let outcome = run(&args, &mut out).unwrap();
        (outcome, String::from_utf8(out).unwrap())
    }

    fn args(format: Format) -> CheckArgs {
        CheckArgs {
            paths: Vec::<PathBuf>::new(),
            manifest: None,
            format: Some(format),
            select: vec!["T4-SUM".to_owned(), "NS".to_owned()],
            ignore: vec![],
            fail_on: FailOn::Error,
            show_unevaluable: false,
            keep_going: false,
        }
    }

    #[test]
    fn lines_have_the_keys_of_the_contract_and_a_fixed_order() {
        let reports = [
            report("ccc", None, Some(2020)),
            report("bbb", Some("云河县"), None),
            report("aaa", Some("云河县"), Some(2021)),
        ];
        let (outcome, text) = checked(&reports, &args(Format::Jsonl));
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
        let all = CheckArgs { show_unevaluable: true, fail_on: FailOn::Never, ..args(Format::Json) };
        let (outcome, text) = checked(&[report("aaa", Some("云河县"), Some(2021))], &all);
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

    #[test]
    fn text_is_grouped_and_never_wider_than_a_hundred_columns() {
        let mut long = report("aaa", Some(&"云河县".repeat(40)), None);
        long.sections[0].blocks[0].text = "公开信息135条,其中动态153条,规划10条。".into();
        let (_, text) = checked(&[long], &CheckArgs { show_unevaluable: true, ..args(Format::Text) });
        let lines: Vec<_> = text.lines().collect();
        assert!(lines.iter().all(|line| width(line) <= WIDEST), "{text}");
        assert!(lines[0].ends_with('…'));
        assert_eq!(lines[1], "  错 T4-SUM         复议诉讼不符   表四·行政复议:10+1=11,总计0,差11");
        assert_eq!(lines[2], "  错 NS-SUM         分项与总数不符 \"公开信息135条\",分项153+10=163,多28");
        assert!(lines[3].starts_with("    错 NS-PARTS-GT"));
        assert!(lines[4].contains("无法核对 T4-SUM"));
        let last = lines.last().unwrap();
        assert_eq!(*last, "1 份年报  疑点 3 (错误 3 警告 0 提示 0)  核查 3 显示 0 分拣 0  无法核对 2 处");
    }

    #[test]
    fn unknown_rules_are_named() {
        let args = CheckArgs { select: vec!["T9".to_owned()], ..args(Format::Text) };
        let error = run(&args, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("\"T9\""));
    }
}
