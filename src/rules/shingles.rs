//! How alike two texts are: runs of five characters after masking digits, dates and names, their
//! Jaccard index, and a small sketch that finds alike texts without comparing each with each.

use crate::model::agency::Agency;
use crate::model::report::{Report, SectionKey};

/// Characters in a run.
const RUN: usize = 5;
/// A text shorter than this after masking is not compared: there is little to say in few words.
pub const SHORTEST: usize = 80;
/// Minima of a sketch.
const MINIMA: usize = 100;
/// Groups of minima: texts that agree in all minima of one group are compared.
pub const BANDS: usize = 20;

/// The runs of a text, as hashes, sorted and each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

/// The sections whose texts are compared, with other years and with other agencies.
pub const SECTIONS: [SectionKey; 2] = [SectionKey::Overview, SectionKey::Problems];

/// The runs of the compared sections of a report.
#[derive(Debug, Clone, Default)]
pub struct Texts([Option<Shingles>; SECTIONS.len()]);

impl Texts {
    pub fn of(report: &Report) -> Self {
        let names = Names::of(&report.agency);
        Self(SECTIONS.map(|key| Shingles::of_section(report, key, &names)))
    }

    /// The runs of one of [`SECTIONS`], where it is long enough.
    pub fn get(&self, key: SectionKey) -> Option<&Shingles> {
        self.0.get(SECTIONS.iter().position(|section| *section == key)?)?.as_ref()
    }
}

/// The bands of a text. Two texts with a Jaccard index of 0.8 share one with 99.9 %, with 0.5 with 47 %.
pub type Sketch = [u32; BANDS];

impl Shingles {
    /// The runs of a section's paragraphs; `None` where too little is left of them after masking.
    pub fn of(report: &Report, key: SectionKey) -> Option<Self> {
        Self::of_section(report, key, &Names::of(&report.agency))
    }

    fn of_section(report: &Report, key: SectionKey, names: &Names) -> Option<Self> {
        let section = report.section(key)?;
        let mut chars = Vec::new();
        for block in section.blocks.iter().filter(|block| block.level.is_none()) {
            chars.extend(masked(&block.text, names));
        }
        (chars.len() >= SHORTEST).then(|| Self::of_chars(&chars))
    }

    fn of_chars(chars: &[char]) -> Self {
        let mut runs: Vec<u64> = chars.windows(RUN).map(hash).collect();
        runs.sort_unstable();
        runs.dedup();
        Self(runs)
    }

    /// How many of the runs of both are in both, in hundredths, rounded down: 100 only for the same.
    pub fn alike(&self, other: &Self) -> u8 {
        let (mut a, mut b, mut both) = (0, 0, 0_usize);
        while let (Some(x), Some(y)) = (self.0.get(a), other.0.get(b)) {
            (a, b, both) = (a + usize::from(x <= y), b + usize::from(y <= x), both + usize::from(x == y));
        }
        let all = self.0.len() + other.0.len() - both;
        u8::try_from((both * 100).checked_div(all).unwrap_or(0)).unwrap_or(100)
    }

    /// The sketch of the runs: the least hash of each of [`MINIMA`] classes, an empty class borrowing
    /// from the next, by bands.
    pub fn sketch(&self) -> Sketch {
        let mut minima = [u64::MAX; MINIMA];
        for run in &self.0 {
            // The upper half chooses the class, the lower half is compared.
            let class = (((run >> 32) * MINIMA as u64) >> 32) as usize;
            if let Some(least) = minima.get_mut(class) {
                *least = (*least).min(run & 0xFFFF_FFFF);
            }
        }
        let filled = minima;
        for (class, least) in minima.iter_mut().enumerate() {
            if *least == u64::MAX {
                let next = (1..MINIMA).find(|step| filled[(class + step) % MINIMA] != u64::MAX).unwrap_or(0);
                // The distance is mixed in, so that two neighbours that borrow stay apart.
                *least = mix(filled[(class + next) % MINIMA] ^ (next as u64) << 32);
            }
        }
        let mut bands = [0; BANDS];
        for (band, minima) in bands.iter_mut().zip(minima.chunks(MINIMA / BANDS)) {
            let hash = minima.iter().fold(0, |hash, least| mix(hash ^ least));
            *band = (hash >> 32) as u32;
        }
        bands
    }
}

/// A paragraph that both sections print, after masking; the one of the first, as printed.
pub fn shared_passage<'r>(one: &'r Report, other: &Report, key: SectionKey) -> Option<&'r crate::model::report::Block> {
    const LEAST: usize = 20;
    let names_of_other = Names::of(&other.agency);
    let theirs: std::collections::BTreeSet<Vec<char>> =
        other.section(key)?.blocks.iter().map(|block| masked(&block.text, &names_of_other).collect()).collect();
    let own = Names::of(&one.agency);
    one.section(key)?.blocks.iter().find(|block| {
        let chars: Vec<char> = masked(&block.text, &own).collect();
        chars.len() >= LEAST && theirs.contains(&chars)
    })
}

