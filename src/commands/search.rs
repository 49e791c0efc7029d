//! `jianbao search`: the sentences that answer a query, best first. Finding nothing is no failure:
//! the exit code is 0 whenever the search ran and everything could be read.

use std::collections::HashMap;
use std::io::{self, IsTerminal as _, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::bail;
use rayon::prelude::*;

use crate::cli::{HitFormat, SearchArgs, Unit};
use crate::commands::columns::{left, width};
use crate::commands::filter::understood;
use crate::commands::in_force::InForce;
use crate::commands::output::write_whole;
use crate::commands::provenance::Provenance;
use crate::commands::sheet::csv;
use crate::commands::verdicts::Verdicts;
use crate::commands::views::Put;
use crate::commands::{Outcome, checked, hits, journals, open, paths_and_last, read_outcome};
use crate::corpus::header::Header;
use crate::corpus::{Corpus, ReadError};
use crate::figures::{part_of, percent};
use crate::model::flag::Sort;
use crate::model::printable::printable;
use crate::model::report::SectionKey;
use crate::review::Asked;
use crate::rules::{Brief, Checked, Selection};
use crate::search::query::Query;
use crate::search::{self, Ask, Contents, Found, Hit, Index, Matcher};

/// Characters of a sentence that are printed as text; the machine formats give all of it.
const LONGEST: usize = 120;
/// Characters before the first match that are printed where a sentence is longer.
const BEFORE: usize = 30;

pub fn run(args: &SearchArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (paths, text) = paths_and_last(&args.args);
    let query = understood(text)?;
    let format = format_of(args);
    refuse(args, format, io::stdout().is_terminal())?;
    // The rules run only where the query asks for flags.
    let needs_flags = query.needs_flags();
    let selection = if needs_flags { InForce::load(&args.rules, &paths)?.selection } else { Selection::default() };
    let corpus = open(&paths, args.manifest.as_deref())?;
    let checked = if needs_flags { checked(&corpus, &selection) } else { Checked::default() };
    let reviewed = if query.asks_for_verdicts() {
        let ledger = journals::beside(&paths, args.journals.review_dir.as_deref())?.unwrap_or_default();
        Verdicts::of(ledger, &corpus, &checked).judged().all()
    } else {
        HashMap::new()
    };
    let limit = if args.count.is_some() { 0 } else { args.most_hits() };
    let asked = Asked { query: &query, corpus: &corpus, checked: &checked, reviewed: &reviewed };
    let mut answer = answer(&asked, limit, args.by_report)?;
    if !args.unmask {
        hits::mask(&mut answer.found);
    }
    if let Some(unit) = args.count {
        let Found { total, paragraphs, reports, .. } = answer.found;
        let count = match unit {
            Unit::Sentence => total,
            Unit::Paragraph => paragraphs,
            Unit::Report => reports,
        };
        writeln!(out, "{count}")?;
        return end(&corpus, &answer.unreadable, args.keep_going);
    }
    let provenance = Provenance::of(&corpus, &selection);
    let listed = Listed { args, corpus: &corpus, query: &query, found: &answer.found, provenance: &provenance };
    match &args.file.output {
        Some(path) => write_whole(path, |file| listed.write(format, file))?,
        None => listed.write(format, out)?,
    }
    if format != HitFormat::Json {
        out.flush()?;
        writeln!(io::stderr(), "{}", summary(&answer.found))?;
    }
    end(&corpus, &answer.unreadable, args.keep_going)
}

/// Writes what a search of the inspector lists.
///
/// # Errors
/// When it cannot be written.
pub(super) fn view(
    args: &SearchArgs,
    corpus: &Corpus,
    found: &Found,
    provenance: &Provenance,
    out: &mut dyn Write,
) -> anyhow::Result<Put> {
    let (_, text) = paths_and_last(&args.args);
    let mut found = found.clone();
    hits::mask(&mut found);
    Listed { args, corpus, query: &understood(text)?, found: &found, provenance }.write(format_of(args), out)?;
    Ok(Put { rows: found.hits.len(), unread: 0 })
}

/// The format asked for, else that of the ending of the file's name.
fn format_of(args: &SearchArgs) -> HitFormat {
    let ending = args.file.ending();
    let named = match ending.as_deref() {
        Some("json") => HitFormat::Json,
        Some("jsonl") => HitFormat::Jsonl,
        Some("csv") => HitFormat::Csv,
        Some("xlsx") => HitFormat::Xlsx,
        _ => HitFormat::Text,
    };
    args.format.unwrap_or(named)
}

/// Refuses what cannot be written, before any work is done.
fn refuse(args: &SearchArgs, format: HitFormat, is_terminal: bool) -> anyhow::Result<()> {
    if format == HitFormat::Xlsx && args.file.output.is_none() && is_terminal {
        bail!("a workbook is not for a terminal: -o FILE, or a pipe");
    }
    if (args.file.bom || args.file.header) && format != HitFormat::Csv {
        bail!("--bom and --header are for csv");
    }
    Ok(())
}

/// Hits that are to be written.
struct Listed<'a> {
    args: &'a SearchArgs,
    corpus: &'a Corpus,
    query: &'a Query,
    found: &'a Found,
    provenance: &'a Provenance,
}

