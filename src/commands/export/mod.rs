//! `jianbao export`: reports, cells, flags and the corpus itself as tables for other programs, some reports at
//! a time. Each table has its file, and each format.

mod cells;
mod flags;
mod list;
#[cfg(feature = "parquet")]
pub(super) mod parquet;
mod problems;
pub(super) mod table;
#[cfg(test)]
mod tests;
pub(super) mod text;
mod verdicts;

use std::io::{self, IsTerminal as _, Write};

use anyhow::bail;
use rayon::prelude::*;

use crate::cli::{ExportArgs, ExportFormat, What};
use crate::commands::check::{Listing, Wanted};
#[cfg(feature = "parquet")]
use crate::commands::export::parquet::Writer;
use crate::commands::export::table::{Column, Datum, Put};
use crate::commands::filter::{Chosen, Filter, Given};
use crate::commands::in_force::InForce;
use crate::commands::output::{copied, write_whole};
use crate::commands::provenance::Provenance;
use crate::commands::sheet::csv;
use crate::commands::verdicts::Verdicts;
use crate::commands::views;
use crate::commands::{Outcome, checked, journals, open, read_outcome};
use crate::corpus::header::Header;
use crate::corpus::parquet::NO_PARQUET;
use crate::corpus::{Corpus, ReadError};
use crate::model::printable::printable;
use crate::rules::{Checked, Selection};

/// Reports that are in memory at a time.
const AT_ONCE: usize = 256;

pub fn run(args: &ExportArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let format = format_of(args);
    refuse(args, format, io::stdout().is_terminal())?;
    let filter = Filter::of(&args.filter)?;
    let has_flags = args.what.has_flags() || filter.as_ref().is_some_and(Filter::needs_flags);
    let has_verdicts = args.what.has_verdicts() || filter.as_ref().is_some_and(Filter::asks_for_verdicts);
    let selection = if has_flags { InForce::load(&args.rules, &args.paths)?.selection } else { Selection::default() };
    let selection = selection.showing_persons(args.unmask);
    let corpus = open(&args.paths, args.manifest.as_deref())?;
    let checked = if has_flags { checked(&corpus, &selection) } else { Checked::default() };
    let verdicts = if has_verdicts { verdicts_on(args, &corpus, &checked)? } else { Verdicts::default() };
    let verdicts = verdicts.seen_by(filter.as_ref().and_then(Filter::share));
    let given = Given { corpus: &corpus, checked: &checked, verdicts: &verdicts };
    let chosen = filter.as_ref().map(|filter| chosen(filter, args.what, given));
    let provenance = Provenance::of(&corpus, &selection).filtered(filter.as_ref());
    let export =
        Export { args, format, given, chosen: chosen.as_ref(), selection: &selection, provenance: &provenance };
    let unread = match &args.file.output {
        Some(path) => write_whole(path, |file| export.write(file))?,
        None => export.write(out)?,
    };
    for reason in &unread {
        writeln!(io::stderr(), "jianbao: {}", printable(reason))?;
    }
    Ok(if unread.is_empty() || args.keep_going { read_outcome(&corpus, args.keep_going) } else { Outcome::Unreadable })
}

/// Writes what a view of the inspector lists, in its order.
///
/// # Errors
/// When it cannot be written.
pub(super) fn view(
    args: &ExportArgs,
    given: Given<'_>,
    chosen: Option<&Chosen>,
    (selection, provenance): (&Selection, &Provenance),
    out: &mut dyn Write,
) -> anyhow::Result<views::Put> {
    let export = Export { args, format: format_of(args), given, chosen, selection, provenance };
    let unread = export.write(out)?.len();
    let rows = match args.what {
        What::Problems => problems::List::of(&export.listing(), given.verdicts)?.problems.len(),
        _ => export.wanted().len() - unread,
    };
    Ok(views::Put { rows, unread })
}

/// What the journals say of the flags.
fn verdicts_on(args: &ExportArgs, corpus: &Corpus, checked: &Checked) -> anyhow::Result<Verdicts> {
    let own = args.journals.review_dir.as_deref();
    let about_verdicts = matches!(args.what, What::Verdicts | What::Problems);
    let ledger = if about_verdicts { journals::read(&args.paths, own) } else { journals::beside(&args.paths, own) };
    Ok(Verdicts::of(ledger?.unwrap_or_default(), corpus, checked))
}

