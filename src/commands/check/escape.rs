//! Text from outside on its way into Markdown: it is shown as it is, and has no effect.

use std::borrow::Cow;

use crate::model::printable::printable;

/// Text among other words, so that nothing in it stands at the start of a line. What Markdown or HTML
/// would act on is escaped; where a mail address could be made of it, which renderers link without any
/// sign, it stands as code.
pub(in crate::commands) fn plain(text: &str) -> Cow<'_, str> {
    let shown = printable(text);
    if shown.contains('@') {
        return Cow::Owned(code(&shown));
    }
    if !shown.contains(|c: char| c.is_ascii_punctuation()) {
        return shown;
    }
    let mut escaped = String::with_capacity(shown.len() + 8);
    for (at, c) in shown.char_indices() {
        let next = shown.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        if acts(c, next, escaped.as_str()) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    Cow::Owned(escaped)
}

/// Whether a character among words may have an effect, by the one after it and all before it.
fn acts(c: char, next: Option<char>, before: &str) -> bool {
    match c {
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '^' => true,
        // Addresses and names of pictures: http://, :smile:.
        ':' => next.is_some_and(|next| next.is_ascii()),
        '=' | '+' => next == Some(c) || before.ends_with(c),
        '.' => before.len() >= 3 && before.get(before.len() - 3..).is_some_and(|end| end.eq_ignore_ascii_case("www")),
        _ => false,
    }
}

/// Text in a cell of a table.
pub(in crate::commands) fn in_table(text: &str) -> String {
    let shown = printable(text);
    // A bar parts cells even where it stands in code.
    if shown.contains('@') { code(&shown.replace('|', "｜")) } else { plain(&shown).into_owned() }
}

/// Text as code, within one more backtick than it has in a row.
pub(in crate::commands) fn code(text: &str) -> String {
    let shown = printable(text);
    let (mut longest, mut run) = (0, 0);
    for c in shown.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    if shown.trim().is_empty() { "—".to_owned() } else { format!("{fence} {shown} {fence}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    /// What a renderer makes of Markdown: the words, and whether there is anything but words and code.
    fn rendered(markdown: &str) -> (String, bool) {
        let (mut words, mut effect) = (String::new(), false);
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                _ => effect = true,
            }
        }
        (words, effect)
    }

    fn check(text: &str) {
        let blanks = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = blanks(&printable(text));
        for markdown in [plain(text).into_owned(), code(text)] {
            let (words, effect) = rendered(&format!("字 {markdown} 字"));
            assert!(!effect, "{markdown}");
            if !shown.is_empty() {
                assert_eq!(blanks(&words), format!("字 {shown} 字"), "{markdown}");
            }
        }
    }

    #[test]
    fn nothing_takes_effect() {
        for text in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "![x](http://a.example/x.png)",
            "# 一 ## 二 #",
            "**a** __b__ ~~c~~ `d` ``e`",
            "a | b | c",
            "1. a 2) b - c + d > e",
            "&lt;b&gt; &#60;",
            "http://a.example www.a.example <https://a.example>",
            "a@b.example 与 `a@b`",
            "$x$ $$y$$ [^1] {#id .class} :+1: [x]: y",
            "反斜\\杠\\",
            "\u{1b}[31m\u{202e}",
            "",
        ] {
            check(text);
        }
    }

    #[test]
    fn a_cell_stays_a_cell() {
        let table = format!("| a | b |\n|---|---|\n| {} | {} |\n", in_table("x|y"), in_table("x|y@z|`"));
        let cells = Parser::new_ext(&table, Options::ENABLE_TABLES)
            .filter(|event| matches!(event, Event::Start(Tag::TableCell)));
        assert_eq!(cells.count(), 4);
        assert!(rendered(&table).0.ends_with("x|yx｜y@z｜`"), "{}", rendered(&table).0);
    }

    proptest! {
        #[test]
        fn no_text_takes_effect(text in "[a-z1.)(<>&#*_`~|!\\[\\]\\\\@:/ \n\t中$^={}+\"'-]{0,24}") {
            check(&text);
        }
    }
}
