//! Words about tables of figures.

use crate::figures::{Column, Measure};
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, words};

/// What is measured first: the words of the command, in which both languages have the same.
pub const FIRST_MEASURES: &str = "本年新收,公开率,不予公开率";
/// The reports themselves.
pub const REPORTS: &str = "份数";

pub const FIGURES: Words = words("统计表", "figures");
pub const COUNTING: Words = words("正在统计……", "counting ...");
pub const NO_ROWS: Words = words("没有可列的", "nothing to list");
pub const LEADS_NOWHERE: Words = words("此行没有可打开的", "nothing to open on this line");
pub const NOT_SORTED_BY: Words = words("此列不能排序", "no sorting by this column");
pub const NOT_GROUPED: Words = words("此表不分组", "this table is not grouped");
pub const ONLY_OF_MEASURES: Words = words("只用于指标表", "only for tables of indicators");
pub const QUESTION: Words = words("指标和选项", "measures, options");
pub const OPEN_QUOTATION: Words = words("引号不成对", "a quotation mark is left open");
pub const NOBODY_ANSWERS: Words = words("此处不能统计", "nothing is counted here");

/// What a command of figures is about.
pub fn topic(command: &str) -> &'static str {
    let words = match command {
        "table" => words("指标表", "indicators"),
        "similar" => words("雷同组", "alike sections"),
        _ => words("统计", "figures"),
    };
    words.said()
}

/// Reports that are not in the figures, by why.
pub fn left_out(reasons: &str) -> String {
    say!("未计 {reasons}", "left out: {reasons}")
}

/// Whether a column is the one called so where it is sorted by.
pub fn is_named(column: &Column, name: &str) -> bool {
    let wanted = Measure::named(name).map_or_else(|_| name.to_owned(), Measure::id);
    column.sort.as_deref() == Some(wanted.as_str())
}
