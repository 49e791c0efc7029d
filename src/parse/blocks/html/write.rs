//! Text tokens to the shown text: white space drawn together, references read, what shows nothing left
//! out.

use std::ops::Range;

use crate::parse::blocks::html::references::{self, Place};
use crate::parse::blocks::html::view::View;
use crate::parse::blocks::inline::is_invisible;

/// White space that is shown once something follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Space {
    /// The first character of it.
    at: Range<usize>,
    /// The source breaks its line here.
    breaks: bool,
    /// It is more than the layout of the source: a no-break or wide space.
    meant: bool,
}

/// Writes the lines of a page.
#[derive(Debug)]
pub struct Writer<'a> {
    source: &'a str,
    view: View,
    space: Option<Space>,
    /// What separates the next line from the last one.
    mark: &'static str,
    /// Where the open line starts, once something stands in it.
    line: Option<usize>,
    /// White space is shown as it stands.
    pub verbatim: bool,
}

impl<'a> Writer<'a> {
    pub fn new(source: &'a str) -> Self {
        Self { source, view: View::default(), space: None, mark: "", line: None, verbatim: false }
    }

    pub fn view(&self) -> &View {
        &self.view
    }

    pub fn into_view(self) -> View {
        self.view
    }

    /// How much is shown so far.
    pub fn len(&self) -> usize {
        self.view.len()
    }

    /// Where the open line starts; `None` while nothing stands in it.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// Ends the open line; gives back its place in the shown text, where it has one.
    pub fn end_line(&mut self) -> Option<Range<usize>> {
        self.space = None;
        let line = self.line.take()?;
        self.mark = "\n";
        Some(line..self.view.len())
    }

    /// Goes on with a line that has ended, what follows set off by a mark.
    pub fn resume(&mut self, line: usize, mark: &'static str) {
        self.line = Some(line);
        self.mark = mark;
    }

    /// Sets what follows off by this mark, at once.
    pub fn mark(&mut self, mark: &str, at: usize) {
        self.view.mark(mark, at);
        self.mark = "";
    }

    /// Sets what follows off as a line of its own.
    pub fn separate(&mut self) {
        self.mark = "\n";
    }

    /// Shows the mark between two lines before anything stands in the next one.
    pub fn break_now(&mut self, at: usize) {
        let mark = std::mem::take(&mut self.mark);
        self.view.mark(mark, at);
    }

    /// Sets a word off from the next one.
    pub fn gap(&mut self, at: usize) {
        if self.line.is_some() && self.space.is_none() {
            self.space = Some(Space { at: at..at, breaks: false, meant: true });
        }
    }

    /// Writes the source between two offsets with its white space and line breaks, references read.
    pub fn copy(&mut self, range: Range<usize>) {
        let mut from = range.start;
        while let Some(rest) = self.source.get(from..range.end).filter(|rest| !rest.is_empty()) {
            let at = from + memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
            self.view.push(self.source, from..at);
            let reference = self.source.get(at..range.end).unwrap_or_default();
            from = if let Some((c, len)) = references::read(reference, Place::Text) {
                self.copy_one(c, at..at + len);
                at + len
            } else {
                let end = (at + 1).min(range.end);
                self.view.push(self.source, at..end);
                end
            };
        }
    }

    /// Writes the character that a reference among lines stands for.
    fn copy_one(&mut self, c: char, at: Range<usize>) {
        if c == '|' {
            // It was referred to so that it is no edge of a cell.
            self.view.mark("\\", at.start);
        }
        if c.is_whitespace() {
            self.view.put(' ', at);
        } else if !is_invisible(c) {
            self.view.put(c, at);
        }
    }

