//! Words about a flag, its evidence, and the cells it stands in.

use crate::model::cell::{Cell, How};
use crate::model::flag::{Class, Evidence, Flag, Severity, Side};
use crate::model::form::CellId;
use crate::model::printed::identity_zh;
use crate::rules;
use crate::rules::Unevaluable;
use crate::tui::strings::language::say;
use crate::tui::strings::{
    EVIDENCE, EXPECTED, FOUND, LEFT, Language, RIGHT, UNCONFIRMED, UNEVALUABLE, Words, count, spoken, words,
};

/// One column for a severity: 错 警 提, or E W I.
pub fn mark(severity: Severity) -> &'static str {
    match spoken() {
        Language::Chinese => severity.mark_zh(),
        Language::English => severity.mark_en(),
    }
}

/// A severity in words.
pub fn severity_name(severity: Severity) -> Words {
    match severity {
        Severity::Info => words("提示", "info"),
        Severity::Warning => words("警告", "warning"),
        Severity::Error => words("错误", "error"),
    }
}

/// What a flag says, on one line.
pub fn message(flag: &Flag) -> &str {
    match spoken() {
        Language::English if !flag.message_en.is_empty() => &flag.message_en,
        _ => &flag.message,
    }
}

/// Words of a rule, in the language that is spoken.
pub fn of_rule(words: &rules::Words) -> &str {
    match spoken() {
        Language::English => &words.en,
        Language::Chinese => &words.zh,
    }
}

/// The name of a rule by its code; nothing where the catalogue has no such rule.
pub fn name_of_rule(code: &str) -> &'static str {
    let rule = rules::find(code);
    rule.map_or("", |rule| match spoken() {
        Language::Chinese => rule.name_zh,
        Language::English => rule.name_en,
    })
}

/// The name of a flag's rule; its code where the catalogue has no such rule.
pub fn rule_name(flag: &Flag) -> String {
    let name = name_of_rule(flag.rule);
    if name.is_empty() { flag.rule.to_owned() } else { name.to_owned() }
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
    let name = name_of_rule(code);
    say!("{code} {name}  {}处", "{code} {name}  {}", count(checks))
}

/// Over the checks of a flag's rule that could not be made in its report.
pub fn also_unevaluable(checks: usize) -> String {
    say!(
        "本年报中此规则另有{}处无法核对",
        "{} more checks of this rule in this report are not evaluable",
        count(checks)
    )
}

/// A check that could not be made: where and why. An identity that inferred a cell does not confirm it.
pub fn unevaluable(check: &Unevaluable) -> String {
    let reason = match spoken() {
        Language::Chinese => &check.reason,
        Language::English => &check.reason_en,
    };
    let answer = if check.is_unconfirmed() { UNCONFIRMED } else { UNEVALUABLE };
    say!("{answer}  {}:{}", "{answer}  {}: {}", check.place, reason)
}

pub fn rule_head(flag: &Flag) -> String {
    format!("{} {}  {}  {}", severity_name(flag.severity), rule_name(flag), flag.rule, flag_class(flag.class))
}

fn flag_class(class: Class) -> Words {
    match class {
        Class::Report => words("年报问题", "of the report"),
        Class::Copy => words("采集问题", "of our copy"),
        Class::Indicator => words("指标提示", "indicator"),
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
    let at = piece.at.map(|at| say!(" (原文第{}字节起)", " (source byte {})", count(at.start)));
    let parts = [cell, value, quote, at].into_iter().flatten().collect::<String>();
    format!("  {side}  {parts}")
}

pub fn quoted(text: &str) -> String {
    format!("“{text}”")
}

pub fn basis(basis: Option<&str>) -> String {
    basis.map_or_else(
        || say!("法规依据  无,为本程序的推断", "basis  none, this program infers it"),
        |basis| say!("法规依据  {basis}", "basis  {basis}"),
    )
}

pub fn fingerprint(fingerprint: &str) -> String {
    say!("疑点编号  {fingerprint}", "fingerprint  {fingerprint}")
}

/// `表三·本年新收·总计`, or the address.
pub fn cell(cell: CellId) -> String {
    match spoken() {
        Language::Chinese => format!("{}·{}·{}", cell.table().short_zh(), cell.row.short_zh(), cell.col.name_zh()),
        Language::English => cell.to_string(),
    }
}

/// What a cell holds, in words: for the status line.
pub fn cell_value(cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return say!("不知原文有无此格", "unknown whether the source has this cell") };
    let raw = cell.raw.as_deref().map(|raw| say!("  原文{}", "  source {}", quoted(raw.trim()))).unwrap_or_default();
    let unit = cell.unit.as_deref().unwrap_or_default();
    let value = match (cell.value, cell.how) {
        (Some(value), Some(How::Inferred)) => format!("~{value}{unit} {}", inferred_by(cell)),
        (Some(value), _) => format!("{value}{unit}"),
        (None, Some(How::Blank)) => say!("空白(不是 0)", "blank (not 0)"),
        (None, Some(How::Marker)) => say!("斜杠等符号", "a marker such as a slash"),
        (None, Some(How::Absent)) => say!("原文无此行", "the source has no such row"),
        (None, Some(How::Unplaced)) => UNPLACED.into(),
        (None, _) => say!("原因不明的空缺", "no value, reason unknown"),
    };
    format!("{value}{raw}")
}

const UNPLACED: Words = words("未能定位", "unplaced");

fn inferred_by(cell: &Cell) -> String {
    if cell.by.is_empty() {
        say!("推算,只有一种分法", "inferred, only one way to cut it")
    } else {
        say!("推算,依 {}", "inferred by {}", cell.by.join(" "))
    }
}

/// How a cell came to its value, or that it has none, with the identities that decided.
pub fn cell_reason(cell: &Cell) -> String {
    let Some(value) = cell.value else { return UNPLACED.into() };
    let name = |code: &String| format!("{code} {}", identity_zh(code).unwrap_or_default()).trim_end().to_owned();
    let by = cell.by.iter().map(name).collect::<Vec<_>>().join(&words("、", ", "));
    if by.is_empty() {
        format!("~{value}  {}", inferred_by(cell))
    } else {
        say!("~{value}  推算,依 {by}", "~{value}  inferred by {by}")
    }
}

/// An identity that inferred a cell.
pub fn unconfirmed(code: &str) -> String {
    let name = identity_zh(code).unwrap_or_default();
    say!("{code} {name}  {}:本格由其推算", "{code} {name}  {}: this cell was inferred by it", UNCONFIRMED)
}

/// The values printed for a row, in the pane about its cells.
pub fn printed_values(tokens: &[&str]) -> String {
    say!("原文  {}", "source  {}", tokens.join("  "))
}

/// The same in place of the cells they could not be given to.
pub fn unplaced_values(tokens: &[&str]) -> String {
    format!("?{}", quoted(&tokens.join(" ")))
}

/// `原文第12行`.
pub fn line(number: usize) -> String {
    say!("原文第{}行", "source line {}", count(number))
}

pub fn bytes(start: usize, end: usize) -> String {
    say!("原文字节 {}-{}", "source bytes {}-{}", count(start), count(end))
}
