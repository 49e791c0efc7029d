//! What the views of the inspector list, written to files: by the headless command that makes the same rows, which
//! each file names. The flags that are there are taken as they are, and nothing is read anew.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use anyhow::{anyhow, bail};
use clap::Parser as _;

use crate::cli::{Cli, Command, InspectArgs};
use crate::commands::figuring::{Ground, Known, ground_of, sheet, write};
use crate::commands::filter::{Chosen, Filter, Given};
use crate::commands::output::{Exists, write_new, write_whole};
use crate::commands::provenance::{Provenance, fingerprint};
use crate::commands::verdicts::Verdicts;
use crate::commands::{check, export, search, triage};
use crate::corpus::Corpus;
use crate::rules::Selection;
use crate::tui::{Asking, Exporter, Figurer, Order, Refusal, Rows, Sheet, Shown, Told, Written};

/// The command line and the rules the inspector runs with.
#[derive(Debug)]
pub(crate) struct Views {
    pub args: InspectArgs,
    pub selection: Selection,
    /// The fingerprint of the corpus that was asked about last.
    pub fingerprint: Mutex<(Weak<Corpus>, String)>,
}

/// What was put into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Put {
    pub rows: usize,
    /// Reports that could not be read any more.
    pub unread: usize,
}

impl Exporter for Views {
    fn write(&self, order: &Order) -> Result<Written, Refusal> {
        let path = path_of(&order.name);
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        let ending = ending.as_deref().and_then(OsStr::to_str).unwrap_or_default();
        if !order.sheet().endings().contains(&ending) {
            return Err(Refusal::Ending);
        }
        let words = self.words(order, &path, ending);
        match self.put(order, &words, &path) {
            Ok(Put { rows, unread }) => {
                let path = std::path::absolute(&path).unwrap_or(path).display().to_string();
                Ok(Written { path, rows, unread })
            }
            Err(error) if error.is::<Exists>() => Err(Refusal::Exists),
            Err(error) => Err(Refusal::Failed(format!("{error:#}"))),
        }
    }
}

impl Figurer for Views {
    fn answer(&self, asking: &Asking, shown: &Shown) -> Result<Told, String> {
        let words = self.figures(asking, None);
        let told = || -> anyhow::Result<Told> {
            let command = called(&words)?;
            let Some(args) = ground_of(&command) else { bail!("no command of figures") };
            let verdicts = Verdicts::of((*shown.ledger).clone(), &shown.corpus, &shown.checked);
            let given = Given { corpus: &shown.corpus, checked: &shown.checked, verdicts: &verdicts };
            let known = Known { given, selection: &self.selection };
            let sheet = sheet(&command, &Ground::known(known, shown.agencies.clone(), args))?;
            let provenance = Provenance::known(self.fingerprint(&shown.corpus), &self.selection, &words);
            let citation = provenance.citation(shown.corpus.len());
            Ok(Told { sheet, command: provenance.command, citation })
        };
        told().map_err(|error| format!("{error:#}"))
    }
}

/// A command line as it is understood.
fn called(words: &[String]) -> anyhow::Result<Command> {
    let called = Cli::try_parse_from(std::iter::once("jianbao").chain(words.iter().map(String::as_str)))?;
    called.command.ok_or_else(|| anyhow!("no command"))
}

impl Views {
    /// The command that makes the same rows, behind the program's name.
    fn words(&self, order: &Order, path: &Path, ending: &str) -> Vec<String> {
        let sheet = order.sheet();
        let mut words = Line::default();
        words.add(match sheet {
            Sheet::Flags => &["check"],
            Sheet::Problems => &["export", "--what", "problems"],
            Sheet::Reports => &["export", "--what", "list"],
            Sheet::Hits => &["search"],
            Sheet::Entries => &["triage"],
            // The question begins with its own.
            Sheet::Figures => &[],
        });
        if let Rows::Figures(asking) = &order.rows {
            return self.figures(asking, Some((path, ending)));
        }
        let is_filtered = !order.filter.trim().is_empty();
        match &order.rows {
            Rows::Flags(_) => {
                words.option("--where", &order.filter);
                words.add(if order.everything { &["--everything"] } else { &[] });
                if let Some((by, share)) = &order.share {
                    words.option("--share", &share.to_string());
                    words.option("--double", &share.double().to_string());
                    words.option("--reviewer", by);
                }
            }
            Rows::Problems | Rows::Reports(_) if is_filtered => words.option("--where", &order.filter),
            Rows::Problems | Rows::Reports(_) | Rows::Entries(_) | Rows::Figures(_) => {}
            Rows::Hits(found) => {
                words.option("--limit", &found.hits.len().to_string());
                words.add(if order.by_report { &["--by-report"] } else { &[] });
            }
        }
        let InspectArgs { paths, manifest, rules, review, source_root, .. } = &self.args;
        let shown = |path: &PathBuf| path.display().to_string();
        words.options("--manifest", manifest.iter().map(shown));
        if sheet != Sheet::Reports || is_filtered {
            words.options("--preset", rules.preset.iter().cloned());
            words.options("--select", rules.select.iter().cloned());
            words.options("--ignore", rules.ignore.iter().cloned());
            words.options("--config", rules.config.iter().map(shown));
            words.options("--review-dir", review.review_dir.iter().map(shown));
        }
        if sheet == Sheet::Flags {
            words.options("--source-root", source_root.iter().map(shown));
        }
        words.add(if ending == "csv" && sheet != Sheet::Entries { &["--bom", "--header"] } else { &[] });
        words.option("-o", &path.display().to_string());
        let query = (sheet == Sheet::Hits).then(|| order.filter.clone());
        words.positional(paths.iter().map(shown).chain(query).collect());
        words.0
    }

