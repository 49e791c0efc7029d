//! Bytes to the source text: encodings, byte order marks, what is no text at all. Places in a report
//! are bytes of the text made here.

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::model::note::{Note, NoteCode};
use crate::model::report::Span;

/// The source text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without its byte order mark; invalid sequences are U+FFFD. Empty for a file that is no text.
    pub text: String,
    /// The label of the encoding in lower case; `None` for a file that is no text.
    pub encoding: Option<&'static str>,
    pub notes: Vec<Note>,
}

/// How a file starts that is certainly no text.
const MAGIC: [&[u8]; 9] = [
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xD0\xCF\x11\xE0",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"Rar!",
    b"\x1F\x8B",
];

/// Decodes a file: byte order mark first, then UTF-8, then GB18030, of which every older Chinese
/// encoding of the mainland is a part.
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return text_of(encoding, bytes.get(mark..).unwrap_or_default());
    }
    let magic = MAGIC.iter().any(|magic| bytes.starts_with(magic));
    if magic || memchr::memchr_iter(0, bytes).count() > bytes.len() / 1000 {
        return no_text();
    }
    text_of(guess(bytes), bytes)
}

/// UTF-8 where the bytes are, or are but for a few damaged places; GB18030 otherwise.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    // Chinese text in GB18030 is hardly ever valid UTF-8 by chance for a whole character.
    if invalid * 20 <= valid { UTF_8 } else { GB18030 }
}

fn text_of(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let bad = text.matches('\u{FFFD}').count();
    if bad > 16 && bad > text.chars().count() / 10 {
        return no_text();
    }
    let mut notes = Vec::new();
    if let Some(first) = text.find('\u{FFFD}') {
        let at = Span::new(first, first + '\u{FFFD}'.len_utf8());
        notes.push(Note::new(NoteCode::InvalidBytes, format!("{bad}处字节无法解码"), Some(at)));
    }
    let label = if encoding == GB18030 { "gb18030" } else { lower_case_label(encoding) };
    Decoded { text: text.into_owned(), encoding: Some(label), notes }
}

fn lower_case_label(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        _ => "utf-8",
    }
}

fn no_text() -> Decoded {
    let note = Note::new(NoteCode::BinaryFile, "不是文本文件", None);
    Decoded { text: String::new(), encoding: None, notes: vec![note] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], encoding: Option<&str>, text: &str) {
        let decoded = decode(bytes);
        assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
    }

    #[test]
    fn encodings_are_told_apart() {
        check("云河县".as_bytes(), Some("utf-8"), "云河县");
        check(b"\xEF\xBB\xBF\xE4\xBA\x91", Some("utf-8"), "云");
        check(b"\xFF\xFE\x91\x4E\x30\x00", Some("utf-16le"), "云0");
        check(b"\xFE\xFF\x4E\x91\x00\x30", Some("utf-16be"), "云0");
        check(&GB18030.encode("云河县2023年").0, Some("gb18030"), "云河县2023年");
        check(b"", Some("utf-8"), "");
    }

    #[test]
    fn damage_is_noted_with_its_place() {
        let mut bytes = "云河县青石镇人民政府政府信息公开工作年度报告统计期限自一月一日起".as_bytes().to_vec();
        bytes.insert(9, 0xFF);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, Some("utf-8"));
        assert_eq!(decoded.notes[0].code, NoteCode::InvalidBytes);
        assert_eq!(decoded.notes[0].at, Some(Span::new(9, 12)));
    }

    #[test]
    fn what_is_no_text_stays_unread() {
        for bytes in [&b"%PDF-1.7 anything"[..], b"PK\x03\x04", b"\x00\x01\x02\x03", &[0xFF; 200]] {
            let decoded = decode(bytes);
            assert_eq!((decoded.text.as_str(), decoded.notes[0].code), ("", NoteCode::BinaryFile));
        }
    }
}
