//! A corpus that was read anew takes the place of the one that is shown: all of it at once, flags and all, and every
//! cursor stays on the report, flag or row it was on, by its name.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::corpus::Corpus;
use crate::model::report::Report;
use crate::rules::{Checked, FlagRef, Groups};
use crate::search::query;
use crate::tui::action::View;
use crate::tui::deciding;
use crate::tui::effect::Effect;
use crate::tui::filtering::sift_again;
use crate::tui::panes::opened::Opened;
use crate::tui::panes::overlay::{Overlay, Subject};
use crate::tui::panes::spread;
use crate::tui::receive;
use crate::tui::state::{Holdings, Renewal, Stage, State};
use crate::tui::strings;
use crate::tui::trail;
use crate::tui::tree::Tree;
use crate::tui::triaged::Arrived;
use crate::tui::trying;

/// A corpus that was read anew with all that is shown of it.
#[derive(Debug)]
pub struct Renewed {
    now: Holdings,
    moved: Moved,
}

impl Renewed {
    /// A corpus in the place of the one that is shown, with its flags.
    pub fn of(former: &Corpus, (corpus, tree): (Arc<Corpus>, Tree), (checked, groups): (Checked, Groups)) -> Self {
        let moved = Moved::of(former, &corpus);
        let mut now = Holdings::of(corpus, tree, Stage::Ready);
        receive::put_flags(&mut now, Arc::new(checked), Arc::new(groups));
        now.tree.tally(&now.counts, &now.late, None);
        Self { now, moved }
    }
}

/// What came since the session began.
#[derive(Debug, Clone, Default)]
pub struct Came {
    /// Reports whose file was not there, and those whose file is another by now, with the ids they had.
    pub new: BTreeSet<usize>,
    pub changed: BTreeMap<usize, String>,
    /// The nodes of the tree with such reports below them.
    pub nodes: BTreeSet<usize>,
    /// The ids that files had which are gone, by their paths: they may come again.
    gone: HashMap<String, String>,
}

impl Came {
    pub fn has(&self, report: usize) -> bool {
        self.of(report) != query::News::Known
    }

    /// How a report stands to the start of the session.
    pub fn of(&self, report: usize) -> query::News {
        if self.new.contains(&report) {
            query::News::New
        } else if self.changed.contains_key(&report) {
            query::News::Changed
        } else {
            query::News::Known
        }
    }
}

/// Where the reports of a corpus are in the one that was read after it.
#[derive(Debug)]
pub struct Moved {
    reports: Vec<Option<usize>>,
    /// Whether each is the same, byte for byte.
    same: Vec<bool>,
}

impl Moved {
    /// A report is found again by its id; one whose bytes have changed by its path, where only one is there of that
    /// name.
    fn of(before: &Corpus, now: &Corpus) -> Self {
        let ids: HashMap<&str, usize> = now.headers().enumerate().map(|(index, header)| (header.id, index)).collect();
        let by_id = |header: crate::corpus::header::Header<'_>| {
            let index = *ids.get(header.id)?;
            now.header(index).filter(|other| other.path == header.path).map(|_| index)
        };
        let mut reports: Vec<Option<usize>> = before.headers().map(by_id).collect();
        let same: Vec<bool> = reports.iter().map(Option::is_some).collect();
        let mut is_met = vec![false; now.len()];
        for index in reports.iter().flatten() {
            if let Some(met) = is_met.get_mut(*index) {
                *met = true;
            }
        }
        let mut by_path: HashMap<&str, Option<usize>> = HashMap::new();
        for (index, header) in
            now.headers().enumerate().filter(|(index, _)| !is_met.get(*index).copied().unwrap_or(true))
        {
            by_path.entry(header.path).and_modify(|one| *one = None).or_insert(Some(index));
        }
        for (report, header) in reports.iter_mut().zip(before.headers()).filter(|(report, _)| report.is_none()) {
            *report = by_path.get_mut(header.path).and_then(Option::take);
        }
        Self { reports, same }
    }

    /// Where a report is now; `None` where it is gone.
    pub fn report(&self, before: usize) -> Option<usize> {
        self.reports.get(before).copied().flatten()
    }

    /// The same, unless its bytes are others.
    pub fn same_report(&self, before: usize) -> Option<usize> {
        self.report(before).filter(|_| self.same.get(before).copied().unwrap_or(false))
    }

    /// Values of reports in the new order; of what was not there the default.
    fn reorder<T: Copy + Default>(&self, values: &[T], len: usize) -> Vec<T> {
        let mut all = vec![T::default(); len];
        for (before, value) in values.iter().enumerate() {
            if let Some(place) = self.same_report(before).and_then(|now| all.get_mut(now)) {
                *place = *value;
            }
        }
        all
    }
}

/// Takes in a corpus that was read anew.
pub fn take(state: &mut State, renewed: Renewed) -> Vec<Effect> {
    let Renewed { mut now, moved } = renewed;
    now.news = Arc::new(news(&state.holdings, &now, &moved));
    let len = now.corpus.len();
    now.figures = state.holdings.figures.iter().map(|(of, figures)| (*of, moved.reorder(figures, len))).collect();
    state.edition += 1;
    // What changed meanwhile stays due.
    if state.renewal == Renewal::UnderWay {
        state.renewal = Renewal::None;
    }
    state.measured.clear();
    let before = std::mem::replace(&mut state.holdings, now);
    state.triage.renew(&moved, arrived(&state.holdings));
    state.figured.renew();
    lists(state, &before, &moved);
    views(state, &before, &moved);
    let corpus = state.holdings.corpus.clone();
    let mut effects = vec![Effect::Read(corpus)];
    effects.extend(sift_again(state));
    effects.extend(deciding::compare(state));
    effects.extend(trying::again(state));
    effects
}

