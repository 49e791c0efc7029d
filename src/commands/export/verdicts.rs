//! `--what verdicts`: a row an opinion of a reviewer, with what they saw and what is there now. With the history a
//! row for every decision and note, those that were replaced or taken back too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::commands::check::name_of;
use crate::commands::export::table::{Column, Datum, Kind, Put, WHOSE, column, whose};
use crate::commands::filter::Chosen;
use crate::commands::machine::write_json;
use crate::commands::verdicts::{Status, Verdicts};
use crate::corpus::Corpus;
use crate::model::agency::Agency;
use crate::model::flag::Flag;
use crate::model::verdict::Verdict;
use crate::review::{Act, Change, Event, Seen, Whereabouts};
use crate::rules::{Checked, Fingerprint, FlagRef, masked};

const HEAD: [Column<'static>; 3] =
    [column("fingerprint", Kind::Text), column("report", Kind::Text), column("path", Kind::Text)];

const VERDICT: [Column<'static>; 18] = [
    column("rule", Kind::Text),
    column("rule_name", Kind::Text),
    column("severity", Kind::Text),
    column("class", Kind::Text),
    column("verdict", Kind::Text),
    column("reviewer", Kind::Text),
    column("decided_at", Kind::Text),
    column("note", Kind::Text),
    column("state", Kind::Text),
    column("disputed", Kind::Bool),
    column("status", Kind::Text),
    column("fingerprint_now", Kind::Text),
    column("message", Kind::Text),
    column("expected", Kind::Text),
    column("found", Kind::Text),
    column("evidence", Kind::Json),
    column("changes", Kind::Json),
    column("message_now", Kind::Text),
];

pub(super) fn columns() -> Vec<Column<'static>> {
    [&HEAD[..], &WHOSE, &VERDICT].concat()
}

/// What is to be written of the journals.
pub(super) struct Source<'a> {
    pub corpus: &'a Corpus,
    pub checked: &'a Checked,
    pub verdicts: &'a Verdicts,
    /// Whether what was replaced or taken back is written, too.
    pub history: bool,
    /// With a filter, the flags it lets in: of others, and of those that are gone, nothing is written.
    pub chosen: Option<&'a Chosen>,
}

/// Where the flags stand that somebody has an opinion on.
struct Places {
    flags: HashMap<Fingerprint, Vec<FlagRef>>,
    /// The names flags have now that had another.
    now: BTreeMap<Fingerprint, Fingerprint>,
    reports: Whereabouts,
}

/// A flag as it is now, for somebody who saw it before.
struct Now {
    report: Option<usize>,
    name: Option<Fingerprint>,
    status: Status,
    changes: Vec<Change>,
    message: Option<String>,
}

/// Something a reviewer said of a flag.
struct Word<'a> {
    event: &'a Event,
    verdict: Option<Verdict>,
    note: Option<&'a str>,
    seen: &'a Seen,
    state: &'static str,
    disputed: bool,
}

/// Writes all rows, by agency, year, rule and flag, then as they came.
pub(super) fn rows(source: &Source<'_>, put: Put<'_>) -> anyhow::Result<()> {
    let mut words: Vec<Word<'_>> = flags(source).into_iter().flat_map(|flag| words(source, flag)).collect();
    words.sort_by_key(|word| {
        let seen = word.seen;
        (seen.agency.is_none(), &seen.agency, seen.year, &seen.rule, &seen.fingerprint, &word.event.at, &word.event.id)
    });
    let places = Places::of(source, words.iter().map(|word| word.seen));
    let is_in = |word: &&Word<'_>| source.chosen.is_none_or(|chosen| places.any(word.seen, &|at| chosen.has(at)));
    words.iter().filter(is_in).try_for_each(|word| row(source, word, &places.now(source, word.seen), put))
}

/// The flags that anything is said of: those with a verdict, with the history all.
fn flags(source: &Source<'_>) -> BTreeSet<Fingerprint> {
    let ledger = &source.verdicts.ledger;
    let mut flags: BTreeSet<Fingerprint> = ledger.verdicts().map(|(flag, _)| flag).collect();
    if source.history {
        let told = ledger.events().filter(|(event, _)| matches!(event.act, Act::Decide { .. } | Act::Note { .. }));
        flags.extend(told.flat_map(|(event, _)| event.act.fingerprints().map(Fingerprint::of)));
    }
    flags
}

