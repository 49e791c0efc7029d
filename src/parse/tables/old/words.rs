//! Words of the statistics tables before 2019 that stand around their figures: heads of columns and
//! units. A new word is a line here.

use std::sync::LazyLock;

use crate::model::letters::Letters;
use crate::parse::fold::is_mark;
use crate::parse::tables::glyphs::{BLANK, Glyph};

/// What a column of such a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The name of the indicator.
    Label,
    Unit,
    /// The figure of the year reported on.
    Year,
    /// The figure of the year that the head names.
    Of(u16),
    /// The figure since the beginning.
    Cumulative,
    /// Codes, remarks, other years: nothing that is kept.
    Other,
}

const HEADS: [(&str, Column); 74] = [
    ("统计指标", Column::Label),
    ("指标名称", Column::Label),
    ("指标内容", Column::Label),
    ("统计项目", Column::Label),
    ("项目名称", Column::Label),
    ("统计内容", Column::Label),
    ("统计事项", Column::Label),
    ("公开内容", Column::Label),
    ("项目内容", Column::Label),
    ("指标", Column::Label),
    ("项目", Column::Label),
    ("内容", Column::Label),
    ("名称", Column::Label),
    ("类别", Column::Label),
    ("事项", Column::Label),
    ("计量单位", Column::Unit),
    ("统计单位", Column::Unit),
    ("数量单位", Column::Unit),
    ("单位", Column::Unit),
    ("统计数", Column::Year),
    ("统计数据", Column::Year),
    ("统计数字", Column::Year),
    ("统计数量", Column::Year),
    ("统计值", Column::Year),
    ("数量", Column::Year),
    ("数值", Column::Year),
    ("数据", Column::Year),
    ("数字", Column::Year),
    ("合计", Column::Year),
    ("总数", Column::Year),
    ("本年", Column::Year),
    ("本年数", Column::Year),
    ("本年度", Column::Year),
    ("本年度数", Column::Year),
    ("本年度数量", Column::Year),
    ("本年累计", Column::Year),
    ("本年度累计", Column::Year),
    ("本年合计", Column::Year),
    ("本年度合计", Column::Year),
    ("本年度统计数", Column::Year),
    ("当年", Column::Year),
    ("当年数", Column::Year),
    ("当年度", Column::Year),
    ("年度数", Column::Year),
    ("全年数", Column::Year),
    ("全年累计", Column::Year),
    ("年度累计", Column::Year),
    ("历年累计", Column::Cumulative),
    ("历年累计数", Column::Cumulative),
    ("历年累计数量", Column::Cumulative),
    ("历年合计", Column::Cumulative),
    ("历年总数", Column::Cumulative),
    ("历史累计", Column::Cumulative),
    ("总累计", Column::Cumulative),
    ("累计", Column::Cumulative),
    ("累计数", Column::Cumulative),
    ("累计数量", Column::Cumulative),
    ("累计总数", Column::Cumulative),
    ("备注", Column::Other),
    ("说明", Column::Other),
    ("序号", Column::Other),
    ("编号", Column::Other),
    ("代码", Column::Other),
    ("指标代码", Column::Other),
    ("指标编号", Column::Other),
    ("上年", Column::Other),
    ("上年数", Column::Other),
    ("上年度", Column::Other),
    ("上一年", Column::Other),
    ("去年", Column::Other),
    ("同比", Column::Other),
    ("同比增减", Column::Other),
    ("增减", Column::Other),
    ("增长率", Column::Other),
];

/// What may follow the year in a head such as `2011年度`.
const AFTER_YEAR: [&str; 10] =
    ["年度统计数", "年度累计", "年度合计", "年度数量", "年度数", "年度", "年统计数", "年数量", "年数", "年"];

/// Units of the figures, longer ones before those they begin with.
const UNITS: [&str; 38] = [
    "条/件",
    "条(件)",
    "件(条)",
    "条、件",
    "件/条",
    "次/场",
    "场(次)",
    "场/次",
    "人(次)",
    "人/次",
    "人次",
    "件次",
    "场次",
    "批次",
    "班次",
    "条次",
    "万元",
    "亿元",
    "千元",
    "万人次",
    "万条",
    "万件",
    "条",
    "件",
    "次",
    "篇",
    "个",
    "人",
    "元",
    "份",
    "期",
    "场",
    "家",
    "宗",
    "项",
    "处",
    "册",
    "名",
];

static UNIT_STARTS: LazyLock<Letters> = LazyLock::new(|| UNITS.iter().filter_map(|unit| unit.chars().next()).collect());

/// The head of a column at the start, and the glyphs it takes; it may run over cells and lines.
pub fn head_at(rest: &[Glyph]) -> Option<(Column, usize)> {
    let (column, len) = word_at(rest, rest.len())?;
    // Two heads with a space between are not the longer one they would make together.
    let apart = (1..len)
        .find(|at| rest.get(*at).is_some_and(|g| g.spaced) && word_at(rest, *at).is_some_and(|(_, len)| len == *at));
    let apart = apart.filter(|at| rest.get(*at..).is_some_and(|rest| word_at(rest, rest.len()).is_some()));
    let (column, len) = apart.and_then(|at| word_at(rest, at)).unwrap_or((column, len));
    Some((column, len + note_len(rest.get(len..).unwrap_or_default())))
}

