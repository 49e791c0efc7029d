//! The sheets of an Excel workbook as blocks: a row with one cell is a paragraph, rows with more are a
//! table, each cell in its column and those that a merged one covers left out.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use quick_xml::events::{BytesStart, Event};

use crate::model::date::Date;
use crate::model::limits::Limit;
use crate::parse::blocks::office::document::{Block, Body, Cell};
use crate::parse::blocks::office::package::{Package, attribute, for_each_start, reference, xml};
use crate::parse::blocks::{COLUMNS_END, MOST_COLUMNS};

/// More sheets and merged cells than any report has; what comes behind is not read.
const MOST_SHEETS: usize = 64;
const MOST_MERGES: usize = 1 << 14;

/// Reads the visible sheets in their order. `name` is the main part, `main` its text.
pub fn read(package: &mut Package<'_>, name: &str, main: &str) -> Body {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let relations = package.part(&format!("{folder}/_rels/workbook.xml.rels")).unwrap_or_default();
    let mut parts = HashMap::new();
    for_each_start(&relations, |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let inside = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
            parts.insert(id, inside);
        }
    });
    let strings = strings(&package.part(&format!("{folder}/sharedStrings.xml")).unwrap_or_default());
    let dates = date_styles(&package.part(&format!("{folder}/styles.xml")).unwrap_or_default());
    let mut body = Body::default();
    let mut room = Room { cells: Limit::Cells.size(), text: Limit::Text.size() };
    let mut shown = Limit::Cells.size();
    let sheets = sheets(main);
    body.stopped = sheets.len() > MOST_SHEETS;
    for part in sheets.iter().take(MOST_SHEETS).filter_map(|id| parts.get(id)) {
        let Some(text) = package.part(part) else {
            body.stopped = true;
            continue;
        };
        let sheet = Sheet::read(&text, &strings, &dates, &mut room);
        body.stopped |= sheet.stopped;
        sheet.write(&mut shown, &mut body.blocks);
        body.stopped |= shown == 0;
    }
    body
}

/// The relations of the sheets that are shown.
fn sheets(main: &str) -> Vec<String> {
    let mut all = Vec::new();
    for_each_start(main, |element| {
        let hidden = attribute(element, "state").is_some_and(|state| state.ends_with("idden"));
        if element.local_name().as_ref() == "sheet" && !hidden {
            all.extend(attribute(element, "id"));
        }
    });
    all
}

/// The texts that cells refer to by number. Readings of characters (`rPh`) are no text.
fn strings(part: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut reading = 0_usize;
    for_each_piece(part, |piece| match piece {
        Piece::Start(element) => match element.local_name().as_ref() {
            "si" => all.push(String::new()),
            "rPh" => reading += 1,
            _ => {}
        },
        Piece::End("rPh") => reading = reading.saturating_sub(1),
        Piece::Text("t", text) if reading == 0 => {
            if let Some(last) = all.last_mut() {
                last.push_str(text);
            }
        }
        _ => {}
    });
    all
}

