//! The report to compare with, chosen by a few letters of its agency and its year.

use ratatui::layout::Rect;

use crate::search::{score_name, sounds_like};
use crate::tui::action::Action;
use crate::tui::glyph;
use crate::tui::paint::Pen;
use crate::tui::panes::{compare, overlay};
use crate::tui::scroll;
use crate::tui::state::{Holdings, State};
use crate::tui::strings;
use crate::tui::strings::compare as said;
use crate::tui::text::columns;
use crate::tui::text::field::Field;
use crate::tui::theme::Role;

/// What is typed, what answers to it, and where the cursor is.
#[derive(Debug, Clone)]
pub struct Chooser {
    pub field: Field,
    /// The report that is to be compared.
    from: usize,
    found: Vec<usize>,
    cursor: usize,
    top: usize,
}

/// More reports are not listed: who wants one of them types another letter.
const MOST: usize = 200;

impl Chooser {
    /// What a report can be compared with: first the other years of its agency.
    pub fn of(holdings: &Holdings, from: usize) -> Self {
        let mut chooser = Self { field: Field::default(), from, found: Vec::new(), cursor: 0, top: 0 };
        chooser.find(holdings);
        chooser
    }

    fn find(&mut self, holdings: &Holdings) {
        (self.cursor, self.top) = (0, 0);
        let own = holdings.tree.agencies.of(self.from).map_or(&[][..], |agency| &agency.reports);
        let typed = self.field.text().trim().to_lowercase();
        if typed.is_empty() {
            let others = holdings.tree.order().filter(|report| !own.contains(report));
            let all = own.iter().rev().copied().chain(others);
            self.found = all.filter(|report| *report != self.from).take(MOST).collect();
            return;
        }
        let (years, names): (Vec<&str>, Vec<&str>) = typed.split_whitespace().partition(|word| is_year(word));
        let mut found: Vec<(i64, usize)> = Vec::new();
        for agency in &holdings.tree.agencies.all {
            let Some(score) = agency.reports.last().and_then(|report| score(holdings.name(*report), &names)) else {
                continue;
            };
            let of_year = |report: &usize| {
                let year = strings::year_head(holdings.year(*report));
                years.iter().all(|wanted| year.contains(wanted))
            };
            let reports = agency.reports.iter().rev().copied().filter(of_year);
            found.extend(reports.filter(|report| *report != self.from).map(|report| (score, report)));
        }
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.found = found.into_iter().map(|(_, report)| report).take(MOST).collect();
    }
}

fn is_year(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())
}

/// How well a name answers to all of the words.
fn score(name: &str, words: &[&str]) -> Option<i64> {
    let of = |word: &&str| score_name(name, word).or_else(|| sounds_like(name, word).then_some(0));
    words.iter().map(of).sum()
}

/// Does what an action says.
pub fn act(state: &mut State, action: Action) {
    let height = usize::from(body(state.size).height);
    let Some(chooser) = &mut state.chooser else { return };
    match action {
        Action::Enter => {
            if let Some((from, with)) = chooser.found.get(chooser.cursor).map(|with| (chooser.from, *with)) {
                state.chooser = None;
                compare::chosen(state, from, with);
            }
        }
        Action::Cancel => state.chooser = None,
        Action::Edit(edit) if chooser.field.edit(edit) => chooser.find(&state.holdings),
        Action::Move(steps) => chooser.cursor = scroll::step(chooser.cursor, steps, chooser.found.len()),
        Action::Leap(leap) => chooser.cursor = scroll::leap(chooser.cursor, leap, chooser.found.len(), height),
        _ => {}
    }
    if let Some(chooser) = &mut state.chooser {
        chooser.top = scroll::follow(chooser.top, chooser.cursor, height, chooser.found.len());
    }
}

/// Where the reports are listed: the box without its frame and the line that is typed in.
fn body(size: (u16, u16)) -> Rect {
    let area = overlay::area_in(size);
    Rect::new(area.x + 2, area.y + 2, area.width.saturating_sub(4), area.height.saturating_sub(3))
}

/// Draws the list over the view; answers where the caret stands.
pub fn draw(state: &State, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let chooser = state.chooser.as_ref()?;
    let (name, year) = (state.holdings.name(chooser.from), state.holdings.year(chooser.from));
    overlay::draw_box(state.size, &said::compare_with(name, year), pen);
    let area = body(state.size);
    let line = area.y.saturating_sub(1);
    let x = pen.text((area.x, line), area.right(), strings::PROMPT, Role::Accent);
    let (shown, caret) = chooser.field.visible(usize::from(area.right().saturating_sub(x)));
    let end = pen.text((x, line), area.right(), shown, Role::Strong);
    if shown.is_empty() {
        pen.clipped((end + 1, line), area.right(), &said::CHOOSE_HELP, Role::Dim);
    }
    if chooser.found.is_empty() {
        pen.clipped((area.x + 2, area.y), area.right(), &said::NO_SUCH_AGENCY, Role::Dim);
    }
    for (n, report) in chooser.found.iter().enumerate().skip(chooser.top).take(usize::from(area.height)) {
        let y = area.y + columns::screen(n - chooser.top);
        let year = strings::year_head(state.holdings.year(*report));
        let words = pen.text((area.x + 2, y), area.right(), &columns::left(&year, 7), Role::Accent);
        let end = pen.clipped((words + 1, y), area.right(), state.holdings.name(*report), Role::Text);
        let home = strings::home(state.holdings.tree.agencies.of(*report));
        pen.clipped((end + 2, y), area.right(), &home, Role::Dim);
        if n == chooser.cursor {
            pen.text((area.x, y), area.right(), glyph::CURSOR, Role::Accent);
            pen.over(Rect::new(area.x, y, words.saturating_sub(area.x), 1), Role::Cursor);
        }
    }
    Some((x + columns::screen(caret), line))
}
