//! Invented places: stems of two syllables, of which none is the name of a real division, and where an
//! agency stands among the provinces, cities, counties and townships made of them.

use std::sync::LazyLock;

use crate::model::division;
use crate::synth::dice::Dice;

/// First syllables.
const FIRST: &str = "清云青白龙凤松柏桃柳梅兰荷莲枫桐槐榆银金玉铜紫丹碧翠苍黄赤乌沧澄洪浅深平永安宁和兴昌盛丰富康泰祥瑞福德\
                     仁义礼信明光晨朝暮晓春夏秋霜雪雨雾霞虹星月阳东西南北古新高远鹤鹿雁鹭麒麟茶枣梨杏桑麻芦苇菱蓼蒲棠樟楠";
/// Second syllables.
const SECOND: &str = "山河江溪湖泉潭池塘渡桥口湾洲岛滩浦港津堰坝堤井沟岭峰岗坡坪坳冲岩崖谷峡关寨堡屯营集店铺坊楼台亭阁塔寺观门\
                      陵丘野田圩坂畈垸林园木树花草叶藤鹿鹤雁马羊源头尾水川海沙石泽汀渚墩磴栈驿隘峪塬垭洼淀涧濑漳沅澜汐";
/// The endings under which no stem may be a real place.
const ENDINGS: [&str; 6] = ["省", "市", "县", "区", "镇", "街道"];

/// Every stem, in an order that does not show how they are made.
static STEMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let second: Vec<char> = SECOND.chars().collect();
    let first: Vec<char> = FIRST.chars().collect();
    let all = first.len() * second.len();
    // A prime that does not divide the number of pairs, so that each comes once.
    let pairs = (0..all).map(|number| number * 4_999 % all);
    let stem = |pair: usize| Some([first.get(pair / second.len())?, second.get(pair % second.len())?]);
    let stems = pairs.filter_map(stem).filter(|[one, other]| one != other);
    stems.map(|stem| stem.into_iter().collect()).filter(|stem: &String| is_free(stem)).collect()
});

/// Whether no division has or had a name of this stem.
fn is_free(stem: &str) -> bool {
    ENDINGS.iter().all(|ending| division::ever_named(&format!("{stem}{ending}")).next().is_none())
}

/// Departments and townships of a province, a city and a county, and how many lie in the next wider.
pub const OF_PROVINCE: u64 = 12;
pub const OF_CITY: u64 = 12;
pub const OF_COUNTY: u64 = 20;
pub const TOWNSHIPS: u64 = 10;
const COUNTIES: u64 = 8;
const CITIES: u64 = 14;
const CITY: u64 = OF_CITY + COUNTIES * OF_COUNTY;
const PROVINCE: u64 = OF_PROVINCE + CITIES * CITY;

/// Where an agency stands: its regions by their number in the country, and which agency of the
/// narrowest region it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub province: u64,
    pub city: Option<u64>,
    pub county: Option<u64>,
    pub slot: u64,
}

impl Standing {
    /// That of the agency with this number: a province's own first, then city after city.
    pub fn of(agency: u64) -> Self {
        let (province, rest) = (agency / PROVINCE, agency % PROVINCE);
        let Some(rest) = rest.checked_sub(OF_PROVINCE) else {
            return Self { province, city: None, county: None, slot: rest };
        };
        let (city, rest) = (province * CITIES + rest / CITY, rest % CITY);
        let Some(rest) = rest.checked_sub(OF_CITY) else {
            return Self { province, city: Some(city), county: None, slot: rest };
        };
        let county = city * COUNTIES + rest / OF_COUNTY;
        Self { province, city: Some(city), county: Some(county), slot: rest % OF_COUNTY }
    }
}

/// Sorts of places, which have their names by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Province,
    City,
    County,
    Township,
}

/// The stem of the place with this number: no two places of a sort have the same until all are used.
pub fn stem(seed: u64, sort: Sort, number: u64) -> &'static str {
    let len = u64::try_from(STEMS.len()).unwrap_or(1);
    let start = Dice::of(&[seed, sort as u64, 0x91ac]).below(len);
    at((start + number) % len)
}

/// Any stem, as names of sites and villages are made of.
pub fn any_stem(dice: &mut Dice) -> &'static str {
    at(dice.below(u64::try_from(STEMS.len()).unwrap_or(1)))
}

fn at(number: u64) -> &'static str {
    usize::try_from(number).ok().and_then(|number| STEMS.get(number)).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn stems_are_many_distinct_and_no_real_places() {
        let set: BTreeSet<&String> = STEMS.iter().collect();
        assert_eq!(set.len(), STEMS.len());
        assert!(STEMS.len() > 6000, "{}", STEMS.len());
        for real in ["清河", "白河", "龙门", "丰台"] {
            assert!(!STEMS.iter().any(|stem| stem == real), "{real}");
        }
    }

    #[test]
    fn places_of_a_sort_have_names_of_their_own() {
        let names: BTreeSet<&str> = (0..4000).map(|number| stem(7, Sort::Township, number)).collect();
        assert_eq!(names.len(), 4000);
        assert_ne!(stem(7, Sort::County, 0), stem(8, Sort::County, 0));
    }

    #[test]
    fn agencies_fill_region_after_region() {
        let at = |agency| {
            let Standing { province, city, county, slot } = Standing::of(agency);
            (province, city, county, slot)
        };
        assert_eq!(at(0), (0, None, None, 0));
        assert_eq!(at(OF_PROVINCE), (0, Some(0), None, 0));
        assert_eq!(at(OF_PROVINCE + OF_CITY), (0, Some(0), Some(0), 0));
        assert_eq!(at(OF_PROVINCE + OF_CITY + 19), (0, Some(0), Some(0), 19));
        assert_eq!(at(OF_PROVINCE + OF_CITY + 20), (0, Some(0), Some(1), 0));
        assert_eq!(at(OF_PROVINCE + CITY), (0, Some(1), None, 0));
        assert_eq!(at(PROVINCE), (1, None, None, 0));
        assert_eq!(at(PROVINCE + OF_PROVINCE), (1, Some(14), None, 0));
    }
}
