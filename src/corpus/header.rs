//! What lists, filters and the matrix need of a report without decoding it.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use crate::model::agency::Agency;
use crate::model::date::Date;
use crate::model::form::Form;
use crate::model::report::{Kind, LineError, Report, check_schema};

/// The head of a report: kept for every report of a corpus, so it stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub id: String,
    /// Set when a second report of the corpus had the same id: how long the id was in the source.
    id_len: usize,
    pub path: String,
    pub kind: Kind,
    pub agency: Agency,
    pub year: Option<u16>,
    pub form: Option<Form>,
    pub title: Option<String>,
    pub published: Option<Date>,
    /// Host name of the address the report was crawled from.
    pub host: Option<String>,
    /// How many notes the parser left.
    pub notes: usize,
}

impl Header {
    /// Whether `id`, as the source has it, is that of this report.
    pub fn is_of(&self, id: &str) -> bool {
        self.id.get(..self.id_len) == Some(id)
    }

    /// Tells a second report with the same id apart: `…-2`.
    pub(crate) fn make_unique(&mut self, nth: usize) {
        self.id = format!("{}-{nth}", self.id);
    }

    /// The name to show: the agency, else the title, else the path.
    pub fn name(&self) -> &str {
        self.agency.name.as_deref().or(self.title.as_deref()).unwrap_or(&self.path)
    }

    /// The head of a decoded report.
    pub fn of(report: &Report) -> Self {
        Self {
            id: report.id.clone(),
            id_len: report.id.len(),
            path: report.source.path.clone(),
            kind: report.kind,
            agency: report.agency.clone(),
            year: report.year,
            form: report.form,
            title: report.title.clone(),
            published: report.published,
            host: report.source.url.as_deref().and_then(host_of),
            notes: report.notes.len(),
        }
    }

    /// Reads the head of a line of a corpus, passing over the rest.
    ///
    /// # Errors
    /// As for [`Report::from_json`].
    pub fn from_json(line: &str) -> Result<Self, LineError> {
        #[derive(serde::Deserialize)]
        struct Line<'a> {
            #[serde(borrow)]
            schema: Cow<'a, str>,
            id: String,
            #[serde(default)]
            kind: Option<Kind>,
            #[serde(borrow, default)]
            source: Option<SourceHead<'a>>,
            #[serde(default)]
            agency: Option<Agency>,
            #[serde(default)]
            year: Option<u16>,
            #[serde(default)]
            form: Option<Form>,
            #[serde(default)]
            title: Option<String>,
            #[serde(default)]
            published: Option<Date>,
            #[serde(default)]
            notes: Option<Vec<IgnoredAny>>,
        }
        #[derive(serde::Deserialize)]
        struct SourceHead<'a> {
            #[serde(default)]
            path: String,
            #[serde(borrow, default)]
            url: Option<Cow<'a, str>>,
        }
        let line: Line<'_> = serde_json::from_str(line)?;
        check_schema(&line.schema)?;
        let (path, url) = line.source.map_or((String::new(), None), |source| (source.path, source.url));
        Ok(Self {
            id_len: line.id.len(),
            id: line.id,
            path,
            kind: line.kind.unwrap_or(Kind::Report),
            agency: line.agency.unwrap_or_default(),
            year: line.year,
            form: line.form,
            title: line.title,
            published: line.published,
            host: url.as_deref().and_then(host_of),
            notes: line.notes.map_or(0, |notes| notes.len()),
        })
    }
}

/// The host of an address, in lower case, without its port.
pub(crate) fn host_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_line_is_that_of_its_report() {
        let mut report =
            Report { id: "abc".into(), year: Some(2021), title: Some("年报".into()), ..Report::default() };
        report.source.path = "a/b.txt".into();
        report.source.url = Some("https://WWW.Example.gov.cn:8080/x".into());
        report.agency.name = Some("青石县财政局".into());
        let header = Header::from_json(&report.to_json().unwrap()).unwrap();
        assert_eq!(header, Header::of(&report));
        assert_eq!(header.host.as_deref(), Some("www.example.gov.cn"));
        assert_eq!(header.name(), "青石县财政局");
    }

    #[test]
    fn a_second_equal_id_is_told_apart_and_still_known() {
        let mut header = Header::of(&Report { id: "abc".into(), ..Report::default() });
        header.make_unique(2);
        assert_eq!(header.id, "abc-2");
        assert!(header.is_of("abc") && !header.is_of("abd") && !header.is_of("abc-2"));
    }
}
