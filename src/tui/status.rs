//! The words around the panes: the breadcrumb, the counts, and the line that says where the cursor
//! is.

use crate::model::flag::Flag;
use crate::model::printable::printable;
use crate::model::report::{Report, Span};
use crate::tui::action::View;
use crate::tui::chain;
use crate::tui::flagged::Count;
use crate::tui::grid::Part;
use crate::tui::keymap::Mode;
use crate::tui::layout::Pane;
use crate::tui::lens::{self, Lens};
use crate::tui::page;
use crate::tui::paint::{Line, Pen, span};
use crate::tui::panes::compare::around;
use crate::tui::panes::contents::{self, Item};
use crate::tui::panes::entry;
use crate::tui::panes::opened::Opened;
use crate::tui::panes::{answer, search, source, spread, text, triage};
use crate::tui::reviewing::Typing;
use crate::tui::state::{Renewal, Stage, State};
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::tree::NodeKind;

/// Of a corpus with so many reports it is said that it is being read anew.
const LARGE: usize = 2000;

/// Where the reader is, from the corpus down.
pub fn path(state: &State) -> Vec<String> {
    match state.view {
        View::Browse => {
            let mut path = vec![strings::CORPUS.to_string()];
            let tree = &state.holdings.tree;
            let mut node = state.matrix.node().and_then(|node| tree.nodes.get(node)?.parent);
            while let Some(found) = node.and_then(|node| tree.nodes.get(node)) {
                path.insert(1, found.label.clone());
                node = found.parent;
            }
            path
        }
        View::Report => {
            let index = state.opened.as_ref().map_or(0, |opened| opened.index);
            let year = strings::year(state.holdings.year(index));
            vec![strings::CORPUS.to_string(), state.holdings.name(index).to_owned(), year]
        }
        View::Flags => vec![strings::CORPUS.to_string(), strings::FLAGS.to_string()],
        View::Search => vec![strings::CORPUS.to_string(), strings::SEARCH.to_string()],
        View::Triage => vec![strings::CORPUS.to_string(), strings::triage::TRIAGE.to_string()],
        View::Figures => answer::path(state),
        View::Compare => around::path(state),
    }
}

/// What there is of it all.
pub fn counts(state: &State) -> String {
    let news = &state.holdings.news;
    let arrived = strings::triage::arrived(news.new.len(), news.changed.len());
    // Where it is done at once nothing is to flicker.
    let is_told = state.renewal == Renewal::UnderWay && state.holdings.corpus.len() >= LARGE;
    let taking_in = is_told.then(|| strings::triage::TAKING_IN.to_string());
    let own = own_counts(state);
    if own.is_empty() {
        return own;
    }
    let all = taking_in.into_iter().chain([arrived]).filter(|text| !text.is_empty()).chain([own]);
    all.collect::<Vec<_>>().join("  ")
}

fn own_counts(state: &State) -> String {
    let holdings = &state.holdings;
    match (holdings.stage, state.view) {
        (Stage::Opening(_), View::Browse) if holdings.is_shown() => strings::opened_so_far(holdings.corpus.len()),
        (Stage::Opening(_), _) => String::new(),
        (_, View::Search) => search::counts(state),
        (Stage::Ready, View::Figures) => strings::reports(holdings.corpus.len()),
        (_, View::Compare) => around::counts(state),
        (_, View::Report) => {
            let Some(opened) = &state.opened else { return String::new() };
            let flags = &*holdings.checked.flags(opened.index);
            let at_hand = opened.flag.filter(|_| opened.shows_evidence());
            let shown = at_hand.and_then(|flag| entry::in_order(flags).iter().position(|nth| *nth == flag));
            let entries = format!("{} {}", strings::ENTRIES, holdings.count(opened.index).total());
            let text = strings::flag_of(shown, flags.len());
            format!("{entries}  {text}  {}", strings::marks(Count::of(flags.iter()))).trim_end().to_owned()
        }
        (Stage::Unopened | Stage::Unchecked, _) => {
            format!("{}  {}", strings::reports(holdings.corpus.len()), strings::NOT_CHECKED)
        }
        (Stage::Checking(done), _) => {
            let all = holdings.corpus.len();
            format!("{}  {}", strings::reports(all), strings::checking(done, all))
        }
        (Stage::Ready, View::Triage) => triage::counts(state),
        (Stage::Ready, View::Flags) => {
            let listed = strings::listed(state.flags.size, state.flags.total);
            if !state.review.is_used() {
                return listed;
            }
            let (decided, entries) = (state.flags.decided(), state.flags.size.0);
            let progress = strings::progress(decided, entries.saturating_sub(decided));
            let rate = state.review.tenths_a_minute().map(strings::rate).unwrap_or_default();
            format!("{listed}  {progress}{rate}")
        }
        (Stage::Ready, View::Browse) => {
            if let Some(applied) = &state.matrix.sieve.applied {
                let entries = holdings.tree.whole().entries;
                return strings::admitted_and_entries(
                    (applied.count, applied.admitted.reports.len()),
                    (entries, holdings.total.total()),
                );
            }
            let reports = strings::reports(holdings.corpus.len());
            format!("{reports}  {}", strings::entries(holdings.total))
        }
    }
}

