//! What a file is: a report, a part of one, or something that only belongs to one, such as the page
//! that links it. Decided by what was found in it, and in plain text by a few words.

use crate::model::note::NoteCode;
use crate::model::report::{GridStatus, Kind, Report, SectionKey};
use crate::parse::Line;

/// Words of pages that a site shows instead of another.
const ERRORS: [&str; 13] = [
    "404 Not Found",
    "404错误",
    "403 Forbidden",
    "502 Bad Gateway",
    "页面不存在",
    "页面没有找到",
    "找不到页面",
    "找不到您",
    "无法访问",
    "访问的页面",
    "系统错误",
    "已被删除",
    "请登录",
];
/// Words beside a link to a file, and the ends of its name.
const ATTACHED: [&str; 12] =
    ["附件", "点击下载", "下载附件", "点击查看", "查看全文", ".pdf", ".docx", ".doc", ".xlsx", ".xls", ".wps", ".rar"];
/// More text than this, in bytes, is no error and no wrapper of a file.
const MOST_TEXT: usize = 1500;
/// As many titles of reports on lines of their own make a list of them.
const FEWEST_LISTED: usize = 3;
/// A longer line is no title in a list.
const LONGEST_TITLE: usize = 240;

/// What a file is. `other` is what its container shows it to be when it holds no report.
pub fn of(report: &Report, other: Option<Kind>) -> Kind {
    if !has_parts(report) && (other.is_some() || report.title.is_none()) {
        return other.unwrap_or(Kind::OtherDocument);
    }
    let six = SectionKey::SIX.iter().filter(|key| report.section(**key).is_some()).count();
    let codes = [NoteCode::TableLost, NoteCode::HeadLost, NoteCode::TooLong, NoteCode::CutOff];
    let lost = report.notes.iter().any(|note| codes.contains(&note.code));
    if lost || six < 3 { Kind::Partial } else { Kind::Report }
}

/// Whether a section or a table of a report was found.
pub fn has_parts(report: &Report) -> bool {
    SectionKey::SIX.iter().any(|key| report.section(*key).is_some())
        || !report.tables.old.is_empty()
        || report.grids.iter().any(|grid| grid.status == GridStatus::Read)
}

/// What lines without a report in them are; `pictures` is how many stand among them.
pub fn of_lines(report: &Report, lines: &[Line<'_>], pictures: usize) -> Option<Kind> {
    if has_parts(report) {
        return None;
    }
    let says = |words: &[&str]| lines.iter().any(|line| words.iter().any(|word| line.text.contains(word)));
    let listed = lines.iter().filter(|line| is_listed(&line.text)).count();
    let short = lines.iter().map(|line| line.text.len()).sum::<usize>() <= MOST_TEXT;
    let titled = report.title.is_some();
    let alone = lines.iter().any(|line| matches!(line.text.trim(), "404" | "403" | "502"));
    let pictures = pictures + lines.iter().filter(|line| line.text.contains("![")).count();
    if listed >= FEWEST_LISTED {
        Some(Kind::List)
    } else if short && !titled && (alone || says(&ERRORS)) {
        Some(Kind::ErrorPage)
    } else if short && titled && says(&ATTACHED) {
        Some(Kind::AttachmentPage)
    } else if short && titled && pictures > 0 {
        Some(Kind::Picture)
    } else {
        None
    }
}

/// Whether a line is the title of a report with its day, as lists print them.
fn is_listed(line: &str) -> bool {
    let names_report = line.contains("年度报告") || line.contains("年报");
    names_report && line.len() <= LONGEST_TITLE && !line.contains('。') && has_day(line)
}

/// Whether a line ends or begins with a day such as `2021-01-20` or `[2021/1/20]`.
fn has_day(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_ascii_digit());
    let is_day = |word: &str| {
        let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
        parts.len() == 3
            && parts.iter().all(|part| matches!(part.len(), 1..=4) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let word = |c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'));
    line.split(word).next().is_some_and(is_day) || line.rsplit(word).next().is_some_and(is_day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Input, parse};

    fn check(text: &str, kind: Kind) {
        let report = parse(Input { path: "a.txt", bytes: text.as_bytes() }).report;
        assert_eq!(report.kind, kind, "{text}");
        let told = report.notes.iter().any(|note| note.code == NoteCode::NotAReport);
        assert_eq!(told, kind == Kind::OtherDocument, "{text}");
    }

    #[test]
    fn what_is_no_report_is_named() {
        check("404\n抱歉,您访问的页面不存在或已被删除。", Kind::ErrorPage);
        check("502 Bad Gateway\nnginx", Kind::ErrorPage);
        check(
            "云河县审计局2021年政府信息公开工作年度报告\n发布日期:2022-01-20\n附件:2021年度报告.docx",
            Kind::AttachmentPage,
        );
        check("# 云河县审计局2021年政府信息公开工作年度报告\n\n![](W020220120.jpg)\n", Kind::Picture);
        check(
            "政府信息公开年报\n云河县审计局2021年政府信息公开工作年度报告 2022-01-20\n[2022/1/21] 青石镇2021年政府信息公开年报\n青石镇2020年政府信息公开年报 [2021-01-19]\n",
            Kind::List,
        );
        check("云河县人民政府关于做好冬季防火工作的通知\n各乡镇:\n现将有关事项通知如下。", Kind::OtherDocument);
    }

    #[test]
    fn reports_stay_what_they_are() {
        let narrative = "本局通过网站公开信息12条,详见附件。".repeat(60);
        let old = format!("云河县审计局2010年政府信息公开工作年度报告\n{narrative}");
        check(&old, Kind::Partial);
        check("云河县审计局2021年政府信息公开工作年度报告\n一、总体情况\n公开3件。附件:a.doc\n", Kind::Partial);
    }
}
