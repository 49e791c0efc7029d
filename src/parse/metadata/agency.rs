//! The agency of a report: its name chosen from title, publisher, signature and text, and its place
//! as far as they prove it.

use crate::model::agency::{Agency, Level};
use crate::model::division::Division;
use crate::parse::metadata::name::Name;
use crate::parse::metadata::proof::{self, Evidence};

/// The names a report gives for its agency, by where they stand.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub title: Option<Name>,
    pub publisher: Option<Name>,
    pub signature: Option<Name>,
    pub text: Option<Name>,
    pub origin: Option<Name>,
    /// From the widest to the narrowest.
    pub breadcrumbs: Vec<Name>,
}

/// What the report says besides names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    pub year: Option<u16>,
    pub index_no: Option<&'a str>,
    /// The text of the report without blanks.
    pub text: &'a str,
}

/// The agency that the names speak of.
pub(super) fn of(names: Names, around: Around<'_>) -> Agency {
    let Some(mut chosen) = chosen(&names, around.text) else { return Agency::default() };
    let Names { title, publisher, signature, text, origin, breadcrumbs } = names;
    let others = [publisher, signature, title, origin, text].into_iter().flatten();
    let mut others: Vec<_> = others.chain(breadcrumbs.into_iter().rev()).collect();
    for name in others.iter_mut().chain([&mut chosen]) {
        name.regions.settle(around.year);
    }
    let index = around.index_no.and_then(proof::of_index);
    let place = proof::prove(&chosen, &Evidence { names: others, index, text: around.text });
    let own_place = place.filter(|place| chosen.regions.is_empty() || chosen.regions.places.contains(place));
    let level = chosen.level().or(own_place.map(Division::level));
    let mut agency = Agency { name: Some(chosen.completed()), kind: chosen.kind, level, ..Agency::default() };
    fill_regions(&mut agency, &chosen, place);
    agency
}

/// The best name. The title says whose report it is; other places say it in full or where it does not.
fn chosen(names: &Names, text: &str) -> Option<Name> {
    let others = [&names.publisher, &names.signature, &names.text, &names.origin];
    let Some(title) = &names.title else {
        let whole = others.into_iter().flatten().find(|name| name.is_whole());
        return whole.or(others.into_iter().flatten().next()).or(names.breadcrumbs.last()).cloned();
    };
    let full = title.completed();
    let longer = |name: &&Name| name.text.len() > full.len() && name.text.ends_with(&full) && !name.regions.is_empty();
    let by_header = names.publisher.iter().chain(&names.origin).find(longer);
    let elsewhere =
        || names.signature.iter().chain(&names.text).find(longer).cloned().or_else(|| before_in_text(title, text));
    match by_header {
        Some(name) => Some(name.clone()),
        None if title.is_whole() => Some(title.clone()),
        None => elsewhere().or_else(|| Some(title.clone())),
    }
}

/// A name without its region, with the region that the text prints right before it.
fn before_in_text(name: &Name, text: &str) -> Option<Name> {
    if !name.regions.is_empty() {
        return None;
    }
    text.match_indices(&name.text).take(50).find_map(|(at, _)| {
        let before = text.get(..at)?;
        let region = name_at_end(before).filter(Name::is_region_alone)?;
        Name::parse(&format!("{}{}", region.text, name.text))
    })
}

/// The longest name of listed regions that a text ends in.
pub(super) fn name_at_end(text: &str) -> Option<Name> {
    let starts = text.char_indices().rev().map(|(at, _)| at).take(30).collect::<Vec<_>>();
    let parsed = |start: &usize| {
        Name::parse(text.get(*start..)?)
            .filter(|name| !name.regions.places.is_empty() && name.regions.unlisted.is_empty())
    };
    starts.iter().rev().find_map(parsed)
}

fn fill_regions(agency: &mut Agency, name: &Name, place: Option<Division>) {
    for division in place.into_iter().flat_map(Division::chain) {
        let field = match division.level() {
            Level::Province => &mut agency.province,
            Level::Prefecture => &mut agency.city,
            Level::County => &mut agency.county,
            Level::Township => &mut agency.township,
            _ => continue,
        };
        *field = Some(division.name().to_owned());
        agency.code.get_or_insert_with(|| division.code());
    }
    // A region printed inside a proven one is proven, though the table does not have it.
    for (region, level) in name.regions.unlisted.iter().filter(|_| place.is_some()) {
        match level {
            Some(Level::County) => agency.county = Some(region.clone()),
            Some(Level::Township) => agency.township = Some(region.clone()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(title: &str, publisher: &str, signature: &str) -> Names {
        let name = |text: &str| Name::parse(text);
        Names { title: name(title), publisher: name(publisher), signature: name(signature), ..Names::default() }
    }

    #[track_caller]
    fn check(names: Names, year: u16, text: &str, expected: &str) {
        let agency = of(names, Around { year: Some(year), index_no: None, text });
        let level = agency.level.map_or("", Level::id);
        let regions: Vec<_> = agency.regions().collect();
        let code = agency.code.as_deref().unwrap_or_default();
        let name = agency.name.as_deref().unwrap_or_default();
        assert_eq!(format!("{name} [{level}] {} {code}", regions.join("/")), expected);
    }

    #[test]
    fn the_title_names_the_agency_and_the_header_says_it_in_full() {
        check(
            names("隆德县", "隆德县政府办", ""),
            2019,
            "",
            "隆德县人民政府 [county] 宁夏回族自治区/固原市/隆德县 640423",
        );
        check(
            names("城关镇人民政府", "隆德县城关镇人民政府", ""),
            2019,
            "",
            "隆德县城关镇人民政府 [township] 宁夏回族自治区/固原市/隆德县/城关镇 640423100",
        );
        check(names("城关镇", "", ""), 2019, "", "城关镇人民政府 [township]  ");
        check(
            names("教育局", "", "隆德县教育局"),
            2019,
            "",
            "隆德县教育局 [county] 宁夏回族自治区/固原市/隆德县 640423",
        );
        check(
            names("教育局", "", ""),
            2019,
            "现公布隆德县教育局",
            "隆德县教育局 [county] 宁夏回族自治区/固原市/隆德县 640423",
        );
        check(names("", "", "隆德县水务局"), 2019, "", "隆德县水务局 [county] 宁夏回族自治区/固原市/隆德县 640423");
        check(names("", "", ""), 2019, "隆德县", " []  ");
    }

    #[test]
    fn regions_are_those_of_the_year() {
        check(names("寿县", "", ""), 2012, "", "寿县人民政府 [county] 安徽省/六安市/寿县 341521");
        check(names("寿县", "", ""), 2020, "", "寿县人民政府 [county] 安徽省/淮南市/寿县 340422");
        check(names("铜仁市", "", ""), 2020, "", "铜仁市人民政府 [prefecture] 贵州省/铜仁市 520600");
        check(names("新市区", "", ""), 2012, "", "新市区人民政府 [county]  ");
    }

    #[test]
    fn a_township_the_table_lacks_is_shown_inside_its_county() {
        check(
            names("隆德县青石镇人民政府", "", ""),
            2019,
            "",
            "隆德县青石镇人民政府 [township] 宁夏回族自治区/固原市/隆德县/青石镇 640423",
        );
        check(names("云河县青石镇人民政府", "", ""), 2019, "", "云河县青石镇人民政府 [township]  ");
    }
}
