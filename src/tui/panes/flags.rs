//! The flags of the whole corpus in groups, with the evidence of the one under the cursor beside
//! them. Nothing is left out: the counts of the groups add up to the count in the header.

use ratatui::layout::Rect;

use crate::model::flag::Severity;
use crate::rules::Brief;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::entries::{Entry, Grouping};
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::Pen;
use crate::tui::panes::flag_list::Row;
use crate::tui::panes::opened::At;
use crate::tui::panes::{decided, evidence, report};
use crate::tui::scroll;
use crate::tui::state::{Holdings, Stage, State};
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// Columns for what tells the report of a member from that of its root.
const MEMBER_OF: u16 = 18;

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let layout = state.layout();
    let State { flags, holdings, review, .. } = state;
    if flags.focus == Pane::Evidence
        && let Action::Move(_) | Action::Leap(_) = action
    {
        let (top, height) = (flags.evidence_top, layout.height(Pane::Evidence));
        flags.evidence_top = match action {
            Action::Move(steps) => scroll::step(top, steps, usize::MAX),
            Action::Leap(leap) => scroll::leap(top, leap, usize::MAX, height),
            _ => top,
        };
        return Vec::new();
    }
    match action {
        Action::Move(steps) => flags.cursor = scroll::step(flags.cursor, steps, flags.rows.len()),
        Action::Leap(leap) => {
            flags.cursor = scroll::leap(flags.cursor, leap, flags.rows.len(), layout.height(Pane::List));
        }
        Action::Align(align) => flags.top = scroll::aligned(flags.cursor, align, layout.height(Pane::List)),
        Action::Side(..0) => flags.fold_here(),
        Action::Side(_) => flags.unfold_here(),
        Action::Fold(fold) => flags.fold(fold),
        Action::Group => {
            flags.grouping = flags.grouping.next();
            flags.folded.clear();
            flags.regroup(holdings, review);
            let name = strings::grouping(flags.grouping);
            state.tell(strings::grouped_by(&name));
        }
        Action::Triage => {
            flags.everything = !flags.everything;
            flags.regroup(holdings, review);
        }
        Action::Year(steps) => year(state, steps),
        Action::Enter => match flags.flag() {
            Some(flag) => report::open(state, flag.report, At::Flag(flag.nth)),
            None => flags.toggle(),
        },
        _ => {}
    }
    state.flags.evidence_top = 0;
    Vec::new()
}

/// The nearest flag of the same agency in another year, of the same rule where there is one.
fn year(state: &mut State, steps: i32) {
    let State { flags, holdings, .. } = state;
    let Some(at) = flags.flag() else { return };
    let rule = holdings.brief(at).map(Brief::rule);
    let mut other = holdings.tree.agencies.neighbour(at.report, steps.signum());
    while let Some(report) = other {
        let mut listed = flags.sequence().filter(|flag| flag.report == report).collect::<Vec<_>>();
        listed.sort_by_key(|flag| holdings.brief(*flag).map(Brief::rule) != rule);
        if let Some(flag) = listed.first() {
            return flags.show(*flag);
        }
        other = holdings.tree.agencies.neighbour(report, steps.signum());
    }
    state.tell(strings::NO_FLAG_IN_OTHER_YEARS);
}

/// Keeps the cursor among the rows and on the screen.
pub fn settle(state: &mut State, layout: &Layout) {
    let State { flags, holdings, review, .. } = state;
    flags.count(holdings, review);
    flags.cursor = flags.cursor.min(flags.rows.len().saturating_sub(1));
    flags.top = scroll::follow(flags.top, flags.cursor, layout.height(Pane::List), flags.rows.len());
    // The heading stays in sight with its first entry.
    if flags.top == flags.cursor && matches!(flags.rows.get(flags.cursor.wrapping_sub(1)), Some(Row::Heading(_))) {
        flags.top -= 1;
    }
    let mut top = flags.evidence_top;
    evidence::settle(&mut top, layout, || {
        let width = layout.body(Pane::Evidence).map_or(60, |body| usize::from(body.width));
        state.flags.at_hand().map_or(0, |flag| evidence::of_flag(state, flag, width).len())
    });
    state.flags.evidence_top = top;
}

