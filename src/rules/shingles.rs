//! How alike two texts are: runs of five letters, their Jaccard index, and a small sketch that finds
//! alike texts without comparing each with each. What counts as a letter is said in `nameless`.

use crate::model::agency::Agency;
use crate::model::report::{Report, Section, SectionKey};
use crate::rules::nameless::{Names, letters};

/// Letters in a run.
pub const RUN: usize = 5;
/// A text of fewer letters is not compared: there is little to say in few words.
pub const SHORTEST: usize = 80;
/// A paragraph of fewer letters is no passage that two texts share.
const SHORTEST_PASSAGE: usize = 20;
/// Minima of a sketch.
const MINIMA: usize = 100;
/// Groups of minima: texts that agree in all minima of one group are compared.
pub const BANDS: usize = 20;
/// Texts that agree in fewer minima are not compared. With a Jaccard index of 0.8 they agree in 80, and
/// in fewer than this once in a million times.
const LEAST_AGREED: usize = 60;

/// The sections whose texts are compared, with other years and with other agencies.
pub const SECTIONS: [SectionKey; 2] = [SectionKey::Overview, SectionKey::Problems];

/// The texts of the compared sections of a report.
#[derive(Debug, Clone, Default)]
pub struct Texts([Option<Text>; SECTIONS.len()]);

impl Texts {
    pub fn of(report: &Report) -> Self {
        Self::told(report, &report.agency)
    }

    /// Those of a report of this agency of which perhaps nothing but the sections was decoded.
    pub fn told(report: &Report, agency: &Agency) -> Self {
        let names = Names::of(agency);
        Self(SECTIONS.map(|key| report.section(key).and_then(|section| Text::of(section, &names))))
    }

    /// The text of one of [`SECTIONS`] of a report of this agency, where it is long enough.
    pub fn one(report: &Report, agency: &Agency, key: SectionKey) -> Option<Text> {
        Text::of(report.section(key)?, &Names::of(agency))
    }

    /// The text of one of [`SECTIONS`], where it is long enough.
    pub fn get(&self, key: SectionKey) -> Option<&Text> {
        self.0.get(SECTIONS.iter().position(|section| *section == key)?)?.as_ref()
    }
}

/// What a section says, as far as it is compared: hashes only.
#[derive(Debug, Clone)]
pub struct Text {
    /// Of the paragraphs, without the headings between them.
    runs: Runs,
    /// The blocks that are long enough to be told as shared: their numbers in the section, and a hash of
    /// their letters.
    passages: Vec<(usize, u64)>,
    /// A hash of all letters, block by block.
    whole: u64,
}

impl Text {
    /// The text of a section; `None` where too few letters are left of its paragraphs.
    fn of(section: &Section, names: &Names<'_>) -> Option<Self> {
        let mut reader = Reader::default();
        let (mut passages, mut whole) = (Vec::new(), 0);
        for (number, block) in section.blocks.iter().enumerate() {
            let (mut count, mut hash) = (0, 0_u64);
            let is_paragraph = block.level.is_none();
            letters(&block.text, names, |letter| {
                count += 1;
                hash = hash.wrapping_mul(FACTOR).wrapping_add(letter.into());
                if is_paragraph {
                    reader.take(letter);
                }
            });
            whole = mix(whole ^ mix(hash) ^ u64::from(is_paragraph));
            if count >= SHORTEST_PASSAGE {
                passages.push((number, hash));
            }
        }
        (reader.letters >= SHORTEST).then(|| Self { runs: Runs::of(&reader.runs), passages, whole })
    }

    /// How many of the runs of both are in both, in hundredths, rounded down: 100 only for the same.
    pub fn alike(&self, other: &Self) -> u8 {
        self.runs.alike(&other.runs)
    }

    /// The number of the first block whose letters the other text has in one block too.
    pub fn shared_passage(&self, other: &Self) -> Option<usize> {
        let is_theirs = |hash| other.passages.iter().any(|(_, theirs)| *theirs == hash);
        self.passages.iter().find(|(_, hash)| is_theirs(*hash)).map(|(number, _)| *number)
    }

    pub fn sketch(&self) -> Sketch {
        Sketch { minima: self.runs.minima(), whole: self.whole }
    }
}

/// Gathers the runs of the letters it is given.
#[derive(Default)]
struct Reader {
    letters: usize,
    /// The last letters, 21 bits each.
    last: u128,
    runs: Vec<u64>,
}

impl Reader {
    fn take(&mut self, letter: char) {
        const BITS: usize = 21;
        const MASK: u128 = (1 << (BITS * RUN)) - 1;
        self.last = (self.last << BITS | u128::from(u32::from(letter))) & MASK;
        self.letters += 1;
        if self.letters >= RUN {
            let (low, high) = ((self.last & 0xFFFF_FFFF_FFFF_FFFF) as u64, (self.last >> 64) as u64);
            self.runs.push(mix(low ^ mix(high)));
        }
    }
}

