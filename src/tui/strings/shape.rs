//! Words of the evidence in its shapes: sections, dates, rows and alike texts.

use crate::model::form::Table;
use crate::model::report::{DateLabel, SectionKey};
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, count, words};

pub const NO_SUCH_SECTION: Words = words("未见标题", "no such heading");
pub const NOT_OF_THE_FORM: Words = words("格式之外", "not of the form");
pub const HEADS: Words = words("表头", "heads");
pub const LIMIT: Words = words("期限", "limit");
pub const TAKEN: Words = words("以此为准", "taken");
/// A date that no calendar has.
pub const NO_SUCH_DAY: Words = words("没有这一天", "no such day");
/// Where else the flag rests.
pub const ALSO_AT: Words = words("另见", "also");
pub const NO_DATES: Words = words("年报中没有认出日期", "no date was found in the report");
pub const YEAR_OF_REPORT: Words = words("报告年度", "year");
pub const TITLE: Words = words("标题", "title");
pub const PERIOD: Words = words("统计期限", "period");
pub const INDEX_NUMBER: Words = words("索引号", "index no.");

/// What a date is the date of.
pub fn date_label(label: DateLabel) -> Words {
    match label {
        DateLabel::Published => words("发布日期", "published"),
        DateLabel::Written => words("成文日期", "written"),
        DateLabel::Signed => words("落款日期", "signed"),
        DateLabel::Url => words("网址日期", "address"),
    }
}

/// `表二 20/22`: how many cells of a table hold a number.
pub fn table_with(table: Table, read: usize, all: usize) -> String {
    format!("{} {}/{}", table.short_zh(), count(read), count(all))
}

/// Where a section stands that should stand before another one.
pub fn stands_after(other: SectionKey) -> String {
    say!("在第{}部分之后", "behind section {}", other.number())
}

/// How many sentences of two texts are the same, and how many differ.
pub fn alike(same: usize, apart: usize) -> String {
    say!("相同 {} 句  不同 {} 句", "{} sentences alike, {} not", count(same), count(apart))
}

/// Before what does not count when texts are compared.
pub const MASKED: Words = words("不计(数字、日期、单位名称):", "not counted (numbers, dates, names): ");
/// Where the other text is known by its quotation alone.
pub const QUOTED_ONLY: Words = words("只比对所引的文字", "only the words quoted are compared");
/// Between what the two texts say.
pub const THE_SAME_WORDS: Words = words("文字没有不同", "no words differ");

/// Further reports with the same text.
pub fn also_alike(names: &[String]) -> String {
    say!("另有:{}", "and: {}", names.join(&words("、", ", ")))
}

/// Cells that hold in another report what they hold in this one.
pub fn same_there(report: &str, cells: usize) -> String {
    say!("{report}:同样的{}个数", "{report}: the same {} numbers", count(cells))
}
