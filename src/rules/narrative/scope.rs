//! Whom the parts of a report speak for: the whole area, or an office of it.

use crate::model::agency::AgencyKind;
use crate::model::flag::Evidence;
use crate::model::form::Form;
use crate::rules::counts::passage::{Passage, is_comma, is_stop};
use crate::rules::counts::statement::Statement;
use crate::rules::counts::topic::{Period, Scope, Topic};
use crate::rules::narrative::compare::{Comparison, Verdict};
use crate::rules::registry::rule;
use crate::rules::sink::{Finding, Sink, Words, of_words};
use crate::rules::subject::Subject;

rule! {
    /// ## What it checks
    /// In the report of a whole area the text does not tell the requests of the government's office only,
    /// with table 三 the same, while it counts what the whole area published.
    ///
    /// ## Why it matters
    /// Table 三 then leaves out the requests that departments and townships received, which the report of
    /// the area has to hold.
    ///
    /// ## Example
    /// `公开信息说全辖区,申请只说"县政府办公室未收到…"`
    ///
    /// ## When it is wrong
    /// Where the office receives the requests for all.
    SCOPE = "G-SCOPE" {
        zh: "口径不一", en: "parts speak for different bodies",
        class: Report, default: Queue, severity: Warning,
        forms: &[Form::F2019, Form::F2021], basis: None,
        check: scope, examples: tests::examples,
    }
}

fn scope(subject: &Subject<'_>, sink: &mut Sink<'_>) {
    if subject.report.agency.kind != Some(AgencyKind::GovernmentAggregate) {
        return;
    }
    let of_requests = |comparison: &&Comparison| {
        let statement = &comparison.statement;
        matches!(statement.topic, Some(Topic::Received | Topic::Handled)) && statement.period == Period::Reported
    };
    let requests = || subject.comparisons().iter().filter(of_requests);
    let of_all = |scope: Scope| matches!(scope, Scope::Area | Scope::Unsaid);
    if requests().any(|comparison| of_all(comparison.statement.scope)) {
        return sink.holds();
    }
    let of_office = |c: &&Comparison| c.statement.scope == Scope::Office && matches!(c.verdict, Verdict::Agrees);
    let Some(office) = requests().find(of_office).map(|comparison| &comparison.statement) else { return };
    let published = subject.statements().iter().find(|statement| {
        let above = statement.value().is_some_and(|value| !value.is_zero());
        above && statement.topic == Some(Topic::Published) && statement.scope == Scope::Area
    });
    let Some(area) = published else {
        return sink.cannot("正文", Words::new("未见全辖区的数", "no number of the whole area is told"));
    };
    // Numbers of different things are on no side: nothing is added up.
    let evidence = [area, office].map(|said| quoted(subject, said));
    let words = subject.narrative().get(office.passage).map(|passage| short(passage, office)).unwrap_or_default();
    sink.fails(Finding {
        message: Words::new(
            format!("公开信息说全辖区,申请只说\"{words}\""),
            "information is counted for the area, requests for the office only",
        ),
        expected: "全辖区".to_owned(),
        found: words,
        evidence: evidence.into_iter().flatten().collect(),
        ..Finding::default()
    });
}

/// The clause a statement stands in, up to its end.
fn quoted(subject: &Subject<'_>, statement: &Statement) -> Option<Evidence> {
    let passage = subject.narrative().get(statement.passage)?;
    let (block, range) = passage.words(clause_start(passage, statement)..statement.range.end)?;
    Some(of_words(None, block, range, statement.value()))
}

fn clause_start(passage: &Passage<'_>, statement: &Statement) -> usize {
    let parts = |index: &usize| {
        let c = passage.at(*index);
        is_comma(c) || is_stop(c) || matches!(c, ';' | ':')
    };
    (0..statement.range.start).rfind(parts).map_or(0, |index| index + 1)
}

/// The clause with its end left out where it is long.
fn short(passage: &Passage<'_>, statement: &Statement) -> String {
    const LONGEST: usize = 15;
    let clause = passage.text(clause_start(passage, statement)..statement.range.end);
    match clause.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", clause.get(..at).unwrap_or_default()),
        None => clause,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::agency::{AgencyKind, Level};
    use crate::model::form::{Form, Row};
    use crate::model::report::Report;
    use crate::rules::draft::{Examples, complete, flags_of};

    fn county(text: &str) -> Report {
        let draft = complete(Form::F2021).row(Row::NewReceived, [2, 0, 0, 0, 0, 0, 2]);
        let draft = draft.agency("云河县人民政府", Level::County, AgencyKind::GovernmentAggregate);
        draft.with(|report| report.sections[0].blocks[0].text = text.to_owned()).build()
    }

    pub(super) fn examples() -> Examples {
        Examples {
            fails: county("全县累计公开政府信息900条。县政府办公室收到政府信息公开申请2件。"),
            holds: county("全县累计公开政府信息900条。全县收到政府信息公开申请2件。"),
        }
    }

    #[test]
    fn only_a_table_of_the_office_is_of_another_scope() {
        let check = |text: &str, expected: usize| {
            assert_eq!(flags_of(&county(text), "G-SCOPE").len(), expected, "{text}");
        };
        check("全县公开政府信息900条。县政府办公室收到政府信息公开申请1件。", 0);
        check("公开政府信息900条。县政府办公室收到政府信息公开申请2件。", 0);
        check("全县公开政府信息900条。县政府收到政府信息公开申请2件。", 0);
        check("全县公开政府信息900条。收到政府信息公开申请2件,县政府办公室收到申请2件。", 0);
    }
}
