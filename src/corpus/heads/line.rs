//! The head of a line of a corpus, read without reading the line: what heads are made of stands first in
//! the lines this program writes, so the rest is passed over where that is proven.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};

use crate::corpus::header::{Header, host_of};
use crate::model::agency::Agency;
use crate::model::date::Date;
use crate::model::form::Form;
use crate::model::report::{Kind, LineError, Report, check_schema};

/// A head by itself, on its way into the heads of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus) struct Head {
    pub id: String,
    pub path: String,
    pub kind: Kind,
    pub agency: Agency,
    pub year: Option<u16>,
    pub form: Option<Form>,
    pub title: Option<String>,
    pub published: Option<Date>,
    pub host: Option<String>,
    pub notes: usize,
}

impl Head {
    pub fn of(report: &Report) -> Self {
        let head = Header::of(report);
        Self {
            id: head.id.to_owned(),
            path: head.path.to_owned(),
            kind: head.kind,
            agency: head.agency.clone(),
            year: head.year,
            form: head.form,
            title: head.title.map(str::to_owned),
            published: head.published,
            host: head.host.map(Cow::into_owned),
            notes: head.notes,
        }
    }

    /// Reads the head of a line.
    ///
    /// # Errors
    /// As for [`Report::from_json`], but for what stands wrong inside a section or a table.
    pub fn from_json(line: &str) -> Result<Self, LineError> {
        if let Some(head) = Self::before_the_sections(line) {
            return Ok(head);
        }
        let mut draft = Draft::default();
        let mut json = serde_json::Deserializer::from_str(line);
        json.deserialize_map(Reader { draft: &mut draft, stops: false }).map_err(LineError::Json)?;
        json.end().map_err(LineError::Json)?;
        draft.head()
    }

    /// The head where all of it but the notes stands before the sections, and the notes at the very end of
    /// the line; `None` where it does not or anything is odd.
    fn before_the_sections(line: &str) -> Option<Self> {
        let notes = notes_at_the_end(line)?;
        let mut draft = Draft::default();
        let mut json = serde_json::Deserializer::from_str(line);
        // Breaking off is an error, too: the draft says whether it was ours.
        let _ = json.deserialize_map(Reader { draft: &mut draft, stops: true });
        draft.notes = notes;
        if draft.complete { draft.head().ok() } else { None }
    }
}

/// How many notes there are, where the line ends with them: `"notes":[…]}`. Inside a text the quotes
/// would be escaped, and inside another object more than one bracket would follow.
fn notes_at_the_end(line: &str) -> Option<usize> {
    let line = line.trim_ascii_end();
    let at = memchr::memmem::rfind(line.as_bytes(), b"\"notes\"")?;
    let before = line.get(..at)?.trim_ascii_end();
    let after = line.get(at + "\"notes\"".len()..)?.trim_ascii_start().strip_prefix(':')?;
    let list = after.trim_ascii().strip_suffix('}')?;
    if !before.ends_with(',') {
        return None;
    }
    serde_json::from_str::<Vec<IgnoredAny>>(list).ok().map(|notes| notes.len())
}

/// The keys that a head is made of, but for the notes.
const KEYS: [&str; 9] = ["schema", "id", "source", "kind", "agency", "year", "form", "title", "published"];

/// What has been read so far.
#[derive(Default)]
struct Draft {
    /// One bit for each of [`KEYS`] that has been there.
    seen: u16,
    schema: Option<String>,
    id: Option<String>,
    path: String,
    host: Option<String>,
    kind: Option<Kind>,
    agency: Option<Agency>,
    year: Option<u16>,
    form: Option<Form>,
    title: Option<String>,
    published: Option<Date>,
    notes: usize,
    /// Everything but the notes was there before the sections.
    complete: bool,
}

impl Draft {
    /// Notes that a key has been there; `false` where it was there before.
    fn mark(&mut self, key: &str) -> bool {
        let bit = KEYS.iter().position(|known| *known == key).map_or(0, |nth| 1 << nth);
        let is_new = bit == 0 || self.seen & bit == 0;
        self.seen |= bit;
        is_new
    }

    fn has_all(&self) -> bool {
        self.seen.count_ones() as usize == KEYS.len()
    }

    fn head(self) -> Result<Head, LineError> {
        let missing = |key| LineError::Json(serde_json::Error::custom(format!("missing field `{key}`")));
        check_schema(&self.schema.ok_or_else(|| missing("schema"))?)?;
        Ok(Head {
            id: self.id.ok_or_else(|| missing("id"))?,
            path: self.path,
            kind: self.kind.unwrap_or(Kind::Report),
            agency: self.agency.unwrap_or_default(),
            year: self.year,
            form: self.form,
            title: self.title,
            published: self.published,
            host: self.host,
            notes: self.notes,
        })
    }
}

