//! Rows of cells in text: columns set off by tabs or pipes.

use std::ops::Range;

use crate::parse::blocks::MOST_COLUMNS;
use crate::parse::blocks::inline::{Signs, clean};
use crate::parse::fold::outside_han;
use crate::parse::piece::{Piece, trimmed};

/// Room for the cells of any row of the forms.
const A_ROW: usize = 12;

/// Whether a line starts with a letter or a figure, as nearly every line does.
pub fn starts_with_text(line: &str) -> bool {
    matches!(line.as_bytes().first(), Some(0xE4..=0xE9 | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z'))
}

/// Whether the line draws a part of a table or a rule and holds no text: `|---|:-:|`, `+===+`, `****`.
pub fn is_drawing(line: &str) -> bool {
    if starts_with_text(line) {
        return false;
    }
    let line = line.get(trimmed(line)).unwrap_or_default();
    // Hardly any line starts with what such a line is made of; E2 leads the strokes of boxes.
    if !matches!(line.as_bytes().first(), Some(b'-' | b'=' | b'+' | b'|' | b':' | b'*' | b'_' | 0xE2)) {
        return false;
    }
    let is_box = |c: char| matches!(c, '\u{2500}'..='\u{257F}');
    // What separates the rows of a wiki.
    if line == "|-" {
        return true;
    }
    if line.starts_with(is_box) {
        return line.contains(['─', '━', '═']) && line.chars().all(|c| is_box(c) || c.is_whitespace());
    }
    if line.len() < 3 || !line.bytes().all(|b| matches!(b, b'-' | b'=' | b'+' | b'|' | b':' | b' ' | b'*' | b'_')) {
        return false;
    }
    // `| - | - |` and `| -- | -- |` are rows of marks, `|---|---|` and `|--|:-|` drawings.
    let least = if line.contains(' ') { 3 } else { 2 };
    line.split(['|', '+']).map(str::trim).filter(|cell| !cell.is_empty()).all(|cell| cell.len() >= least)
        && !line.contains("**")
        && line.contains(['-', '=', '_'])
}

/// What pipes at the ends of a line are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Most likely the frame of the table.
    Frame,
    /// The edges of empty cells: `---|---` was drawn without a frame.
    Cells,
}

/// Whether a row shows that its table has no frame: `---|---`.
pub fn is_unframed(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && !line.starts_with('|') && !line.ends_with('|')
}

/// The cells of a line that has columns, `None` for a line of plain text. `signs` are those of the whole
/// source.
pub fn split(source: &str, range: Range<usize>, signs: Signs, ends: Ends) -> Option<Vec<Piece<'_>>> {
    let line = source.get(range.clone())?;
    let columns = Columns::of(line, signs)?;
    let pipes = matches!(columns, Columns::Pipes | Columns::WidePipes);
    let unclean = signs.are_in(line);
    let mut cells = Vec::with_capacity(A_ROW);
    let (mut from, mut behind, mut marks) = (0, 0, 0);
    loop {
        let mark = columns.next_mark(line, behind);
        marks += usize::from(mark.is_some());
        if marks > MOST_COLUMNS {
            return None;
        }
        let (at, len) = mark.unwrap_or((line.len(), 0));
        behind = at + len;
        if at > 0 && len > 0 && line.as_bytes().get(at - 1) == Some(&b'\\') {
            continue;
        }
        let cell = line.get(from..at).unwrap_or_default();
        let quoted = if signs.markup { quote_len(cell) } else { 0 };
        let spanned = if len > 0 && pipes { span_len(cell) } else { 0 };
        let cell = range.start + from + quoted..range.start + at - spanned;
        cells.push(if unclean { clean(source, cell, signs) } else { Piece::trimmed(source, cell) });
        if mark.is_none() {
            break;
        }
        from = behind;
    }
    if pipes && ends == Ends::Frame {
        unframe(line, &mut cells);
    }
    Some(cells)
}

/// What sets off the columns of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    Pipes,
    WidePipes,
    Tabs,
    Commas,
}

impl Columns {
    fn of(line: &str, signs: Signs) -> Option<Self> {
        let has = |b| memchr::memchr(b, line.as_bytes()).is_some();
        if signs.wide_pipes && outside_han(line).any(|(_, c)| c != '|' && is_pipe(c)) {
            Some(Self::WidePipes)
        } else if has(b'|') {
            Some(Self::Pipes)
        } else if has(b'\t') && has_tabs(line) {
            Some(Self::Tabs)
        } else {
            has_commas(line).then_some(Self::Commas)
        }
    }

    /// The next mark between two columns from an offset on, with its length.
    fn next_mark(self, line: &str, from: usize) -> Option<(usize, usize)> {
        let mark = match self {
            Self::Pipes => b'|',
            Self::Tabs => b'\t',
            Self::Commas => b',',
            Self::WidePipes => {
                let (at, c) = outside_han(line.get(from..)?).find(|(_, c)| is_pipe(*c))?;
                return Some((from + at, c.len_utf8()));
            }
        };
        memchr::memchr(mark, line.as_bytes().get(from..)?).map(|at| (from + at, 1))
    }
}

