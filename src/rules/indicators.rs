//! Figures of table 三 that are unusual and may well be right: for whoever looks for cases, never for the
//! review queue. Those of table 四 are in `disputes`.

use crate::model::agency::{AgencyKind, Level};
use crate::model::cell::Number;
use crate::model::form::{APPLICANTS, CellId, Col, Form, Row, Table};
use crate::model::report::{Report, SectionKey};
use crate::rules::identity::{Sum, row_name};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&FEE, &CARRY_RATE, &CONCENTRATION, &ALL_ZERO];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// Where requests were closed because a fee was not paid (表三 (六)2), section 六 says something of the
    /// 信息处理费.
    ///
    /// ## Why it matters
    /// Who asks for fees reports them there.
    ///
    /// ## Example
    /// `表三·逾期不缴费7件,第六部分未提信息处理费`
    ///
    /// ## When it is wrong
    /// Where another section tells of the fee. It is off unless selected.
    FEE = "T3-FEE" {
        zh: "处理费未说明", en: "fee not told",
        class: Report, default: Off, severity: Info,
        forms: &[Form::F2021], basis: None,
        check: fee, examples: tests::fee_examples,
    }
}

rule! {
    /// ## What it checks
    /// At most half of the requests, those carried in with them, are carried over to the next year, where
    /// there are ten or more.
    ///
    /// ## Why it matters
    /// Requests are to be answered within 20 working days.
    ///
    /// ## Example
    /// `表三:结转下年9件,占收件与结转12件的75%`
    ///
    /// ## When it is wrong
    /// A wave of requests in December. It is a figure to look at, not a fault.
    CARRY_RATE = "T3-CARRY-RATE" {
        zh: "结转占比高", en: "most carried over",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: carry_rate, examples: tests::carry_examples,
    }
}

rule! {
    /// ## What it checks
    /// Fifty requests and more are not all from one class of applicants, and do not all have one outcome.
    ///
    /// ## Why it matters
    /// So it may be; more often the classes were not told apart.
    ///
    /// ## Example
    /// `表三·本年新收:60件全部为自然人`
    ///
    /// ## When it is wrong
    /// Campaigns of one applicant. It is a figure to look at, not a fault.
    CONCENTRATION = "T3-CONCENTRATE" {
        zh: "全部集中一类", en: "all of one class",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: concentration, examples: tests::concentration_examples,
    }
}

rule! {
    /// ## What it checks
    /// Tables 三 and 四 of a government of county level and above, or of a department of a city or a
    /// province, hold more than zeros.
    ///
    /// ## Why it matters
    /// A whole county without a request is rare; more often the table speaks of one office only.
    ///
    /// ## Example
    /// `表三、表四全部为0`
    ///
    /// ## When it is wrong
    /// Small counties. It is a figure to look at, not a fault.
    ALL_ZERO = "C-ZERO-ALL" {
        zh: "表三表四全零", en: "nothing but zeros",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: all_zero, examples: tests::zero_examples,
    }
}

/// A cell of the total column, or of any other.
pub(crate) fn cell(row: Row, col: Col) -> CellId {
    CellId::new(row, col)
}

/// What share `part` has of `whole`, in percent rounded down; `None` where it has none.
pub(crate) fn percent(part: Number, whole: Number) -> Option<i64> {
    let (part, whole) = (part.integer()?, whole.integer()?);
    (part >= 0 && whole > 0).then(|| part.checked_mul(100).map(|hundred| hundred / whole)).flatten()
}

/// Raises a finding over these sums.
pub(crate) fn raise(sink: &mut Sink<'_>, sums: &[&Sum<'_>], message: Words, [expected, found]: [String; 2]) {
    let evidence = sums.iter().flat_map(|sum| sum.evidence(None)).collect();
    sink.fails(Finding { message, expected, found, evidence, ..Finding::default() });
}

