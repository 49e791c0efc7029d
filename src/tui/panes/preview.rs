//! What stands beside the matrix: the head, sections, tables and flags of the report under the
//! cursor, or what a region comes to.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use crate::corpus::header::Header;
use crate::model::flag::Flag;
use crate::model::report::{Report, SectionKey};
use crate::rules::{self, FlagRef};
use crate::tui::chain;
use crate::tui::flagged::{self, Count};
use crate::tui::glyph;
use crate::tui::grid;
use crate::tui::layout::{Layout, Pane};
use crate::tui::paint::{Line, Pen, span};
use crate::tui::state::State;
use crate::tui::strings;
use crate::tui::text::columns;
use crate::tui::text::wrap::wrap;
use crate::tui::theme::Role;
use crate::tui::tree::NodeKind;

/// How many lines the preview has at its present width.
pub fn len(state: &State, layout: &Layout) -> usize {
    layout.body(Pane::Preview).map_or(0, |body| lines(state, usize::from(body.width)).len())
}

pub fn draw(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let lines = lines(state, usize::from(area.width));
    for (n, line) in lines.iter().skip(state.matrix.preview_top).take(usize::from(area.height)).enumerate() {
        pen.line((area.x, area.y + columns::screen(n)), area.right(), line);
    }
}

fn lines(state: &State, width: usize) -> Vec<Line> {
    let room = width.saturating_sub(2);
    if let Some(index) = state.matrix.report(&state.holdings) {
        return report_lines(state, index, room);
    }
    let Some(node) = state.matrix.node() else { return Vec::new() };
    let tree = &state.holdings.tree;
    match tree.nodes.get(node).map(|node| node.kind) {
        Some(NodeKind::Problem(number)) => {
            let text = state.holdings.corpus.problems().get(number).map(ToString::to_string).unwrap_or_default();
            wrapped(&text, room, Role::Text)
        }
        Some(NodeKind::Agency(_)) => vec![vec![], plain(&strings::NO_REPORT_THIS_YEAR, Role::Dim)],
        Some(_) => region_lines(state, node),
        None => Vec::new(),
    }
}

fn plain(text: &str, role: Role) -> Line {
    vec![span(format!(" {text}"), role)]
}

/// A label in six columns and what belongs to it.
fn field(label: &str, value: impl Into<String>, role: Role) -> Line {
    vec![span(format!(" {} ", columns::left(label, 6)), Role::Dim), span(value, role)]
}

fn wrapped(text: &str, room: usize, role: Role) -> Vec<Line> {
    wrap(text, room, 0).into_iter().map(|range| plain(text.get(range).unwrap_or_default(), role)).collect()
}

fn region_lines(state: &State, node: usize) -> Vec<Line> {
    let tree = &state.holdings.tree;
    let total = tree.total(node);
    let label = tree.nodes.get(node).map_or("", |node| node.label.as_str());
    let mut lines = vec![plain(label, Role::Strong), vec![]];
    lines.push(field(&strings::REPORTS, strings::reports(total.reports), Role::Text));
    let entries = strings::entries_and_errors(total.entries, total.errors);
    lines.push(field(&strings::ENTRIES, entries, if total.errors > 0 { Role::Error } else { Role::Text }));
    lines.push(vec![]);
    lines.push(plain(&strings::OPEN_A_REGION, Role::Dim));
    lines
}

fn report_lines(state: &State, index: usize, room: usize) -> Vec<Line> {
    let Some(header) = state.holdings.corpus.header(index) else { return Vec::new() };
    let mut lines = head_lines(state, index, &header, room);
    lines.extend(flag_lines(state, index, room));
    lines.push(vec![]);
    if let Some(report) = state.shelf.report(index) {
        lines.extend(body_lines(report));
    } else {
        let text = state.shelf.failure(index).unwrap_or(&strings::LOADING);
        lines.extend(wrapped(text, room, Role::Warning));
    }
    lines.extend(year_lines(state, index));
    let chain = chain::line(&state.holdings, index);
    if !chain.is_empty() {
        lines.push(std::iter::once(span(" ", Role::Text)).chain(chain).collect());
    }
    lines.push(vec![]);
    lines.extend(source_lines(&header));
    if let Some(report) = state.shelf.report(index).filter(|report| !report.notes.is_empty()) {
        lines.push(vec![]);
        lines.push(field(&strings::NOTES, strings::count(report.notes.len()), Role::Dim));
        for note in &report.notes {
            lines.extend(wrapped(&format!("- {}", note.message), room, Role::Dim));
        }
    }
    lines
}

fn head_lines(state: &State, index: usize, header: &Header<'_>, room: usize) -> Vec<Line> {
    let mut lines = wrapped(header.name(), room, Role::Strong);
    let form = header.form.map_or(strings::FORM_UNKNOWN, strings::form);
    lines.push(field(&strings::YEAR, format!("{}  {form}", strings::year(header.year)), Role::Text));
    let same: Vec<usize> = state.holdings.tree.agencies.of(index).map_or_else(Vec::new, |agency| {
        agency.reports.iter().copied().filter(|other| state.holdings.year(*other) == header.year).collect()
    });
    if same.len() > 1 {
        lines.push(plain(&strings::several_this_year(same.len()), Role::Warning));
    }
    lines.push(vec![]);
    lines
}

