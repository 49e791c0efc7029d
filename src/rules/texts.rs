//! The text of a report as a whole: how long it is, what it says twice, whether it says anything of its
//! own.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use crate::model::numeral;
use crate::model::report::{Block, Section, SectionKey};
use crate::rules::basis;
use crate::rules::prose::{clip, first_of, is_han, letters, speaks_of_itself, without_titles};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&LENGTH, &HEADING_TWICE, &PASSAGE_TWICE, &GENERIC];

/// As many characters of section 一 some regions ask for at most.
const LONGEST: usize = 1000;
/// From so many characters on a passage is no turn of phrase.
const PASSAGE: usize = 40;
/// More characters than this are not searched for passages.
const MOST_CHARS: usize = 200_000;
/// As many passages of one report are told.
const MOST_PASSAGES: usize = 5;

rule! {
    /// ## What it checks
    /// Section 一 of a report for 2022 or later has at most 1000 characters.
    ///
    /// ## Why it matters
    /// Some regions ask for it, so that reports are read.
    ///
    /// ## Example
    /// `第一部分1122字,多于1000字`
    ///
    /// ## When it is wrong
    /// Everywhere else; it is a local rule of the years since 2022. It is off unless selected.
    LENGTH = "X-LEN" {
        zh: "总体情况过长", en: "section 一 too long",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: length, examples: tests::length_examples,
    }
}

rule! {
    /// ## What it checks
    /// No two headings under the same heading are alike.
    ///
    /// ## Why it matters
    /// One of the two stands over something else than it says.
    ///
    /// ## Example
    /// `标题重复:“平台建设情况”`
    ///
    /// ## When it is wrong
    /// Where a line of the text was taken for a heading. It is off unless selected.
    HEADING_TWICE = "X-DUPHEAD" {
        zh: "标题重复", en: "heading twice",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: heading_twice, examples: tests::heading_examples,
    }
}

rule! {
    /// ## What it checks
    /// No passage of 40 characters or more stands twice in the report. Titles in 《》 do not count.
    ///
    /// ## Why it matters
    /// The text was put together from pieces.
    ///
    /// ## Example
    /// `同一段话出现两次:“及时更新机构职能…”等46字`
    ///
    /// ## When it is wrong
    /// Where a page prints a part of the report twice. It is off unless selected.
    PASSAGE_TWICE = "X-REPEAT" {
        zh: "段落重复", en: "passage twice",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: passage_twice, examples: tests::passage_examples,
    }
}

rule! {
    /// ## What it checks
    /// Section 一 says whose report it is: it has a year or any number, names the agency, or says 我镇, 全县
    /// and the like. Fails where all of that is missing, and where it speaks of 各级政府部门 or 部分地区
    /// and never of itself.
    ///
    /// ## Why it matters
    /// Such a text fits any agency and any year.
    ///
    /// ## Example
    /// `第一部分没有年份、单位和数字`
    ///
    /// ## When it is wrong
    /// Texts of a sentence or two are let pass.
    GENERIC = "X-GENERIC" {
        zh: "空泛无主体", en: "text about nobody",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: generic, examples: tests::generic_examples,
    }
}

/// Section 一 with text in it; without, says that nothing can be checked.
fn overview<'a>(subject: &Subject<'a>, sink: &mut Sink<'_>) -> Option<&'a Section> {
    let section = subject.report.section(SectionKey::Overview).filter(|section| !section.blocks.is_empty());
    if section.is_none() {
        sink.cannot("第一部分", Words::new("没有第一部分的文字", "no text of section 一"));
    }
    section
}

