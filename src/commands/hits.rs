//! Hits of a search as machines and spreadsheets read them: an object or a row a sentence, with its place in the
//! source.

use std::io::Write;
use std::ops::Range;

use crate::commands::provenance::Provenance;
use crate::commands::search::section_name;
use crate::commands::sheet::xlsx::Book;
use crate::commands::sheet::{Value, csv};
use crate::corpus::Corpus;
use crate::model::json::to_json;
use crate::model::report::{SectionKey, Span};
use crate::rules::leaks;
use crate::search::query::Query;
use crate::search::{Found, Hit};

/// A column, in CSV and in the workbook.
const COLUMNS: [(&str, &str); 7] = [
    ("report", "年报编号"),
    ("path", "文件"),
    ("agency", "单位"),
    ("year", "年度"),
    ("section", "部分"),
    ("place", "位置"),
    ("text", "原文"),
];

/// Masks what belongs to persons in the sentences that were found; what matched is matched still.
pub(super) fn mask(found: &mut Found) {
    for hit in &mut found.hits {
        let leaks = leaks(&hit.text);
        if leaks.is_empty() {
            continue;
        }
        let (mut text, mut upto) = (String::with_capacity(hit.text.len()), 0);
        // Where each byte of the sentence is now, one behind its end included; within what is masked its beginning.
        let mut now = vec![0; hit.text.len() + 1];
        let plain = |text: &mut String, now: &mut [usize], range: Range<usize>| {
            for at in range.clone() {
                now.get_mut(at).into_iter().for_each(|now| *now = text.len() + at - range.start);
            }
            text.push_str(hit.text.get(range).unwrap_or_default());
        };
        for leak in leaks {
            plain(&mut text, &mut now, upto..leak.at.start);
            now.get_mut(leak.at.clone()).into_iter().flatten().for_each(|now| *now = text.len());
            text.push_str(&leak.shown);
            upto = leak.at.end;
        }
        plain(&mut text, &mut now, upto..hit.text.len());
        now.last_mut().into_iter().for_each(|now| *now = text.len());
        let place = |at: usize| now.get(at).copied().unwrap_or(text.len());
        for range in &mut hit.matched {
            *range = place(range.start)..place(range.end);
        }
        hit.matched.retain(|range| !range.is_empty());
        hit.text = text;
    }
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

pub(super) fn write_json(corpus: &Corpus, query: &Query, found: &Found, out: &mut dyn Write) -> anyhow::Result<()> {
    let hits = found.hits.iter().filter_map(|hit| on_disk(corpus, hit)).collect();
    let document = FoundOnDisk { query: query.to_string(), total: found.total, reports: found.reports, hits };
    writeln!(out, "{}", to_json(&document)?)?;
    Ok(())
}

pub(super) fn write_lines(corpus: &Corpus, found: &Found, out: &mut dyn Write) -> anyhow::Result<()> {
    for hit in found.hits.iter().filter_map(|hit| on_disk(corpus, hit)) {
        writeln!(out, "{}", to_json(&hit)?)?;
    }
    Ok(())
}

/// Writes a row a hit.
pub(super) fn write_csv(corpus: &Corpus, found: &Found, out: &mut dyn Write) -> anyhow::Result<()> {
    csv::head(out, &COLUMNS.map(|(key, _)| key))?;
    let mut hits = found.hits.iter().filter_map(|hit| on_disk(corpus, hit));
    hits.try_for_each(|hit| Ok(csv::row(out, &row(&hit, hit.section.map_or("", SectionKey::id)))?))
}

/// Writes a workbook: the hits, and what they rest on.
pub(super) fn write_xlsx(
    corpus: &Corpus,
    found: &Found,
    provenance: &Provenance,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut book = Book::new()?;
    let hits = found.hits.iter().filter_map(|hit| on_disk(corpus, hit));
    let rows = hits.map(|hit| row(&hit, section_name(hit.section)).to_vec());
    book.table("命中", &COLUMNS.map(|(_, name)| name), rows)?;
    let lines = provenance.lines().into_iter().filter(|(name, _)| *name != "规则");
    let rows: Vec<_> = lines.map(|(name, text)| vec![Value::text(name), Value::text(text)]).collect();
    book.page("说明", &rows, |_| false)?;
    Ok(out.write_all(&book.bytes()?)?)
}

/// The values of a hit, in the order of [`COLUMNS`].
fn row(hit: &HitOnDisk<'_>, section: &str) -> [Value; COLUMNS.len()] {
    [
        Value::text(hit.report),
        Value::text(hit.path),
        Value::optional(hit.agency),
        hit.year.map_or(Value::Empty, |year| Value::number(year.into())),
        Value::text(section),
        hit.at.map_or(Value::Empty, |at| Value::text(format!("bytes {}-{}", at.start, at.end))),
        Value::text(hit.text.trim()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_masked_and_what_matched_is_matched_still() {
        let check = |text: &str, matched: &[&str], expected: &str, still: &[&str]| {
            let of = |word: &&str| text.find(word).map(|at| at..at + word.len()).unwrap();
            let hit = Hit {
                report: 0,
                section: None,
                block: (0, 0),
                range: 0..text.len(),
                text: text.to_owned(),
                matched: matched.iter().map(of).collect(),
                score: 0,
            };
            let mut found = Found { hits: vec![hit], ..Found::default() };
            mask(&mut found);
            let hit = &found.hits[0];
            assert_eq!(hit.text, expected);
            assert_eq!(hit.matched.iter().map(|at| hit.text.get(at.clone()).unwrap()).collect::<Vec<_>>(), still);
        };
        let text = "申请人张三丰于5月提出申请,电话13800000001。";
        let shown = "申请人张**于5月提出申请,电话138****0001。";
        check(text, &["提出申请", "电话"], shown, &["提出申请", "电话"]);
        check(text, &["张三丰于", "。"], shown, &["张**于", "。"]);
        check(text, &["请人张三", "800000"], shown, &["请人"]);
        check("收费0元。", &["收费"], "收费0元。", &["收费"]);
    }
}