fn words<'a>(source: &Source<'a>, flag: Fingerprint) -> Vec<Word<'a>> {
    let ledger = &source.verdicts.ledger;
    let standing = ledger.standing(flag);
    let disputed = standing.as_ref().is_some_and(crate::review::Standing::is_disputed);
    let in_force = standing.as_ref().and_then(|standing| standing.note);
    // The last of each reviewer that holds is in force.
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    let mut words: Vec<Word<'a>> = Vec::new();
    for (event, holds, seen) in ledger.trail(flag) {
        let (verdict, note) = match &event.act {
            Act::Decide { verdict, note, .. } => (Some(*verdict), note.as_deref()),
            Act::Note { note, .. } if source.history => (None, Some(note.as_str())),
            Act::Note { .. } | Act::Accept { .. } | Act::Undo { .. } | Act::Redo { .. } => continue,
        };
        let Some(seen) = seen else { continue };
        let state = if holds { "in_force" } else { "undone" };
        if holds && verdict.is_some() {
            let before = last.insert(&event.id.by, words.len());
            before.and_then(|before| words.get_mut(before)).into_iter().for_each(|word| word.state = "replaced");
        }
        words.push(Word { event, verdict, note, seen, state, disputed });
    }
    if !source.history {
        words.retain(|word| word.state == "in_force");
        for word in &mut words {
            word.note = in_force;
        }
    }
    words
}

impl Places {
    fn of<'s>(source: &Source<'_>, seen: impl Iterator<Item = &'s Seen> + Clone) -> Self {
        let board = &source.verdicts.board;
        let now: BTreeMap<_, _> = board.found_again.iter().map(|(now, then)| (*then, *now)).collect();
        let mut flags: HashMap<Fingerprint, Vec<FlagRef>> = HashMap::new();
        for seen in seen.clone() {
            let name = Fingerprint::of(&seen.fingerprint);
            flags.entry(name).or_default();
            now.get(&name).into_iter().for_each(|name| _ = flags.entry(*name).or_default());
        }
        for (at, brief) in source.checked.briefs().iter() {
            flags.get_mut(&brief.name()).into_iter().for_each(|places| places.push(at));
        }
        Self { flags, now, reports: Whereabouts::of(source.corpus, seen) }
    }

    /// Whether this holds of a flag that was seen, as it is now, or of a copy of it.
    fn any(&self, seen: &Seen, holds: &dyn Fn(FlagRef) -> bool) -> bool {
        let then = Fingerprint::of(&seen.fingerprint);
        let of = |name: Fingerprint| self.flags.get(&name).is_some_and(|places| places.iter().any(|at| holds(*at)));
        of(then) || self.now.get(&then).is_some_and(|name| of(*name))
    }

    /// What was seen, as it is now: of copies the one that is as it was.
    fn now(&self, source: &Source<'_>, seen: &Seen) -> Now {
        let then = Fingerprint::of(&seen.fingerprint);
        let of = |name: Fingerprint| self.flags.get(&name).filter(|places| !places.is_empty()).map(|p| (name, p));
        let found = of(then).map(|found| (found, Status::Unchanged));
        let again = || Some((of(*self.now.get(&then)?)?, Status::FoundAgain));
        let Some(((name, places), status)) = found.or_else(again) else {
            let report = self.reports.first(seen);
            return Now { report, name: None, status: Status::Gone, changes: Vec::new(), message: None };
        };
        let told = |at: &FlagRef| source.checked.flag(*at).map(|flag| (*at, told(&flag, seen)));
        let mut all = places.iter().filter_map(told);
        let first = all.next();
        let same = first.iter().cloned().chain(all).find(|(_, (changes, _))| changes.is_empty());
        let Some((at, (changes, message))) = same.or(first) else {
            let report = places.first().map(|at| at.report);
            return Now { report, name: Some(name), status, changes: Vec::new(), message: None };
        };
        let changed = status == Status::Unchanged && !changes.is_empty();
        let status = if changed { Status::Changed } else { status };
        Now { report: Some(at.report), name: Some(name), status, changes, message: Some(message) }
    }
}

/// What of a flag is not as it was seen, and what it says.
fn told(flag: &Flag, seen: &Seen) -> (Vec<Change>, String) {
    (seen.changes(flag), flag.message.clone())
}

