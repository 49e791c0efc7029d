//! A roster: who is to report, as somebody keeps it. A row is taken only where it says whom it means; every other is
//! named with its line and why.

use std::ops::RangeInclusive;

use crate::corpus::agencies::{Home, Identity};
use crate::corpus::rows::{Row, Rows, word};
use crate::figures::coverage::places::Place;
use crate::figures::population::Body;
use crate::model::agency::{Agency, AgencyKind, Level};
use crate::model::division;
use crate::parse::metadata;

/// Heads of columns, each by the names people give it.
const NAME: &[&str] = &["name", "agency", "单位", "单位名称", "名称", "机构", "发布机构"];
const CODE: &[&str] = &["code", "region_code", "adcode", "代码", "区划代码", "地区代码", "行政区划代码"];
const PROVINCE: &[&str] = &["province", "省", "省份"];
const CITY: &[&str] = &["city", "市", "地市"];
const COUNTY: &[&str] = &["county", "县", "区县", "县区"];
const LEVEL: &[&str] = &["level", "级别", "层级"];
const KIND: &[&str] = &["kind", "类型", "类别"];
const FROM: &[&str] = &["from", "since", "起始年度", "起"];
const TO: &[&str] = &["to", "until", "终止年度", "止"];
const URL: &[&str] = &["url", "link", "site", "网址", "链接", "栏目网址"];

/// The years a roster can speak of.
const YEARS: RangeInclusive<u16> = 1900..=2100;

/// Who is to report in some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line of the list it starts on.
    pub line: usize,
    pub agency: Agency,
    pub body: Body,
    pub url: Option<String>,
    pub years: RangeInclusive<u16>,
    pub(super) identity: Identity,
    pub(super) place: Option<Place>,
}

/// Those who are to report, and the rows that do not say whom they mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    pub entries: Vec<Entry>,
    /// With their lines and why.
    pub refused: Vec<(usize, String)>,
}

impl Roster {
    /// Takes the rows of a list.
    pub fn of(rows: Rows) -> Self {
        let mut roster = Self::default();
        let mut lines = std::collections::HashMap::<(Identity, Option<Place>, Body), Vec<usize>>::new();
        for (line, row) in rows {
            let entry = match row.and_then(|row| entry(line, &row)) {
                Ok(entry) => entry,
                Err(reason) => {
                    roster.refused.push((line, reason));
                    continue;
                }
            };
            let key = (entry.identity.clone(), entry.place, entry.body);
            let before = lines.entry(key).or_default();
            let overlaps = |nth: &&usize| {
                roster.entries.get(**nth).is_some_and(|other| {
                    other.years.start() <= entry.years.end() && entry.years.start() <= other.years.end()
                })
            };
            if let Some(same) = before.iter().find(overlaps).and_then(|nth| roster.entries.get(*nth)) {
                roster.refused.push((line, format!("与第{}行重复", same.line)));
                continue;
            }
            before.push(roster.entries.len());
            roster.entries.push(entry);
        }
        roster
    }

    /// Whether it says who is to report among bodies of this sort.
    pub(super) fn speaks_of(&self, body: Body) -> bool {
        self.entries.iter().any(|entry| entry.body == body)
    }
}

