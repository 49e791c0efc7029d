//! Search: a line to type in, the hits while they come, and the paragraph of the hit under the
//! cursor. The list stays for `n` and `N` after a hit has been opened.

use ratatui::layout::Rect;

use crate::search::{Found, Hit};
use crate::tui::action::{Action, View};
use crate::tui::effect::{Effect, Question};
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{Content, Page, TextPlace};
use crate::tui::paint::Pen;
use crate::tui::panes::opened::At;
use crate::tui::panes::report;
use crate::tui::panes::text::{self, Ink};
use crate::tui::scroll;
use crate::tui::sieve;
use crate::tui::state::State;
use crate::tui::strings::{self, Words};
use crate::tui::text::columns::{self, clusters};
use crate::tui::text::field::{Edit, Field};
use crate::tui::theme::Role;
use crate::tui::trail;

/// The search and what it found.
#[derive(Debug, Clone, Default)]
pub struct Finder {
    pub field: Field,
    /// The keys go into the field.
    pub typing: bool,
    /// The one report searched, `None` for the corpus.
    pub within: Option<usize>,
    /// One hit a report, the best, is listed.
    pub by_report: bool,
    found: Option<Found>,
    /// Why the text cannot be understood.
    error: Option<String>,
    /// The search whose answer is awaited.
    asked: Option<u64>,
    cursor: usize,
    top: usize,
    page: Page,
}

impl Finder {
    pub fn hit(&self) -> Option<&Hit> {
        self.found.as_ref()?.hits.get(self.cursor)
    }

    /// How many hits are listed.
    pub fn hits(&self) -> usize {
        self.len()
    }

    /// Whether an answer is awaited.
    pub fn waits(&self) -> bool {
        self.asked.is_some()
    }

    fn len(&self) -> usize {
        self.found.as_ref().map_or(0, |found| found.hits.len())
    }

    /// The matched places in a report.
    pub fn matches_in(&self, report: usize) -> Vec<TextPlace> {
        let hits = self.found.iter().flat_map(|found| &found.hits).filter(|hit| hit.report == report);
        hits.flat_map(|hit| {
            hit.matched.iter().map(|range| TextPlace {
                section: hit.block.0,
                block: hit.block.1,
                range: hit.range.start + range.start..hit.range.start + range.end,
            })
        })
        .collect()
    }

    /// Takes an answer to the newest search, its last one or one before; the cursor stays on its hit.
    pub fn answer(&mut self, generation: u64, found: Found, is_all: bool) {
        if self.asked != Some(generation) {
            return;
        }
        if is_all {
            self.asked = None;
        }
        let place = |hit: &Hit| (hit.report, hit.block, hit.range.start);
        let moved = self.hit().filter(|_| self.cursor > 0).map(place);
        let same = moved.and_then(|at| found.hits.iter().position(|hit| place(hit) == at));
        self.cursor = same.unwrap_or(self.cursor).min(found.hits.len().saturating_sub(1));
        self.found = Some(found);
    }
}

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
    state.finder.typing = true;
    ask(state)
}

