//! `jianbao show PATH FINGERPRINT --history`: all that reviewers ever said of one flag, in the order it came, with what
//! they saw then and what is there now. The journals know of it even where the flag is gone.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use serde::Serialize;

use crate::cli::{Format, ShowArgs};
use crate::commands::machine::write_json;
use crate::commands::verdicts::{Status, Verdicts, told};
use crate::commands::{Outcome, Session, journals, read_outcome};
use crate::corpus::link::Link;
use crate::model::date::Date;
use crate::model::flag::Flag;
use crate::model::printable::printable;
use crate::model::verdict::Verdict;
use crate::review::{Act, Change, Event, EventId, Ledger, Piece, Seen};
use crate::rules::{Fingerprint, OneFlag, Selection, find, masked};

/// One thing that was said or taken back.
#[derive(Debug, Serialize)]
struct Line<'a> {
    at: &'a str,
    reviewer: &'a str,
    /// `decide`, `note`, `accept`, `undo` or `redo`.
    act: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
    /// The number, from 1, of the line that was taken back or up again.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<usize>,
    /// Whether it was not taken back.
    holds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    evidence: &'a [Piece],
    /// What is not as it was seen then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
}

/// All that is known of a flag.
#[derive(Debug, Serialize)]
struct Trail<'a> {
    fingerprint: String,
    /// Its name now, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint_now: Option<String>,
    rule: &'a str,
    agency: Option<&'a str>,
    year: Option<u16>,
    report: &'a str,
    path: &'a str,
    status: Status,
    /// What it says now.
    message_now: Option<&'a str>,
    lines: Vec<Line<'a>>,
}

/// Prints the trail of the flag that `reference` names.
pub(super) fn run(
    args: &ShowArgs,
    (paths, reference): (&[PathBuf], &str),
    rules: &Selection,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let ledger = journals::read(paths, args.journals.review_dir.as_deref())?.unwrap_or_default();
    let session = Session::open(paths, args.manifest.as_deref(), rules)?;
    let verdicts = Verdicts::of(ledger, &session.corpus, &session.checked);
    let name = named(reference, &session, &verdicts.ledger)?;
    let found = &verdicts.board.found_again;
    let then = found.get(&name).copied().unwrap_or(name);
    let now = found.iter().find(|(_, then)| **then == name).map_or(name, |(now, _)| *now);
    let flag = place(&session, now);
    let trail = trail(&verdicts.ledger, (then, now), flag.as_deref());
    match (&trail, args.format) {
        (None, None | Some(Format::Text)) => writeln!(out, "尚无核查记录  疑点编号 {now}")?,
        (None, Some(Format::Json)) => writeln!(out, "null")?,
        (None, Some(Format::Jsonl)) => {}
        (Some(trail), None | Some(Format::Text)) => as_text(trail, out)?,
        (Some(trail), Some(Format::Json)) => {
            write_json(out, trail)?;
            writeln!(out)?;
        }
        (Some(trail), Some(Format::Jsonl)) => {
            for line in &trail.lines {
                write_json(out, line)?;
                writeln!(out)?;
            }
        }
    }
    Ok(read_outcome(&session.corpus, args.keep_going))
}

/// The flag whose fingerprint begins so, of those that are there and those the journals know.
fn named(reference: &str, session: &Session, ledger: &Ledger) -> anyhow::Result<Fingerprint> {
    let text = match Link::read(reference) {
        Some(Ok(Link::Flag(name))) => name,
        Some(_) => bail!("{reference:?} is no link to a flag"),
        None => reference.trim().to_owned(),
    };
    let mut names: BTreeSet<Fingerprint> = session
        .checked
        .named(&text)
        .into_iter()
        .filter_map(|(report, nth)| session.checked.briefs().of(report).get(nth).map(crate::rules::Brief::name))
        .collect();
    let known = ledger.events().flat_map(|(event, _)| event.act.fingerprints());
    names.extend(known.filter(|name| name.starts_with(&text)).map(Fingerprint::of));
    match (names.len(), names.pop_first()) {
        (1, Some(name)) => Ok(name),
        (0, _) => bail!("no flag begins with {text:?}, neither in the corpus nor in the journals"),
        (count, _) => bail!("{text:?} begins {count} fingerprints; write more of it"),
    }
}

/// A flag of this name, as it is now.
fn place(session: &Session, name: Fingerprint) -> Option<OneFlag> {
    let (at, _) = session.checked.briefs().iter().find(|(_, brief)| brief.name() == name)?;
    session.checked.flag(at)
}

