//! Where a body is counted: in the regions it lies in today, as far as anything proves them.

use crate::corpus::agencies::Home;
use crate::figures::coverage::places::{Place, is_called, parts};
use crate::model::agency::{Agency, Level};

/// A region and what it lies in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// What puts regions in order: the code of the table, else the name behind all codes.
    order: String,
    pub name: String,
    /// Province, prefecture or county.
    pub level: Level,
}

/// Where a body is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// The widest first.
    Of(Vec<Step>),
    /// Departments of the State Council and bodies that report within their own system.
    Central,
    Unknown,
}

impl Region {
    /// That of a place of the table.
    pub(super) fn at(place: Place) -> Self {
        Self::Of(steps(place))
    }

    /// That of an agency: as far as the table has its regions as they lie today, then as they are printed.
    pub(super) fn of(agency: &Agency, home: &Home) -> Self {
        match home {
            Home::Central => return Self::Central,
            Home::Unknown(_) => return Self::Unknown,
            Home::Region(_) => {}
        }
        let mut wider = Agency { township: None, ..agency.clone() };
        let mut printed: Vec<Step> = Vec::new();
        loop {
            if let Some(place) = Place::of_agency(&wider) {
                return Self::Of(steps(place).into_iter().chain(printed.into_iter().rev()).collect());
            }
            let narrowest = [
                (&mut wider.county, Level::County),
                (&mut wider.city, Level::Prefecture),
                (&mut wider.province, Level::Province),
            ];
            let taken = narrowest.into_iter().find_map(|(field, level)| Some((field.take()?, level)));
            let Some((name, level)) = taken else { break };
            printed.push(Step { order: format!("~{name}"), name, level });
        }
        Self::Of(printed.into_iter().rev().collect())
    }

    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Of(steps) => steps,
            Self::Central | Self::Unknown => &[],
        }
    }

    /// The name of its region of a level.
    pub fn name_of(&self, level: Level) -> Option<&str> {
        self.steps().iter().find(|step| step.level == level).map(|step| step.name.as_str())
    }

    /// The same no narrower than so many regions.
    pub(super) fn within(&self, depth: usize) -> Self {
        match self {
            Self::Of(steps) => Self::Of(steps.iter().take(depth).cloned().collect()),
            other => other.clone(),
        }
    }

    /// Whether it lies in the region that is named: a code, `地区不明`, or names from the wider to the narrower.
    pub(super) fn is_in(&self, words: &str) -> bool {
        match self {
            Self::Unknown => ["地区不明", "unknown"].contains(&words),
            Self::Central => ["国务院部门", "central"].contains(&words),
            Self::Of(steps) => {
                if !words.is_empty() && words.bytes().all(|b| b.is_ascii_digit()) {
                    return Place::named(words).first().is_some_and(|place| self.lies_in(*place));
                }
                let mut steps = steps.iter();
                parts(words).all(|part| steps.any(|step| is_called(&step.name, part)))
            }
        }
    }

    /// Whether it lies in a place of the table.
    pub(super) fn lies_in(&self, place: Place) -> bool {
        let wanted = steps(place);
        !wanted.is_empty() && self.steps().starts_with(&wanted)
    }

    /// What it is called: its last region, or what stands for one.
    pub fn name(&self) -> &str {
        match self {
            Self::Of(steps) => steps.last().map_or("合计", |step| step.name.as_str()),
            Self::Central => "国务院部门和垂直系统",
            Self::Unknown => "地区不明",
        }
    }

    /// What says it on a command line.
    pub fn words(&self) -> String {
        match self {
            Self::Of(steps) => steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join("/"),
            Self::Central => "国务院部门".to_owned(),
            Self::Unknown => "地区不明".to_owned(),
        }
    }
}

fn steps(place: Place) -> Vec<Step> {
    let step = |place: Place| {
        let division = place.last()?;
        Some(Step { order: division.code(), name: division.name().to_owned(), level: division.level() })
    };
    place.path().into_iter().filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(regions: [&str; 3]) -> Region {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let [province, city, county] = regions.map(some);
        let agency = Agency { province, city, county, ..Agency::default() };
        let home = Home::Region(agency.regions().map(str::to_owned).collect());
        Region::of(&agency, &home)
    }

    #[test]
    fn a_region_is_where_it_lies_today_as_far_as_the_table_goes() {
        let check = |regions, expected: &str| assert_eq!(region(regions).words(), expected, "{regions:?}");
        check(["浙江省", "杭州市", "富阳市"], "浙江省/杭州市/富阳区");
        check(["安徽省", "六安市", "寿县"], "安徽省/淮南市/寿县");
        check(["江苏省", "苏州市", "新科技园区"], "江苏省/苏州市/新科技园区");
        check(["云河省", "青石市", "白沙县"], "云河省/青石市/白沙县");
        check(["江苏省", "", ""], "江苏省");
        assert_eq!(region(["云河省", "", "白沙县"]).name_of(Level::County), Some("白沙县"));
        assert_eq!(region(["云河省", "", "白沙县"]).name_of(Level::Prefecture), None);
    }

    #[test]
    fn what_lies_in_a_region_is_found_by_its_words() {
        let county = region(["江苏省", "徐州市", "鼓楼区"]);
        for words in ["江苏省", "江苏", "江苏省/徐州市", "徐州市 鼓楼区", "鼓楼区", "320302", "32"]
        {
            assert!(county.is_in(words), "{words}");
        }
        for words in ["福建省", "鼓楼区/徐州市", "地区不明", "3501", "99"] {
            assert!(!county.is_in(words), "{words}");
        }
        assert!(Region::Unknown.is_in("地区不明") && !Region::Central.is_in("地区不明"));
    }
}
