//! The stream as paragraphs: tables cut out, hard-wrapped lines joined.

use crate::model::report::Span;
use crate::parse::blocks::{Item, Shape, Stream};
use crate::parse::piece::{Builder, Piece};

/// A paragraph or a heading the container marks.
#[derive(Debug, Clone)]
pub struct Paragraph<'a> {
    pub piece: Piece<'a>,
    /// The depth of a heading.
    pub marked: Option<u8>,
}

/// All paragraphs outside the places that tables cover.
pub fn paragraphs<'a>(
    source: &'a str,
    stream: &Stream<'a>,
    covered: &[Span],
    starts: impl Fn(&Piece<'_>) -> bool,
) -> Vec<Paragraph<'a>> {
    // Joined when all are known: a text may be one paragraph of very many lines.
    let mut all: Vec<(Vec<Piece<'a>>, Option<u8>)> = Vec::new();
    let full = full_width(stream, covered);
    let mut open = Open::No;
    for item in stream.items() {
        let marked = match item.shape {
            Shape::Heading(level) => Some(level),
            _ => None,
        };
        let pieces = outside(source, stream, item, covered);
        let untouched = pieces.len() == 1;
        for piece in pieces {
            let numbered = starts(&piece);
            let heading = numbered && !piece.text.contains('。');
            let wanted = open == Open::Yes || open == Open::WithoutGap && !item.gap;
            let joins = wanted && untouched && marked.is_none() && !numbered;
            let next = if marked.is_none() { Open::after(&piece.text, full) } else { Open::No };
            match all.last_mut().filter(|_| joins) {
                Some((lines, _)) => lines.push(piece),
                None => all.push((vec![piece], marked)),
            }
            // A numbered line without a sentence in it is a heading; a row of cells is no wrapped line.
            open = if next == Open::WithoutGap && (heading || item.shape != Shape::Text) { Open::No } else { next };
        }
    }
    all.into_iter().map(|(lines, marked)| Paragraph { piece: joined(source, lines), marked }).collect()
}

/// Whether a paragraph goes on in the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    No,
    /// Only where the next line follows without a gap.
    WithoutGap,
    Yes,
}

impl Open {
    fn after(line: &str, full: Option<usize>) -> Self {
        const A_TITLE: usize = 30;
        let width = width(line);
        if line.ends_with(['。', '！', '？', '.', '!', '?']) {
            Self::No
        } else if full.is_some_and(|full| width * 100 >= full * 85) {
            // Justified lines differ a little; the last line of a paragraph seldom comes so near.
            Self::Yes
        } else if width > A_TITLE && !line.ends_with(['；', ';', '：', ':']) && !line.ends_with("报告") {
            Self::WithoutGap
        } else {
            Self::No
        }
    }
}

fn joined<'a>(source: &'a str, mut lines: Vec<Piece<'a>>) -> Piece<'a> {
    if lines.len() == 1
        && let Some(line) = lines.pop()
    {
        return line;
    }
    let mut builder = Builder::new(source);
    for line in &lines {
        builder.push_piece(line);
    }
    builder.finish(lines.first().map_or(0, |line| line.at.start))
}

/// The pieces of an item that no table covers. A row is one piece; of a line that runs through a table
/// what stands before and behind it.
fn outside<'a>(source: &'a str, stream: &Stream<'a>, item: &Item, covered: &[Span]) -> Vec<Piece<'a>> {
    let pieces = stream.pieces(item);
    let Some(at) = pieces.iter().map(|piece| piece.at).reduce(Span::cover) else { return Vec::new() };
    let first = covered.partition_point(|table| table.end <= at.start);
    let tables = covered.get(first..).unwrap_or_default();
    let tables = tables.get(..tables.partition_point(|table| table.start < at.end)).unwrap_or_default();
    if tables.first().is_some_and(|table| item.shape == Shape::Row || table.start <= at.start && at.end <= table.end) {
        return Vec::new();
    }
    if item.shape == Shape::Row {
        return in_order(source, pieces);
    }
    let Some(piece) = pieces.first() else { return Vec::new() };
    if tables.is_empty() {
        return vec![piece.clone()];
    }
    let mut left = Vec::new();
    let mut from = 0;
    for table in tables {
        let start = piece.offset_of(table.start.max(piece.at.start)).unwrap_or(from);
        left.push(piece.cut(from..start.max(from)));
        from = piece.offset_of(table.end.min(piece.at.end)).unwrap_or(start).max(from);
    }
    left.push(piece.cut(from..piece.text.len()));
    left.retain(|piece| piece.text.chars().any(char::is_alphanumeric));
    left
}

/// The cells of a row as one piece; as several where a cell goes on below the start of the next one, as
/// in drawn tables.
fn in_order<'a>(source: &'a str, cells: &[Piece<'a>]) -> Vec<Piece<'a>> {
    let mut row = Vec::with_capacity(1);
    let mut builder = Builder::new(source);
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        if cell.at.start < builder.end() {
            row.push(std::mem::replace(&mut builder, Builder::new(source)).finish(cell.at.start));
        }
        builder.push_piece(cell);
    }
    let last = builder.finish(0);
    row.extend(Some(last).filter(|last| !last.is_empty()));
    row
}

/// The width of the lines of a text that was wrapped by hand or by a printer, in columns.
fn full_width(stream: &Stream<'_>, covered: &[Span]) -> Option<usize> {
    const NARROWEST: usize = 40;
    const WIDEST: usize = 120;
    let texts = stream.items().iter().filter(|item| item.shape == Shape::Text);
    let mut counts = [0_usize; WIDEST + 1];
    let mut long = 0_usize;
    let in_table = |at: Span| {
        let next = covered.partition_point(|table| table.end <= at.start);
        covered.get(next).is_some_and(|table| table.start < at.end)
    };
    for piece in texts.filter_map(|item| stream.pieces(item).first()).filter(|piece| !in_table(piece.at)) {
        let width = width(&piece.text);
        if width >= NARROWEST {
            long += 1;
            counts[width.min(WIDEST)] += 1;
        }
    }
    // Lines of paragraphs differ in length; wrapped ones crowd just below one width.
    let crowd = |at: usize| counts[at.saturating_sub(4)..=at].iter().sum::<usize>();
    let full = (NARROWEST..WIDEST).max_by_key(|at| crowd(*at))?;
    (crowd(full) >= 8 && crowd(full) * 2 > long).then_some(full)
}

/// Columns of a text: two for a character that is not ASCII. Counts no further than matters here.
fn width(text: &str) -> usize {
    const COUNTED: usize = 200;
    if text.len() > COUNTED {
        return text.chars().take(COUNTED).map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    }
    2 * text.chars().count() - text.bytes().filter(u8::is_ascii).count()
}