/// The format asked for, else that of the ending of the file's name.
fn format_of(args: &ExportArgs) -> ExportFormat {
    let ending = args.file.ending();
    let named = match ending.as_deref() {
        Some("csv") => ExportFormat::Csv,
        Some("jsonl" | "ndjson") => ExportFormat::Jsonl,
        Some("parquet") => ExportFormat::Parquet,
        Some("md") => ExportFormat::Md,
        Some("xlsx") => ExportFormat::Xlsx,
        _ if args.what == What::Problems => ExportFormat::Md,
        _ if args.what == What::Corpus => ExportFormat::Jsonl,
        _ => ExportFormat::Csv,
    };
    args.format.unwrap_or(named)
}

/// Refuses what cannot be written, before any work is done.
fn refuse(args: &ExportArgs, format: ExportFormat, is_terminal: bool) -> anyhow::Result<()> {
    if format == ExportFormat::Parquet && !cfg!(feature = "parquet") {
        bail!(NO_PARQUET);
    }
    if format == ExportFormat::Parquet && args.file.output.is_none() && is_terminal {
        bail!("Parquet is not for a terminal: -o FILE, or a pipe");
    }
    if format == ExportFormat::Xlsx && args.file.output.is_none() && is_terminal {
        bail!("a workbook is not for a terminal: -o FILE, or a pipe");
    }
    let for_people = matches!(format, ExportFormat::Md | ExportFormat::Xlsx);
    if for_people && args.what != What::Problems {
        bail!("only a list of problems is written as md or xlsx; of flags check does so");
    }
    if args.what == What::Problems && !for_people && format != ExportFormat::Csv {
        bail!("a list of problems is written as md, csv or xlsx");
    }
    if (args.filter.everything || args.filter.share.is_some()) && args.what != What::Flags {
        bail!("--everything and --share are for --what flags");
    }
    if args.history && args.what != What::Verdicts {
        bail!("--history is for --what verdicts");
    }
    // What a filter asks for is known once it is understood.
    let filtered = args.filter.query.is_some();
    if args.journals.review_dir.is_some() && !args.what.has_verdicts() && !filtered {
        bail!("--review-dir is for --what flags, verdicts and problems, and for a filter that asks for verdicts");
    }
    if args.what == What::Corpus && format == ExportFormat::Csv {
        bail!("a corpus is written as jsonl or parquet");
    }
    if (args.file.bom || args.file.header) && format != ExportFormat::Csv {
        bail!("--bom and --header are for csv");
    }
    let rules = &args.rules;
    let names_rules = [&rules.preset, &rules.select, &rules.ignore].iter().any(|words| !words.is_empty());
    if !args.what.has_flags() && !filtered && (names_rules || rules.config.is_some()) {
        bail!("--preset, --select, --ignore and --config are for --what flags, verdicts and problems, and for --where");
    }
    Ok(())
}

/// What is to be written.
struct Export<'a> {
    args: &'a ExportArgs,
    format: ExportFormat,
    given: Given<'a>,
    /// With a filter, what it lets in.
    chosen: Option<&'a Chosen>,
    selection: &'a Selection,
    provenance: &'a Provenance,
}

/// What of a table a filter lets in.
fn chosen(filter: &Filter, what: What, given: Given<'_>) -> Chosen {
    match what {
        What::List | What::Cells | What::Corpus => filter.reports(given),
        What::Flags => filter.listed(given),
        What::Verdicts | What::Problems => filter.asked(given),
    }
}

