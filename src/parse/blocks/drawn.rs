//! Drawn tables: the grid tables of pandoc and reStructuredText and those of box characters. A border
//! may stop at a cell that goes on below it, and a cell may take several columns. Where the drawing
//! cannot be followed nothing is read here.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::parse::blocks::MOST_COLUMNS;
use crate::parse::blocks::inline::{Signs, clean};
use crate::parse::blocks::lines::is_page_mark;
use crate::parse::piece::{Builder, Piece};

/// A longer line, in bytes, draws no table of a form.
const LONGEST_LINE: usize = 4096;

/// The cells of a row, each with its column.
pub type Row<'a> = Vec<(u16, Piece<'a>)>;

/// Whether the line is the border of a drawn table over its whole width: `+-----+-----+`, `├──┼──┤`.
pub fn is_border(line: &str) -> bool {
    let line = line.trim();
    let edge = |c: Option<char>| c.is_some_and(|c| mark(c) == Some(Mark::Corner));
    line.len() > 2
        && edge(line.chars().next())
        && edge(line.chars().next_back())
        && line.chars().all(|c| matches!(mark(c), Some(Mark::Corner | Mark::Flat)))
        && line.chars().any(|c| mark(c) == Some(Mark::Flat))
}

/// Whether the line goes on with a drawn table.
pub fn goes_on(line: &str) -> bool {
    line.trim_start().chars().next().is_some_and(|c| matches!(mark(c), Some(Mark::Corner | Mark::Upright)))
}

/// The rows of a drawn table, given its lines; `None` where the drawing does not hold together.
pub fn rows<'a>(source: &'a str, lines: &[Range<usize>], signs: Signs) -> Option<Vec<Row<'a>>> {
    let columns = edges(source, lines)?;
    let mut drawing = Drawing { source, signs, edges: columns, cells: Vec::new(), open: Vec::new(), row: 0 };
    drawing.open = vec![None; drawing.edges.len()];
    let mut usual = 0;
    for line in lines {
        let text = source.get(line.clone())?;
        if text.len() > LONGEST_LINE {
            return None;
        }
        if is_page_mark(text) {
            continue;
        }
        let (measure, cuts) = drawing.cuts(text, usual)?;
        usual = measure;
        drawing.line(line.start, text, &cuts)?;
    }
    Some(drawing.finish())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Corner,
    Flat,
    Upright,
}

fn mark(c: char) -> Option<Mark> {
    match c {
        '+' | '┌' | '┬' | '┐' | '├' | '┼' | '┤' | '└' | '┴' | '┘' | '┏' | '┳' | '┓' | '┣' | '╋' | '┫' | '┗' | '┻'
        | '┛' | '╔' | '╦' | '╗' | '╠' | '╬' | '╣' | '╚' | '╩' | '╝' | '╒' | '╤' | '╕' | '╞' | '╪' | '╡' | '╘' | '╧'
        | '╛' => Some(Mark::Corner),
        '-' | '=' | ':' | '─' | '━' | '═' => Some(Mark::Flat),
        '|' | '│' | '┃' | '║' => Some(Mark::Upright),
        _ => None,
    }
}

/// Whether a table is drawn inside a cell: two edges stand side by side.
pub fn has_inner_frame(text: &str) -> bool {
    let is_edge = |c: char| matches!(mark(c), Some(Mark::Corner | Mark::Upright));
    text.chars().zip(text.chars().skip(1)).any(|(one, other)| is_edge(one) && is_edge(other))
}

/// How wide programs take a character: nearly all count Chinese as two and quotes as one, some count
/// quotes as two, some every character as one.
pub type Measure = fn(char) -> usize;
pub const MEASURES: [Measure; 3] = [|c| c.width().unwrap_or(0), |c| c.width_cjk().unwrap_or(0), |_| 1];

/// The columns at which any border of the table has a corner.
fn edges(source: &str, lines: &[Range<usize>]) -> Option<Vec<usize>> {
    let mut edges = std::collections::BTreeSet::new();
    for line in lines {
        let text = source.get(line.clone())?.trim_end();
        // Corners are where they seem on lines without other text only.
        let drawn = text.chars().all(|c| c == ' ' || mark(c).is_some());
        if drawn && text.chars().any(|c| mark(c) == Some(Mark::Flat)) {
            edges.extend(text.chars().enumerate().filter(|(_, c)| mark(*c) == Some(Mark::Corner)).map(|(at, _)| at));
        }
        if edges.len() > MOST_COLUMNS {
            return None;
        }
    }
    (edges.len() > 1).then(|| edges.into_iter().collect())
}

struct Cell<'a> {
    row: usize,
    columns: Range<usize>,
    pieces: Vec<Piece<'a>>,
}

