//! Containers: the parts of a report as a text, as Markdown or as a page, the ways in which crawled
//! reports come.

use std::fmt::Write as _;

use crate::synth::piece::{Piece, Td};

/// How a report is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A row of a table a line, cells parted by blanks.
    Rows,
    /// One cell a line.
    Lines,
    /// Markdown whose cells are parted by tabs.
    Tabs,
    /// Markdown whose cells are parted by bars.
    Bars,
    /// A page.
    Page,
}

impl Layout {
    /// All of them, those that are met more often more than once.
    pub const MET: [Self; 10] = [
        Self::Rows,
        Self::Rows,
        Self::Rows,
        Self::Lines,
        Self::Tabs,
        Self::Tabs,
        Self::Bars,
        Self::Page,
        Self::Page,
        Self::Page,
    ];

    /// Whether a cell that holds nothing leaves a trace.
    pub fn shows_blanks(self) -> bool {
        matches!(self, Self::Tabs | Self::Bars | Self::Page)
    }

    /// The ending of the name of a file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Rows | Self::Lines => "txt",
            Self::Tabs | Self::Bars => "md",
            Self::Page => "html",
        }
    }
}

/// Prints the parts of a report.
pub fn print(pieces: &[Piece], layout: Layout) -> String {
    if layout == Layout::Page { page(pieces) } else { lines(pieces, layout) }
}

fn lines(pieces: &[Piece], layout: Layout) -> String {
    let mark =
        |level: u8| if layout.ending() == "md" { "#".repeat(usize::from(level) + 1) + " " } else { String::new() };
    let blank = if layout.ending() == "md" { "\n" } else { "" };
    let mut text = String::new();
    for piece in pieces {
        let _ = match piece {
            Piece::Title(title) => write!(text, "{}{title}\n\n", mark(0)),
            Piece::Head(parts) => write!(text, "{}\n\n", parts.join("   ")),
            Piece::Heading(level, heading) => write!(text, "{}{heading}\n{blank}", mark(*level)),
            Piece::Paragraph(paragraph) => write!(text, "{paragraph}\n{blank}"),
            Piece::Table(rows) => {
                text.extend(rows.iter().map(|row| row_of_lines(row, layout)));
                writeln!(text)
            }
        };
    }
    text
}

/// A row of a table with its line feed.
fn row_of_lines(row: &[Td], layout: Layout) -> String {
    let filled = || row.iter().filter(|td| td.rows > 0 && !td.text.is_empty()).map(|td| td.text.as_str());
    // A cell that spans columns leaves the others empty; table 二 is written without spans.
    let plain = row.first().is_some_and(|first| first.cols == 1 && first.rows == 1);
    let spread = || {
        row.iter().flat_map(|td| {
            let text = if td.rows == 0 { "" } else { td.text.as_str() };
            std::iter::once(text).chain(std::iter::repeat_n("", if plain { 0 } else { td.cols - 1 }))
        })
    };
    match layout {
        Layout::Lines => filled().fold(String::new(), |text, cell| text + cell + "\n"),
        Layout::Tabs => spread().collect::<Vec<_>>().join("\t") + "\n",
        Layout::Bars => format!("| {} |\n", spread().collect::<Vec<_>>().join(" | ")),
        Layout::Rows | Layout::Page => filled().collect::<Vec<_>>().join(" ") + "\n",
    }
}

fn page(pieces: &[Piece]) -> String {
    let title = pieces.iter().find_map(|piece| if let Piece::Title(title) = piece { Some(title) } else { None });
    let mut text = String::from("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    let _ = write!(text, "<title>{}</title>\n</head>\n<body>\n", title.map_or("", String::as_str));
    text.push_str("<div class=\"nav\"><a href=\"/\">首页</a> &gt; <a href=\"/xxgk/\">信息公开</a></div>\n<div class=\"article\">\n");
    for piece in pieces {
        let _ = match piece {
            Piece::Title(title) => writeln!(text, "<h1>{title}</h1>"),
            Piece::Head(parts) => parts.iter().try_for_each(|part| writeln!(text, "<div class=\"info\">{part}</div>")),
            Piece::Heading(1, heading) => writeln!(text, "<p><strong>{heading}</strong></p>"),
            Piece::Heading(_, line) | Piece::Paragraph(line) => writeln!(text, "<p>&emsp;&emsp;{line}</p>"),
            Piece::Table(rows) => {
                text.push_str("<table border=\"1\">\n");
                for row in rows {
                    row_of_page(row, &mut text);
                }
                writeln!(text, "</table>")
            }
        };
    }
    text + "</div>\n<div class=\"foot\"><a href=\"#\">打印本页</a></div>\n</body>\n</html>\n"
}

fn row_of_page(row: &[Td], text: &mut String) {
    text.push_str("<tr>");
    for td in row.iter().filter(|td| td.rows > 0) {
        text.push_str("<td");
        if td.cols > 1 {
            let _ = write!(text, " colspan=\"{}\"", td.cols);
        }
        if td.rows > 1 {
            let _ = write!(text, " rowspan=\"{}\"", td.rows);
        }
        let _ = write!(text, ">{}</td>", td.text);
    }
    text.push_str("</tr>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_every_layout() {
        let row = [Td { text: "一".into(), cols: 2, rows: 2 }, Td::new("3"), Td::new("")];
        let print = |layout| row_of_lines(&row, layout);
        assert_eq!(print(Layout::Rows), "一 3\n");
        assert_eq!(print(Layout::Lines), "一\n3\n");
        assert_eq!(print(Layout::Tabs), "一\t\t3\t\n");
        assert_eq!(print(Layout::Bars), "| 一 |  | 3 |  |\n");
        let mut text = String::new();
        row_of_page(&row, &mut text);
        assert_eq!(text, "<tr><td colspan=\"2\" rowspan=\"2\">一</td><td>3</td><td></td></tr>\n");
    }
}
