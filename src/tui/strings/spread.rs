//! Words about where the hits of a search are.

use crate::tui::strings::language::say;
use crate::tui::strings::{Words, count, short_count, words};

pub const SPREAD: Words = words("命中分布", "where the hits are");
pub const ALL: Words = words("全部", "all");
pub const MOST_FIRST: Words = words("多的在前", "most first");
/// What the marks of the table stand for, and how it is left.
pub const LEGEND: Words = words(
    "分布:- 库中未见  ~ 未搜完  Backspace 退回  M 收起",
    "- not in the corpus  ~ still searching  Backspace a step back  M away",
);
pub const NOT_ADDED: Words = words("查询已满,加不上条件", "the query is full: no field can be added");
pub const ENTER_LISTS: Words = words("Enter 看命中", "Enter goes to the hits");
pub const ENTER_UNFOLDS: Words = words("Enter 展开、收起", "Enter unfolds, folds");

/// The title: what holds all hits.
pub fn title(within: Option<&str>) -> String {
    within.map_or_else(|| SPREAD.to_string(), |within| format!("{SPREAD} ─ {within}"))
}

/// Hits in at most six columns; `~` while more may be found.
pub fn cell(hits: usize, estimated: bool) -> String {
    if estimated { format!("~{}", short_count(hits)) } else { short_count(hits) }
}

/// Hits in full.
pub fn sum(hits: usize, estimated: bool) -> String {
    if estimated { format!("~{}", count(hits)) } else { count(hits) }
}

/// `云河县 2021年  12 处`: what the cursor is on.
pub fn at(place: &str, year: Option<&str>, hits: &str) -> String {
    let year = year.map(|year| format!(" {year}")).unwrap_or_default();
    say!("{place}{year}  {hits} 处", "{place}{year}  {hits} hits")
}

/// What `Enter` adds to the query.
pub fn adds(fields: &str) -> String {
    say!("Enter 查询加 {fields}", "Enter adds {fields}")
}
