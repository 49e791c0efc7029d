//! What a row of a manifest says of a report, beside what its text says: gaps are filled, differences
//! noted, and the text is right.

use serde_json::{Map, Value};

use crate::corpus::rows::word;
use crate::model::agency::Agency;
use crate::model::division;
use crate::model::note::{Note, NoteCode};
use crate::model::report::Report;
use crate::parse::metadata;

/// Heads of columns, each kind by the names crawlers give it.
const URL: &[&str] = &["url", "link", "href", "source_url", "网址", "链接", "原文链接"];
const CRAWLED: &[&str] =
    &["crawled", "crawled_at", "crawl_time", "fetched", "fetched_at", "timestamp", "采集时间", "抓取时间"];
const REGION: &[&str] = &["region", "region_code", "code", "adcode", "地区代码", "区划代码", "行政区划代码"];
const AGENCY: &[&str] = &["agency", "publisher", "单位", "机构", "发布机构"];
const YEAR: &[&str] = &["year", "年度", "年份"];

/// Adds a row to a report.
pub(super) fn fill(report: &mut Report, row: Map<String, Value>) {
    let text = |names: &[&str]| word(&row, names);
    if report.source.crawled.is_none() {
        report.source.crawled = text(CRAWLED);
    }
    fill_url(report, text(URL));
    fill_year(report, text(YEAR).as_deref());
    fill_agency(report, text(AGENCY).as_deref());
    fill_region(report, text(REGION).as_deref());
    report.source.manifest = Some(Value::Object(row));
}

fn disagrees(report: &mut Report, what: &str, believed: &str, printed: &str) {
    let message = format!("{what}:采集清单为{believed},原文为{printed}");
    report.notes.push(Note::new(NoteCode::ManifestDisagrees, message, None));
}

fn fill_url(report: &mut Report, believed: Option<String>) {
    let Some(believed) = believed else { return };
    match report.source.url.clone() {
        None => report.source.url = Some(believed),
        Some(printed) if bare(&printed) != bare(&believed) => disagrees(report, "网址", &believed, &printed),
        Some(_) => {}
    }
}

/// An address without what does not tell pages apart.
fn bare(url: &str) -> &str {
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}

fn fill_year(report: &mut Report, believed: Option<&str>) {
    let believed = believed.and_then(|year| year.trim_end_matches(['年', '度']).parse::<u16>().ok());
    let Some(believed) = believed.filter(|year| (2000..=2100).contains(year)) else { return };
    match report.year {
        None => report.year = Some(believed),
        Some(printed) if printed != believed => disagrees(report, "年度", &believed.to_string(), &printed.to_string()),
        Some(_) => {}
    }
}

fn fill_agency(report: &mut Report, believed: Option<&str>) {
    let Some(believed) = believed.filter(|name| !name.is_empty()) else { return };
    match report.agency.name.clone() {
        None => {
            let named = metadata::agency_named(believed, report.year);
            let name = Some(named.name.clone().unwrap_or_else(|| believed.to_owned()));
            report.agency = if report.agency == Agency::default() {
                Agency { name, ..named }
            } else {
                Agency { name, ..std::mem::take(&mut report.agency) }
            };
        }
        Some(printed) if !printed.ends_with(believed) && !believed.ends_with(&printed) => {
            disagrees(report, "单位", believed, &printed);
        }
        Some(_) => {}
    }
}

fn fill_region(report: &mut Report, believed: Option<&str>) {
    let believed = believed.filter(|code| code.len() >= 6 && code.bytes().all(|b| b.is_ascii_digit()));
    let Some(believed) = believed else { return };
    if let Some(printed) = report.agency.code.clone() {
        let (one, other) = (significant(&printed), significant(believed));
        if !one.starts_with(other) && !other.starts_with(one) {
            disagrees(report, "地区代码", believed, &printed);
        }
        return;
    }
    let Some(place) = division::by_code(significant(believed)).or_else(|| division::by_code(believed)) else { return };
    let agency = &mut report.agency;
    // Regions that the text names stand against a code that lies elsewhere.
    let names: Vec<_> = place.chain().map(|place| place.name().to_owned()).collect();
    if agency.regions().any(|region| !names.iter().any(|name| name == region)) {
        return;
    }
    agency.code = Some(place.code());
    for place in place.chain() {
        use crate::model::agency::Level;
        let field = match place.level() {
            Level::Province => &mut agency.province,
            Level::Prefecture => &mut agency.city,
            Level::County => &mut agency.county,
            Level::Township => &mut agency.township,
            _ => continue,
        };
        field.get_or_insert_with(|| place.name().to_owned());
    }
}

/// A code without the zeros that stand for the whole of a wider region.
fn significant(code: &str) -> &str {
    let mut code = code.strip_suffix("000000").unwrap_or(code);
    code = if code.len() > 6 { code.strip_suffix("000").unwrap_or(code) } else { code };
    while code.len() <= 6 && code.len() > 2 && code.ends_with("00") {
        code = code.get(..code.len() - 2).unwrap_or_default();
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(mut report: Report, row: &str) -> Report {
        fill(&mut report, serde_json::from_str(row).unwrap());
        report
    }

    #[test]
    fn gaps_are_filled_and_the_row_is_kept() {
        let row = r#"{"网址":"https://a.gov.cn/x/","采集时间":"2024-03-01","年度":"2021年","发布机构":"永宁县李俊镇人民政府","level":7}"#;
        let report = filled(Report::default(), row);
        assert_eq!(report.source.url.as_deref(), Some("https://a.gov.cn/x/"));
        assert_eq!((report.source.crawled.as_deref(), report.year), (Some("2024-03-01"), Some(2021)));
        assert_eq!(report.agency.name.as_deref(), Some("永宁县李俊镇人民政府"));
        assert_eq!(report.agency.county.as_deref(), Some("永宁县"));
        assert_eq!((report.source.manifest.unwrap()["level"].clone(), report.notes), (7.into(), vec![]));
    }

    #[test]
    fn the_text_is_right_and_differences_are_noted() {
        let mut report = Report { year: Some(2020), ..Report::default() };
        report.source.url = Some("http://a.gov.cn/x".into());
        report.agency.name = Some("永宁县李俊镇人民政府".into());
        report.agency.code = Some("640121101".into());
        let same = r#"{"url":"https://a.gov.cn/x/","year":2020,"agency":"李俊镇人民政府","region":"640121"}"#;
        assert_eq!(filled(report.clone(), same).notes, []);
        let other = r#"{"url":"https://a.gov.cn/y","year":"2019","agency":"望洪镇人民政府","region_code":"330100"}"#;
        let other = filled(report.clone(), other);
        assert_eq!(other.notes.len(), 4);
        assert!(other.notes.iter().all(|note| note.code == NoteCode::ManifestDisagrees));
        assert_eq!((other.year, &other.agency, &other.source.url), (Some(2020), &report.agency, &report.source.url));
        let odd = filled(report.clone(), r#"{"url":null,"year":"abc","agency":"","region":"宁夏","crawled":[1]}"#);
        assert_eq!(odd.notes, []);
    }

    #[test]
    fn a_code_gives_the_regions_it_lies_in() {
        let report = filled(Report::default(), r#"{"region":"640121000000"}"#);
        assert_eq!(report.agency.regions().collect::<Vec<_>>(), ["宁夏回族自治区", "银川市", "永宁县"]);
        let mut elsewhere = Report::default();
        elsewhere.agency.county = Some("隆德县".into());
        assert_eq!(filled(elsewhere, r#"{"region":"640121"}"#).agency.code, None);
    }
}
