//! Bytes to the source text: encodings, byte order marks, what is no text at all. Places in a report
//! are bytes of the text made here.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};
use memchr::memmem;

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

/// Decodes a file: byte order mark first, then UTF-8, then what an HTML page says of itself where that
/// fits its bytes, then GB18030, of which every older Chinese encoding of the mainland is a part.
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return text_of(encoding, bytes.get(mark..).unwrap_or_default());
    }
    // A page starts with a mark; its zero bytes show how wide its characters are.
    match bytes {
        [b'<', 0, _, 0, ..] => return text_of(UTF_16LE, bytes),
        [0, b'<', 0, _, ..] => return text_of(UTF_16BE, bytes),
        _ => {}
    }
    let magic = MAGIC.iter().any(|magic| bytes.starts_with(magic));
    if magic || memchr::memchr_iter(0, bytes).count() > bytes.len() / 1000 {
        return no_text();
    }
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => decoded(UTF_8, text),
        None => text_of(guess(bytes), bytes),
    }
}

/// The encoding of bytes that are not UTF-8 throughout: the one in which fewest of them are wrong, and
/// of those that tie the one the page names.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    // Chinese text in GB18030 is hardly ever valid UTF-8 by chance for a whole character.
    if invalid * 20 <= valid {
        return UTF_8;
    }
    let declared = declared(bytes).filter(|encoding| ![UTF_8, GB18030, GBK].contains(encoding));
    match declared {
        Some(declared) if wrong(declared, bytes) <= wrong(GB18030, bytes) && is_wide(declared) => declared,
        _ => GB18030,
    }
}

/// The encoding that a page names in its head: `<meta charset=…>`, `<meta content="…; charset=…">`,
/// `<?xml encoding=…?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const HEAD: usize = 4096;
    let head = bytes.get(..bytes.len().min(HEAD))?.to_ascii_lowercase();
    let mut tags = ["<meta", "<?xml"].iter().flat_map(|tag| memmem::find_iter(&head, tag));
    tags.find_map(|at| {
        let tag = head.get(at..)?;
        let tag = tag.get(..memchr::memchr(b'>', tag).unwrap_or(tag.len()))?;
        let name =
            ["charset", "encoding"].iter().find_map(|name| Some(memmem::find(tag, name.as_bytes())? + name.len()));
        let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'');
        let value = tag.get(name?..)?;
        let value = value.get(value.iter().position(|b| !is_mark(b))?..)?;
        let len = value.iter().position(|b| is_mark(b) || matches!(b, b';' | b'/' | b'?')).unwrap_or(value.len());
        Encoding::for_label(value.get(..len)?)
    })
}

/// Whether an encoding has Chinese characters; one that has not is named by mistake, and can read
/// any bytes.
fn is_wide(encoding: &'static Encoding) -> bool {
    !encoding.is_single_byte() && ![UTF_16LE, UTF_16BE, X_USER_DEFINED, REPLACEMENT].contains(&encoding)
}

/// How many characters of these bytes an encoding cannot read.
fn wrong(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    bad_characters(&text)
}

fn bad_characters(text: &str) -> usize {
    memmem::find_iter(text.as_bytes(), "\u{FFFD}").count()
}

fn text_of(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    decoded(encoding, encoding.decode_without_bom_handling(bytes).0)
}

fn decoded(encoding: &'static Encoding, text: Cow<'_, str>) -> Decoded {
    let bad = bad_characters(&text);
    if bad > 16 && bad > text.chars().count() / 10 {
        return no_text();
    }
    let mut notes = Vec::new();
    if bad > 0
        && let Some(first) = text.find('\u{FFFD}')
    {
        let at = Span::new(first, first + '\u{FFFD}'.len_utf8());
        notes.push(Note::new(NoteCode::InvalidBytes, format!("{bad}处字节无法解码"), Some(at)));
    }
    let label = lower_case_label(encoding);
    Decoded { text: text.into_owned(), encoding: Some(label), notes }
}

fn lower_case_label(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "gb18030" => "gb18030",
        "Big5" => "big5",
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "ISO-2022-JP" => "iso-2022-jp",
        "EUC-KR" => "euc-kr",
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
        check(b"<\0p\0>\0\x91\x4E", Some("utf-16le"), "<p>云");
        check(b"\0<\0p\0>\x4E\x91", Some("utf-16be"), "<p>云");
    }

    #[test]
    fn what_a_page_says_of_its_encoding() {
        let text = "云河县人民政府二〇二三年政府信息公开工作年度报告";
        let check = |meta: &str, encoding: &'static Encoding, label: &str| {
            let page = format!("<html>{meta}<p>{text}");
            let (bytes, ..) = encoding.encode(&page);
            let decoded = decode(&bytes);
            assert_eq!((decoded.encoding, decoded.text.as_str()), (Some(label), page.as_str()), "{meta}");
        };
        let http = r#"<META http-equiv="Content-Type" content="text/html; charset=gb2312">"#;
        for meta in [http, "<meta charset=GBK>", "<meta charset='utf-8'/>", "<meta charset=iso-8859-1>", ""] {
            check(meta, GB18030, "gb18030");
            check(meta, UTF_8, "utf-8");
        }
        check("<?xml version='1.0' encoding='gbk'?>", GB18030, "gb18030");
        check("<meta charset=utf-16>", GB18030, "gb18030");
        check("<meta charset=big5>", GB18030, "gb18030");
        let traditional = "<meta charset=big5><p>政府資訊公開年度報告";
        let (bytes, ..) = encoding_rs::BIG5.encode(traditional);
        assert_eq!((decode(&bytes).encoding, decode(&bytes).text.as_str()), (Some("big5"), traditional));
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
