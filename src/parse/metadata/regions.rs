//! The regions in front of an agency's name: those of the table, each within the one before, and
//! those the table lacks (`[省][市][县][乡]`, and `人民政府` between a county and its street).

use crate::model::agency::Level;
use crate::model::division::{self, Division};
use crate::parse::metadata::kind;

/// The regions that a name starts with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Regions {
    /// The divisions that the last region of the table may be: several where its name repeats.
    pub places: Vec<Division>,
    /// Regions the table does not have, such as a county since renamed, each with its level if its
    /// last word tells one.
    pub unlisted: Vec<(String, Option<Level>)>,
    /// The bytes they take.
    pub length: usize,
}

impl Regions {
    /// Reads the regions at the start of a text.
    pub fn read(text: &str) -> Self {
        let (mut places, mut length) =
            short_province(text).map_or((Vec::new(), 0), |(place, read)| (vec![place], read));
        while let Some((found, read)) = longest_region(text.get(length..).unwrap_or_default(), &places)
            .or_else(|| behind_government(text.get(length..).unwrap_or_default(), &places))
        {
            places = found;
            length += read;
        }
        let rest = text.get(length..).unwrap_or_default();
        // 云河区人民政府青石街道办事处: the government of the district stands between the two.
        let government = if rest.starts_with(GOVERNMENT) { GOVERNMENT.len() } else { 0 };
        let unlisted = unlisted_regions(rest.get(government..).unwrap_or_default(), places.first().copied());
        match unlisted {
            Some(unlisted) => {
                let read: usize = unlisted.iter().map(|(region, _)| region.len()).sum();
                Self { places, unlisted, length: length + government + read }
            }
            None => Self { places, unlisted: Vec::new(), length },
        }
    }

    /// Keeps the places that a report of this year can mean, if any is left.
    pub fn settle(&mut self, year: Option<u16>) {
        if self.places.iter().any(|place| place.can_be_of(year)) {
            self.places.retain(|place| place.can_be_of(year));
        }
    }

    /// The narrowest region, as printed; empty where there is none.
    pub fn narrowest(&self) -> &str {
        match self.unlisted.last() {
            Some((region, _)) => region,
            None => self.places.first().map_or("", |place| place.name()),
        }
    }

    /// The level of the narrowest region, where all it may be agree.
    pub fn level(&self) -> Option<Level> {
        if let Some((_, level)) = self.unlisted.last() {
            return *level;
        }
        let level = self.places.first()?.level();
        self.places.iter().all(|place| place.level() == level).then_some(level)
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.unlisted.is_empty()
    }

    /// Whether the narrowest is a zone that the table lists among the counties.
    pub fn is_zone_row(&self) -> bool {
        self.unlisted.is_empty() && self.places.first().is_some_and(|place| place.is_zone())
    }
}

const GOVERNMENT: &str = "人民政府";

/// A township of the places behind 人民政府.
fn behind_government(text: &str, places: &[Division]) -> Option<(Vec<Division>, usize)> {
    let rest = text.strip_prefix(GOVERNMENT).filter(|_| !places.is_empty())?;
    let (found, read) = longest_region(rest, places)?;
    found.iter().all(|place| place.level() == Level::Township).then_some((found, read + GOVERNMENT.len()))
}

/// The longest name at the start of a text that lies within one of the places.
fn longest_region(text: &str, places: &[Division]) -> Option<(Vec<Division>, usize)> {
    let letters = text.char_indices().take(division::longest_name()).skip(1);
    let ends: Vec<usize> = letters.filter(|(_, c)| division::ends_names(*c)).map(|(at, c)| at + c.len_utf8()).collect();
    ends.into_iter().rev().find_map(|end| {
        let name = text.get(..end)?;
        let inside =
            |place: &Division| places.is_empty() || places.iter().any(|wide| place.is_within(*wide) && place != wide);
        let mut found: Vec<_> = division::ever_named(name).filter(inside).collect();
        if found.is_empty() {
            found.extend(division::short_autonomous(name).filter(inside));
        }
        // 市 before 场 belongs to 市场; the name of a township in the name of a county's body does not repeat.
        let torn = name.ends_with('市') && text.get(end..).is_some_and(|rest| rest.starts_with('场'));
        (!found.is_empty() && !torn).then_some((found, end))
    })
}

/// A province without its last word (`云南`, `内蒙古`) in front of a region that lies in it.
fn short_province(text: &str) -> Option<(Division, usize)> {
    let (place, length) = division::short_province(text)?;
    let rest = text.get(length..)?;
    longest_region(rest, &[place]).map(|_| (place, length)).filter(|_| longest_region(text, &[]).is_none())
}

/// Regions that the table lacks at the start of a text: `…县`, `…区`, `…镇` before nothing or a
/// body. Words such as 城乡 and 开发区, which end alike, are none.
fn unlisted_regions(text: &str, place: Option<Division>) -> Option<Vec<(String, Option<Level>)>> {
    let (end, level) = text.char_indices().skip(1).take(8).find_map(|(at, c)| {
        let rest = text.get(at..)?;
        match REGION_WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            Some((word, level)) => Some((at + word.len(), Some(*level))),
            // A 市 may be of either level.
            None => (c == '市').then(|| (at + c.len_utf8(), None)),
        }
    })?;
    let (region, rest) = text.split_at(end);
    let inside = place.is_none_or(|place| place.level() < level.unwrap_or(Level::County));
    if !inside || !can_be_region(region, place.is_some()) {
        return None;
    }
    // A township after a county that the table lacks.
    let inner = if level == Some(Level::Township) { None } else { unlisted_regions(rest, None) };
    let mut regions = vec![(region.to_owned(), level)];
    if let Some(inner) = inner.filter(|inner| inner.iter().all(|(_, inner)| *inner == Some(Level::Township))) {
        regions.extend(inner);
        return Some(regions);
    }
    (rest.is_empty() || kind::of(rest, region, level).is_some()).then_some(regions)
}

const REGION_WORDS: [(&str, Level); 7] = [
    ("街道", Level::Township),
    ("苏木", Level::Township),
    ("县", Level::County),
    ("旗", Level::County),
    ("区", Level::County),
    ("镇", Level::Township),
    ("乡", Level::Township),
];

fn can_be_region(word: &str, in_a_place: bool) -> bool {
    const NO_REGION: &[&str] = &[
        "城乡", "城市", "城镇", "社区", "地区", "景区", "林区", "市场", "灌区", "辖区", "库区", "街区", "牧区", "矿区",
        "校区", "城区", "军区",
    ];
    if in_a_place && ["城区", "郊区", "矿区"].contains(&word) {
        return true;
    }
    word.chars().count() >= 3 && !kind::is_zone(word) && !NO_REGION.iter().any(|no| word.ends_with(no))
}