impl Listed<'_> {
    fn write(&self, format: HitFormat, out: &mut dyn Write) -> anyhow::Result<()> {
        let (corpus, found) = (self.corpus, self.found);
        match format {
            HitFormat::Text => {
                let to_terminal = self.args.file.output.is_none() && io::stdout().is_terminal();
                let colours = to_terminal && std::env::var_os("NO_COLOR").is_none();
                let marks = if colours { ("\x1b[1;31m", "\x1b[0m") } else { ("«", "»") };
                Ok(write_text(corpus, found, marks, out)?)
            }
            HitFormat::Json => hits::write_json(corpus, self.query, found, out),
            HitFormat::Jsonl => hits::write_lines(corpus, found, out),
            HitFormat::Csv => {
                if self.args.file.bom {
                    write!(out, "{}", csv::BOM)?;
                }
                let lines = self.provenance.lines().into_iter().filter(|(name, _)| *name != "规则");
                for (name, words) in lines.filter(|_| self.args.file.header) {
                    write!(out, "# {name} {}\r\n", printable(&words))?;
                }
                hits::write_csv(corpus, found, out)
            }
            HitFormat::Xlsx => hits::write_xlsx(corpus, found, self.provenance, out),
        }
    }
}

/// Tells what could not be read, and whether that is a failure.
fn end(corpus: &Corpus, unreadable: &[ReadError], keep_going: bool) -> anyhow::Result<Outcome> {
    for error in unreadable {
        writeln!(io::stderr(), "jianbao: {}", printable(&error.to_string()))?;
    }
    if !unreadable.is_empty() && !keep_going {
        return Ok(Outcome::Unreadable);
    }
    Ok(read_outcome(corpus, keep_going))
}

/// What a search of a corpus came to.
struct Answer {
    found: Found,
    /// Reports that were listed and could not be read any more.
    unreadable: Vec<ReadError>,
}

