//! What sort of body a name is, by the words it ends in.

use std::sync::LazyLock;

use crate::model::agency::{AgencyKind, Level};
use crate::parse::words::Words;

/// Words that name a development zone or the like, whose body is a 管理委员会.
#[rustfmt::skip]
const ZONE: &[&str] = &[
    "开发区", "高新区", "经开区", "试验区", "实验区", "示范区", "园区", "保税区", "度假区", "风景区",
    "风景名胜区", "名胜区", "景区", "管理区", "合作区", "工业园", "产业园", "科技园", "物流园", "新区", "新城",
    "自贸区", "自由贸易港", "工业区", "产业区", "功能区", "集聚区", "保护区", "旅游区", "改革区", "先导区",
    "化工区", "港区", "创新区", "特区", "基地",
];

/// The letters that these words end in.
const ZONE_ENDS: [char; 5] = ['区', '园', '城', '港', '地'];

/// Bodies that belong to a system of their own and report within it.
#[rustfmt::skip]
const VERTICAL: &[&str] = &[
    "税务局", "税务分局", "税务所", "气象局", "海关", "消防救援", "消防支队", "消防大队", "消防总队",
    "公安消防", "调查队", "调查总队", "海事局", "邮政管理局", "烟草专卖局", "银保监", "银监", "保监局",
    "证监局", "金融监督管理总局", "人民银行", "外汇管理", "通信管理局", "出入境边防检查", "煤矿安全监察",
    "矿山安全监察", "能源监管", "国家安全局", "森林消防", "民用航空", "储备局",
];

static VERTICAL_WORDS: LazyLock<Words> = LazyLock::new(|| VERTICAL.iter().copied().collect());

const OFFICE: &[&str] = &["政府办公室", "政府办公厅", "政府办"];
#[rustfmt::skip]
const DEPARTMENT: &[&str] = &[
    "局", "委员会", "委", "办公室", "办", "厅", "部", "署", "支队", "大队", "总队", "处", "会", "室", "联合社",
    "联社", "法院", "检察院", "银行", "司法所", "派出所", "指挥部", "专员办", "督察",
];
#[rustfmt::skip]
const INSTITUTION: &[&str] = &[
    "中心", "医院", "学校", "大学", "学院", "中学", "小学", "幼儿园", "研究院", "科学院", "卫生院", "设计院",
    "服务站", "站", "馆", "所", "台", "院", "校", "报社", "出版社", "园", "场", "队", "宫", "团",
];
const ENTERPRISE: &[&str] = &["公司", "集团", "厂", "供销社", "合作社"];

/// National bodies; a name that is one of them, or starts with 国务院, has no region.
#[rustfmt::skip]
const NATIONAL: &[&str] = &[
    "外交部", "国防部", "国家发展和改革委员会", "国家发展改革委", "教育部", "科学技术部", "科技部", "工业和信息化部", "国家民族事务委员会",
    "国家民委", "公安部", "民政部", "司法部", "财政部", "人力资源和社会保障部", "人力资源社会保障部", "自然资源部", "国土资源部",
    "生态环境部", "环境保护部", "住房和城乡建设部", "住房城乡建设部", "交通运输部", "水利部", "农业农村部", "农业部", "商务部",
    "文化和旅游部", "文化部", "国家卫生健康委员会", "国家卫生健康委", "退役军人事务部", "应急管理部", "中国人民银行", "审计署",
    "海关总署", "国家税务总局", "国家市场监督管理总局", "市场监管总局", "国家广播电视总局", "国家体育总局", "国家统计局",
    "国家国际发展合作署", "国家医疗保障局", "国家知识产权局", "国家信访局", "国家能源局", "国家林业和草原局", "国家铁路局",
    "中国民用航空局", "国家邮政局", "国家文物局", "国家中医药管理局", "国家疾病预防控制局", "国家矿山安全监察局", "国家外汇管理局",
    "国家药品监督管理局", "国家粮食和物资储备局", "国家国防科技工业局", "国家烟草专卖局", "国家移民管理局", "国家金融监督管理总局",
    "中国证券监督管理委员会", "中国银行保险监督管理委员会", "中国气象局", "中国地震局", "国家机关事务管理局", "国家数据局",
];

/// Whether the name is that of a national body.
pub(super) fn is_national(name: &str) -> bool {
    let name = name.strip_prefix("中华人民共和国").unwrap_or(name);
    NATIONAL.contains(&name.trim_end_matches("办公厅")) || name.starts_with("国务院")
}

/// The zone that a department's name starts with: `青石经济开发区` of `青石经济开发区财政局`.
pub(super) fn zone_in_front(body: &str) -> Option<&str> {
    let mut ends = body.char_indices().rev().map(|(at, _)| at);
    let end = ends.find(|end| body.get(..*end).is_some_and(is_zone))?;
    let (zone, rest) = body.split_at(end);
    (!is_zone_committee(body) && of(rest, "", None).is_some()).then_some(zone)
}