/// What was said of a flag under the name it had and the one it has.
fn trail<'a>(ledger: &'a Ledger, (then, now): (Fingerprint, Fingerprint), flag: Option<&'a Flag>) -> Option<Trail<'a>> {
    let names = [then, now];
    let speaks = |event: &Event| event.act.fingerprints().any(|name| names.contains(&Fingerprint::of(name)));
    let mut said: Vec<(&Event, bool)> = Vec::new();
    let mut ids: Vec<&EventId> = Vec::new();
    for (event, holds) in ledger.events() {
        let about = matches!(&event.act, Act::Undo { of } | Act::Redo { of } if ids.contains(&of));
        if about || speaks(event) {
            ids.push(&event.id);
            said.push((event, holds));
        }
    }
    said.sort_by_key(|(event, _)| (&event.at, &event.id));
    let ids: Vec<&EventId> = said.iter().map(|(event, _)| &event.id).collect();
    let lines: Vec<Line<'a>> = said.iter().map(|(event, holds)| line(event, *holds, &ids, (names, flag))).collect();
    let seen = said.iter().rev().find_map(|(event, _)| seen(&event.act, names));
    if lines.is_empty() {
        return None;
    }
    let changed = seen.zip(flag).is_some_and(|(seen, flag)| !seen.changes(flag).is_empty());
    let status = match flag {
        None => Status::Gone,
        Some(_) if then != now => Status::FoundAgain,
        Some(_) if changed => Status::Changed,
        Some(_) => Status::Unchanged,
    };
    Some(Trail {
        fingerprint: then.to_string(),
        fingerprint_now: (then != now).then(|| now.to_string()),
        rule: flag.map(|flag| flag.rule).or(seen.map(|seen| seen.rule.as_str())).unwrap_or_default(),
        agency: seen.and_then(|seen| seen.agency.as_deref()),
        year: seen.and_then(|seen| seen.year),
        report: seen.map_or("", |seen| &seen.report),
        path: seen.map_or("", |seen| &seen.path),
        status,
        message_now: flag.map(|flag| flag.message.as_str()),
        lines,
    })
}

/// What somebody saw of the flag when they did something.
fn seen(act: &Act, names: [Fingerprint; 2]) -> Option<&Seen> {
    let (Act::Decide { flags, .. } | Act::Note { flags, .. }) = act else { return None };
    flags.iter().find(|seen| names.contains(&Fingerprint::of(&seen.fingerprint)))
}

fn line<'a>(
    event: &'a Event,
    holds: bool,
    ids: &[&EventId],
    (names, flag): ([Fingerprint; 2], Option<&Flag>),
) -> Line<'a> {
    let seen = seen(&event.act, names);
    let (act, verdict, note, of) = match &event.act {
        Act::Decide { verdict, note, .. } => ("decide", Some(*verdict), note.as_ref(), None),
        Act::Note { note, .. } => ("note", None, Some(note), None),
        Act::Accept { reason, .. } => ("accept", None, Some(reason), None),
        Act::Undo { of } => ("undo", None, None, Some(of)),
        Act::Redo { of } => ("redo", None, None, Some(of)),
    };
    let until = if let Act::Accept { until, .. } = &event.act { *until } else { None };
    Line {
        at: &event.at,
        reviewer: &event.id.by,
        act,
        verdict,
        note: note.map(|note| masked(note.clone())),
        until,
        of: of.and_then(|of| ids.iter().position(|id| *id == of)).map(|at| at + 1),
        holds,
        message: seen.map(|seen| seen.message.as_str()),
        evidence: seen.map_or(&[], |seen| &seen.evidence),
        changes: seen.zip(flag).map(|(seen, flag)| seen.changes(flag)).unwrap_or_default(),
    }
}

fn as_text(trail: &Trail<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut put = |text: String| writeln!(out, "{}", printable(&text));
    let year = trail.year.map_or_else(|| "年度不明".to_owned(), |year| year.to_string());
    let name = find(trail.rule).map_or("", |rule| rule.name_zh);
    put(format!("{} {year}  {} {name}  {}", trail.agency.unwrap_or("单位不明"), trail.rule, trail.path))?;
    let now = trail.fingerprint_now.as_ref().map_or_else(String::new, |now| format!(" (现为 {now})"));
    put(format!("疑点编号 {}{now}  {}", trail.fingerprint, trail.status.name_zh()))?;
    if let Some(message) = trail.message_now {
        put(format!("现在 {message}"))?;
    }
    for (number, line) in (1..).zip(&trail.lines) {
        put(format!("{number:>3} {} {}  {}", line.at, line.reviewer, words(line)))?;
        let is_new = line.message.filter(|message| trail.message_now != Some(message));
        if let Some(message) = is_new {
            put(format!("      当时 {message}"))?;
        }
        if !line.changes.is_empty() {
            put(format!("      变动 {}", told(&line.changes)))?;
        }
    }
    Ok(())
}

