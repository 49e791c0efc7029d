//! The years a report names: in its title, its period, its text and its plans.

use crate::model::date::Date;
use crate::model::flag::{Evidence, Severity};
use crate::model::report::{Block, Report, SectionKey};
use crate::rules::basis;
use crate::rules::particulars::about;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line, of_words};
use crate::rules::subject::Subject;

/// The rules of this file, in the order of the catalogue.
pub static RULES: &[&Rule] = &[&YEAR_OF_TITLE, &PERIOD, &PERIOD_MISSING, &YEAR_OF_TEXT, &NEXT_PLAN];

rule! {
    /// ## What it checks
    /// The year in the title is the year of the period reported on. A title without a year is a warning.
    ///
    /// ## Why it matters
    /// A report under the title of another year is found by nobody, and counted in the wrong year.
    ///
    /// ## Example
    /// `标题2020年,统计期限2021年`
    ///
    /// ## When it is wrong
    /// Where the title of the column stands above that of the report.
    YEAR_OF_TITLE = "D-YEAR-TITLE" {
        zh: "标题年份不符", en: "year of the title",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::ACCURATE),
        check: year_of_title, examples: tests::year_of_title_examples,
    }
}

rule! {
    /// ## What it checks
    /// The period is 1 January to 31 December of the report year. Another year is an error, other days
    /// are a warning.
    ///
    /// ## Why it matters
    /// Every figure of the report is about this period.
    ///
    /// ## Example
    /// `统计期限2020-01-01至2020-12-31,报告年度2021`
    ///
    /// ## When it is wrong
    /// Bodies founded or merged in the year report on a part of it.
    PERIOD = "D-PERIOD" {
        zh: "统计期限有误", en: "period reported on",
        class: Report, default: Queue, severity: Error,
        forms: &[], basis: Some(basis::ACCURATE),
        check: period, examples: tests::period_examples,
    }
}

rule! {
    /// ## What it checks
    /// The report says which period its figures are about.
    ///
    /// ## Why it matters
    /// Usual, though the form does not ask for it.
    ///
    /// ## Example
    /// `没有统计期限`
    ///
    /// ## When it is wrong
    /// Where it is said in other words. It is off unless selected.
    PERIOD_MISSING = "D-PERIOD-MISSING" {
        zh: "没有统计期限", en: "no period told",
        class: Report, default: Off, severity: Info,
        forms: &[], basis: None,
        check: period_missing, examples: tests::period_missing_examples,
    }
}

rule! {
    /// ## What it checks
    /// Where sections 一 and 五 open sentences with a year (2021年,我镇…), it is the report year at least
    /// once, or the year after.
    ///
    /// ## Why it matters
    /// A text that speaks of another year only was carried on from an older report.
    ///
    /// ## Example
    /// `正文以“2020年,”开头,报告年度2021`
    ///
    /// ## When it is wrong
    /// Where the year of the report was read wrong.
    YEAR_OF_TEXT = "D-YEAR-TEXT" {
        zh: "年份未改", en: "year left from before",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: year_of_text, examples: tests::year_of_text_examples,
    }
}

rule! {
    /// ## What it checks
    /// What section 五 plans for a year (2022年,将…) is planned for a year after the report's.
    ///
    /// ## Why it matters
    /// A plan for the past was carried on from an older report.
    ///
    /// ## Example
    /// `计划年份2021,报告年度2021`
    ///
    /// ## When it is wrong
    /// Where the sentence tells of a plan that was made before.
    NEXT_PLAN = "D-NEXTPLAN" {
        zh: "计划年份未改", en: "plan for the past",
        class: Report, default: Queue, severity: Warning,
        forms: &[], basis: Some(basis::ACCURATE),
        check: next_plan, examples: tests::next_plan_examples,
    }
}

/// Why nothing about years can be said.
fn no_year() -> Words {
    Words::new("报告年度不明", "the report year is not known")
}

/// The years a text names with 年, and where.
fn years(text: &str) -> impl Iterator<Item = (usize, u16)> {
    text.match_indices('年').filter_map(|(at, _)| {
        let digits = text.get(at.checked_sub(4)?..at).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        let longer = text.get(..at - 4).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        let year = digits.parse().ok().filter(|year| (2000..=2100).contains(year) && !longer)?;
        Some((at - 4, year))
    })
}

