//! The grammar of agency names: regions, then the body (`[省][市][县][乡]` and `人民政府`, `教育局`, …).
//! Reads one name; which name is the report's, and what proves its region, is decided elsewhere.

use crate::model::agency::{AgencyKind, Level};
use crate::model::division::{self, Division};
use crate::parse::metadata::kind;
use crate::parse::metadata::view::is_han;

/// A name as the grammar reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Without blanks; as printed otherwise.
    pub text: String,
    /// The divisions that the regions in front may be, narrowest read: several where the name repeats.
    pub places: Vec<Division>,
    /// Regions the table does not have, such as a county since renamed, each with its level if its
    /// last word tells one.
    pub unlisted: Vec<(String, Option<Level>)>,
    /// What follows the regions; empty where the name stops at the region.
    pub body: String,
    pub kind: Option<AgencyKind>,
}

/// Systems whose names put the system before the region.
const SYSTEMS: &[&str] = &[
    "国家税务总局",
    "国家统计局",
    "中华人民共和国",
    "国家金融监督管理总局",
    "中国银行保险监督管理委员会",
    "中国人民银行",
    "中国共产党",
    "中共",
    "国家矿山安全监察局",
    "中国证券监督管理委员会",
    "国家外汇管理局",
];

/// Words that no agency name has, and that prose has.
const PROSE: &[&str] = &[
    "报告", "情况", "关于", "根据", "按照", "编制", "年度", "我", "本", "及其", "各", "全", "等", "以下", "如下", "是",
    "为", "将", "在", "了", "对", "年",
];
const LONGEST: usize = 40;

impl Name {
    /// Reads a whole text as a name; blanks in it do not count. `None` for prose.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| *c != ' ').collect();
        let length = text.chars().count();
        let allowed = |c: char| is_han(c) || "()、·".contains(c);
        if !(2..=LONGEST).contains(&length) || !text.chars().all(allowed) || !text.starts_with(is_han) {
            return None;
        }
        let system = SYSTEMS.iter().find(|system| text.starts_with(**system) && text.len() > system.len());
        let start = system.map_or(0, |system| system.len());
        let (places, read) = regions(text.get(start..)?);
        let rest = text.get(start + read..)?;
        let unlisted = unlisted_regions(rest, places.first().copied()).unwrap_or_default();
        let body = rest.get(unlisted.iter().map(|(region, _)| region.len()).sum()..)?;
        if PROSE.iter().any(|word| body.contains(word)) && !body.ends_with("本级") {
            return None;
        }
        let mut name = Self { body: body.to_owned(), text: String::new(), places, unlisted, kind: None };
        let stem = system.map_or_else(|| body.to_owned(), |system| format!("{system}{body}"));
        name.kind = match kind::of(body, name.region(), name.level_of_region()) {
            _ if system.is_some_and(|system| !system.ends_with("共") && !system.ends_with("产党")) => {
                Some(AgencyKind::Vertical)
            }
            // A name that is a region of neither list and no body.
            Some(AgencyKind::GovernmentAggregate) if stem.is_empty() && name.region().is_empty() => None,
            kind => kind,
        };
        if name.is_zone_row() && name.kind == Some(AgencyKind::GovernmentAggregate) {
            name.kind = Some(AgencyKind::ZoneCommittee);
        }
        name.text = text;
        Some(name)
    }

    /// The narrowest region read, as printed; empty where there is none.
    pub fn region(&self) -> &str {
        match self.unlisted.last() {
            Some((region, _)) => region,
            None => self.places.first().map_or("", |place| place.name()),
        }
    }

    /// The level of the narrowest region, where all it may be agree.
    pub fn level_of_region(&self) -> Option<Level> {
        if let Some((_, level)) = self.unlisted.last() {
            return *level;
        }
        let level = self.places.first()?.level();
        self.places.iter().all(|place| place.level() == level).then_some(level)
    }

    /// The level of the agency by its name alone.
    pub fn level(&self) -> Option<Level> {
        if kind::is_national(&self.text) {
            return Some(Level::StateCouncilDept);
        }
        if self.kind == Some(AgencyKind::ZoneCommittee) && !self.is_zone_row() {
            return Some(Level::SubAgency);
        }
        self.level_of_region().or_else(|| match self.text.chars().next()? {
            _ if self.has_region() => None,
            '县' | '区' if self.text.chars().count() > 2 => Some(Level::County),
            '省' => Some(Level::Province),
            '镇' | '乡' => Some(Level::Township),
            _ if self.kind == Some(AgencyKind::StreetOffice) => Some(Level::Township),
            _ => None,
        })
    }

    /// Whether a region stands in front.
    pub fn has_region(&self) -> bool {
        !self.places.is_empty() || !self.unlisted.is_empty()
    }

    /// Whether the name stands on its own: a region and a known sort of body, or a national body.
    pub fn is_whole(&self) -> bool {
        self.kind.is_some() && (self.has_region() || kind::is_zone(&self.body) || kind::is_zone_committee(&self.body))
            || kind::is_national(&self.text)
    }

    /// Whether the name is of a region and stops there, which stands for its government.
    pub fn is_region_alone(&self) -> bool {
        self.body.is_empty() && self.has_region() || kind::is_zone(&self.body)
    }

    /// The name with the government that a region alone stands for.
    pub fn completed(&self) -> String {
        if !self.is_region_alone() {
            return self.text.clone();
        }
        let body = match self.kind {
            Some(AgencyKind::ZoneCommittee) => "管理委员会",
            Some(AgencyKind::StreetOffice) => "办事处",
            _ => "人民政府",
        };
        format!("{}{body}", self.text)
    }

    /// A zone that the table lists among the counties.
    fn is_zone_row(&self) -> bool {
        self.unlisted.is_empty() && self.places.first().is_some_and(|place| place.is_zone())
    }
}

/// Reads regions of the table from the start of a text, each within the one before. Gives what the
/// last may be and the bytes read.
fn regions(text: &str) -> (Vec<Division>, usize) {
    let (mut places, mut read) = short_province(text).map_or((Vec::new(), 0), |(place, read)| (vec![place], read));
    while let Some((found, length)) = longest_region(text.get(read..).unwrap_or_default(), &places) {
        places = found;
        read += length;
    }
    (places, read)
}

/// The longest name at the start of a text that lies within one of the places.
fn longest_region(text: &str, places: &[Division]) -> Option<(Vec<Division>, usize)> {
    let ends: Vec<usize> =
        text.char_indices().map(|(at, c)| at + c.len_utf8()).take(division::longest_name()).collect();
    ends.into_iter().skip(1).rev().find_map(|end| {
        let name = text.get(..end)?;
        let inside =
            |place: &Division| places.is_empty() || places.iter().any(|wide| place.is_within(*wide) && place != wide);
        let mut found: Vec<_> = division::named(name).filter(inside).collect();
        if found.is_empty() {
            found.extend(division::short_prefecture(name).filter(inside));
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
