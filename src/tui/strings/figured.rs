//! Words about tables of figures.

use crate::figures::{Column, Measure};
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, count, words};

/// What is measured first: the words of the command, in which both languages have the same.
pub const FIRST_MEASURES: &str = "本年新收,公开率,不予公开率";
/// The reports themselves.
pub const REPORTS: &str = "份数";

pub const FIGURES: Words = words("统计表", "figures");
pub const COUNTING: Words = words("正在统计……", "counting ...");
pub const NO_ROWS: Words = words("没有可列的", "nothing to list");
pub const LEADS_NOWHERE: Words = words("此行没有可打开的", "nothing to open on this line");
pub const NOT_SORTED_BY: Words = words("此列不能排序", "no sorting by this column");
pub const NO_TREND: Words = words("光标处没有可看走势的", "nothing here whose course could be shown");
pub const NOT_GROUPED: Words = words("此表不分组", "this table is not grouped");
pub const NO_SUCH_CHOICE: Words = words("此表没有这一选项", "this table has no such choice");
pub const MEASURES: Words = words("指标或单元格", "measures");
pub const NOT_MEASURED: Words = words("此表没有指标可换", "nothing is measured here");
pub const QUESTION: Words = words("指标和选项", "measures, options");
pub const OPEN_QUOTATION: Words = words("引号不成对", "a quotation mark is left open");
pub const NOBODY_ANSWERS: Words = words("此处不能统计", "nothing is counted here");

/// The marks of a chart: where definitions change, the range of the peers and their median, the way from year to year,
/// a year without a report and one without a number in it.
pub const BREAK: &str = "|";
pub const RANGE: &str = ":";
pub const MEDIAN: &str = "o";
pub const WAY: &str = "⠂";
pub const NO_REPORT: &str = "x";
pub const NO_NUMBER: &str = "-";

/// What they stand for.
pub fn legend_of_chart(has_own: bool) -> String {
    let own = say!("* 本单位  ", "* this agency  ");
    let rest = say!(
        "o 同级同类中位  : P10-P90  x 库中未见  - 有报无数  | 口径变化",
        "o median of peers  : P10-P90  x not in the corpus  - no number  | definition changed"
    );
    if has_own { format!("{own}{rest}") } else { rest }
}

/// Millionths as a whole number.
pub fn number(millionths: i128) -> String {
    let rounded = (millionths + 500_000).div_euclid(1_000_000);
    usize::try_from(rounded).map_or_else(|_| rounded.to_string(), count)
}

/// What a command of figures is about.
pub fn topic(command: &str) -> &'static str {
    let words = match command {
        "table" => words("指标表", "indicators"),
        "similar" => words("雷同组", "alike sections"),
        "facets" => words("分类筛选", "facets"),
        "trend" => words("走势", "trend"),
        "coverage" => words("应收与已收", "coverage"),
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
    let named = Measure::all_named(name).ok().and_then(|all| all.first().copied());
    let wanted = named.map_or_else(|| name.to_owned(), Measure::id);
    column.sort.as_deref() == Some(wanted.as_str())
}
