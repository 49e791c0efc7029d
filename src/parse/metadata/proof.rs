//! Which division an agency lies in: what its name, the index number and the text prove, and never
//! more. An ambiguous name without evidence stays unknown.

use crate::model::agency::Level;
use crate::model::division::{self, Division};
use crate::parse::metadata::name::Name;

/// What else a report says about its place.
pub(super) struct Evidence<'a> {
    /// Names by the page's header: publisher, breadcrumbs, signature; the best first.
    pub names: Vec<Name>,
    /// The division an index number starts with, and whether the agency belongs to that very one.
    pub index: Option<(Division, bool)>,
    /// The text of the report without blanks.
    pub text: &'a str,
}

/// The narrowest division proved for a name.
pub(super) fn prove(name: &Name, evidence: &Evidence<'_>) -> Option<Division> {
    let mut places = name.regions.places.clone();
    if places.is_empty() {
        places = zone_places(name.zone.as_deref().unwrap_or(if name.is_zone() { &name.body } else { "" }));
    }
    if places.is_empty() && name.regions.unlisted.is_empty() {
        return of_the_page(evidence);
    }
    for place in evidence.names.iter().filter_map(sole_place).chain(evidence.index.map(|(place, _)| place)) {
        narrow(&mut places, |candidate| candidate.is_within(place) || place.is_within(candidate));
    }
    narrow_by_text(&mut places, evidence.text);
    common(&places)
}

/// The division of a name that can be only one.
fn sole_place(name: &Name) -> Option<Division> {
    match name.regions.places.as_slice() {
        [place] => Some(*place),
        _ => None,
    }
}

/// The region of an agency whose own name has none: that of the page it stands on.
fn of_the_page(evidence: &Evidence<'_>) -> Option<Division> {
    evidence.names.iter().find_map(sole_place).or(evidence.index.map(|(place, _)| place))
}

/// Keeps the places that pass, unless none does.
fn narrow(places: &mut Vec<Division>, keep: impl Fn(Division) -> bool) {
    if places.len() > 1 && places.iter().any(|place| keep(*place)) {
        places.retain(|place| keep(*place));
    }
}

/// Keeps the places whose wider region the text names: right before the name first, then anywhere,
/// if that leaves one.
fn narrow_by_text(places: &mut Vec<Division>, text: &str) {
    if places.len() < 2 {
        return;
    }
    let before_name: Vec<_> = places
        .first()
        .into_iter()
        .flat_map(|place| text.match_indices(place.name()).map(|(at, _)| at))
        .take(200)
        .filter_map(|at| text.get(..at))
        .collect();
    narrow(places, |place| {
        place.chain().skip(1).any(|wide| before_name.iter().any(|before| before.ends_with(wide.name())))
    });
    for depth in 1..=2 {
        let named: Vec<_> = places
            .iter()
            .copied()
            .filter(|place| {
                place
                    .chain()
                    .nth(depth)
                    .is_some_and(|wide| memchr::memmem::find(text.as_bytes(), wide.name().as_bytes()).is_some())
            })
            .collect();
        if let [_] = named.as_slice() {
            *places = named;
            return;
        }
    }
}

/// The narrowest division that all places lie in.
fn common(places: &[Division]) -> Option<Division> {
    let (first, rest) = places.split_first()?;
    first.chain().find(|wide| rest.iter().all(|place| place.is_within(*wide)))
}

/// Where a zone lies that is named after a city or county: 昆山高新区 in 昆山市. Only by a name that
/// no other city or county shares outside of it.
fn zone_places(body: &str) -> Vec<Division> {
    #[rustfmt::skip]
    const DESCRIPTIONS: &[&str] = &[
        "经济", "高新", "综合", "工业", "国家", "保税", "循环", "化工", "产业", "旅游", "开发区", "自由贸易",
        "自贸", "新区", "临港", "临空", "空港", "航空", "现代", "农业", "生态", "科技", "边境", "跨境", "出口",
        "经开", "国际",
    ];
    let (province, read) = division::short_province(body).map_or((None, 0), |(province, read)| (Some(province), read));
    let all = [(None, body), (province, body.get(read..).unwrap_or_default())];
    all.into_iter().find_map(|(province, body)| named_after(province, body, DESCRIPTIONS)).unwrap_or_default()
}

fn named_after(province: Option<Division>, body: &str, descriptions: &[&str]) -> Option<Vec<Division>> {
    let ends = body.char_indices().map(|(at, _)| at).skip(2).take(4).collect::<Vec<_>>();
    ends.into_iter().rev().find_map(|end| {
        let (stem, rest) = body.split_at(end);
        if !descriptions.iter().any(|word| rest.starts_with(word)) {
            return None;
        }
        let inside = |place: &Division| province.is_none_or(|province| place.is_within(province));
        let mut found: Vec<_> = ["市", "县", "旗", "区"]
            .iter()
            .flat_map(|word| named_owned(&format!("{stem}{word}")))
            .filter(inside)
            .collect();
        // A county inside the prefecture of the same name: the zone is in the prefecture for certain.
        if let [wide, rest @ ..] = found.as_slice()
            && rest.iter().all(|place| place.is_within(*wide))
        {
            found.truncate(1);
        }
        (!found.is_empty()).then_some(found)
    })
}

