//! What rules need to know of the whole corpus, gathered in one pass over its headers.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::header::Header;
use crate::model::date::Date;
use crate::rules::dates::doubt;
use crate::rules::packed::{Packer, Unpacker};

/// From how many reports on one host and day on that day tells of a moved site.
const MOVED_REPORTS: usize = 5;
/// From how many report years on.
const MOVED_YEARS: usize = 2;

/// What rules know of the other reports of a corpus.
#[derive(Debug, Default, Clone)]
pub struct Facts {
    /// Days on which a site was filled all at once, so that they are nobody's day of publication. The
    /// empty host stands for reports whose address is not known.
    moved: BTreeSet<(Date, String)>,
}

impl Facts {
    pub fn gather<'a>(headers: impl Iterator<Item = impl Borrow<Header<'a>>>) -> Self {
        let mut days: BTreeMap<(Date, Cow<'a, str>), (usize, BTreeSet<u16>)> = BTreeMap::new();
        for header in headers {
            let header = header.borrow();
            if let (Some(published), Some(year)) = (header.published, header.year) {
                let host = header.host.clone().unwrap_or_default();
                let (reports, years) = days.entry((published, host)).or_default();
                *reports += 1;
                years.insert(year);
            }
        }
        let moved =
            days.into_iter().filter(|(_, (reports, years))| *reports >= MOVED_REPORTS && years.len() >= MOVED_YEARS);
        Self { moved: moved.map(|((date, host), _)| (date, host.into_owned())).collect() }
    }

    /// The hosts of which these and other facts do not say the same.
    pub(crate) fn differing_hosts<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a str> {
        self.moved.symmetric_difference(&other.moved).map(|(_, host)| host.as_str()).collect()
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.count(self.moved.len());
        for (date, host) in &self.moved {
            packer.text(&date.to_string());
            packer.text(host);
        }
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let moved = (0..unpacker.count()?).map(|_| Some((Date::parse(unpacker.text()?)?, unpacker.text()?.to_owned())));
        Some(Self { moved: moved.collect::<Option<_>>()? })
    }

    /// Whether the reports of a host that carry this day were put there all at once, years together.
    pub fn is_moving_day(&self, host: Option<&str>, date: Date) -> bool {
        self.moved.contains(&(date, host.unwrap_or_default().to_owned()))
    }

    /// The day on which a report was published, where its head has one that nothing speaks against.
    pub fn credible_day(&self, header: &Header<'_>) -> Option<Date> {
        let (day, year) = (header.published?, header.year?);
        doubt(year, (day, day), header.host.as_deref(), self).is_none().then_some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Report;

    fn report(url: Option<&str>, year: u16, published: &str) -> Report {
        let mut report = Report { year: Some(year), published: Date::parse(published), ..Report::default() };
        report.source.url = url.map(str::to_owned);
        report
    }

    #[test]
    fn a_day_with_many_reports_of_several_years_is_a_moving_day() {
        let day = Date::parse("2021-05-06").unwrap();
        let on = |urls: [Option<&str>; 5], years: [u16; 5]| {
            let reports: Vec<_> = urls.iter().zip(years).map(|(url, year)| report(*url, year, "2021-05-06")).collect();
            let headers: Vec<_> = reports.iter().map(Header::of).collect();
            Facts::gather(headers.iter())
        };
        let one = Some("https://www.yunhe.example/a");
        assert!(on([one; 5], [2018, 2019, 2020, 2020, 2020]).is_moving_day(Some("www.yunhe.example"), day));
        assert!(on([None; 5], [2018, 2019, 2020, 2020, 2020]).is_moving_day(None, day));
        assert!(!on([one; 5], [2020; 5]).is_moving_day(Some("www.yunhe.example"), day));
        let two = [one, one, one, one, Some("https://b.example/")];
        assert!(!on(two, [2018, 2019, 2020, 2020, 2020]).is_moving_day(Some("www.yunhe.example"), day));
        assert!(!on([one; 5], [2018, 2019, 2020, 2020, 2020]).is_moving_day(None, day));
    }

    #[test]
    fn a_day_is_credible_soon_after_the_year() {
        let day = |year, published| {
            let report = report(None, year, published);
            Facts::default().credible_day(&Header::of(&report)).is_some()
        };
        assert!(day(2020, "2021-01-20") && day(2020, "2020-12-20") && day(2020, "2021-12-01"));
        assert!(!day(2020, "2020-06-01") && !day(2020, "2023-01-01") && !day(2020, ""));
        let reports = [2018, 2019, 2020, 2020, 2020].map(|year| report(None, year, "2021-01-20"));
        let headers: Vec<_> = reports.iter().map(Header::of).collect();
        assert_eq!(Facts::gather(headers.iter()).credible_day(&headers[4]), None);
    }
}
