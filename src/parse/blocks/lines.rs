//! Plain text and Markdown to the stream: a line is an item, unless it is a mark of the page.

use std::ops::Range;

use memchr::memmem;

use crate::model::limits::Limit;
use crate::parse::Line;
use crate::parse::blocks::cells::{self, Ends};
use crate::parse::blocks::inline::{Signs, clean};
use crate::parse::blocks::{Shape, Stream, inline};
use crate::parse::piece::{Piece, trimmed};

/// Whether a text uses the marks of Markdown: a heading or a pair of bold marks.
pub fn has_markup(text: &str) -> bool {
    let holds = |mark: &[u8]| memmem::find(text.as_bytes(), mark).is_some();
    let any_bold = holds(b"**");
    if !any_bold && !holds(b"#") && !holds(b"![") {
        return false;
    }
    text.lines().take(4000).any(|line| {
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        let heading = (1..=6).contains(&hashes) && line.get(hashes..).is_some_and(|rest| rest.starts_with(' '));
        heading || any_bold && has_bold(line) || inline::has_picture(line)
    })
}

/// Whether a line has two bold marks with something between.
fn has_bold(line: &str) -> bool {
    let mut marks = memmem::find_iter(line.as_bytes(), b"**");
    marks.next().zip(marks.next()).is_some_and(|(open, close)| close > open + 2)
}

/// Reads lines; `markup` says whether the marks of Markdown are marks.
pub fn read_lines(source: &str, markup: bool) -> Stream<'_> {
    let mut stream = Stream::default();
    read_between(source, 0..source.len(), markup, &mut stream);
    stream
}

/// Reads the lines between two offsets on to the end of a stream.
pub(super) fn read_between<'a>(source: &'a str, range: Range<usize>, markup: bool, stream: &mut Stream<'a>) {
    let signs = Signs::of_lines(source.get(range.clone()).unwrap_or(source), markup);
    let longest = Limit::Text.size();
    let mut reader = Reader { source, signs, stream, page: 0, end: range.end.min(longest), ends: Ends::Frame };
    let lines = memchr::memchr_iter(b'\n', source.get(range.clone()).unwrap_or_default().as_bytes()).count();
    reader.stream.reserve(lines.min(1 << 16));
    let mut from = range.start;
    while from < range.end {
        if reader.stream.is_full() {
            reader.stream.stopped = Some(from);
            break;
        }
        let (end, next) = line_end(source.as_bytes(), from);
        let (end, next) = (end.min(range.end), next.min(range.end));
        if end > longest {
            let end = (0..=longest).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(from).max(from);
            reader.line(from..end, false);
            reader.stream.stopped = Some(end);
            break;
        }
        let table = || reader.drawn(from..end).or_else(|| reader.ruled(from..end, next));
        if let Some(behind) = may_draw(source.as_bytes(), from..end).then(table).flatten() {
            from = behind;
            continue;
        }
        let page_ends = source.as_bytes().get(end) == Some(&b'\x0C');
        reader.line(from..end, page_ends);
        from = next;
    }
}

/// Whether a line may be a border or a ruler: not one that starts with a letter, a number or a pipe.
fn may_draw(source: &[u8], line: Range<usize>) -> bool {
    let first = source.get(line).unwrap_or_default().iter().find(|b| !matches!(b, b' ' | b'\t'));
    !matches!(first, None | Some(0xE4..=0xE9 | 0xEF | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'|'))
}

/// The end of the line that starts at an offset, and the start of the next one.
pub(super) fn line_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let rest = bytes.get(from..).unwrap_or_default();
    match memchr::memchr3(b'\n', b'\r', b'\x0C', rest) {
        None => (bytes.len(), bytes.len()),
        Some(n) if rest.get(n..n + 2) == Some(b"\r\n") => (from + n, from + n + 2),
        Some(n) => (from + n, from + n + 1),
    }
}

pub(super) struct Reader<'a, 's> {
    pub source: &'a str,
    pub signs: Signs,
    pub stream: &'s mut Stream<'a>,
    /// Pages that have ended.
    page: usize,
    /// Where tables end at the latest.
    pub end: usize,
    /// What pipes at the ends of a line are in the open table.
    ends: Ends,
}