struct Drawing<'a> {
    source: &'a str,
    signs: Signs,
    edges: Vec<usize>,
    cells: Vec<Cell<'a>>,
    /// For each column the cell that starts there and goes on.
    open: Vec<Option<usize>>,
    row: usize,
}

/// Where a line is cut: for each edge at which it shows one the bytes of that mark.
type Cuts = Vec<Option<Range<usize>>>;

impl<'a> Drawing<'a> {
    /// The cuts of a line under the first measure by which its marks stand at the edges; the usual
    /// measure is tried first.
    fn cuts(&self, text: &str, usual: usize) -> Option<(usize, Cuts)> {
        let order = std::iter::once(usual).chain((0..MEASURES.len()).filter(|n| *n != usual));
        let fits = order.clone().find_map(|n| self.measured(text, MEASURES[n]).map(|cuts| (n, cuts)));
        fits.or_else(|| self.counted(text).map(|cuts| (usual, cuts)))
    }

    fn measured(&self, text: &str, width: Measure) -> Option<Cuts> {
        let mut cuts = vec![None; self.edges.len()];
        let (mut column, mut edge) = (0, 0);
        let mut before = ' ';
        for (at, c) in text.trim_end().char_indices() {
            while self.edges.get(edge).is_some_and(|wanted| *wanted < column) {
                edge += 1;
            }
            let here = self.edges.get(edge) == Some(&column);
            match mark(c) {
                Some(Mark::Upright | Mark::Corner) if here => cuts[edge] = Some(at..at + c.len_utf8()),
                // An upright elsewhere would be an edge that is not known.
                Some(Mark::Upright) if before != '\\' => return None,
                _ => {}
            }
            column += if mark(c).is_some() { 1 } else { width(c) };
            before = c;
        }
        let ends = cuts.first().is_some_and(Option::is_some) && cuts.last().is_some_and(Option::is_some);
        ends.then_some(cuts)
    }

    /// The cuts of a line that shows every edge of the table, whatever its measure.
    fn counted(&self, text: &str) -> Option<Cuts> {
        let marks = text.char_indices().filter(|(_, c)| mark(*c) == Some(Mark::Upright));
        let cuts: Cuts = marks.map(|(at, c)| Some(at..at + c.len_utf8())).take(MOST_COLUMNS + 1).collect();
        (cuts.len() == self.edges.len()).then_some(cuts)
    }

    fn line(&mut self, start: usize, text: &str, cuts: &Cuts) -> Option<()> {
        let bars = self.bars(text, cuts);
        if bars.contains(&true) {
            self.end_cells(&bars);
        }
        let mut from = 0;
        while let Some(mark) = cuts.get(from)? {
            let Some(end) = (from + 1..cuts.len()).find(|n| cuts[*n].is_some()) else { break };
            if !bars[from..end].contains(&true) {
                let until = cuts[end].as_ref()?.start;
                self.text(from..end, start + mark.end..start + until)?;
            }
            from = end;
        }
        self.row += usize::from(bars.contains(&true));
        Some(())
    }

    /// For each column whether this line draws a border through it.
    fn bars(&self, text: &str, cuts: &Cuts) -> Vec<bool> {
        let mut bars = vec![false; self.edges.len() - 1];
        let shown: Vec<usize> = (0..cuts.len()).filter(|n| cuts[*n].is_some()).collect();
        for pair in shown.windows(2) {
            let (Some(left), Some(right)) = (&cuts[pair[0]], &cuts[pair[1]]) else { continue };
            let inner = text.get(left.end..right.start).unwrap_or_default();
            let is_corner = |cut: &Range<usize>| {
                text.get(cut.clone()).and_then(|text| text.chars().next()).and_then(mark) == Some(Mark::Corner)
            };
            let flat = !inner.is_empty() && inner.chars().all(|c| mark(c) == Some(Mark::Flat));
            bars[pair[0]..pair[1]].fill(flat && (is_corner(left) || is_corner(right)));
        }
        bars
    }

    /// Ends the cells that reach down to a border.
    fn end_cells(&mut self, bars: &[bool]) {
        for column in 0..self.open.len() {
            let Some(cell) = self.open[column].and_then(|n| self.cells.get(n)) else { continue };
            if bars.get(cell.columns.clone()).is_some_and(|bars| bars.contains(&true)) {
                self.open[column] = None;
            }
        }
    }

