//! Two reports beside each other: what of their sections is alike, and what was masked before that was counted.

use std::io::Write;

use serde::Serialize;

use crate::cli::{SimilarArgs, TableFormat};
use crate::commands::figuring::Ground;
use crate::commands::machine::write_json;
use crate::commands::similar::report;
use crate::figures::similar::{Beside, Piece, Sentences, Wish};
use crate::model::printable::printable;
use crate::model::report::{Report, SectionKey};
use crate::rules::Marked;

/// Writes the two reports that `--pair` names.
///
/// # Errors
/// When one of them is none or cannot be read, or it cannot be written.
pub(super) fn write(
    args: &SimilarArgs,
    ground: &Ground<'_>,
    format: TableFormat,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let [one, other] = args.pair.as_slice() else { anyhow::bail!("--pair names two reports") };
    let (left, right) = (report(ground, one)?, report(ground, other)?);
    let (left, right) = (ground.corpus.report(left)?, ground.corpus.report(right)?);
    let sections = args.section.map_or_else(|| Wish::SECTIONS.to_vec(), |section| vec![section]);
    let found: Vec<Beside> = sections.into_iter().filter_map(|section| Beside::of(&left, &right, section)).collect();
    if format == TableFormat::Json {
        let provenance = ground.provenance(&ground.selection()?, None, None);
        let document = Document {
            program: crate::commands::provenance::PROGRAM,
            corpus: &provenance.corpus,
            command: &provenance.command,
            left: Named::of(&left),
            right: Named::of(&right),
            sections: found.iter().map(Section::of).collect(),
        };
        write_json(out, &document)?;
        return Ok(writeln!(out)?);
    }
    text([&left, &right], &found, out)
}

#[derive(Serialize)]
struct Document<'a> {
    program: &'a str,
    corpus: &'a str,
    command: &'a str,
    left: Named<'a>,
    right: Named<'a>,
    sections: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    report: &'a str,
    agency: Option<&'a str>,
    year: Option<u16>,
    published: Option<String>,
}

impl<'a> Named<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            report: &report.id,
            agency: report.agency.name.as_deref(),
            year: report.year,
            published: report.published.map(|day| day.to_string()),
        }
    }
}

#[derive(Serialize)]
struct Section<'a> {
    #[serde(rename = "section")]
    key: SectionKey,
    /// In percent, measured on the texts.
    likeness: Option<u8>,
    sentences: Vec<Both<'a>>,
}

#[derive(Serialize)]
struct Both<'a> {
    left: Option<Vec<Part<'a>>>,
    right: Option<Vec<Part<'a>>>,
}

#[derive(Serialize)]
struct Part<'a> {
    text: &'a str,
    what: &'static str,
}

impl<'a> Section<'a> {
    fn of(beside: &'a Beside) -> Self {
        fn parts(pieces: Option<&Vec<Piece>>) -> Option<Vec<Part<'_>>> {
            let part = |piece: &'_ Piece| match piece.what {
                Marked::Shared => "shared",
                Marked::Own => "own",
                Marked::Masked => "masked",
                Marked::Plain => "plain",
            };
            Some(pieces?.iter().map(|piece| Part { text: &piece.text, what: part(piece) }).collect())
        }
        let both = |both: &'a Sentences| Both { left: parts(both.left.as_ref()), right: parts(both.right.as_ref()) };
        Self { key: beside.section, likeness: beside.percent, sentences: beside.sentences.iter().map(both).collect() }
    }
}

fn text(reports: [&Report; 2], found: &[Beside], out: &mut dyn Write) -> anyhow::Result<()> {
    for (mark, report) in ["-", "+"].into_iter().zip(reports) {
        let year = report.year.map_or_else(|| "无年份".to_owned(), |year| year.to_string());
        let name = report.agency.name.as_deref().or(report.title.as_deref()).unwrap_or(&report.source.path);
        let day = report.published.map_or_else(|| "公布日期不明".to_owned(), |day| format!("公布 {day}"));
        writeln!(out, "{mark} {}  {year}  {day}  {}", printable(name), printable(&report.id))?;
    }
    writeln!(out, "[ ] 只有一方写到的;{{ }} 单位名称、数字、日期,比较前已去掉;其余为两方共有")?;
    if found.is_empty() {
        writeln!(out, "两份都没有可比的部分")?;
    }
    for beside in found {
        let percent = beside.percent.map_or_else(
            || "有一方缺少或可比文字不足80字,不计相同比例".to_owned(),
            |percent| format!("相同 {percent}%(按原文)"),
        );
        writeln!(out, "\n第{}部分  {percent}", beside.section.number())?;
        for sentences in &beside.sentences {
            let (left, right) = (sentences.left.as_deref().map(line), sentences.right.as_deref().map(line));
            if let Some(same) = left.as_ref().filter(|_| left == right) {
                writeln!(out, "= {same}")?;
                continue;
            }
            for (mark, line) in [("-", left), ("+", right)] {
                if let Some(line) = line {
                    writeln!(out, "{mark} {line}")?;
                }
            }
        }
    }
    Ok(())
}

/// A sentence with its marks, as a terminal may show it.
fn line(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece.what {
        Marked::Own => format!("[{}]", piece.text),
        Marked::Masked => format!("{{{}}}", piece.text),
        Marked::Shared | Marked::Plain => piece.text.clone(),
    };
    let line: String = pieces.iter().map(piece).collect();
    printable(line.trim()).into_owned()
}
