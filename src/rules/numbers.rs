//! Whether the value of a cell can be what the cell counts: sign, fraction, size, unit, and how it is
//! printed.

use crate::model::agency::{AgencyKind, Level};
use crate::model::cell::{Cell, Number};
use crate::model::flag::Severity;
use crate::model::form::{CellId, Col, Form, Row, Table};
use crate::model::width::narrow;
use crate::rules::basis;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_cell};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&DECIMAL, &NEGATIVE, &UNIT, &HUGE, &FEE_DECIMALS, &UNIT_IN_CELL, &FORMAT];

rule! {
    /// ## What it checks
    /// Every cell that counts things holds a whole number. Amounts of money are left out.
    ///
    /// ## Why it matters
    /// There is no half request. A fraction is an amount in the wrong cell, or a slip.
    ///
    /// ## Example
    /// `表二·行政许可·处理决定数量:12.5不是整数`
    ///
    /// ## When it is wrong
    /// Where a reader took the point of a list for a decimal point.
    DECIMAL = "N-DECIMAL" {
        zh: "件数有小数", en: "fraction of a count",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::FORM),
        check: decimal, examples: tests::decimal_examples,
    }
}

rule! {
    /// ## What it checks
    /// No count has a minus sign, except 本年增/减.
    ///
    /// ## Why it matters
    /// A count below nothing is a slip.
    ///
    /// ## Example
    /// `表三·予以公开·自然人:-6为负数`
    ///
    /// ## When it is wrong
    /// Where a dash that stands for nothing and a number of the next cell were read together. No value
    /// is read from such a cell, so that no sum is made of it.
    NEGATIVE = "N-NEG" {
        zh: "件数为负", en: "count below zero",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::FORM),
        check: negative, examples: tests::negative_examples,
    }
}

rule! {
    /// ## What it checks
    /// 收费金额 and 采购总金额 in 万元 are within what a body of that level can have: below 1 亿元 for a
    /// township, below 100 亿元 for a county. A warning where the narrative prints the same digits with
    /// 元 behind them, else a hint.
    ///
    /// ## Why it matters
    /// An amount in 元 under a head in 万元 is ten thousand times too large, and alone outweighs a
    /// province in any total.
    ///
    /// ## Example
    /// `表二·行政事业性收费:15600万元,正文为15600元`
    ///
    /// ## When it is wrong
    /// Rich counties collect that much. The hint alone proves nothing.
    UNIT = "N-UNIT" {
        zh: "元与万元疑混", en: "元 for 万元",
        class: Report, default: Queue, severity: Warning,
        forms: &[Form::F2019, Form::F2021], basis: Some(basis::FORM),
        check: unit, examples: tests::unit_examples,
    }
}

rule! {
    /// ## What it checks
    /// No cell of table 三 is above 100,000, but for provinces.
    ///
    /// ## Why it matters
    /// Nearly always digits of several cells that ran together, in our copy or on the page.
    ///
    /// ## Example
    /// `表三·本年新收·总计:1510003超过十万`
    ///
    /// ## When it is wrong
    /// A few large cities have had as many requests.
    HUGE = "N-HUGE" {
        zh: "数值过大", en: "number too large",
        class: Copy, default: Triage, severity: Warning,
        forms: &[], basis: None,
        check: huge, examples: tests::huge_examples,
    }
}

rule! {
    /// ## What it checks
    /// 收费金额 has at most four decimals.
    ///
    /// ## Why it matters
    /// The form of 2021 asks for 万元 with four decimals, which is whole 元.
    ///
    /// ## Example
    /// `表二·行政事业性收费:12.34567,小数多于四位`
    ///
    /// ## When it is wrong
    /// Never, but it is about form only. It is off unless selected.
    FEE_DECIMALS = "N-FEE-DP" {
        zh: "收费小数位数", en: "decimals of the fee",
        class: Report, default: Off, severity: Info,
        forms: &[Form::F2021], basis: Some(basis::FORM),
        check: fee_decimals, examples: tests::fee_decimals_examples,
    }
}