fn year_of_title(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let Some(title) = report.title.as_deref() else {
        return sink.cannot("标题", Words::new("没有标题", "no title was read"));
    };
    let evidence = vec![of_line(title, None)];
    let of_period = report.period.map(|(first, _)| first.year());
    let narrow: String = title.chars().map(crate::model::width::narrow).collect();
    let in_title: Vec<u16> = years(&narrow).map(|(_, year)| year).collect();
    match (in_title.as_slice(), of_period) {
        ([], _) if !narrow.contains(|c: char| "〇零○".contains(c) || c.is_ascii_digit()) => {
            let missing = about("title", Words::new("标题没有年份", "the title has no year"), "有年份", "无年份");
            sink.fails(Finding { evidence, severity: Some(Severity::Warning), ..missing });
        }
        ([], _) => sink.cannot("标题", Words::new("标题的年份不明", "the year of the title is not clear")),
        (_, None) => sink.cannot("标题", Words::new("没有统计期限可比", "no period to compare with")),
        (years, Some(period)) if years.contains(&period) => sink.holds(),
        (years, Some(period)) => {
            let year = years.first().copied().unwrap_or(period);
            let message =
                Words::new(format!("标题{year}年,统计期限{period}年"), format!("title of {year}, period of {period}"));
            sink.fails(Finding { evidence, ..about("title", message, period.to_string(), year.to_string()) });
        }
    }
}

fn period(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let (Some((first, last)), Some(year)) = (report.period, report.year) else {
        return sink.cannot("统计期限", Words::new("没有统计期限或报告年度", "no period or no report year"));
    };
    let whole = Date::new(year, 1, 1).zip(Date::new(year, 12, 31));
    if whole == Some((first, last)) {
        return sink.holds();
    }
    let other = first.year() != year && last.year() != year;
    sink.fails(Finding {
        severity: Some(if other { Severity::Error } else { Severity::Warning }),
        evidence: sentence_with(subject, &["期限", "时限", "起至", "日至", "日到"]),
        ..about(
            "period",
            Words::new(
                format!("统计期限{first}至{last},报告年度{year}"),
                format!("period {first} to {last}, report year {year}"),
            ),
            format!("{year}-01-01至{year}-12-31"),
            format!("{first}至{last}"),
        )
    });
}

/// The first paragraph with one of these words, as evidence.
fn sentence_with(subject: &Subject<'_>, words: &[&str]) -> Vec<Evidence> {
    let found = subject.paragraphs().iter().find_map(|paragraph| {
        let block = paragraph.block;
        let at = words.iter().find_map(|word| paragraph.find(word))?;
        let start =
            block.text.get(..at)?.rfind(['。', '\n']).map_or(0, |mark| mark + '。'.len_utf8().min(block.text.len()));
        let start = (0..=start.min(at)).rev().find(|at| block.text.is_char_boundary(*at)).unwrap_or(0);
        let end = block.text.get(at..)?.find('。').map_or(block.text.len(), |end| at + end);
        Some(of_words(None, block, start..end, None))
    });
    found.into_iter().collect()
}

fn period_missing(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.report.period.is_some() {
        return sink.holds();
    }
    sink.fails(about("period", Words::new("没有统计期限", "no period told"), "写明统计期限", "无"));
}

/// Paragraphs of a section.
fn blocks(report: &Report, key: SectionKey) -> &[Block] {
    report.section(key).map_or(&[], |section| &section.blocks)
}

/// The years that open a sentence of a paragraph, and where.
fn opening_years(text: &str) -> impl Iterator<Item = (usize, u16)> {
    years(text).filter(|(at, _)| {
        let before = text.get(..*at).unwrap_or_default().trim_end();
        let after = text.get(at + "2020年".len()..).unwrap_or_default();
        let opens = before.is_empty() || before.ends_with(['。', ';', '；']);
        opens && (after.starts_with([',', '，', '我', '全']) || after.starts_with("度,") || after.starts_with("度，"))
    })
}

fn year_of_text(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let Some(year) = report.year else { return sink.cannot("第一部分", no_year()) };
    let of = |key| {
        blocks(report, key).iter().flat_map(|block| opening_years(&block.text).map(move |(at, year)| (block, at, year)))
    };
    let all: Vec<_> = of(SectionKey::Overview).chain(of(SectionKey::Problems)).collect();
    let wrong = all.iter().filter(|(.., named)| *named < year).collect::<Vec<_>>();
    let right = all.iter().any(|(.., named)| *named == year);
    let Some((block, at, named)) = wrong.first().filter(|_| !right) else { return sink.holds() };
    let words = *at.."2020年".len() + at;
    sink.fails(Finding {
        message: Words::new(
            format!("正文以“{named}年”开头,报告年度{year}"),
            format!("the text speaks of {named}, report year {year}"),
        ),
        expected: year.to_string(),
        found: named.to_string(),
        evidence: vec![of_words(None, block, words, None)],
        ..Finding::default()
    });
}

