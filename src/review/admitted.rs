//! What a filter lets in of a corpus: reports, and flags of them. The lists of the inspector and the headless
//! commands ask here, so that both have the same.

use std::collections::{BTreeSet, HashMap};

use crate::corpus::Corpus;
use crate::model::flag::{Destination, Flag, Sort};
use crate::model::verdict::Reviewed;
use crate::review::Judged;
use crate::rules::{self, Brief, Checked, Fingerprint, FlagRef};
use crate::search::query::Query;
use crate::search::{Contents, Matcher};

/// What a filter lets in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Admitted {
    /// One entry a report.
    pub reports: Vec<bool>,
    /// The flags that answer to its words; `None` where it has none, or none that speak of flags.
    pub flags: Option<BTreeSet<FlagRef>>,
}

impl Admitted {
    /// Lets no report in but those of which this holds.
    pub fn keep(&mut self, holds: impl Fn(usize) -> bool) {
        for (report, admits) in self.reports.iter_mut().enumerate() {
            *admits = *admits && holds(report);
        }
        if let Some(flags) = &mut self.flags {
            flags.retain(|at| self.reports.get(at.report).copied().unwrap_or(false));
        }
    }

    /// Whether a flag may be listed: its report is let in, and it answers to the words.
    pub fn admits(&self, at: FlagRef) -> bool {
        let report = self.reports.get(at.report).copied().unwrap_or(false);
        report && self.flags.as_ref().is_none_or(|flags| flags.contains(&at))
    }
}

/// A corpus with its flags, of which a query asks.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub query: &'a Query,
    pub corpus: &'a Corpus,
    pub checked: &'a Checked,
    /// What reviewers decided, where the query asks for that.
    pub reviewed: &'a HashMap<Fingerprint, Reviewed>,
}

impl Asked<'_> {
    /// Whether each report is let in by the fields of the query and, in a list of agencies (`names`), by its words;
    /// `None` once nobody asks any more.
    pub fn reports(&self, names: bool, stale: &dyn Fn() -> bool) -> Option<Vec<bool>> {
        let Self { query, corpus, checked, reviewed } = *self;
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
            let by_head = by_name && query.admits(&header, &flags);
            admitted.push(by_head && contents.admits(index).unwrap_or(false));
        }
        Some(admitted)
    }

    /// What is let in of the flags: the words of the query may stand in the name of the agency, the year, the rule or
    /// what the flag says; `None` once nobody asks any more.
    pub fn flags(&self, stale: &dyn Fn() -> bool) -> Option<Admitted> {
        let mut reports = self.reports(false, stale)?;
        let words = Matcher::new(self.query);
        if words.is_empty() {
            return Some(Admitted { reports, flags: None });
        }
        let mut flags = BTreeSet::new();
        for (report, header) in self.corpus.headers().enumerate() {
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
            let own = self.checked.briefs().of(report);
            // The words are read one report after another, and only where the name does not answer already.
            let outcome = if of_agency || own.is_empty() { None } else { self.checked.read(report).ok() };
            let said = |nth: usize| outcome.as_ref().and_then(|outcome| outcome.flags.get(nth)).is_some_and(answers);
            let before = flags.len();
            flags.extend((0..own.len()).filter(|nth| of_agency || said(*nth)).map(|nth| FlagRef { report, nth }));
            *admits = flags.len() > before;
        }
        Some(Admitted { reports, flags: Some(flags) })
    }
}

/// Whether a list has a flag, as far as it is known without its words and its report: what goes to the queue, or
/// `everything`; what is taken as known only where the filter asks for it.
pub fn is_listed(flag: &Brief, query: Option<&Query>, everything: bool, judged: &Judged<'_>) -> bool {
    let listed = everything || flag.destination() == Destination::Queue;
    if !listed {
        return false;
    }
    let Some(query) = query else { return !judged.is_known(flag.name()) };
    let reviewed = judged.of_flag(flag.name());
    let shown = !reviewed.known || query.asks_for_known();
    shown && query.admits_flag(Sort { reviewed, ..flag.sort() })
}
