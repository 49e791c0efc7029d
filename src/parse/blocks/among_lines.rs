//! Tables among lines: gathers the lines of drawn and ruled tables and puts their rows on the stream.
//! How such a table is cut into cells is told by `drawn` and `ruled`.

use std::ops::Range;

use crate::parse::blocks::cells::{self, Ends};
use crate::parse::blocks::lines::{Reader, is_page_mark, line_end};
use crate::parse::blocks::ruled::Ruler;
use crate::parse::blocks::{Shape, drawn, ruled};

impl Reader<'_, '_> {
    /// Reads the drawn table that starts with this line, if one does; gives back where it ends.
    pub fn drawn(&mut self, first: Range<usize>) -> Option<usize> {
        let text = |line: &Range<usize>| self.source.get(line.clone()).unwrap_or_default();
        let first = self.unquoted(first);
        if !drawn::is_border(text(&first)) {
            return None;
        }
        let mut lines = Vec::new();
        let mut from = first.start;
        while from < self.end {
            let (end, next) = self.line_end(from);
            let line = self.unquoted(from..end);
            if !drawn::goes_on(text(&line)) {
                break;
            }
            lines.push(line);
            from = next;
        }
        if lines.iter().any(|line| drawn::has_inner_frame(text(line))) {
            // Tables inside cells are read line by line.
            for line in lines {
                self.line(line, false);
            }
            return Some(from);
        }
        let told = |line: &Range<usize>| !drawn::is_border(text(line));
        lines
            .iter()
            .filter(|line| told(line))
            .cloned()
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|line| self.tell(line));
        match drawn::rows(self.source, &lines, self.signs) {
            Some(rows) => rows.into_iter().for_each(|row| self.stream.push_cells(Shape::Row, row)),
            None => self.between_borders(&lines),
        }
        Some(from)
    }

    /// The lines of a drawn table that cannot be followed: what stands between two borders is a row.
    fn between_borders(&mut self, lines: &[Range<usize>]) {
        let source = self.source;
        let text = |line: &Range<usize>| source.get(line.clone()).unwrap_or_default();
        for band in lines.split(|line| drawn::is_border(text(line))) {
            let shown = band.iter().filter(|line| !is_page_mark(text(line)) && !cells::is_drawing(text(line)));
            let split: Vec<_> =
                shown.filter_map(|line| cells::split(source, line.clone(), self.signs, Ends::Frame)).collect();
            let Some(columns) = split.iter().map(Vec::len).max() else { continue };
            let column = |n: usize| {
                let lines: Vec<_> = split.iter().filter_map(|cells| cells.get(n).cloned()).collect();
                drawn::joined(source, &lines)
            };
            self.stream.push(Shape::Row, (0..columns).map(column));
        }
    }

    /// Reads the table under this line, if it is a ruler; gives back where it ends.
    pub fn ruled(&mut self, line: Range<usize>, next: usize) -> Option<usize> {
        let text = |line: Range<usize>| self.source.get(line).unwrap_or_default();
        let ruler = Ruler::read(text(line))?;
        let mut lines = Vec::new();
        let (mut from, mut end_of_rows, mut closed) = (next, None, None);
        while from < self.end && lines.len() < ruled::MOST_LINES {
            let (end, next) = self.line_end(from);
            let raw = text(from..end);
            if ruler.is_closed_by(raw) {
                // A ruler closes what stands above it and opens what stands below.
                closed = Some(if Ruler::read(raw).is_some() { from } else { next });
                break;
            }
            if cells::is_drawing(raw) {
                break;
            }
            let blank = raw.trim().is_empty();
            end_of_rows = end_of_rows.or(blank.then_some((from, lines.len())));
            lines.push((!blank).then_some(from..end));
            from = next;
        }
        let whole = closed.and_then(|end| Some((ruled::rows(self.source, &ruler, &lines, self.signs)?, end)));
        let (rows, end) = whole.or_else(|| {
            let (end, count) = end_of_rows.unwrap_or((from, lines.len()));
            Some((ruled::rows(self.source, &ruler, lines.get(..count)?, self.signs)?, end))
        })?;
        if !rows.iter().any(|row| row.iter().filter(|cell| !cell.is_empty()).count() > 1) {
            return None;
        }
        lines.into_iter().flatten().filter(|line| line.end <= end).for_each(|line| self.tell(line));
        for row in rows {
            self.stream.push(Shape::Row, row);
        }
        Some(end)
    }

    /// The end of a line of a table, and the start of the next one.
    fn line_end(&self, from: usize) -> (usize, usize) {
        let (end, next) = line_end(self.source.as_bytes(), from);
        (end.min(self.end), next.min(self.end))
    }

    /// A line without the marks of a quote before it.
    fn unquoted(&self, line: Range<usize>) -> Range<usize> {
        let text = self.source.get(line.clone()).unwrap_or_default();
        let body = text.trim_start();
        if !self.signs.markup || !body.starts_with('>') {
            return line;
        }
        let quotes = body.trim_start_matches(['>', ' ']);
        line.end - quotes.len()..line.end
    }
}