    /// Writes the source between two offsets, no tag in it.
    pub fn text(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let Some(rest) = self.source.get(at..range.end) else { return };
            let plain = rest.bytes().position(|b| !is_plain(b)).unwrap_or(rest.len());
            if plain > 0 {
                self.show(at..at + plain);
                at += plain;
                continue;
            }
            let Some(first) = rest.chars().next() else { return };
            let reference = if first == '&' { references::read(rest, Place::Text) } else { None };
            let (c, len) = reference.unwrap_or((first, first.len_utf8()));
            self.one(c, at..at + len, reference.is_some());
            at += len;
        }
    }

    fn one(&mut self, c: char, at: Range<usize>, referred: bool) {
        if c.is_whitespace() {
            self.white(c, at, referred);
        } else if is_invisible(c) {
            // Shown by nobody.
        } else if referred {
            self.start(at.start, c);
            self.view.put(c, at);
        } else {
            self.show(at);
        }
    }

    fn white(&mut self, c: char, at: Range<usize>, referred: bool) {
        if self.verbatim {
            self.break_now(at.start);
            self.line.get_or_insert(self.view.len());
            if referred {
                self.view.put(' ', at);
            } else {
                self.view.push(self.source, at);
            }
            return;
        }
        if self.line.is_none() {
            return;
        }
        let (breaks, meant) = (matches!(c, '\n' | '\r'), referred || !c.is_ascii());
        let space = self.space.get_or_insert(Space { at, breaks, meant });
        space.breaks |= breaks;
        space.meant |= meant;
    }

    /// Shows a part of the source as it stands.
    fn show(&mut self, range: Range<usize>) {
        let first = self.source.get(range.clone()).and_then(|text| text.chars().next());
        if let Some(first) = first {
            self.start(range.start, first);
            self.view.push(self.source, range);
        }
    }

    /// Opens the line, or shows the white space that waits before its next character.
    fn start(&mut self, at: usize, next: char) {
        if !self.mark.is_empty() {
            self.break_now(at);
            self.space = None;
        }
        if self.line.is_none() {
            self.line = Some(self.view.len());
        }
        let Some(space) = self.space.take() else { return };
        let last = self.view.text().chars().next_back().unwrap_or(' ');
        // Chinese is written without spaces: a broken line is none.
        if space.breaks && !space.meant && !last.is_ascii() && !next.is_ascii() {
            return;
        }
        match self.source.get(space.at.clone()) {
            Some(" ") => self.view.push(self.source, space.at),
            _ => self.view.put(' ', space.at),
        }
    }
}

/// A byte that is shown as it stands, whatever follows it.
fn is_plain(b: u8) -> bool {
    // C2 leads the no-break space and control characters, E2 other spaces and marks of direction, E3 the
    // ideographic space, EF the byte order mark.
    !matches!(b, 0..=b' ' | b'&' | 0x7F | 0xC2 | 0xE2 | 0xE3 | 0xEF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, shown: &str) {
        let mut writer = Writer::new(source);
        writer.text(0..source.len());
        writer.end_line();
        assert_eq!(writer.view().text(), shown, "{source:?}");
    }

    #[test]
    fn white_space_is_drawn_together() {
        check("  云河县 \n 政府  ", "云河县政府");
        check("2023\n年 1\n月", "2023 年 1 月");
        check("12\n 3", "12 3");
        check("甲&nbsp;&nbsp; 乙", "甲 乙");
        check("\u{3000}\u{3000}总\u{3000}计", "总 计");
        check("甲\u{A0}\n乙", "甲 乙");
        check("&#20113;&#27827;", "云河");
        check("a &lt; b &amp c & d", "a < b & c & d");
        check("县\u{200B}政\u{FEFF}府&#8203;\u{1B}[&#27;", "县政府[");
        check("“三安全”（一）", "“三安全”（一）");
    }

    #[test]
    fn lines_and_marks() {
        let source = "甲 乙丙";
        let mut writer = Writer::new(source);
        writer.text(0..4);
        assert_eq!(writer.end_line(), Some(0..3));
        assert_eq!(writer.end_line(), None);
        writer.text(3..7);
        assert_eq!((writer.line(), writer.view().text()), (Some(4), "甲\n乙"));
        writer.gap(7);
        writer.text(7..10);
        assert_eq!(writer.end_line(), Some(4..11));
        assert_eq!(writer.view().text(), "甲\n乙 丙");
    }
}
