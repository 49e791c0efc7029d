//! Texts and numbers that are those of the year before.

use std::collections::BTreeMap;

use crate::model::cell::Number;
use crate::model::flag::{Evidence, Severity};
use crate::model::form::{CellId, Col};
use crate::model::report::{Report, SectionKey};
use crate::rules::across::{elsewhere, year_of};
use crate::rules::basis;
use crate::rules::registry::{Rule, rule};
use crate::rules::shingles::{SHORTEST, Text};
use crate::rules::sink::{Finding, Sink, Words, of_cell, of_words};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&OVERVIEW, &PROBLEMS, &NUMBERS];

/// From which likeness on, in hundredths.
pub(crate) const LEAST: u8 = 80;
/// Fewer numbers than these may be the same by chance.
const LEAST_NUMBERS: usize = 5;
/// Characters of a passage that are quoted.
const QUOTED: usize = 40;

rule! {
    /// ## What it checks
    /// How much of section 一 is that of the year before: the share of runs of five characters that
    /// both have, after masking digits, dates and names, is below 80 %.
    ///
    /// ## Why it matters
    /// A report that repeats the last one tells nothing of the year. Notices of provinces name it
    /// (内容雷同) as a defect.
    ///
    /// ## Example
    /// `第一部分与2021年报雷同,相同96%`
    ///
    /// ## When it is wrong
    /// Short sections of set phrases; texts of fewer than 80 characters are not compared. A text that is
    /// the same throughout is an error.
    OVERVIEW = "R-YOY-DUP" {
        zh: "与上年雷同", en: "like last year's text",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        scope: Agency,
        check: overview, examples: tests::overview_examples,
    }
}

rule! {
    /// ## What it checks
    /// How much of section 五 is that of the year before, as R-YOY-DUP does for section 一.
    ///
    /// ## Why it matters
    /// The same problems and the same plans, year after year, say that nothing was done about them.
    ///
    /// ## Example
    /// `第五部分与2021年报雷同,相同91%`
    ///
    /// ## When it is wrong
    /// Problems do last; the section is made of set phrases more than others.
    PROBLEMS = "R-SEC5-DUP" {
        zh: "问题部分雷同", en: "problems like last year's",
        class: Report, default: Shown, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        scope: Agency,
        check: problems, examples: tests::problems_examples,
    }
}

rule! {
    /// ## What it checks
    /// The numbers of the tables other than 0, but for stocks, are not all those of the year before.
    ///
    /// ## Why it matters
    /// Five counts and more do not repeat by chance: the tables of last year were left in.
    ///
    /// ## Example
    /// `12个非零数字均与2021年报相同`
    ///
    /// ## When it is wrong
    /// Where the year before was crawled twice under two years.
    NUMBERS = "R-NUM-DUP" {
        zh: "数字与上年全同", en: "all numbers are last year's",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        scope: Agency,
        check: numbers, examples: tests::numbers_examples,
    }
}

fn overview(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    section(subject, sink, SectionKey::Overview, Some(Severity::Error));
}

fn problems(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    section(subject, sink, SectionKey::Problems, None);
}

fn section(subject: &Subject<'_>, sink: &mut Sink<'_>, key: SectionKey, same: Option<Severity>) {
    let report = subject.report;
    let place = format!("第{}部分", key.number());
    let earlier = match subject.among.year_before(report) {
        Ok(earlier) => earlier,
        Err(reason) => return sink.cannot(place, reason),
    };
    let (Some(own), Some(theirs)) = (subject.texts().get(key), earlier.texts().get(key)) else {
        let reason =
            Words::new(format!("可比文字不足{SHORTEST}字"), format!("fewer than {SHORTEST} characters to compare"));
        return sink.cannot(place, reason);
    };
    let (before, percent) = (earlier.report, own.alike(theirs));
    if percent < LEAST {
        return sink.holds();
    }
    let (zh, en) = if percent == 100 {
        (format!("{place}与{}全同", year_of(before)), "the same as the year before".to_owned())
    } else {
        (format!("{place}与{}雷同,相同{percent}%", year_of(before)), format!("{percent} % as the year before"))
    };
    let here = passage(report, own, theirs, key);
    let there = passage(before, theirs, own, key).map(|evidence| elsewhere(before, evidence));
    sink.fails(Finding {
        severity: same.filter(|_| percent == 100),
        message: Words::new(zh, format!("section {}: {en}", key.number())),
        expected: format!("<{LEAST}%"),
        found: format!("{percent}%"),
        evidence: here.into_iter().chain(there).collect(),
        place: Some(place),
        ..Finding::default()
    });
}

