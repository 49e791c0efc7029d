//! The package of an office document: a ZIP archive of XML parts, read from memory within bounds. What
//! a part means is not known here.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use crate::model::limits::Limit;

/// All parts of a package together are read as far as so many of the longest ones.
const PARTS: u64 = 4;

/// An open package.
pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes of parts that may still be read.
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// When the bytes are no ZIP archive, or a damaged one.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let left = Limit::Part.now().saturating_mul(PARTS);
        ZipArchive::new(Cursor::new(bytes)).map(|zip| Self { zip, left }).map_err(|error| error.to_string())
    }

    /// The name of the main part, by the relationships of the package.
    pub fn main_part(&mut self) -> Option<String> {
        let relations = self.part("_rels/.rels").unwrap_or_default();
        let mut target = None;
        for_each_start(&relations, |element| {
            let is_main = attribute(element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"));
            if is_main && target.is_none() {
                target = attribute(element, "Target").map(|name| name.trim_start_matches('/').to_owned());
            }
        });
        let usual = ["word/document.xml", "xl/workbook.xml"].map(str::to_owned);
        target.into_iter().chain(usual).find(|name| self.zip.index_for_name(name).is_some())
    }

    /// The text of a part; `None` where there is none, or it is damaged or too long.
    pub fn part(&mut self, name: &str) -> Option<String> {
        // Its size is what the package says: memory is taken for what is there, of all parts together.
        let most = Limit::Part.now().min(self.left);
        let mut bytes = Vec::new();
        let len = self.zip.by_name(name).ok()?.take(most + 1).read_to_end(&mut bytes).ok()? as u64;
        self.left = self.left.saturating_sub(len);
        if len > most {
            return None;
        }
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Some(encoding_rs::UTF_16LE.decode(&bytes).0.into_owned());
        }
        // Parts are UTF-8; what is not is seen in the text.
        Some(String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)).into_owned())
    }
}

/// A reader that takes damaged XML as it stands and knows no entities but the five of XML.
pub fn xml(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    reader
}

/// Calls for every start tag up to the end or the first damage.
pub fn for_each_start(text: &str, mut call: impl FnMut(&BytesStart<'_>)) {
    let mut reader = xml(text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) => call(&element),
            Event::Eof => break,
            _ => {}
        }
    }
}

/// The value of an attribute by its local name.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// The number in the attribute `val`.
pub fn number<T: std::str::FromStr>(element: &BytesStart<'_>) -> Option<T> {
    attribute(element, "val")?.trim().parse().ok()
}

/// The character that a reference stands for.
pub fn reference(name: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Some(c);
    }
    match name.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
