//! Whether a report was published in time.

use crate::model::agency::{AgencyKind, Level};
use crate::model::date::Date;
use crate::model::flag::{Evidence, Severity};
use crate::model::report::{DateFound, DateLabel, Report};
use crate::rules::basis;
use crate::rules::calendar::is_excused;
use crate::rules::facts::Facts;
use crate::rules::registry::{Rule, rule};
use crate::rules::run::not_bound;
use crate::rules::sink::{Finding, Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&LATE];

/// Later than this after the end of the report year a date tells of a moved site, not of lateness.
const LATEST: i64 = 400;
/// A day of publication that follows the day of writing by more than this may be that of a move.
const CREDIBLE: i64 = 60;
/// The first report year under the law of 2007, and under that of 2019.
const FIRST_YEARS: (u16, u16) = (2008, 2019);

rule! {
    /// ## What it checks
    /// The day of publication (the earlier of 发布日期 and the date in the address) against the limit.
    /// The day of writing (成文日期, the date under the report) counts where there is no other, or
    /// where it lies more than 60 days before: the page was then put up again.
    /// From report year 2019 on: 31 January for departments of county level and above, 31 March for the
    /// report of a whole area; for townships, streets, zones and wherever that is not certain, later
    /// than 31 January is for information and later than 31 March a warning. For 2008 to 2018: 31 March
    /// for all.
    ///
    /// ## Why it matters
    /// The limits are those of the law (条例 Art. 49, before 2019 Art. 31); late publication is one of the
    /// grounds for accountability that the notice of 2021 names.
    ///
    /// ## Example
    /// `公布日期2020-04-01,期限2020-03-31,逾期1天`
    ///
    /// ## When it is wrong
    /// A site that was moved carries the day of the move: five reports of two report years on one host
    /// and day, or a date more than 400 days after the year, are not evaluable; nor is a report with
    /// dates before its year ended. A few days after a limit on a weekend or in the Spring Festival are
    /// for information only. A corrected report may replace one that was in time.
    LATE = "D-LATE" {
        zh: "逾期公布", en: "published late",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::JANUARY),
        check: late, examples: tests::examples,
    }
}

/// A day a report was due, the law that says so, and how grave it is to miss it.
#[derive(Debug, Clone, Copy)]
struct Limit {
    day: Date,
    basis: &'static str,
    severity: Severity,
}

fn late(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let dated = match published(subject) {
        Ok(dated) => dated,
        Err(reason) => return sink.cannot("公布日期", reason),
    };
    let (first, limits) = dated;
    // The last limit that was missed is the gravest.
    let Some(limit) = limits.iter().rev().find(|limit| first.date > limit.day) else { return sink.holds() };
    let (day, days) = (limit.day, first.date.days_since(limit.day));
    sink.fails(Finding {
        message: Words::new(
            format!("公布日期{},期限{day},逾期{days}天", first.date),
            format!("published {}, due {day}, {days} days late", first.date),
        ),
        expected: day.to_string(),
        found: first.date.to_string(),
        severity: Some(if is_excused(day, first.date) { Severity::Info } else { limit.severity }),
        basis: Some(limit.basis),
        evidence: dates(subject.report).iter().map(|found| Evidence { at: found.at, ..Evidence::default() }).collect(),
        place: Some("published".to_owned()),
        ..Finding::default()
    });
}

/// The dates of a report from the earliest on.
fn dates(report: &Report) -> Vec<DateFound> {
    let mut dates = report.dates.clone();
    if dates.is_empty() {
        dates.extend(report.published.map(|date| DateFound { label: DateLabel::Published, date, at: None }));
    }
    dates.sort_by_key(|found| found.date);
    dates
}

/// The date that tells when a report was published: the earliest of publication, unless it was
/// written so much earlier that the page must have been put up again; without one, the earliest of
/// writing.
fn decisive(dates: &[DateFound]) -> Option<&DateFound> {
    let tells_publication = |found: &&DateFound| matches!(found.label, DateLabel::Published | DateLabel::Url);
    let first = dates.first()?;
    let published = dates.iter().find(tells_publication);
    Some(published.filter(|published| published.date.days_since(first.date) <= CREDIBLE).unwrap_or(first))
}

