//! The contents of a report: its sections, tables and flags in one list.

use ratatui::layout::Rect;

use crate::model::flag::Flag;
use crate::model::report::{Report, Section};
use crate::tui::flagged::{self, Count};
use crate::tui::glyph;
use crate::tui::grid::{self, Part};
use crate::tui::layout::{Layout, Pane};
use crate::tui::page::{self, locate};
use crate::tui::paint::Pen;
use crate::tui::panes::report::Opened;
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// What the cursor can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Section(usize),
    Part(Part),
    Flag(usize),
}

/// The items from top to bottom.
pub fn items(report: &Report, flags: &[Flag]) -> Vec<Item> {
    let sections = (0..report.sections.len()).map(Item::Section);
    let parts = grid::parts(report).into_iter().map(Item::Part);
    sections.chain(parts).chain((0..flags.len()).map(Item::Flag)).collect()
}

/// A line of the pane: a label over a group, or an item by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Label(&'static str),
    Item(usize, Item),
}

fn rows(report: &Report, flags: &[Flag]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut last = None;
    for (number, item) in items(report, flags).into_iter().enumerate() {
        let label = match item {
            Item::Section(_) => None,
            Item::Part(_) => Some(strings::TABLES),
            Item::Flag(_) => Some(strings::FLAGS),
        };
        if label != last {
            rows.extend(label.map(Row::Label));
        }
        last = label;
        rows.push(Row::Item(number, item));
    }
    rows
}

fn row_of(rows: &[Row], item: usize) -> usize {
    rows.iter().position(|row| matches!(row, Row::Item(number, _) if *number == item)).unwrap_or(0)
}

/// Keeps the cursor among the items and on the screen.
pub fn settle(opened: &mut Opened, report: &Report, flags: &[Flag], layout: &Layout) {
    opened.item = opened.item.min(items(report, flags).len().saturating_sub(1));
    let rows = rows(report, flags);
    let height = layout.height(Pane::Contents);
    opened.contents_top = scroll::follow(opened.contents_top, row_of(&rows, opened.item), height, rows.len());
}

/// The flags that a section or table holds evidence of.
fn count_in(report: &Report, flags: &[Flag], item: Item) -> Count {
    let stands_in = |flag: &&Flag| {
        flag.evidence.iter().filter(|piece| piece.report.is_none()).any(|piece| match item {
            Item::Part(part) => piece.cell.is_some_and(|cell| part == Part::Form(cell.table())),
            Item::Section(section) => {
                let place = piece.cell.is_none().then(|| locate(report, piece.at, piece.quote.as_deref())).flatten();
                place.is_some_and(|place| place.section == section)
            }
            Item::Flag(_) => false,
        })
    };
    Count::of(flags.iter().filter(|flag| flagged::counts(flag)).filter(stands_in))
}

/// ```text
/// > 一 总体情况   错1
///   二 主动公开
///  表格
///   表三     140/175
///  疑点
///   错 分项与总数不符
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some((opened, report)) = state.opened.as_ref().zip(state.report()) else { return };
    let flags = state.library.checked.flags(opened.index);
    let rows = rows(report, flags);
    for (n, row) in rows.iter().skip(opened.contents_top).take(usize::from(area.height)).enumerate() {
        let y = area.y + columns::screen(n);
        match row {
            Row::Label(label) => {
                pen.text((area.x + 1, y), area.right(), label, Role::Dim);
            }
            Row::Item(number, item) => {
                let line = Rect { y, height: 1, ..area };
                draw_item(opened, report, flags, (*number, *item), line, pen);
            }
        }
    }
}

fn draw_item(
    opened: &Opened,
    report: &Report,
    flags: &[Flag],
    (number, item): (usize, Item),
    line: Rect,
    pen: &mut Pen<'_>,
) {
    let here = number == opened.item;
    let (x, y) = (line.x + 2, line.y);
    if here {
        pen.text((line.x, y), line.right(), glyph::CURSOR, Role::Accent);
    }
    match item {
        Item::Section(section) => {
            let Some(content) = report.sections.get(section) else { return };
            let limit = draw_count(count_in(report, flags, item), line, pen);
            pen.clipped((x, y), limit, &short_title(content), Role::Text);
        }
        Item::Part(part) => {
            let (read, all) = grid::coverage(report, part);
            let role = if read == all { Role::Dim } else { Role::Warning };
            let limit = pen.right(line.right().saturating_sub(1), y, &format!("{read}/{all}"), role);
            let end = pen.clipped((x, y), limit, strings::part(part), Role::Text);
            let count = count_in(report, flags, item);
            if let Some(worst) = count.worst() {
                pen.text((end + 1, y), limit, &format!("{}{}", worst.mark_zh(), count.total()), worst.into());
            }
        }
        Item::Flag(nth) => {
            let Some(flag) = flags.get(nth) else { return };
            let role = if flagged::counts(flag) { flag.severity.into() } else { Role::Dim };
            let end = pen.text((x, y), line.right(), flag.severity.mark_zh(), role);
            pen.clipped((end + 1, y), line.right(), &strings::rule_name(flag), Role::Text);
        }
    }
    if here {
        let role = if opened.focus == Pane::Contents { Role::Cursor } else { Role::CursorAway };
        pen.over(Rect { x: line.x + 1, width: line.width - 1, ..line }, role);
    }
}

/// Writes the gravest severity and the number of flags at the right; answers where it starts.
fn draw_count(count: Count, line: Rect, pen: &mut Pen<'_>) -> u16 {
    let limit = line.right().saturating_sub(1);
    count.worst().map_or(limit, |worst| {
        pen.right(limit, line.y, &format!(" {}{}", worst.mark_zh(), count.total()), worst.into())
    })
}

/// The number of a section and its heading in few words.
fn short_title(section: &Section) -> String {
    match section.key {
        Some(key) => {
            let number = section.number.as_deref().unwrap_or(key.number());
            format!("{number} {}", strings::section(key)).trim_start().to_owned()
        }
        None => page::title(section),
    }
}
