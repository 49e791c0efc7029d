//! The contents of a report: its sections, tables and flags in one list.

use ratatui::layout::Rect;

use crate::model::flag::Flag;
use crate::model::report::{Report, Section};
use crate::model::verdict::Verdict;
use crate::rules::Fingerprint;
use crate::tui::flagged::{self, Count};
use crate::tui::glyph;
use crate::tui::grid::{self, Part};
use crate::tui::layout::{Layout, Pane};
use crate::tui::page;
use crate::tui::paint::Pen;
use crate::tui::panes::entry;
use crate::tui::panes::opened::Opened;
use crate::tui::reviewing::Reviewing;
use crate::tui::scroll;
use crate::tui::state::State;
use crate::tui::strings::{self, Words};
use crate::tui::text::columns;
use crate::tui::theme::Role;

/// What the cursor can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Section(usize),
    Part(Part),
    /// What the parser noted.
    Notes,
    /// The checks that could not be made.
    Unevaluable,
    Flag(usize),
}

/// The items from top to bottom.
pub fn items(opened: &Opened, report: &Report, flags: &[Flag]) -> Vec<Item> {
    let sections = (0..report.sections.len()).map(Item::Section);
    let parts = grid::parts(report).into_iter().map(Item::Part);
    let notes = (!report.notes.is_empty()).then_some(Item::Notes);
    let roots = (0..flags.len()).filter(|nth| entry::root_of(flags, *nth).is_none());
    let flagged = roots.flat_map(|root| {
        let unfolded = opened.unfolded.contains(&root);
        std::iter::once(root).chain(entry::members(flags, root).filter(move |_| unfolded))
    });
    let unevaluable = (opened.unevaluable > 0).then_some(Item::Unevaluable);
    sections.chain(parts).chain(notes).chain(flagged.map(Item::Flag)).chain(unevaluable).collect()
}

/// A line of the pane: a label over a group, or an item by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Label(Words),
    Item(usize, Item),
}