/// For each style of cells whether it shows its number as a date.
fn date_styles(part: &str) -> Vec<bool> {
    /// The numbers of the formats that are dates in every workbook.
    const BUILT_IN: [RangeInclusive<u32>; 3] = [14..=17, 27..=31, 57..=58];
    let mut own = HashMap::new();
    let mut all = Vec::new();
    let mut in_cells = false;
    for_each_start(part, |element| match element.local_name().as_ref() {
        "numFmt" => {
            let id = attribute(element, "numFmtId").and_then(|id| id.parse::<u32>().ok());
            let is_date =
                attribute(element, "formatCode").is_some_and(|code| code.contains("yy") || code.contains('年'));
            own.extend(id.map(|id| (id, is_date)));
        }
        "cellXfs" => in_cells = true,
        "cellStyles" | "dxfs" => in_cells = false,
        "xf" if in_cells => {
            let id = attribute(element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
            let built_in = BUILT_IN.iter().any(|range| range.contains(&id));
            all.push(own.get(&id).copied().unwrap_or(built_in));
        }
        _ => {}
    });
    all
}

/// What a walk over a part meets; text comes with the name of its element.
enum Piece<'a> {
    Start(&'a BytesStart<'a>),
    End(&'a str),
    Text(&'a str, &'a str),
}

/// Walks over a part up to its end or the first damage; whether it came to the end.
fn for_each_piece(part: &str, mut call: impl FnMut(Piece<'_>)) -> bool {
    let mut reader = xml(part);
    let mut open = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                element.local_name().as_ref().clone_into(&mut open);
                call(Piece::Start(&element));
            }
            Ok(Event::End(element)) => {
                call(Piece::End(element.local_name().as_ref()));
                open.clear();
            }
            Ok(Event::Text(text)) => call(Piece::Text(&open, &text.xml10_content())),
            Ok(Event::CData(text)) => call(Piece::Text(&open, &text.xml10_content())),
            Ok(Event::GeneralRef(name)) => {
                if let Some(c) = reference(&name) {
                    call(Piece::Text(&open, c.encode_utf8(&mut [0; 4])));
                }
            }
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// A sheet: the cells that are there, and the stretches that merged ones cover.
#[derive(Debug, Default)]
struct Sheet {
    rows: Vec<(u32, Vec<(u16, String)>)>,
    merges: Vec<Merge>,
    stopped: bool,
}

#[derive(Debug)]
struct Merge {
    rows: RangeInclusive<u32>,
    columns: RangeInclusive<u16>,
}

/// How many cells may still be read, and how much text of them: many cells can show one long text.
struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    /// Takes up the room of a cell, if there is any.
    fn take(&mut self, text: &str) -> bool {
        let has_room = self.cells > 0 && self.text >= text.len();
        if has_room {
            (self.cells, self.text) = (self.cells - 1, self.text - text.len());
        }
        has_room
    }
}

/// What is known of the cell being read.
#[derive(Debug, Default)]
struct Open {
    row: u32,
    column: u16,
    kind: String,
    is_date: bool,
    text: String,
}

impl Sheet {
    fn read(part: &str, strings: &[String], dates: &[bool], room: &mut Room) -> Self {
        let mut sheet = Self::default();
        let mut open = Open::default();
        let whole = for_each_piece(part, |piece| match piece {
            Piece::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    let next = sheet.rows.last().map_or(1, |(row, _)| row.saturating_add(1));
                    open.row = attribute(element, "r").and_then(|row| row.parse().ok()).unwrap_or(next);
                    open.column = 0;
                }
                "c" => open.start(element, dates),
                "mergeCell" if sheet.merges.len() < MOST_MERGES => {
                    sheet.merges.extend(attribute(element, "ref").and_then(|range| Merge::parse(&range)));
                }
                _ => {}
            },
            Piece::Text("v" | "t", text) => open.text.push_str(text),
            Piece::End("c") => {
                if open.column < COLUMNS_END {
                    let text = open.shown(strings);
                    if room.take(&text) {
                        sheet.push(open.row, open.column, text.into_owned());
                    } else {
                        sheet.stopped = true;
                    }
                }
                open.column = open.column.saturating_add(1);
            }
            Piece::Text(..) | Piece::End(_) => {}
        });
        sheet.stopped |= !whole;
        sheet
    }

    fn push(&mut self, row: u32, column: u16, text: String) {
        match self.rows.last_mut() {
            Some((last, cells)) if *last == row => cells.push((column, text)),
            _ => self.rows.push((row, vec![(column, text)])),
        }
    }

    /// Writes the rows as blocks; empty ones set apart what follows. `room` is how many cells may be written, with
    /// those between them that are not written down.
    fn write(mut self, room: &mut usize, blocks: &mut Vec<Block>) {
        self.rows.sort_by_key(|(row, _)| *row);
        self.merges.sort_by_key(|merge| *merge.rows.start());
        let mut covered = Covered::default();
        let mut coming = self.merges.iter().peekable();
        let mut table: Vec<Vec<Cell>> = Vec::new();
        for (row, cells) in &mut self.rows {
            covered.come_to(*row);
            while let Some(merge) = coming.next_if(|merge| merge.rows.start() <= row) {
                covered.add(merge);
            }
            cells.sort_by_key(|(column, _)| *column);
            let shown = shown(cells, &covered);
            let Some(left) = room.checked_sub(shown.len()) else {
                *room = 0;
                break;
            };
            *room = left;
            match shown.as_slice() {
                _ if shown.iter().all(|cell| cell.1.is_empty()) => flush(&mut table, blocks),
                [(_, text)] => {
                    flush(&mut table, blocks);
                    blocks.push(paragraph(text));
                }
                cells => table.push(
                    cells
                        .iter()
                        .map(|(column, text)| Cell { column: *column, blocks: vec![paragraph(text)] })
                        .collect(),
                ),
            }
        }
        flush(&mut table, blocks);
    }
}

