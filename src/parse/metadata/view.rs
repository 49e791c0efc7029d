//! Lines folded for matching, with the way back to their bytes, and the parts of a report that
//! metadata is looked for in: its head and its last lines. Reads no meaning.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::report::Span;
use crate::parse::Line;

/// How much of a report is looked at from its start. Every report seen says who and when in a tenth of it.
const HEAD_LINES: usize = 2000;
const HEAD_BYTES: usize = 32 * 1024;
/// How much is looked at from its end, where the signature stands.
const TAIL_LINES: usize = 60;
const TAIL_BYTES_OF_A_LINE: usize = 2 * 1024;

/// A line, or the part of it that is looked at: full-width signs as ASCII ones, every kind of blank
/// as one space, marks of emphasis as spaces, invisible characters left out.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    line: &'a Line<'a>,
    /// The bytes of the line that `text` is folded from.
    part: Range<usize>,
    pub text: Cow<'a, str>,
    body: Range<usize>,
}

impl<'a> Folded<'a> {
    /// Folds the bytes `part` of the line, narrowed to whole characters.
    pub fn new(line: &'a Line<'a>, part: Range<usize>) -> Self {
        let start = (part.start..line.text.len()).find(|at| line.text.is_char_boundary(*at)).unwrap_or(line.text.len());
        let printed = start_of(line.text.get(start..).unwrap_or_default(), part.end.saturating_sub(start));
        let (mut text, mut copied) = (String::new(), 0);
        for Change { from, to } in changes(printed) {
            if copied == 0 {
                text.reserve(printed.len());
            }
            text.push_str(printed.get(copied..from.start).unwrap_or_default());
            text.extend(to);
            copied = from.end;
        }
        let rest = printed.get(copied..).unwrap_or_default();
        let text = if copied == 0 { Cow::Borrowed(rest) } else { Cow::Owned(text + rest) };
        let body = trimmed(&text, 0..text.len());
        Self { line, part: start..start + printed.len(), text, body }
    }

    /// The byte of the line that a byte of `text` came from. Asked for little of what is folded, so that
    /// the way back is not kept but gone again.
    fn byte(&self, at: usize) -> usize {
        let printed = self.line.text.get(self.part.clone()).unwrap_or_default();
        // What stands from here on in `text` and in the line.
        let (mut folded, mut read) = (0, 0);
        for Change { from, to } in changes(printed) {
            let here = folded + (from.start - read);
            let end = here + to.map_or(0, char::len_utf8);
            if at < here {
                break;
            }
            if at < end {
                return self.part.start + from.start + (at - here);
            }
            (folded, read) = (end, from.end);
        }
        self.part.start + read + (at - folded)
    }

    /// The bytes of the line that a range of `text` came from.
    fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.byte(range.start);
        // The end is that of the last character, not the start of the next: what was left out between
        // them belongs to neither.
        let last = self.text.get(..range.end).and_then(|text| text.char_indices().next_back()).map_or(0, |(at, _)| at);
        let last = self.byte(last);
        let width = self.line.text.get(last..).and_then(|text| text.chars().next()).map_or(0, char::len_utf8);
        start..(last + width).max(start)
    }

    /// A range of `text` as the line prints it.
    pub fn printed(&self, range: Range<usize>) -> &'a str {
        self.line.text.get(self.source(range)).unwrap_or_default()
    }

    /// The place of a range of `text` in the source; of the whole line where markup was taken out of it.
    pub fn place(&self, range: Range<usize>) -> Span {
        if self.line.text.len() != self.line.at.len() {
            return self.line.at;
        }
        let source = self.source(range);
        Span::new(self.line.at.start + source.start, self.line.at.start + source.end)
    }

    /// The range of `text` without blanks and leftover marks of headings, lists and quotes at its ends.
    pub fn body(&self) -> Range<usize> {
        self.body.clone()
    }
}

/// The range without blanks and marks of headings, lists, quotes and table borders at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    // Nearly every line starts and ends with a figure, or a letter or mark of U+3000 and on.
    let plain = |b: &u8| matches!(b, b'0'..=b'9' | 0xE3..=0xEF);
    let ends_plain = |bytes: &[u8]| matches!(bytes, [.., b'0'..=b'9'] | [.., 0xE3..=0xEF, _, _]);
    if part.as_bytes().first().is_some_and(plain) && ends_plain(part.as_bytes()) {
        return range;
    }
    let left = part.trim_start_matches([' ', '#', '>', '|', '-', '+', '•', '·', '●', '◆', '■', '□', '►']);
    let start = range.start + (part.len() - left.len());
    start..start + left.trim_end_matches([' ', '|', '#']).len()
}