/// Searches the reports that the fields of the query let in: by the index where the corpus has one, else by one
/// that is made of them in memory.
fn answer(asked: &Asked<'_>, limit: usize, by_report: bool) -> anyhow::Result<Answer> {
    let Asked { query, corpus, checked, reviewed } = *asked;
    let sort = |flag: &Brief| {
        let reviewed = reviewed.get(&flag.name()).copied().unwrap_or_default();
        Sort { reviewed, ..flag.sort() }
    };
    let admits = |(index, header): (usize, Header<'_>)| {
        let flags: Vec<Sort> = checked.briefs().of(index).iter().map(sort).collect();
        query.admits(&header, &flags)
    };
    let mut admitted: Vec<bool> = corpus.headers().enumerate().map(admits).collect();
    let unreadable = Mutex::new(Vec::new());
    let note = |index: usize, error| unreadable.lock().unwrap_or_else(PoisonError::into_inner).push((index, error));
    let contents = Contents::of(query, corpus);
    let by_cells = |index: usize| contents.admits(index).map_err(|error| note(index, error)).unwrap_or(false);
    if query.needs_report() {
        admitted.par_iter_mut().enumerate().for_each(|(index, admits)| *admits = *admits && by_cells(index));
    }
    let anew = || {
        let is_in = |index: &usize| admitted.get(*index).copied().unwrap_or(false);
        let read = |index| corpus.narrative(index).map_err(|error| note(index, error)).ok();
        Index::over(corpus.len(), &|index| Some(index).filter(is_in).and_then(read))
    };
    let kept = Index::of(corpus);
    let ask = Ask {
        limit,
        by_report,
        admitted: &|report| admitted.get(report).copied().unwrap_or(false),
        cancelled: &|| false,
        budget: Duration::MAX,
        first: 0,
    };
    let found = match (kept.len() >= corpus.len()).then(|| kept.search(query, &ask, &mut |_| ())) {
        None => anew()?.search(query, &ask, &mut |_| ())?,
        Some(Ok(found)) => found,
        Some(Err(damaged)) => {
            search::forget(corpus);
            writeln!(io::stderr(), "jianbao: {}; its texts are read anew", printable(&damaged.to_string()))?;
            anew()?.search(query, &ask, &mut |_| ())?
        }
    };
    let found = found.unwrap_or_default();
    let found = Found { among: admitted.iter().filter(|admits| **admits).count(), ..found };
    let mut unreadable = unreadable.into_inner().unwrap_or_else(PoisonError::into_inner);
    unreadable.sort_by_key(|(index, _)| *index);
    Ok(Answer { found, unreadable: unreadable.into_iter().map(|(_, error)| error).collect() })
}

/// The reports in which something is found; where the query has no words, those that its fields let in.
pub(super) fn reports(asked: &Asked<'_>) -> anyhow::Result<Vec<bool>> {
    if Matcher::new(asked.query).is_empty() {
        return Ok(asked.reports(false, &|| false).unwrap_or_default());
    }
    let mut reports = vec![false; asked.corpus.len()];
    for (report, hits) in answer(asked, 0, true)?.found.per_report {
        if let Some(has) = reports.get_mut(report) {
            *has = hits > 0;
        }
    }
    Ok(reports)
}

/// How much was found, and how much of it is printed.
fn summary(found: &Found) -> String {
    let shown = found.hits.len();
    let rest = if shown < found.total { format!(";以上为前 {shown} 句") } else { String::new() };
    let share = part_of(found.reports, found.among).map(|share| format!(" = {}", percent(share))).unwrap_or_default();
    format!("命中 {} 句,{}/{} 份年报{share}{rest}", found.total, found.reports, found.among)
}

/// One line a hit: agency, year, section, and the sentence with what matched marked.
fn write_text(corpus: &Corpus, found: &Found, marks: (&str, &str), out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<_> = found.hits.iter().map(|hit| corpus.header(hit.report)).collect();
    let name = |index: usize| {
        names.get(index).and_then(Option::as_ref).map_or_else(String::new, |h| printable(h.name()).into_owned())
    };
    let columns = (0..names.len()).map(|index| width(&name(index))).max().unwrap_or(0);
    for (index, hit) in found.hits.iter().enumerate() {
        let year = names.get(index).and_then(Option::as_ref).and_then(|header| header.year);
        let year = year.map_or_else(|| "-".to_owned(), |year| year.to_string());
        let section = left(section_name(hit.section), 4);
        writeln!(out, "{}  {}  {section}  {}", left(&name(index), columns), left(&year, 4), marked(hit, marks))?;
    }
    Ok(())
}

/// 一 … 六, 前言, and `-` for sections of no form.
pub(super) fn section_name(section: Option<SectionKey>) -> &'static str {
    match section {
        None => "-",
        Some(key) if key.number().is_empty() => key.title(),
        Some(key) => key.number(),
    }
}

