//! What was read of a source: which bytes are cells, headings and text of a report, and which no reading
//! covers.

use std::ops::Range;

use crate::model::cell::{Cell, How};
use crate::model::report::{Block, Format, Report, Span};

/// What the bytes at some place were read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The value of a cell.
    Cell,
    /// A value cut out of digits that ran together; every second one is the other sort, so that it shows
    /// where they were cut.
    Cut,
    CutNext,
    /// Values that went to no cell.
    Loose,
    Heading,
    Text,
    /// Heads and labels of a table.
    Table,
    /// Nothing.
    Unread,
}

/// Places of one sort, in order and apart from each other.
type Layer = Vec<Span>;

/// Everything that was read of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readings {
    cells: Layer,
    cut: Layer,
    loose: Layer,
    headings: Layer,
    text: Layer,
    tables: Layer,
    /// Tags of the page are no part of the text.
    pub markup: bool,
}

impl Readings {
    pub fn of(report: &Report) -> Self {
        let cells = || report.tables.cells.values().chain(report.tables.old.iter().flat_map(old_cells));
        let of_how = |inferred: bool| {
            cells().filter(|cell| (cell.how == Some(How::Inferred)) == inferred).filter_map(|cell| cell.at).collect()
        };
        let kept = report.grids.iter().flat_map(|grid| &grid.rows).flat_map(|row| &row.tokens);
        let blocks = || report.blocks().map(|(_, block)| block);
        let dates = report.dates.iter().filter_map(|date| date.at);
        let heads = report.sections.iter().filter_map(|section| section.at);
        let titles = blocks().filter(|block| block.level.is_some()).flat_map(pieces);
        Self {
            cells: apart(of_how(false)),
            cut: apart(of_how(true)),
            loose: apart(kept.map(|(_, start, end)| Span::new(*start, *end)).collect()),
            headings: joined(heads.chain(titles).collect()),
            text: joined(blocks().filter(|block| block.level.is_none()).flat_map(pieces).chain(dates).collect()),
            tables: joined(report.grids.iter().filter_map(|grid| grid.at).collect()),
            markup: report.source.format == Some(Format::Html),
        }
    }

    /// What the character at a byte was read as.
    pub fn at(&self, byte: usize) -> Reading {
        let holds = |layer: &Layer| position(layer, byte).is_some();
        match position(&self.cut, byte) {
            _ if holds(&self.cells) => Reading::Cell,
            Some(number) => {
                // The same sort again where something stands between: only what touches has to differ.
                if number % 2 == 0 { Reading::Cut } else { Reading::CutNext }
            }
            None if holds(&self.loose) => Reading::Loose,
            None if holds(&self.headings) => Reading::Heading,
            None if holds(&self.text) => Reading::Text,
            None if holds(&self.tables) => Reading::Table,
            None => Reading::Unread,
        }
    }

    /// Whether a cell cut out of digits that ran together stands in a range.
    pub fn has_cut(&self, range: &Range<usize>) -> bool {
        touches(&self.cut, range)
    }

    /// Whether values that went to no cell stand in a range.
    pub fn has_loose(&self, range: &Range<usize>) -> bool {
        let at = self.loose.partition_point(|span| span.end <= range.start);
        let mut here = self.loose.iter().skip(at).take_while(|span| span.start < range.end);
        here.any(|span| !touches(&self.cut, &span.range()) && !touches(&self.cells, &span.range()))
    }
}

fn old_cells(row: &crate::model::tables::OldRow) -> impl Iterator<Item = &Cell> {
    std::iter::once(&row.cell).chain(&row.cumulative)
}

/// The pieces of the source that the text of a block was taken from, without the markup between.
fn pieces(block: &Block) -> Vec<Span> {
    let Some(at) = block.at else { return Vec::new() };
    let piece = |(n, (text, from)): (usize, &(usize, usize))| {
        let next = block.runs.get(n + 1).map_or(block.text.len(), |(next, _)| *next);
        let len = next.checked_sub(*text).filter(|len| *len > 0)?;
        // Behind a reference such as &#8220; the source runs on further than the text.
        let end = match block.runs.get(n + 1..n + 3) {
            Some([(end, source), (again, _)]) if end == again => *source,
            _ => from.checked_add(len)?,
        };
        Some(Span::new(*from, end))
    };
    if block.runs.is_empty() { vec![at] } else { block.runs.iter().enumerate().filter_map(piece).collect() }
}