/// The heads with their first letters, in the order of these.
static HEADS_BY_FIRST: LazyLock<Vec<(char, &str, Column)>> = LazyLock::new(|| {
    let mut heads: Vec<_> = HEADS.iter().filter_map(|(word, of)| Some((word.chars().next()?, *word, *of))).collect();
    heads.sort_by_key(|(first, ..)| *first);
    heads
});

/// The longest head at the start that takes no more glyphs than this.
fn word_at(rest: &[Glyph], most: usize) -> Option<(Column, usize)> {
    let first = rest.first()?;
    if first.c == '2' {
        let year: String = rest.iter().take(4).map(|g| g.c).collect();
        let year: u16 = year.parse().ok().filter(|year| (2000..2100).contains(year))?;
        let lens = AFTER_YEAR.iter().filter_map(|word| word_len(rest.get(4..)?, word));
        return lens.map(|len| (Column::Of(year), 4 + len)).filter(|(_, len)| *len <= most).max_by_key(|(_, len)| *len);
    }
    let words = HEADS_BY_FIRST.get(HEADS_BY_FIRST.partition_point(|(c, ..)| *c < first.c)..)?.iter();
    let words = words.take_while(|(c, ..)| *c == first.c);
    let words = words.filter_map(|(_, word, column)| Some((*column, word_len(rest, word)?)));
    words.filter(|(_, len)| *len <= most).max_by_key(|(_, len)| *len)
}

/// A unit or a year in brackets behind a head: `统计数(条)`, `本年度(2012年)`.
fn note_len(rest: &[Glyph]) -> usize {
    const LONGEST: usize = 12;
    if rest.first().is_none_or(|g| g.c != '(') {
        return 0;
    }
    let inner = rest.get(1..).unwrap_or_default();
    let Some(close) = inner.iter().take(LONGEST).position(|g| g.c == ')') else { return 0 };
    let words = inner.get(..close).unwrap_or_default();
    let is_year = words.first().is_some_and(|g| g.c == '2') && words.last().is_some_and(|g| "年度".contains(g.c));
    if is_year || unit_len(words) == Some(close) { close + 2 } else { 0 }
}

/// The longest unit at the start, in one cell and without blanks inside.
pub fn unit_len(rest: &[Glyph]) -> Option<usize> {
    let first = rest.first()?;
    // Asked of every letter of a label.
    if !UNIT_STARTS.contains(first.c) {
        return None;
    }
    let whole = |len: usize| rest.iter().take(len).skip(1).all(|g| !g.spaced && g.same_cell(first));
    UNITS.iter().filter_map(|unit| same_len(rest, unit)).filter(|len| whole(*len)).max()
}

/// The glyphs of a word at the start, empty cells between them included.
fn word_len(rest: &[Glyph], word: &str) -> Option<usize> {
    const MOST_BLANKS: usize = 12;
    let mut at = 0;
    for c in word.chars() {
        if at == 0 && rest.first()?.c != c {
            return None;
        }
        let blanks = rest.get(at..)?.iter().take(MOST_BLANKS).take_while(|g| at > 0 && g.c == BLANK).count();
        at += blanks;
        if rest.get(at)?.c != c {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn same_len(rest: &[Glyph], word: &str) -> Option<usize> {
    let mut glyphs = rest.iter();
    let same = word.chars().all(|c| glyphs.next().is_some_and(|g| g.c == c));
    same.then(|| rest.len() - glyphs.len())
}

/// The letters of a label, to compare labels by: without numbering, marks, blanks and notes in brackets.
pub fn letters(label: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in label.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && !is_mark(c) && !c.is_whitespace() => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::blocks::read_lines;
    use crate::parse::tables::glyphs::glyphs;

    fn check(text: &str, expected: Option<(Column, usize)>) {
        assert_eq!(head_at(&glyphs(&read_lines(text, false))), expected, "{text}");
    }

    #[test]
    fn heads_are_taken_at_their_longest() {
        check("计量单位2011年度", Some((Column::Unit, 4)));
        check("2011年度历年累计", Some((Column::Of(2011), 6)));
        check("历年累计主动公开", Some((Column::Cumulative, 4)));
        check("统 计\n指 标", Some((Column::Label, 4)));
        check("本年累计", Some((Column::Year, 4)));
        check("本年  累计", Some((Column::Year, 2)));
        check("统计数(条)", Some((Column::Year, 6)));
        check("统计数(一)", Some((Column::Year, 3)));
        check("本年度(2012年)", Some((Column::Year, 10)));
        check("2011条", None);
        check("主动公开", None);
    }

    #[test]
    fn units_are_taken_at_their_longest() {
        let len = |text: &str| unit_len(&glyphs(&read_lines(text, false)));
        assert_eq!(
            (len("人次12"), len("人12"), len("万元"), len("万 元"), len("数")),
            (Some(2), Some(1), Some(2), None, None)
        );
    }
}
