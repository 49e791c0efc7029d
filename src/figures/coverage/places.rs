//! Places with a government of county level or above: each is one through the years, whatever it was called, and an
//! agency is at a place only where its regions leave no choice.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::agency::{Agency, Level};
use crate::model::division::{self, Division};

/// The number of a place. Places are in the order of their present codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place(usize);

static PLACES: LazyLock<Vec<Vec<Division>>> = LazyLock::new(|| {
    let all: Vec<Division> = division::with_governments().collect();
    let earlier: std::collections::HashSet<Division> = all.iter().filter_map(|one| one.before()).collect();
    let mut last: Vec<Division> = all.iter().copied().filter(|one| !earlier.contains(one)).collect();
    last.sort_unstable();
    last.into_iter().map(|one| std::iter::successors(Some(one), |one| one.before()).collect()).collect()
});

static OF: LazyLock<HashMap<Division, Place>> = LazyLock::new(|| {
    let each = PLACES.iter().enumerate();
    each.flat_map(|(nth, divisions)| divisions.iter().map(move |division| (*division, Place(nth)))).collect()
});

/// The first report year there was a law for.
pub(super) const FIRST_YEAR: u16 = 2008;

impl Place {
    pub fn all() -> impl Iterator<Item = Self> {
        (0..PLACES.len()).map(Self)
    }

    /// That of a division.
    pub fn of(division: Division) -> Option<Self> {
        OF.get(&division).copied()
    }

    /// Its divisions, the last one first.
    fn divisions(self) -> &'static [Division] {
        PLACES.get(self.0).map(Vec::as_slice).unwrap_or_default()
    }

    /// What it is now, or was at last.
    pub fn last(self) -> Option<Division> {
        self.divisions().first().copied()
    }

    /// What it was by the list of a year.
    pub fn in_year(self, year: u16) -> Option<Division> {
        self.divisions().iter().copied().find(|one| one.is_listed_in(year))
    }

    /// Whether a report of its government is due for a year: it was there, and so was the law.
    pub fn is_due(self, year: u16) -> bool {
        year >= FIRST_YEAR && self.in_year(year).is_some()
    }

    pub fn level(self) -> Option<Level> {
        self.last().map(Division::level)
    }

    /// It and what it lies in, the widest first.
    pub fn path(self) -> Vec<Self> {
        let mut path: Vec<Self> = self.last().into_iter().flat_map(Division::chain).filter_map(Self::of).collect();
        path.reverse();
        path
    }

    /// The place of the narrowest of an agency's regions of county level and above. `None` where there is none, or
    /// where names and code could mean several, or contradict each other.
    pub fn of_agency(agency: &Agency) -> Option<Self> {
        let regions = [&agency.province, &agency.city, &agency.county];
        let names: Vec<&str> = regions.into_iter().flatten().map(String::as_str).collect();
        let (narrowest, wider) = names.split_last()?;
        let code = agency.code.as_deref();
        let is_it = |one: &Division| {
            let lies_in = |wide: &&str| one.chain().any(|other| other.name() == *wide);
            let has_code = |code: &str| code.starts_with(significant(&one.code()));
            wider.iter().all(lies_in) && code.map_or(agency.province.is_some(), has_code)
        };
        let mut places = division::ever_named(narrowest).filter(is_it).filter_map(Self::of);
        let first = places.next()?;
        places.all(|other| other == first).then_some(first)
    }

    /// The place that is named: a code, or names from the wider to the narrower with `/` or a blank between. `None`
    /// where there is no such place; several where they share the name.
    pub fn named(words: &str) -> Vec<Self> {
        if let Some(place) = division::by_code(words).and_then(Self::of) {
            return vec![place];
        }
        let names: Vec<&str> = parts(words).collect();
        let Some((narrowest, wider)) = names.split_last() else { return Vec::new() };
        let lies_in = |one: &Division| wider.iter().all(|wide| one.chain().any(|other| is_called(other.name(), wide)));
        let short = division::short_province(narrowest).filter(|(_, read)| *read == narrowest.len());
        let all = division::ever_named(narrowest).chain(short.map(|(province, _)| province));
        let mut places: Vec<Self> = all.filter(lies_in).filter_map(Self::of).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// The names in words that name a region.
pub(super) fn parts(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| c == '/' || c == '>' || c.is_whitespace()).filter(|part| !part.is_empty())
}

