use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::corpus::rows;
use crate::model::agency::AgencyKind;
use crate::model::date::Date;
use crate::model::report::Report;

const OWN: AgencyKind = AgencyKind::GovernmentAggregate;

fn report(regions: [&str; 3], name: &str, kind: AgencyKind, year: u16) -> Report {
    let mut report = Report { id: format!("{}{name}{year}", regions.concat()), year: Some(year), ..Report::default() };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let agency = &mut report.agency;
    [agency.province, agency.city, agency.county] = regions.map(some);
    agency.level = Some(match regions {
        [_, _, county] if !county.is_empty() => Level::County,
        [_, city, _] if !city.is_empty() => Level::Prefecture,
        [province, ..] if !province.is_empty() => Level::Province,
        _ => Level::County,
    });
    (agency.name, agency.kind) = (some(name), Some(kind));
    report
}

/// The government of a region, under its name.
fn own(regions: [&str; 3], year: u16) -> Report {
    let narrowest = regions.iter().rev().find(|region| !region.is_empty()).unwrap();
    report(regions, &format!("{narrowest}人民政府"), OWN, year)
}

fn corpus(reports: &[Report]) -> (Corpus, Agencies) {
    let lines: String = reports.iter().map(|report| report.to_json().unwrap() + "\n").collect();
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    file.write_all(lines.as_bytes()).unwrap();
    // The corpus keeps the file open; its name is not needed any more.
    let corpus = crate::corpus::open(&[file.path().to_owned()], &|_| ());
    let agencies = Agencies::join(corpus.headers());
    (corpus, agencies)
}

fn wish() -> Wish<'static> {
    Wish {
        level: None,
        body: Body::Aggregate,
        years: None,
        by: By::County,
        scope: Scope::default(),
        roster: None,
        basis: None,
        asked: None,
        late: false,
    }
}

fn whole(names: &[&str]) -> Scope {
    Scope { names: names.iter().map(|name| (*name).to_owned()).collect(), whole: true }
}

fn told(reports: &[Report], wish: &Wish<'_>) -> Coverage {
    let (corpus, agencies) = corpus(reports);
    let coverage = Coverage::of(&corpus, &agencies, wish).unwrap();
    holds_together(&coverage);
    coverage
}

/// What is true of every answer.
fn holds_together(coverage: &Coverage) {
    let key = |line: &Line| (line.region.clone(), line.region.steps().len());
    for line in &coverage.lines {
        for counts in &line.counts {
            assert_eq!(counts.expected, counts.held + counts.missing(), "{line:?}");
            assert_eq!(counts.expected, counts.basis.iter().sum::<usize>(), "{line:?}");
            assert_eq!(counts.expected, counts.levels.iter().map(|level| level.0).sum::<usize>());
            assert_eq!(counts.held, counts.levels.iter().map(|level| level.1).sum::<usize>());
            assert!(counts.office <= counts.missing() && counts.late <= counts.dated && counts.dated <= counts.held);
        }
        // A line is what lies directly in it, and its own.
        let (region, depth) = key(line);
        let Region::Of(steps) = &region else { continue };
        let is_inside = |other: &&Line| match &other.region {
            Region::Of(inner) => inner.len() == depth + 1 && inner.starts_with(steps),
            Region::Central | Region::Unknown => depth == 0,
        };
        for nth in 0..coverage.years.len() {
            let inside: usize = coverage.lines.iter().filter(is_inside).map(|line| line.counts[nth].expected).sum();
            let is_own = |(unit, basis): &(&Unit, &Vec<Option<Basis>>)| unit.region == region && basis[nth].is_some();
            let own = coverage.units.iter().zip(&coverage.basis).filter(is_own);
            if coverage.by == By::County {
                assert_eq!(line.counts[nth].expected, inside + own.count(), "{line:?}");
            }
        }
    }
    let missing: usize = coverage.whole().iter().map(Counts::missing).sum();
    assert_eq!(coverage.missing().count(), missing);
}

fn names(coverage: &Coverage, year: u16) -> Vec<String> {
    coverage.missing().filter(|(_, of, _)| *of == year).map(|(unit, year, _)| unit.name_in(year)).collect()
}

fn counts(coverage: &Coverage, year: u16) -> Counts {
    let nth = coverage.years.iter().position(|one| *one == year).unwrap();
    coverage.whole()[nth]
}

