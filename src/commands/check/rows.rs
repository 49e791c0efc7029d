//! The flags as rows of a table, one a flag: what CSV and the workbook share.

use std::io::Write;
use std::path::Path;

use crate::commands::check::baseline::State;
use crate::commands::check::listing::{Entry, Listed, Listing};
use crate::commands::check::place::{Mark, marks};
use crate::commands::check::summary::name_of;
use crate::commands::sheet::{Value, csv};
use crate::commands::verdicts::{Opinion, Said, Status};
use crate::model::flag::{Evidence, Flag};
use crate::model::verdict::Verdict;
use crate::rules::{Unevaluable, destination};

/// A column, in CSV and in the workbook.
const COLUMNS: [(&str, &str); 20] = [
    ("report", "年报编号"),
    ("path", "文件"),
    ("agency", "单位"),
    ("region", "地区"),
    ("year", "年度"),
    ("rule", "规则"),
    ("rule_name", "规则名称"),
    ("severity", "程度"),
    ("class", "类别"),
    ("destination", "归口"),
    ("message", "疑点"),
    ("expected", "应为"),
    ("found", "实为"),
    ("place", "位置"),
    ("quote", "原文"),
    ("cells", "单元格"),
    ("root", "根源"),
    ("fingerprint", "疑点编号"),
    ("inferred", "推算"),
    ("baseline", "存量"),
];

/// What reviewers say, behind [`COLUMNS`] where there are journals.
const SAID: [(&str, &str); 8] = [
    ("verdict", "核查结论"),
    ("reviewer", "核查人"),
    ("decided_at", "核查时间"),
    ("note", "备注"),
    ("verdict_status", "结论状态"),
    ("changes", "依据变动"),
    ("disputed", "分歧"),
    ("accepted", "存量原因"),
];

/// The columns of a listing.
pub(super) fn columns(with_verdicts: bool) -> Vec<(&'static str, &'static str)> {
    if with_verdicts { [&COLUMNS[..], &SAID].concat() } else { COLUMNS.to_vec() }
}

/// The words of the class of a row that tells of a check that could not be made.
const UNEVALUABLE: &str = "unevaluable";

/// Writes a row a flag; where checks that could not be made are asked for, a row for each after the
/// flags of its report, with the class `unevaluable`.
pub(super) fn write_csv(listing: &Listing<'_>, root: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<()> {
    let keys: Vec<_> = columns(listing.shows_verdicts()).into_iter().map(|(key, _)| key).collect();
    csv::head(out, &keys)?;
    let made = listing.made(|entry| {
        let mut rows: Vec<u8> = Vec::new();
        let marks = marks(listing.corpus, root, &entry);
        for (listed, marks) in entry.flags().zip(&marks) {
            csv::row(&mut rows, &row(&entry, listed, marks, &Ids))?;
        }
        for unevaluable in entry.unevaluable() {
            csv::row(&mut rows, &unevaluable_row(&entry, unevaluable))?;
        }
        Ok(rows)
    });
    for rows in made {
        out.write_all(&rows?)?;
    }
    Ok(())
}

/// Whether a row speaks in ids, for machines, or in words, for people.
pub(super) trait Speech {
    fn severity(&self, flag: &Flag) -> &'static str;
    fn class(&self, flag: &Flag) -> &'static str;
    fn destination(&self, flag: &Flag) -> &'static str;
    fn inferred(&self, flag: &Flag) -> Value;
    fn state(&self, state: State) -> &'static str;
    fn verdict(&self, verdict: Verdict) -> &'static str;
    fn status(&self, status: Status) -> &'static str;
    fn disputed(&self, disputed: bool) -> &'static str;
}

/// The ids of the corpus format.
pub(super) struct Ids;

/// The words of the interface.
pub(super) struct Words;

impl Speech for Ids {
    fn severity(&self, flag: &Flag) -> &'static str {
        flag.severity.id()
    }

    fn class(&self, flag: &Flag) -> &'static str {
        flag.class.id()
    }

    fn destination(&self, flag: &Flag) -> &'static str {
        destination(flag).id()
    }

    fn inferred(&self, flag: &Flag) -> Value {
        Value::text(if flag.inferred { "true" } else { "false" })
    }

    fn state(&self, state: State) -> &'static str {
        state.id()
    }

    fn verdict(&self, verdict: Verdict) -> &'static str {
        verdict.id()
    }

    fn status(&self, status: Status) -> &'static str {
        status.id()
    }

    fn disputed(&self, disputed: bool) -> &'static str {
        if disputed { "true" } else { "false" }
    }
}