/// Where and when the report was published, and where it was read from.
fn source_lines(header: &Header<'_>) -> Vec<Line> {
    let regions: Vec<&str> = header.agency.regions().collect();
    let published = header.published.map(|date| date.to_string()).unwrap_or_default();
    let fields = [
        (strings::PUBLISHED, published, Role::Text),
        (strings::REGION, regions.join(glyph::STEP), Role::Text),
        (strings::FILE, header.path.to_owned(), Role::Dim),
        (strings::ID, header.id.to_owned(), Role::Dim),
    ];
    let told = fields.into_iter().filter(|(_, value, _)| !value.is_empty());
    told.map(|(label, value, role)| field(&label, value, role)).collect()
}

fn body_lines(report: &Report) -> Vec<Line> {
    let mut sections = field(&strings::SECTIONS, "", Role::Text);
    for key in SectionKey::SIX {
        let there = report.section(key).is_some();
        let (mark, role) = if there { (glyph::YES, Role::Good) } else { (glyph::NO, Role::Warning) };
        sections.push(span(format!("{}{mark} ", key.number()), role));
    }
    let mut tables = field(&strings::TABLES, "", Role::Text);
    for part in grid::parts(report) {
        let (read, all) = grid::coverage(report, part);
        let role = if read == all { Role::Text } else { Role::Warning };
        tables.push(span(format!("{} {read}/{all}  ", strings::part(part)), role));
    }
    vec![sections, tables]
}

/// The entries that stand in a report, each with how many of its flags here follow from it.
fn flag_lines(state: &State, index: usize, room: usize) -> Vec<Line> {
    let holdings = &state.holdings;
    let flags = &*holdings.checked.flags(index);
    let mut lines = vec![field(&strings::ENTRIES, strings::by_severity(holdings.count(index)), Role::Strong)];
    let mut of_group: BTreeMap<Option<usize>, Vec<FlagRef>> = BTreeMap::new();
    let counted = flags.iter().enumerate().filter(|(_, flag)| flagged::counts(flag));
    for at in counted.map(|(nth, _)| FlagRef { report: index, nth }) {
        of_group.entry(holdings.groups.number_of(at)).or_default().push(at);
    }
    let head = |members: &Vec<FlagRef>| members.iter().copied().find(|at| holdings.is_head(*at));
    let elsewhere = of_group.values().filter(|members| head(members).is_none()).count();
    let mut here: Vec<(FlagRef, Vec<FlagRef>)> =
        of_group.into_values().filter_map(|members| Some((head(&members)?, members))).collect();
    here.sort_by_key(|(head, _)| *head);
    for (head, mut members) in here {
        members.sort_by_key(|at| *at != head);
        let members: Vec<&Flag> = members.iter().filter_map(|at| flags.get(at.nth)).collect();
        lines.extend(entry_lines(&members, room));
    }
    if elsewhere > 0 {
        lines.push(plain(&strings::entries_elsewhere(elsewhere), Role::Dim));
    }
    let others = flags.iter().filter(|flag| !flagged::counts(flag)).count();
    if others > 0 {
        lines.push(plain(&strings::other_flags(others), Role::Dim));
    }
    lines
}

/// What an entry says, by its flags in the report, the one that stands for it first.
fn entry_lines(flags: &[&Flag], room: usize) -> Vec<Line> {
    let Some(head) = flags.first() else { return Vec::new() };
    let more = if flags.len() > 1 { format!("{} ", strings::and_more(flags.len() - 1)) } else { String::new() };
    let said = rules::entry_words(flags);
    let said = strings::of_rule(&said);
    let name = format!("{} {} {more}", strings::mark(head.severity), strings::rule_name(head));
    let mut lines = Vec::new();
    for (n, range) in wrap(said, room.saturating_sub(3), columns::of(&name)).into_iter().enumerate() {
        let text = said.get(range).unwrap_or_default();
        lines.push(if n == 0 {
            vec![span(format!(" {name}"), head.severity.into()), span(text, Role::Text)]
        } else {
            vec![span(format!("    {text}"), Role::Text)]
        });
    }
    lines
}

/// The agency's years with their flags, on one line.
fn year_lines(state: &State, index: usize) -> Vec<Line> {
    let Some(agency) = state.holdings.tree.agencies.of(index) else { return Vec::new() };
    let mut line = field(&strings::YEARS, "", Role::Text);
    for report in &agency.reports {
        let count: Count = state.holdings.count(*report);
        let here = *report == index;
        let year = strings::year_head(state.holdings.year(*report));
        line.push(span(year, if here { Role::Accent } else { Role::Dim }));
        let mark = if count.errors > 0 { "!" } else { "" };
        line.push(span(format!(" {}{mark}  ", count.total()), count.worst().map_or(Role::Dim, Role::from)));
    }
    vec![line]
}
