//! Whether the six sections of the form are there, told by their headings.

use crate::model::flag::{Class, Severity};
use crate::model::form::Form;
use crate::model::report::{Report, Section, SectionKey, Span};
use crate::rules::basis;
use crate::rules::registry::{Rule, rule};
use crate::rules::sink::{Finding, Sink, Words, of_line};
use crate::rules::subject::Subject;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&MISSING];

/// From how many missing sections on a torn copy is likelier than such a report.
const TORN: usize = 3;

rule! {
    /// ## What it checks
    /// Each of the six sections of the form has its heading: an error for 一 to 四, a warning for 五 and
    /// 六. The known variants of the titles count, and so does a heading without its number.
    ///
    /// ## Why it matters
    /// The law lists what the report must tell (条例 Art. 50); the form gives each item its section.
    ///
    /// ## Example
    /// `缺第三部分:收到和处理政府信息公开申请情况`
    ///
    /// ## When it is wrong
    /// A heading can be lost with a table, hidden in a picture, or run into the paragraph before it.
    /// Where the copy shows such a loss, three sections are missing at once, or title and agency are
    /// gone too, the flag speaks of our copy and goes to the triage. Public institutions are not bound by the form.
    MISSING = "S-SEC-MISSING" {
        zh: "缺部分", en: "section missing",
        class: Report, default: Queue, severity: Error,
        forms: &[Form::F2019, Form::F2021], basis: Some(basis::CONTENTS),
        check: missing, examples: tests::examples,
    }
}

fn missing(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    let report = subject.report;
    let (found, missing): (Vec<_>, Vec<_>) =
        SectionKey::SIX.into_iter().partition(|key| report.section(*key).is_some());
    if subject.form().is_none() {
        return sink.cannot("全文", Words::new("年度和格式不明", "neither year nor form is known"));
    }
    if found.is_empty() {
        return sink.cannot("全文", Words::new("没有认出任何一个部分的标题", "no heading of a section was recognised"));
    }
    sink.hold(found.len());
    for key in &missing {
        let (before, after) = neighbours(report, *key);
        let near = Span::new(start_of(before).unwrap_or(0), start_of(after).unwrap_or(usize::MAX));
        let torn = missing.len() >= TORN || is_headless(report);
        let grave = !matches!(key, SectionKey::Problems | SectionKey::Other);
        sink.fails(Finding {
            message: Words::new(
                format!("缺第{}部分:{}", key.number(), key.title()),
                format!("section {} is missing: {}", key.number(), key.title()),
            ),
            expected: format!("{}、{}", key.number(), key.title()),
            found: "无此标题".to_owned(),
            evidence: before.into_iter().chain(after).map(|section| of_line(&section.heading, section.at)).collect(),
            severity: Some(if grave { Severity::Error } else { Severity::Warning }),
            class: Some(if torn { Class::Copy } else { subject.class_of_gap(Some(near)) }),
            place: Some(key.id().to_owned()),
            ..Finding::default()
        });
    }
}

/// Whether the beginning of the page was torn off, with everything that tells whose report it is.
fn is_headless(report: &Report) -> bool {
    report.title.is_none() && report.agency.name.is_none()
}

/// The last section found before a missing one and the first after it.
fn neighbours(report: &Report, key: SectionKey) -> (Option<&Section>, Option<&Section>) {
    let of = |section: &&Section| section.key.filter(|key| *key != SectionKey::Preface);
    let before = report.sections.iter().rfind(|section| of(section).is_some_and(|other| other < key));
    let after = report.sections.iter().find(|section| of(section).is_some_and(|other| other > key));
    (before, after)
}

fn start_of(section: Option<&Section>) -> Option<usize> {
    section.and_then(|section| section.at).map(|at| at.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::agency::{AgencyKind, Level};
    use crate::model::note::{Note, NoteCode};
    use crate::rules::draft::{Examples, check_all, complete, flags_of};

    pub(super) fn examples() -> Examples {
        let fails = complete(Form::F2021).without(SectionKey::Requests).build();
        Examples { fails, holds: complete(Form::F2019).build() }
    }

    #[test]
    fn each_missing_section_is_told_with_its_neighbours() {
        let report = complete(Form::F2019).without(SectionKey::Requests).without(SectionKey::Other).build();
        let flags = flags_of(&report, "S-SEC-MISSING");
        let told: Vec<_> = flags.iter().map(|f| (f.message.as_str(), f.severity, f.class)).collect();
        let expected = [
            ("缺第三部分:收到和处理政府信息公开申请情况", Severity::Error, Class::Report),
            ("缺第六部分:其他需要报告的事项", Severity::Warning, Class::Report),
        ];
        assert_eq!(told, expected);
        let quotes: Vec<_> = flags[0].evidence.iter().filter_map(|e| e.quote.as_deref()).collect();
        assert_eq!(quotes, ["主动公开政府信息情况", "政府信息公开行政复议、行政诉讼情况"]);
    }

    #[test]
    fn a_loss_near_the_gap_speaks_of_the_copy() {
        let lost = |at: Option<Span>| {
            let note = Note::new(NoteCode::TableLost, "lost", at);
            let draft = complete(Form::F2021).without(SectionKey::Requests).with(|r| r.notes.push(note));
            flags_of(&draft.build(), "S-SEC-MISSING")[0].class
        };
        let clean = complete(Form::F2021).build();
        let at = |key| clean.section(key).and_then(|section| section.at);
        assert_eq!(lost(None), Class::Copy);
        assert_eq!(lost(at(SectionKey::Requests)), Class::Copy);
        assert_eq!(lost(at(SectionKey::Other)), Class::Report);
        let most_gone = [SectionKey::Overview, SectionKey::Proactive, SectionKey::Other];
        let torn = most_gone.into_iter().fold(complete(Form::F2021), crate::rules::draft::Draft::without).build();
        assert!(flags_of(&torn, "S-SEC-MISSING").iter().all(|flag| flag.class == Class::Copy));
        let headless = complete(Form::F2021).without(SectionKey::Overview).with(|report| {
            report.agency.name = None;
            report.title = None;
        });
        assert_eq!(flags_of(&headless.build(), "S-SEC-MISSING")[0].class, Class::Copy);
    }

    #[test]
    fn some_reports_cannot_be_judged() {
        let unknown = complete(Form::F2021).with(|report| report.sections.clear()).build();
        let school = complete(Form::F2021)
            .without(SectionKey::Other)
            .agency("云河县第一小学", Level::County, AgencyKind::PublicInstitution)
            .build();
        for report in [unknown, school] {
            let outcome = check_all(&report);
            assert!(outcome.flags.iter().all(|flag| flag.rule != "S-SEC-MISSING"));
            assert!(outcome.unevaluable.iter().any(|u| u.rule == "S-SEC-MISSING"));
        }
        let old = complete(Form::F2021).without(SectionKey::Other).year(2016).with(|r| r.form = None).build();
        assert!(flags_of(&old, "S-SEC-MISSING").is_empty());
    }
}
