//! What the narrative leaves out or tells by halves: disputes of which it says nothing, channels that do
//! not make the number of requests, and the processing fee.

use crate::model::cell::Number;
use crate::model::flag::{Evidence, Severity, Side};
use crate::model::form::{CellId, Col, Form, Row, Table};
use crate::model::report::{SectionKey, Span};
use crate::rules::basis;
use crate::rules::counts::introducer::sentence_start;
use crate::rules::counts::statement::{Said, Statement};
use crate::rules::counts::topic::{Period, Topic};
use crate::rules::identity::Sum;
use crate::rules::narrative::figure::{Answer, figure};
use crate::rules::registry::rule;
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;
use crate::rules::written::plain;

const FORMS: &[Form] = &[Form::F2019, Form::F2021];

rule! {
    /// ## What it checks
    /// Where the text names requests by channel (网络, 信函, 当面) and no total, they do not make more than
    /// 本年新收 in table 三, 上年结转 included.
    ///
    /// ## Why it matters
    /// As for NT-REQ-COUNT.
    ///
    /// ## Example
    /// `正文各渠道申请20+7=27件,表三新收26`
    ///
    /// ## When it is wrong
    /// Lists of channels are open, so that fewer prove nothing. Where the text has a total too, NS-SUM
    /// and NT-REQ-COUNT judge.
    CHANNELS = "NT-CHANNEL" {
        zh: "渠道之和不符", en: "requests by channel",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: None,
        check: channels, examples: tests::channels_examples,
    }
}

rule! {
    /// ## What it checks
    /// Where table 四 counts reviews or litigation, the text speaks of them, with a number or a result.
    ///
    /// ## Why it matters
    /// Nothing obliges a report to repeat the table, but who reads the text alone takes silence for none.
    ///
    /// ## Example
    /// `表四行政复议和行政诉讼4+1=5,正文未提及`
    ///
    /// ## When it is wrong
    /// Silence is legal. It is off unless selected.
    SILENT = "NT-SILENT" {
        zh: "未提复议诉讼", en: "disputes not mentioned",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: silent, examples: tests::silent_examples,
    }
}

rule! {
    /// ## What it checks
    /// A 信息处理费 that the text says was charged is told in section 六 too, where the form asks for it; and
    /// where the text says none was, table 三 has no request closed for an unpaid one.
    ///
    /// ## Why it matters
    /// The form of 2021 asks for this fee in section 六 by name.
    ///
    /// ## Example
    /// `正文"信息处理费380元",第六部分未提及`
    ///
    /// ## When it is wrong
    /// A fee that was asked for and not paid was not received either. It is off unless selected.
    PROCESSING_FEE = "NT-PROCFEE" {
        zh: "处理费说明不一", en: "processing fee",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: Some(basis::FORM),
        check: processing_fee, examples: tests::fee_examples,
    }
}

fn evidence(subject: &Subject<'_>, statement: &Statement) -> Option<Evidence> {
    let (block, range) = subject.narrative().get(statement.passage)?.words(statement.range.clone())?;
    Some(of_words(Some(Side::Left), block, range, statement.value()))
}

fn channels(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let told = |topic: Topic| subject.statements().iter().filter(move |statement| statement.topic == Some(topic));
    let mut group: Vec<&Statement> = Vec::new();
    let place = |statement: &Statement| {
        let start = |passage| sentence_start(passage, statement.range.start);
        (statement.passage, subject.narrative().get(statement.passage).map(start))
    };
    let mut groups: Vec<Vec<&Statement>> = Vec::new();
    for statement in told(Topic::ByChannel).filter(|s| s.period == Period::Reported && s.value().is_some()) {
        if group.last().is_some_and(|last| place(last) != place(statement)) {
            groups.push(std::mem::take(&mut group));
        }
        group.push(statement);
    }
    groups.push(group);
    for group in groups.iter().filter(|group| group.len() > 1) {
        let passage = group.first().map(|first| first.passage);
        let totals = told(Topic::Received).chain(told(Topic::Handled));
        let has_total = totals.into_iter().any(|total| Some(total.passage) == passage);
        if !has_total {
            of_channels(subject, sink, group);
        }
    }
}

