//! A table that answers a question of figures: what was counted of how many, and rows that lead to reports or to other
//! questions.

mod ask;
mod draw;

use crate::figures::{FEWEST, Field as Value, Leads, Row, Sheet};
use crate::tui::action::{Action, Topic, View};
use crate::tui::asking::{Asking, Shown};
use crate::tui::effect::Effect;
use crate::tui::figured::{Page, Stand, Typing};
use crate::tui::filtering::sift;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::{Line, Pen, span};
use crate::tui::panes::opened::At;
use crate::tui::panes::{compare, report};
use crate::tui::scroll;
use crate::tui::state::{Stage, State};
use crate::tui::strings::{self, figured as said};
use crate::tui::text::columns;
use crate::tui::text::field::Field;
use crate::tui::theme::Role;
use crate::tui::trail;
use ratatui::layout::Rect;

pub use self::ask::ask;
use self::ask::{first, measuring, of_next_body, of_year, trend_of_row};
use self::draw::{Parts, Places, fitting, head, leftmost, measure, value_of};
pub use self::draw::{draw, title};

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let body = state.layout().body(Pane::Answer).unwrap_or_default();
    let height = usize::from(state.figured.page().map_or(0, |page| Parts::of(page, body).rows.height)).max(1);
    let years: Vec<u16> = state.holdings.tree.years.iter().flatten().copied().collect();
    let Some(page) = state.figured.page_mut() else { return Vec::new() };
    let rows = page.told().map_or(0, |told| told.sheet.rows.len());
    if lacks(&page.asking.command, action) {
        state.tell(said::NO_SUCH_CHOICE);
        return Vec::new();
    }
    match action {
        Action::Move(steps) => page.row = scroll::step(page.row, steps, rows),
        Action::Leap(leap) => page.row = scroll::leap(page.row, leap, rows, height),
        Action::Align(align) => page.top = scroll::aligned(page.row, align, height),
        Action::Side(steps) => page.column = scroll::step(page.column, steps, page.columns().len()),
        Action::Enter => return enter(state),
        Action::Sort => return sort(state),
        Action::Group => group(state),
        Action::Year(steps) => page.change(of_year(&page.asking, steps, &years)),
        Action::Populations if page.asking.command == "coverage" => page.change(of_next_body(&page.asking)),
        Action::Pivot => {
            let asking = page.asking.turned("--pivot");
            let last = years.last().map(u16::to_string).filter(|_| !asking.has("--pivot"));
            page.change(asking.with("--years", last.as_deref()));
        }
        Action::Inferred => {
            let counted = page.asking.option("--inferred") == Some("include");
            page.change(page.asking.with("--inferred", Some("include").filter(|_| !counted)));
        }
        Action::Populations => {
            let asking = page.asking.with("--level", None).with("--kind", None).with("--sort", None);
            let asking = asking.with("--top", None).with("--years", None).with("--by", Some("population"));
            let asking = if asking.has("--pivot") { asking } else { asking.turned("--pivot") };
            state.figured.push(Asking { cells: Some(said::REPORTS.to_owned()), ..asking });
        }
        Action::Figures(Topic::Trend) => trend_of_row(state),
        Action::Panel => page.change(page.asking.turned("--panel")),
        Action::Fewest => {
            let fewest = FEWEST.to_string();
            let has = page.asking.option("--min").is_some();
            page.change(page.asking.with("--min", Some(fewest.as_str()).filter(|_| !has)));
        }
        Action::Question => {
            let line = page.asking.line();
            state.figured.field = Some((Typing::Line, Field::new(&line)));
        }
        Action::Measures => match page.asking.cells.clone() {
            Some(cells) => state.figured.field = Some((Typing::Cells, Field::new(&cells))),
            None => state.tell(said::NOT_MEASURED),
        },
        _ => {}
    }
    Vec::new()
}

