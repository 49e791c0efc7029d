//! Tables under rulers: the simple and multiline tables of pandoc and reStructuredText, whose columns
//! stand under runs of dashes. Where a line does not keep to the columns nothing is read here.

use std::ops::Range;

use crate::parse::blocks::MOST_COLUMNS;
use crate::parse::blocks::drawn::{MEASURES, Measure, joined};
use crate::parse::blocks::inline::{Signs, clean};
use crate::parse::piece::Piece;

/// More lines than any table of a report takes.
pub const MOST_LINES: usize = 2000;
/// A longer line, in bytes, stands in no table of a form.
const LONGEST_LINE: usize = 4096;

/// The columns under a ruler, each with where it starts and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruler {
    columns: Vec<Range<usize>>,
}

impl Ruler {
    /// Reads a line such as `------ ---- ----`; `None` for any other.
    pub fn read(line: &str) -> Option<Self> {
        let line = line.trim_end();
        let mark = line.trim_start().bytes().next().filter(|b| matches!(b, b'-' | b'='))?;
        if line.len() > LONGEST_LINE || !line.bytes().all(|b| b == mark || b == b' ') {
            return None;
        }
        let mut columns: Vec<Range<usize>> = Vec::new();
        for (at, _) in line.bytes().enumerate().filter(|(_, b)| *b == mark) {
            match columns.last_mut().filter(|last| last.end == at) {
                Some(last) => last.end = at + 1,
                None => columns.push(at..at + 1),
            }
        }
        let dashes = columns.iter().all(|column| column.len() > 1);
        (dashes && (2..=MOST_COLUMNS).contains(&columns.len())).then_some(Self { columns })
    }

    /// Whether a line closes the table under this ruler: the ruler again, or one stroke as long.
    pub fn is_closed_by(&self, line: &str) -> bool {
        let (Some(first), Some(last)) = (self.columns.first(), self.columns.last()) else { return false };
        let line = line.trim_end();
        let stroke = line.len() == last.end
            && line.get(first.start..).is_some_and(|text| text.bytes().all(|b| b == b'-'))
            && line.get(..first.start).is_some_and(|indent| indent.trim().is_empty());
        stroke || Self::read(line).as_ref() == Some(self)
    }

    /// The cells of a line, one a column; `None` where its words stand between the columns too.
    fn cells<'a>(&self, source: &'a str, line: Range<usize>, width: Measure, signs: Signs) -> Option<Vec<Piece<'a>>> {
        let text = source.get(line.clone()).filter(|text| text.len() <= LONGEST_LINE)?;
        let cuts = self.cuts(text, width)?;
        Some(cuts.into_iter().map(|cut| clean(source, line.start + cut.start..line.start + cut.end, signs)).collect())
    }

    fn cuts(&self, text: &str, width: Measure) -> Option<Vec<Range<usize>>> {
        let mut cuts = vec![text.len()..text.len(); self.columns.len()];
        let (mut at_column, mut n) = (0, 0);
        let mut filled = false;
        for (at, c) in text.char_indices() {
            // What hangs over the end of the last column belongs to it.
            while self.columns.get(n + 1).is_some() && at_column >= self.columns[n].end {
                n += 1;
                filled = false;
            }
            let column = &self.columns[n];
            let wide = width(c);
            let is_last = n + 1 == self.columns.len();
            let inside = at_column >= column.start && (is_last || at_column + wide <= column.end);
            if !c.is_whitespace() {
                if !inside {
                    return None;
                }
                if !filled {
                    cuts[n].start = at;
                    filled = true;
                }
                cuts[n].end = at + c.len_utf8();
            }
            at_column += wide;
        }
        Some(cuts)
    }
}

/// The rows under a ruler, one a line, or one a paragraph where blank lines separate them (`None` among
/// the lines). `None` where a line does not keep to the columns.
pub fn rows<'a>(
    source: &'a str,
    ruler: &Ruler,
    lines: &[Option<Range<usize>>],
    signs: Signs,
) -> Option<Vec<Vec<Piece<'a>>>> {
    // Under the last measure, one for every character, anything would keep to the columns.
    MEASURES.into_iter().take(2).find_map(|width| rows_by(source, ruler, lines, (width, signs)))
}

fn rows_by<'a>(
    source: &'a str,
    ruler: &Ruler,
    lines: &[Option<Range<usize>>],
    (width, signs): (Measure, Signs),
) -> Option<Vec<Vec<Piece<'a>>>> {
    let by_paragraph = lines.contains(&None);
    let mut rows = Vec::new();
    for paragraph in lines.split(Option::is_none) {
        let read = |line: &Option<Range<usize>>| ruler.cells(source, line.clone()?, width, signs);
        let cells: Vec<_> = paragraph.iter().map(read).collect::<Option<_>>()?;
        if !by_paragraph {
            rows.extend(cells);
        } else if !cells.is_empty() {
            let column = |n: usize| {
                let lines: Vec<_> = cells.iter().filter_map(|cells: &Vec<Piece<'a>>| cells.get(n).cloned()).collect();
                joined(source, &lines)
            };
            rows.push((0..ruler.columns.len()).map(column).collect());
        }
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ruler: &str, lines: &str, expected: Option<&[&str]>) {
        let ruler = Ruler::read(ruler).unwrap();
        let mut ranges = Vec::new();
        let mut from = 0;
        for line in lines.split_inclusive('\n') {
            let end = from + line.trim_end_matches('\n').len();
            ranges.push((!line.trim().is_empty()).then_some(from..end));
            from += line.len();
        }
        let rows = rows(lines, &ruler, &ranges, Signs::of(lines, true));
        let shown = rows.map(|rows| {
            let row =
                |row: &Vec<Piece<'_>>| row.iter().map(|piece| piece.text.to_string()).collect::<Vec<_>>().join("|");
            rows.iter().map(row).collect::<Vec<_>>()
        });
        assert_eq!(shown.as_ref().map(|rows| rows.iter().map(String::as_str).collect()), expected.map(<[_]>::to_vec));
    }

    #[test]
    fn cells_stand_under_the_ruler() {
        let ruler = "  ---------- ------ ----";
        check(
            ruler,
            "  规章            0    1\n  行政许可   5\n             0      12",
            Some(&["规章|0|1", "行政许可|5|", "|0|12"]),
        );
        check(ruler, "  行政       1\n  许可\n\n  规章       2      3\n", Some(&["行政许可|1|", "规章|2|3"]));
        check(ruler, "  规章和规范性文件 0\n  规章       1", None);
        check(ruler, "一行文字", None);
    }

    #[test]
    fn rulers() {
        assert!(Ruler::read("---- ----").is_some() && Ruler::read("  === ==").is_some());
        for line in ["----", "- - -", "--- 甲", "---|---", "", "- ---"] {
            assert_eq!(Ruler::read(line), None, "{line}");
        }
        let ruler = Ruler::read("  --- ---").unwrap();
        assert!(ruler.is_closed_by("  -------") && ruler.is_closed_by("  --- ---") && !ruler.is_closed_by("  ---"));
    }
}
