//! What stands inside a line and is no text: control characters, terminal escapes, invisible marks,
//! emphasis of Markdown.

use std::ops::Range;

use crate::model::note::{Note, NoteCode};
use crate::model::report::Span;
use crate::parse::fold::outside_han;
use crate::parse::piece::{Builder, Piece};

/// A character that must not reach a terminal: control characters other than line ends and tabs, and
/// marks that turn the direction of writing.
pub fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A character that shows nothing and means nothing here.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{C}') || is_control(c)
}

/// The note on control characters, when the text has any.
pub fn control_note(text: &str) -> Option<Note> {
    if !may_have_controls(text.as_bytes()) {
        return None;
    }
    let mut found = controls(text);
    let (first, c) = found.next()?;
    let message = format!("含{}处控制字符", 1 + found.count());
    Some(Note::new(NoteCode::ControlCharacters, message, Some(Span::new(first, first + c.len_utf8()))))
}

/// The control characters of a text.
fn controls(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, c)| is_control(*c))
}

/// Whether a text may have control characters, which hardly any has: told by its bytes, many at a time.
fn may_have_controls(bytes: &[u8]) -> bool {
    const CHUNK: usize = 128;
    let blank = |b: u8| u8::from(b == b'\t') | u8::from(b == b'\n') | u8::from(b == b'\r') | u8::from(b == b'\x0C');
    let rare = |b: u8| u8::from(b < b' ') & !blank(b);
    let found = |chunk: &[u8]| chunk.iter().fold(0, |found, b| found | rare(*b) | u8::from(*b == 0x7F)) != 0;
    // C2 leads the controls above ASCII, E2 the marks of direction and much else.
    let wide = |at: usize| match bytes.get(at + 1..at + 3) {
        Some([0x80, 0xAA..=0xAE] | [0x81, 0xA6..=0xA9]) => true,
        Some([second, _]) => *second < 0xA0 && bytes.get(at) == Some(&0xC2),
        _ => true,
    };
    bytes.chunks(CHUNK).any(found) || memchr::memchr2_iter(0xC2, 0xE2, bytes).any(wide)
}

/// What a text may hold anywhere that is no text, asked once for all of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// The marks of Markdown are marks.
    pub markup: bool,
    /// Some characters show nothing.
    invisible: bool,
    /// Columns are drawn with other strokes than `|`.
    pub wide_pipes: bool,
}

impl Signs {
    pub fn of(text: &str, markup: bool) -> Self {
        let mut signs = Self::of_lines(text, markup);
        signs.invisible |= memchr::memchr(b'\x0C', text.as_bytes()).is_some();
        signs
    }

    /// Those of a text whose lines end at the end of a page too.
    pub fn of_lines(text: &str, markup: bool) -> Self {
        let bytes = text.as_bytes();
        let mut signs = Self { markup, invisible: may_have_controls(bytes), wide_pipes: false };
        // The bytes that lead them, and much else.
        for at in memchr::memchr3_iter(0xC2, 0xE2, 0xEF, bytes) {
            match bytes.get(at..) {
                Some([0xE2, 0x94 | 0x95, ..] | [0xEF, 0xBD, 0x9C, ..]) => signs.wide_pipes = true,
                Some([0xC2, 0xAD, ..] | [0xE2, 0x80 | 0x81, 0x8B..=0x8F | 0xA0, ..] | [0xEF, 0xBB, 0xBF, ..]) => {
                    signs.invisible = true;
                }
                _ => {}
            }
        }
        signs
    }

    /// Whether a stretch of the text holds anything that `clean` takes out, blanks at its ends aside.
    pub fn are_in(self, raw: &str) -> bool {
        self.invisible && outside_han(raw).any(|(_, c)| is_invisible(c)) || self.markup && is_marked(raw)
    }
}

/// Whether a stretch of Markdown has any of its marks.
fn is_marked(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    memchr::memchr3(b'*', b'\\', b'_', bytes).or_else(|| memchr::memchr2(b'`', b']', bytes)).is_some()
}