impl Export<'_> {
    /// Writes the table; answers what could not be read any more.
    fn write(&self, out: &mut dyn Write) -> anyhow::Result<Vec<String>> {
        let corpus = self.given.corpus;
        match self.args.what {
            What::List => {
                self.table(&list::columns(), &|index| corpus.report(index), &|one, put| list::rows(one, put), out)
            }
            What::Cells => {
                self.table(&cells::columns(), &|index| corpus.report(index), &|one, put| cells::rows(one, put), out)
            }
            What::Flags => self.flags(out),
            What::Verdicts => self.verdicts(out),
            What::Problems => self.problems(out),
            What::Corpus if self.format == ExportFormat::Jsonl => {
                let line = |index| corpus.line(index);
                let to_terminal = self.args.file.output.is_none() && io::stdout().is_terminal();
                let mut put = |line: &String| Ok(writeln!(out, "{}", copied(line, to_terminal))?);
                self.in_order(&line, &mut |lines| lines.iter().try_for_each(&mut put))
            }
            What::Corpus => self.table(&list::corpus_columns(), &|index| self.with_line(index), &list::corpus_row, out),
        }
    }

    fn with_line(&self, index: usize) -> Result<(Header<'_>, String), ReadError> {
        let corpus = self.given.corpus;
        let header = corpus.header(index).ok_or(ReadError::NoSuchReport(index))?;
        Ok((header, corpus.line(index)?))
    }

    /// Writes what is read of each report as rows.
    fn table<T: Send + Sync>(
        &self,
        columns: &[Column<'static>],
        read: &(dyn Fn(usize) -> Result<T, ReadError> + Sync),
        rows: &Rows<'_, T>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Vec<String>> {
        let mut table = self.begin(columns, out)?;
        let unread = self.in_order(read, &mut |some| table.take(some, rows))?;
        table.end()?;
        Ok(unread)
    }

    /// Reads every report that is wanted on all cores, some at a time, and gives them on in order; answers what could not be read.
    fn in_order<T: Send>(
        &self,
        read: &(dyn Fn(usize) -> Result<T, ReadError> + Sync),
        take: &mut dyn FnMut(&[T]) -> anyhow::Result<()>,
    ) -> anyhow::Result<Vec<String>> {
        let mut unread = Vec::new();
        for some in self.wanted().chunks(AT_ONCE) {
            let all: Vec<_> = some.par_iter().map(|report| read(*report)).collect();
            let whole = |one: Result<T, ReadError>| one.map_err(|error| unread.push(error.to_string())).ok();
            let whole: Vec<T> = all.into_iter().filter_map(whole).collect();
            take(&whole)?;
        }
        Ok(unread)
    }

    /// The reports that are wanted, in the order they are.
    fn wanted(&self) -> Vec<usize> {
        let Some(chosen) = self.chosen else { return (0..self.given.corpus.len()).collect() };
        match &chosen.order {
            Some(order) => order.iter().map(|(report, _)| *report).collect(),
            None => (0..self.given.corpus.len()).filter(|report| chosen.has_report(*report)).collect(),
        }
    }

    fn listing(&self) -> Listing<'_> {
        let wanted = Wanted { verdicts: Some(self.given.verdicts), chosen: self.chosen, ..Wanted::default() };
        Listing::new(self.given.corpus, self.given.checked, self.selection, wanted)
    }

    /// Writes the flags in the order of `check`.
    fn flags(&self, out: &mut dyn Write) -> anyhow::Result<Vec<String>> {
        let mut table = self.begin(&flags::columns(), out)?;
        let mut some = Vec::new();
        for entry in self.listing().entries() {
            some.push(entry?);
            if some.len() == AT_ONCE {
                table.take(&some, &|entry, put| flags::rows(entry, put))?;
                some.clear();
            }
        }
        table.take(&some, &|entry, put| flags::rows(entry, put))?;
        table.end()?;
        Ok(unread(self.given.checked))
    }

    /// Writes what reviewers say.
    fn verdicts(&self, out: &mut dyn Write) -> anyhow::Result<Vec<String>> {
        let Given { corpus, checked, verdicts } = self.given;
        let source = verdicts::Source { corpus, checked, verdicts, history: self.args.history, chosen: self.chosen };
        let mut table = self.begin(&verdicts::columns(), out)?;
        table.take(&[source], &|source, put| verdicts::rows(source, put))?;
        table.end()?;
        Ok(unread(checked))
    }

    /// Writes the list of problems.
    fn problems(&self, out: &mut dyn Write) -> anyhow::Result<Vec<String>> {
        let list = problems::List::of(&self.listing(), self.given.verdicts)?;
        let provenance = self.provenance;
        match self.format {
            ExportFormat::Csv => {
                self.begin_csv(out)?;
                problems::write_csv(&list, out)?;
            }
            ExportFormat::Xlsx => problems::write_xlsx(&list, provenance, out)?,
            ExportFormat::Md | ExportFormat::Jsonl | ExportFormat::Parquet => {
                problems::write_md(&list, provenance, out)?;
            }
        }
        Ok(unread(self.given.checked))
    }

    /// Begins CSV with what is asked for in front of it.
    fn begin_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.args.file.bom {
            write!(out, "{}", csv::BOM)?;
        }
        if self.args.file.header {
            let lines = self.provenance.lines().into_iter();
            for (name, words) in lines.filter(|(name, _)| self.args.what.has_flags() || *name != "规则") {
                write!(out, "# {name} {}\r\n", printable(&words))?;
            }
        }
        Ok(())
    }

    /// Begins a table with what it rests on.
    fn begin<'w>(&self, columns: &[Column<'static>], out: &'w mut dyn Write) -> anyhow::Result<Table<'w>> {
        let form = match self.format {
            #[cfg(not(feature = "parquet"))]
            ExportFormat::Parquet => bail!(NO_PARQUET),
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => {
                let words = self.words();
                Form::Parquet(Box::new(Writer::begin(out, columns, self.args.compression, words)?))
            }
            ExportFormat::Jsonl => Form::Jsonl(out),
            ExportFormat::Csv | ExportFormat::Md | ExportFormat::Xlsx => {
                self.begin_csv(out)?;
                csv::head(out, &columns.iter().map(|column| column.name).collect::<Vec<_>>())?;
                Form::Csv(out)
            }
        };
        Ok(Table { columns: columns.to_vec(), form })
    }

    /// What a Parquet file says of itself.
    #[cfg(feature = "parquet")]
    fn words(&self) -> Vec<(&'static str, String)> {
        let provenance = self.provenance.clone();
        let rules = self.args.what.has_flags().then(|| ("jianbao.rules", provenance.rules.join(" ")));
        let filter = provenance.filter.map(|filter| ("jianbao.filter", filter));
        let always = [
            ("jianbao.program", crate::commands::provenance::PROGRAM.to_owned()),
            ("jianbao.schema", crate::model::report::SCHEMA.to_owned()),
            ("jianbao.corpus", provenance.corpus),
            ("jianbao.command", provenance.command),
        ];
        always.into_iter().chain(rules).chain(filter).collect()
    }
}

