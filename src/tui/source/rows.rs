//! A source text as numbered lines and, in a width, as rows of the screen. Rows are made when they are
//! asked for and never kept: a text of megabytes on one line costs no more than a page.

use std::ops::Range;

use crate::model::report::Span;
use crate::tui::source::breaks::Parts;
use crate::tui::text::wrap::wrap;

/// A source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    text: String,
    /// The first byte of each line.
    starts: Vec<usize>,
}

/// A row of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Counted from 0.
    pub line: usize,
    /// Its bytes.
    pub range: Range<usize>,
    /// The line begins here.
    pub first: bool,
}

/// A line or a part of a long one, wrapped.
struct Part {
    range: Range<usize>,
    rows: Vec<Row>,
}

impl Rows {
    pub fn new(text: String) -> Self {
        let feeds = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(feeds).collect();
        Self { text, starts }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The number of the line, counted from 0, that holds a byte.
    pub fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The first byte of a line; of the last one where there are fewer.
    pub fn start_of(&self, line: usize) -> usize {
        self.starts.get(line).or(self.starts.last()).copied().unwrap_or(0)
    }

    /// Whether a place is one of this text.
    pub fn has(&self, at: Span) -> bool {
        at.of(&self.text).is_some()
    }

    fn line(&self, number: usize) -> Range<usize> {
        let start = self.start_of(number);
        let end = self.starts.get(number + 1).map_or(self.text.len(), |next| next - 1);
        let shown = self.text.get(start..end).unwrap_or_default();
        start..start + shown.trim_end_matches('\r').len()
    }

    fn part(&self, byte: usize, width: usize) -> Part {
        let line = self.line_of(byte);
        let whole = self.line(line);
        let range = Parts::of(&self.text, whole.clone()).at(byte);
        let text = self.text.get(range.clone()).unwrap_or_default();
        let row = |row: Range<usize>| {
            let range = range.start + row.start..range.start + row.end;
            Row { line, first: range.start == whole.start, range }
        };
        Part { rows: wrap(text, width, 0).into_iter().map(row).collect(), range }
    }

    /// The part after one, and the part before it.
    fn after(&self, part: &Part, width: usize) -> Option<Part> {
        let line = self.line_of(part.range.start);
        if part.range.end < self.line(line).end {
            return Some(self.part(part.range.end, width));
        }
        (line + 1 < self.lines()).then(|| self.part(self.start_of(line + 1), width))
    }

    fn before(&self, part: &Part, width: usize) -> Option<Part> {
        part.range.start.checked_sub(1).map(|byte| self.part(byte, width))
    }

    /// The row that holds a byte.
    pub fn row_at(&self, byte: usize, width: usize) -> Row {
        let mut part = self.part(byte.min(self.text.len()), width);
        let at = part.position(byte);
        part.rows.swap_remove(at)
    }

    /// As many rows as there are, up to `count`, from the one that holds a byte.
    pub fn rows(&self, from: usize, count: usize, width: usize) -> Vec<Row> {
        let mut part = Some(self.part(from.min(self.text.len()), width));
        let mut skip = part.as_ref().map_or(0, |part| part.position(from));
        let mut found = Vec::new();
        while let Some(current) = part.filter(|_| found.len() < count) {
            part = self.after(&current, width);
            found.extend(current.rows.into_iter().skip(skip).take(count - found.len()));
            skip = 0;
        }
        found
    }

    /// The row `steps` further than the one that holds a byte; the last or first where there are fewer.
    pub fn step(&self, from: usize, steps: i32, width: usize) -> Row {
        let mut left = usize::try_from(steps.unsigned_abs()).unwrap_or(usize::MAX);
        let mut part = self.part(from.min(self.text.len()), width);
        let mut at = part.position(from);
        while steps < 0 && left > at {
            let Some(before) = self.before(&part, width) else { break };
            left -= at + 1;
            at = before.rows.len().saturating_sub(1);
            part = before;
        }
        while steps >= 0 && at + left >= part.rows.len() {
            let Some(after) = self.after(&part, width) else { break };
            left -= part.rows.len() - at;
            at = 0;
            part = after;
        }
        let last = part.rows.len().saturating_sub(1);
        let at = if steps < 0 { at.saturating_sub(left) } else { at.saturating_add(left).min(last) };
        part.rows.swap_remove(at)
    }
}

impl Part {
    fn position(&self, byte: usize) -> usize {
        self.rows.iter().rposition(|row| row.range.start <= byte).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(rows: &Rows, width: usize) -> Vec<String> {
        let all = rows.rows(0, usize::MAX, width);
        all.iter().map(|row| rows.text().get(row.range.clone()).unwrap().to_owned()).collect()
    }

    #[test]
    fn lines_are_numbered_and_wrapped() {
        let rows = Rows::new("一二三\r\n\nabc def\n".into());
        assert_eq!(texts(&rows, 4), ["一二", "三", "", "abc ", "def", ""]);
        let found = rows.rows(0, 3, 4);
        let told: Vec<_> = found.iter().map(|row| (row.line, row.first)).collect();
        assert_eq!(told, [(0, true), (0, false), (1, true)]);
        assert_eq!((rows.lines(), rows.line_of(0), rows.line_of(11), rows.line_of(999)), (4, 0, 1, 3));
        assert_eq!(rows.row_at(10, 4).range, 6..9, "in the line feed");
        assert_eq!(rows.step(0, 3, 4).range, 12..16);
        assert_eq!(rows.step(12, -2, 4).range, 6..9);
        assert_eq!((rows.step(0, i32::MAX, 4).line, rows.step(999, i32::MIN, 4).line), (3, 0));
        assert_eq!(texts(&Rows::new(String::new()), 4), [""]);
    }

    #[test]
    fn one_long_line_is_looked_at_in_parts() {
        let rows = Rows::new("0".repeat(5 << 20));
        let began = std::time::Instant::now();
        let middle = rows.row_at(3 << 20, 60);
        assert_eq!(rows.rows(middle.range.start, 40, 60).len(), 40);
        assert!(rows.step(middle.range.start, -40, 60).range.start < middle.range.start);
        assert!(began.elapsed().as_millis() < 1000, "{:?}", began.elapsed());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn stepping_walks_all_rows_both_ways(pieces in prop::collection::vec("[一二。0-9 <]{0,30}|\\r?\\n", 0..12), times in 1_usize..24, width in 3_usize..50) {
            let rows = Rows::new(pieces.concat().repeat(times));
            let all = rows.rows(0, usize::MAX, width);
            let joined: String = all.iter().map(|row| rows.text().get(row.range.clone()).unwrap()).collect();
            prop_assert_eq!(joined, rows.text().replace("\r\n", "\n").replace('\n', ""));
            for (n, row) in all.iter().enumerate().step_by(1 + all.len() / 8) {
                prop_assert_eq!(&rows.row_at(row.range.start, width), row);
                let steps = i32::try_from(n).unwrap();
                prop_assert_eq!(&rows.step(0, steps, width), row);
                prop_assert_eq!(&rows.step(row.range.start, -steps, width), &all[0]);
                let two = rows.rows(row.range.start, 2, width);
                prop_assert_eq!(&two[..], &all[n..(n + 2).min(all.len())]);
            }
        }
    }
}
