//! The entries of one reason, a line each.

use ratatui::layout::Rect;

use crate::model::printable::printable;
use crate::triage::{Detail, Entry, Standing};
use crate::tui::glyph;
use crate::tui::layout::Pane;
use crate::tui::paint::Pen;
use crate::tui::state::State;
use crate::tui::strings::triage as said;
use crate::tui::text::columns;
use crate::tui::theme::Role;
use crate::tui::triaged::{self, News};

/// ```text
/// >▪* 某县统计局 2025        tj.example.gov.cn   “点击下载”等2个
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let triage = &state.triage;
    if triage.listed.is_empty() {
        let text = if triage.is_here { said::NOTHING_LISTED } else { triage.waiting };
        pen.clipped((area.x + 2, area.y), area.right(), &text, Role::Dim);
        return;
    }
    let chosen = triage.chosen();
    for row in triage.top..(triage.top + usize::from(area.height)).min(triage.listed.len()) {
        let Some((entry, standing)) = triage.listed_entry(row) else { continue };
        let line = Rect { y: area.y + columns::screen(row - triage.top), height: 1, ..area };
        if chosen.contains(&entry.id) {
            pen.text((line.x + 1, line.y), line.right(), glyph::CHOSEN, Role::Accent);
        }
        let name_end = draw_entry(state, (entry, standing), line, pen);
        if row == triage.cursor {
            pen.text((line.x, line.y), line.right(), glyph::CURSOR, Role::Accent);
            let role = if triage.focus == Pane::Entries { Role::Cursor } else { Role::CursorAway };
            pen.over(Rect { width: name_end.saturating_sub(line.x), ..line }, role);
        }
    }
}

/// Draws an entry; answers the column at which its name ends.
fn draw_entry(state: &State, (entry, standing): (&Entry, &Standing), line: Rect, pen: &mut Pen<'_>) -> u16 {
    let (y, limit) = (line.y, line.right());
    let handled = standing.handled.is_some();
    let (mark, role) = match state.triage.news(entry, standing) {
        _ if handled => (glyph::YES, Role::Good),
        News::New => (glyph::NEW, Role::Accent),
        News::Changed => (glyph::CHANGED, Role::Warning),
        News::Known => (" ", Role::Text),
    };
    pen.text((line.x + 2, y), limit, mark, role);
    let [name, site] = [line.width * 2 / 5, line.width / 5].map(|part| part.clamp(12, 40));
    let name_end = (line.x + 4 + name).min(limit);
    let text = if handled { Role::Dim } else { Role::Text };
    pen.clipped((line.x + 4, y), name_end, &triaged::name(entry), text);
    let site_end = (name_end + 1 + site).min(limit);
    pen.clipped((name_end + 1, y), site_end, &printable(entry.site().unwrap_or_default()), Role::Dim);
    let detail = entry.detail.as_ref().map(Detail::words_zh).unwrap_or_default();
    pen.clipped((site_end + 1, y), limit, &printable(&detail), text);
    name_end
}
