//! The overview of the triage view: a line a reason, and below it what is usable and who fails more than before.

use ratatui::layout::Rect;

use crate::model::printable::printable;
use crate::triage::{Action, Reason, Row};
use crate::tui::glyph;
use crate::tui::layout::Pane;
use crate::tui::paint::Pen;
use crate::tui::state::State;
use crate::tui::strings::triage as said;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::triaged;

/// Columns of a count, and of the sites at most.
const COUNT: usize = 8;
const SITES: usize = 24;
/// In fewer columns the words of reasons are cut short.
const NARROW: u16 = 76;
/// The line of the heads.
pub(super) const HEADS: u16 = 1;

/// Columns of the words of reasons and of actions, in the language that is spoken.
fn widths() -> [usize; 2] {
    let widest = |words: &mut dyn Iterator<Item = &'static str>| words.map(columns::of).max().unwrap_or(0);
    [
        widest(&mut Reason::ALL.iter().map(|reason| said::reason(*reason))),
        widest(&mut Action::ALL.iter().map(|action| said::action(*action))),
    ]
}

/// Where the columns begin.
fn starts(area: Rect) -> [u16; 5] {
    let [reason, action] = widths().map(columns::screen);
    // In a narrow pane long words give way to names.
    let (reason, action) = if area.width < NARROW { (reason.min(15), action.min(12)) } else { (reason, action) };
    let count = area.x + 1 + reason + 1 + action + 1;
    let sites = count + columns::screen(COUNT) + 2;
    let room = usize::from(area.right().saturating_sub(sites));
    let example = sites + columns::screen((room / 2).min(SITES)) + 1;
    [area.x + 1, area.x + 1 + reason + 1, count, sites, example]
}

/// ```text
///  事由       处理           数  涉及站点         最近一例
/// >附件页     补抓附件       37  12 站  hbxx 9    某县统计局 2025 “点击下载”
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let triage = &state.triage;
    if triage.rows.is_empty() {
        let text = if triage.is_here { said::NOTHING } else { triage.waiting };
        pen.clipped((area.x + 2, area.y + 1), area.right(), &text, Role::Dim);
        return;
    }
    let starts = starts(area);
    for (nth, (start, head)) in starts.iter().zip(said::HEADS).enumerate() {
        if nth == 2 {
            pen.right(*start + columns::screen(COUNT), area.y, &head, Role::Dim);
        } else {
            pen.clipped((*start, area.y), area.right(), &head, Role::Dim);
        }
    }
    let shown = usize::from(area.height.saturating_sub(HEADS));
    for (nth, row) in triage.rows.iter().enumerate().skip(triage.rows_top).take(shown) {
        let y = area.y + HEADS + columns::screen(nth - triage.rows_top);
        draw_row(state, row, (starts, Rect { y, height: 1, ..area }), pen);
        if nth == triage.row {
            pen.text((area.x, y), area.right(), glyph::CURSOR, Role::Accent);
            let role = if triage.focus == Pane::Reasons { Role::Cursor } else { Role::CursorAway };
            pen.over(Rect::new(area.x, y, starts[3].saturating_sub(area.x + 1), 1), role);
        }
    }
}

fn draw_row(state: &State, row: &Row, (starts, line): ([u16; 5], Rect), pen: &mut Pen<'_>) {
    let (y, limit) = (line.y, line.right());
    let role = match row.reason {
        Reason::Usable => Role::Good,
        reason if row.count == 0 || !reason.action().is_work() => Role::Dim,
        _ => Role::Strong,
    };
    pen.clipped((starts[0], y), starts[1], said::reason(row.reason), role);
    pen.clipped((starts[1], y), starts[2], said::action(row.action()), Role::Text);
    let mut end = starts[2] + columns::screen(COUNT);
    if row.handled > 0 {
        let handled = format!("{}{}", glyph::YES, crate::tui::strings::short_count(row.handled));
        end = pen.right(end, y, &handled, Role::Dim).saturating_sub(1);
    }
    pen.right(end, y, &crate::tui::strings::short_count(row.count), role);
    pen.clipped(
        (starts[3], y),
        starts[4].saturating_sub(1),
        &said::sites(row, usize::from(starts[4].saturating_sub(starts[3] + 1))),
        Role::Text,
    );
    let example = row.example.and_then(|number| state.triage.sorted().arrivals.get(number));
    let Some((entry, _)) = example else { return };
    let x = pen.clipped((starts[4], y), limit, &triaged::name(entry), Role::Text);
    let detail = entry.detail.as_ref().map(crate::triage::Detail::words_zh).unwrap_or_default();
    pen.clipped((x + 1, y), limit, &printable(&detail), Role::Dim);
}

/// The title over what is usable.
pub fn title_of_usable(state: &State) -> (String, String) {
    let sorted = state.triage.sorted();
    let failures = if sorted.overview.received > 0 { said::failures(&sorted.overview) } else { String::new() };
    (said::usable(sorted.usable.reports), failures)
}

/// What there is to review in what is usable, and the sites that fail more often than before.
pub fn draw_usable(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let sorted = state.triage.sorted();
    if !state.triage.is_here {
        return;
    }
    let mut lines = vec![(said::to_review(&sorted.usable), Role::Text)];
    lines.extend(Some((said::families(&sorted.usable), Role::Dim)).filter(|(text, _)| !text.is_empty()));
    let rises =
        sorted.overview.rises.iter().map(|rise| (format!("{}  {}", said::RISEN, said::rise(rise)), Role::Warning));
    lines.extend(rises);
    for (nth, (text, role)) in lines.iter().enumerate().take(usize::from(area.height)) {
        pen.clipped((area.x + 1, area.y + columns::screen(nth)), area.right(), text, *role);
    }
}
