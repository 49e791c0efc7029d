//! Words about a flag, its evidence, and the cells it stands in.

use crate::model::cell::{Cell, How};
use crate::model::flag::{Class, Evidence, Flag, Side};
use crate::model::form::CellId;
use crate::model::printed::identity_zh;
use crate::rules;
use crate::rules::Unevaluable;
use crate::tui::strings::{EVIDENCE, EXPECTED, FOUND, LEFT, RIGHT, UNCONFIRMED, UNEVALUABLE, count};

/// The Chinese name of a flag's rule; its code where the catalogue has no such rule.
pub fn rule_name(flag: &Flag) -> String {
    rules::find(flag.rule).map_or_else(|| flag.rule.to_owned(), |rule| rule.name_zh.to_owned())
}

/// Where a flag stands, in a word: a row of a table, or the words of the text.
pub fn place_of(flag: &Flag) -> String {
    let piece = flag.evidence.iter().find(|piece| piece.report.is_none());
    match piece.map(|piece| (piece.cell, &piece.quote)) {
        Some((Some(cell), _)) => cell.row.short_zh().to_owned(),
        Some((None, Some(quote))) => quote.clone(),
        _ => String::new(),
    }
}

/// A rule over the checks of it that could not be made.
pub fn rule_with_count(code: &str, checks: usize) -> String {
    let name = rules::find(code).map_or("", |rule| rule.name_zh);
    format!("{code} {name}  {}处", count(checks))
}

/// Over the checks of a flag's rule that could not be made in its report.
pub fn also_unevaluable(checks: usize) -> String {
    format!("本年报中此规则另有{}处无法核对", count(checks))
}

/// A check that could not be made: where and why. An identity that inferred a cell does not confirm it.
pub fn unevaluable(check: &Unevaluable) -> String {
    let answer = if check.is_unconfirmed() { UNCONFIRMED } else { UNEVALUABLE };
    format!("{answer}  {}:{}", check.place, check.reason)
}

pub fn rule_head(flag: &Flag) -> String {
    format!("{} {}  {}  {}", flag.severity.name_zh(), rule_name(flag), flag.rule, flag_class(flag.class))
}

fn flag_class(class: Class) -> &'static str {
    match class {
        Class::Report => "年报问题",
        Class::Copy => "采集问题",
        Class::Indicator => "指标提示",
    }
}

pub fn expected_found(expected: &str, found: &str) -> String {
    let each = [(EXPECTED, expected), (FOUND, found)];
    let shown = each.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| format!("{label} {text}"));
    shown.collect::<Vec<_>>().join("  ")
}

/// One piece of evidence on one line.
pub fn piece(piece: &Evidence) -> String {
    let side = match piece.side {
        Some(Side::Left) => LEFT,
        Some(Side::Right) => RIGHT,
        None => EVIDENCE,
    };
    let cell = piece.cell.map(|cell| format!("{} [{cell}] ", self::cell(cell)));
    let value = piece.value.map(|value| format!("{value} "));
    let quote = piece.quote.as_deref().map(quoted);
    let at = piece.at.map(|at| format!(" (原文第{}字节起)", count(at.start)));
    let parts = [cell, value, quote, at].into_iter().flatten().collect::<String>();
    format!("  {side}  {parts}")
}

pub fn quoted(text: &str) -> String {
    format!("“{text}”")
}

pub fn basis(basis: Option<&str>) -> String {
    basis.map_or_else(|| "法规依据  无,为本程序的推断".to_owned(), |basis| format!("法规依据  {basis}"))
}

pub fn fingerprint(fingerprint: &str) -> String {
    format!("疑点编号  {fingerprint}")
}

/// `表三·本年新收·总计`.
pub fn cell(cell: CellId) -> String {
    format!("{}·{}·{}", cell.table().short_zh(), cell.row.short_zh(), cell.col.name_zh())
}

/// What a cell holds, in words: for the status line.
pub fn cell_value(cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return "不知原文有无此格".to_owned() };
    let raw = cell.raw.as_deref().map(|raw| format!("  原文{}", quoted(raw.trim()))).unwrap_or_default();
    let unit = cell.unit.as_deref().unwrap_or_default();
    let value = match (cell.value, cell.how) {
        (Some(value), Some(How::Inferred)) => format!("~{value}{unit} {}", inferred_by(cell)),
        (Some(value), _) => format!("{value}{unit}"),
        (None, Some(How::Blank)) => "空白(不是 0)".to_owned(),
        (None, Some(How::Marker)) => "斜杠等符号".to_owned(),
        (None, Some(How::Absent)) => "原文无此行".to_owned(),
        (None, Some(How::Unplaced)) => UNPLACED.to_owned(),
        (None, _) => "原因不明的空缺".to_owned(),
    };
    format!("{value}{raw}")
}

const UNPLACED: &str = "未能定位";

fn inferred_by(cell: &Cell) -> String {
    if cell.by.is_empty() {
        "推算,只有一种分法".to_owned()
    } else {
        format!("推算,依 {}", cell.by.join(" "))
    }
}

/// How a cell came to its value, or that it has none, with the identities that decided.
pub fn cell_reason(cell: &Cell) -> String {
    let Some(value) = cell.value else { return UNPLACED.to_owned() };
    let name = |code: &String| format!("{code} {}", identity_zh(code).unwrap_or_default()).trim_end().to_owned();
    let by = cell.by.iter().map(name).collect::<Vec<_>>().join("、");
    if by.is_empty() { format!("~{value}  {}", inferred_by(cell)) } else { format!("~{value}  推算,依 {by}") }
}

/// An identity that inferred a cell.
pub fn unconfirmed(code: &str) -> String {
    let name = identity_zh(code).unwrap_or_default();
    format!("{code} {name}  {UNCONFIRMED}:本格由其推算")
}

/// The values printed for a row, in the pane about its cells.
pub fn printed_values(tokens: &[&str]) -> String {
    format!("原文  {}", tokens.join("  "))
}

/// The same in place of the cells they could not be given to.
pub fn unplaced_values(tokens: &[&str]) -> String {
    format!("?{}", quoted(&tokens.join(" ")))
}

/// `原文第12行`.
pub fn line(number: usize) -> String {
    format!("原文第{}行", count(number))
}

pub fn bytes(start: usize, end: usize) -> String {
    format!("原文字节 {}-{}", count(start), count(end))
}
