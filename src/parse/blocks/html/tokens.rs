//! HTML source to tokens with their places, by the tokenizer rules of the HTML standard as far as they
//! decide what is a tag and what is text. Knows no tree and reads no character references.

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::parse::blocks::html::element::Element;

/// A piece of the source. Comments, declarations and what is cut off at the end are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Text(Range<usize>),
    /// A start tag; its attributes are asked of the tokenizer until the next token.
    Open(Element),
    Close(Element),
}

/// More attributes than any tag of a real page; later ones are passed over.
const MOST_ATTRIBUTES: usize = 32;

/// Walks over a source.
#[derive(Debug)]
pub struct Tokens<'a> {
    source: &'a str,
    /// The next byte to be read.
    at: usize,
    /// Names and values of the last start tag.
    attributes: Vec<(Range<usize>, Range<usize>)>,
    name: Range<usize>,
    closed: bool,
    /// Bytes passed, those passed again counted again.
    work: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(source: &'a str) -> Self {
        Self { source, at: 0, attributes: Vec::new(), name: 0..0, closed: false, work: 0 }
    }

    /// Where the next token starts.
    pub fn position(&self) -> usize {
        self.at
    }

    /// How many bytes were passed so far, those passed again counted again.
    pub fn work(&self) -> usize {
        self.work
    }

    /// Goes back to, or on to, a place between two tokens.
    pub fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The place of the first attribute of the last start tag with this name in lower case.
    pub fn attribute(&self, name: &str) -> Option<Range<usize>> {
        let bytes = self.source.as_bytes();
        let is_named = |range: &Range<usize>| {
            bytes.get(range.clone()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        self.attributes.iter().find(|(found, _)| is_named(found)).map(|(_, value)| value.clone())
    }

    /// The value of an attribute as it stands in the source.
    pub fn value(&self, name: &str) -> Option<&'a str> {
        self.source.get(self.attribute(name)?)
    }

    /// The name of the last tag as it stands in the source.
    pub fn name(&self) -> &'a str {
        self.source.get(self.name.clone()).unwrap_or_default()
    }

    /// Whether the last tag closes itself: `<svg/>`.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Takes everything up to the end tag with this name, which stays; up to the end where there is none.
    pub fn raw(&mut self, name: &str) -> Range<usize> {
        let start = self.at;
        let rest = self.source.as_bytes().get(start..).unwrap_or_default();
        self.at = start + end_tag(rest, name).unwrap_or(rest.len());
        self.work += self.at - start;
        start..self.at
    }

    /// The same where the end tag stands within so many bytes; otherwise nothing is taken.
    pub fn raw_within(&mut self, name: &str, most: usize) -> Option<Range<usize>> {
        let start = self.at;
        let rest = self.source.as_bytes().get(start..).unwrap_or_default();
        self.work += most.min(rest.len());
        self.at = start + end_tag(rest.get(..most.min(rest.len()))?, name)?;
        Some(start..self.at)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.source.as_bytes().get(at).copied()
    }

    /// Reads on to the end of a tag whose name starts at an offset. At the end of the source nothing
    /// is left of it.
    fn tag(&mut self, name: usize) -> Option<Element> {
        let bytes = self.source.as_bytes();
        self.attributes.clear();
        let ends_name = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
        let len = bytes.get(name..)?.iter().position(ends_name)?;
        self.name = name..name + len;
        let mut at = name + len;
        loop {
            at += bytes.get(at..)?.iter().position(|b| !b.is_ascii_whitespace() && *b != b'/')?;
            if bytes.get(at) == Some(&b'>') {
                self.closed = bytes.get(at - 1) == Some(&b'/');
                self.at = at + 1;
                return Some(Element::of(bytes.get(self.name.clone())?));
            }
            at = self.one_attribute(at)?;
        }
    }

    /// Reads the attribute that starts here; gives back where it ends.
    fn one_attribute(&mut self, start: usize) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let ends_name = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'=');
        // A first `=` belongs to the name.
        let len = 1 + bytes.get(start + 1..)?.iter().position(ends_name)?;
        let name = start..start + len;
        let skip = |from: usize| Some(from + bytes.get(from..)?.iter().position(|b| !b.is_ascii_whitespace())?);
        let after = skip(name.end)?;
        if bytes.get(after) != Some(&b'=') {
            self.put(name.clone(), name.end..name.end);
            return Some(after);
        }
        let from = skip(after + 1)?;
        let (value, end) = match bytes.get(from)? {
            quote @ (b'"' | b'\'') => {
                let len = memchr(*quote, bytes.get(from + 1..)?)?;
                (from + 1..from + 1 + len, from + len + 2)
            }
            b'>' => (from..from, from),
            _ => {
                let len = bytes.get(from..)?.iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
                (from..from + len, from + len)
            }
        };
        self.put(name, value);
        Some(end)
    }

    fn put(&mut self, name: Range<usize>, value: Range<usize>) {
        if self.attributes.len() < MOST_ATTRIBUTES {
            self.attributes.push((name, value));
        }
    }

    /// The end of a comment whose `<!--` ends at an offset.
    fn end_of_comment(&self, start: usize) -> usize {
        let rest = self.source.as_bytes().get(start..).unwrap_or_default();
        if rest.starts_with(b">") {
            return start + 1;
        }
        if rest.starts_with(b"->") {
            return start + 2;
        }
        // `--!>` ends a comment too.
        let ends =
            |mark: &usize| rest.get(..*mark).is_some_and(|inner| inner.ends_with(b"--") || inner.ends_with(b"--!"));
        memchr::memchr_iter(b'>', rest).find(ends).map_or(self.source.len(), |mark| start + mark + 1)
    }

    /// Behind the next `>`.
    fn behind_mark(&self, from: usize) -> usize {
        let rest = self.source.as_bytes().get(from..).unwrap_or_default();
        memchr(b'>', rest).map_or(self.source.len(), |len| from + len + 1)
    }

    /// The text from here up to the next `<`, the first byte taken whatever it is.
    fn text(&mut self) -> Token {
        let start = self.at;
        let rest = self.source.as_bytes().get(start + 1..).unwrap_or_default();
        self.at = memchr(b'<', rest).map_or(self.source.len(), |len| start + 1 + len);
        Token::Text(start..self.at)
    }
}