rule! {
    /// ## What it checks
    /// A cell holds a number without its unit.
    ///
    /// ## Why it matters
    /// The head has the unit; a cell with another one is read wrong by machines.
    ///
    /// ## Example
    /// `表二·政府集中采购·采购总金额:单元格写“7976.14万元”`
    ///
    /// ## When it is wrong
    /// The form of 2019 leaves the unit of 采购总金额 open. It is off unless selected.
    UNIT_IN_CELL = "N-UNIT-INCELL" {
        zh: "单元格带单位", en: "unit in the cell",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: unit_in_cell, examples: tests::unit_in_cell_examples,
    }
}

rule! {
    /// ## What it checks
    /// Numbers are printed in plain digits: not in full width, not with separators of thousands.
    ///
    /// ## Why it matters
    /// Other programs read such cells as text or not at all.
    ///
    /// ## Example
    /// `表三·本年新收·总计:写作“１２”`
    ///
    /// ## When it is wrong
    /// Never, but it is about form only. It is off unless selected.
    FORMAT = "N-FORMAT" {
        zh: "数字写法", en: "way of writing numbers",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: format, examples: tests::format_examples,
    }
}

/// `表三·予以公开·自然人` and the like.
fn name(id: CellId) -> Words {
    Words::new(
        format!("{}·{}·{}", id.table().short_zh(), id.row.short_zh(), id.col.name_zh()),
        format!("{}, {}, {}", id.table(), id.row.short_en(), id.col.id()),
    )
}

/// What is wrong with a cell: how it goes on after the name of the cell, and what was expected.
struct Wrong {
    zh: String,
    en: String,
    expected: &'static str,
    severity: Option<Severity>,
}

impl Wrong {
    fn new(zh: impl Into<String>, en: impl Into<String>, expected: &'static str) -> Self {
        Self { zh: zh.into(), en: en.into(), expected, severity: None }
    }
}

/// Looks at every printed cell that `of` names. `wrong` is the answer for one: `None` where it holds.
fn each_cell(
    subject: &Subject<'_>,
    sink: &mut Sink<'_>,
    of: impl Fn(CellId) -> bool,
    wrong: impl Fn(CellId, &Cell) -> Option<Wrong>,
) {
    let mut held = 0;
    for (id, cell) in subject.cells().iter().filter(|(id, _)| of(*id)) {
        let Some(wrong) = wrong(*id, cell) else {
            held += usize::from(cell.value.is_some());
            continue;
        };
        let name = name(*id);
        sink.fails(Finding {
            message: Words::new(format!("{}:{}", name.zh, wrong.zh), format!("{}: {}", name.en, wrong.en)),
            expected: wrong.expected.to_owned(),
            found: cell.raw.clone().or_else(|| cell.value.map(|value| value.to_string())).unwrap_or_default(),
            evidence: vec![of_cell(None, *id, cell)],
            severity: wrong.severity,
            ..Finding::default()
        });
    }
    sink.hold(held);
}

fn decimal(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_cell(
        subject,
        sink,
        |id| id.col.is_count(),
        |_, cell| {
            let value = cell.value.filter(|value| value.integer().is_none())?;
            Some(Wrong::new(format!("{value}不是整数"), format!("{value} is no whole number"), "整数"))
        },
    );
}

fn negative(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_cell(
        subject,
        sink,
        |id| id.col.is_count() && id.col != Col::Change,
        |_, cell| {
            let digits = cell.raw.as_deref().and_then(|raw| raw.strip_prefix(['-', '－', '−']));
            let printed = || {
                let digits: String = digits?.chars().map(narrow).collect();
                Number::parse(&digits).map(|_| format!("-{digits}"))
            };
            let negative = cell.value.filter(|value| value.is_negative());
            let value = negative.map(|value| value.to_string()).or_else(printed)?;
            Some(Wrong::new(format!("{value}为负数"), format!("{value} is below zero"), "≥0"))
        },
    );
}