/// Draws the status line; answers where the caret stands while a filter is typed.
pub fn draw(state: &State, y: u16, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    match state.mode() {
        Mode::Filter => return filter(state, y, pen),
        Mode::Note if state.notice.is_none() => return note(state, y, pen),
        Mode::Export if state.notice.is_none() => return export(state, y, pen),
        Mode::Trial if state.notice.is_none() => return trial(state, y, pen),
        _ => {}
    }
    let width = state.size.0;
    let typed = pending(state);
    let limit = if typed.is_empty() { width } else { pen.right(width - 1, y, &typed, Role::Accent).saturating_sub(1) };
    let last = state.review.last_decision().filter(|_| state.notice.is_none());
    let last = last.filter(|_| matches!(state.view, View::Flags | View::Report) && typed.is_empty());
    let limit = last.map_or(limit, |(verdict, first, flags)| {
        let told = strings::last_decision(verdict, first, flags);
        let room = usize::from(width / 2);
        pen.right(width.saturating_sub(1), y, &columns::clip(&told, room), Role::Good).saturating_sub(2)
    });
    let line = match &state.notice {
        Some(notice) => vec![span(notice.0.clone(), Role::Notice)],
        None => words(state),
    };
    let mut x = 1;
    for piece in line {
        x = pen.clipped((x, y), limit, &piece.text, piece.role);
    }
    None
}

/// The count and keys typed so far.
fn pending(state: &State) -> String {
    let count = state.typed.count.map(|count| count.to_string()).unwrap_or_default();
    state.typed.keys.iter().fold(count, |text, key| text + &key.label())
}

fn filter(state: &State, y: u16, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    if state.view == View::Figures {
        return answer::draw_field(state, y, pen);
    }
    let flags = state.view == View::Flags;
    let sieve = if flags { &state.flags.sieve } else { &state.matrix.sieve };
    let of_triage = state.triage.field.as_ref().filter(|_| state.view == View::Triage);
    let field = of_triage.map_or_else(|| sieve.naming().or(sieve.field()), |(field, _)| Some(field))?;
    let head = match sieve.field().and_then(|field| state.filters.name_of(field.text().trim())) {
        _ if of_triage.is_some() => strings::FILTER.to_string(),
        _ if sieve.naming().is_some() => strings::FILTER_NAME.to_string(),
        Some(name) => format!("{} {}", strings::FILTER, printable(name)),
        None => strings::FILTER.to_string(),
    };
    let width = state.size.0;
    let said = match (&sieve.error, &sieve.applied) {
        _ if state.notice.is_some() => (state.notice.as_ref().map_or("", |notice| &notice.0).to_owned(), Role::Notice),
        _ if of_triage.is_some() => (strings::count(state.triage.listed.len()), Role::Strong),
        (Some(error), _) => (error.clone(), Role::Error),
        (None, Some(_)) if flags => (strings::listed(state.flags.size, state.flags.total), Role::Strong),
        (None, Some(applied)) => (strings::admitted(applied.count, applied.admitted.reports.len()), Role::Strong),
        (None, None) => (String::new(), Role::Text),
    };
    let half = usize::from(width / 2);
    let limit = pen.right(width - 1, y, &columns::clip(&said.0, half), said.1).saturating_sub(1);
    let x = pen.text((1, y), limit, &head, Role::Accent);
    let x = pen.text((x + 1, y), limit, strings::PROMPT, Role::Accent);
    let (shown, caret) = field.visible(usize::from(limit.saturating_sub(x)));
    pen.text((x, y), limit, shown, Role::Strong);
    Some((x + columns::screen(caret), y))
}

