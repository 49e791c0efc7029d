//! A cell or a row of a report in words: its values, its place, and, where digits ran together, what is
//! printed and how it was cut, or why it was not.

use std::io::{self, Write};

use crate::commands::columns::table;
use crate::corpus::{Corpus, SourceText};
use crate::model::cell::{Cell, How};
use crate::model::form::{CellId, Col, Row};
use crate::model::old_place::OldPlace;
use crate::model::printable::printable;
use crate::model::printed::{Printed, identity_zh};
use crate::model::report::{Report, Span};

/// As many readings of a row are printed.
const MOST_WAYS: usize = 64;

/// A cell in a column of figures: never a digit where nothing was read.
pub(super) fn cell_text(cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return "?".to_owned() };
    match (cell.value, cell.how) {
        (Some(value), Some(How::Inferred)) => format!("~{value}"),
        (Some(value), _) => format!("{value}{}", printable(cell.unit.as_deref().unwrap_or_default())),
        (None, Some(How::Blank)) => "空".to_owned(),
        (None, Some(How::Marker)) => printable(cell.raw.as_deref().unwrap_or("/")).into_owned(),
        (None, Some(How::Absent)) => "无此行".to_owned(),
        (None, _) => "?".to_owned(),
    }
}

/// A report with its source text, where that can be had.
pub(super) struct Cells<'a> {
    report: &'a Report,
    text: Option<String>,
}

impl<'a> Cells<'a> {
    pub fn of(corpus: &Corpus, index: usize, report: &'a Report) -> Self {
        let text = match corpus.source_text(index, None) {
            SourceText::Exact(text) => Some(text),
            SourceText::Differs(_) | SourceText::Unavailable(_) => None,
        };
        Self { report, text }
    }

    /// Prints a cell.
    pub fn cell(&self, id: CellId, out: &mut dyn Write) -> io::Result<()> {
        let cell = self.report.tables.cell(id);
        let names = format!("{} · {} · {}", id.table().short_zh(), id.row.short_zh(), id.col.name_zh());
        value(&id.to_string(), &names, cell, out)?;
        let printed = cell.filter(|cell| cell.is_cut_or_open()).and_then(|_| self.report.printed(id.row));
        self.place(cell.and_then(|cell| cell.at).or_else(|| printed?.place()), out)?;
        printed.map_or(Ok(()), |printed| readings(printed, out))
    }

    /// Prints a value of the statistics table of an older report.
    pub fn old(&self, place: OldPlace, out: &mut dyn Write) -> io::Result<()> {
        let rows = &self.report.tables.old;
        let names = rows.get(place.row).map(|row| row.path.join(" · ")).unwrap_or_default();
        let cell = place.cell(rows);
        value(&place.address(rows), &names, cell, out)?;
        self.place(cell.and_then(|cell| cell.at), out)
    }

    /// Prints the cells of a row beside each other.
    pub fn row(&self, row: Row, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}.{row}", row.table())?;
        writeln!(out, "  {} · {}", row.table().short_zh(), row.short_zh())?;
        let (from, to) = (CellId::new(row, Col::MadeNew), CellId::new(row, Col::Total));
        let own: Vec<_> = self.report.tables.cells.range(from..=to).collect();
        let heads = own.iter().map(|(id, _)| id.col.name_zh().to_owned()).collect();
        let values = own.iter().map(|(_, cell)| cell_text(Some(cell))).collect();
        for line in table(&[heads, values]) {
            writeln!(out, "  {line}")?;
        }
        if own.is_empty() {
            return writeln!(out, "  {}", cell_text(self.report.tables.cell(from)));
        }
        let place = own.iter().filter_map(|(_, cell)| cell.at).reduce(Span::cover);
        let printed = self.report.printed(row).filter(|_| own.iter().any(|(_, cell)| cell.is_cut_or_open()));
        self.place(place.or_else(|| printed?.place()), out)?;
        printed.map_or(Ok(()), |printed| readings(printed, out))
    }

    /// Prints where a place is and the line it stands in.
    fn place(&self, at: Option<Span>, out: &mut dyn Write) -> io::Result<()> {
        let Some(at) = at else { return Ok(()) };
        let found = self.text.as_deref().and_then(|text| line_of(text, at));
        let number = found.as_ref().map_or_else(String::new, |(line, _)| format!(":{line}"));
        writeln!(out, "  {}{number}  字节 {}-{}", printable(&self.report.source.path), at.start, at.end)?;
        found.map_or(Ok(()), |(_, quote)| writeln!(out, "  {quote}"))
    }
}