/// The text between two offsets without what is no text, trimmed. `signs` are those of the whole source.
pub fn clean(source: &str, range: Range<usize>, signs: Signs) -> Piece<'_> {
    let raw = source.get(range.clone()).unwrap_or_default();
    if !signs.are_in(raw) {
        return Piece::trimmed(source, range);
    }
    let marked = signs.markup && is_marked(raw);
    let mut marks = if marked { Marks::of(raw) } else { Marks::default() };
    let mut builder = Builder::new(source);
    let mut kept = 0;
    let mut at = 0;
    while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        let skip = if is_invisible(c) { escape_len(raw, at, c) } else { marks.len_at(at) };
        if skip > 0 {
            builder.push(range.start + kept..range.start + at);
            kept = at + skip;
        }
        at += skip.max(c.len_utf8());
    }
    builder.push(range.start + kept..range.end);
    let piece = builder.finish(range.start);
    let whole = 0..piece.text.len();
    piece.cut(whole)
}

/// The length of the terminal escape that starts here, or of the one invisible character.
fn escape_len(raw: &str, at: usize, c: char) -> usize {
    const LONGEST: usize = 256;
    let rest = raw.as_bytes().get(at..).unwrap_or_default();
    let rest = rest.get(..rest.len().min(LONGEST)).unwrap_or_default();
    let end = match (c, rest.get(1)) {
        ('\u{1B}', Some(b'[')) => rest.iter().skip(2).position(|b| (0x40..0x7F).contains(b)).map(|n| n + 3),
        ('\u{1B}', Some(b']')) => rest.iter().position(|b| *b == 7).map(|n| n + 1),
        ('\u{1B}', Some(b'(' | b')')) if rest.len() > 2 => Some(3),
        _ => None,
    };
    end.filter(|end| raw.is_char_boundary(at + end)).unwrap_or(c.len_utf8())
}

/// Whether a line of Markdown has a picture in it: `![…](…)`.
pub(super) fn has_picture(line: &str) -> bool {
    memchr::memchr(b'!', line.as_bytes()).is_some()
        && line.find("![").is_some_and(|at| line.get(at..).is_some_and(|rest| rest.contains("](")))
}

/// The places of the marks of Markdown in a line, each with its length.
#[derive(Debug, Default)]
struct Marks {
    found: Vec<(usize, usize)>,
    next: usize,
}

impl Marks {
    fn of(raw: &str) -> Self {
        let mut marks = Self::default();
        let bytes = raw.as_bytes();
        let byte = |n: usize| bytes.get(n).copied().unwrap_or(b' ');
        // Runs of a mark that wait for their partner, by the mark and the length of the run; open brackets and
        // the marks found before them. A link shows its words, a picture nothing.
        let (mut waiting, mut brackets) = ([[None; 4]; 2], Vec::new());
        let mut at = 0;
        while let Some(b) = bytes.get(at) {
            let mut len = 1;
            match b {
                b'\\' if byte(at + 1).is_ascii_punctuation() || at + 1 == bytes.len() => {
                    marks.found.push((at, 1));
                    len = 2;
                }
                b'`' => marks.found.push((at, 1)),
                b'*' | b'_' => {
                    len = bytes.iter().skip(at).take_while(|other| *other == b).count();
                    let waits = &mut waiting[usize::from(*b == b'_')];
                    marks.run(bytes, at..at + len, waits);
                }
                b'[' => brackets.push((at, marks.found.len())),
                b']' => {
                    let target = brackets.pop().zip(target_len(raw, at + 1));
                    if let Some(((open, found), target)) = target {
                        len += target;
                        if raw.get(..open).is_some_and(|before| before.ends_with('!')) {
                            marks.found.truncate(found);
                            marks.found.push((open - 1, at + len + 1 - open));
                        } else {
                            marks.found.extend([(open, 1), (at, len)]);
                        }
                    }
                }
                _ => {}
            }
            at += len;
        }
        marks.found.sort_unstable();
        marks
    }