impl Reader<'_, '_> {
    pub fn line(&mut self, range: Range<usize>, page_ends: bool) {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        self.page += usize::from(page_ends);
        let text = raw.get(trimmed(raw)).unwrap_or_default();
        let own_number = page_ends && text.parse() == Ok(self.page);
        if text.is_empty() || own_number {
            self.stream.push_gap();
            self.ends = Ends::Frame;
        } else if cells::is_drawing(text) {
            self.ends = if cells::is_unframed(raw) { Ends::Cells } else { self.ends };
        } else if !is_page_mark(text) {
            self.text_line(range);
        }
    }

    fn text_line(&mut self, range: Range<usize>) {
        let (shape, range) = if self.signs.markup { self.markup_of(range) } else { (Shape::Text, range) };
        if shape == Shape::Text
            && let Some(cells) = cells::split(self.source, range.clone(), self.signs, self.ends)
        {
            self.tell(range.clone());
            let raw = self.source.get(range).unwrap_or_default();
            if cells.len() > 2 && cells::is_unframed(raw) {
                self.ends = Ends::Cells;
            }
            self.stream.push(Shape::Row, cells);
            return;
        }
        if self.signs.markup && inline::has_picture(self.source.get(range.clone()).unwrap_or_default()) {
            self.stream.pictures.push(range.start);
        }
        let piece = clean(self.source, range, self.signs);
        if !piece.is_empty() {
            self.stream.lines.push(Line { text: piece.text.clone(), at: piece.at });
            self.stream.push(shape, [piece]);
        }
    }

    pub fn tell(&mut self, range: Range<usize>) {
        let raw = Piece::trimmed(self.source, range);
        if !raw.is_empty() {
            self.stream.lines.push(Line { text: raw.text, at: raw.at });
        }
    }

    /// The shape that the marks at the start of the line give it, and the line without them.
    fn markup_of(&self, range: Range<usize>) -> (Shape, Range<usize>) {
        let mut start = range.start;
        let rest = |start: usize| self.source.get(start..range.end).unwrap_or_default();
        loop {
            // White space is the mark's only before one: tabs that lead a row are empty cells.
            let indent = rest(start).len() - rest(start).trim_start().len();
            let text = rest(start + indent);
            let hashes = text.bytes().take_while(|b| *b == b'#').count();
            if (1..=6).contains(&hashes) {
                let level = u8::try_from(hashes).unwrap_or(6);
                return (Shape::Heading(level), start + indent + hashes..range.end);
            }
            if text.starts_with('>') {
                start += indent + 1;
            } else if ["- ", "* ", "+ "].iter().any(|bullet| text.starts_with(bullet)) {
                start += indent + 2;
            } else {
                return (Shape::Text, start..range.end);
            }
        }
    }
}

