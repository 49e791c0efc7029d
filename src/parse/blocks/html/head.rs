//! What the head of a page says of the report: meta tags that sites of the government write by their
//! common standard (网站页面 meta 标签: ArticleTitle, PubDate, ContentSource, SiteName, Url), and those of
//! others.

/// The label under which a meta tag is shown to the reader of the metadata; `None` for one that says
/// nothing of the report.
pub fn label(name: &str) -> Option<&'static str> {
    const LABELS: [(&str, &str); 16] = [
        ("articletitle", "ArticleTitle: "),
        ("og:title", "网页标题: "),
        ("pubdate", "PubDate: "),
        ("publishdate", "PubDate: "),
        ("publish_date", "PubDate: "),
        ("article:published_time", "PubDate: "),
        ("firstpublishedtime", "PubDate: "),
        ("contentsource", "ContentSource: "),
        ("url", "网址: "),
        ("og:url", "网址: "),
        ("sitename", "网站名称: "),
        ("columnname", "网页栏目: "),
        ("keywords", "关键词: "),
        ("indexno", "索引号: "),
        ("filenumber", "文号: "),
        ("publisher", "发布机构: "),
    ];
    LABELS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|(_, label)| *label)
}

/// Whether a link leads to a file that may hold the report itself, by the words it is shown with or
/// the name of the file.
pub fn is_attachment(text: &str, href: &str) -> bool {
    const FILES: [&str; 12] =
        [".doc", ".docx", ".pdf", ".xls", ".xlsx", ".zip", ".rar", ".wps", ".et", ".ofd", ".txt", ".rtf"];
    let is_file = |name: &str| {
        let name = name.trim();
        let dot = name.rfind('.').and_then(|dot| name.get(dot..));
        dot.is_some_and(|extension| FILES.iter().any(|file| file.eq_ignore_ascii_case(extension)))
    };
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let query = href.rsplit(['=', '/']).next().unwrap_or_default();
    is_file(path) || is_file(query) || is_file(text) || text.contains("附件")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_the_standard() {
        assert_eq!(label("ArticleTitle"), Some("ArticleTitle: "));
        assert_eq!(label(" PubDate"), Some("PubDate: "));
        assert_eq!(label("viewport"), None);
    }

    #[test]
    fn files_and_pages() {
        for (text, href) in [
            ("年度报告", "./W020200110.docx"),
            ("云河县2019年报.PDF", "/download?id=3"),
            ("附件下载", "/file/3"),
            ("下载", "/attach.jsp?name=report.xls"),
            ("下载", "/a.pdf?v=1#page=2"),
        ] {
            assert!(is_attachment(text, href), "{text} {href}");
        }
        for (text, href) in [("首页", "/index.html"), ("", ""), ("年度报告", "/art/2020/1/10/art_1.html"), ("。", "a.")]
        {
            assert!(!is_attachment(text, href), "{text} {href}");
        }
    }
}