/// What of the flags could not be read.
fn unread(checked: &Checked) -> Vec<String> {
    checked.unreadable.iter().map(|(_, reason)| reason.clone()).collect()
}

/// Makes rows of something.
type Rows<'r, T> = dyn Fn(&T, Put<'_>) -> anyhow::Result<()> + Sync + 'r;

/// A table that is being written.
struct Table<'w> {
    columns: Vec<Column<'static>>,
    form: Form<'w>,
}

enum Form<'w> {
    Csv(&'w mut dyn Write),
    Jsonl(&'w mut dyn Write),
    #[cfg(feature = "parquet")]
    Parquet(Box<Writer<'w>>),
}

impl Table<'_> {
    /// Writes the rows of all of these in order; where rows are text they are made on all cores.
    fn take<T: Sync>(&mut self, some: &[T], rows: &Rows<'_, T>) -> anyhow::Result<()> {
        let columns = &self.columns;
        let (out, is_csv) = match &mut self.form {
            #[cfg(feature = "parquet")]
            Form::Parquet(writer) => return some.iter().try_for_each(|one| rows(one, &mut |row| writer.row(row))),
            Form::Csv(out) => (out, true),
            Form::Jsonl(out) => (out, false),
        };
        let lines = |one: &T| {
            let mut lines: Vec<u8> = Vec::new();
            let mut put = |row: &[Datum<'_>]| {
                if is_csv { text::csv_row(&mut lines, row) } else { text::json_row(&mut lines, columns, row) }
            };
            rows(one, &mut put).map(|()| lines)
        };
        let made: Vec<_> = some.par_iter().map(lines).collect();
        made.into_iter().try_for_each(|lines| Ok(out.write_all(&lines?)?))
    }

    #[cfg_attr(
        not(feature = "parquet"),
        expect(clippy::unnecessary_wraps, reason = "only the foot of a Parquet file can fail to be written")
    )]
    fn end(self) -> anyhow::Result<()> {
        match self.form {
            #[cfg(feature = "parquet")]
            Form::Parquet(writer) => writer.end(),
            Form::Csv(_) | Form::Jsonl(_) => Ok(()),
        }
    }
}
