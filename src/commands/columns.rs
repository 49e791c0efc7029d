//! Plain text in columns, measured as a terminal measures it: Chinese characters take two.

use unicode_width::UnicodeWidthStr as _;

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
    fn columns_line_up_under_wide_characters() {
        let rows = [vec!["项目".into(), "总计".into()], vec!["a".into(), "12".into()], vec!["只有名".to_owned()]];
        assert_eq!(table(&rows), ["项目    总计", "a         12", "只有名"]);
    }
}
