//! The whole screen from the state: header, panes with their titles, status, hints, and what lies
//! over them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::action::{Action, View};
use crate::tui::border;
use crate::tui::glyph;
use crate::tui::keymap::Row;
use crate::tui::layout::{self, Layout, Pane, Placed};
use crate::tui::paint::Pen;
use crate::tui::panes::compare::{around, figures, wording};
use crate::tui::panes::{
    answer, chooser, contents, evidence, flags, following, hits, matrix, overlay, palette, preview, search, source,
    spread, table, text, triage,
};
use crate::tui::state::{Stage, State};
use crate::tui::status;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::{Role, Theme};

/// Draws a state; answers where the terminal's cursor stands, if a text field has it.
pub fn draw(state: &State, theme: &Theme, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let mut pen = Pen::new(buffer, theme);
    pen.ground();
    let (width, height) = state.size;
    if width < layout::SMALLEST.0 || height < layout::SMALLEST.1 {
        pen.text((0, 0), width, &strings::TOO_SMALL, Role::Notice);
        return None;
    }
    let layout = state.layout();
    header(state, &mut pen);
    let mut caret = None;
    if state.holdings.is_shown() {
        border::draw(&mut pen, &layout, width);
        for placed in &layout.panes {
            title(state, placed, &mut pen);
            caret = pane(state, placed, &mut pen).or(caret);
        }
        foot(state, &layout, &mut pen);
    } else {
        opening(state, &mut pen);
    }
    caret = status::draw(state, layout.status, &mut pen).or(caret);
    hints(state, layout.hints, &mut pen);
    following::draw(state, &mut pen);
    overlay::draw(state, &mut pen);
    let typed = chooser::draw(state, &mut pen);
    let typed = palette::draw(state, &mut pen).or(typed);
    typed.or_else(|| caret.filter(|_| state.overlay.is_none()))
}

fn pane(state: &State, placed: &Placed, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let area = placed.body;
    if let Some(reason) =
        failure(state).filter(|_| matches!(placed.pane, Pane::Contents | Pane::Table | Pane::Text | Pane::Source))
    {
        pen.clipped((area.x + 1, area.y), area.right(), reason, Role::Warning);
        return None;
    }
    if let Some(reason) = around::failure(state).filter(|_| state.view == View::Compare) {
        pen.clipped((area.x + 1, area.y), area.right(), reason, Role::Warning);
        return None;
    }
    match placed.pane {
        Pane::Matrix => matrix::draw(state, area, pen),
        Pane::Preview => preview::draw(state, area, pen),
        Pane::Contents => contents::draw(state, area, pen),
        Pane::Table => table::draw(state, area, pen),
        Pane::Text => text::draw(state, area, pen),
        Pane::Source => source::draw(state, area, pen),
        Pane::Evidence => evidence::draw(state, area, pen),
        Pane::List => flags::draw(state, area, pen),
        Pane::Results => hits::draw(state, area, pen),
        Pane::Passage => search::draw_passage(state, area, pen),
        Pane::Spread => spread::draw(state, area, pen),
        Pane::Figures => figures::draw(state, area, pen),
        Pane::Columns => figures::draw_columns(state, area, pen),
        Pane::Wording => wording::draw(state, area, pen),
        Pane::Reasons => triage::draw_reasons(state, area, pen),
        Pane::Usable => triage::draw_usable(state, area, pen),
        Pane::Entries => triage::draw_entries(state, area, pen),
        Pane::Answer => answer::draw(state, area, pen),
        Pane::Query => return search::draw_query(state, area, pen),
    }
    None
}

/// Why the report of the report view is not shown.
fn failure(state: &State) -> Option<&str> {
    let opened = state.opened.as_ref().filter(|_| state.view == View::Report && state.report().is_none())?;
    Some(state.shelf.failure(opened.index).unwrap_or(&strings::LOADING))
}