/// The field a note or a reason is typed in.
fn note(state: &State, y: u16, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let (typing, field) = state.review.field.as_ref()?;
    let width = state.size.0;
    let (head, of) = match typing {
        Typing::Note(flags) => {
            (strings::NOTE, flags.first().map(|at| strings::first_of(&state.holdings, *at, flags.len())))
        }
        Typing::Accept(_, of) => (strings::ACCEPTING, Some(of.clone())),
    };
    let of = columns::clip(of.as_deref().unwrap_or_default(), usize::from(width / 3)).into_owned();
    let limit = pen.right(width - 1, y, &of, Role::Dim).saturating_sub(1);
    let x = pen.text((1, y), limit, &head, Role::Accent);
    let x = pen.text((x + 1, y), limit, strings::PROMPT, Role::Accent);
    let (shown, caret) = field.visible(usize::from(limit.saturating_sub(x)));
    pen.text((x, y), limit, shown, Role::Strong);
    Some((x + columns::screen(caret), y))
}

/// The field the name of a file is typed in, with what is written and how it can be.
fn export(state: &State, y: u16, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let exporting = state.exporting.as_ref()?;
    let width = state.size.0;
    let hint = strings::export_hint(exporting.sheet(), exporting.next());
    let most = usize::from(width * 3 / 5);
    let limit = pen.right(width - 1, y, &columns::clip(&hint, most), Role::Dim).saturating_sub(1);
    let x = pen.text((1, y), limit, &strings::EXPORT, Role::Accent);
    let x = pen.text((x + 1, y), limit, &strings::sheet(exporting.sheet()), Role::Text);
    let x = pen.text((x + 1, y), limit, strings::PROMPT, Role::Accent);
    let (shown, caret) = exporting.field.visible(usize::from(limit.saturating_sub(x)));
    pen.text((x, y), limit, shown, Role::Strong);
    Some((x + columns::screen(caret), y))
}

/// The field a number is typed in, with the cell and what stands there now.
fn trial(state: &State, y: u16, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let typed = state.opened.as_ref()?.trial_field.as_ref()?;
    let width = state.size.0;
    let now = strings::now_holds(state.shelf.report(state.opened.as_ref()?.index)?.tables.cell(typed.cell));
    let half = usize::from(width / 2);
    let limit = pen.right(width - 1, y, &columns::clip(&now, half), Role::Dim).saturating_sub(1);
    let x = pen.text((1, y), limit, &strings::TRIAL, Role::Accent);
    let x = pen.clipped((x + 1, y), limit.saturating_sub(12), &strings::cell(typed.cell), Role::Text);
    let x = pen.text((x + 1, y), limit, strings::PROMPT, Role::Accent);
    let (shown, caret) = typed.field.visible(usize::from(limit.saturating_sub(x)));
    pen.text((x, y), limit, shown, Role::Strong);
    Some((x + columns::screen(caret), y))
}

fn words(state: &State) -> Line {
    match state.view {
        View::Browse => browse(state),
        View::Report => report(state),
        View::Compare => around::status(state),
        View::Triage => triage::status(state),
        View::Figures => answer::status(state),
        View::Flags => match state.flags.at_hand().and_then(|at| state.holdings.flag(at)) {
            Some(flag) => flag_line(&flag),
            None => Vec::new(),
        },
        View::Search if state.finder.spread_has_keys() => spread::status(state),
        View::Search => state.finder.hit().map_or_else(Vec::new, |hit| {
            let id = state.holdings.corpus.header(hit.report).map_or("", |header| header.id);
            let section = hit.section.map_or("", |key| key.title());
            vec![span(format!("{id}  "), Role::Dim), span(section, Role::Text)]
        }),
    }
}

