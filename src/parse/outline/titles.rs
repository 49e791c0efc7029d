//! Titles of level 1: which lines open a section, and which only look so.

use std::ops::Range;

use crate::model::note::{Note, NoteCode};
use crate::model::report::{Section, SectionKey, Span};
use crate::parse::letters::plain;
use crate::parse::outline::headings::{About, STATISTICS, about};
use crate::parse::outline::{Reader, number_at};
use crate::parse::piece::Piece;
use crate::parse::tables::ordinal::Ordinal;
use crate::parse::tables::symbols::Token;

impl<'a> Reader<'_, 'a, '_> {
    /// Opens a section when the whole piece is a title of level 1.
    pub fn title(&mut self, piece: &Piece<'a>) -> bool {
        let number = number_at(self.page.symbols, piece.at.start);
        let (n, skip) = match number {
            Some((Ordinal::Han(n), at)) => (Some(n), piece.offset_of(at.end).unwrap_or(0)),
            Some(_) => return false,
            None => (None, 0),
        };
        let heading = piece.cut(skip..piece.text.len());
        if n.is_none() && !self.is_official(&heading) || self.goes_on(&heading) {
            return false;
        }
        let title = heading
            .text
            .trim_matches(|c: char| matches!(c, '、' | '：' | ':' | '。' | '.' | '（' | '(') || c.is_whitespace());
        let Some(about) = about(title) else { return false };
        let known = matches!(about, About::Key(_));
        if let (About::Key(key), Some(n)) = (&about, n) {
            self.forget_contents(*key, n);
        }
        let opens = match n {
            // A wrong number does not unmake a title of the form in its place.
            // The statistics table at the end keeps its number where a part before it is lost.
            Some(n) if is_statistics(&about) => n > self.last && self.last > 0,
            Some(n) if known => n > self.last || self.is_official(&heading) && self.is_next(&about),
            Some(n) => n == self.last + 1 && self.list != Some(n - 1) && self.last > 0 && title.chars().count() <= 30,
            None => known,
        };
        if !opens {
            self.list = n.or(self.list);
            return false;
        }
        self.open(about, number.map(|(_, at)| at), title, piece.at);
        self.last = n.filter(|n| *n > self.last).unwrap_or(self.last + 1);
        true
    }

    /// Whether text follows a title of the forms on its line, set off by a space.
    fn goes_on(&self, heading: &Piece<'a>) -> bool {
        let n = self.page.symbols.partition_point(|symbol| symbol.at.start < heading.at.start);
        let title = self.page.symbols.get(n).filter(|symbol| symbol.term().is_some_and(|term| term.title.is_some()));
        let rest = title.and_then(|title| heading.text.get(heading.offset_of(title.at.end)?..));
        rest.is_some_and(|rest| rest.starts_with(char::is_whitespace) && rest.contains(char::is_alphanumeric))
    }

    /// A table of contents before the report: when its first title comes again, the empty sections
    /// since then were no sections. What stands behind its last line is the preface.
    fn forget_contents(&mut self, key: SectionKey, n: u8) {
        let sections = &mut self.out.sections;
        let Some(first) = sections.iter().position(|section| section.key == Some(key)).filter(|_| n <= self.last)
        else {
            return;
        };
        let listed = sections.get(first..).unwrap_or_default();
        let Some((last, empty)) = listed.split_last().filter(|(_, empty)| empty.len() > 1) else { return };
        if empty.iter().any(|section| !section.blocks.is_empty())
            || last.blocks.iter().any(|block| block.level.is_some())
        {
            return;
        }
        let blocks = last.blocks.clone();
        sections.truncate(first);
        self.last = n.saturating_sub(1);
        if !blocks.is_empty() {
            if self.out.sections.is_empty() {
                let at = blocks.first().and_then(|block| block.at);
                self.out.sections.push(Section { key: Some(SectionKey::Preface), at, ..Section::default() });
            }
            for block in blocks {
                self.push(block);
            }
        }
    }

    /// Whether a section of the six is not open yet and comes after all that are.
    fn is_next(&self, about: &About) -> bool {
        let About::Key(key) = about else { return false };
        self.out.sections.iter().all(|section| section.key.is_none_or(|open| open < *key))
    }

    /// Whether a title without number is one of the forms, letter by letter, and not open yet.
    fn is_official(&self, heading: &Piece<'a>) -> bool {
        let n = self.page.symbols.partition_point(|symbol| symbol.at.start < heading.at.start);
        let Some(symbol) = self.page.symbols.get(n).filter(|symbol| symbol.at == heading.at) else { return false };
        let key = symbol.term().and_then(|term| term.title?.key());
        key.is_some_and(|key| self.out.sections.iter().all(|section| section.key != Some(key)))
    }

    fn open(&mut self, about: About, number: Option<Span>, title: &str, at: Span) {
        let (key, topic) = match about {
            About::Key(key) => (Some(key), None),
            About::Topic(topic) => (None, Some(topic)),
            About::Unknown => (None, None),
        };
        if key.is_none() && topic.is_none() {
            self.out.notes.push(Note::new(NoteCode::UnknownSection, format!("“{title}”不是格式规定的部分"), Some(at)));
        }
        let number = number.and_then(|at| at.of(self.page.source));
        let number = number.map(|text| {
            text.trim_matches(|c: char| !c.is_alphanumeric()).trim_start_matches('第').trim_end_matches("部分")
        });
        let number = number.map(|text| text.trim_end_matches(|c: char| !c.is_alphanumeric()));
        let number = number.map(|text| text.chars().map(plain).collect());
        self.out.sections.push(Section {
            key,
            topic,
            number,
            heading: title.to_owned(),
            at: Some(at),
            blocks: Vec::new(),
        });
        self.styles.clear();
        self.list = None;
    }

    /// Titles of the forms with their numbers inside a line that holds more: where a whole report
    /// stands on one line.
    pub fn titles_inside(&self, piece: &Piece<'a>) -> Vec<Range<usize>> {
        let symbols = self.page.symbols;
        let first = symbols.partition_point(|symbol| symbol.at.start < piece.at.start);
        let end = symbols.partition_point(|symbol| symbol.at.end <= piece.at.end);
        let inside = symbols.get(first..end).unwrap_or_default();
        let mut last = self.last;
        let mut found = Vec::new();
        for pair in inside.windows(2) {
            let (Token::Ordinal(Ordinal::Han(n)), Some(term)) = (pair[0].token, pair[1].term()) else { continue };
            let (Some(start), Some(end)) = (piece.offset_of(pair[0].at.start), piece.offset_of(pair[1].at.end)) else {
                continue;
            };
            let before = piece.text.get(..start).and_then(|text| text.trim_end().chars().next_back());
            let after = piece.text.get(end..).and_then(|text| text.chars().next());
            let listed = before.is_some_and(|c| matches!(c, '、' | '，' | ',' | '；' | ';' | '：' | '由'))
                || after.is_some_and(|c| matches!(c, '、' | '，' | ',' | '；' | ';' | '和' | '及' | '等' | '”' | '》'));
            if term.title.is_some() && n > last && !listed {
                found.push(start..end);
                last = n;
            }
        }
        found
    }
}

fn is_statistics(about: &About) -> bool {
    matches!(about, About::Topic(topic) if topic == STATISTICS)
}