/// Where a flag is now, by its name.
fn flag_in(now: &Holdings, before: &Holdings, moved: &Moved, at: FlagRef) -> Option<FlagRef> {
    let (name, report) = (before.brief(at)?.name(), moved.report(at.report)?);
    let nth = now.checked.briefs().of(report).iter().position(|brief| brief.name() == name)?;
    Some(FlagRef { report, nth })
}

/// The matrix, the list of flags and the hits of a search.
fn lists(state: &mut State, before: &Holdings, moved: &Moved) {
    let State { holdings, matrix, flags, review, finder, .. } = state;
    let len = holdings.corpus.len();
    for sieve in [&mut matrix.sieve, &mut flags.sieve] {
        sieve.renew(&|reports| moved.reorder(reports, len), &|at| flag_in(holdings, before, moved, at));
    }
    let admitted = matrix.sieve.applied.as_ref().map(|applied| applied.admitted.reports.as_slice());
    if admitted.is_some() {
        holdings.tree.tally(&holdings.counts, &holdings.late, admitted);
    }
    let flag = |at: FlagRef| flag_in(holdings, before, moved, at);
    matrix.renew(holdings, &before.tree, &|report| moved.report(report));
    review.renew(&flag);
    review.settle(holdings);
    flags.renew((holdings, review), &flag);
    finder.renew(&|report| moved.same_report(report));
    if let Some(table) = &mut finder.spread {
        table.renew(&before.tree, &holdings.tree, &|report| moved.report(report));
    }
    spread::take(state);
}

/// What is open, and the way back.
fn views(state: &mut State, before: &Holdings, moved: &Moved) {
    let State { holdings, shelf, trail, opened, comparing, overlay, .. } = state;
    let flag = |at: FlagRef| flag_in(holdings, before, moved, at);
    *overlay = overlay.and_then(|overlay| match overlay.subject {
        Subject::Flag(at) => Some(Overlay { subject: Subject::Flag(flag(at)?), ..overlay }),
        Subject::Terminal => Some(overlay),
    });
    trail.renew(&|opened| again((opened, None), moved, &flag), &|report| moved.report(report), &flag);
    *comparing = comparing.take().and_then(|comparing| comparing.moved(&|report| moved.report(report)));
    let name = opened.as_ref().map(|opened| before.name(opened.index).to_owned());
    let text = opened.as_ref().and_then(|opened| shelf.report(opened.index));
    *opened = opened.as_ref().and_then(|opened| again((opened, text), moved, &flag));
    shelf.renew(&|report| moved.same_report(report));
    state.sources.clear();
    (state.hint, state.beside, state.chooser) = (None, None, None);
    let is_lost = match state.view {
        View::Report => state.opened.is_none(),
        View::Compare => state.comparing.is_none(),
        _ => false,
    };
    if is_lost {
        if !trail::back(state) {
            state.view = View::Browse;
        }
        state.tell(strings::triage::gone(name.as_deref().unwrap_or_default()));
    }
}

/// The open report in the new corpus: where it stood; at the same place of another text, where that has changed.
fn again(
    (opened, report): (&Opened, Option<&Report>),
    moved: &Moved,
    flag: &dyn Fn(FlagRef) -> Option<FlagRef>,
) -> Option<Opened> {
    let index = moved.report(opened.index)?;
    if moved.same_report(opened.index).is_none() {
        return Some(opened.anew(index, report));
    }
    let nth = |nth: usize| flag(FlagRef { report: opened.index, nth }).map(|at| at.nth);
    let mut again = opened.renumbered(index);
    again.flag = opened.flag.and_then(nth);
    again.unfolded = opened.unfolded.iter().copied().filter_map(nth).collect();
    if again.flag.is_none() && opened.flag.is_some() {
        again.hide_evidence();
    }
    Some(again)
}

/// What is new since the session began, and what of it was told before.
fn news(before: &Holdings, now: &Holdings, moved: &Moved) -> Came {
    let mut news = Came { gone: before.news.gone.clone(), ..Came::default() };
    let mut was_there = vec![false; now.corpus.len()];
    for (index, header) in before.corpus.headers().enumerate() {
        let Some(to) = moved.report(index) else {
            if !before.news.new.contains(&index) {
                news.gone.insert(header.path.to_owned(), header.id.to_owned());
            }
            continue;
        };
        if let Some(was) = was_there.get_mut(to) {
            *was = true;
        }
        if before.news.new.contains(&index) {
            // What came half and was read before it was whole is as new as before.
            news.new.insert(to);
        } else if let Some(was) = before.news.changed.get(&index) {
            news.changed.insert(to, was.clone());
        } else if moved.same_report(index).is_none() {
            news.changed.insert(to, header.id.to_owned());
        }
    }
    for (index, header) in now.corpus.headers().enumerate() {
        if was_there.get(index).copied().unwrap_or(true) {
            continue;
        }
        match news.gone.remove(header.path) {
            Some(id) if id == header.id => {}
            Some(id) => _ = news.changed.insert(index, id),
            None => _ = news.new.insert(index),
        }
    }
    for report in news.new.iter().chain(news.changed.keys()) {
        let mut node = now.tree.node_of(*report);
        while let Some(at) = node.filter(|at| news.nodes.insert(*at)) {
            node = now.tree.nodes.get(at).and_then(|node| node.parent);
        }
    }
    news
}

fn arrived(holdings: &Holdings) -> Arrived {
    let id = |report: &usize| holdings.corpus.header(*report).map(|header| header.id.to_owned());
    let changed = holdings.news.changed.iter();
    Arrived {
        new: holdings.news.new.iter().filter_map(id).collect(),
        changed: changed.filter_map(|(report, was)| Some((id(report)?, was.clone()))).collect(),
    }
}