fn browse(state: &State) -> Line {
    let (matrix, holdings) = (&state.matrix, &state.holdings);
    let Some(node) = matrix.node().and_then(|node| Some((node, holdings.tree.nodes.get(node)?))) else {
        return Vec::new();
    };
    let (number, found) = node;
    if matches!(found.kind, NodeKind::Problem(_)) {
        return vec![span(found.label.clone(), Role::Warning)];
    }
    if let Some(report) = matrix.report(holdings) {
        let name = strings::report_of(holdings.name(report), holdings.year(report));
        let count = holdings.count(report);
        let same = matrix.year_column().map_or(1, |column| holdings.tree.sum(number, column).reports);
        let mut line = vec![
            span(format!("{name}  "), Role::Strong),
            span(strings::entries(count), count.worst().map_or(Role::Dim, Role::from)),
        ];
        line.extend(looked_at(state, report).map(|text| span(format!("  {text}"), Role::Text)));
        if same > 1 && matches!(found.kind, NodeKind::Agency(_)) {
            line.push(span(format!("  {}", strings::several_this_year(same)), Role::Warning));
        }
        return line;
    }
    let sum =
        matrix.year_column().map_or_else(|| holdings.tree.total(number), |column| holdings.tree.sum(number, column));
    let said = match sum.reports {
        0 => strings::NO_REPORT_THIS_YEAR.to_string(),
        n => {
            let entries = strings::entries_and_errors(sum.entries, sum.errors);
            format!("{}  {} {entries}", strings::reports(n), strings::ENTRIES)
        }
    };
    vec![span(format!("{}  ", found.label), Role::Strong), span(said, Role::Text)]
}

/// What the matrix shows of a report, in full.
fn looked_at(state: &State, report: usize) -> Option<String> {
    let holdings = &state.holdings;
    match state.matrix.lens {
        Lens::Published => Some(format!("{} {}", strings::PUBLISHED, holdings.corpus.header(report)?.published?)),
        Lens::Indicator(indicator) => {
            let figure = holdings.figures.get(&indicator)?.get(report)?;
            Some(format!("{} {}", strings::indicator(indicator), lens::told(*figure)))
        }
        Lens::Entries | Lens::Reports => None,
    }
}

fn flag_line(flag: &Flag) -> Line {
    vec![
        span(format!("{} {}  ", strings::mark(flag.severity), flag.rule), flag.severity.into()),
        span(strings::message(flag), Role::Text),
    ]
}

fn report(state: &State) -> Line {
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return Vec::new() };
    let flags = &*state.holdings.checked.flags(opened.index);
    // A flag that stands nowhere in the text is told wherever the cursor was left.
    let at_hand = opened.flag.filter(|_| opened.shows_evidence()).and_then(|n| flags.get(n));
    let nowhere = |flag: &&Flag| flag.evidence.iter().all(|piece| piece.cell.is_none() && piece.at.is_none());
    if let Some(flag) = at_hand.filter(nowhere) {
        return flag_line(flag);
    }
    match opened.focus {
        Pane::Table => cell(state, opened, report),
        Pane::Text => text_line(state, opened, report),
        Pane::Source => source_line(state, opened, report),
        _ => item(opened, report, flags),
    }
}

/// The cell under the cursor: its path, its value and how it was read, its line in the source, and the
/// flag about it.
fn cell(state: &State, opened: &Opened, report: &Report) -> Line {
    let flags = &*state.holdings.checked.flags(opened.index);
    let Some(place) = opened.place(report) else { return Vec::new() };
    let id = format!("{} = ", place.id().map_or_else(|| place.address(report), strings::cell));
    let tried = place.id().and_then(|id| Some((id, opened.trying.as_ref()?.shown(id)?)));
    if let Some((cell, tried)) = tried {
        let now = state.shelf.report(opened.index).and_then(|held| held.tables.cell(cell));
        let now = format!("  {}  {}", strings::TRIAL, strings::now_holds(now));
        return vec![span(id, Role::Dim), span(tried, Role::Notice), span(now, Role::Dim)];
    }
    let mut line = vec![span(id, Role::Dim), span(strings::cell_value(place.cell(report)), Role::Strong)];
    let printed = || report.printed(place.id()?.row)?.place();
    let known = place.cell(report).filter(|cell| cell.at.is_some() || cell.is_cut_or_open());
    if let Some(at) = known.and_then(|cell| cell.at.or_else(printed)) {
        line.push(span(format!("  {}", where_in_source(state, opened, at)), Role::Dim));
    }
    let about = |flag: &&Flag| place.id().is_some() && flag.evidence.iter().any(|piece| piece.cell == place.id());
    let at_hand = opened.flag.filter(|_| opened.shows_evidence()).and_then(|n| flags.get(n));
    if let Some(flag) = at_hand.filter(about).or_else(|| flags.iter().find(about)) {
        line.push(span("  ", Role::Text));
        line.extend(flag_line(flag));
    }
    if state.carry_at_hand() {
        line.push(span("  ", Role::Text));
        line.extend(chain::line(&state.holdings, opened.index));
    }
    line
}