/// Takes away what stands outside the first and the last pipe of a line. Where only the last one ends
/// the line, and values stand before it, an empty cell is at least as likely as a frame.
fn unframe(line: &str, cells: &mut Vec<Piece<'_>>) {
    const FEW: usize = 3;
    let first = line.trim_start().starts_with(is_pipe);
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    if cells.last().is_some_and(Piece::is_empty) && (first || filled < 2 || cells.len() <= FEW) {
        cells.pop();
    }
    if first && cells.len() > 1 && cells.first().is_some_and(Piece::is_empty) {
        cells.remove(0);
    }
}

/// What draws a column, in any width.
fn is_pipe(c: char) -> bool {
    matches!(c, '|' | '｜' | '│' | '┃' | '║')
}

fn quote_len(cell: &str) -> usize {
    let text = cell.trim_start();
    if text.starts_with('>') { cell.len() - text.len() + 1 } else { 0 }
}

/// The length of what AsciiDoc writes before the pipe of a cell that takes several columns or rows:
/// `3+|`, `.2+|`, `3.2+|`.
fn span_len(cell: &str) -> usize {
    let Some(body) = cell.strip_suffix('+') else { return 0 };
    let number = body.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let apart = number.is_empty() || number.ends_with(char::is_whitespace);
    if apart && body.ends_with(|c: char| c.is_ascii_digit()) { cell.len() - number.len() } else { 0 }
}

/// Tabs that stand for columns: not those that only indent a line.
fn has_tabs(line: &str) -> bool {
    let text = line.trim_start_matches(['\t', ' ', '\u{A0}', '\u{3000}']);
    let indented = line.get(..line.len() - text.len()).is_some_and(|indent| indent.contains('\t'));
    let inner = memchr::memchr(b'\t', text.as_bytes()).is_some();
    // One tab at the end of a line is dirt; a cell is set off by one inside or by several.
    inner && (indented || text.trim_end().contains('\t') || text.ends_with("\t\t"))
}

/// Commas that stand for columns: between counts and empty cells, and not as those inside one number.
fn has_commas(line: &str) -> bool {
    const LEAST_CELLS: usize = 4;
    let is_count = |cell: &&str| cell.len() <= 18 && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if memchr::memchr_iter(b',', line.as_bytes()).take(LEAST_CELLS).count() + 1 < LEAST_CELLS || line.contains('"') {
        return false;
    }
    let cells = || line.split(',').map(str::trim);
    let counts = cells().filter(is_count).count();
    // 1,234,567,890 is one number: groups of three behind its first digits.
    let own = cells().skip_while(|cell| !cell.ends_with(|c: char| c.is_ascii_digit())).skip(1);
    let grouped = own.filter(is_count).all(|cell| cell.len() == 3);
    counts * 2 >= cells().count() && !grouped && !line.contains('。')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, cells: Option<&[&str]>) {
        check_within(line, Ends::Frame, cells);
    }

    fn check_within(line: &str, ends: Ends, cells: Option<&[&str]>) {
        let found = split(line, 0..line.len(), Signs::of(line, true), ends);
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
        check("3.2+|甲 2+|乙 |5 .2+| 1+", Some(&["", "甲", "乙", "5", "1+"]));
        check("规章 | 0 | 1 | ", Some(&["规章", "0", "1", ""]));
        check("来源: | 某镇 |", Some(&["来源:", "某镇"]));
        check("|", Some(&[""]));
        check_within(" | 0 | ", Ends::Cells, Some(&["", "0", ""]));
        assert!(is_unframed("---|---  ") && !is_unframed("|---|---|") && !is_unframed("---"));
        check("一行文字", None);
        check("规章,0,12,3", Some(&["规章", "0", "12", "3"]));
        check(",,2. 重复申请,0,,1,22,131", Some(&["", "", "2. 重复申请", "0", "", "1", "22", "131"]));
        for text in ["采购总金额 1,234,567,890", "1,234,567", "全年办理12件,公开3件,收费0元,其他", "一是公开,,。,0"]
        {
            check(text, None);
        }
        check(&"|".repeat(80), None);
    }

    #[test]
    fn drawings_hold_no_text() {
        for line in ["|---|:-:|", "|--|--|", "+-----+", "| --- | ---- |", "-----", "+===+===+"] {
            assert!(is_drawing(line) || line.contains(":-:"), "{line}");
        }
        assert!(is_drawing("├──┼──┤"));
        for line in ["│ │ │", "| - | - |", "| -- | -- |", "|-|-|", "****", "- 1 -", "规章", "--", "|  |  |"] {
            assert!(!is_drawing(line), "{line}");
        }
    }
}
