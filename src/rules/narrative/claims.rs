//! Counts of the narrative that a cell of the tables holds too: a rule for each kind of count. All of
//! them sort what `compare` found.

use crate::model::cell::Number;
use crate::model::flag::{Severity, Side};
use crate::model::form::Form;
use crate::rules::basis;
use crate::rules::counts::passage::Passage;
use crate::rules::counts::statement::{Said, Statement};
use crate::rules::counts::topic::Topic;
use crate::rules::narrative::compare::{Comparison, Verdict};
use crate::rules::narrative::figure::Figure;
use crate::rules::registry::rule;
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;
use crate::rules::written::{plain, quote, with_range};

const FORMS: &[Form] = &[Form::F2019, Form::F2021];
/// How many characters of a denial a message quotes.
const LONGEST: usize = 18;

rule! {
    /// ## What it checks
    /// A text that says no request was received (未收到, 没有收到, 零申请, 无) stands with a 本年新收 of 0 in
    /// table 三. An error where it surely speaks for what the table counts, else a warning.
    ///
    /// ## Why it matters
    /// One of the two is wrong, and either way the reader is told something false.
    ///
    /// ## Example
    /// `正文"未收到政府信息公开申请",表三新收12`
    ///
    /// ## When it is wrong
    /// Where 未收到 is said of some requests only (纸质, 其他) or for an office while the table counts the
    /// whole area. Such sentences are not compared.
    REQUESTS_NONE = "NT-REQ-NONE" {
        zh: "称无申请而表有", en: "requests denied in the text",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::ACCURATE),
        check: judged, examples: tests::none_examples,
    }
}

rule! {
    /// ## What it checks
    /// The number of requests in the text (收到, 受理, 新收, 办理…申请) is 本年新收 in table 三, or that with
    /// 上年结转. An error only where the sentence speaks for the body or area that reports, its number
    /// is the only one of its kind in the section, and the cell's number stands nowhere else in the text.
    ///
    /// ## Why it matters
    /// It is the figure that is quoted most, and the notice of 2021 holds agencies to accurate ones.
    ///
    /// ## Example
    /// `正文"共收到申请128件",表三新收118`
    ///
    /// ## When it is wrong
    /// Where the text counts for others than the table (县政府办 in a report of the county), since the
    /// beginning (历年), or consultations. Such sentences are not compared. Where another number of the
    /// text agrees, this one is taken to be of something else.
    REQUESTS = "NT-REQ-COUNT" {
        zh: "申请数文表不一", en: "number of requests",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::ACCURATE),
        check: judged, examples: tests::requests_examples,
    }
}

rule! {
    /// ## What it checks
    /// 办结 and 答复 in the text are (七)总计 of table 三, 答复 perhaps without those not processed; where the
    /// text says 全部办结, nothing is carried over to the next year.
    ///
    /// ## Why it matters
    /// As for NT-REQ-COUNT.
    ///
    /// ## Example
    /// `正文"办结120件",表三总计121`
    ///
    /// ## When it is wrong
    /// Where 办结 is said of this year's requests only, or as of a day before the end of the year.
    DONE = "NT-REQ-DONE" {
        zh: "办结数文表不一", en: "number of requests closed",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: judged, examples: tests::done_examples,
    }
}

rule! {
    /// ## What it checks
    /// 上年结转 and 结转下年度 in the text are those of table 三.
    ///
    /// ## Why it matters
    /// The identity of table 三 and the link to the next report rest on them.
    ///
    /// ## Example
    /// `正文"上年结转6件",表三上年结转4`
    ///
    /// ## When it is wrong
    /// Where the text speaks for others than the table.
    CARRIED = "NT-REQ-CARRY" {
        zh: "结转数文表不一", en: "number carried over",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::ACCURATE),
        check: judged, examples: tests::carried_examples,
    }
}

rule! {
    /// ## What it checks
    /// 予以公开, 部分公开, 不予公开, 无法提供, 不予处理 and 其他处理 in the text are the sums of those groups
    /// in table 三.
    ///
    /// ## Why it matters
    /// What became of requests is what readers of the report look for.
    ///
    /// ## Example
    /// `正文"不予公开12件",表三不予公开4+9=13`
    ///
    /// ## When it is wrong
    /// Where the text sorts the answers in another way than the form does.
    BREAKDOWN = "NT-BREAKDOWN" {
        zh: "分类数文表不一", en: "outcomes of requests",
        class: Report, default: Queue, severity: Error,
        forms: FORMS, basis: Some(basis::ACCURATE),
        check: judged, examples: tests::breakdown_examples,
    }
}

