//! Reports whose text was taken out of a file that is no text. All their places are bytes of that
//! text, which the extractor's name and a hash pin down.

use crate::model::note::{Note, NoteCode};
use crate::model::report::{Format, Kind, Report};
use crate::parse::{
    Input, Parsed, blocks, format, identity, kind, note_end, read_as, read_stream, read_text, report_of,
};

/// The text of a file, taken out by another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    pub format: Format,
    /// Name, version and options of the program.
    pub extractor: String,
    /// The text, or why there is none.
    pub text: Result<String, String>,
}

/// Reads a file whose text was extracted before.
pub fn parse_extracted(input: Input<'_>, extracted: Extracted) -> Parsed {
    let mut report = report_of(input);
    report.source.format = Some(extracted.format);
    match extracted.text {
        Ok(text) => {
            pin(&mut report, extracted.extractor, &text);
            read_text(&mut report, &text);
            if report.kind == Kind::Empty {
                report.kind = Kind::Picture;
                report.notes = vec![Note::new(NoteCode::NotExtracted, "文件中没有文字,可能是扫描件", None)];
            }
            Parsed { report, text }
        }
        Err(reason) => not_extracted(report, &reason),
    }
}

/// Reads a document of an office program.
pub fn parse_office(input: Input<'_>) -> Parsed {
    let mut report = report_of(input);
    let document = match blocks::office::read(input.bytes) {
        Ok(document) => document,
        Err(reason) => {
            report.source.format = Some(format(input.path, ""));
            return not_extracted(report, &reason);
        }
    };
    let written = document.written;
    report.source.format = Some(document.format);
    pin(&mut report, document.extractor.to_owned(), written.text());
    read_as(&mut report, written.text(), |report| {
        let stream = written.stream();
        read_stream(report, written.text(), &stream, &written.pictures);
        note_end(report, stream.stopped);
        kind::of_lines(report, &stream.lines, written.pictures.len())
    });
    Parsed { report, text: written.into_text() }
}

fn pin(report: &mut Report, extractor: String, text: &str) {
    report.source.extractor = Some(extractor);
    report.source.text_sha256 = Some(identity::sha256(text.as_bytes()));
}

fn not_extracted(mut report: Report, reason: &str) -> Parsed {
    report.kind = Kind::OtherDocument;
    report.notes.push(Note::new(NoteCode::NotExtracted, format!("无法取出文字:{reason}"), None));
    Parsed { report, text: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::How;
    use crate::parse::blocks::office::tests::docx;
    use crate::parse::parse;

    fn check_places(parsed: &Parsed) {
        assert_eq!(parsed.report.source.text_sha256, Some(identity::sha256(parsed.text.as_bytes())));
        let cells: Vec<_> = parsed.report.tables.cells.values().filter(|cell| cell.how == Some(How::Read)).collect();
        assert!(!cells.is_empty());
        for cell in cells {
            let printed = cell.at.and_then(|at| at.of(&parsed.text));
            assert_eq!(printed, cell.value.map(|value| value.to_string()).as_deref());
        }
    }

    #[test]
    fn a_document_of_word_is_read_with_places_in_the_text_written() {
        let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let row = |cells: &[&str]| {
            let cells: Vec<_> = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell))).collect();
            format!("<w:tr>{}</w:tr>", cells.concat())
        };
        let body = [
            paragraph("云河县审计局2022年政府信息公开工作年度报告"),
            paragraph("二、主动公开政府信息情况"),
            "<w:tbl>".to_owned(),
            row(&["第二十条第（一）项"]),
            row(&["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]),
            row(&["规章", "0", "0", "0"]),
            row(&["行政规范性文件", "7", "", "31"]),
            "</w:tbl>".to_owned(),
        ];
        let bytes = docx(&body.concat());
        let parsed = parse(Input { path: "a.docx", bytes: &bytes });
        let source = &parsed.report.source;
        assert_eq!((source.format, source.extractor.as_deref()), (Some(Format::Docx), Some("jianbao-docx 1")));
        assert_eq!((source.sha256.clone(), source.encoding.clone()), (Some(identity::sha256(&bytes)), None));
        assert_eq!(parsed.report.year, Some(2022));
        check_places(&parsed);
        let blank = "t2.normative_documents.repealed".parse().unwrap();
        assert_eq!(parsed.report.tables.cell(blank).unwrap().how, Some(How::Blank));
    }

    #[test]
    fn extracted_text_is_read_like_any_other() {
        let text = "云河县审计局2022年政府信息公开工作年度报告\n二、主动公开政府信息情况\n信息内容  本年制发件数  本年废止件数  现行有效件数\n规章  0  0  0\n行政规范性文件  7  2  31\n";
        let extracted = |text: Result<&str, &str>| Extracted {
            format: Format::Pdf,
            extractor: "pdftotext 22.12.0 -layout".into(),
            text: text.map(str::to_owned).map_err(str::to_owned),
        };
        let input = Input { path: "a.pdf", bytes: b"%PDF-1.7" };
        let parsed = parse_extracted(input, extracted(Ok(text)));
        check_places(&parsed);
        assert_eq!(parsed.report.source.extractor.as_deref(), Some("pdftotext 22.12.0 -layout"));
        let parsed = parse_extracted(input, extracted(Ok("\x0C")));
        assert_eq!(parsed.report.kind, Kind::Picture);
        for parsed in
            [parse_extracted(input, extracted(Err("damaged"))), parse(Input { path: "a.docx", bytes: b"PK\x03\x04" })]
        {
            assert_eq!((parsed.report.kind, parsed.text.as_str()), (Kind::OtherDocument, ""));
            assert_eq!(parsed.report.notes[0].code, NoteCode::NotExtracted);
        }
    }
}