fn row(source: &Source<'_>, word: &Word<'_>, now: &Now, put: Put<'_>) -> anyhow::Result<()> {
    let (seen, event) = (word.seen, word.event);
    let header = now.report.and_then(|report| source.corpus.header(report));
    let then = Agency { name: seen.agency.clone(), ..Agency::default() };
    let mut row = vec![
        Datum::Text(&seen.fingerprint),
        Datum::Text(header.as_ref().map_or(seen.report.as_str(), |header| header.id)),
        Datum::Text(header.as_ref().map_or(seen.path.as_str(), |header| header.path)),
    ];
    row.extend(match &header {
        Some(header) => whose(header.agency, header.year, header.form),
        None => whose(&then, seen.year, None),
    });
    row.extend([
        Datum::Text(&seen.rule),
        Datum::Text(name_of(&seen.rule)),
        Datum::Text(seen.severity.id()),
        Datum::Text(seen.class.id()),
        Datum::text(word.verdict.map(Verdict::id)),
        Datum::Text(&event.id.by),
        Datum::Text(&event.at),
        word.note.map_or(Datum::Null, |note| Datum::Made(masked(note.to_owned()))),
        Datum::Text(word.state),
        Datum::Bool(word.disputed),
        Datum::Text(now.status.id()),
        now.name.map_or(Datum::Null, |name| Datum::Made(name.to_string())),
        Datum::Text(&seen.message),
        Datum::Text(&seen.expected),
        Datum::Text(&seen.found),
        json(&seen.evidence)?,
        json(&now.changes)?,
        Datum::text(now.message.as_deref()),
    ]);
    put(&row)
}

fn json<'a>(value: &impl serde::Serialize) -> anyhow::Result<Datum<'a>> {
    let mut bytes = Vec::new();
    write_json(&mut bytes, value)?;
    Ok(Datum::Made(String::from_utf8(bytes)?))
}

#[cfg(test)]
mod tests {
    use crate::cli::Command;
    use crate::commands::export::run;
    use crate::commands::reviewed::{RULES, Reviewed, report};
    use crate::model::verdict::Verdict;
    use crate::review::{Act, EventId};

    fn rows(reviewed: &Reviewed, words: &[&str]) -> Vec<serde_json::Value> {
        let words = [&["--what", "verdicts", "--select", RULES, "--format", "jsonl"], words].concat();
        let Some(Command::Export(args)) = reviewed.cli("export", &words).command else { panic!("no export") };
        let mut out = Vec::new();
        run(&args, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn told<'r>(rows: &'r [serde_json::Value], keys: &[&str]) -> Vec<Vec<&'r str>> {
        rows.iter().map(|row| keys.iter().map(|key| row[key].as_str().unwrap_or("-")).collect()).collect()
    }

    #[test]
    fn a_row_is_an_opinion_with_what_was_seen_and_what_is_there_now() {
        let reviewed = Reviewed::new();
        assert!(rows(&reviewed, &[]).is_empty());
        let name = reviewed.decide(0, "li", Verdict::Real, Some("电话13912345678"));
        reviewed.decide(0, "an", Verdict::FalseAlarm, None);
        reviewed.decide(1, "li", Verdict::Misread, None);
        reviewed.decide(2, "li", Verdict::Skip, None);
        let mut renamed = report("青石镇人民政府", 0);
        renamed.agency.name = Some("青石镇政府".into());
        reviewed.write(&[report("云河县财政局", 7), renamed]);
        let all = rows(&reviewed, &[]);
        let keys = ["agency", "verdict", "reviewer", "status", "state"];
        let expected = [
            ["云河县财政局", "real", "li", "changed", "in_force"],
            ["云河县财政局", "false_alarm", "an", "changed", "in_force"],
            ["松坪县水利局", "skip", "li", "gone", "in_force"],
            ["青石镇政府", "misread", "li", "found_again", "in_force"],
        ];
        assert_eq!(told(&all, &keys), expected.map(|row| row.to_vec()));
        assert_eq!((&all[0]["fingerprint"], &all[0]["note"]), (&name.as_str().into(), &"电话139****5678".into()));
        assert_eq!(all[0]["changes"][0]["new"], "7");
        assert_eq!((&all[0]["disputed"], &all[2]["disputed"]), (&true.into(), &false.into()));
        assert_ne!(all[3]["fingerprint"], all[3]["fingerprint_now"]);
        assert!(all[2]["fingerprint_now"].is_null());
    }

    #[test]
    fn the_history_has_what_was_replaced_and_taken_back() {
        let reviewed = Reviewed::new();
        for verdict in [Verdict::Real, Verdict::FalseAlarm, Verdict::Discuss] {
            reviewed.decide(0, "li", verdict, Some("说明"));
        }
        reviewed.append("li", Act::Undo { of: EventId { by: "li".into(), session: "s".into(), n: 3 } });
        let keys = ["verdict", "state", "note"];
        assert_eq!(told(&rows(&reviewed, &[]), &keys), [["false_alarm", "in_force", "说明"]]);
        let expected =
            [["real", "replaced", "说明"], ["false_alarm", "in_force", "说明"], ["discuss", "undone", "说明"]];
        assert_eq!(told(&rows(&reviewed, &["--history"]), &keys), expected.map(|row| row.to_vec()));
    }
}