/// Whether a command has not the option that a key changes.
fn lacks(command: &str, action: Action) -> bool {
    match action {
        Action::Pivot | Action::Fewest => command != "table",
        Action::Inferred | Action::Panel => !matches!(command, "table" | "trend"),
        Action::Populations => !matches!(command, "table" | "coverage"),
        Action::Year(_) => command == "facets",
        _ => false,
    }
}

/// Goes where the row leads.
fn enter(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.figured.page() else { return Vec::new() };
    let Some(row) = page.at_hand() else { return Vec::new() };
    let years = page.told().map(|told| years_of(&told.sheet, row)).unwrap_or_default();
    match row.leads.clone() {
        Leads::Nowhere => state.tell(said::LEADS_NOWHERE),
        Leads::Report(at) => report::open(state, at, At::Start),
        Leads::Two(left, right) => compare::open_two(state, left, right),
        Leads::Ask(words) => {
            let asking = Asking::of(&words);
            let chose = state.figured.page().is_some_and(|page| page.asking.option("--by") == Some("population"));
            // A population that was looked for is put in the place of the one before.
            if chose && state.figured.path().count() > 1 {
                let (level, kind) = (asking.option("--level"), asking.option("--kind"));
                state.figured.answer_before(|before| {
                    let taken = before.option("--years").and_then(|year| year.parse::<u16>().ok());
                    let is_there = taken.is_none_or(|year| years.contains(&year));
                    let of_body = before.with("--level", level).with("--kind", kind);
                    let last = years.last().filter(|_| !is_there).map(u16::to_string);
                    last.map_or_else(|| of_body.clone(), |last| of_body.with("--years", Some(&last)))
                });
            } else if chose && asking.cells.as_deref() == Some(said::REPORTS) {
                // Of a population that was only counted so far its indicators are what is looked for.
                let population = asking.option("--level").zip(asking.option("--kind"));
                state.figured.push(first(
                    population,
                    years.last().copied(),
                    asking.option("--where").unwrap_or_default(),
                ));
            } else {
                state.figured.push(asking);
            }
        }
        Leads::Filter(filter) => {
            let list = state.figured.list.unwrap_or(View::Browse);
            if !trail::back_to(state, list) {
                trail::remember(state);
                state.view = list;
            }
            return sift(state, &filter);
        }
    }
    Vec::new()
}

/// The years in which a row has a figure, where it says what becomes of it.
fn years_of(sheet: &Sheet, row: &Row) -> Vec<u16> {
    let line = row.fields.iter().find_map(|field| if let Value::Line(line) = field { Some(line) } else { None });
    let years = sheet.choices.years.iter().zip(line.into_iter().flatten());
    years.filter(|(_, figure)| figure.is_some()).map(|(year, _)| *year).collect()
}

/// Sorts by the column under the cursor, or no more.
fn sort(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.figured.page_mut() else { return Vec::new() };
    let column = page.columns().get(page.column).copied();
    let key = column.and_then(|nth| page.told()?.sheet.columns.get(nth)?.sort.clone());
    match key {
        Some(key) => {
            let is_so = page.asking.option("--sort") == Some(key.as_str());
            page.change(page.asking.with("--sort", Some(key.as_str()).filter(|_| !is_so)));
        }
        None => state.tell(said::NOT_SORTED_BY),
    }
    Vec::new()
}

/// Groups by the next thing.
fn group(state: &mut State) {
    let Some(page) = state.figured.page_mut() else { return };
    let Some(choices) = page.told().map(|told| told.sheet.choices.clone()) else { return };
    let at = choices.by.iter().position(|by| Some(*by) == choices.taken);
    let next = at.and_then(|at| choices.by.get((at + 1) % choices.by.len()));
    match next {
        Some(next) => {
            // Years are read in their order.
            let sort = page.asking.option("--sort").filter(|_| *next != "year").map(str::to_owned);
            page.change(page.asking.with("--by", Some(next)).with("--sort", sort.as_deref()));
        }
        None => state.tell(said::NOT_GROUPED),
    }
}

