//! A one-line text field: its text, its caret, and what of it is visible in a number of columns.

use crate::tui::text::columns::{self, clusters};

/// A change to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Insert(char),
    Backspace,
    Delete,
    Left,
    Right,
    Start,
    End,
    /// Drops everything before the caret.
    ClearBefore,
    /// Drops the word before the caret.
    DropWord,
}

/// Text with a caret. More than `LONGEST` characters are not taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    text: String,
    /// A byte offset at the border of a cluster.
    caret: usize,
    /// What is typed next takes the place of the text.
    replaced: bool,
}

/// A query longer than this is a slip of the paste key.
pub const LONGEST: usize = 400;

impl Field {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), caret: text.len(), replaced: false }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Lets the next character typed take the place of the text; whoever moves the caret first keeps it.
    pub fn offer(&mut self) {
        self.caret = self.text.len();
        self.replaced = !self.text.is_empty();
    }

    /// Whether the next character typed takes the place of the text.
    pub fn is_offered(&self) -> bool {
        self.replaced
    }

    /// Applies an edit and says whether the text changed.
    pub fn edit(&mut self, edit: Edit) -> bool {
        let before = self.text.clone();
        if std::mem::take(&mut self.replaced) && matches!(edit, Edit::Insert(_)) {
            self.drop_to(0);
        }
        match edit {
            Edit::Insert(c) => self.insert(c),
            Edit::Backspace => self.drop_to(self.previous()),
            Edit::Delete => {
                let next = self.next();
                let caret = std::mem::replace(&mut self.caret, next);
                self.drop_to(caret);
            }
            Edit::Left => self.caret = self.previous(),
            Edit::Right => self.caret = self.next(),
            Edit::Start => self.caret = 0,
            Edit::End => self.caret = self.text.len(),
            Edit::ClearBefore => self.drop_to(0),
            Edit::DropWord => self.drop_to(self.word_start()),
        }
        self.text != before
    }

    fn insert(&mut self, c: char) {
        if !c.is_control() && self.text.chars().count() < LONGEST {
            self.text.insert(self.caret, c);
            self.caret += c.len_utf8();
        }
    }

    fn drop_to(&mut self, start: usize) {
        self.text.replace_range(start..self.caret, "");
        self.caret = start;
    }

    fn before(&self) -> &str {
        self.text.get(..self.caret).unwrap_or_default()
    }

    fn previous(&self) -> usize {
        clusters(self.before()).last().map_or(0, |cluster| cluster.start)
    }

    fn next(&self) -> usize {
        let after = self.text.get(self.caret..).unwrap_or_default();
        self.caret + clusters(after).next().map_or(0, |cluster| cluster.text.len())
    }

    fn word_start(&self) -> usize {
        let trimmed = self.before().trim_end();
        trimmed.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }

    /// The part visible in `width` columns and the column of the caret in it.
    pub fn visible(&self, width: usize) -> (&str, usize) {
        let room = width.saturating_sub(1);
        let mut start = 0;
        let mut before = columns::of(self.before());
        for cluster in clusters(self.before()) {
            if before <= room {
                break;
            }
            before -= cluster.columns;
            start = cluster.end();
        }
        let tail = self.text.get(start..).unwrap_or_default();
        (columns::start_of(tail, width), before)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(edits: &[Edit]) -> Field {
        let mut field = Field::default();
        for edit in edits {
            field.edit(*edit);
        }
        field
    }

    #[test]
    fn a_text_that_is_offered_is_replaced_or_kept() {
        let after = |edits: &[Edit]| {
            let mut field = Field::new("行政复议");
            field.offer();
            let changed = edits.iter().filter(|edit| field.edit(**edit)).count() > 0;
            (field.text().to_owned(), changed)
        };
        assert_eq!(after(&[Edit::Insert('收'), Edit::Insert('费')]), ("收费".to_owned(), true));
        assert_eq!(after(&[Edit::End, Edit::Insert('收')]), ("行政复议收".to_owned(), true));
        assert_eq!(after(&[Edit::Backspace]), ("行政复".to_owned(), true));
        assert_eq!(after(&[Edit::Left]), ("行政复议".to_owned(), false));
    }

    #[test]
    fn editing() {
        use Edit::*;
        let check = |edits: &[Edit], text: &str, caret: usize| {
            let field = typed(edits);
            assert_eq!((field.text(), field.caret), (text, caret), "{edits:?}");
        };
        check(&[Insert('公'), Insert('开'), Backspace], "公", 3);
        check(&[Insert('公'), Insert('开'), Left, Delete], "公", 3);
        check(&[Insert('公'), Insert('开'), Start, Insert('未')], "未公开", 3);
        check(&[Insert('a'), Insert('\u{301}'), Left], "a\u{301}", 0);
        check(&[Insert('a'), Insert(' '), Insert('b'), Insert(' '), DropWord], "a ", 2);
        check(&[Insert('a'), Insert('b'), Left, ClearBefore], "b", 0);
        check(&[Insert('\u{1b}'), Backspace, Left, Delete], "", 0);
    }

    #[test]
    fn the_caret_is_always_visible() {
        let field = Field::new("政府信息公开");
        assert_eq!(field.visible(20), ("政府信息公开", 12));
        assert_eq!(field.visible(6), ("公开", 4));
        assert_eq!(field.visible(0), ("", 0));
    }

    fn any_edit() -> impl Strategy<Value = Edit> {
        prop_oneof![
            5 => "[a中\u{301} ]".prop_map(|s| Edit::Insert(s.chars().next().unwrap_or('a'))),
            1 => Just(Edit::Backspace), 1 => Just(Edit::Delete), 1 => Just(Edit::Left), 1 => Just(Edit::Right),
            1 => Just(Edit::Start), 1 => Just(Edit::End), 1 => Just(Edit::DropWord),
        ]
    }

    proptest! {
        #[test]
        fn the_caret_stays_inside(edits in proptest::collection::vec(any_edit(), 0..60), width in 0_usize..20) {
            let field = typed(&edits);
            prop_assert!(field.text.is_char_boundary(field.caret));
            let (shown, column) = field.visible(width);
            prop_assert!(columns::of(shown) <= width && column < width.max(1));
        }
    }
}
