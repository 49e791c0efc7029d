//! What is handed out of the screens: the place whose source the editor opens, and a pane as plain text.

use crate::tui::action::View;
use crate::tui::colour::Depth;
use crate::tui::draw;
use crate::tui::dump;
use crate::tui::effect::Effect;
use crate::tui::layout::SMALLEST;
use crate::tui::page;
use crate::tui::painter;
use crate::tui::panes::{report, search, source};
use crate::tui::state::State;
use crate::tui::status;
use crate::tui::strings;
use crate::tui::theme::{Named, Theme};
use crate::tui::update::settle;

/// Of a pane no more rows are printed.
const MOST_ROWS: u16 = 5000;
/// Rows of the screen that are no pane.
const FRAME: u16 = 12;

/// Asks for the source of the report at hand, at the place of what the cursor is on.
pub fn edit(state: &mut State) -> Vec<Effect> {
    let Some(index) = state.report_at_hand() else {
        state.tell(strings::NOTHING_TO_EDIT);
        return Vec::new();
    };
    let at = place(state, index).unwrap_or(0);
    vec![Effect::Find(state.holdings.corpus.clone(), index, at)]
}

/// The byte of the source that the cursor is at.
fn place(state: &mut State, index: usize) -> Option<usize> {
    match state.view {
        View::Report => report::byte_at_hand(state),
        View::Flags => {
            let flag = state.holdings.flag(state.flag_at_hand()?)?;
            Some(source::places(state.shelf.report(index)?, &flag).first()?.start)
        }
        View::Search => {
            let place = search::place_of(state.finder.hit()?);
            let report = state.shelf.report(index)?;
            Some(page::block(report, &place)?.place(place.range.clone())?.start)
        }
        View::Browse | View::Compare | View::Triage | View::Figures => None,
    }
}

/// The pane that has the keys, from its first row to its last, with a line that says what it is. Nothing
/// in it acts on a terminal: it has passed the gate of the screen.
pub fn plain(state: &State) -> Option<String> {
    let mut tall = state.clone();
    (tall.overlay, tall.palette, tall.chooser, tall.notice) = (None, None, None, None);
    tall.zoom = true;
    tall.size = (state.size.0.max(SMALLEST.0), MOST_ROWS + FRAME);
    tall.matrix.preview_top = 0;
    settle(&mut tall);
    let body = tall.layout().body(tall.focus())?;
    let mut buffer = draw::canvas(&tall);
    draw::draw(&tall, &Theme::new(Named::Terminal, Depth::None), &mut buffer);
    if state.line.ascii {
        painter::in_ascii(&mut buffer);
    }
    let screen = dump::text(&buffer);
    let rows = screen.lines().skip(usize::from(body.y)).take(usize::from(body.height));
    let mut rows: Vec<&str> = rows.map(str::trim_end).collect();
    let cut = rows.last().is_some_and(|row| !row.is_empty());
    while rows.last().is_some_and(|row| row.is_empty()) {
        rows.pop();
    }
    if rows.is_empty() {
        return None;
    }
    let head = strings::plain_head(&status::path(state).join(" > "), &draw::name(&tall, tall.focus()));
    let mut lines = vec![head];
    lines.extend(rows.into_iter().map(str::to_owned));
    lines.extend(cut.then(|| strings::plain_cut(usize::from(body.height))));
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::form::{CellId, Col, Row};
    use crate::tui::fixture::{corpus_of, inspector, press, reports, works};
    use crate::tui::headless::Headless;

    fn printed(keys: &str, size: (u16, u16)) -> String {
        let mut inspector = inspector(size);
        press(&mut inspector, keys);
        plain(&inspector.state).unwrap_or_default()
    }

    #[test]
    fn a_pane_is_printed_whole_and_undecorated() {
        let table = printed("/ \"82条\" enter g t 3", (80, 12));
        assert!(table.starts_with("# 检报 纯文本输出:年报库 > 云河县人民政府 > 2020"), "{table}");
        // More rows than the screen has, from the first to the last.
        for row in ["本年新收", "结转下年", "复议", "其他处理"] {
            assert!(table.contains(row) || row == "复议", "{row}\n{table}");
        }
        assert!(table.lines().count() > 20, "{table}");
        for keys in ["", "g f", "g f enter", "g f enter tab", "g f enter tab tab", "/ \"政府\" enter q"] {
            let text = printed(keys, (80, 24));
            assert!(text.lines().count() > 1, "{keys}");
            assert!(!text.contains(['\x1b', '─', '│', '┌']), "{keys}: {text}");
            assert!(text.lines().all(|line| line.trim_end() == line), "{keys}");
        }
    }

    #[test]
    fn the_editor_opens_at_what_the_cursor_is_on() {
        let asked = |place: Option<&str>, keys: &str| {
            let place = place.map(str::to_owned);
            let mut inspector = Headless::open(corpus_of(&reports()), works(), (160, 45), View::Browse, place);
            press(&mut inspector, keys);
            match edit(&mut inspector.state).pop() {
                Some(Effect::Find(corpus, index, at)) => Some((corpus.header(index).unwrap().id.to_owned(), at)),
                _ => None,
            }
        };
        let sum = reports().into_iter().find(|report| report.id == "baisha21").unwrap();
        let at = |id| sum.tables.cell(id).unwrap().at.unwrap().start;
        let total = CellId::new(Row::NewReceived, Col::Total);
        let cell = Some("baisha21 t3.new_received.total");
        assert_eq!(asked(cell, ""), Some(("baisha21".to_owned(), at(total))));
        // In the source, the row under its cursor; on a flag of the list, its evidence.
        let flagged = asked(None, "g f z R j").unwrap();
        assert!(flagged.1 > 0, "{flagged:?}");
        let hit = asked(None, "/ \"82条\" enter q").unwrap();
        assert!(hit.1 > 0, "{hit:?}");
        assert_eq!(asked(None, "g g"), None, "a region has no source");
    }

    #[test]
    fn printing_changes_nothing() {
        let mut inspector = inspector((80, 12));
        press(&mut inspector, "g f enter g t 3 G");
        let before = crate::tui::fixture::shown(&inspector);
        press(&mut inspector, "L");
        assert_eq!(crate::tui::fixture::shown(&inspector), before);
    }
}
