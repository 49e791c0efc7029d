//! Figures of table 四 that are unusual and may well be right: how disputes ended, and how many there are
//! beside the requests. What the year before has to do with them is in `across::suits`.

use crate::model::form::{Col, Form, Row};
use crate::rules::identity::{Sum, each, row_name};
use crate::rules::indicators::{cell, percent, raise};
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Sink, Words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&CORRECTED, &MORE_THAN_REQUESTS, &DIRECT];

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// Less than 30 % of the concluded reviews or suits of a group ended with a correction, where three or
    /// more were concluded.
    ///
    /// ## Why it matters
    /// A risk to look at: how the agency answers requests.
    ///
    /// ## Example
    /// `表四·行政复议:审结4件,纠正3件,占75%`
    ///
    /// ## When it is wrong
    /// Few cases. It is a figure to look at, not a fault.
    CORRECTED = "T4-CORRECT-RATE" {
        zh: "纠错率高", en: "many corrected",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: corrected, examples: tests::corrected_examples,
    }
}

rule! {
    /// ## What it checks
    /// Reviews and suits together are at most twice the requests of the year, those carried in with them.
    ///
    /// ## Why it matters
    /// Each of them follows from a request.
    ///
    /// ## Example
    /// `表四共9件,表三收件与结转4件`
    ///
    /// ## When it is wrong
    /// Requests of earlier years. It is a figure to look at, not a fault.
    MORE_THAN_REQUESTS = "T4-GT-REQ" {
        zh: "争议多于申请", en: "more disputes than requests",
        class: Indicator, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: more_than_requests, examples: tests::more_examples,
    }
}

rule! {
    /// ## What it checks
    /// From 2024 on, direct suits (未经复议直接起诉) are not more than the reviews, where most outcomes are
    /// refusals and three or more such suits are told.
    ///
    /// ## Why it matters
    /// Since 2024 the law on review asks for a review first where information is refused.
    ///
    /// ## Example
    /// `表四:直接起诉6件,行政复议1件;表三不予公开占60%`
    ///
    /// ## When it is wrong
    /// Other disputes may still go to court directly; how far the law reaches is disputed. It is off unless
    /// selected.
    DIRECT = "T4-DIRECT-2024" {
        zh: "直接起诉偏多", en: "many direct suits",
        class: Report, default: Off, severity: Info,
        forms: &[Form::F2021], basis: None,
        check: direct, examples: tests::direct_examples,
    }
}

fn corrected(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const FEWEST: i64 = 3;
    for row in Row::DISPUTES {
        let cells = [Col::Upheld, Col::Corrected, Col::OtherResult].map(|col| cell(row, col));
        let code = sink.code();
        let sides = Sum::of(subject.report, code, cells)
            .and_then(|ended| Ok((ended, Sum::of(subject.report, code, [cell(row, Col::Corrected)])?)));
        let (ended, corrected) = match sides {
            Ok(sides) => sides,
            Err(reason) => {
                sink.cannot(row_name(row), reason);
                continue;
            }
        };
        match percent(corrected.value, ended.value) {
            Some(share) if share >= 30 && ended.value >= FEWEST.into() => {
                let (n, whole) = (corrected.value, ended.value);
                let message = Words::new(
                    format!("{}:审结{whole}件,纠正{n}件,占{share}%", row_name(row)),
                    format!("table 四, {}: {n} of {whole} corrected, {share} %", row.short_en()),
                );
                raise(sink, &[&ended], message, ["<30%".to_owned(), format!("{share}%")]);
            }
            _ => sink.holds(),
        }
    }
}

fn more_than_requests(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let code = sink.code();
    let requests = [Row::NewReceived, Row::CarriedIn].map(|row| cell(row, Col::Total));
    let sides = Sum::of(subject.report, code, Row::DISPUTES.map(|row| cell(row, Col::Total)))
        .and_then(|disputes| Ok((disputes, Sum::of(subject.report, code, requests)?)));
    let (disputes, requests) = match sides {
        Ok(sides) => sides,
        Err(reason) => return sink.cannot("表四", reason),
    };
    let twice = requests.value.checked_add(requests.value).unwrap_or(requests.value);
    if disputes.value <= twice {
        return sink.holds();
    }
    let (n, whole) = (disputes.value, requests.value);
    let message = Words::new(
        format!("表四共{n}件,表三收件与结转{whole}件"),
        format!("table 四 has {n} cases, table 三 {whole} requests"),
    );
    raise(sink, &[&disputes, &requests], message, [format!("≤{twice}"), n.to_string()]);
}

fn direct(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const FEWEST: i64 = 3;
    if subject.report.year.is_none_or(|year| year < 2024) {
        return sink.cannot("表四", Words::new("年度不明或早于2024年", "the year is not known or before 2024"));
    }
    let code = sink.code();
    let total = |row| cell(row, Col::Total);
    let found = each(subject.report, code, [Row::LitigationDirect, Row::Review, Row::HandledTotal].map(total))
        .and_then(|sums| Ok((sums, Sum::of(subject.report, code, Row::DENIALS.map(total))?)));
    let ([suits, reviews, handled], denied) = match found {
        Ok(found) => found,
        Err(reason) => return sink.cannot("表四·未经复议直接起诉", reason),
    };
    match percent(denied.value, handled.value) {
        Some(share) if share > 50 && suits.value >= FEWEST.into() && suits.value > reviews.value => {
            let (n, other) = (suits.value, reviews.value);
            let message = Words::new(
                format!("表四:直接起诉{n}件,行政复议{other}件;不予公开占{share}%"),
                format!("table 四: {n} direct suits, {other} reviews; {share} % refused"),
            );
            raise(sink, &[&suits, &reviews, &denied], message, [format!("≤{other}"), n.to_string()]);
        }
        _ => sink.holds(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::draft::{Draft, Examples, complete, flags_of};

    fn examples(fails: Draft, holds: Draft) -> Examples {
        Examples { fails: fails.build(), holds: holds.build() }
    }

    fn draft() -> Draft {
        complete(Form::F2021)
    }

    pub(super) fn corrected_examples() -> Examples {
        examples(draft().row(Row::Review, [0, 3, 1, 0, 4]), draft().row(Row::Review, [36, 10, 0, 15, 61]))
    }

    pub(super) fn more_examples() -> Examples {
        let requests = |n| draft().row(Row::NewReceived, [n, 0, 0, 0, 0, 0, n]).row(Row::Review, [9, 0, 0, 0, 9]);
        examples(requests(4), requests(5))
    }

    pub(super) fn direct_examples() -> Examples {
        let of = |denied, reviews| {
            draft()
                .year(2024)
                .row(Row::DenyInternal, [denied, 0, 0, 0, 0, 0, denied])
                .row(Row::HandledTotal, [10, 0, 0, 0, 0, 0, 10])
                .row(Row::LitigationDirect, [6, 0, 0, 0, 6])
                .row(Row::Review, [reviews, 0, 0, 0, reviews])
        };
        examples(of(6, 1), of(5, 1))
    }

    #[test]
    fn messages_hold_the_numbers() {
        let told = |draft: Draft, code: &str| flags_of(&draft.build(), code).remove(0).message;
        let reviews = draft().row(Row::Review, [0, 3, 1, 0, 4]);
        assert_eq!(told(reviews.clone(), "T4-CORRECT-RATE"), "表四·行政复议:审结4件,纠正3件,占75%");
        assert_eq!(told(reviews, "T4-GT-REQ"), "表四共4件,表三收件与结转0件");
    }
}
