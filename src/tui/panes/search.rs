//! Search: a line to type in, the hits while they come, and the paragraph of the hit under the
//! cursor. The list, which `hits` draws, stays for `n` and `N` after a hit has been opened.

use ratatui::layout::Rect;

use crate::search::Hit;
use crate::tui::action::{Action, Fold, View};
use crate::tui::effect::{Effect, Question};
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{Content, Page, TextPlace};
use crate::tui::paint::Pen;
use crate::tui::panes::finder::Awaited;
use crate::tui::panes::hits;
use crate::tui::panes::opened::At;
use crate::tui::panes::report;
use crate::tui::panes::spread;
use crate::tui::panes::text::{self, Ink};
use crate::tui::scroll;
use crate::tui::sieve;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::field::Edit;
use crate::tui::theme::Role;
use crate::tui::trail;

/// Opens the search view: on the report at hand in the report view, else on the corpus.
pub fn open(state: &mut State) -> Vec<Effect> {
    if state.view != View::Search {
        let within = state.opened.as_ref().filter(|_| state.view == View::Report).map(|opened| opened.index);
        trail::remember(state);
        state.finder.within = within;
        state.view = View::Search;
        state.zoom = false;
    }
    if !state.finder.typing || state.finder.found.is_none() {
        state.finder.field.offer();
    }
    leave_spread(state);
    state.finder.typing = true;
    ask(state)
}

/// Takes the keys away from the table of where the hits are, to the hits.
pub fn leave_spread(state: &mut State) {
    state.finder.typing = false;
    if let Some(table) = &mut state.finder.spread {
        table.has_keys = false;
    }
}

/// Asks for what a new text finds, from its first hit on.
pub fn ask_anew(state: &mut State) -> Vec<Effect> {
    state.finder.cursor = 0;
    ask(state)
}

/// Asks for what the text finds, unless there is nothing to find.
pub fn ask(state: &mut State) -> Vec<Effect> {
    let generation = state.next_generation();
    let State { finder, holdings, review, .. } = state;
    finder.error = None;
    (finder.awaited, finder.opens) = (Awaited::Nothing, false);
    if finder.field.text().trim().is_empty() {
        finder.found = None;
        spread::take(state);
        return Vec::new();
    }
    match sieve::parse(finder.field.text()) {
        Ok(query) => {
            finder.awaited = Awaited::All(generation);
            let (corpus, checked) = (holdings.corpus.clone(), holdings.checked.clone());
            let by_report = finder.by_report;
            let reviewed = review.for_query(&query);
            let news = holdings.news.clone();
            let question = Question { generation, query, corpus, checked, reviewed, news, by_report };
            vec![Effect::Search(question, finder.within)]
        }
        Err(error) => {
            finder.error = Some(error);
            Vec::new()
        }
    }
}

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let height = state.layout().height(Pane::Results);
    match action {
        Action::Spread => return spread::turn(state),
        _ if state.finder.spread_has_keys() => return spread::act(state, action),
        _ => {}
    }
    let finder = &mut state.finder;
    finder.opens = false;
    match action {
        Action::Edit(edit) => return self::edit(state, edit),
        Action::Move(steps) => finder.cursor = scroll::step(finder.cursor, steps, finder.len()),
        Action::Leap(leap) => finder.cursor = scroll::leap(finder.cursor, leap, finder.len(), height),
        Action::Align(align) => finder.top = scroll::aligned(finder.cursor, align, height),
        Action::Scope => return scope(state),
        Action::Group => return group(state),
        Action::Fold(Fold::Toggle) => return unfold(state, None),
        Action::Side(steps) => return unfold(state, Some(steps > 0)),
        // A hit of what was typed before is not what is meant; and none may be there yet.
        Action::Enter if finder.lags() || finder.waits() && finder.len() == 0 => finder.opens = true,
        Action::Enter => match finder.hit().map(|hit| (hit.report, place_of(hit))) {
            Some((report, place)) => {
                // Who comes back wants to go on through the hits.
                finder.typing = false;
                report::open(state, report, At::Text(place));
            }
            None => state.tell(hits::why_none(state)),
        },
        _ => {}
    }
    Vec::new()
}

fn edit(state: &mut State, edit: Edit) -> Vec<Effect> {
    if !state.finder.field.edit(edit) {
        return Vec::new();
    }
    ask_anew(state)
}

