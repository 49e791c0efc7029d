//! What lists, filters and the matrix need of a report without decoding it.

use std::borrow::Cow;

use crate::model::agency::Agency;
use crate::model::date::Date;
use crate::model::form::Form;
use crate::model::report::{Kind, Report};

/// The head of a report. It borrows from the report or from the heads of its corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<'a> {
    pub id: &'a str,
    /// How long the id is in the source: shorter than `id` where a report before it had the same.
    pub(super) id_len: usize,
    pub path: &'a str,
    pub kind: Kind,
    pub agency: &'a Agency,
    pub year: Option<u16>,
    pub form: Option<Form>,
    pub title: Option<&'a str>,
    pub published: Option<Date>,
    /// Host name of the address the report was crawled from.
    pub host: Option<Cow<'a, str>>,
    /// How many notes the parser left.
    pub notes: usize,
}

impl<'a> Header<'a> {
    /// Whether `id`, as the source has it, is that of this report.
    pub fn is_of(&self, id: &str) -> bool {
        self.id.get(..self.id_len) == Some(id)
    }

    /// Whether `id` is its id, or the one that its source has.
    pub fn goes_by(&self, id: &str) -> bool {
        self.id == id || self.is_of(id)
    }

    /// The id as the source has it: that of several reports where one was written twice.
    pub fn id_in_source(&self) -> &'a str {
        self.id.get(..self.id_len).unwrap_or(self.id)
    }

    /// The name to show: the agency, else the title, else the path.
    pub fn name(&self) -> &'a str {
        self.agency.name.as_deref().or(self.title).unwrap_or(self.path)
    }

    /// The head of a decoded report.
    pub fn of(report: &'a Report) -> Self {
        Self {
            id: &report.id,
            id_len: report.id.len(),
            path: &report.source.path,
            kind: report.kind,
            agency: &report.agency,
            year: report.year,
            form: report.form,
            title: report.title.as_deref(),
            published: report.published,
            host: report.source.url.as_deref().and_then(host_of),
            notes: report.notes.len(),
        }
    }
}

/// The host of an address, in lower case, without its port.
pub(crate) fn host_of(url: &str) -> Option<Cow<'_, str>> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    let lower = |host: &'_ str| host.bytes().any(|b| b.is_ascii_uppercase()).then(|| host.to_ascii_lowercase());
    (!host.is_empty()).then(|| lower(host).map_or(Cow::Borrowed(host), Cow::Owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_in_lower_case_and_without_a_port() {
        let host = |url| host_of(url).map(Cow::into_owned);
        assert_eq!(host("https://WWW.Example.gov.cn:8080/x").as_deref(), Some("www.example.gov.cn"));
        assert_eq!(host("http://a@b.example?x").as_deref(), Some("b.example"));
        for none in ["b.example/x", "http:///x", ""] {
            assert_eq!(host(none), None, "{none}");
        }
    }
}