const FUYANG: [&str; 3] = ["浙江省", "杭州市", "富阳市"];

#[test]
fn who_is_expected_is_told_by_the_list_of_that_year() {
    let reports = [own(FUYANG, 2012), own(["浙江省", "杭州市", "富阳区"], 2016)];
    let all = told(&reports, &Wish { years: Some(2012..=2021), scope: whole(&["浙江省/杭州市"]), ..wish() });
    // Thirteen districts, cities and counties, and the city itself, until two were merged and split in 2021.
    assert_eq!((counts(&all, 2012).expected, counts(&all, 2012).held), (14, 1));
    assert_eq!((counts(&all, 2016).expected, counts(&all, 2016).held), (14, 1));
    assert_eq!(counts(&all, 2021).basis[1], counts(&all, 2021).expected);
    let has = |year: u16, name: &str| names(&all, year).contains(&name.to_owned());
    assert!(has(2012, "下城区人民政府") && !has(2021, "下城区人民政府"));
    assert!(!has(2020, "临平区人民政府") && has(2021, "临平区人民政府"));
    // It is one place, and each year has it under the name of that year.
    assert!(!has(2012, "富阳市人民政府") && !has(2016, "富阳区人民政府"));
    assert!(has(2013, "富阳市人民政府") && !has(2013, "富阳区人民政府") && has(2018, "富阳区人民政府"));
    let (unit, year, _) = all.missing().find(|(unit, _, _)| unit.name_in(2013) == "富阳市人民政府").unwrap();
    assert_eq!((unit.code_in(year).as_deref(), unit.last()), (Some("330183"), Some((2016, 1))));
    // Before the law nothing is expected.
    let early = told(&reports, &Wish { years: Some(2007..=2007), scope: whole(&["浙江省"]), ..wish() });
    assert_eq!(counts(&early, 2007).expected, 0);
}

#[test]
fn of_a_part_of_the_country_no_other_is_missing() {
    let county = |name| own(["江苏省", "徐州市", name], 2021);
    let expected = |reports: &[Report], scope: Scope| counts(&told(reports, &Wish { scope, ..wish() }), 2021).expected;
    // A single county, a city, a province.
    assert_eq!(expected(&[county("鼓楼区")], Scope::default()), 1);
    assert_eq!(expected(&[county("鼓楼区"), county("沛县")], Scope::default()), 11);
    let wider = [county("鼓楼区"), own(["江苏省", "南京市", "鼓楼区"], 2021)];
    assert_eq!(expected(&wider, Scope::default()), 1 + 13 + 95);
    // Two provinces do not bring a third one.
    let two = [county("鼓楼区"), own(["浙江省", "杭州市", "富阳区"], 2021)];
    assert_eq!(expected(&two, Scope::default()), 2);
    assert_eq!(expected(&two, Scope { names: vec!["江苏省".to_owned()], whole: false }), 1);
    assert_eq!(expected(&two, whole(&["江苏"])), 1 + 13 + 95);
    assert_eq!(expected(&two, whole(&[])), 31 + 333 + 2841);
    // Nobody of an invented country is in the list.
    assert_eq!(expected(&[own(["云河省", "青石市", "白沙县"], 2021)], Scope::default()), 1);
    let (corpus, agencies) = corpus(&two);
    let refused = Coverage::of(&corpus, &agencies, &Wish { scope: whole(&["云河省"]), ..wish() });
    assert!(matches!(refused, Err(Refusal::Region(NoRegion(name))) if name == "云河省"));
}

#[test]
fn agencies_of_one_name_are_not_taken_for_each_other() {
    let placed = own(["江苏省", "徐州市", "鼓楼区"], 2021);
    let mut unplaced = own(["", "", "鼓楼区"], 2021);
    unplaced.agency.county = None;
    let scope = whole(&["江苏省/徐州市/鼓楼区", "江苏省/南京市/鼓楼区"]);
    let all = told(&[placed.clone(), unplaced.clone()], &Wish { scope, ..wish() });
    assert_eq!((counts(&all, 2021).expected, counts(&all, 2021).held), (2, 1));
    assert_eq!(all.missing().map(|(unit, ..)| unit.region.words()).collect::<Vec<_>>(), ["江苏省/南京市/鼓楼区"]);
    let all = told(&[placed, unplaced], &wish());
    let unknown = all.lines.iter().find(|line| line.region == Region::Unknown).unwrap();
    assert_eq!((unknown.counts[0].expected, unknown.counts[0].held), (1, 1));
    assert_eq!(counts(&all, 2021).held, 2);
}

