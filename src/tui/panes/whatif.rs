//! What a trial does to the flags, and what may have gone wrong, as lines of the evidence.

use crate::model::flag::Flag;
use crate::rules::repair::Hint;
use crate::rules::{Difference, FlagRef, Group, Trial};
use crate::tui::paint::{Line, span};
use crate::tui::panes::opened::Opened;
use crate::tui::state::Holdings;
use crate::tui::strings;
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;
use crate::tui::trying::Trying;

/// A trial and each flag that goes, comes or changes by it; nothing where nothing is tried.
pub fn trial(opened: &Opened, flags: &[Flag], holdings: &Holdings, room: usize) -> Vec<Line> {
    let Some(trying) = &opened.trying else { return Vec::new() };
    let Some(difference) = &trying.difference else {
        return vec![vec![span(strings::TRYING, Role::Dim)]];
    };
    let mut lines = Vec::new();
    let mut say = |text: &str, role: Role| {
        let rows = wrap(text, room, 0).into_iter();
        lines.extend(rows.map(|range| vec![span(text.get(range).unwrap_or_default(), role)]));
    };
    let gone: Vec<&Flag> = flags.iter().filter(|flag| difference.gone.contains(&flag.fingerprint)).collect();
    let of_group = group_of(opened, flags, &trying.cells, holdings);
    let own = gone.iter().filter(|flag| of_group.contains(&flag.fingerprint.as_str())).count();
    let elsewhere = |count: fn(&Difference) -> usize| trying.elsewhere.iter().map(|(_, other)| count(other)).sum();
    let counts = strings::Tried {
        of_group: (!of_group.is_empty()).then_some(own),
        gone: gone.len(),
        come: difference.come.len(),
        changed: difference.changed.len(),
        elsewhere: [elsewhere(|d| d.gone.len()), elsewhere(|d| d.come.len()), elsewhere(|d| d.changed.len())],
    };
    say(&strings::trial(&trying.cells, &counts), Role::Notice);
    for (text, role) in changes(flags, difference) {
        say(&text, role);
    }
    for (report, difference) in &trying.elsewhere {
        say(&strings::in_report_of(holdings.year(*report)), Role::Strong);
        for (text, role) in changes(&holdings.checked.flags(*report), difference) {
            say(&text, role);
        }
    }
    lines
}

/// Each flag of a report that goes, comes or changes, on a line.
fn changes(flags: &[Flag], difference: &Difference) -> Vec<(String, Role)> {
    let gone = flags.iter().filter(|flag| difference.gone.contains(&flag.fingerprint));
    let gone = gone.map(|flag| (strings::flag_gone(flag), Role::Good));
    let come = difference.come.iter().map(|flag| (strings::flag_come(flag), flag.severity.into()));
    let changed = difference.changed.iter().map(|flag| (strings::flag_changed(flag), flag.severity.into()));
    gone.chain(come).chain(changed).collect()
}

/// The names of the flags that make one group with the flag at hand, or with the first flag about a
/// tried cell.
fn group_of<'a>(opened: &Opened, flags: &'a [Flag], cells: &Trial, holdings: &Holdings) -> Vec<&'a str> {
    let tried = |flag: &Flag| {
        let own = flag.evidence.iter().filter(|piece| piece.report.is_none());
        own.filter_map(|piece| piece.cell).any(|cell| cells.get(cell).is_some())
    };
    let Some(nth) = opened.flag.or_else(|| flags.iter().position(tried)) else { return Vec::new() };
    let group = holdings.groups.of_flag(FlagRef { report: opened.index, nth });
    let here = group.into_iter().flat_map(Group::flags).filter(|at| at.report == opened.index);
    here.filter_map(|at| flags.get(at.nth)).map(|flag| flag.fingerprint.as_str()).collect()
}

/// The likeliest repair.
pub fn best_repair(hint: Option<&Hint>, room: usize) -> Vec<Line> {
    let best = hint.and_then(|hint| hint.repairs.first());
    let text = best.map(|best| strings::possible_cause(strings::of_rule(&best.words()))).unwrap_or_default();
    wrapped(&text, room)
}

/// The other repairs, and how many more there are.
pub fn other_repairs(hint: Option<&Hint>, room: usize) -> Vec<Line> {
    let Some(hint) = hint else { return Vec::new() };
    let others = hint.repairs.iter().skip(1).map(|repair| strings::other_cause(strings::of_rule(&repair.words())));
    let more = (hint.more > 0).then(|| strings::more_causes(hint.more));
    others.chain(more).flat_map(|text| wrapped(&text, room)).collect()
}

fn wrapped(text: &str, room: usize) -> Vec<Line> {
    if text.is_empty() {
        return Vec::new();
    }
    let part = |range| vec![span(text.get(range).unwrap_or_default(), Role::Info)];
    wrap(text, room, 0).into_iter().map(part).collect()
}

/// A number as the evidence writes it: one that is tried is told from one that is read.
pub fn mark(trying: Option<&Trying>, cell: crate::model::form::CellId) -> &'static str {
    if trying.is_some_and(|trying| trying.cells.get(cell).is_some()) { strings::TRIED } else { "" }
}