fn entry(line: usize, row: &Row) -> Result<Entry, String> {
    let years = years(row)?;
    let mut agency = match word(row, NAME) {
        Some(name) => {
            let named = metadata::agency_named(&name, Some(*years.start()).filter(|year| *year > *YEARS.start()));
            Agency { name: Some(name), ..named }
        }
        None => Agency::default(),
    };
    for (field, names) in [(&mut agency.province, PROVINCE), (&mut agency.city, CITY), (&mut agency.county, COUNTY)] {
        let Some(told) = word(row, names) else { continue };
        if let Some(other) = field.as_ref().filter(|other| **other != told) {
            return Err(format!("地区{told}与名称中的{other}不符"));
        }
        *field = Some(told);
    }
    if let Some(level) = word(row, LEVEL) {
        agency.level = Some(level_of(&level).ok_or_else(|| format!("级别不识:{level}"))?);
    }
    let told = word(row, KIND).map(|kind| Body::named(&kind).ok_or_else(|| format!("类型不识:{kind}"))).transpose()?;
    if let Some(code) = word(row, CODE) {
        with_code(&mut agency, &code)?;
    } else if let Some(place) = Place::of_agency(&agency) {
        lay_in(&mut agency, place);
    }
    if agency.name.is_none() {
        let place = Place::of_agency(&agency).filter(|_| told.is_none_or(|body| body == Body::Aggregate));
        let division = place.and_then(Place::last).ok_or("没有单位名称")?;
        agency.name = Some(format!("{}人民政府", division.name()));
        agency.kind = Some(AgencyKind::GovernmentAggregate);
        agency.level = agency.level.or(Some(division.level()));
    }
    let body = told.or(agency.kind.map(Body::of)).ok_or("类型不明,请填 kind")?;
    let identity = Identity::of(&agency).ok_or("没有单位名称")?;
    match &identity.home {
        Home::Unknown(None) => return Err("地区不明,请填区划代码或省、市、县".to_owned()),
        // A name that the table has and that no region goes with is that of several.
        Home::Unknown(Some(place)) if division::ever_named(place).next().is_some() => {
            return Err(format!("地区不明:{place}不止一个,请填区划代码或省、市、县"));
        }
        _ => {}
    }
    let is_own = body == Body::Aggregate && identity.is_own();
    let place =
        Place::of_agency(&agency).filter(|place| is_own && agency.level.is_none_or(|l| place.level() == Some(l)));
    if let Some(place) = place {
        agency.level = place.level();
    }
    Ok(Entry { line, agency, body, url: word(row, URL), years, identity, place })
}

/// The years of a row: all, where it names none.
fn years(row: &Row) -> Result<RangeInclusive<u16>, String> {
    let year = |names: &[&str]| -> Result<Option<u16>, String> {
        let Some(text) = word(row, names) else { return Ok(None) };
        let year = text.trim_end_matches(['年', '度']).parse().ok().filter(|year| YEARS.contains(year));
        year.map(Some).ok_or_else(|| format!("年度不识:{text}"))
    };
    let (from, to) = (year(FROM)?.unwrap_or(*YEARS.start()), year(TO)?.unwrap_or(*YEARS.end()));
    if from > to {
        return Err(format!("起始年度{from}晚于终止年度{to}"));
    }
    Ok(from..=to)
}

fn level_of(text: &str) -> Option<Level> {
    let named =
        [(Level::Province, "省级"), (Level::Prefecture, "市级"), (Level::County, "县级"), (Level::Township, "乡级")];
    let zh = named.into_iter().find(|(_, name)| *name == text).map(|(level, _)| level);
    Level::from_id(text).or(zh)
}

/// Takes a code of the table, where it lies in the regions that are named.
fn with_code(agency: &mut Agency, code: &str) -> Result<(), String> {
    let trimmed = if code.len() == 12 { code.strip_suffix("000").unwrap_or(code) } else { code };
    let trimmed = if trimmed.len() == 9 { trimmed.strip_suffix("000").unwrap_or(trimmed) } else { trimmed };
    let division = division::by_code(trimmed).ok_or_else(|| format!("区划代码不识:{code}"))?;
    let chain: Vec<_> = division.chain().collect();
    let all = [&agency.province, &agency.city, &agency.county];
    // A former name of the same place is no contradiction.
    let names_it = |region: &String| {
        chain.iter().any(|one| one.name() == region)
            || division::ever_named(region).any(|other| {
                Place::of(other).is_some_and(|place| chain.iter().any(|one| Place::of(*one) == Some(place)))
            })
    };
    if let Some(other) = all.into_iter().flatten().find(|region| !names_it(region)) {
        return Err(format!("区划代码{code}为{},不在{other}", division.name()));
    }
    let wide = chain.iter().find_map(|one| Place::of(*one));
    agency.code = Some(division.code());
    if let Some(place) = wide {
        lay_in(agency, place);
    }
    Ok(())
}

/// Fills in what a place lies in. Names that are told already stay: they may be former ones.
fn lay_in(agency: &mut Agency, place: Place) {
    for division in place.path().into_iter().filter_map(Place::last) {
        let field = match division.level() {
            Level::Province => &mut agency.province,
            Level::Prefecture => &mut agency.city,
            Level::County => &mut agency.county,
            _ => continue,
        };
        field.get_or_insert_with(|| division.name().to_owned());
    }
}