/// Puts the cursor on the row at a place of the pane; says whether it was there.
pub fn point(state: &mut State, area: Rect, (_, y): (u16, u16)) -> bool {
    let flags = &mut state.flags;
    let row = flags.top + usize::from(y.saturating_sub(area.y));
    row < flags.rows.len() && std::mem::replace(&mut flags.cursor, row) == row
}

/// The title of the pane and what stands at its right.
pub fn title(state: &State) -> (String, String) {
    let flags = &state.flags;
    let mut title = strings::flags_by(&strings::grouping(flags.grouping), flags.everything);
    if let Some(portion) = state.review.reviewer.portion {
        title = format!("{title}  {}", strings::share(&portion.to_string()));
    }
    let applied = flags.sieve.text();
    let known = state.review.known();
    let hidden = (known > 0).then(|| strings::hidden_as_known(known));
    let gone = state.review.gone();
    let gone = (gone > 0).then(|| strings::gone(gone));
    let filtered = (!applied.is_empty()).then(|| strings::filtered(applied));
    (title, gone.into_iter().chain(hidden).chain(filtered).collect::<Vec<_>>().join("  "))
}

/// Where the cursor is, for the line under the panes.
pub fn position(state: &State) -> String {
    let flags = &state.flags;
    strings::row_of(flags.cursor + usize::from(!flags.rows.is_empty()), flags.rows.len())
}

/// ```text
///  ▾ 错 勾稽不平  T3-BAL                                         2组 5条
/// >  ▾错 青石镇人民政府       2021  表三·总计:新收118+结转6=124,…     3条
///       错 行合计不符         表三·结转下年度:1+1=2,总计3,差1
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let flags = &state.flags;
    if flags.rows.is_empty() {
        let text = match state.holdings.stage {
            Stage::Ready if flags.sieve.applied.is_some() => strings::NOTHING_ADMITTED,
            Stage::Ready => strings::NO_FLAGS_AT_ALL,
            Stage::Unopened | Stage::Unchecked => strings::NOT_CHECKED,
            _ => strings::CHECKING,
        };
        pen.clipped((area.x + 2, area.y + 1), area.right(), &text, Role::Dim);
        return;
    }
    for (n, row) in flags.rows.iter().enumerate().skip(flags.top).take(usize::from(area.height)) {
        let line = Rect { y: area.y + columns::screen(n - flags.top), height: 1, ..area };
        let words = match (*row, flags.entry(*row)) {
            (Row::Heading(number), _) => draw_heading(state, number as usize, line, pen),
            (Row::Entry(..), Some(entry)) => draw_entry(state, entry, line, pen),
            (Row::Member(.., nth), Some(entry)) => draw_member(state, entry, nth as usize, line, pen),
            (_, None) => line.x,
        };
        if n == flags.cursor {
            pen.text((line.x, line.y), line.right(), glyph::CURSOR, Role::Accent);
            let role = if flags.focus == Pane::List { Role::Cursor } else { Role::CursorAway };
            // The words stay as they are: they are most of what the line would carry again.
            pen.over(Rect { width: words.saturating_sub(line.x), ..line }, role);
        }
    }
}