fn named_owned(name: &str) -> Vec<Division> {
    division::named(name).filter(|place| matches!(place.level(), Level::Prefecture | Level::County)).collect()
}

/// The division an index number starts with, and whether it is the agency's own: `640424-200/2020-…`
/// `640424ZF210000/2024-…` and `6404240000/2024-…` begin with the agency's region, a unified credit code of 18 characters
/// holds that of the registering authority. A nine-character organisation code holds none.
pub(super) fn of_index(index: &str) -> Option<(Division, bool)> {
    let alphanumeric = index.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let digits = index.bytes().take_while(u8::is_ascii_digit).count();
    let after = index.get(digits.min(6)..)?;
    let own = digits == 6 && (after.starts_with(['-', '/']) || after.starts_with("ZF"))
        || alphanumeric == 10 && after.starts_with("0000/");
    if own {
        return division::by_code(index.get(..6)?).map(|place| (place, true));
    }
    if alphanumeric == 18 && index.get(18..)?.starts_with('/') {
        return division::by_code(index.get(2..8)?).map(|place| (place, false));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prove_with(name: &str, others: &[&str], index: Option<&str>, text: &str) -> String {
        let names = others.iter().filter_map(|name| Name::parse(name)).collect();
        let evidence = Evidence { names, index: index.and_then(of_index), text };
        let name = Name::parse(name).unwrap();
        prove(&name, &evidence).map(Division::code).unwrap_or_default()
    }

    #[test]
    fn a_name_of_its_own_proves_itself() {
        let check = |name, expected| assert_eq!(prove_with(name, &[], None, ""), expected, "{name}");
        check("隆德县人民政府", "640423");
        check("五沟营镇", "411721101");
        check("固原市隆德县城关镇人民政府", "640423100");
        check("江苏省鼓楼区", "320000");
        for unknown in ["城关镇人民政府", "鼓楼区", "教育局", "云河县教育局"] {
            check(unknown, "");
        }
    }

    #[test]
    fn evidence_settles_a_name_that_repeats() {
        let check = |name, others: &[&str], index, text, expected| {
            assert_eq!(prove_with(name, others, index, text), expected, "{name} {others:?} {index:?} {text}");
        };
        check("城关镇", &["隆德县城关镇人民政府"], None, "", "640423100");
        check("城关镇", &["隆德县人民政府"], None, "", "640423100");
        check("城关镇", &[], Some("640423-100/2020-00001"), "", "640423100");
        check("城关镇", &[], Some("11640423MB0523338C/2020-00001"), "", "640423100");
        check("城关镇", &[], None, "现公布隆德县城关镇的报告", "640423100");
        check("城关镇", &[], None, "隆德县的要求", "640423100");
        check("鼓楼区", &[], None, "南京市鼓楼区", "320106");
        // Evidence that fits none, or two, settles nothing.
        check("城关镇", &["北京市东城区"], None, "", "");
        check("鼓楼区", &[], None, "南京市与徐州市", "");
        check("城关镇", &[], Some("014416330/2018-04736"), "", "");
    }

    #[test]
    fn a_department_without_region_is_of_its_page() {
        assert_eq!(prove_with("教育局", &["隆德县人民政府"], None, ""), "640423");
        assert_eq!(prove_with("教育局", &[], Some("640423-100/2020-00001"), ""), "640423");
        assert_eq!(prove_with("教育局", &["城关镇"], None, ""), "");
    }

    #[test]
    fn zones_lie_in_the_city_they_are_named_after() {
        let check = |name, expected| assert_eq!(prove_with(name, &[], None, ""), expected, "{name}");
        check("嘉祥经济开发区管理委员会", "370829");
        check("山东嘉祥经济开发区管委会", "370829");
        check("连云港高新区", "320700");
        check("承德高新区管委会", "130800");
        check("东海岛经济开发试验区", "");
        check("朝阳经济开发区", "");
        check("高新区管委会", "");
    }

    #[test]
    fn regions_in_index_numbers() {
        let check = |index, expected: &str| {
            let found = of_index(index).map(|(place, own)| format!("{} {own}", place.code()));
            assert_eq!(found.unwrap_or_default(), expected, "{index}");
        };
        check("640423-200/2020-00022", "640423 true");
        check("6404230000/2024-001005", "640423 true");
        check("640423ZF210000/2023-47992", "640423 true");
        check("12620600MB0523338C/2025-04735", "620600 false");
        for none in ["000014349/2022-05345", "999999-200/2020-1", "6404/2020", "", "64042３-200/2020"] {
            check(none, "");
        }
    }
}
