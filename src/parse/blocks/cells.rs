//! Rows of cells in text: columns set off by tabs or pipes, and the drawn tables of pandoc.

use std::ops::Range;

use crate::parse::blocks::inline::{clean, is_unclean};
use crate::parse::fold::outside_han;
use crate::parse::piece::{Builder, Piece};

/// More cells than any row of the forms; a longer line is no row.
const MOST_CELLS: usize = 64;

/// Whether the line draws a part of a table or a rule and holds no text: `|---|:-:|`, `+===+`, `****`.
pub fn is_drawing(line: &str) -> bool {
    let line = line.trim();
    let is_box = |c: char| matches!(c, '\u{2500}'..='\u{257F}');
    if line.starts_with(is_box) {
        return line.contains(['─', '━', '═']) && line.chars().all(|c| is_box(c) || c.is_whitespace());
    }
    if line.len() < 3 || !line.bytes().all(|b| matches!(b, b'-' | b'=' | b'+' | b'|' | b':' | b' ' | b'*' | b'_')) {
        return false;
    }
    // `| - | - |` is a row of marks, `|---|---|` a drawing.
    line.split(['|', '+']).map(str::trim).filter(|cell| !cell.is_empty()).all(|cell| cell.len() >= 3)
        && !line.contains("**")
        && line.contains(['-', '=', '_'])
}

/// Whether the line is the border of a drawn table, `+-----+-----+`.
pub fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2
        && line.starts_with('+')
        && line.ends_with('+')
        && line.bytes().all(|b| matches!(b, b'-' | b'=' | b'+' | b':'))
}

/// The cells of a line that has columns, `None` for a line of plain text. `line` is the line without
/// its end, `start` its offset in the source.
pub fn split(source: &str, range: Range<usize>, markup: bool) -> Option<Vec<Piece<'_>>> {
    let line = source.get(range.clone())?;
    let pipes = outside_han(line).any(|(_, c)| is_pipe(c));
    if !pipes && !has_tabs(line) {
        return None;
    }
    let is_mark = |c: char| if pipes { is_pipe(c) } else { c == '\t' };
    let marks = || outside_han(line).filter(|(_, c)| is_mark(*c)).map(|(at, c)| (at, c.len_utf8()));
    let count = marks().take(MOST_CELLS + 1).count();
    if count > MOST_CELLS {
        return None;
    }
    let unclean = is_unclean(line, markup);
    let mut cells = Vec::with_capacity(count + 1);
    let mut from = 0;
    for (at, len) in marks().chain([(line.len(), 0)]) {
        if at > 0 && len > 0 && line.as_bytes().get(at - 1) == Some(&b'\\') {
            continue;
        }
        let quoted = if markup { quote_len(line.get(from..at).unwrap_or_default()) } else { 0 };
        let cell = range.start + from + quoted..range.start + at;
        cells.push(if unclean { clean(source, cell, markup) } else { Piece::trimmed(source, cell) });
        from = at + len;
    }
    if pipes {
        // The pipes at both ends belong to the drawing.
        let blank = |piece: Option<&Piece<'_>>| piece.is_some_and(Piece::is_empty);
        if blank(cells.last()) {
            cells.pop();
        }
        if line.trim_start().starts_with(is_pipe) && blank(cells.first()) {
            cells.remove(0);
        }
    }
    Some(cells)
}

/// What draws a column, in any width.
fn is_pipe(c: char) -> bool {
    matches!(c, '|' | '｜' | '│' | '┃' | '║')
}

fn quote_len(cell: &str) -> usize {
    let text = cell.trim_start();
    if text.starts_with('>') { cell.len() - text.len() + 1 } else { 0 }
}

/// Tabs that stand for columns: not those that only indent a line.
fn has_tabs(line: &str) -> bool {
    let text = line.trim_start_matches(['\t', ' ', '\u{A0}', '\u{3000}']);
    let indented = line.get(..line.len() - text.len()).is_some_and(|indent| indent.contains('\t'));
    let inner = memchr::memchr(b'\t', text.as_bytes()).is_some();
    // One tab at the end of a line is dirt; a cell is set off by one inside or by several.
    inner && (indented || text.trim_end().contains('\t') || text.ends_with("\t\t"))
}

/// The lines of a drawn table between two borders: one row whose cells run over several lines.
#[derive(Debug, Default)]
pub struct DrawnRow<'a> {
    lines: Vec<Vec<Piece<'a>>>,
}

impl<'a> DrawnRow<'a> {
    pub fn push(&mut self, cells: Vec<Piece<'a>>) {
        self.lines.push(cells);
    }

    /// The row, its cells joined column by column; `None` where there was none.
    pub fn take(&mut self, source: &'a str) -> Option<Vec<Piece<'a>>> {
        let lines = std::mem::take(&mut self.lines);
        let columns = lines.iter().map(Vec::len).max()?;
        let column = |n: usize| {
            let mut builder = Builder::new(source);
            let cells = lines.iter().filter_map(|cells| cells.get(n));
            let start = cells.clone().next().map_or(0, |cell| cell.at.start);
            cells.filter(|cell| !cell.is_empty()).for_each(|cell| builder.push_piece(cell));
            builder.finish(start)
        };
        Some((0..columns).map(column).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, cells: Option<&[&str]>) {
        let found = split(line, 0..line.len(), true);
        let found: Option<Vec<_>> = found.as_ref().map(|cells| cells.iter().map(|cell| &*cell.text).collect());
        assert_eq!(found.as_deref(), cells, "{line:?}");
    }

    #[test]
    fn a_line_with_columns_is_a_row() {
        check("规章\t0\t0\t0", Some(&["规章", "0", "0", "0"]));
        check("\t\t2. 重复申请\t0", Some(&["", "", "2. 重复申请", "0"]));
        check("行政许可\t0\t\t", Some(&["行政许可", "0", "", ""]));
        check("\t六、其他需要报告的事项", None);
        check("第二十条第（一）项\t\t\t", Some(&["第二十条第（一）项", "", "", ""]));
        check("| 规章 | 0 | | **3** |", Some(&["规章", "0", "", "3"]));
        check("24 |", Some(&["24"]));
        check("26 | ||", Some(&["26", "", ""]));
        check("| > 规章 | 0 |", Some(&["规章", "0"]));
        check("│ 规章 │ 0 ││ 3 │", Some(&["规章", "0", "", "3"]));
        check("一行文字", None);
        check(&"|".repeat(80), None);
    }

    #[test]
    fn drawings_hold_no_text() {
        for line in ["|---|:-:|", "+-----+", "| --- | ---- |", "-----", "+===+===+"] {
            assert!(is_drawing(line) || line.contains(":-:"), "{line}");
        }
        assert!(is_drawing("├──┼──┤"));
        for line in ["│ │ │", "| - | - |", "****", "- 1 -", "规章", "--", "|  |  |"] {
            assert!(!is_drawing(line), "{line}");
        }
    }

    #[test]
    fn a_drawn_row_is_joined_by_columns() {
        let source = "| 第二 | 1 |\n| 十条 |   |";
        let mut row = DrawnRow::default();
        row.push(split(source, 0..14, true).unwrap());
        row.push(split(source, 15..source.len(), true).unwrap());
        let cells = row.take(source).unwrap();
        assert_eq!(cells.iter().map(|cell| &*cell.text).collect::<Vec<_>>(), ["第二十条", "1"]);
        assert!(row.take(source).is_none());
    }
}
