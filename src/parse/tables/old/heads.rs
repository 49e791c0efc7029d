//! Where statistics tables of older reports begin: the heads of their columns.

use std::ops::Range;

use crate::parse::tables::glyphs::{BLANK, Glyph};
use crate::parse::tables::old::words::{Column, head_at};

/// The heads of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// The glyphs they take.
    pub glyphs: Range<usize>,
    /// Whether a column of units stands before the figures.
    pub unit: bool,
    /// Whether labels and units both have their heads, which nothing but a table has.
    pub whole: bool,
    /// What the columns behind the labels, or behind the units, hold.
    pub columns: Vec<Column>,
}

impl Heads {
    /// The heads of the form of 2014, where they are lost.
    pub fn of_form(at: usize) -> Self {
        Self { glyphs: at..at, unit: true, whole: false, columns: vec![Column::Year] }
    }

    /// How many columns hold figures or other words, without those at the end that may be left out.
    pub fn fewest(&self) -> usize {
        self.columns.iter().rposition(|column| *column != Column::Other).map_or(0, |last| last + 1)
    }
}

/// All heads, in order. `year` is the year reported on.
pub fn find(glyphs: &[Glyph], year: Option<u16>) -> Vec<Heads> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        match heads_at(glyphs, at) {
            Some((words, end)) => {
                found.extend(judged(&words, at..end, year));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a letter starts the first head of a table: it is asked of every letter.
fn starts_heads(c: char) -> bool {
    matches!(c, '统' | '指' | '项' | '名' | '类' | '事' | '公' | '内' | '计' | '数' | '单' | '序' | '编' | '代')
}

/// The heads that begin at a glyph, and where they end.
fn heads_at(glyphs: &[Glyph], start: usize) -> Option<(Vec<Column>, usize)> {
    const MOST: usize = 12;
    let first = glyphs.get(start).filter(|g| starts_heads(g.c))?;
    let mut words = Vec::new();
    let mut starts = Vec::new();
    let mut at = start;
    let mut end = start;
    while words.len() < MOST {
        at += glyphs.get(at..)?.iter().take_while(|g| g.c == BLANK).count();
        let Some((column, len)) = glyphs.get(at..).and_then(head_at) else { break };
        // A second column of units belongs to other heads.
        if column == Column::Unit && words.contains(&Column::Unit) {
            break;
        }
        starts.push(at);
        words.push(column);
        at += len;
        end = at;
    }
    let has = |wanted: fn(&Column) -> bool| words.iter().any(wanted);
    let figure = has(|column| matches!(column, Column::Year | Column::Of(_) | Column::Cumulative));
    let (label, unit) = (has(|column| *column == Column::Label), has(|column| *column == Column::Unit));
    let apart = starts.iter().all(|start| glyphs.get(*start).is_some_and(|g| g.spaced));
    let tells = label && (unit || apart) || unit && first.spaced;
    (figure && tells).then_some((words, end))
}

/// The heads by what they say; `None` where the figures do not stand behind labels and units.
fn judged(words: &[Column], glyphs: Range<usize>, year: Option<u16>) -> Option<Heads> {
    let unit = words.iter().position(|column| *column == Column::Unit);
    let label = words.iter().position(|column| *column == Column::Label);
    let from = unit.or(label)?;
    let before = words.get(..from)?.iter().all(|column| matches!(column, Column::Label | Column::Other));
    let columns = words.get(from + 1..)?;
    let again = columns.iter().any(|column| matches!(column, Column::Label | Column::Unit));
    if !before || again {
        return None;
    }
    Some(Heads {
        glyphs,
        unit: unit.is_some(),
        whole: unit.is_some() && label.is_some(),
        columns: settled(columns, year),
    })
}

/// The columns with the year told from others; where nothing tells, none of them is known.
fn settled(columns: &[Column], year: Option<u16>) -> Vec<Column> {
    let years = columns.iter().filter(|column| matches!(column, Column::Of(_))).count();
    let named = columns.contains(&Column::Year);
    let own = |of: u16| if years == 1 && !named { true } else { year == Some(of) && !named };
    let settle = |column: &Column| match column {
        Column::Of(of) if own(*of) => Column::Year,
        Column::Of(_) => Column::Other,
        other => *other,
    };
    let mut settled: Vec<Column> = columns.iter().map(settle).collect();
    for kind in [Column::Year, Column::Cumulative] {
        if settled.iter().filter(|column| **column == kind).count() > 1 {
            settled.iter_mut().filter(|column| **column == kind).for_each(|column| *column = Column::Other);
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::blocks::read_lines;
    use crate::parse::tables::glyphs::glyphs;

    fn check(text: &str, year: Option<u16>, expected: Option<(bool, &[Column])>) {
        let stream = read_lines(text, false);
        let found = find(&glyphs(&stream), year);
        assert_eq!(found.first().map(|heads| (heads.unit, heads.columns.as_slice())), expected, "{text}");
    }

    #[test]
    fn heads_are_found_in_any_layout() {
        use Column::{Cumulative, Other, Year};
        check("附表 指标名称计量单位2011年度历年累计主动公开数条12", None, Some((true, &[Year, Cumulative])));
        check("统 计 指 标\n单位\n统计数\n", None, Some((true, &[Year])));
        check("| 序号 | 指标 | 单位 | 2010年 | 2011年 | 备注 |", Some(2011), Some((true, &[Other, Year, Other])));
        check("| 指标 | 单位 | 2010年 | 2011年 |", None, Some((true, &[Other, Other])));
        check("| 项目 | 数量 |", None, Some((false, &[Year])));
        check("项目数量", None, None);
        check("全县各单位数量不少,内容数量都有增加", None, None);
        // Two tables side by side: the heads of the second one say what both hold.
        check("| 指标 | 单位 | 数量 | 指标 | 单位 | 数量 |", None, Some((true, &[Year])));
    }
}
