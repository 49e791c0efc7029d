//! The jobs behind effects, run on whatever thread the caller chooses: at once for a dump, in the
//! background for the interactive inspector.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::corpus::columns::{self, Columns, Entry};
use crate::model::cell::How;
use crate::model::flag::{Flag, Sort};
use crate::model::form::CellId;
use crate::model::indicator::{Figure, Indicator};
use crate::model::report::Report;
use crate::review::Board;
use crate::rules::{self, Brief, Checked, Difference, FlagRef, Groups, Selection, Trial, differences};
use crate::search::{self, Ask, Contents, Damaged, Index, Matcher};
use crate::tui::action::View;
use crate::tui::desk::{Desk, Review};
use crate::tui::effect::{Admitted, Answer, Effect, Question};
use crate::tui::indexed::Indexed;
use crate::tui::jobs::{Tell, Told};
use crate::tui::renewed::Renewed;
use crate::tui::shelf::Shelved;
use crate::tui::sorting;
use crate::tui::source::rows_of;
use crate::tui::strings::{self, Language};
use crate::tui::told::told;
use crate::tui::tree::Tree;
use crate::tui::watching::{self, Gate, Watched};

/// Hits listed for a search.
const HITS: usize = 5000;
/// Hits listed at first: more than any screen has rows.
const FIRST_HITS: usize = 200;
/// After so long what has been found so far is shown, so that a key is answered before the next one.
const BUDGET: Duration = Duration::from_millis(8);
/// How long is waited before it is asked again whether work can begin.
const PAUSE: Duration = Duration::from_millis(100);
/// How often long jobs tell how far they have come, in reports.
const TELL_EVERY: usize = 64;

/// Runs the rules over a corpus, telling how many reports are done.
/// With the flags comes why the index does not take them.
pub type Check = dyn Fn(&Corpus, &(dyn Fn(usize) + Sync)) -> (Checked, Option<io::Error>) + Send + Sync;

/// What the jobs share.
pub struct Works {
    check: Box<Check>,
    /// The rules that judge numbers that are tried.
    selection: Selection,
    /// Where sources are looked for; by default beside their corpus.
    source_root: Option<PathBuf>,
    desk: Desk,
    /// The paths the corpus was opened by.
    roots: Vec<PathBuf>,
    /// What is watched, and what lets one change after the other through.
    watched: Option<Watched>,
    gate: Arc<Gate>,
    /// The language of the rows of a tree.
    language: Language,
    index: Indexed,
    /// The newest search and the newest filter; older ones stop early.
    newest: [AtomicU64; 2],
}

impl fmt::Debug for Works {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Works").field("newest", &self.newest).finish_non_exhaustive()
    }
}

impl Default for Works {
    /// Works with the rules of the catalogue.
    fn default() -> Self {
        Self::of(Selection::default())
    }
}

impl Works {
    /// Works with these rules.
    pub fn of(selection: Selection) -> Self {
        let tried = selection.clone();
        let check =
            move |corpus: &Corpus, progress: &(dyn Fn(usize) + Sync)| rules::check_kept(corpus, &selection, progress);
        Self { selection: tried, ..Self::checking(Box::new(check)) }
    }

    /// Works that find flags in this way.
    pub fn checking(check: Box<Check>) -> Self {
        let newest = [AtomicU64::new(0), AtomicU64::new(0)];
        Self {
            check,
            selection: Selection::default(),
            source_root: None,
            desk: Desk::default(),
            roots: Vec::new(),
            watched: None,
            gate: Arc::default(),
            language: Language::default(),
            index: Indexed::default(),
            newest,
        }
    }

    /// The same, looking for sources below a folder.
    pub fn with_sources(self, source_root: Option<PathBuf>) -> Self {
        Self { source_root, ..self }
    }

    /// The same, knowing the paths the corpus was opened by.
    pub fn with_roots(self, roots: Vec<PathBuf>) -> Self {
        Self { roots, ..self }
    }