fn of_channels(subject: &Subject<'_>, sink: &mut Sink<'_>, group: &[&Statement]) {
    let values: Vec<Number> = group.iter().filter_map(|statement| statement.value()).collect();
    let sum = values.iter().try_fold(Number::ZERO, |sum, value| sum.checked_add(*value));
    let figure = match figure(subject, Topic::Received, sink.code()) {
        Answer::None => return,
        Answer::Cannot(reason) => return sink.cannot("正文·申请渠道", reason),
        Answer::Is(figure) => figure,
    };
    let Some(sum) = sum else { return };
    let most = figure.others.iter().copied().chain([figure.number]).max().unwrap_or(figure.number);
    if let Some(doubt) = figure.doubt {
        return sink.cannot("正文·申请渠道", doubt);
    }
    if sum <= most {
        return sink.holds();
    }
    let list = values.iter().map(|value| plain(*value)).collect::<Vec<_>>().join("+");
    sink.fails(Finding {
        message: Words::new(
            format!("正文各渠道申请{list}={}件,{}", plain(sum), figure.words.zh),
            format!("requests by channel {list}={}, {}", plain(sum), figure.words.en),
        ),
        expected: plain(most),
        found: plain(sum),
        evidence: group.iter().filter_map(|s| evidence(subject, s)).chain(figure.evidence).collect(),
        ..Finding::default()
    });
}

fn silent(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.narrative().is_empty() {
        return sink.cannot("正文", Words::new("没有正文", "there is no text"));
    }
    let (words, pieces) = match figure(subject, Topic::Disputes, sink.code()) {
        Answer::Is(figure) if figure.number.is_zero() => return sink.holds(),
        Answer::Is(figure) => (figure.words, figure.evidence),
        Answer::None => return,
        Answer::Cannot(reason) => match torn_digits(subject) {
            Some((digits, at)) => (
                Words::new("表四有不为零的数", "table 四 has numbers above 0"),
                vec![Evidence { side: Some(Side::Right), at: Some(at), quote: Some(digits), ..Evidence::default() }],
            ),
            None => return sink.cannot("表四", reason),
        },
    };
    let spoken = |statement: &Statement| statement.topic.is_some_and(Topic::is_of_disputes);
    if subject.statements().iter().any(spoken) {
        return sink.holds();
    }
    sink.fails(Finding {
        message: Words::new(format!("{},正文未提及", words.zh), format!("{}, the text is silent", words.en)),
        expected: "正文说明复议、诉讼情况".to_owned(),
        found: "未提及".to_owned(),
        evidence: pieces,
        severity: Some(Severity::Info),
        place: Some("t4".to_owned()),
        ..Finding::default()
    });
}

/// Digits of table 四 that could not be told apart, where they are not all zero.
fn torn_digits(subject: &Subject<'_>) -> Option<(String, Span)> {
    let grids = subject.report.grids.iter().filter(|grid| grid.table == Some(Table::T4));
    let tokens = grids.flat_map(|grid| grid.rows.iter().flat_map(|row| &row.tokens));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let mut above = tokens.filter(|(text, ..)| digits(text) && text.contains(|c| c != '0'));
    above.next().map(|(text, start, end)| (text.clone(), Span::new(*start, *end)))
}