/// Which columns of a row merged cells cover. However many there are, a row is looked at once.
#[derive(Debug)]
struct Covered {
    row: u32,
    /// For each column the last row that is covered from above or from the left.
    until: [u32; MOST_COLUMNS],
    /// The same for what is covered from the next row on, below the cells that are shown.
    below: [u32; MOST_COLUMNS],
}

impl Default for Covered {
    fn default() -> Self {
        Self { row: 0, until: [0; MOST_COLUMNS], below: [0; MOST_COLUMNS] }
    }
}

impl Covered {
    /// Goes on to a row further down.
    fn come_to(&mut self, row: u32) {
        if row > self.row {
            for (until, below) in self.until.iter_mut().zip(&mut self.below) {
                *until = std::mem::take(below).max(*until);
            }
        }
        self.row = row;
    }

    fn add(&mut self, merge: &Merge) {
        let (first, last) = (*merge.columns.start(), *merge.columns.end());
        for column in first..=last.min(COLUMNS_END - 1) {
            let is_shown = column == first && *merge.rows.start() == self.row;
            let until = if is_shown { &mut self.below } else { &mut self.until };
            if let Some(until) = until.get_mut(usize::from(column)) {
                *until = (*until).max(*merge.rows.end());
            }
        }
    }

    fn covers(&self, column: u16) -> bool {
        self.until.get(usize::from(column)).is_some_and(|until| *until >= self.row && self.row > 0)
    }
}

/// The cells of a row with those between them that are not written down, without those that a merged
/// one covers.
fn shown<'c>(cells: &'c [(u16, String)], covered: &Covered) -> Vec<(u16, &'c str)> {
    let last = cells.last().map_or(0, |(column, _)| column + 1);
    let free = (0..last.min(COLUMNS_END)).filter(|column| !covered.covers(*column));
    let text = |column: u16| cells.iter().find(|(own, _)| *own == column).map_or("", |(_, text)| text.trim());
    free.map(|column| (column, text(column))).collect()
}

fn flush(table: &mut Vec<Vec<Cell>>, blocks: &mut Vec<Block>) {
    if !table.is_empty() {
        blocks.push(Block::Table(std::mem::take(table)));
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: text.to_owned(), heading: None }
}

