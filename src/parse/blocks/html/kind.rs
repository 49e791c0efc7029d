//! What a page without a report is: one that links to it, a picture of it, a list, an error.

use crate::model::report::Kind;
use crate::parse::blocks::html::{Entry, Line, Page};

/// Words of pages that a site shows instead of another.
const ERRORS: [&str; 12] = [
    "404",
    "403",
    "Not Found",
    "not found",
    "页面不存在",
    "页面没有找到",
    "找不到",
    "无法访问",
    "访问的页面",
    "系统错误",
    "已被删除",
    "请登录",
];

/// A page with more text than this, in bytes, is no error and no wrapper of a file.
const MOST_TEXT: usize = 1500;
/// As many links to reports make a list of them.
const FEWEST_LISTED: usize = 3;

/// The kind of a page in which no section and no table of a report was found; `titled` where it has the
/// title of one. `None` for any other page.
pub fn of(page: &Page, titled: bool, pictures: usize) -> Option<Kind> {
    let lines =
        || page.entries.iter().filter_map(|entry| if let Entry::Line(line) = entry { Some(line) } else { None });
    let is_text = |line: &&Line| !line.is_link();
    let text: usize = lines().filter(is_text).map(|line| line.shown.len()).sum();
    let heads = page.entries.iter().filter_map(|entry| if let Entry::Head(shown) = entry { Some(shown) } else { None });
    let mut words = heads.chain(lines().filter(is_text).map(|line| &line.shown)).map(|shown| page.text(shown));
    let names_report = |text: &str| text.contains("年度报告") || text.contains("年报");
    let listed = lines().filter(|line| line.is_link() && names_report(page.text(&line.shown))).count();
    let short = text <= MOST_TEXT;
    if short && !titled && words.any(|text| ERRORS.iter().any(|error| text.contains(error))) {
        Some(Kind::ErrorPage)
    } else if listed >= FEWEST_LISTED && !titled {
        Some(Kind::List)
    } else if titled && short && !page.links.is_empty() {
        Some(Kind::AttachmentPage)
    } else if titled && short && pictures > 0 {
        Some(Kind::Picture)
    } else {
        None
    }
}
