//! The jobs behind effects, run on whatever thread the caller chooses: at once for a dump, in the
//! background for the interactive inspector.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::config::filters::Filters;
use crate::corpus::Corpus;
use crate::corpus::columns;
use crate::figures::Values;
use crate::model::cell::How;
use crate::model::indicator::{Figure, Indicator};
use crate::model::report::Report;
use crate::review::{Admitted, Board};
use crate::rules::{self, Checked, Difference, Groups, Selection, Trial, differences};
use crate::search::{self, Ask, Damaged, Found, Index};
use crate::tui::action::View;
use crate::tui::asking::Answerer;
use crate::tui::desk::{Desk, Review};
use crate::tui::effect::{Answer, Effect, Question};
use crate::tui::exporting::{Refusal, Writer};
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
    /// Where the filters of lists are kept.
    filters: Option<PathBuf>,
    writer: Option<Writer>,
    answerer: Option<Answerer>,
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
            filters: None,
            writer: None,
            answerer: None,
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
            let tell = move |stir| mailbox.tell(Told(0, Answer::Stirred(stir)));
            watching::follow(watched, Arc::clone(&self.gate), tell);
        }
    }

    /// The same, keeping verdicts there.
    pub fn with_review(self, review: Review) -> Self {
        Self { desk: Desk::of(review), ..self }
    }

    /// The same, keeping the filters of lists in a file.
    pub fn with_filters(self, filters: Option<PathBuf>) -> Self {
        Self { filters, ..self }
    }

    /// The filters that are kept.
    pub fn filters(&self) -> Filters {
        self.filters.as_deref().map(Filters::load).unwrap_or_default()
    }

    /// The same, with somebody who writes what views list.
    pub fn with_writer(self, writer: Option<Writer>) -> Self {
        Self { writer, ..self }
    }

    /// The same, with somebody who answers questions of figures.
    pub fn with_answerer(self, answerer: Option<Answerer>) -> Self {
        Self { answerer, ..self }
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

    /// Lets go on what waits for work that broke off.
    pub fn broke_off(&self, effect: &Effect) {
        match effect {
            Effect::Read(_) => self.index.end(),
            Effect::Renew(..) => self.gate.open(Duration::ZERO),
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
                    View::Flags => question.asked().flags(&stale),
                    _ => question.asked().reports(true, &stale).map(|reports| Admitted { reports, flags: None }),
                };
                if let Some(mut found) = found {
                    found.keep(|report| question.query.admits_news(question.news.of(report)));
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
            Effect::Sort { corpus, checked } => {
                let sorted = sorting::sorted(&corpus, &checked, (&self.roots, self.desk.folder()));
                tell(Answer::Sorted(Box::new(sorted)));
            }
            Effect::Figure { generation, asking, shown } => {
                let answer = self.answerer.as_ref().map(|answerer| answerer.answer(&asking, &shown));
                let answer = answer.unwrap_or_else(|| Err(strings::figured::NOBODY_ANSWERS.to_string()));
                tell(Answer::Figured(generation, answer.map(Arc::new)));
            }
            other => self.keep(other, tell),
        }
    }

    /// Keeps what an effect says, for others, for later or for another program.
    fn keep(&self, effect: Effect, tell: &(dyn Fn(Answer) + Sync)) {
        match effect {
            Effect::Stand(flag) => self.desk.stand(flag),
            Effect::Keep(keep) => {
                // Screens that are printed keep none.
                if let Some(file) = &self.filters {
                    tell(Answer::Filters(Filters::change(file, &keep).map_err(|error| error.to_string())));
                }
            }
            Effect::Record(event) => {
                let (event, written) = self.desk.record(*event);
                tell(Answer::Recorded(Box::new(event), written));
            }
            Effect::Export(order) => {
                let written = self.writer.as_ref().map_or(Err(Refusal::Nowhere), |writer| writer.write(&order));
                tell(Answer::Exported(order, written));
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
            let Some(admitted) = question.asked().reports(false, &stale) else { return };
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
        // Of one report no share is told.
        let all = if within.is_some() { 0 } else { question.corpus.len() };
        let among = (0..all).filter(|report| admits(*report)).count();
        let of_all = |found| Found { among, ..found };
        let mut first = |found| tell(Answer::Found { generation, found: of_all(found), is_all: false });
        match index.search(&question.query, &ask, &mut first) {
            Ok(Some(found)) => tell(Answer::Found { generation, found: of_all(found), is_all: true }),
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

/// The figures of every report; none of one that cannot be decoded any more.
fn measured(corpus: &Corpus, indicators: &[Indicator]) -> Vec<(Indicator, Vec<Figure>)> {
    let values = Values::read(corpus, indicators.iter().flat_map(|indicator| indicator.cells()));
    let figure = |indicator: Indicator, report: usize| {
        let form = corpus.header(report).and_then(|header| header.form);
        indicator.of_cells(form, &mut |id| {
            let held = values.of(report, id)?;
            Some((held.value?, held.how == Some(How::Inferred)))
        })
    };
    let figures = |indicator: Indicator| (0..corpus.len()).map(|report| figure(indicator, report)).collect();
    indicators.iter().map(|indicator| (*indicator, figures(*indicator))).collect()
}