/// Draws a heading; like the other rows it answers the column at which the words begin.
fn draw_heading(state: &State, number: usize, line: Rect, pen: &mut Pen<'_>) -> u16 {
    let State { flags, holdings, review, .. } = state;
    let Some(heading) = flags.headings.get(number) else { return line.x };
    let fold = if flags.folded.contains(&heading.key) { glyph::FOLDED } else { glyph::UNFOLDED };
    pen.text((line.x + 1, line.y), line.right(), fold, Role::Dim);
    let size = strings::entries_and_flags(heading.entries.len(), heading.count.total());
    let mut limit = pen.right(line.right().saturating_sub(1), line.y, &size, Role::Strong);
    if review.is_used() {
        let decided = heading.entries.iter().filter(|entry| review.of_entry(holdings, entry).is_decided()).count();
        if decided > 0 {
            limit = pen.right(limit.saturating_sub(1), line.y, &strings::decided_of(decided), Role::Good);
        }
    }
    if flags.grouping == Grouping::Rule {
        let counts = review.ledger.counts_of(&heading.key);
        if counts.is_noisy() {
            limit = pen.right(limit.saturating_sub(1), line.y, &strings::precision(counts), Role::Notice);
        }
    }
    let worst = heading.count.worst().unwrap_or(Severity::Info);
    let x = pen.text((line.x + 3, line.y), limit, strings::mark(worst), worst.into());
    pen.clipped((x + 1, line.y), limit.saturating_sub(1), &heading.label, Role::Strong)
}

fn draw_entry(state: &State, entry: &Entry, line: Rect, pen: &mut Pen<'_>) -> u16 {
    let holdings = &state.holdings;
    let at = entry.head();
    let Some(flag) = holdings.flag(at) else { return line.x };
    let grouping = state.flags.grouping;
    let y = line.y;
    let mut limit = line.right();
    let status = state.review.of_entry(holdings, entry);
    if let Some((told, role)) = decided::of_entry(&state.review, &flag, (status, holdings.groups.number_of(at))) {
        limit = pen.right(limit.saturating_sub(1), y, &told, role).saturating_sub(1);
    }
    // What is done with steps back.
    let text = if status.is_decided() { Role::Dim } else { Role::Text };
    if entry.size() > 1 {
        let fold = if state.flags.unfolded.contains(&at) { glyph::UNFOLDED } else { glyph::FOLDED };
        pen.text((line.x + 2, y), limit, fold, Role::Dim);
        let size = strings::flags_of_entry(entry.size());
        let role = if status.is_decided() { Role::Dim } else { Role::Strong };
        limit = pen.right(limit.saturating_sub(1), y, &size, role).saturating_sub(1);
    }
    if entry.inferred(holdings) {
        let end = limit.min(line.right().saturating_sub(1));
        limit = pen.right(end, y, &strings::INFERRED, Role::Inferred).saturating_sub(1);
    }
    let is_chosen = state.review.selected.contains(&at);
    if is_chosen {
        pen.text((line.x + 1, y), limit, glyph::CHOSEN, Role::Accent);
    }
    let severity = if status.is_decided() { Role::Dim } else { flag.severity.into() };
    let mut x = pen.text((line.x + 3, y), limit, strings::mark(flag.severity), severity) + 1;
    let room = line.width;
    let name = (room / 4).clamp(14, 30);
    if !matches!(grouping, Grouping::Agency | Grouping::Report) {
        pen.clipped((x, y), x + name, holdings.name(at.report), text);
        x += name + 1;
    }
    let years = entry.years(holdings);
    if years.len() > 1 || !matches!(grouping, Grouping::Year | Grouping::Report) {
        let shown = if years.len() > 1 { strings::years(&years) } else { strings::year_head(holdings.year(at.report)) };
        x = pen.text((x, y), limit, &shown, Role::Dim) + 1;
    }
    if grouping != Grouping::Rule {
        pen.clipped((x, y), x + 14, &strings::rule_name(&flag), text);
        x += 15;
    }
    pen.clipped((x, y), limit, &entry.words(holdings), text);
    x
}

