//! Pages made to cost time or memory: both stay in proportion to their length.

use crate::parse::blocks::html::build::Builder;
use crate::parse::blocks::html::read;
use crate::parse::blocks::read_lines;
use crate::parse::linear_tests::{LONGER, takes_time_in_line};

/// What a page repeats; a number stands for the `#`.
const REPEATED: [&str; 34] = [
    "<table>",
    "</table>",
    "<td>",
    "<tr>",
    "<table><tr><td>",
    "<tr><td colspan=1000000000 rowspan=1000000000>1",
    "<td colspan=#>#<td rowspan=#>",
    "<",
    "</",
    "<!",
    "<!--",
    "&",
    "&#",
    "&nbsp",
    "&amp;",
    "<style>",
    "<style>.a{font-size:",
    "<script>",
    "<title>",
    "<textarea>",
    "<del>",
    "<span style='display:none'>",
    "<div style='display:none'>",
    "<p style='top:#px;left:#px'>甲",
    "<div>",
    "<a href=#.doc>",
    "<button><svg><select>",
    "<a b c d e f=",
    "<p><b>#</b></p>",
    "规章<br>",
    "<img src=#.jpg>",
    "一、总体情况<p>",
    "<tr><td><p>不<p>予<td>1",
    "<input value=#><td>",
];

/// The same in Markdown.
const IN_MARKDOWN: [&str; 15] = [
    "| a ",
    "+--+\n",
    "+--+\n|#|\n",
    "+--+\n| a | b |\n",
    "--- ---\n",
    "--- ---\na   b\n\n",
    "![](/)",
    "[[](",
    "](",
    "*a",
    "**",
    "_a_ ",
    "\\",
    "> ",
    "# ",
];

fn page(piece: &str, len: usize) -> String {
    let mut html = String::with_capacity(len + 64);
    let mut n = 0;
    while html.len() < len {
        n += 1;
        html += &piece.replace('#', &n.to_string());
    }
    html
}

/// The bytes passed while a page is read.
fn work(html: &str) -> usize {
    let mut builder = Builder::new(html);
    while let Some(token) = builder.tokens.next() {
        builder.take(token);
        if builder.is_over() {
            break;
        }
    }
    builder.tokens.work()
}

#[test]
fn work_grows_with_the_length() {
    const LEN: usize = 1 << 16;
    for piece in REPEATED {
        let (short, long) = (page(piece, LEN), page(piece, 4 * LEN));
        let (little, much) = (work(&short), work(&long));
        // What has no end is looked for again a bounded number of times.
        assert!(much <= 5 * little.max(LEN) && much <= 32 * long.len(), "{piece:?}: {much} after {little}");
        let page = read(&short);
        let held = page.entries.len() + page.cells.len() + page.holders.len() + page.links.len();
        assert!(held + page.shown_text().len() <= 4 * LEN, "{piece:?}: {held}");
    }
}

#[test]
fn time_of_markdown_grows_with_the_length() {
    const LEN: usize = 8 << 10;
    let run = |text: String| move || assert!(read_lines(&text, true).items().len() <= text.len());
    for piece in IN_MARKDOWN {
        let (short, long) = (page(piece, LEN), page(piece, LONGER as usize * LEN));
        assert!(takes_time_in_line(run(short), run(long)), "{piece:?}");
    }
}

#[test]
fn a_claim_of_a_page_costs_no_memory() {
    let spans = "<table><tr><td colspan=1000000000 rowspan=1000000000>1</td><td>2</td></tr></table>";
    let page = read(spans);
    assert!(page.cells.len() <= 2 && page.shown_text().len() < 16);
    let deep = read(&"<table><tr><td><div>".repeat(20_000));
    assert!(deep.holders.len() < 50_000 && deep.cells.len() < 100);
}
