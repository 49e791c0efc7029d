//! Small texts and the sections read of them.

use crate::model::note::NoteCode;
use crate::parse::blocks;
use crate::parse::outline::{Outline, Page, read};
use crate::parse::tables;

fn outline(source: &str) -> Outline {
    let stream = blocks::read_lines(source, blocks::has_markup(source));
    let symbols = tables::symbols::scan(&stream);
    let found = tables::read(source, &stream, &symbols);
    read(&Page { source, stream: &stream, symbols: &symbols, covered: &found.covered, title_end: None })
}

/// One line a section or block: `一 总体情况`, `2 (一) 主动公开`, `p 正文`.
fn check(source: &str, expected: &[&str]) -> Outline {
    let outline = outline(source);
    let mut shown = Vec::new();
    for section in &outline.sections {
        let key = section.key.map_or_else(|| section.topic.clone().unwrap_or("?".into()), |key| key.to_string());
        shown.push(
            [key.as_str(), section.number.as_deref().unwrap_or(""), &section.heading].join(" ").trim().to_owned(),
        );
        for block in &section.blocks {
            let level = block.level.map_or("p".to_owned(), |level| level.to_string());
            let parts = [level.as_str(), block.number.as_deref().unwrap_or(""), &block.text];
            shown.push(parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" "));
        }
    }
    assert_eq!(shown, expected, "{source:?}");
    outline
}

#[test]
fn headings_stand_alone_or_begin_a_paragraph() {
    check(
        "根据《条例》编制本报告。\n一、总体情况\n(一)主动公开方面。公开36条。\n1.加强领导。一是学习。\n2.健全制度。二是落实。\n(二)平台建设\n开设专栏。",
        &[
            "preface",
            "p 根据《条例》编制本报告。",
            "overview 一 总体情况",
            "2 (一) 主动公开方面",
            "p 公开36条。",
            "3 1. 加强领导",
            "p 一是学习。",
            "3 2. 健全制度",
            "p 二是落实。",
            "2 (二) 平台建设",
            "p 开设专栏。",
        ],
    );
    check(
        "## 五、存在的主要问题及改进情况\n1.认识不足，力度不够；\n### 改进措施\n**(一)** 加强学习。\n- 1.认真学习《条例》，清理事项。",
        &[
            "problems 五 存在的主要问题及改进情况",
            "p 1.认识不足，力度不够；",
            "2 改进措施",
            "3 (一) 加强学习",
            "p 1.认真学习《条例》，清理事项。",
        ],
    );
}

#[test]
fn titles_vary_and_labels_of_tables_are_none() {
    check(
        "第一部分 总体情况\n无。\n三、行政机关收到和处理政府信息公开申请情况\n无。\n二、上年结转政府信息公开申请数量\n\
         四、因政府信息公开工作被申请行政复议、提起行政诉讼情况\n无。\n五、政府信息公开的收费及减免情况\n未收费。\n六、人事\n无。",
        &[
            "overview 一 总体情况",
            "p 无。",
            "requests 三 行政机关收到和处理政府信息公开申请情况",
            "p 无。",
            "p 二、上年结转政府信息公开申请数量",
            "disputes 四 因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            "p 无。",
            "收费及减免 五 政府信息公开的收费及减免情况",
            "p 未收费。",
            "? 六 人事",
            "p 无。",
        ],
    );
}

#[test]
fn a_list_numbered_like_titles_opens_no_section() {
    check(
        "五、存在的主要问题及改进情况\n一、存在问题\n认识不足。\n二、改进措施\n加强学习。\n六、其他需要报告的事项\n无。",
        &[
            "problems 五 存在的主要问题及改进情况",
            "2 一、 存在问题",
            "p 认识不足。",
            "2 二、 改进措施",
            "p 加强学习。",
            "other 六 其他需要报告的事项",
            "p 无。",
        ],
    );
}

#[test]
fn a_whole_report_may_stand_on_one_line() {
    check(
        "本报告由一、总体情况、二、主动公开政府信息情况等部分组成。一、总体情况2022年公开36条。二、主动公开政府信息情况第二十条第(六)项信息内容本年处理决定数量行政处罚4行政强制5五、存在的主要问题及改进情况 认识不足。",
        &[
            "preface",
            "p 本报告由一、总体情况、二、主动公开政府信息情况等部分组成。",
            "overview 一 总体情况",
            "p 2022年公开36条。",
            "proactive 二 主动公开政府信息情况",
            "problems 五 存在的主要问题及改进情况",
            "p 认识不足。",
        ],
    );
}

#[test]
fn a_table_of_contents_is_no_outline() {
    check(
        "目录\n一、总体情况\n二、主动公开政府信息情况\n六、其他需要报告的事项\n根据《条例》编制本报告。\n一、总体情况\n公开36条。\n六、其他需要报告的事项\n无。",
        &[
            "preface",
            "p 根据《条例》编制本报告。",
            "overview 一 总体情况",
            "p 公开36条。",
            "other 六 其他需要报告的事项",
            "p 无。",
        ],
    );
}

#[test]
fn the_page_around_a_report_is_left_out() {
    let outline = check(
        "当前位置:首页>年报\n保护视力色:\n根据《条例》编制本报告。\n六、其他需要报告的事项\n无。\n扫一扫在手机打开当前页\n分享到:\n云ICP备00000000号",
        &["preface", "p 根据《条例》编制本报告。", "other 六 其他需要报告的事项", "p 无。"],
    );
    assert_eq!(outline.notes.iter().map(|note| note.code).collect::<Vec<_>>(), [NoteCode::ChromeDropped]);
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    let line = "青石镇坚持以公开为常态不公开为例外原则推进各项工作有序开展";
    let source = format!("一、总体情况\n{}落实到位。\n第二段。", format!("{line}\n").repeat(9));
    let joined = format!("p {}落实到位。", line.repeat(9));
    check(&source, &["overview 一 总体情况", &joined, "p 第二段。"]);
}