fn fee(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let unpaid = match Sum::of(report, sink.code(), [cell(Row::OtherUnpaidFee, Col::Total)]) {
        Ok(unpaid) => unpaid,
        Err(reason) => return sink.cannot(row_name(Row::OtherUnpaidFee), reason),
    };
    let Some(section) = report.section(SectionKey::Other) else {
        return sink.cannot("第六部分", Words::new("没有第六部分的标题", "no heading of section 六"));
    };
    let told = section.blocks.iter().any(|block| block.text.contains("处理费") || block.text.contains("收费"));
    if unpaid.value.is_zero() || told {
        return sink.holds();
    }
    let n = unpaid.value;
    sink.fails(Finding {
        message: Words::new(
            format!("表三·逾期不缴费{n}件,第六部分未提信息处理费"),
            format!("table 三: {n} closed for an unpaid fee, section 六 tells of none"),
        ),
        expected: "说明信息处理费".to_owned(),
        found: format!("{n}件"),
        evidence: unpaid.evidence(None).chain([of_line(&section.heading, section.at)]).collect(),
        ..Finding::default()
    });
}

fn carry_rate(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const FEWEST: i64 = 10;
    let total = |row| cell(row, Col::Total);
    let code = sink.code();
    let all = Sum::of(subject.report, code, [total(Row::NewReceived), total(Row::CarriedIn)]);
    let sides = all.and_then(|all| Ok((all, Sum::of(subject.report, code, [total(Row::CarriedOut)])?)));
    let (all, next) = match sides {
        Ok(sides) => sides,
        Err(reason) => return sink.cannot("表三·总计", reason),
    };
    match percent(next.value, all.value) {
        Some(share) if share > 50 && all.value >= FEWEST.into() => {
            let (n, whole) = (next.value, all.value);
            let message = Words::new(
                format!("表三:结转下年{n}件,占收件与结转{whole}件的{share}%"),
                format!("table 三: {n} of {whole} requests carried over, {share} %"),
            );
            raise(sink, &[&next, &all], message, ["≤50%".to_owned(), format!("{share}%")]);
        }
        _ => sink.holds(),
    }
}

fn concentration(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let classes: Vec<_> =
        APPLICANTS.iter().filter(|col| **col != Col::Total).map(|col| cell(Row::NewReceived, *col)).collect();
    let outcomes: Vec<_> = subject
        .table(Table::T3)
        .into_iter()
        .flat_map(|table| table.rows().map(|spec| spec.row))
        .filter(|row| row.is_outcome())
        .map(|row| cell(row, Col::Total))
        .collect();
    one_of(subject, sink, cell(Row::NewReceived, Col::Total), &classes);
    one_of(subject, sink, cell(Row::HandledTotal, Col::Total), &outcomes);
}

/// Checks that no single part makes up a whole of fifty or more.
fn one_of(subject: &Subject<'_>, sink: &mut Sink<'_>, whole: CellId, parts: &[CellId]) {
    const FEWEST: i64 = 50;
    let code = sink.code();
    let of = |id: CellId| Sum::of(subject.report, code, [id]);
    let total = match of(whole) {
        Ok(total) => total,
        Err(reason) => return sink.cannot(row_name(whole.row), reason),
    };
    let part = parts.iter().filter_map(|id| Some((*id, of(*id).ok()?))).find(|(_, part)| part.value == total.value);
    let Some((id, part)) = part.filter(|_| total.value >= FEWEST.into()) else { return sink.holds() };
    let n = total.value;
    let (zh, en) = if id.row == whole.row {
        (id.col.name_zh().to_owned(), id.col.id().to_owned())
    } else {
        (format!("“{}”", id.row.short_zh()), id.row.short_en().to_owned())
    };
    let message = Words::new(
        format!("{}:{n}件全部为{zh}", row_name(whole.row)),
        format!("table 三, {}: all {n} are {en}", whole.row.short_en()),
    );
    raise(sink, &[&total, &part], message, ["<100%".to_owned(), "100%".to_owned()]);
}

/// Whether requests are to be expected of an agency.
fn is_large(report: &Report) -> Option<bool> {
    let (level, kind) = (report.agency.level?, report.agency.kind?);
    let above_county = matches!(level, Level::Prefecture | Level::Province | Level::StateCouncilDept);
    Some(match kind {
        AgencyKind::GovernmentAggregate => level != Level::Township,
        AgencyKind::Department | AgencyKind::GovernmentOffice | AgencyKind::Vertical => above_county,
        _ => false,
    })
}