/// The sentence, or the part of it around the first match, with what matched between the marks.
fn marked(hit: &Hit, (open, close): (&str, &str)) -> String {
    let starts: Vec<usize> = hit.text.char_indices().map(|(at, _)| at).collect();
    let byte = |char: usize| starts.get(char).copied().unwrap_or(hit.text.len());
    let first = hit.matched.first().map_or(0, |range| starts.partition_point(|at| *at < range.start));
    let from = if starts.len() > LONGEST { first.saturating_sub(BEFORE) } else { 0 };
    let (mut at, to) = (byte(from), byte(from + LONGEST));
    let part = |from: usize, to: usize| printable(hit.text.get(from..to).unwrap_or_default());
    let mut line = String::from(if from > 0 { ".." } else { "" });
    for range in &hit.matched {
        let (start, end) = (range.start.max(at), range.end.min(to));
        if start < end {
            line.extend([&part(at, start), open, &part(start, end), close]);
            at = end;
        }
    }
    line += &part(at, to);
    line + if to < hit.text.len() { ".." } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::Agency;
    use crate::model::printable::replacement;
    use crate::model::report::{Block, Report, Section, Span};

    fn report(name: &str, year: u16, text: &str) -> Report {
        let block = Block { text: text.to_owned(), at: Some(Span::new(100, 100 + text.len())), ..Block::default() };
        let section = Section { key: Some(SectionKey::Overview), blocks: vec![block], ..Section::default() };
        let agency = Agency { name: Some(name.to_owned()), ..Agency::default() };
        Report { id: format!("id{year}"), agency, year: Some(year), sections: vec![section], ..Report::default() }
    }

    fn corpus(reports: &[Report]) -> (tempfile::TempDir, Corpus) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let lines: String = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
        std::fs::write(&path, lines).unwrap();
        let corpus = crate::corpus::open(&[path], &|_| ());
        (dir, corpus)
    }

    fn found(corpus: &Corpus, text: &str, limit: usize) -> Found {
        let (query, checked) = (Query::parse(text).unwrap(), Checked::default());
        let asked = Asked { query: &query, corpus, checked: &checked, reviewed: &HashMap::new() };
        answer(&asked, limit, false).unwrap().found
    }

    #[test]
    fn hits_as_text() {
        let (_dir, corpus) = corpus(&[
            report("云河县财政局", 2020, "收到申请12件。\u{9b}31m收费0元。"),
            report("青石镇人民政府", 2021, &format!("{}收费{}。", "长".repeat(200), "短".repeat(200))),
        ]);
        let found = found(&corpus, "收费", 10);
        let mut out = Vec::new();
        write_text(&corpus, &found, ("«", "»"), &mut out).unwrap();
        let expected = format!(
            "云河县财政局    2020  一    \u{FFFD}31m«收费»0元。\n青石镇人民政府  2021  一    ..{}«收费»{}..\n",
            "长".repeat(30),
            "短".repeat(88)
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(summary(&found), "命中 2 句,2/2 份年报 = 100.0%");
    }

    #[test]
    fn fields_choose_the_reports_and_the_limit_cuts_what_is_printed() {
        let (_dir, corpus) = corpus(&[report("甲", 2020, "收费。收费。"), report("乙", 2021, "收费。")]);
        assert_eq!(summary(&found(&corpus, "收费", 1)), "命中 3 句,2/2 份年报 = 100.0%;以上为前 1 句");
        assert_eq!(summary(&found(&corpus, "收费 year:2021", 10)), "命中 1 句,1/1 份年报 = 100.0%");
        assert_eq!(summary(&found(&corpus, "收费 rule:T3", 10)), "命中 0 句,0/0 份年报");
        assert_eq!(summary(&found(&corpus, "收费 新收:>0", 10)), "命中 0 句,0/0 份年报");
    }

    #[test]
    fn machine_formats_say_where_and_hold_nothing_a_terminal_acts_on() {
        let (_dir, corpus) = corpus(&[report("云河县财政局", 2020, "无。\u{9b}31m\u{202e}收费0元。")]);
        let found = found(&corpus, "收费", 10);
        let mut out = Vec::new();
        hits::write_lines(&corpus, &found, &mut out).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert!(line.trim_end().chars().all(|c| replacement(c).is_none()), "{line}");
        let hit: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(hit["report"], "id2020");
        assert_eq!((&hit["year"], &hit["section"]), (&2020.into(), &"overview".into()));
        assert_eq!(hit["text"], "\u{9b}31m\u{202e}收费0元。");
        assert_eq!(hit["at"], serde_json::json!([106, 127]));
        assert_eq!(hit["matched"], serde_json::json!([[8, 14]]));
        let mut out = Vec::new();
        hits::write_json(&corpus, &Query::parse("收费").unwrap(), &found, &mut out).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&document["total"], &document["hits"][0]), (&1.into(), &hit));
    }
}