/// Breadcrumb on the left, counts on the right; the counts are never cut.
fn header(state: &State, pen: &mut Pen<'_>) {
    let width = state.size.0;
    let counts = status::counts(state);
    let room = usize::from(width).saturating_sub(3);
    let counts = columns::start_of(&counts, room);
    let limit = pen.right(width.saturating_sub(1), 0, counts, Role::Strong);
    let mut x = 1;
    let mut path = status::path(state);
    // Where not all fits, what is nearest stays: the last step whole, the one before it as there is room.
    let left = usize::from(limit).saturating_sub(3);
    let gaps = |path: &[String]| path.len().saturating_sub(1) * columns::of(glyph::STEP);
    let wide = |path: &[String]| path.iter().map(|step| columns::of(step)).sum::<usize>() + gaps(path);
    while path.len() > 2 && wide(&path) > left {
        path.remove(0);
    }
    if let [before, last] = path.as_mut_slice()
        && columns::of(last) < 12
    {
        let room = left.saturating_sub(columns::of(last) + columns::of(glyph::STEP));
        *before = columns::clip(before, room).into_owned();
    }
    for (n, step) in path.iter().enumerate() {
        let last = n + 1 == path.len();
        if n > 0 {
            x = pen.text((x, 0), limit.saturating_sub(1), glyph::STEP, Role::Dim);
        }
        x = pen.clipped((x, 0), limit.saturating_sub(1), step, if last { Role::Strong } else { Role::Dim });
    }
}

/// What a pane is called.
pub fn name(state: &State, pane: Pane) -> String {
    titles(state, pane).0
}

/// The title of a pane and what stands at its right.
fn titles(state: &State, pane: Pane) -> (String, String) {
    match pane {
        Pane::Matrix => matrix::title(state),
        Pane::Preview => (strings::PREVIEW.to_string(), String::new()),
        Pane::Contents => (strings::CONTENTS.to_string(), String::new()),
        Pane::Table => table::title(state),
        Pane::Text => text::title(state),
        Pane::Source => source::title(state),
        Pane::Evidence => evidence::title(state),
        Pane::List => flags::title(state),
        Pane::Query | Pane::Results | Pane::Passage => search::title(state, pane),
        Pane::Spread => spread::title(state),
        Pane::Figures => figures::title(state),
        Pane::Columns => figures::title_of_columns(state),
        Pane::Wording => wording::title(state),
        Pane::Usable => triage::title_of_usable(state),
        Pane::Reasons | Pane::Entries => triage::title(state, pane),
        Pane::Answer => answer::title(state),
    }
}

/// Writes a pane's title into the line above it.
fn title(state: &State, placed: &Placed, pen: &mut Pen<'_>) {
    let (left, right) = titles(state, placed.pane);
    let focused = placed.pane == state.focus() && state.overlay.is_none();
    let (x, y, end) = (placed.body.x + 1, placed.title, placed.body.right().saturating_sub(1));
    if left.is_empty() {
        return;
    }
    let [open, close] = if focused { glyph::FOCUS } else { [" ", " "] };
    let role = if focused { Role::Accent } else { Role::Strong };
    let mut limit = end;
    if !right.is_empty() && columns::of(&left) + columns::of(&right) + 8 <= usize::from(end.saturating_sub(x)) {
        limit = pen.right(end, y, &format!(" {right} "), Role::Dim);
    }
    let room = usize::from(limit.saturating_sub(x)).saturating_sub(4);
    let title = columns::clip(&left, room);
    let mut at = pen.text((x, y), limit, open, Role::Dim);
    at = pen.text(
        (at, y),
        limit,
        &format!("{}{title}{}", if focused { " " } else { "" }, if focused { " " } else { "" }),
        role,
    );
    pen.text((at, y), limit, close, Role::Dim);
}

