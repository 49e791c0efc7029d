//! A table that answers a question of figures: what was counted of how many, and rows that lead to reports or to other
//! questions.

use ratatui::layout::Rect;

use crate::figures::{Body, Column, FEWEST, Field as Value, Holds, Leads, Population, Row, Sheet, Term};
use crate::model::agency::Level;
use crate::model::printable::printable;
use crate::tui::action::{Action, Topic, View};
use crate::tui::asking::{Asking, Shown, Told};
use crate::tui::effect::Effect;
use crate::tui::figured::{Page, Stand, Typing};
use crate::tui::filtering::sift;
use crate::tui::glyph;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::{Line, Pen, span};
use crate::tui::panes::opened::At;
use crate::tui::panes::{chart, compare, report};
use crate::tui::scroll;
use crate::tui::state::{Stage, State};
use crate::tui::strings::{self, Language, figured as said, spoken};
use crate::tui::text::columns;
use crate::tui::text::field::Field;
use crate::tui::theme::Role;
use crate::tui::trail;

/// Columns between columns.
const GAP: usize = 2;
/// Names take no more than this part of the width.
const NAMES: u16 = 2;

/// Asks about a topic: of the population the cursor is on.
pub fn ask(state: &mut State, topic: Topic) {
    let asking = match topic {
        Topic::Facets => facets(state),
        Topic::Coverage => coverage(state),
        Topic::Table if state.view == View::Search => shares(state),
        Topic::Trend => match trend(state) {
            Some(asking) => asking,
            None => return state.tell(said::NO_TREND),
        },
        Topic::Table => table(state),
        Topic::Similar => similar(state),
    };
    if state.view != View::Figures {
        state.figured.list = Some(state.view).filter(|view| matches!(view, View::Browse | View::Flags));
        trail::remember(state);
        state.view = View::Figures;
        state.zoom = false;
    }
    let is_there = state.figured.path().next().is_some_and(|page| page.asking.command == asking.command);
    if is_there && state.figured.page().is_some_and(|page| page.asking == asking) {
        return;
    }
    state.figured.begin(asking);
}