    /// A line of the cell over these columns; `None` where a cell that goes on has other edges.
    fn text(&mut self, columns: Range<usize>, range: Range<usize>) -> Option<()> {
        let inner = self.source.get(range.clone())?;
        let body = inner.trim_start();
        let quote = if self.signs.markup && body.starts_with('>') { inner.len() - body.len() + 1 } else { 0 };
        let piece = clean(self.source, range.start + quote..range.end, self.signs);
        let covered = self.open.iter().flatten().any(|n| {
            let other = &self.cells[*n].columns;
            *other != columns && other.start < columns.end && columns.start < other.end
        });
        if covered {
            return None;
        }
        let n = *self.open[columns.start].get_or_insert(self.cells.len());
        if n == self.cells.len() {
            self.cells.push(Cell { row: self.row, columns, pieces: Vec::new() });
        }
        self.cells[n].pieces.push(piece);
        Some(())
    }

    fn finish(mut self) -> Vec<Row<'a>> {
        self.cells.sort_by_key(|cell| (cell.row, cell.columns.start));
        let mut starts = vec![0_u16; self.edges.len()];
        self.cells.iter().for_each(|cell| starts[cell.columns.start] = 1);
        let rank = |column: usize| starts.iter().take(column).sum();
        let rows = self.cells.chunk_by(|one, other| one.row == other.row);
        let row = |cells: &[Cell<'a>]| -> Row<'a> {
            cells.iter().map(|cell| (rank(cell.columns.start), joined(self.source, &cell.pieces))).collect()
        };
        rows.map(row).filter(|row| row.iter().any(|(_, piece)| !piece.is_empty())).collect()
    }
}

/// The lines of a cell as one text. Words and numbers that a line break separates stay apart.
pub fn joined<'a>(source: &'a str, lines: &[Piece<'a>]) -> Piece<'a> {
    let start = lines.first().map_or(0, |line| line.at.start);
    let mut builder = Builder::new(source);
    let mut last: Option<&Piece<'a>> = None;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        if let Some(last) = last
            && last.text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && line.text.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            let between = source.get(last.at.end..line.at.start).unwrap_or_default();
            let space = between.char_indices().find(|(_, c)| c.is_whitespace());
            if let Some((at, c)) = space {
                builder.push(last.at.end + at..last.at.end + at + c.len_utf8());
            }
        }
        builder.push_piece(line);
        last = Some(line);
    }
    builder.finish(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: Option<&[&str]>) {
        let mut lines = Vec::new();
        let mut from = 0;
        for line in source.split_inclusive('\n') {
            lines.push(from..from + line.trim_end_matches('\n').len());
            from += line.len();
        }
        let rows = rows(source, &lines, Signs::of(source, true));
        let shown = rows.map(|rows| {
            let cell = |(column, piece): &(u16, Piece<'_>)| format!("{column} {}", piece.text);
            rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|")).collect::<Vec<_>>()
        });
        assert_eq!(shown.as_ref().map(|rows| rows.iter().map(String::as_str).collect()), expected.map(<[_]>::to_vec));
    }

    #[test]
    fn cells_over_several_lines_and_columns() {
        check(
            "\
+----------+------+---+
| 第二     |      |   |
| 十条     |      |   |
+:=========+=====:+===+
| > 规章   | 1    | 2 |
+----------+------+---+
| 行政许可 | 5        |
+----------+----------+",
            Some(&["0 第二十条|1 |2 ", "0 规章|1 1|2 2", "0 行政许可|1 5"]),
        );
    }

    #[test]
    fn cells_over_several_rows() {
        check(
            "\
+------+--------+----+
| 三、 | 予公开 | 4  |
| 办   +--------+----+
| 理   | 不予   | 12 |
|      | 公开   | 34 |
|      +--------+----+
|      |        |    |
+------+--------+----+
| 四、结转      | -  |
+---------------+----+",
            Some(&["0 三、办理|1 予公开|2 4", "1 不予公开|2 12 34", "0 四、结转|2 -"]),
        );
    }

    #[test]
    fn box_characters_and_other_widths() {
        check("┌────┬─┐\n│规章│0│\n├────┼─┤\n│许可│ │\n└────┴─┘", Some(&["0 规章|1 0", "0 许可|1 "]));
        check("+----+---+\n| “三”  | 5 |\n| 规章 | 5 |\n+----+---+", Some(&["0 “三”规章|1 5 5"]));
        check("+--+--+\n|规|0 |\n|a| |5 |\n+--+--+", None);
        check("+--+\n|规|0|\n+--+", None);
        assert!(has_inner_frame("│┌─┐│5│") && !has_inner_frame("│ ┌ ┐ │5│"));
        check("文字", None);
    }

    #[test]
    fn borders() {
        for line in ["+---+--+", " +===+ ", "+:--:+", "┌──┬──┐", "├──┼──┤"] {
            assert!(is_border(line), "{line}");
        }
        for line in ["+", "++", "+1-+", "|---|", "+---", "│ │"] {
            assert!(!is_border(line), "{line}");
        }
    }
}