/// Prints a value with its address, what it is, and what inferred it.
fn value(address: &str, names: &str, cell: Option<&Cell>, out: &mut dyn Write) -> io::Result<()> {
    let how = cell.and_then(|cell| cell.how).map_or("not known", How::id);
    writeln!(out, "{address} = {}  ({how})", cell_text(cell))?;
    writeln!(out, "  {}", printable(names))?;
    match cell.filter(|cell| cell.how == Some(How::Inferred)) {
        Some(cell) => writeln!(out, "  {}", by_zh(cell)),
        None => Ok(()),
    }
}

/// The identities that left one reading.
fn by_zh(cell: &Cell) -> String {
    if cell.by.is_empty() {
        return "推算:只有一种分法".to_owned();
    }
    let name =
        |code: &String| printable(format!("{code} {}", identity_zh(code).unwrap_or_default()).trim_end()).into_owned();
    format!("推算,依 {}", cell.by.iter().map(name).collect::<Vec<_>>().join("、"))
}

/// Prints what stands in the source for a row, and how it was cut or may be.
fn readings(printed: Printed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tokens: Vec<_> = printed.tokens().map(|token| printable(token).into_owned()).collect();
    if !tokens.is_empty() {
        writeln!(out, "  原文 {}", tokens.join("  "))?;
    }
    let cut = printed.cut();
    if !cut.is_empty() {
        let values: Vec<_> = cut.iter().map(|(_, value)| value.to_string()).collect();
        return writeln!(out, "  分为 {}", values.join(" | "));
    }
    writeln!(out, "  {}", printed.undecided().words_zh())?;
    for way in printed.candidates().iter().take(MOST_WAYS) {
        let values: Vec<_> = way.iter().map(i64::to_string).collect();
        writeln!(out, "    {}", values.join(" | "))?;
    }
    Ok(())
}

/// The number of the line a place begins in, and what of that line stands around it, with the place
/// marked.
fn line_of(text: &str, at: Span) -> Option<(usize, String)> {
    let before = text.get(..at.start)?;
    let start = before.rfind('\n').map_or(0, |feed| feed + 1);
    let end = text.get(at.end..)?.find('\n').map_or(text.len(), |feed| at.end + feed);
    let parts =
        [last_of(text.get(start..at.start)?), "«", text.get(at.range())?, "»", first_of(text.get(at.end..end)?)];
    let line: String = parts.into_iter().map(|part| printable(part).into_owned()).collect();
    Some((before.matches('\n').count() + 1, line.trim().to_owned()))
}

/// The characters nearest to a place are shown of a line that goes on and on.
const MOST_AROUND: usize = 60;

fn last_of(text: &str) -> &str {
    let from = text.char_indices().rev().nth(MOST_AROUND - 1).map_or(0, |(at, _)| at);
    text.get(from..).unwrap_or_default()
}

fn first_of(text: &str) -> &str {
    let to = text.char_indices().nth(MOST_AROUND).map_or(text.len(), |(at, _)| at);
    text.get(..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_in_its_line() {
        let text = "一\n新收 118 件\x1b[31m\n三";
        let start = text.find("118").unwrap();
        let (line, quote) = line_of(text, Span::new(start, start + 3)).unwrap();
        assert_eq!((line, quote.as_str()), (2, "新收 «118» 件␛[31m"));
        assert_eq!(line_of(text, Span::new(0, 999)), None);
        let long = "长".repeat(9000);
        let (line, quote) = line_of(&long, Span::new(12000, 12003)).unwrap();
        assert_eq!((line, quote.chars().count()), (1, 2 * MOST_AROUND + 3));
    }

    #[test]
    fn no_digit_stands_where_nothing_was_read() {
        for how in How::ALL.iter().filter(|how| !matches!(how, How::Read | How::Inferred)) {
            let shown = cell_text(Some(&Cell::null(*how)));
            assert!(!shown.is_empty() && !shown.contains(|c: char| c.is_ascii_digit()), "{how}: {shown}");
        }
        let inferred = Cell { value: Some(12.into()), how: Some(How::Inferred), ..Cell::default() };
        assert_eq!(cell_text(Some(&inferred)), "~12");
        assert_eq!(cell_text(None), "?");
    }
}