#[test]
fn the_report_of_an_office_is_not_that_of_its_government() {
    let kind = AgencyKind::GovernmentOffice;
    let place = ["江苏省", "徐州市", "鼓楼区"];
    let office = report(place, "鼓楼区人民政府办公室", kind, 2021);
    let all = told(&[office, own(place, 2020)], &wish());
    let both = [counts(&all, 2020), counts(&all, 2021)];
    assert_eq!(both.map(|one| (one.expected, one.held, one.office)), [(1, 1, 0), (1, 0, 1)]);
    // The same where the list knows nothing of it: the office tells that there is a government.
    let office = report(["云河省", "", "白沙县"], "白沙县人民政府办公室", kind, 2021);
    let all = told(&[office], &wish());
    let found: Vec<_> = all.missing().map(|(unit, year, basis)| (unit.name_in(year), basis)).collect();
    assert_eq!(found, [("白沙县人民政府".to_owned(), Basis::Office)]);
}

#[test]
fn others_are_expected_between_their_years_and_one_year_longer() {
    let place = ["江苏省", "徐州市", "鼓楼区"];
    let of = |year| report(place, "鼓楼区财政局", AgencyKind::Department, year);
    let other = |year| report(place, "鼓楼区统计局", AgencyKind::Department, year);
    let all = told(
        &[of(2017), of(2019), other(2016), other(2021)],
        &Wish { body: Body::Department, years: Some(2015..=2022), ..wish() },
    );
    let of_one = |name: &str| {
        let nth = all.units.iter().position(|unit| unit.name_in(2020) == name).unwrap();
        all.basis[nth].clone()
    };
    let (seen, next) = (Some(Basis::Seen), Some(Basis::Following));
    assert_eq!(of_one("鼓楼区财政局"), [None, None, seen, seen, seen, next, None, None]);
    assert_eq!(of_one("鼓楼区统计局"), [None, seen, seen, seen, seen, seen, seen, next]);
    // A government that the lists have no more is not expected because it was there before.
    let gone = told(&[own(["北京市", "", "崇文区"], 2009)], &Wish { years: Some(2009..=2011), ..wish() });
    assert_eq!((2009..=2011).map(|year| counts(&gone, year).expected).collect::<Vec<_>>(), [1, 0, 0]);
}

fn roster(text: &str) -> Roster {
    Roster::of(rows::read(text))
}

#[test]
fn a_roster_alone_tells_who_is_expected_of_its_sort() {
    let held = [own(["江苏省", "徐州市", "鼓楼区"], 2021), own(["江苏省", "徐州市", "沛县"], 2021)];
    let roster = roster(
        "name,code,from,to,url\n沛县人民政府,320322,,,\n睢宁县人民政府,320324,2020,,https://sn.example/\n丰县人民政府,320321,,2020,\n",
    );
    assert_eq!((roster.entries.len(), &roster.refused), (3, &Vec::new()));
    let of = |basis| told(&held, &Wish { roster: Some(&roster), basis, ..wish() });
    let alone = of(None);
    let one = counts(&alone, 2021);
    assert_eq!((one.expected, one.held, one.beyond), (2, 1, 1));
    let (unit, year, basis) = alone.missing().next().unwrap();
    assert_eq!((unit.name_in(year).as_str(), basis), ("睢宁县人民政府", Basis::Roster));
    assert_eq!((unit.code_in(year).as_deref(), unit.roster_url(year)), (Some("320324"), Some("https://sn.example/")));
    // With the list of divisions all of the city are.
    let both = counts(&of(Some(vec![Basis::Roster, Basis::Division])), 2021);
    assert_eq!((both.expected, both.held, both.basis[0], both.beyond), (11, 2, 2, 0));
    // Of departments it says nothing.
    let department = report(["江苏省", "徐州市", "沛县"], "沛县财政局", AgencyKind::Department, 2021);
    let wish = Wish { body: Body::Department, roster: Some(&roster), ..wish() };
    let (corpus, agencies) = corpus(&[department]);
    let all = Coverage::of(&corpus, &agencies, &wish).unwrap();
    assert_eq!((counts(&all, 2021).expected, all.roster_others), (1, 3));
}

