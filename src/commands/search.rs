//! `jianbao search`: the sentences that answer a query, best first. Finding nothing is no failure:
//! the exit code is 0 whenever the search ran and everything could be read.

use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{anyhow, bail};
use rayon::prelude::*;

use crate::cli::{Format, RuleArgs, SearchArgs, Unit};
use crate::commands::columns::{left, width};
use crate::commands::in_force::InForce;
use crate::commands::{Outcome, checked, open, paths_and_last, read_outcome};
use crate::corpus::header::Header;
use crate::corpus::{Corpus, ReadError};
use crate::model::flag::Sort;
use crate::model::printable::{printable, replacement};
use crate::model::report::{SectionKey, Span};
use crate::rules::{Brief, Briefs};
use crate::search::query::{Query, QueryError};
use crate::search::{Ask, Contents, Found, Hit, Index};

/// Characters of a sentence that are printed as text; the machine formats give all of it.
const LONGEST: usize = 120;
/// Characters before the first match that are printed where a sentence is longer.
const BEFORE: usize = 30;

pub fn run(args: &SearchArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (paths, text) = paths_and_last(&args.args);
    let query = Query::parse(text).map_err(|error| anyhow!(pointed_at(text, &error)))?;
    if query.asks_for_news() {
        bail!("new: asks for what came while the inspector runs; triage --new-since tells what came since a day");
    }
    let corpus = open(&paths, args.manifest.as_deref())?;
    // The rules run only where the query asks for flags.
    let checked = if query.needs_flags() {
        let in_force = InForce::load(&RuleArgs::default(), &paths)?;
        Some(checked(&corpus, &in_force.selection))
    } else {
        None
    };
    let briefs = checked.as_ref().map(|checked| Arc::clone(checked.briefs())).unwrap_or_default();
    let limit = if args.count.is_some() { 0 } else { args.limit };
    let answer = answer(&corpus, &query, limit, &briefs)?;
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
    match args.format {
        None | Some(Format::Text) => {
            let marks = if io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
                ("\x1b[1;31m", "\x1b[0m")
            } else {
                ("«", "»")
            };
            write_text(&corpus, &answer.found, marks, out)?;
        }
        Some(Format::Json) => write_json(&corpus, &query, &answer.found, out)?,
        Some(Format::Jsonl) => write_lines(&corpus, &answer.found, out)?,
    }
    if args.format != Some(Format::Json) {
        out.flush()?;
        writeln!(io::stderr(), "{}", summary(&answer.found))?;
    }
    end(&corpus, &answer.unreadable, args.keep_going)
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
fn answer(corpus: &Corpus, query: &Query, limit: usize, flags: &Briefs) -> anyhow::Result<Answer> {
    let admits = |(index, header): (usize, Header<'_>)| {
        let flags: Vec<Sort> = flags.of(index).iter().map(Brief::sort).collect();
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
    let mut index = Index::of(corpus);
    if index.len() < corpus.len() {
        let is_in = |index: &usize| admitted.get(*index).copied().unwrap_or(false);
        let read = |index| corpus.narrative(index).map_err(|error| note(index, error)).ok();
        index = Index::over(corpus.len(), &|index| Some(index).filter(is_in).and_then(read))?;
    }
    let ask = Ask {
        limit,
        by_report: false,
        admitted: &|report| admitted.get(report).copied().unwrap_or(false),
        cancelled: &|| false,
        budget: Duration::MAX,
        first: 0,
    };
    let found = index.search(query, &ask, &mut |_| ())?.unwrap_or_default();
    let mut unreadable = unreadable.into_inner().unwrap_or_else(PoisonError::into_inner);
    unreadable.sort_by_key(|(index, _)| *index);
    Ok(Answer { found, unreadable: unreadable.into_iter().map(|(_, error)| error).collect() })
}

/// The message with the query under it and a mark under the place it is about.
fn pointed_at(text: &str, error: &QueryError) -> String {
    let before = printable(text.get(..error.at).unwrap_or_default());
    format!("{}\n  {}\n  {}^", error.message_en, printable(text), " ".repeat(width(&before)))
}

/// How much was found, and how much of it is printed.
fn summary(found: &Found) -> String {
    let shown = found.hits.len();
    let rest = if shown < found.total { format!(";以上为前 {shown} 句") } else { String::new() };
    format!("命中 {} 句,{} 份年报{rest}", found.total, found.reports)
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
fn section_name(section: Option<SectionKey>) -> &'static str {
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

/// A hit as the machine formats write it.
#[derive(serde::Serialize)]
struct HitOnDisk<'a> {
    report: &'a str,
    path: &'a str,
    agency: Option<&'a str>,
    year: Option<u16>,
    section: Option<SectionKey>,
    /// The sentence in the source text; null where the report has no places.
    at: Option<Span>,
    text: &'a str,
    /// Bytes of `text`.
    matched: Vec<(usize, usize)>,
    score: i64,
}

#[derive(serde::Serialize)]
struct FoundOnDisk<'a> {
    query: String,
    total: usize,
    reports: usize,
    hits: Vec<HitOnDisk<'a>>,
}

