//! `jianbao parse`: raw reports to a corpus, each read once. The lines wait in a temporary file until
//! the last report is read, since only then it is known which are versions of one report.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, IsTerminal as _, Read as _, Seek as _, Write};
use std::path::Path;

use anyhow::Context as _;

use crate::cli::ParseArgs;
use crate::commands::output::{copied, folder_of, write_whole};
use crate::commands::progress::Meter;
use crate::commands::summary::Summary;
use crate::commands::{Outcome, tell_unread};
use crate::corpus::stream::{Item, stream};
use crate::corpus::versions::{Version, superseded};
use crate::corpus::{Problem, Sources, rename};
use crate::model::report::Report;

pub fn run(args: &ParseArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let folder = args.output.as_deref().map(folder_of);
    let mut waiting = Waiting::new(folder)?;
    let sources = Sources { paths: &args.paths, manifest: args.manifest.as_deref() };
    let meter = Meter::new();
    let mut summary = Summary::default();
    let reports = std::cell::Cell::new(0);
    let unread = stream(
        &sources,
        &|item| read(item, args.keep_text),
        &mut |(line, counts)| {
            summary.add(counts);
            reports.set(summary.reports);
            waiting.add(line)
        },
        &|progress| meter.tell(progress, Some(reports.get())),
    )?;
    tell_unread(&unread.problems, unread.skipped)?;
    match &args.output {
        Some(path) => write_whole(path, |file| waiting.write(file, false))?,
        None => waiting.write(out, io::stdout().is_terminal())?,
    }
    if args.output.is_some() || !io::stdout().is_terminal() {
        summary.tell(&mut io::stderr().lock())?;
    }
    Ok(if unread.problems.is_empty() || args.keep_going { Outcome::Clean } else { Outcome::Unreadable })
}

/// A report on its way to the corpus.
struct Line {
    text: String,
    /// Of a raw report its id, which may change once more, and what tells its versions apart.
    raw: Option<(Box<str>, Option<Version>)>,
}

/// Makes a line of a report, and counts what is in it.
fn read(item: Item, keep_text: bool) -> Result<(Line, Summary), Problem> {
    match item {
        Item::Raw(parsed) => {
            let mut report = parsed.report;
            if keep_text {
                report.source.text = Some(parsed.text);
            }
            let problem = |error: serde_json::Error| Problem {
                path: report.source.path.clone(),
                line: None,
                reason: error.to_string(),
            };
            let text = report.to_json().map_err(problem)?;
            let raw = Some((report.id.as_str().into(), Version::of(&report)));
            Ok((Line { text, raw }, Summary::of(&report)))
        }
        Item::Line { text, path, number } => match Report::from_json(&text) {
            Ok(report) => Ok((Line { text, raw: None }, Summary::of(&report))),
            Err(error) => Err(Problem { path, line: Some(number), reason: error.to_string() }),
        },
    }
}

/// Lines that were read, in a file without a name.
struct Waiting {
    lines: BufWriter<File>,
    count: usize,
    /// How often each id was met.
    ids: HashMap<Box<str>, usize>,
    /// Raw reports by the number of their line.
    versions: Vec<(usize, Version)>,
    names: HashMap<usize, Box<str>>,
}

impl Waiting {
    fn new(folder: Option<&Path>) -> anyhow::Result<Self> {
        let file = match folder {
            Some(folder) => {
                tempfile::tempfile_in(folder).with_context(|| format!("cannot write in {}", folder.display()))
            }
            None => tempfile::tempfile().context("cannot write a temporary file"),
        }?;
        let lines = BufWriter::with_capacity(1 << 20, file);
        Ok(Self { lines, count: 0, ids: HashMap::new(), versions: Vec::new(), names: HashMap::new() })
    }

    fn add(&mut self, line: Line) -> anyhow::Result<()> {
        let mut text = line.text;
        if let Some((mut id, version)) = line.raw {
            let count = self.ids.entry(id.clone()).or_default();
            *count += 1;
            if *count > 1 {
                id = format!("{id}-{count}").into();
                text = changed(&text, |report| rename(report, &id))?;
            }
            if let Some(version) = version {
                self.versions.push((self.count, version));
                self.names.insert(self.count, id);
            }
        } else if let Some(id) = id_of(&text) {
            *self.ids.entry(id).or_default() += 1;
        }
        self.count += 1;
        self.lines.write_all(text.as_bytes())?;
        self.lines.write_all(b"\n")?;
        Ok(())
    }

    /// Writes all lines, each later version with the id of the one before it.
    fn write(self, out: &mut dyn Write, to_terminal: bool) -> anyhow::Result<()> {
        let before = superseded(self.versions.into_iter());
        let mut file = self.lines.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut lines = BufReader::with_capacity(1 << 20, file);
        let mut line = Vec::new();
        for number in 0..self.count {
            line.clear();
            lines.by_ref().read_until(b'\n', &mut line)?;
            match before.get(&number).and_then(|earlier| self.names.get(earlier)) {
                None if !to_terminal => out.write_all(&line)?,
                None => out.write_all(copied(std::str::from_utf8(&line)?, true).as_bytes())?,
                Some(earlier) => {
                    let text = std::str::from_utf8(&line)?.trim_end_matches('\n');
                    let text = changed(text, |report| report.supersedes = Some(earlier.to_string()))?;
                    writeln!(out, "{text}")?;
                }
            }
        }
        Ok(())
    }
}

fn changed(line: &str, change: impl FnOnce(&mut Report)) -> anyhow::Result<String> {
    let mut report = Report::from_json(line)?;
    change(&mut report);
    Ok(report.to_json()?)
}

/// The id of a line of a corpus.
fn id_of(line: &str) -> Option<Box<str>> {
    #[derive(serde::Deserialize)]
    struct Head<'a> {
        #[serde(borrow)]
        id: std::borrow::Cow<'a, str>,
    }
    serde_json::from_str::<Head<'_>>(line).ok().map(|head| head.id.into())
}