/// The date a report was published by, and its limits; or why that cannot be told.
fn published(subject: &Subject<'_>) -> Result<(DateFound, Vec<Limit>), Words> {
    let report = subject.report;
    if !subject.is_bound() {
        return Err(not_bound());
    }
    let year = report.year.ok_or_else(|| Words::new("年度不明", "the year of the report is not known"))?;
    let limits =
        limits(report, year).ok_or_else(|| Words::new("该年度没有期限规定", "no limit was set for that year"))?;
    let dates = dates(report);
    let no_date = || Words::new("没有公布日期", "no date of publication is known");
    let (earliest, first) = (dates.first().ok_or_else(no_date)?, decisive(&dates).ok_or_else(no_date)?.clone());
    let host = report.source.url.as_deref().and_then(crate::corpus::header::host_of);
    match doubt(year, (earliest.date, first.date), host.as_deref(), subject.facts) {
        None => Ok((first, limits)),
        Some(Doubt::Early) => Err(Words::new("日期早于报告年度结束", "a date lies before the end of the report year")),
        Some(Doubt::Late) => {
            Err(Words::new("距年度结束超过400天,可能为网站迁移", "over 400 days after the year: a moved site?"))
        }
        Some(Doubt::Moved) => Err(Words::new(
            "同站多年年报同日发布,可能为网站迁移",
            "several years of reports share this day: a moved site?",
        )),
    }
}

/// Why a day is not taken for that on which a report was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// A date lies before the end of the report year.
    Early,
    /// It comes so late that the site may have moved.
    Late,
    /// Reports of several years were put on the site that day.
    Moved,
}

/// What speaks against a day of publication, of which the earliest date of the report is known too.
pub(crate) fn doubt(year: u16, (earliest, day): (Date, Date), host: Option<&str>, facts: &Facts) -> Option<Doubt> {
    let end = Date::new(year, 12, 31).unwrap_or(day);
    // Some publish in the last days of the year itself.
    if earliest.days_since(end) < -31 {
        return Some(Doubt::Early);
    }
    if day.days_since(end) > LATEST {
        return Some(Doubt::Late);
    }
    facts.is_moving_day(host, day).then_some(Doubt::Moved)
}

/// The limits of a report from the first on; `None` for years before there was one.
fn limits(report: &Report, year: u16) -> Option<Vec<Limit>> {
    let (first, new_law) = FIRST_YEARS;
    let march = |basis| Some(Limit { day: Date::new(year + 1, 3, 31)?, basis, severity: Severity::Warning });
    let january = |severity| Some(Limit { day: Date::new(year + 1, 1, 31)?, basis: basis::JANUARY, severity });
    if year < first || year >= 9999 {
        return None;
    }
    if year < new_law {
        return Some(vec![march(basis::MARCH_2007)?]);
    }
    let agency = &report.agency;
    let county_or_above = !matches!(agency.level, Some(Level::Township | Level::SubAgency));
    Some(match agency.kind {
        Some(AgencyKind::GovernmentAggregate) if county_or_above => vec![march(basis::MARCH)?],
        Some(AgencyKind::ZoneCommittee) if speaks_of_an_area(report) => vec![march(basis::MARCH)?],
        Some(AgencyKind::Department | AgencyKind::Vertical) if county_or_above => vec![january(Severity::Warning)?],
        // An office may publish for itself or for the whole area, and the law does not name townships.
        _ => vec![january(Severity::Info)?, march(basis::MARCH)?],
    })
}

