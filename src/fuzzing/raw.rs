//! Raw bytes as reports: encodings, containers, tables.

use std::io::Write as _;

use encoding_rs::Encoding;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::model::report::Span;
use crate::parse::blocks::{self, Stream};
use crate::parse::proof::{check, check_values};
use crate::parse::{Input, Parsed, parse};

/// Text comes out, with places in it and by an encoding that has a name; text in UTF-8 comes out as it is.
pub(super) fn decode(bytes: &[u8]) {
    let decoded = crate::parse::decode::decode(bytes);
    let inside = |at: Span| assert!(at.of(&decoded.text).is_some(), "{at:?} is no place of the text");
    decoded.notes.iter().filter_map(|note| note.at).for_each(inside);
    match decoded.encoding {
        None => assert_eq!(decoded.text, ""),
        Some(label) => {
            let encoding = Encoding::for_label(label.as_bytes()).expect("an encoding by its label");
            let mark = Encoding::for_bom(bytes).map_or(0, |(_, mark)| mark);
            let rest = bytes.get(mark..).unwrap_or_default();
            assert_eq!(decoded.text, encoding.decode_without_bom_handling(rest).0, "{label}");
        }
    }
    let again = crate::parse::decode::decode(bytes);
    assert_eq!(decoded, again);
}

/// Every way to read a text as a container gives a stream whose pieces lie in the source; office files, of
/// which the bytes are the document inside, read without a word about them.
pub(super) fn blocks(bytes: &[u8]) {
    if bytes.starts_with(b"<?xml") {
        for (member, path) in [("word/document.xml", "a.docx"), ("xl/worksheets/sheet1.xml", "a.xlsx")] {
            check(&parse(Input { path, bytes: &package(member, bytes) }));
        }
        return;
    }
    let text = crate::parse::decode::decode(bytes).text;
    for markup in [false, true] {
        check_stream(&text, &blocks::read_lines(&text, markup));
    }
    if let Some(page) = blocks::html::read_in_markdown(&text) {
        check_stream(page.shown_text(), &page.shown_in_markdown().stream);
    }
    let page = blocks::html::read(&text);
    check_stream(page.shown_text(), &page.shown().stream);
    check(&read_as(bytes, "a.html"));
}

fn check_stream(source: &str, stream: &Stream<'_>) {
    for line in &stream.lines {
        assert!(line.at.of(source).is_some(), "{:?} is no place of the text", line.at);
    }
    for item in stream.items() {
        let columns: Vec<u16> = stream.cells(item).map(|(column, _)| column).collect();
        assert!(columns.is_sorted_by(|a, b| a < b), "{columns:?}");
        for piece in stream.pieces(item) {
            assert!(piece.at.of(source).is_some(), "{:?} is no place of the text", piece.at);
            for (offset, c) in piece.text.char_indices() {
                let place = piece.place(offset..offset + c.len_utf8());
                assert!(place.of(source).is_some(), "{c:?} at {place:?} of {:?}", piece.text);
            }
        }
    }
}

/// An office file that holds nothing but this document.
fn package(member: &str, bytes: &[u8]) -> Vec<u8> {
    let mut package = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    package.start_file(member, stored).expect("a member");
    package.write_all(bytes).expect("room for it");
    package.finish().expect("a package").into_inner()
}

/// Whatever is read has its place, every value is a whole number that stands there, and a second reading
/// gives the same.
pub(super) fn tables(bytes: &[u8]) {
    for path in ["a.txt", "a.md", "a.html"] {
        let parsed = read_as(bytes, path);
        check(&parsed);
        check_values(&parsed);
        let again = read_as(bytes, path);
        assert_eq!(parsed.report, again.report);
    }
}

fn read_as(bytes: &[u8], path: &str) -> Parsed {
    parse(Input { path, bytes })
}
