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
    let mut lines: Vec<Piece<'a>> = Vec::new();
    let mut all: Vec<(usize, Option<u8>)> = Vec::new();
    let mut pieces = Vec::new();
    let full = full_width(stream, covered);
    let mut open = Open::No;
    for item in stream.items() {
        let marked = match item.shape {
            Shape::Heading(level) => Some(level),
            _ => None,
        };
        outside(source, stream, item, covered, &mut pieces);
        let untouched = pieces.len() == 1;
        for piece in pieces.drain(..) {
            let numbered = starts(&piece);
            let heading = numbered && !piece.text.contains('。');
            let wanted = open == Open::Yes || open == Open::WithoutGap && !item.gap;
            let joins = wanted && untouched && marked.is_none() && !numbered;
            let next = if marked.is_none() { Open::after(&piece.text, full) } else { Open::No };
            if !joins || all.is_empty() {
                all.push((lines.len(), marked));
            }
            lines.push(piece);
            // A numbered line without a sentence in it is a heading; a row of cells is no wrapped line.
            open = if next == Open::WithoutGap && (heading || item.shape != Shape::Text) { Open::No } else { next };
        }
    }
    let ends = all.iter().skip(1).map(|(first, _)| *first).chain([lines.len()]);
    let lens: Vec<usize> = all.iter().zip(ends).map(|((first, _), end)| end - first).collect();
    let mut lines = lines.into_iter();
    let paragraph = |((_, marked), len)| Paragraph { piece: joined(source, lines.by_ref().take(len)), marked };
    all.into_iter().zip(lens).map(paragraph).collect()
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

fn joined<'a>(source: &'a str, mut lines: impl Iterator<Item = Piece<'a>>) -> Piece<'a> {
    let Some(first) = lines.next() else { return Builder::new(source).finish(0) };
    let Some(second) = lines.next() else { return first };
    let mut builder = Builder::new(source);
    builder.push_piece(&first);
    builder.push_piece(&second);
    lines.for_each(|line| builder.push_piece(&line));
    builder.finish(first.at.start)
}

/// Finds the pieces of an item that no table covers. A row is one piece; of a line that runs through a
/// table what stands before and behind it.
fn outside<'a>(source: &'a str, stream: &Stream<'a>, item: &Item, covered: &[Span], left: &mut Vec<Piece<'a>>) {
    let pieces = stream.pieces(item);
    let Some(at) = pieces.iter().map(|piece| piece.at).reduce(Span::cover) else { return };
    let first = covered.partition_point(|table| table.end <= at.start);
    let tables = covered.get(first..).unwrap_or_default();
    let tables = tables.get(..tables.partition_point(|table| table.start < at.end)).unwrap_or_default();
    if tables.first().is_some_and(|table| item.shape == Shape::Row || table.start <= at.start && at.end <= table.end) {
        return;
    }
    if item.shape == Shape::Row {
        return in_order(source, pieces, left);
    }
    let Some(piece) = pieces.first() else { return };
    if tables.is_empty() {
        return left.push(piece.clone());
    }
    let mut from = 0;
    for table in tables {
        let start = piece.offset_of(table.start.max(piece.at.start)).unwrap_or(from);
        left.push(piece.cut(from..start.max(from)));
        from = piece.offset_of(table.end.min(piece.at.end)).unwrap_or(start).max(from);
    }
    left.push(piece.cut(from..piece.text.len()));
    left.retain(|piece| piece.text.chars().any(char::is_alphanumeric));
}

/// The cells of a row as one piece; as several where a cell goes on below the start of the next one, as
/// in drawn tables.
fn in_order<'a>(source: &'a str, cells: &[Piece<'a>], row: &mut Vec<Piece<'a>>) {
    let mut builder = Builder::new(source);
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        if cell.at.start < builder.end() {
            row.push(std::mem::replace(&mut builder, Builder::new(source)).finish(cell.at.start));
        }
        builder.push_piece(cell);
    }
    let last = builder.finish(0);
    row.extend(Some(last).filter(|last| !last.is_empty()));
}

/// The width of the lines of a text that was wrapped by hand or by a printer, in columns.
fn full_width(stream: &Stream<'_>, covered: &[Span]) -> Option<usize> {
    const NARROWEST: usize = 40;
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

/// More columns than this are as good as this many.
const WIDEST: usize = 120;

/// Columns of a text: two for a character that is not ASCII. Counts no further than matters here.
fn width(text: &str) -> usize {
    // In bytes, four a character.
    const LONGEST: usize = 2 * WIDEST;
    if text.len() > LONGEST {
        return WIDEST;
    }
    let count = |wanted: fn(u8) -> bool| text.bytes().fold(0_u8, |n, b| n.wrapping_add(u8::from(wanted(b))));
    usize::from(count(|b| b.is_ascii())) + 2 * usize::from(count(|b| b >= 0xC0))
}