/// The indicators of the population the cursor is on, in its year, the greatest first; where that is none, which
/// populations there are.
fn table(state: &State) -> Asking {
    let header = state.report_at_hand().and_then(|report| state.holdings.corpus.header(report));
    let population = header.as_ref().and_then(|header| Population::of(header.agency.level, header.agency.kind));
    let words = |words: &[&str]| Asking::of(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    let filter = state.matrix.sieve.text();
    let filtered = |asking: Asking| asking.with("--where", Some(filter).filter(|filter| !filter.is_empty()));
    let Some(population) = population else {
        return filtered(words(&["table", said::REPORTS, "--by", "population", "--pivot"]));
    };
    let year = header.and_then(|header| header.year).or(state.holdings.tree.years.iter().flatten().copied().max());
    first(Some((population.level.id(), population.body.id())), year, filter)
}

/// The first indicators of a population in a year, the greatest first.
fn first(population: Option<(&str, &str)>, year: Option<u16>, filter: &str) -> Asking {
    let (level, kind) = population.unzip();
    let asking = Asking::of(&["table".to_owned(), said::FIRST_MEASURES.to_owned()]);
    let year = year.map(|year| year.to_string());
    let asking = asking.with("--level", level).with("--kind", kind).with("--years", year.as_deref());
    let filter = Some(filter).filter(|filter| !filter.is_empty());
    asking.with("--where", filter).with("--sort", said::FIRST_MEASURES.split(',').next())
}

/// How what the list shows falls apart.
fn facets(state: &State) -> Asking {
    let sieve = if state.view == View::Flags { &state.flags.sieve } else { &state.matrix.sieve };
    let filter = Some(sieve.text()).filter(|filter| !filter.is_empty());
    Asking::of(&["facets".to_owned()]).with("--where", filter)
}

/// Who is to report in the regions of what the corpus shows, and who is missing.
fn coverage(state: &State) -> Asking {
    let filter = Some(state.matrix.sieve.text()).filter(|filter| !filter.is_empty());
    Asking::of(&["coverage", "--by", "city"].map(str::to_owned)).with("--where", filter)
}

/// The share of reports in which something is found, of each population over the years.
fn shares(state: &State) -> Asking {
    let query = state.finder.field.text().trim();
    let words = ["table", said::REPORTS, "--by", "population", "--having", query];
    Asking::of(&words.map(str::to_owned))
}

/// The course of what the cursor is on: of the cell of a report, or the indicator of the corpus, of its agency.
fn trend(state: &State) -> Option<Asking> {
    let id = state.holdings.corpus.header(state.report_at_hand()?)?.id.to_owned();
    let cell = state.opened.as_ref().filter(|_| state.view == View::Report).zip(state.report());
    let cell = cell.and_then(|(opened, report)| opened.cell_in_focus(report)).map(|cell| cell.to_string());
    let lens = state.matrix.lens.indicator().filter(|_| state.view == View::Browse);
    let measure = cell.or(lens.map(|indicator| indicator.id().to_owned()));
    let first = said::FIRST_MEASURES.split(',').next().unwrap_or_default();
    let words = ["trend".to_owned(), measure.unwrap_or_else(|| first.to_owned()), "--of".to_owned(), id];
    Some(Asking::of(&words))
}

/// The course of the figure under the cursor, of the agency or the reports of its row.
fn trend_of_row(state: &mut State) {
    let Some(page) = state.figured.page() else { return };
    let Some((told, row)) = page.told().zip(page.at_hand()) else { return };
    let column = page.columns().get(page.column).copied();
    let sorts = |nth: usize| told.sheet.columns.get(nth)?.sort.clone();
    let any = || page.columns().into_iter().find_map(sorts);
    let Some(measure) = column.and_then(sorts).or_else(any) else { return state.tell(said::NO_TREND) };
    let asking = Asking::of(&["trend".to_owned(), measure]);
    let asking = match &row.leads {
        Leads::Report(report) => {
            let id = state.holdings.corpus.header(*report).map(|header| header.id.to_owned());
            asking.with("--of", id.as_deref())
        }
        Leads::Ask(words) => {
            let row = Asking::of(words);
            let options = ["--level", "--kind", "--where", "--inferred"];
            options.into_iter().fold(asking, |asking, name| asking.with(name, row.option(name)))
        }
        _ => return state.tell(said::NO_TREND),
    };
    state.figured.push(asking);
}

/// The groups of alike sections, those that the filter lets in.
fn similar(state: &State) -> Asking {
    let filter = state.matrix.sieve.text();
    Asking::of(&["similar".to_owned()]).with("--where", Some(filter).filter(|filter| !filter.is_empty()))
}

/// What the verbs mean here.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let body = state.layout().body(Pane::Answer).unwrap_or_default();
    let height = usize::from(state.figured.page().map_or(0, |page| Parts::of(page, body).rows.height)).max(1);
    let years: Vec<u16> = state.holdings.tree.years.iter().flatten().copied().collect();
    let Some(page) = state.figured.page_mut() else { return Vec::new() };
    let rows = page.told().map_or(0, |told| told.sheet.rows.len());
    if page.asking.command == "similar" && matches!(action, Action::Pivot | Action::Inferred | Action::Populations) {
        state.tell(said::ONLY_OF_MEASURES);
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

/// Goes where the row leads.
fn enter(state: &mut State) -> Vec<Effect> {
    let last = state.holdings.tree.years.iter().flatten().copied().max();
    let Some(row) = state.figured.page().and_then(Page::at_hand) else { return Vec::new() };
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
                state.figured.answer_before(|before| before.with("--level", level).with("--kind", kind));
            } else if chose && asking.cells.as_deref() == Some(said::REPORTS) {
                // Of a population that was only counted so far its indicators are what is looked for.
                let population = asking.option("--level").zip(asking.option("--kind"));
                state.figured.push(first(population, last, asking.option("--where").unwrap_or_default()));
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
        Some(next) => page.change(page.asking.with("--by", Some(next))),
        None => state.tell(said::NOT_GROUPED),
    }
}

/// The question of the year before or after; before the first and after the last come all.
fn of_year(asking: &Asking, steps: i32, years: &[u16]) -> Asking {
    let has_span = matches!(asking.command.as_str(), "table" | "trend");
    let option = if has_span { "--years" } else { "--year" };
    let asking = if has_span { asking.clone() } else { asking.with("--years", None) };
    let taken = asking.option(option).and_then(|year| year.parse::<u16>().ok());
    // All of them stand behind the last.
    let at = taken.and_then(|year| years.iter().position(|other| *other == year)).unwrap_or(years.len());
    let len = i64::try_from(years.len() + 1).unwrap_or(1);
    let next = (i64::try_from(at).unwrap_or(0) + i64::from(steps)).rem_euclid(len);
    let year = usize::try_from(next).ok().and_then(|next| years.get(next)).map(u16::to_string);
    asking.with(option, year.as_deref())
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

/// The same question of other measures: what was sorted by one is sorted by the first of them.
fn measuring(asking: &Asking, cells: &str) -> Asking {
    let first = cells.split([',', ',', '、']).next().unwrap_or_default().trim();
    let sort = asking.option("--sort").map(|_| first);
    Asking { cells: Some(cells.to_owned()), ..asking.with("--sort", sort) }
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

/// Makes columns as wide as what they show.
fn measure(page: &mut Page, height: usize) {
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
fn fitting(page: &Page, width: u16) -> usize {
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
fn leftmost(page: &Page, width: u16) -> usize {
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
struct Parts {
    /// The course, where there is one and room for it.
    chart: Rect,
    /// What was counted and what was not, a line each.
    counted: Rect,
    heads: u16,
    rows: Rect,
}

impl Parts {
    fn of(page: &Page, area: Rect) -> Self {
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
fn head(column: &Column) -> String {
    match spoken() {
        Language::Chinese => printable(&column.zh).into_owned(),
        Language::English => printable(&column.id).into_owned(),
    }
}

fn term(term: Term) -> &'static str {
    if spoken() == Language::English { term.id } else { term.zh }
}

fn value_of(field: &Value) -> String {
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
        let text = if state.holdings.stage == Stage::Ready { said::COUNTING } else { strings::CHECKING };
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
struct Places {
    names: (u16, u16),
    /// The place among the columns for people, where it begins and where it ends.
    others: Vec<(usize, u16, u16)>,
    /// There are more on the left, and on the right.
    more: (bool, bool),
}

impl Places {
    fn of(page: &Page, area: Rect) -> Self {
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