#[test]
fn rows_of_a_roster_are_matched_as_reports_are_joined() {
    let department = |regions, name| report(regions, name, AgencyKind::Department, 2021);
    let held = [
        department(["江苏省", "徐州市", "沛县"], "沛县财政局"),
        department(["", "", ""], "青石县财政局"),
        department(["江苏省", "徐州市", "鼓楼区"], "鼓楼区财政局"),
    ];
    let roster = roster(
        "单位名称,省,市,县,类型,级别\n财政局,江苏省,徐州市,沛县,部门,县级\n青石县财政局,,,,部门,县级\n鼓楼区财政局,江苏省,南京市,鼓楼区,部门,县级\n",
    );
    assert_eq!(roster.refused, []);
    let all = told(&held, &Wish { body: Body::Department, roster: Some(&roster), ..wish() });
    let missing: Vec<_> = all.missing().map(|(unit, ..)| unit.region.words()).collect();
    assert_eq!(missing, ["江苏省/南京市/鼓楼区"], "of one name in two cities");
    assert_eq!((counts(&all, 2021).expected, counts(&all, 2021).held, counts(&all, 2021).beyond), (3, 2, 1));
}

#[test]
fn rows_that_do_not_say_whom_they_mean_are_named() {
    let check = |text: &str, expected: &[(usize, &str)]| {
        let roster = roster(text);
        let found: Vec<(usize, &str)> = roster.refused.iter().map(|(line, reason)| (*line, reason.as_str())).collect();
        assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
        for ((line, reason), (at, words)) in found.iter().zip(expected) {
            assert!(line == at && reason.contains(words), "{text}: {found:?}");
        }
    };
    check("name,kind\n,department\n城关镇人民政府,township\n", &[(2, "没有单位名称"), (3, "地区不明")]);
    check("name,code\n永宁县人民政府,999999\n沛县人民政府,640121\n", &[(2, "区划代码不识"), (3, "不在江苏省")]);
    check("name,from,to\n永宁县人民政府,2021,2019\n永宁县人民政府,二〇二一,\n", &[(2, "晚于"), (3, "年度不识")]);
    check("name,level,kind\n永宁县人民政府,moon,\n永宁县人民政府,,moon\n", &[(2, "级别不识"), (3, "类型不识")]);
    check("name\n永宁县人民政府\n宁夏回族自治区永宁县人民政府\n", &[(3, "与第2行重复")]);
    check("name,county\n永宁县人民政府,沛县\n", &[(2, "不符")]);
    check("name,to,from\n富阳市人民政府,2014,\n富阳区人民政府,,2015\n", &[]);
    check("{\"name\":\"永宁县人民政府\"}\n{broken\n[1]\n", &[(2, "key"), (3, "expected")]);
    check("\u{1b}[31m,,\n\"never closed\n", &[(2, "没有单位名称")]);
    check("", &[]);
    let one = roster("code\n640121\n");
    assert_eq!(one.entries[0].agency.name.as_deref(), Some("永宁县人民政府"));
    assert_eq!((one.entries[0].body, one.entries[0].agency.level), (Body::Aggregate, Some(Level::County)));
}

#[test]
fn late_are_those_with_a_date_that_can_be_trusted() {
    let of = |name: &str, published: Option<(u16, u8, u8)>| {
        let published = published.and_then(|(year, month, day)| Date::new(year, month, day));
        Report { published, ..own(["云河省", "青石市", name], 2021) }
    };
    let all = told(
        &[
            of("甲县", Some((2022, 4, 8))),
            of("乙县", Some((2022, 3, 31))),
            of("丙县", None),
            // Over 400 days later the site was moved.
            of("丁县", Some((2024, 4, 8))),
        ],
        &Wish { late: true, ..wish() },
    );
    let one = counts(&all, 2021);
    assert_eq!((one.expected, one.held, one.dated, one.late), (4, 4, 2, 1));
    let (unit, year, _, late) = all.late().next().unwrap();
    assert_eq!((unit.name_in(year).as_str(), late.due.to_string().as_str()), ("甲县人民政府", "2022-03-31"));
    assert_eq!((late.published.days_since(late.due), late.is_lenient), (8, false));
}

