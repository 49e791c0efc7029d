//! Words about two reports beside each other.

use crate::compare::facts::CarryOver;
use crate::compare::{Pair, Side};
use crate::model::cell::Cell;
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, cell_value, count, report_of, words, year, year_head};

pub const COMPARISON: Words = words("对比", "comparison");
pub const FIGURES: Words = words("表格", "tables");
pub const ITEM: Words = words("项目", "item");
pub const CHANGE: Words = words("差", "change");
pub const PERCENT: Words = words("%", "%");
/// Over how many other columns of the row differ.
pub const OTHER_COLUMNS: Words = words("他列", "cols");
pub const ALL_COLUMNS: Words = words("各列", "all columns");
pub const NO_DIFFERENCE: Words = words("没有差异", "no differences");
pub const LAST_DIFFERENCE: Words = words("已是最后一处差异", "this is the last difference");
pub const FIRST_DIFFERENCE: Words = words("已是第一处差异", "this is the first difference");
pub const NO_TEXT_ON_BOTH: Words = words("两边都没有正文", "neither has any text");
pub const CHOOSE_HELP: Words =
    words("单位名称(或拼音)和年度,空格分开", "name of the agency (or its pinyin) and year, parted by a blank");
pub const NO_SUCH_AGENCY: Words = words("没有这样的年报", "no such report");
pub const NOTHING_TO_COMPARE: Words = words("光标移到年报上再按 gd", "put the cursor on a report, then gd");
pub const NO_OTHER_TO_COMPARE: Words =
    words("该单位没有其他年度的年报,请选另一份对比", "this agency has no other year: choose a report to compare with");
pub const SAME_REPORT: Words = words("两边是同一份年报", "both sides are the same report");
pub const LEGEND_OF_COMPARISON: Words = words(
    "空 空白  x 原文无此行  ? 未能定位  ~ 推算  - 格式无此格",
    "\"\" blank  x row not in source  ? unplaced  ~ inferred  - not in the form",
);
pub const FORM: Words = words("格式", "form");
/// A side that says nothing of it.
pub const NOT_SAID: Words = words("未见", "not found");

/// `云河县财政局 2019年 <-> 2020年`; both names where they are not the same.
pub fn sides(names: Pair<&str>, years: Pair<Option<u16>>) -> String {
    if names.is_equal() {
        return format!("{} {} <-> {}", names.left, year(years.left), year(years.right));
    }
    format!("{} {} <-> {} {}", names.left, year(years.left), names.right, year(years.right))
}

/// What the columns of the sides are called: their years, where these tell them apart.
pub fn heads(years: Pair<Option<u16>>) -> Pair<String> {
    let said = years.map(year_head);
    if years.is_equal() { Pair::new(say!("左{}", "L {}", said.left), say!("右{}", "R {}", said.right)) } else { said }
}

/// `差异 31 处  格 20  句 11`.
pub fn differences(cells: usize, sentences: usize) -> String {
    say!(
        "差异 {} 处  格 {}  句 {}",
        "differences {}  cells {}  sentences {}",
        count(cells + sentences),
        count(cells),
        count(sentences)
    )
}

/// `差异 3/31`.
pub fn difference_of(at: Option<usize>, all: usize) -> String {
    let at = at.map_or_else(String::new, |at| format!("{}/", count(at + 1)));
    say!("差异 {at}{}", "difference {at}{}", count(all))
}

pub fn cells_that_differ(n: usize) -> String {
    say!("不同 {} 格", "{} differ", count(n))
}

/// `正文  - 2022  + 2023`.
pub fn wording(heads: &Pair<String>) -> String {
    say!("正文  - {}  + {}", "text  - {}  + {}", heads.left, heads.right)
}

/// `相同 5 句`.
pub fn same_sentences(n: usize) -> String {
    if n == 1 {
        say!("相同 1 句", "1 sentence the same")
    } else {
        say!("相同 {} 句", "{} sentences the same", count(n))
    }
}

/// A table in which nothing differs.
pub fn nothing_differs() -> String {
    say!("(没有差异)", "(no differences)")
}

/// A section or table that only one side has.
pub fn only_on(head: &str) -> String {
    say!("(只有 {head} 有)", "(only in {head})")
}

/// `表格  列:总计  只看不同`.
pub fn figures_by(column: Option<&str>, hides_same: bool) -> String {
    let column = column.map_or_else(String::new, |column| say!("  列:{column}", "  column: {column}"));
    let rows = if hides_same { say!("  只看不同", "  only what differs") } else { String::new() };
    format!("{FIGURES}{column}{rows}")
}

/// `!= 不衔接  2022结转下年度 4 -> 2023上年结转 6`.
pub fn carried(carried: &CarryOver) -> String {
    let short = |cell: &Option<Cell>| {
        let value = cell.as_ref().and_then(|cell| cell.value);
        value.map_or_else(|| cell_value(cell.as_ref()), |value| value.to_string())
    };
    let (out, into, (from, to)) = (short(&carried.out), short(&carried.into), carried.years);
    let mark = match carried.holds() {
        Some(true) => say!("=  衔接", "=  agree"),
        Some(false) => say!("!= 不衔接", "!= do not agree"),
        None => say!("?  无法核对", "?  cannot be told"),
    };
    say!(
        "{mark}  {from}结转下年度 {out} -> {to}上年结转 {into}",
        "{mark}  {from} carried out {out} -> {to} carried in {into}"
    )
}

/// What a cell of a side holds, for the status line: `2022 103`.
pub fn held(head: &str, cell: Option<&Cell>, there: bool) -> String {
    if there {
        format!("{head} {}", cell_value(cell))
    } else {
        say!("{head} 格式无此格", "{head} not in its form")
    }
}

/// `差 +15 (+15%)`.
pub fn difference(change: &str, percent: Option<i64>) -> String {
    let percent = percent.map_or_else(String::new, |percent| format!(" ({percent:+}%)"));
    say!("差 {change}{percent}", "change {change}{percent}")
}

/// How a sentence stands to the other report.
pub fn passage(sentence_of: Pair<bool>, heads: &Pair<String>) -> String {
    match (sentence_of.left, sentence_of.right) {
        (true, true) => say!("两边都有,有改动", "in both, changed"),
        (true, false) => say!("{} 有,{} 无", "in {}, not in {}", heads.left, heads.right),
        _ => say!("{} 有,{} 无", "in {}, not in {}", heads.right, heads.left),
    }
}

/// What is compared with the report at hand.
pub fn compare_with(name: &str, year: Option<u16>) -> String {
    say!("与 {} 对比", "compare {} with", report_of(name, year))
}

/// The report a side shows, for a word to the user.
pub fn now_right(side: Side, name: &str, year: Option<u16>) -> String {
    let report = report_of(name, year);
    match side {
        Side::Left => say!("左边:{report}", "left: {report}"),
        Side::Right => say!("右边:{report}", "right: {report}"),
    }
}

/// That the agency has no report beyond the one on the right.
pub fn no_year_further(later: bool) -> Words {
    if later {
        words("该单位没有更晚的年报", "this agency has no later report")
    } else {
        words("该单位没有更早的年报", "this agency has no earlier report")
    }
}
