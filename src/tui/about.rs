//! Which sentences of a report speak about which of its tables. A reading aid: it may show a
//! sentence too many, and decides nothing.

use crate::model::form::Table;
use crate::model::report::Report;
use crate::model::sentence::sentences as sentences_of;
use crate::tui::page::TextPlace;

/// Words that a sentence about the table holds, with a figure or a denial beside them.
fn subjects(table: Table) -> &'static [&'static str] {
    match table {
        Table::T2 => {
            &["规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "事业性收费", "政府集中采购", "采购项目"]
        }
        Table::T3 => &["申请", "受理", "答复", "办结", "结转", "不予公开"],
        Table::T4 => &["复议", "诉讼"],
    }
}

/// Without one of these (or a digit) a sentence speaks of work in general.
const DENIALS: &[&str] = &["未收到", "未发生", "没有", "无行政", "未发", "零件", "为零", "均为0"];

/// Sentences that say something countable about a table, in the order of the report.
pub fn sentences(report: &Report, table: Table) -> Vec<TextPlace> {
    let mut found = Vec::new();
    for (section, content) in report.sections.iter().enumerate() {
        for (block, paragraph) in content.blocks.iter().enumerate() {
            for range in sentences_of(&paragraph.text) {
                let text = paragraph.text.get(range.clone()).unwrap_or_default();
                if speaks_of(text, table) {
                    found.push(TextPlace { section, block, range });
                }
            }
        }
    }
    found
}

fn speaks_of(text: &str, table: Table) -> bool {
    let countable = text.chars().any(char::is_numeric) || DENIALS.iter().any(|denial| text.contains(denial));
    countable && subjects(table).iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_with_a_figure_or_a_denial() {
        let check = |text: &str, expected: &[Table]| {
            let found: Vec<_> = Table::ALL.iter().copied().filter(|table| speaks_of(text, *table)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("全年收到政府信息公开申请12件。", &[Table::T3]);
        check("镇政府未收到政府信息公开申请。", &[Table::T3]);
        check("未发生行政复议、行政诉讼案件。", &[Table::T4]);
        check("制发规范性文件2件。", &[Table::T2]);
        check("不断规范依申请公开工作。", &[]);
        check("举办培训3次。", &[]);
    }
}
