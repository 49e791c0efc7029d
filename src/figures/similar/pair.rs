//! A section of two reports beside each other: which sentences go together, what of them is alike, and what was masked
//! before that was counted.

use crate::compare::narrative::Sentence;
use crate::compare::{Side, compare};
use crate::model::agency::Agency;
use crate::model::report::{Report, Section, SectionKey};
use crate::rules::{Marked, Runs, Texts, marked, masked};

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub what: Marked,
}

/// A sentence of either report and the one of the other that goes with it, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentences {
    pub left: Option<Vec<Piece>>,
    pub right: Option<Vec<Piece>>,
}

/// A section of two reports. What belongs to persons is masked in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub section: SectionKey,
    /// How alike they are, in hundredths, measured on the texts; `None` where one is missing or has too few letters.
    pub percent: Option<u8>,
    pub sentences: Vec<Sentences>,
}

impl Beside {
    /// A section of two reports; `None` where neither has it.
    pub fn of(left: &Report, right: &Report, section: SectionKey) -> Option<Self> {
        if left.section(section).is_none() && right.section(section).is_none() {
            return None;
        }
        let text = |report: &Report| Texts::one(report, &report.agency, section);
        let percent = text(left).zip(text(right)).map(|(one, other)| one.alike(&other));
        let (left, right) = (shown(left, section), shown(right, section));
        let runs = marked([of_side(&left), of_side(&right)]);
        let pieces = |side: Side, sentence: Option<&Sentence>| {
            let (report, runs) = if side == Side::Left { (&left, &runs[0]) } else { (&right, &runs[1]) };
            sentence.map(|sentence| cut(of_side(report).0, runs, sentence))
        };
        let compared = compare(&left, &right);
        let passages = compared.sections.iter().flat_map(|pair| &pair.passages);
        let sentences = passages.map(|passage| Sentences {
            left: pieces(Side::Left, passage.sentences.left.as_ref()),
            right: pieces(Side::Right, passage.sentences.right.as_ref()),
        });
        Some(Self { section, percent, sentences: sentences.collect() })
    }
}

/// A report of nothing but one section, with what belongs to persons masked.
fn shown(report: &Report, key: SectionKey) -> Report {
    let mut section = report.section(key).cloned().unwrap_or_default();
    section.key = Some(key);
    for block in &mut section.blocks {
        block.text = masked(std::mem::take(&mut block.text));
    }
    Report { agency: report.agency.clone(), sections: vec![section], ..Report::default() }
}

fn of_side(report: &Report) -> (&Section, &Agency) {
    static NONE: Section =
        Section { key: None, topic: None, number: None, heading: String::new(), at: None, blocks: Vec::new() };
    (report.sections.first().unwrap_or(&NONE), &report.agency)
}

/// The pieces of a block that lie within a sentence.
fn cut(section: &Section, runs: &Runs, sentence: &Sentence) -> Vec<Piece> {
    let (Some(block), Some(runs)) = (section.blocks.get(sentence.block), runs.get(sentence.block)) else {
        return Vec::new();
    };
    let within = |range: &std::ops::Range<usize>| {
        let (start, end) = (range.start.max(sentence.range.start), range.end.min(sentence.range.end));
        block.text.get(start..end).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    runs.iter().filter_map(|run| Some(Piece { text: within(&run.range)?, what: run.what })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Block;

    fn report(name: &str, sentences: &[&str]) -> Report {
        let mut report = Report::default();
        report.agency.name = Some(name.to_owned());
        let block = Block { text: sentences.concat(), ..Block::default() };
        report.sections.push(Section { key: Some(SectionKey::Overview), blocks: vec![block], ..Section::default() });
        report
    }

    const SAME: &str = "认真贯彻落实条例,围绕中心工作推进政务公开,通过政府网站、公告栏和新媒体等渠道及时发布信息,\
                        健全工作制度,明确专人负责,严格审查程序,做好解读回应,接受群众监督,不断提高公开的质量和实效。";

    /// The sentences of a side, with `[…]` around what is its own and `{…}` around what was masked.
    fn told(beside: &Beside, side: Side) -> Vec<String> {
        let line = |sentences: &Sentences| {
            let pieces = if side == Side::Left { &sentences.left } else { &sentences.right };
            let piece = |piece: &Piece| match piece.what {
                Marked::Own => format!("[{}]", piece.text),
                Marked::Masked => format!("{{{}}}", piece.text),
                Marked::Shared | Marked::Plain => piece.text.clone(),
            };
            pieces.as_ref().map_or("-".to_owned(), |pieces| pieces.iter().map(piece).collect())
        };
        beside.sentences.iter().map(line).collect()
    }

    #[test]
    fn sentences_stand_beside_each_other_with_what_is_alike() {
        let own = "清理过期栏目并重新分类整理目录。";
        let left = report("青石镇人民政府", &["2021年,青石镇", SAME]);
        let right = report("白水镇人民政府", &["2020年,白水镇", SAME, own]);
        let beside = Beside::of(&left, &right, SectionKey::Overview).unwrap();
        assert!(beside.percent.is_some_and(|percent| (80..95).contains(&percent)), "{:?}", beside.percent);
        assert_eq!(told(&beside, Side::Left), [format!("{{2021年,青石镇}}{SAME}"), "-".to_owned()]);
        let last = "[清理过期栏目并重新分类整理目录]。".to_owned();
        assert_eq!(told(&beside, Side::Right), [format!("{{2020年,白水镇}}{SAME}"), last]);
        assert!(Beside::of(&left, &right, SectionKey::Problems).is_none());
        let alone = Beside::of(&left, &Report::default(), SectionKey::Overview).unwrap();
        assert_eq!((alone.percent, told(&alone, Side::Right)), (None, vec!["-".to_owned()]));
    }

    #[test]
    fn what_belongs_to_persons_is_masked() {
        let of =
            |who: &str| report("青石镇人民政府", &[SAME, "申请人", who, "提出申请,来电13912345678,邮箱lisi@qq.com。"]);
        let beside = Beside::of(&of("李小明"), &of("张三丰"), SectionKey::Overview).unwrap();
        for side in [Side::Left, Side::Right] {
            let told = told(&beside, side).concat();
            for leak in ["李小明", "张三丰", "13912345678", "lisi@"] {
                assert!(!told.contains(leak), "{told}");
            }
        }
        assert!(beside.percent.is_some_and(|percent| percent > 70));
    }
}
