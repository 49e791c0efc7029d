//! `jianbao compare`: what differs between two reports, as the compare view shows it.

use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::{CompareArgs, Format};
use crate::commands::cells::cell_text;
use crate::commands::columns::table;
use crate::commands::machine::write_json;
use crate::commands::{Outcome, open, read_outcome};
use crate::compare::facts::CarryOver;
use crate::compare::narrative::{Passage, Sentence};
use crate::compare::tables::{CellPair, Change, Place, RowName, RowPair};
use crate::compare::{Comparison, Pair, Side, compare};
use crate::corpus::agencies::is_same;
use crate::corpus::reference::resolve;
use crate::model::cell::{Cell, How, Number};
use crate::model::form::Form;
use crate::model::printable::printable;
use crate::model::report::{Report, SectionKey};
use crate::rules::masked;

/// Compares the reports that the last two words name.
///
/// # Errors
/// When one of them names no report, or it cannot be written.
pub fn run(args: &CompareArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let [paths @ .., left, right] = args.args.as_slice() else {
        anyhow::bail!("name two reports: jianbao compare [PATH…] LEFT RIGHT");
    };
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let corpus = open(&paths, args.manifest.as_deref())?;
    let report = |text: &str| Ok::<_, anyhow::Error>(resolve(text, &corpus, &|_| Vec::new())?.report());
    let indices = Pair::new(report(left)?, report(right)?);
    let held = Pair::new(corpus.report(indices.left)?, corpus.report(indices.right)?);
    let reports: Pair<&Report> = Pair::new(&held.left, &held.right);
    let headers = Pair::new(corpus.header(indices.left), corpus.header(indices.right));
    let one_agency = headers.left.zip(headers.right).is_some_and(|(left, right)| is_same(&left, &right));
    let carried = CarryOver::between(reports.left, reports.right).filter(|_| one_agency);
    let found = Found { reports, comparison: compare(reports.left, reports.right), carried };
    match args.format {
        None | Some(Format::Text) => found.text(out)?,
        Some(Format::Json) => {
            write_json(out, &found.document())?;
            writeln!(out)?;
        }
        Some(Format::Jsonl) => {
            for cell in found.cells() {
                write_json(out, &cell)?;
                writeln!(out)?;
            }
            for passage in found.passages() {
                write_json(out, &passage)?;
                writeln!(out)?;
            }
        }
    }
    Ok(read_outcome(&corpus, args.keep_going))
}

/// A comparison with its reports.
struct Found<'a> {
    reports: Pair<&'a Report>,
    comparison: Comparison,
    carried: Option<CarryOver>,
}

/// Everything as one document.
#[derive(Serialize)]
struct Document<'a> {
    left: Named<'a>,
    right: Named<'a>,
    /// Whether what one year leaves is what the next one takes over; only of years that follow on one another.
    #[serde(skip_serializing_if = "Option::is_none")]
    carried_over: Option<Carried>,
    cells: Vec<CellLine>,
    passages: Vec<PassageLine>,
}

#[derive(Serialize)]
struct Named<'a> {
    report: &'a str,
    agency: Option<&'a str>,
    year: Option<u16>,
    form: Option<Form>,
    published: Option<String>,
    notes: usize,
}

#[derive(Serialize)]
struct Carried {
    out: Option<Number>,
    into: Option<Number>,
    equal: Option<bool>,
}

/// A cell that differs.
#[derive(Serialize)]
struct CellLine {
    cell: String,
    row: String,
    left: Option<Number>,
    left_how: Option<How>,
    right: Option<Number>,
    right_how: Option<How>,
    difference: Option<Number>,
    percent: Option<i64>,
}

/// A sentence that differs, or that only one report has.
#[derive(Serialize)]
struct PassageLine {
    section: Option<SectionKey>,
    left: Option<String>,
    right: Option<String>,
    /// What is the same and what is not, in order; none without a partner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pieces: Vec<PieceLine>,
}

#[derive(Serialize)]
struct PieceLine {
    left: String,
    right: String,
    same: bool,
}

fn name_of(report: &Report) -> &str {
    report.agency.name.as_deref().or(report.title.as_deref()).unwrap_or(&report.source.path)
}

fn words(report: &Report, at: &Sentence, range: &Range<usize>) -> String {
    let block = report.sections.get(at.section).and_then(|section| section.blocks.get(at.block));
    block.and_then(|block| block.text.get(range.clone())).unwrap_or_default().to_owned()
}