/// Begins the filter, or clears it.
pub fn filter(state: &mut State, action: Action) {
    let Some(page) = state.figured.page_mut() else { return };
    if action == Action::Filter {
        let text = page.asking.option("--where").unwrap_or_default().to_owned();
        state.figured.field = Some((Typing::Filter, Field::new(&text)));
        return;
    }
    page.change(page.asking.with("--where", None));
}

/// What the verbs mean while something is typed.
pub fn type_in(state: &mut State, action: Action) {
    let Some((typing, field)) = &mut state.figured.field else { return };
    match action {
        Action::Edit(edit) => _ = field.edit(edit),
        Action::Cancel => state.figured.field = None,
        Action::Enter => {
            let (typing, text) = (*typing, field.text().trim().to_owned());
            let Some(page) = state.figured.page_mut() else { return };
            let asking = match typing {
                Typing::Filter => {
                    Some(page.asking.with("--where", Some(text.as_str()).filter(|text| !text.is_empty())))
                }
                Typing::Line => page.asking.with_line(&text),
                Typing::Cells => Some(measuring(&page.asking, &text)),
            };
            match asking {
                Some(asking) => {
                    page.change(asking);
                    state.figured.field = None;
                }
                None => state.tell(said::OPEN_QUOTATION),
            }
        }
        _ => {}
    }
}

/// Asks what is to be asked, and keeps the cursors on the screen.
pub fn settle(state: &mut State, layout: &Layout) -> Option<Effect> {
    let body = layout.body(Pane::Answer)?;
    if let Some(page) = state.figured.page_mut() {
        let height = usize::from(Parts::of(page, body).rows.height).max(1);
        let rows = page.told().map_or(0, |told| told.sheet.rows.len());
        page.row = page.row.min(rows.saturating_sub(1));
        page.top = scroll::follow(page.top, page.row, height, rows);
        measure(page, height);
        let shown = fitting(page, body.width);
        let others = page.columns().len().saturating_sub(1);
        if page.column > 0 {
            page.left = scroll::follow(page.left, page.column - 1, shown, others);
        } else {
            page.left = page.left.min(leftmost(page, body.width));
        }
    }
    if state.holdings.stage != Stage::Ready {
        return None;
    }
    let generation = state.next_generation();
    let asking = state.figured.asks(generation)?;
    let State { holdings, review, .. } = state;
    let shown = Shown {
        corpus: holdings.corpus.clone(),
        agencies: holdings.tree.agencies.clone(),
        checked: holdings.checked.clone(),
        ledger: std::sync::Arc::new(review.ledger.clone()),
    };
    Some(Effect::Figure { generation, asking, shown })
}

/// Where the reader is: the topic, and what was gone through.
pub fn path(state: &State) -> Vec<String> {
    let topics = state.figured.path().map(|page| said::topic(&page.asking.command));
    let mut path = vec![strings::CORPUS.to_string()];
    for topic in topics {
        if path.last().map(String::as_str) != Some(topic) {
            path.push(topic.to_owned());
        }
    }
    path
}

/// Which row the cursor is on.
pub fn position(state: &State) -> String {
    let page = state.figured.page();
    page.and_then(|page| Some((page.row, page.told()?.sheet.rows.len())))
        .filter(|(_, rows)| *rows > 0)
        .map_or_else(String::new, |(row, rows)| strings::row_of(row + 1, rows))
}

/// What has to stand beside the figures where they are cited.
pub fn citation(state: &State) -> String {
    state.figured.page().and_then(Page::told).map_or_else(String::new, |told| told.citation.clone())
}

