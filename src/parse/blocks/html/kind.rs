//! What a page without a report is: one that links to it, a picture of it, a list, an error.

use crate::model::report::Kind;
use crate::parse::blocks::html::{Entry, Page};

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

/// The kind of a page in which no section and no table of a report was found, and this title of one.
/// `None` for any other page.
pub fn of(page: &Page, title: Option<&str>, pictures: usize) -> Option<Kind> {
    let lines =
        || page.entries.iter().filter_map(|entry| if let Entry::Line(line) = entry { Some(line) } else { None });
    let texts = || lines().filter(|line| !line.is_link()).map(|line| page.text(&line.shown));
    let heads = page.entries.iter().filter_map(|entry| if let Entry::Head(shown) = entry { Some(shown) } else { None });
    // A list has the title of a report in its head at most.
    let titled = title.is_some_and(|title| is_said(title, texts()));
    let short = texts().map(str::len).sum::<usize>() <= MOST_TEXT;
    let mut words = heads.map(|shown| page.text(shown)).chain(texts());
    let names_report = |text: &str| text.contains("年度报告") || text.contains("年报");
    let listed = lines().filter(|line| line.is_link() && names_report(page.text(&line.shown))).count();
    if short && !titled && words.any(|text| ERRORS.iter().any(|error| text.contains(error))) {
        Some(Kind::ErrorPage)
    } else if listed >= FEWEST_LISTED && !titled {
        Some(Kind::List)
    } else if title.is_some() && short && !page.links.is_empty() {
        Some(Kind::AttachmentPage)
    } else if title.is_some() && short && pictures > 0 {
        Some(Kind::Picture)
    } else {
        None
    }
}

/// Whether these lines say a title, torn or not.
fn is_said<'a>(title: &str, lines: impl Iterator<Item = &'a str>) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let said: String = lines.map(letters).collect();
    said.contains(&letters(title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::blocks::html::read;

    fn check(source: &str, title: Option<&str>, expected: Option<Kind>) {
        let page = read(source);
        let pictures = page.shown().pictures.len();
        assert_eq!(of(&page, title, pictures), expected, "{source}");
    }

    #[test]
    fn pages_without_a_report() {
        let title = "云河县2021年政府信息公开工作年度报告";
        let page = |rest: &str| format!("<title>{title}</title><h1>{title}</h1>{rest}");
        check(&page("<p><a href=1.pdf>年度报告</a></p>"), Some(title), Some(Kind::AttachmentPage));
        check(&page("<p><img src=1.jpg width=800></p>"), Some(title), Some(Kind::Picture));
        check(&page("<p>正文</p>"), Some(title), None);
        let list = format!("<title>{title}</title>{}", "<li><a href=1.html>云河县年度报告</a> 2021-01-20".repeat(3));
        check(&list, Some(title), Some(Kind::List));
        check("<title>404 Not Found</title><h1>404</h1>", None, Some(Kind::ErrorPage));
        check("<p>您访问的页面不存在或已被删除</p>", None, Some(Kind::ErrorPage));
        check("<p>统计公报</p>", None, None);
    }
}