/// The line of the source a place begins in; its bytes where the source cannot be had.
fn where_in_source(state: &State, opened: &Opened, at: Span) -> String {
    match state.sources.rows(opened.index).filter(|rows| rows.has(at)) {
        Some(rows) => strings::line(rows.line_of(at.start) + 1),
        None => strings::bytes(at.start, at.end),
    }
}

/// The line of the source that the text under the cursor stands in, and the flag about it.
fn text_line(state: &State, opened: &Opened, report: &Report) -> Line {
    let place = opened.page.place(opened.line);
    let note = opened.page.note(opened.line).and_then(|note| report.notes.get(note)?.at);
    let at = note.or_else(|| page::block(report, place.as_ref()?)?.place(place.clone()?.range));
    let said = at.map(|at| where_in_source(state, opened, at)).unwrap_or_default();
    let mut line = vec![span(format!("{said}  "), Role::Dim)];
    let flags = &*state.holdings.checked.flags(opened.index);
    let here: Vec<usize> =
        place.map_or_else(Vec::new, |place| text::marks_of(&opened.marks, &place).map(|mark| mark.flag).collect());
    // Several flags may speak of one sentence: the one that was gone to is told.
    let told = opened.flag.filter(|flag| here.contains(flag)).or(here.first().copied());
    line.extend(told.and_then(|flag| flags.get(flag)).map_or_else(Vec::new, flag_line));
    line
}

/// The line of the source under the cursor, and what was read of it: the cell that is looked at, else the
/// first one of the row.
fn source_line(state: &State, opened: &Opened, report: &Report) -> Line {
    let Some((view, rows)) = opened.source.as_ref().zip(state.sources.rows(opened.index)) else { return Vec::new() };
    let mut line = vec![span(strings::line(rows.line_of(view.row.start) + 1), Role::Strong)];
    let here = |at: Span| at.start < view.row.end && view.row.start < at.end;
    let cells = || report.tables.cells.iter().filter_map(|(id, cell)| Some((*id, cell.at.filter(|at| here(*at))?)));
    let looked_from_table = opened.looked_from() == Pane::Table && view.shown.is_some_and(here);
    let behind = opened.cell_id(report).filter(|_| looked_from_table);
    let first = || cells().min_by_key(|(_, at)| *at).map(|(id, _)| id);
    if let Some(id) = behind.or_else(first) {
        line.push(span(format!("  {} = ", strings::cell(id)), Role::Dim));
        line.push(span(strings::cell_value(report.tables.cell(id)), Role::Strong));
    }
    let flags = &*state.holdings.checked.flags(opened.index);
    let about = |flag: &&Flag| source::places(report, flag).into_iter().any(here);
    let at_hand = opened.flag.filter(|_| opened.shows_evidence()).and_then(|n| flags.get(n));
    if let Some(flag) = at_hand.filter(about).or_else(|| flags.iter().find(about)) {
        line.push(span("  ", Role::Text));
        line.extend(flag_line(flag));
    }
    line
}

fn item(opened: &Opened, report: &Report, flags: &[Flag]) -> Line {
    match contents::items(opened, report, flags).get(opened.item) {
        Some(Item::Flag(flag)) => flags.get(*flag).map_or_else(Vec::new, flag_line),
        Some(Item::Section(section)) => {
            vec![span(report.sections.get(*section).map(page::title).unwrap_or_default(), Role::Text)]
        }
        Some(Item::Part(Part::Form(table))) => vec![span(strings::table_title(*table), Role::Text)],
        Some(Item::Notes) => vec![span(strings::NOTES_OF_PARSER, Role::Text)],
        Some(Item::Unevaluable) => vec![span(strings::UNEVALUABLE, Role::Text)],
        Some(Item::Part(Part::Old)) => vec![span(strings::OLD_TABLE, Role::Text)],
        None => Vec::new(),
    }
}
