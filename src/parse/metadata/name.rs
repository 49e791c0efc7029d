//! The grammar of agency names: regions, then the body (`[省][市][县][乡]` and `人民政府`, `教育局`, …).
//! Reads one name; which name is the report's, and what proves its region, is decided elsewhere.

use std::sync::LazyLock;

use crate::model::agency::{AgencyKind, Level};
use crate::parse::metadata::kind;
use crate::parse::metadata::regions::Regions;
use crate::parse::metadata::view::is_han;
use crate::parse::words::Words;

/// A name as the grammar reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Without blanks; as printed otherwise.
    pub text: String,
    pub regions: Regions,
    /// A development zone that the body belongs to (`青石经济开发区` of `青石经济开发区财政局`).
    pub zone: Option<String>,
    /// What follows the regions and the zone; empty where the name stops at the region.
    pub body: String,
    pub kind: Option<AgencyKind>,
}

/// Systems whose names put the system before the region, /// and whether what follows is a body of that system.
const SYSTEMS: &[(&str, bool)] = &[
    ("国家税务总局", true),
    ("国家统计局", true),
    ("中华人民共和国", true),
    ("国家金融监督管理总局", true),
    ("中国银行保险监督管理委员会", true),
    ("中国证券监督管理委员会", true),
    ("中国人民银行", true),
    ("国家外汇管理局", true),
    ("国家矿山安全监察局", true),
    ("中国共产党", false),
    ("中共", false),
];

/// Words that no agency name has, and that prose has.
#[rustfmt::skip]
const PROSE: &[&str] = &[
    "报告", "情况", "关于", "根据", "按照", "编制", "年度", "我县", "我市", "我区", "我镇", "我乡", "我局",
    "我省", "我街道", "我单位", "我办", "我委", "本机关", "本局", "本单位", "本部门", "本年", "本级", "本县",
    "本市", "本区", "本镇", "及其", "各级", "各乡", "各镇", "各县", "各市", "各区", "各部门", "各单位",
    "各有关", "全县", "全市", "全区", "全镇", "全乡", "全省", "全年", "全局", "以下", "如下", "工作要点",
];
const LONGEST: usize = 40;

static PROSE_WORDS: LazyLock<Words> = LazyLock::new(|| PROSE.iter().copied().collect());