/// Runs as hashes, each once: a table in which a hash stands at the place its bits name, or at the next
/// free one. More than half of the places are free.
#[derive(Debug, Clone)]
struct Runs {
    places: Vec<u64>,
    count: usize,
}

/// What a free place holds.
const FREE: u64 = 0;

impl Runs {
    fn of(runs: &[u64]) -> Self {
        let mut all = Self { places: vec![FREE; (2 * runs.len() + 1).next_power_of_two()], count: 0 };
        for run in runs.iter().map(|run| (*run).max(FREE + 1)) {
            let place = all.place_of(run);
            if let Some(place) = all.places.get_mut(place).filter(|place| **place == FREE) {
                *place = run;
                all.count += 1;
            }
        }
        all
    }

    /// Where a run stands, or would.
    fn place_of(&self, run: u64) -> usize {
        let last = self.places.len() - 1;
        let mut place = (run & 0xFFFF_FFFF) as usize & last;
        while self.places.get(place).is_some_and(|other| *other != FREE && *other != run) {
            place = (place + 1) & last;
        }
        place
    }

    fn iter(&self) -> impl Iterator<Item = u64> {
        self.places.iter().copied().filter(|run| *run != FREE)
    }

    fn alike(&self, other: &Self) -> u8 {
        let both = self.iter().filter(|run| other.places.get(other.place_of(*run)) == Some(run)).count();
        let all = self.count + other.count - both;
        u8::try_from((both * 100).checked_div(all).unwrap_or(0)).unwrap_or(100)
    }

    /// The last byte of the least hash of each of [`MINIMA`] classes, an empty class borrowing from the
    /// next.
    fn minima(&self) -> [u8; MINIMA] {
        let mut least = [u64::MAX; MINIMA];
        for run in self.iter() {
            // The upper half chooses the class, the lower half is compared.
            let class = (((run >> 32) * MINIMA as u64) >> 32) as usize;
            if let Some(least) = least.get_mut(class) {
                *least = (*least).min(run & 0xFFFF_FFFF);
            }
        }
        std::array::from_fn(|class| {
            let filled = (0..MINIMA).find(|step| least[(class + step) % MINIMA] != u64::MAX).unwrap_or(0);
            let least = least[(class + filled) % MINIMA];
            // The distance is mixed in, so that two neighbours that borrow stay apart.
            let least = if filled == 0 { least } else { mix(least ^ (filled as u64) << 32) };
            (least & 0xFF) as u8
        })
    }
}

/// What is kept of a text to find those alike to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch {
    minima: [u8; MINIMA],
    whole: u64,
}

impl Sketch {
    /// Bytes of a sketch where it is kept.
    pub(crate) const BYTES: usize = MINIMA + 8;

    /// One of the [`BANDS`] groups of minima, as a number. Two texts with a Jaccard index of 0.8 share one
    /// with 99.9 %, with 0.5 with 47 %.
    pub fn band(&self, nth: usize) -> u64 {
        let band = self.minima.chunks(MINIMA / BANDS).nth(nth).unwrap_or_default();
        band.iter().fold(0, |all, least| all << 8 | u64::from(*least))
    }

    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let all = self.minima.into_iter().chain(self.whole.to_le_bytes());
        bytes.iter_mut().zip(all).for_each(|(byte, value)| *byte = value);
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let (minima, whole) = bytes.split_first_chunk()?;
        Some(Self { minima: *minima, whole: u64::from_le_bytes(whole.try_into().ok()?) })
    }

    /// Whether the texts may be alike, and are worth comparing.
    pub fn is_near(&self, other: &Self) -> bool {
        self.agreed(other) >= LEAST_AGREED
    }

    /// In how many minima they agree, of a hundred.
    pub fn agreed(&self, other: &Self) -> usize {
        self.minima.iter().zip(&other.minima).filter(|(one, other)| one == other).count()
    }

    /// About how alike the texts are, in hundredths, where so many minima agree: mostly right within 8. It is never 100,
    /// which only texts can prove.
    pub fn estimate(agreed: usize) -> u8 {
        // Of minima of one byte one in 256 agrees by chance.
        let chance = MINIMA;
        let share = ((agreed * 256).saturating_sub(chance) * 100 + 127 * MINIMA) / (255 * MINIMA);
        u8::try_from(share.min(99)).unwrap_or(99)
    }

    /// A hash of all letters: texts that have it in common are the same, block by block.
    pub fn whole(&self) -> u64 {
        self.whole
    }
}