fn row_name(row: &RowPair, cell: &CellPair) -> String {
    match &row.name {
        RowName::Form(id) => {
            let column = cell.col().map_or("", |col| col.name_zh());
            format!("{} {} {column}", id.table().short_zh(), id.short_zh())
        }
        RowName::Old(path) => path.join(" > "),
    }
}

/// The columns of a cell that differs.
fn told(row: &RowPair, cell: &CellPair) -> Vec<String> {
    let difference = match (cell.change(), cell.difference()) {
        (Change::Value, Some(by)) if by.is_negative() => by.to_string(),
        (Change::Value, Some(by)) => format!("+{by}"),
        _ => "!=".to_owned(),
    };
    let percent = cell.percent().filter(|_| cell.change() == Change::Value);
    vec![
        printable(&row_name(row, cell)).into_owned(),
        cell_text(cell.cells.left.as_ref()),
        cell_text(cell.cells.right.as_ref()),
        difference,
        percent.map_or_else(String::new, |percent| format!("{percent:+}%")),
    ]
}

impl Found<'_> {
    /// The cells that differ, each with its row.
    fn differing(&self) -> impl Iterator<Item = (&RowPair, &CellPair)> {
        let rows = self.comparison.tables.iter().flat_map(|table| &table.rows);
        let cells = rows.flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
        cells.filter(|(_, cell)| cell.change().is_difference())
    }

    fn address(&self, cell: &CellPair) -> String {
        match cell.place(Side::Right) {
            Some((_, Place::Form(id))) => id.to_string(),
            Some((side, Place::Old(place))) => place.address(&self.reports.side(side).tables.old),
            None => String::new(),
        }
    }

    fn cells(&self) -> impl Iterator<Item = CellLine> {
        let how = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.how);
        let value = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.value);
        self.differing().map(move |(row, cell)| CellLine {
            cell: self.address(cell),
            row: row_name(row, cell),
            left: value(&cell.cells.left),
            left_how: how(&cell.cells.left),
            right: value(&cell.cells.right),
            right_how: how(&cell.cells.right),
            difference: cell.difference(),
            percent: cell.percent(),
        })
    }

    fn passages(&self) -> impl Iterator<Item = PassageLine> {
        let all = self.comparison.sections.iter();
        let all = all.flat_map(|section| section.passages.iter().map(move |passage| (section.key, passage)));
        all.filter(|(_, passage)| !passage.is_same()).map(|(section, passage)| PassageLine {
            section,
            left: self.sentence(passage, Side::Left),
            right: self.sentence(passage, Side::Right),
            pieces: self.pieces(passage).map(|(left, right, same)| PieceLine { left, right, same }).collect(),
        })
    }

    fn sentence(&self, passage: &Passage, side: Side) -> Option<String> {
        let sentence = passage.sentences.side(side).as_ref()?;
        Some(masked(words(self.reports.side(side), sentence, &sentence.range)))
    }

    /// The words of the pieces on either side, and whether they are the same.
    fn pieces<'s>(&'s self, passage: &'s Passage) -> impl Iterator<Item = (String, String, bool)> + 's {
        let both = passage.sentences.left.as_ref().zip(passage.sentences.right.as_ref());
        both.into_iter().flat_map(move |(left, right)| {
            passage.pieces.iter().map(move |piece| {
                let left = masked(words(self.reports.left, left, &piece.ranges.left));
                (left, masked(words(self.reports.right, right, &piece.ranges.right)), piece.same)
            })
        })
    }

    fn document(&self) -> Document<'_> {
        fn named(report: &Report) -> Named<'_> {
            Named {
                report: &report.id,
                agency: report.agency.name.as_deref(),
                year: report.year,
                form: report.form,
                published: report.published.map(|date| date.to_string()),
                notes: report.notes.len(),
            }
        }
        let number = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.value);
        Document {
            left: named(self.reports.left),
            right: named(self.reports.right),
            carried_over: self.carried.as_ref().map(|carried| Carried {
                out: number(&carried.out),
                into: number(&carried.into),
                equal: carried.holds(),
            }),
            cells: self.cells().collect(),
            passages: self.passages().collect(),
        }
    }

    fn text(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        for (mark, report) in [("-", self.reports.left), ("+", self.reports.right)] {
            let year = report.year.map_or_else(|| "无年份".to_owned(), |year| year.to_string());
            let form = report.form.map_or("格式不明", Form::id);
            writeln!(out, "{mark} {}  {year}  {form}  {}", printable(name_of(report)), printable(&report.id))?;
        }
        let (cells, sentences) = self.comparison.differences();
        writeln!(out, "差异 {} 处  格 {cells}  句 {sentences}", cells + sentences)?;
        if let Some(carried) = &self.carried {
            let mark = match carried.holds() {
                Some(true) => "=",
                Some(false) => "!=",
                None => "?",
            };
            let ((from, to), out_text) = (carried.years, cell_text(carried.out.as_ref()));
            let into = cell_text(carried.into.as_ref());
            writeln!(out, "{mark} {from}结转下年度 {out_text} -> {to}上年结转 {into}")?;
        }
        let rows: Vec<Vec<String>> = self.differing().map(|(row, cell)| told(row, cell)).collect();
        if !rows.is_empty() {
            let heads = ["项目", "左", "右", "差", "%"].map(str::to_owned).to_vec();
            writeln!(out)?;
            for line in table(&std::iter::once(heads).chain(rows).collect::<Vec<_>>()) {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        self.narrative(out)
    }

    /// Sentences that differ under the headings of their sections, what differs in brackets.
    fn narrative(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        for section in &self.comparison.sections {
            let heading = section.sections.right.and_then(|n| self.reports.right.sections.get(n));
            let heading = heading.or_else(|| self.reports.left.sections.get(section.sections.left?));
            let heading = heading.map_or("", |section| section.heading.as_str());
            for (n, passage) in section.passages.iter().filter(|passage| !passage.is_same()).enumerate() {
                if n == 0 {
                    writeln!(out, "\n{} {}", section.key.map_or("", |key| key.number()), printable(heading))?;
                }
                for (side, mark) in [(Side::Left, "-"), (Side::Right, "+")] {
                    let Some(whole) = self.sentence(passage, side) else { continue };
                    let piece = |(left, right, same): (String, String, bool)| {
                        let text = if side == Side::Left { left } else { right };
                        if same { text } else { format!("[{text}]") }
                    };
                    let marked: String = self.pieces(passage).map(piece).collect();
                    let text = if marked.is_empty() { whole } else { marked };
                    writeln!(out, "{mark} {}", printable(text.trim()))?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(left: &str, right: &str, format: Format) -> anyhow::Result<String> {
        let args = CompareArgs {
            args: vec![left.to_owned(), right.to_owned()],
            manifest: None,
            format: Some(format),
            keep_going: false,
        };
        let mut out = Vec::new();
        run(&args, &mut out)?;
        Ok(String::from_utf8(out)?)
    }

    /// The ids of two years of one agency of the sample.
    fn two_years() -> (String, String) {
        let sample = crate::corpus::sample();
        let mut all: Vec<_> = sample.headers().filter(|header| header.year.is_some()).collect();
        all.sort_by_key(|header| (header.name().to_owned(), header.year));
        let pair = all.windows(2).find(|pair| is_same(&pair[0], &pair[1]) && pair[0].year > Some(2020)).unwrap();
        (pair[0].id.to_owned(), pair[1].id.to_owned())
    }

    #[test]
    fn both_formats_tell_the_same_differences() {
        let (left, right) = two_years();
        let text = said(&left, &right, Format::Text).unwrap();
        let json: serde_json::Value = serde_json::from_str(&said(&left, &right, Format::Json).unwrap()).unwrap();
        let (cells, passages) = (json["cells"].as_array().unwrap(), json["passages"].as_array().unwrap());
        let count = format!("差异 {} 处  格 {}  句 {}", cells.len() + passages.len(), cells.len(), passages.len());
        assert!(text.contains(&count) && !cells.is_empty() && !passages.is_empty(), "{text}");
        let lines = said(&left, &right, Format::Jsonl).unwrap();
        assert_eq!(lines.lines().count(), cells.len() + passages.len());
        for cell in cells.iter().filter(|cell| cell["difference"].is_i64()) {
            let by = cell["right"].as_i64().unwrap() - cell["left"].as_i64().unwrap();
            assert_eq!(cell["difference"].as_i64(), Some(by));
        }
    }

    #[test]
    fn a_report_does_not_differ_from_itself_and_two_are_wanted() {
        let (left, _) = two_years();
        assert!(said(&left, &left, Format::Text).unwrap().contains("差异 0 处"));
        assert!(said(&left, "nothing", Format::Text).is_err());
    }
}
