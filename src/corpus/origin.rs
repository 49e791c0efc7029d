//! Where an entry came from: what stands first in its line, read without decoding the rest of it.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};

use crate::corpus::header::host_of;
use crate::corpus::{Corpus, ReadError};
use crate::model::report::{Link, Source};

/// Where an entry came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    pub url: Option<String>,
    /// Length of the file in bytes, and its SHA-256 in hexadecimal.
    pub bytes: Option<u64>,
    pub sha256: Option<String>,
    /// When it was crawled, as the crawler writes it.
    pub crawled: Option<String>,
    /// The host of its address, or the site the crawler wrote down.
    pub site: Option<String>,
    /// Links to files.
    pub links: Vec<Link>,
}

/// What is decoded of a source.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Told {
    url: Option<String>,
    bytes: Option<u64>,
    sha256: Option<String>,
    crawled: Option<String>,
    links: Vec<Link>,
    manifest: Option<serde_json::Value>,
}

impl From<Told> for Origin {
    fn from(told: Told) -> Self {
        let site = site(told.url.as_deref(), told.manifest.as_ref());
        let Told { url, bytes, sha256, crawled, links, .. } = told;
        Self { url, bytes, sha256, crawled, site, links }
    }
}

impl Origin {
    /// That of a decoded report.
    pub fn of(source: &Source) -> Self {
        Self {
            url: source.url.clone(),
            bytes: source.bytes,
            sha256: source.sha256.clone(),
            crawled: source.crawled.clone(),
            site: site(source.url.as_deref(), source.manifest.as_ref()),
            links: source.links.clone(),
        }
    }
}

/// The site a report came from, by its address or by what the crawler wrote down.
pub fn site(url: Option<&str>, manifest: Option<&serde_json::Value>) -> Option<String> {
    let told = || Some(manifest?.get("site")?.as_str()?.to_owned());
    url.and_then(host_of).map(std::borrow::Cow::into_owned).or_else(told)
}

impl Corpus {
    /// Where an entry came from.
    ///
    /// # Errors
    /// As for [`Corpus::report`].
    pub fn origin(&self, index: usize) -> Result<Origin, ReadError> {
        let beginning = self.beginning(index).unwrap_or_default();
        // The last character may be cut, and stands behind what is looked for.
        let whole = beginning.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        if let (Some((id, origin)), Some(header)) = (at_the_beginning(whole), self.header(index))
            && header.is_of(&id)
        {
            return Ok(origin);
        }
        self.report(index).map(|report| Origin::of(&report.source))
    }
}

/// The id and the origin in the beginning of a line, where both stand there in whole.
fn at_the_beginning(line: &str) -> Option<(String, Origin)> {
    let mut reader = Reader::default();
    let mut json = serde_json::Deserializer::from_str(line);
    // Breaking off is an error, too: what has been read says whether it was ours.
    let _ = json.deserialize_map(&mut reader);
    Some((reader.id?, reader.told?.into()))
}

/// Reads the keys of a line until there is what is looked for.
#[derive(Default)]
struct Reader {
    id: Option<String>,
    told: Option<Told>,
}

impl<'de> Visitor<'de> for &mut Reader {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the keys of a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "id" => self.id = Some(map.next_value()?),
                "source" => self.told = Some(map.next_value::<Option<Told>>()?.unwrap_or_default()),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
            if self.id.is_some() && self.told.is_some() {
                return Err(A::Error::custom("the origin is read"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::extent::BEGINNING;
    use crate::corpus::open;
    use crate::model::report::{Block, Report, Section};

    fn report(links: usize) -> Report {
        let mut report = Report { id: "abc".into(), ..Report::default() };
        report.source.path = "青石县/2021.html".into();
        report.source.url = Some("https://www.Example.gov.cn/x".into());
        report.source.sha256 = Some("00ff".into());
        report.source.crawled = Some("2024-03-01".into());
        let link = |n: usize| Link { text: format!("附件{n}"), href: format!("年报{n}.pdf") };
        report.source.links = (0..links).map(link).collect();
        let blocks = vec![Block { text: "主动公开".repeat(2000), ..Block::default() }];
        report.sections = vec![Section { blocks, ..Section::default() }];
        report
    }

    #[test]
    fn an_origin_is_read_from_the_beginning_of_its_line_or_from_all_of_it() {
        let dir = tempfile::tempdir().unwrap();
        for links in [0, 2, 300] {
            let report = report(links);
            let line = report.to_json().unwrap();
            let path = dir.path().join(format!("{links}.jsonl"));
            std::fs::write(&path, format!("{line}\n")).unwrap();
            let corpus = open(&[path], &|_| ());
            assert_eq!(corpus.origin(0).unwrap(), Origin::of(&report.source));
            let first = line.as_bytes().get(..BEGINNING).unwrap().utf8_chunks().next().unwrap().valid();
            assert_eq!(at_the_beginning(first).is_some(), links < 300);
        }
    }

    #[test]
    fn a_foreign_line_needs_no_source_and_a_raw_report_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        std::fs::write(
            &path,
            "{\"schema\":\"jianbao/1\",\"id\":\"x\"}\n{\"source\":null,\"schema\":\"jianbao/1\",\"id\":\"y\"}",
        )
        .unwrap();
        let corpus = open(&[path], &|_| ());
        assert_eq!([0, 1].map(|index| corpus.origin(index).unwrap()), [Origin::default(), Origin::default()]);
        std::fs::write(dir.path().join("b.txt"), "404 Not Found").unwrap();
        let raw = open(&[dir.path().join("b.txt")], &|_| ());
        assert_eq!(raw.origin(0).unwrap().bytes, Some(13));
        assert!(open(&[Path::new("nowhere").to_owned()], &|_| ()).origin(0).is_err());
    }

    #[test]
    fn a_site_is_the_host_or_what_the_crawler_says() {
        let manifest = serde_json::json!({"site": "青石县门户"});
        let check = |url, manifest, expected: Option<&str>| assert_eq!(site(url, manifest).as_deref(), expected);
        check(Some("http://A.gov.cn:80/x"), Some(&manifest), Some("a.gov.cn"));
        check(Some("x.html"), Some(&manifest), Some("青石县门户"));
        check(None, None, None);
    }
}