/// An odd number with its bits well spread (2^64 by the golden ratio).
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(FACTOR);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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

    fn overview(report: &Report) -> Option<Text> {
        Texts::of(report).get(SectionKey::Overview).cloned()
    }

    #[test]
    fn names_dates_and_numbers_make_no_difference() {
        let one = overview(&report("云河县青石镇人民政府", &text("青石镇", 2020, 135))).unwrap();
        let other = overview(&report("云河县白水镇人民政府", &text("白水镇人民政府", 2021, 20))).unwrap();
        assert_eq!(one.alike(&other), 100);
        assert_eq!(one.sketch(), other.sketch());
        assert_eq!(one.shared_passage(&other), Some(0));
        let more = report("云河县白水镇人民政府", &(text("白水镇", 2021, 20) + "还开设了热线并走访了村民。"));
        let more = overview(&more).unwrap();
        assert!((80..100).contains(&one.alike(&more)));
        assert_eq!(one.shared_passage(&more), None);
        assert!(one.sketch().is_near(&more.sketch()) && one.sketch().whole() != more.sketch().whole());
        assert!(overview(&report("云河县青石镇人民政府", "2020年公开信息12条。")).is_none());
    }

    #[test]
    fn headings_are_passages_and_no_text() {
        let heading = Block { level: Some(2), text: text("青石镇", 2020, 135), ..Block::default() };
        let mut with_heading = report("云河县青石镇人民政府", &"主动公开信息。".repeat(20));
        with_heading.sections[0].blocks.push(heading.clone());
        let mut only_heading = with_heading.clone();
        only_heading.sections[0].blocks = vec![heading];
        assert!(overview(&only_heading).is_none());
        let plain = overview(&report("云河县青石镇人民政府", &text("青石镇", 2020, 135))).unwrap();
        let with_heading = overview(&with_heading).unwrap();
        assert_eq!((with_heading.shared_passage(&plain), plain.shared_passage(&with_heading)), (Some(1), Some(0)));
        assert!(with_heading.alike(&plain) < 10);
    }

    fn runs(text: &str) -> Runs {
        let mut reader = Reader::default();
        text.chars().for_each(|c| reader.take(c));
        Runs::of(&reader.runs)
    }

    /// The share of runs in common, counted one by one.
    fn share(a: &str, b: &str) -> usize {
        let set = |text: &str| -> BTreeSet<Vec<char>> {
            text.chars().collect::<Vec<_>>().windows(RUN).map(<[char]>::to_vec).collect()
        };
        let (a, b) = (set(a), set(b));
        a.intersection(&b).count() * 100 / a.union(&b).count().max(1)
    }

    proptest! {
        #[test]
        fn alike_is_a_share(a in "[甲乙丙]{0,300}", b in "[甲乙丙]{100,300}") {
            prop_assert_eq!(usize::from(runs(&a).alike(&runs(&b))), share(&a, &b));
            prop_assert_eq!(runs(&b).alike(&runs(&a)), runs(&a).alike(&runs(&b)));
            prop_assert_eq!(runs(&b).alike(&runs(&b)), 100);
        }

        /// Texts that are alike share a band, but for one in a thousand, and are near.
        #[test]
        fn alike_texts_are_found(a in "[一-龥]{300,600}", b in "[一-龥]{1,12}", at in 0_usize..250) {
            let changed: String = a.chars().take(at).chain(b.chars()).chain(a.chars().skip(at)).collect();
            prop_assume!(share(&a, &changed) >= 90);
            let sketch = |text: &str| Sketch { minima: runs(text).minima(), whole: 0 };
            let (x, y) = (sketch(&a), sketch(&changed));
            prop_assert!((0..BANDS).any(|nth| x.band(nth) == y.band(nth)));
            prop_assert!(x.is_near(&y));
        }
    }

    #[test]
    fn an_estimate_is_near_the_share() {
        let base: Vec<char> = ('一'..'龥').take(900).collect();
        for changed in [20, 60, 100, 200, 400] {
            let other: Vec<char> = base.iter().copied().skip(changed).chain(('가'..'힣').take(changed)).collect();
            let (a, b): (String, String) = (base.iter().collect(), other.iter().collect());
            let (x, y) = (runs(&a), runs(&b));
            let sketch = |runs: &Runs| Sketch { minima: runs.minima(), whole: 0 };
            let estimate = Sketch::estimate(sketch(&x).agreed(&sketch(&y)));
            assert!(x.alike(&y).abs_diff(estimate) <= 12, "{} {estimate}", x.alike(&y));
        }
        assert_eq!((Sketch::estimate(0), Sketch::estimate(80), Sketch::estimate(100)), (0, 80, 99));
    }

    #[test]
    fn texts_with_nothing_in_common_are_not_near() {
        let (a, b): (String, String) = (('一'..'刀').collect(), ('刀'..'吀').collect());
        let sketch = |text: &str| Sketch { minima: runs(text).minima(), whole: 0 };
        assert!(!sketch(&a).is_near(&sketch(&b)));
    }
}