/// What a line says was done.
fn words(line: &Line<'_>) -> String {
    let of = line.of.map_or_else(String::new, |of| format!("第{of}条"));
    let done = match (line.act, line.verdict) {
        (_, Some(verdict)) => verdict.name_zh().to_owned(),
        ("accept", _) => line.until.map_or_else(|| "列为存量".to_owned(), |until| format!("列为存量(至 {until})")),
        ("undo", _) => format!("撤销{of}"),
        ("redo", _) => format!("重做{of}"),
        _ => String::new(),
    };
    let note =
        line.note.as_ref().filter(|note| !note.is_empty()).map_or_else(String::new, |note| format!("备注 {note}"));
    let back = if line.holds { "" } else { "(已撤销)" };
    [done, note, back.to_owned()].iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Command;
    use crate::commands::reviewed::{Reviewed, report};
    use crate::commands::show;

    fn shown(reviewed: &Reviewed, words: &[&str]) -> anyhow::Result<String> {
        let Some(Command::Show(args)) = reviewed.cli("show", words).command else { panic!("no show") };
        let mut out = Vec::new();
        show::run(&args, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_step_is_told_with_what_was_seen_then_and_is_there_now() {
        let reviewed = Reviewed::new();
        let name = reviewed.decide(0, "li", Verdict::Real, Some("电话13912345678"));
        reviewed.decide(0, "an", Verdict::FalseAlarm, None);
        let of = EventId { by: "an".into(), session: "s".into(), n: 2 };
        reviewed.append("an", Act::Undo { of });
        let until = Date::new(2030, 1, 31);
        let accept =
            Act::Accept { of: String::new(), reason: "早年".into(), until, fingerprints: vec![name.clone()] };
        reviewed.append("li", accept);
        reviewed.write(&[report("云河县财政局", 7)]);
        let told = shown(&reviewed, &[&name, "--history"]).unwrap();
        let lines: Vec<&str> = told.lines().collect();
        assert!(lines[0].starts_with("云河县财政局 2021  T4-SUM 复议诉讼不符"), "{told}");
        assert_eq!(lines[1], format!("疑点编号 {name}  依据有变"));
        assert_eq!(lines[2], "现在 表四·行政复议:10+1=11,总计7,差4");
        assert_eq!(lines[3], "  1 2024-03-30T10:01:00.000Z li  属实 备注 电话139****5678");
        assert_eq!(lines[4], "      当时 表四·行政复议:10+1=11,总计0,差11");
        assert!(lines[5].starts_with("      变动 ") && lines[5].contains(" 0→7"), "{told}");
        assert_eq!(lines[6], "  2 2024-03-30T10:02:00.000Z an  排除 (已撤销)");
        assert_eq!(lines[9], "  3 2024-03-30T10:03:00.000Z an  撤销第2条");
        assert_eq!(lines[10], "  4 2024-03-30T10:04:00.000Z li  列为存量(至 2030-01-31) 备注 早年");
        let link = format!("jianbao://flag/{name}");
        let json: serde_json::Value =
            serde_json::from_str(&shown(&reviewed, &[&link, "--history", "--format", "json"]).unwrap()).unwrap();
        assert_eq!((&json["status"], &json["lines"][1]["holds"]), (&"changed".into(), &false.into()));
        assert_eq!(json["lines"][2]["of"], 2);
    }

    #[test]
    fn a_flag_that_is_gone_has_its_history_still() {
        let reviewed = Reviewed::new();
        let name = reviewed.decide(1, "li", Verdict::Misread, None);
        reviewed.write(&[report("云河县财政局", 0)]);
        let told = shown(&reviewed, &[name.get(..15).unwrap(), "--history"]).unwrap();
        assert!(told.contains("  已不再出现\n  1 2024-03-30T10:01:00.000Z li  读取有误\n"), "{told}");
        assert!(shown(&reviewed, &["nosuchflag", "--history"]).is_err());
        let other = reviewed.session().flags(0)[0].fingerprint.clone();
        assert_eq!(shown(&reviewed, &[&other, "--history"]).unwrap(), format!("尚无核查记录  疑点编号 {other}\n"));
    }
}
