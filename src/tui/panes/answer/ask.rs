//! What is asked: the first question of each topic, by what the cursor is on, and the steps from one question to the
//! next.

use crate::figures::{Body, Leads, Population};
use crate::tui::action::{Topic, View};
use crate::tui::asking::Asking;
use crate::tui::state::State;
use crate::tui::strings::figured as said;
use crate::tui::trail;

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
pub(super) fn first(population: Option<(&str, &str)>, year: Option<u16>, filter: &str) -> Asking {
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
pub(super) fn trend_of_row(state: &mut State) {
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

/// The question of the year before or after; before the first and after the last come all.
pub(super) fn of_year(asking: &Asking, steps: i32, years: &[u16]) -> Asking {
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

/// The question of the next sort of bodies.
pub(super) fn of_next_body(asking: &Asking) -> Asking {
    let taken = asking.option("--kind").and_then(Body::named).unwrap_or(Body::Aggregate);
    let at = Body::ALL.iter().position(|body| *body == taken).unwrap_or_default();
    asking.with("--kind", Body::ALL.get((at + 1) % Body::ALL.len()).map(|body| body.id()))
}

/// The same question of other measures: what was sorted by one is sorted by the first of them.
pub(super) fn measuring(asking: &Asking, cells: &str) -> Asking {
    let first = cells.split([',', ',', '、']).next().unwrap_or_default().trim();
    let sort = asking.option("--sort").map(|_| first);
    Asking { cells: Some(cells.to_owned()), ..asking.with("--sort", sort) }
}