/// From how many 万元 on an amount is more than a body of a level can have.
fn most_wan(level: Option<Level>, kind: Option<AgencyKind>) -> Option<i64> {
    match (level?, kind) {
        (Level::Township, _) | (_, Some(AgencyKind::TownshipGov | AgencyKind::StreetOffice)) => Some(10_000),
        (Level::County, _) => Some(1_000_000),
        _ => None,
    }
}

fn unit(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let agency = &subject.report.agency;
    let Some(most) = most_wan(agency.level, agency.kind) else {
        return sink.cannot("表二", Words::new("机关层级不明或高于县级", "the level is not known or above a county"));
    };
    let is_amount = |id: CellId| id.table() == Table::T2 && !id.col.is_count();
    each_cell(subject, sink, is_amount, |_, cell| {
        let value = cell.value.filter(|value| *value >= Number::from(most) && in_wan(cell))?;
        let in_text = subject.report.blocks().any(|(_, block)| says_yuan(&block.text, value));
        let (zh, en) = if in_text {
            (format!(",正文为{value}元"), format!("; the text has {value}元"))
        } else {
            Default::default()
        };
        let severity = Some(if in_text { Severity::Warning } else { Severity::Info });
        Some(Wrong {
            severity, ..Wrong::new(format!("{value}万元{zh}"), format!("{value}万元{en}"), "单位万元")
        })
    });
}

/// Whether an amount is in 万元, by its own unit or that of the head, which is 万元 unless printed
/// otherwise.
fn in_wan(cell: &Cell) -> bool {
    cell.unit.as_deref().is_none_or(|unit| unit == "万元")
}

/// Whether a text has these digits with 元 right behind them.
fn says_yuan(text: &str, value: Number) -> bool {
    let amount = format!("{value}元");
    text.match_indices(&amount)
        .any(|(at, _)| !text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit() || c == '.')))
}

fn huge(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const MOST: i64 = 100_000;
    if matches!(subject.report.agency.level, Some(Level::Province | Level::StateCouncilDept)) {
        return sink.holds();
    }
    each_cell(
        subject,
        sink,
        |id| id.table() == Table::T3,
        |_, cell| {
            let value = cell.value.filter(|value| *value > Number::from(MOST))?;
            Some(Wrong::new(format!("{value}超过十万"), format!("{value} is above 100,000"), "≤100000"))
        },
    );
}

fn fee_decimals(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    each_cell(
        subject,
        sink,
        |id| id.row == Row::AdminFees && id.col == Col::AmountWan,
        |_, cell| {
            let value = cell.value.filter(|value| value.scale() > 4)?;
            Some(Wrong::new(
                format!("{value},小数多于四位"),
                format!("{value} has more than four decimals"),
                "至多四位小数",
            ))
        },
    );
}

fn unit_in_cell(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const UNITS: &str = "件项个条次宗份元";
    each_cell(
        subject,
        sink,
        |_| true,
        |_, cell| {
            let raw = cell.raw.as_deref().filter(|raw| cell.value.is_some() && raw.ends_with(|c| UNITS.contains(c)))?;
            Some(Wrong::new(format!("单元格写“{raw}”"), format!("the cell prints {raw:?}"), "只填数字"))
        },
    );
}