/// Whether a region may be called so: by its name, or that of a province without its last words.
pub(super) fn is_called(name: &str, called: &str) -> bool {
    let short = || division::short_province(called).filter(|(_, read)| *read == called.len());
    name == called || short().is_some_and(|(province, _)| province.name() == name)
}

/// A code without the zeros that stand for the whole of a wider region.
fn significant(code: &str) -> &str {
    let code_of = code.strip_suffix("0000").or_else(|| code.strip_suffix("00").filter(|_| code.len() == 6));
    code_of.unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(regions: [&str; 3], code: &str) -> Agency {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let [province, city, county] = regions.map(some);
        Agency { province, city, county, code: some(code), ..Agency::default() }
    }

    fn name(place: Option<Place>) -> Option<&'static str> {
        place.and_then(Place::last).map(Division::name)
    }

    #[test]
    fn an_agency_is_at_a_place_only_where_there_is_no_choice() {
        let check = |regions, code, expected: Option<&str>| {
            assert_eq!(name(Place::of_agency(&agency(regions, code))), expected, "{regions:?} {code}");
        };
        check(["宁夏回族自治区", "银川市", "永宁县"], "", Some("永宁县"));
        check(["宁夏回族自治区", "银川市", "永宁县"], "640121", Some("永宁县"));
        check(["宁夏回族自治区", "银川市", "永宁县"], "640121101", Some("永宁县"));
        check(["宁夏回族自治区", "", "永宁县"], "", Some("永宁县"));
        // A former name is the same place.
        check(["浙江省", "杭州市", "富阳市"], "", Some("富阳区"));
        check(["安徽省", "六安市", "寿县"], "341521", Some("寿县"));
        check(["安徽省", "淮南市", "寿县"], "", Some("寿县"));
        // Names that several have, invented ones, and codes that lie elsewhere.
        check(["", "", "鼓楼区"], "", None);
        check(["江苏省", "", "鼓楼区"], "", None);
        check(["江苏省", "徐州市", "鼓楼区"], "", Some("鼓楼区"));
        check(["云河省", "青石市", "永宁县"], "", None);
        check(["宁夏回族自治区", "银川市", "永宁县"], "320106", None);
        check(["", "", "永宁县"], "640121", Some("永宁县"));
        check(["", "", ""], "640121", None);
        check(["上海市", "", ""], "310000", Some("上海市"));
        // A zone is no place.
        check(["江苏省", "苏州市", "苏州工业园区"], "", None);
    }

    #[test]
    fn a_place_is_one_through_the_years() {
        let fuyang = Place::of_agency(&agency(["浙江省", "杭州市", "富阳区"], "")).unwrap();
        let of = |year| fuyang.in_year(year).map(Division::name);
        assert_eq!((of(2010), of(2020)), (Some("富阳市"), Some("富阳区")));
        assert_eq!((fuyang.is_due(2007), fuyang.is_due(2008)), (false, true));
        let names: Vec<_> = fuyang.path().into_iter().map(|place| name(Some(place)).unwrap()).collect();
        assert_eq!(names, ["浙江省", "杭州市", "富阳区"]);
        let gone = Place::of_agency(&agency(["北京市", "", "崇文区"], "")).unwrap();
        assert_eq!((gone.is_due(2009), gone.is_due(2010)), (true, false));
    }

    #[test]
    fn places_are_named_by_code_or_by_what_they_lie_in() {
        let check = |words: &str, expected: &[&str]| {
            let names: Vec<_> = Place::named(words).into_iter().filter_map(|place| name(Some(place))).collect();
            assert_eq!(names, expected, "{words}");
        };
        check("640121", &["永宁县"]);
        check("宁夏/永宁县", &["永宁县"]);
        check("江苏", &["江苏省"]);
        check("江苏省 徐州市 鼓楼区", &["鼓楼区"]);
        check("鼓楼区", &["鼓楼区"; 4]);
        check("云河省", &[]);
        check("", &[]);
    }

    #[test]
    fn every_division_is_one_place_once() {
        let all: Vec<Division> = division::with_governments().collect();
        assert_eq!(OF.len(), all.len());
        assert_eq!(PLACES.iter().map(Vec::len).sum::<usize>(), all.len());
        for place in Place::all() {
            for year in FIRST_YEAR..=2024 {
                assert!(place.divisions().iter().filter(|one| one.is_listed_in(year)).count() <= 1, "{place:?}");
            }
        }
    }
}