fn length(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.report.year.is_none_or(|year| year < 2022) {
        return sink.cannot("第一部分", Words::new("年度不明或早于2022年", "the year is not known or before 2022"));
    }
    let Some(section) = overview(subject, sink) else { return };
    let chars = section.blocks.iter().flat_map(|block| block.text.chars());
    let count = chars.filter(|c| !c.is_whitespace()).count();
    if count <= LONGEST {
        return sink.holds();
    }
    sink.fails(Finding {
        message: Words::new(
            format!("第一部分{count}字,多于{LONGEST}字"),
            format!("section 一 has {count} characters, more than {LONGEST}"),
        ),
        expected: format!("≤{LONGEST}"),
        found: count.to_string(),
        evidence: vec![of_line(&section.heading, section.at)],
        place: Some(SectionKey::Overview.id().to_owned()),
        ..Finding::default()
    });
}

fn heading_twice(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    for section in &subject.report.sections {
        let mut path: Vec<(u8, usize)> = Vec::new();
        let mut seen: BTreeMap<(Option<usize>, u8, String), &Block> = BTreeMap::new();
        for (n, block) in section.blocks.iter().enumerate() {
            let Some(level) = block.level else { continue };
            path.retain(|(above, _)| *above < level);
            let parent = path.last().map(|(_, at)| *at);
            path.push((level, n));
            let said = letters(&block.text);
            if said.chars().count() < 4 {
                continue;
            }
            let Some(first) = seen.insert((parent, level, said), block) else {
                sink.holds();
                continue;
            };
            sink.fails(twice(
                "标题重复",
                "heading twice",
                [(first, 0..first.text.len()), (block, 0..block.text.len())],
            ));
        }
    }
}

/// A finding about words that stand at two places.
fn twice(zh: &str, en: &str, [(first, range), (again, place)]: [(&Block, Range<usize>); 2]) -> Finding {
    let quote = clip(again.text.get(place.clone()).unwrap_or_default(), 14);
    Finding {
        message: Words::new(format!("{zh}:“{quote}”"), format!("{en}: {quote:?}")),
        expected: "一次".to_owned(),
        found: "两次".to_owned(),
        evidence: vec![of_words(None, again, place, None), of_words(None, first, range, None)],
        ..Finding::default()
    }
}

/// A character of the narrative with the paragraph it stands in and where.
type Letter = (char, usize, usize);

/// The narrative character by character, without white space and without the titles in 《》.
fn narrative(blocks: &[&Block]) -> Vec<Letter> {
    let mut open = 0_usize;
    let mut all = Vec::new();
    for (n, block) in blocks.iter().enumerate() {
        for (at, c) in block.text.char_indices() {
            match c {
                '《' => open += 1,
                '》' => open = open.saturating_sub(1),
                c if open == 0 && !c.is_whitespace() => all.push((c, n, at)),
                _ => {}
            }
        }
        open = 0;
    }
    all.truncate(MOST_CHARS);
    all
}

fn passage_twice(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let blocks: Vec<&Block> = subject.paragraphs().iter().map(|paragraph| paragraph.block).collect();
    let all = narrative(&blocks);
    let repeats = repeats(&all);
    sink.hold(usize::from(repeats.is_empty() && !all.is_empty()));
    for (first, again, len) in repeats.into_iter().take(MOST_PASSAGES) {
        let place = |from: usize| {
            let (_, n, start) = *all.get(from)?;
            // A passage may go on in the next paragraph; its place is that of its beginning.
            let inside = all.get(from..from + len)?.iter().take_while(|(_, at, _)| *at == n).last()?;
            Some((*blocks.get(n)?, start..inside.2 + inside.0.len_utf8()))
        };
        let (Some(first), Some(again)) = (place(first), place(again)) else { continue };
        let mut finding = twice("同一段话出现两次", "passage twice", [first, again]);
        finding.message.zh = format!("{}等{len}字", finding.message.zh).into();
        finding.message.en = format!("{}, {len} characters", finding.message.en).into();
        sink.fails(finding);
    }
}

/// Takes the rolling hash of a stretch of text as it is, since it is mixed already.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |all, byte| all.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash ^ hash >> 32;
    }
}