fn format(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let is_odd = |c: char| matches!(c, ',' | '，') || (narrow(c) != c && narrow(c).is_ascii_digit());
    each_cell(
        subject,
        sink,
        |_| true,
        |_, cell| {
            let raw = cell.raw.as_deref().filter(|raw| cell.value.is_some() && raw.contains(is_odd))?;
            Some(Wrong::new(format!("写作“{raw}”"), format!("printed as {raw:?}"), "半角数字,无分隔"))
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Span;
    use crate::rules::draft::{Draft, Examples, complete, flags_of};

    fn printed(raw: &str, value: Option<&str>) -> Cell {
        let value = value.and_then(Number::parse);
        let read = value.map(|value| Cell::read(value, Span::new(5, 9)));
        Cell { raw: Some(raw.to_owned()), at: Some(Span::new(5, 9)), ..read.unwrap_or_default() }
    }

    fn with(row: Row, col: Col, raw: &str, value: Option<&str>) -> Draft {
        complete(Form::F2021).cell(row, col, printed(raw, value))
    }

    fn clean() -> crate::model::report::Report {
        complete(Form::F2021).build()
    }

    pub(super) fn decimal_examples() -> Examples {
        Examples { fails: with(Row::AdminLicense, Col::Decisions, "12.5", Some("12.5")).build(), holds: clean() }
    }

    pub(super) fn negative_examples() -> Examples {
        Examples { fails: with(Row::Granted, Col::NaturalPerson, "-6", None).build(), holds: clean() }
    }

    pub(super) fn unit_examples() -> Examples {
        let fee = |value| {
            let fee = with(Row::AdminFees, Col::AmountWan, value, Some(value));
            fee.paragraph("全年收取行政事业性收费15600元。").build()
        };
        Examples { fails: fee("15600"), holds: fee("1.56") }
    }

    pub(super) fn huge_examples() -> Examples {
        Examples { fails: with(Row::NewReceived, Col::Total, "1510003", Some("1510003")).build(), holds: clean() }
    }

    pub(super) fn fee_decimals_examples() -> Examples {
        let fee = |value| with(Row::AdminFees, Col::AmountWan, value, Some(value)).build();
        Examples { fails: fee("12.34567"), holds: fee("12.3456") }
    }

    pub(super) fn unit_in_cell_examples() -> Examples {
        Examples { fails: with(Row::AdminLicense, Col::Decisions, "26件", Some("26")).build(), holds: clean() }
    }

    pub(super) fn format_examples() -> Examples {
        Examples { fails: with(Row::NewReceived, Col::Total, "１２", Some("12")).build(), holds: clean() }
    }

    #[test]
    fn what_is_printed_is_told() {
        for (draft, code, expected) in [
            (with(Row::Granted, Col::Total, "−６", None), "N-NEG", Some("表三·予以公开·总计:-6为负数")),
            // A dash that stands for nothing.
            (with(Row::Granted, Col::Total, "—", None), "N-NEG", None),
            (
                with(Row::NewReceived, Col::Total, "1,234", Some("1234")),
                "N-FORMAT",
                Some("表三·本年新收·总计:写作“1,234”"),
            ),
            (with(Row::AdminFees, Col::AmountWan, "7.5", Some("7.5")), "N-DECIMAL", None),
        ] {
            let messages: Vec<_> = flags_of(&draft.build(), code).into_iter().map(|flag| flag.message).collect();
            assert_eq!(messages.first().map(String::as_str), expected, "{code}");
        }
    }

    #[test]
    fn an_amount_alone_is_a_hint() {
        let report = with(Row::AdminFees, Col::AmountWan, "15600", Some("15600")).paragraph("收费115600元。").build();
        assert_eq!(flags_of(&report, "N-UNIT")[0].severity, Severity::Info);
        let in_yuan = Cell { unit: Some("元".into()), ..printed("15600元", Some("15600")) };
        let report = complete(Form::F2021).cell(Row::AdminFees, Col::AmountWan, in_yuan).build();
        assert!(flags_of(&report, "N-UNIT").is_empty());
        let county = complete(Form::F2021).agency("云河县财政局", Level::County, AgencyKind::Department);
        let county = county.cell(Row::AdminFees, Col::AmountWan, printed("15600", Some("15600"))).build();
        assert!(flags_of(&county, "N-UNIT").is_empty());
    }
}