/// Where the end tag with this name stands.
fn end_tag(bytes: &[u8], name: &str) -> Option<usize> {
    memmem::find_iter(bytes, b"</").find(|found| {
        let tail = bytes.get(found + 2..).unwrap_or_default();
        let named = tail.get(..name.len()).is_some_and(|tail| tail.eq_ignore_ascii_case(name.as_bytes()));
        named && tail.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
    })
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let token = self.read();
        self.work += self.at - start;
        token
    }
}

impl Tokens<'_> {
    fn read(&mut self) -> Option<Token> {
        loop {
            let at = self.at;
            if self.byte(at)? != b'<' {
                return Some(self.text());
            }
            match (self.byte(at + 1), self.byte(at + 2)) {
                (Some(b), _) if b.is_ascii_alphabetic() => {
                    return self.tag(at + 1).map(Token::Open).or_else(|| self.cut_off());
                }
                (Some(b'/'), Some(b)) if b.is_ascii_alphabetic() => {
                    return self.tag(at + 2).map(Token::Close).or_else(|| self.cut_off());
                }
                (Some(b'!'), _) if self.source.as_bytes().get(at + 2..at + 4) == Some(b"--") => {
                    self.at = self.end_of_comment(at + 4);
                }
                (Some(b'!' | b'?'), _) | (Some(b'/'), Some(_)) => self.at = self.behind_mark(at + 2),
                _ => return Some(self.text()),
            }
        }
    }
}

impl Tokens<'_> {
    /// A tag that the end of the source cuts off shows nothing.
    fn cut_off(&mut self) -> Option<Token> {
        self.at = self.source.len();
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use html5gum::Tokenizer;
    use proptest::prelude::*;

    use super::*;

    /// Tags, their attributes and the text between them, as one text.
    fn ours(source: &str) -> String {
        let mut tokens = Tokens::new(source);
        let lower = |range: &Range<usize>| source.get(range.clone()).unwrap().to_ascii_lowercase();
        let mut shown = String::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Text(range) => shown.push_str(source.get(range).unwrap()),
                Token::Close(_) => shown.extend(["⟨/", &lower(&tokens.name), "⟩"]),
                Token::Open(_) => {
                    let mut attributes = BTreeMap::new();
                    for (name, value) in &tokens.attributes {
                        attributes.entry(lower(name)).or_insert(source.get(value.clone()).unwrap());
                    }
                    shown.extend(["⟨", &lower(&tokens.name), &format!(" {attributes:?}⟩")]);
                }
            }
        }
        shown
    }

    fn theirs(source: &str) -> String {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let shown = Tokenizer::new(source).map(|token| match token.unwrap() {
            html5gum::Token::String(value) => text(&value),
            html5gum::Token::EndTag(tag) => format!("⟨/{}⟩", text(&tag.name)),
            html5gum::Token::StartTag(tag) => {
                let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value)));
                format!("⟨{} {:?}⟩", text(&tag.name), attributes.collect::<BTreeMap<_, _>>())
            }
            _ => String::new(),
        });
        shown.collect()
    }

    #[test]
    fn tags_as_another_tokenizer_reads_them() {
        for source in [
            "a<b>c</b>d",
            "<TD Class=a id='b c' x = \"d>\" y>1</TD >",
            "1 < 2 <3 </ 4 </>5<",
            "<!DOCTYPE html><!-- a > b --><!--><!---->x<!--a--!>y<![if x]>z<?php a?>",
            "<a/b=c/>x</a b='>'>y",
            "<a =x>y<a b=c=d e>",
            "<a b='c",
            "x<!-- <b>",
        ] {
            assert_eq!(ours(source), theirs(source), "{source}");
        }
    }

    #[test]
    fn scripts_are_taken_whole() {
        let source = "<script>a<b</scrip></SCRIPT >c";
        let mut tokens = Tokens::new(source);
        assert_eq!(tokens.next(), Some(Token::Open(Element::Raw("script"))));
        assert_eq!(source.get(tokens.raw("script")), Some("a<b</scrip>"));
        assert_eq!(tokens.next(), Some(Token::Close(Element::Raw("script"))));
        assert_eq!(tokens.raw_within("title", 10), None);
        assert_eq!(source.get(tokens.position()..), Some("c"));
    }

    const PIECES: [&str; 24] = [
        "<", ">", "/", "!", "--", "-", "=", "'", "\"", " ", "\n", "a", "td", "TD", "x", "<b", "</b", "<!--", "-->",
        "?", "表", "<p>", "</p>", "--!>",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn any_marks_as_another_tokenizer_reads_them(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
            let source: String = pieces.iter().map(|n| PIECES[*n]).collect();
            prop_assert_eq!(ours(&source), theirs(&source));
        }
    }
}