fn scope(state: &mut State) -> Vec<Effect> {
    let report = state.opened.as_ref().map(|opened| opened.index);
    state.finder.within = match (state.finder.within, report) {
        (Some(_), _) => None,
        (None, Some(report)) => Some(report),
        (None, None) => {
            state.tell(strings::NO_REPORT_OPEN);
            return Vec::new();
        }
    };
    ask_anew(state)
}

/// One hit a report, or each.
fn group(state: &mut State) -> Vec<Effect> {
    state.finder.by_report = !state.finder.by_report;
    state.tell(strings::hits::listed(state.finder.by_report));
    ask(state)
}

/// Lists the other hits of the report under the cursor, or does not any more; without a wish the other of
/// the two.
fn unfold(state: &mut State, wish: Option<bool>) -> Vec<Effect> {
    let generation = state.next_generation();
    let State { finder, holdings, review, .. } = state;
    let Some(found) = finder.found.as_ref().filter(|_| finder.by_report) else {
        state.tell(strings::hits::NOT_BY_REPORT);
        return Vec::new();
    };
    let Some(report) = finder.hit().map(|hit| hit.report) else { return Vec::new() };
    let is_unfolded = finder.unfolded.as_ref().is_some_and(|unfolded| unfolded.report == report);
    let several = hits::count_of(found, report) > 1;
    if is_unfolded {
        if wish != Some(true) {
            finder.fold();
        }
        return Vec::new();
    }
    // A search that still runs would be given up for this one.
    if wish == Some(false) || !several || finder.waits() {
        return Vec::new();
    }
    let Ok(query) = sieve::parse(finder.field.text()) else { return Vec::new() };
    finder.fold();
    finder.asked_for_one = Some((generation, report));
    let (corpus, checked) = (holdings.corpus.clone(), holdings.checked.clone());
    let reviewed = review.for_query(&query);
    let news = holdings.news.clone();
    let question = Question { generation, query, corpus, checked, reviewed, news, by_report: false };
    vec![Effect::Search(question, Some(report))]
}

pub fn place_of(hit: &Hit) -> TextPlace {
    let start = hit.range.start + hit.matched.first().map_or(0, |range| range.start);
    TextPlace { section: hit.block.0, block: hit.block.1, range: start..hit.range.end.max(start) }
}

/// Puts the cursor on the hit at a place of the pane; says whether it was there.
pub fn point(state: &mut State, area: Rect, (_, y): (u16, u16)) -> bool {
    let finder = &mut state.finder;
    let row = finder.top + usize::from(y.saturating_sub(area.y));
    let before = finder.cursor;
    if row < finder.len() {
        finder.cursor = row;
    }
    before == row
}

/// Goes to the next or previous hit from a report.
pub fn next(state: &mut State, steps: i32) {
    let finder = &mut state.finder;
    let at = state.opened.as_ref().and_then(|_| (finder.len() > 0).then_some(finder.cursor));
    let Some((next, round)) = scroll::around(at, steps, finder.len()) else {
        return state.tell(strings::NO_HITS_TO_WALK);
    };
    finder.cursor = next;
    let Some((index, place)) = finder.hit().map(|hit| (hit.report, place_of(hit))) else { return };
    let said = strings::hit_of(next + 1, finder.len());
    if state.view == View::Report {
        report::replace(state, index, At::Text(place));
    } else {
        report::open(state, index, At::Text(place));
    }
    state.tell(if round { strings::WENT_ROUND.to_string() } else { said });
}

/// Keeps the cursor on the screen and lays out the passage.
pub fn settle(state: &mut State, layout: &Layout) {
    let State { finder, shelf, .. } = state;
    finder.cursor = finder.cursor.min(finder.len().saturating_sub(1));
    finder.top = scroll::follow(finder.top, finder.cursor, layout.height(Pane::Results), finder.len());
    let body = layout.body(Pane::Passage);
    let passage = finder.hit().zip(body).and_then(|(hit, body)| {
        let report = shelf.report(hit.report)?;
        Some(Page::lay(report, Content::Section(hit.block.0), text::width(body.width)))
    });
    finder.page = passage.unwrap_or_default();
    mark(state);
}

