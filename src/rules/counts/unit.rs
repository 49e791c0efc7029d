//! The units counts are printed with.

use crate::rules::counts::begins::Begins;
use crate::rules::counts::passage::Passage;

/// What kind of thing a unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Pieces of information: what can be published.
    Pieces,
    /// Other things, cases and events.
    Things,
    People,
    Money,
    Percent,
}

/// A unit: its canonical word and what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    pub word: &'static str,
    pub counts: Counts,
}

/// As printed, the canonical word, what it counts. The longer of two with one beginning comes first.
const UNITS: &[(&str, &str, Counts)] = &[
    ("条次", "条", Counts::Pieces),
    ("条", "条", Counts::Pieces),
    ("件次", "件", Counts::Pieces),
    ("件", "件", Counts::Pieces),
    ("篇次", "篇", Counts::Pieces),
    ("篇", "篇", Counts::Pieces),
    ("份", "份", Counts::Pieces),
    ("期", "期", Counts::Pieces),
    ("则", "则", Counts::Pieces),
    ("幅", "幅", Counts::Pieces),
    ("部次", "部次", Counts::Things),
    ("部", "部", Counts::Pieces),
    ("个百分点", "%", Counts::Percent),
    ("%", "%", Counts::Percent),
    ("人次", "人次", Counts::People),
    ("人", "人", Counts::People),
    ("名", "名", Counts::People),
    ("户", "户", Counts::People),
    ("家", "家", Counts::People),
    ("元", "元", Counts::Money),
    ("场次", "场次", Counts::Things),
    ("场", "场", Counts::Things),
    ("批次", "批次", Counts::Things),
    ("批", "批", Counts::Things),
    ("起", "起", Counts::Things),
    ("宗", "宗", Counts::Things),
    ("次", "次", Counts::Things),
    ("个", "个", Counts::Things),
    ("项", "项", Counts::Things),
    ("类", "类", Counts::Things),
    ("种", "种", Counts::Things),
    ("例", "例", Counts::Things),
    ("处", "处", Counts::Things),
    ("套", "套", Counts::Things),
    ("册", "册", Counts::Pieces),
    ("本", "本", Counts::Pieces),
    ("张", "张", Counts::Pieces),
    ("块", "块", Counts::Things),
    ("台", "台", Counts::Things),
];

/// What may follow a unit so that the two mean something else: 个月, 条例, 起草, 本级, 部门, 家庭.
const NOT_UNITS: &[(&str, &[&str])] = &[
    ("个", &["月", "工作日", "小时", "方面", "环节", "阶段", "年", "维度", "层面"]),
    ("条", &["例", "款", "第"]),
    ("起", &["草", "诉", "止"]),
    ("本", &["级", "年", "机关", "市", "县", "区", "镇", "乡", "局", "单位", "报告"]),
    ("部", &["门", "分", "委", "署"]),
    ("家", &["庭"]),
    ("名", &["称", "录", "单"]),
    ("人", &["民", "员", "社", "大", "力"]),
    ("项", &["目"]),
    ("处", &["理", "罚"]),
    ("类", &["别"]),
    ("期", &["间", "限", "末"]),
    ("份", &["额"]),
    ("件", &["数"]),
];

/// The characters that units begin with.
pub(super) fn beginnings() -> impl Iterator<Item = char> {
    UNITS.iter().filter_map(|(printed, ..)| printed.chars().next())
}

/// The unit at an index and the index after it.
pub fn unit_at(passage: &Passage<'_>, index: usize) -> Option<(Unit, usize)> {
    if !passage.may(index, Begins::UNIT) {
        return None;
    }
    let (printed, word, counts) = *UNITS.iter().find(|(printed, ..)| passage.says(index, printed))?;
    let end = index + printed.chars().count();
    let others = NOT_UNITS.iter().filter(|(unit, _)| *unit == printed);
    if others.flat_map(|(_, follow)| *follow).any(|follow| passage.says(end, follow)) {
        return None;
    }
    Some((Unit { word, counts }, end))
}
