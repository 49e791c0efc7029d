//! The table that answers, drawn: what was counted, the heads, the rows, and over them the course.

use crate::figures::{Body, Column, Field as Value, Holds, Population, Row, Sheet, Term};
use crate::model::agency::Level;
use crate::model::printable::printable;
use crate::tui::asking::Told;
use crate::tui::figured::{Page, Stand};
use crate::tui::glyph;
use crate::tui::paint::Pen;
use crate::tui::panes::chart;
use crate::tui::state::{Stage, State};
use crate::tui::strings::{self, Language, figured as said, spoken};
use crate::tui::text::columns;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

/// Columns between columns.
const GAP: usize = 2;
/// Names take no more than this part of the width.
const NAMES: u16 = 2;

/// Makes columns as wide as what they show.
pub(super) fn measure(page: &mut Page, height: usize) {
    let Some(told) = page.told() else { return };
    let mut widths = std::mem::take(&mut page.widths.clone());
    for (nth, column) in page.columns().into_iter().enumerate() {
        let head = told.sheet.columns.get(column).map_or(0, |column| columns::of(&head(column)) + 1);
        let rows = told.sheet.rows.iter().skip(page.top).take(height);
        let widest = rows.filter_map(|row| row.fields.get(column)).map(|field| columns::of(&value_of(field))).max();
        let width = head.max(widest.unwrap_or(0));
        match widths.get_mut(nth) {
            Some(before) => *before = width.max(*before),
            None => widths.push(width),
        }
    }
    page.widths = widths;
}

/// Columns of the names, at most a part of the width.
fn names(page: &Page, width: u16) -> usize {
    let most = usize::from(width / NAMES).max(12);
    page.widths.first().copied().unwrap_or(0).min(most)
}

/// How many columns beside the names have room, from the first that is shown.
pub(super) fn fitting(page: &Page, width: u16) -> usize {
    let mut room = usize::from(width).saturating_sub(names(page, width) + 4);
    let mut shown = 0;
    for width in page.widths.iter().skip(1 + page.left) {
        if *width + GAP > room {
            break;
        }
        room -= width + GAP;
        shown += 1;
    }
    shown.max(1)
}

/// The first column to be shown so that the last one is.
pub(super) fn leftmost(page: &Page, width: u16) -> usize {
    let mut room = usize::from(width).saturating_sub(names(page, width) + 4);
    let others = page.widths.get(1..).unwrap_or_default();
    let fits = |width: &&usize| {
        let fits = **width + GAP <= room;
        room = room.saturating_sub(**width + GAP);
        fits
    };
    others.len() - others.iter().rev().take_while(fits).count()
}

/// Where the parts of the pane stand.
pub(super) struct Parts {
    /// The course, where there is one and room for it.
    chart: Rect,
    /// What was counted and what was not, a line each.
    counted: Rect,
    heads: u16,
    pub(super) rows: Rect,
}

impl Parts {
    pub(super) fn of(page: &Page, area: Rect) -> Self {
        let sheet = page.told().map(|told| &told.sheet);
        let has_chart = sheet.is_some_and(|sheet| sheet.chart.is_some());
        let chart = Rect { height: if has_chart { chart::height(area.height) } else { 0 }, ..area };
        let lines = sheet.map_or(0, |sheet| counted(sheet).len());
        let counted = Rect { y: chart.bottom(), height: columns::screen(lines), ..area };
        let heads = counted.bottom();
        let rows = Rect { y: heads + 1, height: area.bottom().saturating_sub(heads + 1), ..area };
        Self { chart, counted, heads, rows }
    }
}

/// A head in the language that is spoken.
pub(super) fn head(column: &Column) -> String {
    match spoken() {
        Language::Chinese => printable(&column.zh).into_owned(),
        Language::English => printable(&column.id).into_owned(),
    }
}

fn term(term: Term) -> &'static str {
    if spoken() == Language::English { term.id } else { term.zh }
}