#[test]
fn a_filter_leaves_out_agencies_and_takes_nothing_for_missing_that_is_held() {
    let reports = [own(["江苏省", "徐州市", "沛县"], 2021), own(["江苏省", "徐州市", "丰县"], 2021)];
    let asked = [true, false];
    let (corpus, agencies) = corpus(&reports);
    let wish = Wish { asked: Some(&asked), scope: whole(&["江苏省/徐州市"]), ..wish() };
    let all = Coverage::of(&corpus, &agencies, &wish).unwrap();
    assert_eq!((counts(&all, 2021).expected, counts(&all, 2021).held), (10, 1));
    assert!(!names(&all, 2021).contains(&"丰县人民政府".to_owned()));
}

#[test]
fn years_far_apart_are_told_without_those_between() {
    let years = |held: &[u16]| {
        let reports: Vec<Report> = held.iter().map(|year| own(["云河省", "", "白沙县"], *year)).collect();
        told(&reports, &wish()).years
    };
    assert_eq!(years(&[2012, 2015, 2019]), [2012, 2013, 2014, 2015, 2019]);
    assert_eq!(years(&[]), [0; 0]);
}

/// Bodies for invented corpora: their regions, their name, and whether nothing joins their reports.
const BODIES: [([&str; 3], &str); 7] = [
    (["江苏省", "徐州市", "鼓楼区"], "鼓楼区人民政府"),
    (["江苏省", "南京市", "鼓楼区"], "鼓楼区人民政府"),
    (["浙江省", "杭州市", "富阳市"], "富阳市人民政府"),
    (["浙江省", "杭州市", "富阳区"], "富阳区人民政府"),
    (["云河省", "青石市", "白沙县"], "白沙县人民政府"),
    (["", "", ""], "青石县人民政府"),
    (["", "", ""], "某某人民政府"),
];

/// What a body is one with, and whether its reports are joined.
fn same(body: usize) -> (usize, bool) {
    (if body == 3 { 2 } else { body }, body != 6)
}

/// Expected and held in a year, by a plain look through all that was put in.
fn by_hand(all: &BTreeSet<(usize, u16)>, year: u16) -> (usize, usize) {
    let mut bodies: BTreeMap<usize, BTreeSet<u16>> = BTreeMap::new();
    for (body, year) in all {
        bodies.entry(same(*body).0).or_default().insert(*year);
    }
    let (mut expected, mut held) = (0, 0);
    for (body, years) in bodies {
        let is_held = years.contains(&year);
        let is_between = years.iter().any(|one| *one < year) && years.iter().any(|one| *one > year);
        let is_next = years.last().copied() == year.checked_sub(1);
        held += usize::from(is_held);
        expected += usize::from(is_held || same(body).1 && (is_between || is_next));
    }
    (expected, held)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_are_those_of_a_plain_look(all in prop::collection::btree_set((0..BODIES.len(), 2010_u16..2020), 1..25)) {
        let reports: Vec<Report> =
            all.iter().map(|(body, year)| report(BODIES[*body].0, BODIES[*body].1, OWN, *year)).collect();
        let (corpus, agencies) = corpus(&reports);
        let wish = Wish { years: Some(2009..=2021), basis: Some(vec![Basis::Seen]), ..wish() };
        for by in [By::Province, By::City, By::County, By::Year] {
            let coverage = Coverage::of(&corpus, &agencies, &Wish { by, ..wish.clone() }).unwrap();
            holds_together(&coverage);
            for year in 2009..=2021 {
                let one = counts(&coverage, year);
                prop_assert_eq!((one.expected, one.held), by_hand(&all, year), "{}", year);
            }
        }
        // What the list of divisions adds is missing, and nothing of what is held is lost.
        let listed = Coverage::of(&corpus, &agencies, &Wish { basis: None, ..wish }).unwrap();
        holds_together(&listed);
        for year in 2009..=2021 {
            let (one, hand) = (counts(&listed, year), by_hand(&all, year));
            prop_assert_eq!(one.held, hand.1);
            prop_assert!(one.expected >= hand.0);
        }
    }
}