    /// A run of stars or low lines. Two are a mark wherever they stand; one or three only in pairs around
    /// words, since they also stand for what is left out (`138***21`) or a footnote; more are no mark.
    fn run(&mut self, bytes: &[u8], run: Range<usize>, waiting: &mut [Option<usize>; 4]) {
        let outer = |n: Option<&u8>| n.is_none_or(|b| !b.is_ascii_alphanumeric());
        let inner = |n: Option<&u8>| n.is_some_and(|b| !b.is_ascii_whitespace());
        let before = run.start.checked_sub(1).and_then(|n| bytes.get(n));
        let behind = bytes.get(run.end);
        match run.len() {
            2 => self.found.push((run.start, 2)),
            len @ (1 | 3) => match waiting[len] {
                Some(open) if inner(before) && outer(behind) && open + len < run.start => {
                    self.found.extend([(open, len), (run.start, len)]);
                    waiting[len] = None;
                }
                _ if outer(before) && inner(behind) => waiting[len] = Some(run.start),
                _ => {}
            },
            _ => {}
        }
    }

    /// The length of the mark at a place; places ascend.
    fn len_at(&mut self, at: usize) -> usize {
        while self.found.get(self.next).is_some_and(|(place, _)| *place < at) {
            self.next += 1;
        }
        self.found.get(self.next).filter(|(place, _)| *place == at).map_or(0, |(_, len)| *len)
    }
}

/// The length of the target of a link that starts here, `(…)`; `None` where this is none: what stands
/// in brackets behind brackets may be a part of a number (`[2019](5)`).
fn target_len(raw: &str, at: usize) -> Option<usize> {
    const LONGEST: usize = 1024;
    let rest = raw.get(at..)?.strip_prefix('(')?;
    let near = rest.as_bytes().get(..rest.len().min(LONGEST))?;
    let len = memchr::memchr(b')', near)?;
    let target = rest.get(..len)?;
    target.contains(['/', '.', '#', ':']).then_some(len + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, markup: bool, text: &str) {
        let piece = clean(source, 0..source.len(), Signs::of(source, markup));
        assert_eq!(piece.text, text, "{source:?}");
        for (at, stretch) in piece.stretches() {
            assert!(source.get(at..).is_some_and(|rest| rest.starts_with(stretch)), "{source:?} at {at}");
        }
    }

    #[test]
    fn only_text_is_left() {
        check("  青石镇\u{A0}\u{3000}", false, "青石镇");
        check("(一) **主动公开**：共3件", true, "(一) 主动公开：共3件");
        check("(一) **主动公开**", false, "(一) **主动公开**");
        check("电话138****5678", true, "电话138****5678");
        check("\\- 1 -", true, "- 1 -");
        check("a\\*b", true, "a*b");
        check("1\\. 属于 *重点* ***要点*** _注_", true, "1. 属于 重点 要点 注");
        check("*注:3*5件,身份证3***4***5,a_b_c", true, "*注:3*5件,身份证3***4***5,a_b_c");
        check("见[附件**1**](a/b.doc \"c\")及![图](x.png)[2019](5)号", true, "见附件1及[2019](5)号");
        let found: Vec<_> = controls("甲“\u{1B}”\u{A0}\t\n\u{C}\u{7F}\u{85}\u{202E}\u{2066}").collect();
        assert_eq!(found.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [6, 15, 16, 18, 21]);
        check("[首页](/)\\[x](/)", true, "首页[x](/)");
        check("县\u{200B}政府", false, "县政府");
        check("红\u{1B}[31m字\u{1B}[0m", false, "红字");
        check("\u{1B}]0;title\u{7}标题", false, "标题");
        check("a\u{202E}b\u{1B}", false, "ab");
        check("\u{1B}[县", false, "[县");
    }
}