pub(super) fn value_of(field: &Value) -> String {
    match field {
        Value::Reason(reason) | Value::Term(reason) => term(*reason).to_owned(),
        other => other.shown(),
    }
}

fn population(population: Population) -> String {
    match spoken() {
        Language::Chinese => population.name_zh(),
        Language::English => format!("{} {}", Level::id(population.level), Body::id(population.body)),
    }
}

/// The title: the topic with its population and how many are counted, and what it is of.
pub fn title(state: &State) -> (String, String) {
    let Some(page) = state.figured.page() else { return Default::default() };
    let topic = said::topic(&page.asking.command);
    let Some(told) = page.told() else { return (topic.to_owned(), String::new()) };
    let sheet = &told.sheet;
    let of = sheet.population.map(population);
    let n = sheet.n.map(|count| format!("{} {}", term(count.term), strings::count(count.n)));
    let left: Vec<String> = std::iter::once(topic.to_owned()).chain(of).chain(n).collect();
    let years = page.asking.option("--years").or(page.asking.option("--year")).unwrap_or_default();
    let filter = page.asking.option("--where").unwrap_or_default();
    (left.join("  "), printable(&[years, filter].join(" ")).trim().to_owned())
}

/// ```text
///  未计 其他层级或类别 7,948  筛选或年份之外 91,667
///    单位                            年度  本年新收▾           公开率
/// >  星谷省 夏峡市 浅洲县人民政府    2023        302  53.1% (155/292)
/// ```
pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some(page) = state.figured.page() else { return };
    if let Stand::Failed(reason) = &page.stand {
        for (nth, line) in reason.lines().take(usize::from(area.height)).enumerate() {
            let role = if nth == 0 { Role::Warning } else { Role::Text };
            pen.clipped((area.x + 2, area.y + columns::screen(nth)), area.right(), &printable(line), role);
        }
        return;
    }
    let Some(told) = page.told() else {
        let text = match state.holdings.stage {
            Stage::Ready => said::COUNTING,
            Stage::Unopened | Stage::Unchecked => strings::NOT_CHECKED,
            _ => strings::CHECKING,
        };
        pen.clipped((area.x + 2, area.y + 1), area.right(), &text, Role::Dim);
        return;
    };
    let parts = Parts::of(page, area);
    if let Some(course) = told.sheet.chart.as_ref().filter(|_| parts.chart.height > 0) {
        chart::draw(course, parts.chart, pen);
    }
    for (nth, line) in counted(&told.sheet).iter().enumerate() {
        pen.clipped((area.x + 1, parts.counted.y + columns::screen(nth)), area.right(), line, Role::Dim);
    }
    let places = Places::of(page, area);
    draw_heads(page, told, (&places, Rect { y: parts.heads, height: 1, ..area }), pen);
    if told.sheet.rows.is_empty() {
        pen.clipped((area.x + 3, parts.rows.y), area.right(), &said::NO_ROWS, Role::Dim);
    }
    let height = usize::from(parts.rows.height);
    let role = if matches!(page.stand, Stand::Answered(_)) { Role::Text } else { Role::Dim };
    for (nth, row) in told.sheet.rows.iter().enumerate().skip(page.top).take(height) {
        let y = parts.rows.y + columns::screen(nth - page.top);
        draw_row(page, (told, row), (&places, Rect { y, height: 1, ..area }, role), pen);
        if nth == page.row {
            pen.text((area.x, y), area.right(), glyph::CURSOR, Role::Accent);
            let (start, end) = places.of_column(page.column).unwrap_or((places.names.0, places.names.1));
            pen.over(Rect::new(start, y, end.saturating_sub(start), 1), Role::Cursor);
        }
    }
}

/// Where the columns stand: that of the names, and those beside it that have room.
pub(super) struct Places {
    names: (u16, u16),
    /// The place among the columns for people, where it begins and where it ends.
    pub(super) others: Vec<(usize, u16, u16)>,
    /// There are more on the left, and on the right.
    more: (bool, bool),
}