/// What the cursor is on, and the command that prints the table.
pub fn status(state: &State) -> Line {
    let Some(page) = state.figured.page() else { return Line::new() };
    if let Stand::Failed(_) = page.stand {
        return Line::new();
    }
    let Some(told) = page.told() else { return Line::new() };
    let mut line = Line::new();
    let column = page.columns().get(page.column).copied().filter(|_| page.column > 0);
    if let Some((row, column)) = page.at_hand().zip(column) {
        let name = row.fields.first().map(value_of).unwrap_or_default();
        let head = told.sheet.columns.get(column).map(head).unwrap_or_default();
        let value = row.fields.get(column).map(value_of).unwrap_or_default();
        line.push(span(format!("{name}  {head} {value}  "), Role::Text));
    }
    line.push(span(told.command.clone(), Role::Dim));
    line
}

/// The field of what is typed.
pub fn draw_field(state: &State, y: u16, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let (typing, field) = state.figured.field.as_ref()?;
    let head = match typing {
        Typing::Cells => said::MEASURES,
        Typing::Line => said::QUESTION,
        Typing::Filter => strings::FILTER,
    };
    let width = state.size.0;
    let notice = state.notice.as_ref().map_or("", |notice| notice.0.as_str());
    let limit = pen.right(width - 1, y, &columns::clip(notice, usize::from(width / 2)), Role::Notice).saturating_sub(1);
    let x = pen.text((1, y), limit, &head, Role::Accent);
    let x = pen.text((x + 1, y), limit, strings::PROMPT, Role::Accent);
    let (shown, caret) = field.visible(usize::from(limit.saturating_sub(x)));
    pen.text((x, y), limit, shown, Role::Strong);
    Some((x + columns::screen(caret), y))
}

/// Puts the cursor on the cell at a place of the pane; says whether it was there.
pub fn point(state: &mut State, area: Rect, (x, y): (u16, u16)) -> bool {
    let Some(page) = state.figured.page_mut() else { return false };
    let rows = page.told().map_or(0, |told| told.sheet.rows.len());
    let Some(nth) =
        y.checked_sub(Parts::of(page, area).rows.y).map(|nth| page.top + usize::from(nth)).filter(|nth| *nth < rows)
    else {
        return false;
    };
    let places = Places::of(page, area);
    let column = places.others.iter().find(|(_, start, end)| (*start..*end).contains(&x)).map_or(0, |(nth, ..)| *nth);
    let before = (page.row, page.column);
    (page.row, page.column) = (nth, column);
    before == (nth, column)
}

/// The command that prints the table.
pub fn command(state: &State) -> Option<String> {
    Some(state.figured.page()?.told()?.command.clone())
}

/// The value under the cursor.
pub fn value(state: &State) -> Option<String> {
    let page = state.figured.page()?;
    let place = page.columns().get(page.column).copied()?;
    page.at_hand()?.fields.get(place).map(value_of)
}

/// The row under the cursor, or the whole table, as a spreadsheet takes it.
pub fn tabbed(state: &State, whole: bool) -> Option<String> {
    let page = state.figured.page()?;
    let sheet = &page.told()?.sheet;
    let shown = page.columns();
    let line = |row: &Row| {
        let fields = shown.iter().map(|place| row.fields.get(*place).map(value_of).unwrap_or_default());
        fields.map(|field| field.replace(['\t', '\n', '\r'], " ")).collect::<Vec<_>>().join("\t")
    };
    if !whole {
        return page.at_hand().map(line);
    }
    let heads = shown.iter().filter_map(|place| sheet.columns.get(*place)).map(head).collect::<Vec<_>>().join("\t");
    Some(std::iter::once(heads).chain(sheet.rows.iter().map(line)).collect::<Vec<_>>().join("\n"))
}

/// The row under the cursor with its heads, the population and what it rests on.
pub fn cited(state: &State) -> Option<String> {
    let page = state.figured.page()?;
    let told = page.told()?;
    let row = page.at_hand()?;
    let shown = page.columns();
    let pair = |place: &usize| {
        let head = told.sheet.columns.get(*place).map(head)?;
        Some(format!("{head} {}", value_of(row.fields.get(*place)?)).trim().to_owned())
    };
    let values: Vec<String> = shown.iter().filter_map(pair).collect();
    Some(format!("{}。{}。{}", values.join(","), told.citation, told.command))
}
