//! Markdown with tags in it, as converters write tables with merged cells: what stands in a table is
//! read as on a page, everything else as lines of Markdown in which tags show nothing.

use std::ops::Range;

use memchr::{memchr2_iter, memrchr};

use crate::model::report::Span;
use crate::parse::Line as Told;
use crate::parse::blocks::html::build::Builder;
use crate::parse::blocks::html::element::Element;
use crate::parse::blocks::html::tokens::Token;
use crate::parse::blocks::html::{Entry, Page, Row, Shown};
use crate::parse::blocks::inline::{Signs, clean};
use crate::parse::blocks::lines::read_between;
use crate::parse::blocks::{Shape, Stream};

/// Whether a text has anything of HTML: the start of a tag, or a reference.
pub fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_start = |at: usize| {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        next.is_ascii_alphabetic() || (bytes.get(at) == Some(&b'<') && next == b'!') || next == b'#'
    };
    memchr2_iter(b'<', b'&', bytes).any(is_start)
}

/// Whether a text has the tags of a table.
pub fn has_tables(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_cell = |at: usize| bytes.get(at..at + 3).is_some_and(|tag| tag.eq_ignore_ascii_case(b"<td"));
    memchr::memchr_iter(b'<', bytes).any(is_cell)
}

/// Reads a text.
pub fn read(source: &str) -> Page {
    Reader { source, builder: Builder::new(source), from: 0, piped: false }.run()
}

struct Reader<'a> {
    source: &'a str,
    builder: Builder<'a>,
    /// Where the lines since the last table start in the shown text.
    from: usize,
    /// Whether the open line has a pipe: a break in it is one inside a cell.
    piped: bool,
}

impl Reader<'_> {
    fn run(mut self) -> Page {
        loop {
            let start = self.builder.tokens.position();
            let Some(token) = self.builder.tokens.next() else { break };
            let inside = !self.builder.frames.is_empty();
            match token {
                Token::Text(range) if inside => self.text_of_table(range),
                Token::Text(range) => self.copy(range),
                Token::Open(Element::Table) if !inside => {
                    self.end_lines();
                    self.builder.take(token);
                }
                Token::Open(element) | Token::Close(element) if !inside => self.between(start, element, &token),
                _ => self.builder.take(token),
            }
            if inside && self.builder.frames.is_empty() {
                self.start_lines();
            }
            if self.builder.is_over() {
                break;
            }
        }
        if self.builder.frames.is_empty() {
            self.end_lines();
        }
        self.builder.finish()
    }

    /// The table ends, lines of Markdown follow.
    fn start_lines(&mut self) {
        self.builder.writer.mark("\n", self.builder.tokens.position());
        self.from = self.builder.writer.len();
        self.piped = false;
    }

    fn end_lines(&mut self) {
        let shown = self.from..self.builder.writer.len();
        if !shown.is_empty() {
            self.builder.page.entries.push(Entry::Markdown(shown));
            self.builder.writer.separate();
        }
    }

    fn copy(&mut self, range: Range<usize>) {
        let text = self.source.get(range.clone()).unwrap_or_default().as_bytes();
        let line = memrchr(b'\n', text);
        let last = text.get(line.unwrap_or(0)..).unwrap_or_default();
        self.piped = (self.piped && line.is_none()) || memchr::memchr(b'|', last).is_some();
        self.builder.writer.copy(range);
    }

    /// Text in a table; the quotes of Markdown stand before its lines.
    fn text_of_table(&mut self, range: Range<usize>) {
        let text = self.source.get(range.clone()).unwrap_or_default();
        let mut from = range.start;
        for (n, line) in text.split_inclusive('\n').enumerate() {
            let body = line.trim_start();
            let quote = if n > 0 && body.starts_with('>') { line.len() - body.len() + 1 } else { 0 };
            self.builder.take(Token::Text(from + quote..from + line.len()));
            from += line.len();
        }
    }

    /// A tag among lines.
    fn between(&mut self, start: usize, element: Element, token: &Token) {
        let (at, open) = (self.builder.tokens.position(), matches!(token, Token::Open(_)));
        match element {
            // `<http://…>` and `<a@b.cn>` are no tags.
            Element::Inline if self.builder.tokens.name().contains([':', '@']) => self.builder.writer.copy(start..at),
            Element::Inline if !open => {}
            Element::Heading(level) if open => {
                const MARKS: &str = "\n###### ";
                let marks = MARKS.get(..1 + usize::from(level.min(6))).unwrap_or("\n");
                self.builder.writer.mark(marks, at);
                self.builder.writer.mark(" ", at);
                self.piped = false;
            }
            Element::Raw(_)
            | Element::Style
            | Element::Dropped(_)
            | Element::Image
            | Element::Anchor
            | Element::Inline => self.builder.take(token.clone()),
            Element::Title => _ = self.builder.tokens.raw("title"),
            Element::Meta | Element::Link | Element::Input => {}
            Element::Raised => self.builder.writer.mark(" ", at),
            _ => self.builder.writer.mark(if self.piped { " " } else { "\n" }, at),
        }
    }
}