/// The passage of a section that another text has too; where there is none, how the section begins.
pub(crate) fn passage(report: &Report, own: &Text, other: &Text, key: SectionKey) -> Option<Evidence> {
    let blocks = &report.section(key)?.blocks;
    let shared = own.shared_passage(other).and_then(|number| blocks.get(number));
    let block = shared.or_else(|| blocks.iter().find(|block| block.level.is_none()))?;
    let end = block.text.char_indices().nth(QUOTED).map_or(block.text.len(), |(at, _)| at);
    Some(of_words(None, block, 0..end, None))
}

fn numbers(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let before = match subject.among.before(report) {
        Ok(before) => before,
        Err(reason) => return sink.cannot("表二至表四", reason),
    };
    let (own, theirs) = (flows(report), flows(before));
    if own.len() < LEAST_NUMBERS || report.form != before.form {
        let reason = Words::new(
            format!("可比数字不足{LEAST_NUMBERS}个"),
            format!("fewer than {LEAST_NUMBERS} numbers to compare"),
        );
        return sink.cannot("表二至表四", reason);
    }
    if own != theirs {
        return sink.holds();
    }
    let cell = |report: &Report, id: &CellId| report.tables.cell(*id).map(|cell| of_cell(None, *id, cell));
    let here = own.keys().filter_map(|id| cell(report, id));
    let there = own.keys().filter_map(|id| cell(before, id)).map(|evidence| elsewhere(before, evidence));
    sink.fails(Finding {
        message: Words::new(
            format!("{}个非零数字均与{}相同", own.len(), year_of(before)),
            format!("all {} numbers other than 0 are those of the year before", own.len()),
        ),
        expected: "不同".to_owned(),
        found: "全同".to_owned(),
        evidence: here.chain(there).collect(),
        place: Some("表二至表四".to_owned()),
        ..Finding::default()
    });
}

/// The numbers that count what happened in the year, and are not 0.
fn flows(report: &Report) -> BTreeMap<CellId, Number> {
    let stock = |col| matches!(col, Col::InForce | Col::DisclosedTotal | Col::PrevYearItems);
    let cells = report.tables.cells.iter().filter(|(id, _)| !stock(id.col));
    cells.filter_map(|(id, cell)| Some((*id, cell.value.filter(|value| !value.is_zero())?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Row;
    use crate::rules::across::tests::{says, two};
    use crate::rules::corpus::check_reports;
    use crate::rules::draft::{Corpora, Draft};
    use crate::rules::selection::Selection;

    const TEXT: &str = "本镇围绕中心工作推进政务公开,通过政府网站、公告栏和新媒体等渠道及时发布信息,健全工作制度,\
                        明确专人负责,严格审查程序,做好解读回应,接受群众监督,不断提高公开的质量和实效,没有发生泄密事件,\
                        也没有收到对公开工作的投诉举报,总体情况平稳有序。";

    fn texts(key: SectionKey, more: &str) -> Vec<Report> {
        let this = format!("{TEXT}{more}");
        two(|draft| says(draft, key, &format!("2021年,{TEXT}")), |draft| says(draft, key, &format!("2022年,{this}")))
    }

    const OTHER: &str = "这一年新开了政务服务大厅的公开专区,培训村干部两百多人次,清理了过期栏目,把预算决算、救助补助、\
                         工程招标等重点领域逐项列出清单,并请群众代表评议打分,结果在网站公示。";

    pub(super) fn overview_examples() -> Corpora {
        let key = SectionKey::Overview;
        Corpora { fails: texts(key, ""), holds: texts(key, OTHER) }
    }

    pub(super) fn problems_examples() -> Corpora {
        let key = SectionKey::Problems;
        Corpora { fails: texts(key, ""), holds: texts(key, OTHER) }
    }

    pub(super) fn numbers_examples() -> Corpora {
        let of = |this: i64| {
            let row = |draft: Draft, count: i64| {
                draft.row(Row::NewReceived, [count, 2, 0, 0, 0, 0, count + 2]).row(Row::Granted, [3, 0, 0, 0, 0, 0, 3])
            };
            two(|draft| row(draft, 5), |draft| row(draft, this))
        };
        Corpora { fails: of(5), holds: of(6) }
    }

    fn severities(reports: &[Report]) -> Vec<Severity> {
        let selection = Selection::parse(&["R-YOY-DUP".to_owned()], &[]).unwrap();
        check_reports(reports, &selection).into_iter().flat_map(|o| o.flags).map(|flag| flag.severity).collect()
    }

    #[test]
    fn the_same_text_is_an_error_and_one_with_a_sentence_more_a_warning() {
        assert_eq!(severities(&texts(SectionKey::Overview, "")), [Severity::Error]);
        assert_eq!(severities(&texts(SectionKey::Overview, "另有热线。")), [Severity::Warning]);
    }

    #[test]
    fn short_texts_are_not_compared() {
        let short = |draft| says(draft, SectionKey::Overview, "本镇公开信息,没有问题。");
        assert_eq!(severities(&two(short, short)), []);
    }
}