fn next_plan(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    const PLANS: [&str; 4] = ["将", "计划", "拟", "打算"];
    const NEAR: usize = 12;
    let report = subject.report;
    let Some(year) = report.year else { return sink.cannot("第五部分", no_year()) };
    for block in blocks(report, SectionKey::Problems) {
        for (at, named) in years(&block.text) {
            let after = block.text.get(at + "2020年".len()..).unwrap_or_default();
            let near: String = after.chars().take(NEAR).take_while(|c| !"。；;".contains(*c)).collect();
            let past = near.contains("以来") || near.contains("工作中") || near.starts_with("度");
            if past || !PLANS.iter().any(|word| near.contains(word)) {
                continue;
            }
            if named > year {
                sink.holds();
                continue;
            }
            let end = at + "2020年".len() + near.len();
            sink.fails(Finding {
                message: Words::new(
                    format!("计划年份{named},报告年度{year}"),
                    format!("a plan for {named}, report year {year}"),
                ),
                expected: (year + 1).to_string(),
                found: named.to_string(),
                evidence: vec![of_words(None, block, at..end, None)],
                ..Finding::default()
            });
        }
    }
    sink.holds();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::Form;
    use crate::rules::draft::{Draft, Examples, complete, flags_of};

    fn draft(change: impl FnOnce(&mut Report)) -> Report {
        complete(Form::F2021).with(change).build()
    }

    fn day(text: &str) -> Option<Date> {
        Date::parse(text)
    }

    fn of_year(year: u16) -> Option<(Date, Date)> {
        Date::new(year, 1, 1).zip(Date::new(year, 12, 31))
    }

    fn in_section(key: SectionKey, text: &str) -> Report {
        draft(|report| {
            let section = report.sections.iter_mut().find(|section| section.key == Some(key)).unwrap();
            section.blocks = vec![Block { text: text.to_owned(), ..Block::default() }];
        })
    }

    pub(super) fn year_of_title_examples() -> Examples {
        let titled = |year: u16| {
            draft(|report| {
                report.title = Some(format!("云河县青石镇{year}年政府信息公开工作年度报告"));
                report.period = of_year(2021);
            })
        };
        Examples { fails: titled(2020), holds: titled(2021) }
    }

    pub(super) fn period_examples() -> Examples {
        let of = |year| draft(|report| report.period = of_year(year));
        Examples { fails: of(2020), holds: of(2021) }
    }

    pub(super) fn period_missing_examples() -> Examples {
        Examples { fails: draft(|report| report.period = None), holds: draft(|_| ()) }
    }

    pub(super) fn year_of_text_examples() -> Examples {
        let text = |year| in_section(SectionKey::Overview, &format!("{year}年,我镇主动公开信息12条。"));
        Examples { fails: text(2020), holds: text(2021) }
    }

    pub(super) fn next_plan_examples() -> Examples {
        let plan = |year| in_section(SectionKey::Problems, &format!("{year}年,我镇将加强培训。"));
        Examples { fails: plan(2021), holds: plan(2022) }
    }

    fn count(draft: Draft, code: &str) -> usize {
        flags_of(&draft.build(), code).len()
    }

    #[test]
    fn a_period_of_other_days_is_a_warning() {
        let part = complete(Form::F2021).with(|report| report.period = day("2021-03-01").zip(day("2021-12-31")));
        assert_eq!(flags_of(&part.build(), "D-PERIOD")[0].severity, Severity::Warning);
        assert_eq!(flags_of(&period_examples().fails, "D-PERIOD")[0].severity, Severity::Error);
    }

    #[test]
    fn years_of_plans_and_of_the_past() {
        for (text, flagged) in [
            ("2021年以来,我镇将公开作为重点。", false),
            ("针对2021年工作中的不足,将改进。", false),
            ("2021年,将继续努力;2022年,将做得更好。", true),
            ("下一步,将加强培训。", false),
        ] {
            assert_eq!(!flags_of(&in_section(SectionKey::Problems, text), "D-NEXTPLAN").is_empty(), flagged, "{text}");
        }
        let told = "2020年,我镇公开9条。2021年,我镇公开12条。";
        assert!(flags_of(&in_section(SectionKey::Overview, told), "D-YEAR-TEXT").is_empty());
    }

    #[test]
    fn titles_without_a_year() {
        let titled = |title: &str| complete(Form::F2021).with(|report| report.title = Some(title.to_owned()));
        assert_eq!(count(titled("青石镇政府信息公开工作年度报告"), "D-YEAR-TITLE"), 1);
        assert_eq!(count(titled("青石镇二〇二一年政府信息公开工作年度报告"), "D-YEAR-TITLE"), 0);
    }
}
