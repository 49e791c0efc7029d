//! What people type to search, and the text it is looked for in.

use std::ops::Range;

use crate::search::Matcher;
use crate::search::query::Query;

/// The first line is the query, the rest the text. A query is refused at a place in it or reads back as
/// itself; what it finds lies in the text in order.
pub(super) fn ask(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let (asked, text) = input.split_once('\n').unwrap_or((&input, "2021年新收申请12件,答复不规范。"));
    let query = match Query::parse(asked) {
        Ok(query) => query,
        Err(error) => return assert!(asked.is_char_boundary(error.at), "{}", error.at),
    };
    let shown = query.to_string();
    assert_eq!(Query::parse(&shown).as_ref(), Ok(&query), "{asked:?} shown as {shown:?}");
    let matcher = Matcher::new(&query);
    if let Some(found) = matcher.find(text) {
        in_order(text, &found);
    }
    matcher.is_in(text);
    matcher.names(text);
}

fn in_order(text: &str, found: &[Range<usize>]) {
    for range in found {
        assert!(text.get(range.clone()).is_some_and(|matched| !matched.is_empty()), "{range:?} of {text:?}");
    }
    assert!(found.is_sorted_by(|before, after| before.end <= after.start), "{found:?}");
}