/// Finds the matched places of the report at hand where not all its hits are listed, once for each report.
/// What was found in spite of a wrong character is marked in the hits that are listed only.
fn mark(state: &mut State) {
    let at_hand = state.report_at_hand().filter(|_| matches!(state.view, View::Search | View::Report));
    let State { finder, shelf, .. } = state;
    let partly = finder.found.as_ref().is_some_and(|found| finder.by_report && !found.forgiving);
    if finder.marked.as_ref().map(|(report, _)| *report) == at_hand && at_hand.is_some() {
        return;
    }
    let report = at_hand.filter(|_| partly).and_then(|index| Some((index, shelf.report(index)?)));
    let query = report.and_then(|_| sieve::parse(finder.field.text()).ok());
    finder.marked = report.zip(query).map(|((index, report), query)| (index, hits::matches_of(report, &query)));
}

/// The title of a pane and what stands at its right.
pub fn title(state: &State, pane: Pane) -> (String, String) {
    let finder = &state.finder;
    match pane {
        Pane::Query => (strings::SEARCH.to_string(), strings::scope(finder.within.is_some()).to_string()),
        Pane::Results => {
            let found = finder.found.as_ref();
            let shown = found.map_or(0, |found| found.hits.len());
            let total = found.map_or(0, |found| if finder.by_report { found.reports } else { found.total });
            let first = if finder.by_report { strings::hits::first_reports } else { strings::first_hits };
            let more = if total > shown { first(shown) } else { String::new() };
            (strings::hits::title(strings::results(found, finder.waits()), finder.by_report), more)
        }
        _ => {
            let name = finder
                .hit()
                .map(|hit| strings::report_of(state.holdings.name(hit.report), state.holdings.year(hit.report)));
            (name.unwrap_or_else(|| strings::PASSAGE.to_string()), String::new())
        }
    }
}

/// What the header says at the right.
pub fn counts(state: &State) -> String {
    let found = state.finder.found.as_ref();
    let found = found.map(strings::found).unwrap_or_default();
    let (reports, read) = (state.holdings.corpus.len(), state.holdings.read);
    let read = match () {
        () if read >= reports => String::new(),
        () if state.holdings.unread => strings::NOT_READ.to_string(),
        () => strings::indexing(read.max(state.holdings.indexing), reports),
    };
    format!("{found}  {read}").trim().to_owned()
}

/// Where the cursor is, for the line under the panes.
pub fn position(state: &State) -> String {
    let finder = &state.finder;
    if let Some(table) = finder.spread.as_ref().filter(|table| table.has_keys) {
        return spread::position(table);
    }
    strings::row_of(finder.cursor + usize::from(finder.len() > 0), finder.len())
}

/// Draws the line that is typed in; answers where the caret stands while it has the keys.
pub fn draw_query(state: &State, area: Rect, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let finder = &state.finder;
    let x = pen.text((area.x + 1, area.y), area.right(), strings::PROMPT, Role::Accent);
    let (shown, caret) = finder.field.visible(usize::from(area.right().saturating_sub(x + 1)));
    let end = pen.text((x, area.y), area.right(), shown, Role::Strong);
    if finder.field.is_offered() {
        pen.over(Rect::new(x, area.y, end.saturating_sub(x), 1), Role::Cursor);
    }
    if let Some(error) = &finder.error {
        pen.clipped((end + 2, area.y), area.right(), error, Role::Error);
    }
    finder.typing.then_some((x + columns::screen(caret), area.y))
}

pub fn draw_passage(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let finder = &state.finder;
    let Some(hit) = finder.hit() else { return };
    let Some(report) = state.shelf.report(hit.report) else {
        let text = state.shelf.failure(hit.report).unwrap_or(&strings::LOADING);
        pen.clipped((area.x + 2, area.y), area.right(), text, Role::Dim);
        return;
    };
    let flags = &*state.holdings.checked.flags(hit.report);
    let marks = text::marks(report, flags);
    let told = state.shelf.told(hit.report);
    let matches = finder.matches_in(hit.report);
    let ink = Ink { report, page: &finder.page, marks: &marks, at_hand: None, matches, told };
    let height = usize::from(area.height);
    let at = finder.page.line_of(&place_of(hit)).unwrap_or(0);
    let top = at.saturating_sub(height / 3).min(finder.page.lines.len().saturating_sub(height));
    for (n, line) in finder.page.lines.iter().enumerate().skip(top).take(height) {
        let y = area.y + columns::screen(n - top);
        if n == at {
            pen.text((area.x, y), area.right(), glyph::CURSOR, Role::Accent);
        }
        ink.line(line, Rect { y, height: 1, ..area }, pen);
    }
}
