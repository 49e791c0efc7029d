//! Plain text in columns, measured as a terminal measures it: Chinese characters take two.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns a terminal needs for the text.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` with blanks up to a width; longer text stays whole.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The same, with the blanks in front.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `text` in so many columns at most; of a longer one the beginning, and a sign that there is more.
pub(super) fn fitted(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.width().unwrap_or(0);
        taken < columns
    };
    Cow::Owned(format!("{}…", text.chars().take_while(fits).collect::<String>()))
}

/// Lines of a table whose first column is left-justified and whose others are right-justified, two
/// blanks apart. Rows may have fewer cells than the widest.
pub(super) fn table(rows: &[Vec<String>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|col| rows.iter().filter_map(|row| row.get(col)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(col, (cell, width))| if col == 0 { left(cell, *width) } else { right(cell, *width) });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_ends_in_a_sign() {
        let check = |text: &str, columns: usize, expected: &str| assert_eq!(fitted(text, columns), expected);
        check("年报库", 6, "年报库");
        check("年报库", 5, "年报…");
        check("年报库", 4, "年…");
        check("abc", 2, "a…");
    }

    #[test]
    fn columns_line_up_under_wide_characters() {
        let rows = [vec!["项目".into(), "总计".into()], vec!["a".into(), "12".into()], vec!["只有名".to_owned()]];
        assert_eq!(table(&rows), ["项目    总计", "a         12", "只有名"]);
    }
}