fn processing_fee(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let all: Vec<&Statement> = subject
        .statements()
        .iter()
        .filter(|s| s.topic == Some(Topic::ProcessingFees) && s.period == Period::Reported)
        .collect();
    let in_six = |statement: &Statement| {
        subject.section_of(statement.passage).is_some_and(|(_, section)| section.key == Some(SectionKey::Other))
    };
    let charged = |s: &&&Statement| s.value().is_some_and(|value| !value.is_zero());
    if let Some(charged) = all.iter().find(charged).filter(|_| !all.iter().any(|s| in_six(s))) {
        let value = plain(charged.value().unwrap_or(Number::ZERO));
        return sink.fails(Finding {
            message: Words::new(
                format!("正文\"信息处理费{value}元\",第六部分未提及"),
                format!("a fee of {value} in the text, none in section 六"),
            ),
            expected: "第六部分说明信息处理费".to_owned(),
            found: format!("{value}元,不在第六部分"),
            evidence: evidence(subject, charged).into_iter().collect(),
            ..Finding::default()
        });
    }
    let none = |s: &&&Statement| matches!(s.said, Said::None) || s.value().is_some_and(Number::is_zero);
    let unpaid = Sum::of(subject.report, sink.code(), [CellId::new(Row::OtherUnpaidFee, Col::Total)]);
    match (all.iter().find(none), unpaid) {
        (Some(none), Ok(unpaid)) if !unpaid.value.is_zero() => sink.fails(Finding {
            message: Words::new(
                format!("正文称未收信息处理费,表三逾期不缴费{}", plain(unpaid.value)),
                format!("no fee in the text, {} requests closed for an unpaid one", plain(unpaid.value)),
            ),
            expected: "0".to_owned(),
            found: plain(unpaid.value),
            evidence: evidence(subject, none).into_iter().chain(unpaid.evidence(Side::Right)).collect(),
            ..Finding::default()
        }),
        _ => sink.hold(usize::from(!all.is_empty())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::{Cell, How};
    use crate::model::grid::{Grid, GridRow, GridStatus};
    use crate::rules::draft::{Draft, Examples, complete, flags_of, narrative};

    fn says(text: &str) -> Draft {
        complete(Form::F2021).with(|report| report.sections[0].blocks[0].text = text.to_owned())
    }

    fn total(draft: Draft, row: Row, value: i64) -> Draft {
        draft.cell(row, Col::Total, Cell::read(value.into(), Span::new(900, 901)))
    }

    pub(super) fn channels_examples() -> Examples {
        let with = |received| {
            let text = "通过网络收到政府信息公开申请20件,通过信函收到政府信息公开申请7件。";
            total(says(text), Row::NewReceived, received).build()
        };
        Examples { fails: with(26), holds: with(27) }
    }

    pub(super) fn silent_examples() -> Examples {
        let with = |text: &str| total(says(text), Row::Review, 4).build();
        Examples {
            fails: with("收到政府信息公开申请0件。"), holds: with("因政府信息公开引发行政复议4件。")
        }
    }

    pub(super) fn fee_examples() -> Examples {
        let six = |text: &str| says("收取信息处理费380元。").paragraph(text).build();
        Examples { fails: six("没有其他事项。"), holds: six("全年收取信息处理费380元。") }
    }

    #[test]
    fn channels_are_an_open_list() {
        let check = |text: &str, received: i64, expected: usize| {
            let report = total(says(text), Row::NewReceived, received).build();
            assert_eq!(flags_of(&report, "NT-CHANNEL").len(), expected, "{text}");
        };
        let channels = "通过网络收到政府信息公开申请20件,通过信函收到政府信息公开申请7件。";
        check(channels, 30, 0);
        check(&format!("共收到政府信息公开申请27件。{channels}"), 26, 0);
        check("通过网络收到政府信息公开申请20件。", 3, 0);
    }

    #[test]
    fn results_and_denials_are_no_silence() {
        let check = |text: &str, expected: usize| {
            let report = total(says(text), Row::LitigationDirect, 2).build();
            assert_eq!(flags_of(&report, "NT-SILENT").len(), expected, "{text}");
        };
        check("全年未发生因政府信息公开被行政复议纠错或行政诉讼败诉情形。", 0);
        check("政府信息公开行政复议、行政诉讼情况见第四部分。", 1);
        check("依法办理政府信息公开行政诉讼案件2件。", 0);
    }

    #[test]
    fn digits_that_run_together_are_above_zero() {
        let torn = |digits: &str| {
            let mut report = narrative("收到政府信息公开申请0件。");
            for (id, cell) in &mut report.tables.cells {
                if id.table() == Table::T4 {
                    *cell = Cell::null(How::Unplaced);
                }
            }
            let row = GridRow { tokens: vec![(digits.to_owned(), 5, 9)], ..GridRow::default() };
            report.grids.push(Grid {
                table: Some(Table::T4),
                form: None,
                at: None,
                status: GridStatus::Read,
                caption: None,
                corner_note: None,
                header: None,
                rows: vec![row],
            });
            flags_of(&report, "NT-SILENT").len()
        };
        assert_eq!((torn("0031"), torn("0000")), (1, 0));
    }

    #[test]
    fn unpaid_fees_and_no_fee() {
        let with = |text: &str| {
            let draft = total(complete(Form::F2021), Row::OtherUnpaidFee, 2).paragraph(text);
            flags_of(&draft.build(), "NT-PROCFEE").len()
        };
        assert_eq!((with("全年未收取信息处理费。"), with("全年收取信息处理费380元。")), (1, 0));
    }
}