rule! {
    /// ## What it checks
    /// The number of 行政复议 in the text is that of table 四, or that without those not concluded. An
    /// error only where the text says there was none; a warning where it denies corrections that table
    /// 四 counts.
    ///
    /// ## Why it matters
    /// Reviews are part of what the law asks the report to tell (条例 Art. 50).
    ///
    /// ## Example
    /// `正文"行政复议7件",表四行政复议9`
    ///
    /// ## When it is wrong
    /// Where the text counts the reviews begun this year and the table those concluded and pending. Numbers
    /// outside a paragraph on disclosure are not compared.
    REVIEWS = "NT-REV" {
        zh: "复议数文表不一", en: "number of reviews",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: judged, examples: tests::reviews_examples,
    }
}

rule! {
    /// ## What it checks
    /// The number of 行政诉讼 in the text is that of table 四, both groups together, or that without those
    /// not concluded. An error only where the text says there was none.
    ///
    /// ## Why it matters
    /// As for NT-REV.
    ///
    /// ## Example
    /// `正文"未发生行政诉讼",表四行政诉讼2`
    ///
    /// ## When it is wrong
    /// As for NT-REV.
    LITIGATION = "NT-LIT" {
        zh: "诉讼数文表不一", en: "number of suits",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: judged, examples: tests::litigation_examples,
    }
}

rule! {
    /// ## What it checks
    /// 规范性文件 that the text calls 制发, 废止 or 现行有效 are as many as in table 二.
    ///
    /// ## Why it matters
    /// The departments of justice keep lists of these documents, which the table should match.
    ///
    /// ## Example
    /// `正文"制发规范性文件3件",表二规范性文件制发5`
    ///
    /// ## When it is wrong
    /// Where the word is used loosely. 政府文件, 政策文件 and documents that were published, reviewed
    /// or cleared are not compared.
    DOCUMENTS = "NT-DOC" {
        zh: "文件数文表不一", en: "number of documents",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: judged, examples: tests::documents_examples,
    }
}

rule! {
    /// ## What it checks
    /// 行政许可 in the text is 处理决定数量 in table 二.
    ///
    /// ## Why it matters
    /// The table counts all decisions, published or not.
    ///
    /// ## Example
    /// `正文"办理行政许可235件",表二行政许可253`
    ///
    /// ## When it is wrong
    /// Where the text counts those that were published. It is off unless selected.
    LICENCES = "NT-LIC" {
        zh: "许可数文表不一", en: "number of licences",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: judged, examples: tests::licences_examples,
    }
}

rule! {
    /// ## What it checks
    /// 行政处罚 in the text is 处理决定数量 in table 二.
    ///
    /// ## Why it matters
    /// As for NT-LIC.
    ///
    /// ## Example
    /// `正文"行政处罚12件",表二行政处罚21`
    ///
    /// ## When it is wrong
    /// As for NT-LIC. It is off unless selected.
    PENALTIES = "NT-PEN" {
        zh: "处罚数文表不一", en: "number of penalties",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: judged, examples: tests::penalties_examples,
    }
}

rule! {
    /// ## What it checks
    /// 行政强制 in the text is 处理决定数量 in table 二.
    ///
    /// ## Why it matters
    /// As for NT-LIC.
    ///
    /// ## Example
    /// `正文"行政强制3件",表二行政强制0`
    ///
    /// ## When it is wrong
    /// As for NT-LIC. It is off unless selected.
    COMPULSIONS = "NT-COMP" {
        zh: "强制数文表不一", en: "number of compulsory measures",
        class: Report, default: Off, severity: Info,
        forms: FORMS, basis: None,
        check: judged, examples: tests::compulsions_examples,
    }
}

