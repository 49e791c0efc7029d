//! Printed tables as grids: where each piece of a table starts and ends, its caption and heads.

use std::ops::Range;

use crate::model::form::{Col, Table};
use crate::model::report::{GridHeader, GridRow, Span};
use crate::parse::blocks::{Shape, Stream};
use crate::parse::tables::bind::{Bound, Page};
use crate::parse::tables::runs::{Run, is_free, run_of};
use crate::parse::tables::symbols::{Symbol, Token};

/// A printed table or a piece of one, while it is put together.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub at: Option<Span>,
    pub caption: Option<String>,
    pub header: Option<GridHeader>,
    pub corner: bool,
    pub rows: Vec<GridRow>,
    /// Rows of the form in it.
    pub labels: usize,
    /// The piece that should have the heads.
    pub first: bool,
}

impl Part {
    pub fn cover(&mut self, place: Span) {
        self.at = Some(self.at.map_or(place, |at| at.cover(place)));
    }
}

/// The pieces of table 二 or 三, each with the readings in it. A table of rows is torn where a gap
/// stands between two of them.
pub fn parts(page: &Page<'_>, bound: &Bound) -> Vec<(Part, Vec<usize>)> {
    let (source, stream, symbols, runs) = (page.source, page.stream, page.symbols, page.runs);
    let table = page.table;
    let mut all: Vec<(Part, Vec<usize>)> = Vec::new();
    let mut last: Option<usize> = None;
    for (at, reading) in bound.readings.iter().enumerate() {
        let first = reading.label.first;
        let torn = last.is_none_or(|last| is_torn(stream, symbols[last].item, symbols[first].item));
        if torn {
            let part = Part { first: all.is_empty(), ..Part::default() };
            all.push((part, Vec::new()));
        }
        if let Some((part, readings)) = all.last_mut() {
            readings.push(at);
            part.labels += 1;
        }
        last = Some(first);
    }
    if let Some((part, readings)) = all.first_mut() {
        let label = readings.first().map_or(0, |at| bound.readings[*at].label.first);
        head(page, label, part);
        part.caption = caption(source, symbols, table, label);
        return all;
    }
    // No row: a caption of table 二 may be all that is left of it.
    let article = |run: &Run| {
        (run.first..run.end).find(|n| symbols[*n].term().is_some_and(|term| term.article) && is_free(symbols, *n))
    };
    let lost = (table == Table::T2).then(|| runs.iter().filter(|run| run.holds(Table::T2)).find_map(article)).flatten();
    all.extend(lost.map(|n| (lost_part(source, symbols, n), Vec::new())));
    all
}

fn lost_part(source: &str, symbols: &[Symbol], n: usize) -> Part {
    let last = symbols.get(n + 1..).unwrap_or_default().iter().take(2).take_while(|s| s.same_cell(&symbols[n])).last();
    let at = last.map_or(symbols[n].at, |last| symbols[n].at.cover(last.at));
    Part { at: Some(at), caption: Some(printed(source, at)), first: true, ..Part::default() }
}

/// Whether a gap stands between two rows of cells.
fn is_torn(stream: &Stream<'_>, first: u32, second: u32) -> bool {
    let items = stream.items().get(first as usize..=second as usize).unwrap_or_default();
    let wide = |item: Option<&crate::parse::blocks::Item>| {
        item.is_some_and(|item| item.shape == Shape::Row && stream.pieces(item).len() > 2)
    };
    wide(items.first()) && wide(items.last()) && items.iter().skip(1).any(|item| item.gap)
}

/// Finds the heads and the corner of a table above its first label.
fn head(page: &Page<'_>, label: usize, part: &mut Part) {
    let (symbols, runs, table) = (page.symbols, page.runs, page.table);
    let Some(run) = run_of(runs, label) else { return };
    let mut heads: Option<(Span, Span)> = None;
    for symbol in symbols.get(run.first..label).unwrap_or_default() {
        let Some(term) = symbol.term() else { continue };
        let at = symbol.at;
        let own = term.is_head_of(table) || (table == Table::T3 && term.corner);
        part.corner |= term.corner;
        if own || term.article && table == Table::T2 {
            part.cover(at);
        }
        if own && !term.corner {
            heads = Some(heads.map_or((at, at), |(first, _)| (first, at)));
        }
    }
    part.header = heads.map(|(first, last)| header(page.source, first.cover(last)));
}

/// The section title above a table.
fn caption(source: &str, symbols: &[Symbol], table: Table, label: usize) -> Option<String> {
    let own = |symbol: &&Symbol| {
        symbol.term().and_then(|term| term.title?.key()).is_some_and(|key| key.table() == Some(table))
    };
    let above = symbols.get(..label)?.iter().rev().take(400);
    let title = above.take_while(|s| !matches!(s.token, Token::Other { ends: true, .. })).find(own)?;
    Some(printed(source, title.at))
}

/// The piece of table 四.
pub fn disputes_part(source: &str, symbols: &[Symbol], range: Range<usize>) -> Part {
    let caption = caption(source, symbols, Table::T4, range.start);
    let mut part = Part { first: true, caption, ..Part::default() };
    let mut heads: Option<(Span, Span)> = None;
    for symbol in symbols.get(range).unwrap_or_default() {
        part.cover(symbol.at);
        if symbol.term().is_some() {
            heads = Some(heads.map_or((symbol.at, symbol.at), |(first, _)| (first, symbol.at)));
        }
    }
    part.header = heads.map(|(first, last)| header(source, first.cover(last)));
    part
}

fn header(source: &str, at: Span) -> GridHeader {
    GridHeader { raw: printed(source, at), at: Some(at) }
}

/// The words on the line before a value, when there are any.
pub fn label_before(source: &str, symbols: &[Symbol], value: usize) -> Option<String> {
    let item = symbols.get(value)?.item;
    let before = symbols.get(..value)?.iter().rev().take(20).take_while(|symbol| symbol.item == item);
    let words = before.filter(|symbol| !matches!(symbol.token, Token::Value(_) | Token::Blank));
    let at = words.map(|symbol| symbol.at).reduce(Span::cover)?;
    let label = printed(source, at);
    label.chars().any(char::is_alphabetic).then_some(label)
}

/// The text at a place with white space and line ends drawn together.
pub fn printed(source: &str, at: Span) -> String {
    let text = at.of(source).unwrap_or_default();
    let mut printed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !printed.is_empty() {
            printed.push(' ');
        }
        printed.push_str(word);
    }
    printed
}

/// The unit that the head above an amount prints.
pub fn unit_above(source: &str, symbols: &[Symbol], at: Span, col: Col) -> Option<&'static str> {
    let n = symbols.partition_point(|symbol| symbol.at.start < at.start);
    let above = symbols.get(..n)?.iter().enumerate().rev().take(40);
    let is_head =
        |symbol: &Symbol| symbol.term().is_some_and(|term| term.heads.iter().any(|(_, head)| *head == Some(col)));
    let (head, _) = above.into_iter().find(|(_, symbol)| is_head(symbol))?;
    // The unit stands in the head or between it and the label of the row.
    let end =
        symbols.get(head + 1..n)?.iter().find(|symbol| symbol.term().is_some()).map_or(at.start, |next| next.at.start);
    let text = source.get(symbols[head].at.start..end)?;
    ["万元", "亿元", "元"].into_iter().find(|unit| text.contains(unit))
}