fn all_zero(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    match is_large(report) {
        None => return sink.cannot("表三", Words::new("机关层级或类别不明", "level or kind is not known")),
        Some(false) => return sink.holds(),
        Some(true) => {}
    }
    let rows = [Row::NewReceived, Row::HandledTotal].into_iter().chain(Row::DISPUTES);
    let totals = match Sum::of(report, sink.code(), rows.map(|row| cell(row, Col::Total))) {
        Ok(totals) => totals,
        Err(reason) => return sink.cannot("表三", reason),
    };
    let own = |id: &CellId| id.col != Col::Total && matches!(id.table(), Table::T3 | Table::T4);
    let rest = report.tables.cells.iter().filter(|(id, _)| own(id)).filter_map(|(_, cell)| cell.value);
    if !totals.value.is_zero() || rest.into_iter().any(|value| !value.is_zero()) {
        return sink.holds();
    }
    let message = Words::new("表三、表四全部为0", "tables 三 and 四 hold nothing but zeros");
    raise(sink, &[&totals], message, [">0".to_owned(), "0".to_owned()]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::rules::draft::{Draft, Examples, complete, flags_of};

    fn examples(fails: Draft, holds: Draft) -> Examples {
        Examples { fails: fails.build(), holds: holds.build() }
    }

    fn draft() -> Draft {
        complete(Form::F2021)
    }

    pub(super) fn fee_examples() -> Examples {
        let unpaid = || draft().row(Row::OtherUnpaidFee, [7, 0, 0, 0, 0, 0, 7]);
        let told = unpaid().with(|report| report.sections[5].blocks[0].text = "收取信息处理费380元。".into());
        examples(unpaid(), told)
    }

    fn carried(next: i64) -> Draft {
        draft()
            .row(Row::NewReceived, [10, 0, 0, 0, 0, 0, 10])
            .row(Row::CarriedIn, [2, 0, 0, 0, 0, 0, 2])
            .row(Row::CarriedOut, [next, 0, 0, 0, 0, 0, next])
    }

    pub(super) fn carry_examples() -> Examples {
        examples(carried(9), carried(6))
    }

    pub(super) fn concentration_examples() -> Examples {
        let all = draft().row(Row::NewReceived, [60, 0, 0, 0, 0, 0, 60]);
        examples(all, draft().row(Row::NewReceived, [59, 1, 0, 0, 0, 0, 60]))
    }

    pub(super) fn zero_examples() -> Examples {
        let county = || draft().agency("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate);
        examples(county(), county().row(Row::NewReceived, [1, 0, 0, 0, 0, 0, 1]))
    }

    fn found(draft: Draft, code: &str) -> Vec<String> {
        flags_of(&draft.build(), code).into_iter().map(|flag| flag.message).collect()
    }

    #[test]
    fn messages_hold_the_numbers() {
        assert_eq!(found(carried(9), "T3-CARRY-RATE"), ["表三:结转下年9件,占收件与结转12件的75%"]);
        let one = draft().row(Row::Granted, [51, 0, 0, 0, 0, 0, 51]).row(Row::HandledTotal, [51, 0, 0, 0, 0, 0, 51]);
        assert_eq!(found(one, "T3-CONCENTRATE"), ["表三·总计:51件全部为“予以公开”"]);
    }

    #[test]
    fn a_lost_cell_tells_nothing() {
        let blank = carried(9).cell(Row::CarriedIn, Col::Total, Cell::null(How::Blank)).build();
        assert!(flags_of(&blank, "T3-CARRY-RATE").is_empty());
        let hidden = draft().agency("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate).cell(
            Row::HandledTotal,
            Col::Total,
            Cell::null(How::Unplaced),
        );
        assert!(found(hidden, "C-ZERO-ALL").is_empty());
        assert!(found(draft(), "C-ZERO-ALL").is_empty(), "a township may have no requests");
    }
}