/// Asks for what the text finds, unless there is nothing to find.
pub fn ask(state: &mut State) -> Vec<Effect> {
    let generation = state.next_generation();
    let State { finder, holdings, .. } = state;
    finder.error = None;
    finder.asked = None;
    if finder.field.text().trim().is_empty() {
        finder.found = None;
        return Vec::new();
    }
    match sieve::parse(finder.field.text()) {
        Ok(query) => {
            finder.asked = Some(generation);
            let (corpus, checked) = (holdings.corpus.clone(), holdings.checked.clone());
            let by_report = finder.by_report;
            vec![Effect::Search(Question { generation, query, corpus, checked, by_report }, finder.within)]
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
    let finder = &mut state.finder;
    match action {
        Action::Edit(edit) => return self::edit(state, edit),
        Action::Move(steps) => finder.cursor = scroll::step(finder.cursor, steps, finder.len()),
        Action::Leap(leap) => finder.cursor = scroll::leap(finder.cursor, leap, finder.len(), height),
        Action::Align(align) => finder.top = scroll::aligned(finder.cursor, align, height),
        Action::Scope => return scope(state),
        Action::Enter => match finder.hit().map(|hit| (hit.report, place_of(hit))) {
            Some((report, place)) => {
                // Who comes back wants to go on through the hits.
                finder.typing = false;
                report::open(state, report, At::Text(place));
            }
            None => state.tell(strings::NO_HIT),
        },
        _ => {}
    }
    Vec::new()
}

fn edit(state: &mut State, edit: Edit) -> Vec<Effect> {
    if !state.finder.field.edit(edit) {
        return Vec::new();
    }
    state.finder.cursor = 0;
    ask(state)
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
    state.finder.cursor = 0;
    ask(state)
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
}

/// The title of a pane and what stands at its right.
pub fn title(state: &State, pane: Pane) -> (String, String) {
    let finder = &state.finder;
    match pane {
        Pane::Query => (strings::SEARCH.to_string(), strings::scope(finder.within.is_some()).to_string()),
        Pane::Results => {
            let shown = finder.len();
            let total = finder.found.as_ref().map_or(0, |found| found.total);
            let more = if total > shown { strings::first_hits(shown) } else { String::new() };
            (strings::results(finder.found.as_ref(), finder.waits()), more)
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
    let read =
        if read < reports { strings::indexing(read.max(state.holdings.indexing), reports) } else { String::new() };
    format!("{found}  {read}").trim().to_owned()
}

/// Where the cursor is, for the line under the panes.
pub fn position(state: &State) -> String {
    let finder = &state.finder;
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

pub fn draw_results(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let finder = &state.finder;
    let Some(found) = finder.found.as_ref().filter(|found| !found.hits.is_empty()) else {
        let reading = state.holdings.read < state.holdings.corpus.len();
        let lines: &[Words] = match &finder.found {
            None => &strings::SEARCH_HELP,
            Some(_) if reading => &[strings::NO_HIT_YET],
            Some(_) => &[strings::NO_HIT],
        };
        for (n, line) in lines.iter().enumerate().take(usize::from(area.height).saturating_sub(1)) {
            pen.clipped((area.x + 3, area.y + 1 + columns::screen(n)), area.right(), line, Role::Dim);
        }
        return;
    };
    for (n, hit) in found.hits.iter().enumerate().skip(finder.top).take(usize::from(area.height)) {
        let line = Rect { y: area.y + columns::screen(n - finder.top), height: 1, ..area };
        let above = n.checked_sub(1).and_then(|n| found.hits.get(n)).filter(|_| n > finder.top);
        let again = above.is_some_and(|above| above.report == hit.report);
        let text = draw_hit(state, hit, again, line, pen);
        if n == finder.cursor {
            pen.text((line.x, line.y), line.right(), glyph::CURSOR, Role::Accent);
            pen.over(Rect { width: text.saturating_sub(line.x + 1), ..line }, Role::Cursor);
        }
    }
}

/// `青石镇人民政府  2021 一 ~本镇共收到«申请»12件…`; answers the column at which the text starts.
fn draw_hit(state: &State, hit: &Hit, again: bool, line: Rect, pen: &mut Pen<'_>) -> u16 {
    let name = (line.width / 4).clamp(12, 26);
    let mut x = line.x + 2;
    pen.clipped((x, line.y), x + name, state.holdings.name(hit.report), if again { Role::Dim } else { Role::Text });
    x += name + 1;
    x = pen.text((x, line.y), line.right(), &strings::year_head(state.holdings.year(hit.report)), Role::Dim) + 1;
    let section = hit.section.map_or("", |key| key.number());
    x = pen.text((x, line.y), line.right(), &columns::left(section, 3), Role::Dim);
    // The first match is brought into view.
    let room = usize::from(line.right().saturating_sub(x));
    let first = hit.matched.first().map_or(0, |range| range.start);
    let before = hit.text.get(..first).unwrap_or_default();
    let skipped = columns::of(before).saturating_sub(room / 3);
    let start = x;
    if skipped > 0 {
        x = pen.text((x, line.y), line.right(), glyph::MORE, Role::Dim);
    }
    let mut passed = 0;
    for cluster in clusters(hit.text.trim_end()) {
        passed += cluster.columns;
        if passed <= skipped {
            continue;
        }
        let matched = hit.matched.iter().any(|range| range.contains(&cluster.start));
        x = pen.text((x, line.y), line.right(), cluster.text, if matched { Role::Match } else { Role::Text });
    }
    start
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