/// The passages that stand twice: where first, where again, how long.
fn repeats(all: &[Letter]) -> Vec<(usize, usize, usize)> {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let code = |n: usize| all.get(n).map_or(0, |(c, ..)| u64::from(u32::from(*c)) + 1);
    let lead = (1..PASSAGE).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut seen: HashMap<u64, usize, BuildHasherDefault<Mixed>> = HashMap::default();
    seen.reserve((all.len() + 1).saturating_sub(PASSAGE));
    let mut found = Vec::new();
    let mut hash = (0..PASSAGE.min(all.len())).fold(0_u64, |hash, n| hash.wrapping_mul(BASE).wrapping_add(code(n)));
    let mut done = 0;
    for start in 0..(all.len() + 1).saturating_sub(PASSAGE) {
        let first = *seen.entry(hash).or_insert(start);
        let alike = |len: usize| all.get(first + len).zip(all.get(start + len)).is_some_and(|(a, b)| a.0 == b.0);
        if first + PASSAGE <= start && start >= done && (0..PASSAGE).all(alike) {
            let len = (PASSAGE..start - first).take_while(|len| alike(*len)).last().map_or(PASSAGE, |len| len + 1);
            // A row of marks is no passage.
            if all
                .get(start..start + len)
                .is_some_and(|passage| passage.iter().filter(|(c, ..)| is_han(*c)).count() * 2 > len)
            {
                found.push((first, start, len));
            }
            done = start + len;
        }
        let out = code(start).wrapping_mul(lead);
        hash = hash.wrapping_sub(out).wrapping_mul(BASE).wrapping_add(code(start + PASSAGE));
    }
    found
}

fn generic(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const FEW: usize = 60;
    const ABOUT_OTHERS: [&str; 4] = ["各级政府部门", "部分地区还", "部分地区仍", "一些地方政府"];
    let Some(section) = overview(subject, sink) else { return };
    let texts = section.blocks.iter().filter(|block| block.level.is_none()).map(|block| without_titles(&block.text));
    let text: String = texts.collect();
    if text.chars().nth(FEW - 1).is_none() {
        return sink.cannot("第一部分", Words::new("第一部分文字太少", "too little text in section 一"));
    }
    let others = first_of(&text, &ABOUT_OTHERS);
    let counted = || text.chars().any(|c| c.is_numeric() && numeral::numeral(c).is_none_or(|_| c.is_ascii_digit()));
    if (others.is_none() && counted()) || speaks_of_itself(&text) || names_agency(subject, &text) {
        return sink.holds();
    }
    let (zh, en, found) = match others {
        Some(others) => {
            (format!("第一部分只讲“{others}”,不讲本单位"), format!("section 一 speaks of {others:?}"), others)
        }
        None => (
            "第一部分没有年份、单位和数字".to_owned(),
            "section 一 has neither year nor agency nor number".to_owned(),
            "均无",
        ),
    };
    sink.fails(Finding {
        message: Words::new(zh, en),
        expected: "年份、单位或数字".to_owned(),
        found: found.to_owned(),
        evidence: vec![of_line(&section.heading, section.at)],
        class: Some(subject.class_of_gap(section.at)),
        place: Some(SectionKey::Overview.id().to_owned()),
        ..Finding::default()
    });
}