/// Everything in a text.
pub fn shown(page: &Page) -> Shown<'_> {
    let (mut stream, mut pictures) = (Stream::default(), Vec::new());
    let signs = Signs::of(page.shown_text(), true);
    let mut next = 0;
    while let Some(entry) = page.entries.get(next) {
        next += 1;
        match entry {
            Entry::Markdown(shown) => read_between(page.shown_text(), shown.clone(), true, &mut stream),
            Entry::Row(row) if !row.flows => {
                push_row(page, row, signs, &mut stream);
                next = row.end;
            }
            Entry::Line(line) => {
                if line.gap {
                    stream.push_gap();
                }
                let piece = clean(page.shown_text(), line.shown.clone(), signs);
                tell(&mut stream, page, &line.shown);
                stream.push(line.shape, [piece]);
            }
            Entry::Picture { at, .. } => pictures.push(*at),
            Entry::Row(_) | Entry::Head(_) => {}
        }
    }
    pictures.append(&mut stream.pictures);
    pictures.sort_unstable();
    Shown { stream, pictures }
}

fn push_row<'a>(page: &'a Page, row: &Row, signs: Signs, stream: &mut Stream<'a>) {
    if row.gap {
        stream.push_gap();
    }
    let cells = page.cells.get(row.cells.clone()).unwrap_or_default();
    let pieces: Vec<_> =
        cells.iter().map(|cell| (cell.column, clean(page.shown_text(), cell.shown.clone(), signs))).collect();
    if pieces.iter().any(|(_, piece)| !piece.is_empty()) {
        tell(stream, page, &row.shown);
        stream.push_cells(Shape::Row, pieces);
    }
}

fn tell<'a>(stream: &mut Stream<'a>, page: &'a Page, shown: &Range<usize>) {
    stream.lines.push(Told { text: page.text(shown).into(), at: Span::new(shown.start, shown.end) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::blocks::Item;

    fn check(source: &str, items: &[&str]) {
        let page = read(source);
        let shown = shown(&page);
        let show = |item: &Item| {
            let cells = shown.stream.cells(item).map(|(column, piece)| format!("{column} {}", piece.text));
            let texts: Vec<_> = cells.collect();
            let mark = if item.gap { "~" } else { "" };
            match item.shape {
                Shape::Row => format!("{mark}[{}]", texts.join("|")),
                Shape::Heading(level) => format!("{mark}h{level} {}", &*shown.stream.pieces(item)[0].text),
                Shape::Text => format!("{mark}{}", &*shown.stream.pieces(item)[0].text),
            }
        };
        assert_eq!(shown.stream.items().iter().map(show).collect::<Vec<_>>(), items, "{source:?}");
        for piece in shown.stream.items().iter().flat_map(|item| shown.stream.pieces(item)) {
            assert!(page.view.place(piece.at).of(source).is_some(), "{source:?}");
        }
    }

    #[test]
    fn tables_of_html_are_read_with_their_columns() {
        check(
            "## 一、总体情况\n\n正文**3**件\n\n<table>\n<tr class=\"a\">\n<td rowspan=\"2\">规章</td>\n<td></td>\n<td>3</td>\
             </tr>\n<tr><td>**4**</td><td>5</td></tr></table>\n\n文",
            &["h2 一、总体情况", "~正文3件", "~[0 规章|1 |2 3]", "[1 4|2 5]", "~文"],
        );
        check(
            "<TABLE><TR><TD><p>不</p><p>予</p><TD>1<TR><TD>甲\n> 乙<TD>2</TABLE>",
            &["~[0 不\n予|1 1]", "[0 甲乙|1 2]"],
        );
        check("> <table>\n> <tr><td>甲</td>\n> <td>1</td></tr>\n> </table>", &["~[0 甲|1 1]"]);
        check("<table><tr><td>a|b</td><td>&#124;</td></tr></table>\n甲", &["~[0 a|b|1 |]", "~甲"]);
        check("<table><tr><td>只有一格</td></tr></table>", &["~只有一格"]);
    }

    #[test]
    fn tags_among_lines_show_nothing() {
        check("甲 <b>乙</b><br>丙 <http://a.cn> &lt;<div>丁", &["甲 乙", "丙 <http://a.cn> <", "丁"]);
        check(
            "| 规<br>章 | 0<br/>1 | a&#124;b |\n|--|--|--|\n| <p>甲</p> | 5 | |",
            &["[0 规 章|1 0 1|2 a|b]", "[0 甲|1 5|2 ]"],
        );
        check("<h2>一、总体情况</h2>正文<script>x</script>&nbsp;3<del>4</del>件", &["~h2 一、总体情况", "正文 3件"]);
        assert!(has_tags("a\n<TD>") && has_tags("a&nbsp;") && !has_tags("a < b & c <3"));
    }

    #[test]
    fn links_and_pictures_are_kept() {
        let page = read("<a href='1.doc'>附件</a>\n<img src='a.jpg'>");
        assert_eq!((page.links.len(), shown(&page).pictures.len()), (1, 1));
    }
}