impl Name {
    /// Reads a whole text as a name; blanks in it do not count. `None` for prose.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |c: char| is_han(c) || matches!(c, '(' | ')' | '、' | '·' | ' ');
        if !text.chars().all(allowed) {
            return None;
        }
        let text: String = text.chars().filter(|c| *c != ' ').collect();
        if !(2..=LONGEST).contains(&text.chars().count()) || !text.starts_with(is_han) {
            return None;
        }
        let system = SYSTEMS.iter().find(|(system, _)| text.starts_with(*system) && text.len() > system.len());
        let after_system = text.get(system.map_or(0, |(system, _)| system.len())..)?;
        let regions = Regions::read(after_system);
        let body = after_system.get(regions.length..)?;
        let plain = if body.contains("机构编制") { &body.replace("机构编制", "") } else { body };
        if PROSE_WORDS.any_in(plain) {
            return None;
        }
        let zone = kind::zone_in_front(body);
        let body = body.strip_prefix(zone.unwrap_or_default()).unwrap_or(body);
        let kind = match system {
            Some((_, true)) => Some(AgencyKind::Vertical),
            _ if kind::is_national(&text) => Some(AgencyKind::Department),
            // Neither a region nor a body.
            _ if body.is_empty() && regions.is_empty() => None,
            _ => kind::of(body, regions.narrowest(), regions.level()),
        };
        let kind = match kind {
            Some(AgencyKind::GovernmentAggregate) if regions.is_zone_row() => Some(AgencyKind::ZoneCommittee),
            kind => kind,
        };
        let (zone, body) = (zone.map(str::to_owned), body.to_owned());
        Some(Self { text, regions, zone, body, kind })
    }

    /// The level of the agency by its name alone.
    pub fn level(&self) -> Option<Level> {
        if kind::is_national(&self.text) {
            return Some(Level::StateCouncilDept);
        }
        let own_zone = self.zone.is_some() || self.kind == Some(AgencyKind::ZoneCommittee);
        if own_zone && !self.regions.is_zone_row() {
            return Some(Level::SubAgency);
        }
        if !self.regions.is_empty() {
            return self.regions.level();
        }
        let starts = |words: &[&str]| words.iter().any(|word| self.text.starts_with(word));
        if starts(&["镇人民政府", "乡人民政府", "镇政府", "乡政府"]) || self.kind == Some(AgencyKind::StreetOffice)
        {
            return Some(Level::Township);
        }
        let mut first = self.text.chars();
        match (first.next()?, first.next()?) {
            (_, '域') => None,
            ('县' | '区', _) => Some(Level::County),
            ('省', _) => Some(Level::Province),
            _ => None,
        }
    }

    /// Whether the name stands on its own: a region or a zone with a name, and a known sort of body,
    /// or a national body.
    pub fn is_whole(&self) -> bool {
        let zone = self.zone.as_deref().unwrap_or(if self.is_zone() { &self.body } else { "" });
        self.kind.is_some() && (!self.regions.is_empty() || kind::is_own_zone(zone)) || kind::is_national(&self.text)
    }

    /// Whether the name is of a zone or of the committee that runs it.
    pub fn is_zone(&self) -> bool {
        kind::is_zone(&self.body) || kind::is_zone_committee(&self.body)
    }

    /// Whether the name is of a region and stops there, which stands for its government.
    pub fn is_region_alone(&self) -> bool {
        self.body.is_empty() && !self.regions.is_empty() || kind::is_zone(&self.body)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, regions: &str, level: Option<Level>, kind: Option<AgencyKind>) {
        let name = Name::parse(text).unwrap_or_else(|| panic!("no name: {text}"));
        let mut read: Vec<_> = name.regions.places.first().into_iter().map(|place| place.name().to_owned()).collect();
        read.extend(name.regions.unlisted.iter().map(|(region, _)| region.clone()));
        read.extend(name.zone.clone());
        assert_eq!((read.join(" ").as_str(), name.level(), name.kind), (regions, level, kind), "{text}");
    }

    #[test]
    fn regions_and_bodies() {
        use AgencyKind as K;
        use Level as L;
        let some = |level, kind| (Some(level), Some(kind));
        let checks = [
            ("隆德县人民政府", "隆德县", some(L::County, K::GovernmentAggregate)),
            ("固原市隆德县城关镇", "城关镇", some(L::Township, K::TownshipGov)),
            ("上海市人民政府办公厅", "上海市", some(L::Province, K::GovernmentOffice)),
            ("云南省教育厅", "云南省", some(L::Province, K::Department)),
            ("云南普洱市财政局", "普洱市", some(L::Prefecture, K::Department)),
            ("湘西州人民政府", "湘西土家族苗族自治州", some(L::Prefecture, K::GovernmentAggregate)),
            ("国家税务总局隆德县税务局", "隆德县", some(L::County, K::Vertical)),
            ("国家税务总局", "", some(L::StateCouncilDept, K::Department)),
            ("中国气象局", "", some(L::StateCouncilDept, K::Department)),
            ("普洱市市场监督管理局", "普洱市", some(L::Prefecture, K::Department)),
            ("普洱市矿区人民政府", "普洱市 矿区", some(L::County, K::GovernmentAggregate)),
            ("云河县青石镇人民政府", "云河县 青石镇", some(L::Township, K::TownshipGov)),
            ("云河县城乡建设局", "云河县", some(L::County, K::Department)),
            ("中共隆德县委机构编制委员会办公室", "隆德县", some(L::County, K::Department)),
            ("南京市鼓楼区人民政府华侨路街道办事处", "华侨路街道", some(L::Township, K::StreetOffice)),
            ("南京市鼓楼区人民政府青石街道办事处", "鼓楼区 青石街道", some(L::Township, K::StreetOffice)),
            ("苏州工业园区管理委员会", "苏州工业园区", some(L::County, K::ZoneCommittee)),
            ("青石经济开发区管委会", "", some(L::SubAgency, K::ZoneCommittee)),
            ("青石经济开发区财政局", "青石经济开发区", some(L::SubAgency, K::Department)),
            ("隆德县工业园区管委会", "隆德县", some(L::SubAgency, K::ZoneCommittee)),
            ("浦东新区", "浦东新区", some(L::County, K::GovernmentAggregate)),
            ("县教育局", "", some(L::County, K::Department)),
            ("应急管理和安全生产监督管理局", "", (None, Some(K::Department))),
            ("乡村振兴局", "", (None, Some(K::Department))),
        ];
        for (text, regions, (level, kind)) in checks {
            check(text, regions, level, kind);
        }
    }

    #[test]
    fn whole_names_stand_on_their_own() {
        let whole = |text| Name::parse(text).is_some_and(|name| name.is_whole());
        for text in ["隆德县", "隆德县教育局", "云河县教育局", "青石综合实验区", "国家税务总局", "南京市"]
        {
            assert!(whole(text), "{text}");
        }
        for text in [
            "教育局",
            "县教育局",
            "经开区",
            "高新区管委会",
            "开发区财政局",
            "隆德县的主要做法",
            "我县教育局",
            "首页",
            "政府信息公开",
        ] {
            assert!(!whole(text), "{text}");
        }
    }

    #[test]
    fn a_region_alone_stands_for_its_government() {
        let completed = |text| Name::parse(text).map(|name| name.completed()).unwrap_or_default();
        assert_eq!(completed("隆德县"), "隆德县人民政府");
        assert_eq!(completed("云河县青石镇"), "云河县青石镇人民政府");
        assert_eq!(completed("青石街道"), "青石街道办事处");
        assert_eq!(completed("青石综合实验区"), "青石综合实验区管理委员会");
        assert_eq!(completed("隆德县教育局"), "隆德县教育局");
    }
}
