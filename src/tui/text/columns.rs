//! How many columns text takes on the screen after it has passed the gate of `model::printable`,
//! and text cut or padded to a number of columns.

use std::borrow::Cow;
use std::cell::Cell;

use unicode_width::UnicodeWidthChar;

use crate::model::printable::replacement;
use crate::tui::glyph;
use crate::tui::line::Ambiguous;

thread_local! {
    /// One thread measures: the one that lays out and draws.
    static AMBIGUOUS: Cell<Ambiguous> = const { Cell::new(Ambiguous::Narrow) };
}

/// From now on this thread measures characters of ambiguous width like that.
pub fn measure_as(ambiguous: Ambiguous) {
    AMBIGUOUS.set(ambiguous);
}

/// More marks than this on one character are noise, and a terminal need not stack them.
const MOST_MARKS: usize = 3;

/// A character with the marks that stand on it: what one or two columns of the screen hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cluster<'a> {
    /// Offset of its first byte.
    pub start: usize,
    pub text: &'a str,
    pub columns: usize,
}

impl<'a> Cluster<'a> {
    /// Offset of the byte after it.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// What is shown for it.
    pub fn shown(&self) -> Cow<'a, str> {
        let mut chars = self.text.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) if replacement(only).is_none() => Cow::Borrowed(self.text),
            _ => {
                let visible = self.text.chars().filter(|c| !is_variation(*c)).take(1 + MOST_MARKS);
                Cow::Owned(visible.map(|c| replacement(c).unwrap_or(c)).collect())
            }
        }
    }
}

/// Columns of one character after the gate: 0 for a combining mark, 2 for an ideograph, and for one of
/// ambiguous width what the terminal takes. The lines of borders are one column wide: terminals that
/// would make two of them are drawn in ASCII.
pub fn of_char(c: char) -> usize {
    if is_variation(c) {
        return 0;
    }
    let shown = replacement(c).unwrap_or(c);
    let wide = AMBIGUOUS.get() == Ambiguous::Wide && !glyph::is_line(shown);
    if wide { shown.width_cjk() } else { shown.width() }.unwrap_or(0)
}

/// A variation selector would turn `⚠` into a two-column picture on some terminals only.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

/// The clusters of a text, in order; together they are the text.
pub fn clusters(text: &str) -> impl Iterator<Item = Cluster<'_>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, base) = chars.next()?;
        let mut end = start + base.len_utf8();
        while let Some((at, mark)) = chars.next_if(|(_, c)| of_char(*c) == 0) {
            end = at + mark.len_utf8();
        }
        Some(Cluster { start, text: text.get(start..end).unwrap_or_default(), columns: of_char(base) })
    })
}

/// Columns of a text on one line.
pub fn of(text: &str) -> usize {
    if text.bytes().all(|b| (0x20..0x7F).contains(&b)) {
        return text.len();
    }
    text.chars().map(of_char).sum()
}

/// The longest start of `text` that fits into `columns`.
pub fn start_of(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = clusters(text)
        .take_while(|cluster| {
            used += cluster.columns;
            used <= columns
        })
        .last()
        .map_or(0, |cluster| cluster.end());
    text.get(..end).unwrap_or_default()
}

/// `text`, or as much of it as fits with a mark that it goes on.
pub fn clip(text: &str, columns: usize) -> Cow<'_, str> {
    if of(text) <= columns {
        return Cow::Borrowed(text);
    }
    match columns.checked_sub(1) {
        None => Cow::Borrowed(""),
        Some(room) => Cow::Owned(format!("{}{}", start_of(text, room), glyph::MORE)),
    }
}

/// `text` cut or padded on its right to exactly `columns`.
pub fn left(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let pad = columns.saturating_sub(of(&text));
    format!("{text}{:pad$}", "")
}

/// `text` cut or padded on its left to exactly `columns`.
pub fn right(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let pad = columns.saturating_sub(of(&text));
    format!("{:pad$}{text}", "")
}

/// A number of columns or rows as the screen counts them.
pub fn screen(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns() {
        let check = |text: &str, expected: usize| assert_eq!(of(text), expected, "{text:?}");
        check("abc", 3);
        check("公开12件", 8);
        check("，（）《》〇", 12);
        check("“”—…·①", 6);
        check("e\u{301}", 1);
        check("\u{1b}[31m", 5);
        check("a\tb\n", 4);
        check("\u{200b}\u{202e}", 2);
        check("⚠\u{fe0f}", 1);
    }

    #[test]
    fn ambiguous_characters_are_as_wide_as_the_terminal_takes_them() {
        measure_as(Ambiguous::Wide);
        for (text, expected) in [("“”—…·①", 12), ("公开12件", 8), ("─│┌░▪▸▾✓", 8), ("e\u{301}", 1)]
        {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(clip("“政府”信息", 8), "“政府~");
        measure_as(Ambiguous::Narrow);
        assert_eq!(of("“”—…·①"), 6);
    }

    #[test]
    fn cutting_and_padding() {
        assert_eq!(clip("政府信息", 8), "政府信息");
        assert_eq!(clip("政府信息", 7), "政府信~");
        assert_eq!(clip("政府信息", 6), "政府~");
        assert_eq!(clip("政府信息", 1), "~");
        assert_eq!(clip("政府信息", 0), "");
        assert_eq!(left("政府", 6), "政府  ");
        assert_eq!(left("政府信", 4), "政~ ");
        assert_eq!(right("12", 5), "   12");
        assert_eq!(start_of("政府", 3), "政");
    }

    #[test]
    fn what_is_shown_has_the_columns_it_was_measured_with() {
        for cluster in clusters("a\u{1b}\u{202e}政e\u{301}\u{301}\u{301}\u{301}\u{301}⚠\u{fe0f}\u{301}") {
            let shown = cluster.shown();
            assert_eq!(of(&shown), cluster.columns, "{cluster:?}");
            assert!(shown.chars().count() <= 1 + MOST_MARKS);
            assert!(!shown.chars().any(char::is_control));
        }
    }

    proptest! {
        #[test]
        fn clusters_are_the_text(text in "\\PC{0,20}|[\u{0}-\u{1f}a中\u{301}]{0,12}") {
            let joined: String = clusters(&text).map(|c| c.text).collect();
            prop_assert_eq!(&joined, &text);
            let sum: usize = clusters(&text).map(|c| c.columns).sum();
            prop_assert!(sum <= of(&text) && of(&text) - sum <= 1);
        }

        #[test]
        fn padded_text_is_exactly_as_wide(text in "\\PC{0,20}", columns in 0_usize..24) {
            prop_assert_eq!(of(&left(&text, columns)), columns);
            prop_assert_eq!(of(&right(&text, columns)), columns);
        }
    }
}
