//! How far apart the agencies of a group are.

use crate::model::agency::Agency;
use crate::model::ids::ids;

ids! {
    /// The smallest area that all of a group are in.
    pub enum Reach {
        County = "county",
        City = "city",
        Province = "province",
        /// Several provinces.
        Several = "several",
        /// Of one or more it is not known where they are.
        Unknown = "unknown",
    }
}

impl Reach {
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::County => "同县",
            Self::City => "同市",
            Self::Province => "同省",
            Self::Several => "跨省",
            Self::Unknown => "不明",
        }
    }

    /// That of some agencies, with the regions all of them are in, from the widest on.
    pub(super) fn of<'a>(agencies: impl Iterator<Item = &'a Agency>) -> (Self, Vec<String>) {
        let mut places = agencies.map(|agency| [&agency.province, &agency.city, &agency.county]);
        let Some(first) = places.next() else { return (Self::Unknown, Vec::new()) };
        let mut is_same = [true; 3];
        let mut is_known = first[0].is_some();
        let mut is_several = false;
        for place in places {
            is_known &= place[0].is_some();
            is_several |= place[0].is_some() && first[0].is_some() && place[0] != first[0];
            for (is_same, (one, other)) in is_same.iter_mut().zip(first.iter().zip(place)) {
                *is_same &= *one == other;
            }
        }
        let [province, city, county] = is_same;
        let (city, county) = (province && city, province && city && county);
        let reach = match () {
            () if is_several => Self::Several,
            () if !is_known => Self::Unknown,
            // Of a municipality the counties have no city.
            () if county && first[2].is_some() => Self::County,
            () if city && first[1].is_some() => Self::City,
            () => Self::Province,
        };
        let depth = match reach {
            Self::County => 3,
            Self::City => 2,
            Self::Province => 1,
            Self::Several | Self::Unknown => 0,
        };
        (reach, first.into_iter().take(depth).flatten().cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(places: &[[&str; 3]], expected: Reach, regions: &str) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let agency = |[province, city, county]: &[&str; 3]| Agency {
            province: some(province),
            city: some(city),
            county: some(county),
            ..Agency::default()
        };
        let agencies: Vec<Agency> = places.iter().map(agency).collect();
        for agencies in [agencies.iter().collect::<Vec<_>>(), agencies.iter().rev().collect()] {
            let (reach, found) = Reach::of(agencies.into_iter());
            assert_eq!((reach, found.join("/").as_str()), (expected, regions), "{places:?}");
        }
    }

    #[test]
    fn the_smallest_area_is_told() {
        check(&[["甲省", "乙市", "丙县"], ["甲省", "乙市", "丙县"]], Reach::County, "甲省/乙市/丙县");
        check(&[["甲省", "乙市", "丙县"], ["甲省", "乙市", "丁县"]], Reach::City, "甲省/乙市");
        check(&[["甲省", "乙市", "丙县"], ["甲省", "乙市", ""]], Reach::City, "甲省/乙市");
        check(&[["甲省", "乙市", "丙县"], ["甲省", "戊市", "丙县"]], Reach::Province, "甲省");
        check(&[["甲省", "", "丙区"], ["甲省", "", "丙区"]], Reach::County, "甲省/丙区");
        check(&[["甲省", "", "丙区"], ["甲省", "", "丁区"]], Reach::Province, "甲省");
        check(&[["甲省", "", ""], ["甲省", "", ""]], Reach::Province, "甲省");
        check(&[["甲省", "乙市", ""], ["己省", "庚市", ""]], Reach::Several, "");
        check(&[["甲省", "乙市", ""], ["", "", ""]], Reach::Unknown, "");
        check(&[["", "", ""], ["", "", ""]], Reach::Unknown, "");
        check(&[["甲省", "乙市", ""], ["", "", ""], ["己省", "", ""]], Reach::Several, "");
    }
}