impl Open {
    fn start(&mut self, element: &BytesStart<'_>, dates: &[bool]) {
        if let Some((column, row)) = attribute(element, "r").and_then(|place| place_of(&place)) {
            (self.column, self.row) = (column, row);
        }
        let style = attribute(element, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
        self.is_date = dates.get(style).copied().unwrap_or(false);
        self.kind = attribute(element, "t").unwrap_or_default();
        self.text.clear();
    }

    /// The text that the cell shows. Numbers are written down with more digits than they have.
    fn shown<'s>(&'s self, strings: &'s [String]) -> Cow<'s, str> {
        match self.kind.as_str() {
            "s" => {
                self.text.trim().parse().ok().and_then(|n: usize| strings.get(n)).map_or(Cow::Borrowed(""), Cow::from)
            }
            "" | "n" => match self.text.trim().parse::<f64>() {
                Ok(number) if self.is_date => date(number).map_or(Cow::Borrowed(""), |date| date.to_string().into()),
                Ok(number) => number.to_string().into(),
                Err(_) => self.text.as_str().into(),
            },
            _ => self.text.as_str().into(),
        }
    }
}

/// The day that a number of days since the end of 1899 stands for.
fn date(days: f64) -> Option<Date> {
    /// 1970-01-01 in days since then; the first two months of 1900 are counted wrong and never met.
    const UNIX: i64 = 25_569;
    let days = format!("{:.0}", days.floor()).parse::<i64>().ok()?;
    Date::from_days(days - UNIX)
}

/// The column, from 0, and the row of a place like `B12`.
fn place_of(place: &str) -> Option<(u16, u32)> {
    let digits = place.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = (place.get(..digits)?, place.get(digits..)?);
    let add =
        |column: u16, c: u8| column.checked_mul(26)?.checked_add(u16::from(c.to_ascii_uppercase().checked_sub(b'@')?));
    let column = letters.bytes().filter(u8::is_ascii_alphabetic).try_fold(0_u16, add)?;
    Some((column.checked_sub(1)?, row.parse().ok()?))
}

impl Merge {
    fn parse(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':')?;
        let ((left, top), (right, bottom)) = (place_of(first)?, place_of(last)?);
        Some(Self { rows: top..=bottom, columns: left..=right })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use crate::parse::blocks::office::read;

    /// A workbook with one sheet of these rows, and these strings.
    fn workbook(sheet: &str, strings: &[&str]) -> Vec<u8> {
        let strings: Vec<_> = strings.iter().map(|text| format!("<si><t>{text}</t><rPh><t>x</t></rPh></si>")).collect();
        let strings = strings.concat();
        let parts = [
            ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" state=\"hidden\" r:id=\"rId9\"/><sheet name=\"b\" r:id=\"rId1\"/></sheets></workbook>".to_owned()),
            ("xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></R>".to_owned()),
            ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>")),
            ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_owned()),
            ("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>")),
        ];
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, part) in parts {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(part.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn check(sheet: &str, strings: &[&str], expected: &str) {
        assert_eq!(read(&workbook(sheet, strings)).unwrap().written.into_text(), expected, "{sheet}");
    }

    #[test]
    fn cells_are_written_as_they_are_shown() {
        check(
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"2\"/></row>\
             <row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\"><v>18651.060000000001</v></c><c r=\"D2\"><v>1.2E3</v></c></row>\
             <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>甲&amp;</t><t>乙</t></is></c><c r=\"B3\" s=\"1\"><v>44957</v></c></row></sheetData>\
             <mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>",
            &["二、主动公开政府信息情况", "规章"],
            "二、主动公开政府信息情况\n\n规章\t18651.06\t\t1200\n甲&乙\t2023-01-31\n\n",
        );
    }

    #[test]
    fn merged_cells_cover_rows_and_columns() {
        check(
            "<sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c/><c/><c><v>3</v></c><c><v>4</v></c></row></sheetData>\
             <mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>",
            &[],
            "1\t2\n3\t4\n\n",
        );
    }

    #[test]
    fn damage_and_excess_are_bounded() {
        let far = "<sheetData><row r=\"4294967295\"><c r=\"ZZZZZZZ9\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c><c r=\"A1\"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>";
        let written = read(&workbook(far, &[])).unwrap().written.into_text();
        assert!(written.len() < 100, "{written}");
        let many = format!(
            "<sheetData><row>{}</row></sheetData>",
            "<c><v>1</v></c>".repeat(crate::model::limits::Limit::Cells.size() + 9)
        );
        assert!(read(&workbook(&many, &[])).unwrap().written.into_text().len() < 1000);
        let broken = read(&workbook("<sheetData><row><c><v>1</v></c></row><row><c><v>2<!", &[])).unwrap().written;
        assert!(broken.stopped().is_some() && broken.text() == "1\n", "{:?}", broken.text());
    }
}