/// The head and the last lines of a report. They overlap in a short one.
pub(super) struct Page<'a> {
    pub head: Vec<Folded<'a>>,
    /// The last lines, where the head does not hold them whole.
    last: Vec<Folded<'a>>,
    /// How many lines of the head stand before the first section.
    pub before_sections: usize,
}

impl<'a> Page<'a> {
    pub fn new(lines: &'a [Line<'a>]) -> Self {
        let mut left = HEAD_BYTES;
        let mut head = Vec::with_capacity(lines.len().min(HEAD_LINES));
        for line in lines.iter().take(HEAD_LINES) {
            if left == 0 {
                break;
            }
            let length = line.text.len().min(left);
            head.push(Folded::new(line, 0..length));
            left -= length;
        }
        let tail = lines.get(lines.len().saturating_sub(TAIL_LINES)..).unwrap_or_default();
        let short = tail.iter().all(|line| line.text.len() <= TAIL_BYTES_OF_A_LINE);
        let last = if short && left > 0 && head.len() == lines.len() { &[] } else { tail };
        let last = last
            .iter()
            .map(|line| Folded::new(line, line.text.len().saturating_sub(TAIL_BYTES_OF_A_LINE)..line.text.len()));
        let before_sections = head.iter().position(|line| opens_section(&line.text)).unwrap_or(head.len());
        Self { last: last.collect(), head, before_sections }
    }

    /// The last lines of the report, of a long one its end.
    pub fn tail(&self) -> &[Folded<'a>] {
        let from = self.head.len().saturating_sub(TAIL_LINES);
        if self.last.is_empty() { self.head.get(from..).unwrap_or_default() } else { &self.last }
    }

    /// The lines above the first section: the page's own header, the title, the preface.
    pub fn preface(&self) -> &[Folded<'a>] {
        self.head.get(..self.before_sections).unwrap_or_default()
    }
}

/// Whether the line is the heading of a first section (`一、总体情况`), or starts with it.
fn opens_section(text: &str) -> bool {
    let text = text.get(trimmed(text, 0..text.len())).unwrap_or_default();
    let first = ["一、", "一.", "一 、", "(一)", "第一部分", "1、", "1."];
    first.iter().any(|number| text.starts_with(number)) || text.starts_with("总体情况") || text.starts_with("概述")
}

/// Several lines as one text without blanks and table borders, to find what is torn over lines.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub text: String,
    /// Where the bytes from here on come from: position in `text`, line, position in its folded text.
    starts: Vec<(usize, usize, usize)>,
}

impl Joined {
    /// Room for so many bytes of so many lines.
    pub fn with_capacity(bytes: usize, lines: usize) -> Self {
        Self { text: String::with_capacity(bytes), starts: Vec::with_capacity(lines) }
    }

    /// Adds a part of a line.
    pub fn push(&mut self, number: usize, line: &Folded<'_>, part: Range<usize>) {
        let text = line.text.get(..part.end).unwrap_or_default();
        let mut run = part.start;
        while let Some(rest) = text.get(run..).filter(|rest| !rest.is_empty()) {
            let len = memchr::memchr2(b' ', b'|', rest.as_bytes()).unwrap_or(rest.len());
            if len > 0 {
                self.starts.push((self.text.len(), number, run));
                self.text.push_str(rest.get(..len).unwrap_or_default());
            }
            run += len + 1;
        }
    }

    /// Whether a blank, a border or the end of a line stood before the byte `at`, or it is the end.
    pub fn breaks_at(&self, at: usize) -> bool {
        at == self.text.len() || self.starts.binary_search_by_key(&at, |(start, ..)| *start).is_ok()
    }

    /// The line that a byte of `text` comes from, and its byte in that line's folded text.
    fn spot(&self, at: usize) -> Option<(usize, usize)> {
        let run = self.starts.partition_point(|(start, ..)| *start <= at).checked_sub(1)?;
        let (start, line, within) = *self.starts.get(run)?;
        Some((line, within + (at - start)))
    }

    /// The first and the last line of a range of `text`, and its bytes in them.
    fn ends(&self, range: Range<usize>) -> Option<[(usize, usize); 2]> {
        let (last, c) = self.text.get(range.clone())?.char_indices().next_back()?;
        let (line, at) = self.spot(range.start + last)?;
        Some([self.spot(range.start)?, (line, at + c.len_utf8())])
    }