impl Speech for Words {
    fn severity(&self, flag: &Flag) -> &'static str {
        flag.severity.name_zh()
    }

    fn class(&self, flag: &Flag) -> &'static str {
        flag.class.name_zh()
    }

    fn destination(&self, flag: &Flag) -> &'static str {
        destination(flag).name_zh()
    }

    fn inferred(&self, flag: &Flag) -> Value {
        Value::text(if flag.inferred { "推算" } else { "" })
    }

    fn state(&self, state: State) -> &'static str {
        state.name_zh()
    }

    fn verdict(&self, verdict: Verdict) -> &'static str {
        verdict.name_zh()
    }

    fn status(&self, status: Status) -> &'static str {
        status.name_zh()
    }

    fn disputed(&self, disputed: bool) -> &'static str {
        if disputed { "分歧" } else { "" }
    }
}

/// The values of a flag, in the order of [`columns`].
pub(super) fn row(entry: &Entry<'_>, listed: Listed<'_>, marks: &[Option<Mark>], speech: &dyn Speech) -> Vec<Value> {
    let flag = listed.flag;
    let mut values = head(entry);
    values.extend([
        Value::text(flag.rule),
        Value::text(name_of(flag.rule)),
        Value::text(speech.severity(flag)),
        Value::text(speech.class(flag)),
        Value::text(speech.destination(flag)),
        Value::text(&flag.message),
        Value::of(&flag.expected),
        Value::of(&flag.found),
        first_mark(flag, marks).map_or(Value::Empty, |mark| Value::text(mark.to_string())),
        Value::text(quotes(flag)),
        Value::text(cells(flag)),
        Value::optional(flag.root.as_deref()),
        Value::text(&flag.fingerprint),
        speech.inferred(flag),
        listed.state.map_or(Value::Empty, |state| Value::text(speech.state(state))),
    ]);
    values.extend(listed.said.into_iter().flat_map(|said| said_of(said, speech)));
    values
}

/// What reviewers say, in the order of [`SAID`].
fn said_of(Said { opinion, accepted }: &Said, speech: &dyn Speech) -> [Value; SAID.len()] {
    let opinion = opinion.as_ref();
    let text = |text: Option<&str>| Value::optional(text);
    [
        text(opinion.map(|opinion| speech.verdict(opinion.verdict))),
        text(opinion.map(|opinion| opinion.by.as_str())),
        text(opinion.map(|opinion| opinion.at.as_str())),
        text(opinion.and_then(|opinion| opinion.note.as_deref())),
        text(opinion.map(|opinion| speech.status(opinion.status))),
        Value::text(opinion.map_or_else(String::new, Opinion::told_changes)),
        text(opinion.map(|opinion| speech.disputed(opinion.disputed))),
        text(accepted.as_deref()),
    ]
}

/// What a row says of the report.
pub(super) fn head(entry: &Entry<'_>) -> Vec<Value> {
    let header = &entry.header;
    let region: Vec<_> = header.agency.regions().collect();
    vec![
        Value::text(header.id),
        Value::text(header.path),
        Value::optional(header.agency.name.as_deref()),
        Value::text(region.join(" ")),
        header.year.map_or(Value::Empty, |year| Value::number(year.into())),
    ]
}

fn unevaluable_row(entry: &Entry<'_>, unevaluable: &Unevaluable) -> Vec<Value> {
    let Unevaluable { rule, place, reason, .. } = unevaluable;
    let mut values = head(entry);
    let name = Value::text(name_of(rule));
    values.extend([Value::text(*rule), name, Value::Empty, Value::text(UNEVALUABLE), Value::Empty]);
    values.push(Value::text(format!("{place}: {reason}")));
    values.resize(columns(entry.shows_verdicts).len(), Value::Empty);
    values
}

/// Where a flag stands: the place of the first evidence in its report that has one.
pub(super) fn first_mark(flag: &Flag, marks: &[Option<Mark>]) -> Option<Mark> {
    let mut own = flag.evidence.iter().zip(marks).filter(|(e, _)| e.report.is_none());
    own.find_map(|(_, mark)| *mark)
}

/// The words of the source, each once.
pub(in crate::commands) fn quotes(flag: &Flag) -> String {
    let mut quotes: Vec<&str> = Vec::new();
    for quote in flag.evidence.iter().filter(|e| e.report.is_none()).filter_map(|e| e.quote.as_deref()) {
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    quotes.join(" | ")
}

/// The cells, those of another report behind its id.
fn cells(flag: &Flag) -> String {
    let name = |e: &Evidence| {
        let cell = e.cell?;
        Some(e.report.as_ref().map_or_else(|| cell.to_string(), |report| format!("{report}:{cell}")))
    };
    flag.evidence.iter().filter_map(name).collect::<Vec<_>>().join(" ")
}