impl Places {
    pub(super) fn of(page: &Page, area: Rect) -> Self {
        let names = (area.x + 2, area.x + 2 + columns::screen(names(page, area.width)));
        let shown = fitting(page, area.width);
        let mut x = names.1;
        let mut others = Vec::new();
        for (nth, width) in page.widths.iter().enumerate().skip(1 + page.left).take(shown) {
            let end = (x + columns::screen(GAP + width)).min(area.right());
            others.push((nth, x + columns::screen(GAP), end));
            x = end;
        }
        let more = (page.left > 0, 1 + page.left + shown < page.widths.len());
        Self { names, others, more }
    }

    fn of_column(&self, nth: usize) -> Option<(u16, u16)> {
        self.others.iter().find(|(other, ..)| *other == nth).map(|(_, start, end)| (*start, *end))
    }
}

/// What was counted and what was not, in lines.
fn counted(sheet: &Sheet) -> Vec<String> {
    let left_out = sheet.left_out.iter().map(|count| format!("{} {}", term(count.term), strings::count(count.n)));
    let left_out: Vec<String> = left_out.collect();
    let left_out = (!left_out.is_empty()).then(|| said::left_out(&left_out.join(",")));
    let notes = sheet.notes.iter().map(|note| if spoken() == Language::English { &note.en } else { &note.zh });
    let notes = notes.map(|note| printable(note).into_owned()).collect::<Vec<_>>().join(";");
    left_out.into_iter().chain(Some(notes).filter(|notes| !notes.is_empty())).collect()
}

fn draw_heads(page: &Page, told: &Told, (places, area): (&Places, Rect), pen: &mut Pen<'_>) {
    let y = area.y;
    let shown = page.columns();
    let column = |nth: usize| shown.get(nth).and_then(|place| told.sheet.columns.get(*place));
    let role = |nth: usize| if nth == page.column { Role::Accent } else { Role::Dim };
    if let Some(first) = column(0) {
        pen.clipped((places.names.0 + 1, y), places.names.1, &head(first), role(0));
    }
    let sorted = page.asking.option("--sort");
    for (nth, start, end) in places.others.iter().copied() {
        let Some(column) = column(nth) else { continue };
        let is_sorted = sorted.is_some_and(|sorted| said::is_named(column, sorted));
        let text = if is_sorted { format!("{}{}", head(column), glyph::UNFOLDED) } else { head(column) };
        if is_text(column) {
            pen.clipped((start, y), end, &text, role(nth));
        } else {
            pen.right(end, y, &text, role(nth));
        }
    }
    if places.more.0 {
        pen.text((places.names.1, y), area.right(), "<", Role::Accent);
    }
    if places.more.1 {
        pen.right(area.right(), y, ">", Role::Accent);
    }
}

fn is_text(column: &Column) -> bool {
    matches!(column.holds, Holds::Text | Holds::Line)
}

fn draw_row(page: &Page, (told, row): (&Told, &Row), (places, line, role): (&Places, Rect, Role), pen: &mut Pen<'_>) {
    let shown = page.columns();
    let strong = if row.is_head { Role::Strong } else { role };
    if let Some(name) = shown.first().and_then(|place| row.fields.get(*place)) {
        pen.clipped((places.names.0, line.y), places.names.1, &value_of(name), strong);
    }
    for (nth, start, end) in places.others.iter().copied() {
        let Some((place, column)) = shown.get(nth).and_then(|place| Some((*place, told.sheet.columns.get(*place)?)))
        else {
            continue;
        };
        let Some(field) = row.fields.get(place) else { continue };
        let role = match field {
            Value::Nothing | Value::Reason(_) => Role::Dim,
            Value::Inferred(_) => Role::Warning,
            _ => strong,
        };
        if is_text(column) {
            pen.clipped((start, line.y), end, &value_of(field), role);
        } else {
            let text = value_of(field);
            pen.right(end, line.y, columns::start_of(&text, usize::from(end - start)), role);
        }
    }
}