/// Whether a text names the agency, by its name or by one of its regions.
fn names_agency(subject: &Subject<'_>, text: &str) -> bool {
    let agency = &subject.report.agency;
    let name = agency.name.as_deref().unwrap_or_default();
    let short = name.trim_end_matches("办公室").trim_end_matches("人民政府");
    // The last words of a name without its region: 青石镇 of 云河县青石镇.
    let tail = short.char_indices().rev().nth(2).and_then(|(at, _)| short.get(at..)).unwrap_or(short);
    !tail.is_empty() && text.contains(tail) || agency.regions().skip(2).any(|region| text.contains(region))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::form::Form;
    use crate::model::report::{Report, Span};
    use crate::rules::draft::{Examples, complete, flags_of, narrative};

    const SENTENCE: &str =
        "围绕移民搬迁和乡村道路两件群众最关心的事情安排公开内容,做到当月形成当月公布,并逐村张贴公示。";

    pub(super) fn length_examples() -> Examples {
        let of = |text: &str| Report { year: Some(2022), ..narrative(text) };
        Examples { fails: of(&"公开工作有序。".repeat(150)), holds: of("公开工作有序。") }
    }

    fn with_headings(headings: &[(u8, &str)]) -> Report {
        complete(Form::F2021)
            .with(|report| {
                let block = |(level, text): &(u8, &str)| Block {
                    level: Some(*level),
                    text: (*text).to_owned(),
                    at: Some(Span::new(0, text.len())),
                    ..Block::default()
                };
                report.sections[0].blocks.extend(headings.iter().map(block));
            })
            .build()
    }

    pub(super) fn heading_examples() -> Examples {
        let holds = [(2, "存在问题"), (3, "平台建设"), (2, "改进措施"), (3, "平台建设")];
        Examples {
            fails: with_headings(&[(2, "平台建设情况"), (2, "平台建设情况")]), holds: with_headings(&holds)
        }
    }

    pub(super) fn passage_examples() -> Examples {
        Examples {
            fails: narrative(&format!("{SENTENCE}同时完善制度。{SENTENCE}")),
            holds: narrative(&format!("{SENTENCE}同时完善制度。")),
        }
    }

    pub(super) fn generic_examples() -> Examples {
        let words = "政府信息公开工作是建设法治政府的重要内容,主动公开、依申请公开、信息管理、平台建设和监督保障都要抓好,\
                     让群众看得到、听得懂、能监督,不断提高公开的质量和实效。";
        Examples { fails: narrative(words), holds: narrative(&format!("我镇认为,{words}")) }
    }

    #[test]
    fn who_speaks_and_of_what() {
        let rest = "政府信息公开工作扎实推进,主动公开的范围不断扩大,公开的方式更加多样,群众的知情权、参与权和监督权得到\
                    更好的保障,政府公信力进一步提高。";
        let check = |start: &str, flagged: bool| {
            let flags = flags_of(&narrative(&format!("{start}{rest}")), "X-GENERIC");
            assert_eq!(!flags.is_empty(), flagged, "{start}");
        };
        check("", true);
        check("2021年,", false);
        check("青石镇坚持公开透明。", false);
        check("按照《云河县2021年工作要点》,", true);
        check("2021年,各级政府部门积极行动,", true);
        check("2021年,全县各级政府部门积极行动,", false);
    }

    #[test]
    fn a_passage_twice_is_told_with_both_places() {
        let flags = flags_of(&passage_examples().fails, "X-REPEAT");
        assert_eq!(flags.len(), 1);
        assert!(flags[0].message.contains(&format!("等{}字", SENTENCE.chars().count())), "{}", flags[0].message);
        let places: Vec<_> = flags[0].evidence.iter().map(|e| e.at.unwrap().start).collect();
        assert_eq!(places, [SENTENCE.len() + "同时完善制度。".len(), 0]);
    }

    proptest! {
        #[test]
        fn passages_are_found_wherever_they_stand(
            before in "[甲乙丙]{0,60}", between in "[子丑寅]{0,60}", after in "[天地人]{0,60}",
        ) {
            let text = format!("{before}{SENTENCE}{between}{SENTENCE}{after}");
            let all: Vec<Letter> = text.char_indices().map(|(at, c)| (c, 0, at)).collect();
            let found = repeats(&all);
            prop_assert!(found.iter().all(|(first, again, len)| first + len <= *again && *len >= PASSAGE));
            let (one, two) = (before.chars().count(), before.chars().count() + SENTENCE.chars().count() + between.chars().count());
            prop_assert!(found.iter().any(|(first, again, _)| *first <= one && *again <= two && two - again == one - first));
        }

        #[test]
        fn any_text_is_searched_without_panic(text in "[甲乙]{0,300}") {
            let all: Vec<Letter> = text.char_indices().map(|(at, c)| (c, 0, at)).collect();
            repeats(&all);
        }
    }
}