#[derive(serde::Deserialize)]
struct SourceHead<'a> {
    #[serde(default)]
    path: String,
    #[serde(borrow, default)]
    url: Option<Cow<'a, str>>,
}

/// Reads the keys of a line into a draft.
struct Reader<'d> {
    draft: &'d mut Draft,
    /// Whether to break off at the first key after the head.
    stops: bool,
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the keys of a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { draft, stops } = self;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if !draft.mark(&key) {
                return Err(A::Error::custom(format!("duplicate field `{key}`")));
            }
            match &*key {
                "schema" => draft.schema = Some(map.next_value()?),
                "id" => draft.id = Some(map.next_value()?),
                "source" => {
                    if let Some(SourceHead { path, url }) = map.next_value::<Option<SourceHead<'de>>>()? {
                        draft.path = path;
                        draft.host = url.as_deref().and_then(host_of).map(Cow::into_owned);
                    }
                }
                "kind" => draft.kind = map.next_value()?,
                "agency" => draft.agency = map.next_value()?,
                "year" => draft.year = map.next_value()?,
                "form" => draft.form = map.next_value()?,
                "title" => draft.title = map.next_value()?,
                "published" => draft.published = map.next_value()?,
                "sections" if stops => {
                    draft.complete = draft.has_all();
                    return Err(A::Error::custom("the head is read"));
                }
                "notes" => draft.notes = map.next_value::<Option<Vec<IgnoredAny>>>()?.map_or(0, |notes| notes.len()),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::note::{Note, NoteCode};

    fn report() -> Report {
        let mut report =
            Report { id: "abc".into(), year: Some(2021), title: Some("年报".into()), ..Report::default() };
        report.source.path = "a/b.txt".into();
        report.source.url = Some("https://WWW.Example.gov.cn:8080/x".into());
        report.agency.name = Some("青石县财政局".into());
        report.notes = vec![Note::new(NoteCode::SameId, "有“\"notes\":[]}”", None); 3];
        report
    }

    #[test]
    fn the_head_of_a_line_is_that_of_its_report() {
        let report = report();
        let line = report.to_json().unwrap();
        assert_eq!(Head::before_the_sections(&line).as_ref(), Some(&Head::of(&report)), "the short way");
        assert_eq!(Head::from_json(&line).unwrap(), Head::of(&report));
        let spaced = line.replace("\":", "\" : ").replace(",\"", " , \"") + " ";
        assert_eq!(Head::from_json(&spaced).unwrap().notes, 3);
    }

    #[test]
    fn a_line_in_another_order_is_read_as_a_whole() {
        let line = r#"{"sections":[],"notes":[1,2],"id":"x","year":2020,"schema":"jianbao/1","tables":{"notes":[]}}"#;
        assert!(Head::before_the_sections(line).is_none());
        let head = Head::from_json(line).unwrap();
        assert_eq!((head.id.as_str(), head.year, head.notes), ("x", Some(2020), 2));
        // Notes of something else at the end of the line are none of the report.
        let late = r#","notes":[{}],"x":{"notes":[1,2,3]}}"#;
        let line = report().to_json().unwrap();
        let line = line.rsplit_once(",\"notes\"").unwrap().0.to_owned() + late;
        assert_eq!(Head::from_json(&line).unwrap().notes, 1);
    }

    #[test]
    fn what_is_no_report_is_told() {
        let whole = report().to_json().unwrap();
        let cut = whole.get(..whole.len() - 1).unwrap();
        for (line, reason) in [
            (cut, "EOF"),
            ("[]", "expected an object"),
            (r#"{"schema":"jianbao/1"}"#, "missing field `id`"),
            (r#"{"id":"a"}"#, "missing field `schema`"),
            (r#"{"id":"a","schema":"jianbao/9","notes":[]}"#, "newer program"),
            (r#"{"id":"a","id":"b","schema":"jianbao/1"}"#, "duplicate field"),
            (r#"{"id":"a","schema":"jianbao/1","year":"x"}"#, "expected u16"),
            (r#"{"id":"a","schema":"jianbao/1"} x"#, "trailing"),
        ] {
            let told = Head::from_json(line).unwrap_err().to_string();
            assert!(told.contains(reason), "{line}: {told}");
        }
    }
}