/// What tells a report from the one in which the root of an entry stands: its agency, its year, or, of a
/// copy, its file.
fn other_report(holdings: &Holdings, root: usize, report: usize) -> String {
    let agency = |report| holdings.tree.agencies.number_of(report);
    if agency(root) != agency(report) {
        return holdings.name(report).to_owned();
    }
    if holdings.year(root) != holdings.year(report) {
        return strings::year_head(holdings.year(report));
    }
    let path = holdings.corpus.header(report).map_or("", |header| header.path);
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A flag of an entry under the one that stands for it, with what it does not share with that.
fn draw_member(state: &State, entry: &Entry, nth: usize, line: Rect, pen: &mut Pen<'_>) -> u16 {
    let holdings = &state.holdings;
    let Some((at, flag)) = entry.flags().nth(nth).and_then(|at| Some((at, holdings.flag(at)?))) else { return line.x };
    let (y, mut limit) = (line.y, line.right());
    if let Some((told, role)) = decided::of_flag(&state.review, &flag) {
        limit = pen.right(limit.saturating_sub(1), y, &told, role).saturating_sub(1);
    }
    if flag.inferred {
        limit = pen.right(limit.saturating_sub(1), y, &strings::INFERRED, Role::Inferred).saturating_sub(1);
    }
    let mut x = pen.text((line.x + 6, y), limit, strings::mark(flag.severity), flag.severity.into()) + 1;
    let head = entry.head();
    if head.report != at.report {
        let end = (x + MEMBER_OF).min(limit);
        x = pen.clipped((x, y), end, &other_report(holdings, head.report, at.report), Role::Dim) + 1;
    }
    pen.clipped((x, y), x + 14, &strings::rule_name(&flag), Role::Dim);
    pen.clipped((x + 15, y), limit, strings::message(&flag), Role::Text);
    x + 15
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::rules::FlagRef;
    use crate::tui::fixture::{inspector, press, shown};

    #[test]
    fn the_counts_of_the_headings_add_up_however_they_are_grouped_and_folded() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "g f");
        for keys in ["", "B", "B", "B", "C", "B", "B", "B", "z M", "z R", "& \"年:2021\" enter", "c-x"] {
            press(&mut inspector, keys);
            let flags = &inspector.state.flags;
            let entries: usize = flags.headings.iter().map(|heading| heading.entries.len()).sum();
            let all: BTreeSet<FlagRef> = flags.sequence().collect();
            assert_eq!((entries, all.len()), flags.size, "{keys}");
            assert_eq!(flags.sequence().count(), all.len(), "{keys}");
            let told: usize = flags.headings.iter().map(|heading| heading.count.total()).sum();
            assert_eq!(told, flags.size.1, "{keys}");
            assert!(flags.size.0 <= flags.total.0 && flags.size.1 <= flags.total.1, "{keys}");
        }
        assert_eq!((inspector.state.flags.size, inspector.state.flags.total), ((4, 5), (4, 5)));
    }

    #[test]
    fn a_group_is_one_entry_that_unfolds() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "g f");
        let rows = |inspector: &crate::tui::headless::Headless| inspector.state.flags.rows.len();
        let (folded, head) = (rows(&inspector), inspector.state.flags.flag());
        press(&mut inspector, "l");
        assert_eq!(rows(&inspector), folded + 1);
        press(&mut inspector, "j");
        let member = inspector.state.flags.flag();
        assert!(member.is_some() && member != head);
        assert!(shown(&inspector).contains("正文\"共收到128件\""), "{}", shown(&inspector));
        press(&mut inspector, "h");
        assert_eq!((rows(&inspector), inspector.state.flags.flag()), (folded, head));
        press(&mut inspector, "h");
        assert_eq!(inspector.state.flags.flag(), None, "the heading");
        // The next flag of the corpus is the second of the group, which unfolds for it.
        press(&mut inspector, "l j )");
        assert_eq!(inspector.state.flags.flag(), member);
    }

    #[test]
    fn a_filter_that_leaves_the_root_out_shows_the_others() {
        let mut inspector = inspector((80, 24));
        press(&mut inspector, "g f & \"年:2021 sev:w\" enter");
        let flags = &inspector.state.flags;
        assert_eq!((flags.size, flags.total), ((1, 1), (3, 4)));
        let rule = flags.flag().and_then(|at| inspector.state.holdings.flag(at)).map(|flag| flag.rule);
        assert_eq!(rule, Some("NT-REQ-COUNT"));
    }
}