/// In order; of two that share bytes the first is kept.
fn apart(mut spans: Vec<Span>) -> Layer {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    spans.dedup_by(|next, kept| next.start < kept.end);
    spans
}

/// In order, those that meet made one.
fn joined(mut spans: Vec<Span>) -> Layer {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    spans.dedup_by(|next, kept| {
        let meets = next.start <= kept.end;
        if meets {
            *kept = kept.cover(*next);
        }
        meets
    });
    spans
}

fn position(layer: &Layer, byte: usize) -> Option<usize> {
    let at = layer.partition_point(|span| span.start <= byte).checked_sub(1)?;
    layer.get(at).filter(|span| byte < span.end).map(|_| at)
}

fn touches(layer: &Layer, range: &Range<usize>) -> bool {
    let at = layer.partition_point(|span| span.end <= range.start);
    layer.get(at).is_some_and(|span| span.start < range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Input, parse};

    const TEXT: &str = "云河县2021年政府信息公开工作年度报告\n首页 打印本页\n一、总体情况\n全年公开12件。\n\
        三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量201003024\n\
        二、上年结转政府信息公开申请数量0000000\n四、结转下年度继续办理201003024\n";

    fn read(text: &str) -> Vec<(char, Reading)> {
        let readings = Readings::of(&parse(Input { path: "a.txt", bytes: text.as_bytes() }).report);
        text.char_indices().map(|(at, c)| (c, readings.at(at))).collect()
    }

    fn of(found: &[(char, Reading)], reading: Reading) -> String {
        found.iter().filter(|(_, r)| *r == reading).map(|(c, _)| c).collect()
    }

    #[test]
    fn every_byte_is_what_it_was_read_as() {
        let found = read(TEXT);
        assert_eq!(of(&found, Reading::Text), "全年公开12件。");
        assert!(of(&found, Reading::Heading).contains("总体情况"));
        let (cut, next) = (of(&found, Reading::Cut), of(&found, Reading::CutNext));
        assert_eq!(cut.len() + next.len(), 25, "{cut} {next}");
        assert!(cut.starts_with("200324") && next.starts_with("100"), "{cut} {next}");
        assert!(of(&found, Reading::Table).contains("本年新收"));
        assert!(of(&found, Reading::Unread).contains("打印本页"));
    }

    #[test]
    fn pieces_leave_the_markup_out() {
        let block = |runs: &[(usize, usize)], text: &str| Block {
            text: text.into(),
            at: Some(Span::new(10, 40)),
            runs: runs.to_vec(),
            ..Block::default()
        };
        let check = |runs: &[(usize, usize)], text: &str, expected: &[(usize, usize)]| {
            let found: Vec<_> = pieces(&block(runs, text)).iter().map(|span| (span.start, span.end)).collect();
            assert_eq!(found, expected);
        };
        check(&[], "abc", &[(10, 40)]);
        check(&[(0, 10), (3, 20)], "abcdef", &[(10, 13), (20, 23)]);
        check(&[(0, 10), (3, 18), (3, 18)], "“ab", &[(10, 18), (18, 20)]);
        check(&[(0, 10), (3, 18), (3, 20), (9, usize::MAX)], "“ab", &[(10, 18), (20, 26)]);
    }

    #[test]
    fn hostile_places_are_put_in_order() {
        let spans = || [(5, 9), (0, 6), (7, 7), (6, 8), (20, usize::MAX)].map(|(a, b)| Span::new(a, b)).to_vec();
        assert_eq!(apart(spans()).len(), 3);
        assert_eq!(joined(spans()), [Span::new(0, 9), Span::new(20, usize::MAX)]);
    }
}
