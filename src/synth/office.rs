//! The agencies of an invented country: their names, levels and kinds, what they call themselves, and
//! what they speak about.

use crate::model::agency::{Agency, AgencyKind, Level};
use crate::synth::dice::Dice;
use crate::synth::places::{self, OF_COUNTY, Sort, Standing, TOWNSHIPS};
use crate::synth::words::{self, Pool};

/// An agency.
#[derive(Debug, Clone)]
pub struct Office {
    /// Name, level, kind and regions, as a report of it proves or a crawler knows them.
    pub agency: Agency,
    /// The name as its titles print it, from the city or the county on.
    pub name: String,
    /// 我局, 我镇.
    pub own: &'static str,
    /// 全县, 全局.
    pub all: &'static str,
    /// The words of its trade.
    pub topics: &'static [&'static str],
    /// How many requests it gets in a year, about.
    pub size: i64,
    /// Where its raw reports lie.
    pub folder: String,
}

/// What an agency is, before it has a place.
struct Post {
    /// The name behind the region.
    name: String,
    kind: AgencyKind,
    own: &'static str,
    all: &'static str,
    topics: &'static [&'static str],
}

/// The agency with this number.
pub fn office(seed: u64, number: u64) -> Office {
    let standing = Standing::of(number);
    let mut dice = Dice::of(&[seed, number, 0x000f_f1ce]);
    let province = format!("{}省", places::stem(seed, Sort::Province, standing.province));
    let city = standing.city.map(|city| format!("{}市", places::stem(seed, Sort::City, city)));
    let county = standing.county.map(|county| {
        let word = if county % 4 == 3 { "区" } else { "县" };
        format!("{}{word}", places::stem(seed, Sort::County, county))
    });
    let (post, township) = post(seed, standing, number, &mut dice);
    let level = match (&township, &county, &city) {
        (Some(_), _, _) => Level::Township,
        (_, Some(_), _) => Level::County,
        (_, _, Some(_)) => Level::Prefecture,
        _ => Level::Province,
    };
    let folder = [Some(&province), city.as_ref(), county.as_ref()].into_iter().flatten();
    let folder = folder.fold(String::new(), |path, region| path + region + "/") + &post.name;
    let region = county.as_ref().or(city.as_ref()).unwrap_or(&province);
    let name = format!("{region}{}", post.name);
    Office {
        size: size(level, post.kind, &mut dice),
        agency: Agency {
            name: Some(name.clone()),
            level: Some(level),
            kind: Some(post.kind),
            province: Some(province),
            city,
            county,
            township,
            code: None,
        },
        name,
        own: post.own,
        all: post.all,
        topics: post.topics,
        folder,
    }
}

/// What an agency is, and its township where it is one.
fn post(seed: u64, standing: Standing, number: u64, dice: &mut Dice) -> (Post, Option<String>) {
    let local = words::words(Pool::Local);
    let (own, all) = match (standing.county, standing.city) {
        (Some(county), _) if county % 4 == 3 => ("我区", "全区"),
        (Some(_), _) => ("我县", "全县"),
        (_, Some(_)) => ("我市", "全市"),
        _ => ("我省", "全省"),
    };
    let named = |name: &str, kind, own, all, topics| Post { name: name.to_owned(), kind, own, all, topics };
    let post = match standing.slot {
        0 => named("人民政府", AgencyKind::GovernmentAggregate, own, all, local),
        1 if standing.city.is_none() => named("人民政府办公厅", AgencyKind::GovernmentOffice, "我厅", "全厅", local),
        1 => named("人民政府办公室", AgencyKind::GovernmentOffice, "我办", "全办", local),
        2 => named("税务局", AgencyKind::Vertical, "我局", "全局", words::words(Pool::Tax)),
        3 if standing.county.is_none() && standing.city.is_some() => {
            named("经济开发区管理委员会", AgencyKind::ZoneCommittee, "我委", "全区", local)
        }
        3 if standing.county.is_some() => {
            named("公共资源交易中心", AgencyKind::PublicInstitution, "我中心", "全中心", local)
        }
        slot if standing.county.is_some() && slot >= OF_COUNTY - TOWNSHIPS => {
            return township(seed, number, slot, local);
        }
        _ => department(standing, dice),
    };
    (post, None)
}

/// A department: the offices of a region are of trades that differ.
fn department(standing: Standing, dice: &mut Dice) -> Post {
    let region = standing.county.or(standing.city).unwrap_or(standing.province);
    // 7 has no divisor in common with the number of trades.
    let number = usize::try_from((region + standing.slot) * 7 % 1_000_003).unwrap_or(0) % words::trades();
    let name = words::trade(number).map_or("", |t| if standing.city.is_none() { t.province } else { t.other });
    let (own, all) = match name.chars().next_back() {
        Some('厅') => ("我厅", "全厅"),
        Some('会') => ("我委", "全委"),
        _ => ("我局", if dice.once_in(2) { "全局" } else { "全系统" }),
    };
    Post { name: name.to_owned(), kind: AgencyKind::Department, own, all, topics: words::words_of_trade(number) }
}

fn township(seed: u64, number: u64, slot: u64, topics: &'static [&'static str]) -> (Post, Option<String>) {
    let stem = places::stem(seed, Sort::Township, number);
    let (word, office, kind, own, all) = match slot - (OF_COUNTY - TOWNSHIPS) {
        0 | 1 => ("街道", "办事处", AgencyKind::StreetOffice, "我街道", "全街道"),
        2 => ("乡", "人民政府", AgencyKind::TownshipGov, "我乡", "全乡"),
        _ => ("镇", "人民政府", AgencyKind::TownshipGov, "我镇", "全镇"),
    };
    let township = format!("{stem}{word}");
    (Post { name: format!("{township}{office}"), kind, own, all, topics }, Some(township))
}

/// Requests a year, about: townships have few, whole regions many.
fn size(level: Level, kind: AgencyKind, dice: &mut Dice) -> i64 {
    let most = match (level, kind) {
        (Level::Province, AgencyKind::GovernmentAggregate) => 3000,
        (Level::Prefecture, AgencyKind::GovernmentAggregate) => 900,
        (Level::Province, _) => 160,
        (_, AgencyKind::GovernmentAggregate) => 240,
        (Level::Prefecture, _) => 80,
        (Level::Township, _) => 6,
        _ => 30,
    };
    if most < 10 { dice.between(0, most) } else { dice.between(most / 3, most) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn agencies_have_names_and_kinds_of_the_field() {
        let offices: Vec<Office> = (0..2_420).map(|number| office(1, number)).collect();
        let names: BTreeSet<&String> = offices.iter().map(|office| &office.folder).collect();
        assert_eq!(names.len(), offices.len());
        let kinds: BTreeSet<_> = offices.iter().filter_map(|office| office.agency.kind).map(AgencyKind::id).collect();
        assert_eq!(kinds.len(), 8, "{kinds:?}");
        let county = &offices[24];
        assert!(county.name.ends_with("县人民政府") && county.own == "我县", "{county:?}");
        assert_eq!(county.agency.level, Some(Level::County));
        assert_eq!(offices[43].agency.level, Some(Level::Township));
    }
}
