//! Office documents to text that we write ourselves. Knows the package and its parts; the rest of the
//! parser sees only what is written.

mod document;
mod numbering;
mod package;
mod styles;
mod workbook;

use crate::model::limits::Limit;
use crate::model::report::Format;
use crate::parse::blocks::Shape;
use crate::parse::blocks::office::document::{Block, Body, Cell};
use crate::parse::blocks::office::numbering::Numbering;
use crate::parse::blocks::office::package::Package;
use crate::parse::blocks::office::styles::Styles;
use crate::parse::blocks::written::Written;

/// A cell with a sentence in it that is longer than this, in bytes, holds a part of the narrative.
const LONG_TEXT: usize = 600;

/// What an office document shows.
#[derive(Debug, Clone)]
pub struct Document {
    pub format: Format,
    /// Name and version of the reader that wrote it.
    pub extractor: &'static str,
    pub written: Written,
}

/// Whether a file begins as the packages of office documents do.
pub fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads an office document.
///
/// # Errors
/// With the reason why nothing of it could be read.
pub fn read(bytes: &[u8]) -> Result<Document, String> {
    let mut package = Package::open(bytes)?;
    let name = package.main_part().ok_or("no document of Word or Excel")?;
    let main = package
        .part(&name)
        .ok_or_else(|| format!("{name} cannot be read, or is larger than {}", Limit::Part.told()))?;
    if name.ends_with("workbook.xml") {
        let body = workbook::read(&mut package, &name, &main);
        return Ok(document(Format::Xlsx, "jianbao-xlsx 1", &body));
    }
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut part = |part: &str| package.part(&format!("{folder}/{part}")).unwrap_or_default();
    let styles = Styles::read(&part("styles.xml"));
    let numbering = Numbering::read(&part("numbering.xml"));
    let body = document::read(&main, &styles, numbering);
    Ok(document(Format::Docx, "jianbao-docx 1", &body))
}

fn document(format: Format, extractor: &'static str, body: &Body) -> Document {
    let mut written = Written::default();
    write(&body.blocks, &mut written);
    if body.stopped {
        written.stop();
    }
    Document { format, extractor, written }
}

fn write(blocks: &[Block], written: &mut Written) {
    for block in blocks {
        match block {
            Block::Paragraph { text, heading } => {
                written.paragraph(heading.map_or(Shape::Text, Shape::Heading), text);
            }
            Block::Picture => written.picture(),
            Block::Table(rows) => {
                written.gap();
                write_table(rows, written);
                written.gap();
            }
        }
    }
}

fn write_table(rows: &[Vec<Cell>], written: &mut Written) {
    let mut starts: Vec<u16> = rows.iter().flatten().map(|cell| cell.column).collect();
    starts.sort_unstable();
    starts.dedup();
    // Tables drawn with finer columns than they show count those in which a cell starts.
    let rank = |column: u16| u16::try_from(starts.partition_point(|start| *start < column)).unwrap_or(u16::MAX);
    for row in rows {
        if row.iter().any(lays_out) {
            for cell in row {
                write(&cell.blocks, written);
            }
            continue;
        }
        let texts: Vec<_> = row.iter().map(|cell| (rank(cell.column), text_of(cell))).collect();
        written.row(texts.iter().map(|(column, text)| (*column, text.as_str())));
    }
}

/// Whether a cell only lays out the page, because it holds a table, a heading or long text.
fn lays_out(cell: &Cell) -> bool {
    cell.blocks.iter().any(|block| match block {
        Block::Table(_) => true,
        Block::Paragraph { text, heading } => heading.is_some() || text.len() > LONG_TEXT && text.contains('。'),
        Block::Picture => false,
    })
}

/// The text of a cell on one line.
fn text_of(cell: &Cell) -> String {
    let mut all = String::new();
    for block in &cell.blocks {
        let Block::Paragraph { text, .. } = block else { continue };
        if !all.is_empty() && !text.is_empty() {
            all.push(' ');
        }
        all.extend(text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }));
    }
    all
}

#[cfg(test)]
pub mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A document with this body.
    pub fn docx(body: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        for (name, part) in [("[Content_Types].xml", "<Types/>"), ("word/document.xml", document.as_str())] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(part.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn row(cells: &[&str]) -> String {
        let cells: Vec<_> = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell))).collect();
        format!("<w:tr>{}</w:tr>", cells.concat())
    }

    fn text(body: &str) -> String {
        read(&docx(body)).unwrap().written.into_text()
    }

    #[test]
    fn a_document_is_written_line_by_line() {
        let table = format!("<w:tbl>{}{}</w:tbl>", row(&["规章", "0"]), row(&["行政规范性文件", ""]));
        assert_eq!(
            text(&format!("{}{table}{}", paragraph("甲"), paragraph("乙"))),
            "甲\n\n规章\t0\n行政规范性文件\t\n\n乙\n"
        );
        // A frame around the report is no table.
        let frame = format!("<w:tbl><w:tr><w:tc>{}{table}</w:tc></w:tr></w:tbl>", paragraph("丙"));
        assert_eq!(text(&frame), "丙\n\n规章\t0\n行政规范性文件\t\n\n");
        let torn =
            format!("<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>", paragraph("第二十条"), paragraph("第（一）项"));
        assert_eq!(text(&torn), "第二十条 第（一）项\n\n");
    }

    #[test]
    fn what_is_no_document_is_told() {
        assert!(read(b"PK\x03\x04").is_err());
        assert!(read(&docx("")).is_ok());
        let whole = docx(&paragraph("甲"));
        assert!(read(&whole[..whole.len() - 10]).is_err());
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer.start_file("a.txt", SimpleFileOptions::default()).unwrap();
        assert!(read(&writer.finish().unwrap().into_inner()).unwrap_err().contains("no document"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
        #[test]
        fn damaged_documents_never_panic(at in any::<prop::sample::Index>(), byte: u8, tags in proptest::collection::vec(0..12_usize, 0..60)) {
            const TAGS: [&str; 12] = ["<w:p>", "</w:p>", "<w:t>", "</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "<w:tc>", "</w:tc>", "县&x;<", "<w:gridSpan w:val=\"99999999\"/>", "<w:br/>"];
            let body: String = tags.iter().map(|tag| TAGS[*tag]).collect();
            let mut bytes = docx(&body);
            if let Ok(document) = read(&bytes) {
                let _ = document.written.stream();
            }
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = read(&bytes);
        }
    }
}