fn on_disk<'a>(corpus: &'a Corpus, hit: &'a Hit) -> Option<HitOnDisk<'a>> {
    let header = corpus.header(hit.report)?;
    let report = corpus.report(hit.report).ok();
    let block = report.as_ref().and_then(|report| report.sections.get(hit.block.0)?.blocks.get(hit.block.1));
    Some(HitOnDisk {
        report: header.id,
        path: header.path,
        agency: header.agency.name.as_deref(),
        year: header.year,
        section: hit.section,
        at: block.and_then(|block| block.place(hit.range.clone())),
        text: &hit.text,
        matched: hit.matched.iter().map(|range| (range.start, range.end)).collect(),
        score: hit.score,
    })
}

fn write_json(corpus: &Corpus, query: &Query, found: &Found, out: &mut dyn Write) -> anyhow::Result<()> {
    let hits = found.hits.iter().filter_map(|hit| on_disk(corpus, hit)).collect();
    let document = FoundOnDisk { query: query.to_string(), total: found.total, reports: found.reports, hits };
    writeln!(out, "{}", escaped(&serde_json::to_string(&document)?))?;
    Ok(())
}

fn write_lines(corpus: &Corpus, found: &Found, out: &mut dyn Write) -> anyhow::Result<()> {
    for hit in found.hits.iter().filter_map(|hit| on_disk(corpus, hit)) {
        writeln!(out, "{}", escaped(&serde_json::to_string(&hit)?))?;
    }
    Ok(())
}

/// JSON in which every character that a terminal would act on is written as `\u…`: the same JSON.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if replacement(c).is_some() {
            let mut units = [0; 2];
            safe.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::Agency;
    use crate::model::report::{Block, Report, Section};

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
        answer(corpus, &Query::parse(text).unwrap(), limit, &Briefs::default()).unwrap().found
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
        assert_eq!(summary(&found), "命中 2 句,2 份年报");
    }

    #[test]
    fn fields_choose_the_reports_and_the_limit_cuts_what_is_printed() {
        let (_dir, corpus) = corpus(&[report("甲", 2020, "收费。收费。"), report("乙", 2021, "收费。")]);
        assert_eq!(summary(&found(&corpus, "收费", 1)), "命中 3 句,2 份年报;以上为前 1 句");
        assert_eq!(summary(&found(&corpus, "收费 year:2021", 10)), "命中 1 句,1 份年报");
        assert_eq!(summary(&found(&corpus, "收费 rule:T3", 10)), "命中 0 句,0 份年报");
        assert_eq!(summary(&found(&corpus, "收费 新收:>0", 10)), "命中 0 句,0 份年报");
    }

    #[test]
    fn machine_formats_say_where_and_hold_nothing_a_terminal_acts_on() {
        let (_dir, corpus) = corpus(&[report("云河县财政局", 2020, "无。\u{9b}31m\u{202e}收费0元。")]);
        let found = found(&corpus, "收费", 10);
        let mut out = Vec::new();
        write_lines(&corpus, &found, &mut out).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert!(line.trim_end().chars().all(|c| replacement(c).is_none()), "{line}");
        let hit: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(hit["report"], "id2020");
        assert_eq!((&hit["year"], &hit["section"]), (&2020.into(), &"overview".into()));
        assert_eq!(hit["text"], "\u{9b}31m\u{202e}收费0元。");
        assert_eq!(hit["at"], serde_json::json!([106, 127]));
        assert_eq!(hit["matched"], serde_json::json!([[8, 14]]));
        let mut out = Vec::new();
        write_json(&corpus, &Query::parse("收费").unwrap(), &found, &mut out).unwrap();
        let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&document["total"], &document["hits"][0]), (&1.into(), &hit));
    }

    #[test]
    fn an_error_points_at_its_place() {
        let error = Query::parse("收费 yaer:2019").unwrap_err();
        assert!(pointed_at("收费 yaer:2019", &error).ends_with("\n  收费 yaer:2019\n       ^"));
    }
}