fn rows(opened: &Opened, report: &Report, flags: &[Flag]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut last = None;
    for (number, item) in items(opened, report, flags).into_iter().enumerate() {
        let label = match item {
            Item::Section(_) => None,
            Item::Notes => last,
            Item::Part(_) => Some(strings::TABLES),
            Item::Flag(_) | Item::Unevaluable => Some(strings::FLAGS),
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

/// The item that stands so many rows below the top of the pane.
pub fn item_at(opened: &Opened, report: &Report, flags: &[Flag], row: usize) -> Option<usize> {
    match rows(opened, report, flags).get(opened.contents_top + row)? {
        Row::Item(number, _) => Some(*number),
        Row::Label(_) => None,
    }
}

/// Keeps the cursor among the items and on the screen.
pub fn settle(opened: &mut Opened, report: &Report, flags: &[Flag], layout: &Layout) {
    opened.item = opened.item.min(items(opened, report, flags).len().saturating_sub(1));
    let rows = rows(opened, report, flags);
    let height = layout.height(Pane::Contents);
    opened.contents_top = scroll::follow(opened.contents_top, row_of(&rows, opened.item), height, rows.len());
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
    let flags = &*state.holdings.checked.flags(opened.index);
    let list = List { opened, report, flags, review: &state.review };
    let rows = rows(opened, report, flags);
    for (n, row) in rows.iter().skip(opened.contents_top).take(usize::from(area.height)).enumerate() {
        let line = Rect { y: area.y + columns::screen(n), height: 1, ..area };
        match row {
            Row::Label(label) => _ = pen.text((line.x + 1, line.y), line.right(), label, Role::Dim),
            Row::Item(number, item) => list.row(*number, *item, line, pen),
        }
    }
}

struct List<'a> {
    opened: &'a Opened,
    report: &'a Report,
    flags: &'a [Flag],
    review: &'a Reviewing,
}

impl List<'_> {
    fn row(&self, number: usize, item: Item, line: Rect, pen: &mut Pen<'_>) {
        let here = number == self.opened.item;
        if here {
            pen.text((line.x, line.y), line.right(), glyph::CURSOR, Role::Accent);
        }
        match item {
            Item::Section(section) => self.section(section, line, pen),
            Item::Part(part) => self.part(part, line, pen),
            Item::Notes => self.notes(line, pen),
            Item::Unevaluable => self.unevaluable(line, pen),
            Item::Flag(flag) => self.flag(flag, line, pen),
        }
        if here {
            let role = if self.opened.focus == Pane::Contents { Role::Cursor } else { Role::CursorAway };
            pen.over(Rect { x: line.x + 1, width: line.width - 1, ..line }, role);
        }
    }

    fn section(&self, section: usize, line: Rect, pen: &mut Pen<'_>) {
        let Some(content) = self.report.sections.get(section) else { return };
        let mut limit = line.right().saturating_sub(1);
        let count = self.count(Item::Section(section));
        if let Some(worst) = count.worst() {
            let text = format!(" {}{}", strings::mark(worst), count.total());
            limit = pen.right(limit, line.y, &text, worst.into());
        }
        pen.clipped((line.x + 2, line.y), limit, &short_title(content), Role::Text);
    }

    fn part(&self, part: Part, line: Rect, pen: &mut Pen<'_>) {
        let (read, all) = grid::coverage(self.report, part);
        let role = if read == all { Role::Dim } else { Role::Warning };
        let limit = pen.right(line.right().saturating_sub(1), line.y, &format!("{read}/{all}"), role);
        let end = pen.clipped((line.x + 2, line.y), limit, &strings::part(part), Role::Text);
        let count = self.count(Item::Part(part));
        if let Some(worst) = count.worst() {
            let full = format!("{}{} ", strings::mark(worst), count.total());
            let fits = end + 1 + columns::screen(columns::of(&full)) <= limit;
            pen.text((end + 1, line.y), limit, if fits { &full } else { strings::mark(worst) }, worst.into());
        }
    }

    fn notes(&self, line: Rect, pen: &mut Pen<'_>) {
        let count = strings::count(self.report.notes.len());
        let lost = self.report.notes.iter().any(|note| note.code.is_loss());
        let role = if lost { Role::Warning } else { Role::Dim };
        let limit = pen.right(line.right().saturating_sub(1), line.y, &count, role);
        pen.clipped((line.x + 2, line.y), limit, &strings::NOTES_OF_PARSER, Role::Text);
    }

    fn unevaluable(&self, line: Rect, pen: &mut Pen<'_>) {
        let count = strings::count(self.opened.unevaluable);
        let limit = pen.right(line.right().saturating_sub(1), line.y, &count, Role::Dim);
        pen.clipped((line.x + 2, line.y), limit, &strings::UNEVALUABLE, Role::Text);
    }

    fn flag(&self, nth: usize, line: Rect, pen: &mut Pen<'_>) {
        let Some(flag) = self.flags.get(nth) else { return };
        let gone = self.opened.trying.as_ref().is_some_and(|trying| trying.is_gone(flag));
        let role = if flagged::counts(flag) && !gone { flag.severity.into() } else { Role::Dim };
        let mark = if gone { strings::GONE.said() } else { strings::mark(flag.severity) };
        let indent = u16::from(entry::root_of(self.flags, nth).is_some());
        let others = entry::members(self.flags, nth).count();
        let mut limit = line.right();
        if others > 0 && !self.opened.unfolded.contains(&nth) {
            limit = pen.right(limit.saturating_sub(1), line.y, &strings::and_more(others), Role::Dim);
        }
        // What is decided steps back; which way is told with the evidence.
        let verdict = self.review.verdict(Fingerprint::of(&flag.fingerprint));
        let is_decided = verdict.is_some_and(Verdict::decides);
        if is_decided {
            limit = pen.right(limit.saturating_sub(1), line.y, glyph::YES, Role::Good);
        }
        let role = if is_decided { Role::Dim } else { role };
        let line = Rect { width: limit.saturating_sub(line.x), ..line };
        let end = pen.text((line.x + 2 + indent, line.y), line.right(), mark, role);
        let end =
            if flag.inferred { pen.text((end, line.y), line.right(), glyph::INFERRED, Role::Inferred) } else { end };
        let name = strings::rule_name(flag);
        // The longest names fill the narrowest contents without the blank, if the mark is a wide one.
        let fits = end + 1 + columns::screen(columns::of(&name)) <= line.right();
        let gap = u16::from(fits || columns::of(mark) < 2);
        let text = if is_decided { Role::Dim } else { Role::Text };
        let end = pen.clipped((end + gap, line.y), line.right(), &name, text);
        // Flags of one rule are told apart by their place.
        pen.clipped((end + 1, line.y), line.right(), &strings::place_of(flag), Role::Dim);
    }

    /// The flags that a section or table holds evidence of.
    fn count(&self, item: Item) -> Count {
        let stands_in = |(number, flag): &(usize, &Flag)| match item {
            Item::Part(part) => flag
                .evidence
                .iter()
                .any(|piece| piece.report.is_none() && piece.cell.is_some_and(|cell| part == Part::Form(cell.table()))),
            Item::Section(section) => {
                self.opened.marks.iter().any(|mark| mark.flag == *number && mark.place.section == section)
            }
            Item::Flag(_) | Item::Notes | Item::Unevaluable => false,
        };
        let counted = self.flags.iter().enumerate().filter(|(_, flag)| flagged::counts(flag));
        Count::of(counted.filter(stands_in).map(|(_, flag)| flag))
    }
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
