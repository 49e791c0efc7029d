//! `jianbao parse`: raw reports to a corpus, and a summary of what was and was not read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rayon::prelude::*;

use crate::cli::ParseArgs;
use crate::commands::{Outcome, open, read_outcome};
use crate::corpus::Corpus;
use crate::model::cell::How;
use crate::model::note::NoteCode;
use crate::model::report::{Kind, Report};

/// Reports decoded at a time: enough for the cores to share, few enough for memory to stay flat.
const CHUNK: usize = 256;

pub fn run(args: &ParseArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let corpus = open(&args.paths, args.manifest.as_deref())?;
    let (summary, failed) = match &args.output {
        Some(path) => write_whole(path, |file| write_corpus(&corpus, args.keep_text, file))?,
        None => write_corpus(&corpus, args.keep_text, out)?,
    };
    if args.output.is_some() || !io::stdout().is_terminal() {
        summary.tell(&mut io::stderr().lock())?;
    }
    Ok(if failed && !args.keep_going { Outcome::Unreadable } else { read_outcome(&corpus, args.keep_going) })
}

/// Writes a file beside its place and renames it, so that it appears whole or not at all.
fn write_whole<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = (|| -> anyhow::Result<T> {
        let mut file = BufWriter::new(File::create(&partial)?);
        let value = write(&mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&partial, path)?;
        Ok(value)
    })();
    if written.is_err() {
        // What is left of a failed write is of no use; that it cannot be removed changes nothing.
        let _ = std::fs::remove_file(&partial);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn write_corpus(corpus: &Corpus, keep_text: bool, out: &mut dyn Write) -> anyhow::Result<(Summary, bool)> {
    let mut summary = Summary::default();
    let mut failed = false;
    let indexes: Vec<usize> = (0..corpus.len()).collect();
    for chunk in indexes.chunks(CHUNK) {
        let lines: Vec<_> = chunk.par_iter().map(|index| line_and_counts(corpus, *index, keep_text)).collect();
        for line in lines {
            match line {
                Ok((line, counts)) => {
                    out.write_all(line.as_bytes())?;
                    out.write_all(b"\n")?;
                    summary.add(&counts);
                }
                Err(error) => {
                    failed = true;
                    writeln!(io::stderr(), "jianbao: {error:#}")?;
                }
            }
        }
    }
    Ok((summary, failed))
}

fn line_and_counts(corpus: &Corpus, index: usize, keep_text: bool) -> anyhow::Result<(String, Summary)> {
    let line = match corpus.raw(index)? {
        Some(mut parsed) if keep_text => {
            parsed.report.source.text = Some(parsed.text);
            parsed.report.to_json()?
        }
        Some(parsed) => parsed.report.to_json()?,
        None => corpus.line(index)?,
    };
    let counts = Summary::of(&Report::from_json(&line)?);
    Ok((line, counts))
}

/// What a run read, to be told at its end.
#[derive(Debug, Default)]
struct Summary {
    reports: usize,
    kinds: BTreeMap<Kind, usize>,
    cells: BTreeMap<How, usize>,
    notes: BTreeMap<NoteCode, usize>,
}

impl Summary {
    fn of(report: &Report) -> Self {
        let mut summary = Self { reports: 1, ..Self::default() };
        summary.kinds.insert(report.kind, 1);
        for how in report.tables.cells.values().filter_map(|cell| cell.how) {
            *summary.cells.entry(how).or_default() += 1;
        }
        if let Some(form) = report.form {
            let absent = |table: &crate::model::form::TableSpec| {
                table.cells().filter(|cell| report.tables.absent.contains(&cell.row)).count()
            };
            let cells: usize = form.tables().iter().map(absent).sum();
            if cells > 0 {
                *summary.cells.entry(How::Absent).or_default() += cells;
            }
        }
        for note in &report.notes {
            *summary.notes.entry(note.code).or_default() += 1;
        }
        summary
    }

    fn add(&mut self, other: &Self) {
        fn merge<K: Ord + Copy>(into: &mut BTreeMap<K, usize>, from: &BTreeMap<K, usize>) {
            for (key, count) in from {
                *into.entry(*key).or_default() += count;
            }
        }
        self.reports += other.reports;
        merge(&mut self.kinds, &other.kinds);
        merge(&mut self.cells, &other.cells);
        merge(&mut self.notes, &other.notes);
    }

    fn tell(&self, err: &mut dyn Write) -> io::Result<()> {
        fn list<K: std::fmt::Display>(counts: &BTreeMap<K, usize>) -> String {
            let parts: Vec<_> = counts.iter().map(|(key, count)| format!("{key} {count}")).collect();
            if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
        }
        writeln!(err, "files  {} ({})", self.reports, list(&self.kinds))?;
        writeln!(err, "cells  {}", list(&self.cells))?;
        writeln!(err, "notes  {}", list(&self.notes))
    }
}
