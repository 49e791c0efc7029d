//! Rows as sheets of a workbook. Text is written as text, never as a formula or a link, and the same
//! rows give the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::commands::sheet::Value;
use crate::model::spreadsheet::{guarded, is_number};

/// Rows of a sheet, its head among them.
const MOST_ROWS: usize = 1_048_576;
/// UTF-16 units a cell holds.
const LONGEST: usize = 32_767;
/// The widest column, in characters; what is longer is read in its cell.
const WIDEST: usize = 60;

/// A workbook being filled.
pub(in crate::commands) struct Book {
    book: Workbook,
    bold: Format,
}

impl Book {
    /// # Errors
    /// Never in practice: the date is a valid one.
    pub(in crate::commands) fn new() -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        // A workbook carries the day it was made on; the same flags are to give the same file.
        let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        Ok(Self { book, bold: Format::new().set_bold() })
    }

    /// Adds a sheet with a head that stays in view and can be filtered by, and continues it on further
    /// sheets where it has more rows than one can hold.
    ///
    /// # Errors
    /// When the writer refuses a name or a cell.
    pub(in crate::commands) fn table(
        &mut self,
        name: &str,
        head: &[&str],
        rows: impl Iterator<Item = Vec<Value>>,
    ) -> Result<(), XlsxError> {
        self.table_of(name, head, rows, MOST_ROWS - 1)
    }

    fn table_of(
        &mut self,
        name: &str,
        head: &[&str],
        rows: impl Iterator<Item = Vec<Value>>,
        most: usize,
    ) -> Result<(), XlsxError> {
        let mut rows = rows.peekable();
        for nth in 1.. {
            let sheet = self.book.add_worksheet();
            sheet.set_name(if nth == 1 { name.to_owned() } else { format!("{name}{nth}") })?;
            let mut widths: Vec<usize> = head.iter().map(|name| columns(name)).collect();
            for (col, name) in (0..).zip(head) {
                sheet.write_string_with_format(0, col, *name, &self.bold)?;
            }
            let mut last = 0;
            for (row, values) in (1..).zip(rows.by_ref().take(most)) {
                write_row(sheet, row, &values, &mut widths)?;
                last = row;
            }
            sheet.set_freeze_panes(1, 0)?;
            let last_col = u16::try_from(head.len().saturating_sub(1)).unwrap_or(u16::MAX);
            sheet.autofilter(0, 0, last, last_col)?;
            set_widths(sheet, &widths)?;
            if rows.peek().is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Adds a sheet of rows without a head of their own; what `is_head` says of a row makes it one.
    ///
    /// # Errors
    /// When the writer refuses a name or a cell.
    pub(in crate::commands) fn page(
        &mut self,
        name: &str,
        rows: &[Vec<Value>],
        is_head: impl Fn(usize) -> bool,
    ) -> Result<(), XlsxError> {
        let sheet = self.book.add_worksheet();
        sheet.set_name(name)?;
        let mut widths = vec![0; rows.iter().map(Vec::len).max().unwrap_or(0)];
        for (nth, (row, values)) in (0..).zip(rows).enumerate() {
            // What is said above tables may be long, and would make their first columns wide.
            let is_table = values.len() > 2;
            let mut none = Vec::new();
            write_row(sheet, row, values, if is_table { &mut widths } else { &mut none })?;
            if is_head(nth) {
                sheet.set_row_format(row, &self.bold)?;
            }
        }
        set_widths(sheet, &widths)
    }

    /// The bytes of the workbook.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub(in crate::commands) fn bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }
}

fn write_row(sheet: &mut Worksheet, row: u32, values: &[Value], widths: &mut [usize]) -> Result<(), XlsxError> {
    for (nth, (col, value)) in (0..).zip(values).enumerate() {
        let width = match value {
            Value::Empty => continue,
            Value::Number(number) if is_number(number) => {
                // At most fifteen digits, which binary floating point holds exactly enough to print.
                sheet.write_number(row, col, number.parse::<f64>().unwrap_or_default())?;
                number.len()
            }
            Value::Number(text) | Value::Text(text) => {
                let text = shortened(&guarded(text));
                sheet.write_string(row, col, &text)?;
                columns(&text)
            }
        };
        if let Some(widest) = widths.get_mut(nth) {
            *widest = width.min(WIDEST).max(*widest);
        }
    }
    Ok(())
}

fn set_widths(sheet: &mut Worksheet, widths: &[usize]) -> Result<(), XlsxError> {
    for (col, width) in (0..).zip(widths) {
        let width = u16::try_from(width + 2).unwrap_or(u16::MAX);
        sheet.set_column_width(col, f64::from(width))?;
    }
    Ok(())
}

fn columns(text: &str) -> usize {
    crate::commands::columns::width(text).min(WIDEST)
}

/// Text that a cell has room for.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.len_utf16();
        taken < LONGEST
    };
    format!("{}…", text.chars().take_while(fits).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    fn read(book: Book) -> Xlsx<Cursor<Vec<u8>>> {
        calamine::open_workbook_from_rs(Cursor::new(book.bytes().unwrap())).unwrap()
    }

    #[test]
    fn text_is_text_and_numbers_are_numbers() {
        let mut book = Book::new().unwrap();
        let long = "云".repeat(40_000);
        let row = vec![
            Value::text("=1+1"),
            Value::of("-6"),
            Value::Empty,
            Value::text("https://a.example"),
            Value::text(&long),
        ];
        book.table("疑点", &["甲", "乙", "丙", "丁", "戊"], std::iter::once(row)).unwrap();
        let mut sheets = read(book);
        assert!(sheets.worksheet_formula("疑点").unwrap().is_empty());
        let range = sheets.worksheet_range("疑点").unwrap();
        let cell = |col| range.get_value((1, col)).cloned().unwrap_or(Data::Empty);
        assert_eq!(cell(0), Data::String("'=1+1".into()));
        assert_eq!(cell(1), Data::Float(-6.0));
        assert_eq!(cell(2), Data::Empty);
        assert_eq!(cell(3), Data::String("https://a.example".into()));
        assert!(matches!(cell(4), Data::String(text) if text.chars().count() == LONGEST && text.ends_with('…')));
    }

    #[test]
    fn what_one_sheet_cannot_hold_goes_on_the_next() {
        let mut book = Book::new().unwrap();
        book.table_of("疑点", &["数"], (1..=7).map(|n| vec![Value::number(n)]), 3).unwrap();
        let mut sheets = read(book);
        assert_eq!(sheets.sheet_names(), ["疑点", "疑点2", "疑点3"]);
        let rows = |sheets: &mut Xlsx<_>, name| sheets.worksheet_range(name).unwrap().height() - 1;
        assert_eq!(["疑点", "疑点2", "疑点3"].map(|name| rows(&mut sheets, name)), [3, 3, 1]);
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let book = || {
            let mut book = Book::new().unwrap();
            book.page("汇总", &[vec![Value::text("年报"), Value::number(3)]], |_| true).unwrap();
            book.bytes().unwrap()
        };
        assert_eq!(book(), book());
    }
}