rule! {
    /// ## What it checks
    /// 行政事业性收费 in the text is 本年收费金额 in table 二, rounded as the text prints it.
    ///
    /// ## Why it matters
    /// The amounts are in 万元 in the table and often in 元 in the text, which are easily mixed up.
    ///
    /// ## Example
    /// `正文"行政事业性收费1.2万元",表二收费12万元`
    ///
    /// ## When it is wrong
    /// Where the text speaks of one fee among several.
    FEES = "NT-FEE" {
        zh: "收费文表不一", en: "amount of fees",
        class: Report, default: Queue, severity: Warning,
        forms: &[Form::F2021], basis: Some(basis::ACCURATE),
        check: judged, examples: tests::fees_examples,
    }
}

/// Reports what `compare` found on the statements this rule judges: one flag a topic.
fn judged(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let mut flagged: Vec<Topic> = Vec::new();
    let code = sink.code();
    for comparison in subject.comparisons().iter().filter(|comparison| comparison.rule == Some(code)) {
        let statement = &comparison.statement;
        let Some(passage) = subject.narrative().get(statement.passage) else { continue };
        match (&comparison.verdict, statement.topic, &comparison.figure) {
            (Verdict::Agrees, ..) => sink.holds(),
            (Verdict::NotCompared(reason), ..) => sink.cannot(words(passage, statement), reason.clone()),
            (Verdict::Differs(severity), Some(topic), Some(figure)) if !flagged.contains(&topic) => {
                flagged.push(topic);
                let mut finding = finding(passage, statement, figure, *severity);
                let others = subject.comparisons().iter().filter(|other| {
                    other.rule == Some(code)
                        && other.statement.topic == Some(topic)
                        && matches!(other.verdict, Verdict::Differs(_))
                        && !std::ptr::eq(*other, comparison)
                });
                let also = others.filter_map(|other: &Comparison| again(subject, &other.statement));
                finding.evidence.splice(1..1, also.collect::<Vec<_>>());
                sink.fails(finding);
            }
            (Verdict::Differs(_), ..) => {}
        }
    }
}

/// The words of a statement as its passage has them, not too long.
fn words(passage: &Passage<'_>, statement: &Statement) -> String {
    let words = match statement.said {
        Said::Number(_) => quote(passage, statement.range.clone()),
        Said::None | Said::All => passage.text(statement.range.clone()),
    };
    match words.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", words.get(..at).unwrap_or_default()),
        None => words,
    }
}

/// A statement that says the same again: on no side, or it would be added to the first.
fn again(subject: &Subject<'_>, statement: &Statement) -> Option<crate::model::flag::Evidence> {
    let passage = subject.narrative().get(statement.passage)?;
    let (block, range) = passage.words(statement.range.clone())?;
    Some(of_words(None, block, range, statement.value()))
}

/// The number of a statement in the unit of the cells it is held against: an amount of the text is in 元,
/// that of its cell mostly in 万元.
fn in_unit_of(figure: &Figure, statement: &Statement) -> Option<Number> {
    let value = statement.value()?;
    let times = |cell: Number, factor: i64| cell.checked_mul(factor.into()).is_some_and(|cell| cell == figure.number);
    let in_wan = statement.topic == Some(Topic::Fees)
        && figure.evidence.iter().filter_map(|piece| piece.value).any(|cell| !cell.is_zero() && times(cell, 10_000));
    if in_wan { value.checked_mul(Number::new(1, 4)) } else { Some(value) }
}

fn finding(passage: &Passage<'_>, statement: &Statement, figure: &Figure, severity: Severity) -> Finding {
    let said = passage.words(statement.range.clone());
    let left = said.map(|(block, range)| of_words(Some(Side::Left), block, range, in_unit_of(figure, statement)));
    let found = match &statement.said {
        Said::Number(quantity) => with_range(quantity),
        Said::None => "0".to_owned(),
        Said::All => passage.text(statement.range.clone()),
    };
    let readings = std::iter::once(&figure.number).chain(figure.others.iter().filter(|n| **n != figure.number));
    Finding {
        message: Words::new(
            format!("正文\"{}\",{}", words(passage, statement), figure.words.zh),
            format!("the text has {found}, {}", figure.words.en),
        ),
        expected: readings.map(|number| plain(*number)).collect::<Vec<_>>().join("或"),
        found,
        evidence: left.into_iter().chain(figure.evidence.iter().cloned()).collect(),
        severity: Some(severity),
        ..Finding::default()
    }
}

#[cfg(test)]
mod tests;