    /// The command of a question of figures; where it goes, if to a file.
    fn figures(&self, asking: &Asking, file: Option<(&Path, &str)>) -> Vec<String> {
        let mut words = Line::default();
        words.add(&[asking.command.as_str()]);
        words.0.extend(asking.options.iter().cloned());
        let InspectArgs { paths, manifest, rules, review, .. } = &self.args;
        let shown = |path: &PathBuf| path.display().to_string();
        words.options("--manifest", manifest.iter().map(shown));
        words.options("--preset", rules.preset.iter().cloned());
        words.options("--select", rules.select.iter().cloned());
        words.options("--ignore", rules.ignore.iter().cloned());
        words.options("--config", rules.config.iter().map(shown));
        words.options("--review-dir", review.review_dir.iter().map(shown));
        if let Some((path, ending)) = file {
            words.add(if ending == "csv" { &["--bom", "--header"] } else { &[] });
            words.option("-o", &path.display().to_string());
        }
        words.positional(paths.iter().map(shown).chain(asking.cells.clone()).collect());
        words.0
    }

    /// The fingerprint of a corpus, taken once.
    fn fingerprint(&self, corpus: &Arc<Corpus>) -> String {
        let mut known = self.fingerprint.lock().unwrap_or_else(PoisonError::into_inner);
        if !Weak::ptr_eq(&known.0, &Arc::downgrade(corpus)) {
            *known = (Arc::downgrade(corpus), fingerprint(corpus));
        }
        known.1.clone()
    }

    fn put(&self, order: &Order, words: &[String], path: &Path) -> anyhow::Result<Put> {
        let called = called(words)?;
        let verdicts = Verdicts::of((*order.ledger).clone(), &order.corpus, &order.checked);
        let verdicts = verdicts.seen_by(order.share.as_ref());
        let given = Given { corpus: &order.corpus, checked: &order.checked, verdicts: &verdicts };
        let selection = &self.selection;
        let provenance = Provenance::of(given.corpus, selection).by_command(words);
        let file = |write: &dyn Fn(&mut dyn Write) -> anyhow::Result<Put>| {
            if order.replaces { write_whole(path, write) } else { write_new(path, write) }
        };
        match (called, &order.rows) {
            (Command::Check(args), Rows::Flags(flags)) => {
                let Some(filter) = Filter::of(&args.filter)? else { bail!("a view without a filter") };
                let chosen = filter.listed(given).arranged(flags);
                let provenance = provenance.filtered(Some(&filter));
                let has_journals = !verdicts.ledger.is_empty();
                file(&|out| check::view(&args, (given, has_journals), &chosen, (selection, &provenance), out))
            }
            (Command::Export(args), rows) => {
                let filter = Filter::of(&args.filter)?;
                let provenance = provenance.filtered(filter.as_ref());
                let chosen = match rows {
                    Rows::Reports(reports) => Some(Chosen::of_reports(given.corpus.len(), reports)),
                    _ => filter.map(|filter| filter.asked(given)),
                };
                file(&|out| export::view(&args, given, chosen.as_ref(), (selection, &provenance), out))
            }
            (Command::Search(args), Rows::Hits(found)) => {
                file(&|out| search::view(&args, given.corpus, found, &provenance, out))
            }
            (Command::Triage(args), Rows::Entries(entries)) => file(&|out| triage::view(&args, entries, out)),
            (command, Rows::Figures(_)) => {
                let Some(args) = ground_of(&command) else { bail!("no command of figures") };
                let ground = Ground::known(Known { given, selection }, order.agencies.clone(), args);
                file(&|out| write(&command, (&ground, words), out))
            }
            _ => bail!("no view"),
        }
    }
}

/// A command line that is put together.
#[derive(Debug, Default)]
struct Line(Vec<String>);

impl Line {
    fn add(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(|word| (*word).to_owned()));
    }

    /// An option with its value, which may begin with a hyphen.
    fn option(&mut self, name: &str, value: &str) {
        if value.starts_with('-') {
            self.0.push(if name.starts_with("--") { format!("{name}={value}") } else { format!("{name}{value}") });
        } else {
            self.add(&[name, value]);
        }
    }

    fn options(&mut self, name: &str, values: impl Iterator<Item = String>) {
        values.for_each(|value| self.option(name, &value));
    }

    /// The words that belong to no option, at the end.
    fn positional(&mut self, words: Vec<String>) {
        if words.iter().any(|word| word.starts_with('-') && word != "-") {
            self.add(&["--"]);
        }
        self.0.extend(words);
    }
}

/// The path of a name as people type it: `~/` is their home.
fn path_of(name: &str) -> PathBuf {
    let home = name.strip_prefix("~/").zip(std::env::var_os("HOME"));
    home.map_or_else(|| PathBuf::from(name), |(rest, home)| Path::new(&home).join(rest))
}