    /// The place in the source of a range of `text`, given the lines it was joined from.
    pub fn place(&self, lines: &[Folded<'_>], range: Range<usize>) -> Option<Span> {
        let [(first, start), (last, end)] = self.ends(range)?;
        let (first, last) = (lines.get(first)?, lines.get(last)?);
        let start = first.place(start..start + first.text.get(start..)?.chars().next()?.len_utf8());
        let before = last.text.get(..end)?.char_indices().next_back()?.0;
        Some(start.cover(last.place(before..end)))
    }

    /// A range of `text` as its lines print it, blanks within them kept.
    pub fn printed(&self, lines: &[Folded<'_>], range: Range<usize>) -> Option<String> {
        let [(first, start), (last, end)] = self.ends(range)?;
        let part = |number: usize| {
            let line = lines.get(number)?;
            let body = line.body();
            let start = if number == first { start } else { body.start };
            Some(line.printed(start..if number == last { end } else { body.end }))
        };
        (first..=last).map(part).collect()
    }
}

/// A character that is not matched as it stands.
struct Change {
    /// The bytes that print it.
    from: Range<usize>,
    /// What it is matched as; nothing where it is not seen.
    to: Option<char>,
}

/// What folding changes in a text, from left to right.
fn changes(text: &str) -> impl Iterator<Item = Change> + '_ {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next_folded(text.as_bytes(), next)?;
            let c = text.get(at..)?.chars().next()?;
            next = at + c.len_utf8();
            let to = fold(c);
            if to != Some(c) {
                return Some(Change { from: at..next, to });
            }
        }
    })
}

/// The next character from a place on that is not certainly matched as it stands; `fold` knows which are.
fn next_folded(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += match text.get(at)? {
            0xE4..=0xE9 => 3,
            b'*' | b'\\' => return Some(at),
            b' '..=b'~' => 1,
            // U+3001 to U+33FF.
            0xE3 if matches!(text.get(at + 1..at + 3), Some([0x80, 0x81..=0xBF] | [0x81..=0x8F, _])) => 3,
            _ => return Some(at),
        }
    }
}

/// The character to match against, or `None` for one that is not seen.
fn fold(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '\u{3001}'..='\u{33ff}' => c,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => return None,
        '*' | '\\' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    })
}

/// The start of a text, at most `limit` bytes and whole characters.
pub(super) fn start_of(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// Whether the character belongs to Chinese words, `〇` included.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '〇')
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn whole<'a>(line: &'a Line<'a>) -> Folded<'a> {
        Folded::new(line, 0..line.text.len())
    }

    #[test]
    fn a_folded_line_leads_back_to_its_bytes() {
        let text = "  ## 索\u{3000}引 号：\u{feff}６４０　";
        let line = Line { text: Cow::Borrowed(text), at: Span::new(100, 100 + text.len()) };
        let folded = whole(&line);
        let body = folded.body();
        assert_eq!(folded.text.get(body.clone()), Some("索 引 号:640"));
        assert_eq!(folded.printed(body.clone()), "索\u{3000}引 号：\u{feff}６４０");
        assert_eq!(folded.place(body), Span::new(105, 100 + text.len() - 3));
        let number = folded.text.find('6').unwrap();
        assert_eq!(folded.printed(number..number + 2), "６４");
    }

    #[test]
    fn a_line_that_lost_its_markup_is_placed_as_a_whole() {
        let line = Line { text: Cow::Borrowed("标题"), at: Span::new(5, 40) };
        assert_eq!(whole(&line).place(0..3), Span::new(5, 40));
    }

    #[test]
    fn torn_lines_join_and_lead_back() {
        let texts = ["> 自2023 ", "", "| 年 1 | 月 |"];
        let mut at = 0;
        let lines = texts.map(|text| {
            at += text.len() + 1;
            Line { text: Cow::Borrowed(text), at: Span::new(at - text.len() - 1, at - 1) }
        });
        let folded: Vec<_> = lines.iter().map(whole).collect();
        let mut joined = Joined::default();
        for (number, line) in folded.iter().enumerate() {
            joined.push(number, line, line.body());
        }
        assert_eq!(joined.text, "自2023年1月");
        let source = texts.join("\n");
        let at = |text: &str| joined.text.find(text).map(|at| at..at + text.len()).unwrap();
        let place = joined.place(&folded, at("2023年1月")).unwrap();
        assert_eq!(place.of(&source), Some("2023 \n\n| 年 1 | 月"));
        assert_eq!(joined.place(&folded, at("1")).unwrap().of(&source), Some("1"));
    }

    #[test]
    fn long_lines_are_cut_at_characters() {
        let text = "字".repeat(100_000);
        let line = [Line { text: Cow::Borrowed(&text), at: Span::new(0, text.len()) }];
        let page = Page::new(&line);
        assert!(page.head[0].text.len() <= HEAD_BYTES && page.tail()[0].text.len() <= TAIL_BYTES_OF_A_LINE + 3);
        let end = page.tail()[0].text.len();
        assert_eq!(page.tail()[0].place(0..end).end, text.len());
    }
}
