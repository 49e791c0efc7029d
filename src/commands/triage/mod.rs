//! `jianbao triage`: what came in, by what it calls for. Each format has its file; all of them tell of the same
//! entries.

mod digest;
mod lines;
mod marks;
mod text;

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, bail};

use crate::cli::{TriageArgs, TriageFormat};
use crate::commands::in_force::InForce;
use crate::commands::output::write_whole;
use crate::commands::sheet::csv::BOM;
use crate::commands::views::Put;
use crate::commands::{Outcome, checked, open};
use crate::model::date::Date;
use crate::model::moment::Moment;
use crate::model::printable::printable;
use crate::review::Folder;
use crate::triage::{Arrivals, Entry, Kept, Overview, Since, Standing, Usable, sort};

/// The word for the last recorded run.
const LAST: &str = "LAST";

/// What all formats tell of.
struct Told<'a> {
    entries: &'a [(&'a Entry, &'a Standing)],
    overview: &'a Overview,
    usable: &'a Usable,
    since: Option<Since>,
    /// When the last recorded run was.
    last: Option<Moment>,
    now: Moment,
}

pub fn run(args: &TriageArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let since = args.new_since.as_deref().map(since).transpose()?;
    let in_force = InForce::load(&args.rules, &args.paths)?;
    let folder = Folder::of(&args.paths, args.review.review_dir.as_deref());
    let kept = match &folder {
        Ok(folder) => Kept::read(&folders(folder))?,
        Err(_) => Kept::default(),
    };
    tell_aside(&kept)?;
    let corpus = open(&args.paths, args.manifest.as_deref())?;
    let checked = checked(&corpus, &in_force.selection);
    let arrivals = Arrivals::of(sort(&corpus, checked.briefs(), &args.paths), &kept.record, &kept.marks);
    if !args.handled.is_empty() || !args.reopen.is_empty() {
        let folder = folder.context("no place for marks; --review-dir names one")?;
        return marks::add(args, &folder, &arrivals, out);
    }
    if since == Some(Since::Last) && kept.record.at.is_none() {
        writeln!(io::stderr(), "jianbao: no run was recorded yet (--record), so everything is new")?;
    }
    let entries = arrivals.since(since);
    let overview = Overview::of(&entries, &kept.record);
    let usable = Usable::of(&entries, checked.briefs());
    let (last, now) = (kept.record.at, now());
    let told = Told { entries: &entries, overview: &overview, usable: &usable, since, last, now };
    let format = format_of(args);
    match &args.output {
        Some(path) => write_whole(path, |file| told.write(format, file))?,
        None => told.write(format, out)?,
    }
    out.flush()?;
    if args.record {
        record(&folder.context("no place for a record; --review-dir names one")?, &kept, &arrivals, now)?;
    }
    Ok(outcome(&arrivals.all(), &overview, args.keep_going))
}

/// Writes entries that the triage view lists; answers how many.
pub(super) fn view(args: &TriageArgs, listed: &[(Entry, Standing)], out: &mut dyn Write) -> anyhow::Result<Put> {
    let entries: Vec<(&Entry, &Standing)> = listed.iter().map(|(entry, standing)| (entry, standing)).collect();
    if format_of(args) == TriageFormat::Jsonl {
        lines::write_lines(&entries, out)?;
    } else {
        write!(out, "{BOM}")?;
        lines::write_csv(&entries, out)?;
    }
    Ok(Put { rows: entries.len(), unread: 0 })
}

/// From when on: the last record, or a day.
fn since(text: &str) -> anyhow::Result<Since> {
    if text.eq_ignore_ascii_case(LAST) {
        return Ok(Since::Last);
    }
    let Some(day) = Date::parse(text) else {
        bail!("--new-since {text:?}: write {LAST}, or a day as 2026-01-31");
    };
    Ok(Since::Day(day))
}

/// The folders a record is read from: where it is written, then beside a corpus that cannot be written to.
fn folders(folder: &Folder) -> Vec<&Path> {
    std::iter::once(&folder.path).chain(&folder.also).map(std::path::PathBuf::as_path).collect()
}

fn tell_aside(kept: &Kept) -> io::Result<()> {
    if kept.aside > 0 {
        writeln!(io::stderr(), "jianbao: {} lines of the record are damaged and left aside", kept.aside)?;
    }
    Ok(())
}

/// Leaves the record of this run, of all entries whatever was listed.
fn record(folder: &Folder, kept: &Kept, arrivals: &Arrivals, now: Moment) -> anyhow::Result<()> {
    tell_fallback(folder)?;
    kept.write(&folder.path, &arrivals.all(), now).context("the record cannot be written")
}

/// Now, to the second, as records have it.
fn now() -> Moment {
    Moment::of(SystemTime::now()).whole()
}

fn tell_fallback(folder: &Folder) -> io::Result<()> {
    if folder.fell_back {
        let path = folder.path.display().to_string();
        writeln!(io::stderr(), "jianbao: the folder of the reports cannot be written; kept in {}", printable(&path))?;
    }
    Ok(())
}

/// How a run ends: by what nobody has handled. What cannot be read counts whether it is new or not, as a folder that
/// is away would else be passed over in silence.
fn outcome(all: &[(&Entry, &Standing)], overview: &Overview, keep_going: bool) -> Outcome {
    let unread = all.iter().any(|(entry, standing)| entry.report.is_none() && standing.handled.is_none());
    match (unread && !keep_going, overview.waiting > 0) {
        (true, _) => Outcome::Unreadable,
        (_, true) => Outcome::Findings,
        _ => Outcome::Clean,
    }
}

/// The format asked for, else that of the ending of the file's name.
fn format_of(args: &TriageArgs) -> TriageFormat {
    let ending = args.output.as_deref().and_then(Path::extension).map(OsStr::to_ascii_lowercase);
    let named = match ending.as_deref().and_then(OsStr::to_str) {
        Some("jsonl") => TriageFormat::Jsonl,
        Some("csv") => TriageFormat::Csv,
        Some("md") => TriageFormat::Md,
        _ => TriageFormat::Text,
    };
    args.format.unwrap_or(named)
}

impl Told<'_> {
    fn write(&self, format: TriageFormat, out: &mut dyn Write) -> anyhow::Result<()> {
        match format {
            TriageFormat::Text => text::write(self, out),
            TriageFormat::Jsonl => lines::write_lines(self.entries, out),
            TriageFormat::Csv => lines::write_csv(self.entries, out),
            TriageFormat::Md => digest::write(self, out),
        }
    }

    /// What entries are told of, in words: `自上次(11-20 08:00)以来`.
    fn span(&self) -> Option<String> {
        match (self.since?, self.last) {
            (Since::Last, Some(last)) => Some(format!("自上次({})以来", last.short())),
            (Since::Last, None) => Some("此前没有记录".to_owned()),
            (Since::Day(day), _) => Some(format!("自 {day} 起")),
        }
    }
}