/// Whether the title names an area and no body, as a report for the whole area does.
fn speaks_of_an_area(report: &Report) -> bool {
    let bodies = ["管委会", "管理委员会", "办公室", "局"];
    report.title.as_deref().is_some_and(|title| !bodies.iter().any(|body| title.contains(body)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::header::Header;
    use crate::model::form::Form;
    use crate::model::report::DateLabel;
    use crate::rules::draft::{Draft, Examples, check_all, complete, flags_of};
    use crate::rules::facts::Facts;
    use crate::rules::run::check;
    use crate::rules::selection::Selection;

    fn county(published: (u16, u8, u8)) -> Draft {
        let (year, month, day) = published;
        complete(Form::F2019)
            .agency("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate)
            .published(year, month, day)
    }

    pub(super) fn examples() -> Examples {
        Examples { fails: county((2020, 4, 1)).build(), holds: county((2020, 3, 31)).build() }
    }

    #[test]
    fn a_late_report_says_by_how_much() {
        let flags = flags_of(&examples().fails, "D-LATE");
        assert_eq!(flags[0].message, "公布日期2020-04-01,期限2020-03-31,逾期1天");
        assert_eq!((flags[0].expected.as_str(), flags[0].found.as_str()), ("2020-03-31", "2020-04-01"));
        assert_eq!(flags[0].basis, Some(basis::MARCH));
    }

    #[test]
    fn limits_go_by_kind_level_and_year() {
        use AgencyKind as K;
        use Level as L;
        let check = |year: u16, level, kind, date: (u16, u8, u8), expected: Option<(&str, Severity)>| {
            let draft = complete(Form::F2021).year(year).agency("云河某区管委会", level, kind);
            let report = draft.published(date.0, date.1, date.2).build();
            let flags = flags_of(&report, "D-LATE");
            let told = flags.first().map(|flag| (flag.expected.as_str(), flag.severity));
            assert_eq!(told, expected, "{year} {level} {kind} {date:?}");
        };
        let (warning, info) = (Severity::Warning, Severity::Info);
        check(2021, L::County, K::Department, (2022, 2, 18), Some(("2022-01-31", warning)));
        check(2021, L::County, K::Department, (2022, 1, 31), None);
        check(2021, L::County, K::Vertical, (2023, 1, 31), Some(("2022-01-31", warning)));
        check(2021, L::County, K::GovernmentAggregate, (2022, 3, 1), None);
        check(2021, L::County, K::GovernmentOffice, (2022, 3, 1), Some(("2022-01-31", info)));
        check(2021, L::County, K::GovernmentOffice, (2022, 4, 1), Some(("2022-03-31", warning)));
        check(2020, L::Township, K::TownshipGov, (2021, 2, 24), Some(("2021-01-31", info)));
        check(2020, L::Township, K::TownshipGov, (2021, 4, 24), Some(("2021-03-31", warning)));
        check(2020, L::Prefecture, K::ZoneCommittee, (2021, 3, 5), Some(("2021-01-31", info)));
        // Under the old law one limit held for all.
        check(2011, L::County, K::GovernmentAggregate, (2012, 4, 18), Some(("2012-03-31", warning)));
        check(2018, L::Township, K::TownshipGov, (2019, 3, 31), None);
        // A Sunday.
        check(2020, L::County, K::Department, (2021, 2, 2), Some(("2021-01-31", info)));
        check(2020, L::County, K::Department, (2021, 2, 4), Some(("2021-01-31", warning)));
    }

    #[test]
    fn the_day_of_publication_counts_unless_the_page_was_put_up_again() {
        let check = |others: &[(DateLabel, u8, u8)], expected: Option<&str>| {
            let draft = others
                .iter()
                .fold(county((2020, 5, 18)), |draft, (label, month, day)| draft.dated(*label, 2020, *month, *day));
            let flags = flags_of(&draft.build(), "D-LATE");
            assert_eq!(flags.first().map(|flag| flag.found.as_str()), expected, "{others:?}");
            assert!(flags.iter().all(|flag| flag.evidence.len() == 1 + others.len()));
        };
        check(&[(DateLabel::Url, 4, 7)], Some("2020-04-07"));
        check(&[(DateLabel::Url, 3, 7)], None);
        check(&[(DateLabel::Signed, 3, 20)], Some("2020-05-18"));
        check(&[(DateLabel::Signed, 3, 18)], None);
        check(&[(DateLabel::Written, 1, 10)], None);
        let signed_only = county((2020, 4, 2)).with(|report| report.dates[0].label = DateLabel::Signed).build();
        assert_eq!(flags_of(&signed_only, "D-LATE").len(), 1);
    }

    #[test]
    fn a_zone_reports_for_its_area_or_for_its_committee() {
        let check = |title: &str, expected: usize| {
            let zone = county((2020, 3, 5)).agency("云河新区管理委员会", Level::SubAgency, AgencyKind::ZoneCommittee);
            let report = zone.with(|report| report.title = Some(title.to_owned())).build();
            assert_eq!(flags_of(&report, "D-LATE").len(), expected, "{title}");
        };
        check("云河新区2019年政府信息公开工作年度报告", 0);
        check("云河新区管委会2019年政府信息公开工作年度报告", 1);
    }

    #[test]
    fn dates_that_prove_nothing_are_not_evaluable() {
        let school = county((2020, 5, 1)).agency("云河县第一小学", Level::County, AgencyKind::PublicInstitution);
        let cases = [
            county((2021, 2, 4)).build(),
            county((2018, 6, 1)).build(),
            county((2020, 5, 1)).dated(DateLabel::Written, 2019, 3, 1).build(),
            county((2020, 5, 1)).year(2005).build(),
            county((2020, 5, 1)).with(|report| report.year = None).build(),
            county((2020, 5, 1)).with(|report| (report.published, report.dates) = (None, vec![])).build(),
            school.build(),
        ];
        for report in cases {
            let outcome = check_all(&report);
            assert!(outcome.flags.iter().all(|flag| flag.rule != "D-LATE"));
            assert!(outcome.unevaluable.iter().any(|u| u.rule == "D-LATE"), "{:?}", report.dates);
        }
    }

    #[test]
    fn a_moved_site_proves_nothing() {
        let url = "https://www.yunhe.example/2020/a.html".to_owned();
        let report = county((2020, 5, 6)).with(|report| report.source.url = Some(url)).build();
        let mut headers = vec![Header::of(&report); 5];
        headers[0].year = Some(2018);
        let answer = |headers: &[Header<'_>]| check(&report, &Facts::gather(headers.iter()), &Selection::all());
        assert!(answer(&headers).unevaluable.iter().any(|u| u.rule == "D-LATE" && u.reason.contains("同站")));
        assert_eq!(answer(&headers[1..]).flags.iter().filter(|flag| flag.rule == "D-LATE").count(), 1);
    }
}