/// Whether the words name one zone, not just a zone (`经开区`, `高新技术产业开发区`).
pub(super) fn is_own_zone(words: &str) -> bool {
    #[rustfmt::skip]
    const GENERAL: &[&str] = &[
        "高新", "技术", "产业", "经济", "综合", "工业", "旅游", "经", "开", "国家级", "省级", "级", "新", "县",
        "市", "区", "园", "管委会", "管理委员会", "办公室", "党政",
    ];
    if words.is_empty() {
        return false;
    }
    let mut own = words.to_owned();
    for general in ZONE.iter().chain(GENERAL) {
        if own.contains(general) {
            own = own.replace(general, "");
        }
    }
    own.chars().count() >= 2
}

/// Whether the words name a development zone or another area under a 管理委员会.
pub(super) fn is_zone(words: &str) -> bool {
    words.ends_with(ZONE_ENDS) && ZONE.iter().any(|zone| words.ends_with(zone))
}

/// Whether this is the committee that runs a zone, or an office of it.
pub(super) fn is_zone_committee(body: &str) -> bool {
    let committee = ["管理委员会", "管委会"].iter().filter_map(|word| body.find(word)).min();
    let Some(at) = committee else { return false };
    let (area, after) = body.split_at(at);
    let after = after.trim_start_matches("管理委员会").trim_start_matches("管委会");
    let own_office = ["", "办公室", "党政办公室", "综合办公室", "办公厅"].contains(&after);
    own_office && !area.ends_with("监督") && !area.ends_with("资产")
}

/// The kind of a body whose name, after the regions in front, is `body`; `level` is that of the
/// narrowest region, and `region` its name.
pub(super) fn of(body: &str, region: &str, level: Option<Level>) -> Option<AgencyKind> {
    let ends = |words: &[&str]| words.iter().any(|word| body.ends_with(word));
    let township = level == Some(Level::Township);
    let street = region.ends_with("街道");
    if is_zone(body) || is_zone_committee(body) {
        return Some(AgencyKind::ZoneCommittee);
    }
    if body.is_empty() || ends(&["人民政府"]) || body == "政府" || body == "镇政府" || body == "乡政府" {
        return Some(match () {
            () if street => AgencyKind::StreetOffice,
            () if township => AgencyKind::TownshipGov,
            () => AgencyKind::GovernmentAggregate,
        });
    }
    if ends(&["街道办事处", "街道办", "街道"]) || street && ["办事处", "办"].contains(&body) {
        return Some(AgencyKind::StreetOffice);
    }
    if ends(&["行政公署", "行署"]) {
        return Some(AgencyKind::GovernmentAggregate);
    }
    if ends(OFFICE) {
        return Some(AgencyKind::GovernmentOffice);
    }
    if VERTICAL_WORDS.any_in(body) && !body.contains("地方") {
        return Some(AgencyKind::Vertical);
    }
    if ends(ENTERPRISE) {
        return Some(AgencyKind::PublicEnterprise);
    }
    if ends(DEPARTMENT) {
        return Some(AgencyKind::Department);
    }
    ends(INSTITUTION).then_some(AgencyKind::PublicInstitution)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, region: &str, level: Level, expected: Option<AgencyKind>) {
        assert_eq!(of(body, region, Some(level)), expected, "{region}{body}");
    }

    #[test]
    fn a_zone_in_front_of_a_body() {
        assert!(ZONE.iter().all(|zone| zone.ends_with(ZONE_ENDS)));
        assert_eq!(zone_in_front("青石经济开发区新区财政局"), Some("青石经济开发区新区"));
        assert_eq!(zone_in_front("青石经济开发区"), None);
    }

    #[test]
    fn the_last_words_tell() {
        use AgencyKind as K;
        check("人民政府", "云河县", Level::County, Some(K::GovernmentAggregate));
        check("", "云河县", Level::County, Some(K::GovernmentAggregate));
        check("人民政府", "青石镇", Level::Township, Some(K::TownshipGov));
        check("", "青石街道", Level::Township, Some(K::StreetOffice));
        check("办事处", "青石街道", Level::Township, Some(K::StreetOffice));
        check("人民政府办公室", "云河县", Level::County, Some(K::GovernmentOffice));
        check("教育局", "云河县", Level::County, Some(K::Department));
        check("人民政府外事办公室", "云河省", Level::Province, Some(K::Department));
        check("公安局青石分局", "云河市", Level::Prefecture, Some(K::Department));
        check("人民政府国有资产监督管理委员会", "云河市", Level::Prefecture, Some(K::Department));
        check("经济开发区管理委员会", "云河市", Level::Prefecture, Some(K::ZoneCommittee));
        check("经济开发区管理委员会财政局", "云河市", Level::Prefecture, Some(K::Department));
        check("税务局", "云河县", Level::County, Some(K::Vertical));
        check("消防救援大队", "云河县", Level::County, Some(K::Vertical));
        check("地方金融监督管理局", "云河市", Level::Prefecture, Some(K::Department));
        check("公共资源交易中心", "云河市", Level::Prefecture, Some(K::PublicInstitution));
        check("人民法院", "云河县", Level::County, Some(K::Department));
        check("自来水有限公司", "云河县", Level::County, Some(K::PublicEnterprise));
        check("的主要做法", "云河县", Level::County, None);
    }
}