/// The letters of a text without digits, numerals, marks and names.
fn masked<'t>(text: &'t str, names: &'t Names) -> impl Iterator<Item = char> + 't {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if let Some(after) = names.strip(rest) {
                rest = after;
                continue;
            }
            let mut chars = rest.chars();
            let next = chars.next()?;
            rest = chars.as_str();
            let han = ('\u{4E00}'..='\u{9FFF}').contains(&next);
            if (han || next.is_alphabetic()) && !"〇零一二三四五六七八九十百千万亿两年月日".contains(next)
            {
                return Some(next);
            }
        }
    })
}

/// The names an agency goes by: in full, without its regions, and the regions.
struct Names {
    /// The longest first.
    all: Vec<String>,
    /// What they begin with, as most places of a text begin no name.
    first: Vec<char>,
}

impl Names {
    fn of(agency: &Agency) -> Self {
        let full = agency.name.as_deref().unwrap_or_default();
        let own = agency.regions().fold(full, |name, region| name.strip_prefix(region).unwrap_or(name));
        // 石桥镇 of 松坪县石桥镇人民政府, where nothing tells the regions apart.
        let places = full.char_indices().skip(1).filter(|(_, c)| matches!(c, '省' | '市' | '县' | '区' | '旗' | '州'));
        let within =
            places.filter_map(|(at, c)| Some([full.get(..at + c.len_utf8())?, full.get(at + c.len_utf8()..)?]));
        let mut all = Vec::new();
        for name in [full, own].into_iter().chain(agency.regions()).chain(within.flatten()) {
            for suffix in ["", "人民政府", "办事处", "省", "市", "区", "县", "镇", "乡", "街道"] {
                let short = name.strip_suffix(suffix).unwrap_or_default();
                if short.chars().count() >= 2 {
                    all.push(short.to_owned());
                }
            }
        }
        all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        all.dedup();
        let first = all.iter().filter_map(|name| name.chars().next()).collect();
        Self { all, first }
    }

    /// What follows a name that a text begins with.
    fn strip<'t>(&self, text: &'t str) -> Option<&'t str> {
        let first = text.chars().next()?;
        if !self.first.contains(&first) {
            return None;
        }
        self.all.iter().find_map(|name| text.strip_prefix(name.as_str()))
    }
}

fn hash(run: &[char]) -> u64 {
    run.iter().fold(0, |hash, c| mix(hash ^ u64::from(*c)))
}

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::report::{Block, Section};

    fn report(name: &str, text: &str) -> Report {
        let mut report = Report::default();
        report.agency.name = Some(name.to_owned());
        report.agency.county = Some("云河县".to_owned());
        let block = Block { text: text.to_owned(), ..Block::default() };
        let key = Some(SectionKey::Overview);
        report.sections.push(Section { key, blocks: vec![block], ..Section::default() });
        report
    }

    fn text(name: &str, year: u16, count: u32) -> String {
        format!(
            "{year}年,{name}认真贯彻落实条例,围绕中心工作推进政务公开,全年主动公开信息{count}条,通过政府网站、\
             公告栏和新媒体等渠道及时发布,健全工作制度,明确专人负责,严格审查程序,做好解读回应,接受群众监督,\
             不断提高公开的质量和实效。"
        )
    }

    fn alike(a: &Report, b: &Report) -> u8 {
        let of = |report| Shingles::of(report, SectionKey::Overview).unwrap();
        of(a).alike(&of(b))
    }

    #[test]
    fn names_dates_and_numbers_make_no_difference() {
        let one = report("云河县青石镇人民政府", &text("青石镇", 2020, 135));
        let other = report("云河县白水镇人民政府", &text("白水镇人民政府", 2021, 20));
        assert_eq!(alike(&one, &other), 100);
        let sketch = |report| Shingles::of(report, SectionKey::Overview).unwrap().sketch();
        assert_eq!(sketch(&one), sketch(&other));
        assert!(shared_passage(&one, &other, SectionKey::Overview).is_some());
        let more = report("云河县白水镇人民政府", &(text("白水镇", 2021, 20) + "还开设了热线并走访了村民。"));
        assert!((80..100).contains(&alike(&one, &more)));
        let short = report("云河县青石镇人民政府", "2020年公开信息12条。");
        assert_eq!(Shingles::of(&short, SectionKey::Overview), None);
    }

    proptest! {
        #[test]
        fn alike_is_a_share(a in "[甲乙丙丁戊己]{100,300}", b in "[甲乙丙丁戊己]{100,300}") {
            let of = |text: &str| Shingles::of_chars(&text.chars().collect::<Vec<_>>());
            let (x, y) = (of(&a), of(&b));
            prop_assert_eq!(x.alike(&x), 100);
            prop_assert_eq!(x.alike(&y), y.alike(&x));
            prop_assert!(x == y || x.alike(&y) < 100);
        }

        /// Texts that are alike share a band, but for one in a thousand.
        #[test]
        fn alike_texts_share_a_band(a in "[一-龥]{300,600}", b in "[一-龥]{1,12}", at in 0_usize..250) {
            let changed: String = a.chars().take(at).chain(b.chars()).chain(a.chars().skip(at)).collect();
            let of = |text: &str| Shingles::of_chars(&text.chars().collect::<Vec<_>>());
            let (x, y) = (of(&a), of(&changed));
            prop_assume!(x.alike(&y) >= 90);
            prop_assert!(x.sketch().iter().zip(y.sketch()).any(|(a, b)| *a == b));
        }
    }
}