    /// The same, with rows of trees in this language.
    pub fn speaking(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The same, reading this anew when it changes.
    pub fn watching(self, watched: Option<Watched>) -> Self {
        Self { watched, ..self }
    }

    /// Watches what is to be watched, from now on.
    pub fn watch(&self, mailbox: Arc<impl Tell + 'static>) {
        if let Some(watched) = self.watched.clone() {
            let tell = move |stir| mailbox.tell(Told::Answer(0, Answer::Stirred(stir)));
            watching::follow(watched, Arc::clone(&self.gate), tell);
        }
    }

    /// The same, keeping verdicts there.
    pub fn with_review(self, review: Review) -> Self {
        Self { desk: Desk::of(review), ..self }
    }

    /// Where verdicts are kept.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Waits until work can begin: a corpus is read anew when the one before has been taken in for searching, so that
    /// not all is begun again and again.
    pub fn wait_for(&self, effect: &Effect) {
        while matches!(effect, Effect::Renew(..)) && self.index.is_reading() {
            thread::sleep(PAUSE);
        }
    }

    /// Announces a search or filter, so that an older one that still runs stops, and the corpus that is searched.
    pub fn announce(&self, effect: &Effect) {
        match effect {
            Effect::Read(corpus) => self.index.announce(corpus),
            Effect::Search(question, _) => self.newest[0].store(question.generation, Ordering::Relaxed),
            Effect::Sift(question, _) => self.newest[1].store(question.generation, Ordering::Relaxed),
            _ => {}
        }
    }

    /// Does the work of an effect. Those for the terminal are none of its business.
    pub fn perform(&self, effect: Effect, tell: &(dyn Fn(Answer) + Sync)) {
        match effect {
            Effect::Load(corpus, index) => {
                let shelved = match corpus.report(index) {
                    Ok(held) => {
                        let told = told(&held).into();
                        Shelved::Report(Arc::new(held), told)
                    }
                    Err(error) => Shelved::Failed(error.to_string()),
                };
                tell(Answer::Loaded(index, shelved));
            }
            Effect::Source(corpus, index) => {
                let path = corpus.header(index).map_or("", |header| header.path);
                tell(Answer::Sourced(index, rows_of(path, corpus.source_text(index, self.source_root.as_deref()))));
            }
            Effect::Find(corpus, index, at) => {
                tell(Answer::Findable(corpus.editable(index, self.source_root.as_deref(), at)));
            }
            Effect::Check(corpus) => {
                let progress = |done: usize| {
                    if done.is_multiple_of(TELL_EVERY) {
                        tell(Answer::Checking(done));
                    }
                };
                let (checked, not_kept) = (self.check)(&corpus, &progress);
                let groups = Groups::of(checked.briefs());
                tell(Answer::Checked(Arc::new(checked), Arc::new(groups)));
                if let Some(error) = not_kept {
                    tell(Answer::NotKept(error.to_string()));
                }
            }
            Effect::Read(corpus) => {
                self.read(&corpus, tell);
                self.index.end();
            }
            Effect::Renew(former, unsettled) => self.renew(&former, &unsettled, tell),
            Effect::Measure(corpus, indicators) => tell(Answer::Measured(measured(&corpus, &indicators))),
            Effect::Search(question, within) => self.search(&question, within, tell),
            Effect::Sift(question, list) => {
                let stale = || self.newest[1].load(Ordering::Relaxed) != question.generation;
                let found = match list {
                    View::Flags => admitted_flags(&question, &stale),
                    _ => admitted(&question, true, &stale).map(|reports| Admitted { reports, flags: None }),
                };
                if let Some(found) = found {
                    tell(Answer::Sifted(question.generation, list, found));
                }
            }
            Effect::Try { generation, corpus, report, beside, trial } => {
                // A report that cannot be decoded any more has no flags to compare.
                if let Ok(held) = corpus.report(report) {
                    let (own, others) = self.judge(&corpus, Report::clone(&held), &beside, &trial);
                    tell(Answer::Tried(generation, own, others));
                }
            }
            Effect::Compare { corpus, checked, ledger } => {
                tell(Answer::Compared(ledger.len(), Board::of(&corpus, &checked, &ledger)));
            }
            Effect::Record(event) => {
                let (event, written) = self.desk.record(*event);
                tell(Answer::Recorded(Box::new(event), written));
            }
            Effect::Sort { corpus, checked } => {
                let sorted = sorting::sorted(&corpus, &checked, (&self.roots, self.desk.folder()));
                tell(Answer::Sorted(Box::new(sorted)));
            }
            Effect::Mark { marks, is_back } => {
                let (marks, written) = match self.desk.cannot() {
                    Some(reason) => (marks, Err(reason.to_owned())),
                    None => sorting::handled(marks, self.desk.folder()),
                };
                tell(Answer::Marked(marks, is_back, written));
            }
            _ => {}
        }
    }

    /// What a trial does to a report, and to those of the others of its agency to which it does anything.
    fn judge(
        &self,
        corpus: &Corpus,
        report: Report,
        beside: &[usize],
        trial: &Trial,
    ) -> (Difference, Vec<(usize, Difference)>) {
        let (mut reports, mut numbers) = (vec![report], Vec::new());
        for index in beside {
            if let Ok(held) = corpus.report(*index) {
                reports.push(Report::clone(&held));
                numbers.push(*index);
            }
        }
        let check = |reports: &[Report]| rules::check_reports(reports, &self.selection);
        let mut all = differences(&mut reports, trial, &check).into_iter();
        let own = all.next().unwrap_or_default();
        let others = numbers.into_iter().zip(all);
        (own, others.filter(|(_, difference)| *difference != Difference::default()).collect())
    }

    /// Takes the sentences of a corpus in: what its index has of them, then the rest.
    fn read(&self, corpus: &Arc<Corpus>, tell: &(dyn Fn(Answer) + Sync)) {
        let show = |index: &Index| {
            self.index.put(corpus, index.clone());
            tell(Answer::Read(index.len()));
        };
        let mut index = Index::of(corpus);
        show(&index);
        let read = |done| tell(Answer::Indexing(done));
        let made = index.extend(corpus, &read, &mut |index| show(index)).and_then(|_| columns::make(corpus, &|_| ()));
        if let Err(error) = made {
            tell(Answer::NotKept(error.to_string()));
        }
    }

    fn search(&self, question: &Question, within: Option<usize>, tell: &(dyn Fn(Answer) + Sync)) {
        let stale = || self.newest[0].load(Ordering::Relaxed) != question.generation;
        let admitted = if question.query.chooses_reports() {
            let Some(admitted) = admitted(question, false, &stale) else { return };
            Some(admitted)
        } else {
            None
        };
        let admits = |report: usize| {
            let by_query = || admitted.as_ref().is_none_or(|admitted| admitted.get(report).copied().unwrap_or(false));
            within.is_none_or(|only| only == report) && by_query()
        };
        let index = self.index.of(&question.corpus);
        let ask = Ask {
            limit: HITS,
            by_report: question.by_report,
            admitted: &admits,
            cancelled: &stale,
            budget: BUDGET,
            first: FIRST_HITS,
        };
        let generation = question.generation;
        let mut first = |found| tell(Answer::Found { generation, found, is_all: false });
        match index.search(&question.query, &ask, &mut first) {
            Ok(Some(found)) => tell(Answer::Found { generation, found, is_all: true }),
            Ok(None) => {}
            Err(reason) => self.give_up(&question.corpus, &reason, tell),
        }
    }

    /// Reads the corpus anew, checks it and tells of all of it at once.
    fn renew(&self, former: &Corpus, unsettled: &BTreeSet<PathBuf>, tell: &(dyn Fn(Answer) + Sync)) {
        let Some(watched) = &self.watched else { return };
        let begun = Instant::now();
        strings::speak(self.language);
        former.retire();
        let corpus = Arc::new(watched.reopen(unsettled));
        let tree = Tree::build(&corpus);
        // Flags find their place in an index that is whole.
        let kept = corpus.keep().err();
        let (checked, not_kept) = (self.check)(&corpus, &|_| ());
        let groups = Groups::of(checked.briefs());
        tell(Answer::Renewed(Box::new(Renewed::of(former, (corpus, tree), (checked, groups)))));
        if let Some(error) = kept.or(not_kept) {
            tell(Answer::NotKept(error.to_string()));
        }
        self.gate.open(begun.elapsed());
    }

    /// Drops an index that is not as it was written.
    fn give_up(&self, corpus: &Arc<Corpus>, reason: &Damaged, tell: &(dyn Fn(Answer) + Sync)) {
        self.index.put(corpus, Index::default());
        search::forget(corpus);
        tell(Answer::Damaged(reason.to_string()));
    }
}

/// What a query lets in of the flags: its words may stand in the name of the agency, the year, the rule or what
/// the flag says; `None` once nobody asks any more.
fn admitted_flags(question: &Question, stale: &dyn Fn() -> bool) -> Option<Admitted> {
    let mut reports = admitted(question, false, stale)?;
    let words = Matcher::new(&question.query);
    if words.is_empty() {
        return Some(Admitted { reports, flags: None });
    }
    let mut flags = BTreeSet::new();
    for (report, header) in question.corpus.headers().enumerate() {
        if stale() {
            return None;
        }
        let Some(admits) = reports.get_mut(report).filter(|admits| **admits) else { continue };
        let year = header.year.map(|year| year.to_string()).unwrap_or_default();
        let of_agency = !words.negates() && words.names(header.name());
        let answers = |flag: &Flag| {
            let (zh, en) = rules::find(flag.rule).map_or(("", ""), |rule| (rule.name_zh, rule.name_en));
            let Flag { rule, message, message_en, .. } = flag;
            words.is_in(&format!("{} {year} {rule} {zh} {en} {message} {message_en}", header.name()))
        };
        let own = question.checked.briefs().of(report);
        // The words are read one report after another, and only where the name does not answer already.
        let outcome = if of_agency || own.is_empty() { None } else { question.checked.read(report).ok() };
        let said = |nth: usize| outcome.as_ref().and_then(|outcome| outcome.flags.get(nth)).is_some_and(answers);
        let before = flags.len();
        flags.extend((0..own.len()).filter(|nth| of_agency || said(*nth)).map(|nth| FlagRef { report, nth }));
        *admits = flags.len() > before;
    }
    Some(Admitted { reports, flags: Some(flags) })
}

/// The figures of every report; none of one that cannot be decoded any more.
fn measured(corpus: &Corpus, indicators: &[Indicator]) -> Vec<(Indicator, Vec<Figure>)> {
    if let Some(all) = Columns::of(corpus).and_then(|columns| measured_by(&columns, indicators)) {
        return all;
    }
    let figures: Vec<Vec<Figure>> = (0..corpus.len())
        .into_par_iter()
        .map(|index| {
            let report = corpus.report(index).ok();
            let of = |indicator: &Indicator| report.as_ref().map(|report| indicator.of(report)).unwrap_or_default();
            indicators.iter().map(of).collect()
        })
        .collect();
    let all = |nth: usize| figures.iter().filter_map(|figures| figures.get(nth).copied()).collect();
    indicators.iter().enumerate().map(|(nth, indicator)| (*indicator, all(nth))).collect()
}

/// The same by the columns of the index; `None` where one cannot be read.
fn measured_by(columns: &Columns, indicators: &[Indicator]) -> Option<Vec<(Indicator, Vec<Figure>)>> {
    let figures = |indicator: &Indicator| {
        let cells = indicator.cells().map(|cell| Some((cell, columns.read(cell).ok()?)));
        let cells: Vec<(CellId, Vec<Entry>)> = cells.collect::<Option<_>>()?;
        let of = |report: usize| {
            indicator.of_cells(&mut |id| {
                let (_, entries) = cells.iter().find(|(cell, _)| *cell == id)?;
                let held = (*entries.get(report)?)?;
                Some((held.value?, held.how == Some(How::Inferred)))
            })
        };
        let reports = cells.first().map_or(0, |(_, entries)| entries.len());
        Some((*indicator, (0..reports).map(of).collect()))
    };
    indicators.iter().map(figures).collect()
}

/// Whether each report is let in by the fields of a query and, in a list of agencies, by its words;
/// `None` once nobody asks any more.
fn admitted(question: &Question, names: bool, stale: &dyn Fn() -> bool) -> Option<Vec<bool>> {
    let Question { query, corpus, checked, reviewed, news, .. } = question;
    let mut words = names.then(|| Matcher::new(query));
    // Reports of one agency share its name, down to where it stands.
    let mut named: HashMap<*const str, bool> = HashMap::new();
    let contents = Contents::of(query, corpus);
    let mut admitted = Vec::with_capacity(corpus.len());
    let mut flags: Vec<Sort> = Vec::new();
    for (index, header) in corpus.headers().enumerate() {
        if stale() {
            return None;
        }
        let by_name = words.as_mut().is_none_or(|words| {
            let name = header.name();
            *named.entry(std::ptr::from_ref(name)).or_insert_with(|| words.names(name))
        });
        flags.clear();
        let sort = |flag: &Brief| {
            let reviewed = reviewed.get(&flag.name()).copied().unwrap_or_default();
            Sort { reviewed, ..flag.sort() }
        };
        flags.extend(checked.briefs().of(index).iter().map(sort));
        let by_head = by_name && query.admits(&header, &flags) && query.admits_news(news.of(index));
        admitted.push(by_head && contents.admits(index).unwrap_or(false));
    }
    Some(admitted)
}