/// Whether a line holds the number of a page and nothing else: `- 3 -`, `— 3 —`, also torn into cells.
pub(super) fn is_page_mark(line: &str) -> bool {
    const LONGEST_MARK: usize = 24;
    if cells::starts_with_text(line) && !line.starts_with('第') {
        return false;
    }
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '―' | '−' | '－' | '·' | '~');
    let mut marks = line.chars().filter(|c| !c.is_whitespace() && !matches!(c, '|' | '\\' | '>' | '*'));
    let Some(first) = marks.next().filter(|c| is_dash(*c) || *c == '第') else { return false };
    let squashed: String = std::iter::once(first).chain(marks.take(LONGEST_MARK)).collect();
    let inner = squashed.trim_matches(is_dash);
    let dashes = squashed.starts_with(is_dash) && squashed.ends_with(is_dash);
    let digits = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let words = inner.strip_prefix('第').and_then(|text| text.split_once('页'));
    let of_pages = |rest: &str| {
        let count = rest.trim_start_matches(['共', '/', ',', '，']).trim_end_matches('页');
        rest.is_empty() || count.bytes().all(|b| b.is_ascii_digit())
    };
    (dashes && digits(inner)) || words.is_some_and(|(page, rest)| digits(page) && of_pages(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, items: &[&str]) {
        let stream = read_lines(source, has_markup(source));
        let shown: Vec<_> = stream.items().iter().map(|item| show(&stream, item)).collect();
        assert_eq!(shown, items, "{source:?}");
    }

    fn show(stream: &Stream<'_>, item: &crate::parse::blocks::Item) -> String {
        let texts: Vec<_> = stream.pieces(item).iter().map(|piece| &*piece.text).collect();
        let mark = match item.shape {
            Shape::Text => String::new(),
            Shape::Heading(level) => format!("h{level} "),
            Shape::Row => "row ".into(),
        };
        format!("{}{mark}{}", if item.gap { "~" } else { "" }, texts.join("|"))
    }

    #[test]
    fn lines_become_items() {
        check("标题\r\n\r\n一、总体情况\r\n", &["标题", "~一、总体情况"]);
        check("## 一、总体情况\n> - 1.**要点**。说明", &["h2 一、总体情况", "1.要点。说明"]);
        check("# 不是\n\n| a | b |\n|---|---|\n| 1 |  |", &["h1 不是", "~row a|b", "row 1|"]);
        check("规章\t0\t0\t0\n  正文\t", &["row 规章|0|0|0", "正文"]);
        check("**注**\n\t\t甲\t乙", &["注", "row ||甲|乙"]);
        check("#标签 不是标记", &["#标签 不是标记"]);
        check("甲\n- 3 -\n— 4 —\n第 5 页 共 9 页\n| - 6 | - |  |\n乙", &["甲", "乙"]);
        check("正文\n1\x0C续\n7\x0C", &["正文", "~续", "7"]);
    }

    #[test]
    fn drawn_tables_are_joined() {
        check(
            "+-----+---+\n| 规  | 0 |\n| 章  |   |\n+=====+===+\n| 行政许可 | 5 |\n+---+---+\n文字",
            &["row 规章|0", "row 行政许可|5", "文字"],
        );
        check("> **注**\n> +----+---+\n> | 许 | 5 |\n> +----+---+", &["注", "row 许|5"]);
        check("+----+---+\n|甲|乙|1|\n|丙| |2|\n+----+---+\n|丁|3|\n+--+", &["row 甲丙|乙|1\n2", "row 丁|3"]);
        check("+---+\n| 甲", &["row 甲"]);
        check(
            "+----+------+---+\n| 组 | 甲   | 1 |\n|    +------+---+\n|    | 乙丙 | 2 |\n+----+------+---+",
            &["row 组|甲|1", "row 乙丙|2"],
        );
        check("+---+---+", &[]);
    }

    #[test]
    fn ruled_tables_are_cut_under_their_rulers() {
        check(
            "  信息内容   本年\n  ---------- ------ ----\n  规章       0      1\n             3\n\n二、正文 三",
            &["信息内容   本年", "row 规章|0|1", "row |3|", "~二、正文 三"],
        );
        check(
            "---------------\n 信息      件\n--------- -----\n行政      5\n许可\n\n规章      0\n---------------\n正文",
            &["信息      件", "row 行政许可|5", "row 规章|0", "正文"],
        );
        check("=== ===\n甲  乙\n=== ===\n1   2\n=== ===\n", &["row 甲|乙", "row 1|2"]);
        check("---- ----\n这一行文字不在两列之中\n", &["这一行文字不在两列之中"]);
    }

    #[test]
    fn rows_without_a_frame_end_in_cells() {
        check(
            "# 表\n甲 | 乙  \n---|---  \n 规章 | 0 |  \n\n| 1 | |",
            &["h1 表", "row 甲|乙", "row 规章|0|", "~row 1|"],
        );
    }

    #[test]
    fn a_text_longer_than_any_report_is_cut() {
        let source = "0\n".repeat(1 << 20);
        let stream = read_lines(&source, false);
        assert!(stream.stopped.is_some() && stream.items().len() <= (1 << 19) + 1);
    }
}
