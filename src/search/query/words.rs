//! Words to find in text: fuzzy, exact, a phrase, at the start or the end of a sentence; how they
//! are read from a query and written back.

use std::fmt;

use crate::model::width::narrow;
use crate::search::fold::{folded, is_double_quote, is_single_quote};
use crate::search::query::cursor::Cursor;

/// One word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As typed, without its signs.
    pub text: String,
    /// What is looked for in folded text; never empty.
    pub folded: String,
    /// Whether the characters must stand side by side. So must those of a phrase, of a word that is
    /// not to be there, and of one tied to the start or the end.
    pub exact: bool,
    /// Only where a sentence begins, marks before it aside.
    pub start: bool,
    /// Only where a sentence ends, marks after it aside.
    pub end: bool,
}

impl Term {
    /// Reads the term at the cursor, up to a blank or a bar; `None` where nothing is to be found
    /// (`^`, `""`, `'`).
    pub(super) fn read(cursor: &mut Cursor<'_>, negated: bool) -> Option<Self> {
        let (mut start, mut single) = (false, false);
        loop {
            if !start && cursor.take(|c| narrow(c) == '^') {
                start = true;
            } else if !single && cursor.take(is_single_quote) {
                single = true;
            } else {
                break;
            }
        }
        let quoted = cursor.take(is_double_quote);
        let (mut text, mut end) = (String::new(), false);
        if quoted {
            text.push_str(cursor.while_(|c| !is_double_quote(c)));
            cursor.take(is_double_quote);
            end = cursor.take(|c| narrow(c) == '$');
        } else {
            let word = cursor.while_(|c| !c.is_whitespace() && narrow(c) != '|');
            let stem = word.strip_suffix(['$', '＄']);
            end |= stem.is_some();
            text.push_str(stem.unwrap_or(word));
        }
        let exact = single || quoted || start || end || negated;
        if exact {
            // Quotation marks count in no search; without them every exact term can stand in quotes.
            text.retain(|c| !is_double_quote(c));
        }
        let folded = folded(&text).into_owned();
        (!folded.is_empty()).then_some(Self { text, folded, exact, start, end })
    }

    /// Writes the term so that it reads back: without quotes where that is enough.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, negated: bool) -> fmt::Result {
        let (start, end) = (if self.start { "^" } else { "" }, if self.end { "$" } else { "" });
        let single = if self.exact && !self.start && !self.end && !negated { "'" } else { "" };
        let plain = format!("{start}{single}{}{end}", self.text);
        if !self.exact || self.reads_back(&plain, negated) {
            f.write_str(&plain)
        } else {
            write!(f, "{start}\"{}\"{end}", self.text)
        }
    }

    fn reads_back(&self, plain: &str, negated: bool) -> bool {
        let signed = plain.starts_with(['^', '\'']);
        // It could be taken for a field or for a negation.
        if !signed && (plain.contains([':', '：']) || plain.starts_with(['!', '！'])) {
            return false;
        }
        let mut cursor = Cursor::new(plain);
        Self::read(&mut cursor, negated).as_ref() == Some(self) && cursor.rest().is_empty()
    }
}