/// Writes what the marks stand for, and the position, into the line under the panes.
fn foot(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let Some(y) = layout.foot else { return };
    let shows = |pane: Pane| layout.body(pane).is_some();
    let legend = strings::legend_of_matrix(state.matrix.lens);
    let citation = answer::citation(state);
    let (legends, position): (&[&str], _) = match state.view {
        View::Browse => (&[legend.said()], matrix::position(state)),
        View::Flags => (&[], flags::position(state)),
        View::Triage => (&[&strings::triage::LEGEND], triage::position(state)),
        View::Figures => (&[&citation], answer::position(state)),
        View::Search if shows(Pane::Spread) => (&[&strings::spread::LEGEND], search::position(state)),
        View::Search => (&[], search::position(state)),
        View::Compare => (&[&strings::compare::LEGEND_OF_COMPARISON], around::position(state)),
        View::Report if shows(Pane::Source) => (&[&strings::LEGEND_OF_SOURCE], String::new()),
        View::Report if state.opened.as_ref().is_some_and(|opened| opened.trying.is_some()) => {
            (&[&strings::LEGEND_OF_TRIAL], String::new())
        }
        View::Report if shows(Pane::Table) && shows(Pane::Text) => {
            (&[&strings::LEGEND_OF_TABLE, &strings::LEGEND_OF_NUMBERS], String::new())
        }
        View::Report if shows(Pane::Table) => (&[&strings::LEGEND_OF_TABLE], String::new()),
        View::Report if shows(Pane::Text) => (&[&strings::LEGEND_OF_NUMBERS], String::new()),
        View::Report => return,
    };
    let mut limit = state.size.0.saturating_sub(1);
    if !position.is_empty() {
        limit = pen.right(limit, y, &format!(" {position} "), Role::Dim);
    }
    let mut x = 1;
    for legend in legends {
        if usize::from(x) + columns::of(legend) + 3 <= usize::from(limit) {
            x = pen.text((x, y), limit, &format!(" {legend} "), Role::Dim) + 1;
        }
    }
}

/// How far opening has come, while there is nothing else to show.
fn opening(state: &State, pen: &mut Pen<'_>) {
    let (width, height) = state.size;
    if state.holdings.stage == Stage::Unopened {
        let x = width.saturating_sub(columns::screen(columns::of(&strings::NOT_OPENED))) / 2;
        pen.text((x, height / 2), width, &strings::NOT_OPENED, Role::Warning);
        return;
    }
    let Stage::Opening(progress) = state.holdings.stage else { return };
    let text = strings::opening(progress.done, progress.total);
    let x = width.saturating_sub(columns::screen(columns::of(&text))) / 2;
    pen.text((x, height / 2 - 1), width, &text, Role::Strong);
    let long = usize::from(width / 2);
    if let Some(done) = (long * progress.done.min(progress.total)).checked_div(progress.total) {
        let bar = glyph::BAR[0].repeat(done) + &glyph::BAR[1].repeat(long - done);
        pen.text((width / 4, height / 2 + 1), width, &bar, Role::Accent);
    }
}

/// The keys a newcomer needs next, as many as fit; after the start of a sequence, what may follow.
fn hints(state: &State, y: u16, pen: &mut Pen<'_>) {
    let mode = state.mode();
    let width = state.size.0;
    let keys = &state.typed.keys;
    let hint = |row: &Row| Some((row.first_keys(), row.hint?.said())).filter(|(keys, _)| !keys.is_empty());
    // Who is in a view needs not be told how to get there.
    let leads_on = |row: &&Row| !row.verbs.iter().all(|verb| verb.action == Action::View(state.view));
    let mut hints: Vec<(String, &str)> = if keys.is_empty() {
        state.keymap.rows(mode).filter(leads_on).filter_map(hint).collect()
    } else {
        let short = |words: &'static str| words.split(['(', ';']).next().unwrap_or(words);
        state.keymap.continuations(mode, keys).map(|row| (row.keys_after(keys), short(row.help.said()))).collect()
    };
    // Help comes last and always has its place.
    let help = hints.iter().position(|(keys, _)| keys == "?").map(|at| hints.remove(at));
    let wide = |(keys, words): &(String, &str)| columns::screen(columns::of(keys) + columns::of(words) + 3);
    let limit = width.saturating_sub(help.as_ref().map_or(0, wide));
    let mut x = 1;
    for hint in hints {
        if x + wide(&hint) > limit {
            continue;
        }
        x = write_hint(&hint, (x, y), width, pen);
    }
    if let Some(help) = help {
        write_hint(&help, (x, y), width, pen);
    }
}

fn write_hint((keys, words): &(String, &str), (x, y): (u16, u16), limit: u16, pen: &mut Pen<'_>) -> u16 {
    let x = pen.text((x, y), limit, keys, Role::Accent);
    pen.text((x + 1, y), limit, words, Role::Text) + 2
}

/// An empty buffer for a state.
pub fn canvas(state: &State) -> Buffer {
    Buffer::empty(Rect::new(0, 0, state.size.0, state.size.1))
}
